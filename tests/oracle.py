"""A second opinion that shares no code with certsim: arbitrary precision and finite differences.

It reads the canonical statements of models and candidates, evaluates their expression trees with mpmath, and
differentiates by central differences. What it says is never a proof; it is there to catch one that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

import mpmath
import sympy

DIGITS = 250
STEPS = ("1e-70", "1e-45", "1e-28", "1e-17", "1e-10")
"""Of the gradient, then of the letters of a word from its end: each far coarser than the error before it."""

Value: TypeAlias = Any
Values: TypeAlias = Mapping[str, Value]
Field: TypeAlias = Callable[[list[Value]], list[Value]]
Function: TypeAlias = Callable[[Value], Value]


def _sigmoid(u: Value) -> Value:
    return 1 / (1 + mpmath.exp(-u))


def _normal_cdf(u: Value) -> Value:
    return mpmath.erfc(-u / mpmath.sqrt(2)) / 2


FUNCTIONS: Mapping[str, Function] = {
    **{name: getattr(mpmath, name) for name in ("tanh", "exp", "log", "sin", "cos", "sinh", "cosh")},
    **{name: getattr(mpmath, name) for name in ("sqrt", "erf", "atan")},
    "sigmoid": _sigmoid,
    "silu": lambda u: u * _sigmoid(u),
    "gelu": lambda u: u * _normal_cdf(u),
    "softplus": lambda u: mpmath.log1p(mpmath.exp(u)),
    "gelu_tanh": lambda u: (
        u * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi) * (u + real(Fraction("0.044715")) * u**3))) / 2
    ),
    "mish": lambda u: u * mpmath.tanh(mpmath.log1p(mpmath.exp(u))),
    "relu": lambda u: u if u > 0 else mpmath.mpf(0),
    "abs": abs,
    "hardtanh": lambda u: min(max(u, mpmath.mpf(-1)), mpmath.mpf(1)),
    "relu6": lambda u: min(max(u, mpmath.mpf(0)), mpmath.mpf(6)),
    "hardswish": lambda u: u * min(max(u + 3, mpmath.mpf(0)), mpmath.mpf(6)) / 6,
    "selu": lambda u: (
        real(Fraction("1.0507009873554804934193349852946"))
        * (u if u > 0 else real(Fraction("1.6732632423543772848170429916717")) * mpmath.expm1(u))
    ),
    "inv": lambda u: 1 / u,
    "gaussian": lambda u: 2 / mpmath.sqrt(mpmath.pi) * mpmath.exp(-(u**2)),
    "normal_cdf": _normal_cdf,
    "normal_pdf": mpmath.npdf,
    "step": lambda u: mpmath.mpf(1 if u > 0 else 0),
}


def real(value: Fraction | int) -> Value:
    return mpmath.mpf(value.numerator) / value.denominator


OF_SEVERAL: Mapping[str, Callable[..., Value]] = {
    "leaky_relu": lambda u, slope: u if u > 0 else slope * u,
    "elu": lambda u, alpha: u if u > 0 else alpha * mpmath.expm1(u),
    "clip": lambda u, low, high: min(max(u, low), high),
    "max": max,
    "min": min,
}
"""Functions of one argument with numbers after it, and of two arguments."""


def entrywise(combine: Callable[..., Value], *operands: Value) -> Value:
    """Applies a function of scalars to nested lists; scalars go with anything."""
    lists = [operand for operand in operands if isinstance(operand, list)]
    if not lists:
        return combine(*operands)
    columns = [operand if isinstance(operand, list) else [operand] * len(lists[0]) for operand in operands]
    return [entrywise(combine, *entries) for entries in zip(*columns, strict=True)]


def matmul(a: Value, b: Value) -> Value:
    if isinstance(a[0], list):
        return [matmul(row, b) for row in a]
    if isinstance(b[0], list):
        return [matmul(a, list(column)) for column in zip(*b, strict=True)]
    return mpmath.fdot(a, b)


def subscript(value: Value, indices: Sequence[Any]) -> Value:
    if not indices:
        return value
    first, *rest = indices
    if isinstance(first, int):
        return subscript(value[first], rest)
    return [subscript(entry, rest) for entry in value[slice(*first[1:])]]


def flat(value: Value) -> list[Value]:
    return [scalar for entry in value for scalar in flat(entry)] if isinstance(value, list) else [value]


class Oracle:
    """The numerical meaning of expression trees, given values of the names in them."""

    def __init__(self, functions: Mapping[str, Function] | None = None) -> None:
        self.functions = {**FUNCTIONS, **(functions or {})}

    def value(self, tree: Any, names: Mapping[str, Value]) -> Value:
        if isinstance(tree, str):
            if tree == "pi":
                return +mpmath.pi
            return names[tree] if tree in names else real(Fraction(tree))
        operator, *operands = tree
        if operator == "call":
            return self._call(operands, names)
        if operator == "index":
            return subscript(self.value(operands[0], names), operands[1:])
        if operator == "**":
            return entrywise(lambda base: base ** operands[1], self.value(operands[0], names))
        return self._combined(operator, [self.value(operand, names) for operand in operands])

    def _combined(self, operator: str, values: list[Value]) -> Value:
        if operator == "+":
            return entrywise(lambda *entries: mpmath.fsum(entries), *values)
        if operator == "*":
            return entrywise(lambda *entries: mpmath.fprod(entries), *values)
        if operator == "list":
            return values
        if operator == "sum":
            return mpmath.fsum(flat(values[0]))
        if operator == "T":
            return [list(row) for row in zip(*values[0], strict=True)] if _is_matrix(values[0]) else values[0]
        two = {"neg": lambda a: -a, "/": lambda a, b: a / b}
        return matmul(*values) if operator == "@" else entrywise(two[operator], *values)

    def _call(self, operands: Sequence[Any], names: Mapping[str, Value]) -> Value:
        name, *arguments = operands
        values = [self.value(argument, names) for argument in arguments]
        return entrywise((OF_SEVERAL if len(values) > 1 else self.functions)[name], *values)


def tells(model: Mapping[str, Any]) -> bool:
    """Whether the oracle has all words of a model: no local definitions, no axes, matrices at most."""
    known = {"parameters", "inputs", "outputs", "fields", "rates", "functions", "frozen"}
    declared = [*model["parameters"], *model.get("inputs", ())]
    trees = [*model.get("outputs", ()), *(part for field in model.get("fields", ()) for part in field)]
    called = FUNCTIONS.keys() | OF_SEVERAL.keys() | model.get("functions", {}).keys()
    return (
        model.keys() <= known
        and all(len(shape) <= 2 for _, shape in declared)
        and all(_tells(tree, called) for tree in trees)
    )


def _tells(tree: Any, called: Set[str]) -> bool:
    if not isinstance(tree, list):
        return not isinstance(tree, dict)
    if tree[0] == "einsum" or (tree[0] == "call" and tree[1] not in called):
        return False
    if tree[0] == "index":
        return all(isinstance(at, int) or (isinstance(at, list) and len(at) == 3) for at in tree[2:]) and (
            _tells(tree[1], called)
        )
    return all(_tells(part, called) for part in tree[1:])


def _is_matrix(value: Value) -> bool:
    return isinstance(value, list) and isinstance(value[0], list)


def scalars(declarations: Sequence[Any]) -> list[str]:
    """`W[0,0]`, `W[0,1]`, …: the names of the scalars, in coordinate order."""
    return [
        f"{name}[{','.join(map(str, index))}]" if shape else name
        for name, shape in declarations
        for index in product(*map(range, shape))
    ]


def arrays(declarations: Sequence[Any], values: Values) -> dict[str, Value]:
    """Nested lists for the declared names, from the values of their scalars."""
    found: dict[str, Value] = {}
    for name, shape in declarations:
        entries = iter([values[scalar] for scalar in scalars([[name, shape]])])
        found[name] = _nested(entries, shape)
    return found


def _nested(entries: Any, shape: Sequence[int]) -> Value:
    return [_nested(entries, shape[1:]) for _ in range(shape[0])] if shape else next(entries)


class Flow:
    """The fields of a model and the equations of a candidate, numerically."""

    def __init__(
        self,
        model: Mapping[str, Any],
        candidate: Mapping[str, Any] | None = None,
        functions: Mapping[str, Function] | None = None,
        constants: Values | None = None,
    ) -> None:
        self.model, self.candidate = model, candidate or {}
        self.names = scalars(model["parameters"])
        self.oracle = Oracle(functions)
        self.constants = arrays(self.candidate.get("constants", []), constants or {})
        self.rates = self._rates()

    def _rates(self) -> list[Value]:
        """The diagonal of D."""
        marked = arrays(self.model["parameters"], {name: [at] for at, name in enumerate(self.names)})
        rates = [mpmath.mpf(1)] * len(self.names)
        frozen = [(target, 0) for target in self.model.get("frozen", [])]
        for target, rate in [*self.model.get("rates", []), *frozen]:
            named = marked[target] if isinstance(target, str) else subscript(marked[target[1]], target[2:])
            for at in flat(named):
                rates[at] = real(Fraction(rate))
        return rates

    def _parameters(self, theta: Sequence[Value]) -> dict[str, Value]:
        return arrays(self.model["parameters"], dict(zip(self.names, theta, strict=True)))

    def outputs(self, theta: Sequence[Value], inputs: Values) -> list[Value]:
        names = {**self._parameters(theta), **arrays(self.model.get("inputs", []), inputs)}
        return [v for tree in self.model["outputs"] for v in flat(self.oracle.value(tree, names))]

    def equations(self, theta: Sequence[Value]) -> list[Value]:
        """What the candidate says is zero; for `fixed_by`, what each map adds to the parameters it moves."""
        names = {**self._parameters(theta), **self.constants}
        pairs = self.candidate.get("equations")
        if pairs is None:
            pairs = [pair for images in self.candidate["fixed_by"] for pair in images]
        differences = (
            entrywise(lambda a, b: a - b, *(self.oracle.value(side, names) for side in pair))
            for pair in pairs
        )
        return [v for difference in differences for v in flat(difference)]

    def is_inside(self, theta: Sequence[Value]) -> bool:
        """Whether the candidate's side conditions hold, by far more than rounding."""
        names = {**self._parameters(theta), **self.constants}
        for left, relation, right in self.candidate.get("where", []):
            difference = self.oracle.value(left, names) - self.oracle.value(right, names)
            signed = {"!=": abs(difference), ">": difference, "<": -difference}[relation]
            if signed < mpmath.mpf("1e-100"):
                return False
        return True

    def field(self, letter: Mapping[str, Any]) -> Field:
        """X_{j,x} = D∇F_j(·)(x) for {"output": j, "input": {…}}, the k-th given field for {"field": k}.

        The input may be a datum, by its number, and the output a sum of powers of exchangeable outputs.
        """
        if "field" in letter:
            trees = self.model["fields"][letter["field"]]
            return lambda theta: [self.oracle.value(tree, self._parameters(theta)) for tree in trees]
        given = self.model["data"][letter["datum"]] if "datum" in letter else letter["input"]
        inputs = {name: real(Fraction(value)) for name, value in given.items()}
        step = mpmath.mpf(STEPS[0])

        def gradient(theta: list[Value]) -> list[Value]:
            components = []
            for at, rate in enumerate(self.rates):
                ahead, behind = list(theta), list(theta)
                ahead[at], behind[at] = ahead[at] + step, behind[at] - step
                values = [_member(letter, self.outputs(place, inputs)) for place in (ahead, behind)]
                components.append(rate * (values[0] - values[1]) / (2 * step))
            return components

        return gradient

    def lie_derivative(
        self, g: Callable[[list[Value]], Value], word: Sequence[Mapping[str, Any]], theta: list[Value]
    ) -> Value:
        """L_{X1} … L_{Xm} g at θ."""
        derivative = g
        for letter, step in zip(reversed(word), STEPS[1:], strict=False):
            derivative = _along(derivative, self.field(letter), mpmath.mpf(step))
        return derivative(theta)


