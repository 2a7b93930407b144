"""Arrays of scalar expressions, and what is done with them that is no arithmetic: numpy's shapes and indices.

There are three primitives. A gather takes entries of an array (indexing, transposes, windows). A contraction
sums products (`einsum`, of which `@` is a case). A reduction folds the slices along some axes. Errors say
what is wrong, and leave it to the reader of the tree to say where.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product, repeat
from typing import Final, TypeAlias

from certsim.kernel.errors import MalformedCertificate, excerpt
from certsim.kernel.meter import spend
from certsim.kernel.terms.graph import MAX_NODES, Graph, Node

Shape: TypeAlias = tuple[int, ...]

MAX_DIMENSIONS: Final = 8


@dataclass(frozen=True, slots=True)
class Array:
    """An array of scalar expressions, the last index running fastest; a scalar has the shape `()`."""

    shape: Shape
    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        spend(20 + 2 * len(self.nodes))

    def gathered(self, shape: Shape, offsets: Sequence[int]) -> Array:
        """The array of that shape whose entries stand at these offsets of this one."""
        return Array(shape, tuple(map(self.nodes.__getitem__, offsets)))


Combine: TypeAlias = Callable[[Array, Array], Array]


def scalar(node: Node) -> Array:
    """A scalar as an array."""
    return Array((), (node,))


def shape_text(shape: Shape) -> str:
    """A shape as a declaration has it: ``[3,2]``."""
    return f"[{','.join(map(str, shape))}]"


def described(array: Array) -> str:
    """What an array is, in words."""
    kinds = {0: "a scalar", 1: "a vector of shape ", 2: "a matrix of shape "}
    kind = kinds.get(len(array.shape), "an array of shape ")
    return kind + shape_text(array.shape) if array.shape else kind


def size_of(shape: Shape) -> int:
    """How many entries arrays of that shape have; raises if they are too many."""
    if len(shape) > MAX_DIMENSIONS:
        raise MalformedCertificate(f"{len(shape)} dimensions: arrays have {MAX_DIMENSIONS} at most")
    size = math.prod(shape)
    if size > MAX_NODES:
        raise MalformedCertificate(f"an array of more than {MAX_NODES} entries")
    return size


def _strides(shape: Shape) -> list[int]:
    return [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]


def _offsets(choices: Sequence[Sequence[int]]) -> list[int]:
    """The sums of one offset for each axis, the last axis running fastest."""
    offsets = [0]
    for chosen in choices:
        spend(2 * len(offsets) * len(chosen))
        offsets = [offset + more for offset in offsets for more in chosen]
    return offsets


# Broadcasting


def common_shape(shapes: Iterable[Shape]) -> Shape:
    """The shape that arrays of these shapes have together, by numpy's rules."""
    common: Shape = ()
    for shape in shapes:
        spend(20)
        short, long = sorted((common, shape), key=len)
        padded = (1,) * (len(long) - len(short)) + short
        if any(1 not in (a, b) and a != b for a, b in zip(padded, long, strict=True)):
            raise MalformedCertificate(
                f"shapes {shape_text(common)} and {shape_text(shape)} do not go together: sizes have to be "
                "equal, or one of them 1, from the last axis on"
            )
        common = tuple(b if a == 1 else a for a, b in zip(padded, long, strict=True))
    return common


def broadcast(array: Array, shape: Shape) -> Array:
    """The array repeated along new axes and along axes of size 1."""
    if array.shape == shape:
        return array
    if len(array.nodes) == 1:
        return Array(shape, tuple(repeat(array.nodes[0], size_of(shape))))
    size_of(shape)
    first = len(shape) - len(array.shape)
    strides = [0] * first + _strides(array.shape)
    sizes = (1,) * first + array.shape
    chosen = [
        [index * stride if size > 1 else 0 for index in range(wanted)]
        for wanted, size, stride in zip(shape, sizes, strides, strict=True)
    ]
    return array.gathered(shape, _offsets(chosen))


