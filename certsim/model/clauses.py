"""What a model may say besides its outputs.

Local definitions, what training does not move, which inputs are meant, and which outputs the loss treats
alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from certsim.kernel.errors import MalformedCertificate
from certsim.kernel.terms.arrays import Array
from certsim.kernel.terms.expression import scalar_names
from certsim.kernel.terms.functions import Expression
from certsim.model.expression import parse_definition, parse_restriction
from certsim.model.faults import Key
from certsim.model.numbers import Numbers, read_numbers
from certsim.model.parsed import ExpressionError, Parsed
from certsim.model.reader import Reader, Rule, check_name, describe, read_target

_DEFINITION: Final = Rule(("parameter", "input", "definition"))
_FROZEN: Final = Rule(("parameter",))
_RESTRICTION: Final = Rule(("input",), "a condition on inputs", graded=("input",))
_DATUM: Final = Rule(("input",))


# Local definitions


@dataclass(frozen=True)
class Definitions:
    """The local definitions of a model, in order; `keys` are the places of their texts."""

    trees: list[list[Any]]
    keys: dict[str, Key]
    reader: Reader

    def warn_of_unused(self, outputs: Sequence[Expression]) -> None:
        """Warns of each definition that neither an output nor a definition in use mentions."""
        used: set[str] = set()
        for tree in outputs:
            used.update(_names(tree))
        for name, tree in reversed(self.trees):
            if name in used:
                used.update(_names(tree))
            else:
                hint = "no output depends on it"
                self.reader.faults.warn(self.keys[name], f"the definition {name!r} is not used", hint)


def _names(tree: Expression) -> Iterator[str]:
    """The texts in a tree, the names among them."""
    stack = [tree]
    while stack:
        part = stack.pop()
        if isinstance(part, list):
            stack.extend(part)
        elif isinstance(part, str):
            yield part


def read_definitions(table: Mapping[str, Any], reader: Reader) -> Definitions:
    """The definitions of a model; each may use parameters, inputs and the definitions before it."""
    definitions = Definitions([], {}, reader)
    texts = table.get("let", ())
    reader.vocabulary.complete &= texts is not None
    reader.vocabulary.later = {found[1] for text in texts or () if text and (found := _NAME.match(text))}
    for at, text in enumerate(texts or ()):
        key = ("model", "let", at)
        if text is None:
            reader.vocabulary.complete = False
            continue
        try:
            statement = parse_definition(text, reader.vocabulary.sizes)
            name = _defined_name(statement.left, reader)
        except ExpressionError as error:
            reader.faults.add_error(key, error)
            _remember(text, reader)
            continue
        array = reader.check(statement.right, key, _DEFINITION)
        reader.vocabulary.define(name, array)
        if array is not None:
            definitions.keys[name] = key
            definitions.trees.append([name, statement.right.tree])
    return definitions


_NAME: Final = re.compile(r"\s*([A-Za-z_]\w*)", re.ASCII)


def _defined_name(left: Parsed, reader: Reader) -> str:
    if left.kind == "call":
        hint = "functions of your own are declared in [functions]"
        raise ExpressionError("a definition is of an array, not of a function", left.span, hint)
    if left.kind not in ("name", "pi"):
        hint = "write a name, '=' and an expression, such as 'h = tanh(W @ x)'"
        raise ExpressionError("a definition gives a name to an expression", left.span, hint)
    check_name(left.tree, left.span, reader.vocabulary)
    return str(left.tree)


def _remember(text: str, reader: Reader) -> None:
    """Keeps the names of a faulty definition, so that their uses are not faults as well."""
    left, sign, _ = text.partition("=")
    for found in _NAMES.finditer(left if sign else ""):
        if found[0] not in reader.vocabulary.roles:
            reader.vocabulary.define(found[0], None)


_NAMES: Final = re.compile(r"\b[A-Za-z_]\w*", re.ASCII)


# Clauses


def _read_frozen(table: Mapping[str, Any], _: int | None, reader: Reader) -> list[Expression]:
    """The parameters that training does not move (theory T22)."""
    taken: set[int] = set()
    key: Key = ("model", "frozen")
    texts = [(text, (*key, at)) for at, text in enumerate(table.get("frozen") or ()) if text is not None]
    read = [read_target(text, place, _FROZEN, taken, reader, of_key=False) for text, place in texts]
    return [parsed.tree for parsed, _ in filter(None, read)]


def _read_restrictions(table: Mapping[str, Any], _: int | None, reader: Reader) -> list[list[Any]]:
    """The equations and conditions that inputs satisfy (theory T21)."""
    restrictions = []
    for at, text in enumerate(table.get("inputs_where") or ()):
        key = ("model", "inputs_where", at)
        try:
            statement = None if text is None else parse_restriction(text, reader.vocabulary.sizes)
        except ExpressionError as error:
            reader.faults.add_error(key, error)
            continue
        if statement and reader.sides(statement, key, _RESTRICTION):
            restrictions.append([statement.left.tree, statement.relation, statement.right.tree])
    return restrictions


def _read_data(table: Mapping[str, Any], _: int | None, reader: Reader) -> list[dict[str, str]]:
    """The values of all inputs, for each datum (theory T21)."""
    data, inputs = table.get("data") or (), _input_leaves(reader)
    if data and not inputs and reader.vocabulary.complete:
        hint = "data are values of the inputs, which are declared in 'inputs'"
        reader.faults.add(("model", "data"), "there are data, but no inputs", hint, of_key=True)
        return []
    keyed = ((datum, ("model", "data", at)) for at, datum in enumerate(data) if datum is not None)
    found = [_read_datum(datum, key, inputs, reader) for datum, key in keyed]
    if all(len(datum) == len(inputs) for datum in found):
        _check_divisors(found, inputs, reader)
    return found


def _check_divisors(data: Sequence[Mapping[str, str]], inputs: Mapping[int, str], reader: Reader) -> None:
    """At no datum a divisor is zero whatever the parameters."""
    graph = reader.vocabulary.scope.graph
    quotients = [node for node, entry in enumerate(graph.nodes) if entry[:2] == ("call", "inv")]
    for at, datum in enumerate(data if quotients else ()):
        values = {leaf: graph.number(Fraction(datum[name])) for leaf, name in inputs.items()}
        try:
            graph.rewrite(quotients, values)
        except MalformedCertificate as error:
            hint = "leave the datum out: with it nothing can be trained"
            reader.faults.add(("model", "data", at), f"the model is not defined there: {error.message}", hint)


def _input_leaves(reader: Reader) -> dict[int, str]:
    """The inputs' nodes and their names, in order."""
    vocabulary = reader.vocabulary
    return {
        node: name
        for array in vocabulary.of_role("input")
        if (shape := vocabulary.shapes[array]) is not None
        for node, name in zip(vocabulary.model_arrays[array].nodes, scalar_names(array, shape), strict=True)
    }


