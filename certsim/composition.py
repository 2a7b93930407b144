"""Invariant sets made of invariant sets: theorem T10.

Each function takes results that certify sets, and makes from their certificates the certificate of another
set: nothing is searched for, and the kernel checks the whole. What manifold that set is, is not asked.

>>> from certsim import Model, certify
>>> from certsim.composition import intersection, union
>>> model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
>>> diagonals = [certify(model, [f"a = {b}"]) for b in ("b", "-b")]
>>> union(*diagonals), intersection(*diagonals)
(<Result: certified, structure unknown>, <Result: certified, structure unknown>)
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from itertools import product as pairs
from typing import Any, TypeAlias

from certsim.errors import CertsimError
from certsim.judge import Options, Refused, certified
from certsim.kernel.errors import KernelError
from certsim.kernel.evidence.codec import POLYNOMIAL, Names
from certsim.kernel.evidence.records import EVIDENCE
from certsim.kernel.statement.claim import Claim, read_candidate, read_claim
from certsim.kernel.statement.model import read_model
from certsim.kernel.statement.strict_json import load
from certsim.kernel.terms.definitions import mentions_pi
from certsim.kernel.terms.polynomial import Polynomial
from certsim.model.candidate import Candidate
from certsim.model.model import Model
from certsim.model.tree import polynomial_tree
from certsim.pipeline import result_of
from certsim.result import Result
from certsim.verdict import Verdict

Json: TypeAlias = Any

__all__ = ["difference", "image", "intersection", "product", "union"]


def intersection(*results: Result, name: str | None = None) -> Result:
    """The intersection of invariant sets of one model, by all their equations and conditions.

    Constants of one name are one constant. Raises `CertsimError` unless all sets are certified, of the same
    model, and none is a difference.
    """
    parts = _parts(results)
    return _composed(name or _joined(parts, "∩"), _intersection(parts), parts)


def union(*results: Result, name: str | None = None) -> Result:
    """The union of invariant sets of one model, by the products of one equation of each.

    Constants of one name are one constant. Raises `CertsimError` unless all sets are certified, of the same
    model, and given by equations alone.
    """
    parts = _parts(results)
    if any("where" in part.candidate for part in parts):
        raise CertsimError("a union is of sets without side conditions")
    trees = [_equation_trees(part) for part in parts]
    equations = [[["*", *factors] if len(factors) > 1 else factors[0], "0"] for factors in pairs(*trees)]
    statement = {"equations": equations, **_optional(parts, where=())}
    return _composed(name or _joined(parts, "∪"), statement, parts)


def difference(whole: Result, removed: Result, *, name: str | None = None) -> Result:
    """What is in one invariant set and not in another, of the same model.

    Constants of one name are one constant. Raises `CertsimError` unless both sets are certified, and of the
    same model. A difference may be part of a further difference only.
    """
    parts = _parts((whole, removed))
    statement = {"difference": [part.candidate for part in parts]}
    return _composed(name or _joined(parts, "∖"), statement, parts)


def image(result: Result, symmetry: Mapping[str, str], *, name: str | None = None) -> Result:
    """The image of an invariant set under an isometric symmetry of the model.

    `symmetry` says, as `fixed_by` of a candidate does, where each parameter is sent; those not mentioned
    stay. In the equations each parameter is replaced by what it is sent to.

    Raises `SpecError` for a symmetry that cannot be read, and `CertsimError` for one that is none, and
    unless the set is certified and no difference.
    """
    (part,) = _parts((result,))
    claim = part.claim()
    parsed = Candidate.parse(Model(part.model), fixed_by=[symmetry])
    (moved,) = read_candidate(claim.model, parsed.statement).maps
    equations = [[_tree(claim, p.substitute(moved)), "0"] for p in claim.candidate.equations]
    where = [
        [_tree(claim, c.polynomial.substitute(moved)), c.relation, "0"] for c in claim.candidate.conditions
    ]
    statement = {"equations": equations, **_optional([part], where)}
    return _composed(name or f"the image of {_bracketed(part.name)}", statement, [part], moved)


def product(first: Result, second: Result, *, name: str | None = None) -> Result:
    """The product of an invariant set of F and one of G, in the parameters of both, for the model F + G.

    The models have no parameters in common; they may share inputs, unspecified functions and constants.
    Raises `CertsimError` unless both sets are certified, and the models are outputs that can be added.
    """
    sets = [_read(first), _read(second)]
    model = _sum([part.model for part in sets])
    constants = _merged("constant", [part.constants for part in sets])
    label = " + ".join(part.label for part in sets if part.label)
    parts = [replace(part, model=model, label=label).with_constants(constants) for part in sets]
    return _composed(name or _joined(parts, "×"), _intersection(parts), parts)


@dataclass(frozen=True)
class _Part:
    """A certified set: its name, and its certificate's statements and proof as JSON."""

    name: str
    label: str
    model: Json
    candidate: Json
    proof: Json

    @property
    def constants(self) -> Sequence[Json]:
        return _constants(self.candidate)

    def claim(self) -> Claim:
        return read_claim({"model": self.model, "candidate": self.candidate, "verdict": "certified"})

    def with_constants(self, constants: Sequence[Json]) -> _Part:
        """This set, of which it is also said that it does not depend on certain constants."""
        return replace(
            self,
            candidate=_statement_with(self.candidate, constants),
            proof=_proof_with(self.proof, constants),
        )


