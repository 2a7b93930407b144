"""The library call: certified and refuted are what the kernel accepted, everything else is unknown."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import pytest

from certsim import Candidate, CertsimError, Model, Result, SpecError, Verdict, certify
from certsim.kernel.check import check
from certsim.pipeline import Disagreement, Options, recheck

TANH = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
DIAGONAL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
RELU = Model.parse("a*relu(w*x)", parameters=["a", "w"], inputs=["x"])
MERGED = ["W[0] = W[1]", "a[0] = a[1]"]


def test_a_certified_candidate_comes_with_its_manifold_and_certificate() -> None:
    result = certify(TANH, MERGED)
    assert result.verdict is Verdict.CERTIFIED
    assert (result.manifold.status, result.manifold.dimension, result.manifold.codimension) == (
        "embedded",
        2,
        2,
    )
    assert result.symmetry_induced is True
    assert result.optimisers["adam"] is True
    assert result.certificate
    assert check(result.certificate).verdict == "certified"


def test_a_refuted_candidate_comes_with_its_witness() -> None:
    result = certify(DIAGONAL, ["a**2 + b**2 = 3"])
    assert result.verdict is Verdict.REFUTED
    assert result.witness
    assert result.witness.equation == "a**2 + b**2 - 3 = 0"
    assert any(isinstance(number, dict) for number in result.witness.point.values()), "no rational point"


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        ({"candidate": ["a**2 - b**2 = 1"], "where": ["a > 0"]}, Verdict.CERTIFIED),
        ({"candidate": ["a**2 - b**2 = 1"], "where": ["b > 0"]}, Verdict.REFUTED),
        ({"candidate": ["a**2 - b**2 = c"], "constants": ["c"]}, Verdict.CERTIFIED),
        ({"fixed_by": [{"a": "b", "b": "a"}]}, Verdict.CERTIFIED),
        ({"fixed_by": [{"a": "-a"}]}, Verdict.REFUTED),
    ],
)
def test_candidates_are_given_as_in_specs(arguments: dict[str, Any], verdict: Verdict) -> None:
    assert certify(DIAGONAL, **arguments).verdict is verdict


def test_a_candidate_is_made_once_and_used_as_it_is() -> None:
    candidate = Candidate.parse(DIAGONAL, ["a = b"], name="diagonal")
    assert certify(DIAGONAL, candidate).candidate == "diagonal"
    with pytest.raises(CertsimError, match="brings its own"):
        certify(DIAGONAL, candidate, where=["a > 0"])


def test_misuse_is_a_spec_error_that_points_at_the_offence() -> None:
    with pytest.raises(SpecError, match=r"unknown name 'c'"):
        certify(DIAGONAL, ["a = c"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"timeout": 0}, "positive number of seconds"),
        ({"timeout": float("nan")}, "positive number of seconds"),
        ({"timeout": float("inf")}, "positive number of seconds"),
        ({"allow": ["hope"]}, "unknown assumption 'hope'"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(CertsimError, match=message):
        certify(DIAGONAL, ["a = b"], **options)


def test_the_seed_does_not_change_the_verdict() -> None:
    verdicts = {certify(DIAGONAL, ["a**2 + b**2 = 3"], seed=seed).verdict for seed in range(5)}
    assert verdicts == {Verdict.REFUTED}


@pytest.mark.parametrize("candidate", [["w**2 - a**2 = 1"], ["a = 0"]])
def test_without_its_assumption_a_verdict_is_unknown(candidate: Sequence[str]) -> None:
    allowed = certify(RELU, candidate)
    assert allowed.assumptions[0].startswith("relu: ")
    refused = certify(RELU, candidate, allow=())
    assert (refused.verdict, refused.reason) == (Verdict.UNKNOWN, "assumption not allowed")
    assert refused.certificate is None


def found(monkeypatch: pytest.MonkeyPatch, answer: object) -> Result:
    """What becomes of an answer of the search."""

    def find_certificate(*_: object, **__: object) -> object:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    monkeypatch.setattr("certsim.search.find_certificate", find_certificate)
    return certify(DIAGONAL, ["a = b"])


def test_a_search_that_lies_is_a_disagreement_and_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    refuted = certify(DIAGONAL, ["a = 0"]).certificate
    assert refuted
    with pytest.raises(Disagreement, match="the kernel does not accept") as raised:
        found(monkeypatch, refuted.replace(b'"verdict":"refuted"', b'"verdict":"certified"'))
    assert raised.value.exit_status == 4


def test_a_search_that_answers_another_question_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    other = certify(DIAGONAL, ["b = a"]).certificate
    with pytest.raises(Disagreement, match="another claim"):
        found(monkeypatch, other)


def test_a_search_out_of_memory_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    result = found(monkeypatch, MemoryError())
    assert (result.verdict, result.reason) == (Verdict.UNKNOWN, "memory")


# Motzkin's polynomial and one more: positive, but no sum of squares says so.
MOTZKIN = ["a**4*b**2 + a**2*b**4 - 3*a**2*b**2 + 2 = 0"]


@pytest.mark.parametrize(("answer", "reason"), [("sat", None), ("unknown", "timeout")])
def test_the_solver_is_asked_again(monkeypatch: pytest.MonkeyPatch, answer: str, reason: str | None) -> None:
    result = certify(DIAGONAL, MOTZKIN)
    assert any(assumption.startswith("z3: ") for assumption in result.assumptions)
    assert result.certificate
    monkeypatch.setattr("certsim.search.solver.ask", lambda *_: answer)
    again = recheck(result.certificate, Options())
    assert again.status == ("invalid" if reason is None else "unknown")


def test_a_result_can_be_changed_only_by_making_another() -> None:
    result = certify(DIAGONAL, ["a = b"])
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.verdict = Verdict.REFUTED  # type: ignore[misc]


def test_recheck_tells_apart_what_is_wrong() -> None:
    certificate = certify(DIAGONAL, ["a = b"]).certificate
    assert certificate
    assert recheck(certificate, Options()).status == "valid"
    malformed = recheck(certificate.replace(b'"certified"', b'"true"'), Options())
    assert malformed.status in ("malformed", "invalid")
    assert recheck(certificate[:-20], Options()).status == "malformed"
    assert recheck(b"", Options()).status == "malformed"
