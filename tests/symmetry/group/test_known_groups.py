"""Models whose groups of signed permutations are known: the whole group is found, and said to be whole."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from certsim import Model
from certsim.symmetry.group.find_symmetries import find_symmetries

MODELS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("known_groups.toml").read_text(encoding="utf-8")
)["models"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model["name"]))
def test_the_whole_group_is_found(model: dict[str, Any]) -> None:
    parsed = Model.parse(model["outputs"], parameters=model["parameters"], inputs=model["inputs"])
    found = find_symmetries(parsed)
    assert found.order == model["order"], model["reason"]
    assert found.complete is model.get("complete", True)
