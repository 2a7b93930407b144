"""The verified checker: a program that is extracted from a proof in Coq. Where it is, and what it answers.

Compiled for a browser, the same program is in verified.js.

It is handed copies of the bytes, under plain names. So what it answers about is what the kernel has read, and
no path of a user is ever an option of it or a line of its answer.
"""

from __future__ import annotations

import os
import re
import selectors
import shutil
import subprocess
import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from certsim.errors import CertsimError
from certsim.judge import HINTS, INTERNAL
from certsim.kernel.errors import excerpt, visible

NAME: Final = "certsim-verified"
VARIABLE: Final = "CERTSIM_VERIFIED"
"""The environment variable that names the program, where it is not in its usual place."""
HINT: Final = "make verified"

ACCEPTED: Final = ("valid", "valid if")
REFUSED: Final = ("invalid", "malformed")
STATUS_OF: Final = {
    "valid": 0,
    "valid if": 5,
    "invalid": 1,
    "malformed": 2,
    "not covered": 3,
    "unknown": 3,
    INTERNAL: 4,
}
"""The exit status that an answer gives, where no assumption is allowed."""

_PROJECT: Final = Path(__file__).parents[1]
_ANSWER: Final = re.compile(
    r"([0-9]+)\.json: (?:(valid|invalid)|(valid) if (.+)|(invalid|malformed|not covered): (.+))", re.ASCII
)
_PRECEDENCE: Final = ("malformed", "invalid", "not covered")
_LINE: Final = 4_000  # the characters of a line that are kept
_ROOM: Final = 10_000  # the bytes of output that a certificate may cause
_CHUNK: Final = 1 << 16
_COQ_PER_BYTE: Final = 1_000  # the bytes of a file for coqc that a byte of a certificate may cause


@dataclass(frozen=True)
class Answer:
    """What the program says of a certificate.

    `status` is valid, valid if (an assumption holds), invalid, malformed, not covered (by the proof in Coq),
    unknown (the time ran out) or internal error. `message` names the assumption, the fault or the rule.
    """

    status: str
    message: str | None = None

    @property
    def assumptions(self) -> list[str]:
        """The names of what is assumed, without versions.

        >>> Answer("valid if", "relu, z3 4.13.0").assumptions
        ['relu', 'z3']
        """
        return [word.split()[0] for word in (self.message or "").split(",") if word.strip()]

    def __str__(self) -> str:
        if self.message is None:
            return self.status
        return f"{self.status}{' ' if self.status == 'valid if' else ': '}{self.message}"


def find_program() -> Path | None:
    """The program that the environment names; else the one that was built here, or is on the PATH."""
    named = os.environ.get(VARIABLE)
    places = (named,) if named else (str(_PROJECT / "build" / NAME), NAME)
    found = next((at for place in places if (at := shutil.which(place))), None)
    return None if found is None else Path(found).absolute()


def require_program() -> Path:
    """The program; raises CertsimError where there is none."""
    program, named = find_program(), os.environ.get(VARIABLE)
    if program is not None:
        return program
    if named:
        raise CertsimError(visible(f"{VARIABLE} names no program: {named}") + f"\nhint: build it with {HINT}")
    raise CertsimError(f"the verified checker is not there\nhint: build it with {HINT}")


def page_checker() -> bytes:
    """The checker as a script that may stand in a page: it defines a function of the bytes of a certificate.

    How a page asks it is in verified/README.md, and what is trusted then in docs/trust.md.
    """
    return Path(__file__).with_suffix(".js").read_bytes()


def ask(program: Path, certificates: Sequence[bytes], timeout: float) -> list[Answer]:
    """The answers of one run of the program about certificates, in their order, within so many seconds."""
    if not certificates:
        return []
    with tempfile.TemporaryDirectory(prefix="certsim-") as room:
        names = [f"{at}.json" for at in range(len(certificates))]
        for name, data in zip(names, certificates, strict=True):
            Path(room, name).write_bytes(data)
        run = _run([str(program), *names], room, timeout, _ROOM * len(names))
    return _read(run, len(names))


