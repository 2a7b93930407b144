"""Strict, bounded reading of JSON: every shape is checked, and nothing foreign is ever raised."""

from __future__ import annotations

import hashlib
import json
import pathlib
import re
import stat
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, NoReturn, TypeAlias, TypeVar

from certsim.kernel.errors import LimitExceeded, MalformedCertificate, excerpt
from certsim.kernel.meter import spend

Json: TypeAlias = Any
Path: TypeAlias = tuple[int | str, ...]
T = TypeVar("T")

MAX_BYTES: Final = 16 * 1024 * 1024
"""The longest certificate. A document takes up to 35 times its size in memory."""
_WORK_PER_BYTE: Final = 6
_SURROGATE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")


def read_file(path: pathlib.Path) -> bytes:
    """The bytes of a regular file; of anything else, or of a file over the limit, none are read.

    Raises OSError, and ValueError for what cannot be a path.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise MalformedCertificate("not a regular file")
    if found.st_size > MAX_BYTES:
        raise MalformedCertificate(f"{found.st_size} bytes are over the limit of {MAX_BYTES}")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def load(data: bytes) -> Json:
    """The JSON document, without floats, duplicate keys, or more nesting than can be read safely."""
    if len(data) > MAX_BYTES:
        raise LimitExceeded(f"{len(data)} bytes are over the limit of {MAX_BYTES}")
    spend(_WORK_PER_BYTE * len(data))
    try:
        text = data.decode("utf-8")
        if _SURROGATE.search(text):
            raise MalformedCertificate("half a character, written as an escape")
        return json.loads(text, object_pairs_hook=_object, parse_float=_no_float, parse_constant=_no_float)
    except UnicodeDecodeError as error:
        raise MalformedCertificate(f"not UTF-8: byte {error.start} cannot be read") from None
    except json.JSONDecodeError as error:
        raise MalformedCertificate(
            f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise MalformedCertificate("JSON nested too deep") from None
    except ValueError as error:
        raise MalformedCertificate(f"not acceptable JSON: {error}") from None


def dump(document: Json) -> bytes:
    """The one spelling of a document: sorted keys, no spaces, a final newline."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8") + b"\n"


def digest(document: Json) -> str:
    """SHA-256 of the document in its one spelling."""
    return hashlib.sha256(dump(document)).hexdigest()


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise MalformedCertificate(f"a key stands twice among {excerpt(sorted(document), 200)}")
    return document


def _no_float(text: str) -> NoReturn:
    raise MalformedCertificate(f"the number {excerpt(text)} is not exact")


def read_object(
    document: Json, required: Collection[str], optional: Collection[str] = (), path: Path = ()
) -> Mapping[str, Json]:
    """An object with exactly the required keys, and perhaps the optional ones."""
    if not isinstance(document, dict):
        raise MalformedCertificate(f"expected an object, found {excerpt(document)}", path)
    for key in required:
        if key not in document:
            raise MalformedCertificate(f"the key {key!r} is missing", path)
    known = {*required, *optional}
    for key in document:
        if key not in known:
            raise MalformedCertificate(f"unknown key {excerpt(key)}", (*path, key))
    found: Mapping[str, Json] = document
    return found


def read_list(
    document: Json, entry: Callable[[Json, Path], T], path: Path = (), length: int | None = None
) -> list[T]:
    """A list whose entries are read one by one."""
    if not isinstance(document, list):
        raise MalformedCertificate(f"expected a list, found {excerpt(document)}", path)
    if length is not None and len(document) != length:
        raise MalformedCertificate(f"expected {length} entries, found {len(document)}", path)
    return [entry(item, (*path, at)) for at, item in enumerate(document)]


def read_text(document: Json, path: Path = ()) -> str:
    """A string."""
    if not isinstance(document, str):
        raise MalformedCertificate(f"expected a string, found {excerpt(document)}", path)
    return document


def read_choice(document: Json, choices: Collection[T], path: Path = ()) -> T:
    """One of the choices, of the same type too: `True` is not 1."""
    for choice in choices:
        if type(document) is type(choice) and document == choice:
            return choice
    raise MalformedCertificate(f"expected one of {list(choices)!r}, found {excerpt(document)}", path)


def read_count(document: Json, limit: int, path: Path = ()) -> int:
    """An integer from 0 to the limit, the limit not included."""
    if type(document) is not int or not 0 <= document < limit:
        raise MalformedCertificate(
            f"expected an integer from 0 to {limit - 1}, found {excerpt(document)}", path
        )
    return document
