"""What commands print with --json is what `certsim schema result` says, and no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from certsim.cli import run

SPEC = """
format = 1
[model]
parameters = ["W[2,1]", "a[2]"]
inputs = ["x[1]"]
outputs = "a @ tanh(W @ x)"
[[candidates]]
name = "twins"
equations = ["W[0,:] = W[1,:]", "a[0] = a[1]"]
[[candidates]]
name = "half"
equations = ["a[0] = a[1]"]
"""

COMMANDS = [
    (["certify", "tanh.toml"], 1),
    (["core", "tanh.toml"], 0),
    (["symmetries", "tanh.toml"], 0),
    (["enumerate", "tanh.toml"], 0),
    (["enumerate", "tanh.toml", "--classes", "--sample", "1", "-o", "kept"], 0),
    (["enumerate", "tanh.toml", "--strata", "-o", "kept"], 0),
    (["locate", "tanh.toml", "--at", "W=1, a=2"], 0),
    (["locate", "tanh.toml", "--at", "W=[[1],[2]], a=2", "--tolerance", "3"], 0),
    (["reduce", "tanh.toml", "--candidate", "twins"], 0),
    (["reduce", "tanh.toml", "--candidate", "twins", "-o", "reduced.toml"], 0),
    (["reduce", "tanh.toml", "--candidate", "half"], 1),
]


@pytest.fixture
def validator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> jsonschema_rs.Draft202012Validator:
    """The schema of results, in a folder with a spec."""
    monkeypatch.chdir(tmp_path)
    Path("tanh.toml").write_text(SPEC, encoding="utf-8")
    assert run(["schema", "result"]) == 0
    return jsonschema_rs.Draft202012Validator(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(("arguments", "status"), COMMANDS, ids=[" ".join(each) for each, _ in COMMANDS])
def test_documents_are_as_the_schema_says(
    arguments: list[str],
    status: int,
    validator: jsonschema_rs.Draft202012Validator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run([*arguments, "--json"]) == status
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    validator.validate(document)
    assert not validator.is_valid({**document, "surplus": 1})
    for key in document:
        assert not validator.is_valid({name: part for name, part in document.items() if name != key})
