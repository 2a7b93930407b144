"""Calls in the one form that statements have."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.kernel.terms.definitions import SIGNATURES
from certsim.model.calls import usage
from certsim.model.expression import parse_expression


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("sum(x, 0)", ["sum", "x", {"axis": 0}]),
        ("sum(x, axis=[0, 1], keepdims=True)", ["sum", "x", {"axis": [0, 1], "keepdims": True}]),
        ("sum(keepdims=False, z=x, axis=-1)", ["sum", "x", {"axis": -1, "keepdims": False}]),
        ("sum(x, axis=None)", ["sum", "x"]),
        ("mean(x, (0, 1))", ["call", "mean", "x", {"axis": [0, 1]}]),
        ("softmax(z, 1)", ["call", "softmax", "z", {"axis": 1}]),
        ("reshape(v, [2, -1])", ["call", "reshape", "v", {"shape": [2, -1]}]),
        ("reshape(v, 6)", ["call", "reshape", "v", {"shape": 6}]),
        ("zeros([2, 3])", ["call", "zeros", {"shape": [2, 3]}]),
        ("zeros(3)", ["call", "zeros", {"shape": 3}]),
        ("ones(shape=(2,))", ["call", "ones", {"shape": [2]}]),
        ("eye(2)", ["call", "eye", {"n": 2}]),
        ("repeat(v, 2)", ["call", "repeat", "v", {"repeats": 2}]),
        ("repeat(v, 2, 0)", ["call", "repeat", "v", {"repeats": 2, "axis": 0}]),
        ("transpose(v)", ["call", "transpose", "v"]),
        ("transpose(v, [1, 0])", ["call", "transpose", "v", {"axes": [1, 0]}]),
        ("concat([u, v])", ["call", "concat", "u", "v"]),
        ("concat([u, v], axis=1)", ["call", "concat", "u", "v", {"axis": 1}]),
        ("concat((u, v), 0)", ["call", "concat", "u", "v", {"axis": 0}]),
        ("concat([[1, a], v])", ["call", "concat", ["list", "1", "a"], "v"]),
        ("stack([u])", ["call", "stack", "u"]),
        ("max(u, v)", ["call", "max", "u", "v"]),
        ("max(u, axis=0)", ["call", "max", "u", {"axis": 0}]),
        ("max(v=1, u=z)", ["call", "max", "z", "1"]),
        ("elu(z)", ["call", "elu", "z"]),
        ("elu(z, alpha=2)", ["call", "elu", "z", "2"]),
        ("clip(z, hi=1, lo=-1)", ["call", "clip", "z", "-1", "1"]),
        ("leaky_relu(z, 0.1)", ["call", "leaky_relu", "z", "1/10"]),
        ("layer_norm(v, 1e-5, axis=0)", ["call", "layer_norm", "v", "1/100000", {"axis": 0}]),
        ("conv1d(x, w, 2, padding=[1])", ["call", "conv1d", "x", "w", {"stride": 2, "padding": [1]}]),
        ("fabs(x)", ["call", "abs", "x"]),
        ("einsum('hij,jk->hik', A, B)", ["einsum", "hij,jk->hik", "A", "B"]),
        ('einsum("ii->", A)', ["einsum", "ii->", "A"]),
        ("sigma(x)", ["call", "sigma", "x"]),
    ],
)
def test_arguments_come_by_position_or_by_keyword(text: str, tree: Any) -> None:
    assert parse_expression(text).tree == tree


@pytest.mark.parametrize("name", sorted(SIGNATURES))
def test_every_function_can_be_called_as_it_says(name: str) -> None:
    signature = SIGNATURES[name]
    values = {"axes": "[0]", "keepdims": "True"}
    arrays = ["u", "v"] if signature.variadic else list(signature.arrays)
    names, options = usage(name).split("(", 1)[1][:-1], signature.options
    assert names == ", ".join([*(["[u, v]"] if signature.variadic else arrays), *options])
    first = "[u, v]" if signature.variadic else ", ".join(arrays)
    written = [first, *(f"{option}={values.get(option, '1')}" for option in options)]
    tree = parse_expression(f"{name}({', '.join(filter(None, written))})").tree
    head = ["sum"] if name == "sum" else ["call", name]
    assert tree[: len(head) + len(arrays)] == [*head, *arrays]
    assert (set(tree[-1]) if options else set()) == set(options)
