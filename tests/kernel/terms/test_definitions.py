"""Every function that a spec may call is numpy's, or PyTorch's as written by hand, on random arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.kernel.errors import KernelError, MalformedCertificate
from certsim.kernel.meter import metered
from certsim.kernel.terms.arrays import MAX_DIMENSIONS
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.definitions import DEFINITIONS, SIGNATURES, mentions_pi
from certsim.kernel.terms.expression import Scope, declare
from certsim.kernel.terms.functions import ELEMENTARY, FunctionTable
from certsim.kernel.terms.graph import Graph

some = settings(max_examples=60, deadline=None, derandomize=True, database=None)

erf: Callable[[Any], Any] = np.vectorize(lambda u: float(mpmath.erf(u)), otypes=[float])


def sigmoid(u: Any) -> Any:
    return 1 / (1 + np.exp(-u))


def softplus(u: Any) -> Any:
    return np.log1p(np.exp(u))


class Floats:
    """Floating-point numbers, with numpy's functions."""

    FUNCTIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
        **{name: getattr(np, name) for name in ("tanh", "exp", "log", "sin", "cos", "sinh", "cosh", "sqrt")},
        "atan": np.arctan,
        "sigmoid": sigmoid,
        "softplus": softplus,
        "erf": erf,
        "normal_cdf": lambda u: (1 + erf(u / math.sqrt(2))) / 2,
        "inv": lambda u: 1 / u,
        "step": lambda u: float(u > 0),
    }

    def number(self, value: Fraction) -> float:
        return float(value)

    def total(self, summands: Iterable[float]) -> float:
        return math.fsum(summands)

    def call(self, function: str, argument: float) -> float:
        return float(self.FUNCTIONS[function](argument))


def meaning(expression: Any, **arrays: Any) -> Any:
    """The array of floats that an expression denotes."""
    given_ = {name: np.asarray(value, dtype=float) for name, value in arrays.items()}
    count = sum(value.size for value in given_.values())
    graph = Graph(FunctionTable({}, count))
    shapes = [(name, value.shape) for name, value in given_.items()]
    scope = Scope(graph, declare(graph, [*shapes, ("pi", ())], 0))
    leaves = [*(float(entry) for value in given_.values() for entry in value.ravel()), math.pi]
    with np.errstate(all="ignore"):
        array = scope.expand(expression)
        return np.array(evaluate(graph, array.nodes, leaves.__getitem__, Floats())).reshape(array.shape)


def agrees(expression: Any, expected: Any, **arrays: Any) -> None:
    found = meaning(expression, **arrays)
    assert found.shape == np.shape(expected)
    assert np.allclose(found, expected, rtol=1e-9, atol=1e-9), (found, expected)


def call(name: str, *operands: Any, **options: Any) -> Any:
    """A call as it stands in a claim; a sum has an operation of its own."""
    rest = [*operands, options] if options else list(operands)
    return ["sum", *rest] if name == "sum" else ["call", name, *rest]


numbers = st.integers(-40, 40).map(lambda n: (2 * n + 1) / 17)
sizes = st.integers(1, 3)


def arrays_of(shape: Sequence[int]) -> st.SearchStrategy[Any]:
    size = math.prod(shape)
    return st.lists(numbers, min_size=size, max_size=size).map(lambda found: np.array(found).reshape(shape))


