"""Tasks in child processes: every way to end, and none that leaves a process behind."""

from __future__ import annotations

import faulthandler
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from multiprocessing import active_children
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from certsim.workers import EXTRA, Outcome, once, run_all


def square(number: int) -> int:
    return number * number


def fail(message: str) -> int:
    raise LookupError(message)


def late_square(number: int) -> int:
    time.sleep(EXTRA)
    return number * number


def devour(size: int) -> int:
    return len(bytearray(size))


def die(signal_number: int) -> int:
    faulthandler.disable()  # it would tell a story on the terminal
    os.kill(os.getpid(), signal_number)
    return 0


def sleep_and_write(path: Path) -> int:
    path.write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(60)
    return 0


def outcomes(
    *tasks: partial[Iterator[int]], jobs: int = 2, timeout: float = 30.0, memory: int = 4 << 30
) -> list[Outcome[int]]:
    found = dict(run_all(tasks, jobs=jobs, timeout=timeout, memory=memory))
    return [found[index] for index in range(len(tasks))]


@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_every_task_is_done_once(jobs: int) -> None:
    tasks = [partial(once, square, number) for number in range(5)]
    assert [outcome.value for outcome in outcomes(*tasks, jobs=jobs)] == [0, 1, 4, 9, 16]


def test_no_tasks_give_no_outcomes() -> None:
    assert outcomes() == []


def test_a_long_answer_arrives_whole() -> None:
    (outcome,) = outcomes(partial(once, bytes, 10_000_000))  # type: ignore[arg-type]
    assert outcome.value == bytes(10_000_000)


def test_an_error_is_an_internal_error_with_its_traceback() -> None:
    first, second = outcomes(partial(once, fail, "no such luck"), partial(once, square, 3))
    assert (first.failure, first.message) == ("internal error", "LookupError: no such luck")
    assert "in fail" in first.details
    assert second.value == 9


def test_a_task_that_asks_for_too_much_memory_is_out_of_memory() -> None:
    (outcome,) = outcomes(partial(once, devour, 3 << 30), memory=2 << 30)
    assert outcome.failure == "memory"


class Unwieldy:
    """An answer for which there is not the memory to send it."""

    def __reduce__(self) -> str:
        raise MemoryError


def test_an_answer_too_long_to_send_is_out_of_memory() -> None:
    (outcome,) = outcomes(partial(once, Unwieldy))  # type: ignore[arg-type]
    assert (outcome.value, outcome.failure) == (None, "memory")


@pytest.mark.parametrize(
    ("number", "failure"),
    [(signal.SIGKILL, "memory"), (signal.SIGABRT, "memory"), (signal.SIGSEGV, "internal error")],
)
def test_a_task_that_dies_of_a_signal_is_accounted_for(number: signal.Signals, failure: str) -> None:
    (outcome,) = outcomes(partial(once, die, number))
    assert outcome.failure == failure


def test_a_task_that_does_not_end_is_killed(tmp_path: Path) -> None:
    start = time.monotonic()
    (outcome,) = outcomes(partial(once, sleep_and_write, tmp_path / "pid"), timeout=0.5)
    assert outcome.failure == "timeout"
    assert time.monotonic() - start < 10
    assert_gone(tmp_path / "pid")


def test_leaving_the_iterator_kills_what_runs(tmp_path: Path) -> None:
    tasks = [partial(once, sleep_and_write, tmp_path / "pid"), partial(once, square, 2)]
    running = run_all(tasks, jobs=2, timeout=60.0)
    assert next(running)[0] == 1
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text(encoding="utf-8"):
        time.sleep(0.01)
    running.close()  # type: ignore[attr-defined]
    assert_gone(tmp_path / "pid")


def test_an_interrupt_while_a_task_begins_kills_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = BaseProcess.start

    def interrupted(process: BaseProcess) -> None:
        begin(process)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(BaseProcess, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(run_all([partial(once, sleep_and_write, tmp_path / "pid")], jobs=1, timeout=60.0))
    assert not active_children()


def test_a_deadline_is_for_all_tasks_together() -> None:
    tasks = [partial(once, time.sleep, 60.0), partial(once, time.sleep, 60.0), partial(once, square, 2)]
    start = time.monotonic()
    found = dict(run_all(tasks, jobs=1, timeout=60.0, deadline=start + 0.5))
    assert time.monotonic() - start < 10
    assert [found[number].failure for number in range(3)] == ["timeout"] * 3


# Values that get better.


def count(last: int, then: partial[int]) -> Iterator[int]:
    yield from range(last + 1)
    yield then()


def test_the_last_value_counts() -> None:
    (outcome,) = outcomes(partial(count, 3, partial(square, 5)))
    assert outcome == Outcome(25)


@pytest.mark.parametrize(
    ("then", "failure"),
    [
        (partial(fail, "too far"), "internal error"),
        (partial(devour, 3 << 30), "memory"),
        (partial(die, signal.SIGKILL), None),
        (partial(die, signal.SIGSEGV), None),
    ],
)
def test_what_fails_at_a_better_value_still_has_one(then: partial[int], failure: str | None) -> None:
    (outcome,) = outcomes(partial(count, 2, then), memory=2 << 30)
    assert (outcome.value, outcome.failure) == (2, failure)


@pytest.mark.parametrize("timeout", [0.5, 60.0])
def test_the_time_for_a_better_value_is_short(tmp_path: Path, timeout: float) -> None:
    start = time.monotonic()
    (outcome,) = outcomes(partial(count, 1, partial(sleep_and_write, tmp_path / "pid")), timeout=timeout)
    assert (outcome.value, outcome.failure) == (1, None)
    assert time.monotonic() - start < EXTRA + 5
    assert_gone(tmp_path / "pid")


def test_the_time_for_a_better_value_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any, the value that comes five seconds later does not count."""
    monkeypatch.setattr("certsim.workers.GRACE", 0.0)
    task = partial(count, 0, partial(late_square, 5))
    ((_, outcome),) = run_all([task], jobs=1, timeout=60.0, extra=0.0)
    assert outcome.value == 0


def test_a_task_is_asked_for_when_there_is_a_process_for_it() -> None:
    asked: list[int] = []

    def tasks() -> Iterator[partial[Iterator[int]]]:
        for number in range(4):
            asked.append(number)
            yield partial(once, square, number)

    with closing(run_all(tasks(), jobs=1, timeout=60.0)) as found:
        next(found)
        assert len(asked) <= 2  # the place of what has ended is taken
        assert len(list(found)) == 3
    assert asked == [0, 1, 2, 3]


def assert_gone(path: Path) -> None:
    with pytest.raises(ProcessLookupError):
        os.kill(int(path.read_text(encoding="utf-8")), 0)
