"""The order in which proofs and counterexamples are looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from certsim.kernel.check import write_certificate
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import MAX_WORD, Crosses, Empty, Evidence, Invariance, Leaves
from certsim.kernel.rules import Setting, describe
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.statement.strict_json import Json
from certsim.search.emptiness import find_no_point, find_outside_domain
from certsim.search.invariance import find_described, find_flow_closed, find_invariance
from certsim.search.limits import Limits
from certsim.search.manifold import find_manifold
from certsim.search.missteps import find_missteps
from certsim.search.refutation import find_crossing, find_leaving, find_leaving_along
from certsim.search.secant import find_secant

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
FIRST_ROUND = 5.0
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
        if refutation is not None:
            return _Conclusion("refuted", Evidence(refutation, None), {"status": "unknown"})
        proof = find_flow_closed(setting, slice_.share(0.4)) or _find_empty(setting, slice_.share(0.5))
        if proof is not None:
            return _certified(setting, proof, limits)
    return None


def _find_empty(setting: Setting, limits: Limits) -> Invariance | None:
    known = {"equation": setting.restriction.curved}
    proof = find_no_point(setting, known, setting.conditions, limits)
    return None if proof is None else Invariance(None, Empty(proof))


def _find_refutation(setting: Setting, limits: Limits, number: int) -> Leaves | Crosses | None:
    """A counterexample, from more points and with longer words as the rounds go on."""
    points, longest = 12 * 3**number, min(2 + number, MAX_WORD)
    return (
        find_leaving(setting, limits.share(0.3), points=points, longest=longest)
        or find_crossing(setting, limits.share(0.3), find_invariance, points=points, longest=longest)
        or find_leaving_along(setting, limits.share(0.3))
    )


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
        other = None if proof.description else find_described(setting, limits.share(0.5))
        if other is not None and other.description is not None:
            if isinstance(other.proof, Empty):
                return _certified(setting, other, limits)
            proof = other
            manifold, report = find_manifold(describe(setting, other.description), limits.share(0.5))
    described = setting if proof.description is None else describe(setting, proof.description)
    missteps = find_missteps(described, limits)
    return _Conclusion(
        "certified", Evidence(proof, manifold, missteps, find_secant(described, limits)), report
    )
