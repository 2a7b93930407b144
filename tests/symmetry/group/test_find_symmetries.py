"""The symmetry groups of models: what a practitioner expects is found, exactly, and nothing more."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations, product
from random import Random
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from certsim import Candidate, CertsimError, Model
from certsim.algebra.budget import Deadline
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Symmetry
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.symmetry import isometric_symmetry, symmetry
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.statement.model import read_model
from certsim.model.equations import Layout
from certsim.search.invariance import find_invariance
from certsim.search.limits import Limits
from certsim.search.tangency import find_tangency
from certsim.symmetry.group.find_symmetries import SymmetryGroup, find_symmetries, whole_space
from certsim.symmetry.signed import SignedPermutation
from tests.parts import with_parts


def network(function: str, width: int, inputs: int = 1, **options: Any) -> Model:
    return Model.parse(
        f"a @ {function}(W @ x)",
        parameters=[f"W[{width},{inputs}]", f"a[{width}]"],
        inputs=[f"x[{inputs}]"],
        **options,
    )


def deep(function: str, *widths: int) -> Model:
    """A fully-connected network without biases: inputs, hidden widths, outputs."""
    layers = list(zip(widths[1:], widths, strict=False))
    text = "x"
    for at in range(len(layers)):
        text = f"W{at} @ {text}" if at == len(layers) - 1 else f"{function}(W{at} @ {text})"
    parameters = [f"W{at}[{rows},{columns}]" for at, (rows, columns) in enumerate(layers)]
    return Model.parse(text, parameters=parameters, inputs=[f"x[{widths[0]}]"])


def signed(count: int) -> int:
    """The order of the group of signed permutations."""
    return 2**count * math.factorial(count)


def moves(model: Model, *pairs: tuple[str, str]) -> SignedPermutation:
    """The map that sends scalar parameters to others: ("a[0]", "-a[1]") says (Qθ)_a[0] = -θ_a[1]."""
    names = list(read_model(model.statement).parameters)
    return SignedPermutation.from_moves(
        {
            names.index(left): (names.index(right.lstrip("-")), -1 if right.startswith("-") else 1)
            for left, right in pairs
        },
        len(names),
    )


def swapped(model: Model, *pairs: tuple[str, str]) -> SignedPermutation:
    """The exchange of each pair of parameters."""
    return moves(model, *pairs, *((right, left) for left, right in pairs))


class TestTheOrderIsTheExactOneOf:
    @pytest.mark.parametrize("function", ["tanh", "sin", "erf", "atan", "sinh", "cosh", "cos"])
    def test_neurons_with_a_parity(self, function: str) -> None:
        assert [find_symmetries(network(function, n, 2)).order for n in (1, 2, 3)] == [2, 8, 48]

    @pytest.mark.parametrize("function", ["gelu", "silu", "relu", "softplus", "exp", "sigmoid"])
    def test_neurons_without_one(self, function: str) -> None:
        assert [find_symmetries(network(function, n, 2)).order for n in (1, 2, 3)] == [1, 2, 6]

    @pytest.mark.parametrize(("facts", "order"), [({"odd": True}, 8), ({"even": True}, 8), ({}, 2)])
    def test_an_unspecified_function_by_its_facts(self, facts: Any, order: int) -> None:
        assert find_symmetries(network("s", 2, functions={"s": facts})).order == order

    def test_a_function_that_is_odd_but_for_a_constant(self) -> None:
        model = Model.parse("sum(a * (sigmoid(W @ x) - 1/2))", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
        assert find_symmetries(model).order == 8

    def test_neurons_with_biases(self) -> None:
        parameters = ["W[3,2]", "b[3]", "a[3]", "c"]
        model = Model.parse("a @ tanh(W @ x + b) + c", parameters=parameters, inputs=["x[2]"])
        assert find_symmetries(model).order == signed(3)

    @pytest.mark.parametrize(
        ("function", "order"), [("tanh", signed(3) * signed(3)), ("gelu", 36), ("softplus", 36)]
    )
    def test_a_deep_network(self, function: str, order: int) -> None:
        assert find_symmetries(deep(function, 2, 3, 3, 1)).order == order

    def test_a_deep_network_with_even_functions(self) -> None:
        # Signs: each weight from the inputs with its row; a row of W1 with what it feeds is even, too.
        assert find_symmetries(deep("cosh", 2, 2, 2, 1)).order == 2**2 * 2 * 2**2 * 2

    def test_a_linear_network_written_in_layers(self) -> None:
        assert find_symmetries(deep("", 2, 3, 3, 1)).order == signed(3) ** 2

    def test_a_linear_network_that_is_too_long_to_expand(self) -> None:
        assert find_symmetries(deep("", 2, 6, 6, 6, 6, 1)).order == signed(6) ** 4

    def test_several_outputs(self) -> None:
        model = Model.parse("A @ tanh(W @ x)", parameters=["A[2,3]", "W[3,2]"], inputs=["x[2]"])
        assert find_symmetries(model).order == signed(3)

    def test_mixed_activations(self) -> None:
        text = "a @ tanh(W @ x) + b @ gelu(V @ x) + c @ cosh(U @ x)"
        parameters = ["W[2,1]", "a[2]", "V[3,1]", "b[3]", "U[2,1]", "c[2]"]
        assert find_symmetries(Model.parse(text, parameters=parameters, inputs=["x[1]"])).order == 8 * 6 * 8

    def test_powers_and_signs_of_factors(self) -> None:
        model = Model.parse("a**2*b**3*c*x", parameters=["a", "b", "c"], inputs=["x"])
        assert find_symmetries(model).order == 2 * 2

    def test_parameters_that_the_model_does_not_use(self) -> None:
        model = Model.parse("a*x", parameters=["a", "b", "c"], inputs=["x"])
        assert find_symmetries(model).order == signed(2)

    def test_a_product_of_many_factors(self) -> None:
        names = [f"a{at}" for at in range(6)]
        model = Model.parse("*".join([*names, "x"]), parameters=names, inputs=["x"])
        assert find_symmetries(model).order == signed(6) // 2

    def test_fields(self) -> None:
        turning = Model.from_fields([["y", "-x"]], parameters=["x", "y"])
        assert find_symmetries(turning).order == 4

    def test_an_identity_that_only_expansion_shows(self) -> None:
        model = Model.parse("((a + b) + (a - b))*x", parameters=["a", "b"], inputs=["x"])
        assert moves(model, ("b", "-b")) in find_symmetries(model)

    def test_differences_that_are_exchanged(self) -> None:
        text = "tanh(a**2 - b**2)*x + tanh(b**2 - c**2)*x + tanh(c**2 - a**2)*x"
        model = Model.parse(text, parameters=["a", "b", "c"], inputs=["x"])
        assert find_symmetries(model).order == 2**3 * 3

    def test_nothing_of_what_cancels(self) -> None:
        model = Model.parse("a*x + tanh(d) - tanh(d)", parameters=["a", "b", "c", "d"], inputs=["x"])
        assert find_symmetries(model).order == signed(3)


class TestAModelHasFewerSymmetriesWith:
    def test_different_learning_rates(self) -> None:
        assert find_symmetries(network("tanh", 3, rates={"a[0]": 2})).order == 2 * signed(2)

    def test_different_numbers(self) -> None:
        model = Model.parse("(a + 2*b)*x", parameters=["a", "b"], inputs=["x"])
        assert find_symmetries(model).order == 1

    def test_outputs_of_their_own(self) -> None:
        assert find_symmetries(Model.parse(["a*b*x", "b*x"], parameters=["a", "b"], inputs=["x"])).order == 1

    def test_a_product_too_long_to_follow_its_signs_in_the_graph(self) -> None:
        names = [f"a{at}" for at in range(10)]
        found = find_symmetries(Model.parse("*".join([*names, "x"]), parameters=names, inputs=["x"]))
        assert (found.order, found.complete) == (2**9 * math.factorial(10), True)


class TestAPractitionerFinds:
    def found(self, model: Model, *pairs: tuple[str, str]) -> SymmetryGroup:
        group = find_symmetries(model)
        assert swapped(model, *pairs) in group
        return group

    def test_shared_weights(self) -> None:
        text = "sum(a * tanh(W @ x)) + sum(a * tanh(W @ y))"
        model = Model.parse(text, parameters=["W[2,2]", "a[2]"], inputs=["x[2]", "y[2]"])
        pairs = [("W[0,0]", "W[1,0]"), ("W[0,1]", "W[1,1]"), ("a[0]", "a[1]")]
        assert self.found(model, *pairs).order == 8

    def test_residual_connections(self) -> None:
        text = "x + V @ tanh(W @ x)"
        model = Model.parse(text, parameters=["W[3,2]", "V[2,3]"], inputs=["x[2]"])
        assert find_symmetries(model).order == signed(3)

    def test_two_layers_of_residuals(self) -> None:
        text = "c @ ((x + tanh(W @ x)) + tanh(V @ (x + tanh(W @ x))))"
        model = Model.parse(text, parameters=["W[2,2]", "V[2,2]", "c[2]"], inputs=["x[2]"])
        assert find_symmetries(model).order == 1

    def test_swapped_heads_of_attention(self) -> None:
        def head(h: int) -> str:
            first, second = (f"exp((q{h} @ x)*(k{h} @ {z}))" for z in ("y", "z"))
            return f"v{h}*({first}*(u{h} @ y) + {second}*(u{h} @ z))/({first} + {second})"

        parameters = [f"{name}{h}" for h in (0, 1) for name in ("q", "k", "u", "v")]
        declared = [name if name.startswith("v") else f"{name}[2]" for name in parameters]
        model = Model.parse(f"{head(0)} + {head(1)}", parameters=declared, inputs=["x[2]", "y[2]", "z[2]"])
        arrays = [(f"{name}0[{i}]", f"{name}1[{i}]") for name in "qku" for i in (0, 1)]
        # Besides, in each head the signs of q and k, and those of u and v, change together.
        assert self.found(model, *arrays, ("v0", "v1")).order == 2 * 4**2

    def test_an_ensemble_of_equal_members(self) -> None:
        member = "c{0} @ tanh(V{0} @ tanh(W{0} @ x))"
        text = f"({member.format(0)} + {member.format(1)})/2"
        shapes = {"W": "[2,1]", "V": "[2,2]", "c": "[2]"}
        declared = [f"{name}{m}{shape}" for m in (0, 1) for name, shape in shapes.items()]
        model = Model.parse(text, parameters=declared, inputs=["x[1]"])
        entries = ["W{}[0,0]", "W{}[1,0]", "c{}[0]", "c{}[1]"]
        entries += [f"V{{}}[{i},{j}]" for i in (0, 1) for j in (0, 1)]
        found = self.found(model, *((entry.format(0), entry.format(1)) for entry in entries))
        assert found.order == 2 * (signed(2) ** 2) ** 2

    def test_grouped_layers(self) -> None:
        text = "a @ gelu(W @ x[0:2]) + b @ gelu(V @ x[2:4])"
        model = Model.parse(text, parameters=["W[2,2]", "a[2]", "V[3,2]", "b[3]"], inputs=["x[4]"])
        assert find_symmetries(model).order == 2 * 6


class TestTheStabiliserOfAPoint:
    def at(self, *values: str) -> int:
        model = network("tanh", 3)
        names = ["W[0,0]", "W[1,0]", "W[2,0]", "a[0]", "a[1]", "a[2]"]
        return find_symmetries(model, dict(zip(names, map(Fraction, values), strict=True))).order

    def test_has_what_exchanges_equal_neurons(self) -> None:
        assert self.at("1", "1", "2", "3", "3", "3") == 2

    def test_has_what_exchanges_opposite_neurons(self) -> None:
        assert self.at("1", "-1", "2", "3", "-3", "3") == 2

    def test_has_what_changes_the_sign_of_dead_neurons(self) -> None:
        assert self.at("0", "0", "2", "0", "0", "1") == 8

    def test_is_trivial_where_nothing_is_tied(self) -> None:
        assert self.at("1", "2", "3", "1", "1", "1") == 1

    def test_is_the_whole_group_at_the_origin(self) -> None:
        assert self.at(*"000000") == 48


class TestTheGroup:
    def test_has_orbits_on_the_coordinates(self) -> None:
        assert find_symmetries(network("tanh", 3)).orbits() == ((0, 1, 2), (3, 4, 5))

    def test_fixes_a_subspace(self) -> None:
        assert find_symmetries(network("tanh", 2)).fixed().labels == (0, 0, 0, 0)
        assert find_symmetries(network("gelu", 2)).fixed().labels == (1, 1, 3, 3)

    def test_does_not_contain_what_is_no_symmetry(self) -> None:
        model = network("tanh", 2)
        group = find_symmetries(model)
        assert moves(model, ("a[0]", "-a[0]"), ("W[0,0]", "-W[0,0]")) in group
        assert moves(model, ("a[0]", "-a[0]")) not in group
        assert swapped(model, ("a[0]", "a[1]")) not in group
        assert SignedPermutation((1, 2)) not in group

    def test_of_a_wide_network_has_an_exact_order(self) -> None:
        found = find_symmetries(network("tanh", 40, 3))
        assert (found.order, found.complete) == (signed(40), True)

    def test_is_incomplete_where_the_work_is_bounded(self) -> None:
        found = find_symmetries(network("tanh", 12), work=5_000)
        assert not found.complete
        assert signed(12) % found.order == 0


NAMES = ("a", "b", "c", "d")


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    """Expressions in four parameters and an input; tanh and atan have no identities among them."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from([*NAMES, "x", "2"]))
    left, right = draw(expressions(depth - 1)), draw(expressions(depth - 1))
    forms = [
        "({0} + {1})",
        "({0} - {1})",
        "({0} * {1})",
        "tanh({0})",
        "atan({0} - {1})",
        "({0})**2",
        "(-{0})",
    ]
    return draw(st.sampled_from(forms)).format(left, right)


