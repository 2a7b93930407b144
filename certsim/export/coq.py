"""The export to Coq: the claim in the words of the theory in `verified/`, and its proof by computation."""

from __future__ import annotations

from typing import Final

from certsim import verified
from certsim.export.checked import CannotExport, checked, rule_of

_TIMEOUT: Final = 600.0


def to_coq(certificate: bytes) -> str:
    """A file for coqc that proves the claim of the certificate; raises `CannotExport`.

    The verified checker writes it, as it has to know every call that the model makes; coqc then checks the
    proof again, with the theory and nothing of the program.
    """
    accepted = checked(certificate)
    written = verified.write_coq(verified.require_program(), certificate, _TIMEOUT)
    if isinstance(written, str):
        return written
    why = written.message or written.status
    raise CannotExport(rule_of(accepted.certificate.evidence.proof), "coq", why)
