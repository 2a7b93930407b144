"""The certificate of an audit: a graph, and a pattern of its parameters that training keeps (theory T24).

The check believes nothing that a certificate says but what it is about: the graph, which parameters are
trained and at which rates, which outputs the loss treats alike. It computes the gradients on the pattern
again, and accepts if they keep it. It needs numpy, and no torch.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from certsim.kernel.errors import InvalidCertificate, LimitExceeded, MalformedCertificate, excerpt
from certsim.kernel.meter import allowance, metered, spend
from certsim.kernel.statement.strict_json import (
    Json,
    Path,
    dump,
    load,
    read_choice,
    read_count,
    read_list,
    read_object,
    read_text,
)
from certsim.torch.classes import Classes, classify, free, gauged
from certsim.torch.functions import AtZero
from certsim.torch.graph import Graph, Leaf, Shape
from certsim.torch.pattern import Audited, Gradients, Pattern, Slices, holds, numbered
from certsim.torch.primitives import read_graph, read_shape, write_graph
from certsim.torch.runs import read_integers, write_integers

FORMAT: Final = 1
_KIND: Final = "audit"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_ZERO: Final = "zero"
_MOST: Final = 1 << 20
"""More parameters than any graph has."""
_PER_INDEX: Final = 2


@dataclass(frozen=True)
class Subject:
    """What is audited.

    Attributes:
        graph: without gradients.
        shapes: of all trained parameters, those too that the graph does not mention.
        rates: by trained parameter; what has equal rates is treated alike by the optimizer.
        symmetric: places of outputs that the loss treats alike, in ascending order.
        relu0: whether relu'(0) = 0 is taken.
        tied: other names of parameters, as checkpoints may have them.
    """

    graph: Graph
    shapes: Mapping[str, Shape]
    rates: Mapping[str, Hashable]
    symmetric: Sequence[int] = ()
    relu0: bool = False
    tied: Mapping[str, str] = field(default_factory=dict)

    def audited(self) -> Audited:
        return Audited(self.graph, self.shapes, self.rates, self.symmetric, relu0=self.relu0)

    @property
    def frozen(self) -> Mapping[str, Shape]:
        """The shapes of the frozen leaves."""
        return _leaves(self.graph, "frozen")


@dataclass(frozen=True)
class Claim:
    """What a certificate says: that gradients keep the pattern.

    Attributes:
        about: labels, of which nothing is believed.
        subject: what is audited.
        pattern: of all trained parameters and frozen leaves.
        rounded: the trained parameters whose gradients needed a cancellation of exact arithmetic.
        dimension: of the pattern, among the trained parameters.
        weights: the digest of the weights that were audited.
    """

    about: Mapping[str, str]
    subject: Subject
    pattern: Pattern
    rounded: Sequence[str]
    dimension: int
    weights: str

    @classmethod
    def of(
        cls,
        subject: Subject,
        pattern: Pattern,
        gradients: Gradients,
        values: Mapping[str, NDArray[Any]],
        about: Mapping[str, str],
    ) -> Claim:
        """The claim of a pattern that is kept, and that weights lie in; what is not audited is left out."""
        kept = {name: pattern[name] for name in (*subject.shapes, *subject.frozen)}
        keys = {name: (slices.base, slices.sign, None) for name, slices in kept.items()}
        digest = weights_digest({name: values[name] for name in kept})
        dimension = dimension_of(pattern, subject.shapes)
        return cls(about, subject, numbered(kept, keys), rounded_in(gradients), dimension, digest)


@dataclass(frozen=True)
class Checked:
    """A claim that was checked, and whether it rests on relu'(0) = 0."""

    claim: Claim
    rests_on_relu0: bool

    @property
    def trained(self) -> int:
        """The number of trained parameters."""
        return sum(map(math.prod, self.claim.subject.shapes.values()))

    @property
    def dimension(self) -> int:
        return self.claim.dimension


def dimension_of(pattern: Pattern, shapes: Mapping[str, Shape]) -> int:
    """The dimension of a pattern of all trained parameters, the shapes of which are given."""
    return sum({pattern[name].base: pattern[name].size() for name in shapes}.values())


