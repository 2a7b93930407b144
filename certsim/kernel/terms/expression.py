"""Expressions: JSON trees over arrays, expanded to a graph of scalars.

The tree is what a reader of the claim sees (`a @ tanh(W @ x)`); the graph, in which every
subexpression stands once, is what the calculus works on. Shapes follow numpy, with one restriction: a
scalar combines with anything, equal shapes combine entry by entry, and nothing else broadcasts.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product, repeat
from typing import Final, TypeAlias

from certsim.kernel.errors import MalformedCertificate, excerpt
from certsim.kernel.meter import spend
from certsim.kernel.terms.functions import CALLABLE, DEFINITIONS, ELEMENTARY, Domain, Expression, calls_in
from certsim.kernel.terms.graph import MAX_NODES, Graph, Node

Path: TypeAlias = tuple[int | str, ...]

MAX_DEPTH: Final = 220

IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
_LITERAL: Final = re.compile(r"-?[0-9]{1,4000}(?:/[0-9]{1,4000})?")


def read_rational(text: object, path: Path = ()) -> Fraction:
    """A rational in its one spelling: lowest terms, no sign but a leading minus, no `/1`."""
    spend(8 + (len(text) if isinstance(text, str) else 0) ** 2 // 10_000)
    if not isinstance(text, str) or not _LITERAL.fullmatch(text) or text.endswith("/0"):
        raise MalformedCertificate(f"expected a rational number such as '-3/4', found {excerpt(text)}", path)
    numerator, _, denominator = text.partition("/")
    if denominator and not int(denominator):
        raise MalformedCertificate(f"the denominator of {excerpt(text)} is zero", path)
    value = Fraction(int(numerator), int(denominator or 1))
    if str(value) != text:
        raise MalformedCertificate(f"the number {excerpt(text)} is to be written {excerpt(str(value))}", path)
    return value


@dataclass(frozen=True)
class Array:
    """An array of scalar expressions, row by row; `shape` is `()`, `(n,)` or `(m, n)`."""

    shape: tuple[int, ...]
    nodes: tuple[Node, ...]


def scalar_names(name: str, shape: tuple[int, ...]) -> Iterator[str]:
    """`W[0,0]`, `W[0,1]`, …: the coordinates of an array, in its order."""
    spend(math.prod(shape) * (16 + len(name) // 4))
    for index in product(*map(range, shape)):
        yield f"{name}[{','.join(map(str, index))}]" if shape else name


def declare(
    graph: Graph, declarations: Iterable[tuple[str, tuple[int, ...]]], first: int
) -> dict[str, Array]:
    """Arrays of leaves, numbered from `first` in the order of the declarations."""
    arrays = {}
    for name, shape in declarations:
        size = math.prod(shape)
        arrays[name] = Array(shape, tuple(map(graph.leaf, range(first, first + size))))
        first += size
    return arrays


@dataclass(frozen=True)
class Written:
    """What expressions say that the graph, which simplifies, does not.

    `limited`: the arguments of calls that are not defined everywhere, and what they must be. `steps`: how
    often a step of an argument is written.
    """

    limited: dict[Node, Domain]
    steps: Counter[Node]


class Scope:
    """Expands expression trees in which the given names mean the given arrays."""

    def __init__(
        self,
        graph: Graph,
        arrays: Mapping[str, Array],
        callable_: frozenset[str] = CALLABLE,
        written: Written | None = None,
    ) -> None:
        """Takes the graph, what names mean, the functions that may be called, and what was written before."""
        self.graph: Final = graph
        self.written: Final = written or Written({}, Counter())
        self._arrays: Final = arrays
        self._callable: Final = callable_
        self._operations: Final[Mapping[str, Callable[[list[Expression], Path], Array]]] = {
            "+": self._add,
            "*": self._multiply,
            "neg": self._negate,
            "/": self._divide,
            "**": self._power,
            "@": self._matmul,
            "T": self._transpose,
            "index": self._subscript,
            "list": self._list,
            "sum": self._sum,
            "call": self._call,
        }

    def expand(self, expression: Expression, path: Path = ()) -> Array:
        """The array that an expression denotes.

        Raises `MalformedCertificate` with the path to the offending part of the tree.
        """
        if len(path) > MAX_DEPTH:
            raise MalformedCertificate(f"an expression nested more than {MAX_DEPTH} deep", path)
        if isinstance(expression, str):
            return self._name_or_number(expression, path)
        if not isinstance(expression, list) or not expression or not isinstance(expression[0], str):
            raise MalformedCertificate(f"expected an expression, found {excerpt(expression)}", path)
        operation = self._operations.get(expression[0])
        if operation is None:
            raise MalformedCertificate(f"there is no operation {excerpt(expression[0])}", path)
        try:
            array = operation(expression, path)
        except MalformedCertificate as error:
            raise error if error.path else MalformedCertificate(error.message, path) from error
        spend(2 * len(array.nodes))
        return array

    def _applied(self, function: str, argument: Node) -> Node:
        """A call; what its argument must be is noted before anything is simplified (theory §0)."""
        domain, value = self.graph.functions.domain(function), self.graph.value(argument)
        if domain is not None and (value is None or not domain.holds(value)):
            limited = self.written.limited
            limited[argument] = domain.narrower(limited.get(argument))
        if function == "step":
            self.written.steps[argument] += 1
        return self.graph.call(function, argument)

    def scalar(self, expression: Expression, path: Path = ()) -> Node:
        """The node of an expression that must be a scalar."""
        array = self.expand(expression, path)
        if array.shape:
            raise MalformedCertificate(f"expected a scalar, found {_shape(array)}", path)
        return array.nodes[0]

    def pair(self, left: Expression, right: Expression, path: Path = ()) -> tuple[Array, Array]:
        """The two sides of an equation or condition, the scalar one broadcast to the other's shape."""
        a, b = self.expand(left, (*path, 0)), self.expand(right, (*path, 1))
        return _broadcast(a, b, path)

    def _name_or_number(self, text: str, path: Path) -> Array:
        if text in self._arrays:
            return self._arrays[text]
        if IDENTIFIER.fullmatch(text):
            raise MalformedCertificate(f"unknown name {text!r}", path)
        return Array((), (self.graph.number(read_rational(text, path)),))

    def _operands(self, expression: list[Expression], path: Path, count: int | None = None) -> list[Array]:
        operands = expression[1:]
        if len(operands) != count if count is not None else len(operands) < 2:
            raise MalformedCertificate(f"{expression[0]!r} does not take {len(operands)} operands", path)
        return [self.expand(operand, (*path, at)) for at, operand in enumerate(operands, 1)]

    def _entrywise(
        self, expression: list[Expression], path: Path, combine: Callable[[Iterable[Node]], Node]
    ) -> Array:
        operands = self._operands(expression, path)
        shape: tuple[int, ...] = ()
        for at, operand in enumerate(operands, 1):
            if operand.shape and shape and operand.shape != shape:
                raise MalformedCertificate(
                    f"{expression[0]!r} does not combine shapes {_tuple(shape)} and {_tuple(operand.shape)}",
                    (*path, at),
                )
            shape = shape or operand.shape
        size = math.prod(shape)
        columns = [operand.nodes if operand.shape else repeat(operand.nodes[0], size) for operand in operands]
        return Array(shape, tuple(map(combine, zip(*columns, strict=True))))

    def _add(self, expression: list[Expression], path: Path) -> Array:
        return self._entrywise(expression, path, self.graph.add)

    def _multiply(self, expression: list[Expression], path: Path) -> Array:
        return self._entrywise(expression, path, self.graph.multiply)

    def _negate(self, expression: list[Expression], path: Path) -> Array:
        (operand,) = self._operands(expression, path, 1)
        return Array(operand.shape, tuple(map(self.graph.negate, operand.nodes)))

    def _divide(self, expression: list[Expression], path: Path) -> Array:
        dividend, divisor = self._operands(expression, path, 2)
        left, right = _broadcast(dividend, divisor, path)
        try:
            inverses = {node: self._applied("inv", node) for node in set(right.nodes)}
        except MalformedCertificate as error:
            raise MalformedCertificate(error.message, (*path, 2)) from error
        pairs = zip(left.nodes, right.nodes, strict=True)
        return Array(left.shape, tuple(self.graph.multiply((a, inverses[b])) for a, b in pairs))

    def _power(self, expression: list[Expression], path: Path) -> Array:
        if len(expression) != 3 or type(expression[2]) is not int:
            raise MalformedCertificate("'**' takes an expression and an integer", path)
        base, exponent = self.expand(expression[1], (*path, 1)), expression[2]
        nodes = base.nodes if exponent >= 0 else [self._applied("inv", node) for node in base.nodes]
        return Array(base.shape, tuple(self.graph.power(node, abs(exponent)) for node in nodes))

    def _matmul(self, expression: list[Expression], path: Path) -> Array:
        a, b = self._operands(expression, path, 2)
        if not a.shape or not b.shape or a.shape[-1] != b.shape[0]:
            raise MalformedCertificate(f"'@' does not combine {_shape(a)} and {_shape(b)}", path)
        inner, columns = b.shape[0], math.prod(b.shape[1:])
        if len(a.nodes) * columns > MAX_NODES:
            raise MalformedCertificate(f"a product of more than {MAX_NODES} terms", path)
        nodes = []
        for start in range(0, len(a.nodes), inner):
            row = a.nodes[start : start + inner]
            for column in range(columns):
                pairs = zip(row, b.nodes[column::columns], strict=True)
                nodes.append(self.graph.add(map(self.graph.multiply, pairs)))
        return Array(a.shape[:-1] + b.shape[1:], tuple(nodes))

    def _transpose(self, expression: list[Expression], path: Path) -> Array:
        (operand,) = self._operands(expression, path, 1)
        if len(operand.shape) < 2:
            return operand
        rows, columns = operand.shape
        return Array((columns, rows), tuple(n for c in range(columns) for n in operand.nodes[c::columns]))

    def _subscript(self, expression: list[Expression], path: Path) -> Array:
        if len(expression) < 3:
            raise MalformedCertificate("'index' takes an expression and indices", path)
        array = self.expand(expression[1], (*path, 1))
        if len(expression) - 2 > len(array.shape):
            raise MalformedCertificate(f"too many indices for {_shape(array)}", path)
        shape: list[int] = []
        offsets = [0]
        for axis, size in enumerate(array.shape):
            stride = math.prod(array.shape[axis + 1 :])
            index = expression[axis + 2] if axis + 2 < len(expression) else ["slice", None, None]
            chosen = _chosen(index, size, (*path, axis + 2))
            offsets = [offset + stride * i for offset in offsets for i in chosen]
            if type(index) is not int:
                shape.append(len(chosen))
        return Array(tuple(shape), tuple(array.nodes[offset] for offset in offsets))

    def _list(self, expression: list[Expression], path: Path) -> Array:
        entries = [self.expand(entry, (*path, at)) for at, entry in enumerate(expression[1:], 1)]
        if not entries:
            raise MalformedCertificate("a list must not be empty", path)
        for at, entry in enumerate(entries, 1):
            if entry.shape != entries[0].shape:
                raise MalformedCertificate(
                    f"a list of {_shape(entries[0])} does not take {_shape(entry)}", (*path, at)
                )
        if len(entries[0].shape) > 1:
            raise MalformedCertificate("arrays have two dimensions at most", path)
        spend(2 * len(entries) * len(entries[0].nodes))
        return Array((len(entries), *entries[0].shape), tuple(n for e in entries for n in e.nodes))

    def _sum(self, expression: list[Expression], path: Path) -> Array:
        (operand,) = self._operands(expression, path, 1)
        return Array((), (self.graph.add(operand.nodes),))

    def _call(self, expression: list[Expression], path: Path) -> Array:
        if len(expression) < 3 or not isinstance(expression[1], str):
            raise MalformedCertificate("'call' takes a function and its arguments", path)
        name = expression[1]
        if name not in self._callable and name not in self.graph.functions.facts:
            raise MalformedCertificate(f"unknown function {excerpt(name)}", (*path, 1))
        arguments = [self.expand(argument, (*path, at)) for at, argument in enumerate(expression[2:], 2)]
        if len(arguments) != (2 if name == "leaky_relu" else 1):
            raise MalformedCertificate(f"{name} does not take {len(arguments)} arguments", path)
        if name not in DEFINITIONS:
            return Array(arguments[0].shape, tuple(self._applied(name, n) for n in arguments[0].nodes))
        named = dict(zip(("u", "slope"), arguments, strict=False))
        if name == "leaky_relu" and named["slope"].shape:
            raise MalformedCertificate("the slope of leaky_relu is a scalar", (*path, 3))
        return Scope(self.graph, named, _ALL, self.written).expand(DEFINITIONS[name])


