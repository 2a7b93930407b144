"""Values of gradient fields and of their iterated brackets at a point.

No expression is expanded. A sweep through the graph gives the components of a field at a point. With dual
numbers (a + εb, ε² = 0) it gives their derivatives along a vector, which is all that a bracket
[X, Y] = DY·X - DX·Y needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, Generic, TypeAlias, TypeVar

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.meter import spend
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.calculus import Ring, forward, gradient, slope
from certsim.kernel.terms.graph import Graph, Node
from certsim.kernel.terms.polynomial import power
from certsim.kernel.values.linear import N, Number, NumberRing

M = TypeVar("M", bound=Number)

Letters: TypeAlias = Sequence[tuple[int, Mapping[int, Fraction]]]
"""Fields by their numbers, each with its inputs."""

MAX_BRACKET: Final = 8
"""The number of fields in a bracket; the work doubles with each."""


_NOTHING: Final[Any] = object()
"""The empty product, where no product is empty."""


class Dual(Generic[N]):
    """a + εb with ε² = 0; a and b may be dual numbers themselves, of another ε."""

    __slots__ = ("tangent", "value")

    def __init__(self, value: N, tangent: N) -> None:
        spend(4)
        self.value: Final = value
        self.tangent: Final = tangent

    def __add__(self, other: Dual[N]) -> Dual[N]:
        return Dual(self.value + other.value, self.tangent + other.tangent)

    def __sub__(self, other: Dual[N]) -> Dual[N]:
        return Dual(self.value - other.value, self.tangent - other.tangent)

    def __mul__(self, other: Dual[N]) -> Dual[N]:
        return Dual(self.value * other.value, self.value * other.tangent + self.tangent * other.value)

    def __pow__(self, exponent: int) -> Dual[N]:
        """The power, for an exponent of 1 at least."""
        result: Dual[N] = power(self, exponent, _NOTHING)
        return result


class Duals(Generic[N]):
    """The dual numbers over a ring."""

    def __init__(self, ring: Ring[N]) -> None:
        self._ring: Final = ring

    def number(self, value: Fraction) -> Dual[N]:
        return Dual(self._ring.number(value), self._ring.number(Fraction(0)))

    def total(self, summands: Iterable[Dual[N]]) -> Dual[N]:
        known = list(summands)
        values = self._ring.total([summand.value for summand in known])
        return Dual(values, self._ring.total([summand.tangent for summand in known]))

    def call(self, function: str, argument: Dual[N]) -> Dual[N]:
        rate = slope(function, argument.value, self._ring)
        return Dual(self._ring.call(function, argument.value), rate * argument.tangent)


class Fields(Generic[N]):
    """The fields of a model, as functions of the point, in one ring."""

    def __init__(self, model: KernelModel, ring: NumberRing[N]) -> None:
        if model.pi is not None:
            raise InvalidCertificate("ranks are not computed where π stands in the model")
        self._model: Final = model
        self._ring: Final = ring
        self._components: Final[dict[int, _Components]] = {}

    def bracket(self, word: Letters, point: Sequence[N]) -> list[N]:
        """[X_1, [X_2, … X_k]] at the point, for a word of fields with their inputs."""
        if not 1 <= len(word) <= MAX_BRACKET:
            raise InvalidCertificate(
                f"a bracket of {len(word)} fields, where 1 to {MAX_BRACKET} are possible"
            )
        return self._bracket(word, point, self._ring)

    def differential(self, node: Node, point: Sequence[N]) -> list[N]:
        """The differential of a function of the parameters at the point, 0 along frozen parameters."""
        graph, count = self._model.graph, len(self._model.parameters)
        trained = [parameter for parameter in range(count) if parameter not in self._model.frozen]
        components = _Components(graph, gradient(graph, node, trained), count)
        return components.among(components.values(point, self._ring))

    def _bracket(self, word: Letters, point: Sequence[M], ring: Ring[M]) -> list[M]:
        (index, inputs), *rest = word
        first = self._field(index, inputs, point, ring)
        if not rest:
            return first
        duals = Duals(ring)
        along = self._bracket(rest, list(map(Dual, point, first)), duals)
        second = [value.value for value in along]
        back = self._field(index, inputs, list(map(Dual, point, second)), duals)
        return [y.tangent - x.tangent for x, y in zip(back, along, strict=True)]

    def _field(
        self, index: int, inputs: Mapping[int, Fraction], point: Sequence[M], ring: Ring[M]
    ) -> list[M]:
        """X_j at an input, at the point: a component for each parameter."""
        if index >= self._model.family_size:
            raise InvalidCertificate(f"there is no field {index}")
        count = len(self._model.parameters)
        variables = range(count, count + len(self._model.inputs))
        if any(variable not in variables for variable in inputs):
            raise InvalidCertificate("an input has values for the model's inputs only")
        leaves = [*point, *(ring.number(inputs.get(variable, Fraction(0))) for variable in variables)]
        components = self._of(index)
        return components.among(components.values(leaves, ring))

    def _of(self, index: int) -> _Components:
        if index not in self._components:
            model, count = self._model, len(self._model.parameters)
            self._components[index] = _Components(model.graph, model.field(index, range(count)), count)
        return self._components[index]


class _Components:
    """Expressions by parameter, 0 where none is given."""

    def __init__(self, graph: Graph, given: Mapping[int, Node], count: int) -> None:
        spend(10 * count)
        self._graph: Final = graph
        self._nodes: Final = [given.get(parameter, graph.zero) for parameter in range(count)]
        self._order: Final = graph.below(self._nodes)

    def values(self, leaves: Sequence[M], ring: Ring[M]) -> Mapping[Node, M]:
        """The values of all nodes on the way."""
        return forward(self._graph, self._order, leaves.__getitem__, ring)

    def among(self, values: Mapping[Node, M]) -> list[M]:
        """The components, out of the values of all nodes."""
        spend(4 * len(self._nodes))
        return [values[node] for node in self._nodes]
