"""The flow closure: the smallest ideal with the equations that Lie derivatives do not leave (theory T6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from certsim.algebra.budget import OutOfBudget
from certsim.algebra.ideals import Ideal, split
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Step
from certsim.kernel.rules.core import lie_coefficients, taylor_coefficient
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.tangency import lie_derivatives
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.polynomial import ONE, Monomial, Polynomial
from certsim.search.limits import Limits
from certsim.search.vanishing import combination

MAX_STEPS = 60


@dataclass(frozen=True)
class Closure:
    """Equations with all their Lie derivatives, up to combinations: generators of I_∞ of theory T6.

    `known` starts with the claim's equations; `steps` says how each further one arose.
    """

    known: tuple[Polynomial, ...]
    steps: tuple[Step, ...]

    @property
    def new(self) -> tuple[Polynomial, ...]:
        return tuple(step.polynomial for step in self.steps)

    def fields(self, index: int) -> tuple[int, ...]:
        """The fields of the word along which a known polynomial arose from an equation, last one first."""
        first = len(self.known) - len(self.steps)
        if index < first:
            return ()
        step = self.steps[index - first]
        return (step.field, *self.fields(step.equation))


def find_closure(setting: Setting, limits: Limits) -> Closure | None:
    """The flow closure of the set's equations, for a polynomial model; `None` if it costs too much.

    For the setting of a claim itself these are the claim's equations, as they stand there.
    """
    claim = setting.claim
    own = Setting.of(claim).restriction == setting.restriction

    def coefficients(known: Polynomial, field: int) -> Iterable[tuple[Monomial, Polynomial]]:
        found = lie_coefficients(claim, known, field)
        if found is None:
            raise InvalidCertificate("the model is not polynomial")
        return found.items()

    equations = claim.candidate.equations if own else setting.restriction.equations()
    return _closure(claim, equations, coefficients, limits)


def find_taylor_closure(claim: Claim, order: int, limits: Limits) -> Closure | None:
    """What vanishes on every invariant subset, by the coefficients of Lie derivatives up to an order in x.

    Where the model is not polynomial, Lie derivatives are expanded at the input 0. `None` if a call is left
    there, or if it costs too much. The equations need not be closed: more may vanish.
    """
    monomials = [m for size in range(order + 1) for m in combinations_with_replacement(claim.inputs, size)]

    def coefficients(known: Polynomial, field: int) -> Iterable[tuple[Monomial, Polynomial]]:
        return ((inputs, taylor_coefficient(claim, known, field, inputs)) for inputs in monomials)

    return _closure(claim, claim.candidate.equations, coefficients, limits)


def _closure(
    claim: Claim,
    equations: Sequence[Polynomial],
    coefficients: Callable[[Polynomial, int], Iterable[tuple[Monomial, Polynomial]]],
    limits: Limits,
) -> Closure | None:
    """The equations with the coefficients of their Lie derivatives, until nothing new appears."""
    known, steps = list(equations), list[Step]()
    ideal = Ideal(known, deadline=limits.deadline)
    try:
        at = 0
        while at < len(known) and not ideal.contains(ONE):
            for field in range(claim.model.family_size):
                for inputs, coefficient in coefficients(known[at], field):
                    rest = ideal.normal_form(coefficient)
                    if not rest:
                        continue
                    cofactors = ideal.cofactors(coefficient - rest)
                    if cofactors is None or len(steps) >= MAX_STEPS:
                        return None
                    steps.append(Step(field, at, inputs, rest, combination(cofactors)))
                    known.append(rest)
                    ideal = Ideal(known, deadline=limits.deadline)
            at += 1
    except (OutOfBudget, InvalidCertificate):
        return None
    return Closure(tuple(known), tuple(steps))


def find_tower_closure(claim: Claim, limits: Limits) -> tuple[Polynomial, ...] | None:
    """Equations of an invariant subset, for any model: all coefficients of all monomials in inputs and atoms.

    Atoms are taken as independent, so the subset need not be the largest.
    """
    equations = tuple(claim.candidate.equations)
    for _ in range(MAX_STEPS):
        setting = Setting(claim, equations)
        if setting.restriction.inconsistent:
            return equations
        try:
            new = _tower_coefficients(setting, limits)
        except (OutOfBudget, InvalidCertificate):
            return None
        if not new:
            return tuple(setting.restriction.equations())
        equations = (*setting.restriction.equations(), *new)
    return None


def _tower_coefficients(setting: Setting, limits: Limits) -> Sequence[Polynomial]:
    ideal = Ideal(setting.restriction.curved, deadline=limits.deadline)
    tower = setting.claim.tower()
    claim = setting.claim
    own = frozenset(range(claim.parameter_count)) | frozenset(claim.constants)
    found: dict[Polynomial, None] = {}
    inputs = Ideal(claim.model.where.equations, deadline=limits.deadline)
    for row in lie_derivatives(setting, setting.restriction.equations(), tower)[0]:
        for derivative in row:
            pieces = split(inputs.normal_form(derivative) if claim.model.where.equations else derivative, own)
            found.update(dict.fromkeys(filter(None, map(ideal.normal_form, pieces.values()))))
    return list(found)


def closure_words(closure: Closure) -> Iterator[tuple[Polynomial, tuple[int, ...]]]:
    """The further equations of a closure, with the fields along which they arise from the given ones."""
    first = len(closure.known) - len(closure.steps)
    for at in range(first, len(closure.known)):
        yield closure.known[at], closure.fields(at)
