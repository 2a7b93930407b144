"""The store of a campaign: an index in SQLite, and files of certificates that are whole or not there.

A certificate is written, and is safely on the disk, before the row that names it. So each row has its files,
whenever the process is killed. A file without a row is overwritten when its task is done again.
"""

from __future__ import annotations

import contextlib
import errno
import json
import math
import os
import re
import socket
import sqlite3
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from certsim import store
from certsim.errors import CertsimError
from certsim.kernel.errors import visible

Json: TypeAlias = Any

INDEX: Final = "index.sqlite"
CERTIFICATES: Final = "certificates"
FORMAT: Final = 1
"""The version of the tables."""
_APPLICATION: Final = 0x63657274  # "cert", by which SQLite's files are told apart
BUSY: Final = 60.0
"""Seconds that one process waits for another that writes."""
LEASE: Final = 3600.0
"""Seconds for which the lease of another machine is believed after it was last renewed."""
_RENEWED: Final = 60.0

_TABLES: Final = """
CREATE TABLE results (
    key TEXT PRIMARY KEY,
    document TEXT NOT NULL,      -- the answer as its command prints it, without names, paths and seconds
    status INTEGER NOT NULL,     -- the exit status that the answer alone gives
    certificates TEXT NOT NULL,  -- the names of the certificates, a list in JSON
    timeout REAL NOT NULL,       -- the seconds that the task was given
    seconds REAL NOT NULL,       -- those that it took
    computations INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE entries (
    spec TEXT NOT NULL,
    sizes TEXT NOT NULL,         -- an object in JSON
    command TEXT NOT NULL,
    number INTEGER NOT NULL,     -- of the candidate in its spec
    key TEXT NOT NULL,
    sha256 TEXT NOT NULL,        -- of the spec
    model TEXT,
    candidate TEXT,
    expect TEXT,
    PRIMARY KEY (spec, sizes, command, number)
);
CREATE INDEX entries_by_key ON entries (key);
CREATE TABLE leases (
    key TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    start TEXT NOT NULL,         -- when the process began, in the words of the system
    run TEXT NOT NULL,
    renewed REAL NOT NULL
) WITHOUT ROWID;
"""

_RUNS: Final[set[str]] = set()
"""The runs of this process that are at work."""


class Entry(NamedTuple):
    """One question that was asked: about which candidate of which spec, in which sizes, by which command."""

    spec: str
    sizes: str
    command: str
    number: int
    key: str
    sha256: str
    model: str | None
    candidate: str | None
    expect: str | None


class Stored(NamedTuple):
    """The answer to a task: its document, its exit status, the names of its certificates, and its times."""

    document: Json
    status: int
    certificates: tuple[str, ...]
    timeout: float
    seconds: float
    computations: int


@dataclass(frozen=True)
class Answered:
    """What is to be stored of a task: as `Stored`, with the bytes of the certificates by their names."""

    document: Json
    status: int
    certificates: Mapping[str, bytes]
    timeout: float
    seconds: float


def certificate_file(directory: Path, key: str, name: str = "") -> Path:
    """The file of a certificate of a task; a task with several certificates has a name for each."""
    suffix = f".{store.safe_names([name])[0]}" if name else ""
    return directory / CERTIFICATES / key[:2] / f"{key}{suffix}.json"


def read_certificate(directory: Path, key: str, name: str = "") -> bytes:
    """The bytes of a certificate; raises CertsimError where somebody has taken the file away."""
    try:
        return store.read_certificate(certificate_file(directory, key, name))
    except CertsimError as error:
        hint = "hint: the store has lost a file; start the campaign again, and it is computed anew"
        raise CertsimError(f"{error}\n{hint}") from None


