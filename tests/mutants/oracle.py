"""What numbers say of a claim that the kernel accepted: they agree, they disagree, or they cannot tell.

Nothing of certsim is used. An opinion is never a proof; a disagreement is a fault of the kernel or of the
oracle.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, NoReturn, TypeAlias

import mpmath
import numpy as np

from tests.mutants.dynamics import (
    Leg,
    Letter,
    Region,
    System,
    flow,
    journey,
    local_dimension,
    sample,
    unspecified,
)
from tests.mutants.jets import Numbers, polynomial_function, scalar_names
from tests.mutants.witness import Witness, coordinate, exactly, holds_at_kinks
from tests.oracle import tells

Json: TypeAlias = Any

SEEN: Final = 1e-5
"""What is greater is not zero."""
STEPPED: Final = 1e-3
"""The same for a step: dividing by the size of a tiny gradient makes its rounding large."""
LONG: Final = 1e5
"""The rounding of longer gradients may be seen."""
UNSEEN: Final = 1e-8
"""What is less may be zero."""
ERRORS: Final = ("1e-100", "1e-80", "1e-48", "1e-28", "1e-14")
"""More than those of derivatives along words of so many letters, by finite differences."""


@dataclass(frozen=True)
class Opinion:
    verdict: str
    reason: str = ""


class Disagrees(Exception):
    """The claim is seen to be false."""


class CannotTell(Exception):
    """Nothing is seen."""


@dataclass(frozen=True)
class Report:
    """What the kernel said besides its yes."""

    optimisers: Mapping[str, bool | None]
    symmetry_induced: bool | None


def has_words(claim: Json) -> bool:
    """Whether the oracle has the words of a claim: of its model, without frozen parameters and π."""
    return tells(claim["model"]) and "frozen" not in claim["model"] and '"pi"' not in json.dumps(claim)


def opinion(document: Json, report: Report) -> Opinion:
    """The oracle's opinion of an accepted certificate; it depends on nothing else."""
    if not has_words(document["claim"]):
        return Opinion("lacks words", "the claim is in words that the oracle lacks")
    written = json.dumps([document["claim"], document["evidence"]], sort_keys=True).encode()
    random = np.random.default_rng(int(hashlib.sha256(written).hexdigest()[:12], 16))
    case = Case(document["claim"], document["evidence"], report, random)
    try:
        with np.errstate(all="ignore"):
            _JUDGES[case.claim["verdict"]](case)
    except Disagrees as reason:
        return Opinion("disagrees", str(reason))
    except CannotTell as reason:
        return Opinion("cannot tell", str(reason))
    except (ArithmeticError, LookupError, TypeError, ValueError, MemoryError) as error:
        return Opinion("cannot tell", f"{type(error).__name__}: {error}")
    return Opinion("agrees")


def _disagree(reason: str) -> NoReturn:
    raise Disagrees(reason)


@dataclass(frozen=True)
class Case:
    """A claim, its evidence, of which only points and words are used, and a model with concrete functions."""

    claim: Json
    evidence: Json
    report: Report
    random: np.random.Generator

    @cached_property
    def system(self) -> System:
        return System(self.claim["model"], unspecified(self.claim["model"], self.random))

    @property
    def candidate(self) -> Json:
        """The candidate, of a difference what is left of it."""
        whole = self.claim.get("candidate", {"equations": []})
        return whole["difference"][0] if "difference" in whole else whole

    @cached_property
    def region(self) -> Region:
        return Region(self.candidate, self.system)

    def at(self, place: Json) -> tuple[System, Numbers, Numbers]:
        """A place in floating point, and the model with the functions that it names."""
        functions = {
            name: polynomial_function(list(map(Fraction, given)))
            for name, given in place["functions"].items()
        }
        system = System(self.claim["model"], functions)
        root = place.get("root")
        numbers = exactly(lambda: {name: float(coordinate(v, root)) for name, v in place["point"].items()})
        theta = np.array([numbers.get(name, 0.0) for name in system.names])
        constants = scalar_names(self.candidate.get("constants", []))
        return system, theta, np.array([numbers.get(name, 0.0) for name in constants])

    def witness(self, place: Json) -> Witness:
        """The place in many digits; to be called inside `exactly`."""
        kinks = holds_at_kinks(self.evidence)
        return Witness(self.claim["model"], self.candidate, place, kinks=kinks)

    @cached_property
    def named(self) -> list[tuple[Numbers, Numbers]]:
        """The points that the evidence names, as far as they have the coordinates of this claim."""
        found, left = [], [self.evidence]
        while left and len(found) < 4:
            node = left.pop()
            if isinstance(node, dict) and {"point", "functions", "bits"} <= node.keys():
                found.append(self.at(node)[1:])
            if isinstance(node, dict | list):
                left += node.values() if isinstance(node, dict) else node
        return found

    def points(self, region: Region, constants: Numbers | None = None) -> tuple[Numbers, Numbers]:
        near = self.named if region.constants == self.region.constants else []
        found = [sample(region, self.random, near, constants) for _ in range(2)]
        return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


