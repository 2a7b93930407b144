"""Settings: no contradiction is lost, whatever is narrowed, left out or added."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Reference, Square
from certsim.kernel.rules.setting import (
    Assumption,
    Setting,
    combine,
    is_positive_power,
    product_of,
    require_equal,
    sum_of_squares,
)
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial
from tests.kernel.forge import claim, fields, model, variables

p, q = variables(2)
STILL = fields("p q", ["0", "0"])


def setting(*equations: Any, of: Any = STILL, **candidate: Any) -> Setting:
    return Setting.of(read_claim(claim(of, *equations, **candidate)))


class TestAContradictionStays:
    CONTRADICTION = setting(("p", "1"), ("p", "2"))
    LATE = setting((["*", "p", "q"], "1"), ("p", "0"))

    @pytest.mark.parametrize("start", [CONTRADICTION, LATE])
    def test_when_it_is_described_in_other_words(self, start: Setting) -> None:
        assert start.narrowed([]).restriction.inconsistent
        assert start.narrowed([q - 1]).restriction.inconsistent

    @pytest.mark.parametrize("start", [CONTRADICTION, LATE])
    def test_without_its_conditions_and_where_more_vanishes(self, start: Setting) -> None:
        assert start.alone().restriction.inconsistent
        assert start.alone(q).restriction.inconsistent

    def test_without_one_condition(self) -> None:
        start = setting(("p", "1"), ("p", "2"), where=[["q", ">", "0"], ["p", ">", "0"]])
        assert start.without(0).restriction.inconsistent
        assert len(start.without(0).conditions) == 1

    def test_however_often(self) -> None:
        start = self.CONTRADICTION
        for _ in range(3):
            start = start.narrowed([]).alone()
        assert start.is_plainly_empty
        assert start.restriction.rows()[0] == ONE

    def test_that_more_equations_make(self) -> None:
        assert setting(("p", "1")).alone(p - 2).restriction.inconsistent
        assert setting(("p", "1")).narrowed([ONE]).restriction.inconsistent
        assert not setting(("p", "1")).alone(p - 1).restriction.inconsistent


class TestADescriptionTakesThePlaceOfCurvedEquationsOnly:
    START = setting(("p", "q"), (["**", "p", 2], "1"), where=[["p", ">", "0"]])

    def test_the_affine_ones_stay(self) -> None:
        narrowed = self.START.narrowed([])
        assert narrowed.restriction.images == self.START.restriction.images
        assert not narrowed.restriction.curved

    def test_the_conditions_stay(self) -> None:
        assert self.START.narrowed([]).conditions == self.START.conditions

    def test_the_setting_is_the_same_when_nothing_is_changed(self) -> None:
        again = self.START.narrowed(self.START.restriction.curved)
        assert (again.restriction, again.conditions) == (self.START.restriction, self.START.conditions)


class TestOneConditionIsLeftOut:
    START = setting(where=[["p", ">", "0"], ["q", "!=", "0"]])

    @pytest.mark.parametrize(("left_out", "kept"), [(0, q), (1, p)])
    def test_and_the_others_stay(self, left_out: int, kept: Polynomial) -> None:
        assert [c.polynomial for c in self.START.without(left_out).conditions] == [kept]

    def test_or_all_of_them(self) -> None:
        assert self.START.alone().conditions == ()


class TestASetIsPlainlyEmpty:
    @pytest.mark.parametrize(
        "where",
        [["p", ">", "1"], ["p", ">", "2"], ["p", "<", "1"], ["p", "<", "0"], ["p", "!=", "1"]],
    )
    def test_if_a_condition_is_false_on_the_subspace(self, where: Any) -> None:
        assert setting(("p", "1"), where=[where]).is_plainly_empty

    @pytest.mark.parametrize(
        "where", [["p", ">", "0"], ["p", "<", "2"], ["p", "!=", "0"], ["q", ">", "0"], ["p", ">", "q"]]
    )
    def test_not_if_it_holds_or_may_hold(self, where: Any) -> None:
        assert not setting(("p", "1"), where=[where]).is_plainly_empty

    def test_not_if_that_takes_a_proof(self) -> None:
        assert not setting((["**", "p", 2], "-1")).is_plainly_empty


class TestASetIsPlainlyInhabited:
    def test_if_it_is_affine_and_the_model_is_defined_everywhere(self) -> None:
        assert setting().is_plainly_inhabited
        assert setting(("p", "q")).is_plainly_inhabited

    @pytest.mark.parametrize(
        "equations", [[("p", "1"), ("p", "2")], [(["**", "p", 2], "1")], [(["*", "p", "q"], "0")]]
    )
    def test_not_if_it_is_curved_or_contradicts_itself(self, equations: Any) -> None:
        assert not setting(*equations).is_plainly_inhabited

    def test_not_if_there_are_conditions(self) -> None:
        assert not setting(where=[["p", ">", "0"]]).is_plainly_inhabited
        assert not setting(where=[["1", ">", "0"]]).is_plainly_inhabited

    @pytest.mark.parametrize(
        "hidden", [["/", "1", "p"], ["*", "0", ["call", "log", "p"]], ["*", "0", ["call", "relu", "p"]]]
    )
    def test_not_if_the_model_has_a_domain(self, hidden: Any) -> None:
        assert not setting(of=model(["+", "q", hidden], "p q", "")).is_plainly_inhabited


class TestCombinations:
    KNOWN: ClassVar = {"equation": [p, q]}

    def test_are_of_what_is_known(self) -> None:
        combination = ((Reference("equation", 0), q), (Reference("equation", 1), ONE))
        assert combine(combination, self.KNOWN) == p * q + q
        assert combine((), self.KNOWN) == ZERO

    @pytest.mark.parametrize(("kind", "index"), [("equation", 2), ("condition", 0), ("minor", 0)])
    def test_of_nothing_else(self, kind: str, index: int) -> None:
        with pytest.raises(InvalidCertificate, match=f"there is no {kind} {index} here"):
            combine(((Reference(kind, index), ONE),), self.KNOWN)

    def test_an_identity_that_fails_shows_both_sides(self) -> None:
        require_equal(setting(), p, p, "the same")
        with pytest.raises(InvalidCertificate, match="a name: expected p, but the cofactors give 2\\*p"):
            require_equal(setting(), p, 2 * p, "a name")

    def test_what_is_long_is_cut_short(self) -> None:
        long = Polynomial.total(p**n for n in range(100))
        with pytest.raises(InvalidCertificate) as caught:
            require_equal(setting(), long, ZERO, "a name")
        assert len(str(caught.value)) < 300


class TestSumsOfSquares:
    CONDITIONS = (Condition(p, ">"), Condition(q, "<"), Condition(p, "!="))

    def test_have_weights_that_are_positive(self) -> None:
        squares = (Square(Fraction(2), (0, 1), p), Square(Fraction(1, 3), (), q))
        assert sum_of_squares(squares, self.CONDITIONS) == -2 * p**3 * q + q**2 * Fraction(1, 3)

    @pytest.mark.parametrize(
        ("square", "message"),
        [
            (Square(Fraction(0), (), p), "is not positive"),
            (Square(Fraction(-1), (), p), "is not positive"),
            (Square(Fraction(1), (1, 0), p), "in increasing order"),
            (Square(Fraction(1), (0, 0), p), "in increasing order"),
            (Square(Fraction(1), (2,), p), "no product of positive side conditions"),
            (Square(Fraction(1), (3,), p), "no product of positive side conditions"),
        ],
    )
    def test_and_no_others(self, square: Square, message: str) -> None:
        with pytest.raises(InvalidCertificate, match=message):
            sum_of_squares((square,), self.CONDITIONS)

    def test_the_product_of_the_conditions_is_what_is_positive(self) -> None:
        assert product_of(self.CONDITIONS) == -p * q * p
        assert product_of(()) == ONE

    @pytest.mark.parametrize(("power", "positive"), [(0, True), (1, False), (2, True), (3, False)])
    def test_an_even_power_of_what_is_not_zero_is_positive(self, power: int, *, positive: bool) -> None:
        assert is_positive_power(self.CONDITIONS, power) is positive
        assert is_positive_power(self.CONDITIONS[:2], power)


@pytest.mark.parametrize(
    ("assumption", "name"),
    [
        (Assumption("relu", "regions"), "relu"),
        (Assumption("relu0", "a convention"), "relu0"),
        (Assumption("z3", "no solution", "(check-sat)", "4.13.0"), "z3 4.13.0"),
    ],
)
def test_an_assumption_has_a_short_name(assumption: Assumption, name: str) -> None:
    assert assumption.name == name
    assert str(assumption) == f"{assumption.kind}: {assumption.text}"


def test_a_polynomial_is_shown_whole_up_to_200_characters() -> None:
    whole, cut = (setting().show(Polynomial.constant(10**digits)) for digits in (199, 200))
    assert whole == "1" + "0" * 199
    assert cut == "1" + "0" * 196 + "..."
