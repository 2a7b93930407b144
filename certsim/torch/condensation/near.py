"""SIMs near a checkpoint: units that are almost equal, opposite or dead, and how far away (theory T24).

All of this is floating point. That a set is near by proves nothing of it: neither that training keeps it, nor
that the checkpoint will come to it.

A *unit* is its slices of all parameters that its axis indexes, incoming and outgoing, as one vector u.
Distances are those of the point from linear sets, in units of lengths, so that they are numbers from 0 to 1:

- `tied`: |u − v| / √2 over |(u, v)|, the distance from the set u = v; `opposite`: that from u = −v.
  If u and v are of one length and have the angle φ, it is sin(φ/2), or cos(φ/2).
- `zero`: |u| over the root of the mean square of the lengths of all units of the layer; of several units u
  is all of them in one vector.
- of a whole layer: the distance from the set where all its clusters are merged and its dead units 0, over
  the length of all units.

A tolerance T is compared with these. So the units of a layer may be scaled together, and nothing changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from certsim.errors import CertsimError
from certsim.torch.condensation.clusters import Labels, Pair, Rows, clusters, distance

ORTHOGONAL: Final = 0.7
"""Tolerances are less: from √½ on orthogonal units of one length would count as equal."""
MAX_WORK: Final = 3e11
"""More multiplications are not spent on the pairs of one layer."""
SAID: Final = "distances are computed in floating point, and nothing proves that training goes there"
_UNKNOWN: Final = (
    "opposite units are merged as if every activation were odd: of a checkpoint alone it is not known"
)
COLUMNS: Final = (
    "units of",
    "size",
    "effective",
    "directions",
    "merged",
    "opposite",
    "dead",
    "distance",
    "nearest two",
)
_SHOWN: Final = 8


class NearError(CertsimError):
    """Weights, units or a tolerance that do not fit together."""


class Member(NamedTuple):
    """An axis of a parameter that units index; read row by row, it has the shape (before, size, after)."""

    parameter: str
    axis: int
    before: int = 1


@dataclass(frozen=True)
class Units:
    """Units of a layer: which axes of which parameters they index together.

    Attributes:
        name: of the layer.
        members: where it says which entries of an array are of a unit.
        size: how many units there are.
        incoming: those of the members that feed the units; none, if it is not known.
    """

    name: str
    members: tuple[Member, ...]
    size: int
    incoming: tuple[Member, ...] = ()


@dataclass(frozen=True)
class Sim:
    """A set near by: some units are 0, or some are equal up to signs; `distance` is that from it.

    Of units that are equal up to signs the first is the longest, and their distance is that from the set
    where all are merged, over the length of all of them. `kept` says whether training is proved to keep the
    set; None, if nobody asked.
    """

    kind: str
    units: tuple[int, ...]
    signs: tuple[int, ...]
    distance: float
    kept: bool | None = None

    def __str__(self) -> str:
        units = [f"{'−' * (sign < 0)}{unit}" for unit, sign in zip(self.units, self.signs, strict=True)]
        more = f", … ({len(units)} units)" if len(units) > _SHOWN else ""
        kept = "" if self.kept is None else ", kept by training" if self.kept else ", not proved to be kept"
        return f"{self.kind}: {', '.join(units[:_SHOWN])}{more}, distance {self.distance:.2g}{kept}"


@dataclass(frozen=True)
class Layer:
    """What is near by in one layer.

    Attributes:
        name: of the units.
        size: how many units there are.
        sims: those near by, of more than one dimension less than all.
        distance: that from all of `sims` at once.
        nearest: the closest two units that stay apart, as `clusters` says, and their distance.
        directions: how many clusters the incoming vectors have, each scaled to length 1; None, if it is not
            known what comes in. Units that are dead, or have nothing coming in, do not count.
        skipped: why the pairs were not compared; then only what is dead is known.
    """

    name: str
    size: int
    sims: tuple[Sim, ...] = ()
    distance: float = 0.0
    nearest: Pair | None = None
    directions: int | None = None
    skipped: str | None = None

    @property
    def effective_width(self) -> int | None:
        """How many units are neither dead nor merged with another one that counts already."""
        return None if self.skipped else self.size - sum(self.counts.values())

    @property
    def counts(self) -> Mapping[str, int]:
        """How many units are dead (zero), merged with a longer one (tied), or with its opposite."""
        found = Counter({"tied": 0, "opposite": 0, "zero": 0})
        for sim in self.sims:
            if sim.kind == "zero":
                found["zero"] += len(sim.units)
            else:
                found.update("tied" if sign > 0 else "opposite" for sign in sim.signs[1:])
        return found

    @property
    def labels(self) -> Labels:
        """The set `sims` at once, as numbers of the units."""
        labels = np.arange(1, self.size + 1)
        for sim in self.sims:
            units = list(sim.units)
            labels[units] = 0 if sim.kind == "zero" else np.array(sim.signs) * (units[0] + 1)
        return labels

    def row(self) -> tuple[str, ...]:
        """The cells below `COLUMNS`."""
        counts = self.counts
        numbers = (self.effective_width, self.directions, counts["tied"], counts["opposite"], counts["zero"])
        cells = ["–" if number is None else str(number) for number in numbers]
        last = self.skipped or _pair_text(self.nearest)
        return (self.name, str(self.size), *cells, f"{self.distance:.2g}", last)

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "units": self.size,
            "effective_width": self.effective_width,
            "directions": self.directions,
            "merged": self.counts["tied"],
            "opposite": self.counts["opposite"],
            "dead": self.counts["zero"],
            "distance": self.distance,
            "nearest": None if self.nearest is None else asdict(self.nearest),
            "skipped": self.skipped,
            "sims": [asdict(sim) for sim in self.sims],
        }


def _pair_text(pair: Pair | None) -> str:
    if pair is None:
        return "–"
    return f"{pair.first}, {'−' * (pair.sign < 0)}{pair.second}: {pair.distance:.2g}"


@dataclass(frozen=True)
class NearBy:
    """What is near by in all layers, at a tolerance; `notes` say what a reader must know."""

    tolerance: float
    layers: tuple[Layer, ...]
    notes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """A table, the SIMs near by, and the notes."""
        yield f"near by, at tolerance {self.tolerance:g}"
        yield from aligned([COLUMNS, *(layer.row() for layer in self.layers)])
        for layer in self.layers:
            yield from (f"  {layer.name}: {sim}" for sim in layer.sims[:_SHOWN])
            if len(layer.sims) > _SHOWN:
                yield f"  {layer.name}: and {len(layer.sims) - _SHOWN} more"
        yield from self.notes

    def to_json(self) -> dict[str, Any]:
        layers = [layer.to_json() for layer in self.layers]
        return {"tolerance": self.tolerance, "layers": layers, "notes": list(self.notes)}


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The first and the last column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *middle, last in rows:
        cells = (cell.rjust(width) for cell, width in zip(middle, widths[1:], strict=False))
        yield "  ".join([first.ljust(widths[0]), *cells, last]).rstrip()


def near_by(
    weights: Mapping[str, NDArray[Any]],
    units: Sequence[Units],
    tolerance: float,
    odd: Collection[str] | None = None,
) -> NearBy:
    """The SIMs near the weights, layer by layer.

    `odd` names the layers whose activation is odd; only their units may be opposite. If it is not given, all
    may, and the notes say so.

    Raises NearError where the units do not fit the weights, or the tolerance is none.
    """
    if not 0 <= tolerance < ORTHOGONAL:
        raise NearError(f"{tolerance:g} is no tolerance: these are at least 0, and less than {ORTHOGONAL}")
    layers = tuple(_layer(weights, each, tolerance, signs=odd is None or each.name in odd) for each in units)
    opposite = odd is None and any(layer.counts["opposite"] for layer in layers)
    return NearBy(tolerance, layers, (SAID, *([_UNKNOWN] if opposite else [])))


def layer_distance(weights: Mapping[str, NDArray[Any]], units: Units, labels: Labels) -> float:
    """How far a layer is from the set that the labels of its units say."""
    return distance(_rows(weights, units, units.members), labels)


def _layer(weights: Mapping[str, NDArray[Any]], units: Units, tolerance: float, *, signs: bool) -> Layer:
    rows = _rows(weights, units, units.members)
    lengths = np.linalg.norm(rows, axis=1).astype(np.float64)
    if not np.isfinite(lengths).all():
        return Layer(units.name, units.size, skipped="not finite")
    mean = float(np.sqrt(np.mean(lengths**2)))
    dead = lengths <= tolerance * mean
    zeros = _zeros(lengths, dead, mean)
    if len(rows) * rows.size > MAX_WORK:
        return Layer(units.name, units.size, zeros, skipped="too many pairs to compare")
    labels, nearest = clusters(rows, dead, tolerance, signs=signs)
    sims = (*_merged(rows, lengths, labels), *zeros)
    directions = _directions(weights, units, dead, tolerance, signs=signs)
    return Layer(units.name, units.size, sims, distance(rows, labels), nearest, directions)


def _zeros(lengths: NDArray[np.float64], dead: NDArray[np.bool_], mean: float) -> tuple[Sim, ...]:
    """All dead units as one set, if there are any."""
    units = tuple(map(int, np.flatnonzero(dead)))
    away = float(np.linalg.norm(lengths[dead])) / mean if mean else 0.0
    return (Sim("zero", units, (1,) * len(units), away),) if units else ()


def _merged(rows: Rows, lengths: NDArray[np.float64], labels: Labels) -> Iterator[Sim]:
    """The clusters of more than one unit."""
    counts = np.bincount(np.abs(labels))
    for number in np.flatnonzero(counts > 1):
        if number:
            members = np.flatnonzero(np.abs(labels) == number)
            members = members[np.argsort(-lengths[members], kind="stable")]
            signs = np.sign(labels[members]) * np.sign(labels[members[0]])
            kind = "opposite" if (signs < 0).any() else "tied"
            away = distance(rows[members], signs)
            yield Sim(kind, tuple(map(int, members)), tuple(map(int, signs)), away)


def _directions(
    weights: Mapping[str, NDArray[Any]],
    units: Units,
    dead: NDArray[np.bool_],
    tolerance: float,
    *,
    signs: bool,
) -> int | None:
    if not units.incoming:
        return None
    rows = _rows(weights, units, units.incoming)
    lengths = np.linalg.norm(rows, axis=1)
    still = dead | (lengths == 0)
    scaled = rows / np.where(lengths > 0, lengths, 1)[:, None]
    labels, _ = clusters(scaled, still, tolerance, signs=signs)
    return len(np.unique(np.abs(labels[~still])))


def _rows(weights: Mapping[str, NDArray[Any]], units: Units, members: Sequence[Member]) -> Rows:
    """The units as rows, times a power of two that makes their largest entry about 1."""
    rows = np.concatenate([_slices(weights, units, member) for member in members], axis=1)
    _, exponent = np.frexp(np.abs(rows).max(initial=0))
    scaled: Rows = np.ldexp(rows.astype(np.result_type(rows, np.float32)), -exponent)
    return scaled


def _slices(weights: Mapping[str, NDArray[Any]], units: Units, member: Member) -> Rows:
    name, axis, before = member
    if name not in weights:
        raise NearError(f"there is no parameter {name} in the checkpoint, but units of {units.name} index it")
    array = weights[name]
    if not 0 <= axis < array.ndim or array.shape[axis] % (before * units.size):
        raise NearError(f"axis {axis} of {name} has no {units.size} units: the shape is {array.shape}")
    blocks = np.moveaxis(array, axis, 0).reshape(before, units.size, -1)
    return blocks.swapaxes(0, 1).reshape(units.size, -1)
