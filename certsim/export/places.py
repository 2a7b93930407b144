"""Points that are named: they are in the set, and something is not 0 there (T5, T6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from certsim.export.queries import Item, Letters, NoSolution, Remark
from certsim.kernel.evidence.records import Crosses, Leaves, Letter, Place
from certsim.kernel.rules.point import word_derivative
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.terms.tower import Tower
from certsim.kernel.values.number import T


class NotAlgebraic(Exception):
    """A value at a point that is not that of a polynomial with rational coefficients."""


def leaves(claim: Claim, proof: Leaves) -> Iterator[Item]:
    """The point is in the set, and a Lie derivative of an equation is not 0 there."""
    point, candidate = Placed(claim, proof.place), claim.candidate
    yield from point.lies(candidate.equations, candidate.conditions)
    derivative = point.derivative(candidate.equations[proof.equation], proof.word)
    yield point.not_all_zero("what should stay 0 has a derivative that is not 0 at the point", [derivative])


def crosses(claim: Claim, proof: Crosses) -> Iterator[Item]:
    """At the point a condition fails and the others hold, and a Lie derivative of it is not 0."""
    point, candidate = Placed(claim, proof.place), claim.candidate
    condition = candidate.conditions[proof.condition]
    orders = {proof.condition: len(proof.word), **{one.condition: one.order for one in proof.touched}}
    others = [one for at, one in enumerate(candidate.conditions) if at not in orders]
    boundary = [candidate.conditions[at].polynomial for at in orders]
    parts = () if proof.component is None else proof.component.equations
    yield from point.lies([*candidate.equations, *parts, *boundary], others)
    if condition.relation == "!=" and not proof.touched:
        last = point.derivative(condition.polynomial, proof.word)
        yield point.not_all_zero("the condition has a derivative that is not 0 at the point", [last])
        return
    for at, order in orders.items():
        yield from point.begins(candidate.conditions[at], proof.word[:1] * order)
    if proof.touched:
        yield Remark("on one side of the point, along the flow, all conditions that are 0 there hold")


def outside(claim: Claim, place: Place, equations: Sequence[Polynomial]) -> Iterator[Item]:
    """The point is in the candidate, and not where the equations of its core hold."""
    point = Placed(claim, place)
    yield from point.lies(claim.candidate.equations, ())
    yield point.not_all_zero("the point is not in the core", equations)


_ALGEBRAIC: Final = frozenset({"inv", "sqrt"})
"""The functions whose value is the root of their relation, and positive if they are."""


class Placed:
    """A point, with its root t and a further number s as variables after those of the claim."""

    def __init__(self, claim: Claim, place: Place) -> None:
        """Raises `NotAlgebraic` where the coordinates are not all of the meaning of the point."""
        if place.functions or claim.model.pi is not None:
            raise NotAlgebraic("the point chooses functions, or there is pi")
        first = len(claim.names)
        names = (*claim.names, "root t", "slack s")
        self._claim, self._place = claim, place
        self._root, self._slack = Polynomial.variable(first), Polynomial.variable(first + 1)
        self.letters = Letters(names, Tower(claim.model.graph.functions, len(names)))

    def _here(self, *polynomials: Polynomial) -> tuple[tuple[Polynomial, ...], tuple[Condition, ...]]:
        """The variables of polynomials at the point, as equations and conditions; of calls what they are."""
        tower, first = self.letters.tower, len(self.letters.names)
        variables = frozenset().union(*(polynomial.variables for polynomial in polynomials))
        equations, conditions = self._root_equations()
        for variable in range(first + len(tower.atoms) - 1, first - 1, -1):
            relation = tower.relation(variable) if variable in variables else None
            if relation is not None:
                equations.append(relation)
                variables |= relation.variables
                if self._claim.model.graph.functions.row(tower.atoms[variable - first].function).positive:
                    conditions.append(Condition(Polynomial.variable(variable), ">"))
        for variable in sorted(v for v in variables if v < len(self._claim.names)):
            coordinate = self._place.point.get(variable, ZERO).substitute({T: self._root})
            equations.append(Polynomial.variable(variable) - coordinate)
        return tuple(equations), tuple(conditions)

    def _root_equations(self) -> tuple[list[Polynomial], list[Condition]]:
        """What t is."""
        t, root = self._root, self._place.root
        if root is None:
            return [], []
        value = Polynomial.total(t**n * c for n, c in enumerate(root.polynomial))
        return [value], [Condition(t - root.low, ">"), Condition(t - root.high, "<")]

    def lies(self, equations: Sequence[Polynomial], conditions: Sequence[Condition]) -> Iterator[Item]:
        """The point is where equations and conditions hold."""
        yield from (self.zero("an equation holds at the point", equation) for equation in equations)
        yield from (self.satisfies("a condition holds at the point", one) for one in conditions)

    def zero(self, what: str, polynomial: Polynomial) -> NoSolution:
        """A polynomial is 0 at the point."""
        equations, conditions = self._here(polynomial)
        return NoSolution(what, self.letters, equations, (*conditions, Condition(polynomial, "!=")))

    def satisfies(self, what: str, condition: Condition) -> NoSolution:
        """A condition holds at the point: it does not hold that h is 0, or that h is -s²."""
        equations, conditions = self._here(condition.polynomial)
        slack = ZERO if condition.relation == "!=" else self._slack * self._slack
        return NoSolution(what, self.letters, (*equations, condition.positive + slack), conditions)

    def not_all_zero(self, what: str, polynomials: Sequence[Polynomial]) -> NoSolution:
        """Some of the polynomials are not 0 at the point."""
        equations, conditions = self._here(*polynomials)
        return NoSolution(what, self.letters, (*equations, *polynomials), conditions)

    def begins(self, condition: Condition, word: Sequence[Letter]) -> Iterator[Item]:
        """Along one field the first derivative of h that is not 0 has this order; h holds there, if even."""
        *lower, last = (
            self.derivative(condition.polynomial, word[:length]) for length in range(1, len(word) + 1)
        )
        yield self.not_all_zero("the condition has a derivative that is not 0 at the point", [last])
        for derivative in lower:
            yield self.zero("a derivative of lower order is 0 at the point", derivative)
        if lower and len(word) % 2 == 0 and condition.relation != "!=":
            what = "near the point the condition holds along the flow"
            yield self.satisfies(what, Condition(last, condition.relation))

    def derivative(self, polynomial: Polynomial, word: Sequence[Letter]) -> Polynomial:
        """The Lie derivative along a word, as a polynomial."""
        graph, tower = self._claim.model.graph, self.letters.tower
        node = word_derivative(self._claim, graph.polynomial(polynomial), word)
        (value,) = evaluate(graph, [node], Polynomial.variable, tower)
        calls = {atom.function for atom in tower.atoms} - _ALGEBRAIC
        if calls:
            raise NotAlgebraic(f"values of {', '.join(sorted(calls))} at a point are no question of QF_NRA")
        return value
