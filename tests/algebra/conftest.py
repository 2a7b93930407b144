"""What the algebra tests share: small polynomials, and identities multiplied out by the kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import pytest
from hypothesis import strategies as st

from certsim.algebra import singular
from certsim.kernel.terms.polynomial import Polynomial

Combine = Callable[[Sequence[Polynomial], Sequence[Polynomial]], Polynomial]


@pytest.fixture(scope="session", autouse=True)
def _without_singular() -> Iterator[None]:
    """What the tests of a basis say is about certsim's own, whatever the environment asks for."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(singular.VARIABLE, raising=False)
        yield


@pytest.fixture(scope="session")
def combine() -> Combine:
    """Σ q_i·g_i, by the kernel's own arithmetic."""

    def combined(cofactors: Sequence[Polynomial], generators: Sequence[Polynomial]) -> Polynomial:
        return Polynomial.total(q * g for q, g in zip(cofactors, generators, strict=True))

    return combined


@pytest.fixture(scope="session")
def polynomials() -> Callable[..., st.SearchStrategy[Polynomial]]:
    """Strategies for small polynomials in given variables."""

    def strategy(variables: Sequence[int], degree: int = 2, terms: int = 3) -> st.SearchStrategy[Polynomial]:
        monomials = st.lists(st.sampled_from(variables), max_size=degree).map(lambda m: tuple(sorted(m)))
        coefficients = st.sampled_from([Fraction(1), Fraction(-1), Fraction(2), Fraction(-3, 2)])
        return st.dictionaries(monomials, coefficients, max_size=terms).map(Polynomial)

    return strategy
