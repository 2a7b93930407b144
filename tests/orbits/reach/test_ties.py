"""Ties that are proposed where no residues are known."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from certsim.orbits.reach.ties import find_ties
from tests.orbits.models import read


@pytest.mark.parametrize(
    ("outputs", "values", "ties"),
    [
        ("a @ gelu(w*x)", (1, 0, 1, 0), {"w1", "a1"}),
        ("a @ gelu(w*x)", (2, 2, 3, 3), {"-w0 + w1", "-a0 + a1"}),
        ("a @ gelu(w*x)", (2, -2, 3, 3), set()),
        ("a @ erf(w*x)", (2, -2, 3, -3), {"w0 + w1", "a0 + a1"}),
        ("a @ gelu(w*x)", (2, 2, 3, 4), set()),
        ("a @ gelu(w*x)", (0, 0, 0, 0), {"w0", "w1", "a0", "a1"}),
    ],
)
def test_only_ties_that_no_field_breaks_are_proposed(
    outputs: str, values: tuple[int, ...], ties: set[str]
) -> None:
    found = find_ties(read(outputs, "w[2] a[2]", "x"), dict(enumerate(map(Fraction, values))), Random(0))
    assert {tie.text(lambda at: ("w0", "w1", "a0", "a1")[at]) for tie in found} == ties
