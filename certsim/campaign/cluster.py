"""Campaigns on a dask.distributed scheduler, whose workers are asked and not trusted.

This process alone writes the store. Before an answer is recorded, the kernel here accepts each certificate
that came with it. Workers must be of the same version: the same sources, and the same libraries.
"""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from certsim.campaign.answers import Forged, confirmed, load
from certsim.campaign.task import Question, Task, libraries, version
from certsim.campaign.worker import read_answer, solve
from certsim.errors import CertsimError
from certsim.kernel.errors import visible

if TYPE_CHECKING:
    from distributed import Client, Future

    from certsim.campaign.answers import Solved, Solver

CONNECTING: Final = 30.0
"""Seconds in which the scheduler has to answer, and to have a worker."""
RETRIES: Final = 3
"""How often a task is tried again whose worker failed."""
ENOUGH: Final = 20
"""So many tasks that were lost end a campaign: the workers are at fault, and not the tasks."""
WINDOW: Final = 4
"""Tasks on their way for each thread of the workers: one at work, and the next ones waiting beside it."""
_COUNTED: Final = 10.0
"""Seconds between two counts of the workers."""


class Lost(CertsimError):
    """Workers failed again and again at a task."""

    exit_status = 3


def solver(address: str, question: Question) -> Solver:
    """The workers of a scheduler, as who does the tasks.

    Raises CertsimError where distributed is not installed.
    """
    try:
        import distributed  # noqa: F401  whether it is there
    except ImportError:
        raise CertsimError("--scheduler needs distributed\nhint: pip install 'certsim[dask]'") from None
    load(question.command)

    def solve_all(tasks: Iterator[Task]) -> Generator[Solved]:
        with _connected(address) as client:
            _require_same_version(client, address)
            yield from _Window(client).solved(tasks)

    return solve_all


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    """A client of the scheduler, which has a worker; raises CertsimError where there is none in time."""
    from distributed import Client

    try:
        client = Client(address, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        said = visible(f"{address!r}: {error or type(error).__name__}")
        raise CertsimError(
            f"no scheduler answers at {said}\n"
            "hint: start one, and workers: dask scheduler, dask worker ADDRESS"
        ) from None
    try:
        with contextlib.suppress(TimeoutError):
            client.wait_for_workers(1, timeout=CONNECTING)
        if not client.nthreads():
            raise CertsimError(
                f"the scheduler at {visible(address)} has no workers\nhint: dask worker {visible(address)}"
            )
        yield client
    finally:
        client.close(timeout=CONNECTING)


def identity() -> Mapping[str, str]:
    """What decides on a machine: the digest of the sources, and the versions of the libraries."""
    return {"certsim": version(), **libraries()}


def _require_same_version(client: Client, address: str) -> None:
    """Raises CertsimError, which names the worker and both versions, unless all workers are as we are."""
    ours = identity()
    for worker, theirs in client.run(identity, on_error="return").items():
        if isinstance(theirs, BaseException):
            said = f"{type(theirs).__name__}: {theirs}"
            raise CertsimError(
                visible(f"the worker {worker} of {address} cannot be asked for its version: {said}")
                + "\nhint: install the same certsim on all workers"
            )
        for name, version_here in ours.items():
            if theirs.get(name) != version_here:
                raise _other_version(worker, name, theirs.get(name), version_here)


def _other_version(worker: str, name: str, theirs: object, ours: str) -> CertsimError:
    there = str(theirs)[:12] if theirs else "none"
    return CertsimError(
        visible(f"the worker {worker} has {name} {there}, and here is {ours[:12]}")
        + "\nhint: install the same certsim, and the same libraries, on all workers"
    )


class _Window:
    """The tasks that are with the scheduler: so many that no worker waits, and no more."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._run = uuid.uuid4().hex
        self._tasks: dict[Future, Task] = {}
        self._counted = -_COUNTED
        self._size = 1

    def solved(self, tasks: Iterator[Task]) -> Generator[Solved]:
        """The answers in the order in which they come, each accepted here. What is left over is cancelled."""
        from distributed import as_completed

        coming, lost = as_completed(loop=self._client.loop), list[Lost]()
        try:
            self._fill(tasks, coming)
            while self._tasks and len(lost) < ENOUGH:
                future = next(coming)
                task = self._tasks.pop(future)
                try:
                    yield self._confirmed(task, future)
                except Lost as error:
                    lost.append(error)
                future.release()
                self._fill(tasks, coming)
        finally:
            if self._client.status == "running":
                self._client.cancel(list(self._tasks), force=True)
        if lost:
            raise lost[0] if len(lost) == 1 else Lost(f"{lost[0]}\nand {len(lost) - 1} more tasks were lost")

    def _fill(self, tasks: Iterator[Task], coming: Any) -> None:
        if time.monotonic() - self._counted > _COUNTED:
            self._size = max(1, WINDOW * sum(self._client.nthreads().values()))
            self._counted = time.monotonic()
        while len(self._tasks) < self._size and (task := next(tasks, None)) is not None:
            key = f"certsim-{task.key}-{self._run}"  # an answer to an earlier run is another one
            future = self._client.submit(solve, task.to_json(), key=key, pure=False, retries=RETRIES)
            self._tasks[future] = task
            coming.add(future)

    def _confirmed(self, task: Task, future: Future) -> Solved:
        """The answer of a worker, after the kernel has accepted it here."""
        try:
            said = future.result()
        except Exception as error:  # noqa: BLE001  whatever it is, it was raised on the worker
            if self._client.status != "running":
                raise CertsimError(
                    "the scheduler answers no more\n"
                    "hint: start it, and the campaign, again: what is done is kept"
                ) from None
            raise Lost(
                visible(
                    f"{task.name}: workers failed at it {RETRIES + 1} times: {type(error).__name__}: {error}"
                )
                + "\nhint: start again: what is done is kept"
            ) from None
        try:
            reply, seconds = read_answer(said)
            theirs = said["version"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Forged(visible(f"{task.name}: a worker gave no answer: {error!r}")) from None
        if theirs != version():
            raise _other_version("that answered", "certsim", theirs, version())
        return task, confirmed(task, reply, task.question.options.timeout), seconds
