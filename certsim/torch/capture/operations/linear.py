"""Rules of matrix products and convolutions: one contraction each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from certsim.torch.capture.operations.array import Array, Number, contract, total_of
from certsim.torch.capture.operations.rule import Rule
from certsim.torch.capture.operations.shapes import windows


def matmul(x: Array, y: Array) -> Array:
    """The product of matrices, or of vectors, of equal or broadcast batches."""
    if y.rank == 1:
        return contract([(x, range(x.rank)), (y, [x.rank - 1])], range(x.rank - 1))
    if x.rank == 1:
        product = matmul(x.insert(0), y)
        return product.drop([product.rank - 2])
    batch = [*range(3, 3 + max(x.rank, y.rank) - 2)]
    first, second = batch[len(batch) - x.rank + 2 :], batch[len(batch) - y.rank + 2 :]
    return contract([(x, [*first, 0, 1]), (y, [*second, 1, 2])], [*batch, 0, 2])


def linear(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """x Wᵀ + b, along the last axis."""
    labels = list(range(2, x.rank + 1))
    product = contract(
        [(x, [*labels, 1]), (weight, [0, 1][2 - weight.rank :])], [*labels, *[0][2 - weight.rank :]]
    )
    return product if bias is None else product + bias


def add_matmul(x: Array, y: Array, z: Array, beta: Number = 1, alpha: Number = 1) -> Array:
    """beta · x + alpha · y z."""
    return total_of([(beta, x), (alpha, matmul(y, z))]) if beta else matmul(y, z) * alpha


def outer(x: Array, y: Array) -> Array:
    """x yᵀ."""
    return contract([(x, [0]), (y, [1])], [0, 1])


def einsum(equation: str, tensors: Sequence[Array], path: object = None) -> Array:
    """Σ Π of entries over the letters that are not in the result."""
    inputs, arrow, out = equation.replace(" ", "").partition("->")
    terms = inputs.split(",")
    dots = max(x.rank - len(term.replace("...", "")) for x, term in zip(tensors, terms, strict=True))
    factors = [_diagonal(x, _labels(term, x.rank, dots)) for x, term in zip(tensors, terms, strict=True)]
    letters = inputs.replace(",", "").replace("...", "")
    single = "".join(sorted(letter for letter in set(letters) if letters.count(letter) == 1))
    result = _labels(out if arrow else "..." + single, None, dots)
    return contract(factors, result)


def _labels(term: str, rank: int | None, dots: int) -> list[int]:
    """The letters' numbers; those of an ellipsis are negative, and aligned at its end."""
    ahead, ellipsis, behind = term.partition("...")
    count = dots if rank is None else rank - len(ahead) - len(behind)
    return [*map(ord, ahead), *(range(-count, 0) if ellipsis else ()), *map(ord, behind)]


def _diagonal(x: Array, labels: Sequence[int]) -> tuple[Array, list[int]]:
    """A letter that an array has twice names its diagonal."""
    from certsim.torch.capture.operations.shapes import diagonal

    names = list(labels)
    for label in labels:
        if names.count(label) > 1:
            one, other = (k for k, name in enumerate(names) if name == label)
            x = diagonal(x, 0, one, other)
            names = [*(name for name in names if name != label), label]
    return x, names


def convolution(
    x: Array, weight: Array, bias: Array | None, stride: Sequence[int], padding: Sequence[int],
    dilation: Sequence[int], transposed: bool, output_padding: Sequence[int], groups: int,
) -> Array:  # fmt: skip
    """Windows of the padded input times filters, channels in groups; or the transpose of that."""
    count = weight.rank - 2
    stride, padding, dilation, output_padding = (
        _each(given, count) for given in (stride, padding, dilation, output_padding)
    )
    if transposed:
        weight = _turned(weight, groups)
        reach = [d * (n - 1) for d, n in zip(dilation, weight.shape[2:], strict=True)]
        for k in range(count):
            x = _spread(
                x,
                x.rank - count + k,
                stride[k],
                reach[k] - padding[k],
                output_padding[k] - padding[k] + reach[k],
            )
        stride, padding = [1] * count, [0] * count
    return _convolve(x, weight, bias, (stride, padding, dilation), groups)


def convolve(
    x: Array, weight: Array, bias: Array | None = None, stride: Sequence[int] | int = 1,
    padding: Sequence[int] | int | str = 0, dilation: Sequence[int] | int = 1, groups: int = 1,
) -> Array:  # fmt: skip
    """Windows of the padded input times filters, channels in groups."""
    count = weight.rank - 2
    steps, apart = _each(stride, count), _each(dilation, count)
    if padding == "same":
        x, around = _pad_same(x, weight, apart), [0] * count
    else:
        around = [0] * count if isinstance(padding, str) else _each(padding, count)
    return _convolve(x, weight, bias, (steps, around, apart), groups)


