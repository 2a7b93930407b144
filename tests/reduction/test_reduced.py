"""Reduced models: what they are, that they train as the full ones do, and how they are written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim import CertsimError, Model, Options, Verdict, read_spec, reduce
from certsim.kernel.check import check
from certsim.kernel.statement.model import read_model
from certsim.model.candidate import Candidate
from certsim.reduction.reduced import Reduction
from certsim.strategies import models
from tests.kernel.forge import judged, spoilt
from tests.oracle import DIGITS, Flow

TANH = Model.parse("a @ tanh(W @ x)", parameters=["W[3,2]", "a[3]"], inputs=["x[2]"])
DEEP = Model.parse("A @ tanh(V @ tanh(W @ x))", parameters=["A[2,3]", "V[3,3]", "W[3,2]"], inputs=["x[2]"])
FIRST, SECOND = ["W[0] = W[1]", "V[:,0] = V[:,1]"], ["V[1] = V[2]", "A[:,1] = A[:,2]"]
TIED = ["W[0] = W[1]", "a[0] = a[1]"]
SUM = Model.parse("(a + b + c)*x", parameters=["a", "b", "c", "d"], inputs=["x"])
SKEWED = Model.parse("(2*a + b)*x", parameters=["a", "b"], inputs=["x"])
SLOW = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], rates={"a": 3, "b": 3})


def written(reduction: Reduction) -> Any:
    """The model table of the reduced spec."""
    return tomllib.loads(reduction.spec())["model"]


class TestTiedNeuronsBecomeOne:
    def test_with_a_factor_and_half_the_rate(self) -> None:
        found = reduce(TANH, TIED)
        assert written(found) == {
            "name": "candidate",
            "parameters": ["W[2,2]", "a[2]"],
            "inputs": ["x[2]"],
            "outputs": "a @ ([2, 1]*tanh(W @ x))",
            "rates": {"W[0]": "1/2", "a[0]": "1/2"},
        }
        assert found.widths == (2,)
        assert found.images is not None
        assert found.images["W[1,0]"] == found.images["W[0,0]"] == "W[0,0]"
        assert found.images["a[2]"] == "a[1]"

    @pytest.mark.parametrize(
        ("candidate", "outputs"),
        [
            (["W[0] = -W[1]", "a[0] = -a[1]"], "a @ ([2, 1]*tanh(W @ x))"),
            (["W[0] = -W[2]", "a[0] = -a[2]", "a[0] = a[1]", "W[0] = W[1]"], "3*a[0]*tanh(W[0] @ x)"),
            (["W[2] = 0", "a[2] = 0"], "a @ tanh(W @ x)"),
            (["W[1:] = 0", "a[1:] = 0"], "a[0]*tanh(W[0] @ x)"),
        ],
    )
    def test_opposite_and_dead_ones_too(self, candidate: list[str], outputs: str) -> None:
        assert written(reduce(TANH, candidate))["outputs"] == outputs

    def test_deep_networks_keep_their_layers(self) -> None:
        found = reduce(DEEP, FIRST + SECOND)
        assert written(found)["outputs"] == "A @ ([1, 2]*tanh(V @ ([2, 1]*tanh(W @ x))))"
        assert written(found)["parameters"] == ["A[2,2]", "V[2,2]", "W[2,2]"]
        assert found.widths == (2, 2)

    @pytest.mark.parametrize("function", ["relu", "gelu", "silu", "s"])
    def test_activations_keep_their_names(self, function: str) -> None:
        functions = {"s": ["odd"]} if function == "s" else None
        model = Model.parse(
            f"a @ {function}(W @ x + b)",
            parameters=["W[3,2]", "b[3]", "a[3]"],
            inputs=["x[2]"],
            functions=functions,
        )
        found = reduce(model, [*TIED, "b[0] = b[1]"])
        assert function + "(" in found.spec()
        assert found.widths == (2,)

    def test_a_slope_is_kept(self) -> None:
        model = Model.parse("a @ leaky_relu(W @ x, 0.1)", parameters=["W[3,2]", "a[3]"], inputs=["x[2]"])
        assert written(reduce(model, TIED))["outputs"] == "a @ ([2, 1]*leaky_relu(W @ x, 1/10))"

    def test_what_is_no_grid_becomes_scalars(self) -> None:
        model = Model.parse("sum(W @ x)", parameters=["W[2,2]"], inputs=["x[2]"])
        assert written(reduce(model, ["W[0,0] = W[1,0]"]))["parameters"] == ["W_0_0", "W_0_1", "W_1_1"]


class TestGeneralLinearSets:
    def test_a_multiple_has_the_rate_of_its_length(self) -> None:
        found = written(reduce(SKEWED, ["a = 2*b"]))
        assert (found["outputs"], found["rates"]) == ("(5/2)*a*x", {"a": "4/5"})

    def test_sums_get_new_orthogonal_parameters(self) -> None:
        found = written(reduce(SUM, ["a + b = 2*c"]))
        assert found["parameters"] == ["u", "u_1", "d"]
        assert found["rates"] == {"u": "4/5", "u_1": "5/6"}

    def test_rates_of_the_model_count(self) -> None:
        assert written(reduce(SLOW, ["a = b"]))["rates"] == {"a": "3/2"}


CASES = [
    (TANH, TIED),
    (DEEP, FIRST + SECOND),
    (SUM, ["a + b = 2*c"]),
    (SUM, ["a = b", "b = c"]),
    (SKEWED, ["a = 2*b"]),
    (SLOW, ["a = -b"]),
]


def start(count: int) -> list[Any]:
    return [mpmath.mpf(at + 1) / (count + 2) for at in range(count)]


def lifted(reduction: Reduction, u: Sequence[Any]) -> list[Any]:
    """Bu."""
    assert reduction.certificate
    reduced = check(reduction.certificate).certificate.claim.subject
    assert reduced
    return [
        mpmath.fsum(mpmath.mpf(c.numerator) / c.denominator * u[k] for (k,), c in image.terms.items())
        for image in reduced.images
    ]


@mpmath.workdps(DIGITS)
def trained(statement: Any, theta: list[Any]) -> list[Any]:
    """Where four steps of the rule of Runge and Kutta take a point, along the first output's field.

    Linear maps that take one field to another take the steps to each other, too.
    """
    ((_, shape),) = statement["inputs"]
    names = [f"x[{at}]" for at in range(shape[0])] if shape else ["x"]
    inputs = {name: Fraction(at + 2, 3) for at, name in enumerate(names)}
    field, step = Flow(statement).field({"output": 0, "input": inputs}), mpmath.mpf(1) / 4
    for _ in range(4):
        slopes = [field(theta)]
        for part in (step / 2, step / 2, step):
            slopes.append(field([a + part * b for a, b in zip(theta, slopes[-1], strict=True)]))
        means = [(k[0] + 2 * k[1] + 2 * k[2] + k[3]) / 6 for k in zip(*slopes, strict=True)]
        theta = [a + step * b for a, b in zip(theta, means, strict=True)]
    return theta


@pytest.mark.parametrize(("model", "candidate"), CASES)
def test_the_reduced_model_trains_as_the_full_one(model: Model, candidate: list[str]) -> None:
    found = reduce(model, candidate)
    assert found.model
    u = start(found.model.dimension)
    full = trained(model.statement, lifted(found, u))
    smaller = lifted(found, trained(found.model.statement, u))
    assert max(abs(a - b) for a, b in zip(full, smaller, strict=True)) < 1e-12


def test_without_the_rates_it_does_not() -> None:
    found = reduce(TANH, TIED)
    assert found.model
    ignorant = {key: value for key, value in found.model.statement.items() if key != "rates"}
    u = start(found.model.dimension)
    full, other = trained(TANH.statement, lifted(found, u)), lifted(found, trained(ignorant, u))
    assert max(abs(a - b) for a, b in zip(full, other, strict=True)) > 1e-3


@pytest.mark.parametrize(("model", "candidate"), CASES)
def test_the_spec_is_that_of_the_model(tmp_path: Path, model: Model, candidate: list[str]) -> None:
    found = reduce(model, candidate, name='awkward "name"\n\x7f')
    path = tmp_path / "reduced.toml"
    path.write_text(found.spec(), encoding="utf-8")
    assert read_spec(path).model == found.model


def test_a_reduced_model_can_be_reduced_again() -> None:
    once = reduce(TANH, TIED).model
    assert once
    twice = reduce(once, TIED)
    assert written(twice)["outputs"] == "3*a[0]*tanh(W[0] @ x)"
    assert written(twice)["rates"] == {"W": "1/3", "a": "1/3"}


@given(st.lists(st.integers(-3, 3), min_size=4, max_size=4).filter(any))
@settings(max_examples=25, deadline=None)
def test_each_class_of_tied_neurons_becomes_one(labels: list[int]) -> None:
    """Neurons with one label are tied, with the sign of the label; those with label 0 are dead."""
    model = Model.parse("a @ tanh(W @ x)", parameters=["W[4,1]", "a[4]"], inputs=["x[1]"])
    kinds = [abs(label) for label in labels]
    equations = []
    for at, label in enumerate(labels):
        first = kinds.index(abs(label))
        if not label:
            equations += [f"W[{at}] = 0", f"a[{at}] = 0"]
        elif first < at:
            sign = "" if label == labels[first] else "-"
            equations += [f"W[{at}] = {sign}W[{first}]", f"a[{at}] = {sign}a[{first}]"]
    classes = [kind for kind in dict.fromkeys(kinds) if kind]
    found = reduce(model, equations)
    assert found.widths == (len(classes),)
    assert found.model
    rates = read_model(found.model.statement).rates
    expected = [Fraction(1, kinds.count(kind)) for kind in classes] * 2
    assert [rates.get(at, 1) for at in range(2 * len(classes))] == expected


class TestOutsideOfItsReach:
    @pytest.mark.parametrize(
        ("parts", "message"),
        [
            ({"candidate": ["a**2 = b**2"]}, "the set is curved"),
            ({"candidate": ["a = b"], "where": ["a > 0"]}, "side conditions or constants"),
            ({"candidate": ["a**2 - b**2 = k"], "constants": ["k"]}, "side conditions or constants"),
            ({"candidate": ["a = 0", "b = 0"]}, "the single point 0"),
            ({"candidate": ["1 = 0"]}, "the set is empty"),
        ],
    )
    def test_the_message_says_why(self, parts: Any, message: str) -> None:
        model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
        candidate = Candidate.parse(model, parts.pop("candidate"), **parts)
        with pytest.raises(CertsimError, match=message):
            reduce(model, candidate)

    def test_an_affine_set(self) -> None:
        with pytest.raises(CertsimError, match="affine and not linear"):
            reduce(SUM, ["a = b + 1"])

    def test_vector_fields(self) -> None:
        with pytest.raises(CertsimError, match="vector fields"):
            reduce(Model.from_fields([["a"]], parameters=["a"]), [])

    def test_a_set_that_is_left(self) -> None:
        found = reduce(TANH, ["W[0] = W[1]"])
        assert (found.model, found.certificate) == (None, None)
        assert "not invariant" in repr(found)
        with pytest.raises(CertsimError, match="not invariant"):
            found.spec()

    def test_an_assumption_that_is_not_allowed(self) -> None:
        model = Model.parse("a @ relu(W @ x)", parameters=["W[3,2]", "a[3]"], inputs=["x[2]"])
        assert reduce(model, TIED, options=Options(allow=())).reason == "assumption not allowed"

    def test_a_reduction_is_not_true_or_false(self) -> None:
        with pytest.raises(TypeError):
            bool(reduce(TANH, TIED))


def test_json_holds_the_statement_that_is_certified() -> None:
    found = reduce(TANH, TIED)
    document = json.loads(json.dumps(found.to_json()))
    claimed = json.loads(found.certificate or b"")["claim"]["reduced"]
    assert document["model"] == claimed["model"]
    assert document["map"].keys() == claimed["map"].keys()
    spoiled = spoilt(json.loads(found.certificate or b""), {"claim.reduced.model.rates": []})
    assert judged(spoiled)[0] == "invalid"


@given(models())
@settings(max_examples=40, deadline=None)
def test_any_model_is_its_own_reduced_model_on_the_whole_space(model: Model) -> None:
    """So the kernel vouches for how expressions are simplified and written."""
    if "fields" in model.statement:
        return
    found = reduce(model, [])
    assert found.model
    assert (found.model.parameters, dict(found.rates)) == (model.parameters, dict(found.rates))
    assert judged(found.certificate or b"") == ("accepted", "reduced")


@pytest.mark.parametrize(
    ("outputs", "written_as"),
    [
        ("W @ x + b", "W @ x + b"),
        ("W.T @ tanh(W @ x + b)", "W.T @ tanh(W @ x + b)"),
        ("sum(b * (W @ x)**2)/(1 + b @ b)", None),
        ("b @ x - b @ sigmoid(-x)", None),
        ("sum(exp(-W @ x)) - b[0]/b[1]**2", None),
        ("(b[0] - b[1])**3 * cos(b[1] - b[0]) * x[0]", None),
        ("(b[0]/(1 + b[0]**2))**3", "b[0]**3*(1 + b[0]**2)**-3"),
        ("b[0]/(1 + b[0]**2)/(2 + b[1]**2)", "b[0]/(1 + b[0]**2)/(2 + b[1]**2)"),
        ("b[0]/((1 + b[0]**2)*(2 + b[1]**2))**2", None),
    ],
)
def test_expressions_keep_their_form(outputs: str, written_as: str | None) -> None:
    model = Model.parse(outputs, parameters=["W[2,2]", "b[2]"], inputs=["x[2]"])
    found = written(reduce(model, []))["outputs"]
    if written_as is not None:
        assert found == written_as
    assert len(str(found)) < 120


def test_the_whole_space_is_told_of_in_a_sentence() -> None:
    assert (
        "# On the set the parameters of the full model are those of this model.\n"
        in reduce(TANH, ["0 = 0"]).spec()
    )


def test_a_set_in_which_no_point_is_known_to_be_in_a_region_has_no_reduced_model() -> None:
    """Of the values of g nothing is known, so none is known not to be at a kink of relu (T18)."""
    model = Model.parse(
        "a @ relu(V @ g(W @ x))",
        parameters=["W[2,1]", "V[2,2]", "a[2]"],
        inputs=["x[1]"],
        functions={"g": {}},
    )
    found = reduce(model, ["a[0] = 0", "V[0] = 0"])
    assert (found.model, found.reason, found.result.verdict) == (None, "unsupported", Verdict.CERTIFIED)
    assert "No point of the set" in (found.hint or "")


TWINS = ["W[0] = W[1]", "b[0] = b[1]", "a[0] = a[1]"]


def of_parts(
    outputs: str | Sequence[str], parameters: str, inputs: str, equations: Sequence[str], **parts: Any
) -> Any:
    """The reduction, and the spec of the reduced model is read as this model."""
    model = Model.parse(outputs, parameters=parameters.split(), inputs=inputs.split(), **parts)
    found = reduce(model, equations, options=Options(timeout=20))
    assert found.model is not None, (found.reason, found.hint)
    assert found.certificate is not None
    assert check(found.certificate).verdict == "reduced"
    return found


def read_back(found: Any, tmp_path: Path) -> None:
    (tmp_path / "reduced.toml").write_text(found.spec(), encoding="utf-8")
    assert read_spec(tmp_path / "reduced.toml").model == found.model


def test_what_a_frozen_parameter_depends_on_is_frozen(tmp_path: Path) -> None:
    found = of_parts("a @ tanh(W @ x + b)", "W[2,1] b[2] a[2]", "x[1]", TWINS, frozen=["b"], rates={"a": 3})
    assert found.summary.startswith("2*a[0]*tanh(W[0] @ x + b[0])")
    # Two parameters with rate 3 that are one: 1/(1/3 + 1/3).
    assert found.rates == {"W": Fraction(1, 2), "a": Fraction(3, 2)}
    assert found.model.statement["frozen"] == ["b"]
    read_back(found, tmp_path)


def test_a_trained_parameter_that_is_tied_to_a_frozen_one_stays_with_it(tmp_path: Path) -> None:
    # b moves a by 0 wherever it is used: F = c·x + (a - b)·0 keeps a = b, and a is as frozen as b.
    found = of_parts("c*x + (a - b)**2*x", "a b c", "x", ["a = b"], frozen=["b"])
    assert found.model.statement["frozen"] == ["b"]
    assert (found.images["a"], found.rates) == ("b", {})
    read_back(found, tmp_path)


def test_the_column_of_a_frozen_parameter_is_not_made_orthogonal(tmp_path: Path) -> None:
    # On {a = b + f}, f frozen: f stands for itself, b for b and for what a is more.
    found = of_parts("(a + b)*x + (a - b - f)**2*x", "a b f", "x", ["a = b + f"], frozen=["f"])
    frozen = found.model.statement["frozen"]
    assert len(frozen) == 1
    assert found.images["f"] == frozen[0]
    read_back(found, tmp_path)


def test_a_sum_of_frozen_parameters_alone_is_not_supported_yet() -> None:
    model = Model.parse(
        "(a + f)*x + g*x + h*x", parameters=["a", "f", "g", "h"], inputs=["x"], frozen=["f", "g", "h"]
    )
    found = reduce(model, ["f = g + h"])
    assert (found.model, found.reason) == (None, "unsupported")
    assert found.hint == "reduce does not support ties of more than two frozen parameters in the model yet"


def test_data_and_restricted_inputs_are_taken_over(tmp_path: Path) -> None:
    data = [{"x": [1, "1/2"]}, {"x": [0, 3]}]
    found = of_parts("a @ tanh(W @ x + b)", "W[2,2] b[2] a[2]", "x[2]", TWINS, data=data)
    assert found.model.statement["data"] == [{"x[0]": "1", "x[1]": "1/2"}, {"x[0]": "0", "x[1]": "3"}]
    read_back(found, tmp_path)
    found = of_parts("a @ tanh(W @ x + b)", "W[2,1] b[2] a[2]", "x[1]", TWINS, inputs_where=["x[0] > 0"])
    assert found.model.statement["inputs_where"] == [[["index", "x", 0], ">", "0"]]
    read_back(found, tmp_path)


def test_outputs_stay_apart_for_a_symmetric_loss(tmp_path: Path) -> None:
    found = of_parts(["c*x", "a*x", "b*x"], "a b c", "x", ["a = b"], symmetric_outputs=[[1, 2]])
    assert found.model.statement["outputs"] == [["*", "c", "x"], ["*", "a", "x"], ["*", "a", "x"]]
    assert found.model.statement["symmetric_outputs"] == [[1, 2]]
    read_back(found, tmp_path)


def test_definitions_are_written_out(tmp_path: Path) -> None:
    found = of_parts("a @ h", "W[2,1] b[2] a[2]", "x[1]", TWINS, let=["u = W @ x + b", "h = tanh(u)"])
    assert found.summary.startswith("2*a[0]*tanh(W[0] @ x + b[0])")
    read_back(found, tmp_path)


def test_pi_stays_pi(tmp_path: Path) -> None:
    found = of_parts("a*sin(pi*b*x) + c*sin(pi*d*x)", "a b c d", "x", ["a = c", "b = d"])
    assert "pi" in found.spec()
    read_back(found, tmp_path)


def test_arrays_of_any_rank_are_reduced(tmp_path: Path) -> None:
    found = of_parts("sum(tanh(Q * x))", "Q[2,2,3]", "x", ["Q[0] = Q[1]"], rates={"Q[:,:,0]": 2})
    assert found.model.parameters == ("Q[1,2,3]",)
    assert set(found.rates.values()) == {Fraction(1, 2)}
    read_back(found, tmp_path)


@pytest.mark.parametrize(
    ("outputs", "equations"),
    [
        ("c @ layer_norm(a*x, 1)", ["a[0] = a[1]", "c[0] = c[1]"]),
        ("c @ softmax(a*x)", ["a[0] = a[1]", "c[0] = c[1]"]),
        ("c @ gelu_tanh(a*x)", ["a[0] = a[1]", "c[0] = c[1]"]),
        ("c @ clip(a*x, 1, 2)", ["a[0] = a[1]", "c[0] = c[1]"]),
        ("c @ leaky_relu(a*x, 0.1)", ["a[0] = a[1]", "c[0] = c[1]"]),
        ("c @ max(a*x, 1)", ["a[0] = a[1]", "c[0] = c[1]"]),
        ("c @ min(a*x, a**2)", ["a[0] = a[1]", "c[0] = c[1]"]),
    ],
)
def test_functions_of_the_language_are_written_again(
    outputs: str, equations: Sequence[str], tmp_path: Path
) -> None:
    found = of_parts(outputs, "a[3] c[3]", "x", equations)
    assert found.model.parameters == ("a[2]", "c[2]")
    read_back(found, tmp_path)


def test_a_maximum_along_an_axis_is_not_supported_yet() -> None:
    model = Model.parse("d*max(a*x) + c*x + b*x", parameters=["a[2]", "b", "c", "d"], inputs=["x"])
    found = reduce(model, ["b = c"])
    assert (found.model, found.reason) == (None, "unsupported")
    assert found.hint == "reduce does not support max and min along axes in the model yet"


def test_half_a_period_apart_is_affine_and_not_linear() -> None:
    model = Model.parse("a*sin(b + x) + c*sin(d + x)", parameters=["a", "b", "c", "d"], inputs=["x"])
    with pytest.raises(CertsimError, match="affine and not linear"):
        reduce(model, ["a = -c", "b = d + pi"])