# Invariant sets.


def _certified(case: Case) -> None:
    region, status = case.region, _manifold(case)["status"]
    theta, c = case.points(region)
    removed = case.claim["candidate"].get("difference")
    if removed:
        theta, c = _kept_out(theta, c, Region(removed[1], case.system))
    if status == "empty":
        _require_empty(case, region)
        return _require_kept(case, region, theta, c) if len(theta) and region.constants else None
    if not len(theta):
        if case.report.symmetry_induced:
            _disagree("a set that seems to be empty is fixed by no isometries")
        raise CannotTell("no point of the set was found")
    if removed:
        return _require_difference(case, theta, c)
    _require_kept(case, region, theta, c)
    _require_manifold(case, region)
    _require_symmetry(case, theta, c)
    return _require_optimisers(case, theta, c)


def _manifold(case: Case) -> Json:
    return case.claim.get("manifold", {"status": "unknown"})


def _require_empty(case: Case, region: Region) -> None:
    """No point of the set, for generic constants, that is in the domain of an input."""
    for _ in range(3 if region.constants else 1):
        theta, _ = case.points(region, case.random.normal(0, 1, region.constants))
        letter = case.system.defined_letter(case.random, theta)
        if len(theta) and case.system.defined(theta, letter).any():
            _disagree("the set is not empty")


def _require_kept(case: Case, region: Region, theta: Numbers, c: Numbers) -> None:
    """Points of the set stay in it along a few fields."""
    largest, seen, defined = 0.0, 0, False
    for _ in range(3):
        end, sound = journey(case.system, case.random, theta)
        defined |= bool(case.system.defined(theta, case.system.defined_letter(case.random, theta)).any())
        away = np.where(sound, region.violation(end, c), 0)
        crossed = sound & region.is_crossed(theta, end, c)
        seen += int(sound.sum())
        largest = max(largest, float(away.max()))
        if crossed.any():
            _disagree(f"a condition stops holding on the way from {theta[crossed][0]}")
        if largest > SEEN:
            _disagree(f"the flow leaves the set by {largest:.1e} from {theta[away.argmax()]}")
    if largest > UNSEEN or (defined and not seen):
        raise CannotTell(f"the flow leaves the set by {largest:.1e}, {seen} ways seen")


def _require_manifold(case: Case, region: Region) -> None:
    claimed, shown = _manifold(case), case.evidence["manifold"]
    if claimed["status"] == "unknown":
        return None
    if claimed["status"] == "empty":
        return _require_empty(case, region)
    _, point, constants = case.at(shown["place"])
    if not _is_inside(region, point[None], constants[None]):
        _disagree("the regular point is not in the set")
    given = shown.get("input", shown["place"].get("input", {}))
    if not exactly(lambda: case.witness(shown["place"]).is_defined(given)):
        _disagree("the regular point is not in the domain of its input")
    _require_dimension(case, region, point, constants)
    if claimed["status"] == "embedded":
        for _ in range(3):
            theta, c = case.points(region, case.random.normal(0, 1, region.constants))
            for at in range(min(3, len(theta))):
                _require_dimension(case, region, theta[at], c[at])
    return None


