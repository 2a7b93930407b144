"""The atoms that evidence lists, by whose numbers it speaks of them (theory T3)."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import is_dataclass

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Congruence, Output, Reference, Settled
from certsim.kernel.meter import spend
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.terms.tower import Atom, Tower


def require_listed(
    claim: Claim, atoms: Sequence[Atom], numbered: int, met: Container[Atom], *parts: object
) -> None:
    """What is mentioned has a number; what is listed is mentioned, and is among what the kernel met.

    An atom is mentioned by a polynomial, by its number, or in the argument of one that is mentioned. Those
    that are `numbered` are the listed ones and the images of congruences.
    """
    first = len(claim.names)
    found = set(mentioned(parts, first))
    if any(number >= numbered for number in found):
        raise InvalidCertificate("an atom is used that there is not")
    for number in reversed(range(len(atoms))):
        if number not in found:
            raise InvalidCertificate(f"atom {number} is listed, and is not mentioned")
        if atoms[number] not in met:
            raise InvalidCertificate(f"atom {number} is not met where it is listed, in this normal form")
        found.update(mentioned(atoms[number].argument, first))


def mentioned(part: object, first: int) -> Iterator[int]:
    """The numbers of the atoms that a part of the evidence mentions, but not where others are listed."""
    spend(8)
    if isinstance(part, Polynomial):
        spend(4 * len(part.terms))
        yield from (variable - first for variable in part.variables if variable >= first)
    elif isinstance(part, Reference):
        yield from (part.index,) if part.kind in ("relation", "connection") else ()
    elif isinstance(part, tuple):
        for one in part:
            yield from mentioned(one, first)
    elif is_dataclass(part) and not hasattr(part, "atoms"):
        yield from (part.atom,) if isinstance(part, Congruence | Output | Settled) else ()
        yield from mentioned(tuple(vars(part).values()), first)


def relations(claim: Claim, tower: Tower, count: int, *met: Container[Atom]) -> list[list[Polynomial]]:
    """For each time that atoms were met the relations of the first atoms; zero, which proves nothing, for one
    that has none or was not met then.

    No other atoms have relations: that of 1/g, say, would be false where g vanishes.
    """
    first = len(claim.names)
    found = [(tower.atoms[at], tower.relation(first + at) or ZERO) for at in range(count)]
    spend(8 * count * len(met))
    return [[relation if atom in one else ZERO for atom, relation in found] for one in met]
