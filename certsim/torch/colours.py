"""Colours of tensor graphs: which entries are equal, opposite or zero, whatever the values (theory T24).

A *colour* is a formal expression. Colours of the entries of a whole array are written down at once, as
W[i] = ± X[c_1(i), c_2(i), …]: a *term* X, which is a formal expression of fewer entries, and *coordinates*
c_j, signed classes of indices along some of the axes of W. An entry is zero if one of its coordinates is 0.
Two arrays are equal if their terms and coordinates are. Each rule below makes the term and the coordinates of
a node from those of its arguments. To make too many classes is sound: a fresh colour is always allowed.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from certsim.torch.classes import (
    Classes,
    Rows,
    classify,
    classify_signed,
    free,
    joined,
    leading_signs,
    multisets,
)
from certsim.torch.functions import AtZero, Parity
from certsim.torch.functions import function as facts
from certsim.torch.graph import (
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
from certsim.torch.graph import Rows as RowsOperation

LARGEST: Final = 1 << 22
"""So many entries are looked at one by one; of larger arrays, slices are compared."""


@dataclass(frozen=True, eq=False)
class Coordinate:
    """Signed classes of the indices along some axes, in ascending order; the array has these axes."""

    axes: tuple[int, ...]
    classes: Classes

    def least(self) -> Coordinate:
        """Without the axes along which nothing changes."""
        axes, classes = self.axes, self.classes
        for axis in reversed(range(classes.ndim)):
            first = classes.take([0], axis=axis)
            if classes.shape[axis] == 1 or np.array_equal(np.broadcast_to(first, classes.shape), classes):
                axes, classes = (*axes[:axis], *axes[axis + 1 :]), first.squeeze(axis)
        return Coordinate(axes, classes)

    def along(self, axes: Sequence[int]) -> Classes:
        """The array with more axes, of length 1 where nothing changes."""
        shape = [self.classes.shape[self.axes.index(axis)] if axis in self.axes else 1 for axis in axes]
        order = sorted(range(len(self.axes)), key=lambda k: list(axes).index(self.axes[k]))
        return self.classes.transpose(order).reshape(shape)

    def taken(self, axis: int, index: Classes) -> Coordinate:
        """The slices of an index along an axis, zero where it is −1."""
        at = self.axes.index(axis)
        classes = np.take(self.classes, np.maximum(index, 0), axis=at)
        shape = [-1 if k == at else 1 for k in range(classes.ndim)]
        return Coordinate(self.axes, classes * (index >= 0).reshape(shape)).least()

    @property
    def content(self) -> tuple[Any, ...]:
        return self.axes, self.classes.shape, self.classes.tobytes()


@dataclass(frozen=True, eq=False)
class Colouring:
    """The colours of the entries of an array.

    Attributes:
        shape: of the array.
        term: the number of the formal expression; 0 if all entries are zero.
        sign: of all entries.
        coordinates: one for each argument of the term.
        balanced: sets of axes; the sum over the axes of a set is zero.
        rounded: whether an equation among the entries is one of exact arithmetic only.
    """

    shape: Shape
    term: int = 0
    sign: int = 1
    coordinates: tuple[Coordinate, ...] = ()
    balanced: frozenset[frozenset[int]] = frozenset()
    rounded: bool = False

    @property
    def is_zero(self) -> bool:
        return self.term == 0

    @property
    def content(self) -> tuple[Any, ...]:
        """What two arrays have in common that are equal up to sign."""
        return self.term, tuple(coordinate.content for coordinate in self.coordinates)

    @property
    def axes(self) -> frozenset[int]:
        """The axes along which entries differ."""
        return frozenset(axis for coordinate in self.coordinates for axis in coordinate.axes)

    @property
    def has_zeros(self) -> bool:
        """Whether an entry is known to be zero."""
        return self.is_zero or any(not coordinate.classes.all() for coordinate in self.coordinates)

    def gauged(self) -> Colouring:
        """The same, with the first class of each coordinate positive: opposite arrays have equal content."""
        signs = [int(leading_signs(c.classes.reshape(1, -1))[0]) for c in self.coordinates]
        coordinates = tuple(
            Coordinate(c.axes, c.classes * s) for c, s in zip(self.coordinates, signs, strict=True)
        )
        return replace(self, sign=self.sign * math.prod(signs), coordinates=coordinates)

    def taken(self, axis: int, index: Classes) -> Colouring:
        """The slices of an index along an axis, zero where it is −1."""
        shape = (*self.shape[:axis], len(index), *self.shape[axis + 1 :])
        if self.is_zero:
            return Colouring(shape, rounded=self.rounded)
        coordinates = [c.taken(axis, index) if axis in c.axes else c for c in self.coordinates]
        if axis not in self.axes and np.any(index < 0):
            coordinates.append(Coordinate((axis,), (index >= 0).astype(np.int64)))
        balanced = frozenset(axes for axes in self.balanced if axis not in axes)
        found = replace(self, shape=shape, balanced=balanced, coordinates=tuple(coordinates))
        return found if all(c.classes.any() for c in coordinates) else Colouring(shape, rounded=self.rounded)

    def renamed(self, names: Mapping[int, int], shape: Shape) -> Colouring:
        """The colouring after axes got new names; the entries are moved, and no sum changes."""
        coordinates = tuple(
            Coordinate(tuple(sorted(new)), c.classes.transpose(np.argsort(new)) if new else c.classes)
            for c in self.coordinates
            for new in [[names[axis] for axis in c.axes]]
        )
        balanced = frozenset(frozenset(names[axis] for axis in axes) for axes in self.balanced)
        return replace(self, shape=shape, coordinates=coordinates, balanced=balanced)

    def slices(self, axis: int) -> Rows:
        """The slices along an axis in signed classes: equal or opposite in all coordinates, or zero."""
        length = self.shape[axis]
        if self.is_zero:
            return classify(np.zeros((length, 0), dtype=np.int64), np.zeros(length, dtype=np.int64))
        columns, signs = [np.zeros((length, 1), dtype=np.int64)], np.ones(length, dtype=np.int64)
        for coordinate in self.coordinates:
            if axis in coordinate.axes:
                at = coordinate.axes.index(axis)
                rows = classify_signed(np.moveaxis(coordinate.classes, at, 0).reshape(length, -1))
                columns.append(np.abs(rows.classes)[:, None])
                signs = signs * np.sign(rows.classes)
        return classify(np.concatenate(columns, axis=1), signs)


@dataclass(frozen=True, eq=False)
class _Part:
    """A coordinate of an argument of a rule: of which argument, the which one, along which labels."""

    argument: int
    number: int
    coordinate: Coordinate


@dataclass(frozen=True, eq=False)
class _Component:
    """Coordinates that share labels, and the labels: those of the value first, then those that are summed."""

    parts: tuple[_Part, ...]
    kept: tuple[int, ...]
    summed: tuple[int, ...]
    lengths: Mapping[int, int]

    def arrays(self, argument: int | None = None) -> list[Classes]:
        """The classes of the parts (of one argument), for each index along the kept and their own labels."""
        parts = [part for part in self.parts if argument in (None, part.argument)]
        summed = {label for part in parts for label in part.coordinate.axes}.intersection(self.summed)
        labels = (*self.kept, *(label for label in self.summed if label in summed))
        shape = [self.lengths[label] for label in labels]
        return [np.broadcast_to(part.coordinate.along(labels), shape).reshape(-1) for part in parts]

    @property
    def size(self) -> int:
        return math.prod(self.lengths[label] for label in (*self.kept, *self.summed)) * len(self.parts)

    @property
    def height(self) -> int:
        return math.prod(self.lengths[label] for label in self.kept)

    @property
    def names(self) -> tuple[tuple[int, int], ...]:
        return tuple((part.argument, part.number) for part in self.parts)


def _components(parts: Sequence[_Part], out: Sequence[int], lengths: Mapping[int, int]) -> list[_Component]:
    """Parts that share labels, in the order of the labels of the value, then of the parts."""
    groups: list[tuple[set[int], list[_Part]]] = []
    for part in parts:
        labels, members = set(part.coordinate.axes), [part]
        for group in [group for group in groups if group[0] & labels]:
            groups.remove(group)
            labels, members = labels | group[0], [*group[1], *members]
        groups.append((labels, members))
    found = [
        _Component(
            tuple(sorted(members, key=lambda part: (part.argument, part.number))),
            tuple(label for label in out if label in labels),
            tuple(sorted(labels - set(out), key=lambda label: _place(label, members))),
            lengths,
        )
        for labels, members in groups
    ]
    order = {label: at for at, label in enumerate(out)}
    return sorted(found, key=lambda c: (order[c.kept[0]] if c.kept else len(order), c.names))


def _place(label: int, parts: Sequence[_Part]) -> tuple[int, int, int]:
    """Where a label stands first: an order that does not depend on how labels are called."""
    return min(
        (part.argument, part.number, part.coordinate.axes.index(label))
        for part in parts
        if label in part.coordinate.axes
    )


@dataclass
class _Value:
    """What a rule gathers of the value of a node."""

    coordinates: list[Coordinate] = field(default_factory=list)
    content: list[Hashable] = field(default_factory=list)
    sign: int = 1
    is_zero: bool = False
    rounded: bool = False

    def include(self, component: _Component, rows: Rows, table: Hashable = None) -> None:
        """One more coordinate, along the kept labels of a component."""
        self.content.append((component.names, rows.content, table))
        self.is_zero = self.is_zero or not rows.classes.any()
        if not component.kept:
            self.sign *= int(np.sign(rows.classes[0]))
            return
        array = rows.classes.reshape([component.lengths[label] for label in component.kept])
        self.coordinates.append(Coordinate(component.kept, array))

    def coarsely(self, component: _Component, *, signed: bool) -> None:
        """A coordinate for each kept label of a component that is too large: its slices are compared."""
        contents = tuple(part.coordinate.content for part in component.parts)
        self.content.append((component.names, contents, component.kept, component.summed))
        for label in component.kept:
            columns = [np.zeros((component.lengths[label], 1), dtype=np.int64)]
            signs = np.ones(component.lengths[label], dtype=np.int64)
            for part in component.parts:
                if label in part.coordinate.axes:
                    at = part.coordinate.axes.index(label)
                    slices = np.moveaxis(part.coordinate.classes, at, 0).reshape(len(columns[0]), -1)
                    rows = classify_signed(slices)
                    columns.append((np.abs(rows.classes) if signed else rows.classes)[:, None])
                    signs = signs * np.sign(rows.classes) if signed else signs
            rows = classify(np.concatenate(columns, axis=1), signs)
            self.coordinates.append(Coordinate((label,), rows.classes))


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
            found.append(self._node(node, [found[argument] for argument in node.arguments], leaves).gauged())
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
            if math.prod(sizes) > LARGEST:
                found = self.free(("reshaped", x.shape, x.content, shape), shape)
                return replace(found, sign=x.sign, rounded=x.rounded)
            new = tuple(a for _, group in met for a in group)
            array = np.broadcast_to(c.along(axes), sizes).reshape([shape[a] for a in new])
            coordinates.append(Coordinate(new, array).least())
        kept = (_regrouped(axes, groups, x.shape, shape) for axes in x.balanced)
        balanced = frozenset(axes for axes in kept if axes is not None)
        return replace(x, shape=shape, coordinates=tuple(coordinates), balanced=balanced)

    def add(self, arguments: Sequence[Colouring], coefficients: Sequence[Fraction]) -> Colouring:
        """The colours of a sum: equal terms are collected, opposite ones cancel."""
        shape, rounded = arguments[0].shape, any(argument.rounded for argument in arguments)
        collected: dict[Hashable, tuple[Colouring, Fraction]] = {}
        for argument, coefficient in zip(arguments, coefficients, strict=True):
            if not argument.is_zero:
                _, before = collected.get(argument.content, (argument, Fraction(0)))
                collected[argument.content] = argument, before + coefficient * argument.sign
        summands = [(a, c) for a, c in collected.values() if c]
        summands.sort(key=lambda summand: summand[0].content)
        rounded = rounded or len(summands) < len(collected)
        if not summands:
            return Colouring(shape, rounded=rounded)
        sign = 1 if summands[0][1] > 0 else -1
        if len(summands) == 1:
            ((summand, coefficient),) = summands
            scale = abs(coefficient)
            term = summand.term if scale == 1 else self.term(("times", scale, summand.term))
            return replace(summand, term=term, sign=sign, rounded=rounded)
        found = _sum([a for a, _ in summands], [sign * c for _, c in summands])
        balanced = frozenset.intersection(*(a.balanced for a, _ in summands))
        content = ("add", tuple((a.term, sign * c) for a, c in summands))
        return self._value(shape, content, found, sign=sign, balanced=balanced, rounded=rounded)

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
        zeros = [argument.rounded for argument in arguments if argument.is_zero]
        if zeros:
            return Colouring(shape, rounded=all(zeros))
        order = sorted(range(len(arguments)), key=lambda k: arguments[k].content)
        arguments, labels = [arguments[k] for k in order], [labels[k] for k in order]
        rounded, sums = any(argument.rounded for argument in arguments), _balances(arguments, labels)
        if any(not axes & set(out) for axes in sums):
            return Colouring(shape, rounded=True)
        parts = [
            _Part(k, j, Coordinate(tuple(names[a] for a in c.axes), c.classes))
            for k, (argument, names) in enumerate(zip(arguments, labels, strict=True))
            for j, c in enumerate(argument.coordinates)
        ]
        found = _Value()
        for component in _components(parts, out, lengths):
            _multiply(found, component)
        used = {name for part in parts for name in part.coordinate.axes}
        times = math.prod(lengths[name] for name in lengths.keys() - used - set(out))
        content = ("contract", tuple(argument.term for argument in arguments), times)
        places = {name: at for at, name in enumerate(out)}
        balanced = frozenset(frozenset(places[name] for name in axes if name in places) for axes in sums)
        found.coordinates = [replace(c, axes=tuple(places[a] for a in c.axes)) for c in found.coordinates]
        sign = math.prod(argument.sign for argument in arguments)
        return self._value(shape, content, found, sign=sign, balanced=balanced, rounded=rounded)

    def map(self, name: str, arguments: Sequence[Colouring]) -> Colouring:
        """The colours of a function of the entries: f(c), with signs through odd and even functions."""
        shape, known = arguments[0].shape, facts(name)
        rounded = any(argument.rounded for argument in arguments)
        keeps_zero = known.at_zero is AtZero.ZERO or (known.at_zero is AtZero.CONVENTION and self.relu0)
        zero_met = len(arguments) == 1 and arguments[0].has_zeros
        if zero_met:
            self.met.setdefault(known.at_zero, set()).add(name)
        if keeps_zero and all(argument.is_zero for argument in arguments):
            return Colouring(shape, rounded=rounded)
        parity = known.parity if len(arguments) == 1 else Parity.NONE
        found = _Value()
        lengths = dict(enumerate(shape))
        for component in _components(_parts(arguments), range(len(shape)), lengths):
            _apply(found, component, parity, keeps_zero=keeps_zero and len(arguments) == 1)
        signs = tuple(argument.sign if parity is Parity.NONE else 1 for argument in arguments)
        content = ("map", name, tuple(argument.term for argument in arguments), signs)
        sign = arguments[0].sign if parity is Parity.ODD else 1
        return self._value(shape, content, found, sign=sign, rounded=rounded)

    def _rows(self, operation: RowsOperation, arguments: Sequence[Colouring], shape: Shape) -> Colouring:
        """The colours of a function of rows: equal rows give equal rows."""
        axis, linear = operation.axis, operation.linear
        rounded = any(argument.rounded for argument in arguments)
        if linear is not None and arguments[linear].is_zero:
            return Colouring(shape, rounded=arguments[linear].rounded)
        rest, own = [a for a in range(len(shape)) if a != axis], len(shape)
        lengths = dict(enumerate(shape)) | {own + k: x.shape[axis] for k, x in enumerate(arguments)}
        parts = [
            replace(part, coordinate=_relabelled(part.coordinate, axis, own + part.argument))
            for part in _parts(arguments)
        ]
        found = _Value()
        for component in _components(parts, rest, lengths):
            _apply_to_rows(found, component, linear)
        found.coordinates.append(Coordinate((axis,), free(shape[axis])))
        signs = tuple(1 if k == linear else argument.sign for k, argument in enumerate(arguments))
        terms = tuple((argument.term, argument.shape[axis]) for argument in arguments)
        content = ("rows", operation.function, linear, shape[axis], terms, signs)
        sign = 1 if linear is None else arguments[linear].sign
        return self._value(shape, content, found, sign=sign, rounded=rounded)

    def _softmax(self, x: Colouring, axis: int) -> Colouring:
        exponentials = self.map("exp", [x])
        inverse = self.map("reciprocal", [self._total([exponentials], axis)])
        names = list(range(len(x.shape)))
        return self.contract([exponentials, inverse], [names, [a for a in names if a != axis]], names)

    def _softmax_backward(self, p: Colouring, y: Colouring, axis: int) -> Colouring:
        """The value p (y − Σ p y) is 0 if y is constant along the axis, as Σ p = 1; its sum is 0."""
        if y.is_zero or axis not in y.axes:
            return Colouring(y.shape, rounded=not y.is_zero or y.rounded)
        names = list(range(len(y.shape)))
        mean = self._total([p, y], axis)
        around = mean.renamed(dict(enumerate(a for a in names if a != axis)), y.shape)
        found = self.contract([p, self.add([y, around], [Fraction(1), Fraction(-1)])], [names, names], names)
        return replace(found, balanced=found.balanced | {frozenset([axis])})

    def _centre(self, x: Colouring, axes: Sequence[int]) -> Colouring:
        """The value x − mean(x) is 0 if x is constant along the axes; its sum is 0."""
        if x.is_zero or not x.axes & set(axes):
            return Colouring(x.shape, rounded=not x.is_zero or x.rounded)
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
            return Colouring(shape, rounded=arguments[operation.linear].rounded)
        given = tuple((argument.shape, argument.sign, argument.content) for argument in arguments)
        fresh = len(self._terms) if operation.random else None
        found = self.free((operation, shape, given, fresh), shape)
        return replace(found, rounded=any(argument.rounded for argument in arguments))

    def _value(
        self,
        shape: Shape,
        content: Hashable,
        found: _Value,
        *,
        sign: int,
        rounded: bool,
        balanced: frozenset[frozenset[int]] = frozenset(),
    ) -> Colouring:
        rounded = rounded or found.rounded
        if found.is_zero:
            return Colouring(shape, rounded=rounded)
        term = self.term((content, tuple(found.content)))
        coordinates = tuple(_sorted(coordinate).least() for coordinate in found.coordinates)
        return Colouring(shape, term, sign * found.sign, coordinates, balanced, rounded)

    def _constant(self, values: NDArray[np.float64]) -> Colouring:
        """Numbers: equal ones are equal wherever they are."""
        sizes, places = np.unique(np.abs(values), return_inverse=True)
        numbers = np.array([self.term(("number", size)) if size else 0 for size in sizes.tolist()])
        classes = numbers[places.reshape(values.shape)] * np.where(values < 0, -1, 1)
        if not classes.any():
            return Colouring(values.shape)
        coordinate = Coordinate(tuple(range(values.ndim)), classes.astype(np.int64)).least()
        return Colouring(values.shape, self.term("number"), 1, (coordinate,))


def _parts(arguments: Sequence[Colouring]) -> list[_Part]:
    """The coordinates of arguments of one shape."""
    return [
        _Part(k, j, c) for k, argument in enumerate(arguments) for j, c in enumerate(argument.coordinates)
    ]


def _relabelled(coordinate: Coordinate, axis: int, label: int) -> Coordinate:
    """The coordinate with another label for an axis."""
    return Coordinate(tuple(label if a == axis else a for a in coordinate.axes), coordinate.classes)


def _sorted(coordinate: Coordinate) -> Coordinate:
    order = sorted(range(len(coordinate.axes)), key=lambda k: coordinate.axes[k])
    return Coordinate(tuple(coordinate.axes[k] for k in order), coordinate.classes.transpose(order))


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


def _multiply(found: _Value, component: _Component) -> None:
    """The products of a component, and their sums over the labels that are summed."""
    if component.size > LARGEST:
        found.coarsely(component, signed=True)
        return
    arrays = component.arrays()
    signs = np.prod([np.sign(array) for array in arrays], axis=0)
    numbers, table = joined([np.abs(array) for array in arrays])
    if not component.summed:
        found.include(component, classify(numbers[:, None], signs), table)
        return
    rows = (numbers * signs).reshape(component.height, -1)
    sequences = classify_signed(rows)
    if not len(sequences.firsts):
        found.is_zero = True
        return
    distinct = rows[sequences.firsts] * np.sign(sequences.classes[sequences.firsts])[:, None]
    sums, cancelled = multisets(distinct)
    bags = classify_signed(sums)
    found.rounded = found.rounded or cancelled or len(bags.firsts) < len(sequences.firsts)
    classes = np.concatenate([[0], bags.classes])[np.abs(sequences.classes)] * np.sign(sequences.classes)
    found.include(component, replace(bags, classes=classes), table)


def _sum(summands: Sequence[Colouring], coefficients: Sequence[Fraction]) -> _Value:
    """The summands at each index of each component."""
    found, shape = _Value(), summands[0].shape
    for component in _components(_parts(summands), range(len(shape)), dict(enumerate(shape))):
        if component.size > LARGEST:
            found.coarsely(component, signed=False)
            continue
        columns, tables = [], []
        for members in _alike(summands, coefficients, component):
            column, table, cancelled = _collected(members, coefficients, component)
            found.rounded = found.rounded or cancelled
            columns.append(column)
            tables.append((tuple(members), table))
        found.include(component, classify_signed(np.concatenate(columns, axis=1)), tuple(tables))
    return found


def _alike(
    summands: Sequence[Colouring], coefficients: Sequence[Fraction], component: _Component
) -> Iterable[list[int]]:
    """Summands that differ in this component only: where they agree in it, they are equal or opposite."""
    groups: dict[Hashable, list[int]] = {}
    inside = set(component.names)
    for k, (summand, coefficient) in enumerate(zip(summands, coefficients, strict=True)):
        outside = tuple(c.content for j, c in enumerate(summand.coordinates) if (k, j) not in inside)
        here = tuple(j for j in range(len(summand.coordinates)) if (k, j) in inside)
        groups.setdefault((summand.term, abs(coefficient), here, outside), []).append(k)
    return groups.values()


def _collected(
    members: Sequence[int], coefficients: Sequence[Fraction], component: _Component
) -> tuple[Classes, Hashable, bool]:
    """The signed numbers of the entries of some summands that are alike, at each index, collected."""
    arrays = [component.arrays(k) or [np.ones(component.height, dtype=np.int64)] for k in members]
    numbers, table = joined([np.abs(np.concatenate(column)) for column in zip(*arrays, strict=True)])
    signs = [
        np.prod([np.sign(array) for array in given], axis=0) * (1 if coefficients[k] > 0 else -1)
        for k, given in zip(members, arrays, strict=True)
    ]
    rows = (numbers * np.concatenate(signs)).reshape(len(members), -1).T
    if len(members) == 1:
        return rows, table, False
    sums, cancelled = multisets(rows)
    return sums, table, cancelled


def _apply(found: _Value, component: _Component, parity: Parity, *, keeps_zero: bool) -> None:
    """The arguments of a function at each index of a component."""
    if component.size > LARGEST:
        found.coarsely(component, signed=False)
        return
    arguments = sorted({part.argument for part in component.parts})
    columns, signs = [], np.ones(component.height, dtype=np.int64)
    for k in arguments:
        arrays = component.arrays(k)
        sign = np.prod([np.sign(array) for array in arrays], axis=0)
        columns += [np.where(sign == 0, 0, np.abs(array)) for array in arrays]
        columns += [np.sign(array) * np.abs(sign) for array in arrays if parity is Parity.NONE]
        if parity is Parity.ODD:
            signs = signs * np.where(sign == 0, 1, sign)
        if keeps_zero:
            signs = signs * np.abs(sign)
    found.include(component, classify(np.stack(columns, axis=1), signs))


def _apply_to_rows(found: _Value, component: _Component, linear: int | None) -> None:
    """The rows of a component, for each index along the other axes."""
    if component.size > LARGEST:
        found.coarsely(component, signed=False)
        return
    columns, signs = [], np.ones(component.height, dtype=np.int64)
    tables = []
    for k in sorted({part.argument for part in component.parts}):
        arrays = component.arrays(k)
        numbers, table = joined([np.abs(array) for array in arrays])
        sign = np.prod([np.sign(array) for array in arrays], axis=0)
        rows = (numbers * sign).reshape(component.height, -1)
        if k == linear:
            signs = leading_signs(rows)
            rows = rows * signs[:, None]
            columns.append(rows)
        else:
            columns += [rows, *(np.sign(array).reshape(component.height, -1) for array in arrays)]
        tables.append(table)
    found.include(component, classify(np.concatenate(columns, axis=1), signs), tuple(tables))


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
