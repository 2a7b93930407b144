"""Convolutions in tensor graphs: contractions of filters with the windows of an array."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from certsim.torch.checker.graph import Contract, Graph, Labels, Leaf, Reshape, Take

Places = NDArray[np.int64]
"""Of each entry, which entry of an array it is, counted from 1; 0 is none."""


@dataclass(frozen=True)
class Convolution:
    """What a node is the convolution of.

    Attributes:
        data: the node of the array.
        channels: its axes without that of the batch.
        filters: the node of the filters, a leaf.
        stride: from window to window.
        padding: zeros around the array.
        axes: of the result, filters, then places: which axis of the node each is; None for one of length 1.
    """

    data: int
    channels: tuple[int, ...]
    filters: int
    stride: int
    padding: int
    axes: tuple[int | None, ...]


def find_convolution(graph: Graph, at: int) -> Convolution | None:
    """The convolution that a node is, if it is one without batch, groups and dilation."""
    node = graph.nodes[at]
    if not isinstance(node.operation, Contract) or len(node.arguments) != 2:
        return None
    filters, order = _gathered(graph, node.arguments[1])
    if not isinstance(graph.nodes[filters].operation, Leaf) or (np.diff(order.ravel()) != 1).any():
        return None
    data, places = _gathered(graph, node.arguments[0])
    shape, channels = graph.shape(filters), _channels(graph.shape(data), len(graph.shape(filters)))
    lengths = [graph.shape(data)[axis] for axis in channels]
    for stride, padding in product(
        range(1, max(lengths, default=0) + 1), range(max(shape[2:], default=0) + 1)
    ):
        windows = _windows(lengths, shape[2:], stride, padding)
        if windows is not None and np.array_equal(windows.ravel(), places.ravel()):
            axes = _result(windows.shape, shape, node.operation)
            return None if axes is None else Convolution(data, channels, filters, stride, padding, axes)
    return None


def _gathered(graph: Graph, at: int) -> tuple[int, Places]:
    """The node of which a node has entries, and which."""
    node = graph.nodes[at]
    if not isinstance(node.operation, Reshape | Take):
        return at, np.arange(1, np.prod(node.shape) + 1).reshape(node.shape)
    root, places = _gathered(graph, node.arguments[0])
    if isinstance(node.operation, Reshape):
        return root, places.reshape(node.shape)
    axis = node.operation.axis
    padded = np.concatenate([places, np.zeros_like(places.take([0], axis))], axis)
    return root, padded.take(list(node.operation.index), axis)


def _channels(shape: Sequence[int], rank: int) -> tuple[int, ...]:
    """The axes of channels and places, of an array that filters of a rank go over; none if they do not."""
    if rank not in (3, 4) or len(shape) not in (rank - 1, rank) or (len(shape) == rank and shape[0] != 1):
        return ()
    return tuple(range(len(shape) - rank + 1, len(shape)))


def _windows(lengths: Sequence[int], sizes: Sequence[int], stride: int, padding: int) -> Places | None:
    """The windows of an array: its channels, then for each axis the windows and their entries."""
    places: Places = np.arange(1, np.prod(lengths) + 1).reshape(lengths)
    for k, size in enumerate(sizes):
        axis = 2 * k + 1
        around = [(padding, padding) if at == axis else (0, 0) for at in range(places.ndim)]
        padded = np.pad(places, around)
        if padded.shape[axis] < size:
            return None
        windows = np.lib.stride_tricks.sliding_window_view(padded, size, axis)
        places = np.moveaxis(windows, -1, axis + 1).take(range(0, windows.shape[axis], stride), axis)
    return places


def _result(
    windows: Sequence[int], filters: Sequence[int], contract: Contract
) -> tuple[int | None, ...] | None:
    """The axes of the result, if windows and filters meet where they do in a convolution."""
    channel, *of_windows = _named(windows, contract.labels[0])
    one, other, *entries = _named(filters, contract.labels[1])
    summed, free = [channel, *of_windows[1::2]], [one, *of_windows[::2]]
    proper = {label for label in free if label is not None}
    if summed != [other, *entries] or proper & set(summed) or proper != set(contract.out):
        return None
    return tuple(None if label is None else contract.out.index(label) for label in free)


def _named(shape: Sequence[int], labels: Labels) -> Iterator[int | None]:
    """The label of each axis; None for one of length 1."""
    remaining = iter(labels)
    for length in shape:
        yield next(remaining, None) if length != 1 else None
