"""`certsim recover`: exit statuses, certificates, the picture, and what it says of a wrong target."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from certsim.cli import run
from certsim.kernel.check import check
from tests.outside import TANH, document

UNSPECIFIED = TANH.replace("tanh", "sigma") + "[functions]\nsigma = { odd = true }\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("tanh.toml").write_text(TANH, encoding="utf-8")
    Path("sigma.toml").write_text(UNSPECIFIED, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["tanh.toml", "--target", "2*tanh(x[0])"], 0),
        (["tanh.toml", "--target", "cos(x[0])"], 1),
        (["sigma.toml", "--target", "sigma(x[0])"], 3),
        (["tanh.toml", "--target", "sigma(x[0])"], 2),
        (["tanh.toml", "--target", "1", "--target", "2"], 2),
        (["tanh.toml", "--target", "x[0]", "--svg", "tanh.toml"], 2),
    ],
)
def test_the_status_says_whether_all_is_decided(arguments: list[str], status: int) -> None:
    assert run(["recover", *arguments]) == status


def test_the_certificates_are_those_that_the_document_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recover", "tanh.toml", "--target", "2*tanh(x[0])", "-o", "kept", "--json"]) == 0
    printed = document(capsys)
    named = [printed["sims"][0]["fit"]["certificate"], printed["sims"][3]["no_fit"]["certificate"]]
    named += [sim["certificate"] for sim in printed["sims"]]
    assert len({*named}) == 6
    for file in named:
        check(Path(file).read_bytes())
    assert run(["check", *named]) == 0
    claim = json.loads(Path(named[0]).read_bytes())["claim"]
    assert ["call", "tanh", ["index", "x", 0]] in claim["model"]["outputs"][0][2][2][1]


def test_a_wrong_target_is_shown_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["recover", "tanh.toml", "--target", "3*a[0]"]) == 2
    said = capsys.readouterr().err
    assert "<target>:1:3: target[0]: 'a' is a parameter" in said
    assert "hint: only inputs stand here" in said


@pytest.mark.skipif(find_spec("matplotlib") is None, reason="needs matplotlib")
def test_the_picture_is_written() -> None:
    assert run(["recover", "tanh.toml", "--target", "2*tanh(x[0])", "--svg", "new/levels.svg", "-q"]) == 0
    assert "2 samples" in Path("new/levels.svg").read_text(encoding="utf-8")
