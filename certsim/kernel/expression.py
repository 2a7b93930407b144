"""Expressions: JSON trees over arrays, expanded to a graph of scalars.

The tree is what a reader of the claim sees (`a @ tanh(W @ x)`); the graph, in which every
subexpression stands once, is what the calculus works on. Shapes follow numpy, with one restriction: a
scalar combines with anything, equal shapes combine entry by entry, and nothing else broadcasts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product, repeat
from operator import add, mul
from typing import Any, Final, TypeAlias

from certsim.kernel.errors import LimitExceeded, MalformedCertificate
from certsim.kernel.functions import CALLABLE, DEFINITIONS, Domain, Expression, FunctionTable
from certsim.kernel.meter import spend, spend_on_number
from certsim.kernel.polynomial import Polynomial

Node: TypeAlias = int
Path: TypeAlias = tuple[int | str, ...]
Entry: TypeAlias = tuple[Any, ...]
"""A tagged union: an operation and its operands, see `Graph`."""

MAX_NODES: Final = 2_000_000
MAX_DEPTH: Final = 220
MAX_EXPONENT: Final = 1_000
MAX_BITS: Final = 100_000

IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
_LITERAL: Final = re.compile(r"-?[0-9]{1,4000}(?:/[0-9]{1,4000})?")


def read_rational(text: object, path: Path = ()) -> Fraction:
    """A rational in its one spelling: lowest terms, no sign but a leading minus, no `/1`."""
    if not isinstance(text, str) or not _LITERAL.fullmatch(text) or text.endswith("/0"):
        raise MalformedCertificate(f"expected a rational number such as '-3/4', found {text!r:.80}", path)
    numerator, _, denominator = text.partition("/")
    if denominator and not int(denominator):
        raise MalformedCertificate(f"the denominator of {text!r:.80} is zero", path)
    value = Fraction(int(numerator), int(denominator or 1))
    if str(value) != text:
        raise MalformedCertificate(f"the number {text!r:.80} is to be written {str(value)!r:.80}", path)
    return value


class Graph:
    """Scalar expressions as a directed acyclic graph; equal expressions are the same node.

    A node is ``("number", q)``, ``("leaf", i)``, ``("+", nodes)``, ``("*", nodes)``, ``("**", node, n)`` with
    n ≥ 2, or ``("call", f, node)`` with f in the function table. Children have smaller numbers. `called`
    holds every function that some node calls.
    """

    def __init__(self, functions: FunctionTable) -> None:
        self.functions: Final = functions
        self.nodes: Final[list[Entry]] = []
        self._index: Final[dict[Entry, Node]] = {}
        self.called: Final[set[str]] = set()
        self.zero: Final = self.number(Fraction(0))
        self.one: Final = self.number(Fraction(1))

    def _intern(self, entry: Entry) -> Node:
        spend(60)
        node = self._index.get(entry)
        if node is None:
            if len(self.nodes) >= MAX_NODES:
                raise LimitExceeded(f"an expression with more than {MAX_NODES} nodes")
            node = self._index[entry] = len(self.nodes)
            self.nodes.append(entry)
        return node

    def number(self, value: Fraction) -> Node:
        if value.numerator.bit_length() + value.denominator.bit_length() > MAX_BITS:
            raise MalformedCertificate(f"a number of more than {MAX_BITS} bits")
        return self._intern(("number", value))

    def leaf(self, index: int) -> Node:
        return self._intern(("leaf", index))

    def value(self, node: Node) -> Fraction | None:
        """The value of a node that is a number."""
        entry = self.nodes[node]
        return entry[1] if entry[0] == "number" else None

    def add(self, summands: Iterable[Node]) -> Node:
        numbers, rest = self._parted(summands)
        constant = _folded(numbers, add, Fraction(0)) if numbers else 0
        if constant:
            rest.append(self.number(Fraction(constant)))
        if len(rest) < 2:
            return rest[0] if rest else self.zero
        return self._intern(("+", tuple(sorted(rest))))

    def multiply(self, factors: Iterable[Node]) -> Node:
        numbers, rest = self._parted(factors)
        constant = _folded(numbers, mul, Fraction(1)) if numbers else 1
        if not constant:
            return self.zero
        if constant != 1:
            rest.append(self.number(Fraction(constant)))
        if len(rest) < 2:
            return rest[0] if rest else self.one
        return self._intern(("*", tuple(sorted(rest))))

    def _parted(self, nodes: Iterable[Node]) -> tuple[list[Fraction], list[Node]]:
        """The values of those nodes that are numbers, and the other nodes."""
        numbers, rest = [], []
        for node in nodes:
            entry = self.nodes[node]
            if entry[0] == "number":
                numbers.append(entry[1])
            else:
                rest.append(node)
        spend(16 * len(numbers) + 3 * len(rest))
        return numbers, rest

    def negate(self, node: Node) -> Node:
        return self.multiply((node, self.number(Fraction(-1))))

    def power(self, node: Node, exponent: int) -> Node:
        if abs(exponent) > MAX_EXPONENT:
            raise MalformedCertificate(f"the exponent {exponent} is over the limit of {MAX_EXPONENT}")
        if exponent < 0:
            return self.power(self.call("inv", node), -exponent)
        if exponent < 2:
            return node if exponent else self.one
        value = self.value(node)
        if value is None:
            return self._intern(("**", node, exponent))
        if exponent * (value.numerator.bit_length() + value.denominator.bit_length()) > MAX_BITS:
            raise MalformedCertificate(f"a power of more than {MAX_BITS} bits")
        return self.number(value**exponent)

    def call(self, function: str, argument: Node) -> Node:
        value = self.value(argument)
        if function == "inv" and value is not None:
            if not value:
                raise MalformedCertificate("division by zero")
            return self.number(1 / value)
        self.called.add(function)
        return self._intern(("call", function, argument))

    def polynomial(self, polynomial: Polynomial) -> Node:
        """The node of a polynomial in the leaves."""
        return self.add(
            self.multiply((self.number(Fraction(coefficient)), *map(self.leaf, monomial)))
            for monomial, coefficient in polynomial.terms.items()
        )

    def children(self, node: Node) -> tuple[Node, ...]:
        entry = self.nodes[node]
        if entry[0] in ("+", "*"):
            factors: tuple[Node, ...] = entry[1]
            return factors
        if entry[0] == "**":
            return (entry[1],)
        return (entry[2],) if entry[0] == "call" else ()

    def below(self, roots: Iterable[Node]) -> list[Node]:
        """The nodes that the given ones are made of, themselves included, children first."""
        seen = set(roots)
        stack = list(seen)
        while stack:
            for child in self.children(stack.pop()):
                if child not in seen:
                    seen.add(child)
                    stack.append(child)
        spend(10 * len(seen))
        return sorted(seen)

    def domains(self, roots: Sequence[Node]) -> dict[Node, Domain]:
        """The arguments, below the given nodes, of calls that are not defined everywhere (theory §0: Ω).

        An argument that must be positive for one call need not be listed as non-zero for another.
        """
        if all(self.functions.domain(function) is None for function in self.called):
            return {}
        limited: dict[Node, Domain] = {}
        for entry in map(self.nodes.__getitem__, self.below(roots)):
            domain = self.functions.domain(entry[1]) if entry[0] == "call" else None
            if domain is not None and limited.get(entry[2]) is not Domain.POSITIVE:
                limited[entry[2]] = domain
        return limited

    def substitute(self, roots: Sequence[Node], values: Mapping[int, Node]) -> list[Node]:
        """The given nodes with some leaves replaced by nodes; what does not depend on them is kept."""
        image: dict[Node, Node] = {}
        for node in self.below(roots):
            entry = self.nodes[node]
            if entry[0] == "leaf":
                if entry[1] in values:
                    image[node] = values[entry[1]]
            elif any(child in image for child in self.children(node)):
                image[node] = self._rebuilt(entry, image)
        return [image.get(root, root) for root in roots]

    def _rebuilt(self, entry: Entry, image: Mapping[Node, Node]) -> Node:
        if entry[0] == "+":
            return self.add(image.get(child, child) for child in entry[1])
        if entry[0] == "*":
            return self.multiply(image.get(child, child) for child in entry[1])
        if entry[0] == "**":
            return self.power(image[entry[1]], entry[2])
        return self.call(entry[1], image[entry[2]])


@dataclass(frozen=True)
class Array:
    """An array of scalar expressions, row by row; `shape` is `()`, `(n,)` or `(m, n)`."""

    shape: tuple[int, ...]
    nodes: tuple[Node, ...]


def scalar_names(name: str, shape: tuple[int, ...]) -> Iterator[str]:
    """`W[0,0]`, `W[0,1]`, …: the coordinates of an array, in its order."""
    for index in product(*map(range, shape)):
        yield f"{name}[{','.join(map(str, index))}]" if shape else name


def _folded(
    numbers: Iterable[Fraction], operation: Callable[[Fraction, Fraction], Fraction], start: Fraction
) -> Fraction:
    """The sum or the product of numbers, which is not let grow out of bounds."""
    for number in numbers:
        start = operation(start, number)
        spend_on_number(start)
    return start


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


class Scope:
    """Expands expression trees in which the given names mean the given arrays."""

    def __init__(
        self, graph: Graph, arrays: Mapping[str, Array], callable_: frozenset[str] = CALLABLE
    ) -> None:
        self.graph: Final = graph
        self._arrays: Final = arrays
        self._callable: Final = callable_ | frozenset(graph.functions.facts)
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
            raise MalformedCertificate(f"expected an expression, found {expression!r:.80}", path)
        operation = self._operations.get(expression[0])
        if operation is None:
            raise MalformedCertificate(f"there is no operation {expression[0]!r:.80}", path)
        try:
            array = operation(expression, path)
        except MalformedCertificate as error:
            raise error if error.path else MalformedCertificate(error.message, path) from error
        spend(2 * len(array.nodes))
        return array

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
            inverses = {node: self.graph.call("inv", node) for node in set(right.nodes)}
        except MalformedCertificate as error:
            raise MalformedCertificate(error.message, (*path, 2)) from error
        pairs = zip(left.nodes, right.nodes, strict=True)
        return Array(left.shape, tuple(self.graph.multiply((a, inverses[b])) for a, b in pairs))

    def _power(self, expression: list[Expression], path: Path) -> Array:
        if len(expression) != 3 or type(expression[2]) is not int:
            raise MalformedCertificate("'**' takes an expression and an integer", path)
        base = self.expand(expression[1], (*path, 1))
        return Array(base.shape, tuple(self.graph.power(node, expression[2]) for node in base.nodes))

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
        return Array((len(entries), *entries[0].shape), tuple(n for e in entries for n in e.nodes))

    def _sum(self, expression: list[Expression], path: Path) -> Array:
        (operand,) = self._operands(expression, path, 1)
        return Array((), (self.graph.add(operand.nodes),))

    def _call(self, expression: list[Expression], path: Path) -> Array:
        if len(expression) < 3 or not isinstance(expression[1], str):
            raise MalformedCertificate("'call' takes a function and its arguments", path)
        name = expression[1]
        if name not in self._callable:
            raise MalformedCertificate(f"unknown function {name!r:.80}", (*path, 1))
        arguments = [self.expand(argument, (*path, at)) for at, argument in enumerate(expression[2:], 2)]
        if len(arguments) != (2 if name == "leaky_relu" else 1):
            raise MalformedCertificate(f"{name} does not take {len(arguments)} arguments", path)
        if name not in DEFINITIONS:
            return Array(arguments[0].shape, tuple(self.graph.call(name, n) for n in arguments[0].nodes))
        named = dict(zip(("u", "slope"), arguments, strict=False))
        if name == "leaky_relu" and named["slope"].shape:
            raise MalformedCertificate("the slope of leaky_relu is a scalar", (*path, 3))
        return Scope(self.graph, named, _ALL).expand(DEFINITIONS[name])


_ALL: Final = CALLABLE | {"inv", "gaussian", "normal_cdf", "normal_pdf", "step"}


def derivative(graph: Graph, function: str, argument: Node) -> Node:
    """The node σ'(u) for a function σ of the table."""
    scope = Scope(graph, {"u": Array((), (argument,))}, _ALL | {function + "'"})
    return scope.scalar(graph.functions.derivative(function))


def _chosen(index: object, size: int, path: Path) -> Sequence[int]:
    if type(index) is int:
        if not -size <= index < size:
            raise MalformedCertificate(f"index {index} is out of range for {size} entries", path)
        return (index % size,)
    if not isinstance(index, list) or len(index) != 3 or index[0] != "slice":
        raise MalformedCertificate(f"expected an index or a slice, found {index!r:.80}", path)
    if not all(end is None or type(end) is int for end in index[1:]):
        raise MalformedCertificate(f"a slice has integers for ends, not {index[1:]!r:.80}", path)
    chosen = range(size)[slice(*index[1:])]
    if not chosen:
        raise MalformedCertificate("an empty slice", path)
    return chosen


def _broadcast(a: Array, b: Array, path: Path) -> tuple[Array, Array]:
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