def _read(result: Result) -> _Part:
    if result.verdict is not Verdict.CERTIFIED or result.certificate is None:
        raise CertsimError(f"{result.candidate}: {result.verdict}, and sets are composed of certified ones")
    document = load(result.certificate)
    proof = {key: value for key, value in document["evidence"]["proof"].items() if key != "shows"}
    claim = document["claim"]
    return _Part(result.candidate, document["about"]["model"], claim["model"], claim["candidate"], proof)


def _parts(results: Sequence[Result]) -> list[_Part]:
    """The sets that are composed, in the constants of all of them."""
    if not results:
        raise CertsimError("there is nothing to compose")
    parts = [_read(result) for result in results]
    for part in parts:
        if part.model != parts[0].model:
            raise CertsimError(f"{parts[0].name} and {part.name} are sets of different models")
    constants = _merged("constant", [part.constants for part in parts])
    return [part.with_constants(constants) for part in parts]


def _joined(parts: Sequence[_Part], sign: str) -> str:
    return f" {sign} ".join(_bracketed(part.name) for part in parts)


def _bracketed(name: str) -> str:
    return f"({name})" if any(sign in name for sign in ("∩", "∪", "∖", "×", "the image of")) else name


def _constants(candidate: Json) -> Sequence[Json]:
    if "difference" in candidate:
        return _constants(candidate["difference"][0])
    declared: Sequence[Json] = candidate.get("constants", [])
    return declared


def _statement_with(candidate: Json, constants: Sequence[Json]) -> Json:
    """A candidate with further constants, which takes it to be given by equations."""
    if not constants:
        return candidate
    if "difference" in candidate:
        return {"difference": [_statement_with(part, constants) for part in candidate["difference"]]}
    where = {"where": candidate["where"]} if "where" in candidate else {}
    return {"equations": _equations(candidate), "constants": list(constants), **where}


def _proof_with(invariance: Json, constants: Sequence[Json]) -> Json:
    """The proof for a candidate with further constants; they are told apart by name.

    The rule for fixed sets knows no constants. But the flow is tangent to a fixed set, and so the Lie
    derivatives of its equations vanish on it: that is tangency without cofactors.
    """
    proof = invariance["proof"]
    if proof["rule"] == "symmetry" and constants:
        tangent = {"rule": "tangency", "congruences": [], "lie": [], "conditions": []}
        return {**invariance, "proof": tangent}
    if proof["rule"] != "composition":
        return invariance
    parts = [
        {
            "candidate": _statement_with(part["candidate"], constants),
            "proof": _proof_with(part["proof"], constants),
        }
        for part in proof["parts"]
    ]
    return {**invariance, "proof": {**proof, "parts": parts}}


def _equations(candidate: Json) -> list[Json]:
    """The equations of a candidate; those of a fixed set say that each parameter is its image."""
    if "difference" in candidate:
        raise CertsimError("a difference may be a part of a difference only")
    moves = [list(pair) for pairs in candidate.get("fixed_by", ()) for pair in pairs]
    return [*candidate.get("equations", ()), *moves]


def _intersection(parts: Sequence[_Part]) -> Json:
    equations = [equation for part in parts for equation in _equations(part.candidate)]
    where = [condition for part in parts for condition in part.candidate.get("where", ())]
    return {"equations": equations, **_optional(parts, where)}


def _optional(parts: Sequence[_Part], where: Sequence[Json]) -> Json:
    """What a statement holds only where there is some of it."""
    optional = {"constants": list(parts[0].constants), "where": list(where)}
    return {key: value for key, value in optional.items() if value}


def _equation_trees(part: _Part) -> list[Json]:
    """The scalar equations of a set, each as what is 0."""
    _equations(part.candidate)
    claim = part.claim()
    return [_tree(claim, equation) for equation in claim.candidate.equations]


