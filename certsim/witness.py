"""The counterexample in an accepted certificate, as results and reports show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from certsim.algebra.exact.arithmetic import decimals, number_to_json
from certsim.algebra.exact.place import numbers_of, shown_value
from certsim.kernel.check import Accepted
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Crosses, Leaves, Letter, Place
from certsim.kernel.rules.point import word_derivative
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.enclosure import EnclosureArithmetic
from certsim.kernel.values.number import PI, enclosure
from certsim.model.equations import Layout, write_equation
from certsim.result import Witness


def witness_of(accepted: Accepted) -> Witness | None:
    """The point, the word, and the value that should have been zero; None where no set was refuted."""
    claim, proof = accepted.certificate.claim, accepted.certificate.evidence.proof
    if accepted.value is None or not isinstance(proof, Leaves | Crosses):
        return None
    candidate, graph = claim.candidate, claim.model.graph
    if isinstance(proof, Leaves):
        violates, broken, relation = "equation", candidate.equations[proof.equation], "="
    else:
        condition = candidate.conditions[proof.condition]
        violates, broken, relation = "where", condition.polynomial, condition.relation
    node = word_derivative(claim, graph.polynomial(broken), proof.word)
    point = coordinates(claim, proof.place)
    return Witness(
        point={name: point[name] for name in claim.model.parameters},
        constants={name: point[name] for name in candidate.constants},
        functions={name: _written(f) for name, f in sorted(proof.place.functions.items())},
        violates=violates,
        equation=f"{broken.text(claim.names.__getitem__)} {relation} 0",
        shown=write_equation(broken, Layout(tuple(claim.names), claim.parameter_count), relation),
        word=[_letter(claim, letter) for letter in proof.word],
        value=shown_value(graph, proof.place, node, accepted.value),
    )


def coordinates(claim: Claim, place: Place) -> dict[str, Any]:
    """All coordinates of a point by their names, as JSON; where a root is not isolated, enclosed."""
    slopes = {v: c.terms[(PI,)] for v, c in place.point.items() if (PI,) in c.terms}
    plain = {v: c - Polynomial({(PI,): slopes[v]}) if v in slopes else c for v, c in place.point.items()}
    try:
        numbers = numbers_of(replace(place, point=plain))
        shown: dict[int, Any] = {v: number_to_json(number) for v, number in numbers.items()}
        shown |= {v: {"plus": shown[v], "pi": str(slope)} for v, slope in slopes.items()}
    except InvalidCertificate:
        ring = EnclosureArithmetic(place.bits)
        around = {v: enclosure(c, place.root, ring).interval for v, c in place.point.items()}
        shown = {v: {"enclosure": list(decimals(interval))} for v, interval in around.items()}
    variables = {name: v for name, v in claim.variables.items() if v not in claim.inputs}
    return {name: shown.get(variable, "0") for name, variable in variables.items()}


def _written(coefficients: Sequence[Fraction]) -> str:
    """A concrete function as an expression in `u`."""
    return Polynomial({(0,) * power: c for power, c in enumerate(coefficients)}).text(lambda _: "u")


def _letter(claim: Claim, letter: Letter) -> Mapping[str, Any]:
    if claim.model.fields:
        return field_of(claim.model, letter.field)
    names = enumerate(() if claim.model.data else claim.model.inputs, claim.parameter_count)
    values = {name: str(letter.input.get(variable, Fraction(0))) for variable, name in names}
    return {**field_of(claim.model, letter.field), **({} if claim.model.data else {"input": values})}


def field_of(model: KernelModel, number: int) -> Mapping[str, Any]:
    """What a field of the family is the gradient of, or its own number if fields were given.

    Functions at data come datum by datum (theory T21), each time the outputs that are in no symmetric block,
    then the sums of powers of each block (T23).
    """
    if model.fields:
        return {"field": number}
    datum, number = divmod(number, len(model.outputs) // (model.data or 1))
    where = {"datum": datum} if model.data else {}
    if not model.members:
        return {"output": number, **where}
    member = model.members[number]
    if len(member.parts) == 1:
        return {"output": member.parts[0][0], **where}
    parts: list[Any] = [part[0] if len(part) == 1 else list(part) for part in member.parts]
    return {"symmetric": parts, "powers": list(member.powers), **where}
