"""Certificates of audits for `check`: what they say, and whether weights are those that they are about."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from certsim.commands.shared import read_certificate
from certsim.judge import Options
from certsim.kernel.errors import KernelError, LimitExceeded, MalformedCertificate
from certsim.kernel.statement.strict_json import load
from certsim.pipeline import Check, error_text

if TYPE_CHECKING:
    from certsim.model.spec import Spec

KEPT: Final = "kept"
"""The verdict of an audit."""
_MARK: Final = re.compile(rb'"kind"\s*:\s*"audit"')


def is_audit(data: bytes) -> bool:
    """Whether a certificate is one of an audit; what cannot be read is none."""
    if not _MARK.search(data):
        return False
    try:
        document = load(data)
    except KernelError:
        return False
    return isinstance(document, dict) and document.get("kind") == "audit"


def recheck_audit(data: bytes, options: Options, specs: Collection[Spec]) -> Check:
    """Checks the certificate of an audit, which no spec is about; the weights are not looked at."""
    from certsim.torch.checker.certificate import check_audit
    from certsim.torch.checker.statement import statement

    try:
        checked = check_audit(data)
    except MalformedCertificate as error:
        return Check("malformed", error_text(error))
    except KernelError as error:
        return Check("invalid", str(error), is_too_long=isinstance(error, LimitExceeded))
    claim = {"verdict": KEPT, **statement(checked)}
    if specs:
        return Check("invalid", "it is about a tensor graph, and about no spec", claim)
    if not checked.rests_on_relu0:
        return Check("valid", None, claim)
    names = ",".join(("relu0", *sorted(options.allow)))
    hint = None if "relu0" in options.allow else f"It rests on relu'(0) = 0. To allow this: --allow {names}"
    return Check("valid if" if hint else "valid", hint, claim, ("relu0: the derivative of relu at 0 is 0",))


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
