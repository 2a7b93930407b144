"""Why laws are conserved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.ideals import Ideal
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Combination, Conservation, Reference
from certsim.kernel.rules import Setting, conserved, identities
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial


def all_opaque(claim: Claim) -> tuple[Conservation, ...]:
    """What shows most laws of layered models conserved; it remains to be checked."""
    return (Conservation(True, ()),) * len(claim.laws)


def find_conservation(claim: Claim) -> tuple[Conservation, ...]:
    """Why each law of a claim is conserved; raises `InvalidCertificate` for one of which that is not seen."""
    return tuple(_find_one(Setting.of(replace(claim, laws=[law], orbit=None), [])) for law in claim.laws)


def shown_laws(claim: Claim) -> list[int]:
    """The laws of a claim of which it is seen that they are conserved, and not that they are constants."""
    found = []
    for at, law in enumerate(claim.laws):
        try:
            if _is_constant(claim, law):
                continue
            _find_one(Setting.of(replace(claim, laws=[law], orbit=None), []))
        except (InvalidCertificate, OutOfBudget):
            continue
        found.append(at)
    return found


def _is_constant(claim: Claim, law: Node) -> bool:
    """Whether all partial derivatives vanish by relations between functions: e^u - sinh u - cosh u."""
    graph, tower = claim.model.graph, claim.tower()
    partials = gradient(graph, law, range(claim.parameter_count))
    values = evaluate(graph, list(partials.values()), Polynomial.variable, tower)
    known = Ideal(identities(claim, tower))
    return all(known.contains(value) for value in values)


def _find_one(setting: Setting) -> Conservation:
    for proof in (Conservation(True, ()), Conservation(False, ())):
        try:
            conserved(setting, [proof])
        except InvalidCertificate:
            continue
        return proof
    proof = Conservation(False, tuple(_combinations(setting)))
    conserved(setting, [proof])
    return proof


def _combinations(setting: Setting) -> list[tuple[int, Combination]]:
    """The Lie derivatives of the law that do not vanish identically, in terms of the relations of atoms."""
    claim = setting.claim
    graph, (law,) = claim.model.graph, claim.laws
    partials = gradient(graph, law, range(claim.parameter_count))
    found = []
    for number in range(claim.model.family_size):
        field = claim.model.field(number, partials.keys())
        moving = sorted(partials.keys() & field.keys())
        nodes = [node for v in moving for node in (partials[v], field[v])]
        tower = claim.tower()
        values = evaluate(graph, nodes, Polynomial.variable, tower)
        rate = Polynomial.total(a * b for a, b in zip(values[::2], values[1::2], strict=True))
        if rate:
            found.append((number, _combination(rate, identities(claim, tower))))
    return found


def _combination(rate: Polynomial, known: Sequence[Polynomial]) -> Combination:
    cofactors = Ideal(known).cofactors(rate) or []
    return tuple((Reference("relation", at), q) for at, q in enumerate(cofactors) if q)
