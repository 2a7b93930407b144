"""`reduce`: the smaller model whose training flow is the one on a linear structurally invariant set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from certsim import store
from certsim.commands.shared import PATH, SPEC, answer, candidate_named, read_one
from certsim.console import SEARCH, Settings, common, say
from certsim.errors import CertsimError
from certsim.kernel.errors import visible
from certsim.report.status import status_of
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.reduction.reduced import Reduction


@click.command()
@SPEC
@click.option("--candidate", "name", required=True, metavar="NAME", help="The set, of those in the spec.")
@click.option(
    "-o",
    "target",
    type=PATH,
    metavar="FILE",
    help="Where the reduced spec goes, and its certificate beside it [default: standard output].",
)
@common(*SEARCH)
def reduce(settings: Settings, path: Path, name: str, target: Path | None) -> int:
    """Writes the model that trains on a linear invariant set as the full model does, as a new spec."""
    from certsim.reduction.reduced import reduction_of

    spec = read_one(settings, path)
    if target is not None:
        store.prepare([target.parent])
        if target.is_dir():
            place = visible(str(target))
            raise CertsimError(f"{place} is a directory\nhint: name a file with -o, such as reduced.toml")
        store.keep_apart([path], [target, _beside(target)])
    candidate = candidate_named(spec, name)
    found = answer(settings, name, reduction_of, spec.model, candidate, settings.options)
    certificate = None if target is None else _written(found, target)
    if found.model is None:
        hint = f"\nhint: {found.hint}" if found.hint else ""
        say(f"{visible(name)}: no reduced model: {found.reason}{hint}")
    elif target is None:
        settings.print(found.spec().rstrip("\n"))
    elif not settings.quiet:
        settings.print(visible(f"{target}: {found.summary}"))
        settings.print(visible(f"certificate: {certificate}"))
    written = {"path": None if target is None else str(target), "certificate": certificate}
    settings.print_json({"spec": str(path), **found.to_json(), **written})
    return _status(found)


def _written(found: Reduction, target: Path) -> str | None:
    """Writes the spec and the certificate of a reduced model; where the certificate is."""
    if found.model is None or found.certificate is None:
        return None
    beside = _beside(target)
    store.write(target, found.spec().encode())
    store.write(beside, found.certificate)
    return str(beside)


def _beside(target: Path) -> Path:
    """Where the certificate of a reduced model goes."""
    return target.with_name(target.stem + ".certificate.json")


def _status(found: Reduction) -> int:
    if found.model is not None:
        return 0
    if found.result.verdict is Verdict.REFUTED:
        return 1
    return status_of(found.reason)
