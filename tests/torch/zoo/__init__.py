"""Small modules, each with what an audit of it must find."""

from __future__ import annotations

from tests.torch.zoo import (
    attention,
    fields,
    initialisations,
    lora,
    mixtures,
    recurrent,
    residual,
    transformers,
    units,
    vision,
)
from tests.torch.zoo.table import ZOO, Entry, Expected, Finding, mask

__all__ = [
    "ZOO",
    "Entry",
    "Expected",
    "Finding",
    "attention",
    "fields",
    "initialisations",
    "lora",
    "mask",
    "mixtures",
    "recurrent",
    "residual",
    "transformers",
    "units",
    "vision",
]
