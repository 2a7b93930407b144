"""Complete exact points of a candidate, for refutations and manifold reports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count
from typing import Any, Final

from certsim.algebra.algebraic import Point
from certsim.algebra.balls import BITS, BallRing
from certsim.algebra.points import find_points
from certsim.kernel.rules import Setting
from certsim.kernel.statement.claim import Claim, Condition
from certsim.kernel.statement.question import question
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.subspace import Restriction
from certsim.kernel.values.algebraic import AlgebraicField, AlgebraicNumber
from certsim.kernel.values.arithmetic import Number
from certsim.search import solver
from certsim.search.limits import Limits

SMALL: Final = tuple(map(Fraction, ("1", "2", "-1", "3", "1/2", "-2", "-3", "5", "3/2", "-1/2", "7", "-5")))
MAX_PARAMETERS: Final = 2_000
"""Up to so many parameters a point names them all; beyond, what nothing depends on is left at 0."""


def small_number(limits: Limits, attempt: int) -> Fraction:
    """A small rational number, from more of them as attempts go on."""
    return limits.random.choice(SMALL[: 3 + attempt])


def find_set_points(
    setting: Setting,
    limits: Limits,
    *,
    extra: Sequence[Polynomial] = (),
    conditions: Sequence[Condition] | None = None,
    needed: Collection[int] = (),
) -> Iterator[Point]:
    """Points of the set, with `extra` equations, where the conditions (by default the set's) hold strictly.

    They have values for all that the set's equations mention and for the variables that are needed.
    """
    conditions = setting.conditions if conditions is None else conditions
    free = _free_variables(setting, needed)
    for attempt, found in enumerate(_free_points(setting, extra, conditions, limits)):
        values = dict(found.values)
        for variable in free:
            values.setdefault(variable, small_number(limits, attempt))
        yield _completed(setting.restriction, Point(values, found.field))


def _free_variables(setting: Setting, needed: Collection[int]) -> list[int]:
    claim, images = setting.claim, setting.restriction.images
    wanted = {v for image in images.values() for v in image.variables} | set(needed)
    if claim.parameter_count <= MAX_PARAMETERS:
        wanted.update(range(claim.parameter_count))
    wanted.update(range(claim.first_constant, len(claim.names)))
    inputs = range(claim.parameter_count, claim.first_constant)
    return sorted(v for v in wanted if v not in images and v not in inputs)


def _free_points(
    setting: Setting, extra: Sequence[Polynomial], conditions: Sequence[Condition], limits: Limits
) -> Iterator[Point]:
    equations = [*setting.restriction.curved, *(setting.restriction.apply(p) for p in extra)]
    opens = [(condition.polynomial, condition.relation) for condition in conditions]
    mentioned = frozenset().union(*(p.variables for p in equations), *(p.variables for p, _ in opens))
    if not mentioned:
        if not any(equations) and all(map(_holds, conditions)):
            yield from (Point({}) for _ in count())
        return
    met = False
    for point in find_points(equations, opens, sorted(mentioned), limits.random, limits.share(0.7).deadline):
        met = True
        yield point
    if not met and "z3" in limits.allow:
        yield from _solver_points(setting.claim, equations, conditions, limits)


def _holds(condition: Condition) -> bool:
    """Whether a condition on a constant is true."""
    value = condition.positive.constant_value or 0
    return value != 0 if condition.relation == "!=" else value > 0


def _solver_points(
    claim: Claim, equations: Sequence[Polynomial], conditions: Sequence[Condition], limits: Limits
) -> Iterator[Point]:
    """Points near a solution of the solver's: its rational coordinates, the others solved for exactly."""
    query = question(claim.names.__getitem__, equations, conditions)
    model = solver.find_model(query, limits.share(0.5).seconds_left)
    if model is None:
        return
    pinned = [
        Polynomial.variable(claim.variables[name]) - Polynomial.constant(value)
        for name, value in model.items()
    ]
    opens = [(condition.polynomial, condition.relation) for condition in conditions]
    yield from find_points([*equations, *pinned], opens, (), limits.random, limits.share(0.5).deadline)


def _completed(restriction: Restriction, point: Point) -> Point:
    """The point with the pivots' values."""
    values = dict(point.values)
    for pivot, image in restriction.images.items():
        values[pivot] = point.value(image)
    return Point(values, point.field)


def kernel_point(point: Point) -> dict[int, Number]:
    """The coordinates as the kernel's numbers; those that are 0 are left out."""
    field = None
    if point.field is not None:
        field = AlgebraicField(point.field.polynomial, *point.field.interval)
    numbers: dict[int, Number] = {}
    for variable, value in sorted(point.values.items()):
        if isinstance(value, Fraction):
            if value:
                numbers[variable] = value
        elif field is not None:
            numbers[variable] = field.element(value)
    return numbers


def ball_point(point: Mapping[int, Number]) -> Mapping[int, Any]:
    """The coordinates as balls."""
    balls = {}
    for variable, value in point.items():
        if isinstance(value, AlgebraicNumber):
            enclosure = value.enclosure(BITS)
            balls[variable] = BallRing.between(enclosure.lo, enclosure.hi)
        else:
            balls[variable] = BallRing.between(value, value)
    return balls
