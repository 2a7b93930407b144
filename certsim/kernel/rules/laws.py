"""Conserved quantities: theorem T9."""

from __future__ import annotations

from collections.abc import Sequence

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    Combination,
    Conservation,
    LawsProof,
)
from certsim.kernel.meter import spend
from certsim.kernel.rules.atoms import relations, require_listed
from certsim.kernel.rules.bracket_closure import closure
from certsim.kernel.rules.conserved import require_conserved
from certsim.kernel.rules.domain import require_analytic
from certsim.kernel.rules.independence import (
    chosen,
    named_point,
    require_independent,
    require_specified,
    ring_of,
)
from certsim.kernel.rules.setting import RELU, Assumptions, Setting, combine, require_equal
from certsim.kernel.statement.claim import Claim, Laws, Quantity
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.terms.tower import Atom


def laws(setting: Setting, subject: Laws, evidence: LawsProof) -> tuple[Setting, Assumptions]:
    """Shows that the laws are conserved, and at the point the rank of their differentials and of brackets.

    Both ranks are no smaller at a generic point of the same connected part of Ω. There the orbit has
    dimension `lower` at least, and so no more than M - `lower` conserved quantities are independent. It has
    `upper` at most: as many, if no bracket leaves their span, else M - `independent`. So these laws are
    `complete` if M - `lower` are independent, and are not if there are fewer than M - `upper` in all: near a
    generic point, where all orbits have one dimension, there are so many (Frobenius).
    """
    claim = setting.claim
    require_specified(claim)
    conserved(setting, subject.laws, evidence.conservation)
    nodes = [chosen(subject.laws, at, "law").node for at in evidence.chosen]
    shown = what_laws_show(claim, len(subject.laws), evidence)
    claimed = {key: getattr(subject, key) for key in shown}
    if claimed != shown:
        raise InvalidCertificate(f"of the laws is claimed {claimed}, and shown {shown}")
    named_point(claim, subject.point, evidence.spanning, subject.candidate)
    require_independent(claim, subject.point, nodes, evidence.spanning)
    closure(setting, evidence, subject.point, ring_of(evidence.spanning))
    return setting, (RELU,) if claim.model.is_piecewise else ()


def what_laws_show(claim: Claim, listed: int, evidence: LawsProof) -> dict[str, int | bool | None]:
    """What a claim about laws may say beside them, if the evidence for it is sound."""
    size, independent, lower = len(claim.trained), len(evidence.chosen), len(evidence.spanning.brackets)
    upper = lower if evidence.closure else size - independent
    complete = True if independent == size - lower else False if listed < size - upper else None
    return {"independent": independent, "lower": lower, "upper": upper, "complete": complete}


def conserved(setting: Setting, laws: Sequence[Quantity], evidence: Sequence[Conservation]) -> None:
    """T9: L_X h = 0 for every law h and every field X."""
    claim = setting.claim
    for law in laws:
        require_analytic(claim, law.limited)
    if len(evidence) != len(laws):
        raise InvalidCertificate("every law needs its own proof, and nothing else does")
    numbered = list(enumerate(zip(laws, evidence, strict=True)))
    for at, (_, proof) in numbered:
        if len(dict(proof.derivatives)) != len(proof.derivatives) or (proof.opaque and proof.derivatives):
            raise InvalidCertificate(f"what is listed for law {at} is not one combination for each field")
        if proof.opaque:
            require_listed(claim, proof.atoms, len(proof.atoms), ())
    require_conserved(claim, ((f"law {at}", law.node) for at, (law, proof) in numbered if proof.opaque))
    _by_identities(setting, [(at, law.node, proof) for at, (law, proof) in numbered if not proof.opaque])


def _by_identities(setting: Setting, laws: Sequence[tuple[int, Node, Conservation]]) -> None:
    """Each Lie derivative is a combination of relations and connections of atoms."""
    claim, model = setting.claim, setting.claim.model
    gradients = [gradient(model.graph, law, range(claim.parameter_count)) for _, law, _ in laws]
    mentioned = sorted(set().union(*gradients))
    fields = [model.field(at, mentioned) for at in range(model.family_size)] if gradients else []
    for partials, (at, _, proof) in zip(gradients, laws, strict=True):
        listed = dict(proof.derivatives)
        met: set[Atom] = set()
        for number, field in enumerate(fields):
            spend(8)
            if partials.keys().isdisjoint(field) and number not in listed:
                continue
            pairs = [(partials[v], field[v]) for v in sorted(partials.keys() & field.keys())]
            met |= _require_zero(setting, at, pairs, listed.pop(number, ()), proof.atoms)
        if listed:
            raise InvalidCertificate(f"there is no field {min(listed)}")
        require_listed(claim, proof.atoms, len(proof.atoms), met, proof.derivatives)


def _require_zero(
    setting: Setting,
    law: int,
    pairs: Sequence[tuple[Node, Node]],
    combination: Combination,
    atoms: Sequence[Atom],
) -> set[Atom]:
    """Σ ∂h/∂θ_i·X_i is a combination of relations and connections of atoms; returns what is met in it."""
    claim, graph, tower = setting.claim, setting.claim.model.graph, setting.claim.tower()
    tower.reserve(atoms)
    nodes = [node for pair in pairs for node in pair]
    values = evaluate(graph, nodes, Polynomial.variable, tower)
    found = Polynomial.total(a * b for a, b in zip(values[::2], values[1::2], strict=True))
    met, first = set(tower.met), len(claim.names)
    known = {
        "relation": relations(claim, tower, len(atoms), met)[0],
        "connection": [tower.connection(first + at) or ZERO for at in range(len(atoms))],
        "input": claim.model.where.equations,
    }
    require_equal(setting, found, combine(combination, known), f"L_X of law {law}")
    return met
