"""Transformers as they are built in practice."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, scaled_dot_product_attention, silu

from tests.torch.zoo.table import (
    Example,
    columns,
    conserved,
    delayed,
    entry,
    head_columns,
    head_rows,
    redundant,
    rows,
    tied,
    zero,
)
from tests.torch.zoo.weights import repeat_unit, zero_out

WIDTH, HEADS, SIZE, LENGTH, TOKENS = 8, 4, 2, 5, 7
KEYS = f"[{WIDTH}:{2 * WIDTH}]"


def split(x: Tensor, heads: int) -> Tensor:
    """Batch × length × width as batch × heads × length × size."""
    return x.view(*x.shape[:2], heads, SIZE).transpose(1, 2)


def join(x: Tensor) -> Tensor:
    return x.transpose(1, 2).flatten(2)


def all_tokens() -> tuple[Tensor]:
    """Every token occurs."""
    return (torch.arange(2 * LENGTH).remainder(TOKENS).view(2, LENGTH),)


# The encoder layer of the library


def encoder_layer(dropout: float) -> nn.TransformerEncoderLayer:
    return nn.TransformerEncoderLayer(WIDTH, HEADS, 12, dropout, activation="gelu", batch_first=True)


@entry(redundant({"self_attn.in_proj_bias": KEYS}))
def encoder_layer_in_training() -> Example:
    """Dropout masks are data."""
    return encoder_layer(0.1), (torch.randn(2, LENGTH, WIDTH),)


@entry(
    tied({"linear1.weight": rows(0, 1), "linear1.bias": rows(0, 1), "linear2.weight": columns(0, 1)}),
    redundant({"self_attn.in_proj_bias": KEYS}),
    drop=2 * WIDTH + 1,
)
def encoder_layer_with_a_copied_unit() -> Example:
    """Without dropout the copies of a hidden unit stay."""
    module = encoder_layer(0.0)
    repeat_unit([module.linear1.weight, module.linear1.bias], [module.linear2.weight], 0, 1)
    return module, (torch.randn(2, LENGTH, WIDTH),)


@entry(redundant({"self_attn.in_proj_bias": KEYS}))
def encoder_layer_with_a_copied_unit_under_dropout() -> Example:
    """Dropout between the two linear layers drives the copies apart."""
    module = encoder_layer(0.1)
    repeat_unit([module.linear1.weight, module.linear1.bias], [module.linear2.weight], 0, 1)
    return module, (torch.randn(2, LENGTH, WIDTH),)


# GPT-2


class FusedAttention(nn.Module):
    """Query, key and value from one layer."""

    def __init__(self) -> None:
        super().__init__()
        self.c_attn = nn.Linear(WIDTH, 3 * WIDTH)
        self.c_proj = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = (split(part, HEADS) for part in self.c_attn(x).split(WIDTH, dim=2))
        return self.c_proj(join(scaled_dot_product_attention(query, key, value, is_causal=True)))


class GPTBlock(nn.Module):
    """Attention and a feed-forward part, a norm before each."""

    def __init__(self) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(WIDTH)
        self.attn = FusedAttention()
        self.ln_2 = nn.LayerNorm(WIDTH)
        self.c_fc = nn.Linear(WIDTH, 4 * WIDTH)
        self.c_proj = nn.Linear(4 * WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.ln_1(x))
        return x + self.c_proj(gelu(self.c_fc(self.ln_2(x)), approximate="tanh"))


class GPT(nn.Module):
    """Token and position embeddings, two blocks, and the token embedding again as the head."""

    def __init__(self) -> None:
        super().__init__()
        self.wte = nn.Embedding(TOKENS, WIDTH)
        self.wpe = nn.Embedding(LENGTH, WIDTH)
        self.h = nn.ModuleList(GPTBlock() for _ in range(2))
        self.ln_f = nn.LayerNorm(WIDTH)
        self.lm_head = nn.Linear(WIDTH, TOKENS, bias=False)
        self.lm_head.weight = self.wte.weight
        zero_out(*(p for name, p in self.named_parameters() if name.endswith("bias")))

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.wte(tokens) + self.wpe(torch.arange(tokens.shape[1]))
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


GPT_KEYS = redundant({f"h.{block}.attn.c_attn.bias": KEYS for block in (0, 1)})


@entry(GPT_KEYS)
def gpt() -> Example:
    """Zero biases, norms of ones and a tied head: all of it trains."""
    return GPT(), all_tokens()


@entry(
    tied({"h.0.c_fc.weight": rows(0, 1), "h.0.c_fc.bias": rows(0, 1), "h.0.c_proj.weight": columns(0, 1)}),
    tied(
        {
            "h.1.attn.c_attn.weight": ("head 0", "head 1"),
            "h.1.attn.c_attn.bias": ("head 0", "head 1"),
            "h.1.attn.c_proj.weight": ("head 0", "head 1"),
        }
    ),
    GPT_KEYS,
    drop=(2 * WIDTH + 1) + SIZE * (4 * WIDTH + 2),
    heads={
        "h.1.attn.c_attn.weight": head_rows(HEADS, SIZE, parts=(0, 1, 2)),
        "h.1.attn.c_attn.bias": head_rows(HEADS, SIZE, parts=(0, 2)),
        "h.1.attn.c_proj.weight": head_columns(HEADS, SIZE),
    },
)
def gpt_with_a_copied_unit_and_a_copied_head() -> Example:
    """The biases of query and value are tied; those of the keys are redundant."""
    module = GPT()
    repeat_unit([module.h[0].c_fc.weight, module.h[0].c_fc.bias], [module.h[0].c_proj.weight], 0, 1)
    attention = module.h[1].attn
    for part in attention.c_attn.weight.chunk(3):
        part[SIZE : 2 * SIZE] = part[:SIZE]
    attention.c_proj.weight[:, SIZE : 2 * SIZE] = attention.c_proj.weight[:, :SIZE]
    return module, all_tokens()


@entry(
    delayed(
        1,
        {
            f"h.{block}.{name}": "all"
            for block in (0, 1)
            for name in (
                "ln_1.weight",
                "ln_1.bias",
                "ln_2.weight",
                "ln_2.bias",
                "attn.c_attn.weight",
                "c_fc.weight",
                "c_fc.bias",
            )
        },
    ),
    delayed(1, {f"h.{block}.attn.c_attn.bias": (f"[:{WIDTH}]", f"[{2 * WIDTH}:]") for block in (0, 1)}),
    GPT_KEYS,
)
def gpt_with_zero_projections() -> Example:
    """All residual branches end in a zero layer."""
    module = GPT()
    zero_out(*(p for name, p in module.named_parameters() if name.endswith("c_proj.weight")))
    return module, all_tokens()


# Embeddings that are tied to the head


class TiedEmbedding(nn.Module):
    """Token by token: the embedding, a norm-free layer or none, and the embedding as the head."""

    def __init__(self, between: nn.Module) -> None:
        super().__init__()
        self.embedding = nn.Embedding(TOKENS, WIDTH)
        self.between = between

    def forward(self, tokens: Tensor) -> Tensor:
        return self.between(self.embedding(tokens)) @ self.embedding.weight.T


@entry(zero({"embedding.weight": "all"}), drop=TOKENS * WIDTH)
def tied_embedding_at_zero() -> Example:
    """It is two zero layers in series."""
    module = TiedEmbedding(nn.Identity())
    zero_out(module.embedding.weight)
    return module, all_tokens()


@entry(delayed(1, {"between.weight": "all", "between.bias": "all"}))
def tied_embedding_at_zero_around_a_bias() -> Example:
    """As the head it hears the bias between, and the layer between waits for it."""
    module = TiedEmbedding(nn.Linear(WIDTH, WIDTH))
    zero_out(module.embedding.weight)
    return module, all_tokens()


@entry()
def copied_rows_of_a_tied_embedding() -> Example:
    """Equal tokens answer different questions."""
    module = TiedEmbedding(nn.Tanh())
    module.embedding.weight[1] = module.embedding.weight[0]
    return module, all_tokens()


@entry()
def copied_embedding_rows() -> Example:
    """Equal rows are used by different tokens."""
    embedding = nn.Embedding(TOKENS, WIDTH)
    embedding.weight[3] = embedding.weight[0]
    return nn.Sequential(embedding, nn.Linear(WIDTH, WIDTH), nn.GELU(), nn.Linear(WIDTH, 2)), all_tokens()


@entry(
    tied({"0.weight": columns(0, 1), "1.weight": columns(0, 1)}),
    drop=TOKENS + 3,
)
def copied_embedding_columns() -> Example:
    """Equal features under equal columns are one feature."""
    embedding, head = nn.Embedding(TOKENS, WIDTH), nn.Linear(WIDTH, 3)
    repeat_unit([], [embedding.weight, head.weight], 0, 1)
    return nn.Sequential(embedding, head), all_tokens()


# Llama


class GroupedAttention(nn.Module):
    """Four heads of queries share two heads of keys and values; positions rotate both."""

    def __init__(self) -> None:
        super().__init__()
        self.q_proj = nn.Linear(WIDTH, HEADS * SIZE, bias=False)
        self.k_proj = nn.Linear(WIDTH, 2 * SIZE, bias=False)
        self.v_proj = nn.Linear(WIDTH, 2 * SIZE, bias=False)
        self.o_proj = nn.Linear(HEADS * SIZE, WIDTH, bias=False)
        angles = torch.arange(LENGTH)[:, None] / 10 ** torch.arange(SIZE // 2)
        self.register_buffer("cos", angles.cos().repeat(1, 2))
        self.register_buffer("sin", angles.sin().repeat(1, 2))

    def rotate(self, x: Tensor) -> Tensor:
        first, second = x.chunk(2, dim=-1)
        return x * self.cos + torch.cat((-second, first), dim=-1) * self.sin

    def forward(self, x: Tensor) -> Tensor:
        query = self.rotate(split(self.q_proj(x), HEADS))
        key = self.rotate(split(self.k_proj(x), 2)).repeat_interleave(2, dim=1)
        value = split(self.v_proj(x), 2).repeat_interleave(2, dim=1)
        return self.o_proj(join(scaled_dot_product_attention(query, key, value, is_causal=True)))


class RMSNorm(nn.Module):
    """The norm as it is written out in public code."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(WIDTH))

    def forward(self, x: Tensor) -> Tensor:
        return self.weight * x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)


