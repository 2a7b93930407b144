"""Cores (T6): an invariant part of a set, how it compares, and whether it is the largest."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    CoreProof,
    Empty,
    Invariance,
    OutsideDomain,
    Step,
    Symmetry,
    Vanishing,
)
from certsim.kernel.terms.polynomial import ONE, ZERO
from tests.kernel.forge import claim, fields, model, placed, proved, tangent, times, variables

p, q = variables(2)
DRIFT = fields("p q", ["q", "0"])
ORIGIN = [("p", "0"), ("q", "0")]
SHOWN = "the core is shown to be"
INSIDE = (Vanishing(0, 1, (), ()),)


def said(of: Any, whole: list[Any], inner: list[Any], comparison: str, *, largest: bool, **more: Any) -> Any:
    shown = {"equations": list(map(list, inner)), "comparison": comparison, "largest": largest}
    return {**claim(of, *whole, verdict="core", **more), "core": shown}


def core(proof: Any = None, inside: Any = INSIDE, **parts: Any) -> CoreProof:
    rest = {"steps": (), "reached": None, "outside": None, **parts}
    return CoreProof(Invariance(None, proof or tangent()), inside, **rest)


def drift(comparison: str, *, largest: bool, inner: list[Any] = ORIGIN) -> Any:
    """Under (q, 0) the line p = 0 is left but at 0."""
    return said(DRIFT, [("p", "0")], inner, comparison, largest=largest)


STEP = Step(0, 0, (), q, ())
REACHED = tuple(Vanishing(0, 1, (), times(*[ZERO] * at, ONE)) for at in range(2))
LARGEST = {"steps": (STEP,), "reached": REACHED}


class TestACoreIsAnInvariantPart:
    def test_of_the_set(self) -> None:
        assert proved(drift("unknown", largest=False), core()).verdict == "core"

    def test_not_one_that_is_left(self) -> None:
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            proved(drift("unknown", largest=False, inner=[("p", "0")]), core())

    def test_not_one_that_sticks_out(self) -> None:
        with pytest.raises(InvalidCertificate, match="a new equation of the set"):
            proved(drift("unknown", largest=False, inner=[("q", "0")]), core())

    @pytest.mark.parametrize("reasons", [(), INSIDE * 2])
    def test_not_without_a_reason_for_each_equation(self, reasons: Any) -> None:
        with pytest.raises(InvalidCertificate, match="every equation of V needs a reason"):
            proved(drift("unknown", largest=False), core(inside=reasons))

    def test_not_of_a_set_with_conditions(self) -> None:
        about = said(DRIFT, [("p", "0")], ORIGIN, "unknown", largest=False, where=[["q", ">", "0"]])
        with pytest.raises(InvalidCertificate, match="a set given by equations alone"):
            proved(about, core())

    def test_by_a_symmetry_it_is_not_said_to_be_induced(self) -> None:
        about = said(model(["*", "p", "q", "x"], "p q"), [("p", "0")], ORIGIN, "unknown", largest=False)
        found = proved(about, core(Symmetry(({0: -p, 1: -q},))))
        assert found.symmetry_induced is None


class TestACoreIsSmallerByAPointThatIsNotInIt:
    def test_of_the_set(self) -> None:
        assert proved(drift("smaller", largest=False), core(outside=placed(0, 1))).verdict == "core"

    @pytest.mark.parametrize(
        ("point", "message"),
        [
            ((), "the point was not shown to be outside the core"),
            ((1,), "the point is not in the set"),
            ((1, 1), "the point is not in the set"),
        ],
    )
    def test_not_by_another(self, point: Any, message: str) -> None:
        with pytest.raises(InvalidCertificate, match=message):
            proved(drift("smaller", largest=False), core(outside=placed(*point)))

    def test_not_without_one(self) -> None:
        with pytest.raises(InvalidCertificate, match=SHOWN):
            proved(drift("smaller", largest=False), core())

    def test_not_less_than_is_shown(self) -> None:
        with pytest.raises(InvalidCertificate, match=f"{SHOWN} smaller, largest: False, and not as claimed"):
            proved(drift("unknown", largest=False), core(outside=placed(0, 1)))

    @pytest.mark.parametrize(
        "hidden",
        [
            ["/", "1", "p"],
            ["*", "0", ["call", "log", "p"]],
            ["**", ["/", "1", "p"], 0],
            ["/", "p", "p"],
            ["call", "sqrt", "p"],
            ["*", "0", ["call", "relu", "p"]],
        ],
    )
    def test_not_by_one_outside_the_domain(self, hidden: Any) -> None:
        """Where p ≠ 0 the core {q = 0} of {pq = 0} is all of it."""
        about = said(
            model(hidden, "p q", ""), [(["*", "p", "q"], "0")], [("q", "0")], "smaller", largest=False
        )
        with pytest.raises(InvalidCertificate, match="was not shown to be defined"):
            proved(about, core(outside=placed(0, 1)))


class TestACoreIsTheLargest:
    def test_if_its_equations_follow_from_lie_derivatives(self) -> None:
        about = drift("smaller", largest=True)
        assert proved(about, core(outside=placed(0, 1), **LARGEST)).verdict == "core"

    def test_or_from_those_of_the_set_which_it_equals_then(self) -> None:
        about = said(DRIFT, ORIGIN, ORIGIN, "equal", largest=True)
        assert proved(about, core(inside=INSIDE * 2, reached=REACHED)).verdict == "core"

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"steps": (Step(1, 0, (), q, ()),)}, "no such Lie derivative"),
            ({"steps": (Step(0, 1, (), q, ()),)}, "no such Lie derivative"),
            ({"steps": (Step(0, 0, (), 2 * q, ()),)}, "a Lie derivative on the core"),
            ({"steps": (Step(0, 0, (), ZERO, ()),)}, "a Lie derivative on the core"),
            ({"steps": ()}, "there is no equation 1 here"),
            ({"reached": REACHED[:1]}, "every equation of the core needs a reason"),
            ({"reached": (REACHED[0], REACHED[0])}, "the core: expected q"),
            ({"reached": (REACHED[0], Vanishing(0, 0, (), ()))}, "these exponents"),
            ({"reached": (REACHED[0], Vanishing(1, 1, (), times(ZERO, ONE)))}, "these exponents"),
            ({"reached": None}, "steps that lead nowhere"),
        ],
    )
    def test_not_by_less(self, changes: Any, message: str) -> None:
        about = drift("smaller", largest=True)
        with pytest.raises(InvalidCertificate, match=message):
            proved(about, core(outside=placed(0, 1), **{**LARGEST, **changes}))

    def test_not_without_a_proof(self) -> None:
        with pytest.raises(InvalidCertificate, match=SHOWN):
            proved(drift("unknown", largest=True), core())

    def test_coefficients_of_inputs_are_taken_one_by_one(self) -> None:
        """p' = x·q + x²: on p = 0 both q and 1 would have to vanish, so nothing is kept."""
        of = model(["+", ["*", "p", "q", "x"], ["*", "p", ["**", "x", 2]]], "p q")
        x = 2
        steps = (Step(0, 0, (x,), q, ()), Step(0, 0, (x, x), ONE, ()))
        reached = (Vanishing(0, 1, (), times(ZERO, ZERO, ONE)),)
        about = said(of, [("p", "0")], [("1", "0")], "empty", largest=True)
        proof = core(Empty(None), (), steps=steps, reached=reached)
        assert proved({**about, "manifold": {"status": "empty"}}, proof).verdict == "core"
        with pytest.raises(InvalidCertificate, match="a Lie derivative on the core"):
            proved(about, core(Empty(None), (), steps=(Step(0, 0, (x,), ONE, ()), steps[1]), reached=reached))

    @pytest.mark.parametrize(
        "hidden",
        [["/", "1", "x"], ["*", "0", ["call", "sqrt", "p"]], ["*", "0", ["call", "relu", ["+", "p", "1"]]]],
    )
    def test_not_of_a_model_with_a_domain(self, hidden: Any) -> None:
        of = model(["+", ["*", "p", "q", "x"], ["*", "0", hidden]], "p q")
        about = said(of, [("p", "0")], ORIGIN, "unknown", largest=True)
        steps = (Step(0, 0, (2,), q, ()),)
        with pytest.raises(InvalidCertificate, match="the model has a domain of its own"):
            proved(about, core(steps=steps, reached=REACHED))

    def test_not_of_a_model_with_calls_of_parameters(self) -> None:
        about = said(
            model(["call", "exp", ["*", "p", "q"]], "p q", ""), [("p", "0")], ORIGIN, "unknown", largest=True
        )
        with pytest.raises(InvalidCertificate, match="at the input 0 a call is left"):
            proved(about, core(**LARGEST))


