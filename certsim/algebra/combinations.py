"""Linear combinations of polynomials, with their monomials taken as independent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from certsim.kernel.terms.polynomial import Monomial, Polynomial


def eliminate(
    polynomials: Sequence[Polynomial], unwanted: Callable[[Monomial], bool]
) -> Iterator[dict[int, Fraction]]:
    """Combinations Σ c_i·p_i, by position, without unwanted monomials: a basis of all of them.

    >>> x, y = Polynomial.variable(0), Polynomial.variable(1)
    >>> list(eliminate([x + y, 2 * x, y + 1], lambda monomial: monomial == (0,)))
    [{0: Fraction(-2, 1), 1: Fraction(1, 1)}, {2: Fraction(1, 1)}]
    """
    pivots: dict[Monomial, tuple[Polynomial, dict[int, Fraction]]] = {}
    for at, given in enumerate(polynomials):
        polynomial, combination = given, {at: Fraction(1)}
        for pivot, (row, used) in pivots.items():
            factor = Fraction(polynomial.terms.get(pivot, 0)) / row.terms[pivot]
            if factor:
                polynomial = polynomial - row * factor
                for index, c in used.items():
                    combination[index] = combination.get(index, Fraction(0)) - factor * c
        monomial = next((m for m in sorted(polynomial.terms) if unwanted(m)), None)
        if monomial is None:
            yield {index: c for index, c in sorted(combination.items()) if c}
        else:
            pivots[monomial] = (polynomial, combination)
