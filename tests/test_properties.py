"""What has to hold of every verdict, on models and candidates that nobody chose.

The oracle (tests/oracle.py) shares no code with certsim. The long runs are `pytest -m campaign`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import assume, given, note
from hypothesis import strategies as st

from certsim import Candidate, Model, Options, Result, Verdict, certify
from certsim.algebra.exact.arithmetic import number_to_json
from certsim.kernel.check import check, read_certificate, write_certificate
from certsim.search.points import find_set_points, kernel_point
from certsim.strategies import (
    Planted,
    affine_equations,
    candidates,
    linear_models,
    models,
    planted,
    polynomials,
    rationals,
    scalars,
    ties,
    two_layer_networks,
)
from tests.conftest import environment
from tests.effort import few, many
from tests.oracle import DIGITS, Flow, check_witness, number, real
from tests.search.given import limits, setting_of

TIMEOUT = 10.0


def verdict_of(model: Model, candidate: Candidate, seed: int = 0) -> Result:
    result = certify(model, candidate, options=Options(TIMEOUT, seed))
    note(f"{model!r} {model.statement} {candidate!r}: {result!r}")
    return result


# Linear models (theory T11): the oracle is a null space.


@st.composite
def linear_claims(draw: st.DrawFn) -> tuple[Model, sympy.Matrix, sympy.Matrix, sympy.Matrix]:
    """A linear model with its matrix A, and an affine set {Bθ = c}, now and then with A's columns inside."""
    model, rows = draw(linear_models())
    matrix = sympy.Matrix(rows)
    orthogonal = [vector.T for vector in matrix.T.nullspace()]
    count = matrix.rows
    equations = []
    for _ in range(draw(st.integers(1, 2))):
        if orthogonal and draw(st.booleans()):
            equations.append(draw(st.sampled_from(orthogonal)))
        else:
            equations.append(
                sympy.Matrix([draw(st.lists(st.integers(-2, 2), min_size=count, max_size=count))])
            )
    levels = [draw(st.integers(-2, 2)) for _ in equations]
    return model, matrix, sympy.Matrix.vstack(*equations), sympy.Matrix(levels)


def written(model: Model, row: Sequence[Any], level: Any) -> str:
    terms = [f"({c})*{name}" for c, name in zip(row, scalars(model), strict=True)]
    return f"{' + '.join(terms)} = {level}"


def check_affine_set(claim: tuple[Model, sympy.Matrix, sympy.Matrix, sympy.Matrix]) -> None:
    """Certified exactly if B·A = 0, or if the set is empty; of the dimension that linear algebra says."""
    model, matrix, rows, levels = claim
    equations = [written(model, rows.row(at), levels[at]) for at in range(rows.rows)]
    result = verdict_of(model, Candidate.parse(model, equations))
    empty = rows.rank() < rows.row_join(levels).rank()
    invariant = empty or (rows * matrix).is_zero_matrix
    assert result.verdict is (Verdict.CERTIFIED if invariant else Verdict.REFUTED)
    if empty:
        assert result.manifold.status == "empty"
    elif invariant:
        assert result.manifold.status == "embedded"
        assert result.manifold.dimension == matrix.rows - rows.rank()


@few(60)
@given(linear_claims())
def test_affine_sets_of_linear_models_are_certified_exactly_if_they_are_unions_of_cosets(claim: Any) -> None:
    check_affine_set(claim)


@pytest.mark.campaign
@many(2_000)
@given(linear_claims())
def test_affine_sets_of_linear_models_at_length(claim: Any) -> None:
    check_affine_set(claim)


@few(20)
@given(linear_claims(), st.integers(1, 3))
def test_two_parallel_affine_sets_of_a_linear_model_are_certified_exactly_if_they_are_cosets(
    claim: Any, distance: int
) -> None:
    model, matrix, rows, _ = claim
    assume(not rows.row(0).is_zero_matrix)
    form = written(model, rows.row(0), 0).removesuffix(" = 0")
    result = verdict_of(model, Candidate.parse(model, [f"({form})*({form} - {distance}) = 0"]))
    invariant = (rows.row(0) * matrix).is_zero_matrix
    assert result.verdict is (Verdict.CERTIFIED if invariant else Verdict.REFUTED)


@few(20)
@given(linear_models(), st.integers(1, 5))
def test_no_sphere_is_certified_for_a_linear_model_that_moves(
    drawn: tuple[Model, tuple[tuple[int, ...], ...]], radius: int
) -> None:
    model, matrix = drawn
    assume(any(map(any, matrix)))
    sphere = " + ".join(f"{name}**2" for name in scalars(model))
    result = verdict_of(model, Candidate.parse(model, [f"{sphere} = {radius}"]))
    assert result.verdict is Verdict.REFUTED


