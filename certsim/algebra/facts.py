"""Facts about what vanishes at the real zeros of an ideal, and what follows from them (theory T6).

All of this happens off the zeros of a multiplier h, called `off`. From facts come facts by identities: the
closure properties of the real radical (Bochnak, Coste and Roy, *Real Algebraic Geometry*, §4.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from math import comb, factorial, prod
from typing import Final

from certsim.algebra.gram import Squares
from certsim.algebra.rings import Ring
from certsim.kernel.evidence.records import Square
from certsim.kernel.terms.polynomial import ONE, Polynomial

MAX_SQUARES: Final = 60


@dataclass(frozen=True)
class Fact:
    """That h^(2k)·f^m + Σ c_j·w_j·s_j² is in (g : h^∞), where k is the halved multiplier power.

    The w_j are products of what is positive, if anything is known to be.
    """

    polynomial: Polynomial
    power: int = 1
    squares: tuple[Square, ...] = ()
    half: int = 0


def value_of(squares: Iterable[tuple[Fraction, Polynomial]]) -> Polynomial:
    """Σ c_j·s_j²."""
    return Polynomial.total(s * s * c for c, s in squares)


def plain(squares: Iterable[tuple[Fraction, Polynomial]]) -> tuple[Square, ...]:
    """Squares without weights."""
    return tuple(Square(c, (), s) for c, s in squares)


def _scaled(squares: Iterable[Square], root: Polynomial, scale: Fraction | int = 1) -> Iterator[Square]:
    """The squares times scale·root²."""
    for one in squares:
        yield replace(one, coefficient=scale * one.coefficient, root=root * one.root)


def squarefree(ring: Ring, fact: Fact, factors: Sequence[Polynomial], highest: int) -> Fact:
    """The squarefree part p of f: p^a = u·f, so that h^2k·p^(am) + u^m·Σ c·s² = u^m·(h^2k·f^m + Σ c·s²)."""
    part = prod(factors, start=ONE)
    multiple = ring.polynomial(ring.element(part**highest) / ring.element(fact.polynomial))
    squares = tuple(_scaled(fact.squares, multiple ** (fact.power // 2)))
    return Fact(part, highest * fact.power, squares, fact.half)


def taken_apart(fact: Fact, rest: Polynomial, squares: Squares, off: Polynomial) -> Iterator[Fact]:
    """From f = w·Σ c_j·s_j² that each w·s_j vanishes; only w, where s_0 = 1.

    With e = w·f = Σ c_j·(w·s_j)²: from h^2k·f^m + σ comes h^2k·e^m + w^m·σ, and the mth power of a sum of
    squares is the sum of the 2mth power of the first, and of squares.
    """
    count, power = len(squares), fact.power
    if comb(count + power - 1, power) + len(fact.squares) > MAX_SQUARES:
        return
    products = [(c, rest * s) for c, s in squares]
    inherited = list(_scaled(fact.squares, rest ** (power // 2)))
    expanded = {
        chosen: _term(products, chosen, off**fact.half)
        for chosen in combinations_with_replacement(range(count), power)
    }
    for i, (c, s) in enumerate(products):
        others = [term for chosen, term in expanded.items() if set(chosen) != {i}]
        scaled = _scaled([*plain(others), *inherited], ONE, 1 / c**power)
        yield Fact(s, 2 * power, tuple(scaled), fact.half)
        if squares[0][1] == ONE:
            return


def _term(products: Squares, chosen: tuple[int, ...], off: Polynomial) -> tuple[Fraction, Polynomial]:
    """One term of the multinomial expansion of (Σ c_j·t_j²)^m, as a coefficient and a square."""
    multiplicity = factorial(len(chosen)) // prod(factorial(chosen.count(j)) for j in set(chosen))
    coefficient = prod((products[j][0] for j in chosen), start=Fraction(multiplicity))
    return coefficient, prod((products[j][1] for j in chosen), start=off)


def combined(parts: Sequence[tuple[Polynomial, Fact]], off: Polynomial) -> Fact | None:
    """Why Σ q_l·f_l vanishes where the f_l do; ``None`` where that takes too many squares."""
    multiples = [_multiple(q, fact) for q, fact in parts]
    if len(multiples) > 2 and all(fact.power == 2 for fact in multiples):
        return _total_of_squares(parts, off)
    total = multiples[0]
    for fact in multiples[1:]:
        total = _added(total, fact, off)
        if len(total.squares) > MAX_SQUARES:
            return None
    return total


def _multiple(factor: Polynomial, fact: Fact) -> Fact:
    """Why q·f vanishes, with an even power."""
    power = fact.power + fact.power % 2
    squares = tuple(_scaled(fact.squares, factor ** (power // 2)))
    return Fact(factor * fact.polynomial, power, squares, fact.half)


def _added(first: Fact, second: Fact, off: Polynomial) -> Fact:
    """Why a + b vanishes, where a^p and b^q with squares are in the ideal; with 2n = p + q,

    (a + b)^2n + (a − b)^2n = 2·Σ_i C(2n, 2i)·a^2i·b^(2n−2i), in which each term is a square times a^p or b^q.
    """
    a, b = first.polynomial, second.polynomial
    p, q, half = first.power // 2, second.power // 2, max(first.half, second.half)
    n = p + q
    squares = [Square(Fraction(1), (), off**half * (a - b) ** n)]
    for i in range(n + 1):
        fact, root = (first, a ** (i - p) * b ** (n - i)) if i >= p else (second, a**i * b ** (p - i))
        scale = 2 * comb(2 * n, 2 * i)
        squares += _scaled(fact.squares, root * off ** (half - fact.half), scale)
    return Fact(a + b, 2 * n, tuple(one for one in squares if one.root), half)


def _total_of_squares(parts: Sequence[tuple[Polynomial, Fact]], off: Polynomial) -> Fact | None:
    """Why Σ q_l·f_l vanishes, where all the powers are 2.

    By Lagrange's identity (Σ q²)(Σ f²) = (Σ q·f)² + Σ_{k<l} (q_k·f_l − q_l·f_k)².
    """
    half = max(fact.half for _, fact in parts)
    crossed = [
        Square(Fraction(1), (), off**half * (q * b.polynomial - r * a.polynomial))
        for (q, a), (r, b) in combinations(parts, 2)
    ]
    scaled = [
        one
        for q, _ in parts
        for _, fact in parts
        for one in _scaled(fact.squares, q * off ** (half - fact.half))
    ]
    squares = tuple(one for one in [*crossed, *scaled] if one.root)
    total = Polynomial.total(q * fact.polynomial for q, fact in parts)
    return Fact(total, 2, squares, half) if len(squares) <= MAX_SQUARES else None
