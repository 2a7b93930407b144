"""`certsim export` from outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from certsim.cli import run
from certsim.workers import Outcome
from tests.outside import TANH, document

SPEC = (
    TANH
    + """
[[candidates]]
name = "twins"
equations = ["W[0,:] = W[1,:]", "a[0] = a[1]"]
[[candidates]]
name = "half"
equations = ["a[0] = a[1]"]
"""
)
TWINS, HALF = "certificates/tanh/twins.json", "certificates/tanh/half.json"
BEGINNING = {"smt2": "; What a proof ", "latex": "\\documentclass{article}"}


@pytest.fixture(autouse=True)
def certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tanh.toml").write_text(SPEC, encoding="utf-8")
    run(["certify", "tanh.toml"])
    capsys.readouterr()


@pytest.mark.parametrize("language", BEGINNING)
def test_what_is_printed_is_what_is_written(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", TWINS, "--to", language]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(BEGINNING[language])
    assert run(["export", TWINS, "--to", language, "-o", "out/proof"]) == 0
    assert capsys.readouterr().out == f"{language}: out/proof\n"
    assert Path("out/proof").read_text(encoding="utf-8") == printed


@pytest.mark.parametrize("language", BEGINNING)
def test_one_document_has_the_text_or_the_file(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", TWINS, "--to", language, "--json"]) == 0
    printed = document(capsys)
    assert (printed["certificate"], printed["to"], printed["path"]) == (TWINS, language, None)
    assert printed["text"].startswith(BEGINNING[language])
    assert run(["export", TWINS, "--to", language, "-o", "proof", "--json"]) == 0
    written = document(capsys)
    assert (written["path"], written["text"]) == ("proof", None)
    assert Path("proof").read_text(encoding="utf-8") == printed["text"]


@pytest.mark.parametrize(("arguments", "rule"), [([HALF, "--to", "smt2"], "leaving")])
def test_a_rule_that_cannot_be_exported_is_named(
    arguments: list[str], rule: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["export", *arguments, "-o", "proof"]) == 3
    printed = capsys.readouterr()
    assert printed.err.startswith(f"certsim: the rule '{rule}' cannot be exported to {arguments[-1]}: ")
    assert not printed.out
    assert not Path("proof").exists()
    assert run(["export", *arguments, "--json"]) == 3
    assert document(capsys)["error"]["kind"] == "unsupported"


@pytest.mark.parametrize("language", ["coq", "latex", "smt2"])
def test_what_is_no_proof_is_not_exported(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    lie = json.loads(Path(TWINS).read_bytes())
    lie["claim"]["model"]["outputs"] = ["a"]
    Path("lie.json").write_text(json.dumps(lie), encoding="utf-8")
    Path("half.json").write_bytes(Path(TWINS).read_bytes()[:100])
    for path, status, said in (
        ("lie.json", 1, "lie.json: invalid: the claim is not the one that the digest is of"),
        ("half.json", 2, "half.json: malformed: not JSON"),
        ("tanh.toml", 2, "tanh.toml: malformed: not JSON"),
        ("none.json", 2, "none.json: No such file or directory"),
    ):
        assert run(["export", path, "--to", language]) == status
        printed = capsys.readouterr()
        assert printed.err.startswith(f"certsim: {said}")
        assert printed.err.count("\n") == 1
        assert not printed.out


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (TWINS, "is the spec itself, or what is read"),
        (".", "is a directory"),
        ("tanh.toml/x", "cannot write"),
    ],
)
def test_nothing_is_written_where_it_should_not_be(
    target: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path(TWINS).read_bytes()
    assert run(["export", TWINS, "--to", "smt2", "-o", target]) == 2
    assert message in capsys.readouterr().err
    assert Path(TWINS).read_bytes() == before


def test_an_unknown_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["export", TWINS, "--to", "lean"]) == 2
    assert "is not one of 'coq', 'latex', 'smt2'" in capsys.readouterr().err


def test_an_export_without_time_is_unknown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("certsim.console.run_all", lambda *_, **__: iter([(0, Outcome(failure="timeout"))]))
    assert run(["export", TWINS, "--to", "smt2"]) == 3
    assert f"{TWINS}: unknown: timeout" in capsys.readouterr().err
