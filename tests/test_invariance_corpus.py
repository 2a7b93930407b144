"""The problems of tests/corpus/invariance: decided as the literature says, nearly all by exact arithmetic."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy

from certsim import Candidate, Model, Options, Result, Verdict, certify, read_spec
from tests.oracle import DIGITS, Flow, scalars
from tests.oracle_flow import SEEN, departure, excursion, flow

HERE = Path(__file__).parent / "corpus" / "invariance"
RATCHET = tomllib.loads((HERE / "ratchet.toml").read_text(encoding="utf-8"))
FILES = sorted(path for path in HERE.glob("*.toml") if path.name != "ratchet.toml")
TIMEOUT = 30.0
KINDS = {
    "certified": {"", "radical", "real radical", "condition", "empty"},
    "refuted": {"", "silent"},
}


@dataclass(frozen=True)
class Problem:
    """A candidate of the corpus, with its kind (see the README there)."""

    file: str
    kind: str
    model: Model
    candidate: Candidate

    def __str__(self) -> str:
        return f"{self.file}: {self.candidate.name}"


@cache
def result_of(problem: Problem, allow: tuple[str, ...] = ("z3",)) -> Result:
    return certify(problem.model, problem.candidate, options=Options(TIMEOUT, allow=allow))


def read_problems(path: Path) -> list[Problem]:
    spec = read_spec(path)
    kinds = re.findall(
        r"^# Why(?: \((.*?)\))?: .*\n\[\[candidates\]\]$", path.read_text("utf-8"), re.MULTILINE
    )
    return [
        Problem(path.stem, kind, spec.model, candidate)
        for kind, candidate in zip(kinds, spec.candidates, strict=True)
    ]


PROBLEMS = [problem for path in FILES for problem in read_problems(path)]


def every(*kinds: str, expect: str | None = None) -> pytest.MarkDecorator:
    """One test for each problem of the kinds (of any, if none is named)."""
    chosen = [
        pytest.param(problem, marks=[pytest.mark.campaign] if str(problem) in RATCHET["slow"] else [])
        for problem in PROBLEMS
        if (not kinds or problem.kind in kinds) and expect in (None, problem.candidate.expect)
    ]
    return pytest.mark.parametrize("problem", chosen, ids=str)


class TestTheCorpus:
    def test_has_problems_of_all_kinds(self) -> None:
        assert len(PROBLEMS) >= 64
        assert sum(problem.candidate.expect == "refuted" for problem in PROBLEMS) >= 22
        assert sum(problem.kind in ("silent", "radical", "real radical") for problem in PROBLEMS) >= 14

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_names_its_sources_and_its_verdicts(self, path: Path) -> None:
        assert path.read_text("utf-8").startswith("# Source: ")
        for problem in read_problems(path):
            assert problem.kind in KINDS[problem.candidate.expect or "none"], str(problem)

    @every("radical", "real radical", "silent", "")
    def test_knows_which_derivatives_are_in_the_ideal(self, problem: Problem) -> None:
        """By SymPy's Gröbner bases; `silent` ones are not in it either."""
        spec = tomllib.loads((HERE / f"{problem.file}.toml").read_text("utf-8"))
        if "fields" not in spec["model"]:
            pytest.skip("a gradient family")
        given = next(c for c in spec["candidates"] if c["name"] == problem.candidate.name)
        if problem.kind:
            assert not derivatives_in_ideal(spec["model"], given)
        elif problem.candidate.expect == "certified":
            assert derivatives_in_ideal(spec["model"], given)


def derivatives_in_ideal(model: dict[str, Any], candidate: dict[str, Any]) -> bool:
    """Whether every L_X g is in (g), and every L_X h in (g, h)."""
    symbols = {name: sympy.Symbol(name) for name in [*model["parameters"], *candidate.get("constants", [])]}

    def polynomial(text: str) -> Any:
        left, right = re.split("!=|[=<>]", f"{text} = 0")[:2]
        return sympy.expand(sympy.sympify(f"({left})-({right})", locals=symbols, rational=True))

    # Constants come after the parameters, and no field moves them.
    fields = [dict(zip(symbols.values(), map(polynomial, field), strict=False)) for field in model["fields"]]
    equations = [g for g in map(polynomial, candidate["equations"]) if g != 0]
    claims = [(equations, g) for g in equations]
    claims += [([*equations, h], h) for h in map(polynomial, candidate.get("where", []))]
    return all(
        sympy.groebner(ideal, *symbols.values(), order="grevlex", domain="QQ").contains(
            sympy.expand(sum(p.diff(name) * rate for name, rate in field.items()))
        )
        for ideal, p in claims
        for field in fields
    )


