"""certsim from outside: the documents that it prints, and processes that are closed or stopped."""

from __future__ import annotations

import contextlib
import io
import json
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from certsim.cli import run
from tests.conftest import environment

TANH = """\
format = 1
[model]
parameters = ["W[2,1]", "a[2]"]
inputs = ["x[1]"]
outputs = "a @ tanh(W @ x)"
"""


@cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """Of the schema that `certsim schema` prints under the name."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        assert run(["schema", name]) == 0
    return jsonschema_rs.Draft202012Validator(json.loads(printed.getvalue()))


def document(capsys: pytest.CaptureFixture[str]) -> Any:
    """What was printed: one JSON document that is as the schema of results says."""
    printed = json.loads(capsys.readouterr().out)
    validator("result").validate(printed)
    return printed


def started(*arguments: str, cwd: Path | None = None) -> subprocess.Popen[str]:
    """A process of its own that runs certsim."""
    return subprocess.Popen(
        [sys.executable, "-m", "certsim", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=environment(PYTHONUNBUFFERED="1"),
        text=True,
    )


def require_quiet_end_on_a_closed_pipe(process: subprocess.Popen[str], lines: int = 0) -> None:
    """Reads some lines and closes the pipe: the process ends with its status, and says nothing."""
    assert process.stdout
    assert process.stderr
    for _ in range(lines):
        process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=60) == 141


def require_end_at_once(
    process: subprocess.Popen[str], number: signal.Signals, status: int
) -> tuple[str, str]:
    """Sends a signal when a child is at work: the process ends with the status, and the child with it.

    What the process has written is returned.
    """
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not (child := children.read_text(encoding="utf-8").split()):
        time.sleep(0.01)
    process.send_signal(number)
    printed, errors = process.communicate(timeout=30)
    assert process.returncode == status
    assert "Traceback" not in errors
    end = time.monotonic() + 10
    while Path(f"/proc/{child[0]}").exists():  # for a moment, as its new parent has to notice
        assert time.monotonic() < end
        time.sleep(0.01)
    return printed, errors
