"""The certificates that other checkers are tried on: those of the corpus, and those of a few claims."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
ACCEPTED: Final = ROOT / "tests/corpus/accept"
PROOFS: Final = ROOT / "proofs/certificates"
CLAIMS: Final = ("image", "intersection", "linear_models", "linear_networks", "orbits", "product", "union")
"""Of the other claims the bare kernel alone checks all certificates, each time: they are many."""


def of_claims() -> list[Path]:
    """The certificates of a few claims."""
    return sorted(path for claim in CLAIMS for path in (PROOFS / claim).glob("*.json"))


def accepted() -> list[Path]:
    """The certificates of the corpus that the kernel accepts, and those of a few claims."""
    return sorted([*ACCEPTED.glob("*.json"), *of_claims()])
