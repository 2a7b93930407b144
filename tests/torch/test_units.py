"""Axes that index the same units, of graphs that are written by hand."""

from __future__ import annotations

from certsim.torch.checker.graph import Graph, Opaque
from certsim.torch.search.units import Atom, units_of


def lengths(atoms: tuple[Atom, ...]) -> list[int]:
    return [atom.length for atom in atoms]


def test_the_rows_of_a_layer_are_the_columns_of_the_next() -> None:
    graph = Graph()
    x = graph.leaf("input", "x", (2, 3))
    w, b = graph.leaf("parameter", "w", (5, 3)), graph.leaf("parameter", "b", (5,))
    v = graph.leaf("parameter", "v", (4, 5))
    hidden = graph.contract([x, w], [(0, 1), (2, 1)], (0, 2))
    hidden = graph.map("tanh", graph.add([hidden, graph.broadcast(b, (2, 5))]))
    graph.contract([hidden, v], [(0, 1), (2, 1)], (0, 2))
    units = units_of(graph)
    assert units["w"][0] == units["b"][0] == units["v"][1]
    assert units["w"][1] == units["x"][1]
    assert len({units[name][axis][0].family for name, axis in (("w", 0), ("w", 1), ("v", 0), ("x", 0))}) == 4


def attention(graph: Graph) -> None:
    """Two heads of three features, of a fused projection of queries, keys and values."""
    x, fused = graph.leaf("input", "x", (4, 6)), graph.leaf("parameter", "qkv", (18, 6))
    out = graph.leaf("parameter", "out", (6, 6))
    all_three = graph.contract([x, fused], [(0, 1), (2, 1)], (0, 2))
    q, k, v = (graph.reshape(graph.take(all_three, 1, range(at, at + 6)), (4, 2, 3)) for at in (0, 6, 12))
    scores = graph.softmax(graph.contract([q, k], [(0, 1, 2), (3, 1, 2)], (1, 0, 3)), -1)
    mixed = graph.contract([scores, v], [(0, 1, 2), (2, 0, 3)], (1, 0, 3))
    graph.contract([graph.reshape(mixed, (4, 6)), out], [(0, 1), (2, 1)], (0, 2))


def test_heads_are_factors_of_axes() -> None:
    graph = Graph()
    attention(graph)
    units = units_of(graph)
    assert lengths(units["qkv"][0]) == [3, 2, 3]
    assert lengths(units["out"][1]) == [2, 3]
    assert [atom.is_head for atom in units["out"][1]] == [True, False]
    assert units["qkv"][0][1] == units["out"][1][0]
    assert not any(atom.is_head for atom in units["qkv"][1])


def test_a_reshape_that_cuts_nothing_evenly_keeps_the_family() -> None:
    graph = Graph()
    w = graph.leaf("parameter", "w", (6, 4))
    v = graph.leaf("parameter", "v", (8, 3))
    graph.add([graph.reshape(w, (8, 3)), v])
    units = units_of(graph)
    assert lengths(units["w"][0]) + lengths(units["w"][1]) in ([6, 4], [3, 2, 4], [6, 2, 2], [3, 2, 2, 2])
    families = {atom.family for name in "wv" for axis in units[name] for atom in axis}
    assert len(families) < 4


def test_an_axis_that_is_read_in_two_ways_is_cut_for_both() -> None:
    graph = Graph()
    w = graph.leaf("parameter", "w", (12,))
    u, v = graph.leaf("parameter", "u", (2, 6)), graph.leaf("parameter", "v", (4, 3))
    graph.add([graph.reshape(w, (2, 6)), u])
    graph.add([graph.reshape(w, (4, 3)), v])
    units = units_of(graph)
    assert lengths(units["w"][0]) == [2, 2, 3]
    assert units["u"][1] == units["w"][0][1:]
    assert units["v"][0] == units["w"][0][:2]


def test_parts_of_unequal_lengths_are_of_the_family_of_the_whole() -> None:
    graph = Graph()
    a, b = graph.leaf("parameter", "a", (2,)), graph.leaf("parameter", "b", (3,))
    c = graph.leaf("parameter", "c", (5,))
    graph.add([graph.concatenate([a, b], 0), c])
    units = units_of(graph)
    assert len({units[name][0][0].family for name in "abc"}) == 1


def test_nothing_is_known_of_an_opaque_function() -> None:
    graph = Graph()
    a, b = graph.leaf("parameter", "a", (3,)), graph.leaf("parameter", "b", (3,))
    graph.add([graph.opaque(Opaque("f"), [a], (3,)), b])
    units = units_of(graph)
    assert units["a"][0][0].family != units["b"][0][0].family


def test_axes_of_length_one_index_nothing() -> None:
    graph = Graph()
    graph.leaf("parameter", "a", (1, 3))
    assert lengths(units_of(graph)["a"][0]) == []
