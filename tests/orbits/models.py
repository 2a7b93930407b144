"""Models whose orbits are known."""

from __future__ import annotations

from certsim import Model
from certsim.kernel.statement.model import KernelModel, read_model


def read(outputs: str, parameters: str, inputs: str = "", **options: object) -> KernelModel:
    """The model, as the kernel sees it; names stand between blanks."""
    model = Model.parse(outputs, parameters=parameters.split(), inputs=inputs.split(), **options)  # type: ignore[arg-type]
    return read_model(model.statement)
