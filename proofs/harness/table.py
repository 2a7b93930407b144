"""Reports of claims as lines of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from proofs.harness.claims import Claim
from proofs.harness.run import Report

_LINE: Final = "{:<26} {:>6} {:>6} {:>13} {:>10} {:<12} {:>8}"
HEADER: Final = _LINE.format("claim", "hold", "fail", "certificates", "verified", "assuming", "seconds")


def listing(claims: Sequence[Claim]) -> str:
    """The names of claims with their theorems and statements."""
    return "\n".join(f"{claim.name:<26} {', '.join(claim.theorems)}: {claim.statement}" for claim in claims)


def markdown(claims: Sequence[Claim]) -> str:
    """The table of proofs/README.md: claim, file, theorems, certificates."""
    lines = ["| claim | file | theorems | certificates |", "|---|---|---|---|"]
    for claim in claims:
        kept = f"[{len(claim.kept())}](certificates/{claim.name})"
        file = f"[{claim.name}.py]({claim.name}.py)"
        lines.append(f"| {claim.statement} | {file} | {', '.join(claim.theorems)} | {kept} |")
    return "\n".join(lines)


def row(report: Report) -> str:
    """A report as a line of the table."""
    done = [instance for at, instance in enumerate(report.instances) if not report.shown[at].problem]
    holding = sum(instance.dropped is None for instance in done)
    verified = "" if report.confirmed is None else f"{report.confirmed}"
    return _LINE.format(
        report.claim.name,
        holding,
        len(done) - holding,
        len(report.certificates),
        verified,
        ", ".join(report.assumptions) or "nothing",
        f"{report.seconds:.1f}",
    )


def problems(report: Report) -> Iterator[str]:
    """What is not as claimed, what is unknown, and what the verified checker refuses."""
    for at, shown in sorted(report.shown.items()):
        if shown.problem:
            said = "unknown" if shown.is_unknown else "not as claimed"
            yield f"  {said}: {report.instances[at].name}: {shown.problem}"
    for name in report.refused:
        yield f"  the verified checker refuses what the kernel accepts: {name}"


def total(reports: Sequence[Report], seconds: float) -> str:
    """All in one line."""
    shown = [one for report in reports for one in report.shown.values()]
    recalled = sum(report.recalled for report in reports)
    parts = [
        f"{len(reports)} claims",
        f"{len(shown)} instances" + (f", {recalled} of them from the run before" if recalled else ""),
        f"{sum(len(report.certificates) for report in reports)} certificates accepted by the kernel",
    ]
    confirmed = [report.confirmed for report in reports if report.confirmed is not None]
    parts += [f"{sum(confirmed)} confirmed by the verified checker"] if confirmed else []
    parts += [f"{changed} files changed"] if (changed := sum(report.changed for report in reports)) else []
    wrong = sum(bool(one.problem) for one in shown)
    parts += [f"{wrong} not as claimed or unknown"] if wrong else []
    return ", ".join(parts) + f"; {seconds:.0f} seconds"


def status(reports: Sequence[Report]) -> int:
    """The exit status: 4 before 1 before 3 before 0."""
    if any(report.refused for report in reports):
        return 4
    problems = [one for report in reports for one in report.shown.values() if one.problem]
    if any(not one.is_unknown for one in problems):
        return 1
    return 3 if problems else 0
