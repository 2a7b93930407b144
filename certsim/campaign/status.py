"""How far a campaign is: what was found in each spec and size, what is not known, and what took long."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from certsim.campaign.archive import Entry, Stored, certificate_file
from certsim.campaign.record import UNKNOWN, Record, record_of, sense_of
from certsim.model.notebook import Row, html_table
from certsim.report.status import worst

Json: TypeAlias = Any

OUTCOMES: Final = ("certified", "empty", "refuted", "found", "unknown", "planned")
SHOWN: Final = 50
"""How many lines of each kind are shown."""
SLOWEST: Final = 5
SLOW: Final = 5.0
"""Seconds; what took less is not among the slowest unless all is to be shown."""


class Line(NamedTuple):
    """What was found in one spec in one size: how often each outcome, and the exit status of all together."""

    spec: str
    sizes: str
    outcomes: Mapping[str, int]
    status: int


@dataclass(frozen=True)
class Status:
    """How far a campaign is.

    Attributes:
        lines: what was found, for each spec in each size.
        unknown: the answers that are not known, the first of them.
        slowest: those that took longest, slowest first.
        answered: how many questions are answered.
        computed: how many answers were computed by this run; the others were there.
        planned: how many questions have no answer yet.
        exit_status: the exit status of all answers together.
    """

    lines: tuple[Line, ...]
    unknown: tuple[Record, ...]
    slowest: tuple[Record, ...]
    answered: int
    computed: int
    planned: int
    exit_status: int

    @property
    def cached(self) -> int:
        """How many answers were there before."""
        return self.answered - self.computed

    @property
    def summary(self) -> str:
        """The status on one line."""
        counts = Counter[str]()
        for line in self.lines:
            counts.update(line.outcomes)
        said = ", ".join(f"{counts[name]:,} {name}" for name in OUTCOMES if counts[name])
        return f"{said or 'nothing asked'}; {self.computed:,} computed, {self.cached:,} cached"

    def to_json(self) -> Json:
        """What `certsim campaign` prints besides the results."""
        return {
            "computed": self.computed,
            "cached": self.cached,
            "planned": self.planned,
        }

    def __repr__(self) -> str:
        return f"<Status: {self.summary}>"

    def _repr_html_(self) -> str:
        shown = [Row(_place(line.spec, line.sizes), _counts(line)) for line in self.lines[:SHOWN]]
        more = len(self.lines) - len(shown)
        return html_table(
            "campaign", [*shown, Row("all", self.summary), *([Row("and", f"{more} more")] * (more > 0))]
        )


def status_of_all(
    directory: Path,
    asked: Iterable[tuple[Entry, Stored | None]],
    computed: int,
    show: Callable[[Record], None],
) -> Status:
    """The status of what was asked, with the answers that are there; each of these is shown."""
    groups: dict[tuple[str, str], tuple[Counter[str], set[int]]] = {}
    unknown: list[Record] = []
    slowest: list[tuple[float, int, Record]] = []
    answered = planned = 0
    for entry, stored in asked:
        outcomes, statuses = groups.setdefault((entry.spec, entry.sizes), (Counter(), set()))
        if stored is None:
            planned += 1
            outcomes["planned"] += 1
            statuses.add(3)
            continue
        record = record_of(directory, entry, stored)
        outcomes[record.outcome] += 1
        statuses.add(record.status)
        answered += 1
        show(record)
        heapq.heappush(slowest, (record.seconds, -answered, record))
        if len(slowest) > SLOWEST:
            heapq.heappop(slowest)
        if record.status in UNKNOWN and len(unknown) < SHOWN:
            unknown.append(record)
    longest = tuple(record for _, _, record in sorted(slowest, reverse=True))
    lines = tuple(Line(*at, outcomes, worst(found)) for at, (outcomes, found) in groups.items())
    status = worst(line.status for line in lines)
    return Status(lines, tuple(unknown), longest, answered, computed, planned, status)


def result_document(record: Record) -> Json:
    """An entry of `results`: what the command prints for one item, and which task it is of."""
    files = {name: str(certificate_file(record.directory, record.key, name)) for name in record.names}
    with sense_of(record.directory, record.key):
        result = _with_files(record.result, files)
    document = {
        "key": record.key,
        "command": record.command,
        "spec": record.spec,
        "model": record.model,
        "sizes": dict(record.sizes),
        "candidate": record.candidate,
        **result,
        "timeout": record.timeout,
        "seconds": round(record.seconds, 3),
        "status": record.status,
    }
    if record.candidate is not None:
        document["spec_sha256"] = record.spec_sha256
    if record.command == "certify":
        document["confirmed"] = None
    return document


def _with_files(result: Json, files: Mapping[str, str]) -> Json:
    """A document with the files of its certificates, at the places where its command names them."""
    document = dict(result)
    for kind, key in (("sim", "sims"), ("layer", "layers")):
        if key in document:
            document[key] = _named(document[key], kind, files)
    if strata := document.get("strata"):
        places = {"classes": "orbit", "beyond": "beyond"}
        document["strata"] = strata | {key: _named(strata[key], kind, files) for key, kind in places.items()}
    return {**document, "certificate": files.get("")}


def _named(entries: Sequence[Json], kind: str, files: Mapping[str, str]) -> list[Json]:
    return [{**entry, "certificate": files.get(f"{kind} {n}")} for n, entry in enumerate(entries)]


# For people.


def status_lines(status: Status, *, quiet: bool = False, verbose: bool = False) -> Iterator[str]:
    """The table of a campaign, and below it what is not known and why, and what took longest."""
    lines = [line for line in status.lines if line.status or not quiet]
    if lines:
        yield from _table(lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"and {len(lines) - SHOWN:,} more"
    if status.unknown:
        yield "unknown"
        yield from (f"  {_name(record)}: {_why(record)}" for record in status.unknown)
    slow = [record for record in status.slowest if verbose or record.seconds >= SLOW]
    if slow and not quiet:
        yield "slowest"
        yield from (f"  {_name(record)}: {record.seconds:.1f} s" for record in slow)
    if not quiet:
        yield status.summary


def _table(lines: Sequence[Line]) -> Iterator[str]:
    """The lines as columns: words to the left, counts to the right."""
    shown = [name for name in OUTCOMES if any(line.outcomes[name] for line in lines)]
    has_sizes = any(line.sizes != "{}" for line in lines)
    rows = [["spec", *(["sizes"] * has_sizes), *shown]]
    for line in lines:
        words = [line.spec, *([_sizes(line.sizes)] * has_sizes)]
        rows.append([*words, *(str(line.outcomes[name] or "") for name in shown)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    left = 1 + has_sizes
    for row in rows:
        cells = zip(row, widths, strict=True)
        aligned = [
            cell.ljust(width) if n < left else cell.rjust(width) for n, (cell, width) in enumerate(cells)
        ]
        yield "  ".join(aligned).rstrip()


def _counts(line: Line) -> str:
    return ", ".join(f"{line.outcomes[name]} {name}" for name in OUTCOMES if line.outcomes[name])


def _why(record: Record) -> str:
    """Why an answer is not known."""
    reason, hint = record.result.get("reason"), record.result.get("hint")
    if not reason:
        return "bounds that do not meet, or a search that was cut short"
    said = f"{reason} after {record.timeout:g} s" if reason == "timeout" else str(reason)
    return f"{said}: {hint}" if hint and reason != "timeout" else said


def _name(record: Record) -> str:
    place = _place(record.spec, json.dumps(dict(record.sizes)))
    return place if record.candidate is None else f"{place}: {record.candidate}"


def _place(spec: str, sizes: str) -> str:
    return spec if sizes == "{}" else f"{spec}, {_sizes(sizes)}"


def _sizes(text: str) -> str:
    return ", ".join(f"{name} = {value}" for name, value in json.loads(text).items())
