"""What a campaign has recorded: one record for each question that was asked."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from certsim.campaign.archive import DAMAGED, INDEX, Entry, Stored, read_certificate
from certsim.errors import CertsimError
from certsim.kernel.errors import visible

Json: TypeAlias = Any

UNKNOWN: Final = (3, 4, 5)
"""The exit statuses of answers that are not known."""


@dataclass(frozen=True)
class Record:
    """One question with its answer.

    Attributes:
        key: the digest of the task.
        spec: the path of the spec, as it was given.
        model: the name of the model, if it has one.
        sizes: the sizes that the spec names.
        command: the command that was asked.
        candidate: the name of the candidate; None where the question is about the model.
        result: the document that the command prints for one item, without seconds and paths.
        seconds: what the task took.
        timeout: the seconds that it was given.
        status: the exit status that this answer gives (README, exit status).
        spec_sha256: the digest of the spec file.
        names: the names of the certificates; of an answer with one certificate "".
        directory: where the campaign keeps its results.
    """

    key: str
    spec: str
    model: str | None
    sizes: Mapping[str, int]
    command: str
    candidate: str | None
    result: Json
    seconds: float
    timeout: float
    status: int
    spec_sha256: str
    names: tuple[str, ...]
    directory: Path = field(repr=False, compare=False)

    @property
    def certificate(self) -> bytes | None:
        """The certificate, read when it is asked for; None where there is none, or several."""
        return read_certificate(self.directory, self.key) if "" in self.names else None

    @property
    def certificates(self) -> Iterator[tuple[str, bytes]]:
        """The certificates with their names, read one after the other."""
        return ((name, read_certificate(self.directory, self.key, name)) for name in self.names)

    @property
    def outcome(self) -> str:
        """The answer in a word: certified, empty, refuted, found or unknown."""
        if self.status in UNKNOWN and self.result.get("verdict") in (None, "unknown"):
            return "unknown"
        if "verdict" not in self.result:
            return "found"
        is_empty = self.result["verdict"] == "certified" and self.result["manifold"]["status"] == "empty"
        return "empty" if is_empty else str(self.result["verdict"])


def record_of(directory: Path, entry: Entry, stored: Stored) -> Record:
    """The record of an entry of the index with its answer.

    Raises CertsimError where the answer is none that its command gives.
    """
    with sense_of(directory, entry.key):
        record = _record_of(directory, entry, stored)
        _ = record.outcome
    return record


@contextlib.contextmanager
def sense_of(directory: Path, key: str) -> Iterator[None]:
    """Where a document that was stored has not what its command says, raises CertsimError."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError):
        raise CertsimError(
            visible(f"{directory / INDEX}: the answer {key} makes no sense") + f"\nhint: {DAMAGED}"
        ) from None


def _record_of(directory: Path, entry: Entry, stored: Stored) -> Record:
    named = {} if entry.candidate is None else {"candidate": entry.candidate}
    expected = {"expect": entry.expect} if entry.command == "certify" else {}
    result = {**named, **expected, **stored.document}
    return Record(
        key=entry.key,
        spec=entry.spec,
        model=entry.model,
        sizes=json.loads(entry.sizes),
        command=entry.command,
        candidate=entry.candidate,
        result=result,
        seconds=stored.seconds,
        timeout=stored.timeout,
        status=_status(stored, result),
        spec_sha256=entry.sha256,
        names=stored.certificates,
        directory=directory,
    )


def _status(stored: Stored, result: Json) -> int:
    """The exit status of an answer: the one that it gives alone, unless the spec foresees an outcome."""
    expect = result.get("expect")
    if expect is None or stored.status in (4, 5):
        return stored.status
    is_empty = result["verdict"] == "certified" and result["manifold"]["status"] == "empty"
    return 0 if expect == ("empty" if is_empty else result["verdict"]) else 1
