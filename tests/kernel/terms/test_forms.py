"""Forms: equal ones are equal functions, deep networks stay short, and no false symmetry passes."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Symmetry
from certsim.kernel.meter import metered
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.symmetry import isometric_symmetry
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.forms import Forms
from certsim.kernel.terms.polynomial import Polynomial
from tests.kernel.forge import call, claim, model, proved, variables

a, b, c = variables(3)
FUNCTIONS = ["tanh", "cos", "sigmoid", "gelu", "exp", "s"]


def minus(expression: Any) -> Any:
    return ["neg", expression]


def is_symmetry(output: Any, images: dict[int, Polynomial], parameters: str = "a b c", **more: Any) -> bool:
    """Whether the rule accepts a map of the parameters as a symmetry of the model."""
    about = {"model": model(output, parameters, "x y", **more), "candidate": {"equations": []}}
    setting = Setting.of(read_claim({**about, "verdict": "certified"}))
    try:
        isometric_symmetry(setting, images)
    except InvalidCertificate:
        return False
    return True


def forms_of(*expressions: Any, **more: Any) -> tuple[Forms, list[Polynomial]]:
    """The forms of some expressions in a, b, c, x and y."""
    read = read_claim(
        {
            "model": {**model("a", "a b c", "x y", **more), "outputs": list(expressions)},
            "candidate": {"equations": []},
            "verdict": "certified",
        }
    )
    forms = Forms(read.model.graph.functions, len(read.names))
    return forms, [forms.of(read.model.graph, [node]) for node in read.model.outputs]


class TestEqualFunctionsHaveEqualForms:
    @pytest.mark.parametrize(
        ("left", "right"),
        [
            (["*", ["+", "a", minus("b")], "x"], minus(["*", ["+", "b", minus("a")], "x"])),
            (["**", ["+", "a", minus("b")], 2], ["**", ["+", "b", minus("a")], 2]),
            (["**", ["+", "a", minus("b")], 3], minus(["**", ["+", "b", minus("a")], 3])),
            (
                ["*", ["+", ["*", "2", "a"], ["*", "4", "b"]], "x"],
                ["*", "2", ["+", "a", ["*", "2", "b"]], "x"],
            ),
            (call("tanh", ["+", "a", minus("b")]), minus(call("tanh", ["+", "b", minus("a")]))),
            (call("cos", ["+", "a", minus("b")]), call("cos", ["+", "b", minus("a")])),
            (call("sigmoid", minus("a")), ["+", "1", minus(call("sigmoid", "a"))]),
            (["/", "x", ["+", "a", minus("b")]], minus(["/", "x", ["+", "b", minus("a")]])),
            (["*", "a", ["*", "b", "c"]], ["*", ["*", "a", "b"], "c"]),
            (["+", "a", ["+", "b", "c"]], ["+", ["+", "a", "b"], "c"]),
        ],
    )
    def test_without_expanding(self, left: Any, right: Any) -> None:
        _, (one, other) = forms_of(left, right)
        assert one == other

    def test_a_deep_product_of_sums_stays_short(self) -> None:
        product = ["*", *([["+", "a", "b", "c", "x", "y", "1"]] * 40), ["+", "a", minus("b")]]
        with metered(100_000):
            _, (form,) = forms_of(product)
        assert len(form.terms) == 1

    def test_expanding_goes_through_sums_and_calls(self) -> None:
        square = ["**", ["+", "a", "b"], 2]
        written = ["+", ["**", "a", 2], ["*", "2", "a", "b"], ["**", "b", 2]]
        forms, (left, right) = forms_of(
            ["*", "x", call("tanh", ["*", "c", square])], ["*", "x", call("tanh", ["*", "c", written])]
        )
        assert left != right
        assert not forms.expanded(left - right)


expressions = st.recursive(
    st.sampled_from(["a", "b", "c", "x", "1", "-2", "1/3"]),
    lambda inner: st.one_of(
        st.tuples(st.just("+"), inner, inner).map(list),
        st.tuples(st.just("*"), inner, inner).map(list),
        st.tuples(st.just("neg"), inner).map(list),
        st.tuples(st.just("**"), inner, st.integers(0, 3)).map(list),
        st.tuples(st.just("call"), st.sampled_from(FUNCTIONS), inner).map(list),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(expressions)
def test_a_form_expands_to_what_the_tower_says(expression: Any) -> None:
    """Two routes to the ring of atoms: by way of forms, and directly."""
    about = {"model": model(expression, "a b c", "x", functions={"s": []}), "candidate": {"equations": []}}
    read = read_claim({**about, "verdict": "certified"})
    graph, (output,) = read.model.graph, read.model.outputs
    forms = Forms(graph.functions, len(read.names))
    found = forms.expanded(forms.of(graph, [output]))
    tower = read.tower()
    (expected,) = evaluate(graph, [output], Polynomial.variable, tower)
    assert len(found.terms) == len(expected.terms)
    assert found.constant_value == expected.constant_value
    assert not forms.expanded(forms.of(graph, [output, graph.negate(output)]))


class TestWrongSignsAreRefused:
    """Each is near to a symmetry, and none."""

    @pytest.mark.parametrize(
        ("output", "images"),
        [
            pytest.param(["*", "a", call("cos", ["*", "b", "x"])], {0: -a, 1: -b}, id="even"),
            pytest.param(["*", "a", call("tanh", ["*", "b", "x"])], {1: -b}, id="odd"),
            pytest.param(["*", "a", call("sigmoid", ["*", "b", "x"])], {0: -a, 1: -b}, id="complement"),
            pytest.param(
                ["*", "a", ["+", call("sigmoid", ["*", "b", "x"]), "-1"]], {0: -a, 1: -b}, id="not the centre"
            ),
            pytest.param(call("s", ["*", "a", "x"]), {0: -a}, id="no parity"),
            pytest.param(["*", "a", ["+", "b", minus("c")], "x"], {1: c, 2: b}, id="a difference"),
            pytest.param(["**", ["+", "b", minus("c")], 3], {1: c, 2: b}, id="an odd power"),
            pytest.param(["*", "a", "b", "x"], {0: -a, 1: b}, id="the whole output"),
            pytest.param(["+", ["*", "a", "x"], "1"], {0: -a}, id="the whole output but a number"),
            pytest.param(["+", ["*", "2", "a"], ["*", "3", "b"]], {0: b, 1: a}, id="coefficients"),
            pytest.param(
                call("tanh", ["+", ["*", "2", "a"], ["*", "3", "b"]]), {0: b, 1: a}, id="coefficients inside"
            ),
            pytest.param(["/", "x", ["+", "a", minus("b")]], {0: b, 1: a}, id="an inverse"),
            pytest.param(call("exp", ["+", "a", minus("b")]), {0: b, 1: a}, id="the exponential"),
            pytest.param(
                ["*", ["+", "a", ["*", "2", "b"]], ["+", "b", ["*", "3", "a"]]], {0: b, 1: a}, id="two sums"
            ),
            pytest.param(["+", ["**", "a", 2], ["**", "b", 3]], {0: b, 1: a}, id="exponents"),
        ],
    )
    def test_by_the_rule(self, output: Any, images: dict[int, Polynomial]) -> None:
        assert not is_symmetry(output, images, functions={"s": []})

    def test_a_sign_of_the_output_is_no_symmetry_though_it_fixes_the_set(self) -> None:
        about = claim(model(["*", "a", ["+", "b", "1"], "x"], "a b"), ("a", "0"))
        with pytest.raises(InvalidCertificate, match="a map is no symmetry"):
            proved(about, Symmetry(({0: -a},)))


class TestTrueSignsAreFollowed:
    @pytest.mark.parametrize(
        ("output", "images"),
        [
            pytest.param(["*", "a", call("tanh", ["*", "b", "x"])], {0: -a, 1: -b}, id="odd"),
            pytest.param(["*", "a", call("cos", ["*", "b", "x"])], {1: -b}, id="even"),
            pytest.param(
                ["*", "a", ["+", call("sigmoid", ["*", "b", "x"]), "-1/2"]], {0: -a, 1: -b}, id="complement"
            ),
            pytest.param(["*", "a", ["+", "b", minus("c")], "x"], {0: -a, 1: c, 2: b}, id="a difference"),
            pytest.param(["**", ["+", "b", minus("c")], 2], {1: c, 2: b}, id="an even power"),
            pytest.param(
                ["*", ["+", "a", "b"], ["+", "a", minus("b")], ["+", "c", "1"]],
                {0: b, 1: a, 2: -2 - c},
                id="an affine map, by expansion",
            ),
        ],
    )
    def test_by_the_rule(self, output: Any, images: dict[int, Polynomial]) -> None:
        assert is_symmetry(output, images)


def linear(widths: list[int]) -> dict[str, Any]:
    layers = list(enumerate(pairwise(widths)))
    output: Any = "x"
    for at, _ in layers:
        output = ["@", f"W{at}", output]
    return {
        "parameters": [[f"W{at}", [rows, columns]] for at, (columns, rows) in layers],
        "inputs": [["x", [widths[0]]]],
        "outputs": [output],
    }


def neuron(widths: list[int], layer: int, unit: int, other: int) -> dict[int, Polynomial]:
    """Exchanges two neurons of a hidden layer and changes the sign of one of them."""
    starts = [0, *accumulate(m * n for n, m in pairwise(widths))]
    images = {}
    for new, old, sign in ((unit, other, 1), (other, unit, -1)):
        for column in range(widths[layer]):
            start = starts[layer] + column
            images[start + new * widths[layer]] = sign * Polynomial.variable(start + old * widths[layer])
        for row in range(widths[layer + 2]):
            start = starts[layer + 1] + row * widths[layer + 1]
            images[start + new] = sign * Polynomial.variable(start + old)
    return images


WIDTHS = [2, 12, 12, 12, 12, 1]


class TestDeepNetworks:
    def setting(self) -> Setting:
        about = {"model": linear(WIDTHS), "candidate": {"equations": []}, "verdict": "certified"}
        return Setting.of(read_claim(about))

    def test_their_symmetries_are_checked_in_little_more_than_the_time_to_read_them(self) -> None:
        setting = self.setting()
        with metered(500_000):
            isometric_symmetry(setting, neuron(WIDTHS, 1, 0, 5))

    def test_half_a_symmetry_is_refused(self) -> None:
        images = neuron(WIDTHS, 1, 0, 5)
        images.popitem()
        with metered(50_000_000), pytest.raises((InvalidCertificate, LimitExceeded)):
            isometric_symmetry(self.setting(), images)

    def test_the_whole_sign_of_a_layer_is_refused(self) -> None:
        images = {0: -Polynomial.variable(0)}
        with metered(50_000_000), pytest.raises((InvalidCertificate, LimitExceeded)):
            isometric_symmetry(self.setting(), images)


def test_numbers_do_not_grow_out_of_bounds() -> None:
    tower: Any = ["+", "a", "3"]
    for _ in range(40):
        tower = ["**", ["*", "3", tower], 1000]
    with metered(1e8), pytest.raises(LimitExceeded):
        forms_of(tower)


@pytest.mark.parametrize("combine", ["*", "+"])
def test_a_long_sum_counts_as_work_wherever_it_stands(combine: str) -> None:
    long = {"parameters": [["a", [200]]], "inputs": [["x", [200]]]}
    outputs = [["sum", ["call", "tanh", [combine, ["sum", "a"], "x"]]]]
    about = {"model": {**long, "outputs": outputs}, "candidate": {"equations": []}, "verdict": "certified"}
    setting = Setting.of(read_claim(about))
    with metered(5 * 200 * 200), pytest.raises(LimitExceeded):
        isometric_symmetry(setting, {0: -a})
