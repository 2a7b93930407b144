"""The rules: one short function each, naming its theorem, raising with what was expected and what found.

Every rule takes the *setting* (the claim and its set, as the kernel computed them) and a record of evidence.
It returns nothing: it raises `InvalidCertificate`, or the evidence shows what the rule says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from certsim.kernel.calculus import Tower, evaluate, lie_derivative
from certsim.kernel.claim import Claim, Condition
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence import (
    Combination,
    Congruence,
    Crosses,
    Description,
    Empty,
    GenericallyEmpty,
    Invariance,
    Kept,
    Leaves,
    Letter,
    NeverZero,
    NoPoint,
    NoPointByIdentity,
    OutsideDomain,
    Place,
    Regular,
    Symmetry,
    Tangency,
    Vanishing,
)
from certsim.kernel.expression import Node
from certsim.kernel.functions import Domain
from certsim.kernel.place import check_defined, check_point, is_zero, rank, ring_at, value_at, word_derivative
from certsim.kernel.polynomial import ONE, ZERO, Polynomial
from certsim.kernel.reading import Json
from certsim.kernel.restriction import Restriction, restrict
from certsim.kernel.smt import question

MAX_MINORS: Final = 20_000
MAX_MINOR_SIZE: Final = 10
MAX_DENSE: Final = 400


@dataclass(frozen=True)
class Assumption:
    """What a verdict rests on beyond the kernel's exact arithmetic.

    `kind` is "z3" or "relu"; `query` is the SMT-LIB question to which "unsat" is assumed.
    """

    kind: str
    text: str
    query: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


@dataclass(frozen=True)
class Setting:
    """A claim, its set V as curved equations on an affine subspace, and the side conditions there."""

    claim: Claim
    restriction: Restriction
    conditions: Sequence[Condition]
    assumptions: list[Assumption]

    @classmethod
    def of(cls, claim: Claim, assumptions: list[Assumption]) -> Setting:
        return cls(
            claim, restrict(claim.equations, claim.parameter_count), claim.conditions, assumptions
        ).restricted()

    def restricted(self) -> Setting:
        """The same setting with its conditions written on the subspace."""
        conditions = [Condition(self.restriction.apply(c.polynomial), c.relation) for c in self.conditions]
        return replace(self, conditions=conditions)

    def without(self, condition: int) -> Setting:
        """The setting of S without one of its side conditions."""
        kept = [c for at, c in enumerate(self.conditions) if at != condition]
        return replace(self, conditions=kept)

    @property
    def off(self) -> Polynomial:
        """∏h: the product of the conditions' polynomials, which is nowhere zero on S."""
        return math.prod((condition.polynomial for condition in self.conditions), start=ONE)

    def show(self, polynomial: Polynomial) -> str:
        """A polynomial in the claim's names, cut short where it is long."""
        count = len(self.claim.names)
        text = polynomial.text(lambda v: self.claim.names[v] if v < count else f"@{v - count}")
        return text if len(text) <= 200 else text[:197] + "..."


# Identities.


def combine(combination: Combination, known: Mapping[str, Sequence[Polynomial]]) -> Polynomial:
    """Σ q·p over the polynomials that are known to vanish."""
    summands = []
    for reference, cofactor in combination:
        available = known.get(reference.kind, ())
        if reference.index >= len(available):
            raise InvalidCertificate(f"there is no {reference.kind} {reference.index} here to refer to")
        summands.append(cofactor * available[reference.index])
    return Polynomial.total(summands)


def _require_equal(setting: Setting, expected: Polynomial, found: Polynomial, what: str) -> None:
    if expected != found:
        raise InvalidCertificate(
            f"{what}: expected {setting.show(expected)}, but the cofactors give {setting.show(found)}"
        )


def _sum_of_squares(squares: Sequence[tuple[Fraction, Polynomial]]) -> Polynomial:
    for coefficient, _ in squares:
        if coefficient <= 0:
            raise InvalidCertificate(f"the coefficient {coefficient} of a square is not positive")
    return Polynomial.total(s * s * c for c, s in squares)