def value(text: str, parameters: Sequence[Any], x: Any) -> Any:
    """The value of an expression, which is Python as well: nothing of certsim is used."""
    names = dict(zip(NAMES, parameters, strict=True))
    return eval(text, {"tanh": mpmath.tanh, "atan": mpmath.atan, "x": x, **names})


def symmetries_by_trial(text: str) -> set[tuple[int, ...]]:
    """All signed permutations of four parameters that do not change the value at two points, to 40 digits."""
    with mpmath.workdps(50):
        roots = [mpmath.sqrt(prime) for prime in (2, 3, 5, 7)]
        points = [[r / q for r, q in zip(roots, qs, strict=True)] for qs in ((3, 5, 4, 7), (-9, 7, 8, -5))]
        inputs = (mpmath.sqrt(11) / 6, -mpmath.sqrt(13) / 5)
        targets = [value(text, p, x) for p, x in zip(points, inputs, strict=True)]
        found = set()
        for order in permutations(range(4)):
            for signs in product((1, -1), repeat=4):
                images = tuple(s * (j + 1) for s, j in zip(signs, order, strict=True))
                moved = [[s * p[j] for s, j in zip(signs, order, strict=True)] for p in points]
                if all(
                    abs(value(text, q, x) - target) < mpmath.mpf(10) ** -40
                    for q, x, target in zip(moved, inputs, targets, strict=True)
                ):
                    found.add(images)
    return found


