"""Library calls on random models with parts: none fails, and what they say agrees."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import certsim
from certsim import Candidate, CertsimError, Model, Options, Verdict
from certsim.kernel.check import check
from certsim.report.explain import explanation
from certsim.strategies import candidates, models_with_parts, points, ties

OPTIONS = Options(timeout=3)


@st.composite
def models_and_points(draw: st.DrawFn) -> tuple[Model, dict[str, Fraction]]:
    model = draw(models_with_parts(max_parameters=3))
    return model, draw(points(model))


@st.composite
def models_and_candidates(draw: st.DrawFn) -> tuple[Model, Candidate]:
    model = draw(models_with_parts(max_parameters=3))
    return model, draw(candidates(model, equations=(ties,), conditions=False))


few = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(models_and_points())
def test_orbits_lie_in_sets_of_symmetries_and_laws_bound_them(
    drawn: tuple[Model, dict[str, Fraction]],
) -> None:
    model, point = drawn
    orbit = certsim.orbit(model, point, options=OPTIONS)
    place = certsim.locate(model, point, options=OPTIONS)
    laws = certsim.laws(model, options=OPTIONS)
    size = orbit.size
    assert place.trained == laws.parameters == size
    assert orbit.lower <= min(orbit.upper, place.dimension)
    assert laws.lower <= laws.upper <= size
    if laws.certificate is not None and orbit.certificate is not None:
        # Generic orbits have the greatest dimension, and independent laws leave so much to each.
        assert orbit.lower <= laws.upper
        assert laws.independent <= size - laws.lower


@few
@given(models_and_candidates())
def test_sets_are_decided_reduced_and_explained(drawn: tuple[Model, Candidate]) -> None:
    model, candidate = drawn
    result = certsim.certify(model, candidate, options=OPTIONS)
    core = certsim.core(model, candidate, options=OPTIONS)
    if result.certificate is not None:
        assert explanation(check(result.certificate))
    if core.certificate is not None and core.comparison == "equal":
        assert result.verdict is not Verdict.REFUTED
    if core.comparison == "smaller":
        assert result.verdict is not Verdict.CERTIFIED or not core.largest
    if result.verdict is Verdict.CERTIFIED:
        with suppress(CertsimError):  # the single point 0
            reduced = certsim.reduce(model, candidate, options=OPTIONS)
            assert reduced.model is None or len(reduced.model.parameters) <= len(model.parameters)


@few
@given(models_with_parts(max_parameters=3))
def test_symmetries_and_sets_are_listed(model: Model) -> None:
    found = certsim.enumerate(model, options=OPTIONS)
    for sim in found.sims:
        if sim.result is not None and sim.result.manifold.dimension is not None:
            assert sim.result.manifold.dimension == sim.dimension
    for conserved in certsim.symmetries(model, options=OPTIONS).conserved or ():
        assert conserved.result.verdict is not Verdict.REFUTED
