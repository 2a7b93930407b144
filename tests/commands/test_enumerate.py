from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from certsim.cli import run
from certsim.judge import Options
from certsim.kernel.check import check
from certsim.symmetry.sims.strata import Strata, strata_of
from tests.outside import TANH, document


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "two.toml"
    path.write_text(TANH, encoding="utf-8")
    return path


def test_the_tree_is_printed(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["enumerate", str(spec), "--classes"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "6 symmetry-induced SIMs, 4 classes, 4 certified here",
        "dimension 4",
        "    0  {0}{1}   ×1 widths 2",
        "  dimension 2",
        "      1  {0}†{1}  ×2 widths 1  in 0",
        "      2  {0,1}    ×2 widths 1  in 0",
        "    dimension 0",
        "        3  †{0,1}   ×1 widths 0  in 1, 2",
        "In this list",
        "  {0,-1}: parts of the model that are tied, -1 with the opposite sign; †{2}: a part that is 0",
        "  ×3: symmetries of the model carry the set to 3 sets, itself included",
        "  widths 2: on the set the model is a network of width 2",
        "  in 0: the set lies in set 0, and in no smaller one that is listed",
    ]


def test_the_document_has_what_was_promised(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["enumerate", str(spec), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["schema"], document["count"], document["classes"]) == (1, 6, 4)
    assert [sim["dimension"] for sim in document["sims"]] == [4, 2, 2, 2, 2, 0]
    tied = next(sim for sim in document["sims"] if "a[1] = a[0]" in sim["equations"])
    assert tied == {
        "equations": ["W[1,0] = W[0,0]", "a[1] = a[0]"],
        "dimension": 2,
        "class_size": 2,
        "parents": [0],
        "reduced": [1],
        "verdict": "certified",
        "empty": False,
        "certificate": None,
    }


def test_certificates_are_written_where_asked_and_the_kernel_takes_them(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["enumerate", str(spec), "--json", "-o", str(tmp_path / "proofs")]) == 0
    sims = json.loads(capsys.readouterr().out)["sims"]
    assert len({sim["certificate"] for sim in sims}) == 6
    for sim in sims:
        accepted = check(Path(sim["certificate"]).read_bytes())
        assert (accepted.verdict, accepted.manifold["dimension"]) == ("certified", sim["dimension"])


def test_a_sample_only_is_certified(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["enumerate", str(spec), "--json", "--sample", "2"]) == 0
    verdicts = [sim["verdict"] for sim in json.loads(capsys.readouterr().out)["sims"]]
    assert sorted(map(str, verdicts)) == ["None"] * 4 + ["certified"] * 2


def test_pictures_go_to_files(spec: Path, tmp_path: Path) -> None:
    svg, dot = tmp_path / "new" / "picture.svg", tmp_path / "picture.dot"
    assert run(["enumerate", str(spec), "--svg", str(svg), "--dot", str(dot)]) == 0
    assert ET.parse(svg).getroot().tag.endswith("svg")
    assert dot.read_text(encoding="utf-8").startswith("digraph hierarchy {")


def test_more_than_can_be_listed_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wide = tmp_path / "wide.toml"
    wide.write_text(TANH.replace("[2", "[12"), encoding="utf-8")
    assert run(["enumerate", str(wide)]) == 2
    assert "hint: --classes lists one for each of the 272 classes" in capsys.readouterr().err


def test_strata_and_what_is_beyond_are_printed_and_their_certificates_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "gelu.toml"
    path.write_text(TANH.replace("tanh", "gelu"), encoding="utf-8")
    assert run(["enumerate", str(path), "--strata", "-o", str(tmp_path / "kept")]) == 0
    assert capsys.readouterr().out.splitlines()[-4:] == [
        "  stratum  dimension  orbit  filled",
        "        0          4      4  yes",
        "        1          2      2  yes",
        "  beyond: W[0,0] = 0, a[0] = 0 (dimension 2, core of W[0,0] = 0)",
    ]
    files = sorted((tmp_path / "kept" / "gelu").iterdir())
    assert len(files) == 5
    for file in files:
        check(file.read_bytes())


def test_without_time_to_list_there_is_no_answer_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wide, picture = tmp_path / "wide.toml", tmp_path / "picture.svg"
    wide.write_text(TANH.replace("[2", "[3000"), encoding="utf-8")
    assert run(["enumerate", str(wide), "--timeout", "0.1", "--svg", str(picture)]) == 3
    assert "unknown: timeout" in capsys.readouterr().err
    assert not picture.exists()


def test_orbits_that_there_is_no_time_for_are_not_known(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hurried(model: Any, hierarchy: Any, options: Options, run: Any) -> Strata:
        return strata_of(model, hierarchy, replace(options, timeout=0.000001), run)

    monkeypatch.setattr("certsim.symmetry.sims.strata.strata_of", hurried)
    assert run(["enumerate", str(spec), "--strata", "--json"]) == 3
    strata = document(capsys)["strata"]
    assert strata["classes"][0]["filled"] is None


def test_one_worker_and_four_give_the_same_bytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("three.toml").write_text(TANH.replace("[2", "[3"), encoding="utf-8")
    found = []
    for jobs in ("1", "4"):
        arguments = ["three.toml", "--strata", "--json", "-o", "kept", "--svg", "picture.svg"]
        assert run(["enumerate", *arguments, "-j", jobs]) == 0
        files = sorted(Path("kept/three").iterdir())
        found.append([capsys.readouterr().out, *(file.read_bytes() for file in files)])
        assert len(files) == 7 + 7
    assert found[0] == found[1]


def test_quiet_is_silent_where_all_is_well(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["enumerate", str(spec), "-q"]) == 0
    assert capsys.readouterr() == ("", "")


class TestWhereTheModelIsNotDefined:
    @pytest.fixture
    def poles(self, tmp_path: Path) -> Path:
        path = tmp_path / "poles.toml"
        lines = [
            "format = 1",
            "[model]",
            'parameters = ["u", "v"]',
            'inputs = ["x"]',
            'outputs = "x/(u - v)**2"',
        ]
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    def test_sets_are_empty(self, poles: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["enumerate", str(poles), "--json"]) == 0
        sims = document(capsys)["sims"]
        assert {sim["equations"][0]: sim["empty"] for sim in sims if sim["equations"]} == {
            "v = -u": False,
            "v = u": True,
            "u = 0": True,
        }

    def test_there_are_no_orbits(self, poles: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["enumerate", str(poles), "--strata"]) == 0
        printed = capsys.readouterr().out
        assert "4 certified here, 2 where the model is not defined" in printed
        assert "strata filled by orbits: 1 of 2" in printed
        assert printed.count("undefined\n") == 2

    def test_nothing_is_there_to_be_located(self, poles: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["locate", str(poles), "--at", "u=1, v=1"]) == 2
        assert "not shown to be defined at the point" in capsys.readouterr().err


def test_what_cannot_be_drawn_is_refused_before_any_work(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("certsim.report.hasse.MAX_DRAWN", 5)
    monkeypatch.setattr("certsim.symmetry.sims.hierarchy.complete", None)
    assert run(["enumerate", str(spec), "--svg", str(spec.with_suffix(".svg"))]) == 2
    assert "6 SIMs are too many for a picture of at most 5" in capsys.readouterr().err
