"""Models as the kernel reads them: parameters, inputs, outputs or fields, rates."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from certsim.kernel.errors import MalformedCertificate, excerpt
from certsim.kernel.meter import spend
from certsim.kernel.statement.strict_json import (
    Json,
    read_choice,
    read_list,
    read_object,
    read_text,
)
from certsim.kernel.terms.calculus import evaluate, gradient
from certsim.kernel.terms.expression import (
    IDENTIFIER,
    Array,
    Path,
    Scope,
    declare,
    read_rational,
    scalar_names,
)
from certsim.kernel.terms.functions import CALLABLE, ELEMENTARY, FACTS, Domain, Expression, FunctionTable
from certsim.kernel.terms.graph import Graph, Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Tower

MAX_SCALARS: Final = 500_000


MAX_DIMENSIONS: Final = 2


@dataclass(frozen=True)
class KernelModel:
    """A model as the kernel sees it: leaves numbered parameters first, then inputs; outputs as nodes.

    `outputs` are the F_j; `fields`, if the model is given by vector fields, one list of nodes each, a
    component per parameter. `rates` holds the learning rates that are not 1. `limited` are the arguments of
    1/u, log, sqrt and step as the spec writes them, and what they must be: the domain Ω_x (theory §0).
    `steps` are the arguments of steps, and how often each is written.
    """

    graph: Graph
    arrays: Mapping[str, Array]
    parameters: Sequence[str]
    inputs: Sequence[str]
    outputs: Sequence[Node]
    fields: Sequence[Sequence[Node]]
    rates: Mapping[int, Fraction]
    limited: Mapping[Node, Domain]
    steps: Mapping[Node, int]

    @property
    def is_piecewise(self) -> bool:
        """Whether the spec writes a step, so that the model is analytic on regions only (theory T18)."""
        return bool(self.steps)

    @property
    def family_size(self) -> int:
        """How many fields the family has, an output with all its inputs counted once."""
        return len(self.outputs) or len(self.fields)

    def field(self, index: int, parameters: Collection[int]) -> dict[int, Node]:
        """Some components of X_j = D∇F_j (theory §0), or of a field that was given, as nodes.

        Components that vanish identically may be missing.
        """
        if self.fields:
            spend(16 * len(parameters))
            return {parameter: self.fields[index][parameter] for parameter in parameters}
        components = gradient(self.graph, self.outputs[index], parameters)
        for parameter in components.keys() & self.rates.keys():
            rate = self.graph.number(self.rates[parameter])
            components[parameter] = self.graph.multiply((rate, components[parameter]))
        return components


def read_model(statement: Json, path: Path = ()) -> KernelModel:
    """Reads a model; the errors' paths say where in the statement they are."""
    parts = read_object(
        statement, ("parameters",), ("inputs", "outputs", "fields", "rates", "functions"), path
    )
    functions = _functions(parts.get("functions", {}), (*path, "functions"))
    graph = Graph(FunctionTable(functions))
    parameters = read_declarations(parts["parameters"], (*path, "parameters"))
    inputs = read_declarations(parts.get("inputs", []), (*path, "inputs"))
    check_distinct((*parameters, *inputs), functions, path)
    size = sum(math.prod(shape) for _, shape in parameters)
    parameter_arrays = declare(graph, parameters, 0)
    input_arrays = declare(graph, inputs, size)
    if ("outputs" in parts) == ("fields" in parts):
        raise MalformedCertificate("a model has either outputs or fields", path)
    scope = Scope(graph, {**parameter_arrays, **input_arrays})
    names = [name for declaration in parameters for name in scalar_names(*declaration)]
    fields = _fields(parts.get("fields", []), graph, parameter_arrays, size, (*path, "fields"))
    if "fields" in parts and (not fields or {"inputs", "rates", "functions"} & parts.keys()):
        raise MalformedCertificate(
            "fields come in a non-empty list, without inputs, rates or functions", path
        )
    outputs = read_list(parts.get("outputs", []), scope.expand, (*path, "outputs"))
    if "outputs" in parts and not outputs:
        raise MalformedCertificate("a model has at least one output", (*path, "outputs"))
    if sum(len(output.nodes) for output in outputs) > MAX_SCALARS:
        raise MalformedCertificate(f"more than {MAX_SCALARS} outputs", (*path, "outputs"))
    return KernelModel(
        graph=graph,
        arrays={**parameter_arrays, **input_arrays},
        parameters=names,
        inputs=[name for declaration in inputs for name in scalar_names(*declaration)],
        outputs=[node for output in outputs for node in output.nodes],
        fields=fields,
        rates=_rates(parts.get("rates", []), Scope(graph, parameter_arrays), (*path, "rates")),
        limited=scope.written.limited,
        steps=scope.written.steps,
    )


