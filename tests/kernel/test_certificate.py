"""Writing certificates, and the checker that runs on a bare Python."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import certsim.kernel
from certsim.kernel.check import check, read_certificate, write_certificate
from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.statement.strict_json import digest, dump, load
from tests.corpus.accepted import ACCEPTED
from tests.corpus.make import HERE
from tests.kernel.forge import spoilt, terms


class TestACertificateHasOneSpelling:
    @pytest.mark.parametrize("name", sorted(ACCEPTED))
    def test_what_was_read_is_written_the_same(self, name: str) -> None:
        data = dump(ACCEPTED[name])
        read = read_certificate(data)
        assert write_certificate(read.about, read.claim, read.evidence) == data

    def test_another_layout_of_the_same_document_is_the_same_certificate(self) -> None:
        spread = dump(ACCEPTED["symmetry_swap"]).replace(b",", b" ,\n ")
        assert check(spread).verdict == "certified"

    def test_the_digests_are_those_of_the_parts(self) -> None:
        document = load(dump(ACCEPTED["symmetry_swap"]))
        assert document["digests"] == {part: digest(document[part]) for part in ("claim", "evidence")}

    def test_the_labels_are_not_part_of_what_is_proved(self) -> None:
        other = spoilt(ACCEPTED["symmetry_swap"], {"about.model": "another name"})
        assert check(dump(other)).claim == ACCEPTED["symmetry_swap"]["claim"]


class TestWritingAppliesNoRule:
    def test_evidence_that_proves_nothing_is_written_and_refused(self) -> None:
        read = read_certificate(dump(ACCEPTED["tangency_cofactors"]))
        wrong = read_certificate(
            dump(spoilt(ACCEPTED["tangency_cofactors"], {"evidence.proof.proof.lie": []}))
        )
        written = write_certificate(read.about, read.claim, wrong.evidence)
        with pytest.raises(InvalidCertificate, match="L_X of equation 0"):
            check(written)

    @pytest.mark.parametrize(
        ("name", "named"),
        [
            ("tangency_relu", ["relu"]),
            ("kinks_bounded_dead_neuron", []),
            ("kinks_by_convention", ["relu0"]),
            ("kinks_are_outside_all_regions", ["relu"]),
            ("leaving_inside_a_region", ["relu"]),
            ("empty_by_solver", ["z3 4.12"]),
            ("description_by_solver", ["z3 4.12"]),
            ("tangency_cofactors", []),
        ],
    )
    def test_the_assumptions_are_those_that_the_rules_need(self, name: str, named: list[str]) -> None:
        read = read_certificate(dump(spoilt(ACCEPTED[name], {"assumptions": ["luck"]})))
        assert load(write_certificate(read.about, read.claim, read.evidence))["assumptions"] == named


class TestTheErrorSaysWhere:
    def test_the_path_leads_to_what_cannot_be_read(self) -> None:
        cofactor = "evidence.proof.proof.lie.0.cofactors.0.1"
        wrong = spoilt(ACCEPTED["tangency_cofactors"], {cofactor: [["1", "unknown"]]})
        with pytest.raises(MalformedCertificate) as caught:
            check(dump(wrong))
        assert caught.value.path[:6] == ("evidence", "proof", "proof", "lie", 0, "cofactors")

    def test_the_path_leads_into_the_claim(self) -> None:
        wrong = spoilt(ACCEPTED["leaving_rational"], {"claim.model.outputs.0.2": "unknown"})
        with pytest.raises(MalformedCertificate) as caught:
            check(dump(wrong))
        assert caught.value.path == ("claim", "model", "outputs", 0, 2)

    def test_an_identity_that_fails_shows_both_sides(self) -> None:
        wrong = spoilt(
            ACCEPTED["tangency_cofactors"],
            {"evidence.proof.proof.lie.0.cofactors.0.1": terms("3")},
        )
        with pytest.raises(InvalidCertificate, match=r"expected 2\*p\*q, but the cofactors give 3\*p\*q"):
            check(dump(wrong))


# The bare checker.

_BARE = """
import sys
class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in {"certsim", *sys.stdlib_module_names}:
            raise ImportError(f"{name} is not of the standard library")
