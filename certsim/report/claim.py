"""The claim of a certificate in the language of specs: what it is that has been proved."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from certsim.kernel.terms.expression import Scope, declare
from certsim.kernel.terms.functions import FunctionTable
from certsim.kernel.terms.graph import Graph
from certsim.model.tree import text
from certsim.result import Manifold

Json: TypeAlias = Any


def model_lines(model: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Labelled lines that say the whole of a model.

    >>> statement = {"parameters": [["W", [2, 1]]], "inputs": [["x", [1]]], "outputs": [["@", "W", "x"]]}
    >>> list(model_lines(statement))
    [('output', 'W @ x'), ('parameters', 'W[2,1]'), ('inputs', 'x[1]')]
    """
    for name, meaning in model.get("let", ()):
        yield "let", f"{name} = {text(meaning)}"
    for output in model.get("outputs", ()):
        yield "output", text(output)
    for components in model.get("fields", ()):
        yield "field", ", ".join(map(text, components))
    yield "parameters", _declarations(model["parameters"])
    if model.get("inputs"):
        yield "inputs", _declarations(model["inputs"])
    yield from _clause_lines(model)
    if model.get("rates"):
        yield "rates", ", ".join(f"{text(target)}: {rate}" for target, rate in model["rates"])
    for name, facts in model.get("functions", {}).items():
        yield "function", f"{name}, any real-analytic function{_facts(facts)}"


