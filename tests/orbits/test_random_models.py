"""Random models: what is said of orbits and laws agrees with flows, integrated by other code.

The orbit of a point is the image of (t_1, …, t_n) ↦ the end of a journey along fields X_1, …, X_n for these
times, for all n and all fields. So the rank of its derivative is never greater than the dimension of the
orbit, and on long journeys for generic times it is no smaller. The long runs are `pytest -m campaign`, with
`N=…` examples of each kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import mpmath
import pytest
from hypothesis import assume, event, given, note
from hypothesis import strategies as st

from certsim import Model, Options, laws, orbit
from certsim.kernel.check import read_certificate
from certsim.strategies import field_families, points, polynomial_models
from tests.effort import few, many
from tests.oracle import Field, Flow, Value, arrays, real, scalars
from tests.oracle_flow import TIMES, Inaccurate, Point, flow, unhurried

OPTIONS = Options(timeout=2)
"""Seconds for the search, which does what it can in that time, and for the kernel."""
ENOUGH = 130
"""Digits: gradients are differences over a step of 1e-70."""
SAME = mpmath.mpf("1e-35")
"""What is constant along a flow is seen to change by less."""
STEP = mpmath.mpf("1e-25")
INDEPENDENT = mpmath.mpf("1e-15")
"""Differences over a step differ from derivatives by far less."""
INPUTS = ("1", "-2", "1/2", "3", "-1", "0", "2")

Leg: TypeAlias = tuple[Field, Value]
"""A field, and the time for which it is followed."""


@dataclass(frozen=True)
class Place:
    """A model, and a point of its parameters."""

    model: Model
    point: Mapping[str, Fraction]


def letters(system: Flow, count: int) -> Sequence[Mapping[str, Any]]:
    """So many fields: all that are given, or all outputs, each at changing inputs."""
    if "fields" in system.model:
        return [{"field": at % len(system.model["fields"])} for at in range(count)]
    names = scalars(system.model.get("inputs", []))
    one = mpmath.mpf(1)
    outputs = len(system.outputs([one] * len(system.names), dict.fromkeys(names, one)))
    return [
        {
            "output": at % outputs,
            "input": {name: INPUTS[(at * (k + 1) + k) % 7] for k, name in enumerate(names)},
        }
        for at in range(max(count, 2 * outputs))
    ]


def journey(system: Flow, start: Point, length: int) -> tuple[list[Leg], list[Point]]:
    """The legs of a journey, and the points between them; an example without a journey is left out."""
    legs: list[Leg] = []
    stops = [start]
    for at, letter in enumerate(letters(system, length)):
        field = system.field(letter)
        try:
            legs.append((field, unhurried(field, stops[-1], TIMES[at % len(TIMES)])))
            stops.append(flow(field, stops[-1], legs[-1][1]))
        except (Inaccurate, ZeroDivisionError, OverflowError):
            assume(False)
    return legs, stops


def reached(system: Flow, start: Point, length: int) -> int:
    """The rank of the derivative of a journey's end with respect to the lengths of its legs."""
    legs, stops = journey(system, start, length)
    rows = []
    for at, (field, _) in enumerate(legs):
        here = flow(field, stops[at + 1], unhurried(field, stops[at + 1], STEP))
        for later, time in legs[at + 1 :]:
            here = flow(later, here, time)
        rows.append([(a - b) / STEP for a, b in zip(here, stops[-1], strict=True)])
    singular = mpmath.svd_r(mpmath.matrix(rows), compute_uv=False)
    return sum(value > INDEPENDENT for value in singular)


def require_dimension(system: Flow, start: Point, lower: int, upper: int) -> None:
    """Journeys see no more directions than there are at most, and long ones as many as there are at least."""
    seen = reached(system, start, upper + 1)
    if seen < lower:
        seen = reached(system, start, 2 * len(start) + 2)
    assert lower <= seen <= upper


def values(system: Flow, trees: Sequence[Any], theta: Point) -> list[Value]:
    """The values of functions of the parameters."""
    names = arrays(system.model["parameters"], dict(zip(system.names, theta, strict=True)))
    return [system.oracle.value(tree, names) for tree in trees]


def check_orbit(place: Place) -> None:
    """The equations and laws of an orbit hold along a journey, and its dimension is what the journey sees."""
    answer = orbit(place.model, place.point, options=OPTIONS)
    note(f"{place.model.statement} {place.point} {answer!r}")
    event(f"dimension {answer.lower} to {answer.upper} of {len(place.point)}")
    assert answer.reason in (None, "timeout")
    if answer.reason is not None:
        return
    statement = answer.claim.statement
    with mpmath.workdps(ENOUGH):
        system = Flow(place.model.statement, statement["candidate"])
        start = [real(place.point[name]) for name in system.names]
        _, stops = journey(system, start, len(start))
        assert all(abs(value) < SAME for value in system.equations(stops[-1]))
        require_constant(system, statement["orbit"]["laws"], stops)
        require_dimension(system, start, answer.lower, answer.upper)