def rounded_in(gradients: Gradients) -> Sequence[str]:
    """The parameters whose gradients needed a cancellation of exact arithmetic."""
    return tuple(sorted(name for name, gradient in gradients.by_name.items() if gradient.rounding))


def weights_digest(values: Mapping[str, NDArray[Any]]) -> str:
    """SHA-256 of weights.

    In the order of the names, of each array: its name, numpy's word for its type as `<f4`, and its shape as
    `[2, 3]`, each with a line feed after it, and its entries, row by row, little-endian.
    """
    found = hashlib.sha256()
    for name in sorted(values):
        value = np.ascontiguousarray(values[name])
        value = value.astype(value.dtype.newbyteorder("<"), copy=False)
        found.update(f"{name}\n{value.dtype.str}\n{list(values[name].shape)}\n".encode())
        found.update(value.reshape(-1).view(np.uint8).data)
    return found.hexdigest()


def write_audit(claim: Claim) -> bytes:
    """The bytes of a certificate; the same claim always gives the same bytes."""
    return dump(_document(claim))


def check_audit(data: bytes) -> Checked:
    """Checks the certificate of an audit.

    Raises MalformedCertificate if it cannot be read, and InvalidCertificate if the pattern is not kept.
    """
    try:
        with metered(allowance(len(data))):
            return _checked(_read(data))
    except MemoryError:
        raise LimitExceeded("the check needs more memory than this machine gives it") from None


def check_weights(claim: Claim, values: Mapping[str, NDArray[Any]]) -> None:
    """Requires that the weights are those of the claim, and lie in its pattern.

    Raises InvalidCertificate. What else is in a checkpoint does not matter.
    """
    others = {name: other for other, name in sorted(claim.subject.tied.items())}
    found = {}
    for name, slices in claim.pattern.items():
        value = values.get(name, values.get(others.get(name, name)))
        if value is None:
            raise InvalidCertificate(f"there are no weights {excerpt(name)}")
        if value.shape != slices.shape:
            shapes = f"{list(value.shape)}, not {list(slices.shape)}"
            raise InvalidCertificate(f"the shape of the weights {excerpt(name)} is {shapes}")
        found[name] = value
    if not holds(claim.pattern, found):
        raise InvalidCertificate("the weights do not lie in the pattern")
    if weights_digest(found) != claim.weights:
        raise InvalidCertificate("these are other weights; they lie in the pattern too")


def read_audit(data: bytes) -> Claim:
    """Reads the certificate of an audit strictly, and does not check it; raises what `check_audit` raises."""
    with metered(allowance(len(data))):
        return _read(data)


def _read(data: bytes) -> Claim:
    document = load(data)
    given = read_object(document, _READERS.keys())
    read_choice(given["certsim"], (FORMAT,), ("certsim",))
    found = {key: read(given[key], (key,)) for key, read in _READERS.items()}
    subject = _subject(found)
    pattern = _read_pattern(given["pattern"], {**subject.shapes, **subject.frozen}, ("pattern",))
    claim = Claim(
        found["about"], subject, pattern, tuple(found["rounded"]), found["dimension"], found["weights"]
    )
    if _document(claim) != document:
        raise MalformedCertificate(f"{_difference(_document(claim), document)} is not in its one spelling")
    return claim


def _difference(ours: Mapping[str, Json], theirs: Mapping[str, Json]) -> str:
    return next(key for key in ours if ours[key] != theirs[key])


def _document(claim: Claim) -> Json:
    subject = claim.subject
    rates = _numbered([subject.rates[name] for name in sorted(subject.shapes)])
    return {
        "certsim": FORMAT,
        "kind": _KIND,
        "about": dict(claim.about),
        "graph": write_graph(subject.graph),
        "trained": {
            name: {"shape": list(subject.shapes[name]), "rate": rate}
            for name, rate in zip(sorted(subject.shapes), rates, strict=True)
        },
        "tied": {other: name for other, name in subject.tied.items() if name in claim.pattern},
        "symmetric": sorted(set(subject.symmetric)),
        "relu0": subject.relu0,
        "pattern": {name: _write_slices(slices) for name, slices in claim.pattern.items()},
        "rounded": sorted(set(claim.rounded)),
        "dimension": claim.dimension,
        "weights": claim.weights,
    }


