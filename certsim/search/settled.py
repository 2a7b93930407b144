"""Finding which steps have arguments of one sign where conditions hold (theory T18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, islice
from math import prod
from random import Random
from typing import Final, TypeAlias

from certsim.algebra.budget import Budget, OutOfBudget
from certsim.algebra.gram import NormalForm
from certsim.algebra.ideals import Ideal
from certsim.algebra.squares import find_squares_among
from certsim.algebra.weights import Weights
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Output, Reference, Settled, Square, Squares
from certsim.kernel.rules.setting import Setting, sum_of_squares
from certsim.kernel.rules.tangency import in_force, output
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.polynomial import ONE, ZERO, Monomial, Polynomial, Rational
from certsim.kernel.terms.subspace import Restriction, restrict
from certsim.kernel.terms.tower import Tower
from certsim.search import solver
from certsim.search.limits import Limits
from certsim.search.vanishing import positive

MAX_FACTORS: Final = 3
MAX_PRODUCTS: Final = 400
MAX_TERMS: Final = 12
"""Longer polynomials are tried as products of conditions only."""
SECONDS: Final = 2.0
"""What the search for one step may take."""
SAMPLES: Final = 20
DRAWN: Final = 300
"""So many points are drawn, until so many are samples."""
MAX_MONOMIALS: Final = 100
MAX_ELEMENTS: Final = 24
"""Larger Gram matrices are not tried."""
MULTIPLIERS: Final = 4
"""Conditions that are tried as multipliers."""

Terms: TypeAlias = Mapping[int | None, Squares]
"""Σ c·w·s² by the number of the call whose output it multiplies, `None` for none."""
NOTHING: Final[Mapping[int, Polynomial]] = {}


@dataclass(frozen=True)
class _Shown:
    """m·p = Σ c·w·s² + Σ (outputs) + Σ q·g with m > 0, so that p ≥ 0."""

    terms: Terms
    multiplier: Squares
    cofactors: Sequence[Polynomial]

    @property
    def outputs(self) -> tuple[Output, ...]:
        return tuple(Output(atom, squares) for atom, squares in self.terms.items() if atom is not None)


def find_settled(setting: Setting, tower: Tower, limits: Limits) -> tuple[Settled, ...]:
    """The steps of a tower whose arguments are shown to have one sign by the conditions in force.

    Those that are settled may settle those above them. Not settled are those whose arguments vanish on all of
    the set: it lies in their kinks, and to say it of regions would say nothing.
    """
    first, inputs = len(setting.claim.names), setting.claim.model.where.equations
    references = [Reference("equation", at) for at in range(len(setting.restriction.curved))]
    references += [Reference("input", at) for at in range(len(inputs))]
    vanishing = [*setting.restriction.curved, *inputs]
    signs = _Signs(setting, tower, limits.share(0.2))
    found: list[Settled] = []
    for at, atom in enumerate(tower.atoms):
        if atom.function != "step" or limits.expired:
            continue
        ideal = Ideal(vanishing, deadline=limits.share(0.2).deadline)
        try:
            vanishes = not ideal.normal_form(atom.argument)
        except OutOfBudget:
            break
        if vanishes:
            continue
        for is_positive in (False, True):
            shown = signs.find(ideal, atom.argument if is_positive else -atom.argument)
            if shown is not None:
                pairs = tuple((r, q) for r, q in zip(references, shown.cofactors, strict=True) if q)
                references.append(Reference("settled", len(found)))
                vanishing.append(Polynomial.variable(first + at) - int(is_positive))
                squares = shown.terms.get(None, ())
                found.append(Settled(at, is_positive, squares, pairs, shown.multiplier, shown.outputs))
                break
    return tuple(found)


class _Signs:
    """What the conditions in force say of the signs of polynomials."""

    def __init__(self, setting: Setting, tower: Tower, limits: Limits) -> None:
        self._conditions: Final = in_force(setting)
        self._tower: Final = tower
        self._limits: Final = limits
        self._first: Final = len(setting.claim.names)
        free = not setting.restriction.curved and not setting.claim.model.where.equations
        self._samples: Final = _samples(self._conditions, self._first) if free else []

    def find(self, ideal: Ideal, polynomial: Polynomial) -> _Shown | None:
        """Why a polynomial is not negative where the conditions hold."""
        if self._is_negative_somewhere(polynomial):
            return None
        limits, outputs = self._limits.share(1, SECONDS), self._outputs(polynomial)
        short = len(polynomial.terms) <= MAX_TERMS and not outputs
        for multiplier in multipliers(self._conditions) if short else [()]:
            factor = sum_of_squares(multiplier, self._conditions) if multiplier else ONE
            target = polynomial * factor
            try:
                terms = find_nonnegative(ideal, target, self._conditions, limits.share(0.5), outputs)
                rest = None if terms is None else target - value_of(terms, self._conditions, outputs)
                cofactors = None if rest is None else ideal.cofactors(rest)
            except OutOfBudget:
                continue
            if terms is not None and cofactors is not None:
                return _Shown(terms, multiplier, cofactors)
        return None

    def _outputs(self, polynomial: Polynomial) -> dict[int, Polynomial]:
        """What the calls that the polynomial mentions give, as far as that is seen not to be negative."""
        found = {}
        for variable in sorted(v for v in polynomial.variables if v >= self._first):
            with suppress(InvalidCertificate):
                found[variable - self._first] = output(self._tower, variable)
        return found

    def _is_negative_somewhere(self, polynomial: Polynomial) -> bool:
        """Whether it is, at a point that is known; the values of calls but steps are not known."""
        return any((self._at(polynomial, sample) or 0) < 0 for sample in self._samples)

    def _at(self, polynomial: Polynomial, sample: Mapping[int, Polynomial]) -> Rational | None:
        values = {v: sample[v] for v in polynomial.variables if v < self._first}
        for variable in polynomial.variables - values.keys():
            atom = self._tower.atom(variable)
            argument = self._at(atom.argument, sample) if atom and atom.function == "step" else None
            if argument is None:
                return None
            values[variable] = ONE if argument > 0 else ZERO
        return polynomial.substitute(values).constant_value or 0


def multipliers(conditions: Sequence[Condition]) -> list[Squares]:
    """What may be tried as a positive multiplier: 1, and some conditions."""
    chosen = islice(positive(conditions), MULTIPLIERS)
    return [(), *((Square(Fraction(1), (at,), ONE),) for at in chosen)]


def _samples(conditions: Sequence[Condition], count: int) -> list[dict[int, Polynomial]]:
    """Values of the variables at which the conditions hold."""
    rng = Random(0)  # noqa: S311  no secrets are drawn
    found: list[dict[int, Polynomial]] = []
    for _ in range(DRAWN if conditions else SAMPLES):
        sample = {v: ONE * Fraction(rng.randint(-60, 60), rng.choice((1, 4, 20))) for v in range(count)}
        if len(found) < SAMPLES and all(_holds(condition, sample) for condition in conditions):
            found.append(sample)
    return found


def _holds(condition: Condition, sample: Mapping[int, Polynomial]) -> bool:
    value = condition.positive.substitute(sample).constant_value or 0
    return value > 0 or (value < 0 and condition.relation == "!=")


def find_nonnegative(
    ideal: Ideal,
    polynomial: Polynomial,
    conditions: Sequence[Condition],
    limits: Limits,
    outputs: Mapping[int, Polynomial] = NOTHING,
) -> Terms | None:
    """The polynomial as a sum of squares with products of the conditions as weights, modulo the ideal.

    And of such sums times outputs, which are not negative either, by the numbers of their calls.

    Raises:
        OutOfBudget: that could not be found out.
    """
    target = ideal.normal_form(polynomial)
    constant = target.constant_value
    if constant is not None and constant >= 0:
        return {None: (Square(Fraction(constant or 1), (), ONE if constant else ZERO),)}
    found = _find_products(ideal, target, conditions, limits, outputs)
    if found is None and not outputs:
        squares = _find_squares(ideal, target, conditions, limits)
        found = None if squares is None else {None: squares}
    return found


def value_of(
    terms: Terms, conditions: Sequence[Condition], outputs: Mapping[int, Polynomial] = NOTHING
) -> Polynomial:
    """What such a sum is."""
    return Polynomial.total(
        sum_of_squares(squares, conditions) * (ONE if atom is None else outputs[atom])
        for atom, squares in terms.items()
    )


def _find_products(
    ideal: Ideal,
    target: Polynomial,
    conditions: Sequence[Condition],
    limits: Limits,
    outputs: Mapping[int, Polynomial],
) -> Terms | None:
    """By products of conditions, times squares of monomials, times outputs."""
    plain = dict(islice(_products(positive(conditions)), MAX_PRODUCTS))
    factors: dict[int | None, Polynomial] = {None: ONE}
    factors |= dict(outputs.items())
    products = (
        ((atom, weight, root), product * root * root * factor)
        for weight, product in plain.items()
        for root in _roots(target)
        for atom, factor in factors.items()
    )
    reduced = {key: ideal.normal_form(product) for key, product in islice(products, MAX_PRODUCTS)}
    inside = {key: p for key, p in reduced.items() if p.terms.keys() <= target.terms.keys()}
    for columns in (inside, reduced):
        found = solver.find_nonnegative(list(columns.values()), target, limits.share(0.4).deadline)
        if found is not None:
            terms: dict[int | None, Squares] = {}
            for c, (atom, weight, root) in zip(found, columns, strict=True):
                terms[atom] = (*terms.get(atom, ()), *((Square(c, weight, root),) if c else ()))
            return {atom: squares for atom, squares in terms.items() if squares}
    return None


def _products(factors: Mapping[int, Polynomial]) -> Iterator[tuple[tuple[int, ...], Polynomial]]:
    """The products of few of the factors, with the numbers of these; 1 is the first."""
    for size in range(MAX_FACTORS + 1):
        for chosen in combinations(sorted(factors), size):
            yield chosen, prod((factors[at] for at in chosen), start=ONE)


def _roots(target: Polynomial) -> list[Polynomial]:
    """Monomials whose squares divide a monomial of the target as far as they can; 1 is the first."""
    halves = (tuple(v for v in dict.fromkeys(m) for _ in range(m.count(v) // 2)) for m in target.terms)
    return [Polynomial({m: 1}) for m in dict.fromkeys([(), *halves])]


def _find_squares(
    ideal: Ideal, target: Polynomial, conditions: Sequence[Condition], limits: Limits
) -> Squares | None:
    """By Gram matrices under the weights, small ones first."""
    if limits.expired or len(target.terms) > MAX_TERMS:
        return None
    known = {at: h for at, h in positive(conditions).items() if h.variables}
    used = frozenset[int]().union(target.variables, *(h.variables for h in known.values()))
    mentioned = used.union(*(g.variables for g in ideal.generators))
    used = used.union(*(g.variables for g in ideal.generators if g.variables & used))
    weights = Weights.of(known, max(mentioned, default=0) + 1)
    normal_form = weights.normal_form(ideal.normal_form)
    grading = _grading([target, *weights.products.values(), *ideal.generators])
    for more in (None, 0, 2):
        basis = _basis(weights, target, sorted(used), grading, more)
        basis = _pruned(basis, target, normal_form)
        if 0 < len(basis) <= MAX_ELEMENTS:
            found = find_squares_among(basis, target, normal_form, Budget(limits.deadline))
            if found is not None:
                return weights.squares(found)
    return None


def _grading(polynomials: Iterable[Polynomial]) -> Restriction:
    """Degrees of variables in which the polynomials are homogeneous: some are free, and give the rest."""
    firsts = ((p, min(p.terms)) for p in polynomials if p)
    return restrict((_sum(m) - _sum(first) for p, first in firsts for m in p.terms), 0)


def _sum(monomial: Monomial) -> Polynomial:
    """The degree of a monomial by the degrees of its variables."""
    return Polynomial.total(map(Polynomial.variable, monomial))


def _basis(
    weights: Weights, target: Polynomial, variables: Sequence[int], grading: Restriction, more: int | None
) -> list[Polynomial]:
    """Monomials under weights of half the degree of the target, in all gradings.

    Their squares are no higher in any variable than the target; or than its degree, and so much `more`.
    """
    highest = {v: max(m.count(v) for m in target.terms) for v in variables}
    even = target.degree + target.degree % 2 + (more or 0)
    wanted = _sum(min(target.terms))
    monomials = [
        m
        for degree in range(even // 2 + 1)
        for m in islice(combinations_with_replacement(variables, degree), MAX_MONOMIALS)
    ]

    def fits(m: Monomial) -> bool:
        return all(m.count(v) <= highest.get(v, 0) for v in set(m)) if more is None else len(m) <= even

    weighted: dict[Monomial, Polynomial] = {(): ONE}
    weighted |= {(v,): product for v, product in weights.products.items()}
    return [
        Polynomial({(*m, *mark): 1})
        for mark, product in weighted.items()
        for m in monomials
        if all(fits((*n, *m, *m)) for n in product.terms)
        and not grading.apply(_sum((*min(product.terms), *m, *m)) - wanted)
    ]


def _pruned(basis: Sequence[Polynomial], target: Polynomial, normal_form: NormalForm) -> list[Polynomial]:
    """Without elements whose squares have a monomial that nothing else has: they cannot occur."""
    kept = list(basis)
    while len(kept) <= MAX_MONOMIALS:
        pairs = [(i, j, normal_form(kept[i] * kept[j])) for i in range(len(kept)) for j in range(i + 1)]
        count = Counter(m for _, _, product in pairs for m in product.terms)
        count.update(target.terms.keys())
        alone = {i for i, j, product in pairs if i == j and any(count[m] == 1 for m in product.terms)}
        if not alone:
            break
        kept = [element for i, element in enumerate(kept) if i not in alone]
    return kept
