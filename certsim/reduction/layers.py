"""Expression graphs as expressions to read: dot products and layers of calls, where the arrays allow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, Final, TypeAlias

from certsim.errors import CertsimError
from certsim.kernel.terms.functions import Expression
from certsim.kernel.terms.graph import Node
from certsim.reduction.simplify import Simplifier

Declaration: TypeAlias = tuple[str, tuple[int, ...]]
Line: TypeAlias = tuple[int, ...]
"""The leaves of a vector, or of a row or column of a matrix."""

Call: TypeAlias = tuple[str, tuple[Expression, ...]]
"""A function's name, and its arguments after the first."""

MAX_SIZE: Final = 400_000


class Writer:
    """Writes nodes of a simplifier's graph as expression trees over declared arrays.

    A sum in which every entry of a row occurs once, as a factor, is written as the dot product of the row
    with what it multiplies, if that can be written as an array; else term by term.

    Args:
        simplified: the simplifier whose nodes are written.
        declarations: the arrays of parameters, then of inputs, whose leaves are numbered in this order.
        spellings: how calls of functions with other names in the graph are spelt.
    """

    def __init__(
        self,
        simplified: Simplifier,
        declarations: Sequence[Declaration],
        spellings: Mapping[str, Call],
    ) -> None:
        self._simplified: Final = simplified
        self._graph: Final = simplified.graph
        self._spellings: Final = spellings
        self._leaves: Final[list[Expression]] = []
        self._lines: Final[dict[Line, Expression]] = {}
        self._lines_of: Final[dict[int, list[Line]]] = {}
        self._matrices: Final[dict[tuple[Line, ...], Expression]] = {}
        self._scalars: Final[dict[Node, Expression]] = {}
        for name, shape in declarations:
            self._declare(name, shape)

    def _declare(self, name: str, shape: tuple[int, ...]) -> None:
        first = len(self._leaves)
        if not shape:
            self._leaves.append(name)
        elif len(shape) == 1:
            self._leaves.extend(["index", name, i] for i in range(shape[0]))
            self._matrix(((name, range(first, first + shape[0])),))
        elif len(shape) > 2:
            self._declare_entries(name, shape)
        else:
            rows, columns = shape
            size = rows * columns
            self._leaves.extend(["index", name, i, j] for i in range(rows) for j in range(columns))
            whole = ["slice", None, None]
            across = [range(first + i * columns, first + (i + 1) * columns) for i in range(rows)]
            down = [range(first + j, first + size, columns) for j in range(columns)]
            self._matrix([(["index", name, i], line) for i, line in enumerate(across)], name)
            self._matrix([(["index", name, whole, j], line) for j, line in enumerate(down)], ["T", name])

    def _declare_entries(self, name: str, shape: tuple[int, ...]) -> None:
        """An array of more than two axes: its entries, and its lines along the last axis."""
        first, whole = len(self._leaves), ["slice", None, None]
        self._leaves.extend(["index", name, *at] for at in product(*map(range, shape)))
        lines = [["index", name, *at, whole] for at in product(*map(range, shape[:-1]))]
        starts = range(first, len(self._leaves), shape[-1])
        self._matrix([(line, range(s, s + shape[-1])) for line, s in zip(lines, starts, strict=True)])

    def _matrix(self, lines: Sequence[tuple[Expression, range]], whole: Expression = None) -> None:
        for expression, leaves in lines:
            line = tuple(leaves)
            self._lines.setdefault(line, expression)
            for leaf in line:
                self._lines_of.setdefault(leaf, []).append(line)
        if whole is not None:
            self._matrices[tuple(tuple(leaves) for _, leaves in lines)] = whole

    def outputs(self, nodes: Sequence[Node]) -> list[Expression]:
        """The outputs as one array if they can be written so, else one by one.

        Raises CertsimError if that would be very long.
        """
        layer = self._array(nodes) if len(nodes) > 1 else None
        found = [self.scalar(node) for node in nodes] if layer is None else [layer]
        sizes: dict[int, int] = {}
        if sum(_size(tree, sizes) for tree in found) > MAX_SIZE:
            raise CertsimError("the reduced model has no short expression, term by term it is too long")
        return found

    def scalar(self, node: Node) -> Expression:
        """One node."""
        if node not in self._scalars:
            self._scalars[node] = self._written(node)
        return self._scalars[node]

    def _written(self, node: Node) -> Expression:
        entry = self._graph.nodes[node]
        if entry[0] == "number":
            return _signed(entry[1], str(abs(entry[1])))
        if entry[0] == "leaf":
            return self._leaves[entry[1]]
        if entry[0] == "**":
            return self._power(entry[1], entry[2])
        if entry[0] == "*":
            return self._product(node)
        if entry[0] == "+":
            return self._sum(node)
        return self._call(entry[1], self.scalar(entry[2]))

    def _call(self, function: str, argument: Expression) -> Expression:
        if function == "inv":
            return ["/", "1", argument]
        name, more = self._spellings.get(function, (function, ()))
        return ["call", name, argument, *more]

    def _product(self, node: Node) -> Expression:
        """A number, what is multiplied, and what is divided by, one after the other.

        To the kernel 1/(uv) is another call than (1/u)(1/v), and 1/u² than (1/u)².
        """
        number, rest = self._simplified.parted(node)
        above: list[Expression] = [] if abs(number) == 1 else [str(abs(number))]
        below: list[Expression] = []
        for factor in self._simplified.factors(rest):
            entry = self._graph.nodes[factor]
            if entry[:2] == ("call", "inv"):
                below.append(self.scalar(entry[2]))
            else:
                above.append(self.scalar(factor))
        quotient = _joined("*", above) if above else "1"
        for divisor in below:
            quotient = ["/", quotient, divisor]
        return _signed(number, quotient)

    def _power(self, base: Node, exponent: int) -> Expression:
        inverse = self._graph.nodes[base]
        if inverse[:2] == ("call", "inv"):
            return ["**", self.scalar(inverse[2]), -exponent]
        return ["**", self.scalar(base), exponent]

    def _sum(self, node: Node) -> Expression:
        """Dot products, and the terms that are in none."""
        remaining, parts = list(self._simplified.summands(node)), []
        for line in self._lines_in(remaining):
            found = self._dot(remaining, line)
            vector = None if found is None else self._array(found[0])
            if found is not None and vector is not None:
                parts.append(["@", self._lines[line], vector])
                remaining = found[1]
        return _joined("+", parts + [self.scalar(summand) for summand in remaining])

    def _lines_in(self, summands: Sequence[Node]) -> list[Line]:
        """The lines that may be in a dot product: those whose first leaf is a factor of some summand."""
        leaves = {leaf for summand in summands for leaf in self._leaf_factors(summand)}
        return [line for leaf in sorted(leaves) for line in self._lines_of.get(leaf, ()) if line[0] == leaf]

    def _leaf_factors(self, node: Node) -> list[int]:
        entries = (self._graph.nodes[factor] for factor in self._simplified.factors(node))
        return [entry[1] for entry in entries if entry[0] == "leaf"]

    def _dot(self, summands: Sequence[Node], line: Line) -> tuple[list[Node], list[Node]] | None:
        """What each leaf of a line multiplies, in one summand each, and the other summands."""
        members = set(line)
        found = [
            (leaf, place)
            for place, summand in enumerate(summands)
            for leaf in self._leaf_factors(summand)
            if leaf in members
        ]
        places, taken = dict(found), {place for _, place in found}
        if not len(found) == len(places) == len(taken) == len(line):
            return None
        cofactors = [self._without(summands[places[leaf]], leaf) for leaf in line]
        return cofactors, [summand for place, summand in enumerate(summands) if place not in taken]

    def _without(self, summand: Node, leaf: int) -> Node:
        removed = self._graph.leaf(leaf)
        return self._graph.multiply(f for f in self._simplified.factors(summand) if f != removed)

    def _array(self, nodes: Sequence[Node]) -> Expression | None:
        """Nodes as one array: a vector, its multiples, calls of one function, or a matrix times an array."""
        entries = [self._graph.nodes[node] for node in nodes]
        if all(entry[0] == "leaf" for entry in entries):
            return self._lines.get(tuple(entry[1] for entry in entries))
        if all(entry[:2] == ("call", entries[0][1]) for entry in entries):
            argument = self._array([entry[2] for entry in entries])
            return None if argument is None else self._call(entries[0][1], argument)
        return self._multiples(nodes) or self._layer(nodes)

    def _multiples(self, nodes: Sequence[Node]) -> Expression | None:
        """Numbers times an array."""
        numbers, rests = zip(*map(self._simplified.parted, nodes), strict=True)
        array = None if set(numbers) == {1} else self._array(rests)
        if array is None:
            return None
        if len(set(numbers)) > 1:
            return ["*", ["list", *map(str, numbers)], array]
        scaled = array if abs(numbers[0]) == 1 else ["*", str(abs(numbers[0])), array]
        return _signed(numbers[0], scaled)

    def _layer(self, nodes: Sequence[Node]) -> Expression | None:
        """A matrix times an array, and perhaps another array added."""
        summands = [self._simplified.summands(node) for node in nodes]
        for lines, matrix in self._matrices.items():
            dots = [] if len(lines) != len(nodes) else list(map(self._dot, summands, lines))
            found = [dot for dot in dots if dot is not None]
            if not found or len(found) < len(nodes) or any(dot[0] != found[0][0] for dot in found):
                continue
            vector = self._array(found[0][0])
            rests = [self._graph.add(rest) for _, rest in found]
            added = None if set(rests) == {self._graph.zero} else self._array(rests)
            if vector is not None and (added is not None or set(rests) == {self._graph.zero}):
                return _joined("+", [["@", matrix, vector], *([] if added is None else [added])])
        return None


def _signed(number: Fraction, expression: Expression) -> Expression:
    return ["neg", expression] if number < 0 else expression


def _joined(operator: str, operands: Sequence[Expression]) -> Expression:
    return operands[0] if len(operands) == 1 else [operator, *operands]


def _size(tree: Any, sizes: dict[int, int]) -> int:
    """How long an expression is when it is written out; `sizes` holds that of the parts that occur again."""
    if not isinstance(tree, list):
        return 1
    if id(tree) not in sizes:
        sizes[id(tree)] = 1 + sum(_size(part, sizes) for part in tree)
    return sizes[id(tree)]
