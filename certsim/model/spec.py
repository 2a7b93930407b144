"""Spec files: TOML text to a model and its candidates, or all of its errors at once."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from certsim.errors import Problem, SpecError
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import metered, spend
from certsim.model.candidate import Candidate, read_candidates
from certsim.model.document import FloatLiteral, check_document
from certsim.model.faults import Fault, Faults, Key, Place, closest, key_text
from certsim.model.model import Model, read_model
from certsim.model.sizes import first_of, read_sizes

MAX_BYTES: Final = 2_000_000
_LARGE: Final = f"the file is larger than the limit of {MAX_BYTES // 1_000_000} MB"
WORK: Final = 10_000_000
"""What the reading of a file or of a point may cost, in the units of the meter: about a second."""


@dataclass(frozen=True)
class Spec:
    """A spec file that was read: where it is, the digest of its bytes, and what it says.

    `sizes` are the sizes that it names, with all their values; the model is the one of the first values.
    """

    path: Path
    sha256: str
    name: str
    model: Model
    candidates: tuple[Candidate, ...]
    sizes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def read_spec(path: str | os.PathLike[str], sizes: Mapping[str, Sequence[int]] | None = None) -> Spec:
    """Reads a spec file (interface: format 1); raises `SpecError` with all that is wrong with it.

    `sizes` are values of names in its table [sizes], instead of those that stand there.
    """
    path = Path(path)
    with bounded(path):
        data = read_bytes(path)
        source = decode(data, path)
        document = read_toml(source, path)
        faults, locator = Faults(), FileLocator(source)
        with faults.collected(str(path), locator):
            checked = check_document(document, faults)
            named = read_sizes(checked, sizes or {}, faults)
            vocabulary, model = read_model(checked, faults, first_of(named))
            candidates = read_candidates(checked, vocabulary, faults)
        warnings = faults.warned(str(path), locator)
    return Spec(path, hashlib.sha256(data).hexdigest(), path.stem, model, candidates, named, warnings)


@contextmanager
def bounded(path: Path) -> Iterator[None]:
    """Bounds the work of reading a file or a point; raises `SpecError` where that is not enough."""
    try:
        with metered(WORK):
            yield
    except LimitExceeded:
        raise unreadable(path, "to read this takes more work than is allowed", "make it smaller") from None
    except RecursionError:
        raise unreadable(path, "this is nested too deep") from None


class FileLocator:
    """Places in the text of a TOML file; the text is parsed for them only when one is asked for."""

    def __init__(self, source: str) -> None:
        self._source: Final = source

    def locate(self, fault: Fault) -> Place | None:
        from certsim.model.positions import locate

        return locate(self._source, fault.key, fault.span, of_key=fault.of_key)

    def name(self, key: Key) -> str:
        return key_text(key)


def read_bytes(path: Path, what: str = "spec file") -> bytes:
    """The bytes of a regular file; of a larger one than the limit, none are read."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise unreadable(path, "this is a directory", f"name a {what} in it")
        if not stat.S_ISREG(found.st_mode):
            raise unreadable(path, "this is not a regular file")
        if found.st_size > MAX_BYTES:
            raise unreadable(path, _LARGE)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise unreadable(path, "there is no such file", _near(path)) from error
    except (OSError, ValueError) as error:
        raise unreadable(path, f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(data) > MAX_BYTES:
        raise unreadable(path, _LARGE)
    return data


def unreadable(path: Path, message: str, hint: str | None = None) -> SpecError:
    """What is wrong with a file as a whole."""
    return SpecError((Problem(str(path), 0, 0, "", "", 0, 0, message, hint),))


def _near(path: Path) -> str | None:
    """A hint that names a file that was probably meant."""
    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for entry, _ in zip(entries, range(1_000), strict=False)]
    except OSError:
        return None
    near = closest(path.name, sorted(names)) or closest(path.name + ".toml", sorted(names))
    return None if near is None else f"did you mean {str(path.with_name(near))!r}?"


def decode(data: bytes, path: Path) -> str:
    """The text of a spec or another file in UTF-8, its lines ended by line feeds."""
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").replace("\r\n", "\n")
        after = data[error.start : error.start + 200].decode("utf-8", "replace")
        place = Place.in_text(before + after, len(before), len(before) + 1)
        message = f"byte 0x{data[error.start]:02x} at offset {error.start} is not UTF-8"
        raise at_place(place, path, message, "save the file in the encoding UTF-8") from error


def at_place(place: Place, path: Path, message: str, hint: str | None = None) -> SpecError:
    """What is wrong at one place of a file."""
    start = place.column - 1
    end = start + place.length
    return SpecError(
        (Problem(str(path), place.line, place.column, "", place.text, start, end, message, hint),)
    )


MAX_KEY_PARTS: Final = 50

