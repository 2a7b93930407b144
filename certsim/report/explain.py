"""The proof in a certificate, told in words and formulas on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from certsim.kernel.check import Accepted
from certsim.kernel.evidence.records import (
    BoundaryInvariant,
    ByStructure,
    Cases,
    Composition,
    Congruence,
    Conservation,
    Conserved,
    CoreProof,
    Crosses,
    Description,
    Empty,
    Evidence,
    GenericallyEmpty,
    Invariance,
    Kept,
    LawsProof,
    Leaves,
    LieDerivative,
    OrbitProof,
    OutsideDomain,
    Part,
    Regular,
    Spanning,
    Step,
    Symmetry,
    Tangency,
)
from certsim.kernel.rules.atoms import relations
from certsim.kernel.rules.bracket_closure import brackets_of
from certsim.kernel.rules.cases import case_setting
from certsim.kernel.rules.description import describe
from certsim.kernel.rules.domain import in_domain
from certsim.kernel.rules.refutation import rest_of
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.tangency import boundary, lie_derivatives, number_atoms, order_of, output
from certsim.kernel.statement.claim import Claim, Difference, Reduced, read_set
from certsim.kernel.statement.claim import Core as CoreClaim
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Tower
from certsim.model.domain import domain_text
from certsim.model.equations import write_equations
from certsim.model.tree import text
from certsim.report.claim import candidate_text, claim_lines
from certsim.report.reasons import law_polynomial, why_conserved
from certsim.report.text import labelled, witness_lines
from certsim.report.writer import SHOWN, Writer, cut, off
from certsim.result import Manifold, field_text
from certsim.witness import field_of, witness_of

Section: TypeAlias = tuple[str, list[str]]
"""A title and paragraphs."""


def explanation(accepted: Accepted) -> list[Section]:
    """Titled paragraphs: claim, flow, set, proof or counterexample, kind of set, and its premises."""
    claim, evidence = accepted.certificate.claim, accepted.certificate.evidence
    setting = Setting.of(claim)
    sections = [("The claim", list(labelled(claim_lines(claim.statement))))]
    sections.append(("The flow", list(_flow(claim))))
    if isinstance(evidence.proof, Invariance):
        sections += _invariance(setting, evidence.proof)
        sections.append(("The reduced model (T16)", list(_reduced(claim))))
    elif isinstance(evidence.proof, CoreProof):
        sections += _core(setting, evidence.proof)
    elif isinstance(evidence.proof, OrbitProof):
        sections += _invariance(setting, evidence.proof.invariance)
        sections += _orbit(claim, evidence.proof)
    elif isinstance(evidence.proof, LawsProof):
        sections += _laws(claim, evidence.proof)
    else:
        sections += _refutation(setting, accepted, evidence.proof)
    if isinstance(evidence.proof, Invariance | CoreProof):
        sections.append(("What kind of set it is", list(_manifold(accepted, evidence))))
    sections.append(("Why no symmetry induces it (T8)", list(_secant(accepted, evidence))))
    if evidence.union is not None:
        parts = _cases(setting, evidence.union)
        sections += [(f"The parts of the set. {title}", lines) for title, lines in parts]
    sections.append(("Optimisers (T17)", list(_optimisers(accepted, evidence))))
    sections.append(("Optimisers whose steps leave the set (T17)", list(_missteps(accepted, evidence))))
    sections.append(("What this rests on", list(_trust(accepted))))
    return [(title, lines) for title, lines in sections if lines]


def _flow(claim: Claim) -> Iterator[str]:
    if claim.model.fields:
        yield "The flows are those of the given fields X, combined in any way that may change with time."
        return
    rates = " with the learning rates D" if claim.model.rates else ""
    gradient = "D ∇F_j" if claim.model.rates else "∇F_j"
    whatever = "the loss" if claim.model.data else "the data and the loss"
    yield (
        f"Whatever {whatever}, gradient flow{rates} is a combination, changing with time, of the "
        f"fields X = {gradient}(x), one for each output j and each input x. "
        "L_X g = ∇g·X is the rate of g along X."
    )
    yield from _parts(claim)


def _parts(claim: Claim) -> Iterator[str]:
    """What is not trained, which inputs and data are meant, how the loss treats outputs, and what π is."""
    model, write = claim.model, Writer(claim)
    if model.frozen:
        frozen = cut([model.parameters[at] for at in sorted(model.frozen)])
        yield (
            f"Training does not move {frozen}: there D is 0, and dimensions are those of the "
            f"{len(claim.trained)} other parameters, while these stay as they are (T22)."
        )
    where = [f"{write(p)} = 0" for p in model.where.equations]
    where += [f"{write(c.polynomial)} {c.relation} 0" for c in model.where.conditions]
    if where:
        yield f"The inputs are those with {cut(where)}; nothing is said of training on others (T21)."
    if model.data:
        yield (
            f"Training is on the {model.data} data of the claim, with every loss, weight and batch: the "
            "fields are those of each output at each datum. Nothing is said of other data (T21)."
        )
    if model.members:
        yield (
            "The loss does not tell apart the outputs that are named alike. Such a loss is a function of "
            "sums of powers of them, and the fields are those of these sums (T23)."
        )
    if model.data or model.members:
        count = min(SHOWN, model.family_size)
        numbered = [f"field {at} is that of {field_text(field_of(model, at))}" for at in range(count)]
        more = [f"and so on, up to field {model.family_size - 1}"] if model.family_size > count else []
        yield f"In what follows {', '.join([*numbered, *more])}."
    if model.pi is not None:
        yield (
            "Of π only bounds are used, and that sin and cos change their sign when π is added. Identities "
            "hold with any number in its place (T20)."
        )


def _set(setting: Setting) -> Iterator[str]:
    """The set as solved affine equations, curved equations g and conditions h."""
    write, restriction = Writer(setting.claim), setting.restriction
    if restriction.inconsistent:
        yield "The affine equations contradict each other."
        return
    solved = write_equations(restriction.rows(), setting.claim.names, setting.claim.parameter_count)
    if solved:
        yield f"On the set {cut(solved)}; this is substituted throughout."
    yield from (f"g{at} = {write(g)}, which is 0 on the set" for at, g in enumerate(restriction.curved))
    for at, condition in enumerate(setting.conditions):
        negative = f"; in the product ∏h it counts as -h{at}" if condition.relation == "<" else ""
        yield f"h{at} = {write(condition.polynomial)} {condition.relation} 0 on the set{negative}"


def _invariance(setting: Setting, evidence: Invariance) -> list[Section]:
    sections = [] if isinstance(setting.claim.subject, Difference) else [("The set", list(_set(setting)))]
    if evidence.description is not None:
        lines = list(_description(setting, evidence.description))
        sections.append(("Other equations of the set", lines))
        setting, _ = describe(setting, evidence.description)
    return [*sections, *_proof(setting, evidence.proof)]


def _proof(
    setting: Setting, proof: Tangency | ByStructure | Symmetry | Empty | Composition | Cases
) -> list[Section]:
    if isinstance(proof, Tangency):
        title = "The proof: the flow is tangent to the set (T2)"
        return [(title, list(_tangency(setting, proof))), *_boundaries(setting, proof)]
    if isinstance(proof, ByStructure):
        lines = [
            "With these values the derivative of each equation along each field is 0 as it stands.",
            "Its terms have a factor 0, or cancel.",
            "So the fields are tangent to the set, and the flow does not leave it (T2).",
        ]
        return [("The proof: the flow is tangent to the set (T2)", lines)]
    if isinstance(proof, Symmetry):
        return [("The proof: a symmetry fixes the set (T8)", list(_symmetry(setting, proof)))]
    if isinstance(proof, Empty):
        return [("The proof: there is nothing to leave", list(_empty(setting, proof)))]
    if isinstance(proof, Cases):
        return _cases(setting, proof)
    return [("The proof: the set is made of invariant sets (T10)", list(_composition(setting, proof)))] + [
        (f"Part {at + 1}: {title}", lines)
        for at, part in enumerate(proof.parts)
        for title, lines in _part(setting, part)
    ]


def _cases(setting: Setting, proof: Cases) -> list[Section]:
    """Which factors vanish on the set, and why each part of it on which they do is invariant."""
    write = Writer(setting.claim)
    lines = []
    for at, split in enumerate(proof.splits):
        product = "·".join(f"({write(factor)})" for factor in split.factors)
        why = write.vanishing(f"p{at}", split.reason)
        lines.append(f"p{at} = {product} vanishes on the set, because {why}")
    for at, case in enumerate(proof.cases):
        lines.append(f"Part {at + 1}: where {', '.join(f'{write(p)} = 0' for p in case.equations)}")
    lines.append("At each point of the set a factor of each product is 0, so that the point is in a part.")
    lines.append("Each part is a union of orbits, and so is the set.")
    return [("The proof: the set is a union of invariant sets (T10)", lines)] + [
        (f"Part {at + 1}: {title}", lines)
        for at, case in enumerate(proof.cases)
        for title, lines in _invariance(case_setting(setting, case), case.proof)
    ]


def _boundaries(setting: Setting, proof: Tangency) -> Iterator[Section]:
    """Why V is invariant where a side condition is an equation instead."""
    order = order_of(proof)
    for place, at in enumerate(order):
        one = proof.conditions[at]
        if isinstance(one, BoundaryInvariant):
            inner = boundary(setting, at, one, order[:place])
            for title, lines in _invariance(inner, one.rest):
                yield f"Where h{at} = 0: {title}", lines


def _composition(setting: Setting, proof: Composition) -> Iterator[str]:
    """Of what the set is made, and how."""
    claim = setting.claim
    if isinstance(claim.subject, Difference):
        yield "The set is part 1 without part 2. Each of them is a union of orbits, and so is the set."
    elif proof.images is not None:
        moves = Writer(claim).moves(proof.images)
        yield f"The set is what the symmetry {moves} takes into part 1. The symmetry takes orbits to orbits."
    elif list(claim.candidate.equations) == [
        g for part in proof.parts for g in _claim_of(claim, part).candidate.equations
    ]:
        yield "The set is the intersection of the parts. Each part is a union of orbits, and so is the set."
    else:
        yield "The set is the union of the parts. Each part is a union of orbits, and so is the set."


def _claim_of(claim: Claim, part: Part) -> Claim:
    """The claim that a part is invariant."""
    return claim.about(read_set(claim.model, part.candidate))


def _part(setting: Setting, part: Part) -> list[Section]:
    inner = Setting.of(_claim_of(setting.claim, part))
    return [("The claim", [candidate_text(part.candidate)]), *_invariance(inner, part.proof)]


def _domain(setting: Setting, numbers: Sequence[int]) -> Iterator[str]:
    """The conditions that hold wherever the model is defined, after those of the set."""
    write = Writer(setting.claim)
    for at, condition in enumerate(in_domain(setting, numbers), len(setting.conditions)):
        yield f"h{at} = {write(condition.polynomial)} {condition.relation} 0 wherever the model is defined"


def _description(setting: Setting, evidence: Description) -> Iterator[str]:
    yield from _domain(setting, evidence.domain)
    write = Writer(setting.claim)
    for at, (new, reason) in enumerate(zip(evidence.equations, evidence.vanishing, strict=True)):
        yield f"f{at} = {write(new)} vanishes on the set, because {write.vanishing(f'f{at}', reason)}"
    for at, combination in enumerate(evidence.implied):
        yield f"g{at} = {write.combination(combination).replace('·g', '·f')}"
    where = " where the model is defined" if evidence.domain else ""
    yield f"So the new equations describe the same set{where}; they are called g from here."


def _tangency(setting: Setting, evidence: Tangency) -> Iterator[str]:
    yield from _conserved_equations(setting, evidence)
    if len(evidence.conserved) == len(setting.restriction.equations()) > 0:
        yield from _conditions(setting, Writer(setting.claim), evidence)
        return
    yield (
        "If every L_X g is a combination of what vanishes on the set, then g solves a linear equation "
        "g' = Q(t)g along the flow; it starts at 0, and so it stays 0. Calls count as variables (T3)."
    )
    tower = setting.claim.tower()
    images = number_atoms(tower, evidence)
    write, listed = Writer(setting.claim, tower), evidence.atoms
    for at, relation in enumerate(relations(setting.claim, tower, len(listed), listed)[0]):
        if relation:
            yield f"r{at} = {write(relation)} is 0 by definition"
    yield from _settled(setting, write, tower, evidence)
    for at, (one, image) in enumerate(zip(evidence.congruences, images, strict=True)):
        value = Polynomial.variable(len(setting.claim.names) + one.atom)
        difference = value + image - 1 if one.opposite else value - image
        reason = _tie(write, listed[one.atom].argument, one)
        yield f"c{at} = {write(difference)} vanishes on the set, because {reason}"
    yield from _lie(setting, write, tower, evidence)
    yield from _conditions(setting, write, evidence)


def _conserved_equations(setting: Setting, evidence: Tangency) -> Iterator[str]:
    """Which equations are levels of what is conserved, and why."""
    laws = [setting.unrestricted(at) for at in evidence.conserved]
    yield from (why_conserved(setting.claim, law) for law in laws[:SHOWN])
    if len(laws) > SHOWN:
        yield f"and so for {len(laws) - SHOWN} more equations."
    if laws:
        yield "Each level of what is conserved is kept by the flow (T9)."


def _tie(write: Writer, argument: Polynomial, evidence: Congruence) -> str:
    """Why two calls are equal, or two steps opposite."""
    if not (evidence.multiplier or evidence.ratio or evidence.opposite):
        return f"{write(argument - evidence.argument)} = {write.combination(evidence.cofactors)}"
    sign, word = ("+", "opposite signs") if evidence.opposite else ("-", "one sign")
    left, right = write.factor(evidence.multiplier, argument), write.factor(evidence.ratio, evidence.argument)
    difference = f"{left} {sign} {right} = {write.combination(evidence.cofactors)}"
    return f"the arguments have {word} on each region: {difference} (T18)"


def _settled(setting: Setting, write: Writer, tower: Tower, evidence: Tangency) -> Iterator[str]:
    """Equations of inputs, and steps that have one value because of the conditions in force (T18)."""
    where, first = setting.claim.model.where, len(setting.claim.names)
    meant = "for the inputs that are meant"
    yield from (f"p{at} = {write(p)} is 0 {meant}" for at, p in enumerate(where.equations))
    weighted = [*evidence.settled, *(one for one in evidence.congruences if one.multiplier or one.ratio)]
    for at, condition in enumerate(where.conditions if weighted else (), len(setting.conditions)):
        yield f"h{at} = {write(condition.polynomial)} {condition.relation} 0 {meant}"
    for at, one in enumerate(evidence.settled):
        argument = evidence.atoms[one.atom].argument
        sign, signed = ("positive", argument) if one.positive else ("negative", -argument)
        parts = [write.square(square) for square in one.squares]
        parts += [write.factor(call.squares, output(tower, first + call.atom)) for call in one.outputs]
        parts += [write.combination(one.cofactors)] if one.cofactors else []
        value = Polynomial.variable(first + one.atom) - int(one.positive)
        left, right = write.factor(one.multiplier, signed), " + ".join(parts) or "0"
        yield (
            f"s{at} = {write(value)} is 0: the argument is {sign} where it is not 0, because "
            f"{left} = {right}, of which no summand is negative (T18)"
        )


def _lie(setting: Setting, write: Writer, tower: Tower, evidence: Tangency) -> Iterator[str]:
    """Each equation's derivative as it is, and as the combination that it is on the set."""
    listed = {(entry.field, entry.equation): entry for entry in evidence.lie}
    equations = setting.restriction.equations()
    left = [at for at in range(len(equations)) if at not in evidence.conserved]
    shown = [equations[at] for at in left[:SHOWN]]
    if not equations:
        yield "The set is the whole space. So there is nothing outside it: the statement is vacuous."
        return
    anywhere = Setting(setting.claim, ())
    for field, row in enumerate(lie_derivatives(anywhere, shown, tower)[0]):
        along = "" if setting.claim.model.family_size == 1 else f" along field {field}"
        for at, derivative in enumerate(row):
            yield f"L_X ({write(shown[at])}){along} = {write(derivative)}"
            if derivative:
                yield f"    and {_on_the_set(write, listed.get((field, left[at])))}"
    if len(left) > SHOWN:
        yield f"and so for {len(left) - SHOWN} more equations."


