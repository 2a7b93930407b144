"""The table [sizes] and the names in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from certsim.errors import SpecError
from certsim.model.spec import Spec, read_spec

NETWORK = """
format = 1
[sizes]
m = 3
d = [2, 4]
[model]
parameters = ["W[m,d]", "b[ m ]", "a[m]", "V[2*d - 1]"]
inputs = ["x[d]"]
outputs = "a @ tanh(W @ x + b) / m + sum(reshape(V, [2*d - 1, 1])[0])"
frozen = ["b[m - 1]"]
data = [{ x = "m" }]
[model.rates]
"a[m-1]" = "1/m"
[[candidates]]
equations = ["W[0] = m*W[m-1]"]
where = ["a[0] > d"]
[[candidates]]
fixed_by = [{ "a[m-1]" = "a[0]/m" }]
"""


def spec(write_spec: Callable[..., Path], text: str = NETWORK, **sizes: tuple[int, ...]) -> Spec:
    return read_spec(write_spec(text), sizes)


def problems(write_spec: Callable[..., Path], text: str, **sizes: tuple[int, ...]) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as caught:
        spec(write_spec, text, **sizes)
    return [(problem.key, problem.message) for problem in caught.value.problems]


def test_names_stand_for_integers_wherever_integers_stand(write_spec: Callable[..., Path]) -> None:
    read = spec(write_spec)
    statement = read.model.statement
    assert statement["parameters"] == [["W", [3, 2]], ["b", [3]], ["a", [3]], ["V", [3]]]
    assert statement["outputs"][0][1][2] == "3"
    assert statement["outputs"][0][2] == [
        "sum",
        ["index", ["call", "reshape", "V", {"shape": [3, 1]}], 0],
    ]
    assert statement["frozen"] == [["index", "b", 2]]
    assert statement["data"] == [{"x[0]": "3", "x[1]": "3"}]
    assert statement["rates"] == [[["index", "a", 2], "1/3"]]
    equations, maps = read.candidates
    assert equations.statement["equations"] == [[["index", "W", 0], ["*", "3", ["index", "W", 2]]]]
    assert equations.statement["where"] == [[["index", "a", 0], ">", "2"]]
    assert maps.statement["fixed_by"] == [[[["index", "a", 2], ["/", ["index", "a", 0], "3"]]]]


def test_a_spec_tells_its_sizes_with_all_their_values(write_spec: Callable[..., Path]) -> None:
    assert spec(write_spec).sizes == {"m": (3,), "d": (2, 4)}


def test_sizes_can_be_given_from_outside(write_spec: Callable[..., Path]) -> None:
    read = spec(write_spec, m=(5, 7), d=(4,))
    assert read.sizes == {"m": (5, 7), "d": (4,)}
    assert read.model.parameters == ("W[5,4]", "b[5]", "a[5]", "V[7]")
    assert read.model == spec(write_spec, NETWORK.replace("m = 3", "m = 5").replace("[2, 4]", "4")).model


def test_a_size_that_there_is_not_cannot_be_given(write_spec: Callable[..., Path]) -> None:
    assert problems(write_spec, NETWORK, k=(1,)) == [("sizes", "there is no size 'k'")]
    assert problems(write_spec, 'format = 1\nmodel = { parameters = ["a"], outputs = "a" }', m=(1,)) == [
        ("sizes", "there is no size 'm'")
    ]


@pytest.mark.parametrize(
    ("before", "after", "key", "message"),
    [
        (
            "m = 3",
            "m = 0",
            "sizes.m",
            "expected a positive integer up to 500000, or a list of them: a family, found 0",
        ),
        (
            "m = 3",
            "m = 1.5",
            "sizes.m",
            "expected a positive integer up to 500000, or a list of them: a family, found a number",
        ),
        (
            "m = 3",
            "m = []",
            "sizes.m",
            "expected a positive integer up to 500000, or a list of them: a family, found an empty list",
        ),
        ("m = 3", "m = [1, -1]", "sizes.m[1]", "expected a positive integer, found -1"),
        ("m = 3", "m = 3\nsum = 2", "sizes.sum", "the name 'sum' is reserved"),
        ("m = 3", 'm = 3\n"1k" = 2', "sizes.1k", "'1k' is no name"),
        ("m = 3", "m = 3\nV = 2", "model.parameters[3]", "'V' is declared twice"),
        ("V[2*d - 1]", "V[k]", "model.parameters[3]", "'k' is no shape"),
        ("V[2*d - 1]", "V[1/d]", "model.parameters[3]", "'1/d' is no shape"),
        ("V[2*d - 1]", "V[d - 2]", "model.parameters[3]", "'d - 2' is no shape"),
    ],
)
def test_misuse_is_one_error(
    before: str, after: str, key: str, message: str, write_spec: Callable[..., Path]
) -> None:
    assert (key, message) in problems(write_spec, NETWORK.replace(before, after))