class LlamaBlock(nn.Module):
    """Grouped attention and a gated feed-forward part."""

    def __init__(self) -> None:
        super().__init__()
        self.input_norm = RMSNorm()
        self.attention = GroupedAttention()
        self.post_norm = RMSNorm()
        self.gate_proj = nn.Linear(WIDTH, 12, bias=False)
        self.up_proj = nn.Linear(WIDTH, 12, bias=False)
        self.down_proj = nn.Linear(12, WIDTH, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.input_norm(x))
        h = self.post_norm(x)
        return x + self.down_proj(silu(self.gate_proj(h)) * self.up_proj(h))


def llama_model() -> nn.Sequential:
    head = nn.Linear(WIDTH, TOKENS, bias=False)
    return nn.Sequential(nn.Embedding(TOKENS, WIDTH), LlamaBlock(), RMSNorm(), head)


@entry()
def llama() -> Example:
    """Nothing is trapped, and nothing is redundant: there are no biases."""
    return llama_model(), all_tokens()


@entry(
    zero({"1.gate_proj.weight": "[3]", "1.up_proj.weight": "[3]", "1.down_proj.weight": "[:, 3]"}),
    tied(
        {"1.attention.q_proj.weight": ("head 0", "head 1"), "1.attention.o_proj.weight": ("head 0", "head 1")}
    ),
    drop=3 * WIDTH + 2 * SIZE * WIDTH,
    heads={
        "1.attention.q_proj.weight": head_rows(HEADS, SIZE),
        "1.attention.o_proj.weight": head_columns(HEADS, SIZE),
    },
)
def llama_with_a_dead_unit_and_a_copied_query_head() -> Example:
    """Two heads of one group share key and value, so that equal queries make them one."""
    module = llama_model()
    zero_out(module[1].gate_proj.weight[3], module[1].up_proj.weight[3], module[1].down_proj.weight[:, 3])
    query, out = module[1].attention.q_proj.weight, module[1].attention.o_proj.weight
    query[SIZE : 2 * SIZE] = query[:SIZE]
    out[:, SIZE : 2 * SIZE] = out[:, :SIZE]
    return module, all_tokens()


