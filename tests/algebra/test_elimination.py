"""Relations among constants: identities that hold, and none where there are zeros for all constants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.algebra.budget import Deadline
from certsim.algebra.elimination import eliminate_constants
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial

Combine = Callable[[Sequence[Polynomial], Sequence[Polynomial]], Polynomial]

x, y, z, c, d = map(Polynomial.variable, range(5))
CONSTANTS = (3, 4)


def relation(
    generators: Sequence[Polynomial], combine: Combine, multiplier: Polynomial = ONE
) -> Polynomial | None:
    """The polynomial found, after its identity was multiplied out."""
    found = eliminate_constants(generators, CONSTANTS, multiplier, Deadline.after(10))
    if found is None:
        return None
    assert found.polynomial
    assert found.polynomial.variables <= set(CONSTANTS)
    left = multiplier**found.multiplier_power * found.polynomial
    assert left == combine(found.cofactors, generators)
    return found.polynomial


def singular(equations: Sequence[Polynomial]) -> list[Polynomial]:
    """The equations, and the 2 × 2 minors of their Jacobian."""
    rows = [[e.derivative(v) for v in range(3)] for e in equations]
    return [
        *equations,
        *(rows[0][i] * rows[1][j] - rows[0][j] * rows[1][i] for i, j in combinations(range(3), 2)),
    ]


@pytest.mark.parametrize(
    ("generators", "expected"),
    [
        ([x**2 - y**2 - c, x, y], c),
        ([x - c, x - d], c - d),
        ([x * c - 1, x * d], d),
        ([x**2 - c, y - x, y**2 - d], c - d),
        ([x**2 - c, x**3 - d], c**3 - d**2),
        (singular([x**2 - y**2 - c, y**2 - z**2 - d]), c * d * (c + d)),
        ([c - 5, x], c - 5),
        ([x - c + d, x - 1], c - d - 1),
        ([x - c + d, x + 1], c - d + 1),
    ],
)
def test_relations(generators: list[Polynomial], expected: Polynomial, combine: Combine) -> None:
    found = relation(generators, combine)
    assert found is not None
    assert max(found, -found, key=repr) == max(expected, -expected, key=repr)


@pytest.mark.parametrize(
    "generators",
    [
        [],
        [ZERO],
        [x - c],
        [x * y - c, x * z - d],
        [x**2 + y**2 - c],
        [c * x, d * y],
        [x**2 - c * y, y**2 - d],
    ],
)
def test_none_where_there_are_zeros_for_all_constants(generators: list[Polynomial], combine: Combine) -> None:
    assert relation(generators, combine) is None


@pytest.mark.parametrize(
    ("generators", "multiplier", "expected"),
    [
        ([x * (y - c), x * y], x, c),
        ([x * y * (c - d)], x * y, c - d),
        ([x**3 * (y - c), x**2 * (y**2 - d)], x, c**2 - d),
    ],
)
def test_what_is_excluded_does_not_count(
    generators: list[Polynomial], multiplier: Polynomial, expected: Polynomial, combine: Combine
) -> None:
    assert relation(generators, combine) is None
    found = relation(generators, combine, multiplier)
    assert found is not None
    assert max(found, -found, key=repr) == max(expected, -expected, key=repr)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_graphs_over_the_constants_have_a_relation_for_each_further_equation(
    data: st.DataObject, polynomials: Callable[..., st.SearchStrategy[Polynomial]], combine: Combine
) -> None:
    p, q = (data.draw(polynomials(CONSTANTS)) for _ in range(2))
    further = data.draw(polynomials([0, 1, *CONSTANTS]))
    image = further.substitute({0: p, 1: q})
    found = relation([x - p, y - q, further], combine)
    assert (found is None) == (not image)


def test_a_passed_deadline() -> None:
    assert eliminate_constants([x**2 - c, 2 * x], [3], deadline=Deadline(0.0)) is None
