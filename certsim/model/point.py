"""Points: an exact rational number for every parameter of a model, from a text or a file."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from numbers import Rational
from pathlib import Path
from typing import Any, Final, TypeAlias

from certsim.kernel.meter import spend
from certsim.kernel.terms.arrays import Array
from certsim.kernel.terms.expression import scalar_names
from certsim.model.document import FloatLiteral
from certsim.model.expression import parse_expression
from certsim.model.faults import Fault, Faults, Key, Locator, Place, key_text
from certsim.model.model import Model
from certsim.model.npz import BrokenArchive, read_arrays
from certsim.model.numbers import exact_number
from certsim.model.parsed import ExpressionError
from certsim.model.reader import Reader, Rule, Shape, Vocabulary, describe, read_target
from certsim.model.spec import FileLocator, at_place, bounded, decode, read_bytes, read_toml, unreadable

_TARGET: Final = Rule(("parameter",))
_VALUE: Final = Rule(())
_SHOWN: Final = 5
_MAX_NUMBER: Final = 10**1_000
_MAX_DEPTH: Final = 32
_WORK_OF_A_NUMBER: Final = 40

Numbers: TypeAlias = tuple[Shape, list[Fraction]]
"""An array of numbers: its shape, and its entries row by row."""


@dataclass(frozen=True)
class _Entry:
    """An assignment: the parameters, as written, and their value: a text, or numbers in nested lists."""

    key: Key
    target: str
    value: Any


def read_point(model: Model, source: str | os.PathLike[str]) -> dict[str, Fraction]:
    """The value of every scalar parameter of a model, exactly, in coordinate order.

    The source is a text such as ``"a = 1, W = [[1, 2], [3, 0.5]]"``, or a file in JSON, TOML (by parameter or
    part of one) or npz (arrays by name, whose floating-point numbers are the binary fractions they are). A
    scalar stands for an array of equal entries. A text with a '=' is not taken for the name of a file.

    Raises SpecError with everything that is wrong, each with its place.

    >>> model = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
    >>> list(map(str, read_point(model, "a = [1, 0.5], W = 0").values()))
    ['0', '0', '1', '1/2']
    """
    if isinstance(source, str) and "=" in source:
        with bounded(Path("<point>")):
            entries, locator = _read_text(source)
            return _values(model, entries, "<point>", locator)
    path = Path(source)
    with bounded(path):
        return _values(model, *_read_file(path))


def _read_file(path: Path) -> tuple[list[_Entry], str, Locator]:
    reader = {".json": _read_json, ".npz": _read_npz, ".toml": _read_toml}.get(path.suffix.lower())
    if reader is None:
        hint = 'give parameters, as in "a = 1, W = [[1, 2], [3, 4]]", or a file .json, .toml or .npz'
        raise unreadable(path, "this is neither a point nor a file that can hold one", hint)
    return reader(path)


def point_of(model: Model, values: Mapping[str, Any]) -> dict[str, Fraction]:
    """The value of every scalar parameter of a model, exactly, in coordinate order.

    The keys are arrays or parts of them, such as ``"W"``, ``"W[0]"`` or ``"W[0,1]"``. The values are
    integers, Fractions, Decimals, texts such as ``"1/2"``, floating-point numbers (each the binary fraction
    that it is), or arrays, lists and tuples of them in the shape of the key. A scalar stands for an array of
    equal entries.

    Raises SpecError with everything that is wrong, each with its entry.

    >>> model = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
    >>> list(map(str, point_of(model, {"W": [[1], [0.1]], "a": "1/3"}).values()))
    ['1', '3602879701896397/36028797018963968', '1/3', '1/3']
    """
    names = _scalar_names(model)
    if values.keys() == set(names) and all(isinstance(value, Fraction) for value in values.values()):
        return {name: values[name] for name in names}
    faults = Faults()
    entries = (
        _Entry((str(key),), str(key), _plain(value, str(key), faults)) for key, value in values.items()
    )
    return _values(model, entries, "<point>", _MappingLocator(), faults)


class _MappingLocator:
    """Entries of a mapping have names, and stand in no text."""

    def locate(self, fault: Fault) -> Place | None:  # noqa: ARG002  the protocol's
        return None

    def name(self, key: Key) -> str:
        return str(key[0]) if key else ""


def _plain(value: Any, name: str, faults: Faults) -> Any:
    """A value in nested lists of exact numbers and texts; what is no finite number is a fault."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list | tuple):
        outer = name[:-1] + "," if name.endswith("]") else name + "["
        return [_plain(entry, f"{outer}{at}]", faults) for at, entry in enumerate(value)]
    if isinstance(value, str | bool):
        return value
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    try:
        return exact_number(value) if isinstance(value, Decimal) else Fraction(*value.as_integer_ratio())
    except (AttributeError, ArithmeticError, ValueError, ExpressionError):
        faults.add((name,), f"{value!s:.60} is no finite number, or none that is exact")
        return Fraction(0)


