"""What the Taylor polynomials of a model at θ = 0 allow: groups that contain every symmetry.

A signed permutation Q is linear, so F∘Q = F holds for the homogeneous parts of F at 0 one by one. Their
coefficients are computed in balls at one input. Those whose balls meet count as equal, so nothing that may
be a symmetry is ruled out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

import flint

from certsim.algebra.balls import BallRing
from certsim.algebra.budget import OutOfBudget
from certsim.algebra.jets import Jet, JetRing
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.calculus import by_formula, evaluate
from certsim.kernel.terms.functions import Domain, Parity
from certsim.kernel.terms.polynomial import Monomial, Polynomial
from certsim.symmetry.group.coloured_graph import Structure, read_polynomials

MAX_DEGREE: Final = 8
WORK: Final = 400_000
"""How many products of terms the Taylor polynomials of all degrees may take together."""
MAX_VERTICES: Final = 30_000
"""About how many vertices the structure of a Taylor polynomial may have."""
BITS: Final = 192


class NotAnalytic(Exception):
    """The model is not seen to be analytic near θ = 0."""


def taylor_structures(model: KernelModel, values: Mapping[int, Fraction]) -> Iterator[Structure]:
    """The structures of the Taylor polynomials of degree 1, 2, … of the outputs, at values of the inputs.

    None where the outputs are not analytic at 0; fewer than `MAX_DEGREE` where they are too long.
    """
    work, known = [WORK], 0
    for degree in range(1, MAX_DEGREE + 1):
        try:
            outputs = _taylor(model, values, degree, work)
        except (NotAnalytic, OutOfBudget):
            return
        if sum(2 ** len(monomial) for terms in outputs for monomial in terms) > MAX_VERTICES:
            return
        polynomials = _with_ranks(outputs)
        size = sum(len(polynomial.terms) for polynomial in polynomials)
        if size > known or degree == MAX_DEGREE:
            yield read_polynomials(model, polynomials)
        known = size


class _Balls(JetRing):
    """Expressions up to some degree in the parameters, with balls for coefficients."""

    def __init__(self, model: KernelModel, degree: int, work: list[int]) -> None:
        super().__init__(degree, work)
        self._functions: Final = model.graph.functions
        self._unspecified: Final = {name: generic(facts) for name, facts in self._functions.facts.items()}
        flint.ctx.prec = BITS

    def coefficient(self, value: Fraction) -> Any:
        return BallRing.between(value, value)

    def vanishes(self, coefficient: Any) -> bool:
        return bool(coefficient.is_zero())

    def series(self, function: str, at: Any) -> Sequence[Any]:
        """The coefficients of σ(c + t) up to the degree; those that a parity makes 0 are 0."""
        self._require_analytic(function, at)
        if function == "step":
            return [flint.arb(1 if at > 0 else 0)]
        flint.ctx.cap = self._degree + 1
        series = _Series(self._unspecified).call(function, flint.arb_series([at, 1]))
        coefficients = [series[k] for k in range(self._degree + 1)]
        if not at.is_zero():
            return coefficients
        vanishing = _VANISHING.get(self._functions.mirror(function), range(0))
        return [flint.arb(0) if k in vanishing else c for k, c in enumerate(coefficients)]

    def _require_analytic(self, function: str, at: Any) -> None:
        domain = self._functions.domain(function)
        if domain is Domain.POSITIVE and not at > 0:
            raise NotAnalytic
        if domain is not None and at.contains(0):
            raise NotAnalytic


_VANISHING: Final[Mapping[Parity | None, range]] = {
    Parity.ODD: range(0, MAX_DEGREE + 1, 2),
    Parity.EVEN: range(1, MAX_DEGREE + 1, 2),
    Parity.COMPLEMENT: range(2, MAX_DEGREE + 1, 2),
    Parity.REMAINDER: range(3, MAX_DEGREE + 1, 2),
}
"""Which Taylor coefficients at 0 vanish for each kind of function."""


def generic(facts: frozenset[str]) -> Sequence[Fraction]:
    """The coefficients of a polynomial with the facts of an unspecified function: one of those meant."""
    kept = [k for k in range(MAX_DEGREE + 1) if not ("odd" in facts and k % 2 == 0)]
    kept = [k for k in kept if not ("even" in facts and k % 2) and not ("zero_at_zero" in facts and k == 0)]
    return [Fraction(7 + 3 * k * k, 11 + k) if k in kept else Fraction(0) for k in range(MAX_DEGREE + 1)]


class _Series:
    """Power series in one variable, with balls for coefficients."""

    def __init__(self, unspecified: Mapping[str, Sequence[Fraction]]) -> None:
        self._unspecified = unspecified

    def number(self, value: Fraction) -> Any:
        return flint.arb_series([BallRing.between(value, value)])

    def total(self, summands: Iterable[Any]) -> Any:
        return sum(summands, flint.arb_series([0]))

    def call(self, function: str, argument: Any) -> Any:
        if function in self._unspecified:
            value = flint.arb_series([0])
            for coefficient in reversed(self._unspecified[function]):
                value = value * argument + self.number(coefficient)
            return value
        return _CALLS[function](argument) if function in _CALLS else by_formula(function, argument, self)


_CALLS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "exp": lambda u: u.exp(),
    "log": lambda u: u.log(),
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "sqrt": lambda u: u.sqrt(),
    "inv": lambda u: 1 / u,
    "erf": lambda u: u.erf(),
    "normal_pdf": lambda u: (-u * u / 2).exp() / (2 * flint.arb.pi()).sqrt(),
    "atan": lambda u: u.atan(),
}


def _taylor(
    model: KernelModel, values: Mapping[int, Fraction], degree: int, work: list[int]
) -> list[Mapping[Monomial, Any]]:
    ring = _Balls(model, degree, work)

    def leaf(index: int) -> Jet:
        if index == model.pi:
            return ring.constant(flint.arb.pi())
        if index < len(model.parameters):
            return ring.variable(index)
        return ring.number(values[index])

    return [jet.terms for jet in evaluate(model.graph, model.outputs, leaf, ring)]


def _with_ranks(outputs: Sequence[Mapping[Monomial, Any]]) -> list[Polynomial]:
    """The outputs with the rank of each coefficient's size in place of it, and without what may be 0.

    Sizes whose balls meet, perhaps by way of others, have the same rank.
    """
    sizes = sorted((abs(c) for terms in outputs for c in terms.values()), key=lambda c: float(c.mid()))
    groups = list(_merged(sizes))
    found = []
    for terms in outputs:
        ranks = {m: _rank(groups, abs(c)) * (-1 if c < 0 else 1) for m, c in terms.items() if m}
        found.append(Polynomial(ranks))
    return found


def _merged(sizes: Sequence[Any]) -> Iterator[Any]:
    """Disjoint balls that cover the given ones, in order; the first one is around 0."""
    current = flint.arb(0)
    for size in sizes:
        if current.overlaps(size):
            current = current.union(size)
        else:
            yield current
            current = size
    yield current


def _rank(groups: Sequence[Any], size: Any) -> int:
    """The number of the ball that the size is in; 0 for what may be 0."""
    low, high = 0, len(groups) - 1
    while low < high:
        middle = (low + high) // 2
        if groups[middle].overlaps(size) or size < groups[middle]:
            high = middle
        else:
            low = middle + 1
    return low