def _on_the_set(write: Writer, entry: LieDerivative | None) -> str:
    if entry is None:
        return "it vanishes after the substitution"
    return f"{off(entry.power, 'it')} is {write.combination(entry.cofactors)}, which vanishes on the set"


def _conditions(setting: Setting, write: Writer, evidence: Tangency) -> Iterator[str]:
    order = order_of(evidence)
    for place, at in enumerate(order):
        proof, before = evidence.conditions[at], "".join(f"·h{one}" for one in order[:place])[1:]
        if isinstance(proof, Kept):
            for field, combination in enumerate(proof.cofactors):
                times = f"({before})^{proof.power}·" if proof.power else ""
                rate = write.combination(combination)
                yield f"{times}L_X h{at} along field {field} is {rate}, so h{at} keeps its sign (T5)"
        elif isinstance(proof, BoundaryInvariant):
            held = "".join(f", where h{one} is in force" for one in proof.conditions)
            yield f"The part of the set where h{at} = 0 is invariant{held}: h{at} keeps its sign (T10)"
        elif isinstance(proof, Conserved):
            yield why_conserved(setting.claim, setting.given_conditions[at].polynomial)
            yield f"So h{at} keeps its sign (T9)"
        else:
            yield from _domain(setting, proof.domain)
            reason = write.no_point(proof.proof)
            held = f"; ∏h is of {before.replace('·', ', ') or 'nothing'}" if "∏h" in reason else ""
            yield f"h{at} has no real zero on the set, so it keeps its sign: {reason}{held}"


