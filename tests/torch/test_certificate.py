from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, reduce
from typing import Any, Final

import numpy as np
import pytest

from certsim.kernel.errors import InvalidCertificate, KernelError, LimitExceeded, MalformedCertificate
from certsim.torch.checker.certificate import (
    check_audit,
    check_weights,
    read_audit,
    weights_digest,
    write_audit,
)
from certsim.torch.checker.graph import Graph, Opaque
from tests.torch.graphs import ALL, claim, leaves, mlp, subject, weights

Json = Any


@cache
def certificate(name: str) -> bytes:
    return write_audit(claim(*ALL[name]()))


def document(name: str) -> Json:
    return json.loads(certificate(name))


def check(given: Json) -> Any:
    return check_audit(json.dumps(given).encode())


# What is true is accepted.


@pytest.mark.parametrize(
    ("name", "dimension", "trained"),
    [("mlp", 14, 32), ("attention", 74, 152), ("convolution", 30, 40), ("experts", 54, 81)],
)
def test_a_sim_of_a_graph_is_accepted_with_its_dimension(name: str, dimension: int, trained: int) -> None:
    checked = check_audit(certificate(name))
    assert (checked.dimension, checked.trained) == (dimension, trained)


@pytest.mark.parametrize("name", ALL)
def test_what_is_read_is_written_byte_by_byte(name: str) -> None:
    assert write_audit(read_audit(certificate(name))) == certificate(name)


@pytest.mark.parametrize("name", ALL)
def test_the_weights_of_a_certificate_are_known_again(name: str) -> None:
    check_weights(read_audit(certificate(name)), ALL[name]()[1])


def test_spaces_and_the_order_of_keys_do_not_matter() -> None:
    given = document("mlp")
    check_audit(json.dumps(dict(reversed(given.items())), indent=2).encode())


def test_every_primitive_comes_back() -> None:
    graph = every_primitive()
    values = weights(W=(2, 3), V=(2, 3), f=(2,))
    audited = subject(graph, values, ("f",), symmetric=(0, 1), tied={"again.W": "W"})
    data = write_audit(claim(audited, values))
    assert write_audit(check_audit(data).claim) == data


def every_primitive() -> Graph:
    graph, values = Graph(unsupported=["sort"]), weights(W=(2, 3), V=(2, 3), f=(2,))
    W, V = leaves(graph, "parameter", values, "W", "V")
    (f,) = leaves(graph, "frozen", values, "f")
    x = graph.leaf("input", "W", (2, 3))
    y = graph.add([W, V, x], [1, -2, "1/3"])  # type: ignore[list-item]
    y = graph.map("power:2.0", graph.permute(y, (1, 0)))
    y = graph.contract([y, graph.expand(f, 0, 3)], [(40, 9), (40, 9)], (9,))
    y = graph.expand(y, 1, 4)
    y = graph.put(graph.take(y, 1, [3, -1, 0, 0]), 1, [0, 0, 1, -1], 3)
    y = graph.centre(graph.softmax(graph.reshape(y, (3, 2)), 1), (0,))
    y = graph.rows("gather", [y, graph.reshape(x, (3, 2))], 1, 2, 0)
    y = graph.map("where", y, graph.constant(np.array([[0.1, -0.0]] * 3)), y)
    drawn = graph.opaque(Opaque("dropout", random=True), [], (3, 2))
    graph.outputs = [y, graph.opaque(Opaque("sort", 1, 0), [y, drawn], (3, 2))]
    return graph


def test_a_convention_is_used_only_where_it_is_named() -> None:
    plain, values = mlp("relu")
    for array in values.values():
        array[...] = np.abs(array)
    values["A"][:], values["a"][:] = 0, 0
    without = check_audit(write_audit(claim(plain, values)))
    taken = check_audit(write_audit(claim(replace(plain, relu0=True), values)))
    assert (without.rests_on_relu0, taken.rests_on_relu0) == (False, True)
    assert taken.dimension < without.dimension


def test_a_set_with_a_convention_is_refused_without_it() -> None:
    plain, values = mlp("relu")
    values["A"][:], values["a"][:] = 0, 0
    given = json.loads(write_audit(claim(replace(plain, relu0=True), values)))
    with pytest.raises(InvalidCertificate, match="'A' is 0, and its gradient is not"):
        check({**given, "relu0": False})


