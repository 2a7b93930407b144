"""Sign symmetries: what the grading calls a class is split by no conserved quantity."""

from __future__ import annotations

from itertools import product

import pytest

from certsim.orbits.laws.grading import Grading
from tests.orbits.models import read


def classes(output: str, parameters: str, inputs: str = "") -> list[set[str]]:
    """Parameters of equal weight."""
    model = read(output, parameters, inputs)
    weights = Grading(model).weights[: len(model.parameters)]
    found: dict[int, set[str]] = {}
    for name, weight in zip(model.parameters, weights, strict=True):
        found.setdefault(weight, set()).add(name)
    return list(found.values())


@pytest.mark.parametrize(
    ("output", "parameters", "inputs", "expected"),
    [
        ("a*b*x", "a b", "x", [{"a"}, {"b"}]),
        ("a*b + a*c", "a b c", "", [{"a"}, {"b", "c"}]),
        ("a*tanh(b*x) + a*sinh(c*x)", "a b c", "x", [{"a"}, {"b", "c"}]),
        ("a*cosh(b*x) + a*cos(c*x)", "a b c", "x", [{"a"}, {"b"}, {"c"}]),
        ("a*exp(b) + c", "a b c", "", [{"a", "c"}, {"b"}]),
        ("a*exp(b) + b", "a b", "", [{"a", "b"}]),
        ("a + 1", "a", "", [{"a"}]),
        ("a**2*b**3 + c", "a b c", "", [{"a"}, {"b", "c"}]),
    ],
)
def test_weights_are_equal_where_signs_must_change_together(
    output: str, parameters: str, inputs: str, expected: list[set[str]]
) -> None:
    assert sorted(map(sorted, classes(output, parameters, inputs))) == sorted(map(sorted, expected))


def test_a_constant_part_leaves_no_sign() -> None:
    assert Grading(read("a + 1", "a")).weights == [0]
    assert Grading(read("exp(a)*b", "a b")).weights[0] == 0


def test_weights_are_those_of_all_sign_symmetries() -> None:
    """A sign symmetry is a function on weights: count them by brute force for a polynomial."""
    model = read("a*b*x + c*d*x**3", "a b c d", "x")
    weights = Grading(model).weights
    span = {0}
    for weight in weights:
        span |= {weight ^ other for other in span}
    symmetries = sum(a * b * x == c * d * x for a, b, c, d, x in product((1, -1), repeat=5))
    assert len(span) == symmetries
