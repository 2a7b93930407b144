"""What the properties share: claims of every kind, changes of coordinates, and how two verdicts agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from hypothesis import assume, note
from hypothesis import strategies as st

from certsim import Candidate, Model, Options, Result, Verdict, certify
from certsim.model.tree import text
from certsim.strategies import (
    PIECEWISE,
    Matrix,
    attention_models,
    candidates,
    field_families,
    linear_models,
    models,
    perturbed,
    planted,
    polynomial_models,
    rationals,
    rotations,
    scalars,
    signed_permutations,
    tied_units,
    two_layer_networks,
)

Claim: TypeAlias = tuple[Model, Candidate]
Tree: TypeAlias = Any

OPTIONS = Options(timeout=4)
"""Seconds of work: what takes longer is unknown, and no property asks for an answer that is not there."""


def verdict_of(model: Model, candidate: Candidate | Sequence[str], **parts: Any) -> Result:
    result = certify(model, candidate, options=OPTIONS, **parts)
    note(f"{model!r} {model.statement} {candidate!r} {parts or ''}: {result!r}")
    return result


def equations_of(candidate: Candidate) -> list[str]:
    """The equations of a candidate as a spec has them."""
    return [f"{text(left)} = {text(right)}" for left, right in candidate.statement["equations"]]


# Claims.


@st.composite
def planted_claims(draw: st.DrawFn) -> Claim:
    """What a symmetry fixes, and the same with one equation changed."""
    plant = draw(planted())
    exact = Candidate.parse(plant.model, plant.equations)
    return plant.model, draw(st.one_of(st.just(exact), perturbed(plant)))


networks = st.one_of(
    two_layer_networks(max_width=2),
    two_layer_networks(functions=PIECEWISE, max_width=2),
    attention_models(),
)


@st.composite
def spoiled_units(draw: st.DrawFn) -> Claim:
    """Tied units of a network but for one equation."""
    model = draw(networks)
    equations = draw(tied_units(model))
    equations.pop(draw(st.integers(0, len(equations) - 1)))
    return model, Candidate.parse(model, equations)


@st.composite
def kept_claims(draw: st.DrawFn) -> Claim:
    """What a symmetry fixes, and tied units: sets that are kept by construction."""
    if draw(st.booleans()):
        plant = draw(planted())
        return plant.model, Candidate.parse(plant.model, plant.equations)
    model = draw(networks)
    return model, Candidate.parse(model, draw(tied_units(model)))


@st.composite
def claims_of(draw: st.DrawFn, of: st.SearchStrategy[Model], *, conditions: bool = False) -> Claim:
    """Random sets of the models."""
    model = draw(of)
    return model, draw(candidates(model, conditions=conditions))


plain = st.one_of(
    polynomial_models(max_parameters=3),
    field_families(),
    linear_models(max_parameters=3).map(lambda drawn: drawn[0]),
)
"""Models without parts, in few scalar parameters."""

claims = st.one_of(planted_claims(), kept_claims(), spoiled_units(), claims_of(models()), claims_of(models()))
"""Sets of models of every kind."""
plain_claims = st.one_of(planted_claims(), claims_of(plain))
"""Sets of models without parts, in scalar parameters."""


def is_piecewise(model: Model) -> bool:
    """Whether a model has kinks."""
    return any(f"'{name}'" in str(model.statement) for name in PIECEWISE)


# Verdicts.


def agree(first: Result, second: Result) -> None:
    """Two ways to say one thing: no two verdicts are opposite, and no two dimensions differ.

    A regular locus shows the dimension of one piece only; where everything is one piece it is that of all.
    An example of which nothing was decided is thrown away.
    """
    verdicts = {first.verdict, second.verdict}
    assert verdicts != {Verdict.CERTIFIED, Verdict.REFUTED}
    dimensions = {result.manifold.dimension for result in (first, second)} - {None}
    if "embedded" in {first.manifold.status, second.manifold.status}:
        assert len(dimensions) == 1
        assert "empty" not in {first.manifold.status, second.manifold.status}
    assume(verdicts != {Verdict.UNKNOWN})


def is_decided(*results: Result) -> bool:
    return all(result.verdict is not Verdict.UNKNOWN for result in results)


def is_certified(*results: Result) -> bool:
    return all(result.verdict is Verdict.CERTIFIED for result in results)


# Changes of coordinates.


def substituted(tree: Tree, images: Mapping[str, Tree]) -> Tree:
    """A tree with expressions for names."""
    if isinstance(tree, str):
        return images.get(tree, tree)
    return [substituted(part, images) for part in tree] if isinstance(tree, list) else tree


def with_names(value: Any, names: Mapping[str, str]) -> Any:
    """A statement with other names for parameters and inputs."""
    if isinstance(value, str):
        base, bracket, rest = value.partition("[")
        return names.get(base, base) + bracket + rest
    if isinstance(value, dict):
        return {with_names(key, names): with_names(entry, names) for key, entry in value.items()}
    return [with_names(part, names) for part in value] if isinstance(value, list) else value


def sum_of(row: Sequence[Fraction], trees: Sequence[Tree]) -> Tree:
    """Σ c·t as a tree."""
    terms = [["*", str(c), tree] for c, tree in zip(row, trees, strict=True) if c]
    return (["+", *terms] if len(terms) > 1 else terms[0]) if terms else "0"


@st.composite
def frames(draw: st.DrawFn, size: int) -> tuple[Matrix, Fraction]:
    """Rational isometries Q, and a factor k that is not 0."""
    return draw(st.one_of(signed_permutations(size), rotations(size))), draw(rationals().filter(bool))


def turned(claim: Claim, frame: tuple[Matrix, Fraction]) -> Claim:
    """The claim about a model in scalar parameters, in the coordinates φ with θ = kQφ.

    The gradient of F(kQφ) is kQᵀ∇F, so that θ moves as before but for a factor k²; a field is Q⁻¹X/k.
    """
    (model, candidate), (Q, k) = claim, frame
    names = scalars(model)
    images = {name: sum_of([k * c for c in row], names) for name, row in zip(names, Q, strict=True)}
    candidate = Candidate.parse(model, list(replaced(candidate, images)))
    if "fields" not in model.statement:
        outputs = [text(substituted(output, images)) for output in model.statement["outputs"]]
        return Model.parse(outputs, parameters=model.parameters, inputs=model.inputs), candidate
    columns = list(zip(*Q, strict=True))
    fields = [
        [
            text(sum_of([c / k for c in column], [substituted(part, images) for part in field]))
            for column in columns
        ]
        for field in model.statement["fields"]
    ]
    return Model.from_fields(fields, parameters=model.parameters), candidate


def replaced(candidate: Candidate, images: Mapping[str, Tree]) -> Iterator[str]:
    """The equations with expressions for parameters."""
    for left, right in candidate.statement["equations"]:
        yield f"{text(substituted(left, images))} = {text(substituted(right, images))}"