sys.meta_path.insert(0, Refused())
sys.path.insert(0, sys.argv.pop(1))
import runpy
sys.argv[0] = "certsim.kernel"
runpy.run_module("certsim.kernel", run_name="__main__", alter_sys=True)
"""


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the kernel, and nothing else of certsim."""
    folder = tmp_path_factory.mktemp("bare")
    (folder / "certsim").mkdir()
    (folder / "certsim" / "__init__.py").touch()
    assert certsim.kernel.__file__ is not None
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(certsim.kernel.__file__).parent, folder / "certsim" / "kernel", ignore=ignored)
    return folder


def run(
    bare: Path, *arguments: str | Path, python: Sequence[str] = (sys.executable,)
) -> subprocess.CompletedProcess[str]:
    command = [*python, "-I", "-S", "-B", "-c", _BARE, bare, *arguments]
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=60, check=False, encoding="utf-8"
    )


def found_python(version: str) -> str | None:
    """An interpreter of the version that runs: on the path, or where pyenv keeps them."""
    root = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    named = [shutil.which(f"python{version}"), *sorted(root.glob(f"versions/{version}.*/bin/python"))]
    for python in filter(None, named):
        shown = subprocess.run([python, "-V"], capture_output=True, text=True, check=False)
        if shown.returncode == 0 and f" {version}." in shown.stdout:
            return str(python)
    return None


class TestTheCheckerRunsOnTheStandardLibraryAlone:
    def test_it_accepts_the_whole_corpus(self, bare: Path) -> None:
        result = run(bare, "--allow", "z3,relu,relu0", *sorted((HERE / "accept").glob("*.json")))
        assert (result.returncode, result.stderr) == (0, "")
        lines = result.stdout.splitlines()
        assert len(lines) == len(ACCEPTED)
        assert all(re.search(r": valid \([a-z]+\)$", line) for line in lines)

    def test_it_refuses_the_whole_corpus(self, bare: Path) -> None:
        result = run(bare, *sorted((HERE / "reject").glob("*.json")))
        assert (result.returncode, result.stderr) == (1, "")
        assert all(": invalid: " in line for line in result.stdout.splitlines())

    def test_it_cannot_read_what_is_malformed(self, bare: Path) -> None:
        result = run(bare, *sorted((HERE / "malformed").glob("*.json")))
        assert (result.returncode, result.stderr) == (2, "")
        assert all(": malformed: " in line for line in result.stdout.splitlines())

    @pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
    def test_every_python_that_is_here_says_so_even_without_its_asserts(
        self, bare: Path, version: str
    ) -> None:
        python = found_python(version)
        if python is None:
            pytest.skip(f"there is no Python {version} here")
        for folder, status in (("accept", 0), ("reject", 1)):
            files = sorted((HERE / folder).glob("*.json"))
            result = run(bare, "--allow", "z3,relu,relu0", *files, python=(python, "-O"))
            assert (result.returncode, result.stderr) == (status, "")

    def test_an_assumption_that_is_not_allowed_is_named(self, bare: Path) -> None:
        result = run(bare, "--allow", "relu", HERE / "accept" / "empty_by_solver.json")
        assert result.returncode == 5
        assert "valid if z3: version 4.12 finds no real solution" in result.stdout

    @pytest.mark.parametrize("allowed", ["relu", "z3", "none"])
    def test_a_convention_is_no_region(self, bare: Path, allowed: str) -> None:
        certificate = HERE / "accept" / "kinks_by_convention.json"
        result = run(bare, "--allow", allowed, certificate)
        assert result.returncode == 5
        assert "valid if relu0: relu'(0) = 0" in result.stdout
        assert run(bare, "--allow", "relu0", certificate).returncode == 0

    def test_the_worst_answer_is_the_exit_status(self, bare: Path) -> None:
        accepted, refused = HERE / "accept" / "symmetry_swap.json", HERE / "reject" / "symmetry_shear.json"
        assert run(bare, accepted, refused).returncode == 1
        assert run(bare, accepted, refused, HERE / "malformed" / "json_null.json").returncode == 2

    def test_a_file_that_is_not_there_is_no_traceback(self, bare: Path) -> None:
        result = run(bare, bare / "missing.json")
        assert (result.returncode, result.stderr) == (2, "")
        assert "No such file" in result.stdout

    def test_an_unknown_assumption_is_an_error_of_usage(self, bare: Path) -> None:
        result = run(bare, "--allow", "luck", HERE / "accept" / "symmetry_swap.json")
        assert result.returncode == 2
        assert "unknown assumption 'luck'" in result.stderr
