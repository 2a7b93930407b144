"""Every negative statement names a point, and the point is in the set and in the domain (theory, section 0).

The evaluator is tests/mutants/witness.py, which shares no code with the kernel.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest

from certsim.kernel.check import check
from tests.kept import accepted
from tests.mutants.campaign import ROOT, certify_examples
from tests.mutants.dynamics import Region, System, sample, unspecified
from tests.mutants.witness import Witness, exactly, holds_at_kinks
from tests.oracle import tells

Json: TypeAlias = Any


@dataclass(frozen=True)
class Statement:
    """What is said, of which set, at which place, and the inputs that are used; without one, any will do."""

    says: str
    candidate: Json
    place: Json
    inputs: Sequence[Mapping[str, str]] = ()
    off: Sequence[int] = ()
    """The conditions whose boundaries the place is on."""


def statements(document: Json, optimisers: Mapping[str, bool | None]) -> Iterator[Statement]:
    """All negative statements of an accepted certificate, and the others that name a point."""
    claim, evidence = document["claim"], document["evidence"]
    candidate = claim.get("candidate", {"equations": []})
    yield from _of_the_proof(claim, candidate, evidence["proof"])
    missteps = evidence.get("missteps", [])
    for one in missteps:
        yield Statement(f"not kept by {one['optimiser']}", candidate, one["place"], [one["letter"]["input"]])
    for place in evidence.get("secant", []):
        yield Statement("induced by no symmetry", candidate, place)
    shown = evidence.get("manifold")
    about = {**candidate, **_core_of(claim)}
    if shown and "place" in shown and not _holds_at_kinks(document):
        given = shown.get("input", shown["place"].get("input", {}))
        yield Statement("a regular point", about, shown["place"], [given])
    elif any(kept is False for kept in optimisers.values()) and not missteps:
        yield Statement("an optimiser leaves the set", about, None)


def _holds_at_kinks(document: Json) -> bool:
    """Whether the claim is about kinks, too (theory T18): then a point of the set may be one."""
    return "relu" in json.dumps(document["claim"]["model"]) and "relu" not in document["assumptions"]


def _of_the_proof(claim: Json, candidate: Json, proof: Json) -> Iterator[Statement]:
    inputs = [letter["input"] for letter in proof.get("word", [])]
    if proof["shows"] == "leaving":
        yield Statement("refuted", candidate, proof["place"], inputs)
    if proof["shows"] == "crossing":
        off = [proof["condition"], *(condition for condition, _ in proof.get("touched", ()))]
        yield Statement("refuted", candidate, proof["place"], inputs, off)
    if claim["verdict"] == "core" and claim["core"]["comparison"] == "smaller":
        yield Statement("smaller", candidate, proof["outside"])
    for verdict in ("orbit", "laws"):
        if claim["verdict"] == verdict:
            place = {"point": claim[verdict]["point"], "functions": {}, "bits": None}
            yield Statement("a lower bound", candidate, place)


def _core_of(claim: Json) -> Json:
    return {"equations": claim["core"]["equations"]} if "core" in claim else {}


def faults(document: Json, optimisers: Mapping[str, bool | None]) -> list[str]:
    """What is said of no point, or of one that is elsewhere."""
    return exactly(lambda: [f for one in statements(document, optimisers) for f in _faults_of(document, one)])


def _faults_of(document: Json, one: Statement) -> Iterator[str]:
    if one.place is None:
        if not _is_inhabited(document["claim"]["model"], one.candidate):
            yield f"{one.says}: no point is named, and none is found"
        return
    kinks = holds_at_kinks(document["evidence"])
    witness = Witness(document["claim"]["model"], one.candidate, one.place, kinks=kinks)
    if not witness.is_on_the_set(leaving_out=one.off):
        yield f"{one.says}: the point is not in the set"
    if not all(witness.is_defined(given) for given in one.inputs):
        yield f"{one.says}: the point is not in the domain of an input that is used"
    if not witness.is_defined_somewhere(one.inputs):
        yield f"{one.says}: the point is in no domain"


def _is_inhabited(model: Json, candidate: Json) -> bool:
    """Whether numbers find a point of the set in the domain."""
    random = np.random.default_rng(0)
    system = System(model, unspecified(model, random))
    with np.errstate(all="ignore"):
        theta, _ = sample(Region(candidate, system), random)
        return bool(system.defined(theta, system.defined_letter(random, theta)).any())


@pytest.mark.parametrize("path", accepted(), ids=lambda path: path.stem)
def test_every_negative_statement_names_a_point_of_the_set_in_the_domain(path: Path) -> None:
    assert faults(json.loads(path.read_bytes()), check(path.read_bytes()).optimisers) == []


def test_so_does_every_negative_statement_of_an_example(tmp_path: Path) -> None:
    certify_examples(tmp_path)
    found = sorted(tmp_path.rglob("*.json"))
    said = {}
    for path in found:
        document, optimisers = json.loads(path.read_bytes()), check(path.read_bytes()).optimisers
        if not tells(document["claim"]["model"]):
            continue
        assert faults(document, optimisers) == [], path.name
        for one in exactly(lambda d=document, o=optimisers: list(statements(d, o))):
            said[one.says] = said.get(one.says, 0) + 1
    assert {"refuted", "a regular point", "not kept by adam"} <= said.keys()


# What the test would say of a certificate that the kernel refuses.


def spoilt(name: str, path: str, value: Json) -> Json:
    document = json.loads((ROOT / f"tests/corpus/accept/{name}.json").read_bytes())
    *way, last = path.split(".")
    parent = document
    for key in way:
        parent = parent[key]
    parent[last] = value
    return document


@pytest.mark.parametrize(
    ("name", "path", "value", "fault"),
    [
        ("leaving_rational", "evidence.proof.place.point", {"a": "7", "b": "1"}, "not in the set"),
        ("leaving_inside_the_domain", "evidence.proof.place.point", {}, "the point is in no domain"),
        ("leaving_inside_the_domain", "evidence.proof.place.point", {}, "of an input that is used"),
        ("core_smaller_and_the_largest", "evidence.proof.outside.point", {"p": "1"}, "not in the set"),
        ("secant_of_a_hyperbola", "claim.model.outputs", [["call", "log", "q"]], "in no domain"),
        ("misstep_of_adam", "claim.model.outputs", [["/", "x", "a"]], "in no domain"),
        ("orbit_origin", "claim.model.outputs", [["call", "sqrt", "p"]], "in no domain"),
        ("laws_of_a_product", "claim.model.outputs", [["call", "log", ["neg", "p"]]], "in no domain"),
        ("crossing_a_condition", "evidence.proof.place.point", {"a": "2"}, "not in the set"),
    ],
)
def test_a_point_elsewhere_is_seen(name: str, path: str, value: Json, fault: str) -> None:
    found = faults(spoilt(name, path, value), {})
    assert any(fault in one for one in found), found


def test_an_optimiser_that_leaves_no_point_is_seen() -> None:
    outputs = [["call", "log", ["neg", "a"]]]
    document = spoilt("symmetry_reflection_at_a_point", "claim.model.outputs", outputs)
    expected = "an optimiser leaves the set: no point is named, and none is found"
    assert faults(document, {"weight_decay": False}) == [expected]
    assert faults(document, {"weight_decay": None}) == []
