"""The export to Coq: the claim in the words of the theory in `verified/`, and its proof by computation."""

from __future__ import annotations

from certsim.export.checked import CannotExport, checked, rule_of


def to_coq(certificate: bytes) -> str:
    """A file for coqc that proves the claim of the certificate; raises `CannotExport`.

    No rule is written yet: this is the place for it. The kernel has accepted the certificate here, and
    `checked` returns its claim and its evidence.
    """
    accepted = checked(certificate)
    rule = rule_of(accepted.certificate.evidence.proof)
    raise CannotExport(rule, "coq", "it is not written yet")
