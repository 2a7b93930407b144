"""Points with exact coordinates, as the kernel's places, and exact values there, for search and reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from operator import add
from typing import Any, Final

import flint

from certsim.algebra.exact.algebraic import AlgebraicField, AlgebraicNumber
from certsim.algebra.exact.arithmetic import (
    Arithmetic,
    ExactArithmetic,
    ExponentialArithmetic,
    Number,
    decimals,
)
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Place
from certsim.kernel.statement.strict_json import Json
from certsim.kernel.terms.calculus import evaluate, multiply, raise_to
from certsim.kernel.terms.graph import Graph, Node
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.values.interval import Interval
from certsim.kernel.values.number import PI, Root, T

GUARD_BITS: Final = 64
"""The root of a place is known to so many more bits than values there."""

PRIME: Final = (1 << 61) - 1
_EXACT: Final = ExactArithmetic()
_ALGEBRAIC: Final = frozenset({"inv", "sqrt", "step"})


NO_MULTIPLES: Final[Mapping[int, Fraction]] = {}


def place_of(
    numbers: Mapping[int, Number],
    functions: Mapping[str, tuple[Fraction, ...]],
    bits: int,
    at_input: Mapping[int, Fraction],
    multiples_of_pi: Mapping[int, Fraction] = NO_MULTIPLES,
) -> Place:
    """The place of a point whose coordinates are rational, or algebraic in one field; 0 is left out.

    Multiples of π are added to some coordinates.
    """
    fields = {id(n.field): n.field for n in numbers.values() if isinstance(n, AlgebraicNumber)}
    root, replaced = None, numbers
    if fields:
        field = next(iter(fields.values()))
        around = _cell(field.root(bits + 2 * GUARD_BITS), bits + GUARD_BITS)
        if around.lo < around.hi:
            root = Root(field.polynomial, around.lo, around.hi)
        else:
            replaced = {v: _rational(number, around.lo) for v, number in numbers.items()}
    coordinates = {v: _coordinate(number) for v, number in sorted(replaced.items())}
    if not any(coordinate.degree for coordinate in coordinates.values()):
        root = None
    for v, slope in multiples_of_pi.items():
        coordinates[v] = coordinates.get(v, ZERO) + Polynomial({(PI,): slope})
    return Place(root, {v: c for v, c in sorted(coordinates.items()) if c}, functions, bits, at_input)


def _cell(around: Interval, bits: int) -> Interval:
    """The interval between neighbouring multiples of 2**-bits around another, if there is one.

    So the place does not depend on how well the root was known before.
    """
    low, high = floor(around.lo * (1 << bits)), floor(around.hi * (1 << bits))
    if around.lo == around.hi or low != high:
        return around
    return Interval(Fraction(low, 1 << bits), Fraction(low + 1, 1 << bits))


def _rational(number: Number, root: Fraction) -> Fraction:
    if not isinstance(number, AlgebraicNumber):
        return number
    return sum((c * root**n for n, c in enumerate(number.coefficients)), Fraction(0))


def _coordinate(number: Number) -> Polynomial:
    coefficients = number.coefficients if isinstance(number, AlgebraicNumber) else (number,)
    return Polynomial({(T,) * n: c for n, c in enumerate(coefficients)})


def numbers_of(place: Place) -> dict[int, Number]:
    """The coordinates of a place as exact numbers.

    Raises `InvalidCertificate` for a root that is not isolated, and for multiples of π.
    """
    if any((PI,) in coordinate.terms for coordinate in place.point.values()):
        raise InvalidCertificate("a coordinate with a multiple of π")
    field = None if place.root is None else _field(place.root)
    return {variable: _number(coordinate, field) for variable, coordinate in place.point.items()}


def _number(coordinate: Polynomial, field: AlgebraicField | None) -> Number:
    constant = coordinate.constant_value
    if constant is not None or field is None:
        return Fraction(constant or 0)
    return field.element([coordinate.terms.get((T,) * n, 0) for n in range(coordinate.degree + 1)])


def _field(root: Root) -> AlgebraicField:
    """The field of a root, with an interval as short to write as its neighbours allow."""
    for scale in (1, 1 << 4, 1 << 16, 1 << 64):
        low, high = Fraction(floor(root.low * scale), scale), Fraction(ceil(root.high * scale), scale)
        with suppress(InvalidCertificate):
            return AlgebraicField(root.polynomial, low, high)
    return AlgebraicField(root.polynomial, root.low, root.high)


class ExactValues:
    """The exact values of expressions at a point, in the arithmetic that their calls need."""

    def __init__(
        self,
        graph: Graph,
        numbers: Mapping[int, Number],
        functions: Mapping[str, tuple[Fraction, ...]],
        nodes: Sequence[Node],
    ) -> None:
        """Takes the nodes that will be evaluated: what they call decides."""
        entries = (graph.nodes[node] for node in graph.below(nodes))
        called = {entry[1] for entry in entries if entry[0] == "call"}
        algebraic = all(name in _ALGEBRAIC or name.rstrip("'") in functions for name in called)
        self._arithmetic: Final[Arithmetic[Any]] = _EXACT if algebraic else ExponentialArithmetic()
        self._numbers: Final = numbers
        self._pi: Final = graph.functions.pi
        self._functions: Final = functions
        self.values: Final = evaluate(graph, nodes, self._leaf, self)

    def _leaf(self, variable: int) -> Any:
        if variable == self._pi:
            raise InvalidCertificate("values with π in them are not written down exactly")
        return self._arithmetic.number(self._numbers.get(variable, Fraction(0)))

    def number(self, value: Fraction) -> Any:
        return self._arithmetic.number(value)

    def total(self, summands: Iterable[Any]) -> Any:
        return reduce(add, summands)

    def call(self, function: str, argument: Any) -> Any:
        base = function.rstrip("'")
        if base not in self._functions:
            return self._arithmetic.call(function, argument)
        coefficients = self._functions[base]
        for _ in range(len(function) - len(base)):
            coefficients = tuple(n * c for n, c in enumerate(coefficients))[1:]
        value = self.number(Fraction(0))
        for coefficient in reversed(coefficients):
            value = multiply(value, argument) + self.number(coefficient)
        return value

    def to_json(self) -> list[Json]:
        """The values as results write them."""
        return [self._arithmetic.to_json(value) for value in self.values]


def shown_value(graph: Graph, place: Place, node: Node, enclosure: Interval) -> Json:
    """A value at a place, exactly if that is known, else between two decimals."""
    try:
        return ExactValues(graph, numbers_of(place), place.functions, [node]).to_json()[0]
    except InvalidCertificate:
        return {"enclosure": list(decimals(enclosure))}


def is_zero(value: Number) -> bool:
    """Whether an exact number is zero: decided, for algebraic ones too."""
    return not _EXACT.is_nonzero(value)


def value_at(polynomial: Polynomial, point: Mapping[int, Number]) -> Number:
    """The exact value of a polynomial; a variable that the point does not list is 0."""
    powers: dict[tuple[int, int], Number] = {}
    total: Number = Fraction(0)
    for monomial, coefficient in polynomial.terms.items():
        if all(variable in point for variable in monomial):
            term: Number = Fraction(coefficient)
            for variable, exponent in Counter(monomial).items():
                if (variable, exponent) not in powers:
                    powers[variable, exponent] = raise_to(point[variable], exponent)
                term = multiply(term, powers[variable, exponent])
            total = total + term
    return total


def first_independent(rows: Sequence[Sequence[Number]]) -> tuple[int, ...]:
    """The numbers of the rows that are linearly independent of those before them.

    Of rational numbers residues are taken: with little luck, too few rows are found.

    >>> first_independent([[Fraction(1)], [Fraction(2)]])
    (0,)
    """
    pivots: list[tuple[int, list[Any]]] = []
    found = []
    for index, entries in enumerate(_residues(rows) or rows):
        row: list[Any] = list(entries)
        for column, pivot in pivots:
            factor = row[column]
            if not _vanishes(factor):
                row = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        column = next((at for at, value in enumerate(row) if not _vanishes(value)), -1)
        if column >= 0:
            inverse = (
                1 / row[column] if isinstance(row[column], flint.nmod) else _EXACT.call("inv", row[column])
            )
            pivots.append((column, [value * inverse for value in row]))
            found.append(index)
    return tuple(found)


def _vanishes(value: Any) -> bool:
    return not int(value) if isinstance(value, flint.nmod) else is_zero(value)


def _residues(rows: Sequence[Sequence[Number]]) -> list[list[flint.nmod]] | None:
    """The residues of rational numbers, if all have one."""
    found: list[list[flint.nmod]] = []
    for row in rows:
        if any(not isinstance(value, Fraction) or not value.denominator % PRIME for value in row):
            return None
        numbers = [value for value in row if isinstance(value, Fraction)]
        found.append([flint.nmod(n.numerator, PRIME) / flint.nmod(n.denominator, PRIME) for n in numbers])
    return found
