"""Sets made of invariant sets: theorem T10."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import product

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Composition, Invariance
from certsim.kernel.rules.domain import require_domain_kept
from certsim.kernel.rules.setting import RELU, Assumptions, Setting
from certsim.kernel.rules.symmetry import isometric_symmetry
from certsim.kernel.statement.claim import Candidate, Claim, Difference, read_set
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.polynomial import ONE, Polynomial


def composition(
    setting: Setting, evidence: Composition, prove: Callable[[Setting, Invariance], Assumptions]
) -> Assumptions:
    """The set is made of invariant sets in one of the ways of T10, and each of these is proved.

    Which way is read off the claim: as a difference it names its parts; else it is the image, if a symmetry
    is given, or the intersection or the union of the parts, by its equations. If there are steps, a symmetry
    is one on regions: what cancels there need not cancel at kinks.
    """
    claim, subject, whole = setting.claim, setting.claim.subject, Setting.of(setting.claim)
    if (whole.restriction, whole.conditions) != (setting.restriction, setting.conditions):
        raise InvalidCertificate("a composition is of the claimed set itself, not of a part or a description")
    parts = [_part(claim, part.candidate) for part in evidence.parts]
    sets = [part.candidate for part in parts]
    assumed: Assumptions = ()
    if isinstance(subject, Difference):
        _require_difference(subject, evidence)
    elif any(isinstance(part.subject, Difference) for part in parts):
        raise InvalidCertificate("a difference may be a part of a difference only")
    elif evidence.images is not None:
        _require_image(setting, sets, evidence.images)
        assumed = (RELU,) if claim.model.is_piecewise else ()
    elif not _is_intersection(claim.candidate, sets) and not _is_union(claim.candidate, sets):
        raise InvalidCertificate("the claimed set is neither the intersection nor the union of the parts")
    for part, one in zip(parts, evidence.parts, strict=True):
        assumed += prove(Setting.of(part), one.proof)
    return assumed


def _part(claim: Claim, statement: object) -> Claim:
    """The claim about a part, for the same model and with the same constants."""
    part = claim.about(read_set(claim.model, statement, ("evidence", "candidate")))
    if list(part.candidate.constants) != list(claim.candidate.constants):
        raise InvalidCertificate("the parts have to have the constants of the whole")
    return part


def _require_difference(difference: Difference, evidence: Composition) -> None:
    """V∖W: the parts are V and W, in this order."""
    candidates = [part.candidate for part in evidence.parts]
    if candidates != list(difference.parts) or evidence.images is not None:
        raise InvalidCertificate("the parts are not the two sets of which the claim is the difference")


def _require_image(setting: Setting, parts: Sequence[Candidate], images: Mapping[int, Polynomial]) -> None:
    """The set is {θ : Rθ in the part} for a symmetry R that takes orbits, and Ω_x, to orbits and into Ω_x."""
    isometric_symmetry(setting, images)
    require_domain_kept(setting.claim, images)
    candidate = setting.claim.candidate
    if len(parts) != 1:
        raise InvalidCertificate("an image has one part")
    equations = [p.substitute(images) for p in parts[0].equations]
    conditions = [Condition(c.polynomial.substitute(images), c.relation) for c in parts[0].conditions]
    if equations != list(candidate.equations) or conditions != list(candidate.conditions):
        raise InvalidCertificate("the claimed set is not the image of the part")


def _is_intersection(whole: Candidate, parts: Sequence[Candidate]) -> bool:
    """All equations, and all conditions, of the parts one after the other."""
    equations = [equation for part in parts for equation in part.equations]
    conditions = [condition for part in parts for condition in part.conditions]
    return bool(parts) and equations == list(whole.equations) and conditions == list(whole.conditions)


def _is_union(whole: Candidate, parts: Sequence[Candidate]) -> bool:
    """The products of one equation of each part; no conditions."""
    if not parts or whole.conditions or any(part.conditions for part in parts):
        return False
    if math.prod(len(part.equations) for part in parts) != len(whole.equations):
        return False
    products = (math.prod(chosen, start=ONE) for chosen in product(*(part.equations for part in parts)))
    return all(found == expected for found, expected in zip(products, whole.equations, strict=True))
