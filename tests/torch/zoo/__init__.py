"""Small modules, each with what an audit of it must find."""

from __future__ import annotations

from tests.torch.zoo import (
    attention,
    initialisations,
    lora,
    residual,
    units,
)
from tests.torch.zoo.table import ZOO, Entry, Expected, Finding, mask

__all__ = [
    "ZOO",
    "Entry",
    "Expected",
    "Finding",
    "attention",
    "initialisations",
    "lora",
    "mask",
    "residual",
    "units",
]