def _is_inside(region: Region, theta: Numbers, c: Numbers) -> bool:
    """Whether all the points are in the set."""
    return bool((region.violation(theta, c) < UNSEEN).all() and (region.margin(theta, c) > 0).all())


def _require_dimension(case: Case, region: Region, theta: Numbers, c: Numbers) -> None:
    claimed = _manifold(case)["dimension"]
    found = [local_dimension(region, case.random, theta, c, scale) for scale in (1e-3, 1e-5)]
    if claimed not in found:
        if None in found:
            raise CannotTell("the dimension at a point")
        _disagree(f"the set has dimension {found[1]} near {theta}")


def _single(system: System, given: Mapping[str, str], output: int = 0) -> Letter:
    x = np.array([[float(Fraction(given.get(name, "0"))) for name in system.inputs]])
    return Letter(x, np.eye(system.fields)[[min(output, system.fields - 1)]])


def _require_symmetry(case: Case, theta: Numbers, c: Numbers) -> None:
    """What isometries fix is affine; a secant leaves the set."""
    if case.report.symmetry_induced:
        for t in (0.5, -1.0, 2.0):
            line = theta + t * (theta[::-1] - theta)
            same = np.abs(c - c[::-1]).max(axis=1, initial=0) < UNSEEN
            if (np.where(same, case.region.violation(line, c), 0) > SEEN).any() or case.region.where:
                _disagree("a set that is not affine is fixed by no isometries")
    elif case.report.symmetry_induced is False:
        places = case.evidence["secant"]
        (_, first, c0), (_, second, _) = map(case.at, places)
        ends = np.array([first, second])
        constants = np.broadcast_to(c0, (2, len(c0)))
        if not _is_inside(case.region, ends, constants):
            _disagree("the secant goes through points that are not in the set")
        if not exactly(lambda: all(case.witness(place).is_defined_somewhere() for place in places)):
            _disagree("the secant goes through points that are in no domain")
        line = first + np.linspace(-1.3, 2.1, 16)[:, None] * (second - first)
        if case.region.violation(line, np.broadcast_to(c0, (16, len(c0)))).max() < UNSEEN:
            _disagree("the secant stays in the set")


def _kept_out(theta: Numbers, c: Numbers, removed: Region) -> tuple[Numbers, Numbers]:
    inside = (removed.violation(theta, c) < 1e-3) & (removed.margin(theta, c) > -1e-3)
    return theta[~inside], c[~inside]


def _require_difference(case: Case, theta: Numbers, c: Numbers) -> None:
    """What is left of a set without another is kept, as is its closure."""
    _require_kept(case, case.region, theta, c)
    removed = Region(case.claim["candidate"]["difference"][1], case.system)
    for _ in range(3):
        end, sound = journey(case.system, case.random, theta)
        inside = (removed.violation(end, c) < 1e-10) & (removed.margin(end, c) > 1e-3)
        if (sound & inside).any():
            _disagree("the flow reaches what is left out")


# Optimisers.


def _require_optimisers(case: Case, theta: Numbers, c: Numbers) -> None:
    missteps = case.evidence.get("missteps", [])
    for one in missteps:
        exactly(lambda one=one: _require_misstep(case, one))
    shown = {one["optimiser"] for one in missteps} | (
        {"momentum"} if any(one["optimiser"] == "gradient_descent" for one in missteps) else set()
    )
    for optimiser, kept in case.report.optimisers.items():
        if kept is not None and optimiser not in shown:
            away = [_stepped_away(case, optimiser, theta, c) for _ in range(3)]
            if kept and max(away) > STEPPED:
                _disagree(f"{optimiser} leaves the set by {max(away):.1e}")
            if kept and max(away) > 1e-7:
                raise CannotTell(f"{optimiser} leaves the set by {max(away):.1e}")
            if not kept and max(away) < 1e-7:
                _disagree(f"{optimiser} does not leave the set")


