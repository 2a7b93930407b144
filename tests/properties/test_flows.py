"""Verdicts against what is seen of training: flows in high precision, by code that is not of certsim."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice, product

import mpmath
from hypothesis import assume
from hypothesis import strategies as st

from certsim import Verdict
from certsim.algebra.exact.arithmetic import number_to_json
from certsim.kernel.check import check, read_certificate, write_certificate
from certsim.search.points import find_set_points, kernel_point
from certsim.strategies import models
from tests.effort import for_all
from tests.oracle import DIGITS, Flow, check_witness, number
from tests.oracle_flow import SEEN, Inaccurate, departure, drawn_to, margin, size
from tests.properties.shared import (
    Claim,
    claims,
    claims_of,
    is_piecewise,
    kept_claims,
    plain,
    planted_claims,
    spoiled_units,
    verdict_of,
)
from tests.properties.training import ENOUGH, Lesson, lessons, members, trained
from tests.search.given import limits, setting_of

LITTLE = mpmath.mpf("1e-8")
"""Points are known to 38 digits, or to half of these where a set is singular."""

with_conditions = st.one_of(claims_of(models(), conditions=True), claims_of(plain, conditions=True))
any_claims = st.one_of(claims, with_conditions)
often_kept = st.booleans().flatmap(lambda kept: kept_claims() if kept else any_claims)
often_left = st.one_of(spoiled_units(), spoiled_units(), claims_of(plain, conditions=True), with_conditions)
starts = st.lists(st.sampled_from((-1.25, -0.5, 0.25, 0.75, 1.5)), min_size=12, max_size=12)


@st.composite
def taught(draw: st.DrawFn) -> tuple[Claim, Lesson, list[float]]:
    """A claim, something to train on, and where to begin."""
    claim = draw(st.one_of(often_kept, planted_claims(), spoiled_units()))
    return claim, draw(lessons(claim[0])), draw(starts)


@for_all(taught(), examples=30)
def test_training_does_not_leave_a_certified_set(drawn: tuple[Claim, Lesson, list[float]]) -> None:
    """What is certified is not seen to be left, and what is seen to be left is not certified.

    An example is thrown away where no point of the set is found, or neither is the case.
    """
    (model, candidate), lesson, start = drawn
    result = verdict_of(model, candidate)
    with mpmath.workdps(ENOUGH):
        system = Flow(model.statement, candidate.statement)
        theta = drawn_to(system, list(map(mpmath.mpf, start[: model.dimension])))
        assume(theta is not None and margin(system, theta) > LITTLE)
        end = trained(system, lesson, theta)
        stays = size(system, end) < LITTLE and margin(system, end) > 0
    assume(not stays or result.verdict is Verdict.CERTIFIED)
    assert stays or result.verdict is not Verdict.CERTIFIED
    assert result.manifold.status != "empty"


@st.composite
def smooth(draw: st.DrawFn) -> tuple[Claim, Lesson]:
    """Claims about models without kinks: points that a search tries are often on one."""
    claim = draw(often_kept.filter(lambda claim: not is_piecewise(claim[0])))
    return claim, draw(lessons(claim[0]))


@for_all(smooth(), examples=20)
def test_lie_derivatives_vanish_at_special_points_of_a_certified_set(drawn: tuple[Claim, Lesson]) -> None:
    """All L_w g with one or two letters: at points that a search for counterexamples would try."""
    (model, candidate), lesson = drawn
    assume(verdict_of(model, candidate).verdict is Verdict.CERTIFIED)
    points = list(islice(find_set_points(setting_of(model, candidate), limits(3)), 3))
    letters = members(model, lesson)
    with mpmath.workdps(DIGITS):
        system = Flow(model.statement, candidate.statement)
        words = [list(word) for length in (1, 2) for word in product(letters, repeat=length)]
        for values in map(kernel_point, points):
            theta = [number(number_to_json(values.get(at, Fraction(0)))) for at in range(len(system.names))]
            if not system.is_inside(theta) or size(system, theta) > SEEN:
                continue
            for word, at in product(words, range(len(system.equations(theta)))):
                left = system.lie_derivative(lambda place, at=at: system.equations(place)[at], word, theta)
                assert abs(left) < mpmath.mpf("1e-15"), (theta, word, at)


@for_all(often_left, examples=25)
def test_a_counterexample_leaves_its_set_at_the_rate_that_is_said(claim: Claim) -> None:
    model, candidate = claim
    result = verdict_of(model, candidate)
    assume(result.verdict is Verdict.REFUTED)
    assert result.witness is not None
    witness = result.witness.to_json()
    if result.witness.violates == "equation":
        check_witness(model.statement, candidate.statement, witness)
    try:
        assert departure(model.statement, candidate.statement, witness) > SEEN
    except (Inaccurate, ZeroDivisionError, OverflowError):
        assume(False)


@for_all(any_claims, examples=25)
def test_a_certificate_survives_its_bytes(claim: Claim) -> None:
    model, candidate = claim
    result = verdict_of(model, candidate)
    assume(result.certificate is not None)
    data = result.certificate or b""
    accepted = check(data)
    assert accepted.verdict == str(result.verdict)
    assert dict(accepted.manifold) == result.manifold.to_json()
    read = read_certificate(data)
    assert write_certificate(read.about, read.claim, read.evidence) == data
