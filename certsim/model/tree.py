"""Polynomials as expression trees, the language of statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from certsim.kernel.terms.functions import Expression
from certsim.kernel.terms.polynomial import Monomial, Polynomial, Rational


def polynomial_tree(polynomial: Polynomial, names: Sequence[str]) -> Expression:
    """A polynomial in named scalars, highest degree first.

    >>> a, b = Polynomial.variable(0), Polynomial.variable(1)
    >>> polynomial_tree(a**2 - 3 * a * b, ["a", "W[0,1]"])
    ['+', ['**', 'a', 2], ['neg', ['*', '3', 'a', ['index', 'W', 0, 1]]]]
    """
    monomials = sorted(polynomial.terms, key=lambda m: (-len(m), m))
    summands = [_term(monomial, polynomial.terms[monomial], names) for monomial in monomials]
    if len(summands) < 2:
        return summands[0] if summands else "0"
    return ["+", *summands]


def _term(monomial: Monomial, coefficient: Rational, names: Sequence[str]) -> Expression:
    if coefficient < 0:
        return ["neg", _term(monomial, -coefficient, names)]
    factors: list[Expression] = [] if coefficient == 1 and monomial else [str(coefficient)]
    for variable in dict.fromkeys(monomial):
        name, power = _reference(names[variable]), monomial.count(variable)
        factors.append(name if power == 1 else ["**", name, power])
    return factors[0] if len(factors) == 1 else ["*", *factors]


def _reference(name: str) -> Any:
    """`W[0,1]` as an expression tree."""
    base, _, rest = name.partition("[")
    return ["index", base, *map(int, rest[:-1].split(","))] if rest else base