def _member(letter: Mapping[str, Any], outputs: Sequence[Value]) -> Value:
    """The output that a letter names, or Σ_i Π_c F_ic^p_c over the members i of a symmetric block."""
    if "output" in letter:
        return outputs[letter["output"]]
    members = [part if isinstance(part, list) else [part] for part in letter["symmetric"]]
    return mpmath.fsum(
        mpmath.fprod(outputs[at] ** power for at, power in zip(member, letter["powers"], strict=True))
        for member in members
    )


def _along(g: Callable[[list[Value]], Value], field: Field, step: Value) -> Callable[[list[Value]], Value]:
    def derivative(theta: list[Value]) -> Value:
        direction = field(theta)
        ahead = [t + step * d for t, d in zip(theta, direction, strict=True)]
        behind = [t - step * d for t, d in zip(theta, direction, strict=True)]
        return (g(ahead) - g(behind)) / (2 * step)

    return derivative


def number(document: Any) -> Value:
    """The value of a number of a result: rational, algebraic, enclosed or of exponentials (to 40 digits)."""
    if isinstance(document, str):
        return real(Fraction(document))
    if "plus" in document:
        return number(document["plus"]) + real(Fraction(document["pi"])) * mpmath.pi
    if "enclosure" in document:
        return sum(number(end) for end in document["enclosure"]) / 2
    if "basis" in document:
        basis = {symbol: sympy.sympify(meaning) for symbol, meaning in document["basis"].items()}
        parts = (sympy.sympify(document[part], locals=basis) for part in ("numerator", "denominator"))
        return mpmath.fdiv(*(mpmath.mpf(part.evalf(40)) for part in parts))
    root = _root([number(c) for c in reversed(document["polynomial"])], *map(number, document["interval"]))
    return mpmath.polyval([number(c) for c in reversed(document["value"])], root)


