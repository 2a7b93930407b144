"""What every export begins with: a certificate that the kernel accepts; and how an export fails."""

from __future__ import annotations

from typing import Final

from certsim.errors import CertsimError
from certsim.kernel.check import Accepted, check
from certsim.kernel.errors import KernelError, MalformedCertificate, visible
from certsim.kernel.evidence.records import Invariance, Proof
from certsim.pipeline import error_text


class NoProof(CertsimError):
    """The certificate proves nothing: it cannot be read, or was read and is wrong."""

    def __init__(self, why: str, exit_status: int) -> None:
        super().__init__(why, exit_status)
        self.why: Final = why
        self.exit_status = exit_status

    def __str__(self) -> str:
        return self.why


class CannotExport(CertsimError):
    """A rule that a language has no words for; `rule` is its name."""

    exit_status = 3
    kind = "unsupported"

    def __init__(self, rule: str, language: str, why: str) -> None:
        super().__init__(rule, language, why)
        self.rule: Final = rule
        self.language: Final = language
        self.why: Final = why

    def __str__(self) -> str:
        return visible(f"the rule {self.rule!r} cannot be exported to {self.language}: {self.why}")


def checked(certificate: bytes) -> Accepted:
    """What the kernel accepts of a certificate, or `NoProof`; what that assumes is left to be asked."""
    try:
        return check(certificate)
    except MalformedCertificate as error:
        raise NoProof(visible(f"malformed: {error_text(error)}"), 2) from error
    except KernelError as error:
        raise NoProof(visible(f"invalid: {error}"), 1) from error


def rule_of(proof: Proof) -> str:
    """The name of the rule that shows what a certificate claims, as the certificate spells it.

    >>> from certsim.kernel.evidence.records import Empty
    >>> rule_of(Invariance(None, Empty(None)))
    'empty'
    """
    return proof.proof.TAG[1] if isinstance(proof, Invariance) else proof.TAG[1]
