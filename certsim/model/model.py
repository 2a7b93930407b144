"""Models: outputs (or fields) of parameters and inputs, as the statement that the kernel reads."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from certsim.kernel.terms.arrays import Array
from certsim.kernel.terms.definitions import INNER_SIGNATURES
from certsim.kernel.terms.functions import Expression
from certsim.model.clauses import CLAUSES, read_definitions
from certsim.model.document import check_document
from certsim.model.expression import Sizes
from certsim.model.faults import Faults, Key, ValueLocator
from certsim.model.numbers import exact_number
from certsim.model.parsed import ExpressionError, Parsed
from certsim.model.reader import (
    RESERVED,
    Reader,
    Rule,
    Vocabulary,
    check_name,
    declaration,
    describe,
    read_declarations,
    read_target,
)

if TYPE_CHECKING:
    from sympy import Basic
    from torch.nn import Module

    from certsim.model.to_sympy import Expressions

_OUTPUT: Final = Rule(("parameter", "input", "definition"))
_FIELD: Final = Rule(("parameter",), "a field")
_RATE: Final = Rule(("parameter",))


@dataclass(frozen=True)
class Model:
    """A model F(θ)(x), real-analytic in its parameters θ; or a family of polynomial vector fields on θ.

    `statement` is the canonical JSON that certificates quote; two models with equal statements are equal.
    `scalars` is the number of its outputs, entry by entry, or of its fields, where it was read from a text.
    """

    statement: Mapping[str, Any]
    name: str | None = field(default=None, compare=False)
    scalars: int | None = field(default=None, compare=False)

    @classmethod
    def parse(  # noqa: PLR0913  as many as a spec has keys
        cls,
        outputs: str | Sequence[str],
        *,
        parameters: Sequence[str],
        inputs: Sequence[str] = (),
        let: Sequence[str] | None = None,
        frozen: Sequence[str] | None = None,
        inputs_where: Sequence[str] | None = None,
        data: Sequence[Mapping[str, Any]] | None = None,
        symmetric_outputs: Sequence[Sequence[Any]] | None = None,
        rates: Mapping[str, Any] | None = None,
        functions: Mapping[str, Any] | None = None,
        name: str | None = None,
    ) -> Model:
        """The model with the given outputs, written as in a spec file; raises `SpecError`.

        >>> Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
        <Model a @ tanh(W @ x), parameters W[2,1], a[2], inputs x[1]>
        """
        table = {
            "name": name,
            "parameters": parameters,
            "inputs": inputs,
            "let": let,
            "outputs": outputs,
            "frozen": frozen,
            "inputs_where": inputs_where,
            "data": data,
            "symmetric_outputs": symmetric_outputs,
            "rates": rates,
        }
        return _from_tables(table, functions)

    @classmethod
    def from_fields(
        cls, fields: Sequence[Sequence[str]], *, parameters: Sequence[str], name: str | None = None
    ) -> Model:
        """The family of polynomial vector fields, each with one expression per scalar parameter."""
        return _from_tables({"parameters": parameters, "fields": fields, "name": name}, None)

    @classmethod
    def from_sympy(
        cls,
        expression: Basic | Sequence[Basic],
        *,
        parameters: Sequence[Basic] | None = None,
        inputs: Sequence[Basic] | None = None,
        rates: Mapping[Basic, Any] | None = None,
        functions: Mapping[str, Any] | None = None,
        name: str | None = None,
    ) -> Model:
        """The model whose outputs are SymPy expressions, a Matrix of them or a list; raises `SpecError`.

        Parameters and inputs are a Symbol, an IndexedBase with a shape or a MatrixSymbol each; what
        `to_sympy` gives brings its own. Undefined functions are unspecified ones; facts about them may be
        given in `functions`. A maximum is written with relu.

        >>> from sympy import IndexedBase, Symbol, tanh
        >>> w, x = IndexedBase("w", shape=(2,)), Symbol("x")
        >>> Model.from_sympy(tanh(w[0] * x) + w[1], parameters=[w], inputs=[x])
        <Model tanh(x*w[0]) + w[1], parameters w[2], inputs x>
        """
        from certsim.model.from_sympy import tables

        return _from_tables(*tables(expression, parameters, inputs, rates, functions, name))

    @classmethod
    def from_torch(
        cls,
        module: Module,
        inputs: tuple[Any, ...] | Mapping[str, Any],
        *,
        frozen: Iterable[str] = (),
        name: str | None = None,
    ) -> Model:
        """The function that a small PyTorch module computes, exactly, by the graph that `torch.export` gives.

        Its parameters are the trained ones of the module, under their names with `_` for dots. Buffers, and
        parameters that are not trained, have their values, each the fraction that the floating-point number
        is; so have those that `frozen` names, with wildcards as in `"encoder.*"`. `inputs` are examples: a
        tuple, or a dict of keyword arguments. What counts is their shapes, of which axes of length 1 are left
        out. Every entry is an input of its own, those of a batch too; where the entries of a batch do not
        meet, a batch of one says as much. An input of whole numbers that chooses rows is one-hot. Numbers of
        the program, such as eps, are the decimals that Python prints for them.

        Raises CertsimError for an operation without a counterpart in the language of specs, and for a module
        that is too large. Needs PyTorch. `certsim.torch.point_of` gives the values of the parameters.
        """
        from certsim import from_torch

        return from_torch(module, inputs, frozen=frozen, name=name)

    def to_sympy(self) -> Expressions:
        """The outputs as SymPy expressions, one for each scalar output; the columns of a family of fields.

        A scalar is a Symbol, an entry of an array is that of an IndexedBase with its shape. Functions that
        SymPy does not have are written out, relu as Max(0, u), and unspecified ones are undefined functions.
        `Model.from_sympy` takes the answer back: to a model of equal functions, with equal rates, names and
        shapes. SymPy simplifies, so an expression may be defined where the model is not.

        Raises CertsimError for a function that has no counterpart in SymPy.

        >>> Model.parse("a[1] * sigmoid(w*x)", parameters=["w", "a[2]"], inputs=["x"]).to_sympy()
        (a[1]/(1 + exp(-w*x)),)
        """
        from certsim.model.to_sympy import expressions_of

        return expressions_of(self.statement)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The declarations of the parameters, such as ``("W[3,2]", "b[3]")``, in coordinate order."""
        return tuple(declaration(*entry) for entry in self.statement["parameters"])

    @property
    def inputs(self) -> tuple[str, ...]:
        """The declarations of the inputs; none for a family of fields."""
        return tuple(declaration(*entry) for entry in self.statement.get("inputs", ()))

    @property
    def dimension(self) -> int:
        """The number M of scalar parameters."""
        return sum(math.prod(shape) for _, shape in self.statement["parameters"])

    def __hash__(self) -> int:
        return hash(json.dumps(self.statement, sort_keys=True))

    def __repr__(self) -> str:
        from certsim.model.text import model_line

        return f"<Model {model_line(self.statement, self.name)}>"

    def _repr_html_(self) -> str:
        from certsim.model.text import model_html

        return model_html(self.statement, self.name)

    def _repr_latex_(self) -> str:
        from certsim.model.text import model_latex

        return model_latex(self.statement)


