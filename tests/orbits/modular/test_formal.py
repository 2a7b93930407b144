"""Calls as formal values: what they know of functions, and what they do not."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest

from certsim import Model
from certsim.kernel.statement.model import KernelModel, read_model
from certsim.kernel.terms.functions import FunctionTable
from certsim.orbits.modular.formal import FormalCalls, FormalFields
from certsim.orbits.modular.jets import MODULUS, Residues
from tests.parts import with_parts

U = np.array([[5, MODULUS - 5, 0, 7]], dtype=np.int64)


def called(function: str, *, relu0: bool = False, facts: str = "") -> Sequence[int]:
    table = FunctionTable({"sigma": frozenset({facts} - {""})})
    calls = FormalCalls(table, U.shape[1], 3, relu0=relu0)
    values: list[int] = calls.value(function, U[None], None)[0, 0].tolist()
    return values


def kernel(model: Model) -> KernelModel:
    return read_model(model.statement)


def gradient(model: KernelModel, point: Sequence[int], at: Sequence[int], *, relu0: bool = False) -> Residues:
    """The fields at two places where the inputs differ."""
    fields = FormalFields(model, [Fraction(value) for value in point], relu0=relu0)
    theta = np.array([at, at], dtype=np.int64).T
    inputs = np.array([[11, 13]] * (len(model.inputs) + 1), dtype=np.int64)
    return fields.mixed(inputs, theta, np.ones((model.family_size, 2), dtype=np.int64))


@pytest.mark.parametrize("function", ["tanh", "sin", "erf", "atan"])
def test_an_odd_function_turns_its_sign_and_is_0_at_0(function: str) -> None:
    value, opposite, zero, other = called(function)
    assert (value + opposite) % MODULUS == 0
    assert zero == 0
    assert other not in (value, opposite)


@pytest.mark.parametrize(("function", "at_zero"), [("cos", 1), ("cosh", 1)])
def test_an_even_function_does_not(function: str, at_zero: int) -> None:
    value, opposite, zero, other = called(function)
    assert (value, zero) == (opposite, at_zero)
    assert other != value


@pytest.mark.parametrize("function", ["sigmoid", "normal_cdf", "step"])
def test_opposite_arguments_may_have_values_that_add_up_to_1(function: str) -> None:
    value, opposite, *_ = called(function)
    assert (value + opposite) % MODULUS == 1


def test_facts_of_unspecified_functions_are_known() -> None:
    odd, opposite, zero, _ = called("sigma", facts="odd")
    assert ((odd + opposite) % MODULUS, zero) == (0, 0)
    assert called("sigma", facts="zero_at_zero")[2] == 0
    plain = called("sigma")
    assert len(set(plain)) == 4


def test_the_step_at_0_is_a_value_of_its_own_but_by_convention() -> None:
    assert called("step")[2] not in (0, 1)
    assert called("step", relu0=True)[2] == 0


def test_the_inverse_is_true() -> None:
    value, opposite, *_ = called("inv")
    assert value * 5 % MODULUS == 1
    assert (value + opposite) % MODULUS == 0


def test_equal_neurons_have_equal_gradients_and_others_have_not() -> None:
    model = kernel(Model.parse("a*gelu(w*x) + b*gelu(v*x)", parameters=["a", "b", "v", "w"], inputs=["x"]))
    alike = gradient(model, [2, 2, 3, 3], [2, 2, 3, 3])
    assert (alike[0] == alike[1]).all()
    assert (alike[2] == alike[3]).all()
    apart = gradient(model, [2, 2, 3, 4], [2, 2, 3, 4])
    assert (apart[0] != apart[1]).all()


def test_a_dead_gelu_neuron_has_no_gradient() -> None:
    model = kernel(Model.parse("a*gelu(w*x)", parameters=["a", "w"], inputs=["x"]))
    assert not gradient(model, [0, 0], [0, 0]).any()
    assert gradient(model, [0, 1], [0, 1])[0].all()


class TestSettledSteps:
    MODEL = Model.parse("a*relu(w*x + b)", parameters=["a", "b", "w"], inputs=["x"])

    def test_a_step_has_its_value_where_its_argument_is_as_at_the_point(self) -> None:
        model = kernel(with_parts(self.MODEL, data=[{"x": "1"}, {"x": "2"}]))
        assert not gradient(model, [2, -3, 1], [2, -3, 1]).any()
        assert not gradient(model, [2, -3, 1], [5, -3, 1]).any()

    def test_it_has_none_where_its_argument_has_moved(self) -> None:
        model = kernel(with_parts(self.MODEL, data=[{"x": "1"}, {"x": "2"}]))
        assert gradient(model, [2, -3, 1], [2, -4, 1]).any()

    def test_it_has_none_if_the_sign_depends_on_the_input(self) -> None:
        assert gradient(kernel(self.MODEL), [2, -3, 1], [2, -3, 1]).any()

    def test_inputs_may_be_restricted(self) -> None:
        model = kernel(with_parts(self.MODEL, inputs_where=[["x", ">", "0"]]))
        assert not gradient(model, [2, -3, -1], [2, -3, -1]).any()
        assert gradient(model, [2, -3, 1], [2, -3, 1]).any()
