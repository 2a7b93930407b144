"""Shifts by multiples of π (T20): which are found, and which are none."""

from __future__ import annotations

import pytest

from certsim import Model, symmetries


def shifts(outputs: str, parameters: str) -> list[dict[str, str]]:
    found = symmetries(Model.parse(outputs, parameters=parameters.split(), inputs=["x"]))
    printed: list[dict[str, str]] = found.to_json()["periodic"]
    return printed


@pytest.mark.parametrize(
    ("outputs", "parameters", "expected"),
    [
        ("a*sin(w*x + b)", "w b a", [{"a": "-a", "b": "b + pi"}]),
        ("a*cos(w*x + b)", "w b a", [{"a": "-a", "b": "b + pi"}]),
        ("a*cos(w*x + b)**2", "w b a", [{"b": "b + pi"}]),
        ("a*sin(w*x + 2*b)", "w b a", [{"b": "b + pi"}]),
        ("a*sin(w*x + b)*cos(c)", "w b a c", [{"a": "-a", "b": "b + pi"}, {"a": "-a", "c": "c + pi"}]),
        ("sin(w*x + b)", "w b", [{"b": "b + 2*pi"}]),
        ("a*sin(w*x + b) + a", "w b a", [{"b": "b + 2*pi"}]),
        ("a*sin(w*x)", "w a", []),
        ("a*tanh(w*x + b)", "w b a", []),
        ("a*sin(w*x + b) + b", "w b a", []),
        ("a*sin(w*x + b/3)", "w b a", []),
    ],
)
def test_the_least_shift_of_each_parameter(
    outputs: str, parameters: str, expected: list[dict[str, str]]
) -> None:
    assert shifts(outputs, parameters) == expected


def test_signs_of_whole_columns_go_with_a_shift() -> None:
    model = Model.parse("A @ sin(w*x + b)", parameters=["A[3,2]", "w[2]", "b[2]"], inputs=["x"])
    first, second = symmetries(model).to_json()["periodic"]
    assert first == {**{f"A[{row},0]": f"-A[{row},0]" for row in range(3)}, "b[0]": "b[0] + pi"}
    assert second["b[1]"] == "b[1] + pi"
