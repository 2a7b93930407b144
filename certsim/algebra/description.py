"""Better equations for the same real points, and proofs that there are none (theory T6, T2).

Sets are described off the zeros of a multiplier h, the product of what a candidate's conditions exclude.
Equations are improved step by step: by saturation, by squarefree parts, by leaving out factors without
real zeros, by taking sums of squares apart, and by looking for sums of squares in the ideal, among what
vanishes at known points (Lasserre, Laurent and Rostalski, *Semidefinite characterization and computation of
zero-dimensional real radical ideals*, 2008). What comes out vanishes where the given equations do, by an
identity (the easy half of the real Nullstellensatz; Bochnak, Coste and Roy, *Real Algebraic Geometry*, §4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations_with_replacement, islice
from math import prod
from random import Random
from typing import Final

from certsim.algebra.budget import NEVER, Budget, Deadline, OutOfBudget
from certsim.algebra.facts import Fact, combined, plain, squarefree, taken_apart, value_of
from certsim.algebra.gram import MAX_BASIS
from certsim.algebra.ideals import Ideal
from certsim.algebra.interpolation import reflections, vanishing_at, vanishing_at_reflected
from certsim.algebra.points import Condition, Point, find_points
from certsim.algebra.rings import Ring
from certsim.algebra.squares import (
    MAX_TERMS,
    find_signed_squares,
    find_squares_among,
    find_vanishing_squares,
)
from certsim.algebra.weights import Weights, product_of_weights, weighted_value
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.evidence.records import Square
from certsim.kernel.terms.polynomial import ONE, Polynomial

MAX_STEPS: Final = 8
MAX_PAIRS: Final = 800
MAX_POWER: Final = 6
MAX_MULTIPLIER_POWER: Final = 8
MAX_DEGREE: Final = 4
SECONDS: Final = 6.0
"""For one system of sums of squares."""
SECONDS_FOR_POINTS: Final = 1.0
MAX_POINTS: Final = 40


@dataclass(frozen=True)
class Vanishing:
    """Why f is zero at every real zero of g with h ≠ 0: h^N·f^m + Σ_j c_j·w_j·s_j² = Σ_l q_l·g_l.

    All c_j are positive, and the w_j products of what is known to be; where there are squares, N and m are
    even (Stengle, *A Nullstellensatz and a Positivstellensatz in semialgebraic geometry*, 1974).
    """

    multiplier_power: int
    power: int
    squares: tuple[Square, ...]
    cofactors: tuple[Polynomial, ...]


@dataclass(frozen=True)
class Description:
    """Equations f that have, off the zeros of h, the same real zeros as g, with the evidence.

    `vanishing` says of each f_i why it vanishes; `implied` holds for each g_l its cofactors in f.
    """

    equations: tuple[Polynomial, ...]
    vanishing: tuple[Vanishing, ...]
    implied: tuple[tuple[Polynomial, ...], ...]


NOTHING: Final[Mapping[int, Polynomial]] = {}
UNTRIED: Final = Fact(ONE)
"""In place of what was looked for in vain, or found."""


def find_description(
    generators: Sequence[Polynomial],
    multiplier: Polynomial | None = None,
    deadline: Deadline = NEVER,
    positive: Mapping[int, Polynomial] = NOTHING,
) -> Description | None:
    """Simpler equations of the real zeros of the generators off those of the multiplier, or ``None``.

    Only the zeros count at which all that is listed as positive is; its product divides the multiplier.

    Raises:
        OutOfBudget: there was no time to find any.
    """
    descent = _Descent(generators, multiplier, deadline, positive)
    with suppress(LimitExceeded):
        descent.run(deeply=True)
        return descent.description()
    return None


def find_no_real_point(
    generators: Sequence[Polynomial],
    multiplier: Polynomial | None = None,
    deadline: Deadline = NEVER,
    positive: Mapping[int, Polynomial] = NOTHING,
) -> Vanishing | None:
    """Evidence that 1 vanishes at every real zero of the generators off those of the multiplier.

    With `positive` as for `find_description`.

    So there is none. ``None`` proves nothing.
    """
    with suppress(LimitExceeded, OutOfBudget):
        descent = _Descent(generators, multiplier, deadline, positive)
        with suppress(OutOfBudget):
            descent.run()
        fact = descent.contradiction()
        if fact is None:
            descent.run(deeply=True)
            fact = descent.contradiction()
        return None if fact is None else descent.vanishing(fact)
    return None


def find_vanishing(
    polynomials: Sequence[Polynomial],
    generators: Sequence[Polynomial],
    multiplier: Polynomial | None = None,
    deadline: Deadline = NEVER,
    positive: Mapping[int, Polynomial] = NOTHING,
) -> list[Vanishing | None]:
    """For each polynomial evidence that it vanishes at all real zeros of the generators off the multiplier's.

    With `positive` as for `find_description`. ``None`` proves nothing.
    """
    found: list[Vanishing | None] = [None] * len(polynomials)
    with suppress(LimitExceeded, OutOfBudget):
        descent = _Descent(generators, multiplier, deadline, positive)
        for attempt in (None, False, True):
            if attempt is not None:
                descent.run(deeply=attempt)
            found = [reason or descent.reason(f) for f, reason in zip(polynomials, found, strict=True)]
            if None not in found:
                break
    return found


class _Descent:
    """Facts about what vanishes, from the generators to what they say in the end."""

    def __init__(
        self,
        generators: Sequence[Polynomial],
        multiplier: Polynomial | None,
        deadline: Deadline,
        positive: Mapping[int, Polynomial],
    ) -> None:
        self._budget: Final = Budget(deadline)
        self._ideals: Final[dict[tuple[Polynomial, ...], Ideal]] = {}
        self._given: Final = self._ideal(generators)
        constant = multiplier is None or multiplier.constant_value is not None
        self._multiplier: Final = None if constant else multiplier
        self._off: Final = ONE if self._multiplier is None else self._multiplier
        self._most: Final = 0 if self._multiplier is None else MAX_MULTIPLIER_POWER
        self._minus_one: Fact | None = UNTRIED
        self._saturated: Final = self._saturation(self._given)
        self._facts: Final = {g: Fact(g) for g in generators if g}
        self._positive: Final = {at: h for at, h in positive.items() if h.variables}
        used = frozenset[int]().union(*(p.variables for p in (*generators, self._off)))
        self._weights: Final = Weights.of(self._positive, max(used, default=0) + 1)

    def run(self, *, deeply: bool = False) -> None:
        """Looks for further facts until there are none, or 1 vanishes; deeply, if sums of squares are tried.

        Raises:
            OutOfBudget: the facts are still true, but there may be more.
        """
        self._learn(map(Fact, self._saturated.generators))
        for _ in range(MAX_STEPS):
            current = self._ideal(self._equations())
            basis = self._saturation(current).basis()
            elements = dict.fromkeys([*current.generators, *map(_primitive, basis)])
            facts = [fact for e in elements if (fact := self._fact(e, current)) is not None]
            learnt = self._learn(fact for known in facts for fact in (known, *self._derived(known)))
            if ONE in self._facts:
                return
            if not learnt and not (deeply and self._learn_from_squares(current)):
                return

    def description(self) -> Description | None:
        """The facts as a description; ``None`` where some identity was not found.

        Raises:
            OutOfBudget: an identity would cost too much.
        """
        facts = self._shortest()
        equations = [fact.polynomial for fact in facts]
        reasons = [self.vanishing(fact) for fact in facts]
        ideal = self._ideal(equations)
        implied = [ideal.cofactors(g) for g in self._given.generators]
        vanishing = tuple(reason for reason in reasons if reason is not None)
        cofactors = tuple(tuple(row) for row in implied if row is not None)
        if len(vanishing) < len(equations) or len(cofactors) < len(implied):
            return None
        return Description(tuple(equations), vanishing, cofactors)

    def contradiction(self) -> Fact | None:
        """That 1 vanishes, if that was found, or is found in sums of squares modulo the ideal."""
        if ONE not in self._facts and self._minus_one is UNTRIED:
            self._minus_one = self._minus_one_as_squares()
        return self._facts.get(ONE, self._minus_one)

    def reason(self, polynomial: Polynomial) -> Vanishing | None:
        """Why the polynomial vanishes, if the facts so far imply it.

        Raises:
            OutOfBudget: that could not be found out.
        """
        fact = self._fact(polynomial, self._ideal(self._equations()))
        return None if fact is None else self.vanishing(fact)

    def vanishing(self, fact: Fact) -> Vanishing | None:
        """The fact with its cofactors."""
        h = self._off
        squares = weighted_value(fact.squares, self._positive)
        total = h ** (2 * fact.half) * fact.polynomial**fact.power + squares
        found = self._given.cofactors_with_multiplier(total, h, self._most)
        if found is None:
            return None
        extra, cofactors = found
        if fact.squares and extra % 2:
            extra, cofactors = extra + 1, [h * q for q in cofactors]
        multiplied = tuple(replace(one, root=h ** (extra // 2) * one.root) for one in fact.squares)
        return Vanishing(2 * fact.half + extra, fact.power, multiplied, tuple(cofactors))

    def _ideal(self, generators: Sequence[Polynomial]) -> Ideal:
        """The ideal, which is the same object for the same generators: Gröbner bases are worth keeping."""
        key = tuple(generators)
        if key not in self._ideals:
            self._ideals[key] = Ideal(key, deadline=self._budget.deadline, max_pairs=MAX_PAIRS)
        return self._ideals[key]

    def _saturation(self, ideal: Ideal) -> Ideal:
        if self._multiplier is None:
            return ideal
        return self._ideal([_primitive(f) for f in ideal.saturation(self._multiplier)])

    def _equations(self) -> list[Polynomial]:
        """The polynomials of the facts without those that others imply; small ones are preferred."""
        kept: list[Polynomial] = []
        for f in sorted(self._facts, key=lambda f: (f.degree, len(f.terms), sorted(f.terms))):
            if not kept or not self._ideal(kept).contains(f):
                kept.append(f)
        return kept

    def _shortest(self) -> list[Fact]:
        """The facts that matter, or a Gröbner basis of them if that is shorter."""
        equations = self._equations()
        ideal = self._ideal(equations)
        basis = [_primitive(e) for e in ideal.basis()]
        if _length(basis) < _length(equations):
            facts = [fact for e in basis if (fact := self._fact(e, ideal)) is not None]
            if len(facts) == len(basis):
                return facts
        return [self._facts[f] for f in equations]

    def _learn(self, facts: Iterator[Fact]) -> bool:
        """Notes the facts that the others do not imply; says whether there were any."""
        current = self._ideal(self._equations())
        learnt = False
        for fact in facts:
            self._budget.check()
            f = fact.polynomial
            if f not in self._facts and (f == ONE or not current.contains(f)):
                self._facts[fact.polynomial] = self._lean(fact)
                learnt = True
        return learnt

    def _lean(self, fact: Fact) -> Fact:
        """The fact without squares, if a small power will do."""
        power = self._power(fact.polynomial, min(fact.power, MAX_POWER))
        return fact if power is None else Fact(fact.polynomial, power)

    def _power(self, f: Polynomial, most: int) -> int | None:
        """The least m ≤ most with f^m in (g : h^∞)."""
        remainder = product = self._saturated.normal_form(f)
        for power in range(1, most + 1):
            if not product:
                return power
            product = self._saturated.normal_form(product * remainder)
        return None

    def _fact(self, f: Polynomial, current: Ideal) -> Fact | None:
        """Why an element of the ideal of the facts, or of its saturation, vanishes."""
        known = self._facts.get(f)
        if known is not None:
            return known
        power = self._power(f, MAX_POWER)
        if power is not None:
            return Fact(f, power)
        found = current.cofactors_with_multiplier(f, self._off, self._most)
        if found is None:
            return None
        extra, cofactors = found
        parts = [(q, self._facts[e]) for q, e in zip(cofactors, current.generators, strict=True) if q]
        fact = combined([(q, part) for q, part in parts if part.power > 1], self._off)
        if fact is None:
            return None
        return replace(fact, polynomial=f, half=fact.half + extra * fact.power // 2)

    def _derived(self, fact: Fact) -> Iterator[Fact]:
        """What follows from one fact alone."""
        f = fact.polynomial
        if len(f.terms) > MAX_TERMS or not f.variables:
            return
        ring = Ring(sorted(f.variables))
        factors = [(ring.polynomial(p), power) for p, power in ring.element(f).factor()[1]]
        highest = max(power for _, power in factors)
        if highest > 1:
            yield squarefree(ring, fact, [p for p, _ in factors], highest)
            return
        for factor, _ in factors:
            self._budget.check()
            squares = find_signed_squares(factor)
            if squares is not None:
                rest = ring.polynomial(ring.element(f) / ring.element(value_of(squares)))
                yield from taken_apart(fact, rest, squares, self._off)

    def _learn_from_squares(self, current: Ideal) -> bool:
        """Notes what vanishes because a sum of its square and others is in (g : h^∞), in low degree.

        Only what vanishes at some known points is tried, and nothing where that is in the ideal already.
        """
        equations = [_primitive(e) for e in current.basis()]
        points, inside = self._points(equations, []), self._points_inside(equations)
        flips = reflections(equations)
        by_degree = _is_homogeneous(self._saturated.generators)
        proving = _bases(self._saturated, by_degree=by_degree)
        for basis, wider in zip(_bases(current, by_degree=by_degree), proving, strict=False):
            if vanishing_at_reflected(points, flips, basis):
                vanishing = vanishing_at_reflected(points, flips, wider)
                if self._learn(self._from_squares(vanishing)):
                    return True
            if self._positive and self._learn(self._from_weighted_squares(vanishing_at(inside, wider))):
                return True
        return False

    def _points_inside(self, equations: Sequence[Polynomial]) -> list[Point]:
        """Some real points at which is positive what should be."""
        conditions = [(h, ">") for _, h in sorted(self._positive.items())]
        return self._points(equations, conditions) if conditions else []

    def _points(self, equations: Sequence[Polynomial], conditions: Sequence[Condition]) -> list[Point]:
        """Some real points at which the conditions hold."""
        budget, variables = self._budget.slice(SECONDS_FOR_POINTS), _variables(self._saturated)
        rng = Random(0)  # noqa: S311  no secrets
        found = find_points(equations, conditions, variables, rng, budget.deadline)
        return list(islice(found, MAX_POINTS))

    def _from_squares(self, basis: Sequence[Polynomial]) -> Iterator[Fact]:
        budget = self._budget.slice(SECONDS)
        for f, squares in reversed(find_vanishing_squares(basis, self._saturated.normal_form, budget)):
            yield Fact(f, 2, plain(squares))

    def _from_weighted_squares(self, plain_basis: Sequence[Polynomial]) -> Iterator[Fact]:
        """This with weights."""
        basis, budget = self._weights.basis(plain_basis), self._budget.slice(SECONDS)
        if len(basis) > MAX_BASIS:
            return
        normal_form = self._weights.normal_form(self._saturated.normal_form)
        for f, squares in reversed(find_vanishing_squares(basis, normal_form, budget)):
            parts = self._weights.parts(f)
            for weight, root in parts:
                others = [Square(Fraction(1), w, s) for w, s in parts if w != weight]
                yield self._freed(weight, root, [*others, *self._weights.squares(squares)])

    def _freed(self, weight: tuple[int, ...], root: Polynomial, squares: Sequence[Square]) -> Fact:
        """Why s vanishes, from w·s² + σ: times w·u², where h = w·u, that is h²·s² + w·u²·σ."""
        if not weight:
            return Fact(root, 2, tuple(squares))
        ring = Ring(sorted(self._off.variables))
        own = prod((self._positive[at] for at in weight), start=ONE)
        rest = ring.polynomial(ring.element(self._off) / ring.element(own))
        found = []
        for one in squares:
            left, common = product_of_weights(weight, one.weight, self._positive)
            found.append(Square(one.coefficient, left, rest * common * one.root))
        return Fact(root, 2, tuple(found), 1)

    def _minus_one_as_squares(self) -> Fact | None:
        """−h^(2k) as a sum of squares modulo (g : h^∞), or the like with weights."""
        for degree, basis in enumerate(_bases(self._saturated), start=1):
            for half in range(1 + min(degree, self._most, 2)):
                target, budget = -(self._off ** (2 * half)), self._budget.slice(SECONDS)
                squares = find_squares_among(basis, target, self._saturated.normal_form, budget)
                if squares is not None:
                    return Fact(ONE, 2, plain(squares), half)
            if (fact := self._weighted_contradiction(basis)) is not None:
                return fact
        return None

    def _weighted_contradiction(self, basis: Sequence[Polynomial]) -> Fact | None:
        """−1, or minus a weight, as a sum of squares with weights modulo (g : h^∞)."""
        weighted = self._weights.basis(basis)
        if not self._positive or len(weighted) > MAX_BASIS:
            return None
        normal_form = self._weights.normal_form(self._saturated.normal_form)
        for weight, product in [((), ONE), *self._weights.all()]:
            squares = find_squares_among(weighted, -product, normal_form, self._budget.slice(SECONDS))
            if squares is not None:
                return self._freed(weight, ONE, self._weights.squares(squares))
        return None


def _bases(ideal: Ideal, *, by_degree: bool = False) -> Iterator[list[Polynomial]]:
    """The monomials up to each degree, or of each degree, that are their own remainders modulo the ideal."""
    variables = _variables(ideal)
    standard = [ONE]
    for degree in range(1, MAX_DEGREE + 1):
        monomials = (Polynomial({m: 1}) for m in combinations_with_replacement(variables, degree))
        further = [m for m in monomials if ideal.normal_form(m) == m]
        standard = further if by_degree else [*further, *standard]
        if not further or len(standard) > MAX_BASIS:
            return
        yield standard


def _variables(ideal: Ideal) -> list[int]:
    return sorted(frozenset[int]().union(*(g.variables for g in ideal.generators)))


def _is_homogeneous(polynomials: Iterable[Polynomial]) -> bool:
    return all(len(set(map(len, p.terms))) == 1 for p in polynomials)


def _primitive(polynomial: Polynomial) -> Polynomial:
    """The associate with coprime integer coefficients."""
    ring = Ring(sorted(polynomial.variables))
    constant, factors = ring.element(polynomial).factor_squarefree()
    return polynomial * (1 / Fraction(int(constant.p), int(constant.q))) if factors else ONE


def _length(polynomials: Sequence[Polynomial]) -> tuple[int, int]:
    return sum(len(p.terms) for p in polynomials), sum(p.degree for p in polynomials)
