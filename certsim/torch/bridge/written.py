"""Tensor graphs as models in the spec language."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import zip_longest
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from certsim.errors import CertsimError
from certsim.model.reader import declaration
from certsim.model.tree import text
from certsim.torch.bridge.formulas import HINT, NoCounterpart, formula
from certsim.torch.bridge.known import Known, known_arrays
from certsim.torch.bridge.spelling import exact, legal_names
from certsim.torch.bridge.terms import (
    Term,
    Tree,
    broadcast,
    call,
    common_order,
    contracted,
    indexed,
    is_short,
    joined,
    negative,
    normalised,
    number,
    product,
    real_axes,
    reshaped,
    taken,
    total,
    whole,
)
from certsim.torch.bridge.windows import Convolution, find_convolution
from certsim.torch.checker.graph import (
    Add,
    Centre,
    Constant,
    Contract,
    Expand,
    Graph,
    Labels,
    Leaf,
    Map,
    Node,
    Opaque,
    Operation,
    Permute,
    Put,
    Reshape,
    Rows,
    Shape,
    Softmax,
    Take,
)

MAX_OPERATIONS: Final = 50_000
"""How many products, sums and calls of scalars a model has at most."""
_LONGEST: Final = 70
"""An expression with more characters becomes a local definition."""
_CHOICE: Final = "onehot "
"""How the names of inputs begin of which one entry along the last axis is 1, and the others are 0."""
_MASK: Final = "dropout "
"""How the names of inputs begin that are 0 or 1."""
_MINUS_INFINITY: Final = "-inf"
"""Stands in trees for what softmax takes out of them again."""

Values: TypeAlias = Mapping[str, NDArray[Any]]


def _numbers(values: Any) -> Tree:
    """Nested lists of numbers as an expression."""
    return ["list", *map(_numbers, values)] if isinstance(values, list) else number(values)


def tables_of(graph: Graph, parameters: Mapping[str, Sequence[int]], values: Values) -> dict[str, Any]:
    """The model of a graph as a spec file has it: parameters, inputs, let, outputs.

    `parameters` are the names of trained parameters with their shapes, in the order of coordinates. `values`
    are those of all other leaves but the inputs. Raises CertsimError for what has no counterpart.
    """
    writer = _Writer(graph, parameters, values)
    outputs = list(writer.outputs())
    definitions, outputs = _renumbered(_used(writer.definitions, outputs), outputs, writer.names)
    if any(_mentions(tree, _MINUS_INFINITY) for tree in [*definitions.values(), *outputs]):
        raise NoCounterpart("an infinite number")
    written = [text(tree) for tree in outputs]
    return {
        "parameters": [declaration(writer.names[name], list(shape)) for name, shape in parameters.items()],
        "inputs": [
            declaration(writer.names[name], [n for n in shape if n != 1])
            for name, shape in writer.inputs.items()
        ],
        "inputs_where": [each for name in writer.inputs for each in _truths(name, writer.names[name])],
        "let": [f"{name} = {text(tree)}" for name, tree in definitions.items()],
        "outputs": written if len(written) > 1 else written[0],
    }


def _truths(name: str, legal: str) -> Iterator[str]:
    """What is known of an input by its name in the graph."""
    if name.startswith((_CHOICE, _MASK)):
        yield f"{legal}**2 = {legal}"
    if name.startswith(_CHOICE):
        yield f"sum({legal}, axis=-1) = 1"


def _used(definitions: Mapping[str, Tree], outputs: Sequence[Tree]) -> dict[str, Tree]:
    """The definitions that the outputs are made of."""
    used: dict[str, Tree] = {}
    for name, tree in reversed(list(definitions.items())):
        if any(_mentions(each, name) for each in [*outputs, *used.values()]):
            used[name] = tree
    return dict(reversed(list(used.items())))


def _renumbered(
    definitions: Mapping[str, Tree], outputs: Sequence[Tree], names: Mapping[str, str]
) -> tuple[dict[str, Tree], list[Tree]]:
    """The definitions that have no name of the module are h1, h2, …"""
    given = [name for name in definitions if name not in names.values()]
    wanted = legal_names([f"h{at}" for at in range(1, len(given) + 1)], names.values())
    renamed = dict(zip(given, wanted.values(), strict=True))
    new = {renamed.get(name, name): _with_names(tree, renamed) for name, tree in definitions.items()}
    return new, [_with_names(tree, renamed) for tree in outputs]


def _with_names(tree: Tree, names: Mapping[str, str]) -> Tree:
    if isinstance(tree, list):
        return [_with_names(part, names) for part in tree]
    return names.get(tree, tree) if isinstance(tree, str) else tree


def _require_small(graph: Graph) -> None:
    operations = sum(math.prod(_lengths(node, graph).values()) for node in graph.nodes)
    if operations > MAX_OPERATIONS:
        message = (
            f"the module takes {operations:,} operations on scalars, and a model {MAX_OPERATIONS:,} at most"
        )
        raise CertsimError(f"{message}\nhint: {HINT}")


def _lengths(node: Node, graph: Graph) -> dict[int, int]:
    """The lengths over which a node computes: its axes; those of all labels of a contraction."""
    if not isinstance(node.operation, Contract):
        return dict(enumerate(node.shape))
    pairs = zip(node.arguments, node.operation.labels, strict=True)
    return {label: n for at, labels in pairs for label, n in zip(labels, graph.shape(at), strict=True)}


def _called(operation: Operation) -> str:
    if isinstance(operation, Map | Rows | Opaque):
        return f"the operation {operation.function}"
    return f"the operation {type(operation).__name__.lower()}"


def _scaled(coefficient: Fraction, tree: Tree) -> Tree:
    """A coefficient is written as a factor, or a divisor, that is a short decimal, if it is one."""
    size, inverse = abs(coefficient), 1 / abs(coefficient)
    if _is_float(size) or not _is_float(inverse):
        scaled = product([number(float(size) if _is_float(size) else size), tree])
    else:
        scaled = product([tree, ["/", "1", number(float(inverse))]])
    return negative(scaled) if coefficient < 0 else scaled


def _is_float(value: Fraction) -> bool:
    return Fraction(float(value)) == value


def _weighted(coefficients: Sequence[Fraction], xs: Sequence[Term], shape: Shape) -> Term:
    given = [(c, x) for c, x in zip(coefficients, xs, strict=True) if c and x.tree != "0"]
    return _sum([Term(_scaled(c, x.tree), x.axes) for c, x in given], shape)


def _sum(summands: Sequence[Term], shape: Sequence[int]) -> Term:
    order = common_order([term.axes for term in summands])
    return Term(total([broadcast(term, order, shape) for term in summands]), order)


def _without_ones(tree: Tree, shape: Sequence[int]) -> Tree:
    """An array at the index 0 of the axes of length 1."""
    for axis in reversed([axis for axis, length in enumerate(shape) if length == 1]):
        rank = len(shape) - sum(n == 1 for n in shape[axis + 1 :])
        tree = indexed(tree, rank, axis, 0)
    return tree


def _with_ones(tree: Tree) -> Tree:
    """The array whose axes of length 1 are left out in an expression for a leaf."""
    return tree[1] if isinstance(tree, list) else tree


def _mentions(tree: Tree, name: str) -> int:
    return sum(_mentions(part, name) for part in tree[1:]) if isinstance(tree, list) else int(tree == name)


@dataclass
class _Writer:
    """Writes the nodes of a graph, one after the other."""

    graph: Graph
    parameters: Mapping[str, Sequence[int]]
    values: Values
    names: Mapping[str, str] = field(init=False)
    known: Sequence[Known] = field(init=False)
    convolutions: Mapping[int, Convolution] = field(init=False)
    inputs: dict[str, Sequence[int]] = field(default_factory=dict)
    definitions: dict[str, Tree] = field(default_factory=dict)
    terms: dict[int, Term] = field(default_factory=dict)
    uses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        leaves = [node.operation.name for node in self.graph.nodes if isinstance(node.operation, Leaf)]
        self.names = legal_names(dict.fromkeys([*self.parameters, *leaves]))
        _require_small(self.graph)
        self.known = known_arrays(self.graph)
        found = ((at, find_convolution(self.graph, at)) for at in range(len(self.graph.nodes)))
        self.convolutions = {at: convolution for at, convolution in found if convolution is not None}

    def outputs(self) -> Iterator[Tree]:
        """The outputs; what they need is defined before."""
        needed = self._needed()
        for at in needed:
            self.terms[at] = self._defined(at, self._term(at))
        for at in self.graph.outputs:
            shape = self.graph.shape(at)
            yield whole(self.terms[at], real_axes(shape), shape)

    def _needed(self) -> list[int]:
        """The nodes on which outputs depend; how often each is used is counted."""
        self.uses.update(self.graph.outputs)
        for at in range(len(self.graph.nodes) - 1, -1, -1):
            if self.uses[at]:
                self.uses.update(self._arguments(at))
        return [at for at in range(len(self.graph.nodes)) if self.uses[at]]

    def _arguments(self, at: int) -> Sequence[int]:
        """What a node is written with: for arrays put side by side these arrays."""
        if convolution := self.convolutions.get(at):
            return [convolution.data, convolution.filters]
        arguments = () if self.known[at] is not None else self.graph.nodes[at].arguments
        return [self.graph.nodes[put].arguments[0] for put in arguments] if self._joins(at) else arguments

    def _joins(self, at: int) -> bool:
        """Whether a node is the sum of arrays that are put at different places along one axis."""
        node = self.graph.nodes[at]
        puts = [put for each in node.arguments if isinstance(put := self.graph.nodes[each].operation, Put)]
        if not isinstance(node.operation, Add) or not puts or len(puts) < len(node.arguments):
            return False
        places = [place for put in puts for place in put.index if place >= 0]
        different = len(set(places)) == len(places) and len({put.axis for put in puts}) == 1
        return different and set(node.operation.coefficients) == {1}

    def _term(self, at: int) -> Term:
        node, xs = self.graph.nodes[at], [self.terms[each] for each in self._arguments(at)]
        known = self.known[at]
        if known is not None:
            return _constant(known)
        if self._joins(at):
            return self._joined(node, xs)
        if convolution := self.convolutions.get(at):
            return self._convolved(convolution, *xs)
        match node.operation:
            case Leaf(kind, name):
                return self._leaf(kind, name, node.shape)
            case Constant(values):
                return _constant(values)
            case Add(coefficients):
                return self._mean(node, coefficients, *xs) or _weighted(coefficients, xs, node.shape)
            case Contract(labels, out):
                return self._contraction(xs, labels, out, _lengths(node, self.graph))
            case Map(function):
                return self._map(function, xs, node.shape)
            case Rows(function, axis):
                return self._rows(function, axis, xs, self.graph.shape(node.arguments[0]))
            case _:
                return self._of_one(node, *xs)

    def _of_one(self, node: Node, x: Term | None = None, *more: Term) -> Term:
        """A node that has one argument."""
        match node.operation:
            case _ if x is None or more:
                raise NoCounterpart(_called(node.operation))
            case Permute(axes):
                return Term(x.tree, tuple(axes.index(axis) for axis in x.axes))
            case Expand(axis, _):
                return Term(x.tree, tuple(each + (each >= axis) for each in x.axes))
            case Softmax(axis):
                return self._softmax(x, axis, node.shape)
            case Centre(axes):
                return _centred(self._named(x), axes)
            case _:
                return self._moved(node.operation, x, self.graph.shape(node.arguments[0]), node.shape)

    def _moved(self, operation: Operation, x: Term, old: Shape, new: Shape) -> Term:
        match operation:
            case Reshape():
                return reshaped(x, old, new)
            case Take(axis, index):
                return taken(self._named(x), axis, index, old)
            case Put(axis, index, length):
                named = self._named(x)
                return _sum([taken(named, axis, each, old) for each in _rounds(index, length)], new)
            case _:
                raise NoCounterpart(_called(operation))

    def _defined(self, at: int, term: Term) -> Term:
        """The node by a name, where that is easier to read."""
        if self.uses[at] == 1 and at in self.graph.outputs:
            return term
        function = isinstance(self.graph.nodes[at].operation, Map | Softmax | Rows) and term.tree[0] == "call"
        if self.uses[at] > 1 or function or len(text(term.tree)) > _LONGEST:
            return self._named(term)
        return term

    def _named(self, term: Term) -> Term:
        """The term by a name of its own, unless it is short."""
        if is_short(term.tree):
            return term
        used = [*self.names.values(), *self.definitions]
        (name,) = legal_names([f"h{len(self.definitions) + 1}"], used).values()
        self.definitions[name] = term.tree
        return Term(name, term.axes)

    def _leaf(self, kind: str, name: str, shape: Shape) -> Term:
        legal = self.names[name]
        if kind == "input":
            self.inputs[name] = shape
            return Term(legal, real_axes(shape))
        if name not in self.parameters:
            self.definitions[legal] = _numbers(exact(self.values[name]))
        return Term(_without_ones(legal, shape), real_axes(shape))

    def _map(self, function: str, xs: Sequence[Term], shape: Shape) -> Term:
        places: list[Tree] = [f"?{k}" for k in range(len(xs))]
        form = formula(function, places)
        often = [_mentions(form, place) > 1 for place in places]
        named = [self._named(x) if more else x for x, more in zip(xs, often, strict=True)]
        order = common_order([x.axes for x in xs])
        return Term(formula(function, [broadcast(x, order, shape) for x in named]), order)

    def _contraction(
        self, xs: Sequence[Term], labels: Sequence[Labels], out: Labels, lengths: Mapping[int, int]
    ) -> Term:
        """Labels along which all factors are constant are summed by a factor."""
        if any(x.tree == "0" for x in xs):
            return Term("0")
        factors = [
            (x.tree, tuple(names[axis] for axis in x.axes)) for x, names in zip(xs, labels, strict=True)
        ]
        tree, order = normalised(factors, out, self.definitions) or contracted(factors, out)
        present = {*out, *(label for _, names in factors for label in names)}
        times = math.prod(n for label, n in lengths.items() if label not in present)
        return Term(product([str(times), tree]), tuple(map(out.index, order)))

    def _softmax(self, x: Term, axis: int, shape: Shape) -> Term:
        """Where a mask is −∞, exp is 0."""
        if axis not in x.axes:
            return Term(number(Fraction(1, shape[axis])))
        at, parts = x.axes.index(axis), x.tree[1:] if x.tree[0] == "+" else [x.tree]
        masks = [part for part in parts if _mentions(part, _MINUS_INFINITY)]
        if not masks:
            return Term(call("softmax", x.tree, axis=at if at < len(x.axes) - 1 else None), x.axes)
        rest = [part for part in parts if part not in masks]
        factors = [call("exp", total([*rest, *map(_finite, masks)])), *map(_open, masks)]
        weights = self._named(Term(product(factors), x.axes)).tree
        return Term(product([weights, ["/", "1", ["sum", weights, {"axis": at, "keepdims": True}]]]), x.axes)

    def _rows(self, function: str, axis: int, xs: Sequence[Term], shape: Shape) -> Term:
        """The largest or the smallest of the entries along an axis, or their product."""
        word = {"amax": "max", "max": "max", "amin": "min", "min": "min", "prod": "prod"}.get(function)
        if word is None or len(xs) != 1:
            raise NoCounterpart(f"the function {function}")
        (x,) = xs
        if axis not in x.axes:
            return Term(["**", x.tree, shape[axis]] if word == "prod" else x.tree, x.axes)
        at = x.axes.index(axis)
        return Term(call(word, x.tree, axis=at), x.axes[:at] + x.axes[at + 1 :])

    def _convolved(self, found: Convolution, x: Term, filters: Term) -> Term:
        """A convolution, at the index 0 of axes of length 1."""
        data, shape = whole(x, found.channels, self.graph.shape(found.data)), self.graph.shape(found.filters)
        options = {"stride": (found.stride, 1), "padding": (found.padding, 0)}
        written = {option: value for option, (value, default) in options.items() if value != default}
        tree = call(f"conv{len(shape) - 2}d", data, _with_ones(filters.tree), **written)
        lengths = [1 if axis is None else 2 for axis in found.axes]
        return Term(_without_ones(tree, lengths), tuple(axis for axis in found.axes if axis is not None))

    def _mean(self, node: Node, coefficients: Sequence[Fraction], x: Term, *more: Term) -> Term | None:
        """The mean along axes: the sum over the number of what is summed."""
        at = node.arguments[0]
        while isinstance(self.graph.nodes[at].operation, Reshape):
            (at,) = self.graph.nodes[at].arguments
        summed = self.graph.nodes[at]
        if more or x.tree[0] != "sum" or not isinstance(summed.operation, Contract):
            return None
        count = math.prod(self.graph.shape(summed.arguments[0])) // math.prod(summed.shape)
        return Term(["call", "mean", *x.tree[1:]], x.axes) if coefficients[0] * count == 1 else None

    def _joined(self, node: Node, xs: Sequence[Term]) -> Term:
        """Arrays side by side, in the order in which they were put."""
        puts = [self.graph.nodes[at] for at in node.arguments]
        places = [put.operation for put in puts if isinstance(put.operation, Put)]
        axis, index = places[0].axis, [place for put in places for place in put.index]
        shapes = [self.graph.shape(put.arguments[0]) for put in puts]
        side_by_side = joined(list(zip(xs, shapes, strict=True)), axis)
        inverse = [index.index(place) if place in index else -1 for place in range(node.shape[axis])]
        if inverse == list(range(len(index))):
            return side_by_side
        shape = (*node.shape[:axis], len(index), *node.shape[axis + 1 :])
        return taken(self._named(side_by_side), axis, inverse, shape)


def _constant(values: NDArray[np.float64]) -> Term:
    if np.isnan(values).any() or (values == np.inf).any():
        raise NoCounterpart("a constant that is not finite")
    if (values == values.flat[0]).all():
        return Term(number(float(values.flat[0])))
    axes = tuple(k for k in real_axes(values.shape) if (values != np.take(values, [0], k)).any())
    varied = values[tuple(slice(None) if k in axes else 0 for k in range(values.ndim))]
    return Term(_numbers(varied.tolist()), axes)


def _rounds(index: Sequence[int], length: int) -> Iterator[tuple[int, ...]]:
    """What comes to each place: first once, then once more where more comes there."""
    sources: list[list[int]] = [[] for _ in range(length)]
    for i, place in enumerate(index):
        if place >= 0:
            sources[place].append(i)
    return zip_longest(*sources, fillvalue=-1)


def _open(tree: Tree) -> Tree:
    """A mask as a factor: 0 for −∞, and else 1."""
    if isinstance(tree, list):
        return [tree[0], *(part if isinstance(part, dict) else _open(part) for part in tree[1:])]
    return "0" if tree == _MINUS_INFINITY else "1"


def _finite(tree: Tree) -> Tree:
    """A mask without −∞; 0 if nothing else is left."""
    if isinstance(tree, str):
        return "0" if tree == _MINUS_INFINITY else tree
    rest = [tree[0], *(part if isinstance(part, dict) else _finite(part) for part in tree[1:])]
    return "0" if all(part == "0" or isinstance(part, dict) for part in rest[1:]) else rest


def _centred(x: Term, axes: Sequence[int]) -> Term:
    own = [x.axes.index(axis) for axis in axes if axis in x.axes]
    if not own:
        return Term("0")
    mean = call("mean", x.tree, axis=own if len(own) > 1 else own[0], keepdims=True)
    return Term(total([x.tree, negative(mean)]), x.axes)
