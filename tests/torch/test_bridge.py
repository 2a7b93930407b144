"""From modules to models: the same function, and what the library says of it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from certsim import CertsimError, Model, certify, laws, locate, orbit, read_spec, symmetries
from certsim.model.tree import text

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402, N812

from certsim.torch import point_of, spec_of  # noqa: E402
from tests.torch.values import outputs_of_model  # noqa: E402


class Attention(nn.Module):
    """Two heads, causal, with a residual."""

    def __init__(self) -> None:
        super().__init__()
        self.q, self.k, self.v = (nn.Linear(2, 4) for _ in range(3))
        self.out = nn.Linear(4, 2)

    def forward(self, x: Any) -> Any:
        batch, length, _ = x.shape
        q, k, v = (each(x).view(batch, length, 2, 2).transpose(1, 2) for each in (self.q, self.k, self.v))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return x + self.out(y.transpose(1, 2).reshape(batch, length, 4))


class Gated(nn.Module):
    """RMSNorm and SwiGLU."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.RMSNorm(2, eps=1e-6)
        self.gate, self.up, self.down = (nn.Linear(a, b, bias=False) for a, b in ((2, 3), (2, 3), (3, 2)))

    def forward(self, x: Any) -> Any:
        y = self.norm(x)
        return self.down(F.silu(self.gate(y)) * self.up(y))


class Masked(nn.Module):
    """Attention with a mask in a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.rand(3))
        self.register_buffer("hidden", torch.ones(3, 3).triu(1).bool())

    def forward(self, x: Any) -> Any:
        return (x * self.scale).masked_fill(self.hidden, -torch.inf).softmax(-1)


class Words(nn.Module):
    """An embedding, and what is made of it."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self.out = nn.Embedding(3, 2), nn.Linear(2, 1)

    def forward(self, ids: Any) -> Any:
        return self.out(torch.tanh(self.table(ids)))


class Cell(nn.Module):
    """One step of an LSTM."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = nn.LSTMCell(2, 2)

    def forward(self, x: Any, state: Any, memory: Any) -> Any:
        return self.cell(x, (state, memory))


class Parts(nn.Module):
    """Parts of arrays, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.rand(2, 3))

    def forward(self, x: Any) -> Any:
        u = torch.cat([self.w[:, 1:], x.outer(x)], dim=1)
        return torch.stack([u.flip(1).sum(0), u.roll(1, 1).prod(0)]), u.logsumexp(1), F.pad(u, (1, 0)).std()


def mlp(*middle: nn.Module, bias: bool = True) -> nn.Module:
    return nn.Sequential(nn.Linear(2, 3, bias=bias), *middle, nn.Linear(3, 2))


def settled(module: nn.Module) -> nn.Module:
    """In evaluation, with running statistics that are not those of the beginning."""
    for buffer in module.buffers():
        if buffer.is_floating_point():
            buffer.uniform_(0.5, 1.5)
    return module.eval()


