"""Gröbner bases with cofactors: certsim's own and Singular's, where that is installed.

The systems are those that everybody uses: Katsura's of magnetism, the cyclic roots (Björck), and one of the
kind that invariance problems lead to. Run it by itself, or with `make bench`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from math import prod

from rich.console import Console
from rich.table import Table

from certsim.algebra import singular
from certsim.algebra.budget import Budget, Deadline, OutOfBudget
from certsim.algebra.groebner import GroebnerBasis, groebner_basis
from certsim.algebra.rings import Ring
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial

CAP = 10.0

System = list[Polynomial]


@dataclass(frozen=True)
class Row:
    """One system: seconds by certsim alone and with Singular; ``None`` where stopped or not there."""

    system: str
    elements: int | None
    certsim: float | None
    singular: float | None


def katsura(order: int) -> System:
    """Σ_i u_i·u_(m−i) = u_m for m < n and Σ_i u_i = 1, with u_(−i) = u_i and u_i = 0 for i > n."""

    def u(index: int) -> Polynomial:
        return Polynomial.variable(abs(index)) if abs(index) <= order else ZERO

    span = range(-order, order + 1)
    products = [Polynomial.total(u(i) * u(m - i) for i in span) - u(m) for m in range(order)]
    return [*products, Polynomial.total(u(i) for i in span) - 1]


def cyclic(order: int) -> System:
    """The elementary cyclic sums of n numbers vanish, and their product is 1."""
    x = [Polynomial.variable(i) for i in range(order)]
    sums = [
        Polynomial.total(prod((x[(i + k) % order] for k in range(d)), start=ONE) for i in range(order))
        for d in range(1, order)
    ]
    return [*sums, prod(x, start=ONE) - 1]


def balanced(width: int) -> System:
    """UᵀU = VVᵀ for two square matrices: the balanced linear networks."""
    size = width * width
    entry = [[Polynomial.variable(i * width + j) for j in range(width)] for i in range(width)]
    other = [[Polynomial.variable(size + i * width + j) for j in range(width)] for i in range(width)]
    return [
        Polynomial.total(entry[k][i] * entry[k][j] - other[i][k] * other[j][k] for k in range(width))
        for i in range(width)
        for j in range(i, width)
    ]


SYSTEMS: dict[str, Callable[[], System]] = {
    "katsura 4": lambda: katsura(4),
    "katsura 5": lambda: katsura(5),
    "katsura 6": lambda: katsura(6),
    "cyclic 5": lambda: cyclic(5),
    "cyclic 6": lambda: cyclic(6),
    "balanced 2": lambda: balanced(2),
    "balanced 3": lambda: balanced(3),
}


def measure(name: str, system: Sequence[Polynomial]) -> Row:
    """One basis in both ways.

    Raises:
        RuntimeError: the bases differ.
    """
    ring = Ring(sorted(frozenset[int]().union(*(g.variables for g in system))))
    generators = [ring.element(g) for g in system]

    def timed(flag: str) -> tuple[float | None, GroebnerBasis | None]:
        os.environ[singular.VARIABLE] = flag
        start = time.perf_counter()
        try:
            basis = groebner_basis(ring, generators, Budget(Deadline.after(CAP)))
        except OutOfBudget:
            return None, None
        return time.perf_counter() - start, basis

    given = os.environ.get(singular.VARIABLE, "")
    own, basis = timed("0")
    theirs, other = timed("1") if singular.executable() else (None, None)
    os.environ[singular.VARIABLE] = given
    if basis and other and basis.elements != other.elements:
        raise RuntimeError(f"{name}: Singular's basis is another one")
    known = basis or other
    return Row(name, len(known.elements) if known else None, own, theirs)


def rows() -> list[dict[str, object]]:
    """The measurements, as JSON has them."""
    return [asdict(measure(name, make())) for name, make in SYSTEMS.items()]


def table(measured: Sequence[dict[str, object]]) -> Table:
    """The measurements, as people like them."""
    found = Table(title=f"Gröbner bases with cofactors (Singular {singular.version() or 'is not installed'})")
    for title in ("system", "elements", "certsim, s", "with Singular, s"):
        found.add_column(title, justify="left" if title == "system" else "right")
    for row in measured:
        times = [row["certsim"], row["singular"]]
        shown = [f"{seconds:.3f}" if isinstance(seconds, float) else "-" for seconds in times]
        found.add_row(str(row["system"]), str(row["elements"] or "-"), *shown)
    return found


if __name__ == "__main__":
    Console().print(table(rows()))
