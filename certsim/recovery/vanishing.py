"""Making polynomials vanish: affine families of rational solutions, by linear equations and a few guesses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, TypeAlias

from certsim.algebra.budget import Deadline, OutOfBudget
from certsim.algebra.factors import irreducible_factors
from certsim.kernel.terms.polynomial import ONE, Polynomial

Values: TypeAlias = Mapping[int, Polynomial]
"""Coordinates as affine functions of those that are free."""

MAX_DEPTH: Final = 100
"""How many guesses may rest on each other."""
_TRIED: Final = (1, 2, -1, 3, 0, -2)
"""What a coordinate is guessed to be, where no equation is linear; the order turns from one to the next."""


class Tries:
    """How many guesses may still be made, and until when."""

    def __init__(self, count: int, deadline: Deadline) -> None:
        self._left = count
        self._deadline: Final = deadline

    def spend(self) -> None:
        """Counts a guess; raises OutOfBudget if there are none left."""
        self._left -= 1
        if self._left < 0 or self._deadline.passed:
            raise OutOfBudget("too many guesses")


def solve_linear(
    equations: Sequence[Polynomial], values: Values, last: frozenset[int] = frozenset()
) -> tuple[Values, list[Polynomial]] | None:
    """The values with all linear equations solved, and the equations that are left; None if there is none.

    Coordinates of `last` are expressed by others only where nothing else is left to be expressed.
    """
    found, waiting = dict(values), list(dict.fromkeys(equations))
    while True:
        waiting = [one for one in dict.fromkeys(each.substitute(found) for each in waiting) if one]
        if any(not one.variables for one in waiting):
            return None
        linear = next((one for one in waiting if one.degree == 1), None)
        if linear is None:
            return found, waiting
        pivot = max(linear.variables, key=lambda variable: (variable not in last, variable))
        image = Polynomial.variable(pivot) - linear * (Fraction(1) / linear.terms[(pivot,)])
        found = {at: value.substitute({pivot: image}) for at, value in found.items()} | {pivot: image}


def solutions(
    equations: Sequence[Polynomial],
    values: Values,
    tries: Tries,
    last: frozenset[int] = frozenset(),
    depth: int = 0,
) -> Iterator[Values]:
    """Affine families on which polynomials vanish; by no means all of them.

    Where no equation is linear, one of their factors has to vanish, or a coordinate is guessed.

    >>> from certsim.algebra.budget import NEVER
    >>> a, b = Polynomial.variable(0), Polynomial.variable(1)
    >>> sorted(next(solutions([a * b - 3, a - b - 2], {}, Tries(9, NEVER))).items())
    [(0, -1), (1, -3)]
    """
    solved = solve_linear(equations, values, last) if depth < MAX_DEPTH else None
    if solved is None:
        return
    found, rest = solved
    if not rest:
        yield found
        return
    shortest = min(rest, key=lambda one: (len(one.variables), len(one.terms), one.degree))
    factors = irreducible_factors(shortest)
    if len(factors) > 1 or factors[0].degree < shortest.degree:
        others = [one for one in rest if one != shortest]
        for factor in factors:
            tries.spend()
            yield from solutions([factor, *others], found, tries, last, depth + 1)
        return
    if len(shortest.variables) == 1:
        return
    chosen = max(shortest.variables, key=lambda v: (sum(m.count(v) for m in shortest.terms), -v))
    for at in range(len(_TRIED)):
        tries.spend()
        guess = Polynomial.variable(chosen) - ONE * _TRIED[(at + depth) % len(_TRIED)]
        yield from solutions([guess, *rest], found, tries, last, depth + 1)
