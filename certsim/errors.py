"""Errors that are the user's to mend: one family, each with the exit status of the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from certsim.kernel.errors import visible

_WIDTH: Final = 100
_LONGEST: Final = 400  # the characters of a message or a key that are shown


class CertsimError(Exception):
    """The base of all errors that a user can mend; their text is the whole message."""

    exit_status: int = 2
    kind: str = "input"

    def to_json(self) -> dict[str, Any]:
        """The object `error` of the result schema."""
        message, _, hint = str(self).partition("\nhint: ")
        return error_document(self.kind, message, hint or None)


def error_document(kind: str, message: str, hint: str | None = None) -> dict[str, Any]:
    """The object `error` of the result schema, for what stands at no place of a file."""
    problem = {"file": None, "line": None, "column": None, "key": None, "message": message, "hint": hint}
    return {"kind": kind, "message": message, "problems": [problem]}


@dataclass(frozen=True)
class Problem:
    """One offence in a spec: where it is, what is wrong and what may help.

    `line` and `column` count from 1 and are 0 where there is no place; `text` is the source line, and `start`
    and `end` are the offsets in it between which the offence stands. `key` is the path of the value, such
    as ``candidates[0].equations[1]``.
    """

    file: str
    line: int
    column: int
    key: str
    text: str
    start: int
    end: int
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        place = f"{visible(self.file)}:{self.line}:{self.column}" if self.line else visible(self.file)
        lines = [": ".join(part for part in (place, _cut(self.key), _cut(self.message)) if part)]
        if self.line:
            lines += ["    " + line for line in _excerpt(self.text, self.start, self.end)]
        if self.hint:
            lines.append(f"hint: {_cut(self.hint)}")
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """An entry of `problems` in the result schema."""
        return {
            "file": self.file,
            "line": self.line or None,
            "column": self.column if self.line else None,
            "key": _cut(self.key) or None,
            "message": _cut(self.message),
            "hint": None if self.hint is None else _cut(self.hint),
        }


class SpecError(CertsimError):
    """A model or candidate that makes no sense.

    `problems` are the first that were found, by their place; `more` says how many others there are, of which
    some were not even looked for unless the reading is `complete`.
    """

    kind = "spec"

    def __init__(self, problems: tuple[Problem, ...], more: int = 0, *, complete: bool = True) -> None:
        super().__init__(problems)
        self.problems: Final = problems
        self.more: Final = more
        self.complete: Final = complete

    def to_json(self) -> dict[str, Any]:
        count = len(self.problems) + self.more
        message = _cut(self.problems[0].message) if count == 1 else f"{count} problems"
        message = message if self.complete else f"at least {message}"
        return {
            "kind": self.kind,
            "message": message,
            "problems": [problem.to_json() for problem in self.problems],
        }

    def __str__(self) -> str:
        rest = "" if not self.more else f"{self.more} more problem{'s' * (self.more > 1)}"
        if not self.complete:
            rest = f"at least {rest}" if rest else "perhaps more problems: the reading was cut short"
        return "\n".join([*map(str, self.problems), *([f"and {rest}"] if rest else [])])


def _excerpt(text: str, start: int, end: int) -> tuple[str, str]:
    """The line, cut to a window around the offence, and a line of carets under the offence."""
    first = max(0, min(start - _WIDTH // 2, len(text) - _WIDTH))
    last = min(len(text), first + _WIDTH)
    before, under = _shown(text[first:start]), _shown(text[start : min(end, last)])
    left, right = "…" if first else "", "…" if last < len(text) else ""
    line = left + before + under + _shown(text[max(start, min(end, last)) : last]) + right
    return line.rstrip(), " " * (len(left) + _columns(before)) + "^" * max(1, _columns(under))


def _cut(text: str) -> str:
    """The text on one line, or its beginning."""
    return visible(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _shown(text: str) -> str:
    """A part of a line of a file, in which tabs are usual."""
    return visible(text.replace("\t", " "))


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
