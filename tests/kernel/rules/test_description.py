"""Description: the same set in other equations."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    Description,
    Empty,
    Kept,
    NoPointByIdentity,
    Square,
    Vanishing,
)
from certsim.kernel.terms.polynomial import ONE, Polynomial
from tests.kernel.forge import claim, fields, model, proved, tangent, times, variables

x, y = variables(2)
GROWTH = fields("x y", ["x", "y"])
SQUARE = (["**", "x", 2], "0")


def described(f: Polynomial, reason: Vanishing, implied: Polynomial) -> Description:
    return Description((f,), (reason,), (times(implied),))


def vanishing(exponent: int, *squares: Any, power: int = 0) -> Vanishing:
    return Vanishing(power, exponent, squares, times(ONE))


class TestARootOfTheEquationsMayStandForThem:
    def test_if_a_power_of_it_is_a_combination(self) -> None:
        found = proved(claim(GROWTH, SQUARE), tangent(), described(x, vanishing(2), x))
        assert found.optimisers["gradient_descent"] is True
        assert found.verdict == "certified"

    @pytest.mark.parametrize("exponent", [0, 1, 3])
    def test_not_by_another_power(self, exponent: int) -> None:
        with pytest.raises(InvalidCertificate, match=r"a new equation|these exponents"):
            proved(claim(GROWTH, SQUARE), tangent(), described(x, vanishing(exponent), x))

    def test_not_if_it_describes_a_larger_set(self) -> None:
        with pytest.raises(InvalidCertificate, match="an old equation"):
            proved(claim(GROWTH, SQUARE), tangent(), described(x * x * y, Vanishing(0, 1, (), times(y)), ONE))

    def test_not_if_it_describes_a_smaller_set(self) -> None:
        smaller = Description((x, y), (vanishing(2), vanishing(2)), (times(x),))
        with pytest.raises(InvalidCertificate, match="a new equation"):
            proved(claim(GROWTH, SQUARE), tangent(), smaller)

    def test_it_does_not_make_a_set_invariant(self) -> None:
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            proved(claim(fields("x y", ["y", "0"]), SQUARE), tangent(), described(x, vanishing(2), x))


class TestTheRealRadical:
    POINT = (["+", ["**", "x", 2], ["**", "y", 2]], "0")

    def both(self, coefficient: int) -> Description:
        reasons = tuple(vanishing(2, Square(Fraction(coefficient), (), s)) for s in (y, x))
        return Description((x, y), reasons, (times(x, y),))

    def test_each_summand_of_a_sum_of_squares_vanishes(self) -> None:
        assert proved(claim(GROWTH, self.POINT), tangent(), self.both(1)).verdict == "certified"

    def test_of_a_difference_it_does_not(self) -> None:
        lines = (["+", ["**", "x", 2], ["neg", ["**", "y", 2]]], "0")
        with pytest.raises(InvalidCertificate, match="is not positive"):
            proved(claim(GROWTH, lines), tangent(), self.both(-1))


class TestWhereASideConditionHoldsItMayBeDividedBy:
    """{xy = 0, y ≠ 0} is {x = 0, y ≠ 0}, and invariant under (0, x)."""

    MODEL, CROSS = fields("x y", ["0", "x"]), (["*", "x", "y"], "0")
    PROOF = tangent(conditions=(Kept(((),)),))

    def test_with_the_condition(self) -> None:
        about = claim(self.MODEL, self.CROSS, where=[["y", "!=", "0"]])
        assert proved(about, self.PROOF, described(x, vanishing(1, power=1), y)).verdict == "certified"

    def test_without_it(self) -> None:
        with pytest.raises(InvalidCertificate, match="a new equation"):
            proved(claim(self.MODEL, self.CROSS), tangent(), described(x, vanishing(1, power=1), y))


class TestWhatTheDomainLeavesOfASet:
    """log(a) leaves of (a + 1)b = 0 the line b = 0, and of a = -1 nothing."""

    LOG = model(["+", ["*", ["call", "log", "a"], "x"], ["*", ["**", "b", 2], "x"]], "a b")
    CROSS = (["*", ["+", "a", "1"], "b"], "0")

    def described(self, f: Polynomial, *squares: Square, domain: tuple[int, ...] = (0,)) -> Description:
        reason = Vanishing(0, 2, squares, times(y))
        return replace(described(f, reason, x + 1), domain=domain)

    def test_is_described_by_less(self) -> None:
        """b² + a·b² = b·(a + 1)b with a > 0."""
        shown = self.described(y, Square(Fraction(1), (0,), y))
        assert proved(claim(self.LOG, self.CROSS), tangent(), shown).verdict == "certified"

    @pytest.mark.parametrize(
        ("domain", "message"),
        [
            ((), "no product of positive side conditions in force"),
            ((1,), "there is no argument 1"),
            ((0, 0), "in increasing order"),
        ],
    )
    def test_only_by_conditions_that_are_named(self, domain: tuple[int, ...], message: str) -> None:
        shown = self.described(y, Square(Fraction(1), (0,), y), domain=domain)
        with pytest.raises(InvalidCertificate, match=message):
            proved(claim(self.LOG, self.CROSS), tangent(), shown)

    def test_not_by_what_limits_some_inputs_only(self) -> None:
        """log(ax) is defined at a = -1, for x < 0: there the set is left."""
        some = model(["+", ["call", "log", ["*", "a", "x"]], ["*", ["**", "b", 2], "x"]], "a b")
        shown = self.described(y, Square(Fraction(1), (0,), y))
        with pytest.raises(InvalidCertificate, match="in parameters and constants only"):
            proved(claim(some, self.CROSS), tangent(), shown)

    def test_nothing_is_left_where_arguments_exclude_each_other(self) -> None:
        of = model(["*", "x", ["+", ["call", "log", "a"], ["call", "sqrt", "b"]]], "a b")
        about = claim(of, (["+", ["**", "a", 3], "b", "1"], "0"), manifold={"status": "empty"})
        squares = Square(Fraction(1), (0,), x), Square(Fraction(1), (1,), ONE)
        identity = NoPointByIdentity(0, ONE, squares, times(ONE))
        assert proved(about, Empty(identity, (0, 1))).verdict == "certified"
        for domain in ((), (0,), (1,)):
            with pytest.raises(InvalidCertificate, match="no product of positive side conditions"):
                proved(about, Empty(identity, domain))
