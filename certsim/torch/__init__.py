"""Audits of PyTorch modules: what a checkpoint can never learn (theory T24).

>>> from certsim.torch import audit
>>> audit.__module__
'certsim.torch.report.audits'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certsim.torch.bridge.bridge import point_of as point_of
    from certsim.torch.bridge.bridge import spec_of as spec_of
    from certsim.torch.bridge.narrow import reduce as reduce
    from certsim.torch.report.audits import Audit as Audit
    from certsim.torch.report.audits import audit as audit
    from certsim.torch.search.findings import Finding as Finding

__all__ = ["Audit", "Finding", "audit", "point_of", "reduce", "spec_of"]

_HOMES = {
    "Audit": "report.audits",
    "Finding": "search.findings",
    "audit": "report.audits",
    "point_of": "bridge.bridge",
    "reduce": "bridge.narrow",
    "spec_of": "bridge.bridge",
}


def __getattr__(name: str) -> object:
    """Loads an exported name from the module it lives in; PyTorch is loaded when a module is audited."""
    if name not in _HOMES:
        raise AttributeError(f"module 'certsim.torch' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"certsim.torch.{_HOMES[name]}"), name)
