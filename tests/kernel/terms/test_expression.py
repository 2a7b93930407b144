"""Expression trees mean what numpy makes of them; a tree that means nothing is refused, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.kernel.errors import LimitExceeded, MalformedCertificate
from certsim.kernel.terms.arrays import MAX_DIMENSIONS, Array
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.expression import MAX_DEPTH, Scope, declare, read_rational, scalar_names
from certsim.kernel.terms.functions import Domain, FunctionTable
from certsim.kernel.terms.graph import MAX_EXPONENT, Graph
from certsim.kernel.terms.polynomial import Polynomial

few = settings(max_examples=100, deadline=None, derandomize=True, database=None)
SHAPES: Mapping[str, tuple[int, ...]] = {"c": (), "v": (3,), "u": (2,), "M": (2, 3), "N": (3, 2), "S": (2, 2)}


class Rationals:
    """Q, with calls standing for 2u + 1 whatever the function."""

    def number(self, value: Fraction) -> Fraction:
        return value

    def total(self, summands: Any) -> Fraction:
        return sum(summands, Fraction(0))

    def call(self, function: str, argument: Fraction) -> Fraction:
        return 1 / argument if function == "inv" else 2 * argument + 1


def scope() -> Scope:
    graph = Graph(FunctionTable({}))
    return Scope(graph, declare(graph, SHAPES.items(), 0))


def values() -> dict[str, Any]:
    """Numpy arrays of distinct rationals with the declared shapes, in the order of the leaves."""
    found, first = {}, 0
    for name, shape in SHAPES.items():
        size = int(np.prod(shape, dtype=int))
        entries = [Fraction(7 * (first + at) - 40, 3) for at in range(size)]
        found[name] = np.array(entries, dtype=object).reshape(shape)
        first += size
    return found


def meaning(expression: Any) -> tuple[tuple[int, ...], list[Fraction]]:
    where = scope()
    array = where.expand(expression)
    leaves = [entry for value in values().values() for entry in value.ravel()]
    return array.shape, evaluate(where.graph, array.nodes, leaves.__getitem__, Rationals())


def agrees(expression: Any, expected: Any) -> None:
    shape, entries = meaning(expression)
    expected = np.array(expected, dtype=object)
    assert shape == expected.shape
    assert entries == list(expected.ravel())


NAMES = values()
c, v, u, M, N, S = (NAMES[name] for name in SHAPES)

MEANINGS: Mapping[str, tuple[Any, Any]] = {
    "a name": ("M", M),
    "a literal": ("-3/4", Fraction(-3, 4)),
    "a sum": (["+", "v", "v", "1"], v + v + 1),
    "a scalar and an array": (["+", "c", "M"], c + M),
    "a product, entry by entry": (["*", "M", "M", "2"], M * M * 2),
    "a difference": (["+", "u", ["neg", "c"]], u - c),
    "a quotient": (["/", "M", "3"], M / 3),
    "a quotient by an array": (["/", "1", "v"], 1 / v),
    "a power": (["**", "v", 3], v**3),
    "a power 0": (["**", "v", 0], v**0),
    "a negative power": (["**", "u", -2], 1 / (u * u)),
    "matrix times vector": (["@", "M", "v"], M @ v),
    "vector times matrix": (["@", "u", "M"], u @ M),
    "matrix times matrix": (["@", "M", "N"], M @ N),
    "vector times vector": (["@", "v", "v"], v @ v),
    "a transpose": (["T", "M"], M.T),
    "a transpose of a vector": (["T", "v"], v),
    "a transpose of a scalar": (["T", "c"], c),
    "an entry": (["index", "M", 1, 2], M[1, 2]),
    "a negative index": (["index", "M", -1, -3], M[-1, -3]),
    "a row": (["index", "M", 1], M[1]),
    "a column": (["index", "M", ["slice", None, None], 1], M[:, 1]),
    "a slice": (["index", "v", ["slice", 1, None]], v[1:]),
    "a slice from the end": (["index", "v", ["slice", -2, -1]], v[-2:-1]),
    "slices of both": (["index", "M", ["slice", 0, 1], ["slice", 1, 3]], M[0:1, 1:3]),
    "an index of an index": (["index", ["index", "M", 0], 2], M[0][2]),
    "a slice with a step": (["index", "v", ["slice", 0, 3, 2]], v[0:3:2]),
    "a slice backwards": (["index", "v", ["slice", None, None, -1]], v[::-1]),
    "all axes but the last": (["index", "M", "...", 1], M[..., 1]),
    "rows and a vector": (["*", "M", "v"], M * v),
    "columns and a column": (
        ["+", "M", ["index", "S", ["slice", None, None], ["slice", 0, 1]]],
        M + S[:, 0:1],
    ),
    "a list of scalars": (["list", "c", "1", "c"], [c, 1, c]),
    "a list of vectors": (["list", "v", "v"], [v, v]),
    "a list of matrices": (["list", "M", "M"], [M, M]),
    "a sum of entries": (["sum", "M"], M.sum()),
    "a sum of a scalar": (["sum", "c"], c),
    "a call": (["call", "tanh", "M"], 2 * M + 1),
    "silu": (["call", "silu", "u"], u * (2 * u + 1)),
    "leaky_relu": (
        ["call", "leaky_relu", "u", "1/10"],
        u * Fraction(1, 10) + Fraction(9, 10) * u * (2 * u + 1),
    ),
    "a slope for each entry": (["call", "leaky_relu", "u", "u"], u * u + (1 - u) * u * (2 * u + 1)),
}


@pytest.mark.parametrize("case", MEANINGS)
def test_an_expression_means_what_numpy_makes_of_it(case: str) -> None:
    agrees(*MEANINGS[case])


def trees(shape: tuple[int, ...], depth: int) -> st.SearchStrategy[tuple[Any, Any]]:
    """Trees of a given shape with their values by numpy."""
    leaves = [(name, NAMES[name]) for name, own in SHAPES.items() if own == shape]
    leaf = st.sampled_from(leaves)
    if not depth:
        return leaf
    inner = trees(shape, depth - 1)
    combined = st.one_of(
        st.builds(lambda a, b: (["+", a[0], b[0]], a[1] + b[1]), inner, inner),
        st.builds(lambda a, b: (["*", a[0], b[0]], a[1] * b[1]), inner, trees((), 0)),
        inner.map(lambda a: (["neg", a[0]], -a[1])),
        inner.map(lambda a: (["**", a[0], 2], a[1] ** 2)),
        st.builds(lambda a, b: (["@", a[0], b[0]], a[1] @ b[1]), *_factors(shape, depth)),
    )
    return st.one_of(leaf, combined)


def _factors(shape: tuple[int, ...], depth: int) -> tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]]:
    left, right = {
        (): ((3,), (3,)),
        (2,): ((2, 3), (3,)),
        (3,): ((2,), (2, 3)),
        (2, 3): ((2, 2), (2, 3)),
        (3, 2): ((3, 2), (2, 2)),
        (2, 2): ((2, 3), (3, 2)),
    }[shape]
    return trees(left, depth - 1), trees(right, depth - 1)


@few
@given(st.sampled_from(sorted(set(SHAPES.values()))).flatmap(lambda shape: trees(shape, 2)))
def test_random_trees_mean_what_numpy_makes_of_them(drawn: tuple[Any, Any]) -> None:
    agrees(*drawn)


LONG = ["neg", "c"]
for _ in range(MAX_DEPTH + 5):
    LONG = ["neg", LONG]

NINE: Any = "c"
for _ in range(MAX_DIMENSIONS + 2):
    NINE = ["list", NINE]

REFUSED: Mapping[str, tuple[Any, str, tuple[int | str, ...]]] = {
    "an unknown name": (["+", "c", "d"], "unknown name 'd'", (2,)),
    "a number that is not canonical": (["*", "c", "2/4"], "to be written '1/2'", (2,)),
    "a float": (["+", "c", 0.5], "expected an expression", (2,)),
    "an integer": (["+", 1, "c"], "expected an expression", (1,)),
    "nothing": ([], "expected an expression", ()),
    "null": (["neg", None], "expected an expression", (1,)),
    "an object": ({"+": 1}, "expected an expression", ()),
    "an unknown operation": (["%", "c", "c"], "no operation '%'", ()),
    "a difference": (["-", "c", "c"], "no operation '-'", ()),
    "one summand": (["+", "c"], "does not take 1 operands", ()),
    "three factors of @": (["@", "S", "S", "S"], "does not take 3 operands", ()),
    "two operands of neg": (["neg", "c", "c"], "does not take 2 operands", ()),
    "shapes that differ": (["+", "c", "u", "v"], r"shapes \[2\] and \[3\]", ()),
    "a matrix and a vector": (["*", "M", "u"], r"shapes \[2,3\] and \[2\]", ()),
    "a quotient of shapes that differ": (["/", "u", "v"], r"\[2\] and \[3\]", ()),
    "@ of a scalar": (["@", "c", "v"], "does not combine a scalar", ()),
    "@ of shapes that do not fit": (["@", "M", "u"], r"matrix of shape \[2,3\]", ()),
    "division by zero": (["/", "c", "0"], "division by zero", (2,)),
    "a power of zero that is negative": (["**", "0", -1], "division by zero", ()),
    "an exponent that is no integer": (["**", "c", "2"], "an integer", ()),
    "an exponent that is true": (["**", "c", True], "an integer", ()),
    "an exponent over the limit": (["**", "c", MAX_EXPONENT + 1], "over the limit", ()),
    "a power of many bits": (["**", ["**", "1000000007", 1000], 1000], "bits", ()),
    "an index out of range": (["index", "v", 3], "index 3 is out of range", ()),
    "a negative index out of range": (["index", "v", -4], "index -4 is out of range", ()),
    "too many indices": (["index", "v", 0, 0], "too many indices", ()),
    "no index": (["index", "v"], "an expression and indices", ()),
    "an index that is true": (["index", "v", True], "an index or a slice", ()),
    "an index that is a text": (["index", "v", "0"], "an index or a slice", ()),
    "a slice with the step 0": (["index", "v", ["slice", 0, 2, 0]], "and a step", ()),
    "a slice with a step that is true": (["index", "v", ["slice", 0, 2, True]], "and a step", ()),
    "a slice without ends": (["index", "v", ["slice"]], "an index or a slice", ()),
    "two ellipses": (["index", "M", "...", 0, "..."], "stands once at most", ()),
    "an empty slice": (["index", "v", ["slice", 2, 1]], "an empty slice", ()),
    "an index of a scalar": (["index", "c", 0], "too many indices", ()),
    "an empty list": (["list"], "must not be empty", ()),
    "a list of different shapes": (["list", "u", "v"], "a list of a vector", ()),
    "too many dimensions": (NINE, "9 dimensions: arrays have 8 at most", (1,)),
    "an unknown function": (["call", "tan", "c"], "unknown function 'tan'", (1,)),
    "a function of the kernel's own": (["call", "inv", "c"], "unknown function 'inv'", (1,)),
    "a derivative": (["call", "tanh'", "c"], "unknown function", (1,)),
    "two arguments": (["call", "tanh", "c", "c"], "does not take 2 arguments", ()),
    "one argument of leaky_relu": (["call", "leaky_relu", "c"], "does not take 1 arguments", ()),
    "slopes that are too few": (["neg", ["call", "leaky_relu", "v", "u"]], "do not go together", (1,)),
    "a call of nothing": (["call", "tanh"], "tanh does not take 0 arguments", ()),
    "a call without a function": (["call"], "a function and its arguments", ()),
    "a sum by the name of a call": (["call", "sum", "v"], "a function and its arguments", ()),
    "a thousand nested operations": (LONG, "nested more than", (1,) * (MAX_DEPTH + 1)),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    expression, message, path = REFUSED[case]
    with pytest.raises(MalformedCertificate, match=message) as caught:
        scope().expand(expression)
    assert caught.value.path == path


class TestRationals:
    @pytest.mark.parametrize("text", ["0", "7", "-7", "3/4", "-3/4", "1" * 4_000])
    def test_have_one_spelling(self, text: str) -> None:
        assert str(read_rational(text)) == text

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "",
                "-",
                "+1",
                "01",
                "-0",
                "1/1",
                "2/4",
                "1/-2",
                "3/0",
                "0/2",
                "00/1",
                " 1",
                "1 ",
                "1_0",
                "0x1",
            ),
            *("1.0", "1e3", "½", "١", "1/00", "-/2", "1" * 4_001, 1, None, True, ["1"]),
        ],
    )
    def test_and_no_other(self, text: object) -> None:
        with pytest.raises(MalformedCertificate):
            read_rational(text)


class TestGraphs:
    def test_equal_expressions_are_the_same_node(self) -> None:
        where = scope()
        expressions = (["+", "c", ["*", "2", "c"], "1"], ["+", "1", ["*", "c", "2"], "c"])
        assert len({where.scalar(expression) for expression in expressions}) == 1

    @pytest.mark.parametrize(
        ("expression", "value"),
        [
            (["+", "1/2", "1/3"], Fraction(5, 6)),
            (["*", "c", "0"], Fraction(0)),
            (["**", "c", 0], Fraction(1)),
            (["/", "2", "-4"], Fraction(-1, 2)),
            (["**", "2", -3], Fraction(1, 8)),
            (["neg", "3"], Fraction(-3)),
        ],
    )
    def test_numbers_are_computed_at_once(self, expression: Any, value: Fraction) -> None:
        where = scope()
        assert where.graph.value(where.scalar(expression)) == value

    @pytest.mark.parametrize(
        "expression", [["+", "c", "0"], ["*", "c", "1"], ["**", "c", 1], ["neg", ["neg", "c"]]]
    )
    def test_what_changes_nothing_is_left_out(self, expression: Any) -> None:
        agrees(expression, c)

    def test_children_have_smaller_numbers(self) -> None:
        where = scope()
        root = where.scalar(["call", "tanh", ["+", ["*", "c", "c"], ["**", "c", 3]]])
        for node in where.graph.below([root]):
            assert all(child < node for child in where.graph.children(node))

    def test_substitution_is_composition(self) -> None:
        where = scope()
        root = where.scalar(["+", ["call", "tanh", ["*", "c", "2"]], ["/", "c", "3"]])
        (image,) = where.graph.substitute([root], {0: where.scalar(["+", "c", "1"])})
        step = ["+", "c", "1"]
        assert image == where.scalar(["+", ["call", "tanh", ["*", step, "2"]], ["/", step, "3"]])

    def test_substitution_that_divides_by_zero_is_refused(self) -> None:
        where = scope()
        with pytest.raises(MalformedCertificate, match="division by zero"):
            where.graph.substitute([where.scalar(["/", "1", "c"])], {0: where.graph.zero})

    def test_a_polynomial_becomes_a_node(self) -> None:
        where = scope()
        polynomial = Polynomial({(0, 0): 2, (): Fraction(1, 3)})
        assert where.graph.polynomial(polynomial) == where.scalar(["+", ["*", "2", "c", "c"], "1/3"])

    def test_a_rewritten_node_stands_for_what_it_was_made_of(self) -> None:
        where = scope()
        inner, other = where.scalar(["call", "tanh", "c"]), where.graph.leaf(1)
        root = where.scalar(["+", ["*", "2", ["call", "tanh", "c"]], ["**", ["call", "tanh", "c"], 3], "c"])
        two, leaf = where.graph.number(Fraction(2)), where.graph.leaf(0)
        expected = where.graph.add((where.graph.multiply((two, other)), where.graph.power(other, 3), leaf))
        assert where.graph.rewrite([root, inner, leaf], {inner: other}) == [expected, other, leaf]

    def test_what_a_rewritten_node_holds_stays(self) -> None:
        """tanh(tanh(c)): the outer call is replaced, and not the inner one in what takes its place."""
        where = scope()
        inner = where.scalar(["call", "tanh", "c"])
        outer = where.scalar(["call", "tanh", ["call", "tanh", "c"]])
        assert where.graph.rewrite([outer], {outer: inner, inner: where.graph.zero}) == [inner]

    def test_all_nodes_are_rewritten_at_once(self) -> None:
        where = scope()
        first, second = where.graph.leaf(0), where.graph.leaf(1)
        difference = where.graph.add((first, where.graph.negate(second)))
        swapped = where.graph.add((second, where.graph.negate(first)))
        assert where.graph.rewrite([difference], {first: second, second: first}) == [swapped]

    def test_where_nothing_is_rewritten_nothing_is_made(self) -> None:
        where = scope()
        root = where.scalar(["+", ["call", "tanh", "c"], ["**", "c", 2]])
        count = len(where.graph.nodes)
        assert where.graph.rewrite([root], {}) == [root]
        assert len(where.graph.nodes) == count

    def test_too_many_nodes_are_a_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("certsim.kernel.terms.graph.MAX_NODES", 10)
        with pytest.raises(LimitExceeded, match="nodes"):
            scope()


def test_scalar_names_go_row_by_row() -> None:
    assert list(scalar_names("M", (2, 2))) == ["M[0,0]", "M[0,1]", "M[1,0]", "M[1,1]"]
    assert list(scalar_names("v", (2,))) == ["v[0]", "v[1]"]
    assert list(scalar_names("c", ())) == ["c"]


def test_a_scalar_is_asked_for_and_an_array_refused() -> None:
    with pytest.raises(MalformedCertificate, match=r"expected a scalar, found a vector of shape \[3\]"):
        scope().scalar("v")


class TestPairs:
    def test_a_scalar_side_is_broadcast(self) -> None:
        left, right = scope().pair("M", "0")
        assert left.shape == right.shape == (2, 3)
        assert len(set(right.nodes)) == 1

    def test_rows_are_each_what_a_vector_is(self) -> None:
        left, right = scope().pair("v", "M")
        assert left.shape == right.shape == (2, 3)
        assert left.nodes[:3] == left.nodes[3:]

    @pytest.mark.parametrize(("left", "right"), [("u", "v"), ("M", "u"), ("M", ["T", "M"])])
    def test_other_shapes_are_refused(self, left: Any, right: Any) -> None:
        with pytest.raises(MalformedCertificate, match="do not go together") as caught:
            scope().pair(left, right, ("equations", 2))
        assert caught.value.path == ("equations", 2)

    def test_what_is_wrong_with_a_side_says_which(self) -> None:
        with pytest.raises(MalformedCertificate) as caught:
            scope().pair("c", ["neg", "d"], ("equations", 2))
        assert caught.value.path == ("equations", 2, 1, 1)


def test_an_array_is_its_shape_and_nodes() -> None:
    graph = Graph(FunctionTable({}))
    assert declare(graph, [("a", (2,)), ("b", ())], 5) == {
        "a": Array((2,), (graph.leaf(5), graph.leaf(6))),
        "b": Array((), (graph.leaf(7),)),
    }


class TestWhatIsWrittenIsNotedBeforeItIsSimplified:
    """Ω is that of the expression as it stands: what cancels, or is multiplied by 0, counts (theory §0)."""

    @staticmethod
    def limited(*expressions: Any) -> dict[Any, Domain]:
        where = scope()
        for expression in expressions:
            where.expand(expression)
        return where.written.limited

    @pytest.mark.parametrize(
        ("expression", "domain"),
        [
            (["/", "1", "c"], Domain.NONZERO),
            (["*", "0", ["/", "1", "c"]], Domain.NONZERO),
            (["**", ["/", "1", "c"], 0], Domain.NONZERO),
            (["**", "c", -1], Domain.NONZERO),
            (["call", "log", "c"], Domain.POSITIVE),
            (["*", "0", ["call", "log", "c"]], Domain.POSITIVE),
            (["call", "sqrt", "c"], Domain.POSITIVE),
            (["call", "relu", "c"], Domain.REGION),
            (["*", "0", ["call", "relu", "c"]], Domain.REGION),
            (["call", "leaky_relu", "c", "1"], Domain.REGION),
        ],
    )
    def test_an_argument_with_its_domain(self, expression: Any, domain: Domain) -> None:
        where = scope()
        where.expand(expression)
        assert where.written.limited == {where.graph.leaf(0): domain}

    @pytest.mark.parametrize(
        "expression",
        ["c", ["call", "tanh", "c"], ["/", "c", "2"], ["**", "c", 0], ["call", "log", "2"], ["**", "2", -1]],
    )
    def test_nothing_where_nothing_is_limited(self, expression: Any) -> None:
        assert self.limited(expression) == {}

    @pytest.mark.parametrize("function", ["log", "sqrt"])
    @pytest.mark.parametrize("at", ["0", "-2"])
    def test_a_number_that_is_outside(self, function: str, at: str) -> None:
        assert list(self.limited(["call", function, at]).values()) == [Domain.POSITIVE]

    @pytest.mark.parametrize(
        ("calls", "domain"),
        [
            ([["/", "1", "c"], ["call", "sqrt", "c"]], Domain.POSITIVE),
            ([["call", "relu", "c"], ["/", "1", "c"]], Domain.NONZERO),
            ([["call", "relu", "c"], ["call", "log", "c"]], Domain.POSITIVE),
        ],
    )
    def test_of_two_domains_the_narrower(self, calls: list[Any], domain: Domain) -> None:
        for order in (calls, calls[::-1]):
            assert list(self.limited(*order).values()) == [domain]

    def test_every_entry_of_an_array(self) -> None:
        assert len(self.limited(["/", "1", "v"])) == 3
        assert len(self.limited(["/", "v", "c"])) == 1

    @pytest.mark.parametrize(
        ("expression", "counts"),
        [
            (["call", "relu", "c"], [1]),
            (["+", ["call", "relu", "c"], ["call", "relu", "c"]], [2]),
            (["+", ["call", "relu", ["+", "c", "1"]], ["call", "relu", ["+", "1", "c"]]], [2]),
            (["+", ["call", "relu", "c"], ["call", "relu", ["neg", "c"]]], [1, 1]),
            (["@", "u", ["call", "relu", "u"]], [1, 1]),
            (["*", "0", ["call", "leaky_relu", "c", "3"]], [1]),
            (["call", "tanh", "c"], []),
        ],
    )
    def test_how_often_each_step_is_written(self, expression: Any, counts: list[int]) -> None:
        where = scope()
        where.expand(expression)
        assert sorted(where.written.steps.values()) == counts
