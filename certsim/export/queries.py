"""What a proof rests on, as statements that a solver can decide: each is that something has no solution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from certsim.kernel.evidence.records import Combination, Square
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.kernel.terms.tower import Tower

Product: TypeAlias = tuple[Polynomial, ...]
Sum: TypeAlias = tuple[Product, ...]
"""A sum of products that are not multiplied out: that is left to the solver."""

_LONGEST: Final = 240


@dataclass(frozen=True)
class Letters:
    """Names of variables: those that are given, and after them those of the atoms of a tower."""

    names: Sequence[str]
    tower: Tower

    @classmethod
    def of(cls, claim: Claim, tower: Tower | None = None) -> Letters:
        """The letters of a claim, and the atoms of a tower over them."""
        return cls(claim.names, tower or claim.tower())

    def name(self, variable: int) -> str:
        """The name of a variable; no name of a spec has a space."""
        first = len(self.names)
        return self.names[variable] if variable < first else f"atom {variable - first}"

    def meaning(self, variable: int) -> str | None:
        """The call that an atom stands for; None for other variables."""
        if variable < len(self.names):
            return None
        atom = self.tower.atoms[variable - len(self.names)]
        said = f"{atom.function}({atom.argument.text(self.name)})"
        return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


@dataclass(frozen=True)
class NoSolution:
    """The equations p = 0 and the conditions have no common real solution."""

    what: str
    letters: Letters
    equations: tuple[Polynomial, ...]
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Identity:
    """Two sums are equal, whatever numbers stand for their variables."""

    what: str
    letters: Letters
    left: Sum
    right: Sum


@dataclass(frozen=True)
class Remark:
    """Something that the proof needs, and that is not among the statements."""

    text: str


Item: TypeAlias = NoSolution | Identity | Remark


def powers(conditions: Sequence[Condition], power: int) -> Product:
    """The factors of (∏h)^power."""
    return tuple(condition.positive for condition in conditions) * power


def combination(cofactors: Combination, known: Mapping[str, Sequence[Polynomial]]) -> Sum:
    """Σ q·p over what is known to vanish."""
    return tuple((q, known[one.kind][one.index]) for one, q in cofactors)


def times(factor: Sum, polynomial: Polynomial) -> Sum:
    """The sum with each product times a polynomial; the polynomial if the sum is empty."""
    return tuple((*product, polynomial) for product in factor or ((),))


def squares(given: Sequence[Square], conditions: Sequence[Condition]) -> Sum:
    """Σ c·w·s²."""
    return tuple(
        (
            ONE * one.coefficient,
            *(conditions[at].positive for at in one.weight),
            one.root,
            one.root,
        )
        for one in given
    )
