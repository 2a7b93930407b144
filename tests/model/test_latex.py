"""Expressions in LaTeX, as a mathematician writes them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim.model.latex import Latex, name_latex
from certsim.model.rank import rank

RANKS = {"W": 2, "V": 2, "x": 1, "a": 1, "h": 1, "c": 0, "d": 0, "Q": 3}
WHOLE = ["slice", None, None]
write = Latex(RANKS)


@pytest.mark.parametrize(
    ("tree", "formula"),
    [
        # Products: ⊙ between arrays, a space where one side is a scalar, brackets where they are needed.
        (["*", "a", "h"], r"a \odot h"),
        (["*", "c", "a", "h"], r"c\,a \odot h"),
        (["*", "c", "d"], r"c\,d"),
        (["*", "c", "2"], r"c \cdot 2"),
        (["*", "2", "1/2"], r"2 \cdot \frac{1}{2}"),
        (["*", ["+", "c", "d"], "a"], r"\left(c + d\right)\,a"),
        (["*", "a", ["*", "h", "x"]], r"a \odot \left(h \odot x\right)"),
        (["*", "a", ["@", "W", "x"]], r"a \odot \left(W\,x\right)"),
        (["*", ["sum", "a"], "c"], r"\left(\sum\left(a\right)\right)\,c"),
        (["/", "a", "h"], r"a \oslash h"),
        (["/", "a", ["*", "c", "d"]], r"\frac{a}{c\,d}"),
        (["**", "a", 2], r"a^{\odot 2}"),
        (["**", "a", -1], r"a^{\odot (-1)}"),
        (["**", ["+", "c", "d"], -2], r"\left(c + d\right)^{-2}"),
        (["**", ["call", "tanh", "c"], 2], r"\tanh\left(c\right)^{2}"),
        # Sums.
        (["+", "c", "-1/2", ["neg", ["+", "c", "d"]]], r"c - \frac{1}{2} - \left(c + d\right)"),
        (["neg", ["neg", "c"]], r"-\left(-c\right)"),
        (["+", "c", ["*", "-8", "d"]], r"c - 8\,d"),
        (["*", "-8", "d"], r"-8\,d"),
        (["*", "c", ["*", "-8", "d"]], r"c\,\left(-8\,d\right)"),
        (["**", ["*", "-8", "d"], 2], r"\left(-8\,d\right)^{2}"),
        (["call", "inv", "c"], r"\frac{1}{c}"),
        # Products of matrices; a vector is a column unless it stands on the left.
        (["@", "a", ["call", "tanh", ["+", ["@", "W", "x"], "h"]]], r"a^\top\,\tanh\left(W\,x + h\right)"),
        (["@", ["@", "a", "W"], "x"], r"a^\top\,W\,x"),
        (["+", ["@", "a", "W"], "h"], r"W^\top\,a + h"),
        (["@", "a", ["T", "W"]], r"W\,a"),
        (["@", ["T", "a"], "h"], r"a^\top\,h"),
        (["@", "W", ["@", "V", "x"]], r"W\,\left(V\,x\right)"),
        (["@", ["*", "c", "a"], "h"], r"\left(c\,a\right)^\top\,h"),
        (["@", "W", ["T", "V"]], r"W\,V^\top"),
        (["T", ["@", "W", "V"]], r"\left(W\,V\right)^\top"),
        (["call", "dot", "a", "h"], r"a^\top\,h"),
        (["call", "transpose", "W"], r"W^\top"),
        # Entries and slices.
        (["index", "W", 0, 1], "W_{0,1}"),
        (["index", "W", 0], "W_{0,:}"),
        (["index", "W", WHOLE, -1], "W_{:,-1}"),
        (["index", "Q", 0, "..."], "Q_{0,:,:}"),
        (["index", "Q", "...", ["slice", 0, 4, 2]], "Q_{:,:,0:4:2}"),
        (["index", ["index", "W", 0], 1], r"\left(W_{0,:}\right)_{1}"),
        (["list", ["list", "c", "d"], ["list", "1", "2"]], r"\begin{pmatrix}c & d \\ 1 & 2\end{pmatrix}"),
        # Calls with options, and sums along axes.
        (["sum", "W", {"axis": 0}], r"\sum_{\text{axis }0}\left(W\right)"),
        (["call", "mean", "W", {"axis": [0, 1]}], r"\operatorname{mean}_{\text{axes }0, 1}\left(W\right)"),
        (
            ["call", "softmax", ["@", "W", "x"], {"axis": -1}],
            r"\operatorname{softmax}_{\text{axis }-1}\left(W\,x\right)",
        ),
        (["call", "max", "W", {"axis": 0}], r"\max_{\text{axis }0}\left(W\right)"),
        (["call", "norm", "x"], r"\left\|x\right\|"),
        (["call", "layer_norm", "x", "0"], r"\operatorname{layer\_norm}\left(x, 0\right)"),
        (
            ["call", "conv1d", "W", "Q", {"stride": 2, "padding": 1}],
            r"\operatorname{conv1d}_{\text{stride }2,\;\text{padding }1}\left(W, Q\right)",
        ),
        (["einsum", "ij,jk->ik", "W", "V"], r"\left[\sum_{j} W_{ij}\,V_{jk}\right]_{ik}"),
        (["einsum", "i,i", "a", "h"], r"\sum_{i} a_{i}\,h_{i}"),
        (["call", "zeros", {"shape": [2, 3]}], r"\mathbf{0}_{\text{shape }2, 3}"),
        (["call", "clip", "c", "0", "1"], r"\operatorname{clip}\left(c, 0, 1\right)"),
        (["call", "concat", ["list", "a", "h"]], r"\operatorname{concat}\left(\left[a, h\right]\right)"),
        (["*", "pi", "a"], r"\pi\,a"),
    ],
)
def test_an_expression_in_latex(tree: Any, formula: str) -> None:
    assert write(tree) == formula


def test_where_it_is_not_known_what_is_an_array_a_product_has_a_dot() -> None:
    assert Latex()(["*", "u", "v"]) == r"u \cdot v"
    assert Latex()(["@", "u", "v"]) == r"u\,v"
    assert Latex()(["index", "u", 0]) == "u_{0}"


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("W", "W"),
        ("w12", "w_{12}"),
        ("bias", r"\mathrm{bias}"),
        ("theta", r"\theta"),
        ("lambda1", r"\lambda_{1}"),
        ("alpha_2", r"\alpha_{2}"),
        ("W_q", "W_{q}"),
        ("W_q_1", "W_{q,1}"),
        ("W_out", r"W_{\mathrm{out}}"),
        ("lora_A", r"\mathrm{lora}_{A}"),
        ("Gamma", r"\Gamma"),
        ("Alpha", r"\mathrm{Alpha}"),
        ("_", r"\mathtt{\_}"),
    ],
)
def test_a_name_in_latex(name: str, formula: str) -> None:
    assert name_latex(name) == formula


@pytest.mark.parametrize("names", [["w1", "w_1"], ["w", "w_1"], ["sigma", "sigma_", "sigma1"]])
def test_different_names_are_written_differently(names: list[str]) -> None:
    entries = Latex(dict.fromkeys(names, 1))
    written = [entries(name) for name in names] + [entries(["index", name, 1]) for name in names]
    assert len(set(written)) == len(written)


@given(st.text(max_size=8))
def test_no_character_of_a_name_means_anything_to_latex(name: str) -> None:
    formula = Latex({name: 1}, [name])(["call", name, ["index", name, 0]])
    assert not re.search(r"[<>$&#%~\n]", formula)
    known = {"left", "right", "mathtt", "mathrm", "operatorname", "frac", "_"}
    commands = set(re.findall(r"\\([A-Za-z]+|.)", formula))
    assert commands - known <= {name_latex(word).lstrip("\\") for word in re.findall("[A-Za-z]+", name)}


def trees() -> st.SearchStrategy[Any]:
    leaves = st.sampled_from([*RANKS, "2", "-3/4", "pi"])

    def larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        two = st.tuples(st.sampled_from(["+", "*", "/", "@", "list"]), inner, inner).map(list)
        one = st.tuples(st.sampled_from(["neg", "T", "sum"]), inner).map(list)
        power = inner.map(lambda tree: ["**", tree, 2])
        index = inner.map(lambda tree: ["index", tree, 0, "..."])
        call = st.tuples(st.sampled_from(["tanh", "sqrt", "norm", "max"]), inner).map(lambda c: ["call", *c])
        return st.one_of(two, one, power, index, call)

    return st.recursive(leaves, larger, max_leaves=12)


@given(trees())
def test_brackets_and_scripts_of_every_formula_are_balanced(tree: Any) -> None:
    formula = write(tree)
    assert formula.count(r"\left") == formula.count(r"\right")
    depth = 0
    for character in formula.replace(r"\{", "").replace(r"\}", ""):
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert not depth
    flat = formula
    while flat != (flat := re.sub(r"\{[^{}]*\}", "G", flat)):
        pass
    assert not re.search(r"\^(\\top|G)\^|_G_", flat), "a double exponent or index"


@pytest.mark.parametrize(
    ("tree", "axes"),
    [
        (["@", "Q", "W"], 3),
        (["call", "concat", ["list", "a", "h"]], 1),
        (["call", "stack", ["list", "a", "h"]], 2),
        (["call", "reshape", "a", {"shape": [2, 1, 3]}], 3),
        (["call", "diag", "a"], 2),
        (["call", "norm", "W", {"axis": 0, "keepdims": True}], 2),
        (["call", "outer", "a", "h"], 2),
        (["call", "tanh", "unknown"], None),
        (["einsum", "...i->...", "W"], None),
        (["unknown"], None),
    ],
)
def test_how_many_axes_an_expression_has(tree: Any, axes: int | None) -> None:
    assert rank(tree, RANKS) == axes
