"""Answers that are longer than a certificate may be: unknown, and no error."""

from __future__ import annotations

from pathlib import Path

import pytest

from certsim.cli import run

LONG = "*".join(["10**1000"] * 5)
HEAD = 'format = 1\n[model]\nparameters = ["a", "b"]\n'
INPUT = HEAD + 'inputs = ["x"]\n'
SPECS = {
    "level.toml": INPUT + f'outputs = "a*b*x"\n[[candidates]]\nequations = ["a = {LONG}"]',
    "rate.toml": HEAD + f'fields = [["{LONG}*a", "b"]]\n[[candidates]]\nequations = ["a = 1"]',
    "degree.toml": INPUT + 'outputs = "a**66*x + b**65"\n[[candidates]]\nequations = ["a = b"]',
    "sharp.toml": INPUT + 'outputs = "a*exp(-b**2*(x - 1000)**2)"',
}


@pytest.mark.parametrize(
    "arguments",
    [
        ["certify", "level.toml"],
        ["core", "level.toml"],
        ["certify", "rate.toml"],
        ["core", "rate.toml"],
        ["laws", "rate.toml"],
        ["orbit", "rate.toml", "--at", "a=1, b=2"],
        ["core", "degree.toml"],
        ["orbit", "sharp.toml", "--at", "a=1, b=900"],
    ],
    ids=" ".join,
)
def test_what_is_too_long_to_certify_is_no_error(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in SPECS.items():
        Path(name).write_text(text, encoding="utf-8")
    assert run([*arguments, "--timeout", "20"]) in (0, 1, 3)
    assert "internal error" not in "".join(capsys.readouterr())
