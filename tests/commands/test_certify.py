"""`certsim certify --verified` from outside: what is confirmed, what is not, and what differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from certsim.cli import run
from tests.fake_verified import write_fake, write_program
from tests.outside import TANH, document

SPEC = (
    TANH
    + """
[[candidates]]
name = "twins"
equations = ["W[0,:] = W[1,:]", "a[0] = a[1]"]
expect = "certified"
[[candidates]]
name = "half"
equations = ["a[0] = a[1]"]
expect = "refuted"
"""
)


@pytest.fixture(autouse=True)
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CERTSIM_VERIFIED", str(tmp_path / "certsim-verified"))
    Path("tanh.toml").write_text(SPEC, encoding="utf-8")


def test_what_the_program_accepts_is_confirmed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_fake(tmp_path, {"half": "not covered: leaving"})
    assert run(["certify", "tanh.toml", "--verified"]) == 0
    printed = capsys.readouterr().out
    twins, half = printed.split("refuted    half")
    assert "           confirmed by the verified checker\n" in twins
    assert "           not confirmed by the verified checker: not covered: leaving\n" in half
    assert printed.endswith("1 certified, 1 refuted, all as expected, 1 of 2 confirmed\n")


def test_one_run_is_for_all_and_gets_what_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = "import sys\nfrom pathlib import Path\nlog = Path({!r})\n".format(str(tmp_path / "log"))
    record = (
        "log.write_text(f'{log.exists()}')\nlog.with_suffix('.0').write_bytes(Path('0.json').read_bytes())\n"
    )
    says = "for name in sys.argv[1:]:\n    print(f'{name}: valid')\n"
    write_program(tmp_path, log + record + says)
    assert run(["certify", "tanh.toml", "--verified", "--json"]) == 0
    assert [one["confirmed"] for one in document(capsys)["results"]] == [True, True]
    assert Path("log").read_text(encoding="utf-8") == "False"
    assert Path("log.0").read_bytes() == Path("certificates/tanh/twins.json").read_bytes()


def test_what_is_not_covered_is_null_in_the_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_fake(tmp_path, {"half": "not covered: leaving"})
    assert run(["certify", "tanh.toml", "--verified", "--json"]) == 0
    assert [one["confirmed"] for one in document(capsys)["results"]] == [True, None]
    assert run(["certify", "tanh.toml", "--json"]) == 0
    assert [one["confirmed"] for one in document(capsys)["results"]] == [None, None]


@pytest.mark.parametrize("said", ["invalid", "malformed: at evidence"])
def test_where_the_two_differ_there_is_no_verdict(
    said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_fake(tmp_path, {"twins": said})
    assert run(["certify", "tanh.toml", "--verified"]) == 4
    printed = " ".join(capsys.readouterr().out.split())
    assert "unknown twins internal error: kernel and verified checker differ: the kernel accepts" in printed
    assert f"certificates/tanh/twins.json, and the verified checker says {said}" in printed
    assert run(["certify", "tanh.toml", "--verified", "--json"]) == 4
    (twins, half) = document(capsys)["results"]
    assert (twins["verdict"], twins["confirmed"], half["confirmed"]) == ("unknown", None, True)


def test_a_program_that_breaks_is_an_internal_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_program(tmp_path, "raise SystemExit('Stack overflow')\n")
    assert run(["certify", "tanh.toml", "--verified"]) == 4
    assert "no answer: the kernel accepts" in " ".join(capsys.readouterr().out.split())


def test_a_program_without_time_confirms_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_program(tmp_path, "import time\ntime.sleep(600)\n")
    assert run(["certify", "tanh.toml", "--verified", "--timeout", "2"]) == 0
    assert capsys.readouterr().out.endswith("all as expected, 0 of 2 confirmed\n")


def test_what_has_no_certificate_is_not_asked_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_fake(tmp_path)
    Path("relu.toml").write_text(
        TANH.replace("tanh", "relu") + '[[candidates]]\nequations = ["W[0] = W[1]", "a[0] = a[1]"]\n',
        encoding="utf-8",
    )
    assert run(["certify", "relu.toml", "--verified", "--allow", "none"]) == 5
    assert "confirmed" not in capsys.readouterr().out


def test_without_the_program_nothing_is_searched_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["certify", "tanh.toml", "--verified"]) == 2
    assert "hint: build it with make verified" in capsys.readouterr().err
    assert not (tmp_path / "certificates").exists()


def test_a_summary_says_how_many_were_confirmed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_fake(tmp_path)
    assert run(["certify", "tanh.toml", "--verified", "--summary"]) == 0
    first, *_ = capsys.readouterr().out.splitlines()
    assert first == "tanh.toml: 1 certified, 1 refuted, all as expected, 2 of 2 confirmed"