def _symmetry(setting: Setting, evidence: Symmetry) -> Iterator[str]:
    write = Writer(setting.claim)
    for at, images in enumerate(evidence.maps):
        yield f"Q{at}: {write.moves(images)}"
    for at, field in enumerate(evidence.fields):
        components = write.moves(field, "' = ")
        yield f"Y{at}: {components}"
    if evidence.fields:
        yield (
            "Every output has ∇F·Y = 0 for each input, so ∇²F·Y + A'∇F = 0 with the linear part A of Y. "
            "Where Y = 0 the gradient lies in ker A', which is ker A: it points along where all Y are 0."
        )
    if not evidence.maps:
        return
    if setting.claim.model.fields:
        yield "Each field X has X(Qθ) = Q X(θ), so where Qθ = θ it points along the set, which the maps fix."
        return
    yield (
        "Every output has F(Qθ) = F(θ) for each input, so Q'∇F(Qθ) = ∇F(θ). Where Qθ = θ the gradient "
        "lies in ker(Q' - I), which is inside ker(Q - I): it points along the set that the maps fix."
    )


def _empty(setting: Setting, evidence: Empty) -> Iterator[str]:
    if isinstance(evidence.proof, OutsideDomain):
        yield f"The model is not defined on the set: {_outside(setting, evidence.proof)}."
    else:
        yield from _domain(setting, evidence.domain)
        reason = "" if evidence.proof is None else f": {Writer(setting.claim).no_point(evidence.proof)}"
        yield f"The set has no real point{reason}."
    yield "So there is nothing to leave: the statement that the set is invariant is vacuous."


