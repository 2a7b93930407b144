"""Real algebraic numbers and the points that have them for coordinates."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count
from math import floor
from typing import Any, TypeAlias

import flint

from certsim.algebra.rings import to_fmpq, to_fraction
from certsim.kernel.terms.polynomial import ONE, Polynomial

Coefficients: TypeAlias = tuple[Fraction, ...]
"""Ascending, without leading zeros."""
Value: TypeAlias = Fraction | Coefficients
"""A rational number, or a polynomial in the root of a `RealField`."""


def univariate(coefficients: Sequence[Fraction]) -> Any:
    """The polynomial as FLINT's ``fmpq_poly``."""
    return flint.fmpq_poly([to_fmpq(c) for c in coefficients])


def coefficients_of(polynomial: Any) -> Coefficients:
    """The coefficients of FLINT's ``fmpq_poly``."""
    return tuple(to_fraction(c) for c in polynomial.coeffs())


@dataclass(frozen=True)
class RealField:
    """Q(t) for t the one root, in an open interval with rational ends, of an irreducible polynomial."""

    polynomial: Coefficients
    interval: tuple[Fraction, Fraction]

    def sign(self, element: Any) -> int:
        """The sign of a polynomial in t, exactly: zero if p divides it, else an enclosure decides."""
        modulus = univariate(self.polynomial)
        element = element % modulus
        if not element:
            return 0
        coefficients = coefficients_of(element)
        low, high = self.interval
        for halvings in count(8, 8):
            least, greatest = _enclosure(coefficients, low, high)
            if least > 0 or greatest < 0:
                break
            low, high = _narrowed(modulus, low, high, halvings)
        return 1 if least > 0 else -1


def _enclosure(coefficients: Coefficients, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """An interval that contains all values of the polynomial on an interval (Horner)."""
    least = greatest = Fraction(0)
    for c in reversed(coefficients):
        products = [least * low, least * high, greatest * low, greatest * high]
        least, greatest = min(products) + c, max(products) + c
    return least, greatest


def _narrowed(modulus: Any, low: Fraction, high: Fraction, halvings: int) -> tuple[Fraction, Fraction]:
    """The half with the root, again and again; a polynomial without rational roots has signs there."""
    positive = modulus(to_fmpq(low)) > 0
    for _ in range(halvings):
        middle = (low + high) / 2
        if (modulus(to_fmpq(middle)) > 0) == positive:
            low = middle
        else:
            high = middle
    return low, high


def real_fields(polynomial: Any) -> Iterator[RealField]:
    """The fields of the real roots, ascending, of an irreducible ``fmpq_poly`` of degree 2 or more."""
    balls = [root.real for root, _ in polynomial.numer().complex_roots() if root.imag.is_zero()]
    ends = sorted(map(_ends, balls))
    monic = coefficients_of(polynomial / polynomial.leading_coefficient())
    for i, (low, high) in enumerate(ends):
        others = ends[:i] + ends[i + 1 :]
        yield RealField(monic, _short_interval(low, high, others))


def _ends(ball: Any) -> tuple[Fraction, Fraction]:
    """The ends of a ball, exactly: FLINT rounds its own to a precision that others may have changed."""
    middle, radius = to_fraction(ball.mid().fmpq()), to_fraction(ball.rad().fmpq())
    return middle - radius, middle + radius


def _short_interval(
    low: Fraction, high: Fraction, others: Sequence[tuple[Fraction, Fraction]]
) -> tuple[Fraction, Fraction]:
    """The widest cell of a dyadic grid that contains [low, high] and meets none of the others."""
    for bits in range(200):
        start = Fraction(floor(low * 2**bits), 2**bits)
        end = start + Fraction(1, 2**bits)
        if end <= high:
            break
        if all(b < start or a > end for a, b in others):
            return start, end
    return low, high


@dataclass(frozen=True)
class Point:
    """A real point: variable → value; irrational values are polynomials in the root t of one field.

    >>> root = RealField((Fraction(-2), Fraction(0), Fraction(1)), (Fraction(1), Fraction(2)))
    >>> point = Point({0: (Fraction(0), Fraction(1)), 1: Fraction(3, 2)}, root)
    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> point.sign(x**2 - 2), point.sign(x - y)
    (0, -1)
    """

    values: Mapping[int, Value]
    field: RealField | None = None

    @property
    def key(self) -> Hashable:
        """Equal for equal points in the same field."""
        return tuple(sorted(self.values.items(), key=lambda item: item[0])), self.field

    def value(self, polynomial: Polynomial) -> Value:
        """The exact value of a polynomial in the point's variables.

        Raises:
            KeyError: it has a variable that the point has not.
        """
        if self.field is None:
            return _rational_value(polynomial, self.values)
        return _value(self._evaluate(polynomial))

    def quotient(self, numerator: Polynomial, denominator: Polynomial) -> Value | None:
        """The exact value of a quotient; ``None`` where the denominator is 0.

        Raises:
            KeyError: there is a variable that the point has not.
        """
        if denominator == ONE:
            return self.value(numerator)
        if self.field is None:
            below = _rational_value(denominator, self.values)
            return _rational_value(numerator, self.values) / below if below else None
        modulus, below = univariate(self.field.polynomial), self._evaluate(denominator)
        if not below:
            return None
        inverse = below.xgcd(modulus)[1]
        return _value(self._evaluate(numerator) * inverse % modulus)

    def sign(self, polynomial: Polynomial) -> int:
        """The exact sign, −1, 0 or 1, of a polynomial at the point.

        Raises:
            KeyError: it has a variable that the point has not.
        """
        if self.field is None:
            value = _rational_value(polynomial, self.values)
            return (value > 0) - (value < 0)
        return self.field.sign(self._evaluate(polynomial))

    def _evaluate(self, polynomial: Polynomial) -> Any:
        modulus = univariate(self.field.polynomial if self.field else ())
        elements = {v: _element(self.values[v]) for v in polynomial.variables}
        total = flint.fmpq_poly([])
        for monomial, coefficient in polynomial.terms.items():
            product = flint.fmpq_poly([to_fmpq(coefficient)])
            for variable in monomial:
                product = product * elements[variable] % modulus
            total += product
        return total


def _rational_value(polynomial: Polynomial, values: Mapping[int, Value]) -> Fraction:
    total = Fraction(0)
    for monomial, coefficient in polynomial.terms.items():
        product = Fraction(coefficient)
        for variable in monomial:
            value = values[variable]
            product *= value if isinstance(value, Fraction) else 0
        total += product
    return total


def _element(value: Value) -> Any:
    return univariate((value,) if isinstance(value, Fraction) else value)


def _value(element: Any) -> Value:
    coefficients = coefficients_of(element)
    return coefficients if len(coefficients) > 1 else Fraction(*coefficients) if coefficients else Fraction(0)


def in_field(element: Any, root_field: RealField) -> Value:
    """A polynomial in the field's root as the value of a coordinate."""
    return _value(element % univariate(root_field.polynomial))
