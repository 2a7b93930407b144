"""Lie derivatives that vanish on an affine set as they stand: theorem T2, without expanding anything."""

from __future__ import annotations

from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.meter import spend
from certsim.kernel.rules.setting import RELU, Assumptions, Setting
from certsim.kernel.terms.forms import Forms
from certsim.kernel.terms.polynomial import Polynomial


def structure(setting: Setting) -> Assumptions:
    """T2: L_X g = 0 on an affine V = {g = 0}, for every field X and each g; so L_X g ∈ (g) (Hadamard).

    The pivots are replaced by what they are on V, in the function and in its gradient. What is left of L_X g
    is compared in forms, whose sums are not multiplied out: a factor 0 ends a product, and equal summands
    cancel. If there are steps, that is shown on each region (T18).
    """
    claim, restriction, graph = setting.claim, setting.restriction, setting.claim.model.graph
    if setting.conditions or restriction.curved or restriction.inconsistent:
        raise InvalidCertificate("what vanishes as it stands is shown of affine sets that are not empty")
    rows = restriction.rows()
    mentioned = sorted({v for row in rows for v in row.variables if v < claim.parameter_count})
    forms = Forms(graph.functions, len(claim.names))
    try:
        values = {pivot: graph.polynomial(image) for pivot, image in restriction.images.items()}
        for index in range(claim.model.family_size):
            spend(60 + 8 * len(rows))
            nodes = claim.model.field(index, mentioned, values)
            field = dict(zip(nodes, forms.each(graph, list(nodes.values())), strict=True))
            for at, row in enumerate(rows):
                found = Polynomial.total(field[v] * row.terms[(v,)] for v in row.variables & field.keys())
                if found:
                    raise InvalidCertificate(
                        f"L_X of equation {at} along field {index} does not vanish as it stands"
                    )
    except MalformedCertificate as error:
        raise InvalidCertificate(f"the model is not defined on the set: {error.message}") from error
    return (RELU,) if claim.model.is_piecewise else ()
