"""Finding proofs that a set is structurally invariant, the cheapest first."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.description import find_description
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import (
    ByStructure,
    Cases,
    Description,
    Empty,
    Invariance,
    Reference,
    Symmetry,
    Tangency,
    Vanishing,
)
from certsim.kernel.meter import metered
from certsim.kernel.rules.description import describe
from certsim.kernel.rules.domain import in_domain
from certsim.kernel.rules.setting import Setting, product_of
from certsim.kernel.rules.structure import structure
from certsim.kernel.terms.polynomial import ONE
from certsim.search.cases import Prover, find_cases
from certsim.search.emptiness import domain_numbers
from certsim.search.flow_closure import find_closure
from certsim.search.limits import Limits
from certsim.search.symmetry import find_symmetry
from certsim.search.tangency import LITTLE, WORK, find_tangency, is_left
from certsim.search.vanishing import Where, combination, evidence, find_vanishing, positive


def find_invariance(setting: Setting, limits: Limits) -> Invariance | None:
    """A symmetry that fixes the set, or cofactors, for the set as it is given or in other equations.

    For a model with steps a proof that does not speak of regions is preferred: it says more (T18).
    """
    if setting.is_plainly_empty:
        return Invariance(None, Empty(None))
    if not setting.claim.model.is_piecewise:
        return _find(setting, limits)
    everywhere = find_tangency(setting, limits.share(0.2), find_everywhere, regions=False)
    if everywhere is not None:
        return Invariance(None, everywhere)
    proof = _find_as_given(setting, limits)
    if proof is not None and _speaks_of_steps(proof):
        return Invariance(None, proof)
    kinds = (False, True) if proof is None else (False,)
    described = find_described(setting, limits.share(0.3), kinds)
    if described is None and proof is None:
        return _in_cases(setting, limits.share(0.5), find_invariance)
    return described if proof is None else described or Invariance(None, proof)


def _speaks_of_steps(proof: Symmetry | Tangency | ByStructure | Cases) -> bool:
    """Whether it says what steps are on regions: then there is hardly another one that holds at kinks."""
    if not isinstance(proof, Tangency):
        return False
    return bool(proof.settled) or any(proof.atoms[one.atom].function == "step" for one in proof.congruences)


def find_everywhere(setting: Setting, limits: Limits) -> Invariance | None:
    """A proof that holds at the kinks of a model with steps, too."""
    proof = find_tangency(setting, limits.share(0.4), find_everywhere, regions=False)
    if proof is not None:
        return Invariance(None, proof)
    described = find_described(setting, limits.share(0.5), (False,))
    return described or _in_cases(setting, limits, find_everywhere)


def _find(setting: Setting, limits: Limits) -> Invariance | None:
    proof = _find_as_given(setting, limits)
    if proof is not None:
        return Invariance(None, proof)
    described = find_described(setting, limits.share(0.5))
    return described or _in_cases(setting, limits.share(0.5), find_invariance)


def _in_cases(setting: Setting, limits: Limits, prove: Prover) -> Invariance | None:
    proof = find_cases(setting, limits, prove)
    return None if proof is None else Invariance(None, proof)


def _find_as_given(setting: Setting, limits: Limits) -> Symmetry | Tangency | ByStructure | None:
    return find_symmetry(setting) or _find_tangency(setting, limits.share(0.4))


def _find_tangency(setting: Setting, limits: Limits) -> Tangency | ByStructure | None:
    """By Lie derivatives that are written out; as they stand, if that would be long; else written out."""
    try:
        return find_tangency(setting, limits, _find_any, work=LITTLE)
    except LimitExceeded:
        proof = _find_structure(setting)
        if proof is not None or is_left(setting, limits):
            return proof
    return find_tangency(setting, limits, _find_any)


def _find_structure(setting: Setting) -> ByStructure | None:
    """That all Lie derivatives vanish on an affine set as they stand."""
    with suppress(InvalidCertificate, LimitExceeded), metered(WORK):
        structure(setting)
        return ByStructure()
    return None


def _find_any(setting: Setting, limits: Limits) -> Invariance | None:
    return find_invariance(setting, limits.share(0.5)) or find_flow_closed(setting, limits)


def find_described(setting: Setting, limits: Limits, kinds: Sequence[bool] = (True,)) -> Invariance | None:
    """A proof for the same set in other equations, or for what the domain leaves of it.

    Of each kind in turn: one that may speak of regions, or one that does not (T18).
    """
    for domain in domain_numbers(setting):
        described = find_other_words(setting, domain, limits.share(0.5))
        if described is None:
            continue
        description, narrower = described
        if narrower.is_plainly_empty:
            return Invariance(description, Empty(None))
        for regions in kinds:
            prove = _find_any if regions else find_everywhere
            proof = find_tangency(narrower, limits, prove, regions=regions)
            if proof is not None:
                return Invariance(description, proof)
    return None


def find_other_words(
    setting: Setting, domain: tuple[int, ...], limits: Limits
) -> tuple[Description, Setting] | None:
    """Other equations of the set, and the setting in their terms; `None` if these are as good as any."""
    curved, conditions = setting.restriction.curved, [*setting.conditions, *in_domain(setting, domain)]
    multiplier = product_of(conditions) if conditions else None
    try:
        found = find_description(curved, multiplier, limits.deadline, positive(conditions))
    except OutOfBudget:
        return None
    if found is None or set(found.equations) == set(curved):
        return None
    reasons = tuple(map(evidence, found.vanishing))
    description = Description(found.equations, reasons, tuple(map(combination, found.implied)), domain)
    try:
        return description, describe(setting, description)[0]
    except InvalidCertificate:
        return None


def find_flow_closed(setting: Setting, limits: Limits) -> Invariance | None:
    """T6: the proof that all of the flow closure vanishes on the set: then it describes it, and is closed."""
    closure = find_closure(setting, limits.share(0.4))
    if closure is None:
        return None
    new = list(dict.fromkeys(filter(None, map(setting.restriction.apply, closure.new))))
    if any(polynomial.constant_value is not None for polynomial in new):
        return None  # nothing invariant is in the set, unless it is empty, and that is better shown at once
    where = Where(setting.claim, setting.restriction.curved, setting.conditions)
    reasons = find_vanishing(where, new, limits.share(0.6))
    if reasons is None:
        return None
    curved = setting.restriction.curved
    own = [Vanishing(0, 1, (), ((Reference("equation", at), ONE),)) for at in range(len(curved))]
    implied = tuple(((Reference("equation", at), ONE),) for at in range(len(curved)))
    description = Description((*curved, *new), (*own, *reasons), implied)
    try:
        described, _ = describe(setting, description)
    except InvalidCertificate:
        return None
    if described.is_plainly_empty:
        return Invariance(description, Empty(None))
    proof = find_tangency(described, limits, _find_any)
    return None if proof is None else Invariance(description, proof)