def _outside(setting: Setting, proof: OutsideDomain) -> str:
    graph, tower = setting.claim.model.graph, setting.claim.tower()
    tower.reserve(proof.atoms)
    write = Writer(setting.claim, tower)
    node, domain = list(setting.claim.model.limited.items())[proof.argument]
    (argument,) = evaluate(graph, [node], setting.restriction.value, tower)
    need = "positive" if domain is Domain.POSITIVE else "different from 0"
    squares = "".join(f"{write.square(square)} + " for square in proof.squares)
    return f"-({write(argument)}) = {squares}{write.combination(proof.cofactors)}, but it must be {need}"


def _manifold(accepted: Accepted, evidence: Evidence) -> Iterator[str]:
    claim = accepted.certificate.claim
    yield str(Manifold(**{**accepted.manifold, "generic": bool(claim.candidate.constants)}))
    write = Writer(claim)
    if isinstance(evidence.manifold, Regular):
        yield from _regular(write, evidence.manifold)
    if isinstance(evidence.manifold, GenericallyEmpty) and evidence.manifold.proof is not None:
        yield write.no_point(evidence.manifold.proof)


def _regular(write: Writer, evidence: Regular) -> Iterator[str]:
    if not evidence.chosen:
        yield "It is an affine subspace, or an open part of one."
        return
    chosen = ", ".join(f"g{at}" for at in evidence.chosen)
    yield f"The differentials of {chosen} are independent at {write.point(evidence.place)} (T4)."
    if evidence.everywhere is not None:
        reason = write.no_point(evidence.everywhere)
        yield f"They are everywhere, as their minors m have no common zero on the set: {reason}"
    for one in evidence.redundant:
        combination = write.combination(one.cofactors)
        yield f"g{one.equation} adds nothing there: ({write(one.multiplier)})·g{one.equation} = {combination}"


