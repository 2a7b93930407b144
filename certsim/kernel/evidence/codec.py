"""How evidence is read from JSON, strictly, and written to it.

`codec_of` makes the codec of a type out of the type itself. A dataclass is an object with exactly its fields;
a field with a default is left out if it is empty. Where one of several dataclasses may stand, a key tells
which it is: `TAG` holds that key and its value. A codec beside a type, as in `Annotated[int, count(10)]`,
is the codec of that type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from certsim.kernel.errors import LimitExceeded, MalformedCertificate, excerpt
from certsim.kernel.meter import Rational, spend
from certsim.kernel.statement.strict_json import (
    Json,
    Path,
    read_choice,
    read_count,
    read_list,
    read_object,
    read_text,
)
from certsim.kernel.terms.expression import read_rational
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.number import MAX_DEGREE, PI, Root
from certsim.kernel.values.number import T as ROOT_VARIABLE

T = TypeVar("T")


@dataclass(frozen=True)
class Names:
    """The names of a claim's leaves; where a record lists atoms, atom k of these is `@k`."""

    leaves: Sequence[str]
    variables: Mapping[str, int]
    atoms: bool = True

    def text(self, variable: int) -> str:
        count = len(self.leaves)
        return self.leaves[variable] if variable < count else f"@{variable - count}"

    def variable(self, name: Json, path: Path) -> int:
        if isinstance(name, str) and name in self.variables:
            return self.variables[name]
        if self.atoms and isinstance(name, str) and re.fullmatch(r"@(0|[1-9][0-9]{0,6})", name):
            return len(self.leaves) + int(name[1:])
        raise MalformedCertificate(f"unknown variable {excerpt(name)}", path)


@dataclass(frozen=True)
class Codec(Generic[T]):
    """How one kind of value is read from JSON, strictly, and written to it."""

    read: Callable[[Names, Json, Path], T]
    write: Callable[[Names, T], Json]


def _read_polynomial(names: Names, document: Json, path: Path) -> Polynomial:
    terms = {}
    for entry in read_list(document, lambda item, at: read_list(item, lambda text, _: text, at), path):
        spend(40 + 10 * len(entry))
        if not entry:
            raise MalformedCertificate("a term has a coefficient", path)
        coefficient = read_rational(entry[0], path)
        terms[tuple(sorted(names.variable(name, path) for name in entry[1:]))] = coefficient
    polynomial = Polynomial(terms)
    if _write_polynomial(names, polynomial) != document:
        raise MalformedCertificate("a polynomial that is not in its one spelling", path)
    return polynomial


_LONGEST: Final = 10**4_000


def write_rational(value: Rational) -> str:
    """The spelling of a rational number; raises `LimitExceeded` for one that would not be read again."""
    if max(map(abs, value.as_integer_ratio())) >= _LONGEST:
        raise LimitExceeded("a number of more than 4000 digits")
    return str(value)


def _write_polynomial(names: Names, polynomial: Polynomial) -> Json:
    return [
        [write_rational(polynomial.terms[monomial]), *map(names.text, monomial)]
        for monomial in sorted(polynomial.terms)
    ]


POLYNOMIAL: Final = Codec(_read_polynomial, _write_polynomial)

VARIABLE: Final = Codec(
    lambda names, document, path: names.variable(document, path), lambda names, value: names.text(value)
)

RAW: Final[Codec[Json]] = Codec(lambda _, document, __: document, lambda _, value: value)


def count(limit: int, least: int = 0) -> Codec[int]:
    """An integer from the least to the limit, the limit not included."""

    def read(_: Names, document: Json, path: Path) -> int:
        number = read_count(document, limit, path)
        if number < least:
            raise MalformedCertificate(f"expected an integer from {least} to {limit - 1}", path)
        return number

    def write(_: Names, value: int) -> Json:
        if value >= limit:
            raise LimitExceeded(f"{excerpt(value)} is over the limit of {limit - 1}")
        return value

    return Codec(read, write)


def choice(among: Collection[T]) -> Codec[T]:
    """One of a few values."""
    return Codec(lambda _, document, path: read_choice(document, among, path), lambda _, value: value)


