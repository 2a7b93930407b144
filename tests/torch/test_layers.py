"""Layers of graphs that are written by hand: what feeds units, what reads them, and what is none."""

from __future__ import annotations

from certsim.torch.checker.graph import Graph
from certsim.torch.condensation.layers import layers_of
from certsim.torch.condensation.near import Member, Units


def perceptron(graph: Graph, name: str, x: int, widths: tuple[int, int]) -> int:
    """Two layers with a bias, the second matrix kept transposed."""
    inner, outer = widths
    w = graph.leaf("parameter", f"{name}.fc.weight", (inner, graph.shape(x)[1]))
    b = graph.leaf("parameter", f"{name}.fc.bias", (inner,))
    a = graph.leaf("parameter", f"{name}.out.weight", (inner, outer))
    hidden = graph.contract([x, graph.permute(w, (1, 0))], [(0, 1), (1, 2)], (0, 2))
    hidden = graph.map("tanh", graph.add([hidden, graph.broadcast(b, graph.shape(hidden))]))
    return graph.contract([hidden, a], [(0, 1), (1, 2)], (0, 2))


def test_neurons_are_fed_and_read_and_inputs_and_outputs_are_no_units() -> None:
    graph = Graph()
    graph.outputs.append(perceptron(graph, "mlp", graph.leaf("input", "x", (4, 3)), (5, 2)))
    incoming = (Member("mlp.fc.weight", 0), Member("mlp.fc.bias", 0))
    assert layers_of(graph) == (Units("mlp.fc", (*incoming, Member("mlp.out.weight", 0)), 5, incoming),)


def test_a_residual_stream_is_a_layer_with_all_that_writes_and_reads_it() -> None:
    graph = Graph()
    x = graph.leaf("input", "x", (4, 3))
    stem = graph.leaf("parameter", "stem.weight", (6, 3))
    stream = graph.contract([x, stem], [(0, 1), (2, 1)], (0, 2))
    stream = graph.add([stream, perceptron(graph, "block", stream, (5, 6))])
    head = graph.leaf("parameter", "head.weight", (2, 6))
    graph.outputs.append(graph.contract([stream, head], [(0, 1), (2, 1)], (0, 2)))
    stem_units, block = layers_of(graph)
    assert stem_units.incoming == (Member("stem.weight", 0), Member("block.out.weight", 1))
    assert set(stem_units.members) - set(stem_units.incoming) == {
        Member("block.fc.weight", 1),
        Member("head.weight", 1),
    }
    assert (block.name, block.size) == ("block.fc", 5)


def test_heads_of_a_fused_projection_are_units() -> None:
    graph = Graph()
    x, fused = graph.leaf("input", "x", (4, 6)), graph.leaf("parameter", "attn.qkv.weight", (18, 6))
    out = graph.leaf("parameter", "attn.out.weight", (6, 6))
    rows = graph.contract([x, fused], [(0, 1), (2, 1)], (0, 2))
    q, k, v = (graph.reshape(graph.take(rows, 1, range(at, at + 6)), (4, 2, 3)) for at in (0, 6, 12))
    scores = graph.softmax(graph.contract([q, k], [(0, 1, 2), (3, 1, 2)], (1, 0, 3)), -1)
    mixed = graph.contract([scores, v], [(0, 1, 2), (2, 0, 3)], (1, 0, 3))
    graph.outputs.append(graph.contract([graph.reshape(mixed, (4, 6)), out], [(0, 1), (2, 1)], (0, 2)))
    (heads,) = layers_of(graph)
    assert heads == Units(
        "attn.qkv heads",
        (Member("attn.qkv.weight", 0, 3), Member("attn.out.weight", 1)),
        2,
        (Member("attn.qkv.weight", 0, 3),),
    )


def test_layers_of_one_name_are_numbered() -> None:
    graph = Graph()
    x = graph.leaf("input", "x", (4, 3))
    for width in (5, 7):
        w, a = (
            graph.leaf("parameter", f"m.w{width}", (width, 3)),
            graph.leaf("parameter", f"m.a{width}", (2, width)),
        )
        hidden = graph.map("tanh", graph.contract([x, w], [(0, 1), (2, 1)], (0, 2)))
        graph.outputs.append(graph.contract([hidden, a], [(0, 1), (2, 1)], (0, 2)))
    assert [each.name for each in layers_of(graph)] == ["m", "m (2)"]


def test_what_reads_units_may_have_lost_its_axis_of_one_output() -> None:
    graph = Graph()
    w = graph.leaf("parameter", "fc.weight", (3, 2))
    a = graph.leaf("parameter", "out.weight", (1, 3))
    hidden = graph.contract([graph.leaf("input", "x", (4, 2)), w], [(0, 1), (2, 1)], (0, 2))
    graph.outputs.append(
        graph.contract([graph.map("tanh", hidden), graph.reshape(a, (3,))], [(0, 1), (1,)], (0,))
    )
    (layer,) = layers_of(graph)
    assert [(member.parameter, member.axis) for member in layer.members] == [
        ("fc.weight", 0),
        ("out.weight", 1),
    ]
