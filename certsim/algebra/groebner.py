"""Gröbner bases that remember where they come from.

Every basis element is a node of a directed acyclic graph: a combination of earlier nodes, the first of
which are the generators. Cofactors are read off by one sweep backwards through the graph, so only
those that somebody asks for are ever expanded.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import add, le, sub
from typing import Any, Final, NamedTuple, TypeAlias

from certsim.algebra import singular
from certsim.algebra.budget import Budget, OutOfBudget
from certsim.algebra.rings import Element, Exponents, Ring

FEW_PAIRS: Final = 60
"""A basis with so few pairs is found before Singular has started."""

Combination: TypeAlias = dict[int, Element]
"""Node → multiplier: the element Σ multiplier·node."""


class Lead(NamedTuple):
    """A leading monomial with the set of its variables, which rules most divisors out at once."""

    exponents: Exponents
    support: int
    node: int


class _Pair(NamedTuple):
    """A critical pair; pairs are treated in the order of their sugar, then of the degree of their lcm."""

    sugar: int
    degree: int
    lcm: Exponents
    left: Lead
    right: Lead


def _support(exponents: Exponents) -> int:
    return sum(1 << i for i, e in enumerate(exponents) if e)


def divides(left: Exponents, right: Exponents) -> bool:
    """Whether the one monomial divides the other."""
    return all(map(le, left, right))


def lead_of(ring: Ring, element: Element, node: int) -> Lead:
    """The lead of an element that is not zero."""
    exponents = ring.leading(element)
    return Lead(exponents, _support(exponents), node)


def divide(
    ring: Ring, element: Element, leads: Sequence[Lead], nodes: Sequence[Element], budget: Budget
) -> tuple[Element, Combination]:
    """(r, q) with element = Σ q_i·node_i + r, no monomial of r divisible by a lead (multivariate division).

    Raises:
        OutOfBudget: it takes too long or grows too large.
    """
    quotients: dict[int, dict[Exponents, Any]] = {}
    position = 0
    while position < len(element):
        budget.check(terms=len(element))
        exponents = ring.decode(element.monomial(position))
        lead = _divisor(exponents, leads)
        if lead is None:
            position += 1
            continue
        node = nodes[lead.node]
        coefficient = element.coefficient(position) / node.coefficient(0)
        shift = ring.encode(tuple(map(sub, exponents, lead.exponents)))
        element = element - ring.context.term(coefficient, shift) * node
        quotients.setdefault(lead.node, {})[shift] = coefficient
    return element, {node: ring.context.from_dict(terms) for node, terms in quotients.items()}


def _divisor(exponents: Exponents, leads: Iterable[Lead]) -> Lead | None:
    missing = ~_support(exponents)
    for lead in leads:
        if not lead.support & missing and divides(lead.exponents, exponents):
            return lead
    return None


class GroebnerBasis:
    """The reduced Gröbner basis of the ideal of some elements, with cofactors (Buchberger's algorithm).

    Pairs are thrown away by Gebauer and Möller's criteria (*On an installation of Buchberger's
    algorithm*, 1988) and chosen by sugar (Giovini et al., *One sugar cube, please*, 1991). Where somebody
    else has found a basis, it may be given by its cofactors in the generators.

    Raises:
        OutOfBudget: the basis would cost more than allowed.
    """

    def __init__(
        self,
        ring: Ring,
        generators: Sequence[Element],
        budget: Budget,
        found: Sequence[Combination] | None = None,
    ) -> None:
        self._ring: Final = ring
        self._generators: Final = len(generators)
        self._nodes: Final[list[Element]] = list(generators)
        self._recipes: Final[list[Combination]] = [{} for _ in generators]
        self._sugar: Final[list[int]] = [ring.degree(g) for g in generators]
        self._leads: list[Lead] = []
        self._pairs: list[_Pair] = []
        if found is None:
            self._complete(budget)
        else:
            self._adopt(found, budget)
        self._interreduce(budget)

    @property
    def elements(self) -> list[Element]:
        return [self._nodes[lead.node] for lead in self._leads]

    @property
    def leading(self) -> list[Exponents]:
        return [lead.exponents for lead in self._leads]

    @property
    def is_unit(self) -> bool:
        """Whether 1 is in the ideal."""
        return any(not lead.support for lead in self._leads)

    def normal_form(self, element: Element, budget: Budget) -> Element:
        """The remainder: zero exactly for the elements of the ideal."""
        return divide(self._ring, element, self._leads, self._nodes, budget)[0]

    def cofactors(self, element: Element, budget: Budget) -> list[Element] | None:
        """Cofactors q with element = Σ q_i·generator_i, or ``None`` where it is not in the ideal."""
        remainder, quotients = divide(self._ring, element, self._leads, self._nodes, budget)
        return None if remainder else self._expand(quotients, budget)

    def _expand(self, combination: Combination, budget: Budget) -> list[Element]:
        """The combination of nodes as one of generators: later nodes are replaced by their recipes."""
        weights = dict(combination)
        for node in range(len(self._nodes) - 1, self._generators - 1, -1):
            weight = weights.pop(node, None)
            if not weight:
                continue
            for earlier, multiplier in self._recipes[node].items():
                weights[earlier] = weights.get(earlier, self._ring.zero) + weight * multiplier
                budget.check(terms=len(weights[earlier]))
        return [weights.get(i, self._ring.zero) for i in range(self._generators)]

    def _complete(self, budget: Budget) -> None:
        given = [i for i in range(self._generators) if self._nodes[i]]
        for i in sorted(given, key=lambda i: (self._sugar[i], len(self._nodes[i]))):
            self._insert(self._nodes[i], {i: self._ring.one}, self._sugar[i], budget)
        treated = 0
        while self._pairs and not self.is_unit:
            treated += 1
            budget.check(pairs=treated)
            pair = heapq.heappop(self._pairs)
            combination = self._s_polynomial(pair)
            element = sum((m * self._nodes[i] for i, m in combination.items()), self._ring.zero)
            self._insert(element, combination, pair.sugar, budget)

    def _adopt(self, found: Sequence[Combination], budget: Budget) -> None:
        """The elements with these cofactors, those with small leads first, without redundant ones."""
        made = [
            (sum((q * self._nodes[i] for i, q in recipe.items()), self._ring.zero), recipe)
            for recipe in found
        ]
        kept = [(element, recipe) for element, recipe in made if element]
        for element, recipe in sorted(kept, key=lambda item: sum(self._ring.leading(item[0]))):
            budget.check(terms=len(element))
            if _divisor(self._ring.leading(element), self._leads) is None:
                self._leads.append(self._add(element, recipe, {}, self._ring.degree(element)))

    def _s_polynomial(self, pair: _Pair) -> Combination:
        def multiplier(lead: Lead) -> Element:
            return self._ring.term(1, tuple(map(sub, pair.lcm, lead.exponents)))

        return {pair.left.node: multiplier(pair.left), pair.right.node: -multiplier(pair.right)}

    def _insert(self, element: Element, recipe: Combination, sugar: int, budget: Budget) -> None:
        """Reduces the element and, if something is left, makes it a node, monic, with its pairs."""
        remainder, quotients = divide(self._ring, element, self._leads, self._nodes, budget)
        if not remainder:
            return
        lead = self._add(remainder, recipe, quotients, sugar)
        self._update(lead)

    def _add(self, remainder: Element, recipe: Combination, quotients: Combination, sugar: int) -> Lead:
        scale = 1 / remainder.coefficient(0)
        combination = dict(recipe)
        for node, quotient in quotients.items():
            combination[node] = combination.get(node, self._ring.zero) - quotient
        self._nodes.append(remainder * scale)
        self._recipes.append({node: m * scale for node, m in combination.items()})
        self._sugar.append(sugar)
        return lead_of(self._ring, remainder, len(self._nodes) - 1)

    def _update(self, new: Lead) -> None:
        """Gebauer and Möller's update: the new pairs that matter, the old ones that still do."""
        candidates = [self._pair(new, old) for old in self._leads]
        kept: list[_Pair] = []
        for i, pair in enumerate(candidates):
            others = candidates[i + 1 :] + kept
            if _coprime(pair) or not any(divides(other.lcm, pair.lcm) for other in others):
                kept.append(pair)
        old_pairs = [pair for pair in self._pairs if not self._superseded(pair, new)]
        self._pairs = old_pairs + [pair for pair in kept if not _coprime(pair)]
        heapq.heapify(self._pairs)
        self._leads = [lead for lead in self._leads if not divides(new.exponents, lead.exponents)]
        self._leads.append(new)

    def _pair(self, new: Lead, old: Lead) -> _Pair:
        lcm = tuple(map(max, new.exponents, old.exponents))
        degree = sum(lcm)
        excess = max(self._sugar[lead.node] - sum(lead.exponents) for lead in (new, old))
        return _Pair(excess + degree, degree, lcm, new, old)

    @staticmethod
    def _superseded(pair: _Pair, new: Lead) -> bool:
        return divides(new.exponents, pair.lcm) and all(
            tuple(map(max, new.exponents, lead.exponents)) != pair.lcm for lead in (pair.left, pair.right)
        )

    def _interreduce(self, budget: Budget) -> None:
        """Tails are reduced; leads are already minimal."""
        self._leads.sort(key=lambda lead: (sum(lead.exponents), lead.exponents))
        for i, lead in enumerate(self._leads):
            others = self._leads[:i] + self._leads[i + 1 :]
            remainder, quotients = divide(self._ring, self._nodes[lead.node], others, self._nodes, budget)
            if quotients:
                recipe = {lead.node: self._ring.one}
                self._leads[i] = self._add(remainder, recipe, quotients, self._sugar[lead.node])


def groebner_basis(ring: Ring, generators: Sequence[Element], budget: Budget) -> GroebnerBasis:
    """The reduced Gröbner basis, by Singular where that was asked for and the basis is not found at once.

    Cofactors may depend on who found the basis, the basis itself does not. That Singular's generates no
    less than the generators is checked, and no more it cannot, being made of them.

    Raises:
        OutOfBudget: the basis would cost more than allowed.
    """
    if not singular.is_wanted():
        return GroebnerBasis(ring, generators, budget)
    try:
        return GroebnerBasis(ring, generators, replace(budget, pairs=min(FEW_PAIRS, budget.pairs)))
    except OutOfBudget:
        budget.check()
    found = singular.find_cofactors(ring, generators, budget)
    basis = GroebnerBasis(ring, generators, budget, found)
    if any(basis.normal_form(g, budget) for g in generators):
        return GroebnerBasis(ring, generators, budget)
    return basis


def _coprime(pair: _Pair) -> bool:
    return not pair.left.support & pair.right.support and pair.lcm == tuple(
        map(add, pair.left.exponents, pair.right.exponents)
    )
