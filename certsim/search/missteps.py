"""Finding steps of optimisers that leave an invariant set (theorem T17)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from random import Random
from typing import Final

from certsim.algebra.exact.arithmetic import Number
from certsim.algebra.exact.place import ExactValues, value_at
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Letter, Misstep, Place, Reference
from certsim.kernel.rules.optimisers import Kept, misstep
from certsim.kernel.rules.point import word_derivative
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Difference
from certsim.search.limits import Limits
from certsim.search.points import places
from certsim.search.refutation import attempts

SECONDS: Final = 5.0
POINTS: Final = 4
MAX_EQUATIONS: Final = 6
MAX_PARAMETERS: Final = 2_000
SIZES: Final = tuple(map(Fraction, ("1", "-100", "100")))
EPSILON: Final = Fraction(1, 100)


def find_missteps(setting: Setting, kept: Kept, limits: Limits) -> tuple[Misstep, ...]:
    """For each optimiser of which T17 says nothing a step that leaves the set, if one is found."""
    claim = setting.claim
    if isinstance(claim.subject, Difference) or claim.parameter_count > MAX_PARAMETERS:
        return ()
    wanted = [name for name in ("gradient_descent", "weight_decay", "adam") if kept[name] is None]
    found: dict[str, Misstep] = {}
    if not wanted:
        return ()
    # Randomness of its own: the state of the common one depends on how long other searches took.
    limits = replace(limits.share(0.1, SECONDS), random=Random(0))  # noqa: S311  no secrets are drawn
    try:
        for numbers, functions, word in attempts(setting, limits, POINTS, 1):
            tried = list(islice(places(setting, numbers, functions, word[0].input), 3))
            for name in wanted:
                if name not in found and not limits.expired:
                    found |= _first(setting, _steps(setting, name, numbers, tried, word[0]))
            if len(found) == len(wanted) or limits.expired:
                break
    except LimitExceeded:
        pass
    return tuple(found[name] for name in wanted if name in found)


def _first(setting: Setting, proposals: Iterator[Misstep]) -> dict[str, Misstep]:
    """The first proposal that the kernel accepts."""
    for proposal in proposals:
        try:
            misstep(setting, setting.claim.candidate, proposal)
        except InvalidCertificate:
            continue
        return {proposal.optimiser: proposal}
    return {}


def _steps(
    setting: Setting, name: str, numbers: Mapping[int, Number], places: Sequence[Place], letter: Letter
) -> Iterator[Misstep]:
    claim = setting.claim.candidate
    violated = [Reference("condition", at) for at in range(len(claim.conditions))]
    violated += [Reference("equation", at) for at in range(len(claim.equations))]
    more = {"adam": EPSILON, "weight_decay": Fraction(1, 2)}.get(name, Fraction(0))
    for reference in violated[:MAX_EQUATIONS]:
        for size in (*SIZES, *_sizes_to_zero(setting, reference, numbers, places[0], letter)):
            if name == "adam":
                yield from (Misstep(name, place, letter, abs(size), more, reference) for place in places)
            else:
                size_ = size * (1 - more)
                yield from (Misstep(name, place, letter, size_, more, reference) for place in places)


def _sizes_to_zero(
    setting: Setting, reference: Reference, numbers: Mapping[int, Number], place: Place, letter: Letter
) -> Iterator[Fraction]:
    """The size of step that takes a linear h, of a condition h ≠ 0, to 0, where it is rational."""
    claim = setting.claim
    if reference.kind != "condition" or claim.candidate.conditions[reference.index].relation != "!=":
        return
    h = claim.candidate.conditions[reference.index].polynomial
    try:
        node = word_derivative(claim, claim.model.graph.polynomial(h), (letter,))
        (rate,) = ExactValues(claim.model.graph, numbers, place.functions, [node]).values
    except InvalidCertificate:
        return
    height = value_at(h, numbers)
    if isinstance(rate, Fraction) and isinstance(height, Fraction) and rate:
        yield height / rate