def _numbered(rates: Iterable[Hashable]) -> list[int]:
    """Numbers 0, 1, … of rates in the order in which they occur first."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(rate, len(numbers)) for rate in rates]


def _read_texts(document: Json, path: Path) -> Mapping[str, str]:
    if not isinstance(document, dict):
        raise MalformedCertificate(f"expected an object, found {excerpt(document)}", path)
    return {key: read_text(value, (*path, key)) for key, value in document.items()}


def _read_trained(document: Json, path: Path) -> Mapping[str, tuple[Shape, int]]:
    """Shapes and rates by name."""
    if not isinstance(document, dict):
        raise MalformedCertificate(f"expected an object, found {excerpt(document)}", path)
    found = {}
    for name, each in document.items():
        given = read_object(each, ("shape", "rate"), (), (*path, name))
        shape = read_shape(given["shape"], (*path, name, "shape"))
        found[name] = shape, read_count(given["rate"], _MOST, (*path, name, "rate"))
    return found


def _read_digest(document: Json, path: Path) -> str:
    text = read_text(document, path)
    if not _DIGEST.fullmatch(text):
        raise MalformedCertificate(f"expected SHA-256 in hexadecimal, found {excerpt(text)}", path)
    return text


_READERS: Final[Mapping[str, Any]] = {
    "certsim": lambda document, path: read_choice(document, (FORMAT,), path),
    "kind": lambda document, path: read_choice(document, (_KIND,), path),
    "about": _read_texts,
    "graph": read_graph,
    "trained": _read_trained,
    "tied": _read_texts,
    "symmetric": lambda document, path: read_list(document, lambda at, p: read_count(at, _MOST, p), path),
    "relu0": lambda document, path: read_choice(document, (False, True), path),
    "pattern": lambda document, _: document,
    "rounded": lambda document, path: read_list(document, read_text, path),
    "dimension": lambda document, path: read_count(document, 1 << 62, path),
    "weights": _read_digest,
}


def _subject(found: Mapping[str, Any]) -> Subject:
    """What is audited: the leaves of the graph and the trained parameters fit together."""
    graph, trained = found["graph"], found["trained"]
    shapes = {name: shape for name, (shape, _) in trained.items()}
    for name, shape in _leaves(graph, "parameter").items():
        if shapes.get(name) != shape:
            raise MalformedCertificate(
                f"the parameter {excerpt(name)} has another shape in the graph", ("trained",)
            )
    if both := sorted(shapes.keys() & _leaves(graph, "frozen").keys()):
        raise MalformedCertificate(f"{excerpt(both[0])} is trained and frozen", ("trained",))
    for other, name in found["tied"].items():
        held = shapes.keys() | _leaves(graph, "frozen").keys()
        if other in held or name not in held:
            raise MalformedCertificate(f"{excerpt(other)} is no other name of a parameter", ("tied", other))
    if any(at >= len(graph.outputs) for at in found["symmetric"]):
        raise MalformedCertificate("there is no such output", ("symmetric",))
    rates = {name: rate for name, (_, rate) in trained.items()}
    return Subject(graph, shapes, rates, tuple(found["symmetric"]), found["relu0"], found["tied"])


def _leaves(graph: Graph, kind: str) -> Mapping[str, Shape]:
    return {
        node.operation.name: node.shape
        for node in graph.nodes
        if isinstance(node.operation, Leaf) and node.operation.kind == kind
    }


# Patterns. A parameter is "zero", or has a base, a sign, and per axis classes; null where all indices differ.


def _write_slices(slices: Slices) -> Json:
    if not slices.base:
        return _ZERO
    axes = [None if np.array_equal(c, free(len(c))) else write_integers(c) for c in slices.axes]
    return {"base": slices.base, "sign": slices.sign, "axes": axes}


def _read_pattern(document: Json, shapes: Mapping[str, Shape], path: Path) -> Pattern:
    """A pattern of all the arrays; bases are numbered in the order of the names."""
    given = read_object(document, sorted(shapes), (), path)
    found: dict[str, Slices] = {}
    firsts: dict[int, str] = {}
    for name in sorted(shapes):
        slices = _read_slices(given[name], shapes[name], (*path, name))
        found[name] = slices
        if slices.base:
            _require_base(slices, found[firsts.setdefault(slices.base, name)], len(firsts), (*path, name))
    return found


def _require_base(slices: Slices, first: Slices, count: int, path: Path) -> None:
    """The first array of a base has sign +, and the others are like it but for the sign."""
    if slices.base > count:
        raise MalformedCertificate(f"the base {slices.base} where {count} is next", (*path, "base"))
    if slices is first and slices.sign < 0:
        raise MalformedCertificate("the first array of a base has sign −", (*path, "sign"))
    if slices.shape != first.shape or not all(map(np.array_equal, slices.axes, first.axes)):
        raise MalformedCertificate("arrays of one base have other shapes or classes", path)


def _read_slices(document: Json, shape: Shape, path: Path) -> Slices:
    spend(_PER_INDEX * sum(shape))
    if document == _ZERO:
        return Slices(shape, 0, 1, tuple(np.zeros(length, dtype=np.int64) for length in shape))
    given = read_object(document, ("base", "sign", "axes"), (), path)
    base = read_count(given["base"], _MOST, (*path, "base"))
    sign = read_choice(given["sign"], (1, -1), (*path, "sign"))
    if not base:
        raise MalformedCertificate(f"the base 0, for which {_ZERO!r} is written", (*path, "base"))
    lengths = iter(shape)
    axes = read_list(
        given["axes"], lambda axis, at: _read_classes(axis, next(lengths), at), (*path, "axes"), len(shape)
    )
    return Slices(shape, base, sign, tuple(axes))


def _read_classes(document: Json, length: int, path: Path) -> Classes:
    """Signed classes of indices, numbered as they occur first, the first index of each with sign +."""
    if document is None:
        return free(length)
    classes = read_integers(document, length, path)
    if len(classes) != length:
        raise MalformedCertificate(f"{len(classes)} classes for {length} indices", path)
    if not classes.any():
        raise MalformedCertificate(f"all slices are 0, for which {_ZERO!r} is written", path)
    if not np.array_equal(gauged(classes), classes):
        raise MalformedCertificate("the first index of a class has sign −", path)
    if not np.array_equal(classify(np.abs(classes)[:, None], np.sign(classes)).classes, classes):
        raise MalformedCertificate("classes are not numbered as they occur", path)
    return classes


# The check.


def _checked(claim: Claim) -> Checked:
    audited = claim.subject.audited()
    gradients = audited.gradients(claim.pattern)
    if undefined := sorted(gradients.met.get(AtZero.UNDEFINED, ())):
        raise InvalidCertificate(f"not defined on the pattern: {', '.join(undefined)} at 0")
    kept = audited.refine(claim.pattern, gradients)
    for name in sorted(claim.pattern):
        _require_kept(name, claim.pattern[name], kept[name])
    if claim.rounded != rounded_in(gradients):
        listed = excerpt(list(rounded_in(gradients)), 200)
        raise InvalidCertificate(f"the gradients that need a cancellation are {listed}")
    if claim.dimension != (found := dimension_of(claim.pattern, claim.subject.shapes)):
        raise InvalidCertificate(f"the dimension is {found}, not {claim.dimension}")
    return Checked(claim, claim.subject.relu0 and bool(gradients.met.get(AtZero.CONVENTION)))


def _require_kept(name: str, claimed: Slices, kept: Slices) -> None:
    """Raises InvalidCertificate where the gradients do not keep what is claimed of a parameter."""
    if claimed.content == kept.content:
        return
    if not claimed.base:
        raise InvalidCertificate(f"{excerpt(name)} is 0, and its gradient is not")
    for axis, (first, second) in enumerate(zip(claimed.axes, kept.axes, strict=True)):
        if not np.array_equal(first, second):
            raise InvalidCertificate(
                f"slices of {excerpt(name)} along axis {axis} are 0 or tied, and do not stay so"
            )
    raise InvalidCertificate(f"{excerpt(name)} is tied to another parameter, and does not stay so")
