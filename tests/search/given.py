"""What the tests of the search share: settings and limits in one line each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random
from typing import Any

from certsim import Candidate, Model
from certsim.algebra.budget import NEVER
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import read_claim
from certsim.search.limits import Limits


def setting(model: Model, equations: Sequence[str] | None = None, **parts: Any) -> Setting:
    """The kernel's setting of a candidate of a model."""
    return setting_of(model, Candidate.parse(model, equations, **parts))


def setting_of(model: Model, candidate: Candidate) -> Setting:
    claim = {"model": model.statement, "candidate": candidate.statement, "verdict": "certified"}
    return Setting.of(read_claim(claim))


def limits(seconds: float = 10.0, allow: Collection[str] = ("z3", "relu"), seed: int = 0) -> Limits:
    return Limits(NEVER.within(seconds), frozenset(allow), Random(seed))


def fields(*given: list[str], parameters: str = "x y") -> Model:
    return Model.from_fields(given, parameters=parameters.split())


TANH = Model.parse("a @ tanh(W @ x)", parameters=["W[3,1]", "a[3]"], inputs=["x[1]"])
DIAGONAL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
STILL = fields(["0", "0"])
RIGHT = fields(["1", "0"])
ROUND = fields(["y", "-x"])
