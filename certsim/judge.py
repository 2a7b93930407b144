"""The one door to the kernel: what is found is written, checked from the bytes, and the solver asked again.

No verdict other than unknown is made anywhere else: certified, refuted, core, orbit, laws and reduced are the
kernel's words, and every assumption that they rest on has been allowed, and asked of the solver once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.errors import CertsimError
from certsim.kernel.errors import KernelError, LimitExceeded

if TYPE_CHECKING:
    from certsim.algebra.budget import Deadline
    from certsim.kernel.check import Accepted
    from certsim.kernel.evidence.records import Evidence
    from certsim.kernel.rules.setting import Assumption
    from certsim.kernel.statement.claim import Claim
    from certsim.model.model import Model
    from certsim.search.limits import Limits

ASSUMPTIONS: Final = ("z3", "relu", "relu0")
ALLOWED: Final = ("z3", "relu")
"""What may be assumed if nothing else is said."""
DEFAULT_TIMEOUT: Final = 120.0
SEARCHED: Final = 0.8
"""The part of the time that a search may take: the rest is for the check of what it finds."""

NOT_ALLOWED: Final = "assumption not allowed"
INTERNAL: Final = "internal error"
REFUTED_BY_SOLVER: Final = "the solver disagrees"

HINTS: Final = {
    "timeout": "The time ran out. A longer --timeout may help.",
    "memory": "The memory ran out before there was an answer.",
}


class Disagreement(CertsimError):
    """Search and kernel, or two runs of the solver, disagree: an error of certsim and not of its user."""

    exit_status = 4


class Refused(Disagreement):
    """The kernel does not accept the proof found for what has a name; `why` is what it says."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(name, why)
        self.name: Final = name
        self.why: Final = why

    def __str__(self) -> str:
        return f"{self.name}: the kernel does not accept the proof found: {self.why}"


@dataclass(frozen=True)
class Options:
    """What bounds and guides a search; none of it may change a verdict other than to unknown.

    Attributes:
        timeout: seconds after which the answer is unknown, or what was found by then.
        seed: guides the search for a proof or counterexample, never the answer.
        allow: assumptions that the answer may rest on, among "z3", "relu" and "relu0".
    """

    timeout: float = DEFAULT_TIMEOUT
    seed: int = 0
    allow: Collection[str] = frozenset(ALLOWED)

    def __post_init__(self) -> None:
        """Raises CertsimError for a time that is no time and for an assumption that does not exist."""
        object.__setattr__(self, "allow", frozenset(self.allow))
        if not 0 < self.timeout < float("inf"):
            raise CertsimError(f"the timeout is a positive number of seconds, not {self.timeout}")
        if unknown := sorted(set(self.allow) - set(ASSUMPTIONS)):
            raise CertsimError(
                f"unknown assumption {unknown[0]!r}\nhint: the assumptions are {' and '.join(ASSUMPTIONS)}"
            )

    def limits(self) -> Limits:
        """What a search that starts now may spend and assume."""
        from certsim.algebra.budget import Deadline
        from certsim.search.limits import Limits

        random = Random(self.seed)  # noqa: S311  no secrets are drawn
        return Limits(Deadline.after(SEARCHED * self.timeout), self.allow, random)


@dataclass(frozen=True)
class Objection:
    """Why something found is no proof, or rests on an assumption that does not hold or may not be used."""

    reason: str
    hint: str | None


def about(model: Model, name: str) -> dict[str, str]:
    """The labels of a certificate: the model's name, and that of what is claimed of it."""
    return {"model": model.name or "", "candidate": name}


Certified: TypeAlias = "tuple[Accepted, bytes]"
"""What the kernel accepted, and the certificate of it."""


def certified(
    labels: Mapping[str, str], claim: Claim, evidence: Evidence, limits: Limits
) -> Certified | Objection:
    """The certificate of a claim, if the kernel accepts it and no more is assumed than the limits allow.

    Raises:
        Refused: the kernel does not accept the evidence.
        Disagreement: the solver contradicts what is assumed.
    """
    from certsim.kernel.check import check, write_certificate

    name = labels["candidate"]
    try:
        certificate = write_certificate(labels, claim, evidence)
        accepted = check(certificate)
    except MemoryError:
        return Objection("memory", HINTS["memory"])
    except LimitExceeded as error:
        return Objection("limit", str(error))
    except KernelError as error:
        raise Refused(name, str(error)) from error
    for objection in objections(accepted.assumptions, limits.allow, limits.deadline):
        if objection.reason == REFUTED_BY_SOLVER:
            raise Disagreement(f"{name}: {objection.hint}")
        return objection
    return accepted, certificate


def objections(
    assumptions: Sequence[Assumption], allow: Collection[str], deadline: Deadline
) -> Iterator[Objection]:
    """What stands against a proof that the kernel accepted under assumptions.

    Those on z3 are put to the solver again, in the kernel's words: the search is not believed to have asked.
    """
    for assumption in assumptions:
        if assumption.kind not in allow:
            names = ",".join((assumption.kind, *sorted(allow)))
            hint = f"The proof rests on {assumption}. To allow this: --allow {names}"
            yield Objection(NOT_ALLOWED, hint)
        elif assumption.query is not None:
            yield from _ask_again(assumption, deadline)


def _ask_again(assumption: Assumption, deadline: Deadline) -> Iterator[Objection]:
    from certsim.search.solver import ask_again

    query: Any = assumption.query
    answer = ask_again(query, deadline)
    if answer == "sat":
        yield Objection(REFUTED_BY_SOLVER, f"the solver contradicts the assumption {assumption.text}")
    elif answer != "unsat":
        yield Objection("timeout", f"The solver had no time to confirm: {assumption.text}.")
