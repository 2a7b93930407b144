"""What several commands share: arguments, how specs are read, and answers from child processes."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from certsim import store
from certsim.console import Settings, say
from certsim.errors import CertsimError, SpecError
from certsim.judge import HINTS, INTERNAL
from certsim.kernel.errors import visible
from certsim.report.status import status_of
from certsim.workers import Outcome, Runner, Task, once

if TYPE_CHECKING:
    from certsim.model.candidate import Candidate
    from certsim.model.spec import Spec

T = TypeVar("T")

PATH: Final = click.Path(path_type=Path)


def _sizes(_: click.Context, __: click.Parameter, values: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The values of names, as in ``m=10`` or ``m=2,4,8``."""
    sizes: dict[str, tuple[int, ...]] = {}
    for value in values:
        name, numbers = value.partition("=")[::2]
        found = tuple(int(number) for number in numbers.split(",") if _SIZE.fullmatch(number.strip()))
        if len(found) < numbers.count(",") + 1:
            raise click.BadParameter(f"{value!r} is no size: write m=10, or m=2,4,8 for a family")
        if name.strip() in sizes:
            raise click.BadParameter(f"{name.strip()!r} is given twice")
        sizes[name.strip()] = found
    return sizes


_SIZE: Final = re.compile(r"0*[1-9][0-9]{0,5}", re.ASCII)
SIZES: Final = click.option(
    "--size",
    "sizes",
    multiple=True,
    callback=_sizes,
    metavar="NAME=N",
    help="A size of the spec's table [sizes], instead of the one that stands there.",
)
_PATHS: Final = click.argument("paths", metavar="SPEC...", nargs=-1, required=True, type=PATH)
_PATH: Final = click.argument("path", metavar="SPEC", type=PATH)


def SPECS(command: Callable[..., int]) -> Callable[..., int]:  # noqa: N802  as the other parameters are
    """Specs, and their sizes."""
    return _PATHS(SIZES(command))


def SPEC(command: Callable[..., int]) -> Callable[..., int]:  # noqa: N802  as the other parameters are
    """A spec, and its sizes."""
    return _PATH(SIZES(command))


POINT: Final = click.option(
    "--at",
    "point",
    required=True,
    metavar="POINT",
    help='The point, as in "a=1, W=[[1,2],[3,4]]", or a file in JSON, TOML or npz.',
)
DIRECTORY: Final = click.option(
    "-o",
    "directory",
    type=PATH,
    default=Path("certificates"),
    metavar="DIR",
    show_default=True,
    help="Where certificates go.",
)
KEPT: Final = click.option(
    "-o",
    "directory",
    type=PATH,
    metavar="DIR",
    help="The directory for the certificates [default: none are written].",
)


def candidate_named(spec: Spec, name: str) -> Candidate:
    """A candidate of a spec; raises CertsimError where it has none of that name."""
    require_names([name], [candidate.name for candidate in spec.candidates])
    return next(candidate for candidate in spec.candidates if candidate.name == name)


def require_names(names: Iterable[str], known: Sequence[str]) -> None:
    """Raises CertsimError for the first name that no candidate has."""
    for name in names:
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, 1) or known[:1]
            hint = f"did you mean {near[0]!r}?" if near else "add a [[candidates]] table with `equations`"
            raise CertsimError(f"no candidate is named {name!r}\nhint: {hint}")


def read_one(settings: Settings, path: Path) -> Spec:
    """A spec in the sizes that are asked for; what is strange in it is said."""
    from certsim.model.spec import read_spec

    spec = read_spec(path, settings.sizes)
    for warning in spec.warnings:
        say(f"warning: {warning}")
    return spec


def read_specs(settings: Settings, paths: Sequence[Path]) -> tuple[list[Spec], list[SpecError]]:
    """The specs that can be read, and what is wrong with the others."""
    specs, errors = [], []
    for path in paths:
        try:
            specs.append(read_one(settings, path))
        except SpecError as error:
            errors.append(error)
    return specs, errors


def together(errors: Sequence[SpecError]) -> SpecError:
    """What is wrong with several specs as one error, which puts no more into words than one of them."""
    from certsim.model.faults import SHOWN

    problems = [problem for error in errors for problem in error.problems]
    more = sum(error.more for error in errors) + max(0, len(problems) - SHOWN)
    return SpecError(tuple(problems[:SHOWN]), more, complete=all(error.complete for error in errors))


