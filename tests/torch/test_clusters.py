"""Clusters of rows, against a search that compares all pairs in plain loops."""

from __future__ import annotations

from math import dist, hypot
from typing import Any

import numpy as np
import pytest

from certsim.torch.condensation.clusters import Pair, clusters


def apart(u: Any, v: Any, signs: bool) -> tuple[float, int]:
    """The relative distance of two vectors, and the sign for which it is least."""
    options = (1, -1) if signs else (1,)
    return min((dist(u, [s * x for x in v]) / 2**0.5 / hypot(*u, *v), -s) for s in options)


def by_loops(rows: Any, tolerance: float, signs: bool) -> tuple[list[int], Pair | None]:
    labels, count, closest = [0] * len(rows), 0, None
    order = sorted(range(len(rows)), key=lambda at: -hypot(*rows[at]))
    for leader in order:
        if labels[leader]:
            continue
        count += 1
        labels[leader] = count
        distances = {at: apart(rows[leader], rows[at], signs) for at in order if not labels[at]}
        for at, (distance, negative) in distances.items():
            if distance <= tolerance:
                labels[at] = -negative * count
            elif closest is None or distance < closest.distance:
                closest = Pair(leader, at, -negative, distance)
    return labels, closest


@pytest.mark.parametrize("signs", [True, False])
@pytest.mark.parametrize("seed", range(100))
def test_clusters_are_those_of_a_direct_search(seed: int, signs: bool) -> None:
    random = np.random.default_rng(seed)
    rows = random.normal(size=(int(random.integers(1, 14)), 2))
    tolerance = float(random.uniform(0, 0.4))
    labels, closest = clusters(rows, np.zeros(len(rows), dtype=bool), tolerance, signs=signs)
    expected, pair = by_loops(rows.tolist(), tolerance, signs)
    assert labels.tolist() == expected
    assert (closest is None) == (pair is None)
    if closest is not None and pair is not None:
        assert (closest.first, closest.second, closest.sign) == (pair.first, pair.second, pair.sign)
        assert closest.distance == pytest.approx(pair.distance)


def test_dead_rows_have_no_cluster() -> None:
    rows = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    labels, closest = clusters(rows, np.array([True, False, False]), 0.1, signs=True)
    assert labels.tolist() == [0, 1, 2]
    assert closest is not None
    assert {closest.first, closest.second} == {1, 2}
