"""Where a point is among the symmetry-induced SIMs: the smallest one that holds it, and those near by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.algebra.budget import Deadline
from certsim.errors import CertsimError
from certsim.judge import Options
from certsim.model.equations import Layout
from certsim.model.notebook import Row, written
from certsim.model.point import point_of
from certsim.orbits.bounds.bounds import require_defined
from certsim.reduction.widths import widths
from certsim.result import Answer, Result
from certsim.rows import SHOWN, listed_rows, optimiser_rows, point_row, writer_of_names
from certsim.symmetry.group.find_symmetries import SymmetryGroup, find_symmetries, whole_space
from certsim.symmetry.signed import SignedPartition
from certsim.symmetry.sims.certify_fixed import certify_fixed
from certsim.symmetry.sims.near import find_near, squared_distance

if TYPE_CHECKING:
    from certsim.model.model import Model

Json: TypeAlias = Any

MAX_DEPARTURES: Final = 50


@dataclass(frozen=True)
class Departure:
    """A smallest change that leaves the set: that of one parameter, by any amount other than zero.

    `dimension` is that of the smallest symmetry-induced SIM which holds the point after the change; for
    finitely many amounts it may be less. `alike` are the parameters that the symmetries of the point carry
    this one to.
    """

    parameter: str
    dimension: int
    alike: tuple[str, ...]

    def to_json(self) -> Json:
        """An entry of `departures` of the document that `certsim locate` prints."""
        return {"parameter": self.parameter, "dimension": self.dimension, "alike": list(self.alike)}


@dataclass(frozen=True)
class Near:
    """A symmetry-induced SIM that does not hold the point, and how far away it is."""

    equations: tuple[str, ...]
    dimension: int
    squared_distance: Fraction

    @property
    def distance(self) -> Decimal:
        """The Euclidean distance, to six digits."""
        context = Context(prec=6)
        square = context.divide(
            Decimal(self.squared_distance.numerator), Decimal(self.squared_distance.denominator)
        )
        return context.sqrt(square)

    def to_json(self) -> Json:
        """An entry of `near` of the document that `certsim locate` prints."""
        return {
            "equations": list(self.equations),
            "dimension": self.dimension,
            "squared_distance": str(self.squared_distance),
            "distance": str(self.distance),
        }


@dataclass(frozen=True, repr=False)
class Location(Answer):
    """The smallest symmetry-induced SIM that holds a point: what all symmetries fix that fix the point.

    Attributes:
        point: the value of each scalar parameter.
        equations: the ties and zeros that describe the SIM; none where only the whole space holds the point.
        dimension: its dimension; frozen parameters count as constants.
        trained: the number of parameters that are not frozen.
        reduced: the widths of the network that the model is on it, innermost layer first; None for a model
            without calls of functions.
        stabiliser: the symmetries that fix the point. If it is not `complete`, there may be a smaller SIM.
        result: the certificate that the SIM is structurally invariant, as a result of `certify`.
        departures: single parameters whose change leaves it, one of each kind.
        tolerance: up to which distance others were looked for, if they were.
        near: the SIMs of the hierarchy within the tolerance that do not hold the point, nearest first.
        merged: the SIM in which all the near ones and this one meet, if there are any.
        near_complete: whether `near` lists them all. If not, the hierarchy could not be listed, or they are
            more than `near.MAX_NEAR`, and those listed are the nearest; or time was up.
    """

    NO_TRUTH_VALUE = "a location is not true or false: look at its dimension"

    point: Mapping[str, Fraction]
    equations: tuple[str, ...]
    dimension: int
    trained: int
    reduced: tuple[int, ...] | None
    stabiliser: SymmetryGroup
    result: Result
    departures: tuple[Departure, ...]
    tolerance: Fraction | None = None
    near: tuple[Near, ...] = ()
    merged: Near | None = None
    near_complete: bool = True

    @property
    def by(self) -> str | None:
        """Why training cannot leave the set; None if it is the whole space."""
        return "symmetry" if self.equations else None

    @property
    def summary(self) -> str:
        """The location on one line."""
        size = f"dimension {self.dimension} of {self.trained}"
        if not self.equations:
            return f"in no symmetry-induced SIM but the whole space, {size}"
        near = f", {len(self.near)} more within {self.tolerance}" if self.tolerance is not None else ""
        return f"{', '.join(self.equations)}, {size}, {self.result.verdict}{near}"

    def rows(self) -> Iterator[Row]:
        """The point, the SIM that holds it, what leaves that, and what is near."""
        write = writer_of_names(self.point)
        yield point_row("point", {name: str(value) for name, value in self.point.items()}, write)
        space = Row("set", "no symmetry-induced SIM but the whole space")
        yield written("set", self.equations, write) if self.equations else space
        yield Row("dimension", f"{self.dimension} of {self.trained}, {self.result.verdict}")
        yield from optimiser_rows(self.result.optimisers)
        for departure in self.departures[:SHOWN]:
            yield written(f"left by (dimension {departure.dimension})", [departure.parameter], write)
        yield from listed_rows("near", (each.equations for each in self.near), write)
        yield from self.result.footing_rows()

    def explain(self) -> str:
        """The proof that the SIM is structurally invariant, as `Result.explain` tells it."""
        return self.result.explain()

    def to_json(self) -> Json:
        """The document that `certsim locate` prints, but for its stamp."""
        return {
            "point": {name: str(value) for name, value in self.point.items()},
            "equations": list(self.equations),
            "dimension": self.dimension,
            "of": self.trained,
            "by": self.by,
            "reduced": None if self.reduced is None else list(self.reduced),
            "stabiliser_order": self.stabiliser.order,
            "complete": self.stabiliser.complete,
            "verdict": str(self.result.verdict),
            "optimisers": dict(self.result.optimisers),
            "certificate": self.result.path,
            "departures": [departure.to_json() for departure in self.departures],
            "tolerance": None if self.tolerance is None else str(self.tolerance),
            "near": [near.to_json() for near in self.near],
            "merged": None if self.merged is None else self.merged.to_json(),
            "near_complete": self.near_complete,
        }


def locate(
    model: Model,
    point: Mapping[str, Any],
    tolerance: Fraction | int | str | None = None,
    *,
    options: Options = Options(),
) -> Location:
    """The smallest symmetry-induced SIM of a model that contains a point (theory T8, T15).

    Args:
        model: the model.
        point: a value for each parameter, as for `orbit`.
        tolerance: if given, also which SIMs come within this distance of the point.
        options: as in `certify`; half of the time is for what is near.

    Raises:
        SpecError: the point gives no value to a parameter, or one that is not finite; it names the entry.
        CertsimError: the model is not defined there, or the tolerance is no positive number.
        Disagreement: search and kernel disagree, which is an error in certsim.
    """
    deadline = Deadline.after(options.timeout / 2)
    claim = whole_space(model).claim
    place = _Place.of(point_of(model, point), claim.model.frozen)
    stabiliser = find_symmetries(model, place.named)
    require_defined(claim, dict(enumerate(place.values)))
    partition = stabiliser.fixed()
    equations = partition.equations(place.layout)
    reduced = widths(claim.model, partition.images())
    name = "the smallest symmetry-induced SIM through the point"
    found = Location(
        point=place.named,
        equations=equations,
        dimension=partition.slice_dimension(place.frozen),
        trained=len(claim.trained),
        reduced=reduced,
        stabiliser=stabiliser,
        result=certify_fixed(model, equations, stabiliser.generators, name, options),
        departures=tuple(_departures(model, place, stabiliser)),
    )
    if tolerance is None:
        return found
    return _with_near(found, place, find_symmetries(model), _positive(tolerance), deadline)


@dataclass(frozen=True)
class _Place:
    """A point as a vector, and how its coordinates are named."""

    layout: Layout
    values: tuple[Fraction, ...]
    frozen: Collection[int]

    @classmethod
    def of(cls, point: Mapping[str, Fraction], frozen: Collection[int]) -> _Place:
        return cls(Layout(tuple(point)), tuple(point.values()), frozen)

    @property
    def names(self) -> Sequence[str]:
        return self.layout.names

    @property
    def named(self) -> dict[str, Fraction]:
        return dict(zip(self.names, self.values, strict=True))

    def near(self, partition: SignedPartition) -> Near:
        dimension = partition.slice_dimension(self.frozen)
        return Near(partition.equations(self.layout), dimension, squared_distance(self.values, partition))


def _positive(tolerance: Fraction | int | str) -> Fraction:
    try:
        value = Fraction(tolerance)
    except (ValueError, ZeroDivisionError, TypeError) as error:
        raise CertsimError(f"the tolerance {tolerance!r:.60} is no rational number") from error
    if value <= 0:
        raise CertsimError(f"the tolerance {value} is not positive")
    return value


def _departures(model: Model, place: _Place, stabiliser: SymmetryGroup) -> Iterable[Departure]:
    """One parameter of each orbit under the stabiliser whose change leaves the fixed set.

    The coordinate vector e_i lies in the fixed set if and only if no other coordinate is tied to i and i is
    not dead. After a generic change of θ_i the symmetries left are those that fix it besides the point.
    """
    partition = stabiliser.fixed()
    free = {abs(literals[0]) - 1 for literals in partition.classes() if len(literals) == 1}
    kinds = [orbit for orbit in stabiliser.orbits() if orbit[0] not in free]
    fresh = 1 + 2 * max((abs(value) for value in place.values), default=Fraction(0))
    for orbit in kinds[:MAX_DEPARTURES]:
        changed = {**place.named, place.names[orbit[0]]: fresh}
        dimension = find_symmetries(model, changed).fixed().slice_dimension(place.frozen)
        yield Departure(place.names[orbit[0]], dimension, tuple(place.names[i] for i in orbit[1:]))


def _with_near(
    found: Location, place: _Place, group: SymmetryGroup, tolerance: Fraction, deadline: Deadline
) -> Location:
    sims = find_near(place.values, group, tolerance, deadline)
    meeting = found.stabiliser.fixed()
    for subspace in sims.cuts:
        meeting = meeting.meet(subspace)
    return replace(
        found,
        tolerance=tolerance,
        near=tuple(place.near(subspace) for _, subspace in sims.found),
        merged=place.near(meeting) if sims.cuts else None,
        near_complete=sims.complete,
    )
