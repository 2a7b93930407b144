"""A set that no symmetry induces: one that is not affine (theorem T8)."""

from __future__ import annotations

from collections.abc import Sequence

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Place
from certsim.kernel.rules.point import Point
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Candidate
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.values.number import PI, T


def secant(setting: Setting, candidate: Candidate, places: Sequence[Place]) -> None:
    """S holds two points in the domain, and V not their line: S is not affine, as what symmetries fix is."""
    if candidate.constants:
        raise InvalidCertificate("a secant is one of a set without constants")
    if len(places) != 2 or any(place.root is not None for place in places):
        raise InvalidCertificate("a secant goes through two points with rational coordinates")
    for place in places:
        Point.of(setting.claim, place, candidate.equations, candidate.conditions)
    first, second = (place.point for place in places)
    along = Polynomial.variable(T)
    mentioned = {v for equation in candidate.equations for v in equation.variables}
    line = {v: first.get(v, ZERO) + along * (second.get(v, ZERO) - first.get(v, ZERO)) for v in mentioned}
    if setting.claim.model.pi is not None:
        line[setting.claim.model.pi] = Polynomial.variable(PI)
    if not any(equation.substitute(line) for equation in candidate.equations):
        raise InvalidCertificate("the set holds the whole line through the two points")
