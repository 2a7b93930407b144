"""What notebooks and pages show: labelled rows of texts and formulas, as HTML and as LaTeX.

Notebooks have MathJax, which reads formulas between dollars. Whatever comes from a spec is escaped. A text in
which a formula could begin is code, which MathJax leaves alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from certsim.model.latex import Latex

MAX_FORMULA: Final = 4_000
"""A longer formula is left out, and its text, cut, stands in its place."""
MAX_TEXT: Final = 240

_BEGINNINGS: Final = "$\\`"
"""What a formula begins with, to MathJax in any of its settings."""

# What means something to LaTeX in text mode.
_IN_TEXT: Final = str.maketrans(
    {character: f"\\{character}" for character in "#$%&_{}"}
    | {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
    | {"≠": r"$\neq$", "θ": r"$\theta$", "<": "$<$", ">": "$>$"}
)


@dataclass(frozen=True)
class Row:
    """A label, a text, and the formulas that say the text, if there are any."""

    label: str
    text: str
    formulas: tuple[str, ...] = ()

    @property
    def is_formula(self) -> bool:
        """Whether the row is shown as formulas."""
        return 0 < sum(map(len, self.formulas)) <= MAX_FORMULA


def written(label: str, texts: Iterable[str], write: Latex) -> Row:
    r"""A row of expressions, equations or conditions in the language of specs, as formulas if all are read.

    >>> from certsim.model.latex import Latex
    >>> written("domain", ["a[0]**2 ≠ 0", "b > 0"], Latex())
    Row(label='domain', text='a[0]**2 ≠ 0, b > 0', formulas=('a_{0}^{2} \\neq 0', 'b > 0'))
    """
    given = list(texts)
    formulas = [_formula(text, write) for text in given] if sum(map(len, given)) <= MAX_FORMULA else []
    return Row(label, ", ".join(given), tuple(filter(None, formulas)) if all(formulas) else ())


_RELATIONS: Final = {" = ": " = ", " ≠ ": r" \neq ", " > ": " > ", " < ": " < "}


def _formula(text: str, write: Latex) -> str | None:
    """A text of the language in LaTeX; None where it is of no language."""
    from certsim.model.expression import parse_expression
    from certsim.model.parsed import ExpressionError

    sign = next((sign for sign in _RELATIONS if sign in text), None)
    try:
        sides = [write(parse_expression(side).tree) for side in (text.split(sign) if sign else [text])]
    except ExpressionError:
        return None
    return _RELATIONS[sign].join(sides) if sign else sides[0]


def short(line: str, width: int = MAX_TEXT) -> str:
    """The line, or its beginning."""
    return line if len(line) <= width else line[: width - 1] + "…"


def _between_dollars(formula: str) -> str:
    """A formula for MathJax."""
    return f"${_html(formula)}$"


def html_table(
    caption: str | None, rows: Iterable[Row], formula: Callable[[str], str | None] = _between_dollars
) -> str:
    """Rows as a table. `formula` makes HTML of LaTeX, or nothing: then the text of the row stands there.

    >>> html_table("<b>", [Row("set", "a < b", ("a < b",))])
    '<table><caption>&lt;b&gt;</caption><tr><th>set</th><td>$a &lt; b$</td></tr></table>'
    >>> html_table("$x$", [])
    '<table><caption><code>$x$</code></caption></table>'
    """
    title = "" if caption is None else f"<caption>{_words(caption)}</caption>"
    cells = "".join(f"<tr><th>{_html(row.label)}</th><td>{_cell(row, formula)}</td></tr>" for row in rows)
    return f"<table>{title}{cells}</table>"


def _cell(row: Row, formula: Callable[[str], str | None]) -> str:
    shown = [formula(each) for each in row.formulas] if row.is_formula else []
    return "<br>".join(filter(None, shown)) if shown and all(shown) else _words(row.text)


def _words(text: str) -> str:
    shown = _html(short(text))
    return f"<code>{shown}</code>" if any(sign in shown for sign in _BEGINNINGS) else shown


def _html(text: str) -> str:
    from html import escape

    return escape(text)


def latex_rows(rows: Sequence[Row]) -> str:
    r"""Rows as one displayed formula.

    >>> latex_rows([Row("set", "a = b", ("a = b",)), Row("domain", "a > 0")])
    '$\\displaystyle \\begin{array}{ll}\\text{set} & a = b \\\\ \\text{domain} & \\text{a $>$ 0}\\end{array}$'
    """
    lines: list[str] = []
    for row in rows:
        cells = _cells(row)
        labels = [latex_text(row.label), *[""] * (len(cells) - 1)]
        lines += [f"{label} & {cell}".strip() for label, cell in zip(labels, cells, strict=True)]
    return _array("ll", lines)


def latex_display(row: Row) -> str:
    """The formulas of a row below one another, in a display; its text where it is not shown as formulas."""
    return _array("l", _cells(row))


def _cells(row: Row) -> Sequence[str]:
    return row.formulas if row.is_formula else [latex_text(short(row.text))]


def _array(columns: str, lines: Iterable[str]) -> str:
    return rf"$\displaystyle \begin{{array}}{{{columns}}}" + r" \\ ".join(lines) + r"\end{array}$"


def latex_text(line: str) -> str:
    r"""A line as text in a formula.

    >>> latex_text("a_1 = 0")
    '\\text{a\\_1 = 0}'
    """
    return rf"\text{{{line.translate(_IN_TEXT)}}}"
