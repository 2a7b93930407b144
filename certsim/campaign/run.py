"""Campaigns: every candidate of many specs in many sizes, asked once, answers kept in a directory.

One process plans, and writes what is found into the store. The answers come from child processes of this
machine, or from the workers of a scheduler. What is in the store already is not asked for again. A task is
leased before it is begun, so that two campaigns on one store share the work.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from certsim.campaign.answers import Reply, answers, confirmed, load, reply_of
from certsim.campaign.archive import Answered, Archive, Entry, read_certificate
from certsim.campaign.record import UNKNOWN, Record, record_of
from certsim.campaign.status import Status, status_of_all
from certsim.campaign.task import Question, Task, members, sizes_text, tasks_of
from certsim.errors import CertsimError, SpecError
from certsim.judge import Options
from certsim.workers import processors, run_all

if TYPE_CHECKING:
    from certsim.campaign.answers import Solved, Solver
    from certsim.errors import Problem

RERUN: Final = ("unknown",)
"""What may be asked for again."""
POLL: Final = 0.2
"""Seconds between two looks at what other processes are at work on."""


class Watch(Protocol):
    """Who looks on while a campaign runs."""

    def problem(self, error: SpecError) -> None:
        """A spec cannot be read; the campaign goes on without it, unless this raises the error."""

    def warning(self, problem: Problem) -> None:
        """Something in a spec is strange."""

    def at_work(self, name: str, done: int, planned: int) -> None:
        """So many tasks are done of those that are to be computed, and the one with this name is begun."""

    def answered(self, record: Record) -> None:
        """At the end, each of the questions that were asked and are answered."""


class _Nobody:
    """Nobody looks on: what is wrong with a spec is raised."""

    def problem(self, error: SpecError) -> None:
        raise error

    def warning(self, problem: Problem) -> None:
        pass

    def at_work(self, name: str, done: int, planned: int) -> None:
        pass

    def answered(self, record: Record) -> None:
        pass


class Campaign:
    """A campaign, whose results and certificates are kept in a directory.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     status = Campaign(folder).run(["examples/linear_model.toml"], workers=1)
    ...     outcomes = [record.outcome for record in Campaign(folder).records()]
    >>> status, outcomes
    (<Status: 1 certified, 3 refuted; 4 computed, 0 cached>, ['refuted', 'refuted', 'refuted', 'certified'])
    """

    def __init__(self, directory: str | os.PathLike[str]) -> None:
        self.directory = Path(directory)

    def run(  # noqa: PLR0913  as many as the command has options
        self,
        specs: Iterable[str | os.PathLike[str]],
        *,
        command: str = "certify",
        degree: int = 2,
        sizes: Mapping[str, Sequence[int]] | None = None,
        options: Options = Options(),
        workers: int | None = None,
        scheduler: str | None = None,
        rerun: Collection[str] = (),
        watch: Watch | None = None,
    ) -> Status:
        """Asks the command about each candidate, or each model, of the specs in all of their sizes.

        What is in the store already is not asked again. After an interrupt, or a crash, the same call goes
        on where it was.

        Args:
            specs: paths of specs.
            command: certify, core, laws, symmetries, enumerate (one SIM of each class) or strata.
            degree: of the conserved quantities that `laws` looks for.
            sizes: values of names in the tables [sizes] of the specs, instead of those that stand there.
            options: as in `certify`; the time is for each task.
            workers: how many tasks to do at a time here; by default one for each processor.
            scheduler: the address of a dask.distributed scheduler, whose workers then do the tasks.
            rerun: "unknown": what is not known, and was given less time than this, is asked again.
            watch: who looks on.

        Returns:
            the status of what was asked.

        Raises:
            SpecError: a spec cannot be read; nothing was computed then.
            CertsimError: the store cannot be used, the disk is full, or the scheduler does not answer.
        """
        if wrong := set(rerun) - set(RERUN):
            raise CertsimError(f"{min(wrong)!r} cannot be asked again\nhint: {RERUN[0]!r} can be")
        watch, question = watch or _Nobody(), Question(command, degree, options)
        with Archive(self.directory, create=True) as archive:
            asked, tasks = _planned(archive, specs, sizes, question, watch)
            work = _Work(archive, question, watch, again=bool(rerun))
            waiting = [task for task in tasks.values() if not work.is_done(task)]
            if waiting:
                work.do(waiting, _solver(question, workers, scheduler))
            found = ((entry, archive.answer(entry.key)) for entry in asked)
            return status_of_all(self.directory, found, work.computed, watch.answered)

    def records(self) -> Iterator[Record]:
        """The records of all questions that are answered, in the order in which they were asked.

        Raises CertsimError where the directory holds no campaign.
        """
        with Archive(self.directory, create=False) as archive:
            for entry, stored in archive.entries():
                if stored is not None:
                    yield record_of(self.directory, entry, stored)

    def status(self, watch: Watch | None = None) -> Status:
        """How far the campaign is, computing nothing. Raises CertsimError where there is none."""
        answered = (watch or _Nobody()).answered
        with Archive(self.directory, create=False) as archive:
            return status_of_all(self.directory, archive.entries(), 0, answered)

    def __repr__(self) -> str:
        return f"<Campaign: {str(self.directory)!r}>"

    def _repr_html_(self) -> str:
        return self.status()._repr_html_()


def _planned(
    archive: Archive,
    specs: Iterable[str | os.PathLike[str]],
    sizes: Mapping[str, Sequence[int]] | None,
    question: Question,
    watch: Watch,
) -> tuple[list[Entry], dict[str, Task]]:
    """What is asked, noted in the store; and the tasks that this makes, each once."""
    groups: list[tuple[str, str, list[Entry]]] = []
    tasks: dict[str, Task] = {}
    for path in dict.fromkeys(os.fspath(spec) for spec in specs):
        try:
            for spec, chosen in members(path, sizes):
                pairs = list(tasks_of(spec, chosen, path, question))
                groups.append((path, sizes_text(chosen), [entry for entry, _ in pairs]))
                for _, task in pairs:
                    tasks.setdefault(task.key, task)
                for problem in spec.warnings:
                    watch.warning(problem)
        except SpecError as error:
            watch.problem(error)
    for path, text, entries in groups:
        archive.plan(path, text, question.command, entries)
    return [entry for _, _, entries in groups for entry in entries], tasks


class _Work:
    """The tasks of one run: which are taken, and what becomes of them."""

    def __init__(self, archive: Archive, question: Question, watch: Watch, *, again: bool) -> None:
        self._archive = archive
        self._timeout = question.options.timeout
        self._watch = watch
        self._again = again
        self._planned = 0
        self._taken_elsewhere: list[Task] = []
        self.computed = 0

    def is_done(self, task: Task) -> bool:
        """Whether the answer is there, is proved by what is there, and is not to be asked for again."""
        stored = self._archive.answer(task.key)
        if stored is None or (self._again and stored.status in UNKNOWN and stored.timeout < self._timeout):
            return False
        try:
            kept = {
                name: read_certificate(self._archive.directory, task.key, name)
                for name in stored.certificates
            }
            reply = Reply(stored.document, stored.status, kept)
            return confirmed(task, reply, stored.timeout) == reply
        except CertsimError:  # a file was taken away, or somebody has written into the store
            return False

    def do(self, waiting: Sequence[Task], solve: Solver) -> None:
        """Has the tasks done, and waits for those that other processes have taken."""
        self._planned = len(waiting)
        while waiting:
            before, self._taken_elsewhere = self.computed, []
            with closing(solve(self._leased(waiting))) as solved:
                for task, reply, seconds in solved:
                    answered = Answered(
                        reply.document, reply.status, reply.certificates, self._timeout, seconds
                    )
                    self._archive.record(task.key, answered)
                    self.computed += 1
            waiting = self._taken_elsewhere
            if waiting and before == self.computed:
                time.sleep(POLL)

    def _leased(self, waiting: Sequence[Task]) -> Iterator[Task]:
        """The tasks that this process may begin, each when it is asked for."""
        for task in waiting:
            if self.is_done(task):
                self._planned -= 1
            elif not self._archive.lease(task.key):
                self._taken_elsewhere.append(task)
            elif self.is_done(task):  # another process had it done before it was taken here
                self._archive.release(task.key)
                self._planned -= 1
            else:
                self._watch.at_work(task.name, self.computed, self._planned)
                yield task


def _solver(question: Question, workers: int | None, scheduler: str | None) -> Solver:
    """Who does the tasks: child processes of this one, or the workers of a scheduler."""
    if scheduler is not None:
        from certsim.campaign.cluster import solver

        return solver(scheduler, question)
    load(question.command)
    return partial(_here, workers or processors(), question.options.timeout)


def _here(workers: int, timeout: float, tasks: Iterator[Task]) -> Generator[Solved]:
    """The answers to tasks from child processes, in the order in which they come."""
    begun: dict[int, Task] = {}

    def noted() -> Iterator[Callable[[], Iterator[Reply]]]:
        for number, task in enumerate(tasks):
            begun[number] = task
            yield partial(answers, task)

    # Work bounds the search for a better answer, so that answers do not depend on the load of the machine.
    with closing(run_all(noted(), jobs=workers, timeout=timeout, extra=timeout)) as outcomes:
        for number, outcome in outcomes:
            task = begun.pop(number)
            yield task, reply_of(task, outcome), outcome.seconds
