"""Speed: what a small example costs from a cold start, and how merging two neurons scales with the width.

Then Gröbner bases with and without Singular, the corpus of invariance problems, hierarchies of SIMs,
collinear ReLU neurons, conserved quantities, transformers in the language of specs, the size of the
kernel, and the verified checker beside the kernel, if it is built. Prints tables and writes
`benchmarks/results.json`. Beside certsim, in the same run, what a user would do with SymPy alone:
differentiate, substitute, simplify. Run it with `make bench`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import collinear
import groebner
import hierarchy
import invariance
import kernel_size
import language
import laws
from rich.console import Console
from rich.table import Table

import verified
from certsim.verified import find_program

HERE = Path(__file__).parent
SMALL = HERE.parent / "examples" / "diagonal_network.toml"
WIDTHS = (10, 100, 1_000, 10_000)
CAP = 60.0
INPUTS = 10

SPEC = """\
format = 1
[model]
name = "two-layer tanh network of width {width}"
parameters = ["W[{width},{inputs}]", "b[{width}]", "a[{width}]"]
inputs = ["x[{inputs}]"]
outputs = "a @ tanh(W @ x + b)"
[[candidates]]
name = "neurons 0 and 1 merged"
equations = ["W[0] = W[1]", "b[0] = b[1]", "a[0] = a[1]"]
expect = "certified"
"""

# The way without certsim: the derivative of each equation along the gradient field, on the set.
SYMPY = """\
import sys
from sympy import simplify, symbols, tanh
width, inputs = {width}, {inputs}
x = symbols(f"x:{{inputs}}")
W = [symbols(f"W{{k}}_:{{inputs}}") for k in range(width)]
b, a = symbols(f"b:{{width}}"), symbols(f"a:{{width}}")
F = sum(a[k] * tanh(sum(w * v for w, v in zip(W[k], x)) + b[k]) for k in range(width))
pairs = [*zip(W[0], W[1]), (b[0], b[1]), (a[0], a[1])]
for first, second in pairs:
    rate = F.diff(first) - F.diff(second)
    if simplify(rate.subs(pairs)) != 0:
        sys.exit("not invariant")
"""


@dataclass(frozen=True)
class Run:
    """A program that ran: wall-clock seconds (`None` when it was stopped) and its peak memory in MB."""

    seconds: float | None
    megabytes: float


@dataclass(frozen=True)
class Width:
    """Merging two neurons at one width."""

    width: int
    parameters: int
    certify: Run
    check: Run
    sympy: Run


def run(command: Sequence[str], cap: float = 600.0) -> Run:
    """Runs a program to its end, or to the cap; raises if it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while True:
        finished, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.perf_counter() - start
        if finished:
            break
        if seconds > cap:
            process.kill()
            _, _, usage = os.wait4(process.pid, 0)
            return Run(None, usage.ru_maxrss / 1024)
        time.sleep(0.001 if seconds < 1 else 0.01)
    if status:
        raise RuntimeError(f"{command} failed with status {os.waitstatus_to_exitcode(status)}")
    return Run(seconds, usage.ru_maxrss / 1024)


def seconds_of(command: Sequence[str]) -> float:
    """How long a program takes that must come to its end."""
    seconds = run(command).seconds
    if seconds is None:
        raise RuntimeError(f"{command} did not end")
    return seconds