def _root(coefficients: list[Value], low: Value, high: Value) -> Value:
    """The root between two points at which a polynomial has different signs, by bisection."""
    rising = mpmath.polyval(coefficients, low) < 0
    for _ in range(4 * mpmath.mp.dps):
        middle = (low + high) / 2
        if (mpmath.polyval(coefficients, middle) < 0) == rising:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def check_witness(model: Mapping[str, Any], candidate: Mapping[str, Any], witness: Mapping[str, Any]) -> None:
    """Asserts that a counterexample holds: a point of the set, along whose word an equation stops holding."""
    with mpmath.workdps(DIGITS):
        functions = {name: _polynomial(text) for name, text in witness["functions"].items()}
        constants = {name: number(value) for name, value in witness["constants"].items()}
        flow = Flow(model, candidate, functions, constants)
        theta = [number(witness["point"][name]) for name in flow.names]
        broken = _polynomial_in(witness["equation"], {**witness["point"], **constants})
        assert all(abs(value) < mpmath.mpf("1e-200") for value in flow.equations(theta))
        value = flow.lie_derivative(broken(flow.names, constants), witness["word"], theta)
        claimed = number(witness["value"])
        assert claimed != 0
        assert abs(value - claimed) <= mpmath.mpf("1e-6") * abs(claimed), (value, claimed)


def _polynomial(text: str) -> Function:
    return sympy.lambdify(sympy.Symbol("u"), sympy.sympify(text), "mpmath")  # type: ignore[no-any-return]


def _polynomial_in(equation: str, names: Mapping[str, Any]) -> Callable[..., Callable[[list[Value]], Value]]:
    """The left side of ``g = 0`` (or ``g > 0``) as a function of the parameters."""
    text = equation.rsplit(" ", 2)[0]
    plain = {name: f"v{at}" for at, name in enumerate(names)}
    for name in sorted(plain, key=len, reverse=True):
        text = _renamed(text, name, plain[name])

    def of(parameters: Sequence[str], constants: Values) -> Callable[[list[Value]], Value]:
        order = [*parameters, *constants]
        function = sympy.lambdify(
            [sympy.Symbol(plain[name]) for name in order], sympy.sympify(text), "mpmath"
        )
        return lambda theta: function(*theta, *constants.values()) + mpmath.mpf(0)

    return of


def _renamed(text: str, name: str, plain: str) -> str:
    import re

    return re.sub(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_\[])", plain, text)
