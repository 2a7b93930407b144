"""`report`: one page about campaigns and certificates, which needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from certsim import store
from certsim.commands.shared import PATH, in_children
from certsim.console import ALLOW, JOBS, TIMEOUT, Settings, common, say
from certsim.errors import CertsimError
from certsim.kernel.errors import visible

_SHOWN = 20  # certificates that are refused are named one by one up to here


@click.command()
@click.argument("paths", metavar="DIR|CERT...", nargs=-1, required=True, type=PATH)
@click.option("-o", "target", required=True, type=PATH, metavar="FILE", help="The page that is written.")
@click.option("--title", metavar="TITLE", help="The title of the page.")
@click.option(
    "--no-checker",
    is_flag=True,
    help="Leave the verified checker out of the page.",
)
@common(TIMEOUT, JOBS, ALLOW)
def report(
    settings: Settings, paths: Sequence[Path], target: Path, title: str | None, no_checker: bool
) -> int:
    """Writes one page of HTML: what is claimed, proved and refuted, why, and the certificates.

    DIR is the directory of a campaign, or a folder of certificates. Each certificate is checked first; what
    is refused is shown as refused.
    """
    from certsim.page.report import TITLE, Report

    if target.is_dir():
        raise CertsimError(f"{visible(str(target))} is a directory\nhint: name a file with -o")
    store.keep_apart([path for path in paths if path.is_file()], [target])
    store.prepare([target.parent])
    made = Report(
        paths,
        title=TITLE if title is None else title,
        checker=not no_checker,
        options=settings.options,
        run=in_children(settings),
    )
    files = made.write(target)
    refused = [one for entry in made.entries for one in entry.held if one.is_refused]
    for one in refused[:_SHOWN]:
        said = one.confirmation if one.differs else one.status_text
        say(visible(f"{one.place}: {said}"))
    if len(refused) > _SHOWN:
        say(f"and {len(refused) - _SHOWN:,} more are refused")
    if not settings.quiet:
        settings.print(f"{made.summary}")
        settings.print(visible(f"report: {target}"))
        if len(files) > 1:
            settings.print(visible(f"with {len(files) - 1:,} certificates in {files[1].parent}"))
    settings.print_json(
        {
            "report": str(target),
            "files": [str(file) for file in files[1:]],
            "title": made.title,
            "counts": dict(made.counts),
            "results": made.to_json(),
        }
    )
    return made.status
