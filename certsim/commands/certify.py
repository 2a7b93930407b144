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
from certsim.commands.shared import DIRECTORY, SPECS, read_specs, require_names, status_of, worst
from certsim.console import Settings, common, paint
from certsim.errors import CertsimError
from certsim.judge import INTERNAL, NOT_ALLOWED, Options
from certsim.pipeline import core_of, decide_and_hint, expected, load
from certsim.report import text
from certsim.result import Core, Result
from certsim.verdict import Verdict
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
@DIRECTORY
@common
def certify(settings: Settings, paths: Sequence[Path], names: Sequence[str], directory: Path) -> int:
    """Certifies or refutes each candidate of the specs, and writes a certificate for each verdict."""
    return _run(_CERTIFY, settings, read_specs(settings, paths), names, directory)


@click.command()
@SPECS
@_NAMES
@DIRECTORY
@common
def core(settings: Settings, paths: Sequence[Path], names: Sequence[str], directory: Path) -> int:
    """Finds the largest invariant part of each candidate of the specs, and writes a certificate for it."""
    return _run(_CORE, settings, read_specs(settings, paths), names, directory)


@dataclass(frozen=True)
class _Question(Generic[R]):
    """What is asked about candidates: how to answer it, and how to print, grade and count the answers."""

    answer: Callable[[Model, Candidate, Options], Iterator[R]]
    unknown: Callable[[Candidate, str, str], R]
    status: Callable[[R], int]
    lines: Callable[[R, text.Paint], Iterator[str]]
    summary: Callable[[Sequence[R]], str]
    suffix: str


def _run(
    question: _Question[R],
    settings: Settings,
    read: tuple[list[Spec], int],
    names: Sequence[str],
    directory: Path,
) -> int:
    """Asks the question about the candidates of the specs; the status that the answers give."""
    specs, faults = read
    work = _work(specs, names, directory, question.suffix)
    store.prepare(sorted({item.path.parent for item in work}))
    load()
    statuses = [2] * faults
    results: dict[int, R] = {}
    tasks = [
        functools.partial(question.answer, item.spec.model, item.candidate, settings.options) for item in work
    ]
    printer = _Printer(question, settings, work)
    with contextlib.closing(settings.run(tasks, [item.candidate.name for item in work])) as outcomes:
        for index, outcome in outcomes:
            results[index] = _recorded(question, work[index], outcome)
            statuses.append(question.status(results[index]))
            printer.print(results)
    ordered = [results[index] for index in range(len(work))]
    if ordered and not settings.quiet:
        settings.print(question.summary(ordered))
    settings.print_json({"results": [result.to_json() for result in ordered]})
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
                f"{spec.path}: no candidates\nhint: add a [[candidates]] table with `equations`"
            )
    known = [candidate.name for spec in specs for candidate in spec.candidates]
    if specs:
        require_names(names, known)
    named = [(Path(spec.path), [candidate.name for candidate in spec.candidates]) for spec in specs]
    files = store.certificate_paths(directory, named, suffix)
    return [
        _Item(spec, candidate, path)
        for spec, paths in zip(specs, files, strict=True)
        for candidate, path in zip(spec.candidates, paths, strict=True)
        if not names or candidate.name in names
    ]


def _recorded(question: _Question[R], item: _Item, outcome: Outcome[R]) -> R:
    """The result of an outcome, its certificate written."""
    result = outcome.value
    if result is None:
        hint = outcome.message or "more may be decided within other bounds: --timeout SECONDS, -j 1"
        result = question.unknown(item.candidate, outcome.failure or INTERNAL, hint)
    result = replace(result, spec=str(item.spec.path), spec_sha256=item.spec.sha256)
    if result.certificate is None:
        return result
    store.write(item.path, result.certificate)
    return replace(result, path=str(item.path))


def _status(result: Result) -> int:
    """What a verdict means for the exit status.

    A proof that would be as expected, but needs an assumption that was not allowed, is 5 and not 1.
    """
    if result.reason in (INTERNAL, NOT_ALLOWED):
        return status_of(result.reason)
    if result.expect is not None:
        return 0 if result.verdict is result.expect else 1
    return {Verdict.CERTIFIED: 0, Verdict.REFUTED: 1, Verdict.UNKNOWN: 3}[result.verdict]


def _status_of_core(result: Core) -> int:
    return 0 if result.reason is None else status_of(result.reason)


def _undecided(candidate: Candidate, reason: str, hint: str) -> Result:
    return Result(candidate.name, Verdict.UNKNOWN, reason=reason, hint=hint, expect=expected(candidate))


def _no_core(candidate: Candidate, reason: str, hint: str) -> Core:
    return Core(candidate.name, reason=reason, hint=hint)


_CERTIFY: Final = _Question(
    decide_and_hint, _undecided, _status, text.result_lines, text.summary_line, ".json"
)
_CORE: Final = _Question(
    functools.partial(once, core_of),
    _no_core,
    _status_of_core,
    text.core_lines,
    text.cores_line,
    ".core.json",
)


class _Printer(Generic[R]):
    """Prints results in the order of the specs, each as soon as those before it are there."""

    def __init__(self, question: _Question[R], settings: Settings, work: Sequence[_Item]) -> None:
        self._question: _Question[R] = question
        self._settings = settings
        self._work = work
        self._next = 0

    def print(self, results: dict[int, R]) -> None:
        while self._next in results:
            self._print_one(results[self._next])
            self._next += 1

    def _print_one(self, result: R) -> None:
        item = self._work[self._next]
        is_first = self._next == 0 or self._work[self._next - 1].spec is not item.spec
        if self._settings.quiet and not self._question.status(result):
            return
        if is_first or self._settings.quiet:
            self._settings.print(": ".join(filter(None, (str(item.spec.path), item.spec.model.name))))
        for line in self._question.lines(result, paint):
            self._settings.print(line)
        if self._settings.verbose and result.path:
            self._settings.print(f"{'':11}{result.path}, {result.seconds:.2f} s")
