"""`python -m proofs`: asks all claims, keeps their certificates, and prints a line for each."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from certsim.errors import CertsimError
from certsim.workers import processors
from proofs.harness.claims import PROOFS, Claim, read_claims
from proofs.harness.journal import Journal
from proofs.harness.run import ask_all
from proofs.harness.table import HEADER, listing, markdown, problems, row, status, total

JOURNAL: Final = PROOFS.parent / "build" / "proofs.jsonl"
TIMEOUT: Final = 150.0


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--list", "only_list", is_flag=True, help="List the claims, and ask nothing.")
@click.option("--table", "only_table", is_flag=True, help="Print the table of README.md, and ask nothing.")
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    default=processors(),
    help="Processes at a time.",
    show_default=True,
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=TIMEOUT,
    show_default=True,
    help="Seconds for each instance.",
)
@click.option("--journal", type=click.Path(path_type=Path, dir_okay=False), default=JOURNAL, hidden=True)
def main(
    names: tuple[str, ...], only_list: bool, only_table: bool, jobs: int, timeout: float, journal: Path
) -> None:
    """Runs the programs of proofs/: all, or those named.

    Each line is a claim: how many instances hold, and how many fail as they must; how many certificates the
    kernel has accepted, and the verified checker, where it is built; what is assumed; and the time. A run
    that was interrupted goes on where it was.

    Exit status: 0 all is as claimed, 1 something is not, 2 no such claim, 3 something is unknown, 4 the
    verified checker refuses a certificate, 130 interrupted.
    """
    try:
        claims = read_claims(names)
        if only_list:
            click.echo(listing(claims))
            return
        if only_table:
            click.echo(markdown(claims))
            return
        sys.exit(_run(claims, jobs, timeout, Journal(journal)))
    except CertsimError as error:
        click.echo(f"proofs: {error}", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("\nproofs: interrupted; the same command goes on from here", err=True)
        sys.exit(130)


def _run(claims: Sequence[Claim], jobs: int, timeout: float, journal: Journal) -> int:
    """Prints the table while it comes, and returns the exit status."""
    start, reports, done = time.monotonic(), [], 0
    with_progress = sys.stderr.isatty()
    click.echo(HEADER)
    for report, instance in ask_all(claims, journal, jobs=jobs, timeout=timeout):
        if instance is not None:
            done += 1
            if with_progress:
                click.echo(f"\r\x1b[K{done} {report.claim.name}: {instance.name}"[:120], err=True, nl=False)
            continue
        reports.append(report)
        if with_progress:
            click.echo("\r\x1b[K", err=True, nl=False)
        for line in (row(report), *problems(report)):
            click.echo(line)
    journal.close()
    click.echo(total(reports, time.monotonic() - start))
    return status(reports)


if __name__ == "__main__":
    main()