def _stepped_away(case: Case, optimiser: str, theta: Numbers, c: Numbers) -> float:
    """How far two steps take points of the set away that are in the domain; 0 without such points."""
    system, random = case.system, case.random
    letters = [system.defined_letter(random, theta) for _ in range(2)]
    size, decay = random.uniform(0.05, 0.5), random.uniform(0.05, 0.5)
    here, first, second = theta, np.zeros_like(theta), np.zeros_like(theta)
    sound = np.ones(len(theta), dtype=bool)
    for at, letter in enumerate(letters, start=1):
        reader, G = system.gradient(here, letter)
        sound &= reader.defined() & (np.abs(G).max(axis=1) < LONG)
        first = 0.9 * first + (0.1 * G if optimiser == "adam" else G)
        second = 0.99 * second + 0.01 * G * G
        step = {
            "gradient_descent": G,
            "momentum": first,
            "weight_decay": G + decay * here,
            "adam": first / (1 - 0.9**at) / (np.sqrt(second / (1 - 0.99**at)) + 0.1),
        }[optimiser]
        here = here - size * system.rates * step
        sound &= np.abs(here).max(axis=1) < 100
    away = np.maximum(case.region.violation(here, c), np.where(case.region.margin(here, c) > 0, 0, 1))
    return float(np.where(sound & np.isfinite(away), away, 0).max(initial=0))


def _require_misstep(case: Case, one: Json) -> None:
    """The step that is offered begins in the set and the domain, and ends where what it names is violated."""
    witness = case.witness(one["place"])
    if not witness.is_on_the_set():
        _disagree("a step begins off the set")
    if not witness.is_defined(one["letter"]["input"]):
        _disagree("a step begins where the model is not defined")
    (kind, at), end = one["violated"], _after(witness, one)
    if kind == "equation" and abs(witness.flow.equations(end)[at]) < mpmath.mpf("1e-80"):
        _disagree("the step stays in the set")
    if kind == "condition" and witness.conditions(end)[at] > mpmath.mpf("1e-80"):
        _disagree("the step keeps the condition")


def _after(witness: Witness, one: Json) -> list[Any]:
    """The first step of an optimiser."""
    (letter,), theta = witness.letters([one["letter"]]), witness.theta
    size, more = coordinate(one["size"]), coordinate(one["more"])
    X = witness.flow.field(letter)(theta)
    if one["optimiser"] == "adam":
        X = [x / (abs(x) + more) for x in X]
    kept = 1 - more if one["optimiser"] == "weight_decay" else 1
    return [kept * t - size * x for t, x in zip(theta, X, strict=True)]


# Refutations.


def _refuted(case: Case) -> None:
    exactly(lambda: _leaves(case) if case.evidence["proof"]["shows"] == "leaving" else _crosses(case))


def _leaves(case: Case) -> None:
    proof = case.evidence["proof"]
    witness = case.witness(proof["place"])
    if not witness.is_on_the_set():
        _disagree("the point is not in the set")
    _require_defined(witness, proof["word"])
    _require_nonzero(witness, lambda theta: witness.flow.equations(theta)[proof["equation"]], proof["word"])


def _require_defined(witness: Witness, word: Sequence[Json]) -> None:
    if not all(witness.is_defined(letter["input"]) for letter in word):
        _disagree("the point is not in the domain of an input of the word")


def _require_nonzero(witness: Witness, g: Callable[[Any], Any], word: Sequence[Json]) -> None:
    value = witness.derivative(g, word)
    if value is None:
        raise CannotTell("a derivative of high order")
    error = mpmath.mpf(ERRORS[len(word)])
    if abs(value) <= error:
        _disagree("the derivative along the word is zero")
    if abs(value) < 1000 * error:
        raise CannotTell("a small derivative")


def _crosses(case: Case) -> None:
    """From a point of V where h = 0, perhaps more than one h, the flow reaches the set."""
    proof = case.evidence["proof"]
    witness = case.witness(proof["place"])
    at = proof["condition"]
    boundary = [at, *(condition for condition, _ in proof.get("touched", ()))]
    margins = witness.conditions(witness.theta)
    on_the_boundary = all(abs(margins[h]) < mpmath.mpf("1e-60") for h in boundary)
    if not witness.is_on_the_set(leaving_out=boundary) or not on_the_boundary:
        _disagree("the point is not on the boundary of the set")
    _require_defined(witness, proof["word"])
    system, theta, c = case.at(proof["place"])
    region = Region(case.candidate, system)
    for letter in [*proof["word"], None, None, None]:
        if _reaches(case, system, region, theta, c, letter):
            return
    _require_nonzero(witness, lambda theta: witness.condition_values(theta)[at][1], proof["word"])
    raise CannotTell("whether the flow from the boundary reaches the set")


