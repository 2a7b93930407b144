"""Errors that are the user's to mend: one family, each with the exit status of the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_WIDTH: Final = 100
_SHOWN: Final = 50


class CertsimError(Exception):
    """The base of all errors that a user can mend; their text is the whole message."""

    exit_status: int = 2


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
        place = f"{_visible(self.file)}:{self.line}:{self.column}" if self.line else _visible(self.file)
        lines = [": ".join(part for part in (place, self.key, _visible(self.message)) if part)]
        if self.line:
            lines += ["    " + line for line in _excerpt(self.text, self.start, self.end)]
        if self.hint:
            lines.append(f"hint: {_visible(self.hint)}")
        return "\n".join(lines)


class SpecError(CertsimError):
    """A model or candidate that makes no sense; `problems` are all that were found, by their place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems: Final = problems

    def __str__(self) -> str:
        texts = [str(problem) for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            texts.append("and more problems like these")
        return "\n".join(texts)


def _excerpt(text: str, start: int, end: int) -> tuple[str, str]:
    """The line, cut to a window around the offence, and a line of carets under the offence."""
    first = max(0, min(start - _WIDTH // 2, len(text) - _WIDTH))
    last = min(len(text), first + _WIDTH)
    before, under = _visible(text[first:start]), _visible(text[start : min(end, last)])
    left, right = "…" if first else "", "…" if last < len(text) else ""
    line = left + before + under + _visible(text[max(start, min(end, last)) : last]) + right
    return line.rstrip(), " " * (len(left) + _columns(before)) + "^" * max(1, _columns(under))


def _visible(text: str) -> str:
    """The text on one line, a printable character for each: no control sequence reaches a terminal."""
    return text if text.isprintable() else "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    if character.isprintable():
        return character
    if character == "\t":
        return " "
    return chr(0x2400 + ord(character)) if ord(character) < 0x20 else "�"


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
