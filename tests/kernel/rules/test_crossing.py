"""Crossing (T5): an invariant set, and a flow in it through the boundary of a condition."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Composition, Crosses, Invariance, Kept, Letter, Part
from certsim.kernel.terms.polynomial import ONE
from tests.kernel.forge import claim, fields, placed, proved, tangent, times

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
