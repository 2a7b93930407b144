from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import certsim
from certsim import Model, Options
from certsim.errors import CertsimError
from certsim.kernel.check import check
from certsim.symmetry.signed import SignedPartition
from certsim.symmetry.sims.strata import Strata, find_strata, generic_point
from tests.parts import with_parts


def layer(width: int, function: str, inputs: int = 1) -> Model:
    return Model.parse(
        f"a @ {function}(W @ x)", parameters=[f"W[{width},{inputs}]", f"a[{width}]"], inputs=[f"x[{inputs}]"]
    )


def strata(model: Model, seed: int = 0) -> Strata:
    return find_strata(model, certsim.enumerate(model, classes=True), options=Options(seed=seed))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("width", "inputs"), [(2, 1), (3, 2)])
def test_orbits_fill_the_strata_of_a_tanh_layer(width: int, inputs: int, seed: int) -> None:
    found = strata(layer(width, "tanh", inputs), seed)
    assert all(stratum.filled for stratum in found.classes)
    assert (found.beyond, found.conserved.laws) == ((), ())


@pytest.mark.parametrize("inputs", [1, 2])
def test_a_dead_neuron_without_parity_is_beyond(inputs: int) -> None:
    found = strata(layer(2, "gelu", inputs))
    (sim,) = found.beyond
    dead = {"W[0,0] = 0" if inputs == 1 else "W[0] = 0", "a[0] = 0"}
    assert (set(sim.equations), sim.dimension) == (dead, inputs + 1)
    assert all(stratum.filled for stratum in found.classes)


def test_level_sets_of_conserved_quantities_are_beyond() -> None:
    found = strata(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"]))
    assert [(each.dimension, each.orbit.lower, each.upper) for each in found.classes] == [
        (2, 1, 1),
        (1, 1, 1),
        (1, 1, 1),
        (0, 0, 0),
    ]
    assert [each.filled for each in found.classes] == [False, True, True, True]
    assert [sim.dimension for sim in found.beyond] == [1]
    assert found.conserved.laws == ("a**2 - b**2",)


def test_an_even_activation_at_zero_weights_has_smaller_orbits() -> None:
    """There the model is (a[0] + a[1])·cos(0): the difference of the output weights stays as it is."""
    found = strata(layer(2, "cos"))
    (unfilled,) = [each for each in found.classes if not each.filled]
    assert (unfilled.dimension, unfilled.upper, unfilled.filled) == (2, 1, False)
    (sim,) = found.beyond
    assert "W = 0" in sim.equations


@pytest.mark.parametrize("model", [layer(2, "relu"), layer(2, "cos"), layer(2, "gelu")])
def test_the_kernel_takes_every_certificate(model: Model) -> None:
    found = strata(model)
    for certificate in [
        *(each.orbit.certificate for each in found.classes),
        *(sim.certificate for sim in found.beyond),
    ]:
        assert certificate is not None
        check(certificate)


def test_bounds_that_no_bracket_reaches_leave_the_answer_open() -> None:
    model = layer(2, "tanh")
    found = find_strata(model, certsim.enumerate(model, classes=True), options=Options(timeout=1e-9))
    assert found.classes[0].filled is None


def test_unspecified_functions_have_no_orbits() -> None:
    model = Model.parse(
        "a @ sigma(W @ x)",
        parameters=["W[2,1]", "a[2]"],
        inputs=["x[1]"],
        functions={"sigma": {}},
    )
    with pytest.raises(CertsimError, match="specified functions"):
        find_strata(model, certsim.enumerate(model, classes=True))


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=7), st.integers(0, 99))
def test_generic_points_lie_in_their_subspace_and_in_none_smaller(literals: list[int], seed: int) -> None:
    subspace = SignedPartition.of_literals(literals)
    names = [f"t{i}" for i in range(len(literals))]
    point = generic_point(subspace, names, seed)
    scaled = [int(point[name]) for name in names]
    assert SignedPartition.of_literals(scaled) == subspace


def test_a_stratum_of_fixed_points_is_not_filled() -> None:
    """With the first and the last layer dead no gradient is left, and each point is an orbit."""
    model = Model.parse("a*tanh(v*tanh(w*x))", parameters=["w", "v", "a"], inputs=["x"])
    found = find_strata(model, certsim.enumerate(model, classes=True), options=Options(timeout=5))
    (still,) = [each for each in found.classes if each.orbit.point["v"] != "0" and each.dimension == 1]
    assert (still.orbit.lower, still.upper, still.filled) == (0, 0, False)
    assert 0 in [sim.dimension for sim in found.beyond]


def test_strata_of_a_model_with_frozen_parameters() -> None:
    # c is frozen: on each slice the orbits are hyperbolas a² - b² = const, lines a = ±b, and points.
    product = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"])
    found = strata(with_parts(product, frozen=["c"]))
    assert [(one.dimension, one.orbit.lower, one.upper) for one in found.classes] == [
        (2, 1, 1),
        (1, 1, 1),
        (1, 0, 0),
        (0, 0, 0),
        (0, 0, 0),
    ]
    assert found.conserved.laws == ("a**2 - b**2",)


def test_strata_of_a_model_with_pi_are_unknown_and_that_is_said() -> None:
    sine = Model.parse("a*sin(b*x)", parameters=["a", "b"], inputs=["x"])
    found = strata(with_parts(sine, outputs=[["*", "a", ["call", "sin", ["*", "pi", "b", "x"]]]]))
    assert {one.orbit.reason for one in found.classes} == {"unsupported"}
    assert found.conserved.reason == "unsupported"
