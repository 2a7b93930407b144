"""Rules of operations that move entries: they hold for numbers of every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from certsim.torch.capture.operations.array import Array, concatenate
from certsim.torch.capture.operations.rule import Rule


def same(x: Array, *_options: object) -> Array:
    """x."""
    return x


def detach(x: Array) -> Array:
    """x, through which no gradient passes."""
    return x.detach()


def view(x: Array, shape: Sequence[int]) -> Array:
    """The same entries in another shape."""
    return x.reshape(shape)


def flatten(x: Array, start_dim: int = 0, end_dim: int = -1) -> Array:
    """Several axes as one."""
    if not x.rank:
        return x.reshape([1])
    first, last = x.axis(start_dim), x.axis(end_dim)
    return x.merge(first, last - first + 1)


def unflatten(x: Array, dim: int, sizes: Sequence[int]) -> Array:
    """One axis as several."""
    axis = x.axis(dim)
    return x.reshape((*x.shape[:axis], *_inferred(sizes, x.shape[axis]), *x.shape[axis + 1 :]))


def permute(x: Array, dims: Sequence[int]) -> Array:
    """The axes in another order."""
    return x.permute(dims)


def transpose(x: Array, dim0: int, dim1: int) -> Array:
    """Two axes exchanged."""
    return x.swap(x.axis(dim0), x.axis(dim1)) if x.rank else x


def transpose_matrix(x: Array) -> Array:
    """Rows as columns."""
    return x.swap(0, 1) if x.rank == 2 else x


def squeeze(x: Array, dim: int | Sequence[int] | None = None) -> Array:
    """Without axes of length 1."""
    named = range(x.rank) if dim is None else [dim] if isinstance(dim, int) else dim
    return x.drop([x.axis(axis) for axis in named if x.rank and x.shape[x.axis(axis)] == 1])


def unsqueeze(x: Array, dim: int) -> Array:
    """With a new axis of length 1."""
    return x.insert(dim)


def expand(x: Array, size: Sequence[int], implicit: bool = False) -> Array:
    """Copies along axes of length 1 and along new axes."""
    ahead = len(size) - x.rank
    return x.broadcast([x.shape[k - ahead] if n == -1 else n for k, n in enumerate(size)])


def repeat(x: Array, repeats: Sequence[int]) -> Array:
    """Copies one after the other along every axis."""
    x = x.reshape([*[1] * (len(repeats) - x.rank), *x.shape])
    for axis, times in enumerate(repeats):
        x = x.expand(axis, times).merge(axis) if times != 1 else x
    return x


def repeat_interleave(
    x: Array, repeats: int, dim: int | None = None, output_size: int | None = None
) -> Array:
    """Copies of each slice one after the other."""
    x, axis = (x.reshape([-1]), 0) if dim is None else (x, x.axis(dim))
    return x.expand(axis + 1, repeats).merge(axis)


def slice_(x: Array, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1) -> Array:
    """Every step-th slice from start to end."""
    return x.take(dim, range(x.shape[x.axis(dim)])[slice(start, end, step)])


def narrow(x: Array, dim: int, start: int, length: int) -> Array:
    """Slices from a start, of a length."""
    return slice_(x, dim, start, start + length or None)


def select(x: Array, dim: int, index: int) -> Array:
    """One slice."""
    axis = x.axis(dim)
    return x.take(axis, [index % x.shape[axis]]).drop([axis])


def unbind(x: Array, dim: int = 0) -> list[Array]:
    """All slices."""
    return [select(x, dim, index) for index in range(x.shape[x.axis(dim)])]


def split_with_sizes(x: Array, split_sizes: Sequence[int], dim: int = 0) -> list[Array]:
    """Parts of given lengths."""
    starts = [sum(split_sizes[:k]) for k in range(len(split_sizes))]
    return [x.take(dim, range(a, a + n)) for a, n in zip(starts, split_sizes, strict=True)]


def split(x: Array, split_size: int, dim: int = 0) -> list[Array]:
    """Parts of one length, and what is left."""
    length = x.shape[x.axis(dim)]
    return [x.take(dim, range(a, min(a + split_size, length))) for a in range(0, length, split_size)]


def chunk(x: Array, chunks: int, dim: int = 0) -> list[Array]:
    """So many parts of one length, and what is left."""
    return split(x, -(-x.shape[x.axis(dim)] // chunks), dim)


def cat(tensors: Sequence[Array], dim: int = 0) -> Array:
    """Arrays one after the other; those without entries do not count."""
    return concatenate([x for x in tensors if 0 not in x.shape], dim)


def stack(tensors: Sequence[Array], dim: int = 0) -> Array:
    """Arrays one after the other along a new axis."""
    axis = dim % (tensors[0].rank + 1)
    return concatenate([x.insert(axis) for x in tensors], axis)


def flip(x: Array, dims: Sequence[int]) -> Array:
    """Backwards along axes."""
    for axis in x.axes(list(dims)) if dims else ():
        x = x.take(axis, range(x.shape[axis])[::-1])
    return x


def roll(x: Array, shifts: Sequence[int], dims: Sequence[int] = ()) -> Array:
    """Shifted in a circle along axes."""
    if not dims:
        return roll(x.reshape([-1]), shifts, [0]).reshape(x.shape)
    for shift, dim in zip(shifts, dims, strict=True):
        length = x.shape[x.axis(dim)]
        x = x.take(dim, [(k - shift) % length for k in range(length)])
    return x


def unfold(x: Array, dimension: int, size: int, step: int) -> Array:
    """Windows along an axis, the entries of a window along the last axis."""
    return windows(x, x.axis(dimension), size, step).move(x.axis(dimension) + 1, -1)


def windows(x: Array, axis: int, size: int, step: int, dilation: int = 1, padding: int = 0) -> Array:
    """Windows along an axis: it becomes the axis of the windows, and one of the entries of a window."""
    length = x.shape[axis]
    count = (length + 2 * padding - dilation * (size - 1) - 1) // step + 1
    places = [w * step + k * dilation - padding for w in range(count) for k in range(size)]
    return x.take(axis, [p if 0 <= p < length else -1 for p in places]).split(axis, [count, size])


def diagonal(x: Array, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Array:
    """The entries with equal indices along two axes, along the last axis."""
    x = x.permute([k for k in range(x.rank) if k not in x.axes([dim1, dim2])] + [x.axis(dim1), x.axis(dim2)])
    rows, columns = x.shape[-2:]
    index = [i * columns + i + offset for i in range(rows) if 0 <= i + offset < columns]
    return x.merge(-2).take(-1, index)


def pad(x: Array, pad: Sequence[int], value: float = 0) -> Array:
    """Zeros, or another number, around the entries; a negative length cuts off."""
    if value:
        outside = 1 - pad_zeros(x.number(1.0, x.shape), pad)
        return pad_zeros(x, pad) + outside * value
    return pad_zeros(x, pad)


def pad_zeros(x: Array, lengths: Sequence[int]) -> Array:
    """Zeros around the entries: lengths before and after, the last axis first."""
    for k in range(len(lengths) // 2):
        axis, before, after = x.rank - 1 - k, *lengths[2 * k : 2 * k + 2]
        length = x.shape[axis]
        x = x.take(axis, [i if 0 <= i < length else -1 for i in range(-before, length + after)])
    return x


def slice_scatter(
    x: Array, src: Array, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Array:
    """x with slices replaced."""
    axis = x.axis(dim)
    return replace(x, axis, range(x.shape[axis])[slice(start, end, step)], src)


def select_scatter(x: Array, src: Array, dim: int, index: int) -> Array:
    """x with one slice replaced."""
    axis = x.axis(dim)
    return replace(x, axis, [index % x.shape[axis]], src.insert(axis))


def replace(x: Array, axis: int, index: Sequence[int], new: Array) -> Array:
    """x with the slices of an index, which names none twice, replaced."""
    length, replaced = x.shape[axis], set(index)
    kept = x.take(axis, [-1 if k in replaced else k for k in range(length)])
    return kept + new.put(axis, index, length)


def copy(x: Array, src: Array, non_blocking: bool = False) -> Array:
    """The new entries, in the shape of the old."""
    return src.broadcast(x.shape)


def _inferred(sizes: Sequence[int], length: int) -> list[int]:
    rest = 1
    for n in sizes:
        rest *= n if n != -1 else 1
    return [length // rest if n == -1 else n for n in sizes]


def pixel_shuffle(x: Array, upscale_factor: int) -> Array:
    """Channels as blocks of places."""
    r, (*ahead, channels, height, width) = upscale_factor, x.shape
    k = len(ahead)
    x = x.reshape([*ahead, channels // r**2, r, r, height, width])
    x = x.permute([*range(k), k, k + 3, k + 1, k + 4, k + 2])
    return x.reshape([*ahead, channels // r**2, height * r, width * r])


def pixel_unshuffle(x: Array, downscale_factor: int) -> Array:
    """Blocks of places as channels."""
    r, (*ahead, channels, height, width) = downscale_factor, x.shape
    k = len(ahead)
    x = x.reshape([*ahead, channels, height // r, r, width // r, r])
    x = x.permute([*range(k + 1), k + 2, k + 4, k + 1, k + 3])
    return x.reshape([*ahead, channels * r**2, height // r, width // r])


RULES: Final[Mapping[str, Rule]] = {
    "aten.alias.default": same,
    "aten.clone.default": same,
    "aten.contiguous.default": same,
    "aten.lift_fresh_copy.default": same,
    "certsim.detach.default": detach,
    "aten.detach.default": detach,
    "aten.view.default": view,
    "aten._unsafe_view.default": view,
    "aten.reshape.default": view,
    "aten.flatten.using_ints": flatten,
    "aten.unflatten.int": unflatten,
    "aten.permute.default": permute,
    "aten.transpose.int": transpose,
    "aten.t.default": transpose_matrix,
    "aten.squeeze.default": squeeze,
    "aten.squeeze.dim": squeeze,
    "aten.squeeze.dims": squeeze,
    "aten.unsqueeze.default": unsqueeze,
    "aten.expand.default": expand,
    "aten.repeat.default": repeat,
    "aten.repeat_interleave.self_int": repeat_interleave,
    "aten.slice.Tensor": slice_,
    "aten.narrow.default": narrow,
    "aten.select.int": select,
    "aten.unbind.int": unbind,
    "aten.split_with_sizes.default": split_with_sizes,
    "aten.split.Tensor": split,
    "aten.chunk.default": chunk,
    "aten.cat.default": cat,
    "aten.stack.default": stack,
    "aten.flip.default": flip,
    "aten.roll.default": roll,
    "aten.unfold.default": unfold,
    "aten.diagonal.default": diagonal,
    "aten.constant_pad_nd.default": pad,
    "aten.pixel_shuffle.default": pixel_shuffle,
    "aten.pixel_unshuffle.default": pixel_unshuffle,
    "aten.slice_scatter.default": slice_scatter,
    "aten.select_scatter.default": select_scatter,
    "aten.copy.default": copy,
}
