"""An audit as text: one line for each finding, in columns, and a hint for what is trapped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from certsim.kernel.errors import visible
from certsim.torch.report.audits import Audit
from certsim.torch.search.findings import Finding, Verdict

_COLOURS: Final = {
    Verdict.TRAPPED: "red",
    Verdict.UNDEFINED: "red",
    Verdict.UNDECIDED: "yellow",
    Verdict.CONVENTION: "yellow",
}
_WHERE: Final = 60
"""The characters of a place that are shown."""


def audit_lines(audit: Audit, paint: Callable[[str, str], str], *, quiet: bool = False) -> Iterator[str]:
    """The findings and the dimension; if quiet, only what is not as it should be."""
    shown = [each for each in audit.findings if not quiet or each.verdict in _COLOURS]
    cells = [_cells(finding) for finding in shown]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for finding, row in zip(shown, cells, strict=True):
        verdict, *rest = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        colour = _COLOURS.get(finding.verdict)
        first = verdict if colour is None else paint(row[0], colour) + verdict[len(row[0]) :]
        yield f"{first}  {'  '.join(rest)}  {finding.reason}"
    hints = defaultdict(list)
    for finding in shown:
        if finding.hint and finding.verdict is Verdict.TRAPPED:
            hints[finding.hint].append(_cut(finding.place))
    yield from (visible(f"hint: {hint}: {'; '.join(places)}") for hint, places in hints.items())
    if audit.unsupported:
        yield f"unsupported: {visible(', '.join(audit.unsupported))}"
    if not quiet or audit.exit_status:
        yield audit.summary
    if audit.near is not None:
        yield from map(visible, audit.near.lines())
    if audit.path is not None and not quiet:
        yield f"certificate: {visible(audit.path)}"


def _cells(finding: Finding) -> Sequence[str]:
    """The verdict, the kind and its size, the place, the exactness."""
    kind = str(finding.kind or "")
    kind = f"{kind} {finding.codimension:,}" if finding.codimension else kind
    return str(finding.verdict), kind, visible(_cut(finding.place)), finding.exactness or ""


def _cut(text: str) -> str:
    return text if len(text) <= _WHERE else text[: _WHERE - 1] + "…"
