"""Finding parts of which a set is the union, by the factors of its equations (theorem T10)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from certsim.algebra.factors import factored
from certsim.algebra.rings import primitive
from certsim.kernel.evidence.records import Case, Cases, Invariance, Reference, Split, Symmetry, Vanishing
from certsim.kernel.rules.cases import MAX_SPLITS
from certsim.kernel.rules.setting import Setting
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.search.limits import Limits

MAX_PARTS: Final = 24
MAX_TERMS: Final = 400
"""How long an equation may be that is factored."""

Prover: TypeAlias = Callable[[Setting, Limits], Invariance | None]


def find_cases(setting: Setting, limits: Limits, prove: Prover) -> Cases | None:
    """The set as the union of the parts on which factors of its equations vanish, each proved by `prove`.

    A part inside another one needs no proof of its own.
    """
    splits = list(_splits(setting))
    if not 0 < len(splits) <= MAX_SPLITS:
        return None
    wanted = minimal_choices([split.factors for split in splits])
    if wanted is None:
        return None
    found = []
    for at, factors in enumerate(wanted):
        equations = tuple(sorted(factors, key=repr))
        here = Setting(setting.claim, [*setting.restriction.equations(), *equations], setting.conditions)
        proof = prove(here, limits.share(1 / (len(wanted) - at)))
        if proof is None:
            return None
        found.append(Case(equations, proof))
    return Cases(tuple(splits), tuple(found))


def _splits(setting: Setting) -> Iterator[Split]:
    """The curved equations that have several factors, unless one of these is an equation itself."""
    known = set(map(primitive, setting.restriction.curved))
    for at, equation in enumerate(setting.restriction.curved):
        if len(equation.terms) > MAX_TERMS:
            continue
        constant, factors = factored(equation)
        if len(factors) > 1 and not any(primitive(factor) in known for factor, _ in factors):
            exponent = max(times for _, times in factors)
            rest = math.prod((f ** (exponent - times) for f, times in factors), start=ONE)
            cofactor = rest * (1 / constant)
            reason = Vanishing(0, exponent, (), ((Reference("equation", at), cofactor),))
            yield Split(tuple(f for f, _ in factors), reason)


def is_union_of_fixed_sets(evidence: Cases) -> bool:
    """Whether each part is what symmetries fix."""
    return all(isinstance(case.proof.proof, Symmetry) for case in evidence.cases)


def minimal_choices(splits: Sequence[Sequence[Polynomial]]) -> list[frozenset[Polynomial]] | None:
    """The smallest sets that hold a factor of each product; `None` if there are too many.

    >>> x, y, z = map(Polynomial.variable, range(3))
    >>> minimal_choices([[x, y], [x, z]]) == [{x}, {y, z}]
    True
    """
    found = [frozenset[Polynomial]()]
    for factors in splits:
        grown = {chosen if chosen & set(factors) else chosen | {f} for chosen in found for f in factors}
        found = [chosen for chosen in grown if not any(other < chosen for other in grown)]
        if len(found) > MAX_PARTS:
            return None
    return sorted(found, key=lambda chosen: (len(chosen), sorted(map(repr, chosen))))
