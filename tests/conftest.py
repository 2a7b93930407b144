"""What the tests share: the command line in a process of its own, and small specs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]

# A shell that starts tests in the background makes them, and what they start, deaf to interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

DIAGONAL = """
format = 1
[model]
parameters = ["a", "b"]
inputs = ["x"]
outputs = "a*b*x"
[[candidates]]
name = "diagonal"
equations = ["a = b"]
"""


def environment(**changes: str) -> dict[str, str]:
    """The environment of a user without colours or terminals, who can import this certsim."""
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""} | changes


@pytest.fixture
def certsim(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `certsim` in an empty directory."""

    def run(
        *arguments: str | Path, module: str = "certsim", **options: Any
    ) -> subprocess.CompletedProcess[str]:
        command: Sequence[str] = [sys.executable, "-m", module, *map(str, arguments)]
        settings = {"cwd": tmp_path, "env": environment(), "timeout": 60} | options
        return subprocess.run(command, capture_output=True, text=True, check=False, **settings)

    return run


@pytest.fixture
def write_spec(tmp_path: Path) -> Callable[..., Path]:
    """Writes a spec; without a text, that of the diagonal network whose weights stay equal."""

    def write(text: str = DIAGONAL, name: str = "spec.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