def convolve_transposed(
    x: Array, weight: Array, bias: Array | None = None, stride: Sequence[int] | int = 1,
    padding: Sequence[int] | int = 0, output_padding: Sequence[int] | int = 0, groups: int = 1,
    dilation: Sequence[int] | int = 1,
) -> Array:  # fmt: skip
    """The transpose of a convolution: the input spread by the stride, times the turned filters."""
    steps, around, more, apart = (
        _each(given, weight.rank - 2) for given in (stride, padding, output_padding, dilation)
    )
    return convolution(x, weight, bias, steps, around, apart, True, more, groups)


def _convolve(
    x: Array, weight: Array, bias: Array | None, options: tuple[Sequence[int], ...], groups: int
) -> Array:
    """Labels: −1 batch, −2 group, −3 channel within it, −4 filter within it; 2k places, 2k + 1 entries."""
    count, batched = weight.rank - 2, x.rank == weight.rank
    x = x if batched else x.insert(0)
    for k, (size, step, around, apart) in enumerate(zip(weight.shape[2:], *options, strict=True)):
        x = windows(x, 2 + 2 * k, size, step, apart, around)
    filters = weight.shape[0] // groups
    x = x.split(1, [groups, x.shape[1] // groups])
    factors = [
        (x, [-1, -2, -3, *range(2 * count)]),
        (weight.split(0, [groups, filters]), [-2, -4, -3, *range(1, 2 * count, 2)]),
    ]
    y = contract(factors, [-1, -2, -4, *range(0, 2 * count, 2)]).merge(1)
    y = y if bias is None else y + bias.reshape([-1, *[1] * count])
    return y if batched else y.drop([0])


def _turned(weight: Array, groups: int) -> Array:
    """The filters of a transposed convolution as those of a convolution."""
    for axis in range(2, weight.rank):
        weight = weight.take(axis, range(weight.shape[axis])[::-1])
    return weight.split(0, [groups, weight.shape[0] // groups]).swap(1, 2).merge(0)


def _spread(x: Array, axis: int, stride: int, before: int, after: int) -> Array:
    """Zeros between the slices and around them, or slices cut off."""
    length = (x.shape[axis] - 1) * stride + 1
    places = range(-before, length + after)
    return x.take(axis, [p // stride if 0 <= p < length and p % stride == 0 else -1 for p in places])


def _pad_same(x: Array, weight: Array, dilation: Sequence[int]) -> Array:
    """Zeros around, so that there are as many windows as places."""
    for k, (size, apart) in enumerate(zip(weight.shape[2:], dilation, strict=True)):
        axis, more = x.rank - len(dilation) + k, apart * (size - 1)
        places = range(-(more // 2), x.shape[axis] + more - more // 2)
        x = x.take(axis, [p if 0 <= p < x.shape[axis] else -1 for p in places])
    return x


def _each(given: Sequence[int] | int, count: int) -> list[int]:
    """One number for each axis."""
    numbers = [given] if isinstance(given, int) else list(given)
    return numbers * count if len(numbers) == 1 else numbers


def bilinear(x: Array, y: Array, weight: Array, bias: Array | None = None) -> Array:
    """Σ W_kij x_i y_j + b_k, along the last axes."""
    labels = list(range(3, x.rank + 2))
    factors = [(x, [*labels, 1]), (weight, [0, 1, 2]), (y, [*labels, 2])]
    product = contract(factors, [*labels, 0])
    return product if bias is None else product + bias


RULES: Final[Mapping[str, Rule]] = {
    "aten.linear.default": linear,
    "aten.matmul.default": matmul,
    "aten.mm.default": matmul,
    "aten.bmm.default": matmul,
    "aten.mv.default": matmul,
    "aten.dot.default": matmul,
    "aten.addmm.default": add_matmul,
    "aten.addmv.default": add_matmul,
    "aten.baddbmm.default": add_matmul,
    "aten.outer.default": outer,
    "aten.einsum.default": einsum,
    "aten.bilinear.default": bilinear,
    "aten.convolution.default": convolution,
    "aten.conv1d.default": convolve,
    "aten.conv2d.default": convolve,
    "aten.conv3d.default": convolve,
    "aten.conv1d.padding": convolve,
    "aten.conv2d.padding": convolve,
    "aten.conv3d.padding": convolve,
    "aten.conv_transpose1d.default": convolve_transposed,
    "aten.conv_transpose2d.input": convolve_transposed,
    "aten.conv_transpose3d.input": convolve_transposed,
}
