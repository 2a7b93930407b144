"""Z3, asked whether polynomial conditions have a real solution."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any, Final, Literal, TypeAlias, cast

from certsim.algebra.budget import UNBOUNDED, Deadline
from certsim.kernel.terms.polynomial import Polynomial

Answer: TypeAlias = Literal["unsat", "sat", "unknown"]

EFFORT_A_SECOND: Final = 200_000
"""The units of Z3's own count of work that a question may cost for each second of work that is left."""
MAX_EFFORT: Final = 4_000_000
"""What a question may cost at most; as much is allowed when it is asked again."""
MAX_SECONDS: Final = 3600.0
"""For questions of no command, which has no end."""


@cache
def version() -> str:
    """The solver's version, as assumptions name it."""
    import z3

    return cast(str, z3.get_version_string())


def ask(query: str, deadline: Deadline) -> Answer:
    """The solver's answer to an SMT-LIB query, "unknown" if it costs more work than there is."""
    return cast(Answer, str(_solver(query, deadline).check()))


def ask_again(query: str, deadline: Deadline) -> Answer:
    """The answer to a query that was answered before: only the end of the command cuts it short."""
    return ask(query, Deadline(UNBOUNDED, deadline.end))


def find_model(query: str, deadline: Deadline) -> dict[str, Fraction] | None:
    """The rational coordinates, by name, of a solution that the solver finds in time."""
    import z3

    solver = _solver(query, deadline)
    if solver.check() != z3.sat:
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

    solver = z3.SolverFor("QF_LRA")
    _bound(solver, deadline)
    unknowns = [z3.Real(f"c{at}") for at in range(len(columns))]
    solver.add(*(unknown >= 0 for unknown in unknowns))
    for monomial in {m for p in (*columns, target) for m in p.terms}:
        terms = (
            z3.Q(*Fraction(p.terms[monomial]).as_integer_ratio()) * unknown
            for p, unknown in zip(columns, unknowns, strict=True)
            if monomial in p.terms
        )
        solver.add(z3.Sum(list(terms)) == z3.Q(*Fraction(target.terms.get(monomial, 0)).as_integer_ratio()))
    if solver.check() != z3.sat:
        return None
    model = solver.model()
    values = [model.eval(unknown, model_completion=True) for unknown in unknowns]
    return [Fraction(value.numerator_as_long(), value.denominator_as_long()) for value in values]


def _solver(query: str, deadline: Deadline) -> Any:
    import z3

    solver = z3.SolverFor("QF_NRA")
    _bound(solver, deadline)
    solver.from_string(query)
    return solver


def _bound(solver: Any, deadline: Deadline) -> None:
    """Bounds the work of a solver by the deadline's, and its time by the end of the command."""
    effort = min(MAX_EFFORT, EFFORT_A_SECOND * deadline.left)
    solver.set("rlimit", max(1, int(effort)))
    solver.set("timeout", max(1, int(min(deadline.time_left, MAX_SECONDS) * 1000)))
