"""The proof in a certificate, told in words and formulas on one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

from certsim.kernel.calculus import Tower, evaluate
from certsim.kernel.check import Accepted
from certsim.kernel.claim import Claim
from certsim.kernel.evidence import (
    Combination,
    Congruence,
    Crosses,
    Description,
    Empty,
    Evidence,
    GenericallyEmpty,
    Invariance,
    Kept,
    Leaves,
    LieDerivative,
    NoPoint,
    NoPointByIdentity,
    OutsideDomain,
    Regular,
    Symmetry,
    Tangency,
    Vanishing,
)
from certsim.kernel.functions import Domain
from certsim.kernel.polynomial import Polynomial
from certsim.kernel.restriction import Restriction
from certsim.kernel.rules import Setting, describe, lie_derivatives, relations
from certsim.report.claim import claim_lines
from certsim.report.text import labelled, witness_lines
from certsim.result import Manifold, Witness

Section: TypeAlias = tuple[str, list[str]]

_SHOWN: Final = 6
_WIDTH: Final = 400


def explanation(accepted: Accepted) -> list[Section]:
    """Titled paragraphs: claim, flow, set, proof or counterexample, kind of set, and its premises."""
    claim, evidence = accepted.certificate.claim, accepted.certificate.evidence
    setting = Setting.of(claim, [])
    sections = [("The claim", list(labelled(claim_lines(claim.statement))))]
    sections.append(("The flow", list(_flow(claim))))
    if isinstance(evidence.proof, Invariance):
        sections += _invariance(setting, evidence.proof)
        sections.append(("What kind of set it is", list(_manifold(accepted, evidence))))
    else:
        sections += _refutation(setting, accepted, evidence.proof)
    sections.append(("What this rests on", list(_trust(accepted))))
    return [(title, lines) for title, lines in sections if lines]


def _flow(claim: Claim) -> Iterator[str]:
    if claim.model.fields:
        yield "The flows are those of the given fields X, combined in any way that may change with time."
        return
    rates = " with the learning rates D" if claim.model.rates else ""
    gradient = "D ∇F_j" if claim.model.rates else "∇F_j"
    yield (
        f"Whatever the data and the loss, gradient flow{rates} is a combination, changing with time, of the "
        f"fields X = {gradient}(x), one for each output j and each input x. "
        "L_X g = ∇g·X is the rate of g along X."
    )


class _Writer:
    """Writes polynomials with the names of a claim, and atoms as the calls that they stand for."""

    def __init__(self, claim: Claim, tower: Tower) -> None:
        self._names = claim.names
        self._tower = tower

    def __call__(self, polynomial: Polynomial) -> str:
        """The polynomial, cut short where it is long."""
        written = self._whole(polynomial)
        return written if len(written) <= _WIDTH else f"{written[: _WIDTH - 1]}…"

    def _whole(self, polynomial: Polynomial) -> str:
        return polynomial.text(self._name) if len(polynomial.terms) <= _WIDTH else "a long sum"

    def _name(self, variable: int) -> str:
        atom = self._tower.atom(variable)
        return self._names[variable] if atom is None else f"{atom.function}({self._whole(atom.argument)})"

    def combination(self, combination: Combination) -> str:
        """Σ q·p, with g, c, r, h and m for the polynomials that it may refer to."""
        parts = [f"({self(q)})·{_LETTERS[one.kind]}{one.index}" for one, q in combination[:_SHOWN]]
        if len(combination) > _SHOWN:
            parts.append(f"{len(combination) - _SHOWN} more terms")
        return " + ".join(parts) or "0"


_LETTERS: Final = {"equation": "g", "congruence": "c", "relation": "r", "condition": "h", "minor": "m"}


def _writer(setting: Setting) -> _Writer:
    return _Writer(setting.claim, setting.claim.tower())


def _set(setting: Setting) -> Iterator[str]:
    """The set as solved affine equations, curved equations g and conditions h."""
    write, restriction = _writer(setting), setting.restriction
    if restriction.inconsistent:
        yield "The affine equations contradict each other."
        return
    solved = [f"{setting.claim.names[v]} = {write(image)}" for v, image in sorted(restriction.images.items())]
    if solved:
        yield f"On the set {_cut(solved)}; this is substituted throughout."
    yield from (f"g{at} = {write(g)}, which is 0 on the set" for at, g in enumerate(restriction.curved))
    yield from (
        f"h{at} = {write(condition.polynomial)} {condition.relation} 0 on the set"
        for at, condition in enumerate(setting.conditions)
    )


def _cut(parts: Sequence[str]) -> str:
    more = [f"and {len(parts) - 2 * _SHOWN} more"] if len(parts) > 2 * _SHOWN else []
    return ", ".join([*parts[: 2 * _SHOWN], *more])


def _invariance(setting: Setting, evidence: Invariance) -> list[Section]:
    sections = [("The set", list(_set(setting)))]
    if evidence.description is not None:
        lines = list(_description(setting, evidence.description))
        sections.append(("The same set by other equations", lines))
        setting = describe(setting, evidence.description)
    return [*sections, _proof(setting, evidence.proof)]


def _proof(setting: Setting, proof: Tangency | Symmetry | Empty) -> Section:
    if isinstance(proof, Tangency):
        return "The proof: the flow is tangent to the set (T2)", list(_tangency(setting, proof))
    if isinstance(proof, Symmetry):
        return "The proof: a symmetry fixes the set (T8)", list(_symmetry(setting, proof))
    return "The proof: there is nothing to leave", list(_empty(setting, proof))


def _description(setting: Setting, evidence: Description) -> Iterator[str]:
    write = _writer(setting)
    for at, (new, reason) in enumerate(zip(evidence.equations, evidence.vanishing, strict=True)):
        yield f"f{at} = {write(new)} vanishes on the set, because {_vanishing(write, f'f{at}', reason)}"
    for at, combination in enumerate(evidence.implied):
        yield f"g{at} = {write.combination(combination).replace('·g', '·f')}"
    yield "So the new equations describe the same set; they are called g from here."


def _vanishing(write: _Writer, name: str, reason: Vanishing) -> str:
    power = f"{name}^{reason.exponent}" if reason.exponent > 1 else name
    squares = "".join(f" + {coefficient}·({write(square)})^2" for coefficient, square in reason.squares)
    return f"{_off(reason.power, power)}{squares} = {write.combination(reason.cofactors)}"


def _off(power: int, formula: str) -> str:
    """The formula times a power of the product of all h."""
    return f"(∏h)^{power}·({formula})" if power else formula


def _tangency(setting: Setting, evidence: Tangency) -> Iterator[str]:
    yield (
        "If every L_X g is a combination of what vanishes on the set, then g solves a linear equation "
        "g' = Q(t)g along the flow; it starts at 0, and so it stays 0. Calls count as variables (T3)."
    )
    tower = _numbered(setting)
    write = _Writer(setting.claim, tower)
    for at, relation in enumerate(relations(setting.claim, tower)):
        if relation:
            yield f"r{at} = {write(relation)} is 0 by definition"
    for at, one in enumerate(evidence.congruences):
        yield _congruence(setting, write, tower, at, one)
    yield from _lie(setting, write, tower, evidence)
    yield from _conditions(write, evidence)


def _numbered(setting: Setting) -> Tower:
    """A tower whose atoms have the numbers by which the evidence refers to them."""
    tower = setting.claim.tower()
    conditions = [condition.polynomial for condition in setting.conditions]
    lie_derivatives(setting, [*setting.restriction.equations(), *conditions], tower)
    return tower


def _congruence(setting: Setting, write: _Writer, tower: Tower, at: int, one: Congruence) -> str:
    variable = len(setting.claim.names) + one.atom
    atom = tower.atoms[one.atom]
    difference = Polynomial.variable(variable) - tower.call(atom.function, one.argument)
    reason = f"{write(atom.argument - one.argument)} = {write.combination(one.cofactors)}"
    return f"c{at} = {write(difference)} vanishes on the set, because {reason}"


def _lie(setting: Setting, write: _Writer, tower: Tower, evidence: Tangency) -> Iterator[str]:
    """Each equation's derivative as it is, and as the combination that it is on the set."""
    listed = {(entry.field, entry.equation): entry for entry in evidence.lie}
    equations = setting.restriction.equations()
    shown = equations[:_SHOWN]
    if not shown:
        yield "Nothing is asked of the parameters, and so nothing can be left."
        return
    anywhere = replace(setting, restriction=Restriction({}, (), inconsistent=False))
    for field, row in enumerate(lie_derivatives(anywhere, shown, tower)):
        along = "" if setting.claim.model.family_size == 1 else f" along field {field}"
        for at, derivative in enumerate(row):
            yield f"L_X ({write(shown[at])}){along} = {write(derivative)}"
            if derivative:
                yield f"    and {_on_the_set(write, listed.get((field, at)))}"
    if len(equations) > _SHOWN:
        yield f"and so for {len(equations) - _SHOWN} more equations."


