"""Finding what manifold a set is: a regular point, or emptiness for generic constants (theory T4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice
from typing import Final

from certsim.algebra.combinations import eliminate
from certsim.algebra.exact.arithmetic import Number
from certsim.algebra.exact.place import first_independent, is_zero, value_at
from certsim.algebra.factors import irreducible_factors
from certsim.algebra.ideals import Ideal, OutOfBudget
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    GenericallyEmpty,
    NoPoint,
    NoPointByIdentity,
    Redundant,
    Reference,
    Regular,
)
from certsim.kernel.rules import manifold
from certsim.kernel.rules.manifold import minors
from certsim.kernel.rules.point import Point
from certsim.kernel.rules.setting import Setting, combine
from certsim.kernel.statement.claim import UNKNOWN
from certsim.kernel.statement.strict_json import Json
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.search.emptiness import find_no_point
from certsim.search.limits import Limits
from certsim.search.points import an_input, find_set_points, kernel_point, places

POINTS = 12
TRIED = 3
"""Precisions at which a point is proposed."""


@dataclass(frozen=True)
class Found:
    """Evidence of what manifold a set is, the kernel's report, and the point of the set that is named."""

    evidence: Regular | GenericallyEmpty | None = None
    report: Mapping[str, Json] = field(default_factory=lambda: UNKNOWN)
    point: Point | None = None

    @property
    def dimension(self) -> int:
        return int(self.report.get("dimension", -1))


NOTHING: Final = Found()


def find_manifold(setting: Setting, limits: Limits, *, steps: bool) -> Found:
    """Evidence of the largest dimension found, with the report that the kernel makes of it.

    If `steps`, what is known of the set holds on regions only, and the point has to be in one (T18).
    """
    constants = setting.claim.constants
    if setting.restriction.inconsistent or any(pivot in constants for pivot in setting.restriction.images):
        return _reported(setting, GenericallyEmpty(None), steps=steps)
    relation = _relation_among_constants(setting)
    if relation is not None:
        return _reported(setting, GenericallyEmpty(relation), steps=steps)
    best = NOTHING
    seen: set[tuple[int, ...]] = set()
    for chosen, proposals in _regular_points(setting, limits.share(0.5), seen):
        reports = (_reported(setting, proposal, steps=steps) for proposal in proposals)
        found = next((report for report in reports if report is not NOTHING), NOTHING)
        if found is not NOTHING:
            seen.add(chosen)
            best = max(best, found, key=lambda one: one.dimension)
            if _are_levels(setting, found):
                break
    if isinstance(best.evidence, Regular) and best.evidence.chosen:
        return _everywhere(setting, best.evidence, limits.share(0.5), steps=steps) or best
    if best is NOTHING and setting.claim.constants:
        known = {"equation": setting.restriction.curved}
        proof = find_no_point(setting, known, setting.conditions, limits.share(0.5), generic=True)
        return NOTHING if proof is None else _reported(setting, GenericallyEmpty(proof), steps=steps)
    return best


def _are_levels(setting: Setting, found: Found) -> bool:
    """Whether the curved equations are levels of functions that are independent at the point found.

    Then the set for generic constants has no piece of another dimension (Sard).
    """
    curved, constants = setting.restriction.curved, setting.claim.constants
    if not isinstance(found.evidence, Regular) or len(found.evidence.chosen) < len(curved):
        return False
    rows = [[Fraction(p.terms.get((v,), 0)) for v in constants] for p in curved]
    apart = all(len(m) == 1 or {*m}.isdisjoint(constants) for p in curved for m in p.terms)
    return bool(curved) and apart and len(first_independent(rows)) == len(curved)


def _relation_among_constants(setting: Setting) -> NoPoint | None:
    """A linear combination of the curved equations in which only constants are left."""
    claim, curved = setting.claim, setting.restriction.curved
    if not claim.constants:
        return None
    for combination in eliminate(curved, lambda m: any(v < claim.parameter_count for v in m)):
        cofactors = tuple(
            (Reference("equation", at), Polynomial.constant(c)) for at, c in combination.items()
        )
        relation = combine(cofactors, {"equation": curved})
        if relation:
            return NoPointByIdentity(0, relation, (), cofactors)
    return None


def _reported(setting: Setting, evidence: Regular | GenericallyEmpty, *, steps: bool) -> Found:
    """The kernel's own report."""
    try:
        report, _, point = manifold(setting, evidence, steps=steps)
        return Found(evidence, report, point)
    except InvalidCertificate:
        return NOTHING


