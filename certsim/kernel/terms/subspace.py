"""A candidate's real zero set V as curved equations on an affine subspace.

The affine equations are solved once and for all, exactly and in one fixed way, so that no evidence is
needed for them: on the subspace every pivot is an affine function of the other variables.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from certsim.kernel.meter import spend
from certsim.kernel.terms.polynomial import ONE, Polynomial


@dataclass(frozen=True)
class Restriction:
    """V = {v = images[v] for each pivot v} ∩ {curved = 0}, or ∅ if `inconsistent`.

    The images and the curved equations mention no pivot. A pivot is a parameter wherever the equation that
    it solves mentions one, and one that is not frozen where there is one; a pivot that is a constant is a
    relation among the constants alone.
    """

    images: Mapping[int, Polynomial]
    curved: Sequence[Polynomial]
    inconsistent: bool

    def rows(self) -> list[Polynomial]:
        """The affine equations, solved: pivot minus image, in the order of the pivots; 1 = 0 if there is
        none.
        """
        contradiction = [ONE] if self.inconsistent else []
        return [*contradiction, *(Polynomial.variable(v) - self.images[v] for v in sorted(self.images))]

    def equations(self) -> list[Polynomial]:
        """Equations of V: the rows, then the curved ones."""
        return [*self.rows(), *self.curved]

    def value(self, variable: int) -> Polynomial:
        """What a variable is on the subspace."""
        image = self.images.get(variable)
        return Polynomial.variable(variable) if image is None else image

    def apply(self, polynomial: Polynomial) -> Polynomial:
        """A polynomial restricted to the subspace."""
        return polynomial.substitute(self.images)


class _Elimination:
    """Gauss–Jordan elimination, row by row, with sparse rows."""

    def __init__(self, parameters: int, frozen: Container[int]) -> None:
        self._parameters = parameters
        self._frozen = frozen
        self.images: dict[int, Polynomial] = {}
        self._mentioned_by: dict[int, set[int]] = {}
        self.inconsistent = False

    def insert(self, row: Polynomial) -> None:
        row = row.substitute(self.images)
        if not row:
            return
        spend(4 * len(row.terms))
        if not row.variables:
            self.inconsistent = True
            return
        pivot = max(row.variables, key=self._preference)
        coefficient = row.terms[(pivot,)]
        image = Polynomial.variable(pivot) - row * (Fraction(1) / coefficient)
        for other in self._mentioned_by.pop(pivot, set()):
            self._set(other, self.images[other].substitute({pivot: image}))
        self._set(pivot, image)

    def _preference(self, variable: int) -> tuple[bool, bool, int]:
        parameter = variable < self._parameters
        return parameter and variable not in self._frozen, parameter, variable

    def _set(self, pivot: int, image: Polynomial) -> None:
        spend(20 * len(image.terms))
        self.images[pivot] = image
        for variable in image.variables:
            self._mentioned_by.setdefault(variable, set()).add(pivot)


def restrict(
    equations: Iterable[Polynomial], parameters: int, frozen: Container[int] = frozenset()
) -> Restriction:
    """Solves the affine ones among the equations, and those that become affine by it, and so on."""
    elimination = _Elimination(parameters, frozen)
    waiting = list(equations)
    while True:
        curved = []
        for polynomial in waiting:
            if polynomial.degree > 1:
                curved.append(polynomial)
            else:
                elimination.insert(polynomial)
        spend(16 * len(curved))
        reduced = [polynomial.substitute(elimination.images) for polynomial in curved]
        if all(polynomial.degree > 1 for polynomial in reduced):
            distinct = tuple(dict.fromkeys(reduced))
            return Restriction(elimination.images, distinct, elimination.inconsistent)
        waiting = reduced
