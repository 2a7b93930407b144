"""The claim: all that a reader must believe a certificate is about.

A claim holds a model (its outputs as expression trees), a candidate set, and what is said of it. Here it is
read, strictly, and turned into the graph and the polynomials that the rules work on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Final, TypeAlias

from certsim.kernel.errors import MalformedCertificate
from certsim.kernel.meter import spend
from certsim.kernel.statement.model import (
    RELATIONS,
    Condition,
    KernelModel,
    check_distinct,
    differences,
    polynomials,
    read_condition,
    read_declarations,
    read_model,
    targets,
)
from certsim.kernel.statement.strict_json import (
    Json,
    read_choice,
    read_count,
    read_list,
    read_object,
)
from certsim.kernel.terms.arrays import Array
from certsim.kernel.terms.definitions import mentions_pi
from certsim.kernel.terms.expression import (
    Path,
    Scope,
    declare,
    read_rational,
    scalar_names,
)
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.graph import Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Tower

COMPARISONS: Final = ("empty", "equal", "smaller", "unknown")
STATUSES: Final = ("embedded", "regular locus", "empty")


@dataclass(frozen=True)
class Candidate:
    """A set S = V ∩ H: polynomials over the leaves of its model, and over its constants after them."""

    constants: Sequence[str]
    equations: Sequence[Polynomial]
    conditions: Sequence[Condition]
    maps: Sequence[Mapping[int, Polynomial]]


EVERYTHING: Final = Candidate((), (), (), ())
"""The set of all parameters."""


@dataclass(frozen=True)
class Difference:
    """A set V∖W: the candidate is V, and `parts` are the statements of V and W."""

    candidate: Candidate
    parts: tuple[Json, Json]


@dataclass(frozen=True)
class Core:
    """An invariant part of the candidate, how it compares with it, and whether there is no larger one."""

    candidate: Candidate
    equations: Sequence[Polynomial]
    comparison: str
    largest: bool


@dataclass(frozen=True)
class Reduced:
    """A reduced model F_red, and the parameters θ_i = (Bu)_i in its parameters u (theory T16)."""

    candidate: Candidate
    model: KernelModel
    images: Sequence[Polynomial]


@dataclass(frozen=True)
class Quantity:
    """A function of the parameters that is said to be conserved; `limited` is its domain, as a model's is."""

    node: Node
    limited: Mapping[Node, Domain]


@dataclass(frozen=True)
class Orbit:
    """The point whose orbit is meant, bounds for its dimension, and laws; the candidate holds the orbit."""

    candidate: Candidate
    point: Sequence[Fraction]
    laws: Sequence[Quantity]
    lower: int
    upper: int


@dataclass(frozen=True)
class Laws:
    """Conserved quantities, and a point in the part of the domain that is meant.

    At generic points of it so many laws are independent, and the bounds for the dimension of orbits hold.
    """

    candidate: Candidate
    point: Sequence[Fraction]
    laws: Sequence[Quantity]
    independent: int
    lower: int
    upper: int
    complete: bool | None


Subject: TypeAlias = Candidate | Difference | Core | Reduced | Orbit | Laws


