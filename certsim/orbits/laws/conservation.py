"""Why laws are conserved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.ideals import Ideal
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Combination, Conservation, Reference
from certsim.kernel.rules.atoms import relations
from certsim.kernel.rules.laws import conserved
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim, Quantity
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.kernel.terms.functions import calls_in
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.terms.tower import Atom, Tower
from certsim.search.listing import listed

Identity: TypeAlias = tuple[Reference, Polynomial]
"""What vanishes, with the reference of the evidence to it."""


def all_opaque(laws: Sequence[Quantity]) -> tuple[Conservation, ...]:
    """What shows most laws of layered models conserved; it remains to be checked."""
    return (Conservation(True, ()),) * len(laws)


def find_conservation(claim: Claim, laws: Sequence[Quantity]) -> tuple[Conservation, ...]:
    """Why each law is conserved; raises `InvalidCertificate` for one of which that is not seen."""
    return tuple(_find_one(Setting(claim, ()), law) for law in laws)


def shown_laws(claim: Claim, laws: Sequence[Quantity]) -> list[int]:
    """The laws of which it is seen that they are conserved, and not that they are constants."""
    found = []
    for at, law in enumerate(laws):
        try:
            if _is_constant(claim, law.node):
                continue
            _find_one(Setting(claim, ()), law)
        except (InvalidCertificate, OutOfBudget):
            continue
        found.append(at)
    return found


def _is_constant(claim: Claim, law: Node) -> bool:
    """Whether all partial derivatives vanish by relations between functions: e^u - sinh u - cosh u."""
    graph, tower = claim.model.graph, claim.tower()
    partials = gradient(graph, law, range(claim.parameter_count))
    values = evaluate(graph, list(partials.values()), Polynomial.variable, tower)
    known = Ideal([identity for _, identity in _identities(claim, tower)])
    return all(known.contains(value) for value in values)


def _find_one(setting: Setting, law: Quantity) -> Conservation:
    for proof in (Conservation(True, ()), Conservation(False, ())):
        try:
            conserved(setting, [law], [proof])
        except InvalidCertificate:
            continue
        return proof
    proof = _by_identities(setting.claim, law.node)
    conserved(setting, [law], [proof])
    return proof


def _by_identities(claim: Claim, law: Node) -> Conservation:
    """The Lie derivatives of the law that do not vanish identically, in terms of what vanishes."""
    graph, tower = claim.model.graph, claim.tower()
    partials = gradient(graph, law, range(claim.parameter_count))
    found, met = [], set[Atom]()
    for number in range(claim.model.family_size):
        tower.met.clear()
        field = claim.model.field(number, partials.keys())
        moving = sorted(partials.keys() & field.keys())
        nodes = [node for v in moving for node in (partials[v], field[v])]
        values = evaluate(graph, nodes, Polynomial.variable, tower)
        met |= tower.met
        rate = Polynomial.total(a * b for a, b in zip(values[::2], values[1::2], strict=True))
        if rate:
            found.append((number, _combination(claim, rate, _identities(claim, tower))))
    return listed(Conservation(False, tuple(found)), claim, tower, met)


def _combination(claim: Claim, rate: Polynomial, identities: Sequence[Identity]) -> Combination:
    """The derivative in terms of relations of atoms, and of what inputs satisfy."""
    inputs = [(Reference("input", at), p) for at, p in enumerate(claim.model.where.equations)]
    known = [*identities, *inputs]
    cofactors = Ideal([p for _, p in known]).cofactors(rate) or []
    return tuple((reference, q) for (reference, _), q in zip(known, cofactors, strict=False) if q)


def _identities(claim: Claim, tower: Tower) -> list[Identity]:
    """The relations of atoms that were met, and what connects those at one argument."""
    met, atoms, first = set(tower.met), list(tower.atoms), len(claim.names)
    (related,) = relations(claim, tower, len(atoms), met)
    found = [(Reference("relation", at), p) for at, p in enumerate(related)]
    for at, atom in enumerate(atoms):
        named = calls_in(claim.model.graph.functions.row(atom.function).connection)
        if all(Atom(name, atom.argument) in met for name in (atom.function, *named)):
            found.append((Reference("connection", at), tower.connection(first + at) or ZERO))
    return [(reference, p) for reference, p in found if p]
