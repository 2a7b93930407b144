"""Enclosures against FLINT's balls, which know nothing of the kernel's series."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from certsim.kernel.errors import KernelError, LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.values.interval import MAX_ARGUMENT, MAX_BITS, Interval, Undefined, enclose

REFERENCES: dict[str, Callable[[arb], arb]] = {
    "exp": arb.exp,
    "log": arb.log,
    "sin": arb.sin,
    "cos": arb.cos,
    "sinh": arb.sinh,
    "cosh": arb.cosh,
    "tanh": arb.tanh,
    "sigmoid": lambda u: 1 / (1 + (-u).exp()),
    "sqrt": arb.sqrt,
    "erf": arb.erf,
    "normal_cdf": lambda u: (-u / arb(2).sqrt()).erfc() / 2,
    "normal_pdf": lambda u: (-u * u / 2).exp() / (2 * arb.pi()).sqrt(),
    "gaussian": lambda u: 2 * (-u * u).exp() / arb.pi().sqrt(),
    "softplus": lambda u: u.exp().log1p(),
    "atan": arb.atan,
    "inv": lambda u: 1 / u,
}
POSITIVE_ONLY = {"log", "sqrt"}

functions = st.sampled_from(sorted(REFERENCES))
precisions = st.sampled_from([8, 32, 64, 128, 300])
small = st.fractions(-4, 4, max_denominator=10**6)
large = st.fractions(-150, 150, max_denominator=100)
tiny = st.integers(1, 60).flatmap(lambda k: st.fractions(-1, 1, max_denominator=99).map(lambda q: q / 10**k))
rationals = st.one_of(small, large, tiny)


@pytest.fixture(autouse=True)
def _many_bits() -> object:
    ctx.prec = 1200
    yield
    ctx.prec = 53


def exact(q: Fraction) -> arb:
    return arb(fmpq(q.numerator, q.denominator))


def in_domain(function: str, u: Fraction) -> Fraction:
    if function in POSITIVE_ONLY:
        u = abs(u)
    return u or Fraction(1, 7)


def assert_contains(interval: Interval, value: arb) -> None:
    """FLINT's ball may be wider than 0, so that it need not lie inside: it must not lie outside."""
    assert not exact(interval.lo) > value
    assert not exact(interval.hi) < value


class TestEnclosuresAreTrueAndTight:
    @given(functions, rationals, precisions)
    @settings(max_examples=350, deadline=None)
    def test_the_value_at_a_rational_is_inside(self, function: str, u: Fraction, bits: int) -> None:
        u = in_domain(function, u)
        assert_contains(enclose(function, Interval.point(u), bits), REFERENCES[function](exact(u)))

    @given(functions, st.one_of(small, tiny), precisions)
    @settings(max_examples=300, deadline=None)
    def test_the_width_is_small_relative_to_the_value(self, function: str, u: Fraction, bits: int) -> None:
        u = in_domain(function, u)
        value = enclose(function, Interval.point(u), bits)
        near_a_zero = function in {"sin", "cos"} and abs(u) > Fraction(1, 2)
        assert value.width * 2**bits <= 4 * (1 if near_a_zero else value.magnitude)

    @given(functions, st.one_of(small, large), st.fractions(0, 8, max_denominator=50), precisions)
    @settings(max_examples=250, deadline=None)
    def test_the_values_at_points_of_an_interval_are_inside(
        self, function: str, lo: Fraction, width: Fraction, bits: int
    ) -> None:
        lo = in_domain(function, lo)
        if function == "inv":
            lo = abs(lo)
        value = enclose(function, Interval(lo, lo + width), bits)
        for step in range(9):
            assert_contains(value, REFERENCES[function](exact(lo + width * step / 8)))

    @given(st.sampled_from(["tanh", "erf", "sigmoid", "normal_cdf", "atan", "softplus"]), small)
    @settings(deadline=None)
    def test_more_bits_agree_with_fewer(self, function: str, u: Fraction) -> None:
        few, many = (enclose(function, Interval.point(u), bits) for bits in (32, 500))
        assert few.lo <= many.hi
        assert many.lo <= few.hi
        assert many.width < few.width or few.width == 0

    @pytest.mark.parametrize("function", sorted(REFERENCES))
    def test_at_the_largest_precision(self, function: str) -> None:
        ctx.prec = MAX_BITS + 100
        u = Fraction(5, 7)
        value = enclose(function, Interval.point(u), MAX_BITS)
        assert_contains(value, REFERENCES[function](exact(u)))
        assert value.width * 2**MAX_BITS <= 4 * value.magnitude

    def test_a_hyperbolic_tangent_to_64_bits_is_little_work(self) -> None:
        with metered(1000):
            enclose("tanh", Interval.point(Fraction(1, 3)), 64)


