"""The affine part of a candidate is solved in one way, whatever the order of its equations."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.subspace import restrict

VARIABLES = 5
SYMBOLS = sympy.symbols("x0:5")
few = settings(max_examples=80, deadline=None, derandomize=True, database=None)
X = [Polynomial.variable(v) for v in range(VARIABLES)]

affine = st.builds(
    lambda row, level: Polynomial({**{(v,): c for v, c in enumerate(row)}, (): level}),
    st.lists(st.integers(-2, 2), min_size=VARIABLES, max_size=VARIABLES),
    st.fractions(-2, 2, max_denominator=3),
)
curved = st.builds(
    lambda monomials, rest: Polynomial(dict.fromkeys(monomials, 1)) + rest,
    st.lists(st.tuples(st.integers(0, 2), st.integers(2, 4)), min_size=1, max_size=2, unique=True),
    affine,
)


def to_sympy(polynomial: Polynomial) -> sympy.Expr:
    return sympy.sympify(polynomial.text(lambda v: f"x{v}"), rational=True)


@few
@given(st.lists(affine, max_size=4).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_reduced_form_does_not_depend_on_the_order(
    drawn: tuple[list[Polynomial], list[Polynomial]],
) -> None:
    first, second = (restrict(rows, VARIABLES) for rows in drawn)
    assert first.inconsistent == second.inconsistent
    if not first.inconsistent:
        assert first.images == second.images


@few
@given(st.lists(affine, min_size=1, max_size=4), st.data())
def test_the_reduced_form_does_not_depend_on_the_equations_chosen(
    rows: list[Polynomial], data: st.DataObject
) -> None:
    """Adding multiples of one equation to another changes nothing."""
    mixed = list(rows)
    for _ in range(3):
        i, j = (data.draw(st.integers(0, len(rows) - 1)) for _ in range(2))
        if i != j:
            mixed[i] = mixed[i] + mixed[j] * data.draw(st.integers(-2, 2))
    first, second = restrict(rows, VARIABLES), restrict(mixed, VARIABLES)
    assert first.inconsistent == second.inconsistent
    if not first.inconsistent:
        assert first.images == second.images


@few
@given(st.lists(affine, min_size=1, max_size=4))
def test_the_solutions_are_those_of_sympy(rows: list[Polynomial]) -> None:
    found = restrict(rows, VARIABLES)
    solutions = sympy.linsolve([to_sympy(row) for row in rows], *SYMBOLS)
    assert found.inconsistent == (solutions == sympy.S.EmptySet)
    if found.inconsistent:
        return
    (solution,) = solutions
    matrix = sympy.Matrix([[to_sympy(row).coeff(s) for s in SYMBOLS] for row in rows])
    assert len(found.images) == matrix.rank()
    for pivot, image in found.images.items():
        values = dict(zip(SYMBOLS, solution, strict=True))
        assert sympy.expand(to_sympy(image).subs(values, simultaneous=True) - solution[pivot]) == 0


@few
@given(st.lists(affine, max_size=4))
def test_images_mention_no_pivot_and_solve_the_equations(rows: list[Polynomial]) -> None:
    found = restrict(rows, VARIABLES)
    assume(not found.inconsistent)
    for image in found.images.values():
        assert image.variables.isdisjoint(found.images)
    assert not any(found.apply(row) for row in [*rows, *found.rows()])
    assert found.curved == ()


@few
@given(st.lists(st.one_of(affine, curved), max_size=4))
def test_nothing_is_lost(equations: list[Polynomial]) -> None:
    """Every equation restricts to 0 or to a curved equation; those are curved and mention no pivot."""
    found = restrict(equations, VARIABLES)
    assume(not found.inconsistent)
    for polynomial in equations:
        restricted = found.apply(polynomial)
        assert not restricted or restricted in found.curved
    for polynomial in found.curved:
        assert polynomial.degree > 1
        assert polynomial.variables.isdisjoint(found.images)


@few
@given(st.lists(st.one_of(affine, curved), max_size=4), st.randoms(use_true_random=False))
def test_curved_equations_do_not_depend_on_the_order_either(
    equations: list[Polynomial], random: object
) -> None:
    shuffled = list(equations)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = restrict(equations, VARIABLES), restrict(shuffled, VARIABLES)
    assert first.inconsistent == second.inconsistent
    if not first.inconsistent:
        assert (first.images, set(first.curved)) == (second.images, set(second.curved))


class TestEquationsThatBecomeAffine:
    def test_when_a_factor_is_known(self) -> None:
        found = restrict([X[0] * X[1] - X[2], X[0] - 2], VARIABLES)
        assert found.images[2] == 2 * X[1]
        assert found.curved == ()

    def test_one_after_the_other(self) -> None:
        found = restrict([X[2] * X[3] - 6, X[1] * X[2] - 6, X[0] * X[1] - 2, X[0] - 1], VARIABLES)
        assert [found.images[v].constant_value for v in range(4)] == [1, 2, 3, 2]

    def test_and_then_contradict(self) -> None:
        assert restrict([X[0] * X[1] - 1, X[0]], VARIABLES).inconsistent

    def test_and_then_vanish(self) -> None:
        found = restrict([X[0] * X[1] - X[0] ** 2, X[1] - X[0]], VARIABLES)
        assert found.curved == ()
        assert not found.inconsistent


class TestPivots:
    def test_are_parameters_before_constants(self) -> None:
        """Variables 3 and 4 are constants: t0 = c is solved for t0, so that c stays free."""
        found = restrict([X[0] - X[3], X[1] + X[4] - 1], 3)
        assert found.images == {0: X[3], 1: 1 - X[4]}

    def test_are_constants_where_nothing_else_is_left(self) -> None:
        assert set(restrict([X[0] - X[3], X[0] - X[4]], 3).images) == {0, 4}

    def test_are_the_last_parameters(self) -> None:
        assert restrict([X[0] - X[1], X[1] - X[2]], VARIABLES).images == {1: X[0], 2: X[0]}


def test_the_same_curved_equation_is_kept_once() -> None:
    assert len(restrict([X[0] * X[1] - 1, X[0] * X[2] - 1, X[1] - X[2]], VARIABLES).curved) == 1


def test_no_equations_are_no_restriction() -> None:
    found = restrict([], VARIABLES)
    assert (found.images, found.curved, found.inconsistent) == ({}, (), False)
    assert found.equations() == []
    assert found.value(2) == X[2]


@pytest.mark.parametrize("level", [1, Fraction(-1, 2)])
def test_a_nonzero_constant_is_a_contradiction(level: Fraction | int) -> None:
    assert restrict([Polynomial.constant(level)], VARIABLES).inconsistent


def test_ten_thousand_ties_are_solved_in_no_time() -> None:
    rows = [Polynomial.variable(v) - Polynomial.variable(v + 1) for v in range(0, 20_000, 2)]
    assert len(restrict(rows, 20_001).images) == 10_000
