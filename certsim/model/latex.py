r"""Names and expression trees in LaTeX, as a mathematician writes them.

Products of arrays entry by entry are ⊙, quotients ⊘ and powers `^{\odot n}`; scalars and matrices stand side
by side. A vector on the left of a matrix product is transposed. Array names of several letters are upright,
Greek letters are Greek, digits at the end are subscripts. Names are not trusted: no character of a name but
letters and digits reaches the formula as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from certsim.kernel.terms.functions import Expression
from certsim.model.rank import (
    Ranks,
    einsum_letters,
    is_literal,
    rank,
    ranks_of,
    split_options,
)

_SMALL: Final = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta"),
    *("iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "varpi", "rho", "varrho", "sigma", "varsigma"),
    *("tau", "upsilon", "phi", "varphi", "chi", "psi", "omega"),
)
_CAPITAL: Final = ("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega")
_GREEK: Final = frozenset({*_SMALL, *_CAPITAL})
_STEM: Final = re.compile(r"([A-Za-z]+)([0-9]+)")
_PLAIN: Final = re.compile(r"[A-Za-z0-9_]+")
_NEITHER: Final = re.compile(r"[^A-Za-z0-9]")


def name_latex(name: str) -> str:
    r"""A name in LaTeX.

    >>> name_latex("w1"), name_latex("theta_2"), name_latex("W_out"), name_latex("bias")
    ('w_{1}', '\\theta_{2}', 'W_{\\mathrm{out}}', '\\mathrm{bias}')
    """
    stem, subscripts = _parts(name)
    if not stem:
        return verbatim(name)
    return _letter(stem) + (f"_{{{','.join(map(_letter, subscripts))}}}" if subscripts else "")


def _parts(name: str) -> tuple[str, list[str]]:
    """The stem of a name and its subscripts; no stem where the name can only be copied."""
    words = [word for word in name.split("_") if word] if _PLAIN.fullmatch(name) else []
    stem, *subscripts = words or [""]
    match = _STEM.fullmatch(stem)
    return (match[1], [match[2], *subscripts]) if match else (stem, subscripts)


def _letter(word: str) -> str:
    if word in _GREEK:
        return f"\\{word}"
    return word if len(word) == 1 or word.isdigit() else rf"\mathrm{{{word}}}"


def verbatim(name: str) -> str:
    r"""A name letter by letter; what is no letter, digit or underscore becomes a question mark.

    >>> verbatim("w_1"), verbatim("\\input{x}")
    ('\\mathtt{w\\_1}', '\\mathtt{?input?x?}')
    """
    return rf"\mathtt{{{_escaped(name)}}}"


def _escaped(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "?", name).replace("_", r"\_")


class Latex:
    r"""Writes the expressions of a model in LaTeX.

    `ranks` are the numbers of axes of the names that are known, and `functions` those that a model declares.
    No two of these names are written alike: where they would be, they are copied letter by letter.

    >>> write = Latex({"W": 2, "x": 1, "a": 1})
    >>> write(["@", "a", ["call", "tanh", ["@", "W", "x"]]])
    'a^\\top\\,\\tanh\\left(W\\,x\\right)'
    >>> write(["*", "a", "x"]), write(["*", "2", "a"])
    ('a \\odot x', '2\\,a')
    """

    def __init__(self, ranks: Ranks | None = None, functions: Iterable[str] = ()) -> None:
        """Takes the ranks of names, and the names of functions that a model declares."""
        self._ranks: Final[Ranks] = ranks or {}
        self._names: Final = _distinct([*self._ranks, *functions])

    @classmethod
    def of(cls, *statements: Mapping[str, Any]) -> Latex:
        """The writer for a model, or for a model and a candidate of it."""
        ranks = {name: known for each in statements for name, known in ranks_of(each).items()}
        return cls(ranks, [name for each in statements for name in each.get("functions", ())])

    def __call__(self, tree: Expression) -> str:
        """The expression in LaTeX; in brackets only what needs them."""
        if isinstance(tree, str):
            return self._atom(tree)
        operator, *operands = tree
        if operator not in _WRITERS:
            return verbatim(str(operator))
        return str(_WRITERS[operator](self, operands))

    def name(self, name: str) -> str:
        """A declared name."""
        return self._names.get(name) or name_latex(name)

    def _atom(self, atom: str) -> str:
        if not is_literal(atom):
            return self.name(atom)
        numerator, _, denominator = atom.partition("/")
        if denominator:
            sign = "-" if numerator.startswith("-") else ""
            return rf"{sign}\frac{{{numerator.lstrip('-')}}}{{{denominator}}}"
        return r"\pi" if atom == "pi" else atom

    def _rank(self, tree: Expression) -> int | None:
        return rank(tree, self._ranks)

    def _factor(self, tree: Expression, loose: frozenset[str]) -> str:
        """An operand, in brackets if its operation is one of the loose ones, or if it is negative."""
        written = self(tree)
        bare = not tree.startswith("-") if isinstance(tree, str) else self._operation(tree) not in loose
        return written if bare else bracket(written)

    def _operation(self, tree: list[Any]) -> str:
        """The operation that a reader of the formula sees outermost."""
        operator, *operands = tree
        if _opposite(tree) is not None:
            return "neg"
        if operator == "/" and not self._rank(operands[1]):
            return "fraction"
        if operator == "T" and self._rank(operands[0]) == 1:
            return self._operation(operands[0]) if isinstance(operands[0], list) else "name"
        if operator == "call" and operands[0] in _AS_OPERATOR:
            return _AS_OPERATOR[operands[0]]
        return str(operator)

    def _sum(self, operands: list[Expression]) -> str:
        parts = [self(operands[0])]
        for operand in operands[1:]:
            positive = _opposite(operand)
            sign, shown = ("+", operand) if positive is None else ("-", positive)
            parts.append(f"{sign} {self._factor(shown, _SUMS)}")
        return " ".join(parts)

    def _negative(self, operands: list[Expression]) -> str:
        return "-" + self._factor(operands[0], _SUMS)

    def _product(self, operands: list[Expression]) -> str:
        positive = _opposite(["*", *operands])
        if positive is not None:
            return "-" + self(positive)
        first, *rest = operands
        written, before = self._factor(first, _BEFORE_FACTOR), self._rank(first)
        for at, operand in enumerate(rest, 1):
            after = self._rank(operand)
            last = at == len(rest)
            factor = self._factor(operand, (_IN_PRODUCT if last else _BEFORE_FACTOR) | {"*"})
            written += _times(before, after, factor) + factor
            before = None if before is None or after is None else max(before, after)
        return written

    def _quotient(self, operands: list[Expression]) -> str:
        dividend, divisor = operands
        if not self._rank(divisor):
            return rf"\frac{{{self(dividend)}}}{{{self(divisor)}}}"
        loose = _IN_PRODUCT | {"*"}
        return rf"{self._factor(dividend, loose)} \oslash {self._factor(divisor, loose | {'/'})}"

    def _base(self, tree: Expression) -> str:
        """What may carry an exponent."""
        written = self(tree)
        if isinstance(tree, str):
            return bracket(written) if "/" in tree or tree.startswith("-") else written
        return (
            written
            if self._operation(tree) in ("index", "call", "list", "bars", "name")
            else bracket(written)
        )

    def _power(self, operands: list[Any]) -> str:
        base, exponent = operands
        sign = r"\odot " if self._rank(base) else ""
        written = f"({exponent})" if sign and exponent < 0 else exponent
        return f"{self._base(base)}^{{{sign}{written}}}"

    def _matrix_product(self, operands: list[Expression]) -> str:
        """A product of matrices; as a column, vᵀW is Wᵀv."""
        left, right = operands
        shapes = self._rank(left), self._rank(right)
        if shapes == (1, 1):
            return rf"{self._row(left)}\,{self._factor(right, _IN_MATRIX_PRODUCT)}"
        if shapes == (1, 2):
            return rf"{self._transposed(right)}\,{self._factor(left, _IN_MATRIX_PRODUCT)}"
        written = self._factor(left, _IN_MATRIX_PRODUCT - {"@"})
        return rf"{written}\,{self._factor(right, _IN_MATRIX_PRODUCT)}"

    def _row(self, tree: Expression) -> str:
        """A vector as a row."""
        if isinstance(tree, list) and tree[0] == "T":
            return self._row(tree[1])
        if isinstance(tree, list) and tree[0] == "@" and [*map(self._rank, tree[1:])] == [1, 2]:
            return rf"{self._row(tree[1])}\,{self._factor(tree[2], _IN_MATRIX_PRODUCT)}"
        return f"{self._base(tree)}^\\top"

    def _transposed(self, tree: Expression) -> str:
        if isinstance(tree, list) and tree[0] == "T":
            return self._factor(tree[1], _IN_MATRIX_PRODUCT)
        return f"{self._base(tree)}^\\top"

    def _transpose(self, operands: list[Expression]) -> str:
        return self(operands[0]) if self._rank(operands[0]) in (0, 1) else f"{self._base(operands[0])}^\\top"

    def _index(self, operands: list[Any]) -> str:
        array, *indices = operands
        written = self(array)
        simple = "_" not in written and (isinstance(array, str) or self._operation(array) == "name")
        held = written if simple else bracket(written)
        return f"{held}_{{{','.join(map(_subscript, self._filled(array, indices)))}}}"

    def _filled(self, array: Expression, indices: list[Any]) -> list[Any]:
        """The indices with a slice for each axis that they leave out, if the axes are known."""
        whole = self._rank(array)
        missing = [] if whole is None else [_ALL] * (whole - sum(index != "..." for index in indices))
        if "..." not in indices:
            return indices + missing
        at = indices.index("...")
        return indices if whole is None else [*indices[:at], *missing, *indices[at + 1 :]]

    def _list(self, operands: list[Expression]) -> str:
        if all(isinstance(row, list) and row[0] == "list" for row in operands):
            rows = r" \\ ".join(" & ".join(map(self, row[1:])) for row in operands)
            return rf"\begin{{pmatrix}}{rows}\end{{pmatrix}}"
        return rf"\left[{', '.join(map(self, operands))}\right]"

    def _total(self, operands: list[Any]) -> str:
        (operand,), options = split_options(operands)
        return rf"\sum{_options(options)}{bracket(self(operand))}"

    def _einsum(self, operands: list[Any]) -> str:
        """The sum over the letters that the value has not, with an index for each axis."""
        letters = einsum_letters(operands[0])
        if letters is None:
            return rf"\operatorname{{einsum}}{bracket(', '.join(map(self, operands[1:])))}"
        inner, outer = letters
        summed = sorted(set("".join(inner)) - set(outer))
        parts = [_indexed(self._base(tree), own) for own, tree in zip(inner, operands[1:], strict=False)]
        written = (rf"\sum_{{{','.join(summed)}}} " if summed else "") + r"\,".join(parts)
        return rf"\left[{written}\right]_{{{outer}}}" if outer else written

    def _call(self, operands: list[Any]) -> str:
        function, *rest = operands
        arguments, options = split_options(rest)
        if function == "sqrt":
            return rf"\sqrt{{{self(arguments[0])}}}"
        if function == "inv":
            return rf"\frac{{1}}{{{self(arguments[0])}}}"
        if function == "transpose" and not options and len(arguments) == 1:
            return self._transpose(arguments)
        if function == "dot":
            return self._matrix_product(arguments)
        if function in _BARS and len(arguments) == 1:
            return rf"\left{_BARS[function]}{self(arguments[0])}\right{_BARS[function]}{_options(options)}"
        applied = bracket(", ".join(map(self, arguments))) if arguments else ""
        return f"{self._function(function)}{_options(options)}{applied}"

    def _function(self, function: str) -> str:
        base = function.rstrip("'")
        known = self._names.get(base) or _FUNCTIONS.get(base) or rf"\operatorname{{{_escaped(base)}}}"
        return known + function[len(base) :]


def _distinct(names: Sequence[str]) -> dict[str, str]:
    """The names in LaTeX, each different from the others, and from an entry of one of them."""
    written = {name: name_latex(name) for name in names}
    often, stems = Counter(written.values()), set(written.values())

    def alone(name: str) -> bool:
        stem, subscripts = _parts(name)
        return often[written[name]] == 1 and not (subscripts and _letter(stem) in stems)

    return {name: written[name] if alone(name) else verbatim(name) for name in written}


def _opposite(tree: Expression) -> Expression | None:
    """What a minus sign stands before, if one stands first: of a number, of a negative, of a multiple."""
    if isinstance(tree, str):
        return tree[1:] if tree.startswith("-") and is_literal(tree) else None
    if tree[0] == "neg":
        return tree[1]
    if tree[0] == "*" and isinstance(tree[1], str) and (positive := _opposite(tree[1])):
        return ["*", positive, *tree[2:]]
    return None


def bracket(content: str) -> str:
    """The formula in brackets of its size."""
    return rf"\left({content}\right)"


def _times(before: int | None, after: int | None, factor: str) -> str:
    """The sign between two factors: ⊙ between arrays, nothing but a space where one is a scalar."""
    if before and after:
        return r" \odot "
    unknown = None in (before, after) and 0 not in (before, after)
    return r" \cdot " if unknown or factor[0].isdigit() or factor.startswith(r"\frac{") else r"\,"


def _indexed(written: str, letters: str) -> str:
    if not letters:
        return written
    return f"{bracket(written) if '_' in written else written}_{{{letters}}}"


def _subscript(index: Any) -> str:
    if isinstance(index, list):
        return ":".join("" if end is None else str(int(end)) for end in index[1:])
    return r"\ldots" if index == "..." else str(int(index))


def _options(options: Mapping[str, Any]) -> str:
    """Options of a call as a subscript."""
    parts = r",\;".join(_option(key, value) for key, value in options.items() if value is not False)
    return f"_{{{parts}}}" if parts else ""


def _option(key: str, value: Any) -> str:
    if value is True:
        return rf"\text{{{_NEITHER.sub(' ', key)}}}"
    several = isinstance(value, list)
    word = "axes" if several and key == "axis" else _NEITHER.sub(" ", key)
    numbers = ", ".join(map(str, value)) if several else str(value)
    return rf"\text{{{word} }}{re.sub(r'[^0-9A-Za-z,./ -]', '?', numbers)}"


_ALL: Final = ["slice", None, None]
_SUMS: Final = frozenset({"+", "neg"})
_IN_PRODUCT: Final = _SUMS | {"@", "/"}
_BEFORE_FACTOR: Final = _IN_PRODUCT | {"sum", "einsum"}
_IN_MATRIX_PRODUCT: Final = _SUMS | {"*", "@", "/", "sum", "einsum", "fraction"}
_BASES: Final = frozenset({"index", "call", "list", "bars", "name"})
_BARS: Final = {"abs": "|", "norm": r"\|"}
_AS_OPERATOR: Final = {
    "inv": "fraction",
    "dot": "@",
    "transpose": "T",
    "prod": "sum",
    **dict.fromkeys(_BARS, "bars"),
}
_MACROS: Final = ("sin", "cos", "tanh", "sinh", "cosh", "exp", "log", "max", "min", "prod")
_FUNCTIONS: Final = {name: f"\\{name}" for name in _MACROS} | {
    "atan": r"\arctan",
    "trace": r"\operatorname{tr}",
    "zeros": r"\mathbf{0}",
    "ones": r"\mathbf{1}",
    "eye": "I",
}
_WRITERS: Final = {
    "+": Latex._sum,
    "neg": Latex._negative,
    "*": Latex._product,
    "/": Latex._quotient,
    "**": Latex._power,
    "@": Latex._matrix_product,
    "T": Latex._transpose,
    "index": Latex._index,
    "list": Latex._list,
    "sum": Latex._total,
    "einsum": Latex._einsum,
    "call": Latex._call,
}
