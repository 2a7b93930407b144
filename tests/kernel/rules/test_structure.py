"""Lie derivatives that vanish on an affine set as they stand (T2)."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.check import Accepted
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import ByStructure, Invariance
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.structure import structure
from certsim.kernel.statement.claim import read_claim
from tests.kernel.forge import call, claim, fields, model, proved

UNIT = ["*", "a", call("gelu", ["*", "w", "x"])]
TWO = ["+", UNIT, ["*", "b", call("gelu", ["*", "v", "x"])]]
DEEP = ["*", "a", call("tanh", ["*", "b", call("gelu", ["*", "w", "x"])])]


def said(about: Any) -> Accepted:
    return proved(about, Invariance(None, ByStructure()))


class TestWhatIsKept:
    @pytest.mark.parametrize(
        ("of", "equations"),
        [
            (model(UNIT, "a w"), [("a", "0"), ("w", "0")]),
            (model(TWO, "a b v w"), [("a", "b"), ("v", "w")]),
            (model(DEEP, "a b w"), [("b", "0"), ("w", "0")]),
            (fields("x y", ["y", "x"]), [("x", "y")]),
            (
                model(["*", "a", call("f", ["*", "w", "x"])], "a w", functions={"f": ["odd"]}),
                [("a", "0"), ("w", "0")],
            ),
        ],
    )
    def test_by_a_factor_zero_or_by_equal_summands(self, of: Any, equations: Any) -> None:
        assert said(claim(of, *equations)).verdict == "certified"

    def test_on_regions_that_is_assumed(self) -> None:
        of = model(["*", "a", call("relu", ["*", "w", "x"])], "a w")
        assumed = structure(Setting.of(read_claim(claim(of, ("a", "0"), ("w", "0")))))
        assert [one.name for one in assumed] == ["relu"]

    def test_a_frozen_parameter_is_moved_by_no_field(self) -> None:
        of = model(["*", "a", "f", "x"], "a f", frozen=["f"])
        assert said(claim(of, ("f", "3"))).verdict == "certified"


class TestWhatIsNotShown:
    @pytest.mark.parametrize(
        ("of", "equations"),
        [
            (model(UNIT, "a w"), [("a", "0")]),
            (model(UNIT, "a w"), [("w", "0")]),
            (model(TWO, "a b v w"), [("a", "b"), ("v", ["neg", "w"])]),
            (fields("x y", ["y", "0"]), [("x", "y")]),
            (model(["*", "a", "f", "x"], "a f", frozen=["f"]), [("a", "f")]),
            # The flow of c keeps its distance from w only for c = 0.
            (model(["*", "a", "w", "x"], "a w"), [("a", "2")]),
        ],
    )
    def test_a_derivative_that_is_not_zero(self, of: Any, equations: Any) -> None:
        with pytest.raises(InvalidCertificate, match="does not vanish as it stands"):
            said(claim(of, *equations))

    def test_curved_sets_conditions_and_contradictions_are_for_other_rules(self) -> None:
        of = model(["*", "a", "b", "x"], "a b")
        curved = claim(of, (["**", "a", 2], ["**", "b", 2]))
        condition = claim(of, ("a", "0"), ("b", "0"), where=[["a", "!=", "1"]])
        empty = claim(of, ("a", "0"), ("a", "1"))
        for about in (curved, condition, empty):
            with pytest.raises(InvalidCertificate, match="affine sets that are not empty"):
                said(about)

    def test_where_the_model_is_not_defined(self) -> None:
        of = model(["*", ["/", "a", "b"], "x"], "a b")
        with pytest.raises(InvalidCertificate, match="not defined on the set"):
            said(claim(of, ("b", "0")))
