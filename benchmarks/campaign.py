"""What a campaign costs beside `certsim certify`, what its store costs, and workers of which one is killed.

The tasks are the candidates of all examples, or of the specs that are named, and of two families in many
widths. Each way to do them runs in processes of its own. The stores that they leave are compared. Prints a
table, and writes what was measured with `-o`. Run it with `python benchmarks/campaign.py`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from certsim import CertsimError
from certsim.campaign import Campaign
from certsim.campaign.answers import Reply, confirmed
from certsim.campaign.archive import Answered, Archive, differences
from certsim.campaign.task import Question, members, tasks_of

EXAMPLES = Path(__file__).parents[1] / "examples"
WIDTHS = range(2, 22)
KEPT = 500
"""So many answers are kept to see what one costs."""
FAMILY = """\
format = 1
[model]
name = "two-layer {function} network"
parameters = ["W[{m},2]", "b[{m}]", "a[{m}]"]
inputs = ["x[2]"]
outputs = "a @ {function}(W @ x + b)"
[[candidates]]
name = "merged"
equations = ["W[0] = W[1]", "b[0] = b[1]", "a[0] = a[1]"]
[[candidates]]
name = "all merged"
equations = ["W = W[0]", "b = b[0]", "a = a[0]"]
[[candidates]]
name = "half merged"
equations = ["W[0] = W[1]", "a[0] = a[1]"]
[[candidates]]
name = "dead"
equations = ["W[0] = 0", "b[0] = 0", "a[0] = 0"]
"""
FUNCTIONS = ("tanh", "gelu")


@dataclass(frozen=True)
class Row:
    """One way to do the tasks: seconds of the clock and of the processors, and how many answers it left."""

    way: str
    seconds: float
    processor_seconds: float
    answers: int | None


def write_specs(folder: Path, given: Sequence[Path], widths: Sequence[int]) -> list[Path]:
    """The specs that are given, and the members of the families, each a file of its own."""
    specs = list(given)
    for function in FUNCTIONS:
        for m in widths:
            path = folder / f"{function}-{m}.toml"
            path.write_text(FAMILY.format(function=function, m=m), encoding="utf-8")
            specs.append(path)
    return specs


def certsim(*arguments: str | Path) -> list[str]:
    """A command line of certsim."""
    return [sys.executable, "-m", "certsim", *map(str, arguments)]


def measured(commands: Mapping[str, tuple[Sequence[str], Path | None]]) -> list[Row]:
    """Runs programs side by side, so that the load of the machine is the same for all, each to its end."""
    begun = time.perf_counter()
    running = {
        subprocess.Popen(command, stdout=subprocess.DEVNULL).pid: (way, store)
        for way, (command, store) in commands.items()
    }
    rows = []
    while running:
        pid, _, usage = os.wait3(0)
        way, store = running.pop(pid)
        seconds, used = time.perf_counter() - begun, usage.ru_utime + usage.ru_stime
        print(f"{way}: {seconds:.1f} s", file=sys.stderr)
        rows.append(Row(way, seconds, used, None if store is None else answers_in(store)))
    return sorted(rows, key=lambda row: list(commands).index(row.way))


def answers_in(store: Path) -> int:
    """How many answers there are so far."""
    with contextlib.suppress(CertsimError), Archive(store, create=False) as archive:
        return len(list(archive.keys()))
    return 0


@contextlib.contextmanager
def workers(count: int) -> Iterator[tuple[str, list[int]]]:
    """A scheduler with workers under nannies, as `dask worker` starts them: its address, their processes."""
    from distributed import LocalCluster

    options: dict[str, Any] = {"processes": True, "threads_per_worker": 1, "dashboard_address": ":0"}
    with LocalCluster(n_workers=count, **options) as cluster:
        yield cluster.scheduler_address, [worker.pid for worker in cluster.workers.values()]


def killed_in_the_middle(command: Sequence[str], store: Path, victim: int, after: int) -> float:
    """Runs a campaign, and kills a process when so many answers are there; the seconds that it takes."""
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and answers_in(store) < after:
            time.sleep(0.05)
        os.kill(victim, signal.SIGKILL)
    return time.perf_counter() - begun


def interrupted(command: Sequence[str], store: Path, after: Sequence[int]) -> float:
    """Runs a campaign that is killed when so many answers are there, and then to its end."""
    begun = time.perf_counter()
    for count in after:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and answers_in(store) < count:
                time.sleep(0.02)
            process.kill()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begun


def same(first: Path, second: Path) -> bool:
    """Whether two stores hold the same, but for times."""
    with Archive(first, create=False) as one, Archive(second, create=False) as other:
        found = list(differences(one, other))
    for difference in found:
        print(f"{second.name}: {difference}")
    return not found


def milliseconds_to_keep(store: Path, folder: Path) -> float:
    """What it costs to lease a task and to keep an answer of the usual size."""
    record = next(record for record in Campaign(store).records() if record.certificate)
    assert record.certificate
    answered = Answered(record.result, 0, {"": record.certificate}, 120.0, 1.0)
    with Archive(folder, create=True) as archive:
        begun = time.perf_counter()
        for number in range(KEPT):
            archive.lease(f"{number:064x}")
            archive.record(f"{number:064x}", answered)
    return (time.perf_counter() - begun) * 1000 / KEPT


def milliseconds_to_accept(store: Path, specs: Sequence[Path]) -> float:
    """What it costs the processor to have the kernel accept an answer of a worker, on average."""
    question, seconds, count = Question(), 0.0, 0
    with Archive(store, create=False) as archive:
        records = {record.key: record for record in Campaign(store).records()}
        for path in specs:
            for spec, sizes in members(path):
                for entry, task in tasks_of(spec, sizes, str(path), question):
                    stored = archive.answer(entry.key)
                    assert stored is not None
                    reply = Reply(stored.document, stored.status, dict(records[entry.key].certificates))
                    begun = time.process_time()
                    confirmed(task, reply, question.options.timeout)
                    seconds, count = seconds + time.process_time() - begun, count + 1
    return seconds * 1000 / count


def run(given: Sequence[Path], widths: Sequence[int] = WIDTHS, jobs: int = 2) -> dict[str, Any]:
    """Measures everything, prints the table, and returns what was measured."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        specs = write_specs(folder, given, widths)
        local, cut, remote, crippled = (folder / each for each in ("here", "cut", "workers", "killed"))
        plain = certsim("certify", *specs, "-j", str(jobs), "-o", folder / "plain")
        here = certsim("campaign", *specs, "-o", local, "--workers", str(jobs))
        rows = measured({"certify": (plain, None), "campaign, beside it": (here, local)})
        rows += measured({"campaign, all cached": (here, local)})
        tasks = answers_in(local)
        again = certsim("campaign", *specs, "-o", cut, "--workers", str(jobs))
        seconds = interrupted(again, cut, [tasks // 4, tasks // 2])
        rows.append(Row("campaign, killed twice", seconds, 0.0, answers_in(cut)))
        with workers(jobs) as (address, _):
            there = certsim("campaign", *specs, "-o", remote, "--scheduler", address)
            rows += measured({f"{jobs} dask workers": (there, remote)})
        with workers(jobs) as (address, processes):
            there = certsim("campaign", *specs, "-o", crippled, "--scheduler", address)
            seconds = killed_in_the_middle(there, crippled, processes[0], tasks // 3)
            rows.append(Row(f"{jobs} dask workers, one killed", seconds, 0.0, answers_in(crippled)))
        document = {
            "tasks": tasks,
            "rows": [asdict(row) for row in rows],
            "overhead": rows[1].seconds / rows[0].seconds - 1,
            "processor_overhead": rows[1].processor_seconds / rows[0].processor_seconds - 1,
            "milliseconds_to_keep": milliseconds_to_keep(local, folder / "kept"),
            "milliseconds_to_accept": milliseconds_to_accept(local, specs),
            "equal": {store.name: same(local, store) for store in (cut, remote, crippled)},
        }
    show(rows, document)
    return document


def show(rows: Sequence[Row], document: dict[str, Any]) -> None:
    """Prints what was measured."""
    console = Console()
    table = Table(title=f"{document['tasks']} tasks", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("way", "seconds", "of the processors", "answers"):
        table.add_column(heading, justify="left" if heading == "way" else "right")
    for row in rows:
        used = f"{row.processor_seconds:.1f}" if row.processor_seconds else ""
        table.add_row(row.way, f"{row.seconds:.1f}", used, str(row.answers or ""))
    console.print(table)
    console.print(f"campaign beside certify: {document['overhead']:+.1%} of the clock")
    console.print(f"and {document['processor_overhead']:+.1%} of the processors")
    console.print(f"to lease and keep an answer: {document['milliseconds_to_keep']:.1f} ms")
    console.print(f"to accept an answer of a worker: {document['milliseconds_to_accept']:.1f} ms")
    console.print(f"stores equal to that of a run here: {document['equal']}")


def main() -> None:
    """Runs everything, and writes what was measured if a file is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("specs", type=Path, nargs="*", default=sorted(EXAMPLES.glob("*.toml")))
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("-o", type=Path)
    arguments = parser.parse_args()
    document = run(arguments.specs, arguments.widths, arguments.jobs)
    if arguments.o:
        arguments.o.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
