"""Expression trees, the language of statements: from polynomials, and into the language of specs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from certsim.kernel.statement.strict_json import Json
from certsim.kernel.terms.functions import Expression
from certsim.kernel.terms.polynomial import Monomial, Polynomial, Rational


def polynomial_tree(polynomial: Polynomial, names: Sequence[str]) -> Expression:
    """A polynomial in named scalars, highest degree first.

    >>> a, b = Polynomial.variable(0), Polynomial.variable(1)
    >>> polynomial_tree(a**2 - 3 * a * b, ["a", "W[0,1]"])
    ['+', ['**', 'a', 2], ['neg', ['*', '3', 'a', ['index', 'W', 0, 1]]]]
    """
    monomials = sorted(polynomial.terms, key=lambda m: (-len(m), m))
    summands = [_term(monomial, polynomial.terms[monomial], names) for monomial in monomials]
    if len(summands) < 2:
        return summands[0] if summands else "0"
    return ["+", *summands]


def _term(monomial: Monomial, coefficient: Rational, names: Sequence[str]) -> Expression:
    if coefficient < 0:
        return ["neg", _term(monomial, -coefficient, names)]
    factors: list[Expression] = [] if coefficient == 1 and monomial else [str(coefficient)]
    for variable in dict.fromkeys(monomial):
        name, power = _reference(names[variable]), monomial.count(variable)
        factors.append(name if power == 1 else ["**", name, power])
    return factors[0] if len(factors) == 1 else ["*", *factors]


def _reference(name: str) -> Any:
    """`W[0,1]` as an expression tree."""
    base, _, rest = name.partition("[")
    return ["index", base, *map(int, rest[:-1].split(","))] if rest else base


_PRECEDENCE: Final[Mapping[str, int]] = {"+": 1, "neg": 2, "*": 3, "/": 3, "@": 3, "**": 4}


def text(expression: Expression, context: int = 0) -> str:
    """An expression tree in the language of specs.

    >>> text(["+", ["@", "a", ["call", "tanh", ["*", "2", ["+", "x", ["neg", "y"]]]]], ["neg", "b"]])
    'a @ tanh(2*(x - y)) - b'
    """
    if isinstance(expression, str):
        fraction_in_product = "/" in expression and context >= _PRECEDENCE["*"]
        negative_operand = expression.startswith("-") and context > _PRECEDENCE["+"]
        return f"({expression})" if fraction_in_product or negative_operand else expression
    operator, *operands = expression
    written = _application(operator, operands) or _arithmetic(operator, operands)
    return f"({written})" if _PRECEDENCE.get(operator, 9) < context else written


def _application(operator: str, operands: Sequence[Expression]) -> str | None:
    if operator == "T":
        return text(operands[0], 9) + ".T"
    if operator == "index":
        return f"{text(operands[0], 9)}[{','.join(map(_index_text, operands[1:]))}]"
    if operator == "list":
        return f"[{', '.join(map(text, operands))}]"
    if operator == "sum":
        return f"sum({text(operands[0])})"
    if operator == "call":
        return f"{operands[0]}({', '.join(map(text, operands[1:]))})"
    return None


def _index_text(index: Json) -> str:
    if isinstance(index, int):
        return str(index)
    return ":".join("" if end is None else str(end) for end in index[1:])


def _arithmetic(operator: str, operands: Sequence[Expression]) -> str:
    if operator == "neg":
        return "-" + text(operands[0], 3)
    if operator == "**":
        return f"{text(operands[0], 5)}**{operands[1]}"
    if operator == "+":
        return _sum_text(operands)
    spaced = f" {operator} " if operator == "@" else operator
    first, *rest = operands
    return spaced.join([text(first, 3), *(text(operand, 4) for operand in rest)])


def _sum_text(summands: Sequence[Expression]) -> str:
    parts = [text(summands[0], 1)]
    for summand in summands[1:]:
        negated = isinstance(summand, list) and summand[0] == "neg"
        parts.append(f"- {text(summand[1], 2)}" if negated else f"+ {text(summand, 2)}")
    return " ".join(parts)
