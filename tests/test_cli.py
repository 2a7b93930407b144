"""The command line as its users meet it: what it prints, where, and the status it leaves with."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import click
import pytest

from certsim.cli import main, run
from tests.conftest import environment
from tests.outside import (
    require_end_at_once,
    require_quiet_end_on_a_closed_pipe,
    started,
    validator,
)

Certsim: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]
WriteSpec: TypeAlias = Callable[..., Path]

ROOT = Path(__file__).parents[1]
ESCAPE = "\x1b["

HEAD = 'format = 1\n[model]\nparameters = ["a", "b"]\ninputs = ["x"]\noutputs = "a*b*x"\n'
CERTIFIED = '[[candidates]]\nname = "diagonal"\nequations = ["a = b"]\n'
REFUTED = '[[candidates]]\nname = "axis"\nequations = ["a = 0"]\n'
EMPTY = '[[candidates]]\nname = "nothing"\nequations = ["a**2 + b**2 = -1"]\n'
RELU = """
format = 1
[model]
parameters = ["w[2]", "a[2]"]
inputs = ["x"]
outputs = "a @ relu(w*x)"
[[candidates]]
name = "merged"
equations = ["w[0] = w[1]", "a[0] = a[1]"]
"""
# The output's derivatives vanish on no sample and no algebra says so: this search ends with its time.
HARD = """
format = 1
[model]
parameters = ["W[12,12]", "V[12,12]"]
inputs = ["x[12]"]
outputs = "V @ tanh(W @ tanh(V @ tanh(W @ x)))"
[[candidates]]
name = "a determined sum"
equations = ["sum(W**2)**2 - sum(V**2)**2 + sum(W @ V) = 1"]
where = ["sum(W) > sum(V)"]
"""


@pytest.fixture
def certificate(certsim: Certsim, write_spec: WriteSpec, tmp_path: Path) -> Path:
    assert certsim("certify", write_spec()).returncode == 0
    return tmp_path / "certificates" / "spec" / "diagonal.json"


# Verdicts and statuses.


@pytest.mark.parametrize(
    ("candidates", "status"),
    [
        (CERTIFIED, 0),
        (REFUTED, 1),
        (CERTIFIED + 'expect = "certified"\n', 0),
        (CERTIFIED + 'expect = "refuted"\n', 1),
        (CERTIFIED + 'expect = "unknown"\n', 1),
        (REFUTED + 'expect = "refuted"\n', 0),
        (REFUTED + 'expect = "certified"\n', 1),
        (CERTIFIED + REFUTED, 1),
        (CERTIFIED + REFUTED + 'expect = "refuted"\n', 0),
        (EMPTY, 1),
        (EMPTY + 'expect = "empty"\n', 0),
        (EMPTY + 'expect = "certified"\n', 1),
        (CERTIFIED + 'expect = "empty"\n', 1),
        (REFUTED + 'expect = "empty"\n', 1),
    ],
)
def test_the_status_says_whether_all_is_as_it_should_be(
    certsim: Certsim, write_spec: WriteSpec, candidates: str, status: int
) -> None:
    assert certsim("certify", write_spec(HEAD + candidates)).returncode == status


def test_certify_prints_verdicts_and_writes_certificates(
    certsim: Certsim, write_spec: WriteSpec, tmp_path: Path
) -> None:
    done = certsim("certify", write_spec(HEAD + CERTIFIED + REFUTED), "-o", "out")
    assert "certified  diagonal" in done.stdout
    assert "embedded, dimension 1 of 2, codimension 1, fixed by a symmetry" in done.stdout
    assert "refuted    axis" in done.stdout
    assert "the field of output 0 at x = " in done.stdout
    assert "breaks a = 0" in done.stdout
    assert done.stdout.endswith("1 certified, 1 refuted\n")
    assert done.stderr == ""
    assert sorted(path.name for path in (tmp_path / "out" / "spec").iterdir()) == [
        "axis.json",
        "diagonal.json",
    ]


def test_json_is_one_document_that_the_schema_describes(certsim: Certsim, write_spec: WriteSpec) -> None:
    done = certsim("certify", "--json", write_spec(HEAD + CERTIFIED + REFUTED))
    document = json.loads(done.stdout)
    validator("result").validate(document)
    certified, refuted = document["results"]
    assert certified["manifold"] == {
        "status": "embedded",
        "dimension": 1,
        "codimension": 1,
        "trivial": False,
    }
    assert certified["symmetry_induced"] is True
    assert refuted["witness"]["violates"] == "equation"
    assert done.stderr == ""


def test_certify_is_a_script_of_its_own(write_spec: WriteSpec, tmp_path: Path) -> None:
    program = "from certsim.__main__ import certify; certify()"
    command = [sys.executable, "-c", program, str(write_spec()), "-o", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout.count("certified  diagonal")) == (0, 1)


def test_only_the_candidates_named_are_certified(certsim: Certsim, write_spec: WriteSpec) -> None:
    spec = write_spec(HEAD + CERTIFIED + REFUTED)
    assert "axis" not in certsim("certify", spec, "--candidate", "diagonal").stdout
    done = certsim("certify", spec, "--candidate", "diagnal")
    assert done.returncode == 2
    assert "hint: did you mean 'diagonal'?" in done.stderr


def test_quiet_is_silent_unless_something_is_wrong(certsim: Certsim, write_spec: WriteSpec) -> None:
    done = certsim("certify", "-q", write_spec(HEAD + CERTIFIED + REFUTED))
    assert "diagonal" not in done.stdout
    assert "axis" in done.stdout
    assert certsim("certify", "-q", write_spec()).stdout == ""


def test_an_empty_set_is_not_passed_over(certsim: Certsim, write_spec: WriteSpec) -> None:
    shown = certsim("certify", write_spec(HEAD + CERTIFIED + EMPTY)).stdout
    assert "empty      nothing\n           the set has no points: the statement is vacuous" in shown
    assert shown.endswith("1 certified, 1 empty\n")
    assert "nothing" in certsim("certify", "-q", write_spec(HEAD + EMPTY)).stdout
    expected = write_spec(HEAD + EMPTY + 'expect = "empty"\n')
    assert certsim("certify", "-q", expected).stdout == ""
    (result,) = json.loads(certsim("certify", "--json", expected).stdout)["results"]
    assert (result["verdict"], result["manifold"]["status"], result["expect"]) == (
        "certified",
        "empty",
        "empty",
    )


def test_a_set_where_the_model_is_not_defined_is_empty(certsim: Certsim, write_spec: WriteSpec) -> None:
    model = HEAD.replace("a*b*x", "x*log(a) + b")
    done = certsim("certify", write_spec(model + REFUTED))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 empty")
    assert "the set has no points where the model is defined: the statement is vacuous" in done.stdout
    assert "where the model is defined: a > 0" in done.stdout


KINK = HEAD.replace("a*b*x", "max(a*x, max(b*x, x))") + CERTIFIED


def test_what_is_undecided_says_what_was_tried(certsim: Certsim, write_spec: WriteSpec) -> None:
    (result,) = json.loads(certsim("certify", write_spec(KINK), "--json", "--allow", "relu").stdout)[
        "results"
    ]
    assert result["reason"] == "undecided"
    assert result["hint"] == (
        "No proof was found: neither a symmetry that fixes the set, nor cofactors. No counterexample was "
        "found: no point of the set with a derivative that is not 0. Other equations of the same set may "
        "help, or another --seed. The solver may help: --allow z3,relu"
    )


def test_a_summary_has_a_line_for_each_spec(certsim: Certsim, write_spec: WriteSpec) -> None:
    one = write_spec(HEAD + CERTIFIED + 'expect = "certified"\n', "one.toml")
    two = write_spec(HEAD + CERTIFIED + REFUTED, "two.toml")
    first, *refuted, second, total = certsim("certify", "--summary", one, two).stdout.splitlines()
    assert first == f"{one}: 1 certified, all as expected"
    assert (refuted[0], refuted[1]) == (str(two), "refuted    axis")
    assert second == f"{two}: 1 certified, 1 refuted"
    assert total == "2 certified, 1 refuted"
    assert certsim("certify", "--summary", "-q", one).stdout == ""


def test_a_broken_spec_does_not_keep_the_others_from_being_certified(
    certsim: Certsim, write_spec: WriteSpec
) -> None:
    done = certsim("certify", write_spec("format = 2", "broken.toml"), write_spec(HEAD + REFUTED))
    assert done.returncode == 2
    assert "refuted    axis" in done.stdout
    assert "broken.toml" in done.stderr


def test_running_out_of_time_is_unknown(certsim: Certsim, write_spec: WriteSpec, tmp_path: Path) -> None:
    start = time.monotonic()
    done = certsim("certify", write_spec(HARD), "--timeout", "0.5", "--json")
    (result,) = json.loads(done.stdout)["results"]
    assert (done.returncode, result["verdict"], result["reason"]) == (3, "unknown", "timeout")
    assert result["seconds"] >= 0.5
    assert time.monotonic() - start < 20
    assert list((tmp_path / "certificates" / "spec").iterdir()) == []


def test_an_assumption_that_is_not_allowed_gives_status_5(certsim: Certsim, write_spec: WriteSpec) -> None:
    spec = write_spec(RELU)
    assert certsim("certify", spec).returncode == 0
    done = certsim("certify", spec, "--allow", "z3", "--json")
    (result,) = json.loads(done.stdout)["results"]
    assert (done.returncode, result["verdict"], result["reason"]) == (5, "unknown", "assumption not allowed")
    assert "--allow relu" in result["hint"]


# Cores.

CIRCLE = '[[candidates]]\nname = "circle"\nequations = ["a**2 + b**2 = 3"]\n'
HALF = '[[candidates]]\nname = "half"\nequations = ["a = b"]\nwhere = ["a > b**2"]\n'
TANH = """
format = 1
[model]
parameters = ["W[2,1]", "a[2]"]
inputs = ["x[1]"]
outputs = "a @ tanh(W @ x)"
[[candidates]]
name = "equal weights"
equations = ["W[0] = W[1]"]
"""


def test_core_prints_the_largest_invariant_part(
    certsim: Certsim, write_spec: WriteSpec, tmp_path: Path
) -> None:
    done = certsim("core", write_spec(HEAD + CERTIFIED + REFUTED + CIRCLE), "-o", "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[1:] == [
        "core       diagonal",
        "           all of the set is invariant",
        "           embedded, dimension 1 of 2, codimension 1",
        "core       axis",
        "           the largest invariant part is a = 0, b = 0",
        "           embedded, dimension 0 of 2, codimension 2",
        "core       circle",
        "           the largest invariant part is empty: no point of the set stays in it",
        "3 found",
    ]
    certificates = sorted((tmp_path / "out" / "spec").iterdir())
    assert [path.name for path in certificates] == [
        f"{name}.core.json" for name in ("axis", "circle", "diagonal")
    ]
    assert certsim("check", *certificates, "--spec", tmp_path / "spec.toml").returncode == 0
    done = certsim(*certificates, module="certsim.kernel")
    assert done.stdout.count(": valid (core)\n") == 3


def test_a_core_that_may_not_be_the_largest_says_so(certsim: Certsim, write_spec: WriteSpec) -> None:
    biased = TANH.replace("tanh(W @ x)", "tanh(W @ x + b)").replace('"a[2]"', '"b[2]", "a[2]"')
    done = certsim("core", write_spec(biased.replace('["W[0] = W[1]"]', '["W[0] = W[1]", "b[0] = b[1]"]')))
    assert done.returncode == 3
    assert "an invariant part, not shown to be the largest, is" in done.stdout
    assert "it is smaller than the set; there may be a larger one" in done.stdout


def test_cores_as_json_are_as_the_schema_says(certsim: Certsim, write_spec: WriteSpec) -> None:
    done = certsim("core", "--json", write_spec(HEAD + REFUTED + HALF))
    document = json.loads(done.stdout)
    validator("result").validate(document)
    axis, half = document["results"]
    assert done.returncode == 3
    assert (axis["equations"], axis["comparison"], axis["largest"]) == (["a = 0", "b = 0"], "smaller", True)
    assert axis["manifold"]["dimension"] == 0
    assert axis["certificate"] == "certificates/spec/axis.core.json"
    assert (half["equations"], half["reason"], half["certificate"]) == (None, "unsupported", None)


def test_a_core_under_an_assumption_that_is_not_allowed_gives_status_5(
    certsim: Certsim, write_spec: WriteSpec
) -> None:
    assert certsim("core", write_spec(RELU)).returncode == 0
    assert certsim("core", write_spec(RELU), "--allow", "none").returncode == 5


def test_a_core_is_explained(certsim: Certsim, write_spec: WriteSpec) -> None:
    certsim("core", write_spec(HEAD + REFUTED))
    done = certsim("explain", "certificates/spec/axis.core.json")
    assert done.returncode == 0
    for line in ("The core: The proof", "No invariant subset of the candidate is larger (T6)", "b = 1"):
        assert line in done.stdout


def test_a_refutation_comes_with_the_part_that_is_invariant(certsim: Certsim, write_spec: WriteSpec) -> None:
    spec = write_spec(HEAD + CERTIFIED + REFUTED + HALF)
    shown = certsim("certify", spec).stdout
    assert shown.count("invariant part") == 1
    assert "           the largest invariant part is a = 0, b = 0, of dimension 0\n" in shown
    document = json.loads(certsim("certify", "--json", spec).stdout)
    validator("result").validate(document)
    diagonal, axis, half = document["results"]
    assert diagonal["core"] is None
    assert half["core"] is None, "a set with side conditions has none"
    assert axis["core"]["equations"] == ["a = 0", "b = 0"]


def test_the_search_for_an_invariant_part_cannot_change_the_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], write_spec: WriteSpec, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> bytes:
        os._exit(1)

    monkeypatch.setattr("certsim.search.find_core", fail)
    spec, out = str(write_spec(HEAD + REFUTED)), str(tmp_path / "out")
    assert run(["certify", spec, "-o", out]) == 1
    shown = capsys.readouterr().out
    assert "refuted    axis" in shown
    assert "invariant part" not in shown
    assert run(["core", spec, "-o", out]) == 4


# Bad input: status 2, one clear message, soon, in little memory.

NESTED = "(" * 10_000 + "a" + ")" * 10_000
BAD_SPECS: dict[str, tuple[str | bytes, str]] = {
    "unknown name": (HEAD + '[[candidates]]\nequations = ["a = bb"]', "unknown name 'bb'"),
    "shape mismatch": (HEAD.replace('"b"', '"b[3]"') + '[[candidates]]\nequations = ["b = [1, 2]"]', "shape"),
    "unbalanced brackets": (HEAD + '[[candidates]]\nequations = ["(a = 1"]', "candidates[0].equations[0]"),
    "nested brackets": (HEAD + f'[[candidates]]\nequations = ["{NESTED} = 1"]', "nest"),
    "huge exponent": (HEAD + '[[candidates]]\nequations = ["a**999999999 = 1"]', "exponent"),
    "power tower": (HEAD + '[[candidates]]\nequations = ["9**9**9**9 = a"]', "candidates[0].equations[0]"),
    "division by zero": (HEAD + '[[candidates]]\nequations = ["1/0 = a"]', "zero"),
    "large file": ("#" * 50_000_000, "larger"),
    "not UTF-8": (b"format = 1\n# \xff\xfe", "UTF-8"),
    "not TOML": ("format = = 1", "spec.toml:1"),
    "duplicate names": (HEAD.replace('"b"', '"a"'), "'a'"),
    "a call of Python": (HEAD.replace('"b"', "\"__import__('os')\""), "__import__"),
    "unknown key": ("colour = 1\n" + HEAD, "colour"),
    "no candidates": (HEAD, "no candidates"),
}


MEASURE = """
import os, sys
written, *command = sys.argv[1:]
_, status, usage = os.wait4(os.posix_spawn(command[0], command, os.environ), 0)
with open(written, "w") as file:
    print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss, file=file)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Runs a command and writes its seconds and its kilobytes; a child of the tests would be counted theirs."""


def run_within_bounds(arguments: list[str], directory: Path) -> tuple[int, str, str]:
    """The status, output and messages of `certsim`, which takes less than 2 s and 500 MB."""
    out, err, used = (directory / name for name in ("out.txt", "err.txt", "used.txt"))
    start = time.monotonic()
    with out.open("wb") as stdout, err.open("wb") as stderr:
        command = [sys.executable, "-c", MEASURE, str(used), sys.executable, "-m", "certsim", *arguments]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        process = subprocess.run(
            command, stdout=stdout, stderr=stderr, cwd=directory, env=environment, check=False
        )
    seconds, kilobytes = map(float, used.read_text(encoding="utf-8").split())
    assert seconds < 2, "too slow"
    assert time.monotonic() - start < 30
    assert kilobytes < 500 * 1024, "too much memory"
    return process.returncode, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")


@pytest.mark.parametrize(("text", "message"), BAD_SPECS.values(), ids=BAD_SPECS.keys())
def test_a_bad_spec_is_refused(tmp_path: Path, text: str | bytes, message: str) -> None:
    (tmp_path / "spec.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
    status, out, err = run_within_bounds(["certify", "spec.toml"], tmp_path)
    assert (status, out) == (2, "")
    assert message in err
    assert "spec.toml" in err
    assert "Traceback" not in err
    assert len(err) < 2_000
    assert not (tmp_path / "certificates").exists()


@pytest.mark.parametrize("command", ["certify", "core", "validate", "check", "explain"])
@pytest.mark.parametrize("kind", ["missing", "directory", "unreadable"])
def test_what_is_no_readable_file_is_refused(tmp_path: Path, command: str, kind: str) -> None:
    path = tmp_path / "thing"
    if kind == "directory":
        path.mkdir()
    elif kind == "unreadable":
        path.symlink_to(path)
    status, out, err = run_within_bounds([command, str(path)], tmp_path)
    assert (status, out) == (2, "")
    assert err.startswith(f"certsim: {path}")
    assert "Traceback" not in err


def test_a_file_in_place_of_the_output_directory_is_refused_before_any_work(
    certsim: Certsim, write_spec: WriteSpec, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    done = certsim("certify", write_spec(), "-o", "file")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("certsim: cannot write to ")


@pytest.mark.parametrize("directory", ["/proc/certificates", "/dev/null/certificates"])
def test_an_unwritable_output_directory_is_refused(
    certsim: Certsim, write_spec: WriteSpec, directory: str
) -> None:
    done = certsim("certify", write_spec(), "-o", directory)
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot write" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["certify"], "Missing argument"),
        (["certify", "--timeout", "0", "x"], "--timeout"),
        (["certify", "--timeout", "nan", "x"], "--timeout"),
        (["certify", "--timeout", "inf", "x"], "--timeout"),
        (["certify", "-j", "0", "x"], "--jobs"),
        (["certify", "--seed", "-1", "x"], "--seed"),
        (["certify", "--seed", "9" * 5_000, "x"], "--seed"),
        (["validate", "--timeout", "1", "x"], "No such option"),
        (["certify", "--\nno\x1b[2J", "x"], "--\\nno\\x1b[2J"),
        (["\x1b]0;x\x07"], "\\x1b]0;x\\x07"),
        (["certify", "--allow", "hope", "x"], "'hope' is none of z3, relu, relu0, none"),
        (["certify", "--allow", "none,z3", "x"], "'none' stands alone"),
        (["schema", "everything"], "'everything'"),
        (["certifie"], "No such command"),
    ],
)
def test_a_bad_command_line_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_without_arguments_there_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "\n  certify " in err


def test_a_time_longer_than_any_is_as_good_as_for_ever(certsim: Certsim, write_spec: WriteSpec) -> None:
    assert certsim("certify", write_spec(), "--timeout", "1e18").returncode == 0


CONTROL = "n\\u001b[2J\\nrefuted    fake line\\u202e"


def test_no_name_writes_a_line_or_moves_a_cursor(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = "a\nvalid      b\x1b[31m\u202e.toml"
    Path(path).write_text(
        HEAD.replace("[model]", f'[model]\nname = "{CONTROL}"') + CERTIFIED.replace("diagonal", CONTROL),
        encoding="utf-8",
    )
    assert run(["certify", path, "-v"]) == 0
    assert run(["certify", path, "--candidate", "x\nvalid      y"]) == 2
    assert run(["validate", path]) == 0
    assert run(["check", path]) == 2
    assert run(["reduce", path, "--candidate", "n\x1b[2J\nrefuted    fake line\u202e"]) == 0
    assert run(["orbit", path, "--at", "a=1"]) == 2
    assert run(["validate", path + "\x07"]) == 2
    assert run(["certify", path, "-o", path]) == 2
    printed = "".join(capsys.readouterr())
    assert not [line for line in printed.splitlines() if line.startswith(("refuted", "valid "))]
    assert all(character.isprintable() for character in printed if character != "\n")
    assert "n\\x1b[2J\\nrefuted    fake line\\u202e" in printed


def test_certificates_of_different_commands_do_not_share_files(
    tmp_path: Path, write_spec: WriteSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = (
        "laws",
        "model.laws",
        "point.orbit",
        "sim-0.enumerate",
        "fit-0.recover",
        "orbit",
        "point.locate",
        "laws.core",
    )
    candidates = "".join(CERTIFIED.replace("diagonal", name) for name in names)
    spec = str(write_spec(HEAD + candidates))
    commands = [
        ["certify"],
        ["core"],
        ["laws"],
        ["orbit", "--at", "a=1, b=1", "--at", "a=1, b=2"],
        ["locate", "--at", "a=1, b=1"],
        ["enumerate", "--strata"],
        ["recover", "--target", "3*x"],
    ]
    written: dict[Path, bytes] = {}
    for command in commands:
        assert run([*command, spec, "-o", "out"]) in (0, 3)
        files = {path: path.read_bytes() for path in Path("out").rglob("*.json")}
        assert len(files) > len(written)
        assert {path: files[path] for path in written} == written
        written = files


@pytest.mark.parametrize(
    "arguments",
    [
        ["reduce", "spec.toml", "--candidate", "diagonal", "-o", "spec.toml"],
        ["reduce", "r.certificate.json", "--candidate", "diagonal", "-o", "r.toml"],
        ["enumerate", "spec.toml", "--svg", "spec.toml"],
        ["enumerate", "spec.toml", "--dot", "link.toml"],
        ["recover", "spec.toml", "--target", "x", "--svg", "spec.toml"],
        ["enumerate", "spec.toml", "--dot", "x.svg", "--svg", "./x.svg"],
        ["orbit", "spec.toml", "--at", "a=1, b=2", "--svg", "spec.toml"],
        ["orbit", "spec.toml", "--at", "p.json", "--svg", "p.json"],
        ["certify", "out/diagonal/diagonal.json", "-o", "out"],
    ],
    ids=" ".join,
)
def test_nothing_is_written_over_what_was_read(
    arguments: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("out/diagonal").mkdir(parents=True)
    specs = [Path("spec.toml"), Path("r.certificate.json"), Path("out/diagonal/diagonal.json")]
    for path in specs:
        path.write_text(HEAD + CERTIFIED, encoding="utf-8")
    Path("link.toml").symlink_to("spec.toml")
    Path("p.json").write_text('{"a": 1, "b": 2}', encoding="utf-8")
    assert run(arguments) == 2
    assert "the spec itself" in (said := capsys.readouterr().err) or "written twice" in said
    assert {path.read_text(encoding="utf-8") for path in specs} == {HEAD + CERTIFIED}


# Certificates.


def test_check_prints_the_claim_that_it_checked(certsim: Certsim, certificate: Path) -> None:
    done = certsim("check", certificate)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == f"valid      {certificate}"
    for line in ("output     a*b*x", "parameters a, b", "candidate  a = b", "verdict    certified: "):
        assert line in done.stdout


@pytest.mark.parametrize("place", ["/dev/zero", "/dev", "/dev/stdin"])
def test_check_reads_regular_files_only(certsim: Certsim, place: str) -> None:
    done = certsim("check", place)
    assert done.returncode == 2
    assert done.stderr == f"certsim: {place}: malformed: {place}: not a regular file\n"


def test_check_as_json(certsim: Certsim, certificate: Path) -> None:
    document = json.loads(certsim("check", "--json", certificate).stdout)
    (entry,) = document["results"]
    assert (entry["status"], entry["message"], entry["assumptions"]) == ("valid", None, [])
    assert entry["claim"]["candidate"] == {"equations": [["a", "b"]]}


def test_a_certificate_is_as_its_schema_says(certsim: Certsim, certificate: Path) -> None:
    validator("certificate").validate(json.loads(certificate.read_bytes()))


def test_a_certificate_of_another_spec_has_status_1(
    certsim: Certsim, certificate: Path, write_spec: WriteSpec
) -> None:
    assert certsim("check", certificate, "--spec", write_spec()).returncode == 0
    for change, said in (
        (("a*b*x", "a*b*x + a*b"), "about another model"),
        (("a = b", "b = a"), "no candidate of the spec"),
    ):
        other = write_spec(certificate_spec().replace(*change), "other.toml")
        done = certsim("check", certificate, "--spec", other)
        assert done.returncode == 1
        assert said in done.stdout


def certificate_spec() -> str:
    return HEAD + CERTIFIED


@pytest.mark.parametrize("command", ["check", "explain"])
def test_a_certificate_cut_in_half_is_malformed(certificate: Path, tmp_path: Path, command: str) -> None:
    half = tmp_path / "half.json"
    half.write_bytes(certificate.read_bytes()[: certificate.stat().st_size // 2])
    status, out, err = run_within_bounds([command, str(half)], tmp_path)
    assert (status, out) == (2, "")
    assert err.startswith(f"certsim: {half}: malformed: not JSON")


def test_a_certificate_that_lies_is_invalid(certsim: Certsim, certificate: Path) -> None:
    document = json.loads(certificate.read_bytes())
    document["claim"]["model"]["outputs"] = ["a"]
    certificate.write_text(json.dumps(document), encoding="utf-8")
    done = certsim("check", certificate)
    assert done.returncode == 1
    assert done.stdout.startswith(f"invalid    {certificate}\n")


def test_the_worst_of_several_certificates_decides(
    certsim: Certsim, certificate: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty.json").touch()
    assert certsim("check", certificate, tmp_path / "empty.json").returncode == 2


def test_a_certificate_under_an_assumption_is_valid_where_it_is_allowed(
    certsim: Certsim, write_spec: WriteSpec
) -> None:
    assert certsim("certify", write_spec(RELU)).returncode == 0
    path = "certificates/spec/merged.json"
    done = certsim("check", path)
    assert done.returncode == 0
    assert "assuming   relu: " in done.stdout
    done = certsim("check", path, "--allow", "none")
    assert done.returncode == 5
    assert done.stdout.startswith("valid if   certificates/spec/merged.json")


def test_explain_tells_the_proof(certsim: Certsim, certificate: Path) -> None:
    done = certsim("explain", certificate)
    assert done.returncode == 0
    for line in ("The claim", "output     a*b*x", "a → b", "(T8)", "What this rests on"):
        assert line in done.stdout
    document = json.loads(certsim("explain", "--json", certificate).stdout)
    assert next(section["title"] for section in document["sections"]) == "The claim"


# The other commands.


def test_validate_says_all_that_is_wrong_at_once(certsim: Certsim, write_spec: WriteSpec) -> None:
    spec = write_spec(HEAD + '[[candidates]]\nequations = ["a = bb", "a = cc"]\n')
    done = certsim("validate", spec)
    assert (done.returncode, done.stdout) == (2, "")
    assert "'bb'" in done.stderr
    assert "'cc'" in done.stderr
    (entry,) = json.loads(certsim("validate", "--json", spec).stdout)["results"]
    assert entry["valid"] is False


def test_a_spec_without_candidates_is_well_formed(certsim: Certsim, write_spec: WriteSpec) -> None:
    done = certsim("validate", write_spec(HEAD))
    assert done.returncode == 0
    assert done.stdout.endswith("spec.toml: well-formed: 1 output, 0 candidates\n")


def test_outputs_are_counted_entry_by_entry(certsim: Certsim, write_spec: WriteSpec) -> None:
    text = 'format = 1\n[model]\nparameters = ["W[2,3]"]\ninputs = ["x[3]"]\noutputs = ["W @ x", "W.T @ W"]\n'
    done = certsim("validate", write_spec(text))
    assert done.stdout.endswith("spec.toml: well-formed: 11 outputs, 0 candidates\n")


@pytest.mark.parametrize("name", ["spec", "certificate", "result"])
def test_schema_prints_a_json_schema(certsim: Certsim, name: str) -> None:
    assert json.loads(certsim("schema", name).stdout)["$schema"].startswith("https://json-schema.org/")


def test_doctor_lists_what_is_there(certsim: Certsim) -> None:
    parts = json.loads(certsim("doctor", "--json").stdout)["parts"]
    assert {part["name"] for part in parts} >= {
        "Python",
        "click",
        "numpy",
        "python-flint",
        "z3-solver",
        "sympy",
        "certsim-verified",
    }


OPTIONS = ("--timeout", "--jobs", "--seed", "--allow")
USED = {
    **dict.fromkeys(("doctor", "functions", "schema", "validate"), ()),
    "audit": ("--timeout",),
    "campaign": ("--timeout", "--seed", "--allow"),
    "check": ("--timeout", "--jobs", "--allow"),
    "explain": ("--timeout", "--allow"),
    "export": ("--timeout",),
    "report": ("--timeout", "--jobs", "--allow"),
}


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_with_the_options_that_it_uses(name: str) -> None:
    command = main.commands[name]
    text = command.get_help(click.Context(command, info_name=name))
    assert all(option in text for option in ("--json", "--quiet", "--verbose"))
    assert tuple(option for option in OPTIONS if option in text) == USED.get(name, OPTIONS)
    each = name in ("certify", "core", "campaign")
    assert ("Time for each candidate" in text) is each
    assert ("Time for the command" in text) is ("--timeout" in text and not each)


# Terminals, pipes, signals.


def on_a_terminal(arguments: list[str], directory: Path, **environment: str) -> str:
    """What `certsim` writes to a terminal."""
    terminal, far_end = pty.openpty()
    settings: dict[str, Any] = {"stdin": far_end, "stdout": far_end, "stderr": far_end, "cwd": directory}
    variables = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    variables |= {"PYTHONPATH": str(ROOT), "TERM": "xterm"} | environment
    process = subprocess.Popen([sys.executable, "-m", "certsim", *arguments], env=variables, **settings)
    os.close(far_end)
    written = b""
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 65536):
            written += chunk
    process.wait()
    os.close(terminal)
    return written.decode()


def test_a_terminal_gets_colours_and_progress(write_spec: WriteSpec, tmp_path: Path) -> None:
    text = on_a_terminal(["certify", str(write_spec())], tmp_path)
    assert f"{ESCAPE}32m{ESCAPE}1mcertified{ESCAPE}0m" in text
    assert "0 of 1 done, at work on: diagonal" in text


def test_no_color_takes_the_colours_away(write_spec: WriteSpec, tmp_path: Path) -> None:
    text = on_a_terminal(["certify", str(write_spec())], tmp_path, NO_COLOR="1")
    assert f"{ESCAPE}32m" not in text
    assert "certified  diagonal" in text


def test_without_a_terminal_there_are_no_colours_and_no_progress(
    certsim: Certsim, write_spec: WriteSpec
) -> None:
    done = certsim("certify", write_spec())
    assert ESCAPE not in done.stdout
    assert done.stderr == ""


def test_a_closed_pipe_ends_quietly(write_spec: WriteSpec, tmp_path: Path) -> None:
    candidates = "".join(CERTIFIED.replace("diagonal", f"diagonal {n}") for n in range(30))
    process = started("certify", str(write_spec(HEAD + candidates)), "-v", cwd=tmp_path)
    require_quiet_end_on_a_closed_pipe(process, lines=1)


SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.parametrize(("number", "status"), [*SIGNALS, (signal.SIGKILL, -9)])
def test_an_interrupt_ends_everything_at_once(
    write_spec: WriteSpec, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    process = started("certify", str(write_spec(HARD)), "--timeout", "300", cwd=tmp_path)
    require_end_at_once(process, number, status)
    assert list((tmp_path / "certificates" / "spec").iterdir()) == []


@pytest.mark.parametrize(("number", "status"), SIGNALS)
def test_an_interrupt_that_a_destructor_swallows_comes_again(number: signal.Signals, status: int) -> None:
    program = f"""
