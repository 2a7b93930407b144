"""Brackets that no bracket leads out of: the upper bound for an orbit where nothing is conserved (T12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Final

from certsim.algebra.budget import Budget, OutOfBudget
from certsim.algebra.ideals import Ideal
from certsim.algebra.rings import Element, Ring
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Combination, Expressed, LawsProof, Reference, Spanning
from certsim.kernel.meter import metered
from certsim.kernel.rules.atoms import relations
from certsim.kernel.rules.bracket_closure import Brackets, brackets_of, closure
from certsim.kernel.rules.independence import ring_of
from certsim.kernel.rules.setting import Setting
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.kernel.terms.tower import Atom
from certsim.kernel.values.fields import Fields
from certsim.kernel.values.linear import independent
from certsim.search.listing import listed

MAX_RANK: Final = 6
"""The brackets among which others are expressed: determinants of polynomials grow fast."""
MAX_PARAMETERS: Final = 60
MAX_WORK: Final = 20_000_000


@dataclass(frozen=True)
class Closure:
    """Why no bracket leaves the span of those named, and the atoms that it mentions; nothing if not found."""

    expressed: tuple[Expressed, ...]
    atoms: tuple[Atom, ...]


NOT_CLOSED: Final = Closure((), ())


def find_closure(
    setting: Setting, spanning: Spanning, point: Mapping[int, Fraction], budget: Budget
) -> Closure:
    """Why no bracket leaves the span of those named, on the set and near the point.

    Where the brackets have the greatest rank that brackets have nearby, all others are combinations of them,
    whose coefficients Cramer's rule gives: quotients by a minor that is not 0 at the point.
    """
    count = setting.claim.parameter_count
    if len(spanning.brackets) > MAX_RANK or count > MAX_PARAMETERS or setting.restriction.inconsistent:
        return NOT_CLOSED
    try:
        with metered(MAX_WORK):
            found = brackets_of(setting, spanning)
            columns = _columns(setting, found, spanning, point)
            if len(columns) < len(spanning.brackets):
                return NOT_CLOSED
            met = set(found.tower.met)
            expressed = tuple(_Cramer(setting, found, columns, budget).expressed())
            evidence = LawsProof((), (), spanning, expressed)
            evidence = listed(evidence, setting.claim, found.tower, met)
            values = [point.get(at, Fraction(0)) for at in range(count)]
            closure(setting, evidence, values, ring_of(spanning))
            return Closure(evidence.closure, evidence.atoms)
    except (InvalidCertificate, LimitExceeded, OutOfBudget, _NotInSpan):
        return NOT_CLOSED


class _NotInSpan(Exception):
    """A bracket leads out of the span of those that are named."""


def _columns(
    setting: Setting, found: Brackets, spanning: Spanning, point: Mapping[int, Fraction]
) -> list[int]:
    """Components, short ones preferred, on which the brackets are independent at the point."""
    ring = ring_of(spanning)
    fields = Fields(setting.claim.model, ring)
    here = [ring.number(point.get(at, Fraction(0))) for at in range(setting.claim.parameter_count)]
    rows = [fields.bracket([(x.field, x.input) for x in word], here) for word in spanning.brackets]
    by_length = sorted(range(len(here)), key=lambda at: sum(len(y[at].terms) for y in found.spanning))
    chosen: list[int] = []
    for at in by_length:
        if len(chosen) < len(rows) and independent([[row[i] for row in rows] for i in (*chosen, at)], ring):
            chosen.append(at)
    return chosen


class _Cramer:
    """Fields as combinations of the brackets: det(Y_I)·Z = Σ (Z_I·adj(Y_I))_k·Y_k, less what divides all."""

    def __init__(self, setting: Setting, found: Brackets, columns: Sequence[int], budget: Budget) -> None:
        self._found: Final = found
        self._columns: Final = columns
        self._budget: Final = budget
        atoms = found.tower.atoms
        self._known: Final = [
            (Reference(kind, at), value)
            for kind, values in (
                ("equation", setting.restriction.curved),
                ("input", setting.claim.model.where.equations),
                ("relation", relations(setting.claim, found.tower, len(atoms), set(atoms))[0]),
            )
            for at, value in enumerate(values)
            if value
        ]
        self._ideal: Final = Ideal([value for _, value in self._known], deadline=budget.deadline)
        mentioned = frozenset[int]().union(
            *(value.variables for row in (*found.spanning, *found.derived) for value in row)
        )
        self._ring: Final = Ring(sorted(mentioned))
        matrix = [[self._ring.element(row[at]) for at in columns] for row in found.spanning]
        self._minor: Final = self._determinant(matrix)
        self._adjugate: Final = [
            [self._cofactor(matrix, row, column) for row in range(len(matrix))]
            for column in range(len(matrix))
        ]

    def expressed(self) -> Iterator[Expressed]:
        """One after the other the fields that have to be in the span."""
        for field in self._found.derived:
            self._budget.check()
            yield self._express(field)

    def _express(self, field: Sequence[Polynomial]) -> Expressed:
        if not any(field):
            return Expressed(ONE, (), ())
        chosen = [self._ring.element(field[at]) for at in self._columns]
        parts = [
            sum((z * row[k] for z, row in zip(chosen, self._adjugate, strict=True)), self._ring.zero)
            for k in range(len(self._found.spanning))
        ]
        common = reduce(lambda a, b: a.gcd(b), parts, self._minor)
        multiplier = self._ring.polynomial(self._minor / common)
        coefficients = [(k, self._ring.polynomial(part / common)) for k, part in enumerate(parts) if part]
        rest = []
        for at, value in enumerate(field):
            combined = Polynomial.total(p * self._found.spanning[k][at] for k, p in coefficients)
            if difference := multiplier * value - combined:
                rest.append((at, self._combination(difference)))
        return Expressed(multiplier, tuple(coefficients), tuple(rest))

    def _combination(self, polynomial: Polynomial) -> Combination:
        """The polynomial in terms of what vanishes on the set."""
        cofactors = self._ideal.cofactors(polynomial) if self._known else None
        if cofactors is None:
            raise _NotInSpan
        named = zip(self._known, cofactors, strict=True)
        return tuple((reference, q) for (reference, _), q in named if q)

    def _determinant(self, matrix: Sequence[Sequence[Element]]) -> Element:
        """Laplace's expansion by the first row."""
        if not matrix:
            return self._ring.one
        self._budget.check()
        minors = (
            (-1) ** at * entry * self._determinant([[*row[:at], *row[at + 1 :]] for row in matrix[1:]])
            for at, entry in enumerate(matrix[0])
            if entry
        )
        return sum(minors, self._ring.zero)

    def _cofactor(self, matrix: Sequence[Sequence[Element]], row: int, column: int) -> Element:
        left = [[*r[:column], *r[column + 1 :]] for at, r in enumerate(matrix) if at != row]
        return (-1) ** (row + column) * self._determinant(left)
