"""Cofactors are found where there are some, and the kernel accepts them; none where there are none."""

from __future__ import annotations

from typing import Any

import pytest

from certsim import Model
from certsim.kernel.evidence.records import Conserved, Invariance, Kept, NeverZero, Tangency
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.setting import Setting
from certsim.search.invariance import find_invariance
from certsim.search.tangency import find_tangency
from tests.search.given import DIAGONAL, RIGHT, ROUND, STILL, TANH, fields, limits, setting


def found(model: Model, equations: list[str], **parts: Any) -> Tangency:
    """The evidence, once the kernel has accepted it."""
    given = setting(model, equations, **parts)
    evidence = find_tangency(given, limits(), find_invariance)
    assert evidence is not None
    invariance(given, Invariance(None, evidence))
    return evidence


class TestAffineSetsNeedNoEvidence:
    def test_where_everything_vanishes_after_substitution(self) -> None:
        assert found(TANH, ["W[0] = W[1]", "a[0] = a[1]"]) == Tangency((), (), ())

    def test_of_a_redundant_linear_model(self) -> None:
        model = Model.parse("(a + b)*x", parameters=["a", "b"], inputs=["x"])
        assert found(model, ["a - b = 7"]) == Tangency((), (), ())


class TestCofactors:
    def test_of_a_level_set_are_not_needed(self) -> None:
        assert found(ROUND, ["x**2 + y**2 = 3"]).lie == ()

    def test_of_a_cone_are(self) -> None:
        """L (x² - y²) = 2·(x² - y²) along (x, y)."""
        (lie,) = found(fields(["x", "y"]), ["x**2 = y**2"]).lie
        assert lie.power == 0
        assert lie.cofactors

    def test_mix_the_equations(self) -> None:
        equations = ["x*y = z**2", "x**2 = y*w", "x*w = z*y + x*y - z**2"]
        still = fields(["0", "0", "0", "0"], ["x", "y", "z", "w"], parameters="x y z w")
        assert found(still, equations).lie

    def test_with_inputs_in_them(self) -> None:
        """L_X (ab) = x·(a² + b²) is in the ideal (ab, a² + b²)."""
        assert found(DIAGONAL, ["a*b = 0", "a**2 + b**2 = 0"]).lie


class TestCongruences:
    def test_between_calls_whose_arguments_agree_on_a_curved_set(self) -> None:
        """On {u² = v²} the cosines of u² and v² agree, and their derivatives."""
        model = Model.parse("cos(u**2*x) + cos(v**2*x)", parameters=["u", "v"], inputs=["x"])
        assert found(model, ["u**2 = v**2"]).congruences

    def test_from_the_bottom_of_the_tower_up(self) -> None:
        model = Model.parse("exp(tanh(u**2*x)) + exp(tanh(v**2*x))", parameters=["u", "v"], inputs=["x"])
        assert len(found(model, ["u**2 = v**2"]).congruences) >= 2

    def test_of_unspecified_functions(self) -> None:
        model = Model.parse("s(u**2*x) + s(v**2*x)", parameters=["u", "v"], inputs=["x"], functions={"s": {}})
        assert found(model, ["u**2 = v**2"]).congruences

    def test_relations_of_functions(self) -> None:
        """The output does not depend on b, since sin² + cos² = 1."""
        model = Model.parse("b*x*(sin(a*x)**2 + cos(a*x)**2) - b*x", parameters=["a", "b"], inputs=["x"])
        kinds = {
            reference.kind
            for lie in found(model, ["b**2 = c"], constants=["c"]).lie
            for reference, _ in lie.cofactors
        }
        assert "relation" in kinds


class TestWhatIsConservedByStructure:
    def test_levels_of_norms_and_sums_behind_a_normalisation(self) -> None:
        model = Model.parse("layer_norm(W @ x, eps=0)", parameters=["W[3,2]"], inputs=["x[2]"])
        equations = ["sum(W, axis=0) = c", "sum(W**2) = d"]
        assert found(model, equations, constants=["c[2]", "d"]).conserved == (2,)

    def test_what_vanishes_as_it_is_written_out_needs_no_more(self) -> None:
        assert not found(DIAGONAL, ["a**2 - b**2 = c"], constants=["c"]).conserved

    def test_beside_equations_that_are_not(self) -> None:
        model = Model.parse("w @ x / norm(w) + a*b*x[0]", parameters=["w[2]", "a", "b"], inputs=["x[2]"])
        proof = found(model, ["w @ w = c", "a = b"], constants=["c"])
        assert proof.conserved == (1,)

    def test_a_condition(self) -> None:
        model = Model.parse("w @ x / norm(w)", parameters=["w[2]"], inputs=["x[2]"])
        assert found(model, ["0*w[0] = 0"], where=["w @ w > 2"]).conditions == (Conserved(),)


class TestConditions:
    def test_that_the_flow_keeps(self) -> None:
        (condition,) = found(fields(["x", "1"]), ["0*x = 0"], where=["x > 0"]).conditions
        assert isinstance(condition, Kept)

    def test_that_are_never_met(self) -> None:
        (condition,) = found(ROUND, ["x**2 + y**2 = 1"], where=["x < 2"]).conditions
        assert isinstance(condition, NeverZero)

    def test_one_proof_for_each(self) -> None:
        assert len(found(fields(["x", "y"]), ["0*x = 0"], where=["x > 0", "y != 0"]).conditions) == 2

    def test_powers_of_them_may_be_denominators_for_equations(self) -> None:
        """L_X (wu) = zu along (z, 0, 0, 0), and y·zu is an equation."""
        model = fields(["z", "0", "0", "0"], parameters="w u y z")
        (lie,) = found(model, ["w*u = 0", "y*z*u = 0"], where=["y != 0"]).lie
        assert lie.power == 1


NOT_FOUND: dict[str, tuple[Model, list[str], dict[str, Any]]] = {
    "a set that is left": (RIGHT, ["x = 0"], {}),
    "a double line that is left": (RIGHT, ["x**2 = 0"], {}),
    "a derivative that vanishes on the set and is not in the ideal": (ROUND, ["x**2 = 0"], {}),
    "a condition that is crossed": (RIGHT, ["y = 0"], {"where": ["x > 0"]}),
    "a condition that is crossed, with the same as denominator": (RIGHT, ["y = 0"], {"where": ["x != 0"]}),
    "different functions": (
        Model.parse(
            "a*f(w*x) + b*g(v*x)", parameters=list("abvw"), inputs=["x"], functions={"f": {}, "g": {}}
        ),
        ["a = b", "v = w"],
        {},
    ),
}


@pytest.mark.parametrize("case", NOT_FOUND)
def test_not_found(case: str) -> None:
    model, equations, parts = NOT_FOUND[case]
    assert find_tangency(setting(model, equations, **parts), limits(3), find_invariance) is None


def test_no_time_is_no_evidence_and_no_error() -> None:
    given: Setting = setting(fields(["x", "y"]), ["x**2 = y**2"])
    assert find_tangency(given, limits(-1), find_invariance) in (
        None,
        find_tangency(given, limits(), find_invariance),
    )


def test_a_set_that_nothing_moves_is_kept() -> None:
    assert found(STILL, ["x**2 + y**3 = 1"], where=["x > 0"]).lie == ()
