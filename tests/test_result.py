"""What all answers have in common."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import certsim
from certsim import Model, certify, core, laws, locate, orbit, read_point, reduce, symmetries
from certsim.result import Answer
from certsim.symmetry.sims.strata import find_strata

DIAGONAL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
POINT = read_point(DIAGONAL, "a=1, b=1")

ANSWERS: dict[str, Callable[[], Answer]] = {
    "Result": lambda: certify(DIAGONAL, ["a = b"]),
    "Core": lambda: core(DIAGONAL, ["a = 0"]),
    "ConservedQuantities": lambda: laws(DIAGONAL),
    "Orbit": lambda: orbit(DIAGONAL, POINT),
    "Symmetries": lambda: symmetries(DIAGONAL),
    "Hierarchy": lambda: certsim.enumerate(DIAGONAL),
    "Location": lambda: locate(DIAGONAL, POINT),
    "Strata": lambda: find_strata(DIAGONAL, certsim.enumerate(DIAGONAL)),
    "Reduction": lambda: reduce(DIAGONAL, ["a = b"]),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_no_truth_value_and_shows_itself_on_one_line(name: str) -> None:
    answer = ANSWERS[name]()
    with pytest.raises(TypeError, match="not true or false"):
        bool(answer)
    assert repr(answer) == f"<{name}: {answer.summary}>"
    assert answer._repr_latex_().startswith(r"$\displaystyle \begin{array}{ll}\text{")
    assert "\n" not in answer.summary
