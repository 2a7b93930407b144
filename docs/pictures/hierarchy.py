"""Draws hierarchy.svg: classes of SIMs that symmetries induce in a tanh network of width 4 (theory T15)."""

from __future__ import annotations

from pathlib import Path

import certsim
from certsim import Model
from certsim.report.hasse import svg_text


def main() -> None:
    """Draws the picture into the current directory."""
    model = Model.parse("a @ tanh(W @ x)", parameters=["W[4,1]", "a[4]"], inputs=["x[1]"])
    hierarchy = certsim.enumerate(model, classes=True)
    assert all(sim.result is not None for sim in hierarchy.sims)
    Path("hierarchy.svg").write_text(svg_text(hierarchy.sims), encoding="utf-8")


if __name__ == "__main__":
    main()
