"""Integers behind residues, and short bases."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim.orbits.modular import lift
from certsim.orbits.modular.jets import MODULUS
from certsim.orbits.modular.lift import BOUND, fraction_of, integral, sparser, sparsest


@given(st.integers(-BOUND, BOUND), st.integers(1, BOUND))
def test_small_fractions_are_known_by_their_residues(numerator: int, denominator: int) -> None:
    assert fraction_of(numerator * pow(denominator, -1, MODULUS) % MODULUS) == Fraction(
        numerator, denominator
    )


def test_some_residues_are_of_no_small_fraction() -> None:
    assert fraction_of(123_456_790) is None


def test_integers_behind_residues() -> None:
    third = pow(3, -1, MODULUS)
    assert integral([1, 2 * third % MODULUS, 0, MODULUS - 1]) == [3, 2, 0, -3]
    assert integral([1, 123_456_790]) is None


def test_shorter_bases_span_the_same() -> None:
    rows = np.array([[1, 1, 0, 0, 0, 0], [0, 0, 1, -1, 0, 0], [0, 0, 0, 0, 2, 1]])
    mixed = np.array([[1, 1, 1], [0, 1, 1], [1, 2, 3]]) @ rows
    found = sparsest(mixed % MODULUS, np.random.default_rng(0))
    assert sorted(np.abs(found).tolist()) == sorted(np.abs(rows).tolist())
    assert np.linalg.matrix_rank(np.concatenate((sparser(mixed), rows))) == 3


def test_rows_that_share_few_entries_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    monkeypatch.setattr(lift, "_shortened", lambda row, other: compared.append((row, other)))
    chain = sum(np.eye(30, 90, shift, dtype=np.int64) for shift in (0, 1, 31, 60))
    assert sparser(chain).tolist() == chain.tolist()
    assert not compared
