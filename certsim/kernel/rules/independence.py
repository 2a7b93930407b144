"""Linear independence of differentials and brackets at a point."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final, TypeVar

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import (
    Place,
    Spanning,
)
from certsim.kernel.rules.point import Point
from certsim.kernel.statement.claim import Candidate, Claim
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.enclosure import EnclosureArithmetic
from certsim.kernel.values.fields import Fields
from certsim.kernel.values.linear import NumberRing, independent
from certsim.kernel.values.residue import Basis, LiftedResidues, Residues

T = TypeVar("T")


MAX_ENTRIES: Final = 4_000_000
"""The entries of the matrix of which a rank is taken."""


DOMAIN_BITS: Final = 256
"""The precision at which the point of an orbit is shown to be in the domain."""


def named_point(claim: Claim, values: Sequence[Fraction], spanning: Spanning, candidate: Candidate) -> Point:
    """The point whose orbit is meant: in the candidate, and in the domain of each field that is used."""
    coordinates = {at: Polynomial.constant(value) for at, value in enumerate(values) if value}
    place = Place(None, coordinates, {}, DOMAIN_BITS, spanning.input)
    letters = [letter for word in spanning.brackets for letter in word]
    return Point.of(claim, place, candidate.equations, candidate.conditions, used=letters)


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
    ring = ring_of(spanning)
    point = [ring.number(value) for value in values]
    fields = Fields(claim.model, ring)
    differentials = [fields.differential(node, point) for node in nodes]
    brackets = [
        fields.bracket([(letter.field, letter.input) for letter in word], point) for word in spanning.brackets
    ]
    for rows, what in ((differentials, "differentials"), (brackets, "brackets")):
        if not independent(rows, ring):
            raise InvalidCertificate(f"the {what} were not shown to be linearly independent at the point")


def ring_of(spanning: Spanning) -> NumberRing[Any]:
    """The ring in which brackets are claimed to be independent."""
    if (spanning.modulus is None) == (spanning.bits is None):
        raise InvalidCertificate("a rank is computed modulo an integer or in enclosures")
    if spanning.bits is not None:
        if spanning.basis is not None:
            raise InvalidCertificate("enclosures need no basis for exponentials")
        return EnclosureArithmetic(spanning.bits)
    modulus = spanning.modulus or 0
    if spanning.basis is None:
        return Residues(modulus)
    if len(spanning.basis) != 4:
        raise InvalidCertificate("a basis for exponentials has four numbers")
    return LiftedResidues(modulus, Basis(*spanning.basis))
