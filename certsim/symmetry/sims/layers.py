"""Rank strata of linear layers: sets on which the units between two arrays train as fewer (theory T8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.judge import Options
from certsim.model.candidate import Candidate
from certsim.pipeline import decide
from certsim.result import Result
from certsim.symmetry.continuous.algebra import find_infinitesimal
from certsim.symmetry.continuous.ansatz import Declared
from certsim.symmetry.continuous.words import Axis, linear_pairs, size_of

if TYPE_CHECKING:
    from certsim.model.model import Model

Json: TypeAlias = Any

MAX_STRATA: Final = 12
"""How many sets are certified."""
SHARE: Final = 0.1
"""Of the time for a certificate, what each of these may take."""


@dataclass(frozen=True)
class RankStratum:
    """For every d×k matrix C, which is constant: the set on which the units between two arrays avoid C.

    Reflections of the d units that leave the complement of C alone fix it. On it the layer is one of
    width d − k, where C has rank k.
    """

    between: str
    width: int
    constants: str
    equations: tuple[str, ...]
    result: Result

    def to_json(self) -> Json:
        """An entry of `layers` in the document that `certsim enumerate` prints."""
        return {
            "between": self.between,
            "width": self.width,
            "constants": self.constants,
            "equations": list(self.equations),
            "verdict": str(self.result.verdict),
        }


def rank_strata(model: Model, options: Options) -> list[RankStratum]:
    """The sets on which linear layers train as narrower ones, the widest first, with certificates."""
    algebra = find_infinitesimal(model, seed=options.seed)
    arrays: Declared = model.statement["parameters"]
    if algebra is None:
        return []
    room = replace(options, timeout=SHARE * options.timeout)
    asked = [
        (p, q, width)
        for p, q in linear_pairs(arrays, algebra.generators)
        if max(len(arrays[p[0]][1]), len(arrays[q[0]][1])) <= 2
        for width in range(size_of(arrays, p) - 1, -1, -1)
    ]
    return [_certified(model, arrays, p, q, width, room) for p, q, width in asked[:MAX_STRATA]]


def _certified(model: Model, arrays: Declared, p: Axis, q: Axis, width: int, options: Options) -> RankStratum:
    names = {name for name, _ in arrays} | {name for name, _ in model.statement.get("inputs", ())}
    constant = next(name for name in _names() if name not in names)
    size = size_of(arrays, p)
    equations = tuple(_vanishing(arrays, axis, constant) for axis in (p, q))
    declared = f"{constant}[{size},{size - width}]"
    between = f"{arrays[p[0]][0]} and {arrays[q[0]][0]}"
    name = f"{between} as width {width}"
    candidate = Candidate.parse(model, equations, constants=[declared], name=name)
    return RankStratum(between, width, declared, equations, decide(model, candidate, options))


def _names() -> Iterator[str]:
    yield "C"
    number = 0
    while True:
        yield f"C{number}"
        number += 1


def _vanishing(arrays: Declared, axis: Axis, constant: str) -> str:
    """That the array, as a function of the units of an axis, vanishes on the columns of the constant."""
    name, shape = arrays[axis[0]]
    last = axis[1] == len(shape) - 1
    return f"{name} @ {constant} = 0" if last else f"{constant}.T @ {name} = 0"


def rank_lines(found: Sequence[RankStratum]) -> Iterator[str]:
    """The sets as `certsim enumerate` prints them."""
    for one in found:
        held = f"{', '.join(one.equations)} ({one.result.outcome})"
        yield f"linear layer between {one.between}: trains as width {one.width}, for each {one.constants}, on"
        yield f"  {held}"
