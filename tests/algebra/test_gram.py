"""Gram matrices: forms of the normal form that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from certsim.algebra.budget import Budget, Deadline
from certsim.algebra.gram import Squares, find_gram
from certsim.algebra.ideals import Ideal
from certsim.kernel.terms.polynomial import ONE, ZERO, Polynomial

x, y, z = map(Polynomial.variable, range(3))
MOTZKIN = x**2 * y**4 + x**4 * y**2 - 3 * x**2 * y**2 + 1


def same(polynomial: Polynomial) -> Polynomial:
    return polynomial


def total(squares: Squares) -> Polynomial:
    assert all(c > 0 for c, _ in squares)
    return Polynomial.total(s * s * c for c, s in squares)


def monomials(degree: int) -> Sequence[Polynomial]:
    return [x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)]


def test_a_form_of_full_rank() -> None:
    target = x**4 + y**4 + x * y + 1
    found = find_gram(monomials(2), target, same, Budget())
    assert found is not None
    assert total(found.squares) == target


def test_a_form_that_has_to_be_singular() -> None:
    # It vanishes at (1, 1) and (−1, −1), so that no square may contain more than what does so too.
    target = (x * y - 1) ** 2 * 3 + (x - y) ** 2 * 2 + (x**2 - 1) * (x**2 - y * x) * 2 + (x**2 - 1) ** 2 * 2
    found = find_gram(monomials(2), target, same, Budget())
    assert found is not None
    assert total(found.squares) == target


def test_what_is_none_has_none() -> None:
    assert find_gram(monomials(3), MOTZKIN, same, Budget()) is None
    assert find_gram([], ONE, same, Budget()) is None
    assert find_gram([x], ONE, same, Budget()) is None


def test_without_a_target_the_parts_are_what_vanishes() -> None:
    ideal = Ideal([MOTZKIN])
    found = find_gram(monomials(4), ZERO, ideal.normal_form, Budget())
    assert found is not None
    assert ideal.contains(total(found.squares))
    elements = [element for part in found.parts for element in part]
    assert Ideal([x**2 - y**2, x**2 * y**2 - 1, x * y**2 - x]).contains(elements[0])
    assert len(elements) == 5


def test_each_part_can_be_separated() -> None:
    ideal = Ideal([x**2 + y**2 - 2, x * y - 1])
    found = find_gram([x, y], ZERO, ideal.normal_form, Budget())
    assert found is not None
    separated = list(found.separated())
    assert [f for f, _ in separated] == [x - y]
    for f, squares in separated:
        assert ideal.contains(f**2 + total(squares))


def test_nothing_vanishes_on_a_curve_with_a_smooth_point_that_is_not_in_its_ideal() -> None:
    ideal = Ideal([y**2 - x**3])
    standard = [m for m in monomials(3) if ideal.normal_form(m) == m]
    assert find_gram(standard, ZERO, ideal.normal_form, Budget()) is None


def test_a_passed_deadline_finds_nothing() -> None:
    target = x**4 + y**4 + x * y + 1
    assert find_gram(monomials(2), target, same, Budget(Deadline(0.0))) is None
