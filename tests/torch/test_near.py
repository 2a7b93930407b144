"""What is near by: planted merges are found at their distances, and training from small weights condenses."""

from __future__ import annotations

import json
from math import cos, sin, sqrt
from typing import Any

import numpy as np
import pytest

from certsim.torch.condensation.near import SAID, Layer, Member, NearError, Units, near_by

INCOMING = (Member("fc1.weight", 0), Member("fc1.bias", 0))
LAYER = Units("fc1", (*INCOMING, Member("fc2.weight", 1)), 8, INCOMING)


def network(width: int = 8, inputs: int = 5, outputs: int = 3, seed: int = 0) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    return {
        "fc1.weight": random.normal(size=(width, inputs)),
        "fc1.bias": random.normal(size=width),
        "fc2.weight": random.normal(size=(outputs, width)),
        "fc2.bias": random.normal(size=outputs),
    }


def unit(weights: dict[str, Any], at: int) -> Any:
    return np.concatenate(
        [weights["fc1.weight"][at], [weights["fc1.bias"][at]], weights["fc2.weight"][:, at]]
    )


def plant(weights: dict[str, Any], at: int, values: Any) -> None:
    weights["fc1.weight"][at] = values[:5]
    weights["fc1.bias"][at] = values[5]
    weights["fc2.weight"][:, at] = values[6:]


def turned(vector: Any, angle: float) -> Any:
    """A vector of the same length at an angle."""
    other = np.random.default_rng(1).normal(size=vector.shape)
    other -= vector * (other @ vector) / (vector @ vector)
    return cos(angle) * vector + sin(angle) * other * sqrt((vector @ vector) / (other @ other))


def near(weights: dict[str, Any], tolerance: float, odd: Any = None) -> Layer:
    (layer,) = near_by(weights, [LAYER], tolerance, odd).layers
    return layer


def test_random_units_stay_apart() -> None:
    layer = near(network(), 0.1)
    assert (layer.effective_width, layer.sims, layer.distance) == (8, (), 0.0)
    assert layer.nearest is not None
    assert layer.nearest.distance > 0.1


@pytest.mark.parametrize("sign", [1, -1])
def test_a_planted_near_merge_is_found_at_its_distance_and_not_below(sign: int) -> None:
    weights, angle = network(), 0.1
    plant(weights, 5, sign * turned(unit(weights, 2), angle))
    expected = sin(angle / 2)
    layer = near(weights, expected * 1.0001)
    (sim,) = layer.sims
    assert sim.kind == ("tied" if sign > 0 else "opposite")
    assert set(sim.units) == {2, 5}
    assert set(sim.signs) == {1, sign}
    assert sim.distance == pytest.approx(expected)
    assert layer.effective_width == 7
    below = near(weights, expected * 0.9999)
    assert below.effective_width == 8
    assert below.nearest is not None
    assert {below.nearest.first, below.nearest.second} == {2, 5}
    assert below.nearest.sign == sign
    assert below.nearest.distance == pytest.approx(expected)


def test_the_distance_is_that_of_the_point_from_the_set() -> None:
    """Against the least squares distance from {u = −v}, computed from its equations."""
    weights = network()
    u = unit(weights, 0)
    plant(weights, 1, -1.1 * u + 0.01)
    v = unit(weights, 1)
    equations = np.hstack([np.eye(9), np.eye(9)])
    point = np.concatenate([u, v])
    expected = np.linalg.norm(np.linalg.pinv(equations) @ equations @ point) / np.linalg.norm(point)
    (sim,) = near(weights, 0.2).sims
    assert sim.distance == pytest.approx(expected)


def test_a_dead_unit_is_measured_by_the_others() -> None:
    weights = network()
    plant(weights, 3, 0.01 * unit(weights, 3))
    lengths = [np.linalg.norm(unit(weights, at)) for at in range(8)]
    expected = lengths[3] / sqrt(sum(length**2 for length in lengths) / 8)
    (sim,) = near(weights, 0.05).sims
    assert (sim.kind, sim.units) == ("zero", (3,))
    assert sim.distance == pytest.approx(expected)
    assert near(weights, expected * 0.999).sims == ()