@settings(max_examples=30, deadline=None)
@given(expressions())
def test_the_group_is_what_trying_all_signed_permutations_finds(text: str) -> None:
    group = find_symmetries(Model.parse(text, parameters=list(NAMES), inputs=["x"]))
    expected = symmetries_by_trial(text)
    assert group.order == len(expected)
    assert all(SignedPermutation(images) in group for images in expected)


@settings(max_examples=30, deadline=None)
@given(expressions(), st.permutations(range(4)), st.tuples(*[st.sampled_from([1, -1])] * 4))
def test_a_planted_symmetry_is_in_the_group(text: str, order: list[int], signs: tuple[int, ...]) -> None:
    """The sum of an expression's images under the powers of a map does not change under the map."""
    planted = SignedPermutation(tuple(s * (j + 1) for s, j in zip(signs, order, strict=True)))
    power, images = SignedPermutation.identity(4), []
    while not images or not power.is_identity:
        written = [("-" if image < 0 else "") + NAMES[abs(image) - 1] for image in power.images]
        replaced = dict(zip(NAMES, written, strict=True))
        images.append(re.sub(r"\b[abcd]\b", lambda match: f"({replaced[match[0]]})", text))  # noqa: B023
        power = power * planted
    model = Model.parse(" + ".join(images), parameters=list(NAMES), inputs=["x"])
    assert planted in find_symmetries(model)