def _tree(claim: Claim, polynomial: Polynomial) -> Json:
    return polynomial_tree(polynomial, claim.names)


def _merged(what: str, lists: Sequence[Sequence[Json]]) -> list[Json]:
    """One list of declarations, in which those of each list keep their order.

    The kernel solves for, and sorts by, the order of names; a proof stays one if that does not change.
    """
    shapes: dict[str, Json] = {}
    order: TopologicalSorter[str] = TopologicalSorter()
    for declarations in lists:
        for name, shape in declarations:
            order.add(name)
            if shapes.setdefault(name, shape) != shape:
                raise CertsimError(f"the {what} {name!r} has different shapes")
        for (before, _), (after, _) in pairwise(declarations):
            order.add(after, before)
    try:
        return [[name, shapes[name]] for name in order.static_order()]
    except CycleError:
        raise CertsimError(f"the {what}s {', '.join(shapes)} come in different orders") from None


def _sum(models: Sequence[Json]) -> Json:
    """The statement of F + G, output by output; both are meant for the same inputs, or at the same data."""
    if any("fields" in model for model in models):
        raise CertsimError("a product is of sets of models with outputs, not of families of fields")
    if any("symmetric_outputs" in model for model in models):
        raise CertsimError("product does not support symmetric_outputs in the models yet")
    for key in ("inputs_where", "data"):
        if len({json.dumps(model.get(key)) for model in models}) > 1:
            raise CertsimError(f"the models of a product have the same {key}")
    definitions = [definition for model in models for definition in model.get("let", ())]
    names = [name for name, _ in definitions]
    declared = {
        name for model in models for key in ("parameters", "inputs") for name, _ in model.get(key, ())
    }
    if len({*names}) < len(names) or not declared.isdisjoint(names):
        raise CertsimError("product does not support equal names of definitions in the models yet")
    parameters = [declaration for model in models for declaration in model["parameters"]]
    if len(dict(parameters)) != len(parameters):
        raise CertsimError("the models of a product have no parameters in common")
    outputs = [model["outputs"] for model in models]
    read = [read_model(model, has_pi=mentions_pi(model)) for model in models]
    if len({(len(each), len(model.outputs)) for each, model in zip(outputs, read, strict=True)}) > 1:
        raise CertsimError("the models of a product have outputs of the same shapes")
    optional = {
        "let": definitions,
        "frozen": [target for model in models for target in model.get("frozen", ())],
        "inputs_where": models[0].get("inputs_where"),
        "data": models[0].get("data"),
        "rates": [rate for model in models for rate in model.get("rates", ())],
        "functions": _functions([model.get("functions", {}) for model in models]),
    }
    return {
        "parameters": parameters,
        "inputs": _merged("input", [model.get("inputs", []) for model in models]),
        "outputs": [["+", *_summands(left), *_summands(right)] for left, right in zip(*outputs, strict=True)],
        **{key: value for key, value in optional.items() if value},
    }


def _summands(output: Json) -> list[Json]:
    return output[1:] if isinstance(output, list) and output[0] == "+" else [output]


def _functions(tables: Sequence[Json]) -> Json:
    merged: dict[str, Json] = {}
    for table in tables:
        for function, facts in table.items():
            if merged.setdefault(function, facts) != facts:
                raise CertsimError(f"different facts are declared of the function {function}")
    return dict(sorted(merged.items()))


def _composed(
    name: str, candidate: Json, parts: Sequence[_Part], moved: Mapping[int, Polynomial] | None = None
) -> Result:
    """The result for a set that is made of the parts, through the kernel."""
    start = time.monotonic()
    statement = {"model": parts[0].model, "candidate": candidate, "verdict": "certified"}
    try:
        claim = read_claim(statement)
        names = Names(claim.names, claim.variables)
        proof = {
            "rule": "composition",
            "parts": [{"candidate": part.candidate, "proof": part.proof} for part in parts],
            "images": None if moved is None else _images(names, moved),
        }
        shown = {"shows": "invariance", "description": None, "proof": proof}
        evidence = EVIDENCE.read(names, {"proof": shown, "manifold": None}, ())
        labels = {"model": parts[0].label, "candidate": name}
        result = result_of(name, certified(labels, claim, evidence, Options().limits()))
    except (KernelError, Refused) as error:
        why = error.why if isinstance(error, Refused) else error
        raise CertsimError(f"{name}: {why}") from error
    return replace(result, seconds=time.monotonic() - start)


def _images(names: Names, moved: Mapping[int, Polynomial]) -> Json:
    return {names.text(variable): POLYNOMIAL.write(names, image) for variable, image in moved.items()}
