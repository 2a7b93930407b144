"""The strategies draw what they say, of every kind that they say."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from certsim import Candidate, Model
from certsim.kernel.statement.claim import read_candidate
from certsim.kernel.statement.model import read_model
from certsim.model.tree import text
from certsim.strategies import (
    ENTIRE,
    PIECEWISE,
    Matrix,
    Planted,
    affine_equations,
    attention_models,
    candidates,
    curved_equations,
    data_sets,
    field_families,
    linear_models,
    losses,
    models,
    models_with_parts,
    perturbed,
    planted,
    points,
    polynomial_models,
    polynomials,
    rationals,
    rotations,
    scalars,
    signed_permutations,
    tied_units,
    ties,
    two_layer_networks,
)
from tests.oracle import DIGITS, FUNCTIONS, Flow, real

few = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
anywhere = settings(few, max_examples=1_000, phases=[Phase.generate])
"""To find one example, of any size."""

KINDS: dict[str, tuple[st.SearchStrategy[Model], Callable[[Any], bool]]] = {
    "family of fields": (models(), lambda model: "fields" in model.statement),
    "network": (models(), lambda model: "call" in str(model.statement)),
    "model with a bias": (two_layer_networks(), lambda model: "b[2]" in model.parameters),
    "model with two outputs": (polynomial_models(), lambda model: len(model.statement["outputs"]) == 2),
    "network with kinks": (models(), lambda model: read_model(model.statement).is_piecewise),
    "attention": (models(), lambda model: "q[2]" in model.parameters),
    "model with parts": (models(), lambda model: "frozen" in model.statement),
    "family of two fields": (field_families(), lambda model: len(model.statement["fields"]) == 2),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_model_is_drawn(kind: str) -> None:
    strategy, wanted = KINDS[kind]
    assert wanted(find(strategy, wanted, settings=anywhere))


@few
@given(models())
def test_models_can_be_read_by_the_kernel(model: Model) -> None:
    assert len(read_model(model.statement).parameters) == model.dimension == len(scalars(model))


@few
@given(models().flatmap(lambda model: st.tuples(st.just(model), candidates(model))))
def test_candidates_can_be_read_by_the_kernel(drawn: tuple[Model, Candidate]) -> None:
    model, candidate = drawn
    read = read_candidate(read_model(model.statement), candidate.statement)
    assert read.equations
    assert len(read.conditions) == len(candidate.statement.get("where", []))


@pytest.mark.parametrize(
    "wanted",
    [
        lambda candidate: "where" in candidate.statement,
        lambda candidate: "where" not in candidate.statement,
        lambda candidate: len(candidate.statement["equations"]) == 3,
    ],
)
def test_every_kind_of_candidate_is_drawn(wanted: Callable[[Candidate], bool]) -> None:
    model = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
    assert wanted(find(candidates(model), wanted, settings=anywhere))


@few
@given(models().flatmap(lambda model: candidates(model, equations=[ties], conditions=False)))
def test_candidates_are_made_of_the_equations_that_are_asked_for(candidate: Candidate) -> None:
    assert "where" not in candidate.statement
    for left, right in candidate.statement["equations"]:
        assert isinstance(left, str) or left[0] == "index"
        assert isinstance(right, str) or right[0] in ("index", "neg")


@pytest.mark.parametrize(("equations", "degree"), [(ties, 1), (affine_equations, 1), (curved_equations, 2)])
def test_equations_have_the_degree_that_they_say(equations: Any, degree: int) -> None:
    model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])

    @few
    @given(equations(model))
    def check(equation: str) -> None:
        read = read_candidate(read_model(model.statement), Candidate.parse(model, [equation]).statement)
        assert all(polynomial.degree <= degree for polynomial in read.equations)

    check()


@few
@given(polynomials(["u", "v[0]"], max_degree=3, max_terms=4))
def test_polynomials_are_never_mere_numbers(text: str) -> None:
    assert re.search(r"u|v\[0\]", text)


@few
@given(rationals(bound=4))
def test_rationals_are_small(value: Fraction) -> None:
    assert abs(value) <= 4
    assert value.denominator in (1, 2, 3)


@few
@given(two_layer_networks().flatmap(lambda model: st.tuples(st.just(model), points(model))))
def test_points_have_a_value_for_each_scalar(drawn: tuple[Model, dict[str, Fraction]]) -> None:
    model, point = drawn
    assert list(point) == scalars(model)


@few
@given(linear_models(), st.data())
def test_linear_models_are_what_their_matrix_says(
    drawn: tuple[Model, tuple[tuple[int, ...], ...]], data: st.DataObject
) -> None:
    """F = Σ θ_i·(A_i0 + A_i1·x + A_i2·x² + A_i3·x·y)."""
    model, matrix = drawn
    theta = [data.draw(rationals()) for _ in matrix]
    x, y = data.draw(rationals()), data.draw(rationals())
    expected = sum(
        t * (a + b * x + c * x**2 + d * x * y) for t, (a, b, c, d) in zip(theta, matrix, strict=True)
    )
    with mpmath.workdps(DIGITS):
        flow = Flow(model.statement)
        (found,) = flow.outputs([real(t) for t in theta], {"x": real(x), "y": real(y)})
        assert abs(found - real(Fraction(expected))) < mpmath.mpf("1e-100")


@few
@given(planted(), st.data())
def test_a_planted_map_leaves_its_model_alone_and_fixes_what_the_equations_say(
    plant: Planted, data: st.DataObject
) -> None:
    (images,) = plant.candidate.statement["fixed_by"]
    places = {name: real(data.draw(rationals())) for name in scalars(plant.model)}
    x = real(data.draw(rationals().filter(bool)))
    with mpmath.workdps(50):
        flow = Flow(plant.model.statement)
        moved = {**places, **{name: _image(places, image) for name, image in images}}
        before, after = (flow.outputs(list(place.values()), {"x": x})[0] for place in (places, moved))
        assert abs(before - after) <= mpmath.mpf("1e-30") * (1 + abs(before))
    assert plant.dimension < plant.model.dimension
    equations = Candidate.parse(plant.model, plant.equations).statement["equations"]
    assert equations == images


def _image(places: dict[str, Any], image: Any) -> Any:
    return places[image] if isinstance(image, str) else -places[image[1]]


@pytest.mark.parametrize("name", ENTIRE)
def test_the_entire_functions_are_defined_everywhere(name: str) -> None:
    model = Model.parse(f"{name}(w*x)", parameters=["w"], inputs=["x"])
    assert not read_model(model.statement).limited
    assert name in FUNCTIONS


def test_the_package_itself_does_not_need_hypothesis() -> None:
    program = "import sys, certsim, certsim.search, certsim.cli; print('hypothesis' in sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert printed.strip() == "False"


@pytest.mark.parametrize("part", ["frozen", "rates", "inputs_where", "data", "symmetric_outputs"])
def test_models_have_every_part(part: str) -> None:
    found = find(models_with_parts(), lambda model: part in model.statement, settings=anywhere)
    assert part in found.statement


@pytest.mark.parametrize("name", PIECEWISE)
def test_the_piecewise_functions_have_kinks(name: str) -> None:
    assert read_model(Model.parse(f"{name}(w*x)", parameters=["w"], inputs=["x"]).statement).is_piecewise
    assert name in FUNCTIONS


SIZES = st.integers(1, 4)


@few
@given(SIZES.flatmap(rotations))
def test_rotations_are_orthogonal(matrix: Matrix) -> None:
    assert _product(matrix, _transposed(matrix)) == _identity(len(matrix))


def test_rotations_do_not_only_exchange_coordinates() -> None:
    turned = find(rotations(3), lambda matrix: any(0 < abs(c) < 1 for c in matrix[0]), settings=anywhere)
    assert any(0 < abs(c) < 1 for c in turned[0])


@few
@given(SIZES.flatmap(signed_permutations))
def test_signed_permutations_have_one_entry_in_each_row_and_column(matrix: Matrix) -> None:
    for rows in (matrix, _transposed(matrix)):
        assert all(sorted(map(abs, row)) == [0] * (len(row) - 1) + [1] for row in rows)


def _transposed(matrix: Matrix) -> Matrix:
    return tuple(zip(*matrix, strict=True))


def _product(one: Matrix, other: Matrix) -> Matrix:
    columns = _transposed(other)
    return tuple(
        tuple(sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in columns)
        for row in one
    )


def _identity(size: int) -> Matrix:
    return tuple(tuple(Fraction(i == j) for j in range(size)) for i in range(size))


@few
@given(two_layer_networks().flatmap(lambda model: st.tuples(st.just(model), data_sets(model))))
def test_data_sets_are_read_as_data(drawn: tuple[Model, list[dict[str, Any]]]) -> None:
    model, data = drawn
    (output,) = model.statement["outputs"]
    taught = Model.parse(text(output), parameters=model.parameters, inputs=model.inputs, data=data)
    assert len(taught.statement["data"]) == len(data)


@few
@given(losses())
def test_losses_are_functions_of_an_output_and_a_label(loss: str) -> None:
    model = Model.parse(loss, parameters=["f"], inputs=["y"])
    assert not read_model(model.statement).limited
    assert "f" in str(model.statement["outputs"])


@few
@given(planted().flatmap(lambda plant: st.tuples(st.just(plant), perturbed(plant))))
def test_a_perturbed_set_differs_from_the_planted_one_in_one_equation(
    drawn: tuple[Planted, Candidate],
) -> None:
    plant, candidate = drawn
    exact = Candidate.parse(plant.model, plant.equations)
    pairs = zip(exact.statement["equations"], candidate.statement["equations"], strict=True)
    assert sum(one != other for one, other in pairs) == 1


@few
@given(st.one_of(two_layer_networks(), attention_models()).flatmap(tied_units))
def test_tied_units_are_two_different_ones(equations: list[str]) -> None:
    pairs = [re.findall(r"\[(\d)\]", equation) for equation in equations]
    assert all(one != other for one, other in pairs)
