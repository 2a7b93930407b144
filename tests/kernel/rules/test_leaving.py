"""Leaving (T6): a point of the set, inside Ω, and a word with L_w g ≠ 0."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Leaves, Letter
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.number import Root
from tests.kernel.forge import claim, fields, model, placed, proved, scalars

T = Polynomial.variable(0)
ROOT_OF_TWO = Root((Fraction(-2), Fraction(0), Fraction(1)), Fraction(1), Fraction(2))
DIAGONAL = model(["*", "a", "b", "x"], "a b")
ZERO = ("a", "0")
NOT_NONZERO = "was not shown to be different from zero"


def refuted(of: Any, *equations: Any, **candidate: Any) -> Any:
    return claim(of, *equations, verdict="refuted", **candidate)


def leaves(*coordinates: Any, at: Any = 1, word: int = 1, field: int = 0, **place: Any) -> Leaves:
    """A word of one letter, repeated, at an input 2 places after the two parameters."""
    letter = Letter(field, {} if at is None else {2: Fraction(at)})
    return Leaves(placed(*coordinates, **place), 0, (letter,) * word)


class TestTheDerivativeIsNotZeroAtThePoint:
    def test_it_refutes(self) -> None:
        value = proved(refuted(DIAGONAL, ZERO), leaves(0, 1)).value
        assert value is not None
        assert (value.lo, value.hi) == (1, 1)

    @pytest.mark.parametrize("point", [(0, 0), (0, 1, 0)])
    def test_where_it_is_zero_nothing_is_refuted(self, point: Any) -> None:
        with pytest.raises(InvalidCertificate, match=NOT_NONZERO):
            proved(refuted(DIAGONAL, ZERO), leaves(*point, at=None))

    def test_a_longer_word_sees_what_the_first_order_does_not(self) -> None:
        about = refuted(fields("p q", ["q", "0"]), (["**", "p", 2], "0"))
        assert proved(about, leaves(0, 1, at=None, word=2)).verdict == "refuted"
        with pytest.raises(InvalidCertificate, match=NOT_NONZERO):
            proved(about, leaves(0, 1, at=None))


class TestThePointIsOnTheSet:
    CIRCLE = refuted(DIAGONAL, (["+", ["**", "a", 2], ["**", "b", 2]], "3"))

    def test_exactly(self) -> None:
        assert proved(self.CIRCLE, leaves(T, 1, root=ROOT_OF_TWO)).verdict == "refuted"

    @pytest.mark.parametrize("point", [(1, 1), (Fraction(14142, 10000), 1), (T, T), (T, 1 + T), ()])
    def test_not_almost(self, point: Any) -> None:
        with pytest.raises(InvalidCertificate, match="the point is not in the set"):
            proved(self.CIRCLE, leaves(*point, root=ROOT_OF_TWO))

    @pytest.mark.parametrize(
        ("relation", "inside"), [(">", 1), ("<", -1), ("!=", 1), ("!=", -1), (">", T), ("<", -T)]
    )
    def test_the_conditions_hold_strictly(self, relation: str, inside: Any) -> None:
        about = refuted(DIAGONAL, ZERO, where=[["b", relation, "0"]])
        assert proved(about, leaves(0, inside, root=ROOT_OF_TWO)).verdict == "refuted"
        outside = 0 if relation == "!=" else -inside
        with pytest.raises(InvalidCertificate, match="does not satisfy a side condition strictly"):
            proved(about, leaves(0, outside, root=ROOT_OF_TWO))


class TestThePointIsInTheDomain:
    UNDEFINED = "was not shown to be defined"

    def test_a_divisor_is_not_zero(self) -> None:
        about = refuted(model(["*", ["/", "a", "b"], "x"], "a b"), ZERO)
        assert proved(about, leaves(0, 1)).verdict == "refuted"
        with pytest.raises(InvalidCertificate, match=self.UNDEFINED):
            proved(about, leaves())

    def test_a_root_has_a_positive_argument(self) -> None:
        about = refuted(model(["*", "a", ["call", "sqrt", "b"]], "a b"), ZERO)
        assert proved(about, leaves(0, 1)).verdict == "refuted"
        for point in ((0, 0), (0, -1)):
            with pytest.raises(InvalidCertificate, match=self.UNDEFINED):
                proved(about, leaves(*point))

    def test_of_every_output(self) -> None:
        two = {"parameters": scalars("a b"), "inputs": scalars("x"), "outputs": ["a", ["/", "1", "b"]]}
        with pytest.raises(InvalidCertificate, match=self.UNDEFINED):
            proved(refuted(two, ZERO, ("b", "0")), leaves())

    def test_also_where_the_input_hides_the_quotient(self) -> None:
        about = refuted(model(["+", "a", ["/", "x", "b"]], "a b"), ZERO, ("b", "0"))
        with pytest.raises(InvalidCertificate, match=self.UNDEFINED):
            proved(about, leaves(at=None))

    def test_a_kink_is_no_point_of_a_region(self) -> None:
        about = refuted(model(["*", "b", ["call", "relu", "a"]], "a b"), ZERO)
        with pytest.raises(InvalidCertificate, match=self.UNDEFINED):
            proved(about, leaves(0, 1))


class TestAnEnclosureShowsOnlyThatAValueIsNotZero:
    ERROR = refuted(model(["*", "a", ["call", "erf", ["*", "b", "x"]]], "a b"), ZERO)

    @pytest.mark.parametrize("bits", [8, 64, 256])
    def test_of_a_function_without_exact_values(self, bits: int) -> None:
        assert proved(self.ERROR, leaves(0, 1, bits=bits)).verdict == "refuted"

    def test_not_of_zero(self) -> None:
        with pytest.raises(InvalidCertificate, match=NOT_NONZERO):
            proved(self.ERROR, leaves(0, 0, bits=64))

    def test_not_of_a_value_that_needs_more_bits(self) -> None:
        small = Fraction(1, 10**9)
        difference = ["+", ["call", "exp", "b"], "-1", ["neg", "b"]]
        about = refuted(model(["*", "a", difference], "a b", ""), ZERO)
        assert proved(about, leaves(0, small, at=None, bits=128)).verdict == "refuted"
        with pytest.raises(InvalidCertificate, match=NOT_NONZERO):
            proved(about, leaves(0, small, at=None, bits=16))


class TestOneFunctionRefutesAClaimAboutAllOfThem:
    def about(self, facts: list[str]) -> Any:
        neuron = ["*", "a", ["call", "s", ["*", "b", "x"]]]
        return refuted(model(neuron, "a b", functions={"s": facts}), ZERO)

    @pytest.mark.parametrize(
        ("facts", "function"), [(["odd"], "0 1"), (["even"], "1"), ([], "1 1"), (["zero_at_zero"], "0 1 1")]
    )
    def test_that_has_the_facts_declared(self, facts: list[str], function: str) -> None:
        polynomial = {"s": tuple(map(Fraction, function.split()))}
        assert proved(self.about(facts), leaves(0, 1, functions=polynomial)).verdict == "refuted"

    @pytest.mark.parametrize(
        ("facts", "function"),
        [(["odd"], "1 1"), (["even"], "1 1"), (["even", "odd"], "1"), (["zero_at_zero"], "1 1")],
    )
    def test_not_one_that_lacks_them(self, facts: list[str], function: str) -> None:
        polynomial = {"s": tuple(map(Fraction, function.split()))}
        with pytest.raises(InvalidCertificate, match="lacks the facts declared of it"):
            proved(self.about(facts), leaves(0, 1, functions=polynomial))
