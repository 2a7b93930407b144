"""`campaign`: every candidate of many specs and sizes, asked once; what is known is not asked again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from certsim.commands.shared import PATH, SIZES, together, with_errors
from certsim.console import ALLOW, SEED, TIMEOUT_EACH, ProgressLine, Settings, common, say
from certsim.errors import SpecError
from certsim.report.status import worst

if TYPE_CHECKING:
    from certsim.campaign import Record
    from certsim.errors import Problem

_COMMANDS: Final = ("certify", "core", "laws", "symmetries", "enumerate", "strata")


@click.command()
@click.argument("paths", metavar="[SPEC...]", nargs=-1, type=PATH)
@click.option("-o", "directory", type=PATH, metavar="DIR", help="The directory of the campaign.")
@click.option(
    "--status", "asked", type=PATH, metavar="DIR", help="Say how far the campaign in DIR is; compute nothing."
)
@click.option(
    "--command", type=click.Choice(_COMMANDS), default="certify", show_default=True, help="What to ask."
)
@click.option(
    "--degree",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    metavar="D",
    help="The greatest degree of laws.",
)
@click.option(
    "--workers", type=click.IntRange(1), metavar="N", help="How much to do at a time [default: one per CPU]."
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="A dask.distributed scheduler, whose workers then do the tasks."
)
@click.option(
    "--rerun",
    type=click.Choice(["unknown"]),
    help="Ask again what is unknown and was given less time than --timeout.",
)
@SIZES
@common(TIMEOUT_EACH, SEED, ALLOW)
def campaign(settings: Settings, paths: Sequence[Path], **given: Any) -> int:
    """Asks about every candidate of the specs in all sizes, and keeps answers and certificates in DIR.

    What is in DIR already is not asked again. A campaign that was stopped goes on where it was.
    """
    from certsim.campaign import Campaign
    from certsim.campaign.status import status_lines

    directory, asked, rerun = given.pop("directory"), given.pop("asked"), given.pop("rerun")
    _require_consistent(paths, directory, asked)
    watch = _Watch(settings)
    if asked is not None:
        status = Campaign(asked).status(watch)
    else:
        again = () if rerun is None else (rerun,)
        try:
            status = Campaign(directory).run(
                paths, sizes=settings.sizes, options=settings.given, rerun=again, watch=watch, **given
            )
        finally:
            watch.clear()
        if watch.errors and not status.lines:
            raise together(watch.errors)
    if watch.errors:
        say(str(together(watch.errors)))
    for line in status_lines(status, quiet=settings.quiet, verbose=settings.verbose):
        settings.print(line)
    settings.print_json(with_errors({"results": watch.results, **status.to_json()}, watch.errors))
    return worst([status.exit_status, *([2] * bool(watch.errors))])


def _require_consistent(paths: Sequence[Path], directory: Path | None, asked: Path | None) -> None:
    """Raises UsageError unless a campaign is run or looked at, and not both."""
    if asked is not None and (paths or directory is not None):
        raise click.UsageError("--status DIR stands alone: it computes nothing")
    if asked is None and not paths:
        raise click.UsageError("Missing argument 'SPEC...'.")
    if asked is None and directory is None:
        raise click.UsageError("Missing option '-o': the directory of the campaign.")


class _Watch:
    """Shows on a terminal how far a campaign is, and keeps what is wrong with specs."""

    def __init__(self, settings: Settings) -> None:
        self._line = ProgressLine(settings.quiet)
        self._as_json = settings.as_json
        self.errors: list[SpecError] = []
        self.results: list[Any] = []

    def problem(self, error: SpecError) -> None:
        self.errors.append(error)

    def warning(self, problem: Problem) -> None:
        say(f"warning: {problem}")

    def at_work(self, name: str, done: int, planned: int) -> None:
        self._line.show(done, planned, name)

    def answered(self, record: Record) -> None:
        from certsim.campaign.status import result_document

        if self._as_json:
            self.results.append(result_document(record))

    def clear(self) -> None:
        self._line.clear()
