"""The order in which proofs and counterexamples are looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.description import find_description
from certsim.kernel.check import write_certificate
from certsim.kernel.claim import read_claim
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence import (
    MAX_WORD,
    Crosses,
    Description,
    Empty,
    Evidence,
    Invariance,
    Leaves,
    Vanishing,
)
from certsim.kernel.reading import Json
from certsim.kernel.rules import Setting, describe
from certsim.search.closure import find_closure, find_flow_closed
from certsim.search.emptiness import find_no_point, find_outside_domain
from certsim.search.limits import Limits
from certsim.search.manifold import find_manifold
from certsim.search.refutation import find_crossing, find_leaving, find_leaving_along
from certsim.search.symmetry import find_symmetry
from certsim.search.tangency import find_tangency
from certsim.search.vanishing import combination

if TYPE_CHECKING:
    from certsim.model.candidate import Candidate
    from certsim.model.model import Model


@dataclass(frozen=True)
class Undecided:
    """Neither a proof nor a counterexample was found: why, and what may help."""

    reason: str
    hint: str | None = None


@dataclass(frozen=True)
class _Conclusion:
    """A verdict with its evidence, and the manifold that the evidence shows."""

    verdict: str
    evidence: Evidence
    manifold: Mapping[str, Json]


def find_certificate(
    model: Model, candidate: Candidate, *, seed: int, deadline: float, allow: frozenset[str]
) -> bytes | Undecided:
    """A certificate that proves or refutes that the candidate is structurally invariant.

    Raises `KernelError` if the kernel does not accept what was found: then one of the two is wrong.
    """
    statement = {"model": model.statement, "candidate": candidate.statement, "verdict": "certified"}
    claim = read_claim(statement)
    limits = Limits(deadline, allow, Random(seed))  # noqa: S311  no secrets are drawn
    try:
        found = _conclude(Setting.of(claim, []), limits)
    except LimitExceeded as error:
        return Undecided("memory", str(error))
    except InvalidCertificate as error:
        return Undecided("unsupported", str(error))
    if found is None:
        return Undecided("timeout" if limits.expired else "undecided")
    about = {"model": model.name or "", "candidate": candidate.name}
    return write_certificate(about, claim.concluding(found.verdict, found.manifold), found.evidence)


ROUNDS = 5
FIRST_ROUND = 2.0
"""Seconds that each kind of search has in the first round; in each further one it has four times as many."""


def _conclude(setting: Setting, limits: Limits) -> _Conclusion | None:
    """Proofs and counterexamples in turn, with little time first: most are cheap, and some never end."""
    if setting.is_plainly_empty:
        return _certified(setting, Invariance(None, Empty(None)), limits)
    outside = find_outside_domain(setting, limits.share(0.3, FIRST_ROUND))
    if outside is not None:
        return _certified(setting, Invariance(None, Empty(outside)), limits)
    for number in range(ROUNDS):
        slice_ = limits.share(0.5, 4 * FIRST_ROUND * 4**number)
        proof = find_invariance(setting, slice_)
        if proof is not None:
            return _certified(setting, proof, limits)
        refutation = _find_refutation(setting, slice_, number)
        if refutation is None:
            proof, refutation = _decide_by_closure(setting, slice_)
        if refutation is not None:
            return _Conclusion("refuted", Evidence(refutation, None), {"status": "unknown"})
        proof = proof or _find_empty(setting, slice_.share(0.5))
        if proof is not None:
            return _certified(setting, proof, limits)
    return None


def _find_empty(setting: Setting, limits: Limits) -> Invariance | None:
    known = {"equation": setting.restriction.curved}
    proof = find_no_point(setting, known, setting.conditions, limits)
    return None if proof is None else Invariance(None, Empty(proof))


def find_invariance(setting: Setting, limits: Limits) -> Invariance | None:
    """A symmetry that fixes the set, or cofactors, for the set as it is given or in other equations."""
    proof = find_symmetry(setting) or find_tangency(setting, limits.share(0.3))
    return Invariance(None, proof) if proof is not None else _find_described(setting, limits.share(0.2))


def _find_refutation(setting: Setting, limits: Limits, number: int) -> Leaves | Crosses | None:
    """A counterexample, from more points and with longer words as the rounds go on."""
    points, longest = 12 * 3**number, min(2 + number, MAX_WORD)
    leaves = find_leaving(setting, limits.share(0.3), points=points, longest=longest)
    return leaves or find_crossing(
        setting, limits.share(0.3), find_invariance, points=points, longest=longest
    )


def _decide_by_closure(setting: Setting, limits: Limits) -> tuple[Invariance | None, Leaves | None]:
    """T6: all of the flow closure vanishes on the set, or a point shows that some of it does not."""
    closure = find_closure(setting.claim, limits.share(0.4))
    if closure is None:
        return None, None
    proof = find_flow_closed(setting, closure, limits.share(0.5))
    return proof, None if proof else find_leaving_along(setting, closure, limits)


def _find_described(setting: Setting, limits: Limits) -> Invariance | None:
    """A proof for the same set in other equations."""
    described = _find_description(setting, limits.share(0.5))
    if described is None:
        return None
    description, narrower = described
    if narrower.is_plainly_empty:
        return Invariance(description, Empty(None))
    proof = find_tangency(narrower, limits)
    return None if proof is None else Invariance(description, proof)


def _find_description(setting: Setting, limits: Limits) -> tuple[Description, Setting] | None:
    """Other equations of the set, and the setting in their terms; `None` if these are as good as any."""
    curved = setting.restriction.curved
    multiplier = setting.off if setting.conditions else None
    try:
        found = find_description(curved, multiplier, limits.deadline)
    except OutOfBudget:
        return None
    if found is None or set(found.equations) == set(curved):
        return None
    description = Description(
        tuple(found.equations),
        tuple(
            Vanishing(v.multiplier_power, v.power, tuple(v.squares), combination(v.cofactors))
            for v in found.vanishing
        ),
        tuple(map(combination, found.implied)),
    )
    try:
        return description, describe(setting, description)
    except InvalidCertificate:
        return None


def _certified(setting: Setting, proof: Invariance, limits: Limits) -> _Conclusion:
    """A certified set, with what manifold it is, in a better description if that shows more."""
    if isinstance(proof.proof, Empty):
        return _Conclusion("certified", Evidence(proof, None), {"status": "empty"})
    described = setting if proof.description is None else describe(setting, proof.description)
    manifold, report = find_manifold(described, limits.share(0.4))
    if manifold is None:
        empty = _find_empty(setting, limits.share(0.4))
        if empty is not None:
            return _certified(setting, empty, limits)
        other = None if proof.description else _find_described(setting, limits.share(0.5))
        if other is not None and other.description is not None:
            if isinstance(other.proof, Empty):
                return _certified(setting, other, limits)
            proof = other
            manifold, report = find_manifold(describe(setting, other.description), limits.share(0.5))
    return _Conclusion("certified", Evidence(proof, manifold), report)
