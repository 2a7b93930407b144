"""Real algebraic numbers: elements of Q[t]/(p) with an interval that isolates one real root of p.

The polynomial p need not be irreducible: what counts is the value at the one root. Sources: Sturm's
theorem; Basu, Pollack, Roy, *Algorithms in Real Algebraic Geometry*, chapters 2 and 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise, zip_longest
from math import gcd, lcm
from typing import Final, TypeAlias

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.meter import spend
from certsim.kernel.terms.polynomial import Rational, power
from certsim.kernel.values.interval import GUARD_BITS, Interval, Undefined

Coefficients: TypeAlias = tuple[Fraction, ...]
Integers: TypeAlias = tuple[int, ...]

MAX_DEGREE: Final = 32
MAX_END_BITS: Final = 8_000
MAX_EUCLID_WORK: Final = 500_000
MAX_NUMBER_BITS: Final = 1_000_000
MAX_ROOT_BITS: Final = 1 << 18
SHOWN_BITS: Final = 200


class AlgebraicField:
    """The values f(α), f in Q[t], where α is the one root of p in the open interval (lo, hi).

    ``polynomial`` are the coefficients of p, constant term first. Required, and proved here: degree
    1 to 64, lo < hi, p(lo)·p(hi) < 0 (so no end is a root), p squarefree, exactly one root between.
    Raises `InvalidCertificate` if one of these fails, `LimitExceeded` for numbers too long.

    >>> field = AlgebraicField([-2, 0, 1], 1, 2)
    >>> root = field.generator
    >>> (root**2 - 2).is_zero(), (root - Fraction(3, 2)).sign()
    (True, -1)
    """

    __slots__ = ("_integers", "_root", "hi", "lo", "polynomial")

    polynomial: Final[Coefficients]
    lo: Final[Fraction]
    hi: Final[Fraction]

    def __init__(self, polynomial: Sequence[Rational], lo: Rational, hi: Rational) -> None:
        self.polynomial = tuple(map(Fraction, polynomial))
        self.lo, self.hi = Fraction(lo), Fraction(hi)
        self._check_size()
        self._integers = _primitive(self.polynomial)
        self._check_isolation()
        self._root = Interval(self.lo, self.hi)

    def _check_size(self) -> None:
        if not 1 <= self.degree <= MAX_DEGREE or not self.polynomial[-1]:
            raise InvalidCertificate(f"a number field needs a polynomial of degree 1 to {MAX_DEGREE}")
        longest = max(map(_bits, (*self.polynomial, self.lo, self.hi)))
        if longest > MAX_END_BITS:
            raise LimitExceeded(f"a number field with numbers of {longest} bits, over {MAX_END_BITS}")

    def _check_isolation(self) -> None:
        if self.lo >= self.hi:
            raise InvalidCertificate("the interval of a number field is empty")
        if self._sign_at(self.lo) * self._sign_at(self.hi) >= 0:
            raise InvalidCertificate(
                "the polynomial of a number field does not change sign between the ends of its interval"
            )
        chain = _sturm_chain(self._integers)
        if len(chain[-1]) > 1:
            raise InvalidCertificate("the polynomial of a number field is not squarefree")
        roots = _variations(chain, self.lo) - _variations(chain, self.hi)
        if roots != 1:
            raise InvalidCertificate(f"the interval of a number field has {roots} roots, and not one")

    @property
    def degree(self) -> int:
        return len(self.polynomial) - 1

    @property
    def generator(self) -> AlgebraicNumber:
        """The root α itself."""
        return self.element((0, 1))

    def element(self, coefficients: Sequence[Rational]) -> AlgebraicNumber:
        """The number Σ cᵢ αⁱ."""
        return AlgebraicNumber(self, _divided(_trimmed(map(Fraction, coefficients)), self.polynomial)[1])

    def is_same(self, other: AlgebraicField) -> bool:
        """Whether both are given by the same polynomial and interval."""
        return self is other or (
            self.polynomial == other.polynomial and self.lo == other.lo and self.hi == other.hi
        )

    def root(self, bits: int) -> Interval:
        """The root, between rational numbers at most 2**-bits apart, by bisection."""
        if bits * self.degree > MAX_ROOT_BITS:
            raise LimitExceeded(f"a root of a polynomial of degree {self.degree} to {bits} bits")
        lo, hi = self._root.lo, self._root.hi
        below = self._sign_at(self.lo)
        while (hi - lo) * (1 << bits) > 1:
            middle = _short_between(lo, hi)
            sign = self._sign_at(middle)
            lo = middle if sign * below >= 0 else lo
            hi = middle if sign * below <= 0 else hi
        self._root = Interval(lo, hi)
        return self._root

    def has_root(self, factor: Coefficients) -> bool:
        """Whether α is a root of a factor of p.

        A factor of p has no other root than α between lo and hi, α at most simply, and none at the
        ends: α is a root iff the sign changes.
        """
        integers = _primitive(factor)
        return _sign_at(integers, self.lo) * _sign_at(integers, self.hi) < 0

    def _sign_at(self, point: Fraction) -> int:
        return _sign_at(self._integers, point)

    def __repr__(self) -> str:
        return f"AlgebraicField of degree {self.degree} over ({self.lo}, {self.hi})"


class AlgebraicNumber:
    """The real number f(α), for a polynomial f over Q of a degree below that of the field.

    Numbers of one field (by polynomial and interval) combine with each other and with rationals;
    numbers of two fields do not: `Undefined`. `LimitExceeded` for coefficients that grow too long.
    """

    __slots__ = ("coefficients", "field")

    field: Final[AlgebraicField]
    coefficients: Final[Coefficients]

    def __init__(self, field: AlgebraicField, coefficients: Coefficients) -> None:
        """Takes reduced coefficients, constant term first; see `AlgebraicField.element`."""
        if sum(map(_bits, coefficients)) > MAX_NUMBER_BITS:
            raise LimitExceeded(f"an algebraic number of more than {MAX_NUMBER_BITS} bits")
        self.field = field
        self.coefficients = coefficients

    @property
    def rational_value(self) -> Fraction | None:
        """The value where it is seen to be rational: f is constant, or f(α) is zero."""
        if len(self.coefficients) <= 1:
            return self.coefficients[0] if self.coefficients else Fraction(0)
        return Fraction(0) if self.is_zero() else None

    def _operand(self, other: AlgebraicNumber | Rational) -> Coefficients:
        if not isinstance(other, AlgebraicNumber):
            return _trimmed((Fraction(other),))
        if not self.field.is_same(other.field):
            raise Undefined("an operation between the numbers of two number fields")
        return other.coefficients

    def __add__(self, other: AlgebraicNumber | Rational) -> AlgebraicNumber:
        return AlgebraicNumber(self.field, _sum(self.coefficients, self._operand(other)))

    __radd__ = __add__

    def __neg__(self) -> AlgebraicNumber:
        return AlgebraicNumber(self.field, tuple(-c for c in self.coefficients))

    def __sub__(self, other: AlgebraicNumber | Rational) -> AlgebraicNumber:
        return self + -other

    def __rsub__(self, other: Rational) -> AlgebraicNumber:
        return -self + other

    def __mul__(self, other: AlgebraicNumber | Rational) -> AlgebraicNumber:
        spend(300 * (1 + self.field.degree) ** 2)
        return self.field.element(_product(self.coefficients, self._operand(other)))

    __rmul__ = __mul__

    def __pow__(self, exponent: int) -> AlgebraicNumber:
        if exponent < 0:
            raise ValueError(f"no power {exponent} of an algebraic number: take the inverse first")
        return power(self, exponent, self.field.element((1,)))

    def inverse(self) -> AlgebraicNumber:
        """The number w(α) with w·f + v·q = 1, q the factor of p without the roots it shares with f.

        If f(α) ≠ 0 then q(α) = 0, hence w(α)·f(α) = 1; q and f are coprime because p is squarefree.
        Raises `Undefined` if f(α) = 0.
        """
        if self.is_zero():
            raise Undefined("the inverse of an algebraic number that is zero")
        common = _gcd(self.coefficients, self.field.polynomial)
        factor, _ = _divided(self.field.polynomial, common)
        return self.field.element(_inverse_modulo(self.coefficients, factor))

    def is_zero(self) -> bool:
        """Whether f(α) = 0, exactly: α is a root of f iff it is one of gcd(f, p)."""
        if len(self.coefficients) <= 1:
            return not self.coefficients
        if not self._at_root(64).contains_zero:
            return False
        return self.field.has_root(_gcd(self.coefficients, self.field.polynomial))

    def sign(self) -> int:
        """-1, 0 or 1, exactly: zero is decided first, so that refining the root comes to an end."""
        if self.is_zero():
            return 0
        bits = 32
        value = self._at_root(bits)
        while value.contains_zero:
            bits *= 2
            value = self._at_root(bits)
        return 1 if value.lo > 0 else -1

    def enclosure(self, bits: int) -> Interval:
        """An interval around the number, of a width of at most 2**-bits."""
        root_bits = bits + 8
        value = self._at_root(root_bits)
        while value.width * (1 << bits) > 1:
            root_bits *= 2
            value = self._at_root(root_bits)
        return value

    def _at_root(self, bits: int) -> Interval:
        """The range of f on an interval of width 2**-bits around the root, by Horner's rule."""
        root = self.field.root(bits).rounded(bits + GUARD_BITS)
        value = Interval.point(0)
        for coefficient in reversed(self.coefficients):
            value = (value * root + coefficient).rounded(bits + GUARD_BITS)
        return value

    def __repr__(self) -> str:
        shown = [str(c) if _bits(c) <= SHOWN_BITS else "…" for c in self.coefficients]
        return "AlgebraicNumber([{}])".format(", ".join(shown))


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def _short_between(lo: Fraction, hi: Fraction) -> Fraction:
    """A dyadic number in the middle half of the interval, as short as its width allows."""
    width = hi - lo
    bits = max(0, 2 - width.numerator.bit_length() + width.denominator.bit_length())
    return Fraction(round((lo + hi) / 2 * (1 << bits)), 1 << bits)


