"""Conservation laws of the 100 networks of a published experiment, and how the search scales.

The networks, the number of laws that is expected, and the times of others are in
`data/conservation_laws.json`, which names its source. For each network: all laws of degree 2, a spanning set
of brackets at a point (so that the dimension of a generic orbit is bounded from both sides), and the kernel's
check of both. One network runs at a time; times are those of the processor. Run it with
`python benchmarks/laws.py`.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from certsim import Model
from certsim.kernel.check import check, write_certificate
from certsim.kernel.errors import LimitExceeded
from certsim.kernel.evidence.records import Conservation, Evidence, LawsProof, Spanning
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.statement.model import read_model
from certsim.orbits.bounds.spanning import find_spanning
from certsim.orbits.laws.solve import LawSpace, find_laws

DATA = Path(__file__).parent / "data" / "conservation_laws.json"
SQUARES = (5, 10, 20, 40)
DEPTHS = (2, 4, 8, 16)
CHECKED = 800
"""The kernel checks networks with so many parameters at most: n = 20, and 16 layers of width 5."""


@dataclass(frozen=True)
class Row:
    """One network: what was found, and the processor's seconds for the searches and the kernel's check.

    `lower` is the number of independent brackets: with the laws, it should make all parameters.
    """

    network: str
    kind: str
    parameters: int
    expected: int | None
    laws: int
    lower: int
    law_seconds: float
    bracket_seconds: float
    check_seconds: float | None
    peer_seconds: float | None

    @property
    def meets(self) -> bool:
        """Whether the bounds meet, at the number of laws that is expected."""
        return self.laws + self.lower == self.parameters and self.expected in (None, self.laws)

    @property
    def search_seconds(self) -> float:
        return self.law_seconds + self.bracket_seconds


def linear(widths: Sequence[int]) -> dict[str, Any]:
    """All entries of U1 @ U2 @ …, U_l of shape widths[l-1] × widths[l]: the table [model] of a spec."""
    layers = range(1, len(widths))
    parameters = [f"U{layer}[{widths[layer - 1]},{widths[layer]}]" for layer in layers]
    return {"parameters": parameters, "outputs": " @ ".join(f"U{layer}" for layer in layers)}


def relu(widths: Sequence[int], *, bias: bool) -> dict[str, Any]:
    """A ReLU network with a gate for each hidden neuron as an extra input.

    Its fields span those of all path-products (theory T12).
    """
    depth = len(widths) - 1
    parameters, inputs, output = [], [f"x[{widths[0]}]"], "x"
    for layer in range(1, depth + 1):
        parameters.append(f"U{layer}[{widths[layer - 1]},{widths[layer]}]")
        output = f"({output}) @ U{layer}" if layer > 1 else "x @ U1"
        if layer < depth and bias:
            parameters.append(f"b{layer}[{widths[layer]}]")
            output = f"({output} + b{layer})"
        if layer < depth:
            inputs.append(f"g{layer}[{widths[layer]}]")
            output = f"g{layer}*({output})"
    return {"parameters": parameters, "inputs": inputs, "outputs": output}


def table_of(network: dict[str, Any]) -> dict[str, Any]:
    """The network of an entry of the published table, as the table [model] of a spec."""
    if network["kind"] == "linear":
        return linear(network["widths"])
    return relu(network["widths"], bias=network["bias"])


def model_of(network: dict[str, Any]) -> Model:
    """The network of an entry of the published table."""
    return Model.parse(**table_of(network))


def certificate(model: Model, laws: LawSpace, point: dict[str, str], spanning: Spanning) -> bytes:
    """The certificate for the laws and for their completeness."""
    lower, independent = len(spanning.brackets), len(laws.chosen)
    upper = len(point) - independent
    said = {
        "point": point,
        "conserved": list(laws.laws),
        "independent": independent,
        "lower": lower,
        "upper": upper,
        "complete": True if lower == upper else None,
    }
    claim = read_claim({"model": model.statement, "verdict": "laws", "laws": said})
    conservation = (Conservation(opaque=True, derivatives=()),) * len(laws.laws)
    proof = LawsProof(conservation, tuple(laws.chosen), spanning)
    return write_certificate({"model": "", "candidate": ""}, claim, Evidence(proof, None))


def measured(model: Model, about: dict[str, Any], *, checked: bool = True) -> Row:
    """Searches for the laws and brackets of a model; checks what is found."""
    read = read_model(model.statement)
    size, random = len(read.parameters), Random(0)
    start = time.process_time()
    laws = find_laws(read, 2)
    middle = time.process_time()
    point = {at: Fraction(random.choice((-1, 1)) * random.randint(1, 19)) for at in range(size)}
    spanning = find_spanning(read, point, target=size - len(laws.chosen))
    end = time.process_time()
    named = {name: str(point[at]) for at, name in enumerate(read.parameters)}
    data = certificate(model, laws, named, spanning) if checked else None
    return Row(
        network=f"{shape(about['widths'])}{', bias' * about['bias']}",
        kind=about["kind"],
        parameters=size,
        expected=about.get("independent_laws"),
        laws=len(laws.chosen),
        lower=len(spanning.brackets),
        law_seconds=middle - start,
        bracket_seconds=end - middle,
        check_seconds=None if data is None else seconds_of_check(data),
        peer_seconds=about.get("peer_seconds_2_cores"),
    )


def shape(widths: Sequence[int]) -> str:
    """The widths; of many layers the first and the last, and how many there are."""
    if len(widths) <= 6:
        return "-".join(map(str, widths))
    return f"{widths[0]}-…-{widths[-1]}, {len(widths) - 1} layers"


def seconds_of_check(data: bytes) -> float | None:
    """What the kernel's check takes; None where it is more work than the kernel allows."""
    start = time.process_time()
    try:
        check(data)
    except LimitExceeded:
        return None
    return time.process_time() - start


