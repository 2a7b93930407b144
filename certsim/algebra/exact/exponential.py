"""Exact values of exponential and trigonometric functions at rational arguments (theorem T7).

The numbers e^(q+ir), for distinct pairs (q, r) of rationals, are linearly independent over the algebraic
numbers (Lindemann-Weierstrass). So a sum of them with Gaussian rational coefficients is zero iff all
its coefficients are, and the sums form a ring without zero divisors, of which this is the field of
quotients: everything in it is decided exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from operator import add
from typing import Final, TypeAlias

from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import spend
from certsim.kernel.terms.calculus import by_formula
from certsim.kernel.terms.functions import EXPONENTIAL
from certsim.kernel.terms.polynomial import Rational, power
from certsim.kernel.values.interval import MAX_BITS, Interval, Undefined, enclose

Exponent: TypeAlias = tuple[int, int]
Gaussian: TypeAlias = tuple[int, int]

MAX_TERMS: Final = 20_000
MAX_PRODUCTS: Final = 1_000_000
MAX_NUMBER_BITS: Final = 10_000
MAX_ARGUMENT_BITS: Final = 2_000


class ExponentialSum:
    """Σ (a+ib)·e^((q+ir)/N), with integers N > 0 and a, b, q, r: an element of the group ring.

    ``terms`` maps (q, r) to (a, b), not both zero. Only real sums are ever made: those in which the
    coefficients at (q, r) and (q, -r) are conjugate. A value, never changed after it is made.
    """

    __slots__ = ("_hash", "order", "terms")

    order: Final[int]
    terms: Final[Mapping[Exponent, Gaussian]]

    def __init__(self, terms: Mapping[Exponent, Gaussian], order: int = 1) -> None:
        """Takes non-zero coefficients."""
        if len(terms) > MAX_TERMS:
            raise LimitExceeded(f"a sum of more than {MAX_TERMS} exponentials")
        self.order = order
        self.terms = terms
        self._hash: int | None = None

    def __add__(self, other: ExponentialSum) -> ExponentialSum:
        spend(20 * len(self.terms) * len(other.terms))
        left, right, order = _common_order(self, other)
        terms = dict(left)
        for exponent, (a, b) in right.items():
            c, d = terms.get(exponent, (0, 0))
            terms[exponent] = a + c, b + d
        return _sum(terms, order)

    def __mul__(self, other: ExponentialSum) -> ExponentialSum:
        if len(self.terms) * len(other.terms) > MAX_PRODUCTS:
            raise LimitExceeded(
                f"a product of sums of {len(self.terms)} and {len(other.terms)} exponentials "
                f"is over the limit of {MAX_PRODUCTS}"
            )
        left, right, order = _common_order(self, other)
        terms: dict[Exponent, Gaussian] = {}
        for (q, r), (a, b) in left.items():
            for (s, t), (c, d) in right.items():
                exponent = q + s, r + t
                e, f = terms.get(exponent, (0, 0))
                terms[exponent] = e + a * c - b * d, f + a * d + b * c
        return _sum(terms, order)

    def __pow__(self, exponent: int) -> ExponentialSum:
        return power(self, exponent, ONE_SUM)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ExponentialSum):
            return self.order == other.order and self.terms == other.terms
        return NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.order, frozenset(self.terms.items())))
        return self._hash

    def times(self, number: int) -> ExponentialSum:
        return _sum({e: (a * number, b * number) for e, (a, b) in self.terms.items()}, self.order)

    def over(self, divisor: int) -> ExponentialSum:
        """The sum divided by a divisor of its content."""
        return ExponentialSum(
            {e: (a // divisor, b // divisor) for e, (a, b) in self.terms.items()}, self.order
        )

    @property
    def content(self) -> int:
        """The greatest common divisor of all coefficients; 0 for the empty sum."""
        return gcd(*(part for coefficient in self.terms.values() for part in coefficient))

    def factored(self) -> tuple[int, Fraction, ExponentialSum]:
        """(c, s, f) with the sum = c·e^s·f, f canonical: two proportional sums have the same f.

        In f the content is 1, the least q is 0, N is as small as it can be, and the coefficient of
        the greatest exponent is positive (its imaginary part, where there is no real part).
        """
        shift = min(q for q, _ in self.terms)
        lead = self.terms[max(self.terms)]
        content = self.content if lead > (0, 0) else -self.content
        order = gcd(self.order, *(q - shift for q, _ in self.terms), *(r for _, r in self.terms))
        terms = {
            ((q - shift) // order, r // order): (a // content, b // content)
            for (q, r), (a, b) in self.terms.items()
        }
        return content, Fraction(shift, self.order), ExponentialSum(terms, self.order // order)

    @property
    def top(self) -> Fraction:
        """The greatest q/N of the sum, which must not be empty."""
        return Fraction(max(q for q, _ in self.terms), self.order)

    def enclosure(self, bits: int) -> Interval:
        """An interval around e^(-top) times the value, with every operation rounded to ``bits`` bits."""
        top, total = self.top, Interval.point(0)
        for (q, r), (a, b) in self.terms.items():
            size = enclose("exp", Interval.point(Fraction(q, self.order) - top), bits)
            total = (total + size * self._wave(r, a, b, bits)).rounded(bits)
        return total

    def _wave(self, r: int, a: int, b: int, bits: int) -> Interval:
        """The real part of (a+ib)·e^(ir/N)."""
        if not r:
            return Interval.point(a)
        angle = Interval.point(Fraction(r, self.order))
        return enclose("cos", angle, bits) * a - enclose("sin", angle, bits) * b


ONE_SUM: Final = ExponentialSum({(0, 0): (1, 0)})
EMPTY_SUM: Final = ExponentialSum({})


def _sum(terms: Mapping[Exponent, Gaussian], order: int) -> ExponentialSum:
    kept = {exponent: c for exponent, c in terms.items() if c != (0, 0)}
    longest = max((max(a.bit_length(), b.bit_length()) for a, b in kept.values()), default=0)
    _check_length(longest)
    return ExponentialSum(kept, order)


def _check_length(bits: int) -> None:
    if bits > MAX_NUMBER_BITS:
        raise LimitExceeded(
            f"a number of {bits} bits in a sum of exponentials: the limit is {MAX_NUMBER_BITS}"
        )


def _common_order(
    left: ExponentialSum, right: ExponentialSum
) -> tuple[Mapping[Exponent, Gaussian], Mapping[Exponent, Gaussian], int]:
    if left.order == right.order:
        return left.terms, right.terms, left.order
    order = lcm(left.order, right.order)
    _check_length(order.bit_length())
    return _stretched(left, order // left.order), _stretched(right, order // right.order), order


def _stretched(summands: ExponentialSum, factor: int) -> dict[Exponent, Gaussian]:
    return {(q * factor, r * factor): c for (q, r), c in summands.terms.items()}


Factors: TypeAlias = Mapping[ExponentialSum, int]


class Exponential:
    """A quotient of two real sums of exponentials: numerator / (divisor · Π factorᵐ).

    The denominator is kept factored, each factor canonical, so that the values of one neuron share
    theirs and adding them multiplies nothing. Zero tests are exact (T7).

    >>> u, v = value_at("tanh", Fraction(1, 3)), value_at("tanh", Fraction(1, 2))
    >>> w = value_at("tanh", Fraction(5, 6))
    >>> (w * (1 + u * v) - (u + v)).is_zero(), w.is_zero()
    (True, False)
    """

    __slots__ = ("divisor", "factors", "numerator")

    numerator: Final[ExponentialSum]
    divisor: Final[int]
    factors: Final[Factors]

    def __init__(self, numerator: ExponentialSum, divisor: int = 1, factors: Factors | None = None) -> None:
        """Takes a positive divisor and canonical factors; cancels what is cheap to cancel."""
        numerator, factors = _cancelled(numerator, factors or {})
        common = gcd(numerator.content, divisor)
        self.numerator = numerator.over(common)
        self.divisor = divisor // common
        self.factors = factors if numerator.terms else {}
        _check_length(self.divisor.bit_length())

    @classmethod
    def constant(cls, value: Rational) -> Exponential:
        _check_length(value.numerator.bit_length())
        terms = {(0, 0): (value.numerator, 0)} if value else {}
        return cls(ExponentialSum(terms), value.denominator)

    def __add__(self, other: Exponential | Rational) -> Exponential:
        other = _exponential(other)
        factors = {
            f: max(self.factors.get(f, 0), other.factors.get(f, 0)) for f in (*self.factors, *other.factors)
        }
        divisor = lcm(self.divisor, other.divisor)
        return Exponential(self._over(divisor, factors) + other._over(divisor, factors), divisor, factors)

    __radd__ = __add__

    def _over(self, divisor: int, factors: Factors) -> ExponentialSum:
        """The numerator over a multiple of the denominator."""
        missing = {f: m - self.factors.get(f, 0) for f, m in factors.items()}
        return self.numerator.times(divisor // self.divisor) * _expanded(missing)

    def __neg__(self) -> Exponential:
        return Exponential(self.numerator.times(-1), self.divisor, self.factors)

    def __sub__(self, other: Exponential | Rational) -> Exponential:
        return self + -other

    def __rsub__(self, other: Rational) -> Exponential:
        return -self + other

    def __mul__(self, other: Exponential | Rational) -> Exponential:
        other = _exponential(other)
        left, right_factors = _cancelled(self.numerator, other.factors)
        right, left_factors = _cancelled(other.numerator, self.factors)
        factors = {
            f: left_factors.get(f, 0) + right_factors.get(f, 0) for f in (*left_factors, *right_factors)
        }
        return Exponential(left * right, self.divisor * other.divisor, factors)

    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> Exponential:
        if exponent < 0:
            raise ValueError(f"no power {exponent} of a sum of exponentials: take the inverse first")
        _check_length((self.divisor.bit_length() - 1) * exponent)
        factors = {f: m * exponent for f, m in self.factors.items()} if exponent else {}
        return Exponential(self.numerator**exponent, self.divisor**exponent, factors)

    def inverse(self) -> Exponential:
        """1/value; `Undefined` where the value is zero."""
        if self.is_zero():
            raise Undefined("the inverse of a value that is zero")
        content, shift, factor = self.numerator.factored()
        unit = _power(-shift).times(self.divisor if content > 0 else -self.divisor)
        factors = {} if factor == ONE_SUM else {factor: 1}
        return Exponential(unit * _expanded(self.factors), abs(content), factors)

    def is_zero(self) -> bool:
        """Whether the value is zero, exactly: by T7 iff the numerator has no term."""
        return not self.numerator.terms

    @property
    def rational_value(self) -> Fraction | None:
        """The value if it is rational, else ``None``; exact, whatever has not been cancelled.

        A rational value c makes numerator - c·denominator zero, hence the two proportional.
        """
        if self.is_zero():
            return Fraction(0)
        content, shift, factor = self.numerator.factored()
        divisor, other_shift, other_factor = _expanded(self.factors).factored()
        if shift != other_shift or factor != other_factor:
            return None
        return Fraction(content, divisor * self.divisor)

    def sign(self) -> int:
        """-1, 0 or 1, exactly; `LimitExceeded` for values too close to zero to tell by 4096 bits."""
        if self.is_zero():
            return 0
        return 1 if self.enclosure(8).lo > 0 else -1

    def enclosure(self, bits: int) -> Interval:
        """An interval around the value, 2**-bits wide relative to it.

        Raises `LimitExceeded` where 4096 bits do not give that.
        """
        if self.is_zero():
            return Interval.point(0)
        working_bits = bits + 32
        while working_bits <= MAX_BITS:
            value = self._enclosure(working_bits)
            if value is not None and value.width * (1 << bits) <= value.magnitude:
                return value
            working_bits *= 2
        raise LimitExceeded(f"a value that {MAX_BITS} bits do not enclose to a relative width of 2**-{bits}")

    def _enclosure(self, bits: int) -> Interval | None:
        shift, value = self.numerator.top, self.numerator.enclosure(bits)
        for factor, multiplicity in self.factors.items():
            enclosed = factor.enclosure(bits)
            if enclosed.contains_zero:
                return None
            shift -= factor.top * multiplicity
            for _ in range(multiplicity):
                value = (value * enclosed.inverse()).rounded(bits)
        size = enclose("exp", Interval.point(shift), bits)
        return (value * size * Fraction(1, self.divisor)).rounded(bits)

    def to_json(self) -> str | dict[str, object]:
        """A rational ``"3/4"``, or numerator and denominator in the basis of T7.

        With N the least common denominator, E is exp(1/N), Ck is cos(k/N) and Sk is sin(k/N).

        >>> value_at("tanh", Fraction(1, 3)).to_json()
        {'numerator': 'E**2 - 1', 'denominator': 'E**2 + 1', 'basis': {'E': 'exp(1/3)'}}
        """
        value = self.rational_value
        return _document(self) if value is None else str(value)

    def __repr__(self) -> str:
        return f"Exponential({self.to_json()})"


def _exponential(value: Exponential | Rational) -> Exponential:
    return value if isinstance(value, Exponential) else Exponential.constant(value)


def _cancelled(numerator: ExponentialSum, factors: Factors) -> tuple[ExponentialSum, Factors]:
    """Numerator and denominator, after cancelling a factor that is all of the numerator."""
    factors = {f: m for f, m in factors.items() if m}
    if not numerator.terms or not factors:
        return numerator, factors
    content, shift, factor = numerator.factored()
    if factor not in factors:
        return numerator, factors
    factors[factor] -= 1
    return _power(shift).times(content), {f: m for f, m in factors.items() if m}


def _expanded(factors: Factors) -> ExponentialSum:
    product = ONE_SUM
    for factor, multiplicity in factors.items():
        product = product * factor**multiplicity
    return product


# Values of functions


def _power(q: Fraction) -> ExponentialSum:
    """e^q."""
    return ExponentialSum({(q.numerator, 0): (1, 0)}, q.denominator)


def value_at(function: str, u: Fraction) -> Exponential:
    """The value of one of `EXPONENTIAL_FUNCTIONS` at a rational number, exactly.

    Raises `Undefined` for any other function.
    """
    if max(u.numerator.bit_length(), u.denominator.bit_length()) > MAX_ARGUMENT_BITS:
        raise LimitExceeded(f"an argument of more than {MAX_ARGUMENT_BITS} bits")
    if function in _PRIMITIVES:
        return _PRIMITIVES[function](u)
    value = by_formula(function, Exponential.constant(u), _Values())
    if value is None:
        raise Undefined(f"the function {function!r} has no exact values here")
    return value


class _Values:
    """The ring in which the formula of a function is evaluated."""

    def number(self, value: Fraction) -> Exponential:
        return Exponential.constant(value)

    def total(self, summands: Iterable[Exponential]) -> Exponential:
        return reduce(add, summands)

    def call(self, function: str, argument: Exponential) -> Exponential:
        if function == "inv":
            return argument.inverse()
        u = argument.rational_value
        if u is None:
            raise Undefined(f"{function} of a value that is not rational has no exact value here")
        return value_at(function, u)


def _exp(u: Fraction) -> Exponential:
    return Exponential(_power(u))


def _sin(u: Fraction) -> Exponential:
    """(-i·e^(iu) + i·e^(-iu))/2."""
    if not u:
        return Exponential(EMPTY_SUM)
    terms = {(0, u.numerator): (0, -1), (0, -u.numerator): (0, 1)}
    return Exponential(ExponentialSum(terms, u.denominator), 2)


def _cos(u: Fraction) -> Exponential:
    """(e^(iu) + e^(-iu))/2."""
    if not u:
        return Exponential(ONE_SUM)
    terms = {(0, u.numerator): (1, 0), (0, -u.numerator): (1, 0)}
    return Exponential(ExponentialSum(terms, u.denominator), 2)


_PRIMITIVES: Final[Mapping[str, Callable[[Fraction], Exponential]]] = {"exp": _exp, "sin": _sin, "cos": _cos}
EXPONENTIAL_FUNCTIONS: Final = EXPONENTIAL | _PRIMITIVES.keys()


# Text


def _document(value: Exponential) -> dict[str, object]:
    content, shift, factor = value.numerator.factored()
    numerator = _power(max(shift, Fraction(0))) * factor.times(content)
    order = lcm(numerator.order, shift.denominator, *(f.order for f in value.factors))
    _check_length(order.bit_length())
    common = gcd(value.divisor, *(part for *_, pair in _real_terms(numerator, order) for part in pair))
    divisor = _power(max(-shift, Fraction(0))).times(value.divisor // common)
    basis: dict[str, str] = {}
    for part in (numerator, divisor, *value.factors):
        basis |= _symbols(part, order)
    return {
        "numerator": _text(numerator, order, common),
        "denominator": _denominator_text(divisor, value.factors, order),
        "basis": dict(sorted(basis.items())),
    }


def _denominator_text(divisor: ExponentialSum, factors: Factors, order: int) -> str:
    powers = sorted((_text(factor, order), multiplicity) for factor, multiplicity in factors.items())
    if divisor == ONE_SUM and len(powers) == 1 and powers[0][1] == 1:
        return powers[0][0]
    parts = [] if divisor == ONE_SUM and powers else [_text(divisor, order)]
    return "*".join([*parts, *(f"({text})" + (f"**{m}" if m > 1 else "") for text, m in powers)])


def _symbols(summands: ExponentialSum, order: int) -> dict[str, str]:
    """The symbols in which a sum is written, and what they stand for."""
    symbols = {"E": f"exp({Fraction(1, order)})"} if any(q for q, _ in summands.terms) else {}
    for _, k, (a, b) in _real_terms(summands, order):
        if k:
            symbols |= {f"C{k}": f"cos({Fraction(k, order)})"} if a else {}
            symbols |= {f"S{k}": f"sin({Fraction(k, order)})"} if b else {}
    return symbols


def _real_terms(summands: ExponentialSum, order: int) -> Iterator[tuple[int, int, Gaussian]]:
    """(j, k, (a, b)) with the sum = Σ E**j·(a·Ck + b·Sk), highest powers first.

    The terms at k and -k are conjugate: together they are twice the real part of (a-ib)·e^(ik/N).
    """
    scale = order // summands.order
    for q, r in sorted(summands.terms, key=lambda exponent: (-exponent[0], exponent[1])):
        a, b = summands.terms[q, r]
        _check_length(max(q * scale, r * scale).bit_length())
        if r == 0:
            yield q * scale, 0, (a, 0)
        elif r > 0:
            yield q * scale, r * scale, (2 * a, -2 * b)


def _text(summands: ExponentialSum, order: int, divisor: int = 1) -> str:
    texts = []
    for j, k, (a, b) in _real_terms(summands, order):
        power = "" if j == 0 else "E" if j == 1 else f"E**{j}"
        for coefficient, wave in ((a, f"C{k}" if k else ""), (b, f"S{k}")):
            if coefficient:
                texts.append(_term_text(coefficient // divisor, power, wave))
    joined = " ".join(texts)
    return joined[2:] if joined.startswith("+") else "-" + joined[2:]


def _term_text(coefficient: int, *symbols: str) -> str:
    factors = [symbol for symbol in symbols if symbol]
    if abs(coefficient) != 1 or not factors:
        factors.insert(0, str(abs(coefficient)))
    return ("- " if coefficient < 0 else "+ ") + "*".join(factors)
