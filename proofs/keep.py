"""Keeps what a program here proves: `python proofs/union.py` writes `proofs/certificates/union/`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from certsim import ConservedQuantities, Core, OrbitResult, Result, store

Theorem: TypeAlias = Result | Core | tuple[str, OrbitResult | ConservedQuantities]
"""What a program proves; orbits and laws get their names from it."""


def named(theorem: Theorem) -> tuple[str, Result | Core | OrbitResult | ConservedQuantities]:
    """The name under which a theorem's certificate is kept, and what has the certificate."""
    return theorem if isinstance(theorem, tuple) else (theorem.candidate, theorem)


def keep(program: str, proved: Iterable[Theorem]) -> None:
    """Writes the certificates of a program, under the names of what they prove, and says what that is."""
    path = Path(program).resolve()
    found = list(map(named, proved))
    ((*files,),) = store.certificate_paths(
        path.parent / "certificates", [(path, [name for name, _ in found])]
    )
    store.prepare({file.parent for file in files})
    for (name, one), file in zip(found, files, strict=True):
        if one.certificate is None:
            sys.exit(f"{name}: {one.summary}")
        store.write(file, one.certificate)
        sys.stdout.write(f"{name}: {one.summary}\n")
