"""How long hierarchies of symmetry-induced SIMs take: wide layers, full lattices, deep networks.

Run it by itself: `python benchmarks/hierarchy.py`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

import certsim
from certsim import Model


@dataclass(frozen=True)
class Case:
    """A model, whether its classes or all its SIMs are listed, and how many are certified (None: all)."""

    name: str
    model: Model
    classes: bool
    sample: int | None


def layer(width: int) -> Model:
    """A two-layer tanh network with two inputs."""
    return Model.parse("a @ tanh(W @ x)", parameters=[f"W[{width},2]", f"a[{width}]"], inputs=["x[2]"])


def deep(first: int, second: int) -> Model:
    """A tanh network with two hidden layers."""
    return Model.parse(
        "a @ tanh(V @ tanh(W @ x))",
        parameters=[f"W[{first},2]", f"V[{second},{first}]", f"a[{second}]"],
        inputs=["x[2]"],
    )


CASES = (
    Case("width 30, classes", layer(30), True, 0),
    Case("width 30, 200 certified", layer(30), True, 200),
    Case("width 5, all", layer(5), False, None),
    Case("deep (3,2), classes", deep(3, 2), True, None),
    Case("deep (3,3), classes", deep(3, 3), True, None),
)


def run() -> list[dict[str, object]]:
    """Prints the table, and returns its rows."""
    table = Table("case", "SIMs", "classes", "certified", "seconds", title="Hierarchies")
    rows: list[dict[str, object]] = []
    for case in CASES:
        start = time.perf_counter()
        found = certsim.enumerate(case.model, classes=case.classes, sample=case.sample)
        seconds = time.perf_counter() - start
        certified = sum(sim.result is not None for sim in found.sims)
        values = (case.name, found.count, found.class_count, certified, round(seconds, 2))
        table.add_row(*map(str, values))
        rows.append(dict(zip(("case", "sims", "classes", "certified", "seconds"), values, strict=True)))
    Console().print(table)
    return rows


if __name__ == "__main__":
    run()