def _clause_lines(model: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """What is not trained, which inputs are meant, and which outputs the loss treats alike.

    >>> list(_clause_lines({"frozen": ["b"], "data": [{"x": "1"}], "symmetric_outputs": [[0, 1]]}))
    [('frozen', 'b'), ('datum', 'x = 1'), ('alike', 'outputs 0, 1')]
    """
    if model.get("frozen"):
        yield "frozen", ", ".join(map(text, model["frozen"]))
    if model.get("inputs_where"):
        restrictions = (f"{text(left)} {sign} {text(right)}" for left, sign, right in model["inputs_where"])
        yield "for inputs", ", ".join(restrictions)
    for datum in model.get("data", ()):
        yield "datum", ", ".join(f"{name} = {value}" for name, value in datum.items())
    for block in model.get("symmetric_outputs", ()):
        yield "alike", "outputs " + ", ".join(map(str, block))


def candidate_lines(candidate: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Labelled lines that say the whole of a candidate.

    >>> list(candidate_lines({"equations": [["a", "b"]], "where": [["a", ">", "0"]]}))
    [('candidate', 'a = b'), ('where', 'a > 0')]
    """
    if "difference" in candidate:
        whole, removed = candidate["difference"]
        yield from candidate_lines(whole)
        yield "without", candidate_text(removed)
    if "equations" in candidate:
        equations = [f"{text(left)} = {text(right)}" for left, right in candidate["equations"]]
        yield "candidate", ", ".join(equations) or "all parameters"
    for moves in candidate.get("fixed_by", ()):
        yield "fixed by", ", ".join(f"{text(source)} → {text(image)}" for source, image in moves)
    if candidate.get("where"):
        yield (
            "where",
            ", ".join(f"{text(left)} {sign} {text(right)}" for left, sign, right in candidate["where"]),
        )
    if candidate.get("constants"):
        yield "for every", _declarations(candidate["constants"])


def candidate_text(candidate: Mapping[str, Json]) -> str:
    """The whole of a candidate on one line.

    >>> candidate_text({"equations": [["a", "b"]], "where": [["a", ">", "0"]]})
    'a = b, where a > 0'
    """
    lines = candidate_lines(candidate)
    return ", ".join(line if label == "candidate" else f"{label} {line}" for label, line in lines)


def verdict_text(claim: Mapping[str, Json]) -> str:
    """What is claimed of the candidate."""
    if claim["verdict"] == "refuted":
        return "refuted: it is not structurally invariant"
    if claim["verdict"] == "orbit":
        return orbit_text(claim["orbit"])
    if claim["verdict"] == "laws":
        return laws_text(claim)
    if claim["verdict"] == "reduced":
        return "reduced: the flow on it is that of the reduced model"
    if claim["verdict"] == "certified" and claim.get("manifold", {}).get("status") == "empty":
        return f"certified: it is structurally invariant, but vacuously: {_emptiness(claim)}"
    said = core_text(claim["core"]) if claim["verdict"] == "core" else "it is structurally invariant"
    parts = [f"{claim['verdict']}: {said}"]
    if claim.get("manifold") and claim.get("core", {}).get("comparison") != "empty":
        parts.append(_manifold_text(claim))
    return "; ".join(parts)


def _emptiness(claim: Mapping[str, Json]) -> str:
    generic = ", for generic constants" if claim["candidate"].get("constants") else ""
    return f"it has no points where the model is defined{generic}"


def core_text(core: Mapping[str, Json]) -> str:
    """What is claimed of an invariant part of a candidate.

    >>> core_text({"equations": [["a", "0"]], "comparison": "smaller", "largest": True})
    'the largest structurally invariant subset is a = 0; it is smaller than the candidate'
    """
    kind = f"{'the largest' if core['largest'] else 'a'} structurally invariant subset"
    if core["comparison"] == "empty":
        return f"{kind} is empty"
    described = candidate_text({"equations": core["equations"]})
    return f"{kind} is {described}; {_COMPARISONS[core['comparison']]}"


def orbit_text(orbit: Mapping[str, Json]) -> str:
    """What is claimed of an orbit.

    >>> orbit_text({"point": {"a": "2", "b": "1"}, "laws": [], "lower": 1, "upper": 1})
    'orbit: through a = 2, b = 1 it has dimension 1, and lies in the candidate'
    """
    lower, upper = orbit["lower"], orbit["upper"]
    size = f"dimension {lower}" if lower == upper else f"a dimension from {lower} to {upper}"
    point = ", ".join(f"{name} = {value}" for name, value in orbit["point"].items())
    laws = ", ".join(f"{text(law)}" for law in orbit["laws"])
    where = f"; along it stay constant: {laws}" if laws else ""
    return f"orbit: through {point} it has {size}, and lies in the candidate{where}"


def laws_text(claim: Mapping[str, Json]) -> str:
    """What is claimed of conserved quantities."""
    said = claim["laws"]
    listed = ", ".join(map(text, said["conserved"])) or "nothing that is listed"
    rest = {True: "there are no more independent ones", False: "there are more", None: "there may be more"}
    lower, upper = said["lower"], said["upper"]
    size = f"dimension {lower}" if lower == upper else f"a dimension from {lower} to {upper}"
    point = ", ".join(f"{name} = {value}" for name, value in said["point"].items())
    return (
        f"laws: conserved is {listed}; in the part of the domain around {point} "
        f"{said['independent']} are independent at generic points, where orbits have {size}: "
        f"{rest[said['complete']]}"
    )


_COMPARISONS: Final = {
    "equal": "it is all of the candidate",
    "smaller": "it is smaller than the candidate",
    "unknown": "it may be all of the candidate",
}


def claim_lines(claim: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Labelled lines that say the whole of a claim."""
    yield from model_lines(claim["model"])
    if "candidate" in claim:
        yield from candidate_lines(claim["candidate"])
    if "reduced" in claim:
        yield from reduced_lines(claim["reduced"])
    yield "verdict", verdict_text(claim)


def reduced_lines(reduced: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Labelled lines that say a reduced model, and what the parameters are in its parameters.

    >>> model = {"parameters": [["a", []]], "outputs": [["*", "2", "a"]], "rates": [["a", "1/2"]]}
    >>> for label, line in reduced_lines({"model": model, "map": {"a": "a", "b": "a"}}):
    ...     print(f"{label}: {line}")
    reduced output: 2*a
    reduced parameters: a
    reduced rates: a: 1/2
    on the set: b = (the reduced a)
    """
    yield from ((f"reduced {label}", line) for label, line in model_lines(reduced["model"]))
    moved = ((name, text(image)) for name, image in reduced["map"].items())
    yield "on the set", ", ".join(f"{name} = (the reduced {image})" for name, image in moved if name != image)


def _manifold_text(claim: Mapping[str, Json]) -> str:
    manifold, generic = claim["manifold"], "constants" in claim["candidate"]
    dimension = manifold.get("dimension")
    if dimension is None:
        return str(Manifold(manifold["status"], generic=generic))
    size = trained_count(claim["model"])
    return str(Manifold(manifold["status"], dimension, size - dimension, dimension == size, generic))


def trained_count(model: Mapping[str, Json]) -> int:
    """The number of parameters that are not frozen.

    >>> trained_count({"parameters": [["W", [2, 3]], ["b", [2]]], "frozen": ["b", ["index", "W", 0]]})
    3
    """
    shapes = {name: tuple(shape) for name, shape in model["parameters"]}
    scope = Scope(graph := Graph(FunctionTable({})), declare(graph, shapes.items(), 0))
    frozen = (scope.expand(target) for target in model.get("frozen", ()))
    return sum(map(math.prod, shapes.values())) - sum(math.prod(array.shape) for array in frozen)


def _declarations(declarations: Sequence[tuple[str, Sequence[int]]]) -> str:
    return ", ".join(
        f"{name}[{','.join(map(str, shape))}]" if shape else name for name, shape in declarations
    )


def _facts(facts: Sequence[str]) -> str:
    known = [fact.replace("_", " ") for fact in facts]
    return f" that is {' and '.join(known)}" if known else ""
