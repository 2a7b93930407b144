"""Finding tangency: cofactors of the Lie derivatives, congruences between atoms (theory T2, T3, T5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from random import Random
from typing import Final

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
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Tower
from certsim.search.conditions import Along, Prover, find_conditions_kept
from certsim.search.limits import Limits
from certsim.search.listing import listed
from certsim.search.refutation import attempts, seems_nonzero
from certsim.search.settled import find_settled

MAX_MULTIPLIER_POWER = 3


@dataclass(eq=False)
class _Vanishing:
    """The polynomials that are known to vanish on the set, with the references of the evidence to them."""

    deadline: float
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
        except InvalidCertificate:
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
    tower = tower_for(setting.claim, kinks)
    equations = setting.restriction.equations()
    conditions = [condition.polynomial for condition in setting.conditions]
    with metered(work):
        rows, met = lie_derivatives(setting, [*equations, *conditions], tower, kinks)
    nonzero = {
        (at, index): derivative
        for at, row in enumerate(rows)
        for index, derivative in enumerate(row[: len(equations)])
        if derivative
    }
    if not nonzero and not conditions:
        return _allowed(setting, Tangency((), (), (), kinks))
    steps = find_settled(setting, tower, limits) if kinks is None else ()
    count = len(tower.atoms)
    vanishing, congruences = _find_congruences(setting, tower, steps, limits, kinks)
    related = list(map(tuple, relations(setting.claim, tower, count, *met)))
    known = {one: vanishing.plus("relation", one) for one in related}
    along = [known[related[datum_of(setting.claim, at)]] for at in range(len(rows))]
    found = Tangency(tuple(congruences), (), (), kinks, steps)
    try:
        found = replace(found, lie=tuple(_find_lie(setting, along, nonzero)))
        alongside = [one.alongside(row[len(equations) :]) for one, row in zip(along, rows, strict=True)]
        kept = find_conditions_kept(setting, alongside, limits, prove)
    except (OutOfBudget, _NotFoundError):
        return None
    if kept is None:
        return None
    found = _allowed(setting, replace(found, conditions=kept[0], order=kept[1]))
    return listed(found, setting.claim, tower, set().union(*met))


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
    for index, step in enumerate(settled):
        value = Polynomial.variable(first + step.atom) - int(step.positive)
        vanishing.add("settled", index, value)
    congruences: list[Congruence] = []
    images: dict[int, Polynomial] = {}
    for at in range(count if vanishing.polynomials else 0):
        variable = first + at
        if kinks == BOUNDED and tower.atoms[at].function == "step":
            continue
        found = _find_congruence(vanishing, tower, variable, images, limits)
        if found is not None:
            images[variable] = tower.call(tower.atoms[at].function, found[0])
            vanishing.add("congruence", len(congruences), Polynomial.variable(variable) - images[variable])
            congruences.append(Congruence(at, *found))
    return vanishing, congruences


def _find_congruence(
    vanishing: _Vanishing, tower: Tower, variable: int, images: Mapping[int, Polynomial], limits: Limits
) -> tuple[Polynomial, Combination] | None:
    """A simpler argument at which the atom has the same value on the set."""
    atom = tower.atom(variable)
    if atom is None or not _touches(vanishing, atom.argument):
        return None
    ideal = Ideal(vanishing.polynomials, deadline=limits.deadline)
    try:
        simpler = ideal.normal_form(atom.argument.substitute(images))
        cofactors = None if simpler == atom.argument else ideal.cofactors(atom.argument - simpler)
    except OutOfBudget:
        return None
    if cofactors is None or tower.call(atom.function, simpler) == Polynomial.variable(variable):
        return None
    return simpler, vanishing.combination(cofactors)


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
