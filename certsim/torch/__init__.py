"""Audits of PyTorch modules: what a checkpoint can never learn (theory T24).

>>> from certsim.torch import audit
>>> audit.__module__
'certsim.torch.audits'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certsim.torch.audits import Audit as Audit
    from certsim.torch.audits import audit as audit
    from certsim.torch.findings import Finding as Finding

__all__ = ["Audit", "Finding", "audit"]

_HOMES = {"Audit": "audits", "Finding": "findings", "audit": "audits"}


def __getattr__(name: str) -> object:
    """Loads an exported name from the module it lives in; PyTorch is loaded when a module is audited."""
    if name not in _HOMES:
        raise AttributeError(f"module 'certsim.torch' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"certsim.torch.{_HOMES[name]}"), name)
