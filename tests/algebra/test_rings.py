"""Rings: what goes in comes out, and block orders eliminate."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim.algebra.rings import Ring, to_fmpq, to_fraction
from certsim.kernel.terms.polynomial import ZERO, Polynomial

x, y, z = map(Polynomial.variable, (3, 5, 11))


@pytest.mark.parametrize("blocks", [([3, 5, 11],), ([11], [3, 5]), ([3], [5], [11])])
@given(data=st.data())
def test_conversions_are_ring_homomorphisms(
    data: st.DataObject,
    blocks: tuple[list[int], ...],
    polynomials: Callable[..., st.SearchStrategy[Polynomial]],
) -> None:
    ring = Ring(*blocks)
    f, g = (data.draw(polynomials([3, 5, 11], degree=4, terms=5)) for _ in range(2))
    assert ring.polynomial(ring.element(f)) == f
    assert ring.polynomial(ring.element(f) * ring.element(g)) == f * g
    assert ring.degree(ring.element(f)) == f.degree


def test_an_earlier_block_is_greater() -> None:
    ring = Ring([11], [3, 5])
    assert ring.leading(ring.element(x**5 * y + z)) == (1, 0, 0)
    assert Ring([3, 5, 11]).leading(Ring([3, 5, 11]).element(x**5 * y + z)) == (5, 1, 0)


def test_within_a_block_the_order_is_degrevlex() -> None:
    for ring in (Ring([3, 5, 11]), Ring([3, 5, 11], [])):
        assert ring.leading(ring.element(x * z + y**2)) == (0, 2, 0)


def test_a_foreign_variable_is_an_error() -> None:
    with pytest.raises(KeyError):
        Ring([3]).element(y)


def test_a_ring_without_variables_has_constants() -> None:
    ring = Ring()
    assert ring.polynomial(ring.element(Polynomial.constant(Fraction(2, 3)))) == Polynomial.constant(
        Fraction(2, 3)
    )
    assert ring.polynomial(ring.zero) == ZERO


@given(st.fractions())
def test_rationals_come_back(value: Fraction) -> None:
    assert to_fraction(to_fmpq(value)) == value
