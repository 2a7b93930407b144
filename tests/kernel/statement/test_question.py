"""Questions to the solver mean what the polynomials mean."""

from __future__ import annotations

from fractions import Fraction

import pytest
import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.kernel.statement.model import RELATIONS, Condition
from certsim.kernel.statement.question import question
from certsim.kernel.terms.polynomial import ZERO, Polynomial

NAMES = ("W[0,1]", "b", "not", "x_1")
few = settings(max_examples=60, deadline=None, derandomize=True, database=None)

values = st.fractions(-2, 2, max_denominator=3)
polynomials = st.dictionaries(
    st.lists(st.integers(0, 3), max_size=3).map(lambda entries: tuple(sorted(entries))),
    st.fractions(-3, 3, max_denominator=4),
    max_size=4,
).map(Polynomial)
conditions = st.builds(Condition, polynomials, st.sampled_from(RELATIONS))


def value_at(polynomial: Polynomial, point: dict[int, Fraction]) -> Fraction:
    images = {variable: Polynomial.constant(value) for variable, value in point.items()}
    return Fraction(polynomial.substitute(images).constant_value or 0)


def holds(condition: Condition, point: dict[int, Fraction]) -> bool:
    value = value_at(condition.polynomial, point)
    return {"!=": value != 0, ">": value > 0, "<": value < 0}[condition.relation]


@few
@given(
    st.lists(polynomials, max_size=3),
    st.lists(conditions, max_size=3),
    st.lists(values, min_size=4, max_size=4),
)
def test_every_assertion_holds_where_its_equation_or_condition_does(
    equations: list[Polynomial], opens: list[Condition], point: list[Fraction]
) -> None:
    place = dict(enumerate(point))
    expected = [value_at(p, place) == 0 for p in equations] + [holds(c, place) for c in opens]
    assertions = z3.parse_smt2_string(question(NAMES.__getitem__, equations, opens))
    substitution = [(z3.Real(NAMES[v]), z3.Q(q.numerator, q.denominator)) for v, q in place.items()]
    # z3 leaves out what is trivially true when it reads, never what is not
    found = [z3.is_true(z3.simplify(z3.substitute(a, *substitution))) for a in assertions]
    assert all(found) == all(expected)
    if len(found) == len(expected):
        assert found == expected


X, Y = Polynomial.variable(0), Polynomial.variable(1)


@pytest.mark.parametrize(
    ("equations", "opens", "answer"),
    [
        ([X**2 + Y**2 + 1], [], "unsat"),
        ([X**2 + Y**2 - 3], [], "sat"),
        ([X**2 + Y**2], [Condition(X, "!=")], "unsat"),
        ([X * Y], [Condition(X, "!="), Condition(Y, ">")], "unsat"),
        ([X * Y - 1], [Condition(X, "<"), Condition(Y, ">")], "unsat"),
        ([X * Y - 1], [Condition(X, "<"), Condition(Y, "<")], "sat"),
        ([X**2 - Fraction(1, 4)], [Condition(X - Fraction(1, 2), "!="), Condition(X, ">")], "unsat"),
        ([ZERO], [], "sat"),
        ([Polynomial.constant(Fraction(-2, 3))], [], "unsat"),
        ([], [], "sat"),
    ],
)
def test_the_solver_answers(equations: list[Polynomial], opens: list[Condition], answer: str) -> None:
    solver = z3.Solver()
    solver.from_string(question(NAMES.__getitem__, equations, opens))
    assert str(solver.check()) == answer


def test_the_text_is_one_declaration_a_variable_and_one_assertion_a_polynomial() -> None:
    text = question(NAMES.__getitem__, [X - 2 * Y**2], [Condition(Y - Fraction(1, 2), ">")])
    assert text.splitlines() == [
        "(set-logic QF_NRA)",
        "(declare-const |W[0,1]| Real)",
        "(declare-const |b| Real)",
        "(assert (= (+ |W[0,1]| (* (- 2.0) |b| |b|)) 0.0))",
        "(assert (> (+ (- (/ 1.0 2.0)) |b|) 0.0))",
        "(check-sat)",
    ]


def test_the_order_of_the_terms_does_not_depend_on_how_they_were_made() -> None:
    texts = {question(NAMES.__getitem__, [p], []) for p in (X + Y * Y + 1, 1 + Y * Y + X, Y * Y + 1 + X)}
    assert len(texts) == 1
