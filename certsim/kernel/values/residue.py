"""Arithmetic modulo an integer: what is not zero there is not zero in truth (theory T12).

A rational number whose denominator is invertible has a residue. A function value of theorem T7 has one,
too: it is a rational function of E = e^{1/N}, cos(1/N) and sin(1/N), over the rationals a generic point of a
line and a circle, so that any point of the line and of the circle modulo n may stand for them. A
polynomial expression with a residue that is not zero is then not zero itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial, reduce
from math import gcd
from operator import add, mul, sub
from typing import Final, TypeAlias

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.meter import spend
from certsim.kernel.terms.calculus import by_formula
from certsim.kernel.terms.functions import ELEMENTARY
from certsim.kernel.terms.polynomial import power, rational_text
from certsim.kernel.terms.tower import square_root

MAX_MODULUS: Final = 1 << 64
MAX_EXPONENT: Final = 1_000_000
MAX_EXACT_BITS: Final = 20_000
"""Of a longer rational number only the residue is kept."""


@dataclass(frozen=True)
class Basis:
    """What stands modulo n for E = e^{1/order}, and for cos(1/order) and sin(1/order)."""

    order: int
    exponential: int
    cosine: int
    sine: int


class Residue:
    """An integer modulo n, reduced."""

    __slots__ = ("modulus", "value")

    def __init__(self, value: int, modulus: int) -> None:
        self.value: Final = value % modulus
        self.modulus: Final = modulus

    def __add__(self, other: Residue) -> Residue:
        spend(4)
        return Residue(self.value + other.value, self.modulus)

    def __sub__(self, other: Residue) -> Residue:
        spend(4)
        return Residue(self.value - other.value, self.modulus)

    def __mul__(self, other: Residue) -> Residue:
        spend(4)
        return Residue(self.value * other.value, self.modulus) if self.value else self

    def __pow__(self, exponent: int) -> Residue:
        spend(20)
        return Residue(pow(self.value, exponent, self.modulus), self.modulus)

    def __repr__(self) -> str:
        return f"{self.value} modulo {self.modulus}"


class Lifted:
    """A residue, and the rational number that it is the residue of, where that is known."""

    __slots__ = ("exact", "residue")

    def __init__(self, residue: Residue, exact: Fraction | None) -> None:
        self.residue: Final = residue
        self.exact: Final = exact

    @property
    def value(self) -> int:
        """The residue as an integer."""
        return self.residue.value

    def __add__(self, other: Lifted) -> Lifted:
        return Lifted(self.residue + other.residue, _exact(add, self.exact, other.exact))

    def __sub__(self, other: Lifted) -> Lifted:
        return Lifted(self.residue - other.residue, _exact(sub, self.exact, other.exact))

    def __mul__(self, other: Lifted) -> Lifted:
        return Lifted(self.residue * other.residue, _exact(mul, self.exact, other.exact))

    def __pow__(self, exponent: int) -> Lifted:
        exact = None if self.exact is None else _exact_power(self.exact, exponent)
        return Lifted(self.residue**exponent, exact)

    def __repr__(self) -> str:
        exact = "" if self.exact is None else f"{rational_text(self.exact)}, "
        return f"{exact}{self.residue}"


Operation: TypeAlias = Callable[[Fraction, Fraction], Fraction]


def _exact(operation: Operation, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    """The exact result, if both operands are known and it is short."""
    if left is None or right is None:
        return None
    bits = _bits(left) + _bits(right)
    spend(20 + bits // 32 + (bits // 800) ** 2)
    result = operation(left, right)
    return result if _bits(result) <= MAX_EXACT_BITS else None


def _exact_power(base: Fraction, exponent: int) -> Fraction | None:
    """The exact result, unless it may be long; to give up too early loses exactness and nothing else."""
    bits = exponent * (_bits(base) - 2)
    if bits > MAX_EXACT_BITS:
        return None
    spend(20 + bits // 32 + (bits // 800) ** 2)
    result = base**exponent
    return result if _bits(result) <= MAX_EXACT_BITS else None


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


class Residues:
    """The integers modulo n, as a ring for expressions without calls other than 1/u."""

    def __init__(self, modulus: int) -> None:
        if not 1 < modulus < MAX_MODULUS:
            raise InvalidCertificate(f"{modulus} is no modulus")
        self.modulus: Final = modulus

    def number(self, value: Fraction) -> Residue:
        spend(10 + _bits(value) // 16)
        inverse = 1 if value.denominator == 1 else self.inverse(value.denominator)
        return Residue(value.numerator * inverse, self.modulus)

    def total(self, summands: Iterable[Residue]) -> Residue:
        values = [summand.value for summand in summands]
        spend(4 + 2 * len(values))
        return Residue(sum(values), self.modulus)

    def call(self, function: str, argument: Residue) -> Residue:
        if function != "inv":
            raise InvalidCertificate(f"{function} has no value modulo an integer without a basis for it")
        return Residue(self.inverse(argument.value), self.modulus)

    def row(self, entries: Sequence[Residue]) -> ResidueRow:
        spend(10 * len(entries))
        return ResidueRow({at: entry.value for at, entry in enumerate(entries) if entry.value}, self)

    def inverse(self, value: int) -> int:
        """The inverse modulo n of an integer that is a unit."""
        spend(20 + value.bit_length() // 16)
        try:
            return pow(value, -1, self.modulus)
        except ValueError:
            raise InvalidCertificate(f"{rational_text(value)} has no inverse modulo {self.modulus}") from None


class ResidueRow:
    """A vector modulo n: its entries that are not 0, each reduced, by their columns."""

    def __init__(self, entries: Mapping[int, int], ring: Residues) -> None:
        self._entries: Final = entries
        self._ring: Final = ring

    def divided(self) -> tuple[int, ResidueRow] | None:
        """By the first unit: modulo a composite number not all that is not 0 is one."""
        modulus = self._ring.modulus
        spend(10 * len(self._entries))
        column = next((at for at, value in self._entries.items() if gcd(value, modulus) == 1), None)
        if column is None:
            return None
        inverse = self._ring.inverse(self._entries[column])
        entries = {at: value * inverse % modulus for at, value in self._entries.items()}
        return column, ResidueRow(entries, self._ring)

    def cleared(self, column: int, pivot: ResidueRow) -> ResidueRow:
        factor, modulus = self._entries.get(column), self._ring.modulus
        if factor is None:
            return self
        spend(2 * len(self._entries) + 4 * len(pivot._entries))
        entries = dict(self._entries)
        for at, value in pivot._entries.items():
            entries[at] = (entries.get(at, 0) - factor * value) % modulus
        return ResidueRow({at: value for at, value in entries.items() if value}, self._ring)


class LiftedResidues:
    """Residues with the functions of theorem T7, whose arguments have to be rational numbers."""

    def __init__(self, modulus: int, basis: Basis) -> None:
        self._residues: Final = Residues(modulus)
        if basis.order < 1 or (basis.cosine**2 + basis.sine**2 - 1) % modulus:
            raise InvalidCertificate("the basis for exponentials is not one")
        self._residues.inverse(basis.exponential)
        self._basis: Final = basis

    def number(self, value: Fraction) -> Lifted:
        return Lifted(self._residues.number(value), value if _bits(value) <= MAX_EXACT_BITS else None)

    def total(self, summands: Iterable[Lifted]) -> Lifted:
        known = list(summands)
        exact = [summand.exact for summand in known]
        sum_of_all = reduce(partial(_exact, add), exact)
        return Lifted(self._residues.total([summand.residue for summand in known]), sum_of_all)

    def call(self, function: str, argument: Lifted) -> Lifted:
        spend(40)
        if argument.exact is None:
            if function != "inv":
                raise InvalidCertificate(f"{function} of a value that is not rational has no residue")
            return Lifted(self._residues.call(function, argument.residue), None)
        value = _rational_value(function, argument.exact)
        if value is not None:
            return self.number(value)
        if function in _PRIMITIVES:
            residue = _PRIMITIVES[function](self, self._exponent(argument.exact))
            return Lifted(Residue(residue, self._residues.modulus), None)
        by_others = by_formula(function, argument, self)
        if by_others is None:
            raise InvalidCertificate(f"{function} of {rational_text(argument.exact)} is not rational here")
        return by_others

    def row(self, entries: Sequence[Lifted]) -> ResidueRow:
        return self._residues.row([entry.residue for entry in entries])

    def _exponent(self, argument: Fraction) -> int:
        order = self._basis.order
        scaled = argument * order
        if scaled.denominator == 1 and abs(scaled) <= MAX_EXPONENT:
            return scaled.numerator
        refusal = LimitExceeded if scaled.denominator == 1 else InvalidCertificate
        raise refusal(f"{rational_text(argument)} is not a small multiple of 1/{order}")

    def exponential(self, exponent: int) -> int:
        """The residue of E^exponent."""
        return pow(self._basis.exponential, exponent, self._residues.modulus)

    def wave(self, exponent: int) -> tuple[int, int]:
        """The residues of cos and sin: (cos(1/N) + i·sin(1/N))^exponent."""
        sine = self._basis.sine if exponent >= 0 else -self._basis.sine
        return power((self._basis.cosine, sine), abs(exponent), (1, 0), self._turned)

    def _turned(self, a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
        modulus = self._residues.modulus
        return (a[0] * b[0] - a[1] * b[1]) % modulus, (a[0] * b[1] + a[1] * b[0]) % modulus


def _rational_value(function: str, u: Fraction) -> Fraction | None:
    """The function's value at a rational number, where it is known to be rational."""
    if function == "inv":
        if not u:
            raise InvalidCertificate("0 has no inverse")
        return 1 / u
    if function == "sqrt" and u >= 0:
        return square_root(u)
    if function == "step" and u:
        return Fraction(u > 0)
    if function == "log" and u == 1:
        return Fraction(0)
    return None if u or function not in ELEMENTARY else ELEMENTARY[function].at_zero


_PRIMITIVES: Final[Mapping[str, Callable[[LiftedResidues, int], int]]] = {
    "exp": lambda ring, k: ring.exponential(k),
    "cos": lambda ring, k: ring.wave(k)[0],
    "sin": lambda ring, k: ring.wave(k)[1],
}
"""The values at k/N of those functions of theorem T7 in which formulas give the others."""