def together(arrays: Sequence[Array]) -> list[Array]:
    """The arrays, brought to one shape."""
    shape = common_shape(array.shape for array in arrays)
    return [broadcast(array, shape) for array in arrays]


def entrywise(combine: Callable[[tuple[Node, ...]], Node], arrays: Sequence[Array]) -> Array:
    """A function of scalars on the entries of arrays that are brought to one shape."""
    same = together(arrays)
    return Array(same[0].shape, tuple(map(combine, zip(*(array.nodes for array in same), strict=True))))


# Gathers


def transpose(array: Array, axes: Sequence[int] | None = None) -> Array:
    """The array with its axes in another order; in reverse if none is given."""
    dimensions = len(array.shape)
    order = list(range(dimensions))[::-1] if axes is None else [one_axis(axis, dimensions) for axis in axes]
    if sorted(order) != list(range(dimensions)):
        raise MalformedCertificate(f"the axes {excerpt(order)} are not those of {described(array)}")
    strides = _strides(array.shape)
    shape = tuple(array.shape[axis] for axis in order)
    chosen = [[index * strides[axis] for index in range(array.shape[axis])] for axis in order]
    return array.gathered(shape, _offsets(chosen))


def subscript(array: Array, subscripts: Sequence[object]) -> Array:
    """The part of an array that indices, slices and one `...` name."""
    ellipses = [at for at, index in enumerate(subscripts) if index == "..."]
    if len(ellipses) > 1:
        raise MalformedCertificate("'...' stands once at most")
    given = list(subscripts)
    left = len(array.shape) - (len(given) - len(ellipses))
    if left < 0:
        raise MalformedCertificate(f"too many indices for {described(array)}")
    at = ellipses[0] if ellipses else len(given)
    given[at : at + 1] = [["slice", None, None]] * left
    chosen = [_chosen(index, size) for index, size in zip(given, array.shape, strict=True)]
    strides = _strides(array.shape)
    offsets = _offsets([[i * stride for i in part] for part, stride in zip(chosen, strides, strict=True)])
    kept = (len(part) for part, index in zip(chosen, given, strict=True) if type(index) is not int)
    return array.gathered(tuple(kept), offsets)


def _chosen(index: object, size: int) -> Sequence[int]:
    if type(index) is int:
        if not -size <= index < size:
            raise MalformedCertificate(f"index {excerpt(index)} is out of range for {size} entries")
        return (index % size,)
    if not isinstance(index, list) or len(index) not in (3, 4) or index[0] != "slice":
        raise MalformedCertificate(f"expected an index or a slice, found {excerpt(index)}")
    if not all(end is None or type(end) is int for end in index[1:]) or index[3:] in ([0], [None]):
        raise MalformedCertificate(f"a slice has integers for ends, and a step, not {excerpt(index[1:])}")
    chosen = range(size)[slice(*index[1:])]
    if not chosen:
        raise MalformedCertificate("an empty slice")
    return chosen