def vanishing(setting: Setting, polynomial: Polynomial, evidence: Vanishing) -> None:
    """Shows that f = 0 on S, from (∏h)^N·f^m + Σ c·s² ∈ (g): membership, radical and real radical (T5, T6).

    On S all g are zero and no h is. Without squares f = 0 follows at once; with squares N and m are even, so
    that every summand is non-negative, and again f = 0 (Stengle's form).
    """
    if evidence.exponent < 1 or (evidence.squares and (evidence.exponent % 2 or evidence.power % 2)):
        raise InvalidCertificate("these exponents do not make a polynomial vanish")
    positive = setting.off**evidence.power * polynomial**evidence.exponent
    found = combine(evidence.cofactors, {"equation": setting.restriction.curved})
    expected = positive + _sum_of_squares(evidence.squares)
    _require_equal(setting, expected, found, "a new equation of the set")


def describe(setting: Setting, evidence: Description) -> Setting:
    """S by other equations f: each vanishes on S, and each old equation is in (f), so S = V(f) ∩ H."""
    if len(evidence.vanishing) != len(evidence.equations):
        raise InvalidCertificate("every new equation needs its own reason to vanish on the set")
    if len(evidence.implied) != len(setting.restriction.curved):
        raise InvalidCertificate("every old equation has to follow from the new ones")
    for polynomial, reason in zip(evidence.equations, evidence.vanishing, strict=True):
        vanishing(setting, polynomial, reason)
    for old, combination in zip(setting.restriction.curved, evidence.implied, strict=True):
        _require_equal(
            setting, old, combine(combination, {"equation": evidence.equations}), "an old equation"
        )
    _require_leaves(setting.claim, evidence.equations)
    rows = setting.restriction.rows()
    narrower = restrict([*rows, *evidence.equations], setting.claim.parameter_count)
    return replace(setting, restriction=narrower).restricted()


def _require_leaves(claim: Claim, polynomials: Sequence[Polynomial]) -> None:
    inputs = range(claim.parameter_count, claim.first_constant)
    for polynomial in polynomials:
        if any(v >= len(claim.names) or v in inputs for v in polynomial.variables):
            raise InvalidCertificate("an equation of a candidate is in its parameters and constants only")


def no_real_point(
    setting: Setting,
    known: Mapping[str, Sequence[Polynomial]],
    conditions: Sequence[Condition],
    evidence: NoPoint,
    *,
    generic: bool = False,
) -> None:
    """The known polynomials have no common real zero where the conditions hold.

    By an identity (∏h)^N·p + Σ c·s² = Σ q·(known), where p is 1, or for generic constants a non-zero
    polynomial in them; N is even, and p is 1, where there are squares. Or by the solver, as an assumption.
    """
    if not isinstance(evidence, NoPointByIdentity):
        setting.assumptions.append(_solver_says(setting, known, conditions, evidence.version))
        return
    _require_generic(setting.claim, evidence.generic, generic)
    if evidence.squares and (evidence.power % 2 or evidence.generic != ONE):
        raise InvalidCertificate("beside squares, what is positive has to be a square itself")
    off = math.prod((condition.polynomial for condition in conditions), start=ONE)
    expected = off**evidence.power * evidence.generic + _sum_of_squares(evidence.squares)
    _require_equal(setting, expected, combine(evidence.cofactors, known), "no real point")


def _require_generic(claim: Claim, polynomial: Polynomial, allowed: bool) -> None:
    constants = range(claim.first_constant, len(claim.names))
    if not polynomial or any(v not in constants for v in polynomial.variables):
        raise InvalidCertificate("what is not zero for generic constants is a polynomial in the constants")
    if polynomial != ONE and not allowed:
        raise InvalidCertificate("this must hold for all constants, not only for generic ones")


def _solver_says(
    setting: Setting,
    known: Mapping[str, Sequence[Polynomial]],
    conditions: Sequence[Condition],
    version: str,
) -> Assumption:
    if not re.fullmatch(r"[0-9]+(\.[0-9]+){0,4}", version):
        raise InvalidCertificate(f"{version!r:.40} is not the version of a solver")
    equations = [polynomial for group in known.values() for polynomial in group]
    parts = [f"{setting.show(p)} = 0" for p in equations]
    parts += [f"{setting.show(c.polynomial)} {c.relation} 0" for c in conditions]
    text = f"version {version} finds no real solution of {', '.join(parts)}"
    query = question(setting.claim.names.__getitem__, equations, conditions)
    return Assumption("z3", text if len(text) <= 2000 else text[:1997] + "...", query)


