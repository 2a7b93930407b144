"""Campaigns: each task once, whatever happens; and the same store however it came about."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from certsim import CertsimError, Options, SpecError
from certsim.campaign import Campaign, Record
from certsim.campaign.archive import INDEX, Archive
from certsim.campaign.task import COMMANDS
from certsim.cli import run
from tests.campaign.stores import (
    FAMILY,
    HARD,
    TASKS,
    assert_equal_stores,
    certificates,
    computations,
    write,
)
from tests.conftest import environment

QUICK = Options(timeout=0.05)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the family and a store that one run without interruptions has made."""
    folder = tmp_path_factory.mktemp("whole")
    Campaign(folder / "store").run([write(folder)])
    return folder


def test_every_candidate_in_every_size_has_a_record(whole: Path) -> None:
    records = list(Campaign(whole / "store").records())
    assert [(each.sizes, each.candidate) for each in records] == [
        ({"m": m}, name) for m in (2, 3) for name in ("merged", "half merged", "dead")
    ]
    assert {(each.spec, each.model, each.command) for each in records} == {
        (str(whole / "tanh.toml"), "tanh", "certify")
    }
    assert [each.outcome for each in records] == ["certified", "refuted", "certified"] * 2
    assert [each.status for each in records] == [0] * TASKS


def test_a_record_is_what_certify_prints_and_its_certificate_what_it_writes(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    for m in (2, 3):
        arguments = ["certify", str(whole / "tanh.toml"), "--size", f"m={m}", "-o", str(out), "--json"]
        assert run(arguments) == 0
        printed = json.loads(capsys.readouterr().out)["results"]
        records = [each for each in Campaign(whole / "store").records() if each.sizes == {"m": m}]
        for record, result in zip(records, printed, strict=True):
            certificate = Path(result["certificate"]).read_bytes()
            for name in ("spec", "spec_sha256", "certificate", "seconds", "confirmed"):
                del result[name]
            assert record.result == result
            assert record.certificate == certificate


FALSE = {"verdict": "certified", "manifold": {"status": "embedded", "dimension": 3}}


def forge_file(store: Path) -> None:
    first, second = [path for path in certificates(store) if path.stem.isalnum()][:2]
    first.write_bytes(second.read_bytes())


def forge_bytes(store: Path) -> None:
    first = certificates(store)[0]
    first.write_bytes(first.read_bytes()[:-9])


def forge_rows(store: Path, change: str) -> None:
    with sqlite3.connect(store / INDEX) as connection:
        connection.execute(f"UPDATE results SET {change} WHERE document LIKE '%\"refuted\"%'")
    connection.close()


@pytest.mark.parametrize(
    ("forge", "again"),
    [
        (forge_file, 1),
        (forge_bytes, 1),
        (partial(forge_rows, change="document = replace(document, 'refuted', 'certified')"), 2),
        (partial(forge_rows, change=f"document = '{json.dumps(FALSE)}', certificates = '[]'"), 2),
        (partial(forge_rows, change='document = \'{"verdict": "certified"}\''), 2),
        (partial(forge_rows, change="status = 3"), 2),
    ],
)
def test_what_the_certificates_in_the_store_do_not_prove_is_computed_again(
    whole: Path, tmp_path: Path, forge: Callable[[Path], None], again: int
) -> None:
    store = shutil.copytree(whole / "store", tmp_path / "store")
    forge(store)
    status = Campaign(store).run([whole / "tanh.toml"])
    assert (status.computed, status.cached) == (again, TASKS - again)
    assert_equal_stores(whole / "store", store)


def test_an_answer_without_sense_is_said(whole: Path, tmp_path: Path) -> None:
    store = shutil.copytree(whole / "store", tmp_path / "store")
    forge_rows(store, 'document = \'{"verdict": "certified"}\'')
    with pytest.raises(CertsimError, match=r"the answer \w+ makes no sense\nhint: the index is damaged"):
        Campaign(store).status()


def test_what_is_there_is_not_computed_again(whole: Path, tmp_path: Path) -> None:
    store = shutil.copytree(whole / "store", tmp_path / "store")
    status = Campaign(store).run([whole / "tanh.toml"])
    assert (status.computed, status.cached, status.planned) == (0, TASKS, 0)
    assert computations(store) == [1] * TASKS


def test_equal_claims_of_two_specs_are_one_task_with_two_entries(whole: Path, tmp_path: Path) -> None:
    store = shutil.copytree(whole / "store", tmp_path / "store")
    again = write(tmp_path, FAMILY.replace('name = "merged"', 'name = "tied"'), "again.toml")
    status = Campaign(store).run([again])
    assert (status.computed, status.cached) == (0, TASKS)
    records = list(Campaign(store).records())
    assert len(records) == 2 * TASKS
    assert {each.candidate for each in records} == {"merged", "tied", "half merged", "dead"}
    assert len({each.key for each in records}) == TASKS


def test_two_equal_specs_at_once_are_computed_once(tmp_path: Path) -> None:
    specs = [write(tmp_path, name=name) for name in ("a.toml", "b.toml")]
    status = Campaign(tmp_path / "store").run(specs, sizes={"m": (2,)})
    assert (status.computed, status.cached) == (3, 3)


def test_sizes_may_be_given(tmp_path: Path) -> None:
    status = Campaign(tmp_path / "store").run([write(tmp_path)], sizes={"m": (4,)})
    assert [line.sizes for line in status.lines] == ['{"m":4}']
    assert status.computed == 3


def test_a_spec_that_was_changed_is_asked_anew(tmp_path: Path) -> None:
    path = write(tmp_path)
    Campaign(tmp_path / "store").run([path], sizes={"m": (2,)})
    write(tmp_path, FAMILY.replace("tanh(w*x)", "sin(w*x)"))
    status = Campaign(tmp_path / "store").run([path], sizes={"m": (2,)})
    assert (status.computed, status.cached) == (3, 0)
    assert len(list(Campaign(tmp_path / "store").records())) == 3


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "certify"])
def test_commands_about_models_are_one_task_for_each_size(tmp_path: Path, command: str) -> None:
    campaign = Campaign(tmp_path / "store")
    status = campaign.run([write(tmp_path)], command=command, sizes={"m": (2,)})
    assert status.computed == (3 if command == "core" else 1)
    (record, *_) = campaign.records()
    assert record.outcome == "found"
    assert bool(record.names) == bool(certificates(tmp_path / "store"))
    if command in ("enumerate", "strata"):
        assert record.candidate is None
        assert record.certificate is None
        assert len(dict(record.certificates)) == len(certificates(tmp_path / "store")) >= 4
        assert (record.result["strata"] is None) == (command == "enumerate")


