"""Audits by the library: what is trapped, what that takes from the dimension, and what only seems to be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

torch = pytest.importorskip("torch")
nn = torch.nn

from certsim.errors import CertsimError  # noqa: E402
from certsim.torch import Audit, audit  # noqa: E402
from certsim.torch.certificate import check_audit  # noqa: E402
from certsim.torch.findings import Kind, Verdict  # noqa: E402


@pytest.fixture(autouse=True)
def repeatable() -> None:
    torch.manual_seed(0)


def perceptron(activation: Any = None) -> Any:
    return nn.Sequential(nn.Linear(3, 6), activation or nn.Tanh(), nn.Linear(6, 2))


def of(module: Any, change: Callable[[Any], object] | None = None, **options: Any) -> Audit:
    """The audit of a module of vectors, after a change of its weights."""
    with torch.no_grad():
        if change is not None:
            change(module)
    return audit(module, (torch.randn(7, 3),), **options)


def unit_to_zero(*units: int) -> Callable[[Any], None]:
    def change(module: Any) -> None:
        for unit in units:
            module[0].weight[unit] = module[0].bias[unit] = 0
            module[2].weight[:, unit] = 0

    return change


def copy(source: int, target: int, sign: int = 1) -> Callable[[Any], None]:
    def change(module: Any) -> None:
        for array in (module[0].weight, module[0].bias, module[2].weight.T):
            array[target] = sign * array[source]

    return change


def told(found: Audit) -> list[tuple[str, str | None, dict[str, str]]]:
    return [(str(f.verdict), f.kind and str(f.kind), dict(f.entries)) for f in found.findings]


def test_a_random_network_has_no_findings() -> None:
    found = of(perceptron())
    assert (found.findings, found.dimension, found.trained, found.exit_status) == ((), 38, 38, 0)


def test_dead_units_of_a_layer_are_one_finding() -> None:
    found = of(perceptron(), unit_to_zero(1, 4))
    entries = {"0.weight": "[1], [4]", "0.bias": "[1], [4]", "2.weight": "[:, 1], [:, 4]"}
    assert told(found) == [("trapped", "zero", entries)]
    assert (found.findings[0].codimension, found.dimension) == (12, 26)


def test_runs_of_units_are_spelled_as_slices() -> None:
    (finding,) = of(perceptron(), unit_to_zero(2, 3, 4)).findings
    assert finding.entries["2.weight"] == "[:, 2:5]"


def test_copies_are_tied_and_opposites_are_opposite() -> None:
    found = of(perceptron(), copy(0, 3))
    assert told(found) == [
        ("trapped", "tied", {"0.weight": "[0] = [3]", "0.bias": "[0] = [3]", "2.weight": "[:, 0] = [:, 3]"})
    ]
    found = of(perceptron(), copy(0, 3, -1))
    assert found.findings[0].kind is Kind.OPPOSITE
    assert found.findings[0].entries["0.bias"] == "[0] = -[3]"
    assert found.dimension == 32


def test_what_is_taken_from_the_dimension_adds_up() -> None:
    def change(module: Any) -> None:
        unit_to_zero(1)(module)
        copy(0, 3)(module)

    found = of(perceptron(), change)
    trapped = [f for f in found.findings if f.verdict is Verdict.TRAPPED]
    assert sum(f.codimension for f in trapped) == found.trained - found.dimension == 12
    assert found.certificate is not None
    assert check_audit(found.certificate).dimension == found.dimension


def test_ties_that_part_are_not_listed() -> None:
    def change(module: Any) -> None:
        module[0].weight[3] = module[0].weight[0]

    assert of(perceptron(), change).findings == ()


class Lora(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.base = nn.Linear(3, 2)
        self.base.requires_grad_(False)
        self.lora_A, self.lora_B = nn.Parameter(torch.zeros(2, 3)), nn.Parameter(torch.zeros(2, 2))

    def forward(self, x: Any) -> Any:
        return self.base(x) + x @ self.lora_A.T @ self.lora_B.T


def test_two_zero_factors_are_one_finding_with_the_usual_remedy() -> None:
    found = of(Lora())
    trapped, frozen = found.findings
    assert dict(trapped.entries) == {"lora_A": "all", "lora_B": "all"}
    assert (trapped.codimension, trapped.exactness) == (10, "bit-exact")
    assert trapped.optimizers == dict.fromkeys(("sgd", "momentum", "weight_decay", "adam"), True)
    assert trapped.hint == "initialise one of the two factors with random numbers"
    assert (frozen.verdict, list(frozen.entries)) == (Verdict.FROZEN, ["base.weight", "base.bias"])
    assert (found.parameters, found.trained, found.dimension) == (18, 10, 0)


def test_one_zero_factor_is_delayed_by_a_step() -> None:
    found = of(Lora(), lambda module: module.lora_A.normal_())
    assert (found.findings[0].verdict, found.findings[0].steps) == (Verdict.DELAYED, 1)
    assert found.findings[0].to_json()["steps"] == 1
    assert "Observed, not proved" in found.findings[0].reason
    assert (found.dimension, found.exit_status) == (found.trained, 0)


def test_two_layers_with_adapters_are_two_findings() -> None:
    module = nn.Sequential(Lora(), nn.Linear(2, 3), Lora())
    assert [sorted(f.entries) for f in of(module).findings if f.verdict is Verdict.TRAPPED] == [
        ["0.lora_A", "0.lora_B"],
        ["2.lora_A", "2.lora_B"],
    ]


def test_a_kink_holds_a_unit_by_convention_only() -> None:
    def change(module: Any) -> None:
        module[0].weight[2] = module[0].bias[2] = 0

    found = of(perceptron(nn.ReLU()), change)
    assert {f.verdict for f in found.findings} == {Verdict.CONVENTION}
    assert (found.dimension, found.exit_status) == (found.trained, 0)
    taken = of(perceptron(nn.ReLU()), change, relu0=True)
    assert {f.verdict for f in taken.findings} == {Verdict.TRAPPED}
    assert (taken.trained - taken.dimension, taken.exit_status) == (4, 1)
    conserved = next(f for f in taken.findings if f.kind is Kind.CONSERVED)
    assert dict(conserved.entries) == {"2.weight": "[:, 2]"}
    assert conserved.optimizers is not None
    assert not conserved.optimizers["weight_decay"]


def test_a_bias_before_a_batch_norm_is_redundant_in_training_only() -> None:
    module = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))
    assert told(of(module)) == [("redundant", None, {"0.bias": "all"})]
    assert of(module.eval()).findings == ()


def test_a_redundant_bias_at_zero_does_not_lower_the_dimension() -> None:
    module = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Linear(4, 1))
    found = of(module, lambda module: module[0].bias.zero_())
    assert (found.findings[0].verdict, found.dimension) == (Verdict.REDUNDANT, found.trained)


def test_an_unused_parameter_is_redundant_and_one_behind_a_rounding_is_conserved() -> None:
    class Odd(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.unused, self.rounded = nn.Parameter(torch.ones(2)), nn.Parameter(torch.randn(3))
            self.used = nn.Parameter(torch.randn(3))

        def forward(self, x: Any) -> Any:
            return x * torch.round(self.rounded + 3) * self.used

    assert told(of(Odd())) == [
        ("trapped", "conserved", {"rounded": "all"}),
        ("redundant", None, {"unused": "all"}),
    ]


def test_a_row_for_padding_is_frozen_whatever_it_holds() -> None:
    for value in (0.0, 1.5):
        module = nn.Sequential(nn.Embedding(7, 3, padding_idx=1), nn.Linear(3, 2))
        with torch.no_grad():
            module[0].weight[1] = value
        found = audit(module, (torch.tensor([[1, 2, 0]]),))
        assert told(found) == [("frozen", None, {"0.weight": "[1]"})]
        assert (found.dimension, found.exit_status) == (found.trained, 0)


def copied_experts() -> Any:
    class Mixture(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.router = nn.Linear(3, 2, bias=False)
            self.experts = nn.ModuleList(nn.Linear(3, 2) for _ in range(2))

        def forward(self, x: Any) -> Any:
            gates = self.router(x).softmax(-1)
            return sum(gates[:, at, None] * expert(x) for at, expert in enumerate(self.experts))

    module = Mixture()
    module.experts[1].load_state_dict(module.experts[0].state_dict())
    with torch.no_grad():
        module.router.weight[1] = module.router.weight[0]
    return module


def test_copied_experts_are_one_finding_and_the_router_another() -> None:
    found = of(copied_experts())
    router, experts, still = found.findings
    assert dict(router.entries) == {"router.weight": "[0] = [1]"}
    assert sorted(experts.entries) == [
        f"experts.{at}.{array}" for at in (0, 1) for array in ("bias", "weight")
    ]
    assert set(experts.entries.values()) == {"all"}
    assert (router.codimension, experts.codimension) == (3, 8)
    assert router.hint is not None
    assert "router" in router.hint
    assert (still.kind, dict(still.entries)) == (Kind.CONSERVED, {"router.weight": "all"})
    assert still.exactness == "exact arithmetic", "the shares of equal experts cancel"
    assert still.optimizers is not None
    assert not still.optimizers["adam"]


def test_unequal_rates_part_copies() -> None:
    module = copied_experts()
    groups = [{"params": list(module.experts[0].parameters()), "lr": 0.1}]
    groups += [{"params": [*module.experts[1].parameters(), *module.router.parameters()], "lr": 0.2}]
    (finding,) = of(module, optimizer=torch.optim.SGD(groups, lr=0.1)).findings
    assert (finding.verdict, dict(finding.entries)) == (Verdict.DELAYED, {"router.weight": "all"})


def test_a_copied_head_is_named_as_a_head_in_fused_weights_and_biases_too() -> None:
    class Attention(nn.Module):
        """Three heads of two features."""

        def __init__(self) -> None:
            super().__init__()
            self.fused, self.out = nn.Linear(6, 18), nn.Linear(6, 6)

        def forward(self, x: Any) -> Any:
            q, k, v = (part.view(4, 3, 2).transpose(0, 1) for part in self.fused(x).split(6, dim=-1))
            mixed = nn.functional.scaled_dot_product_attention(q, k, v)
            return self.out(mixed.transpose(0, 1).reshape(4, 6))

    module = Attention()
    with torch.no_grad():
        for part in (0, 6, 12):
            for array in (module.fused.weight, module.fused.bias):
                array[part + 2 : part + 4] = array[part : part + 2]
        module.out.weight[:, 2:4] = module.out.weight[:, 0:2]
    found = audit(module, (torch.randn(4, 6),))
    tied, keys = found.findings
    heads = "head 0 = head 1"
    assert dict(tied.entries) == {"fused.weight": heads, "fused.bias": heads, "out.weight": heads}
    assert tied.codimension == 3 * 2 * 6 + 2 * 2 + 2 * 6, "the key bias does not count"
    assert (keys.verdict, dict(keys.entries)) == (Verdict.REDUNDANT, {"fused.bias": "[6:12]"})


class Twins(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(3, 1), nn.Linear(3, 1)
        self.second.load_state_dict(self.first.state_dict())

    def forward(self, x: Any) -> Any:
        return self.first(x), self.second(x)


def test_twins_are_tied_under_losses_that_treat_them_alike() -> None:
    assert of(Twins()).findings == ()
    (finding,) = of(Twins(), symmetric_outputs=(0, 1)).findings
    assert sorted(finding.entries) == ["first.bias", "first.weight", "second.bias", "second.weight"]
    with pytest.raises(CertsimError, match="no output of index 2"):
        of(Twins(), symmetric_outputs=(0, 2))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_finite_are_undefined(value: float) -> None:
    def change(module: Any) -> None:
        unit_to_zero(1)(module)
        module[0].weight[0, 0] = value

    found = of(perceptron(), change)
    assert told(found) == [("undefined", None, {"0.weight": "all"})]
    assert (found.certificate, found.exit_status) == (None, 3)


def test_outputs_that_are_not_finite_make_nothing_trapped() -> None:
    class Logarithm(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b = nn.Parameter(torch.zeros(3)), nn.Parameter(torch.zeros(3))

        def forward(self, x: Any) -> Any:
            return x * self.a * self.b + torch.log(self.a * self.a)

    found = of(Logarithm())
    assert {finding.verdict for finding in found.findings} == {Verdict.UNDEFINED}
    assert found.dimension == found.trained


def test_what_never_moves_without_a_proof_is_undecided() -> None:
    class Rounded(nn.Module):
        """No rule says that a number is rounded to 0."""

        def __init__(self) -> None:
            super().__init__()
            self.scale, self.used = nn.Parameter(torch.full((3,), 0.1)), nn.Parameter(torch.randn(3))

        def forward(self, x: Any) -> Any:
            return x * torch.round(self.scale) * self.used

    found = of(Rounded())
    undecided = [finding for finding in found.findings if finding.verdict is Verdict.UNDECIDED]
    assert [dict(finding.entries) for finding in undecided] == [{"used": "all"}]
    assert undecided[0].reason == "No gradient was ever seen, but no rule shows it."
    with pytest.raises(AssertionError, match="undecided: used"):
        found.assert_free("used")


def test_a_test_suite_may_ask_that_parameters_are_free() -> None:
    found = of(perceptron(), unit_to_zero(1))
    found.assert_free("2.bias")
    with pytest.raises(AssertionError, match=r"trapped: 0.weight\[1\]"):
        found.assert_free("0.*")
    with pytest.raises(AssertionError, match="no trained parameter is named 'encoder"):
        found.assert_free("encoder.*")
    of(perceptron()).assert_free()


def test_an_audit_says_what_it_is_and_is_not_true_or_false() -> None:
    found = of(perceptron(), unit_to_zero(1))
    assert repr(found) == "<Audit: one group of units is trapped: dimension 32 of 38>"
    assert "<th>trapped (zero)</th>" in found._repr_html_()
    with pytest.raises(TypeError, match="look at its findings"):
        bool(found)


def test_the_module_is_as_it_was() -> None:
    module = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5), nn.Linear(4, 1))
    before = {name: value.clone() for name, value in module.state_dict().items()}
    state = torch.get_rng_state()
    audit(module, (torch.ones(7, 3),))
    assert torch.equal(state, torch.get_rng_state())
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    assert all(parameter.grad is None for parameter in module.parameters())
    assert module.training
