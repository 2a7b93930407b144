"""The export to Coq: the verified checker writes it, and coqc accepts it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from certsim import Model, certify, verified
from certsim.errors import CertsimError
from certsim.export.checked import CannotExport
from certsim.export.coq import to_coq
from tests.fake_verified import write_fake, write_program

THEORY = Path(__file__).parents[2] / "verified" / "theory"
ACCEPTED = Path(__file__).parents[1] / "corpus" / "accept"
needs_program = pytest.mark.skipif(verified.find_program() is None, reason="certsim-verified is not built")
needs_coq = pytest.mark.skipif(
    shutil.which("coqc") is None or not (THEORY / "Main.vo").exists(), reason="the theory is not built"
)


def certificate() -> bytes:
    model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    found = certify(model, ["a = b"]).certificate
    assert found
    return found


def test_what_the_program_writes_is_the_export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = write_program(tmp_path, "import sys\nprint(sys.argv[1:])\n")
    monkeypatch.setenv(verified.VARIABLE, str(program))
    assert to_coq(certificate()) == "['--coq', '0.json']\n"


def test_a_rule_that_is_not_covered_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = {"": "not covered: symmetry"}
    program = write_fake(tmp_path, about)
    source = program.read_text("utf-8").replace("sys.argv[1:]", "sys.argv[2:]")
    program.write_text(source.replace('answers.get(name, "valid")', '"not covered: periods"'), "utf-8")
    monkeypatch.setenv(verified.VARIABLE, str(program))
    with pytest.raises(CannotExport, match="'symmetry' cannot be exported to coq: periods") as raised:
        to_coq(certificate())
    assert raised.value.rule == "symmetry"


def test_without_the_program_the_hint_says_how_to_build_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(verified.VARIABLE, os.devnull)
    with pytest.raises(CertsimError, match="make verified"):
        to_coq(certificate())


@needs_program
@needs_coq
@pytest.mark.parametrize(
    "name",
    [
        "tangency_cofactors",
        "tangency_relation",
        "description_radical",
        "crossing_a_condition",
        "composition_union",
        "leaving_at_an_algebraic_point",
        "leaving_by_an_enclosure",
        "data_keep_a_line",
    ],
)
def test_coqc_accepts_the_export(name: str, tmp_path: Path) -> None:
    written = to_coq((ACCEPTED / f"{name}.json").read_bytes())
    (tmp_path / "claim.v").write_text(written, encoding="utf-8")
    command = ["coqc", "-w", "-ambiguous-paths", "-Q", str(THEORY), "Certsim", "claim.v"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    axioms = set(re.findall(r"^\w+\.(\w+)", run.stdout, re.MULTILINE))
    assert axioms == {"sig_not_dec", "sig_forall_dec", "functional_extensionality_dep", "classic"}
