"""Collinear ReLU neurons, and units that conditions switch off: ten questions, and the time of each answer.

Prints a table of processor times. Run it with `python benchmarks/collinear.py`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from rich.console import Console
from rich.table import Table

from certsim import Model, Options, certify

OPTIONS = Options(timeout=60.0)
PAIR = ("w[0] = {0}*w[1]", "a[0] = {0}*a[1]")


@dataclass(frozen=True)
class Question:
    """A set of a model, and the right verdict."""

    name: str
    output: str
    parameters: Sequence[str]
    equations: Sequence[str]
    verdict: str = "certified"
    constants: Sequence[str] = ()
    where: Sequence[str] = ()
    inputs: Sequence[str] = ("x",)
    inputs_where: Sequence[str] = field(default=())


def _pair(name: str, ratio: str, verdict: str = "certified", **parts: Sequence[str]) -> Question:
    equations = [equation.format(ratio) for equation in PAIR]
    return Question(name, "a @ relu(w*x)", ["w[2]", "a[2]"], equations, verdict, **parts)


_WIDE = ["W[8,4]", "b[8]", "a[8]"]
_DEEP = ["U[3,2]", "V[3,3]", "a[3]"]
_BLOCK = [f"{p}[{at}] = {at + 1}*{p}[7]" for at in range(4) for p in ("W", "b", "a")]

QUESTIONS = (
    _pair("twice", "2"),
    _pair("positive constant", "k", constants=["k"], where=["k > 0"]),
    _pair("square of a constant", "k**2", constants=["k"]),
    _pair("product of constants", "k*m", constants=["k", "m"], where=["k > 0", "m > 0"]),
    _pair("any constant", "k", "refuted", constants=["k"]),
    _pair("minus twice", "(-2)", "refuted"),
    Question("five of eight", "a @ relu(W @ x + b)", _WIDE, _BLOCK, inputs=["x[4]"]),
    Question(
        "two layers",
        "a @ relu(V @ relu(U @ x))",
        _DEEP,
        ["U[0] = 2*U[1]", "V[:,0] = 2*V[:,1]", "V[1] = 3*V[2]", "a[1] = 3*a[2]"],
        inputs=["x[2]"],
    ),
    Question(
        "folded",
        "a @ abs(w*x)",
        ["w[2]", "a[2]"],
        ["w[0] = -3*w[1]", "a[0] = 3*a[1]"],
    ),
    Question(
        "off",
        "a @ relu(W @ x + b)",
        ["W[3,3]", "b[3]", "a[3]"],
        ["W[0] = 0"],
        where=["b[0] < 0", "W[1] < 0", "b[1] < 0"],
        inputs=["x[3]"],
        inputs_where=["x > 0"],
    ),
)


@dataclass(frozen=True)
class Row:
    """One question: the verdict, whether it is right, and the seconds of processor time."""

    name: str
    verdict: str
    right: bool
    seconds: float


def run() -> list[dict[str, object]]:
    """All questions, in their order; prints the table."""
    rows = [_row(question) for question in QUESTIONS]
    Console().print(table(rows))
    return [asdict(row) for row in rows]


def _row(question: Question) -> Row:
    model = Model.parse(
        question.output,
        parameters=question.parameters,
        inputs=question.inputs,
        inputs_where=list(question.inputs_where),
    )
    start = time.process_time()
    found = certify(
        model,
        list(question.equations),
        where=question.where,
        constants=question.constants,
        options=OPTIONS,
    )
    seconds = time.process_time() - start
    verdict = str(found.verdict)
    return Row(question.name, verdict, verdict == question.verdict, round(seconds, 3))


def table(rows: Sequence[Row]) -> Table:
    """The rows as a table."""
    shown = Table(title="Collinear ReLU neurons")
    for column in ("question", "verdict", "right", "seconds"):
        shown.add_column(column, justify="right" if column == "seconds" else "left")
    for row in rows:
        shown.add_row(row.name, row.verdict, "yes" if row.right else "NO", f"{row.seconds:.2f}")
    return shown


if __name__ == "__main__":
    run()