# Polynomials in one variable: coefficients, constant term first, the last one not zero.


def _trimmed(coefficients: Iterable[Fraction]) -> Coefficients:
    kept = list(coefficients)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _sum(f: Coefficients, g: Coefficients) -> Coefficients:
    return _trimmed(a + b for a, b in zip_longest(f, g, fillvalue=Fraction(0)))


def _product(f: Coefficients, g: Coefficients) -> Coefficients:
    if not f or not g:
        return ()
    product = [Fraction(0)] * (len(f) + len(g) - 1)
    for i, a in enumerate(f):
        for j, b in enumerate(g):
            product[i + j] += a * b
    return tuple(product)


def _divided(f: Coefficients, g: Coefficients) -> tuple[Coefficients, Coefficients]:
    """The quotient and the remainder of f by g ≠ 0."""
    remainder, quotient = list(f), [Fraction(0)] * max(0, len(f) - len(g) + 1)
    for shift in reversed(range(len(quotient))):
        factor = quotient[shift] = remainder[shift + len(g) - 1] / g[-1]
        for i, c in enumerate(g):
            remainder[shift + i] -= factor * c
    return tuple(quotient), _trimmed(remainder)


def _inverse_modulo(f: Coefficients, q: Coefficients) -> Coefficients:
    """The polynomial w with w·f ≡ 1 modulo q, for coprime f ≠ 0 and q (Euclid's algorithm, extended).

    A remainder r and its w, r ≡ w·f modulo q, are carried as the one polynomial w + tᵏ·r with k above
    the degree of w: dividing by its highest terms divides r, and does to w what is done to r.
    """
    k = len(q)
    previous = _primitive((*[0] * k, *q))
    current = _primitive((1, *[0] * (k - 1), *f))
    while len(current) > k + 1:
        previous, current = current, _negated_remainder(previous, current)
    return _trimmed(Fraction(c, current[k]) for c in current[:k])