@dataclass(frozen=True)
class Claim:
    """A model, what is spoken of, and what is said of it.

    Variables of polynomials: the model's leaves, then the candidate's constants, then atoms.
    """

    statement: Json
    model: KernelModel
    subject: Subject
    verdict: str
    manifold: Mapping[str, Json]

    @property
    def candidate(self) -> Candidate:
        """The set that is spoken of; of conserved quantities it is the set of all parameters."""
        return self.subject if isinstance(self.subject, Candidate) else self.subject.candidate

    @cached_property
    def names(self) -> Sequence[str]:
        """The name of each variable that is no atom."""
        pi = () if self.model.pi is None else ("pi",)
        names = (*self.model.parameters, *self.model.inputs, *pi, *self.candidate.constants)
        spend(2 * len(names))
        return names

    @property
    def parameter_count(self) -> int:
        return len(self.model.parameters)

    @property
    def trained(self) -> range | list[int]:
        """The parameters that training moves: all that are not frozen (theory T22)."""
        frozen, parameters = self.model.frozen, range(self.parameter_count)
        return [v for v in parameters if v not in frozen] if frozen else parameters

    @property
    def inputs(self) -> range:
        """The variables that are inputs."""
        return range(self.parameter_count, self.first_constant)

    @property
    def constants(self) -> range:
        """The variables that are constants; π is the first of them, if the claim has it."""
        return range(self.first_constant, len(self.names))

    @property
    def first_constant(self) -> int:
        return len(self.model.parameters) + len(self.model.inputs)

    def about(self, subject: Subject) -> Claim:
        """The claim with another subject, of the same model."""
        return replace(self, subject=subject)

    def concluding(self, verdict: str, manifold: Mapping[str, Json] | None = None) -> Claim:
        """The claim that a verdict, and a manifold if it is known, is true of the same candidate."""
        statement = {key: self.statement[key] for key in ("model", "candidate")}
        statement["verdict"] = verdict
        if manifold is not None and manifold["status"] != "unknown":
            statement["manifold"] = dict(manifold)
        return replace(self, statement=statement, verdict=verdict, manifold=manifold or UNKNOWN)

    @cached_property
    def variables(self) -> Mapping[str, int]:
        """The variable of each scalar name."""
        return {name: variable for variable, name in enumerate(self.names)}

    def tower(self) -> Tower:
        """A tower of atoms over the claim's leaves, without atoms yet."""
        return Tower(self.model.graph.functions, len(self.names))


UNKNOWN: Final[Mapping[str, Json]] = {"status": "unknown"}


def read_claim(statement: Json, path: Path = ("claim",)) -> Claim:
    """Reads a claim; raises `MalformedCertificate` with the path of what is wrong."""
    verdict = read_choice(
        statement.get("verdict") if isinstance(statement, dict) else None,
        tuple(SUBJECTS),
        (*path, "verdict"),
    )
    kinds, read = SUBJECTS[verdict]
    parts = read_object(statement, ("model", "verdict", *kinds), ("manifold",), path)
    model = read_model(parts["model"], (*path, "model"), has_pi=mentions_pi(statement))
    manifold = UNKNOWN
    if "manifold" in parts:
        manifold = _manifold(parts["manifold"], verdict, len(model.parameters), (*path, "manifold"))
    return Claim(statement, model, read(model, parts, path), verdict, manifold)


def _manifold(statement: Json, verdict: str, parameters: int, path: Path) -> Mapping[str, Json]:
    read_choice(verdict, ("certified", "core", "reduced"), path)
    parts = read_object(statement, ("status",), ("dimension",), path)
    status = read_choice(parts["status"], STATUSES, (*path, "status"))
    if (status == "empty") == ("dimension" in parts):
        raise MalformedCertificate("a manifold has a dimension, and an empty set has none", path)
    if "dimension" in parts:
        read_count(parts["dimension"], parameters + 1, (*path, "dimension"))
    return parts


def read_candidate(model: KernelModel, statement: Json, path: Path = ()) -> Candidate:
    """Reads a candidate of a model; `fixed_by` becomes the equations of the fixed set."""
    parts = read_object(statement, (), ("equations", "fixed_by", "constants", "where"), path)
    if ("equations" in parts) == ("fixed_by" in parts):
        raise MalformedCertificate("a candidate has either equations or fixed_by", path)
    constants = read_declarations(parts.get("constants", []), (*path, "constants"))
    scope = _candidate_scope(model, parts, path)
    equations = _equations(scope, parts.get("equations", []), (*path, "equations"))
    maps = _maps(scope, parts.get("fixed_by", []), (*path, "fixed_by"))
    if "fixed_by" in parts and constants:
        raise MalformedCertificate("fixed_by takes no constants", (*path, "constants"))
    for one in maps:
        equations.extend(Polynomial.variable(leaf) - image for leaf, image in one.items())
    return Candidate(
        constants=[name for declaration in constants for name in scalar_names(*declaration)],
        equations=equations,
        conditions=_conditions(scope, parts.get("where", []), (*path, "where")),
        maps=maps,
    )


