"""The rule of attention."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from certsim.torch.capture.operations.array import Array, drawn
from certsim.torch.capture.operations.indexing import log_of_mask
from certsim.torch.capture.operations.linear import matmul
from certsim.torch.capture.operations.rule import Rule
from certsim.torch.capture.operations.shapes import repeat_interleave


def attention(
    query: Array, key: Array, value: Array, attn_mask: Array | None = None, dropout_p: float = 0.0,
    is_causal: bool = False, *, scale: float | None = None, enable_gqa: bool = False,
) -> Array:  # fmt: skip
    """softmax(q kᵀ · scale + mask) v; heads of keys and values are repeated where queries have more."""
    if enable_gqa:
        key, value = (repeat_interleave(x, query.shape[-3] // x.shape[-3], -3) for x in (key, value))
    scores = matmul(query, key.swap(-2, -1)) * (query.shape[-1] ** -0.5 if scale is None else scale)
    if is_causal:
        scores = scores + causal(scores)
    if attn_mask is not None:
        scores = scores + (log_of_mask(attn_mask) if attn_mask.dtype == "bool" else attn_mask)
    weights = scores.softmax(-1)
    if dropout_p:
        weights = weights * drawn(weights, weights.shape, "dropout") / (1 - dropout_p)
    return matmul(weights, value)


def causal(scores: Array) -> Array:
    """0 where a key is not after its query, and else −∞."""
    rows, columns = scores.shape[-2:]
    return scores.known_array(np.triu(np.full((rows, columns), -math.inf), 1))


RULES: Final[Mapping[str, Rule]] = {"aten.scaled_dot_product_attention.default": attention}