class Activations(nn.Module):
    """Every function of PyTorch that the language of specs can say."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(2, 3)
        self.functions = nn.ModuleList(
            [nn.Tanh(), nn.ReLU(), nn.GELU(), nn.GELU("tanh"), nn.SiLU(), nn.Sigmoid(), nn.Softplus(),
             nn.Mish(), nn.ELU(), nn.ELU(2), nn.LeakyReLU(), nn.SELU(), nn.CELU(), nn.CELU(2), nn.Hardtanh(),
             nn.Hardtanh(0, 2), nn.ReLU6(), nn.Hardswish(), nn.PReLU(), nn.LogSigmoid(), nn.Softsign(),
             nn.Tanhshrink(), nn.Softmax(-1), nn.LogSoftmax(-1), nn.Softplus(2)]
        )  # fmt: skip

    def forward(self, x: Any) -> Any:
        u = self.linear(x)
        others = [
            u.sin(), u.cos(), u.exp(), u.erf(), u.atan(), u.square().log1p(), u.sinh(), u.cosh(), 2**u, u**-2,
            (u**2 + 1) ** 1.5, u.clamp(min=0.25), u.clamp(max=0.25), u.abs(), torch.maximum(u, x[:, :1]),
            torch.minimum(u, x[:, :1]), 1 / u,
        ]  # fmt: skip
        return [function(u) for function in self.functions], others


MODULES: dict[str, tuple[Callable[[], nn.Module], tuple[tuple[int, ...], ...]]] = {
    "masked": (Masked, ((1, 3, 3),)),
    "activations": (Activations, ((1, 2),)),
    "batch of two": (lambda: mlp(nn.Tanh()), ((2, 2),)),
    "no batch": (lambda: mlp(nn.Tanh(), bias=False), ((2,),)),
    "layer norm": (lambda: mlp(nn.Tanh(), nn.LayerNorm(3)), ((1, 2),)),
    "layer norm of a batch": (lambda: mlp(nn.LayerNorm(3)), ((2, 2),)),
    "batch norm": (lambda: settled(mlp(nn.BatchNorm1d(3), nn.Tanh())), ((1, 2),)),
    "group norm": (lambda: nn.Sequential(nn.Conv1d(2, 4, 2), nn.GroupNorm(2, 4)), ((1, 2, 3),)),
    "attention": (Attention, ((1, 3, 2),)),
    "multi-head attention": (lambda: nn.MultiheadAttention(4, 2, batch_first=True), ((1, 2, 4),) * 3),
    "transformer": (lambda: nn.TransformerEncoderLayer(2, 1, 3, 0.0, batch_first=True), ((1, 2, 2),)),
    "gated": (Gated, ((1, 2),)),
    "LSTM cell": (Cell, ((1, 2),) * 3),
    "LSTM": (lambda: nn.LSTM(2, 1, batch_first=True), ((1, 2, 2),)),
    "GRU": (lambda: nn.GRU(2, 1, batch_first=True), ((1, 2, 2),)),
    "conv1d": (lambda: nn.Conv1d(2, 3, 2, stride=2, padding=1), ((1, 2, 3),)),
    "conv1d without batch": (lambda: nn.Conv1d(1, 1, 3, padding=1), ((1, 3),)),
    "conv1d of one place": (lambda: nn.Conv1d(2, 2, 3), ((1, 2, 3),)),
    "conv2d by steps": (lambda: nn.Conv2d(2, 2, (1, 2), stride=2, padding=1), ((1, 2, 3, 4),)),
    "conv2d of points": (lambda: nn.Conv2d(2, 3, 1), ((1, 2, 2, 2),)),
    "conv2d": (lambda: nn.Sequential(nn.Conv2d(1, 2, 2), nn.Tanh(), nn.Conv2d(2, 1, 2)), ((1, 1, 3, 3),)),
    "conv2d of a batch": (lambda: nn.Conv2d(1, 2, 2, padding=1), ((2, 1, 2, 2),)),
    "depthwise": (lambda: nn.Conv1d(2, 2, 2, groups=2, dilation=2), ((1, 2, 4),)),
    "transposed": (lambda: nn.ConvTranspose1d(2, 1, 2, stride=2), ((1, 2, 2),)),
    "pooling": (lambda: nn.Sequential(nn.Conv1d(1, 2, 2), nn.AvgPool1d(2), nn.MaxPool1d(2)), ((1, 1, 5),)),
    "bilinear": (lambda: nn.Bilinear(2, 2, 2), ((1, 2), (1, 2))),
    "parts": (Parts, ((2,),)),
}


def dyadic(module: nn.Module, seed: int = 0) -> nn.Module:
    """The module in double precision with short binary fractions as parameters."""
    random = torch.Generator().manual_seed(seed)
    module = module.double()
    with torch.no_grad():
        for values in module.parameters():
            values.copy_(torch.randint(-31, 32, values.shape, generator=random) / 16)
    return module


def inputs_of(shapes: tuple[tuple[int, ...], ...]) -> tuple[Any, ...]:
    random = torch.Generator().manual_seed(1)
    return tuple((torch.randint(-31, 32, shape, generator=random) / 16).double() for shape in shapes)


def flat(values: Any) -> list[float]:
    if isinstance(values, torch.Tensor):
        return [float(entry) for entry in values.detach().flatten()]
    return [entry for each in values for entry in flat(each)]


def assert_same(module: nn.Module, inputs: tuple[Any, ...], model: Model, **given: Any) -> None:
    """The model and the module compute the same at the module's parameters and these inputs."""
    names = [declaration.partition("[")[0] for declaration in model.inputs]
    values = {name: each.numpy() for name, each in zip(names, inputs, strict=True)}
    found = outputs_of_model(model, point_of(module, **given), values)
    assert found == pytest.approx(flat(module(*inputs)), abs=1e-12, rel=1e-12)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_and_its_spec_compute_the_same(name: str, write_spec: Callable[..., Path]) -> None:
    make, shapes = MODULES[name]
    module, inputs = dyadic(make()), inputs_of(shapes)
    assert_same(module, inputs, read_spec(write_spec(spec_of(module, inputs))).model)


