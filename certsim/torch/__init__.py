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
    from certsim.torch.bridge import point_of as point_of
    from certsim.torch.bridge import spec_of as spec_of
    from certsim.torch.findings import Finding as Finding
    from certsim.torch.narrow import reduce as reduce

__all__ = ["Audit", "Finding", "audit", "point_of", "reduce", "spec_of"]

_HOMES = {
    "Audit": "audits",
    "Finding": "findings",
    "audit": "audits",
    "point_of": "bridge",
    "reduce": "narrow",
    "spec_of": "bridge",
}


def __getattr__(name: str) -> object:
    """Loads an exported name from the module it lives in; PyTorch is loaded when a module is audited."""
    if name not in _HOMES:
        raise AttributeError(f"module 'certsim.torch' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"certsim.torch.{_HOMES[name]}"), name)
