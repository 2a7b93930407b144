"""Cases of operations: arguments for PyTorch's operation and for the rule that should compute the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, Final

import torch

_RANDOM: Final = torch.Generator().manual_seed(7)


@dataclass(frozen=True)
class Given:
    """A tensor argument, and what it is: a parameter, an input, or known."""

    kind: str
    tensor: torch.Tensor


@dataclass(frozen=True)
class Case:
    """The arguments and the options of one call."""

    arguments: tuple[Any, ...]
    options: Mapping[str, Any] = field(default_factory=dict)


def case(*arguments: Any, **options: Any) -> Case:
    return Case(arguments, options)


def real(*shape: int) -> Given:
    return Given("parameter", torch.randn(shape, generator=_RANDOM, dtype=torch.float64))


def positive(*shape: int) -> Given:
    return Given("parameter", real(*shape).tensor.abs() + 0.1)


def unit(*shape: int) -> Given:
    """Entries between −1 and 1."""
    return Given("parameter", real(*shape).tensor.tanh())


def known(entries: Any) -> Given:
    return Given("constant", torch.as_tensor(entries))


def data(entries: Any) -> Given:
    return Given("input", torch.as_tensor(entries))


def buffer(*shape: int) -> Given:
    return Given("frozen", positive(*shape).tensor)


A, B, C = real(2, 3), real(2, 3), real(3)
X = real(2, 3, 4)
IMAGE = real(2, 4, 7, 6)
SIGNAL = real(2, 4, 9)
VOLUME = real(1, 2, 4, 5, 3)
MASK = [[True, False, True], [False, False, True]]
IDS = [[2, 0, 2], [1, 3, 0]]

_BATCH_NORM: Final = (real(4), real(4), buffer(4), buffer(4))


def _for_each(names: Sequence[str], *cases: Case) -> dict[str, list[Case]]:
    return {f"aten.{name}{'' if '.' in name else '.default'}": list(cases) for name in names}


_ANYWHERE: Final = (
    "abs", "asinh", "atan", "cos", "cosh", "erf", "erfc", "exp", "exp2", "expm1", "hardsigmoid",
    "hardswish", "log_sigmoid", "mish", "neg", "relu", "relu6", "selu", "sigmoid", "silu", "sin", "sinh",
    "square", "tan", "tanh", "sign", "sgn", "round", "floor", "ceil", "trunc", "frac",
)  # fmt: skip
_ABOVE_ZERO: Final = (
    "digamma", "lgamma", "log", "log10", "log1p", "log2", "reciprocal", "rsqrt", "sqrt",
)  # fmt: skip
_BETWEEN: Final = (
    "atan2", "hypot", "logaddexp", "maximum", "minimum",
)  # fmt: skip
_ELEMENTWISE: Final = {
    **_for_each(
        _ANYWHERE,
        case(A),
        case(real()),
    ),
    **_for_each(
        _ABOVE_ZERO,
        case(positive(2, 3)),
    ),
    **_for_each([f"{name}.default" for name in ["acos", "asin", "atanh", "erfinv"]], case(unit(2, 3))),
    "aten.acosh.default": [case(Given("parameter", positive(2, 3).tensor + 1))],
    **_for_each(
        _BETWEEN,
        case(A, B),
        case(A, C),
        case(real(2, 1), real(1, 3)),
    ),
    **_for_each(
        ["fmod.Tensor", "remainder.Tensor"], case(A, positive(2, 3)), case(A, known([0.7, 1.0, 2.0]))
    ),
    **_for_each(["fmod.Scalar", "remainder.Scalar"], case(A, 0.7)),
    "aten.xlogy.Tensor": [case(A, positive(2, 3)), case(known([0.0, 1.0, 2.0]), positive(2, 3))],
    "aten.pow.Tensor_Tensor": [case(positive(2, 3), B), case(positive(2, 3), C)],
    **_for_each(
        ["add.Tensor", "sub.Tensor", "rsub.Tensor"],
        case(A, B),
        case(A, C, alpha=0.3),
        case(real(2, 1), real(3)),
        case(A, real()),
        case(A, known([1.0, 2.0, 3.0])),
        case(A, known(2.0)),
    ),
    **_for_each(["add.Scalar", "sub.Scalar", "rsub.Scalar"], case(A, 0.7), case(A, 3, 2)),
    "aten.mul.Tensor": [
        case(A, B),
        case(A, C),
        case(real(2, 1), real(3)),
        case(A, A),
        case(A, known(0.1)),
        case(data(MASK), data(MASK)),
    ],
    "aten.mul.Scalar": [case(A, 0.1), case(A, -2), case(A, 0)],
    "aten.div.Tensor": [case(A, B), case(A, C), case(A, A), case(real(2, 1), real(3)), case(A, known(3.0))],
    "aten.div.Scalar": [case(A, 3), case(A, -0.1)],
    "aten.div.Tensor_mode": [case(A, B, rounding_mode=mode) for mode in (None, "floor", "trunc")],
    "aten.div.Scalar_mode": [case(A, 0.3, rounding_mode=mode) for mode in (None, "floor", "trunc")],
    "aten.pow.Tensor_Scalar": [case(A, n) for n in (0, 1, 2, 3, 4, 5, -1, -2, 2.0)]
    + [case(positive(2, 3), n) for n in (0.5, -0.5, 1.7)],
    "aten.pow.Scalar": [case(2, A), case(0.3, A)],
    "aten.addcmul.default": [case(A, B, C), case(A, B, C, value=0.3)],
    "aten.addcdiv.default": [case(A, B, C), case(A, B, C, value=0.3)],
    "aten.lerp.Scalar": [case(A, B, 0.3)],
    "aten.lerp.Tensor": [case(A, B, real(2, 3))],
    "aten.gelu.default": [case(A), case(A, approximate="tanh")],
    "aten.elu.default": [case(A), case(A, 0.5), case(A, 0.5, 1.3)],
    "aten.celu.default": [case(A), case(A, 0.5)],
    "aten.leaky_relu.default": [case(A), case(A, 0.2)],
    "aten.hardtanh.default": [case(A), case(A, -0.3, 0.3), case(A, -0.1, 0.7), case(A, 0, 6)],
    "aten.softplus.default": [case(A), case(A, 2, 1)],
    "aten.hardshrink.default": [case(A), case(A, 0.2)],
    "aten.softshrink.default": [case(A), case(A, 0.2)],
    "aten.threshold.default": [case(A, 0.2, 1.5), case(A, 0, 0)],
    "aten.prelu.default": [case(A, real(3)), case(A, real(1)), case(IMAGE, real(4)), case(IMAGE, real(1))],
    "aten.clamp.default": [case(A, -0.3, 0.5), case(A, -0.3), case(A, None, 0.2)],
    "aten.clamp.Tensor": [case(A, B, real(2, 3)), case(A, None, C), case(A, C)],
    "aten.clamp_min.default": [case(A, 0.2)],
    "aten.clamp_min.Tensor": [case(A, C)],
    "aten.clamp_max.default": [case(A, 0.2)],
    "aten.clamp_max.Tensor": [case(A, C)],
    "aten.dropout.default": [case(A, 0.5, False), case(A, 0.0, True), case(A, 1.0, True)],
    "aten.native_dropout.default": [case(A, 0.5, False), case(A, 0.0, True)],
}
_SHAPES: Final = {
    **_for_each(["alias.default", "clone.default", "contiguous.default", "lift_fresh_copy.default"], case(A)),
    "aten.detach.default": [case(A)],
    "certsim.detach.default": [case(A)],
    **_for_each(
        ["view.default", "_unsafe_view.default", "reshape.default"],
        case(X, [6, 4]),
        case(X, [2, -1]),
        case(X, [-1]),
        case(real(1), []),
    ),
    "aten.flatten.using_ints": [case(X), case(X, 1), case(X, -2, -1), case(real())],
    "aten.unflatten.int": [case(X, -1, [2, 2]), case(X, 0, [1, -1])],
    "aten.permute.default": [case(X, [2, 0, 1]), case(X, [-1, 0, 1])],
    "aten.transpose.int": [case(X, 0, 2), case(X, -1, -2)],
    "aten.t.default": [case(A), case(C)],
    "aten.squeeze.default": [case(real(1, 3, 1)), case(real())],
    "aten.squeeze.dim": [case(real(1, 3, 1), 0), case(real(1, 3, 1), -1), case(A, 0)],
    "aten.squeeze.dims": [case(real(1, 3, 1), [0, -1]), case(real(1, 3, 1), [0, 1]), case(real(1, 3), [])],
    "aten.unsqueeze.default": [case(A, 0), case(A, -1), case(A, 1), case(real(), 0)],
    "aten.expand.default": [case(real(3, 1), [2, 3, 4]), case(real(3, 1), [-1, 4])],
    "aten.repeat.default": [case(A, [2, 3]), case(A, [2, 1, 2]), case(A, [1, 1])],
    "aten.repeat_interleave.self_int": [case(A, 2, 1), case(A, 3, -2), case(A, 2)],
    "aten.slice.Tensor": [case(X, 1, 1), case(X, -1, 0, 3, 2), case(X, 0, -1), case(X, 2, -3, -1), case(X)],
    "aten.narrow.default": [case(X, 1, 1, 2), case(X, -1, -2, 2)],
    "aten.select.int": [case(X, 1, 2), case(X, -1, -1)],
    "aten.unbind.int": [case(X), case(X, -1)],
    "aten.split_with_sizes.default": [case(X, [1, 3], -1), case(X, [1, 1])],
    "aten.split.Tensor": [case(X, 2, 1), case(X, 3, -1)],
    "aten.chunk.default": [case(X, 2, 1), case(X, 3, -1)],
    "aten.cat.default": [case([A, B]), case([A, real(2, 1)], -1), case([A, known(torch.ones(1, 3))])],
    "aten.stack.default": [case([A, B]), case([A, B], -1), case([A, B], 1)],
    "aten.flip.default": [case(X, [0, -1]), case(X, [1]), case(X, [])],
    "aten.roll.default": [case(X, [1], [1]), case(X, [-1, 2], [0, -1]), case(X, [5])],
    "aten.unfold.default": [case(X, 2, 2, 1), case(X, -1, 3, 1), case(X, 1, 2, 1)],
    "aten.diagonal.default": [case(real(3, 4)), case(real(3, 4), 1), case(X, -1, -1, 0), case(X, 0, 1, 2)],
    "aten.constant_pad_nd.default": [case(X, [1, 2]), case(X, [1, -1, 0, 2], 0.7), case(X, [-1, -1])],
    "aten.pixel_shuffle.default": [case(real(2, 8, 3, 2), 2), case(real(4, 3, 2), 2)],
    "aten.pixel_unshuffle.default": [case(real(2, 2, 6, 4), 2), case(real(1, 4, 2), 2)],
    "aten.slice_scatter.default": [case(X, real(2, 2, 4), 1, 1), case(X, real(2, 3, 2), -1, 0, 4, 2)],
    "aten.select_scatter.default": [case(X, real(2, 4), 1, -1), case(X, real(2, 3), -1, 0)],
    "aten.copy.default": [case(A, B), case(A, C)],
    "aten.tril.default": [case(real(3, 4)), case(X, 1)],
    "aten.triu.default": [case(real(3, 4)), case(X, -1)],
}
_LINEAR: Final = {
    "aten.linear.default": [
        case(A, real(4, 3)),
        case(A, real(4, 3), real(4)),
        case(X, real(5, 4), real(5)),
        case(C, real(2, 3), real(2)),
        case(A, real(1, 3), real(1)),
        case(A, real(3)),
    ],
    "aten.matmul.default": [
        case(A, real(3, 4)),
        case(X, real(4, 5)),
        case(X, real(2, 4, 5)),
        case(real(3, 1, 2, 4), real(5, 4, 3)),
        case(C, real(3, 2)),
        case(A, C),
        case(C, real(3)),
        case(X, real(4)),
        case(real(3), X),
    ],
    "aten.mm.default": [case(A, real(3, 4))],
    "aten.bmm.default": [case(X, real(2, 4, 5))],
    "aten.mv.default": [case(A, C)],
    "aten.dot.default": [case(C, real(3))],
    "aten.addmm.default": [
        case(real(4), A, real(3, 4)),
        case(real(2, 4), A, real(3, 4), beta=0.3, alpha=2),
        case(real(2, 4), A, real(3, 4), beta=0),
    ],
    "aten.addmv.default": [case(real(2), A, C, beta=0.3)],
    "aten.baddbmm.default": [case(real(2, 3, 5), X, real(2, 4, 5), beta=0.3, alpha=2)],
    "aten.outer.default": [case(C, real(4))],
    "aten.einsum.default": [
        case("bi,ij->bj", [A, real(3, 4)]),
        case("bij,bjk", [X, real(2, 4, 5)]),
        case("b...i, ji -> ...bj", [X, real(5, 4)]),
        case("...ij,...kj->...ik", [real(3, 1, 2, 4), real(5, 3, 4)]),
        case("ii->i", [real(3, 3)]),
        case("i,i,i", [C, real(3), real(3)]),
        case("bijd,jd->bid", [real(2, 3, 4, 5), real(4, 5)]),
    ],
    "aten.bilinear.default": [case(A, real(2, 4), real(5, 3, 4), real(5)), case(A, A, real(5, 3, 3), None)],
    "aten.convolution.default": [
        case(IMAGE, real(6, 4, 3, 2), real(6), [2, 1], [1, 0], [1, 2], False, [0, 0], 1),
        case(IMAGE, real(6, 2, 3, 2), None, [1, 1], [0, 1], [1, 1], False, [0, 0], 2),
        case(IMAGE, real(4, 3, 3, 2), real(6), [2, 3], [1, 0], [1, 2], True, [1, 0], 2),
    ],
    "aten.conv1d.default": [
        case(SIGNAL, real(6, 4, 3), real(6)),
        case(SIGNAL, real(6, 2, 3), None, [2], [2], [2], 2),
        case(SIGNAL, real(4, 1, 2), None, groups=4),
        case(real(4, 9), real(6, 4, 1), real(6)),
    ],
    "aten.conv2d.default": [
        case(IMAGE, real(6, 4, 3, 2), real(6)),
        case(IMAGE, real(6, 4, 3, 2), real(6), [2, 3], [1, 2], [2, 1]),
        case(IMAGE, real(8, 1, 3, 3), None, [2], [1], [1], 4),
        case(IMAGE, real(5, 4, 1, 1), real(5)),
        case(real(2, 1, 4, 4), real(3, 1, 2, 2), real(3), [2]),
    ],
    "aten.conv3d.default": [case(VOLUME, real(3, 2, 2, 3, 1), real(3), [1], [0, 1, 0])],
    "aten.conv1d.padding": [
        case(SIGNAL, real(6, 4, 4), real(6), [1], "same"),
        case(SIGNAL, real(6, 4, 3), None, [2], "valid"),
    ],
    "aten.conv2d.padding": [case(IMAGE, real(6, 4, 3, 2), real(6), [1, 1], "same", [1, 2])],
    "aten.conv3d.padding": [case(VOLUME, real(3, 2, 2, 3, 1), None, [1, 1, 1], "same")],
    "aten.conv_transpose1d.default": [
        case(SIGNAL, real(4, 6, 3), real(6), [2], [1], [1]),
        case(SIGNAL, real(4, 3, 3), None, [3], [0], [0], 2, [2]),
    ],
    "aten.conv_transpose2d.input": [
        case(IMAGE, real(4, 6, 2, 2), real(6), [2, 2]),
        case(IMAGE, real(4, 3, 3, 2), None, [2, 1], [2, 0], [1, 0], 2, [1, 2]),
    ],
    "aten.conv_transpose3d.input": [case(VOLUME, real(2, 3, 2, 1, 2), real(3), [2], [1])],
}  # fmt: skip
_NORMALISATION: Final = {
    **_for_each(["softmax.int", "log_softmax.int"], case(X, -1), case(X, 1), case(X, 0), case(real(), 0)),
    **_for_each(["_softmax.default", "_log_softmax.default"], case(X, -1, False), case(X, 1, False)),
    "aten._safe_softmax.default": [case(X, -1)],
    "aten.logsumexp.default": [case(X, [-1]), case(X, [0, 2], True)],
    "aten.layer_norm.default": [
        case(X, [4], real(4), real(4)),
        case(X, [3, 4], real(3, 4), None, 0.1),
        case(X, [4]),
    ],
    "aten.rms_norm.default": [case(X, [4], real(4)), case(X, [3, 4], None, 0.1), case(X, [4])],
    "aten.group_norm.default": [
        case(IMAGE, 2, real(4), real(4)),
        case(IMAGE, 4, real(4), None, 0.1),
        case(real(2, 6), 3),
    ],
    "aten.instance_norm.default": [
        case(IMAGE, real(4), real(4), None, None, True, 0.1, 1e-5, False),
        case(IMAGE, None, None, None, None, True, 0.1, 1e-5, False),
        case(IMAGE, *_BATCH_NORM, False, 0.1, 1e-5, False),
    ],
    "aten.batch_norm.default": [
        case(IMAGE, *_BATCH_NORM, False, 0.1, 1e-5, False),
        case(IMAGE, real(4), real(4), None, None, True, 0.1, 1e-5, False),
        case(real(5, 4), None, None, None, None, True, 0.1, 0.1, False),
    ],
    "aten._native_batch_norm_legit_functional.default": [
        case(IMAGE, *_BATCH_NORM, True, 0.1, 1e-5),
        case(real(5, 4), *_BATCH_NORM, True, 0.1, 1e-5),
    ],
    "aten._native_batch_norm_legit.no_stats": [case(IMAGE, real(4), real(4), True, 0.1, 1e-5)],
    "aten._native_batch_norm_legit_no_training.default": [case(IMAGE, *_BATCH_NORM, 0.1, 1e-5)],
}
Q, K, V = real(2, 4, 3, 5), real(2, 4, 6, 5), real(2, 4, 6, 7)
_ATTENTION: Final = {
    "aten.scaled_dot_product_attention.default": [
        case(Q, K, V),
        case(Q, K, V, scale=0.3),
        case(Q, real(2, 4, 3, 5), real(2, 4, 3, 5), is_causal=True),
        case(Q, K, V, real(3, 6)),
        case(Q, K, V, known(torch.ones(3, 6, dtype=torch.bool).tril(2))),
        case(Q, K, V, data(torch.ones(2, 1, 3, 6, dtype=torch.bool).tril(2))),
        case(Q, real(2, 2, 6, 5), real(2, 2, 6, 7), enable_gqa=True),
        case(real(2, 3, 5), real(2, 6, 5), real(2, 6, 5)),
    ]
}
_POOLING: Final = {
    "aten.max_pool1d.default": [case(SIGNAL, [3]), case(SIGNAL, [3], [2], [1], [2]), case(real(4, 9), [2])],
    "aten.max_pool2d.default": [
        case(IMAGE, [2, 2]),
        case(IMAGE, [3, 2], [2, 1], [1, 1]),
        case(IMAGE, [2], [1], [0], [2]),
    ],
    "aten.max_pool3d.default": [case(VOLUME, [2, 2, 2], [1, 2, 1], [1, 0, 0])],
    "aten.avg_pool1d.default": [case(SIGNAL, [3]), case(SIGNAL, [3], [2], [1])],
    "aten.avg_pool2d.default": [
        case(IMAGE, [2, 3]),
        case(IMAGE, [3, 2], [2, 1], [1, 1]),
        case(IMAGE, [2], [1], [1], False, False, 3),
    ],
    "aten.avg_pool3d.default": [case(VOLUME, [2, 2, 2], [1, 2, 1])],
    "aten.adaptive_avg_pool1d.default": [case(SIGNAL, [1]), case(SIGNAL, [4])],
    "aten.adaptive_avg_pool2d.default": [case(IMAGE, [1, 1]), case(IMAGE, [3, 4]), case(IMAGE, [7, 6])],
    "aten.adaptive_avg_pool3d.default": [case(VOLUME, [2, 3, 1])],
    "aten.adaptive_max_pool2d.default": [case(IMAGE, [1, 1])],
    "aten.adaptive_max_pool3d.default": [case(VOLUME, [1, 1, 1])],
    "aten.upsample_nearest1d.vec": [case(SIGNAL, None, [2.0]), case(SIGNAL, [13], None)],
    "aten.upsample_nearest2d.vec": [case(IMAGE, None, [2.0, 1.5]), case(IMAGE, [9, 4], None)],
    "aten.upsample_nearest3d.vec": [case(VOLUME, None, [2.0, 1.0, 3.0])],
    "aten.upsample_linear1d.vec": [case(SIGNAL, None, corners, [2.0]) for corners in (False, True)],
    "aten.upsample_bilinear2d.vec": [
        *(case(IMAGE, None, corners, [2.0, 1.5]) for corners in (False, True)),
        *(case(IMAGE, [9, 4], corners, None) for corners in (False, True)),
    ],
    "aten.upsample_trilinear3d.vec": [case(VOLUME, [5, 7, 3], False, None)],
}
_AXES: Final = (case(X, [1]), case(X, [0, -1], True), case(X, [-1]))
_REDUCTIONS: Final = {
    "aten.sum.default": [case(X), case(real())],
    "aten.sum.dim_IntList": [*_AXES, case(X, []), case(X, None)],
    "aten.mean.default": [case(X)],
    "aten.mean.dim": [*_AXES, case(X, None)],
    "aten.var.correction": [case(X, [1]), case(X, [0, -1], correction=0, keepdim=True), case(X)],
    "aten.std.correction": [case(X, [1]), case(X, [0, -1], correction=0, keepdim=True), case(X)],
    "aten.var_mean.correction": [case(X, [1]), case(X, [-1], correction=0, keepdim=True)],
    "aten.linalg_vector_norm.default": [
        case(X), case(X, 2, [1], True), case(X, 1, [-1]), case(X, 3, [0, 1]), case(X, inf, [1]),
    ],
    "aten.cdist.default": [case(A, real(4, 3)), case(X, real(2, 2, 4), 1.0), case(real(2, 1, 3, 4), X, 3.0)],
    "aten._cdist_forward.default": [case(A, real(4, 3), 2.0, None)],
    "aten.cumsum.default": [case(X, 1), case(X, -1), case(real(), 0)],
    "aten.cumprod.default": [case(X, 1), case(X, -1)],
    "aten.logcumsumexp.default": [case(X, 1)],
    "aten.prod.default": [case(A)],
    "aten.prod.dim_int": [case(X, 1), case(X, -1, True)],
    "aten.amax.default": [*_AXES, case(X)],
    "aten.amin.default": [*_AXES, case(X)],
    **_for_each(["max.default", "min.default", "median.default"], case(X)),
    **_for_each(["max.dim", "min.dim", "median.dim"], case(X, 1), case(X, -1, True)),
    "aten.sort.default": [case(X), case(X, 1, True)],
    "aten.sort.stable": [case(X, stable=True), case(X, stable=True, dim=1, descending=True)],
    "aten.topk.default": [case(X, 2), case(X, 2, 1, False), case(X, 1, -1)],
}  # fmt: skip
_INDEXING: Final = {
    "aten.embedding.default": [
        *(case(real(4, 5), ids(IDS)) for ids in (known, data)),
        *(case(real(4, 5), ids(IDS), 2) for ids in (known, data)),
        case(real(4, 5), data(3)),
    ],
    "aten.one_hot.default": [case(known(IDS), 4), case(data(IDS), 4)],
    "aten.index_select.default": [case(X, 1, known([2, 0, 2])), case(X, -1, data([3, 3, 0, 1, 2]))],
    **_for_each(
        ["_unsafe_index.Tensor"],
        case(X, [None, known([2, 0, -1])]),
        case(X, [known([[0, 1]]), None, known([[2, -4]])]),
        case(X, [known([1, 0])]),
        case(X, [None, known([2, 0, 1]), known([3, 0, -1])]),
        case(X, [None, data([2, 0, -1])]),
        case(X, [data([1, 0, -1]), data([2, 0, 1])]),
    ),
    **_for_each(
        ["_unsafe_index_put.default"],
        case(X, [None, known([2, 0])], real(2, 2, 4)),
        case(X, [known([1, 0, 1])], real(3, 3, 4), True),
        case(X, [known([0, 1]), None, known([2, -4])], real(2, 3)),
        case(X, [None, known([[2, 0]])], real(4)),
    ),
    "aten.index_add.default": [
        case(X, 1, known([2, 2]), real(2, 2, 4)),
        case(X, -1, data([3, 0, 3]), real(2, 3, 3), alpha=0.3),
    ],
    "aten.gather.default": [
        case(X, 1, known([[[0, 1, 2, 0]], [[1, 1, 2, 0]]])),
        case(X, -1, data([[[0, 1], [3, 0], [2, 2]], [[1, 1], [0, 0], [0, 3]]])),
        case(X, 1, data([[[0, 1, 2]], [[1, 1, 2]]])),
    ],
    "aten.scatter_add.default": [
        case(A, 1, known([[0, 0], [2, 1]]), real(2, 2)),
        case(A, 1, data([[0, 0], [2, 1]]), real(2, 2)),
        case(A, 0, data([[0, 0, 1]]), real(1, 3)),
        case(A, 0, data([[0, 0], [1, 0]]), real(2, 2)),
    ],
    "aten.scatter.src": [
        case(A, 1, known([[0, 1], [2, 1]]), real(2, 2)),
        case(A, 1, data([[0, 1], [2, 1]]), real(2, 2)),
    ],
    "aten.scatter.value": [case(A, 1, known([[0, 0], [2, 1]]), 0.7), case(A, 1, data([[0, 0], [2, 1]]), 0.7)],
    **_for_each(
        ["where.self"],
        *(case(mask(MASK), A, B) for mask in (known, data)),
        case(data(MASK), A, known(0.0)),
        case(data([True, False, True]), real(2, 1), C),
        case(data(MASK), known(1.0), B),
        case(known(MASK), known(-inf), B),
        case(data(MASK), A, known(-inf)),
    ),
    "aten.where.ScalarSelf": [case(data(MASK), 0.7, B)],
    "aten.where.ScalarOther": [case(data(MASK), A, 0.7)],
    "aten.where.Scalar": [case(data(MASK), 0.5, 0.75)],
    "aten.masked_fill.Scalar": [
        *(case(A, mask(MASK), 0.7) for mask in (known, data)),
        case(A, data(MASK), -inf),
    ],
    "aten.masked_fill.Tensor": [case(A, data(MASK), real())],
    "aten._to_copy.default": [
        case(A, dtype=torch.float64),
        case(A, dtype=torch.int64),
        case(A, dtype=torch.bool),
        case(data(IDS), dtype=torch.float64),
        case(data(MASK), dtype=torch.float64),
    ],
    "aten.to.dtype": [case(A, torch.float64), case(A, torch.int64), case(data(MASK), torch.float64)],
}  # fmt: skip
_DISCRETE: Final = {
    **_for_each(
        [f"{name}.Tensor" for name in ("eq", "ne", "lt", "le", "gt", "ge")],
        case(A, B),
        case(A, A),
        case(A, C),
    ),
    **_for_each(
        [f"{name}.Scalar" for name in ("eq", "ne", "lt", "le", "gt", "ge")], case(A, 0.3), case(data(IDS), 2)
    ),
    **_for_each(["isnan.default", "isinf.default"], case(A)),
    **_for_each(["any.default", "all.default"], case(data(MASK)), case(A)),
    **_for_each(["any.dim", "all.dim"], case(data(MASK), 0), case(data(MASK), -1, True)),
    **_for_each(["any.dims", "all.dims"], case(data(MASK), [0]), case(data(MASK), [0, -1], True)),
    **_for_each(["argmax.default", "argmin.default"], case(X), case(X, 1), case(X, -1, True)),
    **_for_each(["logical_not.default", "bitwise_not.default"], case(data(MASK))),
    **_for_each(
        [
            f"{name}"
            for name in (
                "logical_and.default",
                "bitwise_and.Tensor",
                "logical_or.default",
                "bitwise_or.Tensor",
            )
        ],
        case(data(MASK), known([True, False, False])),
        case(data(MASK), data([[True, True, False]])),
    ),
}
_MASKED: Final = {
    "aten.index.Tensor": [*_INDEXING["aten._unsafe_index.Tensor"], case(X, [known([True, False])])],
    "aten.index_put.default": [
        *_INDEXING["aten._unsafe_index_put.default"],
        *(case(A, [mask(MASK)], real()) for mask in (known, data)),
    ],
}
STAND_INS: Final = {"aten.copy.default": lambda x, source: source.expand(x.shape).clone()}
"""Functions that do what operations do of which PyTorch has no derivative."""
CASES: Final[Mapping[str, Sequence[Case]]] = {
    **_ELEMENTWISE, **_SHAPES, **_LINEAR, **_NORMALISATION, **_ATTENTION, **_POOLING, **_REDUCTIONS,
    **_INDEXING, **_MASKED, **_DISCRETE,
}  # fmt: skip
