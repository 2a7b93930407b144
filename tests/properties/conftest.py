"""Of each property: how many examples were judged, and what share was thrown away.

In a long run, N examples each, a property fails that throws away more than half of what is drawn.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

MOST = 0.5
"""The share of examples that a property may throw away."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    tally = getattr(getattr(item, "function", None), "tally", None)
    try:
        yield
    finally:
        if tally is not None:
            item.user_properties.append(("examples", [tally.judged, tally.discarded]))
    if tally is not None and "N" in os.environ and tally.discarded > MOST:
        pytest.fail(f"{tally.discarded:.0%} of {tally.begun} examples were thrown away")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if "N" not in os.environ:
        return
    terminalreporter.section("examples judged, and the share that was thrown away")
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for judged, discarded in (value for key, value in report.user_properties if key == "examples"):
                terminalreporter.write_line(f"{judged:7}  {discarded:4.0%}  {report.nodeid} {outcome}")
