"""Exact sparse polynomials over the rationals, in variables that are non-negative integers.

A monomial is the sorted tuple of its variables with repetition (``x0**2*x3`` is ``(0, 0, 3)``), so
its size is its degree and not the number of variables: a model may have a hundred thousand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from operator import mul
from typing import Any, Final, TypeAlias, TypeVar

from certsim.kernel import meter
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import length, plus, price, spend, times

T = TypeVar("T")
Rational: TypeAlias = meter.Rational
Monomial: TypeAlias = tuple[int, ...]

MAX_TERMS: Final = 1_000_000
MAX_DEGREE: Final = 2_000
MAX_POWER_WEIGHT: Final = 100_000
MAX_SHOWN_BITS: Final = 8_000
_MODULUS: Final = sys.hash_info.modulus
"""Python's hash of a number is its residue modulo this prime."""


def rational_text(value: Rational) -> str:
    """A rational number in decimal digits, unless these are more than anyone would read."""
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    return str(value) if bits <= MAX_SHOWN_BITS else f"(a number of {bits} bits)"


def power(base: T, exponent: int, one: T, multiply: Callable[[Any, Any], Any] = mul) -> T:
    """base**exponent for an exponent ≥ 0, by repeated squaring, in any ring.

    >>> power(3, 5, 1)
    243
    """
    result, square = one, base
    while exponent:
        if exponent & 1:
            result = square if result is one else multiply(result, square)
        exponent >>= 1
        if exponent:
            square = multiply(square, square)
    return result


def spelling(value: Rational) -> Rational | str:
    """What stands for a number in a table: no one can choose many numbers that share its hash."""
    numerator, denominator = value.as_integer_ratio()
    if denominator == 1 and -_MODULUS < numerator < _MODULUS:
        return numerator
    return f"{numerator:x}/{denominator:x}"


def _lean(value: Rational) -> Rational:
    """A number as an ``int`` where it is one: integer arithmetic is ten times faster."""
    return value.numerator if value.denominator == 1 else value


