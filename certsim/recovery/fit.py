"""A fit in a subspace, with a certificate that it is one: an invariant set of s·(F(θ)(x) - f(x))."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.judge import Options
from certsim.kernel.terms.polynomial import Polynomial
from certsim.model.candidate import Candidate
from certsim.model.equations import Layout, write_equations
from certsim.pipeline import core_of, decide
from certsim.recovery.absence import NoFit, find_no_fit
from certsim.recovery.fits import Family, find_fits
from certsim.recovery.target import Target, scaled_difference, slack_name
from certsim.result import Core, Result
from certsim.symmetry.group.find_symmetries import find_symmetries, whole_space
from certsim.symmetry.signed import SignedPartition
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.model.model import Model

Json: TypeAlias = Any

_INHABITED: Final = ("embedded", "regular locus")
SHARE: Final = 0.4
"""The part of the time that the core has, if the model and the target are polynomial."""


@dataclass(frozen=True)
class Fit:
    """Parameters of a subspace at which the model is the target, for every input that is meant.

    Attributes:
        equations: a set of fits in the subspace: all of its points are.
        dimension: the dimension of that set, for the frozen parameters that it has; None where it is not
            known. So the set of all fits in the subspace has this dimension at least.
        point: a rational point of the set; None where none was found.
        generic: whether the point lies in no smaller set that symmetries fix, as far as these are known.
        result: the certificate: the set with s = 0 is invariant under the flow of s·(F(θ)(x) - f(x)), θ
            frozen, or is the core of the subspace with s = 0.
    """

    equations: tuple[str, ...]
    dimension: int | None
    point: Mapping[str, str] | None
    generic: bool | None
    result: Result | Core

    def to_json(self) -> Json:
        """The object `fit` in the document that `certsim recover` prints."""
        return {
            "equations": list(self.equations),
            "dimension": self.dimension,
            "point": None if self.point is None else dict(self.point),
            "generic": self.generic,
            "assumptions": list(self.result.assumptions),
            "domain": self.result.domain,
        }


def find_fit(
    model: Model, target: Target, subspace: SignedPartition, name: str, options: Options
) -> Fit | None:
    """A certified fit in a subspace, in no smaller set that symmetries fix if one of those found is not.

    None where none was found. A proposal that the kernel does not accept is dropped.
    """
    limits, found = options.limits(), None
    for family in find_fits(model, target, subspace, limits):
        if limits.expired:
            break
        point = family.generic_point(options.seed)
        generic = _fixed(model, point) == subspace
        if found is not None and not generic:
            continue
        fit = _certified(model, target, family, point, name, options)
        if fit is not None:
            found = Fit(fit.equations, fit.dimension, fit.point, generic, fit.result)
        if found is not None and found.generic:
            break
    return found


def find_answer(
    model: Model, target: Target, subspace: SignedPartition, name: str, options: Options
) -> Fit | NoFit | None:
    """A fit in a subspace in which none was found by matching calls, or a certificate that it holds none.

    Of polynomial models and targets the core of the subspace with s = 0 decides (theory T6); of others Taylor
    coefficients may.
    """
    limits = options.limits()
    difference = scaled_difference(model, target)
    if not whole_space(difference).claim.model.graph.called:
        ties = subspace.equations(Layout(tuple(whole_space(model).claim.model.parameters)))
        slack = f"{slack_name(model)} = 0"
        candidate = Candidate.parse(difference, [*ties, slack], name=name)
        shared = Options(limits.share(SHARE).deadline.left or _LEAST, options.seed, options.allow)
        found = core_of(difference, candidate, shared)
        if found.comparison == "empty" and found.largest:
            return NoFit(found)
        if found.manifold.status in _INHABITED:
            equations = tuple(one for one in found.equations or () if one != slack)
            return Fit(equations, None, None, None, found)
    return find_no_fit(model, target, subspace, name, limits)


_LEAST: Final = 0.01  # seconds for a core when the time is up


def _certified(
    model: Model, target: Target, family: Family, point: Sequence[Fraction], name: str, options: Options
) -> Fit | None:
    """The family as a certified set of fits, or its point alone, if the kernel accepts one of them."""
    claim = whole_space(model).claim
    names, size = claim.model.parameters, len(point)
    difference, slack = scaled_difference(model, target), f"{slack_name(model)} = 0"
    shown = {name: str(value) for name, value in zip(names, point, strict=True)}
    alone = Family({i: Polynomial.constant(value) for i, value in enumerate(point)}, size)
    for one in (family, alone):
        equations = write_equations(one.equations(), names, size)
        candidate = Candidate.parse(difference, [*equations, slack], name=name)
        result = decide(difference, candidate, options)
        if result.verdict is Verdict.CERTIFIED and result.manifold.status in _INHABITED:
            dimension = sum(i not in claim.model.frozen for i in one.free)
            return Fit(equations, dimension, shown, None, result)
    return None


def _fixed(model: Model, point: Sequence[Fraction]) -> SignedPartition:
    """The smallest set that symmetries fix and that holds the point, as far as symmetries were found."""
    names = whole_space(model).claim.model.parameters
    return find_symmetries(model, dict(zip(names, point, strict=True))).fixed()
