"""Transformers in the language of specs: what it costs to read one, to certify a tie of heads, to check it.

Each block has two heads, layer normalisation and an MLP of twice the width; the sequence has three tokens.
The candidate ties the heads of the first block. Run it with `python benchmarks/language.py`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from certsim.judge import Options
from certsim.kernel.check import check
from certsim.model.spec import read_spec
from certsim.pipeline import decide

SHAPES = ((1, 4), (1, 8), (2, 8), (4, 8), (2, 16))
"""Numbers of blocks, and widths."""

HEAD = """\
format = 1
[model]
parameters = [{parameters}]
inputs = ["x[3,{width}]"]
let = [{definitions}]
outputs = "z{blocks}"
[[candidates]]
name = "the heads of the first block are equal"
equations = ["Q1[0] = Q1[1]", "K1[0] = K1[1]", "V1[0] = V1[1]", "O1[0] = O1[1]"]
expect = "certified"
"""
DEFINITIONS = (
    "n{b} = g{b} * layer_norm({x}, 1e-5)",
    "q{b} = einsum('hkd,sd->hsk', Q{b}, n{b})",
    "k{b} = einsum('hkd,sd->hsk', K{b}, n{b})",
    "v{b} = einsum('hkd,sd->hsk', V{b}, n{b})",
    "A{b} = softmax(einsum('hik,hjk->hij', q{b}, k{b}) / 2)",
    "y{b} = {x} + einsum('hij,hjk,hdk->id', A{b}, v{b}, O{b})",
    "z{b} = y{b} + gelu((h{b} * layer_norm(y{b}, 1e-5)) @ U{b}.T) @ D{b}.T",
)


@dataclass(frozen=True)
class Row:
    """One transformer: its size, the bytes of spec and certificate, and seconds."""

    blocks: int
    width: int
    parameters: int
    spec_bytes: int
    certificate_bytes: int
    read_seconds: float
    certify_seconds: float
    check_seconds: float


def spec(blocks: int, width: int) -> str:
    """The spec of a transformer."""
    half, double = width // 2, 2 * width
    shapes = dict.fromkeys("QKV", f"2,{half},{width}")
    shapes |= {"O": f"2,{width},{half}", "U": f"{double},{width}", "D": f"{width},{double}"}
    shapes |= {"g": f"{width}", "h": f"{width}"}
    numbers = range(1, blocks + 1)
    parameters = (f'"{name}{b}[{shape}]"' for b in numbers for name, shape in shapes.items())
    inputs = {b: "x" if b == 1 else f"z{b - 1}" for b in numbers}
    definitions = (f'"{line.format(b=b, x=inputs[b])}"' for b in numbers for line in DEFINITIONS)
    return HEAD.format(
        parameters=", ".join(parameters), definitions=",\n  ".join(definitions), width=width, blocks=blocks
    )


def measured(blocks: int, width: int, directory: Path) -> Row:
    """Reads, certifies and checks."""
    path = directory / f"transformer-{blocks}-{width}.toml"
    path.write_text(spec(blocks, width), encoding="utf-8")
    start = time.perf_counter()
    read = read_spec(path)
    read_seconds = time.perf_counter() - start
    start = time.perf_counter()
    result = decide(read.model, read.candidates[0], Options(timeout=300))
    certify_seconds = time.perf_counter() - start
    if result.certificate is None:
        raise RuntimeError(f"{path.name}: {result!r}")
    start = time.perf_counter()
    check(result.certificate)
    check_seconds = time.perf_counter() - start
    size, proof = path.stat().st_size, len(result.certificate)
    times = (read_seconds, certify_seconds, check_seconds)
    return Row(blocks, width, read.model.dimension, size, proof, *times)


def run(shapes: Sequence[tuple[int, int]] = SHAPES) -> list[dict[str, object]]:
    """Measures and prints a table."""
    with tempfile.TemporaryDirectory() as name:
        rows = [measured(*shape, Path(name)) for shape in shapes]
    columns = (
        "blocks",
        "width",
        "parameters",
        "spec, B",
        "certificate, B",
        "read, s",
        "certify, s",
        "check, s",
    )
    table = Table(*columns, title="Transformers with two heads: the heads of the first block tied")
    for row in rows:
        sizes = (row.blocks, row.width, row.parameters, row.spec_bytes, row.certificate_bytes)
        times = (row.read_seconds, row.certify_seconds, row.check_seconds)
        table.add_row(*(f"{size:,}" for size in sizes), *(f"{seconds:.2f}" for seconds in times))
    Console().print(table)
    return [asdict(row) for row in rows]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", type=Path, help="where the figures go, as JSON")
    arguments = parser.parse_args()
    figures = run()
    if arguments.o:
        arguments.o.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
