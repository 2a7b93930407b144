"""Tensor graphs in JSON: one table of primitives, read through the builder that computes shapes.

A node is an object: `do` is the name of the primitive, `of` are the numbers of its arguments, and the other
keys are its fields. What is read is checked: nothing is believed of a shape that can be computed. A leaf that
is a cotangent, and SoftmaxBackward, whose rule holds for a softmax alone, are not in the table: only
gradients have them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from certsim.kernel.errors import LimitExceeded, MalformedCertificate, excerpt
from certsim.kernel.meter import spend
from certsim.kernel.statement.strict_json import (
    Json,
    Path,
    read_choice,
    read_count,
    read_list,
    read_object,
    read_text,
)
from certsim.torch.checker.functions import Function
from certsim.torch.checker.functions import function as facts
from certsim.torch.checker.graph import (
    Add,
    Centre,
    Constant,
    Contract,
    Expand,
    Graph,
    GraphError,
    Leaf,
    Map,
    Node,
    Opaque,
    Permute,
    Put,
    Reshape,
    Rows,
    Shape,
    Softmax,
    Take,
)
from certsim.torch.checker.runs import read_integers, read_numbers, write_integers, write_numbers

MAX_AXES: Final = 24
"""The most axes of an array, and the most labels of a contraction; numpy has not many more."""
_MAX_LENGTH: Final = 1 << 31
_PER_NODE: Final = 1000
_PER_INDEX: Final = 2
"""What a node costs, and an index along an axis: a class is a number of eight bytes."""
_FRACTION: Final = re.compile(r"-?\d{1,700}(?:/\d{1,700})?", re.ASCII)
_NAME: Final = re.compile(r"[^':\s]+(?::[^':\s]+)*")
_LEAST: Final = {"hardtanh": 0.0, "hardshrink": 0.0, "softshrink": 0.0, "power": -math.inf}
"""The least number that a function may have in its name; the first three are odd only from there on."""


@dataclass(frozen=True)
class Coding:
    """How a value is written, and read."""

    write: Callable[[Any], Json]
    read: Callable[[Json, Path], Any]


@dataclass(frozen=True)
class _Primitive:
    """A row of the table: the record, its codings by field, and how the builder makes a node.

    The field `shape` is the shape of the node. `arity` is the number of arguments, None for any.
    """

    operation: type[Any]
    arity: int | None
    fields: Mapping[str, Coding]
    build: Callable[..., int]


def _same(value: Any) -> Json:
    return value


def read_shape(document: Json, path: Path) -> Shape:
    """The lengths of an array, of which none is 0."""
    lengths = read_list(document, _read_length, path)
    if len(lengths) > MAX_AXES:
        raise MalformedCertificate(f"an array of more than {MAX_AXES} axes", path)
    return tuple(lengths)


def _read_length(document: Json, path: Path) -> int:
    length = read_count(document, _MAX_LENGTH, path)
    if not length:
        raise MalformedCertificate("an axis of length 0", path)
    return length


def _read_number(document: Json, path: Path) -> int:
    return read_count(document, _MAX_LENGTH, path)


def _read_small(document: Json, path: Path) -> tuple[int, ...]:
    """Axes or labels, of which none is twice."""
    numbers = read_list(document, _read_number, path)
    if len(set(numbers)) < len(numbers):
        raise MalformedCertificate("an axis or a label stands twice", path)
    return tuple(numbers)


def _read_fraction(document: Json, path: Path) -> Fraction:
    text = read_text(document, path)
    try:
        if _FRACTION.fullmatch(text):
            return Fraction(text)
    except ZeroDivisionError:
        pass
    raise MalformedCertificate(f"expected a fraction, found {excerpt(text)}", path)


def _read_optional(document: Json, path: Path) -> int | None:
    return None if document is None else _read_number(document, path)


def _read_function(document: Json, path: Path) -> str:
    """A name without marks of derivatives: only gradients have these."""
    name = read_text(document, path)
    if not _NAME.fullmatch(name):
        raise MalformedCertificate(f"expected the name of a function, found {excerpt(name)}", path)
    return name


def _read_map(document: Json, path: Path) -> str:
    """A name whose numbers are such that what is known of the function holds."""
    name = _read_function(document, path)
    word, _, given = name.partition(":")
    try:
        known = facts(name) != Function() or word in _LEAST
        numbers = [float(each) for each in given.split(":")] if known and given else []
    except (ValueError, TypeError):
        numbers = [math.nan]
    if numbers != sorted(numbers) or not all(number >= _LEAST.get(word, -math.inf) for number in numbers):
        raise MalformedCertificate(f"the numbers of the function {excerpt(name)} do not fit", path)
    return name


_SHAPE: Final = Coding(list, read_shape)
_NUMBER: Final = Coding(_same, _read_number)
_AXES: Final = Coding(list, _read_small)
_LABELS: Final = Coding(
    lambda labels: [list(names) for names in labels],
    lambda document, path: tuple(read_list(document, _read_small, path)),
)
_FRACTIONS: Final = Coding(
    lambda coefficients: [str(c) for c in coefficients],
    lambda document, path: tuple(read_list(document, _read_fraction, path)),
)
LONGEST: Final = 1 << 22
"""A constant has no more numbers."""
_INDEX: Final = Coding(
    write_integers, lambda document, path: tuple(read_integers(document, 4 * LONGEST, path).tolist())
)
_VALUES: Final = Coding(write_numbers, lambda document, path: read_numbers(document, LONGEST, path))
_TEXT: Final = Coding(_same, read_text)
_FUNCTION: Final = Coding(_same, _read_function)
_MAPPED: Final = Coding(_same, _read_map)
_KIND: Final = Coding(
    _same, lambda document, path: read_choice(document, ("parameter", "frozen", "input"), path)
)
_LINEAR: Final = Coding(_same, _read_optional)
_FLAG: Final = Coding(_same, lambda document, path: read_choice(document, (False, True), path))


def _require(fits: bool, what: str) -> None:
    if not fits:
        raise GraphError(what)


def _constant(graph: Graph, _: Sequence[int], values: Any, shape: Shape) -> int:
    _require(len(values) == math.prod(shape), f"{len(values)} numbers for the shape {list(shape)}")
    return graph.constant(values.reshape(shape))


def _permute(graph: Graph, xs: Sequence[int], axes: tuple[int, ...]) -> int:
    return graph.permute(xs[0], axes)


def _take(graph: Graph, xs: Sequence[int], axis: int, index: tuple[int, ...]) -> int:
    _require(axis < len(graph.shape(xs[0])), "there is no such axis")
    _bound_repeated(index, graph.shape(xs[0])[axis])
    return graph.take(xs[0], axis, index)


def _put(graph: Graph, xs: Sequence[int], axis: int, index: tuple[int, ...], length: int) -> int:
    _require(axis < len(graph.shape(xs[0])), "there is no such axis")
    _bound_repeated(index, length)
    return graph.put(xs[0], axis, index, length)


def _bound_repeated(index: tuple[int, ...], length: int) -> None:
    """Entries that meet are summed by a table of all pairs."""
    places = [at for at in index if at >= 0]
    if len(set(places)) < len(places) and len(index) * length > LONGEST:
        raise LimitExceeded(f"an index of {len(index)} places in {length} is too large")


def _contract(
    graph: Graph, xs: Sequence[int], labels: Sequence[tuple[int, ...]], out: tuple[int, ...]
) -> int:
    _require(len(labels) == len(xs) > 0, f"{len(labels)} lists of labels for {len(xs)} arguments")
    _require(len(set().union(*labels)) <= MAX_AXES, f"there are more than {MAX_AXES} labels")
    return graph.contract(xs, labels, out)


def _rows(graph: Graph, xs: Sequence[int], function: str, axis: int, linear: int | None, shape: Shape) -> int:
    _require(all(axis < len(graph.shape(x)) for x in xs) and axis < len(shape), "there is no such axis")
    _require(linear is None or linear < len(xs), "there is no such argument")
    return graph.rows(function, xs, axis, shape[axis], linear)


def _softmax(graph: Graph, xs: Sequence[int], axis: int) -> int:
    _require(axis < len(graph.shape(xs[0])), "there is no such axis")
    return graph.softmax(xs[0], axis)


def _centre(graph: Graph, xs: Sequence[int], axes: tuple[int, ...]) -> int:
    _require(all(axis < len(graph.shape(xs[0])) for axis in axes), "there is no such axis")
    return graph.centre(xs[0], axes)


def _opaque(graph: Graph, xs: Sequence[int], shape: Shape, linear: int | None, **fields: Any) -> int:
    _require(linear is None or linear < len(xs), "there is no such argument")
    return graph.opaque(Opaque(linear=linear, **fields), xs, shape)


_PRIMITIVES: Final = {
    "leaf": _Primitive(
        Leaf, 0, {"kind": _KIND, "name": _TEXT, "shape": _SHAPE}, lambda graph, _, **leaf: graph.leaf(**leaf)
    ),
    "constant": _Primitive(Constant, 0, {"values": _VALUES, "shape": _SHAPE}, _constant),
    "permute": _Primitive(Permute, 1, {"axes": _AXES}, _permute),
    "reshape": _Primitive(
        Reshape, 1, {"shape": _SHAPE}, lambda graph, xs, shape: graph.reshape(xs[0], shape)
    ),
    "take": _Primitive(Take, 1, {"axis": _NUMBER, "index": _INDEX}, _take),
    "put": _Primitive(Put, 1, {"axis": _NUMBER, "index": _INDEX, "length": _NUMBER}, _put),
    "expand": _Primitive(
        Expand,
        1,
        {"axis": _NUMBER, "length": _NUMBER},
        lambda graph, xs, axis, length: graph.expand(xs[0], axis, length),
    ),
    "add": _Primitive(
        Add, None, {"coefficients": _FRACTIONS}, lambda graph, xs, coefficients: graph.add(xs, coefficients)
    ),
    "contract": _Primitive(Contract, None, {"labels": _LABELS, "out": _AXES}, _contract),
    "map": _Primitive(Map, None, {"function": _MAPPED}, lambda graph, xs, function: graph.map(function, *xs)),
    "rows": _Primitive(
        Rows,
        None,
        {"function": _FUNCTION, "axis": _NUMBER, "linear": _LINEAR, "shape": _SHAPE},
        _rows,
    ),
    "softmax": _Primitive(Softmax, 1, {"axis": _NUMBER}, _softmax),
    "centre": _Primitive(Centre, 1, {"axes": _AXES}, _centre),
    "opaque": _Primitive(
        Opaque,
        None,
        {"function": _FUNCTION, "output": _NUMBER, "linear": _LINEAR, "random": _FLAG, "shape": _SHAPE},
        _opaque,
    ),
}
_NAMES: Final = {primitive.operation: name for name, primitive in _PRIMITIVES.items()}


def write_graph(graph: Graph) -> Json:
    """A graph without gradients; the same graph always gives the same document."""
    return {
        "nodes": [_write_node(node) for node in graph.nodes],
        "outputs": list(graph.outputs),
        "unsupported": list(graph.unsupported),
    }


def _write_node(node: Node) -> Json:
    name = _NAMES[type(node.operation)]
    fields = {
        key: coding.write(node.shape if key == "shape" else getattr(node.operation, key))
        for key, coding in _PRIMITIVES[name].fields.items()
    }
    return {"do": name, "of": list(node.arguments), **fields}


def read_graph(document: Json, path: Path) -> Graph:
    """A graph in which every node fits its arguments, and no two leaves have one name."""
    given = read_object(document, ("nodes", "outputs", "unsupported"), (), path)
    graph = Graph(unsupported=read_list(given["unsupported"], read_text, (*path, "unsupported")))
    read_list(given["nodes"], lambda node, at: _read_node(graph, node, at), (*path, "nodes"))
    _require_names(graph, (*path, "nodes"))
    count = len(graph.nodes)
    graph.outputs += read_list(
        given["outputs"], lambda at, place: read_count(at, count, place), (*path, "outputs")
    )
    if not graph.outputs:
        raise MalformedCertificate("there is no output", (*path, "outputs"))
    return graph


def _read_node(graph: Graph, document: Json, path: Path) -> None:
    """One more node of the graph."""
    if not isinstance(document, dict):
        raise MalformedCertificate(f"expected an object, found {excerpt(document)}", path)
    primitive = _PRIMITIVES[read_choice(document.get("do"), _PRIMITIVES.keys(), (*path, "do"))]
    given = read_object(document, ("do", "of", *primitive.fields), (), path)
    at = len(graph.nodes)
    arguments = read_list(given["of"], lambda each, place: read_count(each, at, place), (*path, "of"))
    if primitive.arity not in (None, len(arguments)):
        raise MalformedCertificate(f"{len(arguments)} arguments where {primitive.arity} fit", (*path, "of"))
    fields = {key: coding.read(given[key], (*path, key)) for key, coding in primitive.fields.items()}
    try:
        found = primitive.build(graph, arguments, **fields)
    except GraphError as error:
        raise MalformedCertificate(str(error), path) from None
    if found != at:
        raise MalformedCertificate("the node does nothing, or is there already", path)
    _require_shape(graph.shape(at), fields.get("shape", graph.shape(at)), path)
    spend(_PER_NODE + len(arguments) ** 2 + _PER_INDEX * sum(graph.shape(at)))


def _require_shape(shape: Shape, claimed: Shape, path: Path) -> None:
    if shape != claimed:
        raise MalformedCertificate(f"the shape is {list(shape)}, not {list(claimed)}", (*path, "shape"))
    if len(shape) > MAX_AXES:
        raise MalformedCertificate(f"an array of more than {MAX_AXES} axes", path)


def _require_names(graph: Graph, path: Path) -> None:
    """Inputs have names of their own."""
    found: set[tuple[bool, str]] = set()
    for at, node in enumerate(graph.nodes):
        if isinstance(node.operation, Leaf):
            key = node.operation.kind == "input", node.operation.name
            if key in found:
                raise MalformedCertificate(f"a second leaf is named {excerpt(key[1])}", (*path, at, "name"))
            found.add(key)
