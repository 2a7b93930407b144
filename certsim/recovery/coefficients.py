"""Taylor coefficients at the input 0 of a model and a target, exactly: the equations that hold at a fit.

The coefficients are polynomials in the parameters and in calls that do not depend on the inputs. Each such
call is a variable of its own, of which an equation and a sign may be known.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.jets import Jet, JetRing
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.kernel.terms.functions import FunctionTable, Parity
from certsim.kernel.terms.graph import Graph, Node
from certsim.kernel.terms.polynomial import ONE, ZERO, Monomial, Polynomial
from certsim.kernel.terms.tower import Atom, Tower
from certsim.model.equations import normalised
from certsim.recovery.minors import Key, find_contradiction

if TYPE_CHECKING:
    from certsim.search.limits import Limits
    from certsim.symmetry.signed import SignedPartition

MAX_ORDER: Final = 9
MAX_COEFFICIENTS: Final = 400
"""How many Taylor coefficients an output may have."""
WORK: Final = 1_000_000
"""How many products of terms they may take together."""
METERED: Final = 1e9


@dataclass(frozen=True)
class System:
    """Equations that hold at a fit: polynomials in the parameters, in π and in calls.

    Attributes:
        order: up to which order Taylor coefficients are compared.
        differences: those of the model less those of the target, by output and monomial in the inputs.
        relations: what is known of the calls in them.
        names: the names of all variables; those of calls are entries of an array.
        where: what is known of the signs of calls.
        positive: the calls that are positive.
        calls: what the names of the calls stand for.
        contradiction: cofactors by which differences add up to 1; None where none were seen at once.
    """

    order: int
    differences: Mapping[Key, Polynomial]
    relations: Sequence[Polynomial]
    names: Mapping[int, str]
    where: Sequence[str]
    positive: Collection[int]
    calls: Mapping[str, str]
    contradiction: Mapping[Key, Polynomial] | None

    def equations(self) -> list[Polynomial]:
        """What vanishes, divided by numbers and by what is positive."""
        every = (*self.differences.values(), *self.relations)
        return list(dict.fromkeys(normalised(_divided(one, self.positive)[0]) for one in every))

    @property
    def has_many_equations(self) -> bool:
        """Whether there are more equations than variables, so that they are not likely to have a solution."""
        equations = self.equations()
        return len(equations) > len(frozenset().union(*(one.variables for one in equations)))

    def divided(self, key: Key) -> tuple[Polynomial, Polynomial]:
        """A difference as a product, the second factor of which is positive."""
        return _divided(self.differences.get(key, ZERO), self.positive)


def systems(
    claim: Claim, size: int, subspace: SignedPartition, array: str, limits: Limits
) -> Iterator[System]:
    """The equations of a fit in a subspace, for each order that has more of them than the one before.

    Args:
        claim: the claim about the model and the target side by side.
        size: the number of scalar outputs.
        subspace: the subspace.
        array: the name of the array of calls.
        limits: when to end; they also end where the equations are too long.
    """
    known = 0
    for order in range(MAX_ORDER + 1):
        if math.comb(order + len(claim.inputs), order) > MAX_COEFFICIENTS or limits.expired:
            return
        try:
            with metered(METERED):
                system = _system(claim, size, subspace, order, array)
        except (LimitExceeded, OutOfBudget, InvalidCertificate):
            return
        if len(system.differences) > known:
            known = len(system.differences)
            yield system


def is_analytic_at_zero(claim: Claim) -> bool:
    """Whether a model is seen to be analytic in the inputs near 0, whatever the parameters, and specified.

    All inputs have to be meant.
    """
    model, unspecified = claim.model, claim.model.graph.functions.facts
    everywhere = model.where.are_all and not model.data and not model.limited and not model.is_piecewise
    return everywhere and not model.graph.called & unspecified.keys()


def _system(claim: Claim, size: int, subspace: SignedPartition, order: int, array: str) -> System:
    """That the Taylor coefficients of outputs and targets up to an order are equal on a subspace."""
    tower, images = claim.tower(), subspace.images()
    ring = _Coefficients(claim.model.graph.functions, tower, order)

    def leaf(index: int) -> Jet:
        if index in claim.inputs:
            return ring.variable(index)
        return ring.constant(images[index] if index in images else Polynomial.variable(index))

    jets = evaluate(claim.model.graph, claim.model.outputs, leaf, ring)
    outputs, targets = jets[:size], jets[size:]
    differences = {
        (at, monomial): coefficient
        for at, (output, goal) in enumerate(zip(outputs, targets, strict=True))
        for monomial, coefficient in _difference(ring, output, goal).terms.items()
    }
    relations, calls = _relations(claim, tower, differences.values())
    first, functions = len(claim.names), claim.model.graph.functions
    names = dict(enumerate(claim.names)) | {v: f"{array}[{at}]" for at, v in enumerate(calls)}
    atoms = {v: tower.atoms[v - first] for v in calls}
    return System(
        order,
        differences,
        relations,
        names,
        [sign.format(names[v]) for v, atom in atoms.items() for sign in _signs(functions, atom)],
        {v for v, atom in atoms.items() if functions.row(atom.function).positive},
        {names[v]: _call_text(tower, v, names) for v in calls},
        find_contradiction(outputs, targets, claim.inputs, order),
    )


def _difference(ring: JetRing, output: Jet, goal: Jet) -> Jet:
    return ring.total((output, Jet(ring, {monomial: -c for monomial, c in goal.terms.items()})))


def _relations(
    claim: Claim, tower: Tower, found: Collection[Polynomial]
) -> tuple[list[Polynomial], list[int]]:
    """The equations that calls in polynomials satisfy, and all calls in both."""
    waiting, relations, calls = list(found), list[Polynomial](), dict[int, None]()
    while waiting:
        fresh = sorted(v for v in waiting.pop().variables if v >= len(claim.names) and v not in calls)
        calls.update(dict.fromkeys(fresh))
        new = [one for one in map(tower.relation, fresh) if one is not None]
        relations, waiting = relations + new, waiting + new
    return relations, list(calls)


def _signs(functions: FunctionTable, atom: Atom) -> Iterator[str]:
    """What is known of the sign of a call, and of 1 less it."""
    if functions.row(atom.function).positive:
        yield "{} > 0"
        if functions.parity(atom.function) is Parity.COMPLEMENT:
            yield "{} < 1"
    if atom.function == "tanh":
        yield "{}**2 < 1"


def _divided(polynomial: Polynomial, positive: Collection[int]) -> tuple[Polynomial, Polynomial]:
    """The polynomial divided by what is positive in all of its terms, and that."""
    factor = ONE
    for variable in sorted(polynomial.variables & set(positive)):
        while polynomial.terms and all(variable in monomial for monomial in polynomial.terms):
            polynomial = Polynomial({_less(m, variable): c for m, c in polynomial.terms.items()})
            factor = factor * Polynomial.variable(variable)
    return polynomial, factor


def _less(monomial: Monomial, variable: int) -> Monomial:
    at = monomial.index(variable)
    return monomial[:at] + monomial[at + 1 :]


def _call_text(tower: Tower, variable: int, names: Mapping[int, str]) -> str:
    """A call with its argument; calls inside of it have the names that they have, or are written out."""
    atom = tower.atom(variable)
    if atom is None:
        return names[variable]
    inside = {v: names[v] if v in names else _call_text(tower, v, names) for v in atom.argument.variables}
    return f"{atom.function}({atom.argument.text(inside.__getitem__)})"


class _Coefficients(JetRing):
    """Expressions up to some degree in the inputs; coefficients are polynomials in parameters, calls."""

    def __init__(self, functions: FunctionTable, tower: Tower, degree: int) -> None:
        super().__init__(degree, [WORK])
        self._tower: Final = tower
        self._derivatives: Final = _Derivatives(functions)

    def coefficient(self, value: Fraction) -> Any:
        return Polynomial.constant(value)

    def vanishes(self, coefficient: Any) -> bool:
        return not coefficient

    def series(self, function: str, at: Any) -> Sequence[Any]:
        graph, nodes = self._derivatives.of(function, self._degree)
        values = evaluate(graph, nodes, lambda _: at, self._tower)
        return [value * Fraction(1, math.factorial(k)) for k, value in enumerate(values)]


class _Derivatives:
    """The functions σ, σ', σ'', … of one argument, as nodes of a graph."""

    def __init__(self, functions: FunctionTable) -> None:
        self._functions: Final = functions
        self._known: Final[dict[str, tuple[Graph, list[Node]]]] = {}

    def of(self, function: str, order: int) -> tuple[Graph, list[Node]]:
        """Those up to an order."""
        if function not in self._known:
            graph = Graph(self._functions)
            self._known[function] = graph, [graph.call(function, graph.leaf(0))]
        graph, nodes = self._known[function]
        while len(nodes) <= order:
            nodes.append(gradient(graph, nodes[-1], [0]).get(0, graph.zero))
        return graph, nodes[: order + 1]
