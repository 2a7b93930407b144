"""What runs on the workers of a scheduler: each task in a child process that is bounded in time and memory.

A worker is a process with many threads, and under its nanny one that may have no children by
`multiprocessing`. So each of its threads starts a helper once, `python -m certsim.campaign.worker`: a process
of one thread, which reads tasks and forks a child for each, as `certsim certify` does.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, TypeAlias, cast

from certsim.campaign.answers import Reply, answers, load, reply_of
from certsim.campaign.task import read_task, version
from certsim.workers import Outcome, die_with, run_all

Json: TypeAlias = Any

STARTING: Final = 60.0
"""Seconds that a helper may take beyond the time of its task: to start, and to load what it needs."""
_THREAD: Final = threading.local()


def solve(document: Json) -> Json:
    """The answer to a task, as `answer_to_json` gives it. Raises RuntimeError where the helper fails."""
    helper: _Helper | None = getattr(_THREAD, "helper", None)
    if helper is None or not helper.is_alive:
        helper = _THREAD.helper = _Helper()
    return helper.ask(document)


def answer_to_json(reply: Reply, seconds: float) -> Json:
    """An answer as it travels, with the version of what decided."""
    certificates = {name: base64.b64encode(each).decode() for name, each in reply.certificates.items()}
    return {
        "version": version(),
        "document": reply.document,
        "status": reply.status,
        "certificates": certificates,
        "seconds": seconds,
    }


def read_answer(document: Json) -> tuple[Reply, float]:
    """The answer that came as a document; raises ValueError, KeyError or TypeError where it is none."""
    certificates = {
        str(name): base64.b64decode(each, validate=True) for name, each in document["certificates"].items()
    }
    said, status, seconds = document["document"], document["status"], document["seconds"]
    if not (isinstance(said, dict) and isinstance(status, int) and isinstance(seconds, int | float)):
        raise TypeError("an answer is a document, a status and a number of seconds")
    json.dumps((said, seconds), allow_nan=False)
    return Reply(said, status, certificates), float(seconds)


class _Helper:
    """A process that does one task at a time, and ends with the worker."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)},
        )
        self._end = weakref.finalize(self, _end, self._process)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, document: Json) -> Json:
        """The answer to a task; raises RuntimeError if the helper ends, or is ended as it takes too long."""
        to, back = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        try:
            to.write(json.dumps(document).encode() + b"\n")
            to.flush()
            if select.select([back], [], [], document["timeout"] + STARTING)[0] and (line := back.readline()):
                return json.loads(line)
        except OSError:
            pass
        self._end()
        raise RuntimeError("the helper process of the worker gave no answer")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a helper, and what it has begun."""
    with contextlib.suppress(OSError), process:
        process.kill()


def serve(read: IO[bytes], write: IO[bytes]) -> None:
    """Answers tasks, one to a line, until there are no more."""
    for line in read:
        task = read_task(json.loads(line))
        load(task.question.command)
        ((_, outcome),) = _run(task.question.options.timeout, partial(answers, task))
        write.write(json.dumps(answer_to_json(reply_of(task, outcome), outcome.seconds)).encode() + b"\n")
        write.flush()


def _run(timeout: float, task: partial[Iterator[Reply]]) -> Iterator[tuple[int, Outcome[Reply]]]:
    return run_all([task], jobs=1, timeout=timeout, extra=timeout)


def main() -> None:
    """The helper of the worker whose number is the argument: it ends when that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with(int(sys.argv[1]))
    answers_to = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    serve(sys.stdin.buffer, answers_to)


if __name__ == "__main__":
    main()
