"""Where a point is: the smallest set found that training cannot leave, and what is near by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
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
from certsim.orbits.bounds.bounds import NoInput, UndefinedPoint, require_defined
from certsim.orbits.modular.formal import FormalFields
from certsim.orbits.reach.flats import Flats, find_flats
from certsim.orbits.reach.orbit import OrbitResult, orbit_of
from certsim.reduction.widths import widths
from certsim.result import Answer, Result
from certsim.rows import SHOWN, listed_rows, optimiser_rows, point_row, writer_of_names
from certsim.symmetry.group.find_symmetries import SymmetryGroup, find_symmetries, whole_space
from certsim.symmetry.signed import SignedPartition
from certsim.symmetry.sims.near import find_near, squared_distance
from certsim.symmetry.sims.smallest import Smallest, find_smallest

if TYPE_CHECKING:
    from certsim.kernel.statement.claim import Claim
    from certsim.model.model import Model

Json: TypeAlias = Any

FEW: Final = 6
"""So many equations are named in a sentence."""
MAX_DEPARTURES: Final = 20
MAX_LOOKED_FOR: Final = 4_000_000
"""How many values the model has, times its parameters, at all points at which departures are looked for."""
ORBITS: Final = 24
"""Up to so many parameters the dimension of the orbit is bounded."""
SECONDS_FOR_ORBIT: Final = 6.0


@dataclass(frozen=True)
class Departure:
    """A smallest change that leaves the set: that of one parameter, by any amount other than zero.

    `dimension` is that of the smallest set which was found to hold the point after the change; for
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
class Delayed:
    """Parameters that no field moves at the point, though a word of fields does; `order` is its length."""

    parameters: tuple[str, ...]
    order: int

    def to_json(self) -> Json:
        """An entry of `delayed` of the document that `certsim locate` prints."""
        return {"parameters": list(self.parameters), "order": self.order}


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
    """The smallest set found that holds a point and that training cannot leave.

    Attributes:
        point: the value of each scalar parameter.
        equations: the equations of the set; none where only the whole space holds the point.
        dimension: its dimension; frozen parameters count as constants.
        trained: the number of parameters that are not frozen.
        by: why training cannot leave it. By symmetry: it is what all symmetries fix that fix the point. By
            pattern: zeros, ties, parameters that stand still and linear functions that keep their values, the
            smallest that the rules keep (T24). By rotation: besides, linear functions of parameters that are
            kept at these values alone, as in layers that can be rotated. None for the whole space.
        reduced: the widths of the network that the model is on a set by symmetry, innermost layer first; None
            for a model without calls of functions.
        stabiliser: the symmetries that fix the point. If it is not `complete`, there may be a smaller SIM.
        result: the certificate that the set is structurally invariant, as a result of `certify`.
        departures: single parameters whose change leaves it, one of each kind.
        orbit: bounds for the dimension of the orbit, and what is conserved on it, where that is cheap.
        delayed: the parameters that training does not move at once, but later.
        unproved: the dimension of a smaller set that seems to be kept, and was not certified.
        at_kink: whether the point is in no domain of a piecewise model; what is said holds at its kinks.
        searched: whether all linear functions were looked for that keep their values; if not, there were too
            many parameters, and only zeros, ties, and functions of single lines of arrays were looked for.
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
    by: str | None
    reduced: tuple[int, ...] | None
    stabiliser: SymmetryGroup
    result: Result
    departures: tuple[Departure, ...]
    orbit: OrbitResult | None = None
    delayed: tuple[Delayed, ...] = ()
    unproved: int | None = None
    at_kink: bool = False
    searched: bool = True
    tolerance: Fraction | None = None
    near: tuple[Near, ...] = ()
    merged: Near | None = None
    near_complete: bool = True

    @property
    def conserved(self) -> tuple[str, ...]:
        """Equations and laws that hold on the orbit besides those of the set."""
        if self.orbit is None or self.orbit.upper >= self.dimension:
            return ()
        laws = (f"{law} is constant" for law in self.orbit.laws)
        return (*(each for each in self.orbit.equations if each not in self.equations), *laws)

    @property
    def answer(self) -> str:
        """Whether training can leave the place where it is, in a sentence."""
        if self.equations and self.result.outcome == "empty":
            return f"The model is not defined on {self._set}: that training cannot leave it is vacuous."
        if self.equations and self.result.outcome != "certified":
            return f"It is not shown that training from here cannot leave {self._set}: {self.result.reason}."
        if self.dimension < self.trained:
            return f"Training from here cannot leave a set of dimension {self._size}: {self._set}."
        if self.unproved is not None:
            condition = ", if relu'(0) = 0" if self.at_kink else ""
            return (
                "No invariant set was certified that contains this point, but one of dimension "
                f"{self.unproved} of {self.trained} seems to be kept{condition}."
            )
        if self.conserved:
            return (
                "Training from here cannot leave the levels of what is conserved: "
                f"no invariant pattern contains this point; {self._orbit}."
            )
        if self.orbit is None:
            return f"No invariant pattern contains this point; {self._orbit}."
        if self.orbit.lower == self.trained:
            return f"No invariant pattern contains this point; {self._orbit}: it is free."
        return f"No invariant set was found that contains this point; {self._orbit}."

    @property
    def _size(self) -> str:
        return f"{self.dimension} of {self.trained}"

    @property
    def _set(self) -> str:
        """The set in few words: what it is by, if it is not a point."""
        if not self.dimension:
            return f"nothing moves (by {self.by})"
        listed = ", ".join(self.equations[:FEW]) + (", …" if len(self.equations) > FEW else "")
        return f"{listed} (by {self.by})"

    @property
    def _orbit(self) -> str:
        """What is known of the dimension of the orbit."""
        if self.orbit is None:
            return f"the dimension of its orbit in {self.trained} was not looked for"
        low, high = self.orbit.lower, self.orbit.upper
        if low == self.trained:
            return f"its orbit has dimension at least {low} of {self.trained}"
        if low == high:
            return f"its orbit has dimension {low} of {self.trained}"
        return f"its orbit has dimension between {low} and {high} of {self.trained}"

    @property
    def summary(self) -> str:
        """The location on one line."""
        size = f"dimension {self._size}"
        if not self.equations:
            return f"in no set found that training cannot leave but the whole space, {size}"
        near = f", {len(self.near)} more within {self.tolerance}" if self.tolerance is not None else ""
        return f"{', '.join(self.equations)}, {size}, {self.result.verdict}{near}"

    def rows(self) -> Iterator[Row]:
        """The point, the set that holds it, what leaves that, and what is near."""
        write = writer_of_names(self.point)
        yield Row("answer", self.answer)
        yield point_row("point", {name: str(value) for name, value in self.point.items()}, write)
        space = Row("set", "no set found but the whole space")
        yield written("set", self.equations, write) if self.equations else space
        yield Row("dimension", f"{self.dimension} of {self.trained}, {self.result.verdict}")
        yield from optimiser_rows(self.result.optimisers)
        for departure in self.departures[:SHOWN]:
            yield written(f"left by (dimension {departure.dimension})", [departure.parameter], write)
        for delayed in self.delayed:
            yield written(f"delayed (order {delayed.order})", delayed.parameters, write)
        yield from listed_rows("near", (each.equations for each in self.near), write)
        yield from self.result.footing_rows()

    def explain(self) -> str:
        """The proof that the set is structurally invariant, as `Result.explain` tells it."""
        return self.result.explain()

    def to_json(self) -> Json:
        """The document that `certsim locate` prints, but for its stamp."""
        orbit = self.orbit
        return {
            "answer": self.answer,
            "point": {name: str(value) for name, value in self.point.items()},
            "equations": list(self.equations),
            "dimension": self.dimension,
            "of": self.trained,
            "by": self.by,
            "orbit": None if orbit is None else {"lower": orbit.lower, "upper": orbit.upper},
            "conserved": list(self.conserved),
            "delayed": [each.to_json() for each in self.delayed],
            "unproved": self.unproved,
            "at_kink": self.at_kink,
            "searched": self.searched,
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
    """The smallest set found that contains a point and that training cannot leave (theory T8, T15, T24).

    It is what the symmetries fix that fix the point, or a smaller affine set if one is certified.

    Args:
        model: the model.
        point: a value for each parameter, as for `orbit`.
        tolerance: if given, also which symmetry-induced SIMs come within this distance of the point.
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
    undefined = _undefined(claim, place)
    relu0 = undefined is not None and "relu0" in options.allow
    fields = FormalFields(claim.model, place.values, relu0=relu0)
    flats = find_flats(fields)
    share = replace(options, timeout=options.timeout / 4)
    at_kink = undefined is not None
    smallest = find_smallest(model, claim, place.layout, stabiliser, flats, share, at_kink=at_kink)
    if smallest is None:
        raise undefined or CertsimError("the point is at kinks, and nothing was shown that holds there")
    if at_kink and not relu0:
        by_convention = find_flats(FormalFields(claim.model, place.values, relu0=True))
        smallest = _against_convention(smallest, by_convention)
    dimension_of = _dimension_of(model, fields, flats, smallest)
    count = max(1, min(MAX_DEPARTURES, MAX_LOOKED_FOR // (fields.size * len(place.values))))
    found = Location(
        point=place.named,
        equations=smallest.equations,
        dimension=smallest.dimension,
        trained=len(claim.trained),
        by=smallest.by,
        reduced=_widths(claim, smallest, stabiliser),
        stabiliser=stabiliser,
        result=smallest.result,
        departures=tuple(_departures(place, stabiliser, smallest, dimension_of, count)),
        orbit=None if at_kink else _orbit(model, claim, place, options),
        delayed=tuple(_delayed(place, flats)) if not at_kink or relu0 else (),
        at_kink=at_kink,
        searched=flats.searched,
        unproved=smallest.unproved,
    )
    if tolerance is None:
        return found
    return _with_near(found, place, find_symmetries(model), _positive(tolerance), deadline)


def _undefined(claim: Claim, place: _Place) -> UndefinedPoint | None:
    """Why a point of a piecewise model was not shown to be in a domain; it may be at kinks.

    Raises UndefinedPoint for other models.
    """
    try:
        require_defined(claim, dict(enumerate(place.values)))
    except UndefinedPoint as error:
        if isinstance(error, NoInput) or not claim.model.is_piecewise:
            raise
        return error
    return None


def _against_convention(smallest: Smallest, flats: Flats) -> Smallest:
    """The set with the dimension of a smaller one that relu'(0) = 0 seems to keep."""
    less = flats.smallest.dimension < smallest.dimension
    return replace(smallest, unproved=flats.smallest.dimension) if less else smallest


def _widths(claim: Claim, smallest: Smallest, stabiliser: SymmetryGroup) -> tuple[int, ...] | None:
    if smallest.by not in ("symmetry", None):
        return None
    return widths(claim.model, stabiliser.fixed().images() if smallest.by else {})


def _orbit(model: Model, claim: Claim, place: _Place, options: Options) -> OrbitResult | None:
    """Bounds of the orbit's dimension for small models whose functions are specified."""
    if claim.model.graph.functions.facts or len(claim.trained) > ORBITS:
        return None
    seconds = min(SECONDS_FOR_ORBIT, options.timeout / 4)
    found = orbit_of(model, place.named, 2, replace(options, timeout=seconds))
    return None if found.reason is not None else found


def _delayed(place: _Place, flats: Flats) -> Iterator[Delayed]:
    for order in sorted(set(flats.delays.values())):
        late = sorted(at for at, length in flats.delays.items() if length == order)
        yield Delayed(tuple(place.names[at] for at in late), order)


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

    def changed(self, at: int, value: Fraction) -> _Place:
        """The point with another value of one coordinate."""
        return replace(self, values=(*self.values[:at], value, *self.values[at + 1 :]))

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


def _departures(
    place: _Place,
    stabiliser: SymmetryGroup,
    smallest: Smallest,
    dimension_of: Callable[[_Place], int],
    count: int,
) -> Iterator[Departure]:
    """One parameter of each orbit under the stabiliser whose change leaves the set for a greater one."""
    kinds = [orbit for orbit in stabiliser.orbits() if orbit[0] in smallest.bound]
    fresh = 1 + 2 * max((abs(value) for value in place.values), default=Fraction(0))
    for orbit in kinds[:count]:
        dimension = dimension_of(place.changed(orbit[0], fresh))
        if dimension > smallest.dimension:
            alike = tuple(place.names[i] for i in orbit[1:])
            yield Departure(place.names[orbit[0]], dimension, alike)


def _dimension_of(
    model: Model, fields: FormalFields, flats: Flats, smallest: Smallest
) -> Callable[[_Place], int]:
    """The dimension of the smallest set through another point, found in the way that the set was found."""
    if flats.smallest.dimension == smallest.dimension:
        return lambda place: find_flats(fields.at(place.values)).smallest.dimension
    return lambda place: find_symmetries(model, place.named).fixed().slice_dimension(place.frozen)


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
