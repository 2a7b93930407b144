"""Models and candidates on one line, in HTML and in LaTeX: for `repr` and for notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from certsim.model.latex import Latex, bracket
from certsim.model.notebook import MAX_FORMULA, Row, html_table, latex_display, short
from certsim.model.reader import declaration
from certsim.model.tree import text

_WIDTH: Final = 200


def model_line(statement: Mapping[str, Any], name: str | None) -> str:
    """The whole of a model on one line, shortened if that would be long."""
    parts = [", ".join(_shown(statement))]
    parts += [f"{role} {', '.join(texts)}" for role, texts in _declared(statement) if texts]
    if frozen := statement.get("frozen"):
        parts.append("frozen " + ", ".join(map(text, frozen)))
    return (f"{name!r}: " if name else "") + short(", ".join(parts), _WIDTH)


def candidate_line(statement: Mapping[str, Any]) -> str:
    """The whole of a candidate on one line, shortened if that would be long."""
    parts = [", ".join(_sets(statement))]
    if "where" in statement:
        parts.append("where " + ", ".join(_condition_lines(statement["where"])))
    if "constants" in statement:
        parts.append("for every " + ", ".join(declaration(*entry) for entry in statement["constants"]))
    return short(", ".join(parts), _WIDTH)


def _condition_lines(conditions: Sequence[Sequence[Any]]) -> Iterator[str]:
    yield from (f"{text(left)} {sign} {text(right)}" for left, sign, right in conditions)


def _shown(statement: Mapping[str, Any]) -> Iterator[str]:
    if "fields" in statement:
        yield from (f"[{', '.join(map(text, field))}]" for field in statement["fields"])
    else:
        yield from (f"{name} = {text(tree)}" for name, tree in statement.get("let", ()))
        yield from map(text, statement["outputs"])
        yield from (f"for {each}" for each in _condition_lines(statement.get("inputs_where", ())))


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


def model_html(statement: Mapping[str, Any], name: str | None) -> str:
    """A model as a small table."""
    return html_table(name or "model", model_rows(statement))


def candidate_html(statement: Mapping[str, Any], name: str) -> str:
    """A candidate as a small table."""
    return html_table(name, [candidate_row(statement, Latex.of(statement))])


def model_latex(statement: Mapping[str, Any]) -> str:
    """The definitions and the outputs (or fields) of a model in LaTeX, in a display."""
    return latex_display(model_row(statement))


def candidate_latex(statement: Mapping[str, Any]) -> str:
    """The equations (or maps), conditions and constants of a candidate in LaTeX, in a display."""
    return latex_display(candidate_row(statement, Latex.of(statement)))


def model_rows(statement: Mapping[str, Any]) -> Iterator[Row]:
    """The whole of a model, as labelled rows."""
    write = Latex.of(statement)
    yield model_row(statement, "fields" if "fields" in statement else "outputs")
    for role, texts in _declared(statement):
        if texts:
            spaces = ",\\; ".join(_space(write, *entry) for entry in statement[role])
            yield Row(role, ", ".join(texts), (spaces,))
    if frozen := statement.get("frozen"):
        yield Row("frozen", ", ".join(map(text, frozen)), (",\\; ".join(map(write, frozen)),))
    if rates := statement.get("rates"):
        given = ", ".join(f"{text(target)}: {rate}" for target, rate in rates)
        yield Row("rates", given, tuple(f"{write(target)}: {write(rate)}" for target, rate in rates))
    for name, facts in statement.get("functions", {}).items():
        yield Row("function", f"{name}, any real-analytic one{''.join(f', {fact}' for fact in facts)}")
    for key in ("data", "symmetric_outputs"):
        if key in statement:
            yield Row(key.replace("_", " "), str(statement[key]))


def model_row(statement: Mapping[str, Any], label: str = "model") -> Row:
    """The definitions and outputs (or the fields) of a model as one row."""
    line = ", ".join(_shown(statement))
    formulas = _model_formulas(statement, Latex.of(statement)) if len(line) <= MAX_FORMULA else ()
    return Row(label, line, tuple(formulas))


def _model_formulas(statement: Mapping[str, Any], write: Latex) -> Iterator[str]:
    if "fields" in statement:
        yield from (bracket(", ".join(map(write, field))) for field in statement["fields"])
        return
    names = [write.name(name) for name, _ in statement.get("inputs", ())]
    inputs = bracket(", ".join(names)) if len(names) > 1 else "".join(names)
    yield from (f"{write.name(name)} = {write(tree)}" for name, tree in statement.get("let", ()))
    yield from (
        rf"{inputs} \mapsto {write(each)}" if inputs else write(each) for each in statement["outputs"]
    )
    yield from (rf"\text{{for }}{each}" for each in _conditions(statement.get("inputs_where", ()), write))


def _space(write: Latex, name: str, shape: Sequence[int]) -> str:
    """A declaration in LaTeX."""
    size = r" \times ".join(map(str, shape))
    return rf"{write.name(name)} \in \mathbb{{R}}" + (f"^{{{size}}}" if size else "")


def candidate_row(statement: Mapping[str, Any], write: Latex, label: str = "set") -> Row:
    """The whole of a candidate, or of a difference of two, as one row."""
    line = "a difference of sets" if "difference" in statement else candidate_line(statement)
    return Row(label, line, tuple(candidate_formulas(statement, write)))


def candidate_formulas(statement: Mapping[str, Any], write: Latex) -> Iterator[str]:
    """The equations (or maps), conditions and constants of a candidate, or of a difference, in LaTeX."""
    if "difference" in statement:
        whole, removed = statement["difference"]
        yield from candidate_formulas(whole, write)
        yield from (rf"\text{{without }}{each}" for each in candidate_formulas(removed, write))
        return
    if not statement.get("equations", True):
        yield r"\text{all parameters}"
    yield from (f"{write(left)} = {write(right)}" for left, right in statement.get("equations", ()))
    for pairs in statement.get("fixed_by", ()):
        moves = ",\\; ".join(rf"{write(target)} \mapsto {write(image)}" for target, image in pairs)
        yield rf"\text{{fixed by }}{moves}"
    yield from _conditions(statement.get("where", ()), write)
    if constants := statement.get("constants"):
        yield r"\text{for every }" + ",\\; ".join(_space(write, *entry) for entry in constants)


def _conditions(conditions: Sequence[Sequence[Any]], write: Latex) -> Iterator[str]:
    yield from (f"{write(left)} {_SIGNS[sign]} {write(right)}" for left, sign, right in conditions)


_SIGNS: Final = {"!=": r"\neq", ">": ">", "<": "<", "=": "="}
