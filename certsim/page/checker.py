"""The verified checker as a script, which a page embeds to check its certificates in the reader's browser."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from certsim.verified import page_checker

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
    try:
        return Bundle(page_checker())
    except FileNotFoundError:
        return None