def test_equal_members_stay_equal_where_the_loss_treats_them_alike() -> None:
    graph, values = Graph(), weights(W=(2, 3), V=(2, 3))
    values["V"] = values["W"].copy()
    x = graph.leaf("input", "x", (4, 3))
    graph.outputs = [
        graph.contract([x, W], [(0, 1), (2, 1)], (0, 2)) for W in leaves(graph, "parameter", values, "W", "V")
    ]
    given = json.loads(write_audit(claim(subject(graph, values, symmetric=(0, 1)), values)))
    assert check(given).dimension == 6
    with pytest.raises(InvalidCertificate, match="'W' is tied to another parameter"):
        check({**given, "symmetric": []})


def test_names_that_share_a_parameter_find_its_weights() -> None:
    plain, values = mlp()
    checked = check_audit(write_audit(claim(replace(plain, tied={"head.B": "B"}), values)))
    renamed = {"head.B" if name == "B" else name: value for name, value in values.items()}
    check_weights(checked.claim, renamed)


def test_what_the_graph_does_not_hold_is_left_out() -> None:
    audited, values = mlp()
    unused = {**values, "more": values["scale"].copy()}
    assert write_audit(claim(audited, unused)) == certificate("mlp")


def test_the_digest_is_that_of_names_types_shapes_and_bytes() -> None:
    import hashlib

    values = {"b": np.array(2.5, dtype=np.float32), "a": np.array([[1.0, 2.0]])}
    written = (
        b"a\n<f8\n[1, 2]\n" + np.array([1.0, 2.0]).tobytes() + b"b\n<f4\n[]\n" + np.float32(2.5).tobytes()
    )
    assert weights_digest(values) == hashlib.sha256(written).hexdigest()
    assert weights_digest({"a": values["a"].astype(">f8"), "b": values["b"]}) == weights_digest(values)


# Weights that are not those of the certificate.


def _off_by_one_bit(values: dict[str, Any]) -> None:
    values["A"][1, 0] = np.nextafter(values["A"][1, 0], np.float32(np.inf))


def _nonzero(values: dict[str, Any]) -> None:
    values["A"][3, 0] = 1e-45


def _same_sign(values: dict[str, Any]) -> None:
    values["a"][2] = -values["a"][2]


def _others(values: dict[str, Any]) -> None:
    values["b"] = values["b"] + 1


def _missing(values: dict[str, Any]) -> None:
    del values["a"]


def _frozen_moved(values: dict[str, Any]) -> None:
    values["scale"] = values["scale"] * 2


def _reshaped(values: dict[str, Any]) -> None:
    values["b"] = values["b"].reshape(1, 2)


def _infinite(values: dict[str, Any]) -> None:
    values["b"][0] = np.nan


def _more_precise(values: dict[str, Any]) -> None:
    values["b"] = values["b"].astype(np.float64)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_off_by_one_bit, "do not lie in the pattern"),
        (_nonzero, "do not lie in the pattern"),
        (_same_sign, "do not lie in the pattern"),
        (_infinite, "do not lie in the pattern"),
        (_others, "other weights; they lie in the pattern too"),
        (_frozen_moved, "other weights"),
        (_more_precise, "other weights"),
        (_missing, "there are no weights 'a'"),
        (_reshaped, r"the shape of the weights 'b' is \[1, 2\], not \[2\]"),
    ],
)
def test_other_weights_are_refused(change: Callable[[dict[str, Any]], None], message: str) -> None:
    values = {name: value.copy() for name, value in mlp()[1].items()}
    change(values)
    with pytest.raises(InvalidCertificate, match=message):
        check_weights(read_audit(certificate("mlp")), values)


# Claims that are false.

