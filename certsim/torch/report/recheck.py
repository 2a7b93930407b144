"""Certificates of audits, checked again: what they say. PyTorch is not needed."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

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
