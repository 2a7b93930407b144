"""Conserved quantities behind normalisations: certified level sets, and the laws of whole blocks.

Heads of attention of width d have queries, keys, values and outputs of d × d numbers; certified is that
QQᵀ - KKᵀ is conserved, entry by entry. Blocks are attention behind a layer norm, a residual stream, and two
layers with relu behind another layer norm with gains; asked for are all quadratic laws, and the dimension of
a generic orbit from both sides. Times are those of the processor. Run it with
`python benchmarks/normalisations.py`.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from certsim import Model, certify, laws
from certsim.judge import Options

WIDTHS = (2, 3, 4, 5, 6, 7, 8)
BLOCKS = ((3, 1, 2), (4, 2, 3), (5, 4, 5))
"""The width of a block, that of its head, and the number of its units with relu."""
TIMEOUT = 600.0


@dataclass(frozen=True)
class Row:
    """One model: how many parameters it has, what was found, and the seconds that it took."""

    model: str
    parameters: int
    found: str
    seconds: float


def head(width: int) -> Model:
    """A head of attention that is asked for one position."""
    parameters = [f"{name}[{width},{width}]" for name in "QKVO"]
    outputs = "O @ V @ X.T @ exp(X @ K.T @ Q @ X[3]) / sum(exp(X @ K.T @ Q @ X[3]))"
    return Model.parse(outputs, parameters=parameters, inputs=[f"X[4,{width}]"])


def block(width: int, inner: int, units: int) -> Model:
    """Attention, a residual stream, and two layers with relu, each behind a layer norm."""
    norm = "layer_norm({}, eps=1/100)"
    read = norm.format("X")
    stream = f"(X[0] + softmax({read} @ K.T @ Q @ ({read})[0]) @ {read} @ V)"
    outputs = f"{stream} + relu(U @ (g*{norm.format(stream)})) @ W"
    shapes = {"Q": (inner, width), "K": (inner, width), "V": (width, width), "U": (units, width)}
    parameters = [f"{name}[{a},{b}]" for name, (a, b) in shapes.items()]
    parameters += [f"W[{units},{width}]", f"g[{width}]"]
    return Model.parse(outputs, parameters=parameters, inputs=[f"X[2,{width}]"])


def balance(width: int) -> str:
    """The verdict on the level sets of QQᵀ - KKᵀ."""
    equation, constants = "Q @ Q.T - K @ K.T = C + C.T", [f"C[{width},{width}]"]
    return str(certify(head(width), [equation], constants=constants, options=Options(TIMEOUT)).verdict)


def laws_of(width: int, inner: int, units: int) -> str:
    """How many laws there are, and the dimension of a generic orbit."""
    found = laws(block(width, inner, units), options=Options(TIMEOUT))
    return f"{len(found.laws)} laws, dimension {found.lower} to {found.upper}, complete: {found.complete}"


def timed(name: str, parameters: int, ask: Callable[[], str]) -> Row:
    """The row of one question."""
    start = time.process_time()
    return Row(name, parameters, ask(), round(time.process_time() - start, 2))


def rows() -> Iterator[Row]:
    """All questions, one after the other."""
    for width in WIDTHS:
        yield timed(f"head of width {width}", 4 * width**2, partial(balance, width))
    for sizes in BLOCKS:
        width, inner, units = sizes
        parameters = 2 * inner * width + width**2 + 2 * units * width + width
        yield timed(f"block of width {width}", parameters, partial(laws_of, *sizes))


def exponent(found: Sequence[Row]) -> float:
    """The slope of the seconds over the parameters, both as logarithms."""
    points = [(math.log(row.parameters), math.log(max(row.seconds, 0.01))) for row in found]
    x, y = (sum(values) / len(points) for values in zip(*points, strict=True))
    slope: float = sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)
    return slope


def main() -> None:
    """Prints the table, and writes it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, help="a file for the rows as JSON")
    arguments = parser.parse_args()
    console, found = Console(), list[Row]()
    for row in rows():
        found.append(row)
        console.print(f"{row.model}: {row.found}, {row.seconds} s")
    table = Table("model", "parameters", "found", "seconds")
    for row in found:
        table.add_row(row.model, str(row.parameters), row.found, str(row.seconds))
    console.print(table)
    kinds = {kind: [row for row in found if row.model.startswith(kind)] for kind in ("head", "block")}
    exponents = {kind: round(exponent(listed), 2) for kind, listed in kinds.items()}
    console.print(f"exponents in the number of parameters: {exponents}")
    if arguments.output:
        document = {"rows": list(map(asdict, found)), "exponents": exponents}
        arguments.output.write_text(json.dumps(document, indent=1) + "\n")


if __name__ == "__main__":
    main()