_PLAIN: Final[Mapping[Any, Codec[Any]]] = {
    bool: choice((True, False)),
    str: Codec(lambda _, document, path: read_text(document, path), lambda _, value: value),
    Fraction: Codec(
        lambda _, document, path: read_rational(document, path), lambda _, value: write_rational(value)
    ),
    Polynomial: POLYNOMIAL,
}


def codec_of(hint: Any) -> Codec[Any]:
    """The codec that a type is annotated with, or the one for types of its kind."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        codec: Codec[Any] = parts[1]
        return codec
    if origin in (Union, UnionType):
        return _union(parts)
    if origin is Mapping:
        return _mapping(*map(codec_of, parts))
    if origin is tuple:
        return _listing(codec_of(parts[0])) if parts[1] is ... else _row(map(codec_of, parts))
    return _PLAIN[hint] if hint in _PLAIN else _record(hint)


def _listing(entry: Codec[T]) -> Codec[tuple[T, ...]]:
    """A list."""
    return Codec(
        lambda names, document, path: tuple(
            read_list(document, lambda item, at: entry.read(names, item, at), path)
        ),
        lambda names, values: [entry.write(names, value) for value in values],
    )


def _row(entries: Iterable[Codec[Any]]) -> Codec[tuple[Any, ...]]:
    """A list of so many entries, each of its own kind."""
    codecs = tuple(entries)

    def read(names: Names, document: Json, path: Path) -> tuple[Any, ...]:
        parts = read_list(document, lambda item, at: (item, at), path, len(codecs))
        return tuple(codec.read(names, *part) for codec, part in zip(codecs, parts, strict=True))

    def write(names: Names, values: tuple[Any, ...]) -> Json:
        return [codec.write(names, value) for codec, value in zip(codecs, values, strict=True)]

    return Codec(read, write)


def row(kind: Any) -> Codec[Any]:
    """A dataclass as the list of its fields."""
    codecs = _fields(kind)
    entries = _row(codecs.values())
    return Codec(
        lambda names, document, path: kind(*entries.read(names, document, path)),
        lambda names, value: entries.write(names, tuple(getattr(value, key) for key in codecs)),
    )


def _mapping(key: Codec[Any], value: Codec[T]) -> Codec[dict[Any, T]]:
    """An object with any keys."""

    def read(names: Names, document: Json, path: Path) -> dict[Any, T]:
        entries = read_object(document, (), document if isinstance(document, dict) else (), path)
        return {
            key.read(names, name, path): value.read(names, item, (*path, name))
            for name, item in entries.items()
        }

    return Codec(
        read, lambda names, entries: {key.write(names, k): value.write(names, v) for k, v in entries.items()}
    )


@cache
def _fields(kind: Any) -> Mapping[str, Codec[Any]]:
    """The codecs of the fields; they are made when they are needed, as evidence may hold evidence."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: codec_of(hints[field.name]) for field in fields(kind)}


def _made(path: Path, kind: Callable[..., T], *values: Any, **named: Any) -> T:
    """The record, which may refuse what its fields say together."""
    try:
        return kind(*values, **named)
    except MalformedCertificate as error:
        raise MalformedCertificate(error.message, path) from error


def _record(kind: Any) -> Codec[Any]:
    """A dataclass as an object with exactly its fields; inside one that may list atoms, atoms have names."""
    may_lack = [field.name for field in fields(kind) if field.default is not MISSING]

    def read(names: Names, document: Json, path: Path) -> Any:
        codecs = _fields(kind)
        parts = read_object(document, [key for key in codecs if key not in may_lack], codecs, path)
        for key in may_lack:
            if key in parts and not parts[key]:
                raise MalformedCertificate("an empty list is left out here", (*path, key))
        names = replace(names, atoms=names.atoms or "atoms" in codecs)
        values = {key: codecs[key].read(names, entry, (*path, key)) for key, entry in parts.items()}
        return _made(path, kind, **values)

    def write(names: Names, value: Any) -> Json:
        written = {key: codec.write(names, getattr(value, key)) for key, codec in _fields(kind).items()}
        return {key: entry for key, entry in written.items() if key not in may_lack or entry}

    return Codec(read, write)


