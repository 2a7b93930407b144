"""Steps are tied at ratios of every kind, where the conditions in force show the sign of the ratio."""

from __future__ import annotations

from typing import Any

import pytest

from certsim import Model
from certsim.kernel.evidence.records import Invariance, Tangency
from certsim.kernel.rules.invariance import invariance
from certsim.search.invariance import find_invariance
from certsim.search.tangency import find_tangency
from tests.search.given import limits, setting

PAIR = Model.parse("a @ relu(w*x)", parameters=["w[2]", "a[2]"], inputs=["x"])
FOLDED = Model.parse("a @ abs(w*x)", parameters=["w[2]", "a[2]"], inputs=["x"])
RAYS = Model.parse("a*relu(u @ x) + b*relu(v @ x)", parameters=["u[2]", "v[2]", "a", "b"], inputs=["x[2]"])


def find(model: Model, equations: list[str], **parts: Any) -> Tangency | None:
    """The evidence, if the kernel accepts it."""
    given = setting(model, equations, **parts)
    evidence = find_tangency(given, limits(20), find_invariance)
    if evidence is not None:
        invariance(given, Invariance(None, evidence))
    return evidence


def at_ratio(ratio: str, model: Model = PAIR, outputs: str | None = None, **parts: Any) -> Tangency | None:
    equations = [f"w[0] = ({ratio})*w[1]", f"a[0] = ({outputs or ratio})*a[1]"]
    return find(model, equations, **parts)


@pytest.mark.parametrize(
    ("ratio", "where"),
    [
        ("2", ()),
        ("1/3", ()),
        ("k", ("k > 0",)),
        ("k", ("k > 3",)),
        ("k*m", ("k > 0", "m > 0")),
        ("k*m", ("k < 0", "m < 0")),
        ("k**2", ()),
        ("k**2 + m**2", ()),
        ("k**2 + 1", ()),
        ("k - m", ("k > m",)),
    ],
)
def test_collinear_neurons_are_tied(ratio: str, where: tuple[str, ...]) -> None:
    constants = [name for name in "km" if name in ratio]
    found = at_ratio(ratio, constants=constants, where=list(where))
    assert found is not None
    assert len(found.congruences) == 1


@pytest.mark.parametrize(
    ("ratio", "where"),
    [("-2", ()), ("k", ()), ("k", ("k != 0",)), ("k", ("k < 1",)), ("k**3", ()), ("k*m", ("k > 0",))],
)
def test_not_where_the_ratio_may_be_negative(ratio: str, where: tuple[str, ...]) -> None:
    constants = [name for name in "km" if name in ratio]
    assert at_ratio(ratio, constants=constants, where=list(where)) is None


@pytest.mark.parametrize(("ratio", "where"), [("-1", ()), ("-2/5", ()), ("k", ("k < 0",))])
def test_steps_of_opposite_arguments_are_opposite(ratio: str, where: tuple[str, ...]) -> None:
    constants = ["k"] if "k" in ratio else []
    found = at_ratio(ratio, FOLDED, f"-({ratio})", constants=constants, where=list(where))
    assert found is not None
    assert [one.opposite for one in found.congruences] == [True]


def test_a_quotient_of_conditions_is_a_ratio() -> None:
    equations = ["k*w[0] = m*w[1]", "k*a[0] = m*a[1]"]
    found = find(PAIR, equations, constants=["k", "m"], where=["k > 0", "m > 0"])
    assert found is not None
    assert any(one.multiplier for one in found.congruences)


def test_three_neurons_are_tied_to_one_of_them() -> None:
    model = Model.parse("a @ relu(w*x)", parameters=["w[3]", "a[3]"], inputs=["x"])
    found = find(model, ["w[0] = 2*w[1]", "a[0] = 2*a[1]", "w[2] = 3/7*w[1]", "a[2] = 3/7*a[1]"])
    assert found is not None
    assert len({one.argument for one in found.congruences}) == 1


def test_ties_pass_through_layers() -> None:
    model = Model.parse("a @ relu(V @ relu(U @ x))", parameters=["U[2,2]", "V[2,2]", "a[2]"], inputs=["x[2]"])
    equations = ["U[0] = 2*U[1]", "V[:,0] = 2*V[:,1]", "V[0] = 3*V[1]", "a[0] = 3*a[1]"]
    assert find(model, equations) is not None
