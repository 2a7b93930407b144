"""How evidence is read from JSON, strictly, and written to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from certsim.kernel.errors import MalformedCertificate
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
from certsim.kernel.values.arithmetic import number_to_json, read_number

T = TypeVar("T")


@dataclass(frozen=True)
class Names:
    """The names of a claim's leaves; atom k, in the order in which the rule meets them, is `@k`."""

    leaves: Sequence[str]
    variables: Mapping[str, int]

    def text(self, variable: int) -> str:
        count = len(self.leaves)
        return self.leaves[variable] if variable < count else f"@{variable - count}"

    def variable(self, name: Json, path: Path) -> int:
        if isinstance(name, str) and name in self.variables:
            return self.variables[name]
        if isinstance(name, str) and re.fullmatch(r"@(0|[1-9][0-9]{0,6})", name):
            return len(self.leaves) + int(name[1:])
        raise MalformedCertificate(f"unknown variable {name!r:.80}", path)


@dataclass(frozen=True)
class Codec(Generic[T]):
    """How one kind of value is read from JSON, strictly, and written to it."""

    read: Callable[[Names, Json, Path], T]
    write: Callable[[Names, T], Json]


def listing(entry: Codec[T]) -> Codec[tuple[T, ...]]:
    """A list."""
    return Codec(
        lambda names, document, path: tuple(
            read_list(document, lambda item, at: entry.read(names, item, at), path)
        ),
        lambda names, values: [entry.write(names, value) for value in values],
    )


def pair(first: Codec[Any], second: Codec[Any]) -> Codec[tuple[Any, Any]]:
    """A list of two."""

    def read(names: Names, document: Json, path: Path) -> tuple[Any, Any]:
        parts = read_list(document, lambda item, at: (item, at), path, 2)
        return first.read(names, *parts[0]), second.read(names, *parts[1])

    return Codec(read, lambda names, value: [first.write(names, value[0]), second.write(names, value[1])])


def optional(codec: Codec[T]) -> Codec[T | None]:
    """A value, or null."""
    return Codec(
        lambda names, document, path: None if document is None else codec.read(names, document, path),
        lambda names, value: None if value is None else codec.write(names, value),
    )


def mapping(key: Codec[Any], value: Codec[T]) -> Codec[dict[Any, T]]:
    """An object."""

    def read(names: Names, document: Json, path: Path) -> dict[Any, T]:
        entries = read_object(document, (), document if isinstance(document, dict) else (), path)
        return {
            key.read(names, name, path): value.read(names, item, (*path, name))
            for name, item in entries.items()
        }

    return Codec(
        read, lambda names, entries: {key.write(names, k): value.write(names, v) for k, v in entries.items()}
    )


def lazy(codec: Callable[[], Codec[T]]) -> Codec[T]:
    """A codec that is made further down: evidence may hold evidence."""
    return Codec(
        lambda names, document, path: codec().read(names, document, path),
        lambda names, value: codec().write(names, value),
    )


def record(kind: type[T], leave_out: Collection[str] = (), **codecs: Codec[Any]) -> Codec[T]:
    """A dataclass as an object with exactly its fields; empty lists of some are left out."""
    required = [key for key in codecs if key not in leave_out]

    def read(names: Names, document: Json, path: Path) -> T:
        parts = read_object(document, required, codecs, path)
        for key in leave_out:
            if key in parts and not parts[key]:
                raise MalformedCertificate("an empty list is left out here", (*path, key))
        return kind(**{key: codecs[key].read(names, entry, (*path, key)) for key, entry in parts.items()})

    def write(names: Names, value: T) -> Json:
        written = {key: codec.write(names, getattr(value, key)) for key, codec in codecs.items()}
        return {key: entry for key, entry in written.items() if key not in leave_out or entry}

    return Codec(read, write)


def tagged(tag: str, kinds: Mapping[str, tuple[type[Any], Codec[Any]]]) -> Codec[Any]:
    """One of several records, told apart by the value of a key."""

    def read(names: Names, document: Json, path: Path) -> Any:
        name = read_choice(
            document.get(tag) if isinstance(document, dict) else None, tuple(kinds), (*path, tag)
        )
        rest = {key: value for key, value in document.items() if key != tag}
        return kinds[name][1].read(names, rest, path)

    def write(names: Names, value: Any) -> Json:
        name = next(name for name, (kind, _) in kinds.items() if type(value) is kind)
        return {tag: name, **kinds[name][1].write(names, value)}

    return Codec(read, write)


def _read_polynomial(names: Names, document: Json, path: Path) -> Polynomial:
    terms = {}
    for entry in read_list(document, lambda item, at: read_list(item, lambda text, _: text, at), path):
        if not entry:
            raise MalformedCertificate("a term has a coefficient", path)
        coefficient = read_rational(entry[0], path)
        terms[tuple(sorted(names.variable(name, path) for name in entry[1:]))] = coefficient
    polynomial = Polynomial(terms)
    if _write_polynomial(names, polynomial) != document:
        raise MalformedCertificate("a polynomial that is not in its one spelling", path)
    return polynomial


def _write_polynomial(names: Names, polynomial: Polynomial) -> Json:
    return [
        [str(polynomial.terms[monomial]), *map(names.text, monomial)] for monomial in sorted(polynomial.terms)
    ]


def count(limit: int) -> Codec[int]:
    """An integer from 0 to the limit, the limit not included."""
    return Codec(lambda _, document, path: read_count(document, limit, path), lambda _, value: value)


POLYNOMIAL: Final = Codec(_read_polynomial, _write_polynomial)


TEXT: Final = Codec(lambda _, document, path: read_text(document, path), lambda _, value: value)


RATIONAL: Final = Codec(lambda _, document, path: read_rational(document, path), lambda _, value: str(value))


NUMBER: Final = Codec(
    lambda _, document, path: read_number(document, path), lambda _, value: number_to_json(value)
)


VARIABLE: Final = Codec(
    lambda names, document, path: names.variable(document, path), lambda names, value: names.text(value)
)


FLAG: Final[Codec[bool]] = Codec(
    lambda _, document, path: read_choice(document, (True, False), path), lambda _, value: value
)


RAW: Final[Codec[Json]] = Codec(lambda _, document, __: document, lambda _, value: value)
