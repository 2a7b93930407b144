"""What may not matter: names, coordinates, scales, and how a set is written."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from certsim import Candidate, Model, Options, certify
from certsim.model.tree import text
from certsim.strategies import rationals, scalars
from tests.conftest import environment
from tests.effort import for_all
from tests.properties.shared import (
    OPTIONS,
    Claim,
    agree,
    claims,
    frames,
    is_decided,
    plain_claims,
    turned,
    verdict_of,
    with_names,
)

FRESH = ("alpha", "B_", "u2", "Zeta", "g", "theta", "mu")


@for_all(claims, st.permutations(FRESH), examples=25)
def test_names_change_nothing_that_is_said(claim: Claim, fresh: list[str]) -> None:
    model, candidate = claim
    declared = [*model.statement["parameters"], *model.statement.get("inputs", ())]
    names = dict(zip((name for name, _ in declared), fresh, strict=False))
    first = verdict_of(model, candidate)
    second = verdict_of(
        Model(with_names(model.statement, names)),
        Candidate(candidate.name, with_names(candidate.statement, names)),
    )
    assume(is_decided(first, second))
    assert (first.verdict, first.manifold) == (second.verdict, second.manifold)
    assert (first.optimisers, first.symmetry_induced) == (second.optimisers, second.symmetry_induced)


@for_all(claims, st.randoms(use_true_random=False), examples=20)
def test_the_order_of_parameters_does_not_matter(claim: Claim, random: Any) -> None:
    model, candidate = claim
    assume("fields" not in model.statement)
    parameters = list(model.statement["parameters"])
    random.shuffle(parameters)
    agree(
        verdict_of(model, candidate),
        verdict_of(Model({**model.statement, "parameters": parameters}), candidate),
    )


@for_all(
    plain_claims.flatmap(lambda claim: st.tuples(st.just(claim), frames(len(scalars(claim[0]))))),
    examples=30,
)
def test_coordinates_do_not_matter(drawn: tuple[Claim, Any]) -> None:
    """Signed reorderings, rational isometries, and one factor for all parameters."""
    claim, frame = drawn
    agree(verdict_of(*claim), verdict_of(*turned(claim, frame)))


positive = rationals().filter(lambda number: number > 0)


@for_all(claims, st.lists(rationals().filter(bool), min_size=2, max_size=2), positive, examples=20)
def test_the_scales_of_outputs_and_of_rates_do_not_matter(
    claim: Claim, factors: list[Fraction], rate: Fraction
) -> None:
    """Each output may have its own factor, unless the loss treats it like another; all rates have one."""
    model, candidate = claim
    key = "fields" if "fields" in model.statement else "outputs"
    alike = "symmetric_outputs" in model.statement
    factors = [factors[0]] * 2 if alike else factors
    scaled = [
        [["*", str(c), part] for part in tree] if key == "fields" else ["*", str(c), tree]
        for c, tree in zip(factors, model.statement[key], strict=False)
    ]
    statement = {**model.statement, key: scaled}
    if key == "outputs" and not statement.keys() & {"frozen", "rates"}:
        statement["rates"] = [[name, str(rate)] for name, _ in model.statement["parameters"]]
    agree(verdict_of(model, candidate), verdict_of(Model(statement), candidate))


@st.composite
def descriptions(draw: st.DrawFn) -> tuple[Claim, list[str]]:
    """A claim, and other equations with the same real zeros."""
    model, candidate = draw(claims)
    zero = [f"({text(left)} - ({text(right)}))" for left, right in candidate.statement["equations"]]
    c, at = draw(rationals().filter(bool)), draw(st.integers(0, len(zero) - 1))
    weights = [draw(st.integers(1, 3)) for _ in zero]
    *others, last = zero
    written = {
        "repeated": [*zero, last],
        "scaled": [f"({c})*{one}" for one in zero],
        "combined": [one if k == at else f"{one} + ({c})*{zero[at]}" for k, one in enumerate(zero)],
        "multiplied out": [*zero, f"{zero[0]}*{scalars(model)[0]} + ({c})*{last}"],
        "cubed": [*others, f"{last}**3"],
        "times what is positive": [*others, f"{last}*(1 + {scalars(model)[0]}**2)"],
        "squared": [" + ".join(f"{w}*sum({one}**2)" for w, one in zip(weights, zero, strict=True))],
    }
    return (model, candidate), [f"{one} = 0" for one in written[draw(st.sampled_from(list(written)))]]


@for_all(descriptions(), examples=40)
def test_how_a_set_is_written_does_not_matter(drawn: tuple[Claim, list[str]]) -> None:
    (model, candidate), equations = drawn
    agree(verdict_of(model, candidate), verdict_of(model, equations))


@for_all(claims, st.integers(1, 1_000), examples=15)
def test_the_seed_changes_no_verdict(claim: Claim, seed: int) -> None:
    model, candidate = claim
    first, again = (verdict_of(model, candidate) for _ in range(2))
    other = certify(model, candidate, options=Options(OPTIONS.timeout, seed))
    assume(is_decided(first, again, other))
    assert first.certificate == again.certificate
    assert (first.verdict, first.manifold) == (other.verdict, other.manifold)


BYTES = """
from certsim import Model, certify
model = Model.parse("a @ tanh(W @ x)", parameters=["W[3,2]", "a[3]"], inputs=["x[2]"])
for equations in (["W[0] = W[1]", "a[0] = a[1]"], ["W[0] = W[1]"], ["sum((a - 1)**2) = 0"]):
    print(certify(model, equations).certificate)
model = Model.parse("u @ V @ x", parameters=["u[2]", "V[2,2]"], inputs=["x[2]"])
print(certify(model, ["u[0]**2 - V[0] @ V[0] = c"], constants=["c"]).certificate)
"""


def test_certificates_do_not_depend_on_the_hash_seed() -> None:
    printed = [
        subprocess.run(
            [sys.executable, "-c", BYTES],
            capture_output=True,
            text=True,
            check=True,
            env=environment(PYTHONHASHSEED=seed),
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].count("certsim") == 4
