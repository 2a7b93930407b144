"""What a model says besides its outputs changes what is true of it: forged certificates that use that."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.check import Accepted, check
from certsim.kernel.errors import LimitExceeded, MalformedCertificate
from certsim.kernel.meter import metered
from certsim.kernel.statement.model import KernelModel, read_model
from certsim.kernel.statement.strict_json import dump
from tests.kernel.forge import (
    Json,
    call,
    claim,
    combination,
    core,
    crossing,
    document,
    empty,
    evidence,
    invariance,
    judged,
    leaving,
    letter,
    lie,
    misstep,
    model,
    orbit,
    place,
    regular,
    scalars,
    spanning,
    symmetry,
    tangency,
    terms,
)

PROVED = ("accepted", "certified")


def accepted(certificate: Json) -> Accepted:
    return check(dump(certificate))


def shown(about: Json, by: Json, at: Json = None) -> Json:
    """A certificate of invariance, with a regular point if one is given."""
    return document(about, evidence(invariance(by), at))


def embedded(dimension: int) -> Json:
    return {"status": "embedded", "dimension": dimension}


def difference(left: Json, right: Json) -> Json:
    return ["+", left, ["neg", right]]


def refuses(statement: Json, message: str) -> tuple[int | str, ...]:
    with pytest.raises(MalformedCertificate, match=message) as caught:
        read_model(statement)
    return caught.value.path


# Frozen parameters (T22).

LORA = model(["*", "a", "b", "x"], "a b f", frozen=["f"])
MIXED = model(["*", ["+", "a", "f"], "x"], "a f", frozen=["f"])


class TestFrozenParametersStandStill:
    def test_what_is_said_of_them_alone_is_kept(self) -> None:
        assert judged(shown(claim(LORA, (["**", "f", 3], "f")), tangency())) == PROVED

    def test_the_same_is_left_when_they_are_trained(self) -> None:
        trained = {**MIXED, "frozen": []}
        assert judged(shown(claim(MIXED, ("f", "2")), tangency())) == PROVED
        assert judged(shown(claim(trained, ("f", "2")), tangency()))[0] == "invalid"

    def test_a_trained_one_does_not_stay_at_a_frozen_one(self) -> None:
        about = claim(MIXED, ("a", "f"))
        assert judged(shown(about, tangency()))[0] == "invalid"
        refuted = claim(MIXED, ("a", "f"), verdict="refuted")
        at = place({"a": "1", "f": "1"})
        assert judged(document(refuted, evidence(leaving(at, letter(x="1"))))) == ("accepted", "refuted")

    def test_no_word_moves_them(self) -> None:
        refuted = claim(MIXED, ("f", "1"), verdict="refuted")
        found = judged(document(refuted, evidence(leaving(place({"f": "1"}), letter(x="1")))))
        assert found == ("invalid", "the Lie derivative was not shown to be different from zero")

    def test_they_do_not_cross_a_condition(self) -> None:
        about = claim(MIXED, where=[["f", ">", "0"]], verdict="refuted")
        proof = crossing(place({"a": "1"}), invariance(tangency()), letter(x="1"), alone=True)
        assert judged(document(about, evidence(proof)))[0] == "invalid"


class TestDimensionsAreThoseOfSlices:
    def test_frozen_ones_count_neither_in_dimension_nor_in_codimension(self) -> None:
        about = claim(LORA, ("a", "0"), ("b", "0"), manifold=embedded(0))
        found = accepted(shown(about, tangency(), regular(place({"f": "3"})))).manifold
        assert found == {**embedded(0), "codimension": 2, "trivial": False}

    @pytest.mark.parametrize("equation", [("f", "1"), (["**", "f", 2], "1"), ("f", "f")])
    def test_a_set_of_all_trained_ones_is_trivial(self, equation: Any) -> None:
        about = claim(LORA, equation, manifold=embedded(2))
        found = accepted(shown(about, tangency(), regular(place({"f": "1"})))).manifold
        assert found == {**embedded(2), "codimension": 0, "trivial": True}

    @pytest.mark.parametrize("dimension", [1, 3])
    def test_no_other_dimension_is_shown(self, dimension: int) -> None:
        about = claim(LORA, ("f", "1"), manifold=embedded(dimension))
        assert judged(shown(about, tangency(), regular(place({"f": "1"}))))[0] == "invalid"

    def test_a_tie_to_a_frozen_one_takes_a_trained_one(self) -> None:
        still = model(["*", "0", "a"], "a f", frozen=["f"])
        about = claim(still, ("a", "f"), ("a", ["*", "2", "f"]), manifold=embedded(0))
        found = accepted(shown(about, tangency(), regular(place({})))).manifold
        assert (found["dimension"], found["codimension"]) == (0, 1)

    def test_a_differential_along_a_frozen_one_is_none(self) -> None:
        """a² = f² at a = 0 = f: regular along f, and no submanifold of the slice."""
        still = model(["*", "0", "a"], "a f", frozen=["f"])
        about = claim(still, (["**", "a", 2], "f"), manifold={"status": "regular locus", "dimension": 0})
        assert judged(shown(about, tangency(), regular(place({"a": "1", "f": "1"}), [0]))) == PROVED
        found = judged(shown(about, tangency(), regular(place({}), [0])))
        assert found == ("invalid", "the differentials of the chosen equations are dependent at the point")

    def test_the_whole_is_not_regular_because_frozen_ones_are(self) -> None:
        still = model(["*", "0", "a"], "a f", frozen=["f"])
        about = claim(still, (["**", "a", 2], "f"), manifold=embedded(0))
        everywhere = {"by": "identity", "power": 0, "generic": terms("1"), "squares": [], "cofactors": []}
        cofactors = combination(("minor 0", ["1/2"]))
        for proof in (None, {**everywhere, "cofactors": cofactors}):
            at = regular(place({"a": "1", "f": "1"}), [0], everywhere=proof)
            assert judged(shown(about, tangency(), at))[0] == "invalid"


class TestSymmetriesCommuteWithTheRates:
    def test_a_swap_of_a_frozen_and_a_trained_one_is_none(self) -> None:
        product = model(["*", "a", "b", "x"], "a b")
        swap = symmetry({"a": terms("1 b"), "b": terms("1 a")})
        assert judged(shown(claim(product, ("a", "b")), swap)) == PROVED
        half = {**product, "frozen": ["b"]}
        assert judged(shown(claim(half, ("a", "b")), swap)) == (
            "invalid",
            "a map mixes parameters with different learning rates",
        )
        assert judged(shown(claim({**product, "frozen": ["a", "b"]}, ("a", "b")), swap)) == PROVED

    def test_the_image_of_a_set_neither(self) -> None:
        half = model(["*", "a", "b", "x"], "a b", frozen=["b"])
        part = {"candidate": {"equations": [["b", "1"]]}, "proof": {"description": None, "proof": tangency()}}
        images = {"a": terms("1 b"), "b": terms("1 a")}
        by = {"rule": "composition", "parts": [part], "images": images}
        assert judged(shown(claim(half, ("a", "1")), by)) == (
            "invalid",
            "a map mixes parameters with different learning rates",
        )


class TestOptimisersLeaveThemAlone:
    def kept(self, of: Json, *equations: Any, at: Json) -> Any:
        trained = len(of["parameters"]) - 1
        about = claim(of, *equations, manifold=embedded(trained - 1))
        return accepted(shown(about, tangency(), regular(place(at)))).optimisers

    def test_weight_decay_leaves_a_tie_to_a_frozen_one(self) -> None:
        still = model(["*", "0", "a"], "a f", frozen=["f"])
        found = self.kept(still, ("a", "f"), at={"a": "1", "f": "1"})
        assert found == {"gradient_descent": True, "momentum": True, "weight_decay": False, "adam": None}

    def test_and_of_the_origin_that_is_not_said(self) -> None:
        still = model(["*", "0", "a"], "a f", frozen=["f"])
        assert self.kept(still, ("a", "f"), at={})["weight_decay"] is None

    def test_weight_decay_does_not_move_a_frozen_one(self) -> None:
        dead = model(["*", ["**", "a", 2], "f", "x"], "a f", frozen=["f"])
        found = self.kept(dead, ("a", "0"), ("f", "1"), at={"f": "1"})
        assert found["weight_decay"] is True

    def test_a_zero_stays_zero_beside_it(self) -> None:
        dead = model(["*", ["**", "a", 2], "f", "x"], "a f", frozen=["f"])
        assert set(self.kept(dead, ("a", "0"), at={}).values()) == {True}

    def test_no_step_moves_them(self) -> None:
        about = claim(MIXED, ("f", "1"))
        step = misstep("gradient_descent", place({"f": "1"}), letter(x="1"), ["equation", 0])
        proof = {**evidence(invariance(tangency())), "missteps": [step]}
        assert judged(document(about, proof))[0] == "invalid"


class TestReducedModelsFreezeWhatHasToBe:
    def reduced(self, of: Json, to: Json, images: Json, *equations: Any) -> tuple[str, str]:
        about = {**claim(of, *equations, verdict="reduced"), "reduced": {"model": to, "map": images}}
        return judged(document(about, evidence(invariance(tangency()))))

    FROZEN = model(["*", "f", "x"], "a f", frozen=["f"])
    """a stands still too, and may be tied to f."""

    def test_a_column_that_touches_a_frozen_one_is_frozen(self) -> None:
        same = model(["*", "c", "x"], "c", frozen=["c"])
        images = {"a": "c", "f": "c"}
        assert self.reduced(self.FROZEN, same, images, ("a", "f")) == ("accepted", "reduced")
        for rates in ([], [["c", "1/2"]]):
            moving = model(["*", "c", "x"], "c", rates=rates)
            assert self.reduced(self.FROZEN, moving, images, ("a", "f"))[0] == "invalid"

    def test_and_no_other(self) -> None:
        both = model(["*", ["+", "a", "f"], "x"], "a f", frozen=["f"])
        images = {"a": "a", "f": "f"}
        assert self.reduced(both, both, images) == ("accepted", "reduced")
        for frozen in ([], ["a"], ["a", "f"]):
            assert self.reduced(both, {**both, "frozen": frozen}, images)[0] == "invalid"

    def test_two_columns_do_not_share_a_frozen_one(self) -> None:
        both = model(["*", ["+", "a", "f"], "x"], "a f", frozen=["f"])
        sum_ = model(["*", ["+", "a", "a", "c"], "x"], "a c", frozen=["c"])
        images = {"a": "a", "f": ["+", "a", "c"]}
        assert self.reduced(both, sum_, images)[0] == "invalid"
        assert self.reduced(both, {**sum_, "frozen": ["a", "c"]}, images)[0] == "invalid"

    def test_a_trained_one_may_depend_on_a_frozen_column(self) -> None:
        still = model(["*", ["+", "a", "b"], "f", "x"], "a b f", frozen=["f"])
        tied = claim(still, ("a", "b"), verdict="reduced")
        same = model(["*", "2", "a", "f", "x"], "a f", frozen=["f"], rates=[["a", "1/2"]])
        said = {"model": same, "map": {"a": "a", "b": "a", "f": "f"}}
        certificate = document({**tied, "reduced": said}, evidence(invariance(tangency())))
        assert judged(certificate) == ("accepted", "reduced")


class TestOrbitsAndLawsCountTrainedOnes:
    def test_a_frozen_one_is_no_direction(self) -> None:
        point = {"a": "1", "f": "2"}
        about = claim(MIXED, verdict="orbit")
        span = spanning([letter(x="1")])
        for lower, upper, result in ((1, 1, "accepted"), (1, 2, "invalid"), (0, 1, "invalid")):
            bounds = {"point": point, "laws": [], "lower": lower, "upper": upper}
            proof = orbit(invariance(tangency()), [], span)
            assert judged(document({**about, "orbit": bounds}, evidence(proof)))[0] == result

    def test_what_is_known_of_a_frozen_one_bounds_nothing(self) -> None:
        still = model(["*", ["+", "a", ["*", "2", "b"], "f"], "x"], "a b f", frozen=["f"])
        about = claim(still, ("f", "0"), verdict="orbit")
        bounds = {"point": {"a": "1", "b": "1", "f": "0"}, "laws": [], "lower": 1, "upper": 1}
        proof = orbit(invariance(tangency()), [0], spanning([letter(x="1")]))
        found = judged(document({**about, "orbit": bounds}, evidence(proof)))
        assert found[0] == "invalid"
        assert "independent" in found[1]

    @pytest.mark.parametrize(("law", "result"), [("f", "invalid"), (["*", "f", "b"], "invalid")])
    def test_a_frozen_one_is_no_law_among_others(self, law: Json, result: str) -> None:
        still = model(["*", "f", "x"], "b f", frozen=["f"])
        laws = {"point": {"b": "1", "f": "0"}, "conserved": [law], "independent": 1}
        about = {"model": still, "verdict": "laws"}
        said = {**laws, "lower": 0, "upper": 0, "complete": True}
        proof = {
            "shows": "laws",
            "conservation": [{"opaque": False, "derivatives": []}],
            "chosen": [0],
            "spanning": spanning(),
            "closure": [],
        }
        del proof["closure"]
        assert judged(document({**about, "laws": said}, evidence(proof)))[0] == result


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"frozen": ["a", "a"]}, "a parameter is frozen twice"),
        ({"frozen": ["x"]}, "unknown name 'x'"),
        ({"frozen": [["*", "2", "a"]]}, "a parameter or an array of parameters"),
        ({"frozen": ["a"], "rates": [["a", "1/2"]]}, "a frozen parameter has no rate"),
        ({"rates": [["a", "0"]]}, "the rate 0 is not positive"),
        ({"frozen": {"a": True}}, "expected a list"),
        ({"frozen": ["pi"]}, "a parameter or an array of parameters"),
        ({"rates": [["pi", "2"]]}, "a parameter or an array of parameters"),
    ],
)
def test_what_cannot_be_frozen(parts: Json, message: str) -> None:
    with pytest.raises(MalformedCertificate, match=message):
        read_model({**model(["*", "a", "x"], "a b"), **parts}, has_pi=True)


def test_slices_and_entries_are_frozen() -> None:
    read = read_model({"parameters": [["W", [2, 2]]], "outputs": ["W"], "frozen": [["index", "W", 0]]})
    assert read.frozen == {0, 1}


# Restricted inputs (T21).

CIRCLE = [[["+", ["**", "x", 2], ["**", "y", 2]], "=", "1"]]
ON_CIRCLE = model(
    ["+", ["*", "a", ["**", "x", 2]], ["*", "b", ["**", "y", 2]], ["neg", "c"]],
    "a b c",
    "x y",
    inputs_where=CIRCLE,
)
"""Training keeps a + b + c: where the inputs are on the circle, the gradient (x², y², -1) is in a plane."""


class TestInputsAreRestricted:
    SUM = (["+", "a", "b", "c"], "0")

    def test_their_equations_may_be_used(self) -> None:
        cofactors = combination(("input 0", ["1"]))
        assert judged(shown(claim(ON_CIRCLE, self.SUM), tangency(lie=[lie(0, cofactors)]))) == PROVED

    @pytest.mark.parametrize(
        "cofactors", [[], combination(("input 0", ["2"])), combination(("input 1", ["1"]))]
    )
    def test_and_only_as_they_are(self, cofactors: Json) -> None:
        about = claim(ON_CIRCLE, self.SUM)
        assert judged(shown(about, tangency(lie=[lie(0, cofactors)])))[0] == "invalid"

    def test_they_are_not_there_for_all_inputs(self) -> None:
        about = claim({**ON_CIRCLE, "inputs_where": []}, self.SUM)
        assert judged(shown(about, tangency(lie=[lie(0, combination(("input 0", ["1"])))])))[0] == "invalid"

    def test_conditions_are_no_equations(self) -> None:
        about = claim({**ON_CIRCLE, "inputs_where": [[CIRCLE[0][0], ">", "1"]]}, self.SUM)
        assert judged(shown(about, tangency(lie=[lie(0, combination(("input 0", ["1"])))])))[0] == "invalid"

    def test_laws_may_use_them(self) -> None:
        laws = {"point": dict.fromkeys("abc", "1"), "conserved": [self.SUM[0]], "independent": 1}
        said = {**laws, "lower": 2, "upper": 2, "complete": True}
        about = {"model": ON_CIRCLE, "verdict": "laws", "laws": said}
        words = [[letter(x="1")], [letter(y="1")]]
        zero = [[0, combination(("input 0", ["1"]))]]

        def proof(derivatives: Json, at: Json) -> Json:
            conservation = [{"opaque": False, "derivatives": derivatives}]
            span = spanning(*words, input=at)
            return evidence({"shows": "laws", "conservation": conservation, "chosen": [0], "spanning": span})

        assert judged(document(about, proof(zero, {"x": "1"}))) == ("accepted", "laws")
        assert judged(document(about, proof([], {"x": "1"})))[0] == "invalid"
        assert "not one of those that are meant" in judged(document(about, proof(zero, {})))[1]

    def test_a_refutation_is_at_an_input_that_is_meant(self) -> None:
        about = claim(ON_CIRCLE, ("a", "0"), verdict="refuted")
        for at, word, result in (
            ({"x": "1"}, letter(x="1"), "accepted"),
            ({"x": "3/5", "y": "4/5"}, letter(x="-3/5", y="4/5"), "accepted"),
            ({"x": "1"}, letter(x="2"), "invalid"),
            ({}, letter(x="1"), "invalid"),
            ({"x": "2"}, letter(x="2"), "invalid"),
        ):
            proof = leaving(place({}, input=at), word)
            assert judged(document(about, evidence(proof)))[0] == result, (at, word)

    @pytest.mark.parametrize(
        ("relation", "x", "result"),
        [
            (">", "1", "accepted"),
            (">", "0", "invalid"),
            (">", "-1", "invalid"),
            ("<", "-1", "accepted"),
            ("<", "1", "invalid"),
            ("!=", "-1", "accepted"),
            ("!=", "0", "invalid"),
        ],
    )
    def test_conditions_are_strict(self, relation: str, x: str, result: str) -> None:
        of = model(["*", "a", "x"], "a", inputs_where=[["x", relation, "0"]])
        about = claim(of, ("a", "0"), verdict="refuted")
        proof = leaving(place({}, input={"x": x}), letter(x=x))
        assert judged(document(about, evidence(proof)))[0] == result

    def test_a_manifold_is_shown_at_an_input_that_is_meant(self) -> None:
        of = model(["*", ["**", "a", 2], "x"], "a", inputs_where=[["x", ">", "0"]])
        about = claim(of, ("a", "0"), manifold=embedded(0))
        assert judged(shown(about, tangency(), regular(place({}, input={"x": "1"})))) == PROVED
        assert judged(shown(about, tangency(), regular(place({}))))[0] == "invalid"

    def test_where_no_input_is_meant_nothing_is_said_of_a_manifold(self) -> None:
        """x = 0 and x = 1: 1 is in the ideal of the inputs, and any set is kept, by nothing."""
        of = model(["*", "a", "x"], "a", inputs_where=[["x", "=", "0"], ["x", "=", "1"]])
        about = claim(of, ("a", "7"))
        found = accepted(shown(about, tangency(lie=[lie(0, combination(("input 0", ["1"])))])))
        assert set(found.optimisers.values()) == {None}
        assert found.manifold["status"] == "unknown"
        manifold = {**about, "manifold": embedded(0)}
        for at in ({}, {"x": "1"}):
            proof = tangency(lie=[lie(0, combination(("input 0", ["1"])))])
            assert judged(shown(manifold, proof, regular(place({"a": "7"}, input=at))))[0] == "invalid"

    def test_no_core_is_the_largest(self) -> None:
        """x = 0 at all inputs that are meant: nothing moves, and the core of a = 0 is no smaller."""
        of = model(["*", "a", "b", "x"], "a b", inputs_where=[["x", "=", "0"]])
        about = claim(of, ("a", "0"), verdict="core")
        said = {"equations": [["a", "0"], ["b", "0"]], "comparison": "unknown", "largest": True}
        step = {"equation": 0, "field": 0, "inputs": ["x"], "polynomial": terms("1 b"), "cofactors": []}
        reached = [
            {"exponent": 1, "power": 0, "squares": [], "cofactors": combination((f"equation {at}", ["1"]))}
            for at in range(2)
        ]
        inside = [{"by": "identity", "exponent": 1, "power": 0, "squares": [], "cofactors": []}]
        proof = core(invariance(tangency()), inside, steps=[step], reached=reached)
        found = judged(document({**about, "core": said}, evidence(proof)))
        assert found[0] == "invalid"
        assert "not all inputs are meant" in found[1]
        free = {**about, "model": {**of, "inputs_where": []}}
        assert judged(document({**free, "core": said}, evidence(proof)))[0] == "accepted"

    def test_a_reduced_model_is_for_the_same_inputs(self) -> None:
        of = model(["*", "a", "x"], "a b", inputs_where=[["x", ">", "0"]])
        about = claim(of, ("b", "0"), verdict="reduced", manifold=embedded(1))
        for where, result in (
            ([["x", ">", "0"]], "accepted"),
            ([["x", "<", "0"]], "invalid"),
            ([["x", ">", "1"]], "invalid"),
            ([], "invalid"),
        ):
            to = model(["*", "a", "x"], "a", inputs_where=where)
            said = {"model": to, "map": {"a": "a", "b": "0"}}
            proof = evidence(invariance(tangency()), regular(place({}, input={"x": "1"})))
            assert judged(document({**about, "reduced": said}, proof))[0] == result, where


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (["a", ">", "0"], "unknown name 'a'"),
        (["x", ">=", "0"], "expected one of"),
        (["x", "0"], "two sides and a relation"),
        ([["/", "1", "x"], ">", "0"], "expected a polynomial"),
        ([["call", "exp", "x"], "=", "1"], "expected a polynomial"),
    ],
)
def test_what_restricts_no_inputs(condition: Json, message: str) -> None:
    path = refuses(model(["*", "a", "x"], "a", inputs_where=[condition]), message)
    assert path[:2] == ("inputs_where", 0)


# Data (T21).

LINEAR = model(["+", ["*", "a", "x"], ["*", "b", "y"]], "a b", "x y", data=[{"x": "1", "y": "2"}])
LINE = (["*", "2", "a"], "b")


def on_data(output: Json, parameters: str, *values: str, **more: Json) -> Json:
    return model(output, parameters, data=[{"x": value} for value in values], **more)


class TestTrainingOnData:
    def test_keeps_what_other_inputs_leave(self) -> None:
        free = {key: value for key, value in LINEAR.items() if key != "data"}
        assert judged(shown(claim(LINEAR, LINE), tangency())) == PROVED
        assert judged(shown(claim(free, LINE), tangency()))[0] == "invalid"
        refuted = claim(free, LINE, verdict="refuted")
        proof = evidence(leaving(place({}), letter(x="1")))
        assert judged(document(refuted, proof)) == ("accepted", "refuted")
        at_data = claim(LINEAR, LINE, verdict="refuted")
        assert judged(document(at_data, proof))[0] == "invalid"

    def test_of_each_of_them(self) -> None:
        two = {**LINEAR, "data": [{"x": "1", "y": "2"}, {"x": "1", "y": "0"}]}
        assert judged(shown(claim(two, LINE), tangency()))[0] == "invalid"
        refuted = claim(two, LINE, verdict="refuted")
        for field, result in ((1, "accepted"), (0, "invalid"), (2, "invalid")):
            proof = evidence(leaving(place({}), letter(field)))
            assert judged(document(refuted, proof))[0] == result

    def test_not_where_the_model_is_not_defined(self) -> None:
        quotient = ["/", "a", "x"]
        refuses(on_data(quotient, "a", "1", "0"), "the model is not defined there: division by zero")

    def test_a_datum_outside_the_domain_empties_nothing(self) -> None:
        """log(-a) asks for a < 0; at the other datum a > 0, and there a = 1 is left."""
        of = on_data(call("log", ["*", "a", "x"]), "a", "1", "-1")
        about = claim(of, ("a", "1"), manifold={"status": "empty"})
        for argument in range(2):
            outside = {"by": "domain", "argument": argument, "squares": [], "cofactors": []}
            for squares in ([], [["1", [], terms("1")]]):
                proof = empty({**outside, "squares": squares})
                assert judged(shown(about, proof))[0] == "invalid"

    def test_what_all_data_limit_empties_a_set(self) -> None:
        of = on_data(["*", ["/", "1", "a"], "x"], "a", "1", "-1")
        about = claim(of, ("a", "0"), manifold={"status": "empty"})
        outside = {"by": "domain", "argument": 0, "squares": [], "cofactors": []}
        assert judged(shown(about, empty(outside))) == PROVED

    def test_a_point_is_where_the_model_is_defined_at_all_data(self) -> None:
        of = on_data(["*", "b", call("log", ["+", "a", "x"])], "a b", "1", "3")
        about = claim(of, ("b", "0"), verdict="refuted")
        for a, result in (("0", "accepted"), ("-2", "invalid"), ("-3", "invalid")):
            proof = evidence(leaving(place({"a": a}), letter(1)))
            assert judged(document(about, proof))[0] == result

    @pytest.mark.parametrize(
        ("limited", "result"),
        [(["+", "q", ["neg", "x"]], "invalid"), ("q", "accepted"), (["*", "x", "q"], "accepted")],
    )
    def test_fields_of_data_have_domains_of_their_own(self, limited: Json, result: str) -> None:
        """T12: what the flow at one datum reaches need not be near where all fields are defined."""
        of = on_data(["+", ["*", "p", "x"], ["*", "0", call("log", limited)]], "p q", "1", "2")
        bounds = {"point": {"p": "0", "q": "3"}, "laws": [], "lower": 1, "upper": 1}
        about = {**claim(of, verdict="orbit"), "orbit": bounds}

        def expressed(*coefficients: Json) -> Json:
            return {"multiplier": terms("1"), "coefficients": list(coefficients), "rest": []}

        closing = [expressed([0, terms("1")]), expressed(), expressed([0, terms("2")]), expressed()]
        proof = orbit(invariance(tangency()), [], spanning([letter(0)]), closure=closing)
        found = judged(document(about, evidence(proof)))
        assert found[0] == result
        assert (found[1] == "the fields were not shown to have one domain, for all data") == (
            result == "invalid"
        )

    def test_a_law_is_analytic_at_each_datum(self) -> None:
        of = on_data(["*", "b", ["/", "1", ["+", "a", "x"]]], "a b c", "0", "1")
        laws = {"point": {"a": "1", "b": "1", "c": "1"}, "independent": 1, "lower": 0, "upper": 2}
        proof = {
            "shows": "laws",
            "conservation": [{"opaque": False, "derivatives": []}],
            "chosen": [0],
            "spanning": spanning(),
        }
        for law, message in ((["*", "c", "c"], ""), (["+", "c", ["*", "0", ["/", "1", "a"]]], "analytic")):
            said = {**laws, "conserved": [law], "complete": None}
            about = {"model": of, "verdict": "laws", "laws": said}
            found = judged(document(about, evidence(proof)))
            assert message in found[1]
            assert (found[0] == "accepted") == (not message)

    def test_the_core_of_a_finite_family_is_the_largest(self) -> None:
        of = on_data(["*", "a", "b", "x"], "a b", "1")
        about = claim(of, ("a", "0"), verdict="core")
        said = {"equations": [["a", "0"], ["b", "0"]], "comparison": "unknown", "largest": True}
        step = {"equation": 0, "field": 0, "inputs": [], "polynomial": terms("1 b"), "cofactors": []}
        reached = [
            {"exponent": 1, "power": 0, "squares": [], "cofactors": combination((f"equation {at}", ["1"]))}
            for at in range(2)
        ]
        inside = [{"by": "identity", "exponent": 1, "power": 0, "squares": [], "cofactors": []}]
        proof = core(invariance(tangency()), inside, steps=[step], reached=reached)
        assert judged(document({**about, "core": said}, evidence(proof))) == ("accepted", "core")


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"data": []}, "at least one datum"),
        ({"data": [{}]}, "the key 'x' is missing"),
        ({"data": [{"x": "1", "a": "1"}]}, "unknown key 'a'"),
        ({"data": [{"x": 1}]}, "expected a rational number"),
        ({"data": [{"x": ["1"]}]}, "expected a rational number"),
        ({"data": [{"x": "pi"}]}, "expected a rational number"),
        ({"data": [{"x": "1"}], "inputs_where": [["x", ">", "0"]]}, "exclude each other"),
    ],
)
def test_what_are_no_data(parts: Json, message: str) -> None:
    refuses({**model(["*", "a", "x"], "a"), **parts}, message)


def test_many_data_are_counted() -> None:
    entries = [{"x": str(at)} for at in range(1_000)]
    with metered(2e5), pytest.raises(LimitExceeded, match="more arithmetic"):
        read_model(model(["*", "a", ["**", "x", 9]], "a", data=entries))


# Outputs that the loss treats alike (T23).


def twins(*outputs: Json, parameters: str = "a b", blocks: Json = ()) -> Json:
    return {
        "parameters": scalars(parameters),
        "inputs": scalars("x"),
        "outputs": list(outputs),
        "symmetric_outputs": list(blocks),
    }


class TestSymmetricOutputs:
    A, B = ["*", "a", "x"], ["*", "b", "x"]

    def test_copies_of_equal_members_stay_equal(self) -> None:
        about = claim(twins(self.A, self.B, blocks=[[0, 1]]), ("a", "b"))
        swap = symmetry({"a": terms("1 b"), "b": terms("1 a")})
        assert judged(shown(about, swap)) == PROVED
        # the field of the squares is 2x²(a, b): along it a - b grows with 2x²(a - b), which vanishes
        assert judged(shown(about, tangency())) == PROVED

    def test_for_arbitrary_losses_they_do_not(self) -> None:
        apart = twins(self.A, self.B)
        assert judged(shown(claim(apart, ("a", "b")), tangency()))[0] == "invalid"
        refuted = claim(apart, ("a", "b"), verdict="refuted")
        assert judged(document(refuted, evidence(leaving(place({}), letter(x="1")))))[0] == "accepted"

    def test_of_three_only_the_two_of_the_block(self) -> None:
        three = twins(self.A, self.B, ["*", "c", "x"], parameters="a b c", blocks=[[0, 1]])
        assert judged(shown(claim(three, ("a", "b")), tangency())) == PROVED
        assert judged(shown(claim(three, ("b", "c")), tangency()))[0] == "invalid"

    def test_copies_with_another_factor_do_not(self) -> None:
        of = twins(self.A, ["*", "2", "b", "x"], blocks=[[0, 1]])
        assert judged(shown(claim(of, ("a", "b")), tangency()))[0] == "invalid"
        assert judged(shown(claim(of, ("a", ["*", "2", "b"])), tangency()))[0] == "invalid"

    def test_the_family_of_a_block_of_three(self) -> None:
        """{a + b = 0, c = 0} is kept by the sum and by that of squares, and left along that of cubes."""
        three = twins(self.A, self.B, ["*", "c", "x"], parameters="a b c", blocks=[[0, 1, 2]])
        read = read_model(three)
        assert read.family_size == 3
        assert judged(shown(claim(three, (["+", "a", "b"], "0"), ("c", "0")), tangency()))[0] == "invalid"
        refuted = claim(three, (["+", "a", "b"], "0"), ("c", "0"), verdict="refuted")
        at = place({"a": "1", "b": "-1"})
        for field, result in ((2, "accepted"), (1, "invalid"), (3, "invalid")):
            proof = evidence(leaving(at, letter(field, x="1"), equation=0))
            assert judged(document(refuted, proof))[0] == result

    def test_members_with_several_outputs_are_exchanged_as_wholes(self) -> None:
        """{a = c} alone is not kept, as it would be with a block for each component."""
        outputs = [["*", name, "x"] for name in "abcd"]
        whole = twins(*outputs, parameters="a b c d", blocks=[[[0, 1], [2, 3]]])
        parts = twins(*outputs, parameters="a b c d", blocks=[[0, 2], [1, 3]])
        assert read_model(whole).family_size == 5
        assert read_model(parts).family_size == 4
        both = (("a", "c"), ("b", "d"))
        assert judged(shown(claim(whole, *both), tangency())) == PROVED
        assert judged(shown(claim(parts, both[0]), tangency())) == PROVED
        assert judged(shown(claim(whole, both[0]), tangency()))[0] == "invalid"
        refuted = claim(whole, both[0], verdict="refuted")
        at = place({"a": "1", "c": "1", "b": "1", "d": "2"})
        fields = range(5)
        found = [
            judged(document(refuted, evidence(leaving(at, letter(field, x="1")))))[0] for field in fields
        ]
        assert "accepted" in found

    @pytest.mark.parametrize(
        ("blocks", "message"),
        [
            ([[0, 0]], "an output is in two blocks, or twice in one"),
            ([[0, 1], [1, 2]], "an output is in two blocks, or twice in one"),
            ([[[0, 1], [1, 2]]], "an output is in two blocks, or twice in one"),
            ([[0]], "two members at least"),
            ([[[0, 1], 2]], "as many outputs each"),
            ([[[], []]], "as many outputs each"),
            ([[0, 3]], "expected an integer from 0 to 2"),
            ([[0, -1]], "expected an integer from 0 to 2"),
            ([[0, True]], "expected an integer"),
            ([[[[0]], [[1]]]], "expected an integer"),
            ([0, 1], "expected a list"),
        ],
    )
    def test_what_is_no_block(self, blocks: Json, message: str) -> None:
        outputs = [["*", name, "x"] for name in "abc"]
        path = refuses(twins(*outputs, parameters="a b c", blocks=blocks), message)
        assert path[0] == "symmetric_outputs"

    def test_too_many_symmetric_functions_are_refused_at_once(self) -> None:
        many = {"parameters": [["a", [40]]], "outputs": ["a"]}
        members = [list(range(first, first + 10)) for first in range(0, 40, 10)]
        assert read_model({**many, "symmetric_outputs": [members]}).family_size == 1000
        wide = [list(range(20)), list(range(20, 40))]
        assert read_model({**many, "symmetric_outputs": [wide]}).family_size == 230
        refuses(
            {
                "parameters": [["a", [400]]],
                "outputs": ["a"],
                "symmetric_outputs": [[[*range(200)], [*range(200, 400)]]],
            },
            "more than 10000 symmetric functions",
        )


# Local definitions.


class TestLocalDefinitions:
    def test_each_may_use_those_before_it(self) -> None:
        lets = [["h", ["*", "a", "x"]], ["k", call("tanh", "h")]]
        read = read_model(model(["*", "b", "k"], "a b", let=lets))
        plain = read_model(model(["*", "b", call("tanh", ["*", "a", "x"])], "a b"))
        assert [read.graph.nodes[n][0] for n in read.outputs] == [
            plain.graph.nodes[n][0] for n in plain.outputs
        ]
        about = claim(model(["*", "b", "k"], "a b", let=lets), ("a", "0"), ("b", "0"))
        assert judged(shown(about, tangency(congruences=[], lie=[])))[0] == "accepted"

    @pytest.mark.parametrize(
        ("lets", "message", "path"),
        [
            ([["h", "k"], ["k", "a"]], "unknown name 'k'", ("let", 0, 1)),
            ([["h", "h"]], "unknown name 'h'", ("let", 0, 1)),
            ([["h", "a"], ["h", "b"]], "cannot name a definition", ("let", 1, 0)),
            ([["a", "b"]], "cannot name a definition", ("let", 0, 0)),
            ([["x", "b"]], "cannot name a definition", ("let", 0, 0)),
            ([["s", "b"]], "cannot name a definition", ("let", 0, 0)),
            ([["pi", "3"]], "cannot name a definition", ("let", 0, 0)),
            ([["1", "b"]], "cannot name a definition", ("let", 0, 0)),
            ([["-1", "b"]], "cannot name a definition", ("let", 0, 0)),
            ([["h"]], "a name and an expression", ("let", 0)),
            ([["h", "a", "b"]], "a name and an expression", ("let", 0)),
        ],
    )
    def test_what_is_none(self, lets: Json, message: str, path: Any) -> None:
        assert refuses(model(["*", "a", "x"], "a b", let=lets, functions={"s": []}), message) == path

    def test_what_is_not_used_limits_the_domain_all_the_same(self) -> None:
        """As 0·log(a) would (theory §0)."""
        read = read_model(model(["*", "a", "x"], "a", let=[["h", call("log", "a")]]))
        assert len(read.limited) == 1

    def test_a_candidate_does_not_know_them(self) -> None:
        about = claim(model(["*", "h", "x"], "a", let=[["h", ["**", "a", 2]]]), ("h", "0"))
        assert judged(shown(about, tangency())) == ("malformed", "unknown name 'h'")

    def test_a_step_that_is_written_once_is_one_step(self) -> None:
        read = read_model(model(["+", "h", "h"], "a", let=[["h", call("relu", "a")]]))
        assert set(read.steps.values()) == {1}

    def test_many_are_read_in_little_work(self) -> None:
        lets: list[Any] = [["h0", "a"]] + [[f"h{at}", ["+", f"h{at - 1}", "x"]] for at in range(1, 5_000)]
        with metered(3e6):
            read_model(model("h4999", "a", let=lets))


# π (T20).


def shifted(by: Json) -> Json:
    """Two neurons, sin(a + …x) and sin(b + …x)."""
    neurons = (
        ["*", out, call("sin", ["+", bias, ["*", "w", "x"]])] for out, bias in (("c", "a"), ("d", "b"))
    )
    of = model(["+", *neurons], "a b c d w")
    return claim(of, (difference("b", "a"), by), (["+", "c", "d"], "0"))


class TestPi:
    def test_neurons_half_a_period_apart_are_tied(self) -> None:
        assert judged(shown(shifted("pi"), tangency())) == PROVED
        assert judged(shown(shifted(["*", "-3", "pi"]), tangency())) == PROVED

    @pytest.mark.parametrize(
        "by", ["3", "355/113", ["*", "2", "pi"], ["*", "1/2", "pi"], ["*", "22/7", "1"], ["/", "pi", "3"]]
    )
    def test_neurons_apart_by_other_numbers_are_not(self, by: Json) -> None:
        found = judged(shown(shifted(by), tangency()))
        assert found[0] in ("invalid", "malformed")

    def test_a_quarter_turns_sin_into_cos(self) -> None:
        of = model(
            ["*", "c", difference(call("sin", ["+", "a", ["/", "pi", "2"]]), call("cos", "a")), "x"], "a c"
        )
        assert judged(shown(claim(of, ("c", "1")), tangency())) == PROVED
        for by in (["/", "pi", "3"], ["/", "355", "226"], ["*", "3/2", "pi"]):
            wrong = model(["*", "c", difference(call("sin", ["+", "a", by]), call("cos", "a")), "x"], "a c")
            assert judged(shown(claim(wrong, ("c", "1")), tangency()))[0] == "invalid"

    def test_other_functions_have_no_period(self) -> None:
        for name in ("tanh", "sinh", "exp", "sigmoid"):
            of = model(
                ["*", "c", difference(call(name, ["+", "a", ["*", "2", "pi"]]), call(name, "a"))], "a c"
            )
            assert judged(shown(claim(of, ("c", "1")), tangency()))[0] == "invalid"

    def test_it_is_no_rational_number(self) -> None:
        of = model(["*", "a", "b", "x"], "a b")
        for value in ("3", "355/113", "22/7"):
            about = claim(of, ("a", "0"), (difference("pi", value), "0"), manifold=embedded(1))
            assert judged(shown(about, tangency(), regular(place({}))))[0] == "invalid"
            refuted = claim(of, ("a", ["+", "b", "pi", f"-{value}"]), verdict="refuted")
            assert judged(document(refuted, evidence(leaving(place({}), letter(x="1")))))[0] == "invalid"

    def test_what_holds_for_an_approximation_only_is_no_refutation(self) -> None:
        """The point a = 355/113 is not in {a = π}."""
        of = model(["*", "a", "x"], "a")
        about = claim(of, ("a", "pi"), verdict="refuted")
        for at, result in (
            ("355/113", "invalid"),
            ({"plus": "0", "pi": "1"}, "accepted"),
            ({"plus": "0", "pi": "2"}, "invalid"),
            ({"plus": "1", "pi": "1"}, "invalid"),
        ):
            proof = evidence(leaving(place({"a": at}), letter(x="1")))
            assert judged(document(about, proof))[0] == result

    @pytest.mark.parametrize(
        "coordinate",
        [{"plus": "1"}, {"pi": "1"}, {"plus": "0", "pi": "0"}, {"plus": "0", "pi": 1}, ["0", "1"], "pi"],
    )
    def test_a_multiple_has_one_spelling(self, coordinate: Json) -> None:
        about = claim(model(["*", "a", "x"], "a"), ("a", "pi"), verdict="refuted")
        assert (
            judged(document(about, evidence(leaving(place({"a": coordinate}), letter(x="1")))))[0]
            == "malformed"
        )

    def test_a_point_does_not_say_what_it_is(self) -> None:
        about = claim(model(["*", "a", "x"], "a"), ("a", "pi"), verdict="refuted")
        proof = evidence(leaving(place({"a": "3", "pi": "3"}), letter(x="1")))
        assert judged(document(about, proof)) == (
            "invalid",
            "a point has coordinates for parameters and constants only",
        )

    def test_a_condition_knows_its_size(self) -> None:
        of = model(["*", "a", "x"], "a b")
        for bound, at, result in (
            ("pi", "3", "invalid"),
            ("pi", "22/7", "accepted"),
            ("3", "22/7", "accepted"),
        ):
            about = claim(of, ("a", "0"), where=[["b", ">", bound]], verdict="refuted")
            proof = evidence(leaving(place({"b": at}), letter(x="1")))
            assert judged(document(about, proof))[0] == result

    def test_ranks_are_not_computed_with_it(self) -> None:
        of = model(["*", "a", "pi", "x"], "a")
        about = claim(of, verdict="orbit")
        bounds = {"point": {"a": "1"}, "laws": [], "lower": 1, "upper": 1}
        for span in (spanning([letter(x="1")]), spanning([letter(x="1")], modulus=None, bits=64)):
            proof = orbit(invariance(tangency()), [], span)
            found = judged(document({**about, "orbit": bounds}, evidence(proof)))
            assert found == ("invalid", "ranks are not computed where π stands in the model")

    def test_no_map_sends_it_anywhere(self) -> None:
        of = model(["*", "a", "x"], "a")
        about = claim(of, fixed_by=[[["pi", "a"]]])
        assert judged(shown(about, tangency()))[0] == "malformed"
        swap = symmetry({"a": terms("1 a"), "pi": [["1", "pi"]]})
        assert judged(shown(claim(of, ("a", "pi")), swap))[0] == "invalid"

    @pytest.mark.parametrize("part", ["parameters", "inputs"])
    def test_nothing_else_has_its_name(self, part: str) -> None:
        refuses({**model("a", "a"), part: scalars("pi")}, "'pi' names a number")

    def test_no_constant_has_its_name(self) -> None:
        about = claim(model("a", "a"), ("a", "pi"), constants=scalars("pi"))
        assert judged(shown(about, tangency()))[0] == "malformed"

    def test_an_empty_set_by_a_number_that_it_is_not(self) -> None:
        """{π = 3} is empty; nothing that is said of it needs a point."""
        of = model(["*", "a", "x"], "a")
        found = accepted(shown(claim(of, ("pi", "3")), tangency()))
        assert found.manifold["status"] == "unknown"
        assert set(found.optimisers.values()) == {None}

    def test_a_reduced_model_has_it_too(self) -> None:
        of = model(["*", "a", "pi", "x"], "a b")
        about = claim(of, ("b", "0"), verdict="reduced")
        for factor, result in (("pi", "accepted"), ("3", "invalid"), ("355/113", "invalid")):
            said = {"model": model(["*", "a", factor, "x"], "a"), "map": {"a": "a", "b": "0"}}
            certificate = document({**about, "reduced": said}, evidence(invariance(tangency())))
            assert judged(certificate)[0] == result

    def test_the_map_of_a_reduction_does_not_scale_by_it(self) -> None:
        of = model(["*", "a", "x"], "a")
        about = claim(of, verdict="reduced")
        said = {"model": model(["*", "a", "pi", "x"], "a"), "map": {"a": ["*", "pi", "a"]}}
        certificate = document({**about, "reduced": said}, evidence(invariance(tangency())))
        assert judged(certificate)[0] == "invalid"


def test_a_model_is_what_is_written() -> None:
    """None of the new parts may stand beside fields."""
    for part in ("let", "frozen", "inputs_where", "data", "symmetric_outputs"):
        statement = {"parameters": scalars("a"), "fields": [["a"]], part: []}
        with pytest.raises(MalformedCertificate, match="fields come in a non-empty list, without"):
            read_model(statement)
    assert isinstance(read_model({"parameters": scalars("a"), "fields": [["a"]]}), KernelModel)
