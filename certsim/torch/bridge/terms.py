"""Arrays of a tensor graph as expressions of the spec language, written as a person would write them.

A node that is constant along an axis has an expression without that axis, and so has one whose axis has
length 1. What permutes axes, or repeats along them, then needs no expression of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from math import prod
from typing import Any, Final, TypeAlias

from certsim.kernel.terms.functions import Expression

Axes: TypeAlias = tuple[int, ...]
Tree: TypeAlias = Expression

_ALL: Final = ["slice", None, None]
LARGEST: Final = 1e15
"""Integers below it are written as integers."""
_LETTERS: Final = "ijklmnopqrstuvwxyzabcdefghIJKLMNOPQRSTUVWXYZABCDEFGH"


@dataclass(frozen=True)
class Term:
    """A node as an expression, of which axis k is axis `axes[k]` of the node; it is constant along others."""

    tree: Tree
    axes: Axes = ()


def number(value: Fraction | float) -> str:
    """A number as it is read: a float is the decimal that Python prints for it, a Fraction is exact."""
    if isinstance(value, Fraction):
        return str(value)
    return f"{value:.0f}" if value.is_integer() and abs(value) < LARGEST else repr(value)


def is_number(tree: Tree) -> bool:
    """Whether a tree is a number, with its sign."""
    return isinstance(tree, str) and (tree[0].isdigit() or tree[0] == "-")


def is_short(tree: Tree) -> bool:
    """Whether a tree is a name, a number, or a part or the transpose of a named array."""
    return isinstance(tree, str) or (tree[0] in ("index", "T") and is_short(tree[1]))


def call(name: str, *arguments: Tree, **options: Any) -> Tree:
    """A call, with options that are not None."""
    given = {option: value for option, value in options.items() if value is not None}
    return ["call", name, *arguments, *([given] if given else [])]


def negative(tree: Tree) -> Tree:
    """The negative of an expression."""
    if isinstance(tree, list):
        return tree[1] if tree[0] == "neg" else ["neg", tree]
    if is_number(tree):
        return tree[1:] if tree[0] == "-" else f"-{tree}"
    return ["neg", tree]


def total(summands: Sequence[Tree]) -> Tree:
    """The sum of expressions; sums in it are written out, and what is negative comes last."""
    parts = [part for tree in summands for part in (tree[1:] if tree[0] == "+" else [tree]) if part != "0"]
    parts = sorted(parts, key=_is_negative) or ["0"]
    first, *rest = parts
    return (
        ["+", first, *(["neg", negative(part)] if _is_negative(part) else part for part in rest)]
        if rest
        else first
    )


def _is_negative(tree: Tree) -> bool:
    return bool(tree[0] == "neg" or tree[0][0] == "-")


def product(factors: Sequence[Tree]) -> Tree:
    """The product of expressions, entry by entry: equal factors are a power, inverses a quotient."""
    parts = [part for tree in factors for part in (tree[1:] if tree[0] == "*" else [tree])]
    numbers = [part for part in parts if is_number(part) and part != "1"]
    above = [part for part in parts if not is_number(part) and part[:2] != ["/", "1"]]
    below = [part[2] for part in parts if part[:2] == ["/", "1"]]
    coefficient = numbers if len(numbers) < 2 else [number(prod(map(Fraction, numbers), start=Fraction(1)))]
    whole = _times([*coefficient, *_powers(above)])
    return ["/", whole, _times(below)] if below else whole


def _powers(factors: Sequence[Tree]) -> list[Tree]:
    different = [part for at, part in enumerate(factors) if part not in factors[:at]]
    counts = [factors.count(part) for part in different]
    return [part if n == 1 else ["**", part, n] for part, n in zip(different, counts, strict=True)]


def _times(factors: Sequence[Tree]) -> Tree:
    if len(factors) > 1 and factors[0] == "-1":
        return negative(_times(factors[1:]))
    return ["*", *factors] if len(factors) > 1 else factors[0] if factors else "1"


def transposed(tree: Tree, order: Sequence[int]) -> Tree:
    """The axes in another order."""
    if list(order) == list(range(len(order))):
        return tree
    if len(order) == 2:
        return tree[1] if isinstance(tree, list) and tree[0] == "T" else ["T", tree]
    return call("transpose", tree, axes=list(order))


def broadcast(term: Term, order: Axes, shape: Sequence[int]) -> Tree:
    """The expression with axes in an order of axes of the node, so that arithmetic makes the others longer.

    `shape` is that of the node.
    """
    own = [axis for axis in order if axis in term.axes]
    tree = transposed(term.tree, [term.axes.index(axis) for axis in own])
    first = next((at for at, axis in enumerate(order) if axis in own), len(order))
    if list(order[first:]) == own:
        return tree
    return call("reshape", tree, shape=[shape[axis] if axis in own else 1 for axis in order[first:]])


def whole(term: Term, order: Axes, shape: Sequence[int]) -> Tree:
    """The expression with all the axes of an order, of full length."""
    lengths = [shape[axis] for axis in order]
    missing = [shape[axis] for axis in order if axis not in term.axes]
    if not missing:
        return broadcast(term, order, shape)
    if set(missing) == {1}:
        return call("reshape", broadcast(term, order, shape), shape=lengths)
    if term.tree in ("0", "1"):
        return call("ones" if term.tree == "1" else "zeros", shape=lengths)
    return product([broadcast(term, order, shape), call("ones", shape=lengths)])


def common_order(orders: Sequence[Axes]) -> Axes:
    """An order of all axes: that of the longest, if that has them all."""
    longest = max(orders, key=len, default=())
    present = {axis for order in orders for axis in order}
    return longest if present == set(longest) else tuple(sorted(present))


def joined(parts: Sequence[tuple[Term, Sequence[int]]], axis: int) -> Term:
    """Arrays, each with the shape of its node, side by side along an axis."""
    orders = [term.axes for term, _ in parts]
    order = common_order([*orders, *([] if any(axis in each for each in orders) else [(axis,)])])
    at = order.index(axis)
    if all(shape[axis] == 1 for _, shape in parts):
        rest = order[:at] + order[at + 1 :]
        return Term(
            call("stack", *(whole(term, rest, shape) for term, shape in parts), axis=at or None), order
        )
    return Term(call("concat", *(whole(term, order, shape) for term, shape in parts), axis=at or None), order)


def real_axes(shape: Sequence[int]) -> Axes:
    """The axes of a length other than 1."""
    return tuple(axis for axis, length in enumerate(shape) if length != 1)


# Parts


def indexed(tree: Tree, rank: int, axis: int, item: Any) -> Tree:
    """A part of an array of some rank: `item` is an index or a slice along an axis."""
    base, items = (tree[1], list(tree[2:])) if tree[0] == "index" else (tree, [])
    kept = [at for at, each in enumerate(items) if isinstance(each, list)]
    items += [_ALL] * (rank - len(kept))
    kept = [at for at, each in enumerate(items) if isinstance(each, list)]
    if items[kept[axis]] != _ALL:
        return ["index", tree, *[_ALL] * axis, item]
    items[kept[axis]] = item
    while items[-1] == _ALL:
        items.pop()
    return ["index", base, *items]


def taken(term: Term, axis: int, index: Sequence[int], shape: Sequence[int]) -> Term:
    """The slices along an axis of the node, of a shape, with numbers `index`; −1 stands for a slice of 0."""
    if axis not in term.axes:
        return _masked(term, axis, [int(i >= 0) for i in index])
    at, rank = term.axes.index(axis), len(term.axes)
    if len(set(index)) == 1:
        rest = term.axes[:at] + term.axes[at + 1 :]
        return Term("0") if index[0] < 0 else Term(indexed(term.tree, rank, at, index[0]), rest)
    sizes = [shape[each] for each in term.axes]
    parts = [_run(term.tree, sizes, at, run) for run in _runs(index)]
    joined = parts[0] if len(parts) == 1 else call("concat", *parts, axis=at or None)
    return Term(joined, term.axes)


def _masked(term: Term, axis: int, mask: Sequence[int]) -> Term:
    """A node that was constant along an axis, and is 0 at some places of it now."""
    if len(set(mask)) == 1:
        return term if mask[0] else Term("0")
    entries = ["list", *map(str, mask)]
    return Term(*contracted([(term.tree, term.axes), (entries, (axis,))], (*term.axes, axis)))


def _run(tree: Tree, sizes: Sequence[int], axis: int, run: Sequence[int]) -> Tree:
    """The slices of numbers at equal distances, or of 0."""
    first, last = run[0], run[-1]
    if first < 0:
        return call("zeros", shape=[*sizes[:axis], len(run), *sizes[axis + 1 :]])
    if list(run) == list(range(sizes[axis])):
        return tree
    step = run[1] - first if len(run) > 1 else 1
    end = last + (1 if step > 0 else -1)
    bounds = [first, end if end >= 0 else None]
    return indexed(tree, len(sizes), axis, ["slice", *bounds, *([step] if step != 1 else [])])


def _runs(index: Sequence[int]) -> list[list[int]]:
    """An index cut where its steps change; what is −1 goes together."""
    runs: list[list[int]] = []
    for i in index:
        last = runs[-1] if runs else []
        if last and _goes_on(last, i):
            last.append(i)
        else:
            runs.append([i])
    return runs


def _goes_on(run: Sequence[int], i: int) -> bool:
    if i < 0 or run[0] < 0:
        return i == run[0]
    step = i - run[-1]
    return step != 0 and (len(run) == 1 or step == run[1] - run[0])


# Products


def contracted(factors: Sequence[tuple[Tree, Axes]], out: Sequence[int]) -> tuple[Tree, Axes]:
    """The sum of products over all labels that are not in `out`, and its labels in their order.

    Each factor has the labels of its axes. The labels of the answer are those of `out` that a factor has.
    """
    scalars = [tree for tree, labels in factors if not labels]
    arrays = [(tree, labels) for tree, labels in factors if labels]
    if not arrays:
        return product(scalars), ()
    tree, order = _of_arrays(arrays, out)
    return (product([*scalars, tree]) if scalars else tree), order


def normalised(
    factors: Sequence[tuple[Tree, Axes]], out: Sequence[int], definitions: Mapping[str, Tree]
) -> tuple[Tree, Axes] | None:
    """The product of x and 1/√(mean(x²) + eps), if it is one: x normalised, or u if x is u − mean(u)."""
    pairs = permutations(factors) if len(factors) == 2 else ()
    for (x, labels), (scale, own) in pairs:
        match scale:
            case ["/", "1", ["call", "sqrt", ["+", ["call", "mean", ["**", y, 2], *options], eps]]]:
                axes = _along(options, len(labels))
                rest = tuple(label for at, label in enumerate(labels) if at not in axes)
                if x == y and own == rest and is_number(eps) and set(labels) <= set(out):
                    return _normalisation(x, eps, axes, len(labels), definitions), labels
    return None


def _along(options: Sequence[Any], rank: int) -> list[int]:
    """The axes that options name: all if there are none."""
    axis = options[0]["axis"] if options else list(range(rank))
    return axis if isinstance(axis, list) else [axis]


def _normalisation(x: Tree, eps: Tree, axes: list[int], rank: int, definitions: Mapping[str, Tree]) -> Tree:
    axis = None if axes == [rank - 1] else axes if len(axes) > 1 else axes[0]
    match definitions.get(x) if isinstance(x, str) else None:
        case ["+", u, ["neg", ["call", "mean", v, {"axis": centred, "keepdims": True}]]] if u == v:
            if centred == (axes if len(axes) > 1 else axes[0]):
                return call("layer_norm", u, eps, axis=axis)
    return call("rms_norm", x, eps, axis=axis)


def _of_arrays(factors: Sequence[tuple[Tree, Axes]], out: Sequence[int]) -> tuple[Tree, Axes]:
    present = {label for _, labels in factors for label in labels}
    summed = present - set(out)
    if not summed and (found := _entrywise(factors, present)):
        return found
    if len(factors) == 1:
        return _summed(*factors[0], summed)
    if len(factors) == 2 and (found := _matmul(factors[0], factors[1], summed)):
        return found
    return _einsum(factors, tuple(label for label in out if label in present))


def _entrywise(factors: Sequence[tuple[Tree, Axes]], present: set[int]) -> tuple[Tree, Axes] | None:
    """The product by broadcasting, if the axes of each factor are the last ones of the longest."""
    order = max((labels for _, labels in factors), key=len)
    if set(order) != present or any(labels != order[-len(labels) :] for _, labels in factors):
        return None
    return product([tree for tree, _ in factors]), order


def _summed(tree: Tree, labels: Axes, summed: set[int]) -> tuple[Tree, Axes]:
    places = [at for at, label in enumerate(labels) if label in summed]
    axis = None if len(places) == len(labels) else places if len(places) > 1 else places[0]
    options = [] if axis is None else [{"axis": axis}]
    return ["sum", tree, *options], tuple(label for label in labels if label not in summed)


def _matmul(left: tuple[Tree, Axes], right: tuple[Tree, Axes], summed: set[int]) -> tuple[Tree, Axes] | None:
    """The product of matrices and vectors, if it is one: the matrix before the vector if it need not turn."""
    shared = set(left[1]) & set(right[1])
    if len(summed) != 1 or shared != summed or max(len(left[1]), len(right[1])) > 2:
        return None
    (label,) = summed
    if len(left[1]) == 1 and right[1][-1] == label:
        left, right = right, left
    free = tuple(each for each in (*left[1], *right[1]) if each != label)
    before = left[0] if left[1][-1] == label else transposed(left[0], (1, 0))
    after = right[0] if right[1][0] == label else transposed(right[0], (1, 0))
    return ["@", before, after], free


def _einsum(factors: Sequence[tuple[Tree, Axes]], out: Axes) -> tuple[Tree, Axes]:
    labels = list(dict.fromkeys(label for _, names in factors for label in names))
    letter = dict(zip(labels, _LETTERS, strict=False))
    before = ",".join("".join(letter[label] for label in names) for _, names in factors)
    written = f"{before}->{''.join(letter[label] for label in out)}"
    return ["einsum", written, *(tree for tree, _ in factors)], out


# Shapes


def reshaped(term: Term, old: Sequence[int], new: Sequence[int]) -> Term:
    """The entries in another shape. Only axes that are cut or joined are written, and those between them."""
    blocks = list(_blocks(old, new))
    kept = [(a, b) for a, b in blocks if set(a) & set(term.axes)]
    axes = tuple(axis for _, b in kept for axis in b)
    if all(len(a) == len(b) == 1 for a, b in kept):
        moved = {a[0]: b[0] for a, b in kept}
        return Term(term.tree, tuple(moved[axis] for axis in term.axes))
    order = tuple(axis for a, _ in kept for axis in a)
    return Term(call("reshape", whole(term, order, old), shape=[new[axis] for axis in axes]), axes)


def _blocks(old: Sequence[int], new: Sequence[int]) -> list[tuple[Axes, Axes]]:
    """The axes of length other than 1 of both shapes, in groups with equally many entries."""
    before, after = list(real_axes(old)), list(real_axes(new))
    blocks = []
    while before:
        a, b = [before.pop(0)], [after.pop(0)]
        while (sizes := (prod(old[axis] for axis in a), prod(new[axis] for axis in b)))[0] != sizes[1]:
            (a if sizes[0] < sizes[1] else b).append((before if sizes[0] < sizes[1] else after).pop(0))
        blocks.append((tuple(a), tuple(b)))
    return blocks
