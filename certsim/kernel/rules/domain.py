"""Where a model is defined: what its arguments must be, as the spec writes them (theory §0: Ω_x)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition, KernelModel
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Tower
from certsim.kernel.values.enclosure import Enclosure

Input: TypeAlias = Mapping[int, Fraction]
"""The values of a model's inputs; those that are not listed are 0."""


def at_input(claim: Claim, nodes: Sequence[Node], values: Input) -> list[Node]:
    """The nodes with numbers for the inputs, which are those of a point of 𝒳 (theory T21)."""
    if any(v not in claim.inputs for v in values):
        raise InvalidCertificate("an input has values for the model's inputs only")
    if not is_meant(claim.model, values):
        raise InvalidCertificate("an input is not one of those that are meant")
    graph = claim.model.graph
    try:
        return graph.substitute(nodes, {v: graph.number(values.get(v, Fraction(0))) for v in claim.inputs})
    except MalformedCertificate as error:
        raise InvalidCertificate(f"the model is not defined at the input: {error.message}") from error


def is_meant(model: KernelModel, values: Input) -> bool:
    """Whether an input is a point of 𝒳 (theory T21)."""
    where, first = model.where, len(model.parameters)
    inputs = range(first, first + len(model.inputs))
    known = {v: Polynomial.constant(values.get(v, Fraction(0))) for v in inputs}
    if any(p.substitute(known) for p in where.equations):
        return False
    found = [(c.positive.substitute(known).constant_value or 0, c.relation) for c in where.conditions]
    return all(value > 0 or (value < 0 and relation == "!=") for value, relation in found)


def require_defined(
    claim: Claim,
    here: Callable[[Sequence[Node]], Sequence[Enclosure]],
    values: Input,
    *,
    regions: bool,
    steps: bool = True,
) -> None:
    """A point is in Ω_x for the input x: `here` gives the values of nodes at the point.

    No divisor is 0, and roots and logarithms have positive arguments, for all outputs as the spec writes
    them. If `steps`, no step has the argument 0, unless it is 0 near the point: for all parameters at the
    input x, or, if the point has to be in a region, for all parameters and inputs.
    """
    written = [(n, d) for n, d in claim.model.limited.items() if steps or d is not Domain.REGION]
    found = at_input(claim, [node for node, _ in written], values)
    for (node, domain), at, value in zip(written, found, here(found), strict=True):
        inside = value.is_positive if domain is Domain.POSITIVE else value.is_nonzero
        near = domain is Domain.REGION and not inside and _is_zero_everywhere(claim, node if regions else at)
        if not inside and not near:
            raise InvalidCertificate("the model was not shown to be defined at the point and the input")


def _is_zero_everywhere(claim: Claim, node: Node) -> bool:
    """Whether an argument is 0 for all parameters, as far as an identity shows it."""
    (value,) = evaluate(claim.model.graph, [node], Polynomial.variable, claim.tower())
    return not value


def in_domain(setting: Setting, numbers: Sequence[int]) -> list[Condition]:
    """What must be positive, or not 0, in each Ω_x: some limited arguments, in parameters and constants only.

    A flow along a field of the family stays where they are, whatever the input or the datum.
    """
    if any(one >= other for one, other in pairwise(numbers)):
        raise InvalidCertificate("the arguments of the domain are numbered in increasing order")
    return [_in_every_domain(setting, number) for number in numbers]


def _in_every_domain(setting: Setting, number: int) -> Condition:
    claim = setting.claim
    limited = list(claim.model.limited.items())
    if number >= len(limited):
        raise InvalidCertificate(f"there is no argument {number} with a limited domain")
    node, domain = limited[number]
    if domain is Domain.REGION or any(one.get(node) is not domain for one in claim.model.domains):
        raise InvalidCertificate("the argument is not limited at every datum, to one side of 0 or both")
    (value,) = evaluate(claim.model.graph, [node], setting.restriction.value, claim.tower())
    if any(v >= len(claim.names) or v in claim.inputs for v in value.variables):
        raise InvalidCertificate("a condition of the domain is in parameters and constants only")
    return Condition(value, ">" if domain is Domain.POSITIVE else "!=")


def require_one_domain(claim: Claim) -> None:
    """All fields are analytic on one open set: no limited argument depends on parameters and on inputs.

    The same arguments are limited at every datum.
    """
    graph, tower = claim.model.graph, claim.tower()
    first, *more = limits(claim.model, Polynomial.variable, tower)
    if any(other != first for other in more):
        raise InvalidCertificate("the fields were not shown to have one domain, for all data")
    for node in claim.model.limited:
        leaves = [graph.nodes[at][1] for at in graph.below([node]) if graph.nodes[at][0] == "leaf"]
        mixed = any(v in claim.inputs for v in leaves) and any(v < claim.parameter_count for v in leaves)
        if mixed and not tower.is_plainly_positive(evaluate(graph, [node], Polynomial.variable, tower)[0]):
            raise InvalidCertificate("the fields were not shown to have one domain, for all inputs")


def limits(
    model: KernelModel, leaf: Callable[[int], Polynomial], tower: Tower
) -> list[set[tuple[Polynomial, Domain]]]:
    """The limits of each Ω_x: of that of all inputs, or of each datum."""
    return [set(_limits(model, limited, leaf, tower)) for limited in model.domains]


def _limits(
    model: KernelModel, limited: Mapping[Node, Domain], leaf: Callable[[int], Polynomial], tower: Tower
) -> Iterator[tuple[Polynomial, Domain]]:
    """What the limited arguments are, up to a factor, and what they must be; the factor is positive if they
    must.
    """
    values = evaluate(model.graph, list(limited), leaf, tower)
    for value, domain in zip(values, limited.values(), strict=True):
        if tower.is_plainly_positive(value) or (domain is Domain.REGION and not value):
            continue
        leading = Fraction(value.terms[min(value.terms)]) if value else Fraction(1)
        unit = value * (1 / leading)
        yield unit, Domain.REGION
        if domain is not Domain.REGION:
            yield unit, Domain.NONZERO
        if domain is Domain.POSITIVE:
            yield unit * (1 if leading > 0 else -1), domain


def require_domain_kept(claim: Claim, images: Mapping[int, Polynomial]) -> None:
    """A map of the parameters leads from each Ω_x into Ω_x: what is limited at Rθ is limited at θ, too."""

    def moved(leaf: int) -> Polynomial:
        return images.get(leaf, Polynomial.variable(leaf))

    tower = claim.tower()
    needed, given = (limits(claim.model, leaf, tower) for leaf in (moved, Polynomial.variable))
    if not all(at_image <= here for at_image, here in zip(needed, given, strict=True)):
        raise InvalidCertificate("the map may lead out of where the model is defined")


def require_analytic(claim: Claim, limited: Mapping[Node, Domain]) -> None:
    """Functions with these limited arguments are analytic wherever the model is; they have no step."""
    if not limited:
        return
    tower = claim.tower()
    needed = set(_limits(claim.model, limited, Polynomial.variable, tower))
    given = limits(claim.model, Polynomial.variable, tower)
    if Domain.REGION in limited.values() or not all(needed <= one for one in given):
        raise InvalidCertificate("a law was not shown to be analytic wherever the model is")
