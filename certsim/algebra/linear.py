"""Cofactors of bounded degree by one sparse linear system over Q."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add, ge, sub
from typing import Any, Final, TypeAlias

import flint

from certsim.algebra.budget import Budget
from certsim.algebra.rings import Element, Exponents, Ring

PRIME: Final = 2_147_483_629
MAX_ENTRIES: Final = 1_500_000

Terms: TypeAlias = dict[Exponents, Any]
Column: TypeAlias = tuple[int, Exponents]
"""The product of a generator and a monomial."""


def solve_cofactors(
    ring: Ring, element: Element, generators: Sequence[Element], degree: int, columns: int, budget: Budget
) -> list[Element] | None:
    """Cofactors q with element = Σ q_i·g_i, deg(q_i·g_i) ≤ degree, in so many unknowns at most; or ``None``.

    Only products of generators and monomials that can be reached from the monomials of the element
    are unknowns. Elimination modulo a prime picks the support of a solution, low degrees first; the
    system over Q is solved on that support alone.

    Raises:
        OutOfBudget: the deadline passed.
    """
    tables = [{ring.decode(e): c for e, c in g.terms()} for g in generators]
    wanted = {ring.decode(e): c for e, c in element.terms()}
    unknowns = _reachable(wanted, tables, degree, columns, budget)
    if unknowns is None:
        return None
    products = [{tuple(map(add, m, e)): c for e, c in tables[i].items()} for i, m in unknowns]
    values = _solve(products, wanted)
    if values is None:
        return None
    cofactors = [ring.zero] * len(generators)
    for position, value in values.items():
        i, monomial = unknowns[position]
        cofactors[i] += ring.term(value, monomial)
    total = sum((q * g for q, g in zip(cofactors, generators, strict=True)), ring.zero)
    return cofactors if total == element else None


def _reachable(
    wanted: Terms, tables: Sequence[Terms], degree: int, columns: int, budget: Budget
) -> list[Column] | None:
    """The products that share a monomial with the element, or with another such product."""
    room = [degree - max(map(sum, table), default=degree + 1) for table in tables]
    found: set[Column] = set()
    work, seen = list(wanted), set(wanted)
    while work:
        budget.check()
        fresh = {
            column for column in _through(work.pop(), tables) if sum(column[1]) <= room[column[0]]
        } - found
        found |= fresh
        if len(found) > columns:
            return None
        reached = {tuple(map(add, m, e)) for i, m in fresh for e in tables[i]} - seen
        seen |= reached
        work.extend(reached)
    return sorted(found, key=lambda column: (sum(column[1]), column))


def _through(monomial: Exponents, tables: Sequence[Terms]) -> set[Column]:
    """The products in which the monomial occurs."""
    return {
        (i, tuple(map(sub, monomial, inner)))
        for i, table in enumerate(tables)
        for inner in table
        if all(map(ge, monomial, inner))
    }


def _residue(value: Any) -> int:
    return int(value.p) * pow(int(value.q), -1, PRIME) % PRIME


def _solve(products: Sequence[Terms], wanted: Terms) -> dict[int, Any] | None:
    """The coefficients, where not zero, with which the products add up to what is wanted."""
    rows = {e: i for i, e in enumerate(sorted({e for terms in products for e in terms}))}
    if not products or len(rows) * len(products) > MAX_ENTRIES or not wanted.keys() <= rows.keys():
        return None
    try:
        chosen = _support(products, wanted, rows)
        if chosen is None:
            return None
        support, pivots = chosen
        ordered = sorted(rows, key=rows.__getitem__)
        matrix = flint.fmpq_mat([[products[j].get(ordered[i], 0) for j in support] for i in pivots])
        right = flint.fmpq_mat([[wanted.get(ordered[i], 0)] for i in pivots])
        solution = matrix.solve(right)
    except (ZeroDivisionError, ValueError):  # the prime divides a denominator or a minor
        return None
    return {j: solution[k, 0] for k, j in enumerate(support)}


def _support(
    products: Sequence[Terms], wanted: Terms, rows: dict[Exponents, int]
) -> tuple[list[int], list[int]] | None:
    """The products that occur in a solution modulo the prime, and as many independent rows."""
    width = len(products) + 1
    entries = [0] * (len(rows) * width)
    for j, terms in enumerate([*products, wanted]):
        for exponents, value in terms.items():
            entries[rows[exponents] * width + j] = _residue(value)
    reduced, rank = flint.nmod_mat(len(rows), width, entries, PRIME).rref()
    leads = _leads(reduced, rank)
    if leads and leads[-1] == width - 1:
        return None
    support = [j for i, j in enumerate(leads) if int(reduced[i, width - 1])]
    transposed = [entries[i * width + j] for j in support for i in range(len(rows))]
    return support, _leads(*flint.nmod_mat(len(support), len(rows), transposed, PRIME).rref())


def _leads(reduced: Any, rank: int) -> list[int]:
    """The pivot columns of a matrix in reduced row echelon form."""
    leads: list[int] = []
    column = 0
    for row in range(rank):
        while not int(reduced[row, column]):
            column += 1
        leads.append(column)
        column += 1
    return leads
