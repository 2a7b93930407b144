"""Finding steps whose arguments have one sign on a set, or opposite ones (theory T18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from certsim.algebra.ideals import Ideal, OutOfBudget
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Congruence, Reference, Square, Squares
from certsim.kernel.rules.setting import Setting, sum_of_squares
from certsim.kernel.rules.tangency import Determined, in_force
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.kernel.terms.tower import Tower
from certsim.search.limits import Limits
from certsim.search.settled import find_nonnegative, multipliers

MAX_TRIED: Final = 60
"""Pairs of steps of which the ratio is looked for, if it is not a number."""
MAX_PAIRS: Final = 300
MAX_TERMS: Final = 3_000
SECONDS: Final = 1.0
"""What the search for one ratio may take."""


@dataclass(frozen=True)
class _Argument:
    """The argument of a step, as it stands and reduced, and the step."""

    variable: int
    plain: Polynomial
    reduced: Polynomial

    @property
    def lead(self) -> Fraction:
        return Fraction(self.reduced.terms[min(self.reduced.terms)])

    @property
    def unit(self) -> Polynomial:
        return self.reduced * (1 / self.lead)


class Ties:
    """The steps met so far that nothing determines; another may be tied to them, or they to it."""

    def __init__(self, setting: Setting, tower: Tower, limits: Limits, *, by_convention: bool) -> None:
        self._tower: Final = tower
        self._limits: Final = limits
        self._by_convention: Final = by_convention
        self._conditions: Final = in_force(setting)
        self._first: Final = len(setting.claim.names)
        self._free: Final[dict[Polynomial, _Argument]] = {}
        self._tried = 0
        self.determined: Final = Determined(tower, self._first)

    def remember(self, ideal: Ideal, image: Polynomial) -> None:
        """Notes the step, if it is one, for those that come."""
        (variable,) = image.variables or (0,)
        argument = self._argument(ideal, variable, {})
        if argument is not None:
            self._free.setdefault(argument.unit, argument)

    def _argument(self, ideal: Ideal, variable: int, images: Mapping[int, Polynomial]) -> _Argument | None:
        atom = self._tower.atom(variable)
        if atom is None:
            return None
        try:
            reduced = ideal.normal_form(atom.argument.substitute(images))
        except OutOfBudget:
            reduced = atom.argument
        return _Argument(variable, atom.argument, reduced) if reduced else None

    def find(
        self, ideal: Ideal, references: Sequence[Reference], variable: int, images: Mapping[int, Polynomial]
    ) -> Congruence | None:
        """A tie of the step to one that is remembered, or of that to this one."""
        argument = self._argument(ideal, variable, images)
        if argument is None:
            return None
        for left, right in self._pairs(argument):
            for tie in self._between(ideal, references, left, right):
                try:
                    self.determined.add(tie.atom, image_of(self._tower, tie))
                except InvalidCertificate:
                    continue
                if left is not argument:
                    self._free[left.unit] = argument
                return tie
        return None

    def _pairs(self, argument: _Argument) -> Iterator[tuple[_Argument, _Argument]]:
        """The pairs of which the first may be tied to the second, likely ones first."""
        like = self._free.get(argument.unit)
        if like is not None:
            yield argument, like
        if not self._by_convention:
            for other in list(dict.fromkeys(self._free.values())):
                yield argument, other
                yield other, argument

    def _between(
        self, ideal: Ideal, references: Sequence[Reference], left: _Argument, right: _Argument
    ) -> Iterator[Congruence]:
        if left.unit == right.unit:
            ratio = left.lead / right.lead
            squares = () if abs(ratio) == 1 else (Square(abs(ratio), (), ONE),)
            if ratio > 0 or not self._by_convention:
                yield from self._tie(ideal, references, left, right, ((), squares), opposite=ratio < 0)
            return
        if self._tried >= 2 * MAX_TRIED or self._limits.expired:
            return
        self._tried += 1
        limits = self._limits.share(0.2, SECONDS)
        for multiplier in multipliers(self._conditions):
            for ratio_, opposite in self._ratios(
                ideal, left.plain * self._value(multiplier), right.plain, limits
            ):
                yield from self._tie(ideal, references, left, right, (multiplier, ratio_), opposite=opposite)

    def _value(self, squares: Squares) -> Polynomial:
        return sum_of_squares(squares, self._conditions) if squares else ONE

    def _ratios(
        self, ideal: Ideal, left: Polynomial, right: Polynomial, limits: Limits
    ) -> Iterator[tuple[Squares, bool]]:
        """±r ≥ 0 with left = r·right modulo the ideal."""
        both = Ideal(
            [*ideal.generators, right], deadline=limits.deadline, max_pairs=MAX_PAIRS, max_terms=MAX_TERMS
        )
        try:
            cofactors = both.cofactors(left)
            if cofactors is None:
                return
            for opposite, ratio in ((False, cofactors[-1]), (True, -cofactors[-1])):
                terms = find_nonnegative(ideal, ratio, self._conditions, limits)
                if terms is not None:
                    yield terms[None], opposite
        except OutOfBudget:
            return

    def _tie(
        self,
        ideal: Ideal,
        references: Sequence[Reference],
        left: _Argument,
        right: _Argument,
        factors: tuple[Squares, Squares],
        *,
        opposite: bool,
    ) -> Iterator[Congruence]:
        """The tie with its cofactors, if there are any."""
        first, second = map(self._value, factors)
        difference = left.plain * first - right.plain * (-second if opposite else second)
        try:
            cofactors = ideal.cofactors(difference)
        except OutOfBudget:
            return
        if cofactors is not None:
            pairs = tuple((r, q) for r, q in zip(references, cofactors, strict=True) if q)
            yield Congruence(left.variable - self._first, right.plain, pairs, *factors, opposite)


def image_of(tower: Tower, congruence: Congruence) -> Polynomial:
    """What the atom of a congruence is on the set."""
    image = tower.call(tower.atoms[congruence.atom].function, congruence.argument)
    return ONE - image if congruence.opposite else image
