"""What commands print with --json is what `certsim schema result` says, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from certsim.cli import run
from tests.outside import TANH, document, validator

CANDIDATES = """
[[candidates]]
name = "twins"
equations = ["W[0,:] = W[1,:]", "a[0] = a[1]"]
[[candidates]]
name = "half"
equations = ["a[0] = a[1]"]
"""

COMMANDS = [
    (["functions"], 0),
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
    assert run([*arguments, "--json"]) == status
    printed = document(capsys)
    known = validator("result")
    assert not known.is_valid({**printed, "surplus": 1})
    for key in printed:
        assert not known.is_valid({name: part for name, part in printed.items() if name != key})
