"""Patterns: zeros and ties are kept where the gradients that they make equal are equal formal expressions.

A pattern puts some parameters to 0, and ties others up to sign. Colours are formal expressions for the
entries of a computation: forwards, an activation f makes f(c) of c, and f(-c) = ±f(c) for f odd or even; sums
and products drop zeros and cancel. Backwards, the chain rule is read in the same way. If tied parameters have
gradients of equal colour, with the sign of the tie, and equal rates, and zeros have the gradient 0, then the
pattern is a SIM.

*Proof.* By induction along the computation, equal colours are equal numbers for all parameters of the
pattern and all inputs. So its equations have derivative 0 along all fields. As they are linear, it is
structurally invariant. ∎ No symmetry is needed.

The certificates are of the smallest patterns through points. A dead neuron of gelu, in one layer or the first
of two, is one that no signed permutation induces; so is the tie of all vertices of a triangle and a square
that lie side by side: each vertex has two neighbours, and the graph takes no vertex of the one to one of the
other. (A partition of vertices is called equitable if the number of neighbours in a class depends on the
class of the vertex only.) Through some points there is no pattern, though no field moves all parameters at
once: where a = 0, the w of the neuron wait for a word of two fields. These are told apart from what is kept.

The rules see formal expressions only: x + tanh x is not 2x, and sinh 2x is not seen to be 2 sinh x cosh x. So
the smallest pattern that they keep need not be the smallest that is kept: there u = v is a SIM.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from certsim import Model, certify, locate, orbit
from proofs._strata import two_layers
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T24",)

DEEP = Model.parse(
    "a @ gelu(V @ gelu(W @ x))",
    parameters=["W[2,1]", "V[2,2]", "a[2]"],
    inputs=["x[1]"],
    name="gelu network with two hidden layers",
)
RINGS: Final = ((0, 1, 2), (3, 4, 5, 6))
"""A triangle and a square."""


def graph_network(edges: Sequence[tuple[int, int]] = (), rates: Mapping[str, str] | None = None) -> Model:
    """A network of one layer on the rings, and perhaps more edges, that learns a number for each vertex."""
    around = [(ring[at - 1], vertex) for ring in RINGS for at, vertex in enumerate(ring)]
    joined = {*around, *edges}
    rows = [[int((i, j) in joined or (j, i) in joined) for j in range(7)] for i in range(7)]
    return Model.parse(
        "v*sum(sigmoid(x*(A @ e)))",
        parameters=["e[7]", "v"],
        inputs=["x"],
        let=[f"A = {rows}"],
        rates=rates,
        name="graph network on a triangle and a square",
    )


def of_one_input(output: str, rates: Mapping[str, str] | None = None) -> Model:
    """A model with the parameters u and v."""
    return Model.parse(output, parameters=["u", "v"], inputs=["x"], rates=rates, name=output)


def instances() -> Iterator[Instance]:
    """Patterns through points, those that no symmetry induces and others; delay; and what the rules miss."""
    dead = {"W": [[0, 0], [1, 2]], "a": [0, 3]}
    kept = ("W[0] = 0", "a[0] = 0")
    gelu = ask(locate, two_layers("gelu", 2, 2), dead)
    yield holds("a dead neuron of gelu", gelu, by="pattern", equations=kept, dimension=3)
    tanh = ask(locate, two_layers("tanh", 2, 2), dead)
    yield holds("a dead neuron of tanh", tanh, by="symmetry", equations=kept, dimension=3)
    yield holds(
        "a dead neuron of the first of two gelu layers",
        ask(locate, DEEP, {"W": [[0], [1]], "V": [[0, 1], [0, 2]], "a": [1, 3]}),
        by="pattern",
        equations=("V[:,0] = 0", "W[0,0] = 0"),
        dimension=5,
    )
    equal, tied = {"e": [1] * 7, "v": 1}, ("e[1:] = e[0]",)
    vertices = ask(locate, graph_network(), equal)
    yield holds("all vertices", vertices, by="pattern", equations=tied, dimension=2)
    yield holds("all vertices: the orbit", ask(orbit, graph_network(), equal), dimension=2, fills=True)
    waiting = tuple(f"W[{i},{j}]" for i in range(2) for j in range(2))
    yield holds(
        "all outer weights are 0: no pattern, but delay",
        ask(locate, two_layers("tanh", 2, 2), {"W": [[1, 2], [3, 1]], "a": [0, 0]}),
        by=None,
        dimension=6,
        delayed=((waiting, 2),),
    )
    yield holds(
        "a neuron of sigmoid with W = 0 and a = 0: no pattern, but delay",
        ask(locate, two_layers("sigmoid", 2, 2), dead),
        by=None,
        dimension=6,
        delayed=((("W[0,0]", "W[0,1]"), 2),),
    )

    residual = of_one_input("u*(x + tanh(x)) + 2*v*x")
    expressions = "the gradients are equal formal expressions"
    yield fails("x + tanh x is not 2x", ask(certify, residual, ["u = v"]), dropped=expressions)
    double = of_one_input("u*sinh(2*x) + 2*v*sinh(x)*cosh(x)")
    yield fails(
        "sinh 2x and 2 sinh x cosh x: the rules keep no pattern",
        ask(locate, double, {"u": 1, "v": 1}),
        dropped=expressions,
        by=None,
        dimension=2,
    )
    yield holds("sinh 2x and 2 sinh x cosh x", ask(certify, double, ["u = v"]), verdict="certified")
    slower = graph_network(rates={"e[0]": "1/2"})
    rated = ask(certify, slower, tied)
    yield fails("all vertices, one of which is slower", rated, dropped="tied parameters have equal rates")
    yield holds(
        "what is left of it where one vertex is slower",
        ask(locate, slower, equal),
        equations=("e[2] = e[1]", "e[4:] = e[3]"),
        dimension=4,
    )
    joined = ask(certify, graph_network([(0, 3)]), tied)
    yield fails("all vertices, with one more edge", joined, dropped="the partition is equitable")
