"""A flow to look at: extrapolated integration in arbitrary precision, sharing no code with certsim.

Fields and equations come from tests/oracle.py, which reads canonical statements. What is seen here is never
a proof. But a counterexample is wrong if its flow is not seen to leave, and so is a proof if the set is seen
to be left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import mpmath

from tests.oracle import DIGITS, Field, Flow, Value, Values, arrays, number

Point: TypeAlias = list[Value]
Word: TypeAlias = Sequence[Mapping[str, Any]]

ROWS = 16
"""Of the extrapolation table: the error is of order 2·ROWS in the time."""
EXACT = mpmath.mpf("1e-50")
"""The error that an integration may have."""
NEARLY = mpmath.mpf("1e-30")
"""The error that one may have of which only the end is looked at."""
SEEN = mpmath.mpf("1e-25")
"""What is greater is not 0."""
TIMES = (1 / mpmath.mpf(16), 1 / mpmath.mpf(23), 1 / mpmath.mpf(41), 1 / mpmath.mpf(64))
"""How long letters are followed where the field has size 1."""
HALVINGS = 8


class Inaccurate(ArithmeticError):
    """The integration did not reach its precision: nothing was seen."""


def flow(field: Field, theta: Point, time: Value, halvings: int = HALVINGS, exact: Value = EXACT) -> Point:
    """The point to which a field's flow takes θ; raises `Inaccurate` where time was halved often enough.

    Gragg's midpoint rule with Richardson extrapolation: Hairer, Nørsett, Wanner, Solving Ordinary
    Differential Equations I, II.9.
    """
    arrived, error = _extrapolated(field, theta, time, exact)
    if error < exact:
        return arrived
    if not halvings:
        raise Inaccurate(f"an error of {mpmath.nstr(error, 3)} after a time of {mpmath.nstr(time, 3)}")
    middle = flow(field, theta, time / 2, halvings - 1, exact)
    return flow(field, middle, time / 2, halvings - 1, exact)


def _extrapolated(field: Field, theta: Point, time: Value, exact: Value) -> tuple[Point, Value]:
    """The diagonal of the Aitken–Neville table in the squares of the step sizes, and its last change."""
    row: list[Point] = []
    error = mpmath.inf
    for steps in range(1, ROWS + 1):
        new = [_midpoint(field, theta, time, 2 * steps)]
        for at, old in enumerate(row, start=1):
            ratio = (mpmath.mpf(steps) / (steps - at)) ** 2 - 1
            new.append([a + (a - b) / ratio for a, b in zip(new[-1], old, strict=True)])
        if row:
            error = max(abs(a - b) for a, b in zip(new[-1], new[-2], strict=True))
        if error < exact:
            break
        row = new
    return new[-1], error


def _midpoint(field: Field, theta: Point, time: Value, steps: int) -> Point:
    """Gragg's modified midpoint rule; its error is a power series in the square of the step."""
    step = time / steps
    before, now = theta, _moved(theta, field(theta), step)
    for _ in range(steps - 1):
        before, now = now, _moved(before, field(now), 2 * step)
    return [(a + b) / 2 for a, b in zip(_moved(before, field(now), step), now, strict=True)]


def _moved(theta: Point, direction: Point, time: Value) -> Point:
    return [t + time * d for t, d in zip(theta, direction, strict=True)]


def unhurried(field: Field, theta: Point, time: Value) -> Value:
    """A time in which a point moves about as far as in the given time at speed 1."""
    return time / (1 + max(abs(d) for d in field(theta)))


def journeys(system: Flow, word: Word, theta: Point) -> Iterator[Point]:
    """Where the flows of a word's letters, the first letter first, take θ in some choices of small times.

    L_{X1} … L_{Xm} g at θ is a mixed derivative of g at the end of the journey, in the times, at 0. So if it
    is not 0, then g is not 0 after almost all small times.
    """
    for shift in range(len(TIMES)):
        here = theta
        for at, letter in enumerate(word):
            field = system.field(letter)
            time = TIMES[(at + shift) % len(TIMES)] * (-1) ** shift
            here = flow(field, here, unhurried(field, here, time), exact=NEARLY)
        yield here


