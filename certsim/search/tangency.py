"""Finding tangency: cofactors of the Lie derivatives, congruences between atoms (theory T2, T3, T5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from random import Random
from typing import Final, TypeAlias

from certsim.algebra.ideals import Ideal, OutOfBudget
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import (
    BOUNDED,
    CONVENTION,
    BoundaryInvariant,
    Combination,
    Congruence,
    Invariance,
    Kept,
    LieDerivative,
    NeverZero,
    Reference,
    Settled,
    Tangency,
)
from certsim.kernel.meter import metered
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.tangency import at_kinks, is_closed, lie_derivatives, relations, tower_for
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Tower
from certsim.search.emptiness import find_no_point
from certsim.search.limits import Limits
from certsim.search.refutation import attempts, seems_nonzero
from certsim.search.settled import find_settled

MAX_MULTIPLIER_POWER = 3


@dataclass
class _Vanishing:
    """The polynomials that are known to vanish on the set, with the references of the evidence to them."""

    references: list[Reference] = field(default_factory=list)
    polynomials: list[Polynomial] = field(default_factory=list)

    def add(self, kind: str, index: int, polynomial: Polynomial) -> None:
        self.references.append(Reference(kind, index))
        self.polynomials.append(polynomial)

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

Prover: TypeAlias = Callable[[Setting, Limits], Invariance | None]


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


def read_again(setting: Setting) -> Setting:
    """The setting with a graph of its own, in which nothing was made yet.

    Atoms are numbered in the order in which nodes were made. The kernel makes those of the proof first.
    """
    claim = setting.claim
    claim = replace(claim, model=read_claim(claim.statement).model)
    return Setting(claim, setting.restriction.equations(), setting.conditions)


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
        rows = lie_derivatives(setting, [*equations, *conditions], tower, kinks)
    nonzero = {
        (at, index): derivative
        for at, row in enumerate(rows)
        for index, derivative in enumerate(row[: len(equations)])
        if derivative
    }
    if not nonzero and not conditions:
        return _allowed(setting, Tangency((), (), (), kinks))
    steps = find_settled(setting, tower, limits) if kinks is None else ()
    vanishing, congruences = _find_congruences(setting, tower, steps, limits, kinks)
    found = Tangency(tuple(congruences), (), (), kinks, steps)
    try:
        ideal = Ideal(vanishing.polynomials, deadline=limits.deadline)
        found = replace(found, lie=tuple(_find_lie(setting, ideal, vanishing, nonzero)))
        derivatives = [row[len(equations) :] for row in rows]
        rest = prove if is_closed(setting, found) else None
        kept = tuple(_find_kept(setting, derivatives, vanishing, limits, rest))
    except (OutOfBudget, _NotFoundError):
        return None
    return _allowed(setting, replace(found, conditions=kept))


def _allowed(setting: Setting, evidence: Tangency) -> Tangency:
    """The evidence, if it may be of its kind: raises `InvalidCertificate` if not."""
    at_kinks(setting, evidence.kinks, closed=is_closed(setting, evidence))
    return evidence


class _NotFoundError(Exception):
    """One part of the evidence was not found."""


def _find_congruences(
    setting: Setting, tower: Tower, settled: Sequence[Settled], limits: Limits, kinks: str | None
) -> tuple[_Vanishing, list[Congruence]]:
    """All that vanishes: the curved equations, congruences from the bottom up, relations of atoms.

    And the equations of inputs, and what is settled of steps.
    """
    first, count = len(setting.claim.names), len(tower.atoms)
    vanishing = _Vanishing()
    relating = relations(setting.claim, tower)
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
    for at, relation in enumerate(relating):
        if relation:
            vanishing.add("relation", at, relation)
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
        if simpler == atom.argument or tower.call(atom.function, simpler) == Polynomial.variable(variable):
            return None
        cofactors = ideal.cofactors(atom.argument - simpler)
    except OutOfBudget:
        return None
    return None if cofactors is None else (simpler, vanishing.combination(cofactors))


def _touches(vanishing: _Vanishing, polynomial: Polynomial) -> bool:
    return any(polynomial.variables & p.variables for p in vanishing.polynomials)


def _find_lie(
    setting: Setting,
    ideal: Ideal,
    vanishing: _Vanishing,
    derivatives: Mapping[tuple[int, int], Polynomial],
) -> Iterator[LieDerivative]:
    power = MAX_MULTIPLIER_POWER if setting.conditions else 0
    for (at, index), derivative in derivatives.items():
        found = ideal.cofactors_with_multiplier(derivative, setting.off, power)
        if found is None:
            raise _NotFoundError
        yield LieDerivative(at, index, found[0], vanishing.combination(found[1]))


def _find_kept(
    setting: Setting,
    derivatives: Sequence[Sequence[Polynomial]],
    vanishing: _Vanishing,
    limits: Limits,
    prove: Prover | None,
) -> Iterator[Kept | NeverZero | BoundaryInvariant]:
    for index in range(len(setting.conditions)):
        along = [row[index] for row in derivatives]
        found: Kept | NeverZero | BoundaryInvariant | None = _find_condition_kept(
            setting, index, along, vanishing, limits
        )
        if found is None and prove is not None:
            found = _find_never_zero(setting, index, replace(limits, allow=frozenset())) or (
                _find_boundary(setting, index, limits, prove) or _find_never_zero(setting, index, limits)
            )
        if found is None:
            raise _NotFoundError
        yield found


def _find_condition_kept(
    setting: Setting,
    index: int,
    derivatives: Sequence[Polynomial],
    vanishing: _Vanishing,
    limits: Limits,
) -> Kept | None:
    available = _Vanishing(list(vanishing.references), list(vanishing.polynomials))
    available.add("condition", 0, setting.conditions[index].polynomial)
    ideal = Ideal(available.polynomials, deadline=limits.deadline)
    found = [ideal.cofactors(derivative) for derivative in derivatives]
    if any(cofactors is None for cofactors in found):
        return None
    return Kept(tuple(available.combination(cofactors) for cofactors in found if cofactors is not None))


def _find_never_zero(setting: Setting, index: int, limits: Limits) -> NeverZero | None:
    known = {
        "equation": setting.restriction.curved,
        "condition": [setting.conditions[index].polynomial],
    }
    proof = find_no_point(setting, known, (), limits)
    return None if proof is None else NeverZero(proof)


def _find_boundary(setting: Setting, index: int, limits: Limits, prove: Prover) -> BoundaryInvariant | None:
    """That V ∩ {h = 0} is invariant."""
    h = setting.conditions[index].polynomial
    proof = prove(setting.alone(h), limits.share(0.5))
    return None if proof is None else BoundaryInvariant(proof)