@settings(max_examples=30, deadline=None)
@given(expressions(), st.permutations(range(4)), st.tuples(*[st.sampled_from([1, -1])] * 4))
def test_what_is_no_symmetry_never_verifies(text: str, order: list[int], signs: tuple[int, ...]) -> None:
    model = Model.parse(text, parameters=list(NAMES), inputs=["x"])
    element = SignedPermutation(tuple(s * (j + 1) for s, j in zip(signs, order, strict=True)))
    assume(element.images not in symmetries_by_trial(text))
    with pytest.raises(InvalidCertificate, match="no symmetry"):
        isometric_symmetry(whole_space(model), element.as_maps())


def test_a_model_that_is_defined_nowhere() -> None:
    with pytest.raises(CertsimError, match="defined nowhere"):
        find_symmetries(Model.parse("(a + b)*x/(a - a)", parameters=["a", "b"], inputs=["x"]))


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 3), st.sampled_from(["tanh", "gelu", "cosh", "exp"]), st.data())
def test_what_a_subgroup_fixes_is_certified_without_the_symmetry(
    width: int, function: str, data: st.DataObject
) -> None:
    """Two routes, one verdict: theorem T8, and tangency without any symmetry (T2)."""
    model = network(function, width)
    group = find_symmetries(model)
    chosen = [g for g in group.generators if data.draw(st.booleans())]
    equations = group.fixed(chosen).equations(Layout(tuple(read_model(model.statement).parameters)))
    statement = {
        "model": model.statement,
        "candidate": Candidate.parse(model, equations).statement,
        "verdict": "certified",
    }
    setting = Setting.of(read_claim(statement))
    symmetry(setting, Symmetry(tuple(g.as_maps() for g in chosen)))
    limits = Limits(Deadline.after(20), frozenset(), Random(0))
    assert find_tangency(setting, limits, find_invariance) is not None