def _scalar_names(model: Model) -> list[str]:
    return [
        name for array, shape in model.statement["parameters"] for name in scalar_names(array, tuple(shape))
    ]


def _values(
    model: Model, entries: Iterable[_Entry], file: str, locator: Locator, faults: Faults | None = None
) -> dict[str, Fraction]:
    vocabulary, faults = Vocabulary.of(model.statement), faults or Faults()
    reader = Reader(vocabulary, faults)
    found: dict[int, Fraction] = {}
    taken: set[int] = set()
    with faults.collected(file, locator):
        for entry in entries:
            target = read_target(entry.target, entry.key, _TARGET, taken, reader)
            numbers = _numbers(entry, reader)
            if target and numbers:
                found.update(_assigned(target[1], numbers, entry, faults))
        declarations, names = model.statement["parameters"], _scalar_names(model)
        leaves = [node for name, _ in declarations for node in vocabulary.model_arrays[name].nodes]
        missing = _missing(vocabulary.model_arrays, [name for name, _ in declarations], names, taken)
        if missing and not faults.found:
            shown = ", ".join(missing[:_SHOWN]) + (", …" if len(missing) > _SHOWN else "")
            faults.add((), f"no value is given for {shown}", "a point gives a value to every parameter")
    return {name: found[leaf] for name, leaf in zip(names, leaves, strict=True)}


def _missing(
    arrays: Mapping[str, Array], declared: Sequence[str], names: Sequence[str], taken: Set[int]
) -> list[str]:
    """What has no value: whole arrays by their names, of others the entries by theirs."""
    missing: list[str] = []
    entries = iter(names)
    for array in declared:
        nodes = arrays[array].nodes
        shown = [
            name for name, leaf in zip(islice(entries, len(nodes)), nodes, strict=True) if leaf not in taken
        ]
        missing += [array] if len(shown) == len(nodes) else shown
    return missing


def _assigned(target: Array, numbers: Numbers, entry: _Entry, faults: Faults) -> dict[int, Fraction]:
    shape, values = numbers
    if shape and shape != target.shape:
        message = f"{entry.target} is {describe(target.shape)}, and the value is {describe(shape)}"
        faults.add(entry.key, message)
        return {}
    return dict(zip(target.nodes, values if shape else values * len(target.nodes), strict=True))


def _numbers(entry: _Entry, reader: Reader) -> Numbers | None:
    """The value of an entry; None where it is none, and the faults say why."""
    if isinstance(entry.value, str):
        return _written_numbers(entry.value, entry.key, reader)
    try:
        return _flattened(entry.value)
    except (ValueError, ExpressionError) as error:
        hint = "values are numbers, texts such as '1/2', or lists of them"
        reader.faults.add(entry.key, str(error), hint)
        return None


def _written_numbers(text: str, key: Key, reader: Reader) -> Numbers | None:
    """The value of an expression made of numbers and lists."""
    try:
        parsed = parse_expression(text)
    except ExpressionError as error:
        reader.faults.add_error(key, error)
        return None
    foreign = next((node for node in parsed.walk() if node.kind in ("name", "call", "pi")), None)
    if foreign is not None:
        reader.faults.add(key, "a value is a number or a list of numbers", None, foreign.span)
        return None
    array = reader.check(parsed, key, _VALUE)
    if array is None:
        return None
    numbers = [reader.vocabulary.graph.value(node) for node in array.nodes]
    if any(number is not None and _is_long(number) for number in numbers):
        reader.faults.add(key, _TOO_LONG)
        return None
    return array.shape, [number for number in numbers if number is not None]


_TOO_LONG: Final = "a number of more than 1000 digits"


def _is_long(number: Fraction) -> bool:
    return max(map(abs, number.as_integer_ratio())) >= _MAX_NUMBER


def _number(value: Any) -> Fraction:
    """A number of a file; raises ValueError or ExpressionError."""
    if isinstance(value, bool) or not isinstance(value, int | str | Fraction | FloatLiteral):
        found = "a table" if isinstance(value, Mapping) else f"{value!r:.60}"
        raise ValueError(f"expected a number, found {found}")  # noqa: TRY004  the file is at fault
    number = exact_number(value)
    if _is_long(number):
        raise ValueError(_TOO_LONG)
    return number


def _flattened(value: Any, depth: int = 0) -> Numbers:
    """Nested lists of numbers as an array; raises ValueError or ExpressionError."""
    if not isinstance(value, list):
        spend(_WORK_OF_A_NUMBER)
        return (), [_number(value)]
    if depth >= _MAX_DEPTH:
        raise ValueError(f"an array of more than {_MAX_DEPTH} dimensions")
    parts = [_flattened(part, depth + 1) for part in value]
    spend(2 * sum(len(numbers) for _, numbers in parts))
    if not parts:
        raise ValueError("a list must not be empty")
    if any(shape != parts[0][0] for shape, _ in parts):
        raise ValueError("the rows of an array have different lengths")
    return (len(parts), *parts[0][0]), [number for _, numbers in parts for number in numbers]