class TestTheOracle:
    """An oracle that sees everything leave, or nothing, would be of no use."""

    CIRCLE = Model.from_fields([["-y", "x"]], parameters=["x", "y"])

    def test_integrates_to_many_digits(self) -> None:
        with mpmath.workdps(DIGITS):
            field = Flow(self.CIRCLE.statement).field({"field": 0})
            x, y = flow(field, [mpmath.mpf(1), mpmath.mpf(0)], mpmath.mpf(3))
            assert abs(x - mpmath.cos(3)) + abs(y - mpmath.sin(3)) < mpmath.mpf("1e-45")

    @pytest.mark.parametrize(
        ("equation", "point", "leaves"),
        [
            ("x**2 + y**2 = 1", ["1", "0"], False),
            ("y = 0", ["1", "0"], True),
            ("y = 0", ["0", "0"], False),
            ("y = 0", ["0", "1"], False),  # no point of the set
            ("y**2 = 0", ["1", "0"], True),
        ],
    )
    def test_sees_what_leaves(self, equation: str, point: list[str], leaves: bool) -> None:
        candidate = Candidate.parse(self.CIRCLE, [equation])
        witness = {"constants": {}, "point": dict(zip("xy", point, strict=True)), "violates": "equation"}
        seen = departure(self.CIRCLE.statement, candidate.statement, {**witness, "word": [{"field": 0}]})
        assert (seen > SEEN) == leaves


class TestEveryProblem:
    @every()
    def test_is_decided_as_expected(self, problem: Problem) -> None:
        result = result_of(problem)
        assert result.seconds <= TIMEOUT
        if str(problem) in RATCHET["unknown"]:
            assert result.verdict is Verdict.UNKNOWN, "it is decided: take it off the list"
            return
        assert str(result.verdict) == problem.candidate.expect, (result.reason, result.hint)
        if problem.kind == "empty":
            assert result.manifold.status == "empty"
        if problem.kind == "silent" and result.witness is not None:
            assert len(result.witness.word) > 1, "no first derivative tells"
        rests_on_z3 = any(assumption.startswith("z3") for assumption in result.assumptions)
        assert rests_on_z3 == (str(problem) in RATCHET["z3"])

    @every(expect="refuted")
    def test_is_seen_to_be_left_if_it_is_refuted(self, problem: Problem) -> None:
        result = result_of(problem)
        if result.witness is not None:
            witness = result.witness.to_json()
            assert departure(problem.model.statement, problem.candidate.statement, witness) > SEEN

    @pytest.mark.campaign
    @every(expect="certified")
    def test_is_not_seen_to_be_left_if_it_is_invariant(self, problem: Problem) -> None:
        """From points near the set, found numerically where that succeeds."""
        draw = random.Random(str(problem))
        model, candidate = problem.model.statement, problem.candidate.statement
        letters = some_letters(model)
        for _ in range(12):
            start = [mpmath.mpf(draw.uniform(-2, 2)) for _ in scalars(model["parameters"])]
            values = {
                name: mpmath.mpf(draw.choice((-1, 0, 1, 2)))
                for name in scalars(candidate.get("constants", []))
            }
            away = excursion(model, candidate, start, letters, values)
            assert away is None or away < mpmath.mpf("1e-12")


def some_letters(model: Any) -> list[dict[str, Any]]:
    """All the fields; of a gradient family, each output at one input."""
    if "fields" in model:
        return [{"field": at} for at in range(len(model["fields"]))]
    inputs = {name: f"{2 + at}/3" for at, name in enumerate(scalars(model["inputs"]))}
    with mpmath.workdps(DIGITS):
        theta = [mpmath.mpf(1)] * len(scalars(model["parameters"]))
        count = len(Flow(model).outputs(theta, {name: mpmath.mpf(1) for name in inputs}))
    return [{"output": at, "input": inputs} for at in range(count)]


class TestTheRatchet:
    @pytest.mark.parametrize("name", RATCHET["z3"])
    def test_a_listed_problem_is_not_provable_without_the_solver(self, name: str) -> None:
        problem = next(problem for problem in PROBLEMS if str(problem) == name)
        assert result_of(problem, allow=()).verdict is Verdict.UNKNOWN, "take it off the list"

    def test_lists_problems_of_the_corpus_once(self) -> None:
        listed = [*RATCHET["z3"], *RATCHET["unknown"], *RATCHET["slow"]]
        assert len(set(listed)) == len(listed)
        assert set(listed) <= {str(problem) for problem in PROBLEMS}

    def test_at_most_a_tenth_needs_more_than_exact_arithmetic(self) -> None:
        assert 10 * len([*RATCHET["z3"], *RATCHET["unknown"]]) <= len(PROBLEMS)
