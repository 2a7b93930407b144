"""Rules of operations that choose entries by indices or by masks: they hold for numbers of every kind."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from certsim.torch.capture.operations.array import (
    Array,
    NoRule,
    Number,
    common_shape,
    contract,
    given,
    total_of,
)
from certsim.torch.capture.operations.rule import Rule
from certsim.torch.capture.operations.shapes import replace
from certsim.torch.checker.graph import Leaf


def embedding(
    weight: Array, indices: Array, padding_idx: int = -1, scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Array:  # fmt: skip
    """Rows of a matrix; no gradient passes through the row for padding."""
    if scale_grad_by_freq:
        raise NoRule("gradients that are divided by how often an index occurs")
    if padding_idx >= 0:
        weight = replace(weight, 0, [padding_idx], weight.take(0, [padding_idx]).detach())
    if indices.known is not None:
        return take_all(weight, 0, indices.known)
    places = range(indices.rank)
    return contract([(one_hot(indices, weight.shape[0]), [*places, -1]), (weight, [-1, -2])], [*places, -2])


def one_hot(indices: Array, num_classes: int = -1) -> Array:
    """1 at the index, and else 0; of indices that are inputs it is an input of its own."""
    if num_classes < 0:
        raise NoRule("one_hot of a number of classes that depends on data")
    if indices.known is not None or not given(indices):
        return hits(indices, num_classes)
    ids = indices.graph.nodes[indices.node].operation
    name = ids.name if isinstance(ids, Leaf) else f"node {indices.node}"
    shape = (*indices.shape, num_classes)
    leaf = indices.graph.leaf("input", f"onehot {num_classes} of {name}", shape)
    return Array.of(indices.graph, leaf)


def hits(indices: Array, count: int) -> Array:
    """1 where an index is the number of its place along a new last axis, counted from either end."""
    if indices.known is not None:
        return indices.known_array(np.eye(count)[indices.known.astype(np.int64)])
    return indices.insert(-1).map(f"hit:{count}", indices.known_array(np.arange(count)))


def take_all(x: Array, axis: int, index: NDArray[np.generic]) -> Array:
    """Slices by an array of indices, whose axes take the place of one axis."""
    taken = x.take(axis, _counted(index, x.shape[axis]))
    return taken.reshape((*x.shape[:axis], *index.shape, *x.shape[axis + 1 :]))


def _counted(index: NDArray[np.generic], length: int) -> list[int]:
    """Indices counted from the front, in one row."""
    numbers: list[int] = (index.astype(np.int64) % max(length, 1)).ravel().tolist()
    return numbers


def index_select(x: Array, dim: int, index: Array) -> Array:
    """Slices by a row of indices."""
    return index_(x, [*[None] * x.axis(dim), index])


def index_(x: Array, indices: Sequence[Array | None]) -> Array:
    """Entries by arrays of indices, one for each axis or none."""
    x, axes, index, place = _merged(x, _without_masks(indices))
    if index.known is not None:
        y = take_all(x, 0, index.known)
    else:
        places, rest = range(index.rank), range(-x.rank, -1)
        y = contract(
            [(hits(index, x.shape[0]), [*places, -1 - x.rank]), (x, [-1 - x.rank, *rest])], [*places, *rest]
        )
    order = [*range(index.rank, index.rank + place), *range(index.rank), *range(index.rank + place, y.rank)]
    return y.permute(order) if axes else y


def _without_masks(indices: Sequence[Array | None]) -> list[Array | None]:
    """A mask stands for the places where it is 1, an array of indices for each of its axes."""
    whole: list[Array | None] = []
    for index in indices:
        if index is None or index.dtype != "bool":
            whole.append(index)
        elif index.known is None:
            raise NoRule("a mask that depends on data")
        else:
            whole += [index.known_array(at) for at in np.nonzero(index.known)]
    return whole


def _merged(x: Array, indices: Sequence[Array | None]) -> tuple[Array, list[int], Array, int]:
    """The indexed axes as one in front, these axes, one array of indices for it, and where its axes go."""
    axes = [k for k, index in enumerate(indices) if index is not None]
    named = [index for index in indices if index is not None]
    lengths = [x.shape[k] for k in axes]
    x = x.permute([*axes, *(k for k in range(x.rank) if k not in axes)]).merge(0, len(axes))
    place = axes[0] if axes == list(range(axes[0], axes[-1] + 1)) else 0
    return x, axes, _one_index(named, lengths), place


def _one_index(indices: Sequence[Array], lengths: Sequence[int]) -> Array:
    """Indices of several axes as indices of the axis into which they are merged."""
    if all(index.known is not None for index in indices):
        known = [np.asarray(index.known).astype(np.int64) for index in indices]
        counted = [index % max(n, 1) for index, n in zip(known, lengths, strict=True)]
        strides = [math.prod(lengths[k + 1 :]) for k in range(len(lengths))]
        total = sum(index * stride for index, stride in zip(counted, strides, strict=True))
        return indices[0].known_array(np.asarray(total))
    if len(indices) == 1:
        return indices[0]
    return total_of(
        [(math.prod(lengths[k + 1 :]), index.map(f"wrap:{lengths[k]}")) for k, index in enumerate(indices)]
    )


def index_put(x: Array, indices: Sequence[Array | None], values: Array, accumulate: bool = False) -> Array:
    """x with entries replaced, or with values added to them, at indices that are known."""
    masks = [index for index in indices if index is not None and index.dtype == "bool"]
    if masks and masks[0].known is None and not accumulate and values.shape in {(), (1,)}:
        return _put_where(x, indices, values)
    merged, axes, index, place = _merged(x, _without_masks(indices))
    if index.known is None:
        raise NoRule("index_put at indices that depend on data")
    at = _counted(index.known, merged.shape[0])
    if not accumulate and len(set(at)) != len(at):
        raise NoRule("index_put at equal indices")
    rest = merged.shape[1:]
    values = values.broadcast((*rest[:place], *index.shape, *rest[place:]))
    for k in range(index.rank):
        values = values.move(place + k, k)
    values = values.merge(0, index.rank) if index.rank else values.insert(0)
    put = merged + values.put(0, at, merged.shape[0]) if accumulate else replace(merged, 0, at, values)
    others = [k for k in range(x.rank) if k not in axes]
    order = [*axes, *others]
    return put.split(0, [x.shape[k] for k in axes]).permute([order.index(k) for k in range(x.rank)])


def _put_where(x: Array, indices: Sequence[Array | None], value: Array) -> Array:
    """x with one number where a mask is 1."""
    (mask,) = (index for index in indices if index is not None)
    first = next(k for k, index in enumerate(indices) if index is not None)
    mask = mask.reshape([*mask.shape, *[1] * (x.rank - first - mask.rank)])
    return where(mask, value.reshape([]), x)


def index_add(x: Array, dim: int, index: Array, source: Array, alpha: Number = 1) -> Array:
    """x with slices added to it at a row of indices."""
    axis = x.axis(dim)
    if index.known is not None:
        put = source.put(axis, _counted(index.known, x.shape[axis]), x.shape[axis])
    else:
        labels = range(x.rank)
        factors = [(hits(index.reshape([-1]), x.shape[axis]), [-1, axis])]
        put = contract([*factors, (source, [-1 if k == axis else k for k in labels])], labels)
    return total_of([(1, x), (alpha, put)])


def gather(x: Array, dim: int, index: Array, sparse_grad: bool = False) -> Array:
    """Along an axis, the entry at an index of its own for each entry of the result."""
    if not x.rank:
        return x.broadcast(index.shape)
    x, axis = _cut(x, index.shape, x.axis(dim)), x.axis(dim)
    if index.known is not None:
        return x.reshape([-1]).take(0, _flat(index, x, axis)).reshape(index.shape)
    return x.rows("gather", axis, index.shape[axis], index, linear=0)


def _cut(x: Array, shape: Sequence[int], axis: int) -> Array:
    """The first slices along all axes but one."""
    for k, length in enumerate(shape):
        x = x.take(k, range(length)) if k != axis else x
    return x


def _flat(index: Array, x: Array, axis: int) -> list[int]:
    """Where in a row of all entries those are which an index along an axis names."""
    places = list(np.indices(index.shape))
    places[axis] = np.asarray(index.known).astype(np.int64) % max(x.shape[axis], 1)
    flat: list[int] = np.ravel_multi_index(tuple(places), x.shape).ravel().tolist()
    return flat


def scatter_add(x: Array, dim: int, index: Array, src: Array) -> Array:
    """x with entries added to it, along an axis, at indices of their own."""
    axis, src = x.axis(dim), _first(src, index)
    if index.known is not None:
        put = src.reshape([-1]).put(0, _flat(index, x, axis), math.prod(x.shape)).reshape(x.shape)
        return x + put
    labels = range(x.rank)
    moved = [-1 if k == axis else k for k in labels]
    put = contract([(hits(index, x.shape[axis]), [*moved, axis]), (src, moved)], labels)
    return x + _filled(put, x.shape, axis)


def scatter(x: Array, dim: int, index: Array, src: Array) -> Array:
    """x with entries replaced, along an axis, at indices of their own."""
    axis, src = x.axis(dim), _first(src, index)
    if index.known is None:
        if _cut(x, index.shape, axis).shape != x.shape:
            raise NoRule("scatter into some of the rows at indices that depend on data")
        return x.rows("scatter", axis, x.shape[axis], index, src)
    at = _flat(index, x, axis)
    if len(set(at)) != len(at):
        raise NoRule("scatter at equal indices")
    return replace(x.reshape([-1]), 0, at, src.reshape([-1])).reshape(x.shape)


def scatter_value(x: Array, dim: int, index: Array, value: Number) -> Array:
    """x with a number, along an axis, at indices of their own."""
    ones = scatter_add(x.number(0.0, x.shape), dim, index, x.number(1.0, index.shape))
    return where(ones.map("ne", 0), value, x)


def _first(src: Array, index: Array) -> Array:
    """As many entries as there are indices."""
    return _cut(src, index.shape, -1)


def _filled(put: Array, shape: Sequence[int], axis: int) -> Array:
    """Zeros where there were no indices."""
    for k, length in enumerate(shape):
        if k != axis and put.shape[k] != length:
            put = put.take(k, [i if i < put.shape[k] else -1 for i in range(length)])
    return put


def where(condition: Array, x: Array | Number, y: Array | Number) -> Array:
    """condition · x + (1 − condition) · y, of a condition that is 0 or 1, where neither is infinite."""
    if _infinite(x) or _infinite(y):
        return condition.map("where", x, y)
    shape = common_shape([v.shape for v in (condition, x, y) if isinstance(v, Array)])
    chosen = [(1, part * v) for part, v in ((condition, x), (opposite(condition), y)) if not _zero(v)]
    return (total_of(chosen) if chosen else condition.number(0.0)).broadcast(shape)


def opposite(mask: Array) -> Array:
    """1 − mask."""
    return 1 - mask if mask.known is None else mask.known_array(1 - mask.known.astype(np.int64))


def masked_fill(x: Array, mask: Array, value: Array | Number) -> Array:
    """The value where the mask is 1, and else x."""
    return where(mask, value, x)


def lower_triangle(x: Array, diagonal: int = 0) -> Array:
    """x where the column is not more than the row and a number, and else 0."""
    return where(x.known_array(np.tri(x.shape[-2], x.shape[-1], diagonal)), x, 0)


def upper_triangle(x: Array, diagonal: int = 0) -> Array:
    """x where the column is not less than the row and a number, and else 0."""
    return where(x.known_array(1 - np.tri(x.shape[-2], x.shape[-1], diagonal - 1)), x, 0)


def masked_for_softmax(x: Array, mask: Array) -> Array:
    """x + log(mask): −∞ where the mask is 0, if nothing but softmax sees it."""
    return x + log_of_mask(mask)


def log_of_mask(mask: Array) -> Array:
    """0 where a mask is 1, and −∞ where it is 0."""
    if mask.known is None:
        return mask.map("log_of_mask")
    return mask.known_array(np.where(mask.known, 0.0, -math.inf))


def _infinite(x: Array | Number) -> bool:
    if isinstance(x, Array):
        return x.known is not None and not np.isfinite(x.known.astype(np.float64)).all()
    return not math.isfinite(x)


def _zero(x: Array | Number) -> bool:
    if isinstance(x, Array):
        return x.known is not None and not x.known.any()
    return x == 0


def cast(x: Array, dtype: str | None = None, **_options: object) -> Array:
    """x: numbers of another kind are the same numbers, without their fraction if they are whole."""
    if dtype is None or dtype == x.dtype:
        return x
    if dtype == "bool":
        return x.map("ne", 0)
    if "int" in dtype and dtype not in {"int32", "int64"} and x.dtype != "bool":
        raise NoRule(f"whole numbers of the kind {dtype}, which overflow")
    return x.map("trunc") if "int" in dtype and "float" in x.dtype else x


RULES: Final[Mapping[str, Rule]] = {
    "aten.embedding.default": embedding,
    "aten.one_hot.default": one_hot,
    "aten.index_select.default": index_select,
    "aten.index.Tensor": index_,
    "aten._unsafe_index.Tensor": index_,
    "aten.index_put.default": index_put,
    "aten._unsafe_index_put.default": index_put,
    "aten.index_add.default": index_add,
    "aten.gather.default": gather,
    "aten.scatter.src": scatter,
    "aten.scatter.value": scatter_value,
    "aten.scatter_add.default": scatter_add,
    "aten.where.self": where,
    "aten.where.ScalarSelf": where,
    "aten.where.ScalarOther": where,
    "aten.where.Scalar": where,
    "aten.masked_fill.Scalar": masked_fill,
    "aten.masked_fill.Tensor": masked_fill,
    "aten.tril.default": lower_triangle,
    "aten.triu.default": upper_triangle,
    "aten._to_copy.default": cast,
    "aten.to.dtype": cast,
}
