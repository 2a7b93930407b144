"""Points that are named: they are in the set, and something is not 0 there (T5, T6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from certsim.export.queries import Item, Letters, NoSolution
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
    others = [one for at, one in enumerate(candidate.conditions) if at != proof.condition]
    yield from point.lies([*candidate.equations, condition.polynomial], others)
    *lower, last = (
        point.derivative(condition.polynomial, proof.word[:length])
        for length in range(1, len(proof.word) + 1)
    )
    yield point.not_all_zero("the condition has a derivative that is not 0 at the point", [last])
    if condition.relation != "!=":
        for derivative in lower:
            yield point.zero("a derivative of lower order is 0 at the point", derivative)
        if lower and len(proof.word) % 2 == 0:
            what = "near the point the condition holds along the flow"
            yield point.satisfies(what, Condition(last, condition.relation))


def outside(claim: Claim, place: Place, equations: Sequence[Polynomial]) -> Iterator[Item]:
    """The point is in the candidate, and not where the equations of its core hold."""
    point = Placed(claim, place)
    yield from point.lies(claim.candidate.equations, ())
    yield point.not_all_zero("the point is not in the core", equations)


class Placed:
    """A point, with its root t and a further number s as variables after those of the claim."""

    def __init__(self, claim: Claim, place: Place) -> None:
        if place.functions or claim.model.pi is not None:
            raise NotAlgebraic("the point chooses functions, or there is pi")
        first = len(claim.names)
        self._claim = claim
        self._root, self._slack = Polynomial.variable(first), Polynomial.variable(first + 1)
        names = (*claim.names, "root t", "slack s")
        self.letters = Letters(names, Tower(claim.model.graph.functions, len(names)))
        self._equations: list[Polynomial] = []
        self._conditions: list[Condition] = []
        if place.root is not None:
            terms = (self._root**n * c for n, c in enumerate(place.root.polynomial))
            self._equations.append(Polynomial.total(terms))
            self._conditions += [
                Condition(self._root - place.root.low, ">"),
                Condition(self._root - place.root.high, "<"),
            ]
        self._point = place.point

    def _here(self, polynomial: Polynomial) -> tuple[Polynomial, ...]:
        """The coordinates of the point in which a polynomial is, as equations; of quotients what they are."""
        tower, first = self.letters.tower, len(self.letters.names)
        variables, values = polynomial.variables, []
        for v in range(first + len(tower.atoms) - 1, first - 1, -1):
            if v in variables and (relation := tower.relation(v)) is not None:
                values.append(relation)
                variables |= relation.variables
        values += [
            Polynomial.variable(v) - self._point.get(v, ZERO).substitute({T: self._root})
            for v in sorted(variables)
            if v < first
        ]
        return (*self._equations, *values)

    def lies(self, equations: Sequence[Polynomial], conditions: Sequence[Condition]) -> Iterator[Item]:
        """The point is where equations and conditions hold."""
        yield from (self.zero("an equation holds at the point", equation) for equation in equations)
        yield from (self.satisfies("a condition holds at the point", one) for one in conditions)

    def zero(self, what: str, polynomial: Polynomial) -> NoSolution:
        """A polynomial is 0 at the point."""
        conditions = (*self._conditions, Condition(polynomial, "!="))
        return NoSolution(what, self.letters, self._here(polynomial), conditions)

    def satisfies(self, what: str, condition: Condition) -> NoSolution:
        """A condition holds at the point: it does not hold that h is 0, or that h is -s²."""
        slack = ZERO if condition.relation == "!=" else self._slack * self._slack
        equations = (*self._here(condition.polynomial), condition.positive + slack)
        return NoSolution(what, self.letters, equations, tuple(self._conditions))

    def not_all_zero(self, what: str, polynomials: Sequence[Polynomial]) -> NoSolution:
        """Some of the polynomials are not 0 at the point."""
        here = self._here(Polynomial({(v,): 1 for p in polynomials for v in p.variables}))
        return NoSolution(what, self.letters, (*here, *polynomials), tuple(self._conditions))

    def derivative(self, polynomial: Polynomial, word: Sequence[Letter]) -> Polynomial:
        """The Lie derivative along a word, as a polynomial."""
        graph, tower = self._claim.model.graph, self.letters.tower
        node = word_derivative(self._claim, graph.polynomial(polynomial), word)
        (value,) = evaluate(graph, [node], Polynomial.variable, tower)
        calls = {atom.function for atom in tower.atoms} - {"inv"}
        if calls:
            raise NotAlgebraic(f"values of {', '.join(sorted(calls))} at a point are no question of QF_NRA")
        return value
