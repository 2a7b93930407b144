"""Which optimisers keep a structurally invariant set exactly, as linear algebra (theory T17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from certsim.kernel.polynomial import Polynomial

if TYPE_CHECKING:
    from certsim.kernel.rules import Setting

OPTIMISERS: Final = ("gradient_descent", "momentum", "weight_decay", "adam")


def kept_by(setting: Setting) -> Mapping[str, bool | None]:
    """For each optimiser: true with a proof, false where T17 says so, else `None`; for a set shown invariant.

    An affine V is kept by gradient descent and momentum, because steps stay in its direction. Weight decay
    needs V to be linear, and the rates to map it to itself. Adam and its kin need ties θ_i = ±θ_j of
    parameters with one rate, and zeros.
    """
    restriction = setting.restriction
    if setting.conditions or restriction.curved or restriction.inconsistent or setting.claim.model.fields:
        return dict.fromkeys(OPTIMISERS)
    rows = [row for row in restriction.rows() if max(row.variables) < setting.claim.first_constant]
    linear = _is_linear(setting)
    return {
        "gradient_descent": True,
        "momentum": True,
        "weight_decay": (True if _rates_preserve(setting, rows) else None) if linear else False,
        "adam": True if linear and all(_is_tie(setting, row) for row in rows) else None,
    }


def _is_linear(setting: Setting) -> bool:
    """Whether V is linear for every c; rows of constants alone say for which c it is not empty."""
    parameters = setting.claim.parameter_count
    images = [image for pivot, image in setting.restriction.images.items() if pivot < parameters]
    return all(monomial and monomial[0] < parameters for image in images for monomial in image.terms)


def _rates_preserve(setting: Setting, rows: list[Polynomial]) -> bool:
    """θ ∈ V implies Dθ ∈ V."""
    rates = setting.claim.model.rates
    scaled = (Polynomial({m: c * rates.get(m[0], 1) for m, c in row.terms.items()}) for row in rows)
    return not any(setting.restriction.apply(row) for row in scaled)


def _is_tie(setting: Setting, row: Polynomial) -> bool:
    """θ_i = 0, or θ_i = ±θ_j with equal rates."""
    rates = setting.claim.model.rates
    used = {rates.get(variable, 1) for variable in row.variables}
    return len(row.terms) <= 2 and len(used) == 1 and len({abs(c) for c in row.terms.values()}) == 1
