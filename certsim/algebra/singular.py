"""Gröbner bases by Singular: an accelerator for those who ask for it, never a need.

It is used where the environment variable CERTSIM_SINGULAR is "1" and the program `Singular` is on the
PATH (Decker, Greuel, Pfister and Schönemann, https://www.singular.uni-kl.de), and not by default: a
certificate is to have the same bytes on every machine. Nothing it says is believed. It is asked for
cofactors only, and basis elements are multiplied out from these by FLINT.
"""

from __future__ import annotations

import contextlib
import math
import os
import re
from collections.abc import Sequence
from typing import Any, Final

import flint

from certsim.algebra.budget import Budget, Deadline
from certsim.algebra.rings import Element, Exponents, Ring

VARIABLE: Final = "CERTSIM_SINGULAR"
MAX_SECONDS: Final = 600.0
"""For computations without a deadline."""
LATEST: Final = 20.0
"""How many seconds a second of its work may last."""

_BEGIN: Final = "certsim begins"
_END: Final = "certsim ends"
_TERM: Final = re.compile(r"([+-]?)(?:(\d+)(?:/(\d+))?|(x\d+(?:\^\d+)?))((?:\*x\d+(?:\^\d+)?)*)")
_POWER: Final = re.compile(r"x(\d+)(?:\^(\d+))?")
_SCRIPT: Final = """\
option(noredefine); option(redSB);
ring certsim = 0, ({variables}), ({order});
short = 0;
ideal given = {generators};
matrix cofactors;
ideal basis = liftstd(given, cofactors);
int row; int column;
print("{begin}");
for (column = 1; column <= ncols(cofactors); column++)
{{ for (row = 1; row <= nrows(cofactors); row++) {{ print(string(cofactors[row, column])); }} }}
print("{end}");
quit;
"""


def executable() -> str | None:
    """Where the program is, ``None`` where it is not."""
    import shutil

    return shutil.which("Singular")


def is_wanted() -> bool:
    """Whether somebody asked for it and it is there."""
    return os.environ.get(VARIABLE) == "1" and executable() is not None


def version() -> str | None:
    """The version of the program, ``None`` where there is none."""
    program = executable()
    if program is None:
        return None
    found = re.search(r"version (\d[\w.]*)", _output([program, "--version"], "", Deadline.after(10.0)) or "")
    return found[1] if found else None


def find_cofactors(
    ring: Ring, generators: Sequence[Element], budget: Budget
) -> list[dict[int, Element]] | None:
    """For each element of a Gröbner basis the cofactors that make it from the generators, by position.

    ``None`` where Singular is missing, fails, or says something else.

    Raises:
        OutOfBudget: the deadline passed, or a cofactor has too many terms.
    """
    program = executable()
    positions = [i for i, g in enumerate(generators) if g]
    if program is None or not positions:
        return None
    script = _script(ring, [generators[i] for i in positions])
    output = _output([program, "--quiet", "--no-rc", "--no-warn", "--no-tty"], script, budget.deadline)
    budget.check()
    lines = _answer(output or "")
    if lines is None or len(lines) % len(positions):
        return None
    columns = [lines[at : at + len(positions)] for at in range(0, len(lines), len(positions))]
    try:
        return [_read_column(ring, positions, column, budget) for column in columns]
    except (KeyError, ValueError, ZeroDivisionError):
        return None


def _output(command: Sequence[str], script: str, deadline: Deadline) -> str | None:
    """What the program prints; ``None`` where it does not start, does not end, or prints no text.

    It may do as much work as is left, and ends with the command.
    """
    import subprocess

    work = min(deadline.left, MAX_SECONDS)
    end = max(0.0, min(deadline.time_left, LATEST * work))
    try:
        done = subprocess.run(
            command,
            input=script,
            capture_output=True,
            text=True,
            timeout=end,
            check=False,
            preexec_fn=lambda: _bound(work),
        )
    except (OSError, UnicodeDecodeError, subprocess.TimeoutExpired):
        return None
    return done.stdout


def _bound(work: float) -> None:
    """Bounds the processor time of this process, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, ceiling = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(work), ceiling))


def _script(ring: Ring, generators: Sequence[Element]) -> str:
    return _SCRIPT.format(
        variables=",".join(f"x{v}" for v in ring.variables),
        order=",".join(f"dp({size})" for size in ring.block_sizes),
        generators=",\n".join(_written(ring, g) for g in generators),
        begin=_BEGIN,
        end=_END,
    )


def _written(ring: Ring, element: Element) -> str:
    """The element in Singular's language."""
    return "+".join(
        "*".join([f"({c})", *(f"x{v}^{e}" for v, e in zip(ring.variables, ring.decode(m), strict=True) if e)])
        for m, c in element.terms()
    )


def _answer(output: str) -> list[str] | None:
    """The lines between the two that say where it begins and ends."""
    lines = output.splitlines()
    if _BEGIN not in lines or _END not in lines:
        return None
    return lines[lines.index(_BEGIN) + 1 : lines.index(_END)]


def _read_column(
    ring: Ring, positions: Sequence[int], column: Sequence[str], budget: Budget
) -> dict[int, Element]:
    found = {i: _read(ring, text, budget) for i, text in zip(positions, column, strict=True)}
    return {i: cofactor for i, cofactor in found.items() if cofactor}


def _read(ring: Ring, text: str, budget: Budget) -> Element:
    """The polynomial that Singular wrote.

    Raises:
        ValueError: it is not written as polynomials are.
        KeyError: it has another variable.
    """
    terms: dict[Exponents, Any] = {}
    for term in re.split(r"(?<=.)(?=[+-])", text):
        matched = _TERM.fullmatch(term)
        if matched is None:
            raise ValueError(f"{term[:80]!r} is no term of a polynomial")
        sign, numerator, denominator, first, others = matched.groups()
        value = flint.fmpq(flint.fmpz(numerator or "1"), flint.fmpz(denominator or "1"))
        exponents = _exponents(ring, (first or "") + others)
        terms[exponents] = terms.get(exponents, flint.fmpq(0)) + (-value if sign == "-" else value)
        budget.check(terms=len(terms))
    return ring.context.from_dict(terms)


def _exponents(ring: Ring, powers: str) -> Exponents:
    exponents = [0] * len(ring.variables)
    for variable, exponent in _POWER.findall(powers):
        exponents[ring.index[int(variable)]] += int(exponent or 1)
    return ring.encode(tuple(exponents))