# Sets that are invariant by construction (theory T8).


@few(25)
@given(planted())
def test_a_planted_fixed_set_is_certified_and_symmetry_induced(plant: Planted) -> None:
    result = verdict_of(plant.model, plant.candidate)
    assert result.verdict is Verdict.CERTIFIED
    assert result.symmetry_induced is True
    assert result.manifold.dimension == plant.dimension


@few(25)
@given(planted())
def test_a_planted_fixed_set_given_by_its_equations_is_certified(plant: Planted) -> None:
    result = verdict_of(plant.model, Candidate.parse(plant.model, plant.equations))
    assert result.verdict is Verdict.CERTIFIED
    assert (result.manifold.status, result.manifold.dimension) == ("embedded", plant.dimension)


@few(25)
@given(planted(), st.data())
def test_a_perturbed_planted_set_that_the_flow_leaves_is_refuted(plant: Planted, data: st.DataObject) -> None:
    """Adding multiples of the coordinates and a constant to an equation moves the set off Fix(Q)."""
    equations = list(plant.equations)
    at = data.draw(st.integers(0, len(equations) - 1))
    perturbation = data.draw(polynomials(scalars(plant.model), max_degree=1))
    equations[at] += f" + {perturbation}"
    candidate = Candidate.parse(plant.model, equations)
    assume(leaves(plant.model, candidate))
    assert verdict_of(plant.model, candidate).verdict is Verdict.REFUTED


@st.composite
def invariant_curves(draw: st.DrawFn) -> tuple[Model, str]:
    """A curve h = 0 with a field p·(∂h/∂y, -∂h/∂x) + h·(q, r), which keeps it whatever p, q, r are (T2)."""
    x, y = sympy.symbols("x y")
    curve = sympy.sympify(draw(polynomials(["x", "y"], max_degree=3)), rational=True)
    p, q, r = (sympy.sympify(draw(polynomials(["x", "y"], max_terms=2, max_degree=1))) for _ in range(3))
    field = [p * curve.diff(y) + curve * q, -p * curve.diff(x) + curve * r]
    model = Model.from_fields([[str(sympy.expand(part)) for part in field]], parameters=["x", "y"])
    return model, str(sympy.expand(curve))


@few(40)
@given(
    invariant_curves(), st.sampled_from(("{} = 0", "({})**2 = 0", "5*({}) = 0", "({0})**2 + ({0})**4 = 0"))
)
def test_a_curve_that_is_invariant_by_construction_is_certified(drawn: tuple[Model, str], how: str) -> None:
    model, curve = drawn
    result = verdict_of(model, Candidate.parse(model, [how.format(curve)]))
    assert result.verdict is Verdict.CERTIFIED


@few(20)
@given(invariant_curves(), invariant_curves())
def test_intersections_and_unions_of_invariant_curves_are_certified(
    one: tuple[Model, str], other: tuple[Model, str]
) -> None:
    """(T10) Under g·X_h + h·X_g, which keeps both: X_h is the Hamiltonian field of h."""
    x, y = sympy.symbols("x y")
    g, h = sympy.sympify(one[1]), sympy.sympify(other[1])
    field = [g * h.diff(y) + h * g.diff(y), -g * h.diff(x) - h * g.diff(x)]
    model = Model.from_fields([[str(sympy.expand(part)) for part in field]], parameters=["x", "y"])
    for equations in ([one[1], other[1]], [f"({one[1]})*({other[1]})"]):
        result = verdict_of(model, Candidate.parse(model, [f"{equation} = 0" for equation in equations]))
        assert result.verdict is Verdict.CERTIFIED


# Soundness against the oracle.


def affine_points(model: Model, equations: Sequence[str]) -> list[list[Fraction]]:
    """A few rational points of an affine set, by SymPy; none if it is empty."""
    plain = {name: sympy.Symbol(f"v{at}") for at, name in enumerate(scalars(model))}
    read = []
    for equation in equations:
        difference = "({}) - ({})".format(*equation.split("="))
        for name in sorted(plain, key=len, reverse=True):
            difference = re.sub(rf"(?<!\w){re.escape(name)}(?![\w\[])", plain[name].name, difference)
        read.append(sympy.sympify(difference, rational=True))
    solutions = sympy.linsolve(read, *plain.values())
    if not solutions:
        return []
    (solution,) = solutions
    places = []
    for seed in range(4):
        values = {
            s: sympy.Rational(3 + 5 * at + 2 * seed, 7 - 2 * seed) for at, s in enumerate(plain.values())
        }
        places.append([Fraction(str(entry.subs(values))) for entry in solution])
    return places


