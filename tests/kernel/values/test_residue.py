"""Residues: a homomorphism from the numbers that have one, and nothing for those that have none (T12)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.values.residue import MAX_EXACT_BITS, Basis, Lifted, LiftedResidues, Residue, Residues

PRIME = 1_000_003

moduli = st.integers(2, 60)
rationals = st.fractions(max_denominator=40)


def lifted(modulus: int = PRIME, exponential: int = 1) -> LiftedResidues:
    return LiftedResidues(modulus, Basis(2, exponential, 0, 1))


@given(moduli, rationals, rationals, st.integers(1, 9))
def test_the_residue_of_a_result_is_the_result_of_residues(
    modulus: int, a: Fraction, b: Fraction, exponent: int
) -> None:
    for ring in (Residues(modulus), lifted(modulus)):
        try:
            left, right = ring.number(a), ring.number(b)
        except InvalidCertificate:
            return
        assert (left + right).value == ring.number(a + b).value
        assert (left - right).value == ring.number(a - b).value
        assert (left * right).value == ring.number(a * b).value
        assert (left**exponent).value == ring.number(a**exponent).value
        assert ring.total([left, right, left]).value == ring.number(2 * a + b).value  # type: ignore[list-item]


@given(moduli, rationals, rationals)
def test_what_is_known_exactly_has_the_residue_that_is_kept(modulus: int, a: Fraction, b: Fraction) -> None:
    ring = lifted(modulus)
    try:
        values = [ring.number(a) * ring.number(b), ring.total([ring.number(a)] * 3), ring.number(a) ** 2]
    except InvalidCertificate:
        return
    for value in values:
        assert value.exact is not None
        assert ring.number(value.exact).value == value.value


@pytest.mark.parametrize("bare", [0, 1, -1, Fraction(1)])
def test_a_bare_number_is_no_element(bare: Fraction) -> None:
    for element in (Residues(7).number(Fraction(3)), lifted().number(Fraction(3))):
        for operation in ("__add__", "__sub__", "__mul__"):
            with pytest.raises(AttributeError):
                getattr(element, operation)(bare)


def test_a_residue_is_reduced() -> None:
    assert [Residue(value, 7).value for value in (-1, 0, 7, 100)] == [6, 0, 0, 2]


@pytest.mark.parametrize(("value", "modulus"), [("1/2", 2), ("1/3", 6), ("5/4", 6), ("1/30", 5)])
def test_a_denominator_that_is_no_unit_has_no_residue(value: str, modulus: int) -> None:
    for ring in (Residues(modulus), lifted(modulus)):
        with pytest.raises(InvalidCertificate, match="no inverse"):
            ring.number(Fraction(value))


@pytest.mark.parametrize(
    ("function", "at", "expected"),
    [
        ("sqrt", "9/4", "3/2"),
        ("step", "-2", "0"),
        ("step", "1/3", "1"),
        ("log", "1", "0"),
        ("inv", "-2/3", "-3/2"),
        ("cos", "0", "1"),
        ("tanh", "0", "0"),
        ("sigmoid", "0", "1/2"),
        ("normal_cdf", "0", "1/2"),
    ],
)
def test_a_rational_value_is_exact(function: str, at: str, expected: str) -> None:
    value = lifted().call(function, lifted().number(Fraction(at)))
    assert value.exact == Fraction(expected)


@pytest.mark.parametrize(
    ("function", "at", "why"),
    [
        ("sqrt", "2", "not rational"),
        ("sqrt", "-4", "not rational"),
        ("step", "0", "not rational"),
        ("log", "2", "not rational"),
        ("erf", "1", "not rational"),
        ("softplus", "0", "not rational"),
        ("inv", "0", "no inverse"),
        ("exp", "1/3", "small multiple"),
        ("exp", "1000000", "small multiple"),
    ],
)
def test_other_values_have_no_residue(function: str, at: str, why: str) -> None:
    with pytest.raises(InvalidCertificate, match=why):
        lifted().call(function, lifted().number(Fraction(at)))


@pytest.mark.parametrize(
    ("function", "modulus"),
    [("sinh", 2), ("cosh", 6), ("tanh", 2), ("sigmoid", 2), ("tanh", 13), ("sigmoid", 3)],
)
def test_a_quotient_needs_its_denominator_to_be_a_unit(function: str, modulus: int) -> None:
    """E = 5 for e^{1/2}: 5² + 1 is 0 modulo 13, 5 + 1 modulo 3."""
    ring = lifted(modulus, 5)
    with pytest.raises(InvalidCertificate, match="no inverse"):
        ring.call(function, ring.number(Fraction(1, 2)) if modulus % 2 else ring.number(Fraction(1)))


@given(st.integers(-50, 50))
def test_a_turn_by_a_multiple_is_the_turn_so_often(times: int) -> None:
    """(3 + 4i)/5 for cos(1/2) + i·sin(1/2): its powers are the values at multiples of 1/2."""
    fifth = pow(5, -1, PRIME)
    ring = LiftedResidues(PRIME, Basis(2, 1, 3 * fifth % PRIME, 4 * fifth % PRIME))
    cosine, sine = (ring.call(name, ring.number(Fraction(times, 2))).value for name in ("cos", "sin"))
    real, imaginary = 1, 0
    for _ in range(abs(times)):
        real, imaginary = 3 * real - 4 * imaginary, 4 * real + 3 * imaginary
    scale = pow(fifth, abs(times), PRIME)
    assert cosine == real * scale % PRIME
    assert sine == (imaginary if times >= 0 else -imaginary) * scale % PRIME


def test_only_the_residue_of_a_long_number_is_kept() -> None:
    ring = lifted()
    long = ring.number(Fraction(3)) ** MAX_EXACT_BITS
    assert long.exact is None
    assert long.value == pow(3, MAX_EXACT_BITS, PRIME)
    assert ring.number(Fraction(1 << MAX_EXACT_BITS)).exact is None
    with pytest.raises(InvalidCertificate, match="not rational"):
        ring.call("exp", long)


@pytest.mark.parametrize(
    "basis", [Basis(0, 5, 1, 0), Basis(1, 5, 1, 1), Basis(1, 0, 1, 0), Basis(1, PRIME, 0, 1)]
)
def test_what_is_no_point_of_the_line_and_the_circle_is_no_basis(basis: Basis) -> None:
    with pytest.raises(InvalidCertificate):
        LiftedResidues(PRIME, basis)


@pytest.mark.parametrize("modulus", [-7, 0, 1, 1 << 64])
def test_a_modulus_is_a_number_of_64_bits_above_1(modulus: int) -> None:
    with pytest.raises(InvalidCertificate, match="no modulus"):
        Residues(modulus)


def test_long_exact_numbers_count_as_work() -> None:
    long = lifted().number(Fraction((1 << 9_000) + 1, (1 << 9_001) + 1))
    with metered(1_000), pytest.raises(LimitExceeded):
        long * Lifted(long.residue, long.exact)
