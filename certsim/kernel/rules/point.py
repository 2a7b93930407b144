"""A point of a set: made in one place, and the only place at which the rules evaluate."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, Generic, TypeVar

from certsim.kernel.errors import InvalidCertificate, LimitExceeded, MalformedCertificate
from certsim.kernel.evidence.records import MAX_WORD, Letter, Place
from certsim.kernel.rules.domain import at_input, require_defined
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.calculus import Element, Ring, evaluate, gradient, multiply
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.terms.tower import Tower
from certsim.kernel.values.enclosure import Enclosure, EnclosureArithmetic
from certsim.kernel.values.linear import independent
from certsim.kernel.values.number import PI, Exact, enclosure
from certsim.kernel.values.residue import Residue, Residues

V = TypeVar("V", bound=Element)

MAX_COEFFICIENTS: Final = 64
PRIME: Final = (1 << 61) - 1
_RESIDUES: Final = Residues(PRIME)


class Point:
    """A point that satisfies equations and conditions, in the domain of every field that is used there.

    `Point.of` makes it, and nothing else does. Values are of two kinds: enclosures, which show that a value
    is not 0 or is positive, and identities modulo the polynomial of t, which show that it is 0.
    """

    def __init__(self, claim: Claim, place: Place) -> None:
        """Takes what is checked already: see `of`."""
        self._claim: Final = claim
        self._place: Final = place
        self._ring: Final = EnclosureArithmetic(place.bits)
        functions = replace(claim.model.graph.functions, pi=PI)
        self._exact: Final = Exact(Tower(functions, PI + 1), place.root)

    @classmethod
    def of(
        cls,
        claim: Claim,
        place: Place,
        equations: Iterable[Polynomial],
        conditions: Iterable[Condition],
        *,
        used: Iterable[Letter] = (),
        steps: bool = True,
    ) -> Point:
        """The point of a place, where the equations and the conditions hold and the model is defined.

        It is in Ω_x for the input x that the place names, and for the inputs of the letters that are used. At
        the named input no step has the argument 0, not even where that is so for all parameters, so that the
        point is in a region (theory T18); if not `steps`, what is claimed does not depend on regions.
        """
        named = {*range(claim.parameter_count), *claim.constants} - {claim.model.pi}
        if not place.point.keys() <= named:
            raise InvalidCertificate("a point has coordinates for parameters and constants only")
        _check_functions(claim, place)
        if place.root is not None:
            place.root.check()
        point = cls(claim, place)
        graph = claim.model.graph
        if any(point.exact([graph.polynomial(equation) for equation in equations])):
            raise InvalidCertificate("the point is not in the set: an equation does not hold")
        for condition in conditions:
            at = point.enclosure(graph.polynomial(condition.positive))
            if not (at.is_nonzero if condition.relation == "!=" else at.is_positive):
                raise InvalidCertificate("the point does not satisfy a side condition strictly")
        require_defined(claim, point.enclosures, place.input, regions=True, steps=steps)
        for values in {tuple(letter.input.items()) for letter in used} - {tuple(place.input.items())}:
            require_defined(claim, point.enclosures, dict(values), regions=False, steps=steps)
        return point

    def exact(self, nodes: Sequence[Node]) -> list[Polynomial]:
        """Values in the exact ring: the polynomial 0 is 0; what is not may be 0 all the same."""
        ring = _AtPlace(self._exact, self._place)
        found = evaluate(self._claim.model.graph, nodes, self._coordinate, ring)
        return [self._exact.reduced(value) for value in found]

    def enclosures(self, nodes: Sequence[Node]) -> list[Enclosure]:
        """Enclosures of the values of nodes, in which no input is left."""
        ring = _AtPlace(self._ring, self._place)
        return evaluate(self._claim.model.graph, nodes, self._leaf, ring)

    def enclosure(self, node: Node) -> Enclosure:
        return self.enclosures([node])[0]

    def independent(self, rows: Sequence[Sequence[Node]]) -> bool:
        """Whether rows of values are shown to be linearly independent.

        If all values are rational numbers, their residues modulo a prime may show that (theorem T12).
        """
        residues = self._residues(rows)
        if residues is not None and independent(residues, _RESIDUES):
            return True
        return independent([self.enclosures(row) for row in rows], self._ring)

    def _residues(self, rows: Sequence[Sequence[Node]]) -> list[list[Residue]] | None:
        """The residues of values, if these are rational numbers and have residues."""
        found = []
        for row in rows:
            values = [value.constant_value for value in self.exact(row)]
            if any(value is None or Fraction(value).denominator % PRIME == 0 for value in values):
                return None
            found.append([_RESIDUES.number(Fraction(value)) for value in values if value is not None])
        return found

    def _coordinate(self, variable: int) -> Polynomial:
        if variable == self._claim.model.pi:
            return Polynomial.variable(PI)
        return self._place.point.get(variable, ZERO)

    def _leaf(self, variable: int) -> Enclosure:
        return enclosure(self._coordinate(variable), self._place.root, self._ring)


class _AtPlace(Generic[V]):
    """A ring in which unspecified functions are the polynomials that a place gives."""

    def __init__(self, ring: Ring[V], place: Place) -> None:
        self._ring: Final = ring
        self._functions: Final = place.functions
        self.number: Final = ring.number
        self.total: Final = ring.total

    def call(self, function: str, argument: V) -> V:
        base = function.rstrip("'")
        if base not in self._functions:
            return self._ring.call(function, argument)
        coefficients = self._functions[base]
        for _ in range(len(function) - len(base)):
            coefficients = tuple(n * c for n, c in enumerate(coefficients))[1:]
        value = self.number(Fraction(0))
        for coefficient in reversed(coefficients):
            value = self.total((multiply(value, argument), self.number(coefficient)))
        return value


def _check_functions(claim: Claim, place: Place) -> None:
    """The functions of the place have the facts that are declared."""
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
        raise LimitExceeded(f"a word of more than {MAX_WORD} letters")
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
    field = claim.model.field(letter.field, parameters)
    moving = sorted(field.keys() & set(parameters))
    components = at_input(claim, [field[parameter] for parameter in moving], letter.input)
    return dict(zip(moving, components, strict=True))
