"""What manifold a set is: theorem T4."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import GenericallyEmpty, Regular
from certsim.kernel.rules.empty import no_real_point
from certsim.kernel.rules.point import check_defined, check_point, is_zero, rank, value_at
from certsim.kernel.rules.setting import Setting, combine, require_equal
from certsim.kernel.statement.strict_json import Json
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial

MAX_MINORS: Final = 20_000
MAX_MINOR_SIZE: Final = 10


def regular(setting: Setting, evidence: Regular) -> Mapping[str, Json]:
    """T4: near the point S is a submanifold, of the codimension of the independent equations chosen."""
    claim, curved = setting.claim, setting.restriction.curved
    if setting.restriction.inconsistent or any(v >= claim.first_constant for v in setting.restriction.images):
        raise InvalidCertificate("the affine equations have no solution for generic constants")
    if sorted({*evidence.chosen}) != list(evidence.chosen) or any(
        at >= len(curved) for at in evidence.chosen
    ):
        raise InvalidCertificate("the chosen equations are numbered in increasing order")
    chosen = [curved[at] for at in evidence.chosen]
    check_point(claim, claim.equations, claim.conditions, evidence.place)
    check_defined(claim, evidence.place, evidence.input)
    free = sorted(v for v in frozenset().union(*(p.variables for p in chosen)) if v < claim.parameter_count)
    _independent(chosen, free, evidence)
    _redundant(setting, evidence)
    dimension = claim.parameter_count - len(setting.restriction.images) - len(chosen)
    if chosen and evidence.everywhere is None:
        return {"status": "regular locus", "dimension": dimension}
    if chosen and evidence.everywhere is not None:
        known = {"equation": curved, "minor": minors(chosen, free)}
        no_real_point(setting, known, setting.conditions, evidence.everywhere, generic=True)
    _require_plain_redundancy(evidence)
    return {"status": "embedded", "dimension": dimension}


def _independent(chosen: Sequence[Polynomial], free: Sequence[int], evidence: Regular) -> None:
    rows = [[value_at(p.derivative(v), evidence.place.point) for v in free] for p in chosen]
    if rank(rows) < len(chosen):
        raise InvalidCertificate("the differentials of the chosen equations are dependent at the point")


def _redundant(setting: Setting, evidence: Regular) -> None:
    curved = setting.restriction.curved
    left = set(range(len(curved))) - set(evidence.chosen)
    if {one.equation for one in evidence.redundant} != left or len(evidence.redundant) != len(left):
        raise InvalidCertificate("every equation is either chosen or shown to be redundant, once")
    known = {"equation": [p if at in evidence.chosen else ZERO for at, p in enumerate(curved)]}
    for one in evidence.redundant:
        expected = one.multiplier * curved[one.equation]
        require_equal(setting, expected, combine(one.cofactors, known), "a redundant equation")
        if is_zero(value_at(one.multiplier, evidence.place.point)):
            raise InvalidCertificate("the multiplier of a redundant equation is zero at the point")


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


def generically_empty(setting: Setting, evidence: GenericallyEmpty) -> Mapping[str, Json]:
    """S has no real point for generic constants."""
    constants = range(setting.claim.first_constant, len(setting.claim.names))
    if not setting.restriction.inconsistent and not any(v in constants for v in setting.restriction.images):
        if evidence.proof is None:
            raise InvalidCertificate("the affine equations have a common solution")
        known = {"equation": setting.restriction.curved}
        no_real_point(setting, known, setting.conditions, evidence.proof, generic=True)
    return {"status": "empty"}
