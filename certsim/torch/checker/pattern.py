"""Patterns: which slices of parameters are zero, equal or opposite, and whether training keeps that (T24).

A pattern is a linear set V. `Audited.refine` computes the colours of all gradients on V, and keeps of the
pattern what the gradients keep. A pattern that is refined to itself is a SIM: the gradient at a point of V,
at any input and for any loss of the outputs, lies in V.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from certsim.torch.checker.backward import with_gradients
from certsim.torch.checker.classes import Classes, classify, free, gauged
from certsim.torch.checker.colouring import Colouring, Coordinate
from certsim.torch.checker.colours import Colours
from certsim.torch.checker.functions import AtZero
from certsim.torch.checker.graph import Graph, GraphError, Leaf, Shape


@dataclass(frozen=True, eq=False)
class Slices:
    """What a pattern says of a parameter: W[i, k, …] = sign · s_0(i) s_1(k) … B[c_0(i), c_1(k), …].

    Attributes:
        shape: of W.
        base: the number of B; parameters of one base are equal or opposite. 0 if W = 0.
        sign: of W against B.
        axes: per axis the signed classes ±c(i) of the indices, 0 where the slice is zero. The first index of
            a class has sign +.
    """

    shape: Shape
    base: int
    sign: int
    axes: tuple[Classes, ...]

    @property
    def content(self) -> Hashable:
        return self.base, self.sign, tuple(classes.tobytes() for classes in self.axes)

    def size(self, left_out: Sequence[NDArray[np.bool_]] | None = None) -> int:
        """The number of different entries of B; `left_out` marks indices of W, per axis, not to count."""
        if not self.base:
            return 0
        kept = self.axes if left_out is None else [c[~o] for c, o in zip(self.axes, left_out, strict=True)]
        return math.prod(len(np.unique(np.abs(classes[classes != 0]))) for classes in kept)


Pattern: TypeAlias = Mapping[str, Slices]
"""By name of a parameter; what is not named is free."""


@dataclass(frozen=True)
class Gradients:
    """The colours of the gradients on a pattern.

    Attributes:
        by_name: of each trained parameter; zero if no output depends on it.
        met: functions that are evaluated at 0, by what they are there.
    """

    by_name: Mapping[str, Colouring]
    met: Mapping[AtZero, frozenset[str]]


class Audited:
    """A graph with its gradients: what patterns are checked against.

    Args:
        graph: without gradients.
        shapes: of all trained parameters, those too that the graph does not mention.
        rates: by trained parameter, what its optimizer does with it; only equal rates keep parameters tied.
        symmetric: places of outputs that the loss treats alike (theory T23).
        relu0: whether relu'(0) = 0 is taken.
    """

    def __init__(
        self,
        graph: Graph,
        shapes: Mapping[str, Shape],
        rates: Mapping[str, Hashable],
        symmetric: Iterable[int] = (),
        *,
        relu0: bool = False,
    ) -> None:
        _require_leaves(graph, shapes)
        self.shapes = shapes
        self._graph, self._rates, self._relu0 = graph, rates, relu0
        self._symmetric = tuple(symmetric)
        self._whole = cache(lambda cotangents: with_gradients(graph, cotangents))

    def gradients(self, pattern: Pattern) -> Gradients:
        """The colours of the gradients on a pattern."""
        colours = Colours(relu0=self._relu0)
        leaves = {name: coloured(colours, slices) for name, slices in pattern.items()}
        whole, nodes = self._whole(self._cotangents(colours, leaves))
        values = colours.of(whole, leaves)
        found = {
            name: values[nodes[name]] if name in nodes else Colouring(shape)
            for name, shape in self.shapes.items()
        }
        return Gradients(found, {kind: frozenset(names) for kind, names in colours.met.items()})

    def _cotangents(self, colours: Colours, leaves: Mapping[str, Colouring]) -> tuple[str, ...]:
        """Names of the cotangents: outputs that are treated alike and equal have the same one."""
        names = [f"output {at}" for at in range(len(self._graph.outputs))]
        values = colours.of(self._graph, leaves) if self._symmetric else []
        outputs = [values[at] for at in self._graph.outputs if values]
        for place, at in enumerate(self._symmetric):
            for other in self._symmetric[:place]:
                first, second = outputs[other], outputs[at]
                if (first.shape, first.sign, first.content) == (second.shape, second.sign, second.content):
                    names[at] = names[other]
                    break
        return tuple(names)

    def refine(self, pattern: Pattern, gradients: Gradients) -> Pattern:
        """What the gradients keep of a pattern; what is frozen stays as it is."""
        found, keys = dict(pattern), {}
        for name, slices in pattern.items():
            if name in self.shapes:
                gradient = gradients.by_name[name]
                found[name] = Slices(slices.shape, 1, 1, _kept(slices, gradient))
                keys[name] = (*_tie(slices, gradient), self._rates[name])
            else:
                keys[name] = (slices.base, slices.sign, None) if slices.base else (0, 1, None)
        return numbered(found, keys)


def _require_leaves(graph: Graph, shapes: Mapping[str, Shape]) -> None:
    """Trained are the parameters of the graph, of one shape each, and perhaps more.

    Raises:
        GraphError: a leaf is not as it is said to be.
    """
    for node in graph.nodes:
        if isinstance(node.operation, Leaf) and node.operation.kind in ("parameter", "frozen"):
            name, trained = node.operation.name, node.operation.kind == "parameter"
            if trained != (name in shapes) or (trained and node.shape != tuple(shapes[name])):
                raise GraphError(f"the leaf {name} is not what is said of it")


def coloured(colours: Colours, slices: Slices) -> Colouring:
    """The colours of a parameter on a pattern."""
    if not slices.base or not all(classes.any() for classes in slices.axes):
        return Colouring(slices.shape)
    coordinates = tuple(Coordinate((axis,), classes).least() for axis, classes in enumerate(slices.axes))
    return Colouring(slices.shape, colours.term(("base", slices.base)), slices.sign, coordinates)


def same(first: Pattern, second: Pattern) -> bool:
    """Whether two patterns, with bases numbered in the same way, are equal."""
    return first.keys() == second.keys() and all(
        first[name].content == second[name].content for name in first
    )


def holds(pattern: Pattern, values: Mapping[str, NDArray[Any]]) -> bool:
    """Whether weights lie in a pattern, number by number."""
    bases: dict[int, NDArray[Any]] = {}
    for name, slices in pattern.items():
        value = values[name]
        if value.shape != slices.shape or not np.all(np.isfinite(value)):
            return False
        if not slices.base:
            if value.any():
                return False
            continue
        for axis, classes in enumerate(slices.axes):
            if not np.array_equal(value, _spread(value, axis, classes)):
                return False
        signed = value * value.dtype.type(slices.sign)
        if not np.array_equal(bases.setdefault(slices.base, signed), signed):
            return False
    return True


def _spread(value: NDArray[Any], axis: int, classes: Classes) -> NDArray[Any]:
    """The slices of an array, made from the first one of each class."""
    _, firsts, places = np.unique(np.abs(classes), return_index=True, return_inverse=True)
    signs = np.sign(classes) * np.sign(classes[firsts])[places.reshape(-1)]
    shape = [-1 if k == axis else 1 for k in range(value.ndim)]
    spread: NDArray[Any] = np.take(value, firsts[places.reshape(-1)], axis=axis) * signs.reshape(shape)
    return spread


def numbered(pattern: Pattern, keys: Mapping[str, tuple[Hashable, int, Hashable]]) -> Pattern:
    """Parameters of equal keys get one base; a key of 0 is zero, and the second entry is a sign."""
    bases: dict[Hashable, tuple[int, int]] = {}
    found = {}
    for name in sorted(pattern):
        slices, (key, sign, rate) = pattern[name], keys[name]
        if key == 0:
            found[name] = Slices(slices.shape, 0, 1, tuple(np.zeros_like(c) for c in slices.axes))
            continue
        contents = tuple(classes.tobytes() for classes in slices.axes)
        base, first = bases.setdefault((key, rate, slices.shape, contents), (len(bases) + 1, sign))
        found[name] = Slices(slices.shape, base, first * sign, slices.axes)
    return found


def _kept(slices: Slices, gradient: Colouring) -> tuple[Classes, ...]:
    """Per axis, the classes of slices that are tied in W, and in the gradient with the same sign."""
    if gradient.is_zero:
        return slices.axes
    return tuple(
        _met(classes if slices.base else np.zeros_like(classes), gradient.slices(axis).classes)
        for axis, classes in enumerate(slices.axes)
    )


def _met(classes: Classes, moved: Classes) -> Classes:
    """Slices that are zero and move are tied to those that are zero and move alike."""
    given_up = classes == 0
    relative = np.where(given_up, 0, np.sign(classes) * np.sign(moved))
    rows = np.stack([np.abs(classes), np.abs(moved), relative], axis=1)
    return gauged(classify(rows, np.where(given_up, np.sign(moved), np.sign(classes))).classes)


def _tie(slices: Slices, gradient: Colouring) -> tuple[Hashable, int]:
    """Arrays of one base stay tied if their gradients are equal, or opposite as they are."""
    if gradient.is_zero:
        return (slices.base and ("still", slices.base)), slices.sign
    if not slices.base:
        return ("given up", gradient.content), gradient.sign
    return ("moved", slices.base, gradient.content, slices.sign * gradient.sign), slices.sign


def whole(shape: Shape) -> tuple[Classes, ...]:
    """The classes of an array of which nothing is known."""
    return tuple(free(length) for length in shape)
