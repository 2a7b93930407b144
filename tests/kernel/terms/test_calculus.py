"""Gradients against SymPy; the tower's normal forms against numbers; Lie derivatives by their definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.terms.calculus import evaluate, gradient, lie_derivative
from certsim.kernel.terms.definitions import ELEMENTWISE, SIGNATURES
from certsim.kernel.terms.expression import Scope, declare
from certsim.kernel.terms.functions import ELEMENTARY, FunctionTable, Parity
from certsim.kernel.terms.graph import Graph
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial
from certsim.kernel.terms.tower import Tower
from tests.oracle import FUNCTIONS, real

few = settings(max_examples=120, deadline=None, derandomize=True, database=None)
LEAVES = ("p", "q", "r")
PI = len(LEAVES)
"""The leaf after them is π."""
FACTS = {"f": frozenset[str](), "g": frozenset({"odd"}), "h": frozenset({"even"})}
SYMBOLS = sympy.symbols(LEAVES, real=True)
POINTS = (
    (Fraction(2, 3), Fraction(-1, 2), Fraction(5, 4)),
    (Fraction(-3, 7), Fraction(4, 3), Fraction(1, 5)),
)

# sigmoid, softplus, … in SymPy's words
SYMPY: Mapping[str, Callable[[Any], Any]] = {
    **{name: getattr(sympy, name) for name in ("tanh", "exp", "log", "sin", "cos", "sinh", "cosh", "sqrt")},
    **{name: getattr(sympy, name) for name in ("erf", "atan")},
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
    "silu": lambda u: u / (1 + sympy.exp(-u)),
    "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
    "gelu": lambda u: u * (1 + sympy.erf(u / sympy.sqrt(2))) / 2,
    "relu": lambda u: sympy.Piecewise((u, u > 0), (0, True)),
    "leaky_relu": lambda u: sympy.Piecewise((u, u > 0), (u / 10, True)),
    "gelu_tanh": lambda u: (
        u * (1 + sympy.tanh(sympy.sqrt(2 / sympy.pi) * (u + sympy.Rational("0.044715") * u**3))) / 2
    ),
    "mish": lambda u: u * sympy.tanh(sympy.log(1 + sympy.exp(u))),
    "abs": lambda u: sympy.Piecewise((u, u > 0), (-u, True)),
    "clip": lambda u: sympy.Piecewise(
        (sympy.Rational(1, 3), u < sympy.Rational(1, 3)), (2, u > 2), (u, True)
    ),
    "hardtanh": lambda u: sympy.Piecewise((-1, u < -1), (1, u > 1), (u, True)),
    "relu6": lambda u: sympy.Piecewise((0, u < 0), (6, u > 6), (u, True)),
    "hardswish": lambda u: sympy.Piecewise((0, u < -3), (u, u > 3), (u * (u + 3) / 6, True)),
    "elu": lambda u: sympy.Piecewise((u, u > 0), (sympy.Rational(3, 2) * (sympy.exp(u) - 1), True)),
    "selu": lambda u: (
        sympy.Rational("1.0507009873554804934193349852946")
        * sympy.Piecewise(
            (u, u > 0), (sympy.Rational("1.6732632423543772848170429916717") * (sympy.exp(u) - 1), True)
        )
    ),
    "f": lambda u: u**3 - u + 2,
    "g": lambda u: u**3 + 2 * u,
    "h": lambda u: u**4 - 3 * u**2 + 1,
}
JETS: Mapping[str, Callable[[Any], Any]] = {
    name + "'" * order: sympy.lambdify(
        sympy.Symbol("u"), sympy.diff(SYMPY[name](sympy.Symbol("u")), sympy.Symbol("u"), order), "mpmath"
    )
    for name in FACTS
    for order in range(4)
}


class Reals:
    """The numbers of mpmath, with the oracle's functions."""

    def number(self, value: Fraction) -> Any:
        return real(value)

    def total(self, summands: Iterable[Any]) -> Any:
        return mpmath.fsum(summands)

    def call(self, function: str, argument: Any) -> Any:
        return mpmath.mpf((JETS | FUNCTIONS)[function](argument))


