"""Why a function of the parameters is conserved by structure, in words (theory T9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import TypeAlias

from certsim.kernel.statement.claim import Claim, Laws, Orbit
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.polynomial import Polynomial
from certsim.model.equations import Layout, normalised, write_polynomial
from certsim.report.writer import cut

Field: TypeAlias = Mapping[int, Polynomial]


def why_conserved(claim: Claim, law: Polynomial) -> str:
    """The change of the parameters that leaves every output alone, and what is conserved therefore."""
    constants = [m for m in law.terms if all(v >= claim.parameter_count for v in m)]
    own = Polynomial({m: c for m, c in law.terms.items() if m not in constants})
    layout = Layout(tuple(claim.names), claim.parameter_count)
    field = _along(claim, own)
    what = write_polynomial(normalised(own), layout) if own else "it"
    if not field:
        return f"No field moves {what}: it is conserved."
    return f"F does not change {_change(layout, field)}, so {what} is conserved."


def law_polynomial(claim: Claim, number: int) -> Polynomial | None:
    """The law of this number in a claim about an orbit or about laws, if it is a polynomial."""
    laws = claim.subject.laws if isinstance(claim.subject, Laws | Orbit) else ()
    tower = claim.tower()
    (value,) = evaluate(claim.model.graph, [laws[number].node], Polynomial.variable, tower)
    return None if tower.atoms else value


def _along(claim: Claim, law: Polynomial) -> Field:
    """D∇h, where it is not 0."""
    rates = claim.model.rates
    found = {v: law.derivative(v) * Fraction(rates.get(v, 1)) for v in sorted(law.variables)}
    return {v: component for v, component in found.items() if component and v < claim.parameter_count}


def _change(layout: Layout, field: Field) -> str:
    """The flow of a field in words: a shift, a scaling, a balanced rescaling, a mixing, or another one."""
    shifts = {v: component.constant_value for v, component in field.items()}
    if all(value is not None for value in shifts.values()):
        return _shift(layout, {v: Fraction(value) for v, value in shifts.items() if value is not None})
    scales = {v: _scale(v, component) for v, component in field.items()}
    if all(value is not None for value in scales.values()):
        return _scaling(layout, {v: value for v, value in scales.items() if value is not None})
    linear = all(len(m) == 1 for component in field.values() for m in component.terms)
    first = (f"{layout.names[v]}' = {c.text(layout.names.__getitem__)}" for v, c in islice(field.items(), 3))
    flow = ", ".join(first) + ", and so on" * (len(field) > 3)
    return f"when {_names(layout, field)} are {'mixed linearly' if linear else 'moved'} along {flow}"


def _scale(variable: int, component: Polynomial) -> Fraction | None:
    """The number k of a component k·θ_i."""
    return Fraction(component.terms[(variable,)]) if component.terms.keys() == {(variable,)} else None


def _shift(layout: Layout, values: Mapping[int, Fraction]) -> str:
    if len(values) == 1:
        return f"with {_names(layout, values)}"
    if len(set(values.values())) == 1:
        return f"when {_names(layout, values)} are shifted by the same number"
    parts = cut([f"{layout.names[v]} by {value}" for v, value in values.items()])
    return f"when these are shifted by multiples of these numbers: {parts}"


def _scaling(layout: Layout, values: Mapping[int, Fraction]) -> str:
    groups = {k: [v for v, value in values.items() if value == k] for k in sorted({*values.values()})[::-1]}
    named = [_names(layout, group) for group in groups.values()]
    if len(groups) == 1:
        return f"when {named[0]} {'is' if ' ' not in named[0] else 'are'} scaled"
    if len(groups) == 2 and not sum(groups):
        return f"when {named[0]} is scaled and {named[1]} is scaled by the inverse"
    smallest = min(map(abs, groups))
    parts = ", ".join(f"{name} by t^{k / smallest}" for name, k in zip(named, groups, strict=True))
    return f"when these are scaled: {parts}"


def _names(layout: Layout, variables: Iterable[int]) -> str:
    """The parameters, as few parts of arrays as are seen."""
    left, found = dict.fromkeys(variables), list[str]()
    for part in layout.slices:
        if part.coordinates and not part.transposed and left.keys() >= set(part.coordinates):
            found.append(part.name)
            for variable in part.coordinates:
                del left[variable]
    return _listed([*found, *(layout.names[v] for v in left)])


def _listed(names: Sequence[str]) -> str:
    *first, last = cut(names).split(", ")
    return (
        f"{', '.join(first)} and {last}"
        if first and not last.startswith("and")
        else ", ".join([*first, last])
    )
