"""Finding fits: parameters of a subspace at which a model is the target, by matching calls of functions.

Nothing here is trusted. A call of the model is matched with a call of the target if their arguments are made
equal, which gives linear equations for the parameters once the calls inside are matched. When all calls of
the target are matched, the model and the target are polynomials in calls, and their coefficients have to be
equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from random import Random
from typing import TYPE_CHECKING, Final

from certsim.algebra.budget import OutOfBudget
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.calculus import forward
from certsim.kernel.terms.graph import Graph, Node
from certsim.kernel.terms.polynomial import Monomial, Polynomial
from certsim.kernel.terms.tower import Tower
from certsim.recovery.target import Target, side_by_side
from certsim.recovery.vanishing import Tries, Values, solutions, solve_linear
from certsim.symmetry.group.find_symmetries import whole_space
from certsim.symmetry.signed import SignedPartition

if TYPE_CHECKING:
    from certsim.model.model import Model
    from certsim.search.limits import Limits

GUESSES: Final = 3_000
"""How many matches, and values of coordinates, are tried on one subspace."""
WORK: Final = 1e9
"""What it may cost to write the model down for all of them."""
MAX_CALLS: Final = 150
"""Of how many calls of the model it is decided, one inside the other, what they are matched with."""
LISTED: Final = 24
"""How many families of fits are looked at on one subspace."""


@dataclass(frozen=True)
class Family:
    """An affine family of parameters: some coordinates as affine functions of the others.

    Attributes:
        values: the coordinates that are functions of the free ones.
        size: the number of all coordinates.
    """

    values: Values
    size: int

    @property
    def free(self) -> tuple[int, ...]:
        """The coordinates that may have any value."""
        return tuple(i for i in range(self.size) if i not in self.values)

    def equations(self) -> list[Polynomial]:
        """Polynomials that vanish on the family, and nowhere else."""
        return [Polynomial.variable(i) - value for i, value in sorted(self.values.items())]

    def generic_point(self, seed: int) -> list[Fraction]:
        """A point of the family whose free coordinates differ in size, and are not 0."""
        draw = Random(seed)  # noqa: S311  no secrets are drawn
        sizes = draw.sample(range(1, 4 * self.size + 10), len(self.free))
        chosen = {i: draw.choice((-1, 1)) * size for i, size in zip(self.free, sizes, strict=True)}
        known = {i: Polynomial.constant(value) for i, value in chosen.items()}
        values = {i: value.substitute(known).constant_value for i, value in self.values.items()}
        return [Fraction((chosen | values)[i] or 0) for i in range(self.size)]


def find_fits(model: Model, target: Target, subspace: SignedPartition, limits: Limits) -> Iterator[Family]:
    """Families of parameters of a subspace at which the model seems to be the target, the large ones first.

    They end where too much was tried.
    """
    claim = whole_space(side_by_side(model, target)).claim
    frozen = whole_space(model).claim.model.frozen
    matching = _Matching(claim, target.size, frozen, Tries(GUESSES, limits.deadline))
    start = _State(subspace.images(), (), frozenset())
    found: list[Family] = []
    with suppress(LimitExceeded), metered(WORK):
        found.extend(islice(matching.families(start), LISTED))
    yield from sorted(found, key=lambda family: -len(family.free))


@dataclass(frozen=True)
class _State:
    """What was decided: values of coordinates, equations that are not linear, calls that stay unmatched."""

    values: Values
    pending: tuple[Polynomial, ...]
    unmatched: frozenset[Node]


@dataclass(frozen=True)
class _Written:
    """The model and the target at the values of a state: polynomials in leaves and calls.

    `known` is the number of the first variable that is a call of the model alone.
    """

    tower: Tower
    outputs: Sequence[Polynomial]
    targets: Sequence[Polynomial]
    values: Mapping[Node, Polynomial]
    known: int


class _Matching:
    """The search on one model: the calls of its outputs are matched from the inside."""

    def __init__(self, claim: Claim, size: int, frozen: frozenset[int], tries: Tries) -> None:
        """Takes the claim about the model and the target side by side, and the number of scalar outputs."""
        self._claim: Final = claim
        self._graph: Final[Graph] = claim.model.graph
        both = claim.model.outputs
        pairs = [both[at : at + 2 * size] for at in range(0, len(both), 2 * size)]
        self._outputs: Final = [node for pair in pairs for node in pair[:size]]
        self._targets: Final = [node for pair in pairs for node in pair[size:]]
        self._below_outputs: Final = self._graph.below(self._outputs)
        self._below_targets: Final = self._graph.below(self._targets)
        self._calls: Final = self._calls_from_the_inside()
        self._frozen: Final = frozen
        self._tries: Final = tries

    def _calls_from_the_inside(self) -> list[Node]:
        depth: dict[Node, int] = {}
        for node in self._below_outputs:
            inside = max((depth[child] for child in self._graph.children(node)), default=0)
            depth[node] = inside + (self._graph.nodes[node][0] == "call")
        calls = [node for node in self._below_outputs if self._graph.nodes[node][0] == "call"]
        return sorted(calls, key=lambda node: (depth[node], node))

    def families(self, state: _State) -> Iterator[Family]:
        """The families that matches of the calls lead to; they end where too much was tried."""
        if len(self._calls) <= MAX_CALLS:
            with suppress(OutOfBudget):
                yield from self._families(state)

    def _families(self, state: _State) -> Iterator[Family]:
        try:
            written = self._written(state.values)
        except InvalidCertificate:  # a function is not analytic there
            return
        open_calls = self._open_calls(state, written)
        missing = self._missing(written)
        if not self._are_enough(missing, open_calls):
            return
        if not open_calls:
            yield from self._with_equal_coefficients(state, written)
            return
        for next_state in self._decisions(state, written, open_calls[0], missing):
            self._tries.spend()
            yield from self._families(next_state)

    def _written(self, values: Values) -> _Written:
        tower, graph = self._claim.tower(), self._graph
        targets = forward(graph, self._below_targets, Polynomial.variable, tower)
        known = len(self._claim.names) + len(tower.atoms)

        def leaf(index: int) -> Polynomial:
            return values[index] if index in values else Polynomial.variable(index)

        outputs = forward(graph, self._below_outputs, leaf, tower)
        return _Written(
            tower,
            [outputs[node] for node in self._outputs],
            [targets[node] for node in self._targets],
            outputs,
            known,
        )

    def _open_calls(self, state: _State, written: _Written) -> list[Node]:
        """The calls that are no calls of the target yet and not left unmatched, once where they are equal."""
        seen = {_new(written, node) for node in state.unmatched}
        found = []
        for node in self._calls:
            new = _new(written, node)
            if new and new not in seen:
                seen.add(new)
                found.append(node)
        return found

    def _missing(self, written: _Written) -> dict[int, str]:
        """The calls of the target that no call of the model is equal to, with their functions."""
        needed, met = (
            _atoms_in(written, polynomials) for polynomials in (written.targets, written.values.values())
        )
        missing = {atom: written.tower.atom(atom) for atom in sorted(needed - met)}
        return {number: atom.function for number, atom in missing.items() if atom is not None}

    def _are_enough(self, missing: Mapping[int, str], open_calls: Sequence[Node]) -> bool:
        """Whether each call of the target may still get a call of the model."""
        functions = [self._graph.nodes[node][1] for node in open_calls]
        wanted = list(missing.values())
        return all(wanted.count(function) <= functions.count(function) for function in {*wanted})

    def _decisions(
        self, state: _State, written: _Written, node: Node, missing: Mapping[int, str]
    ) -> Iterator[_State]:
        """What may become of a call: a call of the target that is missing, any value, one at 0, another's."""
        _, function, inside = self._graph.nodes[node]
        argument, tower = written.values[inside], written.tower
        first = len(self._claim.names)
        alike = {
            number: atom.argument
            for number, atom in enumerate(tower.atoms[: written.known - first], first)
            if atom.function == function
        }
        signs = (1, -1) if self._graph.functions.parity(function) is not None else (1,)

        def matched(numbers: Iterable[int]) -> Iterator[_State]:
            for number, sign in product(numbers, signs):
                yield from self._with_zero(state, argument - alike[number] * sign)

        yield from matched(number for number in alike if number in missing)
        yield _State(state.values, state.pending, state.unmatched | {node})
        if self._graph.functions.at_zero(function) is not None:
            yield from self._with_zero(state, argument)
        yield from matched(number for number in alike if number not in missing)

    def _with_zero(self, state: _State, difference: Polynomial) -> Iterator[_State]:
        """States in which a difference vanishes for every input, or in which more coordinates are known."""
        equations = (*state.pending, *self._coefficients(difference))
        solved = solve_linear(equations, state.values, self._frozen)
        if solved is None:
            return
        values, rest = solved
        if len(values) > len(state.values):
            yield _State(values, tuple(rest), state.unmatched)
            return
        for values in solutions(rest, state.values, self._tries, self._frozen):
            yield _State(values, (), state.unmatched)

    def _with_equal_coefficients(self, state: _State, written: _Written) -> Iterator[Family]:
        """The families on which outputs and targets are equal as polynomials in inputs and calls."""
        differences = (left - right for left, right in zip(written.outputs, written.targets, strict=True))
        equations = [*state.pending, *(c for one in differences for c in self._coefficients(one))]
        for values in solutions(equations, state.values, self._tries, self._frozen):
            yield Family(values, self._claim.parameter_count)

    def _coefficients(self, polynomial: Polynomial) -> list[Polynomial]:
        """The coefficients of a polynomial in inputs and calls: polynomials in the parameters."""
        count = self._claim.parameter_count
        found: dict[Monomial, dict[Monomial, Fraction | int]] = {}
        for monomial, coefficient in polynomial.terms.items():
            inner = tuple(v for v in monomial if v < count)
            found.setdefault(tuple(v for v in monomial if v >= count), {})[inner] = coefficient
        return [Polynomial(terms) for terms in found.values()]


def _new(written: _Written, node: Node) -> frozenset[int]:
    """The calls of the model alone that the value of a call mentions; none where it is one of the target."""
    return frozenset(v for v in written.values[node].variables if v >= written.known)


def _atoms_in(written: _Written, polynomials: Iterable[Polynomial]) -> set[int]:
    """The calls that polynomials mention, and those inside of them."""
    waiting = [variable for polynomial in polynomials for variable in polynomial.variables]
    found: set[int] = set()
    while waiting:
        variable = waiting.pop()
        atom = written.tower.atom(variable)
        if atom is not None and variable not in found:
            found.add(variable)
            waiting += atom.argument.variables
    return found