def scope() -> Scope:
    graph = Graph(FunctionTable(FACTS, PI))
    return Scope(graph, declare(graph, [(name, ()) for name in (*LEAVES, "pi")], 0))


def _call(name: str, argument: Any) -> Any:
    """A call of a function at an argument at which it is defined: a root or logarithm of 1 + u²."""
    if name in ("log", "sqrt"):
        argument = ["+", "1", ["**", argument, 2]]
    return ["call", name, argument, *MORE.get(name, ())]


MORE = {"leaky_relu": ["1/10"], "clip": ["1/3", "2"], "elu": ["3/2"]}
CALLABLE = ELEMENTARY.keys() & SIGNATURES.keys() | ELEMENTWISE
"""What models may call of one argument."""


def expressions(names: Iterable[str], depth: int = 3) -> st.SearchStrategy[Any]:
    """Trees of the scalar operations, with quotients by 1 + u² and calls of the named functions."""
    if not depth:
        return st.sampled_from([*LEAVES, *LEAVES, "2", "-1/3"])
    inner, leaf = expressions(names, depth - 1), expressions(names, 0)
    return st.one_of(
        st.builds(_call, st.sampled_from(sorted(names)), inner),
        st.builds(lambda a, b: ["*", a, b], inner, inner),
        st.builds(lambda a, b, c: ["+", a, b, ["neg", c]], inner, inner, leaf),
        st.builds(lambda a, b: ["/", a, ["+", "1", ["**", b, 2]]], inner, leaf),
        st.builds(lambda a, n: ["**", a, n], inner, st.integers(2, 3)),
    )


def to_sympy(tree: Any) -> Any:
    if isinstance(tree, str):
        return dict(zip(LEAVES, SYMBOLS, strict=True))[tree] if tree in LEAVES else sympy.Rational(tree)
    operator, *operands = tree
    if operator == "call":
        return SYMPY[operands[0]](to_sympy(operands[1]))
    if operator == "**":
        return to_sympy(operands[0]) ** operands[1]
    values = [to_sympy(operand) for operand in operands]
    if operator in ("+", "*"):
        return (sympy.Add if operator == "+" else sympy.Mul)(*values)
    return -values[0] if operator == "neg" else values[0] / values[1]


def check_gradient(tree: Any) -> None:
    where = scope()
    node = where.scalar(tree)
    components = gradient(where.graph, node, range(len(LEAVES)))
    expression = to_sympy(tree)
    with mpmath.workdps(60):
        for point in POINTS:
            place = [*map(real, point), +mpmath.pi]
            for at, symbol in enumerate(SYMBOLS):
                derivative = sympy.lambdify(SYMBOLS, sympy.diff(expression, symbol), "mpmath")
                expected = mpmath.mpf(derivative(*place[: len(LEAVES)]))
                (found,) = evaluate(
                    where.graph, [components.get(at, where.graph.zero)], place.__getitem__, Reals()
                )
                assert abs(found - expected) <= mpmath.mpf("1e-30") * (1 + abs(expected))


@pytest.mark.parametrize("name", sorted(CALLABLE | FACTS.keys()))
def test_the_derivative_of_every_function_is_the_one_that_sympy_knows(name: str) -> None:
    check_gradient(_call(name, ["+", ["*", "p", "q"], "r"]))


@few
@given(expressions(CALLABLE | FACTS.keys()))
def test_gradients_are_those_of_sympy(tree: Any) -> None:
    check_gradient(tree)


@pytest.mark.parametrize("name", sorted(ELEMENTARY.keys() | FACTS.keys()))
def test_second_derivatives_are_derivatives_of_the_first(name: str) -> None:
    """∂²σ(u) by two sweeps, against central differences of one."""
    graph = Graph(FunctionTable(FACTS))
    node = graph.call(name, graph.leaf(0))
    first = gradient(graph, node, [0]).get(0, graph.zero)
    second = gradient(graph, first, [0]).get(0, graph.zero)
    with mpmath.workdps(80):
        step, at = mpmath.mpf("1e-25"), mpmath.mpf("0.7")

        def value(which: int, place: Any) -> Any:
            return evaluate(graph, [which], lambda _: place, Reals())[0]

        slopes = [(value(w, at + step) - value(w, at - step)) / (2 * step) for w in (node, first)]
        assert abs(slopes[0] - value(first, at)) < mpmath.mpf("1e-40")
        assert abs(slopes[1] - value(second, at)) < mpmath.mpf("1e-40")


