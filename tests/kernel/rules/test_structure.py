"""Structure (T2): Lie derivatives that vanish on an affine set as they stand."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import ByStructure
from tests.kernel.forge import call, claim, fields, model, proved

REMAINS = "does not vanish as it stands"
NEURON = model(["*", "a", call("relu", ["*", "w", "x"])], "a w")


def shown(about: Any) -> list[str]:
    return [one.name for one in proved(about, ByStructure()).assumptions]


def neuron(function: str, **more: Any) -> Any:
    return model(["*", "a", call(function, ["*", "w", "x"])], "a w", **more)


class TestWhatVanishesAsItStands:
    @pytest.mark.parametrize(
        "about",
        [
            claim(neuron("tanh"), ("a", "0"), ("w", "0")),
            claim(neuron("f", functions={"f": ["odd"]}), ("a", "0"), ("w", "0")),
            claim(neuron("f", functions={"f": ["even"]}), ("w", "0")),
            claim(neuron("exp", frozen=["a"]), ("a", "3")),
            claim(neuron("exp", data=[{"x": "0"}]), ("w", "1")),
            claim(model(["*", "a", call("sin", ["*", "b", "pi"])], "a b"), ("a", "0"), ("b", "1")),
            claim(fields("x y", [["*", "x", "y"], "y"]), ("x", "0")),
        ],
    )
    def test_shows_that_the_set_is_kept(self, about: Any) -> None:
        assert shown(about) == []

    @pytest.mark.parametrize(
        "about",
        [
            claim(neuron("exp"), ("a", "0"), ("w", "0")),
            claim(neuron("f", functions={"f": ["even"]}), ("a", "0"), ("w", "0")),
            claim(neuron("exp", frozen=["w"]), ("a", "w")),
            claim(neuron("exp", data=[{"x": "0"}]), ("a", "1")),
            claim(model(["*", "a", call("sin", ["*", "b", "pi"])], "a b"), ("a", "0"), ("b", "1/2")),
            claim(fields("x y", [["+", "x", "y"], "y"]), ("x", "0")),
        ],
    )
    def test_not_what_does_not(self, about: Any) -> None:
        with pytest.raises(InvalidCertificate, match=REMAINS):
            proved(about, ByStructure())


class TestStepsHaveTheirValuesOnRegions:
    def test_so_that_this_is_assumed(self) -> None:
        assert shown(claim(NEURON, ("a", "0"), ("w", "0"))) == ["relu"]

    def test_equal_arguments_have_equal_steps(self) -> None:
        two = model(
            ["+", *(["*", o, call("relu", ["*", i, "x"])] for o, i in ("av", "bw"))],
            "a b v w",
        )
        assert shown(claim(two, ("a", "b"), ("v", "w"))) == ["relu"]
        with pytest.raises(InvalidCertificate, match=REMAINS):
            proved(claim(two, ("a", ["neg", "b"]), ("v", ["neg", "w"])), ByStructure())

    def test_a_step_of_0_is_no_number(self) -> None:
        with pytest.raises(InvalidCertificate, match=REMAINS):
            proved(claim(NEURON, ("w", "0")), ByStructure())


class TestTheSetIsAffineAndNotEmpty:
    @pytest.mark.parametrize(
        "about",
        [
            claim(neuron("tanh"), (["**", "a", 2], "0"), ("w", "0")),
            claim(neuron("tanh"), ("a", "0"), ("w", "0"), where=[["a", "!=", "1"]]),
            claim(neuron("tanh"), ("a", "0"), ("a", "1")),
        ],
    )
    def test_or_another_rule_is_for_it(self, about: Any) -> None:
        with pytest.raises(InvalidCertificate, match="affine sets that are not empty"):
            proved(about, ByStructure())

    @pytest.mark.parametrize("argument", [call("log", "w"), ["/", "1", "w"]])
    def test_and_the_model_is_defined_on_it(self, argument: Any) -> None:
        about = claim(model(["*", "a", argument, "x"], "a w"), ("a", "0"), ("w", "0"))
        with pytest.raises(InvalidCertificate, match=r"not analytic at 0|not defined on the set"):
            proved(about, ByStructure())
