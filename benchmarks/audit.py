"""Audits of PyTorch modules: small ones, one of the size of GPT-2 small, and how time grows with the size.

Each module is audited in a process of its own: seconds after torch's import, and the peak of memory. In the
transformers four things are planted that never train (both factors of a LoRA adapter at 0, two copied
neurons, a copied head), and decoys that do (an adapter with one factor at 0, a gate at 0, neurons that only
agree in what comes in, biases at 0). Beside them, in the same way, what a user would do instead: one backward
pass and a list of gradients that are 0, and the groups of Torch-Pruning, where it is installed. Run it with
`python benchmarks/audit.py`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from modules import Planted

SMALL = ("perceptron", "adapter", "recurrent", "convolutions", "block")
GPT = "gpt2-small"
SIZES = ("1M", "4M", "16M", "64M", GPT, "300M")


@dataclass(frozen=True)
class Row:
    """What one way said of one module.

    `found` of `planted` groups that never train were named; `wrong` counts what was named and trains.
    """

    module: str
    way: str
    parameters: int
    seconds: float
    megabytes: float
    planted: int
    found: int | None
    wrong: int | None
    said: str


def by_audit(planted: Planted) -> tuple[list[set[str]], str]:
    """The parameters of each finding that says trapped."""
    from certsim.torch import audit

    audited = audit(planted.module, planted.inputs)
    findings = [finding.to_json() for finding in audited.findings]
    trapped = [set(each["parameters"]) for each in findings if each["verdict"] == "trapped"]
    verdicts = [each["verdict"] for each in findings]
    counts = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in sorted(set(verdicts)))
    return trapped, counts


def by_gradients(planted: Planted) -> tuple[list[set[str]], str]:
    """Each parameter whose gradient is 0 after one backward pass."""
    output = planted.module(*planted.inputs)
    (output * output.detach().clone().normal_()).sum().backward()
    parameters = dict(planted.module.named_parameters())
    still = [name for name, each in parameters.items() if each.grad is None or not each.grad.any()]
    together = [group for group in planted.groups.values() if group <= set(still)]
    alone = [{name} for name in still if not any(name in group for group in together)]
    return together + alone, f"{len(still)} parameters without a gradient"


def by_pruning(planted: Planted) -> tuple[list[set[str]], str]:
    """The groups of coupled channels of Torch-Pruning. They name no values: nothing of them is trapped."""
    import torch_pruning

    graph = torch_pruning.DependencyGraph().build_dependency(planted.module, example_inputs=planted.inputs)
    groups = list(graph.get_all_groups())
    return [], f"{len(groups)} groups of channels, none about values"


WAYS = {"certsim audit": by_audit, "zero gradients": by_gradients, "Torch-Pruning": by_pruning}


def measure_here(name: str, way: str) -> Row:
    """One way for one module, in this process."""
    from modules import build  # which imports torch: that is not measured

    planted = build(name)
    start = time.perf_counter()
    try:
        named, said = WAYS[way](planted)
    except Exception as error:
        if way == "certsim audit":
            raise
        named, said = [], f"fails: {type(error).__name__}: {str(error)[:60]}"
    seconds = time.perf_counter() - start
    groups = planted.groups.values()
    found = sum(any(each and each <= group for each in named) for group in groups)
    wrong = sum(not any(each <= group for group in groups) for each in named)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Row(name, way, planted.parameters, seconds, megabytes, len(planted.groups), found, wrong, said)


def measure(name: str, way: str) -> Row:
    """The same in a process of its own; raises if it fails."""
    command = [sys.executable, __file__, "--here", name, way]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{way} of {name} failed: {done.stderr[-2000:]}")
    return Row(**json.loads(done.stdout.splitlines()[-1]))


def exponent(rows: Sequence[Row]) -> float:
    """The p for which seconds grow like parameters**p, fitted to all sizes by least squares."""
    logs = [(math.log(row.parameters), math.log(row.seconds)) for row in rows]
    middle = [sum(each) / len(logs) for each in zip(*logs, strict=True)]
    upper = sum((x - middle[0]) * (y - middle[1]) for x, y in logs)
    return upper / sum((x - middle[0]) ** 2 for x, _ in logs)


def table(rows: Sequence[Row], title: str) -> Table:
    """All rows, one after the other."""
    shown = Table(title=title)
    for column in ("module", "way", "parameters", "seconds", "MB", "found", "wrong", "said"):
        shown.add_column(column, justify="left" if column in ("module", "way", "said") else "right")
    for row in rows:
        cells = (f"{row.parameters:,}", f"{row.seconds:.2f}", f"{row.megabytes:.0f}")
        shown.add_row(row.module, row.way, *cells, f"{row.found} of {row.planted}", str(row.wrong), row.said)
    return shown


def run(sizes: Sequence[str] = SIZES) -> dict[str, object]:
    """Measures everything, prints the tables, and returns what was measured."""
    console = Console()
    ways = [way for way in WAYS if way != "Torch-Pruning" or importlib.util.find_spec("torch_pruning")]
    small = [measure(name, "certsim audit") for name in SMALL]
    console.print(table(small, "Small modules, after torch's import"))
    beside = [measure(GPT, way) for way in ways]
    console.print(table(beside, "A transformer of the size of GPT-2 small, and other ways"))
    growth = [measure(name, "certsim audit") for name in sizes]
    console.print(table(growth, "Growth"))
    slope = exponent(growth) if len(growth) > 1 else None
    if slope is not None:
        console.print(f"seconds grow like parameters to the power {slope:.2f}")
    document = {"small": small, "beside": beside, "growth": growth}
    return {part: [asdict(row) for row in rows] for part, rows in document.items()} | {"exponent": slope}


def main() -> None:
    """Runs everything, and writes what was measured if a file is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--here", nargs=2, metavar=("MODULE", "WAY"), help="measure one, and print JSON")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=SIZES)
    parser.add_argument("-o", type=Path)
    arguments = parser.parse_args()
    if arguments.here:
        print(json.dumps(asdict(measure_here(*arguments.here))))
        return
    document = run(arguments.sizes)
    if arguments.o:
        arguments.o.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
