"""Results and checks as lines for a person to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from textwrap import wrap
from typing import Any, Final, TypeAlias

from certsim.kernel.errors import visible
from certsim.report.numbers import Symbols
from certsim.result import Core, Manifold, Result, Witness, field_text

Json: TypeAlias = Any
Paint: TypeAlias = Callable[[str, str], str]
"""Writes a text in a colour, or leaves it plain."""

_COLOURS: Final = {
    "certified": "green",
    "core": "green",
    "valid": "green",
    "refuted": "red",
    "invalid": "red",
    "malformed": "red",
}
_SHOWN: Final = 12
_LONGEST: Final = 240
_WIDTH: Final = 88
_HEAD: Final = 11  # the width of the longest verdict and two spaces


def headed(word: str, first: str, rest: Iterable[str], paint: Paint) -> Iterator[str]:
    """A verdict, what it is about, and more lines below the latter."""
    yield f"{paint(word, _COLOURS.get(word, 'yellow'))}{' ' * (_HEAD - len(word))}{visible(first)}"
    yield from (" " * _HEAD + line for line in rest)


def labelled(lines: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Labels in one column, texts in another."""
    yield from (f"{label:<10} {line}" for label, line in lines)


def result_lines(result: Result, paint: Paint) -> Iterator[str]:
    """The verdict on a candidate, and what a reader will want to know of it.

    >>> from certsim.verdict import Verdict
    >>> result = Result("a line", Verdict.UNKNOWN, reason="timeout", hint="try more")
    >>> for line in result_lines(result, lambda text, colour: text):
    ...     print(line)
    unknown    a line
               timeout: try more
    """
    return headed(result.outcome, result.candidate, _details(result), paint)


def _details(result: Result) -> Iterator[str]:
    if result.outcome == "unknown":
        yield from _why(result.reason, result.hint)
    if result.outcome == "empty":
        yield f"{_emptiness(result)}: the statement is vacuous"
    if result.outcome == "certified":
        yield result.kind
        yield from optimiser_lines(result)
    if result.domain:
        yield _domain(result.domain)
    if result.witness:
        yield from witness_lines(result.witness)
    yield from (_short(f"assuming {assumption}") for assumption in result.assumptions)
    if result.core is not None and (result.core.largest or result.core.comparison != "empty"):
        yield _short(result.core.sentence) + _size(result.core.manifold)
    if result.confirmed:
        yield "confirmed by the verified checker"
    if result.unconfirmed:
        yield _short(f"not confirmed by the verified checker: {result.unconfirmed}")
    if result.is_unexpected:
        yield f"not as expected: {result.expect}" if result.expect else _IF_MEANT


_IF_MEANT: Final = 'if this is meant, say so in the spec: expect = "empty"'


def _emptiness(result: Result) -> str:
    """Why a set counts as empty."""
    if any(assumption.startswith("relu:") for assumption in result.assumptions):
        return "the set meets no region of constant activation pattern"
    if result.domain:
        return "the set has no points where the model is defined"
    return f"the set has no points{' for generic constants' if result.manifold.generic else ''}"


def _why(reason: str | None, hint: str | None) -> Iterator[str]:
    """Why nothing is known, and what may help."""
    yield from wrap(": ".join(part for part in (reason, hint) if part), _WIDTH)


def _domain(domain: str) -> str:
    return _short(f"where the model is defined: {domain}")


def _size(manifold: Manifold) -> str:
    return "" if manifold.dimension is None else f", of dimension {manifold.dimension}"


def core_lines(core: Core, paint: Paint) -> Iterator[str]:
    """The invariant part of a candidate, and how sure it is that there is no larger one.

    >>> core = Core("a line", ("a = 0", "b = 0"), "smaller", largest=False)
    >>> for line in core_lines(core, lambda text, colour: text):
    ...     print(line)
    core       a line
               an invariant part, not shown to be the largest, is a = 0, b = 0
               it is smaller than the set; there may be a larger one
    """
    return headed("unknown" if core.equations is None else "core", core.candidate, _core(core), paint)


def _core(core: Core) -> Iterator[str]:
    if core.equations is None:
        yield from _why(core.reason, core.hint)
        return
    yield _short(core.sentence)
    if not core.largest:
        yield _PERHAPS[core.comparison or "unknown"]
    if core.manifold.status == "empty" and core.comparison != "empty":
        yield f"{core.manifold}: the statement is vacuous"
    elif core.manifold.status not in ("unknown", core.comparison):
        yield str(core.manifold)
    if core.domain:
        yield _domain(core.domain)
    yield from (_short(f"assuming {assumption}") for assumption in core.assumptions)


_PERHAPS: Final = {
    "empty": "there may be one",
    "smaller": "it is smaller than the set; there may be a larger one",
    "unknown": "there may be a larger one; it may be all of the set",
}


