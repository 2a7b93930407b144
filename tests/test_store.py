"""Certificates on disk: names that are safe and unique, files that are whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim import CertsimError, store


@given(st.lists(st.text(max_size=200), max_size=12))
def test_names_are_safe_and_unique_whatever_they_are_made_from(names: list[str]) -> None:
    safe = store.safe_names(names)
    assert len({name.lower() for name in safe}) == len(names)
    for name in safe:
        assert 0 < len(name.encode()) < 100
        assert name.isascii()
        assert not set(name) & set('/\\:*?"<>|\0 ')
        assert not name.startswith((".", "-"))


def test_a_candidates_file_does_not_depend_on_what_else_is_certified() -> None:
    specs = [(Path("one/net.toml"), ["a b", "a/b"]), (Path("two/net.toml"), ["c"])]
    assert store.certificate_paths(Path("out"), specs) == [
        [Path("out/net/a-b.json"), Path("out/net/a-b-2.json")],
        [Path("out/net-2/c.json")],
    ]


def test_what_is_written_is_there_and_nothing_else(tmp_path: Path) -> None:
    store.write(tmp_path / "a.json", b"first")
    store.write(tmp_path / "a.json", b"second")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_bytes() == b"second"
    (tmp_path / "plain").touch()
    assert (tmp_path / "a.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.json").mkdir()
    with pytest.raises(CertsimError, match=r"cannot write .*a\.json: Is a directory"):
        store.write(tmp_path / "a.json", b"data")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_pipe_is_written_to_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    store.write(pipe, b"data")
    assert os.read(reader, 10) == b"data"
    os.close(reader)
    assert pipe.is_fifo()


def test_a_file_in_the_way_of_a_directory_is_complained_of(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CertsimError, match=r"cannot write to .*\nhint: "):
        store.prepare([tmp_path / "file" / "room"])


def test_what_is_lasting_makes_its_folder_and_is_put_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[bool] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (put.append(True), fsync(descriptor)))
    path = tmp_path / "a" / "b" / "file"
    store.write(path, b"data", lasting=True)
    assert path.read_bytes() == b"data"
    assert len(put) == 4  # the names of both folders, the file, and its name
    store.write(path, b"other")
    assert (path.read_bytes(), len(put)) == (b"other", 4)
