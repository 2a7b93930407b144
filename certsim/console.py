"""What all commands share: their common options, how they print, and how they run work in child processes."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import click

from certsim import __version__
from certsim.judge import ALLOWED, ASSUMPTIONS, DEFAULT_TIMEOUT, Options
from certsim.workers import Outcome, Task, run_all

T = TypeVar("T")


def say(message: str) -> None:
    """One message to standard error, where everything goes that is not the answer."""
    click.echo(f"certsim: {message}", err=True)


@dataclass(frozen=True)
class Settings:
    """The options that all commands have in common; `sizes` are for those that read specs."""

    as_json: bool
    jobs: int
    quiet: bool
    verbose: bool
    options: Options
    sizes: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def print(self, line: str) -> None:
        """A line for a person; there is none with --json."""
        if not self.as_json:
            click.echo(line, color=_has_colour())

    def print_json(self, document: dict[str, Any]) -> None:
        """With --json, the one document."""
        if self.as_json:
            stamped = {"schema": 1, "version": __version__, **document}
            click.echo(json.dumps(stamped, indent=2, ensure_ascii=False))

    def run(self, tasks: Sequence[Task[T]], names: Sequence[str]) -> Generator[tuple[int, Outcome[T]]]:
        """Runs the tasks in child processes and shows on a terminal how far they are."""
        progress = _Progress(names, self.quiet)
        try:
            for index, outcome in run_all(tasks, jobs=self.jobs, timeout=self.options.timeout):
                progress.step()
                if outcome.details and self.verbose:
                    click.echo(outcome.details, err=True)
                yield index, outcome
                progress.show()
        finally:
            progress.clear()


class _Progress:
    """One line on standard error that says how much is done, if anybody is there to see it."""

    def __init__(self, names: Sequence[str], quiet: bool) -> None:
        self._names = names
        self._done = 0
        self._visible = sys.stderr.isatty() and not quiet and os.environ.get("TERM") != "dumb"
        self.show()

    def show(self) -> None:
        if self._visible and self._done < len(self._names):
            line = f"{self._done} of {len(self._names)} done, at work on: {self._names[self._done]}"
            click.echo(f"\r\x1b[K{line[:78]}", err=True, nl=False)

    def step(self) -> None:
        self._done += 1
        self.clear()

    def clear(self) -> None:
        if self._visible:
            click.echo("\r\x1b[K", err=True, nl=False)


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
    return value


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_COMMON: Final = (
    click.option("--json", "as_json", is_flag=True, help="Print one JSON document."),
    click.option(
        "--timeout",
        type=float,
        default=DEFAULT_TIMEOUT,
        callback=_seconds,
        metavar="SECONDS",
        show_default=True,
        help="Time for each candidate; when it runs out, the verdict is unknown.",
    ),
    click.option(
        "-j", "--jobs", type=click.IntRange(1), help="How much to do at a time [default: one per CPU]."
    ),
    click.option("--seed", type=int, default=0, help="Guides the search, never the verdict."),
    click.option("-q", "--quiet", is_flag=True, help="Print only what is not as it should be."),
    click.option("-v", "--verbose", is_flag=True, help="Print more, and tracebacks of internal errors."),
    click.option(
        "--allow",
        default=",".join(ALLOWED),
        callback=_allowed,
        metavar="NAMES",
        show_default=True,
        help="Assumptions that may be used; 'none' for none.",
    ),
)


def common(command: Callable[..., int]) -> Callable[..., int]:
    """Adds the common options, and hands them to the command as `Settings`."""

    @functools.wraps(command)
    def wrapped(
        *,
        as_json: bool,
        timeout: float,
        jobs: int | None,
        seed: int,
        quiet: bool,
        verbose: bool,
        allow: frozenset[str],
        sizes: Mapping[str, Sequence[int]] | None = None,
        **rest: Any,
    ) -> int:
        options = Options(timeout, seed, allow)
        settings = Settings(as_json, jobs or _processors(), quiet, verbose, options, sizes or {})
        return command(settings, **rest)

    for option in reversed(_COMMON):
        wrapped = option(wrapped)
    return wrapped
