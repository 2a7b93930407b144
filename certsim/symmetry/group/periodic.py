"""Shifts of parameters by multiples of π, with changes of signs: symmetries of sines and cosines (T20)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING, Any, Final

import flint

from certsim.algebra.balls import BallRing
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.meter import metered
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.symmetry import isometric_symmetry
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.polynomial import Polynomial

if TYPE_CHECKING:
    from certsim.model.model import Model

MAX_PARAMETERS: Final = 60
TURNS: Final = (Fraction(1), Fraction(2))
"""The multiples of π by which a parameter is shifted, the smaller one first."""
WORK: Final = 2e7


def find_periodic(model: Model, slices: Sequence[Sequence[int]]) -> list[Mapping[int, Polynomial]]:
    """For each parameter the least shift, by π or 2π, that is a symmetry with changes of signs of few slices.

    The kernel accepts each. Empty for models without sin and cos, with very many parameters, and for fields.
    """
    whole = {"model": model.statement, "candidate": {"equations": [["pi", "pi"]]}, "verdict": "certified"}
    setting = Setting.of(read_claim(whole))
    read = setting.claim.model
    few = len(read.parameters) <= MAX_PARAMETERS and not read.graph.functions.facts
    if not read.graph.called & {"sin", "cos"} or read.fields or not few:
        return []
    found = (_least(setting, shifted, slices) for shifted in range(len(read.parameters)))
    return [images for images in found if images is not None]


def _least(
    setting: Setting, shifted: int, slices: Sequence[Sequence[int]]
) -> Mapping[int, Polynomial] | None:
    test = _Test(setting)
    for turns in TURNS:
        for flipped in _flips(slices, shifted):
            if test.may_leave(shifted, turns, flipped):
                images = _images(setting, shifted, turns, flipped)
                if _is_proved(setting, images):
                    return images
    return None


def _flips(slices: Sequence[Sequence[int]], shifted: int) -> Iterator[frozenset[int]]:
    """No sign, those of one slice, or of two; that of the shifted parameter stays."""
    sets = list(dict.fromkeys(frozenset(part) for part in slices if shifted not in part))
    yield frozenset()
    yield from sets
    yield from (a ^ b for a, b in combinations(sets, 2))


def _images(
    setting: Setting, shifted: int, turns: Fraction, flipped: frozenset[int]
) -> Mapping[int, Polynomial]:
    pi = setting.claim.model.pi
    images = {i: -Polynomial.variable(i) for i in sorted(flipped)}
    shift = Polynomial.variable(shifted) + Polynomial({(pi,): turns} if pi is not None else {})
    return {**images, shifted: shift}


def _is_proved(setting: Setting, images: Mapping[int, Polynomial]) -> bool:
    try:
        with metered(WORK):
            isometric_symmetry(setting, images)
    except InvalidCertificate:
        return False
    return True


class _Test:
    """Values at one place in balls, before and after a shift."""

    def __init__(self, setting: Setting) -> None:
        draw = Random(0)  # noqa: S311  no secrets are drawn
        self._model: Final = setting.claim.model
        self._ring: Final = BallRing({})
        count = len(self._model.parameters) + len(self._model.inputs)
        self._at: Final[dict[int, Any]] = {
            at: self._ring.number(Fraction(draw.randint(1, 999), 499)) for at in range(count)
        }
        if self._model.pi is not None:
            self._at[self._model.pi] = flint.arb.pi()
        self._here: Final = self._values(self._at)

    def _values(self, at: Mapping[int, Any]) -> list[Any]:
        return evaluate(self._model.graph, self._model.outputs, at.__getitem__, self._ring)

    def may_leave(self, shifted: int, turns: Fraction, flipped: frozenset[int]) -> bool:
        """Whether the outputs are not seen to change."""
        moved = self._at | {i: -self._at[i] for i in flipped}
        moved[shifted] = self._at[shifted] + self._ring.number(turns) * flint.arb.pi()
        values = zip(self._here, self._values(moved), strict=True)
        return not any(self._ring.is_nonzero(a - b) for a, b in values)
