"""`laws` and `orbit`: what training conserves, and where it can go from a point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from certsim import store
from certsim.commands.shared import (
    DIRECTORY,
    PATH,
    SPEC,
    answer,
    answers,
    candidate_named,
    certificate_file,
    certificate_files,
    read_one,
)
from certsim.console import SEARCH, Settings, common
from certsim.errors import CertsimError
from certsim.kernel.errors import visible
from certsim.report.status import status_of, status_of_laws, worst

if TYPE_CHECKING:
    from certsim.judge import Options
    from certsim.model.candidate import Candidate
    from certsim.model.spec import Spec
    from certsim.orbits.laws.conserved import ConservedQuantities
    from certsim.orbits.reach.orbit import OrbitResult
    from certsim.report.portrait import Picture

_DEGREE: Final = click.option(
    "--degree", type=click.IntRange(1), default=2, show_default=True, metavar="D", help="The greatest degree."
)
_SHOWN: Final = 8


@click.command()
@SPEC
@_DEGREE
@DIRECTORY
@common(*SEARCH)
def laws(settings: Settings, path: Path, degree: int, directory: Path) -> int:
    """Finds the polynomial conserved quantities up to a degree, and whether there are others."""
    spec = read_one(settings, path)
    file = certificate_file(path, directory, "model", "laws")
    found = answer(settings, "laws", _laws, spec, degree, settings.options)
    found = _recorded(found, file)
    for line in _law_lines(found):
        settings.print(line)
    settings.print_json({"spec": str(path), **found.to_json()})
    return status_of_laws(found)


@click.command()
@SPEC
@click.option(
    "--at",
    "points",
    required=True,
    multiple=True,
    metavar="POINT",
    help='The point, as in "a=1, W=[[1,2],[3,4]]", or a file in JSON, TOML or npz; may be several.',
)
@_DEGREE
@click.option("--inside", metavar="NAME", help="A candidate: does the orbit lie in it?")
@click.option(
    "--svg", type=PATH, metavar="FILE", help="Draw the orbits, SIMs and training in them to this file."
)
@click.option(
    "--axis",
    "axes",
    multiple=True,
    metavar="NAME",
    help="A parameter to be drawn, given two or three times; of two or three parameters all are drawn.",
)
@DIRECTORY
@common(*SEARCH)
def orbit(
    settings: Settings,
    path: Path,
    points: Sequence[str],
    degree: int,
    inside: str | None,
    svg: Path | None,
    axes: Sequence[str],
    directory: Path,
) -> int:
    """Finds the dimension of the orbit through a point, and the smallest SIM that holds it."""
    from certsim.model.point import read_point

    spec = read_one(settings, path)
    values = [read_point(spec.model, each) for each in points]
    shown = _axes(list(values[0]), axes) if svg is not None else ()
    chosen = None if inside is None else candidate_named(spec, inside)
    names = ["orbit"] * len(values)
    files = certificate_files(path, directory, ["point"] * len(values), "orbit")
    if svg is not None:
        _require_plot()
        read = [path, *(Path(point) for point in points if "=" not in point)]
        store.keep_apart(read, [svg, *files])
        store.prepare([svg.parent])
    tasks = [partial(_orbit, spec, each, degree, chosen, settings.options) for each in values]
    found = list(map(_recorded, answers(settings, names, tasks), files))
    picture = None if svg is None else _drawn(settings, spec, found, shown, svg)
    for each in found:
        for line in _orbit_lines(each, inside):
            settings.print(line)
    if picture is not None:
        settings.print(f"picture: {visible(str(svg))}")
    first, *others = (each.to_json() for each in found)
    settings.print_json({"spec": str(path), **first, "beside": others, "picture": picture})
    return worst(_orbit_status(each, inside) for each in found)


def _require_plot() -> None:
    if not all(map(find_spec, ("matplotlib", "scipy"))):
        raise CertsimError("--svg needs matplotlib and SciPy\nhint: pip install 'certsim[plot]'")


def _axes(parameters: Sequence[str], chosen: Sequence[str]) -> Sequence[str]:
    """The parameters that are drawn, if there are two or three."""
    if unknown := [name for name in chosen if name not in parameters]:
        known = ", ".join(parameters[:_SHOWN]) + (", …" if len(parameters) > _SHOWN else "")
        raise CertsimError(f"no parameter is named {unknown[0]!r}\nhint: the parameters are: {known}")
    shown = chosen or parameters
    if len(set(shown)) not in (2, 3) or len(set(shown)) < len(shown):
        raise CertsimError(
            f"a picture shows two or three different parameters, not {', '.join(shown[:_SHOWN])}\n"
            "hint: choose them: --axis NAME --axis NAME"
        )
    return shown


def _drawn(
    settings: Settings, spec: Spec, found: Sequence[OrbitResult], axes: Sequence[str], file: Path
) -> dict[str, Any]:
    """Writes the picture; what of it is printed."""
    picture = answer(settings, "picture", _picture, spec, found, axes, settings.options)
    store.write(file, picture.svg.encode())
    return {"file": str(file), "drift": picture.drift}


def _picture(spec: Spec, found: Sequence[OrbitResult], axes: Sequence[str], options: Options) -> Picture:
    from certsim.report.portrait import draw

    return draw(spec.model, found, axes, options)


def _laws(spec: Spec, degree: int, options: Options) -> ConservedQuantities:
    from certsim.orbits.laws.conserved import conserved_quantities

    return conserved_quantities(spec.model, degree, options)


def _orbit(
    spec: Spec, point: Mapping[str, Fraction], degree: int, inside: Candidate | None, options: Options
) -> OrbitResult:
    from certsim.orbits.reach.containment import lies_inside
    from certsim.orbits.reach.orbit import orbit_of

    found = orbit_of(spec.model, point, degree, options)
    if inside is None or found.reason is not None:
        return found
    return replace(found, inside=lies_inside(spec.model, found, inside, options))


def _orbit_status(found: OrbitResult, inside: str | None) -> int:
    if found.reason:
        return status_of(found.reason)
    if inside is not None:
        return {True: 0, False: 1, None: 3}[found.inside]
    return 0 if found.lower == found.upper else 3


R = TypeVar("R", "ConservedQuantities", "OrbitResult")


def _recorded(found: R, file: Path) -> R:
    if found.certificate is None:
        return found
    store.write(file, found.certificate)
    return replace(found, path=str(file))


def _law_lines(found: ConservedQuantities) -> Iterator[str]:
    yield f"conserved quantities: {found.summary}"
    yield from (f"  {law}" for law in found.laws)
    if found.reason is None and not found.laws:
        yield "  none but constants"
    if found.certificate is not None:
        closed = found.lower == found.upper
        dimension = str(found.lower) if closed else f"from {found.lower} to {found.upper}"
        yield f"dimension of a generic orbit: {dimension} of {found.parameters}"
        if found.domain or found.assumptions:
            point = ", ".join(f"{name} = {value}" for name, value in found.point.items())
            yield f"in the part of the domain around {point}"
    yield from _footing(found)


def _orbit_lines(found: OrbitResult, inside: str | None) -> Iterator[str]:
    yield found.summary
    if found.reason is None and found.upper == 0:
        yield "training never moves this point"
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
        yield f"certificate: {visible(found.path)}"