_PART: Final = r"""(?:[\w-]+|"(?:[^"\\\n]|\\[^\n])*"|'[^'\n]*')"""
_DOT: Final = r"[ \t]*\.[ \t]*"
_LONG_KEY: Final = re.compile(rf"(?:{_PART}{_DOT}){{{MAX_KEY_PARTS}}}", re.ASCII)
"""Keys on which the TOML reader would spend time and memory that grow with the square of their length."""
_TOKEN: Final = re.compile(
    rf"""(?P<key>{_PART}(?:{_DOT}{_PART})+) | \#[^\n]* | [\w-]+
    | "{{3}}(?:[^\\]|\\.)*?(?:"{{3}}|\Z) | '{{3}}.*?(?:'{{3}}|\Z)
    | "(?:[^"\\\n]|\\[^\n])*"? | '[^'\n]*'?""",
    re.ASCII | re.DOTALL | re.VERBOSE,
)
"""Dotted keys, comments, words, and strings; what is not ended goes on to the end of its line or file."""
_PRICES: Final = {"=": 150, "[": 100, ",": 50, "{": 20, ".": 20, "\n": 16, "\\": 12, '"': 10}
"""What it costs to read these characters, and to find places among them; any other costs 1."""

_TOML_PLACE: Final = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)


def read_toml(source: str, path: Path) -> Mapping[str, Any]:
    """The document of a TOML text, floating-point numbers as they are written; raises `SpecError`."""
    spend(len(source) + sum(price * source.count(character) for character, price in _PRICES.items()))
    if key := _long_key(source):
        place = Place.in_text(source, *key.span())
        raise at_place(place, path, f"a key of more than {MAX_KEY_PARTS} parts")
    try:
        return tomllib.loads(source, parse_float=FloatLiteral)
    except tomllib.TOMLDecodeError as error:
        message, offset = _toml_message(str(error), source)
        place = Place.in_text(source, offset, offset + 1)
        raise at_place(
            place, path, f"this is not TOML: {message}", _toml_hint(message, source, offset)
        ) from error
    except RecursionError as error:
        raise unreadable(path, "brackets are nested too deep") from error
    except ValueError as error:  # an integer of more digits than Python converts
        raise unreadable(path, "an integer has too many digits") from error


def _long_key(source: str) -> re.Match[str] | None:
    """The first key of too many parts, which stands neither in a comment nor in a string."""
    if source.count(".") < MAX_KEY_PARTS:
        return None
    keys = (token for token in _TOKEN.finditer(source) if token["key"])
    return next((key for key in keys if _LONG_KEY.match(source, *key.span())), None)


_TOML_HINTS: Final = (
    ("", "\ufeff", "save the file without a byte order mark"),
    ("invalid statement", r"\{", "specs are TOML, not JSON"),
    ("expected '='", r"\s*:", "a value is given by '='"),
    ("illegal character", r"\n", "a quote is never closed"),
    ("cannot overwrite", "", "the key, or the table, is given twice"),
    (
        "cannot declare|declared twice|cannot mutate",
        "",
        "the table is given twice; candidates are [[candidates]]",
    ),
    ("invalid value", "[“”„‘’«»`]", 'texts stand in straight quotes: "W[3,2]"'),
    ("invalid value", "True|False", "truth values are written true and false"),
    ("invalid value", r"[A-Za-z_(]", 'texts stand in quotes: "W[3,2]"'),
    ("unclosed array", "", "a comma or the closing ']' is missing"),
    ("key part", r"\s*[\n}]", "a table in { } stands on one line, with no comma at its end"),
)
"""Hints: for messages of the TOML reader in which the first is found, and a place where the second stands."""


_TABLE: Final = re.compile(r"\((?:'[^']*',? ?)+\)")
_IN_TABLE: Final = re.compile(r"'([^']*)'")
"""How the TOML reader shows the name of a table, and the parts of it."""


def _toml_hint(message: str, source: str, offset: int) -> str | None:
    """What helps where a text is not TOML."""
    fitting = (
        hint
        for said, there, hint in _TOML_HINTS
        if re.search(said, message) and re.compile(there).match(source, offset)
    )
    return next(fitting, None)


def _toml_message(text: str, source: str) -> tuple[str, int]:
    """The message of the TOML reader and the offset that it names."""
    match = _TOML_PLACE.fullmatch(text)
    message = match[1] if match else text
    message = _TABLE.sub(lambda table: f"[{'.'.join(_IN_TABLE.findall(table[0]))}]", message)
    message = message[:1].lower() + message[1:]
    if match is None or match[2] is None:
        return message, len(source.rstrip())
    lines = source.split("\n")
    return message, sum(len(line) + 1 for line in lines[: int(match[2]) - 1]) + int(match[3]) - 1
