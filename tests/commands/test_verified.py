"""`certsim check --verified` from outside: the program's answers, the kernel's, and whether they agree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from certsim.cli import run
from tests.fake_verified import write_fake, write_program
from tests.outside import TANH, document

CANDIDATES = """
[[candidates]]
name = "twins"
equations = ["W[0,:] = W[1,:]", "a[0] = a[1]"]
[[candidates]]
name = "half"
equations = ["a[0] = a[1]"]
"""
TWINS, HALF = "certificates/tanh/twins.json", "certificates/tanh/half.json"


@pytest.fixture(autouse=True)
def certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CERTSIM_VERIFIED", str(tmp_path / "certsim-verified"))
    Path("tanh.toml").write_text(TANH + CANDIDATES, encoding="utf-8")
    assert run(["certify", "tanh.toml"]) == 1
    capsys.readouterr()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 0),
        ({"half": "not covered: leaving"}, 3),
        ({"half": "valid if relu"}, 0),
        ({"half": "valid if relu0"}, 5),
        ({"half": "valid if hope", "twins": "not covered: symmetry"}, 5),
    ],
)
def test_it_prints_the_answers_and_ends_with_their_status(
    said: dict[str, str], status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_fake(tmp_path, said)
    assert run(["check", "--verified", TWINS, HALF]) == status
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        f"{TWINS}: {said.get('twins', 'valid')}",
        f"{HALF}: {said.get('half', 'valid')}",
    ]
    assert not printed.err


def test_what_both_refuse_is_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_fake(tmp_path, {"half": "invalid"})
    lie(HALF)
    assert run(["check", "--verified", HALF, TWINS]) == 1
    assert capsys.readouterr().err == ""


def lie(path: str) -> None:
    """Changes the claim of a certificate, and nothing else."""
    written = json.loads(Path(path).read_bytes())
    written["claim"]["model"]["outputs"] = ["a"]
    Path(path).write_text(json.dumps(written), encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "is_lie", "kernel"),
    [("invalid", False, "valid"), ("malformed: at claim", False, "valid"), ("valid", True, "invalid: ")],
)
def test_where_the_two_differ_both_are_shown(
    said: str, is_lie: bool, kernel: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_fake(tmp_path, {"half": said})
    if is_lie:
        lie(HALF)
    assert run(["check", "--verified", TWINS, HALF]) == 4
    printed = capsys.readouterr()
    assert f"{HALF}: {said}\n" in printed.out
    start = f"certsim: {HALF}: kernel and verified checker differ: the kernel says {kernel}"
    assert printed.err.startswith(start)
    assert printed.err.endswith(f", and the verified checker says {said}\n")


def test_a_proof_that_is_too_long_for_the_kernel_is_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_fake(tmp_path)
    monkeypatch.setattr("certsim.kernel.check.allowance", lambda _: 10)
    assert run(["check", "--verified", TWINS, "--json"]) == 0
    (one,) = document(capsys)["results"]
    assert (one["status"], one["kernel"]["status"], one["differ"]) == ("valid", "invalid", False)


def test_one_document_has_both_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_fake(tmp_path, {"half": "not covered: leaving", "twins": "invalid"})
    assert run(["check", "--verified", TWINS, HALF, "none.json", "--json"]) == 4
    printed = document(capsys)
    assert printed["program"] == str(tmp_path / "certsim-verified")
    expected: list[Any] = [
        (TWINS, "invalid", None, {"status": "valid", "message": None}, True),
        (HALF, "not covered", "leaving", None, False),
        ("none.json", "malformed", "No such file or directory", None, False),
    ]
    keys = ("certificate", "status", "message", "kernel", "differ")
    assert [tuple(one[key] for key in keys) for one in printed["results"]] == expected


def test_a_program_that_breaks_is_an_internal_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_program(tmp_path, "raise SystemExit('Stack overflow')\n")
    assert run(["check", "--verified", TWINS]) == 4
    assert "internal error: the program ended with status 1: 'Stack overflow'" in capsys.readouterr().out


def test_a_program_without_time_has_no_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_program(tmp_path, "import time\ntime.sleep(600)\n")
    assert run(["check", "--verified", TWINS, "--timeout", "1"]) == 3
    assert "unknown: The time ran out." in capsys.readouterr().out


def test_without_the_program_the_kernel_does_not_answer_in_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["check", "--verified", TWINS]) == 2
    printed = capsys.readouterr()
    assert not printed.out
    assert "hint: build it with make verified" in printed.err


def test_quiet_shows_what_is_not_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_fake(tmp_path, {"half": "not covered: leaving"})
    assert run(["check", "--verified", TWINS, HALF, "-q"]) == 3
    assert capsys.readouterr().out == f"{HALF}: not covered: leaving\n"


def test_a_spec_is_for_the_other_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_fake(tmp_path)
    assert run(["check", "--verified", TWINS, "--spec", "tanh.toml"]) == 2
    assert "--verified and --spec exclude each other" in capsys.readouterr().err
