"""A slice of the campaign: `make mutants` makes more of them, from the examples' certificates too."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from certsim.kernel.errors import InvalidCertificate
from tests.mutants import campaign as attack
from tests.mutants.campaign import Campaign, Outcome, mutant, pool, run, told
from tests.mutants.mutate import CHANGES, Mutation, Pool
from tests.mutants.oracle import Opinion

SEED = 2026
COUNT = 2000


@pytest.fixture(scope="module")
def parts() -> Pool:
    return pool()


@pytest.fixture(scope="module")
def found(parts: Pool) -> Campaign:
    return run(parts, SEED, COUNT)


def test_no_mutant_breaks_the_kernel_and_none_that_is_accepted_is_seen_to_be_false(found: Campaign) -> None:
    assert [(fault.number, fault.origin, told(fault)) for fault in found.faults] == []


def test_the_slice_is_an_attack(found: Campaign) -> None:
    """Many mutants are read, many are accepted with another claim, and the oracle can nearly always tell."""
    assert found.mutants == COUNT
    assert found.answers["invalid"] > COUNT / 10
    assert found.changed > COUNT / 25
    assert found.opinions["agrees"] > 20 * found.opinions["cannot tell"]


def test_a_mutant_depends_on_its_number_and_the_seed_alone(parts: Pool) -> None:
    first = [mutant(parts, SEED, number) for number in (3, 4, 3)]
    assert first[0] == first[2] != first[1]
    assert mutant(parts, SEED + 1, 3) != first[0]


@pytest.mark.parametrize("change", sorted(set(CHANGES), key=lambda change: change.__name__))
def test_every_change_changes_some_certificate(parts: Pool, change: object) -> None:
    for number in range(200):
        mutation = Mutation(parts, random.Random(number))
        try:
            change(mutation)  # type: ignore[operator]
        except (LookupError, TypeError, ValueError, AttributeError):
            continue
        if mutation.document != parts.documents[mutation.origin]:
            return
    raise AssertionError("nothing was changed")


@pytest.mark.parametrize("error", [RuntimeError("broken"), RecursionError(), MemoryError(), KeyError("key")])
def test_what_the_kernel_must_not_raise_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, parts: Pool, error: BaseException
) -> None:
    def broken(_: bytes) -> None:
        raise error

    monkeypatch.setattr(attack, "check", broken)
    done = run(parts, SEED, 3)
    assert [fault.answer for fault in done.faults] == ["failure"] * 3
    assert all(fault.document is not None for fault in done.faults)


def test_a_check_that_takes_too_long_is_a_fault(monkeypatch: pytest.MonkeyPatch, parts: Pool) -> None:
    def endless(_: bytes) -> None:
        while True:
            pass

    monkeypatch.setattr(attack, "check", endless)
    monkeypatch.setattr(attack, "SECONDS", 0.01)
    assert [told(fault) for fault in run(parts, SEED, 1).faults] == ["more than 0.01 seconds"]


def test_other_assumptions_are_tried_where_those_named_are_wrong(
    monkeypatch: pytest.MonkeyPatch, parts: Pool
) -> None:
    seen: list[bytes] = []

    def wants_relu(data: bytes) -> None:
        seen.append(data)
        raise InvalidCertificate("the assumptions named are not those" if b'["relu"]' not in data else "no")

    monkeypatch.setattr(attack, "check", wants_relu)
    (outcome,) = attack._some(parts, SEED, range(1))
    assert (outcome.answer, outcome.message) == ("invalid", "no")
    assert len(seen) > 1


def test_other_processes_find_the_same(parts: Pool) -> None:
    here, there = (list(attack.chunks(parts, SEED, 30, workers)) for workers in (0, 1))
    assert [(one.answer, one.opinion) for one in here[0]] == [(one.answer, one.opinion) for one in there[0]]


def test_faults_are_kept_as_certificates(tmp_path: Path) -> None:
    kept = Campaign()
    said = Outcome(7, "a", "accepted", 0.5, opinion=Opinion("disagrees", "why"), document={"certsim": 1})
    kept.add([said, Outcome(8, "a", "accepted", 0.1, opinion=Opinion("agrees"), document={})])
    attack.keep_faults(kept, tmp_path / "faults")
    assert [path.name for path in (tmp_path / "faults").iterdir()] == ["7.json"]
    assert kept.figures()["faults"] == [{"mutant": 7, "origin": "a", "answer": "accepted", "message": "why"}]
    assert kept.figures()["slowest"] == {"seconds": 0.5, "mutant": 7}
