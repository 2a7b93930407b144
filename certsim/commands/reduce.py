"""`reduce`: the smaller model whose training flow is the one on a linear structurally invariant set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from certsim import store
from certsim.commands.shared import PATH, answer
from certsim.console import Settings, common, say
from certsim.errors import CertsimError
from certsim.pipeline import NOT_ALLOWED
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.model.candidate import Candidate
    from certsim.model.spec import Spec
    from certsim.symmetry.reduction import Reduction


@click.command()
@click.argument("path", metavar="SPEC", type=PATH)
@click.option("--candidate", "name", required=True, metavar="NAME", help="The set, of those in the spec.")
@click.option(
    "-o",
    "target",
    type=PATH,
    metavar="FILE",
    help="Where the reduced spec goes, and its certificate beside it [default: standard output].",
)
@common
def reduce(settings: Settings, path: Path, name: str, target: Path | None) -> int:
    """Writes the model that trains on a linear invariant set as the full model does, as a new spec."""
    from certsim.model.spec import read_spec
    from certsim.symmetry.reduction import reduction_of

    spec = read_spec(path)
    if target is not None:
        store.prepare([target.parent])
        if target.is_dir():
            raise CertsimError(f"{target} is a directory\nhint: name a file with -o, such as reduced.toml")
    candidate = _candidate(spec, name)
    found = answer(settings, name, reduction_of, spec.model, candidate, settings.options)
    certificate = None if target is None else _written(found, target)
    if found.model is None:
        say(f"{name}: no reduced model: {found.reason}" + (f"\nhint: {found.hint}" if found.hint else ""))
    elif target is None:
        settings.print(found.spec().rstrip("\n"))
    elif not settings.quiet:
        settings.print(f"{target}: {found.summary}")
        settings.print(f"certificate: {certificate}")
    written = {"path": None if target is None else str(target), "certificate": certificate}
    settings.print_json({"spec": str(path), **found.to_json(), **written})
    return _status(found)


def _candidate(spec: Spec, name: str) -> Candidate:
    for candidate in spec.candidates:
        if candidate.name == name:
            return candidate
    from difflib import get_close_matches

    known = [candidate.name for candidate in spec.candidates]
    near = get_close_matches(name, known, 1) or known[:1]
    hint = f"did you mean {near[0]!r}?" if near else "add a [[candidates]] table with `equations`"
    raise CertsimError(f"no candidate is named {name!r}\nhint: {hint}")


def _written(found: Reduction, target: Path) -> str | None:
    """Writes the spec and the certificate of a reduced model; where the certificate is."""
    if found.model is None or found.certificate is None:
        return None
    beside = target.with_name(target.stem + ".certificate.json")
    store.write(target, found.spec().encode())
    store.write(beside, found.certificate)
    return str(beside)


def _status(found: Reduction) -> int:
    if found.model is not None:
        return 0
    if found.result.verdict is Verdict.REFUTED:
        return 1
    return 5 if found.reason == NOT_ALLOWED else 3
