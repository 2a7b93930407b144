"""Finding two points that show a set not to be affine, so that no symmetry induces it (theorem T8)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, islice
from random import Random

from certsim.algebra.exact.place import place_of
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Place
from certsim.kernel.rules.independence import DOMAIN_BITS
from certsim.kernel.rules.secant import secant
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Candidate
from certsim.search.limits import Limits
from certsim.search.points import find_input, find_set_points, kernel_point

SECONDS = 2.0
POINTS = 6


def find_secant(setting: Setting, limits: Limits) -> tuple[Place, ...]:
    """Two points of the set such that it does not hold the line through them; none if none are found."""
    claim = setting.claim
    if (
        not setting.restriction.curved
        or not isinstance(claim.subject, Candidate)
        or claim.candidate.constants
    ):
        return ()
    # Randomness of its own: the state of the common one depends on how long other searches took.
    limits = replace(limits.share(0.1, SECONDS), random=Random(0))  # noqa: S311  no secrets
    numbers = map(kernel_point, islice(find_set_points(setting, limits), POINTS))
    rational = [at for at in numbers if all(isinstance(v, Fraction) for v in at.values())]
    functions = dict.fromkeys(claim.model.graph.functions.facts, ())
    tries = [
        place_of(at, functions, DOMAIN_BITS, here)
        for at in rational
        if (here := find_input(claim, at)) is not None
    ]
    for pair in combinations(tries, 2):
        try:
            secant(setting, claim.subject, pair)
        except (InvalidCertificate, LimitExceeded):
            continue
        return pair
    return ()
