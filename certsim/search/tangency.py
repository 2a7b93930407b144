"""Finding tangency: cofactors of the Lie derivatives, congruences between atoms (theory T2, T3, T5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from random import Random
from typing import Final

from certsim.algebra.budget import Deadline
from certsim.algebra.ideals import Ideal, OutOfBudget
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import (
    BOUNDED,
    CONVENTION,
    Combination,
    Congruence,
    LieDerivative,
    Reference,
    Settled,
    Tangency,
)
from certsim.kernel.meter import metered
from certsim.kernel.rules.atoms import relations
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.tangency import at_kinks, datum_of, is_closed, lie_derivatives, tower_for
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.terms.tower import Atom, Tower
from certsim.search.conditions import Along, Prover, find_conditions_kept
from certsim.search.conserved import find_conserved
from certsim.search.limits import Limits
from certsim.search.listing import listed
from certsim.search.refutation import attempts, seems_nonzero
from certsim.search.settled import find_settled
from certsim.search.ties import Ties, image_of

MAX_MULTIPLIER_POWER = 3


@dataclass(eq=False)
class _Vanishing:
    """The polynomials that are known to vanish on the set, with the references of the evidence to them."""

    deadline: Deadline
    references: list[Reference] = field(default_factory=list)
    polynomials: list[Polynomial] = field(default_factory=list)
    _with: dict[Polynomial, Ideal] = field(default_factory=dict)

    def add(self, kind: str, index: int, polynomial: Polynomial) -> None:
        self.references.append(Reference(kind, index))
        self.polynomials.append(polynomial)

    def plus(self, kind: str, polynomials: Sequence[Polynomial]) -> _Vanishing:
        """These and more of one kind; those that are 0 are not needed."""
        more = _Vanishing(self.deadline, list(self.references), list(self.polynomials))
        for index, polynomial in enumerate(polynomials):
            if polynomial:
                more.add(kind, index, polynomial)
        return more

    @cached_property
    def ideal(self) -> Ideal:
        """The ideal of these, when there are no more to come."""
        return Ideal(self.polynomials, deadline=self.deadline)

    def alongside(self, rates: Sequence[Polynomial]) -> Along:
        """What vanishes along a field, along which the side conditions change so fast."""
        return Along(self.references, self._ideal_with, rates)

    def _ideal_with(self, polynomial: Polynomial) -> Ideal:
        """The ideal of these and one more, which is the same object for the same one."""
        if polynomial not in self._with:
            self._with[polynomial] = Ideal([*self.polynomials, polynomial], deadline=self.deadline)
        return self._with[polynomial]

    def combination(self, cofactors: Sequence[Polynomial]) -> Combination:
        pairs = zip(self.references, cofactors, strict=True)
        return tuple((reference, cofactor) for reference, cofactor in pairs if cofactor)


WORK: Final = 60_000_000
"""What writing Lie derivatives out may cost."""
LITTLE: Final = 3_000_000
"""What it may cost before it is seen whether the set is left, or whether they vanish as they stand."""
POINTS: Final = 2
TRIED: Final = 16
"""Letters at points, and equations, that are tried to see whether a set is left."""


def find_tangency(
    setting: Setting, limits: Limits, prove: Prover, *, regions: bool = True, work: float = WORK
) -> Tangency | None:
    """Evidence that the set is structurally invariant by T2, or by T5 where it has side conditions.

    `prove` finds proofs for the sets h = 0 of side conditions. `None` means only that no evidence was found;
    a Lie derivative outside the ideal is no refutation. Raises LimitExceeded if less work
    than usual is allowed, and it takes more to write these out.
    """
    for kinks in _kinds_of_proof(setting, limits, regions=regions):
        try:
            found = _find_tangency(setting, limits, prove, kinks, work)
        except LimitExceeded:
            if work < WORK:
                raise
        except (InvalidCertificate, OutOfBudget):
            continue
        else:
            if found is not None:
                return found
    return None


def is_left(setting: Setting, limits: Limits) -> bool:
    """Whether an equation seems to change at a point of the set, so that there is no proof to look for."""
    # Randomness of its own: the searches after this one draw what they would without it.
    limits = replace(limits.share(0.1, 2), random=Random(0))  # noqa: S311  no secrets are drawn
    equations = setting.restriction.equations()[:TRIED]
    return any(
        seems_nonzero(setting, equation, word, numbers, functions)
        for numbers, functions, word in islice(attempts(setting, limits, POINTS, 1), TRIED)
        for equation in equations
    )


def _kinds_of_proof(setting: Setting, limits: Limits, *, regions: bool) -> Sequence[str | None]:
    """What is tried of a model with steps: what holds at kinks, too, or what holds on regions (T18)."""
    if not setting.claim.model.is_piecewise:
        return (None,)
    if regions:
        return (None,)
    affine = not setting.conditions and not setting.restriction.curved
    return (BOUNDED, CONVENTION) if affine and "relu0" in limits.allow else (BOUNDED,)


def _find_tangency(
    setting: Setting, limits: Limits, prove: Prover, kinks: str | None, work: float
) -> Tangency | None:
    size = len(setting.restriction.equations())
    conserved, tower, rows, met = _lie_derivatives(setting, kinks, work)
    nonzero = {
        (at, index): derivative
        for at, row in enumerate(rows)
        for index, derivative in enumerate(row[:size])
        if derivative
    }
    found = Tangency((), (), (), kinks, conserved=tuple(at for at in conserved if at < size))
    if not nonzero and not setting.conditions:
        return _allowed(setting, found)
    steps = find_settled(setting, tower, limits) if kinks is None else ()
    count = len(tower.atoms)
    vanishing, congruences = _find_congruences(setting, tower, steps, limits, kinks)
    related = list(map(tuple, relations(setting.claim, tower, count, *met)))
    known = {one: vanishing.plus("relation", one) for one in related}
    along = [known[related[datum_of(setting.claim, at)]] for at in range(len(rows))]
    found = replace(found, congruences=tuple(congruences), settled=steps)
    try:
        found = replace(found, lie=tuple(_find_lie(setting, along, nonzero)))
        alongside = [one.alongside(row[size:]) for one, row in zip(along, rows, strict=True)]
        still = [at - size for at in conserved if at >= size]
        kept = find_conditions_kept(setting, alongside, still, limits, prove)
    except _NotFoundError:
        return None
    if kept is None:
        return None
    found = _allowed(setting, replace(found, conditions=kept[0], order=kept[1]))
    return listed(found, setting.claim, tower, set().union(*met))


def _lie_derivatives(
    setting: Setting, kinks: str | None, work: float
) -> tuple[Sequence[int], Tower, list[list[Polynomial]], list[set[Atom]]]:
    """The Lie derivatives of equations and conditions, written out, with 0 for those that are conserved.

    Nothing needs to be seen by structure of those that vanish as they are written out.
    """
    targets = [*setting.restriction.equations(), *(c.polynomial for c in setting.conditions)]

    def written_out(conserved: Sequence[int]) -> tuple[Tower, list[list[Polynomial]], list[set[Atom]]]:
        tower = tower_for(setting.claim, kinks)
        left = [ZERO if at in conserved else target for at, target in enumerate(targets)]
        with metered(work):
            return tower, *lie_derivatives(setting, left, tower, kinks)

    try:
        found = written_out(())
    except LimitExceeded:
        conserved = find_conserved(setting, range(len(targets)))
        if not conserved:
            raise
    else:
        conserved = find_conserved(setting, sorted({at for row in found[1] for at, p in enumerate(row) if p}))
        if not conserved:
            return (), *found
    return conserved, *written_out(conserved)


def _allowed(setting: Setting, evidence: Tangency) -> Tangency:
    """The evidence, if it may be of its kind: raises `InvalidCertificate` if not."""
    at_kinks(setting, evidence.kinks, closed=is_closed(evidence))
    return evidence


class _NotFoundError(Exception):
    """One part of the evidence was not found."""


def _find_congruences(
    setting: Setting, tower: Tower, settled: Sequence[Settled], limits: Limits, kinks: str | None
) -> tuple[_Vanishing, list[Congruence]]:
    """What vanishes along all fields: the curved equations, the equations of inputs, what is settled of
    steps, congruences from the bottom up.
    """
    first, count = len(setting.claim.names), len(tower.atoms)
    vanishing = _Vanishing(limits.deadline)
    for index, polynomial in enumerate(setting.restriction.curved):
        vanishing.add("equation", index, polynomial)
    for index, polynomial in enumerate(setting.claim.model.where.equations):
        vanishing.add("input", index, polynomial)
    ties = Ties(setting, tower, limits, by_convention=kinks == CONVENTION)
    images: dict[int, Polynomial] = {}
    for index, step in enumerate(settled):
        images[first + step.atom] = Polynomial.constant(int(step.positive))
        vanishing.add("settled", index, Polynomial.variable(first + step.atom) - int(step.positive))
        ties.determined.add(step.atom, ZERO)
    congruences: list[Congruence] = []
    for at in range(count):
        if first + at in images or (kinks == BOUNDED and tower.atoms[at].function == "step"):
            continue
        find = _find_step if tower.atoms[at].function == "step" else _find_congruence
        found = find(vanishing, tower, first + at, images, ties)
        if found is not None:
            variable = first + found.atom
            images[variable] = image_of(tower, found)
            vanishing.add("congruence", len(congruences), Polynomial.variable(variable) - images[variable])
            congruences.append(found)
    return vanishing, congruences


def _find_congruence(
    vanishing: _Vanishing, tower: Tower, variable: int, images: Mapping[int, Polynomial], _: Ties
) -> Congruence | None:
    """A simpler argument at which the atom has the same value on the set."""
    atom = tower.atom(variable)
    if atom is None or not _touches(vanishing, atom.argument):
        return None
    ideal = Ideal(vanishing.polynomials, deadline=vanishing.deadline)
    try:
        simpler = ideal.normal_form(atom.argument.substitute(images))
        cofactors = None if simpler == atom.argument else ideal.cofactors(atom.argument - simpler)
    except OutOfBudget:
        return None
    if cofactors is None or tower.call(atom.function, simpler) == Polynomial.variable(variable):
        return None
    number = tower.atoms.index(atom)
    return Congruence(number, simpler, vanishing.combination(cofactors))


def _find_step(
    vanishing: _Vanishing, tower: Tower, variable: int, images: Mapping[int, Polynomial], ties: Ties
) -> Congruence | None:
    """A step that this one is tied to, or one that is tied to this; else one at a simpler argument."""
    ideal = Ideal(vanishing.polynomials, deadline=vanishing.deadline)
    found = ties.find(ideal, vanishing.references, variable, images)
    if found is None:
        found = _find_congruence(vanishing, tower, variable, images, ties)
        image = Polynomial.variable(variable) if found is None else image_of(tower, found)
        if found is not None:
            ties.determined.add(found.atom, image)
        ties.remember(ideal, image)
    return found


def _touches(vanishing: _Vanishing, polynomial: Polynomial) -> bool:
    return any(polynomial.variables & p.variables for p in vanishing.polynomials)


def _find_lie(
    setting: Setting, along: Sequence[_Vanishing], derivatives: Mapping[tuple[int, int], Polynomial]
) -> Iterator[LieDerivative]:
    power = MAX_MULTIPLIER_POWER if setting.conditions else 0
    for (at, index), derivative in derivatives.items():
        found = along[at].ideal.cofactors_with_multiplier(derivative, setting.off, power)
        if found is None:
            raise _NotFoundError
        yield LieDerivative(at, index, found[0], along[at].combination(found[1]))