class TestHardPlaces:
    """Where a series, a reduction or a branch of the code changes."""

    @pytest.mark.parametrize("function", sorted(REFERENCES))
    @pytest.mark.parametrize("bits", [16, 64])
    @pytest.mark.parametrize(
        "u", ["1", "4/3", "2/3", "8/9", "1/2", "2", "3/2", "999999/1000000", "355/226", "355/113", "100"]
    )
    def test_at_seams(self, function: str, bits: int, u: str) -> None:
        for sign in (1, -1):
            q = in_domain(function, sign * Fraction(u))
            assert_contains(enclose(function, Interval.point(q), bits), REFERENCES[function](exact(q)))

    @pytest.mark.parametrize("function", ["sin", "cos"])
    @given(u=st.fractions(-MAX_ARGUMENT, MAX_ARGUMENT))
    @example(u=Fraction(MAX_ARGUMENT))
    @example(u=Fraction(245850922, 78256779))  # closer to π than 1e-16
    @settings(deadline=None)
    def test_waves_of_large_arguments(self, function: str, u: Fraction) -> None:
        value = enclose(function, Interval.point(u), 64)
        assert_contains(value, REFERENCES[function](exact(u)))
        assert value.width < Fraction(1, 2**62)

    def test_the_maximum_of_a_wave_between_the_ends_is_inside(self) -> None:
        assert enclose("cos", Interval(Fraction(-1, 10), Fraction(1, 5)), 64).hi >= 1
        assert enclose("sin", Interval(4, 5), 64).lo == -1
        assert enclose("normal_pdf", Interval(-3, 1), 64).hi > Fraction(398, 1000)
        assert enclose("gaussian", Interval(-1, 2), 64).hi > Fraction(1128, 1000)
        assert enclose("cosh", Interval(-2, 1), 64).lo <= 1

    @pytest.mark.parametrize("bits", [16, 64, 256])
    @given(x=st.fractions(1, 60, max_denominator=20))
    @settings(max_examples=60, deadline=None)
    def test_tails_keep_their_sign(self, bits: int, x: Fraction) -> None:
        ctx.prec = 8000
        for function in ("normal_cdf", "normal_pdf", "gaussian", "sigmoid", "softplus", "exp"):
            value = enclose(function, Interval.point(-x), bits)
            assert value.lo > 0
            assert_contains(value, REFERENCES[function](exact(-x)))
        assert_contains(enclose("erf", Interval.point(x), bits), exact(x).erf())

    def test_exact_squares_have_exact_roots(self) -> None:
        assert enclose("sqrt", Interval.point(Fraction(9, 4)), 64) == Interval.point(Fraction(3, 2))
        assert enclose("sqrt", Interval.point(0), 64) == Interval.point(0)


