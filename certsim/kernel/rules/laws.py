"""Conserved quantities: theorem T9."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import (
    Combination,
    Conservation,
    Laws,
)
from certsim.kernel.meter import spend
from certsim.kernel.rules.bracket_closure import closure
from certsim.kernel.rules.domain import limits
from certsim.kernel.rules.independence import arithmetic_of, chosen, require_independent, require_specified
from certsim.kernel.rules.setting import Setting, combine, require_equal
from certsim.kernel.rules.tangency import relations
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.kernel.terms.graph import Graph, Node
from certsim.kernel.terms.polynomial import Monomial, Polynomial, Rational
from certsim.kernel.terms.tower import Tower


def laws(setting: Setting, evidence: Laws) -> None:
    """Shows that the laws are conserved, and at the point the rank of their differentials and of brackets.

    Both ranks are no smaller at a generic point of the same connected part of Ω. There the orbit has
    dimension `lower` at least, and so no more than M - `lower` conserved quantities are independent. It has
    `upper` at most: as many, if no bracket leaves their span, else M - `independent`. So these laws are
    `complete` if M - `lower` are independent, and are not if there are fewer than M - `upper` in all: near a
    generic point, where all orbits have one dimension, there are so many (Frobenius).
    """
    claim = setting.claim
    if claim.orbit is None:
        raise InvalidCertificate("conserved quantities are claimed in the neighbourhood of a point")
    require_specified(claim)
    conserved(setting, evidence.conservation)
    values = claim.orbit.point
    nodes = [chosen(claim.laws, at, "law") for at in evidence.chosen]
    shown = what_laws_show(claim, evidence)
    claimed = {key: claim.statement["laws"][key] for key in shown}
    if claimed != shown:
        raise InvalidCertificate(f"of the laws is claimed {claimed}, and shown {shown}")
    require_independent(claim, values, nodes, evidence.spanning)
    if evidence.closure:
        closure(setting, evidence.spanning, evidence.closure, values, arithmetic_of(evidence.spanning))


def what_laws_show(claim: Claim, evidence: Laws) -> dict[str, int | bool | None]:
    """What a claim about laws may say beside them, if the evidence for it is sound."""
    size, independent, lower = claim.parameter_count, len(evidence.chosen), len(evidence.spanning.brackets)
    upper = lower if evidence.closure else size - independent
    complete = True if independent == size - lower else False if len(claim.laws) < size - upper else None
    return {"independent": independent, "lower": lower, "upper": upper, "complete": complete}


def conserved(setting: Setting, evidence: Sequence[Conservation]) -> None:
    """T9: L_X h = 0 for every law h and every field X."""
    claim = setting.claim
    _require_analytic(claim)
    if len(evidence) != len(claim.laws):
        raise InvalidCertificate("every law needs its own proof, and nothing else does")
    model = claim.model
    gradients = [gradient(model.graph, law, range(claim.parameter_count)) for law in claim.laws]
    mentioned = sorted(set().union(*gradients))
    fields = [model.field(at, mentioned) for at in range(model.family_size)] if gradients else []
    for at, (partials, proof) in enumerate(zip(gradients, evidence, strict=True)):
        listed = dict(proof.derivatives)
        if len(listed) != len(proof.derivatives) or (proof.opaque and listed):
            raise InvalidCertificate(f"what is listed for law {at} is not one combination for each field")
        opened = _Opened(model.graph, {model.graph.leaf(parameter) for parameter in partials})
        for number, field in enumerate(fields):
            pairs = [(partials[v], field[v]) for v in sorted(partials.keys() & field.keys())]
            if proof.opaque:
                _require_opaque_zero(at, opened, pairs)
            else:
                _require_zero(setting, at, pairs, listed.pop(number, ()))
        if listed:
            raise InvalidCertificate(f"there is no field {min(listed)}")


def _require_analytic(claim: Claim) -> None:
    """The laws are analytic on Ω: what is limited for them is limited for the model; they have no step."""
    laws = replace(claim.model, outputs=claim.laws, fields=())
    if not laws.graph.domains(claim.laws) and not laws.calls("step"):
        return
    tower = claim.tower()
    allowed, needed = (set(limits(model, Polynomial.variable, tower)) for model in (claim.model, laws))
    if laws.calls("step") or not needed <= allowed:
        raise InvalidCertificate("a law was not shown to be analytic wherever the model is")


def _require_zero(
    setting: Setting, law: int, pairs: Sequence[tuple[Node, Node]], combination: Combination
) -> None:
    """Σ ∂h/∂θ_i·X_i is a combination of relations of atoms."""
    graph, tower = setting.claim.model.graph, setting.claim.tower()
    nodes = [node for pair in pairs for node in pair]
    values = evaluate(graph, nodes, Polynomial.variable, tower)
    found = Polynomial.total(a * b for a, b in zip(values[::2], values[1::2], strict=True))
    known = {"relation": identities(setting.claim, tower)}
    require_equal(setting, found, combine(combination, known), f"L_X of law {law}")


def identities(claim: Claim, tower: Tower) -> list[Polynomial]:
    """The relations of the atoms, and after them what connects exponential functions at one argument.

    The latter only where all that they mention is called there; no atoms are added for them.
    """
    found = relations(claim, tower)
    for variable, atom in enumerate(list(tower.atoms), len(claim.names)):
        names, identity = _CONNECTED.get(atom.function, ((), None))
        if identity is not None and all(tower.has(name, atom.argument) for name in names):
            others = [tower.call(name, atom.argument) for name in names]
            found.append(identity(Polynomial.variable(variable), *others))
    return found


_CONNECTED: Final[Mapping[str, tuple[tuple[str, ...], Callable[..., Polynomial]]]] = {
    "tanh": (("sinh", "cosh"), lambda t, s, c: t * c - s),
    "sigmoid": (("exp",), lambda t, e: t * (e + 1) - e),
    "exp": (("sinh", "cosh"), lambda e, s, c: e - s - c),
}
"""For a function the others that it is connected with, and what is zero for its value and theirs."""


def _require_opaque_zero(law: int, opened: _Opened, pairs: Sequence[tuple[Node, Node]]) -> None:
    """The same with variables for calls, and for sums without a summand that has a parameter of h as factor.

    The identity then holds whatever these are. In layered networks they are what comes from the layers
    before and from those behind.
    """
    found: Terms = {}
    for a, b in pairs:
        opened.add_product(found, opened.terms(a), opened.terms(b))
    remaining = sum(1 for coefficient in found.values() if coefficient)
    if remaining:
        raise InvalidCertificate(f"L_X of law {law} was not shown to vanish: {remaining} terms remain")


Terms: TypeAlias = dict[Monomial, Rational]


MAX_LENGTH: Final = 4_000
"""The longest term of an opened polynomial: its degree, and a sixteenth of the bits of its coefficient."""


class _Opened:
    """The polynomials that nodes are, in leaves and in nodes that stay closed; their variables are nodes."""

    def __init__(self, graph: Graph, leaves: set[Node]) -> None:
        self._graph = graph
        self._leaves = leaves
        self._known: dict[Node, Terms] = {}

    def terms(self, node: Node) -> Terms:
        if node not in self._known:
            spend(20)
            self._known[node] = self._computed(node)
        return self._known[node]

    def _computed(self, node: Node) -> Terms:
        entry = self._graph.nodes[node]
        if entry[0] == "number":
            value = entry[1]
            return {(): value.numerator if value.denominator == 1 else value}
        if entry[0] == "*":
            return self._product([self.terms(factor) for factor in entry[1]])
        if entry[0] == "**":
            return self._product([self.terms(entry[1])] * entry[2])
        if entry[0] == "+" and any(self._is_direct(summand) for summand in entry[1]):
            total: Terms = {}
            for summand in entry[1]:
                self.add_product(total, self.terms(summand), _ONE)
            return total
        return {(node,): 1}

    def _product(self, factors: Sequence[Terms]) -> Terms:
        product = _ONE
        for factor in factors:
            product, previous = {}, product
            self.add_product(product, previous, factor)
        return product

    def add_product(self, total: Terms, left: Terms, right: Terms) -> None:
        """Adds a product to a sum, in place."""
        spend(30 + (20 + _length(left) + _length(right)) * len(left) * len(right))
        for m, a in left.items():
            for n, b in right.items():
                monomial = tuple(sorted(m + n))
                total[monomial] = total.get(monomial, 0) + a * b

    def _is_direct(self, summand: Node) -> bool:
        """Whether a summand is, or has for a factor, one of the leaves."""
        entry = self._graph.nodes[summand]
        return summand in self._leaves or (entry[0] == "*" and any(f in self._leaves for f in entry[1]))


def _length(terms: Terms) -> int:
    """What the longest term adds to the cost of a product with it."""
    bits = max((c.numerator.bit_length() + c.denominator.bit_length() for c in terms.values()), default=0)
    length = max(map(len, terms), default=0) + bits // 16
    if length > MAX_LENGTH:
        raise LimitExceeded("a law whose derivative along a field has terms that are too long")
    return length


_ONE: Final[Terms] = {(): 1}
