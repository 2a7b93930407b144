"""What all commands share: their common options, how they print, and how they run work in child processes."""

from __future__ import annotations

import functools
import json
import os
import re
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias, TypeVar

import click

from certsim import __version__
from certsim.algebra.budget import UNBOUNDED, ending_at
from certsim.judge import ALLOWED, ASSUMPTIONS, DEFAULT_TIMEOUT, Options
from certsim.kernel.errors import visible
from certsim.workers import Outcome, Task, processors, run_all

T = TypeVar("T")

_LONGEST: Final = 2_000  # the characters of a line of a message that are shown


def say(message: str) -> None:
    """One message to standard error, where everything goes that is not the answer.

    Its lines are its own: who puts a name or a path into a message makes it `visible`.
    """
    lines = [line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…" for line in message.split("\n")]
    click.echo("certsim: " + _harmless("\n".join(lines)), err=True)


def _harmless(text: str) -> str:
    """The text with its lines, and with nothing else that moves a cursor."""
    return "\n".join(map(visible, text.split("\n")))


_PAINTED: Final = re.compile(r"(?:\x1b\[\d+m)+[A-Za-z ]+\x1b\[0m")


@dataclass
class Output:
    """The one document of a command, if one is asked for: kept until it is known to be the only one."""

    as_json: bool = False
    document: dict[str, Any] | None = None


@dataclass(frozen=True)
class Settings:
    """The options that commands have in common; one that a command does not offer has its default.

    `deadline` is the time at which a command as a whole has to answer; without one, each task has the time
    of the options. `sizes` are for commands that read specs.
    """

    as_json: bool
    quiet: bool
    verbose: bool
    jobs: int
    given: Options
    deadline: float | None = None
    output: Output = field(default_factory=Output)
    sizes: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def options(self) -> Options:
        """The options, with the time that is left."""
        if self.deadline is None:
            return self.given
        return replace(self.given, timeout=max(_MOMENT, self.deadline - time.monotonic()))

    def print(self, line: str) -> None:
        """A line for a person, or several; there is none with --json."""
        if self.as_json:
            return
        painted = _PAINTED.match(line) if _has_colour() else None
        first = painted.end() if painted else 0
        click.echo(line[:first] + _harmless(line[first:]), color=_has_colour())

    def print_json(self, document: dict[str, Any]) -> None:
        """With --json, the one document."""
        self.output.document = {"schema": 1, "version": __version__, **document}

    def run(self, tasks: Sequence[Task[T]], names: Sequence[str]) -> Generator[tuple[int, Outcome[T]]]:
        """Runs the tasks in child processes and shows on a terminal how far they are."""
        progress = _Progress(names, self.quiet)
        try:
            for index, outcome in self._outcomes(tasks):
                progress.step()
                if outcome.details and self.verbose:
                    click.echo(_harmless(outcome.details), err=True)
                yield index, outcome
                progress.show()
        finally:
            progress.clear()

    def _outcomes(self, tasks: Sequence[Task[T]]) -> Iterator[tuple[int, Outcome[T]]]:
        return run_all(tasks, jobs=self.jobs, timeout=self.given.timeout, deadline=self.deadline)


class ProgressLine:
    """One line on standard error that says how much is done, if anybody is there to see it."""

    def __init__(self, quiet: bool) -> None:
        self._visible = sys.stderr.isatty() and not quiet and os.environ.get("TERM") != "dumb"

    def show(self, done: int, planned: int, name: str) -> None:
        """So much of what is planned is done, and what has this name is not."""
        if self._visible:
            line = f"{done} of {planned} done, at work on: {visible(name)}"
            click.echo(f"\r\x1b[K{line[:78]}", err=True, nl=False)

    def clear(self) -> None:
        """Takes the line away."""
        if self._visible:
            click.echo("\r\x1b[K", err=True, nl=False)


class _Progress:
    """A progress line for tasks with names."""

    def __init__(self, names: Sequence[str], quiet: bool) -> None:
        self._names = names
        self._done = 0
        self._line = ProgressLine(quiet)
        self.show()

    def show(self) -> None:
        if self._done < len(self._names):
            self._line.show(self._done, len(self._names), self._names[self._done])

    def step(self) -> None:
        self._done += 1
        self.clear()

    def clear(self) -> None:
        self._line.clear()


def _has_colour() -> bool:
    """Colours are for terminals whose user has not asked for none (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(words: str, colour: str) -> str:
    """The words in a colour, where colours are wanted."""
    return click.style(words, fg=colour, bold=True) if _has_colour() else words


def _allowed(_: click.Context, __: click.Parameter, value: str) -> frozenset[str]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    if unknown := [name for name in names if name not in (*ASSUMPTIONS, "none")]:
        raise click.BadParameter(f"{unknown[0]!r} is none of {', '.join(ASSUMPTIONS)}, none")
    if "none" in names and len(names) > 1:
        raise click.BadParameter("'none' stands alone")
    return frozenset(names) - {"none"}


def _seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    if not 0 < value < float("inf"):
        raise click.BadParameter(f"{value} is not a positive number of seconds")
    return min(value, _LONGEST_TIME)


_MOMENT: Final = 0.001
_LONGEST_TIME: Final = 1e6  # seconds; more than a week is as good as for ever


Option: TypeAlias = Callable[[Any], Any]


def _timeout(words: str) -> Option:
    return click.option(
        "--timeout",
        type=float,
        default=DEFAULT_TIMEOUT,
        callback=_seconds,
        metavar="SECONDS",
        show_default=True,
        help=words,
    )


TIMEOUT_EACH: Final = _timeout("Time for each candidate; when it runs out, the verdict is unknown.")
TIMEOUT: Final = _timeout("Time for the command; when it runs out, what is not known by then is unknown.")
JOBS: Final = click.option(
    "-j", "--jobs", type=click.IntRange(1), help="How much to do at a time [default: one per CPU]."
)
SEED: Final = click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=0,
    metavar="N",
    help="Guides the search, never the verdict.",
)
ALLOW: Final = click.option(
    "--allow",
    default=",".join(ALLOWED),
    callback=_allowed,
    metavar="NAMES",
    show_default=True,
    help="Assumptions that may be used; 'none' for none.",
)
SEARCH: Final = (TIMEOUT, JOBS, SEED, ALLOW)
SEARCH_EACH: Final = (TIMEOUT_EACH, JOBS, SEED, ALLOW)
_ALL: Final = (
    click.option("--json", "as_json", is_flag=True, help="Print one JSON document."),
    click.option("-q", "--quiet", is_flag=True, help="Print only what is not as it should be."),
    click.option("-v", "--verbose", is_flag=True, help="Print more, and tracebacks of internal errors."),
)


def common(*used: Option) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Adds the options of all commands and those that this one uses, and hands them over as `Settings`."""
    by_candidate = TIMEOUT_EACH in used

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        @functools.wraps(command)
        def wrapped(**values: Any) -> int:
            as_json, quiet, verbose = (values.pop(name) for name in ("as_json", "quiet", "verbose"))
            given = Options(
                values.pop("timeout", DEFAULT_TIMEOUT),
                values.pop("seed", 0),
                values.pop("allow", frozenset(ALLOWED)),
            )
            jobs = values.pop("jobs", None) or processors()
            deadline = None if by_candidate else time.monotonic() + given.timeout
            output = click.get_current_context().ensure_object(Output)
            sizes = values.pop("sizes", None) or {}
            settings = Settings(as_json, quiet, verbose, jobs, given, deadline, output, sizes)
            with ending_at(UNBOUNDED if deadline is None else deadline):
                return command(settings, **values)

        for option in reversed((*used, *_ALL)):
            wrapped = option(wrapped)
        return wrapped

    return decorate


def document_text(document: Any) -> str:
    """A document as JSON; what does not print, or not on this output, is written as an escape."""
    text = json.dumps(document, indent=2, ensure_ascii=not _takes_all(sys.stdout.encoding))
    return _INVISIBLE.sub(_escape, text)


def _takes_all(encoding: str | None) -> bool:
    return (encoding or "utf-8").lower().startswith("utf")


_INVISIBLE: Final = re.compile(r"[^\n -~]")


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return character if character.isprintable() else json.dumps(character)[1:-1]
