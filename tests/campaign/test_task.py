"""Keys of tasks: what changes them, and what does not."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from certsim import Candidate, CertsimError, Model, Options
from certsim.campaign import task as tasks
from certsim.campaign.task import Question, Task, members, read_task, tasks_of
from tests.campaign.stores import FAMILY, write
from tests.conftest import environment

MODEL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], name="a product")
SET = Candidate.parse(MODEL, ["a = b"], name="diagonal")
TASK = Task(Question(), MODEL, SET)
OTHER_MODEL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], rates={"a": 2})


def test_a_key_is_a_digest() -> None:
    assert len(TASK.key) == 64
    assert set(TASK.key) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    "same",
    [
        replace(TASK, model=replace(MODEL, name="another name")),
        replace(TASK, candidate=Candidate("another name", SET.statement, "refuted")),
        replace(TASK, question=Question(options=Options(timeout=1, seed=7))),
        replace(TASK, question=Question(degree=3)),
        replace(TASK, question=Question(options=Options(allow=["relu", "z3"]))),
        replace(TASK, model=Model(dict(reversed(MODEL.statement.items())))),
    ],
    ids=["model's name", "candidate's name", "time and seed", "degree", "order of names", "order of keys"],
)
def test_names_times_and_seeds_are_no_part_of_a_key(same: Task) -> None:
    assert same.key == TASK.key


@pytest.mark.parametrize(
    "other",
    [
        replace(TASK, model=OTHER_MODEL),
        replace(TASK, candidate=Candidate.parse(MODEL, ["a = -b"])),
        replace(TASK, question=Question("core")),
        replace(TASK, question=Question(options=Options(allow=["relu"]))),
        Task(Question("laws"), MODEL, None),
        Task(Question("laws", degree=3), MODEL, None),
        Task(Question("enumerate"), MODEL, None),
    ],
    ids=["model", "candidate", "command", "assumptions", "laws", "degree", "enumerate"],
)
def test_what_can_change_an_answer_changes_the_key(other: Task) -> None:
    assert other.key != TASK.key


def test_another_version_is_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = TASK.key
    monkeypatch.setattr(tasks, "version", lambda: "another")
    assert replace(TASK).key != before


def test_the_version_is_that_of_sources_and_libraries(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    version = tasks.version.__wrapped__
    room = tmp_path / "campaign"
    room.mkdir()
    (tmp_path / "module.py").write_text("a = 1\n", encoding="utf-8")
    monkeypatch.setattr(tasks, "__file__", str(room / "task.py"))
    before = version()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "module.py").write_text("", encoding="utf-8")
    assert version() == before
    (tmp_path / "module.py").write_text("a = 2\n", encoding="utf-8")
    changed = version()
    assert changed != before
    monkeypatch.setattr(tasks, "libraries", lambda: {"sympy": "0"})
    assert version() not in (before, changed)


def test_keys_are_the_same_in_another_process(tmp_path: Path) -> None:
    path = write(tmp_path)
    program = (
        "import sys; from certsim.campaign.task import *; q = Question()\n"
        "print(*[e.key for s, m in members(sys.argv[1]) for e, _ in tasks_of(s, m, 'other', q)])"
    )
    command = [sys.executable, "-c", program, str(path)]
    env = environment(PYTHONHASHSEED="1")
    printed = subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout
    here = [entry.key for spec, m in members(path) for entry, _ in tasks_of(spec, m, "here", Question())]
    assert printed.split() == here


@pytest.mark.parametrize("task", [TASK, Task(Question("laws", 3, Options(5, 2, ["z3"])), MODEL, None)])
def test_a_task_travels_as_json(task: Task) -> None:
    found = read_task(json.loads(json.dumps(task.to_json())))
    assert (found, found.key, found.name) == (task, task.key, task.name)


def test_a_family_has_a_member_for_each_combination(tmp_path: Path) -> None:
    text = FAMILY.replace("m = [2, 3]", "m = [2, 3]\nd = [1, 2]").replace('"w[m]"', '"w[m]", "unused[d]"')
    path = write(tmp_path, text)
    assert [sizes for _, sizes in members(path)] == [{"m": m, "d": d} for m in (2, 3) for d in (1, 2)]
    given = [
        (sizes, spec.model.statement["parameters"][0])
        for spec, sizes in members(path, {"m": (4, 5), "d": (1,)})
    ]
    assert given == [({"m": m, "d": 1}, ["w", [m]]) for m in (4, 5)]


def test_a_size_that_is_given_twice_is_one_member(tmp_path: Path) -> None:
    assert [sizes for _, sizes in members(write(tmp_path), {"m": (3, 3)})] == [{"m": 3}]


def test_a_family_has_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "MAX_MEMBERS", 1)
    with pytest.raises(CertsimError, match="a family of 2 members"):
        list(members(write(tmp_path)))


@pytest.mark.parametrize(("command", "degree"), [("none", 2), ("orbit", 2), ("laws", 0)])
def test_a_question_that_is_none_is_refused(command: str, degree: int) -> None:
    with pytest.raises(CertsimError, match=r"no command|a positive number"):
        Question(command, degree)


def test_a_task_about_a_candidate_needs_one() -> None:
    with pytest.raises(CertsimError, match="there is none"):
        _ = Task(Question(), MODEL, None).subject
