"""Values in FLINT's ball arithmetic: quick and rigorous, but not checked by the kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import flint

from certsim.algebra.rings import to_fmpq
from certsim.kernel.terms.calculus import by_formula

BITS: Final = 96
"""The precision, if no other is asked for."""

# The primitives, and what FLINT knows better than the formula.
_CALLS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "tanh": lambda u: u.tanh(),
    "exp": lambda u: u.exp(),
    "log": lambda u: u.log(),
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "sinh": lambda u: u.sinh(),
    "cosh": lambda u: u.cosh(),
    "sqrt": lambda u: u.sqrt(),
    "inv": lambda u: 1 / u,
    "erf": lambda u: u.erf(),
    "normal_pdf": lambda u: (-u * u / 2).exp() / (2 * flint.arb.pi()).sqrt(),
    "atan": lambda u: u.atan(),
    "step": lambda u: flint.arb(1 if u > 0 else 0) if u > 0 or u < 0 else flint.arb("nan"),
}


class BallRing:
    """Expressions evaluated with balls; unspecified functions are polynomials with given coefficients."""

    def __init__(self, functions: Mapping[str, Sequence[Fraction]], bits: int = BITS) -> None:
        self._functions: Final = functions
        flint.ctx.prec = bits

    def number(self, value: Fraction) -> Any:
        return flint.arb(to_fmpq(value))

    def total(self, summands: Iterable[Any]) -> Any:
        return _off_zero(sum(summands, flint.arb(0)))

    def call(self, function: str, argument: Any) -> Any:
        return _off_zero(self._call(function, argument))

    def _call(self, function: str, argument: Any) -> Any:
        base = function.rstrip("'")
        if base not in self._functions:
            return _CALLS[function](argument) if function in _CALLS else by_formula(function, argument, self)
        polynomial = flint.fmpq_poly([to_fmpq(c) for c in self._functions[base]])
        for _ in range(len(function) - len(base)):
            polynomial = polynomial.derivative()
        value = flint.arb(0)
        for coefficient in reversed(polynomial.coeffs()):
            value = value * argument + flint.arb(coefficient)
        return value

    @staticmethod
    def pi() -> Any:
        """A ball around π."""
        return flint.arb.pi()

    @staticmethod
    def between(low: Fraction, high: Fraction) -> Any:
        """A ball around the numbers between two rationals."""
        return _off_zero(flint.arb(to_fmpq(low)).union(flint.arb(to_fmpq(high))))

    @staticmethod
    def is_within(value: Any, bits: int) -> bool:
        """Whether the radius of the ball is at most 2^−bits."""
        return bool(value.is_finite() and value.rad() <= flint.arb(2) ** -bits)

    @staticmethod
    def is_nonzero(value: Any) -> bool:
        """Whether the ball is proved, as far as FLINT is believed, not to contain 0."""
        return bool(value.is_finite() and not value.contains(0))


def _off_zero(ball: Any) -> Any:
    """A ball around this one whose middle is not 0: FLINT has no powers of others, but of 0 itself."""
    if ball.mid() != 0 or ball.is_exact():
        return ball
    return ball.union(2 * ball.rad())
