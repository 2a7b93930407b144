"""Sums of squares with weights: what the proposals of a Gram matrix mean, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest

from certsim.algebra.ideals import Ideal
from certsim.algebra.squares import find_squares_among, find_vanishing_squares
from certsim.algebra.weights import Weights, product_of_weights, weighted_value
from certsim.kernel.evidence.records import Square
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial

x, y, z = map(Polynomial.variable, range(3))
POSITIVE = {0: 1 - x, 2: y}
WEIGHTS = Weights.of(POSITIVE, 3)
PLAIN = Weights.normal_form(WEIGHTS, lambda p: p)


def under(*weight: int) -> Polynomial:
    """The variable whose square stands for the weight."""
    return next(Polynomial.variable(v) for v, factors in WEIGHTS.factors.items() if factors == weight)


def test_weights_are_products_of_one_or_two() -> None:
    assert sorted(WEIGHTS.factors.values()) == [(0,), (0, 2), (2,)]
    assert PLAIN(under(0, 2) ** 2 * z) == (1 - x) * y * z


def test_mixed_terms_are_kept_apart() -> None:
    mixed = under(0) * under(2) * x + under(2) * z
    assert PLAIN(mixed) == mixed


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((), (0,), ((0,), ONE)),
        ((0,), (0,), ((), 1 - x)),
        ((0,), (2,), ((0, 2), ONE)),
        ((0, 2), (2,), ((0,), y)),
        ((0, 2), (0, 2), ((), (1 - x) * y)),
    ],
)
def test_a_product_of_weights_is_a_weight_and_a_square(
    first: tuple[int, ...], second: tuple[int, ...], expected: tuple[tuple[int, ...], Polynomial]
) -> None:
    weight, root = product_of_weights(first, second, POSITIVE)
    assert (weight, root) == expected
    values = (weighted_value([Square(Fraction(1), w, ONE)], POSITIVE) for w in (first, second))
    assert weighted_value([Square(Fraction(1), weight, root)], POSITIVE) == next(values) * next(values)


def test_a_polynomial_is_written_with_weights() -> None:
    target = 3 * (1 - x) * (x - 2) ** 2 + y * z**2 + 5
    found = find_squares_among(WEIGHTS.basis([x, z, ONE]), target, PLAIN)
    assert found is not None
    assert weighted_value(WEIGHTS.squares(found), POSITIVE) == target


def test_what_vanishes_with_weights() -> None:
    ideal = Ideal([z**2 + (1 - x) * x**2])
    normal_form = WEIGHTS.normal_form(ideal.normal_form)
    found = find_vanishing_squares(WEIGHTS.basis([x, z]), normal_form)
    assert found
    for f, squares in found:
        total = WEIGHTS.squares([(Fraction(1), f), *squares])
        assert ideal.contains(weighted_value(total, POSITIVE))
    assert PLAIN(ZERO) == ZERO
