"""What is seen of gradients: delays, data, tables, what is not finite; and the module stays as it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
nn = torch.nn

from certsim.torch.errors import AuditError  # noqa: E402
from certsim.torch.report.observe import Observed, observe  # noqa: E402


@pytest.fixture(autouse=True)
def repeatable() -> None:
    torch.manual_seed(0)


def seen(module: Any, *inputs: Any, settled: dict[str, Any] | None = None) -> Observed:
    names = [name for name, parameter in module.named_parameters() if parameter.requires_grad]
    return observe(module, inputs, dict.fromkeys(names, 1.0), settled or {})


class Lora(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Parameter(torch.randn(2, 4)), nn.Parameter(torch.zeros(3, 2))

    def forward(self, x: Any) -> Any:
        return x @ self.a.T @ self.b.T


def test_a_factor_waits_one_step_for_the_other_factor() -> None:
    observed = seen(Lora(), torch.randn(5, 4))
    assert set(observed.still) == {"a"}
    assert (observed.steps["a"] == 1).all()


def test_a_deeper_product_of_zeros_waits_as_many_steps_as_it_is_deep() -> None:
    layers = [nn.Linear(3, 3, bias=False) for _ in range(2)]
    module = nn.Sequential(*layers, nn.Linear(3, 2))
    with torch.no_grad():
        module[2].weight.zero_()
    observed = seen(module, torch.randn(5, 3))
    assert set(observed.still) == {"0.weight", "1.weight"}
    assert all((steps == 1).all() for steps in observed.steps.values())


def test_what_never_moves_has_no_step() -> None:
    module = Lora()
    with torch.no_grad():
        module.a.zero_()
    observed = seen(module, torch.randn(5, 4))
    assert set(observed.still) == {"a", "b"}
    assert not any(steps.any() for steps in observed.steps.values())


def test_what_is_settled_is_not_looked_at() -> None:
    observed = seen(Lora(), torch.randn(5, 4), settled={"a": np.ones((2, 4), dtype=bool)})
    assert not observed.still


def test_a_unit_that_only_large_inputs_reach_is_asleep() -> None:
    module = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 1))
    with torch.no_grad():
        module[0].bias.copy_(torch.tensor([3.0, -50.0, 3.0]))
    observed = seen(module, torch.randn(64, 4))
    assert not observed.still
    assert observed.asleep["0.bias"].tolist() == [False, True, False]


def test_rows_that_no_input_names_are_not_still() -> None:
    module = nn.Sequential(nn.Embedding(9, 3), nn.Linear(3, 1))
    assert not seen(module, torch.tensor([1, 4])).still
    with torch.no_grad():
        module[1].weight.zero_()
    observed = seen(module, torch.tensor([1, 4]))
    assert observed.still["0.weight"].any(axis=1).nonzero()[0].tolist() == [1, 4]


def test_dropped_entries_are_not_asleep_and_the_module_trains_as_before() -> None:
    module = nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 64), nn.Dropout(0.9), nn.Linear(64, 1))
    before = {name: value.clone() for name, value in module.state_dict().items()}
    observed = seen(module, torch.randn(8, 4))
    assert not observed.asleep
    assert all(each.training for each in module.modules())
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_is_strange(value: float) -> None:
    module = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
    with torch.no_grad():
        module[0].weight[0, 0] = value
    observed = seen(module, torch.randn(3, 2))
    assert not observed.finite
    assert observed.strange


class Single(nn.Module):
    """Makes a tensor of single precision by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.w, self.v = nn.Parameter(torch.ones(3, 2)), nn.Parameter(torch.zeros(1, 3))

    def forward(self, x: Any) -> Any:
        return torch.ones(4, 2, dtype=torch.float32) @ self.w.T @ self.v.T + x


def test_a_module_may_insist_on_its_precision() -> None:
    assert set(seen(Single(), torch.randn(4, 1)).still) == {"w"}


def test_a_module_that_refuses_other_inputs_is_seen_with_its_own() -> None:
    class Strict(Lora):
        def forward(self, x: Any) -> Any:
            if x.abs().max() > 5:
                raise ValueError("too large")
            return super().forward(x)

    assert set(seen(Strict(), torch.ones(5, 4)).still) == {"a"}


def test_a_module_that_raises_is_named_by_one_message() -> None:
    with pytest.raises(AuditError, match="the module raises for its example inputs: RuntimeError"):
        seen(nn.Linear(3, 2), torch.randn(4, 7))