def _core(setting: Setting, proof: CoreProof) -> list[Section]:
    """The core is invariant; it is in V; nothing larger is; and how it compares with V."""
    claim = setting.claim
    inner = Setting.of(claim.about(replace(claim.candidate, equations=_core_equations(claim), maps=())))
    return [
        *((f"The core: {title}", lines) for title, lines in _invariance(inner, proof.invariance)),
        ("The core is inside the candidate", list(_inside(inner, claim, proof))),
        ("No invariant subset of the candidate is larger (T6)", list(_largest(claim, proof))),
        ("The core and the candidate", list(_compared(claim, proof))),
    ]


def _core_equations(claim: Claim) -> Sequence[Polynomial]:
    return claim.subject.equations if isinstance(claim.subject, CoreClaim) else ()


def _orbit(claim: Claim, proof: OrbitProof) -> list[Section]:
    """The bounds for the dimension of an orbit: from within by brackets, from without by what is constant."""
    write = Writer(claim)
    vanishing = [write(claim.candidate.equations[at]) for at in proof.chosen]
    laws = [text(claim.statement["orbit"]["laws"][at]) for at in proof.chosen_laws]
    count = len(vanishing) + len(laws)
    above = (
        f"On the orbit these are constant: {', '.join([*vanishing, *laws])}. Their {count} differentials are "
        f"independent at the point: the dimension is {len(claim.trained)} - {count} at most (T12)."
        if count
        else "Nothing is known to be constant on the orbit."
    )
    return [
        ("What is conserved", list(_conserved(claim, claim.statement["orbit"]["laws"], proof.conservation))),
        ("The dimension from below", [_spanned(proof.spanning)]),
        ("The dimension from above", [above, *_closed(claim, proof)]),
    ]