# Invariance.


def invariance(setting: Setting, evidence: Invariance) -> Setting:
    """S is structurally invariant; returns the setting in the words in which that was shown."""
    if evidence.description is not None:
        setting = describe(setting, evidence.description)
    rule = INVARIANCE_RULES[type(evidence.proof)]
    rule(setting, evidence.proof)
    return setting


def tangency(setting: Setting, evidence: Tangency) -> None:
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
    listed = {(entry.field, entry.equation): entry for entry in evidence.lie}
    if len(listed) != len(evidence.lie):
        raise InvalidCertificate("a Lie derivative is listed twice")
    for field, row in enumerate(derivatives):
        for at, found in enumerate(row[: len(equations)]):
            entry = listed.pop((field, at), None)
            expected = found if entry is None else setting.off**entry.power * found
            combined = combine(entry.cofactors, known) if entry else ZERO
            _require_equal(setting, expected, combined, f"L_X of equation {at} along field {field}")
    if listed:
        raise InvalidCertificate(f"there is no Lie derivative {min(listed)}")
    _conditions_kept(setting, known, [row[len(equations) :] for row in derivatives], evidence)


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
    _require_equal(setting, difference, combine(evidence.cofactors, known), "a congruence of arguments")
    limit = len(setting.claim.names) + len(tower.atoms)
    if any(variable >= limit for variable in evidence.argument.variables):
        raise InvalidCertificate("an atom is used that there is not")
    image = tower.call(atom.function, evidence.argument)
    return Polynomial.variable(len(setting.claim.names) + evidence.atom) - image


def _conditions_kept(
    setting: Setting,
    known: Mapping[str, Sequence[Polynomial]],
    derivatives: Sequence[Sequence[Polynomial]],
    evidence: Tangency,
) -> None:
    """T5 (ii) for every side condition."""
    if len(evidence.conditions) != len(setting.conditions):
        raise InvalidCertificate("every side condition needs its own proof, and nothing else does")
    for at, proof in enumerate(evidence.conditions):
        if isinstance(proof, NeverZero):
            _never_zero(setting, at, evidence, proof)
        else:
            _kept(setting, at, known, [row[at] for row in derivatives], proof)


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
        _require_equal(setting, found, combine(combination, available), f"L_X of side condition {index}")


def _never_zero(setting: Setting, index: int, evidence: Tangency, proof: NeverZero) -> None:
    """H has no real zero on V, and V itself is invariant: then h keeps its sign on every orbit."""
    if any(entry.power for entry in evidence.lie):
        raise InvalidCertificate("a side condition may be left out only where V itself is invariant")
    known = {
        "equation": setting.restriction.curved,
        "condition": [setting.conditions[index].polynomial],
    }
    no_real_point(setting, known, (), proof.proof)


def empty(setting: Setting, evidence: Empty) -> None:
    """S has no real point, for any constants, and so is invariant; it is no manifold."""
    if setting.restriction.inconsistent:
        return
    if evidence.proof is None:
        raise InvalidCertificate("the affine equations have a common solution")
    if isinstance(evidence.proof, OutsideDomain):
        outside_domain(setting, evidence.proof)
    else:
        no_real_point(setting, {"equation": setting.restriction.curved}, setting.conditions, evidence.proof)


def outside_domain(setting: Setting, evidence: OutsideDomain) -> None:
    """S does not meet Ω (theory §0): a divisor is zero on it, or what must be positive never is."""
    graph, tower = setting.claim.model.graph, setting.claim.tower()
    limited = list(graph.domains(setting.claim.model.outputs).items())
    if evidence.argument >= len(limited):
        raise InvalidCertificate(f"there is no argument {evidence.argument} with a limited domain")
    node, domain = limited[evidence.argument]
    if evidence.squares and domain is not Domain.POSITIVE:
        raise InvalidCertificate("squares show that an argument is not positive, not that it is zero")
    (value,) = evaluate(graph, [node], setting.restriction.value, tower)
    expected = -value - _sum_of_squares(evidence.squares)
    found = combine(evidence.cofactors, {"equation": setting.restriction.curved})
    _require_equal(setting, expected, found, "an argument outside its domain")


