"""Exact points as the kernel's places and back, and exact values there."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim import Model
from certsim.algebra.exact.algebraic import AlgebraicField
from certsim.algebra.exact.place import is_zero, numbers_of, place_of, shown_value, value_at
from certsim.kernel.rules.point import Point
from certsim.kernel.statement.claim import Claim, read_claim
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.interval import Interval

CUBE = AlgebraicField([-2, 0, 0, 1], 1, 2)
ROOT = CUBE.generator
rationals = st.fractions(-9, 9, max_denominator=9)


def claim(*equations: str, output: str = "a*b*x") -> Claim:
    model = Model.parse(output, parameters=["a", "b"], inputs=["x"])
    from certsim import Candidate

    candidate = Candidate.parse(model, list(equations))
    return read_claim({"model": model.statement, "candidate": candidate.statement, "verdict": "certified"})


class TestAPlace:
    def test_holds_the_equations_that_the_numbers_satisfy(self) -> None:
        about = claim("a**3 = 2", "b = a**2 + 1")
        place = place_of({0: ROOT, 1: ROOT**2 + 1}, {}, 64, {2: Fraction(1)})
        assert Point.of(about, place, about.candidate.equations, ())

    @given(st.lists(rationals, min_size=3, max_size=3), st.sampled_from([8, 64, 300]))
    def test_is_read_back_as_it_was(self, coefficients: list[Fraction], bits: int) -> None:
        place = place_of({0: CUBE.element(coefficients), 1: Fraction(1, 3)}, {}, bits, {})
        assert place_of(numbers_of(place), {}, bits, {}) == place

    def test_does_not_depend_on_how_well_the_root_was_known(self) -> None:
        before = place_of({0: ROOT}, {}, 64, {})
        CUBE.root(700)
        assert place_of({0: ROOT}, {}, 64, {}) == before

    def test_has_no_root_where_all_is_rational(self) -> None:
        place = place_of({0: Fraction(0), 1: ROOT - ROOT + 3}, {}, 64, {})
        assert (place.root, dict(place.point)) == (None, {1: Polynomial.constant(3)})


class TestValues:
    @pytest.mark.parametrize(
        ("output", "numbers", "value"),
        [
            ("a*b", {0: Fraction(2), 1: Fraction(1, 3)}, "2/3"),
            ("a*tanh(b)", {0: Fraction(1), 1: Fraction(1)}, "E**2 - 1"),
            ("a*a", {0: ROOT}, ["0", "0", "1"]),
        ],
    )
    def test_are_exact_where_that_is_known(self, output: str, numbers: Any, value: Any) -> None:
        about = claim(output=output)
        shown = shown_value(
            about.model.graph, place_of(numbers, {}, 64, {}), about.model.outputs[0], Interval(0, 1)
        )
        exact = shown.get("value", shown.get("numerator")) if isinstance(shown, dict) else shown
        assert exact == value

    def test_are_enclosed_where_it_is_not(self) -> None:
        about = claim(output="tanh(tanh(a))")
        place = place_of({0: Fraction(1)}, {}, 64, {})
        shown = shown_value(about.model.graph, place, about.model.outputs[0], Interval(Fraction(1, 2), 1))
        assert shown == {"enclosure": ["0.5", "1"]}

    def test_of_polynomials(self) -> None:
        x, y = Polynomial.variable(0), Polynomial.variable(1)
        assert is_zero(value_at(x**3 - 2, {0: ROOT}))
        assert value_at(x + y, {0: Fraction(1)}) == 1
