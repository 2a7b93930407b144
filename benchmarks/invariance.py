"""The corpus of invariance problems: how many are decided, on what grounds, how fast; failures by name.

The problems are in tests/corpus/invariance, with their sources and the verdicts that are true. Each has 30
seconds and a process of its own; one runs at a time. Run it with `python benchmarks/invariance.py`.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from certsim import Candidate, Model, Result, read_spec
from certsim.judge import Options
from certsim.pipeline import decide, load
from certsim.workers import Outcome, once, run_all

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "invariance"
TIMEOUT = 30.0


@dataclass(frozen=True)
class Row:
    """One problem: what is true, what certsim says, whether that rests on Z3, and the seconds it took."""

    problem: str
    expect: str
    verdict: str
    reason: str | None
    z3: bool
    seconds: float

    @property
    def fails(self) -> bool:
        return self.verdict != self.expect


def problems() -> Iterator[tuple[str, Model, Candidate]]:
    """Every candidate of the corpus with its model, by the name "file: candidate"."""
    for path in sorted(CORPUS.glob("*.toml")):
        if path.name != "ratchet.toml":
            spec = read_spec(path)
            for candidate in spec.candidates:
                yield f"{path.stem}: {candidate.name}", spec.model, candidate


def decided(timeout: float = TIMEOUT) -> Iterator[Row]:
    """The problems, one after the other."""
    load()
    for name, model, candidate in problems():
        start = time.monotonic()
        task = partial(once, decide, model, candidate, Options(timeout))
        for _, outcome in run_all([task], jobs=1, timeout=timeout):
            yield _row(name, candidate, outcome, round(time.monotonic() - start, 3))


def _row(name: str, candidate: Candidate, outcome: Outcome[Result], seconds: float) -> Row:
    expect, result = str(candidate.expect), outcome.value
    if result is None:
        return Row(name, expect, "unknown", f"{outcome.failure} {outcome.message}", False, seconds)
    rests = any(assumption.startswith("z3") for assumption in result.assumptions)
    return Row(name, expect, str(result.verdict), result.reason, rests, seconds)


def summary(found: Sequence[Row]) -> Table:
    """How many of each true verdict are decided, exactly or with Z3, and the times."""
    table = Table(title=f"Invariance of real algebraic sets: {len(found)} problems")
    for heading in (
        "true verdict",
        "problems",
        "decided",
        "without Z3",
        "wrong",
        "median s",
        "90 % s",
        "slowest s",
    ):
        table.add_column(heading, justify="left" if heading == "true verdict" else "right")
    for expect in ("certified", "refuted"):
        table.add_row(*_cells(expect, [row for row in found if row.expect == expect]))
    table.add_section()
    table.add_row(*_cells("all", found))
    return table


def _cells(title: str, found: Sequence[Row]) -> list[str]:
    if not found:
        return [title, "0"]
    right = [row for row in found if not row.fails]
    wrong = sum(row.fails and row.verdict != "unknown" for row in found)
    seconds = sorted(row.seconds for row in found)
    times = (statistics.median(seconds), seconds[int(0.9 * (len(seconds) - 1))], seconds[-1])
    counts = (len(found), len(right), sum(not row.z3 for row in right), wrong)
    return [title, *map(str, counts), *(f"{time:.2f}" for time in times)]


def exceptions(found: Sequence[Row]) -> Table:
    """By name: what is not decided, or is wrong; what rests on Z3; the five slowest."""
    table = Table(title="By name")
    for heading in ("problem", "true", "verdict", "why", "s"):
        table.add_column(heading, justify="right" if heading == "s" else "left")
    slowest = sorted(found, key=lambda row: row.seconds)[-5:]
    for row in found:
        remarks = [row.reason] * row.fails + ["rests on Z3"] * row.z3 + ["slow"] * (row in slowest)
        if remarks:
            why = ", ".join(filter(None, remarks))
            style = "red" if row.fails else None
            table.add_row(row.problem, row.expect, row.verdict, why, f"{row.seconds:.2f}", style=style)
    return table


def main() -> None:
    """Decides everything and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timeout", type=float, default=TIMEOUT, help="seconds for each problem")
    found = list(decided(parser.parse_args().timeout))
    console = Console()
    console.print(summary(found))
    console.print(exceptions(found))


if __name__ == "__main__":
    main()