def letters(model: Model) -> list[dict[str, Any]]:
    """The fields, or each output at an input that is not special."""
    if "fields" in model.statement:
        return [{"field": at} for at in range(len(model.statement["fields"]))]
    names = [name for entry in model.statement["inputs"] for name in scalar_inputs(entry)]
    inputs = {name: str(Fraction(2 + 3 * at, 5)) for at, name in enumerate(names)}
    return [{"output": at, "input": inputs} for at in range(len(model.statement["outputs"]))]


def scalar_inputs(entry: Sequence[Any]) -> list[str]:
    name, shape = entry
    return [f"{name}[{at}]" for at in range(shape[0])] if shape else [name]


def leaves(model: Model, candidate: Candidate) -> bool:
    """Whether a first Lie derivative of an equation is not zero at one of a few points of an affine set."""
    statement = candidate.statement
    equations = [f"{text(left)} = {text(right)}" for left, right in statement["equations"]]
    with mpmath.workdps(DIGITS):
        flow = Flow(model.statement, statement)
        for point in affine_points(model, equations):
            theta = [real(value) for value in point]
            for letter in letters(model):
                for at in range(len(flow.equations(theta))):
                    value = flow.lie_derivative(
                        lambda place, at=at: flow.equations(place)[at], [letter], theta
                    )
                    if abs(value) > mpmath.mpf("1e-20"):
                        return True
    return False


def text(tree: Any) -> str:
    """An affine expression tree as SymPy reads it."""
    if isinstance(tree, str):
        return tree
    operator, *operands = tree
    if operator == "index":
        return f"{operands[0]}[{','.join(map(str, operands[1:]))}]"
    if operator == "neg":
        return f"(-{text(operands[0])})"
    return "(" + f" {operator} ".join(map(text, operands)) + ")"


@st.composite
def affine_claims(draw: st.DrawFn) -> tuple[Model, Candidate]:
    model = draw(models())
    return model, draw(candidates(model, equations=(ties, affine_equations), conditions=False))


def check_against_oracle(claim: tuple[Model, Candidate]) -> None:
    """Nothing that is seen to leave is certified, and every counterexample holds."""
    model, candidate = claim
    result = verdict_of(model, candidate)
    if result.verdict is Verdict.CERTIFIED:
        assert not leaves(model, candidate)
    elif result.verdict is Verdict.REFUTED:
        assert result.witness is not None
        check_witness(model.statement, candidate.statement, result.witness.to_json())
    else:
        assert not leaves(model, candidate), "the flow leaves it at once, and no counterexample was found"


@few(40)
@given(affine_claims())
def test_verdicts_on_affine_sets_agree_with_the_oracle(claim: tuple[Model, Candidate]) -> None:
    check_against_oracle(claim)


@pytest.mark.campaign
@many(2_000)
@given(affine_claims())
def test_verdicts_on_affine_sets_agree_with_the_oracle_at_length(claim: tuple[Model, Candidate]) -> None:
    check_against_oracle(claim)


@st.composite
def claims(draw: st.DrawFn) -> tuple[Model, Candidate]:
    model = draw(models())
    return model, draw(candidates(model))


def check_whole(claim: tuple[Model, Candidate]) -> None:
    """Any claim: a counterexample holds, a certified set is not left, a certificate survives its bytes."""
    model, candidate = claim
    result = verdict_of(model, candidate)
    if result.certificate is None:
        assert result.verdict is Verdict.UNKNOWN
        return
    check_bytes(result.certificate, result)
    if result.witness is not None:
        check_witness(model.statement, candidate.statement, result.witness.to_json())
    else:
        check_points_stay(model, candidate)


def check_points_stay(model: Model, candidate: Candidate) -> None:
    """At points of the set all L_w g with one or two letters vanish, as the oracle sees it.

    The points are those that a search for counterexamples would try; the oracle looks at them for itself.
    """
    given_set = setting_of(model, candidate)
    with mpmath.workdps(DIGITS):
        flow = Flow(model.statement, candidate.statement)
        words = [list(word) for length in (1, 2) for word in product(letters(model), repeat=length)]
        for point in islice(find_set_points(given_set, limits(3)), 3):
            values = kernel_point(point)
            theta = [number(number_to_json(values.get(at, Fraction(0)))) for at in range(len(flow.names))]
            if not flow.is_inside(theta):
                continue
            for word, at in product(words, range(len(flow.equations(theta)))):
                left = flow.lie_derivative(lambda place, at=at: flow.equations(place)[at], word, theta)
                assert abs(left) < mpmath.mpf("1e-15"), (point, word, at)


def check_bytes(data: bytes, result: Result) -> None:
    accepted = check(data)
    assert accepted.verdict == str(result.verdict)
    assert dict(accepted.manifold) == result.manifold.to_json()
    read = read_certificate(data)
    assert write_certificate(read.about, read.claim, read.evidence) == data


