"""Relations among constants: what an ideal says about some of the variables alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from certsim.algebra.budget import NEVER, Budget, Deadline, OutOfBudget
from certsim.algebra.groebner import GroebnerBasis, groebner_basis
from certsim.algebra.rings import Ring
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.terms.polynomial import ONE, Polynomial

MAX_PAIRS: Final = 5_000
GENERIC: Final = (10**6, 10**9)
"""Where the constants are, at random, when it is first asked whether there may be a relation."""


@dataclass(frozen=True)
class Relation:
    """h^N·p = Σ_l q_l·g_l with p ≠ 0 in the constants only: no common zero with h ≠ 0 where p(c) ≠ 0."""

    multiplier_power: int
    polynomial: Polynomial
    cofactors: tuple[Polynomial, ...]


def eliminate_constants(
    generators: Sequence[Polynomial],
    constants: Collection[int],
    multiplier: Polynomial = ONE,
    deadline: Deadline = NEVER,
) -> Relation | None:
    """A non-zero polynomial in the constants that is in (g : h^∞), with cofactors.

    It is the least in a Gröbner basis of (g, 1 − t·h) in which everything else is eliminated (Cox, Little and
    O'Shea, *Ideals, Varieties, and Algorithms*, §3.1); putting 1/h for t gives the identity. ``None`` where
    there is none, or it was not found in time.

    >>> x, c = Polynomial.variable(0), Polynomial.variable(1)
    >>> eliminate_constants([x**2 - c, 2 * x], [1])
    Relation(multiplier_power=0, polynomial=x1, cofactors=(-1, 1/2*x0))
    """
    try:
        return _Elimination(generators, constants, multiplier, Budget(deadline, MAX_PAIRS)).relation()
    except (LimitExceeded, OutOfBudget):
        return None


class _Elimination:
    """The ideal (g, 1 − t·h), or (g) where h is constant."""

    def __init__(
        self,
        generators: Sequence[Polynomial],
        constants: Collection[int],
        multiplier: Polynomial,
        budget: Budget,
    ) -> None:
        mentioned = multiplier.variables.union(*(g.variables for g in generators))
        self._extra: Final = 1 + max(mentioned, default=0)
        self._constants: Final = sorted(mentioned.intersection(constants))
        self._others: Final = sorted(mentioned.difference(constants))
        self._multiplier: Final = multiplier
        self._given: Final = list(generators)
        self._budget: Final = budget
        self._excludes: Final = multiplier.constant_value is None
        self._elements: Final = [
            *generators,
            *([ONE - Polynomial.variable(self._extra) * multiplier] if self._excludes else []),
        ]

    def relation(self) -> Relation | None:
        if not self._is_generically_empty():
            return None
        extra = [self._extra] if self._excludes else []
        ring = Ring([*extra, *self._others], self._constants)
        basis = self._basis(ring, self._elements)
        among = [e for e in basis.elements if self._constants_only(ring.polynomial(e))]
        if not among:
            return None
        least = min(among, key=lambda e: (ring.degree(e), len(e)))
        cofactors = basis.cofactors(least, self._budget) or []
        return self._cleared(ring.polynomial(least), list(map(ring.polynomial, cofactors)))

    def _is_generically_empty(self) -> bool:
        """Whether there are no complex zeros for some constants that are nothing special."""
        draw = Random(0)  # noqa: S311  no secrets are drawn
        values = {c: Polynomial.constant(draw.randint(*GENERIC)) for c in self._constants}
        elements = [e.substitute(values) for e in self._elements]
        ring = Ring(sorted(frozenset[int]().union(*(e.variables for e in elements))))
        return self._basis(ring, elements).is_unit

    def _basis(self, ring: Ring, elements: Sequence[Polynomial]) -> GroebnerBasis:
        return groebner_basis(ring, [ring.element(e) for e in elements], self._budget)

    def _constants_only(self, polynomial: Polynomial) -> bool:
        return polynomial.variables.issubset(self._constants)

    def _cleared(self, polynomial: Polynomial, cofactors: Sequence[Polynomial]) -> Relation:
        """The identity with t = 1/h, times the least power of h that makes it one of polynomials."""
        kept = cofactors[: len(self._given)]
        power = max((monomial.count(self._extra) for q in kept for monomial in q.terms), default=0)
        return Relation(power, polynomial, tuple(self._homogenised(q, power) for q in kept))

    def _homogenised(self, cofactor: Polynomial, power: int) -> Polynomial:
        """h^power·q with t = 1/h."""
        return Polynomial.total(
            Polynomial({tuple(v for v in m if v != self._extra): c})
            * self._multiplier ** (power - m.count(self._extra))
            for m, c in cofactor.terms.items()
        )