def _primitive(f: Sequence[Rational]) -> Integers:
    """A positive multiple of f with coprime integer coefficients."""
    scale = lcm(*(c.denominator for c in f))
    integers = [c.numerator * (scale // c.denominator) for c in f]
    content = gcd(*integers) or 1
    return tuple(c // content for c in integers)


def _negated_remainder(f: Integers, g: Integers) -> Integers:
    """A positive multiple of minus the remainder of f by g, with coprime integer coefficients."""
    remainder, lead, sign = list(f), abs(g[-1]), 1 if g[-1] > 0 else -1
    while len(remainder) >= len(g):
        factor, shift = sign * remainder[-1], len(remainder) - len(g)
        remainder = [lead * c for c in remainder]
        for i, c in enumerate(g):
            remainder[shift + i] -= factor * c
        while remainder and not remainder[-1]:
            remainder.pop()
    return _primitive([-c for c in remainder])


def _check_cost(f: Integers) -> None:
    """Euclid's algorithm takes degree² steps, on numbers of about degree times the length of these."""
    bits = max(abs(c).bit_length() for c in f)
    work = len(f) ** 2 * bits
    if work > MAX_EUCLID_WORK:
        raise LimitExceeded(f"a greatest common divisor with {len(f)} coefficients of {bits} bits")
    spend(work**2 // 30_000)


def _gcd(f: Coefficients, g: Coefficients) -> Coefficients:
    """A greatest common divisor, up to a factor that is a number."""
    a, b = _primitive(f), _primitive(g)
    _check_cost(a)
    _check_cost(b)
    while b:
        a, b = b, _negated_remainder(a, b)
    return tuple(map(Fraction, a))


def _sturm_chain(f: Integers) -> list[Integers]:
    """f, f' and the negated remainders, down to a greatest common divisor of f and f'."""
    _check_cost(f)
    chain = [f, tuple(i * c for i, c in enumerate(f))[1:]]
    while remainder := _negated_remainder(chain[-2], chain[-1]):
        chain.append(remainder)
    return chain


def _sign_at(f: Integers, point: Fraction) -> int:
    value, power = 0, 1
    for coefficient in reversed(f):
        value = value * point.numerator + coefficient * power
        power *= point.denominator
    return (value > 0) - (value < 0)


def _variations(chain: Sequence[Integers], point: Fraction) -> int:
    """The sign changes along the chain at a point; their difference between two points counts roots."""
    signs = [sign for f in chain if (sign := _sign_at(f, point))]
    return sum(a != b for a, b in pairwise(signs))
