"""`certify` and `core`: a question about every candidate of the specs, and a certificate for each answer."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import click

from certsim import store
from certsim.commands.shared import (
    DIRECTORY,
    SPECS,
    advice,
    read_specs,
    require_names,
    together,
    with_errors,
)
from certsim.console import SEARCH_EACH, Settings, common, paint, say
from certsim.errors import CertsimError, SpecError
from certsim.judge import INTERNAL, Options
from certsim.kernel.errors import visible
from certsim.pipeline import core_of, decide_and_hint, load
from certsim.report import text
from certsim.report.status import status_of_core, status_of_result, worst
from certsim.result import Core, Result
from certsim.verdict import Verdict
from certsim.verified import ACCEPTED, REFUSED, Answer, ask, require_program
from certsim.workers import Outcome, once

if TYPE_CHECKING:
    from certsim.model.candidate import Candidate
    from certsim.model.model import Model
    from certsim.model.spec import Spec

R = TypeVar("R", Result, Core)

_NAMES: Final = click.option(
    "--candidate", "names", multiple=True, metavar="NAME", help="Only this candidate; repeatable."
)


@click.command()
@SPECS
@_NAMES
@click.option(
    "--summary",
    "brief",
    is_flag=True,
    help="Print one line for each spec, and candidates only if something is not as it should be.",
)
@click.option(
    "--verified",
    is_flag=True,
    help="Check the certificates by the verified checker, too, before results are shown.",
)
@DIRECTORY
@common(*SEARCH_EACH)
def certify(
    settings: Settings,
    paths: Sequence[Path],
    names: Sequence[str],
    brief: bool,
    verified: bool,
    directory: Path,
) -> int:
    """Certifies or refutes each candidate of the specs, and writes a certificate for each verdict."""
    question = replace(_CERTIFY, confirm=_confirmer(settings)) if verified else _CERTIFY
    return _run(question, settings, read_specs(settings, paths), names, directory, brief=brief)


@click.command()
@SPECS
@_NAMES
@DIRECTORY
@common(*SEARCH_EACH)
def core(settings: Settings, paths: Sequence[Path], names: Sequence[str], directory: Path) -> int:
    """Finds the largest invariant part of each candidate of the specs, and writes a certificate for it."""
    return _run(_CORE, settings, read_specs(settings, paths), names, directory)


@dataclass(frozen=True)
class _Question(Generic[R]):
    """What is asked about candidates: how to answer it, and how to print, grade and count the answers.

    `confirm` has another checker look at all answers, before any is printed.
    """

    answer: Callable[[Model, Candidate, Options], Iterator[R]]
    unknown: Callable[[Candidate, Outcome[R], str], R]
    status: Callable[[R], int]
    lines: Callable[[R, text.Paint], Iterator[str]]
    summary: Callable[[Sequence[R]], str]
    suffix: str
    confirm: Callable[[Sequence[R]], list[R]] | None = None


def _run(
    question: _Question[R],
    settings: Settings,
    read: tuple[list[Spec], list[SpecError]],
    names: Sequence[str],
    directory: Path,
    *,
    brief: bool = False,
) -> int:
    """Asks the question about the candidates of the specs; the status that the answers give."""
    specs, errors = read
    if errors:
        if not specs:
            raise together(errors)
        say(str(together(errors)))
    work = _work(specs, names, directory, question.suffix)
    store.keep_apart([spec.path for spec in specs], [item.path for item in work])
    store.prepare(sorted({item.path.parent for item in work}))
    load()
    statuses = [2] * len(errors)
    results: dict[int, R] = {}
    tasks = [
        functools.partial(question.answer, item.spec.model, item.candidate, settings.options) for item in work
    ]
    printer = _Printer(question, settings, work, brief=brief)
    with contextlib.closing(settings.run(tasks, [item.candidate.name for item in work])) as outcomes:
        for index, outcome in outcomes:
            hint = advice(outcome, min(settings.jobs, len(work)))
            results[index] = _recorded(question, work[index], outcome, hint)
            if question.confirm is None:
                printer.print(results)
    ordered = [results[index] for index in range(len(work))]
    if question.confirm is not None:
        ordered = question.confirm(ordered)
        printer.print(dict(enumerate(ordered)))
    statuses += map(question.status, ordered)
    if ordered and not settings.quiet:
        settings.print(question.summary(ordered))
    settings.print_json(with_errors({"results": [result.to_json() for result in ordered]}, errors))
    return worst(statuses)


@dataclass(frozen=True)
class _Item:
    """A candidate, and the file for its certificate."""

    spec: Spec
    candidate: Candidate
    path: Path


def _work(specs: Sequence[Spec], names: Sequence[str], directory: Path, suffix: str) -> list[_Item]:
    for spec in specs:
        if not spec.candidates:
            raise CertsimError(
                f"{visible(str(spec.path))}: no candidates\nhint: add a [[candidates]] table with `equations`"
            )
    known = [candidate.name for spec in specs for candidate in spec.candidates]
    require_names(names, known)
    named = [(Path(spec.path), [candidate.name for candidate in spec.candidates]) for spec in specs]
    files = store.certificate_paths(directory, named, suffix)
    return [
        _Item(spec, candidate, path)
        for spec, paths in zip(specs, files, strict=True)
        for candidate, path in zip(spec.candidates, paths, strict=True)
        if not names or candidate.name in names
    ]


def _recorded(question: _Question[R], item: _Item, outcome: Outcome[R], hint: str) -> R:
    """The result of an outcome, its certificate written."""
    result = outcome.value
    if result is None:
        result = question.unknown(item.candidate, outcome, hint)
    result = replace(result, spec=str(item.spec.path), spec_sha256=item.spec.sha256)
    if result.certificate is None:
        return result
    store.write(item.path, result.certificate)
    return replace(result, path=str(item.path))


def _confirmer(settings: Settings) -> Callable[[Sequence[Result]], list[Result]]:
    """Has the verified checker look at certificates, all in one run; raises CertsimError where it is not."""
    program = require_program()

    def confirm(results: Sequence[Result]) -> list[Result]:
        data = [result.certificate for result in results if result.certificate is not None]
        answers = iter(ask(program, data, settings.given.timeout * len(data)))
        return [
            result if result.certificate is None else _confirmed(result, next(answers)) for result in results
        ]

    return confirm


def _confirmed(result: Result, answer: Answer) -> Result:
    """A result whose certificate the kernel has accepted, after what the verified checker says of it."""
    if answer.status in ACCEPTED:
        return replace(result, confirmed=True)
    if answer.status in ("not covered", "unknown"):
        return replace(result, unconfirmed=str(answer))
    what = "kernel and verified checker differ" if answer.status in REFUSED else "no answer"
    return Result(
        result.candidate,
        Verdict.UNKNOWN,
        reason=INTERNAL,
        hint=f"{what}: the kernel accepts {result.path}, and the verified checker says {answer}",
        expect=result.expect,
        spec=result.spec,
        spec_sha256=result.spec_sha256,
        seconds=result.seconds,
    )


def _undecided(candidate: Candidate, outcome: Outcome[Result], hint: str) -> Result:
    reason, expect = outcome.failure or INTERNAL, candidate.expect
    unknown = Result(candidate.name, Verdict.UNKNOWN, reason=reason, hint=hint, expect=expect)
    return replace(unknown, seconds=outcome.seconds)


def _no_core(candidate: Candidate, outcome: Outcome[Core], hint: str) -> Core:
    return Core(candidate.name, reason=outcome.failure or INTERNAL, hint=hint)


_CERTIFY: Final = _Question(
    decide_and_hint, _undecided, status_of_result, text.result_lines, text.summary_line, ".json"
)
_CORE: Final = _Question(
    functools.partial(once, core_of),
    _no_core,
    status_of_core,
    text.core_lines,
    text.cores_line,
    ".core.json",
)


class _Printer(Generic[R]):
    """Prints results in the order of the specs, each as soon as those before it are there."""

    def __init__(
        self, question: _Question[R], settings: Settings, work: Sequence[_Item], *, brief: bool
    ) -> None:
        self._question: _Question[R] = question
        self._settings = settings
        self._work = work
        self._brief = brief
        self._next = 0
        self._of_spec: list[R] = []

    def print(self, results: dict[int, R]) -> None:
        while self._next in results:
            self._of_spec.append(results[self._next])
            self._print_one(results[self._next])
            self._next += 1
            self._end_spec()

    def _end_spec(self) -> None:
        """After the last candidate of a spec, its line if only that is wanted."""
        spec = self._work[self._next - 1].spec
        if self._next < len(self._work) and self._work[self._next].spec is spec:
            return
        if self._brief and not self._settings.quiet:
            self._settings.print(f"{spec.path}: {self._question.summary(self._of_spec)}")
        self._of_spec = []

    def _print_one(self, result: R) -> None:
        item = self._work[self._next]
        sparing = self._settings.quiet or self._brief
        if sparing and not self._question.status(result):
            return
        if len(self._of_spec) == 1 or sparing:
            names = filter(None, (str(item.spec.path), item.spec.model.name))
            self._settings.print(visible(": ".join(names)))
        for line in self._question.lines(result, paint):
            self._settings.print(line)
        if self._settings.verbose and result.path:
            self._settings.print(f"{'':11}{visible(result.path)}, {result.seconds:.2f} s")