_ALL: Final = frozenset(ELEMENTARY.keys() | DEFINITIONS.keys())


def expand_row(graph: Graph, expression: Expression, *values: Node) -> Node:
    """The node of an expression in the table of functions: in `u`, and perhaps in `t`."""
    arrays = {name: Array((), (node,)) for name, node in zip("ut", values, strict=False)}
    return Scope(graph, arrays, _ALL | calls_in(expression)).scalar(expression)


def derivative(graph: Graph, function: str, argument: Node) -> Node:
    """The node σ'(u) for a function σ of the table."""
    return expand_row(graph, graph.functions.derivative(function), argument)


def _chosen(index: object, size: int, path: Path) -> Sequence[int]:
    if type(index) is int:
        if not -size <= index < size:
            raise MalformedCertificate(f"index {index} is out of range for {size} entries", path)
        return (index % size,)
    if not isinstance(index, list) or len(index) != 3 or index[0] != "slice":
        raise MalformedCertificate(f"expected an index or a slice, found {excerpt(index)}", path)
    if not all(end is None or type(end) is int for end in index[1:]):
        raise MalformedCertificate(f"a slice has integers for ends, not {excerpt(index[1:])}", path)
    chosen = range(size)[slice(*index[1:])]
    if not chosen:
        raise MalformedCertificate("an empty slice", path)
    return chosen


def _broadcast(a: Array, b: Array, path: Path) -> tuple[Array, Array]:
    spend(2 * (len(a.nodes) + len(b.nodes)))
    if not a.shape:
        return Array(b.shape, a.nodes * len(b.nodes)), b
    if not b.shape:
        return a, Array(a.shape, b.nodes * len(a.nodes))
    if a.shape != b.shape:
        raise MalformedCertificate(f"the two sides have shapes {_tuple(a.shape)} and {_tuple(b.shape)}", path)
    return a, b


def _tuple(shape: tuple[int, ...]) -> str:
    return f"[{','.join(map(str, shape))}]"


def _shape(array: Array) -> str:
    if not array.shape:
        return "a scalar"
    return f"{'a vector' if len(array.shape) == 1 else 'a matrix'} of shape {_tuple(array.shape)}"
