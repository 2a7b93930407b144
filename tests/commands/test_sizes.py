"""The sizes of a spec on the command line, and what is said of definitions that nobody uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from certsim.cli import run

SPEC = """
format = 1
[sizes]
m = [2, 3]
[model]
parameters = ["W[m]", "a[m]"]
inputs = ["x"]
let = ["h = tanh(W*x)", "forgotten = h"]
outputs = "a @ h"
[[candidates]]
name = "merged"
equations = ["W[0] = W[1]", "a[0] = a[1]"]
"""


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("spec.toml").write_text(SPEC, encoding="utf-8")
    return "spec.toml"


def test_the_first_value_is_taken(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["certify", spec]) == 0
    assert "dimension 2 of 4" in capsys.readouterr().out


@pytest.mark.parametrize("value", ["m=4", "m=4,2", " m = 4 "])
def test_another_can_be_given(spec: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["certify", spec, "--size", value]) == 0
    assert "dimension 6 of 8" in capsys.readouterr().out


def test_a_certificate_is_about_one_size(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["certify", spec, "--size", "m=3", "-o", "kept"])
    check = ["check", "kept/spec/merged.json", "--spec", spec]
    assert run([*check, "--size", "m=3"]) == 0
    assert run(check) == 1
    assert "another model" in capsys.readouterr().out


@pytest.mark.parametrize("value", ["m", "m=", "m=0", "m=-1", "m=1.5", "m=1,", "m=9999999"])
def test_what_is_no_size_is_refused(spec: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", spec, "--size", value]) == 2
    assert "is no size: write m=10" in capsys.readouterr().err


def test_a_name_that_the_spec_does_not_have_is_refused(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", spec, "--size", "n=2"]) == 2
    assert "there is no size 'n'" in capsys.readouterr().err
    assert run(["validate", spec, "--size", "m=2", "--size", "m=3"]) == 2
    assert "'m' is given twice" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["validate"], ["certify"], ["laws"], ["symmetries"]])
def test_a_definition_that_nobody_uses_is_told_apart_from_the_answer(
    spec: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run([*command, spec])
    printed = capsys.readouterr()
    assert "warning: spec.toml:8:25: model.let[1]: the definition 'forgotten' is not used" in printed.err
    assert "warning" not in printed.out
