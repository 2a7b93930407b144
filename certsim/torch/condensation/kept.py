"""Whether training keeps what is near by: the distance is floating point, and this is proved (theory T24)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from certsim.torch.checker.classes import Classes, classify, gauged
from certsim.torch.checker.graph import Shape
from certsim.torch.checker.pattern import Audited, Pattern, Slices, numbered, same, whole
from certsim.torch.condensation.clusters import Labels
from certsim.torch.condensation.near import Layer, Member, NearBy, Sim, Units


def odd(audited: Audited, units: Iterable[Units]) -> frozenset[str]:
    """The names of layers of which training keeps two units opposite, as of odd activations.

    Of layers that index the same axis of a parameter the first is asked.
    """
    asked: list[Units] = []
    seen: set[tuple[str, int]] = set()
    for each in units:
        axes = {(member.parameter, member.axis) for member in each.members}
        if each.size > 1 and not axes & seen:
            asked.append(each)
            seen |= axes
    pair = Sim("opposite", (0, 1), (1, -1), 0.0)
    layers = [Layer(each.name, each.size, (pair,)) for each in asked]
    refined = _refined(audited, _pattern(audited.shapes, zip(asked, layers, strict=True)))
    return frozenset(each.name for each in asked if _holds(refined, each, pair))


def with_proofs(audited: Audited, units: Sequence[Units], found: NearBy) -> NearBy:
    """The same, and of each set whether training keeps it: with the other kept ones of its layer at once."""
    layers = tuple(_proved(audited, each, layer) for each, layer in zip(units, found.layers, strict=True))
    return replace(found, layers=layers)


def _proved(audited: Audited, units: Units, layer: Layer) -> Layer:
    if not layer.sims:
        return layer
    refined = _refined(audited, _pattern(audited.shapes, [(units, layer)]))
    sims = tuple(replace(sim, kept=_holds(refined, units, sim)) for sim in layer.sims)
    return replace(layer, sims=sims)


def _refined(audited: Audited, pattern: Pattern) -> Pattern:
    """What is left of a pattern when training keeps all of the rest."""
    while True:
        refined = audited.refine(pattern, audited.gradients(pattern))
        if same(pattern, refined):
            return refined
        pattern = refined


def _pattern(shapes: Mapping[str, Shape], layers: Iterable[tuple[Units, Layer]]) -> Pattern:
    """The sets near by, as what they say of trained parameters."""
    axes = {name: list(whole(shape)) for name, shape in shapes.items()}
    for units, layer in layers:
        for member in _trained(units, shapes):
            length = shapes[member.parameter][member.axis]
            axes[member.parameter][member.axis] = _spread(layer.labels, member, length)
    slices = {name: Slices(shapes[name], 1, 1, tuple(classes)) for name, classes in axes.items()}
    return numbered(slices, {name: (name, 1, None) for name in slices})


def _trained(units: Units, shapes: Container[str]) -> Sequence[Member]:
    return [member for member in units.members if member.parameter in shapes]


def _spread(labels: Labels, member: Member, length: int) -> Classes:
    """The classes of the indices of an axis, of those of the units."""
    before, size = member.before, len(labels)
    numbers = np.arange(1, length + 1).reshape(before, size, -1)
    firsts = numbers[:, np.maximum(np.abs(labels), 1) - 1]
    signs = np.broadcast_to(np.sign(labels)[:, None], firsts.shape)
    return gauged(classify(firsts.reshape(length, 1), signs.reshape(length)).classes)


def _holds(refined: Pattern, units: Units, sim: Sim) -> bool:
    """Whether a pattern says what a set near by says, of all parameters that it names."""
    return all(_holds_of(refined[each.parameter], each, units.size, sim) for each in _trained(units, refined))


def _holds_of(slices: Slices, member: Member, size: int, sim: Sim) -> bool:
    classes = slices.axes[member.axis].reshape(member.before, size, -1)[:, list(sim.units)]
    if not slices.base:
        return True
    if sim.kind == "zero":
        return not classes.any()
    return np.array_equal(
        classes * np.array(sim.signs)[:, None], np.broadcast_to(classes[:, :1], classes.shape)
    )