class TestOfCallsThatVanishAtTheInput0TheExpansionIsKnown:
    """F = p·tanh(qx): on p = 0 the field is (tanh(qx), 0), whose first coefficient is q."""

    TANH = model(["*", "p", ["call", "tanh", ["*", "q", "x"]]], "p q")
    ABOUT = said(TANH, [("p", "0")], ORIGIN, "unknown", largest=True)

    def shown(self, about: Any, inputs: tuple[int, ...], found: Any) -> str:
        return proved(about, core(steps=(Step(0, 0, inputs, found, ()),), reached=REACHED)).verdict

    def test_its_coefficients_vanish_on_invariant_parts(self) -> None:
        assert self.shown(self.ABOUT, (2,), q) == "core"

    @pytest.mark.parametrize(("inputs", "found"), [((2,), 2 * q), ((2, 2), q), ((2, 2, 2), q), ((), q)])
    def test_others_need_not(self, inputs: tuple[int, ...], found: Any) -> None:
        with pytest.raises(InvalidCertificate, match="a Lie derivative on the core"):
            self.shown(self.ABOUT, inputs, found)

    def test_higher_ones_are_divided_by_factorials(self) -> None:
        # tanh(qx) = qx - (qx)³/3 + …
        cube = said(self.TANH, [("p", "0")], ORIGIN, "unknown", largest=True)
        reached = (REACHED[0], Vanishing(0, 3, (), times(ZERO, ONE * -3)))
        step = Step(0, 0, (2, 2, 2), q**3 * Fraction(-1, 3), ())
        assert proved(cube, core(steps=(step,), reached=reached)).verdict == "core"

    @pytest.mark.parametrize("inputs", [(0,), (1, 2), (2,) * 13])
    def test_coefficients_are_of_few_inputs(self, inputs: tuple[int, ...]) -> None:
        with pytest.raises(InvalidCertificate, match="a coefficient is one of at most 12 inputs"):
            self.shown(self.ABOUT, inputs, q)

    @pytest.mark.parametrize(
        "hidden",
        [["/", "1", ["+", "x", "1"]], ["call", "relu", ["+", "x", "1"]], ["call", "log", ["+", "p", "1"]]],
    )
    def test_not_of_a_model_with_a_domain(self, hidden: Any) -> None:
        of = model(["+", self.TANH["outputs"][0], ["*", "0", hidden]], "p q")
        about = said(of, [("p", "0")], ORIGIN, "unknown", largest=True)
        with pytest.raises(InvalidCertificate, match="the model has a domain of its own"):
            self.shown(about, (2,), q)

    def test_not_where_the_input_0_is_not_meant(self) -> None:
        of = {**self.TANH, "inputs_where": [["x", ">", "1"]]}
        about = said(of, [("p", "0")], ORIGIN, "unknown", largest=True)
        with pytest.raises(InvalidCertificate, match="not all inputs are meant"):
            self.shown(about, (2,), q)

    def test_not_of_a_function_whose_slope_at_0_is_not_known(self) -> None:
        of = {
            **model(["*", "p", ["call", "s", ["*", "q", "x"]]], "p q"),
            "functions": {"s": ["zero_at_zero"]},
        }
        about = said(of, [("p", "0")], ORIGIN, "unknown", largest=True)
        with pytest.raises(InvalidCertificate, match="at the input 0 a call is left"):
            self.shown(about, (2,), q)


