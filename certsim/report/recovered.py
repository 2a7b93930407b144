"""Which SIMs of a model hold a fit, as text: by dimension, and class by class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from certsim.report.tree import TIES, short_label, widths_text

if TYPE_CHECKING:
    from certsim.recovery.recovery import Entry, Recovery

_COLUMNS: Final = ("dimension", "SIMs", "with a fit", "unknown", "samples")
_SHOWN: Final = 12


def recovery_lines(found: Recovery) -> Iterator[str]:
    """The answer; the table of dimensions; the classes with what is known of each; the smallest fit."""
    yield found.summary
    yield "".join(f"{column:>12}" for column in _COLUMNS)
    for one in found.levels():
        numbers = (one.dimension, one.sims, one.sims_with_fit, one.sims_unknown, one.samples)
        yield "".join(f"{number:>12,}" for number in numbers)
    yield from _class_lines(found.entries)
    if found.best is not None:
        yield from _best_lines(found, found.best)
    yield "In this list"
    if any("{" in entry.sim.label for entry in found.entries):
        yield TIES
    if any(entry.sim.class_size > 1 for entry in found.entries):
        yield "  ×3: symmetries of the model carry the set to 3 sets, itself included"
    yield "  samples: so many give as many equations as there are unknowns; that is a count, no theorem"


def _class_lines(entries: Sequence[Entry]) -> Iterator[str]:
    labels = [short_label(entry.sim) for entry in entries]
    width = max(map(len, labels))
    sizes = [f"×{entry.sim.class_size:,}{widths_text(entry.sim)}" for entry in entries]
    long = max(map(len, sizes))
    for number, entry in enumerate(entries):
        yield f"  {number:>3}  {labels[number]:<{width}}  {sizes[number]:<{long}}  {_known(entry)}"


def _known(entry: Entry) -> str:
    """What is known of a class, and why."""
    if entry.holds is None:
        return f"unknown ({entry.reason})"
    if entry.holds:
        return f"a fit, because {entry.follows} lies in it" if entry.fit is None else _of_fits(entry)
    if entry.follows is not None:
        return f"no fit, because it lies in {entry.follows}"
    if entry.no_fit is None:
        return "no fit: the model is nowhere defined on it"
    order = entry.no_fit.order
    why = "the equations for one have no solution"
    if order is not None:
        why = f"Taylor coefficients up to order {order} cannot be equal"
    return f"no fit: {why}" + _assumed(entry.no_fit.result.assumptions)


def _of_fits(entry: Entry) -> str:
    fit = entry.fit
    if fit is None:
        return ""
    kind = f"fits of dimension {fit.dimension} at least" if fit.dimension else "a fit"
    return kind + _assumed(fit.result.assumptions)


def _assumed(assumptions: Sequence[str]) -> str:
    return "".join(f", assuming {one}" for one in assumptions)


def _best_lines(found: Recovery, number: int) -> Iterator[str]:
    """The fit in the smallest SIM that holds one, and how far training can move it."""
    fit = found.entries[number].fit
    if fit is None:
        return
    yield f"fits in {number}: {_cut(fit.equations)}"
    if fit.result.domain:
        yield f"where {fit.result.domain}"
    if found.orbit is not None:
        lower, upper = found.orbit.lower, found.orbit.upper
        bounds = str(lower) if lower == upper else f"{lower} to {upper}"
        what = "its orbit has" if fit.dimension == 0 else "one of them has an orbit of"
        yield f"{what} dimension {bounds}: in so many directions can training move it"


def _cut(equations: Sequence[str]) -> str:
    more = [f"and {len(equations) - _SHOWN} more"] if len(equations) > _SHOWN else []
    return ", ".join([*equations[:_SHOWN], *more])
