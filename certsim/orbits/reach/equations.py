"""Polynomials of low degree that vanish on an orbit, proposed by linear algebra modulo a prime (theory T13).

A polynomial vanishes on the orbit of θ₀ if and only if all its Lie derivatives L_w p vanish at θ₀. For the
coefficients of p that is a linear system, of which any set of words gives a part: the space of solutions
holds all polynomials that vanish, and perhaps more. What is proposed has to be proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb
from random import Random
from typing import Final

import numpy as np

from certsim.algebra.rings import primitive
from certsim.kernel.terms.polynomial import Monomial, Polynomial
from certsim.orbits.modular.fields import Fields, Letters
from certsim.orbits.modular.inputs import Inputs
from certsim.orbits.modular.jets import Jet, Rationals, Residues, constant, product
from certsim.orbits.modular.lift import fraction_of
from certsim.orbits.modular.linear import nullspace, reduced_rows

MAX_MONOMIALS: Final = 3_000
PLACES: Final = 24
LONGEST: Final = 7
"""The lengths of words that are tried; their Lie derivatives are 2^length at a time."""


def find_equations(
    families: Sequence[Fields], point: Sequence[Fraction], degree: int, random: Random
) -> Iterator[list[Polynomial]]:
    """Equations of degree ≤ `degree` that may vanish on the orbit of the point, from longer and longer words.

    The families are the same fields with different residues for exponentials. Lower degrees come first, and
    what they imply is not repeated; frozen parameters count as the numbers that they are. A proposal is made
    when the space of solutions rests; it may rest and shrink again, and then there is another proposal. An
    empty one says that nothing of the degree vanishes.
    """
    trained = len(point) - len(families[0].model.frozen)
    words = _Words(families, point, random, comb(trained + degree, degree))
    before, proposed = None, None
    for length in range(1, LONGEST + 1):
        words.lengthen(length)
        found, exact = _vanishing(words, point, degree)
        if found != proposed and (found == before or length == LONGEST) and (found or exact):
            yield found
            proposed = found
        before = found


class _Words:
    """Points moved along words of fields: jets that hold all Lie derivatives along parts of the words.

    Where there are many unknowns, there are as many derivatives; then those along shorter words are left out.
    """

    def __init__(
        self, families: Sequence[Fields], point: Sequence[Fraction], random: Random, unknowns: int
    ) -> None:
        self._families = families
        self._point = point
        self._random = random
        self._unknowns = min(unknowns, MAX_MONOMIALS)
        self._inputs = Inputs(families[0].model)
        self.frozen = sorted(families[0].model.frozen)
        self.jets: list[Jet] = []

    def lengthen(self, length: int) -> None:
        """Adds words of a length."""
        wanted = (self._unknowns >> length) if length > 2 else 0
        places = max(2, PLACES >> max(0, length - 3), wanted)
        if wanted > PLACES:
            self.jets.clear()
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
        return Letters(outputs, self._inputs.meant(inputs))


def _vanishing(words: _Words, point: Sequence[Fraction], degree: int) -> tuple[list[Polynomial], bool]:
    """A basis of what vanishes along the words, degree by degree, modulo what lower degrees imply.

    With it, whether that is all: not what is no residue of small fractions, or has too many monomials.
    """
    found: list[Polynomial] = []
    exact = True
    still: list[Monomial] = [(at,) for at in words.frozen]
    leading = list(still)
    for bound in range(1, degree + 1):
        free = [v for v in range(len(point)) if (v,) not in leading]
        monomials = [
            monomial
            for size in range(bound, -1, -1)
            for monomial in combinations_with_replacement(free, size)
            if not any(_divides(lead, monomial) for lead in leading)
        ]
        if len(monomials) > MAX_MONOMIALS:
            return found, False
        solutions = [_polynomial(row, monomials, point) for row in _kernel(words, monomials)]
        exact = exact and None not in solutions
        found += [solution for solution in solutions if solution is not None]
        leading = still + [min(p.terms, key=lambda m: (-len(m), m)) for p in found]
    return found, exact


def _divides(lead: Monomial, monomial: Monomial) -> bool:
    return all(lead.count(variable) <= monomial.count(variable) for variable in set(lead))


def _kernel(words: _Words, monomials: Sequence[Monomial]) -> list[list[int]]:
    """The vectors of coefficients that all rows of derivatives annihilate, in echelon form."""
    rows = np.concatenate([_derivatives(jet, monomials) for jet in words.jets])
    reduced, _ = reduced_rows(nullspace(rows))
    found: list[list[int]] = reduced.tolist()
    return found


def _derivatives(jet: Jet, monomials: Sequence[Monomial]) -> Residues:
    """For each place and each part of its word a row: the derivatives of the monomials along it."""
    found = np.empty((jet.shape[0] * jet.shape[2], len(monomials)), dtype=np.int64)
    for size in set(map(len, monomials)):
        columns = [at for at, monomial in enumerate(monomials) if len(monomial) == size]
        values = _values(jet, [monomials[at] for at in columns])
        found[:, columns] = values.transpose(0, 2, 1).reshape(-1, len(columns))
    return found


def _values(jet: Jet, monomials: Sequence[Monomial]) -> Jet:
    """Monomials of one degree at the jet: shape (2^k, monomials, places)."""
    length, _, places = jet.shape
    if not monomials[0]:
        return constant(np.ones((len(monomials), places), dtype=np.int64), length)
    prefixes = {prefix: at for at, prefix in enumerate(dict.fromkeys(m[:-1] for m in monomials))}
    inner = _values(jet, list(prefixes))
    return product(inner[:, [prefixes[m[:-1]] for m in monomials]], jet[:, [m[-1] for m in monomials]])


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
