"""The verified checker as a script, which a page embeds to check its certificates in the reader's browser."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib import resources
from typing import Final

NAME: Final = "certsim-checker.js"
"""It defines `certsimCheck(bytes)`, which answers as the verified checker does."""
SECONDS: Final = 60
"""The time for one certificate in the page."""


@dataclass(frozen=True)
class Bundle:
    """The script, by its bytes."""

    script: bytes

    @property
    def digest(self) -> str:
        """Its SHA-256."""
        return hashlib.sha256(self.script).hexdigest()


def find_bundle() -> Bundle | None:
    """The script that is packaged with certsim; None where certsim was packaged without it."""
    file = resources.files("certsim.page").joinpath(NAME)
    return Bundle(file.read_bytes()) if file.is_file() else None
