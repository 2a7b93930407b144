"""The rules of colours: of each primitive, the colours of its value from those of its arguments (theory T24).

To make too many classes is sound: a fresh colour is always allowed.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from certsim.torch.checker.classes import (
    Classes,
    free,
)
from certsim.torch.checker.colouring import Colouring, Coordinate, Rounding
from certsim.torch.checker.components import (
    Part,
    Value,
    apply,
    apply_to_rows,
    components,
    is_large,
    multiply,
    parts_of,
    summed_up,
)
from certsim.torch.checker.functions import AtZero, Parity
from certsim.torch.checker.functions import function as facts
from certsim.torch.checker.graph import (
    Add,
    Centre,
    Constant,
    Contract,
    Expand,
    Graph,
    GraphError,
    Leaf,
    Map,
    Node,
    Opaque,
    Permute,
    Put,
    Reshape,
    Shape,
    Softmax,
    SoftmaxBackward,
    Take,
)
from certsim.torch.checker.graph import Rows as RowsOperation


class Colours:
    """The colours of graphs, with one numbering of terms: equal terms of several graphs are equal.

    Attributes:
        relu0: whether relu'(0) = 0 is taken.
        met: the functions that are evaluated at 0 somewhere, by what they are there.
    """

    def __init__(self, *, relu0: bool) -> None:
        self.relu0 = relu0
        self.met: dict[AtZero, set[str]] = {}
        self._terms: dict[Hashable, int] = {}

    def of(self, graph: Graph, leaves: Mapping[str, Colouring]) -> list[Colouring]:
        """The colours of all nodes; parameters that are not named are free."""
        found: list[Colouring] = []
        for node in graph.nodes:
            colouring = self._node(node, [found[argument] for argument in node.arguments], leaves)
            found.append(colouring.gauged())
        return found

    def term(self, content: Hashable) -> int:
        """The number of a formal expression."""
        return self._terms.setdefault(content, len(self._terms) + 1)

    def free(self, name: Hashable, shape: Shape) -> Colouring:
        """An array all of whose entries differ."""
        coordinates = tuple(Coordinate((axis,), free(n)).least() for axis, n in enumerate(shape))
        return Colouring(shape, self.term(("free", name)), 1, coordinates)

    def _node(self, node: Node, arguments: Sequence[Colouring], leaves: Mapping[str, Colouring]) -> Colouring:
        match node.operation:
            case Leaf(kind, name):
                known = leaves.get(name) if kind in ("parameter", "frozen") else None
                return known or self.free((kind, name), node.shape)
            case Add(coefficients):
                return self.add(arguments, coefficients)
            case Contract(labels, out):
                return self.contract(arguments, labels, out)
            case Map(name):
                return self.map(name, arguments)
            case RowsOperation():
                return self._rows(node.operation, arguments, node.shape)
            case Opaque():
                return self._opaque(node.operation, arguments, node.shape)
            case Constant(values):
                return self._constant(values)
            case Softmax() | SoftmaxBackward() | Centre():
                return self._normalised(node.operation, arguments)
            case _:
                return self._moved(node, arguments[0])

    def _normalised(
        self, operation: Softmax | SoftmaxBackward | Centre, arguments: Sequence[Colouring]
    ) -> Colouring:
        match operation:
            case Softmax(axis):
                return self._softmax(arguments[0], axis)
            case SoftmaxBackward(axis):
                return self._softmax_backward(arguments[0], arguments[1], axis)
            case Centre(axes):
                return self._centre(arguments[0], axes)

    def _moved(self, node: Node, x: Colouring) -> Colouring:
        match node.operation:
            case Permute(axes):
                return x.renamed({old: new for new, old in enumerate(axes)}, node.shape)
            case Expand(axis, _):
                return x.renamed({a: a + (a >= axis) for a in range(len(x.shape))}, node.shape)
            case Take(axis, index):
                return x.taken(axis, np.array(index, dtype=np.int64))
            case Put(axis, index, length):
                return self._put(x, axis, np.array(index, dtype=np.int64), length)
            case Reshape():
                return self._reshape(x, node.shape)
            case _:
                raise GraphError(f"there is no rule for {node.operation}")

    def _put(self, x: Colouring, axis: int, index: Classes, length: int) -> Colouring:
        """Entries that go to different places are moved; those that meet are summed."""
        there, sources = np.unique(index[index >= 0], return_counts=True)
        if np.all(sources == 1):
            back = np.full(length, -1, dtype=np.int64)
            back[index[index >= 0]] = np.flatnonzero(index >= 0)
            moved = x.taken(axis, back)
            whole = len(there) == len(index)
            return replace(moved, balanced=x.balanced if whole else moved.balanced)
        chosen = self._constant((index[None, :] == np.arange(length)[:, None]).astype(np.float64))
        names, new = list(range(len(x.shape))), len(x.shape)
        return self.contract([x, chosen], [names, [new, axis]], [new if a == axis else a for a in names])

    def _reshape(self, x: Colouring, shape: Shape) -> Colouring:
        groups = _groups(x.shape, shape)
        coordinates = []
        for c in x.coordinates:
            met = [(old, new) for old, new in groups if set(old) & set(c.axes)]
            axes = [a for old, _ in met for a in old]
            sizes = [x.shape[a] for a in axes]
            if is_large(math.prod(sizes)):
                found = self.free(("reshaped", x.shape, x.content, shape), shape)
                return replace(found, sign=x.sign, rounding=x.rounding)
            new = tuple(a for _, group in met for a in group)
            array = np.broadcast_to(c.along(axes), sizes).reshape([shape[a] for a in new])
            coordinates.append(Coordinate(new, array).least())
        kept = (_regrouped(axes, groups, x.shape, shape) for axes in x.balanced)
        balanced = frozenset(axes for axes in kept if axes is not None)
        return replace(x, shape=shape, coordinates=tuple(coordinates), balanced=balanced)

    def add(self, arguments: Sequence[Colouring], coefficients: Sequence[Fraction]) -> Colouring:
        """The colours of a sum: equal terms are collected, opposite ones cancel."""
        shape, rounding = arguments[0].shape, _worst(arguments)
        collected: dict[Hashable, tuple[Colouring, Fraction]] = {}
        for argument, coefficient in zip(arguments, coefficients, strict=True):
            if not argument.is_zero:
                _, before = collected.get(argument.content, (argument, Fraction(0)))
                collected[argument.content] = argument, before + coefficient * argument.sign
        summands = [(a, c) for a, c in collected.values() if c]
        summands.sort(key=lambda summand: summand[0].content)
        if len(summands) < len(collected):
            rounding = Rounding.REORDERS
        if not summands:
            return Colouring(shape, rounding=rounding)
        sign = 1 if summands[0][1] > 0 else -1
        if len(summands) == 1:
            ((summand, coefficient),) = summands
            scale = abs(coefficient)
            term = summand.term if scale == 1 else self.term(("times", scale, summand.term))
            return replace(summand, term=term, sign=sign, rounding=rounding)
        found = summed_up([a for a, _ in summands], [sign * c for _, c in summands])
        balanced = frozenset.intersection(*(a.balanced for a, _ in summands))
        content = ("add", tuple((a.term, sign * c) for a, c in summands))
        return self._value(shape, content, found, sign=sign, balanced=balanced, rounding=rounding)

    def contract(
        self, arguments: Sequence[Colouring], labels: Sequence[Sequence[int]], out: Sequence[int]
    ) -> Colouring:
        """The colours of a contraction: of each entry of the value, the products that are summed."""
        lengths = {
            name: length
            for argument, names in zip(arguments, labels, strict=True)
            for name, length in zip(names, argument.shape, strict=True)
        }
        shape = tuple(lengths[name] for name in out)
        zeros = [argument.rounding for argument in arguments if argument.is_zero]
        if zeros:
            return Colouring(shape, rounding=min(zeros))
        order = sorted(range(len(arguments)), key=lambda k: arguments[k].content)
        arguments, labels = [arguments[k] for k in order], [labels[k] for k in order]
        rounding, sums = _worst(arguments), _balances(arguments, labels)
        if any(not axes & set(out) for axes in sums):
            return Colouring(shape, rounding=Rounding.CANCELS)
        parts = [
            Part(k, j, Coordinate(tuple(names[a] for a in c.axes), c.classes))
            for k, (argument, names) in enumerate(zip(arguments, labels, strict=True))
            for j, c in enumerate(argument.coordinates)
        ]
        found = Value()
        for component in components(parts, out, lengths):
            multiply(found, component)
        used = {name for part in parts for name in part.coordinate.axes}
        times = math.prod(lengths[name] for name in lengths.keys() - used - set(out))
        content = ("contract", tuple(argument.term for argument in arguments), times)
        places = {name: at for at, name in enumerate(out)}
        balanced = frozenset(frozenset(places[name] for name in axes if name in places) for axes in sums)
        found.coordinates = [replace(c, axes=tuple(places[a] for a in c.axes)) for c in found.coordinates]
        sign = math.prod(argument.sign for argument in arguments)
        return self._value(shape, content, found, sign=sign, balanced=balanced, rounding=rounding)

    def map(self, name: str, arguments: Sequence[Colouring]) -> Colouring:
        """The colours of a function of the entries: f(c), with signs through odd and even functions."""
        shape, known = arguments[0].shape, facts(name)
        rounding = _worst(arguments)
        keeps_zero = known.at_zero is AtZero.ZERO or (known.at_zero is AtZero.CONVENTION and self.relu0)
        if all(argument.has_zeros for argument in arguments):
            self.met.setdefault(known.at_zero, set()).add(name)
        if keeps_zero and all(argument.is_zero for argument in arguments):
            return Colouring(shape, rounding=rounding)
        parity = known.parity if len(arguments) == 1 else Parity.NONE
        found = Value()
        lengths = dict(enumerate(shape))
        for component in components(parts_of(arguments), range(len(shape)), lengths):
            apply(found, component, parity, keeps_zero=keeps_zero and len(arguments) == 1)
        signs = tuple(argument.sign if parity is Parity.NONE else 1 for argument in arguments)
        content = ("map", name, tuple(argument.term for argument in arguments), signs)
        sign = arguments[0].sign if parity is Parity.ODD else 1
        return self._value(shape, content, found, sign=sign, rounding=rounding)

    def _rows(self, operation: RowsOperation, arguments: Sequence[Colouring], shape: Shape) -> Colouring:
        """The colours of a function of rows: equal rows give equal rows."""
        axis, linear = operation.axis, operation.linear
        rounding = _worst(arguments)
        if linear is not None and arguments[linear].is_zero:
            return Colouring(shape, rounding=arguments[linear].rounding)
        rest, own = [a for a in range(len(shape)) if a != axis], len(shape)
        lengths = dict(enumerate(shape)) | {own + k: x.shape[axis] for k, x in enumerate(arguments)}
        parts = [
            replace(part, coordinate=_relabelled(part.coordinate, axis, own + part.argument))
            for part in parts_of(arguments)
        ]
        found = Value()
        for component in components(parts, rest, lengths):
            apply_to_rows(found, component, linear)
        found.coordinates.append(Coordinate((axis,), free(shape[axis])))
        signs = tuple(1 if k == linear else argument.sign for k, argument in enumerate(arguments))
        terms = tuple((argument.term, argument.shape[axis]) for argument in arguments)
        content = ("rows", operation.function, linear, shape[axis], terms, signs)
        sign = 1 if linear is None else arguments[linear].sign
        return self._value(shape, content, found, sign=sign, rounding=rounding)

    def _softmax(self, x: Colouring, axis: int) -> Colouring:
        exponentials = self.map("exp", [x])
        inverse = self.map("reciprocal", [self._total([exponentials], axis)])
        names = list(range(len(x.shape)))
        return self.contract([exponentials, inverse], [names, [a for a in names if a != axis]], names)

    def _softmax_backward(self, p: Colouring, y: Colouring, axis: int) -> Colouring:
        """The value p (y − Σ p y) is 0 if y is constant along the axis, as Σ p = 1; its sum is 0."""
        if y.is_zero or axis not in y.axes:
            return Colouring(y.shape, rounding=y.rounding if y.is_zero else Rounding.CANCELS)
        names = list(range(len(y.shape)))
        mean = self._total([p, y], axis)
        around = mean.renamed(dict(enumerate(a for a in names if a != axis)), y.shape)
        found = self.contract([p, self.add([y, around], [Fraction(1), Fraction(-1)])], [names, names], names)
        return replace(found, balanced=found.balanced | {frozenset([axis])})

    def _centre(self, x: Colouring, axes: Sequence[int]) -> Colouring:
        """The value x − mean(x) is 0 if x is constant along the axes; its sum is 0."""
        if x.is_zero or not x.axes & set(axes):
            return Colouring(x.shape, rounding=x.rounding if x.is_zero else Rounding.CANCELS)
        rest = [a for a in range(len(x.shape)) if a not in axes]
        mean = self.contract([x], [range(len(x.shape))], rest).renamed(dict(enumerate(rest)), x.shape)
        count = math.prod(x.shape[a] for a in axes)
        found = self.add([x, mean], [Fraction(1), Fraction(-1, count)])
        return replace(found, balanced=found.balanced | {frozenset(axes)})

    def _total(self, arguments: Sequence[Colouring], axis: int) -> Colouring:
        names = list(range(len(arguments[0].shape)))
        return self.contract(arguments, [names] * len(arguments), [a for a in names if a != axis])

    def _opaque(self, operation: Opaque, arguments: Sequence[Colouring], shape: Shape) -> Colouring:
        if operation.linear is not None and arguments[operation.linear].is_zero:
            return Colouring(shape, rounding=arguments[operation.linear].rounding)
        given = tuple((argument.shape, argument.sign, argument.content) for argument in arguments)
        fresh = len(self._terms) if operation.random else None
        found = self.free((operation, shape, given, fresh), shape)
        return replace(found, rounding=_worst(arguments))

    def _value(
        self,
        shape: Shape,
        content: Hashable,
        found: Value,
        *,
        sign: int,
        rounding: Rounding,
        balanced: frozenset[frozenset[int]] = frozenset(),
    ) -> Colouring:
        rounding = max(rounding, found.rounding)
        if found.is_zero:
            return Colouring(shape, rounding=rounding)
        term = self.term((content, tuple(found.content)))
        coordinates = tuple(coordinate.ascending().least() for coordinate in found.coordinates)
        return Colouring(shape, term, sign * found.sign, coordinates, balanced, rounding)

    def _constant(self, values: NDArray[np.float64]) -> Colouring:
        """Numbers: equal ones are equal wherever they are."""
        sizes, places = np.unique(np.abs(values), return_inverse=True)
        numbers = np.array([self.term(("number", size)) if size else 0 for size in sizes.tolist()])
        classes = numbers[places.reshape(values.shape)] * np.where(values < 0, -1, 1)
        if not classes.any():
            return Colouring(values.shape)
        coordinate = Coordinate(tuple(range(values.ndim)), classes.astype(np.int64)).least()
        return Colouring(values.shape, self.term("number"), 1, (coordinate,))


def _worst(arguments: Sequence[Colouring]) -> Rounding:
    """The worst that rounding does to any of them."""
    return max((argument.rounding for argument in arguments), default=Rounding.NONE)


def _relabelled(coordinate: Coordinate, axis: int, label: int) -> Coordinate:
    """The coordinate with another label for an axis."""
    return Coordinate(tuple(label if a == axis else a for a in coordinate.axes), coordinate.classes)


def _balances(arguments: Sequence[Colouring], labels: Sequence[Sequence[int]]) -> list[frozenset[int]]:
    """The sets of labels over which a product sums to zero: one factor does, and the others are constant."""
    found = []
    for k, argument in enumerate(arguments):
        others = {
            names[axis]
            for j, (other, names) in enumerate(zip(arguments, labels, strict=True))
            if j != k
            for axis in other.axes
        }
        sets = (frozenset(labels[k][axis] for axis in axes) for axes in argument.balanced)
        found += [names for names in sets if not names & others]
    return found


def _groups(old: Shape, new: Shape) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Axes of two shapes of one array in groups, as small as can be, of which each has as many entries."""
    groups, i, j = [], 0, 0
    while i < len(old) or j < len(new):
        first, second = i, j
        i, j = min(i + 1, len(old)), min(j + 1, len(new))
        while math.prod(old[first:i]) != math.prod(new[second:j]):
            if j == len(new) or (i < len(old) and math.prod(old[first:i]) < math.prod(new[second:j])):
                i += 1
            else:
                j += 1
        groups.append((tuple(range(first, i)), tuple(range(second, j))))
    return groups


def _regrouped(
    axes: frozenset[int],
    groups: Sequence[tuple[tuple[int, ...], tuple[int, ...]]],
    shape: Shape,
    after: Shape,
) -> frozenset[int] | None:
    """A set of axes after a reshape, if it has all of a group or nothing of it; without axes of length 1."""
    found: set[int] = set()
    for old, new in groups:
        if axes & set(old):
            if any(shape[axis] > 1 for axis in set(old) - axes):
                return None
            found |= {axis for axis in new if after[axis] > 1}
    return frozenset(found)
