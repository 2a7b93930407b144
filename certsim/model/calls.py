"""Calls, as numpy's are written, brought to the one form that statements have.

Arguments come by position or by keyword. Arrays are put in their place; options that were written come last,
in one object; the list of `concat` and `stack` is spread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from certsim.kernel.terms.definitions import SIGNATURES, Signature
from certsim.model.mistakes import keyword_hint
from certsim.model.parsed import ExpressionError, Parsed, Span, node

SYNONYMS: Final[Mapping[str, str]] = {"fabs": "abs"}
"""Names that are read as others."""

LARGEST: Final = 10**9
"""The largest integer that an index, an option or an exponent may be made of."""


def call(function: Parsed, arguments: Sequence[Parsed], end: int) -> Parsed:
    """The node of a call. That of a function without a signature is for the reader of names to judge."""
    span = (function.start, end)
    if function.tree == "einsum":
        return _einsum(arguments, span)
    function.tree = SYNONYMS.get(function.tree, function.tree)
    signature = SIGNATURES.get(function.tree)
    if signature is None:
        return node("call", [function, *arguments], *span)
    parts = _Binding(function.tree, signature, span).parts(arguments)
    return node("sum", parts, *span) if function.tree == "sum" else node("call", [function, *parts], *span)


def usage(name: str) -> str:
    """How a function is called, in its own words: ``mean(z, axis, keepdims)``."""
    signature = SIGNATURES[name]
    first = ("[u, v]",) if signature.variadic else signature.arrays
    return f"{name}({', '.join((*first, *signature.options))})"


def _einsum(arguments: Sequence[Parsed], span: Span) -> Parsed:
    hint = 'write einsum("ij,jk->ik", A, B)'
    if not arguments or arguments[0].kind != "string":
        raise ExpressionError("einsum takes a text that says which axes go together first", span, hint)
    for argument in arguments[1:]:
        if argument.kind in ("keyword", "string", "tuple"):
            raise ExpressionError("after the text einsum takes arrays only", argument.span, hint)
    if len(arguments) < 2:
        raise ExpressionError("einsum takes one array at least", span, hint)
    return node("einsum", arguments, *span)


class _Binding:
    """Puts the arguments of one call in their places."""

    def __init__(self, name: str, signature: Signature, span: Span) -> None:
        self._name: Final = name
        self._signature: Final = signature
        self._span: Final = span

    def parts(self, arguments: Sequence[Parsed]) -> list[Parsed]:
        """The arrays in order, and the options, if there are any."""
        signature, given = self._signature, self._by_name(arguments)
        arrays = self._arrays(given)
        for name in signature.options:
            if name in _REQUIRED and name not in given:
                raise self._error(f"{self._name} is called without {name}", self._span)
        options = {name: given[name] for name in signature.options if name in given}
        values = {name: self._value(name, part) for name, part in options.items()}
        written = {name: value for name, value in values.items() if value is not None}
        if written:
            kept = [Parsed("option", value, *options[name].span) for name, value in written.items()]
            start, end = min(part.start for part in kept), max(part.end for part in kept)
            arrays.append(Parsed("options", written, start, end, kept))
        return arrays

    def _by_name(self, arguments: Sequence[Parsed]) -> dict[str, Parsed]:
        signature = self._signature
        names = [*(["a list"] if signature.variadic else signature.arrays), *signature.options]
        given: dict[str, Parsed] = {}
        for at, argument in enumerate(arguments):
            if argument.kind == "keyword":
                name, value = self._keyword(argument, given)
            elif len(given) > at or any(other.kind == "keyword" for other in arguments[:at]):
                raise self._error("an argument by position after one by keyword", argument.span)
            elif at >= len(names):
                raise self._too_many(arguments)
            else:
                name, value = names[at], argument
            given[name] = value
        return given

    def _keyword(self, argument: Parsed, given: Mapping[str, Parsed]) -> tuple[str, Parsed]:
        name, value = argument.parts
        known = [*self._signature.arrays, *self._signature.options]
        if name.tree not in known:
            message = f"{self._name} has no argument {name.tree!r:.40}"
            raise ExpressionError(message, name.span, keyword_hint(name.tree, known) or self._hint)
        if name.tree in given:
            raise self._error(f"the argument {name.tree} is given twice", argument.span)
        return name.tree, value

    def _arrays(self, given: Mapping[str, Parsed]) -> list[Parsed]:
        if self._signature.variadic:
            return self._spread(given.get("a list"))
        names = self._signature.arrays
        present = [name for name in names if name in given]
        for name in names[: len(names) - self._signature.optional]:
            if name not in given:
                raise self._error(f"{self._name} is called without {name}", self._span)
        for name in present:
            if given[name].kind in ("string", "tuple"):
                what = "a text" if given[name].kind == "string" else "several arrays in round brackets"
                raise self._error(f"{self._name} does not take {what}", given[name].span)
        return [given[name] for name in present]

    def _spread(self, argument: Parsed | None) -> list[Parsed]:
        if argument is None or argument.kind not in ("list", "tuple"):
            span = self._span if argument is None else argument.span
            raise self._error(f"{self._name} takes a list of arrays", span)
        return list(argument.parts)

    def _value(self, name: str, part: Parsed) -> Any:
        folds_two = self._name in ("max", "min") and name == "axis"
        if folds_two and part.tree != "None" and part.kind not in _LISTED and constant(part) is None:
            raise self._three_arrays()
        return _READERS[name](part, f"{self._name}: {name}")

    def _three_arrays(self) -> ExpressionError:
        name = self._name
        hint = f"write {name}({name}(u, v), w), or {name}([u, v, w], axis=0) for arrays of one shape"
        return ExpressionError(f"{name} takes two arrays at most", self._span, hint)

    def _too_many(self, arguments: Sequence[Parsed]) -> ExpressionError:
        name, signature = self._name, self._signature
        if signature.variadic:
            return self._error(f"{name} takes one list of arrays", self._span)
        most = len(signature.arrays) + len(signature.options)
        count = f"{most} argument{'s' * (most > 1)}"
        return self._error(f"{name} takes {count}, found {len(arguments)}", self._span)

    @property
    def _hint(self) -> str:
        entry = self._signature == Signature()
        return f"write {usage(self._name)}" + (", entry by entry where z is an array" if entry else "")

    def _error(self, message: str, span: Span) -> ExpressionError:
        return ExpressionError(message, span, self._hint)


# The values of options


def _integer(part: Parsed, what: str) -> int:
    value = constant(part)
    if value is None or value.denominator != 1:
        raise ExpressionError(f"{what} is an integer", part.span, "write an integer, or a name from [sizes]")
    return int(value)


def _integers(part: Parsed, what: str) -> int | list[int]:
    if part.kind not in ("list", "tuple"):
        value = constant(part)
        if value is None or value.denominator != 1:
            hint = "write an integer such as 0, or a list such as [0, 1]"
            raise ExpressionError(f"{what} is an integer, or a list of them", part.span, hint)
        return int(value)
    return [_integer(entry, f"each entry of {what.partition(': ')[2]}") for entry in part.parts]


def _axes(part: Parsed, what: str) -> int | list[int] | None:
    return None if part.tree == "None" else _integers(part, what)


def _flag(part: Parsed, what: str) -> bool:
    if part.tree not in ("True", "False"):
        raise ExpressionError(f"{what} is True or False", part.span)
    return bool(part.tree == "True")


_READERS: Final[Mapping[str, Callable[[Parsed, str], Any]]] = {
    "axis": _axes,
    "keepdims": _flag,
    "shape": _integers,
    "axes": _axes,
    "repeats": _integer,
    "n": _integer,
    "stride": _integers,
    "padding": _integers,
}


_LISTED: Final = frozenset({"list", "tuple", "string"})
_REQUIRED: Final = frozenset({"shape", "repeats", "n"})


def constant(part: Parsed) -> Fraction | None:
    """The value of a literal, or of integers that `+`, `-`, `*` and `**` join; None if it is not that.

    Raises `ExpressionError` if an integer on the way is so large that it can mean nothing.
    """
    if part.kind == "number":
        return Fraction(part.tree)
    if part.kind not in ("+", "*", "neg", "**"):
        return None
    below = [constant(each) for each in part.parts if each.kind != "integer"]
    values = [value for value in below if value is not None]
    if len(values) < len(below):
        return None
    if part.kind == "neg":
        return -values[0]
    if any(value.denominator != 1 for value in values):
        return None
    return Fraction(_small(_joined(part, [int(value) for value in values]), part.span))


def _joined(part: Parsed, values: Sequence[int]) -> int:
    if part.kind == "+":
        return sum(values)
    if part.kind == "**":
        exponent: int = part.tree[2]
        if exponent < 0:
            raise ExpressionError("a negative power is no integer", part.span)
        return values[0] ** exponent if abs(values[0]) <= LARGEST else values[0]
    product = 1
    for value in values:
        product = _small(product * value, part.span)
    return product


def _small(value: int, span: Span) -> int:
    if abs(value) > LARGEST:
        raise ExpressionError(f"an integer over the limit of {LARGEST}", span)
    return value
