"""Equations as a person writes them: read again, they say the same."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim import Model
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.subspace import restrict
from certsim.model.candidate import Candidate
from certsim.model.equations import Layout, Ties, write_equations, write_ties

Shapes = dict[str, tuple[int, ...]]


def names_of(shapes: Shapes) -> tuple[str, ...]:
    return tuple(
        f"{name}[{','.join(map(str, at))}]" if shape else name
        for name, shape in shapes.items()
        for at in product(*map(range, shape))
    )


def read(equations: tuple[str, ...], shapes: Shapes) -> tuple[list[Polynomial], int]:
    """The polynomials of equations, as the kernel reads them from a spec."""
    declared = [f"{name}[{','.join(map(str, shape))}]" if shape else name for name, shape in shapes.items()]
    model = Model.parse("x", parameters=declared, inputs=["x"])
    candidate = Candidate.parse(model, list(equations))
    claim = read_claim({"model": model.statement, "candidate": candidate.statement, "verdict": "certified"})
    return list(claim.candidate.equations), claim.parameter_count


def solved(equations: list[Polynomial], size: int) -> dict[int, Polynomial]:
    return dict(restrict(equations, size).images)


def read_by_numpy(equations: tuple[str, ...], shapes: Shapes) -> list[Polynomial]:
    """The polynomials of equations, by Python and numpy: arrays of any rank, and no code of certsim's."""
    arrays: dict[str, Any] = {}
    start = 0
    for name, shape in shapes.items():
        entries = np.empty(prod(shape), dtype=object)
        entries[:] = [Polynomial.variable(start + at) for at in range(prod(shape))]
        arrays[name] = entries.reshape(shape) if shape else entries[0]
        start += prod(shape)
    sides = ([eval(side, {}, arrays) for side in equation.split(" = ")] for equation in equations)
    return [entry for left, right in sides for entry in np.ravel(np.asarray(left - right, dtype=object))]


def shapes_of_rank(rank: int) -> st.SearchStrategy[Shapes]:
    lengths = st.lists(st.integers(1, 4), max_size=rank).map(tuple)
    return st.dictionaries(st.sampled_from("abWV"), lengths, min_size=1, max_size=3)


FACTORS: list[list[int | Fraction]] = [[1], [1, -1], [0, 1], [0, 1, -1], [1, 2, Fraction(-2, 3)]]


@st.composite
def tied(draw: st.DrawFn, rank: int) -> tuple[Shapes, Ties]:
    """Arrays and ties: entries with the same label are tied, and labels often depend on some axes only."""
    shapes = draw(shapes_of_rank(rank))
    factors = draw(st.sampled_from(FACTORS))
    ties: dict[int, tuple[Fraction | int, int]] = {}
    roots: dict[object, tuple[Fraction, int]] = {}
    number = 0
    for name, shape in shapes.items():
        label = draw(st.sampled_from(["one for each array", "one for all", "any"]))
        seen = [draw(st.booleans()) for _ in shape]
        signs: dict[object, Fraction] = {}
        for at in product(*map(range, shape)):
            inside = tuple(place for place, kept in zip(at, seen, strict=True) if kept)
            across = tuple(place for place, kept in zip(at, seen, strict=True) if not kept)
            if across not in signs or label == "any":
                signs[across] = Fraction(draw(st.sampled_from(factors)))
            key = {"any": draw(st.integers(0, 2)), "one for all": inside}.get(label, (name, inside))
            if not signs[across]:
                ties[number] = (0, number)
            elif (root := roots.setdefault(key, (signs[across], number)))[1] != number:
                ties[number] = (signs[across] / root[0], root[1])
            number += 1
    return shapes, ties


def polynomials(ties: Ties) -> list[Polynomial]:
    return [
        Polynomial.variable(at) - (Polynomial.variable(root) * Fraction(factor) if factor else 0)
        for at, (factor, root) in ties.items()
    ]


@given(tied(2))
@settings(max_examples=150, deadline=None)
def test_ties_that_are_written_are_read_again_as_they_were(given_: tuple[Shapes, Ties]) -> None:
    shapes, ties = given_
    written = write_ties(ties, Layout(names_of(shapes)))
    if ties:
        equations, size = read(written, shapes)
        assert solved(equations, size) == solved(polynomials(ties), size)
    assert len(written) <= len(ties)