def _regular_points(
    setting: Setting, limits: Limits, seen: Collection[tuple[int, ...]]
) -> Iterator[tuple[tuple[int, ...], Iterator[Regular]]]:
    """For each kind of point found the equations chosen, and proposals at one precision after the other.

    One will do where there are only affine equations; those that are `seen` are not proposed again.
    """
    claim = setting.claim
    for attempt, point in enumerate(islice(find_set_points(setting, limits), POINTS)):
        numbers = kernel_point(point)
        chosen = _independent(setting, numbers)
        if chosen in seen:
            continue
        redundant = _find_redundant(setting, chosen, numbers, limits)
        if redundant is None:
            continue
        functions = dict.fromkeys(claim.model.graph.functions.facts, ())
        values = an_input(claim, limits, attempt) if _is_limited(setting) else {}
        tried = islice(places(setting, numbers, functions, values), TRIED)
        yield chosen, (Regular(place, chosen, redundant, None) for place in tried)
        if not setting.restriction.curved and (chosen in seen or not _is_limited(setting)):
            return


def _is_limited(setting: Setting) -> bool:
    """Whether the model is defined on a part of the space only, or meant for some inputs only."""
    model = setting.claim.model
    return bool(model.limited) or not model.where.are_all


def _free(setting: Setting, polynomials: Sequence[Polynomial]) -> list[int]:
    variables = frozenset().union(*(p.variables for p in polynomials))
    return sorted(variables & frozenset(setting.claim.trained))


def _independent(setting: Setting, point: Mapping[int, Number]) -> tuple[int, ...]:
    """Curved equations with independent differentials at the point, the first ones that do."""
    curved = setting.restriction.curved
    free = _free(setting, curved)
    return first_independent([[value_at(p.derivative(v), point) for v in free] for p in curved])


def _find_redundant(
    setting: Setting, chosen: Sequence[int], point: Mapping[int, Number], limits: Limits
) -> tuple[Redundant, ...] | None:
    """For each other equation a multiplier, not zero at the point, that takes it into the chosen ones."""
    curved = setting.restriction.curved
    ideal = Ideal([curved[at] for at in chosen], deadline=limits.deadline)
    multipliers = [ONE, *_multipliers([curved[at] for at in chosen], point)]
    redundant = []
    frozen = setting.claim.model.frozen
    for index in sorted(set(range(len(curved))) - set(chosen)):
        if curved[index].variables <= frozen:
            continue
        found = _find_multiplier(ideal, curved[index], multipliers)
        if found is None:
            return None
        multiplier, cofactors = found
        pairs = zip(chosen, cofactors, strict=True)
        combination = tuple((Reference("equation", at), q) for at, q in pairs if q)
        redundant.append(Redundant(index, multiplier, combination))
    return tuple(redundant)


def _multipliers(chosen: Sequence[Polynomial], point: Mapping[int, Number]) -> list[Polynomial]:
    """Factors and variables of the chosen equations that are not zero at the point, and their product."""
    factors = {f: None for polynomial in chosen for f in irreducible_factors(polynomial)}
    variables = {Polynomial.variable(v): None for p in chosen for v in sorted(p.variables)}
    alive = [f for f in {**factors, **variables} if not is_zero(value_at(f, point))]
    product = ONE
    for factor in alive:
        product = product * factor
    return [*alive, product] if len(alive) > 1 else alive


def _find_multiplier(
    ideal: Ideal, polynomial: Polynomial, multipliers: Sequence[Polynomial]
) -> tuple[Polynomial, list[Polynomial]] | None:
    for multiplier in multipliers:
        try:
            cofactors = ideal.cofactors(multiplier * polynomial)
        except OutOfBudget:
            return None
        if cofactors is not None:
            return multiplier, cofactors
    return None


def _everywhere(setting: Setting, evidence: Regular, limits: Limits, *, steps: bool) -> Found | None:
    """The evidence with a proof that there is no singular point, if one is found."""
    if any(not one.multiplier.constant_value for one in evidence.redundant):
        return None
    curved = setting.restriction.curved
    chosen = [curved[at] for at in evidence.chosen]
    try:
        known = {"equation": curved, "minor": minors(chosen, _free(setting, chosen))}
    except InvalidCertificate:
        return None
    proof = find_no_point(setting, known, setting.conditions, limits, generic=True)
    if proof is None:
        return None
    found = _reported(setting, replace(evidence, everywhere=proof), steps=steps)
    return None if found is NOTHING else found
