"""Linear models (theorem T11): what is kept are the unions of cosets; the oracle is a null space."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import sympy
from hypothesis import assume
from hypothesis import strategies as st

from certsim import Candidate, Model, Verdict
from certsim.strategies import candidates, linear_models, rationals, scalars
from tests.effort import for_all
from tests.properties.shared import Claim, verdict_of

AffineSet: TypeAlias = tuple[Model, sympy.Matrix, sympy.Matrix, sympy.Matrix]
"""A linear model with its matrix A, and {Bθ = c} by B and c."""


@st.composite
def affine_sets(draw: st.DrawFn) -> AffineSet:
    """Now and then the columns of A are in the directions of the set."""
    model, rows = draw(linear_models())
    matrix = sympy.Matrix(rows)
    orthogonal = [vector.T for vector in matrix.T.nullspace()]
    count = matrix.rows
    equations = []
    for _ in range(draw(st.integers(1, 2))):
        if orthogonal and draw(st.booleans()):
            equations.append(draw(st.sampled_from(orthogonal)))
        else:
            equations.append(
                sympy.Matrix([draw(st.lists(st.integers(-2, 2), min_size=count, max_size=count))])
            )
    levels = [draw(st.integers(-2, 2)) for _ in equations]
    return model, matrix, sympy.Matrix.vstack(*equations), sympy.Matrix(levels)


def written(model: Model, row: Sequence[Any], level: Any) -> str:
    terms = [f"({c})*{name}" for c, name in zip(row, scalars(model), strict=True)]
    return f"{' + '.join(terms)} = {level}"


@for_all(affine_sets(), examples=50)
def test_affine_sets_are_certified_exactly_if_they_are_unions_of_cosets(drawn: AffineSet) -> None:
    """Certified exactly if B·A = 0, or if the set is empty; of the dimension that linear algebra says."""
    model, matrix, rows, levels = drawn
    equations = [written(model, rows.row(at), levels[at]) for at in range(rows.rows)]
    result = verdict_of(model, Candidate.parse(model, equations))
    empty = rows.rank() < rows.row_join(levels).rank()
    invariant = empty or (rows * matrix).is_zero_matrix
    assert result.verdict is (Verdict.CERTIFIED if invariant else Verdict.REFUTED)
    if empty:
        assert result.manifold.status == "empty"
    elif invariant:
        assert result.manifold.status == "embedded"
        assert result.manifold.dimension == matrix.rows - rows.rank()


@for_all(affine_sets(), st.integers(1, 3), examples=15)
def test_two_parallel_affine_sets_are_certified_exactly_if_they_are_cosets(
    drawn: AffineSet, distance: int
) -> None:
    model, matrix, rows, _ = drawn
    assume(not rows.row(0).is_zero_matrix)
    form = written(model, rows.row(0), 0).removesuffix(" = 0")
    result = verdict_of(model, [f"({form})*({form} - {distance}) = 0"])
    invariant = (rows.row(0) * matrix).is_zero_matrix
    assert result.verdict is (Verdict.CERTIFIED if invariant else Verdict.REFUTED)


Linear: TypeAlias = tuple[Model, tuple[tuple[int, ...], ...]]
moving = linear_models().filter(lambda drawn: any(map(any, drawn[1])))


@for_all(moving, st.integers(1, 5), examples=15)
def test_no_sphere_is_certified_for_a_model_that_moves(drawn: Linear, radius: int) -> None:
    model, _ = drawn
    sphere = " + ".join(f"{name}**2" for name in scalars(model))
    assert verdict_of(model, [f"{sphere} = {radius}"]).verdict is Verdict.REFUTED


@st.composite
def cosets(draw: st.DrawFn) -> tuple[Model, list[str], int]:
    """The coset of a random point, by equations u·θ = u·θ₀, u orthogonal to all features; its dimension."""
    model, rows = draw(linear_models())
    matrix = sympy.Matrix(rows)
    point = sympy.Matrix([draw(rationals()) for _ in rows])
    equations = [written(model, u.T, (u.T * point)[0]) for u in matrix.T.nullspace()]
    return model, equations, matrix.rank()


@for_all(cosets(), examples=20)
def test_the_coset_of_a_point_is_a_manifold_of_the_dimension_of_the_features(
    drawn: tuple[Model, list[str], int],
) -> None:
    model, equations, dimension = drawn
    result = verdict_of(model, equations)
    assert result.verdict is Verdict.CERTIFIED
    assert (result.manifold.status, result.manifold.dimension) == ("embedded", dimension)


independent = linear_models().filter(lambda drawn: sympy.Matrix(drawn[1]).rank() == len(drawn[1]))


@st.composite
def sets_under_independent_features(draw: st.DrawFn) -> Claim:
    model, _ = draw(independent)
    return model, draw(candidates(model, conditions=False))


@for_all(sets_under_independent_features(), examples=25)
def test_independent_features_keep_trivial_sets_only(claim: Claim) -> None:
    """There is one orbit: what is certified is empty, or the whole space."""
    model, candidate = claim
    result = verdict_of(model, candidate)
    assume(result.verdict is not Verdict.UNKNOWN)
    if result.verdict is Verdict.CERTIFIED:
        assert result.manifold.status == "empty" or result.manifold.dimension == model.dimension
