"""Sums of squares with weights that are known to be positive, by Gram matrices.

Σ c·w·s² with c > 0 and w a product of the given polynomials: an element of their preordering (Stengle, *A
Nullstellensatz and a Positivstellensatz in semialgebraic geometry*, 1974; Schmüdgen, *The K-moment problem
for compact semi-algebraic sets*, 1991).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import prod

from certsim.algebra.gram import NormalForm
from certsim.kernel.evidence.records import Square
from certsim.kernel.terms.polynomial import ONE, Monomial, Polynomial

MAX_FACTORS = 2


@dataclass(frozen=True)
class Weights:
    """Weights w_k, as the numbers of their factors and as products, each under a variable W_k.

    W_k stands for a square root of w_k. In a sum of squares of polynomials that are linear in the W_k, the
    terms with W_k·W_l, k ≠ l, have to cancel, and what is left is a sum of squares with weights.
    """

    factors: Mapping[int, tuple[int, ...]]
    products: Mapping[int, Polynomial]

    @classmethod
    def of(cls, positive: Mapping[int, Polynomial], first: int) -> Weights:
        """The products of at most two of the polynomials, under variables from `first` on."""
        chosen = [c for size in range(1, MAX_FACTORS + 1) for c in combinations(sorted(positive), size)]
        factors = dict(enumerate(chosen, first))
        return cls(factors, {v: prod((positive[at] for at in c), start=ONE) for v, c in factors.items()})

    def all(self) -> list[tuple[tuple[int, ...], Polynomial]]:
        """The factors of each weight, with their product."""
        return [(self.factors[v], self.products[v]) for v in self.factors]

    def basis(self, plain: Sequence[Polynomial]) -> list[Polynomial]:
        """The basis without a weight, and under each."""
        return [*plain, *(Polynomial.variable(v) * b for v in self.factors for b in plain)]

    def normal_form(self, plain: NormalForm) -> NormalForm:
        """The linear map that replaces W_k² by w_k, and leaves other monomials in the W_k as they are."""

        def extended(polynomial: Polynomial) -> Polynomial:
            parts: dict[Monomial, list[Polynomial]] = {}
            for monomial, coefficient in polynomial.terms.items():
                ours = [v for v in monomial if v in self.factors]
                twice = [v for v in dict.fromkeys(ours) if ours.count(v) > 1]
                rest = Polynomial({tuple(v for v in monomial if v not in self.factors): coefficient})
                value = prod((self.products[v] for v in twice), start=rest)
                parts.setdefault(tuple(v for v in ours if v not in twice), []).append(value)
            return Polynomial.total(
                Polynomial({kept: 1}) * plain(Polynomial.total(values)) for kept, values in parts.items()
            )

        return extended

    def squares(self, pairs: Iterable[tuple[Fraction, Polynomial]]) -> tuple[Square, ...]:
        """What Σ c·s² is, where the s are linear in the W_k and the mixed terms cancel."""
        return tuple(Square(c, w, s) for c, root in pairs for w, s in self.parts(root))

    def parts(self, polynomial: Polynomial) -> list[tuple[tuple[int, ...], Polynomial]]:
        """For Σ W_k·s_k the factors of each w_k, with s_k."""
        found: dict[tuple[int, ...], dict[Monomial, Fraction]] = {}
        for monomial, coefficient in polynomial.terms.items():
            weight = next((self.factors[v] for v in monomial if v in self.factors), ())
            rest = tuple(v for v in monomial if v not in self.factors)
            found.setdefault(weight, {})[rest] = Fraction(coefficient)
        return [(weight, Polynomial(terms)) for weight, terms in found.items()]


def product_of_weights(
    first: tuple[int, ...], second: tuple[int, ...], positive: Mapping[int, Polynomial]
) -> tuple[tuple[int, ...], Polynomial]:
    """The product of two weights as a weight times the square of a polynomial."""
    common = set(first) & set(second)
    return tuple(sorted({*first} ^ {*second})), prod((positive[at] for at in sorted(common)), start=ONE)


def weighted_value(squares: Iterable[Square], positive: Mapping[int, Polynomial]) -> Polynomial:
    """Σ c·w·s²."""
    return Polynomial.total(
        prod((positive[at] for at in one.weight), start=one.root * one.root) * one.coefficient
        for one in squares
    )
