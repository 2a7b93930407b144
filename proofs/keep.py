"""Keeps what a program here proves: `python proofs/union.py` writes `proofs/certificates/union/`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from certsim import Core, Result, store


def keep(program: str, proved: Iterable[Result | Core]) -> None:
    """Writes the certificates of a program, under the names of what they prove, and says what that is."""
    path = Path(program).resolve()
    found = list(proved)
    ((*files,),) = store.certificate_paths(
        path.parent / "certificates", [(path, [one.candidate for one in found])]
    )
    store.prepare({file.parent for file in files})
    for one, file in zip(found, files, strict=True):
        if one.certificate is None:
            sys.exit(f"{one.candidate}: {one.summary}")
        store.write(file, one.certificate)
        sys.stdout.write(f"{one.candidate}: {one.summary}\n")
