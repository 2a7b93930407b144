"""Exact real points of sets given by polynomial equations and open conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import combinations, count, islice, pairwise
from math import comb, prod
from operator import gt, lt, ne
from random import Random
from typing import Final, NamedTuple, TypeAlias

from certsim.algebra.algebraic import Point, RealField, Value
from certsim.algebra.budget import NEVER, Budget, Deadline, OutOfBudget
from certsim.algebra.factors import irreducible_factors
from certsim.algebra.groebner import GroebnerBasis, groebner_basis
from certsim.algebra.rings import Ring
from certsim.algebra.squares import find_signed_squares
from certsim.algebra.zerodimensional import is_zero_dimensional, real_points
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.terms.polynomial import ONE, Polynomial

__all__ = ["Point", "RealField", "Value", "find_points"]

Condition: TypeAlias = tuple[Polynomial, str]
"""A polynomial and its relation to zero: one of "!=", ">", "<"."""

RELATIONS: Final[Mapping[str, Callable[[int, int], bool]]] = {"!=": ne, ">": gt, "<": lt}
MAX_BRANCHES: Final = 48
MAX_FACTORED_TERMS: Final = 400
MAX_MINORS: Final = 150
IDLE_ROUNDS: Final = 24
LINEARISED_TRIES: Final = 20
FEW_VARIABLES: Final = 2
SPECIALISATIONS: Final = 3
MAX_PRODUCT: Final = 3
RATIONAL_ROUNDS: Final = 4
"""For so many rounds rational points are preferred."""
SECONDS_A_ROUND: Final = 3.0
SPECIAL: Final = tuple(map(Fraction, (0, 1, -1)))
GENERIC: Final = tuple(
    Fraction(p, q) for q in (1, 2, 3) for p in (1, 2, -1, 3, -2, 4, -3, 5, 6, -5, 7) if q == 1 or p % q
)


def find_points(
    equations: Iterable[Polynomial],
    open_conditions: Iterable[Condition],
    variables: Iterable[int],
    rng: Random,
    deadline: Deadline = NEVER,
) -> Iterator[Point]:
    """Different real points with every equation zero and every condition strictly true, exactly.

    Points have a coordinate for each of the variables and for each variable that an equation or a
    condition mentions. Small rational ones come first; isolated points and small components are met as
    critical points of the distance from a random centre (Seidenberg's method). The iterator ends where
    there are finitely many points and all were found, where nothing new turns up for long, or at the
    deadline. That nothing comes proves nothing.
    """
    given, conditions = tuple(dict.fromkeys(equations)), tuple(open_conditions)
    mentioned = set(variables).union(*(p.variables for p in (*given, *(h for h, _ in conditions))))
    yield from _Search(conditions, sorted(mentioned), rng, Budget(deadline, pairs=3_000)).points(given)


class _Solved(NamedTuple):
    """A variable that is a quotient, where the denominator is not 0."""

    variable: int
    numerator: Polynomial
    denominator: Polynomial = ONE


class _System(NamedTuple):
    """Equations that remain, and variables solved for in terms of later ones and of those that remain."""

    equations: tuple[Polynomial, ...]
    solved: tuple[_Solved, ...] = ()

    @property
    def variables(self) -> list[int]:
        return sorted(frozenset[int]().union(*(e.variables for e in self.equations)))


_Solution: TypeAlias = tuple[tuple[_Solved, ...], Point]
"""What was solved for, and a point of what remained."""


class _Search:
    """Rounds of solving: specialise free variables, or ask for critical points, and solve what is left."""

    def __init__(
        self, conditions: Sequence[Condition], variables: Sequence[int], rng: Random, budget: Budget
    ) -> None:
        self._conditions: Final = conditions
        self._variables: Final = variables
        self._rng: Final = rng
        self._budget: Final = budget
        self._seen: Final[set[object]] = set()
        self._factors: Final[dict[Polynomial, list[Polynomial]]] = {}
        self._pool: Sequence[Fraction] = SPECIAL
        self._partial = False
        self._defers = False
        self._objective: Polynomial | None = None

    def points(self, equations: tuple[Polynomial, ...]) -> Iterator[Point]:
        equations = tuple(part for e in equations for part in _taken_apart(e))
        held: list[Point] = []
        idle = 0
        for number in count():
            fresh = self._round(equations, number)
            if self._partial and number < RATIONAL_ROUNDS:
                held += [point for point in fresh if point.field]
                fresh = [point for point in fresh if not point.field]
            else:
                fresh, held = fresh + held, []
            yield from fresh
            idle = 0 if fresh else idle + 1
            if idle > IDLE_ROUNDS or self._budget.expired or not self._partial:
                yield from held
                return

    def _round(self, equations: tuple[Polynomial, ...], number: int) -> list[Point]:
        """The new points of one round, which now and then prescribes values to the inequalities."""
        self._pool = SPECIAL if number % 2 == 0 else self._generic(number)
        self._partial, self._defers = False, number % 4 < 2
        self._objective = self._product() if number % 8 == 3 else None
        prescribed = self._prescribed() if number % 4 == 3 and self._objective is None else ()
        system = _System(equations + prescribed)
        budget = self._budget.slice(SECONDS_A_ROUND)
        found: list[Point] = []
        try:
            for solved, core in self._solutions(system, budget, number):
                found += self._completed(solved, core)
        except LimitExceeded:
            self._partial = True
        return found

    def _generic(self, number: int) -> list[Fraction]:
        """Numbers that grow slowly with the rounds."""
        further = (
            Fraction(self._rng.randint(-number, number), self._rng.randint(1, 4)) for _ in range(number)
        )
        return [*GENERIC[: 4 + 2 * number], *further]

    def _solutions(self, system: _System, budget: Budget, number: int) -> Iterator[_Solution]:
        if number % 4 == 1:
            with suppress(OutOfBudget):
                yield from self._linearised(system, budget)
        yield from self._solve(system, budget, critical=2 if number % 4 == 2 or self._objective else 0)

    def _prescribed(self) -> tuple[Polynomial, ...]:
        """Small values of the right sign for some of the inequalities."""
        self._partial = True
        sizes = [Fraction(1), Fraction(2), Fraction(1, 2), Fraction(1, 10)]
        return tuple(
            h - self._rng.choice(sizes) * (1 if relation == ">" else -1)
            for h, relation in self._conditions
            if relation != "!=" and self._rng.random() < 0.7
        )

    def _product(self) -> Polynomial | None:
        """A product of some of what is not 0: it has an extremum in each bounded component of the rest."""
        if all(relation == "!=" for _, relation in self._conditions):
            return None
        size = self._rng.randint(1, min(len(self._conditions), MAX_PRODUCT))
        return prod((h for h, _ in self._rng.sample(self._conditions, size)), start=ONE)

    def _choose(self) -> Fraction:
        self._partial = True
        return self._rng.choice(self._pool)

    def _solve(self, system: _System, budget: Budget, critical: int) -> Iterator[_Solution]:
        """Solutions branch by branch; `critical` says how often critical points may still be asked for."""
        branches = list(islice(self._branches(system), MAX_BRANCHES))
        self._rng.shuffle(branches)
        self._partial |= len(branches) == MAX_BRANCHES
        for branch in branches:
            try:
                yield from self._solve_branch(branch, budget, critical)
            except OutOfBudget:
                self._partial = True
            if budget.expired:
                self._partial = True
                return

    def _branches(self, system: _System) -> Iterator[_System]:
        """Systems of irreducible equations, none of them linear, with the same points together."""
        simplified = _eliminated(system)
        if simplified is None:
            return
        for i, equation in enumerate(simplified.equations):
            factors = self._factored(equation)
            if factors != [equation]:
                others = simplified.equations[:i] + simplified.equations[i + 1 :]
                for factor in factors:
                    yield from self._branches(simplified._replace(equations=(factor, *others)))
                return
        yield simplified

    def _factored(self, polynomial: Polynomial) -> list[Polynomial]:
        if len(polynomial.terms) > MAX_FACTORED_TERMS:
            return [polynomial]
        if polynomial not in self._factors:
            found = sorted(irreducible_factors(polynomial), key=_size)
            irreducible = len(found) == 1 and found[0].degree == polynomial.degree
            self._factors[polynomial] = [polynomial] if irreducible else found
        return self._factors[polynomial]

    def _solve_branch(self, system: _System, budget: Budget, critical: int) -> Iterator[_Solution]:
        if self._defers:
            given, system = system, _deferred(system)
            self._partial |= system != given
        if not system.equations and self._objective and critical:
            partials = _gradient(_without(self._objective, system.solved))
            self._partial = True
            yield from self._solve(system._replace(equations=partials), budget, 0)
            return
        if not system.equations:
            yield from ((system.solved, Point({})) for _ in range(SPECIALISATIONS))
            return
        ring = Ring(system.variables)
        elements = [ring.element(e) for e in system.equations]
        try:
            basis = groebner_basis(ring, elements, budget.slice(SECONDS_A_ROUND / 3))
        except OutOfBudget:
            if budget.expired or len(system.variables) <= FEW_VARIABLES:
                raise
            yield from self._linearised(system, budget)
            return
        if is_zero_dimensional(basis, ring):
            for point in real_points(ring, basis.elements, self._rng, budget):
                yield system.solved, point
            return
        refined = system._replace(equations=tuple(map(ring.polynomial, basis.elements)))
        if any(e.degree == 1 or self._factored(e) != [e] for e in refined.equations):
            yield from self._solve(refined, budget, critical)
        else:
            yield from self._solve_positive_dimensional(system, refined, basis, budget, critical)

    def _solve_positive_dimensional(
        self, system: _System, refined: _System, basis: GroebnerBasis, budget: Budget, critical: int
    ) -> Iterator[_Solution]:
        free = self._independent(system.variables, basis)
        minors = self._critical_equations(system, len(free)) if critical else None
        if minors is None:
            for _ in range(SPECIALISATIONS):
                yield from self._specialised(refined, free, budget, critical)
        else:
            more = refined._replace(equations=refined.equations + minors)
            yield from self._solve(more, budget, critical - 1)

    def _independent(self, variables: Sequence[int], basis: GroebnerBasis) -> list[int]:
        """Variables that satisfy no equation by themselves, as many as some random greedy choices give."""
        supports = [{v for v, e in zip(variables, lead, strict=True) if e} for lead in basis.leading]
        best: list[int] = []
        for _ in range(4):
            chosen: list[int] = []
            for v in self._rng.sample(variables, len(variables)):
                if not any(support <= {*chosen, v} for support in supports):
                    chosen.append(v)
            best = max(best, chosen, key=len)
        return best

    def _specialised(
        self, system: _System, chosen: Sequence[int], budget: Budget, critical: int
    ) -> Iterator[_Solution]:
        values = {v: Polynomial.constant(self._choose()) for v in chosen}
        equations = tuple(e.substitute(values) for e in system.equations)
        solved = (*system.solved, *map(_Solved, values, values.values()))
        yield from self._solve(_System(equations, solved), budget, critical)

    def _linearised(self, system: _System, budget: Budget) -> Iterator[_Solution]:
        """Solutions after specialising, one by one, variables that stand in many terms of higher degree.

        Needs no Gröbner basis of the whole, and likes rational points: what is left is mostly linear.
        """
        for _ in range(LINEARISED_TRIES):
            rest = self._some_branch(system)
            while rest and len(rest.variables) > FEW_VARIABLES:
                budget.check()
                busiest, value = self._busiest(rest), Polynomial.constant(self._choose())
                equations = tuple(e.substitute({busiest: value}) for e in rest.equations)
                rest = self._some_branch(_System(equations, (*rest.solved, _Solved(busiest, value))))
            if rest:
                yield from self._solve(rest, budget, critical=0)
                return

    def _some_branch(self, system: _System) -> _System | None:
        branches = list(islice(self._branches(system), 4))
        return self._rng.choice(branches) if branches else None

    def _busiest(self, system: _System) -> int:
        """The variable in most terms that are not linear, more or less."""
        terms = [set(m) for e in system.equations for m in e.terms if len(m) > 1]
        weights = Counter(v for term in terms for v in term)
        return max(weights, key=lambda v: weights[v] * self._rng.random())

    def _critical_equations(self, system: _System, dimension: int) -> tuple[Polynomial, ...] | None:
        """Equations of the points where the distance from a random centre is critical, or of singular ones.

        They say that the rows ∇g_i and θ − centre have rank at most the codimension. Another objective may
        stand for the distance, with its gradient. ``None`` where these are too many.
        """
        codimension = len(system.variables) - dimension
        objective = None if self._objective is None else _without(self._objective, system.solved)
        variables = sorted({*system.variables, *(objective.variables if objective else ())})
        rows = comb(len(system.equations), codimension)
        if codimension > 3 or rows * comb(len(variables), codimension + 1) > MAX_MINORS:
            return None
        self._partial = True
        centre = [Fraction(self._rng.randint(-20, 20), 7) for _ in variables]
        distance = [Polynomial.variable(v) - c for v, c in zip(variables, centre, strict=True)]
        if objective is not None:
            distance = [objective.derivative(v) for v in variables]
        jacobian = [[e.derivative(v) for v in variables] for e in system.equations]
        return tuple(
            _determinant([[row[j] for j in columns] for row in (distance, *chosen)])
            for chosen in combinations(jacobian, codimension)
            for columns in combinations(range(len(variables)), codimension + 1)
        )

    def _completed(self, solved: Sequence[_Solved], core: Point) -> list[Point]:
        """The point with all its coordinates, if it is new and meets the conditions; a few tries are made."""
        for _ in range(8 if self._conditions else 2):
            point = self._filled(solved, core)
            if point is not None and point.key not in self._seen and self._holds(point):
                self._seen.add(point.key)
                return [point]
        return []

    def _filled(self, solved: Sequence[_Solved], core: Point) -> Point | None:
        values: dict[int, Value] = dict(core.values)
        targets = {one.variable for one in solved}
        for v in self._variables:
            if v not in targets and v not in values:
                values[v] = self._choose()
        growing = Point(values, core.field)
        for v, numerator, denominator in reversed(solved):
            value = growing.quotient(numerator, denominator)
            if value is None:
                return None
            values[v] = value
        return Point(dict(sorted(values.items())), core.field)

    def _holds(self, point: Point) -> bool:
        return all(RELATIONS[relation](point.sign(h), 0) for h, relation in self._conditions)


def _size(polynomial: Polynomial) -> tuple[int, int]:
    return polynomial.degree, len(polynomial.terms)


def _taken_apart(equation: Polynomial) -> list[Polynomial]:
    """Equations with the same real zeros: a sum of squares is zero where each of them is."""
    squares = find_signed_squares(equation)
    return [equation] if squares is None else [s for _, s in squares]


def _eliminated(system: _System) -> _System | None:
    """The system with the linear equations solved; ``None`` where a constant other than 0 is to vanish.

    So are those, of any degree, in which a variable is linear that is linear wherever it stands.
    """
    equations = system.equations
    pivots: dict[int, Polynomial] = {}
    while True:
        known, kept = len(pivots), []
        for given in sorted(equations, key=_size):
            equation = _reduced(given, pivots)
            if equation.constant_value:
                return None
            if equation.degree == 1:
                _pivot(pivots, equation, max(equation.variables))
            elif equation:
                kept.append(equation)
        equations = tuple(dict.fromkeys(kept))
        if len(pivots) == known:
            linear = _linear_everywhere(equations)
            if linear is None:
                return _System(equations, (*system.solved, *map(_Solved, pivots, pivots.values())))
            _pivot(pivots, *linear)


def _pivot(pivots: dict[int, Polynomial], equation: Polynomial, variable: int) -> None:
    """Solves an equation for a variable that is linear in it."""
    slope = Fraction(equation.terms[variable,])
    pivots[variable] = Polynomial.variable(variable) - equation * (1 / slope)


def _without(polynomial: Polynomial, solved: Sequence[_Solved]) -> Polynomial:
    """The polynomial in terms of what is not solved for; quotients stay."""
    for one in solved:
        if one.denominator == ONE:
            polynomial = polynomial.substitute({one.variable: one.numerator})
    return polynomial


def _gradient(polynomial: Polynomial) -> tuple[Polynomial, ...]:
    return tuple(polynomial.derivative(v) for v in sorted(polynomial.variables))


def _linear_everywhere(equations: Sequence[Polynomial]) -> tuple[Polynomial, int] | None:
    """A variable that stands alone in each monomial that it is in, the last one, and a short equation."""
    products = frozenset(v for e in equations for m in e.terms if len(m) > 1 for v in m)
    alone = frozenset().union(*(e.variables for e in equations)) - products
    if not alone:
        return None
    variable = max(alone)
    return min((e for e in equations if variable in e.variables), key=_size), variable


def _deferred(system: _System) -> _System:
    """The system without equations that are solved last: a·v + b = 0 with v in no other equation."""
    equations, solved = list(system.equations), list(system.solved)
    while True:
        counts = Counter(v for e in equations for v in e.variables)
        found = next(((e, v) for e in equations for v in _linear_in(e) if counts[v] == 1), None)
        if found is None:
            return _System(tuple(equations), tuple(solved))
        equation, v = found
        slope = equation.derivative(v)
        equations.remove(equation)
        solved.append(_Solved(v, slope * Polynomial.variable(v) - equation, slope))


def _linear_in(equation: Polynomial) -> list[int]:
    """The variables in which an equation is linear, the last ones first."""
    squared = {v for m in equation.terms for v, other in pairwise(m) if v == other}
    return sorted(equation.variables - squared, reverse=True)


def _reduced(equation: Polynomial, pivots: Mapping[int, Polynomial]) -> Polynomial:
    """The equation without the pivots, each of which is given in terms of others and of later pivots."""
    while hit := equation.variables & pivots.keys():
        equation = equation.substitute({v: pivots[v] for v in hit})
    return equation


def _determinant(matrix: Sequence[Sequence[Polynomial]]) -> Polynomial:
    """Laplace expansion by the first row."""
    if len(matrix) == 1:
        return matrix[0][0]
    first, *rest = matrix
    return Polynomial.total(
        entry * (-1) ** j * _determinant([[*row[:j], *row[j + 1 :]] for row in rest])
        for j, entry in enumerate(first)
        if entry
    )
