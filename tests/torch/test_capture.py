"""A captured module is the module: its outputs and gradients, and what is known of its parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402
from torch.nn import functional  # noqa: E402
from torch.nn.utils import parametrizations  # noqa: E402
from torch.utils.checkpoint import checkpoint  # noqa: E402

from certsim.torch.capture.capture import AuditError, Captured, capture  # noqa: E402
from certsim.torch.checker.backward import with_gradients  # noqa: E402
from certsim.torch.checker.graph import Add, Constant, Leaf, Map, Opaque  # noqa: E402
from tests.torch.evaluate import evaluate  # noqa: E402

X = torch.randn(2, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(1))


class Module(nn.Module):
    """A module with two weights, a buffer and a constant, and a forward pass that is given."""

    def __init__(self, run: Any) -> None:
        super().__init__()
        self.run = run
        self.w = nn.Parameter(torch.randn(4, 4, dtype=torch.float64))
        self.v = nn.Parameter(torch.randn(4, dtype=torch.float64))
        self.register_buffer("table", torch.tensor([[1.0, 0, 2, 0]], dtype=torch.float64))
        self.register_buffer("average", torch.zeros(4, dtype=torch.float64))
        self.number = torch.tensor([3.0, 1.0, 3.0, 2.0], dtype=torch.float64)

    def forward(self, *inputs: Any, **named: Any) -> Any:
        return self.run(self, *inputs, **named)


def leaves(captured: Captured, kind: str) -> list[str]:
    found = [node.operation for node in captured.graph.nodes if isinstance(node.operation, Leaf)]
    return sorted(leaf.name for leaf in found if leaf.kind == kind)


def maps(captured: Captured) -> list[str]:
    return [n.operation.function for n in captured.graph.nodes if isinstance(n.operation, Map)]


def assert_same(module: nn.Module, inputs: tuple[Any, ...], given: dict[str, Any] | None = None) -> Captured:
    """The graph's values and gradients are those of PyTorch."""
    captured = capture(module, inputs)
    before = {f"b_{name}": buffer.numpy().copy() for name, buffer in module.named_buffers()}
    assert not captured.graph.unsupported
    names = [f"ȳ of {name}" for name in captured.outputs]
    whole, gradients = with_gradients(captured.graph, names)
    flat = [x for x in torch.utils._pytree.tree_leaves(module(*inputs)) if isinstance(x, torch.Tensor)]
    outputs = [x for x in flat if x.is_floating_point()]
    cotangents = [torch.randn_like(x) for x in outputs]
    values = dict(captured.values) | before | {name: np.asarray(x) for name, x in (given or {}).items()}
    empty = [n for n in captured.graph.nodes if isinstance(n.operation, Leaf) and "empty" in n.operation.name]
    values |= {n.operation.name: np.zeros(n.shape) for n in empty}
    unnamed = [name for name in leaves(captured, "input") if name not in values]
    values |= dict(zip(unnamed, map(np.asarray, inputs), strict=False))
    values |= {name: y.numpy() for name, y in zip(names, cotangents, strict=True)}
    computed = evaluate(whole, values)
    for node, output in zip(captured.graph.outputs, outputs, strict=True):
        np.testing.assert_allclose(computed[node], output.detach().numpy(), rtol=1e-9, atol=1e-9)
    trained = {name: p for name, p in module.named_parameters() if name in captured.trained}
    moving = [(x, y) for x, y in zip(outputs, cotangents, strict=True) if x.requires_grad]
    sum((x * y).sum() for x, y in moving).backward()
    for name, parameter in trained.items():
        gradient = computed[gradients[name]] if name in gradients else np.zeros(parameter.shape)
        expected = np.zeros(parameter.shape) if parameter.grad is None else parameter.grad.numpy()
        np.testing.assert_allclose(gradient, expected, rtol=1e-9, atol=1e-9)
    return captured


def mask() -> Any:
    return torch.ones(4, 4, dtype=torch.bool).triu(1)


@torch.no_grad()
def without_gradients(m: Module, x: Any) -> Any:
    return (x @ m.w).tanh()


@torch.inference_mode()
def inferred(m: Module, x: Any) -> Any:
    return (x @ m.w).clone()