Changes = tuple[tuple[tuple[str | int, ...], Json], ...]
FALSE: Final[list[tuple[str, Changes, str]]] = [
    # One more tie, one more zero, another sign.
    ("mlp", ((("pattern", "A", "axes", 0), "1*4 2"),), "slices of 'A' along axis 0"),
    ("mlp", ((("pattern", "A", "axes", 0), "1 1 -1 0 0"),), "slices of 'A' along axis 0"),
    ("mlp", ((("pattern", "A", "axes", 0), "1*3 0 2"),), "slices of 'A' along axis 0"),
    ("mlp", ((("pattern", "A", "axes", 1), "1 1 2"),), "slices of 'A' along axis 1"),
    ("mlp", ((("pattern", "b", "axes", 0), "1 1"),), "slices of 'b' along axis 0"),
    ("mlp", ((("pattern", "B", "axes", 0), "0 1"),), "slices of 'B' along axis 0"),
    ("mlp", ((("pattern", "a", "axes", 0), None),), "slices of 'A' along axis 0"),
    ("attention", ((("pattern", "Q", "axes", 0), None),), "along axis 0"),
    ("attention", ((("pattern", "Q", "axes", 2), "1 1..5"),), "slices of 'Q' along axis 2"),
    ("convolution", ((("pattern", "F", "axes", 2), "1 2 1"),), "slices of 'F' along axis 2"),
    ("convolution", ((("pattern", "W", "axes", 1), None),), "slices of 'F' along axis 0"),
    ("experts", ((("pattern", "G", "axes", 0), "1*3"),), "slices of 'G' along axis 0"),
    ("experts", ((("pattern", "G", "axes", 0), None),), "is tied to another parameter"),
    ("experts", ((("pattern", "D2", "sign"), -1),), "'D2' is tied to another parameter"),
    ("experts", ((("trained", "D2", "rate"), 1),), "'D2' is tied to another parameter"),
    # A parameter that is 0 and moves.
    (
        "mlp",
        (
            (("pattern", "A"), "zero"), (("pattern", "B", "base"), 1), (("pattern", "a", "base"), 2),
            (("pattern", "b", "base"), 3), (("pattern", "scale", "base"), 4),
        ),
        "'A' is 0, and its gradient is not",
    ),
    # The graph is another one.
    ("mlp", ((("graph", "nodes", 10, "function"), "sigmoid"),), "along axis 0"),
    ("mlp", ((("graph", "nodes", 10, "function"), "cos"),), "along axis 0"),
    ("mlp", ((("graph", "nodes", 10, "function"), "reciprocal"),), "not defined on the pattern: reciprocal"),
    ("mlp", ((("graph", "nodes", 10, "function"), "sqrt"),), "not defined on the pattern: sqrt'0 at 0"),
    ("experts", ((("graph", "nodes", 17, "index"), "2"), (("graph", "nodes", 25, "index"), "1")), "tied"),
    ("experts", ((("graph", "nodes", 20, "name"), "U1"), (("graph", "nodes", 12, "name"), "U2")), "tied"),
    # What is said besides.
    ("mlp", ((("dimension",), 15),), "the dimension is 14, not 15"),
    ("attention", ((("dimension",), 152),), "the dimension is 74"),
    ("attention", ((("rounded",), []),), r"the gradients that need a cancellation are \['k'\]"),
    ("mlp", ((("rounded",), ["A"]),), r"the gradients that need a cancellation are \[\]"),
]  # fmt: skip


def changed(name: str, changes: Changes) -> Json:
    given = copy.deepcopy(document(name))
    for path, value in changes:
        reduce(lambda at, key: at[key], path[:-1], given)[path[-1]] = value
    return given


@pytest.mark.parametrize(("name", "changes", "message"), FALSE)
def test_a_false_claim_is_refused(name: str, changes: Changes, message: str) -> None:
    with pytest.raises(InvalidCertificate, match=message):
        check(changed(name, changes))


def test_a_tie_of_a_frozen_and_a_trained_parameter_is_refused() -> None:
    audited, values = mlp()
    graph = audited.graph
    (frozen,) = leaves(graph, "frozen", {"d": values["b"]}, "d")
    graph.outputs = [graph.add([graph.outputs[0], graph.broadcast(frozen, (4, 2))])]
    given = json.loads(write_audit(claim(audited, {**values, "d": values["b"].copy()})))
    bases = {"b": 4, "d": 4, "scale": 5}
    for name, base in bases.items():
        given["pattern"][name]["base"] = base
    with pytest.raises(InvalidCertificate, match="'d' is tied to another parameter"):
        check({**given, "dimension": 14})


def test_another_pattern_of_what_is_frozen_is_another_claim_that_the_weights_do_not_fit() -> None:
    given = changed("mlp", ((("pattern", "scale", "axes", 0), "1 0 1"),))
    with pytest.raises(InvalidCertificate, match="do not lie in the pattern"):
        check_weights(check(given).claim, mlp()[1])


