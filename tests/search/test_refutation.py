"""Counterexamples that are found are accepted; where there are none, none are found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from certsim import Model
from certsim.kernel.evidence.records import Leaves
from certsim.kernel.rules import refutation as rule
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import read_claim
from certsim.model.spec import read_spec
from certsim.search.refutation import find_leaving
from tests.search.given import DIAGONAL, RIGHT, ROUND, STILL, TANH, fields, limits, setting


def leaving(given: Setting, longest: int = 3) -> Leaves | None:
    return find_leaving(given, limits(5), points=8, longest=longest)


LEFT: dict[str, tuple[Model, list[str], dict[str, Any], int]] = {
    "a line": (RIGHT, ["x = 0"], {}, 1),
    "a line, with a condition": (RIGHT, ["x = 0"], {"where": ["y > 1"]}, 1),
    "a circle": (DIAGONAL, ["a**2 + b**2 = 3"], {}, 1),
    "every circle": (DIAGONAL, ["a**2 + b**2 = c"], {"constants": ["c"]}, 1),
    "a network": (TANH, ["W[0] = W[1]"], {}, 1),
    "a network without a closed form": (
        Model.parse("a @ atan(w*x)", parameters=["a[2]", "w[2]"], inputs=["x"]),
        ["w[0] = w[1]"],
        {},
        1,
    ),
    "a nested network": (
        Model.parse("a @ tanh(tanh(w*x))", parameters=["a[2]", "w[2]"], inputs=["x"]),
        ["w[0] = w[1]"],
        {},
        1,
    ),
    "a quotient": (Model.parse("x/(a + b)", parameters=["a", "b"], inputs=["x"]), ["a = 0"], {}, 1),
    "a double line": (RIGHT, ["x**2 = 0"], {}, 2),
    "a triple line": (RIGHT, ["x**3 = 0"], {}, 3),
    "a point that only the second field leaves": (fields(["y", "0"], ["0", "1"]), ["x = 0", "y = 0"], {}, 1),
}


@pytest.mark.parametrize("case", LEFT)
def test_a_set_that_is_left_is_refuted_by_a_word_of_the_least_length(case: str) -> None:
    model, equations, parts, length = LEFT[case]
    given = setting(model, equations, **parts)
    found = leaving(given)
    assert found is not None
    assert len(found.word) == length
    rule.leaving(given, given.claim.candidate, found)
    if length > 1:
        assert leaving(given, length - 1) is None


@pytest.mark.parametrize("facts", [[], ["odd"], ["even"], ["zero_at_zero"], ["even", "zero_at_zero"]])
def test_concrete_functions_have_the_facts(facts: list[str]) -> None:
    model = Model.parse(
        "a @ s(w*x)", parameters=["a[2]", "w[2]"], inputs=["x"], functions={"s": dict.fromkeys(facts, True)}
    )
    given = setting(model, ["w[0] = w[1]"])
    found = leaving(given)
    assert found is not None
    rule.leaving(given, given.claim.candidate, found)


@pytest.mark.parametrize(
    ("model", "equations"),
    [
        (ROUND, ["x**2 + y**2 = 3"]),
        (DIAGONAL, ["a = b"]),
        (TANH, ["W[0] = -W[1]", "a[0] = -a[1]"]),
        (STILL, ["x**2 = y**3"]),
        (RIGHT, ["x**2 + y**2 = -1"]),
    ],
)
def test_an_invariant_set_is_not_left(model: Model, equations: list[str]) -> None:
    assert find_leaving(setting(model, equations), limits(2), points=4, longest=2) is None


def test_precision_follows_the_numbers() -> None:
    """Where x = 10^40 + 1 and y = 1 the field xy - 10^40 is 1, and where x = 10^-90 it is not 0 either."""
    for field, equation in (("x*y - 10**40", "x*y = 10**40 + 1"), ("x - x*y + x**2", "x = 1/10**90")):
        given = setting(fields([field, "0"]), [equation, "y = 1"])
        assert leaving(given) is not None


NOT_RATIONAL = "one constant at two places", "circles, and a level that is no law"
"""There 4b² + c² = 3a², and x² + y² = r²."""
FAMILIES = sorted((Path(__file__).parents[1] / "corpus" / "questions").glob("families_*.toml"))


@pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", range(10))
def test_levels_are_refuted_at_rational_points_whatever_the_seed(path: Path, seed: int) -> None:
    """The constants are solved for last, so that nothing but the parameters has to be chosen."""
    spec = read_spec(path)
    for candidate in (one for one in spec.candidates if one.expect == "refuted"):
        statement = {"model": spec.model.statement, "candidate": candidate.statement, "verdict": "certified"}
        given = Setting.of(read_claim(statement))
        found = find_leaving(given, limits(5, seed=seed), points=12, longest=2)
        assert found is not None
        assert found.place.root is None or candidate.name in NOT_RATIONAL