def read_set(model: KernelModel, statement: Json, path: Path = ()) -> Candidate | Difference:
    """Reads a candidate, or a difference V∖W of two such sets."""
    if not isinstance(statement, dict) or "difference" not in statement:
        return read_candidate(model, statement, path)
    read_object(statement, ("difference",), (), path)
    whole, removed = read_list(statement["difference"], lambda part, _: part, (*path, "difference"), 2)
    parts = [read_set(model, part, (*path, "difference", at)) for at, part in enumerate((whole, removed))]
    candidate = parts[0] if isinstance(parts[0], Candidate) else parts[0].candidate
    return Difference(candidate, (whole, removed))


def _set(model: KernelModel, parts: Mapping[str, Json], path: Path) -> Candidate | Difference:
    return read_set(model, parts["candidate"], (*path, "candidate"))


def _candidate(model: KernelModel, parts: Mapping[str, Json], path: Path) -> Candidate:
    return read_candidate(model, parts["candidate"], (*path, "candidate"))


def _core(model: KernelModel, parts: Mapping[str, Json], path: Path) -> Core:
    """A claimed core; its equations are in the parameters and the candidate's constants."""
    candidate, path = _candidate(model, parts, path), (*path, "core")
    core = read_object(parts["core"], ("equations", "comparison", "largest"), (), path)
    scope = _candidate_scope(model, parts["candidate"], path)
    return Core(
        candidate,
        _equations(scope, core["equations"], (*path, "equations")),
        read_choice(core["comparison"], COMPARISONS, (*path, "comparison")),
        read_choice(core["largest"], (True, False), (*path, "largest")),
    )


def _reduced(model: KernelModel, parts: Mapping[str, Json], path: Path) -> Reduced:
    """A reduced model, and what each parameter is in its parameters."""
    candidate, path = _candidate(model, parts, path), (*path, "reduced")
    reduced = read_object(parts["reduced"], ("model", "map"), (), path)
    smaller = read_model(reduced["model"], (*path, "model"), has_pi=model.pi is not None)
    scope = Scope(smaller.graph, _parameter_arrays(smaller))
    images = read_object(reduced["map"], model.parameters, (), (*path, "map"))
    nodes = [scope.scalar(images[name], (*path, "map", name)) for name in model.parameters]
    return Reduced(candidate, smaller, polynomials(scope, nodes, (*path, "map")))


def _orbit(model: KernelModel, parts: Mapping[str, Json], path: Path) -> Orbit:
    candidate, path = _candidate(model, parts, path), (*path, "orbit")
    orbit = read_object(parts["orbit"], ("point", "laws", "lower", "upper"), (), path)
    point, lower, upper = _bounds(model, orbit, path)
    return Orbit(candidate, point, _laws_of(model, orbit["laws"], path), lower, upper)


def _laws(model: KernelModel, parts: Mapping[str, Json], path: Path) -> Laws:
    keys, path = ("point", "conserved", "independent", "lower", "upper", "complete"), (*path, "laws")
    laws = read_object(parts["laws"], keys, (), path)
    point, lower, upper = _bounds(model, laws, path)
    independent = read_count(laws["independent"], len(model.parameters) + 1, (*path, "independent"))
    complete = read_choice(laws["complete"], (True, False, None), (*path, "complete"))
    conserved = _laws_of(model, laws["conserved"], path)
    return Laws(EVERYTHING, point, conserved, independent, lower, upper, complete)


def _bounds(model: KernelModel, parts: Mapping[str, Json], path: Path) -> tuple[Sequence[Fraction], int, int]:
    """A point of all parameters, and bounds for the dimension of its orbit."""
    coordinates = read_object(parts["point"], model.parameters, (), (*path, "point"))
    point = [read_rational(coordinates[name], (*path, "point", name)) for name in model.parameters]
    upper = read_count(parts["upper"], len(model.parameters) + 1, (*path, "upper"))
    return point, read_count(parts["lower"], upper + 1, (*path, "lower")), upper