class TestACoreIsEmpty:
    def test_if_it_contradicts_itself(self) -> None:
        about = {
            **said(DRIFT, [("p", "0")], [("1", "0")], "empty", largest=False),
            "manifold": {"status": "empty"},
        }
        assert proved(about, core(Empty(None), ())).manifold["status"] == "empty"

    def test_or_lies_outside_the_domain(self) -> None:
        of = model(["*", ["/", "1", "p"], "q", "x"], "p q")
        about = said(of, [("p", "0")], [("p", "0")], "empty", largest=False)
        proof = core(Empty(OutsideDomain(0, (), ())))
        assert proved({**about, "manifold": {"status": "empty"}}, proof).verdict == "core"

    def test_not_if_it_holds_a_point(self) -> None:
        about = said(DRIFT, [("p", "0")], ORIGIN, "empty", largest=False)
        with pytest.raises(InvalidCertificate, match="do not exclude each other plainly"):
            proved(about, core(Empty(None)))

    @pytest.mark.parametrize("comparison", ["equal", "smaller", "unknown"])
    def test_and_is_nothing_else_then(self, comparison: str) -> None:
        about = said(DRIFT, [("p", "0")], [("1", "0")], comparison, largest=False)
        with pytest.raises(InvalidCertificate, match=SHOWN):
            proved({**about, "manifold": {"status": "empty"}}, core(Empty(None), ()))
