"""The monomials among which laws are looked for."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest

from certsim.algebra.budget import OutOfBudget
from certsim.kernel.terms.polynomial import Polynomial
from certsim.model.tree import text
from certsim.orbits.laws.ansatz import Ansatz
from tests.orbits.models import read


def ansatz(outputs: str, parameters: str, inputs: str = "x") -> Ansatz:
    return Ansatz(read(outputs, parameters, inputs), np.random.default_rng(0))


@pytest.mark.parametrize(
    ("outputs", "variables"),
    [
        ("a*b*x", ["a", "b"]),
        ("a*exp(b)*x", ["a", "b", "exp(b)", "exp(-b)"]),
        ("a*tanh(b)*x", ["a", "b", "sinh(b)", "cosh(b)"]),
        ("a*sigmoid(2*b)*x", ["a", "b", "exp(2*b)", "exp(-2*b)"]),
        ("a*tanh(b*x)", ["a", "b"]),
        ("a*erf(b)*x", ["a", "b"]),
    ],
)
def test_variables_are_parameters_and_companions(outputs: str, variables: list[str]) -> None:
    assert [text(variable.tree) for variable in ansatz(outputs, "a b").variables] == variables


@pytest.mark.parametrize("degree", [1, 2, 3, 4])
def test_all_monomials_of_each_degree(degree: int) -> None:
    monomials = ansatz("a*b*c*x", "a b c").monomials(degree)
    assert [len(part.rows) for part in monomials] == [comb(3 + n - 1, n) for n in range(1, degree + 1)]


def test_monomials_share_a_class_where_all_signs_change_them_alike() -> None:
    (_, two) = ansatz("a*b*x", "a b").monomials(2)
    assert two.rows.tolist() == [[0, 0], [1, 1], [0, 1]]
    assert two.classes[0] == two.classes[1] != two.classes[2]


def test_relations_between_companions_leave_no_monomial_twice() -> None:
    """cosh(b)**2 is 1 + sinh(b)**2, and exp(b)*exp(-b) is 1."""
    for outputs, missing in (("a*tanh(b)*x", [3, 3]), ("a*exp(b)*x", [2, 3])):
        _, two = ansatz(outputs, "a b").monomials(2)
        assert len(two.rows) == comb(5, 2) - 1
        assert missing not in two.rows.tolist()


def test_a_polynomial_is_written_in_the_parameters() -> None:
    found = ansatz("a*exp(b)*x", "a b")
    a, e = Polynomial.variable(0), Polynomial.variable(3)
    assert text(found.tree(a * e)) == "a*exp(-b)"


def test_too_many_monomials_are_refused() -> None:
    with pytest.raises(OutOfBudget, match="monomials"):
        ansatz("sum(a)*x", "a[900]").monomials(3)
