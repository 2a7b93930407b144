"""From text to expression trees, with the place in the text that every part of a tree came from.

The trees are those that the kernel expands (`certsim.kernel.terms.expression`). Nothing is ever evaluated as
code, and whatever could explode (deep brackets, long literals, towers of powers) is refused before it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any, Final, TypeAlias, cast

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from certsim.kernel.meter import spend
from certsim.kernel.terms.functions import Expression
from certsim.kernel.terms.graph import MAX_EXPONENT

MAX_LENGTH: Final = 1_000_000
MAX_BRACKETS: Final = 200
MAX_DEPTH: Final = 200
MAX_DIGITS: Final = 1_000
_WORK_OF_A_TEXT: Final = 200
_WORK_OF_A_TOKEN: Final = 250

Path: TypeAlias = tuple[int | str, ...]
Span: TypeAlias = tuple[int, int]
Parts: TypeAlias = list[Any]


class ExpressionError(Exception):
    """A text is no expression; `span` is where in the text."""

    def __init__(self, message: str, span: Span, hint: str | None = None) -> None:
        super().__init__(message)
        self.message: Final = message
        self.span: Final = span
        self.hint: Final = hint


@dataclass(slots=True)
class Parsed:
    """A node of an expression tree and where it stood in the text.

    `kind` is the operator of the tree, or "number", "name", "function", "integer" or "slice"; `parts[i]` is
    what `tree[i + 1]` was made from.
    """

    kind: str
    tree: Expression
    start: int
    end: int
    parts: Sequence[Parsed] = ()
    depth: int = 0

    def __post_init__(self) -> None:
        self.depth = 1 + max((part.depth for part in self.parts), default=0)
        if self.depth > MAX_DEPTH:
            raise ExpressionError(f"an expression nested more than {MAX_DEPTH} deep", (self.start, self.end))

    @property
    def span(self) -> Span:
        return self.start, self.end

    def at(self, path: Path) -> Parsed:
        """The node at a path of the tree, or the last one on the way that has a place in the text."""
        node = self
        for step in path:
            if not isinstance(step, int) or not 0 < step <= len(node.parts):
                break
            node = node.parts[step - 1]
        return node

    def walk(self) -> Iterator[Parsed]:
        """Every node, parents first; a loop, because trees may be deep."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.parts))


@dataclass(frozen=True)
class Statement:
    """`left relation right`, as in an equation or a condition."""

    left: Parsed
    relation: str
    right: Parsed
    relation_span: Span

    @property
    def span(self) -> Span:
        return self.left.start, self.right.end

    def at(self, path: Path) -> Span:
        """The span of a path that starts with the side, 0 or 1."""
        return (self.right if path[0] else self.left).at(path[1:]).span if path else self.span


def parse_expression(text: str) -> Parsed:
    """The tree of a text such as ``a @ tanh(W @ x + b)``; raises `ExpressionError`.

    >>> parse_expression("a - 3/4*b**2").tree
    ['+', 'a', ['neg', ['*', '3/4', ['**', 'b', 2]]]]
    """
    parsed, relation, _ = _parse(text)
    if relation is not None:
        raise ExpressionError(f"expected an expression, found {str(relation)!r}", _span(relation))
    return parsed


def parse_equation(text: str) -> Statement:
    """The two sides of ``left = right``; raises `ExpressionError`."""
    statement = _parse_statement(text, "an equation 'left = right'", "add '= 0' if it is to vanish")
    if statement.relation == "=":
        return statement
    hints = {"==": "an equation has one '='"}
    hint = hints.get(statement.relation, "conditions such as 'a > 0' belong into 'where'")
    raise ExpressionError(f"'{statement.relation}' in an equation", statement.relation_span, hint)


def parse_condition(text: str) -> Statement:
    """The two sides of ``left != right``, ``left > right`` or ``left < right``; raises `ExpressionError`."""
    statement = _parse_statement(text, "a condition", "write 'a != 0', 'a > 0' or 'a < 0'")
    if statement.relation in ("!=", ">", "<"):
        return statement
    closed = statement.relation in (">=", "<=")
    hint = "conditions are strict" if closed else "equations belong into 'equations'"
    message = f"'{statement.relation}' in a condition: only !=, > and < are possible"
    raise ExpressionError(message, statement.relation_span, hint)


def _parse_statement(text: str, expected: str, hint: str) -> Statement:
    left, relation, right = _parse(text)
    if relation is None or right is None:
        raise ExpressionError(f"expected {expected}, found an expression alone", left.span, hint)
    return Statement(left, str(relation), right, _span(relation))


