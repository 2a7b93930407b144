"""From text to expression trees, with the place in the text that every part of a tree came from.

The trees are those that the kernel expands (`certsim.kernel.terms.expression`). Nothing is ever evaluated as
code, and whatever could explode (deep brackets, long literals, towers of powers) is refused before it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from importlib import resources
from typing import Any, Final, TypeAlias, cast

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from certsim.kernel.meter import spend
from certsim.kernel.terms.graph import MAX_EXPONENT
from certsim.model.calls import LARGEST, call, constant
from certsim.model.mistakes import PIECEWISE, attribute_error, character_hint, word_error
from certsim.model.parsed import ExpressionError, Parsed, Span, Statement, node

MAX_LENGTH: Final = 1_000_000
MAX_SYMBOLS: Final = 100_000
MAX_BRACKETS: Final = 200
MAX_DIGITS: Final = 1_000

Parts: TypeAlias = list[Any]
Sizes: TypeAlias = tuple[tuple[str, int], ...]
"""The names from the table [sizes] with their values."""


def parse_expression(text: str, sizes: Sizes = ()) -> Parsed:
    """The tree of a text such as ``a @ tanh(W @ x + b)``; raises `ExpressionError`.

    >>> parse_expression("a - 3/4*b**2").tree
    ['+', 'a', ['neg', ['*', '3/4', ['**', 'b', 2]]]]
    >>> parse_expression("softmax(W[:m], axis=0)", (("m", 2),)).tree
    ['call', 'softmax', ['index', 'W', ['slice', None, 2]], {'axis': 0}]
    """
    parsed, relation, _ = _parse(text, sizes)
    if relation is not None:
        hint = "a definition such as 'h = tanh(W @ x)' belongs into 'let'" if relation == "=" else PIECEWISE
        raise ExpressionError(f"expected an expression, found {str(relation)!r}", _span(relation), hint)
    return parsed


def parse_equation(text: str, sizes: Sizes = ()) -> Statement:
    """The two sides of ``left = right``; raises `ExpressionError`."""
    statement = _parse_statement(text, sizes, "an equation 'left = right'", "add '= 0' if it is to vanish")
    if statement.relation == "=":
        return statement
    hints = {"==": "an equation has one '='"}
    hint = hints.get(statement.relation, "conditions such as 'a > 0' belong into 'where'")
    raise ExpressionError(f"'{statement.relation}' in an equation", statement.relation_span, hint)


def parse_condition(text: str, sizes: Sizes = ()) -> Statement:
    """The two sides of ``left != right``, ``left > right`` or ``left < right``; raises `ExpressionError`."""
    statement = _parse_statement(text, sizes, "a condition", "write 'a != 0', 'a > 0' or 'a < 0'")
    if statement.relation in ("!=", ">", "<"):
        return statement
    closed = statement.relation in (">=", "<=")
    hint = "conditions are strict" if closed else "equations belong into 'equations'"
    message = f"'{statement.relation}' in a condition: only !=, > and < are possible"
    raise ExpressionError(message, statement.relation_span, hint)


def parse_restriction(text: str, sizes: Sizes = ()) -> Statement:
    """The two sides of an equation or a condition; raises `ExpressionError`."""
    statement = _parse_statement(text, sizes, "an equation or a condition", "write 'x > 0' or 'x = 1'")
    if statement.relation in ("=", "!=", ">", "<"):
        return statement
    hint = "an equation has one '='" if statement.relation == "==" else "conditions are strict"
    message = f"'{statement.relation}' here: only =, !=, > and < are possible"
    raise ExpressionError(message, statement.relation_span, hint)


def parse_definition(text: str, sizes: Sizes = ()) -> Statement:
    """The name and the meaning of ``h = tanh(W @ x)``; raises `ExpressionError`."""
    hint = "write a name, '=' and an expression, such as 'h = tanh(W @ x)'"
    statement = _parse_statement(text, sizes, "a definition", hint)
    if statement.relation != "=":
        message = f"'{statement.relation}' in a definition"
        raise ExpressionError(message, statement.relation_span, "a definition has one '='")
    return statement


def _parse_statement(text: str, sizes: Sizes, expected: str, hint: str) -> Statement:
    left, relation, right = _parse(text, sizes)
    if relation is None or right is None:
        raise ExpressionError(f"expected {expected}, found an expression alone", left.span, hint)
    return Statement(left, str(relation), right, _span(relation))


def parse_integer(text: str, sizes: Sizes = ()) -> int:
    """The integer that a text such as ``2*m`` stands for; raises `ExpressionError`."""
    return _index(parse_expression(text, sizes), "a size")


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

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self._sizes: Final = dict(sizes)

    def statement(self, parts: Parts) -> tuple[Parsed, Token | None, Parsed | None]:
        left, relation, right = parts
        return left, relation, right

    def number(self, parts: Parts) -> Parsed:
        return Parsed("number", _literal(parts[0]), *_span(parts[0]))

    def name(self, parts: Parts) -> Parsed:
        name, span = str(parts[0]), _span(parts[0])
        if name in self._sizes:
            return Parsed("number", str(self._sizes[name]), *span)
        return Parsed("pi" if name == "pi" else "name", name, *span)

    def string(self, parts: Parts) -> Parsed:
        return Parsed("string", str(parts[0])[1:-1], *_span(parts[0]))

    def bracket(self, parts: Parts) -> Parsed:
        inner: Parsed = parts[1]
        start, end = parts[0].start_pos, parts[2].end_pos
        if inner.kind == "number":
            return Parsed("number", inner.tree, start, end, [inner])
        inner.start, inner.end = start, end
        return inner

    def tuple(self, parts: Parts) -> Parsed:
        opening, first, _, rest, closing = parts
        entries = [first, *(rest or ())]
        trees = ["list", *(entry.tree for entry in entries)]
        return Parsed("tuple", trees, opening.start_pos, closing.end_pos, entries)

    def addition(self, parts: Parts) -> Parsed:
        terms = [_array(parts[0])]
        for sign, term in zip(parts[1::2], parts[2::2], strict=True):
            _array(term)
            terms.append(node("neg", [term], sign.start_pos, term.end) if sign == "-" else term)
        return node("+", terms)

    def multiplication(self, parts: Parts) -> Parsed:
        """Left-associative; factors that only `*` joins stand in one list."""
        factors = [_array(parts[0])]
        for operator, factor in zip(parts[1::2], parts[2::2], strict=True):
            _array(factor)
            if operator != "*":
                factors = [_binary(str(operator), _product(factors), factor)]
            else:
                factors.append(factor)
        return _product(factors)

    def signed(self, parts: Parts) -> Parsed:
        sign, operand = parts[0], _array(parts[1])
        if sign == "-" and _is_literal(operand):
            return Parsed("number", str(-Fraction(operand.tree)), sign.start_pos, operand.end)
        if sign == "-":
            return node("neg", [operand], sign.start_pos)
        operand.start = sign.start_pos
        return operand

    def power(self, parts: Parts) -> Parsed:
        base, _, exponent = parts
        value = Parsed("integer", _exponent(_array(exponent)), *exponent.span)
        return node("**", [_array(base), value])

    def index(self, parts: Parts) -> Parsed:
        base, _, subscripts, closing = parts
        if sum(part.kind == "ellipsis" for part in subscripts) > 1:
            raise ExpressionError("'...' stands once at most", (base.end, closing.end_pos))
        return node("index", [_array(base), *subscripts], end=closing.end_pos)

    def transpose(self, parts: Parts) -> Parsed:
        return node("T", [_array(parts[0])], end=parts[1].end_pos)

    def call(self, parts: Parts) -> Parsed:
        name, _, arguments, closing = parts
        function = Parsed("function", str(name), *_span(name))
        return call(function, arguments or (), closing.end_pos)

    def keyword(self, parts: Parts) -> Parsed:
        name, _, value = parts
        part = Parsed("string", str(name), *_span(name))
        return node("keyword", [part, value])

    def list(self, parts: Parts) -> Parsed:
        opening, entries, closing = parts
        if not entries:
            raise ExpressionError("a list must not be empty", (opening.start_pos, closing.end_pos))
        return node("list", [*map(_array, entries)], opening.start_pos, closing.end_pos)

    def arguments(self, parts: Parts) -> Sequence[Parsed]:
        return [part for part in parts if isinstance(part, Parsed)]

    subscripts = arguments
    entries = arguments

    def subscript(self, parts: Parts) -> Parsed:
        part: Parsed = parts[0]
        return Parsed("integer", _index(part, "an index"), *part.span)

    def slice(self, parts: Parts) -> Parsed:
        ends = [_index(part, "the end of a slice") if part else None for part in parts[::2]]
        written = ends if len(ends) == 2 or ends[2] is not None else ends[:2]
        if written[2:] == [0]:
            raise ExpressionError("the step of a slice is not 0", parts[4].span)
        present = [part for part in parts if part]
        return Parsed("slice", ["slice", *written], _start(present[0]), _end(present[-1]))

    def ellipsis(self, parts: Parts) -> Parsed:
        return Parsed("ellipsis", "...", *_span(parts[0]))


def _start(part: Parsed | Token) -> int:
    return part.start if isinstance(part, Parsed) else _span(part)[0]


def _end(part: Parsed | Token) -> int:
    return part.end if isinstance(part, Parsed) else _span(part)[1]


def _array(part: Parsed) -> Parsed:
    """What stands where only an array can; raises `ExpressionError` for several in round brackets."""
    if part.kind == "tuple":
        raise ExpressionError("round brackets make no list", part.span, "write [a, b]")
    return part


def _is_literal(part: Parsed) -> bool:
    """Whether a node is a number without brackets, which joins a sign or a quotient in one literal."""
    return part.kind == "number" and not part.parts


def _product(factors: list[Parsed]) -> Parsed:
    return node("*", factors) if len(factors) > 1 else factors[0]


def _binary(operator: str, left: Parsed, right: Parsed) -> Parsed:
    """A quotient of literals is a literal; that by zero is left to be refused with its place."""
    if operator == "/" and _is_literal(left) and _is_literal(right) and right.tree != "0":
        spend(len(left.tree) + len(right.tree))
        value = str(Fraction(left.tree) / Fraction(right.tree))
        if len(value) > MAX_DIGITS:
            raise ExpressionError(_TOO_LONG, (left.start, right.end))
        return Parsed("number", value, left.start, right.end)
    return node(operator, [left, right])


def _literal(token: Token) -> str:
    try:
        return str(read_number(token))
    except ValueError as error:
        raise ExpressionError(str(error), _span(token)) from error


def _index(part: Parsed, what: str) -> int:
    """The value of an integer in an index or a declaration."""
    value = constant(_array(part))
    if value is None and part.tree in ("None", "newaxis"):
        raise ExpressionError("an index makes no new axis", part.span, "write reshape(x, [1, 3])")
    if value is None or value.denominator != 1:
        hint = "indices are integers, slices such as 0:2, or names from [sizes]"
        raise ExpressionError(f"{what} is an integer", part.span, hint)
    if abs(value) > LARGEST:
        raise ExpressionError(f"an integer over the limit of {LARGEST}", part.span)
    return int(value)


def _exponent(part: Parsed) -> int:
    """The value of what stands right of `**`, which must be an integer that is not too large."""
    value = constant(part)
    if value is None or value.denominator != 1:
        raise ExpressionError("the exponent of ** must be an integer", part.span, _power_hint(part, value))
    if abs(value) > MAX_EXPONENT:
        raise ExpressionError(f"the exponent is over the limit of {MAX_EXPONENT}", part.span)
    return int(value)


def _power_hint(part: Parsed, value: Fraction | None) -> str:
    if value is None and part.kind == "/":
        value = _quotient(*map(constant, part.parts))
    if value is None:
        return "any other power of a positive x is exp(y*log(x))"
    if value.denominator != 2:
        return f"a power of a positive x is exp({value}*log(x))" if value.denominator > 2 else "write x**2"
    root = "sqrt(x)" if abs(value.numerator) == 1 else f"sqrt(x)**{abs(value.numerator)}"
    return f"write {root}" if value > 0 else f"write 1/{root}"


def _quotient(dividend: Fraction | None, divisor: Fraction | None) -> Fraction | None:
    return dividend / divisor if dividend is not None and divisor else None


def _span(token: Token) -> Span:
    return cast(int, token.start_pos), cast(int, token.end_pos)


@lru_cache(maxsize=8)
def _parser(sizes: Sizes) -> Lark:
    grammar = resources.files("certsim.model").joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start="statement", keep_all_tokens=True, transformer=_Trees(sizes))


def _parse(text: str, sizes: Sizes) -> tuple[Parsed, Token | None, Parsed | None]:
    _check_size(text)
    try:
        left, relation, right = cast("tuple[Parsed, Token | None, Parsed | None]", _parser(sizes).parse(text))
    except UnexpectedInput as error:
        raise _explain(error, text) from error
    return _array(left), relation, right and _array(right)


_SYMBOL: Final = re.compile(r"[A-Za-z0-9_.]+|[^\sA-Za-z0-9_.]")
_COST: Final = 250
"""The work of reading one symbol, in the units of the kernel's meter; a text costs that of a few more."""
_FEW: Final = 4


