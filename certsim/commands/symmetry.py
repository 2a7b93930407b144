"""`symmetries`, `enumerate` and `locate`: a model's symmetries, the SIMs they induce, where a point is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import click

from certsim import store
from certsim.commands.shared import (
    DIRECTORY,
    KEPT,
    PATH,
    POINT,
    SPEC,
    answer,
    certificate_file,
    in_children,
    read_one,
    write_certificates,
    write_file,
)
from certsim.console import SEARCH, Settings, common
from certsim.errors import CertsimError
from certsim.kernel.errors import visible
from certsim.pipeline import load
from certsim.report import text
from certsim.report.status import status_of_certificate, status_of_hierarchy, status_of_symmetries, worst

if TYPE_CHECKING:
    from certsim.judge import Options
    from certsim.model.model import Model
    from certsim.result import Result
    from certsim.symmetry.continuous.algebra import LieAlgebra
    from certsim.symmetry.sims.locate import Delayed, Location
    from certsim.symmetry.sims.strata import Strata
    from certsim.symmetry.sims.symmetries import Symmetries

Json: TypeAlias = Any

_SHOWN: Final = 20


@click.command()
@SPEC
@common(*SEARCH)
def symmetries(settings: Settings, path: Path) -> int:
    """Finds the signed permutations of the parameters that leave the model as it is, and verifies each."""
    model = read_one(settings, path).model
    load()
    found = answer(settings, str(path), _find_symmetries, model, settings.options)
    status = status_of_symmetries(found)
    _print(settings, status, _symmetry_lines(found))
    settings.print_json({"spec": str(path), **found.to_json()})
    return status


@click.command("enumerate")
@SPEC
@click.option(
    "--classes", is_flag=True, help="One SIM of each class of those that symmetries carry to each other."
)
@click.option("--sample", type=click.IntRange(0), metavar="N", help="Certify only N sets, drawn with --seed.")
@click.option(
    "--strata",
    is_flag=True,
    help="Also the orbits in each class, and SIMs that no symmetry induces; with this, --classes.",
)
@click.option("--svg", type=PATH, metavar="FILE", help="Draw the hierarchy to this file.")
@click.option("--dot", type=PATH, metavar="FILE", help="Write the hierarchy to this file, for Graphviz.")
@KEPT
@common(*SEARCH)
def enumerate_(
    settings: Settings,
    path: Path,
    classes: bool,
    sample: int | None,
    strata: bool,
    svg: Path | None,
    dot: Path | None,
    directory: Path | None,
) -> int:
    """Lists the symmetry-induced SIMs of a model with their inclusions, and certifies them."""
    from certsim.report.hasse import require_drawable, svg_text
    from certsim.report.tree import dot_text, legend_lines, strata_lines, tree_lines
    from certsim.symmetry.sims.certificates import certificates_of
    from certsim.symmetry.sims.hierarchy import complete, list_sims
    from certsim.symmetry.sims.layers import rank_lines, rank_strata
    from certsim.symmetry.sims.strata import strata_of

    model = read_one(settings, path).model
    store.keep_apart([path], [file for file in (svg, dot) if file is not None])
    load()
    run = in_children(settings)
    listing = answer(settings, str(path), list_sims, model, classes or strata, sample, settings.options.seed)
    if svg is not None:
        require_drawable(listing.hierarchy.sims)
    found = complete(model, listing, settings.options, run)
    beyond = strata_of(model, found, settings.options, run) if strata else None
    (layers,) = run([partial(rank_strata, model, settings.options)], ["linear layers"])
    narrower = layers.value or []
    write_file(svg, lambda: svg_text(found.sims))
    write_file(dot, lambda: dot_text(found))
    files = write_certificates(certificates_of(found, beyond, narrower), path, directory, "enumerate")
    status = status_of_hierarchy(found, beyond)
    lines = [found.summary, *tree_lines(found), *legend_lines(found)]
    lines += [*rank_lines(narrower), *(strata_lines(beyond) if beyond is not None else ())]
    _print(settings, status, lines)
    document = {**found.to_json(), "strata": None if beyond is None else _strata_document(beyond, files)}
    document["sims"] = _with_files(document["sims"], "sim", files)
    document["layers"] = _with_files((one.to_json() for one in narrower), "layer", files)
    settings.print_json({"spec": str(path), **document})
    return status


@click.command()
@SPEC
@POINT
@click.option("--tolerance", metavar="T", help="Also find the SIMs that come within this distance.")
@DIRECTORY
@common(*SEARCH)
def locate(settings: Settings, path: Path, point: str, tolerance: str | None, directory: Path) -> int:
    """Finds the smallest set that training cannot leave from a point, and what leaves it."""
    from certsim.model.point import read_point

    model = read_one(settings, path).model
    values, distance = read_point(model, point), _distance(tolerance)
    file = certificate_file(path, directory, "point", "locate")
    load()
    found = answer(settings, str(path), _find_location, model, values, distance, settings.options)
    found = replace(found, result=_written(found.result, file))
    status = worst([status_of_certificate(found.result), 0 if found.stabiliser.complete else 3])
    _print(settings, status, _location_lines(found))
    settings.print_json({"spec": str(path), **found.to_json()})
    return status


def _distance(tolerance: str | None) -> Fraction | None:
    from certsim.model.numbers import exact_number
    from certsim.model.parsed import ExpressionError

    try:
        return None if tolerance is None else exact_number(tolerance)
    except (ValueError, ExpressionError) as error:
        raise CertsimError(f"the tolerance {tolerance!r:.60} is no rational number") from error


def _find_symmetries(model: Model, options: Options) -> Symmetries:
    from certsim.symmetry.sims.symmetries import symmetries as find

    return find(model, options=options)


def _find_location(
    model: Model, point: Mapping[str, Fraction], tolerance: Fraction | None, options: Options
) -> Location:
    from certsim.symmetry.sims.locate import locate as find

    return find(model, point, tolerance, options=options)


def _print(settings: Settings, status: int, lines: Iterable[str]) -> None:
    """What was found; with --quiet only if something is not as it should be."""
    if status or not settings.quiet:
        for line in lines:
            settings.print(line)


def _with_files(entries: Iterable[Json], name: str, files: Mapping[str, str]) -> list[Json]:
    return [{**entry, "certificate": files.get(f"{name} {n}")} for n, entry in enumerate(entries)]


def _strata_document(found: Strata, files: Mapping[str, str]) -> Json:
    """The object `strata`, with the files of the certificates."""
    document = found.to_json()
    classes = _with_files(document["classes"], "orbit", files)
    return {**document, "classes": classes, "beyond": _with_files(document["beyond"], "beyond", files)}


def _written(result: Result, file: Path) -> Result:
    """The result with its certificate in the file."""
    if result.certificate is None:
        return result
    store.write(file, result.certificate)
    return replace(result, path=str(file))


def _symmetry_lines(found: Symmetries) -> Iterator[str]:
    more = "" if found.group.complete else " at least: there may be more"
    alone = ", the identity alone" if found.group.complete and found.order == 1 else ""
    yield f"signed permutation symmetries: {found.order:,}{more}{alone}"
    for generator in found.generators:
        yield f"  {', '.join(f'{name} -> {image}' for name, image in generator.items())}"
    if found.periodic:
        yield f"periodic symmetries: {len(found.periodic)}"
    for shift in found.periodic[:_SHOWN]:
        yield f"  {', '.join(f'{name} -> {image}' for name, image in shift.items())}"
    if found.continuous is not None:
        yield from _continuous_lines(found.continuous)
    if found.conserved is None:
        yield "quadratic conserved quantities: not looked for, because the gradients are too long"
        return
    among = "quadratic forms" if found.general else "combinations of squares of parameters"
    yield f"conserved {among}: {len(found.conserved) or 'none'}"
    for each in found.conserved:
        yield f"  {each.quantity}  ({each.result.outcome})"


def _continuous_lines(algebra: LieAlgebra) -> Iterator[str]:
    more = "" if algebra.complete else " at least: there may be more"
    yield f"continuous symmetries (affine): dimension {algebra.dimension}{more}"
    for line in algebra.structure[:_SHOWN]:
        yield f"  {line}"
    if len(algebra.structure) > _SHOWN:
        yield f"  and {len(algebra.structure) - _SHOWN} more: --json lists them"


def _location_lines(found: Location) -> Iterator[str]:
    yield found.answer
    yield from (f"  {equation}" for equation in found.equations)
    if found.equations:
        yield from _about_set(found)
    yield from (f"Conserved: {each}" for each in found.conserved[:_SHOWN])
    if found.unproved is not None and found.equations:
        condition = ", if relu'(0) = 0" if found.at_kink else ""
        yield f"A set of dimension {found.unproved} seems to be kept{condition}. This was not certified."
    if found.at_kink and not found.result.assumptions:
        yield "The point is at kinks. This holds whatever derivatives are taken there. See --allow relu0."
    if not found.searched:
        yield "Of linear functions that are kept, only those of single rows or columns were looked for."
    if not found.stabiliser.complete:
        yield "The search for symmetries was cut short. There may be a smaller set."
    for delayed in found.delayed:
        yield from _delayed_lines(delayed)
    for departure in found.departures:
        alike = f", and likewise for {', '.join(departure.alike)}" if departure.alike else ""
        yield f"If {departure.parameter} alone changes, the dimension becomes {departure.dimension}{alike}."
    if found.tolerance is not None:
        yield from _near_lines(found)
    if found.result.path:
        yield f"certificate: {visible(found.result.path)}"


def _delayed_lines(delayed: Delayed) -> Iterator[str]:
    names = ", ".join(delayed.parameters[:_SHOWN]) + (", …" if len(delayed.parameters) > _SHOWN else "")
    yield f"Delayed, not trapped: no gradient now, but one of order {delayed.order}: {names}"


_WHY: Final = {
    "symmetry": "A symmetry of the model fixes it.",
    "pattern": "It is the smallest pattern that the rules keep.",
    "rotation": "Rotations keep it, or other linear relations.",
}


def _about_set(found: Location) -> Iterator[str]:
    structure = found.result.manifold.status
    kind = "" if structure == "unknown" else f" It is {structure}."
    yield f"{_WHY[found.by or 'pattern']}{kind}"
    yield from text.optimiser_lines(found.result)
    yield from (f"assuming {assumption}" for assumption in found.result.assumptions)
    if found.reduced:
        widths = ", ".join(map(str, found.reduced))
        yield f"On it the model is a network of width{'s' * (len(found.reduced) > 1)} {widths}."


def _near_lines(found: Location) -> Iterator[str]:
    count, more = len(found.near), "" if found.near_complete else " or more"
    sets = "set comes" if count == 1 else "sets come"
    yield f"{count or 'No'}{more} other such {sets} within {found.tolerance}."
    for near in found.near[:_SHOWN]:
        yield f"  at distance {near.distance}, of dimension {near.dimension}: {', '.join(near.equations)}"
    if count > _SHOWN:
        yield f"  and {count - _SHOWN} farther away: --json lists them"
    if found.merged is not None and count > 1:
        yield f"  all meet at distance {found.merged.distance}, in dimension {found.merged.dimension}"
