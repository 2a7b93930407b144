from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TypeVar

import pytest

import certsim
from certsim import Model
from certsim.composition import image
from certsim.errors import CertsimError
from certsim.judge import Options
from certsim.kernel.check import check
from certsim.pipeline import certify
from certsim.symmetry.group.find_symmetries import find_symmetries
from certsim.symmetry.lattice.decompose import find_lattice
from certsim.symmetry.lattice.lattice import members
from certsim.symmetry.signed import SignedPartition
from certsim.symmetry.sims.hierarchy import Hierarchy, block_label, complete, list_sims
from certsim.verdict import Verdict
from certsim.workers import Outcome, Runner
from tests.parts import with_parts

T = TypeVar("T")


def layer(width: int, function: str = "tanh", bias: bool = False) -> Model:
    return Model.parse(
        f"a @ {function}(W @ x{' + b' if bias else ''})",
        parameters=[f"W[{width},2]", f"a[{width}]", *([f"b[{width}]"] if bias else [])],
        inputs=["x[2]"],
    )


DEEP = "a @ {0}(V @ {0}(W @ x))"


@pytest.mark.parametrize(
    ("model", "count", "classes"),
    [
        (layer(4), 116, 12),
        (layer(4, bias=True), 116, 12),
        (layer(4, "gelu"), 15, 5),
        (layer(3, "sigmoid", bias=True), 5, 3),
        (layer(2, "cos"), 7, 5),
        (Model.parse("A @ tanh(W @ x)", parameters=["W[3,2]", "A[2,3]"], inputs=["x[2]"]), 24, 7),
        (
            Model.parse(
                "a @ tanh(W @ x) + b @ exp(V @ x)",
                parameters=["W[2,1]", "a[2]", "V[3,1]", "b[3]"],
                inputs=["x[1]"],
            ),
            30,
            12,
        ),
        (
            Model.parse(DEEP.format("tanh"), parameters=["W[3,1]", "V[2,3]", "a[2]"], inputs=["x[1]"]),
            921,
            120,
        ),
        (Model.parse(DEEP.format("exp"), parameters=["W[3,1]", "V[3,3]", "a[3]"], inputs=["x[1]"]), 42, 12),
    ],
    ids=["odd", "odd, bias", "zero at zero", "bias", "even", "outputs", "mixed", "deep odd", "deep plain"],
)
def test_counts_of_models(model: Model, count: int, classes: int) -> None:
    found = certsim.enumerate(model, classes=True, sample=0)
    assert (found.count, found.class_count, len(found.sims)) == (count, classes, classes)
    assert sum(sim.class_size for sim in found.sims) == count
    assert all(sim.result is None for sim in found.sims)


@pytest.fixture(scope="module")
def everything() -> Hierarchy:
    return certsim.enumerate(layer(3))


def test_every_sim_is_certified_with_its_dimension(everything: Hierarchy) -> None:
    assert len(everything.sims) == everything.count == 24
    for sim in everything.sims:
        assert sim.result is not None
        assert sim.result.certificate is not None
        assert sim.result.verdict is Verdict.CERTIFIED
        assert sim.result.manifold is not None
        assert (sim.result.manifold.status, sim.result.manifold.dimension) == ("embedded", sim.dimension)
        assert check(sim.result.certificate).verdict == "certified"


def test_parents_are_the_least_that_contain_it(everything: Hierarchy) -> None:
    spaces = [sim.subspace for sim in everything.sims]
    for number, sim in enumerate(everything.sims):
        above = {n for n, one in enumerate(spaces) if n != number and sim.subspace <= one}
        least = {n for n in above if not any(m != n and spaces[m] <= spaces[n] for m in above)}
        assert set(sim.parents) == least


def test_the_widths_are_those_of_the_reduced_networks(everything: Hierarchy) -> None:
    assert {(sim.dimension, sim.reduced) for sim in everything.sims} == {
        (9, (3,)),
        (6, (2,)),
        (3, (1,)),
        (0, (0,)),
    }


@pytest.mark.parametrize("number", range(7))
def test_the_general_certifier_says_the_same(number: int) -> None:
    sim = certsim.enumerate(layer(3), classes=True, sample=0).sims[number]
    result = certify(layer(3), list(sim.equations))
    assert result.verdict is Verdict.CERTIFIED


def test_a_class_is_certified_by_its_representative_and_what_carries_it() -> None:
    model = layer(2)
    group = find_symmetries(model)
    lattice = find_lattice(group.generators, group.size, group.order)
    sims = certsim.enumerate(model, classes=True).sims
    names = ["W[0,0]", "W[0,1]", "W[1,0]", "W[1,1]", "a[0]", "a[1]"]
    for number, sim in enumerate(sims[1:-1], 1):
        assert sim.result is not None
        for member in list(members(lattice, group.generators, number))[1:]:
            moved = member.carrier.moved
            maps = {names[i]: f"{'-' if s < 0 else ''}{names[j]}" for i, (j, s) in moved.items()}
            assert image(sim.result, maps).verdict is Verdict.CERTIFIED


def test_a_sample_is_drawn_by_its_seed() -> None:
    def certified(seed: int) -> list[int]:
        found = certsim.enumerate(layer(6), classes=True, sample=5, options=Options(seed=seed))
        return [number for number, sim in enumerate(found.sims) if sim.result is not None]

    assert len(certified(1)) == 5
    assert certified(1) == certified(1)
    assert len({tuple(certified(seed)) for seed in range(4)}) > 1


def completed(run: Runner) -> Hierarchy:
    model = layer(3)
    return complete(model, list_sims(model, classes=True, sample=None, seed=0), Options(), run)


