"""`laws` and `orbit`: what training conserves, and where it can go from a point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from certsim import store
from certsim.commands.shared import DIRECTORY, POINT, SPEC, answer, certificate_file
from certsim.console import Settings, common
from certsim.errors import CertsimError
from certsim.pipeline import INTERNAL, NOT_ALLOWED

if TYPE_CHECKING:
    from certsim.model.candidate import Candidate
    from certsim.model.spec import Spec
    from certsim.orbits.conserved import ConservedQuantities
    from certsim.orbits.orbit import OrbitResult
    from certsim.pipeline import Options

_DEGREE: Final = click.option(
    "--degree", type=click.IntRange(1), default=2, show_default=True, metavar="D", help="The greatest degree."
)
_STATUS_OF_REASON: Final = {INTERNAL: 4, NOT_ALLOWED: 5}


@click.command()
@SPEC
@_DEGREE
@DIRECTORY
@common
def laws(settings: Settings, path: Path, degree: int, directory: Path) -> int:
    """Finds the polynomial conserved quantities up to a degree, and whether there are others."""
    from certsim.model.spec import read_spec

    spec = read_spec(path)
    file = certificate_file(path, directory, "laws")
    found = answer(settings, "laws", _laws, spec, degree, settings.options)
    found = _recorded(found, file)
    for line in _law_lines(found):
        settings.print(line)
    settings.print_json({"spec": str(path), **found.to_json()})
    return _status(found.reason) if found.reason else (0 if found.lower == found.upper else 3)


@click.command()
@SPEC
@POINT
@_DEGREE
@click.option("--inside", metavar="NAME", help="A candidate: does the orbit lie in it?")
@DIRECTORY
@common
def orbit(
    settings: Settings, path: Path, point: str, degree: int, inside: str | None, directory: Path
) -> int:
    """Finds the dimension of the orbit through a point, and the smallest SIM that holds it."""
    from certsim.model.point import read_point
    from certsim.model.spec import read_spec

    spec = read_spec(path)
    values = read_point(spec.model, point)
    file = certificate_file(path, directory, "orbit")
    chosen = None if inside is None else _named(spec, inside)
    found = answer(settings, "orbit", _orbit, spec, values, degree, chosen, settings.options)
    found = _recorded(found, file)
    for line in _orbit_lines(found, inside):
        settings.print(line)
    settings.print_json({"spec": str(path), **found.to_json()})
    if found.reason:
        return _status(found.reason)
    if inside is not None:
        return {True: 0, False: 1, None: 3}[found.inside]
    return 0 if found.lower == found.upper else 3


def _laws(spec: Spec, degree: int, options: Options) -> ConservedQuantities:
    from certsim.orbits.conserved import conserved_quantities

    return conserved_quantities(spec.model, degree, options)


def _orbit(
    spec: Spec, point: Mapping[str, Fraction], degree: int, inside: Candidate | None, options: Options
) -> OrbitResult:
    from certsim.orbits.containment import lies_inside
    from certsim.orbits.orbit import orbit_of

    found = orbit_of(spec.model, point, degree, options)
    if inside is None:
        return found
    return replace(found, inside=lies_inside(spec.model, found, inside, options))


def _named(spec: Spec, name: str) -> Candidate:
    for candidate in spec.candidates:
        if candidate.name == name:
            return candidate
    known = ", ".join(repr(candidate.name) for candidate in spec.candidates) or "none"
    raise CertsimError(f"no candidate is named {name!r}\nhint: the candidates are: {known}")


def _status(reason: str) -> int:
    return _STATUS_OF_REASON.get(reason, 3)


R = TypeVar("R", "ConservedQuantities", "OrbitResult")


def _recorded(found: R, file: Path) -> R:
    if found.certificate is None:
        return found
    store.write(file, found.certificate)
    return replace(found, path=str(file))


def _law_lines(found: ConservedQuantities) -> Iterator[str]:
    yield f"conserved quantities: {found.summary}"
    yield from (f"  {law}" for law in found.laws)
    if found.certificate is not None:
        closed = found.lower == found.upper
        dimension = str(found.lower) if closed else f"from {found.lower} to {found.upper}"
        yield f"dimension of a generic orbit: {dimension} of {found.parameters}"
    yield from _footing(found)


def _orbit_lines(found: OrbitResult, inside: str | None) -> Iterator[str]:
    yield found.summary
    if inside is not None:
        said = {True: "the orbit lies in it", False: "it does not lie in it", None: "not known"}[found.inside]
        yield f"inside {inside!r}: {said}"
    yield from _footing(found)


def _footing(found: ConservedQuantities | OrbitResult) -> Iterator[str]:
    if found.hint:
        yield f"hint: {found.hint}"
    yield from (f"assuming {each}" for each in found.assumptions)
    if found.domain:
        yield f"where the model is defined: {found.domain}"
    if found.path:
        yield f"certificate: {found.path}"