def test_what_cannot_be_asked_about_a_model_is_unknown(tmp_path: Path) -> None:
    text = FAMILY.replace("tanh(w*x)", "f(w*x)") + "[functions.f]\n"
    campaign = Campaign(tmp_path / "store")
    status = campaign.run([write(tmp_path, text)], command="laws", sizes={"m": (2,)})
    (record,) = campaign.records()
    assert (record.outcome, record.status, status.exit_status) == ("unknown", 3, 3)
    assert record.result["reason"] == "unsupported"
    assert "specified functions" in record.result["hint"]


def test_what_is_unknown_is_asked_again_only_if_that_is_wanted_and_there_is_more_time(tmp_path: Path) -> None:
    path, campaign = write(tmp_path, HARD), Campaign(tmp_path / "store")
    assert campaign.run([path], options=QUICK).computed == 1
    (record,) = campaign.records()
    assert (record.outcome, record.result["reason"], record.timeout) == ("unknown", "timeout", 0.05)
    longer = Options(timeout=0.1)
    assert campaign.run([path], options=longer).computed == 0
    assert campaign.run([path], options=QUICK, rerun=["unknown"]).computed == 0
    assert campaign.run([path], options=longer, rerun=["unknown"]).computed == 1
    (record,) = campaign.records()
    assert record.timeout == 0.1
    assert computations(tmp_path / "store") == [2]


def test_what_is_known_is_not_asked_again(whole: Path, tmp_path: Path) -> None:
    store = shutil.copytree(whole / "store", tmp_path / "store")
    status = Campaign(store).run([whole / "tanh.toml"], options=Options(timeout=600), rerun=["unknown"])
    assert status.computed == 0


def test_only_what_is_unknown_can_be_asked_again(tmp_path: Path) -> None:
    with pytest.raises(CertsimError, match="'certified' cannot be asked again"):
        Campaign(tmp_path / "store").run([write(tmp_path)], rerun=["certified"])


def test_nothing_is_computed_if_a_spec_is_wrong(tmp_path: Path) -> None:
    wrong = write(tmp_path, FAMILY.replace("a @ tanh", "b @ tanh"), "wrong.toml")
    with pytest.raises(SpecError, match="unknown name 'b'"):
        Campaign(tmp_path / "store").run([write(tmp_path), wrong])
    assert not list(Campaign(tmp_path / "store").records())


