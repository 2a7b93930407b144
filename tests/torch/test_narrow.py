"""Narrower modules: fewer units, the same function."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from certsim import Model

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
from torch import Tensor, nn  # noqa: E402

from certsim.torch import point_of, reduce  # noqa: E402
from tests.torch.values import outputs_of_model  # noqa: E402


def seeded(make: Callable[[], nn.Module]) -> nn.Module:
    torch.manual_seed(0)
    return make().eval()


def mlp(activation: type[nn.Module], width: int = 4) -> nn.Module:
    return seeded(lambda: nn.Sequential(nn.Linear(2, width), activation(), nn.Linear(width, 2)))


def plant(unit: int, source: int, sign: int, *arrays: Tensor) -> None:
    """A unit becomes another, with a sign; each array has units as rows."""
    with torch.no_grad():
        for array in arrays:
            array[unit] = sign * array[source]


def of_units(module: Any) -> tuple[Tensor, ...]:
    return module[0].weight, module[0].bias, module[2].weight.T


def loaded(make: Callable[[], nn.Module], state: dict[str, Tensor]) -> nn.Module:
    """The narrower module, made as its user would make it."""
    module = make().eval()
    module.load_state_dict(state)
    return module


def assert_equal_functions(wide: nn.Module, narrow: nn.Module) -> None:
    """The models of both modules have equal values, by enclosures, at a dyadic input."""
    x = torch.tensor([[0.625, -1.25]])
    values = []
    for module in (wide, narrow):
        model = Model.from_torch(module, (x,))
        name = model.inputs[0].partition("[")[0]
        values.append(outputs_of_model(model, point_of(module), {name: x.numpy()}))
    assert values[0] == pytest.approx(values[1], rel=1e-14, abs=0)


@pytest.mark.parametrize("activation", [nn.Tanh, nn.GELU, nn.Sigmoid, nn.ReLU])
def test_equal_units_become_one(activation: type[nn.Module]) -> None:
    module = mlp(activation)
    plant(2, 0, 1, *of_units(module))
    state, report = reduce(module, (torch.zeros(1, 2),))
    assert {name: tuple(values.shape) for name, values in state.items()} == {
        "0.weight": (3, 2), "0.bias": (3,), "2.weight": (2, 3), "2.bias": (2,),
    }  # fmt: skip
    assert [each.merged for each in report.narrowed] == [(((0, 2), (1, 1)),)]
    assert report.parameters == (22, 17)
    assert report.exact
    assert_equal_functions(module, loaded(lambda: mlp(activation, 3), state))


def test_opposite_units_of_an_odd_function_become_one() -> None:
    module = mlp(nn.Tanh)
    plant(1, 0, -1, *of_units(module))
    state, report = reduce(module, (torch.zeros(1, 2),))
    assert [each.merged for each in report.narrowed] == [(((0, 1), (1, -1)),)]
    assert torch.equal(state["2.weight"][:, 0], 2 * module[2].weight[:, 0])
    assert_equal_functions(module, loaded(lambda: mlp(nn.Tanh, 3), state))


@pytest.mark.parametrize("activation", [nn.Tanh, nn.GELU, nn.Sigmoid])
def test_a_dead_unit_is_left_out(activation: type[nn.Module]) -> None:
    module = mlp(activation)
    plant(3, 3, 0, *of_units(module))
    state, report = reduce(module, (torch.zeros(1, 2),))
    assert [each.removed for each in report.narrowed] == [(3,)]
    assert_equal_functions(module, loaded(lambda: mlp(activation, 3), state))


def test_units_that_training_parts_stay() -> None:
    module = mlp(nn.Tanh)
    plant(1, 0, 1, *of_units(module)[:2])
    state, report = reduce(module, (torch.zeros(1, 2),))
    assert not report.narrowed
    assert all(torch.equal(values, state[name]) for name, values in module.state_dict().items())


def test_a_sum_that_rounds_is_said_to() -> None:
    module = mlp(nn.Tanh)
    plant(1, 0, 1, *of_units(module))
    plant(2, 0, 1, *of_units(module))
    with torch.no_grad():
        module[2].weight[:, :3] = 1 + 2.0**-23
    state, report = reduce(module, (torch.zeros(1, 2),))
    assert not report.exact
    assert Fraction(float(state["2.weight"][0, 0])) != 3 * (1 + Fraction(1, 2**23))


def test_channels_become_fewer_with_what_normalises_each() -> None:
    def make(channels: int = 4) -> nn.Module:
        return nn.Sequential(
            nn.Conv1d(2, channels, 2), nn.BatchNorm1d(channels), nn.ReLU(), nn.Conv1d(channels, 3, 2)
        )

    module = seeded(make)
    plant(1, 0, 1, module[0].weight, module[0].bias, module[1].weight, module[1].bias)  # type: ignore[index]
    plant(1, 0, 1, module[3].weight.transpose(0, 1))  # type: ignore[index]
    state, report = reduce(module, (torch.zeros(1, 2, 4),))
    narrow, x = loaded(lambda: make(3), state), torch.randn(5, 2, 4)
    assert len(report.narrowed) == 1
    assert torch.allclose(module(x), narrow(x), atol=1e-6)


def test_units_over_which_a_normalisation_takes_means_stay() -> None:
    module = seeded(lambda: nn.Sequential(nn.Linear(2, 4), nn.LayerNorm(4), nn.Linear(4, 2)))
    plant(1, 0, 1, module[0].weight, module[0].bias, module[1].weight, module[1].bias, module[2].weight.T)  # type: ignore[index]
    state, report = reduce(module, (torch.zeros(1, 2),))
    assert not report.narrowed
    assert state["0.weight"].shape == (4, 2)


def test_two_layers_become_narrower() -> None:
    def make(width: int = 3) -> nn.Module:
        return nn.Sequential(
            nn.Linear(2, width), nn.Tanh(), nn.Linear(width, width), nn.GELU(), nn.Linear(width, 2)
        )

    module = seeded(make)
    plant(1, 0, 1, module[0].weight, module[0].bias, module[2].weight.T)  # type: ignore[index]
    plant(2, 0, 1, module[2].weight, module[2].bias, module[4].weight.T)  # type: ignore[index]
    state, report = reduce(module, (torch.zeros(1, 2),))
    assert len(report.narrowed) == 2
    assert_equal_functions(module, loaded(lambda: make(2), state))
