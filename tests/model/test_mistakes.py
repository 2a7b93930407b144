"""What people write who know numpy, torch or Python, and what they are told."""

from __future__ import annotations

from typing import Any

import pytest

from certsim.errors import Problem, SpecError
from certsim.model.candidate import Candidate
from certsim.model.mistakes import ABSENT, INSTEAD
from certsim.model.model import Model

NAMES: dict[str, Any] = {"parameters": ["W[3,2]", "b[3]", "a[3]", "s"], "inputs": ["x[2]"]}
MODEL = Model.parse("a @ tanh(W @ x + b)", **NAMES)


def problem(outputs: str, **more: Any) -> Problem:
    """The one thing that is wrong with an output."""
    with pytest.raises(SpecError) as caught:
        Model.parse(outputs, **NAMES | more)
    (only,) = caught.value.problems
    return only


def told(outputs: str, **more: Any) -> tuple[str, str, str | None]:
    """Message, offence and hint."""
    found = problem(outputs, **more)
    return found.message, found.text[found.start : found.end], found.hint


@pytest.mark.parametrize(
    ("outputs", "offence", "hint"),
    [
        ("np.tanh(x)", "np.tanh", "write tanh(…)"),
        ("numpy.linalg.norm(x)", "numpy.linalg.norm", "write norm(…)"),
        ("torch.nn.functional.relu(x)", "torch.nn.functional.relu", "write relu(…)"),
        ("F.softmax(x)", "F.softmax", "write softmax(…)"),
        ("math.exp(s)", "math.exp", "write exp(…)"),
        ("jnp.sum(x)", "jnp.sum", "write sum(…)"),
        ("nn.ReLU(x)", "nn.ReLU", "write relu(…)"),
        ("np.pi*s", "np.pi", "write pi"),
        ("np.einsum('i->', b)", "np.einsum", "write einsum(…)"),
        ("np.matmul(W, x)", "np.matmul", "write A @ B"),
        ("torch.pow(x, 2)", "torch.pow", "write x**2"),
        ("x.sum()", ".sum", "write sum(…)"),
        ("(W @ x).mean()", ".mean", "write mean(…)"),
        ("W.t() @ a", ".t", "the transpose is W.T; that of some axes transpose(W, axes)"),
        ("W.mT @ a", ".mT", "the transpose is W.T; that of some axes transpose(W, axes)"),
        ("x.pow(2)", ".pow", "write x**2"),
        ("W.shape", ".shape", "the only attribute is .T, the transpose"),
        ("softmx(x)", "softmx", "did you mean 'softmax'?"),
        ("Tanh(x)", "Tanh", "write tanh(…)"),
        ("sni(x)", "sni", "did you mean 'sin'?"),
        ("ln(s)", "ln", "write log(x)"),
        ("pow(x, 2)", "pow", "write x**2"),
        ("tan(x)", "tan", "write sin(x)/cos(x)"),
        ("maximum(x, 0)", "maximum", "write max(x, y)"),
        ("swish(x)", "swish", "write silu(x)"),
        (
            "max(a, b, b)",
            "max(a, b, b)",
            "write max(max(u, v), w), or max([u, v, w], axis=0) for arrays of one shape",
        ),
        ("s**0.5", "0.5", "write sqrt(x)"),
        ("s**-1.5", "-1.5", "write 1/sqrt(x)**3"),
        ("s**(1/3)", "(1/3)", "a power of a positive x is exp(1/3*log(x))"),
        ("s**x", "x", "any other power of a positive x is exp(y*log(x))"),
        ("s^2", "^", "a power is written x**2"),
        ("2s", "s", "a product is written with '*'"),
        ("s a", "a", "a product is written with '*', one of matrices with '@'"),
        ("W.T() @ a", "(", "the transpose is W.T, without round brackets"),
        ("s(a)", "s", "a product is written with '*'"),
        ("s = 1", "=", "a definition such as 'h = tanh(W @ x)' belongs into 'let'"),
        ("s == 1", "==", "piecewise functions are relu, abs, max, min and clip"),
        ("where(s > 0, s, 0)", ">", "piecewise functions are relu, abs, max, min and clip"),
        ("e*s", "e", "write exp(1)"),
        ("PI*s", "PI", "write pi"),
        ("s + inf", "inf", "there is no infinity"),
        ("q*s", "q", "known here: W, b, a, s, x"),
        ("α*s", "α", "a name has ASCII letters, digits and '_', and begins with no digit"),
        ("s; a", ";", "one text holds one expression or equation: write several texts, in a list"),
        ("s // 2", "/", "a quotient is written with one '/'"),
        ("lambda z: z", "z", "functions of your own are declared in [functions]"),
        ("s if s else 1", "if", "piecewise functions are relu, abs, max, min and clip"),
        ('f"{s}"', '"{s}"', 'only einsum takes a text in quotes, such as "ij,jk->ik"'),
        ("W'", "'", "the transpose is W.T"),
        ("W[None]", "None", "write reshape(x, [1, 3])"),
        ("W[i]", "i", "indices are integers, slices such as 0:2, or names from [sizes]"),
        ("(a, b)", "(a, b)", "write [a, b]"),
        ("s*True", "True", "it is the value of an option only"),
        ("sum", "sum", "write sum(z, axis, keepdims)"),
        ("sum()", "sum()", "write sum(z, axis, keepdims)"),
        ("sum(x, dim=0)", "dim", "write axis=…"),
        ("sum(x, keepdim=True)", "keepdim", "write keepdims=…"),
        ("sum(x, axs=0)", "axs", "did you mean 'axis'?"),
        ("sum(x, axis=s)", "s", "write an integer such as 0, or a list such as [0, 1]"),
        ("sum(x, axis=[0, s])", "s", "write an integer, or a name from [sizes]"),
        ("sum(x, keepdims=1)", "1", None),
        ("sum(axis=0, x)", "x", "write sum(z, axis, keepdims)"),
        ("sum(x, 0, axis=0)", "axis=0", "write sum(z, axis, keepdims)"),
        ("tanh(W, x)", "tanh(W, x)", "write tanh(z), entry by entry where z is an array"),
        ("tanh(x=s)", "x", "write z=…"),
        ("leaky_relu(x)", "leaky_relu(x)", "write leaky_relu(z, slope)"),
        ("leaky_relu(x, negative_slope=1/10)", "negative_slope", "write slope=…"),
        ("clip(x, min=0, max=1)", "min", "write lo=…"),
        ("layer_norm(x)", "layer_norm(x)", "write layer_norm(z, eps, axis)"),
        ("reshape(x)", "reshape(x)", "write reshape(z, shape)"),
        ("concat(a, b)", "a", "write concat([u, v], axis)"),
        ("concat([a, b], [0, 1], 2)", "concat([a, b], [0, 1], 2)", "write concat([u, v], axis)"),
        ("einsum(a, b)", "einsum(a, b)", 'write einsum("ij,jk->ik", A, B)'),
        ("einsum('i,i->')", "einsum('i,i->')", 'write einsum("ij,jk->ik", A, B)'),
        ("einsum('i->', z=a)", "z=a", 'write einsum("ij,jk->ik", A, B)'),
    ],
)
def test_one_error_says_what_to_write_instead(outputs: str, offence: str, hint: str | None) -> None:
    assert told(outputs)[1:] == (offence, hint)


