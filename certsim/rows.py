"""What notebooks show of answers: sets, points, witnesses and their numbers, as rows of formulas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, TypeAlias

from certsim.kernel.statement.strict_json import load
from certsim.model.latex import Latex
from certsim.model.notebook import Row, latex_text, written
from certsim.model.text import candidate_row, model_row

Json: TypeAlias = Any

SHOWN: Final = 12
"""So many coordinates, generators or sets are shown one by one."""
_DECIMAL: Final = re.compile(r"-?[0-9.]+(?:E[+-]?[0-9]+)?")


def claim_of(certificate: bytes | None) -> Mapping[str, Json]:
    """The claim of a certificate as it is written; nothing where there is none."""
    return {} if certificate is None else dict(load(certificate)["claim"])


def writer_of(claim: Mapping[str, Json]) -> Latex:
    """What writes the names of a claim in LaTeX."""
    return Latex.of(*(claim[key] for key in ("model", "candidate") if key in claim))


def writer_of_names(names: Iterable[str]) -> Latex:
    """What writes in LaTeX the names of arrays of which scalar names such as `W[0,1]` are given."""
    parts = (name.partition("[") for name in names)
    return Latex({base: rest.count(",") + 1 if rest else 0 for base, _, rest in parts})


def claim_rows(claim: Mapping[str, Json]) -> Iterator[Row]:
    """The model and the set of a claim."""
    if "model" in claim:
        yield model_row(claim["model"])
    if "candidate" in claim:
        yield candidate_row(claim["candidate"], writer_of(claim))


def footing_rows(domain: str | None, assumptions: Sequence[str], write: Latex) -> Iterator[Row]:
    """Where the model is defined, and what is assumed."""
    if domain:
        yield written("domain", domain.split(" and "), write)
    yield from (Row("assuming", assumption) for assumption in assumptions)


def optimiser_rows(optimisers: Mapping[str, bool | None]) -> Iterator[Row]:
    """Which optimisers keep a set, and which do not."""
    for label, value in (("kept by", True), ("not kept by", False)):
        names = [name.replace("_", " ") for name, kept in optimisers.items() if kept is value]
        if names:
            yield Row(label, ", ".join(names))


def point_row(label: str, point: Mapping[str, Json], write: Latex) -> Row:
    """The coordinates that are not 0."""
    nonzero = {name: number for name, number in point.items() if number != "0"}
    shown = [
        f"{_scalar(name, write)} = {number_latex(number)}" for name, number in list(nonzero.items())[:SHOWN]
    ]
    if len(nonzero) > SHOWN:
        shown.append(rf"\text{{and {len(nonzero) - SHOWN} more}}")
    if len(nonzero) < len(point):
        shown.append(r"\text{all else }0" if nonzero else r"\text{the origin}")
    return Row(label, ", ".join(map(str, nonzero)), (",\\; ".join(shown),) if shown else ())


def _scalar(name: str, write: Latex) -> str:
    base, _, rest = name.partition("[")
    return write(["index", base, *map(int, rest[:-1].split(","))] if rest else base)


def number_latex(number: Json) -> str:
    r"""An exact number, or an interval that holds it.

    >>> number_latex({"polynomial": ["-3", "0", "1"], "interval": ["1", "2"], "value": ["1", "-1/2"]})
    '-\\frac{1}{2}\\,t + 1'
    """
    write = Latex()
    if isinstance(number, str):
        return write(number)
    if "enclosure" in number:
        return rf"\left[{', '.join(map(_decimal, number['enclosure']))}\right]"
    if "polynomial" in number:
        return write(_polynomial(number["value"]))
    if "pi" in number:
        return _with_pi(number_latex(number["plus"]), number["pi"])
    (above,), (below,) = (
        written("", [str(number[part])], write).formulas for part in ("numerator", "denominator")
    )
    return above if below == "1" else rf"\frac{{{above}}}{{{below}}}"


def _with_pi(rest: str, slope: str) -> str:
    r"""A number and a multiple of π, with the sign between them.

    >>> _with_pi("1", "-1/2"), _with_pi("0", "1")
    ('1 - \\frac{1}{2}\\,\\pi', '\\pi')
    """
    size = slope.removeprefix("-")
    multiple = Latex()("pi" if size == "1" else ["*", size, "pi"])
    sign = "-" if size != slope else "+"
    return f"{'-' if sign == '-' else ''}{multiple}" if rest == "0" else f"{rest} {sign} {multiple}"


def _decimal(text: str) -> str:
    return text if _DECIMAL.fullmatch(text) else "?"


def _polynomial(coefficients: Sequence[str]) -> Json:
    """The tree of a polynomial in t, highest power first, from its coefficients, lowest first."""
    terms = [_term(c, power) for power, c in reversed(list(enumerate(coefficients))) if c != "0"]
    return "0" if not terms else terms[0] if len(terms) == 1 else ["+", *terms]


def _term(coefficient: str, power: int) -> Json:
    if coefficient.startswith("-"):
        return ["neg", _term(coefficient[1:], power)]
    monomial: Json = "t" if power == 1 else ["**", "t", power]
    return coefficient if not power else monomial if coefficient == "1" else ["*", coefficient, monomial]


def meaning_rows(numbers: Iterable[Json]) -> Iterator[Row]:
    """What the symbols in numbers stand for."""
    if meanings := tuple(dict.fromkeys(_meanings(numbers))):
        yield Row("where", "; ".join(meanings), meanings)


def _meanings(numbers: Iterable[Json]) -> Iterator[str]:
    """What the symbols in numbers stand for."""
    write = Latex()
    for number in numbers:
        if isinstance(number, Mapping) and "pi" in number:
            yield from _meanings([number["plus"]])
        elif isinstance(number, Mapping) and "polynomial" in number:
            low, high = map(write, number["interval"])
            yield rf"{write(_polynomial(number['polynomial']))} = 0,\; {low} \leq t \leq {high}"
        elif isinstance(number, Mapping) and "basis" in number:
            yield from written(
                "", [f"{name} = {text}" for name, text in number["basis"].items()], write
            ).formulas


def letter_latex(letter: Mapping[str, Json], field: str, write: Latex) -> str:
    r"""A field of a word, as a witness has it; `field` is what it is the gradient of, in words.

    >>> letter_latex({"output": 0, "input": {"x": "1/2"}}, "output 0", Latex())
    '\\text{the field of output 0 at }x = \\frac{1}{2}'
    >>> letter_latex({"output": 1, "datum": 2}, "output 1 at datum 2", Latex())
    '\\text{the field of output 1 at datum 2}'
    """
    said = field if "field" in letter else f"the field of {field}"
    values = (f"{_scalar(name, write)} = {write(value)}" for name, value in letter.get("input", {}).items())
    at = ",\\; ".join(values)
    return latex_text(f"{said} at ") + at if at else latex_text(said)


def listed_rows(label: str, sets: Iterable[Sequence[str]], write: Latex) -> Iterator[Row]:
    """Sets by their equations, a row each; after some, how many more there are."""
    given = list(sets)
    yield from (written(label, equations, write) for equations in given[:SHOWN])
    if len(given) > SHOWN:
        yield Row(label, f"and {len(given) - SHOWN} more")


def moves_row(label: str, moves: Mapping[str, str], write: Latex) -> Row:
    """What a map puts in the place of parameters."""
    pairs = list(moves.items())
    formulas = [written("", pair, write).formulas for pair in pairs[:SHOWN]]
    text = ", ".join(f"{name} → {image}" for name, image in pairs)
    if not all(formulas) or not pairs:
        return Row(label, text)
    more = [latex_text(f"and {len(pairs) - SHOWN} more")] if len(pairs) > SHOWN else []
    shown = (rf"{name} \mapsto {image}" for name, image in formulas)
    return Row(label, text, (",\\; ".join(chain(shown, more)),))
