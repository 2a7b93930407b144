"""Numbers in one root: 0 is an identity modulo its polynomial, and enclosures hold for all roots."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.terms.functions import FunctionTable
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial
from certsim.kernel.terms.tower import Tower
from certsim.kernel.values.enclosure import EnclosureArithmetic
from certsim.kernel.values.number import MAX_DEGREE, Exact, Root, enclosure

few = settings(max_examples=100, deadline=None, derandomize=True, database=None)
T, X = Polynomial.variable(0), Polynomial.variable(1)


def root(polynomial: str, low: Any = 0, high: Any = 2) -> Root:
    return Root(tuple(map(Fraction, polynomial.split())), Fraction(low), Fraction(high))


def exact(of: Root | None) -> Exact:
    return Exact(Tower(FunctionTable({}), 1), of)


class TestARootHasAPolynomialAndAnInterval:
    @pytest.mark.parametrize("polynomial", ["", "1", "1 " * (MAX_DEGREE + 1) + "1"])
    def test_of_a_degree_that_is_possible(self, polynomial: str) -> None:
        with pytest.raises(MalformedCertificate, match="of degree 1 to 32"):
            root(polynomial)

    def test_whose_highest_coefficient_is_not_0(self) -> None:
        with pytest.raises(MalformedCertificate, match="a highest coefficient that is zero"):
            root("-2 1 0")

    @pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1)])
    def test_with_an_inside(self, low: int, high: int) -> None:
        with pytest.raises(MalformedCertificate, match="the interval of a root is empty"):
            root("-2 0 1", low, high)


class TestAPolynomialThatChangesItsSignHasARoot:
    @pytest.mark.parametrize(
        ("polynomial", "low", "high"),
        [
            ("-2 0 1", 1, 2),
            ("2 0 -1", 1, 2),
            ("-1 2", 0, 1),
            ("0 -1 0 1", -2, 2),
            ("0 0 0 1", -1, 1),
            ("-2 0 1", "-1/2", 3),
            ("-1" + " 0" * 31 + " 3", 0, 1),
        ],
    )
    def test_one_or_several(self, polynomial: str, low: Any, high: Any) -> None:
        root(polynomial, low, high).check()

    @pytest.mark.parametrize(
        ("polynomial", "low", "high"),
        [
            ("-2 0 1", 2, 3),
            ("-2 0 1", -2, 2),
            ("2 0 1", -2, 2),
            ("0 0 1", -1, 1),
            ("0 1", 0, 1),
            ("0 1", -1, 0),
            ("2 -3 1", 1, 2),
            ("4 0 -4 0 1", 1, 2),
        ],
    )
    def test_else_none_is_shown(self, polynomial: str, low: Any, high: Any) -> None:
        with pytest.raises(InvalidCertificate, match="does not change its sign"):
            root(polynomial, low, high).check()


polynomials = st.dictionaries(
    st.lists(st.integers(0, 1), max_size=7).map(lambda entries: tuple(sorted(entries))),
    st.fractions(-3, 3, max_denominator=4),
    max_size=5,
).map(Polynomial)


class TestTheRemainder:
    ROOT = root("2 -2 -1 1")
    P = T**3 - T**2 - 2 * T + 2

    @few
    @given(polynomials, polynomials)
    def test_is_the_same_for_what_differs_by_a_multiple(self, p: Polynomial, q: Polynomial) -> None:
        assert self.ROOT.reduced(p + q * self.P) == self.ROOT.reduced(p)

    @few
    @given(polynomials)
    def test_has_a_lower_degree_in_the_root(self, p: Polynomial) -> None:
        assert all(monomial.count(0) < 3 for monomial in self.ROOT.reduced(p).terms)

    @few
    @given(polynomials)
    def test_is_itself_where_the_degree_is_low(self, p: Polynomial) -> None:
        reduced = self.ROOT.reduced(p)
        assert self.ROOT.reduced(reduced) == reduced

    @few
    @given(polynomials)
    def test_has_the_same_value_at_each_root(self, p: Polynomial) -> None:
        """One root of t³ - t² - 2t + 2 is 1."""
        at_one = {0: ONE}
        assert self.ROOT.reduced(p).substitute(at_one) == p.substitute(at_one)

    def test_of_other_leading_coefficients(self) -> None:
        assert root("-1 0 3").reduced(T**2) == Polynomial.constant(Fraction(1, 3))
        assert root("-1 2", 0, 1).reduced(T * X) == X * Fraction(1, 2)


class TestZeroIsAnIdentity:
    def test_modulo_the_polynomial(self) -> None:
        ring = exact(root("-2 0 1"))
        assert ring.total([T * T, Polynomial.constant(-2)]) == ZERO
        assert ring.reduced(T**4 - 4) == ZERO

    @pytest.mark.parametrize("value", [T - 1, T**2 - 2, (T - 1) * T])
    def test_what_is_0_at_one_root_only_is_not(self, value: Polynomial) -> None:
        """T³ - t² - 2t + 2 is (t - 1)(t² - 2)."""
        assert exact(root("2 -2 -1 1")).reduced(value) != ZERO

    def test_without_a_root_nothing_is_reduced(self) -> None:
        assert exact(None).reduced(T**2) == T**2

    def test_calls_of_equal_arguments_are_equal(self) -> None:
        ring = exact(root("-2 0 1"))
        assert ring.call("exp", T**3) == ring.call("exp", 2 * T)
        assert ring.call("exp", T) != ring.call("exp", -T)

    def test_calls_of_0_have_their_value(self) -> None:
        ring = exact(root("-2 0 1"))
        assert ring.call("exp", T**2 - 2) == ONE
        assert ring.call("tanh", T**2 - 2) == ZERO

    @pytest.mark.parametrize("function", ["inv", "log", "sqrt"])
    def test_calls_that_are_not_defined_at_0_have_none(self, function: str) -> None:
        with pytest.raises(InvalidCertificate, match="is not analytic at 0"):
            exact(root("-2 0 1")).call(function, T**2 - 2)

    def test_what_holds_of_the_functions_alone_is_no_identity(self) -> None:
        ring = exact(None)
        one = Polynomial.constant(1)
        assert ring.total([ring.call(name, one) ** 2 for name in ("sin", "cos")]) != ONE


class TestAnEnclosureHoldsForEveryRootOfTheInterval:
    RING = EnclosureArithmetic(64)

    @pytest.mark.parametrize("value", [T, 1 - T, T**2 - 2, T**3 + T * Fraction(1, 3), ZERO, ONE])
    def test_of_a_coordinate(self, value: Polynomial) -> None:
        found = enclosure(value, root("-2 0 1", 1, 2), self.RING).interval
        for inside in (Fraction(1), Fraction(7, 5), Fraction(2)):
            at = value.substitute({0: Polynomial.constant(inside)}).constant_value
            assert at is not None
            assert found.lo <= at <= found.hi

    def test_a_number_is_exact(self) -> None:
        found = enclosure(Polynomial.constant(Fraction(2, 3)), root("-2 0 1"), self.RING).interval
        assert found.lo == found.hi == Fraction(2, 3)

    def test_roots_on_both_sides_of_0_are_neither(self) -> None:
        assert not enclosure(T, root("0 -1 0 1", -2, 2), self.RING).is_nonzero

    def test_a_low_precision_shows_less(self) -> None:
        narrow = root("-1000001 1000000", "2000001/2000000", "1000002/1000000")
        value = T * 1_000_000 - 1_000_000
        assert enclosure(value, narrow, self.RING).is_positive
        assert not enclosure(value, narrow, EnclosureArithmetic(4)).is_nonzero