def symmetry(setting: Setting, evidence: Symmetry) -> None:
    """T8: S is the set that is fixed by affine symmetries Q of the model, each with ker(Qᵀ-I) ⊆ ker(Q-I)."""
    claim = setting.claim
    if setting.conditions or claim.constants:
        raise InvalidCertificate("a fixed set has neither side conditions nor constants")
    fixed = []
    for images in evidence.maps:
        _require_map(claim, images)
        _require_admissible(claim, images)
        _require_symmetry(setting, images)
        fixed += [Polynomial.variable(variable) - image for variable, image in images.items()]
    expected, found = setting.restriction, restrict(fixed, claim.parameter_count)
    same = expected.images == found.images and not expected.curved
    if expected.inconsistent or found.inconsistent or not same:
        raise InvalidCertificate("the set that the maps fix is not the candidate")


def _require_map(claim: Claim, images: Mapping[int, Polynomial]) -> None:
    parameters = claim.parameter_count
    for variable, image in images.items():
        if image.degree > 1 or any(v >= parameters for v in (variable, *image.variables)):
            raise InvalidCertificate("a map sends parameters to affine expressions in the parameters")


def _matrix(images: Mapping[int, Polynomial]) -> dict[int, dict[int, Fraction]]:
    """The linear part of a map, row by row, on the coordinates that it moves or moves to."""
    touched = set(images).union(*(image.variables for image in images.values()))
    return {
        row: {m[0]: Fraction(c) for m, c in images.get(row, Polynomial.variable(row)).terms.items() if m}
        for row in touched
    }


def _require_admissible(claim: Claim, images: Mapping[int, Polynomial]) -> None:
    """QD = DQ; and Q an isometry, or linear with ker(Qᵀ-I) ⊆ ker(Q-I). Of vector fields nothing is asked."""
    if claim.model.fields:
        return
    matrix = _matrix(images)
    rates = claim.model.rates
    for row, entries in matrix.items():
        if any(rates.get(row, 1) != rates.get(column, 1) for column in entries):
            raise InvalidCertificate("a map mixes parameters with different learning rates")
    if _is_orthogonal(matrix):
        return
    if any(() in image.terms for image in images.values()):
        raise InvalidCertificate("an affine map that is not linear has to be an isometry")
    if not _kernel_condition(matrix):
        raise InvalidCertificate("ker(Qᵀ-I) is not inside ker(Q-I)")


def _is_orthogonal(matrix: Mapping[int, Mapping[int, Fraction]]) -> bool:
    gram: dict[tuple[int, int], Fraction] = {}
    for entries in matrix.values():
        for i, a in entries.items():
            for j, b in entries.items():
                gram[i, j] = gram.get((i, j), Fraction(0)) + a * b
    return all(gram.get((i, i)) == 1 for i in matrix) and all(
        not value for (i, j), value in gram.items() if i != j
    )


def _kernel_condition(matrix: Mapping[int, Mapping[int, Fraction]]) -> bool:
    """ker(Qᵀ-I) ⊆ ker(Q-I), by elimination."""
    if len(matrix) > MAX_DENSE:
        raise LimitExceeded(f"a map that moves more than {MAX_DENSE} parameters and is not an isometry")
    transposed: dict[int, Polynomial] = {}
    for row, entries in matrix.items():
        for column, value in entries.items():
            term = Polynomial({(row,): value})
            transposed[column] = transposed.get(column, ZERO) + term
    kernel = restrict([p - Polynomial.variable(v) for v, p in transposed.items()], max(matrix) + 1)
    moved = (
        Polynomial({(column,): value for column, value in entries.items()}) - Polynomial.variable(row)
        for row, entries in matrix.items()
    )
    return not any(kernel.apply(polynomial) for polynomial in moved)


def _require_symmetry(setting: Setting, images: Mapping[int, Polynomial]) -> None:
    """F_j(Qθ)(x) = F_j(θ)(x) for every j; for vector fields X(Qθ) = Q·X(θ), field by field."""
    claim, graph = setting.claim, setting.claim.model.graph
    moved = {variable: graph.polynomial(image) for variable, image in images.items()}
    for components in claim.model.fields or [claim.model.outputs]:
        composed = graph.substitute(components, moved)
        expected = list(components)
        if claim.model.fields:
            for variable, image in images.items():
                linear = Polynomial({m: c for m, c in image.terms.items() if m})
                values = {leaf: components[leaf] for leaf in linear.variables}
                expected[variable] = graph.substitute([graph.polynomial(linear)], values)[0]
        for left, right in zip(composed, expected, strict=True):
            _require_same(setting, left, right)


