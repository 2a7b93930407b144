"""What is wrong with a spec, collected while it is read, and put into words and places at the end."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Protocol, TypeAlias

from certsim.errors import Problem, SpecError
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.meter import spend
from certsim.model.parsed import ExpressionError, Span

Key: TypeAlias = tuple[str | int, ...]
"""The path of a value in a document: ``("candidates", 0, "equations", 1)``."""


@dataclass(frozen=True)
class Fault:
    """One offence: at a value, at a part of its text, or (`of_key`) at the key itself."""

    key: Key
    message: str
    hint: str | None = None
    span: Span | None = None
    of_key: bool = False


SHOWN: Final = 20
"""How many faults of a document are put into words; the others are counted."""
_WORK_OF_A_FAULT: Final = 300


@dataclass
class Faults:
    """What is wrong with a document: a list that grows while it is read.

    `warnings` are no faults: the document means something all the same.
    """

    found: dict[Fault, None] = field(default_factory=dict)
    warnings: list[Fault] = field(default_factory=list)

    @contextmanager
    def collected(self, file: str, locator: Locator) -> Generator[None]:
        """Around the reading of a document: raises `SpecError` with the faults at its end, if any.

        Where the reading exceeds its limit of work, the faults that were found by then are all that is said.
        """
        complete = True
        try:
            yield
        except LimitExceeded:
            if not self.found:
                raise
            complete = False
        if self.found:
            problems = dict.fromkeys(_problem(fault, file, locator) for fault in islice(self.found, SHOWN))
            ordered = tuple(sorted(problems, key=lambda p: (p.line, p.column, p.message)))
            raise SpecError(ordered, max(0, len(self.found) - SHOWN), complete=complete)

    def add(
        self,
        key: Key,
        message: str,
        hint: str | None = None,
        span: Span | None = None,
        *,
        of_key: bool = False,
    ) -> None:
        self.append(Fault(key, message, hint, span, of_key))

    def add_error(self, key: Key, error: ExpressionError, *, of_key: bool = False) -> None:
        self.append(Fault(key, error.message, error.hint, error.span, of_key))

    def warn(self, key: Key, message: str, hint: str) -> None:
        self.warnings.append(Fault(key, message, hint))

    def warned(self, file: str, locator: Locator) -> tuple[Problem, ...]:
        """The warnings, with their places."""
        return tuple(_problem(fault, file, locator) for fault in self.warnings[:SHOWN])

    def append(self, fault: Fault) -> None:
        """Adds a fault, unless the reading has no work left: what it met after that is no fault."""
        spend(_WORK_OF_A_FAULT)
        self.found[fault] = None


@dataclass(frozen=True)
class Place:
    """A stretch of a line; lines and columns count from 1."""

    line: int
    column: int
    text: str
    length: int

    @classmethod
    def in_text(cls, text: str, start: int, end: int, line: int = 1) -> Place:
        """The first line of what stands between two offsets of a text that begins on the given line."""
        first = text.rfind("\n", 0, start) + 1
        last = text.find("\n", start)
        content = text[first : last if last >= 0 else len(text)]
        length = max(1, min(end, first + len(content)) - start)
        return cls(line + text.count("\n", 0, start), start - first + 1, content, length)


class Locator(Protocol):
    """Knows where the values of a document stand."""

    def locate(self, fault: Fault) -> Place | None: ...

    def name(self, key: Key) -> str: ...


@dataclass(frozen=True)
class ValueLocator:
    """Places within the values themselves: for what was written in Python and stands in no file."""

    document: Mapping[str, Any]
    prefix: Key

    def locate(self, fault: Fault) -> Place | None:
        value: Any = fault.key[-1] if fault.of_key and fault.key else self._value(fault.key)
        if not isinstance(value, str):
            return None
        return Place.in_text(value, *(fault.span or (0, len(value))))

    def name(self, key: Key) -> str:
        return key_text(key[len(self.prefix) :] if key[: len(self.prefix)] == self.prefix else key)

    def _value(self, key: Key) -> Any:
        value: Any = self.document
        for step in key:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value


def _problem(fault: Fault, file: str, locator: Locator) -> Problem:
    place, name = locator.locate(fault), locator.name(fault.key)
    if place is None:
        return Problem(file, 0, 0, name, "", 0, 0, fault.message, fault.hint)
    start = place.column - 1
    end = start + place.length
    return Problem(file, place.line, place.column, name, place.text, start, end, fault.message, fault.hint)


_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")


def key_text(key: Key) -> str:
    """The path as one would write it: ``candidates[0].equations[1]``, ``model.rates."W[0]"``."""
    parts = []
    for step in key:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        else:
            parts.append("." + (step if _BARE_KEY.fullmatch(step) else '"' + repr(step)[1:-1] + '"'))
    return "".join(parts).removeprefix(".")


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """A hint that names the word that was probably meant."""
    near = closest(word, words)
    return None if near is None else f"did you mean {near!r}?"


_CONSIDERED: Final = 30_000  # pairs of letters that are compared for one word
_LONGEST: Final = 40


def closest(word: str, words: Iterable[str]) -> str | None:
    """The word at the smallest edit distance, if no more than a third of the letters (or one) differ.

    >>> closest("w3", ["w1", "w2"])
    'w2'
    """
    if len(word) > _LONGEST:
        return None
    bound = min(max(1, len(word) // 3), len(word) - 1)
    near = (other for other in islice(words, _CONSIDERED) if abs(len(other) - len(word)) <= bound)
    considered = list(islice(near, _CONSIDERED // max(1, len(word)) ** 2))
    spend(2 * len(considered) * len(word) ** 2)
    lower = word.lower()
    ranked = [(_distance(lower, other.lower()), _strangeness(word, other), other) for other in considered]
    distance, _, best = min(ranked, default=(bound + 1, 0, None))
    return best if distance <= bound else None


def _strangeness(left: str, right: str) -> int:
    """How far apart the letters are in the alphabet: w2 is nearer to w3 than w1 is."""
    return sum(abs(ord(a) - ord(b)) for a, b in zip(left, right, strict=False))


def _distance(left: str, right: str) -> int:
    """Levenshtein's edit distance, in which an exchange of neighbours counts once."""
    before, row = [0] * (len(right) + 1), list(range(len(right) + 1))
    for i, a in enumerate(left):
        above, previous = before, row
        row = [i + 1]
        for j, b in enumerate(right):
            cost = min(previous[j + 1] + 1, row[j] + 1, previous[j] + (a != b))
            if i and j and a == right[j - 1] and left[i - 1] == b:
                cost = min(cost, above[j - 1] + 1)
            row.append(cost)
        before = previous
    return row[-1]
