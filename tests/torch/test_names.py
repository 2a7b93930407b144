"""Units are read from names and shapes where these are not ambiguous, and only what comes in elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from certsim.torch.condensation.names import note, units_by_name
from certsim.torch.condensation.near import Member, Units


def weights(shapes: dict[str, tuple[int, ...]]) -> dict[str, Any]:
    return {name: np.zeros(shape, dtype=np.float32) for name, shape in shapes.items()}


def found(shapes: dict[str, tuple[int, ...]]) -> dict[str, Units]:
    return {units.name: units for units in units_by_name(weights(shapes))}


def outgoing(shapes: dict[str, tuple[int, ...]]) -> dict[str, tuple[Member, ...]]:
    return {
        name: tuple(each for each in units.members if each not in units.incoming)
        for name, units in found(shapes).items()
    }


def test_a_perceptron_is_a_chain() -> None:
    shapes = {"0.weight": (8, 3), "0.bias": (8,), "2.weight": (8, 8), "2.bias": (8,), "4.weight": (1, 8)}
    first, second = units_by_name(weights(shapes))
    incoming = (Member("0.weight", 0), Member("0.bias", 0))
    assert first == Units("0", (*incoming, Member("2.weight", 1)), 8, incoming)
    assert second.members == (Member("2.weight", 0), Member("2.bias", 0), Member("4.weight", 1))


def test_the_last_matrix_of_a_chain_gives_no_units() -> None:
    assert list(found({"fc.weight": (8, 3), "out.weight": (2, 8)})) == ["fc"]


@pytest.mark.parametrize(
    "shapes",
    [
        {"q.weight": (4, 4), "k.weight": (4, 4), "v.weight": (4, 4), "o.weight": (4, 4)},
        {"gate.weight": (8, 4), "up.weight": (8, 4), "down.weight": (4, 8)},
        {"w1.weight": (8, 4), "w2.weight": (4, 8), "w3.weight": (8, 4)},
        {"experts.0.weight": (8, 4), "experts.1.weight": (8, 4)},
        {"c_attn.weight": (12, 4), "c_proj.weight": (4, 4)},
    ],
)
def test_what_is_no_chain_has_only_what_comes_in(shapes: dict[str, tuple[int, ...]]) -> None:
    assert list(outgoing(shapes).values()) == [()] * len(shapes)


def test_a_perceptron_beside_an_attention_is_found() -> None:
    shapes = {"qkv.weight": (12, 4), "out.weight": (4, 4), "fc.weight": (16, 4), "proj.weight": (4, 16)}
    assert outgoing(shapes) == {"qkv": (), "out": (), "fc": (Member("proj.weight", 1),), "proj": ()}


def test_a_square_matrix_among_others_feeds_nothing_that_is_known() -> None:
    shapes = {"a.weight": (5, 5), "b.weight": (9, 5), "c.weight": (7, 3)}
    assert set(outgoing(shapes).values()) == {()}


def test_each_parent_has_a_chain_of_its_own() -> None:
    block = {"mlp.c_fc.weight": (8, 4), "mlp.c_fc.bias": (8,), "mlp.c_proj.weight": (4, 8)}
    shapes = {f"h.{at}.{name}": shape for at in range(2) for name, shape in block.items()}
    assert outgoing(shapes) == {
        "h.0.mlp.c_fc": (Member("h.0.mlp.c_proj.weight", 1),),
        "h.1.mlp.c_fc": (Member("h.1.mlp.c_proj.weight", 1),),
    }


def test_a_bias_tells_that_a_matrix_is_kept_transposed() -> None:
    shapes = {"c_fc.weight": (4, 8), "c_fc.bias": (8,), "c_proj.weight": (8, 4), "c_proj.bias": (4,)}
    (units,) = units_by_name(weights(shapes))
    assert units == Units(
        "c_fc",
        (Member("c_fc.weight", 1), Member("c_fc.bias", 0), Member("c_proj.weight", 0)),
        8,
        (Member("c_fc.weight", 1), Member("c_fc.bias", 0)),
    )


def test_square_matrices_are_kept_as_the_others() -> None:
    shapes = {"a.fc.weight": (4, 8), "a.fc.bias": (8,), "b.fc.weight": (4, 4), "b.fc.bias": (4,)}
    assert found(shapes)["b.fc"].members[0] == Member("b.fc.weight", 1)


def test_convolutions_feed_a_flattened_image() -> None:
    shapes = {"conv1.weight": (6, 1, 5, 5), "conv2.weight": (16, 6, 5, 5), "fc.weight": (10, 16 * 25)}
    assert outgoing(shapes) == {"conv1": (Member("conv2.weight", 1),), "conv2": (Member("fc.weight", 1),)}


def test_what_is_no_matrix_of_numbers_is_left_out() -> None:
    arrays = {
        "n.weight": np.zeros(4),
        "e.weight": np.zeros((4, 4), dtype=np.int64),
        "scale": np.zeros((2, 2)),
    }
    assert units_by_name(arrays) == ()


def test_a_bare_module_has_the_name_of_its_weight() -> None:
    (units,) = units_by_name(weights({"weight": (4, 3), "bias": (4,)}))
    assert units == Units(
        "weight", (Member("weight", 0), Member("bias", 0)), 4, (Member("weight", 0), Member("bias", 0))
    )


def test_it_is_said_how_the_units_were_found() -> None:
    units = units_by_name(weights({"a.weight": (8, 4), "b.weight": (4, 8), "c.d.weight": (3, 3)}))
    assert note(units) == "units were read from names and shapes: 1 of 2 layers with what goes out of them"
