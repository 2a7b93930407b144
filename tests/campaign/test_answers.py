"""Answers from afar: what the kernel accepts here is recorded, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from certsim import Candidate, Model, Options
from certsim.campaign.answers import Forged, Reply, answers, confirmed, unknown
from certsim.campaign.task import Question, Task
from certsim.campaign.worker import answer_to_json, read_answer
from certsim.judge import Objection

MODEL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
OTHER = Model.parse("a*b*x**2", parameters=["a", "b"], inputs=["x"])
DIAGONAL = Candidate.parse(MODEL, ["a = b"])
AXIS = Candidate.parse(MODEL, ["a = 0"])


def about(command: str, candidate: Candidate | None = None, model: Model = MODEL) -> Task:
    return Task(Question(command), model, candidate)


def answer(task: Task) -> Reply:
    return list(answers(task))[-1]


CERTIFIED, REFUTED = about("certify", DIAGONAL), about("certify", AXIS)
CORE, LAWS = about("core", AXIS), about("laws")
SYMMETRIES, ENUMERATED, STRATA = about("symmetries"), about("enumerate"), about("strata")
TASKS = {
    "certified": CERTIFIED,
    "refuted": REFUTED,
    "core": CORE,
    "laws": LAWS,
    "symmetries": SYMMETRIES,
    "enumerate": ENUMERATED,
    "strata": STRATA,
}
REPLIES = {name: answer(task) for name, task in TASKS.items()}


def with_document(reply: Reply, **changes: Any) -> Reply:
    return replace(reply, document={**reply.document, **changes})


def with_certificates(reply: Reply, certificates: Mapping[str, bytes]) -> Reply:
    return replace(reply, certificates=certificates)


def with_entry(reply: Reply, key: str, number: int, **changes: Any) -> Reply:
    entries = [dict(each) for each in reply.document[key]]
    entries[number] |= changes
    return with_document(reply, **{key: entries})


def without(reply: Reply, name: str) -> Reply:
    return with_certificates(reply, {key: each for key, each in reply.certificates.items() if key != name})


@pytest.mark.parametrize("name", TASKS)
def test_a_true_answer_is_accepted_after_its_way_there_and_back(name: str) -> None:
    reply, seconds = read_answer(json.loads(json.dumps(answer_to_json(REPLIES[name], 1.5))))
    assert confirmed(TASKS[name], reply, 10) == REPLIES[name]
    assert seconds == 1.5


@pytest.mark.parametrize(
    "changes",
    [
        {"seconds": float("nan")},
        {"seconds": "1"},
        {"seconds": float("inf")},
        {"status": float("inf")},
        {"document": [1]},
        {"document": {"count": float("nan")}},
        {"document": {1: {}, "1": {1j}}},
        {"certificates": {"": "?"}},
        {"certificates": {"": 5}},
    ],
)
def test_what_is_no_answer_is_not_read(changes: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_answer({**answer_to_json(REPLIES["certified"], 1.5), **changes})


def test_what_the_solver_has_no_time_to_confirm_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    late = Objection("timeout", "The solver had no time to confirm: x.")
    monkeypatch.setattr("certsim.campaign.answers.objections", lambda *_: [late])
    reply = confirmed(CERTIFIED, REPLIES["certified"], 10)
    assert (reply.document["verdict"], reply.document["reason"], reply.certificates) == (
        "unknown",
        "timeout",
        {},
    )


@pytest.mark.parametrize("name", TASKS)
def test_that_there_is_no_answer_is_accepted(name: str) -> None:
    reply = unknown(TASKS[name], "timeout", "The time ran out.")
    assert reply.status == 3
    assert confirmed(TASKS[name], reply, 10) == reply


FORGED = [
    # A verdict that nothing proves.
    ("certified", with_certificates(REPLIES["certified"], {}), "a verdict without a certificate"),
    ("refuted", with_document(REPLIES["refuted"], verdict="certified"), "not of the answer"),
    ("refuted", replace(REPLIES["refuted"], status=0), "not of the answer"),
    ("certified", with_document(REPLIES["certified"], assumptions=["z3: x"]), "not of the answer"),
    (
        "certified",
        with_document(REPLIES["certified"], manifold={"status": "embedded", "dimension": 2}),
        "not of the answer",
    ),
    ("core", with_document(REPLIES["core"], largest=None), "not of the answer"),
    ("laws", with_document(REPLIES["laws"], laws=["a**2 - b**2", "a*b"]), "not of the answer"),
    ("laws", with_document(REPLIES["laws"], complete=None), "not of the answer"),
    # A certificate of something else.
    ("refuted", REPLIES["certified"], "about another claim"),
    ("certified", REPLIES["refuted"], "about another claim"),
    ("certified", with_certificates(REPLIES["certified"], REPLIES["laws"].certificates), "another claim"),
    ("laws", with_certificates(REPLIES["laws"], REPLIES["certified"].certificates), "another claim"),
    ("certified", answer(about("certify", DIAGONAL, OTHER)), "about another model"),
    ("enumerate", answer(about("enumerate", model=OTHER)), "about another model"),
    # A part of a refuted set that is said to be invariant, and was not shown to be.
    ("refuted", without(REPLIES["refuted"], "core"), "not of the answer"),
    # What is no certificate.
    ("certified", with_certificates(REPLIES["certified"], {"": b"{}"}), "the kernel does not accept"),
    ("certified", with_certificates(REPLIES["certified"], {"": b"\xff"}), "the kernel does not accept"),
    # What is no answer.
    ("enumerate", with_document(REPLIES["enumerate"], sims=[1]), "what came is no answer"),
    ("enumerate", with_entry(REPLIES["enumerate"], "sims", 1, equations=["a ="]), "what came is no answer"),
    ("symmetries", with_document(REPLIES["symmetries"], conserved=[{}]), "what came is no answer"),
    # Entries of a list.
    ("enumerate", without(REPLIES["enumerate"], "sim 1"), "sim 1 has no certificate"),
    ("enumerate", with_entry(REPLIES["enumerate"], "sims", 1, equations=["a = 0"]), "about another set"),
    ("symmetries", without(REPLIES["symmetries"], "conserved 0"), "conserved 0 has no certificate"),
    (
        "symmetries",
        with_entry(REPLIES["symmetries"], "conserved", 0, quantity="a**2 + b**2"),
        "about another set",
    ),
    ("strata", without(REPLIES["strata"], "orbit 0"), "orbit 0 has no certificate"),
    ("strata", without(REPLIES["strata"], "beyond 0"), "beyond 0 has no certificate"),
]


@pytest.mark.parametrize(("name", "reply", "said"), FORGED)
def test_a_forged_answer_is_refused(name: str, reply: Reply, said: str) -> None:
    with pytest.raises(Forged, match=said):
        confirmed(TASKS[name], reply, 10)


def test_a_certificate_that_was_changed_is_refused() -> None:
    document = json.loads(REPLIES["certified"].certificates[""])
    document["claim"]["verdict"] = "refuted"
    forged = with_certificates(REPLIES["certified"], {"": json.dumps(document).encode()})
    with pytest.raises(Forged, match="the kernel does not accept"):
        confirmed(CERTIFIED, forged, 10)


def test_an_orbit_of_another_size_is_refused() -> None:
    strata = json.loads(json.dumps(REPLIES["strata"].document["strata"]))
    strata["classes"][0]["orbit_dimension"]["lower"] += 1
    with pytest.raises(Forged, match="about another orbit"):
        confirmed(STRATA, with_document(REPLIES["strata"], strata=strata), 10)


def test_an_assumption_that_is_not_allowed_is_refused() -> None:
    model = Model.parse("a @ relu(w*x)", parameters=["w[2]", "a[2]"], inputs=["x"])
    tied = Candidate.parse(model, ["w[0] = w[1]", "a[0] = a[1]"])
    reply = answer(Task(Question(), model, tied))
    assert reply.document["assumptions"]
    with pytest.raises(Forged, match="rests on"):
        confirmed(Task(Question(options=Options(allow=[])), model, tied), reply, 10)


@pytest.mark.parametrize(
    "change", [{"certificates": {"": "no base64"}}, {"document": 1}, {"status": None}, {"seconds": "x"}]
)
def test_what_is_no_answer_is_none(change: Mapping[str, Any]) -> None:
    document = {**answer_to_json(REPLIES["certified"], 1.0), **change}
    with pytest.raises((ValueError, TypeError)):
        read_answer(document)
