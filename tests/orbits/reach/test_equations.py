"""Polynomials that linear algebra proposes for an orbit."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from certsim.kernel.terms.polynomial import Polynomial
from certsim.orbits.bounds.spanning import base_at
from certsim.orbits.modular.fields import Fields
from certsim.orbits.reach.equations import find_equations, through
from tests.orbits.models import read


def proposals(outputs: str, parameters: str, point: list[int | Fraction], degree: int) -> list[list[str]]:
    model = read(outputs, parameters, "x")
    values = list(map(Fraction, point))
    generator = np.random.default_rng(0)
    bases = [base_at(model, np.array(values, dtype=object), generator) for _ in range(2)]
    found = find_equations([Fields(model, base) for base in bases], values, degree, Random(0))
    names = list(model.parameters)
    return [[equation.text(lambda at: names[at]) for equation in proposal] for proposal in found]


@pytest.mark.parametrize(
    ("outputs", "parameters", "point", "degree", "equations"),
    [
        ("a*b*x", "a b", [2, 1], 2, ["a**2 - b**2 - 3"]),
        ("a*b*x", "a b", [Fraction(1, 2), Fraction(1, 3)], 2, ["36*a**2 - 36*b**2 - 5"]),
        ("a*b*x", "a b", [1, 1], 3, ["a - b"]),
        ("a*b*x", "a b", [2, 1], 1, []),
        ("a*b*c*x", "a b c", [0, 0, 5], 2, ["a", "b", "c - 5"]),
        ("a*tanh(b*x)", "a b", [1, 1], 2, []),
        ("a*exp(b)*x", "a b", [2, 1], 2, ["a**2 - 2*b - 2"]),
    ],
)
def test_the_last_proposal_is_all_that_vanishes(
    outputs: str, parameters: str, point: list[int | Fraction], degree: int, equations: list[str]
) -> None:
    assert proposals(outputs, parameters, point, degree)[-1] == equations


def test_lower_degrees_are_not_repeated() -> None:
    """From a = b follow all multiples of a - b, and a**2 = b**2."""
    assert proposals("a*b*x", "a b", [3, 3], 4)[-1] == ["a - b"]


def test_words_grow_until_the_rank_does() -> None:
    """T13: of x + x**5*y at 0 words of up to five letters let y = 0 pass."""
    first, *rest = proposals("p + p**5*q", "p q", [0, 0], 1)
    assert first == ["q"]
    assert not rest or rest[-1] == []


def test_an_equation_goes_through_the_point() -> None:
    a, b = Polynomial.variable(0), Polynomial.variable(1)
    moved = through(a * a * Fraction(1, 3) - b, {0: Fraction(1), 1: Fraction(1, 2)})
    assert moved.text("ab".__getitem__) == "2*a**2 - 6*b + 1"