def arrays(least: int = 0, most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(sizes, min_size=least, max_size=most).flatmap(arrays_of)


# Entry by entry, against numpy and against formulas by hand.

SCALE, ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717
ELEMENTWISE: Final[Mapping[str, Callable[[Any], Any]]] = {
    **{name: Floats.FUNCTIONS[name] for name in ELEMENTARY.keys() & SIGNATURES.keys()},
    "silu": lambda u: u * sigmoid(u),
    "gelu": lambda u: u * (1 + erf(u / math.sqrt(2))) / 2,
    "gelu_tanh": lambda u: u * (1 + np.tanh(math.sqrt(2 / math.pi) * (u + 0.044715 * u**3))) / 2,
    "mish": lambda u: u * np.tanh(softplus(u)),
    "relu": lambda u: np.maximum(u, 0),
    "abs": np.abs,
    "hardtanh": lambda u: np.clip(u, -1, 1),
    "relu6": lambda u: np.clip(u, 0, 6),
    "selu": lambda u: SCALE * np.where(u > 0, u, ALPHA * np.expm1(u)),
    "hardswish": lambda u: u * np.clip(u + 3, 0, 6) / 6,
}


@pytest.mark.parametrize("name", sorted(ELEMENTWISE))
@some
@given(z=arrays())
def test_functions_of_one_array_work_entry_by_entry(name: str, z: Any) -> None:
    z = np.abs(z) if name in ("log", "sqrt") else z
    agrees(call(name, "z"), ELEMENTWISE[name](z), z=z)


@some
@given(z=arrays(), slope=numbers)
def test_functions_with_parameters(z: Any, slope: float) -> None:
    agrees(call("leaky_relu", "z", "s"), np.where(z > 0, z, slope * z), z=z, s=slope)
    agrees(call("elu", "z", "s"), np.where(z > 0, z, slope * np.expm1(z)), z=z, s=slope)
    agrees(call("elu", "z"), np.where(z > 0, z, np.expm1(z)), z=z)
    agrees(call("clip", "z", "-1/2", "7/3"), np.clip(z, -0.5, 7 / 3), z=z)


def broadcastable(most: int = 3) -> st.SearchStrategy[tuple[Any, Any]]:
    """Two arrays whose shapes go together, by numpy's rules."""

    def thinned(shape: Sequence[int]) -> st.SearchStrategy[Any]:
        kept = st.lists(st.booleans(), min_size=len(shape), max_size=len(shape))
        cut = st.integers(0, len(shape))
        shapes = st.builds(
            lambda keep, first: [s if k else 1 for s, k in zip(shape, keep, strict=True)][first:], kept, cut
        )
        return shapes.flatmap(arrays_of)

    return st.lists(sizes, max_size=most).flatmap(lambda shape: st.tuples(thinned(shape), thinned(shape)))


@some
@given(broadcastable())
def test_two_arrays_are_broadcast(drawn: tuple[Any, Any]) -> None:
    u, v = drawn
    agrees(["+", "u", "v"], u + v, u=u, v=v)
    agrees(["*", "u", "v"], u * v, u=u, v=v)
    agrees(["/", "u", "v"], u / v, u=u, v=v)
    agrees(call("max", "u", "v"), np.maximum(u, v), u=u, v=v)
    agrees(call("min", "u", "v"), np.minimum(u, v), u=u, v=v)


@some
@given(arrays(), arrays())
def test_what_numpy_does_not_broadcast_is_refused(u: Any, v: Any) -> None:
    try:
        expected = u + v
    except ValueError:
        with pytest.raises(MalformedCertificate, match="do not go together"):
            meaning(["+", "u", "v"], u=u, v=v)
    else:
        agrees(["+", "u", "v"], expected, u=u, v=v)


# Along axes.

REDUCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    **{name: getattr(np, name) for name in ("sum", "prod", "mean", "var", "max", "min")},
    "norm": lambda z, **options: np.sqrt(np.sum(z**2, **options)),
    "logsumexp": lambda z, **options: np.log(np.sum(np.exp(z), **options)),
}


@st.composite
def along(draw: Any) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """An array with options, as they stand in a tree and as numpy takes them."""
    z = draw(arrays(1))
    axes = st.lists(st.integers(0, z.ndim - 1), min_size=1, max_size=z.ndim, unique=True)
    signed = draw(axes.flatmap(lambda found: st.tuples(*(st.sampled_from([a, a - z.ndim]) for a in found))))
    axis = draw(st.sampled_from([None, "omitted", signed[0], list(signed)]))
    keepdims = draw(st.sampled_from([None, False, True]))
    options = {} if axis == "omitted" else {"axis": axis}
    if keepdims is not None:
        options["keepdims"] = keepdims
    numpys = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
    return z, options, numpys


