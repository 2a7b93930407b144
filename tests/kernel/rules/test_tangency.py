"""Tangency (T2, T3, T5): identities between Lie derivatives and what vanishes on the set."""

from __future__ import annotations

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    BoundaryInvariant,
    Congruence,
    Invariance,
    Kept,
    LieDerivative,
    Tangency,
)
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial
from tests.kernel.forge import claim, fields, model, proved, tangent, times, variables

x, y = variables(2)


class TestTheDerivativeIsInTheIdealAndDoesNotOnlyVanishOnTheSet:
    def test_a_multiple_of_the_equation_is(self) -> None:
        about = claim(fields("x y", ["x", "0"]), (["**", "x", 2], "0"))
        assert proved(about, tangent((0, times(2 * ONE)))).verdict == "certified"

    def test_a_function_that_vanishes_on_the_set_is_not(self) -> None:
        about = claim(fields("x y", ["y", "0"]), (["**", "x", 2], "0"))
        for cofactor in (ZERO, ONE, 2 * y, x):
            with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
                proved(about, tangent((0, times(cofactor))))


class TestAffineEquationsAreSubstitutedWithoutEvidence:
    def test_a_derivative_that_vanishes_after_substitution_needs_no_cofactors(self) -> None:
        about = claim(fields("x y", ["y", "x"]), ("x", "y"))
        assert proved(about, tangent()).verdict == "certified"

    def test_one_that_does_not_vanish_there_is_refused(self) -> None:
        about = claim(fields("x y", ["y", "0"]), ("x", "y"))
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            proved(about, tangent())


class TestEveryFieldCounts:
    SWIRL, GROWTH = ["y", ["neg", "x"]], ["x", "y"]
    CIRCLE = (["+", ["**", "x", 2], ["**", "y", 2]], "1")

    def test_one_field_keeps_the_circle(self) -> None:
        assert proved(claim(fields("x y", self.SWIRL), self.CIRCLE), tangent()).verdict == "certified"

    def test_another_does_not(self) -> None:
        about = claim(fields("x y", self.SWIRL, self.GROWTH), self.CIRCLE)
        with pytest.raises(InvalidCertificate, match="along field 1"):
            proved(about, tangent())


class TestAQuotientHasARelationOnlyInTheModel:
    """1/u·u = 1 where the model divides by u; elsewhere u may be an equation of the set."""

    def test_the_relation_of_a_quotient_of_the_model(self) -> None:
        ratio = model(["*", ["/", "a", "b"], "x"], "a b")
        about = claim(ratio, (["+", ["**", "a", 2], ["**", "b", 2]], "3"))
        a, _, at_input, inverse = variables(4)
        proof = tangent((0, times(-2 * a * at_input * inverse, kind="relation")))
        assert proved(about, proof).verdict == "certified"

    def test_a_quotient_that_the_model_has_not(self) -> None:
        about = claim(fields("x y", ["y", "0"]), (["**", "x", 2], "0"))
        inverse = Polynomial.variable(2)
        divided = times(2 * x * y * inverse) + times(-2 * x * y, kind="relation")
        with pytest.raises(InvalidCertificate, match="there is no relation 0"):
            proved(about, tangent((0, divided)))


class TestEqualArgumentsGiveEqualValues:
    """F = cosh(a² + b² - 1): on the circle its gradient is a multiple of sinh(0)."""

    ABOUT = claim(
        model(["call", "cosh", ["+", ["**", "a", 2], ["**", "b", 2], "-1"]], "a b", ""),
        (["+", ["**", "a", 2], ["**", "b", 2]], "1"),
    )
    LIE = (0, times(-4 * (x * x + y * y), kind="congruence"))

    def test_where_the_difference_of_the_arguments_is_a_combination(self) -> None:
        equal = Congruence(0, ZERO, times(-ONE))
        assert proved(self.ABOUT, tangent(self.LIE, congruences=(equal,))).verdict == "certified"

    def test_not_where_it_is_not(self) -> None:
        unequal = Congruence(0, ZERO, times(ONE))
        with pytest.raises(InvalidCertificate, match="a congruence of arguments"):
            proved(self.ABOUT, tangent(self.LIE, congruences=(unequal,)))

    def test_not_by_itself(self) -> None:
        circular = Congruence(0, ZERO, times(ONE, kind="congruence"))
        with pytest.raises(InvalidCertificate, match="there is no congruence 0"):
            proved(self.ABOUT, tangent(self.LIE, congruences=(circular,)))


class TestASideConditionKeepsItsSign:
    def test_if_its_derivative_is_a_multiple_of_it(self) -> None:
        about = claim(fields("x y", ["x", "0"]), where=[["x", ">", "0"]])
        keeps = Kept((times(ONE, kind="condition"),))
        assert proved(about, tangent(conditions=(keeps,))).verdict == "certified"

    def test_not_if_it_is_crossed(self) -> None:
        about = claim(fields("x y", ["1", "0"]), where=[["x", ">", "0"]])
        for cofactor in (ZERO, ONE, y, Polynomial.variable(2)):
            with pytest.raises(InvalidCertificate, match="L_X of side condition 0"):
                proved(about, tangent(conditions=(Kept((times(cofactor, kind="condition"),)),)))

    def test_if_its_zeros_on_the_set_are_an_invariant_set(self) -> None:
        about = claim(fields("x y", ["x", "0"]), where=[["x", "<", "0"]])
        boundary = BoundaryInvariant(Invariance(None, tangent()))
        assert proved(about, tangent(conditions=(boundary,))).verdict == "certified"

    def test_not_if_these_are_left(self) -> None:
        about = claim(fields("x y", ["1", "0"]), where=[["x", "<", "0"]])
        boundary = BoundaryInvariant(Invariance(None, tangent()))
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            proved(about, tangent(conditions=(boundary,)))


class TestDenominatorsAreForEquationsOnly:
    """V = {xy = 0, zy² = 0} under (z, 0, 0): y·L_X(xy) = zy² with y ≠ 0."""

    EQUATIONS = (["*", "x", "y"], "0"), (["*", "z", ["**", "y", 2]], "0")
    ABOUT = claim(fields("x y z", ["z", "0", "0"]), *EQUATIONS, where=[["y", "!=", "0"]])

    def proof(self, power: int) -> Tangency:
        return Tangency((), (LieDerivative(0, 0, power, times(ZERO, ONE)),), (Kept(((),)),))

    def test_a_power_of_the_condition_may_stand_before_an_equation(self) -> None:
        assert proved(self.ABOUT, self.proof(1)).verdict == "certified"

    def test_it_has_to_be_there(self) -> None:
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            proved(self.ABOUT, self.proof(0))