def _require_same(setting: Setting, left: int, right: int) -> None:
    """Two nodes are the same function: the summands that they do not share have the same normal form."""
    if left == right:
        return
    graph = setting.claim.model.graph
    terms = [graph.children(node) if graph.nodes[node][0] == "+" else (node,) for node in (left, right)]
    only_left, only_right = _difference(terms[0], terms[1]), _difference(terms[1], terms[0])
    tower = setting.claim.tower()
    sides = [
        Polynomial.total(evaluate(graph, nodes, Polynomial.variable, tower))
        for nodes in (only_left, only_right)
    ]
    if sides[0] != sides[1]:
        raise InvalidCertificate(
            f"a map is no symmetry: it turns {setting.show(sides[1])} into {setting.show(sides[0])}"
        )


def _difference(left: Sequence[int], right: Sequence[int]) -> list[int]:
    """The entries of `left` that remain when those of `right` are taken away, with multiplicity."""
    remaining: dict[int, int] = {}
    for node in right:
        remaining[node] = remaining.get(node, 0) + 1
    kept = []
    for node in left:
        if remaining.get(node, 0):
            remaining[node] -= 1
        else:
            kept.append(node)
    return kept


# Refutation.


def leaving(setting: Setting, evidence: Leaves) -> Json:
    """L_w g ≠ 0 at a point of S: the orbit of the point is not inside V. Returns the value."""
    claim = setting.claim
    if not evidence.word or evidence.equation >= len(claim.equations):
        raise InvalidCertificate("a refutation needs a word, and an equation of the candidate")
    check_point(claim, claim.equations, claim.conditions, evidence.place)
    start = claim.model.graph.polynomial(claim.equations[evidence.equation])
    return _nonzero(claim, evidence.place, start, evidence.word)


def _nonzero(claim: Claim, place: Place, start: Node, word: Sequence[Letter]) -> Json:
    """The value of L_w at the place, shown to be different from zero."""
    for letter in word:
        check_defined(claim, place, letter.input)
    node = word_derivative(claim, start, word)
    ring = ring_at(claim, place, [node])
    (value,) = ring.values([node])
    if not ring.is_nonzero(value):
        raise InvalidCertificate("the Lie derivative was not shown to be different from zero")
    return ring.to_json(value)


def crossing(setting: Setting, evidence: Crosses) -> Json:
    """T5: S without condition h is invariant, h = 0 and L_X h ≠ 0 at a point of it: the flow crosses."""
    claim = setting.claim
    if evidence.condition >= len(claim.conditions):
        raise InvalidCertificate(f"there is no side condition {evidence.condition}")
    h = claim.conditions[evidence.condition].polynomial
    invariance(setting.without(evidence.condition), evidence.rest)
    others = [c for at, c in enumerate(claim.conditions) if at != evidence.condition]
    check_point(claim, [*claim.equations, h], others, evidence.place)
    return _nonzero(claim, evidence.place, claim.model.graph.polynomial(h), (evidence.letter,))


# Manifolds.


def regular(setting: Setting, evidence: Regular) -> Mapping[str, Json]:
    """T4: near the point S is a submanifold, of the codimension of the independent equations chosen."""
    claim, curved = setting.claim, setting.restriction.curved
    if setting.restriction.inconsistent or any(v >= claim.first_constant for v in setting.restriction.images):
        raise InvalidCertificate("the affine equations have no solution for generic constants")
    if sorted({*evidence.chosen}) != list(evidence.chosen) or any(
        at >= len(curved) for at in evidence.chosen
    ):
        raise InvalidCertificate("the chosen equations are numbered in increasing order")
    chosen = [curved[at] for at in evidence.chosen]
    check_point(claim, claim.equations, claim.conditions, evidence.place)
    check_defined(claim, evidence.place, evidence.input)
    free = sorted(v for v in frozenset().union(*(p.variables for p in chosen)) if v < claim.parameter_count)
    _independent(chosen, free, evidence)
    _redundant(setting, evidence)
    dimension = claim.parameter_count - len(setting.restriction.images) - len(chosen)
    if chosen and evidence.everywhere is None:
        return {"status": "regular locus", "dimension": dimension}
    if chosen and evidence.everywhere is not None:
        known = {"equation": curved, "minor": minors(chosen, free)}
        no_real_point(setting, known, setting.conditions, evidence.everywhere, generic=True)
    _require_plain_redundancy(evidence)
    return {"status": "embedded", "dimension": dimension}


