"""The two exact arithmetics behind one protocol, and numbers as text."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from certsim.algebra.exact.algebraic import AlgebraicField
from certsim.algebra.exact.arithmetic import (
    Arithmetic,
    ExactArithmetic,
    ExponentialArithmetic,
    decimals,
    number_to_json,
)
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.values.interval import Interval, Undefined

EXACT, EXPONENTIAL = ExactArithmetic(), ExponentialArithmetic()
ALL: list[Arithmetic[Any]] = [EXACT, EXPONENTIAL]
SQRT3 = AlgebraicField([-3, 0, 1], 1, 2).generator

rationals = st.fractions(-20, 20, max_denominator=30)


def polynomial_value(arithmetic: Arithmetic[Any], q: Fraction) -> Any:
    x = arithmetic.number(q)
    return (x - 1) * (2 - x) + x**3 * Fraction(1, 3) - (-x) * x**0


class TestOneProtocol:
    @given(rationals)
    def test_ring_operations_agree_everywhere(self, q: Fraction) -> None:
        expected = (q - 1) * (2 - q) + q**3 / 3 + q
        for arithmetic in ALL:
            value = polynomial_value(arithmetic, q)
            assert arithmetic.is_nonzero(value) == (expected != 0)
            assert arithmetic.is_positive(value) == (expected > 0)
            assert not arithmetic.is_nonzero(value - expected)

    @given(rationals)
    def test_inverses(self, q: Fraction) -> None:
        for arithmetic in ALL:
            x = arithmetic.number(q)
            if q == 0:
                with pytest.raises(Undefined):
                    arithmetic.call("inv", x)
            else:
                assert not arithmetic.is_nonzero(arithmetic.call("inv", x) * x - 1)

    @pytest.mark.parametrize("arithmetic", ALL)
    def test_steps(self, arithmetic: Arithmetic[Any]) -> None:
        for q, value in ((Fraction(-1, 3), 0), (Fraction(1, 3), 1)):
            assert not arithmetic.is_nonzero(arithmetic.call("step", arithmetic.number(q)) - value)
        with pytest.raises(Undefined):
            arithmetic.call("step", arithmetic.number(Fraction(0)))

    @pytest.mark.parametrize("arithmetic", ALL)
    @pytest.mark.parametrize(
        ("function", "at", "value"),
        [
            ("tanh", 0, "0"),
            ("sigmoid", 0, "1/2"),
            ("normal_cdf", 0, "1/2"),
            ("erf", 0, "0"),
            ("exp", 0, "1"),
            ("sin", 0, "0"),
            ("cos", 0, "1"),
            ("sinh", 0, "0"),
            ("cosh", 0, "1"),
            ("atan", 0, "0"),
            ("log", 1, "0"),
            ("sqrt", Fraction(9, 4), "3/2"),
            ("sqrt", 0, "0"),
        ],
    )
    def test_rational_values_of_functions(
        self, arithmetic: Arithmetic[Any], function: str, at: Fraction, value: str
    ) -> None:
        result = arithmetic.call(function, arithmetic.number(Fraction(at)))
        assert not arithmetic.is_nonzero(result - Fraction(value))
        assert arithmetic.to_json(result) == value

    @pytest.mark.parametrize("arithmetic", ALL)
    @pytest.mark.parametrize(("function", "at"), [("log", 0), ("log", -1), ("sqrt", -4), ("nonsense", 0)])
    def test_undefined_everywhere(self, arithmetic: Arithmetic[Any], function: str, at: int) -> None:
        with pytest.raises(Undefined):
            arithmetic.call(function, arithmetic.number(Fraction(at)))


class TestExactArithmetic:
    def test_algebraic_numbers(self) -> None:
        assert not EXACT.is_nonzero(SQRT3 * SQRT3 - 3)
        assert not EXACT.is_nonzero(EXACT.call("inv", SQRT3) * 3 - SQRT3)
        assert EXACT.is_positive(SQRT3 - 1)
        assert not EXACT.is_positive(1 - SQRT3)
        assert EXACT.call("sqrt", SQRT3**2 + 1) == 2
        assert EXACT.call("tanh", SQRT3 * SQRT3 - 3) == 0
        assert EXACT.call("step", Fraction(1) - SQRT3) == 0

    @pytest.mark.parametrize(
        ("function", "at"),
        [("tanh", 1), ("exp", 1), ("log", 2), ("sqrt", 2), ("sqrt", Fraction(1, 2)), ("gaussian", 0)],
    )
    def test_irrational_values_are_undefined(self, function: str, at: Fraction) -> None:
        with pytest.raises(Undefined):
            EXACT.call(function, Fraction(at))

    def test_functions_of_irrational_numbers_are_undefined(self) -> None:
        for function in ("tanh", "sqrt", "exp"):
            with pytest.raises(Undefined):
                EXACT.call(function, SQRT3)


class TestExponentialArithmetic:
    def test_calls_do_not_nest_unless_the_argument_is_rational(self) -> None:
        one = EXPONENTIAL.number(Fraction(1))
        inner = EXPONENTIAL.call("tanh", one)
        with pytest.raises(Undefined):
            EXPONENTIAL.call("tanh", inner)
        rational = EXPONENTIAL.call("sin", one) ** 2 + EXPONENTIAL.call("cos", one) ** 2
        assert not EXPONENTIAL.is_nonzero(EXPONENTIAL.call("tanh", rational) - inner)

    def test_a_step_of_an_irrational_value(self) -> None:
        value = EXPONENTIAL.call("tanh", EXPONENTIAL.number(Fraction(1)))
        assert EXPONENTIAL.to_json(EXPONENTIAL.call("step", value)) == "1"
        assert EXPONENTIAL.to_json(EXPONENTIAL.call("step", value - 1)) == "0"

    def test_algebraic_points_are_elsewhere(self) -> None:
        with pytest.raises(Undefined):
            EXPONENTIAL.number(SQRT3)


class TestNumbersAsText:
    def test_the_spelling(self) -> None:
        assert number_to_json(Fraction(-3, 4)) == "-3/4"
        assert number_to_json(SQRT3 * 2 + 1) == {
            "polynomial": ["-3", "0", "1"],
            "interval": ["1", "2"],
            "value": ["1", "2"],
        }
        assert number_to_json(SQRT3 - SQRT3) == "0"

    def test_numbers_too_long_to_write_are_over_a_limit(self) -> None:
        with pytest.raises(LimitExceeded, match="digits"):
            number_to_json(Fraction(10**5000))

    @given(st.fractions(), st.integers(-400, 400))
    @example(Fraction(0), 0)
    @example(Fraction(1, 3), -300)
    def test_decimals_are_short_and_outward(self, q: Fraction, exponent: int) -> None:
        q = q * Fraction(10) ** exponent
        low, high = decimals(Interval.point(q))
        assert Fraction(Decimal(low)) <= q <= Fraction(Decimal(high))
        assert max(len(low), len(high)) <= 45
        assert (Fraction(Decimal(low)) > 0) == (q > 0)
        assert Fraction(Decimal(high)) - Fraction(Decimal(low)) <= abs(q) / 10**15
