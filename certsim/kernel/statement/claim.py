"""The claim: all that a reader must believe a certificate is about.

A claim holds a model (its outputs as expression trees), a candidate set, and what is said of it. Here it is
read, strictly, and turned into the graph and the polynomials that the rules work on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Final

from certsim.kernel.errors import MalformedCertificate
from certsim.kernel.statement.model import (
    Model,
    check_distinct,
    polynomials,
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
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.expression import (
    Array,
    Path,
    Scope,
    declare,
    read_rational,
    scalar_names,
)
from certsim.kernel.terms.functions import Expression
from certsim.kernel.terms.graph import Graph, Node
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.tower import Tower

RELATIONS: Final = ("!=", ">", "<")
SUBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "certified": ("candidate",),
    "refuted": ("candidate",),
    "core": ("candidate", "core"),
    "reduced": ("candidate", "reduced"),
    "orbit": ("candidate", "orbit"),
    "laws": ("laws",),
}
"""What a claim speaks of besides the model, for each verdict."""
COMPARISONS: Final = ("empty", "equal", "smaller", "unknown")
STATUSES: Final = ("embedded", "regular locus", "empty")


@dataclass(frozen=True)
class Condition:
    """A side condition h ⋈ 0 with ⋈ among ≠, >, <."""

    polynomial: Polynomial
    relation: str

    @property
    def positive(self) -> Polynomial:
        """H or -h: what the condition says is positive (or, for ≠, not zero)."""
        return -self.polynomial if self.relation == "<" else self.polynomial


@dataclass(frozen=True)
class Orbit:
    """The point whose orbit is meant, and bounds for its dimension.

    Of conserved quantities it is a point in the part of Ω that is meant, where the bounds hold generically.
    """

    point: Sequence[Fraction]
    lower: int
    upper: int


@dataclass(frozen=True)
class Reduced:
    """A reduced model F_red, and the parameters θ_i = (Bu)_i in its parameters u (theory T16)."""

    model: Model
    images: Sequence[Polynomial]


@dataclass(frozen=True)
class Claim:
    """A model, a candidate S = V ∩ H, and what is claimed of S; or a model and its conserved quantities.

    Variables of polynomials: the model's leaves, then the candidate's constants, then atoms.
    """

    statement: Json
    model: Model
    constants: Sequence[str]
    equations: Sequence[Polynomial]
    conditions: Sequence[Condition]
    maps: Sequence[Mapping[int, Polynomial]]
    difference: tuple[Json, Json] | None
    core: Sequence[Polynomial]
    reduced: Reduced | None
    orbit: Orbit | None
    laws: Sequence[Node]
    verdict: str
    manifold: Mapping[str, Json]
    names: Sequence[str] = field(repr=False)

    @property
    def parameter_count(self) -> int:
        return len(self.model.parameters)

    @property
    def first_constant(self) -> int:
        return len(self.model.parameters) + len(self.model.inputs)

    def concluding(self, verdict: str, manifold: Mapping[str, Json] | None = None) -> Claim:
        """The claim that a verdict, and a manifold if it is known, is true of the same candidate."""
        statement = {key: self.statement[key] for key in ("model", "candidate")}
        statement["verdict"] = verdict
        if manifold is not None and manifold["status"] != "unknown":
            statement["manifold"] = dict(manifold)
        return replace(self, statement=statement, verdict=verdict, manifold=manifold or {"status": "unknown"})

    @cached_property
    def domain(self) -> str | None:
        """Ω in words, where it is not the whole space (theory §0)."""
        graph, tower = self.model.graph, self.tower()
        limited = graph.domains(self.model.outputs)
        values = evaluate(graph, list(limited), Polynomial.variable, tower)

        def name(variable: int) -> str:
            atom = tower.atom(variable)
            return f"{atom.function}({atom.argument.text(name)})" if atom else self.names[variable]

        limits = {
            f"{value.text(name)} {domain.value}": None
            for value, domain in zip(values, limited.values(), strict=True)
            if not tower.is_plainly_positive(value)
        }
        return " and ".join(limits) or None

    @cached_property
    def variables(self) -> Mapping[str, int]:
        """The variable of each scalar name."""
        return {name: variable for variable, name in enumerate(self.names)}

    def tower(self) -> Tower:
        """A tower of atoms over the claim's leaves, without atoms yet."""
        return Tower(self.model.graph.functions, len(self.names))


