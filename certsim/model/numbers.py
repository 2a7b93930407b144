"""Exact numbers, and arrays of them, from what a spec or a program gives."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final, TypeAlias

from certsim.model.document import FloatLiteral
from certsim.model.expression import MAX_DIGITS, Sizes, parse_expression, read_number
from certsim.model.faults import Key
from certsim.model.parsed import ExpressionError
from certsim.model.reader import Reader, Rule, Shape

Numbers: TypeAlias = tuple[Shape, list[Fraction]]
"""An array of numbers: its shape, and its entries row by row."""

_VALUE: Final = Rule(())


def exact_number(value: Any, sizes: Sizes = ()) -> Fraction:
    """The exact value of a number in a spec; raises `ValueError` or `ExpressionError`."""
    if isinstance(value, int | Fraction):
        return Fraction(value)
    if isinstance(value, str):
        parsed = parse_expression(value, sizes)
        if parsed.kind != "number":
            raise ExpressionError(f"{value!r:.60} is no rational number", parsed.span)
        return Fraction(parsed.tree)
    text = (value.text if isinstance(value, FloatLiteral) else str(value)).replace("_", "")
    if not text.lstrip("+-")[:1].isdigit():
        raise ValueError(f"{text:.60} is no rational number")
    return -read_number(text[1:]) if text[0] == "-" else read_number(text.lstrip("+"))


def read_numbers(value: Any, key: Key, reader: Reader) -> Numbers | None:
    """A number, a text, or nested lists of them as an array; what is wrong goes to the faults."""
    if isinstance(value, str):
        return _written(value, key, reader)
    if not isinstance(value, list):
        return _single(value, key, reader)
    parts = [read_numbers(entry, (*key, at), reader) for at, entry in enumerate(value)]
    whole = [part for part in parts if part is not None]
    if len(whole) < len(parts):
        return None
    if not whole or any(shape != whole[0][0] for shape, _ in whole):
        what = "the rows of an array have different lengths" if whole else "a list must not be empty"
        reader.faults.add(key, what)
        return None
    return (len(whole), *whole[0][0]), [number for _, numbers in whole for number in numbers]


def _single(value: Any, key: Key, reader: Reader) -> Numbers | None:
    hint = "values are numbers, texts such as '1/2', or lists of them"
    if value is None:  # refused before
        return None
    if isinstance(value, bool):
        reader.faults.add(key, f"expected a number, found {str(value).lower()}", hint)
        return None
    try:
        return (), [exact_number(value)]
    except ValueError as error:
        reader.faults.add(key, str(error), hint)
        return None


def _written(text: str, key: Key, reader: Reader) -> Numbers | None:
    """The value of an expression made of numbers and lists."""
    read = reader.expression(text, key, _VALUE)
    if read is None:
        return None
    numbers = [reader.vocabulary.graph.value(node) for node in read[1].nodes]
    known = [number for number in numbers if number is not None and len(str(number)) <= MAX_DIGITS]
    if len(known) < len(numbers):
        message = f"a value is a rational number of at most {MAX_DIGITS} digits, or a list of them"
        reader.faults.add(key, message, None, read[0].span)
        return None
    return read[1].shape, known
