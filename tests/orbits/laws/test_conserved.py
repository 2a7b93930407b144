"""Conserved quantities as results, certified from both sides."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim import CertsimError, ConservedQuantities, Model, Options, laws
from certsim.kernel.check import check
from tests.oracle import DIGITS, Flow
from tests.oracle_flow import SEEN, journeys, size
from tests.parts import with_parts


def found(
    outputs: str | Sequence[str], parameters: str, inputs: str, degree: int = 2, **options: Any
) -> ConservedQuantities:
    return laws(Model.parse(outputs, parameters=parameters.split(), inputs=inputs.split(), **options), degree)


@pytest.mark.parametrize(
    ("outputs", "parameters", "inputs", "conserved", "complete"),
    [
        ("a*b*x", "a b", "x", {"a**2 - b**2"}, True),
        ("a*exp(b)*x", "a b", "x", {"a**2 - 2*b"}, True),
        ("(w @ x)/sqrt(w @ w)", "w[2]", "x[2]", {"sum(w**2)"}, True),
        ("(Q @ x) @ (K @ y)", "Q[1,1] K[1,1]", "x[1] y[1]", {"Q[0,0]**2 - K[0,0]**2"}, True),
        ("a @ (w*x)**2", "w[1] a[1]", "x", {"w[0]**2 - 2*a[0]**2"}, True),
        ("a @ tanh(w*x)", "w[2] a[2]", "x", set(), True),
        ("a*gelu(b*x)", "a b", "x", set(), True),
        ("b*sqrt(1 + a**2)*x", "a b", "x", set(), False),
        ("x + x**5*y", "x y", "", set(), False),
        ("a*tanh(b)*x", "a b", "x", {"a**2 - sinh(b)**2"}, True),
        ("x*(a*tanh(b) + c)", "a b c", "x", {"a**2 - sinh(b)**2"}, False),
        ("tanh(a*b*x)", "a b", "x", {"a**2 - b**2"}, True),
        ("a*b**2*c**3", "a b c", "", {"3*a**2 - c**2", "3*b**2 - 2*c**2"}, True),
    ],
)
def test_the_laws_of_small_models(
    outputs: str, parameters: str, inputs: str, conserved: set[str], complete: bool | None
) -> None:
    answer = found(outputs, parameters, inputs)
    assert (set(answer.laws), answer.complete) == (conserved, complete)
    assert answer.certificate is not None
    assert check(answer.certificate).verdict == "laws"


def test_what_more_is_conserved_than_polynomials_of_a_degree_is_said_with_proof() -> None:
    answer = found("(U @ V) @ x", "U[1,2] V[2,2]", "x[2]", degree=1)
    assert (answer.laws, answer.lower, answer.upper, answer.complete) == ((), 3, 3, False)
    assert "there are more" in repr(answer)


def test_bounds_may_not_meet() -> None:
    """Where the brackets are many, nobody tries to express all others in them."""
    answer = found("(U @ V) @ x", "U[2,3] V[3,3]", "x[3]", degree=1)
    assert (answer.lower, answer.upper, answer.complete) == (9, 15, None)


def test_laws_that_depend_on_one_another_are_counted_once() -> None:
    answer = found("(u @ v)*x", "u[3] v[3]", "x")
    assert (len(answer.laws), answer.independent, answer.lower, answer.complete) == (9, 5, 1, True)


def test_homogeneous_layers_of_degree_three() -> None:
    answer = found("a*b*(c @ x)", "a b c[2]", "x[2]")
    assert (answer.independent, answer.complete) == (2, True)


def test_relu_is_named_and_nothing_is_called_complete_without_proof() -> None:
    answer = found("a*relu(w*x)", "a w", "x")
    assert [each.split(":")[0] for each in answer.assumptions] == ["relu"]
    assert answer.independent == 1
    assert answer.complete is (True if answer.lower == answer.upper else None)


def test_rates_weigh_what_is_conserved() -> None:
    assert found("a*b*x", "a b", "x", rates={"a": "1/2"}).laws == ("2*a**2 - b**2",)


def test_fields_have_laws() -> None:
    answer = laws(Model.from_fields([["y", "-x"]], parameters=["x", "y"]))
    assert (answer.laws, answer.complete) == (("x**2 + y**2",), True)


def test_what_may_not_be_assumed_is_not() -> None:
    model = Model.parse("a*relu(w*x)", parameters=["a", "w"], inputs=["x"])
    answer = laws(model, options=Options(allow=()))
    assert (answer.reason, answer.laws, answer.certificate) == ("assumption not allowed", (), None)
    assert answer.complete is None


def test_results_show_themselves() -> None:
    answer = found("a*b*x", "a b", "x")
    assert repr(answer) == "<ConservedQuantities: 1 up to degree 2, 1 independent, complete>"
    assert "<th>law</th><td>$a^{2} - b^{2}$</td>" in answer._repr_html_()
    assert r"\text{law} & a^{2} - b^{2}" in answer._repr_latex_()


def test_refuses_what_makes_no_sense() -> None:
    with pytest.raises(CertsimError, match="degree"):
        found("a*b*x", "a b", "x", degree=0)
    with pytest.raises(TypeError, match="not true or false"):
        bool(found("a*b*x", "a b", "x"))


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([-2, -1, 1, 3]), st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)),
        min_size=1,
        max_size=2,
    ),
    st.lists(st.sampled_from(["1", "-1/2", "2", "3/4"]), min_size=3, max_size=3),
)
def test_laws_are_constant_along_flows(terms: list[tuple[int, ...]], values: list[str]) -> None:
    """High-precision integration, which shares no code with certsim."""
    output = " + ".join(
        f"({n})*a**{i + 1}*b**{j}*c**{k}*x**{at}" for at, (n, i, j, k) in enumerate(terms, start=1)
    )
    names = ["a", "b", "c"]
    model = Model.parse(output, parameters=names, inputs=["x"])
    answer = laws(model, 2)
    point = dict(zip(names, values, strict=True))
    equations = [level(law, point) for law in answer.laws]
    assert_constant(model, equations, values)


@pytest.mark.parametrize(
    ("output", "count"),
    [
        ("c*tanh((a*x + b)/sqrt(a**2 + b**2))", 1),
        ("exp(a*x)/(exp(a*x) + exp(b*x) + exp(c*x))", 1),
        ("log(exp(a*x + 1) + exp(b*x) + exp(c*x)) - b*x", 1),
        ("(2*a - b - c)*x/sqrt(a**2 + b**2 + c**2 - (a + b + c)**2/3)", 2),
    ],
)
def test_laws_behind_normalisations_are_constant_along_flows(output: str, count: int) -> None:
    names, values = ["a", "b", "c"], ["3/2", "1/3", "2"]
    model = Model.parse(output, parameters=names, inputs=["x"])
    answer = laws(model, 2)
    assert answer.independent >= count
    point = dict(zip(names, values, strict=True))
    assert_constant(model, [level(law, point) for law in answer.laws], values)


def assert_constant(model: Model, equations: list[Any], values: list[str]) -> None:
    """The equations hold at the end of a journey that starts at the values."""
    with mpmath.workdps(DIGITS):
        system = Flow(model.statement, {"equations": equations}, constants={})
        theta = [mpmath.mpf(Fraction(value).numerator) / Fraction(value).denominator for value in values]
        word = [{"output": 0, "input": {"x": x}} for x in ("1", "-2")]
        end = next(journeys(system, word, theta))
        assert size(system, end) < SEEN


def level(law: str, point: dict[str, str]) -> list[Any]:
    """The equation law = its value at the point, as a candidate has it."""
    import sympy

    from certsim import Candidate

    value = sympy.sympify(law).subs({name: sympy.Rational(text) for name, text in point.items()})
    model = Model.parse("a*b*c", parameters=["a", "b", "c"], inputs=[])
    (equation,) = Candidate.parse(model, [f"{law} = {value}"]).statement["equations"]
    return list(equation)


def test_an_identity_between_functions_is_no_law() -> None:
    model = Model.parse("exp(b)*sqrt(1 + a**2)*x**2 - 2*tanh(b)", parameters=["a", "b"], inputs=["x"])
    found = laws(model)
    assert (found.laws, found.complete) == ((), True)


def of_parts(outputs: str | Sequence[str], parameters: str, inputs: str, **parts: object) -> Any:
    model = Model.parse(outputs, parameters=parameters.split(), inputs=inputs.split())
    answer = laws(with_parts(model, **parts))
    assert answer.certificate is not None
    assert check(answer.certificate).verdict == "laws"
    return answer


def test_frozen_parameters_are_constants_and_no_laws() -> None:
    # a' = bcx, b' = acx with c constant: a² - b² as before, in the two dimensions that are trained.
    answer = of_parts("a*b*c*x", "a b c", "x", frozen=["c"])
    assert answer.laws == ("a**2 - b**2",)
    assert (answer.parameters, answer.lower, answer.upper, answer.complete) == (2, 1, 1, True)


def test_a_law_may_have_frozen_parameters_in_it() -> None:
    # a' = cx, b' = x: a - bc is constant.
    answer = of_parts("(a*c + b)*x", "a b c", "x", frozen=["c"])
    assert answer.laws in (("b*c - a",), ("-b*c + a",), ("a - b*c",))
    assert (answer.independent, answer.complete) == (1, True)


def test_where_nothing_is_trained_nothing_is_a_law() -> None:
    answer = of_parts("a*b*x", "a b", "x", frozen=["a", "b"])
    assert (answer.laws, answer.parameters, answer.upper, answer.complete) == ((), 0, 0, True)


def test_equations_of_inputs_make_laws() -> None:
    # On x = y the field of a*x + b*y is (x, x).
    answer = of_parts("a*x + b*y", "a b", "x y", inputs_where=[["x", "=", "y"]])
    assert "a - b" in answer.laws
    assert (answer.independent, answer.lower, answer.complete) == (1, 1, True)


def test_equations_of_inputs_make_laws_of_a_model_with_calls() -> None:
    # At x = 0 the fields of b and d vanish; the proofs name the two calls by their numbers.
    model = "a*softplus(b*x) + c*softplus(d*x)"
    answer = of_parts(model, "a b c d", "x", inputs_where=[["x", "=", "0"]])
    assert {"b", "d"} <= {*answer.laws}
    assert len(answer.laws) == 5


def test_on_a_circle_of_inputs_a_law_needs_its_equation() -> None:
    # The fields are (x² + y², 1) = (1, 1) on the circle, and not off it.
    circle = [[["+", ["**", "x", 2], ["**", "y", 2]], "=", "1"]]
    answer = of_parts("a*(x**2 + y**2) + b", "a b", "x y", inputs_where=circle)
    assert "a - b" in answer.laws
    assert (answer.lower, answer.upper) == (1, 1)


def test_at_data_there_are_fewer_fields() -> None:
    # One datum: a' = 1, b' = 1. Free inputs move a and b apart.
    assert of_parts("a*x + b*x**2", "a b", "x", data=[{"x": "1"}]).independent == 1
    assert of_parts("a*x + b*x**2", "a b", "x", data=[{"x": "1"}, {"x": "2"}]).laws == ()


def test_symmetric_losses_conserve_more() -> None:
    # The sum of a + b and a - b is 2a, that of their squares 2a² + 2b²: at b = 0 the latter keep b as it is,
    # but elsewhere they do not. The sum of a and of -a is 0, that of their squares 2a²: b is no part of it.
    assert of_parts(["a + b", "a - b"], "a b", "", symmetric_outputs=[[0, 1]]).lower == 2
    assert of_parts(["a + b", "-a - b"], "a b", "", symmetric_outputs=[[0, 1]]).laws[:1] == ("a - b",)


def test_pi_is_not_supported_yet_and_that_is_said() -> None:
    model = with_parts(Model.parse("a*x", parameters=["a"], inputs=["x"]), outputs=[["*", "pi", "a", "x"]])
    answer = laws(model)
    assert (answer.reason, answer.certificate) == ("unsupported", None)
    assert answer.hint is not None
    assert answer.hint.startswith("laws does not support pi")
