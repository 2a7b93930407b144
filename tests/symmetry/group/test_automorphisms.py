"""Automorphism groups of small graphs, against all permutations of their vertices."""

from __future__ import annotations

import math
from itertools import combinations, permutations
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from certsim.symmetry.group.automorphisms import Automorphisms, find_automorphisms

ColouredGraph: TypeAlias = tuple[int, list[tuple[int, int]], list[int]]


def group(size: int, edges: list[tuple[int, int]], colours: list[int] | None = None) -> Automorphisms:
    neighbours: list[list[int]] = [[] for _ in range(size)]
    for left, right in edges:
        neighbours[left].append(right)
        neighbours[right].append(left)
    return find_automorphisms(neighbours, colours or [0] * size, size)


def count(size: int, edges: list[tuple[int, int]], colours: list[int]) -> int:
    """How many permutations of the vertices are automorphisms, by trying them all."""
    pairs = {frozenset(edge) for edge in edges}
    return sum(
        all(colours[v] == colours[p[v]] for v in range(size))
        and all(frozenset((p[a], p[b])) in pairs for a, b in edges)
        for p in permutations(range(size))
    )


@st.composite
def graphs(draw: st.DrawFn) -> ColouredGraph:
    size = draw(st.integers(1, 6))
    edges = [pair for pair in combinations(range(size), 2) if draw(st.booleans())]
    return size, edges, [draw(st.integers(0, 1)) for _ in range(size)]


@given(graphs())
def test_the_order_is_the_number_of_automorphisms(
    graph: tuple[int, list[tuple[int, int]], list[int]],
) -> None:
    size, edges, colours = graph
    found = group(size, edges, colours)
    assert found.complete
    assert found.order == count(size, edges, colours)
    pairs = {frozenset(edge) for edge in edges}
    for moves in found.generators:
        assert all(frozenset((moves.get(a, a), moves.get(b, b))) in pairs for a, b in edges)


def ring(size: int, first: int = 0) -> list[tuple[int, int]]:
    return [(first + at, first + (at + 1) % size) for at in range(size)]


PETERSEN = [*ring(5), *((i, i + 5) for i in range(5)), *((5 + i, 5 + (i + 2) % 5) for i in range(5))]
CUBE = [(a, a ^ 1 << bit) for a in range(8) for bit in range(3) if a < a ^ 1 << bit]
FRUCHT = [(0, 1), (0, 6), (0, 7), (1, 2), (1, 7), (2, 3), (2, 8), (3, 4), (3, 9), (4, 5), (4, 9), (5, 6),
          (5, 10), (6, 10), (7, 11), (8, 9), (8, 11), (10, 11)]  # fmt: skip


def test_graphs_whose_vertices_all_look_alike() -> None:
    assert group(10, PETERSEN).order == 120
    assert group(8, CUBE).order == 48
    assert group(12, [*ring(6), *ring(6, 6)]).order == 2 * 12**2
    assert group(12, [*ring(3), *ring(3, 3), *ring(6, 6)]).order == 2 * 6**2 * 12


def test_a_regular_graph_without_symmetries() -> None:
    """Frucht (1949); no partition is refined before a vertex is individualised."""
    assert group(12, FRUCHT).order == 1


def test_a_large_group_has_few_generators() -> None:
    found = group(60, [])
    assert found.order == math.factorial(60)
    assert len(found.generators) == 59


def test_a_search_cut_short_gives_a_subgroup() -> None:
    neighbours: list[list[int]] = [[] for _ in range(30)]
    found = find_automorphisms(neighbours, [0] * 30, 30, work=600)
    assert not found.complete
    assert math.factorial(30) % found.order == 0