def test_a_task_that_fails_leaves_its_sims_unknown() -> None:
    def run(functions: Sequence[Callable[[], T]], names: Sequence[str]) -> list[Outcome[T]]:
        failed: Outcome[T] = Outcome(failure="timeout")
        return [failed if "SIM 0" in name else Outcome(f()) for f, name in zip(functions, names, strict=True)]

    sims = completed(run).sims
    assert [(sim.result.verdict, sim.result.reason) for sim in sims if sim.result is not None] == [
        (Verdict.UNKNOWN, "timeout"),
        *[(Verdict.CERTIFIED, None)] * 6,
    ]


def test_what_a_batch_has_no_time_for_is_done_one_by_one() -> None:
    def run(functions: Sequence[Callable[[], T]], names: Sequence[str]) -> list[Outcome[T]]:
        batched = [Outcome(function()) for function in functions]
        return [Outcome(failure="timeout")] if len(batched) == 1 and "SIM" in names[0] else batched

    sims = completed(run).sims
    assert all(sim.result is not None and sim.result.verdict is Verdict.CERTIFIED for sim in sims)
    assert all(sim.reduced is not None for sim in sims)


def test_a_model_without_symmetries_has_the_whole_space_only() -> None:
    found = certsim.enumerate(Model.parse("a + 2*b", parameters=["a", "b"]))
    assert [sim.equations for sim in found.sims] == [()]


def test_too_many_to_list_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(CertsimError, match="--classes"):
        certsim.enumerate(layer(9), sample=0)


def test_the_document_is_as_promised(everything: Hierarchy) -> None:
    document = json.loads(json.dumps(everything.to_json()))
    assert (document["count"], document["classes"], document["order"]) == (24, 7, 48)
    for sim in document["sims"]:
        assert {"equations", "dimension", "class_size", "parents", "reduced"} <= set(sim)


def test_a_hierarchy_is_neither_true_nor_false(everything: Hierarchy) -> None:
    with pytest.raises(TypeError, match="not true or false"):
        bool(everything)
    assert repr(everything) == "<Hierarchy: 24 symmetry-induced SIMs, 7 classes, 24 certified here>"


@pytest.mark.parametrize(
    ("labels", "label"),
    [
        ((1, 2, 1, 2, 5, 6), "{0,1}{2}"),
        ((1, 2, -1, -2, 0, 0), "{0,-1}†{2}"),
        ((0, 0, 0, 0, 0, 0), "†{0,1,2}"),
        ((1, 2, 1, 4, 5, 6), None),
        ((1, 1, 3, 4, 5, 6), None),
        ((0, 2, 3, 4, 5, 6), None),
        ((1, 2, 2, 1, 5, 6), None),
    ],
)
def test_ties_of_whole_blocks_have_a_short_label(labels: tuple[int, ...], label: str | None) -> None:
    assert block_label(SignedPartition(labels), [(0, 1), (2, 3), (4, 5)]) == label


@pytest.mark.parametrize("function", ["tanh", "cos", "gelu", "exp"])
@pytest.mark.parametrize("bias", [False, True])
def test_two_routes_give_one_verdict(function: str, bias: bool) -> None:
    """A constant that is not used keeps the rule for fixed sets out: what is left is tangency."""
    model = layer(2, function, bias)
    for sim in certsim.enumerate(model, classes=True).sims:
        assert sim.result is not None
        assert sim.result.symmetry_induced
        other = certify(model, list(sim.equations), constants=["c"])
        assert (other.verdict, other.symmetry_induced) == (Verdict.CERTIFIED, None)
        assert other.manifold.dimension == sim.result.manifold.dimension


def test_frozen_parameters_do_not_count_as_dimensions() -> None:
    # b is frozen: of the pairs (w, a) of neurons there are 4, 2 and 0 dimensions.
    model = with_parts(layer(2, bias=True), frozen=["b"])
    found = certsim.enumerate(model)
    assert [sim.dimension for sim in found.sims] == [6, 3, 3, 3, 3, 0]
    certified = [sim.result.manifold.dimension for sim in found.sims if sim.result is not None]
    assert certified == [6, 3, 3, 3, 3, 0]


def test_what_symmetries_fix_of_frozen_parameters_alone_has_all_dimensions() -> None:
    # c is frozen. {a = c = 0} and {b = c = 0} are lines, {a = b = 0} is a point for each c.
    product = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"])
    found = certsim.enumerate(with_parts(product, frozen=["c"]))
    dimensions = {", ".join(sim.equations): sim.dimension for sim in found.sims}
    assert dimensions == {
        "": 2,
        "b = a": 1,
        "b = -a": 1,
        "a = 0, c = 0": 1,
        "b = 0, c = 0": 1,
        "a = 0, b = 0": 0,
        "a = 0, b = 0, c = 0": 0,
    }


def test_sets_with_more_trained_dimensions_come_first() -> None:
    # Two frozen parameters, of which each tie costs no dimension; each SIM comes after those that hold it.
    model = Model.parse("(a*b + tanh(c) + tanh(d))*x", parameters=["a", "b", "c", "d"], inputs=["x"])
    found = certsim.enumerate(with_parts(model, frozen=["c", "d"]))
    assert [sim.dimension for sim in found.sims] == [2, 2, 1, 1, 1, 1, 0, 0]
    assert all(parent < number for number, sim in enumerate(found.sims) for parent in sim.parents)


def test_symmetric_outputs_and_data_have_their_hierarchies() -> None:
    twins = Model.parse(["a*x", "b*x"], parameters=["a", "b"], inputs=["x"])
    found = certsim.enumerate(with_parts(twins, symmetric_outputs=[[0, 1]], data=[{"x": "2"}]))
    assert [(sim.equations, sim.dimension) for sim in found.sims] == [((), 2), (("b = a",), 1)]
