"""Tangency: theorems T2, T3 and T5."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    BoundaryInvariant,
    Congruence,
    Invariance,
    Kept,
    NeverZero,
    Tangency,
)
from certsim.kernel.rules.empty import no_real_point
from certsim.kernel.rules.setting import Setting, combine, require_equal
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.calculus import evaluate, lie_derivative
from certsim.kernel.terms.polynomial import ZERO, Polynomial
from certsim.kernel.terms.subspace import restrict
from certsim.kernel.terms.tower import Tower

Prover = Callable[[Setting, Invariance], Setting]


def tangency(setting: Setting, evidence: Tangency, prove: Prover) -> None:
    """T2: L_X g ∈ (g) for every field X and equation g, with cofactors analytic near V.

    The affine equations are substituted: what then vanishes identically is a combination of them (Hadamard).
    Calls are atoms (T3), numbered as they come up: in the Lie derivatives, their relations, the congruences.
    With side conditions T5: (i) up to powers of the h, (ii) L_X h ∈ (g, h) without.
    """
    claim, restriction = setting.claim, setting.restriction
    if restriction.inconsistent:
        raise InvalidCertificate("the set is empty: the rule for that is 'empty'")
    tower = claim.tower()
    equations = restriction.equations()
    targets = [*equations, *(condition.polynomial for condition in setting.conditions)]
    derivatives = lie_derivatives(setting, targets, tower)
    known = {"equation": list(restriction.curved), "relation": relations(claim, tower), "congruence": []}
    for one in evidence.congruences:
        known["congruence"].append(congruence(setting, tower, known, one))
    _equations_kept(setting, known, [row[: len(equations)] for row in derivatives], evidence)
    if len(evidence.conditions) != len(setting.conditions):
        raise InvalidCertificate("every side condition needs its own proof, and nothing else does")
    closed = not any(entry.power for entry in evidence.lie)
    for at, proof in enumerate(evidence.conditions):
        if isinstance(proof, Kept):
            _kept(setting, at, known, [row[len(equations) + at] for row in derivatives], proof)
        elif not closed:
            raise InvalidCertificate("a side condition may be left out only where V itself is invariant")
        elif isinstance(proof, NeverZero):
            _never_zero(setting, at, proof)
        else:
            _boundary_invariant(setting, at, proof, prove)


def _equations_kept(
    setting: Setting,
    known: Mapping[str, Sequence[Polynomial]],
    derivatives: Sequence[Sequence[Polynomial]],
    evidence: Tangency,
) -> None:
    """T2, or T5 (i), for every field and every equation."""
    listed = {(entry.field, entry.equation): entry for entry in evidence.lie}
    if len(listed) != len(evidence.lie):
        raise InvalidCertificate("a Lie derivative is listed twice")
    for field, row in enumerate(derivatives):
        for at, found in enumerate(row):
            entry = listed.pop((field, at), None)
            expected = found if entry is None else setting.off**entry.power * found
            combined = combine(entry.cofactors, known) if entry else ZERO
            require_equal(setting, expected, combined, f"L_X of equation {at} along field {field}")
    if listed:
        raise InvalidCertificate(f"there is no Lie derivative {min(listed)}")


def lie_derivatives(
    setting: Setting, polynomials: Sequence[Polynomial], tower: Tower
) -> list[list[Polynomial]]:
    """L_X p on the affine subspace, for each field X of the family and each p, as elements of the tower."""
    claim, graph = setting.claim, setting.claim.model.graph
    mentioned = frozenset().union(*(p.variables for p in polynomials))
    parameters = sorted(v for v in mentioned if v < claim.parameter_count)
    table = []
    for index in range(claim.model.family_size):
        nodes = claim.model.field(index, parameters)
        values = evaluate(graph, list(nodes.values()), setting.restriction.value, tower)
        field = dict(zip(nodes, values, strict=True))
        table.append([lie_derivative(p, field) for p in polynomials])
    return table


def relations(claim: Claim, tower: Tower) -> list[Polynomial]:
    """The relation of each atom that the Lie derivatives brought; zero, which proves nothing, if it has none.

    No other atoms have relations: that of 1/g, say, would be false where g vanishes.
    """
    first = len(claim.names)
    return [tower.relation(first + at) or ZERO for at in range(len(tower.atoms))]


def congruence(
    setting: Setting, tower: Tower, known: Mapping[str, Sequence[Polynomial]], evidence: Congruence
) -> Polynomial:
    """T3: if u - v is a combination of what vanishes, so is σ(u) - σ(v) (Hadamard); returns the latter."""
    if evidence.atom >= len(tower.atoms):
        raise InvalidCertificate(f"there is no atom {evidence.atom}")
    atom = tower.atoms[evidence.atom]
    difference = atom.argument - evidence.argument
    require_equal(setting, difference, combine(evidence.cofactors, known), "a congruence of arguments")
    limit = len(setting.claim.names) + len(tower.atoms)
    if any(variable >= limit for variable in evidence.argument.variables):
        raise InvalidCertificate("an atom is used that there is not")
    image = tower.call(atom.function, evidence.argument)
    return Polynomial.variable(len(setting.claim.names) + evidence.atom) - image


def _kept(
    setting: Setting,
    index: int,
    known: Mapping[str, Sequence[Polynomial]],
    derivatives: Sequence[Polynomial],
    evidence: Kept,
) -> None:
    """L_X h ∈ (g, h) for every X, without denominators: h' = q·h keeps h from reaching zero."""
    available = {**known, "condition": [setting.conditions[index].polynomial]}
    if len(evidence.cofactors) != len(derivatives):
        raise InvalidCertificate("a side condition needs cofactors for every field")
    for found, combination in zip(derivatives, evidence.cofactors, strict=True):
        require_equal(setting, found, combine(combination, available), f"L_X of side condition {index}")


def _never_zero(setting: Setting, index: int, proof: NeverZero) -> None:
    """Shows that h has no real zero on V, which is invariant itself: then h keeps its sign on every orbit."""
    h = setting.conditions[index].polynomial
    no_real_point(setting, {"equation": setting.restriction.curved, "condition": [h]}, (), proof.proof)


def _boundary_invariant(setting: Setting, index: int, proof: BoundaryInvariant, prove: Prover) -> None:
    """Shows that V ∩ {h = 0} is invariant, as V is: so is the difference (T10), where h keeps its sign."""
    h = setting.conditions[index].polynomial
    boundary = restrict([*setting.restriction.equations(), h], setting.claim.parameter_count)
    prove(replace(setting, restriction=boundary, conditions=()), proof.rest)
