"""Crossing (T5): an invariant set, and a flow in it through the boundary of a condition."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    Component,
    Composition,
    Crosses,
    Invariance,
    Kept,
    Letter,
    Part,
    Touched,
)
from certsim.kernel.terms.polynomial import ONE
from tests.kernel.forge import claim, fields, placed, proved, tangent, times, variables

x, y = variables(2)

RIGHT = fields("x y", ["1", "0"])


def refuted(of: Any, *where: Any, equations: Any = ()) -> Any:
    return claim(of, *equations, verdict="refuted", where=list(where))


def crosses(*coordinates: int, rest: Any = None, letters: int = 1, condition: int = 0) -> Crosses:
    invariance = Invariance(None, rest or tangent())
    word = (Letter(0, {}),) * letters
    return Crosses(placed(*coordinates), condition=condition, word=word, alone=False, rest=invariance)


class TestAFlowThroughTheBoundaryLeavesTheSet:
    @pytest.mark.parametrize("relation", ["!=", ">", "<"])
    def test_where_the_derivative_is_not_zero(self, relation: str) -> None:
        assert proved(refuted(RIGHT, ["x", relation, "0"]), crosses()).verdict == "refuted"

    def test_not_where_it_runs_along_the_boundary(self) -> None:
        with pytest.raises(InvalidCertificate, match="different from zero"):
            proved(refuted(RIGHT, ["y", ">", "0"]), crosses())

    @pytest.mark.parametrize("condition", [1, 2])
    def test_of_a_condition_that_is_there(self, condition: int) -> None:
        with pytest.raises(InvalidCertificate, match=f"there is no side condition {condition}"):
            proved(refuted(RIGHT, ["x", ">", "0"]), crosses(condition=condition))

    def test_not_away_from_the_boundary(self) -> None:
        with pytest.raises(InvalidCertificate, match="the point is not in the set"):
            proved(refuted(RIGHT, ["x", ">", "0"]), crosses(1))

    def test_not_where_another_condition_fails(self) -> None:
        about = refuted(fields("x y", ["1", "y"]), ["x", ">", "0"], ["y", ">", "0"])
        rest = tangent(conditions=(Kept((times(ONE, kind="condition"),)),))
        assert proved(about, crosses(0, 1, rest=rest)).verdict == "refuted"
        for height in (0, -1):
            with pytest.raises(InvalidCertificate, match="does not satisfy a side condition strictly"):
                proved(about, crosses(0, height, rest=rest))


class TestAnInequalityIsCrossedAndNotTouched:
    """Under (1, 2x) the function y - x² is constant, and y has a minimum where x = 0."""

    BOWL = fields("x y", ["1", ["*", "2", "x"]])

    def test_a_point_that_is_touched_refutes_an_inequation(self) -> None:
        assert proved(refuted(self.BOWL, ["y", "!=", "0"]), crosses(letters=2)).verdict == "refuted"

    def test_it_refutes_the_inequality_that_holds_around_it(self) -> None:
        assert proved(refuted(self.BOWL, ["y", ">", "0"]), crosses(letters=2)).verdict == "refuted"

    def test_not_the_other_one(self) -> None:
        with pytest.raises(InvalidCertificate, match="the inequality does not hold"):
            proved(refuted(self.BOWL, ["y", "<", "0"]), crosses(letters=2))


class TestTheSetWithoutTheConditionIsInvariantOnItsOwn:
    """{xy = 0, y ≠ 0} is invariant under (0, x), and {xy = 0} is not."""

    CROSS = (["*", "x", "y"], "0")
    ABOUT = refuted(fields("x y", ["0", "x"]), ["y", "!=", "0"], equations=[CROSS])

    def test_by_a_proof_that_does_not_use_the_condition(self) -> None:
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            proved(self.ABOUT, crosses(1))

    def test_not_by_a_composition_of_the_whole(self) -> None:
        part = Part(
            {"equations": [list(self.CROSS)], "where": [["y", "!=", "0"]]}, Invariance(None, tangent())
        )
        with pytest.raises(InvalidCertificate, match="of the claimed set itself"):
            proved(self.ABOUT, crosses(1, rest=Composition((part,), None)))


class TestTheInvariantSetMayBeAPartOfV:
    """{x(y - x) = 0, y ≠ x} is the line x = 0 without 0; under (x, 1) that line is invariant, V is not."""

    CROSS = (["*", "x", ["+", "y", ["neg", "x"]]], "0")
    ABOUT = refuted(fields("x y", ["x", "1"]), [["+", "y", ["neg", "x"]], "!=", "0"], equations=[CROSS])
    LINE = Component((x,), (times(y - x),))

    def part(self, component: Component, *coordinates: int, rest: Any = None) -> Crosses:
        return replace(crosses(*coordinates, rest=rest), component=component)

    def test_each_equation_follows_from_those_of_the_part(self) -> None:
        assert proved(self.ABOUT, self.part(self.LINE)).verdict == "refuted"

    @pytest.mark.parametrize(
        ("component", "message"),
        [
            (Component((x,), ()), "every old equation has to follow"),
            (Component((x,), (times(y),)), "an old equation"),
            (Component((x - 1,), (times(y - x),)), "an old equation"),
            (Component((y,), (times(x),)), "an old equation"),
        ],
    )
    def test_not_a_set_beside_v(self, component: Component, message: str) -> None:
        with pytest.raises(InvalidCertificate, match=message):
            proved(self.ABOUT, self.part(component))

    def test_it_has_to_be_invariant(self) -> None:
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            proved(self.ABOUT, self.part(Component((y - x,), (times(x),))))

    def test_the_point_is_in_it(self) -> None:
        """At (1, 1) the condition fails, and the flow leaves the line y = x; x = 0 is elsewhere."""
        with pytest.raises(InvalidCertificate, match="the point is not in the set"):
            proved(self.ABOUT, self.part(self.LINE, 1, 1))


class TestMoreConditionsMayVanishAtThePoint:
    """The flow y = x² of (1, 2x) leaves {y > 0, x > 0} through 0, where both conditions fail."""

    BOWL = fields("x y", ["1", ["*", "2", "x"]])

    def touching(self, *touched: Touched, letters: int = 1, condition: int = 1) -> Crosses:
        found = crosses(letters=letters, condition=condition)
        return replace(found, alone=True, touched=touched)

    def about(self, *where: Any) -> Any:
        return refuted(self.BOWL, *where)

    def test_if_the_signs_are_right_on_one_side(self) -> None:
        for relation in (">", "<", "!="):
            about = self.about(["y", ">", "0"], ["x", relation, "0"])
            assert proved(about, self.touching(Touched(0, 2))).verdict == "refuted"
            other = self.touching(Touched(1, 1), letters=2, condition=0)
            assert proved(about, other).verdict == "refuted"

    @pytest.mark.parametrize(
        ("where", "touched", "message"),
        [
            ((["y", "<", "0"], ["x", ">", "0"]), [Touched(0, 2)], "the inequality does not hold"),
            ((["x", ">", "0"], [["*", "2", "x"], "<", "0"]), [Touched(0, 1)], "does not hold"),
            ((["y", ">", "0"], ["x", ">", "0"]), [Touched(0, 1)], "different from zero"),
            ((["y", ">", "0"], ["x", ">", "0"]), [Touched(0, 3)], "of lower order"),
            ((["y", ">", "0"], ["x", ">", "0"]), [Touched(0, 0)], "needs a word"),
            ((["y", ">", "0"], ["x", ">", "0"]), [], "does not satisfy a side condition"),
            ((["y", ">", "0"], ["x", ">", "0"]), [Touched(1, 1)], "touched or crossed once"),
            ((["y", ">", "0"], ["x", ">", "0"]), [Touched(0, 2)] * 2, "touched or crossed once"),
            ((["y", ">", "0"], ["x", ">", "0"]), [Touched(2, 2)], "there is no side condition 2"),
            ((["y", ">", "-1"], ["x", ">", "0"]), [Touched(0, 2)], "the point is not in the set"),
        ],
    )
    def test_not_otherwise(self, where: Any, touched: Any, message: str) -> None:
        with pytest.raises(InvalidCertificate, match=message):
            proved(self.about(*where), self.touching(*touched))

    def test_not_by_two_fields(self) -> None:
        about = refuted(fields("x y", ["1", "0"], ["0", "1"]), ["y", "!=", "0"], ["x", "!=", "0"])
        word = Letter(0, {}), Letter(1, {})
        with pytest.raises(InvalidCertificate, match=r"by a single field|different from zero"):
            proved(about, replace(self.touching(Touched(0, 1)), word=word))

    def test_the_rest_is_without_them(self) -> None:
        """With y > 0 in the rest the point would not be in it."""
        about = self.about(["y", ">", "0"], ["x", ">", "0"])
        rest = tangent(conditions=(Kept((times(ONE, kind="condition"),)),))
        with pytest.raises(InvalidCertificate, match="every side condition needs its own proof"):
            proved(about, replace(self.touching(Touched(0, 2)), alone=False, rest=Invariance(None, rest)))
