"""Models with parts that are written by hand, as the kernel reads them."""

from __future__ import annotations

from certsim import Model


def with_parts(model: Model, **parts: object) -> Model:
    """The model with more in its statement, such as ``frozen=["b"]`` or ``data=[{"x": "1"}]``."""
    return Model({**model.statement, **parts}, model.name)