# What cannot be read.

NODES: Final = "graph", "nodes"
DEEP: Final[Json] = reduce(lambda inside, _: [inside], range(500), 0)
MALFORMED: Final[list[tuple[str, Changes, str]]] = [
    # The document.
    ("mlp", ((("certsim",), 3),), "expected one of"),
    ("mlp", ((("kind",), "audits"),), "expected one of"),
    ("mlp", ((("more",), 1),), "unknown key 'more'"),
    ("mlp", ((("about", "model"), 1),), "expected a string"),
    ("mlp", ((("graph", "more"), []),), "unknown key 'more'"),
    ("mlp", ((("trained", "A", "more"), 1),), "unknown key 'more'"),
    ("mlp", ((("relu0",), 1),), "expected one of"),
    ("mlp", ((("symmetric",), [1]),), "there is no such output"),
    ("mlp", ((("symmetric",), [0, 0]),), "symmetric is not in its one spelling"),
    ("attention", ((("rounded",), ["k", "k"]),), "rounded is not in its one spelling"),
    ("mlp", ((("weights",), "0"),), "expected SHA-256"),
    ("mlp", ((("dimension",), -1),), "expected an integer"),
    ("mlp", ((("dimension",), True),), "expected an integer"),
    ("mlp", ((("tied",), {"A": "B"}),), "'A' is no other name of a parameter"),
    ("mlp", ((("tied",), {"C": "D"}),), "'C' is no other name of a parameter"),
    ("mlp", ((("about",), DEEP),), "expected an object"),
    ("mlp", ((("pattern", "A", "axes", 0), DEEP),), "expected a string"),
    # Nodes.
    ("mlp", (((*NODES, 0), []),), "expected an object"),
    ("mlp", (((*NODES, 0, "kind"), "cotangent"),), "found 'cotangent'"),
    ("mlp", (((*NODES, 0, "do"), "softmax_backward"),), "found 'softmax_backward'"),
    ("mlp", (((*NODES, 0, "do"), ["leaf"]),), "expected one of"),
    ("mlp", (((*NODES, 2, "name"), "a"),), "a second leaf is named 'a'"),
    ("mlp", (((*NODES, 1, "name"), "a"),), "a second leaf is named 'a'"),
    ("mlp", (((*NODES, 1, "kind"), "parameter"),), "the parameter 'scale' has another shape"),
    ("mlp", (((*NODES, 3, "kind"), "frozen"),), "'a' is trained and frozen"),
    ("mlp", (((*NODES, 2, "shape"), [6, 3]), ((*NODES, 3, "shape"), [6])), "do not fit"),
    ("mlp", (((*NODES, 2, "shape"), [5, 0]),), "an axis of length 0"),
    ("mlp", (((*NODES, 2, "shape"), [1 << 40, 3]),), "expected an integer"),
    ("mlp", (((*NODES, 2, "shape"), [1] * 40),), "more than 24 axes"),
    ("mlp", (((*NODES, 7, "of"), [6, 7]),), "expected an integer from 0 to 6"),
    ("mlp", (((*NODES, 7, "of"), [6, -1]),), "expected an integer from 0 to 6"),
    ("mlp", (((*NODES, 7, "of"), [6]),), "2 lists of labels for 1 arguments"),
    ("mlp", (((*NODES, 7, "of"), []), ((*NODES, 7, "labels"), [])), "0 lists of labels for 0 arguments"),
    ("mlp", (((*NODES, 7, "out"), [0, 0]),), "stands twice"),
    ("mlp", (((*NODES, 7, "out"), [0, 3]),), "the labels do not fit"),
    ("mlp", (((*NODES, 7, "labels"), [[0, 1], [2, 0]]),), "the lengths of label do not fit"),
    ("mlp", (((*NODES, 7, "labels"), [[0, 1], [3, 1]]), ((*NODES, 7, "out"), [0, 3])), "graph is not in its"),
    ("mlp", (((*NODES, 8, "axis"), 2),), "the axis of expand do not fit"),
    ("mlp", (((*NODES, 8, "length"), 5),), "the shapes of a sum do not fit"),
    ("mlp", (((*NODES, 8, "length"), 0),), "the lengths of an array do not fit"),
    ("mlp", (((*NODES, 8, "of"), [3, 3]),), "2 arguments where 1 fit"),
    ("mlp", (((*NODES, 9, "coefficients"), ["1"]),), "the shapes of a sum do not fit"),
    ("mlp", (((*NODES, 9, "coefficients"), ["1", "1/0"]),), "expected a fraction"),
    ("mlp", (((*NODES, 9, "coefficients"), ["1", "nan"]),), "expected a fraction"),
    ("mlp", (((*NODES, 9, "coefficients"), ["1", "2/2"]),), "graph is not in its one spelling"),
    ("mlp", (((*NODES, 9, "coefficients"), ["1", 1]),), "expected a string"),
    ("mlp", (((*NODES, 10, "function"), "tanh'0"),), "expected the name of a function"),
    ("mlp", (((*NODES, 10, "function"), "power:x"),), "the numbers of the function 'power:x' do not fit"),
    ("mlp", (((*NODES, 10, "function"), "power"),), "the numbers of the function 'power' do not fit"),
    ("mlp", (((*NODES, 10, "function"), "power:nan"),), "do not fit"),
    ("mlp", (((*NODES, 10, "function"), "clamp:1.0:-1.0"),), "do not fit"),
    ("mlp", (((*NODES, 10, "function"), "clamp:1.0"),), "do not fit"),
    ("mlp", (((*NODES, 10, "function"), "softshrink:-1.0"),), "do not fit"),
    ("attention", (((*NODES, 1, "axes"), [3]),), "there is no such axis"),
    ("attention", (((*NODES, 1, "axes"), [2, 2]),), "stands twice"),
    ("convolution", (((*NODES, 3, "index"), "1..5 9"),), "the index of put do not fit"),
    ("convolution", (((*NODES, 3, "index"), "1..5"),), "the index of put do not fit"),
    ("convolution", (((*NODES, 3, "axis"), 3),), "there is no such axis"),
    ("convolution", (((*NODES, 4, "index"), "0..8"),), "the index of take do not fit"),
    ("convolution", (((*NODES, 4, "index"), "0..9999999999"),), "a run of 10000000000 entries"),
    ("convolution", (((*NODES, 4, "index"), "0*9999999999"),), "a run of 9999999999 entries"),
    ("convolution", (((*NODES, 5, "shape"), [3, 2, 6, 4]),), "the shape do not fit"),
    ("convolution", (((*NODES, 9, "shape"), [3, 4, 2, 1, 1]),), "the shape is"),
    ("experts", ((("graph", "outputs"), []),), "there is no output"),
    ("experts", ((("graph", "outputs"), [1000]),), "expected an integer"),
    ("experts", (((*NODES, 17, "index"), "0"),), "the node does nothing, or is there already"),
    ("convolution", (((*NODES, 10, "shape"), [3, 4, 2, 1]),), "the node does nothing"),
    # Patterns.
    ("mlp", ((("pattern", "C"), "zero"),), "unknown key 'C'"),
    ("mlp", ((("pattern", "x"), "zero"),), "unknown key 'x'"),
    ("mlp", ((("pattern", "A"), "one"),), "expected an object"),
    ("mlp", ((("pattern", "A", "axes"), [None]),), "expected 2 entries, found 1"),
    ("mlp", ((("pattern", "A", "axes", 0), "1 1 -1 0"),), "4 classes for 5 indices"),
    ("mlp", ((("pattern", "A", "axes", 0), "1 1 -1 0 2 3"),), "a run of 1 entries where 0 may be"),
    ("mlp", ((("pattern", "A", "axes", 0), "-1 -1 1 0 2"),), "the first index of a class has sign −"),
    ("mlp", ((("pattern", "A", "axes", 0), "2 2 -2 0 1"),), "classes are not numbered as they occur"),
    ("mlp", ((("pattern", "A", "axes", 0), "1 1 -1 0 3"),), "classes are not numbered as they occur"),
    ("mlp", ((("pattern", "A", "axes", 0), "0*5"),), "all slices are 0"),
    ("mlp", ((("pattern", "A", "axes", 1), "1..3"),), "pattern is not in its one spelling"),
    ("mlp", ((("pattern", "A", "base"), 0),), "the base 0, for which 'zero' is written"),
    ("mlp", ((("pattern", "A", "base"), 2),), "the base 2 where 1 is next"),
    ("mlp", ((("pattern", "a", "base"), 1),), "arrays of one base have other shapes or classes"),
    ("mlp", ((("pattern", "A", "sign"), -1),), "the first array of a base has sign −"),
    ("mlp", ((("pattern", "A", "sign"), 0),), "expected one of"),
    ("experts", ((("trained", "D2", "rate"), 2),), "trained is not in its one spelling"),
    ("experts", ((("trained", "D2", "shape"), [4, 3]),), "the parameter 'D2' has another shape"),
]