def detached_in_place(m: Module, x: Any) -> Any:
    y = x @ m.w
    z = y * 2
    return y.detach_() * m.v + z.tanh()


def gradients_inside(m: Module, x: Any) -> Any:
    with torch.no_grad():
        y = x @ m.w
        with torch.enable_grad():
            z = y * m.v
        return z * 2, y + z.tanh() * m.v, z


def buffered(m: Module, x: Any) -> Any:
    scale = torch.ones(4, dtype=torch.float64)
    with torch.no_grad():
        m.average.mul_(0.5).add_(m.w.sum(0) + scale)
    return x @ m.w * m.average


def mixed(m: Module, x: Any) -> Any:
    with torch.autocast("cpu", torch.bfloat16, enabled=False):
        y = (x @ m.w).detach()
        with torch.no_grad():
            z = x @ m.w
        return y * m.v + z * m.v.tanh()


def assigned(m: Module, x: Any) -> Any:
    y = torch.zeros(2, 4, dtype=torch.float64)
    y[:, 1:3] = (x @ m.w)[:, 1:3]
    y[0] += m.v
    y[:, [0, 3]] *= 2.0
    return y.relu_()


def sparse(m: Module, x: Any) -> Any:
    values, places = (x @ m.w).topk(2)
    gates = torch.zeros(2, 4, dtype=torch.float64).scatter(-1, places, values.softmax(-1))
    return gates @ m.w + m.w[places].sum(1) + (x @ m.w).gather(-1, places).sum(-1, keepdim=True)


RUNS = {
    "a detached product": lambda m, x: (x @ m.w).detach() * m.v + m.v,
    "a part without gradients": lambda m, x: without_gradients(m, x) * m.v + x @ m.w,
    "inference": lambda m, x: inferred(m, x) + x @ m.w,
    "a tensor detached in place": detached_in_place,
    "gradients inside a part without": gradients_inside,
    "mixed precision": mixed,
    "a checkpoint": lambda m, x: checkpoint(lambda y: (y @ m.w).tanh(), x, use_reentrant=False),
    "a reentrant checkpoint": lambda m, x: checkpoint(lambda y: y.tanh(), x @ m.w, use_reentrant=True),
    "assignments": assigned,
    "batched calls": lambda m, x: torch.vmap(lambda row: row @ m.w)(x),
    "constants": lambda m, x: x @ m.w * m.number + torch.arange(4) * torch.tensor([1.0, 2, 3, 4]),
    "a buffer": lambda m, x: x @ m.w + m.table,
    "a function of a buffer": lambda m, x: x @ m.w * m.table.cos(),
    "a causal mask": lambda m, x: (x.T @ x @ m.w).masked_fill(mask(), -torch.inf).softmax(-1) * m.v,
    "a causal mask in place": lambda m, x: (x.T @ x @ m.w).masked_fill_(mask(), -torch.inf).softmax(-1),
    "a mask by where": lambda m, x: torch.where(mask(), -torch.inf, m.w).view(2, 2, 4).softmax(-1),
    "a mask that a maximum sees": lambda m, x: m.w.masked_fill(mask(), -torch.inf).amax(-1) + m.w.sum(),
    "hard choices": lambda m, x: functional.one_hot((x @ m.w).argmax(-1), 4).double() @ m.w,
    "comparisons": lambda m, x: torch.where(x @ m.w > 0, m.v, -m.v) * (m.w[:2] < x).double(),
    "the best two": sparse,
    "straight through": lambda m, x: x @ (m.w + (m.w.sign() - m.w).detach()),
    "distances": lambda m, x: torch.cdist(x, m.w) + functional.normalize(m.w)[:2],
    "angles": lambda m, x: functional.cosine_similarity(m.w, x[:1]),
    "cross entropy": lambda m, x: functional.cross_entropy(x @ m.w, torch.tensor([2, 0])),
    "smoothed cross entropy": lambda m, x: functional.cross_entropy(
        x @ m.w, torch.tensor([2, 0]), m.number, label_smoothing=0.1
    ),
    "binary cross entropy": lambda m, x: functional.binary_cross_entropy_with_logits(x @ m.w, x.sigmoid()),
    "differences": lambda m, x: functional.mse_loss(x @ m.w, x)
    + functional.huber_loss(m.w, m.w.T)
    + functional.smooth_l1_loss(m.w, m.w.T) + functional.l1_loss(m.w, m.w.T),
    "divergence": lambda m, x: functional.kl_div(
        (x @ m.w).log_softmax(-1), x.softmax(-1), reduction="batchmean"
    ),
    "pads": lambda m, x: [
        functional.pad(m.w[None], (1, 2, 2, 1), mode) for mode in ("reflect", "replicate", "circular")
    ],
    "a buffer changed without gradients": buffered,
    "a distribution": lambda m, x: torch.distributions.Normal(x @ m.w, m.v.exp()).log_prob(x),
    "what is finite": lambda m, x: torch.nan_to_num(x @ m.w) + torch.where(m.w.isfinite(), m.w, 0)[:2],
    "gates": lambda m, x: functional.glu(x @ m.w) + functional.softsign(m.v[:2]),
    "shrinkage": lambda m, x: functional.tanhshrink(m.v) + functional.logsigmoid(m.v),
    "numbers of an input": lambda m, x: m.w * x.shape[0] / len(m.v) + m.v.numel(),
    "triangles": lambda m, x: m.w.T.tril().triu(-1) @ m.w.movedim(0, 1) + torch.trace(m.w) + m.w.rot90(),
    "diagonals": lambda m, x: m.w.diag() + torch.diag_embed(m.v) + torch.kron(m.w, m.w)[:4, :4],
    "repetitions": lambda m, x: m.w.tile(2, 1)[:4] + m.v.expand(4, 4).flip(0).roll(1, 0),
    "windows": lambda m, x: m.w.unfold(0, 2, 1).sum(0).sum(-1) + torch.meshgrid(m.v, m.v, indexing="ij")[0],
    "products": lambda m, x: torch.einsum("bi,ij,j->bj", x, m.w, m.v)
    + torch.tensordot(x, m.w, dims=([1], [0])) + functional.bilinear(x, x, m.w[None], m.v[:1]),
    "cumulated sums": lambda m, x: m.w.cumsum(0) + m.w.logcumsumexp(1) + m.w.diff(dim=0).sum(0),
}  # fmt: skip


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_the_graph_computes_what_the_module_computes(run: Any) -> None:
    assert_same(Module(run), (X,))


