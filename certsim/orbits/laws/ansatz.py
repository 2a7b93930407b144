"""The polynomials among which laws are looked for: their variables, and their monomials by classes.

They are polynomials in the parameters and, where a function is called at an argument u without inputs, in
functions of u, the *companions* of the call: exp(u) and exp(-u), or sinh(u) and cosh(u).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from certsim.algebra.budget import OutOfBudget
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.functions import Expression
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.model.tree import negative, polynomial_tree
from certsim.orbits.laws.grading import Grading
from certsim.orbits.modular.linear import Random
from certsim.orbits.modular.tape import Indices

MAX_LENGTH: Final = 16_000_000

COMPANIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "exp": ("exp",),
    "sigmoid": ("exp",),
    "tanh": ("sinh", "cosh"),
    "sinh": ("sinh", "cosh"),
    "cosh": ("sinh", "cosh"),
}
"""Functions in which laws are polynomial, for calls of the key."""


@dataclass(frozen=True)
class Variable:
    """What laws are polynomials in: a parameter, or a companion; its node, and how it is written."""

    node: Node
    tree: Expression
    companion: bool = False


@dataclass(frozen=True)
class Monomials:
    """Monomials of one degree, class by class: sorted rows of variables, and the numbers of the classes."""

    rows: Indices
    classes: Indices


class Ansatz:
    """The variables, and their monomials up to a degree in the classes of the grading.

    >>> from certsim import Model
    >>> from certsim.kernel.statement.model import read_model
    >>> model = read_model(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"]).statement)
    >>> linear, quadratic = Ansatz(model, np.random.default_rng(0)).monomials(2)
    >>> quadratic.rows.tolist(), bool(quadratic.classes[0] == quadratic.classes[1] != quadratic.classes[2])
    ([[0, 0], [1, 1], [0, 1]], True)
    """

    def __init__(self, model: KernelModel, random: Random, *, companions: bool = True) -> None:
        self._model: Final = model
        self._random: Final = random
        self._grading: Final = Grading(model)
        more = self._companions() if companions else ()
        self.variables: Final[Sequence[Variable]] = [*self._parameters(), *more]

    def _parameters(self) -> Iterator[Variable]:
        graph = self._model.graph
        for at, name in enumerate(self._model.parameters):
            tree = polynomial_tree(Polynomial.variable(0), [name])
            yield Variable(graph.leaf(at), tree)

    def _companions(self) -> list[Variable]:
        """The companions of calls at scalar parameters, or multiples of them, that have a weight."""
        graph = self._model.graph
        found: dict[Node, Variable] = {}
        for node in graph.below(self._model.outputs):
            entry = graph.nodes[node]
            multiple = self._multiple(entry[2]) if entry[0] == "call" else None
            if multiple is None:
                continue
            for name in COMPANIONS.get(entry[1], ()):
                for argument, tree in _signed(name, graph.negate(entry[2]), entry[2], multiple):
                    companion = graph.call(name, argument)
                    if self._grading.of(graph, companion) is not None:
                        found[companion] = Variable(companion, ["call", name, tree], companion=True)
        return list(found.values())

    def _multiple(self, node: Node) -> Expression | None:
        """The expression c·θ_i that a node is, if it is one."""
        graph, entry = self._model.graph, self._model.graph.nodes[node]
        if entry[0] == "leaf":
            name = self._model.parameters[entry[1]] if entry[1] < len(self._model.parameters) else None
            return polynomial_tree(Polynomial.variable(0), [name]) if name else None
        if entry[0] != "*" or len(entry[1]) != 2:
            return None
        numbers = [graph.value(child) for child in entry[1] if graph.value(child) is not None]
        leaves = [child for child in entry[1] if graph.nodes[child][0] == "leaf"]
        inner = self._multiple(leaves[0]) if numbers and leaves else None
        return None if inner is None else ["*", str(numbers[0]), inner]

    def monomials(self, degree: int) -> list[Monomials]:
        """Those of degree 1, 2, …, each class with one number in all of them.

        Raises:
            OutOfBudget: there are too many.
        """
        self._check_size(degree)
        keyed = [self._keyed(each) for each in range(1, degree + 1)]
        starts = [_starts(key) for _, key in keyed]
        keys = np.sort(np.concatenate([key[start] for (_, key), start in zip(keyed, starts, strict=True)]))
        keys = keys[_starts(keys)]
        return [
            Monomials(rows, np.repeat(np.searchsorted(keys, key[start]), np.diff(start, append=len(key))))
            for (rows, key), start in zip(keyed, starts, strict=True)
        ]

    def _check_size(self, degree: int) -> None:
        """Their lengths count: there are C(n + d, d) of n variables up to degree d."""
        variables, total = len(self.variables), 1
        for one in range(1, degree + 1):
            total = total * (variables + one) // one
            if total * one > MAX_LENGTH:
                raise OutOfBudget(f"monomials up to degree {degree} that are longer than {MAX_LENGTH} in all")

    def _keyed(self, degree: int) -> tuple[Indices, Indices]:
        """The monomials of a degree, sorted rows of variables, and the keys of their classes, ascending."""
        marks = self._marks
        monomials = np.zeros((1, 0), dtype=np.int64)
        key = np.zeros(1, dtype=np.int64)
        for _ in range(degree):
            last = monomials[:, -1] if monomials.shape[1] else np.zeros(1, dtype=np.int64)
            repeats = len(marks) - last
            ends = np.cumsum(repeats)
            following = np.arange(ends[-1]) - np.repeat(ends - repeats, repeats) + np.repeat(last, repeats)
            monomials = np.column_stack((np.repeat(monomials, repeats, axis=0), following))
            key = np.repeat(key, repeats) ^ marks[following]
        kept = self._reduced(monomials)
        kept = kept[np.argsort(key[kept], kind="stable")]
        return monomials[kept], key[kept]

    @cached_property
    def _marks(self) -> Indices:
        """The weights of the variables, as sums modulo 2 of random marks: different ones stay different."""
        marks: dict[int, int] = {}

        def mark(weight: int) -> int:
            total = 0
            while weight:
                top = weight.bit_length()
                total ^= marks.setdefault(top, int(self._random.integers(1 << 62)))
                weight ^= 1 << (top - 1)
            return total

        graph = self._model.graph
        weights = [self._grading.of(graph, variable.node) or 0 for variable in self.variables]
        return np.array([mark(weight) for weight in weights], dtype=np.int64)

    def _reduced(self, monomials: Indices) -> Indices:
        """Monomials in trained parameters that relations between companions do not make superfluous.

        These are exp(u)·exp(-u) = 1 and cosh(u)² = 1 + sinh(u)², for companions that follow one another.
        """
        kept = ~self._still[monomials].all(axis=1)
        for at, variable in enumerate(self.variables):
            if variable.companion and variable.tree[1] == "cosh":
                kept &= (monomials == at).sum(axis=1) < 2
            if at and _are_inverse(self.variables[at - 1], variable):
                kept &= ~((monomials == at).any(axis=1) & (monomials == at - 1).any(axis=1))
        return np.flatnonzero(kept)

    @cached_property
    def _still(self) -> NDArray[np.bool_]:
        """Which variables depend on frozen parameters alone: they are constants, and no laws (theory T22)."""
        graph, frozen = self._model.graph, self._model.frozen
        leaves = (
            {graph.nodes[node][1] for node in graph.below([variable.node]) if graph.nodes[node][0] == "leaf"}
            for variable in self.variables
        )
        return np.array([own <= frozen for own in leaves], dtype=bool)

    def tree(self, polynomial: Polynomial) -> Expression:
        """A polynomial in the variables as an expression tree over the parameters."""
        return _written(polynomial_tree(polynomial, self._names), self._trees)

    @cached_property
    def _names(self) -> Sequence[str]:
        return [f"v{at}" for at in range(len(self.variables))]

    @cached_property
    def _trees(self) -> Mapping[str, Expression]:
        return dict(zip(self._names, (variable.tree for variable in self.variables), strict=True))


def _starts(ascending: Indices) -> Indices:
    """Where a number stands for the first time."""
    return np.flatnonzero(np.diff(ascending, prepend=-1))


def _are_inverse(first: Variable, second: Variable) -> bool:
    """Whether two variables are the companions exp(u) and exp(-u)."""
    if not (first.companion and second.companion):
        return False
    return bool(first.tree[1] == second.tree[1] == "exp" and second.tree[2] == negative(first.tree[2]))


def _signed(name: str, minus: Node, node: Node, tree: Expression) -> list[tuple[Node, Expression]]:
    """The arguments of companions: u, and for exp, which has no parity, -u after it."""
    return [(node, tree), (minus, negative(tree))] if name == "exp" else [(node, tree)]


def _written(tree: Expression, trees: Mapping[str, Expression]) -> Expression:
    if isinstance(tree, str):
        return trees.get(tree, tree)
    return [tree[0], *(_written(part, trees) for part in tree[1:])] if isinstance(tree, list) else tree
