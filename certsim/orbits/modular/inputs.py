"""The inputs at which fields are looked at: any, or points of 𝒳, or none if there are data (theory T21)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from itertools import islice
from random import Random
from typing import Final

import numpy as np

from certsim.algebra.budget import NEVER
from certsim.algebra.points import find_points
from certsim.kernel.rules.domain import is_meant
from certsim.kernel.statement.model import KernelModel
from certsim.orbits.modular.functions import Unsupported
from certsim.orbits.modular.jets import Rationals

POINTS: Final = 48
"""So many points of 𝒳 are looked for, where those that are drawn at random are not in it."""
SECONDS: Final = 2.0


class Inputs:
    """The inputs of a model's fields."""

    def __init__(self, model: KernelModel) -> None:
        self._model: Final = model
        self._first: Final = len(model.parameters)

    @property
    def count(self) -> int:
        """How many inputs a field has: none if there are data."""
        return 0 if self._model.data else len(self._model.inputs)

    def meant(self, drawn: Rationals) -> Rationals:
        """Columns of inputs, with points of 𝒳 in place of those that are not meant.

        Raises `Unsupported` where no rational point of 𝒳 is found.
        """
        if self._model.data:
            return np.zeros_like(drawn)
        if self._model.where.are_all:
            return drawn
        columns = [[_fraction(value) for value in column] for column in drawn.T.tolist()]
        others = [at for at, column in enumerate(columns) if not self._is_meant(column)]
        if others and not self.known:
            raise Unsupported("no rational input is known that is meant")
        for turn, at in enumerate(others):
            columns[at] = self.known[turn % len(self.known)]
        return np.array(columns, dtype=object).T.reshape(drawn.shape)

    def spread(self, drawn: Rationals) -> Rationals:
        """Columns of inputs, in general position as far as 𝒳 and the model allow it.

        If 𝒳 is open, and fields are analytic in the input, what holds at all points of 𝒳 holds everywhere.
        """
        free = not self._model.where.equations and not self._model.is_piecewise
        return drawn if free and not self._model.data else self.meant(drawn)

    def _is_meant(self, column: Sequence[Fraction]) -> bool:
        return is_meant(self._model, dict(enumerate(column, self._first)))

    @cached_property
    def known(self) -> list[list[Fraction]]:
        """Rational points of 𝒳, if not all inputs are meant."""
        where = self._model.where
        if where.are_all or self._model.data:
            return []
        opens = [(condition.polynomial, condition.relation) for condition in where.conditions]
        variables = range(self._first, self._first + len(self._model.inputs))
        deadline = NEVER.within(SECONDS)
        random = Random(0)  # noqa: S311  no secrets are drawn
        found = []
        for point in islice(find_points(where.equations, opens, variables, random, deadline), POINTS):
            column = [point.values[v] for v in variables]
            rational = [value for value in column if isinstance(value, Fraction)]
            if len(rational) == len(column) and self._is_meant(rational):
                found.append(rational)
        return found


def _fraction(value: int | Fraction) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(value)