def _laws(claim: Claim, proof: LawsProof) -> list[Section]:
    """Why the laws are conserved, and why there are no more."""
    said = claim.statement["laws"]
    point = ", ".join(f"{name} = {value}" for name, value in said["point"].items())
    lines = [
        f"At {cut([point])} the laws have {said['independent']} independent differentials.",
        _spanned(proof.spanning),
        "Neither rank is smaller at a generic point of the same connected part of the domain.",
    ]
    lines += _closed(claim, proof)
    if said["complete"] is False:
        lines.append(
            f"{said['independent']} is less than {len(claim.trained)} - {said['upper']}: near a generic "
            "point there are conserved quantities that are no functions of these (Frobenius)."
        )
    if said["complete"]:
        lines.append(
            f"{said['independent']} + {said['lower']} = {len(claim.trained)}: near a generic point every "
            f"conserved quantity is a function of these{' and frozen parameters' * bool(claim.model.frozen)}."
        )
    return [
        ("What is conserved", list(_conserved(claim, said["conserved"], proof.conservation))),
        ("How many there are", lines),
    ]


def _conserved(claim: Claim, laws: Sequence[Any], proofs: Sequence[Conservation]) -> Iterator[str]:
    for at, (law, proof) in enumerate(zip(laws, proofs, strict=True)):
        how = "L_X h = 0 for every field X"
        polynomial = law_polynomial(claim, at) if proof.opaque and not claim.model.fields else None
        if polynomial is not None:
            yield f"h = {text(law)}: {why_conserved(claim, polynomial)}"
            continue
        if proof.derivatives:
            how += ", by the relations between the functions that occur"
        yield f"h = {text(law)}: {how} (T9)."


def _spanned(spanning: Spanning) -> str:
    """The brackets that span a part of the tangent space of the orbit."""
    lengths = [len(word) for word in spanning.brackets]
    kinds = ", ".join(f"{lengths.count(n)} of length {n}" for n in sorted(set(lengths))) or "none"
    where = f"modulo {spanning.modulus}" if spanning.modulus else f"in enclosures with {spanning.bits} bits"
    return (
        f"{len(lengths)} iterated brackets of fields ({kinds}) are linearly independent at the point, as is "
        f"computed {where} (T12)."
    )