def _functions(statement: Json, path: Path) -> dict[str, frozenset[str]]:
    if not isinstance(statement, dict):
        raise MalformedCertificate(f"expected an object, found {excerpt(statement)}", path)
    table = {}
    for name, facts in statement.items():
        if not IDENTIFIER.fullmatch(name) or name in CALLABLE or name in ELEMENTARY:
            raise MalformedCertificate(f"{excerpt(name)} cannot name an unspecified function", (*path, name))
        known = read_list(facts, lambda fact, at: read_choice(fact, sorted(FACTS), at), (*path, name))
        if known != sorted(set(known)):
            raise MalformedCertificate("facts stand once each, in order", (*path, name))
        table[name] = frozenset(known)
    return table


def read_declarations(statement: Json, path: Path) -> list[tuple[str, tuple[int, ...]]]:
    """Names with their shapes."""

    def declaration(entry: Json, at: Path) -> tuple[str, tuple[int, ...]]:
        if not isinstance(entry, list) or len(entry) != 2 or not isinstance(entry[1], list):
            raise MalformedCertificate(f"expected a name and a shape, found {excerpt(entry)}", at)
        name, shape = read_text(entry[0], at), tuple(entry[1])
        if not IDENTIFIER.fullmatch(name):
            raise MalformedCertificate(f"{excerpt(name)} is not a name", at)
        if len(shape) > MAX_DIMENSIONS or not all(type(n) is int and 1 <= n <= MAX_SCALARS for n in shape):
            raise MalformedCertificate(f"{excerpt(shape)} is not a shape", at)
        return name, shape

    declarations = read_list(statement, declaration, path)
    if sum(math.prod(shape) for _, shape in declarations) > MAX_SCALARS:
        raise MalformedCertificate(f"more than {MAX_SCALARS} scalars", path)
    return declarations


def check_distinct(
    declarations: Sequence[tuple[str, tuple[int, ...]]], taken: Collection[str], path: Path
) -> None:
    """No name is declared twice."""
    seen = set(taken)
    for name, _ in declarations:
        if name in seen:
            raise MalformedCertificate(f"the name {name!r} is declared twice", path)
        seen.add(name)


def _fields(
    statement: Json, graph: Graph, arrays: Mapping[str, Array], size: int, path: Path
) -> list[list[Node]]:
    scope = Scope(graph, arrays, frozenset())

    def one(entry: Json, at: Path) -> list[Node]:
        components = read_list(entry, scope.scalar, at, size)
        polynomials(scope, components, at)
        return components

    return read_list(statement, one, path)


def _rates(statement: Json, scope: Scope, path: Path) -> dict[int, Fraction]:
    rates: dict[int, Fraction] = {}

    def one(entry: Json, at: Path) -> None:
        if not isinstance(entry, list) or len(entry) != 2:
            raise MalformedCertificate(f"expected parameters and a rate, found {excerpt(entry)}", at)
        rate = read_rational(entry[1], (*at, 1))
        if rate <= 0:
            raise MalformedCertificate(f"the rate {rate} is not positive", (*at, 1))
        for leaf in targets(scope, entry[0], (*at, 0)):
            if leaf in rates:
                raise MalformedCertificate("a rate is given twice", at)
            rates[leaf] = rate

    read_list(statement, one, path)
    return {leaf: rate for leaf, rate in rates.items() if rate != 1}


def targets(scope: Scope, expression: Expression, path: Path) -> list[int]:
    """The leaves that an expression such as `W[0]` names."""
    graph = scope.graph
    entries = [graph.nodes[node] for node in scope.expand(expression, path).nodes]
    if any(entry[0] != "leaf" for entry in entries):
        raise MalformedCertificate("expected a parameter or an array of parameters", path)
    return [entry[1] for entry in entries]


def polynomials(scope: Scope, nodes: Sequence[Node], path: Path = ()) -> list[Polynomial]:
    """What a scope has expanded, as polynomials in the leaves; as written it calls and divides by nothing."""
    graph = scope.graph
    tower = Tower(graph.functions, len(graph.nodes))
    values = evaluate(graph, nodes, Polynomial.variable, tower)
    if tower.atoms or scope.written.limited:
        raise MalformedCertificate("expected a polynomial, found a quotient or a call of a function", path)
    return values
