"""Affine families on which polynomials vanish: each is one."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim.algebra.budget import NEVER, OutOfBudget
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.recovery.vanishing import Tries, Values, solutions, solve_linear

A, B, C = map(Polynomial.variable, range(3))


def families(*equations: Polynomial, tries: int = 200) -> list[Values]:
    """Those that are found with so many guesses."""
    found: list[Values] = []
    with suppress(OutOfBudget):
        found.extend(islice(solutions(equations, {}, Tries(tries, NEVER)), 10))
    return found


@pytest.mark.parametrize(
    ("equations", "expected"),
    [
        ((A + B - 3, A - B - 1), {0: 2 * ONE, 1: ONE}),
        ((A * B,), {0: 0 * ONE}),
        ((A * A - 4 * ONE, A + 2 * ONE), {0: -2 * ONE}),
        ((A**3 - 8 * ONE,), {0: 2 * ONE}),
        ((A * B - 3 * ONE, A * C - 6 * ONE, B - ONE), {0: 3 * ONE, 1: ONE, 2: 2 * ONE}),
    ],
)
def test_the_first_family_is_found(
    equations: tuple[Polynomial, ...], expected: Mapping[int, Polynomial]
) -> None:
    assert families(*equations)[0] == expected


@pytest.mark.parametrize("equations", [(A - ONE, A - 2 * ONE), (A * A - 3 * ONE,), (A * A + ONE,), (ONE,)])
def test_there_is_none_where_there_is_no_rational_solution(equations: tuple[Polynomial, ...]) -> None:
    assert not families(*equations)


def test_frozen_coordinates_are_expressed_last() -> None:
    solved = solve_linear([A + B - 1], {}, frozenset({1}))
    assert solved is not None
    assert list(solved[0]) == [0]


COEFFICIENTS = st.integers(-3, 3)


@given(st.lists(st.tuples(*[COEFFICIENTS] * 6), min_size=1, max_size=3))
def test_everything_vanishes_on_every_family(rows: list[tuple[int, ...]]) -> None:
    monomials = (ONE, A, B, C, A * B, B * C)
    equations = [Polynomial.total(m * c for m, c in zip(monomials, row, strict=True)) for row in rows]
    for family in families(*equations, tries=30):
        assert not any(one.substitute(family) for one in equations)
        assert not any(value.variables & family.keys() for value in family.values())