def _reaches(
    case: Case, system: System, region: Region, theta: Numbers, c: Numbers, letter: Json | None
) -> bool:
    start = np.repeat(theta[None], 8, axis=0)
    if letter is None:
        end, sound = journey(system, case.random, start, 1)
    else:
        one = _single(system, letter["input"], letter["field"])
        leg = Leg(system, start, Letter(np.repeat(one.x, 8, axis=0), np.repeat(one.w, 8, axis=0)))
        end, sound = flow(leg, start, leg.time * np.array([-1, -0.6, -0.3, -0.1, 0.1, 0.3, 0.6, 1]))
    constants = np.repeat(c[None], 8, axis=0)
    inside = (region.violation(end, constants) < UNSEEN) & (region.margin(end, constants) > UNSEEN)
    return bool((sound & inside).any())


# Cores.


def _core(case: Case) -> None:
    claimed, whole = case.claim["core"], case.region
    declared = {"constants": case.candidate["constants"]} if "constants" in case.candidate else {}
    core = Region({"equations": claimed["equations"], **declared}, case.system)
    theta, c = case.points(core)
    if claimed["comparison"] == "empty":
        _require_empty(case, core)
    elif not len(theta):
        raise CannotTell("no point of the core was found")
    else:
        if whole.violation(theta, c).max() > SEEN:
            _disagree("the core is not inside the set")
        _require_kept(case, core, theta, c)
        _require_manifold(case, core)
    _require_comparison(case, core)
    if claimed["largest"]:
        _require_largest(case, core)


def _require_comparison(case: Case, core: Region) -> None:
    comparison = case.claim["core"]["comparison"]
    if comparison == "smaller":
        place = case.evidence["proof"]["outside"]
        system, theta, c = case.at(place)
        witness = exactly(lambda: case.witness(place))
        if not exactly(witness.is_on_the_set):
            _disagree("the point outside the core is not in the set")
        if not exactly(witness.is_defined_somewhere):
            _disagree("the point outside the core is in no domain")
        if (
            Region({"equations": case.claim["core"]["equations"], **_constants(case)}, system).violation(
                theta[None], c[None]
            )[0]
            < 1e-12
        ):
            _disagree("the point outside the core is in it")
    if comparison in ("equal", "empty"):
        theta, c = case.points(case.region)
        letter = case.system.defined_letter(case.random, theta)
        defined = case.system.defined(theta, letter)
        if comparison == "equal" and (np.where(defined, core.violation(theta, c), 0) > SEEN).any():
            _disagree("the core is smaller than the set")


def _constants(case: Case) -> Json:
    return {"constants": case.candidate["constants"]} if "constants" in case.candidate else {}


def _require_largest(case: Case, core: Region) -> None:
    """Points of the set outside the core leave the set."""
    theta, c = case.points(case.region)
    outside = core.violation(theta, c) > 1e-2
    theta, c = theta[outside], c[outside]
    if not len(theta):
        return
    away, seen = np.zeros(len(theta)), np.zeros(len(theta), dtype=bool)
    for _ in range(6):
        end, sound = journey(case.system, case.random, theta, 3)
        away = np.maximum(away, np.where(sound, case.region.violation(end, c), 0))
        seen |= sound
    if (seen & (away < 1e-11)).any():
        _disagree(f"the core is not the largest: {theta[seen & (away < 1e-11)][0]} stays in the set")


# Reduced models.


