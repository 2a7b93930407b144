"""Points: exactly on the set, exactly inside the conditions, on every component."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import islice
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.algebra.budget import Deadline
from certsim.algebra.points import Condition, Point, find_points
from certsim.kernel.terms.polynomial import Polynomial

x, y, z, w = map(Polynomial.variable, range(4))

SETS: dict[str, tuple[Sequence[Polynomial], Sequence[Condition]]] = {
    "a circle without rational points": ([x**2 + y**2 - 3], []),
    "the right branch of a hyperbola": ([x**2 - y**2 - 1], [(x, ">")]),
    "its upper half": ([x**2 - y**2 - 1], [(y, ">")]),
    "two square roots": ([x**2 - 2, y**2 - 3], []),
    "a cube root": ([x**3 - 2], []),
    "a plane and a line": ([x * z, y * z], [(x, "!=")]),
    "a cusp off its singularity": ([x**2 - y**3], [(y, "!=")]),
    "an arc": ([x**2 + y**2 - 1], [(x - y - 1, ">"), (4 * x - 4 * y - 5, ">")]),
    "a far end": ([x * y - 1], [(x - 50, ">")]),
    "matrices of rank one": ([x * w - y * z], [(x, ">"), (w, "<")]),
    "a sphere": ([x**2 + y**2 + z**2 - Fraction(7, 3)], [(x, "<")]),
    "no equations": ([], [(x - y, ">")]),
    "a graph": ([y - x**2 + 1, z - x * y], [(y, "<")]),
}


def some(
    equations: Iterable[Polynomial],
    conditions: Iterable[Condition] = (),
    variables: Iterable[int] = (),
    count: int = 6,
) -> list[Point]:
    deadline = Deadline.after(5)
    return list(islice(find_points(equations, conditions, variables, Random(0), deadline), count))


def holds(point: Point, equations: Iterable[Polynomial], conditions: Iterable[Condition]) -> bool:
    signs = {"!=": (-1, 1), ">": (1,), "<": (-1,)}
    return all(point.sign(e) == 0 for e in equations) and all(
        point.sign(h) in signs[relation] for h, relation in conditions
    )


@pytest.mark.parametrize("name", SETS)
def test_points_are_on_the_set_and_differ(name: str) -> None:
    equations, conditions = SETS[name]
    points = some(equations, conditions)
    assert points
    assert all(holds(point, equations, conditions) for point in points)
    assert len({point.key for point in points}) == len(points)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(-2, 2)] * 5), min_size=1, max_size=2),
    st.tuples(st.integers(-2, 2), st.integers(-2, 2)),
)
def test_conics_through_a_planted_point(rows: list[tuple[int, ...]], planted: tuple[int, int]) -> None:
    equations = []
    for a, b, c, d, e in rows:
        f = a * x**2 + b * x * y + c * y**2 + d * x + e * y
        equations.append(f - Point({0: Fraction(planted[0]), 1: Fraction(planted[1])}).value(f))  # type: ignore[operator]
    points = some(equations, variables=[0, 1], count=8)
    assert points
    assert all(holds(point, equations, []) for point in points)


class TestIsolatedPoints:
    def test_a_sum_of_squares(self) -> None:
        assert [p.values for p in some([x**2 + (y - 1) ** 2])] == [{0: 0, 1: 1}]

    def test_beside_a_line(self) -> None:
        points = some([y * (x**2 + (y - 1) ** 2)], count=20)
        assert {0: 0, 1: 1} in [p.values for p in points]
        assert any(p.values[1] == 0 for p in points)

    def test_beside_an_irreducible_curve(self) -> None:
        assert {0: 0, 1: 0} in [p.values for p in some([x**2 + y**2 - x**3], count=12)]

    def test_irrational_ones(self) -> None:
        equations = [(x**2 - 2) ** 2 + (y**2 - x - 5) ** 2]
        points = some(equations)
        assert len(points) == 4
        assert all(point.field and holds(point, equations, []) for point in points)


class TestAllOfThem:
    def test_finitely_many_points_end(self) -> None:
        assert sorted(p.values[0] for p in some([x**3 - x], count=99)) == [-1, 0, 1]  # type: ignore[type-var]
        assert len(some([x**2 - 2, y**2 - 3], count=99)) == 4

    def test_double_points_come_once(self) -> None:
        assert [p.values for p in some([x**2, (y - 1) ** 3])] == [{0: 0, 1: 1}]

    @pytest.mark.parametrize(
        "equation", [x**2 + 1, x**2 + y**2 + 1, Polynomial.constant(1), x**4 + y**4 + z**2 + 5]
    )
    def test_no_points_end(self, equation: Polynomial) -> None:
        assert some([equation]) == []

    def test_contradictory_conditions_end(self) -> None:
        assert some([x - y], [(x - y, "!=")]) == []

    def test_the_empty_system_has_the_empty_point(self) -> None:
        assert [p.values for p in some([])] == [{}]


class TestTaste:
    def test_rational_points_come_first(self) -> None:
        assert some([x**2 - y**2 - 3])[0].field is None

    def test_every_mentioned_variable_has_a_value(self) -> None:
        assert all(set(p.values) == {0, 1, 5} for p in some([x * y * (x - y)], variables=[5]))

    def test_points_vary_in_variables_that_nothing_mentions(self) -> None:
        assert len({p.values[9] for p in some([x - y], variables=[9], count=12)}) > 2  # type: ignore[arg-type]

    def test_the_same_seed_gives_the_same_points(self) -> None:
        assert some([x**2 + y**2 - 3]) == some([x**2 + y**2 - 3])


def test_a_passed_deadline_ends() -> None:
    assert list(find_points([x**2 + y**2 - 3], [], [], Random(0), Deadline(0.0))) == []


def test_a_deadline_is_kept_where_groebner_bases_are_out_of_reach() -> None:
    u = [[Polynomial.variable(4 * i + j) for j in range(4)] for i in range(8)]
    equations = [
        Polynomial.total(u[k][i] * u[k][j] - u[4 + i][k] * u[4 + j][k] for k in range(4)) + int(i == j == 0)
        for i in range(4)
        for j in range(i, 4)
    ]
    deadline = Deadline.after(1)
    points = list(islice(find_points(equations, [], [], Random(0), deadline), 5))
    assert time.process_time() - deadline.work < 3
    assert all(holds(point, equations, []) for point in points)


def test_many_linear_equations_are_quick() -> None:
    equations = [Polynomial.variable(i) - 2 * Polynomial.variable(i + 1500) for i in range(1500)]
    started = time.perf_counter()
    (point,) = some(equations, count=1)
    assert time.perf_counter() - started < 3
    assert holds(point, equations, [])


class TestSmallRegions:
    """Where inequalities leave little, a product of what they say is positive has its maximum there."""

    TINY = Fraction(1, 10**60)

    @pytest.mark.parametrize(
        ("equations", "conditions"),
        [
            ([], [((x - 3) ** 2 + (y - Fraction(1, 7)) ** 2 - TINY, "<")]),
            ([], [(x**2 + y**2 - 1, ">"), (x**2 + y**2 - 1 - TINY, "<")]),
            ([x * y - 2], [((x - 1) ** 2 + (y - 2) ** 2 - TINY, "<")]),
            ([z - x], [((x - 3) ** 2 + (z - y) ** 2 - TINY, "<"), (x - y, "!=")]),
        ],
    )
    def test_are_met(self, equations: list[Polynomial], conditions: list[Condition]) -> None:
        points = some(equations, conditions, count=1)
        assert points
        assert holds(points[0], equations, conditions)


class TestLevels:
    """Of equations that a variable solves which is nowhere else, the others are chosen freely."""

    def test_rational_points_come_first(self) -> None:
        u, v = map(Polynomial.variable, (7, 8))
        levels = [x**4 + y**3 * z - 5 * u, x * y * z - w**3 * v + z**5, x**2 + w**2 - 2 * y**2 * u]
        points = some(levels, [(u, ">")])
        assert points[0].field is None
        assert all(holds(point, levels, [(u, ">")]) for point in points)

    def test_nothing_is_lost_where_the_slope_vanishes(self) -> None:
        """xz = x(y² + 1) holds where x = 0, too, and there alone z may be 0."""
        assert any(point.values[0] == 0 for point in some([x * z - x * (y**2 + 1)], [(z, "<")]))