class Archive:
    """The store in a directory, opened. Several processes of one machine may use it at a time."""

    def __init__(self, directory: Path, *, create: bool) -> None:
        """Opens the store, or makes it.

        Raises CertsimError where the directory cannot be written, where it holds no store and none is to be
        made, and where the index is no index, or one of another version.
        """
        self.directory: Final = directory
        self._run: Final = uuid.uuid4().hex
        self._renewed = 0.0
        index = directory / INDEX
        if create:
            store.prepare([directory])
        elif not index.is_file():
            raise _no_campaign(directory)
        with self._explained():
            self._connection = sqlite3.connect(
                _place(index, create=create),
                timeout=BUSY,
                isolation_level=None,
                check_same_thread=False,
                uri=True,
            )
        try:
            with self._explained():
                self._open(create=create)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Closes the store; what this process holds of its tasks is given up."""
        try:
            with contextlib.suppress(sqlite3.Error):
                if self._run in _RUNS:
                    self._connection.execute("DELETE FROM leases WHERE run = ?", (self._run,))
        finally:
            _RUNS.discard(self._run)
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # What was asked.

    def plan(self, spec: str, sizes: str, command: str, entries: Sequence[Entry]) -> None:
        """Notes what a command is asked about one spec in one size, in place of what was noted before."""
        with self._transaction():
            asked = (spec, sizes, command)
            self._execute("DELETE FROM entries WHERE spec = ? AND sizes = ? AND command = ?", asked)
            self._connection.executemany(
                f"INSERT INTO entries VALUES ({', '.join('?' * len(Entry._fields))})",  # noqa: S608  the names are ours
                entries,
            )

    def entries(self) -> Iterator[tuple[Entry, Stored | None]]:
        """What was asked, in that order, each with its answer if there is one."""
        fields = ", ".join(f"entries.{name}" for name in Entry._fields)
        query = (
            f"SELECT {fields}, document, status, certificates, timeout, seconds, computations "  # noqa: S608  the names are ours
            "FROM entries LEFT JOIN results USING (key) ORDER BY entries.rowid"
        )
        size = len(Entry._fields)
        with self._explained():
            for row in self._connection.execute(query):
                answer = None if row[size] is None else _stored(row[size:])
                yield _entry(row[:size]), answer

    # What is known.

    def answer(self, key: str) -> Stored | None:
        """The answer to a task, if it is there."""
        query = (
            "SELECT document, status, certificates, timeout, seconds, computations FROM results WHERE key = ?"
        )
        row = self._execute(query, (key,)).fetchone()
        with self._explained():
            return None if row is None else _stored(row)

    def keys(self) -> Iterator[str]:
        """The keys of all answers, sorted."""
        yield from (key for (key,) in self._execute("SELECT key FROM results ORDER BY key"))

    def record(self, key: str, answered: Answered) -> None:
        """Stores an answer: first its certificates, then the row. The lease of the task ends."""
        for name, certificate in answered.certificates.items():
            store.write(certificate_file(self.directory, key, name), certificate, lasting=True)
        row = (
            key,
            _text(answered.document),
            answered.status,
            json.dumps(list(answered.certificates)),
            answered.timeout,
            answered.seconds,
        )
        with self._transaction():
            self._execute(
                "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT (key) DO UPDATE SET "
                "document = excluded.document, status = excluded.status, "
                "certificates = excluded.certificates, timeout = excluded.timeout, "
                "seconds = excluded.seconds, computations = computations + 1",
                row,
            )
            self._execute("DELETE FROM leases WHERE key = ? AND run = ?", (key, self._run))
            self._renew()

    # Who is at work on what.

    def lease(self, key: str) -> bool:
        """Takes a task for this process, unless another that still runs has taken it."""
        _RUNS.add(self._run)
        host, pid, start = _process()
        with self._transaction():
            holder = self._execute(
                "SELECT host, pid, start, run, renewed FROM leases WHERE key = ?", (key,)
            ).fetchone()
            if holder is not None and _is_held(*holder):
                return False
            self._execute(
                "INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?, ?, ?)",
                (key, host, pid, start, self._run, time.time()),
            )
        return True

    def release(self, key: str) -> None:
        """Gives up a task that was not done."""
        self._execute("DELETE FROM leases WHERE key = ? AND run = ?", (key, self._run))

    def _renew(self) -> None:
        """Tells other machines that this process is at work, now and then."""
        if time.monotonic() - self._renewed > _RENEWED:
            self._execute("UPDATE leases SET renewed = ? WHERE run = ?", (time.time(), self._run))
            self._renewed = time.monotonic()

    # SQLite.

    def _open(self, *, create: bool) -> None:
        """Makes the tables of a new index; of an old one, asks whether it is ours and of this version."""
        application, version, tables = (
            self._connection.execute(query).fetchone()[0]
            for query in (
                "PRAGMA application_id",
                "PRAGMA user_version",
                "SELECT count(*) FROM sqlite_master",
            )
        )
        index = visible(str(self.directory / INDEX))
        if create and not tables:
            self._make()
        elif not tables:  # as for a moment while another process makes them
            raise _no_campaign(self.directory)
        elif application != _APPLICATION:
            raise CertsimError(f"{index} is no index of a campaign\nhint: name another directory")
        elif version != FORMAT:
            raise CertsimError(
                f"{index} has format {version}, and this certsim reads format {FORMAT}\n"
                "hint: name another directory, or use the certsim that wrote it"
            )
        self._connection.execute("PRAGMA synchronous = NORMAL")  # it is whole even if power fails

    def _make(self) -> None:
        self._connection.execute("PRAGMA journal_mode = WAL")
        with self._transaction():
            if not self._execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                for statement in _TABLES.split(";\n"):
                    self._execute(statement)
                self._execute(f"PRAGMA application_id = {_APPLICATION}")
                self._execute(f"PRAGMA user_version = {FORMAT}")

    def _execute(self, query: str, values: Iterable[object] = ()) -> sqlite3.Cursor:
        with self._explained():
            return self._connection.execute(query, tuple(values))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of what is done inside, or nothing."""
        self._execute("BEGIN IMMEDIATE")
        try:
            yield
            self._execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Errors of SQLite, and rows without sense, as errors that a user can mend."""
        try:
            yield
        except _Senseless as error:
            raise CertsimError(visible(f"{self.directory / INDEX}: {error}") + f"\nhint: {DAMAGED}") from None
        except sqlite3.Error as error:
            index = visible(str(self.directory / INDEX))
            raise CertsimError(f"{index}: {error}\nhint: {_hint(error)}") from None


def _place(index: Path, *, create: bool) -> str:
    """Where SQLite finds the index; one in a directory that cannot be written nobody can change."""
    log = index.with_name(f"{index.name}-wal")
    still = not (create or os.access(index.parent, os.W_OK) or log.exists())
    return index.absolute().as_uri() + "?immutable=1" * still


def _no_campaign(directory: Path) -> CertsimError:
    place = visible(str(directory))
    return CertsimError(f"{place} holds no campaign\nhint: certsim campaign SPEC -o {place}")


def _hint(error: sqlite3.Error) -> str:
    """What may help against an error of SQLite."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    return _HINTS.get(code, "the certificates are files of their own; name another directory")


