"""Answers to tasks: how each command is asked, and what may be recorded of an answer that came from afar.

The document of an answer is what the command prints for one item, without what is not said by the key of the
task: names, paths and seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.errors import CertsimError, SpecError
from certsim.judge import HINTS, INTERNAL, Certified, Disagreement, objections
from certsim.kernel.errors import KernelError
from certsim.report.status import (
    status_of,
    status_of_core,
    status_of_hierarchy,
    status_of_laws,
    status_of_result,
    status_of_symmetries,
)

if TYPE_CHECKING:
    from certsim.campaign.task import Task
    from certsim.orbits.laws.conserved import ConservedQuantities
    from certsim.result import Core, Result
    from certsim.workers import Outcome

    Solved: TypeAlias = tuple[Task, "Reply", float]
    """A task, its answer, and the seconds that it took."""
    Solver: TypeAlias = Callable[[Iterator[Task]], Generator[Solved]]
    """Who does tasks: it takes them one after the other, and gives the answers as they come."""

Json: TypeAlias = Any

UNSUPPORTED: Final = "unsupported"
_NAMED: Final = ("spec", "spec_sha256", "candidate", "expect", "certificate", "seconds", "confirmed")


@dataclass(frozen=True)
class Reply:
    """An answer to a task: its document, the exit status that it gives, and its certificates by their names.

    The one certificate of `certify`, `core` and `laws` has the name "".
    """

    document: Json
    status: int
    certificates: Mapping[str, bytes] = field(default_factory=dict)


class Forged(CertsimError):
    """An answer from afar that its certificates do not prove."""

    exit_status = 4
    kind = INTERNAL


def load(command: str) -> None:
    """Loads what a command needs, once, so that child processes need not each load it again."""
    from importlib import import_module

    from certsim.pipeline import load as load_kernel

    load_kernel()
    for name in _MODULES.get(command, ()):
        import_module(name)


_MODULES: Final = {
    "laws": ("certsim.orbits.laws.conserved",),
    "symmetries": ("certsim.symmetry.sims.symmetries",),
    "enumerate": ("certsim.symmetry.sims.hierarchy", "certsim.symmetry.sims.layers"),
    "strata": (
        "certsim.symmetry.sims.hierarchy",
        "certsim.symmetry.sims.layers",
        "certsim.symmetry.sims.strata",
    ),
}


def answers(task: Task) -> Iterator[Reply]:
    """The answer to a task, and perhaps a better one after it."""
    try:
        yield from _ANSWERS[task.question.command](task)
    except Disagreement:
        raise
    except CertsimError as error:  # the command cannot be asked about such a model
        yield unknown(task, UNSUPPORTED, str(error))


def _certify(task: Task) -> Iterator[Reply]:
    from certsim.pipeline import decide_and_hint

    yield from map(_of_result, decide_and_hint(task.model, task.subject, task.question.options))


def _of_result(result: Result) -> Reply:
    core = None if result.core is None else result.core.certificate
    certificates = _those({"": result.certificate, "core": core})
    return Reply(_plain(result.to_json()), status_of_result(replace(result, expect=None)), certificates)


def _core(task: Task) -> Iterator[Reply]:
    from certsim.pipeline import core_of

    yield _of_core(core_of(task.model, task.subject, task.question.options))


def _of_core(found: Core) -> Reply:
    return Reply(_plain(found.to_json()), status_of_core(found), _those({"": found.certificate}))


def _laws(task: Task) -> Iterator[Reply]:
    from certsim.orbits.laws.conserved import conserved_quantities

    yield _of_laws(conserved_quantities(task.model, task.question.degree, task.question.options))


def _of_laws(found: ConservedQuantities) -> Reply:
    return Reply(_plain(found.to_json()), status_of_laws(found), _those({"": found.certificate}))


def _symmetries(task: Task) -> Iterator[Reply]:
    from certsim.symmetry.sims.symmetries import symmetries

    found = symmetries(task.model, options=task.question.options)
    named = {f"conserved {n}": each.result.certificate for n, each in enumerate(found.conserved or ())}
    yield Reply(found.to_json(), status_of_symmetries(found), _those(named))


def _enumerate(task: Task) -> Iterator[Reply]:
    """One SIM of each class, and with `strata` the orbits in each class and what lies beyond."""
    from certsim.symmetry.sims.certificates import certificates_of
    from certsim.symmetry.sims.hierarchy import complete, list_sims
    from certsim.symmetry.sims.layers import rank_strata
    from certsim.workers import in_turn

    model, options = task.model, task.question.options
    found = complete(model, list_sims(model, True, None, options.seed), options, in_turn)
    beyond = None
    if task.question.command == "strata":
        from certsim.symmetry.sims.strata import strata_of

        beyond = strata_of(model, found, options, in_turn)
    layers = rank_strata(model, options)
    document = {
        **found.to_json(),
        "strata": None if beyond is None else beyond.to_json(),
        "layers": [each.to_json() for each in layers],
    }
    certificates = _those(certificates_of(found, beyond, layers))
    yield Reply(document, status_of_hierarchy(found, beyond), certificates)


_ANSWERS: Final[Mapping[str, Callable[[Task], Iterator[Reply]]]] = {
    "certify": _certify,
    "core": _core,
    "laws": _laws,
    "symmetries": _symmetries,
    "enumerate": _enumerate,
    "strata": _enumerate,
}


def _plain(document: Json) -> Json:
    """A document without what the key of the task does not say."""
    return {name: part for name, part in document.items() if name not in _NAMED}


def _those(named: Mapping[str, bytes | None]) -> dict[str, bytes]:
    """Those certificates that are there."""
    return {name: each for name, each in named.items() if each is not None}


# What is not known.


def unknown(task: Task, reason: str, hint: str | None) -> Reply:
    """The answer that there is none, and why."""
    from certsim.orbits.laws.conserved import no_laws
    from certsim.result import Core, Result
    from certsim.verdict import Verdict

    command = task.question.command
    if command == "certify":
        return _of_result(Result("", Verdict.UNKNOWN, reason=reason, hint=hint))
    if command == "core":
        return _of_core(Core("", reason=reason, hint=hint))
    if command == "laws":
        return _of_laws(no_laws(task.model, task.question.degree, reason, hint))
    return Reply({"reason": reason, "hint": hint}, status_of(reason))


def reply_of(task: Task, outcome: Outcome[Reply]) -> Reply:
    """The answer that came from a child process, or why there came none."""
    if outcome.value is not None:
        return outcome.value
    reason = outcome.failure or INTERNAL
    return unknown(task, reason, outcome.message or HINTS.get(reason))


# What came from afar.


def confirmed(task: Task, reply: Reply, timeout: float) -> Reply:
    """An answer from a worker or a store, after the kernel has accepted each certificate in this process.

    What `certify`, `core` and `laws` say is read off the certificates again, and has to be what was said. Of
    the other commands each entry that is certified needs its certificate, about this model and these
    equations; what has no certificate, such as counts and orders, is the word of who searched.

    The answer is unknown where the solver has no time, of `timeout` seconds, to confirm what rests on it.
    Raises Forged where the certificates do not prove the answer.
    """
    from certsim.algebra.budget import Deadline

    accepted: dict[str, Certified] = {}
    for name, certificate in reply.certificates.items():
        accepted[name] = _accepted(task, certificate)
        assumptions = accepted[name][0].assumptions
        for objection in objections(assumptions, task.question.options.allow, Deadline.after(timeout)):
            if objection.reason == "timeout":
                return unknown(task, objection.reason, objection.hint)
            raise Forged(f"{task.name}: {objection.hint}")
    try:
        shown = _CONFIRMED.get(task.question.command, _confirmed_entries)(task, reply, accepted)
    except (SpecError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise Forged(f"{task.name}: what came is no answer: {error!r:.200}") from None
    if shown != reply:
        raise Forged(f"{task.name}: the certificates are not of the answer that came with them")
    return reply


def _accepted(task: Task, certificate: bytes) -> Certified:
    """What the kernel accepts, if it is about the model of the task."""
    from certsim.kernel.check import check

    try:
        accepted = check(certificate)
    except KernelError as error:
        raise Forged(f"{task.name}: the kernel does not accept the certificate: {error}") from None
    if accepted.claim["model"] != task.model.statement:
        raise Forged(f"{task.name}: the certificate is about another model")
    return accepted, certificate


def _verdict(task: Task, found: Certified, verdicts: Sequence[str]) -> Certified:
    """What was accepted, if it is one of these verdicts on the candidate of the task."""
    accepted, _ = found
    if accepted.verdict not in verdicts or accepted.claim["candidate"] != task.subject.statement:
        raise Forged(f"{task.name}: the certificate is about another claim")
    return found


def _confirmed_result(task: Task, reply: Reply, accepted: Mapping[str, Certified]) -> Reply:
    from certsim.pipeline import accepted_core, result_of

    if "" not in accepted:
        return _confirmed_unknown(task, reply)
    result = result_of("", _verdict(task, accepted[""], ("certified", "refuted")))
    if "core" in accepted:
        result = replace(result, core=accepted_core("", *_verdict(task, accepted["core"], ("core",))))
    return _of_result(result)


def _confirmed_core(task: Task, reply: Reply, accepted: Mapping[str, Certified]) -> Reply:
    from certsim.pipeline import accepted_core

    if "" not in accepted:
        return _confirmed_unknown(task, reply)
    return _of_core(accepted_core("", *_verdict(task, accepted[""], ("core",))))


def _confirmed_laws(task: Task, reply: Reply, accepted: Mapping[str, Certified]) -> Reply:
    from certsim.orbits.laws.conserved import accepted_laws

    if "" not in accepted:
        return _confirmed_unknown(task, reply)
    if accepted[""][0].verdict != "laws":
        raise Forged(f"{task.name}: the certificate is about another claim")
    exhaustive = bool(reply.document.get("exhaustive"))
    return _of_laws(accepted_laws(accepted[""], task.question.degree, exhaustive=exhaustive))


def _confirmed_unknown(task: Task, reply: Reply) -> Reply:
    """An answer without certificates: nothing but that there is none."""
    if not reply.document.get("reason"):
        raise Forged(f"{task.name}: a verdict without a certificate")
    return unknown(task, reply.document["reason"], reply.document.get("hint"))


def _confirmed_entries(task: Task, reply: Reply, accepted: Mapping[str, Certified]) -> Reply:
    """The answer, if each entry that is certified has its certificate, and that is about the entry."""
    if set(reply.document) == {"reason", "hint"}:
        return _confirmed_unknown(task, reply)
    for name, entry in _certified_entries(reply.document):
        if name not in accepted:
            raise Forged(f"{task.name}: {name} has no certificate")
        _require_about(task, name, entry, accepted[name][0].claim)
    return reply


def _require_about(task: Task, name: str, entry: Json, claim: Json) -> None:
    """Raises Forged unless a claim is about the set, or the orbit, of an entry."""
    from certsim.model.candidate import Candidate

    if "orbit_dimension" in entry:
        said = entry["point"], entry["orbit_dimension"]["lower"]
        if claim["verdict"] != "orbit" or said != (claim["orbit"]["point"], claim["orbit"]["lower"]):
            raise Forged(f"{task.name}: the certificate of {name} is about another orbit")
    elif claim["verdict"] == "certified":
        constants = [str(constant) for constant, _ in claim["candidate"].get("constants", ())]
        if "quantity" in entry:
            equations, declared = [f"{entry['quantity']} = {constants[0]}"], constants[:1]
        else:
            equations, declared = entry["equations"], [entry["constants"]] if constants else []
        stated = Candidate.parse(task.model, equations, constants=declared).statement
        if claim["candidate"] != stated:
            raise Forged(f"{task.name}: the certificate of {name} is about another set")
    elif "origin" not in entry:
        raise Forged(f"{task.name}: the certificate of {name} is about another claim")


def _certified_entries(document: Json) -> Iterator[tuple[str, Json]]:
    """The entries of a document that are said to be certified, with the names of their certificates."""
    strata = document.get("strata") or {"classes": (), "beyond": ()}
    orbits = [each | {"verdict": "unknown" if each["reason"] else "certified"} for each in strata["classes"]]
    lists = {
        "sim": document.get("sims", ()),
        "layer": document.get("layers", ()),
        "conserved": document.get("conserved") or (),
        "orbit": orbits,
        "beyond": strata["beyond"],
    }
    for kind, entries in lists.items():
        for number, entry in enumerate(entries):
            if entry.get("verdict", "certified") == "certified":
                yield f"{kind} {number}", entry


_CONFIRMED: Final = {
    "certify": _confirmed_result,
    "core": _confirmed_core,
    "laws": _confirmed_laws,
}
