"""What the certificate of an audit says, as JSON and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from certsim.kernel.errors import visible
from certsim.torch.checker.certificate import Checked
from certsim.torch.checker.pattern import Pattern, Slices

Json: TypeAlias = Any

_SHOWN: Final = 12
_COMPARED: Final = {
    True: "those of the certificate; they lie in the set",
    False: "not compared with the certificate; --weights compares them",
}


def statement(checked: Checked) -> Mapping[str, Json]:
    """The claim of a certificate that was checked."""
    claim, subject = checked.claim, checked.claim.subject
    return {
        "about": dict(claim.about),
        "nodes": len(subject.graph.nodes),
        "outputs": len(subject.graph.outputs),
        "symmetric_outputs": list(subject.symmetric),
        "trained": checked.trained,
        "arrays": len(subject.shapes),
        "frozen": sorted(subject.frozen),
        "dimension": checked.dimension,
        "zero": list(_zeros(claim.pattern, subject.shapes)),
        "tied": list(_ties(claim.pattern, subject.shapes)),
        "rounded": list(claim.rounded),
        "unsupported": sorted(set(subject.graph.unsupported)),
        "weights": _COMPARED[False],
    }


def with_weights(claim: Mapping[str, Json]) -> Mapping[str, Json]:
    """The claim, after weights were compared with it."""
    return {**claim, "weights": _COMPARED[True]}


def statement_lines(claim: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Labelled lines that say what is claimed."""
    return ((label, visible(line)) for label, line in _lines(claim))


def _lines(claim: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    if claim["about"]:
        yield "about", ", ".join(f"{label} {text}" for label, text in claim["about"].items())
    yield "graph", f"{claim['nodes']} nodes, outputs: {claim['outputs']}"
    frozen = f"; frozen are {len(claim['frozen'])}" if claim["frozen"] else ""
    yield "trained", f"{claim['trained']} numbers in {claim['arrays']} arrays{frozen}"
    lists = (
        ("alike", "outputs ", claim["symmetric_outputs"]),
        ("zero", "", claim["zero"]),
        ("tied", "", claim["tied"]),
        ("unknown", "any functions may be ", claim["unsupported"]),
        ("rounding", "may part what is 0 or tied only as sums cancel: ", claim["rounded"]),
    )
    for label, words, entries in lists:
        if entries:
            yield label, words + listed(entries)
    yield "verdict", f"kept: from there training stays in a set of dimension {claim['dimension']}"
    yield "weights", claim["weights"]


def listed(entries: Sequence[object]) -> str:
    """The first entries, and how many more there are.

    >>> listed(range(15))
    '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, and 3 more'
    """
    more = [f"and {len(entries) - _SHOWN} more"] if len(entries) > _SHOWN else []
    return ", ".join([*map(str, entries[:_SHOWN]), *more])


def _zeros(pattern: Pattern, names: Mapping[str, object]) -> Iterator[str]:
    """The trained parameters and slices that are zero."""
    for name in sorted(names):
        if not pattern[name].base:
            yield name
            continue
        for axis, classes in enumerate(pattern[name].axes):
            yield from (_slice(name, axis, int(at)) for at in np.flatnonzero(classes == 0))


def _ties(pattern: Pattern, names: Mapping[str, object]) -> Iterator[str]:
    """Trained parameters, and slices, that are equal or opposite to an earlier one."""
    firsts: dict[int, str] = {}
    for name in sorted(names):
        slices = pattern[name]
        if not slices.base:
            continue
        first = firsts.setdefault(slices.base, name)
        if first == name:
            yield from _tied_slices(name, slices)
        else:
            yield f"{name} = {'-' * (slices.sign < 0)}{first}"


def _tied_slices(name: str, slices: Slices) -> Iterator[str]:
    for axis, classes in enumerate(slices.axes):
        sizes, firsts = np.unique(np.abs(classes), return_index=True)
        first = dict(zip(sizes.tolist(), firsts.tolist(), strict=True))
        for at, number in enumerate(classes.tolist()):
            if number and first[abs(number)] != at:
                sign = "-" * (number < 0)
                yield f"{_slice(name, axis, at)} = {sign}{_slice(name, axis, first[abs(number)])}"


def _slice(name: str, axis: int, at: int) -> str:
    return f"{name}[{', '.join([*[':'] * axis, str(at)])}]"