MODULES = {
    "attention": (lambda: nn.MultiheadAttention(8, 2, batch_first=True), (torch.randn(2, 5, 8),) * 3),
    "attention with memory": (
        lambda: nn.MultiheadAttention(8, 2, kdim=6, vdim=6, add_bias_kv=True, add_zero_attn=True),
        (torch.randn(3, 2, 8), torch.randn(5, 2, 6), torch.randn(5, 2, 6)),
    ),
    "encoder": (lambda: nn.TransformerEncoderLayer(8, 2, 16, dropout=0), (torch.randn(5, 2, 8),)),
    "decoder": (
        lambda: nn.TransformerDecoderLayer(8, 2, 16, dropout=0, batch_first=True, norm_first=True),
        (torch.randn(2, 5, 8), torch.randn(2, 3, 8)),
    ),
    "encoders": (
        lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, 0, batch_first=True), 2),
        (torch.randn(2, 5, 8),),
    ),
    "lstm": (lambda: nn.LSTM(4, 3, 2, bidirectional=True, batch_first=True), (torch.randn(2, 3, 4),)),
    "lstm with a projection": (lambda: nn.LSTM(4, 3, proj_size=2), (torch.randn(3, 2, 4),)),
    "gru": (lambda: nn.GRU(4, 3, 2), (torch.randn(3, 2, 4),)),
    "rnn": (lambda: nn.RNN(4, 3, nonlinearity="relu"), (torch.randn(3, 2, 4),)),
    "cells": (lambda: nn.LSTMCell(4, 3), (torch.randn(2, 4),)),
    "gru cell": (lambda: nn.GRUCell(4, 3), (torch.randn(2, 4),)),
    "images": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 4, 3, 2, 1, padding_mode="circular"), nn.BatchNorm2d(4), nn.ReLU6(), nn.MaxPool2d(2),
            nn.Upsample(scale_factor=2, mode="bilinear"), nn.ConvTranspose2d(4, 2, 2, 2), nn.PixelShuffle(1),
            nn.InstanceNorm2d(2, affine=True), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.LazyLinear(3),
        ),
        (torch.randn(2, 3, 8, 8),),
    ),
    "weights by norm": (lambda: parametrizations.weight_norm(nn.Linear(4, 3)), (torch.randn(2, 4),)),
    "responses": (lambda: nn.Sequential(nn.Linear(4, 3), nn.LocalResponseNorm(2)), (torch.randn(2, 3, 4),)),
    "distances": (lambda: nn.Bilinear(4, 4, 3), (torch.randn(2, 4), torch.randn(2, 4))),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:LSTM with projections")
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(("build", "inputs"), MODULES.values(), ids=MODULES)
def test_modules_of_the_library_are_captured_in_training_and_in_evaluation(
    build: Any, inputs: Any, training: bool
) -> None:
    module = build()
    module(*inputs)
    same = {id(x): x.double() for x in inputs}
    distinct = tuple(same[id(x)].clone() for x in inputs)
    names = {"query": 0, "key": 1, "value": 2, "tgt": 0, "memory": 1, "input1": 0, "input2": 1}
    given = {name: distinct[k] for name, k in names.items() if k < len(distinct)}

    assert_same(module.double().train(training), distinct, given)


