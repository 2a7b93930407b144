"""Orbits (theorems T12, T13) lie in every certified set through their point; laws are constant on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

import mpmath
from hypothesis import assume, note
from hypothesis import strategies as st
from sympy import Rational

from certsim import Candidate, Model, OrbitResult, Verdict, laws, orbit
from certsim.kernel.check import read_certificate
from certsim.model.to_sympy import entries_of
from certsim.orbits.bounds.bounds import UndefinedPoint
from certsim.orbits.reach.containment import lies_inside
from certsim.strategies import (
    attention_models,
    models,
    planted,
    points,
    rationals,
    scalars,
    tied_units,
    ties,
    two_layer_networks,
)
from tests.effort import for_all
from tests.oracle import Flow, Value, arrays, real
from tests.oracle_flow import SEEN, size
from tests.properties.shared import OPTIONS, Tree, is_piecewise, networks, verdict_of
from tests.properties.training import ENOUGH, Lesson, lessons, trained

Point: TypeAlias = Mapping[str, Fraction]
Placed: TypeAlias = tuple[Model, list[str], Point]
"""A model, a set by its equations, and a point of it."""


@st.composite
def planted_points(draw: st.DrawFn) -> Placed:
    """Fix(Q), and Σ Q^k θ, which Q leaves where it is."""
    plant = draw(planted())
    (images,) = plant.candidate.statement["fixed_by"]
    theta = draw(points(plant.model))
    here, total = dict(theta), dict.fromkeys(theta, Fraction(0))
    while True:
        total = {name: total[name] + here[name] for name in here}
        here = {name: here[to] if isinstance(to, str) else -here[to[1]] for name, to in images}
        if here == theta:
            return plant.model, list(plant.equations), total


@st.composite
def points_of_networks(draw: st.DrawFn) -> Placed:
    """Units that are tied, and a point with all units equal."""
    model = draw(networks)
    theta = draw(points(model))
    first = {name: theta[_of_unit(name, 0)] for name in theta}
    return model, draw(tied_units(model)), first


def _of_unit(name: str, unit: int) -> str:
    array, _, rest = name.partition("[")
    return f"{array}[{','.join([str(unit), *rest[:-1].split(',')[1:]])}]"


@st.composite
def points_of_ties(draw: st.DrawFn) -> Placed:
    """A random model and tie, shifted so that the point is on it."""
    model = draw(models())
    theta = draw(points(model))
    left, right = draw(ties(model)).split(" = ")
    return model, [f"{left} - ({right}) = {_value(left, theta) - _value(right, theta)}"], theta


def _value(side: str, theta: Point) -> Fraction:
    return Fraction(0) if side == "0" else -theta[side[1:]] if side.startswith("-") else theta[side]


placed = st.one_of(planted_points(), points_of_networks(), points_of_ties())


def orbit_at(model: Model, theta: Point) -> OrbitResult:
    """The orbit; an example of which nothing was shown is thrown away, and so is a point on a kink."""
    try:
        found = orbit(model, theta, options=OPTIONS)
    except UndefinedPoint:
        assume(False)
        raise
    note(f"{model.statement} {theta} {found!r}")
    assume(found.certificate is not None)
    assert found.lower <= found.upper <= found.size
    return found


@for_all(placed, examples=20)
def test_an_orbit_lies_in_every_certified_set_through_its_point(drawn: Placed) -> None:
    model, equations, theta = drawn
    result = verdict_of(model, equations)
    assume(result.verdict is not Verdict.UNKNOWN)
    found = orbit_at(model, theta)
    inside = lies_inside(model, found, Candidate.parse(model, equations), OPTIONS)
    if result.verdict is Verdict.CERTIFIED:
        assert inside is not False
        if result.manifold.status == "embedded":
            assert found.lower <= (result.manifold.dimension or 0)


@for_all(placed, examples=15)
def test_the_set_that_is_said_to_hold_an_orbit_is_not_refuted(drawn: Placed) -> None:
    model, _, theta = drawn
    found = orbit_at(model, theta)
    result = verdict_of(model, list(found.equations))
    assert result.verdict is not Verdict.REFUTED
    assert result.manifold.status != "empty"
    if result.manifold.status == "embedded":
        assert found.lower <= (result.manifold.dimension or 0)


smooth = models().filter(lambda model: not is_piecewise(model))


@for_all(smooth.flatmap(lambda model: st.tuples(st.just(model), points(model))), examples=15)
def test_no_orbit_is_greater_than_generic_ones(drawn: tuple[Model, Point]) -> None:
    """Where there is one domain: a region of relu has generic orbits of its own."""
    model, theta = drawn
    generic = laws(model, options=OPTIONS)
    assume(generic.certificate is not None)
    assert generic.independent <= generic.parameters - generic.lower
    assert orbit_at(model, theta).lower <= generic.upper


@st.composite
def trained_points(draw: st.DrawFn) -> tuple[Model, Point, Lesson]:
    model, _, theta = draw(placed)
    return model, theta, draw(lessons(model))


@for_all(trained_points(), examples=8)
def test_laws_and_equations_of_an_orbit_hold_along_training(drawn: tuple[Model, Point, Lesson]) -> None:
    model, theta, lesson = drawn
    found = orbit_at(model, theta)
    statement = found.claim.statement
    conserved = laws(model, options=OPTIONS)
    known = () if conserved.certificate is None else _laws_of(conserved.certificate)
    with mpmath.workdps(ENOUGH):
        system = Flow(model.statement, statement["candidate"])
        start = [real(theta[name]) for name in scalars(model)]
        end = trained(system, lesson, start)
        assert size(system, start) < SEEN
        assert size(system, end) < SEEN
        for tree in [*statement["orbit"]["laws"], *known]:
            before, after = (value_at(system, tree, place) for place in (start, end))
            assert abs(before - after) < SEEN * (1 + abs(before))


def _laws_of(certificate: bytes) -> Sequence[Tree]:
    laws: Sequence[Tree] = read_certificate(certificate).claim.statement["laws"]["conserved"]
    return laws


def value_at(system: Flow, tree: Tree, theta: Sequence[Value]) -> Value:
    """The value of a function of the parameters."""
    names = arrays(system.model["parameters"], dict(zip(system.names, theta, strict=True)))
    return system.oracle.value(tree, names)


@st.composite
def conserving(draw: st.DrawFn) -> tuple[Model, Point]:
    """Models with laws, at a point: homogeneous units, attention, products of parameters."""
    factors = draw(st.lists(st.sampled_from(("t0", "t1", "t2")), min_size=1, max_size=4))
    product = Model.parse("*".join([*factors, "x"]), parameters=["t0", "t1", "t2"], inputs=["x"])
    units = two_layer_networks(functions=("relu", "abs"), max_width=2)
    model = draw(st.one_of(st.just(product), attention_models(), units))
    return model, draw(points(model))


@for_all(conserving(), rationals().filter(bool), examples=15)
def test_an_orbit_lies_on_its_own_level_of_a_law_and_on_no_other(
    drawn: tuple[Model, Point], shift: Fraction
) -> None:
    model, theta = drawn
    conserved = laws(model, options=OPTIONS)
    assume(conserved.laws)
    found = orbit_at(model, theta)
    law = conserved.laws[0]
    (zero,) = Candidate.parse(model, [f"{law} = 0"]).to_sympy(model)
    place = zip(entries_of(model.statement["parameters"]), theta.values(), strict=True)
    level = Fraction(str((zero.lhs - zero.rhs).subs({symbol: Rational(str(v)) for symbol, v in place})))
    here, there = (Candidate.parse(model, [f"{law} = {c}"]) for c in (level, level + shift))
    assert lies_inside(model, found, here, OPTIONS) is not False
    assert lies_inside(model, found, there, OPTIONS) is False
