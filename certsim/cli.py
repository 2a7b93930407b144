"""The command line: reads arguments, runs the pipeline, prints, and ends with a status that means something.

0: every candidate certified, or as expected; every core found; certificate valid. 1: refuted, or not as
expected; certificate invalid. 2: malformed input. 3: unknown. 4: internal error. 5: valid only under an
assumption that was not allowed. 130: interrupted. Where several apply: 4, 2, 1, 5, 3, 0.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import sys
import textwrap
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import click

from certsim import __version__, store
from certsim.console import Settings, common, paint, say
from certsim.errors import CertsimError
from certsim.pipeline import (
    INTERNAL,
    NOT_ALLOWED,
    Check,
    Options,
    core_of,
    decide_and_hint,
    expected,
    load,
    recheck,
)
from certsim.report import text
from certsim.result import Core, Result
from certsim.verdict import Verdict
from certsim.workers import Outcome, once

if TYPE_CHECKING:
    from certsim.model.candidate import Candidate
    from certsim.model.model import Model
    from certsim.model.spec import Spec

R = TypeVar("R", Result, Core)

INTERRUPTED: Final = 130
CLOSED_PIPE: Final = 141  # what a shell reports of a program that a closed pipe ended
MAX_CERTIFICATE: Final = 256 << 20
_PRECEDENCE: Final = (4, 2, 1, 5, 3, 0)
_STATUS_OF_REASON: Final = {INTERNAL: 4, NOT_ALLOWED: 5}
_STATUS_OF_CHECK: Final = {"valid": 0, "invalid": 1, "malformed": 2, "unknown": 3, "valid if": 5}


def run(arguments: Sequence[str]) -> int:
    """Runs one command line; returns its exit status. No exception leaves it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with main.make_context("certsim", list(arguments)) as context:
            status: int = main.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return 2
    except CertsimError as error:
        say(str(error))
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        # Python would write what is left to the closed pipe when it exits, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except Exception as error:  # noqa: BLE001  the last resort: one line and a status, not a traceback
        say(f"{INTERNAL}: {type(error).__name__}: {error}")
        if {"-v", "--verbose"} & set(arguments):
            say(traceback.format_exc())
        return 4
    return status


def _worst(statuses: Iterable[int]) -> int:
    """The status that takes precedence.

    >>> _worst([0, 3, 1])
    1
    """
    return min(statuses, key=_PRECEDENCE.index, default=0)


_PATH: Final = click.Path(path_type=Path)
_SPEC: Final = click.argument("paths", metavar="SPEC...", nargs=-1, required=True, type=_PATH)
_NAMES: Final = click.option(
    "--candidate", "names", multiple=True, metavar="NAME", help="Only this candidate; repeatable."
)
_DIRECTORY: Final = click.option(
    "-o",
    "directory",
    type=_PATH,
    default=Path("certificates"),
    metavar="DIR",
    show_default=True,
    help="Where certificates go.",
)
_CERT: Final = click.argument("paths", metavar="CERT...", nargs=-1, required=True, type=_PATH)
_SCHEMAS: Final = ("spec", "certificate", "result")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="certsim")
def main() -> None:
    """Certifies or refutes structural invariant manifolds of neural network training dynamics.

    A spec file (TOML) holds a model and candidate sets of parameters. A candidate is certified if gradient
    flow keeps it for every data set and every loss; the proof is checked by a small kernel and written down.
    """


@main.command()
@_SPEC
@_NAMES
@_DIRECTORY
@common
def certify(settings: Settings, paths: Sequence[Path], names: Sequence[str], directory: Path) -> int:
    """Certifies or refutes each candidate of the specs, and writes a certificate for each verdict."""
    return _run(_CERTIFY, settings, _read_specs(paths), names, directory)


