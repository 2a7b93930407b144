"""Z3, asked whether polynomial conditions have a real solution."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import Any, Literal, TypeAlias, cast

from certsim.kernel.terms.polynomial import Polynomial

Answer: TypeAlias = Literal["unsat", "sat", "unknown"]


@cache
def version() -> str:
    """The solver's version, as assumptions name it."""
    import z3

    return cast(str, z3.get_version_string())


def ask(query: str, timeout: float) -> Answer:
    """The solver's answer to an SMT-LIB query, "unknown" after `timeout` seconds."""
    return cast(Answer, str(_solver(query, timeout).check()))


def find_model(query: str, timeout: float) -> dict[str, Fraction] | None:
    """The rational coordinates, by name, of a solution that the solver finds in time."""
    import z3

    solver = _solver(query, timeout)
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
    columns: Sequence[Polynomial], target: Polynomial, timeout: float
) -> list[Fraction] | None:
    """Numbers c ≥ 0 with Σ c·column = target, if the solver finds some in time."""
    import z3

    solver = z3.SolverFor("QF_LRA")
    solver.set("timeout", max(1, int(timeout * 1000)))
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


def _solver(query: str, timeout: float) -> Any:
    import z3

    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", max(1, int(timeout * 1000)))
    solver.from_string(query)
    return solver
