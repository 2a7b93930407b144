"""Which sets no symmetry induces: said with proof only (theorem T8)."""

from __future__ import annotations

import pytest

from certsim import Model, certify
from certsim.kernel.check import check

PRODUCT = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
SUM = Model.from_fields([["b", "-a", "0"]], parameters=["a", "b", "c"])


@pytest.mark.parametrize(
    ("model", "equations", "where", "induced"),
    [
        (PRODUCT, ["a**2 - b**2 = 3"], [], False),
        (PRODUCT, ["a**2 - b**2 = 3"], ["a > 0"], False),
        (PRODUCT, ["a**2 = b**2"], [], False),
        (PRODUCT, ["a = b"], [], True),
        (PRODUCT, ["(a - b)**2 = 0"], [], None),
        (PRODUCT, ["a**2 + b**2 = 0"], [], None),
        (SUM, ["a**2 + b**2 = 25", "c = 1"], [], False),
        (SUM, ["a**2 + b**2 = 3", "c = 1"], [], None),
        (SUM, ["c = 1"], [], None),
    ],
)
def test_a_set_that_is_not_affine_is_induced_by_no_symmetry(
    model: Model, equations: list[str], where: list[str], induced: bool | None
) -> None:
    """A circle without rational points leaves the question open, and so do affine sets."""
    result = certify(model, equations, where=where)
    assert result.verdict.value == "certified"
    assert result.symmetry_induced is induced
    assert result.certificate is not None
    assert check(result.certificate).symmetry_induced is induced


def test_of_a_family_of_sets_nothing_is_said() -> None:
    assert certify(PRODUCT, ["a**2 - b**2 = c"], constants=["c"]).symmetry_induced is None
