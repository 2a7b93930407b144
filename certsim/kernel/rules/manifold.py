"""What manifold a set is: theorem T4."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final, TypeAlias

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import GenericallyEmpty, Regular
from certsim.kernel.rules.empty import no_real_point
from certsim.kernel.rules.point import Point
from certsim.kernel.rules.setting import Assumptions, Setting, combine, require_equal
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.strict_json import Json
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial

MAX_MINORS: Final = 20_000
MAX_MINOR_SIZE: Final = 10


Shown: TypeAlias = tuple[Mapping[str, Json], Assumptions, Point | None]
"""What manifold the set is, what that assumes, and the point of it that is named."""


def regular(setting: Setting, evidence: Regular, *, steps: bool) -> Shown:
    """T4: near the point S is a submanifold, of the codimension of the independent equations chosen.

    With frozen parameters that is said of the slice of S at their values there (T22), on which equations in
    frozen parameters alone hold.

    If `steps`, the point is in a region; else what is known of S does not depend on regions (theorem T18).
    """
    claim, curved = setting.claim, setting.restriction.curved
    if setting.restriction.inconsistent or any(v >= claim.first_constant for v in setting.restriction.images):
        raise InvalidCertificate("the affine equations have no solution for generic constants")
    if sorted({*evidence.chosen}) != list(evidence.chosen) or any(
        at >= len(curved) for at in evidence.chosen
    ):
        raise InvalidCertificate("the chosen equations are numbered in increasing order")
    chosen = [curved[at] for at in evidence.chosen]
    candidate = claim.candidate
    point = Point.of(claim, evidence.place, candidate.equations, candidate.conditions, steps=steps)
    trained = frozenset(claim.trained)
    free = sorted(trained & frozenset().union(*(p.variables for p in chosen)))
    _require_independent(claim, chosen, free, point)
    _redundant(setting, evidence, point)
    dimension = len(trained - setting.restriction.images.keys()) - len(chosen)
    if chosen and evidence.everywhere is None:
        return {"status": "regular locus", "dimension": dimension}, (), point
    assumed: Assumptions = ()
    if chosen and evidence.everywhere is not None:
        known = {"equation": curved, "minor": minors(chosen, free)}
        assumed = no_real_point(setting, known, setting.conditions, evidence.everywhere, generic=True)
    _require_plain_redundancy(evidence)
    return {"status": "embedded", "dimension": dimension}, assumed, point


def _require_independent(
    claim: Claim, chosen: Sequence[Polynomial], free: Sequence[int], point: Point
) -> None:
    graph = claim.model.graph
    if not point.independent([[graph.polynomial(p.derivative(v)) for v in free] for p in chosen]):
        raise InvalidCertificate("the differentials of the chosen equations are dependent at the point")


def _redundant(setting: Setting, evidence: Regular, point: Point) -> None:
    curved = setting.restriction.curved
    frozen = {at for at, p in enumerate(curved) if p.variables <= setting.claim.model.frozen}
    left = set(range(len(curved))) - set(evidence.chosen) - frozen
    if {one.equation for one in evidence.redundant} != left or len(evidence.redundant) != len(left):
        raise InvalidCertificate("every equation is either chosen or shown to be redundant, once")
    known = {"equation": [p if at in evidence.chosen else ZERO for at, p in enumerate(curved)]}
    for one in evidence.redundant:
        expected = one.multiplier * curved[one.equation]
        require_equal(setting, expected, combine(one.cofactors, known), "a redundant equation")
        if not point.enclosure(setting.claim.model.graph.polynomial(one.multiplier)).is_nonzero:
            raise InvalidCertificate("the multiplier of a redundant equation may be zero at the point")


def _require_plain_redundancy(evidence: Regular) -> None:
    if any(not one.multiplier.constant_value for one in evidence.redundant):
        raise InvalidCertificate("everywhere regular: the redundant equations need constant multipliers")


def minors(rows: Sequence[Polynomial], variables: Sequence[int]) -> list[Polynomial]:
    """The maximal minors of the Jacobian of the polynomials, in the order of their columns."""
    if math.comb(len(variables), len(rows)) > MAX_MINORS or len(rows) > MAX_MINOR_SIZE:
        raise LimitExceeded(f"more than {MAX_MINORS} minors, or of more than {MAX_MINOR_SIZE} rows")
    jacobian = [[p.derivative(v) for v in variables] for p in rows]
    known: dict[tuple[int, ...], Polynomial] = {(): ONE}
    for size in range(1, len(rows) + 1):
        row = jacobian[len(rows) - size]
        known = {columns: _expanded(row, columns, known) for columns in combinations(range(len(row)), size)}
    return list(known.values())


def _expanded(
    row: Sequence[Polynomial], columns: tuple[int, ...], smaller: Mapping[tuple[int, ...], Polynomial]
) -> Polynomial:
    """A minor by expansion along its first row."""
    return Polynomial.total(
        row[column] * smaller[columns[:at] + columns[at + 1 :]] * (-1) ** at
        for at, column in enumerate(columns)
        if row[column]
    )


def generically_empty(setting: Setting, evidence: GenericallyEmpty) -> Shown:
    """S has no real point for generic constants."""
    assumed: Assumptions = ()
    constants, restriction = setting.claim.constants, setting.restriction
    if not restriction.inconsistent and not any(v in constants for v in restriction.images):
        if evidence.proof is None:
            raise InvalidCertificate("the affine equations have a common solution")
        known = {"equation": restriction.curved}
        assumed = no_real_point(setting, known, setting.conditions, evidence.proof, generic=True)
    return {"status": "empty"}, assumed, None
