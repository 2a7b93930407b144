"""What the proof in a certificate rests on, rule by rule, as statements that a solver can decide."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Final

from certsim.export.checked import CannotExport, rule_of
from certsim.export.emptiness import empty, no_point, vanishing
from certsim.export.places import NotAlgebraic, crosses, leaves, outside
from certsim.export.queries import Identity, Item, Letters, Remark, combination
from certsim.export.symmetries import fixed, same_model
from certsim.export.tangencies import tangent, vanishing_lie
from certsim.kernel.check import Accepted
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.evidence.records import (
    ByStructure,
    Cases,
    Component,
    Composition,
    Conserved,
    CoreProof,
    Crosses,
    Description,
    Empty,
    Evidence,
    GenericallyEmpty,
    Invariance,
    Leaves,
    Proof,
    Regular,
    Symmetry,
    Tangency,
)
from certsim.kernel.rules.cases import case_setting
from certsim.kernel.rules.core import coefficient
from certsim.kernel.rules.description import describe
from certsim.kernel.rules.domain import in_domain
from certsim.kernel.rules.manifold import minors
from certsim.kernel.rules.refutation import rest_of
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim, Core, Reduced, read_set
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial

LANGUAGE: Final = "smt2"


def obligations(accepted: Accepted) -> Iterator[Item]:
    """The statements on which a proof rests; raises `CannotExport` for a rule that has none of the kind."""
    claim, evidence = accepted.certificate.claim, accepted.certificate.evidence
    rule = "reduction" if isinstance(claim.subject, Reduced) else rule_of(evidence.proof)
    try:
        setting = yield from _proof(claim, rule, evidence.proof)
        yield from _manifold(setting, evidence)
    except NotAlgebraic as error:
        raise CannotExport(rule, LANGUAGE, str(error)) from error
    except LimitExceeded as error:
        raise CannotExport(rule, LANGUAGE, f"it is too long: {error}") from error
    yield from _besides(accepted)


def _proof(claim: Claim, rule: str, proof: Proof) -> Generator[Item, None, Setting]:
    """The statements of the proof itself; returns the set in the words in which it is shown."""
    setting = Setting.of(claim)
    if isinstance(claim.subject, Core) and isinstance(proof, CoreProof):
        inner = Setting.of(claim.about(replace(claim.candidate, equations=claim.subject.equations, maps=())))
        yield from _core(setting, inner, claim.subject, proof)
        return _described(inner, proof.invariance)
    if isinstance(proof, Leaves):
        yield from leaves(claim, proof)
    elif isinstance(proof, Crosses):
        yield from crosses(claim, proof)
        yield from _component(setting, proof.component)
        yield from _invariance(rest_of(setting, proof)[1], proof.rest)
    elif isinstance(proof, Invariance) and not isinstance(claim.subject, Reduced):
        yield from _invariance(setting, proof)
        return _described(setting, proof)
    else:
        raise CannotExport(rule, LANGUAGE, "it is about ranks, or about two models")
    return setting


def _described(setting: Setting, evidence: Invariance) -> Setting:
    return setting if evidence.description is None else describe(setting, evidence.description)[0]


def _invariance(setting: Setting, evidence: Invariance) -> Iterator[Item]:
    if evidence.description is not None:
        yield from _description(setting, evidence.description)
    setting, proof = _described(setting, evidence), evidence.proof
    if isinstance(proof, Tangency):
        if proof.conserved or any(isinstance(one, Conserved) for one in proof.conditions):
            raise CannotExport("conserved", LANGUAGE, "it follows a field through the graph of the model")
        yield from tangent(setting, proof, _invariance)
    elif isinstance(proof, ByStructure) or (isinstance(proof, Symmetry) and proof.fields):
        yield from vanishing_lie(setting, None, set())
    elif isinstance(proof, Symmetry):
        yield from fixed(setting, proof)
    elif isinstance(proof, Empty):
        yield from empty(setting, proof)
    elif isinstance(proof, Cases):
        yield from _cases(setting, proof)
    else:
        yield from _composition(setting, proof)


def _description(setting: Setting, evidence: Description) -> Iterator[Item]:
    """The set has other equations: each vanishes on it, and each old one is a combination of them."""
    letters, curved = Letters.of(setting.claim), setting.restriction.curved
    conditions = [*setting.conditions, *in_domain(setting, evidence.domain)]
    for at, (polynomial, reason) in enumerate(zip(evidence.equations, evidence.vanishing, strict=True)):
        what = f"new equation {at} holds on the set"
        yield from vanishing(what, letters, polynomial, curved, conditions, reason)
    yield from _component(setting, evidence)


def _component(setting: Setting, evidence: Description | Component | None) -> Iterator[Item]:
    """Where the new equations hold, the old ones do."""
    if evidence is None:
        return
    letters, known = Letters.of(setting.claim), {"equation": evidence.equations}
    for at, (old, cofactors) in enumerate(zip(setting.restriction.curved, evidence.implied, strict=True)):
        what = f"old equation {at} is a combination of the new ones"
        yield Identity(what, letters, ((old,),), combination(cofactors, known))


def _cases(setting: Setting, evidence: Cases) -> Iterator[Item]:
    """Products of factors vanish on the set, and each part on which some of them do is invariant."""
    letters, curved = Letters.of(setting.claim), setting.restriction.curved
    for at, split in enumerate(evidence.splits):
        what = f"product {at} of factors is 0 on the set"
        product = setting.restriction.apply(math.prod(split.factors, start=ONE))
        yield from vanishing(what, letters, product, curved, setting.conditions, split.reason)
    yield Remark("whichever factors of the products vanish, those of some part are among them")
    for case in evidence.cases:
        yield from _invariance(case_setting(setting, case), case.proof)


def _composition(setting: Setting, evidence: Composition) -> Iterator[Item]:
    claim = setting.claim
    if evidence.images is not None:
        yield from same_model(claim, evidence.images, "the map")
    for part in evidence.parts:
        yield from _invariance(Setting.of(claim.about(read_set(claim.model, part.candidate))), part.proof)


def _core(setting: Setting, inner: Setting, core: Core, proof: CoreProof) -> Iterator[Item]:
    """The core is invariant and inside the candidate, no such set is larger, and a point may be outside."""
    letters, claim = Letters.of(setting.claim), setting.claim
    yield from _invariance(inner, proof.invariance)
    for at, reason in enumerate(proof.inside):
        equation = inner.restriction.apply(claim.candidate.equations[at])
        what = f"equation {at} of the candidate holds on the core"
        yield from vanishing(what, letters, equation, inner.restriction.curved, (), reason)
    known = list(claim.candidate.equations)
    for step in proof.steps:
        left = ((coefficient(claim, known, step),), (-ONE, step.polynomial))
        what = "a Lie derivative on the core"
        yield Identity(what, letters, left, combination(step.cofactors, {"equation": known}))
        known.append(step.polynomial)
    for equation, reached in zip(core.equations, proof.reached or (), strict=False):
        what = "an equation of the core holds on every invariant part of the candidate"
        yield from vanishing(what, letters, equation, known, (), reached)
    if proof.outside is not None:
        yield from outside(claim, proof.outside, core.equations)


def _manifold(setting: Setting, evidence: Evidence) -> Iterator[Item]:
    """What shows that the set is a manifold, or that it is empty for generic constants (T4)."""
    shown, letters, curved = evidence.manifold, Letters.of(setting.claim), setting.restriction.curved
    if isinstance(shown, GenericallyEmpty) and shown.proof is not None:
        what = "the set has no point for generic constants"
        yield from no_point(what, letters, {"equation": curved}, setting.conditions, shown.proof)
    if not isinstance(shown, Regular) or not shown.chosen:
        return
    yield Remark("at a point of the set the differentials of the chosen equations are independent")
    left_over = {"equation": [p if at in shown.chosen else ZERO for at, p in enumerate(curved)]}
    for one in shown.redundant:
        left = ((one.multiplier, curved[one.equation]),)
        what = f"equation {one.equation} adds nothing where its multiplier is not 0"
        yield Identity(what, letters, left, combination(one.cofactors, left_over))
    if shown.everywhere is not None:
        chosen = [curved[at] for at in shown.chosen]
        known = {"equation": curved, "minor": minors(chosen, _free(setting.claim, chosen))}
        what = "the differentials of the chosen equations are independent everywhere on the set"
        yield from no_point(what, letters, known, setting.conditions, shown.everywhere)


def _free(claim: Claim, polynomials: Sequence[Polynomial]) -> list[int]:
    return sorted(frozenset(claim.trained) & frozenset().union(*(p.variables for p in polynomials)))


def _besides(accepted: Accepted) -> Iterator[Item]:
    """What the certificate shows or assumes, and no statement is about."""
    evidence = accepted.certificate.evidence
    yield from (Remark(f"the assumption {one.text}") for one in accepted.assumptions if one.query is None)
    if evidence.missteps:
        yield Remark("the steps of optimisers that leave the set")
    if evidence.still:
        yield Remark("all gradients are 0 on the set")
    if evidence.union is not None:
        yield Remark("the parts of which the set is the union, of each of which more is known")
    if evidence.secant:
        yield Remark("the line through two points of the set that does not stay in it")
