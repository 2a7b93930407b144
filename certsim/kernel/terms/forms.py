"""Forms: expressions compared without expanding their products.

A form is an element of the tower, but for this: a sum that stands in a product is a variable of its own, up
to a rational factor. So a form is about as long as its expression, and equal forms are equal functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from certsim.kernel.meter import spend
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.functions import FunctionTable, Parity
from certsim.kernel.terms.graph import Graph, Node
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.kernel.terms.tower import Tower

_IDENTITY: Final = "="
"""What an atom that stands for a sum calls: the function u ↦ u. No function of a model has this name."""


@dataclass(frozen=True)
class Form:
    """A polynomial in the leaves, the calls and the sums of a ring of forms."""

    ring: Forms
    polynomial: Polynomial

    def __mul__(self, other: Form) -> Form:
        return Form(self.ring, self.ring.factor(self.polynomial) * self.ring.factor(other.polynomial))

    def __pow__(self, exponent: int) -> Form:
        return Form(self.ring, self.ring.factor(self.polynomial) ** exponent)


class _Mirrored(Tower):
    """A tower in which σ(-u) is written by σ(u) wherever the table of functions knows how: on regions."""

    def call(self, function: str, argument: Polynomial) -> Polynomial:
        mirror = self._functions.row(function).mirror
        if mirror is None or not argument or argument.terms[min(argument.terms)] > 0:
            return super().call(function, argument)
        reflected = super().call(function, -argument)
        return reflected + argument if mirror is Parity.REMAINDER else ONE - reflected


class _Sums(_Mirrored):
    """A mirrored tower with atoms for sums besides those for calls."""

    def named(self, total: Polynomial) -> Polynomial:
        """A sum as a number times an atom, the same atom for all its multiples."""
        spend(12 * len(total.terms))
        leading = Fraction(total.terms[min(total.terms)])
        return self._atom(_IDENTITY, total * (1 / leading)) * leading


class Forms:
    """The forms of expressions with the given functions and with leaves below `first_atom`.

    Each step is an identity: sums are flattened and like summands collected; numbers are taken out of the
    factors of products; the sign of an argument goes by the parity of the function, where steps have one on
    regions. A map that only permutes leaves and changes signs of them takes equal forms to equal ones,
    however deep the expression.
    """

    def __init__(self, functions: FunctionTable, first_atom: int) -> None:
        self._functions: Final = functions
        self._first: Final = first_atom
        self._sums: Final = _Sums(functions, first_atom)

    def of(self, graph: Graph, nodes: Sequence[Node]) -> Polynomial:
        """The form of the sum of some nodes."""
        return Polynomial.total(self.each(graph, nodes))

    def each(self, graph: Graph, nodes: Sequence[Node]) -> list[Polynomial]:
        """The forms of some nodes."""
        return [value.polynomial for value in evaluate(graph, nodes, self._leaf, self)]

    def number(self, value: Fraction) -> Form:
        return Form(self, Polynomial.constant(value))

    def _leaf(self, index: int) -> Form:
        return Form(self, Polynomial.variable(index))

    def total(self, summands: Iterable[Form]) -> Form:
        polynomials = [summand.polynomial for summand in summands]
        spend(8 * sum(len(polynomial.terms) for polynomial in polynomials))
        return Form(self, Polynomial.total(polynomials))

    def call(self, function: str, argument: Form) -> Form:
        return Form(self, self._sums.call(function, argument.polynomial))

    def factor(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial as it stands in a product: a sum is one variable there."""
        return polynomial if len(polynomial.terms) < 2 else self._sums.named(polynomial)

    def expanded(self, polynomial: Polynomial) -> Polynomial:
        """The form as an element of the tower: every sum in it, and in its calls, multiplied out."""
        tower = _Mirrored(self._functions, self._first)
        values: dict[int, Polynomial] = {}
        for variable in self._below(polynomial):
            atom = self._sums.atoms[variable - self._first]
            inner = atom.argument.substitute(values)
            values[variable] = inner if atom.function == _IDENTITY else tower.call(atom.function, inner)
        return polynomial.substitute(values)

    def _below(self, polynomial: Polynomial) -> list[int]:
        """The atoms that a form is made of, each after those in its argument."""
        seen: set[int] = set()
        waiting = [polynomial]
        while waiting:
            atoms = {v for v in waiting.pop().variables if v >= self._first} - seen
            seen |= atoms
            waiting += (self._sums.atoms[v - self._first].argument for v in atoms)
        return sorted(seen)
