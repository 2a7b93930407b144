"""`validate`, `functions`, `schema`, `doctor`: what may stand in specs, what does, and what is installed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from certsim.commands.shared import SPECS, read_one, together, with_errors
from certsim.console import Settings, common, say
from certsim.errors import SpecError
from certsim.kernel.errors import visible

if TYPE_CHECKING:
    from certsim.model.spec import Spec

_SCHEMAS: Final = ("spec", "certificate", "result")


@click.command()
@SPECS
@common()
def validate(settings: Settings, paths: Sequence[Path]) -> int:
    """Says whether specs are well-formed, and everything that is wrong with them."""
    documents: list[dict[str, Any]] = []
    errors = []
    for path in paths:
        try:
            spec = read_one(settings, path)
        except SpecError as error:
            errors.append(error)
            documents.append({"spec": str(path), "valid": False, "message": str(error)})
        else:
            documents.append({"spec": str(path), "valid": True, "message": None})
            if not settings.quiet:
                settings.print(visible(f"{path}: well-formed: {_size_text(spec)}"))
    if errors:
        say(str(together(errors)))
    settings.print_json(with_errors({"results": documents}, errors))
    return 2 if errors else 0


def _size_text(spec: Spec) -> str:
    model = spec.model.statement
    kind = "field" if "fields" in model else "output"
    counts = ((spec.model.scalars, kind), (len(spec.candidates), "candidate"))
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts)


@click.command()
@click.argument("name", metavar="|".join(_SCHEMAS), type=click.Choice(_SCHEMAS))
@common()
def schema(settings: Settings, name: str) -> int:
    """Prints the JSON Schema of specs, of certificates, or of what other commands print with --json."""
    from importlib import resources

    room = "certsim.model" if name == "spec" else "certsim.report"
    text = resources.files(room).joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    settings.print(text.rstrip())
    settings.output.document = json.loads(text)
    return 0


@click.command()
@common()
def functions(settings: Settings) -> int:
    """Lists the functions of the spec language: how they are called, what they mean, and where."""
    from certsim.report.functions import entries, lines

    for line in lines():
        settings.print(line)
    settings.print_json({"functions": [entry.to_json() for entry in entries()]})
    return 0


@click.command()
@common()
def doctor(settings: Settings) -> int:
    """Says which parts of certsim are present; what is optional may be missing."""
    from certsim.report.doctor import parts

    found = parts()
    for part in found:
        state = part.version or ("missing" if part.required else "not installed")
        settings.print(f"{part.name:<18}{state:<16}{part.purpose}")
    settings.print_json({"parts": [part.to_json() for part in found]})
    return 4 if any(part.required and not part.version for part in found) else 0