def _from_tables(table: Mapping[str, Any], functions: Mapping[str, Any] | None) -> Model:
    """A model from what a spec file would hold; absent values are None."""
    given = {key: listed(value) for key, value in table.items() if value is not None}
    document: dict[str, Any] = {"format": 1, "model": given}
    if functions:
        document["functions"] = {name: _fact_table(facts) for name, facts in functions.items()}
    faults = Faults()
    with faults.collected("<model>", ValueLocator(document, ("model",))):
        _, model = read_model(check_document(document, faults), faults)
    return model


def listed(value: Any) -> Any:
    """Tuples and other iterables as lists, as a TOML file would have them."""
    if isinstance(value, Mapping):
        return {str(key): entry for key, entry in value.items()}
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    return [listed(entry) for entry in value]


def _fact_table(facts: Any) -> Any:
    """Facts as a table; Python may give them as a list, too."""
    return dict.fromkeys(facts, True) if isinstance(facts, list | tuple | set | frozenset) else facts


def read_model(document: Mapping[str, Any], faults: Faults, sizes: Sizes = ()) -> tuple[Vocabulary, Model]:
    """The names and the model of a checked document; the model means something only if no fault was added."""
    table = document.get("model") or {}
    vocabulary = Vocabulary(sizes=sizes)
    for role, key in (("parameter", "parameters"), ("input", "inputs")):
        texts = table.get(key, () if role == "input" else None)
        vocabulary.complete &= texts is not None
        read_declarations(texts or (), role, ("model", key), vocabulary, faults)
    _read_functions(document, vocabulary, faults)
    reader = Reader(vocabulary, faults)
    statement: dict[str, Any] = {"parameters": vocabulary.declarations("parameter")}
    if "fields" in table:
        statement["fields"] = _read_fields(table["fields"] or (), reader)
        count: int | None = len(statement["fields"])
    else:
        family, count = _read_family(table, reader)
        statement |= family
    optional = {
        "rates": _read_rates(table.get("rates") or {}, statement.get("frozen", ()), reader),
        "functions": dict(sorted(vocabulary.functions.items())),
    }
    statement.update((key, value) for key, value in optional.items() if value)
    return vocabulary, Model(statement, table.get("name"), count)


