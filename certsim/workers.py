"""Tasks in child processes, which can be stopped for good and have their memory bounded.

A proof search may spend minutes inside one call of a library written in C, where nothing in this process
could stop it. So each task runs in a process of its own, which is killed when its time is up.

A task yields its value, and may go on to yield better ones: the last that was ready in time counts.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from multiprocessing import connection, get_context
from multiprocessing.process import BaseProcess
from typing import Any, Final, Generic, Protocol, TypeAlias, TypeVar

from certsim.algebra.budget import ending_at

T = TypeVar("T")

Task: TypeAlias = Callable[[], Iterator[T]]

GRACE: Final = 1.0  # seconds at most beyond its time limit that a task has to notice and answer
GRACES: Final = 0.1  # of the time limit
SEARCHED: Final = 0.9  # of the time limit, after which nothing is looked for any more
EXTRA: Final = 5.0  # seconds that a task has for a better value after the first
MEMORY: Final = 4 << 30  # bytes of address space that a task may use
_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_PR_SET_PDEATHSIG: Final = 1  # of prctl, in Linux
_OUT_OF_MEMORY: Final = (signal.SIGKILL, signal.SIGABRT)  # from the kernel of the system, and from FLINT


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """How a task ended: with a value; out of time; out of memory; or with an error that nobody foresaw.

    `seconds` is the time that it took.

    A task that fails after it had a value has failed at a better one only: then there is a value, too.
    """

    value: T | None = None
    failure: str | None = None  # "timeout", "memory" or "internal error"
    message: str = ""
    details: str = field(default="", repr=False)
    seconds: float = field(default=0.0, compare=False)


def once(function: Callable[..., T], *arguments: Any) -> Iterator[T]:
    """A task that is done with the value of a function."""
    yield function(*arguments)


class Runner(Protocol):
    """A way to evaluate functions, each with a name for people: their outcomes, in their order."""

    def __call__(self, functions: Sequence[Callable[[], T]], names: Sequence[str]) -> list[Outcome[T]]: ...


def in_turn(functions: Sequence[Callable[[], T]], names: Sequence[str]) -> list[Outcome[T]]:  # noqa: ARG001
    """The runner of this process, in which errors are raised and nobody looks at names.

    >>> in_turn([lambda: 1, lambda: 2], ["one", "two"])[1].value
    2
    """
    return [Outcome(value=function()) for function in functions]


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_all(
    tasks: Iterable[Task[T]],
    *,
    jobs: int,
    timeout: float,
    memory: int = MEMORY,
    deadline: float | None = None,
    extra: float = EXTRA,
) -> Generator[tuple[int, Outcome[T]]]:
    """Runs the tasks, at most `jobs` at a time; yields each one's index and outcome as soon as it ends.

    Each has the time `timeout`, and none has any after the `deadline`, a time of `time.monotonic`; both
    with a grace to notice it. After a value it has the time `extra` for a better one, and EXTRA seconds of
    work. A task is asked for when there is a process for it, and not before.
    Leaving the iterator, by an error or an interrupt too, kills what still runs.
    """
    waiting = enumerate(tasks)
    running: list[_Child] = []
    ended: list[tuple[int, Outcome[T]]] = []
    try:
        while True:
            while len(running) < jobs and (following := next(waiting, None)) is not None:
                left = timeout if deadline is None else min(timeout, deadline - time.monotonic())
                if left <= 0:
                    ended.append((following[0], Outcome(failure="timeout")))
                else:
                    running.append(_Child(*following, left, memory, extra))
                    running[-1].begin()  # an interrupt on the way finds it among those that run
            yield from ended  # when their places are taken: whoever is told may take a while
            ended = []
            if not running:
                break
            _wait(running)
            for child in running:
                child.listen()
            for child in [child for child in running if child.has_ended]:
                running.remove(child)
                ended.append((child.index, replace(child.outcome(), seconds=time.monotonic() - child.start)))
    finally:
        for child in running:
            child.kill()


class _Child:
    """A task that runs in a process of its own."""

    def __init__(self, index: int, task: Task[Any], timeout: float, memory: int, extra: float) -> None:
        context = get_context("fork" if sys.platform == "linux" else "spawn")
        self.index = index
        self.extra = extra
        self.start = time.monotonic()
        self.deadline = self.start + timeout + min(GRACE, GRACES * timeout)
        self.best: Outcome[Any] | None = None
        self.is_done = False
        self.pipe, self.far_end = context.Pipe(duplex=False)
        self.process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=_run, args=(task, self.far_end, timeout, memory, os.getpid()), daemon=True
        )

    def begin(self) -> None:
        with _signals_held():
            self.process.start()
        self.far_end.close()

    @property
    def has_ended(self) -> bool:
        return self.is_done or time.monotonic() > self.deadline

    def listen(self) -> None:
        """Takes what the process has sent; after a value it has so much time for a better one."""
        self.is_done = not self.process.is_alive()
        try:
            while self.pipe.poll():
                outcome: Outcome[Any] = self.pipe.recv()
                self.best = outcome if self.best is None else _better(self.best, outcome)
                self.deadline = min(self.deadline, time.monotonic() + self.extra + GRACE)
        except (EOFError, OSError):
            self.process.join(GRACE)
            self.is_done = True

    def outcome(self) -> Outcome[Any]:
        """The best that the process sent, or why it sent nothing."""
        timed_out = self.process.is_alive()
        self.kill()
        if self.best is not None:
            return self.best
        return Outcome(failure="timeout") if timed_out else _post_mortem(self.process.exitcode or 0)

    def kill(self) -> None:
        if self.process.pid is not None:
            self.process.kill()
            self.process.join()
        self.far_end.close()
        self.pipe.close()


def _better(before: Outcome[Any], after: Outcome[Any]) -> Outcome[Any]:
    """A value takes the place of one before; a failure leaves that as it is."""
    if after.failure is None:
        return after
    return replace(before, failure=after.failure, message=after.message, details=after.details)


def _wait(running: Sequence[_Child]) -> None:
    """Sleeps until a child has something to say or has run out of time."""
    next_deadline = min(child.deadline for child in running)
    ends = [end for child in running for end in (child.pipe, child.process.sentinel)]
    connection.wait(ends, max(0.0, next_deadline - time.monotonic()))


def _post_mortem(exitcode: int) -> Outcome[Any]:
    if -exitcode in _OUT_OF_MEMORY:
        return Outcome(failure="memory")
    if -exitcode == signal.SIGXCPU:
        return Outcome(failure="timeout")
    cause = signal.Signals(-exitcode).name if exitcode < 0 else f"exit status {exitcode}"
    return Outcome(failure="internal error", message=f"the worker process ended without an answer ({cause})")


@contextlib.contextmanager
def _signals_held() -> Iterator[None]:
    """Holds signals back, so that a new child meets none before it has decided what to do with them."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run(task: Task[T], pipe: connection.Connection, timeout: float, memory: int, parent: int) -> None:
    """The life of a child: every way to fail becomes an outcome."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, and the parent kills
    die_with(parent)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    _bound(timeout, memory)
    with contextlib.suppress(BrokenPipeError), ending_at(time.monotonic() + SEARCHED * timeout):
        try:
            for outcome in _outcomes(task):
                pipe.send(outcome)
                _bound_work(EXTRA)
        except MemoryError:  # an answer is pickled whole before any of it is sent
            pipe.send(Outcome(failure="memory"))
    pipe.close()


def die_with(parent: int) -> None:
    """Has the system kill this process when its parent ends, however that ends, where the system can."""
    if sys.platform != "linux":
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before that was said
        os._exit(1)


def _outcomes(task: Task[T]) -> Iterator[Outcome[T]]:
    try:
        for value in task():
            yield Outcome(value=value)
    except MemoryError:
        yield Outcome(failure="memory")
    except Exception as error:  # noqa: BLE001  an unforeseen error must be reported, not lost with the process
        message = f"{type(error).__name__}: {error}"
        yield Outcome(failure="internal error", message=message, details=traceback.format_exc())


def _bound_work(seconds: float) -> None:
    """Has the system end this process after so many more seconds of the processor."""
    try:
        import resource
    except ImportError:
        return
    _, ceiling = resource.getrlimit(resource.RLIMIT_CPU)
    bound = int(time.process_time() + seconds + GRACE) + 1
    if ceiling == resource.RLIM_INFINITY or bound < ceiling:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (bound, ceiling))


def _bound(timeout: float, memory: int) -> None:
    """Bounds the memory and the processor time of this process."""
    try:
        import resource
    except ImportError:
        return
    seconds = int(timeout + 10 * GRACE) + 1
    for kind, bound in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds * (os.cpu_count() or 1))):
        _, ceiling = resource.getrlimit(kind)
        soft = bound if ceiling == resource.RLIM_INFINITY else min(bound, ceiling)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, ceiling))
