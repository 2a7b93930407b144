"""From a model and a candidate to a verdict, or to a core: search proposes, the kernel disposes."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from certsim.algebra.budget import UNBOUNDED, Deadline
from certsim.errors import CertsimError
from certsim.judge import (
    HINTS,
    NOT_ALLOWED,
    REFUTED_BY_SOLVER,
    Certified,
    Disagreement,
    Objection,
    Options,
    about,
    certified,
    objections,
)
from certsim.kernel.errors import KernelError, LimitExceeded, MalformedCertificate
from certsim.result import Core, Manifold, Result
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.kernel.check import Accepted
    from certsim.kernel.evidence.records import Evidence
    from certsim.kernel.statement.claim import Claim
    from certsim.model.candidate import Candidate
    from certsim.model.model import Model
    from certsim.model.spec import Spec
    from certsim.search import Undecided
    from certsim.search.limits import Limits

HINT: Final = 4.0
"""Seconds of work that the part of a refuted set that is invariant may take."""


def certify(
    model: Model,
    candidate: Candidate | Sequence[str] | None = None,
    *,
    fixed_by: Sequence[Mapping[str, str]] | None = None,
    where: Sequence[str] = (),
    constants: Sequence[str] = (),
    name: str | None = None,
    options: Options = Options(),
) -> Result:
    """Certifies or refutes that a set of parameters is structurally invariant under a model's training flow.

    Args:
        model: the model F, or a family of fields.
        candidate: the set: a `Candidate`, or its equations, in the language of specs.
        fixed_by: instead of equations, maps of the parameters; the set is what all of them fix.
        where: side conditions with !=, > or <.
        constants: names of arbitrary real constants; the claim is made for every value of them.
        name: the candidate's name in the result.
        options: what the search may spend, and what the verdict may rest on.

    Returns:
        A result, whose verdict the kernel has accepted.

    Raises:
        SpecError: the candidate cannot be read; the message points at the offence.
        Disagreement: search and kernel disagree, which is an error in certsim.
    """
    parts = {"fixed_by": fixed_by, "where": where, "constants": constants}
    return decide(model, _candidate(model, candidate, parts, name), options)


def core(
    model: Model,
    candidate: Candidate | Sequence[str] | None = None,
    *,
    fixed_by: Sequence[Mapping[str, str]] | None = None,
    constants: Sequence[str] = (),
    name: str | None = None,
    options: Options = Options(),
) -> Core:
    """The largest subset of a set of parameters that is structurally invariant under a model's training flow.

    It is the real zero set of all iterated Lie derivatives of the equations (theory T6). Of a model that is
    not polynomial the subset that is found is invariant, but need not be the largest. The arguments are
    those of `certify`; a set with side conditions has no core here.

    Returns:
        A core, whose equations the kernel has accepted.

    Raises:
        SpecError: the candidate cannot be read; the message points at the offence.
        Disagreement: search and kernel disagree, which is an error in certsim.
    """
    parts = {"fixed_by": fixed_by, "constants": constants}
    return core_of(model, _candidate(model, candidate, parts, name), options)


def _candidate(
    model: Model, candidate: Candidate | Sequence[str] | None, parts: Mapping[str, Any], name: str | None
) -> Candidate:
    from certsim.model.candidate import Candidate

    if not isinstance(candidate, Candidate):
        return Candidate.parse(model, candidate, name=name, **parts)
    if any(parts.values()):
        raise CertsimError("a Candidate brings its own fixed_by, where and constants")
    return candidate


def load() -> None:
    """Loads what every decision needs, once, so that child processes need not each load it again."""
    from importlib import import_module

    for name in ("certsim.kernel.check", "certsim.search", "certsim.witness", "ctypes"):
        import_module(name)


def decide(model: Model, candidate: Candidate, options: Options) -> Result:
    """The verdict on one candidate, within the time that the options give."""
    from certsim.search import find_proof

    start = time.monotonic()
    found = _judged(find_proof, model, candidate, ("certified", "refuted"), options)
    result = result_of(candidate.name, found)
    asked = {"model": model.statement, "candidate": candidate.statement}
    return replace(result, expect=candidate.expect, seconds=time.monotonic() - start, asked=asked)


def core_of(model: Model, candidate: Candidate, options: Options, work: float = UNBOUNDED) -> Core:
    """The core of one candidate, within the time that the options give, and so many seconds of work."""
    from certsim.search import find_core

    start = time.monotonic()
    found = _judged(find_core, model, candidate, ("core",), options, work)
    if isinstance(found, Objection):
        result = Core(candidate.name, reason=found.reason, hint=found.hint)
    else:
        result = accepted_core(candidate.name, *found)
    asked = {"model": model.statement, "candidate": candidate.statement}
    return replace(result, seconds=time.monotonic() - start, asked=asked)


def decide_and_hint(model: Model, candidate: Candidate, options: Options) -> Iterator[Result]:
    """The verdict; and if equations are refuted, the verdict with the part of the set that is invariant."""
    result = decide(model, candidate, options)
    yield result
    timeout = options.timeout - result.seconds
    if result.verdict is Verdict.REFUTED and "where" not in candidate.statement and timeout > 0:
        found = core_of(model, candidate, replace(options, timeout=timeout), HINT)
        yield result if found.equations is None else replace(result, core=found)


def _judged(
    find: Callable[[Model, Candidate, Limits], tuple[Claim, Evidence] | Undecided],
    model: Model,
    candidate: Candidate,
    verdicts: Collection[str],
    options: Options,
    work: float = UNBOUNDED,
) -> Certified | Objection:
    """What a search found and the kernel accepts, if it is about the candidate and no more is assumed."""
    limits = options.limits().share(1, work)
    try:
        found = find(model, candidate, limits)
    except MemoryError:
        return Objection("memory", HINTS["memory"])
    except LimitExceeded as error:
        return Objection("limit", str(error))
    if not isinstance(found, tuple):
        return Objection(found.reason, found.hint or HINTS.get(found.reason))
    shown = certified(about(model, candidate.name), *found, limits)
    if isinstance(shown, Objection):
        return shown
    accepted, _ = shown
    if accepted.verdict not in verdicts or not _is_claim_of(accepted.claim, model, candidate):
        raise Disagreement(f"{candidate.name}: the proof that was found is of another claim")
    return shown


def result_of(name: str, found: Certified | Objection) -> Result:
    """The result that a certificate proves, as the kernel has accepted it; or unknown, and why."""
    if isinstance(found, Objection):
        return Result(name, Verdict.UNKNOWN, reason=found.reason, hint=found.hint)
    from certsim.model.domain import domain_text
    from certsim.witness import witness_of

    accepted, certificate = found
    return Result(
        name,
        Verdict(accepted.verdict),
        manifold=_manifold(accepted),
        symmetry_induced=accepted.symmetry_induced,
        fixed_in_parts=_is_union_of_fixed_sets(accepted),
        optimisers=accepted.optimisers,
        assumptions=tuple(map(str, accepted.assumptions)),
        domain=domain_text(accepted.certificate.claim),
        witness=witness_of(accepted),
        certificate=certificate,
    )


def _is_union_of_fixed_sets(accepted: Accepted) -> bool:
    """Whether the set was shown to be a union of sets that symmetries fix."""
    from certsim.kernel.evidence.records import Cases, Invariance
    from certsim.search.cases import is_union_of_fixed_sets

    evidence = accepted.certificate.evidence
    proof = evidence.proof.proof if isinstance(evidence.proof, Invariance) else None
    union = evidence.union or proof
    return isinstance(union, Cases) and is_union_of_fixed_sets(union)


def _manifold(accepted: Accepted) -> Manifold:
    generic = bool(accepted.certificate.claim.candidate.constants)
    return Manifold(**{**accepted.manifold, "generic": generic})


def accepted_core(name: str, accepted: Accepted, certificate: bytes) -> Core:
    """The core that a certificate proves, as the kernel has accepted it."""
    from certsim.kernel.statement.claim import Core as CoreClaim
    from certsim.model.domain import domain_text
    from certsim.model.equations import write_equations

    claim, claimed = accepted.certificate.claim, accepted.claim["core"]
    equations = claim.subject.equations if isinstance(claim.subject, CoreClaim) else ()
    return Core(
        name,
        equations=write_equations(equations, claim.names, claim.parameter_count),
        comparison=claimed["comparison"],
        largest=claimed["largest"],
        manifold=_manifold(accepted),
        assumptions=tuple(map(str, accepted.assumptions)),
        domain=domain_text(accepted.certificate.claim),
        certificate=certificate,
    )


@dataclass(frozen=True)
class Check:
    """What became of a certificate that was checked again.

    `status` is valid, invalid, malformed, unknown (the solver gave no answer) or `valid if` (it rests on
    an assumption that was not allowed). It is invalid, too, where the check costs too much: `is_too_long`.
    """

    status: str
    message: str | None = None
    claim: Mapping[str, Any] | None = None
    assumptions: tuple[str, ...] = ()
    is_too_long: bool = False


def recheck(certificate: bytes, options: Options, specs: Collection[Spec] = ()) -> Check:
    """Checks a certificate with the kernel, and what it assumes with the solver.

    With specs, its model and candidate must be those of one of them, too.
    """
    return recheck_to_explain(certificate, options, specs)[0]


def recheck_to_explain(
    certificate: bytes, options: Options, specs: Collection[Spec] = ()
) -> tuple[Check, Accepted | None]:
    """As `recheck`, with what the kernel accepted, unless the certificate is malformed or invalid."""
    from certsim.kernel.check import check

    deadline = Deadline.after(options.timeout)
    try:
        accepted = check(certificate)
    except MalformedCertificate as error:
        return Check("malformed", error_text(error)), None
    except KernelError as error:
        return Check("invalid", str(error), is_too_long=isinstance(error, LimitExceeded)), None
    claim = accepted.certificate.claim.statement
    assumptions = tuple(map(str, accepted.assumptions))
    if specs and not any(is_about(claim, spec) for spec in specs):
        ours = any(claim["model"] == spec.model.statement for spec in specs)
        what = "a set that is no candidate of the spec" if ours else "another model than that of the spec"
        return Check("invalid", f"it is about {what}", claim, assumptions), None
    for objection in objections(accepted.assumptions, options.allow, deadline):
        status = _STATUS_OF_OBJECTION.get(objection.reason, "unknown")
        return Check(status, objection.hint, claim, assumptions), None if status == "invalid" else accepted
    return Check("valid", None, claim, assumptions), accepted


_STATUS_OF_OBJECTION: Final = {NOT_ALLOWED: "valid if", REFUTED_BY_SOLVER: "invalid"}


def is_about(claim: Mapping[str, Any], spec: Spec) -> bool:
    """Whether a claim's model is the spec's, and its candidate, if it is given one, one of the spec's."""
    if claim["verdict"] in ("laws", "orbit"):
        return bool(claim["model"] == spec.model.statement)
    return any(_is_claim_of(claim, spec.model, candidate) for candidate in spec.candidates)


def _is_claim_of(claim: Mapping[str, Any], model: Model, candidate: Candidate) -> bool:
    return bool(claim["model"] == model.statement and claim["candidate"] == candidate.statement)


def error_text(error: MalformedCertificate) -> str:
    """What is wrong, and where in the certificate.

    >>> error_text(MalformedCertificate("expected a list", ("claim", "model", 0)))
    'at claim.model[0]: expected a list'
    """
    place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in error.path).lstrip(".")
    return f"at {place}: {error.message}" if place else error.message
