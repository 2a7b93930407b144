"""Sets made of invariant sets: theorem T10."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Composition, Invariance
from certsim.kernel.rules.domain import require_domain_kept
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.symmetry import isometric_symmetry
from certsim.kernel.statement.claim import Claim, Condition, read_candidate
from certsim.kernel.terms.polynomial import ONE


def composition(
    setting: Setting, evidence: Composition, prove: Callable[[Setting, Invariance], Setting]
) -> None:
    """The set is made of invariant sets in one of the ways of T10, and each of these is proved.

    Which way is read off the claim: as a difference it names its parts; else it is the image, if a symmetry
    is given, or the intersection or the union of the parts, by its equations.
    """
    claim = setting.claim
    if Setting.of(claim, setting.assumptions) != setting:
        raise InvalidCertificate("a composition is of the claimed set itself, not of a part or a description")
    parts = [_part(claim, part.candidate) for part in evidence.parts]
    if claim.difference is not None:
        _require_difference(claim, evidence)
    elif any(part.difference is not None for part in parts):
        raise InvalidCertificate("a difference may be a part of a difference only")
    elif evidence.images is not None:
        _require_image(setting, parts, evidence)
    elif not _is_intersection(claim, parts) and not _is_union(claim, parts):
        raise InvalidCertificate("the claimed set is neither the intersection nor the union of the parts")
    for part, one in zip(parts, evidence.parts, strict=True):
        prove(Setting.of(part, setting.assumptions), one.proof)


def _part(claim: Claim, statement: object) -> Claim:
    """The claim about a part, for the same model and with the same constants."""
    candidate = read_candidate(claim.model, statement, ("evidence", "candidate"))
    if list(candidate.constants) != list(claim.constants):
        raise InvalidCertificate("the parts have to have the constants of the whole")
    return replace(
        claim,
        equations=candidate.equations,
        conditions=candidate.conditions,
        maps=candidate.maps,
        difference=candidate.difference,
    )


def _require_difference(claim: Claim, evidence: Composition) -> None:
    """V∖W: the parts are V and W, in this order."""
    candidates = [part.candidate for part in evidence.parts]
    if candidates != list(claim.difference or ()) or evidence.images is not None:
        raise InvalidCertificate("the parts are not the two sets of which the claim is the difference")


def _require_image(setting: Setting, parts: Sequence[Claim], evidence: Composition) -> None:
    """The set is {θ : Rθ in the part} for a symmetry R that takes orbits, and Ω, to orbits and into Ω."""
    images = evidence.images or {}
    isometric_symmetry(setting, images)
    claim = setting.claim
    require_domain_kept(claim, images)
    if len(parts) != 1:
        raise InvalidCertificate("an image has one part")
    equations = [p.substitute(images) for p in parts[0].equations]
    conditions = [Condition(c.polynomial.substitute(images), c.relation) for c in parts[0].conditions]
    if equations != list(claim.equations) or conditions != list(claim.conditions):
        raise InvalidCertificate("the claimed set is not the image of the part")


def _is_intersection(claim: Claim, parts: Sequence[Claim]) -> bool:
    """All equations, and all conditions, of the parts one after the other."""
    equations = [equation for part in parts for equation in part.equations]
    conditions = [condition for part in parts for condition in part.conditions]
    return bool(parts) and equations == list(claim.equations) and conditions == list(claim.conditions)


def _is_union(claim: Claim, parts: Sequence[Claim]) -> bool:
    """The products of one equation of each part; no conditions."""
    if not parts or claim.conditions or any(part.conditions for part in parts):
        return False
    if math.prod(len(part.equations) for part in parts) != len(claim.equations):
        return False
    products = (math.prod(chosen, start=ONE) for chosen in product(*(part.equations for part in parts)))
    return all(found == expected for found, expected in zip(products, claim.equations, strict=True))
