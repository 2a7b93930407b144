"""`certsim reduce` from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from certsim import read_spec
from certsim.cli import run
from tests.outside import document

SPEC = """
format = 1
[model]
name = "three neurons"
parameters = ["W[3,1]", "a[3]"]
inputs = ["x[1]"]
outputs = "a @ tanh(W @ x)"
[[candidates]]
name = "pair"
equations = ["W[0] = W[1]", "a[0] = a[1]"]
[[candidates]]
name = "left"
equations = ["W[0] = W[1]"]
[[candidates]]
name = "curved"
equations = ["a[0]**2 = 0", "a[1]*a[2] = 0"]
"""


@pytest.fixture(autouse=True)
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tanh.toml").write_text(SPEC, encoding="utf-8")


def test_prints_a_spec(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reduce", "tanh.toml", "--candidate", "pair"]) == 0
    Path("again.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    model = read_spec("again.toml").model
    assert model.parameters == ("W[2,1]", "a[2]")
    assert model.name == "three neurons: pair"


def test_writes_a_spec_and_a_certificate(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reduce", "tanh.toml", "--candidate", "pair", "-o", "out/small.toml"]) == 0
    assert "out/small.toml: a @ ([2, 1]*tanh(W @ x))" in capsys.readouterr().out
    assert read_spec("out/small.toml").model.dimension == 4
    assert run(["check", "out/small.certificate.json", "--spec", "tanh.toml"]) == 0
    assert "reduced rates" in capsys.readouterr().out
    assert run(["explain", "out/small.certificate.json"]) == 0
    assert "The reduced model (T16)" in capsys.readouterr().out


def test_prints_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reduce", "tanh.toml", "--candidate", "pair", "--json"]) == 0
    printed = document(capsys)
    assert printed["schema"] == 1
    assert printed["widths"] == [2]
    assert printed["model"]["rates"]
    assert printed["map"]["W[1,0]"] == "W[0,0]"


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("left", 1, "left: no reduced model: the set is not invariant"),
        ("pears", 2, "did you mean 'pair'?"),
    ],
)
def test_says_why_there_is_none(
    name: str, status: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["reduce", "tanh.toml", "--candidate", name, "-o", "small.toml"]) == status
    assert message in capsys.readouterr().err
    assert not Path("small.toml").exists()


def test_an_assumption_has_to_be_allowed(capsys: pytest.CaptureFixture[str]) -> None:
    Path("relu.toml").write_text(SPEC.replace("tanh", "relu"), encoding="utf-8")
    arguments = ["reduce", "relu.toml", "--candidate", "pair"]
    assert run([*arguments, "-q"]) == 0
    assert run([*arguments, "--allow", "none"]) == 5
    assert "To allow this: --allow relu" in capsys.readouterr().err


def test_a_directory_is_no_file_to_write_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reduce", "tanh.toml", "--candidate", "pair", "-o", "."]) == 2
    assert "is a directory" in capsys.readouterr().err


def test_the_spec_itself_is_not_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reduce", "tanh.toml", "--candidate", "pair", "-o", "./tanh.toml"]) == 2
    assert "is the spec itself" in capsys.readouterr().err
    assert Path("tanh.toml").read_text(encoding="utf-8") == SPEC


def test_a_certificate_tells_the_two_models_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["reduce", "tanh.toml", "--candidate", "pair", "-o", "reduced.toml"]) == 0
    assert run(["check", "reduced.certificate.json"]) == 0
    printed = capsys.readouterr().out
    assert "reduced output a @ ([2, 1]*tanh(W @ x))" in printed
    assert "W[1,0] = (the reduced W[0,0]), W[2,0] = (the reduced W[1,0])" in printed
