"""From a model and a candidate to a verdict: search proposes, the kernel disposes.

No verdict other than unknown is made here: certified and refuted are the kernel's words, and every assumption
that they rest on has been allowed, and asked of the solver once more.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from certsim.errors import CertsimError
from certsim.kernel.errors import KernelError, LimitExceeded, MalformedCertificate
from certsim.result import Manifold, Result, Witness
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.kernel.check import Accepted
    from certsim.kernel.rules import Assumption
    from certsim.model.candidate import Candidate
    from certsim.model.model import Model
    from certsim.model.spec import Spec

ASSUMPTIONS: Final = ("z3", "relu")
DEFAULT_TIMEOUT: Final = 120.0

NOT_ALLOWED: Final = "assumption not allowed"
INTERNAL: Final = "internal error"


class Disagreement(CertsimError):
    """Search and kernel, or two runs of the solver, disagree: an error of certsim and not of its user."""

    exit_status = 4


@dataclass(frozen=True)
class Options:
    """What bounds and guides a search; none of it may change a verdict other than to unknown."""

    timeout: float = DEFAULT_TIMEOUT
    seed: int = 0
    allow: frozenset[str] = frozenset(ASSUMPTIONS)

    def __post_init__(self) -> None:
        """Raises CertsimError for a time that is no time and for an assumption that does not exist."""
        if not 0 < self.timeout < float("inf"):
            raise CertsimError(f"the timeout is a positive number of seconds, not {self.timeout}")
        if unknown := sorted(self.allow - set(ASSUMPTIONS)):
            raise CertsimError(
                f"unknown assumption {unknown[0]!r}\nhint: the assumptions are {' and '.join(ASSUMPTIONS)}"
            )


def certify(  # noqa: PLR0913  a candidate has as many parts in a spec
    model: Model,
    candidate: Candidate | Sequence[str] | None = None,
    *,
    fixed_by: Sequence[Mapping[str, str]] | None = None,
    where: Sequence[str] = (),
    constants: Sequence[str] = (),
    name: str | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    seed: int = 0,
    allow: Collection[str] = ASSUMPTIONS,
) -> Result:
    """Certifies or refutes that a set of parameters is structurally invariant under a model's training flow.

    Args:
        model: the model F, or a family of fields.
        candidate: the set: a `Candidate`, or its equations, in the language of specs.
        fixed_by: instead of equations, maps of the parameters; the set is what all of them fix.
        where: side conditions with !=, > or <.
        constants: names of arbitrary real constants; the claim is made for every value of them.
        name: the candidate's name in the result.
        timeout: seconds after which the verdict is unknown.
        seed: guides the search for a proof or counterexample, never the verdict.
        allow: assumptions that the verdict may rest on, among "z3" and "relu".

    Returns:
        A result, whose verdict the kernel has accepted.

    Raises:
        SpecError: the candidate cannot be read; the message points at the offence.
        Disagreement: search and kernel disagree, which is an error in certsim.
    """
    from certsim.model.candidate import Candidate

    options = Options(timeout, seed, frozenset(allow))
    if not isinstance(candidate, Candidate):
        candidate = Candidate.parse(
            model, candidate, fixed_by=fixed_by, where=where, constants=constants, name=name
        )
    elif fixed_by or where or constants:
        raise CertsimError("a Candidate brings its own fixed_by, where and constants")
    return decide(model, candidate, options)


def load() -> None:
    """Loads what every decision needs, once, so that child processes need not each load it again."""
    from importlib import import_module

    for name in ("certsim.kernel.check", "certsim.search"):
        import_module(name)


def decide(model: Model, candidate: Candidate, options: Options) -> Result:
    """The verdict on one candidate, within the time that the options give."""
    start = time.monotonic()
    try:
        result = _decide(model, candidate, options, start + options.timeout)
    except MemoryError:
        result = _unknown(candidate, "memory")
    return replace(result, expect=expected(candidate), seconds=time.monotonic() - start)


def expected(candidate: Candidate) -> Verdict | None:
    """The verdict that the spec foresees, if it foresees one."""
    return None if candidate.expect is None else Verdict(candidate.expect)


def _decide(model: Model, candidate: Candidate, options: Options, deadline: float) -> Result:
    from certsim.kernel.check import check
    from certsim.search import find_certificate

    found = find_certificate(model, candidate, seed=options.seed, deadline=deadline, allow=options.allow)
    if not isinstance(found, bytes):
        return _unknown(candidate, found.reason, found.hint)
    try:
        accepted = check(found)
    except LimitExceeded as error:
        return _unknown(candidate, "memory", str(error))
    except KernelError as error:
        raise Disagreement(
            f"{candidate.name}: the kernel does not accept the proof found: {error}"
        ) from error
    if not _is_claim_of(accepted.certificate.claim.statement, model, candidate):
        raise Disagreement(f"{candidate.name}: the proof that was found is of another claim")
    for objection in objections(accepted.assumptions, options.allow, deadline):
        if objection.reason == REFUTED_BY_SOLVER:
            raise Disagreement(f"{candidate.name}: {objection.hint}")
        return _unknown(candidate, objection.reason, objection.hint)
    return _accepted(candidate, accepted, found)


def _unknown(candidate: Candidate, reason: str, hint: str | None = None) -> Result:
    return Result(candidate.name, Verdict.UNKNOWN, reason=reason, hint=hint or HINTS.get(reason))


HINTS: Final = {
    "timeout": "more time may help: --timeout SECONDS",
    "memory": "the search or the proof outgrew its bounds",
}


def _accepted(candidate: Candidate, accepted: Accepted, certificate: bytes) -> Result:
    return Result(
        candidate.name,
        Verdict(accepted.verdict),
        manifold=Manifold(**accepted.manifold),
        symmetry_induced=accepted.symmetry_induced,
        optimisers=accepted.optimisers,
        assumptions=tuple(map(str, accepted.assumptions)),
        domain=accepted.domain,
        witness=Witness(**accepted.witness) if accepted.witness else None,
        certificate=certificate,
    )


@dataclass(frozen=True)
class Objection:
    """Why an assumption does not hold, or may not be used."""

    reason: str
    hint: str


REFUTED_BY_SOLVER: Final = "the solver disagrees"


def objections(
    assumptions: Sequence[Assumption], allow: Collection[str], deadline: float
) -> Iterator[Objection]:
    """What stands against a proof that the kernel accepted under assumptions.

    Those on z3 are put to the solver again, in the kernel's words: the search is not believed to have asked.
    """
    for assumption in assumptions:
        if assumption.kind not in allow:
            hint = f"it rests on {assumption}; to allow this: --allow {assumption.kind}"
            yield Objection(NOT_ALLOWED, hint)
        elif assumption.query is not None:
            yield from _ask_again(assumption, deadline)


def _ask_again(assumption: Assumption, deadline: float) -> Iterator[Objection]:
    from certsim.search.solver import ask

    query: Any = assumption.query
    answer = ask(query, max(0.1, deadline - time.monotonic()))
    if answer == "sat":
        yield Objection(REFUTED_BY_SOLVER, f"the solver contradicts the assumption {assumption.text}")
    elif answer != "unsat":
        yield Objection("timeout", f"the solver could not confirm in time: {assumption.text}")


@dataclass(frozen=True)
class Check:
    """What became of a certificate that was checked again.

    `status` is valid, invalid, malformed, unknown (the solver gave no answer) or `valid if` (it rests on
    an assumption that was not allowed).
    """

    status: str
    message: str | None = None
    claim: Mapping[str, Any] | None = None
    assumptions: tuple[str, ...] = ()


def recheck(certificate: bytes, options: Options, specs: Collection[Spec] = ()) -> Check:
    """Checks a certificate with the kernel, and what it assumes with the solver.

    With specs, its model and candidate must be those of one of them, too.
    """
    from certsim.kernel.check import check

    deadline = time.monotonic() + options.timeout
    try:
        accepted = check(certificate)
    except MalformedCertificate as error:
        return Check("malformed", error_text(error))
    except KernelError as error:
        return Check("invalid", str(error))
    claim = accepted.certificate.claim.statement
    assumptions = tuple(map(str, accepted.assumptions))
    if specs and not any(is_about(claim, spec) for spec in specs):
        return Check("invalid", "it proves a claim that is not in the spec", claim, assumptions)
    for objection in objections(accepted.assumptions, options.allow, deadline):
        status = _STATUS_OF_OBJECTION.get(objection.reason, "unknown")
        return Check(status, objection.hint, claim, assumptions)
    return Check("valid", None, claim, assumptions)


_STATUS_OF_OBJECTION: Final = {NOT_ALLOWED: "valid if", REFUTED_BY_SOLVER: "invalid"}


def is_about(claim: Mapping[str, Any], spec: Spec) -> bool:
    """Whether a claim's model is the spec's, and its candidate one of the spec's."""
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
