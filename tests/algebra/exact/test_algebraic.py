"""Algebraic numbers: forged fields, exact zero tests, and enclosures against FLINT."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from time import perf_counter

import pytest
from flint import fmpq, fmpq_poly
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from certsim.algebra.exact.algebraic import MAX_DEGREE, AlgebraicField, AlgebraicNumber
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.values.interval import Interval, Undefined

Poly = Sequence[Fraction | int]


def times(f: Poly, g: Poly) -> list[Fraction]:
    product = [Fraction(0)] * (len(f) + len(g) - 1)
    for i, a in enumerate(f):
        for j, b in enumerate(g):
            product[i + j] += Fraction(a) * b
    return product


def from_roots(*roots: Fraction | int) -> list[Fraction]:
    return reduce(times, ([-Fraction(root), Fraction(1)] for root in roots), [Fraction(1)])


SQRT2 = AlgebraicField([-2, 0, 1], 1, 2)
# (t² - 2)(t² - 3)(t - 1) at √2: reducible, with zero divisors.
REDUCIBLE = AlgebraicField(times(times([-2, 0, 1], [-3, 0, 1]), [-1, 1]), Fraction(6, 5), Fraction(3, 2))
CUBIC = AlgebraicField([-1, -1, 0, 1], 1, 2)
FIELDS = [SQRT2, REDUCIBLE, CUBIC]

rationals = st.fractions(-9, 9, max_denominator=9)


def numbers(field: AlgebraicField) -> st.SearchStrategy[AlgebraicNumber]:
    return st.lists(rationals, max_size=8).map(field.element)


class TestForgedFieldsAreRejected:
    @pytest.mark.parametrize(
        ("polynomial", "lo", "hi", "fault"),
        [
            (from_roots(1, 2, 3), 0, 4, "3 roots"),
            (from_roots(1, Fraction(10**6 + 1, 10**6), Fraction(10**6 + 2, 10**6)), 0, 2, "3 roots"),
            (from_roots(1, 2), 0, 3, "change sign"),
            ([-2, 0, 1], 2, 3, "change sign"),
            ([1, 0, 1], -1, 1, "change sign"),
            ([-2, 0, 1], -2, 2, "change sign"),
            (from_roots(1, 2), 1, Fraction(3, 2), "change sign"),
            (from_roots(1, 2), Fraction(3, 2), 2, "change sign"),
            (from_roots(0), 0, 0, "empty"),
            ([-2, 0, 1], 2, 1, "empty"),
            (times([-2, 0, 1], [1, -2, 1]), Fraction(5, 4), 2, "squarefree"),
            (from_roots(1, 1, 1), 0, 2, "squarefree"),
            (times(from_roots(5), times([1, 0, 1], [1, 0, 1])), 4, 6, "squarefree"),
            ([3], 0, 1, "degree"),
            ([], 0, 1, "degree"),
            ([0], 0, 1, "degree"),
            ([-1, 1, 0], 0, 2, "degree"),
            ([-1] + [0] * MAX_DEGREE + [1], 0, 2, "degree"),
        ],
    )
    def test_rejected(self, polynomial: Poly, lo: Fraction, hi: Fraction, fault: str) -> None:
        with pytest.raises(InvalidCertificate, match=fault):
            AlgebraicField(polynomial, lo, hi)

    @pytest.mark.parametrize(
        ("polynomial", "hi"),
        [([-1, 10**3000], 1), ([-1] + [0] * 31 + [10**160], 1), ([-1, 1], 10**4000)],
    )
    def test_numbers_too_long_are_over_a_limit(self, polynomial: Poly, hi: int) -> None:
        started = perf_counter()
        with pytest.raises(LimitExceeded):
            AlgebraicField(polynomial, 0, hi)
        assert perf_counter() - started < 2

    @given(st.lists(st.fractions(-3, 3, max_denominator=12), min_size=1, max_size=6), rationals, rationals)
    @settings(deadline=None)
    def test_accepted_exactly_when_one_simple_root_is_strictly_inside(
        self, roots: list[Fraction], a: Fraction, b: Fraction
    ) -> None:
        lo, hi = min(a, b), max(a, b)
        inside = [root for root in roots if lo < root < hi]
        good = len(set(roots)) == len(roots) and len(inside) == 1 and not {lo, hi} & set(roots)
        if good:
            assert (AlgebraicField(from_roots(*roots), lo, hi).generator - inside[0]).is_zero()
        else:
            with pytest.raises(InvalidCertificate):
                AlgebraicField(from_roots(*roots), lo, hi)

    def test_roots_very_close_to_each_other_are_told_apart(self) -> None:
        near = 1 + Fraction(1, 10**30)
        field = AlgebraicField(from_roots(1, near), Fraction(1, 2), 1 + Fraction(1, 2 * 10**30))
        assert (field.generator - 1).is_zero()
        assert (field.generator - near).sign() == -1
        with pytest.raises(InvalidCertificate):
            AlgebraicField(from_roots(1, near), Fraction(1, 2), 2)

    def test_mignotte_s_polynomial(self) -> None:
        """t⁷ - 2(10t-1)² has two roots within 10⁻⁴ of each other near 1/10."""
        polynomial = [-2, 40, -200, 0, 0, 0, 0, 1]
        lower = AlgebraicField(polynomial, 0, Fraction(1, 10))
        upper = AlgebraicField(polynomial, Fraction(1, 10), 1)
        assert lower.generator.enclosure(64).hi < Fraction(1, 10) < upper.generator.enclosure(64).lo
        with pytest.raises(InvalidCertificate):
            AlgebraicField(polynomial, 0, 1)


class TestZeroIsDecidedExactly:
    @pytest.mark.parametrize("field", FIELDS[:2])
    def test_the_minimal_polynomial_vanishes_and_near_misses_do_not(self, field: AlgebraicField) -> None:
        root = field.generator
        assert (root**2 - 2).is_zero()
        assert not (root**2 - 2 + Fraction(1, 10**300)).is_zero()
        assert (root**2 - 2 + Fraction(1, 10**300)).sign() == 1
        assert (root**2 - 2 - Fraction(1, 10**300)).sign() == -1

    def test_a_zero_divisor_has_the_value_of_its_root(self) -> None:
        root = REDUCIBLE.generator
        assert (root**2 - 2).is_zero()
        assert not (root**2 - 3).is_zero()
        assert not (root - 1).is_zero()
        assert ((root**2 - 3) * (root**2 - 2)).is_zero()
        assert ((root**2 - 3).inverse() + 1).is_zero()
        assert ((root - 1).inverse() - (root + 1)).is_zero()

    @pytest.mark.parametrize("field", FIELDS)
    @given(data=st.data())
    @settings(max_examples=40, deadline=None)
    def test_inverses(self, field: AlgebraicField, data: st.DataObject) -> None:
        number = data.draw(numbers(field))
        if number.is_zero():
            with pytest.raises(Undefined):
                number.inverse()
        else:
            assert (number * number.inverse() - 1).is_zero()

    def test_the_inverse_of_zero_in_every_disguise_is_undefined(self) -> None:
        for zero in (REDUCIBLE.element([]), REDUCIBLE.generator**2 - 2, REDUCIBLE.generator * 0):
            assert zero.rational_value == 0
            with pytest.raises(Undefined):
                zero.inverse()

    @pytest.mark.parametrize("field", FIELDS)
    @given(data=st.data())
    @settings(max_examples=40, deadline=None)
    def test_ring_identities(self, field: AlgebraicField, data: st.DataObject) -> None:
        u, v = data.draw(numbers(field)), data.draw(numbers(field))
        q = data.draw(rationals)
        assert ((u + v) * (u - v) - (u**2 - v**2)).is_zero()
        assert ((q + u) * (q - u) - (q**2 - u * u)).is_zero()
        assert (u * q - q * u).is_zero()
        assert (u**3 - u * u * u).is_zero()
        assert (u**0 - 1).is_zero()

    def test_a_field_whose_root_is_rational(self) -> None:
        field = AlgebraicField([-1, 3], 0, 1)
        assert field.generator.rational_value == Fraction(1, 3)
        assert (field.generator * 3 - 1).is_zero()
        assert field.generator.enclosure(10).width * 2**10 <= 1


class TestEnclosuresAndSigns:
    @pytest.mark.parametrize("field", FIELDS)
    @given(data=st.data(), bits=st.integers(0, 200))
    @settings(max_examples=40, deadline=None)
    def test_enclosures_are_narrow_and_around_the_value(
        self, field: AlgebraicField, data: st.DataObject, bits: int
    ) -> None:
        number = data.draw(numbers(field))
        interval = number.enclosure(bits)
        assert interval.width * 2**bits <= 1
        assert (number - interval.lo).sign() >= 0
        assert (number - interval.hi).sign() <= 0

    @given(st.lists(st.integers(-9, 9), min_size=3, max_size=9))
    @settings(max_examples=60, deadline=None)
    def test_every_real_root_that_flint_isolates_is_accepted(self, coefficients: list[int]) -> None:
        polynomial = fmpq_poly(coefficients)
        assume(polynomial.degree() >= 1)
        polynomial /= polynomial.gcd(polynomial.derivative())
        for root, _ in polynomial.numer().complex_roots():
            if root.imag == 0:
                self._check_root([_fraction(c) for c in polynomial.coeffs()], root.real)

    def _check_root(self, polynomial: list[Fraction], root: object) -> None:
        middle = _fraction(root.mid().fmpq())  # type: ignore[attr-defined]
        radius = Fraction(1, 10**10)
        field = AlgebraicField(polynomial, middle - radius, middle + radius)
        assert field.generator.enclosure(40).lo <= middle + radius
        assert sum((c * field.generator**i for i, c in enumerate(polynomial)), field.element([])).is_zero()

    @given(st.data())
    @settings(max_examples=60, deadline=None)
    def test_signs_agree_with_enclosures(self, data: st.DataObject) -> None:
        number = data.draw(numbers(CUBIC))
        interval = number.enclosure(300)
        assert number.sign() == (interval.lo > 0) - (interval.hi < 0)

    def test_the_tiny_powers_of_a_conjugate(self) -> None:
        number = (SQRT2.generator - 1) ** 300
        assert number.sign() == 1
        assert number.enclosure(10).lo > -1

    def test_what_would_take_too_many_bits_is_over_a_limit(self) -> None:
        started = perf_counter()
        with pytest.raises(LimitExceeded):
            SQRT2.generator.enclosure(10**6)
        with pytest.raises(LimitExceeded):
            (SQRT2.generator + 1) ** 10**7
        assert perf_counter() - started < 20


class TestMisuse:
    def test_numbers_of_two_fields_do_not_mix(self) -> None:
        other = AlgebraicField([-3, 0, 1], 1, 2)
        for operation in (AlgebraicNumber.__add__, AlgebraicNumber.__sub__, AlgebraicNumber.__mul__):
            with pytest.raises(Undefined):
                operation(SQRT2.generator, other.generator)

    def test_the_two_roots_of_one_polynomial_do_not_mix(self) -> None:
        negative = AlgebraicField([-2, 0, 1], -2, -1)
        assert negative.generator.sign() == -1
        with pytest.raises(Undefined):
            SQRT2.generator + negative.generator

    def test_equal_fields_are_one(self) -> None:
        again = AlgebraicField([-2, 0, 1], 1, 2)
        assert (SQRT2.generator - again.generator).is_zero()

    def test_negative_powers_are_misuse(self) -> None:
        with pytest.raises(ValueError, match="inverse"):
            SQRT2.generator**-1

    def test_refining_a_root_changes_no_answer(self) -> None:
        field = AlgebraicField([-2, 0, 1], 1, 2)
        number = field.generator - Fraction(7, 5)
        before = (number.sign(), number.is_zero(), (number * 2).is_zero())
        assert isinstance(field.generator.enclosure(500), Interval)
        assert before == (number.sign(), number.is_zero(), (number * 2).is_zero())


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))