def reshape(array: Array, shape: Shape) -> Array:
    """The entries in another shape; one size may be -1, which is then what it has to be."""
    size_of(tuple(max(1, size) for size in shape))
    known = math.prod(size for size in shape if size != -1)
    if shape.count(-1) == 1 and known and len(array.nodes) % known == 0:
        shape = tuple(len(array.nodes) // known if size == -1 else size for size in shape)
    if any(size < 1 for size in shape) or size_of(shape) != len(array.nodes):
        raise MalformedCertificate(f"{described(array)} cannot be reshaped to {excerpt(list(shape))}")
    return Array(shape, array.nodes)


def stack(arrays: Sequence[Array], axis: int = 0) -> Array:
    """Arrays of one shape along a new axis."""
    for other in arrays[1:]:
        if other.shape != arrays[0].shape:
            raise MalformedCertificate(f"a list of {described(arrays[0])} does not take {described(other)}")
    at = one_axis(axis, len(arrays[0].shape) + 1)
    size_of((len(arrays), *arrays[0].shape))
    first = Array((len(arrays), *arrays[0].shape), tuple(node for array in arrays for node in array.nodes))
    order = [*range(1, at + 1), 0, *range(at + 1, len(first.shape))]
    return transpose(first, order) if at else first


def concatenate(arrays: Sequence[Array], axis: int = 0) -> Array:
    """Arrays that differ in their size along one axis only, one after the other along it."""
    at = one_axis(axis, len(arrays[0].shape))
    for other in arrays[1:]:
        if len(other.shape) != len(arrays[0].shape) or any(
            a != b for i, (a, b) in enumerate(zip(arrays[0].shape, other.shape, strict=True)) if i != at
        ):
            raise MalformedCertificate(
                f"{described(arrays[0])} and {described(other)} do not go together along axis {at}"
            )
    shape = arrays[0].shape
    whole = (*shape[:at], sum(array.shape[at] for array in arrays), *shape[at + 1 :])
    size_of(whole)
    blocks = [math.prod(array.shape[at:]) for array in arrays]
    nodes: list[Node] = []
    for row in range(math.prod(shape[:at])):
        for array, block in zip(arrays, blocks, strict=True):
            nodes += array.nodes[row * block : (row + 1) * block]
    return Array(whole, tuple(nodes))


def repeated(array: Array, times: int, axis: int | None) -> Array:
    """Each entry (each slice along the axis) so many times; all entries in one row if there is no axis."""
    if times < 1:
        raise MalformedCertificate("entries are repeated once at least")
    if axis is None:
        array, axis = Array((len(array.nodes),), array.nodes), 0
    at = one_axis(axis, len(array.shape))
    counts = [times if axis == at else 1 for axis in range(len(array.shape))]
    shape = tuple(size * count for size, count in zip(array.shape, counts, strict=True))
    size_of(shape)
    chosen = [
        [index * stride for index in range(size) for _ in range(count)]
        for size, stride, count in zip(array.shape, _strides(array.shape), counts, strict=True)
    ]
    return array.gathered(shape, _offsets(chosen))


def diagonal(graph: Graph, array: Array) -> Array:
    """The diagonal of a matrix, or the diagonal matrix of a vector."""
    if len(array.shape) == 1:
        (size,) = array.shape
        size_of((size, size))
        nodes = [array.nodes[i] if i == j else graph.zero for i in range(size) for j in range(size)]
        return Array((size, size), tuple(nodes))
    if len(array.shape) != 2:
        raise MalformedCertificate(f"diag takes a vector or a matrix, not {described(array)}")
    rows, columns = array.shape
    offsets = range(0, min(rows, columns) * (columns + 1), columns + 1)
    return array.gathered((len(offsets),), offsets)


def filled(shape: Shape, value: Node) -> Array:
    """An array of equal entries."""
    if any(size < 1 for size in shape):
        raise MalformedCertificate(f"{excerpt(list(shape))} is no shape: sizes are positive integers")
    return Array(shape, tuple(repeat(value, size_of(shape))))


def identity(graph: Graph, size: int) -> Array:
    """The identity matrix."""
    return diagonal(graph, filled((size,), graph.one))


def windows(graph: Graph, array: Array, kernel: Shape, stride: Shape, padding: Shape) -> Array:
    """x[C, …] with zeros around it, seen through windows: [C, window's place…, place in the window…]."""
    if any(step < 1 for step in stride) or any(width < 0 for width in padding):
        raise MalformedCertificate("a stride is positive, and a padding is not negative")
    for axis, width in enumerate(padding, 1):
        if width:
            zeros = filled((*array.shape[:axis], width, *array.shape[axis + 1 :]), graph.zero)
            array = concatenate((zeros, array, zeros), axis)
    sizes = array.shape[1:]
    if any(size < width for size, width in zip(sizes, kernel, strict=True)):
        raise MalformedCertificate(
            f"the kernel {shape_text(kernel)} is larger than the padded input {shape_text(sizes)}"
        )
    rows = zip(sizes, kernel, stride, strict=True)
    counts = tuple((size - width) // step + 1 for size, width, step in rows)
    shape = (array.shape[0], *counts, *kernel)
    size_of(shape)
    first, *strides = _strides(array.shape)
    starts = [step * stride_ for step, stride_ in zip(stride, strides, strict=True)]
    chosen = [
        [index * by for index in range(count)]
        for count, by in zip(shape, (first, *starts, *strides), strict=True)
    ]
    return array.gathered(shape, _offsets(chosen))


# Axes


def one_axis(axis: int, dimensions: int) -> int:
    """An axis counted from the first; negative ones count from the last."""
    if not -dimensions <= axis < dimensions:
        raise MalformedCertificate(f"axis {excerpt(axis)} is out of range for {_dimensions(dimensions)}")
    return axis % dimensions


def _dimensions(count: int) -> str:
    return "a scalar" if not count else f"{count} dimension{'s' * (count > 1)}"


def axes_of(axis: int | Sequence[int] | None, dimensions: int) -> list[int]:
    """The axes that are meant, in order; all of them if none is named."""
    if axis is None:
        return list(range(dimensions))
    given = [axis] if isinstance(axis, int) else list(axis)
    found = sorted(one_axis(one, dimensions) for one in given)
    if len(set(found)) != len(found) or not found:
        raise MalformedCertificate(f"the axes {excerpt(given)} are not different axes")
    return found


def slices(array: Array, axes: Sequence[int]) -> list[Array]:
    """The slices along some axes, the last of them running fastest."""
    kept = [axis for axis in range(len(array.shape)) if axis not in axes]
    turned = transpose(array, [*axes, *kept])
    shape = tuple(array.shape[axis] for axis in kept)
    size = math.prod(shape)
    return [Array(shape, turned.nodes[at : at + size]) for at in range(0, len(turned.nodes), size)]


def reduced(
    array: Array, axis: int | Sequence[int] | None, combine: Callable[[Array], Array], *, keepdims: bool
) -> Array:
    """The slices along some axes as one; they come as an array of two dimensions, a row for each of them."""
    axes = axes_of(axis, len(array.shape))
    kept = [axis for axis in range(len(array.shape)) if axis not in axes]
    rows = math.prod(array.shape[axis] for axis in axes)
    turned = transpose(array, [*axes, *kept])
    one = combine(Array((rows, len(turned.nodes) // rows), turned.nodes))
    shape = tuple(1 if at in axes else size for at, size in enumerate(array.shape) if at in kept or keepdims)
    return Array(shape, one.nodes)


def by_columns(combine: Callable[[tuple[Node, ...]], Node]) -> Callable[[Array], Array]:
    """A function of scalars on each column of a matrix."""

    def apply(matrix: Array) -> Array:
        size = matrix.shape[1]
        spend(8 * size)
        return Array((size,), tuple(combine(matrix.nodes[at::size]) for at in range(size)))

    return apply


def folded(combine: Combine) -> Callable[[Array], Array]:
    """A function of two arrays on the rows of a matrix, one after the other."""
    return lambda matrix: reduce(combine, slices(matrix, [0]))


def cumulated(graph: Graph, array: Array, axis: int) -> Array:
    """The sums of the slices up to each one."""
    at = one_axis(axis, len(array.shape))
    first, *rest = slices(array, [at])
    sums = [first]
    for part in rest:
        sums.append(entrywise(graph.add, (sums[-1], part)))
    return stack(sums, at)


# Contractions


def einsum(graph: Graph, text: str, arrays: Sequence[Array]) -> Array:
    """numpy.einsum without '...': the sum of products over all letters that the result does not have."""
    operands, result = _einsum_letters(text, len(arrays))
    sizes: dict[str, int] = {}
    for letters, array in zip(operands, arrays, strict=True):
        if len(letters) != len(array.shape):
            raise MalformedCertificate(
                f"{excerpt(letters)} has not as many letters as {described(array)} has axes"
            )
        for letter, size in zip(letters, array.shape, strict=True):
            if sizes.setdefault(letter, size) != size:
                raise MalformedCertificate(
                    f"{letter!r} is {sizes[letter]} in one array and {size} in another"
                )
    if len(set(result)) != len(result) or not set(result) <= sizes.keys():
        raise MalformedCertificate(f"{excerpt(result)} has letters twice, or letters that no array has")
    summed = [letter for letter in sizes if letter not in result]
    return _contracted(graph, list(zip(operands, arrays, strict=True)), result, summed, sizes)


def _einsum_letters(text: str, arrays: int) -> tuple[list[str], str]:
    left, arrow, result = text.replace(" ", "").partition("->")
    operands = left.split(",")
    if not all(part.isascii() and (part.isalpha() or not part) for part in (*operands, result)):
        raise MalformedCertificate(f"{excerpt(text)} is no subscripts for einsum, such as 'ij,jk->ik'")
    if len(operands) != arrays:
        raise MalformedCertificate(f"{excerpt(text)} is for {len(operands)} arrays, and there are {arrays}")
    if not arrow:
        result = "".join(sorted(letter for letter in set(left) - {","} if left.count(letter) == 1))
    return operands, result


def _contracted(
    graph: Graph,
    operands: Sequence[tuple[str, Array]],
    result: str,
    summed: Sequence[str],
    sizes: Mapping[str, int],
) -> Array:
    shape = tuple(sizes[letter] for letter in result)
    outer, inner = size_of(shape), math.prod(sizes[letter] for letter in summed)
    if outer * inner * len(operands) > MAX_NODES:
        raise MalformedCertificate(f"a product of more than {MAX_NODES} terms")
    rows = []
    for letters, array in operands:
        strides = dict.fromkeys(sizes, 0)
        for letter, stride in zip(letters, _strides(array.shape), strict=True):
            strides[letter] += stride
        places, more = (
            _offsets([[index * strides[letter] for index in range(sizes[letter])] for letter in part])
            for part in (result, summed)
        )
        rows.append((array.nodes, places, more))
    nodes = []
    for place in range(outer):
        factors = [[entries[places[place] + at] for at in more] for entries, places, more in rows]
        nodes.append(graph.add(map(graph.multiply, zip(*factors, strict=True))))
    return Array(shape, tuple(nodes))


def matmul(graph: Graph, left: Array, right: Array) -> Array:
    """numpy.matmul: matrices in the last two axes, vectors, and stacks of matrices, which are broadcast."""
    if not left.shape or not right.shape or left.shape[-1] != right.shape[max(0, len(right.shape) - 2)]:
        raise MalformedCertificate(f"'@' does not combine {described(left)} and {described(right)}")
    a = left if len(left.shape) > 1 else Array((1, *left.shape), left.nodes)
    b = right if len(right.shape) > 1 else Array((*right.shape, 1), right.nodes)
    stack_ = common_shape((a.shape[:-2], b.shape[:-2]))
    a, b = broadcast(a, (*stack_, *a.shape[-2:])), broadcast(b, (*stack_, *b.shape[-2:]))
    letters = "abcdefgh"[: len(stack_)]
    found = einsum(graph, f"{letters}xy,{letters}yz->{letters}xz", (a, b))
    rows = found.shape[-2:-1] if len(left.shape) > 1 else ()
    columns = found.shape[-1:] if len(right.shape) > 1 else ()
    return Array((*stack_, *rows, *columns), found.nodes)


def coordinates(shape: Shape) -> Iterator[tuple[int, ...]]:
    """The indices of an array's entries, in their order."""
    return product(*map(range, shape))
