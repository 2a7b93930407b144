"""The traps of the theory: sets of which a plausible shortcut says the wrong thing."""

from __future__ import annotations

from typing import Any

import pytest

from certsim import Candidate, Model, Options, Result, Verdict, certify
from certsim.kernel.check import read_certificate
from certsim.kernel.evidence.records import Crosses, Invariance, Leaves, Symmetry
from tests.oracle import check_witness


def fields(*given: list[str], parameters: str = "x y") -> Model:
    return Model.from_fields(given, parameters=parameters.split())


def proof(result: Result) -> Any:
    assert result.certificate is not None
    return read_certificate(result.certificate).evidence.proof


def refuted(model: Model, equations: list[str] | None = None, **parts: Any) -> Result:
    """The result, once its counterexample has been worked out by other means."""
    result = certify(model, equations, **parts)
    assert result.verdict is Verdict.REFUTED
    assert result.witness is not None
    candidate = Candidate.parse(model, equations, **parts)
    check_witness(model.statement, candidate.statement, result.witness.to_json())
    return result


def certified(model: Model, equations: list[str] | None = None, **parts: Any) -> Result:
    result = certify(model, equations, **parts)
    assert result.verdict is Verdict.CERTIFIED
    return result


class TestADerivativeThatVanishesOnTheSetProvesNothing:
    """(T6 a) Only ideal membership counts: {p² = 0} is left although L g = 2pq vanishes on it."""

    def test_where_the_flow_leaves_everywhere(self) -> None:
        result = refuted(fields(["1"], parameters="p"), ["p**2 = 0"])
        assert result.witness is not None
        assert len(result.witness.word) == 2

    def test_where_it_leaves_but_for_one_point(self) -> None:
        result = refuted(fields(["q", "-p"], parameters="p q"), ["p**2 = 0"])
        assert result.witness is not None
        assert len(result.witness.word) == 2

    def test_with_a_power_that_needs_a_longer_word(self) -> None:
        assert certify(fields(["1"], parameters="p"), ["p**3 = 0"]).verdict is Verdict.REFUTED

    def test_the_same_equation_where_the_line_is_invariant(self) -> None:
        result = certified(fields(["x*y", "1"]), ["x**2 = 0"])
        assert (result.manifold.status, result.manifold.dimension) == ("embedded", 1)

    def test_where_two_fields_leave_only_one_after_the_other(self) -> None:
        """X = (y, 0), Y = (0, 1) and {x = 0, y = 0}: at the origin X stands still, Y moves y."""
        refuted(fields(["y", "0"], ["0", "1"]), ["x = 0", "y = 0"])

    def test_where_the_first_order_vanishes_at_every_point(self) -> None:
        result = refuted(fields(["1", "0"]), ["(x**2 + y**2)*(x**2 + y**2) = 0"])
        assert result.witness is not None
        assert len(result.witness.word) >= 2


class TestWithoutRealPoints:
    """(T6 b, d) A set without rational points is not empty; one without real points is, and no manifold."""

    def test_a_circle_without_rational_points_is_refuted_at_an_irrational_one(self) -> None:
        result = refuted(fields(["1", "0"]), ["x**2 + y**2 = 3"])
        assert result.witness is not None
        assert any("polynomial" in value for value in result.witness.point.values())

    def test_the_same_circle_is_certified_where_it_is_a_level_set(self) -> None:
        result = certified(fields(["y", "-x"]), ["x**2 + y**2 = 3"])
        assert (result.manifold.status, result.manifold.dimension) == ("embedded", 1)

    @pytest.mark.parametrize(
        ("equations", "where"),
        [
            (["x**2 + y**2 = -1"], []),
            (["x = 1", "x = 2"], []),
            (["x = 1", "x**2 = 2"], []),
            (["x**2 + y**2 = 1", "x*y = 2"], []),
            (["x**2 + y**2 = 1"], ["x > 2"]),
            (["x*y = 0"], ["x != 0", "y != 0"]),
            (["x = 0"], ["x > 0"]),
            (["0*x = 0"], ["-x**2 > 0"]),
            (["x**4 + y**2 + 1 = x**2"], []),
        ],
    )
    def test_a_set_without_points_is_reported_empty(self, equations: list[str], where: list[str]) -> None:
        result = certified(fields(["1", "y"]), equations, where=where)
        assert result.manifold.status == "empty"
        assert result.manifold.dimension is result.manifold.codimension is result.manifold.trivial is None
        assert result.optimisers == dict.fromkeys(result.optimisers)

    def test_emptiness_by_algebra_assumes_nothing(self) -> None:
        result = certified(fields(["1", "y"]), ["x**2 + y**2 = -1"], options=Options(allow=()))
        assert result.assumptions == ()


