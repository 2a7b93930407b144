"""Models and candidates on one line, in HTML and in LaTeX: for `repr` and for notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from certsim.kernel.terms.functions import Expression
from certsim.model.reader import declaration
from certsim.model.tree import text

_WIDTH: Final = 200


def model_line(statement: Mapping[str, Any], name: str | None) -> str:
    """The whole of a model on one line, shortened if that would be long."""
    parts = [", ".join(_shown(statement))]
    parts += [f"{role} {', '.join(texts)}" for role, texts in _declared(statement) if texts]
    return (f"{name!r}: " if name else "") + _short(", ".join(parts))


def candidate_line(statement: Mapping[str, Any]) -> str:
    """The whole of a candidate on one line, shortened if that would be long."""
    parts = [", ".join(_sets(statement))]
    if "where" in statement:
        parts.append("where " + ", ".join(f"{text(a)} {sign} {text(b)}" for a, sign, b in statement["where"]))
    if "constants" in statement:
        parts.append("for every " + ", ".join(declaration(*entry) for entry in statement["constants"]))
    return _short(", ".join(parts))


def _shown(statement: Mapping[str, Any]) -> Iterator[str]:
    if "fields" in statement:
        yield from (f"[{', '.join(map(text, field))}]" for field in statement["fields"])
    else:
        yield from map(text, statement["outputs"])


def _sets(statement: Mapping[str, Any]) -> Iterator[str]:
    if "fixed_by" in statement:
        for pairs in statement["fixed_by"]:
            yield "fixed by " + ", ".join(f"{text(target)} → {text(image)}" for target, image in pairs)
    elif not statement["equations"]:
        yield "all parameters"
    else:
        yield from (f"{text(left)} = {text(right)}" for left, right in statement["equations"])


def _declared(statement: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for role in ("parameters", "inputs"):
        yield role, [declaration(*entry) for entry in statement.get(role, ())]


def _short(line: str) -> str:
    return line if len(line) <= _WIDTH else line[: _WIDTH - 1] + "…"


def model_html(statement: Mapping[str, Any], name: str | None) -> str:
    """A model as a small table."""
    rows = [
        ("fields" if "fields" in statement else "outputs", list(_shown(statement))),
        *_declared(statement),
    ]
    return _table(name or "model", rows)


def candidate_html(statement: Mapping[str, Any], name: str) -> str:
    """A candidate as a small table."""
    return _table(name, [("candidate", [candidate_line(statement)])])


def _table(title: str, rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    from html import escape

    cells = (
        f"<tr><th>{head}</th><td><code>{escape(_short(', '.join(texts)))}</code></td></tr>"
        for head, texts in rows
        if texts
    )
    return f"<table><caption>{escape(title)}</caption>{''.join(cells)}</table>"


def model_latex(statement: Mapping[str, Any]) -> str:
    """The outputs (or fields) of a model in LaTeX, in a display."""
    if "fields" in statement:
        rows = [r"\left(" + ", ".join(map(latex, field)) + r"\right)" for field in statement["fields"]]
    else:
        rows = [latex(output) for output in statement["outputs"]]
    return _display(rows)


def candidate_latex(statement: Mapping[str, Any]) -> str:
    """The equations (or maps) and conditions of a candidate in LaTeX, in a display."""
    rows = [f"{latex(left)} = {latex(right)}" for left, right in statement.get("equations", ())]
    rows += [
        ", ".join(rf"{latex(target)} \mapsto {latex(image)}" for target, image in pairs)
        for pairs in statement.get("fixed_by", ())
    ]
    rows += [
        f"{latex(left)} {_SIGNS[sign]} {latex(right)}" for left, sign, right in statement.get("where", ())
    ]
    return _display(rows)


_SIGNS: Final = {"!=": r"\neq", ">": ">", "<": "<"}


def _display(rows: Sequence[str]) -> str:
    return r"$\displaystyle \begin{array}{l}" + r" \\ ".join(rows) + r"\end{array}$"


_UPRIGHT: Final = {"sin", "cos", "tanh", "sinh", "cosh", "exp", "log"}
_LOOSE: Final = {"+": 1, "neg": 1, "*": 2, "@": 2}


def latex(expression: Expression) -> str:
    r"""An expression tree in LaTeX.

    >>> latex(["/", ["call", "tanh", ["+", "w_1", ["neg", "1/2"]]], ["**", "b", 2]])
    '\\frac{\\tanh\\left(w_{1} - \\frac{1}{2}\\right)}{b^{2}}'
    """
    if isinstance(expression, str):
        return _latex_atom(expression)
    operator, *operands = expression
    return _LATEX[operator](operands)


def _latex_atom(atom: str) -> str:
    numerator, _, denominator = atom.partition("/")
    if denominator:
        sign = "-" if numerator.startswith("-") else ""
        return rf"{sign}\frac{{{numerator.lstrip('-')}}}{{{denominator}}}"
    if atom.lstrip("-").isdigit():
        return atom
    base, *indices = atom.strip("_").split("_")
    letter = base if len(base) == 1 else rf"\mathrm{{{base}}}"
    return letter + (f"_{{{','.join(indices)}}}" if indices else "")


def _tight(expression: Expression, level: int) -> str:
    """An operand, in brackets if it binds no tighter than what is around it."""
    if isinstance(expression, str):
        loose = expression.startswith("-") or ("/" in expression and level > 2)
    else:
        loose = _LOOSE.get(expression[0], level + 1) <= level
    return _bracket(latex(expression)) if loose else latex(expression)


def _bracket(content: str) -> str:
    return rf"\left({content}\right)"


def _latex_sum(operands: list[Expression]) -> str:
    parts = [latex(operands[0])]
    for operand in operands[1:]:
        negated = isinstance(operand, list) and operand[0] == "neg"
        parts.append(f"- {_tight(operand[1], 1)}" if negated else f"+ {_tight(operand, 0)}")
    return " ".join(parts)


def _latex_power(operands: list[Expression]) -> str:
    base, exponent = operands
    compound = isinstance(base, list) and base[0] not in ("index", "call", "sum", "list")
    written = _bracket(latex(base)) if compound else _tight(base, 3)
    held = f"{{{written}}}" if "^" in written or "_" in written else written
    return f"{held}^{{{exponent}}}"


def _latex_call(operands: list[Expression]) -> str:
    function, *arguments = operands
    if function == "sqrt":
        return rf"\sqrt{{{latex(arguments[0])}}}"
    escaped = function.replace("_", r"\_")
    name = "\\" + function if function in _UPRIGHT else rf"\operatorname{{{escaped}}}"
    return name + _bracket(", ".join(map(latex, arguments)))


def _latex_index(operands: list[Expression]) -> str:
    array, *indices = operands
    return f"{{{_tight(array, 3)}}}_{{{','.join(map(_latex_subscript, indices))}}}"


def _latex_subscript(index: int | list[Any]) -> str:
    if isinstance(index, int):
        return str(index)
    return ":".join("" if end is None else str(end) for end in index[1:])


_LATEX: Final = {
    "+": _latex_sum,
    "neg": lambda operands: "-" + _tight(operands[0], 1),
    "*": lambda operands: r" \cdot ".join(_tight(operand, 1) for operand in operands),
    "@": lambda operands: r"\,".join(_tight(operand, 1) for operand in operands),
    "/": lambda operands: rf"\frac{{{latex(operands[0])}}}{{{latex(operands[1])}}}",
    "**": _latex_power,
    "T": lambda operands: f"{{{_tight(operands[0], 3)}}}^\\top",
    "index": _latex_index,
    "list": lambda operands: r"\left[" + ", ".join(map(latex, operands)) + r"\right]",
    "sum": lambda operands: r"\sum" + _bracket(latex(operands[0])),
    "call": _latex_call,
}