def _on_the_set(write: _Writer, entry: LieDerivative | None) -> str:
    if entry is None:
        return "it vanishes after the substitution"
    return f"{_off(entry.power, 'it')} is {write.combination(entry.cofactors)}, which vanishes on the set"


def _conditions(write: _Writer, evidence: Tangency) -> Iterator[str]:
    for at, proof in enumerate(evidence.conditions):
        if isinstance(proof, Kept):
            for field, combination in enumerate(proof.cofactors):
                rate = write.combination(combination)
                yield f"L_X h{at} along field {field} is {rate}, so h{at} keeps its sign (T5)"
        else:
            yield f"h{at} has no real zero on the set, so it keeps its sign: {_no_point(write, proof.proof)}"


def _no_point(write: _Writer, proof: NoPoint) -> str:
    if not isinstance(proof, NoPointByIdentity):
        return f"z3 {proof.version} finds no real solution, and is believed"
    squares = "".join(f" + {coefficient}·({write(square)})^2" for coefficient, square in proof.squares)
    return f"{_off(proof.power, write(proof.generic))}{squares} = {write.combination(proof.cofactors)}"


def _symmetry(setting: Setting, evidence: Symmetry) -> Iterator[str]:
    write = _writer(setting)
    for at, images in enumerate(evidence.maps):
        moves = [f"{setting.claim.names[v]} → {write(image)}" for v, image in sorted(images.items())]
        yield f"Q{at}: {_cut(moves)}"
    if setting.claim.model.fields:
        yield "Each field X has X(Qθ) = Q X(θ), so where Qθ = θ it points along the set, which the maps fix."
        return
    yield (
        "Every output has F(Qθ) = F(θ) for each input, so Q'∇F(Qθ) = ∇F(θ). Where Qθ = θ the gradient "
        "lies in ker(Q' - I), which is inside ker(Q - I): it points along the set that the maps fix."
    )


