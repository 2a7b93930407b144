"""A slice of the comparison of both checkers: `python -m tests.mutants.verified` makes more of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from certsim.kernel.statement.strict_json import dump
from certsim.verified import HINT, Answer, find_program
from tests.mutants import verified as attack
from tests.mutants.campaign import pool, signed
from tests.mutants.mutate import Pool
from tests.mutants.verified import Comparison, Judged, compared, told
from tests.verified.both import explained, is_difference

ROOT = Path(__file__).parents[2]
SEED = 2026
COUNT = 500


@pytest.fixture(scope="module")
def parts() -> Pool:
    return pool()


@pytest.fixture(scope="module")
def found(parts: Pool) -> Comparison:
    program = find_program()
    if program is None:
        pytest.skip(f"the verified checker is not built: {HINT}")
    return compared(program, parts, SEED, COUNT)


def test_every_difference_has_a_reason(found: Comparison) -> None:
    assert [told(one) for one in found.faults] == []


def test_the_slice_is_a_comparison(found: Comparison) -> None:
    assert found.mutants == COUNT == sum(found.pairs.values())
    assert found.pairs["both accept"] > COUNT / 25
    assert found.pairs["both refuse"] > COUNT / 10


def accepted(name: str) -> bytes:
    return (ROOT / f"tests/corpus/accept/{name}.json").read_bytes()


def changed(name: str, **claim: object) -> bytes:
    document = json.loads(accepted(name))
    document["claim"].update(claim)
    return dump(signed(document))


def test_what_is_not_covered_is_no_difference() -> None:
    assert not is_difference("valid", Answer("not covered", "core"))
    assert is_difference("valid", Answer("malformed", "why"))
    assert is_difference("too long", Answer("valid"))
    assert not is_difference("invalid", Answer("malformed", "why"))


def test_a_false_manifold_is_not_explained() -> None:
    lie = changed("regular_redundant", manifold={"status": "embedded", "dimension": 3})
    assert explained(lie, "invalid", Answer("valid")) is None


def test_a_false_verdict_is_not_explained() -> None:
    document = json.loads(accepted("tangency_cofactors"))
    document["evidence"]["proof"]["proof"]["lie"] = []
    assert explained(dump(signed(document)), "invalid", Answer("valid")) is None
    assert explained(b"no JSON", "malformed", Answer("valid")) is None


def test_a_true_proof_that_the_program_refuses_is_not_explained() -> None:
    assert explained(accepted("tangency_relation"), "valid", Answer("invalid")) is None


def test_an_equation_that_vanishes_is_explained() -> None:
    document = json.loads(accepted("tangency_cofactors"))
    names = [name for name, _ in document["claim"]["model"]["parameters"]]
    more = [[["*", names[0], names[0]], "0"], [names[0], "0"]]
    document["claim"]["candidate"]["equations"] += more
    assert str(explained(dump(signed(document)), "valid", Answer("invalid"))).startswith("numbers: ")


def test_a_difference_without_a_reason_is_a_fault() -> None:
    comparison = Comparison()
    one = Judged(7, "a", "invalid", Answer("valid"), differs=True, reason=None, data=b"{}")
    comparison.add(one)
    comparison.add(Judged(8, "a", "valid", Answer("valid"), differs=False, reason=None, data=b"{}"))
    comparison.add(
        Judged(9, "a", "valid", Answer("not covered", "core"), differs=False, reason=None, data=b"{}")
    )
    assert comparison.faults == [one]
    assert comparison.figures()["without a reason"] == ["7 (a): the kernel says invalid, the program valid"]
    assert comparison.figures()["accepted by the kernel and not covered"] == {"core": 1}
    assert attack.told(one).startswith("7 ")