def cold_start(repetitions: int, directory: Path) -> dict[str, float]:
    """Medians of a small `certsim certify` and of `import sympy`, taken in turns, and their ratio."""
    one = ["--candidate", "every hyperbola", "-o", str(directory / "small")]
    commands = {
        "certsim": [sys.executable, "-m", "certsim", "certify", str(SMALL), *one],
        "sympy": [sys.executable, "-c", "import sympy"],
        "help": [sys.executable, "-m", "certsim", "--help"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(repetitions):
        for name, command in commands.items():
            times[name].append(seconds_of(command))
    medians = {name: statistics.median(values) for name, values in times.items()}
    return medians | {"ratio": medians["certsim"] / medians["sympy"]}


def at_width(width: int, directory: Path, cap: float) -> Width:
    """Certifies, checks with the bare kernel, and tries SymPy."""
    spec = directory / f"width-{width}.toml"
    spec.write_text(SPEC.format(width=width, inputs=INPUTS), encoding="utf-8")
    certify = [
        sys.executable,
        "-m",
        "certsim",
        "certify",
        str(spec),
        "-o",
        str(directory),
        "--timeout",
        "600",
    ]
    certified = run(certify)
    (certificate,) = (directory / spec.stem).glob("*.json")
    checked = run([sys.executable, "-I", "-m", "certsim.kernel", str(certificate)])
    program = SYMPY.format(width=width, inputs=INPUTS)
    return Width(width, width * (INPUTS + 2), certified, checked, run([sys.executable, "-c", program], cap))


def exponent(widths: Sequence[Width], part: Callable[[Width], Run]) -> float:
    """The largest p for which time grew like width**p from one width to the next, start-up included."""
    slopes = []
    for first, second in itertools.pairwise(widths):
        before, after = part(first).seconds, part(second).seconds
        if before is not None and after is not None:
            slopes.append(math.log(after / before) / math.log(second.width / first.width))
    return max(slopes, default=math.nan)


def show(start: dict[str, float], widths: Sequence[Width], cap: float) -> None:
    """The tables."""
    console = Console()
    table = Table("program", "median seconds", title="Cold start")
    for name, label in (
        ("help", "certsim --help"),
        ("certsim", "certsim certify"),
        ("sympy", "import sympy"),
    ):
        table.add_row(label, f"{start[name]:.3f}")
    table.add_row("certify / import sympy", f"{start['ratio']:.2f}")
    console.print(table)
    columns = ("width", "parameters", "certify, s", "MB", "kernel check, s", "MB", "SymPy alone, s", "MB")
    table = Table(*columns, title=f"Two neurons merged, two-layer tanh network, {INPUTS} inputs")
    for one in widths:
        cells = [f"{one.width:,}", f"{one.parameters:,}"]
        for part in (one.certify, one.check, one.sympy):
            cells.append(f"over {cap:.0f}" if part.seconds is None else f"{part.seconds:.2f}")
            cells.append(f"{part.megabytes:.0f}")
        table.add_row(*cells)
    console.print(table)
    console.print(
        f"certify grows like width to the power {exponent(widths, lambda one: one.certify):.2f} at most,"
    )
    console.print(
        f"the kernel's check like width to the power {exponent(widths, lambda one: one.check):.2f} at most."
    )


def show_groebner() -> list[dict[str, object]]:
    """Gröbner bases with cofactors, without Singular and, where it is installed, with it."""
    measured = groebner.rows()
    Console().print(groebner.table(measured))
    return measured


def show_invariance() -> list[dict[str, object]]:
    """The corpus of invariance problems."""
    found = list(invariance.decided())
    console = Console()
    console.print(invariance.summary(found))
    console.print(invariance.exceptions(found))
    return [asdict(row) for row in found]


def main() -> None:
    """Runs everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=7)
    parser.add_argument("--widths", type=int, nargs="+", default=WIDTHS)
    parser.add_argument("--cap", type=float, default=CAP, help="seconds that SymPy gets at each width")
    parser.add_argument("-o", type=Path, default=HERE / "results.json")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        start = cold_start(arguments.repetitions, Path(name))
        widths = [at_width(width, Path(name), arguments.cap) for width in arguments.widths]
    show(start, widths, arguments.cap)
    exponents = {
        "certify": exponent(widths, lambda one: one.certify),
        "check": exponent(widths, lambda one: one.check),
    }
    document = {
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": sys.version},
        "cold_start": start,
        "widths": [asdict(one) for one in widths],
        "exponents": exponents,
        "groebner": show_groebner(),
        "invariance": show_invariance(),
        "hierarchy": hierarchy.run(),
        "collinear": collinear.run(),
        "laws": laws.run(),
        "language": language.run(),
        "kernel": kernel_size.run(),
        "verified": verified.run() if find_program() else None,
    }
    arguments.o.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
