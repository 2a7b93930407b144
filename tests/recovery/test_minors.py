"""Contradictions by minors: they are identities, and there are none where a solution is known."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import factorial
from random import Random

import pytest

from certsim.algebra.jets import Jet
from certsim.kernel.terms.polynomial import ONE, ZERO, Monomial, Polynomial
from certsim.recovery.minors import find_contradiction
from tests.algebra.test_jets import ring

INPUTS = (100, 101)


def power_sums(weights: Sequence[Sequence[Polynomial]], order: int) -> Jet:
    """The derivatives Σ_k a_k w_k^α of an order, as Taylor coefficients; a row of weights is a_k, w_k."""
    terms: dict[Monomial, Polynomial] = {}
    for monomial in combinations_with_replacement(INPUTS, order):
        powers = [monomial.count(variable) for variable in INPUTS]
        total = Polynomial.total(a * u ** powers[0] * v ** powers[1] for a, u, v in weights)
        terms[monomial] = total * Fraction(1, factorial(powers[0]) * factorial(powers[1]))
    return Jet(ring(order), {monomial: one for monomial, one in terms.items() if one})


def parameters(neurons: int) -> list[list[Polynomial]]:
    return [[Polynomial.variable(3 * k + i) for i in range(3)] for k in range(neurons)]


def numbers(neurons: int, seed: int) -> list[list[Polynomial]]:
    """Directions of which no two are collinear, with weights that are not 0."""
    draw = Random(seed)
    slopes = draw.sample(range(-6, 7), neurons)
    return [[Polynomial.constant(value) for value in (draw.randint(1, 5), 1, slope)] for slope in slopes]


@pytest.mark.parametrize(("neurons", "order"), [(0, 2), (1, 2), (1, 3), (2, 5), (3, 6)])
@pytest.mark.parametrize("seed", range(3))
def test_too_few_neurons_contradict_a_target(neurons: int, order: int, seed: int) -> None:
    model, target = power_sums(parameters(neurons), order), power_sums(numbers(neurons + 1, seed), order)
    found = find_contradiction([model], [target], INPUTS, order)
    assert found is not None
    total = Polynomial.total(
        q * (model.terms.get(monomial, ZERO) - target.terms.get(monomial, ZERO))
        for (_, monomial), q in found.items()
    )
    assert total == ONE


@pytest.mark.parametrize("order", [2, 3, 5])
@pytest.mark.parametrize("neurons", [1, 2])
def test_enough_neurons_do_not(neurons: int, order: int) -> None:
    model, target = power_sums(parameters(neurons), order), power_sums(numbers(neurons, 1), order)
    assert find_contradiction([model], [target], INPUTS, order) is None


def test_outputs_are_rows_of_one_matrix() -> None:
    """Two outputs of one neuron have one direction; a target with two directions does not."""
    a, b, u, v = map(Polynomial.variable, range(4))
    model = [power_sums([[weight, u, v]], 2) for weight in (a, b)]
    target = [power_sums([[ONE, ONE, ZERO]], 2), power_sums([[ONE, ZERO, ONE]], 2)]
    assert find_contradiction(model, target, INPUTS, 2) is not None
    assert find_contradiction(model[:1], target[:1], INPUTS, 2) is None


def test_a_target_that_is_no_number_is_left_alone() -> None:
    target = power_sums([[Polynomial.variable(9), ONE, ZERO], [ONE, ZERO, ONE]], 2)
    assert find_contradiction([power_sums(parameters(1), 2)], [target], INPUTS, 2) is None
