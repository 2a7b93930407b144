"""The verified checker is found, asked, and believed only what it says as it has to."""

from __future__ import annotations

from pathlib import Path

import pytest

from certsim.errors import CertsimError
from certsim.verified import Answer, ask, find_program, require_program
from tests.fake_verified import write_fake, write_program

CERTIFICATE = b'{"about": {"candidate": "twins"}}'
OTHER = b'{"about": {"candidate": "half"}}'


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CERTSIM_VERIFIED", raising=False)
    monkeypatch.setattr("certsim.verified._PROJECT", tmp_path / "project")


class TestWhereItIs:
    def test_the_environment_comes_before_the_project_and_this_before_the_path(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        rooms = [tmp_path / "path", tmp_path / "project" / "build", tmp_path / "named"]
        monkeypatch.setenv("PATH", str(rooms[0]))
        assert find_program() is None
        for room in rooms:
            room.mkdir(parents=True)
            program = write_fake(room)
            if room.name == "named":
                monkeypatch.setenv("CERTSIM_VERIFIED", str(program))
            assert find_program() == program

    def test_where_there_is_none_the_hint_says_how_to_build_it(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(CertsimError, match="is not there\nhint: build it with make verified"):
            require_program()

    def test_a_name_that_is_wrong_is_not_passed_over(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PATH", str(write_fake(tmp_path).parent))
        monkeypatch.setenv("CERTSIM_VERIFIED", "/no/such\nprogram")
        with pytest.raises(CertsimError, match=r"CERTSIM_VERIFIED names no program: /no/such\\nprogram"):
            require_program()

    def test_what_cannot_be_run_is_said(self, tmp_path: Path) -> None:
        program = tmp_path / "certsim-verified"
        program.write_bytes(b"\x7fELF")
        program.chmod(0o755)
        with pytest.raises(CertsimError, match="cannot be run"):
            ask(program, [CERTIFICATE], 10)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("valid", Answer("valid")),
        ("valid if relu", Answer("valid if", "relu")),
        ("invalid", Answer("invalid")),
        ("invalid: the digest", Answer("invalid", "the digest")),
        ("malformed: at claim: expected a list", Answer("malformed", "at claim: expected a list")),
        ("not covered: symmetry: of fields", Answer("not covered", "symmetry: of fields")),
    ],
)
def test_its_answers_are_read_and_told_as_it_tells_them(said: str, expected: Answer, tmp_path: Path) -> None:
    (answer,) = ask(write_fake(tmp_path, {"twins": said}), [CERTIFICATE], 10)
    assert answer == expected
    assert str(answer) == said


def test_one_run_answers_about_all_in_their_order(tmp_path: Path) -> None:
    program = write_fake(tmp_path, {"half": "invalid"})
    found = ask(program, [OTHER, CERTIFICATE, b"", OTHER], 10)
    assert [one.status for one in found] == ["invalid", "valid", "malformed", "invalid"]
    assert ask(tmp_path / "none", [], 10) == []


@pytest.mark.parametrize("said", ["", "vaild", "valid: no", "valid if ", "malformed"])
def test_what_is_no_answer_is_none(said: str, tmp_path: Path) -> None:
    (answer,) = ask(write_fake(tmp_path, {"twins": said}, ending=""), [CERTIFICATE], 10)
    assert answer.status == "internal error"
    assert "ended with status 0: '0.json: " in str(answer)


@pytest.mark.parametrize(
    ("said", "status"), [("valid", 1), ("invalid", 0), ("not covered: x", 1), ("valid", 139), ("valid", 5)]
)
def test_answers_that_its_exit_status_denies_are_not_believed(said: str, status: int, tmp_path: Path) -> None:
    program = write_fake(tmp_path, {"twins": said}, ending=f"sys.exit({status})")
    assert [one.status for one in ask(program, [CERTIFICATE], 10)] == ["internal error"]


@pytest.mark.parametrize("status", [0, 5])
def test_an_assumption_may_have_a_status_of_its_own(status: int, tmp_path: Path) -> None:
    program = write_fake(tmp_path, {"twins": "valid if relu"}, ending=f"sys.exit({status})")
    assert ask(program, [CERTIFICATE], 10) == [Answer("valid if", "relu")]


def test_a_program_that_breaks_off_has_answered_what_it_said(tmp_path: Path) -> None:
    source = "print('0.json: valid', flush=True)\nraise SystemExit('Stack overflow\\x1b[2J')\n"
    first, second = ask(write_program(tmp_path, source), [CERTIFICATE, OTHER], 10)
    assert first == Answer("valid")
    assert second == Answer("internal error", r"the program ended with status 1: 'Stack overflow\x1b[2J'")


def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    program = write_program(tmp_path, "print('0.json: valid', flush=True)\nimport time\ntime.sleep(600)\n")
    first, second = ask(program, [CERTIFICATE, OTHER], 1)
    assert (first.status, second.status) == ("valid", "unknown")


def test_a_program_that_closes_its_output_is_waited_for_no_longer(tmp_path: Path) -> None:
    program = write_program(tmp_path, "import os, time\nos.close(1)\nos.close(2)\ntime.sleep(600)\n")
    assert [one.status for one in ask(program, [CERTIFICATE], 1)] == ["unknown"]


def test_a_program_that_does_not_stop_to_speak_is_ended(tmp_path: Path) -> None:
    program = write_program(tmp_path, "while True:\n    print('valid' * 1000)\n")
    assert ask(program, [CERTIFICATE], 60) == [Answer("internal error", "the program does not stop to speak")]


def test_it_gets_the_bytes_themselves_under_plain_names(tmp_path: Path) -> None:
    source = (
        "import sys\nprint('0.json: malformed:', sys.argv[1:], open('0.json', 'rb').read())\nsys.exit(2)\n"
    )
    assert ask(write_program(tmp_path, source), [b"\x00x"], 10)[0].message == "['0.json'] b'\\x00x'"