@main.command()
@_SPEC
@_NAMES
@_DIRECTORY
@common
def core(settings: Settings, paths: Sequence[Path], names: Sequence[str], directory: Path) -> int:
    """Finds the largest invariant part of each candidate of the specs, and writes a certificate for it."""
    return _run(_CORE, settings, _read_specs(paths), names, directory)


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
    return _worst(statuses)


@dataclass(frozen=True)
class _Item:
    """A candidate, and the file for its certificate."""

    spec: Spec
    candidate: Candidate
    path: Path


def _read_specs(paths: Sequence[Path]) -> tuple[list[Spec], int]:
    """The specs that can be read, and how many cannot; each of those is complained of."""
    from certsim.model.spec import read_spec

    specs = []
    for path in paths:
        try:
            specs.append(read_spec(path))
        except CertsimError as error:
            say(str(error))
    return specs, len(paths) - len(specs)


def _work(specs: Sequence[Spec], names: Sequence[str], directory: Path, suffix: str) -> list[_Item]:
    for spec in specs:
        if not spec.candidates:
            raise CertsimError(
                f"{spec.path}: no candidates\nhint: add a [[candidates]] table with `equations`"
            )
    known = [candidate.name for spec in specs for candidate in spec.candidates]
    for name in names:
        if specs and name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, 1) or known[:1]
            raise CertsimError(f"no candidate is named {name!r}\nhint: did you mean {near[0]!r}?")
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
    if result.reason in _STATUS_OF_REASON:
        return _STATUS_OF_REASON[result.reason]
    if result.expect is not None:
        return 0 if result.verdict is result.expect else 1
    return {Verdict.CERTIFIED: 0, Verdict.REFUTED: 1, Verdict.UNKNOWN: 3}[result.verdict]


def _status_of_core(result: Core) -> int:
    return 0 if result.reason is None else _STATUS_OF_REASON.get(result.reason, 3)


def _undecided(candidate: Candidate, reason: str, hint: str) -> Result:
    return Result(candidate.name, Verdict.UNKNOWN, reason, hint, expect=expected(candidate))


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


@main.command()
@_CERT
@click.option("--spec", "spec_path", type=_PATH, metavar="SPEC", help="What they must be about.")
@common
def check(settings: Settings, paths: Sequence[Path], spec_path: Path | None) -> int:
    """Checks certificates again, and asks the solver again for what rests on it."""
    specs = _specs_or_raise([spec_path] if spec_path else [])
    tasks = [functools.partial(once, _check_file, path, settings.options, specs) for path in paths]
    checks: dict[int, Check] = {}
    with contextlib.closing(settings.run(tasks, [str(path) for path in paths])) as outcomes:
        for index, outcome in outcomes:
            checks[index] = outcome.value or _failed_check(outcome.failure, outcome.message)
    ordered = [checks[index] for index in range(len(paths))]
    for path, one in zip(paths, ordered, strict=True):
        _print_check(settings, path, one)
    documents = [
        {
            "certificate": str(path),
            "status": one.status,
            "message": one.message,
            "claim": one.claim,
            "assumptions": list(one.assumptions),
        }
        for path, one in zip(paths, ordered, strict=True)
    ]
    settings.print_json({"results": documents})
    return _worst(_STATUS_OF_CHECK.get(one.status, 4) for one in ordered)


def _specs_or_raise(paths: Sequence[Path]) -> list[Spec]:
    from certsim.model.spec import read_spec

    return [read_spec(path) for path in paths]


def _check_file(path: Path, options: Options, specs: Sequence[Spec]) -> Check:
    try:
        return recheck(_read_certificate(path), options, specs)
    except CertsimError as error:
        return Check("malformed", str(error))


