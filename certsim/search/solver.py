"""Z3, asked whether polynomial conditions have a real solution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, Final, Literal, TypeAlias, cast

from certsim.algebra.budget import UNBOUNDED, Deadline
from certsim.kernel.terms.polynomial import Polynomial

Answer: TypeAlias = Literal["unsat", "sat", "unknown"]

LEAST_EFFORT: Final = 20_000
"""The units of Z3's own count of work that a question may cost at first; then four times as many, and so on.

A second of work is between 30,000 and 3,000,000 of them.
"""
MAX_EFFORT: Final = 4**5 * LEAST_EFFORT
MAX_SECONDS: Final = 3600.0
"""For questions of no command, which has no end."""
LATEST: Final = 20.0
"""How many seconds a second of work may last: within some steps of its algorithms Z3 does not count."""


@cache
def version() -> str:
    """The solver's version, as assumptions name it."""
    import z3

    return cast(str, z3.get_version_string())


def ask(query: str, deadline: Deadline) -> Answer:
    """The solver's answer to an SMT-LIB query, "unknown" if it costs more work than there is."""
    return cast(Answer, str(_check("QF_NRA", lambda solver: solver.from_string(query), deadline)[0]))


def ask_again(query: str, deadline: Deadline) -> Answer:
    """The answer to a query that was answered before: only the end of the command cuts it short."""
    return ask(query, Deadline(UNBOUNDED, deadline.end))


def find_model(query: str, deadline: Deadline) -> dict[str, Fraction] | None:
    """The rational coordinates, by name, of a solution that the solver finds in time."""
    import z3

    answer, solver = _check("QF_NRA", lambda solver: solver.from_string(query), deadline)
    if answer != z3.sat:
        return None
    model = solver.model()
    values = {declaration.name(): model[declaration] for declaration in model.decls()}
    return {
        name: Fraction(value.numerator_as_long(), value.denominator_as_long())
        for name, value in values.items()
        if z3.is_rational_value(value)
    }


def find_nonnegative(
    columns: Sequence[Polynomial], target: Polynomial, deadline: Deadline
) -> list[Fraction] | None:
    """Numbers c ≥ 0 with Σ c·column = target, if the solver finds some in time."""
    import z3

    unknowns = [z3.Real(f"c{at}") for at in range(len(columns))]
    constraints = [unknown >= 0 for unknown in unknowns]
    for monomial in {m for p in (*columns, target) for m in p.terms}:
        terms = (
            z3.Q(*Fraction(p.terms[monomial]).as_integer_ratio()) * unknown
            for p, unknown in zip(columns, unknowns, strict=True)
            if monomial in p.terms
        )
        wanted = z3.Q(*Fraction(target.terms.get(monomial, 0)).as_integer_ratio())
        constraints.append(z3.Sum(list(terms)) == wanted)
    answer, solver = _check("QF_LRA", lambda solver: solver.add(*constraints), deadline)
    if answer != z3.sat:
        return None
    model = solver.model()
    values = [model.eval(unknown, model_completion=True) for unknown in unknowns]
    return [Fraction(value.numerator_as_long(), value.denominator_as_long()) for value in values]


def _check(logic: str, tell: Callable[[Any], object], deadline: Deadline) -> tuple[Any, Any]:
    """The solver's answer to what it is told, and the solver, which may have a model.

    How much work it takes is counted by Z3, and it starts anew with more as long as there is work left.
    """
    import z3

    effort, answer, solver = LEAST_EFFORT, z3.unknown, None
    while answer == z3.unknown and effort <= MAX_EFFORT and not deadline.passed:
        solver = z3.SolverFor(logic)
        solver.set("rlimit", effort)
        seconds = min(deadline.time_left, LATEST * deadline.left, MAX_SECONDS)
        solver.set("timeout", max(1, int(seconds * 1000)))
        tell(solver)
        answer = solver.check()
        effort *= 4
    return answer, solver