@pytest.mark.parametrize(("name", "changes", "message"), MALFORMED)
def test_what_is_no_certificate_is_refused(name: str, changes: Changes, message: str) -> None:
    with pytest.raises(MalformedCertificate, match=message):
        check(changed(name, changes))


def test_every_part_of_the_document_is_needed() -> None:
    for key in document("mlp"):
        given = {other: value for other, value in document("mlp").items() if other != key}
        with pytest.raises(MalformedCertificate, match=f"the key '{key}' is missing"):
            check(given)


def test_a_file_that_is_cut_is_refused() -> None:
    data = certificate("mlp")
    for length in range(0, len(data) - 2, 7):
        with pytest.raises(MalformedCertificate, match="not JSON"):
            check_audit(data[:length])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"[" * 100_000, "nested too deep|not JSON"),
        (b'{"a":1,"a":1}', "twice"),
        (b"[1.5]", "not exact"),
        (b"7", "object"),
    ],
)
def test_other_json_is_refused(text: bytes, message: str) -> None:
    with pytest.raises(MalformedCertificate, match=message):
        check_audit(text)


@pytest.mark.parametrize("number", ["nan", "0x1p+9999", "1.5", "infinity"])
def test_a_constant_that_is_no_number_is_refused(number: str) -> None:
    given = document("attention")
    (at,) = (k for k, node in enumerate(given["graph"]["nodes"]) if node["do"] == "constant")
    given["graph"]["nodes"][at]["values"] = f"{number}*25"
    with pytest.raises(MalformedCertificate, match=r"expected numbers|too large"):
        check(given)


