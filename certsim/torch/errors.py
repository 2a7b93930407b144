"""The error of modules that cannot be audited."""

from __future__ import annotations

from certsim.errors import CertsimError


class AuditError(CertsimError):
    """A module, or its inputs, of which no audit can be made."""

    kind = "audit"
