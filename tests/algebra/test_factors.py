"""Irreducible factors over the rationals."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.algebra.factors import irreducible_factors
from certsim.algebra.ideals import Ideal
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial

x, y, z = map(Polynomial.variable, range(3))


@pytest.mark.parametrize(
    ("polynomial", "expected"),
    [
        (x**2 - y**2, {x - y, x + y}),
        (x**2 - 2 * y**2, {x**2 - 2 * y**2}),
        (4 * x**3 * (z - 1) ** 2, {x, z - 1}),
        (x**4 + 4, {x**2 - 2 * x + 2, x**2 + 2 * x + 2}),
        (ZERO, set()),
        (7 * ONE, set()),
    ],
)
def test_factors(polynomial: Polynomial, expected: set[Polynomial]) -> None:
    assert {max(f, -f, key=repr) for f in irreducible_factors(polynomial)} == {
        max(f, -f, key=repr) for f in expected
    }


@settings(max_examples=40)
@given(data=st.data())
def test_factors_divide_and_a_power_of_their_product_is_divided(
    data: st.DataObject, polynomials: Callable[..., st.SearchStrategy[Polynomial]]
) -> None:
    parts = data.draw(st.lists(polynomials([1, 4]).filter(bool), min_size=1, max_size=3))
    product = prod(parts, start=ONE)
    factors = irreducible_factors(product)
    assert len(set(factors)) == len(factors)
    assert all(f.degree and Ideal([f]).contains(product) for f in factors)
    assert all(irreducible_factors(f) == [f] for f in factors)
    assert Ideal([product]).contains(prod(factors, start=ONE) ** max(product.degree, 1))
