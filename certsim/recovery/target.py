"""Targets: functions of the inputs that a model may be fitted to, and the models in which a fit is a set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from certsim.errors import CertsimError
from certsim.kernel.terms.arrays import Array
from certsim.kernel.terms.expression import Scope
from certsim.kernel.terms.functions import Expression
from certsim.model.faults import Faults, ValueLocator
from certsim.model.model import Model
from certsim.model.reader import Reader, Rule, Vocabulary, describe
from certsim.model.spec import bounded

if TYPE_CHECKING:
    from collections.abc import Mapping

_RULE: Final = Rule(("input",))
_MEANT: Final = ("data", "functions", "inputs", "inputs_where", "let", "parameters")
"""What of a statement says which functions a model has, and of which inputs."""


@dataclass(frozen=True)
class Target:
    """A function f of the inputs of a model, as expressions: one for each output that the model writes.

    Attributes:
        texts: the expressions as they were given.
        trees: the same, as a statement has them.
        size: the number of its scalar outputs.
    """

    texts: tuple[str, ...]
    trees: tuple[Expression, ...]
    size: int


def read_target_function(model: Model, given: str | Sequence[str]) -> Target:
    """The target in the language of specs: one expression for each output of the model, of its shape.

    The expressions may use inputs, numbers and functions, the unspecified ones of the model too.

    Raises:
        CertsimError: the model is a family of fields, or the target is no text.
        SpecError: the target cannot be read, or is no function of the kind of the model.

    >>> model = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
    >>> read_target_function(model, "3*tanh(x[0])").size
    1
    """
    if "fields" in model.statement:
        raise CertsimError("a family of fields has no outputs to fit\nhint: give the model by its outputs")
    texts = (given,) if isinstance(given, str) else given
    if not isinstance(texts, Sequence) or not all(isinstance(text, str) for text in texts):
        raise CertsimError("a target is a text, or a list of texts\nhint: write an expression such as '2*x'")
    vocabulary, faults = Vocabulary.of(model.statement), Faults()
    key = "target"
    with bounded(Path("<target>")), faults.collected("<target>", ValueLocator({key: texts}, ())):
        outputs = _outputs(model.statement, vocabulary)
        reader = Reader(vocabulary, faults)
        read = [reader.expression(text, (key, at), _RULE) for at, text in enumerate(texts)]
        if len(texts) != len(outputs):
            count = f"{len(outputs)} output{'' if len(outputs) == 1 else 's'}"
            hint = "give one expression for each, in order; for an array, a list such as [x[0], 2*x[1]]"
            faults.add((key,), f"the model has {count}, the target has {len(texts)}", hint)
        for at, (one, output) in enumerate(zip(read, outputs, strict=False)):
            if one is not None and one[1].shape != output.shape:
                message = f"the output is {describe(output.shape)}, the target is {describe(one[1].shape)}"
                faults.add((key, at), message, _HINTS[bool(output.shape)])
    return Target(
        tuple(texts), tuple(one[0].tree for one in read if one), sum(len(output.nodes) for output in outputs)
    )


_HINTS: Final = {
    True: "write an array as a list with one entry for each output, such as [x[0], 2*x[1]]",
    False: "write one expression that is a scalar, such as 2*x[0]",
}


def _outputs(statement: Mapping[str, Any], vocabulary: Vocabulary) -> list[Array]:
    """The arrays of the outputs that a model writes."""
    scope = Scope(vocabulary.graph, vocabulary.model_arrays)
    for name, tree in statement.get("let", ()):
        scope = scope.with_array(name, scope.expand(tree))
    return [scope.expand(tree) for tree in statement["outputs"]]


def scaled_difference(model: Model, target: Target) -> Model:
    """The model H(θ, s)(x) = s·(F(θ)(x) - f(x)), in which s is trained and θ is frozen.

    Its fields are (F_j(θ)(x) - f_j(x))·∂_s. So {θ = θ₀, s = 0} is structurally invariant if and only if
    F(θ₀)(x) = f(x) for every x that is meant and for which both are defined.
    """
    statement, name = model.statement, slack_name(model)
    names = [declared for declared, _ in statement["parameters"]]
    outputs = [
        ["*", name, ["+", output, ["neg", tree]]]
        for output, tree in zip(statement["outputs"], target.trees, strict=True)
    ]
    kept = {key: statement[key] for key in _MEANT if key in statement}
    parameters = [*statement["parameters"], [name, []]]
    return Model({**kept, "parameters": parameters, "outputs": outputs, "frozen": names}, model.name)


def slack_name(model: Model) -> str:
    """The name of the parameter s: one that the model does not have."""
    return free_name(model, "s")


def free_name(model: Model, base: str) -> str:
    """A name that the model does not have: the given one, or it with underscores after it."""
    statement = model.statement
    taken = {name for key in ("parameters", "inputs", "let") for name, _ in statement.get(key, ())}
    taken |= set(statement.get("functions", ()))
    return next(name for at in range(len(taken) + 1) if (name := base + "_" * at) not in taken)


def side_by_side(model: Model, target: Target) -> Model:
    """The model with the target's expressions after its own outputs; at each datum, where there are data."""
    statement = {key: model.statement[key] for key in _MEANT if key in model.statement}
    return Model({**statement, "outputs": [*model.statement["outputs"], *target.trees]}, model.name)
