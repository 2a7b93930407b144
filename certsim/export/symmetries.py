"""Symmetries of a model and what they fix (T8): at the image of a point the model is the same function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from certsim.export.carried import Carried
from certsim.export.queries import Identity, Item, Letters, NoSolution, Remark
from certsim.kernel.evidence.records import Symmetry
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Tower

Images: TypeAlias = Mapping[int, Polynomial]


def fixed(setting: Setting, evidence: Symmetry) -> Iterator[Item]:
    """The maps are symmetries, and the set is what they fix."""
    for number, images in enumerate(evidence.maps):
        yield from same_model(setting.claim, images, f"map {number}")
    letters = Letters.of(setting.claim)
    ties = tuple(Polynomial.variable(v) - image for images in evidence.maps for v, image in images.items())
    rows = tuple(setting.restriction.rows())
    for row in rows:
        yield NoSolution("what the maps fix is in the set", letters, ties, (Condition(row, "!="),))
    for tie in ties:
        yield NoSolution("the maps fix the set", letters, rows, (Condition(tie, "!="),))


def same_model(claim: Claim, images: Images, name: str) -> Iterator[Item]:
    """F(Qθ) = F(θ) for each output, or X(Qθ) = Q X(θ) for each field; and Q is an isometry, or invertible."""
    moved = {variable: len(claim.names) + at for at, variable in enumerate(sorted(images))}
    names = (*claim.names, *(f"{claim.names[variable]}'" for variable in moved))
    letters = Letters(names, Tower(claim.model.graph.functions, len(names)))
    differences = [
        difference
        for nodes in claim.model.fields or [claim.model.outputs]
        for difference in _differences(claim, nodes, images, moved, letters.tower)
    ]
    carried = Carried(letters, {moved[variable]: image for variable, image in images.items()})
    changed = [(at, difference) for at, difference in enumerate(differences) if difference]
    yield from carried.calls() if changed else ()
    for at, difference in changed:
        yield carried.vanishes(f"{name}: function {at} is the same at the image", difference)
    yield _isometry(claim, images, name)


def _differences(
    claim: Claim, nodes: Sequence[Node], images: Images, moved: Mapping[int, int], tower: Tower
) -> Iterator[Polynomial]:
    """The functions at the image, less what they have to be there."""
    graph = claim.model.graph
    here = evaluate(graph, nodes, Polynomial.variable, tower)
    there = evaluate(graph, nodes, lambda v: Polynomial.variable(moved.get(v, v)), tower)
    for at, (before, after) in enumerate(zip(here, there, strict=True)):
        linear = _linear(images[at]) if claim.model.fields and at in images else None
        expected = before if linear is None else linear.substitute(dict(enumerate(here)))
        yield after - expected


def _linear(image: Polynomial) -> Polynomial:
    return Polynomial({monomial: c for monomial, c in image.terms.items() if monomial})


def _isometry(claim: Claim, images: Images, name: str) -> Item:
    """|Qθ|² = |θ|², where that is so."""
    linear = {v: _linear(image) for v, image in images.items()}
    touched = sorted(set(images).union(*(image.variables for image in images.values())))
    variables = {v: Polynomial.variable(v) for v in touched}
    left = tuple((linear.get(v, variables[v]),) * 2 for v in touched)
    right = tuple((variables[v],) * 2 for v in touched)
    total = Polynomial.total(p * q for p, q in left) - Polynomial.total(p * q for p, q in right)
    if total:
        return Remark(f"{name} is invertible, and where its transpose fixes a vector, so does it")
    return Identity(f"{name} is an isometry", Letters.of(claim), left, right)