def _closed(claim: Claim, proof: OrbitProof | LawsProof) -> Iterator[str]:
    """Why no bracket leaves the span of those that are named."""
    if not proof.closure:
        return
    write = Writer(claim, brackets_of(Setting.of(claim), proof.spanning, proof.atoms).tower)
    found = (one.multiplier for one in proof.closure)
    multipliers = dict.fromkeys(one for one in found if one.constant_value is None)
    where = f", divided by {' and '.join(map(write, multipliers))}, not 0 at the point" if multipliers else ""
    yield (
        "No bracket leaves their span: near the point each field of the family, and the bracket of each with "
        f"each of these, is a combination of these, with polynomials for coefficients{where}. So the "
        "dimension is as great at most (T12)."
    )


def _inside(inner: Setting, claim: Claim, proof: CoreProof) -> Iterator[str]:
    write = Writer(claim)
    if not proof.inside:
        yield "There is nothing to show."
        return
    for at, (equation, reason) in enumerate(zip(claim.candidate.equations, proof.inside, strict=True)):
        here = inner.restriction.apply(equation)
        why = f"because {write.vanishing(f'f{at}', reason)}" if here else "after the substitution"
        yield f"f{at} = {write(here or equation)} vanishes on the core, {why}"


def _largest(claim: Claim, proof: CoreProof) -> Iterator[str]:
    if proof.reached is None:
        yield "That is not shown: the core may be larger."
        return
    write = Writer(claim)
    yield "On an invariant subset the candidate's equations vanish, and so do all their Lie derivatives."
    yield from (f"g{at} = {write(equation)}" for at, equation in enumerate(claim.candidate.equations))
    for at, step in enumerate(proof.steps):
        rest = "" if not step.cofactors else f" + {write.combination(step.cofactors)}"
        number = len(claim.candidate.equations) + at
        yield f"g{number} = {write(step.polynomial)}, as {_derivative(claim, step)} = g{number}{rest}"
    for at, (equation, reason) in enumerate(zip(_core_equations(claim), proof.reached, strict=True)):
        yield f"f{at} = {write(equation)}, of the core, is among these: {write.vanishing(f'f{at}', reason)}"


def _derivative(claim: Claim, step: Step) -> str:
    along = "" if claim.model.family_size == 1 else f" along field {step.field}"
    monomial = Polynomial({tuple(sorted(step.inputs)): 1}).text(claim.names.__getitem__)
    coefficient = f"the coefficient of {monomial} in " if step.inputs else ""
    return f"{coefficient}L_X g{step.equation}{along}"


def _compared(claim: Claim, proof: CoreProof) -> Iterator[str]:
    comparison = claim.statement["core"]["comparison"]
    if comparison == "equal":
        yield "The equations of the core already follow from those of the candidate: the two are equal."
    elif proof.outside is not None:
        yield f"The candidate is larger: it has the point {Writer(claim).point(proof.outside)}."


def _reduced(claim: Claim) -> Iterator[str]:
    """Why the flow on the set is that of the reduced model."""
    if not isinstance(claim.subject, Reduced):
        return
    smaller = claim.subject.model
    yield (
        f"The set is θ = Bu with {cut(smaller.parameters)} for u: every Bu is in it, u has as many "
        "coordinates as it has dimensions, and the columns of B are orthogonal in the metric of the rates."
    )
    learnt = [f"{smaller.parameters[k]}: {rate}" for k, rate in sorted(smaller.rates.items()) if rate]
    if learnt:
        yield f"Each u_k learns at the inverse of its column's square, which is not 1 for {cut(learnt)}."
    if smaller.frozen:
        still = cut([smaller.parameters[k] for k in sorted(smaller.frozen)])
        yield f"Frozen is what a frozen parameter depends on: {still}. On no two does one depend (T22)."
    yield "For every input the reduced outputs are those of the model at Bu: so B takes its flow to the flow."


def _secant(accepted: Accepted, evidence: Evidence) -> Iterator[str]:
    """Two points of a set that is not affine."""
    if evidence.secant:
        write = Writer(accepted.certificate.claim)
        first, second = map(write.point, evidence.secant)
        yield f"It holds {first} and {second}, and not the line through them. What isometries fix is affine."


