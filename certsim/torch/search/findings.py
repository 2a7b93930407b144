"""What an audit says of parameters: findings, each about one group of units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Json: TypeAlias = Any
Mask: TypeAlias = NDArray[np.bool_]

OPTIMIZERS: Final = ("sgd", "momentum", "weight_decay", "adam")
ALL: Final = "all"
_SHOWN: Final = 4
_LONGEST: Final = 40


class Verdict(StrEnum):
    """What becomes of parameters."""

    TRAPPED = "trapped"
    UNDEFINED = "undefined"
    UNDECIDED = "undecided"
    CONVENTION = "convention"
    DELAYED = "delayed"
    DATA_DEPENDENT = "data-dependent"
    REDUNDANT = "redundant"
    FROZEN = "frozen"


NOT_FREE: Final = frozenset({Verdict.TRAPPED, Verdict.UNDEFINED, Verdict.UNDECIDED, Verdict.CONVENTION})


class Kind(StrEnum):
    """How parameters are trapped: at zero, equal, equal up to sign, or where they are."""

    ZERO = "zero"
    TIED = "tied"
    OPPOSITE = "opposite"
    CONSERVED = "conserved"


@dataclass(frozen=True)
class Finding:
    """A verdict about slices of parameters that index the same units.

    Attributes:
        entries: by parameter "all", or its slices as they are indexed: `[3], [7]`, `[:, 5]`, `head 2`.
        kind: how they are trapped, for `trapped` and `convention`.
        codimension: by how much they lower the dimension; for what is conserved, how many numbers these are.
        rounded: whether it holds in exact arithmetic only, by a cancellation.
        steps: after how many steps a delayed gradient was seen.
    """

    verdict: Verdict
    entries: Mapping[str, str]
    reason: str
    hint: str | None = None
    kind: Kind | None = None
    codimension: int = 0
    rounded: bool = False
    steps: int | None = None

    @property
    def exactness(self) -> str | None:
        """Whether rounding keeps what is trapped."""
        if self.verdict is not Verdict.TRAPPED:
            return None
        return "exact arithmetic" if self.rounded else "bit-exact"

    @property
    def optimizers(self) -> Mapping[str, bool] | None:
        """Which optimizers keep what is trapped (theory T17); Adam makes much of what rounding leaves."""
        if self.verdict is not Verdict.TRAPPED:
            return None
        kept = dict.fromkeys(OPTIMIZERS, True)
        return kept | {"weight_decay": self.kind is not Kind.CONSERVED, "adam": not self.rounded}

    @property
    def place(self) -> str:
        """The slices on one line; what dotted names begin with alike is said once."""
        words = [name.split(".")[:-1] for name in self.entries]
        alike = takewhile(lambda each: len(set(each)) == 1, zip(*words, strict=False))
        module = ".".join(first for first, *_ in alike) if len(words) > 1 else ""
        shown = [
            _indexed(name[len(module) + 1 :] if module else name, slices)
            for name, slices in list(self.entries.items())[:_SHOWN]
        ]
        more = len(self.entries) - len(shown)
        return (module and f"{module}: ") + ", ".join(shown) + (f" and {more} more" if more else "")

    def to_json(self) -> Json:
        """An entry of `findings` in the result schema."""
        steps = {} if self.steps is None else {"steps": self.steps}
        return {
            "verdict": str(self.verdict),
            **steps,
            "kind": None if self.kind is None else str(self.kind),
            "parameters": list(self.entries),
            "entries": dict(self.entries),
            "codimension": self.codimension,
            "exactness": self.exactness,
            "optimizers": None if self.optimizers is None else dict(self.optimizers),
            "reason": self.reason,
            "hint": self.hint,
        }


def _indexed(name: str, slices: str) -> str:
    """A name with its slices, or the first of them."""
    if slices == ALL:
        return name
    if len(slices) > _LONGEST:
        slices = f"{slices[:_LONGEST].rpartition(', [')[0] or slices[:_LONGEST]}, …"
    return f"{name}{slices}" if slices.startswith("[") else f"{name} {slices}"


@dataclass(frozen=True)
class Place:
    """Slices of one parameter along one axis, or all of it.

    Attributes:
        axis: along which the slices are, None for all of the parameter.
        groups: signed places, from 1, of slices that are tied to one another; or runs of slices of one kind.
        unit: what is counted where these are not indices of the axis: "head".
    """

    name: str
    axis: int | None = None
    groups: tuple[tuple[int, ...], ...] = ()
    unit: str | None = None

    @property
    def spelling(self) -> str:
        """How the slices are indexed; "=" stands between slices that are tied."""
        if self.axis is None:
            return ALL
        return ", ".join(" = ".join(map(self._spelled, _runs(group))) for group in self.groups)

    def _spelled(self, run: tuple[int, int]) -> str:
        first, count = abs(run[0]) - 1, run[1]
        sign = "-" if run[0] < 0 else ""
        if self.unit is not None:
            return f"{sign}{self.unit} {first}"
        index = str(first) if count == 1 else f"{first}:{first + count}"
        return f"{sign}[{':, ' * (self.axis or 0)}{index}]"


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first of places that follow one another, and how many they are; pairs are not run together."""
    for run in np.split(np.asarray(places), np.flatnonzero(np.diff(places) != 1) + 1):
        if len(run) > 2 and run[0] > 0:
            yield int(run[0]), len(run)
        else:
            yield from ((int(place), 1) for place in run)


def alone(indices: NDArray[np.int64]) -> tuple[tuple[int, ...], ...]:
    """Slices of which each stands for itself, as groups: runs of neighbours."""
    cuts = np.flatnonzero(np.diff(indices) != 1) + 1
    return tuple(
        group
        for run in np.split(indices + 1, cuts)
        for group in ([tuple(run.tolist())] if len(run) > 2 else [(place,) for place in run.tolist()])
    )


def marked(name: str, mask: Mask) -> list[Place]:
    """All of a parameter, or the whole slices in which every entry is marked; other entries are left out."""
    if mask.all():
        return [Place(name)]
    others = [tuple(k for k in range(mask.ndim) if k != axis) for axis in range(mask.ndim)]
    found = [np.flatnonzero(mask.all(axis=rest)) for rest in others]
    return [Place(name, axis, alone(indices)) for axis, indices in enumerate(found) if len(indices)]


def entries_of(places: Iterable[Place]) -> dict[str, str]:
    """The spellings of places, by parameter."""
    found: dict[str, str] = {}
    for place in places:
        before = found.get(place.name)
        found[place.name] = place.spelling if before is None else f"{before}, {place.spelling}"
    return found
