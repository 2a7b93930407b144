"""Tangency (T2, T3, T5): identities between Lie derivatives and what vanishes on the set."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import (
    BoundaryInvariant,
    Congruence,
    Empty,
    Invariance,
    Kept,
    LieDerivative,
    NeverZero,
    NoPointByIdentity,
    Reference,
    Settled,
    Square,
    Tangency,
)
from certsim.kernel.meter import metered
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.tangency import lie_derivatives
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial
from certsim.kernel.terms.tower import Atom
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
        a, b, at_input, inverse = variables(4)
        shown = times(-2 * a * at_input * inverse, kind="relation")
        assert proved(about, tangent((0, shown), atoms=(Atom("inv", b),))).verdict == "certified"

    def test_a_quotient_that_the_model_has_not(self) -> None:
        about = claim(fields("x y", ["y", "0"]), (["**", "x", 2], "0"))
        inverse = Polynomial.variable(2)
        divided = times(2 * x * y * inverse) + times(-2 * x * y, kind="relation")
        with pytest.raises(InvalidCertificate, match="an atom is used that there is not"):
            proved(about, tangent((0, divided)))
        with pytest.raises(InvalidCertificate, match="atom 0 is not met"):
            proved(about, tangent((0, divided), atoms=(Atom("inv", x),)))


class TestEqualArgumentsGiveEqualValues:
    """F = cosh(a² + b² - 1): on the circle its gradient is a multiple of sinh(0)."""

    ABOUT = claim(
        model(["call", "cosh", ["+", ["**", "a", 2], ["**", "b", 2], "-1"]], "a b", ""),
        (["+", ["**", "a", 2], ["**", "b", 2]], "1"),
    )
    LIE = (0, times(-4 * (x * x + y * y), kind="congruence"))
    ATOMS = (Atom("sinh", 1 - x * x - y * y),)

    def test_where_the_difference_of_the_arguments_is_a_combination(self) -> None:
        equal = Congruence(0, ZERO, times(-ONE))
        proof = tangent(self.LIE, congruences=(equal,), atoms=self.ATOMS)
        assert proved(self.ABOUT, proof).verdict == "certified"

    def test_not_where_it_is_not(self) -> None:
        unequal = Congruence(0, ZERO, times(ONE))
        with pytest.raises(InvalidCertificate, match="a congruence of arguments"):
            proved(self.ABOUT, tangent(self.LIE, congruences=(unequal,), atoms=self.ATOMS))

    def test_not_by_itself(self) -> None:
        circular = Congruence(0, ZERO, times(ONE, kind="congruence"))
        with pytest.raises(InvalidCertificate, match="there is no congruence 0"):
            proved(self.ABOUT, tangent(self.LIE, congruences=(circular,), atoms=self.ATOMS))


class TestASideConditionKeepsItsSign:
    def test_if_its_derivative_is_a_multiple_of_it(self) -> None:
        about = claim(fields("x y", ["x", "0"]), where=[["x", ">", "0"]])
        keeps = Kept((times(ONE, kind="condition"),))
        assert proved(about, tangent(conditions=(keeps,))).verdict == "certified"

    @pytest.mark.parametrize("count", [0, 2])
    def test_by_one_multiple_for_each_field(self, count: int) -> None:
        about = claim(fields("x y", ["x", "0"]), where=[["x", ">", "0"]])
        keeps = Kept((times(ONE, kind="condition"),) * count)
        with pytest.raises(InvalidCertificate, match="needs cofactors for every field"):
            proved(about, tangent(conditions=(keeps,)))

    def test_not_if_it_is_crossed(self) -> None:
        about = claim(fields("x y", ["1", "0"]), where=[["x", ">", "0"]])
        for cofactor in (ZERO, ONE, y, x * y):
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


def never(*squares: Any, power: int = 0, h: Any = ONE, g: Any = (), **more: Any) -> NeverZero:
    """(∏h')^power + Σ squares = h·(condition) + Σ g·(equation)."""
    cofactors = (*times(h, kind="condition"), *times(*g))
    return NeverZero(NoPointByIdentity(power, ONE, squares, cofactors), **more)


def weighed(*weight: int, root: Any = ONE, coefficient: int = 1) -> Square:
    return Square(Fraction(coefficient), weight, root)


class TestOneConditionAfterTheOther:
    """a² - b² is conserved under (b, a), and where it is positive a is not 0."""

    SWAP = fields("x y", ["y", "x"])
    CONE = "+", ["**", "x", 2], ["neg", ["**", "y", 2]]
    KEPT = Kept((times(ZERO, kind="condition"),))
    A = never(weighed(root=y), power=1, h=x)

    def about(self, *where: Any) -> Any:
        return claim(self.SWAP, where=list(where))

    def test_one_that_is_shown_is_a_factor_for_the_next(self) -> None:
        about = self.about([[*self.CONE], ">", "0"], ["x", ">", "0"])
        assert proved(about, tangent(conditions=(self.KEPT, self.A))).verdict == "certified"

    def test_in_the_order_that_is_given(self) -> None:
        about = self.about(["x", ">", "0"], [[*self.CONE], ">", "0"])
        proof = tangent(conditions=(self.A, self.KEPT), order=(1, 0))
        assert proved(about, proof).verdict == "certified"
        with pytest.raises(InvalidCertificate, match="no real point"):
            proved(about, replace(proof, order=()))

    @pytest.mark.parametrize("order", [(0,), (1, 1), (0, 1, 2), (1, 2)])
    def test_each_once(self, order: tuple[int, ...]) -> None:
        about = self.about(["x", ">", "0"], [[*self.CONE], ">", "0"])
        with pytest.raises(InvalidCertificate, match="is shown once, in some order"):
            proved(about, tangent(conditions=(self.A, self.KEPT), order=order))

    def test_as_a_weight(self) -> None:
        about = self.about([[*self.CONE], ">", "0"], [["+", ["**", "x", 2], "1"], ">", "0"])
        shown = never(weighed(0), weighed(root=y), h=ONE)
        assert proved(about, tangent(conditions=(self.KEPT, shown))).verdict == "certified"
        with pytest.raises(InvalidCertificate, match="no product of positive side conditions in force"):
            proved(about, tangent(conditions=(self.KEPT, never(weighed(1))), order=(0, 1)))

    def test_not_one_that_is_shown_later(self) -> None:
        about = self.about([["+", ["**", "x", 2], "1"], ">", "0"], [[*self.CONE], ">", "0"])
        shown = never(weighed(1), weighed(root=y), h=ONE)
        assert proved(about, tangent(conditions=(shown, self.KEPT), order=(1, 0))).verdict == "certified"
        with pytest.raises(InvalidCertificate, match="no product of positive side conditions in force"):
            proved(about, tangent(conditions=(shown, self.KEPT)))

    @pytest.mark.parametrize("order", [(), (1, 0)])
    def test_not_in_a_circle(self, order: tuple[int, ...]) -> None:
        """x² > 0 would keep x from 0, and x > 0 would keep x²."""
        about = claim(fields("x y", ["1", "0"]), where=[["x", ">", "0"], [["**", "x", 2], ">", "0"]])
        circle = never(power=1, h=x), never(power=2, h=ONE)
        with pytest.raises(InvalidCertificate, match="no real point"):
            proved(about, tangent(conditions=circle, order=order))


class TestDenominatorsOfWhatIsShownBefore:
    """u·L_X v = w·… : on V = {uw = 0} the rate w of v is 0 where u is not."""

    FIELD = fields("x y z", ["0", "x", "z"])
    CROSS = (["*", "x", "z"], "0")
    BOTH = (["z", "!=", "0"], ["y", ">", "0"])
    SCALED = Kept((times(ONE, kind="condition"),))
    DIVIDED = Kept((times(ONE),), 1)
    EQUATION = (0, times(ONE))

    def test_may_stand_before_a_rate(self) -> None:
        about = claim(self.FIELD, self.CROSS, where=list(self.BOTH))
        proof = tangent(self.EQUATION, conditions=(self.SCALED, self.DIVIDED))
        assert proved(about, proof).verdict == "certified"

    def test_not_those_of_the_condition_itself_or_of_later_ones(self) -> None:
        about = claim(self.FIELD, self.CROSS, where=list(reversed(self.BOTH)))
        proof = tangent(self.EQUATION, conditions=(self.DIVIDED, self.SCALED))
        assert proved(about, replace(proof, order=(1, 0))).verdict == "certified"
        with pytest.raises(InvalidCertificate, match="L_X of side condition 0"):
            proved(about, proof)

    def test_not_of_itself(self) -> None:
        about = claim(fields("x y", ["1", "0"]), where=[["x", ">", "0"]])
        with pytest.raises(InvalidCertificate, match="L_X of side condition 0"):
            proved(about, tangent(conditions=(Kept((times(ONE, kind="condition"),), 1),)))

    @pytest.mark.parametrize("order", [(), (1, 0)])
    def test_not_in_a_circle(self, order: tuple[int, ...]) -> None:
        """Under (-1, -1) both of x = y reach 0, and y·x' = -y = -x is a multiple of x."""
        about = claim(fields("x y", ["-1", "-1"]), ("x", "y"), where=[["x", ">", "0"], ["y", ">", "0"]])
        circle = Kept((times(-ONE, kind="condition"),), 1)
        with pytest.raises(InvalidCertificate, match="L_X of side condition"):
            proved(about, tangent(conditions=(circle, circle), order=order))

    def test_not_where_the_first_is_kept_only_because_of_the_second(self) -> None:
        """x' = -1 and y' = -x: y·x' is no multiple of x, though y stays 0 where both are."""
        about = claim(fields("x y", ["-1", ["neg", "y"]]), where=[["x", ">", "0"], ["y", "!=", "0"]])
        keeps = Kept((times(-ONE, kind="condition"),))
        for power in (0, 1, 2):
            for cofactor in (ZERO, ONE, -ONE, x, y):
                first = Kept((times(cofactor, kind="condition"),), power)
                with pytest.raises(InvalidCertificate, match="L_X of side condition 0"):
                    proved(about, tangent(conditions=(first, keeps), order=(1, 0)))


class TestABoundaryWhereConditionsAreInForce:
    """Under (x + y, 0, z) the line x = 0 is left, unless y = 0; on V = {yz = 0} that is so off z = 0."""

    CROSS = (["*", "y", "z"], "0")
    FIELD = fields("x y z", [["+", "x", "y"], "0", "z"])
    WHERE = (["z", "!=", "0"], ["x", ">", "0"])
    SCALED = Kept((times(ONE, kind="condition"),))
    EQUATION = (0, times(ONE))
    REST = Invariance(
        None,
        Tangency((), (LieDerivative(0, 0, 1, times(ONE)), LieDerivative(0, 1, 0, times(ONE))), (SCALED,)),
    )

    def about(self, *where: Any) -> Any:
        return claim(self.FIELD, self.CROSS, where=list(where))

    def test_those_that_are_shown_before(self) -> None:
        shown = tangent(self.EQUATION, conditions=(self.SCALED, BoundaryInvariant(self.REST, (0,))))
        assert proved(self.about(*self.WHERE), shown).verdict == "certified"
        alone = BoundaryInvariant(Invariance(None, tangent(self.EQUATION)))
        with pytest.raises(InvalidCertificate, match="L_X of equation"):
            proved(self.about(*self.WHERE), tangent(self.EQUATION, conditions=(self.SCALED, alone)))

    @pytest.mark.parametrize("conditions", [(0,), (1,), (0, 1), (2,), (0, 0)])
    def test_no_others(self, conditions: tuple[int, ...]) -> None:
        proofs = BoundaryInvariant(self.REST, conditions), self.SCALED
        with pytest.raises(InvalidCertificate, match="those conditions are in force"):
            proved(self.about(*reversed(self.WHERE)), tangent(self.EQUATION, conditions=proofs))

    def test_not_the_condition_of_which_it_is_the_boundary(self) -> None:
        about = claim(fields("x y", ["1", "0"]), where=[["x", ">", "0"]])
        nothing = BoundaryInvariant(Invariance(None, Empty(None)), (0,))
        with pytest.raises(InvalidCertificate, match="those conditions are in force"):
            proved(about, tangent(conditions=(nothing,)))


class TestConditionsOfTheDomain:
    """log(a) is defined where a > 0: there a + 1 is not 0, whatever moves a."""

    LOG = model(["*", ["call", "log", "a"], "x"], "a b")
    ABOVE = ["+", "a", "1"], ">", "0"
    SHOWN = never(weighed(1), h=ONE, domain=(0,))

    def test_are_in_force(self) -> None:
        assert proved(claim(self.LOG, where=[[*self.ABOVE]]), tangent(conditions=(self.SHOWN,)))

    def test_not_unless_they_are_named(self) -> None:
        with pytest.raises(InvalidCertificate, match="no product of positive side conditions in force"):
            proved(
                claim(self.LOG, where=[[*self.ABOVE]]), tangent(conditions=(replace(self.SHOWN, domain=()),))
            )

    @pytest.mark.parametrize(
        ("of", "domain", "message"),
        [
            (LOG, (1,), "there is no argument 1"),
            (LOG, (0, 0), "in increasing order"),
            (model(["/", "x", "a"], "a b"), (0,), "no product of positive side conditions"),
            (model(["*", "a", ["call", "relu", "a"]], "a b"), (0,), "to one side of 0 or both"),
            (model(["call", "log", ["*", "a", "x"]], "a b"), (0,), "in parameters and constants only"),
            (model(["call", "log", ["call", "sin", "a"]], "a b"), (0,), "in parameters and constants only"),
            (
                model(
                    ["*", "x", ["call", "log", ["+", ["*", "a", "x"], "1"]]],
                    "a b",
                    data=[{"x": "0"}, {"x": "1"}],
                ),
                (0,),
                "not limited at every datum",
            ),
        ],
    )
    def test_only_what_limits_all_fields_alike(self, of: Any, domain: Any, message: str) -> None:
        shown = never(weighed(1), h=ONE, domain=domain)
        with pytest.raises(InvalidCertificate, match=message):
            proved(claim(of, where=[[*self.ABOVE]]), tangent(conditions=(shown,)))

    def test_what_must_not_be_zero_is_a_factor(self) -> None:
        of = model(["/", "x", "a"], "a b")
        shown = never(power=1, h=ONE, domain=(0,))
        assert proved(claim(of, where=[["a", "!=", "0"]]), tangent(conditions=(shown,)))


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


def relu(argument: Any) -> Any:
    return ["call", "relu", argument]


UNIT = ["*", "w", "x"]
NEURON = model(["*", "a", relu(UNIT)], "a w")
DEAD = ("a", "0"), ("w", "0")
TWO = model(["+", ["*", "a", relu(UNIT)], ["*", "b", relu(["*", "v", "x"])]], "a b v w")
TIED = ("a", "b"), ("v", "w")
W_X = Polynomial.variable(3) * Polynomial.variable(4)
"""The argument w·x of the second neuron of two."""
NO_KINKS = "the model has no steps, and so no kinks"


def assumed(about: Any, kinks: str | None = None, **parts: Any) -> list[str]:
    return [one.name for one in proved(about, tangent(kinks=kinks, **parts)).assumptions]


class TestWithoutAWordAboutKinksAProofHoldsOnRegions:
    @pytest.mark.parametrize(("of", "equations"), [(NEURON, DEAD), (TWO, TIED), (NEURON, [])])
    def test_under_the_assumption_of_that(self, of: Any, equations: Any) -> None:
        assert assumed(claim(of, *equations)) == ["relu"]

    def test_a_model_without_steps_needs_none(self) -> None:
        assert assumed(claim(model(["*", "a", "b", "x"], "a b"), ("a", "b"))) == []

    def test_a_step_at_0_is_anything(self) -> None:
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            assumed(claim(NEURON, ("w", "0")))


class TestBoundedCofactorsNeedNoAssumption:
    @pytest.mark.parametrize(
        ("of", "equations"),
        [
            (NEURON, DEAD),
            (model(["*", "a", ["call", "leaky_relu", UNIT, "1/10"]], "a w"), DEAD),
            (model(["*", "b", relu("a"), "x"], "a b"), [("a", "0"), ("b", "0")]),
            (model(["+", ["*", "c", "x"], ["*", "a", relu(UNIT)]], "a c w"), DEAD),
            (model(["*", "a", relu(["*", "w", relu("v"), "x"])], "a v w"), [("a", "0"), ("w", "0")]),
        ],
    )
    def test_whatever_steps_are_at_0(self, of: Any, equations: Any) -> None:
        assert assumed(claim(of, *equations), "bounded") == []

    def test_a_law_is_one_of_the_steps_as_letters(self) -> None:
        level = (["+", ["**", "a", 2], ["neg", ["**", "w", 2]]], "1")
        assert assumed(claim(NEURON, level), "bounded") == []

    @pytest.mark.parametrize(
        ("of", "equations"),
        [
            (NEURON, [("w", "0")]),
            (NEURON, [("a", "w"), ("w", "1")]),
            (TWO, TIED),
            (model(["+", relu("a"), ["neg", relu(["neg", "a"])]], "a b"), [("a", "0")]),
        ],
    )
    def test_not_where_it_matters_what_they_are(self, of: Any, equations: Any) -> None:
        with pytest.raises(InvalidCertificate, match="L_X of equation"):
            assumed(claim(of, *equations), "bounded")

    @pytest.mark.parametrize(
        "output",
        [
            ["+", ["*", "a", relu(UNIT)], ["*", "b", relu(UNIT)]],
            ["+", ["*", "a", relu(UNIT)], ["*", "b", relu(["*", "1", "x", "w"])]],
            ["+", ["*", "a", relu(["*", "2", UNIT])], ["*", "b", relu(["+", UNIT, UNIT])]],
            ["+", ["*", "a", relu(UNIT)], ["*", "b", ["call", "leaky_relu", UNIT, "2"]]],
        ],
    )
    def test_not_if_an_argument_has_two_steps(self, output: Any) -> None:
        about = claim(model(output, "a b w"), ("a", "0"), ("b", "0"), ("w", "0"))
        with pytest.raises(InvalidCertificate, match="one step for each argument"):
            assumed(about, "bounded")

    def test_not_by_equal_steps(self) -> None:
        equal = Congruence(0, W_X, ())
        with pytest.raises(InvalidCertificate, match="is no bounded multiple"):
            assumed(claim(TWO, *TIED), "bounded", congruences=(equal,), atoms=(Atom("step", W_X),))

    def test_not_with_denominators(self) -> None:
        of = model(["+", "1", ["*", "0", relu("a")]], "a b")
        about = claim(of, (["*", "a", "b"], "0"), where=[["b", "!=", "0"]])
        power = (LieDerivative(0, 0, 1, ()),)
        with pytest.raises(InvalidCertificate, match="and no denominators"):
            proved(about, Tangency((), power, (Kept(((),)),), "bounded"))

    def test_not_of_a_model_without_steps(self) -> None:
        with pytest.raises(InvalidCertificate, match=NO_KINKS):
            assumed(claim(model(["*", "a", "b", "x"], "a b"), ("a", "b")), "bounded")


class TestByConventionAStepIs0At0:
    @pytest.mark.parametrize(("of", "equations"), [(NEURON, [("w", "0")]), (NEURON, DEAD), (TWO, TIED)])
    def test_which_is_assumed(self, of: Any, equations: Any) -> None:
        assert assumed(claim(of, *equations), "convention") == ["relu0"]

    @pytest.mark.parametrize(
        ("of", "equations"),
        [
            (model(["*", "a", ["call", "leaky_relu", UNIT, "1/2"]], "a w"), [("w", "0")]),
            (model(["*", "b", ["+", relu("a"), ["neg", "a"]]], "a b"), [("a", "0")]),
            (model(["*", "c", ["+", relu("a"), relu(["neg", "b"])]], "a b c"), [("a", "b")]),
            (NEURON, [("w", "1")]),
        ],
    )
    def test_and_nothing_else(self, of: Any, equations: Any) -> None:
        with pytest.raises(InvalidCertificate, match="L_X of equation"):
            assumed(claim(of, *equations), "convention")

    @pytest.mark.parametrize(
        "output",
        [
            ["+", ["call", "abs", "w"], "w"],
            ["+", ["call", "max", "w", "0"], "a"],
            ["+", ["call", "min", "0", "w"], "a"],
            ["+", ["call", "clip", "w", "0", "1"], "a"],
            ["+", ["call", "relu6", "w"], "a"],
            ["+", ["call", "hardswish", ["+", "w", "-3"]], "a"],
        ],
    )
    def test_not_of_functions_whose_slopes_at_kinks_are_others(self, output: Any) -> None:
        """|w| + w has the slope 1 at w = 0 where abs'(0) = 0, and 0 where step(0) = 0."""
        with pytest.raises(InvalidCertificate, match="for relu and leaky_relu alone"):
            assumed(claim(model(output, "a w"), ("w", "0")), "convention")

    def test_of_affine_sets_only(self) -> None:
        still = model(["+", "1", ["*", "0", relu("a")]], "a b")
        curved, condition = claim(still, (["*", "a", "b"], "0")), claim(still, where=[["a", ">", "0"]])
        for about, parts in ((curved, {}), (condition, {"conditions": (Kept(((),)),)})):
            with pytest.raises(InvalidCertificate, match="only affine sets are kept"):
                assumed(about, "convention", **parts)

    def test_not_of_a_model_without_steps(self) -> None:
        with pytest.raises(InvalidCertificate, match=NO_KINKS):
            assumed(claim(model(["*", "a", "b", "x"], "a b"), ("a", "b")), "convention")


class TestAStepIsSettledByConditionsInForce:
    """F = a·relu(bx) at inputs x > 0: on b > 0 that is abx, and on b < 0 it is 0."""

    ACTIVE = Settled(0, True, (Square(Fraction(1), (0, 1), ONE),), ())
    SILENT = Settled(0, False, (Square(Fraction(1), (0, 1), ONE),), ())
    POSITIVE = model(["*", "a", relu(["*", "b", "x"])], "a b", inputs_where=[["x", ">", "0"]])

    def about(self, relation: str, of: Any = POSITIVE) -> Any:
        return claim(of, ("a", "1"), where=[["b", relation, "0"]])

    def proof(self, *settled: Settled) -> Tangency:
        b, at_input = Polynomial.variable(1), Polynomial.variable(2)
        along = LieDerivative(0, 0, 0, ((Reference("settled", 0), b * at_input),))
        keeps = Kept((((Reference("settled", 0), at_input),),))
        return Tangency((), (along,), (keeps,), None, settled, (Atom("step", b * at_input),))

    def test_a_unit_that_is_silent_stands_still(self) -> None:
        assert proved(self.about("<"), self.proof(self.SILENT)).verdict == "certified"

    def test_one_that_is_active_does_not(self) -> None:
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            proved(self.about(">"), self.proof(self.ACTIVE))

    @pytest.mark.parametrize("relation", [">", "!="])
    def test_not_by_conditions_that_say_something_else(self, relation: str) -> None:
        with pytest.raises(InvalidCertificate, match=r"that is settled|no product of positive side"):
            proved(self.about(relation), self.proof(self.SILENT))

    def test_not_without_conditions_on_inputs(self) -> None:
        everywhere = self.about("<", model(["*", "a", relu(["*", "b", "x"])], "a b"))
        with pytest.raises(InvalidCertificate, match="no product of positive side"):
            proved(everywhere, self.proof(self.SILENT))

    def test_steps_alone_are_settled(self) -> None:
        smooth = model(["*", "a", ["call", "tanh", ["*", "b", "x"]]], "a b", inputs_where=[["x", ">", "0"]])
        hyperbolic = (Atom("tanh", Polynomial.variable(1) * Polynomial.variable(2)),)
        with pytest.raises(InvalidCertificate, match="only a step can be settled"):
            proved(self.about("<", smooth), replace(self.proof(self.SILENT), atoms=hyperbolic))

    @pytest.mark.parametrize("kinks", ["bounded", "convention"])
    def test_and_on_regions_only(self, kinks: str) -> None:
        of = model(["*", "a", "w", relu("x")], "a w", inputs_where=[["x", ">", "0"]])
        active = Settled(0, True, (Square(Fraction(1), (0,), ONE),), ())
        proof = Tangency((), (), (), None, (active,), (Atom("step", Polynomial.variable(2)),))
        assert proved(claim(of, *DEAD), proof).verdict == "certified"
        with pytest.raises(InvalidCertificate, match="is shown on regions only"):
            proved(claim(of, *DEAD), replace(proof, kinks=kinks))


class TestAStepIsNotSettledBothWays:
    """F = relu(wx) + c leaves {w = 0, c = 0}: at the input 0 it is c, whatever the value of the step."""

    ABOUT = claim(model(["+", relu(UNIT), "c"], "c w"), ("c", "0"), ("w", "0"))

    def test_where_its_argument_is_0(self) -> None:
        contradiction = ((Reference("settled", 0), -ONE), (Reference("settled", 1), ONE))
        along_c = LieDerivative(0, 0, 0, contradiction)
        along_w = LieDerivative(0, 1, 0, ((Reference("settled", 1), Polynomial.variable(2)),))
        both = (Settled(0, True, (), ()), Settled(0, False, (), ()))
        proof = Tangency((), (along_c, along_w), (), None, both, (Atom("step", ZERO),))
        with pytest.raises(InvalidCertificate, match="is determined twice"):
            proved(self.ABOUT, proof)

    def test_nor_tied_to_one_that_is_settled_the_other_way(self) -> None:
        """On b² = 0 the steps of b²x and of -b²x are tied, and each may be settled as one likes."""
        square = ["**", "b", 2]
        of = model(["+", relu(["*", square, "x"]), relu(["*", "-1", square, "x"]), "a"], "a b")
        about = claim(of, ("a", "0"), (square, "0"))
        at_input, argument = Polynomial.variable(2), Polynomial.variable(1) ** 2 * Polynomial.variable(2)
        settled = (
            Settled(0, True, (), times(at_input)),
            Settled(1, False, (), times(at_input)),
        )
        tie = Congruence(0, -argument, times(2 * at_input))
        steps = Atom("step", argument), Atom("step", -argument)
        with pytest.raises(InvalidCertificate, match="is determined twice"):
            proved(about, Tangency((tie,), (), (), None, settled, steps))


def test_a_table_of_derivatives_counts_as_work_where_all_are_zero() -> None:
    about = read_claim(claim({**model("a", "a b"), "outputs": ["a"] * 100}))
    with metered(100_000), pytest.raises(LimitExceeded, match="more arithmetic"):
        lie_derivatives(Setting.of(about), [y] * 1_000, about.tower())


class TestStepsAreSettledByConditionsInForce:
    """The unit a·relu(w·x + b) is off where w < 0, b < 0 and x > 0."""

    OF = model(["*", "a", relu(["+", ["*", "w", "x"], "b"])], "a b w", inputs_where=[["x", ">", "0"]])
    OFF = ([["w", "<", "0"], ["b", "<", "0"]],)
    SUM = (Square(Fraction(1), (0, 2), ONE), Square(Fraction(1), (1,), ONE))

    def proved(self, where: Any, steps: Any, conditions: Any, of: Any = OF) -> Any:
        _, b, w, at_input = variables(4)
        atoms = (Atom("step", w * at_input + b),) if steps else ()
        proof = Tangency((), (), conditions, None, steps, atoms)
        return proved(claim(of, where=where), Invariance(None, proof))

    def test_by_products_of_conditions_of_the_set_and_of_the_inputs(self) -> None:
        found = self.proved(*self.OFF, (Settled(0, False, self.SUM, ()),), self.cofactors())
        assert found.verdict == "certified"
        assert [one.name for one in found.assumptions] == ["relu"]

    def cofactors(self) -> Any:
        """L_X w = a·x·step, L_X b = a·step: multiples of the step, which is 0."""
        a, x_ = Polynomial.variable(0), Polynomial.variable(3)
        return tuple(Kept((((Reference("settled", 0), q),),)) for q in (a * x_, a))

    @pytest.mark.parametrize(
        ("steps", "message"),
        [
            ((), "there is no settled 0"),
            ((Settled(0, True, SUM, ()),), "the argument of a step that is settled"),
            ((Settled(0, False, SUM[:1], ()),), "the argument of a step that is settled"),
            ((Settled(0, False, (Square(Fraction(1), (0,), ONE),), ()),), "the argument of a step"),
            ((Settled(1, False, SUM, ()),), "there is no atom"),
        ],
    )
    def test_nothing_else_settles_it(self, steps: Any, message: str) -> None:
        with pytest.raises(InvalidCertificate, match=message):
            self.proved(*self.OFF, steps, self.cofactors())

    def test_not_for_inputs_of_any_sign(self) -> None:
        free = {key: value for key, value in self.OF.items() if key != "inputs_where"}
        with pytest.raises(InvalidCertificate, match="no product of positive side conditions"):
            self.proved(*self.OFF, (Settled(0, False, self.SUM, ()),), self.cofactors(), free)

    def test_a_condition_needs_its_proof_all_the_same(self) -> None:
        left_out = (self.cofactors()[0], NeverZero(NoPointByIdentity(0, ONE, (), ())))
        with pytest.raises(InvalidCertificate, match="no real point"):
            self.proved(*self.OFF, (Settled(0, False, self.SUM, ()),), left_out)

    def test_only_on_regions(self) -> None:
        proof = Tangency((), (), self.cofactors(), "bounded", (Settled(0, False, self.SUM, ()),))
        with pytest.raises(InvalidCertificate):
            proved(claim(self.OF, where=self.OFF[0]), Invariance(None, proof))
