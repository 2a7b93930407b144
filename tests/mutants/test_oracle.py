"""The oracle agrees with what is true, and sees what is false: it would be no attack otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from certsim.kernel.check import check
from tests.kept import accepted
from tests.mutants.campaign import ROOT
from tests.mutants.oracle import Report, has_words, opinion

Json: TypeAlias = Any

SILENT = Report({}, None)


@pytest.mark.parametrize("path", accepted(), ids=lambda path: path.stem)
def test_the_oracle_agrees_with_every_certificate_that_is_kept(path: Path) -> None:
    accepted = check(path.read_bytes())
    report = Report(dict(accepted.optimisers), accepted.symmetry_induced)
    document = json.loads(path.read_bytes())
    said = opinion(document, report)
    assert said.verdict == ("agrees" if has_words(document["claim"]) else "lacks words"), said.reason


@pytest.mark.parametrize(
    ("name", "report", "reason"),
    [
        ("core-smaller-by-a-pole", SILENT, "in no domain"),
        ("orbit-modulus-2", SILENT, "less than 2"),
        ("orbit-modulus-2-of-three", SILENT, "less than 3"),
        ("reduced-of-the-empty-set", SILENT, "out of the set"),
        ("symmetry-of-the-empty-set", Report({}, True), "fixed by no isometries"),
        ("empty-in-the-domain-of-log", Report({"weight_decay": False}, None), "does not leave"),
        ("leaving-outside-the-domain", SILENT, "not in the domain"),
        ("leaving-point-off-the-set", SILENT, "not in the set"),
        ("misstep-that-stays", SILENT, "stays in the set"),
    ],
)
def test_the_oracle_sees_what_is_forged(name: str, report: Report, reason: str) -> None:
    said = opinion(json.loads((ROOT / f"tests/corpus/format1/{name}.json").read_bytes()), report)
    assert (said.verdict, reason in said.reason) == ("disagrees", True), said


def claims(**parts: Json) -> Callable[[Json], None]:
    def change(claim: Json) -> None:
        claim.update(parts)

    return change


def deeper(key: str, **parts: Json) -> Callable[[Json], None]:
    def change(claim: Json) -> None:
        claim[key].update(parts)

    return change


LIES: list[tuple[str, Callable[[Json], None]]] = [
    ("tangency_conserved", deeper("candidate", equations=[[["*", "a", "a"], "1"]])),
    ("tangency_cofactors", deeper("candidate", equations=[["p", "1"]])),
    ("tangency_congruence", deeper("candidate", equations=[["a", "1"]])),
    ("tangency_condition_kept", deeper("candidate", where=[["p", ">", "1"]])),
    ("tangency_condition_never_zero", deeper("candidate", where=[["b", "<", "1"]])),
    ("symmetry_swap", claims(candidate={"equations": [["a", "1"]]})),
    ("regular_everywhere_by_solver", claims(manifold={"status": "embedded", "dimension": 2})),
    ("regular_redundant", claims(manifold={"status": "embedded", "dimension": 3})),
    ("empty_by_identity", deeper("candidate", equations=[["p", "0"]])),
    ("empty_outside_the_domain", deeper("model", outputs=["a"])),
    ("core_inside", deeper("core", equations=[["p", "0"]])),
    ("core_smaller_and_the_largest", deeper("core", equations=[["p", "0"]])),
    ("reduced_pair_of_neurons", deeper("reduced", map={"a": "a", "b": "w", "c": "a", "d": ["neg", "w"]})),
    ("orbit_hyperbola", deeper("orbit", upper=0, lower=0)),
    ("orbit_hyperbola", deeper("orbit", upper=2, lower=2)),
    ("orbit_hyperbola", deeper("orbit", point={"p": "1", "q": "2"})),
    ("laws_of_a_product", deeper("laws", conserved=[["+", ["**", "p", 2], ["**", "q", 2]]])),
    ("laws_of_a_product", deeper("laws", complete=False)),
    ("laws_of_a_product", deeper("laws", independent=2)),
    ("leaving_rational", deeper("candidate", equations=[["a", "1"]])),
    ("leaving_rational", deeper("model", outputs=[["*", "b", "x"]])),
    ("crossing_a_condition", deeper("candidate", where=[["a", ">", "7"], ["b", ">", "7"]])),
]


@pytest.mark.parametrize(("name", "change"), LIES, ids=[f"{n}-{at}" for at, (n, _) in enumerate(LIES)])
def test_the_oracle_does_not_agree_with_a_lie(name: str, change: Callable[[Json], None]) -> None:
    document = json.loads((ROOT / f"tests/corpus/accept/{name}.json").read_bytes())
    change(document["claim"])
    said = opinion(document, SILENT)
    assert said.verdict == "disagrees", said


@pytest.mark.parametrize("optimiser", ["gradient_descent", "momentum", "weight_decay", "adam"])
def test_the_oracle_knows_which_optimisers_keep_a_set(optimiser: str) -> None:
    curved = json.loads((ROOT / "tests/corpus/accept/tangency_conserved.json").read_bytes())
    linear = json.loads((ROOT / "tests/corpus/accept/symmetry_swap.json").read_bytes())
    for document, kept in ((curved, False), (linear, True)):
        assert opinion(document, Report({optimiser: kept}, None)).verdict == "agrees"
        assert opinion(document, Report({optimiser: not kept}, None)).verdict == "disagrees"


@pytest.mark.parametrize("induced", [True, False])
def test_the_oracle_knows_that_what_isometries_fix_is_affine(induced: bool) -> None:
    document = json.loads((ROOT / "tests/corpus/accept/secant_of_a_hyperbola.json").read_bytes())
    assert opinion(document, Report({}, induced)).verdict == ("disagrees" if induced else "agrees")


def test_the_oracle_holds_its_tongue_where_it_cannot_follow_a_flow() -> None:
    """The cubes of a linear network's outputs have its orbits; from here they are too fast for numbers."""
    path = ROOT / "proofs/certificates/linear_networks/all-laws-of-widths-2-2-2.json"
    document = json.loads(path.read_bytes())
    document["claim"]["model"]["outputs"] = [["**", *document["claim"]["model"]["outputs"], 3]]
    said = opinion(document, SILENT)
    assert (said.verdict, "could be followed" in said.reason) == ("cannot tell", True), said
