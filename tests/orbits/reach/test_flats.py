"""Affine sets that formal values show to be kept: patterns, levels, and what rotations keep."""

from __future__ import annotations

from fractions import Fraction

import pytest

from certsim import Model, read_point
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.polynomial import Polynomial
from certsim.model.equations import write_equations
from certsim.orbits.modular.formal import FormalFields
from certsim.orbits.reach.flats import Flats, find_flats
from tests.parts import with_parts


def flats(model: Model, text: str, *, relu0: bool = False) -> Flats:
    point = read_point(model, text)
    return find_flats(FormalFields(read_model(model.statement), list(point.values()), relu0=relu0))


def dimensions(found: Flats) -> tuple[int, int, int]:
    return found.pattern.dimension, found.levels.dimension, found.smallest.dimension


LINEAR = Model.parse("U @ (V @ x)", parameters=["U[2,3]", "V[3,2]"], inputs=["x[2]"])
NORMALISED = Model.parse("W @ layer_norm(x, 1)", parameters=["W[2,3]"], inputs=["x[3]"])
GELU = Model.parse("a @ gelu(W @ x)", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"])
RELU = Model.parse("a @ relu(W @ x)", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"])


@pytest.mark.parametrize(
    ("model", "at", "expected"),
    [
        (GELU, "W=[[0,0],[1,2]], a=[0,3]", (3, 3, 3)),
        (GELU, "W=[[1,2],[1,2]], a=3", (3, 3, 3)),
        (GELU, "W=[[1,2],[1,2]], a=[3,4]", (6, 6, 6)),
        (NORMALISED, "W=[[1,2,4],[0,1,-3]]", (6, 4, 4)),
        (LINEAR, "U=[[1,1,1],[2,1,0]], V=[[1,0],[1,1],[1,2]]", (12, 12, 8)),
        (LINEAR, "U=[[1,2,0],[4,5,0]], V=[[1,0],[0,3],[0,0]]", (8, 8, 8)),
        (RELU, "W=[[0,0],[1,2]], a=[2,3]", (6, 6, 6)),
    ],
)
def test_the_dimensions_are_those_of_the_pattern_its_levels_and_the_smallest(
    model: Model, at: str, expected: tuple[int, int, int]
) -> None:
    assert dimensions(flats(model, at)) == expected


def test_the_convention_settles_what_a_kink_does() -> None:
    assert dimensions(flats(RELU, "W=[[0,0],[1,2]], a=[2,3]", relu0=True)) == (3, 3, 3)


def test_the_equations_hold_at_the_point() -> None:
    text = "U=[[1,1,1],[2,1,0]], V=[[1,0],[1,1],[1,2]]"
    point = {at: Polynomial.constant(value) for at, value in enumerate(read_point(LINEAR, text).values())}
    found = flats(LINEAR, text).smallest.equations
    assert len(found) == 4
    assert not any(equation.substitute(point) for equation in found)


def test_what_moves_later_is_told_with_the_length_of_the_word() -> None:
    model = Model.parse("a*tanh(b*tanh(c*x))", parameters=["a", "b", "c"], inputs=["x"])
    assert flats(model, "a=0, b=2, c=3").delays == {1: 2, 2: 2}
    assert flats(model, "a=0, b=0, c=3").delays == {}
    residual = Model.parse("x + a*b*c*x + a*x", parameters=["a", "b", "c"], inputs=["x"])
    assert flats(residual, "a=0, b=0, c=2").delays == {1: 2, 2: 4}


def test_of_frozen_parameters_as_little_is_said_as_helps() -> None:
    model = Model.parse("a @ gelu(W @ x + b)", parameters=["W[2,1]", "a[2]", "b[2]"], inputs=["x[1]"])
    frozen = with_parts(model, frozen=["b"])
    names = tuple(read_point(model, "W=0, a=0, b=0"))

    def said(text: str) -> tuple[int, tuple[str, ...]]:
        found = flats(frozen, text).smallest
        return found.dimension, write_equations(found.equations, names, len(names))

    assert said("W=[[1],[2]], a=[3,4], b=0") == (4, ())
    assert said("W=1, a=3, b=2") == (2, ("W[1,0] = W[0,0]", "a[1] = a[0]", "b[1] = b[0]"))
    assert said("W=[[0],[1]], a=[0,1], b=[0,5]")[0] == 2


def test_rates_tell_equal_gradients_apart() -> None:
    model = Model.parse(
        "a @ gelu(W @ x)", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"], rates={"a[0]": "1/2"}
    )
    assert flats(model, "W=[[1,2],[1,2]], a=3").smallest.dimension == 6


def test_large_numbers_and_fractions_are_points_too() -> None:
    model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    found = find_flats(FormalFields(read_model(model.statement), [Fraction(2**70, 3)] * 2))
    assert found.smallest.dimension == 1


def test_of_many_parameters_functions_of_single_lines_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certsim.orbits.reach.flats.MAX_SPAN", 3)
    rows = flats(NORMALISED, "W=[[1,2,4],[0,1,-3]]")
    assert (dimensions(rows), rows.searched) == ((6, 4, 4), False)
    classes = Model.parse("logsumexp(W @ x) - W @ x", parameters=["W[3,2]"], inputs=["x[2]"])
    columns = flats(classes, "W=[[1,2],[3,5],[0,1]]")
    assert (dimensions(columns), columns.searched) == ((6, 4, 4), False)
    assert dimensions(flats(GELU, "W=[[1,2],[3,4]], a=[5,6]")) == (6, 6, 6)
