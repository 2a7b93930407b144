"""Attacks in format 1 are still attacks when they are rewritten in today's format, and still fail."""

from __future__ import annotations

import json
import tomllib
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import pytest

from certsim.kernel.check import check
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.statement.strict_json import digest, dump
from tests.corpus.accepted import ACCEPTED
from tests.corpus.make import HERE
from tests.corpus.upgrade import main, narrowed, upgraded
from tests.kernel.forge import DELETED, Json, judged, spoilt
from tests.mutants.campaign import limited

FOLDER = HERE / "format1"
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))


def read(name: str) -> bytes:
    return upgraded((FOLDER / f"{name}.json").read_bytes())


def rewritten(**parts: Json) -> Json:
    return json.loads(upgraded(dump(parts)))


def test_every_file_has_an_expectation() -> None:
    listed = [*EXPECTED["silent"], *EXPECTED["slow"], *EXPECTED["refused"]]
    assert sorted(listed) == sorted(path.stem for path in FOLDER.glob("*.json"))


@pytest.mark.parametrize(("name", "part"), EXPECTED["refused"].items())
def test_an_attack_is_refused_for_its_own_reason(name: str, part: str) -> None:
    found, message = judged(read(name))
    assert (found, part in message) == ("invalid", True), message


@pytest.mark.parametrize("name", EXPECTED["silent"])
def test_of_a_set_in_no_domain_nothing_is_said_of_optimisers(name: str) -> None:
    with suppress(InvalidCertificate):
        assert not any(kept is False for kept in check(read(name)).optimisers.values())


@pytest.mark.parametrize("name", EXPECTED["slow"])
def test_a_small_certificate_gets_an_answer(name: str) -> None:
    with limited():
        assert judged(read(name))[0] in ("accepted", "invalid")


# What is rewritten, and what is left alone.


def test_assumptions_are_short_sorted_and_distinct_but_for_what_stood_there_twice() -> None:
    questions = [f"z3: version 4.12 finds no real solution of {name} = 0" for name in "ab"]
    assert rewritten(assumptions=[*questions, "relu: the model"])["assumptions"] == ["relu", "z3 4.12"]
    assert rewritten(assumptions=[questions[0]] * 2)["assumptions"] == ["z3 4.12"] * 2
    assert rewritten(assumptions=["something else"])["assumptions"] == ["something else"]


def test_digests_that_were_right_are_right_and_those_that_were_wrong_are_wrong() -> None:
    parts = {"claim": {}, "evidence": {"place": {"point": {}, "functions": {}, "bits": None}}}
    right = rewritten(**parts, digests={part: digest(parts[part]) for part in parts})
    assert right["digests"] == {part: digest(right[part]) for part in parts}
    assert rewritten(**parts, digests={"claim": "0", "evidence": "1"})["digests"] == {
        "claim": "0",
        "evidence": "1",
    }


def place(value: Json, bits: Json = None) -> Json:
    root = {"polynomial": ["-2", "0", "1"], "interval": ["1", "2"]}
    point = {"a": {**root, "value": value}, "b": "1"}
    return {
        "place": {"point": point, "functions": {}, "bits": bits},
        "word": [{"field": 0, "input": {"x": "3"}}],
    }


def test_a_place_has_one_root_an_input_and_bits() -> None:
    proof = rewritten(evidence={"proof": place(["0", "1"], 64)})["evidence"]["proof"]
    assert proof["place"]["point"] == {"a": ["0", "1"], "b": "1"}
    assert proof["place"]["input"] == {"x": "3"}
    lo, hi = map(Fraction, proof["place"]["root"]["interval"])
    assert lo**2 < 2 < hi**2
    assert hi - lo <= Fraction(1, 1 << 64)
    assert rewritten(evidence=place(["5"]))["evidence"]["place"]["point"]["a"] == "5"
    assert rewritten(evidence=place(["5"]))["evidence"]["place"]["bits"] == 512


def test_the_input_of_a_regular_point_moves_into_its_place() -> None:
    shown = {"by": "regular point", "input": {"x": "2"}, "chosen": [], "place": place(["0", "1"])["place"]}
    manifold = rewritten(evidence={"manifold": shown})["evidence"]["manifold"]
    assert "input" not in manifold
    assert manifold["place"]["input"] == {"x": "2"}


@pytest.mark.parametrize("interval", [(1, 3), (-2, 2), (0, 1), (1, 1), (2, 1)])
def test_an_interval_without_one_change_of_sign_stays(interval: tuple[int, int]) -> None:
    lo, hi = map(Fraction, interval)
    found = narrowed([Fraction(-2), Fraction(0), Fraction(1)], lo, hi, 32)
    assert (found == (lo, hi)) == (interval != (1, 3))


def test_a_rational_root_is_between_the_ends() -> None:
    lo, hi = narrowed([Fraction(-3), Fraction(2)], Fraction(1), Fraction(2), 40)
    assert lo < Fraction(3, 2) < hi
    assert hi - lo <= Fraction(1, 1 << 40)


@pytest.mark.parametrize("data", [b"", b"[1]", b'{"certsim": 1.5}', b'{"a": 1, "a": 1}', b"\xff", b"null"])
def test_what_is_no_document_is_copied(data: bytes) -> None:
    assert upgraded(data) == data


@pytest.mark.parametrize(
    ("old", "new"),
    [(1, 3), (2, 3), (3, 3), (4, 4), (True, True), ("1", "1"), (None, None), ([1], [1])],
    ids=repr,
)
def test_the_number_of_the_format_is_raised_if_it_is_an_old_one(old: Json, new: Json) -> None:
    found = rewritten(certsim=old)["certsim"]
    assert (found, type(found)) == (new, type(new))


def test_folders_are_rewritten_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "old" / "in").mkdir(parents=True)
    (tmp_path / "old" / "in" / "one.json").write_bytes(b'{"certsim": 1}')
    main(tmp_path / "old", tmp_path / "new")
    assert json.loads((tmp_path / "new" / "in" / "one.json").read_bytes()) == {"certsim": 3}


def test_of_a_certificate_of_format_2_only_the_number_changes() -> None:
    parts = {"assumptions": ["z3: version 4.12 finds no"], "evidence": place(["0", "1"])}
    assert rewritten(certsim=2, **parts) == {"certsim": 3, **parts}


def test_a_proof_with_numbers_of_atoms_is_refused() -> None:
    old = spoilt(ACCEPTED["tangency_relation"], {"certsim": 2, "evidence.proof.proof.atoms": DELETED})
    assert judged(upgraded(dump(old))) == ("invalid", "an atom is used that there is not")


def test_one_without_is_accepted() -> None:
    old = spoilt(ACCEPTED["tangency_conserved"], {"certsim": 2})
    assert judged(upgraded(dump(old))) == ("accepted", "certified")