def _check_size(text: str) -> None:
    """Length and brackets, before anything is built; brackets first, as their errors mislead a parser."""
    if not text.strip():
        raise ExpressionError("the text is empty", (0, len(text)))
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"{len(text)} characters are over the limit of {MAX_LENGTH}", (0, 1))
    symbols = sum(1 for _ in _SYMBOL.finditer(text))
    if symbols > MAX_SYMBOLS:
        raise ExpressionError(f"{symbols} symbols are over the limit of {MAX_SYMBOLS}", (0, 1))
    spend(_COST * (symbols + _FEW))
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


_BRACKET: Final = re.compile(r"[()\[\]]")
_CLOSING: Final = {"(": ")", "[": "]"}


def _explain(error: UnexpectedInput, text: str) -> ExpressionError:
    """A parser's error in words."""
    if isinstance(error, UnexpectedCharacters):
        at = error.pos_in_stream or 0
        if text[at] == ".":
            return attribute_error(text, at)
        return ExpressionError(f"unexpected character {text[at]!r}", (at, at + 1), character_hint(text[at]))
    if not isinstance(error, UnexpectedToken):
        return ExpressionError("this is no expression", (0, len(text)))
    token, expected = error.token, error.accepts or error.expected
    if token.type == "$END":
        return ExpressionError("the expression ends too early", (len(text.rstrip()),) * 2, _HINT_OPERAND)
    return _explain_token(token, set(expected), text)


