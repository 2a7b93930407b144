"""Campaigns on a scheduler of dask.distributed: the same store, and workers that are not trusted."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from certsim import CertsimError, Options
from certsim.campaign import Campaign, cluster
from certsim.campaign.answers import Forged
from certsim.campaign.cluster import Lost
from certsim.campaign.worker import solve
from certsim.cli import run
from tests.campaign.stores import FAMILY, HARD, TASKS, assert_equal_stores, computations, write

NO_SCHEDULER = "tcp://127.0.0.1:9"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the family and a store that was made here."""
    folder = tmp_path_factory.mktemp("whole")
    Campaign(folder / "store").run([write(folder)])
    return folder


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """A scheduler with two workers, which are threads of this process."""
    distributed = pytest.importorskip("distributed", reason="the extra certsim[dask] is not installed")
    options: dict[str, Any] = {"processes": False, "dashboard_address": ":0"}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, **options) as made:
        yield made.scheduler_address


def test_the_store_is_that_of_a_run_here(whole: Path, tmp_path: Path, scheduler: str) -> None:
    status = Campaign(tmp_path / "store").run([whole / "tanh.toml"], scheduler=scheduler)
    assert (status.computed, status.cached) == (TASKS, 0)
    assert_equal_stores(whole / "store", tmp_path / "store")
    again = Campaign(tmp_path / "store").run([whole / "tanh.toml"], scheduler=scheduler)
    assert (again.computed, again.cached) == (0, TASKS)


def test_a_task_that_runs_out_of_time_there_is_unknown(tmp_path: Path, scheduler: str) -> None:
    campaign = Campaign(tmp_path / "store")
    campaign.run([write(tmp_path, HARD)], scheduler=scheduler, options=Options(timeout=0.05))
    (record,) = campaign.records()
    assert (record.outcome, record.result["reason"], record.timeout) == ("unknown", "timeout", 0.05)


