"""Checking a certificate: read it, apply the rule it names, and say what then is true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from typing import Final

from certsim.kernel.errors import InvalidCertificate, LimitExceeded, MalformedCertificate, excerpt
from certsim.kernel.evidence.codec import Names
from certsim.kernel.evidence.records import (
    CONVENTION,
    EVIDENCE,
    ByStructure,
    Cases,
    Composition,
    CoreProof,
    Crosses,
    Empty,
    Evidence,
    Invariance,
    LawsProof,
    Leaves,
    NoPointBySolver,
    OrbitProof,
    OutsideDomain,
    Symmetry,
    Tangency,
    VanishingBySolver,
)
from certsim.kernel.meter import allowance, metered
from certsim.kernel.rules import RULES, manifold
from certsim.kernel.rules.cases import cases
from certsim.kernel.rules.invariance import invariance
from certsim.kernel.rules.manifold import Shown
from certsim.kernel.rules.optimisers import UNDECIDED, Kept, kept_by, kept_in, kept_standing_still, optimisers
from certsim.kernel.rules.secant import secant
from certsim.kernel.rules.setting import RELU, Assumptions, Setting
from certsim.kernel.statement.claim import UNKNOWN, Candidate, Claim, Core, Reduced, read_claim
from certsim.kernel.statement.strict_json import Json, digest, dump, load, read_list, read_object, read_text
from certsim.kernel.terms.functions import Domain
from certsim.kernel.values.interval import Interval, forget

FORMAT: Final = 3
NOTHING: Final = (None, (), (), None, False)
"""What evidence offers besides the proof, where it offers nothing."""


@dataclass(frozen=True)
class Certificate:
    """A certificate as read: labels that nobody checks, the claim, the evidence, and names of assumptions."""

    about: Mapping[str, str]
    claim: Claim
    evidence: Evidence
    assumptions: Sequence[str]


@dataclass(frozen=True)
class Accepted:
    """What the kernel vouches for, under the assumptions listed.

    `value` encloses what should have been 0, of a refuted set. `symmetry_induced`: whether symmetries fix
    just the set (T8). `optimisers`: which keep it (T17). Of a set that may be vacuous nothing of the kind is
    said.
    """

    certificate: Certificate
    assumptions: Assumptions
    value: Interval | None
    symmetry_induced: bool | None
    optimisers: Kept

    @property
    def verdict(self) -> str:
        return self.certificate.claim.verdict

    @property
    def manifold(self) -> Mapping[str, Json]:
        """What manifold the set is, with codimension and whether that is 0, where it is known.

        With frozen parameters that is said of a slice, among the trained ones (theory T22).
        """
        claim = self.certificate.claim
        dimension = claim.manifold.get("dimension")
        return {
            "status": claim.manifold["status"],
            "dimension": dimension,
            "codimension": None if dimension is None else len(claim.trained) - dimension,
            "trivial": None if dimension is None else dimension == len(claim.trained),
        }

    @property
    def claim(self) -> Mapping[str, Json]:
        """The statement of the claim that was checked."""
        statement: Mapping[str, Json] = self.certificate.claim.statement
        return statement


def write_certificate(about: Mapping[str, str], claim: Claim, evidence: Evidence) -> bytes:
    """The bytes of a certificate; the same claim and evidence always give the same bytes.

    No rule is applied: whether the evidence proves the claim is for `check` to say.
    """
    document = {
        "certsim": FORMAT,
        "about": dict(about),
        "claim": claim.statement,
        "evidence": EVIDENCE.write(Names(claim.names, claim.variables), evidence),
        "assumptions": sorted(set(_assumed(claim, evidence))),
    }
    document["digests"] = {part: digest(document[part]) for part in ("claim", "evidence")}
    return dump(document)


def _assumed(claim: Claim, record: object) -> Iterator[str]:
    """The names of what the evidence assumes: solvers that it asks, and what it takes of kinks of relu."""
    if isinstance(record, NoPointBySolver | VanishingBySolver):
        yield f"z3 {record.version}"
    elif claim.model.is_piecewise and _speaks_of_regions(claim, record):
        yield "relu"
    elif isinstance(record, Tangency) and record.kinks == CONVENTION:
        yield "relu0"
    if isinstance(record, tuple | list):
        parts: Iterable[object] = record
    else:
        parts = vars(record).values() if is_dataclass(record) else ()
    for part in parts:
        yield from _assumed(claim, part)


def _speaks_of_regions(claim: Claim, record: object) -> bool:
    if isinstance(record, OutsideDomain):
        domains = list(claim.model.limited.values())
        return record.argument < len(domains) and domains[record.argument] is Domain.REGION
    if isinstance(record, Tangency):
        return record.kinks is None
    if isinstance(record, Composition):
        return record.images is not None
    if isinstance(record, Evidence):
        return isinstance(claim.subject, Reduced)
    return isinstance(record, ByStructure | Symmetry | Leaves | Crosses | OrbitProof | LawsProof)


def read_certificate(data: bytes) -> Certificate:
    """Reads a certificate strictly; raises `MalformedCertificate`."""
    keys = ("certsim", "about", "claim", "evidence", "assumptions", "digests")
    document = read_object(load(data), keys)
    if type(document["certsim"]) is not int or document["certsim"] != FORMAT:
        found = excerpt(document["certsim"], 40)
        raise MalformedCertificate(f"the format is {found}, not {FORMAT}", ("certsim",))
    about = read_object(document["about"], ("model", "candidate"), (), ("about",))
    for key, value in about.items():
        read_text(value, ("about", key))
    digests = read_object(document["digests"], ("claim", "evidence"), (), ("digests",))
    for part, expected in digests.items():
        if digest(document[part]) != expected:
            raise InvalidCertificate(f"the {part} is not the one that the digest is of")
    claim = read_claim(document["claim"])
    names = Names(claim.names, claim.variables, atoms=False)
    return Certificate(
        about=about,
        claim=claim,
        evidence=EVIDENCE.read(names, document["evidence"], ("evidence",)),
        assumptions=read_list(document["assumptions"], read_text, ("assumptions",)),
    )


def check(data: bytes) -> Accepted:
    """Checks a certificate, believing nothing that it says but the claim that it is about.

    Raises `MalformedCertificate` if it cannot be read, `InvalidCertificate` if it does not prove its claim.
    What the claim then rests on is in `assumptions`; it is for the caller to allow it, and to ask the
    solver again.
    """
    forget()
    try:
        with metered(allowance(len(data))):
            return _accepted(read_certificate(data))
    except RecursionError:
        raise MalformedCertificate("an expression nested too deep") from None
    except MemoryError:
        raise LimitExceeded("the check needs more memory than this machine gives it") from None


def _accepted(certificate: Certificate) -> Accepted:
    claim, evidence = certificate.claim, certificate.evidence
    kind = type(claim.subject), type(evidence.proof)
    verdict, rule = RULES.get(kind, ("", None))
    if rule is None or verdict != claim.verdict:
        raise InvalidCertificate(f"the evidence is not for the claim, which is {claim.verdict!r}")
    found, assumed = rule(Setting.of(claim), claim.subject, evidence.proof)
    if isinstance(found, Interval):
        if (evidence.manifold, evidence.missteps, evidence.secant, evidence.union, evidence.still) != NOTHING:
            raise InvalidCertificate("of a set that is left nothing else is shown")
        shown = Accepted(certificate, assumed, found, None, UNDECIDED)
    else:
        shown = _described(certificate, found, assumed)
    if sorted({assumption.name for assumption in shown.assumptions}) != list(certificate.assumptions):
        raise InvalidCertificate("the assumptions named are not those that the proof needs")
    return shown


def _described(certificate: Certificate, setting: Setting, assumed: Assumptions) -> Accepted:
    """What else is shown of an invariant set: a manifold, what induces it, and which optimisers keep it."""
    claim, evidence = certificate.claim, certificate.evidence
    report, more, point = _manifold(setting, evidence, assumed)
    if dict(report) != dict(claim.manifold):
        raise InvalidCertificate(f"the manifold is claimed to be {claim.manifold}, and shown to be {report}")
    inhabited = point is not None or setting.is_plainly_inhabited
    if isinstance(claim.subject, Reduced) and not inhabited:
        raise InvalidCertificate("the set was not shown to hold a point at which the model is defined")
    everywhere = inhabited and RELU not in assumed and isinstance(claim.subject, Candidate | Core | Reduced)
    union, parts = _union(setting, evidence)
    kept = UNDECIDED
    if everywhere:
        kept = kept_by(setting, point) if union is None else kept_in(setting, union)
    if evidence.still:
        if not everywhere or union is not None or not isinstance(claim.subject, Candidate):
            raise InvalidCertificate("that nothing moves is shown of a candidate with a point, off kinks")
        kept = kept_standing_still(setting, kept)
    if evidence.missteps and not isinstance(claim.subject, Candidate | Reduced):
        raise InvalidCertificate("steps of optimisers are from a set that the flow keeps")
    return Accepted(
        certificate,
        tuple(dict.fromkeys(assumed + more + parts)),
        None,
        _symmetry_induced(claim, setting, evidence) if inhabited or evidence.secant else None,
        optimisers(kept, setting, evidence.missteps),
    )


def _union(setting: Setting, evidence: Evidence) -> tuple[Cases | None, Assumptions]:
    """The parts of which a set is the union, if the evidence has some, and what is assumed of them."""
    proof = evidence.proof
    if evidence.union is None:
        return (proof.proof if isinstance(proof, Invariance) and isinstance(proof.proof, Cases) else None), ()
    if not isinstance(setting.claim.subject, Candidate) or not isinstance(proof, Invariance):
        raise InvalidCertificate("of a certified candidate alone it is shown that it is a union")
    assumed = cases(setting, evidence.union, lambda part, proof: invariance(part, proof)[1])
    if RELU in assumed:
        raise InvalidCertificate("that the set is a union is shown on regions only")
    return evidence.union, assumed


def _manifold(setting: Setting, evidence: Evidence, assumed: Assumptions) -> Shown:
    proof = evidence.proof.invariance if isinstance(evidence.proof, CoreProof) else evidence.proof
    if isinstance(proof, Invariance) and isinstance(proof.proof, Empty):
        if evidence.manifold is not None:
            raise InvalidCertificate("an empty set needs no further evidence that it is no manifold")
        return {"status": "empty"}, (), None
    if evidence.manifold is None:
        return UNKNOWN, (), None
    if not isinstance(setting.claim.subject, Candidate | Reduced):
        raise InvalidCertificate("of a difference, of an orbit and of laws no manifold is shown")
    return manifold(setting, evidence.manifold, steps=RELU in assumed)


def _symmetry_induced(claim: Claim, setting: Setting, evidence: Evidence) -> bool | None:
    """Whether symmetries fix just the set (T8): so says a proof by symmetry; a secant says that none do."""
    proof = evidence.proof
    if not evidence.secant:
        return True if isinstance(proof, Invariance) and isinstance(proof.proof, Symmetry) else None
    if not isinstance(claim.subject, Candidate):
        raise InvalidCertificate("a secant is one of an invariant set")
    secant(setting, claim.subject, evidence.secant)
    return False
