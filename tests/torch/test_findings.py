"""How findings spell slices, in JSON and on one line."""

from __future__ import annotations

import numpy as np
import pytest

from certsim.torch.search.findings import Finding, Kind, Place, Verdict, alone, entries_of, marked


def finding(entries: dict[str, str]) -> Finding:
    return Finding(Verdict.TRAPPED, entries, "because", kind=Kind.ZERO)


@pytest.mark.parametrize(
    ("entries", "place"),
    [
        ({"a": "all"}, "a"),
        ({"a.b.weight": "all"}, "a.b.weight"),
        ({"a.b.weight": "[3]", "a.b.bias": "[3]"}, "a.b: weight[3], bias[3]"),
        ({"a.q.weight": "head 1", "a.out.weight": "head 1"}, "a: q.weight head 1, out.weight head 1"),
        ({"0.weight": "[3]", "2.weight": "[:, 3]"}, "0.weight[3], 2.weight[:, 3]"),
        ({f"p{at}": "all" for at in range(6)}, "p0, p1, p2, p3 and 2 more"),
        ({"a": ", ".join(f"[{at}]" for at in range(0, 99, 2))}, "a[0], [2], [4], [6], [8], [10], [12], …"),
    ],
)
def test_a_place_is_one_line(entries: dict[str, str], place: str) -> None:
    assert finding(entries).place == place


@pytest.mark.parametrize(
    ("indices", "spelling"),
    [
        ([3], "[3]"),
        ([1, 2], "[1], [2]"),
        ([1, 2, 3, 7], "[1:4], [7]"),
        ([0, 2, 3, 4, 5], "[0], [2:6]"),
    ],
)
def test_neighbours_are_spelled_as_slices(indices: list[int], spelling: str) -> None:
    assert Place("w", 0, alone(np.array(indices))).spelling == spelling


def test_tied_slices_stand_on_two_sides_of_a_sign_of_equality() -> None:
    assert Place("w", 1, ((1, 4), (2, -3))).spelling == "[:, 0] = [:, 3], [:, 1] = -[:, 2]"
    assert Place("w", 0, ((1, 2, 3, 4, 9),)).spelling == "[0:4] = [8]"
    assert Place("w", 0, ((1, 3),), "head").spelling == "head 0 = head 2"


def test_only_whole_slices_of_a_mask_have_places() -> None:
    mask = np.zeros((3, 4), dtype=bool)
    mask[1], mask[:, 2], mask[0, 0] = True, True, True
    assert entries_of(marked("w", mask)) == {"w": "[1], [:, 2]"}
    assert entries_of(marked("w", np.ones((3, 4), dtype=bool))) == {"w": "all"}
    assert marked("w", np.zeros((3, 4), dtype=bool)) == []


def test_only_what_is_trapped_has_exactness_and_optimizers() -> None:
    delayed = Finding(Verdict.DELAYED, {"a": "all"}, "because", steps=2).to_json()
    assert (delayed["steps"], delayed["exactness"], delayed["optimizers"]) == (2, None, None)
    rounded = Finding(Verdict.TRAPPED, {"a": "all"}, "because", kind=Kind.TIED, rounded=True).to_json()
    assert "steps" not in rounded
    assert rounded["exactness"] == "exact arithmetic"
    assert rounded["optimizers"] == {"sgd": True, "momentum": True, "weight_decay": True, "adam": False}
