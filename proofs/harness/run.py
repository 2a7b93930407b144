"""Asks the questions of claims in processes of their own, and keeps the certificates of the answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from certsim import store, verified
from certsim.kernel.check import check
from certsim.workers import Outcome, once, run_all
from proofs.harness.claims import Claim
from proofs.harness.instances import Instance, certificate_of, facts
from proofs.harness.journal import Journal, Shown

CHECKED: Final = 600.0
"""Seconds that the verified checker has for the certificates of a claim."""


@dataclass
class Report:
    """A claim, and what became of its instances so far.

    `recalled` counts the instances that the journal has,
    `changed` the files whose bytes are new. `confirmed` counts the certificates that the verified
    checker accepts, `refused` names those that it refuses; None and nothing where it is not built.
    """

    claim: Claim
    instances: Sequence[Instance] = field(init=False)
    shown: dict[int, Shown] = field(default_factory=dict)
    changed: int = 0
    recalled: int = 0
    confirmed: int | None = None
    refused: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.instances = self.claim.instances()
        self.files = self.claim.files(self.instances)

    @property
    def is_complete(self) -> bool:
        """Whether all instances are done."""
        return len(self.shown) == len(self.instances)

    @property
    def certificates(self) -> dict[str, bytes]:
        """The certificates, by the names of their instances."""
        return {
            self.instances[at].name: one.certificate
            for at, one in sorted(self.shown.items())
            if one.certificate is not None
        }

    @property
    def assumptions(self) -> Sequence[str]:
        """What some answers rest on beyond exact arithmetic, by name."""
        return sorted({name for one in self.shown.values() for name in one.assumptions})

    @property
    def seconds(self) -> float:
        """The time that the answers took, all together."""
        return sum(one.seconds for one in self.shown.values())

    def recall(self, journal: Journal) -> Iterator[int]:
        """Takes from the journal what is done, and yields the numbers of the other instances."""
        for at, path in enumerate(self.files):
            before = journal.found(path)
            if before is None:
                yield at
            else:
                self.shown[at] = before
                self.recalled += 1

    def keep(self, at: int, shown: Shown, journal: Journal) -> None:
        """Keeps what an instance has shown: its certificate, and a line of the journal."""
        self.shown[at] = shown
        path = self.files[at]
        if shown.certificate is not None and not (path.is_file() and path.read_bytes() == shown.certificate):
            store.write(path, shown.certificate)
            self.changed += 1
        journal.note(path, shown)

    def finish(self) -> None:
        """Removes the files of no instance, and asks the verified checker, where it is built."""
        for path in {*self.claim.kept()} - {*self.files}:
            path.unlink()
        program = verified.find_program()
        if program is None:
            return
        answers = verified.ask(program, list(self.certificates.values()), CHECKED)
        said = dict(zip(self.certificates, answers, strict=True))
        self.confirmed = sum(answer.status in verified.ACCEPTED for answer in said.values())
        self.refused = tuple(name for name, answer in said.items() if answer.status in verified.REFUSED)


def ask_all(
    claims: Sequence[Claim], journal: Journal, *, jobs: int, timeout: float
) -> Iterator[tuple[Report, Instance | None]]:
    """Asks for what the journal does not have; each instance has so many seconds.

    Yields a report with each instance that is done, and once with None when it is complete, in the order of
    the claims.
    """
    reports = [Report(claim) for claim in claims]
    store.prepare({path.parent for report in reports for path in report.files})
    waiting = [(report, at) for report in reports for at in report.recall(journal)]
    unfinished = deque(reports)
    tasks = [partial(once, answer, report.instances[at]) for report, at in waiting]
    yield from _finished(unfinished)
    for index, outcome in run_all(tasks, jobs=jobs, timeout=timeout):
        report, at = waiting[index]
        report.keep(at, _shown(outcome), journal)
        yield report, report.instances[at]
        yield from _finished(unfinished)


def _finished(unfinished: deque[Report]) -> Iterator[tuple[Report, None]]:
    while unfinished and unfinished[0].is_complete:
        report = unfinished.popleft()
        report.finish()
        yield report, None


def _shown(outcome: Outcome[Shown]) -> Shown:
    if outcome.value is None:
        problem = outcome.message or outcome.failure or ""
        return Shown(problem=problem, is_unknown=outcome.failure in ("timeout", "memory"))
    return outcome.value.after(outcome.seconds)


def answer(instance: Instance) -> Shown:
    """Asks the question, compares the facts, and has the kernel check the bytes of the certificate."""
    given = instance.question()
    found = facts(given)
    missed = [
        f"{name} is {found.get(name, 'not a fact of it')!r}, not {value!r}"
        for name, value in instance.expected.items()
        if name not in found or found[name] != value
    ]
    certificate = certificate_of(given)
    if missed:
        reason = getattr(given, "reason", None)
        why = "; ".join(missed) + (f" ({reason})" if reason else "")
        return Shown(problem=why, is_unknown=reason is not None)
    if certificate is None:
        return Shown()
    assumed = tuple(assumption.kind for assumption in check(certificate).assumptions)
    return Shown(certificate=certificate, assumptions=assumed)
