"""`certsim symmetries` and `certsim locate` from outside."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from certsim.cli import run
from tests.outside import (
    TANH,
    document,
    require_end_at_once,
    require_quiet_end_on_a_closed_pipe,
    started,
)


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("tanh.toml").write_text(TANH, encoding="utf-8")
    return "tanh.toml"


def wide(path: str, width: int) -> str:
    """A spec of a wider network."""
    Path(path).write_text(TANH.replace("2", str(width), 2), encoding="utf-8")
    return path


class TestSymmetries:
    def test_prints_the_order_and_the_generators(self, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["symmetries", spec]) == 0
        printed = capsys.readouterr().out
        assert "signed permutation symmetries: 8" in printed
        assert "W[1,0] -> -W[1,0], a[1] -> -a[1]" in printed

    def test_prints_one_document(self, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["symmetries", spec, "--json"]) == 0
        printed = document(capsys)
        assert (printed["schema"], printed["order"], printed["complete"]) == (1, 8, True)
        assert {"W[0,0]": "-W[0,0]", "a[0]": "-a[0]"} in printed["generators"]
        assert printed["conserved"] == []

    def test_conserved_quantities_are_in_the_document(
        self, spec: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = TANH.replace("tanh(W @ x)", "(W @ x)")
        Path("linear.toml").write_text(text, encoding="utf-8")
        assert run(["symmetries", "linear.toml", "--json"]) == 0
        printed = document(capsys)
        assert printed["conserved_among"] == "quadratic forms"
        assert [each["verdict"] for each in printed["conserved"]] == ["certified"] * 4

    def test_quiet_is_silent_where_all_is_well(self, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["symmetries", "-q", spec]) == 0
        assert capsys.readouterr() == ("", "")

    def test_needs_a_spec(self, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["symmetries", "tan.toml"]) == 2
        assert "did you mean 'tanh.toml'?" in capsys.readouterr().err


class TestLocate:
    def test_prints_the_smallest_set_and_what_leaves_it(
        self, spec: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["locate", spec, "--at", "W=1, a=[2,2]"]) == 0
        printed = capsys.readouterr().out
        assert printed.startswith("Training from here cannot leave a set of dimension 2 of 4: ")
        assert "  W[1,0] = W[0,0]\n  a[1] = a[0]\n" in printed
        assert "A symmetry of the model fixes it. It is embedded.\n" in printed
        assert "kept by gradient descent, momentum, weight decay, adam\n" in printed
        assert "If a[0] alone changes, the dimension becomes 4, and likewise for a[1].\n" in printed

    def test_writes_a_certificate_that_is_valid(self, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["locate", spec, "--at", "W=1, a=[2,2]", "-o", "kept"]) == 0
        capsys.readouterr()
        assert run(["check", "kept/tanh/point.locate.json"]) == 0

    def test_prints_one_document(self, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
        Path("p.json").write_text('{"W": [[1], [1.01]], "a": [1, 1]}', encoding="utf-8")
        assert run(["locate", spec, "--at", "p.json", "--tolerance", "0.1", "--json"]) == 0
        printed = document(capsys)
        assert (printed["equations"], printed["dimension"], printed["of"]) == ([], 4, 4)
        assert printed["by"] is None
        assert printed["point"]["W[1,0]"] == "101/100"
        (near,) = printed["near"]
        assert (near["squared_distance"], near["distance"]) == ("1/20000", "0.00707107")

    @pytest.mark.parametrize("arguments", [["--at", "W=1"], ["--at", "W=1, a=1", "--tolerance", "-1"], []])
    def test_refuses_what_makes_no_sense(
        self, spec: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["locate", spec, *arguments]) == 2
        assert capsys.readouterr().err

    def test_a_typo_is_pointed_at(self, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["locate", spec, "--at", "W=1, aa=2"]) == 2
        errors = capsys.readouterr().err
        assert "did you mean 'a'?" in errors
        assert "^^" in errors

    @pytest.mark.parametrize(
        ("point", "message"),
        [
            ("W=1", "no value is given for a"),
            ("W=1, a=[1,2,3]", "a is an array of shape [2], and the value is an array of shape [3]"),
            ("W=1, a=[1", "<point>:1:8: a:"),
            ("W=1, a=x", "a value is a number or a list of numbers"),
            ("W=1, a=1, a=2", "<point>:1:11: a:"),
            ("point.json", "no such file"),
            ("W", "this is neither a point nor a file that can hold one"),
        ],
    )
    def test_a_point_that_is_none_is_refused(
        self, spec: str, point: str, message: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["locate", spec, "--at", point]) == 2
        assert message in capsys.readouterr().err.replace("No such", "no such")
        assert not Path("certificates").exists()

    def test_a_file_and_a_text_give_one_answer(self, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
        Path("p.toml").write_text("W = [[1], [-1]]\na = [0.5, '-1/2']\n", encoding="utf-8")
        documents = []
        for point in ("p.toml", "W = [[1], [-1]], a = [1/2, -1/2]"):
            assert run(["locate", spec, "--at", point, "--json"]) == 0
            documents.append(document(capsys))
        assert documents[0] == documents[1]
        assert documents[0]["equations"] == ["W[1,0] = -W[0,0]", "a[1] = -a[0]"]

    def test_the_reduced_network_is_named(self, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["locate", spec, "--at", "W=1, a=2"]) == 0
        assert "On it the model is a network of width 1.\n" in capsys.readouterr().out
        assert run(["locate", spec, "--at", "W=1, a=[2,3]", "--json"]) == 0
        assert document(capsys)["reduced"] == [2]

    def test_quiet_is_silent_where_all_is_well(self, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["locate", "-q", spec, "--at", "W=1, a=2"]) == 0
        assert capsys.readouterr() == ("", "")
        assert Path("certificates/tanh/point.locate.json").exists()

    def test_a_folder_that_cannot_be_written_to_is_said(
        self, spec: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(["locate", spec, "--at", "W=1, a=2", "-o", "tanh.toml"]) == 2
        assert "tanh.toml" in capsys.readouterr().err

    def test_what_the_kernel_cannot_read_is_the_users_error_in_a_child_too(
        self, spec: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = TANH.replace("tanh(W @ x)", "log(0*W @ x)")
        Path("nowhere.toml").write_text(text, encoding="utf-8")
        assert run(["locate", "nowhere.toml", "--at", "W=1, a=2"]) == 2
        assert "defined nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["symmetries"], ["enumerate"], ["locate", "--at", "W=1, a=1"]])
class TestTimeAndSignals:
    def test_the_time_bounds_the_search(
        self, spec: str, command: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run([*command, wide("wide.toml", 3000), "--timeout", "0.1"]) == 3
        printed = capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("certsim: wide.toml: unknown: timeout\nhint: ")

    @pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_an_interrupt_ends_everything_at_once(
        self, spec: str, command: list[str], number: signal.Signals, status: int
    ) -> None:
        require_end_at_once(started(*command, wide("wide.toml", 3000)), number, status)

    def test_a_closed_pipe_ends_quietly(self, spec: str, command: list[str]) -> None:
        require_quiet_end_on_a_closed_pipe(started(*command, spec))
