"""Polynomial arithmetic against SymPy's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.kernel.errors import LimitExceeded
from certsim.kernel.terms.polynomial import MAX_DEGREE, ONE, ZERO, Monomial, Polynomial, Rational

SYMBOLS = sympy.symbols("x0:4")
few = settings(max_examples=80, deadline=None, derandomize=True, database=None)

coefficients = st.one_of(st.integers(-9, 9), st.fractions(-5, 5, max_denominator=7))
monomials = st.lists(st.integers(0, 3), max_size=3).map(lambda entries: tuple(sorted(entries)))
polynomials = st.dictionaries(monomials, coefficients, max_size=5).map(Polynomial)


def to_sympy(polynomial: Polynomial) -> sympy.Expr:
    return sympy.Add(
        *(
            sympy.Rational(c.numerator, c.denominator) * sympy.Mul(*(SYMBOLS[v] for v in m))
            for m, c in polynomial.terms.items()
        )
    )


def from_sympy(expression: sympy.Expr) -> Polynomial:
    terms: dict[Monomial, Rational] = {}
    for powers, c in sympy.Poly(expression, *SYMBOLS, domain="QQ").terms():
        monomial = tuple(v for v, power in enumerate(powers) for _ in range(power))
        terms[monomial] = Fraction(int(c.p), int(c.q))
    return Polynomial(terms)


OPERATIONS: Mapping[str, Callable[..., object]] = {
    "sum": lambda a, b: a + b,
    "difference": lambda a, b: a - b,
    "product": lambda a, b: a * b,
    "a mixture": lambda a, b: (a - 2) * b + 3 * a - (1 - b),
}


@pytest.mark.parametrize("operation", OPERATIONS)
@few
@given(a=polynomials, b=polynomials)
def test_arithmetic_is_that_of_sympy(operation: str, a: Polynomial, b: Polynomial) -> None:
    combine = OPERATIONS[operation]
    assert combine(a, b) == from_sympy(combine(to_sympy(a), to_sympy(b)))  # type: ignore[arg-type]


@few
@given(polynomials, st.integers(0, 4))
def test_powers_are_those_of_sympy(polynomial: Polynomial, exponent: int) -> None:
    assert polynomial**exponent == from_sympy(to_sympy(polynomial) ** exponent)


@few
@given(polynomials, st.integers(0, 3))
def test_derivatives_are_those_of_sympy(polynomial: Polynomial, variable: int) -> None:
    assert polynomial.derivative(variable) == from_sympy(sympy.diff(to_sympy(polynomial), SYMBOLS[variable]))


@few
@given(polynomials, st.dictionaries(st.integers(0, 3), polynomials, max_size=3))
def test_substitution_happens_all_at_once(polynomial: Polynomial, values: dict[int, Polynomial]) -> None:
    images = {SYMBOLS[v]: to_sympy(value) for v, value in values.items()}
    assert polynomial.substitute(values) == from_sympy(to_sympy(polynomial).subs(images, simultaneous=True))


@few
@given(polynomials)
def test_the_text_is_the_polynomial(polynomial: Polynomial) -> None:
    read = sympy.sympify(polynomial.text(lambda v: f"x{v}"), rational=True)
    assert from_sympy(read) == polynomial


@few
@given(st.lists(polynomials, max_size=5))
def test_the_total_is_the_sum(summands: list[Polynomial]) -> None:
    assert Polynomial.total(summands) == sum(summands, ZERO)


@few
@given(polynomials, polynomials)
def test_equal_polynomials_hash_alike_however_they_were_made(a: Polynomial, b: Polynomial) -> None:
    same = (a + b) * (a + b), a * a + 2 * (a * b) + b * b
    assert same[0] == same[1]
    assert hash(same[0]) == hash(same[1])


@few
@given(polynomials)
def test_coefficients_are_lean_and_never_zero(polynomial: Polynomial) -> None:
    cancelled = polynomial + polynomial * Fraction(1, 2) - polynomial * Fraction(3, 2)
    assert not cancelled
    assert cancelled.terms == {}
    for coefficient in (polynomial * 6).terms.values():
        assert coefficient
        assert isinstance(coefficient, int) or coefficient.denominator != 1


@pytest.mark.parametrize(
    ("polynomial", "value"),
    [
        (ZERO, 0),
        (ONE, 1),
        (Polynomial.constant(Fraction(2, 3)), Fraction(2, 3)),
        (Polynomial.variable(2), None),
    ],
)
def test_only_constants_have_a_constant_value(polynomial: Polynomial, value: object) -> None:
    assert polynomial.constant_value == value
    assert (polynomial + Polynomial.variable(1)).constant_value is None


def test_degree_and_variables_are_those_of_the_terms() -> None:
    polynomial = Polynomial({(0, 0, 3): 1, (1,): 2, (): 5})
    assert (polynomial.degree, polynomial.variables) == (3, {0, 1, 3})
    assert (ZERO.degree, ZERO.variables) == (0, frozenset())


@pytest.mark.parametrize(
    ("polynomial", "text"),
    [
        (ZERO, "0"),
        (-ONE, "-1"),
        (Polynomial({(0, 0): -1, (1,): 1, (): -2}), "-x0**2 + x1 - 2"),
        (Polynomial({(0, 1): Fraction(-3, 4)}), "-3/4*x0*x1"),
    ],
)
def test_texts_read_as_one_would_write(polynomial: Polynomial, text: str) -> None:
    assert repr(polynomial) == text


class TestLimits:
    def test_a_degree_over_the_limit(self) -> None:
        highest = Polynomial({(0,) * MAX_DEGREE: 1})
        with pytest.raises(LimitExceeded, match="degree"):
            highest * Polynomial.variable(0)

    def test_a_power_over_the_limit(self) -> None:
        with pytest.raises(LimitExceeded, match="over the limit"):
            Polynomial.variable(0) ** (MAX_DEGREE + 1)

    def test_a_product_of_too_many_terms(self) -> None:
        long = Polynomial({(v,): 1 for v in range(2_000)})
        with pytest.raises(LimitExceeded, match="terms"):
            long * long

    def test_a_negative_power(self) -> None:
        with pytest.raises(ValueError, match="no power -1"):
            Polynomial.variable(0) ** -1


def test_a_polynomial_is_not_equal_to_a_number() -> None:
    assert ONE != 1
    assert Polynomial.variable(0) != "x0"
