"""`recover`: which symmetry-induced SIMs of a model hold a perfect fit of a target."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from certsim import store
from certsim.commands.shared import (
    KEPT,
    PATH,
    SPEC,
    answer,
    in_children,
    read_one,
    write_certificates,
    write_file,
)
from certsim.console import SEARCH, Settings, common
from certsim.errors import CertsimError
from certsim.pipeline import load
from certsim.report.status import status_of_recovery

if TYPE_CHECKING:
    from certsim.recovery.recovery import Entry, Recovery

Json: TypeAlias = Any


@click.command()
@SPEC
@click.option(
    "--target",
    "targets",
    multiple=True,
    required=True,
    metavar="EXPRESSION",
    help='The function of the inputs, as in "2*tanh(x[0])"; once for each output of the model.',
)
@click.option("--svg", type=PATH, metavar="FILE", help="Draw how many SIMs hold a fit to this file.")
@KEPT
@common(*SEARCH)
def recover(
    settings: Settings, path: Path, targets: tuple[str, ...], svg: Path | None, directory: Path | None
) -> int:
    """Finds the symmetry-induced SIMs that hold a perfect fit of a target, and the smallest of them."""
    from certsim.algebra.budget import Deadline
    from certsim.recovery.recovery import complete_recovery, list_classes
    from certsim.recovery.target import read_target_function
    from certsim.report.recovered import recovery_lines
    from certsim.symmetry.sims.hierarchy import complete

    model = read_one(settings, path).model
    target = read_target_function(model, targets)
    if svg is not None and find_spec("matplotlib") is None:
        raise CertsimError("--svg needs matplotlib\nhint: pip install 'certsim[plot]'")
    store.keep_apart([path], [file for file in (svg,) if file is not None])
    load()
    end, run = Deadline.after(settings.options.timeout), in_children(settings)
    listing = answer(settings, str(path), list_classes, model, settings.options.seed)
    hierarchy = complete(model, listing, settings.options, run)
    found = complete_recovery(model, target, hierarchy, end, settings.options, run)
    write_file(svg, lambda: _picture(found))
    files = write_certificates(_certificates(found), path, directory, "recover")
    status = status_of_recovery(found)
    if status or not settings.quiet:
        for line in recovery_lines(found):
            settings.print(line)
    document = found.to_json()
    for number, one in enumerate(document["sims"]):
        one["certificate"] = files.get(f"sim {number}")
        for part in ("fit", "no_fit"):
            if one[part] is not None:
                one[part]["certificate"] = files.get(f"{part.replace('_', ' ')} {number}")
    settings.print_json({"spec": str(path), **document})
    return status


def _picture(found: Recovery) -> str:
    from certsim.report.levels import svg_text

    return svg_text(found)


def _certificates(found: Recovery) -> dict[str, bytes | None]:
    """The certificates by the names of their files; None where there is none."""
    return dict(_named(found.entries))


def _named(entries: tuple[Entry, ...]) -> Iterator[tuple[str, bytes | None]]:
    for number, entry in enumerate(entries):
        yield f"sim {number}", None if entry.sim.result is None else entry.sim.result.certificate
        if entry.fit is not None:
            yield f"fit {number}", entry.fit.result.certificate
        if entry.no_fit is not None:
            yield f"no fit {number}", entry.no_fit.result.certificate
