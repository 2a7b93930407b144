"""`certsim campaign` as its users meet it."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from certsim.cli import run
from tests.campaign.stores import FAMILY, HARD, write
from tests.outside import document, require_end_at_once, started

TWO = ["--size", "m=2"]


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path).name


def test_the_table_counts_verdicts_by_spec_and_size(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["campaign", spec, "-o", "store"]) == 0
    assert capsys.readouterr().out == (
        "spec       sizes  certified  refuted\n"
        "tanh.toml  m = 2          2        1\n"
        "tanh.toml  m = 3          2        1\n"
        "4 certified, 2 refuted; 6 computed, 0 cached\n"
    )
    assert run(["campaign", "--status", "store"]) == 0
    assert "4 certified, 2 refuted; 0 computed, 6 cached" in capsys.readouterr().out


def test_a_product_of_sizes_can_be_given(
    tmp_path: Path, spec: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = FAMILY.replace("m = [2, 3]", "m = 2\nd = 1").replace('"w[m]"', '"w[m]", "unused[d]"')
    write(tmp_path, text)
    sizes = ["--size", "m=2,4", "--size", "d=1,3"]
    assert run(["campaign", spec, "-o", "store", *sizes, "--json", "--command", "symmetries"]) in (0, 3)
    printed = document(capsys)
    assert [each["sizes"] for each in printed["results"]] == [
        {"m": m, "d": d} for m in (2, 4) for d in (1, 3)
    ]
    assert (printed["computed"], printed["cached"], printed["planned"]) == (4, 0, 0)


def test_the_document_names_files_that_check_accepts(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["campaign", spec, "-o", "store", *TWO, "--json"]) == 0
    printed = document(capsys)
    files = [each["certificate"] for each in printed["results"]]
    assert all(file.startswith("store/certificates/") for file in files)
    assert run(["check", *files, "--spec", spec, *TWO]) == 0
    assert [each["verdict"] for each in printed["results"]] == ["certified", "refuted", "certified"]
    assert {each["expect"] for each in printed["results"]} == {None, "refuted"}


def test_each_entry_of_a_list_names_its_certificate(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["campaign", spec, "-o", "store", *TWO, "--command", "enumerate", "--json"]) == 0
    (result,) = document(capsys)["results"]
    files = [sim["certificate"] for sim in result["sims"]]
    assert len(files) >= 3
    assert run(["check", *files]) == 0


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (FAMILY, 0),
        (FAMILY.replace('expect = "refuted"\n', ""), 1),
        (FAMILY.replace('expect = "refuted"', 'expect = "certified"'), 1),
        (FAMILY.replace("w[0] = 0", "w[0]**2 = -1"), 1),
    ],
    ids=["as expected", "refuted", "not as expected", "empty"],
)
def test_the_status_is_the_worst_as_for_certify(tmp_path: Path, spec: str, text: str, status: int) -> None:
    write(tmp_path, text)
    assert run(["certify", spec, *TWO]) == status
    assert run(["campaign", spec, "-o", "store", *TWO]) == status
    assert run(["campaign", "--status", "store"]) == status


def test_what_is_unknown_is_said_with_its_reason(
    tmp_path: Path, spec: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, HARD)
    arguments = ["campaign", spec, "-o", "store", "--timeout"]
    assert run([*arguments, "0.05"]) == 3
    said = "unknown\n  tanh.toml: a determined sum: timeout after 0.05 s\n"
    assert said in capsys.readouterr().out
    assert run([*arguments, "0.1", "-q"]) == 3
    assert said in capsys.readouterr().out
    assert run([*arguments, "0.1", "--rerun", "unknown"]) == 3
    assert "timeout after 0.1 s" in capsys.readouterr().out


def test_quiet_says_nothing_of_what_is_as_it_should_be(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["campaign", spec, "-o", "store", *TWO, "-q"]) == 0
    assert capsys.readouterr().out == ""


def test_verbose_says_what_took_longest(spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(["campaign", spec, "-o", "store", *TWO, "-v"])
    assert "slowest\n  tanh.toml, m = 2: " in capsys.readouterr().out


def test_a_spec_that_cannot_be_read_does_not_stop_the_others(
    spec: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["campaign", "none.toml", spec, "-o", "store", *TWO, "--json"]) == 2
    printed = document(capsys)
    assert len(printed["results"]) == 3
    assert printed["error"]["problems"][0]["file"] == "none.toml"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--status", "store", "-o", "store"], "--status DIR stands alone"),
        (["--status", "store", "tanh.toml"], "--status DIR stands alone"),
        ([], "Missing argument 'SPEC...'"),
        (["tanh.toml"], "Missing option '-o'"),
        (["tanh.toml", "-o", "tanh.toml"], "cannot write to"),
        (["tanh.toml", "-o", "store", "--command", "orbit"], "'orbit' is not one of"),
        (["tanh.toml", "-o", "store", "--size", "n=2"], "there is no size 'n'"),
    ],
)
def test_what_makes_no_campaign_is_refused(
    spec: str, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["campaign", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_keeps_what_is_done(
    tmp_path: Path, spec: str, number: signal.Signals, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    hard = write(tmp_path, HARD, "hard.toml")
    assert run(["campaign", spec, "-o", "store", *TWO]) == 0
    process = started("campaign", spec, hard.name, "-o", "store", "--timeout", "300", cwd=tmp_path)
    require_end_at_once(process, number, status)
    capsys.readouterr()
    assert run(["campaign", "--status", "store", "--json"]) == 3
    printed = json.loads(capsys.readouterr().out)
    assert printed["cached"] >= 3
    assert printed["planned"] >= 1