class TestPiecesThatSamplingMisses:
    """(T6 c) y(x² + (y - 1)²) = 0 is a line and a point."""

    ISOLATED = "y*(x**2 + (y - 1)**2) = 0"

    def test_the_isolated_point_is_left(self) -> None:
        result = refuted(fields(["1", "0"]), [self.ISOLATED])
        assert result.witness is not None
        assert result.witness.point == {"x": "0", "y": "1"}

    def test_the_line_is_left(self) -> None:
        refuted(fields(["0", "y - 1"], ["x", "0"]), [self.ISOLATED])

    def test_both_stay(self) -> None:
        result = certified(fields(["x", "0"]), [self.ISOLATED])
        assert (result.manifold.status, result.manifold.dimension) == ("regular locus", 1)

    def test_the_set_without_the_point_stays(self) -> None:
        result = certified(fields(["1", "0"]), [self.ISOLATED], where=["y < 1"])
        assert result.manifold.dimension == 1


class TestTheShear:
    """(T8) The fixed set of a symmetry is left if ker(Qᵀ - I) ⊄ ker(Q - I)."""

    def test_of_the_plane(self) -> None:
        refuted(Model.parse("y", parameters=["x", "y"]), fixed_by=[{"x": "x + y"}])

    def test_of_a_linear_network(self) -> None:
        model = Model.parse("U @ V @ x", parameters=["U[1,2]", "V[2,1]"], inputs=["x[1]"])
        refuted(model, fixed_by=[{"U": "U @ [[1, -1], [0, 1]]", "V": "[[1, 1], [0, 1]] @ V"}])

    def test_of_a_vector_field_is_a_symmetry_like_any_other(self) -> None:
        """X(Qθ) = QX(θ): on the fixed set {y = 0} the field lies in it, whatever Q is."""
        result = certified(fields(["x", "y"]), fixed_by=[{"x": "x + y"}])
        assert isinstance(proof(result).proof, Symmetry)

    def test_a_normal_map_that_is_no_isometry(self) -> None:
        """U → U·2, V → V/2 leaves UVx alone; its fixed set {U = 0, V = 0} is invariant."""
        model = Model.parse("u*v*x", parameters=["u", "v"], inputs=["x"])
        result = certified(model, fixed_by=[{"u": "2*u", "v": "v/2"}])
        assert result.symmetry_induced is True
        assert result.manifold.dimension == 0

    def test_a_map_that_is_no_symmetry_names_a_set_all_the_same(self) -> None:
        model = Model.parse("a*b*x", parameters=["a", "b", "c"], inputs=["x"])
        result = certified(model, fixed_by=[{"c": "-c + 2"}])
        assert result.manifold.dimension == 2
        refuted(model, fixed_by=[{"a": "-a"}])


