"""Polynomials up to some degree over any coefficients: the ring in which Taylor polynomials are computed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from certsim.algebra.budget import OutOfBudget
from certsim.kernel.terms.polynomial import Monomial, power


@dataclass(frozen=True)
class Jet:
    """A polynomial up to the degree of its ring, with coefficients of its ring."""

    ring: JetRing
    terms: Mapping[Monomial, Any]

    def __mul__(self, other: Jet) -> Jet:
        return self.ring.product(self, other)

    def __pow__(self, exponent: int) -> Jet:
        return power(self, exponent, self.ring.number(Fraction(1)))


class JetRing(ABC):
    """Expressions up to some degree; `work` is what may still be spent on products of terms."""

    def __init__(self, degree: int, work: list[int]) -> None:
        self._degree: Final = degree
        self._work: Final = work

    @abstractmethod
    def coefficient(self, value: Fraction) -> Any:
        """A number as a coefficient."""

    @abstractmethod
    def vanishes(self, coefficient: Any) -> bool:
        """Whether a coefficient is 0."""

    @abstractmethod
    def series(self, function: str, at: Any) -> Sequence[Any]:
        """The coefficients of σ(c + t) in t up to the degree, for a coefficient c."""

    def number(self, value: Fraction) -> Jet:
        return self.constant(self.coefficient(value))

    def constant(self, value: Any) -> Jet:
        return Jet(self, {(): value})

    def variable(self, index: int) -> Jet:
        """A variable; 0 in a ring of degree 0."""
        return self._without_zeros({(index,): self.coefficient(Fraction(1))} if self._degree else {})

    def total(self, summands: Iterable[Jet]) -> Jet:
        terms: dict[Monomial, Any] = {}
        for summand in summands:
            for monomial, value in summand.terms.items():
                terms[monomial] = terms[monomial] + value if monomial in terms else value
        return self._without_zeros(terms)

    def product(self, left: Jet, right: Jet) -> Jet:
        """The product up to the degree; raises OutOfBudget where the work is used up."""
        self._work[0] -= len(left.terms) * len(right.terms)
        if self._work[0] < 0:
            raise OutOfBudget("a Taylor polynomial is too long")
        terms: dict[Monomial, Any] = {}
        for m, a in left.terms.items():
            for n, b in right.terms.items():
                if len(m) + len(n) <= self._degree:
                    monomial = tuple(sorted(m + n))
                    terms[monomial] = terms[monomial] + a * b if monomial in terms else a * b
        return self._without_zeros(terms)

    def call(self, function: str, argument: Jet) -> Jet:
        """σ(c + v) by the Taylor series of σ at the coefficient c."""
        constant = argument.terms.get((), self.coefficient(Fraction(0)))
        rest = Jet(self, {m: c for m, c in argument.terms.items() if m})
        value = self.total(())
        for coefficient in reversed(self.series(function, constant)):
            value = self.total((self.product(value, rest), self.constant(coefficient)))
        return value

    def _without_zeros(self, terms: Mapping[Monomial, Any]) -> Jet:
        return Jet(self, {m: c for m, c in terms.items() if not self.vanishes(c)})
