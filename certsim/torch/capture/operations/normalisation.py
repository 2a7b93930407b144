"""Rules of softmax and of normalisations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from certsim.torch.capture.operations.array import Array
from certsim.torch.capture.operations.rule import Rule

_EPSILON: Final = {"float64": 2.0**-52, "float32": 2.0**-23, "float16": 2.0**-10, "bfloat16": 2.0**-7}


def softmax(x: Array, dim: int, *_options: object) -> Array:
    """exp(x) / Σ exp(x) along an axis."""
    return x.softmax(dim)


def log_softmax(x: Array, dim: int, *_options: object) -> Array:
    """The logarithm of softmax."""
    return x.softmax(dim).map("log")


def logsumexp(x: Array, dim: Sequence[int] | int, keepdim: bool = False) -> Array:
    """log Σ exp(x) along axes."""
    return x.map("exp").sum(dim, keepdim).map("log")


def layer_norm(
    x: Array, normalized_shape: Sequence[int], weight: Array | None = None, bias: Array | None = None,
    eps: float = 1e-5, cudnn_enable: bool = True,
) -> Array:  # fmt: skip
    """(x − mean) / √(variance + eps) · w + b, over the last axes."""
    return _affine(_normalised(x, range(x.rank - len(normalized_shape), x.rank), eps), weight, bias)


def rms_norm(
    x: Array, normalized_shape: Sequence[int], weight: Array | None = None, eps: float | None = None
) -> Array:
    """x / √(mean of squares + eps) · w, over the last axes."""
    axes = range(x.rank - len(normalized_shape), x.rank)
    return _affine(_scaled(x, axes, _EPSILON[x.dtype] if eps is None else eps), weight, None)


def group_norm(
    x: Array, num_groups: int, weight: Array | None = None, bias: Array | None = None, eps: float = 1e-5,
    cudnn_enabled: bool = True,
) -> Array:  # fmt: skip
    """(x − mean) / √(variance + eps) · w + b, over the channels of a group and all places."""
    grouped = x.split(1, [num_groups, x.shape[1] // num_groups])
    return _by_channel(_normalised(grouped, range(2, grouped.rank), eps).merge(1), weight, bias)


def instance_norm(
    x: Array, weight: Array | None, bias: Array | None, running_mean: Array | None,
    running_var: Array | None, use_input_stats: bool, momentum: float, eps: float, cudnn_enabled: bool,
) -> Array:  # fmt: skip
    """(x − mean) / √(variance + eps) · w + b, over the places of a channel, or by running statistics."""
    if not use_input_stats and running_mean is not None and running_var is not None:
        return _by_statistics(x, weight, bias, running_mean, running_var, eps)
    return _by_channel(_normalised(x, range(2, x.rank), eps), weight, bias)


def batch_norm_in_training(
    x: Array, weight: Array | None, bias: Array | None, running_mean: Array, running_var: Array,
    training: bool, momentum: float, eps: float,
) -> list[Array]:  # fmt: skip
    """By the mean and the variance of the batch, and what becomes of the running statistics."""
    if not training:
        normal = _by_statistics(x, weight, bias, running_mean, running_var, eps)
        return [normal, *_nothing(x), running_mean, running_var]
    axes = [k for k in range(x.rank) if k != 1]
    mean, (variance, count) = x.mean(axes), (x.centre(axes), x.count(axes))
    variance = (variance * variance).mean(axes)
    running = running_mean * (1 - momentum) + mean.detach() * momentum
    spread = running_var * (1 - momentum) + variance.detach() * momentum * (count / max(count - 1, 1))
    normal = _by_channel(_normalised(x, axes, eps), weight, bias)
    return [normal, mean, (variance + eps).map("rsqrt"), running, spread]


def batch_norm_without_statistics(
    x: Array, weight: Array | None, bias: Array | None, training: bool, momentum: float, eps: float
) -> list[Array]:
    """By the mean and the variance of the batch."""
    axes = [k for k in range(x.rank) if k != 1]
    centred = x.centre(axes)
    scale = ((centred * centred).mean(axes) + eps).map("rsqrt")
    return [_by_channel(_normalised(x, axes, eps), weight, bias), x.mean(axes), scale]


def batch_norm_by_statistics(
    x: Array, weight: Array | None, bias: Array | None, running_mean: Array, running_var: Array,
    momentum: float, eps: float,
) -> list[Array]:  # fmt: skip
    """By running statistics."""
    normal = _by_statistics(x, weight, bias, running_mean, running_var, eps)
    return [normal, *_nothing(x)]


def batch_norm(
    x: Array, weight: Array | None, bias: Array | None, running_mean: Array | None,
    running_var: Array | None, training: bool, momentum: float, eps: float, cudnn_enabled: bool,
) -> Array:  # fmt: skip
    """By the batch's mean and variance in training, and else by running statistics."""
    if training or running_mean is None or running_var is None:
        return _by_channel(_normalised(x, [k for k in range(x.rank) if k != 1], eps), weight, bias)
    return _by_statistics(x, weight, bias, running_mean, running_var, eps)


def _nothing(x: Array) -> list[Array]:
    """The statistics of a batch that was not looked at."""
    return [x.known_array(np.zeros(0))] * 2


def _normalised(x: Array, axes: Sequence[int], eps: float) -> Array:
    return _scaled(x.centre(axes), axes, eps)


def _scaled(x: Array, axes: Sequence[int], eps: float) -> Array:
    """x / √(mean of squares + eps)."""
    return x * ((x * x).mean(list(axes), keepdim=True) + eps).map("rsqrt")


def _affine(x: Array, weight: Array | None, bias: Array | None) -> Array:
    x = x if weight is None else x * weight
    return x if bias is None else x + bias


def _by_channel(x: Array, weight: Array | None, bias: Array | None) -> Array:
    """Factors and summands along axis 1."""
    return _affine(x, *(p if p is None else _along_channels(x, p) for p in (weight, bias)))


def _along_channels(x: Array, p: Array) -> Array:
    return p.reshape([-1, *[1] * (x.rank - 2)])


def _by_statistics(
    x: Array, weight: Array | None, bias: Array | None, mean: Array, variance: Array, eps: float
) -> Array:
    scale = (variance + eps).map("rsqrt")
    return _by_channel((x - _along_channels(x, mean)) * _along_channels(x, scale), weight, bias)


RULES: Final[Mapping[str, Rule]] = {
    "aten.softmax.int": softmax,
    "aten._softmax.default": softmax,
    "aten._safe_softmax.default": softmax,
    "aten.log_softmax.int": log_softmax,
    "aten._log_softmax.default": log_softmax,
    "aten.logsumexp.default": logsumexp,
    "aten.layer_norm.default": layer_norm,
    "aten.rms_norm.default": rms_norm,
    "aten.group_norm.default": group_norm,
    "aten.instance_norm.default": instance_norm,
    "aten.batch_norm.default": batch_norm,
    "aten._native_batch_norm_legit_functional.default": batch_norm_in_training,
    "aten._native_batch_norm_legit.no_stats": batch_norm_without_statistics,
    "aten._native_batch_norm_legit_no_training.default": batch_norm_by_statistics,
}