def _union(parts: Sequence[Any]) -> Codec[Any]:
    """A value or null, or one of several dataclasses."""
    kinds = [part for part in parts if part is not NoneType]
    codec = codec_of(kinds[0]) if len(kinds) == 1 else _tagged(kinds)
    return codec if len(kinds) == len(parts) else _optional(codec)


def _optional(codec: Codec[T]) -> Codec[T | None]:
    """A value, or null."""
    return Codec(
        lambda names, document, path: None if document is None else codec.read(names, document, path),
        lambda names, value: None if value is None else codec.write(names, value),
    )


def _tagged(kinds: Sequence[type[Any]]) -> Codec[Any]:
    """One of several dataclasses, told apart by the value of a key."""
    key = kinds[0].TAG[0]
    codecs = {kind.TAG[1]: _record(kind) for kind in kinds}

    def read(names: Names, document: Json, path: Path) -> Any:
        name = read_choice(document.get(key) if isinstance(document, dict) else None, codecs, (*path, key))
        return codecs[name].read(names, {k: v for k, v in document.items() if k != key}, path)

    def write(names: Names, value: Any) -> Json:
        return {key: value.TAG[1], **codecs[value.TAG[1]].write(names, value)}

    return Codec(read, write)


_RATIONALS: Final[Codec[tuple[Fraction, ...]]] = codec_of(tuple[Fraction, ...])
_INTERVAL: Final[Codec[tuple[Fraction, Fraction]]] = codec_of(tuple[Fraction, Fraction])


def _read_root(names: Names, document: Json, path: Path) -> Root:
    parts = read_object(document, ("polynomial", "interval"), (), path)
    polynomial = _RATIONALS.read(names, parts["polynomial"], (*path, "polynomial"))
    interval = _INTERVAL.read(names, parts["interval"], (*path, "interval"))
    return _made(path, Root, polynomial, *interval)


def _write_root(names: Names, root: Root) -> Json:
    interval = _INTERVAL.write(names, (root.low, root.high))
    return {"polynomial": _RATIONALS.write(names, root.polynomial), "interval": interval}


def _read_coordinate(names: Names, document: Json, path: Path) -> Polynomial:
    if not isinstance(document, dict):
        return _read_in_root(names, document, path)
    parts = read_object(document, ("plus", "pi"), (), path)
    slope = read_rational(parts["pi"], (*path, "pi"))
    if not slope:
        raise MalformedCertificate("a multiple of π that is zero", path)
    return _read_in_root(names, parts["plus"], (*path, "plus")) + Polynomial({(PI,): slope})


def _read_in_root(names: Names, document: Json, path: Path) -> Polynomial:
    if not isinstance(document, list):
        return Polynomial.constant(read_rational(document, path))
    if not 2 <= len(document) <= MAX_DEGREE:
        raise MalformedCertificate(f"a list of 2 to {MAX_DEGREE} numbers is expected", path)
    coefficients = _RATIONALS.read(names, document, path)
    if not coefficients[-1]:
        raise MalformedCertificate("a highest coefficient that is zero", path)
    return Polynomial(
        {(ROOT_VARIABLE,) * power: coefficient for power, coefficient in enumerate(coefficients)}
    )


def _write_coordinate(names: Names, value: Polynomial) -> Json:
    slope = value.terms.get((PI,), 0)
    if slope:
        plain = _write_coordinate(names, value - Polynomial({(PI,): slope}))
        return {"plus": plain, "pi": write_rational(slope)}
    powers = ((ROOT_VARIABLE,) * power for power in range(value.degree + 1))
    coefficients = [write_rational(value.terms.get(power, 0)) for power in powers]
    return coefficients if value.degree else coefficients[0]


ROOT: Final = Codec(_read_root, _write_root)

COORDINATE: Final = Codec(_read_coordinate, _write_coordinate)
"""A polynomial in t, given by the coefficients of 1, t, t², …, or that plus a multiple of π."""
