"""Figures of matplotlib as SVG: the same drawing gives the same text.

Needs matplotlib, which is an optional part (`certsim[plot]`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import matplotlib as mpl
from matplotlib.figure import Figure

_STYLE: Final[Any] = {"svg.hashsalt": "certsim", "svg.fonttype": "none", "font.size": 9.0}


@contextmanager
def new_picture(width: float, height: float) -> Iterator[tuple[Figure, io.StringIO]]:
    """A figure to draw in, of a size in inches, and what will hold its SVG when it is drawn."""
    with mpl.rc_context(_STYLE):
        figure, text = Figure(figsize=(width, height), layout="constrained"), io.StringIO()
        yield figure, text
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
