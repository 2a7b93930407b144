"""Brackets are of fields that are defined at the point, at inputs where the model is."""

from __future__ import annotations

import pytest

from certsim import Model, laws, orbit


@pytest.mark.parametrize(
    ("output", "dimension"),
    [
        ("a*sqrt(1 - x**2) + b*x", 2),
        ("a*(b - x**2) + 0*sqrt(b - x**2)", 2),
        ("a*x + 0*log(b - x**2)", 1),
        ("a*b*sqrt(1 - x**2)", 1),
        ("a*b*log(x)", 1),
        ("a*b/(x - 1)", 1),
    ],
)
def test_orbits_where_few_inputs_are_in_the_domain(output: str, dimension: int) -> None:
    model = Model.parse(output, parameters=["a", "b"], inputs=["x"])
    found = orbit(model, {"a": 1, "b": 1})
    assert (found.lower, found.upper) == (dimension, dimension)


def test_laws_where_few_inputs_are_in_the_domain() -> None:
    model = Model.parse("a*b*sqrt(1 - x**2)", parameters=["a", "b"], inputs=["x"])
    assert laws(model).laws == ("a**2 - b**2",)
