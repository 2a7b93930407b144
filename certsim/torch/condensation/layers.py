"""Layers of a graph: units that something feeds and something else reads, with all axes that index them.

This only says what is compared. That training keeps two units equal is proved of them, not read from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import prod

from certsim.torch.checker.graph import Contract, Graph, Leaf, Permute, Reshape, Shape
from certsim.torch.condensation.near import Member, Units
from certsim.torch.search.units import Atom, units_of

Axis = tuple[str, int]


def layers_of(graph: Graph) -> tuple[Units, ...]:
    """The layers, in the order in which a parameter of theirs is used first.

    Heads are units; of other axes within heads nothing is compared. Axes of inputs are no units, and neither
    are those that nothing sums over, as of outputs.
    """
    groups: dict[Atom, list[Member]] = defaultdict(list)
    foreign = set()
    read, atoms = _read(graph), units_of(graph)
    for leaf in _leaves(graph):
        for axis, factors in enumerate(atoms[leaf.name]):
            foreign |= {factor.family for factor in factors if leaf.kind == "input"}
            if leaf.kind == "parameter":
                for at, factor in _units(factors):
                    groups[factor].append(Member(leaf.name, axis, prod(each.length for each in factors[:at])))
    return tuple(_named(_layers(groups, foreign, read)))


def _leaves(graph: Graph) -> Iterator[Leaf]:
    return (node.operation for node in graph.nodes if isinstance(node.operation, Leaf))


def _units(factors: tuple[Atom, ...]) -> Iterator[tuple[int, Atom]]:
    """The factors of an axis whose indices are units by themselves."""
    has_heads = any(factor.is_head for factor in factors)
    return ((at, factor) for at, factor in enumerate(factors) if factor.is_head or not has_heads)


def _layers(
    groups: Mapping[Atom, list[Member]], foreign: set[int], read: Mapping[Axis, bool]
) -> Iterator[Units]:
    for atom, members in groups.items():
        incoming = tuple(each for each in members if not read.get(each[:2], False))
        if atom.family not in foreign and 0 < len(incoming) < len(members):
            module = incoming[0].parameter.rpartition(".")[0] or incoming[0].parameter
            yield Units(f"{module}{' heads' * atom.is_head}", tuple(members), atom.length, incoming)


def _named(layers: Iterator[Units]) -> Iterator[Units]:
    """With a number, where a name is not the first one of its kind."""
    seen: dict[str, int] = defaultdict(int)
    for each in layers:
        seen[each.name] += 1
        name = f"{each.name} ({seen[each.name]})" if seen[each.name] > 1 else each.name
        yield Units(name, each.members, each.size, each.incoming)


def _read(graph: Graph) -> Mapping[Axis, bool]:
    """Of the axes of leaves, whether a product sums over them: then they read the units, others feed them."""
    places: dict[int, list[Axis | None]] = {}
    read: dict[Axis, bool] = defaultdict(bool)
    for number, node in enumerate(graph.nodes):
        match node.operation:
            case Leaf(_, name):
                places[number] = [(name, axis) for axis in range(len(node.shape))]
            case Permute(axes) if node.arguments[0] in places:
                places[number] = [places[node.arguments[0]][axis] for axis in axes]
            case Reshape() if node.arguments[0] in places:
                before = graph.shape(node.arguments[0])
                places[number] = _reshaped(places[node.arguments[0]], before, node.shape)
            case Contract(labels, out):
                for argument, names in zip(node.arguments, labels, strict=True):
                    for axis, label in zip(places.get(argument, ()), names, strict=False):
                        if axis is not None:
                            read[axis] |= label not in out
    return read


def _reshaped(axes: Sequence[Axis | None], before: Shape, after: Shape) -> list[Axis | None]:
    """Where axes are, if only axes of length 1 come and go."""
    kept = [axis for axis, length in zip(axes, before, strict=True) if length > 1]
    same = [length for length in before if length > 1] == [length for length in after if length > 1]
    return [kept.pop(0) if same and length > 1 else None for length in after]
