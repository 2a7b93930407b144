"""Linear independence of differentials and brackets at a point."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import product
from typing import Final, TypeVar

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import (
    Place,
    Spanning,
)
from certsim.kernel.rules.point import check_defined
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.graph import Node
from certsim.kernel.values.fields import Arithmetic, EnclosingArithmetic, Fields, ModularArithmetic, Vector
from certsim.kernel.values.residue import Basis, LiftedResidues, Residues

T = TypeVar("T")


MAX_ENTRIES: Final = 4_000_000
"""The entries of the matrix of which a rank is taken."""


INPUTS: Final = (1, 2, 3, 0)
"""The inputs for which a point may be in Ω: k times 1, 2, 3, …"""


DOMAIN_BITS: Final = 128


def is_defined(claim: Claim, values: Sequence[Fraction]) -> bool:
    """Whether a point of the parameters is shown to be in Ω, for one of a few inputs."""
    if not claim.model.graph.domains(claim.model.outputs):
        return True
    point = {at: value for at, value in enumerate(values) if value}
    inputs = range(claim.parameter_count, claim.first_constant)
    for scale, bits in product(INPUTS, (None, DOMAIN_BITS)):
        here = {variable: Fraction(scale * at) for at, variable in enumerate(inputs, 1)}
        with suppress(InvalidCertificate):
            check_defined(claim, Place(point, {}, bits), here)
            return True
    return False


def require_specified(claim: Claim) -> None:
    """The model calls no unspecified function."""
    if claim.model.graph.functions.facts:
        raise InvalidCertificate("the dimension of an orbit is that of specified functions")


def chosen(listed: Sequence[T], at: int, what: str) -> T:
    """The entry that the evidence refers to by its number."""
    if at >= len(listed):
        raise InvalidCertificate(f"there is no {what} {at}")
    return listed[at]


def require_independent(
    claim: Claim, values: Sequence[Fraction], nodes: Sequence[Node], spanning: Spanning
) -> None:
    """At the point the nodes have independent differentials, and the brackets are independent."""
    if claim.parameter_count * (len(nodes) + len(spanning.brackets)) > MAX_ENTRIES:
        raise LimitExceeded(f"a rank of a matrix with more than {MAX_ENTRIES} entries")
    # Where a field has a value the point is in Ω.
    if not spanning.brackets and not is_defined(claim, values):
        raise InvalidCertificate("the model was not shown to be defined at the point")
    arithmetic = arithmetic_of(spanning)
    point = [arithmetic.number(value) for value in values]
    fields = Fields(claim.model, arithmetic)
    differentials = [fields.differential(node, point) for node in nodes]
    brackets = [
        fields.bracket([(letter.field, letter.input) for letter in word], point) for word in spanning.brackets
    ]
    _require(arithmetic, differentials, "the differentials")
    _require(arithmetic, brackets, "the brackets")


def _require(arithmetic: Arithmetic, rows: Sequence[Vector], what: str) -> None:
    if not arithmetic.independent(rows):
        raise InvalidCertificate(f"{what} were not shown to be linearly independent at the point")


def arithmetic_of(spanning: Spanning) -> Arithmetic:
    """The arithmetic in which brackets are claimed to be independent."""
    if (spanning.modulus is None) == (spanning.bits is None):
        raise InvalidCertificate("a rank is computed modulo an integer or in enclosures")
    if spanning.bits is not None:
        if spanning.basis is not None:
            raise InvalidCertificate("enclosures need no basis for exponentials")
        return EnclosingArithmetic(spanning.bits)
    modulus = spanning.modulus or 0
    if spanning.basis is None:
        return ModularArithmetic(Residues(modulus))
    if len(spanning.basis) != 4:
        raise InvalidCertificate("a basis for exponentials has four numbers")
    return ModularArithmetic(LiftedResidues(modulus, Basis(*spanning.basis)))
