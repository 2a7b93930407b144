"""Random models with laws, data and losses: what is said of them, against explicit flows and explicit sums.

Each law that is listed stays constant along flows in high precision. A family of data is that of the outputs
at the data, written out (T21); a family of symmetric losses is that of the sums and products of the outputs,
written out (T23). The long runs are `pytest -m campaign`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import event, given, note
from hypothesis import strategies as st

from certsim import Candidate, Model, Options, certify, laws
from certsim.strategies import candidates, ties
from tests.effort import few, many
from tests.oracle import DIGITS, Flow
from tests.oracle_flow import SEEN, flow, unhurried

OPTIONS = Options(timeout=60)

LAYERS = (
    "a @ relu(W @ x)",
    "a @ tanh(W @ x)",
    "a @ (W @ x)",
    "a @ exp(W @ x) / sum(exp(W @ x))",
    "a @ W @ x / sqrt(sum((W @ x)**2))",
    "(a @ W @ x) / sqrt(sum(a**2))",
    "a[0]*a[1]*sin(W[0] @ x)",
    "log(sum(exp(W @ x))) - a @ W @ x",
    "a[0]*relu(W[0] @ x + a[1]) - relu(W[1] @ x)",
)

small = st.sampled_from([Fraction(n, 4) for n in (-5, -3, -2, -1, 1, 2, 3, 5)])


@st.composite
def networks(draw: st.DrawFn) -> Model:
    """One layer, or the sum of two with the same weights, perhaps with a rate or a frozen weight."""
    inputs = draw(st.integers(1, 2))
    terms = draw(st.lists(st.sampled_from(LAYERS), min_size=1, max_size=2, unique=True))
    return Model.parse(
        " + ".join(terms),
        parameters=[f"W[2,{inputs}]", "a[2]"],
        inputs=[f"x[{inputs}]"],
        rates=draw(st.sampled_from([None, {"a": "1/2"}])),
        frozen=draw(st.sampled_from([None, ["W[1,0]"]])),
    )


def check_laws(model: Model, start: Sequence[Fraction], data: Sequence[Sequence[Fraction]]) -> None:
    """Along the flows of the model at some inputs, one after the other, no law that is listed changes."""
    found = laws(model, options=OPTIONS).laws
    event(f"{len(found)} laws")
    note(f"{found}")
    if not found:
        return
    candidate = Candidate.parse(model, [f"{law} = 0" for law in found])
    with mpmath.workdps(DIGITS):
        system = Flow(model.statement, candidate.statement)
        theta = [mpmath.mpf(v.numerator) / v.denominator for v in start[: len(system.names)]]
        before = system.equations(theta)
        for values in data:
            inputs = dict(zip(_inputs(model), map(str, values), strict=False))
            field = system.field({"output": 0, "input": inputs})
            theta = flow(field, theta, unhurried(field, theta, mpmath.mpf(1) / 16))
        after = system.equations(theta)
        assert max(abs(a - b) for a, b in zip(after, before, strict=True)) < SEEN


def _inputs(model: Model) -> list[str]:
    ((name, (size,)),) = model.statement["inputs"]
    return [f"{name}[{at}]" for at in range(size)]


starts = st.lists(small, min_size=6, max_size=6)
inputs = st.lists(st.lists(small, min_size=2, max_size=2), min_size=1, max_size=2)

TERMS = ("a*b*x", "a*x**2", "b*c*x", "a**2*x", "c*x", "tanh(a*x)", "tanh(b*x)", "b*exp(c*x)", "(a*c + b)*x")


@st.composite
def functions(draw: st.DrawFn) -> str:
    return " + ".join(draw(st.lists(st.sampled_from(TERMS), min_size=1, max_size=3, unique=True)))


def agree(one: Model, other: Model, candidate: Candidate) -> None:
    """Two ways to write one family have one verdict."""
    verdicts = [certify(model, candidate, options=OPTIONS).verdict for model in (one, other)]
    note(f"{one}, {other}, {candidate}: {verdicts}")
    event(str(verdicts[0]))
    assert verdicts[0] == verdicts[1]


@st.composite
def trained_on_data(draw: st.DrawFn) -> tuple[Model, Model, Candidate]:
    """A model with data, and the model whose outputs are those at the data."""
    function = draw(functions())
    data = draw(st.lists(st.sampled_from(["-2", "-1", "0", "1/2", "1"]), min_size=1, max_size=3, unique=True))
    given_data: list[dict[str, Any]] = [{"x": value} for value in data]
    one = Model.parse(function, parameters=["a", "b", "c"], inputs=["x"], data=given_data)
    other = Model.parse(
        [function.replace("exp", "E").replace("x", f"({value})").replace("E", "exp") for value in data],
        parameters=["a", "b", "c"],
    )
    return one, other, draw(candidates(one, equations=(ties,), conditions=False))


@st.composite
def alike_for_the_loss(draw: st.DrawFn) -> tuple[Model, Model, Candidate]:
    """Two outputs that the loss treats alike, and the model whose outputs are their sum and product.

    The outputs are often the same function of exchanged parameters, so that a tie is kept.
    """
    f = draw(functions())
    swapped = f.translate(str.maketrans("ab", "ba")).replace("tbnh", "tanh")
    g = draw(st.one_of(st.just(swapped), functions()))
    rest = draw(st.sampled_from([[], ["c*x"]]))
    parts: dict[str, Any] = {"parameters": ["a", "b", "c"], "inputs": ["x"]}
    one = Model.parse([f, g, *rest], **parts, symmetric_outputs=[[0, 1]])
    other = Model.parse([f"({f}) + ({g})", f"({f})*({g})", *rest], **parts)
    return one, other, draw(candidates(one, equations=(ties,), conditions=False))


@few(6)
@given(networks(), starts, inputs)
def test_laws_are_conserved_along_flows(
    model: Model, start: list[Fraction], data: list[list[Fraction]]
) -> None:
    check_laws(model, start, data)


@few(10)
@given(trained_on_data())
def test_training_on_data_is_the_family_of_the_outputs_at_the_data(
    drawn: tuple[Model, Model, Candidate],
) -> None:
    agree(*drawn)


@few(10)
@given(alike_for_the_loss())
def test_symmetric_losses_are_the_family_of_sums_and_products(drawn: tuple[Model, Model, Candidate]) -> None:
    agree(*drawn)


@pytest.mark.campaign
@many(200)
@given(networks(), starts, inputs)
def test_laws_at_length(model: Model, start: list[Fraction], data: list[list[Fraction]]) -> None:
    check_laws(model, start, data)


@pytest.mark.campaign
@many(200)
@given(st.one_of(trained_on_data(), alike_for_the_loss()))
def test_families_at_length(drawn: tuple[Model, Model, Candidate]) -> None:
    agree(*drawn)
