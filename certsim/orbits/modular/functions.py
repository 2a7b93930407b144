"""Calls of functions modulo a prime: exponentials at rational arguments as powers of residues (theorem T7).

With N such that all N·u are integers, e^u is the power N·u of a residue chosen for e^(1/N), and e^(iu) that
of a pair (c, s) with c² + s² = 1 chosen for (cos(1/N), sin(1/N)). The choice is a homomorphism from the ring
that exp, tanh, cos, … of such arguments generate (where no denominator becomes 0): these numbers are
transcendental and algebraically independent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import isqrt
from operator import add
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from certsim.kernel.terms.calculus import by_formula, evaluate, slope
from certsim.kernel.terms.functions import EXPONENTIAL, FunctionTable
from certsim.kernel.terms.graph import Graph, Node
from certsim.orbits.modular.jets import (
    MODULUS,
    Jet,
    Rationals,
    Residues,
    constant,
    direction,
    extended,
    inverse,
    power,
    powers,
    product,
    residues,
)

CIRCULAR: Final = frozenset({"sin", "cos"})
OF_EXACT_ARGUMENTS: Final = EXPONENTIAL | CIRCULAR | {"step"}
"""The functions whose values modulo a prime need the rational number that the argument is."""
SUPPORTED: Final = OF_EXACT_ARGUMENTS | {"inv", "sqrt"}


class Unsupported(Exception):
    """The model has values that no residue stands for."""


@dataclass(frozen=True)
class Base:
    """N, and the residues that stand for e^(1/N) and for (cos(1/N), sin(1/N)): a point of the circle."""

    order: int
    exponential: int
    circle: tuple[int, int]

    @classmethod
    def parametrised(cls, order: int, exponential: int, slope: int) -> Base:
        """The point of the circle is ((1-t²)/(1+t²), 2t/(1+t²)), t the slope: -1 is no square."""
        scale = pow(1 + slope * slope, -1, MODULUS)
        circle = (1 - slope * slope) * scale % MODULUS, 2 * slope * scale % MODULUS
        return cls(order, exponential, circle)


class Exact:
    """Rational values of expressions, arrays of them at once: the ring in which arguments are evaluated.

    Raises `Unsupported` where a value is not rational; 1/0 is taken for 0 and marked in `undefined`.
    """

    def __init__(self, columns: int) -> None:
        self.undefined: Final = np.zeros(columns, dtype=bool)

    def number(self, value: Fraction) -> Rationals:
        lean = value.numerator if value.denominator == 1 else value
        return np.full(len(self.undefined), lean, dtype=object)

    def total(self, summands: Iterable[Rationals]) -> Rationals:
        return reduce(add, summands)

    def call(self, function: str, argument: Rationals) -> Rationals:
        if function == "step":
            self.undefined[:] |= argument == 0
            return np.array([int(u > 0) for u in argument], dtype=object)
        if function == "inv":
            self.undefined[:] |= argument == 0
            return np.array([Fraction(1) / u if u else 0 for u in argument], dtype=object)
        if function == "sqrt":
            return np.array([_square_root(Fraction(u)) for u in argument], dtype=object)
        raise Unsupported(f"a call within an argument: {function} is not rational")


def _square_root(value: Fraction) -> Fraction:
    root = Fraction(isqrt(max(value.numerator, 0)), isqrt(value.denominator))
    if root * root != value:
        raise Unsupported("a square root within an argument")
    return root


class Calls:
    """Values and derivatives of functions at jets; columns that are not defined modulo p are marked.

    `undefined` has an entry for each column (the last axis of all arrays).
    """

    def __init__(self, functions: FunctionTable, base: Base, undefined: NDArray[np.bool_]) -> None:
        self._functions: Final = functions
        self._base: Final = base
        self.undefined: Final = undefined

    def value(self, function: str, argument: Jet, exact: Rationals | None) -> Jet:
        """σ(U) by σ(a + εb) = σ(a) + ε·σ'(a)·b; `exact` are the rational numbers that U is without its ε."""
        if len(argument) == 1:
            return self._residue(function, argument[0], exact)[None]
        half = len(argument) // 2
        low = self.value(function, argument[:half], exact)
        slope = self.derivative(function, argument[:half], exact)
        return extended(low, product(slope, direction(argument)))

    def derivative(self, function: str, argument: Jet, exact: Rationals | None) -> Jet:
        """σ'(U)."""
        ring = _Ring(self, len(argument), argument.shape[1:], exact)
        return slope(function, _Value(argument), ring).jet

    def _residue(self, function: str, argument: Residues, exact: Rationals | None) -> Residues:
        if function == "inv":
            return self._inverse(argument)
        if function == "sqrt":
            root = powers(argument, np.full(argument.shape, (MODULUS + 1) // 4))
            self._mark(root * root % MODULUS != argument)
            return root
        if exact is None or function not in OF_EXACT_ARGUMENTS:
            raise Unsupported(f"{function} has no residues")
        if function == "step":
            self._mark(exact == 0)
            return np.array([u > 0 for u in exact.flat], dtype=np.int64).reshape(exact.shape)
        if function in CIRCULAR:
            return self._circular(exact)[function == "sin"]
        value = by_formula(function, _Value(argument[None]), _Ring(self, 1, argument.shape, exact))
        return self._exponential(exact) if value is None else value.jet[0]

    def _mark(self, entries: NDArray[np.bool_]) -> None:
        self.undefined[:] |= entries.reshape(-1, entries.shape[-1]).any(axis=0)

    def _inverse(self, values: Residues) -> Residues:
        self._mark(values == 0)
        return inverse(values)

    def _exponents(self, exact: Rationals, period: int) -> NDArray[np.int64]:
        """N·u modulo the order of the group in which a power is taken."""
        scaled = exact * self._base.order
        self._mark(np.array([u.denominator != 1 for u in scaled.flat], dtype=bool).reshape(scaled.shape))
        whole = [u.numerator % period for u in scaled.flat]
        return np.array(whole, dtype=np.int64).reshape(scaled.shape)

    def _exponential(self, exact: Rationals) -> Residues:
        return powers(np.array(self._base.exponential), self._exponents(exact, MODULUS - 1))

    def _circular(self, exact: Rationals) -> tuple[Residues, Residues]:
        """(cos, sin) by squaring and multiplying in the group of the circle, which has order p + 1."""
        exponents = self._exponents(exact, MODULUS + 1)
        c, s = (np.full(exponents.shape, part, dtype=np.int64) for part in self._base.circle)
        cos, sin = np.ones_like(c), np.zeros_like(s)
        while exponents.any():
            odd = exponents & 1
            turned = (cos * c - sin * s) % MODULUS, (sin * c + cos * s) % MODULUS
            cos, sin = np.where(odd, turned[0], cos), np.where(odd, turned[1], sin)
            c, s = (c * c - s * s) % MODULUS, 2 * c * s % MODULUS
            exponents = exponents >> 1
        return cos, sin


@dataclass(frozen=True)
class _Value:
    """A jet with the operators that expressions are evaluated with."""

    jet: Jet

    def __mul__(self, other: _Value) -> _Value:
        return _Value(product(self.jet, other.jet))

    def __pow__(self, exponent: int) -> _Value:
        return _Value(power(self.jet, exponent))


@dataclass(frozen=True)
class _Ring:
    """Where σ'(u) or a formula is evaluated: all calls in it are calls at u itself, or inverses."""

    calls: Calls
    length: int
    shape: tuple[int, ...]
    exact: Rationals | None

    def number(self, value: Fraction) -> _Value:
        residue, _ = residues(np.array([value], dtype=object))
        return _Value(constant(np.broadcast_to(residue, self.shape), self.length))

    def total(self, summands: Iterable[_Value]) -> _Value:
        jets: list[Any] = [summand.jet for summand in summands]
        return _Value(np.sum(jets, axis=0) % MODULUS)

    def call(self, function: str, argument: _Value) -> _Value:
        return _Value(self.calls.value(function, argument.jet, self.exact))


def check_supported(graph: Graph, nodes: Iterable[Node]) -> None:
    """Raises `Unsupported` where one of the nodes calls a function that has no residues."""
    for node in nodes:
        entry = graph.nodes[node]
        if entry[0] == "call" and entry[1] not in SUPPORTED:
            raise Unsupported(f"values of {entry[1]} are not known modulo a prime")


def exact_arguments(
    graph: Graph, nodes: Iterable[Node], leaves: Mapping[int, Rationals], columns: int
) -> tuple[dict[Node, Rationals], NDArray[np.bool_]]:
    """The rational arguments of those nodes that call a function which needs them, and undefined columns."""
    entries = [graph.nodes[node] for node in nodes]
    wanted = sorted({e[2] for e in entries if e[0] == "call" and e[1] in OF_EXACT_ARGUMENTS})
    ring = Exact(columns)
    if not wanted:
        return {}, ring.undefined
    values = evaluate(graph, wanted, leaves.__getitem__, ring)
    return dict(zip(wanted, values, strict=True)), ring.undefined