def size(system: Flow, theta: Point) -> Value:
    """The size of what the candidate's equations say is 0."""
    return max((abs(value) for value in system.equations(theta)), default=mpmath.mpf(0))


def margin(system: Flow, theta: Point) -> Value:
    """By how much the candidate's side conditions hold: positive if all do."""
    parameters = dict(zip(system.names, theta, strict=True))
    names = {**arrays(system.model["parameters"], parameters), **system.constants}
    margins = [mpmath.inf]
    for left, relation, right in system.candidate.get("where", []):
        value = system.oracle.value(left, names) - system.oracle.value(right, names)
        margins.append({"!=": abs(value), ">": value, "<": -value}[relation])
    return min(margins)


def departure(model: Mapping[str, Any], candidate: Mapping[str, Any], witness: Mapping[str, Any]) -> Value:
    """How far a counterexample is seen to leave its set; greater than `SEEN` if it is one.

    For an equation that breaks: the size of the equations at the end of a journey that begins in the set. For
    a condition that breaks: the margin at the end of a journey in {g = 0} that begins outside the set, at a
    point where the condition is not strict; run backwards, the journey leaves the set.
    """
    with mpmath.workdps(DIGITS):
        constants = {name: number(value) for name, value in witness["constants"].items()}
        system = Flow(model, candidate, constants=constants)
        theta = [number(witness["point"][name]) for name in system.names]
        if size(system, theta) > EXACT:
            return mpmath.mpf(0)
        ends = journeys(system, witness["word"], theta)
        if witness["violates"] == "equation":
            inside = margin(system, theta) > 0
            return _seen(size(system, end) for end in ends) if inside else mpmath.mpf(0)
        if margin(system, theta) > EXACT:
            return mpmath.mpf(0)
        return _seen(margin(system, end) for end in ends if size(system, end) < SEEN)


def _seen(values: Iterator[Value]) -> Value:
    """The first value that is seen not to be 0, or else 0."""
    return next((value for value in values if value > SEEN), mpmath.mpf(0))


# Points near a set, to see that the flow does not take them away.

ITERATIONS = 150
ON_THE_SET = mpmath.mpf("1e-38")


def drawn_to(system: Flow, theta: Point) -> Point | None:
    """A point at which the equations hold to many digits, by Levenberg and Marquardt, if they get there.

    Where the set is singular it comes near at a linear rate only.
    """
    for _ in range(ITERATIONS):
        if size(system, theta) < ON_THE_SET:
            return theta
        values = mpmath.matrix(system.equations(theta))
        J = _jacobian(system, theta)
        damping = mpmath.eye(len(theta)) * (mpmath.norm(values) ** 2 + mpmath.mpf("1e-60"))
        step = mpmath.lu_solve(J.T * J + damping, -(J.T * values))
        theta = [t + d for t, d in zip(theta, step, strict=True)]
        if max(map(abs, theta)) > 100:
            return None
    return None


def _jacobian(system: Flow, theta: Point) -> Value:
    """By central differences."""
    h = mpmath.mpf("1e-30")
    columns = []
    for at in range(len(theta)):
        ahead, behind = list(theta), list(theta)
        ahead[at], behind[at] = theta[at] + h, theta[at] - h
        pairs = zip(system.equations(ahead), system.equations(behind), strict=True)
        columns.append([(a - b) / (2 * h) for a, b in pairs])
    return mpmath.matrix(columns).T


def excursion(
    model: Mapping[str, Any], candidate: Mapping[str, Any], start: Point, letters: Word, constants: Values
) -> Value | None:
    """How far the flow of any one letter takes a point of the set away; ``None`` without such a point.

    Singular points are found to half their digits only or less, so that a small number says nothing.
    """
    with mpmath.workdps(80 if "fields" in model else DIGITS):
        system = Flow(model, candidate, constants=constants)
        theta = drawn_to(system, start)
        if theta is None or margin(system, theta) < mpmath.mpf("1e-3"):
            return None
        away = mpmath.mpf(0)
        for letter in letters:
            for end in journeys(system, [letter], theta):
                away = max(away, size(system, end), -margin(system, end))
        return away