class TestWhatIsNotDefinedIsRefused:
    @pytest.mark.parametrize(
        ("function", "lo", "hi"),
        [
            ("log", 0, 1),
            ("log", -1, 1),
            ("log", -2, -1),
            ("sqrt", -1, 4),
            ("inv", 0, 1),
            ("inv", -1, 0),
            ("inv", -1, 1),
            ("step", 0, 0),
            ("step", -1, 0),
            ("step", 0, 1),
            ("exp", MAX_ARGUMENT + 1, MAX_ARGUMENT + 2),
            ("sinh", -(10**9), 0),
            ("cosh", 10**9, 10**9),
            ("relu", 1, 1),
            ("", 1, 1),
        ],
    )
    def test_undefined(self, function: str, lo: int, hi: int) -> None:
        with pytest.raises(Undefined):
            enclose(function, Interval(lo, hi), 64)

    @pytest.mark.parametrize("bits", [0, -5, MAX_BITS + 1, 10**9])
    def test_precisions_have_bounds(self, bits: int) -> None:
        with pytest.raises(LimitExceeded):
            enclose("exp", Interval.point(1), bits)

    def test_the_step_function(self) -> None:
        assert enclose("step", Interval(Fraction(1, 10**30), 5), 64) == Interval.point(1)
        assert enclose("step", Interval(-5, Fraction(-1, 10**30)), 64) == Interval.point(0)

    @pytest.mark.parametrize("function", sorted(REFERENCES))
    @pytest.mark.parametrize(
        "size",
        [10**9, 10**5000, Fraction(1, 10**5000), Fraction(10**5000 + 1, 10**5000)],
        ids=["large", "enormous", "tiny", "long"],
    )
    def test_enormous_and_tiny_numbers_are_little_work_and_enclosed(
        self, function: str, size: Fraction
    ) -> None:
        try:
            with metered(100_000):
                value = enclose(function, Interval.point(size), 64)
        except KernelError:
            assert function in {"exp", "sinh", "cosh"}
        else:
            bounds = {"tanh": 1, "erf": 1, "sigmoid": 1, "normal_cdf": 1, "sin": 1, "cos": 1, "atan": 2}
            assert -bounds.get(function, 10**10000) <= value.lo
            assert value.hi <= bounds.get(function, 10**10000)


ends = st.fractions(-50, 50, max_denominator=40)
intervals = st.tuples(ends, ends).map(lambda pair: Interval(min(pair), max(pair)))
weights = st.fractions(0, 1, max_denominator=8)


class TestIntervalOperations:
    @given(intervals, intervals, weights, weights, st.integers(0, 7))
    def test_operations_contain_the_operations_on_members(
        self, u: Interval, v: Interval, s: Fraction, t: Fraction, n: int
    ) -> None:
        x, y = u.lo + s * u.width, v.lo + t * v.width
        for result, value in [
            (u + v, x + y),
            (u - v, x - y),
            (u * v, x * y),
            (-u, -x),
            (u**n, x**n),
            (abs(u), abs(x)),
            (u + y, x + y),
            (y - u, y - x),
            (y * u, y * x),
        ]:
            assert result.lo <= value <= result.hi

    @given(intervals, st.integers(1, 80))
    def test_rounding_goes_outward_and_not_far(self, u: Interval, bits: int) -> None:
        rounded = u.rounded(bits)
        assert rounded.lo <= u.lo
        assert rounded.hi >= u.hi
        assert abs(rounded.lo - u.lo) * 2 ** (bits - 1) <= abs(u.lo)
        assert rounded.lo.denominator & (rounded.lo.denominator - 1) == 0
        numerator = abs(rounded.lo.numerator)
        assert numerator == 0 or (numerator // (numerator & -numerator)).bit_length() <= bits + 1

    @given(intervals)
    def test_even_powers_are_tight_around_zero(self, u: Interval) -> None:
        assert (u**2).lo >= 0
        assert u**0 == Interval.point(1)
        assert u.contains_zero == ((u**2).lo == 0)

    def test_an_inverse_needs_an_interval_off_zero(self) -> None:
        assert Interval(2, 4).inverse() == Interval(Fraction(1, 4), Fraction(1, 2))
        assert Interval(-4, -2).inverse() == Interval(Fraction(-1, 2), Fraction(-1, 4))
        with pytest.raises(Undefined):
            Interval(0, 1).inverse()

    def test_ends_in_the_wrong_order_and_negative_powers_are_misuse(self) -> None:
        with pytest.raises(ValueError, match="lower end"):
            Interval(1, 0)
        with pytest.raises(ValueError, match="inverse"):
            Interval(1, 2) ** -1

    @pytest.mark.parametrize(
        "end", [Fraction(2) ** 1_000_001, Fraction(2) ** -1_000_002], ids=["large", "small"]
    )
    def test_sizes_that_would_fill_the_memory_are_refused(self, end: Fraction) -> None:
        with pytest.raises(LimitExceeded):
            Interval.point(end).rounded(64)

    def test_equal_intervals_are_one_key(self) -> None:
        assert len({Interval(1, 2), Interval(Fraction(1), Fraction(2)), Interval(1, 3)}) == 2
        assert Interval(1, 2) != (1, 2)
