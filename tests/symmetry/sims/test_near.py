"""Near SIMs are those of the whole hierarchy whose distances are small."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import certsim
from certsim import Model
from certsim.algebra.budget import Deadline
from certsim.symmetry.group.find_symmetries import SymmetryGroup, find_symmetries
from certsim.symmetry.sims import near
from certsim.symmetry.sims.near import NearSims, find_near, squared_distance

MODELS = {
    "odd": Model.parse("a @ tanh(W @ x)", parameters=["W[3,1]", "a[3]"], inputs=["x[1]"]),
    "even": Model.parse("a @ cos(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"]),
    "deep": Model.parse("a @ tanh(V @ exp(W @ x))", parameters=["W[2,1]", "V[2,2]", "a[2]"], inputs=["x[1]"]),
    "two layers": Model.parse(
        "a @ tanh(W @ x) + b @ exp(V @ x)",
        parameters=["W[2,1]", "a[2]", "V[2,1]", "b[2]"],
        inputs=["x[1]"],
    ),
    "none": Model.parse("a + 2*b", parameters=["a", "b"]),
}
GROUPS = {name: find_symmetries(model) for name, model in MODELS.items()}
SIMS = {
    name: [sim.subspace for sim in certsim.enumerate(model, sample=0).sims] for name, model in MODELS.items()
}


def found(values: list[Fraction], group: SymmetryGroup, tolerance: Fraction) -> NearSims:
    return find_near(values, group, tolerance, Deadline.after(60))


@given(st.sampled_from(sorted(MODELS)), st.data())
@settings(max_examples=60, deadline=None)
def test_they_are_all_of_the_hierarchy_within_the_tolerance(name: str, data: st.DataObject) -> None:
    group = GROUPS[name]
    coordinates = st.integers(-2, 2).map(Fraction) | st.fractions(-2, 2, max_denominator=5)
    values = data.draw(st.lists(coordinates, min_size=group.size, max_size=group.size))
    tolerance = data.draw(st.sampled_from([Fraction(1, 4), Fraction(1), Fraction(20)]))
    answer = found(values, group, tolerance)
    distances = {one: squared_distance(values, one) for one in SIMS[name]}
    near_by = {one: square for one, square in distances.items() if 0 < square <= tolerance**2}
    assert answer.complete
    assert {subspace: square for square, subspace in answer.found} == near_by
    assert [square for square, _ in answer.found] == sorted(near_by.values())


def test_the_nearest_come_first_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [Fraction(v, 7) for v in (1, 3, 4, 8, 11, 20)]
    whole = found(values, GROUPS["odd"], Fraction(10))
    monkeypatch.setattr(near, "MAX_NEAR", 5)
    part = found(values, GROUPS["odd"], Fraction(10))
    assert (len(whole.found), whole.complete) == (23, True)
    assert (part.found, part.complete) == (whole.found[:5], False)


def test_a_search_that_is_cut_short_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near, "MAX_CUTS", 2)
    answer = found([Fraction(v, 7) for v in (1, 3, 4, 8, 11, 20)], GROUPS["odd"], Fraction(10))
    assert not answer.complete
    assert answer.found


def test_without_a_list_of_the_hierarchy_near_ones_are_found_and_may_not_be_all() -> None:
    model = Model.parse("a @ tanh(V @ tanh(W @ x))", parameters=["W[5,1]", "V[5,5]", "a[5]"], inputs=["x[1]"])
    values = [Fraction(at) for at in range(1, 36)]
    values[1:2], values[10:15], values[31:32] = values[:1], values[5:10], [values[30] + Fraction(1, 10)]
    values[6], values[11] = Fraction(90), Fraction(80)
    row = Fraction(100)
    answer = found(values, find_symmetries(model), row)
    assert not answer.complete
    assert all(0 < square <= row**2 for square, _ in answer.found)
    assert answer.found


def test_a_wide_layer_needs_no_list_of_its_hierarchy() -> None:
    model = Model.parse("a @ tanh(W @ x)", parameters=["W[60,1]", "a[60]"], inputs=["x[1]"])
    values = [Fraction(at) for at in (*range(1, 61), *range(1, 61))]
    values[7] = values[3] + Fraction(1, 100)
    values[67] = values[63]
    answer = found(values, find_symmetries(model), Fraction(1, 10))
    assert answer.complete
    assert [(square, one.dimension) for square, one in answer.found] == [(Fraction(1, 20_000), 118)]
