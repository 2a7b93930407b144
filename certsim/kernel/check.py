"""Checking a certificate: read it, apply the rule it names, and say what then is true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.evidence.codec import Names
from certsim.kernel.evidence.records import (
    EVIDENCE,
    Core,
    Crosses,
    Empty,
    Evidence,
    Invariance,
    Laws,
    Leaves,
    Letter,
    Orbit,
    Proof,
    Symmetry,
)
from certsim.kernel.meter import metered
from certsim.kernel.rules import (
    MANIFOLD_RULES,
    REFUTATION_RULES,
    Assumption,
    Setting,
    core,
    invariance,
    laws,
    misstep,
    orbit,
    reduction,
    secant,
)
from certsim.kernel.rules.optimisers import OPTIMISERS, kept_by
from certsim.kernel.statement.claim import Claim, Reduced, read_claim
from certsim.kernel.statement.strict_json import Json, digest, dump, load, read_list, read_object, read_text
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.arithmetic import number_to_json

FORMAT: Final = 1
MAX_WORK: Final = 2e8
"""Units of work that one check may do: under a minute."""


@dataclass(frozen=True)
class Certificate:
    """A certificate as read: labels that nobody checks, the claim, the evidence, and what is assumed."""

    about: Mapping[str, str]
    claim: Claim
    evidence: Evidence
    assumptions: Sequence[str]


@dataclass(frozen=True)
class Accepted:
    """What the kernel vouches for, under the assumptions listed.

    `manifold`, `optimisers` and `witness` are as in the results of the command line: JSON-ready.
    """

    certificate: Certificate
    verdict: str
    manifold: Mapping[str, Json]
    symmetry_induced: bool | None
    optimisers: Mapping[str, bool | None]
    assumptions: tuple[Assumption, ...]
    witness: Mapping[str, Json] | None
    domain: str | None

    @property
    def claim(self) -> Mapping[str, Json]:
        """The statement of the claim that was checked."""
        statement: Mapping[str, Json] = self.certificate.claim.statement
        return statement


def write_certificate(about: Mapping[str, str], claim: Claim, evidence: Evidence) -> bytes:
    """The bytes of a certificate; the same claim and evidence always give the same bytes.

    The assumptions are those that the rules turn out to need; a rule that does not accept raises here.
    """
    shown = _apply(claim, evidence)
    document = {
        "certsim": FORMAT,
        "about": dict(about),
        "claim": claim.statement,
        "evidence": EVIDENCE.write(Names(claim.names, claim.variables), evidence),
        "assumptions": [str(assumption) for assumption in shown.assumptions],
    }
    document["digests"] = {part: digest(document[part]) for part in ("claim", "evidence")}
    return dump(document)


def read_certificate(data: bytes) -> Certificate:
    """Reads a certificate strictly; raises `MalformedCertificate`."""
    keys = ("certsim", "about", "claim", "evidence", "assumptions", "digests")
    document = read_object(load(data), keys)
    if type(document["certsim"]) is not int or document["certsim"] != FORMAT:
        raise MalformedCertificate(f"the format is {document['certsim']!r:.40}, not {FORMAT}", ("certsim",))
    about = read_object(document["about"], ("model", "candidate"), (), ("about",))
    for key, value in about.items():
        read_text(value, ("about", key))
    digests = read_object(document["digests"], ("claim", "evidence"), (), ("digests",))
    for part, expected in digests.items():
        if digest(document[part]) != expected:
            raise InvalidCertificate(f"the {part} is not the one that the digest is of")
    claim = read_claim(document["claim"])
    names = Names(claim.names, claim.variables)
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
    try:
        with metered(MAX_WORK):
            return _accepted(read_certificate(data))
    except RecursionError:
        raise MalformedCertificate("an expression nested too deep") from None


def _accepted(certificate: Certificate) -> Accepted:
    shown = _apply(certificate.claim, certificate.evidence)
    if [str(assumption) for assumption in shown.assumptions] != list(certificate.assumptions):
        raise InvalidCertificate("the assumptions named are not those that the proof needs")
    return Accepted(
        certificate=certificate,
        verdict=certificate.claim.verdict,
        manifold=_manifold_report(certificate.claim),
        symmetry_induced=shown.symmetry_induced,
        optimisers=shown.optimisers,
        assumptions=tuple(shown.assumptions),
        witness=shown.witness,
        domain=certificate.claim.domain,
    )


@dataclass(frozen=True)
class _Shown:
    """What the rules that the evidence names have shown."""

    assumptions: Sequence[Assumption]
    witness: Mapping[str, Json] | None
    optimisers: Mapping[str, bool | None]
    symmetry_induced: bool | None


def _apply(claim: Claim, evidence: Evidence) -> _Shown:
    """Applies the rules that the evidence names."""
    relu = _RELU if claim.orbit is None and claim.verdict != "refuted" else _RELU_AROUND
    assumptions = [relu] if claim.model.calls("step") else []
    setting, witness, proof = Setting.of(claim, assumptions), None, evidence.proof
    if isinstance(proof, Invariance):
        _require_verdict(claim, "certified" if claim.reduced is None else "reduced")
        setting = invariance(setting, proof)
        if claim.reduced is not None:
            _require_reduced(setting, proof, claim.reduced)
    elif isinstance(proof, Core):
        _require_verdict(claim, "core")
        setting = _require_core(setting, proof)
    elif isinstance(proof, Orbit):
        _require_verdict(claim, "orbit")
        orbit(setting, proof, invariance)
    elif isinstance(proof, Laws):
        _require_verdict(claim, "laws")
        laws(setting, proof)
    elif claim.difference is not None:
        raise InvalidCertificate("a difference is proved from its parts")
    else:
        _require_verdict(claim, "refuted")
        witness = _witness(claim, proof, REFUTATION_RULES[type(proof)](setting, proof))
    _check_manifold(setting, evidence)
    return _Shown(
        list(dict.fromkeys(assumptions)),
        witness,
        _optimisers(setting, evidence),
        _symmetry_induced(setting, evidence),
    )


def _optimisers(setting: Setting, evidence: Evidence) -> Mapping[str, bool | None]:
    """Which optimisers keep the set by T17, and which do not, by that or by a step that is offered."""
    kept: Mapping[str, bool | None] = dict.fromkeys(OPTIMISERS)
    shown = isinstance(evidence.proof, Invariance | Core) and not _is_empty(evidence.proof)
    if shown and setting.claim.difference is None:
        kept = kept_by(setting)
    if evidence.missteps and not isinstance(evidence.proof, Invariance):
        raise InvalidCertificate("steps of optimisers are from a set that the flow keeps")
    for step in evidence.missteps:
        if kept[step.optimiser] is not None:
            raise InvalidCertificate(f"of {step.optimiser} it is known whether it keeps the set")
        misstep(setting, step)
        # The first step of momentum, from a buffer of zeros, is one of gradient descent.
        lost = ("gradient_descent", "momentum") if step.optimiser == "gradient_descent" else (step.optimiser,)
        kept = {**kept, **dict.fromkeys(lost, False)}
    return kept


def _require_core(setting: Setting, proof: Core) -> Setting:
    """The setting of the core, if it is as claimed."""
    described, comparison, largest = core(setting, proof)
    claimed = setting.claim.statement["core"]
    if (claimed["comparison"], claimed["largest"]) != (comparison, largest):
        raise InvalidCertificate(
            f"the core is shown to be {comparison}, largest: {largest}; claimed {claimed!r:.200}"
        )
    return described


def _require_reduced(setting: Setting, proof: Invariance, reduced: Reduced) -> None:
    """The flow on the set is that of the reduced model."""
    if _is_empty(proof):
        raise InvalidCertificate("an empty set has no reduced model")
    reduction(setting, reduced)


_RELU: Final = Assumption(
    "relu",
    "the model is not analytic; the verdict holds on each region of constant activation pattern (T18)",
)
_RELU_AROUND: Final = Assumption(
    "relu",
    "the model is not analytic; the verdict holds on the region of constant activation pattern that the "
    "point is in (T18)",
)


def _require_verdict(claim: Claim, verdict: str) -> None:
    if claim.verdict != verdict:
        raise InvalidCertificate(f"the evidence is for {verdict!r}, the claim is {claim.verdict!r}")


def _check_manifold(setting: Setting, evidence: Evidence) -> None:
    found: Mapping[str, Json] = {"status": "unknown"}
    if _is_empty(evidence.proof):
        found = {"status": "empty"}
        if evidence.manifold is not None:
            raise InvalidCertificate("an empty set needs no further evidence that it is no manifold")
    elif evidence.manifold is not None:
        if setting.claim.difference is not None:
            raise InvalidCertificate("of a difference no manifold is shown")
        found = MANIFOLD_RULES[type(evidence.manifold)](setting, evidence.manifold)
    claimed = dict(setting.claim.manifold)
    if dict(found) != claimed:
        raise InvalidCertificate(f"the manifold is claimed to be {claimed}, and shown to be {dict(found)}")


def _is_empty(proof: Proof) -> bool:
    shown = proof.invariance if isinstance(proof, Core) else proof
    return isinstance(shown, Invariance) and isinstance(shown.proof, Empty)


def _symmetry_induced(setting: Setting, evidence: Evidence) -> bool | None:
    """Whether isometries fix just the set (T8): so says a proof by symmetry; a secant says that none do."""
    proof = evidence.proof
    if not evidence.secant:
        return True if isinstance(proof, Invariance) and isinstance(proof.proof, Symmetry) else None
    if not isinstance(proof, Invariance):
        raise InvalidCertificate("a secant is one of an invariant set")
    secant(setting, evidence.secant)
    return False


def _manifold_report(claim: Claim) -> dict[str, Json]:
    parameters, dimension = claim.parameter_count, claim.manifold.get("dimension")
    return {
        "status": claim.manifold["status"],
        "dimension": dimension,
        "codimension": None if dimension is None else parameters - dimension,
        "trivial": None if dimension is None else dimension == parameters,
    }


def _witness(claim: Claim, proof: Leaves | Crosses, value: Json) -> dict[str, Json]:
    """The counterexample: a complete point, a word, and the value that should have been zero."""
    if isinstance(proof, Leaves):
        violates, broken, relation = "equation", claim.equations[proof.equation], "="
        word: tuple[Letter, ...] = proof.word
    else:
        condition = claim.conditions[proof.condition]
        violates, broken, relation = "where", condition.polynomial, condition.relation
        word = proof.word
    point = {
        name: number_to_json(proof.place.point.get(variable, Fraction(0)))
        for name, variable in claim.variables.items()
    }
    return {
        "point": {name: point[name] for name in claim.model.parameters},
        "constants": {name: point[name] for name in claim.constants},
        "functions": {name: _written(f) for name, f in sorted(proof.place.functions.items())},
        "violates": violates,
        "equation": f"{broken.text(claim.names.__getitem__)} {relation} 0",
        "word": [_letter(claim, letter) for letter in word],
        "value": value,
    }


def _written(coefficients: Sequence[Fraction]) -> str:
    """A concrete function as an expression in `u`."""
    return Polynomial({(0,) * power: c for power, c in enumerate(coefficients)}).text(lambda _: "u")


def _letter(claim: Claim, letter: Letter) -> dict[str, Json]:
    if claim.model.fields:
        return {"field": letter.field}
    names = enumerate(claim.model.inputs, claim.parameter_count)
    return {
        "output": letter.field,
        "input": {name: str(letter.input.get(variable, Fraction(0))) for variable, name in names},
    }
