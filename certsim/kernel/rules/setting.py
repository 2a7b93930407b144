"""What the rules of one proof share: the claim, its set as the kernel computed it, and identities on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence.records import Combination, Square
from certsim.kernel.statement.claim import Claim
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.polynomial import ONE, Polynomial
from certsim.kernel.terms.subspace import restrict


@dataclass(frozen=True)
class Assumption:
    """What a verdict rests on beyond the kernel's exact arithmetic.

    `kind` is "z3", "relu" or "relu0"; `query` is the SMT-LIB question to which "unsat" is assumed, by the
    solver of that `version`.
    """

    kind: str
    text: str
    query: str | None = None
    version: str | None = None

    @property
    def name(self) -> str:
        """The assumption as certificates name it."""
        return self.kind if self.version is None else f"{self.kind} {self.version}"

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


RELU: Final = Assumption(
    "relu",
    "the model is analytic on regions of constant activation pattern; what is said holds on each region, and "
    "a point that is named lies in one (T18)",
)
RELU_AT_ZERO: Final = Assumption(
    "relu0",
    "relu'(0) = 0, as frameworks have it; the gradient of the program as written is tangent to the set at "
    "each of its points, so that gradient descent, SGD and momentum keep the set (T18)",
)

Assumptions: TypeAlias = tuple[Assumption, ...]
"""What a rule assumes, besides what the rules that it uses do."""


class Setting:
    """A claim, a set V as curved equations on an affine subspace, and the side conditions there.

    It is made from equations and conditions, and in no other way: what contradicts itself stays that.
    """

    def __init__(
        self,
        claim: Claim,
        equations: Iterable[Polynomial],
        conditions: Iterable[Condition] = (),
        words: Iterable[Polynomial] = (),
    ) -> None:
        """Takes equations and conditions; `words` are polynomials that may be equations in other words."""
        self.claim: Final = claim
        given = tuple(equations)
        self._words: Final = (*words, *given)
        self.given_conditions: Final = tuple(conditions)
        self.restriction: Final = restrict(given, claim.parameter_count, claim.model.frozen)
        self.conditions: Final = tuple(
            Condition(self.restriction.apply(c.polynomial), c.relation) for c in self.given_conditions
        )

    @classmethod
    def of(cls, claim: Claim) -> Setting:
        """The setting of the candidate that is spoken of."""
        return cls(claim, claim.candidate.equations, claim.candidate.conditions)

    def narrowed(self, equations: Iterable[Polynomial]) -> Setting:
        """The affine equations of this setting, others in place of the curved ones, and its conditions."""
        narrower = [*self.restriction.rows(), *equations]
        return Setting(self.claim, narrower, self.given_conditions, self._words)

    def without(self, *conditions: int) -> Setting:
        """The setting of S without some of its side conditions."""
        kept = (c for at, c in enumerate(self.given_conditions) if at not in conditions)
        return Setting(self.claim, self.restriction.equations(), kept, self._words)

    def alone(self, *more: Polynomial, conditions: Iterable[int] = ()) -> Setting:
        """The setting of V, or of its part where more polynomials vanish, with only some side conditions."""
        kept = (self.given_conditions[at] for at in conditions)
        return Setting(self.claim, [*self.restriction.equations(), *more], kept, self._words)

    def unrestricted(self, equation: int) -> Polynomial:
        """An equation of V, by its number, before anything was substituted in it, where that is known.

        It may stand for the equation: their difference is a combination of the rows.
        """
        restricted = self.restriction.equations()[equation]
        if equation < len(self.restriction.images):
            return restricted
        return next((p for p in self._words if self.restriction.apply(p) == restricted), restricted)

    @property
    def is_plainly_empty(self) -> bool:
        """Whether the affine equations contradict each other, or a condition is false on the subspace."""
        constants = [(c.positive.constant_value, c.relation) for c in self.conditions]
        return self.restriction.inconsistent or any(
            value is not None and (value <= 0 if relation != "!=" else not value)
            for value, relation in constants
        )

    @property
    def is_plainly_inhabited(self) -> bool:
        """Whether it is plain that S holds a point in the domain, for every value of the constants."""
        restriction = self.restriction
        affine = not (restriction.inconsistent or restriction.curved or self.conditions)
        related = any(pivot >= self.claim.first_constant for pivot in restriction.images)
        model = self.claim.model
        return affine and not related and not model.limited and model.where.are_all

    @property
    def off(self) -> Polynomial:
        """∏h: the product of what the conditions say is positive, or not zero; it is nowhere zero on S."""
        return product_of(self.conditions)

    def show(self, polynomial: Polynomial) -> str:
        """A polynomial in the claim's names, cut short where it is long."""
        count = len(self.claim.names)
        text = polynomial.text(lambda v: self.claim.names[v] if v < count else f"@{v - count}")
        return text if len(text) <= 200 else text[:197] + "..."


def product_of(conditions: Sequence[Condition]) -> Polynomial:
    """∏h over the conditions, with -h in place of h for h < 0."""
    return math.prod((condition.positive for condition in conditions), start=ONE)


def is_positive_power(conditions: Sequence[Condition], power: int) -> bool:
    """Whether (∏h)^power is positive where the conditions hold."""
    return power % 2 == 0 or all(condition.relation != "!=" for condition in conditions)


def combine(combination: Combination, known: Mapping[str, Sequence[Polynomial]]) -> Polynomial:
    """Σ q·p over the polynomials that are known to vanish."""
    summands = []
    for reference, cofactor in combination:
        available = known.get(reference.kind, ())
        if reference.index >= len(available):
            raise InvalidCertificate(f"there is no {reference.kind} {reference.index} here to refer to")
        summands.append(cofactor * available[reference.index])
    return Polynomial.total(summands)


def require_equal(setting: Setting, expected: Polynomial, found: Polynomial, what: str) -> None:
    """The cofactors give what the kernel computed; raises with both otherwise."""
    if expected != found:
        raise InvalidCertificate(
            f"{what}: expected {setting.show(expected)}, but the cofactors give {setting.show(found)}"
        )


def sum_of_squares(squares: Sequence[Square], conditions: Sequence[Condition]) -> Polynomial:
    """Σ c·w·s², which is nowhere negative where the conditions hold: an element of their preordering.

    Every c is positive; every w is the product of some conditions h > 0, or -h for h < 0, each at most once.
    """
    return Polynomial.total(_summand(square, conditions) for square in squares)


def _summand(square: Square, conditions: Sequence[Condition]) -> Polynomial:
    if square.coefficient <= 0:
        raise InvalidCertificate(f"the coefficient {square.coefficient} of a square is not positive")
    if list(square.weight) != sorted({*square.weight}):
        raise InvalidCertificate("the weights of a square are numbered in increasing order")
    if any(at >= len(conditions) or conditions[at].relation == "!=" for at in square.weight):
        raise InvalidCertificate("the weight of a square is no product of positive side conditions in force")
    weight = product_of([conditions[at] for at in square.weight])
    return square.root * square.root * weight * square.coefficient