@few(30)
@given(claims())
def test_counterexamples_hold_and_certificates_survive_a_round_trip(claim: tuple[Model, Candidate]) -> None:
    check_whole(claim)


@pytest.mark.campaign
@many(2_000)
@given(claims())
def test_counterexamples_and_round_trips_at_length(claim: tuple[Model, Candidate]) -> None:
    check_whole(claim)


# What may not matter.


@few(15)
@given(affine_claims(), st.integers(1, 1_000))
def test_the_seed_changes_no_verdict(claim: tuple[Model, Candidate], seed: int) -> None:
    model, candidate = claim
    first, again = (verdict_of(model, candidate, seed=0) for _ in range(2))
    other = verdict_of(model, candidate, seed=seed)
    assert first.certificate == again.certificate
    assert (first.verdict, first.manifold) == (other.verdict, other.manifold)


@st.composite
def renamings(draw: st.DrawFn) -> tuple[Mapping[str, Any], Mapping[str, str], Sequence[int], tuple[str, ...]]:
    """A model in scalar parameters with an equation or two; other names for them, and another order."""
    names = ["p", "q", "r", "s"]
    output = " + ".join(
        f"{draw(polynomials(names, max_degree=2, constant=False))}*{call}"
        for call in draw(st.lists(st.sampled_from(_FACTORS), min_size=1, max_size=2))
    )
    table = {"outputs": output, "parameters": names, "inputs": ["x"]}
    equations = draw(st.lists(st.one_of(_tie_of(names), _affine_of(names)), min_size=1, max_size=2))
    fresh = draw(st.permutations(["u", "alpha", "w2", "Z_"]))
    return table, dict(zip(names, fresh, strict=True)), draw(st.permutations(range(4))), tuple(equations)


_FACTORS = ("x", "tanh(p*x)", "tanh(q*x)", "sin(r*x)", "exp((p + q)*x)", "x**2")


def _tie_of(names: Sequence[str]) -> st.SearchStrategy[str]:
    return st.builds("{} = {}".format, st.sampled_from(names), st.sampled_from([*names, "0", "-p", "-q"]))


def _affine_of(names: Sequence[str]) -> st.SearchStrategy[str]:
    return polynomials(names, max_degree=1).map(lambda left: f"{left} = 0")


@few(25)
@given(renamings())
def test_renaming_and_reordering_parameters_changes_no_verdict(drawn: Any) -> None:
    table, names, order, equations = drawn

    def renamed(expression: str) -> str:
        return re.sub(r"\b[pqrs]\b", lambda found: names[found.group()], expression)

    model = Model.parse(table["outputs"], parameters=table["parameters"], inputs=["x"])
    parameters = [names[table["parameters"][at]] for at in order]
    other = Model.parse(f"{renamed(table['outputs'])}", parameters=parameters, inputs=["x"])
    first = verdict_of(model, Candidate.parse(model, equations))
    second = verdict_of(other, Candidate.parse(other, [renamed(equation) for equation in equations]))
    assert (first.verdict, first.manifold) == (second.verdict, second.manifold)
    assert first.optimisers == second.optimisers


@few(15)
@given(two_layer_networks(), st.data())
def test_scaling_an_equation_changes_nothing_that_is_said(model: Model, data: st.DataObject) -> None:
    tie = data.draw(ties(model))
    factor = data.draw(rationals().filter(bool))
    left, right = tie.split(" = ")
    scaled = f"({factor})*({left}) = ({factor})*({right})"
    first, second = (verdict_of(model, Candidate.parse(model, [equation])) for equation in (tie, scaled))
    assert (first.verdict, first.manifold) == (second.verdict, second.manifold)


BYTES = """
from certsim import Model, certify
model = Model.parse("a @ tanh(W @ x)", parameters=["W[3,2]", "a[3]"], inputs=["x[2]"])
for equations in (["W[0] = W[1]", "a[0] = a[1]"], ["W[0] = W[1]"], ["sum((a - 1)**2) = 0"]):
    print(certify(model, equations).certificate)
model = Model.parse("u @ V @ x", parameters=["u[2]", "V[2,2]"], inputs=["x[2]"])
print(certify(model, ["u[0]**2 - V[0] @ V[0] = c"], constants=["c"]).certificate)
"""


def test_certificates_do_not_depend_on_the_hash_seed() -> None:
    printed = [
        subprocess.run(
            [sys.executable, "-c", BYTES],
            capture_output=True,
            text=True,
            check=True,
            env=environment(PYTHONHASHSEED=seed),
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1]
    assert printed[0].count("certsim") == 4