def check_laws(place: Place) -> None:
    """Laws are constant along a journey, and a point that is generic has an orbit of the dimension said."""
    answer = laws(place.model, options=OPTIONS)
    note(f"{place.model.statement} {answer!r}")
    event(f"{answer.independent} laws, {answer.complete=}")
    assert answer.reason in (None, "timeout")
    if answer.certificate is None:
        return
    conserved = read_certificate(answer.certificate).claim.statement["laws"]["conserved"]
    with mpmath.workdps(ENOUGH):
        system = Flow(place.model.statement)
        start = [real(place.point[name]) for name in system.names]
        require_constant(system, conserved, journey(system, start, len(start))[1])
        generic = [mpmath.mpf(7 * at + 5) / (13 + 2 * at) for at in range(len(start))]
        require_dimension(system, generic, answer.lower, answer.upper)


def require_constant(system: Flow, trees: Sequence[Any], stops: Sequence[Point]) -> None:
    ends = (values(system, trees, stops[at]) for at in (0, -1))
    assert all(abs(a - b) < SAME * (1 + abs(a)) for a, b in zip(*ends, strict=True))


# Models.


def placed(models: st.SearchStrategy[Model]) -> st.SearchStrategy[Place]:
    """With points at which parameters are equal, opposite or 0, and others."""

    def at(model: Model) -> st.SearchStrategy[Place]:
        names = scalars(model.statement["parameters"])
        few_values = st.lists(st.sampled_from([0, 1, -1]), min_size=len(names), max_size=len(names))
        degenerate = few_values.map(lambda drawn: dict(zip(names, map(Fraction, drawn), strict=True)))
        return st.one_of(degenerate, points(model)).map(lambda point: Place(model, point))

    return models.flatmap(at)


@st.composite
def transcendental(draw: st.DrawFn) -> Model:
    """Sums of products of parameters, inputs and functions of them; with learning rates."""
    names = ["a", "b", "c"][: draw(st.integers(2, 3))]
    call = st.sampled_from(
        ["tanh(b)", "exp(a)", "exp(-2*b)", "sinh(a)", "sigmoid(b)", "tanh(a*x)", "1/(1 + b**2)"]
    )
    factor = st.one_of(st.sampled_from(["1", "x", "x**2", *names]), call)
    term = st.tuples(st.sampled_from([-2, -1, 1, 3]), st.sampled_from(names), factor, factor)
    terms = draw(st.lists(term, min_size=1, max_size=2))
    output = " + ".join(f"({number})*{'*'.join(rest)}" for number, *rest in terms)
    rates = draw(st.sampled_from([{}, {"a": "1/2"}, {"b": "3"}]))
    return Model.parse(output, parameters=names, inputs=["x"], rates=rates)


NETWORKS = (
    ("U @ V @ x", "U[1,2] V[2,1]", "x[1]"),
    ("U @ V", "U[2,1] V[1,2]", ""),
    ("a @ tanh(w*x)", "w[2] a[2]", "x"),
    ("a @ sin(w*x)", "w[2] a[2]", "x"),
    ("a @ (w*x)**2", "w[2] a[2]", "x"),
    ("a @ (w*x + b)**3", "w[1] b[1] a[1]", "x"),
    ("a*(b*(c*x)**3)**3", "a b c", "x"),
    ("g*(w @ x)/sqrt(1 + w @ w)", "g w[2]", "x[2]"),
    ("x @ Q @ K.T @ y", "Q[2,1] K[2,1]", "x[2] y[2]"),
    ("exp((Q @ x)*(K @ y))", "Q[1] K[1]", "x[1] y[1]"),
    ("a*tanh(b*tanh(c*x))", "a b c", "x"),
    ("x*w + a*tanh(w*x)", "w a", "x"),
)
networks = st.sampled_from(NETWORKS).map(
    lambda parts: Model.parse(parts[0], parameters=parts[1].split(), inputs=parts[2].split())
)
anything = placed(
    st.one_of(transcendental(), polynomial_models(max_parameters=3), field_families(), networks)
)


@few(5)
@given(anything)
def test_an_orbit_has_the_dimension_and_the_equations_that_its_flows_show(place: Place) -> None:
    check_orbit(place)


@few(5)
@given(anything)
def test_laws_are_conserved_and_leave_generic_orbits_their_dimension(place: Place) -> None:
    check_laws(place)


@pytest.mark.campaign
@many(300)
@given(anything)
def test_orbits_at_length(place: Place) -> None:
    check_orbit(place)


@pytest.mark.campaign
@many(300)
@given(anything)
def test_laws_at_length(place: Place) -> None:
    check_laws(place)