@pytest.mark.parametrize(
    "name", ["celu", "glu", "sign", "sinc", "tan", "erfc", "conv3d", "asin", "softmin", "cot", "xu"]
)
def test_another_function_is_never_taken_for_the_one_that_was_meant(name: str) -> None:
    hint = told(f"{name}(x)")[2] or ""
    assert "did you mean" not in hint


def test_what_to_write_instead_can_be_written() -> None:
    names = ["x[3]", "y[3]", "u[3]", "v[3]", "a", "A[3,3]", "B[3,3]", "W[3,3]", "b"]
    for written in INSTEAD.values():
        text = written.replace("lo, hi", "0, 1").replace("eps", "1").replace("slope", "1/2")
        text = text.replace("transpose(x, [1, 0, 2])", "transpose([[x]], [1, 0, 2])")
        text = text.replace("transpose(x, [1, 0])", "transpose([x], [1, 0])").replace("[2, 3]", "[3, 1]")
        Model.parse(text, parameters=names)


def test_functions_that_there_are_not_are_not_those_that_there_are() -> None:
    assert not ABSENT & INSTEAD.keys()


def test_a_reserved_name_is_one_error() -> None:
    with pytest.raises(SpecError) as caught:
        Model.parse(["norm @ tanh(x)", "norm + mean(norm)", "norm(x)"], parameters=["norm[2]", "x[2]"])
    (only,) = caught.value.problems
    assert only.message == "the name 'norm' is reserved"


