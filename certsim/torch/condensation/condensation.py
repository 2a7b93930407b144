"""Condensation seen: effective width over checkpoints, and the way to the set that the last one is near.

All of this is floating point, as in `near`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from certsim.kernel.errors import visible
from certsim.torch.capture.checkpoints import Weights, read_checkpoint
from certsim.torch.condensation.names import note, units_by_name
from certsim.torch.condensation.near import Layer, NearBy, NearError, Units, aligned, layer_distance, near_by

_NUMBER: Final = re.compile(r"\d+")
_COLUMNS: Final = ("units of", "step", "size", "effective", "directions", "distance", "to the last one's set")


@dataclass(frozen=True)
class Moment:
    """One checkpoint: what is near by, and how far each layer is from the set that the last one is near.

    That set is where the clusters of the last checkpoint are merged and its dead units are 0. Of a layer
    that has neither there, it is everything, and the distance is 0. None, where pairs were not compared.
    """

    step: int
    path: Path
    near: NearBy
    distances: tuple[float | None, ...]

    def to_json(self) -> dict[str, Any]:
        layers = zip(self.near.to_json()["layers"], self.distances, strict=True)
        seen = [{**layer, "distance_to_last": distance} for layer, distance in layers]
        return {"step": self.step, "checkpoint": str(self.path), "layers": seen}


@dataclass(frozen=True)
class Condensation:
    """The same layers at several checkpoints, in the order of their steps."""

    tolerance: float
    moments: tuple[Moment, ...]
    notes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """A table, layer by layer, and the notes."""
        yield f"near by, at tolerance {self.tolerance:g}"
        yield from aligned([_COLUMNS, *(row for at in range(len(self.layers)) for row in self._rows(at))])
        yield from self.notes

    @property
    def layers(self) -> tuple[Layer, ...]:
        """Those of the last checkpoint."""
        return self.moments[-1].near.layers

    def _rows(self, at: int) -> Iterator[tuple[str, ...]]:
        for moment in self.moments:
            name, size, effective, directions, *_, distance, _ = moment.near.layers[at].row()
            away = moment.distances[at]
            last = "–" if away is None else f"{away:.2g}"
            yield (name, str(moment.step), size, effective, directions, distance, last)

    def to_json(self) -> dict[str, Any]:
        moments = [moment.to_json() for moment in self.moments]
        return {"tolerance": self.tolerance, "checkpoints": moments, "notes": list(self.notes)}


def condensation(
    paths: Sequence[Path],
    tolerance: float,
    units: Sequence[Units] | None = None,
    odd: Collection[str] | None = None,
) -> Condensation:
    """What is near by at each of some checkpoints. One is in memory at a time.

    The step is the last number of a file's name, or of its folder's if no name has one. If they are not all
    different, the checkpoints are numbered as they are given. Without `units`, these are read from the names
    and shapes of the last checkpoint.

    Raises CheckpointError, and NearError where a checkpoint has not the units of the last one.
    """
    steps = sorted(zip(_steps(paths), paths, strict=True))
    weights = read_checkpoint(steps[-1][1])
    found = units_by_name(weights) if units is None else units
    if not found:
        raise NearError(f"{visible(str(steps[-1][1]))}: no layer has units that names and shapes tell of")
    notes = [] if units is not None else [note(found)]
    last = near_by(weights, found, tolerance, odd)
    shapes = {name: weights[name].shape for each in found for name, *_ in each.members}
    moments = [_moment(step, path, weights, found, last, last) for step, path in steps[-1:]]
    for step, path in reversed(steps[:-1]):
        weights = read_checkpoint(path)
        _require_shapes(path, weights, shapes)
        moments.append(_moment(step, path, weights, found, near_by(weights, found, tolerance, odd), last))
    said = dict.fromkeys(line for moment in moments for line in moment.near.notes)
    return Condensation(tolerance, tuple(reversed(moments)), (*said, *notes))


def _steps(paths: Sequence[Path]) -> Sequence[int]:
    for names in ([path.stem for path in paths], [path.parent.name for path in paths]):
        numbers = [[int(number) for number in _NUMBER.findall(name)][-1:] for name in names]
        if all(numbers) and len({tuple(each) for each in numbers}) == len(paths):
            return [number for each in numbers for number in each]
    return range(len(paths))


def _require_shapes(path: Path, weights: Weights, shapes: Mapping[str, tuple[int, ...]]) -> None:
    for name, shape in shapes.items():
        if name not in weights or weights[name].shape != shape:
            has = f"has the shape {weights[name].shape}, not" if name in weights else "is missing; it has"
            message = f"{visible(str(path))}: {visible(name)} {has} {shape} as in the last checkpoint"
            raise NearError(message)


def _moment(
    step: int, path: Path, weights: Weights, units: Sequence[Units], near: NearBy, last: NearBy
) -> Moment:
    distances = tuple(
        None if now.skipped or then.skipped else layer_distance(weights, each, then.labels)
        for each, now, then in zip(units, near.layers, last.layers, strict=True)
    )
    return Moment(step, path, near, distances)