def _laws_of(model: KernelModel, trees: Json, path: Path) -> Sequence[Quantity]:
    """The conserved quantities that are claimed: expressions in the parameters, which may call functions."""
    arrays = _parameter_arrays(model)

    def quantity(tree: Json, at: Path) -> Quantity:
        scope = Scope(model.graph, arrays)
        return Quantity(scope.scalar(tree, at), scope.written.limited)

    return read_list(trees, quantity, path)


def _parameter_arrays(model: KernelModel) -> dict[str, Array]:
    """The names of parameters, and π."""
    inputs = range(len(model.parameters), len(model.parameters) + len(model.inputs))
    return {
        name: array
        for name, array in model.arrays.items()
        if model.graph.nodes[array.nodes[0]][1] not in inputs
    }


def _candidate_scope(model: KernelModel, statement: Mapping[str, Json], path: Path) -> Scope:
    """The names that a candidate's expressions may use: parameters and its own constants."""
    constants = read_declarations(statement.get("constants", []), (*path, "constants"))
    check_distinct(constants, {*model.arrays, *model.graph.functions.facts}, (*path, "constants"))
    first = len(model.parameters) + len(model.inputs) + (model.pi is not None)
    return Scope(model.graph, _parameter_arrays(model) | declare(model.graph, constants, first))


def _equations(scope: Scope, statement: Json, path: Path) -> list[Polynomial]:
    def equation(entry: Json, at: Path) -> list[Polynomial]:
        if not isinstance(entry, list) or len(entry) != 2:
            raise MalformedCertificate("an equation has two sides", at)
        left, right = scope.pair(entry[0], entry[1], at)
        return differences(scope, left, right, at)

    return [p for entry in read_list(statement, equation, path) for p in entry]


def _conditions(scope: Scope, statement: Json, path: Path) -> list[Condition]:
    def condition(entry: Json, at: Path) -> list[Condition]:
        return read_condition(entry, scope, RELATIONS, at)

    return [c for entry in read_list(statement, condition, path) for c in entry]


def _maps(scope: Scope, statement: Json, path: Path) -> list[dict[int, Polynomial]]:
    def assignment(entry: Json, at: Path) -> list[tuple[int, Polynomial]]:
        if not isinstance(entry, list) or len(entry) != 2:
            raise MalformedCertificate("a map sends parameters to expressions", at)
        target, image = scope.expand(entry[0], (*at, 0)), scope.expand(entry[1], (*at, 1))
        if target.shape != image.shape:
            raise MalformedCertificate("parameters and their image have different shapes", at)
        images = polynomials(scope, image.nodes, (*at, 1))
        if any(p.degree > 1 for p in images):
            raise MalformedCertificate("a map is linear, or affine, in the parameters", (*at, 1))
        return list(zip(targets(scope, entry[0], (*at, 0)), images, strict=True))

    def one(entry: Json, at: Path) -> dict[int, Polynomial]:
        pairs = [pair for pairs in read_list(entry, assignment, at) for pair in pairs]
        if len(dict(pairs)) != len(pairs):
            raise MalformedCertificate("a map sends a parameter to two places", at)
        return dict(pairs)

    return read_list(statement, one, path)


_Reader: TypeAlias = Callable[[KernelModel, Mapping[str, Json], Path], Subject]

SUBJECTS: Final[Mapping[str, tuple[tuple[str, ...], _Reader]]] = {
    "certified": (("candidate",), _set),
    "refuted": (("candidate",), _candidate),
    "core": (("candidate", "core"), _core),
    "reduced": (("candidate", "reduced"), _reduced),
    "orbit": (("candidate", "orbit"), _orbit),
    "laws": (("laws",), _laws),
}
"""For each verdict the keys of what it speaks of, besides the model, and how that is read."""
