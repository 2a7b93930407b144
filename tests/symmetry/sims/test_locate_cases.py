"""Points from which training cannot leave a set, or can; each case was written down with its reason first."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from certsim import Location, Model, Options, Verdict, locate, read_point
from certsim.kernel.check import check

TABLE = Path(__file__).with_name("locate_cases.toml").read_text(encoding="utf-8")
CASES: dict[str, dict[str, Any]] = {case["name"]: case for case in tomllib.loads(TABLE)["cases"]}
PARTS = ("parameters", "inputs", "frozen", "data", "symmetric_outputs", "rates", "functions")


def model_of(case: dict[str, Any]) -> Model:
    parts = {part: case[part] for part in PARTS if part in case}
    if "fields" in case:
        return Model.from_fields(case["fields"], **parts)
    return Model.parse(case["outputs"], **parts)


def located(case: dict[str, Any]) -> Location:
    model = model_of(case)
    options = Options(allow=frozenset({"z3", "relu", *case.get("allow", ())}))
    return locate(model, read_point(model, case["at"]), options=options)


@pytest.mark.parametrize("name", CASES)
def test_the_smallest_set_is_as_reasoned(name: str) -> None:
    case = CASES[name]
    found = located(case)
    assert found.dimension == case["dimension"], case["why"]
    assert found.result.verdict is Verdict.CERTIFIED
    assert found.result.certificate is not None
    assert check(found.result.certificate).verdict == "certified"
    assert found.by == case.get("by", found.by)
    assert found.unproved == case.get("unproved")
    delays = {name: each.order for each in found.delayed for name in each.parameters}
    assert delays == case.get("delayed", {})
    if found.orbit is not None:
        assert found.orbit.lower <= found.dimension
        assert found.orbit.lower >= case.get("orbit", 0)
