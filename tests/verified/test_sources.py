"""The sources of the verified checker: no gap in a proof, no axiom, and a reason for what is mapped."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.verified.conftest import ROOT

VERIFIED = ROOT / "verified"
THEORY = sorted((VERIFIED / "theory").glob("*.v"))
ASSUMPTIONS = ROOT / "build/verified/assumptions"
AXIOMS = {
    "ClassicalDedekindReals.sig_not_dec",
    "ClassicalDedekindReals.sig_forall_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
    "Classical_Prop.classic",
}
GAPS = re.compile(
    r"\b(?:Admitted|admit|give_up|Axioms?|Parameters?|Conjectures?|bypass_check|Primitive|Declare\s+ML"
    r"|Unset\s+(?:Guard|Positivity|Universe)\s+Checking)\b"
)
FLAGS = re.compile(r"-(?:type-in-type|impredicative-set|noinit|bypass-API|allow-rewrite-rules)\b")
MAPPED = re.compile(r"Extract (?:Inlined )?(?:Constant|Inductive)\b")
STRING = re.compile(r'"[^"]*"', re.DOTALL)


def without_comments(text: str) -> str:
    """Coq's comments nest."""
    kept, depth, at = [], 0, 0
    while at < len(text):
        if text.startswith("(*", at):
            depth, at = depth + 1, at + 2
        elif depth and text.startswith("*)", at):
            depth, at = depth - 1, at + 2
        else:
            kept.append(text[at] if not depth else "\n" * (text[at] == "\n"))
            at += 1
    return "".join(kept)


def unreasoned(text: str) -> list[str]:
    """The extraction commands that stand in no group of them with a comment directly above it."""
    found = []
    for block in re.split(r"\n\s*\n", STRING.sub('""', text)):
        lines = block.strip().splitlines()
        commands = [line for line in lines if MAPPED.match(line)]
        if commands and not lines[0].startswith("(** "):
            found += commands
    return found


def test_the_theory_is_there() -> None:
    names = {path.stem for path in THEORY}
    assert {"Flow", "Meaning", "Main", "Extract", "Assumptions"} <= names
    listed = (VERIFIED / "theory/_CoqProject").read_text(encoding="utf-8").split()
    assert {f"{name}.v" for name in names - {"Extract", "Assumptions"}} <= set(listed)


@pytest.mark.parametrize("path", THEORY, ids=lambda path: path.stem)
def test_no_proof_has_a_gap_and_no_file_has_an_axiom(path: Path) -> None:
    text = STRING.sub("", without_comments(path.read_text(encoding="utf-8")))
    assert GAPS.findall(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Lemma x : False. Admitted.",
        "Proof. admit. Qed.",
        "Axiom a : False.",
        "Parameters a b : nat.",
        "Unset Guard Checking.",
        "#[bypass_check(guard)] Fixpoint f",
        'Declare ML Module "x".',
        "(* a (* comment *) *) Conjecture c : 1 = 2.",
    ],
)
def test_a_gap_is_found(text: str) -> None:
    assert len(GAPS.findall(STRING.sub("", without_comments(text)))) == 1


def test_a_gap_in_a_comment_is_none() -> None:
    assert not GAPS.findall(
        without_comments("(** No Axiom (* Admitted *) here. *)\nLemma admitted_by : True.")
    )


@pytest.mark.parametrize(
    "path", [VERIFIED / "Makefile", VERIFIED / "theory/_CoqProject"], ids=lambda p: p.name
)
def test_coq_is_given_no_flag_that_weakens_it(path: Path) -> None:
    assert FLAGS.findall(path.read_text(encoding="utf-8")) == []


def test_whatever_is_mapped_to_ocaml_has_a_reason() -> None:
    for path in THEORY:
        text = path.read_text(encoding="utf-8")
        if path.stem == "Extract":
            assert len(MAPPED.findall(text)) > 10
            assert unreasoned(text) == []
        else:
            assert MAPPED.findall(without_comments(text)) == [], path.stem


def test_a_mapping_without_a_reason_is_found() -> None:
    line = 'Extract Constant Z.add => "(fun a b ->\n\n b)".'
    assert unreasoned(f"(** They are equal. *)\n{line}\n{line}") == []
    assert len(unreasoned(f"(** They are equal. *)\n\n{line}\n")) == 1


def test_the_theorems_rest_on_the_axioms_of_the_reals_and_on_nothing_else(program: Path) -> None:
    if not ASSUMPTIONS.exists():
        pytest.skip(f"{program} was built elsewhere, or without Coq: make verified prints the axioms")
    text = ASSUMPTIONS.read_text(encoding="utf-8")
    names = re.findall(r"^([A-Z][\w.]*)\s*:", text.replace("\n ", " "), re.MULTILINE)
    assert set(names) - {"Axioms"} == AXIOMS
    # One answer for each theorem that is asked about.
    asked = (VERIFIED / "theory/Assumptions.v").read_text(encoding="utf-8").count("Print Assumptions ")
    assert text.count("Axioms:") == asked > 0


@pytest.mark.campaign
def test_the_sources_that_are_kept_are_those_that_the_theory_gives() -> None:
    if shutil.which("coqc") is None:
        pytest.skip("Coq is not installed")
    command = ["make", "--no-print-directory", "-C", str(VERIFIED), "compare"]
    environment = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")
    }
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
