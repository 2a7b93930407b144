"""Independence: proved by pivots that are units, over residues and over enclosures."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.values.enclosure import EnclosureArithmetic
from certsim.kernel.values.interval import Interval
from certsim.kernel.values.linear import independent
from certsim.kernel.values.residue import Residues

ENCLOSURES = EnclosureArithmetic(96)
matrices = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(-3, 3), min_size=width, max_size=width), max_size=4)
)


def shown(rows: Sequence[Sequence[int]], ring: Any) -> bool:
    return independent([[ring.number(Fraction(value)) for value in row] for row in rows], ring)


@given(matrices)
def test_enclosures_of_rationals_and_a_large_prime_show_what_is_true(rows: list[list[int]]) -> None:
    expected = not rows or sympy.Matrix(rows).rank() == len(rows)
    assert shown(rows, Residues(1_000_003)) == expected
    assert shown(rows, ENCLOSURES) == expected


@given(matrices, st.integers(2, 12))
def test_no_modulus_shows_more_than_is_true(rows: list[list[int]], modulus: int) -> None:
    if shown(rows, Residues(modulus)):
        assert not rows or sympy.Matrix(rows).rank() == len(rows)


def test_a_pivot_is_a_unit() -> None:
    assert not shown([[2, 3]], Residues(6))
    assert not shown([[2, 4]], Residues(8))
    assert shown([[2, 5]], Residues(6))
    assert shown([[2, 3]], Residues(8))


def test_more_rows_than_columns_are_dependent_and_no_rows_are_not() -> None:
    for ring in (Residues(7), ENCLOSURES):
        assert shown([], ring)
        assert not shown([[]], ring)
        assert not shown([[1], [2]], ring)


def test_an_enclosure_of_zero_is_no_pivot() -> None:
    one, unknown = ENCLOSURES.number(Fraction(1)), ENCLOSURES.number(Fraction(0))
    unknown = unknown + ENCLOSURES.call("exp", one) - ENCLOSURES.call("exp", one)
    assert unknown.interval != Interval(0, 0)
    assert not independent([[unknown]], ENCLOSURES)
    assert not independent([[one, one], [one, one + unknown]], ENCLOSURES)
    assert independent([[unknown, one], [one, unknown]], ENCLOSURES)


def test_dense_rows_count_as_work() -> None:
    row = [Residues(7).number(Fraction(1))] * 1_000
    with metered(9_000), pytest.raises(LimitExceeded):
        independent([row], Residues(7))
