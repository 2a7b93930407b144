"""What the kernel accepts of a certificate, told in rows and sections: all that a page may say of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from certsim.errors import CertsimError
from certsim.judge import Options
from certsim.kernel.check import Accepted
from certsim.model.domain import domain_text
from certsim.model.notebook import Row
from certsim.model.tree import text
from certsim.pipeline import Check, accepted_core, recheck_to_explain, result_of
from certsim.report.claim import reduced_lines, trained_count, verdict_text
from certsim.report.explain import Section, explanation
from certsim.rows import claim_rows, footing_rows, point_row, writer_of
from certsim.torch.checker.statement import statement_lines
from certsim.torch.report.recheck import is_audit, recheck_audit

Json: TypeAlias = Any

TOLD: Final = 40_000
"""So many characters of a proof are told."""


@dataclass(frozen=True)
class Examined:
    """A certificate after its check.

    Attributes:
        check: what the kernel, and the solver if it was needed, say of it.
        verdict: what it proves: certified, empty, refuted, core, orbit, laws, reduced or kept; None where
            that is nothing, or rests on what was not allowed or confirmed.
        summary: that on one line.
        name: the candidate, as the certificate calls it; labels are not proved.
        model: the model, as the certificate calls it.
        subject: a digest of the model; "" where the certificate cannot be read.
        equations: the set in the language of specs.
        rows: what is proved, of what, and the counterexample.
        sections: the proof.
        measures: numbers that are proved, such as the dimension.
    """

    check: Check
    verdict: str | None = None
    summary: str = ""
    name: str | None = None
    model: str | None = None
    subject: str = ""
    equations: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    sections: tuple[Section, ...] = ()
    measures: Mapping[str, int] = field(default_factory=dict)


def examine(certificate: bytes | CertsimError, options: Options) -> Examined:
    """Checks a certificate with the kernel, and tells what it proves; a file that could not be read is
    malformed.
    """
    if isinstance(certificate, CertsimError):
        return Examined(Check("malformed", str(certificate)))
    if is_audit(certificate):
        return _of_audit(recheck_audit(certificate, options, ()))
    check, accepted = recheck_to_explain(certificate, options)
    return Examined(check) if accepted is None else _of_accepted(check, accepted, certificate)


def _of_audit(check: Check) -> Examined:
    if check.claim is None:
        return Examined(check)
    said = f"kept: a pattern of dimension {check.claim['dimension']} of {check.claim['trained']}"
    return Examined(
        check,
        "kept" if check.status == "valid" else None,
        said,
        model=check.claim["about"].get("model"),
        subject=_digest(check.claim["about"]),
        rows=tuple(Row(label, line) for label, line in statement_lines(check.claim)),
        measures={"dimension": check.claim["dimension"]},
    )


def _of_accepted(check: Check, accepted: Accepted, certificate: bytes) -> Examined:
    claim, about = accepted.claim, accepted.certificate.about
    proved = check.status == "valid"
    verdict, summary, rows = _told(accepted, certificate)
    if not proved:
        rows = [
            *claim_rows(claim),
            *footing_rows(None, list(map(str, accepted.assumptions)), writer_of(claim)),
        ]
    return Examined(
        check,
        verdict if proved else None,
        summary if proved else "",
        about.get("candidate"),
        about.get("model"),
        _digest(claim["model"]),
        _equations(claim),
        tuple(rows),
        tuple(cut(explanation(accepted), TOLD)) if proved else (),
        _measures(claim, accepted.manifold) if proved else {},
    )


def _told(accepted: Accepted, certificate: bytes) -> tuple[str, str, list[Row]]:
    """The verdict, in a word and on one line, and what results and notebooks show of it."""
    name = accepted.certificate.about.get("candidate", "")
    if accepted.verdict in ("certified", "refuted"):
        result = result_of(name, (accepted, certificate))
        kind = result.kind if result.outcome != "refuted" else result.summary.partition(", ")[2]
        return result.outcome, kind, list(result.rows())
    if accepted.verdict == "core":
        found = accepted_core(name, accepted, certificate)
        return "core", found.summary, list(found.rows())
    return accepted.verdict, _in_short(accepted.claim), list(_other_rows(accepted))


def _in_short(claim: Mapping[str, Json]) -> str:
    """What is claimed of an orbit, of conserved quantities or of a reduced model, on one line."""
    found = claim.get(claim["verdict"], {})
    if "lower" not in found:
        return verdict_text(claim).partition(": ")[2]
    bounds = sorted({found["lower"], found["upper"]})
    orbits = f"dimension {' to '.join(map(str, bounds))} of {trained_count(claim['model'])}"
    if claim["verdict"] == "orbit":
        return f"the orbit has {orbits}"
    rest = {True: "there are no more", False: "there are more", None: "there may be more"}
    independent = f"{found['independent']} independent conserved quantities"
    return f"{independent}, {rest[found['complete']]}; generic orbits have {orbits}"


def _other_rows(accepted: Accepted) -> Iterator[Row]:
    """Orbits, conserved quantities and reduced models, from their claims."""
    claim = accepted.claim
    write = writer_of(claim)
    yield Row(accepted.verdict, verdict_text(claim).partition(": ")[2])
    yield from claim_rows(claim)
    if "orbit" in claim:
        yield point_row("point", claim["orbit"]["point"], write)
    if "reduced" in claim:
        yield from (Row(label, line) for label, line in reduced_lines(claim["reduced"]))
    listed = claim.get("laws", {}).get("conserved") or claim.get("orbit", {}).get("laws") or ()
    yield from (Row("law", text(law), (write(law),)) for law in listed)
    yield from footing_rows(
        domain_text(accepted.certificate.claim), list(map(str, accepted.assumptions)), write
    )


def _measures(claim: Mapping[str, Json], manifold: Mapping[str, Json]) -> dict[str, int]:
    """The numbers that are proved, by names for tables and plots."""
    found: dict[str, int | None] = {"parameters": trained_count(claim["model"])}
    if claim["verdict"] in ("certified", "core"):
        found["dimension"] = manifold.get("dimension")
    for subject in ("orbit", "laws"):
        if subject in claim and claim[subject]["lower"] == claim[subject]["upper"]:
            found["dimension of orbits"] = claim[subject]["lower"]
    if "laws" in claim:
        found["independent laws"] = claim["laws"]["independent"]
    return {name: number for name, number in found.items() if number is not None}


def _equations(claim: Mapping[str, Json]) -> tuple[str, ...]:
    equations = claim.get("candidate", {}).get("equations", ())
    return tuple(f"{text(left)} = {text(right)}" for left, right in equations)


def _digest(statement: Json) -> str:
    return hashlib.sha256(json.dumps(statement, sort_keys=True).encode()).hexdigest()


def cut(sections: list[Section], room: int) -> Iterator[Section]:
    """The sections, or their beginning, of at most so many characters.

    >>> list(cut([("a", ["12345", "6"]), ("b", ["7"])], 6))
    [('a', ['12345', '6']), ('b', ['…'])]
    """
    for title, lines in sections:
        shown: list[str] = []
        for line in lines:
            room -= len(line)
            if room < 0:
                yield title, [*shown, "…"]
                return
            shown.append(line)
        yield title, shown