@given(tied(4))
@settings(max_examples=150, deadline=None)
def test_ties_of_arrays_of_any_rank_mean_what_they_mean_in_numpy(given_: tuple[Shapes, Ties]) -> None:
    shapes, ties = given_
    written = write_ties(ties, Layout(names_of(shapes)))
    size = len(names_of(shapes))
    assert solved(read_by_numpy(written, shapes), size) == solved(polynomials(ties), size)


def entries(text: str) -> dict[str, tuple[int, str]]:
    """Ties as `a = b, c = -d, e = 0`."""
    pairs = (equation.split(" = ") for equation in text.split(", "))
    return {left: (0, left) if right == "0" else _signed(right) for left, right in pairs}


def _signed(name: str) -> tuple[int, str]:
    return (-1, name[1:]) if name.startswith("-") else (1, name)


@pytest.mark.parametrize(
    ("shapes", "ties", "written"),
    [
        ({"W": (2, 2)}, "W[1,0] = W[0,0], W[1,1] = W[0,1]", ("W[1] = W[0]",)),
        ({"W": (2, 2)}, "W[0,1] = W[0,0], W[1,1] = W[1,0]", ("W[:,1] = W[:,0]",)),
        ({"W": (2, 1)}, "W[1,0] = -W[0,0]", ("W[1,0] = -W[0,0]",)),
        ({"a": (2,), "b": ()}, "a[0] = 0, a[1] = 0, b = 0", ("a = 0", "b = 0")),
        ({"a": (4,)}, "a[1] = a[0], a[2] = a[0]", ("a[1:3] = a[0]",)),
        ({"a": (6,)}, "a[3] = -a[0], a[4] = -a[1], a[5] = -a[2]", ("a[3:] = -a[:3]",)),
        (
            {"W": (2, 2)},
            "W[0,1] = W[0,0], W[1,0] = W[0,0], W[1,1] = W[0,0]",
            ("W[1] = W[0]", "W[:,1] = W[:,0]"),
        ),
        ({"W": (2, 2)}, "W[0,1] = 0, W[1,0] = 0, W[1,1] = 0", ("W[1] = 0", "W[:,1] = 0")),
        ({"V": (1, 2), "W": (2, 1)}, "W[0,0] = V[0,0], W[1,0] = V[0,1]", ("W[:,0] = V[0]",)),
        (
            {"V": (2, 2), "W": (2, 2)},
            ", ".join(f"W[{i},{j}] = V[{j},{i}]" for i in (0, 1) for j in (0, 1)),
            ("W = V.T",),
        ),
        ({"W": (3, 3)}, "W[1,0] = W[0,1], W[2,0] = W[0,2], W[2,1] = W[1,2]", ("W.T = W",)),
        ({"Q": (2, 1, 2)}, "Q[1,0,0] = Q[0,0,0], Q[1,0,1] = Q[0,0,1]", ("Q[1] = Q[0]",)),
    ],
)
def test_ties_are_written_by_slices(shapes: Shapes, ties: str, written: tuple[str, ...]) -> None:
    names = names_of(shapes)
    at = {name: number for number, name in enumerate(names)}
    said = {at[left]: (factor, at[right]) for left, (factor, right) in entries(ties).items()}
    assert write_ties(said, Layout(names)) == written


@given(
    st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.integers(-2, 2)), min_size=1, max_size=5)
)
@settings(deadline=None)
def test_linear_equations_of_two_parameters_are_solved(rows: list[tuple[int, int, int]]) -> None:
    """Ties that meet: a = b, b = 2*c, c = -a say that all are 0."""
    shapes: Shapes = {"a": (2,), "b": ()}
    variables = [Polynomial.variable(at) for at in range(3)]
    equations = [Polynomial.total(v * c for v, c in zip(variables, row, strict=True)) for row in rows]
    written = write_equations(equations, names_of(shapes), 3)
    assert solved(read_by_numpy(written, shapes), 3) == solved(equations, 3)
