"""Finding two points that show a set not to be affine, so that no symmetry induces it (theorem T8)."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, islice
from random import Random

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Place
from certsim.kernel.rules import Setting, secant
from certsim.search.limits import Limits
from certsim.search.points import find_set_points, kernel_point

SECONDS = 2.0
POINTS = 6


def find_secant(setting: Setting, limits: Limits) -> tuple[Place, ...]:
    """Two points of the set such that it does not hold the line through them; none if none are found."""
    claim = setting.claim
    if not setting.restriction.curved or claim.constants or claim.difference is not None:
        return ()
    # Randomness of its own: the state of the common one depends on how long other searches took.
    limits = Limits(limits.share(0.1, SECONDS).deadline, limits.allow, Random(0))  # noqa: S311  no secrets
    numbers = map(kernel_point, islice(find_set_points(setting, limits), POINTS))
    rational = [Place(at, {}, None) for at in numbers if all(isinstance(v, Fraction) for v in at.values())]
    for pair in combinations(rational, 2):
        try:
            secant(setting, pair)
        except (InvalidCertificate, LimitExceeded):
            continue
        return pair
    return ()
