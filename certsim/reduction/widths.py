"""How wide the network is that a model becomes on a subspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from certsim.kernel.errors import MalformedCertificate
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.reduction.simplify import Simplifier, call_depths

MAX_KEY: Final = 64
"""How many parameters an expression may depend on for what it becomes to be remembered."""
MAX_REMEMBERED: Final = 200_000
"""How many expressions are remembered at a time."""

_Key: TypeAlias = tuple[Node, tuple[Node, ...]]


class Widths:
    """Counts the calls of a model on many subspaces. What these have in common is simplified once.

    A part of the model becomes the same wherever its own parameters do; so on a subspace that ties neurons,
    each neuron becomes what it was, or another that was seen before.
    """

    def __init__(self, model: KernelModel) -> None:
        self._model: Final = model
        self._depth: Final = max(call_depths(model.graph, model.outputs).values(), default=0)
        self._leaves: Final = _few_leaves(model)
        self._start()

    def _start(self) -> None:
        self._simplified = Simplifier(self._model.graph.functions)
        self._known: dict[_Key, Node] = {}
        self._calls: dict[Node, Mapping[Node, int]] = {}
        self._leaf_nodes: dict[Polynomial, Node] = {}

    def on(self, images: Mapping[int, Polynomial]) -> tuple[int, ...] | None:
        """The number of different calls of functions on a subspace, by depth of nesting.

        `images` gives the parameters that are functions of the others there, as `Restriction.images`. The
        outermost calls come last; divisions, and calls of numbers, are not counted. None for a model without
        calls, which has no layers, and on a subspace where the model divides by zero.
        """
        if not self._depth:
            return None
        try:
            return self._on(images)
        except MalformedCertificate:
            return None

    def _on(self, images: Mapping[int, Polynomial]) -> tuple[int, ...]:
        if len(self._known) + len(self._calls) > MAX_REMEMBERED:
            self._start()
        graph = self._simplified.graph
        for image in images.values():
            if image not in self._leaf_nodes:
                self._leaf_nodes[image] = graph.polynomial(image)
        leaves = {leaf: self._leaf_nodes[image] for leaf, image in images.items()}
        calls: dict[Node, int] = {}
        for term in self._terms(leaves):
            if term not in self._calls:
                self._calls[term] = call_depths(graph, [term])
            calls |= self._calls[term]
        depths = list(calls.values())
        return tuple(depths.count(at) for at in range(1, self._depth + 1))

    def _terms(self, leaves: Mapping[int, Node]) -> Iterator[Node]:
        """The terms of the outputs, in the simplifier's graph; like ones of an output count once."""
        graph, image = self._model.graph, dict[Node, Node]()
        for output in self._model.outputs:
            terms = graph.children(output) if graph.nodes[output][0] == "+" else (output,)
            self._add_images(terms, leaves, image)
            yield from self._simplified.collected(image[term] for term in terms)

    def _add_images(self, roots: Iterable[Node], leaves: Mapping[int, Node], image: dict[Node, Node]) -> None:
        """Nodes in the simplifier's graph for some of the model's, with others in place of some leaves."""
        nodes = self._model.graph.nodes

        def leaf(number: int) -> Node:
            return leaves[number] if number in leaves else self._simplified.graph.leaf(number)

        stack = list(roots)
        while stack:
            node = stack.pop()
            if node in image:
                continue
            key = self._key(node, leaves)
            if key in self._known:
                image[node] = self._known[key]
            elif missing := [child for child in self._model.graph.children(node) if child not in image]:
                stack += [node, *missing]
            else:
                image[node] = self._simplified.copy(nodes[node], image, leaf)
                if key is not None:
                    self._known[key] = image[node]

    def _key(self, node: Node, leaves: Mapping[int, Node]) -> _Key | None:
        own = self._leaves.get(node)
        return None if own is None else (node, tuple([leaves.get(leaf, -1) for leaf in own]))


def widths(model: KernelModel, images: Mapping[int, Polynomial]) -> tuple[int, ...] | None:
    """The widths of one subspace."""
    return Widths(model).on(images)


def _few_leaves(model: KernelModel) -> dict[Node, tuple[int, ...]]:
    """The parameters below each node, where these are few."""
    graph = model.graph
    found: dict[Node, tuple[int, ...]] = {}
    for node in graph.below(model.outputs):
        entry = graph.nodes[node]
        below = [found.get(child) for child in graph.children(node)]
        if entry[0] == "leaf":
            found[node] = (entry[1],)
        elif None not in below:
            union = dict.fromkeys(leaf for leaves in below for leaf in leaves or ())
            if len(union) <= MAX_KEY:
                found[node] = tuple(union)
    return found
