"""Certificates of audits for `check`: whether weights are those that they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from certsim.kernel.errors import KernelError
from certsim.pipeline import Check
from certsim.store import read_certificate
from certsim.torch.report.recheck import is_audit


def compare_weights(paths: Sequence[Path], checks: Sequence[Check], weights: Path) -> list[Check]:
    """The checks of certificates, after the weights of a checkpoint were compared with them.

    That happens in this process, which may use all memory: checkpoints are large.
    """
    from certsim.torch.capture.checkpoints import read_checkpoint
    from certsim.torch.checker.certificate import check_weights, read_audit
    from certsim.torch.checker.statement import with_weights

    values = read_checkpoint(weights)
    found = []
    for path, one in zip(paths, checks, strict=True):
        data = read_certificate(path) if one.status in ("valid", "valid if") else b""
        if not data:
            found.append(one)
        elif not is_audit(data):
            found.append(replace(one, status="invalid", message="it is no audit, and is about no weights"))
        else:
            try:
                check_weights(read_audit(data), values)
                found.append(replace(one, claim=with_weights(one.claim or {})))
            except KernelError as error:
                found.append(replace(one, status="invalid", message=str(error)))
    return found