def _read_certificate(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > MAX_CERTIFICATE:
            raise CertsimError(f"{path}: larger than any certificate can be")
        return path.read_bytes()
    except OSError as error:
        raise CertsimError(f"{path}: {error.strerror}") from None


def _failed_check(failure: str | None, message: str) -> Check:
    if failure == INTERNAL:
        return Check(INTERNAL, message)
    return Check("unknown", f"the check ran out of {'time' if failure == 'timeout' else 'memory'}")


def _print_check(settings: Settings, path: Path, one: Check) -> None:
    from certsim.report.claim import claim_lines

    if one.status in ("malformed", INTERNAL):
        say(f"{path}: {one.status}: {one.message}")
        return
    if settings.quiet and one.status == "valid":
        return
    lines = [("problem", one.message)] if one.message else []
    lines += claim_lines(one.claim) if one.claim else []
    lines += [("assuming", assumption) for assumption in one.assumptions]
    for line in text.headed(one.status, str(path), text.labelled(lines), paint):
        settings.print(line)


@main.command()
@click.argument("path", metavar="CERT", type=_PATH)
@common
def explain(settings: Settings, path: Path) -> int:
    """Tells the proof in a certificate in words and formulas, after checking it."""
    task = functools.partial(once, _explain_file, path, settings.options)
    with contextlib.closing(settings.run([task], [str(path)])) as outcomes:
        ((_, outcome),) = outcomes
    one, sections = outcome.value or (_failed_check(outcome.failure, outcome.message), [])
    if not sections:
        _print_check(settings, path, one)
    for title, lines in sections:
        settings.print(paint(title, "cyan"))
        for line in lines:
            settings.print(textwrap.fill(line, 100, initial_indent="  ", subsequent_indent="    "))
        settings.print("")
    settings.print_json({"sections": [{"title": title, "lines": lines} for title, lines in sections]})
    return _STATUS_OF_CHECK.get(one.status, 4)


def _explain_file(path: Path, options: Options) -> tuple[Check, list[tuple[str, list[str]]]]:
    """The check of a certificate, and its explanation unless the kernel rejects it."""
    one = _check_file(path, options, ())
    if one.status in ("invalid", "malformed"):
        return one, []
    from certsim.kernel.check import check as check_by_kernel
    from certsim.report.explain import explanation

    return one, explanation(check_by_kernel(_read_certificate(path)))


@main.command()
@_SPEC
@common
def validate(settings: Settings, paths: Sequence[Path]) -> int:
    """Says whether specs are well-formed, and everything that is wrong with them."""
    from certsim.model.spec import read_spec

    documents = []
    for path in paths:
        try:
            spec = read_spec(path)
        except CertsimError as error:
            say(str(error))
            documents.append({"spec": str(path), "valid": False, "message": str(error)})
        else:
            documents.append({"spec": str(path), "valid": True, "message": None})
            if not settings.quiet:
                settings.print(f"{path}: well-formed: {_size_text(spec)}")
    settings.print_json({"results": documents})
    return 0 if all(document["valid"] for document in documents) else 2


def _size_text(spec: Spec) -> str:
    model = spec.model.statement
    kind = "field" if "fields" in model else "output"
    counts = ((len(model[f"{kind}s"]), kind), (len(spec.candidates), "candidate"))
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)


@main.command()
@click.argument("name", metavar="|".join(_SCHEMAS), type=click.Choice(_SCHEMAS))
@common
def schema(settings: Settings, name: str) -> int:  # noqa: ARG001  all commands take the common options
    """Prints the JSON Schema of specs, of certificates, or of what `certify` and `core` print with --json."""
    from importlib import resources

    room = "certsim.model" if name == "spec" else "certsim.report"
    click.echo(resources.files(room).joinpath(f"{name}.schema.json").read_text(encoding="utf-8").rstrip())
    return 0


@main.command()
@common
def doctor(settings: Settings) -> int:
    """Says which parts of certsim are present; what is optional may be missing."""
    from certsim.report.doctor import parts

    found = parts()
    for part in found:
        state = part.version or ("missing" if part.required else "not installed")
        settings.print(f"{part.name:<18}{state:<16}{part.purpose}")
    settings.print_json({"parts": [part.to_json() for part in found]})
    return 4 if any(part.required and not part.version for part in found) else 0