@entry(delayed(1, {"1.up_proj.weight": "[3]", "1.down_proj.weight": "[:, 3]"}))
def llama_with_a_shut_gate() -> Example:
    """The gate is zero at zero and has a slope: it moves at once."""
    module = llama_model()
    zero_out(module[1].gate_proj.weight[3])
    return module, all_tokens()


@entry(
    zero({"1.gate_proj.weight": "[3]", "1.up_proj.weight": "[3]"}),
    conserved({"1.down_proj.weight": "[:, 3]"}),
    drop=2 * WIDTH,
)
def llama_with_a_shut_gate_before_nothing() -> Example:
    """Gate and value are both zero, and each is a factor of the gradient of the other."""
    module = llama_model()
    zero_out(module[1].gate_proj.weight[3], module[1].up_proj.weight[3])
    return module, all_tokens()


@entry()
def llama_with_query_heads_copied_across_groups() -> Example:
    """Heads of two groups read different keys."""
    module = llama_model()
    query, out = module[1].attention.q_proj.weight, module[1].attention.o_proj.weight
    query[2 * SIZE : 3 * SIZE] = query[:SIZE]
    out[:, 2 * SIZE : 3 * SIZE] = out[:, :SIZE]
    return module, all_tokens()


# ViT


class ViT(nn.Module):
    """Patches by a convolution, learned positions, one encoder layer with the norm first, a mean."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(3, WIDTH, 2, stride=2)
        self.positions = nn.Parameter(torch.randn(1, 4, WIDTH))
        self.layer = nn.TransformerEncoderLayer(
            WIDTH, HEADS, 12, 0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, 3)

    def forward(self, image: Tensor) -> Tensor:
        x = self.patch(image).flatten(2).transpose(1, 2) + self.positions
        return self.head(self.norm(self.layer(x)).mean(dim=1))


VIT_KEYS = redundant({"layer.self_attn.in_proj_bias": KEYS})


@entry(VIT_KEYS)
def vit_with_zero_positions() -> Example:
    """Equal positions see different patches."""
    module = ViT()
    zero_out(module.positions)
    return module, (torch.randn(2, 3, 4, 4),)


BEFORE_THE_HEAD = (
    "positions",
    *(
        f"{layer}.{name}"
        for layer in (
            "patch",
            "layer.self_attn.out_proj",
            "layer.linear1",
            "layer.linear2",
            "layer.norm1",
            "layer.norm2",
            "norm",
        )
        for name in ("weight", "bias")
    ),
    "layer.self_attn.in_proj_weight",
)


@entry(
    delayed(1, dict.fromkeys(BEFORE_THE_HEAD, "all")),
    delayed(1, {"layer.self_attn.in_proj_bias": (f"[:{WIDTH}]", f"[{2 * WIDTH}:]")}),
    VIT_KEYS,
)
def vit_with_a_zero_head() -> Example:
    """All but the head waits for a step."""
    module = ViT()
    zero_out(module.head.weight, module.head.bias)
    return module, (torch.randn(2, 3, 4, 4),)


# DiT


def modulate(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    return x * (1 + scale[:, None]) + shift[:, None]


class DiTBlock(nn.Module):
    """Attention and a feed-forward part whose norms and gates a condition sets."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH, elementwise_affine=False)
        self.attention = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True, bias=False)
        self.norm2 = nn.LayerNorm(WIDTH, elementwise_affine=False)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 12), nn.GELU(approximate="tanh"), nn.Linear(12, WIDTH))
        self.modulation = nn.Sequential(nn.SiLU(), nn.Linear(WIDTH, 6 * WIDTH))
        zero_out(*self.modulation.parameters())

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        shift1, scale1, gate1, shift2, scale2, gate2 = self.modulation(condition).chunk(6, dim=1)
        h = modulate(self.norm1(x), shift1, scale1)
        x = x + gate1[:, None] * self.attention(h, h, h, need_weights=False)[0]
        return x + gate2[:, None] * self.mlp(modulate(self.norm2(x), shift2, scale2))


