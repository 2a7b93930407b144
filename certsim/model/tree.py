"""Expression trees, the language of statements: from polynomials, and into the language of specs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from certsim.kernel.statement.strict_json import Json
from certsim.kernel.terms.definitions import SIGNATURES
from certsim.kernel.terms.functions import Expression
from certsim.kernel.terms.polynomial import Monomial, Polynomial


def polynomial_tree(polynomial: Polynomial, names: Sequence[str]) -> Expression:
    """A polynomial in named scalars, highest degree first.

    >>> a, b = Polynomial.variable(0), Polynomial.variable(1)
    >>> polynomial_tree(a**2 - 3 * a * b, ["a", "W[0,1]"])
    ['+', ['**', 'a', 2], ['neg', ['*', '3', 'a', ['index', 'W', 0, 1]]]]
    """
    monomials = sorted(polynomial.terms, key=lambda m: (-len(m), m))
    if not monomials:
        return "0"
    summands: list[Expression] = []
    for monomial in monomials:
        coefficient = Fraction(polynomial.terms[monomial])
        term = _term(monomial, abs(coefficient), names)
        if coefficient < 0:
            term = ["neg", term] if summands else negative(term)
        summands.append(term)
    return summands[0] if len(summands) < 2 else ["+", *summands]


def negative(term: Expression) -> Expression:
    """The negative of a term, as it is read: the sign belongs to the first factor.

    >>> negative(["*", "2", "a"])
    ['*', '-2', 'a']
    """
    if _is_number(term):
        return term[1:] if term.startswith("-") else "-" + term
    if not isinstance(term, list) or term[0] != "*":
        return ["neg", term]
    first, *others = term[1:]
    fraction = _is_number(first) and "/" in first and not first.startswith("-")
    return ["*", ["neg", first] if fraction else negative(first), *others]


def _term(monomial: Monomial, coefficient: Fraction, names: Sequence[str]) -> Expression:
    factors: list[Expression] = [] if coefficient == 1 and monomial else [str(coefficient)]
    for variable in dict.fromkeys(monomial):
        name, power = _reference(names[variable]), monomial.count(variable)
        factors.append(name if power == 1 else ["**", name, power])
    return factors[0] if len(factors) == 1 else ["*", *factors]


def _reference(name: str) -> Any:
    """`W[0,1]` as an expression tree."""
    base, _, rest = name.partition("[")
    return ["index", base, *map(int, rest[:-1].split(","))] if rest else base


_SUM, _PRODUCT, _FACTOR, _POWER, _BASE, _OWNER = range(1, 7)
"""How tightly things bind, and what may stand in a place without brackets: what binds as tightly or more."""

_BINDING: Final[Mapping[str, int]] = {
    "+": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "@": _PRODUCT,
    "neg": _FACTOR,
    "**": _POWER,
}


def text(expression: Expression) -> str:
    """An expression tree in the language of specs, in which it is read as the same tree.

    >>> text(["+", ["@", "a", ["call", "tanh", ["*", "2", ["+", "x", ["neg", "y"]]]]], ["neg", "b"]])
    'a @ tanh(2*(x - y)) - b'
    >>> text(["sum", ["index", "W", "...", ["slice", None, None, -1]], {"axis": [0, 1], "keepdims": True}])
    'sum(W[...,::-1], axis=[0, 1], keepdims=True)'
    """
    return _within(expression, 0)


def _within(expression: Expression, place: int) -> str:
    """An expression in a place, in brackets where it needs them."""
    if isinstance(expression, str):
        return _bracketed(expression, _atom_binding(expression) < place)
    operator, *operands = expression
    written = _application(operator, operands) or _arithmetic(operator, operands)
    return _bracketed(written, _BINDING.get(operator, _OWNER) < place)


def _atom_binding(atom: str) -> int:
    if not _is_number(atom):
        return _OWNER
    if "/" in atom:
        return _PRODUCT
    return _FACTOR if atom.startswith("-") else _BASE


def _is_number(tree: Expression) -> bool:
    return isinstance(tree, str) and (tree[0].isdigit() or tree[0] == "-")


def _bracketed(written: str, needed: bool) -> str:
    return f"({written})" if needed else written


def _application(operator: str, operands: Sequence[Expression]) -> str | None:
    if operator == "T":
        return _within(operands[0], _OWNER) + ".T"
    if operator == "index":
        return f"{_within(operands[0], _OWNER)}[{','.join(map(_index_text, operands[1:]))}]"
    if operator == "list":
        return f"[{', '.join(map(text, operands))}]"
    if operator == "einsum":
        return f'einsum("{operands[0]}", {", ".join(map(text, operands[1:]))})'
    if operator == "sum":
        return _call_text("sum", operands)
    return _call_text(operands[0], operands[1:]) if operator == "call" else None


def _call_text(name: str, arguments: Sequence[Expression]) -> str:
    """A call; what is an option of a shape stands by position, as numpy has it."""
    options: Mapping[str, Json] = {}
    if arguments and isinstance(arguments[-1], dict):
        *arguments, options = arguments
    written = list(map(text, arguments))
    signature = SIGNATURES.get(name)
    if signature and signature.variadic:
        written = [f"[{', '.join(written)}]"]
    order = signature.options if signature else tuple(options)
    for at, option in enumerate(sorted(options, key=order.index)):
        value = _option_text(options[option])
        written.append(value if at == 0 and option in _BY_POSITION else f"{option}={value}")
    return f"{name}({', '.join(written)})"


_BY_POSITION: Final = frozenset({"axes", "shape", "repeats", "n"})


def _option_text(value: Json) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def _index_text(index: Json) -> str:
    if isinstance(index, list):
        return ":".join("" if end is None else str(end) for end in index[1:])
    return str(index)


def _arithmetic(operator: str, operands: Sequence[Expression]) -> str:
    if operator == "neg":
        return "-" + _within(operands[0], _OWNER if _is_number(operands[0]) else _POWER)
    if operator == "**":
        return f"{_within(operands[0], _BASE)}**{operands[1]}"
    if operator == "+":
        return _sum_text(operands)
    spaced = f" {operator} " if operator == "@" else operator
    first, *rest = operands
    place = _first_place(operator, first, rest[0])
    return spaced.join([_within(first, place), *(_within(operand, _POWER) for operand in rest)])


def _first_place(operator: str, first: Expression, second: Expression) -> int:
    """The place of the left operand: products in products have brackets, and so have numbers over numbers."""
    if isinstance(first, str):
        quotient = operator == "/" and _is_number(first) and _is_number(second)
        return _OWNER if quotient else _FACTOR
    return _FACTOR if first[0] == operator == "*" else _PRODUCT


def _sum_text(summands: Sequence[Expression]) -> str:
    parts = [_within(summands[0], _PRODUCT)]
    for summand in summands[1:]:
        negated = isinstance(summand, list) and summand[0] == "neg"
        written = _within(summand[1] if negated else summand, _PRODUCT)
        parts.append(("- " if negated else "+ ") + _bracketed(written, written.startswith("-")))
    return " ".join(parts)