def cores_line(cores: Sequence[Core]) -> str:
    """How many cores were found.

    >>> cores_line([Core("a", ("a = 0",), "equal", largest=True), Core("b", reason="timeout")])
    '1 found, 1 unknown'
    >>> cores_line([Core("a", ("1 = 0",), "empty", largest=False)])
    '1 without a part that was found'
    """
    unknown = sum(core.equations is None for core in cores)
    none = sum(
        core.equations is not None and core.comparison == "empty" and not core.largest for core in cores
    )
    counts = {
        "found": len(cores) - unknown - none,
        "without a part that was found": none,
        "unknown": unknown,
    }
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


def _short(line: str) -> str:
    """The line, or its beginning where it goes on for long; the certificate and --json have it all."""
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def optimiser_lines(result: Result) -> Iterator[str]:
    """Which optimisers keep a set, which do not, and of which neither is known, and why."""
    for word, value in (("kept by", True), ("not kept by", False), ("not decided:", None)):
        names = [name.replace("_", " ") for name, kept in result.optimisers.items() if kept is value]
        if names:
            why = f" ({_why_undecided(result)})" if value is None else ""
            yield f"{word} {', '.join(names)}{why}"


def _why_undecided(result: Result) -> str:
    if any(assumption.startswith("relu:") for assumption in result.assumptions):
        return "the proof is for regions, and at a kink a gradient may lead out"
    if result.manifold.dimension is None:
        return "no point of the set was found"
    if any(result.optimisers.values()):
        return "its steps need not stay in such a set, and none was found that leaves it"
    return "no proof that steps stay in the set, and no step that leaves it"


def witness_lines(witness: Witness) -> Iterator[str]:
    """The point, the word of fields, what they break and how fast."""
    inputs = chain.from_iterable(letter.get("input", ()) for letter in witness.word)
    symbols = Symbols([*witness.point, *witness.constants, *witness.functions, *inputs])
    yield f"at {_point_text({**witness.point, **witness.constants}, symbols)}"
    if witness.functions:
        yield from _functions(witness.functions, symbols.free("u"))
    fields = ", then ".join(_letter_text(letter, symbols) for letter in witness.word)
    what = "crosses" if witness.violates == "where" else "breaks"
    yield f"{fields} {what} {witness.shown or witness.equation}"
    order = "" if len(witness.word) == 1 else f" (derivative of order {len(witness.word)})"
    yield f"at {symbols.rate(witness.value)}{order}"
    yield from symbols.legend()


def _functions(functions: Mapping[str, str], letter: str) -> Iterator[str]:
    """The functions that a witness chooses, each as a polynomial in a letter."""
    for name, meaning in functions.items():
        yield f"with {name}({letter}) = {meaning.replace('u', letter)} for every number {letter}"


def _point_text(point: Mapping[str, Json], symbols: Symbols) -> str:
    entries = [symbols.value(name, number) for name, number in point.items() if number != "0"]
    if len(entries) > _SHOWN:
        more = len(entries) - _SHOWN
        entries[_SHOWN:] = [f"and {more} more, see the certificate"]
    if len(entries) == len(point):
        return ", ".join(entries)
    return f"{', '.join(entries)}, all else 0" if entries else "the origin"


def _letter_text(letter: Mapping[str, Json], symbols: Symbols) -> str:
    if "field" in letter:
        return field_text(letter)
    field = f"the field of {field_text(letter)}"
    return f"{field} at {_point_text(letter['input'], symbols)}" if letter.get("input") else field


def summary_line(results: Sequence[Result]) -> str:
    """How many verdicts of each kind, and whether they were expected.

    >>> from certsim.verdict import Verdict
    >>> summary_line([Result("a", Verdict.CERTIFIED), Result("b", Verdict.UNKNOWN)])
    '1 certified, 1 unknown'
    >>> summary_line([Result("a", Verdict.CERTIFIED, confirmed=True)])
    '1 certified, 1 of 1 confirmed'
    """
    counts = {word: sum(result.outcome == word for result in results) for word in _OUTCOMES}
    parts = [f"{count} {word}" for word, count in counts.items() if count]
    missed = sum(result.is_unexpected for result in results if result.expect)
    if missed:
        parts.append(f"{missed} not as expected")
    elif results and all(result.expect for result in results):
        parts.append("all as expected")
    asked = sum(bool(result.confirmed or result.unconfirmed) for result in results)
    if asked:
        parts.append(f"{sum(bool(result.confirmed) for result in results)} of {asked} confirmed")
    return ", ".join(parts) or "nothing to certify"


_OUTCOMES: Final = ("certified", "empty", "refuted", "unknown")
