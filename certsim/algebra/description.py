"""Better equations for the same real points, and proofs that there are none (theory T6, T2).

Sets are described off the zeros of a multiplier h, the product of what a candidate's conditions exclude.
Equations are improved step by step: by saturation, by squarefree parts, by leaving out factors without
real zeros, by taking sums of squares apart. What comes out vanishes where the given equations do, by an
identity (the easy half of the real Nullstellensatz; Bochnak, Coste and Roy, *Real Algebraic Geometry*, §4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from math import comb, factorial, prod
from typing import Final

from certsim.algebra.budget import Budget, OutOfBudget
from certsim.algebra.ideals import Ideal
from certsim.algebra.rings import Ring
from certsim.algebra.squares import MAX_BASIS, MAX_TERMS, Squares, find_signed_squares, find_squares_among
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.polynomial import ONE, Polynomial

MAX_STEPS: Final = 8
MAX_PAIRS: Final = 800
MAX_POWER: Final = 6
MAX_MULTIPLIER_POWER: Final = 8
MAX_SQUARES: Final = 60


@dataclass(frozen=True)
class Vanishing:
    """Why f is zero at every real zero of g with h ≠ 0: h^N·f^m + Σ_j c_j·s_j² = Σ_l q_l·g_l.

    All c_j are positive; where there are squares, N and m are even (Stengle, *A Nullstellensatz and a
    Positivstellensatz in semialgebraic geometry*, 1974).
    """

    multiplier_power: int
    power: int
    squares: tuple[tuple[Fraction, Polynomial], ...]
    cofactors: tuple[Polynomial, ...]


@dataclass(frozen=True)
class Description:
    """Equations f that have, off the zeros of h, the same real zeros as g, with the evidence.

    `vanishing` says of each f_i why it vanishes; `implied` holds for each g_l its cofactors in f.
    """

    equations: tuple[Polynomial, ...]
    vanishing: tuple[Vanishing, ...]
    implied: tuple[tuple[Polynomial, ...], ...]


@dataclass(frozen=True)
class _Fact:
    """That h^(2k)·f^m + Σ c_j·s_j² is in (g : h^∞), where k is the halved multiplier power."""

    polynomial: Polynomial
    power: int = 1
    squares: tuple[tuple[Fraction, Polynomial], ...] = ()
    half: int = 0


def find_description(
    generators: Sequence[Polynomial], multiplier: Polynomial | None = None, deadline: float | None = None
) -> Description | None:
    """Simpler equations of the real zeros of the generators off those of the multiplier, or ``None``.

    Raises:
        OutOfBudget: there was no time to find any.
    """
    descent = _Descent(generators, multiplier, deadline)
    with suppress(LimitExceeded):
        descent.run()
        return descent.description()
    return None


def find_no_real_point(
    generators: Sequence[Polynomial], multiplier: Polynomial | None = None, deadline: float | None = None
) -> Vanishing | None:
    """Evidence that 1 vanishes at every real zero of the generators off those of the multiplier.

    So there is none. ``None`` proves nothing.
    """
    with suppress(LimitExceeded, OutOfBudget):
        descent = _Descent(generators, multiplier, deadline)
        with suppress(OutOfBudget):
            descent.run()
        fact = descent.contradiction()
        return None if fact is None else descent.vanishing(fact)
    return None


class _Descent:
    """Facts about what vanishes, from the generators to what they say in the end."""

    def __init__(
        self, generators: Sequence[Polynomial], multiplier: Polynomial | None, deadline: float | None
    ) -> None:
        self._budget: Final = Budget(deadline)
        self._ideals: Final[dict[tuple[Polynomial, ...], Ideal]] = {}
        self._given: Final = self._ideal(generators)
        constant = multiplier is None or multiplier.constant_value is not None
        self._multiplier: Final = None if constant else multiplier
        self._off: Final = ONE if self._multiplier is None else self._multiplier
        self._most: Final = 0 if self._multiplier is None else MAX_MULTIPLIER_POWER
        self._saturated: Final = self._saturation(self._given)
        self._facts: Final = {g: _Fact(g) for g in generators if g}

    def run(self) -> None:
        """Looks for further facts until there are none, or 1 vanishes.

        Raises:
            OutOfBudget: the facts are still true, but there may be more.
        """
        self._learn(map(_Fact, self._saturated.generators))
        for _ in range(MAX_STEPS):
            current = self._ideal(self._equations())
            basis = self._saturation(current).basis()
            elements = dict.fromkeys([*current.generators, *map(_primitive, basis)])
            facts = [fact for e in elements if (fact := self._fact(e, current)) is not None]
            learnt = self._learn(fact for known in facts for fact in (known, *self._derived(known)))
            if not learnt or ONE in self._facts:
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

    def contradiction(self) -> _Fact | None:
        """That 1 vanishes, if that was found, or is found in sums of squares modulo the ideal."""
        return self._facts.get(ONE) or self._minus_one_as_squares()

    def vanishing(self, fact: _Fact) -> Vanishing | None:
        """The fact with its cofactors."""
        h = self._off
        total = h ** (2 * fact.half) * fact.polynomial**fact.power + _value(fact.squares)
        found = self._given.cofactors_with_multiplier(total, h, self._most)
        if found is None:
            return None
        extra, cofactors = found
        if fact.squares and extra % 2:
            extra, cofactors = extra + 1, [h * q for q in cofactors]
        squares = tuple((c, h ** (extra // 2) * s) for c, s in fact.squares)
        return Vanishing(2 * fact.half + extra, fact.power, squares, tuple(cofactors))

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

    def _shortest(self) -> list[_Fact]:
        """The facts that matter, or a Gröbner basis of them if that is shorter."""
        equations = self._equations()
        ideal = self._ideal(equations)
        basis = [_primitive(e) for e in ideal.basis()]
        if _length(basis) < _length(equations):
            facts = [fact for e in basis if (fact := self._fact(e, ideal)) is not None]
            if len(facts) == len(basis):
                return facts
        return [self._facts[f] for f in equations]

    def _learn(self, facts: Iterator[_Fact]) -> bool:
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

    def _lean(self, fact: _Fact) -> _Fact:
        """The fact without squares, if a small power will do."""
        power = self._power(fact.polynomial, min(fact.power, MAX_POWER))
        return fact if power is None else _Fact(fact.polynomial, power)

    def _power(self, f: Polynomial, most: int) -> int | None:
        """The least m ≤ most with f^m in (g : h^∞)."""
        remainder = product = self._saturated.normal_form(f)
        for power in range(1, most + 1):
            if not product:
                return power
            product = self._saturated.normal_form(product * remainder)
        return None

    def _fact(self, f: Polynomial, current: Ideal) -> _Fact | None:
        """Why an element of the ideal of the facts, or of its saturation, vanishes."""
        known = self._facts.get(f)
        if known is not None:
            return known
        power = self._power(f, MAX_POWER)
        if power is not None:
            return _Fact(f, power)
        found = current.cofactors_with_multiplier(f, self._off, self._most)
        if found is None:
            return None
        extra, cofactors = found
        parts = [(q, self._facts[e]) for q, e in zip(cofactors, current.generators, strict=True) if q]
        fact = _combined([(q, part) for q, part in parts if part.power > 1], self._off)
        if fact is None:
            return None
        return replace(fact, polynomial=f, half=fact.half + extra * fact.power // 2)

    def _derived(self, fact: _Fact) -> Iterator[_Fact]:
        """What follows from one fact alone."""
        f = fact.polynomial
        if len(f.terms) > MAX_TERMS or not f.variables:
            return
        ring = Ring(sorted(f.variables))
        factors = [(ring.polynomial(p), power) for p, power in ring.element(f).factor()[1]]
        highest = max(power for _, power in factors)
        if highest > 1:
            yield _squarefree(ring, fact, [p for p, _ in factors], highest)
            return
        for factor, _ in factors:
            self._budget.check()
            squares = find_signed_squares(factor)
            if squares is not None:
                rest = ring.polynomial(ring.element(f) / ring.element(_value(squares)))
                yield from _taken_apart(fact, rest, squares, self._off)

    def _minus_one_as_squares(self) -> _Fact | None:
        """−h^(2k) as a sum of squares of polynomials of degree 1 or 2, modulo (g : h^∞)."""
        variables = sorted(frozenset[int]().union(*(g.variables for g in self._saturated.generators)))
        for degree in (1, 2):
            monomials = [
                Polynomial({m: 1})
                for d in range(degree, -1, -1)
                for m in combinations_with_replacement(variables, d)
            ]
            standard = [m for m in monomials if self._saturated.normal_form(m) == m]
            if len(standard) > MAX_BASIS:
                return None
            for half in range(1 + min(degree, self._most)):
                target = -(self._off ** (2 * half))
                squares = find_squares_among(standard, target, self._saturated.normal_form)
                if squares is not None:
                    return _Fact(ONE, 2, tuple(squares), half)
        return None


def _primitive(polynomial: Polynomial) -> Polynomial:
    """The associate with coprime integer coefficients."""
    ring = Ring(sorted(polynomial.variables))
    constant, factors = ring.element(polynomial).factor_squarefree()
    return polynomial * (1 / Fraction(int(constant.p), int(constant.q))) if factors else ONE


def _length(polynomials: Sequence[Polynomial]) -> tuple[int, int]:
    return sum(len(p.terms) for p in polynomials), sum(p.degree for p in polynomials)


def _value(squares: Iterable[tuple[Fraction, Polynomial]]) -> Polynomial:
    return Polynomial.total(s * s * c for c, s in squares)


def _squarefree(ring: Ring, fact: _Fact, factors: Sequence[Polynomial], highest: int) -> _Fact:
    """The squarefree part p of f: p^a = u·f, so that h^2k·p^(am) + u^m·Σ c·s² = u^m·(h^2k·f^m + Σ c·s²)."""
    part = prod(factors, start=ONE)
    multiple = ring.polynomial(ring.element(part**highest) / ring.element(fact.polynomial))
    squares = tuple((c, multiple ** (fact.power // 2) * s) for c, s in fact.squares)
    return _Fact(part, highest * fact.power, squares, fact.half)


def _taken_apart(fact: _Fact, rest: Polynomial, squares: Squares, off: Polynomial) -> Iterator[_Fact]:
    """From f = w·Σ c_j·s_j² that each w·s_j vanishes; only w, where s_0 = 1.

    With e = w·f = Σ c_j·(w·s_j)²: from h^2k·f^m + σ comes h^2k·e^m + w^m·σ, and the mth power of a sum of
    squares is the sum of the 2mth power of the first, and of squares.
    """
    count, power = len(squares), fact.power
    if comb(count + power - 1, power) + len(fact.squares) > MAX_SQUARES:
        return
    products = [(c, rest * s) for c, s in squares]
    inherited = [(c, rest ** (power // 2) * s) for c, s in fact.squares]
    expanded = {
        chosen: _term(products, chosen, off**fact.half)
        for chosen in combinations_with_replacement(range(count), power)
    }
    for i, (c, s) in enumerate(products):
        others = [term for chosen, term in expanded.items() if set(chosen) != {i}]
        scaled = tuple((d / c**power, t) for d, t in [*others, *inherited])
        yield _Fact(s, 2 * power, scaled, fact.half)
        if squares[0][1] == ONE:
            return


def _term(products: Squares, chosen: tuple[int, ...], off: Polynomial) -> tuple[Fraction, Polynomial]:
    """One term of the multinomial expansion of (Σ c_j·t_j²)^m, as a coefficient and a square."""
    multiplicity = factorial(len(chosen)) // prod(factorial(chosen.count(j)) for j in set(chosen))
    coefficient = prod((products[j][0] for j in chosen), start=Fraction(multiplicity))
    return coefficient, prod((products[j][1] for j in chosen), start=off)


def _combined(parts: Sequence[tuple[Polynomial, _Fact]], off: Polynomial) -> _Fact | None:
    """Why Σ q_l·f_l vanishes where the f_l do; ``None`` where that takes too many squares."""
    multiples = [_multiple(q, fact) for q, fact in parts]
    if len(multiples) > 2 and all(fact.power == 2 for fact in multiples):
        return _total_of_squares(parts, off)
    total = multiples[0]
    for fact in multiples[1:]:
        total = _added(total, fact, off)
        if len(total.squares) > MAX_SQUARES:
            return None
    return total


def _multiple(factor: Polynomial, fact: _Fact) -> _Fact:
    """Why q·f vanishes, with an even power."""
    power = fact.power + fact.power % 2
    squares = tuple((c, factor ** (power // 2) * s) for c, s in fact.squares)
    return _Fact(factor * fact.polynomial, power, squares, fact.half)


def _added(first: _Fact, second: _Fact, off: Polynomial) -> _Fact:
    """Why a + b vanishes, where a^p and b^q with squares are in the ideal; with 2n = p + q,

    (a + b)^2n + (a − b)^2n = 2·Σ_i C(2n, 2i)·a^2i·b^(2n−2i), in which each term is a square times a^p or b^q.
    """
    a, b = first.polynomial, second.polynomial
    p, q, half = first.power // 2, second.power // 2, max(first.half, second.half)
    n = p + q
    squares = [(Fraction(1), off**half * (a - b) ** n)]
    for i in range(n + 1):
        fact, root = (first, a ** (i - p) * b ** (n - i)) if i >= p else (second, a**i * b ** (p - i))
        scale = 2 * comb(2 * n, 2 * i)
        squares += [(scale * c, root * off ** (half - fact.half) * s) for c, s in fact.squares]
    return _Fact(a + b, 2 * n, tuple((c, s) for c, s in squares if s), half)


def _total_of_squares(parts: Sequence[tuple[Polynomial, _Fact]], off: Polynomial) -> _Fact | None:
    """Why Σ q_l·f_l vanishes, where all the powers are 2.

    By Lagrange's identity (Σ q²)(Σ f²) = (Σ q·f)² + Σ_{k<l} (q_k·f_l − q_l·f_k)².
    """
    half = max(fact.half for _, fact in parts)
    crossed = [
        (Fraction(1), off**half * (q * b.polynomial - r * a.polynomial))
        for (q, a), (r, b) in combinations(parts, 2)
    ]
    scaled = [
        (c, q * off ** (half - fact.half) * s) for q, _ in parts for _, fact in parts for c, s in fact.squares
    ]
    squares = tuple((c, s) for c, s in [*crossed, *scaled] if s)
    total = Polynomial.total(q * fact.polynomial for q, fact in parts)
    return _Fact(total, 2, squares, half) if len(squares) <= MAX_SQUARES else None
