"""Orbits of points: the examples of T13, and networks of which the answer is known."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim import CertsimError, Model, Options, OrbitResult, orbit, read_point
from certsim.kernel.check import check
from certsim.model.tree import text
from tests.oracle import DIGITS, Flow
from tests.oracle_flow import SEEN, journeys, size
from tests.parts import with_parts


def found(
    outputs: str | Sequence[str], parameters: str, inputs: str, at: str, degree: int = 2, **options: Any
) -> OrbitResult:
    """The orbit; names stand between blanks."""
    model = Model.parse(outputs, parameters=parameters.split(), inputs=inputs.split(), **options)
    return orbit(model, read_point(model, at), degree)


PAIR = "a @ relu(w*x)", "w[2] a[2]", "x"


class TestOrbitsOfReluNetworks:
    @pytest.mark.parametrize(
        ("model", "at", "dimension"),
        [
            (PAIR, "w=[2,1], a=[2,1]", 1),
            (PAIR, "w=[2,1], a=[0,0]", 1),
            (PAIR, "w=[2,-1], a=[2,-1]", 2),
            (("a*relu(w*x**2)", "w a", "x"), "w=-1, a=2", 0),
            (("a @ hardtanh(w*x)", "w[2] a[2]", "x"), "w=[2,-2], a=[3,-3]", 2),
            (("a*relu(v @ relu(u*x) + c)", "u[2] v[2] c a", "x"), "u=[1,2], v=[-1,-2], c=-1, a=1", 0),
        ],
    )
    def test_the_bounds_meet_at_dead_and_collinear_units(
        self, model: tuple[str, str, str], at: str, dimension: int
    ) -> None:
        answer = found(*model, at)
        assert (answer.lower, answer.upper, answer.hint) == (dimension, dimension, None)

    def test_where_they_do_not_meet_it_is_said_why(self) -> None:
        answer = found("s*x + c*relu(s + b - x**2)", "s c b", "x", "s=-2, c=1, b=1")
        assert answer.lower < answer.upper
        assert answer.hint is not None
        assert "the orbit may lead to where brackets see more" in answer.hint

    def test_a_point_on_a_kink_has_no_other_orbit_than_itself(self) -> None:
        with pytest.raises(CertsimError, match="a point on a kink has none but itself"):
            found(*PAIR, "w=[0,1], a=[0,1]")


@pytest.mark.parametrize(
    ("outputs", "parameters", "inputs", "at", "dimension", "equations"),
    [
        ("a*b*x", "a b", "x", "a=2, b=1", 1, {"a**2 - b**2 = 3"}),
        ("a*b*x", "a b", "x", "a=1, b=1", 1, {"b = a"}),
        ("a*b*x", "a b", "x", "a=0, b=0", 0, {"a = 0", "b = 0"}),
        ("a*b*c*x", "a b c", "x", "a=1, b=2, c=3", 1, {"a**2 - c**2 = -8", "b**2 - c**2 = -5"}),
        ("a*b*c*x", "a b c", "x", "a=0, b=0, c=3", 0, {"a = 0", "b = 0", "c = 3"}),
        ("a*b**2*x", "a b", "x", "a=1, b=1", 1, {"2*a**2 - b**2 = 1"}),
        ("a*exp(b)*x", "a b", "x", "a=2, b=1", 1, {"a**2 - 2*b = 2"}),
        ("a*(x + y) + b*(x + y) + c*z", "a b c", "x y z", "a=1, b=2, c=3", 2, {"a - b = -1"}),
        ("a @ (w*x)**2", "w[1] a[1]", "x", "w=3, a=5", 1, {"w[0]**2 - 2*a[0]**2 = -41"}),
        ("(w @ x)/sqrt(w @ w)", "w[2]", "x[2]", "w=[3,4]", 1, {"sum(w**2) = 25"}),
        ("a @ gelu(w*x)", "w[2] a[2]", "x", "w=[1,0], a=[1,0]", 2, {"w[1] = 0", "a[1] = 0"}),
        ("a @ tanh(w*x)", "w[3] a[3]", "x", "w=[1,2,3], a=[1,2,3]", 6, set()),
        ("a @ tanh(w*x)", "w[3] a[3]", "x", "w=[1,1,3], a=[2,2,3]", 4, {"w[1] = w[0]", "a[1] = a[0]"}),
        (
            "a @ tanh(w*x)",
            "w[3] a[3]",
            "x",
            "w=[1,-1,0], a=[2,-2,0]",
            2,
            {"w[1] = -w[0]", "a[1] = -a[0]", "w[2] = 0", "a[2] = 0"},
        ),
    ],
)
def test_the_orbit_is_an_open_part_of_a_known_set(
    outputs: str, parameters: str, inputs: str, at: str, dimension: int, equations: set[str]
) -> None:
    answer = found(outputs, parameters, inputs, at)
    assert (answer.lower, answer.upper) == (dimension, dimension)
    assert set(answer.equations) == equations
    assert answer.certificate is not None
    assert check(answer.certificate).verdict == "orbit"


STRATA = {
    (1, 2, 3): 6,
    (1, 2, 2): 4,
    (1, 2, -2): 4,
    (1, 2, 0): 4,
    (1, 1, 1): 2,
    (1, 1, -1): 2,
    (1, -1, 0): 2,
    (1, 0, 0): 2,
    (0, 0, 0): 0,
}


@pytest.mark.parametrize("stratum", STRATA)
def test_every_stratum_of_three_tanh_neurons_is_an_orbit(stratum: tuple[int, int, int]) -> None:
    """Tied neurons share a number, opposite ones differ in sign, 0 stands for dead ones (T14)."""
    a = [3 * block for block in stratum]
    answer = found("a @ tanh(w*x)", "w[3] a[3]", "x", f"w={list(stratum)}, a={a}", degree=1)
    assert answer.lower == answer.upper == STRATA[stratum]


def test_the_product_of_matrices_at_a_generic_and_at_a_degenerate_point() -> None:
    """UᵀU - VVᵀ keeps its value; with Uc = 0 and cᵀV = 0 at the point, these remain, too."""
    generic = found("U @ V @ x", "U[2,2] V[2,2]", "x[2]", "U=[[1,2],[3,4]], V=[[5,6],[7,9]]")
    assert (generic.lower, generic.upper, len(generic.equations)) == (5, 5, 3)
    dead = found("U @ V @ x", "U[2,2] V[2,2]", "x[2]", "U=[[1,0],[2,0]], V=[[3,1],[0,0]]")
    assert (dead.lower, dead.upper) == (3, 3)
    gram = "sum(U[:,0]**2) - sum(V[0]**2) = -5"
    assert set(dead.equations) == {"U[:,1] = 0", "V[1] = 0", gram}


def test_a_rank_that_rests_brings_no_wrong_equation() -> None:
    """Short words let y = 0 pass at 0, where the orbit is not in it (the trap of T13)."""
    for degree in (1, 2):
        answer = found("x + x**5*y", "x y", "", "x=0, y=0", degree)
        assert (answer.lower, answer.equations) == (1, ())
        assert (answer.upper, answer.summary) == (1, "dimension 1 of 2: no equations found")


def test_a_homogeneous_network_of_degree_three() -> None:
    answer = found("a*b*(c @ x)", "a b c[2]", "x[2]", "a=1, b=2, c=[3,1]")
    assert answer.lower == answer.upper == 2
    assert set(answer.equations) == {
        "a**2 - sum(c**2) = -9",
        "b**2 - sum(c**2) = -6",
    }


def test_attention_scores_balance_queries_and_keys() -> None:
    answer = found("(Q @ x) @ (K @ y)", "Q[1,2] K[1,2]", "x[2] y[2]", "Q=[[1,2]], K=[[3,5]]")
    assert answer.lower == answer.upper == 3
    assert set(answer.equations) == {"sum(Q**2) - sum(K**2) = -29"}


def test_relu_is_named() -> None:
    answer = found("a @ relu(w*x)", "w[2] a[2]", "x", "w=[1,2], a=[1,3]")
    assert [each.split(":")[0] for each in answer.assumptions] == ["relu"]
    assert answer.upper == 2
    assert "a[0] = w[0]" in answer.equations


def test_rates_weigh_what_is_conserved() -> None:
    answer = found("a*b*x", "a b", "x", "a=2, b=1", rates={"a": "1/2"})
    assert set(answer.equations) == {"2*a**2 - b**2 = 7"}


def test_the_domain_is_named() -> None:
    answer = found("x*a/b", "a b", "x", "a=1, b=2")
    assert answer.domain == "b ≠ 0"
    assert set(answer.equations) == {"a**2 + b**2 = 5"}


def test_fields_have_orbits() -> None:
    model = Model.from_fields([["y", "-x"]], parameters=["x", "y"])
    answer = orbit(model, {"x": Fraction(1), "y": Fraction(2)})
    assert set(answer.equations) == {"x**2 + y**2 = 5"}
    assert answer.lower == answer.upper == 1


def test_refuses_what_makes_no_sense() -> None:
    model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    point = {"a": Fraction(1), "b": Fraction(2)}
    with pytest.raises(CertsimError, match="degree"):
        orbit(model, point, 0)
    with pytest.raises(TypeError, match="not true or false"):
        bool(orbit(model, point))


def test_results_show_themselves() -> None:
    answer = found("a*b*x", "a b", "x", "a=1, b=1")
    assert repr(answer) == "<Orbit: dimension 1 of 2: the orbit is an open part of {b = a}>"
    assert r"<td>$a = 1,\; b = 1$</td>" in answer._repr_html_()
    assert answer._repr_latex_().endswith(r"\text{an open part of} & b = a\end{array}$")


def test_an_uncertified_orbit_has_no_claim() -> None:
    model = Model.parse("a*relu(w*x)", parameters=["a", "w"], inputs=["x"])
    answer = orbit(model, read_point(model, "a=1, w=1"), options=Options(allow=()))
    assert (answer.reason, answer.lower, answer.upper) == ("assumption not allowed", 0, 2)
    with pytest.raises(CertsimError, match="nothing was certified"):
        _ = answer.claim


# Random models.


@st.composite
def small_models(draw: st.DrawFn) -> tuple[Model, dict[str, Fraction]]:
    """A polynomial in two or three parameters and one input, and a point, perhaps degenerate."""
    names = ["a", "b", "c"][: draw(st.integers(2, 3))]
    factor = st.sampled_from(["1", "x", "x**2", *names])
    term = st.tuples(st.integers(-2, 2), factor, st.sampled_from(names), factor)
    terms = draw(st.lists(term, min_size=1, max_size=3))
    output = " + ".join(f"({number})*{'*'.join(rest)}" for number, *rest in terms)
    model = Model.parse(output, parameters=names, inputs=["x"])
    values = draw(st.lists(st.integers(-2, 2), min_size=len(names), max_size=len(names)))
    return model, dict(zip(names, map(Fraction, values), strict=True))


@settings(max_examples=12, deadline=None)
@given(small_models())
def test_equations_hold_along_flows(drawn: tuple[Model, dict[str, Fraction]]) -> None:
    """High-precision integration, which shares no code with certsim."""
    model, point = drawn
    answer = orbit(model, point, 2)
    assert 0 <= answer.lower <= answer.upper <= len(point)
    statement = answer.claim.statement
    with mpmath.workdps(DIGITS):
        system = Flow(model.statement, statement["candidate"], constants={})
        theta = [mpmath.mpf(point[name].numerator) / point[name].denominator for name in system.names]
        word = [{"output": 0, "input": {"x": str(x)}} for x in (1, -2)]
        end = next(journeys(system, word, theta))
        assert size(system, end) < SEEN


@settings(max_examples=25, deadline=None)
@given(small_models())
def test_bounds_hold_the_rank_of_brackets_in_floating_point(
    drawn: tuple[Model, dict[str, Fraction]],
) -> None:
    """Fields and first brackets by SymPy: their rank is a dimension that the orbit has at least."""
    model, point = drawn
    answer = orbit(model, point, 2)
    assert float_rank(model, point) <= answer.upper


def float_rank(model: Model, point: Mapping[str, Fraction]) -> int:
    symbols = sympy.symbols(list(point))
    expression = sympy.sympify(text(model.statement["outputs"][0]))
    fields = [
        sympy.Matrix([expression.diff(v) for v in symbols]).subs(sympy.Symbol("x"), x) for x in range(5)
    ]
    brackets = [
        y.jacobian(symbols) * x - x.jacobian(symbols) * y
        for at, x in enumerate(fields)
        for y in fields[at + 1 :]
    ]
    place = {
        v: sympy.Rational(n.numerator, n.denominator) for v, n in zip(symbols, point.values(), strict=True)
    }
    rows = [[float(entry) for entry in vector.subs(place)] for vector in [*fields, *brackets]]
    return int(np.linalg.matrix_rank(np.array(rows), tol=1e-6))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=1, max_size=3),
    st.lists(st.integers(-3, 3), min_size=3, max_size=3),
)
def test_orbits_of_linear_models_are_cosets(features: list[list[int]], values: list[int]) -> None:
    """T11: F = Σ_i (Φθ)_i x_i has orbits of dimension rank Φ."""
    names = ["a", "b", "c"]
    inputs = [f"x{at}" for at in range(len(features))]
    rows = ["+".join(f"({n})*{name}" for n, name in zip(row, names, strict=True)) for row in features]
    output = " + ".join(f"({row})*{x}" for row, x in zip(rows, inputs, strict=True))
    model = Model.parse(output, parameters=names, inputs=inputs)
    answer = orbit(model, dict(zip(names, map(Fraction, values), strict=True)), 1)
    assert answer.lower == answer.upper == np.linalg.matrix_rank(np.array(features))


def of_parts(outputs: str | Sequence[str], parameters: str, inputs: str, at: str, /, **parts: object) -> Any:
    model = with_parts(Model.parse(outputs, parameters=parameters.split(), inputs=inputs.split()), **parts)
    answer = orbit(model, read_point(model, at), 2)
    assert answer.certificate is not None
    assert check(answer.certificate).verdict == "orbit"
    return answer


def test_dimensions_are_of_trained_parameters() -> None:
    # a' = bcx, b' = acx: a hyperbola, in the plane where c = 3.
    answer = of_parts("a*b*c*x", "a b c", "x", "a=2, b=1, c=3", frozen=["c"])
    assert set(answer.equations) == {"a**2 - b**2 = 3"}
    assert (answer.lower, answer.upper, answer.around, answer.size, answer.frozen) == (1, 1, 1, 2, ("c",))
    assert answer.summary == "dimension 1 of 2: the orbit is an open part of {a**2 - b**2 = 3}"
    assert answer.to_json()["of"] == 2


def test_an_equation_may_hold_for_the_frozen_values_of_the_point_only() -> None:
    # a' = cx, b' = x: with c = 2 the orbit is a line a - 2b = const.
    answer = of_parts("(a*c + b)*x", "a b c", "x", "a=1, b=1, c=2", frozen=["c"])
    assert set(answer.equations) == {"c = 2", "a - 2*b = -1"}
    assert (answer.lower, answer.around, answer.fills) == (1, 1, True)


def test_where_all_is_frozen_an_orbit_is_a_point() -> None:
    answer = of_parts("a*b*x", "a b", "x", "a=1, b=1", frozen=["a", "b"])
    assert (answer.lower, answer.upper, answer.size, answer.fills) == (0, 0, 0, True)


def test_letters_are_inputs_that_are_meant() -> None:
    # With x = y there is one field (x, x); with free inputs there are two, and the orbit is the plane.
    answer = of_parts("a*x + b*y", "a b", "x y", "a=1, b=2", inputs_where=[["x", "=", "y"]])
    assert set(answer.equations) == {"a - b = -1"}
    letters = [letter for word in spanned(answer) for letter in word]
    assert letters
    assert all(letter["input"]["x"] == letter["input"]["y"] for letter in letters)


def test_on_half_of_the_inputs_one_neuron_is_dead() -> None:
    # For x > 0 and w < 0 relu(w*x) is 0: nothing moves. With all inputs it does.
    model = "a*relu(w*x)"
    assert of_parts(model, "a w", "x", "a=1, w=-1", inputs_where=[["x", ">", "0"]]).upper == 0
    assert of_parts(model, "a w", "x", "a=1, w=-1").lower == 1


def test_letters_at_data_have_no_inputs() -> None:
    # ∇F = (1, 1) at x = 1, (2, 4) at x = 2: with both the orbit is the plane.
    one = of_parts("a*x + b*x**2", "a b", "x", "a=1, b=2", data=[{"x": "1"}])
    assert set(one.equations) == {"a - b = -1"}
    two = of_parts("a*x + b*x**2", "a b", "x", "a=1, b=2", data=[{"x": "1"}, {"x": "2"}])
    assert (two.lower, two.equations) == (2, ())
    assert [letter["input"] for word in spanned(two) for letter in word] == [{}, {}]


def test_symmetric_losses_leave_equal_outputs_equal() -> None:
    parts = {"symmetric_outputs": [[0, 1]]}
    answer = of_parts(["a*x", "b*x"], "a b", "x", "a=1, b=1", **parts)
    assert (set(answer.equations), answer.lower, answer.upper) == ({"b = a"}, 1, 1)
    assert of_parts(["a*x", "b*x"], "a b", "x", "a=1, b=2", **parts).lower == 2


def test_a_softmax_forgets_what_all_logits_share() -> None:
    # The sum of the outputs is 1, so that the fields are multiples of (1, -1) in b, and in a.
    answer = of_parts(
        "a*x + b",
        "a[2] b[2]",
        "x",
        "a=[1,2], b=[3,5]",
        outputs=[["call", "softmax", ["+", ["*", "a", "x"], "b"]]],
    )
    assert set(answer.equations) == {"a[0] + a[1] = 3", "b[0] + b[1] = 8"}
    assert (answer.lower, answer.upper) == (2, 2)


def test_pi_is_not_supported_yet_and_that_is_said() -> None:
    model = with_parts(Model.parse("a*x", parameters=["a"], inputs=["x"]), outputs=[["*", "pi", "a", "x"]])
    answer = orbit(model, {"a": Fraction(1)})
    assert (answer.reason, answer.certificate, answer.upper) == ("unsupported", None, 1)
    assert answer.hint is not None
    assert answer.hint.startswith("orbit does not support pi")


def spanned(answer: OrbitResult) -> Any:
    """The brackets in the certificate, as words of letters."""
    assert answer.certificate is not None
    return json.loads(answer.certificate)["evidence"]["proof"]["spanning"]["brackets"]


@pytest.mark.parametrize("where", ["x**2 < 0", "x**2 = 2"])
def test_inputs_of_which_none_is_known_are_named(where: str) -> None:
    model = Model.parse("a*x", parameters=["a"], inputs=["x"], inputs_where=[where])
    with pytest.raises(
        CertsimError, match="no rational input was found that satisfies inputs_where"
    ) as raised:
        orbit(model, {"a": 1})
    assert raised.value.exit_status == 3


def test_a_unit_whose_inputs_cancel_takes_no_dimension_from_the_others() -> None:
    outputs = "a @ tanh(V @ tanh(W @ x))"
    network = Model.parse(outputs, parameters=["W[2,1]", "V[2,2]", "a[2]"], inputs=["x[1]"])
    found = orbit(network, {"W": [[1], [-1]], "V": [["-1/2", "1/2"], [1, 1]], "a": [2, 0]})
    assert (found.lower, found.upper) == (3, 3)


def test_units_with_large_weights_are_seen_at_small_inputs() -> None:
    network = "a*tanh(v @ tanh(w*x))", "w[4] v[4] a", "x"
    answer = found(*network, "w=[-25/8, 27/8, -3/16, -17/16], v=[-4, 5/4, 31/16, -23/16], a=7/8")
    assert (answer.lower, answer.upper) == (9, 9)