def _independent(chosen: Sequence[Polynomial], free: Sequence[int], evidence: Regular) -> None:
    rows = [[value_at(p.derivative(v), evidence.place.point) for v in free] for p in chosen]
    if rank(rows) < len(chosen):
        raise InvalidCertificate("the differentials of the chosen equations are dependent at the point")


def _redundant(setting: Setting, evidence: Regular) -> None:
    curved = setting.restriction.curved
    left = set(range(len(curved))) - set(evidence.chosen)
    if {one.equation for one in evidence.redundant} != left or len(evidence.redundant) != len(left):
        raise InvalidCertificate("every equation is either chosen or shown to be redundant, once")
    known = {"equation": [p if at in evidence.chosen else ZERO for at, p in enumerate(curved)]}
    for one in evidence.redundant:
        expected = one.multiplier * curved[one.equation]
        _require_equal(setting, expected, combine(one.cofactors, known), "a redundant equation")
        if is_zero(value_at(one.multiplier, evidence.place.point)):
            raise InvalidCertificate("the multiplier of a redundant equation is zero at the point")


def _require_plain_redundancy(evidence: Regular) -> None:
    if any(not one.multiplier.constant_value for one in evidence.redundant):
        raise InvalidCertificate("everywhere regular: the redundant equations need constant multipliers")


def minors(rows: Sequence[Polynomial], variables: Sequence[int]) -> list[Polynomial]:
    """The maximal minors of the Jacobian of the polynomials, in the order of their columns."""
    if math.comb(len(variables), len(rows)) > MAX_MINORS or len(rows) > MAX_MINOR_SIZE:
        raise LimitExceeded(f"more than {MAX_MINORS} minors, or of more than {MAX_MINOR_SIZE} rows")
    jacobian = [[p.derivative(v) for v in variables] for p in rows]
    known: dict[tuple[int, ...], Polynomial] = {(): ONE}
    for size in range(1, len(rows) + 1):
        row = jacobian[len(rows) - size]
        known = {columns: _expanded(row, columns, known) for columns in combinations(range(len(row)), size)}
    return list(known.values())


def _expanded(
    row: Sequence[Polynomial], columns: tuple[int, ...], smaller: Mapping[tuple[int, ...], Polynomial]
) -> Polynomial:
    """A minor by expansion along its first row."""
    return Polynomial.total(
        row[column] * smaller[columns[:at] + columns[at + 1 :]] * (-1) ** at
        for at, column in enumerate(columns)
        if row[column]
    )


def generically_empty(setting: Setting, evidence: GenericallyEmpty) -> Mapping[str, Json]:
    """S has no real point for generic constants."""
    constants = range(setting.claim.first_constant, len(setting.claim.names))
    if not setting.restriction.inconsistent and not any(v in constants for v in setting.restriction.images):
        if evidence.proof is None:
            raise InvalidCertificate("the affine equations have a common solution")
        known = {"equation": setting.restriction.curved}
        no_real_point(setting, known, setting.conditions, evidence.proof, generic=True)
    return {"status": "empty"}


INVARIANCE_RULES: Final[Mapping[type, Callable[[Setting, Any], None]]] = {
    Tangency: tangency,
    Symmetry: symmetry,
    Empty: empty,
}
REFUTATION_RULES: Final[Mapping[type, Callable[[Setting, Any], Json]]] = {
    Leaves: leaving,
    Crosses: crossing,
}
MANIFOLD_RULES: Final[Mapping[type, Callable[[Setting, Any], Mapping[str, Json]]]] = {
    Regular: regular,
    GenericallyEmpty: generically_empty,
}
"""The table of rules: which function checks which kind of evidence."""
