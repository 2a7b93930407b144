"""Expressions: JSON trees over arrays, expanded to a graph of scalars.

The tree is what a reader of the claim sees (`softmax(Q @ K.T)`); the graph, in which every subexpression
stands once, is what the calculus works on. Shapes and axes follow numpy.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from certsim.kernel.errors import MalformedCertificate, excerpt
from certsim.kernel.meter import spend
from certsim.kernel.terms import arrays
from certsim.kernel.terms.arrays import Array
from certsim.kernel.terms.definitions import (
    DEFINITIONS,
    INNER_SIGNATURES,
    SIGNATURES,
    Definition,
    Signature,
)
from certsim.kernel.terms.functions import Domain, Expression, calls_in
from certsim.kernel.terms.graph import Graph, Node

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


def scalar_names(name: str, shape: tuple[int, ...]) -> Iterator[str]:
    """`W[0,0]`, `W[0,1]`, …: the coordinates of an array, in its order."""
    spend(math.prod(shape) * (16 + len(name) // 4))
    for index in arrays.coordinates(shape):
        yield f"{name}[{','.join(map(str, index))}]" if shape else name


def declare(
    graph: Graph, declarations: Iterable[tuple[str, tuple[int, ...]]], first: int
) -> dict[str, Array]:
    """Arrays of leaves, numbered from `first` in the order of the declarations."""
    declared = {}
    for name, shape in declarations:
        size = math.prod(shape)
        declared[name] = Array(shape, tuple(map(graph.leaf, range(first, first + size))))
        first += size
    return declared


@dataclass(frozen=True)
class Written:
    """What expressions say that the graph, which simplifies, does not.

    `limited`: the arguments of calls that are not defined everywhere, and what they must be. `steps`: how
    often a step of an argument is written. `kinked`: functions with kinks at which frameworks do not take the
    slope of their definitions with step(0) = 0.
    """

    limited: dict[Node, Domain]
    steps: Counter[Node]
    kinked: set[str]

    def limit(self, argument: Node, domain: Domain) -> None:
        """Notes what an argument must be, and what was noted of it before."""
        self.limited[argument] = domain.narrower(self.limited.get(argument))


class Scope:
    """Expands expression trees in which the given names mean the given arrays."""

    def __init__(
        self,
        graph: Graph,
        names: Mapping[str, Array],
        signatures: Mapping[str, Signature] = SIGNATURES,
        written: Written | None = None,
        options: Mapping[str, object] | None = None,
    ) -> None:
        """Takes the graph, what names mean, the functions that may be called, and what was written before.

        `options` are the values of names that stand for options, in the body of a definition.
        """
        self.graph: Final = graph
        self.written: Final = written or Written({}, Counter(), set())
        self._names: Final = names
        self._signatures: Final = signatures
        self._options: Final = options or {}
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
            "einsum": self._einsum,
            "call": self._call,
        }

    def with_array(self, name: str, array: Array) -> Scope:
        """The scope in which another name means an array."""
        names = {**self._names, name: array}
        return Scope(self.graph, names, self._signatures, self.written, self._options)

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
            return operation(expression, path)
        except MalformedCertificate as error:
            raise error if error.path else MalformedCertificate(error.message, path) from error

    def scalar(self, expression: Expression, path: Path = ()) -> Node:
        """The node of an expression that must be a scalar."""
        array = self.expand(expression, path)
        if array.shape:
            raise MalformedCertificate(f"expected a scalar, found {arrays.described(array)}", path)
        return array.nodes[0]

    def pair(self, left: Expression, right: Expression, path: Path = ()) -> tuple[Array, Array]:
        """The two sides of an equation or condition, brought to one shape."""
        a, b = self.expand(left, (*path, 0)), self.expand(right, (*path, 1))
        try:
            a, b = arrays.together((a, b))
        except MalformedCertificate as error:
            raise MalformedCertificate(error.message, path) from error
        return a, b

    def _name_or_number(self, text: str, path: Path) -> Array:
        if text in self._names:
            return self._names[text]
        if IDENTIFIER.fullmatch(text):
            raise MalformedCertificate(f"unknown name {text!r}", path)
        return arrays.scalar(self.graph.number(read_rational(text, path)))

    def _operands(self, expression: list[Expression], path: Path, count: int | None = None) -> list[Array]:
        operands = expression[1:]
        if len(operands) != count if count is not None else len(operands) < 2:
            raise MalformedCertificate(f"{expression[0]!r} does not take {len(operands)} operands", path)
        return [self.expand(operand, (*path, at)) for at, operand in enumerate(operands, 1)]

    def _add(self, expression: list[Expression], path: Path) -> Array:
        return arrays.entrywise(self.graph.add, self._operands(expression, path))

    def _multiply(self, expression: list[Expression], path: Path) -> Array:
        return arrays.entrywise(self.graph.multiply, self._operands(expression, path))

    def _negate(self, expression: list[Expression], path: Path) -> Array:
        (operand,) = self._operands(expression, path, 1)
        return Array(operand.shape, tuple(map(self.graph.negate, operand.nodes)))

    def _divide(self, expression: list[Expression], path: Path) -> Array:
        dividend, divisor = self._operands(expression, path, 2)
        try:
            inverse = self._elementary("inv", divisor)
        except MalformedCertificate as error:
            raise MalformedCertificate(error.message, (*path, 2)) from error
        return arrays.entrywise(self.graph.multiply, (dividend, inverse))

    def _power(self, expression: list[Expression], path: Path) -> Array:
        if len(expression) != 3 or type(expression[2]) is not int:
            raise MalformedCertificate("'**' takes an expression and an integer", path)
        base, exponent = self.expand(expression[1], (*path, 1)), expression[2]
        base = base if exponent >= 0 else self._elementary("inv", base)
        return Array(base.shape, tuple(self.graph.power(node, abs(exponent)) for node in base.nodes))

    def _matmul(self, expression: list[Expression], path: Path) -> Array:
        left, right = self._operands(expression, path, 2)
        return arrays.matmul(self.graph, left, right)

    def _transpose(self, expression: list[Expression], path: Path) -> Array:
        (operand,) = self._operands(expression, path, 1)
        return arrays.transpose(operand)

    def _subscript(self, expression: list[Expression], path: Path) -> Array:
        if len(expression) < 3:
            raise MalformedCertificate("'index' takes an expression and indices", path)
        return arrays.subscript(self.expand(expression[1], (*path, 1)), expression[2:])

    def _list(self, expression: list[Expression], path: Path) -> Array:
        if len(expression) < 2:
            raise MalformedCertificate("a list must not be empty", path)
        return arrays.stack([self.expand(entry, (*path, at)) for at, entry in enumerate(expression[1:], 1)])

    def _einsum(self, expression: list[Expression], path: Path) -> Array:
        if len(expression) < 3 or not isinstance(expression[1], str):
            raise MalformedCertificate("'einsum' takes subscripts and arrays", path)
        operands = [self.expand(operand, (*path, at)) for at, operand in enumerate(expression[2:], 2)]
        return arrays.einsum(self.graph, expression[1], operands)

    def _sum(self, expression: list[Expression], path: Path) -> Array:
        return self._apply("sum", expression[1:], path, 1)

    def _call(self, expression: list[Expression], path: Path) -> Array:
        if len(expression) < 2 or not isinstance(expression[1], str) or expression[1] == "sum":
            raise MalformedCertificate("'call' takes a function and its arguments", path)
        return self._apply(expression[1], expression[2:], path, 2)

    def _apply(self, name: str, arguments: list[Expression], path: Path, first: int) -> Array:
        signature = self._signatures.get(name)
        if signature is None and name in self.graph.functions.facts:
            signature = Signature()
        if signature is None:
            raise MalformedCertificate(f"unknown function {excerpt(name)}", (*path, 1))
        given: Mapping[str, object] = {}
        if arguments and isinstance(arguments[-1], dict):
            *arguments, given = arguments
            if not given or not given.keys() <= set(signature.options):
                raise MalformedCertificate(f"{name} does not take the options {excerpt(given)}", path)
        most = MAX_OPERANDS if signature.variadic else len(signature.arrays)
        least = 1 if signature.variadic else most - signature.optional
        if not least <= len(arguments) <= most:
            raise MalformedCertificate(f"{name} does not take {len(arguments)} arguments", path)
        operands = [self.expand(argument, (*path, at)) for at, argument in enumerate(arguments, first)]
        options = {key: self._option(value) for key, value in given.items()}
        return self._applied(name, signature, operands, options)

    def _option(self, value: object) -> object:
        """The value of an option; in definitions a name stands for that of the call."""
        return self._options[value] if isinstance(value, str) and value in self._options else value

    def _applied(
        self, name: str, signature: Signature, operands: list[Array], options: Mapping[str, object]
    ) -> Array:
        if name in KINKED:
            self.written.kinked.add(name)
        if name in FOLDED and len(operands) == 1:
            return self._folded(name, operands[0], options)
        native = NATIVE.get(name)
        if native is not None:
            return native(self.graph, operands, options)
        definition = DEFINITIONS.get(name)
        if definition is None:
            return self._elementary(name, operands[0])
        if name == "clip":
            _require_interval(self.graph, operands[1], operands[2])
        if name in FOLDED and options:
            raise MalformedCertificate(f"{name} of two arrays takes no axis")
        return self._defined(definition, dict(zip(signature.arrays, operands, strict=False)), options)

    def _defined(
        self, definition: Definition, named: Mapping[str, Array], options: Mapping[str, object]
    ) -> Array:
        spend(200)
        outer = {"pi": self._names["pi"]} if "pi" in self._names else {}
        inner = Scope(
            self.graph, {**outer, **named}, ALL_SIGNATURES, self.written, {**definition.options, **options}
        )
        for name, default in definition.arrays.items():
            if name not in named:
                inner = inner.with_array(name, inner.expand(default))
        try:
            return inner.expand(definition.body)
        except MalformedCertificate as error:  # where in a definition it is nobody has to know
            raise MalformedCertificate(error.message) from error

    def _folded(self, name: str, operand: Array, options: Mapping[str, object]) -> Array:
        """A function of two arrays along the axes of one."""

        def combine(left: Array, right: Array) -> Array:
            return self._defined(DEFINITIONS[name], {"u": left, "v": right}, {})

        return _reduction(lambda _: arrays.folded(combine))(self.graph, [operand], options)

    def _elementary(self, function: str, argument: Array) -> Array:
        """Calls, entry by entry. What arguments must be is noted before anything is simplified (§0)."""
        domain = self.graph.functions.domain(function)
        if domain is not None:
            for node in argument.nodes:
                if not self.graph.is_in(domain, node):
                    self.written.limit(node, domain)
        if function == "step":
            self.written.steps.update(argument.nodes)
        return Array(argument.shape, tuple(self.graph.call(function, node) for node in argument.nodes))


ALL_SIGNATURES: Final = {**SIGNATURES, **INNER_SIGNATURES}
"""What the bodies of definitions may call."""
MAX_OPERANDS: Final = 10_000
FOLDED: Final = frozenset({"max", "min"})
KINKED: Final = FOLDED | {"abs", "clip"}
"""What is rewritten with steps in other words than relu(z) = z·step(z): hardtanh, relu6 and hardswish are
clips."""

Native: TypeAlias = Callable[[Graph, list[Array], Mapping[str, object]], Array]


def _require_interval(graph: Graph, low: Array, high: Array) -> None:
    ends = [graph.value(array.nodes[0]) if not array.shape else None for array in (low, high)]
    if ends[0] is None or ends[1] is None or ends[0] >= ends[1]:
        raise MalformedCertificate("clip takes two numbers, the lower one first")


# Options


def _flag(value: object) -> bool:
    if type(value) is not bool:
        raise MalformedCertificate(f"expected true or false, found {excerpt(value)}")
    return value


def _integer(value: object) -> int:
    if type(value) is not int:
        raise MalformedCertificate(f"expected an integer, found {excerpt(value)}")
    return value


def _integers(value: object) -> tuple[int, ...]:
    """One integer, or a list of them."""
    if not isinstance(value, list):
        return (_integer(value),)
    return tuple(map(_integer, value))


def _axes(value: object) -> int | tuple[int, ...] | None:
    return None if value is None else _integer(value) if not isinstance(value, list) else _integers(value)


def _required(options: Mapping[str, object], name: str) -> object:
    if name not in options:
        raise MalformedCertificate(f"the option {name} is missing")
    return options[name]


def _shape_option(options: Mapping[str, object]) -> tuple[int, ...]:
    return _integers(_required(options, "shape"))


def _per_axis(value: object, count: int) -> tuple[int, ...]:
    """One integer for each axis; one alone is for all of them."""
    found = _integers(value)
    found = found * count if len(found) == 1 else found
    if len(found) != count:
        raise MalformedCertificate(f"expected {count} integers, found {excerpt(value)}")
    return found


def _reduction(combine: Callable[[Graph], Callable[[Array], Array]]) -> Native:
    def apply(graph: Graph, operands: list[Array], options: Mapping[str, object]) -> Array:
        axes, keepdims = _axes(options.get("axis")), _flag(options.get("keepdims", False))
        return arrays.reduced(operands[0], axes, combine(graph), keepdims=keepdims)

    return apply


def _count(graph: Graph, operands: list[Array], options: Mapping[str, object]) -> Array:
    shape = operands[0].shape
    count = math.prod(shape[axis] for axis in arrays.axes_of(_axes(options.get("axis")), len(shape)))
    return arrays.scalar(graph.number(Fraction(count)))


def _windows(graph: Graph, operands: list[Array], options: Mapping[str, object]) -> Array:
    x, w = operands
    kernel = w.shape[2:]
    dimensions = 1 + _integer(options["axes"])
    if (len(x.shape), len(w.shape)) != (dimensions, dimensions + 1) or w.shape[1] != x.shape[0]:
        shapes = "x[C,L] and w[O,C,k]" if dimensions == 2 else "x[C,H,W] and w[O,C,k,l]"
        raise MalformedCertificate(
            f"this convolution takes {shapes}, not {arrays.described(x)} and {arrays.described(w)}"
        )
    stride, padding = (_per_axis(options[name], len(kernel)) for name in ("stride", "padding"))
    return arrays.windows(graph, x, kernel, stride, padding)


NATIVE: Final[Mapping[str, Native]] = {
    "sum": _reduction(lambda graph: arrays.by_columns(graph.add)),
    "prod": _reduction(lambda graph: arrays.by_columns(graph.multiply)),
    "count": _count,
    "cumsum": lambda g, a, o: arrays.cumulated(g, a[0], _integer(o.get("axis", -1))),
    "diag": lambda g, a, _o: arrays.diagonal(g, a[0]),
    "transpose": lambda _g, a, o: arrays.transpose(a[0], _integers(o["axes"]) if "axes" in o else None),
    "reshape": lambda _g, a, o: arrays.reshape(a[0], _shape_option(o)),
    "concat": lambda _g, a, o: arrays.concatenate(a, _integer(o.get("axis", 0))),
    "stack": lambda _g, a, o: arrays.stack(a, _integer(o.get("axis", 0))),
    "repeat": lambda _g, a, o: arrays.repeated(
        a[0], _integer(_required(o, "repeats")), _integer(o["axis"]) if "axis" in o else None
    ),
    "zeros": lambda g, _a, o: arrays.filled(_shape_option(o), g.zero),
    "ones": lambda g, _a, o: arrays.filled(_shape_option(o), g.one),
    "eye": lambda g, _a, o: arrays.identity(g, _integer(_required(o, "n"))),
    "windows": _windows,
}
"""The primitives among what can be called, besides the elementary functions."""


def expand_row(graph: Graph, expression: Expression, *values: Node) -> Node:
    """The node of an expression in the table of functions: in `u`, and perhaps in `t`."""
    named = {name: arrays.scalar(node) for name, node in zip("ut", values, strict=False)}
    jets = dict.fromkeys(calls_in(expression), Signature())
    return Scope(graph, named, {**jets, **ALL_SIGNATURES}).scalar(expression)


def derivative(graph: Graph, function: str, argument: Node) -> Node:
    """The node σ'(u) for a function σ of the table."""
    return expand_row(graph, graph.functions.derivative(function), argument)
