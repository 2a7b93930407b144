"""Random networks with ties and levels that are invariant by construction, and near misses of them.

Collinear neurons of homogeneous functions, reflections of linear layers, shifted arguments of periodic
functions, laws of normalised layers. What is planted is certified; what is perturbed is refuted, at a point
where other means see it, too. The long runs are `pytest -m campaign`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from certsim import Candidate, Model, Options, Verdict, certify
from tests.effort import few, many
from tests.oracle import check_witness

OPTIONS = Options(timeout=60)


@dataclass(frozen=True)
class Question:
    """A model and a set, of which the answer is known."""

    model: Model
    candidate: Candidate


Claim: TypeAlias = tuple[Question, Question]
"""A set that is invariant, and one that is not."""


def claim(model: Model, planted: list[str], perturbed: list[str]) -> Claim:
    right, wrong = (Question(model, Candidate.parse(model, list(e))) for e in (planted, perturbed))
    return right, wrong


ratios = st.sampled_from(["2", "3", "1/2", "5/3"])
HOMOGENEOUS = ("relu({})", "leaky_relu({}, 1/4)", "abs({})")


@st.composite
def collinear_neurons(draw: st.DrawFn) -> Claim:
    """Neurons 0 and 1 on one ray, of a function with σ(kz) = kσ(z) for k > 0; abs takes k < 0 as well.

    The perturbed ones have a wrong output weight.
    """
    width, inputs = draw(st.integers(2, 3)), draw(st.integers(1, 2))
    k, function, biased = draw(ratios), draw(st.sampled_from(HOMOGENEOUS)), draw(st.booleans())
    sign = draw(st.sampled_from(["", "-"])) if function == "abs({})" else ""
    model = Model.parse(
        f"a @ {function.format('W @ x + b' if biased else 'W @ x')}",
        parameters=[f"W[{width},{inputs}]", f"a[{width}]", *([f"b[{width}]"] if biased else [])],
        inputs=[f"x[{inputs}]"],
    )
    weights = [f"W[0] = {sign}{k}*W[1]", *([f"b[0] = {sign}{k}*b[1]"] if biased else [])]
    miss = draw(st.sampled_from([f"({k})**2*a[1]", f"-{k}*a[1]", f"a[1]/({k})"]))
    return claim(model, [*weights, f"a[0] = {k}*a[1]"], [*weights, f"a[0] = {miss}"])


vectors = st.lists(st.sampled_from([-2, -1, 1, 2, 3]), min_size=2, max_size=3)


@st.composite
def reflected_layers(draw: st.DrawFn) -> Claim:
    """U v = 0 and v V = 0 for one direction v between two linear layers; for two directions it is left."""
    v = draw(vectors)
    outputs, inputs = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    model = Model.parse(
        draw(st.sampled_from(["U @ V @ x", "2*U @ V @ x", "U @ (V @ x + V @ x**3)"])),
        parameters=[f"U[{outputs},{len(v)}]", f"V[{len(v)},{inputs}]"],
        inputs=[f"x[{inputs}]"],
    )
    other = [-v[0], *v[1:]]
    return claim(model, [f"U @ {v} = 0", f"{v} @ V = 0"], [f"U @ {v} = 0", f"{other} @ V = 0"])


@st.composite
def shifted_waves(draw: st.DrawFn) -> Claim:
    """Neurons of sin or cos some half periods apart; the perturbed ones have the wrong output weight."""
    function, turns = draw(st.sampled_from(["sin", "cos"])), draw(st.integers(-3, 3))
    inputs = draw(st.integers(1, 2))
    model = Model.parse(
        f"a @ {function}(W @ x + b)", parameters=[f"W[2,{inputs}]", "b[2]", "a[2]"], inputs=[f"x[{inputs}]"]
    )
    weights = ["W[0] = W[1]", f"b[0] = b[1] + {turns}*pi"]
    right, wrong = ("-a[1]", "a[1]") if turns % 2 else ("a[1]", "-a[1]")
    return claim(model, [*weights, f"a[0] = {right}"], [*weights, f"a[0] = {wrong}"])


SCALED = (
    ("a @ W @ x / sqrt(sum((W @ x)**2))", "a @ W @ x / sqrt(sum((W @ x)**2) + 1)"),
    ("a @ tanh(W @ x / sqrt(sum(W**2)))", "a @ tanh(W @ x / sqrt(sum(W**2) + 1))"),
    (
        "a @ (W @ x - sum(W @ x)/2) / sqrt(sum((W @ x - sum(W @ x)/2)**2))",
        "a @ (W @ x - sum(W @ x)/2) / sqrt(sum((W @ x - sum(W @ x)/2)**2) + 1/10)",
    ),
    ("exp((a @ W @ x)**2 / sum(W**2))", "exp((a @ W @ x)**3 / sum(W**2))"),
)
"""What does not change when W is scaled, and what does."""
SHIFTED = (
    ("a @ exp(W @ x) / sum(exp(W @ x))", "a @ exp(W @ x) / (1 + sum(exp(W @ x)))"),
    ("a[0]*(log(sum(exp(W @ x))) - W[0] @ x)", "a[0]*(log(sum(exp(W @ x))) - W[0] @ x / 2)"),
    ("a @ tanh(W @ x - sum(W @ x)/2)", "a @ tanh(W @ x - sum(W @ x)/3)"),
)
"""What does not change when each column of W is shifted along the ones, and what does."""
NORMALISED = [
    *((pair, "sum(W**2) = c") for pair in SCALED),
    *((pair, "W[0,0] + W[1,0] = c") for pair in SHIFTED),
]


@st.composite
def levels(draw: st.DrawFn) -> Claim:
    """The norm, or a column sum, of the weights of a normalised layer; the perturbed layer moves it."""
    outputs, law = draw(st.sampled_from(NORMALISED))
    inputs = draw(st.integers(1, 2))
    parts = {"parameters": [f"W[2,{inputs}]", "a[2]"], "inputs": [f"x[{inputs}]"]}
    models = (Model.parse(text, **parts) for text in outputs)
    right, wrong = (Question(model, Candidate.parse(model, [law], constants=["c"])) for model in models)
    return right, wrong


claims = {
    "collinear neurons": collinear_neurons(),
    "reflected layers": reflected_layers(),
    "shifted waves": shifted_waves(),
    "levels of normalised layers": levels(),
}
kinds = pytest.mark.parametrize("kind", claims)


def check_claim(pair: Claim) -> None:
    """What is planted is certified; what is perturbed is refuted, at a point where other means see it."""
    planted, perturbed = pair
    note(str(pair))
    assert certify(planted.model, planted.candidate, options=OPTIONS).verdict is Verdict.CERTIFIED
    result = certify(perturbed.model, perturbed.candidate, options=OPTIONS)
    assert result.verdict is Verdict.REFUTED
    assert result.witness is not None
    witness = result.witness.to_json()
    check_witness(perturbed.model.statement, perturbed.candidate.statement, witness)


@kinds
@few(4)
@given(st.data())
def test_planted_sets_are_certified_and_perturbed_ones_refuted(kind: str, data: st.DataObject) -> None:
    check_claim(data.draw(claims[kind]))


@pytest.mark.campaign
@kinds
@many(200)
@given(st.data())
def test_planted_and_perturbed_networks_at_length(kind: str, data: st.DataObject) -> None:
    check_claim(data.draw(claims[kind]))