class TestConditions:
    """(T5) The claim is about S = V ∩ H and not about V."""

    MODEL = fields(["0", "x"])

    def test_a_set_may_be_invariant_when_its_closure_is_not(self) -> None:
        result = certified(self.MODEL, ["x*y = 0"], where=["y != 0"])
        assert isinstance(proof(result), Invariance)
        assert proof(result).description is not None
        assert (result.manifold.status, result.manifold.dimension) == ("embedded", 1)
        refuted(self.MODEL, ["x*y = 0"])

    @pytest.mark.parametrize("where", [["y > 0"], ["y < 0"]])
    def test_and_so_may_its_halves(self, where: list[str]) -> None:
        assert certified(self.MODEL, ["x*y = 0"], where=where).manifold.dimension == 1

    @pytest.mark.parametrize("relation", ["!=", ">", "<"])
    def test_a_boundary_that_is_crossed(self, relation: str) -> None:
        """With a denominator, 1 = (1/x)·x, this would be certified."""
        result = refuted(fields(["1", "0"]), ["0*x = 0"], where=[f"x {relation} 0"])
        assert isinstance(proof(result), Crosses)
        assert result.witness is not None
        assert result.witness.violates == "where"

    def test_a_boundary_that_is_crossed_inside_the_set_only(self) -> None:
        refuted(fields(["y", "-x"]), ["x**2 + y**2 = 2"], where=["x > 0"])

    def test_a_boundary_that_the_set_never_meets(self) -> None:
        assert certified(fields(["y", "-x"]), ["x**2 + y**2 = 2"], where=["x < 3"]).manifold.dimension == 1

    def test_a_boundary_that_is_reached_in_infinite_time(self) -> None:
        result = certified(fields(["x", "1"]), ["0*x = 0"], where=["x > 0"])
        assert (result.manifold.status, result.manifold.trivial) == ("embedded", True)

    @pytest.mark.parametrize("where", [["x**3 > 0"], ["x**2 > 0"], ["x**2 != 0"]])
    def test_a_boundary_that_is_crossed_beyond_first_order_is_not_certified(self, where: list[str]) -> None:
        result = certify(fields(["1", "0"]), ["0*x = 0"], where=where, options=Options(timeout=2))
        assert result.verdict is not Verdict.CERTIFIED

    def test_a_violation_outside_the_set_refutes_nothing(self) -> None:
        """V = {xy = 0} is left at (1, 0), which is not in S."""
        assert certified(self.MODEL, ["x*y = 0"], where=["y > 0"]).witness is None

    def test_a_set_may_be_invariant_although_its_boundary_is_not(self) -> None:
        """h = -x²: {h > 0} is empty, while {h = 0} is left at once; h = -x² - 1 never meets its boundary."""
        model = fields(["1", "0"])
        assert certified(model, ["y = 0"], where=["-x**2 > 0"]).manifold.status == "empty"
        assert certified(model, ["y = 0"], where=["-x**2 - 1 < 0"]).manifold.dimension == 1
        refuted(model, ["y = 0", "-x**2 = 0"])

    def test_the_condition_that_is_crossed_is_named(self) -> None:
        result = refuted(fields(["1", "0"]), ["0*x = 0"], where=["y > 0", "x > 1"])
        assert result.witness is not None
        assert result.witness.equation == "x - 1 > 0"


