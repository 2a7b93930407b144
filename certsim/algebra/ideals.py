"""Ideals of Q[variables]: membership with cofactors, remainders, multipliers, saturation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import replace
from typing import Final

from certsim.algebra.budget import NEVER, Budget, Deadline, OutOfBudget
from certsim.algebra.groebner import GroebnerBasis, divide, groebner_basis, lead_of
from certsim.algebra.linear import solve_cofactors
from certsim.algebra.rings import Element, Ring
from certsim.kernel.terms.polynomial import ONE, ZERO, Monomial, Polynomial, Rational

__all__ = ["Ideal", "OutOfBudget"]

SMALL: Final = 300
"""Unknowns of the linear system that is tried before a Gröbner basis."""
LARGE: Final = 2_500
"""Unknowns of the linear system that is tried where there is no Gröbner basis."""


class Ideal:
    """The ideal (g_1, …, g_k) of Q[θ, x, …] that some polynomials generate.

    The ring has as many further variables as anybody mentions: f is in (g)·Q[θ, x] exactly if each
    coefficient of f, as a polynomial in the variables that no generator mentions, is in (g). Generators
    that share no variables with f, not even through others, are set aside: they matter only if 1 is in
    their ideal.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> Ideal([x**2 - y, x * y - 1]).cofactors(x - y**2)
    [x1, -x0]
    """

    def __init__(
        self,
        generators: Iterable[Polynomial],
        *,
        variables: Sequence[int] = (),
        deadline: Deadline = NEVER,
        max_pairs: int = Budget.pairs,
        max_terms: int = Budget.terms,
    ) -> None:
        """Takes the greatest variables first, where that matters."""
        self.generators: Final = tuple(generators)
        self._budget = Budget(deadline, max_pairs, max_terms)
        self._rank: Final = {v: i for i, v in enumerate(variables)}
        self._components: Final = connected(self.generators)
        self._component_of: Final = {
            v: c
            for c, part in enumerate(self._components)
            for i in part
            for v in self.generators[i].variables
        }
        self._blocks: Final[dict[frozenset[int], _Block]] = {}

    def until(self, deadline: Deadline) -> Ideal:
        """This ideal, and all that was found out about it, with another deadline for what comes."""
        other = copy(self)
        other._budget = replace(self._budget, deadline=deadline)
        return other

    @property
    def is_unit(self) -> bool:
        """Whether 1 is in the ideal: it has no common zero, not even a complex one (Hilbert).

        Raises:
            OutOfBudget: that could not be found out.
        """
        return self._unit_block() is not None

    def contains(self, polynomial: Polynomial) -> bool:
        """Whether the polynomial is in the ideal.

        Raises:
            OutOfBudget: that could not be found out.
        """
        return not self.normal_form(polynomial)

    def normal_form(self, polynomial: Polynomial) -> Polynomial:
        """The remainder modulo a Gröbner basis (degrevlex): a linear map whose kernel is the ideal.

        Raises:
            OutOfBudget: the basis would cost too much.
        """
        block = self._block(polynomial)
        pieces = split(polynomial, block.variables)
        remainder = Polynomial.total(
            Polynomial({foreign: 1}) * block.normal_form(piece, self._budget)
            for foreign, piece in pieces.items()
        )
        return ZERO if remainder and self._unit_block() else remainder

    def basis(self) -> list[Polynomial]:
        """The reduced Gröbner basis (degrevlex), smallest leading monomials first.

        Raises:
            OutOfBudget: it would cost too much.
        """
        whole = self._blocks_of(frozenset(range(len(self._components))))
        return whole.basis(self._budget)

    def cofactors(self, polynomial: Polynomial) -> list[Polynomial] | None:
        """Cofactors q with polynomial = Σ q_i·g_i exactly, or ``None`` where it is not in the ideal.

        Raises:
            OutOfBudget: that could not be found out.
        """
        block = self._block(polynomial)
        found = block.all_cofactors(split(polynomial, block.variables), self._budget)
        if found is None:
            unit = self._unit_block()
            if unit is None:
                return None
            found = unit.all_cofactors({(): ONE}, self._budget) or {}
            found = {i: polynomial * q for i, q in found.items()}
        return [found.get(i, ZERO) for i in range(len(self.generators))]

    def cofactors_with_multiplier(
        self, polynomial: Polynomial, multiplier: Polynomial, max_power: int = 4
    ) -> tuple[int, list[Polynomial]] | None:
        """(N, q) with multiplier^N·polynomial = Σ q_i·g_i and the least N ≤ max_power, or ``None``.

        Raises:
            OutOfBudget: that could not be found out.
        """
        product = polynomial
        for power in range(max_power + 1):
            cofactors = self.cofactors(product)
            if cofactors is not None:
                return power, cofactors
            product = multiplier * product
        return None

    def saturation(self, multiplier: Polynomial) -> list[Polynomial]:
        """Generators of (g : h^∞) = {f : h^N·f ∈ (g) for some N}, a reduced Gröbner basis.

        Computed as Q[θ] ∩ (g, 1 − t·h), Rabinowitsch's trick.

        Raises:
            OutOfBudget: they would cost too much.
        """
        mentioned = self._sorted(multiplier.variables.union(*(g.variables for g in self.generators)))
        extra = max(mentioned, default=-1) + 1
        ring = Ring([extra], mentioned)
        inverse = ONE - Polynomial.variable(extra) * multiplier
        elements = [ring.element(g) for g in (*self.generators, inverse)]
        basis = map(ring.polynomial, groebner_basis(ring, elements, self._budget).elements)
        return [f for f in basis if extra not in f.variables]

    def _sorted(self, variables: Iterable[int]) -> list[int]:
        return sorted(variables, key=lambda v: (self._rank.get(v, len(self._rank)), v))

    def _block(self, polynomial: Polynomial) -> _Block:
        """The generators that matter to the polynomial."""
        touched = {self._component_of[v] for v in polynomial.variables if v in self._component_of}
        return self._blocks_of(frozenset(touched))

    def _blocks_of(self, touched: frozenset[int]) -> _Block:
        if touched not in self._blocks:
            chosen = sorted(i for c in touched for i in self._components[c])
            generators = {i: self.generators[i] for i in chosen}
            mentioned = frozenset[int]().union(*(g.variables for g in generators.values()))
            self._blocks[touched] = _Block(generators, self._sorted(mentioned))
        return self._blocks[touched]

    def _unit_block(self) -> _Block | None:
        """Generators whose ideal is everything; not those that vanish together at the origin."""
        for component, part in enumerate(self._components):
            if any(() in self.generators[i].terms for i in part):
                block = self._blocks_of(frozenset({component}))
                if block.is_unit(self._budget):
                    return block
        return None


def connected(polynomials: Sequence[Polynomial]) -> list[list[int]]:
    """The positions of the polynomials that are not zero, parted so that no variable is in two parts."""
    parent: dict[int, int] = {}

    def root(v: int) -> int:
        while parent.setdefault(v, v) != v:
            parent[v] = v = parent[parent[v]]
        return v

    for polynomial in polynomials:
        first, *others = polynomial.variables or (-1,)
        for other in others:
            parent[root(other)] = root(first)
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for i, polynomial in enumerate(polynomials):
        if polynomial:
            parts[root(min(polynomial.variables, default=-1))].append(i)
    return list(parts.values())


def split(polynomial: Polynomial, variables: frozenset[int]) -> dict[Monomial, Polynomial]:
    """Σ m·p_m with monomials m free of the variables and p_m in the variables alone."""
    pieces: defaultdict[Monomial, dict[Monomial, Rational]] = defaultdict(dict)
    for monomial, coefficient in polynomial.terms.items():
        own = tuple(v for v in monomial if v in variables)
        foreign = tuple(v for v in monomial if v not in variables) if len(own) < len(monomial) else ()
        pieces[foreign][own] = coefficient
    return {foreign: Polynomial(terms) for foreign, terms in pieces.items()}


class _Block:
    """Generators that are treated together, in the ring of their variables."""

    def __init__(self, generators: dict[int, Polynomial], variables: Sequence[int]) -> None:
        self.variables: Final = frozenset(variables)
        self._positions: Final = list(generators)
        self._ring: Final = Ring(variables)
        self._elements: Final = [self._ring.element(g) for g in generators.values()]
        self._leads: Final = [lead_of(self._ring, e, i) for i, e in enumerate(self._elements)]
        self._groebner: GroebnerBasis | None = None
        self._known: Final[dict[Polynomial, dict[int, Polynomial] | None]] = {}

    def groebner(self, budget: Budget) -> GroebnerBasis:
        if self._groebner is None:
            self._groebner = groebner_basis(self._ring, self._elements, budget)
        return self._groebner

    def is_unit(self, budget: Budget) -> bool:
        return self.groebner(budget).is_unit

    def basis(self, budget: Budget) -> list[Polynomial]:
        return [self._ring.polynomial(e) for e in self.groebner(budget).elements]

    def normal_form(self, polynomial: Polynomial, budget: Budget) -> Polynomial:
        element = self._ring.element(polynomial)
        return self._ring.polynomial(self.groebner(budget).normal_form(element, budget))

    def all_cofactors(
        self, pieces: dict[Monomial, Polynomial], budget: Budget
    ) -> dict[int, Polynomial] | None:
        """Cofactors of Σ m·p_m by generator, or ``None`` where one p_m is not in the ideal."""
        summands: defaultdict[int, list[Polynomial]] = defaultdict(list)
        for foreign, piece in pieces.items():
            if piece not in self._known:
                self._known[piece] = self._cofactors(piece, budget)
            found = self._known[piece]
            if found is None:
                return None
            for i, cofactor in found.items():
                summands[i].append(Polynomial({foreign: 1}) * cofactor)
        return {i: Polynomial.total(parts) for i, parts in summands.items()}

    def _cofactors(self, piece: Polynomial, budget: Budget) -> dict[int, Polynomial] | None:
        if not piece:
            return {}
        found = self._find(self._ring.element(piece), budget)
        if found is None:
            return None
        return {i: self._ring.polynomial(q) for i, q in zip(self._positions, found, strict=True) if q}

    def _find(self, element: Element, budget: Budget) -> list[Element] | None:
        """Division, a small linear system, a Gröbner basis, a large linear system: cheapest first.

        A Gröbner basis that is already there is asked first whether there is anything to find.
        """
        if self._groebner is not None and self._groebner.normal_form(element, budget):
            return None
        quick: list[Callable[[], list[Element] | None]] = [
            lambda: self._by_division(element, budget),
            lambda: self._by_linear_system(element, SMALL, budget),
        ]
        for attempt in quick:
            found = attempt()
            if found is not None:
                return found
        try:
            return self.groebner(self._half(budget)).cofactors(element, budget)
        except OutOfBudget:
            found = self._by_linear_system(element, LARGE, budget)
            if found is None:
                raise
            return found

    def _by_division(self, element: Element, budget: Budget) -> list[Element] | None:
        remainder, quotients = divide(self._ring, element, self._leads, self._elements, budget)
        if remainder:
            return None
        return [quotients.get(i, self._ring.zero) for i in range(len(self._elements))]

    def _by_linear_system(self, element: Element, columns: int, budget: Budget) -> list[Element] | None:
        degree = max(map(self._ring.degree, [element, *self._elements]))
        return solve_cofactors(self._ring, element, self._elements, degree, columns, budget)

    @staticmethod
    def _half(budget: Budget) -> Budget:
        """Leaves some time for the last attempt."""
        return budget.slice(budget.deadline.left / 2)