def with_errors(document: dict[str, Any], errors: Sequence[SpecError]) -> dict[str, Any]:
    """The document, which says too what is wrong with specs, if anything is."""
    return {**document, "error": together(errors).to_json(), "exit": 2} if errors else document


class NoAnswer(CertsimError):
    """A child process ran out of time or memory, or failed."""

    def __init__(self, name: str, failure: str, hint: str) -> None:
        super().__init__(f"{visible(name)}: unknown: {failure}\nhint: {visible(hint)}")
        self.exit_status = status_of(failure)
        self.kind = failure


def advice(outcome: Outcome[T], at_a_time: int) -> str:
    """What became of a child process that gave no answer, and what may help.

    >>> advice(Outcome(failure="memory"), 2)
    'The memory ran out before there was an answer. 2 searches ran at a time; -j 1 may help.'
    >>> advice(Outcome(failure="timeout"), 2)
    'The time ran out. A longer --timeout may help.'
    """
    said = outcome.message or HINTS.get(outcome.failure or "", "")
    crowded = outcome.failure == "memory" and at_a_time > 1
    return f"{said} {at_a_time} searches ran at a time; -j 1 may help." if crowded else said


def answer(settings: Settings, name: str, function: Callable[..., T], *arguments: object) -> T:
    """The value of a function, not None, from a child process that is bounded in time and memory.

    Raises the `CertsimError` that the function raises, and NoAnswer where the child did not get so far.
    """
    (value,) = answers(settings, [name], [functools.partial(function, *arguments)])
    return value


def answers(settings: Settings, names: Sequence[str], functions: Sequence[Callable[[], T]]) -> list[T]:
    """The values of several functions, as `answer` gives that of one."""
    values = []
    for name, outcome in zip(names, in_children(settings)(functions, names), strict=True):
        if outcome.value is None:
            hint = advice(outcome, min(settings.jobs, len(functions)))
            raise NoAnswer(name, outcome.failure or INTERNAL, hint)
        values.append(outcome.value)
    return values


def in_children(settings: Settings) -> Runner:
    """The runner that evaluates each function in a child process, as many at a time as the settings say.

    It shows on a terminal how far it is, and raises the `CertsimError` that a function raises.
    """

    def run(functions: Sequence[Callable[[], T]], names: Sequence[str]) -> list[Outcome[T]]:
        tasks: list[Task[T | CertsimError]] = [functools.partial(once, attempt, each) for each in functions]
        found: dict[int, Outcome[T]] = {}
        with contextlib.closing(settings.run(tasks, names)) as outcomes:
            for number, outcome in outcomes:
                value = outcome.value
                if isinstance(value, CertsimError):
                    raise value
                found[number] = Outcome(value, outcome.failure, outcome.message, outcome.details)
        return [found[number] for number in range(len(tasks))]

    return run


def attempt(function: Callable[[], T]) -> T | CertsimError:
    """The value of a function, or the error that is its user's to mend."""
    try:
        return function()
    except CertsimError as error:
        return error


def certificate_file(spec: Path, directory: Path, name: str, command: str) -> Path:
    """The file for the one certificate of a command, in a folder that can be written to."""
    (file,) = certificate_files(spec, directory, [name], command)
    return file


def certificate_files(spec: Path, directory: Path, names: Sequence[str], command: str) -> list[Path]:
    """The files for the certificates of a command; names that are equal are told apart."""
    (files,) = store.certificate_paths(directory, [(spec, names)], f".{command}.json")
    store.keep_apart([spec], files)
    store.prepare([files[0].parent])
    return files


def write_certificates(
    named: Mapping[str, bytes | None], spec: Path, directory: Path | None, command: str
) -> dict[str, str]:
    """Writes the certificates, if a directory is given; the file for each name that has one."""
    if directory is None:
        return {}
    files = certificate_files(spec, directory, list(named), command)
    written = {}
    for (name, certificate), file in zip(named.items(), files, strict=True):
        if certificate is not None:
            store.write(file, certificate)
            written[name] = str(file)
    return written


def write_file(path: Path | None, content: Callable[[], str]) -> None:
    """Writes a text to a file, if one is asked for."""
    if path is not None:
        store.prepare([path.parent])
        store.write(path, content().encode())
