"""Models, candidates and exact numbers as SymPy expressions.

A scalar is a Symbol without assumptions, and an entry of an array is `IndexedBase(name, shape)[i, j]`: so an
array may have any number of axes, and keeps its name and its shape. Numbers are exact. SymPy simplifies what
it is given, so that an expression may be defined where the model is not: `a/a` becomes 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Final

from certsim.errors import CertsimError
from certsim.kernel.errors import KernelError
from certsim.kernel.statement.claim import read_candidate
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.calculus import by_formula
from certsim.kernel.terms.definitions import mentions_pi
from certsim.kernel.terms.graph import Graph, Node
from certsim.kernel.terms.polynomial import Polynomial

if TYPE_CHECKING:
    import sympy

MAX_PARTS: Final = 50_000
Json = Any
Declarations = Iterable[Sequence[Any]]


class Expressions(tuple[Any, ...]):  # noqa: SLOT001  it has attributes
    """The scalar outputs of a model as SymPy expressions; of a family of fields, a column for each field.

    Attributes:
        parameters, inputs: what is declared, a Symbol or an IndexedBase each.
        rates: the learning rates that are not 1, by entry; which parameters are frozen is not said.
        functions: the facts about unspecified functions, by name.
        are_fields: whether these are fields and not outputs.
    """

    parameters: tuple[Any, ...]
    inputs: tuple[Any, ...]
    rates: Mapping[Any, Any]
    functions: Mapping[str, Any]
    are_fields: bool


def expressions_of(statement: Mapping[str, Json]) -> Expressions:
    """A model as SymPy expressions: definitions are put in, arrays are taken apart."""
    import sympy

    try:
        model = read_model(statement, has_pi=mentions_pi(statement))
    except KernelError as error:
        raise CertsimError(f"the model has no counterpart in SymPy: {error}") from error
    declared = [*statement["parameters"], *statement.get("inputs", ())]
    symbols = [*entries_of(declared), sympy.pi]
    roots = [*model.outputs, *(node for field in model.fields for node in field)]
    values = expressions(model.graph, roots, symbols)
    size = len(model.parameters)
    columns = [sympy.ImmutableMatrix(values[at : at + size]) for at in range(0, len(values), size)]
    found = Expressions(columns if model.fields else values)
    found.parameters = tuple(_array(*entry) for entry in statement["parameters"])
    found.inputs = tuple(_array(*entry) for entry in statement.get("inputs", ()))
    found.rates = {symbols[leaf]: _rational(rate) for leaf, rate in model.rates.items() if rate}
    found.functions = dict(statement.get("functions", {}))
    found.are_fields = bool(model.fields)
    return found


def relations_of(model: Mapping[str, Json], candidate: Mapping[str, Json]) -> tuple[Any, ...]:
    """The equations of a candidate, one for each entry, as `Eq(…, 0)`; then its conditions."""
    import sympy

    has_pi = mentions_pi([model, candidate])
    read = read_candidate(read_model(model, has_pi=has_pi), candidate)
    symbols = symbols_of(model, candidate)
    kinds = {"!=": sympy.Ne, ">": sympy.Gt, "<": sympy.Lt}
    equations = [sympy.Eq(polynomial(each, symbols), 0) for each in read.equations]
    conditions = [kinds[each.relation](polynomial(each.polynomial, symbols), 0) for each in read.conditions]
    return (*equations, *conditions)


def symbols_of(model: Mapping[str, Json], candidate: Mapping[str, Json] | None = None) -> list[Any]:
    """What stands for each variable of a claim: parameters, inputs, π if the claim has it, constants."""
    import sympy

    constants = (candidate or {}).get("constants", ())
    pi = [sympy.pi] if mentions_pi([model, candidate]) else []
    return [*entries_of([*model["parameters"], *model.get("inputs", ())]), *pi, *entries_of(constants)]


def entries_of(declarations: Declarations) -> list[Any]:
    """The entries of arrays and the scalars that are declared, in their order."""
    return [entry for name, shape in declarations for entry in _entries(_array(name, shape), shape)]


def _array(name: str, shape: Sequence[int]) -> Any:
    import sympy

    return sympy.IndexedBase(name, shape=tuple(shape)) if shape else sympy.Symbol(name)


def _entries(array: Any, shape: Sequence[int]) -> list[Any]:
    return [array[index] for index in product(*map(range, shape))] if shape else [array]


def named_entries(names: Sequence[str]) -> list[Any]:
    """The symbols of scalar names that list whole arrays, such as `W[0,0]`, `W[0,1]`, `c`."""
    shapes: dict[str, tuple[int, ...]] = {}
    for name in names:
        base, _, rest = name.partition("[")
        index = tuple(map(int, rest[:-1].split(","))) if rest else ()
        before = shapes.get(base, index)
        shapes[base] = tuple(max(one, at + 1) for one, at in zip(before, index, strict=True))
    if sum(map(prod, shapes.values())) != len(names):
        raise CertsimError("these names do not list whole arrays")
    return entries_of(shapes.items())


def polynomial(value: Polynomial, symbols: Sequence[Any]) -> sympy.Expr:
    """A polynomial in the variables that the symbols stand for."""
    import sympy

    terms = value.terms.items()
    return sympy.Add(*(_rational(c) * sympy.Mul(*(symbols[v] for v in monomial)) for monomial, c in terms))


def expressions(graph: Graph, roots: Sequence[Node], symbols: Sequence[Any]) -> list[Any]:
    """Nodes of a graph as expressions in the symbols, which stand for its leaves.

    SymPy writes a subexpression as often as it stands; raises CertsimError if that is very often.
    """
    writer, values, sizes = _Functions(), dict[Node, Any](), dict[Node, int]()
    order = graph.below(roots)
    for node in order:
        sizes[node] = 1 + sum(sizes[child] for child in graph.children(node))
    if any(sizes[root] > MAX_PARTS for root in roots):
        raise CertsimError(f"an expression has more than {MAX_PARTS} parts, written out as SymPy has it")
    for node in order:
        values[node] = writer.value(graph, node, values, symbols)
    return [values[root] for root in roots]


class _Functions:
    """What SymPy makes of the operations of a graph and of the functions of the spec language."""

    def value(self, graph: Graph, node: Node, values: Mapping[Node, Any], symbols: Sequence[Any]) -> Any:
        import sympy

        kind, *operands = graph.nodes[node]
        if kind == "leaf":
            return symbols[operands[0]]
        if kind == "number":
            return self.number(operands[0])
        if kind == "+":
            return self.total(values[child] for child in operands[0])
        if kind == "**":
            return values[operands[0]] ** operands[1]
        if kind == "*":
            return self._product(graph, operands[0], values)
        if kind == "call" and operands[0] in graph.functions.facts:
            return sympy.Function(operands[0])(values[operands[1]])
        if kind == "call":
            return self.call(operands[0], values[operands[1]])
        raise CertsimError(f"{kind!r} has no counterpart in SymPy")

    def _product(self, graph: Graph, factors: Sequence[Node], values: Mapping[Node, Any]) -> Any:
        """A product, in which u·step(u) is relu(u): the maximum of 0 and u."""
        import sympy

        left = list(factors)
        taken: list[Any] = []
        for factor in factors:
            kind, *operands = graph.nodes[factor]
            if kind == "call" and operands[0] == "step" and operands[1] in left:
                left.remove(operands[1])
                left.remove(factor)
                taken.append(sympy.Max(0, values[operands[1]]))
        return sympy.Mul(*taken, *(values[factor] for factor in left))

    def number(self, value: Fraction) -> Any:
        return _rational(value)

    def total(self, summands: Iterable[Any]) -> Any:
        import sympy

        return sympy.Add(*summands)

    def call(self, function: str, argument: Any) -> Any:
        """A function of SymPy, or a formula of such functions."""
        if function in self._known:
            return self._known[function](argument)
        formula = by_formula(function, argument, self)
        if formula is None:
            raise CertsimError(f"{function} has no counterpart in SymPy")
        return formula

    @cached_property
    def _known(self) -> Mapping[str, Any]:
        import sympy

        same = ("exp", "log", "sqrt", "sin", "cos", "sinh", "cosh", "tanh", "erf", "atan")
        root = sympy.sqrt(2)
        return {name: getattr(sympy, name) for name in same} | {
            "inv": lambda u: 1 / u,
            "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
            "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
            "normal_cdf": lambda u: (1 + sympy.erf(u / root)) / 2,
            "normal_pdf": lambda u: sympy.exp(-(u**2) / 2) / sympy.sqrt(2 * sympy.pi),
            "gaussian": lambda u: 2 * sympy.exp(-(u**2)) / sympy.sqrt(sympy.pi),
            "step": lambda u: sympy.Heaviside(u, 0),
        }


def _rational(value: Any) -> Any:
    import sympy

    exact = Fraction(value)
    return sympy.Rational(exact.numerator, exact.denominator)


_LARGEST: Final = 4_000
"""A longer text of a number in exponentials is not read."""


def number(value: Json) -> Any:
    """An exact number of a result as SymPy has it.

    A rational is a Rational, an algebraic number an expression in a root (or a CRootOf), a number of theorem
    T7 an expression in exp(1/N), cos(k/N) and sin(k/N). Of a number that is known by an enclosure only, it is
    the Interval.

    >>> number("3/4"), number({"polynomial": ["-3", "0", "1"], "interval": ["1", "2"], "value": ["1", "2"]})
    (3/4, 1 + 2*sqrt(3))
    >>> number({"numerator": "E**2 - 1", "denominator": "E", "basis": {"E": "exp(1/3)"}})
    (-1 + exp(2/3))*exp(-1/3)
    """
    import sympy

    if isinstance(value, str):
        return _rational(value)
    if "enclosure" in value:
        return sympy.Interval(*map(_rational, value["enclosure"]))
    if "polynomial" in value:
        root = _root(value["polynomial"], *map(_rational, value["interval"]))
        return sympy.Add(*(_rational(c) * root**power for power, c in enumerate(value["value"])))
    basis = {name: parsed(text, {}) for name, text in value["basis"].items()}
    return parsed(value["numerator"], basis) / parsed(value["denominator"], basis)


def _root(coefficients: Sequence[str], low: Any, high: Any) -> Any:
    """The real root of a polynomial in an interval."""
    import sympy

    found = sympy.Poly([_rational(c) for c in reversed(coefficients)], sympy.Symbol("t"), domain="QQ")
    inside = [root for root in sympy.real_roots(found) if low <= root <= high]
    if len(set(inside)) != 1:
        raise CertsimError("the interval of an algebraic number does not hold one root")
    return inside[0]


def parsed(text: str, names: Mapping[str, Any]) -> Any:
    """An expression of the spec language, which nobody evaluates as code, in SymPy.

    Raises CertsimError for a text that is none in these names.

    >>> import sympy
    >>> parsed("2*u**2 - exp(1/3)", {"u": sympy.Symbol("z")})
    2*z**2 - exp(1/3)
    """
    from certsim.kernel.terms.expression import Scope, declare
    from certsim.kernel.terms.functions import FunctionTable
    from certsim.model.expression import parse_expression
    from certsim.model.parsed import ExpressionError

    if len(text) > _LARGEST:
        raise CertsimError(f"an expression of more than {_LARGEST} letters")
    graph = Graph(FunctionTable({}))
    try:
        tree = parse_expression(text).tree
        node = Scope(graph, declare(graph, [(name, ()) for name in names], 0)).scalar(tree)
    except (ExpressionError, KernelError) as error:
        raise CertsimError(f"{text!r:.60} is no expression in {', '.join(names)}: {error}") from error
    return expressions(graph, [node], list(names.values()))[0]
