"""Cores (theorem T6): the largest invariant part of a set is in the set, and its own core."""

from __future__ import annotations

import mpmath
from hypothesis import assume, note
from hypothesis import strategies as st

from certsim import Candidate, Core, Model, Verdict, core
from certsim.strategies import models
from tests.effort import for_all
from tests.oracle import DIGITS, Flow
from tests.oracle_flow import drawn_to, size
from tests.properties.shared import OPTIONS, Claim, claims, claims_of, planted_claims, verdict_of

LITTLE = mpmath.mpf("1e-8")
"""Equations of degree 4 at points that are known to 38 digits, or to half of these at singularities."""

any_claims = st.one_of(claims, claims_of(models()), planted_claims())
starts = st.lists(st.sampled_from((-1.25, -0.5, 0.25, 0.75, 1.5)), min_size=12, max_size=12)


def core_of(model: Model, candidate: Candidate) -> Core:
    """The core; an example without one is thrown away."""
    found = core(model, candidate, options=OPTIONS)
    note(f"{model!r} {model.statement} {candidate!r}: {found!r}")
    assume(found.equations is not None)
    return found


@for_all(any_claims, starts, examples=20)
def test_a_core_is_invariant_and_lies_in_its_set(claim: Claim, start: list[float]) -> None:
    model, candidate = claim
    found = core_of(model, candidate)
    inner = Candidate.parse(model, list(found.equations or ()))
    result = verdict_of(model, inner)
    assert result.verdict is not Verdict.REFUTED
    with mpmath.workdps(DIGITS):
        system = Flow(model.statement, inner.statement)
        theta = drawn_to(system, list(map(mpmath.mpf, start[: model.dimension])))
        if theta is not None:
            assert result.manifold.status != "empty"
            assert size(Flow(model.statement, candidate.statement), theta) < LITTLE


@for_all(any_claims, examples=20)
def test_a_core_is_its_own_core(claim: Claim) -> None:
    model, candidate = claim
    inner = Candidate.parse(model, list(core_of(model, candidate).equations or ()))
    again = core_of(model, inner)
    assert again.comparison != "smaller"
    if again.comparison == "empty" and again.largest:
        assert verdict_of(model, inner).manifold.status in ("empty", "unknown")


@for_all(any_claims, examples=20)
def test_a_set_is_certified_exactly_if_it_is_its_core(claim: Claim) -> None:
    model, candidate = claim
    found, result = core_of(model, candidate), verdict_of(model, candidate)
    assume(result.verdict is not Verdict.UNKNOWN)
    if result.verdict is Verdict.REFUTED:
        assert found.comparison != "equal"
    elif found.largest:
        assert found.comparison != "smaller"
        if found.comparison == "empty":
            assert result.manifold.status in ("empty", "unknown")
