"""Gram matrices: positive semidefinite matrices G with Σ G_ij·b_i·b_j of given normal form.

Floating point only proposes them; what is returned is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Final, TypeAlias

import flint

from certsim.algebra.budget import Budget, OutOfBudget
from certsim.algebra.interpolation import echelon
from certsim.algebra.rings import to_fmpq, to_fraction
from certsim.algebra.semidefinite import Centre, find_face, most_positive
from certsim.kernel.terms.polynomial import Polynomial

MAX_BASIS: Final = 40
MAX_PLACES: Final = 400
MAX_DIRECTIONS: Final = 120
DENOMINATORS: Final = (1, 2, 3, 4, 6, 8, 12, 30, 64, 1000, 2**16, 2**24)

Squares: TypeAlias = list[tuple[Fraction, Polynomial]]
"""Pairs (c_j, s_j) with c_j > 0, for Σ c_j·s_j²."""
Matrix: TypeAlias = list[list[Fraction]]
NormalForm: TypeAlias = Callable[[Polynomial], Polynomial]
"""A linear map, such as the remainder modulo an ideal."""


@dataclass(frozen=True)
class Gram:
    """Positive semidefinite matrices, one for each part of a basis: the form Σ_parts Σ_ij H_ij·b_i·b_j."""

    parts: tuple[tuple[Polynomial, ...], ...]
    matrices: tuple[Matrix, ...]

    @property
    def squares(self) -> Squares:
        return [square for part in range(len(self.parts)) for square in self._squares(part)]

    def separated(self) -> Iterator[tuple[Polynomial, Squares]]:
        """For each basis element, where all H are definite, the form divided by a multiple of its square."""
        for part, (basis, matrix) in enumerate(zip(self.parts, self.matrices, strict=True)):
            others = [s for other in range(len(self.parts)) if other != part for s in self._squares(other)]
            inverse = flint.fmpq_mat([list(map(to_fmpq, row)) for row in matrix]).inv()
            for i, element in enumerate(basis):
                share = 1 / to_fraction(inverse[i, i])
                rest = [list(row) for row in matrix]
                rest[i][i] -= share
                own = replace(self, matrices=(*self.matrices[:part], rest, *self.matrices[part + 1 :]))
                yield element, [(c / share, s) for c, s in [*own._squares(part), *others]]

    def _squares(self, part: int) -> Squares:
        return [
            (c, Polynomial.total(b * v for b, v in zip(self.parts[part], vector, strict=True) if v))
            for c, vector in _diagonalised(self.matrices[part]) or []
        ]


def find_gram(
    basis: Sequence[Polynomial], target: Polynomial, normal_form: NormalForm, budget: Budget
) -> Gram | None:
    """A form in the basis whose normal form is the target; ``None`` where none was found, for any reason.

    For the target 0 it is positive definite, on a basis of what vanishes where the normal form's kernel does.
    Where the Gram matrices are singular, those of greatest rank show which combinations of the basis may
    occur at all, and these become the basis (facial reduction: Borwein and Wolkowicz, 1981).
    """
    current = list(basis)
    with suppress(OutOfBudget):
        while current and len(current) <= MAX_BASIS:
            family = _Family.of(current, target, normal_form)
            found = None if family is None else family.solve(budget)
            if found is None or isinstance(found, Gram):
                return found
            current = echelon(found)
    return None


@dataclass(frozen=True)
class _Family:
    """An affine family of Gram matrices: a start, directions, and the places that their entries belong to."""

    basis: Sequence[Polynomial]
    blocks: Sequence[Sequence[int]]
    places: Sequence[tuple[int, int]]
    start: list[Fraction]
    directions: list[list[Fraction]]
    definite: bool

    @classmethod
    def of(cls, basis: Sequence[Polynomial], target: Polynomial, normal_form: NormalForm) -> _Family | None:
        """``None`` where there is none, or it is too large."""
        everywhere = list(combinations_with_replacement(range(len(basis)), 2))
        products = {(i, j): normal_form(basis[i] * basis[j] * (1 if i == j else 2)) for i, j in everywhere}
        blocks = _blocks(products, target, len(basis))
        within = {i: at for at, block in enumerate(blocks) for i in block}
        places = sorted((p for p in products if within[p[0]] == within[p[1]]), key=lambda p: p[0] != p[1])
        if len(places) > MAX_PLACES:
            return None
        solved = _affine_solutions([products[p] for p in places], target)
        if solved is None or len(solved[1]) > MAX_DIRECTIONS:
            return None
        if not target:
            solved = _of_fixed_trace(solved[1], places, len(basis))
        return solved and cls(basis, blocks, places, *solved, definite=not target)

    def solve(self, budget: Budget) -> Gram | list[Polynomial] | None:
        """A form, or else a basis of what may occur in one."""
        simple = self._gram(self.start)
        if simple is not None or not (self.directions or self.definite):
            return simple
        centre = most_positive(
            self._sparse(self.start), list(map(self._sparse, self.directions)), self._sizes, budget
        )
        if centre is None or centre.is_hopeless:
            return None
        for denominator in DENOMINATORS:
            gram = self._gram(self._rounded(centre.steps, denominator))
            if gram is not None:
                return gram
        return self._face(centre)

    @property
    def _sizes(self) -> list[int]:
        return list(map(len, self.blocks))

    def _rounded(self, steps: Sequence[Fraction], denominator: int) -> list[Fraction]:
        rounded = [Fraction(round(y * denominator), denominator) for y in steps]
        moves = zip(rounded, self.directions, strict=True)
        entries = list(self.start)
        for y, direction in moves:
            if y:
                entries = [e + y * d for e, d in zip(entries, direction, strict=True)]
        return entries

    def _gram(self, entries: Sequence[Fraction]) -> Gram | None:
        """The form, if it is positive semidefinite, and definite if it has to be."""
        values = dict(zip(self.places, entries, strict=True))
        matrices = [[[values[min(i, j), max(i, j)] for j in block] for i in block] for block in self.blocks]
        for matrix in matrices:
            found = _diagonalised(matrix)
            if found is None or (self.definite and len(found) < len(matrix)):
                return None
        return Gram(tuple(tuple(self.basis[i] for i in block) for block in self.blocks), tuple(matrices))

    def _sparse(self, entries: Sequence[Fraction]) -> list[tuple[int, int, int, Fraction]]:
        at = {i: (number, k) for number, block in enumerate(self.blocks) for k, i in enumerate(block)}
        return [
            (at[i][0], at[a][1], at[b][1], value)
            for (i, j), value in zip(self.places, entries, strict=True)
            if value
            for a, b in {(i, j), (j, i)}
        ]

    def _face(self, centre: Centre) -> list[Polynomial] | None:
        """The combinations of the basis that the centre is made of; ``None`` where these are all."""
        scale = max(abs(entry) for block in centre.blocks for row in block for entry in row)
        found: list[Polynomial] = []
        for block, matrix in zip(self.blocks, centre.blocks, strict=True):
            rows = find_face(matrix, scale)
            if rows is None:
                return None
            found += [
                Polynomial.total(self.basis[i] * value for i, value in zip(block, row, strict=True))
                for row in rows
            ]
        return found if len(found) < len(self.basis) else None


def _blocks(products: Mapping[tuple[int, int], Polynomial], target: Polynomial, size: int) -> list[list[int]]:
    """Parts of the basis such that products across them need not occur.

    That is term sparsity (Wang, Magron and Lasserre, *TSSOS*, SIAM Journal on Optimization, 2021). Positive
    semidefinite matrices stay so when the entries across are made zero, and if their products have no
    monomials in common with the target and the other products, the sum is what it was.
    """
    seen = set(target.terms).union(*(products[i, i].terms for i in range(size)))
    label = list(range(size))
    while True:
        for (i, j), product in products.items():
            if label[i] != label[j] and not seen.isdisjoint(product.terms):
                old, new = label[j], label[i]
                label = [new if k == old else k for k in label]
        grown = seen.union(*(p.terms for (i, j), p in products.items() if label[i] == label[j]))
        if grown == seen:
            return [[i for i in range(size) if label[i] == k] for k in sorted(set(label))]
        seen = grown


def _of_fixed_trace(
    directions: Sequence[list[Fraction]], places: Sequence[tuple[int, int]], size: int
) -> tuple[list[Fraction], list[list[Fraction]]] | None:
    """The matrices in a linear space whose trace is their size, as an affine family."""
    traces = [
        sum((e for (i, j), e in zip(places, entries, strict=True) if i == j), Fraction(0))
        for entries in directions
    ]
    at = next((k for k, trace in enumerate(traces) if trace), None)
    if at is None:
        return None
    start = [e * size / traces[at] for e in directions[at]]
    others = [
        [e - f * trace / size for e, f in zip(direction, start, strict=True)]
        for k, (direction, trace) in enumerate(zip(directions, traces, strict=True))
        if k != at
    ]
    return start, others


def _affine_solutions(
    products: Sequence[Polynomial], target: Polynomial
) -> tuple[list[Fraction], list[list[Fraction]]] | None:
    """A solution y of Σ y_k·products_k = target, and a basis of the homogeneous ones."""
    monomials = sorted(set(target.terms).union(*(p.terms for p in products)))
    if not monomials:
        return [Fraction(0)] * len(products), [_unit(k, len(products)) for k in range(len(products))]
    columns = [*products, target]
    reduced, rank = flint.fmpq_mat([[to_fmpq(p.terms.get(m, 0)) for p in columns] for m in monomials]).rref()
    pivots = [next(j for j in range(len(columns)) if reduced[i, j]) for i in range(rank)]
    if pivots and pivots[-1] == len(products):
        return None
    start = [Fraction(0)] * len(products)
    for i, pivot in enumerate(pivots):
        start[pivot] = to_fraction(reduced[i, len(products)])
    directions = []
    for free in sorted(set(range(len(products))) - set(pivots)):
        direction = _unit(free, len(products))
        for i, pivot in enumerate(pivots):
            direction[pivot] = -to_fraction(reduced[i, free])
        directions.append(direction)
    return start, directions


def _unit(position: int, length: int) -> list[Fraction]:
    return [Fraction(int(k == position)) for k in range(length)]


def _diagonalised(matrix: Matrix) -> list[tuple[Fraction, list[Fraction]]] | None:
    """(d, v) with matrix = Σ d·v·vᵀ and d > 0, or ``None`` where it is not positive semidefinite."""
    rest = [row[:] for row in matrix]
    found: list[tuple[Fraction, list[Fraction]]] = []
    for i, row in enumerate(rest):
        pivot = row[i]
        if pivot < 0 or (not pivot and any(row)):
            return None
        if not pivot:
            continue
        vector = [entry / pivot for entry in row]
        found.append((pivot, vector))
        for other in rest[i + 1 :]:
            factor = other[i]
            if factor:
                other[:] = [a - factor * b for a, b in zip(other, vector, strict=True)]
        rest[i] = [Fraction(0)] * len(row)
    return found
