"""The corpus of certificates, and the same certificates with one node of the document replaced."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from time import process_time
from typing import Any

import pytest

from certsim.kernel.statement.strict_json import load
from tests.corpus.make import HERE, files, on_disk
from tests.kernel.forge import Json, judged, signed

EXPECTED = tomllib.loads((HERE / "expected.toml").read_text(encoding="utf-8"))
SECONDS = 2.0


def names(folder: str) -> list[str]:
    return sorted(path.stem for path in (HERE / folder).glob("*.json"))


def read(folder: str, name: str) -> bytes:
    return (HERE / folder / f"{name}.json").read_bytes()


def test_the_files_are_those_that_the_script_makes() -> None:
    made, found = files(), on_disk()
    assert made.keys() == found.keys()
    assert [path for path in made if made[path] != found[path]] == []


@pytest.mark.parametrize("folder", ["reject", "malformed"])
def test_the_index_lists_every_file(folder: str) -> None:
    assert sorted(EXPECTED[folder]) == names(folder)
    assert all(EXPECTED[folder].values())


@pytest.mark.parametrize("name", names("accept"))
def test_what_is_proved_is_accepted(name: str) -> None:
    start = process_time()
    assert judged(read("accept", name))[0] == "accepted"
    assert process_time() - start < SECONDS


@pytest.mark.parametrize(("folder", "family"), [("reject", "invalid"), ("malformed", "malformed")])
def test_what_is_not_proved_is_refused_for_its_own_reason(folder: str, family: str) -> None:
    for name in names(folder):
        start = process_time()
        found, message = judged(read(folder, name))
        assert (name, found) == (name, family), message
        assert EXPECTED[folder][name] in message, name
        assert process_time() - start < SECONDS, name


REPLACEMENTS: tuple[Json, ...] = (None, True, 0, -1, "x", "0", [], {}, [[[[[[[[]]]]]]]])


def nodes(document: Json) -> Iterator[tuple[Any, Any]]:
    """Every place in a document, as the container and the key there."""
    if isinstance(document, (dict, list)):
        for key, value in list(document.items() if isinstance(document, dict) else enumerate(document)):
            yield document, key
            yield from nodes(value)


@pytest.mark.parametrize(
    "name",
    [
        "tangency_conserved",
        "tangency_congruence",
        "tangency_condition_never_zero",
        "description_real_radical",
        "symmetry_swap",
        "empty_by_solver",
        "empty_outside_the_domain",
        "leaving_at_an_algebraic_point",
        "leaving_for_one_function",
        "crossing_a_condition",
        "regular_redundant",
        "composition_image",
        "core_smaller_and_the_largest",
        "misstep_from_a_curve",
        "secant_of_a_hyperbola",
        "laws_closed_under_bracket",
        "orbit_at_an_input_in_the_domain",
        "reduced_at_a_point_in_the_domain",
        "kinks_bounded_dead_neuron",
        "kinks_by_convention",
        "kinks_are_outside_all_regions",
        "settled_by_conditions_of_set_and_inputs",
        "atoms_one_above_the_other",
        "atoms_image_of_a_congruence",
        "atoms_met_at_all_data",
        "atoms_outside_the_domain",
        "atoms_connected",
        "atoms_of_a_closure",
    ],
)
def test_no_replaced_node_breaks_the_kernel(name: str) -> None:
    """Only the two errors are raised; evidence that is changed and still good proves the same claim."""
    document = load(read("accept", name))
    for part in ("certsim", "about", "claim", "evidence", "assumptions"):
        changed = {part: document[part]}
        for parent, key in nodes(changed):
            was = parent[key]
            for replacement in REPLACEMENTS:
                parent[key] = replacement
                found, verdict = judged(signed({**document, **changed}))
                assert found != "accepted" or part == "claim" or verdict == document["claim"]["verdict"]
            parent[key] = was
