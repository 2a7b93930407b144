"""Linear combinations without unwanted monomials: they are such, independent, and all there are."""

from __future__ import annotations

from collections.abc import Callable

import flint
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.algebra.combinations import eliminate
from certsim.algebra.rings import to_fmpq
from certsim.kernel.terms.polynomial import ZERO, Monomial, Polynomial

x, y, z = map(Polynomial.variable, range(3))


def mentions_x(monomial: Monomial) -> bool:
    return 0 in monomial


def rank(polynomials: list[Polynomial], wanted: Callable[[Monomial], bool]) -> int:
    monomials = sorted({m for p in polynomials for m in p.terms if wanted(m)})
    if not monomials:
        return 0
    rows = [[to_fmpq(p.terms.get(m, 0)) for m in monomials] for p in polynomials]
    return int(flint.fmpq_mat(rows).rank())


@settings(max_examples=40)
@given(data=st.data())
def test_a_basis_of_all_combinations_is_found(
    data: st.DataObject, polynomials: Callable[..., st.SearchStrategy[Polynomial]]
) -> None:
    given_ones = data.draw(st.lists(polynomials([0, 1, 2]), max_size=5))
    found = list(eliminate(given_ones, mentions_x))
    for combination in found:
        assert all(combination.values())
        total = Polynomial.total(given_ones[at] * c for at, c in combination.items())
        assert not any(map(mentions_x, total.terms))
    vectors = [Polynomial({(at,): c for at, c in combination.items()}) for combination in found]
    assert rank(vectors, lambda _: True) == len(found) == len(given_ones) - rank(given_ones, mentions_x)


def test_a_relation_among_three() -> None:
    found = list(eliminate([x * y + z, 2 * x * y - 1, z], mentions_x))
    assert found == [{0: -2, 1: 1}, {2: 1}]


def test_nothing_unwanted_leaves_everything() -> None:
    assert list(eliminate([x, ZERO], lambda _: False)) == [{0: 1}, {1: 1}]
    assert list(eliminate([], mentions_x)) == []