def read_claim(statement: Json, path: Path = ("claim",)) -> Claim:
    """Reads a claim; raises `MalformedCertificate` with the path of what is wrong."""
    verdict = read_choice(
        statement.get("verdict") if isinstance(statement, dict) else None,
        tuple(SUBJECTS),
        (*path, "verdict"),
    )
    parts = read_object(statement, ("model", "verdict", *SUBJECTS[verdict]), ("manifold",), path)
    model = read_model(parts["model"], (*path, "model"))
    candidate = read_candidate(model, parts.get("candidate", {"equations": []}), (*path, "candidate"))
    manifold: Mapping[str, Json] = {"status": "unknown"}
    if "manifold" in parts:
        manifold = _manifold(parts["manifold"], verdict, len(model.parameters), (*path, "manifold"))
    return Claim(
        statement=statement,
        model=model,
        constants=candidate.constants,
        equations=candidate.equations,
        conditions=candidate.conditions,
        maps=candidate.maps,
        difference=candidate.difference,
        core=_core(model, parts, (*path, "core")),
        reduced=_reduced(model, parts, (*path, "reduced")),
        orbit=_orbit(model, parts, path),
        laws=_laws(model, parts, path),
        verdict=verdict,
        manifold=manifold,
        names=(*model.parameters, *model.inputs, *candidate.constants),
    )


def _manifold(statement: Json, verdict: str, parameters: int, path: Path) -> Mapping[str, Json]:
    read_choice(verdict, ("certified", "core", "reduced"), path)
    parts = read_object(statement, ("status",), ("dimension",), path)
    status = read_choice(parts["status"], STATUSES, (*path, "status"))
    if (status == "empty") == ("dimension" in parts):
        raise MalformedCertificate("a manifold has a dimension, and an empty set has none", path)
    if "dimension" in parts:
        read_count(parts["dimension"], parameters + 1, (*path, "dimension"))
    return parts


@dataclass(frozen=True)
class Candidate:
    """The polynomials of a candidate over the leaves of its model, and its constants after them."""

    constants: Sequence[str]
    equations: Sequence[Polynomial]
    conditions: Sequence[Condition]
    maps: Sequence[Mapping[int, Polynomial]]
    difference: tuple[Json, Json] | None = None


def read_candidate(model: Model, statement: Json, path: Path = ()) -> Candidate:
    """Reads a candidate of a model; `fixed_by` becomes the equations of the fixed set.

    A difference V∖W is read as V, and names both.
    """
    if isinstance(statement, dict) and "difference" in statement:
        return _difference(model, statement, path)
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


def _difference(model: Model, statement: Json, path: Path) -> Candidate:
    read_object(statement, ("difference",), (), path)
    whole, removed = read_list(statement["difference"], lambda part, _: part, (*path, "difference"), 2)
    candidate = read_candidate(model, whole, (*path, "difference", 0))
    read_candidate(model, removed, (*path, "difference", 1))
    return replace(candidate, difference=(whole, removed))


def _core(model: Model, parts: Mapping[str, Json], path: Path) -> Sequence[Polynomial]:
    """The equations of a claimed core, in the parameters and the candidate's constants."""
    if "core" not in parts:
        return ()
    core = read_object(parts["core"], ("equations", "comparison", "largest"), (), path)
    read_choice(core["comparison"], COMPARISONS, (*path, "comparison"))
    read_choice(core["largest"], (True, False), (*path, "largest"))
    scope = _candidate_scope(model, parts["candidate"], path)
    return _equations(scope, core["equations"], (*path, "equations"))