def test_exact_sets_are_found_at_tolerance_zero() -> None:
    weights = network()
    plant(weights, 1, unit(weights, 0))
    plant(weights, 2, -unit(weights, 0))
    plant(weights, 7, np.zeros(9))
    layer = near(weights, 0.0)
    assert [(sim.kind, sim.units, sim.signs, sim.distance) for sim in layer.sims] == [
        ("opposite", (0, 1, 2), (1, 1, -1), 0.0),
        ("zero", (7,), (1,), 0.0),
    ]
    assert (layer.effective_width, layer.distance) == (5, 0.0)
    assert dict(layer.counts) == {"tied": 1, "opposite": 1, "zero": 1}


def test_dead_units_are_one_set() -> None:
    weights = network()
    for at in (1, 4):
        plant(weights, at, 1e-3 * unit(weights, at))
    (sim,) = near(weights, 0.01).sims
    assert (sim.kind, sim.units) == ("zero", (1, 4))
    assert near(weights, 0.01).counts["zero"] == 2


def test_a_layer_of_zeros_is_dead() -> None:
    layer = near({name: 0 * array for name, array in network().items()}, 0.0)
    assert (layer.effective_width, layer.directions, layer.distance, layer.nearest) == (0, 0, 0.0, None)


def test_opposite_units_of_an_activation_that_is_not_odd_stay_apart() -> None:
    weights = network()
    plant(weights, 1, -unit(weights, 0))
    assert near(weights, 0.01, odd=set()).effective_width == 8
    assert near(weights, 0.01, odd={"fc1"}).effective_width == 7


def test_it_is_said_where_the_activation_is_not_known_and_that_nothing_is_proved() -> None:
    weights = network()
    assert near_by(weights, [LAYER], 0.01).notes == (SAID,)
    plant(weights, 1, -unit(weights, 0))
    assert any("odd" in line for line in near_by(weights, [LAYER], 0.01).notes)
    assert near_by(weights, [LAYER], 0.01, odd={"fc1"}).notes == (SAID,)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("exponent", [-60, -7, 9, 60])
def test_the_scale_of_a_layer_does_not_matter(exponent: int, dtype: type) -> None:
    weights = network()
    plant(weights, 5, turned(unit(weights, 2), 0.1))
    plant(weights, 6, 0.01 * unit(weights, 6))
    weights = {name: array.astype(dtype) for name, array in weights.items()}
    scaled = {name: np.ldexp(array, exponent) for name, array in weights.items()}
    assert near(scaled, 0.06) == near(weights, 0.06)


def test_a_cluster_is_no_chain() -> None:
    """Units turned bit by bit: neighbours are near, the ends are not."""
    angles = np.arange(8) * 0.1
    first, second = np.eye(9)[:2]
    weights = network()
    for at, angle in enumerate(angles):
        plant(weights, at, (1 - 1e-6 * at) * (cos(angle) * first + sin(angle) * second))
    layer = near(weights, sin(0.11 / 2))
    assert [sim.units for sim in layer.sims] == [(0, 1), (2, 3), (4, 5), (6, 7)]


def test_the_order_of_the_units_does_not_matter() -> None:
    weights = network()
    plant(weights, 5, turned(unit(weights, 2), 0.1))
    plant(weights, 6, turned(unit(weights, 2), 0.05))
    order = np.random.default_rng(2).permutation(8)
    moved = {**weights, "fc1.weight": weights["fc1.weight"][order], "fc1.bias": weights["fc1.bias"][order]}
    moved["fc2.weight"] = weights["fc2.weight"][:, order]
    before, after = near(weights, 0.06), near(moved, 0.06)
    assert after.effective_width == before.effective_width
    assert [{int(order[at]) for at in sim.units} for sim in after.sims] == [set(s.units) for s in before.sims]


