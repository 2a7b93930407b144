"""Models as the kernel reads them: parameters, inputs, outputs or fields, rates."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, partial
from itertools import combinations_with_replacement
from typing import Final

from certsim.kernel.errors import MalformedCertificate, excerpt
from certsim.kernel.meter import spend
from certsim.kernel.statement.strict_json import (
    Json,
    read_choice,
    read_count,
    read_list,
    read_object,
    read_text,
)
from certsim.kernel.terms.arrays import MAX_DIMENSIONS, Array, scalar
from certsim.kernel.terms.calculus import NO_VALUES, evaluate, gradient
from certsim.kernel.terms.definitions import INNER_SIGNATURES, RESERVED
from certsim.kernel.terms.expression import (
    IDENTIFIER,
    Path,
    Scope,
    declare,
    read_rational,
    scalar_names,
)
from certsim.kernel.terms.functions import FACTS, Domain, Expression, FunctionTable
from certsim.kernel.terms.graph import Graph, Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Tower

MAX_SCALARS: Final = 500_000


@dataclass(frozen=True)
class Condition:
    """A side condition h ⋈ 0 with ⋈ among ≠, >, <."""

    polynomial: Polynomial
    relation: str

    @property
    def positive(self) -> Polynomial:
        """H or -h: what the condition says is positive (or, for ≠, not zero)."""
        return -self.polynomial if self.relation == "<" else self.polynomial


@dataclass(frozen=True)
class Inputs:
    """The set 𝒳 of the inputs that are meant: p(x) = 0 and q(x) ⋈ 0 (theory T21)."""

    equations: Sequence[Polynomial]
    conditions: Sequence[Condition]

    @property
    def are_all(self) -> bool:
        """Whether every input is meant."""
        return not self.equations and not self.conditions


@dataclass(frozen=True)
class Member:
    """A function of the family: the sum, over the parts, of the product of their outputs to the powers.

    An output that stands for itself is the one part, to the power 1.
    """

    parts: Sequence[Sequence[int]]
    powers: Sequence[int]


@dataclass(frozen=True)
class KernelModel:
    """A model as the kernel sees it: leaves numbered parameters first, then inputs; outputs as nodes.

    `outputs` are the functions F_j of the family: those that are written, or symmetric functions of blocks
    of them (theory T23), at each datum if there are data (T21). `fields`, if the model is given by vector
    fields, are one list of nodes each, a component per parameter. `rates` holds the learning rates that are
    not 1; that of a frozen parameter is 0 (T22). `domains` are the arguments of 1/u, log, sqrt and step as
    the spec writes them, and what they must be: the domain Ω_x (theory §0), with data one for each of them.
    `steps` are the arguments of steps, and how often each is written; `kinked` are functions of which no
    convention is known for the slopes at kinks (T18). `data` is the number of data. `members` say what the
    outputs are, at each datum the same, unless they are those that are written.
    """

    graph: Graph
    arrays: Mapping[str, Array]
    parameters: Sequence[str]
    inputs: Sequence[str]
    where: Inputs
    outputs: Sequence[Node]
    fields: Sequence[Sequence[Node]]
    rates: Mapping[int, Fraction]
    domains: Sequence[Mapping[Node, Domain]]
    steps: Mapping[Node, int]
    kinked: Collection[str] = ()
    data: int = 0
    members: Sequence[Member] = ()

    @cached_property
    def limited(self) -> Mapping[Node, Domain]:
        """The arguments that are limited at some datum, and what they must be at all of them: ⋂ Ω_x."""
        found: dict[Node, Domain] = {}
        for one in self.domains:
            spend(8 * len(one))
            for node, domain in one.items():
                found[node] = domain.narrower(found.get(node))
        return found

    @cached_property
    def frozen(self) -> frozenset[int]:
        """The parameters that no field moves."""
        return frozenset(leaf for leaf, rate in self.rates.items() if not rate)

    @property
    def pi(self) -> int | None:
        """The leaf that is π, if the claim mentions it."""
        return self.graph.functions.pi

    @property
    def is_piecewise(self) -> bool:
        """Whether the spec writes a step, so that the model is analytic on regions only (theory T18)."""
        return bool(self.steps)

    @property
    def family_size(self) -> int:
        """How many fields the family has, an output with all its inputs counted once."""
        return len(self.outputs) or len(self.fields)

    def field(
        self, index: int, parameters: Collection[int], values: Mapping[int, Node] = NO_VALUES
    ) -> dict[int, Node]:
        """Some components of X_j = D∇F_j (theory §0), or of a field that was given, as nodes.

        With nodes in place of some leaves. Components that vanish identically may be missing.
        """
        if self.fields:
            spend(16 * len(parameters))
            given = [self.fields[index][parameter] for parameter in parameters]
            return dict(zip(parameters, self.graph.substitute(given, values), strict=True))
        components = gradient(self.graph, self.outputs[index], parameters, values)
        for parameter in components.keys() & self.rates.keys():
            rate = self.graph.number(self.rates[parameter])
            components[parameter] = self.graph.multiply((rate, components[parameter]))
        return components


def read_model(statement: Json, path: Path = (), *, has_pi: bool = False) -> KernelModel:
    """Reads a model; the errors' paths say where in the statement they are.

    If `has_pi`, the leaf after the inputs is π (theory T20).
    """
    parts = read_object(statement, ("parameters",), (*_OF_OUTPUTS, "outputs", "fields"), path)
    functions = _functions(parts.get("functions", {}), (*path, "functions"))
    parameters = read_declarations(parts["parameters"], (*path, "parameters"))
    inputs = read_declarations(parts.get("inputs", []), (*path, "inputs"))
    check_distinct((*parameters, *inputs), functions, path)
    size, width = (sum(math.prod(shape) for _, shape in names) for names in (parameters, inputs))
    graph = Graph(FunctionTable(functions, size + width if has_pi else None))
    pi = {"pi": scalar(graph.leaf(size + width))} if has_pi else {}
    parameter_arrays = declare(graph, parameters, 0) | pi
    input_arrays = declare(graph, inputs, size) | pi
    if ("outputs" in parts) == ("fields" in parts):
        raise MalformedCertificate("a model has either outputs or fields", path)
    names = parameter_arrays | input_arrays
    scope = Scope(graph, names)
    fields = _fields(parts.get("fields", []), graph, parameter_arrays, size, (*path, "fields"))
    if "fields" in parts and (not fields or set(_OF_OUTPUTS) & parts.keys()):
        raise MalformedCertificate(f"fields come in a non-empty list, without {', '.join(_OF_OUTPUTS)}", path)
    _define(parts.get("let", []), scope, names, {*functions, "pi"}, (*path, "let"))
    outputs = read_list(parts.get("outputs", []), scope.expand, (*path, "outputs"))
    if "outputs" in parts and not outputs:
        raise MalformedCertificate("a model has at least one output", (*path, "outputs"))
    family = [node for output in outputs for node in output.nodes]
    if len(family) > MAX_SCALARS:
        raise MalformedCertificate(f"more than {MAX_SCALARS} outputs", (*path, "outputs"))
    blocks = parts.get("symmetric_outputs", [])
    members = symmetric_members(len(family), blocks, (*path, "symmetric_outputs")) if blocks != [] else []
    scope_of_parameters = Scope(graph, parameter_arrays)
    frozen = dict.fromkeys(_frozen(parts.get("frozen", []), scope_of_parameters, path), Fraction(0))
    rates = _rates(parts.get("rates", []), scope_of_parameters, (*path, "rates"))
    if frozen.keys() & rates.keys():
        raise MalformedCertificate("a frozen parameter has no rate", (*path, "rates"))
    where = parts.get("inputs_where", [])
    model = KernelModel(
        graph=graph,
        arrays=parameter_arrays | input_arrays,
        parameters=[name for declaration in parameters for name in scalar_names(*declaration)],
        inputs=[name for declaration in inputs for name in scalar_names(*declaration)],
        where=_inputs_where(where, Scope(graph, input_arrays), (*path, "inputs_where")),
        outputs=symmetrised(graph, family, members) if members else family,
        fields=fields,
        rates=rates | frozen,
        domains=(scope.written.limited,),
        steps=scope.written.steps,
        kinked=scope.written.kinked,
        members=members,
    )
    if "data" not in parts:
        return model
    if where:
        raise MalformedCertificate("data and inputs_where exclude each other", path)
    return _at_data(model, parts["data"], (*path, "data"))


_OF_OUTPUTS: Final = (
    "data",
    "frozen",
    "functions",
    "inputs",
    "inputs_where",
    "let",
    "rates",
    "symmetric_outputs",
)
"""What a model may hold besides, if it has outputs."""


def _define(statement: Json, scope: Scope, names: dict[str, Array], taken: set[str], path: Path) -> None:
    """Adds local definitions to the names of the scope; each may use those before it."""

    def pair(entry: Json, at: Path) -> tuple[str, Expression]:
        if not isinstance(entry, list) or len(entry) != 2:
            raise MalformedCertificate(f"expected a name and an expression, found {excerpt(entry)}", at)
        return read_text(entry[0], (*at, 0)), entry[1]

    for at, (name, expression) in enumerate(read_list(statement, pair, path)):
        if not IDENTIFIER.fullmatch(name) or name in taken or name in names:
            raise MalformedCertificate(f"{excerpt(name)} cannot name a definition", (*path, at, 0))
        names[name] = scope.expand(expression, (*path, at, 1))


def _frozen(statement: Json, scope: Scope, path: Path) -> set[int]:
    frozen: set[int] = set()

    def one(entry: Json, at: Path) -> None:
        leaves = targets(scope, entry, at)
        if not frozen.isdisjoint(leaves) or len({*leaves}) != len(leaves):
            raise MalformedCertificate("a parameter is frozen twice", at)
        frozen.update(leaves)

    read_list(statement, one, (*path, "frozen"))
    return frozen


def _inputs_where(statement: Json, scope: Scope, path: Path) -> Inputs:
    """The equations and conditions that inputs satisfy: polynomials in the inputs."""
    found: list[Condition] = []

    def read(entry: Json, at: Path) -> None:
        found.extend(read_condition(entry, scope, ("=", *RELATIONS), at))

    read_list(statement, read, path)
    return Inputs(
        [one.polynomial for one in found if one.relation == "="],
        [one for one in found if one.relation != "="],
    )


RELATIONS: Final = ("!=", ">", "<")


def read_condition(entry: Json, scope: Scope, relations: Sequence[str], path: Path) -> list[Condition]:
    """A relation between the entries of two arrays, as polynomials that stand in it to 0."""
    if not isinstance(entry, list) or len(entry) != 3:
        raise MalformedCertificate("a condition has two sides and a relation between them", path)
    relation = read_choice(entry[1], relations, (*path, 1))
    left, right = scope.pair(entry[0], entry[2], path)
    return [Condition(p, relation) for p in differences(scope, left, right, path)]


def differences(scope: Scope, left: Array, right: Array, path: Path) -> list[Polynomial]:
    """Left minus right, entry by entry, as polynomials."""
    graph = scope.graph
    nodes = [graph.add((a, graph.negate(b))) for a, b in zip(left.nodes, right.nodes, strict=True)]
    return polynomials(scope, nodes, path)


# Families


def symmetric_members(outputs: int, statement: Json, path: Path) -> list[Member]:
    """The outputs outside the blocks, and for each block the symmetric functions of its members (T23).

    These are the sums of powers Σ_i F_i^α, 1 ≤ |α| ≤ k, of k members, which have one output or several: all
    symmetric polynomials are polynomials in them, so that the orbits are those of all symmetric losses.
    """
    blocks = read_list(statement, partial(_block, outputs), path)
    listed = [output for block in blocks for member in block for output in member]
    taken = set(listed)
    if len(taken) != len(listed):
        raise MalformedCertificate("an output is in two blocks, or twice in one", path)
    found = [Member([[at]], [1]) for at in range(outputs) if at not in taken]
    for block in blocks:
        found += (Member(block, powers) for powers in _exponents(len(block[0]), len(block), path))
    return found


def symmetrised(graph: Graph, outputs: Sequence[Node], members: Sequence[Member]) -> list[Node]:
    """The functions that members name, of the outputs that are written."""
    return [
        graph.add(
            graph.multiply(graph.power(outputs[o], n) for o, n in zip(part, member.powers, strict=True))
            for part in member.parts
        )
        for member in members
    ]


def _block(outputs: int, statement: Json, path: Path) -> list[list[int]]:
    """The members of a block, each as the outputs that it has."""

    def member(entry: Json, at: Path) -> list[int]:
        listed = entry if isinstance(entry, list) else [entry]
        return read_list(listed, lambda one, where: read_count(one, outputs, where), at)

    members = read_list(statement, member, path)
    if len(members) < 2 or len({len(one) for one in members}) != 1 or not members[0]:
        raise MalformedCertificate("a block has two members at least, with as many outputs each", path)
    return members


def _exponents(outputs: int, members: int, path: Path) -> list[tuple[int, ...]]:
    """The exponents α with 1 ≤ |α| ≤ k, the smallest first."""
    if math.comb(outputs + members, members) > MAX_SYMMETRIC:
        raise MalformedCertificate(f"a block with more than {MAX_SYMMETRIC} symmetric functions", path)
    found = (
        tuple(chosen.count(output) for output in range(outputs))
        for size in range(1, members + 1)
        for chosen in combinations_with_replacement(range(outputs), size)
    )
    return list(found)


MAX_SYMMETRIC: Final = 10_000


def _at_data(model: KernelModel, statement: Json, path: Path) -> KernelModel:
    """The model whose family is that of the outputs at each datum (T21)."""
    first = len(model.parameters)
    outputs: list[Node] = []
    domains: list[Mapping[Node, Domain]] = []
    steps: Counter[Node] = Counter()

    def datum(entry: Json, at: Path) -> None:
        values = read_object(entry, model.inputs, (), at)
        numbers = [model.graph.number(read_rational(values[name], (*at, name))) for name in model.inputs]
        known = dict(enumerate(numbers, first))
        try:
            outputs.extend(model.graph.substitute(model.outputs, known))
            arguments = model.graph.substitute([*model.limited, *model.steps], known)
        except MalformedCertificate as error:
            raise MalformedCertificate(f"the model is not defined there: {error.message}", at) from error
        limited: dict[Node, Domain] = {}
        for node, domain in zip(arguments, model.limited.values(), strict=False):
            if not model.graph.is_in(domain, node):
                limited[node] = domain.narrower(limited.get(node))
        for node, count in zip(arguments[len(model.limited) :], model.steps.values(), strict=True):
            steps[node] += count
        domains.append(limited)

    if not read_list(statement, datum, path):
        raise MalformedCertificate("there is at least one datum", path)
    if len(outputs) > MAX_SCALARS:
        raise MalformedCertificate(f"more than {MAX_SCALARS} outputs at all data", path)
    data = len(outputs) // len(model.outputs)
    return replace(model, outputs=outputs, domains=domains, steps=steps, data=data)


def _functions(statement: Json, path: Path) -> dict[str, frozenset[str]]:
    if not isinstance(statement, dict):
        raise MalformedCertificate(f"expected an object, found {excerpt(statement)}", path)
    table = {}
    for name, facts in statement.items():
        if not IDENTIFIER.fullmatch(name) or name in RESERVED or name in INNER_SIGNATURES:
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
        if name == "pi":
            raise MalformedCertificate("'pi' names a number", at)
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
    scope = Scope(graph, arrays)

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
    """The leaves that an expression such as `W[0]` names; π is none of them."""
    graph, nodes = scope.graph, scope.expand(expression, path).nodes
    spend(4 * len(nodes))
    entries = [graph.nodes[node] for node in nodes]
    if any(entry[0] != "leaf" or entry[1] == graph.functions.pi for entry in entries):
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
