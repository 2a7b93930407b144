"""What is exported has been accepted by the kernel; why nothing is can be told to another process."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from certsim.export.checked import CannotExport, NoProof, checked, rule_of

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("symmetry_swap", "symmetry"),
        ("tangency_relu", "tangency"),
        ("empty_by_solver", "empty"),
        ("core_inside", "core"),
        ("leaving_rational", "leaving"),
        ("crossing_a_condition", "crossing"),
        ("laws_of_a_product", "laws"),
        ("orbit_origin", "orbit"),
    ],
)
def test_the_rule_has_the_name_that_the_certificate_gives_it(name: str, rule: str) -> None:
    accepted = checked((CORPUS / "accept" / f"{name}.json").read_bytes())
    assert rule_of(accepted.certificate.evidence.proof) == rule


@pytest.mark.parametrize(("folder", "status"), [("reject", 1), ("malformed", 2)])
def test_what_the_kernel_refuses_is_no_proof(folder: str, status: int) -> None:
    path = next(path for path in sorted((CORPUS / folder).iterdir()) if path.suffix == ".json")
    with pytest.raises(NoProof) as raised:
        checked(path.read_bytes())
    assert raised.value.exit_status == status


def test_errors_come_through_a_pipe_as_they_are() -> None:
    for error in (CannotExport("laws", "smt2", "no\nwords"), NoProof("invalid: why", 1)):
        again = pickle.loads(pickle.dumps(error))
        assert (str(again), again.exit_status) == (str(error), error.exit_status)
        assert "\n" not in str(again)