def _reduced(case: Case) -> None:
    claimed, region = case.claim["reduced"], case.region
    smaller = System(claimed["model"], case.system.functions)
    u = case.random.normal(0, 1, (16, smaller.size))
    images = smaller.of_parameters([claimed["map"][name] for name in case.system.names], u)
    theta, c = images.v, np.zeros((16, 0))
    if region.violation(theta, c).max() > UNSEEN or (region.margin(theta, c) <= 0).any():
        _disagree("the map leads out of the set")
    slopes = images.d[0]
    if np.linalg.matrix_rank(slopes, tol=1e-9) < smaller.size:
        _disagree("the map is not injective")
    dimension = local_dimension(region, case.random, theta[0], c[0], 1e-3)
    if dimension is not None and dimension != smaller.size:
        _disagree(f"the set has dimension {dimension}, and the reduced model {smaller.size} parameters")
    if (smaller.inputs, smaller.fields) != (case.system.inputs, case.system.fields):
        _disagree("the reduced model has other inputs or outputs")
    _require_same_flow(case, smaller, u, theta, slopes)
    _require_kept(case, region, theta, c)
    _require_manifold(case, region)
    _require_symmetry(case, theta, c)
    _require_optimisers(case, theta, c)


def _require_same_flow(case: Case, smaller: System, u: Numbers, theta: Numbers, slopes: Numbers) -> None:
    seen = 0
    for _ in range(3):
        letter = case.system.defined_letter(case.random, theta)
        defined = case.system.defined(theta, letter)
        if (defined & ~smaller.defined(u, letter)).any():
            _disagree("the reduced model is not defined where the model is")
        values = [s.outputs(p, letter.x)[1].v for s, p in ((case.system, theta), (smaller, u))]
        fields = [
            case.system.gradient(theta, letter)[1] * case.system.rates,
            (smaller.gradient(u, letter)[1] * smaller.rates) @ slopes.T,
        ]
        for what, (left, right) in (("outputs", values), ("flow", fields)):
            scale = 1 + np.abs(left).max(axis=1)
            if (np.where(defined, np.abs(left - right).max(axis=1) / scale, 0) > 1e-7).any():
                _disagree(f"the reduced model has another {what}")
        seen += int(defined.sum())
    if not seen:
        raise CannotTell("no point of the set is in a domain")


# Orbits and laws.


def _orbit(case: Case) -> None:
    claimed = case.claim["orbit"]
    theta = _point(case, claimed["point"])
    c = np.zeros((len(theta), 0))
    if case.region.violation(theta, c).max() > UNSEEN or case.region.margin(theta, c).min() <= 0:
        _disagree("the point is not in the set")
    _require_bounds(case, theta, claimed["lower"], claimed["upper"])
    points, constants = case.points(case.region)
    _require_kept(case, case.region, np.concatenate([theta, points]), np.concatenate([c, constants]))
    _require_conserved(case, theta[0], claimed["laws"])


def _point(case: Case, written: Mapping[str, str], points: int = 4) -> Numbers:
    point = np.array([float(Fraction(written[name])) for name in case.system.names])
    return np.repeat(point[None], points, axis=0)


def _require_bounds(case: Case, theta: Numbers, lower: int, upper: int) -> None:
    """The rank of the map from the times of a long journey to where it ends, at generic times."""
    letter = case.system.defined_letter(case.random, theta, 40)
    if not case.system.defined(theta, letter).any():
        _disagree("the point is in no domain")
    journeys = [_slopes_of_a_journey(case.system, case.random, theta[0]) for _ in range(3)]
    found = [values for values, _ in journeys]
    sizes = np.append(np.max([v / max(v.max(initial=0), 1e-3) for v in found], axis=0), 0)
    if upper < case.system.size and sizes[upper] > 1e-3:
        _disagree(f"the orbit has a dimension of more than {upper}")
    if lower > _rank_of_fields(case, theta[0]) and sizes[lower - 1] < 1e-8:
        if not any(whole for _, whole in journeys):
            raise CannotTell("no journey from the point could be followed to its end")
        _disagree(f"the orbit seems to have a dimension of less than {lower}")
    seen = max(_rank_of_fields(case, theta[0]), *map(_rank_by_a_gap, found))
    if not lower <= seen <= upper:
        raise CannotTell(f"the dimension of the orbit: {sizes}")


def _rank_of_fields(case: Case, point: Numbers) -> int:
    """The number of directions of fields at a point: a lower bound, however long the fields are."""
    theta = np.repeat(point[None], 4 * case.system.size, axis=0)
    reader, gradient = case.system.gradient(theta, case.system.defined_letter(case.random, theta))
    rows = (gradient * case.system.rates)[reader.defined()]
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return _rank((rows / np.where(length > 0, length, 1))[np.isfinite(length[:, 0])])


