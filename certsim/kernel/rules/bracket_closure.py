"""Closure under bracket: the upper bound of theorem T12 that needs nothing to be conserved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Generic, TypeAlias

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import LawsProof, OrbitProof, Spanning
from certsim.kernel.rules.atoms import relations, require_listed
from certsim.kernel.rules.domain import require_one_domain
from certsim.kernel.rules.point import field_at
from certsim.kernel.rules.setting import Setting, combine, require_equal
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Atom, Tower
from certsim.kernel.values.linear import N, NumberRing, independent

Vector: TypeAlias = Sequence[Polynomial]
"""A vector field on the affine subspace of a set: for each parameter an element of the tower."""


@dataclass(frozen=True)
class Brackets:
    """Fields Y_1 … Y_r, and all that has to be in their span for them to span all iterated brackets.

    `derived` are, for each field X of the family with its inputs free, X itself and then [X, Y_1] … [X, Y_r].
    """

    tower: Tower
    spanning: Sequence[Vector]
    derived: Sequence[Vector]


def closure(
    setting: Setting,
    evidence: OrbitProof | LawsProof,
    values: Sequence[Fraction],
    ring: NumberRing[N],
) -> None:
    """Shows that on the claimed invariant set, near a point of it, the brackets Y span all iterated brackets.

    For Z = X and Z = [X, Y_l], for every field X and every l, s·Z = Σ p_k·Y_k + Σ q·g with s ≠ 0 at the point
    and equations g of the set. So the orbit of the point has the dimension r at most, if all fields have one
    domain (T12).
    """
    claim, listed = setting.claim, evidence.closure
    parts = [part for key, part in vars(evidence).items() if key != "atoms"]
    if not listed:
        require_listed(claim, evidence.atoms, 0, (), *parts)
        return
    require_one_domain(claim)
    found = brackets_of(setting, evidence.spanning, evidence.atoms)
    if len(listed) != len(found.derived):
        raise InvalidCertificate(
            f"a closure under bracket has {len(found.derived)} fields to express, and not {len(listed)}"
        )
    met = set(found.tower.met)
    require_listed(claim, evidence.atoms, len(evidence.atoms), met, *parts)
    known = {
        "equation": list(setting.restriction.curved),
        "input": claim.model.where.equations,
        "relation": relations(claim, found.tower, len(evidence.atoms), met)[0],
    }
    here = _AtPoint(found.tower, values, ring)
    for at, (expressed, derived) in enumerate(zip(listed, found.derived, strict=True)):
        here.require_nonzero(expressed.multiplier)
        coefficients, rest = dict(expressed.coefficients), dict(expressed.rest)
        if len(coefficients) != len(expressed.coefficients) or len(rest) != len(expressed.rest):
            raise InvalidCertificate("the same is listed twice in a closure under bracket")
        if any(number >= len(found.spanning) for number in coefficients) or any(
            component >= len(derived) for component in rest
        ):
            raise InvalidCertificate(
                "a closure under bracket refers to a bracket or a component there is not"
            )
        for component, value in enumerate(derived):
            total = [combine(rest.get(component, ()), known)]
            total += [p * found.spanning[number][component] for number, p in coefficients.items()]
            what = f"component {component} of field {at} of the closure under bracket"
            require_equal(setting, expressed.multiplier * value, Polynomial.total(total), what)


def brackets_of(setting: Setting, spanning: Spanning, atoms: Sequence[Atom] = ()) -> Brackets:
    """The fields that the evidence names, and those that have to be in their span, on the set's subspace.

    They are elements of a tower in which the atoms given are the first ones.
    """
    claim = setting.claim
    graph, count = claim.model.graph, claim.parameter_count
    fields = [
        _completed(setting, claim.model.field(at, range(count))) for at in range(claim.model.family_size)
    ]
    named = [
        _iterated(setting, [_completed(setting, field_at(claim, letter, range(count))) for letter in word])
        for word in spanning.brackets
    ]
    derived = [nodes for field in fields for nodes in (field, *(_bracket(setting, field, y) for y in named))]
    tower = claim.tower()
    tower.reserve(atoms)
    rows = [*named, *derived]
    values = evaluate(graph, [node for row in rows for node in row], setting.restriction.value, tower)
    vectors = [values[at : at + count] for at in range(0, len(values), count)]
    return Brackets(tower, vectors[: len(named)], vectors[len(named) :])


def _completed(setting: Setting, components: dict[int, Node]) -> list[Node]:
    zero = setting.claim.model.graph.number(Fraction(0))
    return [components.get(at, zero) for at in range(setting.claim.parameter_count)]


def _iterated(setting: Setting, word: Sequence[Sequence[Node]]) -> Sequence[Node]:
    """[X_1, [X_2, … X_k]]."""
    *outer, bracket = word
    for field in reversed(outer):
        bracket = _bracket(setting, field, bracket)
    return bracket


def _bracket(setting: Setting, x: Sequence[Node], y: Sequence[Node]) -> Sequence[Node]:
    """[X, Y] = DY·X - DX·Y."""
    graph = setting.claim.model.graph
    return [
        graph.add((_along(setting, after, x), graph.negate(_along(setting, before, y))))
        for before, after in zip(x, y, strict=True)
    ]


def _along(setting: Setting, node: Node, field: Sequence[Node]) -> Node:
    """The derivative of a function along a field."""
    graph = setting.claim.model.graph
    partials = gradient(graph, node, range(len(field)))
    return graph.add(graph.multiply((partial, field[at])) for at, partial in sorted(partials.items()))


class _AtPoint(Generic[N]):
    """Values of elements of the tower at a point, where no input enters them."""

    def __init__(self, tower: Tower, values: Sequence[Fraction], ring: NumberRing[N]) -> None:
        self._tower = tower
        self._ring = ring
        self._known: dict[int, N] = {at: ring.number(value) for at, value in enumerate(values)}

    def require_nonzero(self, polynomial: Polynomial) -> None:
        if polynomial.constant_value is None and not independent([[self._of(polynomial)]], self._ring):
            raise InvalidCertificate("a multiplier of a closure under bracket is not shown to differ from 0")
        if not polynomial:
            raise InvalidCertificate("a multiplier of a closure under bracket is 0")

    def _of(self, polynomial: Polynomial) -> N:
        terms = [self._ring.number(Fraction(0))]
        for monomial, coefficient in polynomial.terms.items():
            factors = map(self._variable, monomial)
            terms.append(reduce(mul, factors, self._ring.number(Fraction(coefficient))))
        return self._ring.total(terms)

    def _variable(self, variable: int) -> N:
        if variable not in self._known:
            atom = self._tower.atom(variable)
            if atom is None:
                raise InvalidCertificate("a multiplier of a closure under bracket depends on an input")
            self._known[variable] = self._ring.call(atom.function, self._of(atom.argument))
        return self._known[variable]
