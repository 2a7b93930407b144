"""Cores where not all inputs are meant."""

from __future__ import annotations

import certsim
from certsim import Model


def test_equations_of_inputs_keep_what_they_keep() -> None:
    # On x = y the field of a*x + b*y is (x, x): it keeps a = b, and of a = 2*b nothing at all.
    model = Model.parse("a*x + b*y", parameters=["a", "b"], inputs=["x", "y"], inputs_where=["x = y"])
    found = certsim.core(model, ["a = b"])
    assert (found.comparison, found.largest, found.manifold.dimension) == ("equal", True, 1)
    assert certsim.core(model, ["a = 2*b"]).comparison == "empty"
