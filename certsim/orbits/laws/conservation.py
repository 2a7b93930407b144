"""Why laws are conserved."""

from __future__ import annotations

from collections.abc import Sequence

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.ideals import Ideal
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Combination, Conservation, Reference
from certsim.kernel.rules.laws import conserved, identities
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim, Quantity
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial


def all_opaque(laws: Sequence[Quantity]) -> tuple[Conservation, ...]:
    """What shows most laws of layered models conserved; it remains to be checked."""
    return (Conservation(True, ()),) * len(laws)


def find_conservation(claim: Claim, laws: Sequence[Quantity]) -> tuple[Conservation, ...]:
    """Why each law is conserved; raises `InvalidCertificate` for one of which that is not seen.

    Atoms are numbered in the order of the nodes that call them, which is that in which these were made. So
    the claim has to be one of which nothing else was asked but what the kernel asks before; and here what the
    kernel makes for all laws at once is made first.
    """
    graph = claim.model.graph
    mentioned = set[int]().union(*(gradient(graph, law.node, range(claim.parameter_count)) for law in laws))
    for number in range(claim.model.family_size if laws else 0):
        claim.model.field(number, sorted(mentioned))
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
    known = Ideal(identities(claim, tower))
    return all(known.contains(value) for value in values)


def _find_one(setting: Setting, law: Quantity) -> Conservation:
    for proof in (Conservation(True, ()), Conservation(False, ())):
        try:
            conserved(setting, [law], [proof])
        except InvalidCertificate:
            continue
        return proof
    proof = Conservation(False, tuple(_combinations(setting.claim, law.node)))
    conserved(setting, [law], [proof])
    return proof


def _combinations(claim: Claim, law: Node) -> list[tuple[int, Combination]]:
    """The Lie derivatives of the law that do not vanish identically, in terms of what vanishes."""
    graph = claim.model.graph
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
            found.append((number, _combination(claim, rate, identities(claim, tower))))
    return found


def _combination(claim: Claim, rate: Polynomial, relations: Sequence[Polynomial]) -> Combination:
    """The derivative in terms of relations of atoms, and of what inputs satisfy."""
    inputs = claim.model.where.equations
    references = [Reference("relation", at) for at in range(len(relations))]
    references += [Reference("input", at) for at in range(len(inputs))]
    cofactors = Ideal([*relations, *inputs]).cofactors(rate) or []
    return tuple((reference, q) for reference, q in zip(references, cofactors, strict=False) if q)
