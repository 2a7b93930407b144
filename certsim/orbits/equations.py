"""Polynomials of low degree that vanish on an orbit, proposed by linear algebra modulo a prime (theory T13).

A polynomial vanishes on the orbit of θ₀ if and only if all its Lie derivatives L_w p vanish at θ₀. For the
coefficients of p that is a linear system, of which any set of words gives a part: the space of solutions
holds all polynomials that vanish, and perhaps more. What is proposed has to be proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from random import Random
from typing import Final

import flint
import numpy as np

from certsim.algebra.rings import primitive
from certsim.kernel.polynomial import Monomial, Polynomial
from certsim.orbits.integers import fraction_of
from certsim.orbits.jets import MODULUS, Jet, Rationals, constant, product
from certsim.orbits.residues import Fields, Letters

MAX_MONOMIALS: Final = 3_000
PLACES: Final = 24
LONGEST: Final = 7
"""The lengths of words that are tried; their Lie derivatives are 2^length at a time."""


def find_equations(
    families: Sequence[Fields], point: Sequence[Fraction], degree: int, random: Random
) -> Iterator[list[Polynomial]]:
    """Equations of degree ≤ `degree` that may vanish on the orbit of the point, from longer and longer words.

    The families are the same fields with different residues for exponentials. Lower degrees come first, and
    what they imply is not repeated. A proposal is made when the space of solutions rests; it may rest and
    shrink again, and then there is another proposal.
    """
    words = _Words(families, point, random)
    before, proposed = None, None
    for length in range(1, LONGEST + 1):
        words.lengthen(length)
        found = _vanishing(words, point, degree)
        if found != proposed and (found == before or length == LONGEST):
            yield found
            proposed = found
        before = found


class _Words:
    """Points moved along words of fields: jets that hold all Lie derivatives along parts of the words."""

    def __init__(self, families: Sequence[Fields], point: Sequence[Fraction], random: Random) -> None:
        self._families = families
        self._point = point
        self._random = random
        self.jets: list[Jet] = []

    def lengthen(self, length: int) -> None:
        """Adds words of a length."""
        places = max(2, PLACES >> max(0, length - 3))
        theta = np.array([[value] * places for value in self._point], dtype=object)
        for fields in self._families:
            word = [self._letters(fields, places) for _ in range(length)]
            self.jets.append(fields.flow(word, theta))

    def _letters(self, fields: Fields, places: int) -> Letters:
        draw, model = self._random.randint, fields.model
        outputs = np.array([draw(0, model.family_size - 1) for _ in range(places)], dtype=np.int64)
        inputs: Rationals = np.array(
            [[Fraction(draw(-3, 3)) for _ in range(places)] for _ in model.inputs], dtype=object
        ).reshape(len(model.inputs), places)
        return Letters(outputs, inputs)


def _vanishing(words: _Words, point: Sequence[Fraction], degree: int) -> list[Polynomial]:
    """A basis of what vanishes along the words, degree by degree, modulo what lower degrees imply."""
    found: list[Polynomial] = []
    leading: list[Monomial] = []
    for bound in range(1, degree + 1):
        free = [v for v in range(len(point)) if (v,) not in leading]
        monomials = [
            monomial
            for size in range(bound, -1, -1)
            for monomial in combinations_with_replacement(free, size)
            if not any(_divides(lead, monomial) for lead in leading)
        ]
        if len(monomials) > MAX_MONOMIALS:
            break
        solutions = [_polynomial(row, monomials, point) for row in _kernel(words, monomials)]
        found += [solution for solution in solutions if solution is not None]
        leading += [min(p.terms, key=lambda m: (-len(m), m)) for p in found[len(leading) :]]
    return found


def _divides(lead: Monomial, monomial: Monomial) -> bool:
    return all(lead.count(variable) <= monomial.count(variable) for variable in set(lead))


def _kernel(words: _Words, monomials: Sequence[Monomial]) -> list[list[int]]:
    """The vectors of coefficients that all rows of derivatives annihilate, in echelon form."""
    rows = np.concatenate([_derivatives(jet, monomials) for jet in words.jets])
    space, nullity = flint.nmod_mat(*rows.shape, rows.ravel().tolist(), MODULUS).nullspace()
    if not nullity:
        return []
    basis = [int(space[i, j]) for j in range(nullity) for i in range(len(monomials))]
    reduced, rank = flint.nmod_mat(nullity, len(monomials), basis, MODULUS).rref()
    return [[int(reduced[i, j]) for j in range(len(monomials))] for i in range(rank)]


def _derivatives(jet: Jet, monomials: Sequence[Monomial]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """For each place and each part of its word a row: the derivatives of the monomials along it."""
    length, _, places = jet.shape
    values: dict[Monomial, Jet] = {(): constant(np.ones(places, dtype=np.int64), length)}
    for monomial in sorted(monomials, key=len):
        if monomial:
            values[monomial] = product(_value(values, jet, monomial[:-1]), jet[:, monomial[-1]])
    return np.stack([values[monomial].reshape(-1) for monomial in monomials], axis=1)


def _value(values: dict[Monomial, Jet], jet: Jet, monomial: Monomial) -> Jet:
    if monomial not in values:
        values[monomial] = product(_value(values, jet, monomial[:-1]), jet[:, monomial[-1]])
    return values[monomial]


def _polynomial(
    row: Sequence[int], monomials: Sequence[Monomial], point: Sequence[Fraction]
) -> Polynomial | None:
    """The polynomial of which a solution is the residue, with integer coefficients; it is 0 at the point."""
    terms = {}
    for monomial, value in zip(monomials, row, strict=True):
        if value and monomial:
            coefficient = fraction_of(value)
            if coefficient is None:
                return None
            terms[monomial] = coefficient
    return through(Polynomial(terms), dict(enumerate(point))) if terms else None


def through(polynomial: Polynomial, point: Mapping[int, Fraction]) -> Polynomial:
    """The multiple of p - p(θ₀) with integer coefficients."""
    here = polynomial.substitute({at: Polynomial.constant(value) for at, value in point.items()})
    return primitive(polynomial - here)
