"""Evidence for the kernel: why laws are conserved, and which differentials and brackets are independent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any, Final

import numpy as np

from certsim.algebra.balls import BallRing
from certsim.algebra.budget import Budget
from certsim.errors import CertsimError
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Letter, Spanning
from certsim.kernel.rules.independence import ring_of
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.graph import Node
from certsim.kernel.values.enclosure import Enclosure, EnclosureArithmetic
from certsim.kernel.values.fields import MAX_BRACKET, Fields
from certsim.kernel.values.linear import NumberRing, independent
from certsim.model.domain import domain_text
from certsim.orbits.bounds.spanning import find_spanning
from certsim.orbits.modular.functions import Unsupported
from certsim.orbits.modular.inputs import Inputs
from certsim.orbits.modular.jets import MODULUS
from certsim.orbits.modular.linear import independent_rows
from certsim.search.points import find_input

BITS: Final = 128
DRAWN: Final = 12
LONGEST: Final = 3
PARTS: Final = (2, 4, 8, 16)
"""What inputs are drawn in multiples of: halves, quarters, …"""
SMALL: Final = 1e-6
"""A vector is not seen to leave a space by a smaller part of it."""


class UndefinedPoint(CertsimError):
    """A point of the parameters that was not shown to be in Ω."""


class NoInput(UndefinedPoint):
    """No rational input is known that is meant; there may be others."""

    exit_status = 3


def require_defined(claim: Claim, point: Mapping[int, Fraction]) -> Mapping[int, Fraction]:
    """An input at which the model is defined at a point; raises UndefinedPoint if none is found."""
    found = find_input(claim, point)
    if found is None and not claim.model.where.are_all and not Inputs(claim.model).known:
        raise NoInput("no rational input was found that satisfies inputs_where")
    if found is None:
        where = domain_text(claim) or "no step has the argument 0"
        kinks = ""
        if claim.model.is_piecewise:
            kinks = (
                "; orbits are those of regions, and a point on a kink has none but itself: `certify` shows "
                "of sets through it what holds whatever the slope is, or, with --allow relu0, by convention"
            )
        raise UndefinedPoint(
            "the model was not shown to be defined at the point\n"
            f"hint: it is where {where}, for the inputs that are considered{kinks}"
        )
    return found


def find_bounds(
    model: KernelModel,
    point: Mapping[int, Fraction],
    nodes: Sequence[Node],
    at_input: Mapping[int, Fraction],
    *,
    longest: int = MAX_BRACKET,
    seed: int,
    budget: Budget,
) -> tuple[Spanning, list[int]]:
    """Independent brackets at a point, and which of the nodes have independent differentials there.

    The nodes are constant on the orbit. So no more brackets are looked for than the number of trained
    parameters minus their rank, and there are so many if the bounds meet. At the input the model is defined
    at the point.
    """
    count = len(model.parameters) - len(model.frozen)
    target = max(0, count - len(nodes))
    while True:
        spanning = find_brackets(model, point, target=target, longest=longest, seed=seed, budget=budget)
        chosen = find_independent(model, point, nodes, spanning)
        if count - len(chosen) <= target:
            return replace(spanning, input=at_input), chosen
        target = count - len(chosen)


def find_brackets(
    model: KernelModel, point: Mapping[int, Fraction], *, target: int, longest: int, seed: int, budget: Budget
) -> Spanning:
    """Independent brackets at a point: modulo a prime and, where values may lack residues, in enclosures."""
    try:
        found = find_spanning(model, point, target=target, longest=longest, seed=seed, budget=budget)
    except Unsupported:
        found = Spanning(MODULUS, None, None, (), {})
    defined = _Defined(model, point)
    if (defined.limits or model.graph.called & {"sqrt", "step"}) and not _holds(defined, found):
        found = Spanning(MODULUS, None, None, (), {})
    if len(found.brackets) >= target or not (defined.limits or model.graph.called - {"inv", "step"}):
        return found
    random = Random(seed)  # noqa: S311  no secrets are drawn
    enclosed = _in_enclosures(defined, target, random, budget)
    return enclosed if len(enclosed.brackets) > len(found.brackets) or not found.brackets else found


def _holds(defined: _Defined, spanning: Spanning) -> bool:
    """Whether the brackets are independent to the kernel, and of fields that are defined at the point.

    A residue may be that of the other square root, and the argument of a step in another output may be 0.
    """
    if not all(defined.at(letter) for word in spanning.brackets for letter in word):
        return False
    ring = ring_of(spanning)
    fields = Fields(defined.model, ring)
    here = defined.point_in(ring)
    try:
        rows = [fields.bracket([(x.field, x.input) for x in word], here) for word in spanning.brackets]
    except InvalidCertificate:
        return False
    return independent(rows, ring)


def _limited_by_input(model: KernelModel) -> Mapping[Node, Domain]:
    """The limited arguments of roots, logarithms and divisors that depend on the input."""
    graph, first = model.graph, len(model.parameters)
    inputs = range(first, first + len(model.inputs))
    return {
        node: domain
        for node, domain in model.limited.items()
        if domain is not Domain.REGION
        and any(graph.nodes[at][0] == "leaf" and graph.nodes[at][1] in inputs for at in graph.below([node]))
    }


class _Defined:
    """A point, and which fields are defined there: those at inputs where the model is, as the spec has it.

    `limits` are the limited arguments that depend on the input.
    """

    def __init__(self, model: KernelModel, point: Mapping[int, Fraction]) -> None:
        self.limits: Final = _limited_by_input(model)
        self.model: Final = model
        self.point: Final = point

    def point_in(self, ring: NumberRing[Any]) -> list[Any]:
        """The coordinates of the point in a ring."""
        return [ring.number(self.point.get(at, Fraction(0))) for at in range(len(self.model.parameters))]

    def at(self, letter: Letter) -> bool:
        """Whether the field of this letter is defined."""
        ring, values = EnclosureArithmetic(BITS), {**self.point, **letter.input}
        try:
            found = evaluate(
                self.model.graph,
                list(self.limits),
                lambda leaf: ring.number(values.get(leaf, Fraction(0))),
                ring,
            )
        except InvalidCertificate:
            return False
        return all(
            value.is_positive if domain is Domain.POSITIVE else value.is_nonzero
            for value, domain in zip(found, self.limits.values(), strict=True)
        )


def _in_enclosures(defined: _Defined, target: int, random: Random, budget: Budget) -> Spanning:
    """Brackets that seem independent in balls, as far as they are so in enclosures."""
    ring = EnclosureArithmetic(BITS)
    fields = Fields(defined.model, ring)
    here = defined.point_in(ring)
    words: list[tuple[Letter, ...]] = []
    rows: list[list[Enclosure]] = []
    for word in _seemingly_independent(defined, target, random, budget):
        try:
            rows.append(fields.bracket([(letter.field, letter.input) for letter in word], here))
        except InvalidCertificate:
            continue
        words.append(word)
    kept = tuple(words[at] for at in _independent_enclosures(rows, ring))
    return Spanning(None, None, BITS, kept, {})


def _independent_enclosures(rows: Sequence[Sequence[Enclosure]], ring: NumberRing[Any]) -> list[int]:
    """The rows that are independent of those before them, as far as enclosures show it."""
    pivots: list[tuple[int, Any]] = []
    found: list[int] = []
    for at, entries in enumerate(rows):
        row: Any = ring.row(entries)
        for column, pivot in pivots:
            row = row.cleared(column, pivot)
        divided = row.divided()
        if divided is not None:
            pivots.append(divided)
            found.append(at)
    return found


def _seemingly_independent(
    defined: _Defined, target: int, random: Random, budget: Budget
) -> list[tuple[Letter, ...]]:
    """Words of letters at random, the shortest first, whose brackets seem independent at the point."""
    model = defined.model
    fields, here = _in_balls(model, defined.point)
    inputs, span = Inputs(model), Span(len(here))
    words: list[tuple[Letter, ...]] = []
    for length in range(1, LONGEST + 1):
        for _ in range(DRAWN + 2 * target):
            if len(words) >= target or budget.expired:
                break
            try:
                word = tuple(random_letter(model, random, inputs) for _ in range(length))
                if not all(map(defined.at, word)):
                    continue
                bracket = fields.bracket([(letter.field, letter.input) for letter in word], here)
            except (InvalidCertificate, Unsupported, ZeroDivisionError):
                continue
            if span.add([float(value.mid()) for value in bracket]):
                words.append(word)
    return words


def _in_balls(model: KernelModel, point: Mapping[int, Fraction]) -> tuple[Fields[Any], list[Any]]:
    """The fields of a model in balls, and the point."""
    balls: Any = BallRing({})
    here = [balls.number(point.get(at, Fraction(0))) for at in range(len(model.parameters))]
    return Fields(model, balls), here


class Span:
    """A space of vectors in floating point: what seems to be in it proposes, and proves nothing (T19)."""

    def __init__(self, dimension: int) -> None:
        self._basis = np.zeros((0, dimension))

    def add(self, vector: Sequence[float]) -> bool:
        """Whether a vector seems not to be in the space, to which it is added then."""
        rest = row = np.array(vector)
        for _ in range(2):
            rest = rest - self._basis.T @ (self._basis @ rest)
        length = np.linalg.norm(rest)
        if not length > SMALL * np.linalg.norm(row):
            return False
        self._basis = np.vstack((self._basis, rest / length))
        return True


def random_letter(model: KernelModel, random: Random, inputs: Inputs) -> Letter:
    """A field of the family at small inputs, or at others that are meant.

    Whether they are halves or finer parts is drawn, too: few inputs have few halves.

    Raises `Unsupported` where no such inputs are known.
    """
    first = len(model.parameters)
    parts = random.choice(PARTS)
    drawn = [[Fraction(random.randint(-2 * parts, 2 * parts), parts)] for _ in range(inputs.count)]
    field = random.randrange(model.family_size)
    values = inputs.meant(np.array(drawn, dtype=object).reshape(inputs.count, 1))[:, 0].tolist()
    return Letter(field, {variable: value for variable, value in enumerate(values, first) if value})


def find_independent(
    model: KernelModel, point: Mapping[int, Fraction], nodes: Sequence[Node], spanning: Spanning
) -> list[int]:
    """Which of the nodes have independent differentials at the point, the first ones preferred."""
    ring = ring_of(spanning)
    fields = Fields(model, ring)
    here = [ring.number(point.get(at, Fraction(0))) for at in range(len(model.parameters))]
    rows = [fields.differential(node, here) for node in nodes]
    if spanning.modulus == MODULUS and rows:
        values = [[residue.value for residue in row] for row in rows]
        chosen: list[int] = independent_rows(np.array(values, dtype=np.int64)).tolist()
        return chosen
    fields, point_in_balls = _in_balls(model, point)
    span = Span(len(here))
    balls = (fields.differential(node, point_in_balls) for node in nodes)
    seeming = [at for at, row in enumerate(balls) if span.add([float(value.mid()) for value in row])]
    kept = _independent_enclosures([rows[at] for at in seeming], ring)
    return [seeming[at] for at in kept]
