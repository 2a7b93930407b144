"""The questions of tests/corpus/questions: each candidate is decided as a mathematician decides it.

Each file is a spec. A line before each candidate says why its verdict is what it is. No verdict was written
down from what certsim says of it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from certsim import Candidate, Model, Options, certify, read_spec

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
        assert len(REASON.findall(path.read_text("utf-8"))) == len(questions) > 0
        assert all(question.candidate.expect in ("certified", "refuted", "empty") for question in questions)

    def test_are_near_misses_for_a_third(self) -> None:
        asked = Counter(question.candidate.expect for question in QUESTIONS)
        assert len(QUESTIONS) >= 60
        assert 3 * asked["refuted"] >= len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_a_question_is_decided_as_expected(question: Question) -> None:
    result = certify(question.model, question.candidate, options=Options(TIMEOUT))
    if question.candidate.expect == "empty":
        assert result.manifold.status == "empty"
    else:
        assert str(result.verdict) == question.candidate.expect, (result.reason, result.hint)
