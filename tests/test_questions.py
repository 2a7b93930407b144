"""The questions of tests/corpus/questions: each candidate is decided as a mathematician decides it.

Each file is a spec. A line before each candidate, or at the top, says why its verdict is what it is.
`commands.toml` has questions to other commands. No answer was written down from what certsim says.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from certsim import Candidate, Model, Options, certify, core, laws, locate, read_point, read_spec, symmetries

HERE = Path(__file__).parent / "corpus" / "questions"
FILES = sorted(path for path in HERE.glob("*.toml") if path.name != "commands.toml")
TIMEOUT = 300.0
"""Of a question, which takes seconds: a machine under load is no reason to fail."""
REASON = re.compile(r"^# Why: .*\n(?:# .*\n)*\[\[candidates\]\]$", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """A candidate with the verdict that is right."""

    file: str
    model: Model
    candidate: Candidate

    def __str__(self) -> str:
        return f"{self.file}: {self.candidate.name}"


def read_questions(path: Path) -> list[Question]:
    spec = read_spec(path)
    return [Question(path.stem, spec.model, candidate) for candidate in spec.candidates]


QUESTIONS = [question for path in FILES for question in read_questions(path)]


class TestTheQuestions:
    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_come_with_a_verdict_and_its_reason(self, path: Path) -> None:
        questions = read_questions(path)
        text = path.read_text("utf-8")
        assert text.startswith("# ") or len(REASON.findall(text)) == len(questions) > 0
        assert all(question.candidate.expect in ("certified", "refuted", "empty") for question in questions)

    def test_are_near_misses_for_a_third(self) -> None:
        asked = Counter(question.candidate.expect for question in QUESTIONS)
        assert len(QUESTIONS) >= 200
        assert 3 * asked["refuted"] >= len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_a_question_is_decided_as_expected(question: Question) -> None:
    result = certify(question.model, question.candidate, options=Options(TIMEOUT))
    if question.candidate.expect == "empty":
        assert result.manifold.status == "empty"
    else:
        assert str(result.verdict) == question.candidate.expect, (result.reason, result.hint)


Asked: TypeAlias = Mapping[str, Any]
COMMANDS: Mapping[str, list[Asked]] = tomllib.loads((HERE / "commands.toml").read_text("utf-8"))


def model_of(asked: Asked) -> Model:
    inputs = asked.get("inputs", ["x"])
    return Model.parse(asked["outputs"], parameters=asked["parameters"], inputs=inputs)


def asked_of(command: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("asked", COMMANDS[command], ids=lambda asked: f"{asked['outputs']}")


class TestOtherCommands:
    def test_have_a_reason_for_each_answer(self) -> None:
        assert all(asked["why"] for table in COMMANDS.values() for asked in table)

    @asked_of("symmetries")
    def test_symmetries_are_all_found_or_not_called_complete(self, asked: Asked) -> None:
        found = symmetries(model_of(asked), options=Options(TIMEOUT))
        assert found.order <= asked["order"]
        assert found.order == asked["order"] or not found.group.complete

    @asked_of("laws")
    def test_laws_are_all_found(self, asked: Asked) -> None:
        found = laws(model_of(asked), options=Options(TIMEOUT))
        assert found.independent == asked["independent"]
        assert len(found.laws) == found.independent
        assert found.complete is not False

    @asked_of("locate")
    def test_locate_finds_a_set_that_is_small_enough_and_not_too_small(self, asked: Asked) -> None:
        model = model_of(asked)
        found = locate(model, read_point(model, asked["at"]), options=Options(TIMEOUT))
        least, most = asked["dimension"]
        assert least <= found.dimension <= most

    @asked_of("core")
    def test_cores_are_not_too_small(self, asked: Asked) -> None:
        found = core(model_of(asked), asked["equations"], options=Options(TIMEOUT))
        if asked.get("empty"):
            assert found.comparison == "empty"
            assert found.largest
        else:
            assert found.manifold.dimension == asked["dimension"]

    @asked_of("certify")
    def test_optimisers_keep_what_they_keep(self, asked: Asked) -> None:
        found = certify(model_of(asked), asked["equations"], options=Options(TIMEOUT))
        assert {name: found.optimisers[name] for name in asked["optimisers"]} == asked["optimisers"]
