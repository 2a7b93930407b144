"""The verified checker beside the kernel, on the same certificates, one after the other in one run.

The certificates are those of all examples; the level sets of all laws of the networks of a published
experiment (`laws.py`); balanced linear networks n-n-n; linear networks of rank one, by minors, with
cofactors for each identity; and tanh networks with two equal neurons, wide and deep. Each is checked by
`python -I -m certsim.kernel` and by certsim-verified, in a process of its own. Seconds are those of the
processor, so that other programs matter little; the start of the process is among them. Run it with
`python benchmarks/verified.py`, after `make verified`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias

import laws
from rich.console import Console
from rich.table import Table

from certsim.kernel.statement.model import read_model
from certsim.kernel.statement.strict_json import digest, dump
from certsim.orbits.laws.solve import find_laws
from certsim.verified import require_program

Json: TypeAlias = Any

ROOT: Final = Path(__file__).parents[1]
SQUARES: Final = (5, 10, 15, 20, 30, 40)
MINORS: Final = ((2, 2, 3), (4, 3, 4), (6, 4, 6), (10, 5, 10))
"""Outputs, hidden neurons, inputs."""
WIDE: Final = ((10, 8), (32, 30), (100, 98))
"""Neurons and inputs: up to 10,000 parameters."""
DEEP: Final = ((4, 16, 16), (4, 8, 8, 8), (8, 32, 32), (8, 16, 16, 16), (8, 32, 32, 32))
"""Inputs, then the widths of the layers."""
LONG: Final = 0.2
"""Seconds of the kernel from which on a comparison counts: below, both mostly start."""
QUICK: Final = 1.0
"""Seconds below which a check is repeated, and the quickest taken."""
REPETITIONS: Final = 3
CAP: Final = "600"


@dataclass(frozen=True)
class Row:
    """One certificate: what both say of it, and how long they take, with the start of the process."""

    group: str
    name: str
    bytes: int
    kernel: str
    kernel_seconds: float
    verified: str
    verified_seconds: float

    @property
    def ratio(self) -> float:
        return self.kernel_seconds / self.verified_seconds

    @property
    def is_long(self) -> bool:
        return self.kernel_seconds > LONG and self.verified.startswith("valid")


# Certificates.


def certificate(claim: Json, lie: Sequence[Json] = ()) -> bytes:
    """That of a set which is certified by tangency."""
    proof = {"rule": "tangency", "lie": list(lie), "congruences": [], "conditions": []}
    evidence = {"proof": {"shows": "invariance", "description": None, "proof": proof}, "manifold": None}
    document = {"certsim": 3, "about": {"model": "", "candidate": ""}, "claim": claim, "evidence": evidence}
    digests = {part: digest(document[part]) for part in ("claim", "evidence")}
    return dump({**document, "assumptions": [], "digests": digests})


def claim(model: Json, equations: Json, **candidate: Json) -> Json:
    """That a set is kept."""
    return {"model": model, "candidate": {"equations": equations, **candidate}, "verdict": "certified"}


def linear(outputs: int, hidden: int, inputs: int) -> Json:
    """The model U V x."""
    return {
        "parameters": [["U", [outputs, hidden]], ["V", [hidden, inputs]]],
        "inputs": [["x", [inputs]]],
        "outputs": [["@", ["@", "U", "V"], "x"]],
    }


def balanced(n: int) -> bytes:
    """UᵀU − VVᵀ = C + Cᵀ: every Lie derivative is 0 as it stands."""
    balance = [["@", ["T", "U"], "U"], ["+", ["@", "V", ["T", "V"]], "C", ["T", "C"]]]
    return certificate(claim(linear(n, n, n), [balance], constants=[["C", [n, n]]]))


def rank_one(outputs: int, hidden: int, inputs: int) -> bytes:
    """All minors of size 2 of U over Vᵀ are 0: a gradient moves the rows along one another."""
    rows = list(combinations(range(outputs + inputs), 2))
    pairs = [(row, columns) for row in rows for columns in combinations(range(hidden), 2)]
    number = {pair: at for at, pair in enumerate(pairs)}

    def entry(row: int, column: int) -> Json:
        return ["index", "U", row, column] if row < outputs else ["index", "V", column, row - outputs]

    def lie(output: int, row: tuple[int, int], columns: tuple[int, int]) -> Json:
        found: dict[int, dict[int, int]] = {}
        for moving, other, sign in ((row[0], row[1], 1), (row[1], row[0], -1)):
            if moving == output:
                along = [(outputs + x, x) for x in range(inputs)]
            else:
                along = [(output, moving - outputs)] if moving >= outputs else []
            for to, x in along:
                if to != other:
                    at = number[(min(to, other), max(to, other)), columns]
                    cofactor = found.setdefault(at, {})
                    cofactor[x] = cofactor.get(x, 0) + (sign if to < other else -sign)
        cofactors = [
            [["equation", at], [[str(c), f"x[{x}]"] for x, c in sorted(q.items()) if c]]
            for at, q in found.items()
            if any(q.values())
        ]
        return {"field": output, "equation": number[row, columns], "power": 0, "cofactors": cofactors}

    equations = [
        [["*", entry(i, k), entry(j, m)], ["*", entry(i, m), entry(j, k)]] for (i, j), (k, m) in pairs
    ]
    identities = [lie(output, *pair) for output in range(outputs) for pair in pairs]
    return certificate(
        claim(linear(outputs, hidden, inputs), equations), [one for one in identities if one["cofactors"]]
    )


def tie(array: str, *, columns: int | None = None) -> Iterator[Json]:
    """The first two rows of an array are equal, or the first two columns, of so many entries."""
    if columns is None:
        yield [["index", array, 0], ["index", array, 1]]
        return
    for row in range(columns):
        yield [["index", array, row, 0], ["index", array, row, 1]]


def tanh_network(widths: Sequence[int]) -> bytes:
    """Two neurons of the first layer are equal; the widths begin with that of the input."""
    parameters: list[Json] = []
    output: Json = "x"
    for layer, (before, width) in enumerate(pairwise(widths)):
        parameters += [[f"W{layer}", [width, before]], [f"b{layer}", [width]]]
        output = ["call", "tanh", ["+", ["@", f"W{layer}", output], f"b{layer}"]]
    model = {
        "parameters": [*parameters, ["a", [widths[-1]]]],
        "inputs": [["x", [widths[0]]]],
        "outputs": [["@", "a", output]],
    }
    deep = len(widths) > 2
    out = tie("W1", columns=widths[2]) if deep else tie("a")
    return certificate(claim(model, [*tie("W0"), *tie("b0"), *out]))


def level_sets(model: Json) -> bytes:
    """All laws of degree 2 of a model are constant."""
    conserved = find_laws(read_model(model), 2).laws
    equations = [[law, f"c{at}"] for at, law in enumerate(conserved)]
    return certificate(claim(model, equations, constants=[[f"c{at}", []] for at in range(len(conserved))]))


def published() -> Iterator[tuple[str, str, bytes]]:
    """Those of the networks of the published experiment."""
    for network in json.loads(laws.DATA.read_text(encoding="utf-8"))["networks"]:
        name = f"{laws.shape(network['widths'])}{', bias' * network['bias']}"
        yield f"published {network['kind']}", name, level_sets(laws.model_of(network).statement)


def examples(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Those of all examples, which are certified anew."""
    specs = sorted((ROOT / "examples").glob("*.toml"))
    command = [sys.executable, "-m", "certsim", "certify", "-q", "-o", folder, *specs]
    subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL)
    for path in sorted(folder.rglob("*.json")):
        yield "examples", f"{path.parent.name}/{path.stem}", path.read_bytes()


