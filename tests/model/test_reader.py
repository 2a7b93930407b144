"""Names and shapes: numpy's own verdict on shapes is the yardstick."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim.errors import SpecError
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.graph import Graph
from certsim.model.model import Model

SHAPES: dict[str, tuple[int, ...]] = {"s": (), "u": (2,), "v": (3,), "A": (2, 3), "B": (3, 2), "C": (2, 2)}
DECLARED = [f"{name}{list(shape)}" if shape else name for name, shape in SHAPES.items()]


def numpy_values() -> dict[str, Any]:
    """Distinct small integers in the coordinates, in their order."""
    values, first = {}, 2
    for name, shape in SHAPES.items():
        size = int(np.prod(shape, dtype=int))
        values[name] = np.arange(first, first + size, dtype=object).reshape(shape) if shape else first
        first += size
    return values


def certsim_values(text: str) -> list[Fraction]:
    """The entries of an expression at the same point, by the graph that the kernel expands it to."""
    model = read_model(Model.parse(text, parameters=DECLARED).statement)
    values = _values(model.graph)
    return [values[output] for output in model.outputs]


def _values(graph: Graph) -> list[Fraction]:
    values: list[Fraction] = []
    for entry in graph.nodes:
        if entry[0] == "leaf":
            values.append(Fraction(2 + entry[1]))
        elif entry[0] == "number":
            values.append(entry[1])
        elif entry[0] == "**":
            values.append(values[entry[1]] ** entry[2])
        elif entry[0] == "call":
            values.append(1 / values[entry[2]])
        else:
            numbers = [values[child] for child in entry[1]]
            values.append(sum(numbers) if entry[0] == "+" else Fraction(int(np.prod(numbers, dtype=object))))
    return values


def numpy_verdict(text: str) -> list[Fraction] | None:
    """numpy's entries, or None where numpy refuses."""
    try:
        result = eval(text, {"sum": np.sum}, numpy_values())
    except (ValueError, IndexError, TypeError):
        return None
    if np.asarray(result).size == 0:
        return None
    return [Fraction(entry) for entry in np.asarray(result, dtype=object).reshape(-1)]


EXPRESSIONS = [
    *(f"{a} {sign} {b}" for a, sign, b in product("uvABC", "+*@", "uvABC")),
    *(f"{a} {sign} {b}" for a, sign, b in product("s", "+-*", "uvA")),
    *(f"{a}.T @ {b}" for a, b in product("uvABC", "uvABC")),
    *(
        "A[0]",
        "A[1,2]",
        "A[:,1]",
        "A[-1]",
        "A[:,-3]",
        "A[:,-4]",
        "A[2]",
        "A[::-1]",
        "A[...,0]",
        "A[0,...]",
        "A[:,::2]",
        "v[2:0:-1]",
        "v[::-2]",
        "A[...,0,0,0]",
        "sum(A, 0)",
        "sum(A, axis=1)",
        "sum(A, axis=-1, keepdims=True)",
        "sum(A, axis=(0, 1))",
        "sum(A, axis=2)",
        "sum(A, axis=(1, 0), keepdims=True)",
        "A[0:1]",
        "A[1:]",
        "A[:,:2]",
        "v[1:3]",
    ),
    *("v[0:9]", "v[-2:]", "v[3:]", "A[0:2,1]", "A[0][1]", "A[0,1,2]", "u[0,0]", "s[0]", "sum(A)", "sum(u*u)"),
    *(
        "u @ A @ v",
        "A @ B @ u",
        "C**2",
        "(A @ B)**3",
        "-A + 2*A",
        "A.T.T - A",
        "u.T",
        "sum(A)*u",
        "s*s - s**2",
    ),
]


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_shapes_and_entries_are_numpys(text: str) -> None:
    expected = numpy_verdict(text)
    if expected is None:
        with pytest.raises(SpecError):
            certsim_values(text)
    else:
        assert certsim_values(text) == expected


@given(st.lists(st.sampled_from(["u", "C[0]", "A[:,0]", "B[0]", "C @ u", "A @ v"]), min_size=2, max_size=5))
def test_equal_shapes_combine_entry_by_entry(operands: list[str]) -> None:
    text = "[" + ", ".join(operands) + "]" + " @ u"
    rows = "\n+ ".join(f"sum(({operand})*u)" for operand in operands)
    assert sum(certsim_values(text)) == certsim_values(rows)[0]


def test_lists_stack_arrays_of_one_shape() -> None:
    assert certsim_values("[s, 2*s, u[0]]") == [2, 4, 3]
    assert certsim_values("[u, u].T") == [3, 3, 4, 4]
    assert certsim_values("[A, A][1] - A") == [0] * 6
    for text in ("[s, u]", "[u, v]"):
        with pytest.raises(SpecError, match="list"):
            certsim_values(text)


@pytest.mark.parametrize("text", ["tanh(A) @ v", "exp(v)", "leaky_relu(v, 1/10)", "softplus(s)", "gelu(-v)"])
def test_functions_work_entry_by_entry(text: str) -> None:
    shape = np.shape(
        eval(
            text,
            dict.fromkeys(("tanh", "exp", "softplus", "gelu"), lambda z: z) | {"leaky_relu": lambda z, _: z},
            numpy_values(),
        )
    )
    model = read_model(Model.parse(text, parameters=DECLARED).statement)
    assert len(model.outputs) == int(np.prod(shape, dtype=int))
