"""Complete exact points of a candidate, for refutations and manifold reports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import count
from typing import Any, Final

from certsim.algebra.algebraic import Point as AlgebraicPoint
from certsim.algebra.balls import BITS, BallRing
from certsim.algebra.exact.algebraic import AlgebraicField, AlgebraicNumber
from certsim.algebra.exact.arithmetic import Number
from certsim.algebra.exact.place import place_of
from certsim.algebra.points import find_points
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Place
from certsim.kernel.rules.independence import DOMAIN_BITS
from certsim.kernel.rules.point import Point
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.statement.question import question
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.subspace import Restriction
from certsim.search import solver
from certsim.search.limits import Limits

SMALL: Final = tuple(map(Fraction, ("1", "2", "-1", "3", "1/2", "-2", "-3", "5", "3/2", "-1/2", "7", "-5")))
PRECISIONS: Final = (64, 256, 1024, 4096, 16384)
"""Values are enclosed with so many bits, one after the other."""
INPUTS: Final = (1, 2, 3, 0)
"""The inputs that are tried where the model has a domain: k times 1, 2, 3, …"""
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
) -> Iterator[AlgebraicPoint]:
    """Points of the set, with `extra` equations, where the conditions (by default the set's) hold strictly.

    They have values for all that the set's equations mention and for the variables that are needed.
    """
    conditions = setting.conditions if conditions is None else conditions
    free = _free_variables(setting, needed)
    for attempt, found in enumerate(_free_points(setting, extra, conditions, limits)):
        values = dict(found.values)
        for variable in free:
            values.setdefault(variable, small_number(limits, attempt))
        yield _completed(setting.restriction, AlgebraicPoint(values, found.field))


def _free_variables(setting: Setting, needed: Collection[int]) -> list[int]:
    claim, images = setting.claim, setting.restriction.images
    wanted = {v for image in images.values() for v in image.variables} | set(needed)
    if claim.parameter_count <= MAX_PARAMETERS:
        wanted.update(range(claim.parameter_count))
    wanted.update(claim.constants)
    return sorted(v for v in wanted if v not in images and v not in claim.inputs)


def _free_points(
    setting: Setting, extra: Sequence[Polynomial], conditions: Sequence[Condition], limits: Limits
) -> Iterator[AlgebraicPoint]:
    equations = [*setting.restriction.curved, *(setting.restriction.apply(p) for p in extra)]
    opens = [(condition.polynomial, condition.relation) for condition in conditions]
    mentioned = frozenset().union(*(p.variables for p in equations), *(p.variables for p, _ in opens))
    if not mentioned:
        if not any(equations) and all(map(_holds, conditions)):
            yield from (AlgebraicPoint({}) for _ in count())
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
) -> Iterator[AlgebraicPoint]:
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


def _completed(restriction: Restriction, point: AlgebraicPoint) -> AlgebraicPoint:
    """The point with the pivots' values."""
    values = dict(point.values)
    for pivot, image in restriction.images.items():
        values[pivot] = point.value(image)
    return AlgebraicPoint(values, point.field)


def kernel_point(point: AlgebraicPoint) -> dict[int, Number]:
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


def places(
    numbers: Mapping[int, Number],
    functions: Mapping[str, tuple[Fraction, ...]],
    at_input: Mapping[int, Fraction],
) -> Iterator[Place]:
    """The place of a point at one precision after the other, as far as its root is known so well."""
    with suppress(LimitExceeded):
        for bits in PRECISIONS:
            yield place_of(numbers, functions, bits, at_input)


def an_input(claim: Claim, limits: Limits, attempt: int = 3) -> dict[int, Fraction]:
    """Small numbers, none of them 0, for the inputs."""
    return {v: small_number(limits, attempt) for v in claim.inputs}


def find_input(claim: Claim, numbers: Mapping[int, Number]) -> Mapping[int, Fraction] | None:
    """An input, of a few, at which the model is defined at a point."""
    functions = dict.fromkeys(claim.model.graph.functions.facts, ())
    for scale in INPUTS if claim.model.limited else (0,):
        here = {variable: Fraction(scale * at) for at, variable in enumerate(claim.inputs, 1) if scale}
        with suppress(InvalidCertificate):
            Point.of(claim, place_of(numbers, functions, DOMAIN_BITS, here), (), ())
            return here
    return None


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
