"""The languages that proofs are exported to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from certsim.export.coq import to_coq
from certsim.export.latex import to_latex
from certsim.export.smt2 import to_smt2

LANGUAGES: Final[Mapping[str, Callable[[bytes], str]]] = {
    "coq": to_coq,
    "latex": to_latex,
    "smt2": to_smt2,
}
"""What writes a certificate in a language, by the name of the language."""
