"""Tangency: theorems T2, T3 and T5, and T18 for models with steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    BOUNDED,
    CONVENTION,
    BoundaryInvariant,
    Congruence,
    Conserved,
    Invariance,
    Kept,
    NeverZero,
    Settled,
    Squares,
    Tangency,
)
from certsim.kernel.meter import spend
from certsim.kernel.rules.atoms import mentioned, relations, require_listed
from certsim.kernel.rules.conserved import require_conserved
from certsim.kernel.rules.domain import in_domain
from certsim.kernel.rules.empty import no_real_point
from certsim.kernel.rules.setting import (
    RELU,
    RELU_AT_ZERO,
    Assumptions,
    Setting,
    combine,
    product_of,
    require_equal,
    sum_of_squares,
)
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.calculus import evaluate, lie_derivative
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial
from certsim.kernel.terms.tower import Atom, Tower

Prover = Callable[[Setting, Invariance], Assumptions]


def tangency(setting: Setting, evidence: Tangency, prove: Prover) -> Assumptions:
    """T2: L_X g ∈ (g) for every field X and equation g, with cofactors analytic near V.

    The affine equations are substituted: what then vanishes identically is a combination of them (Hadamard).
    Equations and conditions that are conserved by structure (T9) stand as they were before that.
    Calls are atoms (T3), by the numbers that the evidence gives them. The relation of an atom is used along
    the fields of those data that bring it: there it is true.
    With side conditions T5: (i) up to powers of the h, (ii) of one condition after the other that it keeps
    its sign where those before it do.
    If there are steps, that is shown on each region, or for bounded steps, or for steps by convention (T18).
    """
    claim, restriction = setting.claim, setting.restriction
    if restriction.inconsistent:
        raise InvalidCertificate("the set is empty: the rule for that is 'empty'")
    tower = tower_for(claim, evidence.kinks)
    images = number_atoms(tower, evidence)
    numbered = len(tower.atoms)
    targets = not_conserved(setting, evidence)
    derivatives, met = lie_derivatives(setting, targets, tower, evidence.kinks)
    count = len(targets) - len(setting.conditions)
    parts = evidence.congruences, evidence.lie, evidence.conditions, evidence.settled
    require_listed(claim, evidence.atoms, numbered, set().union(*met), *parts)
    *related, always = relations(claim, tower, len(evidence.atoms), *met, set.intersection(*met))
    known = {
        "equation": list(restriction.curved),
        "input": list(claim.model.where.equations),
        "relation": always,
        "settled": [],
        "congruence": [],
    }
    for step in evidence.settled:
        known["settled"].append(settled(setting, tower, known, step))
    for one, image in zip(evidence.congruences, images, strict=True):
        known["congruence"].append(congruence(setting, tower, known, one, image, evidence.kinks))
    _require_one_value(tower, evidence, images, len(claim.names))
    along = [{**known, "relation": related[datum_of(claim, at)]} for at in range(len(derivatives))]
    _equations_kept(setting, along, [row[:count] for row in derivatives], evidence)
    if len(evidence.conditions) != len(setting.conditions):
        raise InvalidCertificate("every side condition needs its own proof, and nothing else does")
    if evidence.settled and evidence.kinks is not None:
        raise InvalidCertificate("that steps are settled is shown on regions only")
    assumed = at_kinks(setting, evidence.kinks, closed=is_closed(evidence))
    order = order_of(evidence)
    for place, at in enumerate(order):
        proof, shown = evidence.conditions[at], order[:place]
        if isinstance(proof, Kept):
            _kept(setting, at, along, [row[count + at] for row in derivatives], proof, shown)
        elif isinstance(proof, NeverZero):
            assumed += _never_zero(setting, at, proof, shown)
        elif isinstance(proof, BoundaryInvariant):
            assumed += prove(boundary(setting, at, proof, shown), proof.rest)
    return assumed


def not_conserved(setting: Setting, evidence: Tangency) -> list[Polynomial]:
    """The equations and conditions, with 0 for those of which L_X g = 0 is shown by structure."""
    graph, equations = setting.claim.model.graph, setting.restriction.equations()
    targets = [*equations, *(condition.polynomial for condition in setting.conditions)]
    if list(evidence.conserved) != sorted({*evidence.conserved}):
        raise InvalidCertificate("conserved equations are numbered in increasing order")
    if any(at >= len(equations) for at in evidence.conserved):
        raise InvalidCertificate("there is no such equation to be conserved")
    laws = [(at, setting.unrestricted(at)) for at in evidence.conserved]
    for at, proof in enumerate(evidence.conditions):
        if isinstance(proof, Conserved) and at < len(setting.conditions):
            laws.append((len(equations) + at, setting.given_conditions[at].polynomial))
    require_conserved(setting.claim, ((f"equation {at}", graph.polynomial(law)) for at, law in laws))
    kept = {at for at, _ in laws}
    return [ZERO if at in kept else target for at, target in enumerate(targets)]


CONVENTIONAL: Final = frozenset({"relu", "leaky_relu"})
"""The functions whose slope at 0 is by convention that for negative arguments."""


def is_closed(evidence: Tangency) -> bool:
    """Whether the Lie derivatives of the equations have no denominators."""
    return not any(entry.power for entry in evidence.lie)


def order_of(evidence: Tangency) -> Sequence[int]:
    """The order in which the conditions are shown to be kept, each once."""
    own = range(len(evidence.conditions))
    if evidence.order and sorted(evidence.order) != [*own]:
        raise InvalidCertificate("every side condition is shown once, in some order")
    return evidence.order or own


def at_kinks(setting: Setting, kinks: str | None, *, closed: bool) -> Assumptions:
    """What is assumed of a model with steps, if the proof is of the kind that the evidence says (T18)."""
    model = setting.claim.model
    if not model.is_piecewise:
        if kinks is not None:
            raise InvalidCertificate("the model has no steps, and so no kinks")
        return ()
    if kinks == CONVENTION:
        if not model.kinked <= CONVENTIONAL:
            raise InvalidCertificate("the convention about kinks is one for relu and leaky_relu alone")
        if setting.conditions or setting.restriction.curved:
            raise InvalidCertificate("by convention about kinks only affine sets are kept")
        return (RELU_AT_ZERO,)
    if kinks == BOUNDED:
        if any(count > 1 for count in model.steps.values()) or not closed:
            raise InvalidCertificate("bounded cofactors need one step for each argument, and no denominators")
        return ()
    return (RELU,)


def _equations_kept(
    setting: Setting,
    along: Sequence[Mapping[str, Sequence[Polynomial]]],
    derivatives: Sequence[Sequence[Polynomial]],
    evidence: Tangency,
) -> None:
    """T2, or T5 (i), for every field and every equation; `along` is what vanishes along each field."""
    listed = {(entry.field, entry.equation): entry for entry in evidence.lie}
    if len(listed) != len(evidence.lie):
        raise InvalidCertificate("a Lie derivative is listed twice")
    for field, row in enumerate(derivatives):
        for at, found in enumerate(row):
            entry = listed.pop((field, at), None)
            if entry is None and not found:
                continue
            expected = found if entry is None else setting.off**entry.power * found
            combined = combine(entry.cofactors, along[field]) if entry else ZERO
            require_equal(setting, expected, combined, f"L_X of equation {at} along field {field}")
    if listed:
        raise InvalidCertificate(f"there is no Lie derivative {min(listed)}")


def tower_for(claim: Claim, kinks: str | None) -> Tower:
    """A tower in which steps at 0 have the value that the kind of proof gives them."""
    return Tower(
        claim.model.graph.functions, len(claim.names), step_at_zero=0 if kinks == CONVENTION else None
    )


def number_atoms(tower: Tower, evidence: Tangency) -> list[Polynomial]:
    """Numbers the atoms that are listed, then the images σ(v) of congruences; returns these images."""
    tower.reserve(evidence.atoms)
    for number in (*(s.atom for s in evidence.settled), *(c.atom for c in evidence.congruences)):
        if number >= len(evidence.atoms):
            raise InvalidCertificate(f"there is no atom {number}")
    images = []
    for one in evidence.congruences:
        tower.require_known(one.argument)
        images.append(tower.call(evidence.atoms[one.atom].function, one.argument))
    return images


def datum_of(claim: Claim, field: int) -> int:
    """The number of the datum at which a field is taken; 0 if there are no data."""
    return field * max(claim.model.data, 1) // claim.model.family_size


def lie_derivatives(
    setting: Setting, polynomials: Sequence[Polynomial], tower: Tower, kinks: str | None = None
) -> tuple[list[list[Polynomial]], list[set[Atom]]]:
    """L_X p on the affine subspace, for each field X of the family and each p, as elements of the tower.

    And the atoms that the fields of each datum bring. If steps are bounded, nothing is substituted in their
    arguments: the difference would be no bounded multiple of the equations.
    """
    claim, graph = setting.claim, setting.claim.model.graph
    mentioned = frozenset().union(*(p.variables for p in polynomials))
    parameters = sorted(v for v in mentioned if v < claim.parameter_count)
    moved = [p.variables & set(parameters) for p in polynomials]
    table = []
    met: list[set[Atom]] = [set() for _ in range(max(claim.model.data, 1))]
    for index in range(claim.model.family_size):
        tower.met.clear()
        spend(60 + 8 * len(polynomials))
        nodes = claim.model.field(index, parameters)
        components = list(nodes.values())
        if kinks == BOUNDED:
            components = _with_opaque_steps(claim, components, tower)
        values = evaluate(graph, components, setting.restriction.value, tower)
        field = dict(zip(nodes, values, strict=True))
        table.append(
            [
                ZERO if variables.isdisjoint(field) else lie_derivative(p, field)
                for p, variables in zip(polynomials, moved, strict=True)
            ]
        )
        met[datum_of(claim, index)] |= tower.met
    return table, met


def _with_opaque_steps(claim: Claim, nodes: Sequence[Node], tower: Tower) -> list[Node]:
    """The nodes with leaves for steps: the atoms of these, whose arguments are as they were written."""
    graph = claim.model.graph
    steps = [node for node in graph.below(nodes) if graph.nodes[node][:2] == ("call", "step")]
    arguments = evaluate(graph, [graph.nodes[node][2] for node in steps], Polynomial.variable, tower)
    atoms = [tower.call("step", argument) for argument in arguments]
    if len(set(atoms)) < len(steps):
        raise InvalidCertificate("bounded cofactors need one step for each argument")
    return graph.rewrite(nodes, dict(zip(steps, map(graph.polynomial, atoms), strict=True)))


def settled(
    setting: Setting, tower: Tower, known: Mapping[str, Sequence[Polynomial]], evidence: Settled
) -> Polynomial:
    """T18: the argument of a step has one sign where the conditions in force hold; returns what vanishes.

    In a region it is not 0, unless it is 0 near the point, where the value of the step does not matter.
    """
    first = len(setting.claim.names)
    atom = tower.atoms[evidence.atom]
    if atom.function != "step":
        raise InvalidCertificate("only a step can be settled")
    expected = atom.argument * multiplier(setting, evidence.multiplier)
    weights = in_force(setting)
    found = sum_of_squares(evidence.squares, weights) + combine(evidence.cofactors, known)
    outputs = ((sum_of_squares(one.squares, weights), one.atom) for one in evidence.outputs)
    found += Polynomial.total(factor * output(tower, first + number) for factor, number in outputs)
    require_equal(
        setting, expected if evidence.positive else -expected, found, "the argument of a step that is settled"
    )
    return Polynomial.variable(first + evidence.atom) - int(evidence.positive)


def output(tower: Tower, variable: int) -> Polynomial:
    """What a call gives that is nowhere negative: v·step(v), or the value of a function that is positive."""
    atom, value = tower.atom(variable), Polynomial.variable(variable)
    if atom is not None and atom.function == "step":
        return atom.argument * value
    if not tower.is_plainly_positive(value):
        raise InvalidCertificate("a call is not seen to be positive")
    return value


def in_force(setting: Setting) -> list[Condition]:
    """What may be weights where steps are spoken of: the conditions of the set, and those of the inputs."""
    return [*setting.conditions, *setting.claim.model.where.conditions]


def multiplier(setting: Setting, squares: Squares) -> Polynomial:
    """Σ c·w·s², positive where the conditions in force hold, since one of the s is a number; 1 if there is
    none.
    """
    if squares and not any(square.root.constant_value for square in squares):
        raise InvalidCertificate("what has to be positive has no summand that is seen to be")
    return sum_of_squares(squares, in_force(setting)) if squares else ONE


def _require_one_value(tower: Tower, evidence: Tangency, images: Sequence[Polynomial], first: int) -> None:
    """Steps can have values for which all that is said of them is true."""
    determined = Determined(tower, first)
    for one in evidence.settled:
        determined.add(one.atom, ZERO)
    for tie, image in zip(evidence.congruences, images, strict=True):
        if tower.atoms[tie.atom].function == "step":
            determined.add(tie.atom, image)


class Determined:
    """Steps that are said to be numbers or other steps, one after the other (T18).

    Each is determined at most once, by steps which, with those in their arguments, nothing determines later.
    So where the argument of a step is 0, and its value does not matter, it can have the one that is said.
    """

    def __init__(self, tower: Tower, first: int) -> None:
        self._tower: Final = tower
        self._first: Final = first
        self._final: Final[set[int]] = set()

    def add(self, number: int, image: Polynomial) -> None:
        """Determines the step with this number; raises InvalidCertificate if it may not be determined."""
        below = self._below(image)
        if number in self._final or number in below:
            raise InvalidCertificate(f"step {number} is determined twice, or by what it determines")
        self._final.update(below, (number,))

    def _below(self, polynomial: Polynomial) -> set[int]:
        """The numbers of the atoms that a polynomial mentions, and of those in their arguments."""
        found = set(mentioned(polynomial, self._first))
        waiting = list(found)
        while waiting:
            argument = self._tower.atoms[waiting.pop()].argument
            new = set(mentioned(argument, self._first)) - found
            found |= new
            waiting += new
        return found


def congruence(
    setting: Setting,
    tower: Tower,
    known: Mapping[str, Sequence[Polynomial]],
    evidence: Congruence,
    image: Polynomial,
    kinks: str | None,
) -> Polynomial:
    """T3: if u - v is a combination of what vanishes, so is σ(u) - σ(v) (Hadamard); returns the latter.

    Steps of arguments that have one sign on the set, or opposite ones, are equal, or opposite, on each
    region (T18). By convention they are if the arguments are 0 together, and not opposite.
    """
    atom = tower.atoms[evidence.atom]
    if atom.function == "step" and kinks == BOUNDED:
        raise InvalidCertificate("a difference of steps is no bounded multiple of that of their arguments")
    left, right = multiplier(setting, evidence.multiplier), _ratio(setting, evidence, kinks)
    if (left, right) != (ONE, ONE) and atom.function != "step":
        raise InvalidCertificate("only steps are equal at arguments that are multiples of each other")
    difference = atom.argument * left - evidence.argument * right
    require_equal(setting, difference, combine(evidence.cofactors, known), "a congruence of arguments")
    value = Polynomial.variable(len(setting.claim.names) + evidence.atom)
    return value + image - 1 if evidence.opposite else value - image


def _ratio(setting: Setting, evidence: Congruence, kinks: str | None) -> Polynomial:
    """r, or -r if the arguments are opposite; at kinks, by convention, r is not 0, and they are not."""
    if kinks == CONVENTION:
        if evidence.opposite:
            raise InvalidCertificate("by convention about kinks the steps at 0 and at -0 are not opposite")
        return multiplier(setting, evidence.ratio)
    ratio = sum_of_squares(evidence.ratio, in_force(setting)) if evidence.ratio else ONE
    return -ratio if evidence.opposite else ratio


def _kept(
    setting: Setting,
    index: int,
    along: Sequence[Mapping[str, Sequence[Polynomial]]],
    derivatives: Sequence[Polynomial],
    evidence: Kept,
    shown: Sequence[int],
) -> None:
    """(∏h')^N·L_X h ∈ (g, h) for every X: h' = q·h keeps h from reaching zero.

    The denominators h' are of conditions that are shown before, which stay away from zero.
    """
    h = [setting.conditions[index].polynomial]
    before = product_of([setting.conditions[at] for at in shown]) ** evidence.power
    if len(evidence.cofactors) != len(derivatives):
        raise InvalidCertificate("a side condition needs cofactors for every field")
    for found, combination, known in zip(derivatives, evidence.cofactors, along, strict=True):
        combined = combine(combination, {**known, "condition": h})
        require_equal(setting, before * found, combined, f"L_X of side condition {index}")


def _never_zero(setting: Setting, index: int, proof: NeverZero, shown: Sequence[int]) -> Assumptions:
    """Shows that h has no real zero on V where the conditions that are shown before are in force."""
    known = {"equation": setting.restriction.curved, "condition": [setting.conditions[index].polynomial]}
    domain = in_domain(setting, proof.domain)
    strict = [*(setting.conditions[at] for at in shown), *domain]
    weights = [c if at in shown else Condition(c.polynomial, "!=") for at, c in enumerate(setting.conditions)]
    return no_real_point(setting, known, strict, proof.proof, weights=[*weights, *domain])


def boundary(setting: Setting, index: int, proof: BoundaryInvariant, shown: Sequence[int]) -> Setting:
    """The part of V where h = 0, and where some of the conditions hold that are shown before.

    If it is invariant, no trajectory comes there from elsewhere (T10).
    """
    kept = proof.conditions
    if list(kept) != sorted({*kept} & {*shown}):
        raise InvalidCertificate(
            "on a boundary those conditions are in force that are shown before, in order"
        )
    return setting.alone(setting.conditions[index].polynomial, conditions=kept)
