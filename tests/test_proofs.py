"""The programs of proofs/ prove what they say, and write the certificates that are kept, byte for byte."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from certsim import store
from certsim.kernel.check import check

PROOFS = Path(__file__).parents[1] / "proofs"
PROGRAMS = sorted(path for path in PROOFS.glob("*.py") if path.stem != "keep")


def loaded(program: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(program.stem, program)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_the_certificates_kept_are_those_that_the_program_makes(program: Path) -> None:
    proved = list(map(loaded(PROOFS / "keep.py").named, loaded(program).prove()))
    names = store.safe_names(name for name, _ in proved)
    kept = PROOFS / "certificates" / program.stem
    assert sorted(path.name for path in kept.iterdir()) == sorted(f"{name}.json" for name in names)
    for name, (_, one) in zip(names, proved, strict=True):
        data = (kept / f"{name}.json").read_bytes()
        assert data == one.certificate, f"{name}: run python proofs/{program.name}"
        accepted = check(data)
        assert accepted.verdict in ("certified", "core", "orbit", "laws")
        assert not accepted.assumptions


def test_a_program_keeps_what_it_proves(tmp_path: Path) -> None:
    for name in ("union.py", "keep.py"):
        (tmp_path / name).write_bytes((PROOFS / name).read_bytes())
    command = [sys.executable, str(tmp_path / "union.py")]
    environment = os.environ | {"PYTHONPATH": str(PROOFS.parent)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.startswith("two diagonals: certified")
    assert len(list((tmp_path / "certificates" / "union").iterdir())) == 2


def test_every_program_is_listed() -> None:
    readme = (PROOFS / "README.md").read_text(encoding="utf-8")
    assert all(f"[{program.name}]({program.name})" in readme for program in PROGRAMS)
