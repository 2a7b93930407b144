"""Flows that are tangent to a set (T2, T3, T5, T18): cofactors as identities, and what is 0 on the set."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain
from typing import TypeAlias

from certsim.export.carried import Carried
from certsim.export.emptiness import no_point
from certsim.export.queries import Identity, Item, Letters, Sum, combination, powers, squares, times
from certsim.kernel.evidence.records import BOUNDED, BoundaryInvariant, Invariance, Kept, NeverZero, Tangency
from certsim.kernel.rules.atoms import relations
from certsim.kernel.rules.domain import in_domain
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.tangency import (
    boundary,
    congruence,
    datum_of,
    in_force,
    lie_derivatives,
    number_atoms,
    order_of,
    output,
    settled,
    tower_for,
)
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Tower

Known: TypeAlias = dict[str, list[Polynomial]]


def tangent(
    setting: Setting, evidence: Tangency, rest: Callable[[Setting, Invariance], Iterator[Item]]
) -> Iterator[Item]:
    """Lie derivatives of equations are combinations of what vanishes, and conditions keep their signs."""
    claim, tower = setting.claim, tower_for(setting.claim, evidence.kinks)
    images = number_atoms(tower, evidence)
    equations = setting.restriction.equations()
    targets = [*equations, *(condition.polynomial for condition in setting.conditions)]
    derivatives, met = lie_derivatives(setting, targets, tower, evidence.kinks)
    *related, always = relations(claim, tower, len(evidence.atoms), *met, set.intersection(*met))
    yield from vanishing_lie(setting, evidence.kinks, {(one.field, one.equation) for one in evidence.lie})
    known, letters = _known(setting, always), Letters.of(claim, tower)
    yield from _settled(setting, evidence, known, letters)
    yield from _congruences(setting, evidence, images, known, letters)
    along = [{**known, "relation": related[datum_of(claim, field)]} for field in range(len(derivatives))]
    for one in evidence.lie:
        found = derivatives[one.field][one.equation]
        left = (*powers(setting.conditions, one.power), found)
        what = f"the derivative of equation {one.equation} along field {one.field} vanishes on the set"
        yield Identity(what, letters, (left,), combination(one.cofactors, along[one.field]))
    order = order_of(evidence)
    for place, at in enumerate(order):
        rates = [row[len(equations) + at] for row in derivatives]
        proof, before = evidence.conditions[at], order[:place]
        yield from _condition(setting, at, proof, (along, letters, rates, before), rest)


def _known(setting: Setting, relations_: list[Polynomial]) -> Known:
    return {
        "equation": list(setting.restriction.curved),
        "input": list(setting.claim.model.where.equations),
        "relation": relations_,
        "settled": [],
        "congruence": [],
    }


def _settled(setting: Setting, evidence: Tangency, known: Known, letters: Letters) -> Iterator[Item]:
    conditions = in_force(setting)
    for step in evidence.settled:
        argument = letters.tower.atoms[step.atom].argument
        sign, signed = ("negative", argument) if step.positive else ("positive", -argument)
        outputs = (
            times(squares(one.squares, conditions), output(letters.tower, len(letters.names) + one.atom))
            for one in step.outputs
        )
        right = (*squares(step.squares, conditions), *chain(*outputs), *combination(step.cofactors, known))
        left = times(squares(step.multiplier, conditions), signed)
        yield Identity(f"the argument of atom {step.atom} is not {sign}", letters, left, right)
        known["settled"].append(settled(setting, letters.tower, known, step))


def _congruences(
    setting: Setting, evidence: Tangency, images: Sequence[Polynomial], known: Known, letters: Letters
) -> Iterator[Item]:
    conditions = in_force(setting)
    for one, image in zip(evidence.congruences, images, strict=True):
        argument = one.argument if one.opposite else -one.argument
        left = (
            *times(squares(one.multiplier, conditions), letters.tower.atoms[one.atom].argument),
            *times(squares(one.ratio, conditions), argument),
        )
        what = f"atom {one.atom} is called at an argument that is a multiple of another on the set"
        yield Identity(what, letters, left, combination(one.cofactors, known))
        known["congruence"].append(congruence(setting, letters.tower, known, one, image, evidence.kinks))


def _condition(
    setting: Setting,
    at: int,
    proof: object,
    shown: tuple[Sequence[Known], Letters, Sequence[Polynomial], Sequence[int]],
    rest: Callable[[Setting, Invariance], Iterator[Item]],
) -> Iterator[Item]:
    along, letters, rates, before = shown
    strict = [setting.conditions[one] for one in before]
    h = setting.conditions[at].polynomial
    if isinstance(proof, Kept):
        for field, (rate, cofactors) in enumerate(zip(rates, proof.cofactors, strict=True)):
            what = f"the rate of condition {at} along field {field} is a multiple of it on the set"
            available = {**along[field], "condition": [h]}
            left = (*powers(strict, proof.power), rate)
            yield Identity(what, letters, (left,), combination(cofactors, available))
    elif isinstance(proof, BoundaryInvariant):
        yield from rest(boundary(setting, at, proof, before), proof.rest)
    elif isinstance(proof, NeverZero):
        zero = {"equation": setting.restriction.curved, "condition": [h]}
        domain = in_domain(setting, proof.domain)
        weights = [*setting.conditions, *domain]
        what = f"condition {at} is nowhere 0 on the set"
        yield from no_point(what, letters, zero, [*strict, *domain], proof.proof, weights)


def vanishing_lie(setting: Setting, kinks: str | None, listed: Collection[tuple[int, int]]) -> Iterator[Item]:
    """The Lie derivatives that are not listed are 0, everywhere or where the affine equations hold."""
    claim, equations = setting.claim, setting.restriction.equations()
    letters = Letters.of(claim, tower_for(claim, kinks))
    table, _ = lie_derivatives(Setting(claim, ()), equations, letters.tower, kinks)
    opaque = ("step",) if kinks == BOUNDED else ()
    carried = Carried(letters, setting.restriction.images, opaque)
    wanted = [
        (field, at, found)
        for field, row in enumerate(table)
        for at, found in enumerate(row)
        if (field, at) not in listed
    ]
    yield from carried.calls() if any(found for _, _, found in wanted) else ()
    for field, at, found in wanted:
        what = f"the derivative of equation {at} along field {field} is 0"
        if found:
            yield carried.vanishes(f"{what} on the set", found)
        elif kinks != BOUNDED and (products := _products(setting, equations[at], field, letters.tower)):
            yield Identity(what, letters, products, ())


def _products(setting: Setting, polynomial: Polynomial, field: int, tower: Tower) -> Sum:
    """The summands ∂p/∂θ_i·X_i of a Lie derivative that are not 0."""
    claim = setting.claim
    nodes = claim.model.field(field, sorted(v for v in polynomial.variables if v < claim.parameter_count))
    values = evaluate(claim.model.graph, list(nodes.values()), Polynomial.variable, tower)
    pairs = ((polynomial.derivative(v), value) for v, value in zip(nodes, values, strict=True))
    return tuple(pair for pair in pairs if all(pair))
