"""Rules of pooling and of resampling."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from certsim.torch.capture.operations.array import Array, NoRule, contract
from certsim.torch.capture.operations.reductions import reduced
from certsim.torch.capture.operations.rule import Rule
from certsim.torch.capture.operations.shapes import windows


def max_pool(
    x: Array, kernel_size: Sequence[int], stride: Sequence[int] = (), padding: Sequence[int] | int = 0,
    dilation: Sequence[int] | int = 1, ceil_mode: bool = False,
) -> Array:  # fmt: skip
    """The largest entry of each window; what is outside is −∞."""
    if ceil_mode:
        raise NoRule("pooling with ceil_mode")
    count = len(kernel_size)
    options = [_each(given, count) for given in (stride or kernel_size, padding, dilation)]
    inside = np.ones(x.shape[x.rank - count :])
    y = _windows(x, kernel_size, *options)
    if any(options[1]):
        seen = _windows(x.known_array(inside), kernel_size, *options)
        y = y + seen.map("log_of_mask")
    axes = range(y.rank - count, y.rank)
    return y.merge(axes[0], count).rows("max", -1, 1).drop([y.rank - count])


def average_pool(
    x: Array, kernel_size: Sequence[int], stride: Sequence[int] = (), padding: Sequence[int] | int = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int | None = None,
) -> Array:  # fmt: skip
    """The mean of each window; what is outside is 0, and counts or does not."""
    count = len(kernel_size)
    options = [_each(given, count) for given in (stride or kernel_size, padding, 1)]
    if ceil_mode or (any(options[1]) and not count_include_pad and not divisor_override):
        raise NoRule("pooling with windows of several sizes")
    y = _windows(x, kernel_size, *options)
    return y.sum(range(y.rank - count, y.rank)) / (divisor_override or math.prod(kernel_size))


def _windows(
    x: Array, size: Sequence[int], stride: Sequence[int], padding: Sequence[int], dilation: Sequence[int]
) -> Array:
    """Windows along the last axes: first the axes of the windows, then those of their entries."""
    first = x.rank - len(size)
    for k, n in enumerate(size):
        x = windows(x, first + 2 * k, n, stride[k], dilation[k], padding[k])
    return x.permute([*range(first), *range(first, x.rank, 2), *range(first + 1, x.rank, 2)])


def adaptive_average_pool(x: Array, output_size: Sequence[int]) -> Array:
    """The mean of each of so many parts along the last axes."""
    return _along_last(
        x, [_parts(a, b) for a, b in zip(x.shape[-len(output_size) :], output_size, strict=True)]
    )


def adaptive_max_pool(x: Array, output_size: Sequence[int]) -> list[Array]:
    """The largest of all entries along the last axes, and where it is."""
    if any(length != 1 for length in output_size):
        raise NoRule("the largest entries of parts")
    axes = range(-len(output_size), 0)
    return [reduced(x, function, [*axes], keepdim=True) for function in ("max", "argmax")]


def _parts(length: int, count: int) -> NDArray[np.float64]:
    """The matrix that takes the mean of each part of a row."""
    matrix = np.zeros((count, length))
    for k in range(count):
        first, last = k * length // count, -(-(k + 1) * length // count)
        matrix[k, first:last] = 1 / (last - first)
    return matrix


def nearest(x: Array, output_size: Sequence[int] | None, scale_factors: Sequence[float] | None) -> Array:
    """The entry that is nearest, rounded down, at each new place along the last axes."""
    for axis, (new, scale) in enumerate(_sizes(x, output_size, scale_factors), start=2):
        length = x.shape[axis]
        step = np.float32(length / new if scale is None else 1 / scale)
        x = x.take(axis, [min(int(np.float32(i) * step), length - 1) for i in range(new)])
    return x


def linear(
    x: Array, output_size: Sequence[int] | None, align_corners: bool, scale_factors: Sequence[float] | None
) -> Array:
    """Means of the two nearest entries by their distances, at each new place along the last axes."""
    sizes = zip(x.shape[2:], _sizes(x, output_size, scale_factors), strict=True)
    return _along_last(x, [_between(n, new, scale, align_corners) for n, (new, scale) in sizes])


def _sizes(
    x: Array, output_size: Sequence[int] | None, factors: Sequence[float] | None
) -> list[tuple[int, float | None]]:
    """The new lengths, and by what they were made longer, if that was said."""
    if factors is not None:
        return [(math.floor(n * f), f) for n, f in zip(x.shape[2:], factors, strict=True)]
    return [(n, None) for n in output_size or ()]


def _between(length: int, count: int, scale: float | None, align_corners: bool) -> NDArray[np.float64]:
    """The matrix that interpolates a row at new places."""
    if align_corners:
        places = np.arange(count) * ((length - 1) / (count - 1) if count > 1 else 0)
    else:
        step = length / count if scale is None else 1 / scale
        places = np.maximum((np.arange(count) + 0.5) * step - 0.5, 0)
    matrix = np.zeros((count, length))
    low = np.minimum(places.astype(np.int64), length - 1)
    np.add.at(matrix, (np.arange(count), low), 1 - (places - low))
    np.add.at(matrix, (np.arange(count), np.minimum(low + 1, length - 1)), places - low)
    return matrix


def _along_last(x: Array, matrices: Sequence[NDArray[np.float64]]) -> Array:
    """A matrix times the rows along each of the last axes."""
    labels, count = list(range(x.rank)), len(matrices)
    last = labels[x.rank - count :]
    factors = [(x.known_array(m), [k, -1 - k]) for k, m in zip(last, matrices, strict=True)]
    return contract([*factors, (x, [*labels[: x.rank - count], *(-1 - k for k in last)])], labels)


def _each(given: Sequence[int] | int, count: int) -> list[int]:
    numbers = [given] if isinstance(given, int) else list(given)
    return numbers * count if len(numbers) == 1 else numbers


def _over(count: int, rule: Rule) -> Rule:
    """The rule for so many axes: one number may stand for all of them."""

    def applied(x: Array, kernel_size: Sequence[int], *options: Any, **named: Any) -> Array | Sequence[Array]:
        return rule(x, _each(kernel_size, count), *options, **named)

    applied.__doc__ = rule.__doc__
    return applied


RULES: Final[Mapping[str, Rule]] = {
    "aten.max_pool1d.default": _over(1, max_pool),
    "aten.max_pool2d.default": _over(2, max_pool),
    "aten.max_pool3d.default": _over(3, max_pool),
    "aten.avg_pool1d.default": _over(1, average_pool),
    "aten.avg_pool2d.default": _over(2, average_pool),
    "aten.avg_pool3d.default": _over(3, average_pool),
    "aten.adaptive_avg_pool1d.default": adaptive_average_pool,
    "aten.adaptive_avg_pool2d.default": adaptive_average_pool,
    "aten.adaptive_avg_pool3d.default": adaptive_average_pool,
    "aten.adaptive_max_pool2d.default": adaptive_max_pool,
    "aten.adaptive_max_pool3d.default": adaptive_max_pool,
    "aten.upsample_nearest1d.vec": nearest,
    "aten.upsample_nearest2d.vec": nearest,
    "aten.upsample_nearest3d.vec": nearest,
    "aten.upsample_linear1d.vec": linear,
    "aten.upsample_bilinear2d.vec": linear,
    "aten.upsample_trilinear3d.vec": linear,
}
