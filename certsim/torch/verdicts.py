"""From what is proved and what is seen to findings, the worst first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from certsim.torch import words
from certsim.torch.colouring import Rounding
from certsim.torch.findings import Finding, Kind, Mask, Place, Verdict, entries_of, marked
from certsim.torch.graph import Leaf, Opaque
from certsim.torch.held import Counted, Held, held
from certsim.torch.pattern import Gradients
from certsim.torch.proof import Proof, reached
from certsim.torch.units import units_of

if TYPE_CHECKING:
    from certsim.torch.observe import Observed


def findings_of(proof: Proof, observed: Observed) -> Iterator[Finding]:
    """All findings but that of what is frozen."""
    yield from _held(proof, observed.strange)
    yield from _undefined(observed)
    yield from _waiting(proof, observed)
    asleep = [place for name, mask in observed.asleep.items() for place in marked(name, mask)]
    if asleep:
        yield Finding(Verdict.DATA_DEPENDENT, entries_of(asleep), words.ASLEEP)
    yield from _redundant(proof)
    spared = [place for name, mask in proof.spared.items() for place in marked(name, mask)]
    if spared:
        yield Finding(Verdict.FROZEN, entries_of(spared), words.SPARED)


def _held(proof: Proof, strange: frozenset[str]) -> Iterator[Finding]:
    """What is trapped, and what is trapped by the convention only."""
    graph, redundant = proof.subject.graph, {**proof.redundant, **proof.spared}
    shapes = {
        name: shape
        for name, shape in proof.subject.shapes.items()
        if name not in redundant or not redundant[name].all()
    }
    left_out = {name: _along(mask) for name, mask in redundant.items() if name in shapes}
    counted = Counted(graph, shapes, left_out, units_of(graph))
    for group in held(counted, proof.kept):
        yield _finding(Verdict.TRAPPED, group, proof.kept.gradients, strange)
    if proof.wide is not proof.kept:
        for group in held(counted, proof.wide, proof.kept):
            yield _finding(Verdict.CONVENTION, group, proof.wide.gradients, strange)


def _along(mask: Mask) -> tuple[Mask, ...]:
    """Along each axis, the slices that are marked whole."""
    axes = range(mask.ndim)
    return tuple(np.asarray(mask.all(axis=tuple(k for k in axes if k != axis))) for axis in axes)


def _finding(verdict: Verdict, group: Held, gradients: Gradients, strange: frozenset[str]) -> Finding:
    entries = entries_of(group.places)
    if strange.intersection(entries):
        return Finding(Verdict.UNDEFINED, entries, words.NO_GRADIENT)
    worst = max(gradients.by_name[name].rounding for name in entries)
    tied = group.kind in (Kind.TIED, Kind.OPPOSITE)
    rounded = worst > (Rounding.CANCELS if tied else Rounding.NONE)
    reason, hint = words.held(group.kind, entries)
    if verdict is Verdict.CONVENTION:
        reason = words.CONVENTION
    return Finding(verdict, entries, reason, hint, group.kind, group.codimension, rounded)


def _undefined(observed: Observed) -> Iterator[Finding]:
    if observed.strange:
        entries = dict.fromkeys(sorted(observed.strange), "all")
        yield Finding(Verdict.UNDEFINED, entries, words.NO_GRADIENT)


def _waiting(proof: Proof, observed: Observed) -> Iterator[Finding]:
    """What had no gradient, by the steps after which it had one; and what never had."""
    delays: defaultdict[int, list[Place]] = defaultdict(list)
    for name, mask in observed.still.items():
        for step in np.unique(observed.steps[name][mask]).tolist():
            delays[step] += marked(name, mask & (observed.steps[name] == step))
    never: defaultdict[str | None, list[Place]] = defaultdict(list)
    for place in delays.pop(0, []):
        never[_blame(proof, place.name)].append(place)
    for operation, places in never.items():
        yield Finding(Verdict.UNDECIDED, entries_of(places), words.undecided(operation))
    for step, places in sorted(delays.items()):
        if places:
            yield Finding(Verdict.DELAYED, entries_of(places), words.delayed(step), steps=step)


def _blame(proof: Proof, name: str) -> str | None:
    """The first operation without a rule that a parameter reaches."""
    graph = proof.subject.graph
    operations = (graph.nodes[at].operation for at in reached(graph, name))
    functions = [each.function for each in operations if isinstance(each, Opaque)]
    return next((each for each in graph.unsupported for f in functions if f.startswith(each)), None)


def _redundant(proof: Proof) -> Iterator[Finding]:
    """Parameters whose names are equal but for numbers are one finding."""
    used = {node.operation.name for node in proof.subject.graph.nodes if isinstance(node.operation, Leaf)}
    groups: defaultdict[Hashable, list[Place]] = defaultdict(list)
    for name, mask in proof.redundant.items():
        groups[name in used, words.alike(name)] += marked(name, mask)
    for places in groups.values():
        reason = words.REDUNDANT if places[0].name in used else words.UNUSED
        yield Finding(Verdict.REDUNDANT, entries_of(places), reason)