def write_coq(program: Path, certificate: bytes, timeout: float) -> str | Answer:
    """Claim and proof of a certificate as a file for coqc; the answer of the program if it has none."""
    with tempfile.TemporaryDirectory(prefix="certsim-") as room:
        Path(room, "0.json").write_bytes(certificate)
        run = _run([str(program), "--coq", "0.json"], room, timeout, _COQ_PER_BYTE * len(certificate) + _ROOM)
    return run.printed if run.code == 0 and run.stopped is None else _read(run, 1)[0]


@dataclass(frozen=True)
class _Run:
    """What a run printed; how it ended; and why it was ended, if it was."""

    printed: str
    code: int
    stopped: str | None


def _run(command: Sequence[str], room: str, timeout: float, most: int) -> _Run:
    """Runs the program in a folder; it is ended where it takes too long, or says too much."""
    try:
        process = subprocess.Popen(
            command, cwd=room, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except OSError as error:
        raise CertsimError(
            visible(f"{command[0]}: cannot be run: {error.strerror}") + f"\nhint: build it with {HINT}"
        ) from None
    try:
        printed, stopped = _listen(process, time.monotonic() + timeout, most)
    finally:
        process.kill()
        code = process.wait()
        if process.stdout is not None:
            process.stdout.close()
    return _Run(printed.decode("utf-8", "replace"), code, stopped)


def _listen(process: subprocess.Popen[bytes], deadline: float, most: int) -> tuple[bytes, str | None]:
    """What a process prints until it ends, or why that was not waited for."""
    printed = bytearray()
    with selectors.DefaultSelector() as ready:
        assert process.stdout is not None  # noqa: S101  it was asked for
        ready.register(process.stdout, selectors.EVENT_READ)
        while ready.select(max(0.0, deadline - time.monotonic())):
            chunk = os.read(process.stdout.fileno(), _CHUNK)
            if not chunk:
                return bytes(printed), _wait(process, deadline)
            printed += chunk
            if len(printed) > most:
                return bytes(printed), INTERNAL
    return bytes(printed), "timeout"


def _wait(process: subprocess.Popen[bytes], deadline: float) -> str | None:
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return "timeout"
    return None


def _read(run: _Run, count: int) -> list[Answer]:
    """The answers in what a run printed; why there is none where one is missing."""
    answers: dict[int, Answer] = {}
    rest = ""
    for line in run.printed.split("\n"):
        match = _ANSWER.fullmatch(line[:_LINE])
        if match is None or int(match[1]) >= count:
            rest = line or rest
        else:
            answers[int(match[1])] = _answer(match)
    if run.stopped == "timeout":
        missing = Answer("unknown", HINTS["timeout"])
    elif run.stopped is not None:
        missing = Answer(INTERNAL, "the program does not stop to speak")
    else:
        said = f": {excerpt(rest, 200)}" if rest else ""
        missing = Answer(INTERNAL, f"the program ended with status {run.code}{said}")
        if len(answers) == count and not _agrees(run.code, {one.status for one in answers.values()}):
            answers = {}
    return [answers.get(at, missing) for at in range(count)]


def differ(kernel: str, program: str) -> bool:
    """Whether one checker accepts what the other one refuses.

    >>> differ("valid", "malformed"), differ("invalid", "malformed"), differ("valid", "not covered")
    (True, False, False)
    """
    return (kernel in ACCEPTED and program in REFUSED) or (kernel in REFUSED and program in ACCEPTED)


def _answer(match: re.Match[str]) -> Answer:
    _, plain, condition, assumption, word, why = match.groups()
    return Answer(plain or (f"{condition} if" if condition else word), assumption or why)


def _agrees(code: int, statuses: Collection[str]) -> bool:
    """Whether a run that gave these answers ends with that status."""
    if "valid if" in statuses and code == STATUS_OF["valid if"]:
        return True
    return code == next((STATUS_OF[word] for word in _PRECEDENCE if word in statuses), 0)
