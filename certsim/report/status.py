"""Which exit status an answer gives, and which takes precedence where there are several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from certsim.judge import INTERNAL, NOT_ALLOWED
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.orbits.laws.conserved import ConservedQuantities
    from certsim.recovery.recovery import Entry, Recovery
    from certsim.result import Core, Result
    from certsim.symmetry.sims.hierarchy import Hierarchy
    from certsim.symmetry.sims.strata import Strata, Stratum
    from certsim.symmetry.sims.symmetries import Symmetries

_PRECEDENCE: Final = (4, 2, 1, 5, 3, 0)
STATUS_OF_CHECK: Final = {"valid": 0, "invalid": 1, "malformed": 2, "unknown": 3, "valid if": 5}
"""The exit status that the check of a certificate gives; an internal error is 4."""
_STATUS_OF_VERDICT: Final = {Verdict.CERTIFIED: 0, Verdict.REFUTED: 1, Verdict.UNKNOWN: 3}


def worst(statuses: Iterable[int]) -> int:
    """The status that takes precedence.

    >>> worst([0, 3, 1])
    1
    """
    return min(statuses, key=_PRECEDENCE.index, default=0)


def status_of(reason: str | None) -> int:
    """The exit status of an answer that is not known, for that reason.

    >>> status_of("timeout"), status_of("internal error"), status_of("assumption not allowed")
    (3, 4, 5)
    """
    return {INTERNAL: 4, NOT_ALLOWED: 5}.get(reason or "", 3)


def status_of_result(result: Result) -> int:
    """The exit status of a verdict, which may be as a spec foresees.

    A proof that would be as expected, but needs an assumption that was not allowed, is 5 and not 1.
    """
    if result.reason in (INTERNAL, NOT_ALLOWED):
        return status_of(result.reason)
    if result.is_unexpected:
        return 1
    return 0 if result.expect else _STATUS_OF_VERDICT[result.verdict]


def status_of_certificate(result: Result) -> int:
    """The exit status of a verdict on a set that certsim itself found to be invariant."""
    return 0 if result.verdict is Verdict.CERTIFIED else status_of(result.reason)


def status_of_core(found: Core) -> int:
    """The exit status of a core: of one that may be smaller than the largest, 3."""
    return status_of(found.reason) if found.reason else 0 if found.largest else 3


def status_of_laws(found: ConservedQuantities) -> int:
    """The exit status of conserved quantities: 0 if they are all that there are, and the bounds meet."""
    if found.reason:
        return status_of(found.reason)
    searched = found.exhaustive or found.complete
    return 0 if searched and found.lower == found.upper else 3


def status_of_symmetries(found: Symmetries) -> int:
    """The exit status of the symmetries of a model: 3 where there may be more."""
    verdicts = [each.result for each in found.conserved or ()]
    return worst([0 if found.group.complete else 3, *map(status_of_certificate, verdicts)])


def status_of_hierarchy(found: Hierarchy, beyond: Strata | None) -> int:
    """The exit status of the SIMs of a model, and of their strata if they were asked for."""
    verdicts = [status_of_certificate(sim.result) for sim in found.sims if sim.result is not None]
    if beyond is not None:
        strata_of_sims = zip(found.sims, beyond.classes, strict=True)
        verdicts += [_status_of_stratum(stratum) for sim, stratum in strata_of_sims if not sim.empty]
    return worst([0 if found.group.complete else 3, *verdicts])


def _status_of_stratum(found: Stratum) -> int:
    if found.orbit.certificate is None:
        return status_of(found.orbit.reason)
    return 0 if found.orbit.lower == found.upper else 3


def status_of_recovery(found: Recovery) -> int:
    """The exit status of a target: 0 if a class holds a fit, 1 if none does, 3 where that is not decided."""
    decided = 3 if not found.is_decided else 1 if found.best is None else 0
    return worst([decided, *map(_status_of_entry, found.entries)])


def _status_of_entry(entry: Entry) -> int:
    """What it says of the whole that a class is not decided, or not certified to be a SIM."""
    unknown = status_of(entry.reason) if entry.holds is None else 0
    return worst([unknown, 0 if entry.sim.result is None else status_of_certificate(entry.sim.result)])
