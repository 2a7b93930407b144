"""Beyond symmetry: the strata that orbits fill, and SIMs that no symmetry induces (theory T12 to T14)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.kernel.check import read_certificate
from certsim.kernel.claim import read_claim, text
from certsim.kernel.polynomial import Polynomial
from certsim.model.candidate import Candidate
from certsim.orbits.conserved import ConservedQuantities, conserved_quantities
from certsim.orbits.orbit import OrbitResult, orbit_of
from certsim.pipeline import ASSUMPTIONS, DEFAULT_TIMEOUT, Options, core_of, decide
from certsim.result import Result
from certsim.symmetry.equations import read_layout
from certsim.symmetry.group import find_symmetries
from certsim.symmetry.signed import SignedPartition, Ties
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.model.model import Model
    from certsim.symmetry.hierarchy import Hierarchy, Sim

Json: TypeAlias = Any

DEGREE: Final = 2
"""The degree up to which equations of orbits and conserved quantities are looked for."""


@dataclass(frozen=True)
class Stratum:
    """A SIM of a hierarchy and the orbit of a generic point of it.

    Attributes:
        dimension: that of the SIM.
        orbit: the orbit of a point that lies in no smaller symmetry-induced SIM, with its certificate.
        upper: what the dimension of the orbit is at most: it lies in the SIM, too, and in `level`.
        level: the part of the SIM on which coordinates that never move in it have the values of the point.
    """

    dimension: int
    orbit: OrbitResult
    upper: int
    level: Result | None = None

    @property
    def filled(self) -> bool | None:
        """Whether the orbit is an open part of the SIM; None where its bounds leave that open.

        If it is, so are the orbits of all points of the SIM off a proper analytic subset: the rank of
        brackets is lower semicontinuous. Then no smaller SIM holds any of these points (theory T12, T14).
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


@dataclass(frozen=True)
class Strata:
    """The strata of a hierarchy, in its order; SIMs beyond it; conserved quantities: level sets are SIMs."""

    classes: tuple[Stratum, ...]
    beyond: tuple[Beyond, ...]
    conserved: ConservedQuantities

    @property
    def summary(self) -> str:
        """The strata on one line."""
        filled = sum(stratum.filled is True for stratum in self.classes)
        strata = f"strata filled by orbits: {filled} of {len(self.classes)}"
        return f"{strata}, SIMs found beyond symmetry: {len(self.beyond)}"

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
    timeout: float = DEFAULT_TIMEOUT,
    seed: int = 0,
    allow: Collection[str] = ASSUMPTIONS,
) -> Strata:
    """Bounds for the orbit of a generic point of each SIM of a hierarchy, and SIMs that are not in it.

    Beyond the hierarchy are the sets that hold an orbit which does not fill its stratum (theory T13), and
    the cores of {θ_i = 0}, one coordinate of each orbit of the group, where these are linear and no symmetry
    fixes them (T6).

    Args:
        model: the model, with all functions specified.
        hierarchy: its symmetry-induced SIMs, as `enumerate_sims` gives them; classes are enough.
        timeout: seconds for each orbit and each core.
        seed: for the generic points, which are given in the answer, and for the search.
        allow: assumptions that the answers may rest on.

    Raises:
        CertsimError: the model has unspecified functions.
        Disagreement: search and kernel disagree, which is an error in certsim.

    >>> from certsim import Model, enumerate_sims
    >>> product = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    >>> [sim.equations for sim in find_strata(product, enumerate_sims(product, classes=True)).beyond]
    [('a**2 - b**2 + 27 = 0',)]
    """
    options = Options(timeout, seed, frozenset(allow))
    names = read_layout(model.statement["parameters"]).names
    strata = tuple(_stratum(model, sim, names, options) for sim in hierarchy.sims)
    found = [*_around_orbits(strata), *_cores(model, hierarchy, names, options)]
    beyond = {sim.equations + sim.laws: sim for sim in reversed(found)}
    return Strata(strata, tuple(beyond.values())[::-1], conserved_quantities(model, DEGREE, options))


