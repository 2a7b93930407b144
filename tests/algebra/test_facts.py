"""Facts follow from facts: each conclusion is an identity modulo the ideal of the premises."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import pytest

from certsim.algebra.facts import Fact, combined, plain, squarefree, taken_apart, value_of
from certsim.algebra.ideals import Ideal
from certsim.algebra.rings import Ring
from certsim.algebra.weights import weighted_value
from certsim.kernel.evidence.records import Square
from certsim.kernel.terms.polynomial import ONE, Polynomial

x, y, z, s, t, h, w = map(Polynomial.variable, range(7))
HALF = Fraction(1, 2)
ring = Ring(range(7))


def content(fact: Fact) -> Polynomial:
    """What the fact says is in the ideal, where h is the multiplier."""
    assert all(one.coefficient > 0 for one in fact.squares)
    assert not (fact.squares and fact.power % 2)
    return h ** (2 * fact.half) * fact.polynomial**fact.power + weighted_value(fact.squares, {0: w})


PLAIN = Fact(x)
CUBED = Fact(y, 3)
REAL = Fact(y, 2, plain([(HALF, s), (Fraction(3), t)]))
OFF = Fact(z, 2, (Square(Fraction(2), (0,), t),), 1)
FOURTH = Fact(x - z, 4, plain([(Fraction(1), s * t)]), 1)


@pytest.mark.parametrize("power", [1, 2, 4])
@pytest.mark.parametrize("half", [0, 2])
def test_the_squarefree_part(power: int, half: int) -> None:
    squares = (Square(HALF, (0,), s),) if power > 1 else ()
    fact = Fact(3 * x**3 * (y - 1), power, squares, half)
    found = squarefree(ring, fact, [x, y - 1], 3)
    assert found.polynomial == x * (y - 1)
    assert Ideal([content(fact)]).contains(content(found))


@pytest.mark.parametrize(("power", "half"), [(1, 0), (2, 0), (2, 1), (4, 1)])
def test_a_sum_of_squares_is_taken_apart(power: int, half: int) -> None:
    squares = [(Fraction(2), x), (HALF, y)]
    fact = Fact(z * value_of(squares), power, (Square(Fraction(5), (0,), s),) if power > 1 else (), half)
    found = list(taken_apart(fact, z, squares, h))
    assert [f.polynomial for f in found] == [z * x, z * y]
    for one in found:
        assert Ideal([content(fact)]).contains(content(one))


def test_beside_a_positive_sum_the_rest_vanishes() -> None:
    squares = [(HALF, ONE), (Fraction(1), x)]
    fact = Fact(y * value_of(squares))
    (found,) = taken_apart(fact, y, squares, h)
    assert found.polynomial == y
    assert Ideal([content(fact)]).contains(content(found))


@pytest.mark.parametrize(
    "facts",
    [
        [REAL],
        [CUBED],
        [PLAIN, CUBED],
        [REAL, OFF],
        [REAL, FOURTH],
        [OFF, FOURTH, CUBED],
        [REAL, OFF, Fact(x, 2, plain([(Fraction(1), s - t)]))],
        [REAL, OFF, Fact(x, 2), Fact(x + y, 2, plain([(HALF, t)]), 2)],
    ],
)
def test_combinations_vanish(facts: list[Fact]) -> None:
    factors = [x + 2, y * z, ONE, x - y][: len(facts)]
    found = combined(list(zip(factors, facts, strict=True)), h)
    assert found is not None
    pairs = zip(factors, facts, strict=True)
    assert found.polynomial == Polynomial.total(q * fact.polynomial for q, fact in pairs)
    assert Ideal([content(fact) for fact in facts]).contains(content(found))


def test_too_many_squares_are_refused() -> None:
    many = plain([(Fraction(1), s + k) for k in range(30)])
    facts = [(ONE, Fact(Polynomial.variable(k), 2, many)) for k in range(4)]
    assert combined(facts, h) is None
    assert list(taken_apart(Fact(x**2 + y**2, 60, many), ONE, [(Fraction(1), x), (Fraction(1), y)], h)) == []


def test_values() -> None:
    assert value_of([(HALF, x + 1), (Fraction(2), y)]) == (x + 1) ** 2 * HALF + 2 * y**2
    assert value_of([]) == prod([], start=ONE) - 1
