"""Finding that polynomials have no common real zero: by an identity, else by the solver."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import combinations, islice
from random import Random
from typing import Final

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.description import find_no_real_point
from certsim.algebra.elimination import eliminate_constants
from certsim.algebra.facts import plain
from certsim.algebra.ideals import Ideal
from certsim.algebra.squares import find_squares
from certsim.algebra.weights import product_of_weights, weighted_value
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import (
    Empty,
    NoPoint,
    NoPointByIdentity,
    NoPointBySolver,
    OutsideDomain,
    Reference,
    Square,
)
from certsim.kernel.meter import metered
from certsim.kernel.rules.domain import in_domain
from certsim.kernel.rules.empty import outside_domain
from certsim.kernel.rules.setting import Setting, product_of
from certsim.kernel.statement.model import Condition
from certsim.kernel.statement.question import question
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.search import solver
from certsim.search.limits import Limits
from certsim.search.listing import listed
from certsim.search.points import find_input, find_set_points, kernel_point
from certsim.search.vanishing import positive


def domain_numbers(setting: Setting) -> list[tuple[int, ...]]:
    """None, and all arguments of the model that are limited alike for all inputs, but constants."""
    found = []
    for number in range(len(setting.claim.model.limited)):
        with suppress(InvalidCertificate):
            found += [number for one in in_domain(setting, [number]) if one.polynomial.variables]
    return [(), tuple(found)] if found else [()]


def find_outside_domain(setting: Setting, limits: Limits) -> Empty | None:
    """Evidence that the model is defined nowhere on the set, if it is not at a point of it.

    By one argument that is out of its domain, or by several that cannot all be in theirs.
    """
    if not setting.claim.model.limited or _is_met(setting, limits):
        return None
    outside = _find_argument(setting, limits)
    if outside is not None:
        return Empty(outside)
    for domain in domain_numbers(setting)[1:]:
        conditions = [*setting.conditions, *in_domain(setting, domain)]
        known = {"equation": setting.restriction.curved}
        proof = find_no_point(setting, known, conditions, limits)
        if proof is not None:
            return Empty(proof, domain)
    return None


def _find_argument(setting: Setting, limits: Limits) -> OutsideDomain | None:
    """An argument that is out of its domain on all of the set."""
    graph, curved = setting.claim.model.graph, setting.restriction.curved
    ideal = Ideal(curved, deadline=limits.deadline)
    for at, (node, domain) in enumerate(setting.claim.model.limited.items()):
        try:
            tower = setting.claim.tower()
            with metered(WORK):
                (value,) = evaluate(graph, [node], setting.restriction.value, tower)
            remainder = -ideal.normal_form(value)
            squares = find_squares(remainder) if domain is Domain.POSITIVE and remainder else []
            cofactors = ideal.cofactors(-value - remainder)
        except (InvalidCertificate, LimitExceeded, OutOfBudget):
            continue
        if cofactors is not None and squares is not None and (squares or not remainder):
            combination = tuple((Reference("equation", i), q) for i, q in enumerate(cofactors) if q)
            with suppress(InvalidCertificate):
                found = OutsideDomain(at, plain(squares), combination)
                found = listed(found, setting.claim, tower, tower.met)
                outside_domain(setting, found)
                return found
    return None


MAX_FACTORS: Final = 2
MAX_COLUMNS: Final = 120
SECONDS_WEIGHTED: Final = 1.0
WORK: Final = 5_000_000
"""What writing down an argument may cost."""
POINTS: Final = 3


def _is_met(setting: Setting, limits: Limits) -> bool:
    """Whether the model is defined at one of a few points of the set."""
    # Randomness of its own: the searches after this one draw what they would without it.
    limits = replace(limits.share(0.2), random=Random(0))  # noqa: S311  no secrets are drawn
    points = islice(find_set_points(setting, limits), POINTS)
    return any(find_input(setting.claim, kernel_point(point)) is not None for point in points)


def find_no_point(
    setting: Setting,
    known: Mapping[str, Sequence[Polynomial]],
    conditions: Sequence[Condition],
    limits: Limits,
    *,
    numbers: Sequence[int] | None = None,
    generic: bool = False,
) -> NoPoint | None:
    """Evidence that the known polynomials have no common real zero where the conditions hold.

    `numbers` are those by which weights name the conditions. With `generic`, for generic constants.
    """
    references = [Reference(kind, index) for kind, group in known.items() for index in range(len(group))]
    polynomials = [polynomial for group in known.values() for polynomial in group]
    multiplier = product_of(conditions)
    found = find_no_real_point(
        polynomials,
        multiplier if conditions else None,
        limits.share(0.3).deadline,
        positive(conditions, numbers),
    )
    if found is not None:
        pairs = zip(references, found.cofactors, strict=True)
        combination = tuple((reference, cofactor) for reference, cofactor in pairs if cofactor)
        return NoPointByIdentity(found.multiplier_power, ONE, found.squares, combination)
    numbered = dict(zip(range(len(conditions)) if numbers is None else numbers, conditions, strict=True))
    weighted = _find_weighted(references, polynomials, numbered, limits.share(0.2, SECONDS_WEIGHTED))
    if weighted is not None:
        return weighted
    contradiction = _find_sign_contradiction(references, polynomials, conditions, limits.share(0.2))
    if contradiction is not None:
        return contradiction
    if generic:
        identity = _find_generic(setting, references, polynomials, conditions, limits.share(0.3))
        if identity is not None:
            return identity
    return ask_no_point(setting, polynomials, conditions, limits.share(0.6))


def ask_no_point(
    setting: Setting, polynomials: Sequence[Polynomial], conditions: Sequence[Condition], limits: Limits
) -> NoPointBySolver | None:
    """The solver's word that there is no such point, if it may be believed."""
    if "z3" not in limits.allow:
        return None
    query = question(setting.claim.names.__getitem__, polynomials, conditions)
    unsatisfiable = solver.ask(query, limits.deadline) == "unsat"
    return NoPointBySolver(solver.version()) if unsatisfiable else None


