"""Exact sparse polynomials over the rationals, in variables that are non-negative integers.

A monomial is the sorted tuple of its variables with repetition (``x0**2*x3`` is ``(0, 0, 3)``), so
its size is its degree and not the number of variables: a model may have a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from operator import mul
from typing import Any, Final, TypeAlias, TypeVar

from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import MAX_BITS, spend

T = TypeVar("T")
Rational: TypeAlias = int | Fraction
Monomial: TypeAlias = tuple[int, ...]

MAX_TERMS: Final = 1_000_000
MAX_DEGREE: Final = 2_000
MAX_POWER_WEIGHT: Final = 100_000
MAX_SHOWN_BITS: Final = 8_000


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


def _lean(value: Rational) -> Rational:
    """The same number as an ``int`` where it is one: integer arithmetic is ten times faster."""
    return value.numerator if value.denominator == 1 else value


class Polynomial:
    """A polynomial with rational coefficients; a value, never changed after it is made.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> (x + y) * (x - y) == x**2 - y**2
    True
    """

    __slots__ = ("_hash", "terms")

    terms: Final[Mapping[Monomial, Rational]]

    def __init__(self, terms: Mapping[Monomial, Rational]) -> None:
        """Takes sorted monomials; coefficients that are zero are dropped."""
        self.terms = {m: _lean(c) for m, c in terms.items() if c}
        self._hash: int | None = None

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
            spend(4 + 8 * len(summand.terms))
            for monomial, coefficient in summand.terms.items():
                terms[monomial] = terms.get(monomial, 0) + coefficient
        return cls(terms)

    def __add__(self, other: Polynomial | Rational) -> Polynomial:
        return Polynomial.total((self, _polynomial(other)))

    __radd__ = __add__

    def __neg__(self) -> Polynomial:
        return Polynomial({m: -c for m, c in self.terms.items()})

    def __sub__(self, other: Polynomial | Rational) -> Polynomial:
        return Polynomial.total((self, -_polynomial(other)))

    def __rsub__(self, other: Polynomial | Rational) -> Polynomial:
        return Polynomial.total((_polynomial(other), -self))

    def __mul__(self, other: Polynomial | Rational) -> Polynomial:
        if not isinstance(other, Polynomial):
            return Polynomial({m: c * other for m, c in self.terms.items()})
        if len(self.terms) * len(other.terms) > MAX_TERMS:
            raise LimitExceeded(
                f"a product of polynomials with {len(self.terms)} and {len(other.terms)} terms "
                f"is over the limit of {MAX_TERMS}"
            )
        if self.degree + other.degree > MAX_DEGREE:
            raise LimitExceeded(f"a polynomial of a degree over the limit of {MAX_DEGREE}")
        spend(len(self.terms) * len(other.terms) * (self._weight() + other._weight()))
        terms: dict[Monomial, Rational] = {}
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                monomial = tuple(sorted(left + right)) if left and right else left or right
                terms[monomial] = terms.get(monomial, 0) + a * b
        return Polynomial(terms)

    __rmul__ = __mul__

    def _weight(self) -> int:
        """What a term costs: about its length and that of its coefficient."""
        longest = max(
            (c.numerator.bit_length() + c.denominator.bit_length() for c in self.terms.values()), default=0
        )
        if longest > MAX_BITS:
            raise LimitExceeded(f"a polynomial with a coefficient of more than {MAX_BITS} bits")
        return 16 + self.degree // 2 + longest // 16

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
            self._hash = hash(frozenset(self.terms.items()))
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
        spend(6 * len(self.terms))
        terms: dict[Monomial, Rational] = {}
        for monomial, coefficient in self.terms.items():
            power = monomial.count(variable)
            if power:
                at = monomial.index(variable)
                terms[monomial[:at] + monomial[at + 1 :]] = coefficient * power
        return Polynomial(terms)

    def substitute(self, values: Mapping[int, Polynomial]) -> Polynomial:
        """The polynomial with some of its variables replaced by polynomials, all at once."""
        spend(4 * len(self.terms))
        if self.variables.isdisjoint(values):
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
        for monomial, coefficient in sorted(self.terms.items(), key=lambda term: (-len(term[0]), term[0])):
            factors = [
                name(v) if monomial.count(v) == 1 else f"{name(v)}**{monomial.count(v)}"
                for v in dict.fromkeys(monomial)
            ]
            if abs(coefficient) != 1 or not factors:
                factors.insert(0, rational_text(max(coefficient, -coefficient)))
            parts.append(("- " if coefficient < 0 else "+ ") + "*".join(factors))
        joined = " ".join(parts)
        return joined[2:] if joined.startswith("+") else "-" + joined[2:]


def _polynomial(value: Polynomial | Rational) -> Polynomial:
    return value if isinstance(value, Polynomial) else Polynomial.constant(value)


ZERO: Final = Polynomial({})
ONE: Final = Polynomial.constant(1)
