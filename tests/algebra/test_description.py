"""Descriptions: the evidence is multiplied out again, and real zeros stay what they were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.algebra.budget import Deadline, OutOfBudget
from certsim.algebra.description import (
    Description,
    Vanishing,
    find_description,
    find_no_real_point,
    find_vanishing,
)
from certsim.algebra.ideals import Ideal
from certsim.algebra.points import find_points
from certsim.kernel.terms.polynomial import ONE, Polynomial

Combine = Callable[[Sequence[Polynomial], Sequence[Polynomial]], Polynomial]

x, y, z, w = map(Polynomial.variable, range(4))
MOTZKIN = x**2 * y**4 + x**4 * y**2 - 3 * x**2 * y**2 + 1
ROBINSON = x**6 + y**6 + 1 - x**4 * y**2 - x**4 - y**4 * x**2 - y**4 - x**2 - y**2 + 3 * x**2 * y**2


def proves(
    reason: Vanishing,
    f: Polynomial,
    generators: Sequence[Polynomial],
    multiplier: Polynomial,
    combine: Combine,
) -> bool:
    """Whether h^N·f^m + Σ c·w·s² = Σ q·g, with c > 0, and N and m even where there are squares.

    Where there are weights, the multiplier is the one condition that they are made of.
    """
    squares = Polynomial.total(
        one.root**2 * multiplier ** len(one.weight) * one.coefficient for one in reason.squares
    )
    left = multiplier**reason.multiplier_power * f**reason.power + squares
    odd = reason.power % 2 or reason.multiplier_power % 2
    shape = all(one.coefficient > 0 and one.weight in ((), (0,)) for one in reason.squares) and not (
        reason.squares and odd
    )
    return shape and left == combine(reason.cofactors, generators)


def described(
    generators: Sequence[Polynomial], combine: Combine, multiplier: Polynomial | None = None
) -> set[Polynomial]:
    """The equations found up to sign, after their evidence was multiplied out."""
    found = find_description(generators, multiplier, Deadline.after(10))
    assert isinstance(found, Description)
    for f, reason in zip(found.equations, found.vanishing, strict=True):
        assert proves(reason, f, generators, multiplier or ONE, combine)
    for g, cofactors in zip(generators, found.implied, strict=True):
        assert combine(cofactors, found.equations) == g
    return {max(f, -f, key=repr) for f in found.equations}


def same(*equations: Polynomial) -> set[Polynomial]:
    return {max(f, -f, key=repr) for f in equations}


CASES: dict[str, tuple[list[Polynomial], Polynomial | None, set[Polynomial]]] = {
    "a square": ([x**2], None, same(x)),
    "the cube of a difference": ([(x - y) ** 3], None, same(x - y)),
    "a tangent parabola": ([y, y + x**2], None, same(x, y)),
    "a factor excluded by the multiplier": ([x * y], y, same(x)),
    "a sum of two squares": ([x**2 + y**2], None, same(x, y)),
    "a square of it": ([(x**2 + y**2) ** 2], None, same(x, y)),
    "nested": ([(x**2 + y**2) ** 2 + z**4], None, same(x, y, z)),
    "a sum of squares and a multiplier": ([(x**2 + y**2) * z], z, same(x, y)),
    "a positive factor": ([(x**2 + 1) * y], None, same(y)),
    "the real cube root of one": ([y**3 - 1], None, same(y - 1)),
    "a double real root and complex ones": ([x**4 + 2 * x**3 + 6 * x**2 - 22 * x + 13], None, same(x - 1)),
    "squares, then consequences": ([(x * y - z) ** 2 + (w - 1) ** 2, x * w], None, same(x, z, w - 1)),
    "a squared determinant": (
        [(x * w - y * z) ** 2, x**2 + y**2 - z**2],
        None,
        same(x * w - y * z, x**2 + y**2 - z**2),
    ),
    "a cusp": ([x**2 - y**3], None, same(x**2 - y**3)),
    "a hyperbola": ([x**2 - y**2 - 1], None, same(x**2 - y**2 - 1)),
    "a plane and a line": ([x * z, y * z], None, same(x * z, y * z)),
    "no real point": ([x**2 + y**2 + 1], None, same(ONE)),
    "a circle that touches a hyperbola": ([x**2 + y**2 - 2, x * y - 1], None, same(x - y, x * y - 1)),
    "a sphere that touches a surface": (
        [x**2 + y**2 + z**2 - 3, x * y * z - 1],
        None,
        same(x**2 - 1, y**2 - 1, z**2 - 1, x * y - z, x * z - y, y * z - x),
    ),
    "a sphere and six points": (
        [x**2 + y**2 + z**2 - 1, x**4 + y**4 + z**4 - 1],
        None,
        same(x * y, x * z, y * z, x**2 + y**2 + z**2 - 1),
    ),
    "Motzkin's polynomial": ([MOTZKIN], None, same(x**2 - 1, y**2 - 1)),
    "Motzkin's polynomial off a line of points": ([MOTZKIN * y], y, same(x**2 - 1, y**2 - 1)),
    "Motzkin's polynomial off some of its zeros": ([MOTZKIN], x - 1, same(x + 1, y**2 - 1)),
    "Robinson's polynomial": (
        [ROBINSON],
        None,
        same(x**3 - x, y**3 - y, x**2 * y**2 - x**2 - y**2 + 1),
    ),
    "irrational points": ([(x**2 - 2) ** 2 + (y**2 - 3) ** 2], None, same(x**2 - 2, y**2 - 3)),
    "a form in two of three variables": (
        [x**2 - x * y + y**2 + (y - z) ** 2, z**2],
        None,
        same(x, y, z),
    ),
    "Whitney's umbrella": ([x**2 - y**2 * z], None, same(x**2 - y**2 * z)),
}


@pytest.mark.parametrize("name", CASES)
def test_descriptions(name: str, combine: Combine) -> None:
    generators, multiplier, expected = CASES[name]
    found = described(generators, combine, multiplier)
    assert len(found) <= len(expected)
    assert all(Ideal(found).contains(e) for e in expected)
    assert all(Ideal(expected).contains(f) for f in found)


WHERE_POSITIVE: dict[str, tuple[Polynomial, Polynomial, set[Polynomial]]] = {
    "an isolated point beside a branch": (y**2 - x**3 + x**2, 1 - x, same(x, y)),
    "the vertex of a parabola": (y**2 + x * z**2, x, same(y, z)),
    "a point on the far side": (y**2 + (x + 1) * (x - 2) ** 2, x, same(x - 2, y)),
}
"""An equation, what is positive, and the equations expected."""


@pytest.mark.parametrize("name", WHERE_POSITIVE)
def test_descriptions_where_a_condition_holds(name: str, combine: Combine) -> None:
    equation, h, expected = WHERE_POSITIVE[name]
    found = find_description([equation], h, Deadline.after(10), {0: h})
    assert found is not None
    for f, reason in zip(found.equations, found.vanishing, strict=True):
        assert proves(reason, f, [equation], h, combine)
    assert all(Ideal(expected).contains(f) for f in found.equations)
    assert all(Ideal(found.equations).contains(e) for e in expected)


def test_no_point_where_a_condition_holds(combine: Combine) -> None:
    generators = [y**2 + x * z**2 + x]
    found = find_no_real_point(generators, x, Deadline.after(10), {0: x})
    assert found is not None
    assert proves(found, ONE, generators, x, combine)
    assert find_no_real_point([y**2 - x * z**2 + x], x, Deadline.after(3), {0: x}) is None


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_real_points_are_kept(
    data: st.DataObject, polynomials: Callable[..., st.SearchStrategy[Polynomial]], combine: Combine
) -> None:
    p, q = (data.draw(polynomials([0, 1], degree=1)) for _ in range(2))
    generators = [p**2 * q, (p * q) ** 2 + (p * x) ** 2]
    found = find_description(generators, None, Deadline.after(5))
    if found is not None:
        described(generators, combine)
        for point, _ in zip(
            find_points(generators, [], [0, 1], Random(0), Deadline.after(2)), range(4), strict=False
        ):
            assert all(point.sign(f) == 0 for f in found.equations)


EMPTY: list[tuple[list[Polynomial], Polynomial | None]] = [
    ([x**2 + 1], None),
    ([x**2 + y**2 + 1], None),
    ([x**2 - y**2 - 1, x], None),
    ([x * y - 1, x], None),
    ([x * y], x * y),
    ([x**2 + y**2 - 1, x + y - 2], None),
    ([x**2 - y, y**2 - z, z + 1], None),
    ([x**4 + y**4 + 1 - x * y], None),
    ([x**2 + y**2 + z**2 - 1, x * y * z - 5], None),
    ([x**2 * y - 1, y + 1], None),
    ([9 * (x + 1) ** 2 + (3 * y - 1) ** 2], x + 1),
    ([x**2 * z + y**2 * z, z - 1], x),
    ([x**4 + y**4], x * y),
    ([MOTZKIN * 10 + 1], None),
    ([MOTZKIN], (x**2 - 1) * x),
    ([ROBINSON], (x**2 - 1) * x),
]


@pytest.mark.parametrize(("generators", "multiplier"), EMPTY)
def test_empty_sets_are_proved_empty(
    generators: list[Polynomial], multiplier: Polynomial | None, combine: Combine
) -> None:
    found = find_no_real_point(generators, multiplier, Deadline.after(10))
    assert found is not None
    assert proves(found, ONE, generators, multiplier or ONE, combine)


@pytest.mark.parametrize(
    ("generators", "multiplier"),
    [
        ([], None),
        ([x**2], None),
        ([x**2 + y**2], None),
        ([x * y], y),
        ([x**2 + y**2 - x**2 * y], y - 1 - x**2),
        ([9 * (x + 1) ** 2 + (3 * y - 1) ** 2], x),
        ([x**2 - y**3], None),
        ([x**2 + y**2 - 3], None),
        ([x**4 - 10 * x**2 + 1], None),
        ([MOTZKIN], None),
        ([MOTZKIN], x - 1),
        ([ROBINSON], x * y),
    ],
)
def test_sets_with_points_are_never_proved_empty(
    generators: list[Polynomial], multiplier: Polynomial | None
) -> None:
    assert find_no_real_point(generators, multiplier, Deadline.after(5)) is None


def test_a_passed_deadline() -> None:
    hard = [x**3 * y - z, y**3 * z - x + 1, z**3 * x - y]
    with pytest.raises(OutOfBudget):
        find_description(hard, None, Deadline(0.0))
    assert find_no_real_point(hard, None, Deadline(0.0)) is None


@pytest.mark.parametrize(
    ("polynomials", "generators", "multiplier"),
    [
        ([x * y, x + y, x**3 - x], [x**2, y**3], None),
        ([x * y - y, y * x**2 - x], [x**2 + y**2], None),
        ([x**2 - 1, x * y**2 - x, y**4 - x**2], [MOTZKIN], None),
        ([x, x * z + y], [(x**2 + y**2) * z], z),
        ([ONE, x + 7], [x**2 + y**2 + 1], None),
        ([ONE], [9 * (x + 1) ** 2 + (3 * y - 1) ** 2], x + 1),
        ([x - y, x**2 - 1], [x**2 + y**2 - 2, x * y - 1], None),
    ],
)
def test_reasons_to_vanish(
    polynomials: list[Polynomial],
    generators: list[Polynomial],
    multiplier: Polynomial | None,
    combine: Combine,
) -> None:
    found = find_vanishing(polynomials, generators, multiplier, Deadline.after(10))
    for f, reason in zip(polynomials, found, strict=True):
        assert reason is not None
        assert proves(reason, f, generators, multiplier or ONE, combine)


def test_what_does_not_vanish_has_no_reason(combine: Combine) -> None:
    generators = [x**2 * y**2 + z**4]
    inside, outside = find_vanishing([x * y + z, x], generators, None, Deadline.after(5))
    assert inside is not None
    assert proves(inside, x * y + z, generators, ONE, combine)
    assert outside is None
    assert find_vanishing([x], [x**2], None, Deadline(0.0)) == [None]
