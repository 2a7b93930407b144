"""Finding that side conditions keep their signs, one after the other (theory T5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from random import Random
from typing import Final, TypeAlias

from certsim.algebra.ideals import Ideal
from certsim.algebra.points import find_points
from certsim.kernel.evidence.records import (
    BoundaryInvariant,
    Conserved,
    Invariance,
    Kept,
    NeverZero,
    NoPointByIdentity,
    Reference,
)
from certsim.kernel.rules.domain import in_domain
from certsim.kernel.rules.setting import Setting, product_of
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.polynomial import Polynomial
from certsim.search.emptiness import ask_no_point, domain_numbers, find_no_point
from certsim.search.limits import Limits

Prover: TypeAlias = Callable[[Setting, Limits], Invariance | None]
Proof: TypeAlias = Kept | Conserved | NeverZero | BoundaryInvariant

MAX_POWER: Final = 3
PROBE: Final = 0.5
"""Seconds to find a zero of a condition."""


class Along:
    """What vanishes along one field, with references to it, and how fast each condition changes there."""

    def __init__(
        self,
        references: Sequence[Reference],
        ideal_with: Callable[[Polynomial], Ideal],
        rates: Sequence[Polynomial],
    ) -> None:
        self._references: Final = references
        self._ideal_with: Final = ideal_with
        self._rates: Final = rates

    def kept(self, condition: int, h: Polynomial, before: Polynomial, most: int) -> Kept | None:
        """(∏h')^N·L_X h as a combination of h and of what vanishes, with N ≤ most."""
        found = self._ideal_with(h).cofactors_with_multiplier(self._rates[condition], before, most)
        if found is None:
            return None
        pairs = zip([*self._references, Reference("condition", 0)], found[1], strict=True)
        return Kept((tuple((reference, q) for reference, q in pairs if q),), found[0])


def find_conditions_kept(
    setting: Setting, along: Sequence[Along], conserved: Iterable[int], limits: Limits, prove: Prover
) -> tuple[tuple[Proof, ...], tuple[int, ...]] | None:
    """A proof for each side condition, and the order in which they are shown; `()` is their own.

    Some are conserved by structure. `prove` finds proofs for the sets h = 0.
    """
    return _Search(setting, along, conserved, limits, prove).run()


class _Search:
    """What is shown so far, in order; each proof may use what was shown before."""

    def __init__(
        self,
        setting: Setting,
        along: Sequence[Along],
        conserved: Iterable[int],
        limits: Limits,
        prove: Prover,
    ) -> None:
        self._setting: Final = setting
        self._along: Final = along
        self._limits: Final = limits
        self._prove: Final = prove
        self._domains: Final = domain_numbers(setting)
        self._met: Final[dict[tuple[tuple[Polynomial, ...], tuple[Condition, ...]], bool]] = {}
        self._shown: Final[dict[int, Proof]] = {at: Conserved() for at in conserved}

    def run(self) -> tuple[tuple[Proof, ...], tuple[int, ...]] | None:
        """The cheapest proofs of all conditions first; those that are left again when more is shown."""
        count = len(self._setting.conditions)
        kinds = [self._kept, self._kept_beside, self._never_zero, self._boundary, self._by_solver]
        while len(self._shown) < count:
            left = [at for at in range(count) if at not in self._shown]
            found = next(((at, proof) for kind in kinds for at in left if (proof := kind(at))), None)
            if found is None:
                return None
            self._shown[found[0]] = found[1]
        proofs = tuple(self._shown[at] for at in range(count))
        free = all(map(_is_free, proofs)) or list(self._shown) == list(range(count))
        return proofs, () if free else tuple(self._shown)

    def _kept(self, at: int) -> Kept | None:
        return self._kept_with(at, 0)

    def _kept_beside(self, at: int) -> Kept | None:
        """With denominators of the conditions that are shown."""
        return self._kept_with(at, MAX_POWER) if self._shown else None

    def _kept_with(self, at: int, most: int) -> Kept | None:
        h = self._setting.conditions[at].polynomial
        before = product_of([self._setting.conditions[one] for one in self._shown])
        found = []
        for along in self._along:
            kept = along.kept(at, h, before, most)
            if kept is None:
                return None
            found.append(kept)
        return _together(found, before)

    def _never_zero(self, at: int) -> NeverZero | None:
        """That h has no zero where the conditions hold that are shown, or those of the domain besides."""
        count, limits = len(self._setting.conditions), replace(self._limits, allow=frozenset())
        for domain in self._domains:
            equations, strict = self._zeros(at, domain)
            known = {"equation": equations[:-1], "condition": equations[-1:]}
            numbers = [*self._shown, *range(count, count + len(domain))]
            if not self._is_met(equations, strict):
                proof = find_no_point(self._setting, known, strict, limits, numbers=numbers)
                if proof is not None:
                    return NeverZero(proof, domain)
        return None

    def _by_solver(self, at: int) -> NeverZero | None:
        """That on the solver's word."""
        for domain in self._domains:
            equations, strict = self._zeros(at, domain)
            if not self._is_met(equations, strict):
                proof = ask_no_point(self._setting, equations, strict, self._limits.share(0.4))
                if proof is not None:
                    return NeverZero(proof, domain)
        return None

    def _zeros(self, at: int, domain: tuple[int, ...]) -> tuple[list[Polynomial], list[Condition]]:
        """The equations of the zeros of h on V, and what is in force there."""
        conditions = self._setting.conditions
        strict = [*(conditions[one] for one in self._shown), *in_domain(self._setting, domain)]
        return [*self._setting.restriction.curved, conditions[at].polynomial], strict

    def _is_met(self, equations: Sequence[Polynomial], conditions: Sequence[Condition]) -> bool:
        """Whether a point is found there, so that there is no proof to look for."""
        key = tuple(equations), tuple(conditions)
        if key not in self._met:
            opens = [(condition.polynomial, condition.relation) for condition in conditions]
            # Randomness of its own: the searches after this one draw what they would without it.
            draw, deadline = Random(0), self._limits.share(0.1, PROBE).deadline  # noqa: S311  no secrets
            self._met[key] = any(True for _ in find_points(equations, opens, (), draw, deadline))
        return self._met[key]

    def _boundary(self, at: int) -> BoundaryInvariant | None:
        """That V ∩ {h = 0} is invariant, by itself or where the conditions hold that are shown."""
        h = self._setting.conditions[at].polynomial
        for conditions in dict.fromkeys(((), tuple(sorted(self._shown)))):
            rest = self._prove(self._setting.alone(h, conditions=conditions), self._limits.share(0.5))
            if rest is not None:
                return BoundaryInvariant(rest, conditions)
        return None


def _together(found: Sequence[Kept], before: Polynomial) -> Kept:
    """The same for all fields: with the highest of the powers."""
    most = max(kept.power for kept in found)
    return Kept(
        tuple(
            tuple((reference, before ** (most - kept.power) * q) for reference, q in combination)
            for kept in found
            for combination in kept.cofactors
        ),
        most,
    )


def _is_free(proof: Proof) -> bool:
    """Whether a proof uses no condition that is shown before."""
    if isinstance(proof, NeverZero):
        shown = proof.proof
        if not isinstance(shown, NoPointByIdentity):
            return False
        return not (shown.power or any(one.weight for one in shown.squares))
    if isinstance(proof, Kept):
        return not proof.power
    return isinstance(proof, Conserved) or not proof.conditions
