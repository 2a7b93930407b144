"""Narrower modules: units that training cannot part are one unit, and dead units are none.

On a pattern that training keeps, units of equal parameters compute the same, up to sign. One of them is kept,
and what follows takes it with the sum of their weights. A unit of which nothing follows is left out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils import _pytree as pytree

from certsim.torch.bridge.terms import real_axes
from certsim.torch.capture.capture import Captured, capture
from certsim.torch.checker.classes import free
from certsim.torch.checker.graph import Contract, Expand, Graph, Leaf, Permute, Reshape
from certsim.torch.checker.pattern import Audited, Pattern
from certsim.torch.search.propose import propose, smallest
from certsim.torch.search.units import units_of

Axis: TypeAlias = tuple[str, int]
"""An axis of a parameter or a buffer."""
Merge: TypeAlias = tuple[tuple[int, ...], tuple[int, ...]]
"""Units that become one: their indices, and their signs against the first."""
State: TypeAlias = dict[str, Tensor]

_TRIES: Final = 3
_TOLERANCE: Final = 1e-9


@dataclass(frozen=True)
class Narrowing:
    """Units of one kind that became fewer.

    Attributes:
        axes: the axes of parameters that index them.
        merged: the units that became one, with their signs; those that are still alone are not listed.
        removed: the units that are left out.
    """

    axes: tuple[Axis, ...]
    merged: tuple[Merge, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True)
class Report:
    """What became narrower, and how it was checked.

    Attributes:
        narrowed: each kind of units that became fewer.
        parameters: how many numbers the parameters had, and how many they have.
        exact: whether no sum of weights was rounded.
        difference: the largest that was seen between outputs at random inputs, in double precision, relative
            to the largest output.
    """

    narrowed: tuple[Narrowing, ...]
    parameters: tuple[int, int]
    exact: bool
    difference: float


@dataclass(frozen=True)
class _Group:
    """Axes that index the same units: of what makes them, and of what takes sums over them."""

    kept: tuple[Axis, ...]
    summed: tuple[Axis, ...]


def reduce(module: nn.Module, inputs: tuple[Any, ...] | Mapping[str, Any]) -> tuple[State, Report]:
    """The state of a narrower module that computes the same function, and what was done.

    The narrower module is the same but for the sizes of its layers. Units are merged and left out where the
    module computes the same at random inputs without them; others stay, as those of a layer over which a
    normalisation takes means.
    """
    captured = capture(module, inputs)
    pattern, whole = _kept(captured), _doubled(module)
    state = whole
    steps: list[_Step] = []
    for group in _groups(captured.graph, state):
        classes = _classes([_classes_of(pattern, state, axis) for axis in group.kept])
        if step := _step(module, inputs, state, group, classes):
            state, steps = {**state, **step.fewer}, [*steps, step]
    dtypes = {name: values.dtype for name, values in module.state_dict().items()}
    narrow = {name: state[captured.tied.get(name, name)].to(dtype) for name, dtype in dtypes.items()}
    kept = all(
        torch.equal(state[name], narrow[name].to(state[name].dtype)) for name in state.keys() & narrow.keys()
    )
    return narrow, Report(
        tuple(step.narrowing for step in steps),
        (_size(module, whole), _size(module, state)),
        kept and not any(step.rounded for step in steps),
        max((step.difference for step in steps), default=0.0),
    )


@dataclass(frozen=True)
class _Step:
    """One kind of units that became fewer, and the arrays that did."""

    narrowing: Narrowing
    fewer: State
    rounded: bool
    difference: float


def _step(
    module: nn.Module, inputs: Any, state: State, group: _Group, classes: Sequence[Merge]
) -> _Step | None:
    """The fewest units with which the module computes the same; None if that is all of them."""
    for merges in _attempts(state, group, classes):
        fewer, rounded = _with(state, group, merges)
        difference = _difference(module, {**state, **fewer}, inputs)
        if difference <= _TOLERANCE:
            return _Step(_said(group, classes, merges), fewer, rounded, difference)
    return None


def _doubled(module: nn.Module) -> State:
    """Parameters and buffers, each once, real numbers in double precision."""
    found = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    return {name: x.detach().double() if x.is_floating_point() else x for name, x in found.items()}


def _size(module: nn.Module, state: State) -> int:
    return sum(state[name].numel() for name, _ in module.named_parameters())


def _kept(captured: Captured) -> Pattern:
    """The smallest pattern that training keeps and the weights lie in."""
    shapes = {name: captured.values[name].shape for name in captured.trained}
    return smallest(Audited(captured.graph, shapes, captured.rates), propose(captured.values))[0]


# Which axes belong together


def _groups(graph: Graph, state: State) -> Iterator[_Group]:
    """The units that some parameters make and others take sums over; no entries of inputs are among them."""
    axes = defaultdict(list)
    for name, atoms in units_of(graph).items():
        for at, axis in enumerate(atoms):
            if len(axis) == 1:
                axes[axis[0].family, axis[0].length].append((name, at))
    summed = _summed(graph)
    for found in axes.values():
        of_sums = tuple(axis for axis in found if axis in summed)
        others = tuple(axis for axis in found if axis not in summed)
        if of_sums and others and all(name in state for name, _ in found):
            yield _Group(others, of_sums)


def _summed(graph: Graph) -> set[Axis]:
    """The axes of leaves over which a contraction takes a sum."""
    origins: list[Mapping[int, Axis]] = []
    found: set[Axis] = set()
    for node in graph.nodes:
        arguments = [origins[at] for at in node.arguments]
        match node.operation:
            case Leaf(_, name):
                origins.append({axis: (name, axis) for axis in range(len(node.shape))})
            case Permute(axes):
                origins.append({k: arguments[0][axis] for k, axis in enumerate(axes) if axis in arguments[0]})
            case Expand(axis, _):
                origins.append({k + (k >= axis): each for k, each in arguments[0].items()})
            case Reshape():
                origins.append(_reshaped(arguments[0], graph.shape(node.arguments[0]), node.shape))
            case Contract(labels, out):
                for origin, names in zip(arguments, labels, strict=True):
                    found |= {each for axis, each in origin.items() if names[axis] not in out}
                origins.append({})
            case _:
                origins.append({})
    return found


def _reshaped(origin: Mapping[int, Axis], old: Sequence[int], new: Sequence[int]) -> Mapping[int, Axis]:
    """The axes that a reshape leaves, if it moves those of length 1 only."""
    before, after = real_axes(old), real_axes(new)
    if [old[axis] for axis in before] != [new[axis] for axis in after]:
        return {}
    return {b: origin[a] for a, b in zip(before, after, strict=True) if a in origin}


# Which units are one


def _classes_of(pattern: Pattern, state: State, axis: Axis) -> NDArray[np.int64]:
    name, at = axis
    return pattern[name].axes[at] if name in pattern else free(state[name].shape[at])


def _classes(of_axes: Sequence[NDArray[np.int64]]) -> list[Merge]:
    """The units that are equal up to one sign for all of what makes them."""
    found: dict[tuple[int, ...], list[tuple[int, int]]] = defaultdict(list)
    for unit, numbers in enumerate(np.stack(of_axes, axis=1).tolist()):
        sign = next((1 if number > 0 else -1 for number in numbers if number), 1)
        found[tuple(sign * number for number in numbers)].append((unit, sign))
    return [_against_first(members) for members in found.values()]


def _against_first(members: Sequence[tuple[int, int]]) -> Merge:
    (_, first), *_ = members
    return tuple(unit for unit, _ in members), tuple(sign * first for _, sign in members)


def _attempts(state: State, group: _Group, classes: Sequence[Merge]) -> Iterator[Sequence[Merge]]:
    """Fewest units first: without those that nothing makes or takes, without those that nothing takes."""
    taken = [merge for merge in classes if any(_outgoing(state, axis, merge) for axis in group.summed)]
    made = [merge for merge in taken if any(_incoming(state, axis, merge) for axis in group.kept)]
    seen: list[Sequence[Merge]] = []
    for merges in (made, taken, classes):
        if merges and merges not in seen and len(merges) < sum(len(units) for units, _ in classes):
            seen.append(merges)
            yield merges


def _incoming(state: State, axis: Axis, merge: Merge) -> bool:
    name, at = axis
    return bool(state[name].select(at, merge[0][0]).any())


def _outgoing(state: State, axis: Axis, merge: Merge) -> bool:
    name, at = axis
    return any(bool(state[name].select(at, unit).any()) for unit in merge[0])


def _said(group: _Group, classes: Sequence[Merge], merges: Sequence[Merge]) -> Narrowing:
    removed = sorted(unit for merge in classes if merge not in merges for unit in merge[0])
    merged = tuple(merge for merge in merges if len(merge[0]) > 1)
    return Narrowing((*group.kept, *group.summed), merged, tuple(removed))


# The narrower state


def _with(state: State, group: _Group, merges: Sequence[Merge]) -> tuple[State, bool]:
    """The arrays with fewer units, and whether a sum of them was rounded."""
    fewer, rounded = dict(state), False
    firsts = torch.tensor([units[0] for units, _ in merges])
    for name, at in group.kept:
        fewer[name] = fewer[name].index_select(at, firsts.to(fewer[name].device))
    for name, at in group.summed:
        slices = fewer[name].unbind(at)
        sums = [_sum([slices[unit] * sign for unit, sign in zip(*merge, strict=True)]) for merge in merges]
        fewer[name] = torch.stack([values for values, _ in sums], at)
        rounded |= any(inexact for _, inexact in sums)
    return {name: fewer[name] for name, _ in (*group.kept, *group.summed)}, rounded


def _sum(slices: Sequence[Tensor]) -> tuple[Tensor, bool]:
    """The sum in double precision, rounded once, and whether that changed it."""
    if len(slices) == 1:
        return slices[0], False
    columns = [values.flatten().tolist() for values in slices]
    exact = [sum(map(Fraction, entries), Fraction(0)) for entries in zip(*columns, strict=True)]
    found = torch.tensor(list(map(float, exact)), dtype=torch.float64, device=slices[0].device)
    return found.reshape(slices[0].shape), list(map(Fraction, found.tolist())) != exact


def _difference(module: nn.Module, state: State, inputs: tuple[Any, ...] | Mapping[str, Any]) -> float:
    """The largest difference of outputs at random inputs, relative to the largest; ∞ if there are none."""
    whole = _doubled(module)
    largest = 0.0
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        for _ in range(_TRIES):
            given = pytree.tree_map_only(Tensor, _random, inputs)
            try:
                wide, narrow = _outputs(module, whole, given), _outputs(module, state, given)
            except Exception:  # noqa: BLE001  a module may raise anything where its arrays do not fit together
                return math.inf
            if [y.shape for y in wide] != [y.shape for y in narrow]:
                return math.inf
            largest = max([largest, *(_apart(y, z) for y, z in zip(wide, narrow, strict=True))])
    return largest


def _random(x: Tensor) -> Tensor:
    return torch.randn(x.shape, dtype=torch.float64) if x.is_floating_point() else x


def _outputs(module: nn.Module, state: Mapping[str, Tensor], inputs: Any) -> list[Tensor]:
    arguments, named = ((), dict(inputs)) if isinstance(inputs, Mapping) else (inputs, {})
    outputs = torch.func.functional_call(module, dict(state), arguments, named)
    return [y for y in pytree.tree_leaves(outputs) if isinstance(y, Tensor)]


def _apart(y: Tensor, z: Tensor) -> float:
    difference = float((y - z).abs().max() / y.abs().max().clamp(min=1e-300)) if y.numel() else 0.0
    return difference if math.isfinite(difference) else math.inf
