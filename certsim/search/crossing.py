"""Finding a crossing: an invariant set, and a point of it on the boundary of a condition (theory T5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, islice
from typing import Final

from certsim.algebra.exact.arithmetic import Number
from certsim.kernel.evidence.records import Component, Crosses, Invariance, Letter, Touched
from certsim.kernel.rules.description import component as part_of
from certsim.kernel.rules.refutation import crossing
from certsim.kernel.rules.setting import Setting
from certsim.search.conditions import Prover
from certsim.search.invariance import find_other_words
from certsim.search.limits import Limits
from certsim.search.points import find_set_points, kernel_point, places
from certsim.search.refutation import (
    MAX_LETTERS,
    a_word,
    concrete_functions,
    is_accepted,
    needed_parameters,
    seems_nonzero,
)

MAX_TOUCHED: Final = 2
MAX_CORNERS: Final = 6
"""So many sets of conditions are tried that may vanish together with one that is crossed."""


def find_crossing(
    setting: Setting, limits: Limits, prove: Prover, *, points: int, longest: int
) -> Crosses | None:
    """A side condition h, and a point with h = 0 whose orbit meets h ≠ 0, a part of V being invariant.

    Alone, or with the other conditions; some of these may vanish at the point, too.
    """
    rests = _Rests(setting, limits, prove)
    for touching in (False, True):
        for index in range(len(setting.conditions)):
            for proposed in rests.of(index, touching=touching):
                found = _find_at(proposed, limits.share(0.5), points, longest)
                if found is not None or limits.expired:
                    return found
    return None


@dataclass(frozen=True)
class _Crossing:
    """Conditions that may vanish together, the first of them crossed, and why the rest is invariant."""

    setting: Setting
    conditions: tuple[int, ...]
    component: Component | None
    alone: bool
    proof: Invariance


@dataclass
class _Rests:
    """Parts of V that are invariant, alone or with conditions; each is tried once."""

    setting: Setting
    limits: Limits
    prove: Prover
    known: dict[tuple[Component | None, tuple[int, ...] | None], Invariance | None] = field(
        default_factory=dict
    )
    components: list[Component | None] = field(default_factory=list)

    def of(self, index: int, *, touching: bool) -> Iterator[_Crossing]:
        """What may be crossed at a condition, with corners or without."""
        for component in self._components():
            alone = self._proof(component, None)
            for conditions in self._corners(index) if touching else [(index,)]:
                proof = alone or self._proof(component, conditions)
                if proof is not None:
                    yield _Crossing(self.setting, conditions, component, alone is not None, proof)
            if alone is not None:
                return

    def _components(self) -> Iterator[Component | None]:
        """V, and the part of it that is described where the conditions hold."""
        yield None
        if not self.components and self.setting.restriction.curved:
            found = find_other_words(self.setting, (), self.limits.share(0.2))
            self.components.append(found and Component(found[0].equations, found[0].implied))
        yield from filter(None, self.components)

    def _proof(self, component: Component | None, without: tuple[int, ...] | None) -> Invariance | None:
        """Why the part is invariant, without some of the conditions, or without all."""
        if without is not None and len(without) == len(self.setting.conditions):
            without = None
        if (component, without) not in self.known:
            part = part_of(self.setting, component)
            rest = part.alone() if without is None else part.without(*without)
            self.known[component, without] = self.prove(rest, self.limits.share(0.3))
        return self.known[component, without]

    def _corners(self, index: int) -> Iterator[tuple[int, ...]]:
        others = [at for at in range(len(self.setting.conditions)) if at != index]
        sizes = range(1, min(MAX_TOUCHED, len(others)) + 1)
        corners = (chosen for size in sizes for chosen in combinations(others, size))
        yield from ((index, *chosen) for chosen in islice(corners, MAX_CORNERS))


def _find_at(proposed: _Crossing, limits: Limits, points: int, longest: int) -> Crosses | None:
    """A point where the named conditions vanish, and a word along which the set is met."""
    setting, part = proposed.setting, part_of(proposed.setting, proposed.component)
    boundary = [setting.conditions[at].polynomial for at in proposed.conditions]
    others = part.without(*proposed.conditions).conditions
    needed = needed_parameters(setting)
    found = find_set_points(part, limits, extra=boundary, conditions=others, needed=needed)
    for attempt, point in enumerate(islice(found, points)):
        numbers, functions = kernel_point(point), concrete_functions(setting, limits, attempt)
        for word, touched in _words(proposed, limits, attempt, (numbers, functions), longest):
            for place in places(setting, numbers, functions, word[0].input):
                proposal = Crosses(
                    place,
                    proposed.conditions[0],
                    word,
                    proposed.alone,
                    proposed.proof,
                    proposed.component,
                    touched,
                )
                if is_accepted(crossing, setting, proposal):
                    return proposal
                if limits.expired:
                    return None
    return None


def _words(
    proposed: _Crossing,
    limits: Limits,
    attempt: int,
    at: tuple[dict[int, Number], dict[str, tuple[Fraction, ...]]],
    longest: int,
) -> Iterator[tuple[tuple[Letter, ...], tuple[Touched, ...]]]:
    """Any words for h ≠ 0 alone; else powers of single fields, with the order of each condition."""
    setting, given = proposed.setting, proposed.setting.claim.candidate.conditions
    first, *touched = proposed.conditions
    free = given[first].relation == "!=" and not touched
    for length in range(1, longest + 1):
        for letter in range(min(setting.claim.model.family_size, MAX_LETTERS)):
            word = a_word(setting, limits, attempt, length if free else 1, letter)
            word = word if free else word * length
            if seems_nonzero(setting, given[first].polynomial, word, *at):
                orders = [_order(proposed, one, word[0], at, longest) for one in touched]
                if all(orders):
                    yield word, tuple(map(Touched, touched, orders))


def _order(
    proposed: _Crossing,
    condition: int,
    letter: Letter,
    at: tuple[dict[int, Number], dict[str, tuple[Fraction, ...]]],
    longest: int,
) -> int:
    """The order of the first derivative of a condition that is not 0; 0 if all vanish that are tried."""
    h = proposed.setting.claim.candidate.conditions[condition].polynomial
    orders: Sequence[int] = range(1, longest + 1)
    return next((m for m in orders if seems_nonzero(proposed.setting, h, (letter,) * m, *at)), 0)
