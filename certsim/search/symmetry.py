"""Finding symmetries whose fixed set is a given affine subspace (theory T8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import prod
from random import Random
from typing import Any

from certsim.algebra.balls import BallRing
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Symmetry
from certsim.kernel.meter import metered
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.symmetry import symmetry
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.terms.subspace import Restriction

WORK = 20_000_000
"""What it may cost to see whether a map is a symmetry."""
MAX_REFLECTED = 60
"""A reflection is a dense matrix on the parameters that the candidate mentions."""


def find_symmetry(setting: Setting) -> Symmetry | None:
    """Maps that fix exactly the candidate and are symmetries of the model; `None` if none was found."""
    restriction = setting.restriction
    if (
        restriction.curved
        or setting.conditions
        or setting.claim.candidate.constants
        or not restriction.images
    ):
        return None
    for maps in _proposals(setting):
        proposal = Symmetry(tuple(maps))
        if not all(_seems_symmetry(setting, images) for images in maps):
            continue
        try:
            with metered(WORK):
                symmetry(setting, proposal)
        except (InvalidCertificate, LimitExceeded):
            continue
        return proposal
    return None


def _seems_symmetry(setting: Setting, images: Mapping[int, Polynomial]) -> bool:
    """Whether the outputs are as before at the image of a point, as far as balls tell."""
    claim, graph = setting.claim, setting.claim.model.graph
    if claim.model.fields or graph.functions.facts:
        return True
    draw, ring = Random(0), BallRing({})  # noqa: S311  no secrets are drawn
    values = {v: Fraction(draw.randint(1, 9), 7) for v in range(claim.first_constant)}
    balls = {v: BallRing.between(value, value) for v, value in values.items()}
    if claim.model.pi is not None:
        balls[claim.model.pi] = BallRing.pi()
    here = evaluate(graph, claim.model.outputs, balls.__getitem__, ring)
    there = balls | {v: _at(image, balls) for v, image in images.items()}
    moved = evaluate(graph, claim.model.outputs, there.__getitem__, ring)
    return not any(ring.is_nonzero(a - b) for a, b in zip(here, moved, strict=True))


def _at(image: Polynomial, balls: Mapping[int, Any]) -> Any:
    terms = ((BallRing.between(Fraction(c), Fraction(c)), m) for m, c in image.terms.items())
    return sum(
        (prod((balls[v] for v in m), start=c) for c, m in terms), BallRing.between(Fraction(0), Fraction(0))
    )


def _proposals(setting: Setting) -> Iterator[list[Mapping[int, Polynomial]]]:
    if setting.claim.candidate.maps:
        yield list(setting.claim.candidate.maps)
    rotation = _rotation(setting.restriction)
    if rotation is not None:
        yield [rotation]
    reflection = _reflection(setting.restriction)
    if reflection is not None:
        yield [reflection]


def _rotation(restriction: Restriction) -> dict[int, Polynomial] | None:
    """The signed permutation that turns each class of tied parameters in a circle and flips the zeros.

    Classes are turned in coordinate order, all at once: tied neurons are tied in the same order in every
    array, so this moves whole neurons.
    """
    classes: dict[int, dict[int, Fraction]] = {}
    images = {}
    for pivot, image in restriction.images.items():
        if not image:
            images[pivot] = -Polynomial.variable(pivot)
            continue
        ((monomial, sign),) = list(image.terms.items())[:1]
        if len(image.terms) > 1 or not monomial or abs(sign) != 1:
            return None
        classes.setdefault(monomial[0], {monomial[0]: Fraction(1)})[pivot] = Fraction(sign)
    for signs in classes.values():
        members = sorted(signs)
        for member, following in zip(members, members[1:] + members[:1], strict=True):
            images[member] = Polynomial({(following,): signs[member] * signs[following]})
    return images


def _reflection(restriction: Restriction) -> dict[int, Polynomial] | None:
    """The orthogonal reflection in a linear subspace: I minus twice the projection to its normals."""
    rows = restriction.rows()
    touched = sorted(frozenset().union(*(row.variables for row in rows)))
    if len(touched) > MAX_REFLECTED or any(() in row.terms for row in rows):
        return None
    images = {variable: Polynomial.variable(variable) for variable in touched}
    for normal in _orthogonalised(rows):
        length = sum(Fraction(c) * c for c in normal.terms.values())
        for (variable,), coefficient in normal.terms.items():
            images[variable] = images[variable] - normal * (2 * Fraction(coefficient) / length)
    return images


def _orthogonalised(rows: list[Polynomial]) -> list[Polynomial]:
    """Gram–Schmidt, without normalising."""
    found: list[Polynomial] = []
    for row in rows:
        shadow = [other * (_dot(row, other) / _dot(other, other)) for other in found]
        found.append(row - Polynomial.total([ZERO, *shadow]))
    return found


def _dot(left: Polynomial, right: Polynomial) -> Fraction:
    return sum((Fraction(c) * right.terms.get(m, 0) for m, c in left.terms.items()), Fraction(0))