NORMALISED = ["call", "layer_norm", ["*", "a", "x"], "1"]


@pytest.mark.parametrize(
    ("outputs", "parameters", "inputs", "parts", "order"),
    [
        # Frozen parameters may be exchanged with frozen ones, and change signs with trained ones.
        ("a*b*x", "a b", "x", {}, 4),
        ("a*b*x", "a b", "x", {"frozen": ["b"]}, 2),
        ("a*b*x", "a b", "x", {"frozen": ["a", "b"]}, 4),
        ("a*b*c*x", "a b c", "x", {"frozen": ["c"]}, 8),
        # a + b at x = 1, and 2a + 4b at x = 2 besides.
        ("a*x + b*x**2", "a b", "x", {}, 1),
        ("a*x + b*x**2", "a b", "x", {"data": [{"x": "1"}]}, 2),
        ("a*x + b*x**2", "a b", "x", {"data": [{"x": "1"}, {"x": "2"}]}, 1),
        # A symmetric loss does not see which output is which.
        (["a*x", "b*x"], "a b", "x", {}, 1),
        (["a*x", "b*x"], "a b", "x", {"symmetric_outputs": [[0, 1]]}, 2),
        ("a*b*x", "a b", "x", {"outputs": [["*", "pi", "a", "b", "x"]]}, 4),
        # Layer normalisation of two entries is (u, -u), u odd under a_0 ↔ a_1 and under a → -a. In c·(u, -u)
        # the four maps of a go with two maps of c each; in c_0·e^u + c_1·e^-u with one.
        ("c @ (a*x)", "a[2] c[2]", "x", {"outputs": [["@", "c", NORMALISED]]}, 8),
        ("c @ (a*x)", "a[2] c[2]", "x", {"outputs": [["@", "c", ["call", "exp", NORMALISED]]]}, 4),
        # A softmax with its logits tied to the outputs' weights: three entries, in any order.
        ("c @ (a*x)", "a[3] c[3]", "x", {"outputs": [["@", "c", ["call", "softmax", ["*", "a", "x"]]]]}, 6),
    ],
)
def test_parts_of_models_have_their_symmetries(
    outputs: str | list[str], parameters: str, inputs: str, parts: dict[str, object], order: int
) -> None:
    model = Model.parse(outputs, parameters=parameters.split(), inputs=inputs.split())
    group = find_symmetries(with_parts(model, **parts))
    assert (group.order, group.complete) == (order, True)
