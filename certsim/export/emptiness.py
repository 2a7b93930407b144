"""Sets without a point, and what vanishes on a set: as a question, and as the identity that answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from certsim.export.queries import (
    Identity,
    Item,
    Letters,
    NoSolution,
    Remark,
    combination,
    powers,
    squares,
)
from certsim.kernel.evidence.records import (
    Empty,
    NoPoint,
    NoPointByIdentity,
    OutsideDomain,
    Vanishing,
    VanishingBySolver,
)
from certsim.kernel.rules.domain import in_domain
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.polynomial import ONE, Polynomial

BY_IDENTITY: Final = "by an identity:"


def no_point(
    what: str,
    letters: Letters,
    known: Mapping[str, Sequence[Polynomial]],
    conditions: Sequence[Condition],
    proof: NoPoint,
    weights: Sequence[Condition] | None = None,
) -> Iterator[Item]:
    """What is known to vanish has no common real zero where the conditions hold.

    `weights` are the conditions with the numbers that squares give them, if these are others.
    """
    equations = tuple(polynomial for group in known.values() for polynomial in group)
    if not isinstance(proof, NoPointByIdentity):
        yield NoSolution(f"{what}, by the word of z3", letters, equations, tuple(conditions))
        return
    generic = () if proof.generic == ONE else (Condition(proof.generic, "!="),)
    yield NoSolution(what, letters, equations, (*conditions, *generic))
    weighted = squares(proof.squares, conditions if weights is None else weights)
    left = ((*powers(conditions, proof.power), proof.generic), *weighted)
    yield Identity(f"{BY_IDENTITY} {what}", letters, left, combination(proof.cofactors, known))


def vanishing(
    what: str,
    letters: Letters,
    polynomial: Polynomial,
    known: Sequence[Polynomial],
    conditions: Sequence[Condition],
    reason: Vanishing | VanishingBySolver,
) -> Iterator[Item]:
    """A polynomial is 0 where what is known vanishes and the conditions hold."""
    asked = (*conditions, Condition(polynomial, "!="))
    if isinstance(reason, VanishingBySolver):
        yield NoSolution(f"{what}, by the word of z3", letters, tuple(known), asked)
        return
    yield NoSolution(what, letters, tuple(known), asked)
    first = (*powers(conditions, reason.power), *(polynomial for _ in range(reason.exponent)))
    left = (first, *squares(reason.squares, conditions))
    yield Identity(f"{BY_IDENTITY} {what}", letters, left, combination(reason.cofactors, {"equation": known}))


def empty(setting: Setting, evidence: Empty) -> Iterator[Item]:
    """The set has no point, or none at which the model is defined."""
    what, letters = "the set has no point", Letters.of(setting.claim)
    known = {"equation": setting.restriction.curved}
    if isinstance(evidence.proof, OutsideDomain):
        yield from _outside_domain(setting, evidence.proof)
    elif evidence.proof is not None:
        conditions = [*setting.conditions, *in_domain(setting, evidence.domain)]
        yield from no_point(what, letters, known, conditions, evidence.proof)
    else:
        yield NoSolution(what, letters, *_as_claimed(setting))


def _as_claimed(setting: Setting) -> tuple[tuple[Polynomial, ...], tuple[Condition, ...]]:
    """The equations and conditions of the set, as the claim has them where it is of this set."""
    candidate, whole = setting.claim.candidate, Setting.of(setting.claim)
    if (whole.restriction, whole.conditions) == (setting.restriction, setting.conditions):
        return tuple(candidate.equations), tuple(candidate.conditions)
    return tuple(setting.restriction.equations()), setting.conditions


def _outside_domain(setting: Setting, evidence: OutsideDomain) -> Iterator[Item]:
    """On the set an argument u of the model is where its function is not defined."""
    claim, tower = setting.claim, setting.claim.tower()
    node, domain = list(claim.model.limited.items())[evidence.argument]
    (value,) = evaluate(claim.model.graph, [node], setting.restriction.value, tower)
    said = "not positive" if domain is Domain.POSITIVE else "0"
    what = f"an argument is {said} on the set, so that the model is not defined there"
    known = {"equation": setting.restriction.curved}
    right = (*squares(evidence.squares, setting.conditions), *combination(evidence.cofactors, known))
    yield Identity(what, Letters.of(claim, tower), ((-value,),), right)
    if domain is Domain.REGION:
        yield Remark("it is the argument of a step, and its slope by a parameter is a number that is not 0")
