"""What is conserved by structure: theorem T9 without expanding the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.meter import spend
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.calculus import gradient
from certsim.kernel.terms.direction import Directions, Opened
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial


def require_conserved(claim: Claim, laws: Iterable[tuple[str, Node]]) -> None:
    """L_X h = 0 for every field X, for each of the laws h, which have names.

    For outputs F_j this is the derivative of F_j along D∇h, which is seen to be 0 by structure; for a model
    that is given by fields, it is a sum of products. Raises `InvalidCertificate` for a law of which that is
    not seen.
    """
    model = claim.model
    directions = Directions(model.graph, model.outputs)
    for name, law in laws:
        partials = gradient(model.graph, law, _parameters(claim, law))
        if model.fields:
            is_kept = all(_is_still(claim, partials, at) for at in range(model.family_size))
        else:
            is_kept = directions.moved(_at_rates(claim, partials)) is None
        if not is_kept:
            raise InvalidCertificate(f"L_X of {name} was not shown to vanish by structure")


def _parameters(claim: Claim, law: Node) -> list[int]:
    graph = claim.model.graph
    leaves = (graph.nodes[node][1] for node in graph.below([law]) if graph.nodes[node][0] == "leaf")
    return [leaf for leaf in leaves if leaf < claim.parameter_count]


def _at_rates(claim: Claim, partials: Mapping[int, Node]) -> dict[int, Node]:
    """D∇h, without the parameters that are frozen."""
    graph, rates = claim.model.graph, claim.model.rates
    found = {
        v: graph.multiply((graph.number(rates[v]), at)) if v in rates else at for v, at in partials.items()
    }
    return {v: node for v, node in found.items() if node != graph.zero}


def _is_still(claim: Claim, partials: Mapping[int, Node], field: int) -> bool:
    """Whether Σ ∂h/∂θ_i·X_i is the polynomial 0."""
    spend(8)
    graph = claim.model.graph
    opened = Opened(graph, map(graph.leaf, partials))
    components = claim.model.field(field, sorted(partials))
    return not Polynomial.total(
        opened.polynomial(partials[v]) * opened.polynomial(components[v]) for v in components
    )