def _find_weighted(
    references: Sequence[Reference],
    polynomials: Sequence[Polynomial],
    conditions: Mapping[int, Condition],
    limits: Limits,
) -> NoPointByIdentity | None:
    """A product P of inequalities, or 1, that is -Σ c·w·m² modulo the ideal, with monomials m.

    The conditions are given with their numbers. Times P·(∏h/P)² that is an identity for (∏h)².
    """
    ideal = Ideal(polynomials, deadline=limits.deadline)
    signed = {at: c.positive for at, c in conditions.items() if c.relation != "!="}
    weights = {w: p for size in range(MAX_FACTORS + 1) for w, p in _products(signed, size)}
    variables = sorted(frozenset().union(*(p.variables for p in (*polynomials, *signed.values()))))
    roots = [ONE, *map(Polynomial.variable, variables)]
    columns = [(weight, root) for weight in weights for root in roots][:MAX_COLUMNS]
    off = product_of([*conditions.values()])
    try:
        reduced = [ideal.normal_form(weights[weight] * root * root) for weight, root in columns]
        for chosen, product in weights.items():
            found = solver.find_nonnegative(reduced, ideal.normal_form(-product), limits.deadline)
            if found is None:
                continue
            rest = math.prod((c.positive for at, c in conditions.items() if at not in chosen), start=ONE)
            squares = []
            for (weight, root), c in zip(columns, found, strict=True):
                if c:
                    left, common = product_of_weights(chosen, weight, signed)
                    squares.append(Square(c, left, (rest if chosen else ONE) * common * root))
            power = 2 if chosen else 0
            cofactors = ideal.cofactors(off**power + weighted_value(squares, signed))
            if cofactors is not None:
                pairs = zip(references, cofactors, strict=True)
                combination = tuple((r, q) for r, q in pairs if q)
                return NoPointByIdentity(power, ONE, tuple(squares), combination)
    except OutOfBudget:
        pass
    return None


def _products(factors: Mapping[int, Polynomial], size: int) -> Iterator[tuple[tuple[int, ...], Polynomial]]:
    """The products of so many of the factors, with their numbers."""
    for chosen in combinations(sorted(factors), size):
        yield chosen, math.prod((factors[at] for at in chosen), start=ONE)


def _find_sign_contradiction(
    references: Sequence[Reference],
    polynomials: Sequence[Polynomial],
    conditions: Sequence[Condition],
    limits: Limits,
) -> NoPointByIdentity | None:
    """Inequalities whose product, which they say is positive, is minus a sum of squares."""
    if not conditions or any(condition.relation == "!=" for condition in conditions):
        return None
    product, ideal = product_of(conditions), Ideal(polynomials, deadline=limits.deadline)
    try:
        squares = find_squares(ideal.normal_form(-product))
        if squares is None:
            return None
        total = product + Polynomial.total(s * s * c for c, s in squares)
        cofactors = ideal.cofactors(total)
    except OutOfBudget:
        return None
    if cofactors is None:
        return None
    pairs = zip(references, cofactors, strict=True)
    return NoPointByIdentity(1, ONE, plain(squares), tuple((r, q) for r, q in pairs if q))


def _find_generic(
    setting: Setting,
    references: Sequence[Reference],
    polynomials: Sequence[Polynomial],
    conditions: Sequence[Condition],
    limits: Limits,
) -> NoPointByIdentity | None:
    """A polynomial in the constants, in the ideal: then there is no point where it is not zero."""
    constants = setting.claim.constants
    multiplier = product_of(conditions)
    found = eliminate_constants(polynomials, constants, multiplier, limits.deadline)
    if found is None:
        return None
    combination = tuple((r, q) for r, q in zip(references, found.cofactors, strict=True) if q)
    return NoPointByIdentity(found.multiplier_power, found.polynomial, (), combination)