def _optimisers(accepted: Accepted, evidence: Evidence) -> Iterator[str]:
    """Why an optimiser keeps the set exactly, or does not, where that is read off the equations."""
    kept, stepped = accepted.optimisers, {one.optimiser for one in evidence.missteps}
    open_ = [name.replace("_", " ") for name, known in kept.items() if known is None]
    if len(open_) < len(kept):
        yield from [f"Not decided: {', '.join(open_)}."] if open_ else []
    if evidence.still:
        yield (
            "The gradients by what the set depends on are 0 on it, as they stand. So that does not move, "
            "whatever the optimiser, if its buffers start at 0 and no weights decay."
        )
        if kept["weight_decay"]:
            yield "Weights that decay stay in the set, because its equations and conditions are homogeneous."
        return
    if kept["gradient_descent"]:
        yield (
            "Gradient descent and momentum keep the set, or each part of it: it is affine, and on it all "
            "gradients lie in its direction, and so do their sums."
        )
    if kept["weight_decay"]:
        yield "Weight decay keeps it too: the set holds 0, and the learning rates map it to itself."
    if kept["weight_decay"] is False and "weight_decay" not in stepped:
        yield "Weight decay does not keep it: without a gradient it shrinks θ, and 0 is not in the set."
    if kept["adam"]:
        yield (
            "Adam and other coordinate-wise methods keep it too: the set is given by zeros and by ties θ_i = "
            "±θ_j of equal rates, and the update is one odd function of each coordinate's own gradients."
        )


def _missteps(accepted: Accepted, evidence: Evidence) -> Iterator[str]:
    """Each optimiser's first step out of the set."""
    claim = accepted.certificate.claim
    names = claim.names
    for one in evidence.missteps:
        broken = (
            claim.candidate.equations
            if one.violated.kind == "equation"
            else [c.polynomial for c in claim.candidate.conditions]
        )
        values = ", ".join(f"{names[v]} = {value}" for v, value in sorted(one.letter.input.items()))
        at = f" at {values}" if values else ""
        step = {
            "gradient_descent": f"θ - ({one.size})·X",
            "weight_decay": f"θ - ({one.size})·X - ({one.more})·θ",
            "adam": f"θ_i - ({one.size})·X_i/(|X_i| + {one.more})",
        }[one.optimiser]
        field = field_text(field_of(claim.model, one.letter.field))
        yield (
            f"{one.optimiser.replace('_', ' ')}: from {Writer(claim).point(one.place)}, with X the field of "
            f"{field}{at}, the step {step} does not keep what is asked of "
            f"{cut([broken[one.violated.index].text(names.__getitem__)])}"
        )


def _refutation(setting: Setting, accepted: Accepted, proof: Leaves | Crosses) -> list[Section]:
    witness = witness_of(accepted)
    lines = [] if witness is None else list(witness_lines(witness))
    if isinstance(proof, Leaves):
        lines.append(
            "The point is in the set, and what should stay 0 has a derivative along these fields that is "
            "not 0: the flow takes the point out of the set (T6)."
        )
        return [("The counterexample", lines)]
    others = "nothing else" if not proof.touched else "some more"
    lines.append(
        f"At the point the condition fails, and {others} of the candidate. Flows from it stay in an "
        "invariant set, and come to where the condition holds: back along them one leaves the set (T5)."
    )
    without = "the condition" if len(setting.conditions) == 1 or not proof.alone else "the conditions"
    part, rest = rest_of(setting, proof)
    if proof.component is not None:
        write = Writer(setting.claim)
        named = ", ".join(f"{write(equation)} = 0" for equation in part.restriction.equations())
        lines.append(f"The invariant set is the part of the candidate's equations where {named}.")
    return [
        ("The counterexample", lines),
        *((f"Without {without}: {title}", text) for title, text in _invariance(rest, proof.rest)),
    ]


def _trust(accepted: Accepted) -> Iterator[str]:
    yield "The kernel computed all derivatives from the claim and checked all identities exactly."
    yield from (f"Assumed: {assumption}" for assumption in accepted.assumptions)
    if domain := domain_text(accepted.certificate.claim):
        yield f"The claim is made where the model is defined: {domain}."
    yield "The claim is about the exact flow. It says nothing about floating point."
