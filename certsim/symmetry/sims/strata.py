"""Beyond symmetry: the strata that orbits fill, and SIMs that no symmetry induces (theory T12 to T14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from certsim.judge import INTERNAL, Options
from certsim.kernel.check import read_certificate
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.claim import Core as CoreClaim
from certsim.kernel.terms.polynomial import Polynomial
from certsim.model.candidate import Candidate
from certsim.model.notebook import Row
from certsim.orbits.bounds.bounds import UndefinedPoint
from certsim.orbits.laws.conserved import ConservedQuantities, conserved_quantities
from certsim.orbits.reach.orbit import OrbitResult, orbit_of
from certsim.pipeline import core_of
from certsim.result import Answer
from certsim.rows import listed_rows, writer_of_names
from certsim.search.points import find_input
from certsim.symmetry.group.find_symmetries import find_symmetries, whole_space
from certsim.symmetry.signed import SignedPartition, Ties
from certsim.verdict import Verdict
from certsim.workers import Outcome, Runner, in_turn

if TYPE_CHECKING:
    from certsim.model.model import Model
    from certsim.symmetry.sims.hierarchy import Hierarchy, Sim

Json: TypeAlias = Any

DEGREE: Final = 2
"""The degree up to which equations of orbits and conserved quantities are looked for."""
UNDEFINED: Final = "undefined"
"""Why nothing is said of an orbit where the model is not."""
DRAWN: Final = 12
"""How many generic points are drawn to find one at which the model is defined."""
_ONE: Final = Fraction(1)


@dataclass(frozen=True)
class Stratum:
    """A SIM of a hierarchy and the orbit of a generic point of it.

    Attributes:
        dimension: that of the SIM.
        orbit: the orbit of a point that lies in no smaller symmetry-induced SIM, with its certificate.
        upper: what the dimension of the orbit is at most: it lies in the SIM, too.
    """

    dimension: int
    orbit: OrbitResult
    upper: int

    @property
    def filled(self) -> bool | None:
        """Whether the orbit is an open part of the SIM; None where its bounds leave that open.

        If it is, so are the orbits of all points off a proper analytic subset of the part of the SIM that is
        connected to this point inside Ω, with relu inside its region: the rank of brackets is lower
        semicontinuous. Then no smaller SIM holds any of these points (theory T12, T14).
        """
        if self.orbit.lower == self.dimension:
            return True
        return False if self.upper < self.dimension else None

    def to_json(self) -> Json:
        """An entry of `strata.classes` in the document that `certsim enumerate --strata` prints."""
        return {
            "point": dict(self.orbit.point),
            "dimension": self.dimension,
            "orbit_dimension": {"lower": self.orbit.lower, "upper": self.upper},
            "filled": self.filled,
            "reason": self.orbit.reason,
        }


@dataclass(frozen=True)
class Beyond:
    """A certified SIM that no signed permutation symmetry of the model that was found induces.

    Attributes:
        equations: its equations.
        laws: conserved quantities that are no polynomials and constant on it, too.
        dimension: its dimension, if that is known; of a set that holds an orbit the upper bound of that.
        origin: where it comes from.
        certificate: the bytes that the kernel accepted.
    """

    equations: tuple[str, ...]
    laws: tuple[str, ...]
    dimension: int | None
    origin: str
    certificate: bytes

    def to_json(self) -> Json:
        """An entry of `strata.beyond`."""
        return {
            "equations": list(self.equations),
            "laws": list(self.laws),
            "dimension": self.dimension,
            "origin": self.origin,
        }


@dataclass(frozen=True, repr=False)
class Strata(Answer):
    """The strata of a hierarchy, in its order; SIMs beyond it; conserved quantities: level sets are SIMs."""

    NO_TRUTH_VALUE = "strata are not true or false: look at each of them"

    classes: tuple[Stratum, ...]
    beyond: tuple[Beyond, ...]
    conserved: ConservedQuantities

    @property
    def summary(self) -> str:
        """The strata on one line."""
        filled = [stratum.filled for stratum in self.classes if stratum.orbit.reason != UNDEFINED]
        strata = f"strata filled by orbits: {filled.count(True)} of {len(filled)}"
        strata += f" ({filled.count(None)} not known)" if None in filled else ""
        return f"{strata}, SIMs found beyond symmetry: {len(self.beyond)}"

    def rows(self) -> Iterator[Row]:
        """How many strata orbits fill, the SIMs beyond the hierarchy, and the conserved quantities."""
        write = writer_of_names(name for stratum in self.classes for name in stratum.orbit.point)
        yield Row("strata", self.summary)
        beyond = ([*each.equations, *(f"{law}" for law in each.laws)] for each in self.beyond)
        yield from listed_rows("beyond symmetry", beyond, write)
        yield from listed_rows("conserved", ([law] for law in self.conserved.laws), write)

    def to_json(self) -> Json:
        """The object `strata` in the document that `certsim enumerate --strata` prints."""
        return {
            "classes": [stratum.to_json() for stratum in self.classes],
            "beyond": [sim.to_json() for sim in self.beyond],
            "laws": list(self.conserved.laws),
        }


def find_strata(
    model: Model,
    hierarchy: Hierarchy,
    *,
    options: Options = Options(),
) -> Strata:
    """Bounds for the orbit of a generic point of each SIM of a hierarchy, and SIMs that are not in it.

    Beyond the hierarchy are the sets that hold an orbit which does not fill its stratum (theory T13), and
    the cores of {θ_i = 0}, one trained coordinate of each orbit of the group, where these are linear and no
    symmetry fixes them (T6).

    Args:
        model: the model, with all functions specified.
        hierarchy: its symmetry-induced SIMs, as `enumerate` gives them; classes are enough.
        options: as in `certify`, for each orbit and each core; the seed is for the generic points, too, which
            are given in the answer.

    Raises:
        CertsimError: the model has unspecified functions.
        Disagreement: search and kernel disagree, which is an error in certsim.

    >>> import certsim
    >>> from certsim import Model
    >>> product = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    >>> [sim.equations for sim in find_strata(product, certsim.enumerate(product, classes=True)).beyond]
    [('a**2 - b**2 = -27',)]
    """
    return strata_of(model, hierarchy, options, in_turn)


def strata_of(model: Model, hierarchy: Hierarchy, options: Options, run: Runner) -> Strata:
    """As `find_strata`, with a task for each orbit and each core."""
    names = whole_space(model).claim.model.parameters
    strata = _strata(model, hierarchy.sims, names, options, run)
    found = [*_around_orbits(strata), *_cores(model, hierarchy, names, options, run)]
    beyond = {sim.equations + sim.laws: sim for sim in reversed(found)}
    (outcome,) = run([partial(conserved_quantities, model, DEGREE, options)], ["conserved quantities"])
    conserved = outcome.value
    if conserved is None:
        reason = outcome.failure or INTERNAL
        size = len(names) - len(whole_space(model).claim.model.frozen)
        conserved = ConservedQuantities(DEGREE, size, upper=size, reason=reason, hint=outcome.message)
    return Strata(strata, tuple(beyond.values())[::-1], conserved)


def _strata(
    model: Model, sims: Sequence[Sim], names: Sequence[str], options: Options, run: Runner
) -> tuple[Stratum, ...]:
    claim = whole_space(model).claim
    unit = _unit(claim, len(names))
    points = [_Points(sim.subspace, names, options.seed, unit) for sim in sims]
    outcomes = run(
        [partial(_orbit_at, model, each, options) for each in points],
        [f"orbit in stratum {number}" for number in range(len(sims))],
    )
    frozen = tuple(name for at, name in enumerate(names) if at in claim.model.frozen)
    orbits = (_orbit(each.first, outcome, frozen) for each, outcome in zip(points, outcomes, strict=True))
    return tuple(map(_stratum, sims, orbits))


class _Points(NamedTuple):
    """Generic points of a subspace."""

    subspace: SignedPartition
    names: Sequence[str]
    seed: int
    unit: Fraction

    @property
    def first(self) -> Mapping[str, Fraction]:
        return next(self.drawn())

    def drawn(self) -> Iterator[Mapping[str, Fraction]]:
        for at in range(DRAWN):
            yield generic_point(self.subspace, self.names, self.seed + at, self.unit)

    def defined(self, claim: Claim) -> Mapping[str, Fraction]:
        """One at which the model is defined, if there is one among some that are drawn; else the first."""
        return next((point for point in self.drawn() if _is_defined(claim, point)), self.first)


def _is_defined(claim: Claim, point: Mapping[str, Fraction]) -> bool:
    return find_input(claim, {claim.variables[name]: value for name, value in point.items()}) is not None


def _orbit_at(model: Model, points: _Points, options: Options) -> OrbitResult:
    claim = whole_space(model).claim
    point = points.defined(claim)
    try:
        return orbit_of(model, point, DEGREE, options)
    except UndefinedPoint:
        frozen = tuple(claim.names[at] for at in sorted(claim.model.frozen))
        hint = "the model was not shown to be defined at a point of the set"
        return _no_orbit(point, UNDEFINED, hint, frozen)


def _stratum(sim: Sim, orbit: OrbitResult) -> Stratum:
    certified = sim.result is not None and sim.result.verdict is Verdict.CERTIFIED
    return Stratum(sim.dimension, orbit, min(orbit.upper, sim.dimension) if certified else orbit.upper)


def _orbit(
    point: Mapping[str, Fraction], outcome: Outcome[OrbitResult], frozen: tuple[str, ...]
) -> OrbitResult:
    """The orbit that a task has found; one of which nothing is known if the task failed."""
    if outcome.value is not None:
        return outcome.value
    return _no_orbit(point, outcome.failure or INTERNAL, outcome.message, frozen)


def _no_orbit(point: Mapping[str, Fraction], reason: str, hint: str, frozen: tuple[str, ...]) -> OrbitResult:
    shown, size = {name: str(value) for name, value in point.items()}, len(point) - len(frozen)
    return OrbitResult(shown, DEGREE, size, size, frozen=frozen, reason=reason, hint=hint)


def _unit(claim: Claim, size: int) -> Fraction:
    """What the coordinates of generic points are multiples of.

    At integers most functions are so near to their limits that enclosures of brackets tell little.
    """
    return Fraction(1, 1 << size.bit_length()) if claim.model.graph.called - {"inv"} else Fraction(1)


def generic_point(
    subspace: SignedPartition, names: Sequence[str], seed: int, unit: Fraction = _ONE
) -> Mapping[str, Fraction]:
    """A point of a subspace that lies in no smaller one given by ties: its free coordinates differ in size.

    They are multiples of a unit.

    >>> point = generic_point(SignedPartition((1, -1, 0, 4)), ["a", "b", "c", "d"], seed=0)
    >>> point["a"] == -point["b"], point["c"], abs(point["a"]) == abs(point["d"])
    (True, Fraction(0, 1), False)
    """
    random = Random(seed)  # noqa: S311  no secrets are drawn
    sizes = random.sample(range(1, 4 * len(names) + 10), len(names))
    values = [random.choice((-1, 1)) * size * unit for size in sizes]
    signs = [(label > 0) - (label < 0) for label in subspace.labels]
    drawn = [sign * values[abs(label) - 1] for sign, label in zip(signs, subspace.labels, strict=True)]
    return dict(zip(names, drawn, strict=True))


def _around_orbits(strata: Sequence[Stratum]) -> Iterator[Beyond]:
    """Sets that hold orbits of generic points, and are smaller than what symmetries fix around these."""
    for number, stratum in enumerate(strata):
        orbit = stratum.orbit
        if orbit.around < stratum.dimension and orbit.certificate is not None:
            origin = f"orbit in stratum {number}"
            yield Beyond(orbit.equations, orbit.laws, orbit.around, origin, orbit.certificate)


def _cores(
    model: Model, hierarchy: Hierarchy, names: Sequence[str], options: Options, run: Runner
) -> Iterator[Beyond]:
    frozen = whole_space(model).claim.model.frozen
    chosen = [names[first] for first, *_ in hierarchy.group.orbits() if first not in frozen]
    outcomes = run(
        [partial(_core, model, name, names, options) for name in chosen],
        [f"core of {name} = 0" for name in chosen],
    )
    yield from (outcome.value for outcome in outcomes if outcome.value is not None)


def _core(model: Model, name: str, names: Sequence[str], options: Options) -> Beyond | None:
    """The core of {θ_i = 0}, if that is found and no symmetry fixes it."""
    origin = f"core of {name} = 0"
    found = core_of(model, Candidate.parse(model, [f"{name} = 0"], name=origin), options)
    if found.equations is None or found.certificate is None or found.comparison == "empty":
        return None
    subject = read_certificate(found.certificate).claim.subject
    equations = subject.equations if isinstance(subject, CoreClaim) else ()
    if _is_induced(model, equations, names, options.seed) is not False:
        return None
    return Beyond(found.equations, (), found.manifold.dimension, origin, found.certificate)


def _is_induced(
    model: Model, polynomials: Sequence[Polynomial], names: Sequence[str], seed: int
) -> bool | None:
    """Whether symmetries fix just this set; None for one that is not given by linear equations."""
    if any(len(monomial) != 1 for each in polynomials for monomial in each.terms):
        return None
    subspace = _ties(polynomials, len(names))
    if subspace is None:
        return False
    point = generic_point(subspace, names, seed)
    return find_symmetries(model, point).fixed() == subspace


def _ties(polynomials: Sequence[Polynomial], size: int) -> SignedPartition | None:
    """The subspace of linear equations, if each of them is a tie or a zero."""
    ties = Ties(size)
    for polynomial in polynomials:
        terms = [(variable + 1, value) for (variable,), value in polynomial.terms.items()]
        (left, one), (right, other) = terms[0], terms[-1]
        if len(terms) > 2 or abs(one) != abs(other):
            return None
        ties.tie(left, right if one == -other else -right)
    return ties.partition()
