"""Models, sets and numbers in SymPy, and models back from there."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import certsim
from certsim import Candidate, CertsimError, Model, SpecError, Witness, certify, laws, orbit, read_spec
from certsim.algebra.balls import BallRing
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.definitions import mentions_pi
from certsim.model.to_sympy import number
from certsim.strategies import ENTIRE, candidates, linear_models, models, polynomial_models, scalars
from tests.oracle import Flow, real
from tests.oracle import number as oracle_number

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
few = settings(max_examples=30, deadline=None)
a, b, c, x = sympy.symbols("a b c x")


def check_equal_functions(model: Model, back: Model, seed: int) -> None:
    """Both have the same parameters, inputs and rates, and the same outputs at a point, by an oracle."""
    assert (back.parameters, back.inputs) == (model.parameters, model.inputs)
    assert back.statement.get("functions") == model.statement.get("functions")
    values = {n: real(Fraction(7 * at - 20 + seed, 16 + at % 3)) for at, n in enumerate(inputs_of(model))}
    theta = [real(Fraction(5 * at + 3 + seed, 7 + at % 4)) for at in range(model.dimension)]
    functions = {name: lambda u: u / (1 + u**2) for name in model.statement.get("functions", ())}
    with mpmath.workdps(40):
        found = [Flow(each.statement, None, functions).outputs(theta, values) for each in (model, back)]
        for one, other in zip(*found, strict=True):
            assert mpmath.almosteq(one, other, mpmath.mpf("1e-30"), mpmath.mpf("1e-30"))


def inputs_of(model: Model) -> list[str]:
    return scalars(Model({"parameters": model.statement.get("inputs", ())}))


@few
@given(st.one_of(polynomial_models(), linear_models().map(lambda drawn: drawn[0])), st.integers(0, 9))
def test_random_models_come_back(model: Model, seed: int) -> None:
    check_equal_functions(model, Model.from_sympy(model.to_sympy()), seed)


@pytest.mark.parametrize("function", [*ENTIRE, "relu"])
def test_every_function_comes_back(function: str) -> None:
    model = Model.parse(f"a*{function}(2*w*x + 2*b) + x", parameters=["a", "w", "b"], inputs=["x"])
    assert not any(written.has(sympy.Heaviside) for written in model.to_sympy())
    check_equal_functions(model, Model.from_sympy(model.to_sympy()), 1)


def test_slopes_come_back() -> None:
    model = Model.parse("leaky_relu(w*x - 3, 1/10)", parameters=["w"], inputs=["x"])
    for seed in (0, 30):
        check_equal_functions(model, Model.from_sympy(model.to_sympy()), seed)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_come_back(path: Path) -> None:
    model = read_spec(path).model
    if path.stem == "transformer_block":
        with pytest.raises(CertsimError, match="parts, written out"):
            model.to_sympy()
    elif "fields" not in model.statement:
        back = Model.from_sympy(model.to_sympy())
        assert (back.parameters, back.inputs) == (model.parameters, model.inputs)
        functions = {name: [0, 1, 0, 2] for name in model.statement.get("functions", ())}
        for one, other in zip(*(outputs_in_balls(each, functions) for each in (model, back)), strict=True):
            assert one.overlaps(other)


def outputs_in_balls(model: Model, functions: dict[str, list[int]]) -> list[Any]:
    """The outputs at a point; with data, at each datum."""
    read = read_model(model.statement, has_pi=mentions_pi(model.statement))
    ring = BallRing({name: list(map(Fraction, given)) for name, given in functions.items()})

    def leaf(at: int) -> Any:
        value = Fraction(5 * at % 11 - 4, 7)
        return BallRing.pi() if at == read.pi else BallRing.between(value, value)

    return evaluate(read.graph, read.outputs, leaf, ring)


def test_fields_come_back() -> None:
    model = Model.from_fields([["y", "-x"], ["x**2", "0"]], parameters=["x", "y"])
    written = model.to_sympy()
    y = sympy.Symbol("y")
    assert written == (sympy.ImmutableMatrix([y, -x]), sympy.ImmutableMatrix([x**2, 0]))
    assert Model.from_sympy(written).to_sympy() == written


def test_rates_names_of_functions_and_facts_come_back() -> None:
    model = Model.parse(
        "a @ sigma(w*x)",
        parameters=["w[2]", "a[2]"],
        inputs=["x"],
        rates={"w[0]": "1/2", "a": 3},
        functions={"sigma": ["odd"]},
    )
    back = Model.from_sympy(model.to_sympy())
    assert back.statement["rates"] == [
        [["index", "w", 0], "1/2"],
        *([["index", "a", i], "3"] for i in (0, 1)),
    ]
    check_equal_functions(model, back, 2)


def test_definitions_are_put_in_and_what_is_frozen_is_not_said() -> None:
    model = Model.parse("a*h", parameters=["a", "b"], inputs=["x"], let=["h = tanh(b*x)"], frozen=["b"])
    assert model.to_sympy() == (a * sympy.tanh(b * x),)
    back = Model.from_sympy(model.to_sympy())
    assert (back.parameters, back.inputs) == (model.parameters, model.inputs)


def test_scalars_are_symbols_and_arrays_are_indexed() -> None:
    w = sympy.IndexedBase("w", shape=(2, 1))
    model = Model.parse("w @ [x] * a", parameters=["w[2,1]", "a"], inputs=["x"])
    assert model.to_sympy() == (a * x * w[0, 0], a * x * w[1, 0])
    assert model.to_sympy().parameters == (w, a)
    assert Model.from_sympy(a * x * w[1, 0], parameters=[w, a], inputs=[x]).parameters == ("w[2,1]", "a")


def test_what_is_given_goes_before_what_a_model_brings() -> None:
    model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    assert Model.from_sympy(model.to_sympy(), parameters=[a], inputs=[b, x]).inputs == ("b", "x")


def test_a_maximum_is_written_with_relu() -> None:
    model = Model.from_sympy(sympy.Max(a * x, b, 1), parameters=[a, b], inputs=[x])
    flow = Flow(model.statement)
    for theta in ([2, 0], [0, 3], [0, 0]):
        (value,) = flow.outputs([mpmath.mpf(each) for each in theta], {"x": mpmath.mpf(1)})
        assert value == max(theta[0], theta[1], 1)


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        (sympy.IndexedBase("w"), "the shape of an array must be of integers"),
        (sympy.IndexedBase("w", shape=(sympy.Symbol("n"),)), "the shape of an array must be of integers"),
        (sympy.IndexedBase("w", shape=(3,)), "is not the array that was declared"),
    ],
)
def test_arrays_that_are_refused(declared: Any, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        Model.from_sympy(sympy.IndexedBase("w", shape=(2,))[0], parameters=[declared])


def test_without_parameters_there_is_no_model() -> None:
    with pytest.raises(SpecError, match="parameters"):
        Model.from_sympy(a)


class TestCandidates:
    """Sets as relations."""

    def test_equations_maps_and_conditions(self) -> None:
        model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
        level = Candidate.parse(model, ["a**2 - b**2 = c"], where=["a > 0", "b != 1"], constants=["c"])
        assert level.to_sympy(model) == (sympy.Eq(a**2 - b**2 - c, 0), a > 0, sympy.Ne(b - 1, 0))
        swap = Candidate.parse(model, fixed_by=[{"a": "b", "b": "a"}])
        assert swap.to_sympy(model) == (sympy.Eq(a - b, 0), sympy.Eq(b - a, 0))
        assert Candidate.parse(model, ["a = a"]).to_sympy(model) == (sympy.true,)

    @few
    @given(models().flatmap(lambda model: st.tuples(st.just(model), candidates(model))), st.integers(0, 5))
    def test_they_hold_where_the_equations_do(self, drawn: tuple[Model, Candidate], seed: int) -> None:
        model, candidate = drawn
        theta = [Fraction((5 * at + seed) % 3 - 1) for at in range(model.dimension)]
        symbols = certsim.model.to_sympy.entries_of(model.statement["parameters"])
        place = {symbol: sympy.Rational(value) for symbol, value in zip(symbols, theta, strict=True)}
        holds = all(bool(sympy.sympify(each).subs(place)) for each in candidate.to_sympy(model))
        flow, reals = Flow(model.statement, candidate.statement), [real(value) for value in theta]
        assert holds == (not any(flow.equations(reals)) and flow.is_inside(reals))

    def test_of_another_model_they_are_none(self) -> None:
        model = Model.parse("a*x", parameters=["a"], inputs=["x"])
        other = Model.parse("b*x", parameters=["b"], inputs=["x"])
        with pytest.raises(CertsimError, match="no candidate of the model"):
            Candidate.parse(model, ["a = 0"]).to_sympy(other)


class TestAnswers:
    """Laws, orbits and witnesses."""

    MODEL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])

    def test_laws_are_conserved(self) -> None:
        model = Model.parse("a*tanh(b)*x", parameters=["a", "b"], inputs=["x"])
        (law,) = laws(model).to_sympy()
        assert law == a**2 - sympy.sinh(b) ** 2
        (output,) = model.to_sympy()
        along = sum(law.diff(t) * output.diff(t) for t in (a, b))
        assert sympy.simplify(along.rewrite(sympy.exp)) == 0

    def test_an_orbit_has_equations_and_values_of_laws(self) -> None:
        assert orbit(self.MODEL, {"a": 2, "b": 1}).to_sympy() == (sympy.Eq(a**2 - b**2 - 3, 0),)
        model = Model.parse("a*tanh(b)*x", parameters=["a", "b"], inputs=["x"])
        (law,) = orbit(model, {"a": 1, "b": "1/2"}).to_sympy()
        assert law == sympy.Eq(a**2 - sympy.sinh(b) ** 2, 1 - sympy.sinh(sympy.Rational(1, 2)) ** 2)

    def test_what_is_not_certified_has_none(self) -> None:
        model = Model.parse("a*relu(w*x)", parameters=["a", "w"], inputs=["x"])
        options = certsim.Options(allow=())
        assert laws(model, options=options).to_sympy() == ()
        assert orbit(model, {"a": 1, "w": 1}, options=options).to_sympy() == ()

    @pytest.mark.parametrize(
        ("outputs", "parameters", "equations", "constants"),
        [
            ("a*b*x", ["a", "b"], ["a**2 + b**2 = 3", "a = 2*b"], ()),
            ("tanh(a*x) + b*x", ["a", "b"], ["a = b"], ()),
            ("w @ w * x", ["w[2]"], ["w[0]**3 = 2 + c"], ["c"]),
        ],
    )
    def test_the_point_of_a_witness_is_in_the_set_and_its_value_is_exact(
        self, outputs: str, parameters: list[str], equations: list[str], constants: list[str]
    ) -> None:
        model = Model.parse(outputs, parameters=parameters, inputs=["x"])
        witness = certify(model, equations, constants=constants).witness
        assert witness is not None
        found = witness.to_sympy()
        for equation in Candidate.parse(model, equations, constants=constants).to_sympy(model):
            assert sympy.simplify((equation.lhs - equation.rhs).subs(found.point)) == 0
        with mpmath.workdps(40):
            known, shown = oracle_number(witness.value), mpmath.mpf(str(sympy.N(found.value, 40)))
            assert abs(known - shown) < mpmath.mpf("1e-30")

    @pytest.mark.parametrize(
        ("outputs", "equation"), [("a*b*x", a**2 + b**2 - 3), ("tanh(a*x) + b*x", a - b), ("a*exp(b*x)", a)]
    )
    def test_the_value_of_a_witness_is_the_rate_of_its_equation(self, outputs: str, equation: Any) -> None:
        model = Model.parse(outputs, parameters=["a", "b"], inputs=["x"])
        witness = certify(model, [f"{equation} = 0", *(["a = 2*b"] if equation.has(b**2) else [])]).witness
        assert witness is not None
        found, (letter,), (output,) = witness.to_sympy(), witness.word, model.to_sympy()
        rate = sum(equation.diff(t) * output.diff(t) for t in (a, b))
        shown = rate.subs({**found.point, x: sympy.Rational(letter["input"].get("x", "0"))})
        assert abs(sympy.N(shown - found.value, 40)) < 1e-30


@pytest.mark.parametrize(
    ("document", "value"),
    [
        ("-3/4", sympy.Rational(-3, 4)),
        (
            {"polynomial": ["-3", "0", "1"], "interval": ["-2", "-1"], "value": ["1/2", "2"]},
            sympy.Rational(1, 2) - 2 * sympy.sqrt(3),
        ),
        (
            {"polynomial": ["-1", "-1", "0", "0", "0", "1"], "interval": ["1", "2"], "value": ["0", "1"]},
            sympy.CRootOf(x**5 - x - 1, 0),
        ),
        (
            {
                "numerator": "E**2*C3 - 1",
                "denominator": "2*(E**2 + S3)**2",
                "basis": {"E": "exp(1/3)", "C3": "cos(1)", "S3": "sin(1)"},
            },
            (sympy.exp(sympy.Rational(2, 3)) * sympy.cos(1) - 1)
            / (2 * (sympy.exp(sympy.Rational(2, 3)) + sympy.sin(1)) ** 2),
        ),
        ({"enclosure": ["0.25", "0.26"]}, sympy.Interval(sympy.Rational(1, 4), sympy.Rational(13, 50))),
    ],
)
def test_exact_numbers_are_exact(document: Any, value: Any) -> None:
    found = number(document)
    assert found == value or sympy.simplify(found - value) == 0


@pytest.mark.parametrize(
    "document",
    [
        {"polynomial": ["-3", "0", "1"], "interval": ["-2", "2"], "value": ["0", "1"]},
        {"polynomial": ["3", "0", "1"], "interval": ["-2", "2"], "value": ["0", "1"]},
        {"numerator": "1+" * 3_000 + "1", "denominator": "1", "basis": {}},
    ],
)
def test_numbers_that_are_none_are_refused(document: Any) -> None:
    with pytest.raises(CertsimError):
        number(document)


def test_no_text_of_a_number_is_run() -> None:
    with pytest.raises(CertsimError, match="is no expression"):
        number({"numerator": "__import__('os').getcwd()", "denominator": "1", "basis": {}})


def test_a_witness_of_unspecified_functions_has_them() -> None:
    witness = Witness(
        {"w[0]": "1", "w[1]": "0"}, "equation", "w[0] = 0", [], "1", {}, {"sigma": "u + 2*u**3"}
    )
    found = witness.to_sympy()
    w = sympy.IndexedBase("w", shape=(2,))
    assert found.point == {w[0]: 1, w[1]: 0}
    assert found.functions["sigma"](x) == x + 2 * x**3