def _rank_by_a_gap(values: Numbers) -> int:
    """The number of singular values before the widest gap."""
    floor = 1e-7 * max(values.max(initial=0), 1e-2)
    padded = np.concatenate([[1e3], np.maximum(values, floor), [floor]])
    return int(np.argmax(padded[:-1] / padded[1:])) if values.max(initial=0) > 1e-7 else 0


def _slopes_of_a_journey(system: System, random: np.random.Generator, point: Numbers) -> tuple[Numbers, bool]:
    """The singular values of the derivative of the end by the times, and whether all legs were followed."""
    legs = 2 * system.size + 1
    stencil = [(1, 2 / 3), (-1, -2 / 3), (2, -1 / 12), (-2, 1 / 12)]
    count, h = len(stencil) * legs, 2e-3
    here, whole = np.repeat(point[None], count, axis=0), True
    nudges = np.concatenate([h * k * np.eye(legs) for k, _ in stencil])
    for at in range(legs):
        one = system.defined_letter(random, here[:1], 20)
        letter = Letter(np.repeat(one.x, count, axis=0), np.repeat(one.w, count, axis=0))
        leg = Leg(system, here, letter)
        time = leg.time.min() * random.uniform(0.3, 1) * random.choice([-1, 1])
        end, accurate = flow(leg, here, time + nudges[:, at])
        if accurate.all():
            here = end
        else:
            whole = False
    slopes = sum(weight * here[k * legs : (k + 1) * legs] for k, (_, weight) in enumerate(stencil))
    return np.linalg.svd(slopes / h, compute_uv=False), whole


def _require_conserved(case: Case, point: Numbers, laws: Sequence[Json]) -> None:
    if not laws:
        return
    shape = (24, case.system.size)
    theta = np.concatenate([np.repeat(point[None], 8, axis=0), case.random.normal(0, 1, shape)])
    letter = case.system.defined_letter(case.random, theta)
    reader, gradient = case.system.gradient(theta, letter)
    slopes = case.system.of_parameters(laws, theta).d
    X = gradient * case.system.rates
    along = np.abs(np.einsum("plm,pm->pl", slopes, X))
    scale = 1 + np.einsum("plm,pm->pl", np.abs(slopes), np.abs(X))
    away = np.where(reader.defined()[:, None], along / scale, 0)
    if away.max() > 1e-9 or np.isnan(away).any():
        _disagree(f"law {int(np.nanargmax(away.max(axis=0)))} is not conserved")


def _laws(case: Case) -> None:
    claimed = case.claim["laws"]
    theta = _point(case, claimed["point"])
    _require_conserved(case, theta[0], claimed["conserved"])
    near = theta + case.random.normal(0, 1e-2, theta.shape)
    ranks = [_rank(case.system.of_parameters(claimed["conserved"], p[None]).d[0]) for p in near]
    if max(ranks) < claimed["independent"]:
        _disagree(f"of the laws {max(ranks)} are independent")
    _require_bounds(case, near[:1], claimed["lower"], claimed["upper"])
    if case.system.size - max(ranks) < claimed["lower"]:
        _disagree("more laws than there can be")
    if claimed["complete"] is not None:
        _require_complete(case, near, max(ranks), claimed["complete"])


def _require_complete(case: Case, near: Numbers, independent: int, complete: bool) -> None:
    wanted = case.system.size - independent
    try:
        _require_bounds(case, near[:1], *((wanted, wanted) if complete else (0, wanted - 1)))
    except Disagrees:
        _disagree(f"{independent} independent laws, complete: {complete}")


def _rank(rows: Numbers) -> int:
    values = np.linalg.svd(rows, compute_uv=False) if rows.size else np.zeros(0)
    return int((values > 1e-8 * max(1.0, values.max(initial=0))).sum())


_JUDGES: Final[Mapping[str, Callable[[Case], None]]] = {
    "certified": _certified,
    "refuted": _refuted,
    "core": _core,
    "reduced": _reduced,
    "orbit": _orbit,
    "laws": _laws,
}
