"""A set as the union of invariant parts of it, on which factors vanish: theorem T10."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from typing import Final

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Case, Cases, Invariance
from certsim.kernel.meter import spend
from certsim.kernel.rules.description import require_leaves, vanishing
from certsim.kernel.rules.setting import Assumptions, Setting
from certsim.kernel.terms.polynomial import ONE, Polynomial

MAX_SPLITS: Final = 100


def cases(
    setting: Setting, evidence: Cases, prove: Callable[[Setting, Invariance], Assumptions]
) -> Assumptions:
    """At each point of S a factor of every split vanishes; whichever do, those of some case are among them.

    So S is the union of the cases, which are proved invariant one by one (T10).
    """
    if len(evidence.splits) > MAX_SPLITS:
        raise LimitExceeded(f"more than {MAX_SPLITS} products of factors")
    for split in evidence.splits:
        require_leaves(setting.claim, split.factors)
        vanishing(setting, setting.restriction.apply(math.prod(split.factors, start=ONE)), split.reason)
    wanted = [frozenset(case.equations) for case in evidence.cases]
    _require_covered(frozenset(), [split.factors for split in evidence.splits], wanted)
    return sum((prove(case_setting(setting, case), case.proof) for case in evidence.cases), ())


def case_setting(setting: Setting, case: Case) -> Setting:
    """The setting of S where the equations of a case hold, too."""
    return setting.alone(*case.equations, conditions=range(len(setting.conditions)))


def _require_covered(
    vanish: frozenset[Polynomial],
    splits: Sequence[Collection[Polynomial]],
    wanted: Sequence[frozenset[Polynomial]],
) -> None:
    """Whichever factor of each split vanishes besides, all equations of some case are among those that do."""
    spend(20 * (1 + len(wanted)))
    if any(case <= vanish for case in wanted):
        return
    if not splits:
        raise InvalidCertificate("there are factors of which no case says that they vanish together")
    for factor in splits[0]:
        _require_covered(vanish | {factor}, splits[1:], wanted)
