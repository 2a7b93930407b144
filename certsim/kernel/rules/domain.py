"""Where a model is defined: what of its arguments must be positive, or not zero (theory §0: Ω)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Model
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Tower


def limits(
    model: Model, leaf: Callable[[int], Polynomial], tower: Tower
) -> Iterator[tuple[Polynomial, Domain]]:
    """The arguments that must be positive, and those that must not be zero, up to a factor."""
    limited = model.graph.domains(model.outputs)
    values = evaluate(model.graph, list(limited), leaf, tower)
    for value, domain in zip(values, limited.values(), strict=True):
        if not tower.is_plainly_positive(value):
            leading = Fraction(value.terms[min(value.terms)]) if value else Fraction(1)
            yield value * (1 / leading), Domain.NONZERO
            if domain is Domain.POSITIVE:
                yield value, domain


def require_domain_kept(claim: Claim, images: Mapping[int, Polynomial]) -> None:
    """A map of the parameters leads from Ω into Ω: what is limited at Rθ is limited at θ, too."""

    def moved(leaf: int) -> Polynomial:
        return images.get(leaf, Polynomial.variable(leaf))

    tower = claim.tower()
    if not set(limits(claim.model, moved, tower)) <= set(limits(claim.model, Polynomial.variable, tower)):
        raise InvalidCertificate("the map may lead out of where the model is defined")


def require_defined_for_all_inputs(claim: Claim, point: Mapping[int, Fraction]) -> None:
    """The point is in Ω, whatever inputs are considered: those that no parameter limits can be left out."""
    graph, tower = claim.model.graph, claim.tower()
    limited = {
        node: domain
        for node, domain in graph.domains(claim.model.outputs).items()
        if any(_is_parameter(claim, below) for below in graph.below([node]))
    }
    values = {v: graph.number(point.get(v, Fraction(0))) for v in range(claim.parameter_count)}
    try:
        nodes = graph.substitute(list(limited), values)
    except MalformedCertificate as error:
        raise InvalidCertificate(f"the model is not defined at a point: {error.message}") from error
    arguments = evaluate(graph, nodes, Polynomial.variable, tower)
    for value, domain in zip(arguments, limited.values(), strict=True):
        negative = domain is Domain.NONZERO and tower.is_plainly_positive(-value)
        if not negative and not tower.is_plainly_positive(value):
            raise InvalidCertificate("the model was not shown to be defined at a point")


def _is_parameter(claim: Claim, node: int) -> bool:
    entry = claim.model.graph.nodes[node]
    return bool(entry[0] == "leaf" and entry[1] < claim.parameter_count)
