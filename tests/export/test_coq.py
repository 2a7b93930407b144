"""The export to Coq: what it cannot do yet is said with the rule's name."""

from __future__ import annotations

import pytest

from certsim import Model, certify
from certsim.export.checked import CannotExport
from certsim.export.coq import to_coq


def test_a_rule_that_is_not_written_yet_is_named() -> None:
    model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    certificate = certify(model, ["a = b"]).certificate
    assert certificate
    with pytest.raises(CannotExport, match="the rule 'symmetry' cannot be exported to coq") as raised:
        to_coq(certificate)
    assert raised.value.rule == "symmetry"
