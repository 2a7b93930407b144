"""The functions of the spec language, in words and formulas, from the kernel's own tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from certsim.kernel.terms.definitions import (
    DEFINITIONS,
    ELEMENTWISE,
    SIGNATURES,
)
from certsim.kernel.terms.functions import ELEMENTARY, Expression, Parity, calls_in
from certsim.model.tree import text

ANALYTIC, PIECEWISE, ALONG, NORMALISING, ARRAYS = KINDS = (
    "element-wise, analytic",
    "element-wise, piecewise",
    "along axes",
    "normalisation",
    "arrays",
)

_PARITIES: Final = {Parity.ODD: "odd", Parity.EVEN: "even", Parity.COMPLEMENT: "σ(-z) = 1 - σ(z)"}
_PIECEWISE_PARITIES: Final = {"abs": "even", "hardtanh": "odd"}
_OFF_KINKS: Final = "off its kinks"

_WORDS: Final[Mapping[str, str]] = {
    "concat": "arrays one after the other along an axis",
    "cumsum": "the sums of the entries up to each one along an axis",
    "diag": "the diagonal of a matrix, or the diagonal matrix of a vector",
    "einsum": "numpy.einsum without '...': sums of products",
    "eye": "the identity matrix",
    "ones": "an array of ones",
    "prod": "the product along axes",
    "repeat": "each entry, or each slice along the axis, so many times",
    "reshape": "the same entries in another shape; one size may be -1",
    "stack": "arrays of one shape along a new axis",
    "sum": "the sum along axes",
    "transpose": "the axes in another order; in reverse if none is given",
    "zeros": "an array of zeros",
}
_PRIMITIVE: Final = "elementary"
_DEFAULTS: Final[Mapping[str, Mapping[str, object]]] = {
    "sum": {"axis": None, "keepdims": False},
    "prod": {"axis": None, "keepdims": False},
    "max": {"axis": None, "keepdims": False},
    "min": {"axis": None, "keepdims": False},
    "cumsum": {"axis": -1},
    "concat": {"axis": 0},
    "stack": {"axis": 0},
    "repeat": {"axis": None},
    "transpose": {"axes": None},
}
INNER: Final[Mapping[str, str]] = {
    "step(z)": "1 for z > 0, 0 for z < 0; its derivative is 0",
    "normal_cdf(z)": "(1 + erf(z/sqrt(2)))/2",
    "normal_pdf(z)": "exp(-z**2/2)/sqrt(2*pi), the derivative of normal_cdf",
    "gaussian(z)": "2/sqrt(pi)*exp(-z**2), the derivative of erf",
    "count(z, axis)": "how many entries z has along the axes",
    "windows(x, w, stride, padding)": "the parts of x that w is laid on",
}
"""What formulas mention besides, which no spec calls."""


@dataclass(frozen=True)
class FunctionEntry:
    """What there is to say about a function; the derivative is for functions of one argument."""

    name: str
    usage: str
    kind: str
    definition: str
    domain: str | None
    parity: str | None
    derivative: str | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def entries() -> list[FunctionEntry]:
    """All functions that a spec may call, kind by kind."""
    einsum = FunctionEntry("einsum", 'einsum("ij,jk->ik", A, B)', ARRAYS, _WORDS["einsum"], None, None, None)
    found = [*map(_entry, SIGNATURES), einsum]
    return sorted(found, key=lambda entry: KINDS.index(entry.kind))


def lines() -> list[str]:
    """The functions as a text for a terminal."""
    found: list[str] = []
    for kind in KINDS:
        found += ["", kind] if found else [kind]
        for entry in entries():
            if entry.kind == kind:
                found += [f"  {entry.usage}", *(f"      {fact}" for fact in _facts(entry))]
    inner = (f"  {name:<32}{meaning}" for name, meaning in INNER.items())
    return [*found, "", "what formulas mention besides", *inner]


def _facts(entry: FunctionEntry) -> list[str]:
    facts = [entry.definition]
    facts += [f"domain {entry.domain}"] if entry.domain else []
    facts += [f"parity {entry.parity}"] if entry.parity else []
    return facts + ([f"derivative {entry.derivative}"] if entry.derivative else [])


def _entry(name: str) -> FunctionEntry:
    derivative = shown(_derivative(["call", name, *SIGNATURES[name].arrays])) if _is_function(name) else None
    return FunctionEntry(
        name, _usage(name), _kind(name), _definition(name), _domain(name), _parity(name), derivative
    )


def _is_function(name: str) -> bool:
    """Whether a function works entry by entry in one argument, with parameters after it."""
    return name in ELEMENTARY or name in ELEMENTWISE


def _usage(name: str) -> str:
    signature, definition = SIGNATURES[name], DEFINITIONS.get(name)
    arrays = ["[u, v]"] if signature.variadic else list(signature.arrays)
    defaults = {**_DEFAULTS.get(name, {}), **(definition.options if definition else {})}
    options = [
        f"{option}={defaults[option]}" if option in defaults else option for option in signature.options
    ]
    if definition:
        arrays = [f"{a}={text(definition.arrays[a])}" if a in definition.arrays else a for a in arrays]
    return f"{name}({', '.join([*arrays, *options])})"


def _kind(name: str) -> str:
    signature = SIGNATURES[name]
    if _is_function(name) or name in ("max", "min"):
        return PIECEWISE if "step" in _reached(name) else ANALYTIC
    if "eps" in signature.arrays:
        return NORMALISING
    return ALONG if "axis" in signature.options and signature.arrays and name != "repeat" else ARRAYS


def _reached(name: str) -> set[str]:
    """The functions that a function is made of, and those that they are made of."""
    reached, waiting = {name}, [name]
    while waiting:
        definition = DEFINITIONS.get(waiting.pop())
        new = set(calls_in(definition.body)) - reached if definition else set()
        reached |= new
        waiting += new
    return reached


def _definition(name: str) -> str:
    if name in DEFINITIONS:
        along = "; along axes they are folded" if name in ("max", "min") else ""
        return shown(DEFINITIONS[name].body) + along
    if name in ELEMENTARY:
        formula = ELEMENTARY[name].formula
        return _PRIMITIVE if formula is None else text(_replaced(formula, {"u": "z"}))
    return _WORDS[name]


def _parity(name: str) -> str | None:
    parity = ELEMENTARY[name].parity if name in ELEMENTARY else None
    return _PARITIES[parity] if parity else _PIECEWISE_PARITIES.get(name)


def _domain(name: str) -> str | None:
    """Where a function is analytic, if that is not everywhere."""
    if name in ELEMENTARY:
        domain = ELEMENTARY[name].domain
        return f"z {domain.value}" if domain else None
    if "step" in _reached(name):
        return _OFF_KINKS
    return " and ".join(_limits(DEFINITIONS[name].body)) or None if name in DEFINITIONS else None


def _limits(tree: Expression) -> list[str]:
    """What the arguments of logarithms and roots in a tree must be, where they are not so by themselves."""
    if not isinstance(tree, list):
        return []
    limits = [limit for part in tree[1:] for limit in _limits(part)]
    domain = ELEMENTARY[tree[1]].domain if tree[0] == "call" and tree[1] in ELEMENTARY else None
    if domain and not _is_positive(tree[2]):
        limits.append(f"{shown(tree[2])} {domain.value}")
    if tree[0] == "/" and not _is_positive(tree[2]):
        limits.append(f"{shown(tree[2])} ≠ 0")
    return [_OPTION.sub("", limit) for limit in limits]


_OPTION: Final = re.compile(r", (?:axis|keepdims)=\w+")


def _is_positive(tree: Expression) -> bool:
    """Whether an expression is plainly positive."""
    if isinstance(tree, str):
        return tree == "pi" or tree[0].isdigit()
    if tree[0] == "call":
        return tree[1] == "count" or (tree[1] in ELEMENTARY and ELEMENTARY[tree[1]].positive)
    return tree[0] in ("+", "*", "/", "sum", "**") and all(
        _is_positive(part) for part in tree[1:] if not isinstance(part, dict | int)
    )


def shown(tree: Expression) -> str:
    """An expression as text, long fractions as the decimals that they are."""
    return _LONG_FRACTION.sub(_decimal, text(tree))


_LONG_FRACTION: Final = re.compile(r"\((\d+)/(\d{4,})\)|\b(\d+)/(\d{4,})\b")


def _decimal(fraction: re.Match[str]) -> str:
    numerator, denominator = (int(part) for part in fraction.groups() if part)
    digits = next((k for k in range(_DIGITS) if 10**k % denominator == 0), None)
    if digits is None:
        return fraction[0]
    value = str(numerator * 10**digits // denominator).zfill(digits + 1)
    return f"{value[:-digits]}.{value[-digits:]}"


_DIGITS: Final = 100


# Derivatives


def _derivative(tree: Expression) -> Expression:
    """The derivative of an expression in z."""
    if not _mentions_z(tree):
        return "0"
    if tree == "z":
        return "1"
    operator, *operands = tree
    if operator == "call":
        return _derivative_of_call(operands[0], operands[1:])
    if operator == "+":
        return _sum([_derivative(operand) for operand in operands])
    if operator == "neg":
        return _negative(_derivative(operands[0]))
    if operator == "*":
        terms = (
            _product([*operands[:at], _derivative(operand), *operands[at + 1 :]])
            for at, operand in enumerate(operands)
        )
        return _sum(list(terms))
    if operator == "**":
        base, power = operands
        lower = base if power == 2 else ["**", base, power - 1]
        return _product([str(power), lower, _derivative(base)])
    raise ValueError(operator)


def _mentions_z(tree: Expression) -> bool:
    return any(map(_mentions_z, tree)) if isinstance(tree, list) else tree == "z"


def _derivative_of_call(name: str, arguments: Sequence[Expression]) -> Expression:
    if name in DEFINITIONS:
        definition = DEFINITIONS[name]
        named = {**definition.arrays, **dict(zip(SIGNATURES[name].arrays, arguments, strict=False))}
        return _derivative(_replaced(definition.body, named))
    outer = _replaced(ELEMENTARY[name].derivative, {"u": arguments[0]})
    return _product([outer, _derivative(arguments[0])])


def _replaced(tree: Expression, by: Mapping[str, Expression]) -> Expression:
    """The tree with other expressions for some names."""
    if not isinstance(tree, list):
        return by.get(tree, tree) if isinstance(tree, str) else tree
    operator, *operands = [tree[0], *(_replaced(part, by) for part in tree[1:])]
    if operator == "+":
        return _sum(operands)
    return _negative(operands[0]) if operator == "neg" else [operator, *operands]


def _sum(terms: list[Expression]) -> Expression:
    rest = [term for term in terms if term != "0"]
    if len(rest) < 2:
        return rest[0] if rest else "0"
    return ["+", *rest]


def _product(factors: list[Expression]) -> Expression:
    if "0" in factors:
        return "0"
    rest = [factor for factor in factors if factor != "1"]
    if len(rest) < 2:
        return rest[0] if rest else "1"
    return ["*", *rest]


def _negative(tree: Expression) -> Expression:
    if isinstance(tree, str) and (tree == "0" or tree.startswith("-")):
        return tree.removeprefix("-")
    return ["neg", tree]