def made() -> Iterator[tuple[str, str, bytes]]:
    """Certificates of growing size."""
    for n in SQUARES:
        yield "linear n-n-n, balanced", f"n = {n}", balanced(n)
    for shape in MINORS:
        yield "linear, rank one", "-".join(map(str, shape)), rank_one(*shape)
    for neurons, inputs in WIDE:
        yield "tanh, wide", f"{neurons * (inputs + 2):,} parameters", tanh_network((inputs, neurons))
    for widths in DEEP:
        yield "tanh, deep", "-".join(map(str, widths)), tanh_network(widths)


# Measuring.


def once(command: Sequence[str]) -> tuple[str, float]:
    """What a program prints, and its seconds of processor time, its children's included."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    printed = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return printed.strip(), usage.ru_utime + usage.ru_stime


def measured(command: Sequence[str], path: Path) -> tuple[str, float]:
    """What a checker says of a file, without the name of it, and the seconds of the quickest of some runs."""
    runs = [once([*command, str(path)])]
    while len(runs) < REPETITIONS and runs[-1][1] < QUICK:
        runs.append(once([*command, str(path)]))
    return runs[0][0].removeprefix(f"{path}: "), min(seconds for _, seconds in runs)


def row(group: str, name: str, data: bytes, room: Path, program: Path) -> Row:
    """Both checkers on one certificate."""
    path = room / "one.json"
    path.write_bytes(data)
    kernel = measured([sys.executable, "-I", "-m", "certsim.kernel"], path)
    return Row(group, name, len(data), *kernel, *measured([str(program), "--timeout", CAP], path))


def short(said: str) -> str:
    """An answer in a word or two."""
    if "than it is allowed" in said:
        return "over its limit"
    return said.partition(":")[0].partition(" (")[0]


def summary(rows: Sequence[Row]) -> Table:
    """Totals for each kind of certificate."""
    columns = ("certificates", "files", "valid by both", "kernel, s", "verified, s", "ratio")
    table = Table(*columns, title="The kernel and the verified checker")
    for group in dict.fromkeys(one.group for one in rows):
        own = [one for one in rows if one.group == group]
        both = [one for one in own if one.kernel.startswith("valid") and one.verified.startswith("valid")]
        mine, theirs = (
            sum(getattr(one, part) for one in both) for part in ("kernel_seconds", "verified_seconds")
        )
        ratio = f"{mine / theirs:.1f}" if both else ""
        table.add_row(group, str(len(own)), str(len(both)), f"{mine:.2f}", f"{theirs:.2f}", ratio)
    return table


def details(rows: Sequence[Row]) -> Table:
    """Certificates one by one; in red where the verified checker is the slower one."""
    columns = ("certificate", "KB", "kernel", "s", "verified", "s", "ratio")
    table = Table(*columns, title=f"Over {LONG} s, and those that are made to grow")
    for one in rows:
        if one.is_long or not one.group.startswith(("examples", "published")):
            answers = (short(one.kernel), f"{one.kernel_seconds:.2f}")
            others = (short(one.verified), f"{one.verified_seconds:.3f}", f"{one.ratio:.1f}")
            style = "red" if one.is_long and one.ratio < 1 else None
            table.add_row(f"{one.group}: {one.name}", str(one.bytes // 1000), *answers, *others, style=style)
    return table


def run(*, everything: bool = True) -> list[dict[str, object]]:
    """Measures everything, prints the tables, and returns what was measured."""
    program, console = require_program(), Console()
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        found = [row(*one, room, program) for one in made()]
        if everything:
            found += [row(*one, room, program) for one in published()]
            found += [row(*one, room, program) for one in examples(room / "examples")]
    console.print(summary(found))
    console.print(details(found))
    return [asdict(one) | {"ratio": one.ratio} for one in found]


def main() -> None:
    """Runs everything, and writes what was measured if a file is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--made", action="store_true", help="only the certificates that are made to grow")
    parser.add_argument("-o", type=Path)
    arguments = parser.parse_args()
    document = run(everything=not arguments.made)
    if arguments.o:
        arguments.o.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
