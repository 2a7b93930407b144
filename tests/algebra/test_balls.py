"""Ball arithmetic: the functions are those of the kernel's table, and balls contain what they should."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

import flint
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from certsim.algebra.balls import BallRing
from certsim.kernel.terms.functions import ELEMENTARY, Domain, Parity

HALF = Fraction(1, 2)
FLOATS: Mapping[str, Callable[[float], float]] = {
    "tanh": math.tanh,
    "sigmoid": lambda u: 1 / (1 + math.exp(-u)),
    "exp": math.exp,
    "log": math.log,
    "sin": math.sin,
    "cos": math.cos,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "sqrt": math.sqrt,
    "inv": lambda u: 1 / u,
    "erf": math.erf,
    "gaussian": lambda u: 2 * math.exp(-u * u) / math.sqrt(math.pi),
    "normal_cdf": lambda u: (1 + math.erf(u / math.sqrt(2))) / 2,
    "normal_pdf": lambda u: math.exp(-u * u / 2) / math.sqrt(2 * math.pi),
    "softplus": lambda u: math.log1p(math.exp(u)),
    "atan": math.atan,
    "step": lambda u: float(u > 0),
}
REFLECTED: Mapping[Parity, Callable[[flint.arb], flint.arb]] = {
    Parity.ODD: lambda value: -value,
    Parity.EVEN: lambda value: value,
    Parity.COMPLEMENT: lambda value: 1 - value,
}

numbers = st.fractions(-5, 5, max_denominator=20)


def call(function: str, argument: Fraction) -> flint.arb:
    ring = BallRing({})
    return ring.call(function, ring.number(argument))


def contains(ball: flint.arb, value: Fraction) -> bool:
    """Whether the number is in the ball, without a ball around the number."""
    return bool((ball * value.denominator).contains(value.numerator))


def test_every_function_of_the_table_has_its_twin_here() -> None:
    assert ELEMENTARY.keys() == FLOATS.keys()


@pytest.mark.parametrize("function", ELEMENTARY)
@settings(max_examples=20)
@given(argument=numbers)
def test_values_are_those_of_the_functions(function: str, argument: Fraction) -> None:
    assume(argument > 0 or (argument < 0 and ELEMENTARY[function].domain is not Domain.POSITIVE))
    assert float(call(function, argument)) == pytest.approx(FLOATS[function](float(argument)), rel=1e-12)


@pytest.mark.parametrize("function", [name for name, row in ELEMENTARY.items() if row.parity])
@settings(max_examples=20)
@given(argument=numbers.filter(bool))
def test_parities_are_those_of_the_table(function: str, argument: Fraction) -> None:
    parity = ELEMENTARY[function].parity
    assert parity is not None
    assert call(function, -argument).overlaps(REFLECTED[parity](call(function, argument)))


@settings(max_examples=20)
@given(argument=numbers)
def test_identities_hold_within_the_balls(argument: Fraction) -> None:
    sinh, cosh, tanh = (call(name, argument) for name in ("sinh", "cosh", "tanh"))
    assert (cosh * cosh - sinh * sinh).contains(1)
    assert (tanh * cosh).overlaps(sinh)
    assert contains((call("softplus", argument) - call("softplus", -argument)), argument)
    assert call("sigmoid", argument).overlaps((1 + call("tanh", argument / 2)) / 2)


@pytest.mark.parametrize(
    ("function", "argument"), [("log", 0), ("log", -1), ("sqrt", -1), ("inv", 0), ("step", 0)]
)
def test_outside_its_domain_nothing_is_known_of_a_function(function: str, argument: int) -> None:
    value = call(function, Fraction(argument))
    assert not value.is_finite()
    assert not BallRing.is_nonzero(value)


@settings(max_examples=20)
@given(coefficients=st.lists(numbers, min_size=1, max_size=4), argument=numbers)
def test_an_unspecified_function_is_its_polynomial(coefficients: list[Fraction], argument: Fraction) -> None:
    ring = BallRing({"sigma": coefficients})
    value = sum((c * argument**k for k, c in enumerate(coefficients)), Fraction(0))
    slope = sum((k * c * argument ** (k - 1) for k, c in enumerate(coefficients) if k), Fraction(0))
    assert contains(ring.call("sigma", ring.number(argument)), value)
    assert contains(ring.call("sigma'", ring.number(argument)), slope)
    assert ring.call("sigma''''", ring.number(argument)) == 0


@settings(max_examples=20)
@given(low=numbers, width=st.fractions(0, 3, max_denominator=7), share=st.fractions(0, 1, max_denominator=9))
def test_a_ball_around_an_interval_contains_it(low: Fraction, width: Fraction, share: Fraction) -> None:
    assert contains(BallRing.between(low, low + width), low + share * width)


def test_what_is_proved_not_to_be_zero() -> None:
    ring = BallRing({})
    third = ring.number(Fraction(1, 3))
    assert BallRing.is_nonzero(third)
    assert not BallRing.is_nonzero(third * 3 - 1)
    assert not BallRing.is_nonzero(ring.total([]))
    assert not BallRing.is_nonzero(BallRing.between(-HALF, HALF))
    assert ring.total([third, third, third]).contains(1)


@settings(max_examples=20)
@given(width=st.fractions(0, 3, max_denominator=7), exponent=st.integers(1, 5), share=st.fractions(-1, 1))
def test_balls_around_zero_have_powers(width: Fraction, exponent: int, share: Fraction) -> None:
    ball = BallRing.between(-width, width)
    for around in (ball, BallRing({}).total([ball, -ball])):
        assert (around**exponent).is_finite()
        assert contains(around**exponent, (share * width) ** exponent)
    assert (BallRing({}).call("tanh", ball) ** exponent).is_finite()
