"""Rewrites certificates of formats 1 and 2 in format 3: `python -m tests.corpus.upgrade OLD NEW`.

OLD and NEW are files or folders. Nothing is judged here: an attack in the old format stays the same attack in
the new one. What is not understood is copied as it is, so that it is refused for its own reason. So are
proofs that mention atoms: which calls they meant by their numbers cannot be read off them. The kernel refuses
them, as they list none.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from math import floor, lcm
from pathlib import Path
from typing import Any, Final, TypeAlias

from certsim.kernel.errors import MalformedCertificate
from certsim.kernel.statement.strict_json import digest, dump, load

Json: TypeAlias = Any

EXACT_BITS: Final = 512
"""The precision of a place that was exact in format 1."""
MAX_EFFORT: Final = 1 << 18
"""The degree of a polynomial times the bits to which its root is narrowed."""
NEAR: Final = Fraction(1, 1 << 16)
"""The width of an interval in which Newton's method is tried."""
_RATIONAL: Final = re.compile(r"-?[0-9]{1,4000}(?:/0*[1-9][0-9]{0,4000})?")
_SOLVER: Final = re.compile(r"z3: version (\S+) finds ")


def upgraded(data: bytes) -> bytes:
    """A certificate in format 3; what is no JSON object is left alone."""
    try:
        document, new = load(data), load(data)
    except MalformedCertificate:
        return data
    if not isinstance(document, dict):
        return data
    for step in STEPS if document.get("certsim") != 2 else ():
        step(new)
    _raise_format(new)
    _sign(document, new)
    return dump(new)


def _raise_format(document: Json) -> None:
    if document.get("certsim") in (1, 2) and type(document["certsim"]) is int:
        document["certsim"] = 3


def _shorten_assumptions(document: Json) -> None:
    """Several questions to one solver are one assumption now; what stood there twice still does."""
    old = document.get("assumptions")
    if not isinstance(old, list) or not all(isinstance(text, str) for text in old):
        return
    longest: Counter[str] = Counter()
    for text, times in Counter(old).items():
        longest[_short(text)] = max(longest[_short(text)], times)
    document["assumptions"] = sorted(longest.elements())


def _short(assumption: str) -> str:
    if assumption.startswith("relu: "):
        return "relu"
    solver = _SOLVER.match(assumption)
    return f"z3 {solver[1]}" if solver else assumption


def _rewrite_places(document: Json) -> None:
    for holder in _objects(document.get("evidence")):
        if "place" in holder and _is_place(holder["place"]):
            holder["place"] |= _input_of(holder)
    for place in filter(_is_place, list(_objects(document.get("evidence")))):
        place.setdefault("input", {})
        _share_root(place)
        if place.get("bits", 0) is None:
            place["bits"] = EXACT_BITS
        _narrow(place)


def _give_brackets_an_input(document: Json) -> None:
    """Format 1 tried the inputs 1, 2, 3, … first to see whether the point is in the domain."""
    for holder in list(_objects(document.get("evidence"))):
        spanning = holder.get("spanning")
        if isinstance(spanning, dict):
            spanning["input"] = {name: str(at) for at, name in enumerate(_inputs(document), 1)}