def _read_family(table: Mapping[str, Any], reader: Reader) -> tuple[dict[str, Any], int | None]:
    """The part of a statement that a model with outputs has, and how many outputs, if that is known.

    It holds inputs, definitions, outputs and clauses.
    """
    inputs = reader.vocabulary.declarations("input")
    definitions = read_definitions(table, reader)
    arrays = _read_outputs(table.get("outputs"), reader)
    outputs = [parsed.tree for parsed, _ in filter(None, arrays)]
    definitions.warn_of_unused(outputs)
    count = sum(len(array.nodes) for _, array in filter(None, arrays)) if all(arrays) else None
    statement: dict[str, Any] = {"inputs": inputs}
    if definitions.trees:
        statement["let"] = definitions.trees
    statement["outputs"] = outputs
    for name, read in CLAUSES.items():
        if found := read(table, count, reader):
            statement[name] = found
    if table.get("data") and table.get("inputs_where"):
        hint = "data are all the inputs that there are"
        reader.faults.add(("model", "data"), "'data' does not go with 'inputs_where'", hint, of_key=True)
    return statement, count


def _read_functions(document: Mapping[str, Any], vocabulary: Vocabulary, faults: Faults) -> None:
    functions = document.get("functions", {})
    vocabulary.complete &= functions is not None
    if functions and "fields" in (document.get("model") or {}):
        hint = "fields are polynomial"
        faults.add(("functions",), "'functions' does not go with 'fields'", hint, of_key=True)
    for name, facts in (functions or {}).items():
        key = ("functions", name)
        try:
            check_name(name, (0, len(name)), vocabulary, RESERVED | INNER_SIGNATURES.keys())
        except ExpressionError as error:
            faults.add_error(key, error, of_key=True)
            continue
        declared = sorted(fact for fact, holds in (facts or {}).items() if holds)
        if "odd" in declared and "even" in declared:
            faults.add(key, f"{name} is declared odd and even", "only the zero function is both", of_key=True)
        vocabulary.functions[name] = declared


def _read_outputs(
    outputs: str | Sequence[str | None] | None, reader: Reader
) -> list[tuple[Parsed, Array] | None]:
    """Each output with its array; None for one that is faulty."""
    key: Key = ("model", "outputs")
    if isinstance(outputs, str):
        return [reader.expression(outputs, key, _OUTPUT)]
    return [
        None if text is None else reader.expression(text, (*key, at), _OUTPUT)
        for at, text in enumerate(outputs or ())
    ]


def _read_fields(fields: Sequence[Sequence[str | None] | None], reader: Reader) -> list[list[Any]]:
    return [_read_field(field or (), ("model", "fields", at), reader) for at, field in enumerate(fields)]


def _read_field(texts: Sequence[str | None], key: Key, reader: Reader) -> list[Any]:
    size = reader.vocabulary.size("parameter")
    if texts and reader.vocabulary.complete and len(texts) != size:
        hint = "a field has one expression for each scalar parameter, in coordinate order"
        reader.faults.add(key, f"expected {size} expressions, found {len(texts)}", hint)
    trees = []
    for at, text in enumerate(texts):
        read = None if text is None else reader.expression(text, (*key, at), _FIELD)
        if read and read[1].shape:
            reader.faults.add((*key, at), f"expected a scalar, found {describe(read[1].shape)}")
        elif read:
            trees.append(read[0].tree)
    return trees


def _read_rates(rates: Mapping[str, Any], frozen: Sequence[Expression], reader: Reader) -> list[list[Any]]:
    """The pairs of target and rate; no parameter has two rates, and a frozen one has none."""
    scope = reader.vocabulary.scope
    still = {node for tree in frozen for node in scope.expand(tree).nodes} if rates else set()
    taken: set[int] = set()
    pairs = []
    for text, value in rates.items():
        key = ("model", "rates", text)
        target = read_target(text, key, _RATE, taken, reader)
        rate = _read_rate(value, key, reader)
        if target and not still.isdisjoint(target[1].nodes):
            reader.faults.add(key, f"{text!r:.60} is frozen", "what is frozen has no rate", of_key=True)
        if target and rate:
            pairs.append([target[0].tree, str(rate)])
    return pairs


def _read_rate(value: Any, key: Key, reader: Reader) -> Fraction | None:
    if value is None:
        return None
    try:
        rate = exact_number(value, reader.vocabulary.sizes)
    except (ValueError, ExpressionError) as error:
        reader.faults.add(key, str(error), "write 2, 0.5 or '1/2'", getattr(error, "span", None))
        return None
    if rate <= 0:
        reader.faults.add(key, f"the rate {rate!s:.60} is not positive")
        return None
    return rate
