"""Exact numbers, as results and certificates spell them, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain, count
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any

_DIGITS: Final = 8
_LETTERS: Final = "tsruvwzpq"


class Symbols:
    """Writes the numbers of one statement; its symbols are no names of the spec, and a legend explains them.

    >>> symbols = Symbols(["t", "W[0,1]"])
    >>> symbols.text({"polynomial": ["-3", "0", "1"], "interval": ["1", "2"], "value": ["1", "2"]})
    '2*s + 1'
    >>> list(symbols.legend())
    ['s ≈ 1.7320508 is the root of s**2 - 3 between 1 and 2']
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Takes the names that the spec uses, with or without indices."""
        self._taken = {name.partition("[")[0] for name in names}
        self._symbols: dict[Json, str] = {}
        self._legend: list[str] = []

    def text(self, number: Json) -> str:
        """An exact number."""
        if isinstance(number, str):
            return number
        if "polynomial" in number:
            return _polynomial_text(number["value"], self._root(number["polynomial"], *number["interval"]))
        if "pi" in number:
            plain = self.text(number["plus"])
            return f"{number['pi']}*pi" if plain == "0" else f"{plain} + {number['pi']}*pi"
        renamed = {symbol: self._exponential(symbol, what) for symbol, what in number["basis"].items()}
        numerator, denominator = (
            re.sub(r"[A-Z]\d*", lambda match: renamed[match[0]], str(number[part]))
            for part in ("numerator", "denominator")
        )
        return numerator if denominator == "1" else f"({numerator}) / ({denominator})"

    def value(self, name: str, number: Json) -> str:
        """What a name stands for, which may be known by an enclosure only.

        >>> Symbols([]).value("a", {"enclosure": ["0.25", "0.26"]})
        'a between 0.25 and 0.26'
        """
        return f"{name} between {_ends(number)}" if _is_enclosed(number) else f"{name} = {self.text(number)}"

    def rate(self, value: Json) -> str:
        """A value of a Lie derivative.

        >>> Symbols([]).rate({"enclosure": ["0.25", "0.26"]})
        'a rate between 0.25 and 0.26'
        """
        return f"a rate between {_ends(value)}" if _is_enclosed(value) else f"the rate {self.text(value)}"

    def legend(self) -> Iterator[str]:
        """What the symbols of the numbers written so far stand for."""
        yield from self._legend

    def free(self, wanted: str) -> str:
        """The letter that is wanted, or another one if that is used; it is used from now on."""
        numbered = (f"{wanted}{number}" for number in count(1))
        letter = next(name for name in chain([wanted], _LETTERS, numbered) if name not in self._taken)
        self._taken.add(letter)
        return letter

    def _root(self, polynomial: Sequence[str], low: str, high: str) -> str:
        key = (tuple(polynomial), low, high)
        if key not in self._symbols:
            letter = self._symbols[key] = self.free("t")
            root = _decimal(_root(polynomial, Fraction(low), Fraction(high)))
            equation = _polynomial_text(polynomial, letter)
            self._legend.append(f"{letter} ≈ {root} is the root of {equation} between {low} and {high}")
        return self._symbols[key]

    def _exponential(self, symbol: str, meaning: str) -> str:
        if meaning not in self._symbols:
            self._symbols[meaning] = self.free(symbol) if symbol == "E" else self._numbered(symbol)
            self._legend.append(f"{self._symbols[meaning]} = {meaning}")
        return self._symbols[meaning]

    def _numbered(self, symbol: str) -> str:
        """A name such as C3, or with underscores after it where the spec uses that."""
        while symbol in self._taken:
            symbol += "_"
        self._taken.add(symbol)
        return symbol


def _is_enclosed(number: Json) -> bool:
    return isinstance(number, dict) and "enclosure" in number


def _ends(number: Json) -> str:
    return " and ".join(number["enclosure"])


def _polynomial_text(coefficients: Sequence[str], letter: str) -> str:
    """A polynomial in a letter, highest power first, from its coefficients, lowest first."""
    terms = [
        _term_text(Fraction(coefficient), power, letter)
        for power, coefficient in reversed(list(enumerate(coefficients)))
        if Fraction(coefficient)
    ]
    return " + ".join(terms).replace("+ -", "- ") or "0"


def _term_text(coefficient: Fraction, power: int, letter: str) -> str:
    if power == 0:
        return str(coefficient)
    symbol = letter if power == 1 else f"{letter}**{power}"
    if abs(coefficient) == 1:
        return symbol if coefficient > 0 else f"-{symbol}"
    return f"{coefficient}*{symbol}"


def _root(coefficients: Sequence[str], low: Fraction, high: Fraction) -> Fraction:
    """The root between two points at which the signs differ, by bisection: near enough to be shown."""
    polynomial = [Fraction(coefficient) for coefficient in coefficients]
    rising = _value(polynomial, high) > 0
    while high - low > Fraction(1, 10 ** (_DIGITS + 2)):
        middle = (low + high) / 2
        if (_value(polynomial, middle) > 0) == rising:
            high = middle
        else:
            low = middle
    return (low + high) / 2


def _value(polynomial: Sequence[Fraction], at: Fraction) -> Fraction:
    value = Fraction(0)
    for coefficient in reversed(polynomial):
        value = value * at + coefficient
    return value


def _decimal(value: Fraction) -> str:
    return f"{float(value):.{_DIGITS}g}"
