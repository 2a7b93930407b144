"""Formulas in LaTeX as MathML, which browsers show without any script.

Needs latex2mathml, which is an optional part (`certsim[report]`).
"""

from __future__ import annotations

import re
from collections import OrderedDict
from html import unescape
from typing import Final
from xml.etree import ElementTree as ET

import latex2mathml.converter

BUDGET: Final = 5_000_000
"""So many characters of formulas stand in a page; after them, texts stand in their place."""
_KEPT: Final = 2_000  # formulas that are kept to be used again
_ENTITY: Final = re.compile(r"&#x[0-9A-F]+;")
_NEEDLESS: Final = ("stretchy", "fence")  # of brackets, which a browser stretches without being told
_BRACKETS: Final = frozenset("()[]")
# Those that occur in what certsim writes, and those that say how they look.
_ELEMENTS: Final = frozenset(
    {
        "math",
        "mrow",
        "mi",
        "mo",
        "mn",
        "mtext",
        "mspace",
        "mfrac",
        "msup",
        "msub",
        "msubsup",
        "msqrt",
        "mroot",
    }
    | {"mtable", "mtr", "mtd", "mover", "munder", "munderover", "mstyle", "mpadded", "menclose"}
)


class Formulas:
    """Writes formulas in MathML, as long as there is room for them in the page."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._left = budget
        self._known: OrderedDict[str, str | None] = OrderedDict()

    def __call__(self, latex: str) -> str | None:
        r"""The formula as HTML; None where it cannot be read, or where there is no room left.

        >>> Formulas()("a_{1} < b")
        '<math><msub><mi>a</mi><mn>1</mn></msub><mo>&lt;</mo><mi>b</mi></math>'
        >>> Formulas()(r"\no{such}"), Formulas(budget=10)("a = b")
        (None, None)
        """
        if latex not in self._known:
            self._known[latex] = mathml(latex)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        written = self._known[latex]
        if written is None or len(written) > self._left:
            return None
        self._left -= len(written)
        return written


def mathml(latex: str) -> str | None:
    """The formula in MathML, without what a browser does by itself; None where it cannot be read.

    The converter writes characters as references inside of texts. They are resolved here, and the texts are
    escaped afterwards, so that no text of a formula can become an element.
    """
    try:
        root = latex2mathml.converter.convert_to_element(latex)
    except Exception:  # noqa: BLE001  it raises what it comes across, and then the text stands in its place
        return None
    for element in root.iter():
        element.text = _ENTITY.sub(lambda match: unescape(match[0]), element.text or "")
        if element.tag not in _ELEMENTS or "\\" in element.text:
            return None
        if element.tag == "mo" and element.text in _BRACKETS:
            for name in _NEEDLESS:
                element.attrib.pop(name, None)
    root.attrib.clear()
    _flatten(root)
    return ET.tostring(root, encoding="unicode")


def _flatten(element: ET.Element) -> None:
    """Takes away rows of one element, and the row that is all of the formula."""
    for at, child in enumerate(element):
        _flatten(child)
        if child.tag == "mrow" and len(child) == 1 and not child.attrib:
            element[at] = child[0]
    if element.tag == "math" and len(element) == 1 and element[0].tag == "mrow":
        row = element[0]
        element.remove(row)
        element.extend(row)