def test_directions_are_those_of_what_comes_in() -> None:
    weights = network()
    for at in range(1, 4):
        weights["fc1.weight"][at] = (-1) ** at * at * weights["fc1.weight"][0]
        weights["fc1.bias"][at] = (-1) ** at * at * weights["fc1.bias"][0]
    layer = near(weights, 0.01)
    assert (layer.effective_width, layer.directions) == (8, 5)
    assert near(weights, 0.01, odd=set()).directions == 6


def test_more_units_than_a_block_agree_with_a_direct_search() -> None:
    random = np.random.default_rng(3)
    centres = random.normal(size=(40, 9))
    chosen = random.integers(40, size=600)
    rows = centres[chosen] * random.choice([-1, 1], 600)[:, None] + 1e-4 * random.normal(size=(600, 9))
    units = Units("many", (Member("w", 0),), 600)
    (layer,) = near_by({"w": rows.astype(np.float32)}, [units], 0.01).layers
    assert layer.effective_width == len(set(chosen.tolist()))
    for sim in layer.sims:
        assert len({int(chosen[at]) for at in sim.units}) == 1


def test_a_unit_may_have_a_block_of_an_axis() -> None:
    """Two channels that a flattened image shows to four columns each."""
    random = np.random.default_rng(4)
    weights = {"conv.weight": random.normal(size=(2, 1, 3, 3)), "fc.weight": random.normal(size=(3, 8))}
    weights["conv.weight"][1] = weights["conv.weight"][0]
    weights["fc.weight"][:, 4:] = weights["fc.weight"][:, :4]
    units = Units("conv", (Member("conv.weight", 0), Member("fc.weight", 1)), 2)
    (layer,) = near_by(weights, [units], 0.0).layers
    assert layer.effective_width == 1


def test_numbers_that_are_not_finite_are_skipped_and_said() -> None:
    weights = network()
    weights["fc1.bias"][0] = np.nan
    layer = near(weights, 0.1)
    assert (layer.skipped, layer.effective_width) == ("not finite", None)
    assert "not finite" in "\n".join(near_by(weights, [LAYER], 0.1).lines())


def test_too_many_pairs_are_skipped_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certsim.torch.condensation.near.MAX_WORK", 10)
    weights = network()
    plant(weights, 3, np.zeros(9))
    layer = near(weights, 0.1)
    assert (layer.skipped, layer.effective_width) == ("too many pairs to compare", None)
    assert [sim.kind for sim in layer.sims] == ["zero"]


@pytest.mark.parametrize("tolerance", [-0.1, 0.71, 3, float("nan"), float("inf")])
def test_what_is_no_tolerance_is_refused(tolerance: float) -> None:
    with pytest.raises(NearError, match="tolerance"):
        near(network(), tolerance)


@pytest.mark.parametrize(
    ("units", "message"),
    [
        (Units("a", (Member("other", 0),), 8), "no parameter other"),
        (Units("a", (Member("fc1.weight", 1),), 8), "has no 8 units"),
        (Units("a", (Member("fc1.bias", 1),), 8), "axis 1 of fc1.bias"),
    ],
)
def test_units_that_do_not_fit_are_refused(units: Units, message: str) -> None:
    with pytest.raises(NearError, match=message):
        near_by(network(), [units], 0.1)


def test_the_table_names_the_sets_and_their_distances() -> None:
    weights = network()
    plant(weights, 5, -unit(weights, 2))
    found = near_by(weights, [LAYER], 0.01)
    text = "\n".join(found.lines())
    assert "fc1: opposite: 2, −5, distance 0" in text
    assert SAID in text
    document = json.loads(json.dumps(found.to_json(), allow_nan=False))
    assert document["layers"][0]["effective_width"] == 7
    assert document["layers"][0]["sims"][0]["units"] == [2, 5]