_HINT_OPERAND: Final = "a name, a number or a bracket is missing"
_TRANSPOSE_BEFORE: Final = re.compile(r"\.\s*T\s*\Z")
_WORD_BEFORE: Final = re.compile(r"([A-Za-z_]\w*)\s*\Z", re.ASCII)


def _explain_token(token: Token, expected: set[str], text: str) -> ExpressionError:
    found, span = f"{str(token)!r:.40}", _span(token)
    before = _WORD_BEFORE.search(text[max(0, span[0] - 50) : span[0]])
    if wrong := word_error(str(token), before[1] if before else "", span):
        return wrong
    if token.type == "STRING":
        hint = 'only einsum takes a text in quotes, such as "ij,jk->ik"'
        return ExpressionError(f"unexpected text {found}", span, hint)
    if "TIMES" in expected and token.type in ("NAME", "NUMBER", "LPAR"):
        if token.type == "LPAR" and _TRANSPOSE_BEFORE.search(text[: span[0]]):
            return ExpressionError("'.T' is not called", span, "the transpose is W.T, without round brackets")
        hint = "a product is written with '*'" + (", one of matrices with '@'" if before else "")
        return ExpressionError(f"an operator is missing before {found}", span, hint)
    return ExpressionError(f"unexpected {found}", span, _token_hint(token, expected, text))


def _token_hint(token: Token, expected: set[str], text: str) -> str | None:
    if token.type == "RELATION":
        if text[_span(token)[1] :].strip() and _RELATION.search(text[: _span(token)[0]]):
            return "write two equations or conditions, each in a text of its own"
        return "an equation has one '=', outside all brackets" if "=" in token else PIECEWISE
    if "NAME" not in expected:
        return None
    at = _span(token)[0]
    if text[at - 1 : at + 1] == "//":
        return "a quotient is written with one '/'"
    return "flags are written keepdims=True" if token.type == "EQUAL" else _HINT_OPERAND


_RELATION: Final = re.compile(r"[=<>]")
