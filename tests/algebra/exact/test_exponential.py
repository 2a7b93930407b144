"""Exact exponentials: identities are zero, near-misses are not, and values agree with FLINT's balls."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from time import perf_counter

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.algebra.exact.exponential import EXPONENTIAL_FUNCTIONS, Exponential, value_at
from certsim.kernel.errors import KernelError, LimitExceeded
from certsim.kernel.values.interval import Undefined

arguments = st.fractions(-3, 3, max_denominator=6)
functions = st.sampled_from(sorted(EXPONENTIAL_FUNCTIONS))
NEAR_MISS = Fraction(1, 10**60)

REFERENCES: dict[str, Callable[[arb], arb]] = {
    "exp": arb.exp,
    "sin": arb.sin,
    "cos": arb.cos,
    "sinh": arb.sinh,
    "cosh": arb.cosh,
    "tanh": arb.tanh,
    "sigmoid": lambda u: 1 / (1 + (-u).exp()),
}


@pytest.fixture(autouse=True)
def _many_bits() -> object:
    ctx.prec = 600
    yield
    ctx.prec = 53


def exact(q: Fraction) -> arb:
    return arb(fmpq(q.numerator, q.denominator))


def f(function: str, u: Fraction | int | str) -> Exponential:
    return value_at(function, Fraction(u))


def assert_zero_but_not_nearly(difference: Exponential) -> None:
    assert difference.is_zero()
    assert difference.sign() == 0
    assert not (difference + NEAR_MISS).is_zero()
    assert (difference - NEAR_MISS).sign() == -1


class TestIdentitiesAreZeroAndNearMissesAreNot:
    @given(arguments, arguments)
    @settings(max_examples=60, deadline=None)
    def test_addition_theorems(self, u: Fraction, v: Fraction) -> None:
        tanh_u, tanh_v = f("tanh", u), f("tanh", v)
        assert_zero_but_not_nearly(f("tanh", u + v) * (1 + tanh_u * tanh_v) - (tanh_u + tanh_v))
        assert_zero_but_not_nearly(f("sin", u + v) - f("sin", u) * f("cos", v) - f("cos", u) * f("sin", v))
        assert_zero_but_not_nearly(
            f("cosh", u - v) - f("cosh", u) * f("cosh", v) + f("sinh", u) * f("sinh", v)
        )
        assert_zero_but_not_nearly(f("exp", u + v) - f("exp", u) * f("exp", v))

    @given(arguments)
    @settings(max_examples=60, deadline=None)
    def test_identities_of_one_argument(self, u: Fraction) -> None:
        assert_zero_but_not_nearly(f("sin", u) ** 2 + f("cos", u) ** 2 - 1)
        assert_zero_but_not_nearly(f("cosh", u) ** 2 - f("sinh", u) ** 2 - 1)
        assert_zero_but_not_nearly(2 * f("sigmoid", 2 * u) - 1 - f("tanh", u))
        assert_zero_but_not_nearly(f("sigmoid", u) + f("sigmoid", -u) - 1)
        assert_zero_but_not_nearly(f("tanh", u) * f("cosh", u) - f("sinh", u))
        assert_zero_but_not_nearly(f("exp", u) * f("exp", -u) - 1)

    @given(arguments, arguments)
    @settings(max_examples=60, deadline=None)
    def test_two_arguments_satisfy_no_identity_of_one(self, u: Fraction, v: Fraction) -> None:
        same_up_to_sign = abs(u) == abs(v)
        assert (f("sin", u) ** 2 + f("cos", v) ** 2 - 1).is_zero() == same_up_to_sign
        assert (f("cosh", u) ** 2 - f("sinh", v) ** 2 - 1).is_zero() == same_up_to_sign
        assert (f("tanh", u) - f("tanh", v)).is_zero() == (u == v)

    def test_close_calls_of_numerical_computation(self) -> None:
        """Numbers that agree with an integer, or with each other, to many digits."""
        assert (f("tanh", 200) - 1).sign() == -1
        assert (f("exp", Fraction(-400)) - 0).sign() == 1
        assert (f("sin", Fraction(245850922, 78256779)) - 0).sign() != 0
        assert not (f("exp", 1) - Fraction(271801, 99990)).is_zero()
        assert not (f("cos", 1) - f("exp", Fraction(-1, 2))).is_zero()

    def test_e_and_its_root_are_related(self) -> None:
        assert (f("exp", Fraction(1, 6)) ** 6 - f("exp", 1)).is_zero()
        assert (f("exp", Fraction(1, 6)) ** 3 - f("exp", Fraction(1, 3)) ** 2).is_zero() is False
        assert (f("cos", Fraction(1, 2)) ** 2 * 2 - 1 - f("cos", 1)).is_zero()

    @given(functions, functions, arguments, arguments)
    @settings(max_examples=100, deadline=None)
    def test_field_axioms(self, g: str, h: str, u: Fraction, v: Fraction) -> None:
        x, y = f(g, u), f(h, v)
        assert ((x + y) * (x - y) - (x**2 - y**2)).is_zero()
        assert ((x + y) ** 3 - (x**3 + 3 * x**2 * y + 3 * x * y**2 + y**3)).is_zero()
        assert (x - x).rational_value == 0
        for value in (x, y, x + y, x * y - 1):
            if not value.is_zero():
                assert (value * value.inverse() - 1).is_zero()
                assert (value.inverse().inverse() - value).is_zero()
                assert ((x + y) * value.inverse() * value - x - y).is_zero()


class TestValuesAgreeWithFlint:
    @given(functions, functions, arguments, arguments, st.sampled_from([8, 64, 200]))
    @settings(max_examples=100, deadline=None)
    def test_enclosures(self, g: str, h: str, u: Fraction, v: Fraction, bits: int) -> None:
        value = f(g, u) * f(h, v) * Fraction(-3, 7) + f(h, u) ** 2 - Fraction(1, 5)
        a, b, c = REFERENCES[g](exact(u)), REFERENCES[h](exact(v)), REFERENCES[h](exact(u))
        expected = exact(Fraction(-3, 7)) * a * b + c**2 - exact(Fraction(1, 5))
        interval = value.enclosure(bits)
        assert not exact(interval.lo) > expected
        assert not exact(interval.hi) < expected
        assert interval.width * 2**bits <= interval.magnitude
        assert value.sign() == (expected > 0) - (expected < 0)

    @given(functions, functions, arguments, arguments)
    @settings(max_examples=100, deadline=None)
    def test_the_text_means_the_value(self, g: str, h: str, u: Fraction, v: Fraction) -> None:
        value = (f(g, u) - f(h, v)) * f(h, u) + Fraction(2, 3) * f(g, v) ** 2
        document = value.to_json()
        if isinstance(document, str):
            assert (value - Fraction(document)).is_zero()
        else:
            middle = value.enclosure(80)
            shown = _evaluate(document)
            assert abs(shown - exact(middle.lo)) < abs(exact(middle.lo)) * arb(2) ** -70


def _evaluate(document: dict[str, object]) -> arb:
    basis = document["basis"]
    assert isinstance(basis, dict)
    symbols = {}
    for name, text in basis.items():
        function, argument = text[:-1].split("(")
        symbols[name] = REFERENCES[function](exact(Fraction(argument)))
    numerator, denominator = (eval(str(document[k]), {}, symbols) for k in ("numerator", "denominator"))
    return arb(numerator) / arb(denominator)


class TestRationalValuesAreSeen:
    def test_constants(self) -> None:
        x = f("exp", Fraction(1, 3))
        assert ((3 * x + 3) * (2 * x + 2).inverse()).rational_value == Fraction(3, 2)
        assert ((x**2 - 1) * ((x - 1) * (x + 1)).inverse()).rational_value == 1
        assert ((x**3 - x) * (x - x**3).inverse()).rational_value == -1
        assert (x * f("exp", Fraction(-1, 3))).rational_value == 1
        assert x.rational_value is None
        assert (x - x + Fraction(-5, 4)).rational_value == Fraction(-5, 4)

    def test_waves(self) -> None:
        s, c = f("sin", 2), f("cos", 2)
        assert ((1 - s**2) * (c**2).inverse()).rational_value == 1
        assert (s * (-s).inverse()).rational_value == -1
        assert (c * s.inverse()).rational_value is None

    @pytest.mark.parametrize(
        ("function", "value"), [("tanh", "0"), ("sigmoid", "1/2"), ("exp", "1"), ("sin", "0"), ("cos", "1")]
    )
    def test_values_at_zero(self, function: str, value: str) -> None:
        assert f(function, 0).to_json() == value

    def test_readable_documents(self) -> None:
        assert f("tanh", Fraction(-1, 3)).to_json() == {
            "numerator": "-E**2 + 1",
            "denominator": "E**2 + 1",
            "basis": {"E": "exp(1/3)"},
        }
        assert (f("sin", 1) * f("exp", -2) + f("tanh", 1) ** 2).to_json() == {
            "numerator": "E**6 - 2*E**4 + E**4*S1 + E**2 + 2*E**2*S1 + S1",
            "denominator": "E**2*(E**2 + 1)**2",
            "basis": {"E": "exp(1)", "S1": "sin(1)"},
        }
        assert f("cos", Fraction(1, 2)).to_json() == {
            "numerator": "C1",
            "denominator": "1",
            "basis": {"C1": "cos(1/2)"},
        }


class TestWhatCannotBeIsRefused:
    @pytest.mark.parametrize(
        "function", ["erf", "softplus", "log", "sqrt", "atan", "normal_cdf", "inv", "", "E"]
    )
    def test_other_functions_have_no_values_here(self, function: str) -> None:
        with pytest.raises(Undefined):
            f(function, 1)

    def test_the_inverse_of_zero_in_disguise(self) -> None:
        for zero in (f("sin", 1) ** 2 + f("cos", 1) ** 2 - 1, f("tanh", 0), f("exp", 1) - f("exp", 1)):
            with pytest.raises(Undefined):
                zero.inverse()

    def test_negative_powers_are_misuse(self) -> None:
        with pytest.raises(ValueError, match="inverse"):
            f("exp", 1) ** -1

    @pytest.mark.parametrize(
        "explode",
        [
            lambda: (f("exp", 1) + 1) ** 10**9,
            lambda: (f("exp", 1) * 2) ** 10**9,
            lambda: f("tanh", 1) ** 10**6 + f("tanh", 2) ** 10**6,
            lambda: (f("exp", 1) * Fraction(1, 3)) ** 10**9,
            lambda: f("exp", Fraction(10**1000)),
            lambda: f("exp", 10**599) - Exponential.constant(Fraction(1, 3**9000)),
            lambda: (f("exp", 20_000) + 1).enclosure(64),
            lambda: (f("exp", Fraction(1, 7**200)) + f("exp", Fraction(1, 11**200))) ** 4000,
        ],
        ids=range(8),
    )
    def test_explosions_end_in_an_error_of_the_kernel(self, explode: Callable[[], object]) -> None:
        started = perf_counter()
        with pytest.raises(KernelError):
            explode()
        assert perf_counter() - started < 15

    def test_differences_too_small_to_see_are_over_a_limit_and_still_not_zero(self) -> None:
        value = f("tanh", 5000) - 1
        assert not value.is_zero()
        with pytest.raises(LimitExceeded):
            (value + Fraction(2, 3**9000)).enclosure(4096)

    def test_shared_denominators_do_not_grow(self) -> None:
        values = [f("tanh", Fraction(k, 5)) for k in range(1, 4)]
        total = Exponential.constant(0)
        for k in range(60):
            total = total + values[k % 3] * Fraction(k, 7)
        assert len(total.numerator.terms) < 100
