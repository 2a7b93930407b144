"""What orbits lie in: whether one lies in a candidate, and whether two points have the same one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any, Final

from certsim.algebra.exact.arithmetic import Number
from certsim.algebra.exact.place import place_of, value_at
from certsim.errors import CertsimError
from certsim.judge import Objection, Options, about, certified
from certsim.kernel.errors import KernelError
from certsim.kernel.evidence.records import Evidence, Leaves, Letter
from certsim.kernel.rules.refutation import leaving
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim, read_claim
from certsim.kernel.statement.claim import Orbit as OrbitClaim
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.definitions import mentions_pi
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.enclosure import EnclosureArithmetic
from certsim.model.candidate import Candidate
from certsim.model.point import point_of
from certsim.model.tree import polynomial_tree
from certsim.orbits.bounds.bounds import BITS, random_letter
from certsim.orbits.modular.functions import Unsupported
from certsim.orbits.modular.inputs import Inputs
from certsim.orbits.reach.orbit import OrbitResult, orbit_of
from certsim.pipeline import decide
from certsim.search.limits import Limits
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.model.model import Model

WORDS: Final = (12, 12, 24)
"""How many words of length 1, 2, 3 are tried for a way out of a set."""


def lies_inside(model: Model, orbit: OrbitResult, candidate: Candidate, options: Options) -> bool | None:
    """Whether an orbit lies in a candidate; None if that is not known.

    It does not if its point is outside, or if a word has L_w g ≠ 0 there for an equation g of the candidate.
    It does if the candidate is certified, or its intersection with the set that was shown to hold the orbit.

    Raises:
        CertsimError: the candidate has constants, and is not one set.
    """
    if "constants" in candidate.statement:
        raise CertsimError(f"{candidate.name}: a set with arbitrary constants is not one set")
    statement = {"model": model.statement, "candidate": candidate.statement}
    claim = read_claim({**statement, "verdict": "certified"})
    point = _coordinates(claim, {name: Fraction(value) for name, value in orbit.point.items()})
    if not _holds(claim, point):
        return False
    if decide(model, candidate, options).verdict is Verdict.CERTIFIED:
        return True
    if _leaves(model, read_claim({**statement, "verdict": "refuted"}), point, options.limits()):
        return False
    both = _intersection(orbit, candidate)
    return True if both and decide(model, both, options).verdict is Verdict.CERTIFIED else None


def same_orbit(
    model: Model,
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    degree: int = 2,
    *,
    options: Options = Options(),
) -> bool | None:
    """Whether two points are on one orbit; None if that is not known.

    They are not if a frozen parameter, a structurally invariant set, or a conserved quantity, tells one from
    the other. They are if they are one point, or if the model is linear, defined everywhere, and their
    difference is in the span of its fields (T11). The arguments are those of `orbit`, and so are the errors.

    >>> from certsim import Model
    >>> product = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    >>> same_orbit(product, {"a": 2, "b": 1}, {"a": 2, "b": 3})
    False
    """
    first, second = point_of(model, first), point_of(model, second)
    if first == second:
        return True
    read = read_model(model.statement, has_pi=mentions_pi(model.statement))
    if any(first[read.parameters[at]] != second[read.parameters[at]] for at in read.frozen):
        return False
    half = replace(options, timeout=options.timeout / 2)
    found = orbit_of(model, first, degree, half)
    if _separates(found, second) or _separates(orbit_of(model, second, degree, half), first):
        return False
    return True if _is_whole_set(found) else None


def _separates(orbit: OrbitResult, point: Mapping[str, Fraction]) -> bool:
    """Whether what was certified of an orbit shows that a point is not on it."""
    if orbit.certificate is None:
        return False
    claim = orbit.claim
    there = _coordinates(claim, point)
    here = _coordinates(claim, {name: Fraction(value) for name, value in orbit.point.items()})
    return not _holds(claim, there) or _told_apart(claim, here, there)


def _is_whole_set(orbit: OrbitResult) -> bool:
    """Whether an orbit is all of the set in which it was shown to lie: that of a linear model is (T11)."""
    if orbit.certificate is None or not orbit.fills:
        return False
    claim = orbit.claim
    affine = all(equation.degree <= 1 for equation in claim.candidate.equations)
    return affine and not _parameters_limit_domain(claim) and _is_linear(claim)


def _parameters_limit_domain(claim: Claim) -> bool:
    """Whether an argument of 1/u, log, sqrt or step, as the spec writes it, depends on a trained parameter.

    Else each field is defined for all parameters or for none.
    """
    return _depend_on_parameters(claim, list(claim.model.limited))


def _coordinates(claim: Claim, point: Mapping[str, Fraction]) -> list[Fraction]:
    return [point[name] for name in claim.model.parameters]


def _numbers(values: Sequence[Fraction]) -> dict[int, Number]:
    return {at: value for at, value in enumerate(values) if value}


def _holds(claim: Claim, values: Sequence[Fraction]) -> bool:
    """Whether a point is in the set of a claim."""
    candidate, at = claim.candidate, dict(enumerate(values))
    conditions = [(c.relation, value_at(c.positive, at)) for c in candidate.conditions]
    return not any(value_at(equation, at) for equation in candidate.equations) and all(
        bool(value) if relation == "!=" else isinstance(value, Fraction) and value > 0
        for relation, value in conditions
    )


def _leaves(model: Model, claim: Claim, values: Sequence[Fraction], limits: Limits) -> bool:
    """Whether the kernel accepts a refutation of the set by this very point, with a random word."""
    ways = _ways(claim, _numbers(values), limits.random)
    proof = None
    with suppress(Unsupported):
        proof = next((proof for proof in ways if _leads_out(Setting.of(claim), proof)), None)
    if proof is None:
        return False
    found = certified(about(model, "the orbit lies inside"), claim, Evidence(proof, None), limits)
    return not isinstance(found, Objection)


def _leads_out(setting: Setting, proof: Leaves) -> bool:
    try:
        leaving(setting, setting.claim.candidate, proof)
    except KernelError:
        return False
    return True


def _ways(claim: Claim, numbers: Mapping[int, Number], random: Random) -> Iterator[Leaves]:
    """Words that may lead from a point out of a set."""
    for word in _words(claim, random):
        for equation in range(len(claim.candidate.equations)):
            yield Leaves(place_of(numbers, {}, BITS, word[0].input), equation, word)


def _words(claim: Claim, random: Random) -> Iterator[tuple[Letter, ...]]:
    inputs = Inputs(claim.model)
    for length, count in enumerate(WORDS, start=1):
        for _ in range(count):
            yield tuple(random_letter(claim.model, random, inputs) for _ in range(length))


def _intersection(orbit: OrbitResult, candidate: Candidate) -> Candidate | None:
    """The part of the candidate in the set in which the orbit was shown to lie, if that is not the space."""
    known = orbit.equations or orbit.frozen
    if orbit.certificate is None or not known or "equations" not in candidate.statement:
        return None
    equations = [*candidate.statement["equations"], *orbit.claim.statement["candidate"]["equations"]]
    equations += [
        [polynomial_tree(Polynomial.variable(0), [name]), orbit.point[name]] for name in orbit.frozen
    ]
    return Candidate(candidate.name, {**candidate.statement, "equations": equations})


def _told_apart(claim: Claim, first: list[Fraction], second: list[Fraction]) -> bool:
    """Whether a conserved quantity is shown to have different values at two points."""
    ring, subject = EnclosureArithmetic(BITS), claim.subject
    laws = [law.node for law in subject.laws] if isinstance(subject, OrbitClaim) else []
    here, there = (
        evaluate(claim.model.graph, laws, list(map(ring.number, point)).__getitem__, ring)
        for point in (first, second)
    )
    return any((a - b).is_nonzero for a, b in zip(here, there, strict=True))


def _is_linear(claim: Claim) -> bool:
    """Whether no field depends on the trained parameters (T11)."""
    model, parameters = claim.model, range(claim.parameter_count)
    fields = [model.field(at, parameters) for at in range(model.family_size)]
    return not _depend_on_parameters(claim, [node for field in fields for node in field.values()])


def _depend_on_parameters(claim: Claim, nodes: Sequence[Node]) -> bool:
    graph = claim.model.graph
    entries = [graph.nodes[node] for node in graph.below(nodes)]
    return any(entry[0] == "leaf" and entry[1] in claim.trained for entry in entries)
