"""Locating points of two-layer tanh networks n × n: a free point, one with planted ties, a dead gelu unit.

Prints a table of processor times, with the exponent in the number of parameters, or JSON with `--json`. Run
it with `python benchmarks/locate.py`.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from rich.console import Console
from rich.table import Table

from certsim import Model, Options, locate

SIZES = (16, 32, 64, 128, 256)
TIMEOUT = 600.0


@dataclass(frozen=True)
class Row:
    """One point: how many parameters there are, what was found, and the seconds of processor time."""

    point: str
    n: int
    parameters: int
    dimension: int
    by: str | None
    verdict: str
    seconds: float


def measure(sizes: Sequence[int]) -> list[Row]:
    """All points of all sizes, the small ones first."""
    return [_row(point, n) for n in sizes for point in _POINTS]


def exponent(rows: Sequence[Row], point: str) -> float | None:
    """The slope of the times against the numbers of parameters, between the first and the last size."""
    mine = [row for row in rows if row.point == point]
    first, last = mine[0], mine[-1]
    if first.n == last.n:
        return None
    return math.log(last.seconds / first.seconds) / math.log(last.parameters / first.parameters)


def _row(point: str, n: int) -> Row:
    function, plant = _POINTS[point]
    parameters = [f"W[{n},{n}]", f"a[{n}]"]
    model = Model.parse(f"a @ {function}(W @ x)", parameters=parameters, inputs=[f"x[{n}]"])
    random = Random(n)
    values = {
        "W": [[random.randint(1, 10**6) for _ in range(n)] for _ in range(n)],
        "a": [random.randint(1, 10**6) for _ in range(n)],
    }
    plant(values)
    start = time.process_time()
    found = locate(model, values, options=Options(timeout=TIMEOUT))
    seconds = time.process_time() - start
    verdict = str(found.result.verdict)
    return Row(point, n, found.trained, found.dimension, found.by, verdict, round(seconds, 3))


def _nothing(values: dict[str, Any]) -> None:
    """The point stays as it was drawn."""


def _ties(values: dict[str, Any]) -> None:
    """Two equal units, two opposite ones, and one that is dead."""
    W, a = values["W"], values["a"]
    W[1], a[1] = W[0], a[0]
    W[3], a[3] = [-value for value in W[2]], -a[2]
    W[4], a[4] = [0] * len(a), 0


def _dead(values: dict[str, Any]) -> None:
    """One unit is dead."""
    values["W"][0], values["a"][0] = [0] * len(values["a"]), 0


_POINTS = {"free": ("tanh", _nothing), "ties": ("tanh", _ties), "dead gelu": ("gelu", _dead)}


def table(rows: Sequence[Row]) -> Table:
    """The rows as a table, and the exponents below."""
    shown = Table(title="locate on two-layer networks n × n")
    for column in ("point", "n", "parameters", "dimension", "by", "seconds"):
        shown.add_column(column, justify="left" if column in ("point", "by") else "right")
    for row in rows:
        cells = (row.n, row.parameters, row.dimension, row.by or "", f"{row.seconds:.2f}")
        shown.add_row(row.point, *map(str, cells))
    for point in _POINTS:
        slope = exponent(rows, point)
        if slope is not None:
            shown.add_row(f"{point}: exponent", "", "", "", "", f"{slope:.2f}")
    return shown


def main() -> None:
    """Measures, and prints what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = measure(options.sizes)
    if options.json:
        slopes = {point: exponent(rows, point) for point in _POINTS}
        print(json.dumps({"rows": [asdict(row) for row in rows], "exponents": slopes}, indent=1))
    else:
        Console().print(table(rows))


if __name__ == "__main__":
    main()
