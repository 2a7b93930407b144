"""The ring of polynomials over leaves and calls (theory T3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Final

from certsim.kernel.errors import InvalidCertificate, excerpt
from certsim.kernel.meter import length, price, spend
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.expression import expand_row
from certsim.kernel.terms.functions import Domain, Expression, FunctionTable, Parity
from certsim.kernel.terms.graph import Graph
from certsim.kernel.terms.polynomial import ONE, Monomial, Polynomial, Rational, rational_text


@dataclass(frozen=True)
class Atom:
    """A call σ(u) of the tower, u a polynomial in the leaves and in atoms below."""

    function: str
    argument: Polynomial


class Tower:
    """The ring Q[leaves, atoms]: polynomials in which every call σ(u) is a variable of its own (theory T3).

    Identities between its elements hold for the functions. Calls are normalised so that more of them are
    recognised as equal: an argument's sign by the parity of σ, a constant argument by σ's value there.
    """

    def __init__(
        self, functions: FunctionTable, first_atom: int, *, step_at_zero: Rational | None = None
    ) -> None:
        """Takes the value of step at 0, where a convention gives it one (theory T18)."""
        self._functions: Final = functions
        self._step_at_zero: Final = step_at_zero
        self._first: Final = first_atom
        self._index: Final[dict[Atom, Polynomial]] = {}
        self.atoms: Final[list[Atom]] = []
        self.met: Final[set[Atom]] = set()
        """The atoms that calls brought."""

    def reserve(self, atoms: Iterable[Atom]) -> None:
        """Gives atoms the next numbers, in this order, before a call brings them.

        No call brings an atom that is not in normal form.
        """
        for atom in atoms:
            if atom.function not in self._functions:
                raise InvalidCertificate(f"there is no function {excerpt(atom.function)}")
            if atom in self._index:
                raise InvalidCertificate(f"atom {len(self.atoms)} is listed twice")
            self.require_known(atom.argument)
            self._number(atom)

    def require_known(self, polynomial: Polynomial) -> None:
        """All atoms that a polynomial mentions have numbers already."""
        spend(4 + 2 * len(polynomial.terms))
        if any(variable >= self._first + len(self.atoms) for variable in polynomial.variables):
            raise InvalidCertificate("an atom is used that there is not")

    def number(self, value: Fraction) -> Polynomial:
        return Polynomial.constant(value)

    def total(self, summands: Iterable[Polynomial]) -> Polynomial:
        return Polynomial.total(summands)

    def call(self, function: str, argument: Polynomial) -> Polynomial:
        """σ(u), which is an atom unless parity or a special value says more."""
        spend(4 + 2 * len(argument.terms))
        constant = argument.constant_value
        if constant is not None:
            value = self._special_value(function, constant)
            if value is not None:
                return Polynomial.constant(value)
        if function in ("sin", "cos"):
            shifted = self._without_quarter_turns(function, argument)
            if shifted is not None:
                return shifted
        if function == "inv":
            leading = argument.terms[min(argument.terms)]
            return self._atom(function, argument * (Fraction(1) / leading)) * (Fraction(1) / leading)
        parity = self._functions.parity(function)
        if parity is not None and argument and argument.terms[min(argument.terms)] < 0:
            reflected = self._atom(function, -argument)
            if parity is Parity.COMPLEMENT:
                return ONE - reflected
            return -reflected if parity is Parity.ODD else reflected
        return self._atom(function, argument)

    def _without_quarter_turns(self, function: str, argument: Polynomial) -> Polynomial | None:
        """σ(u + kπ/2) by sin u or cos u, for sin and cos and an integer k other than 0 (theory T20)."""
        turns = 2 * Fraction(argument.terms.get((self._functions.pi,), 0)) if self._functions.pi else 0
        if not turns or turns.denominator != 1:
            return None
        rest = Polynomial({m: c for m, c in argument.terms.items() if m != (self._functions.pi,)})
        quarter = (turns.numerator + (function == "cos")) % 4
        value = self.call("cos" if quarter % 2 else "sin", rest)
        return -value if quarter > 1 else value

    def _special_value(self, function: str, at: Rational) -> Rational | None:
        """σ at a rational number where it is rational; the number must lie where σ is analytic."""
        domain = self._functions.domain(function)
        if (domain is Domain.NONZERO and not at) or (domain is Domain.POSITIVE and at <= 0):
            raise InvalidCertificate(f"{function} is not analytic at {rational_text(at)}")
        if function == "inv":
            return Fraction(1) / at
        if function == "sqrt":
            return square_root(Fraction(at))
        if function == "log" and at == 1:
            return 0
        if function == "step":
            return (1 if at > 0 else 0) if at else self._step_at_zero
        return None if at else self._functions.at_zero(function)

    def _atom(self, function: str, argument: Polynomial) -> Polynomial:
        atom = Atom(function, argument)
        spend(12)
        if atom not in self._index:
            self._number(atom)
        self.met.add(atom)
        return self._index[atom]

    def _number(self, atom: Atom) -> None:
        spend(100)
        self._index[atom] = Polynomial.variable(self._first + len(self.atoms))
        self.atoms.append(atom)

    def relation(self, variable: int) -> Polynomial | None:
        """The polynomial relation of an atom (τu - 1 for 1/u, τ² - u for √u, …), if it has one."""
        atom = self.atoms[variable - self._first]
        relation = self._functions.row(atom.function).relation
        return None if relation is None else self._row_value(relation, atom.argument, variable)

    def connection(self, variable: int) -> Polynomial | None:
        """What connects an atom with others at its argument (tanh·cosh - sinh, …), if anything does."""
        atom = self.atoms[variable - self._first]
        connection = self._functions.row(atom.function).connection
        return None if connection is None else self._row_value(connection, atom.argument, variable)

    def _row_value(self, expression: Expression, argument: Polynomial, variable: int) -> Polynomial:
        """The value of an expression in the table of functions for an atom."""
        graph = Graph(self._functions)
        node = expand_row(graph, expression, graph.leaf(0), graph.leaf(1))
        values = (argument, Polynomial.variable(variable))
        return evaluate(graph, [node], values.__getitem__, self)[0]

    def is_plainly_positive(self, value: Polynomial) -> bool:
        """Whether positivity is seen term by term: positive coefficients, squares, and positive functions."""
        return all(c > 0 for c in value.terms.values()) and (
            all(self._is_positive_product(monomial, strictly=False) for monomial in value.terms)
            and any(self._is_positive_product(monomial, strictly=True) for monomial in value.terms)
        )

    def _is_positive_product(self, monomial: Monomial, *, strictly: bool) -> bool:
        """Whether a monomial is positive everywhere, or at least not negative anywhere."""
        spend(4 + len(monomial) ** 2 // 8)
        for variable in set(monomial):
            atom = self.atom(variable)
            positive = atom is not None and self._functions.row(atom.function).positive
            if not positive and (strictly or monomial.count(variable) % 2):
                return False
        return True

    def atom(self, variable: int) -> Atom | None:
        """The atom that a variable stands for; `None` for a leaf. Raises InvalidCertificate for neither."""
        if variable < self._first:
            return None
        if variable >= self._first + len(self.atoms):
            raise InvalidCertificate(f"there is no atom {variable - self._first}")
        return self.atoms[variable - self._first]


def square_root(value: Fraction) -> Fraction | None:
    """The root that is not negative, of a number that is not negative, if it is rational."""
    spend(price(length(value), length(value)))
    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    return root if root * root == value else None
