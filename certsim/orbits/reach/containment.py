"""What orbits lie in: whether one lies in a candidate, and whether two points have the same one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Final

from certsim.errors import CertsimError
from certsim.kernel.check import write_certificate
from certsim.kernel.errors import InvalidCertificate, KernelError
from certsim.kernel.evidence.records import Evidence, Leaves, Letter, Place
from certsim.kernel.rules.point import check_point
from certsim.kernel.statement.claim import Claim, read_claim
from certsim.kernel.values.fields import EnclosingArithmetic, Sweep
from certsim.model.candidate import Candidate
from certsim.orbits.bounds.bounds import BITS, random_letter
from certsim.orbits.reach.orbit import OrbitResult, orbit_of
from certsim.pipeline import ASSUMPTIONS, DEFAULT_TIMEOUT, Options, decide
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
    place = _place(claim, orbit)
    if not _holds(claim, place):
        return False
    if decide(model, candidate, options).verdict is Verdict.CERTIFIED:
        return True
    if _leaves(read_claim({**statement, "verdict": "refuted"}), place, Random(options.seed)):  # noqa: S311
        return False
    both = _intersection(orbit, candidate)
    return True if both and decide(model, both, options).verdict is Verdict.CERTIFIED else None


def same_orbit(
    model: Model,
    first: Mapping[str, Fraction],
    second: Mapping[str, Fraction],
    degree: int = 2,
    *,
    timeout: float = DEFAULT_TIMEOUT,
    seed: int = 0,
    allow: Collection[str] = ASSUMPTIONS,
) -> bool | None:
    """Whether two points are on one orbit; None if that is not known.

    They are not if a structurally invariant set, or a conserved quantity, tells one from the other. They are
    if they are one point, or if the model is linear and their difference is in the span of its fields (T11).
    The other arguments are those of `orbit`.

    >>> from certsim import Model
    >>> product = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    >>> same_orbit(product, {"a": Fraction(2), "b": Fraction(1)}, {"a": Fraction(2), "b": Fraction(3)})
    False
    """
    if first == second:
        return True
    options = Options(timeout / 2, seed, frozenset(allow))
    found = orbit_of(model, first, degree, options)
    if _separates(found, second) or _separates(orbit_of(model, second, degree, options), first):
        return False
    return True if _is_whole_set(found) else None


def _separates(orbit: OrbitResult, point: Mapping[str, Fraction]) -> bool:
    """Whether what was certified of an orbit shows that a point is not on it."""
    if orbit.certificate is None:
        return False
    claim = orbit.claim
    there = _coordinates(claim, point)
    here = _coordinates(claim, {name: Fraction(value) for name, value in orbit.point.items()})
    return not _holds(claim, Place(_nonzero(there), {}, None)) or _told_apart(claim, here, there)


def _is_whole_set(orbit: OrbitResult) -> bool:
    """Whether an orbit is all of the set in which it was shown to lie: that of a linear model is (T11)."""
    if orbit.certificate is None or not orbit.fills:
        return False
    return all(equation.degree <= 1 for equation in orbit.claim.equations) and _is_linear(orbit.claim)


def _coordinates(claim: Claim, point: Mapping[str, Fraction]) -> list[Fraction]:
    return [point[name] for name in claim.model.parameters]


def _nonzero(values: list[Fraction]) -> dict[int, Fraction]:
    return {at: value for at, value in enumerate(values) if value}


def _place(claim: Claim, orbit: OrbitResult) -> Place:
    point = {name: Fraction(value) for name, value in orbit.point.items()}
    return Place(_nonzero(_coordinates(claim, point)), {}, None)


def _holds(claim: Claim, place: Place) -> bool:
    """Whether a point is in the set of a claim."""
    try:
        check_point(claim, claim.equations, claim.conditions, place)
    except InvalidCertificate:
        return False
    return True


def _leaves(claim: Claim, place: Place, random: Random) -> bool:
    """Whether the kernel accepts a refutation of the set by this very point, with a random word."""
    for word in _words(claim, random):
        for equation in range(len(claim.equations)):
            for bits in (None, BITS):
                proof = Leaves(Place(place.point, {}, bits), equation, word)
                try:
                    write_certificate({"model": "", "candidate": ""}, claim, Evidence(proof, None))
                except KernelError:
                    continue
                return True
    return False


def _words(claim: Claim, random: Random) -> Iterator[tuple[Letter, ...]]:
    for length, count in enumerate(WORDS, start=1):
        for _ in range(count):
            yield tuple(random_letter(claim.model, random) for _ in range(length))


def _intersection(orbit: OrbitResult, candidate: Candidate) -> Candidate | None:
    """The part of the candidate in the set in which the orbit was shown to lie, if that is not the space."""
    if orbit.certificate is None or not orbit.equations or "equations" not in candidate.statement:
        return None
    equations = [*candidate.statement["equations"], *orbit.claim.statement["candidate"]["equations"]]
    return Candidate(candidate.name, {**candidate.statement, "equations": equations})


def _told_apart(claim: Claim, first: list[Fraction], second: list[Fraction]) -> bool:
    """Whether a conserved quantity is shown to have different values at two points."""
    arithmetic = EnclosingArithmetic(BITS)
    sweep = Sweep(claim.model.graph, arithmetic)
    here, there = (
        sweep.values(claim.laws, [arithmetic.number(value) for value in point]) for point in (first, second)
    )
    return any(arithmetic.independent([[here[law] + -1 * there[law]]]) for law in claim.laws)


def _is_linear(claim: Claim) -> bool:
    """Whether no field depends on the parameters (T11)."""
    model, parameters = claim.model, range(claim.parameter_count)
    fields = [model.field(at, parameters) for at in range(model.family_size)]
    below = model.graph.below([node for field in fields for node in field.values()])
    entries = [model.graph.nodes[node] for node in below]
    return not any(entry[0] == "leaf" and entry[1] in parameters for entry in entries)
