"""Training to look at: gradient flow of random losses at random data, in high precision, without certsim.

The flow is integrated by tests/oracle_flow.py, values and gradients are those of tests/oracle.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
from hypothesis import assume
from hypothesis import strategies as st

from certsim import Model
from certsim.strategies import data_sets, losses, rationals
from tests.oracle import Field, Flow, arrays, real, scalars
from tests.oracle_flow import NEARLY, Inaccurate, Point, flow, unhurried

ENOUGH = 130
"""Digits: gradients are differences over a step of 1e-70."""
TIME = 1 / mpmath.mpf(64)
PLACES = [
    {"x": x, "y": y} for x, y in (("3/5", "4/5"), ("5/13", "-12/13"), ("1/2", "1/2"), ("2", "2"), ("1", "0"))
]
"""Inputs of models with restricted ones: some satisfy each restriction."""


@dataclass(frozen=True)
class Lesson:
    """What is trained on: fields by their letters, each with a label, and the statement of a loss of f and y.

    A family of fields is trained with the labels as coefficients.
    """

    letters: Sequence[Mapping[str, Any]]
    labels: Sequence[Fraction]
    loss: Mapping[str, Any]


@st.composite
def lessons(draw: st.DrawFn, model: Model) -> Lesson:
    """One or two data, each with a label for each output; outputs that the loss treats alike have one."""
    loss = Model.parse(draw(losses()), parameters=["f"], inputs=["y"]).statement
    if "fields" in model.statement:
        letters: list[Mapping[str, Any]] = [{"field": at} for at in range(len(model.statement["fields"]))]
        return Lesson(letters, [draw(rationals()) for _ in letters], loss)
    letters, labels = [], []
    outputs = range(len(model.statement["outputs"]))
    for place in draw(_data(model)):
        letters += [{"output": at, **place} for at in outputs]
        alike = [draw(rationals())] * len(outputs)
        labels += alike if "symmetric_outputs" in model.statement else [draw(rationals()) for _ in outputs]
    return Lesson(letters, labels, loss)


def _data(model: Model) -> st.SearchStrategy[list[dict[str, Any]]]:
    statement = model.statement
    if "data" in statement:
        places = [{"datum": at} for at in range(len(statement["data"]))]
    elif "inputs_where" in statement:
        places = [{"input": place} for place in PLACES if _is_meant(statement, place)]
    else:
        return data_sets(model, max_size=2).map(
            lambda data: [{"input": dict(_entries(model, datum))} for datum in data]
        )
    return st.lists(st.sampled_from(places), min_size=1, max_size=2)


def _entries(model: Model, datum: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, shape in model.statement["inputs"]:
        yield from zip(scalars([[name, shape]]), datum[name] if shape else [datum[name]], strict=True)


def _is_meant(statement: Mapping[str, Any], place: Mapping[str, str]) -> bool:
    """Whether an input is one that the model is for."""
    names = arrays(statement["inputs"], {name: real(Fraction(value)) for name, value in place.items()})
    system = Flow({**statement, "outputs": []})
    for left, relation, right in statement["inputs_where"]:
        difference = system.oracle.value(left, names) - system.oracle.value(right, names)
        holds = {
            "=": abs(difference) < 1e-12,
            "!=": difference != 0,
            ">": difference > 0,
            "<": difference < 0,
        }
        if not holds[relation]:
            return False
    return True


def members(model: Model, lesson: Lesson) -> Sequence[Mapping[str, Any]]:
    """Two letters of the family at most: of outputs that the loss treats alike, sums of their powers."""
    first, *_ = lesson.letters
    if "symmetric_outputs" not in model.statement:
        return lesson.letters[:2]
    place = {key: value for key, value in first.items() if key != "output"}
    return [{"symmetric": [0, 1], "powers": [power], **place} for power in (1, 2)]


def trained(system: Flow, lesson: Lesson, theta: Point) -> Point:
    """Where training takes a point in a short time; an example that is not smooth enough is thrown away."""
    field = gradient_flow(system, lesson)
    try:
        return flow(field, theta, unhurried(field, theta, TIME), 2, NEARLY)
    except (Inaccurate, ZeroDivisionError, OverflowError):
        assume(False)
        raise


def gradient_flow(system: Flow, lesson: Lesson) -> Field:
    """θ ↦ -Σ ∂ℓ(F_j(θ)(x), y)·X_{j,x}(θ), over the letters and labels."""
    fields = [system.field(letter) for letter in lesson.letters]
    loss = Flow(lesson.loss)

    def slope(letter: Mapping[str, Any], label: Fraction, theta: Point) -> Any:
        if "field" in letter:
            return real(label)
        place = system.model["data"][letter["datum"]] if "datum" in letter else letter["input"]
        values = system.outputs(theta, {name: real(Fraction(value)) for name, value in place.items()})
        (derivative,) = loss.field({"output": 0, "input": {"y": str(label)}})([values[letter["output"]]])
        return derivative

    def field(theta: Point) -> Point:
        total = [mpmath.mpf(0)] * len(theta)
        for letter, label, each in zip(lesson.letters, lesson.labels, fields, strict=True):
            c = slope(letter, label, theta)
            total = [t - c * d for t, d in zip(total, each(theta), strict=True)]
        return total

    return field
