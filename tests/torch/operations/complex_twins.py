"""Operations of complex numbers, as functions of two complex arrays and a real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import torch
from torch import Tensor

from certsim.torch.capture.operations import complex_numbers

Function: TypeAlias = Callable[[Tensor, Tensor, Tensor], Tensor]

_TO_COMPLEX: Final[Mapping[str, list[Function]]] = {
    "aten.add.Tensor": [
        lambda z, w, _: z + w,
        lambda z, _, x: x[:, :1] + z,
        lambda z, w, _: torch.add(z, w, alpha=3),
        lambda z, *_: z + 2,
        lambda _z, _w, x: x + 2j,
    ],
    "aten.sub.Tensor": [lambda z, w, _: z - w, lambda z, _, x: x - z, lambda z, *_: z - (1 + 2j)],
    "aten.mul.Tensor": [
        lambda z, w, _: z * w,
        lambda z, _, x: x[0] * z,
        lambda z, *_: 3 * z,
        lambda z, *_: z * (1 - 2j),
        lambda _z, _w, x: x * 2j,
    ],
    "aten.div.Tensor": [
        lambda z, w, _: z / w,
        lambda z, _, x: z / x,
        lambda z, _, x: x / z,
        lambda z, *_: z / 2j,
    ],
    "aten.neg.default": [lambda z, *_: -z],
    "aten.exp.default": [lambda z, *_: z.exp()],
    "aten.sum.default": [lambda z, *_: z.sum()],
    "aten.sum.dim_IntList": [lambda z, *_: z.sum(1, keepdim=True)],
    "aten.mean.default": [lambda z, *_: z.mean()],
    "aten.mean.dim": [lambda z, *_: z.mean(0)],
    "aten.einsum.default": [lambda z, w, _: torch.einsum("ij,kj->ik", z, w)],
    "aten.matmul.default": [lambda z, w, _: z @ w.T, lambda z, w, x: z @ (x + 0 * w).T],
    "aten._to_copy.default": [lambda _z, _w, x: x.to(torch.complex128)],
    "aten._conj.default": [lambda z, w, _: z * w.conj()],
    "aten.conj_physical.default": [lambda z, *_: z.conj_physical()],
    "aten.complex.default": [lambda _z, _w, x: torch.complex(x, x.sin())],
    "aten.polar.default": [lambda _z, _w, x: torch.polar(x.exp(), x)],
    "aten.view_as_complex.default": [lambda z, *_: z],
    "aten.cat.default": [lambda z, w, _: torch.cat([z, w], 1), lambda z, _, x: torch.cat([z, x])],
    "aten.view.default": [lambda z, *_: z.reshape(3, 2).T],
    "aten.select.int": [lambda z, *_: z[1, :2]],
}
_TO_REAL: Final[Mapping[str, list[Function]]] = {
    "aten.view_as_real.default": [lambda z, *_: torch.view_as_real(z)],
    "aten.real.default": [lambda z, w, _: (z * w).real],
    "aten.imag.default": [lambda z, w, _: (z * w).imag],
}
FUNCTIONS: Final[Mapping[str, list[Function]]] = {**_TO_COMPLEX, **_TO_REAL}
COMPLEX: Final = {*complex_numbers.RULES, *complex_numbers.TO_REAL}