class TestManifoldReports:
    """(T4) What the equations look like is not what the set is."""

    STILL = fields(["0", "0", "0"], parameters="x y z")

    def test_constant_rank_below_the_number_of_equations_proves_nothing(self) -> None:
        result = certified(fields(["0", "0"]), ["y = 0", "y + x**2 = 0"])
        assert result.manifold.dimension in (0, None)
        assert result.manifold.status in ("embedded", "unknown")

    def test_a_plane_and_a_line(self) -> None:
        result = certified(self.STILL, ["x*z = 0", "y*z = 0"])
        assert (result.manifold.status, result.manifold.dimension) == ("regular locus", 2)

    def test_the_line_alone(self) -> None:
        result = certified(self.STILL, ["x*z = 0", "y*z = 0"], where=["z != 0"])
        assert (result.manifold.status, result.manifold.dimension) == ("embedded", 1)

    @pytest.mark.parametrize("equation", ["x**2 + y**2 = z**2", "x**2 = y**2", "x*y*z = 0", "x**2 = y**3"])
    def test_a_singular_set_is_not_called_embedded(self, equation: str) -> None:
        result = certified(self.STILL, [equation])
        assert (result.manifold.status, result.manifold.dimension) == ("regular locus", 2)

    def test_the_same_equation_twice_counts_once(self) -> None:
        result = certified(self.STILL, ["x*y = 1", "2*x*y = 2", "x*x*y = x"])
        assert (result.manifold.status, result.manifold.dimension) == ("embedded", 2)

    def test_a_square_is_the_set_of_its_root(self) -> None:
        result = certified(self.STILL, ["(x - y)**2 = 0"])
        assert (result.manifold.status, result.manifold.dimension) == ("embedded", 2)

    def test_a_sum_of_squares_is_a_point(self) -> None:
        result = certified(self.STILL, ["(x - 1)**2 + y**2 + (z + 2)**2 = 0"])
        assert (result.manifold.status, result.manifold.dimension) == ("embedded", 0)

    def test_all_of_the_space_is_trivial(self) -> None:
        assert certified(self.STILL, ["0*x = 0"]).manifold.trivial is True

    def test_an_open_part_of_it_is_trivial_too(self) -> None:
        assert certified(self.STILL, ["0*x = 0"], where=["x > 0"]).manifold.trivial is True

    def test_equations_that_bind_the_constants_make_a_generically_empty_set(self) -> None:
        """x = c and x = d² have a common solution for special c and d only."""
        result = certified(self.STILL, ["x = c", "x = 2*c"], constants=["c"])
        assert result.manifold.status == "empty"


class TestRates:
    """(T16) The reduced model of tied neurons has rates; plain gradient flow of it is another flow."""

    OUTPUT = "2*a[0]*sigma(w[0]*x) + a[1]*sigma(w[1]*x)"
    EQUATIONS = ("a[0] = a[1]", "w[0] = w[1]")

    def model(self, rates: dict[str, str] | None = None, function: str = "tanh") -> Model:
        return Model.parse(
            self.OUTPUT.replace("sigma", function), parameters=["a[2]", "w[2]"], inputs=["x"], rates=rates
        )

    @pytest.mark.parametrize("function", ["tanh", "sigmoid", "gelu", "cos"])
    def test_without_them_the_tied_neurons_part(self, function: str) -> None:
        refuted(self.model(function=function), list(self.EQUATIONS))

    @pytest.mark.parametrize("function", ["tanh", "sigmoid", "gelu", "cos"])
    def test_with_them_they_stay_together(self, function: str) -> None:
        result = certified(self.model({"a[0]": "1/2", "w[0]": "1/2"}, function), list(self.EQUATIONS))
        assert (result.manifold.status, result.manifold.dimension) == ("embedded", 2)

    def test_with_the_wrong_ones_they_part(self) -> None:
        refuted(self.model({"a[0]": "1/2"}), list(self.EQUATIONS))
        refuted(self.model({"a[0]": "1/2", "w[0]": "1/3"}), list(self.EQUATIONS))

    def test_a_common_factor_of_all_rates_changes_nothing(self) -> None:
        rates = {"a[0]": "1/6", "w[0]": "1/6", "a[1]": "1/3", "w[1]": "1/3"}
        assert certified(self.model(rates), list(self.EQUATIONS)).manifold.dimension == 2

    def test_a_swap_of_parameters_with_different_rates_is_no_symmetry(self) -> None:
        model = Model.parse(
            "a @ tanh(w*x)", parameters=["a[2]", "w[2]"], inputs=["x"], rates={"a[0]": 2, "w[0]": 2}
        )
        assert refuted(model, list(self.EQUATIONS)).symmetry_induced is None

    def test_conserved_quantities_depend_on_them(self) -> None:
        model = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"], rates={"a": 3})
        certified(model, ["a**2 - 3*b**2 = c"], constants=["c"])
        refuted(model, ["a**2 - b**2 = 1"])


