"""What is done of a run that was interrupted, so that the next one goes on; and nothing of one that ended."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from certsim import store
from certsim.campaign.task import version
from proofs.harness.claims import PROOFS


@dataclass(frozen=True)
class Shown:
    """What became of an instance.

    Attributes:
        problem: what is not as claimed, or why there is no answer; empty if all is as claimed.
        is_unknown: the problem is that the answer is not known.
        certificate: what the kernel has accepted; None of counts, and where there is a problem.
        assumptions: what the answer rests on beyond exact arithmetic, by name.
        seconds: the time that the answer took.
    """

    problem: str = ""
    is_unknown: bool = False
    certificate: bytes | None = None
    assumptions: tuple[str, ...] = ()
    seconds: float = 0.0

    def after(self, seconds: float) -> Self:
        """The same, with the time that it took."""
        return replace(self, seconds=seconds)


class Journal:
    """A file with a line for each instance that is done; it is void when a program has changed since."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key = sources_digest()
        self.lines = {line["file"]: line for line in self._read() if line["key"] == self.key}

    def found(self, file: Path) -> Shown | None:
        """What became of the instance whose certificate is in this file, if its bytes are those noted."""
        line = self.lines.get(_place(file))
        if line is None or line["sha256"] != _digest(file):
            return None
        certificate = None if line["sha256"] is None else file.read_bytes()
        shown: Mapping[str, Any] = {**line["shown"], "assumptions": tuple(line["shown"]["assumptions"])}
        return Shown(**shown, certificate=certificate)

    def note(self, file: Path, shown: Shown) -> None:
        """Adds a line."""
        values = {name: value for name, value in asdict(shown).items() if name != "certificate"}
        sha256 = None if shown.certificate is None else hashlib.sha256(shown.certificate).hexdigest()
        line = {"key": self.key, "file": _place(file), "sha256": sha256, "shown": values}
        with self.path.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(line) + "\n")

    def close(self) -> None:
        """Forgets all: the run has ended."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> list[dict[str, Any]]:
        store.prepare([self.path.parent])
        if not self.path.is_file():
            return []
        found = []
        for line in self.path.read_text(encoding="utf-8").splitlines():
            try:
                found.append(json.loads(line))
            except json.JSONDecodeError:  # the run ended while it was written
                continue
        return found


def sources_digest() -> str:
    """The digest of all that decides what an instance shows."""
    whole = hashlib.sha256(version().encode())
    for path in sorted(PROOFS.rglob("*.py")):
        whole.update(f"{_place(path)}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _place(file: Path) -> str:
    return file.relative_to(PROOFS).as_posix()


def _digest(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None