def _inputs(document: Json) -> list[str]:
    """The names of the model's inputs, none if they cannot be read."""
    try:
        declared = document["claim"]["model"].get("inputs", [])
        return [
            f"{name}[{','.join(map(str, index))}]" if shape else name
            for name, shape in declared
            for index in product(*map(range, shape))
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        return []


STEPS: Final[tuple[Callable[[Json], None], ...]] = (
    _shorten_assumptions,
    _rewrite_places,
    _give_brackets_an_input,
)
"""What format 2 differs in from format 1, one step for each difference; the digests come last."""


def _sign(old: Json, new: Json) -> None:
    """Digests that were right are right again."""
    digests = new.get("digests")
    for part in ("claim", "evidence"):
        if isinstance(digests, dict) and part in old and digests.get(part) == digest(old[part]):
            digests[part] = digest(new[part])


def _objects(node: Json) -> Iterator[dict[str, Json]]:
    left = [node]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
        if isinstance(node, dict | list):
            left += node.values() if isinstance(node, dict) else node


def _is_place(node: Json) -> bool:
    return isinstance(node, dict) and len(node.keys() & {"point", "functions", "bits"}) > 1


def _input_of(holder: Json) -> Json:
    """The input at which a place is used; that of a regular point moves."""
    if "chosen" in holder or holder.get("by") == "regular point":
        return {"input": holder.pop("input", None)}
    word = holder.get("word")
    letter = holder["letter"] if "letter" in holder else word[0] if isinstance(word, list) and word else None
    return {"input": letter.get("input", {}) if isinstance(letter, dict) else {}}


def _share_root(place: Json) -> None:
    """The first algebraic coordinate names the root; all of them are lists of coefficients in it."""
    place["root"] = None
    point = place.get("point")
    for name, number in point.items() if isinstance(point, dict) else ():
        if isinstance(number, dict) and number.keys() == {"polynomial", "interval", "value"}:
            if place["root"] is None:
                place["root"] = {key: number[key] for key in ("polynomial", "interval")}
            value = number["value"]
            point[name] = value[0] if isinstance(value, list) and len(value) == 1 else value


# The interval of a root: format 2 does not narrow it any more.


def _narrow(place: Json) -> None:
    root, bits = place["root"], place.get("bits")
    if root is None or type(bits) is not int or bits < 1:
        return
    polynomial, interval = _fractions(root["polynomial"]), _fractions(root["interval"])
    if len(polynomial) < 2 or len(interval) != 2 or len(polynomial) * bits > MAX_EFFORT:
        return
    root["interval"] = list(map(str, narrowed(polynomial, *interval, bits)))


def _fractions(texts: Json) -> list[Fraction]:
    """The numbers of a list, none if one of them cannot be read."""
    if not isinstance(texts, list):
        return []
    if not all(isinstance(text, str) and _RATIONAL.fullmatch(text) for text in texts):
        return []
    return list(map(Fraction, texts))


def narrowed(polynomial: list[Fraction], lo: Fraction, hi: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    """Ends at most 2**-bits apart between which a polynomial changes its sign, as it does from lo to hi."""
    scale = lcm(*(c.denominator for c in polynomial))
    integers = [int(c * scale) for c in polynomial]
    rising, width = _sign_at(integers, hi), Fraction(1, 1 << bits)
    if lo >= hi or not rising or _sign_at(integers, lo) != -rising:
        return lo, hi
    while hi - lo > width:
        near = _by_newton(integers, lo, hi, width) if hi - lo < NEAR else (lo, lo)
        if not _sign_at(integers, near[0]) * _sign_at(integers, near[1]) < 0:
            near = _halved(integers, lo, hi, rising)
        lo, hi = near
    return lo, hi


def _by_newton(integers: list[int], lo: Fraction, hi: Fraction, width: Fraction) -> tuple[Fraction, Fraction]:
    """Ends on either side of the next approximation, with nearly twice as many digits."""
    middle, near = (lo + hi) / 2, max(width / 4, (hi - lo) ** 2 * 256)
    slope = _value_at([n * c for n, c in enumerate(integers)][1:], middle) * middle.denominator
    if not slope:
        return lo, lo
    root = _rounded(middle - Fraction(_value_at(integers, middle), slope), 4 / near)
    return max(lo, root - _rounded(near, 4 / near)), min(hi, root + _rounded(near, 4 / near))


def _halved(integers: list[int], lo: Fraction, hi: Fraction, rising: int) -> tuple[Fraction, Fraction]:
    middle = _rounded((lo + hi) / 2, 4 / (hi - lo))
    sign = _sign_at(integers, middle)
    if not sign:
        aside = _rounded((middle + hi) / 2, 4 / (hi - middle))
        return (lo, aside) if _sign_at(integers, aside) == rising else (aside, hi)
    return (lo, middle) if sign == rising else (middle, hi)


def _rounded(value: Fraction, scale: Fraction) -> Fraction:
    """A dyadic number nearby, with few digits."""
    grid = 1 << max(0, floor(scale).bit_length())
    return Fraction(floor(value * grid), grid)


def _value_at(integers: list[int], at: Fraction) -> int:
    """The value times the denominator to the power of the degree: an integer."""
    value, power = 0, 1
    for coefficient in reversed(integers):
        value = value * at.numerator + coefficient * power
        power *= at.denominator
    return value


def _sign_at(integers: list[int], at: Fraction) -> int:
    value = _value_at(integers, at)
    return (value > 0) - (value < 0)


def main(old: Path, new: Path) -> None:
    if old.is_dir():
        for path in sorted(old.rglob("*.json")):
            main(path, new / path.relative_to(old))
        return
    new.parent.mkdir(parents=True, exist_ok=True)
    new.write_bytes(upgraded(old.read_bytes()))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
