"""Computing at a point: the values that a refutation, or a regular point, rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any, Final

from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.evidence.records import MAX_WORD, Letter, Place
from certsim.kernel.meter import spend
from certsim.kernel.statement.claim import Claim, Condition
from certsim.kernel.statement.strict_json import Json
from certsim.kernel.terms.calculus import evaluate, gradient, multiply, raise_to
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial, rational_text
from certsim.kernel.values.arithmetic import Arithmetic, ExactArithmetic, ExponentialArithmetic, Number
from certsim.kernel.values.enclosure import EnclosureArithmetic

MAX_COEFFICIENTS: Final = 64

_EXACT: Final = ExactArithmetic()
_ALGEBRAIC: Final = frozenset({"inv", "sqrt", "step"})


class PointRing:
    """The values of expressions at a place, in one arithmetic."""

    def __init__(self, claim: Claim, place: Place, arithmetic: Arithmetic[Any]) -> None:
        self._graph: Final = claim.model.graph
        self._place: Final = place
        self._arithmetic: Final = arithmetic

    def number(self, value: Fraction) -> Any:
        return self._arithmetic.number(value)

    def total(self, summands: Iterable[Any]) -> Any:
        return reduce(add, summands)

    def call(self, function: str, argument: Any) -> Any:
        base = function.rstrip("'")
        if base not in self._place.functions:
            return self._arithmetic.apply(function, argument)
        coefficients = self._place.functions[base]
        for _ in range(len(function) - len(base)):
            coefficients = tuple(n * c for n, c in enumerate(coefficients))[1:]
        value = self.number(Fraction(0))
        for coefficient in reversed(coefficients):
            value = multiply(value, argument) + self.number(coefficient)
        return value

    def leaf(self, variable: int) -> Any:
        return self._arithmetic.number(self._place.point.get(variable, Fraction(0)))

    def values(self, nodes: Sequence[Node]) -> list[Any]:
        return evaluate(self._graph, nodes, self.leaf, self)

    def is_nonzero(self, value: Any) -> bool:
        return self._arithmetic.is_nonzero(value)

    def is_positive(self, value: Any) -> bool:
        return self._arithmetic.is_positive(value)

    def to_json(self, value: Any) -> Json:
        return self._arithmetic.to_json(value)


def ring_at(claim: Claim, place: Place, nodes: Sequence[Node]) -> PointRing:
    """Enclosures at the precision that the place names, else exact values (T7, where there are calls)."""
    if place.bits is not None:
        return PointRing(claim, place, EnclosureArithmetic(place.bits))
    graph = claim.model.graph
    entries = (graph.nodes[node] for node in graph.below(nodes))
    called = {entry[1] for entry in entries if entry[0] == "call"}
    if all(name in _ALGEBRAIC or name.rstrip("'") in place.functions for name in called):
        return PointRing(claim, place, _EXACT)
    return PointRing(claim, place, ExponentialArithmetic())


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


def check_point(
    claim: Claim, equations: Iterable[Polynomial], conditions: Iterable[Condition], place: Place
) -> None:
    """The place is a point of the set, exactly, and its functions have the facts that are declared."""
    constants = range(claim.first_constant, len(claim.names))
    if any(v >= claim.parameter_count and v not in constants for v in place.point):
        raise InvalidCertificate("a point has coordinates for parameters and constants only")
    _check_functions(claim, place)
    for equation in equations:
        value = value_at(equation, place.point)
        if not is_zero(value):
            shown = rational_text(value) if isinstance(value, Fraction) else "another number"
            raise InvalidCertificate(f"the point is not in the set: expected 0, found {shown}")
    for condition in conditions:
        value = value_at(condition.positive, place.point)
        if is_zero(value) if condition.relation == "!=" else not _EXACT.is_positive(value):
            raise InvalidCertificate("the point does not satisfy a side condition strictly")


def _check_functions(claim: Claim, place: Place) -> None:
    facts = claim.model.graph.functions.facts
    if place.functions.keys() != facts.keys():
        raise InvalidCertificate("a place names one concrete function for each unspecified one")
    for name, coefficients in place.functions.items():
        if len(coefficients) > MAX_COEFFICIENTS:
            raise MalformedCertificate(f"a polynomial with more than {MAX_COEFFICIENTS} coefficients")
        odd, even = any(coefficients[1::2]), any(coefficients[::2])
        lacks = {"odd": even, "even": odd, "zero_at_zero": bool(coefficients and coefficients[0])}
        if any(lacks[fact] for fact in facts[name]):
            raise InvalidCertificate(f"the function given for {name} lacks the facts declared of it")


def word_derivative(claim: Claim, node: Node, word: Sequence[Letter]) -> Node:
    """L_{X1} … L_{Xm} of a node, as a node."""
    if len(word) > MAX_WORD:
        raise InvalidCertificate(f"a word of more than {MAX_WORD} letters")
    for letter in reversed(word):
        node = _lie_derivative(claim, node, letter)
    return node


def _lie_derivative(claim: Claim, node: Node, letter: Letter) -> Node:
    graph = claim.model.graph
    partials = gradient(graph, node, range(claim.parameter_count))
    return graph.add(
        graph.multiply((partials[parameter], component))
        for parameter, component in field_at(claim, letter, partials.keys()).items()
    )


def field_at(claim: Claim, letter: Letter, parameters: Collection[int]) -> dict[int, Node]:
    """Some components of a field at an input, as nodes; those that vanish identically may be missing."""
    if letter.field >= claim.model.family_size:
        raise InvalidCertificate(f"there is no field {letter.field}")
    _check_input(claim, letter.input)
    field = claim.model.field(letter.field, parameters)
    moving = sorted(field.keys() & set(parameters))
    components = _at_input(claim, [field[parameter] for parameter in moving], letter.input)
    return dict(zip(moving, components, strict=True))


def _check_input(claim: Claim, values: Mapping[int, Fraction]) -> None:
    if any(v not in range(claim.parameter_count, claim.first_constant) for v in values):
        raise InvalidCertificate("an input has values for the model's inputs only")


def _at_input(claim: Claim, nodes: Sequence[Node], values: Mapping[int, Fraction]) -> list[Node]:
    graph = claim.model.graph
    inputs = range(claim.parameter_count, claim.first_constant)
    numbers = {v: graph.number(values.get(v, Fraction(0))) for v in inputs}
    try:
        return graph.substitute(nodes, numbers)
    except MalformedCertificate as error:
        raise InvalidCertificate(f"the model is not defined at the input: {error.message}") from error


def check_defined(claim: Claim, place: Place, values: Mapping[int, Fraction]) -> None:
    """The place is in Ω for the input: no divisor is 0, and roots and logarithms have positive arguments.

    All outputs are meant, and the calls in them as they were written, before anything is simplified.
    """
    _check_input(claim, values)
    limited = claim.model.graph.domains(claim.model.outputs)
    arguments = _at_input(claim, list(limited), values)
    ring = ring_at(claim, place, arguments)
    for value, domain in zip(ring.values(arguments), limited.values(), strict=True):
        inside = ring.is_positive(value) if domain is Domain.POSITIVE else ring.is_nonzero(value)
        if not inside:
            raise InvalidCertificate("the model was not shown to be defined at the point and the input")


def rank(rows: Sequence[Sequence[Number]]) -> int:
    """The rank of a matrix of exact numbers, by elimination."""
    matrix, found = [list(row) for row in rows], 0
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((r for r in range(found, len(matrix)) if not is_zero(matrix[r][column])), None)
        if pivot is None:
            continue
        matrix[found], matrix[pivot] = matrix[pivot], matrix[found]
        inverse = _EXACT.apply("inv", matrix[found][column])
        for row in matrix[found + 1 :]:
            factor = row[column] * inverse
            row[:] = [a - factor * b for a, b in zip(row, matrix[found], strict=True)]
        spend(sum(map(_cost, matrix[found])) * len(matrix))
        found += 1
    return found


def _cost(value: Number) -> int:
    return 40 + (value.numerator.bit_length() // 16 if isinstance(value, Fraction) else 4000)
