"""The order in which proofs and counterexamples are looked for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import (
    MAX_WORD,
    Cases,
    Crosses,
    Empty,
    Evidence,
    Invariance,
    Leaves,
)
from certsim.kernel.meter import metered
from certsim.kernel.rules.invariance import kept
from certsim.kernel.rules.optimisers import UNDECIDED, Kept, kept_by, kept_in, kept_standing_still
from certsim.kernel.rules.point import Point
from certsim.kernel.rules.setting import RELU, Setting
from certsim.kernel.statement.claim import Candidate, Claim, read_claim
from certsim.kernel.statement.strict_json import Json
from certsim.search.cases import find_cases, is_union_of_fixed_sets
from certsim.search.crossing import find_crossing
from certsim.search.emptiness import find_no_point, find_outside_domain
from certsim.search.invariance import find_described, find_everywhere, find_flow_closed, find_invariance
from certsim.search.limits import Limits
from certsim.search.manifold import NOTHING, find_manifold
from certsim.search.missteps import find_missteps
from certsim.search.points import find_input, find_set_points, kernel_point
from certsim.search.refutation import find_leaving, find_leaving_along
from certsim.search.secant import find_secant
from certsim.search.tangency import LITTLE

if TYPE_CHECKING:
    from certsim.model.candidate import Candidate as Written
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


def find_proof(model: Model, candidate: Written, limits: Limits) -> tuple[Claim, Evidence] | Undecided:
    """The claim that the candidate is structurally invariant, or that it is not, and evidence of it."""
    statement = {"model": model.statement, "candidate": candidate.statement, "verdict": "certified"}
    claim = read_claim(statement)
    try:
        found = _conclude(Setting.of(claim), limits)
    except LimitExceeded as error:
        return Undecided("limit", str(error))
    except InvalidCertificate as error:
        return Undecided("unsupported", str(error))
    if found is None:
        tried = None if limits.expired else _tried(Setting.of(claim), limits)
        return Undecided("undecided" if tried else "timeout", tried)
    return claim.concluding(found.verdict, found.manifold), found.evidence


def _tried(setting: Setting, limits: Limits) -> str:
    """What was looked for in vain before the time was over, and what may help."""
    sentences = [
        "No proof was found: neither a symmetry that fixes the set, nor cofactors.",
        _why_no_point(setting, limits.share(0.5, PROBE)),
        "Other equations of the same set may help, or another --seed.",
    ]
    if "z3" not in limits.allow:
        sentences.append(f"The solver may help: --allow {','.join(('z3', *sorted(limits.allow)))}")
    return " ".join(sentences)


def _why_no_point(setting: Setting, limits: Limits) -> str:
    """Why there is no counterexample."""
    met = map(kernel_point, islice(find_set_points(setting, limits), PROBES))
    defined = [find_input(setting.claim, point) is not None for point in met]
    if not defined:
        return "No point of the set was found, and no proof that there is none."
    if not any(defined):
        return "No point of the set was found at which the model is defined and has no kink."
    return "No counterexample was found: no point of the set with a derivative that is not 0."


PROBE = 1.0
"""Seconds to find points of the set, only to say whether there are any."""
PROBES = 3

ROUNDS = 5
FIRST_ROUND = 5.0
"""Seconds that each kind of search has in the first round; in each further one it has four times as many."""


def _conclude(setting: Setting, limits: Limits) -> _Conclusion | None:
    """Proofs and counterexamples in turn, with little time first: most are cheap, and some never end."""
    if setting.is_plainly_empty:
        return _certified(setting, Invariance(None, Empty(None)), limits)
    outside = find_outside_domain(setting, limits.share(0.3, FIRST_ROUND))
    if outside is not None:
        return _certified(setting, _at_kinks(setting, limits) or Invariance(None, outside), limits)
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


def _at_kinks(setting: Setting, limits: Limits) -> Invariance | None:
    """A proof for a set that may be vacuous only because it lies in the kinks of a model with steps (T18)."""
    share = limits.share(0.3, FIRST_ROUND)
    return find_everywhere(setting, share) if setting.claim.model.is_piecewise else None


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
    described, assumed = kept(setting, proof)
    found = find_manifold(described, limits.share(0.4), steps=RELU in assumed)
    if found is NOTHING:
        empty = _find_empty(setting, limits.share(0.4))
        if empty is not None:
            return _certified(setting, empty, limits)
        other = None if proof.description else find_described(setting, limits.share(0.5))
        if other is not None and other.description is not None:
            if isinstance(other.proof, Empty):
                return _certified(setting, other, limits)
            proof = other
            described, assumed = kept(setting, proof)
            found = find_manifold(described, limits.share(0.5), steps=RELU in assumed)
    everywhere = RELU not in assumed and (found.point is not None or described.is_plainly_inhabited)
    union = _find_union(described, proof, limits)
    parts = proof.proof if isinstance(proof.proof, Cases) else union
    known, still = _known(described, parts, found.point) if everywhere else (UNDECIDED, False)
    missteps = find_missteps(described, known, limits)
    secant = find_secant(described, limits)
    return _Conclusion(
        "certified", Evidence(proof, found.evidence, missteps, secant, union, still), found.report
    )


def _known(setting: Setting, parts: Cases | None, point: Point | None) -> tuple[Kept, bool]:
    """Which optimisers keep a set, and whether that is so because nothing moves on it."""
    if parts is not None:
        return kept_in(setting, parts), False
    known = kept_by(setting, point)
    if known["adam"] is None and not setting.claim.model.is_piecewise:
        with suppress(InvalidCertificate, LimitExceeded), metered(LITTLE):
            return kept_standing_still(setting, known), True
    return known, False


def _find_union(setting: Setting, proof: Invariance, limits: Limits) -> Cases | None:
    """Parts of a set that was shown to be invariant as a whole: of these more is known than of the whole."""
    if isinstance(proof.proof, Cases | Empty) or not isinstance(setting.claim.subject, Candidate):
        return None
    prove = find_everywhere if setting.claim.model.is_piecewise else find_invariance
    union = find_cases(setting, limits.share(0.3, FIRST_ROUND), prove)
    if union is None:
        return None
    return union if is_union_of_fixed_sets(union) or any(kept_in(setting, union).values()) else None