def _reduced(model: Model, parts: Mapping[str, Json], path: Path) -> Reduced | None:
    """A reduced model, and what each parameter is in its parameters."""
    if "reduced" not in parts:
        return None
    reduced = read_object(parts["reduced"], ("model", "map"), (), path)
    smaller = read_model(reduced["model"], (*path, "model"))
    scope = Scope(smaller.graph, _parameter_arrays(smaller), frozenset())
    images = read_object(reduced["map"], model.parameters, (), (*path, "map"))
    nodes = [scope.scalar(images[name], (*path, "map", name)) for name in model.parameters]
    return Reduced(smaller, polynomials(smaller.graph, nodes, (*path, "map")))


_ORBIT_KEYS: Final = {
    "orbit": ("point", "laws", "lower", "upper"),
    "laws": ("point", "conserved", "independent", "lower", "upper", "complete"),
}


def _orbit(model: Model, parts: Mapping[str, Json], path: Path) -> Orbit | None:
    """A point, all of whose coordinates are given, and 0 ≤ lower ≤ upper ≤ M."""
    kind = next((kind for kind in _ORBIT_KEYS if kind in parts), None)
    if kind is None:
        return None
    path = (*path, kind)
    orbit = read_object(parts[kind], _ORBIT_KEYS[kind], (), path)
    coordinates = read_object(orbit["point"], model.parameters, (), (*path, "point"))
    upper = read_count(orbit["upper"], len(model.parameters) + 1, (*path, "upper"))
    return Orbit(
        [read_rational(coordinates[name], (*path, "point", name)) for name in model.parameters],
        read_count(orbit["lower"], upper + 1, (*path, "lower")),
        upper,
    )


def _laws(model: Model, parts: Mapping[str, Json], path: Path) -> Sequence[Node]:
    """The conserved quantities that are claimed: expressions in the parameters, which may call functions."""
    kind = "orbit" if "orbit" in parts else "laws"
    if kind not in parts:
        return ()
    if kind == "laws":
        read_count(parts[kind]["independent"], len(model.parameters) + 1, (*path, kind, "independent"))
        read_choice(parts[kind]["complete"], (True, False, None), (*path, kind, "complete"))
    trees = parts["orbit"]["laws"] if kind == "orbit" else parts["laws"]["conserved"]
    scope = Scope(model.graph, _parameter_arrays(model))
    return read_list(trees, scope.scalar, (*path, kind))


def _parameter_arrays(model: Model) -> dict[str, Array]:
    return {
        name: array
        for name, array in model.arrays.items()
        if all(leaf < len(model.parameters) for leaf in _leaves(model.graph, array))
    }


def _candidate_scope(model: Model, statement: Mapping[str, Json], path: Path) -> Scope:
    """The names that a candidate's expressions may use: parameters and its own constants."""
    constants = read_declarations(statement.get("constants", []), (*path, "constants"))
    check_distinct(constants, {*model.arrays, *model.graph.functions.facts}, (*path, "constants"))
    first = len(model.parameters) + len(model.inputs)
    arrays = {**_parameter_arrays(model), **declare(model.graph, constants, first)}
    return Scope(model.graph, arrays, frozenset())


def _leaves(graph: Graph, array: Array) -> list[int]:
    return [graph.nodes[node][1] for node in array.nodes]


def _equations(scope: Scope, statement: Json, path: Path) -> list[Polynomial]:
    def equation(entry: Json, at: Path) -> list[Polynomial]:
        if not isinstance(entry, list) or len(entry) != 2:
            raise MalformedCertificate("an equation has two sides", at)
        left, right = scope.pair(entry[0], entry[1], at)
        return _differences(scope.graph, left, right, at)

    return [p for entry in read_list(statement, equation, path) for p in entry]


def _conditions(scope: Scope, statement: Json, path: Path) -> list[Condition]:
    def condition(entry: Json, at: Path) -> list[Condition]:
        if not isinstance(entry, list) or len(entry) != 3:
            raise MalformedCertificate("a condition has two sides and a relation between them", at)
        relation = read_choice(entry[1], RELATIONS, (*at, 1))
        left, right = scope.pair(entry[0], entry[2], at)
        return [Condition(p, relation) for p in _differences(scope.graph, left, right, at)]

    return [c for entry in read_list(statement, condition, path) for c in entry]


