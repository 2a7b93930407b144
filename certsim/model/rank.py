"""How many axes an expression has, as far as that can be told from its tree: for what prints only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from certsim.kernel.terms.functions import Expression

Ranks: TypeAlias = Mapping[str, int]
"""The number of axes of each name that is known: 0 of a scalar, 1 of a vector, 2 of a matrix."""

_LITERAL: Final = re.compile(r"-?[0-9]+(?:/[0-9]+)?")

ALONG_AXES: Final = frozenset(("sum", "mean", "prod", "var", "norm", "max", "min", "logsumexp"))
"""Functions of one array that drop the axes along which they go; all axes if none is named."""


def ranks_of(statement: Mapping[str, Any]) -> dict[str, int]:
    """The ranks of all that a model, or a candidate, declares or defines.

    >>> ranks_of({"parameters": [["W", [3, 2]], ["c", []]], "let": [["h", ["index", "W", 0]]]})
    {'W': 2, 'c': 0, 'h': 1}
    """
    ranks = {
        name: len(shape)
        for role in ("parameters", "inputs", "constants")
        for name, shape in statement.get(role, ())
    }
    for name, tree in statement.get("let", ()):
        found = rank(tree, ranks)
        if found is not None:
            ranks[name] = found
    return ranks


def rank(tree: Expression, ranks: Ranks) -> int | None:
    """The number of axes of an expression; None where that is not known.

    >>> rank(["@", "W", "x"], {"W": 2, "x": 1}), rank(["sum", "W"], {}), rank("W", {})
    (1, 0, None)
    """
    if isinstance(tree, str):
        return 0 if is_literal(tree) else ranks.get(tree)
    operator, *operands = tree
    return _RANKS[operator](operands, ranks) if operator in _RANKS else None


def is_literal(atom: str) -> bool:
    """Whether an atom of a tree is a number, π included."""
    return atom == "pi" or _LITERAL.fullmatch(atom) is not None


def split_options(operands: Sequence[Any]) -> tuple[list[Expression], Mapping[str, Any]]:
    """The operands without the options that may stand at their end, and these."""
    if operands and isinstance(operands[-1], Mapping):
        return list(operands[:-1]), operands[-1]
    return list(operands), {}


def einsum_letters(subscripts: str) -> tuple[list[str], str] | None:
    """The letters of each operand of an einsum, and those of its value; None where it has an ellipsis.

    Without an arrow the value has the letters that stand once, in the order of the alphabet.

    >>> einsum_letters("ij, jk")
    (['ij', 'jk'], 'ik')
    """
    left, arrow, out = subscripts.replace(" ", "").partition("->")
    if "." in left:
        return None
    once = "".join(sorted(letter for letter in set(left) - {","} if left.count(letter) == 1))
    return left.split(","), out if arrow else once


def _widest(operands: Sequence[Expression], ranks: Ranks) -> int | None:
    found = [rank(operand, ranks) for operand in operands]
    known = [each for each in found if each is not None]
    return max(known, default=None) if len(known) == len(found) else None


def _first(operands: Sequence[Expression], ranks: Ranks) -> int | None:
    return rank(operands[0], ranks)


def _matrix_product(operands: Sequence[Expression], ranks: Ranks) -> int | None:
    left, right = (rank(operand, ranks) for operand in operands)
    if left is None or right is None:
        return None
    return max(left, right) if min(left, right) > 1 else max(0, left + right - 2)


def _index(operands: Sequence[Any], ranks: Ranks) -> int | None:
    whole = rank(operands[0], ranks)
    return None if whole is None else whole - sum(isinstance(index, int) for index in operands[1:])


def _list(operands: Sequence[Expression], ranks: Ranks) -> int | None:
    entry = _widest(operands, ranks)
    return None if entry is None else entry + 1


def _along_axes(operands: Sequence[Any], ranks: Ranks) -> int | None:
    (operand, *_), options = split_options(operands)
    whole, axis = rank(operand, ranks), options.get("axis")
    if options.get("keepdims"):
        return whole
    if axis is None:
        return 0
    return None if whole is None else whole - (len(axis) if isinstance(axis, list) else 1)


def _einsum(operands: Sequence[Any], ranks: Ranks) -> int | None:  # noqa: ARG001  all rows are called alike
    letters = einsum_letters(operands[0])
    return None if letters is None else len(letters[1])


def _call(operands: Sequence[Any], ranks: Ranks) -> int | None:
    function, *rest = operands
    arguments, options = split_options(rest)
    if function in ALONG_AXES and len(arguments) == 1:
        return _along_axes(rest, ranks)
    if function in _CALLS:
        return _CALLS[function](arguments, ranks)
    if function in ("reshape", "zeros", "ones"):
        shape = options.get("shape", arguments[-1] if arguments else None)
        return len(list(_entries(shape))) if isinstance(shape, list) else 1
    return _widest(arguments, ranks)


def _entries(shape: Sequence[Any]) -> Iterator[Any]:
    """The entries of a shape, which may be written as a list expression."""
    yield from shape[1:] if shape and shape[0] == "list" else shape


def _diagonal(arguments: Sequence[Expression], ranks: Ranks) -> int | None:
    whole = rank(arguments[0], ranks)
    return None if whole is None else 3 - whole


def _stacked(arguments: Sequence[Expression], ranks: Ranks) -> int | None:
    return rank(arguments[0], ranks)


def _concatenated(arguments: Sequence[Expression], ranks: Ranks) -> int | None:
    whole = rank(arguments[0], ranks)
    return None if whole is None else whole - 1


_Row: TypeAlias = Callable[[Sequence[Any], Ranks], int | None]


def _constant(value: int) -> _Row:
    return lambda _, __: value


_CALLS: Final[Mapping[str, _Row]] = {
    "dot": _matrix_product,
    "outer": _constant(2),
    "trace": _constant(0),
    "eye": _constant(2),
    "conv1d": _constant(2),
    "conv2d": _constant(3),
    "diag": _diagonal,
    "stack": _stacked,
    "concat": _concatenated,
    "transpose": _first,
    "repeat": _first,
    "layer_norm": _first,
    "rms_norm": _first,
}
"""Functions of arrays whose value has other axes than their widest argument."""

_RANKS: Final[Mapping[str, _Row]] = {
    "+": _widest,
    "*": _widest,
    "/": _widest,
    "neg": _first,
    "**": _first,
    "T": _first,
    "@": _matrix_product,
    "index": _index,
    "list": _list,
    "sum": _along_axes,
    "einsum": _einsum,
    "call": _call,
}