def published() -> Iterator[Row]:
    """The published networks, one after the other."""
    for network in json.loads(DATA.read_text(encoding="utf-8"))["networks"]:
        yield measured(model_of(network), network)


def scaling(squares: Sequence[int], depths: Sequence[int]) -> Iterator[Row]:
    """Linear networks n-n-n, and ReLU networks of width 5 with more and more layers."""
    for n in squares:
        about = {"kind": "linear n-n-n", "widths": [n, n, n], "bias": False}
        model = Model.parse(**linear(about["widths"]))
        yield measured(model, about, checked=model.dimension <= CHECKED)
    for depth in depths:
        about = {"kind": "relu of width 5", "widths": [5] * (depth + 1), "bias": True}
        model = Model.parse(**relu(about["widths"], bias=True))
        yield measured(model, about, checked=model.dimension <= CHECKED)


def exponents(rows: Sequence[Row]) -> dict[str, float]:
    """How the seconds of the search, and of the kernel's check, grow with the parameters."""
    return {
        "search": exponent([(row.parameters, row.search_seconds) for row in rows]),
        "check": exponent([(row.parameters, row.check_seconds) for row in rows if row.check_seconds]),
    }


def exponent(times: Sequence[tuple[int, float]]) -> float:
    """The slope of seconds over parameters, both in logarithms, by least squares; NaN for less than two."""
    if len(times) < 2:
        return math.nan
    points = [(math.log(parameters), math.log(seconds)) for parameters, seconds in times]
    x0, y0 = (sum(values) / len(points) for values in zip(*points, strict=True))
    return sum((x - x0) * (y - y0) for x, y in points) / sum((x - x0) ** 2 for x, _ in points)


def summary(rows: Sequence[Row]) -> Table:
    """Totals beside those of others, whose times are in the data file."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    theirs = data["peer_published"]
    cap = data["peer_measured_here"]["cap_seconds_per_network"]
    table = Table(
        title=f"Conservation laws of {len(rows)} networks, seconds",
        caption=f"published: on 64 cores; measured: on 2, {cap} s at most for each network",
        box=box.SIMPLE_HEAD,
        collapse_padding=True,
        pad_edge=False,
    )
    headings = ("networks", "certified", "laws", "brackets", "check", "all")
    for heading in (*headings, "published", "measured", "ratio"):
        table.add_column(heading, justify="left" if heading == "networks" else "right")
    for kind in ("linear", "relu"):
        own = [row for row in rows if row.kind == kind]
        total = sum(row.search_seconds + (row.check_seconds or 0) for row in own)
        peer = sum(row.peer_seconds or cap for row in own)
        table.add_row(
            f"{len(own)} {kind}",
            str(sum(row.meets and row.check_seconds is not None for row in own)),
            f"{sum(row.law_seconds for row in own):.1f}",
            f"{sum(row.bracket_seconds for row in own):.1f}",
            f"{sum(row.check_seconds or 0 for row in own):.1f}",
            f"{total:.1f}",
            str(theirs[f"{kind}_50_seconds"]),
            f"{peer:.0f}",
            f"{peer / total:.0f}",
        )
    return table


def details(rows: Sequence[Row], title: str) -> Table:
    """Each network by itself."""
    table = Table(title=title, box=box.SIMPLE_HEAD, collapse_padding=True, pad_edge=False)
    for heading in ("network", "parameters", "laws", "orbit ≥", "search s", "check s"):
        table.add_column(heading, justify="left" if heading == "network" else "right")
    for row in rows:
        checked = "" if row.check_seconds is None else f"{row.check_seconds:.2f}"
        counts = (str(row.parameters), str(row.laws), str(row.lower))
        style = None if row.meets else "red"
        table.add_row(
            f"{row.kind}: {row.network}", *counts, f"{row.search_seconds:.2f}", checked, style=style
        )
    return table


def run(squares: Sequence[int] = SQUARES, depths: Sequence[int] = DEPTHS) -> dict[str, object]:
    """Measures everything, prints the tables, and returns what was measured."""
    console, table, scaled = Console(), list(published()), list(scaling(squares, depths))
    slowest = sorted(table, key=lambda row: row.search_seconds)[-5:]
    console.print(summary(table))
    shown = [row for row in table if row in slowest or not row.meets]
    console.print(details(shown, "The slowest, and where the bounds do not meet"))
    console.print(details(scaled, "Scaling"))
    kinds = dict.fromkeys(row.kind for row in scaled)
    slopes = {kind: exponents([row for row in scaled if row.kind == kind]) for kind in kinds}
    for kind, slope in slopes.items():
        powers = ", ".join(f"{part} ~ parameters^{power:.2f}" for part, power in slope.items())
        console.print(f"{kind}: time of {powers}")
    return {
        "networks": [asdict(row) for row in table],
        "scaling": [asdict(row) for row in scaled],
        "exponents": slopes,
    }


def main() -> None:
    """Runs everything, and writes what was measured if a file is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--squares", type=int, nargs="+", default=SQUARES)
    parser.add_argument("--depths", type=int, nargs="+", default=DEPTHS)
    parser.add_argument("-o", type=Path)
    arguments = parser.parse_args()
    document = run(arguments.squares, arguments.depths)
    if arguments.o:
        arguments.o.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
