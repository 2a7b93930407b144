"""Attention by hand, by the library's function, and by the library's module."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from tests.torch.zoo.table import (
    Example,
    conserved,
    delayed,
    entry,
    head_columns,
    head_rows,
    redundant,
    tied,
    zero,
)
from tests.torch.zoo.weights import zero_out

WIDTH, HEADS, SIZE, LENGTH = 6, 3, 2, 4
BY_HEADS = {
    "query.weight": head_rows(HEADS, SIZE),
    "key.weight": head_rows(HEADS, SIZE),
    "value.weight": head_rows(HEADS, SIZE),
    "out.weight": head_columns(HEADS, SIZE),
}
STACKED = {
    "attention.in_proj_weight": head_rows(HEADS, SIZE, parts=(0, 1, 2)),
    "attention.out_proj.weight": head_columns(HEADS, SIZE),
}
HEAD = 4 * SIZE * WIDTH


class Attention(nn.Module):
    """Causal attention of several heads, a linear map each for query, key, value and output."""

    def __init__(self, *, bias: bool = False) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH, bias=bias)
        self.key = nn.Linear(WIDTH, WIDTH, bias=bias)
        self.value = nn.Linear(WIDTH, WIDTH, bias=bias)
        self.out = nn.Linear(WIDTH, WIDTH, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        heads = [
            linear(x).view(*x.shape[:2], HEADS, SIZE).transpose(1, 2)
            for linear in (self.query, self.key, self.value)
        ]
        return self.out(self.attend(*heads).transpose(1, 2).reshape(x.shape))

    def attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        return scaled_dot_product_attention(query, key, value, is_causal=True)


class AttentionByHand(Attention):
    """The same, the softmax spelled out."""

    def attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        scores = query @ key.transpose(-2, -1) / SIZE**0.5
        later = torch.triu(torch.ones(LENGTH, LENGTH, dtype=torch.bool), diagonal=1)
        return scores.masked_fill(later, float("-inf")).softmax(dim=-1) @ value


class SelfAttention(nn.Module):
    """The library's module, which sees its input three times."""

    def __init__(self, *, bias: bool) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(WIDTH, HEADS, bias=bias, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.attention(x, x, x, need_weights=False)[0]


def example(module: nn.Module) -> Example:
    return module, (torch.randn(2, LENGTH, WIDTH),)


def copy_head(query: Tensor, key: Tensor, value: Tensor, out: Tensor | None) -> None:
    """Head 1 becomes a copy of head 0."""
    for weight in (query, key, value):
        weight[SIZE : 2 * SIZE] = weight[:SIZE]
    if out is not None:
        out[:, SIZE : 2 * SIZE] = out[:, :SIZE]


@entry(redundant({"key.bias": "all"}))
def attention_by_the_library_function() -> Example:
    """A key bias adds the same to all scores of a query."""
    return example(Attention(bias=True))


@entry(redundant({"key.bias": "all"}))
def attention_by_hand() -> Example:
    """The mask takes scores away, and leaves those of a query with the same key bias."""
    return example(AttentionByHand(bias=True))


@entry(redundant({"attention.in_proj_bias": f"[{WIDTH}:{2 * WIDTH}]"}))
def attention_by_the_library_module() -> Example:
    """The key bias is the middle third of the stacked bias."""
    return example(SelfAttention(bias=True))


@entry(zero({"query.weight": "all", "key.weight": "all"}), drop=2 * WIDTH * WIDTH)
def query_and_key_at_zero() -> Example:
    """The gradient of each is a product with the other: attention stays uniform."""
    module = AttentionByHand()
    zero_out(module.query.weight, module.key.weight)
    return example(module)


@entry(zero({"query.weight": "head 2", "key.weight": "head 2"}), drop=2 * SIZE * WIDTH, heads=BY_HEADS)
def query_and_key_of_a_head_at_zero() -> Example:
    """One head attends uniformly for ever."""
    module = Attention()
    zero_out(module.query.weight[2 * SIZE :], module.key.weight[2 * SIZE :])
    return example(module)


@entry(delayed(1, {"key.weight": "all"}))
def only_the_query_at_zero() -> Example:
    """The query sees the key at once."""
    module = Attention()
    zero_out(module.query.weight)
    return example(module)


@entry(
    zero({"value.weight": "head 1", "out.weight": "head 1"}),
    conserved({"query.weight": "head 1", "key.weight": "head 1"}),
    drop=2 * SIZE * WIDTH,
    heads=BY_HEADS,
)
def value_and_output_of_a_head_at_zero() -> Example:
    """Nothing is read and nothing is listened to: where the head looks never changes."""
    module = Attention()
    zero_out(module.value.weight[SIZE : 2 * SIZE], module.out.weight[:, SIZE : 2 * SIZE])
    return example(module)


@entry(delayed(1, dict.fromkeys(("query.weight", "key.weight", "value.weight"), "all")))
def output_of_attention_at_zero() -> Example:
    """The output map moves at once."""
    module = AttentionByHand()
    zero_out(module.out.weight)
    return example(module)


@entry(tied(dict.fromkeys(BY_HEADS, ("head 0", "head 1"))), drop=HEAD, heads=BY_HEADS)
def copied_head() -> Example:
    """Equal heads under equal columns are one head."""
    module = Attention()
    copy_head(module.query.weight, module.key.weight, module.value.weight, module.out.weight)
    return example(module)


@entry(tied(dict.fromkeys(BY_HEADS, ("head 0", "head 1"))), drop=HEAD, heads=BY_HEADS)
def copied_head_by_hand() -> Example:
    """The softmax of equal scores is equal."""
    module = AttentionByHand()
    copy_head(module.query.weight, module.key.weight, module.value.weight, module.out.weight)
    return example(module)


@entry(tied(dict.fromkeys(STACKED, ("head 0", "head 1"))), drop=HEAD, heads=STACKED)
def copied_head_of_the_library_module() -> Example:
    """A head is three bands of rows in the stacked matrix."""
    module = SelfAttention(bias=False)
    copy_head(*module.attention.in_proj_weight.chunk(3), module.attention.out_proj.weight)
    return example(module)


@entry()
def copied_head_under_unequal_outputs() -> Example:
    """Columns that differ drive the heads apart."""
    module = Attention()
    copy_head(module.query.weight, module.key.weight, module.value.weight, None)
    return example(module)


@entry(delayed(1, {"query.weight": "all", "query.bias": "all"}), redundant({"key.bias": "all"}))
def zero_query_and_zero_key_beside_a_query_bias() -> Example:
    """The key sees the bias of the query at once."""
    module = Attention(bias=True)
    zero_out(module.query.weight, module.key.weight, module.key.bias)
    return example(module)


class BiasedByPosition(AttentionByHand):
    """A learned number is added to each score, by head and distance."""

    def __init__(self) -> None:
        super().__init__()
        self.distances = nn.Parameter(torch.randn(HEADS, LENGTH, LENGTH))

    def attend(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        return (query @ key.transpose(-2, -1) + self.distances).softmax(dim=-1) @ value


@entry(zero({"query.weight": "all", "key.weight": "all"}), drop=2 * WIDTH * WIDTH)
def query_and_key_at_zero_beside_scores_by_position() -> Example:
    """Attention by position trains, and attention by content never starts."""
    module = BiasedByPosition()
    zero_out(module.query.weight, module.key.weight)
    return example(module)


@entry()
def copied_head_with_scores_of_its_own() -> Example:
    """Unequal scores by position drive the heads apart."""
    module = BiasedByPosition()
    copy_head(module.query.weight, module.key.weight, module.value.weight, module.out.weight)
    return example(module)


class ByEinsum(nn.Module):
    """A head is the first axis of each parameter."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("query", "key", "value", "out"):
            self.register_parameter(name, nn.Parameter(torch.randn(HEADS, WIDTH, SIZE) / 2))

    def forward(self, x: Tensor) -> Tensor:
        query, key, value = (
            torch.einsum("bld,hds->bhls", x, weight) for weight in (self.query, self.key, self.value)
        )
        shares = torch.einsum("bhls,bhms->bhlm", query, key).softmax(dim=-1)
        return torch.einsum("bhlm,bhms,hds->bld", shares, value, self.out)


@entry(tied(dict.fromkeys(("query", "key", "value", "out"), ("[0]", "[1]"))), drop=HEAD)
def copied_head_by_einsum() -> Example:
    """Equal slices along the axis of heads are one head."""
    module = ByEinsum()
    for parameter in module.parameters():
        parameter[1] = parameter[0]
    return example(module)


class LearnedQueries(nn.Module):
    """Learned queries, of which two are equal, ask the input."""

    def __init__(self) -> None:
        super().__init__()
        self.queries = nn.Parameter(torch.randn(3, WIDTH))
        self.queries[1] = self.queries[0]
        self.head = nn.Linear(WIDTH, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.head((self.queries @ x.transpose(1, 2)).softmax(dim=-1) @ x)


@entry()
def equal_queries_with_answers_of_their_own() -> Example:
    """Each answer is an output."""
    return example(LearnedQueries())


class MeanAnswer(LearnedQueries):
    """The mean of the answers is the output."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.tanh(super().forward(x)).mean(dim=1)


@entry(tied({"queries": ("[0]", "[1]")}), drop=WIDTH)
def equal_queries_under_a_mean() -> Example:
    """A mean hears equal answers equally."""
    return example(MeanAnswer())
