"""How weights are planted."""

from __future__ import annotations

from torch import Tensor


def zero_out(*tensors: Tensor | None) -> None:
    """Puts tensors, or views of them, to zero; an absent bias is passed over."""
    for tensor in tensors:
        if tensor is not None:
            tensor.zero_()


def repeat(tensor: Tensor, axis: int, source: int, target: int, *, sign: int = 1) -> None:
    """One slice along the axis becomes a copy of another, or its opposite."""
    tensor.select(axis, target).copy_(sign * tensor.select(axis, source))


def repeat_unit(incoming: list[Tensor | None], outgoing: list[Tensor], source: int, target: int) -> None:
    """A unit becomes a copy of another: in the rows that feed it and in the columns that read it."""
    for tensor in incoming:
        if tensor is not None:
            repeat(tensor, 0, source, target)
    for tensor in outgoing:
        repeat(tensor, 1, source, target)
