"""`check --verified`: certificates by the verified checker, and by the kernel, and whether these agree."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from certsim import verified
from certsim.console import Settings, say
from certsim.errors import CertsimError
from certsim.judge import INTERNAL
from certsim.kernel.errors import visible
from certsim.pipeline import Check, recheck
from certsim.report.status import worst
from certsim.store import read_certificate
from certsim.verified import ACCEPTED, REFUSED, STATUS_OF, Answer
from certsim.workers import Outcome, once


@dataclass(frozen=True)
class _Both:
    """What the verified checker says of a certificate, and the kernel, where it was asked."""

    path: Path
    program: Answer
    kernel: Check | None

    @property
    def differ(self) -> bool:
        """Whether one accepts what the other refuses; the kernel may find a proof too long to check."""
        kernel = self.kernel
        return (
            kernel is not None
            and not kernel.is_too_long
            and verified.differ(kernel.status, self.program.status)
        )

    @property
    def fault(self) -> str | None:
        """What is wrong with one of the checkers."""
        kernel = self.kernel
        if kernel is None or not (self.differ or kernel.status == INTERNAL):
            return None
        why = "" if kernel.message is None else f": {kernel.message}"
        said = f"the kernel says {kernel.status}{why}, and the verified checker says {self.program}"
        return f"kernel and verified checker differ: {said}" if self.differ else said

    def status(self, allowed: Collection[str]) -> int:
        if self.fault is not None:
            return 4
        if self.program.status == "valid if" and set(self.program.assumptions) <= set(allowed):
            return 0
        return STATUS_OF[self.program.status]

    def to_json(self) -> dict[str, Any]:
        """An entry of `results` in what `check --verified --json` prints."""
        kernel = self.kernel
        return {
            "certificate": str(self.path),
            "status": self.program.status,
            "message": self.program.message,
            "kernel": None if kernel is None else {"status": kernel.status, "message": kernel.message},
            "differ": self.differ,
        }


def check_verified(settings: Settings, paths: Sequence[Path]) -> int:
    """Prints what the verified checker says of certificates; the kernel is asked after it."""
    program = verified.require_program()
    read = [_read(path) for path in paths]
    data = {at: one for at, one in enumerate(read) if isinstance(one, bytes)}
    answers = dict(
        zip(data, verified.ask(program, list(data.values()), settings.options.timeout), strict=True)
    )
    spoken = {at: data[at] for at, one in answers.items() if one.status in (*ACCEPTED, *REFUSED)}
    kernel = _by_the_kernel(settings, spoken)
    found = [
        _Both(path, one if isinstance(one, Answer) else answers[at], kernel.get(at))
        for at, (path, one) in enumerate(zip(paths, read, strict=True))
    ]
    allowed = settings.options.allow
    for one in found:
        _print(settings, one, quiet=settings.quiet and not one.status(allowed))
    settings.print_json({"program": str(program), "results": [one.to_json() for one in found]})
    return worst(one.status(allowed) for one in found)


def _read(path: Path) -> bytes | Answer:
    try:
        return read_certificate(path)
    except CertsimError as error:
        return Answer("malformed", str(error).removeprefix(visible(f"{path}: ")))


def _by_the_kernel(settings: Settings, certificates: Mapping[int, bytes]) -> dict[int, Check]:
    numbers = list(certificates)
    tasks = [functools.partial(once, recheck, data, settings.options) for data in certificates.values()]
    names = [f"certificate {number + 1}" for number in numbers]
    with contextlib.closing(settings.run(tasks, names)) as outcomes:
        return {numbers[index]: outcome.value or failed_check(outcome) for index, outcome in outcomes}


def failed_check(outcome: Outcome[Any]) -> Check:
    """What became of a certificate whose check gave no answer."""
    if outcome.failure == INTERNAL:
        return Check(INTERNAL, outcome.message)
    return Check("unknown", f"the check ran out of {'time' if outcome.failure == 'timeout' else 'memory'}")


def _print(settings: Settings, one: _Both, *, quiet: bool) -> None:
    if not quiet:
        settings.print(visible(f"{one.path}: {one.program}"))
    if one.fault is not None:
        say(visible(f"{one.path}: {one.fault}"))