def test_a_parameter_under_two_names_is_one_leaf() -> None:
    class Tied(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding(5, 3)
            self.head = nn.Linear(3, 5, bias=False)
            self.head.weight = self.embedding.weight

        def forward(self, ids: Any) -> Any:
            return self.head(self.embedding(ids))

    captured = capture(Tied(), (torch.tensor([[1, 2]]),))

    assert leaves(captured, "parameter") == ["embedding.weight"]
    assert captured.tied == {"head.weight": "embedding.weight"}
    assert captured.trained == ("embedding.weight",)
    assert leaves(captured, "input") == ["onehot 5 of ids"]


def test_what_is_not_trained_is_frozen() -> None:
    module = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2), nn.Linear(2, 2))
    module[0].requires_grad_(False)
    optimizer = torch.optim.SGD(
        [{"params": [module[1].weight], "lr": 0.1}, {"params": [module[2].weight], "weight_decay": 0.1}],
        lr=0.01,
    )

    captured = capture(module, (torch.randn(2, 4),), optimizer)

    assert captured.trained == ("1.weight", "2.weight")
    assert captured.frozen == ("0.weight", "0.bias", "1.bias", "2.bias")
    assert leaves(captured, "frozen") == sorted(captured.frozen)
    assert leaves(captured, "parameter") == ["1.weight", "2.weight"]
    assert captured.rates["1.weight"] != captured.rates["2.weight"]


def test_without_an_optimizer_all_rates_are_equal() -> None:
    captured = capture(nn.Linear(2, 2), (torch.randn(1, 2),))

    assert len(set(captured.rates.values())) == 1


def test_parameters_of_one_group_have_one_rate() -> None:
    module = nn.Linear(2, 2)

    captured = capture(module, (torch.randn(1, 2),), torch.optim.Adam(module.parameters()))

    assert len(set(captured.rates.values())) == 1


def test_a_parameter_without_use_is_trained_and_no_leaf() -> None:
    captured = capture(Module(lambda m, x: x @ m.w), (X,))

    assert captured.trained == ("w", "v")
    assert leaves(captured, "parameter") == ["w"]


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32, torch.float64])
def test_the_values_of_weights_are_exact(dtype: Any) -> None:
    module = nn.Linear(3, 2).to(dtype)

    captured = capture(module, (torch.randn(2, 3, dtype=dtype),))

    assert (captured.values["weight"] == module.weight.detach().double().numpy()).all()
    shared = np.shares_memory(
        captured.values["weight"], module.weight.detach().view(-1).view(torch.uint8).numpy()
    )
    assert shared == (dtype in {torch.float32, torch.float64})


def test_a_buffer_that_is_used_as_it_is_is_a_frozen_leaf_with_its_values() -> None:
    captured = capture(Module(lambda m, x: x @ m.w + m.table), (X,))

    assert leaves(captured, "frozen") == ["table"]
    assert captured.values["table"].tolist() == [[1, 0, 2, 0]]
    assert captured.frozen == ()