class DiT(nn.Module):
    """An embedding, one block, and a last layer that is modulated too."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Linear(3, WIDTH)
        self.time = nn.Linear(2, WIDTH)
        self.block = DiTBlock()
        self.norm = nn.LayerNorm(WIDTH, elementwise_affine=False)
        self.modulation = nn.Sequential(nn.SiLU(), nn.Linear(WIDTH, 2 * WIDTH))
        self.last = nn.Linear(WIDTH, 3)
        zero_out(*self.modulation.parameters())

    def forward(self, x: Tensor, time: Tensor) -> Tensor:
        condition = self.time(time)
        x = self.block(self.embed(x), condition)
        return self.last(modulate(self.norm(x), *self.modulation(condition).chunk(2, dim=1)))


INNER = (
    "attention.in_proj_weight",
    "attention.out_proj.weight",
    "mlp.0.weight",
    "mlp.0.bias",
    "mlp.2.weight",
    "mlp.2.bias",
)
GATES = (f"[{2 * WIDTH}:{3 * WIDTH}]", f"[{5 * WIDTH}:]")
SHIFTS_AND_SCALES = (f"[:{2 * WIDTH}]", f"[{3 * WIDTH}:{5 * WIDTH}]")


@entry(
    delayed(1, dict.fromkeys(INNER, "all")),
    delayed(1, dict.fromkeys(("modulation.1.weight", "modulation.1.bias"), SHIFTS_AND_SCALES)),
)
def dit_block() -> Example:
    """The gates move at once, and what they gate a step later."""
    return DiTBlock(), (torch.randn(2, 4, WIDTH), torch.randn(2, WIDTH))


@entry(
    delayed(
        1,
        {
            "embed.weight": "all",
            "embed.bias": "all",
            "modulation.1.weight": "all",
            "modulation.1.bias": "all",
            "block.modulation.1.weight": GATES,
            "block.modulation.1.bias": GATES,
        },
    ),
    delayed(2, {"time.weight": "all", "time.bias": "all"}),
    delayed(2, {f"block.{name}": "all" for name in INNER}),
    delayed(
        2,
        {
            "block.modulation.1.weight": SHIFTS_AND_SCALES,
            "block.modulation.1.bias": SHIFTS_AND_SCALES,
        },
    ),
)
def dit_with_a_zero_last_layer() -> Example:
    """The last layer moves first, then the gates, then what they gate."""
    module = DiT()
    zero_out(*module.last.parameters())
    return module, (torch.randn(2, 4, 3), torch.randn(2, 2))
