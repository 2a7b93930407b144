"""The programs of proofs/ prove what they say; the bare kernel accepts the certificates that they keep."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from certsim.store import safe_names
from proofs.harness.claims import CERTIFICATES, PROOFS, Claim, read_claims
from proofs.harness.run import answer
from proofs.harness.table import markdown

ROOT = PROOFS.parent
CLAIMS = read_claims()


def named(claim: Claim) -> str:
    return claim.name


@pytest.mark.parametrize("claim", CLAIMS, ids=named)
def test_search_finds_what_is_claimed_and_the_certificates_kept(claim: Claim) -> None:
    instances = claim.instances()
    for instance, file in zip(instances, claim.files(instances), strict=True):
        shown = answer(instance)
        assert not shown.problem, f"{claim.name}: {instance.name}: {shown.problem}"
        kept = file.read_bytes() if file.is_file() else None
        assert kept == shown.certificate, f"{instance.name}: run python -m proofs {claim.name}"


@pytest.mark.parametrize("claim", CLAIMS, ids=named)
def test_the_bare_kernel_accepts_the_certificates_kept(claim: Claim) -> None:
    assert claim.kept()
    command = [sys.executable, "-I", "-m", "certsim.kernel", "--allow", "z3,relu,relu0"]
    done = subprocess.run(
        [*command, *map(str, claim.kept())], capture_output=True, text=True, check=False, cwd=ROOT
    )
    said = done.stdout.splitlines()
    assert len(said) == len(claim.kept())
    assert all(": valid" in line for line in said), done.stdout
    assert done.returncode in (0, 5)


@pytest.mark.parametrize("claim", CLAIMS, ids=named)
def test_a_claim_has_instances_that_hold_and_one_that_fails(claim: Claim) -> None:
    instances = claim.instances()
    assert len([instance for instance in instances if instance.dropped is None]) >= 3
    assert any(instance.dropped for instance in instances)
    files = {f"{name}.json" for name in safe_names(instance.name for instance in instances)}
    assert {path.name for path in claim.kept()} <= files
    assert claim.statement.endswith(".")


def test_every_certificate_kept_belongs_to_a_claim() -> None:
    assert {path.name for path in CERTIFICATES.iterdir()} == {claim.name for claim in CLAIMS}


def test_the_readme_has_the_table_of_all_claims() -> None:
    assert markdown(CLAIMS) in (PROOFS / "README.md").read_text(encoding="utf-8")


def test_every_theorem_has_a_claim() -> None:
    shown = {theorem for claim in CLAIMS for theorem in claim.theorems}
    assert shown == {f"T{number}" for number in range(1, 27)}


def run(*arguments: str, journal: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "proofs", "--journal", str(journal), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)


def test_the_program_prints_a_line_for_a_claim(tmp_path: Path) -> None:
    done = run("union", journal=tmp_path / "journal")
    assert done.returncode == 0
    header, line, total = done.stdout.splitlines()
    assert header.split()[:4] == ["claim", "hold", "fail", "certificates"]
    assert line.split()[:4] == ["union", "3", "1", "4"]
    assert total.startswith("1 claims, 4 instances, 4 certificates accepted by the kernel")
    assert "changed" not in total
    assert not (tmp_path / "journal").exists()


def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    command = [sys.executable, "-m", "proofs", "-j", "1", "--journal", str(journal), "union", "product"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as first:
        while first.poll() is None and not (journal.is_file() and journal.read_text().count("\n")):
            time.sleep(0.01)
        first.send_signal(signal.SIGINT)
        _, said = first.communicate()
    assert first.returncode == 130
    assert said.strip() == "proofs: interrupted; the same command goes on from here"
    noted = journal.read_text().count("\n")
    second = run("-j", "1", "union", "product", journal=journal)
    assert second.returncode == 0
    assert f", {noted} of them from the run before" in second.stdout


def test_no_such_claim(tmp_path: Path) -> None:
    done = run("onion", journal=tmp_path / "journal")
    assert done.returncode == 2
    assert done.stderr.startswith("proofs: no claim is called 'onion'\nhint: the claims are ")


def test_the_list_has_every_claim_with_its_theorems(tmp_path: Path) -> None:
    done = run("--list", journal=tmp_path / "journal")
    assert [re.split(r"\s+", line)[0] for line in done.stdout.splitlines()] == [
        claim.name for claim in CLAIMS
    ]