def test_a_status_says_what_is_planned(whole: Path, tmp_path: Path) -> None:
    store = shutil.copytree(whole / "store", tmp_path / "store")
    with sqlite3.connect(store / INDEX) as connection:
        connection.execute("DELETE FROM results WHERE key IN (SELECT key FROM entries WHERE number = 0)")
    connection.close()
    status = Campaign(store).status()
    assert (status.planned, status.cached, status.exit_status) == (2, 4, 3)
    assert status.summary == "2 certified, 2 refuted, 2 planned; 0 computed, 4 cached"


def test_a_campaign_is_shown_in_notebooks_with_names_escaped(tmp_path: Path) -> None:
    name = "<b>&.toml"
    Campaign(tmp_path / "store").run([write(tmp_path, name=name)], sizes={"m": (2,)})
    html = Campaign(tmp_path / "store")._repr_html_()
    assert "&lt;b&gt;&amp;.toml, m = 2" in html
    assert "2 certified, 1 refuted" in html
    assert "<b>" not in html


# A full disk, kills, and two at a time.


def test_a_full_disk_ends_the_run_and_the_next_one_goes_on(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from certsim import store as files

    replace, written = files._replace, 0

    def full_after_two(*arguments: Any, **options: Any) -> None:
        nonlocal written
        written += 1
        if written > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        replace(*arguments, **options)

    arguments = ["campaign", str(whole / "tanh.toml"), "-o", str(tmp_path / "store"), "--workers", "1"]
    with monkeypatch.context() as patch:
        patch.setattr("certsim.store._replace", full_after_two)
        assert run(arguments) == 2
    assert "No space left on device" in capsys.readouterr().err
    kept = sum(computations(tmp_path / "store"))
    assert 1 <= kept < TASKS
    assert run(arguments) == 0
    assert f"{TASKS - kept} computed, {kept} cached" in capsys.readouterr().out
    assert_equal_stores(whole / "store", tmp_path / "store")


def started(path: Path, store: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "certsim", "campaign", str(path), "-o", str(store), "--workers", "2"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=environment(), **pipes)


def require_the_same_store_after_kills(whole: Path, store: Path, delays: Iterator[float]) -> None:
    """Kills runs after so many seconds each, then lets one end: nothing is lost, and nothing done twice."""
    path = whole / "tanh.toml"
    for delay in delays:
        with started(path, store) as process:
            try:
                process.communicate(timeout=delay)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
    before = sum(computations(store)) if (store / INDEX).exists() else 0
    with started(path, store) as process:
        printed, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (0, "")
    assert f"{TASKS - before} computed, {before} cached" in printed
    assert computations(store) == [1] * TASKS
    assert_equal_stores(whole / "store", store)


def test_a_run_that_was_killed_goes_on_where_it_was(whole: Path, tmp_path: Path) -> None:
    random_ = random.Random(1)
    delays = (random_.uniform(0.3, 1.5) for _ in range(2))
    require_the_same_store_after_kills(whole, tmp_path / "store", delays)


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(3))
def test_runs_that_were_killed_at_random_moments_go_on(whole: Path, tmp_path: Path, seed: int) -> None:
    random_ = random.Random(seed)
    delays = (random_.uniform(0.1, 2.5) for _ in range(10))
    require_the_same_store_after_kills(whole, tmp_path / "store", delays)


def test_two_processes_share_the_work(whole: Path, tmp_path: Path) -> None:
    processes = [started(whole / "tanh.toml", tmp_path / "store") for _ in range(2)]
    printed = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert [errors for _, errors in printed] == ["", ""]
    counts = [int(text.rpartition("; ")[2].split()[0]) for text, _ in printed]
    assert sum(counts) == TASKS
    assert computations(tmp_path / "store") == [1] * TASKS
    assert_equal_stores(whole / "store", tmp_path / "store")


def test_what_another_run_has_taken_is_waited_for(whole: Path, tmp_path: Path) -> None:
    """The other run gives its tasks up: then they are done here."""
    store, taken = tmp_path / "store", [each.key for each in Campaign(whole / "store").records()][:2]
    other = Archive(store, create=True)
    assert all(other.lease(key) for key in taken)
    timer = Timer(1.0, other.close)
    timer.start()
    status = Campaign(store).run([whole / "tanh.toml"])
    timer.join()
    assert status.computed == TASKS


def test_a_record_reads_its_certificate_when_asked(whole: Path, tmp_path: Path) -> None:
    store = shutil.copytree(whole / "store", tmp_path / "store")
    record: Record = next(Campaign(store).records())
    kept = record.certificate
    shutil.rmtree(store / "certificates")
    with pytest.raises(CertsimError, match="has lost a file"):
        _ = record.certificate
    assert Campaign(store).run([whole / "tanh.toml"]).computed == TASKS
    assert record.certificate == kept
