"""What the colours of each primitive find equal, opposite or zero, and what they must not (theory T24)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from certsim.torch import components
from certsim.torch.backward import with_gradients
from certsim.torch.classes import free, gauged
from certsim.torch.colouring import Colouring
from certsim.torch.colours import Colours
from certsim.torch.components import LARGEST
from certsim.torch.functions import AtZero, Parity, derivative, function
from certsim.torch.graph import Graph, GraphError, Opaque
from certsim.torch.pattern import Pattern, Slices, coloured


class Small(Graph):
    """A graph with a short way to write leaves and differences."""

    def x(self, *shape: int) -> int:
        return self.leaf("input", f"x{len(self.nodes)}", shape)

    def w(self, name: str, *shape: int) -> int:
        return self.leaf("parameter", name, shape)

    def minus(self, x: int) -> int:
        return self.add([x], [-1])

    def matrix(self, w: int, x: int) -> int:
        """The product of a matrix and the rows of an array."""
        return self.contract([w, x], [(0, 1), (2, 1)], (2, 0))


def of(graph: Graph, node: int, pattern: Pattern | None = None, *, relu0: bool = False) -> Colouring:
    """The colours of a node."""
    known = Colours(relu0=relu0)
    leaves = {name: coloured(known, slices) for name, slices in (pattern or {}).items()}
    return known.of(graph, leaves)[node]


def differ(graph: Graph, x: int, y: int, sign: int = -1, pattern: Pattern | None = None) -> bool:
    """Whether x − y (x + y for the sign 1) is not seen to vanish."""
    return not of(graph, graph.add([x, y], [1, sign]), pattern).is_zero


def equal(graph: Graph, x: int, y: int, pattern: Pattern | None = None) -> bool:
    return not differ(graph, x, y, pattern=pattern)


def opposite(graph: Graph, x: int, y: int, pattern: Pattern | None = None) -> bool:
    return not differ(graph, x, y, 1, pattern)


def slices(
    graph: Graph, node: int, axis: int, pattern: Pattern | None = None, *, relu0: bool = False
) -> list[int]:
    return [int(number) for number in gauged(of(graph, node, pattern, relu0=relu0).slices(axis).classes)]


def tied(*axes: list[int], base: int = 1, sign: int = 1) -> Slices:
    arrays = tuple(np.array(classes, dtype=np.int64) for classes in axes)
    return Slices(tuple(len(classes) for classes in axes), base, sign, arrays)


ROWS = {"W": tied([1, 1, -1, 0, 2], [1, 2, 3])}
"""Units of which the second is the first, the third its opposite, and the fourth dead."""


def units() -> tuple[Small, int]:
    graph = Small()
    return graph, graph.matrix(graph.w("W", 5, 3), graph.x(2, 3))


# Sums


def test_a_difference_of_equal_arrays_is_zero() -> None:
    graph = Small()
    x = graph.x(2, 3)
    found = of(graph, graph.add([x, x], [1, -1]))
    assert found.is_zero
    assert found.rounding


def test_a_sum_does_not_depend_on_the_order_of_its_summands() -> None:
    graph = Small()
    x, y, z = graph.x(2), graph.x(2), graph.x(2)
    assert equal(graph, graph.add([x, y, z], [1, 2, -1]), graph.add([z, x, y], [-1, 1, 2]))
    assert opposite(graph, graph.add([x, y], [1, -1]), graph.add([x, y], [-1, 1]))


def test_multiples_are_collected() -> None:
    graph = Small()
    x, y = graph.x(2), graph.x(2)
    assert equal(graph, graph.add([x, x]), graph.add([x], [2]))
    assert equal(graph, graph.add([x, y, x], [1, 1, -1]), y)


def test_sums_of_other_coefficients_or_summands_differ() -> None:
    graph = Small()
    x, y, z = graph.x(2), graph.x(2), graph.x(2)
    first = graph.add([x, y], [1, 2])
    for xs, coefficients in (
        ([x, y], [2, 1]),
        ([x, y], [1, -2]),
        ([x, y], [-1, 2]),
        ([x, z], [1, 2]),
        ([x, y], [1, 3]),
    ):
        second = graph.add(xs, coefficients)
        assert differ(graph, first, second)
        assert differ(graph, first, second, 1)
    assert differ(graph, graph.add([x], [Fraction(1, 2)]), graph.add([x], [2]))


def test_sums_and_differences_of_numbers_differ() -> None:
    graph = Small()
    x, y = graph.x(), graph.x()
    assert differ(graph, graph.add([x, y]), graph.add([x, y], [1, -1]))
    assert opposite(graph, graph.add([y, x], [1, -1]), graph.add([x, y], [1, -1]))


@pytest.mark.parametrize(
    "combine", [Small.multiply, lambda graph, *xs: graph.add(xs), lambda graph, *xs: graph.map("f", *xs)]
)
@pytest.mark.parametrize("largest", [1, LARGEST])
def test_entries_at_other_places_differ(
    combine: Callable[..., int], largest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(components, "LARGEST", largest)
    graph = Small()
    x, y = graph.x(3), graph.x(2)
    first, second = (combine(graph, graph.take(x, 0, index), y) for index in ([0, 1], [1, 2]))
    assert differ(graph, first, second)
    rows = [graph.rows("sort", [graph.reshape(z, (1, 2))], 1, 2) for z in (first, second)]
    assert differ(graph, rows[0], rows[1])
    assert differ(graph, graph.total(first, [0]), graph.total(second, [0]))


def test_a_sum_with_a_reflected_summand_is_not_reflected() -> None:
    graph = Small()
    x, b = graph.take(graph.x(1), 0, [0, 0]), graph.x(2)
    signed = graph.multiply(x, graph.constant(np.array([1.0, -1.0])))
    assert slices(graph, graph.add([signed, graph.expand(graph.select(b, 0, 0), 0, 2)]), 0) == [1, 2]


def test_a_bias_of_zero_keeps_opposite_units_opposite() -> None:
    graph, y = units()
    b = graph.expand(graph.w("b", 5), 0, 2)
    total = graph.add([y, b])
    assert slices(graph, total, 1, ROWS | {"b": tied([1, 1, -1, 0, 2], base=2)}) == [1, 1, -1, 0, 2]
    assert slices(graph, total, 1, ROWS | {"b": tied([1, 1, 1, 0, 2], base=2)}) == [1, 1, 2, 0, 3]
    assert slices(graph, total, 1, ROWS | {"b": tied([1, 2, -1, 3, 4], base=2)}) == [1, 2, -1, 3, 4]


def test_summands_that_are_alike_may_be_exchanged() -> None:
    graph = Small()
    x = graph.x(2)
    rows = graph.take(x, 0, [0, 1]), graph.take(x, 0, [1, 0])
    assert slices(graph, graph.add(rows), 0) == [1, 1]
    assert slices(graph, graph.add(rows, [1, -1]), 0) == [1, -1]
    assert slices(graph, graph.add(rows, [1, 2]), 0) == [1, 2]


def test_summands_that_cancel_in_some_entries_are_zero_there_in_exact_arithmetic() -> None:
    graph = Small()
    x = graph.x(3)
    difference = graph.add([graph.take(x, 0, [0, 1]), graph.take(x, 0, [0, 2])], [1, -1])
    assert slices(graph, difference, 0) == [0, 1]
    assert of(graph, difference).rounding


def test_summands_of_two_axes_are_exchanged_only_where_the_rest_agrees() -> None:
    graph = Small()
    x = graph.x(2, 2)
    turned = graph.add([x, graph.take(graph.take(x, 0, [1, 0]), 1, [1, 0])])
    assert slices(graph, turned, 0) == [1, 2]
    assert slices(graph, graph.add([x, graph.take(x, 0, [1, 0])]), 0) == [1, 1]


# Products and contractions


def test_a_product_does_not_depend_on_the_order_of_its_factors_or_the_names_of_its_labels() -> None:
    graph = Small()
    w, x = graph.w("W", 4, 3), graph.x(2, 3)
    first = graph.contract([w, x], [(0, 1), (2, 1)], (2, 0))
    assert equal(graph, first, graph.contract([x, w], [(7, 9), (8, 9)], (7, 8)))


def test_signs_pass_through_products() -> None:
    graph = Small()
    x, y = graph.x(2), graph.x(2)
    product = graph.multiply(x, y)
    assert opposite(graph, product, graph.multiply(graph.minus(x), y))
    assert equal(graph, product, graph.multiply(graph.minus(x), graph.minus(y)))
    assert differ(graph, product, graph.multiply(graph.minus(x), graph.minus(y)), 1)


def test_a_product_with_zero_is_zero_without_rounding() -> None:
    graph = Small()
    x = graph.x(2)
    cancelled = graph.add([x, x], [1, -1])
    assert of(graph, cancelled).rounding
    for factor, rounded in ((graph.number(0, [2]), False), (cancelled, True)):
        product = of(graph, graph.multiply(factor, x))
        assert product.is_zero
        assert bool(product.rounding) == rounded
    assert not of(graph, graph.multiply(cancelled, graph.number(0, [2]))).rounding


def test_dead_tied_and_opposite_units() -> None:
    graph, y = units()
    assert slices(graph, y, 1, ROWS) == [1, 1, -1, 0, 2]
    assert slices(graph, y, 1) == [1, 2, 3, 4, 5]
    assert slices(graph, y, 0, ROWS) == [1, 2]


def test_rows_that_are_equal_up_to_an_exchange_of_tied_columns_are_equal_in_sums() -> None:
    graph = Small()
    product = graph.contract(
        [graph.w("U", 3, 4), graph.expand(graph.x(1), 0, 4), graph.w("v", 4)], [(0, 1), (1, 2), (1,)], (0, 2)
    )
    numbers = {"v": tied([1, 1, 2, 2], base=2), "U": tied([1, 2, 3], [1, 2, 3, 4])}
    assert slices(graph, product, 0, numbers) == [1, 2, 3]


def test_constant_rows_that_are_permuted_have_equal_sums() -> None:
    graph = Small()
    table = graph.constant(np.array([[1.0, 2, 0], [2, 0, 1], [-1, 0, -2], [1, 2, 2], [1, -1, 0]]))
    total = graph.total(table, [1])
    assert slices(graph, total, 0) == [1, 1, -1, 2, 0]
    assert of(graph, total).rounding
    weighted = graph.contract([table, graph.x(3)], [(0, 1), (1,)], (0,))
    assert slices(graph, weighted, 0) == [1, 2, 3, 4, 5]


def test_sums_over_other_labels_differ() -> None:
    graph = Small()
    x, y = graph.x(2, 2), graph.x(2)
    assert differ(graph, graph.total(x, [0]), graph.total(x, [1]))
    first = graph.contract([x, y], [(0, 1), (1,)], (0,))
    assert differ(graph, first, graph.contract([x, y], [(0, 1), (0,)], (1,)))
    assert differ(graph, first, graph.contract([x, y], [(0, 1), (0,)], (0,)))
    assert differ(graph, graph.contract([y, y], [(0,), (0,)], ()), graph.contract([y, y], [(0,), (1,)], ()))


@pytest.mark.parametrize("length", [2, 3])
def test_sums_over_more_of_what_is_constant_differ(length: int) -> None:
    graph = Small()
    x = graph.x(4)
    first = graph.total(graph.expand(x, 0, 2), [0])
    assert equal(graph, first, graph.total(graph.expand(x, 1, length), [1])) == (length == 2)


def test_traces_and_products_of_matrices_differ() -> None:
    graph = Small()
    x, y = graph.x(2, 2), graph.x(2, 2)
    product = graph.contract([x, y], [(0, 1), (1, 2)], (0, 2))
    assert differ(graph, product, graph.contract([x, y], [(0, 1), (2, 1)], (0, 2)))
    assert differ(graph, product, graph.permute(product, (1, 0)))
    assert differ(graph, product, graph.contract([y, x], [(0, 1), (1, 2)], (0, 2)))


def test_the_sign_of_a_sum_over_all_labels_is_not_lost() -> None:
    graph = Small()
    chosen, plus, minus = (
        graph.constant(np.array(numbers)) for numbers in ([0.0, 2, 0], [3.0, 3, 5], [3.0, -3, 5])
    )
    first, second = (graph.contract([chosen, given], [(0,), (0,)], ()) for given in (plus, minus))
    assert opposite(graph, first, second)
    assert differ(graph, first, second)
    x = graph.x()
    assert opposite(graph, graph.multiply(first, x), graph.multiply(second, x))


# Functions


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tanh", [1, 1, -1, 0, 2]),
        ("cos", [1, 1, 1, 2, 3]),
        ("abs", [1, 1, 1, 0, 2]),
        ("gelu", [1, 1, 2, 0, 3]),
        ("exp", [1, 1, 2, 3, 4]),
        ("power:3", [1, 1, -1, 0, 2]),
        ("power:2", [1, 1, 1, 0, 2]),
        ("power:0.5", [1, 1, 2, 0, 3]),
        ("floor", [1, 1, 2, 0, 3]),
        ("round", [1, 1, -1, 0, 2]),
        ("relu", [1, 1, 2, 0, 3]),
        ("relu'0", [1, 1, 2, 3, 4]),
        ("tanh'0", [1, 1, 1, 2, 3]),
        ("cos'0", [1, 1, -1, 0, 2]),
        ("gelu'0", [1, 1, 2, 3, 4]),
        ("power'0:2", [1, 1, -1, 0, 2]),
        ("tanh'0'0", [1, 1, 2, 3, 4]),
        ("reciprocal", [1, 1, -1, 2, 3]),
        ("a_function_of_nobody", [1, 1, 2, 3, 4]),
    ],
)
def test_functions_keep_what_their_parity_and_their_zero_keep(name: str, expected: list[int]) -> None:
    graph, y = units()
    assert slices(graph, graph.map(name, y), 1, ROWS) == expected


def test_the_derivative_of_relu_is_zero_at_zero_by_convention_only() -> None:
    graph, y = units()
    assert slices(graph, graph.map("relu'0", y), 1, ROWS, relu0=True) == [1, 1, 2, 0, 3]
    known = Colours(relu0=False)
    known.of(graph, {"W": coloured(known, ROWS["W"])})
    assert known.met == {AtZero.CONVENTION: {"relu'0"}}


def test_functions_of_other_names_or_arguments_differ() -> None:
    graph = Small()
    x, y = graph.x(2), graph.x(2)
    assert equal(graph, graph.map("gelu", x), graph.map("gelu", x))
    for name, argument in (
        ("silu", x),
        ("gelu", y),
        ("gelu'0", x),
        ("gelu", graph.minus(x)),
        ("gelu", graph.add([x], [2])),
    ):
        assert differ(graph, graph.map("gelu", x), graph.map(name, argument))
        assert differ(graph, graph.map("gelu", x), graph.map(name, argument), 1)
    assert differ(graph, graph.map("leaky_relu:0.1", x), graph.map("leaky_relu:0.2", x))
    assert differ(graph, graph.map("atan2", x, y), graph.map("atan2", y, x))
    assert differ(graph, graph.map("atan2", x, y), graph.map("atan2", graph.minus(x), graph.minus(y)), 1)


def test_signs_pass_through_odd_and_even_functions() -> None:
    graph = Small()
    x = graph.x(2)
    assert opposite(graph, graph.map("tanh", x), graph.map("tanh", graph.minus(x)))
    assert equal(graph, graph.map("cos", x), graph.map("cos", graph.minus(x)))


def test_a_function_of_an_array_is_no_multiple_of_it() -> None:
    graph = Small()
    x = graph.x(2)
    assert differ(graph, graph.add([x, graph.map("tanh", x)]), graph.add([x], [2]))
    assert differ(graph, graph.map("detach", x), x)


def test_a_zero_that_is_padded_is_a_zero() -> None:
    graph = Small()
    zero = graph.number(0, [3])
    padded = graph.map("exp", graph.put(zero, 0, [0, 2, 3], 5))
    assert slices(graph, padded, 0) == [1, 1, 1, 1, 1]
    assert equal(graph, padded, graph.map("exp", graph.number(0, [5])))


# Moving entries


def test_entries_that_are_moved_there_and_back_are_as_before() -> None:
    graph = Small()
    x = graph.x(2, 3, 4)
    assert equal(graph, graph.permute(graph.permute(x, (1, 2, 0)), (2, 0, 1)), x)
    assert equal(graph, graph.reshape(graph.reshape(x, (6, 4)), (2, 3, 4)), x)
    assert equal(graph, graph.take(graph.take(x, 2, [3, 1, 0, 2]), 2, [2, 1, 3, 0]), x)
    assert equal(graph, graph.take(graph.put(x, 1, [4, 0, 2], 5), 1, [4, 0, 2]), x)
    assert differ(graph, graph.take(x, 2, [3, 2, 1, 0]), x)
    assert differ(graph, graph.reshape(graph.permute(x, (1, 0, 2)), (2, 3, 4)), x)


def test_units_of_a_head_are_tied_through_reshapes_and_permutations() -> None:
    graph = Small()
    y = graph.matrix(graph.w("W", 6, 3), graph.x(5, 3))
    heads = graph.permute(graph.reshape(y, (5, 3, 2)), (1, 0, 2))
    pattern = {"W": tied([1, 2, 1, 2, -1, -2], [1, 2, 3])}
    assert slices(graph, heads, 0, pattern) == [1, 1, -1]
    assert slices(graph, heads, 2, pattern) == [1, 2]
    assert slices(graph, heads, 0, {"W": tied([1, 2, 1, 2, -1, 2], [1, 2, 3])}) == [1, 1, 2]


def test_windows_of_a_convolution_are_made_of_equal_entries() -> None:
    graph = Small()
    x = graph.x(2, 4)
    windows = graph.reshape(graph.take(x, 1, [-1, 0, 1, 0, 1, 2, 1, 2, 3, 2, 3, -1]), (2, 4, 3))
    for shift in range(3):
        index = [at + shift - 1 if 0 <= at + shift - 1 < 4 else -1 for at in range(4)]
        assert equal(graph, graph.select(windows, 2, shift), graph.take(x, 1, index))
    filters = graph.contract([graph.w("W", 3, 2, 3), windows], [(0, 1, 2), (1, 3, 2)], (0, 3))
    pattern = {"W": tied([1, 0, -1], [1, 2], [1, 2, 3])}
    assert slices(graph, filters, 0, pattern) == [1, 0, -1]
    assert slices(graph, filters, 1, pattern) == [1, 2, 3, 4]


def test_copies_are_equal_through_two_branches() -> None:
    graph = Small()
    x = graph.x(4, 2)
    copies = graph.concatenate([x, x, graph.minus(x)], 1)
    assert slices(graph, copies, 1) == [1, 2, 1, 2, -1, -2]
    assert slices(graph, graph.map("gelu", copies), 1) == [1, 2, 1, 2, 3, 4]


def test_entries_that_are_put_at_one_place_are_summed() -> None:
    graph = Small()
    x = graph.x(3)
    put = graph.put(x, 0, [1, 0, 1], 3)
    assert slices(graph, put, 0) == [1, 2, 0]
    summed = graph.total(graph.take(x, 0, [0, 2]), [0])
    assert slices(graph, graph.put(graph.take(x, 0, [0, 1, 1, 0]), 0, [0, 0, 1, 1], 2), 0) == [1, 1]
    assert differ(graph, graph.select(put, 0, 1), graph.select(put, 0, 0))
    assert differ(graph, graph.select(put, 0, 0), summed)


def test_what_is_taken_from_nowhere_is_zero() -> None:
    graph = Small()
    x = graph.x(2, 3)
    assert slices(graph, graph.take(x, 1, [0, -1, 2]), 1) == [1, 0, 2]
    assert slices(graph, graph.take(graph.expand(graph.x(2), 1, 3), 1, [0, -1, 2]), 1) == [1, 0, 1]
    assert of(graph, graph.take(x, 1, [-1, -1])).is_zero


def test_expanded_axes_are_constant() -> None:
    graph = Small()
    x = graph.x(3)
    assert slices(graph, graph.expand(x, 0, 2), 0) == [1, 1]
    assert slices(graph, graph.expand(x, 0, 2), 1) == [1, 2, 3]
    assert differ(graph, graph.expand(x, 0, 3), graph.expand(x, 1, 3))


# Rows, softmax, centres, whole arrays


@pytest.mark.parametrize("linear", [None, 0])
def test_functions_of_rows(linear: int | None) -> None:
    graph, y = units()
    sorted_rows = graph.rows("sort", [graph.permute(y, (1, 0))], 1, 2, linear)
    expected = [1, 1, 2, 3, 4] if linear is None else [1, 1, -1, 0, 2]
    assert slices(graph, sorted_rows, 0, ROWS) == expected
    assert slices(graph, sorted_rows, 1, ROWS) == [1, 2]


def test_functions_of_rows_of_other_lengths_or_orders_differ() -> None:
    graph = Small()
    x, y = graph.x(1), graph.x(1, 3)
    first = graph.rows("logsumexp", [graph.expand(x, 1, 2)], 1, 1)
    assert differ(graph, first, graph.rows("logsumexp", [graph.expand(x, 1, 3)], 1, 1))
    second = graph.rows("cumsum", [y], 1, 3)
    assert differ(graph, second, graph.rows("cumsum", [graph.take(y, 1, [2, 1, 0])], 1, 3))
    assert differ(graph, second, graph.rows("cumprod", [y], 1, 3))
    assert of(graph, second).term != of(graph, graph.rows("cumsum", [y], 1, 3, 0)).term
    assert differ(graph, second, graph.rows("cumsum", [graph.minus(y)], 1, 3), 1)


@pytest.mark.parametrize("linear", [None, 0, 1])
def test_signs_pass_through_functions_of_rows_that_are_linear(linear: int | None) -> None:
    graph = Small()
    x, y = graph.x(2, 3), graph.x(2, 3)
    first = graph.rows("scan", [x, y], 1, 3, linear)
    for k, xs in enumerate(([graph.minus(x), y], [x, graph.minus(y)])):
        second = graph.rows("scan", xs, 1, 3, linear)
        assert opposite(graph, first, second) == (k == linear)
        assert differ(graph, first, second)


def test_gradients_of_functions_of_rows_have_the_lengths_of_the_rows() -> None:
    graph = Small()
    w = graph.w("W", 2, 3)
    graph.outputs = [graph.rows("quantiles", [w], 1, 4)]
    whole, gradients = with_gradients(graph, ["y"])
    assert of(whole, gradients["W"]).shape == (2, 3)
    assert slices(whole, gradients["W"], 0) == [1, 2]


def test_the_softmax_of_equal_logits_is_constant() -> None:
    graph = Small()
    p = graph.softmax(graph.expand(graph.x(2), 1, 3), 1)
    assert slices(graph, p, 1) == [1, 1, 1]
    x = graph.x(2, 3)
    assert slices(graph, graph.softmax(graph.take(x, 1, [0, 1, 0]), 1), 1) == [1, 2, 1]
    assert differ(graph, graph.softmax(x, 0), graph.softmax(x, 1))
    assert equal(graph, graph.softmax(x, 1), graph.softmax(x, 1))
    assert differ(graph, graph.softmax(x, 1), graph.softmax(graph.minus(x), 1))


def test_what_softmax_sends_back_sums_to_zero() -> None:
    graph = Small()
    x, y = graph.x(2, 3), graph.x(2, 3)
    back = graph.softmax_backward(graph.softmax(x, 1), y, 1)
    assert not of(graph, back).is_zero
    total = of(graph, graph.total(back, [1]))
    assert total.is_zero
    assert total.rounding
    assert not of(graph, graph.total(back, [0])).is_zero
    constant = graph.expand(graph.x(2), 1, 3)
    assert of(graph, graph.softmax_backward(graph.softmax(x, 1), constant, 1)).is_zero
    assert not of(graph, graph.softmax_backward(graph.softmax(x, 0), constant, 0)).is_zero


def test_what_is_centred_sums_to_zero() -> None:
    graph = Small()
    x = graph.x(2, 3)
    centred = graph.centre(x, [1])
    assert of(graph, graph.total(centred, [1])).is_zero
    assert not of(graph, graph.total(centred, [0])).is_zero
    assert not of(graph, graph.total(graph.multiply(centred, centred), [1])).is_zero
    assert not of(graph, graph.total(graph.multiply(centred, x), [1])).is_zero
    assert of(graph, graph.contract([centred, graph.x(2)], [(0, 1), (0,)], ())).is_zero
    assert of(graph, graph.total(graph.take(centred, 0, [1, 0]), [1])).is_zero
    assert of(graph, graph.total(graph.put(centred, 1, [2, 0, 1], 3), [1])).is_zero
    assert of(graph, graph.total(graph.reshape(graph.centre(graph.x(2, 3), [0, 1]), (6,)), [0])).is_zero


@pytest.mark.parametrize(
    "part",
    [
        lambda graph, x: graph.total(graph.take(x, 1, [0, 1]), [1]),
        lambda graph, x: graph.total(graph.take(x, 1, [0, 1, 1]), [1]),
        lambda graph, x: graph.total(graph.put(x, 1, [0, -1, 1], 3), [1]),
        lambda graph, x: graph.total(graph.put(x, 1, [0, 0, 1], 3), [0]),
        lambda graph, x: graph.total(graph.map("tanh", x), [1]),
        lambda graph, x: graph.total(graph.reshape(x, (3, 2)), [1]),
        lambda graph, x: graph.total(graph.permute(x, (1, 0)), [1]),
        lambda graph, x: graph.total(graph.add([x, graph.x(2, 3)]), [1]),
    ],
)
def test_parts_and_functions_of_what_is_centred_do_not_sum_to_zero(part: Callable[[Small, int], int]) -> None:
    graph = Small()
    total = part(graph, graph.centre(graph.x(2, 3), [1]))
    assert not of(graph, total).is_zero


def test_the_bias_of_keys_and_the_bias_before_a_centre_never_move() -> None:
    graph = Small()
    q, k = graph.x(4, 2), graph.add([graph.x(3, 2), graph.expand(graph.w("b", 2), 0, 3)])
    p = graph.softmax(graph.contract([q, k], [(0, 2), (1, 2)], (0, 1)), 1)
    c = graph.centre(graph.add([graph.x(5, 2), graph.expand(graph.w("c", 2), 0, 5)]), [0])
    d = graph.add([graph.x(5, 2), graph.expand(graph.w("d", 2), 0, 5)])
    graph.outputs = [graph.contract([p, graph.x(3, 2)], [(0, 1), (1, 2)], (0, 2)), c, graph.centre(d, [1])]
    whole, gradients = with_gradients(graph, ["y", "z", "t"])
    assert of(whole, gradients["b"]).is_zero
    assert of(whole, gradients["b"]).rounding
    assert of(whole, gradients["c"]).is_zero
    assert not of(whole, gradients["d"]).is_zero


def test_a_function_of_arrays_depends_on_their_shapes() -> None:
    graph = Small()
    x = graph.x(1)
    y = graph.x(2)
    first = graph.opaque(Opaque("sum"), [graph.expand(x, 1, 2)], ())
    assert differ(graph, first, graph.opaque(Opaque("sum"), [graph.expand(x, 1, 3)], ()))
    assert equal(graph, first, graph.opaque(Opaque("sum"), [graph.expand(x, 1, 2)], ()))
    two, three = (graph.opaque(Opaque("linspace"), [x], (n,)) for n in (2, 3))
    assert differ(graph, graph.select(two, 0, 1), graph.select(three, 0, 1))
    for operation, argument in ((Opaque("fft", 1), y), (Opaque("fft"), graph.minus(y)), (Opaque("ifft"), y)):
        assert differ(
            graph, graph.opaque(Opaque("fft"), [y], (2,)), graph.opaque(operation, [argument], (2,))
        )


def test_what_is_drawn_anew_is_never_equal() -> None:
    graph = Small()
    x = graph.x(2)
    dropout = Opaque("dropout", linear=0, random=True)
    assert differ(graph, graph.opaque(dropout, [x], (2,)), graph.opaque(dropout, [x], (2,)))
    assert of(graph, graph.opaque(dropout, [graph.number(0, [2])], (2,))).is_zero
    assert not of(graph, graph.opaque(Opaque("f"), [graph.number(0, [2])], (2,))).is_zero


# Leaves and constants


def test_branches_that_are_opposite_after_a_concatenation_have_opposite_gradients() -> None:
    graph = Small()
    x, v = graph.x(5, 3), graph.w("V", 1, 4)
    branches = [graph.map("tanh", graph.matrix(graph.w(name, 2, 3), x)) for name in "AB"]
    graph.outputs = [graph.matrix(v, graph.concatenate(branches, 1))]
    whole, gradients = with_gradients(graph, ["y"])
    axes = [1, 2], [1, 2, 3]
    for signs, sign, expected in (([1, 2, -1, -2], -1, -1), ([1, 2, 1, 2], 1, 1), ([1, 2, -1, 2], 1, 0)):
        pattern = {"A": tied(*axes), "B": tied(*axes, sign=sign), "V": tied([1], signs, base=2)}
        first, second = (of(whole, gradients[name], pattern) for name in "AB")
        assert first.sign * second.sign * (first.content == second.content) == expected


def test_parameters_of_one_base_are_equal_or_opposite() -> None:
    graph = Small()
    v, w, u = graph.w("V", 2, 3), graph.w("W", 2, 3), graph.w("U", 2, 3)
    axes = [1, 2], [1, 2, 3]
    pattern = {"V": tied(*axes), "W": tied(*axes, sign=-1), "U": tied(*axes, base=2)}
    assert opposite(graph, v, w, pattern)
    assert differ(graph, v, u, pattern=pattern)
    assert differ(graph, v, w)
    assert equal(graph, graph.multiply(v, v), graph.multiply(w, w), pattern)


def test_equal_numbers_are_equal_wherever_they_are() -> None:
    graph = Small()
    constant = graph.constant(np.array([[1.0, 2.0], [-1.0, -2.0], [0.0, 0.0], [2.0, 1.0]]))
    assert slices(graph, constant, 0) == [1, -1, 0, 2]
    assert equal(graph, graph.select(constant, 0, 0), graph.take(graph.select(constant, 0, 3), 0, [1, 0]))
    assert opposite(graph, graph.number(3, [2]), graph.number(-3, [2]))
    assert differ(graph, graph.number(3, [2]), graph.number(4, [2]))


# Arrays that are too large to be looked at


def test_slices_of_large_arrays_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "LARGEST", 1)
    graph, y = units()
    assert slices(graph, y, 1, ROWS) == [1, 1, -1, 0, 2]
    assert slices(graph, graph.map("gelu", y), 1, ROWS) == [1, 1, 2, 3, 4]
    assert slices(graph, graph.add([y, graph.x(2, 5)]), 1, ROWS) == [1, 2, 3, 4, 5]


def test_large_arrays_of_other_shapes_are_not_the_same_after_a_reshape(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(components, "LARGEST", 4)
    graph = Small()
    x = graph.x(2)
    first = graph.reshape(graph.expand(graph.expand(x, 0, 3), 2, 2), (12,))
    second = graph.reshape(graph.expand(graph.expand(x, 0, 6), 2, 1), (12,))
    assert differ(graph, first, second)
    assert equal(graph, first, graph.reshape(graph.expand(graph.expand(x, 0, 3), 2, 2), (12,)))


def test_sums_of_large_arrays_over_other_axes_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(components, "LARGEST", 4)
    graph = Small()
    x = graph.reshape(graph.x(4), (2, 2))
    first, second = (graph.contract([x, x], [(0, 1), (0, 1)], (kept,)) for kept in (0, 1))
    assert differ(graph, first, second)


# The table of functions


def test_derivatives_of_derivatives_have_no_facts() -> None:
    second = function(derivative(derivative("tanh", 0), 0))
    assert (second.parity, second.at_zero) == (Parity.NONE, AtZero.VALUE)
    assert function(derivative("tanh", 0)).parity is Parity.EVEN
    assert function(derivative("cosh", 0)).parity is Parity.ODD
    assert function(derivative("where", 1)) == function("a_function_of_nobody")
    assert function(derivative("sqrt", 0)).at_zero is AtZero.UNDEFINED
    assert function(derivative("power:0.5", 0)).at_zero is AtZero.UNDEFINED


@pytest.mark.parametrize("name", ["hypot", "atan2"])
def test_functions_of_two_arguments_may_have_no_derivative_at_zero(name: str) -> None:
    graph = Small()
    a, b = graph.w("a", 2), graph.w("b", 2)
    graph.outputs = [graph.map(name, graph.multiply(a, b), graph.multiply(a, b))]
    whole, _ = with_gradients(graph, ["y"])
    known = Colours(relu0=True)
    zero = Slices((2,), 0, 1, (np.zeros(2, dtype=np.int64),))
    known.of(whole, {"a": coloured(known, zero), "b": coloured(known, zero)})
    assert known.met[AtZero.UNDEFINED] == {derivative(name, 0), derivative(name, 1)}


@pytest.mark.parametrize("name", ["lgamma", "digamma", "acosh", "log", "rsqrt", "reciprocal"])
def test_functions_with_a_pole_at_zero_have_no_value_there(name: str) -> None:
    assert function(name).at_zero is AtZero.UNDEFINED
    assert function(derivative(name, 0)).at_zero is AtZero.UNDEFINED


# Graphs that are none


def test_axes_are_proper() -> None:
    graph = Small()
    x = graph.x(2, 3)
    attempts: list[Callable[[], int]] = [
        lambda: graph.centre(x, [-1]),
        lambda: graph.centre(x, [1, 1]),
        lambda: graph.take(x, -1, [0]),
        lambda: graph.put(x, 2, [0], 1),
        lambda: graph.total(x, [-1]),
        lambda: graph.rows("sort", [x], -1, 3),
    ]
    for wrong in attempts:
        with pytest.raises(GraphError, match="axes"):
            wrong()


def test_softmax_sends_back_what_is_of_a_softmax() -> None:
    graph = Small()
    x, y = graph.x(2, 3), graph.x(2, 3)
    for p in (x, graph.softmax(x, 0)):
        with pytest.raises(GraphError, match="softmax"):
            graph.softmax_backward(p, y, 1)


def test_gradients_of_a_parameter_that_is_read_twice_are_summed() -> None:
    graph = Small()
    graph.outputs = [graph.multiply(graph.w("W", 2), graph.number(0, [2])), graph.w("W", 2)]
    whole, gradients = with_gradients(graph, ["y", "z"])
    assert not of(whole, gradients["W"]).is_zero


def test_a_free_array_has_as_many_classes_as_entries() -> None:
    found = Colours(relu0=False).free("name", (2, 1, 3))
    assert [c.axes for c in found.coordinates] == [(0,), (), (2,)]
    assert found.slices(2).classes.tolist() == free(3).tolist()
