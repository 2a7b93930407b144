"""Arithmetic modulo an integer: what is not zero there is not zero in truth (theory T12).

A rational number whose denominator is invertible has a residue. A function value of theorem T7 has one,
too: it is a rational function of E = e^{1/N}, cos(1/N) and sin(1/N), over the rationals a generic point of a
line and a circle, so that any point of the line and of the circle modulo n may stand for them. A
polynomial expression with a residue that is not zero is then not zero itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.meter import spend
from certsim.kernel.terms.polynomial import rational_text
from certsim.kernel.values.arithmetic import ExactArithmetic
from certsim.kernel.values.interval import Undefined

MAX_MODULUS: Final = 1 << 64
MAX_EXPONENT: Final = 1_000_000
MAX_EXACT_BITS: Final = 20_000
"""Of a longer rational number only the residue is kept."""
_EXACT: Final = ExactArithmetic()


@dataclass(frozen=True)
class Basis:
    """What stands modulo n for E = e^{1/order}, and for cos(1/order) and sin(1/order)."""

    order: int
    exponential: int
    cosine: int
    sine: int


class Lifted:
    """A residue, and the rational number that it is of where it is known to be one."""

    __slots__ = ("exact", "value")

    def __init__(self, value: int, exact: Fraction | None) -> None:
        self.value: Final = value
        self.exact: Final = exact

    def __add__(self, other: Lifted | int) -> Lifted:
        if isinstance(other, int):
            other = Lifted(other, Fraction(other))
        if not isinstance(other, Lifted):
            return NotImplemented
        return Lifted(self.value + other.value, _both(self, other, Fraction.__add__))

    __radd__ = __add__

    def __mul__(self, other: Lifted | int) -> Lifted:
        if isinstance(other, int):
            other = Lifted(other, Fraction(other))
        if not isinstance(other, Lifted):
            return NotImplemented
        return Lifted(self.value * other.value, _both(self, other, Fraction.__mul__))

    __rmul__ = __mul__

    def __mod__(self, modulus: int) -> Lifted:
        return Lifted(self.value % modulus, self.exact)


def _both(
    left: Lifted, right: Lifted, operation: Callable[[Fraction, Fraction], Fraction]
) -> Fraction | None:
    if left.exact is None or right.exact is None:
        return None
    result = operation(left.exact, right.exact)
    bits = result.numerator.bit_length() + result.denominator.bit_length()
    spend(20 + bits // 8)
    return result if bits <= MAX_EXACT_BITS else None


Residue: TypeAlias = int | Lifted


class Residues:
    """The integers modulo n, as an arithmetic for expressions without calls other than 1/u."""

    def __init__(self, modulus: int) -> None:
        if not 1 < modulus < MAX_MODULUS:
            raise InvalidCertificate(f"{modulus} is no modulus")
        self.modulus: Final = modulus

    def number(self, value: Fraction) -> Residue:
        return value.numerator * self._inverse(value.denominator) % self.modulus

    def reduce(self, value: Residue) -> Residue:
        return value % self.modulus

    def residue(self, value: Residue) -> int:
        return value if isinstance(value, int) else value.value

    def call(self, function: str, argument: Residue) -> Residue:
        if function != "inv":
            raise InvalidCertificate(f"{function} has no value modulo an integer without a basis for it")
        return self._inverse(self.residue(argument))

    def _inverse(self, value: int) -> int:
        try:
            return pow(value, -1, self.modulus)
        except ValueError:
            raise InvalidCertificate(f"{rational_text(value)} has no inverse modulo {self.modulus}") from None


class LiftedResidues(Residues):
    """The same with the functions of theorem T7, whose arguments have to be rational numbers."""

    def __init__(self, modulus: int, basis: Basis) -> None:
        super().__init__(modulus)
        if basis.order < 1 or (basis.cosine**2 + basis.sine**2 - 1) % modulus:
            raise InvalidCertificate("the basis for exponentials is not one")
        self._inverse(basis.exponential)
        self._basis: Final = basis

    def number(self, value: Fraction) -> Lifted:
        return Lifted(self.residue(super().number(value)), value)

    def call(self, function: str, argument: Residue) -> Residue:
        if not isinstance(argument, Lifted):
            return self.call(function, self.number(Fraction(argument)))
        if argument.exact is None:
            if function != "inv":
                raise InvalidCertificate(f"{function} of a value that is not rational has no residue")
            return Lifted(self._inverse(argument.value), None)
        try:
            value = _EXACT.apply(function, argument.exact)
        except Undefined:
            if function not in _TRANSCENDENTAL:
                raise
            value = None
        if isinstance(value, Fraction):
            return self.number(value)
        return Lifted(_TRANSCENDENTAL[function](self, self._exponent(argument.exact)), None)

    def _exponent(self, argument: Fraction) -> int:
        order = self._basis.order
        scaled = argument * order
        if scaled.denominator != 1 or abs(scaled) > MAX_EXPONENT:
            raise InvalidCertificate(f"{rational_text(argument)} is not a small multiple of 1/{order}")
        return scaled.numerator

    def exponential(self, exponent: int) -> int:
        """The residue of E^exponent."""
        return pow(self._basis.exponential, exponent, self.modulus)

    def quotient(self, numerator: int, denominator: int) -> int:
        return numerator * self._inverse(denominator) % self.modulus

    def wave(self, exponent: int) -> tuple[int, int]:
        """The residues of cos and sin: (cos(1/N) + i·sin(1/N))^exponent."""
        c, s = 1, 0
        real, imaginary = self._basis.cosine, self._basis.sine * (1 if exponent >= 0 else -1)
        exponent = abs(exponent)
        while exponent:
            if exponent & 1:
                c, s = (c * real - s * imaginary) % self.modulus, (c * imaginary + s * real) % self.modulus
            real, imaginary = (real**2 - imaginary**2) % self.modulus, 2 * real * imaginary % self.modulus
            exponent >>= 1
        return c, s


def _exp(ring: LiftedResidues, k: int) -> int:
    return ring.exponential(k)


def _tanh(ring: LiftedResidues, k: int) -> int:
    square = ring.exponential(2 * k)
    return ring.quotient(square - 1, square + 1)


def _sigmoid(ring: LiftedResidues, k: int) -> int:
    return ring.quotient(ring.exponential(k), ring.exponential(k) + 1)


def _sinh(ring: LiftedResidues, k: int) -> int:
    return ring.quotient(ring.exponential(k) - ring.exponential(-k), 2)


def _cosh(ring: LiftedResidues, k: int) -> int:
    return ring.quotient(ring.exponential(k) + ring.exponential(-k), 2)


_TRANSCENDENTAL: Final[Mapping[str, Callable[[LiftedResidues, int], int]]] = {
    "exp": _exp,
    "tanh": _tanh,
    "sigmoid": _sigmoid,
    "sinh": _sinh,
    "cosh": _cosh,
    "cos": lambda ring, k: ring.wave(k)[0],
    "sin": lambda ring, k: ring.wave(k)[1],
}
"""The values at k/N of the functions of theorem T7."""
