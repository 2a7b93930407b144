"""`certsim check` on certificates of audits."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from certsim.cli import run
from certsim.torch.checker.certificate import write_audit
from tests.outside import TANH, validator
from tests.torch.graphs import attention, claim, experts, mlp


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mlp.audit.json"
    path.write_bytes(write_audit(claim(*mlp())))
    return path


def lines(text: str) -> dict[str, str]:
    """What is printed by its labels."""
    return dict(line.strip().split(maxsplit=1) for line in text.splitlines())


def test_an_audit_is_said_in_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(file)]) == 0
    said = lines(capsys.readouterr().out)
    assert said["valid"] == str(file)
    assert said["about"] == "model by hand"
    assert said["graph"] == "14 nodes, outputs: 1"
    assert said["trained"] == "32 numbers in 4 arrays; frozen are 1"
    assert said["zero"] == "A[3], B[:, 3], a[3]"
    assert (
        said["tied"]
        == "A[1] = A[0], A[2] = -A[0], B[:, 1] = B[:, 0], B[:, 2] = -B[:, 0], a[1] = a[0], a[2] = -a[0]"
    )
    assert said["verdict"] == "kept: from there training stays in a set of dimension 14"
    assert said["weights"].startswith("not compared")


def test_arrays_that_are_tied_or_zero_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_bytes(write_audit(claim(*attention())))
    (tmp_path / "e.json").write_bytes(write_audit(claim(*experts())))
    assert run(["check", str(tmp_path / "a.json")]) == 0
    said = lines(capsys.readouterr().out)
    assert said["zero"] == "k"
    assert said["rounding"] == "may part what is 0 or tied only as sums cancel: k"
    assert run(["check", str(tmp_path / "e.json")]) == 0
    said = lines(capsys.readouterr().out)
    assert said["tied"] == "D2 = D0, G[2] = G[0], U2 = U0"
    assert said["unknown"] == "any functions may be topk"


def test_names_of_a_certificate_cannot_pass_for_lines(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(file.read_bytes())
    document["about"] = {"verdict": "kept\nverdict    nothing\x1b[2J"}
    file.write_text(json.dumps(document), encoding="utf-8")
    assert run(["check", str(file)]) == 0
    out = capsys.readouterr().out
    assert lines(out)["about"] == r"verdict kept\nverdict    nothing\x1b[2J"
    assert lines(out)["verdict"].startswith("kept: from there")


def test_an_audit_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--json", str(file)]) == 0
    document = json.loads(capsys.readouterr().out)
    validator("result").validate(document)
    (entry,) = document["results"]
    assert (entry["status"], entry["claim"]["verdict"]) == ("valid", "kept")
    assert (entry["claim"]["dimension"], entry["claim"]["trained"]) == (14, 32)


def test_a_false_audit_has_status_1(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(file.read_bytes())
    file.write_text(json.dumps({**document, "dimension": 13}), encoding="utf-8")
    assert run(["check", str(file)]) == 1
    assert "the dimension is 14, not 13" in capsys.readouterr().out


def test_an_audit_that_cannot_be_read_has_status_2(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = json.loads(file.read_bytes())
    document["graph"]["nodes"][0]["kind"] = "cotangent"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert run(["check", str(file)]) == 2
    assert "malformed: at graph.nodes[0].kind: expected one of" in capsys.readouterr().err


def test_an_audit_that_rests_on_a_convention_is_valid_where_that_is_allowed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audited, values = mlp("relu")
    values["A"][:], values["a"][:] = 0, 0
    path = tmp_path / "relu.json"
    path.write_bytes(write_audit(claim(replace(audited, relu0=True), values)))
    assert run(["check", str(path)]) == 5
    assert "--allow relu0" in capsys.readouterr().out
    assert run(["check", str(path), "--allow", "relu0"]) == 0


def test_no_spec_is_about_an_audit(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "spec.toml").write_text(TANH, encoding="utf-8")
    assert run(["check", str(file), "--spec", str(tmp_path / "spec.toml")]) == 1
    assert "about no spec" in capsys.readouterr().out


def test_an_audit_has_no_explanation_but_what_it_says(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", str(file)]) == 0
    assert "a set of dimension 14" in capsys.readouterr().out


# Weights.


@pytest.fixture
def weights(tmp_path: Path) -> Any:
    """Writes weights to a file."""
    numpy = pytest.importorskip("safetensors.numpy", reason="checkpoints are read by the extra torch")
    pytest.importorskip("torch", reason="checkpoints are read by the extra torch")

    def write(values: dict[str, Any]) -> str:
        numpy.save_file(values, tmp_path / "weights.safetensors")
        return str(tmp_path / "weights.safetensors")

    return write


def test_the_weights_of_an_audit_are_compared(
    file: Path, weights: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = weights({**mlp()[1], "more": np.ones(2)})
    assert run(["check", str(file), "--weights", path]) == 0
    assert lines(capsys.readouterr().out)["weights"] == "those of the certificate; they lie in the set"


def test_other_weights_are_told(file: Path, weights: Any, capsys: pytest.CaptureFixture[str]) -> None:
    values = mlp()[1]
    values["A"][3, 0] = 1e-45
    assert run(["check", str(file), "--weights", weights(values)]) == 1
    assert "the weights do not lie in the pattern" in capsys.readouterr().out


def test_a_checkpoint_that_cannot_be_read_has_status_2(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch", reason="checkpoints are read by the extra torch")
    assert run(["check", str(file), "--weights", str(tmp_path / "none.safetensors")]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_the_verified_checker_compares_no_weights(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(file), "--verified", "--weights", "w.safetensors"]) == 2
    assert "--verified and --weights exclude each other" in capsys.readouterr().err