class Polynomial:
    """A polynomial with rational coefficients; a value, never changed after it is made.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> (x + y) * (x - y) == x**2 - y**2
    True
    """

    __slots__ = ("_hash", "_length", "terms")

    terms: Final[Mapping[Monomial, Rational]]

    def __init__(self, terms: Mapping[Monomial, Rational]) -> None:
        """Takes sorted monomials; coefficients that are zero are dropped."""
        self.terms = {m: _lean(c) for m, c in terms.items() if c}
        self._hash: int | None = None
        self._length: int | None = None

    @classmethod
    def constant(cls, value: Rational) -> Polynomial:
        return cls({(): value})

    @classmethod
    def variable(cls, index: int) -> Polynomial:
        return cls({(index,): 1})

    @classmethod
    def total(cls, summands: Iterable[Polynomial]) -> Polynomial:
        """The sum of many polynomials, in time linear in their terms."""
        terms: dict[Monomial, Rational] = {}
        for summand in summands:
            spend(6 + 12 * len(summand.terms))
            for monomial, coefficient in summand.terms.items():
                known = terms.get(monomial)
                terms[monomial] = coefficient if known is None else plus(known, coefficient)
        return cls(terms)

    def __add__(self, other: Polynomial | Rational) -> Polynomial:
        return Polynomial.total((self, _polynomial(other)))

    __radd__ = __add__

    def __neg__(self) -> Polynomial:
        spend(8 + 12 * len(self.terms) + self._bits() // 50)
        return Polynomial({m: -c for m, c in self.terms.items()})

    def __sub__(self, other: Polynomial | Rational) -> Polynomial:
        return Polynomial.total((self, -_polynomial(other)))

    def __rsub__(self, other: Polynomial | Rational) -> Polynomial:
        return Polynomial.total((_polynomial(other), -self))

    def __mul__(self, other: Polynomial | Rational) -> Polynomial:
        if not isinstance(other, Polynomial):
            return self._scaled(other)
        if not self.terms or not other.terms:
            spend(4)
            return ZERO
        if len(self.terms) * len(other.terms) > MAX_TERMS:
            raise LimitExceeded(
                f"a product of polynomials with {len(self.terms)} and {len(other.terms)} terms "
                f"is over the limit of {MAX_TERMS}"
            )
        degree = self.degree + other.degree
        if degree > MAX_DEGREE:
            raise LimitExceeded(f"a polynomial of a degree over the limit of {MAX_DEGREE}")
        self._spend_on_product(other, degree)
        terms: dict[Monomial, Rational] = {}
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                monomial = tuple(sorted(left + right)) if left and right else left or right
                known = terms.get(monomial)
                terms[monomial] = a * b if known is None else plus(known, a * b)
        return Polynomial(terms)

    __rmul__ = __mul__

    def _scaled(self, factor: Rational) -> Polynomial:
        spend(8 + 12 * len(self.terms))
        return Polynomial({m: times(c, factor) for m, c in self.terms.items()})

    def _spend_on_product(self, other: Polynomial, degree: int) -> None:
        """Pays for the terms, and for the products of the coefficients."""
        left, right = len(self.terms), len(other.terms)
        long, wide = self._bits(), other._bits()
        numbers = (left * wide + right * long) // 50 + long * wide // 100_000
        spend(20 + left * right * (30 + degree) + numbers)

    def _bits(self) -> int:
        """The length of all coefficients together."""
        if self._length is None:
            self._length = sum(map(length, self.terms.values()))
        return self._length

    def _weight(self) -> int:
        """What a term costs: about its length and that of its coefficient."""
        return 16 + self.degree // 2 + max(map(length, self.terms.values()), default=0) // 16

    def __pow__(self, exponent: int) -> Polynomial:
        if exponent < 0:
            raise ValueError(f"a polynomial has no power {exponent}")
        if exponent * self.degree > MAX_DEGREE or exponent * self._weight() > MAX_POWER_WEIGHT:
            raise LimitExceeded(f"the power {exponent} of a polynomial is over the limits")
        return power(self, exponent, ONE)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Polynomial):
            return self.terms == other.terms
        return NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset((m, spelling(c)) for m, c in self.terms.items()))
        return self._hash

    def __bool__(self) -> bool:
        """Whether this is not the zero polynomial."""
        return bool(self.terms)

    def __repr__(self) -> str:
        return self.text(lambda variable: f"x{variable}")

    @property
    def degree(self) -> int:
        """The total degree; 0 for the zero polynomial."""
        return max(map(len, self.terms), default=0)

    @property
    def variables(self) -> frozenset[int]:
        return frozenset(v for monomial in self.terms for v in monomial)

    @property
    def constant_value(self) -> Rational | None:
        """The value of a constant polynomial, ``None`` for any other."""
        if not self.terms:
            return 0
        return self.terms.get(()) if len(self.terms) == 1 else None

    def derivative(self, variable: int) -> Polynomial:
        spend((6 + self.degree // 10) * len(self.terms))
        terms: dict[Monomial, Rational] = {}
        for monomial, coefficient in self.terms.items():
            power = monomial.count(variable)
            if power:
                spend(24 + 2 * len(monomial))
                at = monomial.index(variable)
                terms[monomial[:at] + monomial[at + 1 :]] = times(coefficient, power)
        return Polynomial(terms)

    def substitute(self, values: Mapping[int, Polynomial]) -> Polynomial:
        """The polynomial with some of its variables replaced by polynomials, all at once."""
        spend(len(self.terms) * (4 + self.degree))
        if not any(variable in values for variable in self.variables):
            return self
        spend(30 * len(self.terms))
        summands = []
        for monomial, coefficient in self.terms.items():
            kept = tuple(v for v in monomial if v not in values)
            summand = Polynomial({kept: coefficient})
            for variable in monomial:
                if variable in values:
                    summand = summand * values[variable]
            summands.append(summand)
        return Polynomial.total(summands)

    def text(self, name: Callable[[int], str]) -> str:
        """The polynomial as a sum in numpy's spelling, highest degree first."""
        if not self.terms:
            return "0"
        parts = []
        spend(60 * len(self.terms))
        for monomial, coefficient in sorted(self.terms.items(), key=lambda term: (-len(term[0]), term[0])):
            spend(len(monomial) ** 2 + price(length(coefficient), MAX_SHOWN_BITS))
            factors = [
                name(v) if monomial.count(v) == 1 else f"{name(v)}**{monomial.count(v)}"
                for v in dict.fromkeys(monomial)
            ]
            if abs(coefficient) != 1 or not factors:
                factors.insert(0, rational_text(max(coefficient, -coefficient)))
            parts.append(("- " if coefficient < 0 else "+ ") + "*".join(factors))
            spend(len(parts[-1]))
        joined = " ".join(parts)
        return joined[2:] if joined.startswith("+") else "-" + joined[2:]


def _polynomial(value: Polynomial | Rational) -> Polynomial:
    return value if isinstance(value, Polynomial) else Polynomial.constant(value)


ZERO: Final = Polynomial({})
ONE: Final = Polynomial.constant(1)
