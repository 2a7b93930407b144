"""Complete exact points of a candidate, for refutations and manifold reports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import count, islice
from random import Random
from typing import Any, Final

from certsim.algebra.algebraic import Point as AlgebraicPoint
from certsim.algebra.balls import BallRing
from certsim.algebra.budget import NEVER
from certsim.algebra.exact.algebraic import AlgebraicField, AlgebraicNumber
from certsim.algebra.exact.arithmetic import Number
from certsim.algebra.exact.place import place_of
from certsim.algebra.points import find_points
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Place
from certsim.kernel.rules.domain import is_meant
from certsim.kernel.rules.independence import DOMAIN_BITS
from certsim.kernel.rules.point import Point
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.statement.question import question
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.search import solver
from certsim.search.limits import Limits

SMALL: Final = tuple(map(Fraction, ("1", "2", "-1", "3", "1/2", "-2", "-3", "5", "3/2", "-1/2", "7", "-5")))
PRECISIONS: Final = (64, 256, 1024, 4096, 16384)
"""Values are enclosed with so many bits, one after the other."""
INPUTS: Final = (1, 2, 3, 0)
"""The inputs that are tried where the model has a domain: k times 1, 2, 3, …"""
NEAR_PI: Final = Polynomial.constant(Fraction(355, 113))
"""What stands for π where points are looked for at which conditions hold; the kernel takes π itself."""
INPUT_TRIES: Final = 12
SECONDS_FOR_INPUTS: Final = 2.0
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
        yield _completed(setting, AlgebraicPoint(values, found.field))


def _free_variables(setting: Setting, needed: Collection[int]) -> list[int]:
    claim, images = setting.claim, setting.restriction.images
    wanted = {v for image in images.values() for v in image.variables} | set(needed)
    if claim.parameter_count <= MAX_PARAMETERS:
        wanted.update(range(claim.parameter_count))
    wanted.update(claim.constants)
    return sorted(v for v in wanted - {claim.model.pi} if v not in images and v not in claim.inputs)


def _free_points(
    setting: Setting, extra: Sequence[Polynomial], conditions: Sequence[Condition], limits: Limits
) -> Iterator[AlgebraicPoint]:
    equations = [*setting.restriction.curved, *(setting.restriction.apply(p) for p in extra)]
    near = {setting.claim.model.pi: NEAR_PI} if setting.claim.model.pi is not None else {}
    opens = [(condition.polynomial.substitute(near), condition.relation) for condition in conditions]
    mentioned = frozenset().union(*(p.variables for p in equations), *(p.variables for p, _ in opens))
    if not mentioned:
        if not any(equations) and all(_holds(Condition(p, relation)) for p, relation in opens):
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
    model = solver.find_model(query, limits.share(0.5).deadline)
    if model is None:
        return
    pinned = [
        Polynomial.variable(claim.variables[name]) - Polynomial.constant(value)
        for name, value in model.items()
    ]
    opens = [(condition.polynomial, condition.relation) for condition in conditions]
    yield from find_points([*equations, *pinned], opens, (), limits.random, limits.share(0.5).deadline)


def _completed(setting: Setting, point: AlgebraicPoint) -> AlgebraicPoint:
    """The point with the pivots' values, but for the multiples of π in them: see `multiples_of_pi`."""
    values, pi = dict(point.values), setting.claim.model.pi
    for pivot, image in setting.restriction.images.items():
        values[pivot] = point.value(image if pi is None else image.substitute({pi: ZERO}))
    return AlgebraicPoint(values, point.field)


def multiples_of_pi(setting: Setting) -> dict[int, Fraction]:
    """How often π is in the coordinates of the points that are found: only in what affine equations solve."""
    pi = setting.claim.model.pi
    if pi is None:
        return {}
    slopes = {v: Fraction(image.terms.get((pi,), 0)) for v, image in setting.restriction.images.items()}
    return {v: slope for v, slope in slopes.items() if slope}


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
    setting: Setting,
    numbers: Mapping[int, Number],
    functions: Mapping[str, tuple[Fraction, ...]],
    at_input: Mapping[int, Fraction],
) -> Iterator[Place]:
    """The place of a point at one precision after the other, as far as its root is known so well."""
    with suppress(LimitExceeded):
        for bits in PRECISIONS:
            yield place_of(numbers, functions, bits, at_input, multiples_of_pi(setting))


def an_input(claim: Claim, limits: Limits, attempt: int = 3) -> dict[int, Fraction]:
    """Small numbers for the inputs, none of them 0 if all inputs are meant, else those of a point of 𝒳."""
    model = claim.model
    if model.data:
        return {}
    for more in range(1 if model.where.are_all else INPUT_TRIES):
        values = {v: small_number(limits, attempt + more) for v in claim.inputs}
        if is_meant(model, values):
            return values
    opens = [(condition.polynomial, condition.relation) for condition in model.where.conditions]
    deadline = limits.share(0.1, 1).deadline
    found = find_points(model.where.equations, opens, list(claim.inputs), limits.random, deadline)
    for point in islice(found, INPUT_TRIES):
        rational = {v: value for v, value in point.values.items() if isinstance(value, Fraction)}
        if rational.keys() == set(claim.inputs):
            return rational
    return values


def find_input(claim: Claim, numbers: Mapping[int, Number]) -> Mapping[int, Fraction] | None:
    """An input, of a few, at which the model is defined at a point."""
    functions = dict.fromkeys(claim.model.graph.functions.facts, ())
    for here in _few_inputs(claim):
        with suppress(InvalidCertificate):
            Point.of(claim, place_of(numbers, functions, DOMAIN_BITS, here), (), ())
            return here
    return None


def _few_inputs(claim: Claim) -> Iterator[Mapping[int, Fraction]]:
    if claim.model.where.are_all:
        for scale in INPUTS if claim.model.limited else (0,):
            yield {variable: Fraction(scale * at) for at, variable in enumerate(claim.inputs, 1) if scale}
        return
    # Randomness of its own: the state of the common one depends on how long other searches took.
    limits = Limits(NEVER.within(SECONDS_FOR_INPUTS), frozenset(), Random(0))  # noqa: S311  no secrets
    for attempt in range(INPUT_TRIES):
        yield an_input(claim, limits, attempt)


def ball_point(setting: Setting, point: Mapping[int, Number], bits: int) -> Mapping[int, Any]:
    """The coordinates as balls, with so many bits, and π where it has a variable."""
    balls: dict[int, Any] = {}
    for variable, value in point.items():
        if isinstance(value, AlgebraicNumber):
            enclosure = value.enclosure(bits)
            balls[variable] = BallRing.between(enclosure.lo, enclosure.hi)
        else:
            balls[variable] = BallRing.between(value, value)
    if setting.claim.model.pi is not None:
        balls[setting.claim.model.pi] = BallRing.pi()
        for variable, slope in multiples_of_pi(setting).items():
            multiple = BallRing.pi() * BallRing.between(slope, slope)
            balls[variable] = balls.get(variable, 0) + multiple
    return balls