def _empty(setting: Setting, evidence: Empty) -> Iterator[str]:
    write = _writer(setting)
    if isinstance(evidence.proof, OutsideDomain):
        yield f"The model is not defined on the set: {_outside(setting, write, evidence.proof)}."
    else:
        reason = "" if evidence.proof is None else f": {_no_point(write, evidence.proof)}"
        yield f"The set has no real point{reason}."
    yield "The empty set is invariant, and it is no manifold."


def _outside(setting: Setting, write: _Writer, proof: OutsideDomain) -> str:
    graph = setting.claim.model.graph
    node, domain = list(graph.domains(setting.claim.model.outputs).items())[proof.argument]
    (argument,) = evaluate(graph, [node], setting.restriction.value, setting.claim.tower())
    need = "positive" if domain is Domain.POSITIVE else "different from 0"
    squares = "".join(f"{coefficient}·({write(square)})^2 + " for coefficient, square in proof.squares)
    return f"-({write(argument)}) = {squares}{write.combination(proof.cofactors)}, but it must be {need}"


def _manifold(accepted: Accepted, evidence: Evidence) -> Iterator[str]:
    yield str(Manifold(**accepted.manifold)) + (
        ", for generic constants" if accepted.certificate.claim.constants else ""
    )
    write = _Writer(accepted.certificate.claim, accepted.certificate.claim.tower())
    if isinstance(evidence.manifold, Regular):
        yield from _regular(accepted.certificate.claim, write, evidence.manifold)
    if isinstance(evidence.manifold, GenericallyEmpty) and evidence.manifold.proof is not None:
        yield _no_point(write, evidence.manifold.proof)


def _regular(claim: Claim, write: _Writer, evidence: Regular) -> Iterator[str]:
    if not evidence.chosen:
        yield "It is an affine subspace, or an open part of one."
        return
    chosen = ", ".join(f"g{at}" for at in evidence.chosen)
    point = {claim.names[variable]: str(value) for variable, value in sorted(evidence.place.point.items())}
    place = _cut([f"{name} = {value}" for name, value in point.items()])
    yield f"The differentials of {chosen} are independent at {place or 'the origin'} (T4)."
    if evidence.everywhere is not None:
        reason = _no_point(write, evidence.everywhere)
        yield f"They are everywhere, as their minors m have no common zero on the set: {reason}"
    for one in evidence.redundant:
        combination = write.combination(one.cofactors)
        yield f"g{one.equation} adds nothing there: ({write(one.multiplier)})·g{one.equation} = {combination}"


def _refutation(setting: Setting, accepted: Accepted, proof: Leaves | Crosses) -> list[Section]:
    witness: Mapping[str, Any] = accepted.witness or {}
    lines = list(witness_lines(Witness(**witness)))
    if isinstance(proof, Leaves):
        lines.append(
            "The point is in the set, and what should stay 0 has a derivative along these fields that is "
            "not 0: the flow takes the point out of the set (T6)."
        )
        return [("The counterexample", lines)]
    lines.append(
        "The point lies where the condition fails. The rest of the candidate is invariant, and the flow "
        "through the point stays in it and crosses over: it leads out of the set (T5)."
    )
    rest = _invariance(setting.without(proof.condition), proof.rest)
    return [
        ("The counterexample", lines),
        *((f"Without the condition: {title}", text) for title, text in rest),
    ]


def _trust(accepted: Accepted) -> Iterator[str]:
    yield "The kernel computed all derivatives from the claim and checked all identities exactly."
    yield from (f"Assumed: {assumption}" for assumption in accepted.assumptions)
    if accepted.domain:
        yield f"The claim is made where {accepted.domain}."
    yield "It is about the exact flow; what floating point does with finite steps is another matter."
