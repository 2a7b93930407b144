"""Empty sets: by elimination, by an identity, by the solver, and outside the domain."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Empty, NoPointByIdentity, NoPointBySolver, OutsideDomain, Square
from certsim.kernel.terms.polynomial import ONE
from tests.kernel.forge import claim, fields, model, proved, times, variables

p, q = variables(2)
STILL = fields("p q", ["0", "0"])
NOTHING = {"status": "empty"}
CIRCLE = (["+", ["**", "p", 2], ["**", "q", 2]], "-1")


def identity(*squares: Any, power: int = 0) -> Empty:
    return Empty(NoPointByIdentity(power, ONE, squares, times(ONE)))


class TestASumOfSquaresAndOneIsNeverZero:
    def test_it_proves_the_set_empty(self) -> None:
        found = proved(
            claim(STILL, CIRCLE, manifold=NOTHING),
            identity(Square(Fraction(1), (), p), Square(Fraction(1), (), q)),
        )
        assert found.manifold["status"] == "empty"

    def test_a_difference_of_squares_does_not(self) -> None:
        hyperbola = (["+", ["**", "p", 2], ["neg", ["**", "q", 2]]], "-1")
        with pytest.raises(InvalidCertificate, match="is not positive"):
            proved(
                claim(STILL, hyperbola, manifold=NOTHING),
                identity(Square(Fraction(1), (), p), Square(Fraction(-1), (), q)),
            )


class TestASetThatIsProvedEmptyIsClaimedEmpty:
    @pytest.mark.parametrize("said", [None, {"status": "embedded", "dimension": 1}])
    def test_any_other_claim_is_refused(self, said: Any) -> None:
        with pytest.raises(InvalidCertificate, match="the manifold is claimed"):
            proved(
                claim(STILL, CIRCLE, manifold=said),
                identity(Square(Fraction(1), (), p), Square(Fraction(1), (), q)),
            )


class TestOffASideCondition:
    HYPERPLANES = claim(STILL, (["*", "p", "q"], "0"), where=[[["*", "p", "q"], "!=", "0"]], manifold=NOTHING)

    def test_its_product_may_stand_for_one(self) -> None:
        assert proved(self.HYPERPLANES, identity(power=1)).verdict == "certified"

    def test_beside_squares_only_if_it_is_a_square(self) -> None:
        with pytest.raises(InvalidCertificate, match="has to be a square itself"):
            proved(self.HYPERPLANES, identity(Square(Fraction(1), (), p), power=1))


class TestTheSolverIsBelievedUnderItsName:
    def test_its_word_is_an_assumption(self) -> None:
        (assumption,) = proved(
            claim(STILL, CIRCLE, manifold=NOTHING), Empty(NoPointBySolver("4.15"))
        ).assumptions
        assert assumption.kind == "z3"
        assert assumption.query is not None

    def test_it_has_a_version(self) -> None:
        with pytest.raises(InvalidCertificate, match="is not the version of a solver"):
            proved(claim(STILL, CIRCLE, manifold=NOTHING), Empty(NoPointBySolver("latest")))


class TestASetOutsideTheDomainIsEmpty:
    def test_where_a_divisor_is_zero(self) -> None:
        about = claim(model(["/", "a", "b"], "a b", ""), (["*", "b", ["+", ["**", "a", 2], "1"]], "0"))
        with pytest.raises(InvalidCertificate, match="an argument outside its domain"):
            proved(about, Empty(OutsideDomain(0, (), times(-ONE))))
        nowhere = claim(
            model(["/", "1", ["*", "a", "b"]], "a b", ""), (["*", "a", "b"], "0"), manifold=NOTHING
        )
        assert proved(nowhere, Empty(OutsideDomain(0, (), times(-ONE)))).verdict == "certified"

    def test_where_a_logarithm_has_no_positive_argument(self) -> None:
        about = claim(model(["call", "log", ["neg", ["**", "b", 2]]], "a b", ""), manifold=NOTHING)
        squares = (Square(Fraction(1), (), q),)
        assert proved(about, Empty(OutsideDomain(0, squares, ()))).verdict == "certified"


class TestASetOutsideAllRegionsIsVacuous:
    """It lies where a step has the argument 0, near which that is not so everywhere."""

    def about(self, argument: Any, *equations: Any) -> Any:
        return claim(model(["*", "b", ["call", "relu", argument]], "a b"), *equations, manifold=NOTHING)

    @pytest.mark.parametrize(
        ("argument", "equations"),
        [("a", [("a", "0")]), (["+", "a", ["neg", "b"]], [("a", "b")])],
    )
    def test_if_the_argument_has_a_constant_slope(self, argument: Any, equations: Any) -> None:
        found = proved(self.about(argument, *equations), Empty(OutsideDomain(0, (), ())))
        assert [assumption.name for assumption in found.assumptions] == ["relu"]

    @pytest.mark.parametrize("argument", ["a", ["+", "a", "x"], ["+", "a", "-1"]])
    def test_not_if_the_set_is_not_there(self, argument: Any) -> None:
        with pytest.raises(InvalidCertificate, match="an argument outside its domain"):
            proved(self.about(argument, ("b", "0")), Empty(OutsideDomain(0, (), ())))

    @pytest.mark.parametrize(
        ("argument", "equations"),
        [
            (["*", "a", "x"], [("a", "0")]),
            (["**", "a", 2], [("a", "0")]),
            (["*", "a", "b"], [("a", "0")]),
            (["+", "a", ["neg", "a"]], []),
        ],
    )
    def test_not_if_it_may_be_0_near_a_point(self, argument: Any, equations: Any) -> None:
        with pytest.raises(InvalidCertificate, match="may be 0 near a point"):
            proved(self.about(argument, *equations), Empty(OutsideDomain(0, (), ())))

    def test_not_by_squares(self) -> None:
        squares = (Square(Fraction(1), (), p),)
        with pytest.raises(InvalidCertificate, match="squares show that an argument is not positive"):
            proved(self.about(["neg", ["**", "a", 2]]), Empty(OutsideDomain(0, squares, ())))


class TestAContradictionNeedsNoProof:
    @pytest.mark.parametrize(
        ("equations", "where"),
        [
            ([("p", "1"), ("p", "2")], []),
            ([("0", "1")], []),
            ([(["*", "p", "q"], "1"), ("p", "0")], []),
            ([("p", "1")], [["p", "<", "0"]]),
            ([("p", "1")], [["p", "!=", "1"]]),
        ],
    )
    def test_of_affine_equations_and_conditions(self, equations: Any, where: Any) -> None:
        about = claim(STILL, *equations, where=where, manifold=NOTHING)
        assert proved(about, Empty(None)).manifold["status"] == "empty"

    @pytest.mark.parametrize(
        ("equations", "where"),
        [([], []), ([("p", "1")], []), ([CIRCLE], []), ([("p", "1")], [["p", ">", "0"]])],
    )
    def test_of_others_it_does(self, equations: Any, where: Any) -> None:
        about = claim(STILL, *equations, where=where, manifold=NOTHING)
        with pytest.raises(InvalidCertificate, match="do not exclude each other plainly"):
            proved(about, Empty(None))