def _read_datum(
    datum: Mapping[str, Any], key: Key, inputs: Mapping[int, str], reader: Reader
) -> dict[str, str]:
    taken: set[int] = set()
    found: dict[int, Fraction] = {}
    before = len(reader.faults.found)
    for text, value in datum.items():
        place = (*key, text)
        target = read_target(text, place, _DATUM, taken, reader)
        numbers = read_numbers(value, place, reader) if value is not None else None
        if target and numbers:
            found.update(_assigned(text, target[1], numbers, place, reader))
    missing = [name for leaf, name in inputs.items() if leaf not in taken]
    if missing and len(reader.faults.found) == before:
        shown = ", ".join(missing[:_SHOWN]) + (", …" if len(missing) > _SHOWN else "")
        reader.faults.add(key, f"no value is given for {shown}", "a datum gives a value to every input")
    return {name: str(found[leaf]) for leaf, name in inputs.items() if leaf in found}


_SHOWN: Final = 5


def _assigned(text: str, target: Array, numbers: Numbers, key: Key, reader: Reader) -> dict[int, Fraction]:
    """The entries of an array with their values; a number alone is the value of each."""
    shape, values = numbers
    if shape and shape != target.shape:
        message = f"{text} is {describe(target.shape)}, and the value is {describe(shape)}"
        reader.faults.add(key, message)
        return {}
    return dict(zip(target.nodes, values if shape else values * len(target.nodes), strict=True))


def _read_blocks(table: Mapping[str, Any], outputs: int | None, reader: Reader) -> list[list[Any]]:
    """The blocks of outputs that the loss treats alike (theory T23)."""
    taken: set[int] = set()
    blocks = []
    for at, block in enumerate(table.get("symmetric_outputs") or ()):
        if block is not None and None not in block:
            _check_block(block, ("model", "symmetric_outputs", at), outputs, taken, reader)
            blocks.append(block)
    return blocks


def _check_block(
    block: Sequence[int | list[int]], key: Key, outputs: int | None, taken: set[int], reader: Reader
) -> None:
    members = [member if isinstance(member, list) else [member] for member in block]
    if len({len(member) for member in members}) > 1:
        reader.faults.add(key, "the members of a block have different numbers of outputs")
    for output in (output for member in members for output in member):
        if outputs is not None and not 0 <= output < outputs:
            hint = "outputs count from 0, entry by entry"
            reader.faults.add(key, f"output {output} is out of range for {outputs} outputs", hint)
        elif output in taken:
            reader.faults.add(key, f"output {output} stands twice", "an output is in one block at most")
        taken.add(output)


CLAUSES: Final[Mapping[str, Callable[[Mapping[str, Any], int | None, Reader], list[Any]]]] = {
    "frozen": _read_frozen,
    "inputs_where": _read_restrictions,
    "data": _read_data,
    "symmetric_outputs": _read_blocks,
}
"""The readers of a model's table, each for one key; they are told the number of outputs, if it is known."""
