"""Target recovery: which SIMs hold a fit is as the number of neurons says, and each answer is certified."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product

import pytest

from certsim import Model, Options, Recovery, certify, recover
from certsim.errors import CertsimError
from certsim.kernel.check import check
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.statement.strict_json import digest, dump
from certsim.recovery.fit import find_fit
from certsim.recovery.recovery import list_classes
from certsim.recovery.target import read_target_function, scaled_difference
from certsim.result import Core
from certsim.symmetry.signed import SignedPartition
from certsim.symmetry.sims.enumerate import enumerate as enumerate_sims
from certsim.verdict import Verdict

TARGETS = {
    0: "0",
    1: "3*tanh(2*x[0] - x[1])",
    2: "2*tanh(x[0]) - tanh(x[0] + x[1])",
    3: "2*tanh(x[0]) - tanh(x[0] + x[1]) + 3*tanh(x[1] - 2*x[0])",
}


def layer(width: int, inputs: int = 2, function: str = "tanh") -> Model:
    return Model.parse(
        f"a @ {function}(W @ x)",
        parameters=[f"W[{width},{inputs}]", f"a[{width}]"],
        inputs=[f"x[{inputs}]"],
    )


def require_monotone(found: Recovery) -> None:
    """What holds in a set holds in those around it."""
    for entry in found.entries:
        for above in entry.sim.parents:
            around = found.entries[above].holds
            assert not (entry.holds is True and around is not True)
            assert not (around is False and entry.holds is not False)


@cache
def recovered(width: int, neurons: int) -> Recovery:
    return recover(layer(width), TARGETS[neurons])


@pytest.mark.parametrize(("width", "neurons"), [(3, 0), (3, 1), (3, 2), (2, 3)])
def test_just_the_classes_with_as_many_neurons_as_the_target_hold_a_fit(width: int, neurons: int) -> None:
    found = recovered(width, neurons)
    assert found.is_decided
    for entry in found.entries:
        assert entry.sim.reduced is not None
        assert entry.holds is (entry.sim.reduced[0] >= neurons)
    require_monotone(found)
    for entry in found.entries:
        if entry.follows is None:
            assert entry.certificate is not None
            accepted = check(entry.certificate)
            assert not accepted.assumptions
            assert (accepted.manifold["status"] == "empty") is not entry.holds
        else:
            assert found.entries[entry.follows].holds is entry.holds
            assert found.entries[entry.follows].certificate is not None


def test_the_smallest_dimension_and_the_samples_are_counts() -> None:
    found = recovered(3, 2)
    assert (found.dimension, found.smallest, found.is_smallest_known) == (9, 6, True)
    levels = [(one.dimension, one.sims, one.sims_with_fit, one.samples) for one in found.levels()]
    assert levels == [(9, 1, 1, 9), (6, 9, 9, 6), (3, 13, 0, 3), (0, 1, 0, 0)]
    assert sum(one.sims for one in found.levels()) == found.hierarchy.count
    assert found.orbit is not None
    assert (found.orbit.lower, found.orbit.upper) == (6, 6)


def test_a_target_with_more_neurons_than_the_model_is_held_by_none() -> None:
    found = recovered(2, 3)
    assert found.best is None
    assert found.smallest is None
    assert found.is_smallest_known
    assert "0 of 4 classes of SIMs hold a fit, 4 hold none" in found.summary


def test_the_kernel_computes_what_shows_that_there_is_no_fit() -> None:
    """Without biases no call is left at the input 0, so that the certificate is about model and target."""
    for entry in recovered(3, 2).entries:
        if entry.no_fit is not None:
            assert isinstance(entry.no_fit.result, Core)
            assert entry.no_fit.result.comparison == "empty"
            assert not entry.no_fit.calls


@pytest.mark.parametrize("neurons", [0, 1, 2])
def test_points_are_fits_in_floating_point_and_in_their_set(neurons: int) -> None:
    for entry in recovered(3, neurons).entries:
        if entry.fit is None:
            continue
        assert entry.fit.generic
        point = {name: float(eval_fraction(text)) for name, text in (entry.fit.point or {}).items()}
        labels, names = entry.sim.subspace.labels, list(point)
        for name, label in zip(names, labels, strict=True):
            root = 0.0 if not label else math.copysign(1, label) * point[names[abs(label) - 1]]
            assert point[name] == root
        for x in product((-0.7, 0.3, 1.9), repeat=2):
            assert network(point, x) == pytest.approx(target_value(neurons, x), abs=1e-12)


def eval_fraction(text: str) -> float:
    numerator, _, denominator = text.partition("/")
    return int(numerator) / int(denominator or 1)


def network(point: Mapping[str, float], x: Sequence[float]) -> float:
    return sum(
        point[f"a[{k}]"] * math.tanh(sum(point[f"W[{k},{i}]"] * x[i] for i in range(2))) for k in range(3)
    )


def target_value(neurons: int, x: Sequence[float]) -> float:
    return {
        0: 0.0,
        1: 3 * math.tanh(2 * x[0] - x[1]),
        2: 2 * math.tanh(x[0]) - math.tanh(x[0] + x[1]),
    }[neurons]


def test_the_certificate_of_a_fit_is_about_its_target() -> None:
    """With another target in the claim, and all digests as they should be, the kernel refuses it."""
    fit = recovered(3, 1).entries[0].fit
    assert fit is not None
    assert fit.result.certificate is not None
    document = json.loads(fit.result.certificate)
    text = json.dumps(document["claim"])
    assert text.count('["*", "3", ["call", "tanh"') == 1
    document["claim"] = json.loads(text.replace('["*", "3", ["call", "tanh"', '["*", "4", ["call", "tanh"'))
    document["digests"] = {part: digest(document[part]) for part in document["digests"]}
    with pytest.raises(InvalidCertificate):
        check(dump(document))


def test_a_fit_of_another_target_is_refuted_by_an_input() -> None:
    model = layer(2)
    other = scaled_difference(model, read_target_function(model, "3*tanh(x[0]) + x[1]"))
    result = certify(other, ["W[0] = [1, 0]", "a = [3, 0]", "W[1] = 0", "s = 0"])
    assert result.verdict is Verdict.REFUTED
    assert result.witness is not None
    assert result.witness.word[0]["input"]["x[1]"] != "0"


CASES: Mapping[str, tuple[Mapping[str, object], str | list[str], list[bool | None]]] = {
    "sigmoid with biases": (
        {"outputs": "a @ sigmoid(W @ x + b) + c", "parameters": ["W[2,1]", "b[2]", "a[2]", "c"]},
        "2*sigmoid(3*x[0] - 1) + 4",
        [True, True],
    ),
    "a constant by a neuron": (
        {"outputs": "a @ sigmoid(W @ x + b)", "parameters": ["W[2,1]", "b[2]", "a[2]"]},
        "2*sigmoid(3*x[0]) + 4",
        [True, False],
    ),
    "a linear part beside neurons": (
        {"outputs": "a @ sigmoid(W @ x + b) + c*x[0]", "parameters": ["W[2,1]", "b[2]", "a[2]", "c"]},
        "x[0]",
        [True, True],
    ),
    "a normalised layer": (
        {"outputs": "a @ layer_norm(W @ x, 1)", "parameters": ["W[2,1]", "a[2]"]},
        "x[0]",
        [False] * 8,
    ),
    "gelu": ({"outputs": "a @ gelu(W @ x)", "parameters": ["W[2,1]", "a[2]"]}, "gelu(3*x[0])", [True, True]),
    "more neurons than there are, and a number that is no rational": (
        {"outputs": "a @ erf(W @ x)", "parameters": ["W[2,2]", "a[2]"], "inputs": ["x[2]"]},
        "erf(x[0]) + 2*erf(x[0] + x[1]) - erf(x[1] - 2*x[0])",
        [False, False, False, False],
    ),
    "an even function": (
        {"outputs": "a @ cos(W @ x)", "parameters": ["W[2,1]", "a[2]"]},
        "cos(x[0]) + 1",
        [True, True, False, False, False],
    ),
    "an unspecified function": (
        {
            "outputs": "a @ sigma(W @ x)",
            "parameters": ["W[2,1]", "a[2]"],
            "functions": {"sigma": {"odd": True}},
        },
        "sigma(x[0])",
        [True, True, True, None],
    ),
    "several outputs": (
        {"outputs": "A @ sin(W @ x)", "parameters": ["W[2,1]", "A[2,2]"]},
        "[sin(x[0]), 2*sin(3*x[0])]",
        [True, False, False, False],
    ),
    "several outputs, one by one": (
        {"outputs": ["a @ sin(W @ x)", "a[0]*x[0]"], "parameters": ["W[2,1]", "a[2]"]},
        ["sin(x[0])", "x[0]"],
        [True, True],
    ),
    "frozen output weights": (
        {"outputs": "a @ tanh(W @ x)", "parameters": ["W[2,1]", "a[2]"], "frozen": ["a"]},
        "tanh(x[0])",
        [True, True, True, False],
    ),
    "a quotient": ({"outputs": "a / (1 + b*x[0]**2)", "parameters": ["a", "b"]}, "2/(1 + 3*x[0]**2)", [True]),
    "an argument that is not linear in the parameters": (
        {"outputs": "a*exp(b**2*x[0])", "parameters": ["a", "b"]},
        "2*exp(4*x[0])",
        [True, False],
    ),
    "one datum": (
        {"outputs": "a*b*x[0]", "parameters": ["a", "b"], "data": [{"x": [2]}]},
        "x[0]**2",
        [True, False, True, False],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_holds_a_fit(name: str) -> None:
    table, target, expected = CASES[name]
    found = recover(Model.parse(**{"inputs": ["x[1]"], **table}), target, options=Options(timeout=60))  # type: ignore[arg-type]
    assert [entry.holds for entry in found.entries] == expected
    require_monotone(found)
    assert found.is_decided is (None not in expected)


def test_relu_fits_name_the_assumption() -> None:
    model = layer(2, 1, "relu")
    target = read_target_function(model, "relu(x[0])")
    fit = find_fit(model, target, SignedPartition.whole(4), "the whole space", Options())
    assert fit is not None
    assert [assumption.partition(":")[0] for assumption in fit.result.assumptions] == ["relu"]
    assert fit.dimension == 1


def test_a_deep_network_holds_the_narrower_one_in_small_sets() -> None:
    model = Model.parse("a @ tanh(V @ tanh(W @ x))", parameters=["W[2,1]", "V[2,2]", "a[2]"], inputs=["x[1]"])
    found = recover(model, "tanh(tanh(x[0]))")
    assert found.is_decided
    assert (found.smallest, found.dimension) == (3, 8)
    assert all(entry.holds is False for entry in found.entries if entry.sim.dimension < 3)
    require_monotone(found)


def test_a_polynomial_model_may_be_fitted_at_irrational_points_only() -> None:
    """On a = b, a*b*x = 3x says a² = 3; on a = -b it says a² = -3."""
    found = recover(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"]), "3*x")
    by_equations = {entry.sim.equations: entry for entry in found.entries}
    assert by_equations[("b = -a",)].holds is False
    tied = by_equations[("b = a",)]
    assert tied.holds is True
    assert tied.fit is not None
    assert tied.fit.point is None
    assert "a**2 = 3" in tied.fit.equations
    assert found.smallest == 1


def test_a_linear_network_needs_the_rank_of_its_target() -> None:
    model = Model.parse("U @ V @ x", parameters=["U[2,2]", "V[2,2]"], inputs=["x[2]"])
    whole = recover(model, "[x[0], x[0] + x[1]]")
    assert (whole.smallest, whole.samples(8)) == (8, 4)
    thin = recover(model, "[x[0] + x[1], 2*x[0] + 2*x[1]]")
    assert thin.smallest == 4


def test_a_set_on_which_the_model_is_undefined_holds_no_fit() -> None:
    model = Model.parse("x/(a - b)**2", parameters=["a", "b"], inputs=["x"])
    found = recover(model, "4*x")
    empty = [entry for entry in found.entries if entry.sim.empty]
    assert empty
    assert all(entry.holds is False for entry in empty)
    assert found.entries[0].holds is not False


def test_symmetries_that_exchange_outputs_carry_no_fits() -> None:
    """Where the loss treats outputs alike, the sets with one dead output are a class, and differ in fits."""
    model = Model.parse(
        ["a*c*x", "b*d*x"], parameters=["a", "b", "c", "d"], inputs=["x"], symmetric_outputs=[[0, 1]]
    )
    (dead,) = {one.class_size for one in enumerate_sims(model).sims if one.equations == ("a = 0", "c = 0")}
    assert dead == 2
    for targets, with_fit in ((["0", "x"], ("a = 0", "c = 0")), (["x", "0"], ("b = 0", "d = 0"))):
        found = recover(model, targets)
        holds = {entry.sim.equations: entry.holds for entry in found.entries}
        assert [holds["a = 0", "c = 0"], holds["b = 0", "d = 0"]] == [
            with_fit[0] == "a = 0",
            with_fit[0] == "b = 0",
        ]
        assert (found.smallest, found.is_decided) == (1, True)
        assert sum(one.sims for one in found.levels()) == found.hierarchy.count == len(found.entries)
        require_monotone(found)


@pytest.mark.parametrize(("outputs", "fitting"), [("a", "b = 0"), ("b", "a = 0")])
def test_symmetries_that_do_not_keep_the_domain_carry_no_fits(outputs: str, fitting: str) -> None:
    """a and b may change places where both sides are defined; one of them must not be 0."""
    model = Model.parse(f"(a**2 + b**2)*x + 0/{outputs}", parameters=["a", "b"], inputs=["x"])
    holds = {entry.sim.equations: entry.holds for entry in recover(model, "4*x").entries}
    assert {(one,): holds[one,] for one in ("a = 0", "b = 0")} == {
        ("a = 0",): fitting == "a = 0",
        ("b = 0",): fitting == "b = 0",
    }


@pytest.mark.parametrize("function", ["relu", "abs", "tanh"])
def test_units_are_exchanged_in_classes(function: str) -> None:
    """Symmetries of a layer keep its domain, also where that is limited to regions."""
    listed = list_classes(layer(3, 1, function), 0).hierarchy
    assert listed.class_count < listed.count


def test_a_family_of_fields_has_no_target() -> None:
    with pytest.raises(CertsimError, match="no outputs to fit"):
        recover(Model.from_fields([["y", "-x"]], parameters=["x", "y"]), "1")


def test_an_answer_shows_itself() -> None:
    found = recovered(3, 2)
    assert repr(found).startswith("<Recovery: 3 of 7 classes of SIMs hold a fit, 4 hold none")
    assert "dimension 6" in found._repr_html_()
    with pytest.raises(TypeError, match="smallest dimension"):
        bool(found)
