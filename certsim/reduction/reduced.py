"""The reduced model on a linear invariant set: a smaller network, the same training flow (theorem T16)."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final, TypeAlias

from certsim.errors import CertsimError
from certsim.judge import Objection, Options, about, certified
from certsim.kernel.check import read_certificate
from certsim.kernel.evidence.records import Invariance
from certsim.kernel.rules.description import describe
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import UNKNOWN, Reduced, read_claim
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.definitions import ELEMENTWISE, INNER_SIGNATURES
from certsim.kernel.terms.expression import Scope, declare, scalar_names
from certsim.kernel.terms.functions import Expression, FunctionTable
from certsim.kernel.terms.graph import Graph
from certsim.model.candidate import Candidate
from certsim.model.domain import domain_text
from certsim.model.equations import write_images
from certsim.model.model import Model
from certsim.model.notebook import Row
from certsim.model.reader import declaration
from certsim.model.spec_text import spec_text
from certsim.model.text import model_rows
from certsim.model.tree import polynomial_tree, text
from certsim.pipeline import decide
from certsim.reduction.coordinates import CannotWrite, Coordinates, find_coordinates
from certsim.reduction.layers import Call, Writer
from certsim.reduction.simplify import Simplifier
from certsim.reduction.widths import widths
from certsim.result import CertifiedAnswer, Result, reasoned
from certsim.search.limits import Limits
from certsim.search.manifold import Found, find_manifold
from certsim.verdict import Verdict

Json: TypeAlias = Any

NO_POINT: Final = "No point of the set was found at which the model is defined."
_SHOWN: Final = 40


@dataclass(frozen=True, repr=False)
class Reduction(CertifiedAnswer):
    """The reduced model on a linear set, or why there is none; the certificate is that of its flow.

    Attributes:
        result: the verdict on the set.
        model: the reduced model, with its learning rates; None unless the set is certified.
        images: what each parameter of the model is, on the set, in the parameters of the reduced model.
        moved: the same in few equations, of whole slices, without those that say that a name stays.
        widths: how many different calls of functions the reduced model has, by depth of nesting, the
            outermost last; None for a model without calls.
    """

    NO_TRUTH_VALUE = "a reduction is not true or false: look at its model"

    result: Result
    model: Model | None = None
    images: Mapping[str, str] | None = None
    moved: tuple[str, ...] = ()
    widths: tuple[int, ...] | None = None

    @property
    def rates(self) -> Mapping[str, Fraction]:
        """The learning rates of the reduced model, by parameter or array; those not listed are 1."""
        rates = () if self.model is None else self.model.statement.get("rates", ())
        return {text(target): Fraction(rate) for target, rate in rates}

    @property
    def summary(self) -> str:
        """The reduction on one line."""
        if self.model is None:
            return f"no reduced model ({self.reason})"
        shown = ", ".join(f"{target}: {rate}" for target, rate in self.rates.items())
        parts = [", ".join(map(text, self.model.statement["outputs"]))]
        parts += [f"parameters {', '.join(self.model.parameters)}"]
        parts += [f"rates {shown}"] if shown else []
        return ", ".join([*parts, *(f"assuming {each}" for each in self.assumptions)])

    @property
    def title(self) -> str:
        """The candidate."""
        return self.result.candidate

    def rows(self) -> Iterator[Row]:
        """The model and the set, the reduced model, and what the parameters are in its own."""
        from certsim.rows import claim_rows, moves_row, writer_of

        yield from claim_rows(self.claimed or self.result.claimed)
        if self.model is None:
            yield Row("reduced model", reasoned(self.summary, self.hint))
            return
        yield from (replace(row, label=f"reduced {row.label}") for row in model_rows(self.model.statement))
        moved = {name: image for name, image in (self.images or {}).items() if name != image}
        if moved:
            yield moves_row("on the set", moved, writer_of(self.claimed))
        yield from self.footing_rows()

    def to_json(self) -> Json:
        """The document that `certsim reduce` prints, but for its stamp."""
        return {
            "candidate": self.result.candidate,
            "verdict": str(self.result.verdict),
            "reason": self.reason,
            "hint": self.hint,
            "model": None if self.model is None else self.model.statement,
            "map": None if self.images is None else dict(self.images),
            "widths": None if self.widths is None else list(self.widths),
            "assumptions": list(self.assumptions),
            "seconds": round(self.seconds, 3),
        }

    def spec(self) -> str:
        """The reduced model as the text of a spec file.

        Raises CertsimError where there is no reduced model.
        """
        if self.model is None:
            raise CertsimError(f"{self.result.candidate}: no reduced model: {self.reason}")
        functions = self.model.statement.get("functions")
        comments = list(_comments(self.moved, self.result.candidate))
        return spec_text(_table(self.model), functions, comments)


def reduce(
    model: Model,
    candidate: Candidate | Sequence[str] | None = None,
    *,
    fixed_by: Sequence[Mapping[str, str]] | None = None,
    name: str | None = None,
    options: Options = Options(),
) -> Reduction:
    """The model whose training flow is the one on a linear structurally invariant set.

    Args:
        model: the model F, with outputs.
        candidate: the set: a `Candidate`, or its equations, in the language of specs.
        fixed_by: as in `certify`.
        name: as in `certify`.
        options: as in `certify`.

    Returns:
        The reduced model F_red(u) = F(Bu), where V = {Bu} with orthogonal columns of B in the metric of the
        rates D, with the rates (BᵀD⁻¹B)⁻¹, and a certificate that the kernel has accepted.

    Raises:
        SpecError: the candidate cannot be read.
        CertsimError: the set is not linear, or the model is given by vector fields.
        Disagreement: search and kernel disagree, which is an error in certsim.

    >>> from certsim import Model
    >>> model = Model.parse("a @ tanh(W @ x)", parameters=["W[3,2]", "a[3]"], inputs=["x[2]"])
    >>> reduce(model, ["W[0] = W[1]", "a[0] = a[1]"])  # doctest: +NORMALIZE_WHITESPACE
    <Reduction: a @ ([2, 1]*tanh(W @ x)), parameters W[2,2], a[2], rates W[0]: 1/2, a[0]: 1/2>
    """
    if not isinstance(candidate, Candidate):
        candidate = Candidate.parse(model, candidate, fixed_by=fixed_by, name=name)
    return reduction_of(model, candidate, options)


def reduction_of(model: Model, candidate: Candidate, options: Options) -> Reduction:
    """As `reduce`, of a candidate, within the time that the options give."""
    start, limits = time.monotonic(), options.limits()
    _require_reducible(model, candidate)
    result = decide(model, candidate, options)
    if result.verdict is not Verdict.CERTIFIED:
        reason = result.reason or "the set is not invariant"
        return Reduction(result, reason=reason, hint=result.hint, seconds=result.seconds)
    if result.manifold.status == "empty":
        raise _unsupported(candidate, "the set is empty")
    found = _reduced(model, candidate, result, limits)
    return replace(found, seconds=time.monotonic() - start)


def _unsupported(candidate: Candidate, why: str) -> CertsimError:
    return CertsimError(
        f"{candidate.name}: {why}\nhint: a model is reduced on a linear subspace, such as one given by ties"
    )


def _require_reducible(model: Model, candidate: Candidate) -> None:
    """What can be seen without a proof; raises CertsimError."""
    if "fields" in model.statement:
        raise _unsupported(candidate, "the model is given by vector fields, and has no outputs")
    if candidate.statement.get("where") or candidate.statement.get("constants"):
        raise _unsupported(candidate, "the set has side conditions or constants")


def _require_linear(candidate: Candidate, setting: Setting) -> None:
    """The set is a linear subspace, and not a point; raises CertsimError."""
    restriction, constants = setting.restriction, set(setting.claim.constants)
    if restriction.curved:
        raise _unsupported(candidate, "the set is curved")
    if any(() in image.terms or image.variables & constants for image in restriction.images.values()):
        raise _unsupported(candidate, "the set does not contain 0: it is affine and not linear")


def _reduced(model: Model, candidate: Candidate, result: Result, limits: Limits) -> Reduction:
    """The reduced model and its certificate, from those of the set."""
    read = read_certificate(result.certificate or b"")
    setting, proof = Setting.of(read.claim), read.evidence.proof
    if isinstance(proof, Invariance) and proof.description is not None:
        setting, _ = describe(setting, proof.description)
    _require_linear(candidate, setting)
    found = Found(read.evidence.manifold, read.claim.manifold)
    if read.claim.model.is_piecewise:
        # The invariance may be proved at kinks, too; the reduced flow is that of the model on regions only.
        found = find_manifold(setting, limits.share(0.5), steps=True)
    if found.report == UNKNOWN and not setting.is_plainly_inhabited:
        return Reduction(result, reason="unsupported", hint=NO_POINT)
    name = f"{model.name}: {candidate.name}" if model.name else candidate.name
    try:
        u = find_coordinates(model, read.claim.model, setting.restriction)
        smaller = reduced_model(model, read.claim.model, u, name)
    except CannotWrite as error:
        return Reduction(result, reason="unsupported", hint=str(error))
    trees = {
        parameter: polynomial_tree(image, u.names)
        for parameter, image in zip(read.claim.model.parameters, u.images, strict=True)
    }
    said = {"model": smaller.statement, "map": trees}
    concluded = read.claim.concluding("reduced", found.report)
    claim = read_claim({**concluded.statement, "reduced": said})
    evidence = replace(read.evidence, manifold=found.evidence, still=False)
    shown = certified(about(model, candidate.name), claim, evidence, limits)
    if isinstance(shown, Objection):
        return Reduction(result, reason=shown.reason, hint=shown.hint)
    accepted, certificate = shown
    return Reduction(
        result,
        smaller,
        {parameter: text(tree) for parameter, tree in trees.items()},
        write_images(u.images, read.claim.model.parameters, u.names),
        widths(claim.subject.model, {}) if isinstance(claim.subject, Reduced) else None,
        assumptions=tuple(map(str, accepted.assumptions)),
        domain=domain_text(claim),
        certificate=certificate,
    )


def reduced_model(model: Model, claimed: KernelModel, u: Coordinates, name: str) -> Model:
    """The model with its outputs restricted to a subspace, in coordinates of the subspace.

    Which inputs are meant, and how the loss treats outputs, is taken over as it is written. Definitions are
    written out.

    Raises CertsimError if the outputs are too long to be written down, and CannotWrite if they call what has
    no name in the language of specs.
    """
    statement = model.statement
    inputs = [(name, tuple(shape)) for name, shape in statement["inputs"]]
    constants: list[tuple[str, tuple[int, ...]]] = [] if claimed.pi is None else [("pi", ())]
    abbreviations: dict[str, Call] = {}
    trees = [_opaque(tree, abbreviations) for tree in statement["outputs"]]
    let = [(defined, _opaque(tree, abbreviations)) for defined, tree in statement.get("let", ())]
    known = {alias: _facts_of(*call) for alias, call in abbreviations.items()}
    facts = {**claimed.graph.functions.facts, **known}
    after = len(u.names) + len(claimed.inputs)
    graph = Graph(FunctionTable(facts, claimed.pi))
    simplified = Simplifier(FunctionTable(facts, after if constants else None))
    scope = Scope(graph, declare(graph, [*_shapes(model), *inputs, *constants], 0))
    for defined, tree in let:
        scope = scope.with_array(defined, scope.expand(tree))
    roots = [node for tree in trees for node in scope.expand(tree).nodes]
    _require_named(graph, roots, abbreviations)
    leaves = [simplified.graph.polynomial(image) for image in u.images]
    leaves += map(simplified.graph.leaf, range(len(u.names), after + len(constants)))
    outputs = simplified.copied(graph, roots, leaves.__getitem__)
    written = Writer(simplified, [*u.declarations, *inputs, *constants], abbreviations).outputs(outputs)
    parsed = Model.parse(
        [text(tree) for tree in written],
        parameters=[declaration(*each) for each in u.declarations],
        inputs=model.inputs,
        frozen=u.frozen_names or None,
        rates=u.rates_by_name,
        functions=statement.get("functions"),
        name=name,
    )
    kept = {key: statement[key] for key in _TAKEN_OVER if key in statement}
    return Model({**parsed.statement, **kept}, name)


_TAKEN_OVER: Final = ("inputs_where", "data", "symmetric_outputs")


def _require_named(graph: Graph, roots: Sequence[int], abbreviations: Mapping[str, Call]) -> None:
    """Raises CannotWrite for a call of what only the kernel has a name for."""
    called = {graph.nodes[node][1] for node in graph.below(roots) if graph.nodes[node][0] == "call"}
    inner = sorted(called & INNER_SIGNATURES.keys() - {"inv"} - abbreviations.keys())
    if inner:
        raise CannotWrite(
            "reduce does not support max and min along axes in the model yet"
            if inner == ["step"]
            else f"reduce does not support what is defined by {inner[0]} in the model yet"
        )


def _facts_of(function: str, more: Sequence[Expression]) -> frozenset[str]:
    """That a function which the kernel writes out is 0 at 0; it is but for a range that does not hold 0."""
    if function == "clip" and not Fraction(str(more[0])) <= 0 <= Fraction(str(more[1])):
        return frozenset()
    return frozenset({"zero_at_zero"})


def _shapes(model: Model) -> list[tuple[str, tuple[int, ...]]]:
    return [(name, tuple(shape)) for name, shape in model.statement["parameters"]]


def _opaque(tree: Expression, abbreviations: dict[str, Call]) -> Expression:
    """The tree with calls of functions that the kernel writes out, such as relu, as calls of others.

    Each of these has a name that no function can have, and is listed with its spelling.
    """
    if not isinstance(tree, list):
        return tree
    parts = [_opaque(part, abbreviations) for part in tree]
    if parts[:2] in (["call", "max"], ["call", "min"]) and len(parts) == 4 and not isinstance(parts[3], dict):
        # v + relu(u - v), and u - relu(u - v)
        _, name, left, right = parts
        above = _opaque(["call", "relu", ["+", left, ["neg", right]]], abbreviations)
        return ["+", right, above] if name == "max" else ["+", left, ["neg", above]]
    if parts[0] != "call" or parts[1] not in ELEMENTWISE:
        return parts
    name, argument, more = parts[1], parts[2], tuple(parts[3:])
    if not all(isinstance(each, str) and _NUMBER.fullmatch(each) for each in more):
        raise CannotWrite(f"reduce supports {name} with numbers after its argument only")
    alias = f"{name}({', '.join(more)})"
    abbreviations[alias] = (name, more)
    return ["call", alias, argument]


_NUMBER: Final = re.compile("-?[0-9]+(/[0-9]+)?")


def _comments(moved: Sequence[str], candidate: str) -> Iterator[str]:
    """What the parameters of the full model are."""
    yield f"On the set {json.dumps(candidate)} the full model trains as this model does with its rates."
    if moved:
        yield "On the left are parameters of the full model, on the right those of this model:"
    else:
        yield "On the set the parameters of the full model are those of this model."
    yield from (f"  {line}" for line in moved[:_SHOWN])
    yield from [f"and so on: {len(moved) - _SHOWN} more"] if len(moved) > _SHOWN else []


def _table(model: Model) -> dict[str, Any]:
    """The table `model` of a spec file."""
    statement = model.statement
    outputs = [text(tree) for tree in statement["outputs"]]
    return {
        "name": model.name,
        "parameters": model.parameters,
        "inputs": model.inputs,
        "outputs": outputs if len(outputs) > 1 else outputs[0],
        "frozen": [text(target) for target in statement.get("frozen", ())],
        "inputs_where": [
            f"{text(left)} {sign} {text(right)}" for left, sign, right in statement.get("inputs_where", ())
        ],
        "symmetric_outputs": statement.get("symmetric_outputs"),
        "data": [_datum(statement["inputs"], datum) for datum in statement.get("data", ())],
        "rates": {text(target): rate for target, rate in statement.get("rates", ())},
    }


def _datum(inputs: Sequence[tuple[str, Sequence[int]]], datum: Mapping[str, str]) -> dict[str, Any]:
    """The inputs of a datum, array by array."""
    values = iter(datum[name] for each in inputs for name in scalar_names(each[0], tuple(each[1])))
    return {name: _nested(values, shape) for name, shape in inputs}


def _nested(values: Iterator[str], shape: Sequence[int]) -> Any:
    if not shape:
        return next(values)
    return [_nested(values, shape[1:]) for _ in range(shape[0])]