def test_only_the_leaves_that_are_asked_for_are_in_the_gradient() -> None:
    where = scope()
    node = where.scalar(["+", ["*", "p", "q"], "r"])
    assert gradient(where.graph, node, [0, 2]).keys() == {0, 2}
    assert gradient(where.graph, where.scalar(["call", "exp", "p"]), [1]) == {}


def test_a_shared_subexpression_contributes_along_every_path() -> None:
    where = scope()
    shared = ["*", "p", "q"]
    node = where.scalar(["+", ["*", shared, "r"], ["**", shared, 2]])
    expected = where.scalar(["*", "q", ["+", "r", ["*", "2", "p", "q"]]])
    (found, wanted) = evaluate(
        where.graph, [gradient(where.graph, node, [0])[0], expected], Polynomial.variable, tower(where)
    )
    assert found == wanted


def test_a_thousand_nested_products_of_sums_are_differentiated_in_no_time() -> None:
    graph = Graph(FunctionTable({}))
    node = graph.leaf(0)
    for _ in range(1_000):
        node = graph.multiply((graph.add((node, graph.leaf(1))), graph.call("tanh", node)))
    assert gradient(graph, node, [0, 1]).keys() == {0, 1}


# The tower.


def tower(where: Scope) -> Tower:
    return Tower(where.graph.functions, PI + 1)


def number(polynomial: Polynomial, of: Tower, place: list[Any]) -> Any:
    """The number that an element of the tower stands for at a point, its atoms by the oracle."""
    known = dict(enumerate(place))

    def value(variable: int) -> Any:
        if variable not in known:
            atom = of.atom(variable)
            assert atom is not None
            known[variable] = Reals().call(atom.function, number(atom.argument, of, place))
        return known[variable]

    return mpmath.fsum(
        mpmath.fprod([real(Fraction(c)), *map(value, monomial)]) for monomial, c in polynomial.terms.items()
    )


@few
@given(expressions(CALLABLE | FACTS.keys()))
def test_the_normal_form_of_an_expression_is_the_same_function(tree: Any) -> None:
    where = scope()
    node, atoms = where.scalar(tree), tower(where)
    try:
        (normal,) = evaluate(where.graph, [node], Polynomial.variable, atoms)
    except InvalidCertificate:
        assume(False)
    with mpmath.workdps(60):
        for point in POINTS:
            place = [*map(real, point), +mpmath.pi]
            (expected,) = evaluate(where.graph, [node], place.__getitem__, Reals())
            found = number(normal, atoms, place)
            assert abs(found - expected) <= mpmath.mpf("1e-30") * (1 + abs(expected))


@few
@given(expressions(["sqrt", "sin", "cosh", "tanh"]))
def test_the_relations_of_atoms_hold(tree: Any) -> None:
    where = scope()
    atoms = tower(where)
    evaluate(where.graph, [where.scalar(tree)], Polynomial.variable, atoms)
    with mpmath.workdps(60):
        for at in range(len(atoms.atoms)):
            relation = atoms.relation(PI + 1 + at)
            if relation is not None:
                place = [*map(real, POINTS[0]), +mpmath.pi]
                scale = 1 + abs(number(Polynomial.variable(PI + 1 + at), atoms, place)) ** 2
                assert abs(number(relation, atoms, place)) <= mpmath.mpf("1e-30") * scale


P, Q = Polynomial.variable(0), Polynomial.variable(1)


def fresh() -> Tower:
    return Tower(FunctionTable(FACTS, PI), PI + 1)


PARITIES = {name: FunctionTable(FACTS).parity(name) for name in [*ELEMENTARY, *FACTS, "g'", "h'", "f'"]}