def test_a_forged_certificate_is_not_recorded(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forge(document: Any) -> Any:
        answer = solve(document)
        return {**answer, "document": {**answer["document"], "verdict": "certified"}}

    monkeypatch.setattr(cluster, "solve", forge)
    campaign = Campaign(tmp_path / "store")
    with pytest.raises(Forged, match="half merged: the certificates are not of the answer"):
        campaign.run([write(tmp_path)], scheduler=scheduler, sizes={"m": (2,)})
    assert "half merged" not in {record.candidate for record in campaign.records()}


def test_a_worker_that_answers_something_else_is_not_believed(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "solve", lambda _: "yes")
    with pytest.raises(Forged, match="a worker gave no answer"):
        Campaign(tmp_path / "store").run([write(tmp_path)], scheduler=scheduler)


def test_a_worker_of_another_version_is_refused(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[int] = []

    def identity() -> dict[str, str]:
        asked.append(1)
        return {"certsim": "0" * 64, "sympy": "here" if len(asked) == 1 else "there"}

    monkeypatch.setattr(cluster, "identity", identity)
    arguments = ["campaign", str(write(tmp_path)), "-o", str(tmp_path / "store"), "--scheduler", scheduler]
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert "the worker inproc://" in said
    assert "has sympy there, and here is here" in said
    assert "hint: install the same certsim" in said


def test_an_answer_of_another_version_is_refused(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker may have come later."""
    monkeypatch.setattr(cluster, "solve", lambda document: {**solve(document), "version": "f" * 64})
    with pytest.raises(CertsimError, match="has certsim ffffffffffff, and here is"):
        Campaign(tmp_path / "store").run([write(tmp_path)], scheduler=scheduler)


def test_a_task_at_which_workers_fail_is_given_up_and_the_others_are_done(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_at_one(document: Any) -> Any:
        if document["candidate"][0] == "dead":
            raise OSError("no such luck")
        return solve(document)

    monkeypatch.setattr(cluster, "solve", fail_at_one)
    campaign = Campaign(tmp_path / "store")
    with pytest.raises(Lost, match=r"dead: workers failed at it 4 times: OSError: no such luck"):
        campaign.run([write(tmp_path)], scheduler=scheduler, sizes={"m": (2,)})
    assert [record.candidate for record in campaign.records()] == ["merged", "half merged"]
    monkeypatch.undo()
    assert campaign.run([tmp_path / "tanh.toml"], scheduler=scheduler, sizes={"m": (2,)}).computed == 1


def test_no_more_tasks_are_on_their_way_than_the_window_holds(
    tmp_path: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "WINDOW", 1)
    sizes: list[int] = []
    confirmed = cluster._Window._confirmed

    def noted(window: Any, task: Any, future: Any) -> Any:
        sizes.append(len(window._tasks))
        return confirmed(window, task, future)

    monkeypatch.setattr(cluster._Window, "_confirmed", noted)
    Campaign(tmp_path / "store").run([write(tmp_path)], scheduler=scheduler)
    assert len(sizes) == TASKS
    assert max(sizes) <= 1  # beside the one that has come


def test_a_scheduler_that_does_not_answer_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distributed", reason="the extra certsim[dask] is not installed")
    monkeypatch.setattr(cluster, "CONNECTING", 0.5)
    arguments = ["campaign", str(write(tmp_path)), "-o", str(tmp_path / "store"), "--scheduler", NO_SCHEDULER]
    assert run(arguments) == 2
    said = capsys.readouterr().err
    assert f"no scheduler answers at '{NO_SCHEDULER}'" in said
    assert "hint: start one, and workers" in said


def test_a_scheduler_without_workers_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra certsim[dask] is not installed")
    monkeypatch.setattr(cluster, "CONNECTING", 0.5)
    with (
        distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as made,
        pytest.raises(CertsimError, match="has no workers"),
    ):
        Campaign(tmp_path / "store").run([write(tmp_path)], scheduler=made.scheduler_address)


def test_without_distributed_the_hint_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    arguments = ["campaign", str(write(tmp_path)), "-o", str(tmp_path / "store"), "--scheduler", NO_SCHEDULER]
    assert run(arguments) == 2
    assert "hint: pip install 'certsim[dask]'" in capsys.readouterr().err


PROCESSES: dict[str, Any] = {"processes": True, "threads_per_worker": 1, "dashboard_address": ":0"}


def test_workers_under_a_nanny_can_have_children(whole: Path, tmp_path: Path) -> None:
    """As `dask worker` starts them: a nanny's worker may have no children by multiprocessing."""
    distributed = pytest.importorskip("distributed", reason="the extra certsim[dask] is not installed")
    with distributed.LocalCluster(n_workers=1, **PROCESSES) as made:
        status = Campaign(tmp_path / "store").run([whole / "tanh.toml"], scheduler=made.scheduler_address)
    assert status.computed == TASKS
    assert_equal_stores(whole / "store", tmp_path / "store")


@pytest.mark.campaign
def test_a_worker_that_is_killed_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra certsim[dask] is not installed")
    path, sizes = write(tmp_path, FAMILY), {"m": tuple(range(2, 18))}
    Campaign(tmp_path / "here").run([path], sizes=sizes)
    with distributed.LocalCluster(n_workers=2, **PROCESSES) as made:
        victims = [worker.pid for worker in made.workers.values()]

        class Killer:
            def problem(self, error: Exception) -> None:
                raise error

            def warning(self, problem: object) -> None:
                pass

            def at_work(self, name: str, done: int, planned: int) -> None:
                if done >= 5 and victims:
                    os.kill(victims.pop(), signal.SIGKILL)
                    victims.clear()

            def answered(self, record: object) -> None:
                pass

        status = Campaign(tmp_path / "there").run(
            [path], sizes=sizes, scheduler=made.scheduler_address, watch=Killer()
        )
    assert not victims
    assert status.computed == 48
    assert computations(tmp_path / "there") == [1] * 48
    assert_equal_stores(tmp_path / "here", tmp_path / "there")