def _stratum(model: Model, sim: Sim, names: Sequence[str], options: Options) -> Stratum:
    orbit = orbit_of(model, generic_point(sim.subspace, names, options.seed), DEGREE, options)
    certified = sim.result is not None and sim.result.verdict is Verdict.CERTIFIED
    upper = min(orbit.upper, sim.dimension) if certified else orbit.upper
    level = _level(model, sim, names, orbit, options) if orbit.lower < upper else None
    if level is None or level.manifold.dimension is None:
        return Stratum(sim.dimension, orbit, upper)
    return Stratum(sim.dimension, orbit, min(upper, level.manifold.dimension), level)


def _level(
    model: Model, sim: Sim, names: Sequence[str], orbit: OrbitResult, options: Options
) -> Result | None:
    """The SIM with those of its coordinates kept that alone make an invariant set of it, if there are any."""

    def decided(kept: Sequence[str]) -> Result:
        return decide(model, Candidate.parse(model, [*sim.equations, *kept], name="level"), options)

    free = (name for i, name in enumerate(names) if sim.subspace.labels[i] == i + 1)
    values = [f"{name} = {orbit.point[name]}" for name in free]
    kept = [value for value in values if decided([value]).verdict is Verdict.CERTIFIED]
    found = decided(kept) if kept else None
    return found if found is not None and found.verdict is Verdict.CERTIFIED else None


def generic_point(subspace: SignedPartition, names: Sequence[str], seed: int) -> Mapping[str, Fraction]:
    """A point of a subspace that lies in no smaller one given by ties: its free coordinates differ in size.

    >>> point = generic_point(SignedPartition((1, -1, 0, 4)), ["a", "b", "c", "d"], seed=0)
    >>> point["a"] == -point["b"], point["c"], abs(point["a"]) == abs(point["d"])
    (True, Fraction(0, 1), False)
    """
    random = Random(seed)  # noqa: S311  no secrets are drawn
    sizes = random.sample(range(1, 4 * len(names) + 10), len(names))
    values = [Fraction(random.choice((-1, 1)) * size) for size in sizes]
    signs = [(label > 0) - (label < 0) for label in subspace.labels]
    drawn = [sign * values[abs(label) - 1] for sign, label in zip(signs, subspace.labels, strict=True)]
    return dict(zip(names, drawn, strict=True))


def _around_orbits(strata: Sequence[Stratum]) -> Iterator[Beyond]:
    """Sets that hold orbits of generic points, and are smaller than what symmetries fix around these."""
    for number, stratum in enumerate(strata):
        orbit, level = stratum.orbit, stratum.level
        origin = f"orbit in stratum {number}"
        if level is not None and level.certificate is not None:
            yield Beyond(
                _equations(level.certificate), (), level.manifold.dimension, origin, level.certificate
            )
        elif orbit.upper < stratum.dimension and orbit.certificate is not None:
            yield Beyond(orbit.equations, orbit.laws, orbit.upper, origin, orbit.certificate)


def _equations(certificate: bytes) -> tuple[str, ...]:
    claim = read_certificate(certificate).claim.statement
    return tuple(f"{text(left)} = {text(right)}" for left, right in claim["candidate"]["equations"])


def _cores(model: Model, hierarchy: Hierarchy, names: Sequence[str], options: Options) -> Iterator[Beyond]:
    for first, *_ in hierarchy.group.orbits():
        origin = f"core of {names[first]} = 0"
        candidate = Candidate.parse(model, [f"{names[first]} = 0"], name=origin)
        found = core_of(model, candidate, options)
        if found.equations is None or found.certificate is None or found.comparison == "empty":
            continue
        if _is_induced(model, found.equations, names, options.seed) is False:
            yield Beyond(found.equations, (), found.manifold.dimension, origin, found.certificate)


def _is_induced(model: Model, equations: Sequence[str], names: Sequence[str], seed: int) -> bool | None:
    """Whether symmetries fix just this set; None for one that is not given by linear equations."""
    candidate = Candidate.parse(model, equations)
    read = read_claim({"model": model.statement, "candidate": candidate.statement, "verdict": "certified"})
    polynomials = read.equations
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
