"""Enclosures: they show that a number is not 0, or positive, and never that it is 0."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.values.enclosure import MAX_BITS, Enclosure, EnclosureArithmetic
from certsim.kernel.values.interval import Interval, Undefined
from certsim.kernel.values.linear import independent

RING = EnclosureArithmetic(128)
few = settings(max_examples=100, deadline=None, derandomize=True, database=None)
rationals = st.fractions(-20, 20, max_denominator=30)


def around(low: Any, high: Any, bits: int = 128) -> Enclosure:
    return Enclosure(Interval(Fraction(low), Fraction(high)), bits)


class TestOperationsContainTheTruth:
    OPERATIONS: tuple[Callable[[Any, Any], Any], ...] = (
        lambda x, y: x + y,
        lambda x, y: x - y,
        lambda x, y: x * y,
        lambda x, y: -x * (y - 1) + 3,
        lambda x, y: x**3 - y**2,
        lambda x, y: (x - y) ** 4,
        lambda x, y: (1 - x) * Fraction(1, 3) - y**0,
    )

    @few
    @given(
        st.sampled_from(OPERATIONS),
        st.lists(rationals, min_size=3, max_size=3).map(sorted),
        st.lists(rationals, min_size=3, max_size=3).map(sorted),
        st.sampled_from([1, 4, 64]),
    )
    def test_of_every_number_inside(
        self, operation: Callable[[Any, Any], Any], x: list[Fraction], y: list[Fraction], bits: int
    ) -> None:
        found = operation(around(x[0], x[2], bits), around(y[0], y[2], bits)).interval
        assert found.lo <= operation(x[1], y[1]) <= found.hi

    @few
    @given(rationals)
    def test_short_rationals_stay_exact(self, q: Fraction) -> None:
        value = (RING.number(q) - 1) * RING.number(q) + 2
        assert value.interval.lo == value.interval.hi == (q - 1) * q + 2

    def test_long_ones_are_rounded_outward(self) -> None:
        third = around(Fraction(1, 3), Fraction(1, 3), 8).interval
        assert third.lo <= Fraction(1, 3) <= third.hi
        long = around(Fraction(1, 3**50), Fraction(1, 3**50), 8).interval
        assert long.lo < Fraction(1, 3**50) < long.hi
        assert long.lo.denominator.bit_length() < 100

    def test_even_powers_are_not_negative(self) -> None:
        assert (around(-1, 2) ** 4).interval.lo == 0
        assert (around(-1, 2) ** 3).interval.lo < 0

    def test_there_are_no_negative_powers(self) -> None:
        with pytest.raises(ValueError, match="inverse"):
            around(1, 2) ** -1

    @few
    @given(st.lists(st.sampled_from(["tanh", "sin", "erf", "atan", "sigmoid"]), max_size=6), rationals)
    def test_nested_calls_at_two_precisions_overlap(self, names: list[str], q: Fraction) -> None:
        coarse, fine = EnclosureArithmetic(40), EnclosureArithmetic(200)
        x, y = coarse.number(q), fine.number(q)
        for name in names:
            x, y = coarse.call(name, x) * 3 - Fraction(1, 7), fine.call(name, y) * 3 - Fraction(1, 7)
        assert x.interval.lo <= y.interval.hi
        assert y.interval.lo <= x.interval.hi
        assert x.interval.lo.denominator.bit_length() < 200


class TestWhatAnEnclosureShows:
    @pytest.mark.parametrize(
        ("low", "high", "nonzero", "positive"),
        [
            (1, 2, True, True),
            (-2, -1, True, False),
            (-1, 1, False, False),
            (0, 0, False, False),
            (0, 1, False, False),
            (-1, 0, False, False),
            ("1/1000000", 1, True, True),
        ],
    )
    def test_is_that_a_number_is_not_0(self, low: Any, high: Any, *, nonzero: bool, positive: bool) -> None:
        value = around(low, high)
        assert (value.is_nonzero, value.is_positive) == (nonzero, positive)

    def test_a_difference_of_equal_enclosures_is_not_0_for_certain(self) -> None:
        value = around(1, 2)
        assert not (value - value).is_nonzero


class TestTheRing:
    @pytest.mark.parametrize("bits", [0, -1, MAX_BITS + 1])
    def test_precisions_have_bounds(self, bits: int) -> None:
        with pytest.raises(LimitExceeded):
            EnclosureArithmetic(bits)

    @pytest.mark.parametrize("bits", [1, MAX_BITS])
    def test_up_to_which_they_go(self, bits: int) -> None:
        assert EnclosureArithmetic(bits).number(Fraction(1)).is_positive

    def test_functions_have_the_precision_of_intervals_at_most(self) -> None:
        assert EnclosureArithmetic(MAX_BITS).call("exp", RING.number(Fraction(0))).is_positive

    @pytest.mark.parametrize(
        ("function", "low", "high"),
        [
            ("inv", 0, 0),
            ("inv", -1, 1),
            ("inv", 0, 1),
            ("log", 0, 1),
            ("log", -2, -1),
            ("sqrt", -1, 1),
            ("step", 0, 0),
            ("step", 0, 1),
            ("step", -1, 1),
            ("nonsense", 1, 2),
        ],
    )
    def test_a_function_that_may_be_undefined_has_no_value(self, function: str, low: int, high: int) -> None:
        with pytest.raises(Undefined):
            RING.call(function, around(low, high))

    @pytest.mark.parametrize(("low", "high", "value"), [(1, 2, 1), (-2, -1, 0)])
    def test_a_step_of_what_is_not_0_is_exact(self, low: int, high: int, value: int) -> None:
        found = RING.call("step", around(low, high)).interval
        assert found.lo == found.hi == value

    def test_the_pivot_is_the_entry_farthest_from_0(self) -> None:
        found = RING.row([around(-1, 1), around(1, 2), around(-5, -3), around(2, 2)]).divided()
        assert found is not None
        assert found[0] == 2
        assert RING.row([around(-1, 1), around(0, 5)]).divided() is None
        assert RING.row([]).divided() is None

    def test_work_is_counted_by_precision(self) -> None:
        with metered(10_000), pytest.raises(LimitExceeded, match="more arithmetic"):
            EnclosureArithmetic(MAX_BITS).number(Fraction(1))


class TestRowsAreIndependentIfAMinorIsShownToBeAUnit:
    @few
    @given(
        st.lists(
            st.lists(st.fractions(-2, 2, max_denominator=2), min_size=3, max_size=3), min_size=1, max_size=3
        )
    )
    def test_for_exact_numbers_that_is_the_rank(self, rows: list[list[Fraction]]) -> None:
        expected = sympy.Matrix([[sympy.Rational(str(q)) for q in row] for row in rows]).rank()
        enclosed = [[RING.number(q) for q in row] for row in rows]
        assert independent(enclosed, RING) == (expected == len(rows))

    def test_not_if_it_may_be_0(self) -> None:
        one, some = RING.number(Fraction(1)), around(Fraction(9, 10), Fraction(11, 10))
        assert not independent([[one, some], [some, one]], RING)
        assert independent([[one, some], [one, -some]], RING)

    def test_no_rows_are_independent(self) -> None:
        assert independent([], RING)

    def test_more_rows_than_columns_are_not(self) -> None:
        one, two = RING.number(Fraction(1)), RING.number(Fraction(2))
        assert not independent([[one], [two]], RING)
