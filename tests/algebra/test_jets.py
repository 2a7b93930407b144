"""Polynomials up to a degree: products are cut off, calls are Taylor series, and work is counted."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import factorial

import pytest

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.jets import JetRing


class Rationals(JetRing):
    """The ring with rational coefficients, in which every call is that of exp at 0."""

    def coefficient(self, value: Fraction) -> Fraction:
        return value

    def vanishes(self, coefficient: Fraction) -> bool:
        return not coefficient

    def series(self, function: str, at: Fraction) -> Sequence[Fraction]:
        assert (function, at) == ("exp", 0)
        return [Fraction(1, factorial(k)) for k in range(self._degree + 1)]


def ring(degree: int, work: int = 1_000) -> Rationals:
    return Rationals(degree, [work])


def test_products_are_cut_off_at_the_degree() -> None:
    over = ring(2)
    x, y = over.variable(0), over.variable(1)
    assert (over.total([x, y]) ** 2).terms == {(0, 0): 1, (0, 1): 2, (1, 1): 1}
    assert not (x * y * x).terms


def test_calls_are_series() -> None:
    over = ring(3)
    argument = over.total([over.variable(0), over.variable(0)])
    assert over.call("exp", argument).terms == {(): 1, (0,): 2, (0, 0): 2, (0, 0, 0): Fraction(4, 3)}


def test_what_cancels_is_not_there() -> None:
    over = ring(2)
    assert not over.total([over.variable(0), over.variable(0) * over.number(Fraction(-1))]).terms


def test_a_variable_is_of_degree_one() -> None:
    assert not ring(0).variable(0).terms
    assert ring(1).variable(0).terms == {(0,): 1}


def test_work_is_bounded() -> None:
    over = ring(8, work=50)
    with pytest.raises(OutOfBudget):
        over.total([over.variable(index) for index in range(6)]) ** 5
