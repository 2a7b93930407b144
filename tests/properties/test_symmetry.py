"""Sets that symmetries and constructions keep (theorems T2, T8), and what symmetries do to other sets."""

from __future__ import annotations

from collections.abc import Mapping

import sympy
from hypothesis import strategies as st

from certsim import Candidate, Model, Verdict
from certsim.strategies import Planted, candidates, planted, polynomials, tied_units
from tests.effort import for_all
from tests.properties.shared import Claim, Tree, agree, networks, replaced, verdict_of


@for_all(planted(), examples=25)
def test_a_planted_fixed_set_is_certified_and_symmetry_induced(plant: Planted) -> None:
    result = verdict_of(plant.model, plant.candidate)
    assert result.verdict is Verdict.CERTIFIED
    assert result.symmetry_induced is True
    assert result.manifold.dimension == plant.dimension


@for_all(planted(), examples=25)
def test_a_planted_fixed_set_given_by_its_equations_is_certified(plant: Planted) -> None:
    result = verdict_of(plant.model, Candidate.parse(plant.model, plant.equations))
    assert result.verdict is Verdict.CERTIFIED
    assert (result.manifold.status, result.manifold.dimension) == ("embedded", plant.dimension)


@for_all(networks.flatmap(lambda model: st.tuples(st.just(model), tied_units(model))), examples=15)
def test_tied_units_are_certified(drawn: tuple[Model, list[str]]) -> None:
    model, equations = drawn
    assert verdict_of(model, equations).verdict is Verdict.CERTIFIED


@st.composite
def moved_claims(draw: st.DrawFn) -> tuple[Claim, Mapping[str, Tree]]:
    """A random set of a model with a symmetry Q, and what Q makes of each coordinate."""
    plant = draw(planted())
    (images,) = plant.candidate.statement["fixed_by"]
    return (plant.model, draw(candidates(plant.model, conditions=False))), dict(images)


@for_all(moved_claims(), examples=30)
def test_a_symmetry_of_the_model_changes_no_verdict(drawn: tuple[Claim, Mapping[str, Tree]]) -> None:
    """{g∘Q = 0} is the image of {g = 0} under Q⁻¹."""
    (model, candidate), images = drawn
    agree(verdict_of(model, candidate), verdict_of(model, list(replaced(candidate, images))))


@st.composite
def invariant_curves(draw: st.DrawFn) -> tuple[Model, str]:
    """A curve h = 0 with a field p·(∂h/∂y, -∂h/∂x) + h·(q, r), which keeps it whatever p, q, r are (T2)."""
    x, y = sympy.symbols("x y")
    curve = sympy.sympify(draw(polynomials(["x", "y"], max_degree=3)), rational=True)
    p, q, r = (sympy.sympify(draw(polynomials(["x", "y"], max_terms=2, max_degree=1))) for _ in range(3))
    field = [p * curve.diff(y) + curve * q, -p * curve.diff(x) + curve * r]
    model = Model.from_fields([[str(sympy.expand(part)) for part in field]], parameters=["x", "y"])
    return model, str(sympy.expand(curve))


WRITTEN = ("{} = 0", "({})**2 = 0", "5*({}) = 0", "({0})**2 + ({0})**4 = 0")


@for_all(invariant_curves(), st.sampled_from(WRITTEN), examples=25)
def test_a_curve_that_is_invariant_by_construction_is_certified(drawn: tuple[Model, str], how: str) -> None:
    model, curve = drawn
    assert verdict_of(model, [how.format(curve)]).verdict is not Verdict.REFUTED
