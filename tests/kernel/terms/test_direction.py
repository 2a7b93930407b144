"""Derivatives along fields by structure: what does not change is seen, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.errors import SpecError
from certsim.kernel.errors import LimitExceeded, MalformedCertificate
from certsim.kernel.meter import metered
from certsim.kernel.statement.model import KernelModel, read_model
from certsim.kernel.terms.direction import Directions
from certsim.kernel.terms.graph import Node
from certsim.model.model import Model


def read(output: str, parameters: list[str], inputs: list[str]) -> KernelModel:
    return read_model(Model.parse(output, parameters=parameters, inputs=inputs).statement)


def moved(model: KernelModel, field: Mapping[str, str]) -> bool:
    """Whether an output is seen to move along a field: a name, or `-` before it, for each that moves."""

    def node(text: str) -> Node:
        at = model.graph.one if text in "1-1" else model.graph.leaf(model.parameters.index(text.strip("-")))
        return model.graph.negate(at) if text.startswith("-") else at

    components = {model.parameters.index(name): node(text) for name, text in field.items()}
    with metered(1_000_000):
        return Directions(model.graph, model.outputs).moved(components) is not None


def scaled(array: str, *indices: int) -> dict[str, str]:
    """The field that scales an array of this shape."""
    names = [array]
    for size in indices:
        names = [f"{name}{',' if '[' in name else '['}{at}" for name in names for at in range(size)]
    return {f"{name}]": f"{name}]" for name in names}


def shifted(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "1")


W = scaled("W", 3, 2)
COLUMN = shifted("W[0,1]", "W[1,1]", "W[2,1]")


class TestWhatStandsStill:
    @pytest.mark.parametrize(
        ("output", "field"),
        [
            ("layer_norm(W @ x, eps=0)", W),
            ("layer_norm(W @ x, eps=1/10)", COLUMN),
            ("rms_norm(W @ x, eps=0)", W),
            ("(W @ x) / norm(W)", W),
            ("layer_norm(W @ x + y[0], eps=0)", W),
            ("dot(W @ x, W @ y) / (norm(W @ x) * norm(W @ y))", W),
            ("softmax(W @ x)", COLUMN),
            ("log_softmax(W @ x)", COLUMN),
            ("logsumexp(W @ x) - (W @ x)[0]", COLUMN),
            ("W @ x - mean(W @ x)", COLUMN),
            ("tanh(layer_norm(relu(W @ x), eps=0))", W),
            ("log(sum(W**2)) - 2*log(norm(W))", W),
            (
                "W[:,0] @ layer_norm(y[0]*x[0] + [1, x[0], 2]*x[1], eps=1)",
                shifted("W[0,0]", "W[1,0]", "W[2,0]"),
            ),
        ],
    )
    def test_what_is_normalised(self, output: str, field: dict[str, str]) -> None:
        assert not moved(read(output, ["W[3,2]"], ["x[2]", "y[2]"]), field)

    def test_attention_to_keys_that_turn_as_queries_do(self) -> None:
        model = read(
            "softmax(layer_norm(X, eps=1) @ K.T @ Q @ layer_norm(X[0], eps=1)) @ X",
            ["Q[2,3]", "K[2,3]"],
            ["X[2,3]"],
        )
        field = {f"Q[0,{i}]": f"Q[1,{i}]" for i in range(3)} | {f"Q[1,{i}]": f"Q[0,{i}]" for i in range(3)}
        opposite = {name.replace("Q", "K"): "-" + text.replace("Q", "K") for name, text in field.items()}
        assert not moved(model, field | opposite)
        assert moved(model, field)
        assert moved(model, field | {name: text.strip("-") for name, text in opposite.items()})

    def test_a_key_bias(self) -> None:
        model = read("softmax((X @ K.T + b) @ q) @ X", ["K[2,2]", "b[2]", "q[2]"], ["X[3,2]"])
        assert not moved(model, shifted("b[0]"))
        assert moved(model, shifted("q[0]"))


class TestWhatMoves:
    @pytest.mark.parametrize(
        ("output", "field"),
        [
            ("layer_norm(W @ x, eps=1/10)", W),
            ("layer_norm(W @ x + [W[0,0]**2, 0, 0], eps=0)", W),
            ("rms_norm(W @ x, eps=0)", COLUMN),
            ("softmax(W @ x)", W),
            ("softmax(W @ x)", shifted("W[0,1]", "W[1,1]")),
            ("norm(W)", W),
            ("layer_norm(W @ x + [1, 2, y[0]], eps=0)", W),
            ("log(norm(W))", W),
            ("relu(W @ x + 1)", W),
            ("tanh(W @ x)", W),
            ("(W @ x)[0]/(W @ x)[1]**2", W),
            ("exp(W[0,1]*x[0])/(exp(W[0,1]*x[0]) + exp(W[1,1]*x[1]))", COLUMN),
            ("(W @ x)[0] - 2*(W @ x)[1]", COLUMN),
        ],
    )
    def test_it_is_not_said_to_stand_still(self, output: str, field: dict[str, str]) -> None:
        assert moved(read(output, ["W[3,2]"], ["x[2]", "y[2]"]), field)


def test_deep_expressions_are_no_problem() -> None:
    model = read("w*x", ["w"], ["x"])
    graph, node = model.graph, model.outputs[0]
    for at in range(20_000):
        node = graph.add((node, graph.number(Fraction(1, at + 1))))
    assert Directions(graph, [node]).moved({0: graph.leaf(0)}) is not None
    root = graph.call("sqrt", graph.power(node, 2))
    still = graph.multiply((node, graph.call("inv", root)))
    assert Directions(graph, [still]).moved({}) is None


FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "sqrt": mpmath.sqrt,
    "tanh": mpmath.tanh,
    "relu": lambda u: u if u > 0 else mpmath.mpf(0),
    "abs": abs,
}
FIELDS = (
    {"a": "a", "b": "b"},
    {"a": "a", "b": "-b"},
    {"a": "1", "b": "1"},
    {"a": "1", "b": "-1"},
    {"a": "b", "b": "a"},
    {"a": "b", "b": "-a"},
)


def expressions() -> st.SearchStrategy[str]:
    def larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
            st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map(lambda t: f"{t[0]}({t[1]})"),
            inner.map(lambda u: f"({u})**2"),
        )

    return st.recursive(st.sampled_from(["a", "b", "a*x", "b*x", "a**2 + b**2", "2"]), larger, max_leaves=6)


def rate(output: str, field: Mapping[str, str], point: Mapping[str, float]) -> Any:
    """The derivative along the field at a point, by a difference."""
    small = mpmath.mpf(10) ** -25
    ends = []
    for step in (small, -small):
        names = {name: mpmath.mpf(value) for name, value in point.items()}
        moved_names = {n: names[n] + step * eval(text, {}, names) for n, text in field.items()}
        ends.append(eval(output, dict(FUNCTIONS), names | moved_names))
    return (ends[0] - ends[1]) / (2 * small)


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(expressions(), st.sampled_from(FIELDS))
def test_what_is_seen_to_stand_still_does(output: str, field: Mapping[str, str]) -> None:
    try:
        model = read(output, ["a", "b"], ["x"])
        if moved(model, field):
            return
    except (MalformedCertificate, SpecError, LimitExceeded):
        return
    with mpmath.workdps(60):
        for point in ({"a": 1.25, "b": 0.75, "x": 0.5}, {"a": 0.375, "b": 2.5, "x": 1.75}):
            try:
                found = rate(output, field, point)
            except ZeroDivisionError:
                continue
            assert abs(found) < 1e-20 or mpmath.im(found), output
