"""Z3 is asked in the kernel's words; what it does not know in time is unknown."""

from __future__ import annotations

import re
from fractions import Fraction

from certsim.algebra.budget import NEVER, Deadline
from certsim.kernel.statement.model import Condition
from certsim.kernel.statement.question import question
from certsim.kernel.terms.polynomial import Polynomial
from certsim.search import solver

X, Y, Z = map(Polynomial.variable, range(3))
NAMES = ("W[0,1]", "b", "c")


def query(*equations: Polynomial, conditions: tuple[Condition, ...] = ()) -> str:
    return question(NAMES.__getitem__, equations, conditions)


HARD = query(
    X**7 * Y**5 + Y**7 * Z**5 + Z**7 * X**5 - 3 * X**4 * Y**4 * Z**4 + X**3 * Y * Z - 1,
    X**6 * Z**3 - Y**5 * X**2 + Z**7 - 5 * X * Y * Z + 2,
    X**5 + Y**9 * Z - Z**6 * X + X**2 * Y**2 - 7,
    conditions=(Condition(X * Y * Z - X**3 + Y, "<"), Condition(X**2 - Y * Z**3, ">")),
)


def test_answers() -> None:
    assert solver.ask(query(X**2 + 1), Deadline.after(5)) == "unsat"
    assert solver.ask(query(X**2 - 2), Deadline.after(5)) == "sat"
    assert (
        solver.ask(query(X * Y, conditions=(Condition(X, "!="), Condition(Y, "<"))), Deadline.after(5))
        == "unsat"
    )


def test_running_out_of_work_is_no_answer() -> None:
    assert solver.ask(HARD, Deadline.after(0.05)) == "unknown"
    assert solver.ask(query(X**2 + 1), Deadline(0.0)) == "unknown"


def test_work_is_counted_whatever_the_time() -> None:
    late = Deadline(NEVER.work, end=Deadline.after(3600).end)
    assert solver.ask(query(X**2 + 1), late) == solver.ask(query(X**2 + 1), NEVER) == "unsat"


def test_a_question_asked_again_has_all_the_work_that_one_may_cost() -> None:
    over = Deadline(0.0, end=Deadline.after(60).end)
    assert solver.ask(query(X**2 + 1), over) == "unknown"
    assert solver.ask_again(query(X**2 + 1), over) == "unsat"


def test_the_rational_coordinates_of_a_solution_are_given_by_name() -> None:
    model = solver.find_model(query(X - Fraction(2, 3), Y**2 - 2), Deadline.after(5))
    assert model == {"W[0,1]": Fraction(2, 3)}


def test_there_is_no_solution_of_what_is_not_satisfiable() -> None:
    assert solver.find_model(query(X**2 + 1), Deadline.after(5)) is None


def test_the_version_is_a_version() -> None:
    assert re.fullmatch(r"\d+(\.\d+)+", solver.version())
