"""A set as the union of invariant parts of it, on which factors vanish (T10)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from certsim.kernel.check import check, write_certificate
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import (
    Case,
    Cases,
    Evidence,
    Invariance,
    Kept,
    Leaves,
    Letter,
    Place,
    Regular,
    Split,
    Vanishing,
)
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.terms.polynomial import ONE, Polynomial
from tests.kernel.forge import claim, fields, model, placed, proved, tangent, times, variables

a, b, c = variables(3)
STILL = fields("a b c", ["0", "0", "0"])
SCALING = fields("a b c", ["a", "b", "c"])
CROSS = (["*", "a", "b"], "0")


def split(*factors: Polynomial, q: Polynomial = ONE, equation: int = 0, exponent: int = 1) -> Split:
    """The product of factors is q times an equation."""
    return Split(factors, Vanishing(0, exponent, (), times(*[ONE] * equation, q)[equation:]))


def case(*equations: Polynomial, by: Any = None) -> Case:
    return Case(equations, Invariance(None, by or tangent()))


class TestEveryPointIsInACase:
    def test_of_two_factors(self) -> None:
        about = claim(SCALING, CROSS)
        assert proved(about, Cases((split(a, b),), (case(a), case(b)))).verdict == "certified"

    @pytest.mark.parametrize("cases", [(), (case(a),), (case(b),), (case(a, b),), (case(a), case(b, c))])
    def test_or_it_is_no_proof(self, cases: Any) -> None:
        with pytest.raises(InvalidCertificate, match="no case says that they vanish together"):
            proved(claim(SCALING, CROSS), Cases((split(a, b),), cases))

    def test_of_several_products(self) -> None:
        about = claim(SCALING, CROSS, (["*", "a", "c"], "0"))
        splits = split(a, b), split(a, c, equation=1)
        assert proved(about, Cases(splits, (case(a), case(b, c)))).verdict == "certified"
        with pytest.raises(InvalidCertificate, match="no case"):
            proved(about, Cases(splits[:1], (case(a), case(b, c))))

    def test_without_products_the_case_is_the_set(self) -> None:
        assert proved(claim(SCALING, CROSS), Cases((), (case(by=tangent((0, times(2 * ONE)))),))).verdict
        with pytest.raises(InvalidCertificate, match="no case"):
            proved(claim(SCALING, CROSS), Cases((), (case(a),)))

    def test_one_point_is_enough_for_a_case_of_its_own(self) -> None:
        leaving = fields("a b c", ["0", "0", "b"])
        with pytest.raises(InvalidCertificate, match="L_X of equation"):
            proved(claim(leaving, (["*", "b", "c"], "0")), Cases((split(b, c),), (case(b), case(c))))


class TestTheProductsVanish:
    def test_or_nothing_is_split(self) -> None:
        with pytest.raises(InvalidCertificate, match="a new equation of the set"):
            proved(claim(SCALING, CROSS), Cases((split(a, c),), (case(a), case(c))))

    def test_a_product_of_no_factors_is_1(self) -> None:
        with pytest.raises(InvalidCertificate, match="a new equation of the set"):
            proved(claim(SCALING, CROSS), Cases((split(),), ()))

    def test_by_a_power(self) -> None:
        about = claim(SCALING, (["*", "a", "a", "b"], "0"))
        proof = Cases((split(a, b, q=b, exponent=2),), (case(a), case(b)))
        assert proved(about, proof).verdict == "certified"

    def test_and_mention_parameters_only(self) -> None:
        of = model(["*", "a", "b", "x"], "a b")
        x = Polynomial.variable(2)
        with pytest.raises(InvalidCertificate, match="in its parameters and constants only"):
            proved(claim(of, CROSS), Cases((split(a, x, b),), (case(a), case(x), case(b))))


class TestEachCaseIsInvariant:
    def test_or_the_set_may_be_left(self) -> None:
        about = claim(fields("a b c", ["b", "0", "0"]), CROSS)
        with pytest.raises(InvalidCertificate, match="L_X of equation"):
            proved(about, Cases((split(a, b),), (case(a), case(b))))

    def test_with_all_side_conditions(self) -> None:
        half = tangent(conditions=(Kept((times(ONE, kind="condition"),)),))
        about = claim(SCALING, CROSS, where=[["c", ">", "0"]])
        assert proved(about, Cases((split(a, b),), (case(a, by=half), case(b, by=half)))).verdict
        with pytest.raises(InvalidCertificate, match="every side condition needs its own proof"):
            proved(about, Cases((split(a, b),), (case(a), case(b))))

    def test_with_a_condition_that_is_crossed(self) -> None:
        half = tangent(conditions=(Kept((times(ONE, kind="condition"),)),))
        about = claim(fields("a b c", ["a", "b", "1"]), CROSS, where=[["c", ">", "0"]])
        with pytest.raises(InvalidCertificate, match="L_X of side condition"):
            proved(about, Cases((split(a, b),), (case(a, by=half), case(b, by=half))))

    def test_in_the_equations_that_are_left_besides_its_own(self) -> None:
        about = claim(fields("a b c", ["0", "0", "1"]), CROSS, (["*", "c", "c"], "c"))
        with pytest.raises(InvalidCertificate, match="L_X of equation"):
            proved(about, Cases((split(a, b),), (case(a), case(b))))

    def test_no_difference_is_a_union(self) -> None:
        about = claim(SCALING, difference=[{"equations": [["a", "0"]]}, {"equations": [["b", "0"]]}])
        with pytest.raises(InvalidCertificate, match="a difference is proved from its parts"):
            proved(about, Cases((), (case(),)))


PRODUCTS = model(["+", ["*", "a", "b", "x"], ["*", "c", "x", "x"]], "a b c")
LINES = (["+", ["**", "a", 2], ["neg", ["**", "b", 2]]], "0")
UNION = Cases((split(a - b, a + b),), (case(a - b), case(a + b)))
DIAGONAL = placed(1, 1, 1)


def optimisers(
    of: Any, equation: Any, *, union: Cases | None, proof: Any, at: Place = DIAGONAL
) -> Mapping[str, bool | None]:
    about = claim(of, equation, manifold={"status": "regular locus", "dimension": 2})
    offered = Evidence(Invariance(None, proof), Regular(at, (0,), (), None), (), (), union)
    return check(write_certificate({"model": "", "candidate": ""}, read_claim(about), offered)).optimisers


class TestWhatKeepsEachPartKeepsTheUnion:
    def test_of_a_proof_by_cases(self) -> None:
        assert set(optimisers(PRODUCTS, LINES, union=None, proof=UNION).values()) == {True}

    def test_of_a_set_that_is_shown_as_a_whole(self) -> None:
        assert set(optimisers(PRODUCTS, LINES, union=UNION, proof=tangent()).values()) == {True}
        assert set(optimisers(PRODUCTS, LINES, union=None, proof=tangent()).values()) == {None}

    def test_what_may_not_keep_a_part_may_not_keep_the_union(self) -> None:
        lines = (["*", ["+", "a", ["neg", ["*", "2", "b"]]], "b"], "0")
        proof = Cases((split(a - 2 * b, b),), (case(a - 2 * b), case(b)))
        found = optimisers(model(["*", "c", "x"], "a b c"), lines, union=None, proof=proof, at=placed(2, 1))
        assert (found["gradient_descent"], found["weight_decay"], found["adam"]) == (True, True, None)

    def test_what_is_lost_by_a_part_may_be_in_another_one(self) -> None:
        lines = (["*", "a", ["+", "a", ["neg", "1"]]], "0")
        proof = Cases((split(a, a - 1),), (case(a), case(a - 1)))
        found = optimisers(model(["*", "c", "x"], "a b c"), lines, union=None, proof=proof, at=placed(1))
        assert (found["gradient_descent"], found["weight_decay"], found["adam"]) == (True, None, None)

    def test_parts_that_leave_points_out_show_nothing(self) -> None:
        other = Cases((split(a - b, a + b),), (case(a - b), case(a - b)))
        with pytest.raises(InvalidCertificate, match="no case"):
            optimisers(PRODUCTS, LINES, union=other, proof=tangent())

    def test_a_refuted_set_is_no_union(self) -> None:
        about = claim(PRODUCTS, ("a", "0"), verdict="refuted")
        leaves = Leaves(placed(0, 1, 1), 0, (Letter(0, {3: Fraction(1)}),))
        offered = Evidence(leaves, None, (), (), Cases((), (case(),)))
        with pytest.raises(InvalidCertificate, match="of a set that is left nothing else is shown"):
            check(write_certificate({"model": "", "candidate": ""}, read_claim(about), offered))

    def test_on_regions_it_is_not_shown(self) -> None:
        of = model(["+", ["*", "a", "b", "x"], ["call", "relu", ["*", "c", "x"]]], "a b c")
        with pytest.raises(InvalidCertificate, match="on regions"):
            optimisers(of, LINES, union=UNION, proof=tangent(kinks="bounded"))