def test_a_spec_is_that_of_the_model(write_spec: Callable[..., Path]) -> None:
    module, inputs = dyadic(mlp(nn.Tanh(), nn.LayerNorm(3))), inputs_of(((1, 2),))
    assert read_spec(write_spec(spec_of(module, inputs))).model == Model.from_torch(module, inputs)


def test_an_input_that_chooses_rows_is_one_hot() -> None:
    module, ids = dyadic(Words()), torch.tensor([[0, 2]])
    model = Model.from_torch(module, (ids,))
    (declaration,) = model.inputs
    name = declaration.removesuffix("[2,3]")
    found = outputs_of_model(model, point_of(module), {name: F.one_hot(ids[0], 3).numpy()})
    assert found == pytest.approx(flat(module(ids)), abs=1e-12)
    assert len(model.statement["inputs_where"]) == 2


def test_the_spec_of_a_network_is_what_a_person_writes() -> None:
    module = nn.Sequential()
    module.add_module("fc1", nn.Linear(2, 3))
    module.add_module("act", nn.Tanh())
    module.add_module("2", nn.Linear(3, 1))
    nn.init.constant_(module[2].bias, 0.5)
    assert spec_of(module, (torch.zeros(1, 2),), frozen=["2.bias"]) == SPEC


@pytest.mark.parametrize(
    ("module", "shape", "written"),
    [
        (
            nn.Conv1d(2, 3, 2, stride=2, padding=1, bias=False),
            (1, 2, 3),
            "conv1d(input, weight, stride=2, padding=1)",
        ),
        (nn.Conv2d(2, 1, 2, bias=False), (2, 3, 3), "conv2d(input, weight)[0]"),
        (nn.Conv2d(2, 2, 2, stride=(1, 2), bias=False), (1, 2, 4, 4), None),
        (nn.Conv1d(2, 2, 2, dilation=2, bias=False), (1, 2, 4), None),
    ],
)
def test_a_convolution_is_written_as_one(
    module: nn.Module, shape: tuple[int, ...], written: str | None
) -> None:
    found = text(Model.from_torch(module, (torch.zeros(shape),)).statement["outputs"][0])
    assert found == written if written else "conv" not in found


SPEC = """\
# The function that the PyTorch module Sequential computes.
# The names of its parameters have _ for dots.
format = 1

[model]
name = "Sequential"
parameters = ["fc1_weight[3,2]", "fc1_bias[3]", "_2_weight[1,3]"]
inputs = ["input[2]"]
let = [
  "_2_bias = [1/2]",
  "h1 = tanh(fc1_weight @ input + fc1_bias)",
]
outputs = "_2_weight[0] @ h1 + _2_bias[0]"
"""


class TestWhatIsFrozen:
    def test_has_its_value_as_a_fraction(self) -> None:
        module = mlp(nn.Tanh())
        with torch.no_grad():
            module[0].bias.fill_(0.1)
        module, inputs = module.double(), inputs_of(((1, 2),))
        model = Model.from_torch(module, inputs, frozen=["0.*"])
        assert_same(module, inputs, model, frozen=["0.*"])
        assert model.parameters == ("_2_weight[2,3]", "_2_bias[2]")
        assert ["_0_bias", ["list", *["13421773/134217728"] * 3]] in model.statement["let"]

    def test_is_a_parameter_that_requires_no_gradient_too(self) -> None:
        module = dyadic(mlp(nn.Tanh()))
        module[0].requires_grad_(False)
        inputs = inputs_of(((1, 2),))
        model = Model.from_torch(module, inputs)
        assert_same(module, inputs, model)
        assert model.dimension == 8

    def test_is_named_as_it_is_in_the_module(self) -> None:
        with pytest.raises(
            CertsimError, match=r"no trained parameter '0\.wight'(?s:.)*did you mean '0\.weight'"
        ):
            Model.from_torch(mlp(nn.Tanh()), (torch.zeros(2),), frozen=["0.wight"])


def test_a_parameter_that_no_output_depends_on_is_a_parameter_of_the_model() -> None:
    module = mlp(nn.Tanh())
    module.spare = nn.Parameter(torch.zeros(4))
    model = Model.from_torch(module, (torch.zeros(2),))
    assert "spare[4]" in model.parameters
    assert model.dimension == sum(each.numel() for each in module.parameters())