def _maps(scope: Scope, statement: Json, path: Path) -> list[dict[int, Polynomial]]:
    def assignment(entry: Json, at: Path) -> list[tuple[int, Polynomial]]:
        if not isinstance(entry, list) or len(entry) != 2:
            raise MalformedCertificate("a map sends parameters to expressions", at)
        target, image = scope.expand(entry[0], (*at, 0)), scope.expand(entry[1], (*at, 1))
        if target.shape != image.shape:
            raise MalformedCertificate("parameters and their image have different shapes", at)
        images = polynomials(scope.graph, image.nodes, (*at, 1))
        if any(p.degree > 1 for p in images):
            raise MalformedCertificate("a map is linear, or affine, in the parameters", (*at, 1))
        return list(zip(targets(scope, entry[0], (*at, 0)), images, strict=True))

    def one(entry: Json, at: Path) -> dict[int, Polynomial]:
        pairs = [pair for pairs in read_list(entry, assignment, at) for pair in pairs]
        if len(dict(pairs)) != len(pairs):
            raise MalformedCertificate("a map sends a parameter to two places", at)
        return dict(pairs)

    return read_list(statement, one, path)


def _differences(graph: Graph, left: Array, right: Array, path: Path) -> list[Polynomial]:
    nodes = [graph.add((a, graph.negate(b))) for a, b in zip(left.nodes, right.nodes, strict=True)]
    return polynomials(graph, nodes, path)


_PRECEDENCE: Final[Mapping[str, int]] = {"+": 1, "neg": 2, "*": 3, "/": 3, "@": 3, "**": 4}


def text(expression: Expression, context: int = 0) -> str:
    """An expression tree in the language of specs.

    >>> text(["+", ["@", "a", ["call", "tanh", ["*", "2", ["+", "x", ["neg", "y"]]]]], ["neg", "b"]])
    'a @ tanh(2*(x - y)) - b'
    """
    if isinstance(expression, str):
        fraction_in_product = "/" in expression and context >= _PRECEDENCE["*"]
        negative_operand = expression.startswith("-") and context > _PRECEDENCE["+"]
        return f"({expression})" if fraction_in_product or negative_operand else expression
    operator, *operands = expression
    written = _application(operator, operands) or _arithmetic(operator, operands)
    return f"({written})" if _PRECEDENCE.get(operator, 9) < context else written


def _application(operator: str, operands: Sequence[Expression]) -> str | None:
    if operator == "T":
        return text(operands[0], 9) + ".T"
    if operator == "index":
        return f"{text(operands[0], 9)}[{','.join(map(_index_text, operands[1:]))}]"
    if operator == "list":
        return f"[{', '.join(map(text, operands))}]"
    if operator == "sum":
        return f"sum({text(operands[0])})"
    if operator == "call":
        return f"{operands[0]}({', '.join(map(text, operands[1:]))})"
    return None


def _index_text(index: Json) -> str:
    if isinstance(index, int):
        return str(index)
    return ":".join("" if end is None else str(end) for end in index[1:])


def _arithmetic(operator: str, operands: Sequence[Expression]) -> str:
    if operator == "neg":
        return "-" + text(operands[0], 3)
    if operator == "**":
        return f"{text(operands[0], 5)}**{operands[1]}"
    if operator == "+":
        return _sum_text(operands)
    spaced = f" {operator} " if operator == "@" else operator
    first, *rest = operands
    return spaced.join([text(first, 3), *(text(operand, 4) for operand in rest)])


def _sum_text(summands: Sequence[Expression]) -> str:
    parts = [text(summands[0], 1)]
    for summand in summands[1:]:
        negated = isinstance(summand, list) and summand[0] == "neg"
        parts.append(f"- {text(summand[1], 2)}" if negated else f"+ {text(summand, 2)}")
    return " ".join(parts)