def test_what_is_computed_of_constants_and_buffers_is_a_constant() -> None:
    captured = capture(Module(lambda m, x: x @ m.w + m.table.cos() * m.number), (X,))

    constants = [n.operation.values for n in captured.graph.nodes if isinstance(n.operation, Constant)]
    assert leaves(captured, "frozen") == []
    np.testing.assert_allclose(constants[0], np.cos([[1, 0, 2, 0]]) * [[3, 1, 3, 2]])


def test_a_buffer_that_training_changes_may_have_any_entries() -> None:
    def run(m: Module, x: Any) -> Any:
        y = x @ m.w + m.table
        m.table.add_(1)
        return y

    assert "table" in "".join(leaves(capture(Module(run), (X,)), "input"))


def test_running_statistics_do_not_matter_in_training() -> None:
    captured = capture(nn.BatchNorm1d(4), (torch.randn(3, 4),))

    assert leaves(captured, "input") == ["input"]
    assert leaves(captured, "frozen") == []


def test_running_statistics_are_frozen_in_evaluation() -> None:
    captured = capture(nn.BatchNorm1d(4).eval(), (torch.randn(3, 4),))

    assert leaves(captured, "frozen") == ["running_mean", "running_var"]


def test_dropout_is_an_input_in_training_and_nothing_in_evaluation() -> None:
    module = nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5))

    assert len(leaves(capture(module, (torch.randn(2, 3),)), "input")) == 2
    assert len(leaves(capture(module.eval(), (torch.randn(2, 3),)), "input")) == 1


def test_random_numbers_are_inputs_of_their_own() -> None:
    captured = capture(
        Module(lambda m, x: (torch.randn(4) + torch.randn_like(m.v)) * m.v + torch.rand(4)), (X,)
    )

    assert len(leaves(captured, "input")) == 3


def test_what_is_drawn_by_a_parameter_is_new_each_time() -> None:
    def run(m: Module, x: Any) -> Any:
        return m.v[torch.multinomial(m.w.softmax(-1), 1)] + m.v[torch.multinomial(m.w.softmax(-1), 1)]

    captured = capture(Module(run), (X,))

    drawn = [n.operation for n in captured.graph.nodes if isinstance(n.operation, Opaque)]
    assert len(drawn) == 2
    assert all(operation.random for operation in drawn)
    assert maps(captured).count("detach") == 2


def test_inputs_and_outputs_may_have_names() -> None:
    module = Module(lambda m, left, right: {"a": left @ m.w, "b": (right @ m.w, right > 0, None, 3)})

    captured = capture(module, {"right": X, "left": X + 1})

    assert captured.outputs == ("output['a']", "output['b'][0]")
    assert leaves(captured, "input") == ["left", "right"]


def test_one_function_of_inputs_without_a_rule_is_one_input() -> None:
    def run(m: Module, x: Any) -> Any:
        one, same, other = (torch.linalg.inv(y) for y in (x @ x.T, x @ x.T, 2 * x @ x.T))
        return (one + same) @ m.w[:2] + other @ m.w[2:]

    captured = capture(Module(run), (X,))

    assert captured.graph.unsupported == []
    assert len(leaves(captured, "input")) == 2


def test_an_operation_without_a_rule_is_unknown_and_named() -> None:
    captured = capture(Module(lambda m, x: torch.linalg.inv(m.w) @ m.v), (X,))

    assert [n.operation.output for n in captured.graph.nodes if isinstance(n.operation, Opaque)] == [0]
    assert [name.partition(".")[0] for name in captured.graph.unsupported] == ["aten"]
    assert "inv" in captured.graph.unsupported[0]


def test_an_operation_without_a_rule_that_no_output_sees_is_not_named() -> None:
    captured = capture(Module(lambda m, x: (x @ m.w, torch.linalg.inv(m.w).argmax())), (X,))

    assert captured.graph.unsupported == []


class StraightThrough(torch.autograd.Function):
    """Rounds, and sends the gradient through."""

    @staticmethod
    def forward(ctx: Any, x: Any, times: int) -> Any:
        return (x * times).round()

    @staticmethod
    def backward(ctx: Any, y: Any) -> Any:
        return y, None