@pytest.mark.parametrize("name", sorted(REDUCTIONS))
@some
@given(drawn=along())
def test_reductions_are_numpys(name: str, drawn: tuple[Any, dict[str, Any], dict[str, Any]]) -> None:
    z, options, numpys = drawn
    agrees(call(name, "z", **options), REDUCTIONS[name](z, **numpys), z=z)


@pytest.mark.parametrize("name", sorted(REDUCTIONS))
def test_of_a_scalar_without_axes_there_is_a_reduction(name: str) -> None:
    agrees(call(name, "z"), REDUCTIONS[name](np.array(0.7)), z=0.7)
    agrees(call(name, "z", keepdims=True), REDUCTIONS[name](np.array(0.7), keepdims=True), z=0.7)


def softmax(z: Any, axis: Any) -> Any:
    return np.exp(z) / np.sum(np.exp(z), axis=axis, keepdims=True)


def layer_norm(z: Any, axis: Any, eps: float) -> Any:
    centred = z - np.mean(z, axis=axis, keepdims=True)
    return centred / np.sqrt(np.var(z, axis=axis, keepdims=True) + eps)


def rms_norm(z: Any, axis: Any, eps: float) -> Any:
    return z / np.sqrt(np.mean(z**2, axis=axis, keepdims=True) + eps)


@some
@given(arrays(1), st.data())
def test_normalisations_along_an_axis(z: Any, data: Any) -> None:
    axis = data.draw(st.integers(-z.ndim, z.ndim - 1))
    for options, along_ in (({"axis": axis}, axis), ({}, -1)):
        agrees(call("softmax", "z", **options), softmax(z, along_), z=z)
        agrees(call("log_softmax", "z", **options), np.log(softmax(z, along_)), z=z)
        agrees(call("cumsum", "z", **options), np.cumsum(z, axis=along_), z=z)
        agrees(call("layer_norm", "z", "1/10", **options), layer_norm(z, along_, 0.1), z=z)
        agrees(call("rms_norm", "z", "1/10", **options), rms_norm(z, along_, 0.1), z=z)


def test_normalisations_along_two_axes() -> None:
    z = np.arange(24.0).reshape(2, 3, 4) ** 1.5 / 9
    agrees(call("softmax", "z", axis=[0, -1]), softmax(z, (0, 2)), z=z)
    agrees(call("layer_norm", "z", "0", axis=[1, 2]), layer_norm(z, (1, 2), 0), z=z)


# Arrays.


@some
@given(arrays(1, 4), st.data())
def test_indices_are_numpys(z: Any, data: Any) -> None:
    end = st.none() | st.integers(-4, 4)
    step = st.none() | st.sampled_from([-2, -1, 1, 2])
    one = st.one_of(
        st.integers(-4, 4), st.tuples(end, end).map(lambda e: slice(*e)), st.builds(slice, end, end, step)
    )
    chosen: list[Any] = data.draw(st.lists(one, max_size=z.ndim + 1))
    if data.draw(st.booleans()) or not chosen:
        chosen.insert(data.draw(st.integers(0, len(chosen))), ...)
    written = [_written(part) for part in chosen]
    try:
        expected = z[tuple(chosen)]
    except IndexError:
        expected = np.array([])
    if expected.size:
        agrees(["index", "z", *written], expected, z=z)
    else:
        with pytest.raises(MalformedCertificate):
            meaning(["index", "z", *written], z=z)


def _written(part: Any) -> Any:
    if part is ...:
        return "..."
    if isinstance(part, slice):
        return ["slice", part.start, part.stop, *([] if part.step is None else [part.step])]
    return part