def test_a_constant_has_as_many_numbers_as_its_shape() -> None:
    given = document("attention")
    (at,) = (k for k, node in enumerate(given["graph"]["nodes"]) if node["do"] == "constant")
    given["graph"]["nodes"][at]["values"] = "0x1p+0*24"
    with pytest.raises(MalformedCertificate, match="24 numbers for the shape"):
        check(given)


def test_a_large_graph_in_a_small_file_costs_too_much() -> None:
    given = document("mlp")
    large = {"do": "expand", "of": [3], "axis": 0, "length": (1 << 31) - 1}
    given["graph"]["nodes"].append(large)
    with pytest.raises(LimitExceeded, match="more arithmetic"):
        check(given)


def test_an_index_that_would_make_a_large_table_is_refused() -> None:
    given = document("mlp")
    given["graph"]["nodes"].append({"do": "put", "of": [3], "axis": 0, "index": "0*5", "length": 1 << 20})
    with pytest.raises(LimitExceeded, match="an index of 5 places in 1048576 is too large"):
        check(given)


def test_long_patterns_of_parameters_that_no_graph_has_cost_too_much() -> None:
    given = document("mlp")
    given["trained"]["unused"] = {"shape": [(1 << 31) - 1], "rate": 0}
    given["pattern"]["unused"] = "zero"
    with pytest.raises(LimitExceeded, match="more arithmetic"):
        check(given)


# No change of a certificate makes a checker raise anything else.


def places(given: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    for key in given if isinstance(given, dict) else range(len(given)) if isinstance(given, list) else ():
        yield from places(given[key], (*path, key))


@pytest.mark.parametrize("name", ALL)
def test_changes_at_random_are_accepted_or_refused(name: str) -> None:
    generator = np.random.default_rng(5)
    values = [0, 1, 2, 3, -1, None, True, [], {}, "", "0", "1 1", "0*2", [0], [0, 1], [1, 0], "zero", "tanh"]
    paths = list(places(document(name)))[1:]
    for _ in range(300):
        path = paths[generator.integers(len(paths))]
        value = values[generator.integers(len(values))]
        with contextlib.suppress(KernelError):
            check(changed(name, ((path, value),)))
