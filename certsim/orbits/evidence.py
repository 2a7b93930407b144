"""Evidence for the kernel: why laws are conserved, and which differentials and brackets are independent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Final

import numpy as np

from certsim.algebra.budget import Budget, OutOfBudget
from certsim.algebra.ideals import Ideal
from certsim.algebra.rings import primitive
from certsim.errors import CertsimError
from certsim.kernel.brackets import MAX_BRACKET, EnclosingArithmetic, Fields, Vector
from certsim.kernel.calculus import evaluate, gradient
from certsim.kernel.claim import Claim, Model
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence import Combination, Conservation, Letter, Reference, Spanning
from certsim.kernel.expression import Node
from certsim.kernel.functions import Expression
from certsim.kernel.polynomial import Polynomial
from certsim.kernel.residues import Lifted
from certsim.kernel.rules import Setting, arithmetic_of, conserved, identities, is_defined
from certsim.model.tree import polynomial_tree
from certsim.orbits.calls import Unsupported
from certsim.orbits.constants import find_constants
from certsim.orbits.jets import MODULUS
from certsim.orbits.laws import find_laws
from certsim.orbits.spanning import find_spanning, independent_rows

BITS: Final = 128
DRAWN: Final = 12
LONGEST: Final = 3


class UndefinedPoint(CertsimError):
    """A point of the parameters that was not shown to be in Ω."""


def require_defined(claim: Claim, point: Sequence[Fraction]) -> None:
    """Raises UndefinedPoint unless a point of the parameters is shown to be in Ω, for some inputs."""
    if not is_defined(claim, point):
        raise UndefinedPoint(
            "the model was not shown to be defined at the point\n"
            f"hint: it is where {claim.domain}, for the inputs that are considered"
        )


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


def find_bounds(
    model: Model,
    point: Mapping[int, Fraction],
    nodes: Sequence[Node],
    *,
    longest: int = MAX_BRACKET,
    seed: int,
    budget: Budget,
) -> tuple[Spanning, list[int]]:
    """Independent brackets at a point, and which of the nodes have independent differentials there.

    The nodes are constant on the orbit. So no more brackets are looked for than M minus their rank, and there
    are so many if the bounds meet.
    """
    count = len(model.parameters)
    target = max(0, count - len(nodes))
    while True:
        spanning = find_brackets(model, point, target=target, longest=longest, seed=seed, budget=budget)
        chosen = find_independent(model, point, nodes, spanning)
        if count - len(chosen) <= target:
            return spanning, chosen
        target = count - len(chosen)


def find_brackets(
    model: Model, point: Mapping[int, Fraction], *, target: int, longest: int, seed: int, budget: Budget
) -> Spanning:
    """Independent brackets at a point: modulo a prime and, where values may lack residues, in enclosures."""
    try:
        found = find_spanning(model, point, target=target, longest=longest, seed=seed, budget=budget)
    except Unsupported:
        found = Spanning(MODULUS, None, None, ())
    if "sqrt" in model.graph.called and not _holds(model, point, found):
        found = Spanning(MODULUS, None, None, ())
    if len(found.brackets) >= target or not model.graph.called - {"inv", "step"}:
        return found
    enclosed = _in_enclosures(model, point, target, Random(seed), budget)  # noqa: S311  no secrets are drawn
    return enclosed if len(enclosed.brackets) > len(found.brackets) or not found.brackets else found


def _holds(model: Model, point: Mapping[int, Fraction], spanning: Spanning) -> bool:
    """Whether the brackets are independent to the kernel: a residue may be that of the other square root."""
    arithmetic = arithmetic_of(spanning)
    fields = Fields(model, arithmetic)
    here = [arithmetic.number(point.get(at, Fraction(0))) for at in range(len(model.parameters))]
    try:
        rows = [fields.bracket([(x.field, x.input) for x in word], here) for word in spanning.brackets]
    except InvalidCertificate:
        return False
    return arithmetic.independent(rows)


def _in_enclosures(
    model: Model, point: Mapping[int, Fraction], target: int, random: Random, budget: Budget
) -> Spanning:
    arithmetic = EnclosingArithmetic(BITS)
    fields = Fields(model, arithmetic)
    here = [arithmetic.number(point.get(at, Fraction(0))) for at in range(len(model.parameters))]
    words: list[tuple[Letter, ...]] = []
    rows: list[Vector] = []
    for length in range(1, LONGEST + 1):
        for _ in range(DRAWN + 2 * target):
            if len(words) >= target or budget.expired:
                break
            word = tuple(random_letter(model, random) for _ in range(length))
            try:
                row = fields.bracket([(letter.field, letter.input) for letter in word], here)
            except InvalidCertificate:
                continue
            if arithmetic.independent([*rows, row]):
                rows.append(row)
                words.append(word)
    return Spanning(None, None, BITS, tuple(words))


def random_letter(model: Model, random: Random) -> Letter:
    """A field of the family at small inputs, some of them halves."""
    first = len(model.parameters)
    drawn = {first + at: Fraction(random.randint(-4, 4), 2) for at in range(len(model.inputs))}
    field = random.randrange(model.family_size)
    return Letter(field, {variable: value for variable, value in drawn.items() if value})


def find_independent(
    model: Model, point: Mapping[int, Fraction], nodes: Sequence[Node], spanning: Spanning
) -> list[int]:
    """Which of the nodes have independent differentials at the point, the first ones preferred."""
    arithmetic = arithmetic_of(spanning)
    fields = Fields(model, arithmetic)
    here = [arithmetic.number(point.get(at, Fraction(0))) for at in range(len(model.parameters))]
    rows = [fields.differential(node, here) for node in nodes]
    if spanning.modulus == MODULUS and rows:
        values = [[v.value if isinstance(v, Lifted) else v for v in row] for row in rows]
        chosen: list[int] = independent_rows(np.array(values, dtype=np.int64) % MODULUS).tolist()
        return chosen
    found: list[int] = []
    for at, row in enumerate(rows):
        if arithmetic.independent([*(rows[i] for i in found), row]):
            found.append(at)
    return found


def find_law_trees(
    claim: Claim, degree: int, *, seed: int, budget: Budget
) -> tuple[Sequence[Expression], bool]:
    """Conserved quantities of the model up to a degree, and whether there are no others.

    Where its values have no residues, or laws have long coefficients, its fields are looked at as polynomials
    in parameters, inputs and calls: so laws are missed that need relations between calls.
    """
    found: Sequence[Expression] = ()
    try:
        space = find_laws(claim.model, degree, seed=seed, budget=budget)
    except OutOfBudget:
        return (), False
    except Unsupported:
        pass
    else:
        if space.exhaustive:
            return space.laws, True
        found = space.laws
    return in_calls(claim, degree, found), False


def in_calls(claim: Claim, degree: int, found: Sequence[Expression]) -> Sequence[Expression]:
    """What the fields keep as polynomials in parameters, inputs and calls, if that is more than was found."""
    constants = find_constants(Setting.of(claim, []), degree)
    if len(constants) <= len(found):
        return found
    return [polynomial_tree(primitive(law), claim.model.parameters) for law in constants]
