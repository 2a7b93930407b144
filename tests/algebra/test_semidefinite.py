"""Numerical centres of affine families of matrices, and the rational faces that they show."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from certsim.algebra.budget import Budget, Deadline, OutOfBudget
from certsim.algebra.semidefinite import Centre, Entries, find_face, most_positive


def entries(*blocks: Sequence[Sequence[int]]) -> Entries:
    """The entries, where not zero, of a block-diagonal matrix."""
    return [
        (number, i, j, Fraction(value))
        for number, block in enumerate(blocks)
        for i, row in enumerate(block)
        for j, value in enumerate(row)
        if value
    ]


def centre(start: Entries, directions: Sequence[Entries], sizes: Sequence[int]) -> Centre:
    found = most_positive(start, directions, sizes, Budget())
    assert found is not None
    return found


def test_the_margin_is_the_least_eigenvalue() -> None:
    # The eigenvalues of (2, y; y, 2) are 2 ± y; with (−y) beside it none is more than 0 and y = 0 is out.
    found = centre(entries([[1, 0], [0, 1]]), [entries([[0, 1], [1, 0]])], [2])
    assert found.margin + found.gap >= 1
    assert 0.5 < found.margin <= 1
    assert abs(found.steps[0]) < Fraction(1, 2)


def test_an_indefinite_matrix_may_have_a_definite_one_in_its_family() -> None:
    # (0, 1; 1, 0) + y·(1, 0; 0, 1)
    found = centre(entries([[0, 1], [1, 0]]), [entries([[1, 0], [0, 1]])], [2])
    assert found.margin > 0
    assert found.steps[0] > 1
    assert not found.is_hopeless


@pytest.mark.parametrize(
    ("start", "directions", "sizes"),
    [
        (entries([[1, 2], [2, 1]]), [], [2]),
        (entries([[0, 1], [1, -1]]), [entries([[1, 0], [0, 0]])], [2]),
        (entries([[1]], [[-2]]), [entries([[1]], [[0]])], [1, 1]),
        (entries([[1]], [[-3]]), [entries([[-1]], [[1]])], [1, 1]),
    ],
)
def test_families_without_semidefinite_matrices_are_hopeless(
    start: Entries, directions: Sequence[Entries], sizes: Sequence[int]
) -> None:
    assert centre(start, directions, sizes).is_hopeless


def test_unbounded_families_have_a_centre_too() -> None:
    # 1 + y − z and −1 − y
    found = centre(entries([[1]], [[-1]]), [entries([[1]], [[-1]]), entries([[-1]], [[0]])], [1, 1])
    assert found.margin > 0
    assert found.steps[0] < -1


def test_a_family_whose_semidefinite_matrices_are_singular_ends_in_the_one_of_greatest_rank() -> None:
    # diag(1, y, −y) with y in a corner: semidefinite for y = 0 only; then (1, 1, ·) stays free beside it.
    found = centre(entries([[1, 0], [0, 0]], [[0]]), [entries([[0, 0], [0, 1]], [[-1]])], [2, 1])
    assert not found.is_hopeless
    assert abs(found.margin) < 1e-9
    assert find_face(found.blocks[0], 1.0) == [[1, 0]]
    assert find_face(found.blocks[1], 1.0) == []


def test_faces_are_rational_where_the_matrix_is_nearly_so() -> None:
    rows = [[1, 0, Fraction(2, 3)], [0, 1, Fraction(-1, 2)]]
    inner = [[3.0, 1.0], [1.0, 2.0]]
    matrix = [
        [
            sum(float(rows[a][i]) * inner[a][b] * float(rows[b][j]) for a in range(2) for b in range(2))
            + 1e-10 * (i == j)
            for j in range(3)
        ]
        for i in range(3)
    ]
    found = find_face(matrix, 3.0)
    assert found is not None
    assert len(found) == 2
    spanned = [[float(e) for e in row] for row in found]
    # Both row spaces are the plane with this normal vector.
    assert all(abs(row[0] * 2 / 3 - row[1] / 2 - row[2]) < 1e-9 for row in spanned)


def test_a_definite_matrix_is_its_own_face() -> None:
    assert find_face([[2.0, 0.0], [0.0, 1.0]], 2.0) == [[1, 0], [0, 1]]


def test_a_face_that_is_not_rational_is_not_guessed() -> None:
    root = 2**0.5
    assert find_face([[1.0, root - 1], [root - 1, (root - 1) ** 2]], 1.0) is None


def test_a_passed_deadline() -> None:
    with pytest.raises(OutOfBudget):
        most_positive(entries([[1]]), [], [1], Budget(Deadline(0.0)))
