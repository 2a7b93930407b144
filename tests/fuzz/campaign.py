"""Gives random inputs to certsim, and stops at the first answer that is none of those that are promised."""

from __future__ import annotations

import contextlib
import io
import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeAlias

from certsim.cli import run
from certsim.errors import SpecError
from certsim.model.point import read_point
from certsim.model.spec import read_spec
from tests.fuzz.inputs import PRODUCT, random_line, random_point, random_spec
from tests.outside import validator

Trial: TypeAlias = Callable[[Random], object]
STATUSES = (0, 1, 2, 3, 5)


@dataclass
class Figures:
    """How many trials there were, which took longest, and which made the process larger."""

    count: int = 0
    slowest: float = 0.0
    slowest_at: int = -1
    largest: int = 0
    largest_at: int = -1

    def add(self, at: int, seconds: float) -> None:
        self.count += 1
        if seconds > self.slowest:
            self.slowest, self.slowest_at = seconds, at
        if (peak := _peak()) > self.largest:
            self.largest, self.largest_at = peak, at

    def __str__(self) -> str:
        return (
            f"{self.count} trials; slowest {self.slowest:.2f} s of CPU (number {self.slowest_at}); "
            f"peak memory {self.largest // 1024} MB (number {self.largest_at})"
        )


def _peak() -> int:
    """The most memory, in kilobytes, that this process or one of its children has used."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def repeated(trial: Trial, count: int, seed: int) -> Figures:
    """Makes trials, each from a seed of its own: `trial(Random(f"{seed} {at}"))` makes number `at` again."""
    figures = Figures()
    for at in range(count):
        start = time.process_time()
        try:
            trial(Random(f"{seed} {at}"))
        except Exception as error:
            raise AssertionError(f"number {at} of seed {seed}: {type(error).__name__}: {error}") from error
        figures.add(at, time.process_time() - start)
    return figures


@contextlib.contextmanager
def inside(directory: Path) -> Iterator[None]:
    """Makes a directory the working one for a while; it holds a spec that is well-formed."""
    (directory / "product.toml").write_text(PRODUCT, encoding="utf-8")
    with contextlib.chdir(directory):
        yield


def try_spec(random: Random) -> None:
    """A spec is read, or its problems are told; nothing else is raised."""
    path = Path("fuzz.toml")
    path.write_bytes(random_spec(random))
    with contextlib.suppress(SpecError):
        _require_harmless(str(_error_of(lambda: read_spec(path))))


def try_point(random: Random) -> None:
    """A point is read, or its problems are told; nothing else is raised."""
    ending, data = random_point(random)
    source: str | Path = os.fsdecode(data)
    if ending:
        source = Path(f"fuzz{ending}")
        source.write_bytes(data)
    model = read_spec("product.toml").model
    _require_harmless(str(_error_of(lambda: read_point(model, source))))


def _error_of(read: Callable[[], object]) -> SpecError | None:
    try:
        read()
    except SpecError as error:
        return error
    return None


def try_line(random: Random) -> None:
    """A command ends with a status that is promised; with --json, it prints one document."""
    Path("spec.toml").write_bytes(random_spec(random))
    ending, data = random_point(random)
    Path(f"point{ending or '.json'}").write_bytes(data)
    line = random_line(random, ["spec.toml", "product.toml"], ["a=1, b=1, W=[[1,2],[3,4]]", f"point{ending}"])
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(line)
    printed, said = out.getvalue(), err.getvalue()
    assert status in STATUSES, f"{line!r}: status {status}: {said}"
    assert "internal error" not in said, f"{line!r}: {said}"
    _require_harmless(printed + said)
    if "--json" in line[: line.index("--") if "--" in line else len(line)]:
        validator("result").validate(json.loads(printed))


def _require_harmless(text: str) -> None:
    hidden = {character for character in text if not character.isprintable() and character != "\n"}
    assert not hidden, f"{hidden!r} in {text!r:.500}"
