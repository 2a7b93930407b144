"""The one door to the kernel: what it lets through, what it says no to, and how."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

import certsim
import certsim.kernel.check
from certsim import (
    CertsimError,
    Model,
    Options,
    certify,
    core,
    laws,
    orbit,
    read_point,
    reduce,
)
from certsim.composition import union
from certsim.judge import Disagreement, Objection, Refused, certified
from certsim.kernel.check import check, read_certificate
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.evidence.records import Evidence
from certsim.kernel.statement.claim import Claim
from tests.corpus.make import HERE

DIAGONAL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
LABELS = {"model": "a model", "candidate": "a set"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"timeout": 0}, "positive number of seconds"),
        ({"timeout": float("nan")}, "positive number of seconds"),
        ({"timeout": float("inf")}, "positive number of seconds"),
        ({"allow": ["hope"]}, "unknown assumption 'hope'"),
        ({"allow": "z3"}, "unknown assumption '3'"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(CertsimError, match=message):
        Options(**options)


def test_what_may_be_assumed_is_a_set_however_it_is_given() -> None:
    assert Options(allow=["relu", "z3", "relu"]) == Options()
    assert hash(Options(allow=[])) == hash(Options(allow=()))


def kept(name: str) -> tuple[Claim, Evidence]:
    """The claim and the evidence of a certificate of the corpus."""
    read = read_certificate((HERE / "accept" / f"{name}.json").read_bytes())
    return read.claim, read.evidence


def test_what_the_kernel_accepts_comes_with_its_bytes() -> None:
    found = certified(LABELS, *kept("tangency_cofactors"), Options().limits())
    assert isinstance(found, tuple)
    accepted, certificate = found
    assert accepted.verdict == "certified"
    assert accepted.certificate.about == LABELS
    assert check(certificate).claim == accepted.claim


def test_what_the_kernel_refuses_is_an_error_of_certsim() -> None:
    claim, evidence = kept("tangency_cofactors")
    with pytest.raises(
        Refused, match="a set: the kernel does not accept the proof found: the evidence"
    ) as told:
        certified(LABELS, claim.concluding("refuted"), evidence, Options().limits())
    assert isinstance(told.value, Disagreement)
    assert told.value.exit_status == 4
    assert str(pickle.loads(pickle.dumps(told.value))) == str(told.value)


def test_more_work_than_the_kernel_does_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certsim.kernel.meter.BASE", -1e9)
    found = certified(LABELS, *kept("tangency_cofactors"), Options().limits())
    assert isinstance(found, Objection)
    assert found.reason == "limit"


def test_bounds_that_writing_exceeds_are_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: object) -> bytes:
        raise LimitExceeded("too long")

    monkeypatch.setattr(certsim.kernel.check, "write_certificate", write)
    assert certified(LABELS, *kept("tangency_cofactors"), Options().limits()) == Objection(
        "limit", "too long"
    )


@pytest.mark.parametrize(("name", "kind"), [("tangency_relu", "relu"), ("empty_by_solver", "z3")])
def test_an_assumption_that_is_not_allowed_is_an_objection(name: str, kind: str) -> None:
    found = certified(LABELS, *kept(name), Options(allow={"relu", "z3"} - {kind}).limits())
    assert isinstance(found, Objection)
    assert found.reason == "assumption not allowed"
    assert found.hint
    assert f"To allow this: --allow {kind}" in found.hint


def test_the_solver_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(said: str) -> None:
        monkeypatch.setattr("certsim.search.solver.ask", lambda *_: said)

    answer("unsat")
    assert isinstance(certified(LABELS, *kept("empty_by_solver"), Options().limits()), tuple)
    answer("unknown")
    found = certified(LABELS, *kept("empty_by_solver"), Options().limits())
    assert isinstance(found, Objection)
    assert found.reason == "timeout"
    answer("sat")
    with pytest.raises(Disagreement, match="a set: the solver contradicts"):
        certified(LABELS, *kept("empty_by_solver"), Options().limits())


class TestEveryAnswerIsCheckedOnce:
    @pytest.fixture
    def checked(self, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
        """The certificates that were checked."""
        seen: list[bytes] = []

        def watched(data: bytes) -> object:
            seen.append(data)
            return check(data)

        monkeypatch.setattr(certsim.kernel.check, "check", watched)
        return seen

    def test_a_verdict(self, checked: list[bytes]) -> None:
        assert [certify(DIAGONAL, ["a = b"]).certificate] == checked

    def test_a_core(self, checked: list[bytes]) -> None:
        assert [core(DIAGONAL, ["a = 0"]).certificate] == checked

    def test_laws(self, checked: list[bytes]) -> None:
        assert [laws(DIAGONAL).certificate] == checked

    def test_an_orbit(self, checked: list[bytes]) -> None:
        assert [orbit(DIAGONAL, read_point(DIAGONAL, "a=2, b=1")).certificate] == checked

    def test_sets_that_symmetries_fix(self, checked: list[bytes]) -> None:
        results = [sim.result for sim in certsim.enumerate(DIAGONAL).sims]
        assert [result.certificate for result in results if result is not None] == checked
        assert len(checked) == len(results)

    def test_a_composition(self, checked: list[bytes]) -> None:
        parts = [certify(DIAGONAL, [f"a = {b}"]) for b in ("b", "-b")]
        assert [*(part.certificate for part in parts), union(*parts).certificate] == checked

    def test_a_reduced_model_after_its_set(self, checked: list[bytes]) -> None:
        found = reduce(DIAGONAL, ["a = b"])
        assert [found.result.certificate, found.certificate] == checked
