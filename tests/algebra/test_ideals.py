"""Ideals: every identity is multiplied out again, membership is SymPy's."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from certsim.algebra.budget import NEVER, Deadline
from certsim.algebra.ideals import Ideal, OutOfBudget, connected, split
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial

Combine = Callable[[Sequence[Polynomial], Sequence[Polynomial]], Polynomial]
Strategy = Callable[..., st.SearchStrategy[Polynomial]]

x, y, z, w, h = map(Polynomial.variable, range(5))


def matrix(start: int, size: int) -> list[list[Polynomial]]:
    return [[Polynomial.variable(start + i * size + j) for j in range(size)] for i in range(size)]


def times(left: list[list[Polynomial]], right: list[list[Polynomial]]) -> list[list[Polynomial]]:
    columns = list(zip(*right, strict=True))
    return [[Polynomial.total(a * b for a, b in zip(row, c, strict=True)) for c in columns] for row in left]


def transposed(rows: list[list[Polynomial]]) -> list[list[Polynomial]]:
    return [list(column) for column in zip(*rows, strict=True)]


def balanced(size: int) -> list[Polynomial]:
    """The entries of UᵀU − WWᵀ on and above the diagonal."""
    u, v = matrix(0, size), matrix(size * size, size)
    left, right = times(transposed(u), u), times(v, transposed(v))
    return [left[i][j] - right[i][j] for i in range(size) for j in range(i, size)]


def katsura(size: int) -> list[Polynomial]:
    def u(i: int) -> Polynomial:
        return Polynomial.variable(abs(i)) if abs(i) <= size else ZERO

    span = range(-size, size + 1)
    quadratic = [Polynomial.total(u(i) * u(m - i) for i in span) - u(m) for m in range(size)]
    return [*quadratic, Polynomial.total(map(u, span)) - 1]


class TestCofactors:
    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def test_combinations_of_the_generators_have_exact_cofactors(
        self, data: st.DataObject, polynomials: Strategy, combine: Combine
    ) -> None:
        generators = data.draw(st.lists(polynomials([0, 1, 2]), min_size=1, max_size=3))
        multipliers = [data.draw(polynomials([0, 1, 2, 3])) for _ in generators]
        f = combine(multipliers, generators)
        ideal = Ideal(generators, deadline=Deadline.after(5))
        try:
            found = ideal.cofactors(f)
        except OutOfBudget:
            assume(False)
        assert found is not None
        assert combine(found, generators) == f

    @settings(max_examples=40, deadline=None)
    @given(data=st.data())
    def test_membership_is_that_of_sympy(
        self, data: st.DataObject, polynomials: Strategy, combine: Combine
    ) -> None:
        sympy = pytest.importorskip("sympy")
        generators = data.draw(st.lists(polynomials([0, 1], terms=2), min_size=1, max_size=2))
        f = data.draw(polynomials([0, 1], degree=3))
        symbols = sympy.symbols("x0 x1")
        basis = sympy.groebner(
            [sympy.sympify(repr(g)) for g in generators], *symbols, order="grevlex", domain="QQ"
        )
        member = basis.contains(sympy.sympify(repr(f)))
        ideal = Ideal(generators)
        assert ideal.contains(f) == member
        found = ideal.cofactors(f)
        assert (found is not None) == member
        assert found is None or combine(found, generators) == f

    def test_where_division_fails_the_ideal_still_knows(self, combine: Combine) -> None:
        generators = [x**2 - y, x * y - 1]
        found = Ideal(generators).cofactors(x - y**2)
        assert found is not None
        assert combine(found, generators) == x - y**2

    def test_high_degree_needs_the_groebner_basis(self, combine: Combine) -> None:
        generators = [x**4 - y * z**3, y**4 - z**5 * x, z**7 - z * x]
        f = Ideal(generators).basis()[-1]
        found = Ideal(generators).cofactors(f)
        assert found is not None
        assert combine(found, generators) == f

    def test_variables_no_generator_mentions_are_coefficients(self, combine: Combine) -> None:
        generators = [x**2 - y, x * y - z + 1]
        f = (x + h) * generators[0] * w**7 + (h**3 + h * w) * generators[1]
        found = Ideal(generators).cofactors(f)
        assert found is not None
        assert combine(found, generators) == f
        assert Ideal(generators).cofactors(f + w * h) is None

    def test_each_coefficient_has_to_be_in_the_ideal(self) -> None:
        assert Ideal([x * y, x * z]).cofactors(h * x) is None

    def test_zero_has_zero_cofactors(self) -> None:
        assert Ideal([x, y]).cofactors(ZERO) == [ZERO, ZERO]
        assert Ideal([]).cofactors(ZERO) == []

    def test_nothing_generates_zero_only(self) -> None:
        assert Ideal([]).cofactors(x) is None
        assert Ideal([ZERO]).cofactors(ONE) is None

    def test_a_constant_generates_everything(self) -> None:
        assert Ideal([x, Polynomial.constant(2)]).cofactors(y) == [ZERO, y * Fraction(1, 2)]

    def test_a_unit_in_other_variables_generates_everything(self, combine: Combine) -> None:
        generators = [x**2 - y, z * w - 1, z]
        found = Ideal(generators).cofactors(x + y)
        assert found is not None
        assert combine(found, generators) == x + y

    def test_balanced_matrices(self, combine: Combine) -> None:
        generators = balanced(3)
        u, v = matrix(0, 3), matrix(9, 3)
        left = times(u, times(transposed(u), u))
        right = times(u, times(v, transposed(v)))
        f = left[0][1] - right[0][1]
        found = Ideal(generators).cofactors(f)
        assert found is not None
        assert combine(found, generators) == f

    def test_thousands_of_generators_cost_little(self, combine: Combine) -> None:
        generators = [Polynomial.variable(i) - Polynomial.variable(i + 5000) for i in range(3000)]
        started = time.perf_counter()
        f = Polynomial.variable(0) * Polynomial.variable(1) - Polynomial.variable(5000) * Polynomial.variable(
            5001
        )
        found = Ideal(generators).cofactors(f)
        assert found is not None
        assert combine(found, generators) == f
        assert time.perf_counter() - started < 2


class TestBasis:
    def test_a_basis_is_reduced_and_generates_the_same_ideal(self) -> None:
        generators = katsura(3)
        basis = Ideal(generators).basis()
        assert all(Ideal(basis).contains(g) for g in generators)
        assert all(Ideal(generators).contains(e) for e in basis)
        assert len(basis) == 7

    def test_the_basis_is_sympys(self) -> None:
        sympy = pytest.importorskip("sympy")
        generators = [x**2 * y - z, y**2 - x * z, z**2 - y + 1]
        ours = Ideal(generators).basis()
        symbols = sympy.symbols("x0 x1 x2")
        theirs = sympy.groebner([sympy.sympify(repr(g)) for g in generators], *symbols, order="grevlex")
        assert {sympy.sympify(repr(e)) for e in ours} == {e.expand() for e in theirs.exprs}

    @settings(max_examples=30, deadline=None)
    @given(data=st.data())
    def test_the_normal_form_is_linear_and_blind_to_the_ideal(
        self, data: st.DataObject, polynomials: Strategy
    ) -> None:
        generators = [x**2 - y * z, y**2 - x + 1]
        f, g, q = (data.draw(polynomials([0, 1, 2, 3], degree=3)) for _ in range(3))
        normal_form = Ideal(generators).normal_form
        assert normal_form(f + g) == normal_form(f) + normal_form(g)
        assert normal_form(f + q * generators[0]) == normal_form(f)

    def test_units(self) -> None:
        assert Ideal([x * y - 1, x]).is_unit
        assert not Ideal([x**2 + 1]).is_unit
        assert not Ideal([]).is_unit


class TestMultipliers:
    def test_the_least_power(self, combine: Combine) -> None:
        found = Ideal([x * y**3]).cofactors_with_multiplier(x, y)
        assert found == (3, [ONE])

    def test_no_multiplier_where_none_is_needed(self) -> None:
        assert Ideal([x]).cofactors_with_multiplier(x * z, y) == (0, [z])

    def test_the_bound_is_kept(self) -> None:
        assert Ideal([x * y**3]).cofactors_with_multiplier(x, y, max_power=2) is None

    def test_saturation_takes_out_what_lies_in_the_zeros_of_the_multiplier(self) -> None:
        assert Ideal([x * y]).saturation(y) == [x]
        assert Ideal([x * y, x * z]).saturation(y) == [x]
        assert Ideal([x**2 - y]).saturation(z) == [x**2 - y]
        assert Ideal([x * y]).saturation(x * y) == [ONE]

    def test_saturation_of_the_twisted_cubic_and_a_line(self) -> None:
        saturated = Ideal(Ideal([x * z - y**2, x**3 - y * z]).saturation(x))
        assert saturated.contains(x**2 * y - z**2)
        assert not Ideal([x * z - y**2, x**3 - y * z]).contains(x**2 * y - z**2)


class TestBounds:
    def test_a_passed_deadline_is_out_of_budget(self) -> None:
        with pytest.raises(OutOfBudget, match="deadline"):
            Ideal(balanced(3), deadline=Deadline(0.0)).basis()

    def test_a_deadline_is_kept(self) -> None:
        started = time.monotonic()
        with pytest.raises(OutOfBudget):
            Ideal(balanced(4), deadline=Deadline.after(0.5)).basis()
        assert time.monotonic() - started < 3

    def test_too_many_pairs(self) -> None:
        with pytest.raises(OutOfBudget, match="pairs"):
            Ideal(katsura(4), max_pairs=3).basis()

    def test_more_time_may_be_given(self) -> None:
        ideal = Ideal([x * y - 1, x**2 - y], deadline=Deadline(0.0))
        assert ideal.until(NEVER).contains(x - y**2)


def test_generators_are_parted_by_their_variables() -> None:
    assert connected([x * y, z, y - w, ZERO, h]) == [[0, 2], [1], [4]]


def test_splitting_by_foreign_monomials() -> None:
    pieces = split(x * w**2 + 3 * y * w**2 + x + h, frozenset({0, 1}))
    assert pieces == {(3, 3): x + 3 * y, (): x, (4,): ONE}
