"""Arrays in short text, in one spelling: runs of equal numbers, and of integers one after the other.

>>> write_integers([1, 2, 3, 7, 0, 0, 0, -2])
'1..3 7 0*3 -2'
>>> write_numbers(np.array([0.0, 0.0, 1.5, -np.inf]))
'0x0p+0*2 0x1.8p+0 -inf'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from certsim.kernel.errors import MalformedCertificate, excerpt
from certsim.kernel.meter import spend
from certsim.kernel.statement.strict_json import Json, Path, read_text

_INTEGERS: Final = re.compile(r"(-?\d{1,10})(?:\.\.(-?\d{1,10})|\*(\d{1,10}))?", re.ASCII)
_NUMBERS: Final = re.compile(
    r"(-?(?:inf|0x[01](?:\.[0-9a-f]{1,13})?p[+-]\d{1,4}))(?:\*(\d{1,10}))?", re.ASCII
)
_PER_ENTRY: Final = 2
"""What an entry of eight bytes costs."""


def write_integers(numbers: Sequence[int] | NDArray[np.int64]) -> str:
    """Runs of three or more with steps 0 or 1, each as long as it can be."""
    given = np.asarray(numbers, dtype=np.int64)
    steps = np.diff(given)
    ends = [*(np.flatnonzero(np.diff(steps)) + 1).tolist(), len(steps)] if len(steps) else []
    tokens, at = [], 0
    for end in ends:
        if end - at >= 2 and steps[at] in (0, 1):
            first, last = int(given[at]), int(given[end])
            tokens.append(f"{first}*{end - at + 1}" if first == last else f"{first}..{last}")
            at = end + 1
        else:
            tokens += map(str, given[at:end].tolist())
            at = max(at, end)
    return " ".join([*tokens, *map(str, given[at:].tolist())])


def read_integers(document: Json, limit: int, path: Path) -> NDArray[np.int64]:
    """Integers, at most so many."""
    parts = []
    for match in _tokens(_INTEGERS, document, "integers", path):
        first, last, times = match.groups()
        length = int(last) - int(first) + 1 if last else int(times or 1)
        limit = _left(limit, length, path)
        parts.append(np.full(length, int(first)) if last is None else np.arange(int(first), int(last) + 1))
    return np.concatenate(parts).astype(np.int64)


def write_numbers(values: NDArray[np.float64]) -> str:
    """Numbers in hexadecimal, row by row; raises ValueError where one is none."""
    flat = np.ascontiguousarray(values, dtype="<f8").reshape(-1)
    if np.isnan(flat).any():
        raise ValueError("NaN is no number")
    bits = flat.view("<i8")
    starts = [0, *(np.flatnonzero(np.diff(bits)) + 1).tolist(), len(flat)]
    return " ".join(
        _hexadecimal(float(flat[start])) + (f"*{end - start}" if end > start + 1 else "")
        for start, end in pairwise(starts)
    )


def read_numbers(document: Json, limit: int, path: Path) -> NDArray[np.float64]:
    """Numbers, infinite ones too, at most so many."""
    parts = []
    for match in _tokens(_NUMBERS, document, "numbers in hexadecimal", path):
        number, times = match.groups()
        limit = _left(limit, int(times or 1), path)
        try:
            parts.append(np.full(int(times or 1), float.fromhex(number)))
        except OverflowError:
            raise MalformedCertificate(f"the number {number} is too large", path) from None
    return np.concatenate(parts)


def _hexadecimal(value: float) -> str:
    """The shortest spelling.

    >>> [_hexadecimal(value) for value in (1.0, -0.75, 0.1)]
    ['0x1p+0', '-0x1.8p-1', '0x1.999999999999ap-4']
    """
    return re.sub(r"\.?0*p", "p", value.hex()) if "." in value.hex() else value.hex()


def _tokens(pattern: re.Pattern[str], document: Json, what: str, path: Path) -> Iterator[Any]:
    for token in read_text(document, path).split(" "):
        match = pattern.fullmatch(token)
        if match is None:
            raise MalformedCertificate(f"expected {what}, found {excerpt(token)}", path)
        yield match


def _left(limit: int, length: int, path: Path) -> int:
    """How many entries may follow a run."""
    if not 1 <= length <= limit:
        raise MalformedCertificate(f"a run of {length} entries where {limit} may be", path)
    spend(_PER_ENTRY * length + 10)
    return limit - length
