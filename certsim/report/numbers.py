"""Exact numbers, as results and certificates spell them, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final, TypeAlias

Json: TypeAlias = Any

_DIGITS: Final = 8


def number_text(number: Json) -> str:
    """An exact number on its own; what its symbols stand for is said by `symbols_text`.

    >>> number_text("3/4")
    '3/4'
    >>> number_text({"polynomial": ["-3", "0", "1"], "interval": ["1", "2"], "value": ["1", "2"]})
    '2*t + 1'
    """
    if isinstance(number, str):
        return number
    if "polynomial" in number:
        return _polynomial_text(number["value"])
    if "pi" in number:
        plain = number_text(number["plus"])
        return f"{number['pi']}*pi" if plain == "0" else f"{plain} + {number['pi']}*pi"
    if number["denominator"] == "1":
        return str(number["numerator"])
    return f"({number['numerator']}) / ({number['denominator']})"


def rate_text(value: Json) -> str:
    """A value of a Lie derivative, which may be known by an enclosure only.

    >>> rate_text({"enclosure": ["0.25", "0.26"]})
    'a rate between 0.25 and 0.26'
    """
    if isinstance(value, dict) and "enclosure" in value:
        return f"a rate between {value['enclosure'][0]} and {value['enclosure'][1]}"
    return f"the rate {number_text(value)}"


def symbols_text(numbers: Iterable[Json]) -> Iterator[str]:
    """What the symbols in numbers stand for, each said once.

    >>> list(symbols_text([{"polynomial": ["-3", "0", "1"], "interval": ["1", "2"], "value": ["1", "2"]}]))
    ['t ≈ 1.7320508 is the root of t**2 - 3 between 1 and 2']
    """
    said = set()
    for number in numbers:
        for sentence in _symbols(number):
            if sentence not in said:
                said.add(sentence)
                yield sentence


def _symbols(number: Json) -> Iterator[str]:
    if not isinstance(number, dict) or "enclosure" in number:
        return
    if "pi" in number:
        yield from _symbols(number["plus"])
        return
    if "polynomial" in number:
        low, high = number["interval"]
        root = _decimal(_root(number["polynomial"], Fraction(low), Fraction(high)))
        yield f"t ≈ {root} is the root of {_polynomial_text(number['polynomial'])} between {low} and {high}"
    else:
        yield from (f"{symbol} = {meaning}" for symbol, meaning in number["basis"].items())


def _polynomial_text(coefficients: Sequence[str]) -> str:
    """A polynomial in t, highest power first, from its coefficients, lowest first."""
    terms = [
        _term_text(Fraction(coefficient), power)
        for power, coefficient in reversed(list(enumerate(coefficients)))
        if Fraction(coefficient)
    ]
    return " + ".join(terms).replace("+ -", "- ") or "0"


def _term_text(coefficient: Fraction, power: int) -> str:
    if power == 0:
        return str(coefficient)
    symbol = "t" if power == 1 else f"t**{power}"
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