DAMAGED: Final = "the index is damaged; move it away and start again: all is computed anew"
_HINTS: Final = {
    sqlite3.SQLITE_FULL: "the disk is full; make room and start again: what is done is kept",
    sqlite3.SQLITE_IOERR: "the disk does not answer, or is full; start again: what is done is kept",
    sqlite3.SQLITE_BUSY: "another process has been writing for long; start again: what is done is kept",
    sqlite3.SQLITE_NOTADB: "this is no index of a campaign; name another directory",
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_READONLY: "the directory cannot be written; name another one",
    sqlite3.SQLITE_CANTOPEN: "the directory cannot be written or read; name another one",
}


class _Senseless(ValueError):
    """A row of the index that nobody has written so."""


def _stored(row: Sequence[Any]) -> Stored:
    """The answer in a row; raises _Senseless where it is none."""
    document, status, certificates, timeout, seconds, computations = row
    document, names = _parsed(document), _parsed(certificates)
    if not (
        isinstance(document, dict)
        and isinstance(status, int)
        and status in range(6)
        and isinstance(names, list)
        and all(isinstance(name, str) for name in names)
        and all(isinstance(number, float) and math.isfinite(number) for number in (timeout, seconds))
    ):
        raise _Senseless("an answer makes no sense")
    return Stored(document, status, tuple(names), timeout, seconds, computations)


def _entry(row: Sequence[Any]) -> Entry:
    """The question in a row; raises _Senseless where it is none."""
    entry = Entry(*row)
    sizes = _parsed(entry.sizes)
    texts = (entry.spec, entry.command, entry.key, entry.sha256)
    if not (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(text, str | None) for text in (entry.model, entry.candidate, entry.expect))
        and _KEY.fullmatch(entry.key)
        and isinstance(sizes, dict)
        and all(isinstance(size, int) for size in sizes.values())
    ):
        raise _Senseless("a question makes no sense")
    return entry


_KEY: Final = re.compile("[0-9a-f]{64}")


def _parsed(text: Any) -> Json:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        raise _Senseless("what should be JSON is none") from None


def _text(document: Json) -> str:
    """A document as it is kept."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def _process() -> tuple[str, int, str]:
    """This process: its machine, its number, and when it began."""
    return socket.gethostname(), os.getpid(), _start(os.getpid()) or ""


def _start(pid: int) -> str | None:
    """When a process began, as the system counts; None where there is no such process, or it has ended.

    Where the system does not say, "" stands for a process that is there.
    """
    stat = Path(f"/proc/{pid}/stat")
    try:
        state, *fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        if Path("/proc/self/stat").exists():
            return None
    else:
        return None if state in "ZX" else fields[18]
    try:
        os.kill(pid, 0)
    except OSError as error:
        return "" if error.errno == errno.EPERM else None
    return ""


def _is_held(host: str, pid: int, start: str, run: str, renewed: float) -> bool:
    """Whether the run that took a lease still goes on."""
    if host != socket.gethostname():
        return time.time() - renewed < LEASE
    if pid == os.getpid():
        return run in _RUNS
    return _start(pid) == start


def differences(first: Archive, second: Archive) -> Iterator[str]:
    """How two stores differ in what they hold: keys, documents, statuses, and bytes of certificates.

    The times that tasks took or were given, and what was asked under which names, are not looked at.
    """
    keys = set(first.keys()), set(second.keys())
    yield from (f"{key}: in one store only" for key in sorted(keys[0] ^ keys[1]))
    for key in sorted(keys[0] & keys[1]):
        one, other = first.answer(key), second.answer(key)
        if one is None or other is None or one[:3] != other[:3]:
            yield f"{key}: another answer"
        elif any(_certificate(first, key, name) != _certificate(second, key, name) for name in one[2]):
            yield f"{key}: another certificate"


def _certificate(archive: Archive, key: str, name: str) -> bytes:
    return read_certificate(archive.directory, key, name)
