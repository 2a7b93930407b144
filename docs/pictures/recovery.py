"""Draws recovery.svg: SIMs of a wide tanh network, and which of them hold a network of two neurons (T26)."""

from __future__ import annotations

from pathlib import Path

from certsim import Model, recover
from certsim.report.levels import svg_text

TARGET = "2*tanh(x[0]) - tanh(x[0] + x[1])"


def main() -> None:
    """Draws the picture into the current directory."""
    model = Model.parse("a @ tanh(W @ x)", parameters=["W[4,2]", "a[4]"], inputs=["x[2]"])
    found = recover(model, TARGET)
    assert found.is_decided
    assert found.smallest == 6
    Path("recovery.svg").write_text(svg_text(found), encoding="utf-8")


if __name__ == "__main__":
    main()