import os, time
from certsim import cli
from certsim.__main__ import main

class Swallows:
    def __del__(self):
        os.kill(os.getpid(), {int(number)})

def destroy_and_wait(context):
    Swallows()
    time.sleep(60)

cli.main.invoke = destroy_and_wait
main(["doctor"])
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30, check=False)
    assert ended.returncode == status
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize(("number", "status"), SIGNALS)
def test_an_interrupt_is_a_document_too(
    write_spec: WriteSpec, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    process = started("certify", str(write_spec(HARD)), "--timeout", "300", "--json", cwd=tmp_path)
    printed, _ = require_end_at_once(process, number, status)
    document = json.loads(printed)
    validator("result").validate(document)
    assert (document["error"]["kind"], document["exit"]) == ("interrupted", status)


def test_an_answer_that_cannot_be_written_is_no_internal_error(write_spec: WriteSpec) -> None:
    command = [sys.executable, "-m", "certsim", "validate", str(write_spec())]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            command,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            env=environment(),
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("certsim: cannot write the answer: ")


def test_without_a_standard_output_the_status_is_the_answer(write_spec: WriteSpec) -> None:
    command = f"{sys.executable} -m certsim validate {write_spec()} >&-"
    done = subprocess.run(
        command, shell=True, capture_output=True, timeout=60, env=environment(), check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_output_of_few_letters_gets_escapes(certsim: Certsim, write_spec: WriteSpec) -> None:
    spec = write_spec(HEAD + CERTIFIED.replace("diagonal", "diagonal θé"))
    few = {"env": environment(PYTHONIOENCODING="latin-1"), "encoding": "latin-1"}
    assert r"certified  diagonal \u03b8é" in certsim("certify", spec, **few).stdout
    (result,) = json.loads(certsim("certify", spec, "--json", **few).stdout)["results"]
    assert result["candidate"] == "diagonal θé"


def test_help_is_there_at_once(tmp_path: Path) -> None:
    status, out, _ = run_within_bounds(["--help"], tmp_path)
    assert status == 0
    assert "certify" in out


def test_an_unforeseen_error_is_one_line_and_status_4(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], write_spec: WriteSpec
) -> None:
    def fail(path: Path, *_: object) -> None:
        raise LookupError(f"no such luck with {path.name}")

    monkeypatch.setattr("certsim.model.spec.read_spec", fail)
    assert run(["validate", str(write_spec())]) == 4
    assert capsys.readouterr().err == "certsim: internal error: LookupError: no such luck with spec.toml\n"
    assert run(["validate", "-v", str(write_spec())]) == 4
    assert "Traceback" in capsys.readouterr().err
