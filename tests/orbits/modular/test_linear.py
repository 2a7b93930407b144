"""Echelon forms modulo the prime, against FLINT's for whole matrices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flint
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim.orbits.modular import linear
from certsim.orbits.modular.jets import MODULUS
from certsim.orbits.modular.linear import Echelon, independent_rows, nullspace, reduced_rows, times

ENTRIES = st.sampled_from((0, 0, 0, 1, 2, MODULUS - 1)) | st.integers(0, MODULUS - 1)


@st.composite
def matrices(draw: st.DrawFn) -> Any:
    """Small matrices, some with rows that are combinations of others."""
    rows, columns = draw(st.integers(1, 12)), draw(st.integers(1, 12))
    listed = draw(st.lists(ENTRIES, min_size=rows * columns, max_size=rows * columns))
    matrix = np.array(listed, dtype=np.int64).reshape(rows, columns)
    at = draw(st.lists(st.integers(0, rows - 1), max_size=4))
    return np.concatenate((matrix, (matrix[at] + matrix[at[::-1]]) % MODULUS)) if at else matrix


@pytest.fixture(scope="module", params=((1, 1), (1, 3), (20, 2)), autouse=True)
def _cut(request: pytest.FixtureRequest) -> Iterator[None]:
    """Small matrices are cut as large ones are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(linear, "SMALL", request.param[0])
        patch.setattr(linear, "FEW", request.param[1])
        yield


def _rref(matrix: Any) -> list[list[int]]:
    form, rank = flint.nmod_mat(*matrix.shape, matrix.ravel().tolist(), MODULUS).rref()
    return [[int(form[row, column]) for column in range(matrix.shape[1])] for row in range(rank)]


@given(matrix=matrices())
def test_the_echelon_form_is_that_of_the_whole_matrix(matrix: Any) -> None:
    assert reduced_rows(matrix)[0].tolist() == _rref(matrix)


@given(matrix=matrices())
def test_rows_are_kept_where_the_rank_grows(matrix: Any) -> None:
    ranks = [0, *(len(_rref(matrix[: at + 1])) for at in range(len(matrix)))]
    grown = [at for at in range(len(matrix)) if ranks[at + 1] > ranks[at]]
    assert independent_rows(matrix).tolist() == grown


@given(matrix=matrices(), data=st.data())
def test_rows_that_come_bit_by_bit_are_kept_as_if_they_came_at_once(matrix: Any, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(matrix)))
    span = Echelon(matrix.shape[1])
    kept = [*span.add(matrix[:cut]).tolist(), *(cut + span.add(matrix[cut:])).tolist()]
    assert kept == independent_rows(matrix).tolist()
    assert span.reduced()[0].tolist() == _rref(matrix)


@given(matrix=matrices())
def test_the_null_space_is_orthogonal_and_of_the_right_dimension(matrix: Any) -> None:
    space = nullspace(matrix)
    assert len(space) == matrix.shape[1] - len(_rref(matrix)) == len(_rref(space))
    assert not times(matrix, space.T).any()


def test_products_of_the_largest_residues_are_exact() -> None:
    largest = np.full((1, 5000), MODULUS - 1)
    assert times(largest, largest.T).tolist() == [[5000]]
    assert times(largest, largest.T - 1).tolist() == [[10000]]


def test_rows_with_few_entries_are_multiplied_where_these_are(monkeypatch: pytest.MonkeyPatch) -> None:
    work = []

    def counted(left: Any, right: Any) -> Any:
        work.append(left.shape[0] * left.shape[1] * right.shape[1])
        return times(left, right)

    monkeypatch.setattr(linear, "times", counted)
    blocks = np.kron(np.eye(40, dtype=np.int64), np.arange(1, 26).reshape(5, 5) ** 2)
    assert len(reduced_rows(blocks)[0]) == 40 * len(_rref(blocks[:5, :5]))
    assert sum(work) < 40 * 5**3