def read_number(text: str) -> Fraction:
    """The exact value of a decimal literal (``0.1`` is 1/10); raises `ValueError` if it is too long."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, decimals = mantissa.partition(".")
    if len(mantissa) + min(len(exponent), 9) > MAX_DIGITS or len(exponent.lstrip("+-0")) > 4:
        raise ValueError(_TOO_LONG)
    power = int(exponent or 0) - len(decimals)
    if abs(power) + len(mantissa) > MAX_DIGITS:
        raise ValueError(_TOO_LONG)
    return Fraction(int(whole + decimals)) * Fraction(10) ** power


_TOO_LONG: Final = f"a number of more than {MAX_DIGITS} digits"


class _Trees(Transformer[Token, Any]):
    """Makes the nodes while lark parses, from the bottom up."""

    def statement(self, parts: Parts) -> tuple[Parsed, Token | None, Parsed | None]:
        left, relation, right = parts
        return left, relation, right

    def number(self, parts: Parts) -> Parsed:
        return Parsed("number", _literal(parts[0]), *_span(parts[0]))

    def name(self, parts: Parts) -> Parsed:
        return Parsed("name", str(parts[0]), *_span(parts[0]))

    def bracket(self, parts: Parts) -> Parsed:
        node: Parsed = parts[1]
        node.start, node.end = parts[0].start_pos, parts[2].end_pos
        return node

    def addition(self, parts: Parts) -> Parsed:
        terms = [parts[0]]
        for sign, term in zip(parts[1::2], parts[2::2], strict=True):
            terms.append(_node("neg", [term], sign.start_pos, term.end) if sign == "-" else term)
        return _node("+", terms, terms[0].start, terms[-1].end)

    def multiplication(self, parts: Parts) -> Parsed:
        """Left-associative; factors that only `*` joins stand in one list."""
        factors = [parts[0]]
        for operator, factor in zip(parts[1::2], parts[2::2], strict=True):
            if operator != "*":
                factors = [_binary(str(operator), _product(factors), factor)]
            else:
                factors.append(factor)
        return _product(factors)

    def signed(self, parts: Parts) -> Parsed:
        sign, operand = parts
        if sign == "-" and operand.kind == "number":
            return Parsed("number", str(-Fraction(operand.tree)), sign.start_pos, operand.end)
        if sign == "-":
            return _node("neg", [operand], sign.start_pos)
        operand.start = sign.start_pos
        return cast(Parsed, operand)

    def power(self, parts: Parts) -> Parsed:
        base, _, exponent = parts
        value = Parsed("integer", _exponent(exponent), *exponent.span)
        return _node("**", [base, value])

    def index(self, parts: Parts) -> Parsed:
        base, _, subscripts, closing = parts
        return _node("index", [base, *subscripts], end=closing.end_pos)

    def transpose(self, parts: Parts) -> Parsed:
        return _node("T", [parts[0]], end=parts[1].end_pos)

    def call(self, parts: Parts) -> Parsed:
        name, _, arguments, closing = parts
        if name != "sum":
            function = Parsed("function", str(name), *_span(name))
            return _node("call", [function, *(arguments or ())], end=closing.end_pos)
        if not arguments or len(arguments) > 1:
            raise ExpressionError(f"sum takes 1 argument, found {len(arguments or ())}", _span(name))
        return _node("sum", arguments, name.start_pos, closing.end_pos)

    def list(self, parts: Parts) -> Parsed:
        opening, entries, closing = parts
        if not entries:
            raise ExpressionError("a list must not be empty", (opening.start_pos, closing.end_pos))
        return _node("list", entries, opening.start_pos, closing.end_pos)

    def arguments(self, parts: Parts) -> Sequence[Parsed]:
        return [part for part in parts if isinstance(part, Parsed)]

    subscripts = arguments

    def slice(self, parts: Parts) -> Parsed:
        low, colon, high = parts
        ends = [end.tree if end else None for end in (low, high)]
        start, end = low.start if low else colon.start_pos, high.end if high else colon.end_pos
        return Parsed("slice", ["slice", *ends], start, end)

    def integer(self, parts: Parts) -> Parsed:
        sign, number = parts
        if not number.isdigit() or len(number) > _INDEX_DIGITS:
            hint = "an index is an integer literal"
            raise ExpressionError(f"{str(number)!r:.40} is no index", _span(number), hint)
        value = -int(number) if sign == "-" else int(number)
        return Parsed("integer", value, (sign or number).start_pos, number.end_pos)


_INDEX_DIGITS: Final = 9


def _node(kind: str, parts: Sequence[Parsed], start: int | None = None, end: int | None = None) -> Parsed:
    start = parts[0].start if start is None else start
    end = parts[-1].end if end is None else end
    return Parsed(kind, [kind, *(part.tree for part in parts)], start, end, parts)


def _product(factors: list[Parsed]) -> Parsed:
    return _node("*", factors) if len(factors) > 1 else factors[0]


def _binary(operator: str, left: Parsed, right: Parsed) -> Parsed:
    """A quotient of literals is a literal; that by zero is left to be refused with its place."""
    if operator == "/" and left.kind == right.kind == "number" and right.tree != "0":
        quotient = Fraction(left.tree) / Fraction(right.tree)
        if max(map(abs, quotient.as_integer_ratio())) >= 10**MAX_DIGITS:
            raise ExpressionError(_TOO_LONG, (left.start, right.end))
        return Parsed("number", str(quotient), left.start, right.end)
    return _node(operator, [left, right])


def _literal(token: Token) -> str:
    try:
        return str(read_number(token))
    except ValueError as error:
        raise ExpressionError(str(error), _span(token)) from error


def _exponent(node: Parsed) -> int:
    """The value of what stands right of `**`, which must be an integer that is not too large."""
    value = _constant(node)
    if value is None or value.denominator != 1:
        hint = "a square root is sqrt(x)" if value is not None and value.denominator == 2 else None
        raise ExpressionError("the exponent of ** must be an integer literal", node.span, hint)
    if abs(value) > MAX_EXPONENT:
        raise ExpressionError(f"the exponent is over the limit of {MAX_EXPONENT}", node.span)
    return int(value)


def _constant(node: Parsed) -> Fraction | None:
    """The value of a literal, of a power of literals and of its negative."""
    if node.kind == "number":
        return Fraction(node.tree)
    if node.kind == "neg":
        value = _constant(node.parts[0])
        return None if value is None else -value
    if node.kind == "**" and node.parts[0].kind == "number" and node.tree[1] != "0":
        base = Fraction(node.tree[1])
        return base ** node.tree[2] if abs(base) <= MAX_EXPONENT else base
    return None


def _span(token: Token) -> Span:
    return cast(int, token.start_pos), cast(int, token.end_pos)


@cache
def _parser() -> Lark:
    grammar = resources.files("certsim.model").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start="statement", keep_all_tokens=True, transformer=_Trees())


def _parse(text: str) -> tuple[Parsed, Token | None, Parsed | None]:
    _check_size(text)
    try:
        return cast("tuple[Parsed, Token | None, Parsed | None]", _parser().parse(text))
    except UnexpectedInput as error:
        raise _explain(error, text) from error


def _check_size(text: str) -> None:
    """Length and brackets, before anything is built; brackets first, as their errors mislead a parser."""
    spend(_WORK_OF_A_TEXT + 2 * len(text) + _WORK_OF_A_TOKEN * len(_TOKEN.findall(text)))
    if not text.strip():
        raise ExpressionError("the text is empty", (0, len(text)))
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"{len(text)} characters are over the limit of {MAX_LENGTH}", (0, 1))
    open_: list[re.Match[str]] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] in "([":
            open_.append(bracket)
            if len(open_) > MAX_BRACKETS:
                raise ExpressionError(f"brackets nested more than {MAX_BRACKETS} deep", bracket.span())
        elif not open_:
            raise ExpressionError(f"{bracket[0]!r} closes nothing", bracket.span())
        elif _CLOSING[opening := open_.pop()[0]] != bracket[0]:
            raise ExpressionError(f"{bracket[0]!r} does not close {opening!r}", bracket.span())
    if open_:
        raise ExpressionError(f"{open_[-1][0]!r} is never closed", open_[-1].span())


_TOKEN: Final = re.compile(r"\w+|[^\w\s]")
_BRACKET: Final = re.compile(r"[()\[\]]")
_CLOSING: Final = {"(": ")", "[": "]"}

_CHARACTER_HINTS: Final = {
    "^": "a power is written x**2",
    "²": "a power is written x**2",
    "³": "a power is written x**3",
    "−": "the minus sign is '-'",
    "–": "the minus sign is '-'",
    "×": "a product is written with '*'",
    "·": "a product is written with '*'",
    "÷": "a quotient is written with '/'",
    "≠": "write '!='",
    "{": "lists are written [a, b]",
    ".": "the only attribute is .T, the transpose",
}


def _explain(error: UnexpectedInput, text: str) -> ExpressionError:
    """A parser's error in words."""
    if isinstance(error, UnexpectedCharacters):
        at = error.pos_in_stream or 0
        hint = _CHARACTER_HINTS.get(text[at])
        return ExpressionError(f"unexpected character {text[at]!r}", (at, at + 1), hint)
    if not isinstance(error, UnexpectedToken):
        return ExpressionError("this is no expression", (0, len(text)))
    token, expected = error.token, error.accepts or error.expected
    if token.type == "$END":
        return ExpressionError("the expression ends too early", (len(text.rstrip()),) * 2, _HINT_OPERAND)
    return _explain_token(token, set(expected))


_HINT_OPERAND: Final = "a name, a number or a bracket is missing"


def _explain_token(token: Token, expected: set[str]) -> ExpressionError:
    found, span = f"{str(token)!r:.40}", _span(token)
    if "TIMES" in expected and token.type in ("NAME", "NUMBER", "LPAR"):
        message = f"an operator is missing before {found}"
        return ExpressionError(message, span, "a product is written with '*'")
    hint = None
    if token.type == "RELATION":
        hint = "an equation has one '=', outside all brackets"
    elif "NAME" in expected:
        hint = _HINT_OPERAND
    elif "COLON" in expected or expected <= {"NUMBER", "RSQB", "COMMA", "SIGN"}:
        hint = "indices are integers or slices such as 0:2"
    return ExpressionError(f"unexpected {found}", span, hint)
