"""Values of gradient fields and of their iterated brackets at a point, and the rank of such vectors.

No expression is expanded or differentiated symbolically: one sweep through the graph forward and one back
give the gradient at a point, and dual numbers (a + εb, ε² = 0) its derivative along a vector, which is all
that a bracket [X, Y] = DY·X - DX·Y needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Protocol, TypeAlias

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.meter import spend
from certsim.kernel.statement.model import Model
from certsim.kernel.terms.expression import derivative
from certsim.kernel.terms.graph import Entry, Graph, Node
from certsim.kernel.values.enclosure import EnclosureArithmetic
from certsim.kernel.values.interval import Interval
from certsim.kernel.values.residue import Residues

Value: TypeAlias = Any
"""A number of an arithmetic, or a dual number over such values."""

Vector: TypeAlias = list[Value]

MAX_BRACKET: Final = 8
"""The number of fields in a bracket; the work doubles with each."""


class Arithmetic(Protocol):
    """Numbers with + and *, in which a value that is not zero can be known to be none."""

    def number(self, value: Fraction) -> Value: ...

    def call(self, function: str, argument: Value) -> Value: ...

    def reduce(self, value: Value) -> Value:
        """The same number, made short."""

    def independent(self, rows: Sequence[Vector]) -> bool:
        """True only if the rows are proved to be linearly independent."""


class ModularArithmetic:
    """Residues: what is independent modulo n is independent (T12)."""

    def __init__(self, residues: Residues) -> None:
        self._residues: Final = residues
        self.number: Final = residues.number
        self.call: Final = residues.call
        self.reduce: Final = residues.reduce

    def independent(self, rows: Sequence[Vector]) -> bool:
        modulus = self._residues.modulus
        pivots: list[tuple[int, list[int]]] = []
        for vector in rows:
            row = [self._residues.residue(value) for value in vector]
            for column, pivot in pivots:
                if row[column]:
                    factor = row[column]
                    spend(len(row))
                    row = [(a - factor * b) % modulus for a, b in zip(row, pivot, strict=True)]
            spend(len(pivots) + len(row))
            column = next((at for at, value in enumerate(row) if value), -1)
            if column < 0:
                return False
            inverse = self._residues.residue(self.call("inv", row[column]))
            pivots.append((column, [value * inverse % modulus for value in row]))
        return True


class EnclosingArithmetic:
    """Rational intervals: a pivot is a value whose enclosure excludes zero."""

    def __init__(self, bits: int) -> None:
        self._enclosures: Final = EnclosureArithmetic(bits)
        self.number: Final = self._enclosures.number
        self.call: Final = self._enclosures.apply

    def reduce(self, value: Value) -> Value:
        return value

    def independent(self, rows: Sequence[Vector]) -> bool:
        zero = self.number(Fraction(0))
        pivots: list[tuple[int, Vector]] = []
        for vector in rows:
            row = [zero + value for value in vector]
            for column, pivot in pivots:
                factor = row[column]
                row = [a - factor * b for a, b in zip(row, pivot, strict=True)]
                row[column] = zero
            column = max(range(len(row)), key=lambda at: self._distance_from_zero(row[at]), default=-1)
            if column < 0 or not self._enclosures.is_nonzero(row[column]):
                return False
            inverse = self.call("inv", row[column])
            pivots.append((column, [value * inverse for value in row]))
        return True

    @staticmethod
    def _distance_from_zero(value: Value) -> Fraction:
        interval: Interval = value.interval
        return max(interval.lo, -interval.hi)


class Dual:
    """a + εb with ε² = 0; a and b may be dual numbers themselves, of another ε."""

    __slots__ = ("tangent", "value")

    def __init__(self, value: Value, tangent: Value) -> None:
        self.value: Final = value
        self.tangent: Final = tangent

    def __add__(self, other: Value) -> Dual:
        spend(6)
        if isinstance(other, Dual):
            return Dual(self.value + other.value, self.tangent + other.tangent)
        return Dual(self.value + other, self.tangent)

    __radd__ = __add__

    def __mul__(self, other: Value) -> Dual:
        spend(10)
        if isinstance(other, Dual):
            return Dual(self.value * other.value, self.value * other.tangent + self.tangent * other.value)
        return Dual(self.value * other, self.tangent * other)

    __rmul__ = __mul__


class Fields:
    """The fields of a model, as functions of the point, in one arithmetic."""

    def __init__(self, model: Model, arithmetic: Arithmetic) -> None:
        self._model: Final = model
        self._sweep: Final = Sweep(model.graph, arithmetic)
        self._arithmetic: Final = arithmetic
        # A point is in Ω for all outputs or for none: where it matters, all of them are computed.
        self._limited: Final = tuple(model.graph.domains(model.outputs))

    def bracket(self, word: Sequence[tuple[int, Mapping[int, Fraction]]], point: Sequence[Value]) -> Vector:
        """[X_1, [X_2, … X_k]] at the point, for a word of fields with their inputs."""
        if not 1 <= len(word) <= MAX_BRACKET:
            raise InvalidCertificate(
                f"a bracket of {len(word)} fields, where 1 to {MAX_BRACKET} are possible"
            )
        (index, values), *rest = word
        first = self._field(index, values, point)
        if not rest:
            return first
        along = self.bracket(rest, list(map(Dual, point, first)))
        second = [_part(value, "value") for value in along]
        back = self._field(index, values, list(map(Dual, point, second)))
        sweep = self._sweep
        return [
            sweep.reduce(_part(y, "tangent") + -1 * _part(x, "tangent"))
            for x, y in zip(back, along, strict=True)
        ]

    def _field(self, index: int, values: Mapping[int, Fraction], point: Sequence[Value]) -> Vector:
        """X_j at an input, at the point: a component for each parameter."""
        model, number = self._model, self._arithmetic.number
        count = len(model.parameters)
        if index >= model.family_size:
            raise InvalidCertificate(f"there is no field {index}")
        inputs = range(count, count + len(model.inputs))
        if any(variable not in inputs for variable in values):
            raise InvalidCertificate("an input has values for the model's inputs only")
        leaves = [*point, *(number(values.get(variable, Fraction(0))) for variable in inputs)]
        if model.fields:
            found = self._sweep.values(model.fields[index], leaves)
            return [found[node] for node in model.fields[index]]
        if self._limited:
            self._require_defined(leaves)
        gradient = self._sweep.gradient(model.outputs[index], leaves)
        return [
            gradient.get(at, 0) * number(model.rates[at]) if at in model.rates else gradient.get(at, 0)
            for at in range(count)
        ]

    def _require_defined(self, leaves: Sequence[Value]) -> None:
        """All outputs have values, and no limited argument is 0: √u has a value there, and no derivative."""
        found = self._sweep.values(self._model.outputs, leaves)
        for node in self._limited:
            self._sweep.call("inv", found[node])

    def differential(self, node: Node, point: Sequence[Value]) -> Vector:
        """The differential of a function of the parameters at the point."""
        gradient = self._sweep.gradient(node, point)
        return [gradient.get(at, 0) for at in range(len(self._model.parameters))]


def _part(value: Value, part: str) -> Value:
    """The value or the tangent of a dual number; a number that is none stands still."""
    if isinstance(value, Dual):
        return getattr(value, part)
    return value if part == "value" else 0


class Sweep:
    """Values and gradients of a graph at points, in one arithmetic and in dual numbers over it."""

    def __init__(self, graph: Graph, arithmetic: Arithmetic) -> None:
        self._graph: Final = graph
        self._arithmetic: Final = arithmetic
        self._below: Final[dict[tuple[Node, ...], list[Node]]] = {}
        self._slopes: Final = Graph(graph.functions)

    def reduce(self, value: Value) -> Value:
        if isinstance(value, Dual):
            return Dual(self.reduce(value.value), self.reduce(value.tangent))
        return self._arithmetic.reduce(value)

    def values(self, roots: Iterable[Node], leaves: Sequence[Value]) -> dict[Node, Value]:
        """The values of the nodes that the roots are made of."""
        found: dict[Node, Value] = {}
        for node in self._order(tuple(roots)):
            found[node] = self._value(self._graph.nodes[node], found, leaves)
        return found

    def gradient(self, root: Node, leaves: Sequence[Value]) -> dict[int, Value]:
        """The partial derivatives by the leaves on which the node depends: one sweep back."""
        values = self.values((root,), leaves)
        adjoints: dict[Node, Value] = {root: 1}
        found = {}
        for node in reversed(self._order((root,))):
            if node not in adjoints:
                continue
            adjoint = self.reduce(adjoints.pop(node))
            if type(adjoint) is int and not adjoint:
                continue
            entry = self._graph.nodes[node]
            if entry[0] == "leaf":
                found[entry[1]] = adjoint
            for child, partial in self._partials(entry, values):
                adjoints[child] = adjoint * partial + adjoints.get(child, 0)
        return found

    def _order(self, roots: tuple[Node, ...]) -> list[Node]:
        if roots not in self._below:
            self._below[roots] = self._graph.below(roots)
        return self._below[roots]

    def _value(self, entry: Entry, found: Mapping[Node, Value], leaves: Sequence[Value]) -> Value:
        spend(10)
        if entry[0] == "number":
            return self._arithmetic.number(entry[1])
        if entry[0] == "leaf":
            return leaves[entry[1]]
        if entry[0] == "+":
            return self.reduce(sum(found[child] for child in entry[1]))
        if entry[0] == "*":
            return self._product([found[child] for child in entry[1]])
        if entry[0] == "**":
            return self._power(found[entry[1]], entry[2])
        return self.call(entry[1], found[entry[2]])

    def _product(self, factors: Sequence[Value]) -> Value:
        value: Value = 1
        for at, factor in enumerate(factors):
            value = self.reduce(value * factor) if at else factor
        return value

    def _power(self, base: Value, exponent: int) -> Value:
        result: Value = 1
        while exponent:
            if exponent & 1:
                result = self.reduce(result * base)
            base = self.reduce(base * base)
            exponent >>= 1
        return result

    def call(self, function: str, argument: Value) -> Value:
        """The value of a function, at a number or a dual number."""
        spend(40)
        if not isinstance(argument, Dual):
            return self._arithmetic.call(function, argument)
        inner = argument.value
        return Dual(self.call(function, inner), self.reduce(self._slope(function, inner) * argument.tangent))

    def _slope(self, function: str, argument: Value) -> Value:
        """σ'(u), from the table of functions."""
        graph = self._slopes
        node = derivative(graph, function, graph.leaf(0))
        found: dict[Node, Value] = {}
        for at in graph.below([node]):
            found[at] = self._value(graph.nodes[at], found, (argument,))
        return found[node]

    def _partials(self, entry: Entry, values: Mapping[Node, Value]) -> Iterable[tuple[Node, Value]]:
        """The children of a node with the partial derivatives to them."""
        if entry[0] == "+":
            return ((child, 1) for child in entry[1])
        if entry[0] == "*":
            factors = entry[1]
            return (
                (child, self._product([values[other] for other in factors[:at] + factors[at + 1 :]]))
                for at, child in enumerate(factors)
            )
        if entry[0] == "**":
            return ((entry[1], self._power(values[entry[1]], entry[2] - 1) * entry[2]),)
        return ((entry[2], self._slope(entry[1], values[entry[2]])),) if entry[0] == "call" else ()
