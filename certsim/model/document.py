"""The shape of a spec's document, judged by its JSON Schema, with the judgement in plain words."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources
from types import UnionType
from typing import Any, Final, TypeAlias, cast

import jsonschema_rs

from certsim.kernel.meter import spend
from certsim.model.faults import Fault, Faults, Key, closest, did_you_mean

ValidationError: TypeAlias = Any
"""An error of jsonschema_rs; what attributes its `kind` has depends on the keyword."""


@dataclass(frozen=True)
class FloatLiteral:
    """A floating-point number as it was written, so that it can be read as the exact decimal."""

    text: str


def schema_text() -> str:
    """The JSON Schema of spec files."""
    return resources.files("certsim.model").joinpath("spec.schema.json").read_text(encoding="utf-8")


def check_document(document: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    """The document with None for the parts that its schema refuses; each refusal is added to the faults."""
    dropped = set(_unwieldy(document, faults))
    for error in _validator().iter_errors(_plain(_without(document, (), dropped))):
        for fault, useless in _faults(error, document):
            faults.append(fault)
            if useless:
                dropped.add(fault.key)
    return _without(document, (), dropped) or {}


MAX_DEPTH: Final = 50
MAX_INTEGER: Final = 10**1_000
_WORK_OF_A_VALUE: Final = 30


def _unwieldy(document: Mapping[str, Any], faults: Faults) -> Iterator[Key]:
    """The values that are nested too deep or are too long a number; each is added to the faults."""
    stack: list[tuple[Key, Any]] = [((), document)]
    while stack:
        key, value = stack.pop()
        spend(_WORK_OF_A_VALUE)
        if type(value) is int and abs(value) >= MAX_INTEGER:
            faults.add(key, "an integer of more than 1000 digits")
            yield key
        elif not isinstance(value, Mapping | list | tuple):
            continue
        elif len(key) >= MAX_DEPTH:
            faults.add(key, f"brackets are nested more than {MAX_DEPTH} deep")
            yield key
        else:
            entries = value.items() if isinstance(value, Mapping) else enumerate(value)
            stack.extend(((*key, step), entry) for step, entry in entries)


@cache
def _schema() -> dict[str, Any]:
    return cast(dict[str, Any], json.loads(schema_text()))


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_schema())


def _plain(value: object) -> object:
    """The value as JSON has it; only types matter here, so every number with a fraction is 0.5."""
    if isinstance(value, Mapping):
        return {_text(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, FloatLiteral | float | Decimal | Fraction):
        return 0.5
    return value if isinstance(value, bool | int) else None


def _text(value: object) -> str:
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _without(value: Any, key: Key, dropped: Set[Key]) -> Any:
    """A copy in which refused values are None; TOML knows no such value."""
    if key in dropped:
        return None
    if isinstance(value, Mapping):
        return {name: _without(entry, (*key, name), dropped) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_without(entry, (*key, at), dropped) for at, entry in enumerate(value)]
    return value


def _faults(error: ValidationError, document: Mapping[str, Any]) -> Iterator[tuple[Fault, bool]]:
    """An error of the validator as faults, each with whether the value is useless from now on."""
    key, keyword = tuple(error.instance_path), error.kind.name
    if keyword == "additionalProperties":
        known = list(_at(_schema(), error.schema_path[:-1]).get("properties", ()))
        for name in error.kind.unexpected:
            meant = _meant(name, known)
            hint = f"did you mean {meant!r}?" if meant else f"known here: {', '.join(known)}"
            yield Fault((*key, name), f"unknown key {name!r}", hint, of_key=True), True
    elif keyword in ("required", "oneOf") and _misspelled(error):
        return
    elif keyword == "required":
        missing = _at(_schema(), [*error.schema_path[:-1], "properties", error.kind.property])
        hint = f"it holds {missing['description']}"
        yield Fault(key, f"the key {error.kind.property!r} is missing", hint), False
    elif keyword == "oneOf":
        yield Fault(key, _choice(error)), False
    elif keyword == "falseSchema":
        hint = "fields are a model by themselves"
        yield Fault(key, f"{key[-1]!r} does not go with 'fields'", hint, of_key=True), True
    else:
        yield _mismatch(key, keyword, error.schema_path, _at(document, key)), True


def _misspelled(error: ValidationError) -> bool:
    """Whether a missing key is there with a typing error, or in no table: faults of their own."""
    if not isinstance(error.instance, Mapping):
        return True
    if error.kind.name == "required":
        missing = [error.kind.property]
    else:
        missing = [key for option in _at(_schema(), error.schema_path) for key in option["required"]]
    known = _at(_schema(), error.schema_path[:-1])["properties"]
    return any(name not in known and _meant(name, known) in missing for name in error.instance)


def _meant(name: str, known: Collection[str]) -> str | None:
    """The key that was probably meant: by a typing error, or by its beginning, such as `params`."""
    beginning = name.lower().removesuffix("s")
    longer = (key for key in known if len(beginning) >= _BEGINNING and key.startswith(beginning))
    return closest(name, known) or next(longer, None)


_BEGINNING: Final = 3


def _choice(error: ValidationError) -> str:
    first, second = (repr(option["required"][0]) for option in _at(_schema(), error.schema_path))
    both = isinstance(error.kind, jsonschema_rs.ValidationErrorKind.OneOfMultipleValid)
    if both:
        return f"{first} and {second} exclude each other"
    return f"one of the keys {first} and {second} is missing"


def _mismatch(key: Key, keyword: str, schema_path: Sequence[str | int], value: object) -> Fault:
    hint = None
    if keyword == "enum" and isinstance(value, str):
        hint = did_you_mean(value, _at(_schema(), schema_path))
    expected = _at(_schema(), schema_path[:-1])["description"]
    return Fault(key, f"expected {expected}, found {_kind(value)}", hint)


def _at(value: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        value = value[step]
    return value


_KINDS: Final[tuple[tuple[type | UnionType, str], ...]] = (
    (bool, "a truth value"),
    (FloatLiteral | float, "a number"),
    (dt.date | dt.time, "a date or time"),
)


_LARGE: Final = 10**9


def _kind(value: object) -> str:
    if isinstance(value, str):
        return f"{value!r:.60}"
    if type(value) is int:
        return f"{value:d}" if abs(value) < _LARGE else "a large integer"
    if isinstance(value, Mapping | list | tuple):
        kind = "table" if isinstance(value, Mapping) else "list"
        return f"a {kind}" if value else f"an empty {kind}"
    return next((words for kind, words in _KINDS if isinstance(value, kind)), f"a {type(value).__name__}")
