"""Residues of exponentials and of what is made of them, against powers of integers."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsim.kernel.terms.functions import EXPONENTIAL, FunctionTable
from certsim.orbits.modular.functions import Base, Calls, Unsupported
from certsim.orbits.modular.jets import MODULUS

few = settings(max_examples=30, deadline=None, derandomize=True, database=None)
ORDER, E = 6, 1_234_567
BASE = Base.parametrised(ORDER, E, 89)


def values(function: str, arguments: list[Fraction]) -> list[int]:
    """σ(u) modulo p, where one argument stands in each column."""
    undefined = np.zeros(len(arguments), dtype=bool)
    exact = np.array(arguments, dtype=object)
    residues = [u.numerator * pow(u.denominator, -1, MODULUS) % MODULUS for u in arguments]
    jet = np.array([residues], dtype=np.int64)
    found = Calls(FunctionTable({}), BASE, undefined).value(function, jet, exact)
    assert found.shape == jet.shape
    assert not undefined.any()
    return [int(value) for value in found[0]]


@pytest.mark.parametrize("function", sorted(EXPONENTIAL))
@few
@given(exponents=st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=4))
def test_a_quotient_of_exponentials_has_its_residue(function: str, exponents: list[int]) -> None:
    found = values(function, [Fraction(exponent, ORDER) for exponent in exponents])
    for value, exponent in zip(found, exponents, strict=True):
        up, down = pow(E, exponent, MODULUS), pow(E, -exponent, MODULUS)
        numerator, denominator = {
            "exp": (up, 1),
            "sigmoid": (up, up + 1),
            "sinh": (up - down, 2),
            "cosh": (up + down, 2),
            "tanh": (up - down, up + down),
        }[function]
        assert 0 <= value < MODULUS
        assert (value * denominator - numerator) % MODULUS == 0


def test_where_a_denominator_is_zero_modulo_p_nothing_is_known() -> None:
    """With a root of -1 for e, sigmoid(1) has none."""
    undefined = np.zeros(2, dtype=bool)
    base = Base(1, MODULUS - 1, BASE.circle)
    calls = Calls(FunctionTable({}), base, undefined)
    calls.value("sigmoid", np.array([[1, 2]], dtype=np.int64), np.array([1, 2], dtype=object))
    assert undefined.tolist() == [True, False]


@pytest.mark.parametrize("function", ["erf", "log", "softplus", "gaussian"])
def test_other_functions_have_none(function: str) -> None:
    calls = Calls(FunctionTable({}), BASE, np.zeros(1, dtype=bool))
    with pytest.raises(Unsupported, match="has no residues"):
        calls.value(function, np.array([[1]], dtype=np.int64), np.array([1], dtype=object))