@some
@given(arrays(), st.data())
def test_transposes_and_shapes(z: Any, data: Any) -> None:
    agrees(["T", "z"], z.T, z=z)
    agrees(call("transpose", "z"), z.T, z=z)
    order = data.draw(st.permutations(range(z.ndim)))
    if order:
        agrees(call("transpose", "z", axes=list(order)), np.transpose(z, order), z=z)
        negative = [order[0] - z.ndim, *order[1:]]
        agrees(call("transpose", "z", axes=negative), np.transpose(z, negative), z=z)
    first = data.draw(st.sampled_from([n for n in range(1, z.size + 1) if z.size % n == 0]))
    for shape in ([first, z.size // first], [first, -1], [-1, first, 1], [-1], [z.size]):
        agrees(call("reshape", "z", shape=shape), z.reshape(shape), z=z)
    agrees(call("reshape", "z", shape=z.size), z.reshape(z.size), z=z)


@some
@given(arrays(0, 2), st.data())
def test_arrays_are_joined_and_repeated(z: Any, data: Any) -> None:
    axis = data.draw(st.integers(-z.ndim - 1, z.ndim))
    agrees(call("stack", "z", ["neg", "z"], axis=axis), np.stack([z, -z], axis), z=z)
    agrees(["list", "z", "z", "z"], np.array([z, z, z]), z=z)
    times = data.draw(st.integers(1, 3))
    agrees(call("repeat", "z", repeats=times), np.repeat(z, times), z=z)
    if z.ndim:
        axis = data.draw(st.integers(-z.ndim, z.ndim - 1))
        other = np.concatenate([z, z], axis)
        agrees(call("concat", "z", "y", "z", axis=axis), np.concatenate([z, other, z], axis), z=z, y=other)
        agrees(call("concat", "z", "z"), np.concatenate([z, z]), z=z)
        agrees(call("repeat", "z", repeats=times, axis=axis), np.repeat(z, times, axis), z=z)


@some
@given(sizes, sizes, st.data())
def test_matrices_and_constants(rows: int, columns: int, data: Any) -> None:
    m, v, w = (data.draw(arrays_of(shape)) for shape in ((rows, columns), (columns,), (rows,)))
    agrees(call("diag", "v"), np.diag(v), v=v)
    agrees(call("diag", "m"), np.diag(m), m=m)
    agrees(call("outer", "v", "w"), np.outer(v, w), v=v, w=w)
    agrees(call("dot", "m", "v"), np.dot(m, v), m=m, v=v)
    agrees(call("dot", "v", "v"), np.dot(v, v), v=v)
    agrees(call("trace", ["@", "m", ["T", "m"]]), np.trace(m @ m.T), m=m)
    agrees(call("zeros", shape=[rows, columns]), np.zeros((rows, columns)))
    agrees(call("ones", shape=rows), np.ones(rows))
    agrees(call("eye", n=rows), np.eye(rows))


@st.composite
def factors(draw: Any) -> tuple[Any, Any]:
    """Two arrays that numpy.matmul takes."""
    n, k, m = (draw(sizes) for _ in range(3))
    left_stack, right_stack = (value.shape for value in draw(broadcastable(2)))
    left = draw(st.sampled_from([(k,), (*left_stack, n, k)]))
    right = draw(st.sampled_from([(k,), (*right_stack, k, m)]))
    return draw(arrays_of(left)), draw(arrays_of(right))


@some
@given(factors())
def test_products_of_stacks_of_matrices(drawn: tuple[Any, Any]) -> None:
    a, b = drawn
    agrees(["@", "a", "b"], a @ b, a=a, b=b)


@some
@given(arrays(0, 3), arrays(0, 3))
def test_what_matmul_refuses_is_refused(a: Any, b: Any) -> None:
    try:
        expected = a @ b
    except ValueError:
        with pytest.raises(MalformedCertificate):
            meaning(["@", "a", "b"], a=a, b=b)
    else:
        agrees(["@", "a", "b"], expected, a=a, b=b)


@some
@given(st.data())
def test_einsum_is_numpys(data: Any) -> None:
    dimension = {letter: data.draw(sizes, letter) for letter in "ijkB"}
    operands = data.draw(st.lists(st.text("ijkB", max_size=3), min_size=1, max_size=3))
    used = sorted(set("".join(operands)))
    result = "".join(data.draw(st.permutations(used))[: data.draw(st.integers(0, 3))])
    values = [data.draw(arrays_of([dimension[letter] for letter in letters])) for letters in operands]
    named = {f"a{at}": value for at, value in enumerate(values)}
    for text in (f"{','.join(operands)}->{result}", ",".join(operands), " , ".join(operands) + " -> "):
        agrees(["einsum", text, *named], np.einsum(text, *values), **named)


# PyTorch's, by hand.


def convolved(x: Any, w: Any, stride: Sequence[int], padding: Sequence[int]) -> Any:
    """Cross-correlation of x[C, …] with w[O, C, …], by loops."""
    x = np.pad(x, [(0, 0), *((p, p) for p in padding)])
    kernel = w.shape[2:]
    counts = [(n - k) // s + 1 for n, k, s in zip(x.shape[1:], kernel, stride, strict=True)]
    found = np.zeros((w.shape[0], *counts))
    for place in np.ndindex(*counts):
        window = tuple(slice(p * s, p * s + k) for p, s, k in zip(place, stride, kernel, strict=True))
        for out in range(w.shape[0]):
            found[(out, *place)] = np.sum(x[(slice(None), *window)] * w[out])
    return found


@pytest.mark.parametrize("dimensions", [1, 2])
@some
@given(data=st.data())
def test_convolutions_are_torchs(dimensions: int, data: Any) -> None:
    channels, out = data.draw(sizes), data.draw(sizes)
    kernel, stride = ([data.draw(st.integers(1, 3)) for _ in range(dimensions)] for _ in range(2))
    padding = [data.draw(st.integers(0, 2)) for _ in range(dimensions)]
    size = [data.draw(st.integers(max(1, k - 2 * p), 4)) for k, p in zip(kernel, padding, strict=True)]
    x, w = data.draw(arrays_of([channels, *size])), data.draw(arrays_of([out, channels, *kernel]))
    name = f"conv{dimensions}d"
    agrees(call(name, "x", "w", stride=stride, padding=padding), convolved(x, w, stride, padding), x=x, w=w)
    same = [2] * dimensions
    agrees(call(name, "x", "w", padding=2), convolved(x, w, [1] * dimensions, same), x=x, w=w)


@pytest.mark.parametrize("dimensions", [1, 2])
def test_torch_itself_says_so(dimensions: int) -> None:
    torch = pytest.importorskip("torch")
    random = np.random.default_rng(7)
    x, w = random.normal(size=(2, *[5] * dimensions)), random.normal(size=(3, 2, *[2] * dimensions))
    conv = getattr(torch.nn.functional, f"conv{dimensions}d")
    expected = conv(torch.tensor(x), torch.tensor(w), stride=2, padding=1).numpy()
    agrees(call(f"conv{dimensions}d", "x", "w", stride=2, padding=1), expected, x=x, w=w)


def test_torchs_functions_of_one_array_are_these() -> None:
    torch = pytest.importorskip("torch")
    functional, z = torch.nn.functional, np.linspace(-7, 7, 30).reshape(5, 6)
    known = {
        name: getattr(functional, name)
        for name in ("silu", "gelu", "mish", "relu", "elu", "selu", "hardswish", "hardtanh", "relu6")
    }
    known |= {"softplus": functional.softplus, "leaky": functional.leaky_relu}
    for name, function in known.items():
        tree = call("leaky_relu", "z", "1/100") if name == "leaky" else call(name, "z")
        agrees(tree, function(torch.tensor(z)).numpy(), z=z)
    agrees(call("gelu_tanh", "z"), functional.gelu(torch.tensor(z), approximate="tanh").numpy(), z=z)
    agrees(call("log_softmax", "z"), functional.log_softmax(torch.tensor(z), -1).numpy(), z=z)
    expected = functional.layer_norm(torch.tensor(z), (6,), eps=0.1).numpy()
    agrees(call("layer_norm", "z", "1/10"), expected, z=z)


# What is refused.

V, M = np.arange(1.0, 4.0), np.arange(1.0, 7.0).reshape(2, 3)
REFUSED: Final[Mapping[str, tuple[Any, str]]] = {
    "an axis out of range": (call("sum", "M", axis=2), "axis 2 is out of range for 2 dimensions"),
    "a negative axis out of range": (call("mean", "M", axis=-3), "axis -3 is out of range"),
    "an axis of a scalar": (call("sum", "c", axis=0), "axis 0 is out of range for a scalar"),
    "the last axis of a scalar": (call("softmax", "c"), "out of range for a scalar"),
    "an axis twice": (call("sum", "M", axis=[0, -2]), "are not different axes"),
    "no axes": (call("sum", "M", axis=[]), "are not different axes"),
    "an axis that is true": (call("sum", "M", axis=True), "expected an integer, found True"),
    "an axis that is text": (call("softmax", "M", axis="axis"), "expected an integer, found 'axis'"),
    "an axis that is the name of an array": (call("sum", "M", axis="c"), "expected an integer, found 'c'"),
    "an axis that is a list of lists": (call("sum", "M", axis=[[0]]), "expected an integer"),
    "an axis that is an object": (call("sum", "M", axis={"axis": 0}), "expected an integer"),
    "keepdims that is 1": (call("sum", "M", keepdims=1), "expected true or false, found 1"),
    "keepdims that is text": (call("mean", "M", keepdims="keepdims"), "true or false, found 'keepdims'"),
    "an option that there is not": (call("sum", "M", axes=0), "does not take the options"),
    "an option of another function": (call("tanh", "M", axis=0), "does not take the options"),
    "no options": (["sum", "M", {}], "does not take the options"),
    "options before an operand": (["call", "max", {"axis": 0}, "M"], "expected an expression"),
    "the maximum of two along an axis": (call("max", "M", "M", axis=0), "of two arrays takes no axis"),
    "axes of a cumulative sum": (call("cumsum", "M", axis=[0]), "expected an integer"),
    "axes that are not all": (call("transpose", "M", axes=[0]), "are not those of"),
    "an axis of a transpose twice": (call("transpose", "M", axes=[0, 0]), "are not those of"),
    "a shape of another size": (call("reshape", "M", shape=[4, 2]), "cannot be reshaped"),
    "a shape with two sizes left open": (call("reshape", "M", shape=[-1, -1]), "cannot be reshaped"),
    "an open size that does not fit": (call("reshape", "M", shape=[4, -1]), "cannot be reshaped"),
    "a shape with a zero": (call("reshape", "M", shape=[0, -1]), "cannot be reshaped"),
    "a shape with a negative size": (call("reshape", "M", shape=[-2, -3]), "cannot be reshaped"),
    "no shape": (call("reshape", "M"), "the option shape is missing"),
    "zeros without a shape": (["call", "zeros"], "the option shape is missing"),
    "zeros of a negative size": (call("zeros", shape=[-1]), "sizes are positive integers"),
    "zeros of no size": (call("zeros", shape=[2, 0]), "sizes are positive integers"),
    "a size that is true": (call("ones", shape=[True]), "expected an integer, found True"),
    "no identity": (call("eye", n=0), "sizes are positive integers"),
    "stacked arrays of different shapes": (call("stack", "v", "M"), "does not take"),
    "joined scalars": (call("concat", "c", "c"), "out of range for a scalar"),
    "joined arrays that do not fit": (call("concat", "M", ["T", "M"]), "do not go together along axis 0"),
    "joined arrays of other dimensions": (call("concat", "M", "v"), "do not go together along axis 0"),
    "nothing joined": (call("concat", axis=0), "does not take 0 arguments"),
    "repeated no times": (call("repeat", "v", repeats=0), "once at least"),
    "repeated without a number": (call("repeat", "v"), "the option repeats is missing"),
    "a diagonal of a scalar": (call("diag", "c"), "takes a vector or a matrix"),
    "a trace of no square": (call("trace", "M"), "'i' is 2 in one array and 3 in another"),
    "an outer product of matrices": (call("outer", "M", "v"), "not as many letters"),
    "einsum with too few arrays": (["einsum", "i,j->ij", "v"], "is for 2 arrays, and there are 1"),
    "einsum with another letter": (["einsum", "i->j", "v"], "letters that no array has"),
    "einsum with a letter twice": (["einsum", "i->ii", "v"], "letters twice"),
    "einsum with dots": (["einsum", "...i->i", "v"], "is no subscripts"),
    "einsum with letters of no alphabet": (["einsum", "é->", "v"], "is no subscripts"),
    "einsum with two arrows": (["einsum", "i->->i", "v"], "is no subscripts"),
    "einsum without arrays": (["einsum", "->"], "takes subscripts and arrays"),
    "einsum of a number": (["einsum", 1, "v"], "takes subscripts and arrays"),
    "einsum of different sizes": (["einsum", "i,i->", "v", ["list", "c", "c"]], "'i' is 3 in one array"),
    "ends that are no numbers": (call("clip", "v", "c", "1"), "clip takes two numbers"),
    "ends in the wrong order": (call("clip", "v", "1", "1"), "the lower one first"),
    "a convolution of a scalar": (call("conv1d", "c", "v"), "this convolution takes"),
    "a convolution of two scalars": (call("conv1d", "c", "c"), "this convolution takes"),
    "a convolution of other channels": (
        call("conv1d", "M", call("ones", shape=[1, 3, 1])),
        "this convolution",
    ),
    "a convolution of other dimensions": (call("conv2d", "M", call("ones", shape=[1, 2, 1])), r"x\[C,H,W\]"),
    "a convolution of vectors": (call("conv1d", "v", "M"), "this convolution takes"),
    "a kernel that is too large": (call("conv1d", "M", call("ones", shape=[1, 2, 4])), "larger than"),
    "a stride of 0": (call("conv1d", "M", call("ones", shape=[1, 2, 1]), stride=0), "a stride is positive"),
    "a negative padding": (call("conv1d", "M", call("ones", shape=[1, 2, 1]), padding=-1), "not negative"),
    "two strides": (call("conv1d", "M", call("ones", shape=[1, 2, 1]), stride=[1, 1]), "expected 1 integers"),
    "a function of definitions": (call("count", "M"), "unknown function 'count'"),
    "a step": (call("step", "c"), "unknown function 'step'"),
    "windows": (call("windows", "M", "M"), "unknown function 'windows'"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_means_nothing_is_refused(case: str) -> None:
    expression, message = REFUSED[case]
    with pytest.raises(MalformedCertificate, match=message):
        meaning(expression, c=2.0, v=V, M=M)


HUGE = 10**9
BOMBS: Final[Mapping[str, Any]] = {
    "zeros": call("zeros", shape=[HUGE]),
    "ones of many dimensions": call("ones", shape=[1] * 100_000),
    "ones of sizes that multiply": call("ones", shape=[HUGE] * 8),
    "an identity": call("eye", n=HUGE),
    "an identity that is not too long": call("eye", n=1_500),
    "a repetition": call("repeat", "v", repeats=HUGE),
    "a repetition along an axis": call("repeat", "M", repeats=HUGE, axis=0),
    "a shape of long numbers": call("reshape", "v", shape=[int("9" * 4_000)] * 4_000),
    "a shape of long numbers left open": call("reshape", "v", shape=[int("9" * 4_000)] * 4_000 + [-1]),
    "a shape of many ones": call("reshape", "v", shape=[1] * 100_000),
    "a padding": call("conv1d", "M", call("ones", shape=[1, 2, 1]), padding=HUGE),
    "a padding of planes": call("conv2d", call("ones", shape=[1, 2, 2]), "K", padding=5_000),
    "a product of tensors": ["einsum", ",".join("abcdefghijklmn"), *["v"] * 14],
    "an outer product": call("outer", call("ones", shape=[2_000]), call("ones", shape=[2_000])),
    "a diagonal": call("diag", call("ones", shape=[2_000])),
    "a broadcast": ["+", call("ones", shape=[2_000]), call("ones", shape=[2_000, 1])],
    "subscripts of many letters": ["einsum", "i" * 1_000_000, "v"],
    "a result of many letters": ["einsum", "i->" + "i" * 1_000_000, "v"],
    "subscripts of many arrays": ["einsum", "," * 1_000_000, "v"],
    "axes": call("sum", "v", axis=[0] * 1_000_000),
    "an index": ["index", "v", int("9" * 4_000)],
    "indices": ["index", "v", *[0] * 100_000],
    "a product of matrices": ["@", call("ones", shape=[1_000, 1_000]), call("ones", shape=[1_000, 1_000])],
    "a stack of matrices": [
        "@",
        call("ones", shape=[1_000, 1, 2, 2]),
        call("ones", shape=[1, 1_000, 2, 2]),
    ],
    "too many dimensions": call("ones", shape=[1] * (MAX_DIMENSIONS + 1)),
}


@pytest.mark.parametrize("case", BOMBS)
def test_what_is_too_large_is_refused_by_little_work_and_in_few_words(case: str) -> None:
    with metered(2e7), pytest.raises(KernelError) as caught:
        meaning(BOMBS[case], c=2.0, v=V, M=M, K=np.ones((1, 1, 1, 1)))
    assert len(str(caught.value)) < 500


COSTLY: Final[Mapping[str, Any]] = {
    "the largest of many": call("max", call("ones", shape=[1_000_000])),
    "sums of sums": ["sum", *[call("cumsum", call("ones", shape=[1_000_000]))]],
    "windows": call("conv1d", call("ones", shape=[1, 100_000]), call("ones", shape=[1, 1, 10])),
    "slices": call("mean", call("ones", shape=[1_000, 1_000]), axis=1),
}


@pytest.mark.parametrize("case", COSTLY)
def test_what_takes_long_is_counted(case: str) -> None:
    with metered(3e6), pytest.raises(KernelError, match="more arithmetic"):
        meaning(COSTLY[case])


class TestTablesAreWhole:
    def test_every_function_is_tested_here(self) -> None:
        along_axes = {*REDUCTIONS, "softmax", "log_softmax", "cumsum", "layer_norm", "rms_norm"}
        arrays_ = {"diag", "outer", "dot", "trace", "zeros", "ones", "eye", "transpose", "reshape", "stack"}
        more = {"concat", "repeat", "conv1d", "conv2d", "leaky_relu", "elu", "clip"}
        assert ELEMENTWISE.keys() | along_axes | arrays_ | more == SIGNATURES.keys()

    def test_what_is_defined_by_pi_is_known(self) -> None:
        """So that a claim that calls it has π, and a claim that does not has none (T20)."""
        assert {name for name, one in DEFINITIONS.items() if mentions_pi(one.body)} == {"gelu_tanh"}
        assert {name for name in SIGNATURES if mentions_pi([name])} == {"gelu_tanh"}

    def test_pi_is_found_at_any_depth(self) -> None:
        assert mentions_pi({"a": [{"b": ["+", "1", "pi"]}]})
        assert not mentions_pi({"pi": ["+", "1", "pie"]})

    def test_names_of_a_model_do_not_reach_into_definitions(self) -> None:
        """Parameters called z, u, eps, axis or alpha mean nothing there."""
        named = dict.fromkeys(("z", "u", "eps", "axis", "alpha", "keepdims"), 5.0)
        agrees(call("elu", "v"), V, v=V, **named)
        agrees(call("layer_norm", "v", "1/10"), layer_norm(V, -1, 0.1), v=V, **named)

    def test_without_pi_what_is_defined_by_it_means_nothing(self) -> None:
        graph = Graph(FunctionTable({}))
        with pytest.raises(MalformedCertificate, match="unknown name 'pi'"):
            Scope(graph, declare(graph, [("z", ())], 0)).expand(call("gelu_tanh", "z"))