def test_a_tied_parameter_is_one_parameter() -> None:
    module = dyadic(nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 2)))
    module[2].weight = module[0].weight
    inputs = inputs_of(((1, 2),))
    model = Model.from_torch(module, inputs)
    assert_same(module, inputs, model)
    assert model.parameters == ("_0_weight[2,2]", "_0_bias[2]", "_2_bias[2]")


class Detached(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.rand(2))

    def forward(self, x: Any) -> Any:
        return x * self.w * self.w.detach()


class Sorted(Detached):
    def forward(self, x: Any) -> Any:
        return torch.sort(x * self.w).values


class Infinite(Detached):
    def forward(self, x: Any) -> Any:
        return x * self.w + torch.tensor([0.0, -torch.inf])


@pytest.mark.parametrize(
    ("module", "what"),
    [(Detached, "the function detach"), (Sorted, "the function sort"), (Infinite, "an infinite number")],
)
def test_what_has_no_counterpart_is_named(module: type[nn.Module], what: str) -> None:
    with pytest.raises(CertsimError, match=rf"no counterpart of {what}(?s:.)*hint: certsim audit"):
        Model.from_torch(module(), (torch.zeros(2),))


def test_an_input_of_truth_values_is_refused() -> None:
    class Filled(Detached):
        def forward(self, x: Any, mask: Any) -> Any:
            return (x * self.w).masked_fill(mask, 0.0)

    with pytest.raises(CertsimError, match=r"truth values(?s:.)*hint: let the module hold the mask"):
        Model.from_torch(Filled(), (torch.zeros(2), torch.tensor([True, False])))


def test_a_mask_of_dropout_is_an_input_of_zeros_and_ones() -> None:
    module = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5))
    model = Model.from_torch(module, (torch.zeros(2),))
    assert [declaration.startswith("dropout") for declaration in model.inputs] == [False, True]
    assert [relation for _, relation, _ in model.statement["inputs_where"]] == ["="]


def test_a_module_that_is_too_large_is_refused_before_it_is_written() -> None:
    with pytest.raises(CertsimError, match=r"operations on scalars(?s:.)*hint: certsim audit"):
        Model.from_torch(nn.Linear(1000, 1000), (torch.zeros(1000),))


class TestWhatTheLibrarySaysOfAModule:
    @pytest.fixture
    def module(self) -> nn.Module:
        """A network with two equal units, and one that is dead."""
        module = dyadic(nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1)))
        with torch.no_grad():
            for values in (module[0].weight, module[0].bias, module[2].weight.T):
                values[1] = values[0]
                values[3] = 0
        return module

    @pytest.fixture
    def model(self, module: nn.Module) -> Model:
        return Model.from_torch(module, (torch.zeros(2),))

    def test_locate_finds_what_is_planted(self, module: nn.Module, model: Model) -> None:
        location = locate(model, point_of(module))
        assert (location.dimension, location.trained) == (17 - 4 - 4, 17)
        assert "_0_weight[3] = 0" in location.equations
        assert "_0_bias[1] = _0_bias[0]" in location.equations

    def test_certify_reads_its_names(self, model: Model) -> None:
        equations = [
            "_0_weight[0] = _0_weight[1]",
            "_0_bias[0] = _0_bias[1]",
            "_2_weight[0,0] = _2_weight[0,1]",
        ]
        assert certify(model, equations).verdict.value == "certified"
        assert certify(model, equations[:2]).verdict.value == "refuted"

    def test_symmetries_permute_units_and_turn_their_signs(self, model: Model) -> None:
        assert symmetries(model).order == 2**4 * 24

    def test_orbit_starts_at_its_weights(self) -> None:
        module = dyadic(nn.Sequential(nn.Linear(1, 1, bias=False), nn.Linear(1, 1, bias=False)))
        with torch.no_grad():
            module[0].weight.fill_(0.5), module[1].weight.fill_(0.5)
        model = Model.from_torch(module, (torch.zeros(1),))
        assert laws(model).independent == 1
        found = orbit(model, point_of(module))
        assert (found.lower, found.upper) == (1, 1)


def test_a_point_is_exact() -> None:
    module = nn.Linear(2, 1)
    with torch.no_grad():
        module.weight.copy_(torch.tensor([[0.1, -3.0]]))
        module.bias.fill_(2.0**-30)
    weight = [[Fraction(13421773, 2**27), Fraction(-3)]]
    assert point_of(module) == {"weight": weight, "bias": [Fraction(1, 2**30)]}
    assert point_of(module, frozen=["bias"]) == {"weight": weight}