def test_a_function_with_a_backward_pass_of_its_own_is_unknown() -> None:
    def run(m: Module, x: Any) -> Any:
        return sum(StraightThrough.apply(x @ m.w, times) for times in (1, 2, 2))

    captured = capture(Module(run), (X,))

    assert len([n for n in captured.graph.nodes if isinstance(n.operation, Opaque)]) == 2
    assert all("StraightThrough" in name for name in captured.graph.unsupported)


def test_a_hook_on_a_parameter_makes_it_unknown() -> None:
    module = Module(lambda m, x: x @ m.w * m.v)
    module.w.register_hook(lambda gradient: gradient * 0)

    captured = capture(module, (X,))

    assert captured.graph.unsupported == ["hook of w"]


def test_a_hook_on_a_module_is_refused() -> None:
    module = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4)).double()
    module[1].register_full_backward_hook(lambda _module, gradients, _outputs: gradients)

    with pytest.raises(AuditError, match="the module 1 has a hook"):
        capture(module, (X,))


def test_a_mask_in_front_of_softmax_is_added() -> None:
    captured = capture(Module(lambda m, x: m.w.masked_fill(mask(), -torch.inf).float().softmax(-1)), (X,))

    assert maps(captured) == []
    assert [n.operation for n in captured.graph.nodes if isinstance(n.operation, Add)] == [Add((1, 1))]


def test_a_mask_that_something_else_sees_is_no_sum() -> None:
    def run(m: Module, x: Any) -> Any:
        scores = m.w.masked_fill(mask(), -torch.inf)
        return scores.softmax(-1), scores

    assert maps(capture(Module(run), (X,))) == ["where"]


def changes_what_it_detached(m: Module, x: Any) -> Any:
    y = x @ m.w
    y.detach().add_(1)
    return y


def changes_without_gradients(m: Module, x: Any) -> Any:
    y = x @ m.w
    with torch.no_grad():
        y.mul_(2)
    return y


def changes_a_weight(m: Module, x: Any) -> Any:
    with torch.no_grad():
        m.w.clamp_(-1, 1)
    return x @ m.w


def registers_a_hook(m: Module, x: Any) -> Any:
    y = x @ m.w
    y.register_hook(lambda gradient: gradient * 0)
    return y


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (lambda m, x: x @ m.w if x.sum() > 0 else x, "could not be exported"),
        (lambda m, x: (x @ m.w)[x > 0], "depends on the data"),
        (lambda m, x: torch.func.grad(lambda y: (y @ m.w).sum())(x), "could not be exported"),
        (lambda m, x: 1 / 0, "could not be exported: ZeroDivisionError"),
        (changes_what_it_detached, "in place"),
        (changes_without_gradients, "in place"),
        (changes_a_weight, "parameter|in place"),
        (registers_a_hook, "hook"),
    ],
)
def test_what_cannot_be_captured_is_an_error_with_one_message(run: Any, words: str) -> None:
    with pytest.raises(AuditError, match=words):
        capture(Module(run), (X,))


def test_parameters_that_share_memory_are_refused() -> None:
    module = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))
    module[1].weight = nn.Parameter(module[0].weight.data)

    with pytest.raises(AuditError, match="share memory"):
        capture(module, (torch.randn(2, 3),))


def test_a_buffer_that_is_a_view_of_a_parameter_is_refused() -> None:
    module = nn.Linear(3, 3)
    module.register_buffer("copy", module.weight.data[1])

    with pytest.raises(AuditError, match="share memory"):
        capture(module, (torch.randn(2, 3),))


def test_a_constant_that_is_a_view_of_a_parameter_is_refused() -> None:
    module = Module(lambda m, x: x @ m.w @ m.start)
    module.start = module.w.data

    with pytest.raises(AuditError, match="share memory"):
        capture(module, (X,))


def test_arrays_without_entries_are_refused_or_do_not_matter() -> None:
    captured = capture(Module(lambda m, x: torch.cat([x @ m.w, (x @ m.w)[:0]])), (X,))

    assert leaves(captured, "parameter") == ["w"]


def test_complex_parameters_are_refused() -> None:
    module = Module(lambda m, x: (x + 0j) @ m.z)
    module.z = nn.Parameter(torch.randn(4, 4, dtype=torch.complex128))

    with pytest.raises(AuditError, match="complex"):
        capture(module, (X,))