@pytest.mark.parametrize("name", ["pi", "T", "True", "einsum", "fabs", "sum", "max"])
def test_names_with_a_meaning_are_not_declared(name: str) -> None:
    with pytest.raises(SpecError, match="is reserved"):
        Model.parse("a", parameters=["a", name])


def test_a_constant_is_to_be_declared() -> None:
    with pytest.raises(SpecError, match=r'hint: arbitrary constants are declared: constants = \["c"\]'):
        Candidate.parse(MODEL, ["s**2 = c"])


def test_an_unspecified_function_is_to_be_declared() -> None:
    assert "unspecified ones are declared in [functions.sigma]" in (told("sigma(x)")[2] or "")


def test_unspecified_functions_take_one_array() -> None:
    more = {"functions": {"sigma": []}}
    assert told("sigma(x, s)", **more)[0] == "sigma takes 1 argument, found 2"
    assert told("sigma(z=x)", **more)[1] == "z=x"
    assert told("sigma('x')", **more)[1] == "'x'"


@pytest.mark.parametrize(
    ("equation", "offence", "hint"),
    [
        ("a = b = 0", "=", "write two equations or conditions, each in a text of its own"),
        ("a == b", "==", "an equation has one '='"),
        ("s >= 0", ">=", "conditions such as 'a > 0' belong into 'where'"),
        ("s", "s", "add '= 0' if it is to vanish"),
        ("(s = 0)", "=", "an equation has one '=', outside all brackets"),
        ("exp(s) = 1", "exp(s)", "an equation is polynomial in parameters and constants"),
        ("norm(a) = 1", "norm(a)", "an equation is polynomial in parameters and constants"),
        ("s/a[0] = 1", "a[0]", "an equation is polynomial in parameters and constants"),
    ],
)
def test_an_equation_has_one_sign_and_two_polynomials(equation: str, offence: str, hint: str) -> None:
    with pytest.raises(SpecError) as caught:
        Candidate.parse(MODEL, [equation])
    (found,) = caught.value.problems
    assert (found.text[found.start : found.end], found.hint) == (offence, hint)


@pytest.mark.parametrize(
    "equation",
    [
        "mean(a) = pi",
        "dot(a, b) = 0",
        "trace(W.T @ W) = 1",
        "prod(a) = var(b)",
        "concat([a, b]) = zeros(6)",
        "einsum('ij,i->j', W, a) = 0",
        "reshape(W, [6])[::2] = ones(3)",
        "outer(a, b) = eye(3)",
        "cumsum(a) = stack([s, s, 2*s])",
    ],
)
def test_functions_with_polynomial_values_stand_in_equations(equation: str) -> None:
    assert Candidate.parse(MODEL, [equation]).statement["equations"]


def test_what_works_as_in_numpy() -> None:
    for text in ("W[0][1]", "fabs(x)", "sum(x, (0,))", "zeros((2, 3)) @ b", "W + s", "W * x", "x[..., -1]"):
        Model.parse(text, **NAMES)