def _read_text(source: str) -> tuple[list[_Entry], Locator]:
    """The assignments of a text, separated by commas outside of brackets."""
    entries: list[_Entry] = []
    stretches = []
    for start, text in _pieces(source):
        target, sign, value = text.partition("=")
        if not sign or value.startswith("="):
            place = Place.in_text(source, start, start + len(text))
            raise at_place(
                place, Path("<point>"), f"expected 'parameter = value', found {text.strip()!r:.60}"
            )
        entries.append(_Entry((len(entries),), target.strip(), value.strip()))
        stretches.append((_start(target, start), _start(value, start + len(target) + 1)))
    return entries, _TextLocator(source, entries, stretches)


def _start(text: str, offset: int) -> int:
    return offset + len(text) - len(text.lstrip())


def _pieces(source: str) -> Iterator[tuple[int, str]]:
    """What stands between the outer commas, with its offset; a comma at the end separates nothing."""
    depth, start = 0, 0
    for at, character in enumerate(source):
        depth += (character in "[(") - (character in "])")
        if character == "," and not depth:
            yield start, source[start:at]
            start = at + 1
    if source[start:].strip() or not start:
        yield start, source[start:]


@dataclass(frozen=True)
class _TextLocator:
    """Places in a text of assignments: the offsets of each target and value."""

    source: str
    entries: Sequence[_Entry]
    stretches: Sequence[tuple[int, int]]

    def locate(self, fault: Fault) -> Place | None:
        if not fault.key or not isinstance(fault.key[0], int):
            return None
        entry, (target, value) = self.entries[fault.key[0]], self.stretches[fault.key[0]]
        first, text = (target, entry.target) if fault.of_key else (value, entry.value)
        start, end = fault.span or (0, len(text))
        return Place.in_text(self.source, first + start, first + end)

    def name(self, key: Key) -> str:
        return self.entries[key[0]].target if key and isinstance(key[0], int) else ""


@dataclass(frozen=True)
class _KeyLocator:
    """Places in a JSON file: where a key of the outermost object stands."""

    source: str

    def locate(self, fault: Fault) -> Place | None:
        return self.place(str(fault.key[0])) if fault.key else None

    def place(self, name: str, *, last: bool = False) -> Place | None:
        """The first place, or the last one, where the name is a key."""
        matches = list(re.finditer(re.escape(json.dumps(name)) + r"\s*:", self.source))
        if not matches:
            return None
        match = matches[-1 if last else 0]
        return Place.in_text(self.source, match.start(), match.start() + len(match[0].rstrip(" \t\n:")))

    def name(self, key: Key) -> str:
        return key_text(key)


def _entries(values: Mapping[str, Any]) -> list[_Entry]:
    return [_Entry((name,), name, value) for name, value in values.items()]


def _read_toml(path: Path) -> tuple[list[_Entry], str, Locator]:
    source = decode(read_bytes(path, "a file"), path)
    return _entries(read_toml(source, path)), str(path), FileLocator(source)


def _read_json(path: Path) -> tuple[list[_Entry], str, Locator]:
    source = decode(read_bytes(path, "a file"), path)
    spend(2 * len(source))
    try:
        document = json.loads(
            source, parse_float=FloatLiteral, parse_constant=FloatLiteral, object_pairs_hook=_object
        )
    except _GivenTwice as error:
        place = _KeyLocator(source).place(error.name, last=True)
        message = f"{error.name!r:.60} is given twice"
        raise (at_place(place, path, message) if place else unreadable(path, message)) from None
    except json.JSONDecodeError as error:
        place = Place.in_text(source, error.pos, error.pos + 1)
        raise at_place(place, path, f"this is not JSON: {error.msg}") from error
    except ValueError as error:  # an integer of more digits than Python converts
        raise unreadable(path, "an integer has too many digits") from error
    if not isinstance(document, dict):
        raise unreadable(path, "expected an object that gives each parameter a value")
    return _entries(document), str(path), _KeyLocator(source)


class _GivenTwice(Exception):
    """An object has a key twice."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name: Final = name


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for name, value in pairs:
        if name in document:
            raise _GivenTwice(name)
        document[name] = value
    return document


def _read_npz(path: Path) -> tuple[list[_Entry], str, Locator]:
    data = read_bytes(path, "a file")
    try:
        return _entries(read_arrays(data)), str(path), _KeyLocator("")
    except BrokenArchive as error:
        raise unreadable(path, f"cannot be read as npz: {error}") from error
