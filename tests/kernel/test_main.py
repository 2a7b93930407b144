"""The bare checker as a program: what it reads, what it writes, and its exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from certsim.kernel.__main__ import main
from certsim.kernel.statement.strict_json import MAX_BYTES
from tests.corpus.make import HERE

GOOD = HERE / "accept" / "tangency_cofactors.json"
BAD = HERE / "reject" / "digest_of_another_claim.json"

Capture = pytest.CaptureFixture[str]


def program(*paths: str | Path, output: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "certsim.kernel", *map(str, paths)],
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_certificate_has_one_line(capsys: Capture) -> None:
    assert main([str(GOOD), str(BAD), str(GOOD)]) == 1
    first, second, third = capsys.readouterr().out.splitlines()
    assert first == third == f"{GOOD}: valid (certified)"
    assert second.startswith(f"{BAD}: invalid: ")


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def _large(folder: Path) -> Path:
    with (folder / "large.json").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    return folder / "large.json"


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda folder: folder, "not a regular file"),
        (lambda folder: folder / "missing", "No such file"),
        (lambda _: Path("/dev/zero"), "not a regular file"),
        (lambda _: Path("a\0b"), "null"),
        (_pipe, "not a regular file"),
        (_large, f"bytes are over the limit of {MAX_BYTES}"),
    ],
)
def test_only_a_regular_file_within_the_limit_is_read(
    made: Callable[[Path], Path], message: str, tmp_path: Path, capsys: Capture
) -> None:
    assert main([str(GOOD), str(made(tmp_path))]) == 2
    valid, refused = capsys.readouterr().out.splitlines()
    assert valid.endswith(": valid (certified)")
    assert ": malformed: " in refused
    assert message in refused


def test_a_name_does_not_forge_a_line(tmp_path: Path, capsys: Capture) -> None:
    assert main([str(tmp_path / "a\nvalid (certified)\x1b[31m\u2028")]) == 2
    (line,) = capsys.readouterr().out.splitlines()
    assert r"a\nvalid (certified)\x1b[31m\u2028: malformed: " in line


def test_a_name_that_is_no_text_is_written_too(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.json"
    Path(os.fsdecode(path)).write_bytes(GOOD.read_bytes())
    done = program(os.fsdecode(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert r"\udcff.json: valid (certified)" in done.stdout


def test_an_unknown_option_is_spelt_out(capsys: Capture) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([str(GOOD), "--\x1b[31m"])
    assert "\x1b" not in capsys.readouterr().err


class TestAnAnswerThatCannotBeWritten:
    def test_to_a_full_device_is_no_answer(self) -> None:
        with Path("/dev/full").open("wb") as full:
            done = program(GOOD, output=full.fileno())
        assert (done.returncode, done.stderr) == (4, "")

    def test_to_a_closed_pipe_is_no_answer(self) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        done = program(GOOD, output=writing)
        os.close(writing)
        assert (done.returncode, done.stderr) == (4, "")

    def test_to_nowhere_is_no_answer(self) -> None:
        done = subprocess.run(
            ["sh", "-c", '"$0" -m certsim.kernel "$1" >&-', sys.executable, str(GOOD)],
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (4, b"")
