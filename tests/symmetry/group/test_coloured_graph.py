"""The structure of a model: small where the model is, and bounded where it is not."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from certsim import Model
from certsim.kernel.statement.model import read_model
from certsim.symmetry.group.coloured_graph import Structure, read_structure


def structure(text: str, parameters: list[str], values: list[int] | None = None) -> Structure:
    model = read_model(Model.parse(text, parameters=parameters, inputs=["x"]).statement)
    return read_structure(model, None if values is None else list(map(Fraction, values)))


def test_the_literals_of_the_parameters_come_first_and_are_joined_in_pairs() -> None:
    found = structure("tanh(a*x) + b", ["a", "b"])
    assert found.parameter_count == 2
    assert all(2 * i + 1 in found.neighbours[2 * i] for i in range(2))


def test_edges_stand_on_both_sides_once() -> None:
    found = structure("(a + b)**2*exp(a*x) - 3*a*b*x**3/(1 + b**2)", ["a", "b"])
    for vertex, near in enumerate(found.neighbours):
        assert len(set(near)) == len(near)
        assert vertex not in near
        assert all(vertex in found.neighbours[other] for other in near)


def test_a_parameter_looks_like_its_opposite() -> None:
    found = structure("a*b*x", ["a", "b"])
    assert len(set(found.colours[:4])) == 1


def test_values_tell_literals_apart() -> None:
    found = structure("a*b*c*x", ["a", "b", "c"], [1, -1, 0])
    a, minus_a, b, minus_b, c, minus_c = found.colours[:6]
    assert a == minus_b != minus_a == b
    assert c == minus_c


def test_an_expression_is_written_in_one_way() -> None:
    first = structure("tanh(2*(a + b)*x) - x*(b - a)/2", ["a", "b"])
    second = structure("1/2*a*x - b*x/2 - tanh(-2*x*a - 2*b*x)", ["a", "b"])
    assert len(first.colours) == len(second.colours)
    assert sorted(map(len, first.neighbours)) == sorted(map(len, second.neighbours))


def test_a_long_product_of_sums_is_not_expanded() -> None:
    names = [f"a{i}" for i in range(12)]
    text = "*".join(f"({left} + {right} + x)" for left, right in pairwise(names))
    assert len(structure(text, names).colours) < 5_000


def test_signs_are_not_followed_through_products_of_very_many_factors() -> None:
    names = [f"a{i}" for i in range(9)]
    assert structure("*".join(names), names).restricted
    assert not structure("*".join(names[:8]), names).restricted