@pytest.mark.parametrize("name", PARITIES)
def test_the_sign_of_an_argument_is_normalised_exactly_where_there_is_a_parity(name: str) -> None:
    atoms = fresh()
    value, reflected = atoms.call(name, P - Q), atoms.call(name, Q - P)
    expected = {Parity.ODD: -value, Parity.EVEN: value, Parity.COMPLEMENT: ONE - value}
    parity = PARITIES[name]
    if parity is None:
        assert len(atoms.atoms) == 2
    else:
        assert reflected == expected[parity]
        assert len(atoms.atoms) == 1


@pytest.mark.parametrize("name", [name for name, parity in PARITIES.items() if parity is not None])
def test_a_parity_that_is_claimed_is_true(name: str) -> None:
    with mpmath.workdps(40):
        u = mpmath.mpf("0.83")
        value, reflected = (Reals().call(name, sign * u) for sign in (1, -1))
        expected = {Parity.ODD: -value, Parity.EVEN: value, Parity.COMPLEMENT: 1 - value}[PARITIES[name]]
        assert abs(reflected - expected) < mpmath.mpf("1e-35")


@pytest.mark.parametrize("name", sorted(ELEMENTARY))
@pytest.mark.parametrize(
    "at", [Fraction(0), Fraction(1), Fraction(-1), Fraction(4), Fraction(9, 4), Fraction(2)]
)
def test_a_value_at_a_number_is_the_value_or_an_atom_or_refused(name: str, at: Fraction) -> None:
    atoms = fresh()
    domain = ELEMENTARY[name].domain
    if domain is not None and not domain.holds(at):
        with pytest.raises(InvalidCertificate, match="not analytic"):
            atoms.call(name, Polynomial.constant(at))
        return
    found = atoms.call(name, Polynomial.constant(at))
    with mpmath.workdps(40):
        if name != "step" or at:
            expected = Reals().call(name, real(at))
            assert abs(number(found, atoms, []) - expected) < mpmath.mpf("1e-35")


@pytest.mark.parametrize(
    ("name", "order", "value"),
    [("f", 0, None), ("g", 0, 0), ("g", 2, 0), ("g", 1, None), ("h", 1, 0), ("h", 0, None)],
)
def test_jets_vanish_at_zero_where_the_facts_say_so(name: str, order: int, value: int | None) -> None:
    assert fresh().call(name + "'" * order, ZERO).constant_value == value


def test_reciprocals_of_multiples_are_multiples_of_reciprocals() -> None:
    atoms = fresh()
    once, twice = atoms.call("inv", P + Q), atoms.call("inv", -2 * P - 2 * Q)
    assert twice == once * Fraction(-1, 2)
    assert len(atoms.atoms) == 1


def test_equal_calls_are_one_atom_and_different_ones_are_not() -> None:
    atoms = fresh()
    assert atoms.call("tanh", P + Q) == atoms.call("tanh", Q + P)
    assert atoms.call("tanh", P) != atoms.call("erf", P)
    assert atoms.call("f", P) != atoms.call("f'", P)
    assert len(atoms.atoms) == 5


# Lie derivatives.

polynomials = st.dictionaries(
    st.lists(st.integers(0, 2), max_size=3).map(lambda entries: tuple(sorted(entries))),
    st.integers(-3, 3),
    max_size=4,
).map(Polynomial)


@few
@given(polynomials, polynomials, st.dictionaries(st.integers(0, 2), polynomials))
def test_a_lie_derivative_is_a_derivation(f: Polynomial, g: Polynomial, field: dict[int, Polynomial]) -> None:
    """L(f + g) = Lf + Lg and L(fg) = f·Lg + g·Lf; on variables it is the field."""
    lie_f, lie_g = lie_derivative(f, field), lie_derivative(g, field)
    assert lie_derivative(f + g, field) == lie_f + lie_g
    assert lie_derivative(f * g, field) == f * lie_g + g * lie_f
    assert lie_derivative(P, field) == field.get(0, ZERO)


def test_long_sums_in_a_tower_count_as_work() -> None:
    tower = Tower(FunctionTable({}), 1_000)
    long = Polynomial({(leaf,): 1 for leaf in range(1_000)})
    with metered(10_000), pytest.raises(LimitExceeded):
        tower.total([long, long])
