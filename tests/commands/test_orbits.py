"""`certsim laws` and `certsim orbit` from outside."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from certsim.cli import run
from tests.outside import document, validator

MODEL = 'format = 1\n[model]\nparameters = ["a", "b"]\ninputs = ["x"]\noutputs = "{}"\n'
WIDE = """
format = 1
[model]
parameters = ["U[2,3]", "V[3,3]"]
inputs = ["x[3]"]
outputs = "U @ V @ x"
"""
CANDIDATES = """
[[candidates]]
name = "diagonal"
equations = ["a = b"]

[[candidates]]
name = "diagonal and another line"
equations = ["(a - b)*(a + 2*b) = 0"]

[[candidates]]
name = "axis"
equations = ["b = 0"]

[[candidates]]
name = "hyperbola"
constants = ["c"]
equations = ["a**2 - b**2 = c"]
"""


@pytest.fixture(autouse=True)
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outputs = {"product": "a*b*x", "curve": "a + a**5*b", "relu": "a*relu(b*x)"}
    for name, output in outputs.items():
        Path(f"{name}.toml").write_text(MODEL.format(output) + CANDIDATES, encoding="utf-8")
    Path("bare.toml").write_text(MODEL.format("a*b*x"), encoding="utf-8")
    Path("wide.toml").write_text(WIDE, encoding="utf-8")


@pytest.mark.parametrize("command", [["laws", "product.toml"], ["orbit", "relu.toml", "--at", "a=1, b=2"]])
def test_certificates_are_as_their_schema_says(command: list[str]) -> None:
    assert run([*command, "-o", "kept"]) in (0, 3)
    (certificate,) = Path("kept").rglob("*.json")
    validator("certificate").validate(json.loads(certificate.read_bytes()))


class TestLaws:
    def test_prints_the_laws_and_writes_a_certificate_that_is_valid(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["laws", "bare.toml", "-o", "kept"]) == 0
        printed = capsys.readouterr().out
        assert "conserved quantities: 1 up to degree 2, 1 independent, complete\n  a**2 - b**2\n" in printed
        assert "dimension of a generic orbit: 1 of 2" in printed
        assert run(["check", "kept/bare/model.laws.json"]) == 0
        assert run(["explain", "kept/bare/model.laws.json"]) == 0

    def test_prints_one_document(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["laws", "product.toml", "--degree", "4", "--json"]) == 0
        printed = document(capsys)
        # The square of the law of degree 2 is of degree 4, and no law of its own.
        assert (printed["degree"], len(printed["laws"]), printed["independent"]) == (4, 1, 1)
        assert (printed["complete"], printed["orbit_dimension"]) == (True, {"lower": 1, "upper": 1})

    def test_bounds_that_do_not_meet(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["laws", "wide.toml", "--degree", "1", "--json"]) == 3
        printed = document(capsys)
        assert (printed["complete"], printed["orbit_dimension"]) == (None, {"lower": 9, "upper": 15})

    def test_laws_that_are_not_all_there_are(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["laws", "curve.toml", "-o", "kept"]) == 0
        assert "0 up to degree 2, 0 independent, there are more" in capsys.readouterr().out
        certificate = json.loads(Path("kept/curve/model.laws.json").read_bytes())
        validator("certificate").validate(certificate)
        assert run(["check", "kept/curve/model.laws.json"]) == 0
        assert run(["explain", "kept/curve/model.laws.json"]) == 0
        assert "No bracket leaves their span" in capsys.readouterr().out

    def test_says_where_they_hold_if_that_is_not_everywhere(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["laws", "relu.toml", "-o", "kept"]) == 0
        printed = capsys.readouterr().out
        assert "complete\n  a**2 - b**2\n" in printed
        assert "in the part of the domain around a = " in printed
        assert "a point that is named lies in one" in printed

    def test_without_residues_the_fields_are_looked_at(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("log.toml").write_text(MODEL.format("log(a*b)*x"), encoding="utf-8")
        assert run(["laws", "log.toml", "--json"]) == 0
        printed = document(capsys)
        assert (printed["laws"], printed["complete"], printed["exhaustive"]) == (["a**2 - b**2"], True, False)
        assert Fraction(printed["point"]["a"]) * Fraction(printed["point"]["b"]) > 0

    def test_coefficients_that_are_no_small_integers(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("long.toml").write_text(MODEL.format("1.000000000001*a*x + b*x"), encoding="utf-8")
        assert run(["laws", "long.toml", "--degree", "1", "--json"]) == 0
        assert document(capsys)["laws"] == ["1000000000000*a - 1000000000001*b"]

    def test_a_search_that_is_cut_short_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["laws", "product.toml", "--degree", "100000"]) == 3
        printed = capsys.readouterr().out
        assert "0 found up to degree 100000" in printed
        assert "hint: Laws may have been missed" in printed

    def test_a_model_that_is_defined_nowhere(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("nowhere.toml").write_text(MODEL.format("log(-a**2 - b**2)*x"), encoding="utf-8")
        assert run(["laws", "nowhere.toml", "--json"]) == 3
        assert document(capsys)["hint"] == "No point was found at which the model is defined."

    def test_are_about_their_spec(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["laws", "product.toml", "-o", "kept"]) == 0
        assert run(["check", "kept/product/model.laws.json", "--spec", "product.toml"]) == 0
        assert run(["check", "kept/product/model.laws.json", "--spec", "curve.toml"]) == 1
        assert "about another model" in capsys.readouterr().out

    def test_an_assumption_that_is_not_allowed(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["laws", "relu.toml", "--allow", "none", "--json"]) == 5
        printed = document(capsys)
        assert (printed["reason"], printed["certificate"]) == ("assumption not allowed", None)

    @pytest.mark.parametrize("arguments", [["produkt.toml"], ["product.toml", "--degree", "0"], []])
    def test_refuses_what_makes_no_sense(self, arguments: list[str]) -> None:
        assert run(["laws", *arguments]) == 2


class TestOrbit:
    def test_says_what_the_orbit_is_a_part_of(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["orbit", "bare.toml", "--at", "a=2, b=1", "-o", "kept"]) == 0
        printed = capsys.readouterr().out
        assert "dimension 1 of 2: the orbit is an open part of {a**2 - b**2 = 3}\n" in printed
        assert run(["check", "kept/bare/point.orbit.json"]) == 0
        assert run(["explain", "kept/bare/point.orbit.json"]) == 0

    def test_reads_a_point_from_a_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        Path("p.json").write_text('{"a": 1, "b": 0.5}', encoding="utf-8")
        assert run(["orbit", "product.toml", "--at", "p.json", "--json"]) == 0
        printed = document(capsys)
        assert printed["point"] == {"a": "1", "b": "1/2"}
        assert (printed["equations"], printed["inside"]) == (["4*a**2 - 4*b**2 = 3"], None)

    @pytest.mark.parametrize(
        ("point", "candidate", "status", "said"),
        [
            ("a=1, b=1", "diagonal", 0, "the orbit lies in it"),
            ("a=1, b=1", "diagonal and another line", 0, "the orbit lies in it"),
            ("a=1, b=2", "diagonal", 1, "it does not lie in it"),
            ("a=1, b=0", "axis", 1, "it does not lie in it"),
        ],
    )
    def test_inside(
        self, point: str, candidate: str, status: int, said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["orbit", "product.toml", "--at", point, "--inside", candidate]) == status
        assert f"inside {candidate!r}: {said}" in capsys.readouterr().out

    def test_inside_is_in_the_document(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["orbit", "product.toml", "--at", "a=1,b=1", "--inside", "diagonal", "--json"]) == 0
        assert document(capsys)["inside"] is True

    def test_bounds_that_do_not_meet(self, capsys: pytest.CaptureFixture[str]) -> None:
        at = "U=[[1,2,3],[4,5,7]], V=[[1,0,2],[0,1,3],[1,1,1]]"
        assert run(["orbit", "wide.toml", "--at", at, "--degree", "1", "--json"]) == 3
        assert document(capsys)["dimension"] == {"lower": 9, "upper": 15}

    def test_an_orbit_without_equations(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["orbit", "curve.toml", "--at", "a=0, b=0", "--degree", "1", "--json"]) == 0
        printed = document(capsys)
        assert (printed["dimension"], printed["fills"]) == ({"lower": 1, "upper": 1}, None)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--at", "a=1"], "b"),
            (["--at", "a=1, bb=2"], "bb"),
            (["--at", "a=1, b=1", "--inside", "diagonals"], "did you mean 'diagonal'?"),
            (["--at", "a=1, b=1", "--inside", "hyperbola"], "not one set"),
            (["--at", "a=1, b=1", "--degree", "0"], "degree"),
            (["--at", "a=1, b=1", "--at", "a=1"], "b"),
            ([], "--at"),
        ],
    )
    def test_refuses_what_makes_no_sense(
        self, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["orbit", "product.toml", *arguments]) == 2
        assert message in capsys.readouterr().err


def test_an_orbit_begins_where_the_model_is_defined(capsys: pytest.CaptureFixture[str]) -> None:
    Path("inverse.toml").write_text(MODEL.format("x/(a*b)"), encoding="utf-8")
    assert run(["orbit", "inverse.toml", "--at", "a=0, b=1"]) == 2
    assert "not shown to be defined at the point\nhint: it is where a*b ≠ 0" in capsys.readouterr().err


class TestPicture:
    def test_orbits_of_several_points_in_one_picture(self, capsys: pytest.CaptureFixture[str]) -> None:
        points = ["--at", "a=2, b=1", "--at", "a=1, b=1"]
        assert (
            run(["orbit", "product.toml", *points, "--svg", "drawn/orbits.svg", "--json", "-o", "kept"]) == 0
        )
        printed = document(capsys)
        assert (printed["equations"], printed["certificate"]) == (
            ["a**2 - b**2 = 3"],
            "kept/product/point.orbit.json",
        )
        (beside,) = printed["beside"]
        assert (beside["equations"], beside["certificate"]) == (["b = a"], "kept/product/point-2.orbit.json")
        assert run(["check", printed["certificate"], beside["certificate"]]) == 0
        assert printed["picture"]["file"] == "drawn/orbits.svg"
        assert printed["picture"]["drift"] < 1e-6
        assert ET.fromstring(Path("drawn/orbits.svg").read_text(encoding="utf-8")).tag.endswith("svg")

    def test_is_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["orbit", "product.toml", "--at", "a=1, b=1", "--svg", "p.svg"]) == 0
        assert capsys.readouterr().out.endswith("picture: p.svg\n")
        assert run(["orbit", "product.toml", "--at", "a=1, b=1", "--json"]) == 0
        assert document(capsys)["picture"] is None

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["wide.toml", "--at", "U=1, V=1"], "two or three different parameters"),
            (["wide.toml", "--at", "U=1, V=1", "--axis", "U[0,0]"], "not U[0,0]\nhint: choose them: --axis"),
            (
                ["wide.toml", "--at", "U=1, V=1", "--axis", "W", "--axis", "U[0,0]"],
                "no parameter is named 'W'",
            ),
            (["wide.toml", "--at", "U=1, V=1", *["--axis", "V[0,0]"] * 2], "different parameters"),
        ],
    )
    def test_refuses_what_cannot_be_drawn(
        self, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["orbit", *arguments, "--svg", "p.svg"]) == 2
        assert message in capsys.readouterr().err
        assert not Path("p.svg").exists()

    def test_names_what_is_not_installed(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("certsim.commands.orbits.find_spec", lambda name: None)
        assert run(["orbit", "product.toml", "--at", "a=1, b=1", "--svg", "p.svg"]) == 2
        assert "pip install 'certsim[plot]'" in capsys.readouterr().err
