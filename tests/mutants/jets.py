"""Expression trees in floating point, for many points at once, with first derivatives and domains.

It shares no code with certsim: its own reader of the trees, its own table of functions, forward mode.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

import numpy as np
from scipy.special import erf, expit, ndtr

Tree: TypeAlias = Any
Numbers: TypeAlias = Any
"""An array of floats."""


@dataclass(frozen=True)
class Jet:
    """Values of shape (points, …) and derivatives of shape (points, …, variables)."""

    v: Numbers
    d: Numbers


@dataclass(frozen=True)
class Limit:
    """An argument that must be positive, not zero, or (of a step) not zero unless it is so identically."""

    kind: str
    v: Numbers
    flat: Numbers

    @property
    def holds(self) -> Numbers:
        size = np.abs(self.v) > 1e-7
        held = {"positive": self.v > 1e-7, "nonzero": size, "step": size | self.flat}[self.kind]
        return held.all(axis=1)


def _density(u: Numbers) -> Numbers:
    return np.exp(-u * u / 2) / np.sqrt(2 * np.pi)


def _silu_slope(u: Numbers) -> Numbers:
    return expit(u) * (1 + u * (1 - expit(u)))


Function: TypeAlias = tuple[Callable[[Numbers], Numbers], Callable[[Numbers], Numbers]]

FUNCTIONS: Mapping[str, Function] = {
    "tanh": (np.tanh, lambda u: 1 - np.tanh(u) ** 2),
    "sigmoid": (expit, lambda u: expit(u) * (1 - expit(u))),
    "exp": (np.exp, np.exp),
    "log": (np.log, lambda u: 1 / u),
    "sin": (np.sin, np.cos),
    "cos": (np.cos, lambda u: -np.sin(u)),
    "sinh": (np.sinh, np.cosh),
    "cosh": (np.cosh, np.sinh),
    "sqrt": (np.sqrt, lambda u: 1 / (2 * np.sqrt(u))),
    "erf": (erf, lambda u: 2 / np.sqrt(np.pi) * np.exp(-u * u)),
    "softplus": (lambda u: np.logaddexp(0, u), expit),
    "atan": (np.arctan, lambda u: 1 / (1 + u * u)),
    "silu": (lambda u: u * expit(u), _silu_slope),
    "gelu": (lambda u: u * ndtr(u), lambda u: ndtr(u) + u * _density(u)),
    "relu": (lambda u: np.where(u > 0, u, 0), lambda u: np.where(u > 0, 1.0, 0.0)),
    "abs": (np.abs, np.sign),
}
LIMITED: Mapping[str, str] = {
    "log": "positive",
    "sqrt": "positive",
    "relu": "step",
    "leaky_relu": "step",
    "abs": "step",
}


def polynomial_function(coefficients: Sequence[Fraction]) -> Function:
    """A concrete function for an unspecified one: coefficients with the constant first."""
    p = np.polynomial.Polynomial(list(map(float, coefficients)) or [0.0])
    return p, p.deriv()


class Reader:
    """Reads trees; `limits` gathers what the domain demands of those that were read."""

    def __init__(self, functions: Mapping[str, Function], points: int, variables: int) -> None:
        self.functions = {**FUNCTIONS, **functions}
        self.points, self.variables = points, variables
        self.limits: list[Limit] = []

    def leaf(self, values: Numbers, first: int | None) -> Jet:
        """An array of variables, numbered from `first`, or of values that no derivative is taken by."""
        d = np.zeros((*values.shape, self.variables))
        if first is not None:
            at = np.arange(_count(values))
            d.reshape(self.points, len(at), self.variables)[:, at, first + at] = 1
        return Jet(values, d)

    def value(self, tree: Tree, names: Mapping[str, Jet]) -> Jet:
        if isinstance(tree, str):
            return names[tree] if tree in names else self._literal(tree)
        operator, *operands = tree
        if operator == "**":
            return self._power(self.value(operands[0], names), operands[1])
        if operator == "index":
            return _indexed(self.value(operands[0], names), operands[1:])
        if operator == "call":
            return self._call(operands[0], [self.value(one, names) for one in operands[1:]])
        return self._combined(operator, [self.value(one, names) for one in operands])

    def _combined(self, operator: str, jets: list[Jet]) -> Jet:
        if operator == "+":
            spread = _spread(jets)
            return Jet(sum(j.v for j in spread), sum(j.d for j in spread))
        if operator == "*":
            first, *rest = _spread(jets)
            for jet in rest:
                first = _times(first, jet)
            return first
        if operator == "/":
            top, bottom = _spread([jets[0], self._power(jets[1], -1)])
            return _times(top, bottom)
        if operator == "@":
            return _matmul(*jets)
        if operator == "neg":
            return Jet(-jets[0].v, -jets[0].d)
        if operator == "T":
            return _transposed(jets[0])
        if operator == "list":
            return Jet(np.stack([j.v for j in jets], axis=1), np.stack([j.d for j in jets], axis=1))
        if operator == "sum":
            axes = tuple(range(1, jets[0].v.ndim))
            return Jet(jets[0].v.sum(axis=axes), jets[0].d.sum(axis=axes))
        raise ValueError(f"no operation {operator}")

    def _literal(self, text: str) -> Jet:
        value = float(Fraction(text))
        return Jet(np.full(self.points, value), np.zeros((self.points, self.variables)))

    def _power(self, base: Jet, exponent: int) -> Jet:
        if exponent < 0:
            self._limit("nonzero", base)
        v = base.v**0 if exponent == 0 else base.v ** float(exponent)
        slope = 0 * base.v if exponent == 0 else exponent * base.v ** float(exponent - 1)
        return Jet(v, slope[..., None] * base.d)

    def _call(self, name: str, arguments: list[Jet]) -> Jet:
        u = arguments[0]
        if name in LIMITED:
            self._limit(LIMITED[name], u)
        if name == "leaky_relu":
            u, slope = _spread(arguments)
            gate = np.where(u.v > 0, 1.0, 0.0)
            factor = Jet(gate + (1 - gate) * slope.v, (1 - gate)[..., None] * slope.d)
            return _times(u, factor)
        value, derivative = self.functions[name]
        return Jet(value(u.v), derivative(u.v)[..., None] * u.d)

    def _limit(self, kind: str, argument: Jet) -> None:
        v = argument.v.reshape(self.points, _count(argument.v))
        d = argument.d.reshape(*v.shape, self.variables)
        self.limits.append(Limit(kind, v, (v == 0) & (d == 0).all(axis=2)))

    def signs(self) -> Numbers:
        """On which side of its limit each argument is."""
        return np.concatenate([np.zeros((self.points, 0)), *(np.sign(one.v) for one in self.limits)], axis=1)

    def defined(self) -> Numbers:
        """At which points all that was read is defined."""
        held = np.ones(self.points, dtype=bool)
        for one in self.limits:
            held &= one.holds
        return held


def _spread(jets: list[Jet]) -> list[Jet]:
    """Scalars go with anything."""
    shape = next((j.v.shape for j in jets if j.v.ndim > 1), jets[0].v.shape)
    return [j if j.v.shape == shape else _stretched(j, shape) for j in jets]


def _stretched(jet: Jet, shape: tuple[int, ...]) -> Jet:
    extra = (1,) * (len(shape) - 1)
    v = jet.v.reshape(*jet.v.shape, *extra)
    d = jet.d.reshape(jet.d.shape[0], *extra, jet.d.shape[1])
    return Jet(np.broadcast_to(v, shape), np.broadcast_to(d, (*shape, d.shape[-1])))


def _times(a: Jet, b: Jet) -> Jet:
    return Jet(a.v * b.v, a.v[..., None] * b.d + b.v[..., None] * a.d)


def _matmul(a: Jet, b: Jet) -> Jet:
    rows, columns = "i" * (a.v.ndim - 2), "j" * (b.v.ndim - 2)
    left, right, out = f"p{rows}k", f"pk{columns}", f"p{rows}{columns}"
    return Jet(
        np.einsum(f"{left},{right}->{out}", a.v, b.v),
        np.einsum(f"{left}z,{right}->{out}z", a.d, b.v) + np.einsum(f"{left},{right}z->{out}z", a.v, b.d),
    )


def _transposed(jet: Jet) -> Jet:
    return Jet(jet.v.swapaxes(1, 2), jet.d.swapaxes(1, 2)) if jet.v.ndim > 2 else jet


def _indexed(jet: Jet, indices: Sequence[Any]) -> Jet:
    chosen = tuple(one if isinstance(one, int) else slice(*one[1:]) for one in indices)
    return Jet(jet.v[(slice(None), *chosen)], jet.d[(slice(None), *chosen)])


def _count(values: Numbers) -> int:
    """How many scalars there are for each point."""
    return int(np.prod(values.shape[1:], dtype=int))


def flat(jets: Sequence[Jet], points: int, variables: int) -> Jet:
    """All scalars of some arrays in a row."""
    v = [j.v.reshape(points, _count(j.v)) for j in jets]
    d = [j.d.reshape(points, _count(j.v), variables) for j in jets]
    return Jet(
        np.concatenate([np.zeros((points, 0)), *v], axis=1),
        np.concatenate([np.zeros((points, 0, variables)), *d], axis=1),
    )


def scalar_names(declarations: Sequence[Any]) -> list[str]:
    """`W[0,0]`, `W[0,1]`, …, in coordinate order."""
    return [
        f"{name}[{','.join(map(str, index))}]" if shape else name
        for name, shape in declarations
        for index in product(*map(range, shape))
    ]


def declared(
    reader: Reader, declarations: Sequence[Any], values: Numbers, first: int | None
) -> dict[str, Jet]:
    """Arrays by name, from values of shape (points, scalars); derivatives from the variable `first` on."""
    found, at = {}, 0
    for name, shape in declarations:
        size = int(np.prod(shape, dtype=int))
        part = values[:, at : at + size].reshape(reader.points, *shape)
        found[name] = reader.leaf(part, None if first is None else first + at)
        at += size
    return found