class TestUnspecifiedFunctions:
    """A claim about every σ is refuted by one σ that has the facts declared of it."""

    @pytest.mark.parametrize("facts", [[], ["odd"], ["even"], ["zero_at_zero"]])
    def test_the_function_of_a_counterexample_has_the_facts(self, facts: list[str]) -> None:
        model = Model.parse(
            "a @ s(w*x)",
            parameters=["a[2]", "w[2]"],
            inputs=["x"],
            functions={"s": dict.fromkeys(facts, True)},
        )
        result = refuted(model, ["w[0] = w[1]"])
        assert result.witness is not None
        assert result.witness.functions.keys() == {"s"}

    def test_a_fact_that_does_not_hold_of_all_is_not_used(self) -> None:
        plain = Model.parse("a*s(w*x)", parameters=["a", "w"], inputs=["x"], functions={"s": {}})
        odd = Model.parse("a*s(w*x)", parameters=["a", "w"], inputs=["x"], functions={"s": {"odd": True}})
        refuted(plain, ["a = 0", "w = 0"])
        certified(odd, ["a = 0", "w = 0"])


class TestTheDomain:
    """(T0) Where F is not defined everywhere, the verdict says where it is."""

    def test_is_stated(self) -> None:
        model = Model.parse("w @ x / sqrt(w @ w)", parameters=["w[2]"], inputs=["x[2]"])
        result = certified(model, ["w @ w = c"], constants=["c"])
        assert result.domain is not None
        assert "w @ w > 0" in result.domain

    def test_a_counterexample_lies_in_it(self) -> None:
        result = refuted(Model.parse("a*log(w)*x", parameters=["a", "w"], inputs=["x"]), ["a = 0"])
        assert result.witness is not None
        assert float(result.witness.point["w"]) > 0

    def test_congruences_to_a_constant_need_a_function_that_is_analytic_there(self) -> None:
        """sqrt(w²) is |w|, which is not analytic at w = 0: nothing may be concluded from u ∈ (g)."""
        model = Model.parse("a*sqrt(w**2)*x", parameters=["a", "w"], inputs=["x"])
        result = certify(model, ["w*a = 0", "w = 0"], options=Options(timeout=10))
        assert result.verdict is not Verdict.REFUTED

    def test_a_set_outside_of_it_is_not_certified_as_a_manifold(self) -> None:
        model = Model.parse("a*log(w)*x", parameters=["a", "w"], inputs=["x"])
        assert certify(model, ["w = -1"], options=Options(timeout=5)).manifold.status in ("empty", "unknown")

    @pytest.mark.parametrize(
        "outputs",
        [
            "a*x + 0*log(-b**2)",
            "a*x + b*x + 0/b",
            "a*x + x*log(-b**2)**0",
            "[a*x + b*x, log(-b**2)][0]",
            "a*x + b*x + tanh(0/b)",
        ],
    )
    def test_is_that_of_the_expression_as_written(self, outputs: str) -> None:
        """No point of {b = 0} is in the domain, although what is left after simplifying would leave it."""
        result = certified(Model.parse(outputs, parameters=["a", "b"], inputs=["x"]), ["a = 1", "b = 0"])
        assert result.manifold.status == "empty"


class TestSeveralOutputs:
    """Outputs are fields of their own: a set may be kept by their sum and by neither."""

    def test_equal_twins_part(self) -> None:
        model = Model.parse(["a*tanh(x)", "b*tanh(x)"], parameters=["a", "b"], inputs=["x"])
        result = refuted(model, ["a = b"])
        assert isinstance(proof(result), Leaves)

    def test_their_mean_keeps_them_together(self) -> None:
        model = Model.parse("(a*tanh(x) + b*tanh(x))/2", parameters=["a", "b"], inputs=["x"])
        assert certified(model, ["a = b"]).symmetry_induced is True
