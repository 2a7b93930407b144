"""What is wrong with a module, its file or its checkpoint, where its user can mend it."""

from __future__ import annotations

from certsim.errors import CertsimError


class AuditError(CertsimError):
    """A module that cannot be loaded, exported or given its weights: one message, and a hint."""

    kind = "module"
