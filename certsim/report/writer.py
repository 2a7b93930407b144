"""Formulas of a proof: polynomials and identities with the names of a claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from certsim.kernel.evidence.records import (
    Combination,
    NoPoint,
    NoPointByIdentity,
    Place,
    Square,
    Vanishing,
    VanishingBySolver,
)
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.kernel.terms.tower import Tower
from certsim.report.numbers import Symbols
from certsim.witness import coordinates

SHOWN: Final = 6
_WIDTH: Final = 400


class Writer:
    """Writes polynomials with the names of a claim, and atoms as the calls that they stand for."""

    def __init__(self, claim: Claim, tower: Tower | None = None) -> None:
        self._claim = claim
        self._names = claim.names
        self._tower = tower or claim.tower()

    def __call__(self, polynomial: Polynomial) -> str:
        """The polynomial, cut short where it is long."""
        written = self._whole(polynomial)
        return written if len(written) <= _WIDTH else f"{written[: _WIDTH - 1]}…"

    def _whole(self, polynomial: Polynomial) -> str:
        return polynomial.text(self._name) if len(polynomial.terms) <= _WIDTH else "a long sum"

    def _name(self, variable: int) -> str:
        atom = self._tower.atom(variable)
        return self._names[variable] if atom is None else f"{atom.function}({self._whole(atom.argument)})"

    def moves(self, images: Mapping[int, Polynomial], sign: str = " → ") -> str:
        """Where a map sends the parameters."""
        return cut([f"{self._names[v]}{sign}{self(image)}" for v, image in sorted(images.items())])

    def point(self, place: Place) -> str:
        """The coordinates of a point that are not 0."""
        shown = coordinates(self._claim, place)
        numbers = {name: number for name, number in shown.items() if number != "0"}
        symbols = Symbols([*self._names, *self._claim.model.graph.functions.facts])
        point = cut([symbols.value(name, number) for name, number in numbers.items()]) or "the origin"
        return ", where ".join([point, *symbols.legend()])

    def combination(self, combination: Combination) -> str:
        """Σ q·p, with g, c, r, h and m for the polynomials that it may refer to."""
        parts = [f"({self(q)})·{_LETTERS[one.kind]}{one.index}" for one, q in combination[:SHOWN]]
        if len(combination) > SHOWN:
            parts.append(f"{len(combination) - SHOWN} more terms")
        return " + ".join(parts) or "0"

    def square(self, square: Square) -> str:
        """c·w·s², the conditions that make up w called h."""
        factors = [str(square.coefficient), *(f"|h{at}|" for at in square.weight)]
        return "·".join(factors if square.root == ONE else [*factors, f"({self(square.root)})^2"])

    def factor(self, squares: Sequence[Square], polynomial: Polynomial) -> str:
        """A polynomial times Σ c·w·s², or times nothing."""
        factor = " + ".join(map(self.square, squares))
        return f"({factor})·({self(polynomial)})" if squares else self(polynomial)

    def squares(self, squares: Sequence[Square]) -> str:
        """Σ c·w·s², as what follows another summand."""
        return "".join(f" + {self.square(square)}" for square in squares)

    def vanishing(self, name: str, reason: Vanishing | VanishingBySolver) -> str:
        """Why a polynomial of that name vanishes on the set."""
        if isinstance(reason, VanishingBySolver):
            return f"z3 {reason.version} finds no point of the set where {name} is not 0, and is believed"
        power = f"{name}^{reason.exponent}" if reason.exponent > 1 else name
        left = off(reason.power, power) + self.squares(reason.squares)
        return f"{left} = {self.combination(reason.cofactors)}"

    def no_point(self, proof: NoPoint) -> str:
        """Why there is no real point."""
        if not isinstance(proof, NoPointByIdentity):
            return f"z3 {proof.version} finds no real solution, and is believed"
        left = off(proof.power, self(proof.generic)) + self.squares(proof.squares)
        return f"{left} = {self.combination(proof.cofactors)}"


_LETTERS: Final = {
    "equation": "g",
    "input": "p",
    "settled": "s",
    "congruence": "c",
    "relation": "r",
    "connection": "k",
    "condition": "h",
    "minor": "m",
}


def off(power: int, formula: str) -> str:
    """The formula times a power of the product of all h."""
    return f"(∏h)^{power}·({formula})" if power else formula


def cut(parts: Sequence[str]) -> str:
    """The parts, or the first of them where there are many."""
    more = [f"and {len(parts) - 2 * SHOWN} more"] if len(parts) > 2 * SHOWN else []
    return ", ".join([*parts[: 2 * SHOWN], *more])
