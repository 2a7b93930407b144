"""Rational intervals, and proved enclosures of the elementary functions.

Everything is a series whose terms are kept between two integers, a floor and a ceiling, in units of
``2**-bits``, with a remainder that is bounded by the last term (`_series`). No floating point.
Source of the formulas: Abramowitz & Stegun, *Handbook of Mathematical Functions*, chapters 4, 7, 26.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, isqrt
from typing import Final, TypeAlias

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.meter import length, plus, price, spend, times
from certsim.kernel.terms.calculus import by_formula
from certsim.kernel.terms.polynomial import Rational

Ratio: TypeAlias = Callable[[int], tuple[int, int]]
PointRule: TypeAlias = Callable[[Fraction, int], "Interval"]
Rule: TypeAlias = Callable[["Interval", int], "Interval"]

MAX_BITS: Final = 4096
MAX_ARGUMENT: Final = 10_000
MAX_EXPONENT: Final = 1_000_000
GUARD_BITS: Final = 32


class Undefined(InvalidCertificate):
    """The value is not defined here, or this arithmetic cannot express it."""


class Interval:
    """The closed interval [lo, hi] of real numbers; a value, never changed after it is made.

    Operations give the exact range of the operation over independent operands:

    >>> Interval(-1, 2) * 3 - Interval(0, 1)
    Interval(-4, 6)
    >>> Interval(-1, 2) ** 2
    Interval(0, 4)
    """

    __slots__ = ("hi", "lo")

    lo: Final[Fraction]
    hi: Final[Fraction]

    def __init__(self, lo: Rational, hi: Rational) -> None:
        self.lo = lo if isinstance(lo, Fraction) else Fraction(lo)
        self.hi = hi if isinstance(hi, Fraction) else Fraction(hi)
        if self.lo > self.hi:
            raise ValueError("an interval whose lower end is above its upper end")

    @classmethod
    def point(cls, value: Rational) -> Interval:
        return cls(value, value)

    @property
    def contains_zero(self) -> bool:
        return self.lo <= 0 <= self.hi

    @property
    def width(self) -> Fraction:
        return self.hi - self.lo

    @property
    def magnitude(self) -> Fraction:
        """The largest absolute value in the interval."""
        return max(abs(self.lo), abs(self.hi))

    def __add__(self, other: Interval | Rational) -> Interval:
        if isinstance(other, Interval):
            return Interval(plus(self.lo, other.lo), plus(self.hi, other.hi))
        return Interval(plus(self.lo, other), plus(self.hi, other))

    __radd__ = __add__

    def __neg__(self) -> Interval:
        return Interval(-self.hi, -self.lo)

    def __sub__(self, other: Interval | Rational) -> Interval:
        return self + -other

    def __rsub__(self, other: Rational) -> Interval:
        return -self + other

    def __mul__(self, other: Interval | Rational) -> Interval:
        if not isinstance(other, Interval):
            ends = (times(self.lo, other), times(self.hi, other))
            return Interval(min(ends), max(ends))
        if self.lo >= 0 and other.lo >= 0:
            return Interval(times(self.lo, other.lo), times(self.hi, other.hi))
        corners = [times(a, b) for a in (self.lo, self.hi) for b in (other.lo, other.hi)]
        return Interval(min(corners), max(corners))

    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> Interval:
        if exponent < 0:
            raise ValueError(f"an interval has no power {exponent}: take the inverse first")
        bits = exponent * max(length(self.lo), length(self.hi))
        spend(2 * price(bits, bits))
        ends = (self.lo**exponent, self.hi**exponent)
        if exponent and exponent % 2 == 0 and self.contains_zero:
            return Interval(0, max(ends))
        return Interval(min(ends), max(ends))

    def __abs__(self) -> Interval:
        if self.contains_zero:
            return Interval(0, self.magnitude)
        return self if self.lo > 0 else -self

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Interval):
            return self.lo == other.lo and self.hi == other.hi
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.lo, self.hi))

    def __repr__(self) -> str:
        return f"Interval({self.lo}, {self.hi})"

    def inverse(self) -> Interval:
        """The range of 1/u; `Undefined` where the interval contains 0."""
        if self.contains_zero:
            raise Undefined("the inverse of an enclosure that contains 0")
        return Interval(1 / self.hi, 1 / self.lo)

    def clipped(self, lo: Rational, hi: Rational) -> Interval:
        """The intersection with [lo, hi], which must contain the value that is enclosed."""
        return Interval(max(self.lo, lo), min(self.hi, hi))

    def rounded(self, bits: int) -> Interval:
        """A slightly larger interval, whose ends are dyadic with at most ``bits`` + 1 significant bits.

        Raises `LimitExceeded` for ends outside 2**±1000000: their exponent would fill the memory.
        """
        spend(price(length(self.lo) + length(self.hi), bits))
        return Interval(_rounded_down(self.lo, bits), -_rounded_down(-self.hi, bits))


def _rounded_down(x: Fraction, bits: int) -> Fraction:
    n, d = x.numerator, x.denominator
    size = n.bit_length() - d.bit_length()
    if n and abs(size) > MAX_EXPONENT:
        raise LimitExceeded(f"an enclosure of a number of a size beyond 2**{MAX_EXPONENT}")
    if n.bit_length() <= bits and d & (d - 1) == 0:
        return x
    shift = bits - size
    if shift >= 0:
        return Fraction((n << shift) // d, 1 << shift)
    return Fraction(n // (d << -shift) << -shift)


def enclose(function: str, u: Interval, bits: int) -> Interval:
    """An interval that contains f(u) for every u of the interval.

    ``function`` is one of the table of functions. For a single u the interval is about 2**-bits wide relative
    to the value; near the zeros of sin and cos that are not 0 it is so in absolute terms. Positive functions
    have positive enclosures down to values of exp(-10 000), below which the interval starts at 0.

    Raises `Undefined` where f is not defined on the whole interval, or |u| > 10 000 and the value
    has no bound to give; `LimitExceeded` for more than 4096 bits.

    >>> value = enclose("tanh", Interval.point(Fraction(1, 3)), 64)
    >>> float(value.lo), value.width < Fraction(1, 2**63)
    (0.32151273753163434, True)
    """
    if not 1 <= bits <= MAX_BITS:
        raise LimitExceeded(f"an enclosure with {bits} bits, where 1 to {MAX_BITS} are possible")
    working_bits = bits + GUARD_BITS
    return _Intervals(working_bits).call(function, _shortened(u, working_bits)).rounded(bits)


class _Intervals:
    """The ring in which the formula of a function is evaluated that has no rule of its own."""

    def __init__(self, bits: int) -> None:
        self._bits: Final = bits

    def number(self, value: Fraction) -> Interval:
        return Interval.point(value)

    def total(self, summands: Iterable[Interval]) -> Interval:
        return sum(summands, Interval.point(0))

    def call(self, function: str, argument: Interval) -> Interval:
        if function in _RULES:
            return _RULES[function](argument, self._bits)
        value = by_formula(function, argument, self)
        if value is None:
            raise Undefined(f"the function {function!r} has no enclosure")
        return value


def _shortened(u: Interval, bits: int) -> Interval:
    """The interval itself, unless its ends are much longer than the precision is worth."""
    longest = max(end.numerator.bit_length() + end.denominator.bit_length() for end in (u.lo, u.hi))
    return u if longest <= 8 * bits else u.rounded(2 * bits)


# Series


def _series(z: Interval, ratio: Ratio, bits: int, sign: int = 1) -> Interval:
    """Σ tₙ over n ≥ 0, with t₀ = 1, tₙ₊₁ = sign·z·(a/b)·tₙ, (a, b) = ratio(n) > 0 and z ≥ 0.

    Requires that a/b falls with n, or that a ≤ b for every n and z ≤ 1/2. Either way, once
    z·a/b ≤ 1/2 it stays so, and the terms after tₙ add up to at most |tₙ|·(1/2 + 1/4 + …) = |tₙ|.
    """
    z_low, z_high = floor(z.lo * (1 << bits)), ceil(z.hi * (1 << bits))
    low = high = low_sum = high_sum = 1 << bits
    n, halving = 0, False
    while high > 1 or not halving:
        a, b = ratio(n)
        halving = 2 * z_high * a <= b << bits
        low = (low * z_low * a >> bits) // b
        high = -((-high * z_high * a >> bits) // b)
        n += 1
        below, above = (low, high) if sign > 0 or n % 2 == 0 else (-high, -low)
        low_sum += below
        high_sum += above
        spend(15 + bits * bits // 150_000)
    return Interval(Fraction(low_sum - high, 1 << bits), Fraction(high_sum + high, 1 << bits))


def _exp_ratio(n: int) -> tuple[int, int]:
    """Σ zⁿ/n!"""
    return 1, n + 1


def _cos_ratio(n: int) -> tuple[int, int]:
    """Σ zⁿ/(2n)!"""
    return 1, (2 * n + 1) * (2 * n + 2)


def _sin_ratio(n: int) -> tuple[int, int]:
    """Σ zⁿ/(2n+1)!"""
    return 1, (2 * n + 2) * (2 * n + 3)


def _log_ratio(n: int) -> tuple[int, int]:
    """Σ zⁿ/(2n+1)"""
    return 2 * n + 1, 2 * n + 3


def _atan_ratio(n: int) -> tuple[int, int]:
    """Σ zⁿ·(2·4⋯2n)/(3·5⋯(2n+1))"""
    return 2 * n + 2, 2 * n + 3


def _erf_ratio(n: int) -> tuple[int, int]:
    """Σ zⁿ/(1·3·5⋯(2n+1))"""
    return 1, 2 * n + 3


# Functions at a rational number


def _exp(x: Fraction, bits: int) -> Interval:
    """exp(x) = exp(x/2ˢ)^(2ˢ), for x ≥ 0; exp(-x) = 1/exp(x).

    Each squaring doubles the relative error, so that s squarings cost s bits.
    """
    if x < -MAX_ARGUMENT:
        return Interval(0, _exp(Fraction(-MAX_ARGUMENT), bits).hi)
    if x < 0:
        return _exp(-x, bits).inverse().rounded(bits)
    if x > MAX_ARGUMENT:
        raise Undefined(f"an exponential of an argument over {MAX_ARGUMENT}")
    squarings = isqrt(bits) // 2 + int(x).bit_length()
    bits += 2 * squarings
    value = _series(Interval.point(x / (1 << squarings)), _exp_ratio, bits)
    for _ in range(squarings):
        spend(100 + bits // 2)
        value = (value**2).rounded(bits)
    return value


def _log(x: Fraction, bits: int) -> Interval:
    """log(2ᵏm) = k·log 2 + 2·artanh((m-1)/(m+1)), with m between 2/3 and 4/3."""
    if x <= 0:
        raise Undefined("the logarithm of a number that is not proved positive")
    k = x.numerator.bit_length() - x.denominator.bit_length()
    k += (x > Fraction(4, 3) * Fraction(2) ** k) - (x < Fraction(2, 3) * Fraction(2) ** k)
    m = x / Fraction(2) ** k
    value = _twice_artanh(Interval.point((m - 1) / (m + 1)), bits)
    return value + _log_two(bits + 32) * k if k else value


def _log_of_one_plus(q: Interval, bits: int) -> Interval:
    """log(1+q) = 2·artanh(q/(2+q)), for 0 ≤ q ≤ 1."""
    return _twice_artanh(Interval(q.lo / (2 + q.lo), q.hi / (2 + q.hi)), bits)


def _twice_artanh(z: Interval, bits: int) -> Interval:
    """2·artanh(z) = 2z·Σ z²ⁿ/(2n+1), for |z| ≤ 1/3."""
    return 2 * z * _series(z**2, _log_ratio, bits)


@lru_cache(maxsize=64)
def _log_two(bits: int) -> Interval:
    return _log_of_one_plus(Interval.point(1), bits)


@lru_cache(maxsize=64)
def pi(bits: int) -> Interval:
    """π = 16·arctan(1/5) - 4·arctan(1/239) (Machin)."""
    return 16 * _atan(Fraction(1, 5), bits) - 4 * _atan(Fraction(1, 239), bits)


@lru_cache(maxsize=64)
def _inverse_root_of_pi(scale: int, bits: int) -> Interval:
    """1/√(scale·π)."""
    return _root((pi(bits) * scale).inverse(), bits)


def forget() -> None:
    """Forgets the constants computed so far: what a check costs depends on its certificate alone."""
    for constant in (_log_two, pi, _inverse_root_of_pi):
        constant.cache_clear()


def _atan(x: Fraction, bits: int) -> Interval:
    """arctan(x) = x/(1+x²)·Σ zⁿ·(2·4⋯2n)/(3·5⋯(2n+1)) with z = x²/(1+x²) (Euler), for |x| ≤ 1.

    For x > 1, arctan(x) = π/2 - arctan(1/x).
    """
    if x > 1:
        return pi(bits) * Fraction(1, 2) - _atan(1 / x, bits)
    if x < -1:
        return -_atan(-x, bits)
    square = x * x
    return x / (1 + square) * _series(Interval.point(square / (1 + square)), _atan_ratio, bits)


def _quarter_turns(x: Fraction, turns: int, bits: int) -> Interval:
    """sin(x + turns·π/2), with x = r + k·π/2 and |r| less than about π/4; whatever k is, it is true."""
    k = round(x * Fraction(226, 355))
    r = x - pi(bits + 32) * Fraction(k, 2) if k else Interval.point(x)
    odd = (k + turns) % 2
    value = _series(r**2, _cos_ratio, bits, -1) if odd else r * _series(r**2, _sin_ratio, bits, -1)
    return -value if (k + turns) % 4 >= 2 else value


def _sinh(x: Fraction, bits: int) -> Interval:
    """sinh(x) = x·Σ x²ⁿ/(2n+1)! for |x| ≤ 1, where the exponentials would cancel."""
    if abs(x) <= 1:
        return x * _series(Interval.point(x * x), _sin_ratio, bits)
    growing = _exp(x, bits)
    return (growing - growing.inverse()) * Fraction(1, 2)


def _cosh(x: Fraction, bits: int) -> Interval:
    if abs(x) <= 1:
        return _series(Interval.point(x * x), _cos_ratio, bits)
    growing = _exp(x, bits)
    return (growing + growing.inverse()) * Fraction(1, 2)


def _tanh(x: Fraction, bits: int) -> Interval:
    """tanh(x) = sinh(x)/cosh(x) = (1-q)/(1+q) with q = exp(-2x)."""
    if x < 0:
        return -_tanh(-x, bits)
    if x <= 1:
        return _sinh(x, bits) * _cosh(x, bits).inverse()
    q = _exp(-2 * x, bits)
    return 2 * (1 + q).inverse() - 1


def _sigmoid(x: Fraction, bits: int) -> Interval:
    """1/(1+exp(-x)); for x < 0 as 1 - 1/(1+q) = q/(1+q) with q = exp(x), which rises with q."""
    q = _exp(-abs(x), bits)
    if x >= 0:
        return (1 + q).inverse()
    return Interval(q.lo / (1 + q.lo), q.hi / (1 + q.hi))


def _softplus(x: Fraction, bits: int) -> Interval:
    """log(1+exp(x)) = max(x, 0) + log(1+exp(-|x|))."""
    return _log_of_one_plus(_exp(-abs(x), bits), bits) + max(x, Fraction(0))


def _erf(x: Fraction, bits: int) -> Interval:
    """erf(x) = 2x/√π·exp(-x²)·Σ (2x²)ⁿ/(1·3⋯(2n+1)); if x² ≥ bits, 1 - erf(x) ≤ exp(-x²) < 2**-bits."""
    if x < 0:
        return -_erf(-x, bits)
    square = x * x
    if square >= bits:
        return Interval(1 - Fraction(1, 1 << bits), 1)
    density = 2 * _exp(-square, bits) * _inverse_root_of_pi(1, bits)
    return (x * density * _series(Interval.point(2 * square), _erf_ratio, bits)).clipped(0, 1)


def _normal_cdf(x: Fraction, bits: int) -> Interval:
    """Φ(x) = 1/2 + x·φ(x)·Σ x²ⁿ/(1·3⋯(2n+1)), and Φ(x) = 1 - Φ(-x).

    Far out, x < 0 and x² > 2·bits, by Mills' ratio: |x|/(1+x²) < Φ(x)/φ(x) < 1/|x| (Gordon 1941).
    """
    if x > 0:
        return 1 - _normal_cdf(-x, bits)
    square = x * x
    if square > 2 * bits:
        return _normal_density(square, bits) * Interval(-x / (1 + square), -1 / x)
    # 1/2 and the rest cancel down to about exp(-x²/2): as many more bits keep the relative width.
    bits += int(square)
    series = _series(Interval.point(square), _erf_ratio, bits)
    return (Fraction(1, 2) + x * _normal_density(square, bits) * series).clipped(0, 1)


def _normal_density(square: Fraction, bits: int) -> Interval:
    """φ as a function of the square of its argument: exp(-square/2)/√(2π)."""
    return _exp(-square / 2, bits) * _inverse_root_of_pi(2, bits)


def _sqrt(x: Fraction, bits: int) -> Interval:
    """√x = 2**-s·√(4ˢx), between the integer root and the next integer."""
    if x < 0:
        raise Undefined("the square root of a number that is not proved to be at least 0")
    if x == 0:
        return Interval.point(0)
    s = bits + (x.denominator.bit_length() - x.numerator.bit_length()) // 2
    scaled = x * Fraction(4) ** s
    root = isqrt(floor(scaled))
    return Interval(root, root if root * root == scaled else root + 1) * Fraction(2) ** -s


# Functions on an interval


def _increasing(at: PointRule) -> Rule:
    """The range of an increasing function lies between its values at the ends."""

    def rule(u: Interval, bits: int) -> Interval:
        low = at(u.lo, bits)
        return low if u.lo == u.hi else Interval(low.lo, at(u.hi, bits).hi)

    return rule


_root: Final = _increasing(_sqrt)
_exponential: Final = _increasing(_exp)


def _wave(turns: int) -> Rule:
    """sin(u + turns·π/2): with m the middle of the interval, |sin u - sin m| ≤ |u - m|, and |sin| ≤ 1.

    The second bound is all there is where the first says no more, or is too long to compute.
    """

    def rule(u: Interval, bits: int) -> Interval:
        middle, radius = (u.lo + u.hi) / 2, u.width / 2
        if u.magnitude > MAX_ARGUMENT or radius >= 2:
            return Interval(-1, 1)
        value = _quarter_turns(middle, turns, bits)
        return (value + Interval(-radius, radius)).clipped(-1, 1)

    return rule


def _normal_pdf(u: Interval, bits: int) -> Interval:
    return _exponential(u**2 * Fraction(-1, 2), bits) * _inverse_root_of_pi(2, bits)


def _even_cosh(u: Interval, bits: int) -> Interval:
    return _increasing(_cosh)(abs(u), bits)


def _inv(u: Interval, _bits: int) -> Interval:
    return u.inverse()


def _step(u: Interval, _bits: int) -> Interval:
    if u.contains_zero:
        raise Undefined("a step at an argument that is not proved to be different from 0")
    return Interval.point(int(u.lo > 0))


# The primitives, and functions whose formula would lose digits near 0 or far out, or on a wide interval.
_RULES: Final[Mapping[str, Rule]] = {
    "exp": _exponential,
    "log": _increasing(_log),
    "sin": _wave(0),
    "cos": _wave(1),
    "sinh": _increasing(_sinh),
    "cosh": _even_cosh,
    "tanh": _increasing(_tanh),
    "sigmoid": _increasing(_sigmoid),
    "sqrt": _root,
    "erf": _increasing(_erf),
    "normal_cdf": _increasing(_normal_cdf),
    "normal_pdf": _normal_pdf,
    "softplus": _increasing(_softplus),
    "atan": _increasing(_atan),
    "inv": _inv,
    "step": _step,
}
