"""Every command on models with frozen parameters, restricted inputs, data, symmetric losses and π."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from certsim.cli import run
from tests.outside import document, validator

SPECS = {
    "frozen": """
parameters = ["a", "b", "c"]
inputs = ["x"]
outputs = "a*b*c*x"
frozen = ["c"]
""",
    "where": """
parameters = ["a", "b"]
inputs = ["x", "y"]
outputs = "a*x + b*y"
inputs_where = ["x = y"]
""",
    "half": """
parameters = ["a", "b"]
inputs = ["x"]
outputs = "a*relu(b*x)"
inputs_where = ["x > 0"]
""",
    "data": """
parameters = ["a", "b"]
inputs = ["x"]
outputs = "a*x + b*x**2"
data = [{ x = 1 }]
""",
    "alike": """
parameters = ["a", "b"]
inputs = ["x"]
outputs = ["a*x", "b*x"]
symmetric_outputs = [[0, 1]]
""",
    "pi": """
parameters = ["a", "b"]
inputs = ["x"]
let = ["u = pi*x"]
outputs = "a*u + b*u"
""",
}
CANDIDATE = """
[[candidates]]
name = "tied"
equations = ["a = b"]
"""
AT = {"frozen": "a=1, b=1, c=2", "half": "a=1, b=1"}


@pytest.fixture(autouse=True)
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, model in SPECS.items():
        Path(f"{name}.toml").write_text(f"format = 1\n[model]{model}{CANDIDATE}", encoding="utf-8")


def answer(capsys: pytest.CaptureFixture[str], *command: str, status: int = 0) -> Any:
    assert run([*command, "--json", "--timeout", "30"]) == status
    found = document(capsys)
    assert validator("result").is_valid(found), list(validator("result").iter_errors(found))
    return found


@pytest.mark.parametrize("name", SPECS)
class TestEachPart:
    def test_the_tied_set_is_its_own_core(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        (core,) = answer(capsys, "core", f"{name}.toml")["results"]
        assert (core["comparison"], core["manifold"]["codimension"]) == ("equal", 1)

    def test_it_is_reduced_to_one_parameter(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        found = answer(capsys, "reduce", f"{name}.toml", "--candidate", "tied")
        assert found["map"]["b"] == found["map"]["a"] == "a"
        assert found["model"]["rates"] == [["a", "1/2"]]

    def test_a_point_of_it_is_located(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        found = answer(capsys, "locate", f"{name}.toml", "--at", AT.get(name, "a=1, b=1"))
        assert found["of"] == 2
        # a*x + b*y and a*relu(b*x) have no symmetry that exchanges a and b for each input.
        assert found["by"] == ("pattern" if name in ("where", "half") else "symmetry")
        assert (found["dimension"], len(found["equations"])) == (1, 1)

    def test_its_symmetries_and_sets_are_listed(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        order = {"frozen": 8, "where": 1, "half": 1, "data": 2, "alike": 2, "pi": 2}[name]
        assert answer(capsys, "symmetries", f"{name}.toml")["order"] == order
        first, *_ = answer(capsys, "enumerate", f"{name}.toml", "--classes")["sims"]
        assert (first["equations"], first["dimension"]) == ([], 2)

    def test_its_orbits_and_laws_are_found_or_not_supported(
        self, name: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        status = 3 if name == "pi" else 0
        orbit = answer(capsys, "orbit", f"{name}.toml", "--at", AT.get(name, "a=1, b=1"), status=status)
        laws = answer(capsys, "laws", f"{name}.toml", status=status)
        if name == "pi":
            assert {orbit["reason"], laws["reason"]} == {"unsupported"}
            assert orbit["hint"].startswith("orbit does not support pi in the model yet")
            assert laws["hint"].startswith("laws does not support pi in the model yet")
            return
        assert (orbit["dimension"], orbit["of"]) == ({"lower": 1, "upper": 1}, 2)
        # Two losses of one kind move a and b apart; in all else one function is kept.
        size = 2 if name == "alike" else 1
        assert laws["orbit_dimension"] == {"lower": size, "upper": size}

    def test_strata_are_found_or_not_supported(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        found = answer(capsys, "enumerate", f"{name}.toml", "--strata", status=3 if name == "pi" else 0)
        reasons = {one["reason"] for one in found["strata"]["classes"]}
        assert reasons == ({"unsupported"} if name == "pi" else {None})

    def test_the_certificate_is_explained(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["certify", f"{name}.toml", "-o", "kept"]) == 0
        (certificate,) = Path("kept").rglob("*.json")
        validator("certificate").validate(json.loads(certificate.read_bytes()))
        capsys.readouterr()
        assert run(["explain", str(certificate)]) == 0
        assert "What this rests on" in capsys.readouterr().out
