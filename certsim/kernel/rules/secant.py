"""A set that no symmetry induces: one that is not affine (theorem T8)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Place
from certsim.kernel.rules.domain import require_defined_for_all_inputs
from certsim.kernel.rules.point import check_point
from certsim.kernel.rules.setting import Setting
from certsim.kernel.terms.polynomial import Polynomial


def secant(setting: Setting, places: Sequence[Place]) -> None:
    """S holds two points in Ω, and V not their line; what isometries fix is affine, and so is not S."""
    claim = setting.claim
    if claim.constants or claim.difference is not None:
        raise InvalidCertificate("a secant is one of a set without constants, and of no difference")
    if len(places) != 2:
        raise InvalidCertificate(f"a secant goes through two points, not through {len(places)}")
    for place in places:
        check_point(claim, claim.equations, claim.conditions, place)
    first, second = (_rational(place) for place in places)
    for point in (first, second):
        require_defined_for_all_inputs(claim, point)
    moving = {v: first.get(v, Fraction(0)) for v in first.keys() | second.keys()}
    line = {
        v: Polynomial.variable(0) * (second.get(v, Fraction(0)) - start) + start
        for v, start in moving.items()
    }
    zero = {v: Polynomial({}) for equation in claim.equations for v in equation.variables}
    if not any(equation.substitute({**zero, **line}) for equation in claim.equations):
        raise InvalidCertificate("the set holds the whole line through the two points")


def _rational(place: Place) -> dict[int, Fraction]:
    values = {v: value for v, value in place.point.items() if isinstance(value, Fraction)}
    if len(values) < len(place.point):
        raise InvalidCertificate("a secant goes through points with rational coordinates")
    return values
