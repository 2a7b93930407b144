"""The library call: certified and refuted are what the kernel accepted, everything else is unknown."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from certsim import Candidate, CertsimError, Core, Model, Options, Result, SpecError, Verdict, certify, core
from certsim.judge import Disagreement, Refused
from certsim.kernel.check import check, read_certificate
from certsim.kernel.evidence.records import Evidence
from certsim.kernel.statement.claim import Claim
from certsim.pipeline import recheck, recheck_to_explain

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


def test_the_seed_does_not_change_the_verdict() -> None:
    chosen = [Options(seed=seed) for seed in range(5)]
    verdicts = {certify(DIAGONAL, ["a**2 + b**2 = 3"], options=each).verdict for each in chosen}
    assert verdicts == {Verdict.REFUTED}


@pytest.mark.parametrize("candidate", [["a = 0"], ["a = 1"]])
def test_without_its_assumption_a_verdict_is_unknown(candidate: Sequence[str]) -> None:
    allowed = certify(RELU, candidate)
    assert allowed.assumptions[0].startswith("relu: ")
    refused = certify(RELU, candidate, options=Options(allow=()))
    assert (refused.verdict, refused.reason) == (Verdict.UNKNOWN, "assumption not allowed")
    assert refused.certificate is None


def proof_of(answer: Result | Core) -> tuple[Claim, Evidence]:
    """The claim and the evidence of a certificate."""
    assert answer.certificate
    read = read_certificate(answer.certificate)
    return read.claim, read.evidence


def found(monkeypatch: pytest.MonkeyPatch, answer: object) -> Result:
    """What becomes of an answer of the search."""

    def find_proof(*_: object) -> object:
        if isinstance(answer, BaseException):
            raise answer
        return answer

    monkeypatch.setattr("certsim.search.find_proof", find_proof)
    return certify(DIAGONAL, ["a = b"])


def test_a_search_that_lies_is_a_disagreement_and_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    claim, evidence = proof_of(certify(DIAGONAL, ["a = 0"]))
    with pytest.raises(Refused, match="the kernel does not accept") as raised:
        found(monkeypatch, (claim.concluding("certified"), evidence))
    assert raised.value.exit_status == 4


def test_a_search_that_answers_another_question_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Disagreement, match="another claim"):
        found(monkeypatch, proof_of(certify(DIAGONAL, ["b = a"])))


def test_a_core_certificate_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Disagreement, match="another claim"):
        found(monkeypatch, proof_of(core(DIAGONAL, ["a = b"])))


# Cores.


@pytest.mark.parametrize(
    ("equations", "constants", "expected", "text"),
    [
        (["a = 0"], [], ("smaller", True), "the largest invariant part is a = 0, b = 0, embedded"),
        (["a = b"], [], ("equal", True), "all of the set is invariant, embedded, dimension 1 of 2"),
        (
            ["a = 1"],
            [],
            ("empty", True),
            "the largest invariant part is empty: no point of the set stays in it",
        ),
        (["a**2 + b**2 = c"], ["c"], ("smaller", True), "empty, for generic constants"),
        ([], [], ("equal", True), "all of the set is invariant, embedded, dimension 2 of 2"),
    ],
)
def test_the_core_is_the_largest_invariant_part(
    equations: list[str], constants: list[str], expected: tuple[str, bool], text: str
) -> None:
    result = core(DIAGONAL, equations, constants=constants)
    assert (result.comparison, result.largest) == expected
    assert text in repr(result)
    assert result.certificate
    assert check(result.certificate).verdict == "core"


def test_the_core_of_a_fixed_set_is_all_of_it() -> None:
    assert core(DIAGONAL, fixed_by=[{"a": "b", "b": "a"}]).comparison == "equal"


def test_the_core_of_a_transcendental_model_is_shown_by_expansion() -> None:
    result = core(TANH, ["W[0] = W[1]"])
    assert (result.comparison, result.largest) == ("smaller", True)
    assert repr(result).startswith("<Core: the largest invariant part is W[1,0] = W[0,0], a[1] = a[0]")
    assert "no point of the set stays in it" in repr(core(TANH, ["a[0] = 1"]))


def test_the_core_of_an_invariant_set_is_all_of_it_whatever_the_model() -> None:
    twins = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
    found = core(twins, ["W[0] = W[1]", "a[0] = a[1]"])
    assert (found.comparison, found.largest) == ("equal", True)


def test_a_core_of_what_has_none_is_unknown() -> None:
    candidate = Candidate.parse(DIAGONAL, ["a = b"], where=["a > 0"])
    result = core(DIAGONAL, candidate)
    assert (result.equations, result.reason) == (None, "unsupported")
    with pytest.raises(CertsimError, match="brings its own"):
        core(DIAGONAL, candidate, constants=["c"])


def test_a_core_is_no_truth_value_and_is_escaped() -> None:
    result = core(DIAGONAL, ["a = 0"], name="<b>")
    with pytest.raises(TypeError, match="look at its equations"):
        bool(result)
    assert "<b>" not in result._repr_html_()
    assert r"\text{the largest invariant part is" in result._repr_latex_()


def test_a_search_that_lies_about_a_core_is_a_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    claim, evidence = proof_of(core(DIAGONAL, ["a = 0"]))
    claimed = {**claim.statement, "core": {**claim.statement["core"], "comparison": "equal"}}
    lie = dataclasses.replace(claim, statement=claimed), evidence
    monkeypatch.setattr("certsim.search.find_core", lambda *_: lie)
    with pytest.raises(Refused, match="the kernel does not accept"):
        core(DIAGONAL, ["a = 0"])


def test_a_search_out_of_memory_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    result = found(monkeypatch, MemoryError())
    assert (result.verdict, result.reason) == (Verdict.UNKNOWN, "memory")


CORPUS = Path(__file__).parent / "corpus" / "accept"


@pytest.mark.parametrize(
    ("answer", "status"), [("unsat", "valid"), ("sat", "invalid"), ("unknown", "unknown")]
)
def test_the_solver_is_asked_again(monkeypatch: pytest.MonkeyPatch, answer: str, status: str) -> None:
    certificate = (CORPUS / "empty_by_solver.json").read_bytes()
    monkeypatch.setattr("certsim.search.solver.ask", lambda *_: answer)
    assert recheck(certificate, Options()).status == status
    assert recheck(certificate, Options(allow=frozenset({"relu"}))).status == "valid if"


def test_a_candidate_beyond_all_bounds_is_unknown() -> None:
    model = Model.parse("sum(W) * x", parameters=["W[40,40]"], inputs=["x"])
    for result in (certify(model, ["sum(W)**9 = 1"]), core(model, ["sum(W)**9 = 1"])):
        assert result.reason == "limit"
        assert "over the limit" in (result.hint or "")


def test_a_result_can_be_changed_only_by_making_another() -> None:
    result = certify(DIAGONAL, ["a = b"])
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.verdict = Verdict.REFUTED  # type: ignore[misc]


def test_what_is_explained_is_what_the_check_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certify(DIAGONAL, ["a = b"]).certificate
    assert certificate is not None
    checked: list[bytes] = []

    def counted(data: bytes) -> Any:
        checked.append(data)
        return check(data)

    monkeypatch.setattr("certsim.kernel.check.check", counted)
    found, accepted = recheck_to_explain(certificate, Options())
    assert (found.status, accepted is not None, len(checked)) == ("valid", True, 1)
    assert recheck_to_explain(certificate[:-20], Options())[1] is None


def test_recheck_tells_apart_what_is_wrong() -> None:
    certificate = certify(DIAGONAL, ["a = b"]).certificate
    assert certificate
    assert recheck(certificate, Options()).status == "valid"
    malformed = recheck(certificate.replace(b'"certified"', b'"true"'), Options())
    assert malformed.status in ("malformed", "invalid")
    assert recheck(certificate[:-20], Options()).status == "malformed"
    assert recheck(b"", Options()).status == "malformed"
