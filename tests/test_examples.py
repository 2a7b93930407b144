"""Every example says what it expects, gets it, and its certificates stand on their own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from certsim import read_spec
from certsim.kernel.check import check
from certsim.report.explain import explanation
from tests.outside import validator

Certsim: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.toml"))

every_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


def certify(certsim: Certsim, path: Path, directory: str, *options: str) -> list[dict[str, Any]]:
    """The results for a spec, all as expected."""
    done = certsim("certify", "--json", path, "-o", directory, *options, timeout=300)
    document = json.loads(done.stdout)
    validator("result").validate(document)
    for result in document["results"]:
        is_empty = (result["verdict"], result["manifold"]["status"]) == ("certified", "empty")
        outcome = "empty" if is_empty else result["verdict"]
        assert outcome == result["expect"], (result["candidate"], result["reason"], result["hint"])
    assert (done.returncode, done.stderr) == (0, "")
    return document["results"]  # type: ignore[no-any-return]


@every_example
def test_every_candidate_has_the_verdict_that_it_expects(
    certsim: Certsim, path: Path, tmp_path: Path
) -> None:
    assert all(candidate.expect for candidate in read_spec(path).candidates), (
        "an example says what it expects"
    )
    results = certify(certsim, path, "first", "-j", "4")
    again = certify(certsim, path, "second", "-j", "1", "--seed", "0")
    for one, other in zip(results, again, strict=True):
        first, second = (tmp_path / result["certificate"] for result in (one, other))
        assert first.read_bytes() == second.read_bytes(), f"{one['candidate']}: the bytes differ"
        validator("certificate").validate(json.loads(first.read_bytes()))
    certificates = sorted((tmp_path / "first" / path.stem).iterdir())
    assert len(certificates) == len(results)
    assert certsim("check", *certificates, "--spec", path).returncode == 0
    for certificate in certificates:
        titles = [title for title, _ in explanation(check(certificate.read_bytes()))]
        assert (titles[0], titles[-1]) == ("The claim", "What this rests on")
        assert any(title.startswith(("The proof", "The counterexample")) for title in titles)


def test_the_seed_of_the_search_does_not_change_a_verdict(certsim: Certsim) -> None:
    certify(certsim, ROOT / "examples" / "diagonal_network.toml", "out", "--seed", "7")


# What examples show beyond their verdicts.
FACTS: list[tuple[str, str, dict[str, Any]]] = [
    ("two_layer_tanh", "neurons 0 and 1 merged", {"symmetry_induced": True, "assumptions": []}),
    ("two_layer_gelu", "neuron 0 dead", {"symmetry_induced": None}),
    ("trap_first_order", "nothing", {"manifold.status": "empty", "manifold.dimension": None}),
    ("trap_first_order", "nothing, by its condition", {"manifold.status": "empty"}),
    ("trap_dimension", "a line by two tangent surfaces", {"manifold.dimension": 1}),
    ("trap_dimension", "a plane and a line", {"manifold.status": "regular locus", "manifold.dimension": 2}),
    ("linear_model", "all of parameter space", {"manifold.trivial": True, "manifold.codimension": 0}),
    ("lora", "both factors zero", {"manifold.dimension": 0, "optimisers.adam": True}),
    ("tied_autoencoder", "row 0 twice row 1", {"optimisers.momentum": True, "optimisers.adam": False}),
    ("diagonal_network", "the upper half of a hyperbola", {"witness.violates": "where"}),
    ("diagonal_network", "every hyperbola", {"symmetry_induced": None, "manifold.status": "embedded"}),
]


@pytest.mark.parametrize(
    ("example", "candidate", "facts"), FACTS, ids=[f"{one}: {two}" for one, two, _ in FACTS]
)
def test_what_an_example_shows(certsim: Certsim, example: str, candidate: str, facts: dict[str, Any]) -> None:
    path = ROOT / "examples" / f"{example}.toml"
    (result,) = certify(certsim, path, "out", "--candidate", candidate)
    for name, value in facts.items():
        found: Any = result
        for key in name.split("."):
            found = found[key]
        assert found == value, name


def test_a_circle_without_rational_points_is_left_at_an_algebraic_one(certsim: Certsim) -> None:
    path = ROOT / "examples" / "diagonal_network.toml"
    (result,) = certify(certsim, path, "out", "--candidate", "a circle")
    assert any("polynomial" in number for number in result["witness"]["point"].values())


def test_relu_is_an_assumption_by_name(certsim: Certsim) -> None:
    path = ROOT / "examples" / "relu.toml"
    results = certify(certsim, path, "out")
    named = {result["candidate"] for result in results if "relu: " in "".join(result["assumptions"])}
    assert named == {"neurons merged", "neuron 0 without its output weight"}
    assert certsim("certify", path, "--allow", "none").returncode == 5
