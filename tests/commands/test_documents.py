"""What commands print with --json is what `certsim schema result` says, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from certsim.cli import run
from certsim.workers import Outcome
from tests.outside import TANH, document, validator

CANDIDATES = """
[[candidates]]
name = "twins"
equations = ["W[0,:] = W[1,:]", "a[0] = a[1]"]
[[candidates]]
name = "half"
equations = ["a[0] = a[1]"]
"""

COMMANDS_OF_MODELS = ("core", "laws", "symmetries", "enumerate", "strata")
COMMANDS = [
    (["functions"], 0),
    (["certify", "tanh.toml"], 1),
    (["core", "tanh.toml"], 0),
    (["symmetries", "tanh.toml"], 0),
    (["enumerate", "tanh.toml"], 0),
    (["enumerate", "tanh.toml", "--classes", "--sample", "1", "-o", "kept"], 0),
    (["enumerate", "tanh.toml", "--strata", "-o", "kept"], 0),
    (["recover", "tanh.toml", "--target", "tanh(x[0])"], 0),
    (["recover", "tanh.toml", "--target", "x[0] + 1", "-o", "kept"], 1),
    (["locate", "tanh.toml", "--at", "W=1, a=2"], 0),
    (["locate", "tanh.toml", "--at", "W=[[1],[2]], a=2", "--tolerance", "3"], 0),
    (["reduce", "tanh.toml", "--candidate", "twins"], 0),
    (["reduce", "tanh.toml", "--candidate", "twins", "-o", "reduced.toml"], 0),
    (["reduce", "tanh.toml", "--candidate", "half"], 1),
    (["laws", "tanh.toml"], 0),
    (["campaign", "tanh.toml", "-o", "kept"], 1),
    *((["campaign", "tanh.toml", "-o", "kept", "--command", name], 0) for name in COMMANDS_OF_MODELS),
    (["orbit", "tanh.toml", "--at", "W=1, a=2"], 0),
    (["check", "given/twins.json", "tanh.toml"], 2),
    (["explain", "given/twins.json"], 0),
    (["export", "given/twins.json", "--to", "smt2"], 0),
    (["report", "given/twins.json", "-o", "report.html"], 0),
    (["export", "given/twins.json", "--to", "latex", "-o", "proof.tex"], 0),
    (["validate", "tanh.toml"], 0),
    (["doctor"], 0),
    (["certify", "--help"], 0),
]
# What is no answer; and what is one, and has an error besides.
FAILURES = [
    (["certify", "bad.toml"], 2, "spec", 2),
    (["core", "bad.toml"], 2, "spec", 2),
    (["certify", "bad.toml", "tanh.toml"], 2, "spec", 2),
    (["validate", "tanh.toml", "bad.toml"], 2, "spec", 2),
    (["orbit", "bad.toml", "--at", "a=1"], 2, "spec", 2),
    (["orbit", "tanh.toml", "--at", "a=1"], 2, "spec", 1),
    (["orbit", "tanh.toml", "--at", "none.npz"], 2, "spec", 1),
    (["locate", "tanh.toml", "--at", "W=1, a=2", "--tolerance", "1e9999"], 2, "input", 1),
    (["locate", "tanh.toml", "--at", "W=1, a=2", "--tolerance", "x"], 2, "input", 1),
    (["recover", "tanh.toml", "--target", "y"], 2, "spec", 1),
    (["recover", "tanh.toml"], 2, "usage", 1),
    (["reduce", "tanh.toml", "--candidate", "none"], 2, "input", 1),
    (["check", "given/twins.json", "--spec", "none.toml"], 2, "spec", 1),
    (["certify", "tanh.toml", "-o", "tanh.toml"], 2, "input", 1),
    (["explain", "tanh.toml"], 2, "input", 1),
    (["export", "tanh.toml", "--to", "latex"], 2, "input", 1),
    (["export", "tanh.toml"], 2, "usage", 1),
    (["report", "none.json", "-o", "report.html"], 2, "input", 1),
    (["report", "given/twins.json"], 2, "usage", 1),
    (["certify"], 2, "usage", 1),
    (["certify", "--none", "tanh.toml"], 2, "usage", 1),
    (["campaign", "bad.toml", "-o", "kept"], 2, "spec", 2),
    (["campaign", "bad.toml", "tanh.toml", "-o", "kept"], 2, "spec", 2),
    (["campaign", "tanh.toml"], 2, "usage", 1),
    (["campaign", "--status", "none"], 2, "input", 1),
    (["none"], 2, "usage", 1),
    (["--none"], 2, "usage", 1),
    ([], 2, "usage", 1),
]
BAD = TANH + '[[candidates]]\nequations = ["W = b", "a = c"]\n'


@pytest.mark.parametrize(("arguments", "status"), COMMANDS, ids=[" ".join(each) for each, _ in COMMANDS])
def test_documents_are_as_the_schema_says(
    arguments: list[str],
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tanh.toml").write_text(TANH + CANDIDATES, encoding="utf-8")
    if "given/twins.json" in arguments:
        run(["certify", "tanh.toml", "-o", "kept"])
        Path("kept/tanh").rename("given")
        capsys.readouterr()
    assert run([*arguments, "--json"]) == status
    printed = document(capsys)
    known = validator("result")
    assert not known.is_valid({**printed, "surplus": 1})
    for key in printed:
        assert not known.is_valid({name: part for name, part in printed.items() if name != key})


@pytest.mark.parametrize(
    ("arguments", "status", "kind", "count"), FAILURES, ids=[" ".join(each[0]) for each in FAILURES]
)
def test_an_error_is_a_document_too(
    arguments: list[str],
    status: int,
    kind: str,
    count: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tanh.toml").write_text(TANH + CANDIDATES, encoding="utf-8")
    Path("bad.toml").write_text(BAD, encoding="utf-8")
    assert run(["--json", *arguments] if not arguments else [*arguments, "--json"]) == status
    printed = document(capsys)
    assert (printed["error"]["kind"], len(printed["error"]["problems"])) == (kind, count)
    assert printed["exit"] == status


def test_a_problem_says_where_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.toml").write_text(BAD, encoding="utf-8")
    assert run(["symmetries", str(tmp_path / "bad.toml"), "--json"]) == 2
    assert document(capsys)["error"]["problems"][0] == {
        "file": str(tmp_path / "bad.toml"),
        "line": 7,
        "column": 19,
        "key": "candidates[0].equations[0]",
        "message": "unknown name 'b'",
        "hint": 'arbitrary constants are declared: constants = ["b"]',
    }


def test_a_time_out_is_a_document_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run_out(*_: object, **__: object) -> Iterator[tuple[int, Outcome[object]]]:
        yield 0, Outcome(failure="timeout")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("certsim.console.run_all", run_out)
    Path("tanh.toml").write_text(TANH, encoding="utf-8")
    assert run(["laws", "tanh.toml", "--json"]) == 3
    printed = document(capsys)
    assert (printed["error"]["kind"], printed["exit"]) == ("timeout", 3)


def test_an_unforeseen_error_is_a_document_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("no such\nluck\x1b[2J")

    monkeypatch.setattr("certsim.model.spec.read_spec", fail)
    assert run(["validate", "x", "--json"]) == 4
    printed = document(capsys)
    assert printed["error"]["message"] == r"LookupError: no such\nluck\x1b[2J"
