"""Atoms as evidence names them: it lists those that it mentions (theory T3)."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    Congruence,
    Conservation,
    LawsProof,
    Output,
    OutsideDomain,
    Reference,
    Settled,
    Tangency,
)
from certsim.kernel.rules.atoms import mentioned
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Atom, Tower

R = TypeVar("R", Tangency, OutsideDomain, Conservation, LawsProof)


def listed(evidence: R, claim: Claim, tower: Tower, met: Container[Atom]) -> R:
    """Evidence that was found in a tower, with the atoms that it lists, and its own numbers for them.

    Those that are listed were met in what the kernel computes. They keep their order, so that what is in
    normal form stays so. Raises `InvalidCertificate` if others are mentioned that are no images of
    congruences.
    """
    first = len(claim.names)
    found = set(mentioned(tuple(vars(evidence).values()), first))
    for at in range(len(tower.atoms) - 1, -1, -1):
        if at in found:
            found.update(mentioned(tower.atoms[at].argument, first))
    chosen = [at for at in sorted(found) if tower.atoms[at] in met]
    numbers = {at: number for number, at in enumerate(chosen)}
    for one in evidence.congruences if isinstance(evidence, Tangency) else ():
        image = tower.call(tower.atoms[one.atom].function, one.argument)
        for at in mentioned(image, first):
            numbers.setdefault(at, len(numbers))
    if not found <= numbers.keys():
        raise InvalidCertificate("an atom is mentioned that nothing brings")
    atoms = tuple(_renamed(tower.atoms[at], numbers, first) for at in chosen)
    parts = {key: _renamed(part, numbers, first) for key, part in vars(evidence).items()}
    return replace(evidence, **{**parts, "atoms": atoms})


def _renamed(part: Any, numbers: Mapping[int, int], first: int) -> Any:
    """A part of the evidence with other numbers for atoms, but not where others are listed."""
    if isinstance(part, Polynomial):
        new = {first + at: first + number for at, number in numbers.items()}
        return Polynomial({tuple(sorted(new.get(v, v) for v in m)): c for m, c in part.terms.items()})
    if isinstance(part, Reference):
        ours = part.kind in ("relation", "connection")
        return replace(part, index=numbers[part.index]) if ours else part
    if isinstance(part, tuple):
        return tuple(_renamed(one, numbers, first) for one in part)
    if not is_dataclass(part) or isinstance(part, type) or hasattr(part, "atoms"):
        return part
    own = {field.name: _renamed(getattr(part, field.name), numbers, first) for field in fields(part)}
    if isinstance(part, Congruence | Output | Settled):
        own["atom"] = numbers[part.atom]
    return replace(part, **own)
