"""The store of a campaign: what it keeps, who may write, and what is said where it cannot be used."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from certsim import CertsimError
from certsim.campaign import archive as archives
from certsim.campaign.archive import INDEX, Answered, Archive, Entry, certificate_file, differences
from certsim.campaign.archive import read_certificate as read
from tests.campaign.stores import computations

KEYS = [f"{n:064x}" for n in range(4)]
ANSWER = Answered({"verdict": "certified", "z": 1, "a": [2]}, 0, {"": b"{}", "sim 0": b"[]"}, 120.0, 0.5)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "store", create=True) as opened:
        yield opened


def entry(number: int, key: str, spec: str = "a.toml") -> Entry:
    return Entry(spec, "{}", "certify", number, key, "0" * 64, None, f"candidate {number}", None)


def test_an_answer_is_kept_with_its_certificates(archive: Archive) -> None:
    archive.record(KEYS[0], ANSWER)
    stored = archive.answer(KEYS[0])
    assert stored == (ANSWER.document, 0, ("", "sim 0"), 120.0, 0.5, 1)
    assert list(stored.document) == list(ANSWER.document)
    assert read(archive.directory, KEYS[0]) == b"{}"
    assert read(archive.directory, KEYS[0], "sim 0") == b"[]"
    assert archive.answer(KEYS[1]) is None


def test_entries_stand_in_the_order_in_which_they_were_asked(archive: Archive) -> None:
    archive.plan("b.toml", "{}", "certify", [entry(0, KEYS[0], "b.toml")])
    archive.plan("a.toml", "{}", "certify", [entry(0, KEYS[1]), entry(1, KEYS[0])])
    archive.record(KEYS[1], ANSWER)
    found = [(each.spec, each.number, stored is not None) for each, stored in archive.entries()]
    assert found == [("b.toml", 0, False), ("a.toml", 0, True), ("a.toml", 1, False)]


def test_what_was_asked_before_of_a_spec_is_forgotten_and_its_answer_is_not(archive: Archive) -> None:
    archive.plan("a.toml", "{}", "certify", [entry(0, KEYS[0]), entry(1, KEYS[1])])
    archive.record(KEYS[1], ANSWER)
    archive.plan("a.toml", "{}", "certify", [entry(0, KEYS[2])])
    assert [each.key for each, _ in archive.entries()] == [KEYS[2]]
    assert archive.answer(KEYS[1]) is not None


def test_a_certificate_is_there_before_its_row(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr("certsim.store._replace", full)
        with pytest.raises(CertsimError, match="No space left on device"):
            archive.record(KEYS[0], ANSWER)
    assert archive.answer(KEYS[0]) is None
    archive.record(KEYS[0], ANSWER)
    assert computations(archive.directory) == [1]


def test_a_row_that_cannot_be_written_leaves_a_file_that_is_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(tmp_path, create=True) as archive:
        archive.record(KEYS[0], ANSWER)
    connect = sqlite3.connect

    def small(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.execute("PRAGMA max_page_count = 1")  # no more than there are
        return connection

    large = Answered({"verdict": "x" * 100_000}, 0, {"": b"{}"}, 1.0, 1.0)
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", small)
        with Archive(tmp_path, create=True) as archive:
            with pytest.raises(CertsimError, match="the disk is full; make room and start again"):
                archive.record(KEYS[1], large)
            assert archive.answer(KEYS[1]) is None
    assert certificate_file(tmp_path, KEYS[1]).exists()
    with Archive(tmp_path, create=True) as archive:
        archive.record(KEYS[1], large)
        assert list(archive.keys()) == KEYS[:2]


def test_a_lost_certificate_is_said(archive: Archive) -> None:
    archive.record(KEYS[0], ANSWER)
    certificate_file(archive.directory, KEYS[0]).unlink()
    with pytest.raises(CertsimError, match="the store has lost a file"):
        read(archive.directory, KEYS[0])


def test_what_is_no_file_is_not_waited_for(archive: Archive) -> None:
    archive.record(KEYS[0], ANSWER)
    file = certificate_file(archive.directory, KEYS[0])
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(CertsimError, match="not a regular file"):
        read(archive.directory, KEYS[0])


@pytest.mark.parametrize(
    "change",
    [
        "results SET document = '{'",
        "results SET document = '[]'",
        "results SET document = x'ff'",
        "results SET status = 'x'",
        "results SET status = 99",
        "results SET certificates = '5'",
        "results SET certificates = '[5]'",
        "results SET seconds = 'x'",
        "results SET timeout = 9e999",
        "entries SET sizes = 'x'",
        "entries SET sizes = '[]'",
        "entries SET spec = x'ff'",
        "entries SET key = '../../else'",
    ],
)
def test_a_row_without_sense_is_said(archive: Archive, change: str) -> None:
    archive.plan("a.toml", "{}", "certify", [entry(0, KEYS[0])])
    archive.record(KEYS[0], ANSWER)
    with sqlite3.connect(archive.directory / INDEX) as connection:
        connection.execute(f"UPDATE {change}")
    connection.close()
    with pytest.raises(CertsimError, match=r"makes no sense|should be JSON"):
        list(archive.entries())


def test_a_store_that_cannot_be_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Archive(tmp_path, create=True) as archive:
        archive.plan("a.toml", "{}", "certify", [entry(0, KEYS[0])])
    before = (tmp_path / INDEX).read_bytes()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Archive(tmp_path, create=False) as archive:
        assert [each.key for each, _ in archive.entries()] == [KEYS[0]]
        assert {path.name for path in tmp_path.iterdir()} == {INDEX}
    assert (tmp_path / INDEX).read_bytes() == before


# Leases.


def test_a_task_is_taken_once(archive: Archive) -> None:
    with Archive(archive.directory, create=True) as other:
        assert archive.lease(KEYS[0])
        assert not other.lease(KEYS[0])
        assert other.lease(KEYS[1])
        archive.release(KEYS[0])
        assert other.lease(KEYS[0])


def test_a_lease_ends_with_the_answer_and_with_the_run(archive: Archive) -> None:
    with Archive(archive.directory, create=True) as other:
        assert archive.lease(KEYS[0])
        assert archive.lease(KEYS[1])
        archive.record(KEYS[0], ANSWER)
        assert other.lease(KEYS[0])
        assert not other.lease(KEYS[1])
        archive.close()
        assert other.lease(KEYS[1])


HOLDER = """
import sys, time
from pathlib import Path
from certsim.campaign.archive import Archive
archive = Archive(Path(sys.argv[1]), create=True)
print(archive.lease(sys.argv[2]), flush=True)
time.sleep(600)
"""


def test_a_lease_is_taken_over_when_its_process_is_gone(archive: Archive) -> None:
    from tests.conftest import environment

    command = [sys.executable, "-c", HOLDER, str(archive.directory), KEYS[0]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "True\n"
        assert not archive.lease(KEYS[0])
        holder.kill()
    assert archive.lease(KEYS[0])


@pytest.mark.parametrize(("age", "free"), [(0.0, False), (archives.LEASE + 1, True)])
def test_a_lease_of_another_machine_is_believed_for_a_while(archive: Archive, age: float, free: bool) -> None:
    with sqlite3.connect(archive.directory / INDEX) as connection:
        row = (KEYS[0], "elsewhere", 1, "1", "run", archives.time.time() - age)
        connection.execute("INSERT INTO leases VALUES (?, ?, ?, ?, ?, ?)", row)
    connection.close()
    assert archive.lease(KEYS[0]) is free


def test_another_process_of_the_same_number_holds_nothing(archive: Archive) -> None:
    with sqlite3.connect(archive.directory / INDEX) as connection:
        row = (KEYS[0], archives.socket.gethostname(), os.getppid(), "before", "run", archives.time.time())
        connection.execute("INSERT INTO leases VALUES (?, ?, ?, ?, ?, ?)", row)
    connection.close()
    assert archive.lease(KEYS[0])


# Indexes that are none.


def test_there_is_no_campaign_where_none_was_made(tmp_path: Path) -> None:
    with pytest.raises(CertsimError, match="holds no campaign"):
        Archive(tmp_path, create=False)


def test_an_empty_index_is_no_campaign_yet(tmp_path: Path) -> None:
    (tmp_path / INDEX).write_bytes(b"")
    with pytest.raises(CertsimError, match="holds no campaign"):
        Archive(tmp_path, create=False)
    Archive(tmp_path, create=True).close()
    Archive(tmp_path, create=False).close()


def another_format(index: Path) -> None:
    with sqlite3.connect(index) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def another_database(index: Path) -> None:
    index.unlink()
    with sqlite3.connect(index) as connection:
        connection.execute("CREATE TABLE letters (a)")
    connection.close()


def no_database(index: Path) -> None:
    index.write_bytes(b"a text" * 1000)


def damage(index: Path) -> None:
    data = bytearray(index.read_bytes())
    data[100:4096] = bytes(len(data[100:4096]))
    index.write_bytes(data)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (another_format, "has format 99, and this certsim reads format 1"),
        (another_database, "is no index of a campaign"),
        (no_database, "is no index of a campaign"),
        (damage, "the index is damaged; move it away"),
    ],
)
@pytest.mark.parametrize("create", [True, False])
def test_an_index_that_cannot_be_used_is_left_as_it_is(
    tmp_path: Path, spoil: Any, said: str, create: bool
) -> None:
    with Archive(tmp_path, create=True) as archive:
        archive.record(KEYS[0], ANSWER)
    spoil(tmp_path / INDEX)
    before = (tmp_path / INDEX).read_bytes()
    with pytest.raises(CertsimError, match=said), Archive(tmp_path, create=create) as archive:
        list(archive.entries())
    assert (tmp_path / INDEX).read_bytes() == before


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CertsimError, match="cannot write to"):
        Archive(tmp_path / "file", create=True)


# Two stores.


def test_stores_differ_in_keys_answers_and_certificates(tmp_path: Path) -> None:
    with Archive(tmp_path / "a", create=True) as one, Archive(tmp_path / "b", create=True) as other:
        one.record(KEYS[0], ANSWER)
        other.record(KEYS[0], Answered(ANSWER.document, 0, ANSWER.certificates, 1.0, 99.0))
        assert not list(differences(one, other))
        one.record(KEYS[1], ANSWER)
        one.record(KEYS[2], ANSWER)
        other.record(KEYS[2], Answered({"verdict": "refuted"}, 1, ANSWER.certificates, 1.0, 1.0))
        one.record(KEYS[3], ANSWER)
        other.record(KEYS[3], Answered(ANSWER.document, 0, {"": b"{ }", "sim 0": b"[]"}, 1.0, 1.0))
        said = [each[-12:] for each in differences(one, other)]
    assert said == ["e store only", "other answer", " certificate"]
