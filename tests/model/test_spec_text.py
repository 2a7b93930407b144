"""Models as the text of a spec file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from certsim import Model, read_spec
from certsim.model.spec_text import spec_text

TABLES: list[dict[str, Any]] = [
    {"parameters": ["a"], "outputs": "a"},
    {"name": 'a "name" of Ω', "parameters": ["a[2]", "c"], "inputs": ["x[2]"], "outputs": ["a @ x", "c"]},
    {"parameters": ["a[2]", "c"], "inputs": ["x[2]"], "let": ["h = tanh(a*x)"], "outputs": "sum(h) + c"},
    {"parameters": ["a"], "inputs": ["x"], "outputs": "a*x", "data": [{"x": 1}, {"x": "1/2"}]},
    {
        "parameters": ["a", "b"],
        "inputs": ["x"],
        "outputs": ["a*x", "b*x"],
        "frozen": ["a"],
        "inputs_where": ["x > 0"],
        "symmetric_outputs": [[0, 1]],
        "rates": {"b": "1/2"},
    },
    {"parameters": [f"a_rather_long_name_{at}" for at in range(20)], "outputs": "a_rather_long_name_0"},
]


@pytest.mark.parametrize("table", TABLES)
def test_what_is_written_is_read_as_the_same_model(
    table: dict[str, Any], write_spec: Callable[..., Path]
) -> None:
    model = read_spec(write_spec(spec_text(table))).model
    assert model == Model.parse(**table)
    assert model.name == table.get("name")


def test_facts_about_functions_are_written(write_spec: Callable[..., Path]) -> None:
    table = {"parameters": ["a"], "inputs": ["x"], "outputs": "s(a*x)"}
    model = read_spec(write_spec(spec_text(table, {"s": ["odd"]}))).model
    assert model == Model.parse(**table, functions={"s": ["odd"]})


def test_definitions_have_a_line_each_and_long_lists_have_one_for_each_entry() -> None:
    lines = spec_text(
        {"let": ["h = a", "k = h"], "parameters": ["a"], "outputs": ["k" * 40] * 3}
    ).splitlines()
    assert lines[3:] == [
        'parameters = ["a"]',
        "let = [",
        '  "h = a",',
        '  "k = h",',
        "]",
        "outputs = [",
        *[f'  "{"k" * 40}",'] * 3,
        "]",
    ]
