"""The table of functions: how each is differentiated, reflected, and what it is at zero.

A model may call the functions of `CALLABLE`. Some of them are abbreviations (`DEFINITIONS`); the rest, with
the few that derivatives need besides, are the elementary functions of `ELEMENTARY`. An unspecified
function `sigma` has the derivatives `sigma'`, `sigma''`, …: its jets (theory T3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any, Final, TypeAlias

Expression: TypeAlias = Any
"""A JSON tree: a name, a rational literal, or a list of an operator and its operands."""


class Parity(Enum):
    """What a function does when its argument changes sign."""

    ODD = "σ(-u) = -σ(u)"
    EVEN = "σ(-u) = σ(u)"
    COMPLEMENT = "σ(-u) = 1 - σ(u)"


class Domain(Enum):
    """Where a function is analytic, if that is not the whole line (theory §0: the set Ω)."""

    NONZERO = "≠ 0"
    POSITIVE = "> 0"


@dataclass(frozen=True)
class Function:
    """One row of the table; `derivative` and `relation` are expressions in `u` (and `t` = the value)."""

    derivative: Expression
    parity: Parity | None = None
    at_zero: Fraction | None = None
    domain: Domain | None = None
    relation: Expression | None = None


def _call(name: str) -> Expression:
    return ["call", name, "u"]


def _minus(left: Expression, right: Expression) -> Expression:
    return ["+", left, ["neg", right]]


_ZERO, _HALF, _ONE = Fraction(0), Fraction(1, 2), Fraction(1)

ELEMENTARY: Final[Mapping[str, Function]] = {
    "tanh": Function(_minus("1", ["**", _call("tanh"), 2]), Parity.ODD, _ZERO),
    "sigmoid": Function(_minus(_call("sigmoid"), ["**", _call("sigmoid"), 2]), Parity.COMPLEMENT, _HALF),
    "exp": Function(_call("exp"), None, _ONE),
    "log": Function(["/", "1", "u"], domain=Domain.POSITIVE),
    "sin": Function(
        _call("cos"), Parity.ODD, _ZERO, relation=["+", ["**", "t", 2], ["**", _call("cos"), 2], "-1"]
    ),
    "cos": Function(["neg", _call("sin")], Parity.EVEN, _ONE),
    "sinh": Function(_call("cosh"), Parity.ODD, _ZERO),
    "cosh": Function(
        _call("sinh"),
        Parity.EVEN,
        _ONE,
        relation=["+", ["**", "t", 2], ["neg", ["**", _call("sinh"), 2]], "-1"],
    ),
    "sqrt": Function(
        ["/", "1/2", _call("sqrt")], domain=Domain.POSITIVE, relation=_minus(["**", "t", 2], "u")
    ),
    "inv": Function(
        ["neg", ["**", _call("inv"), 2]], Parity.ODD, None, Domain.NONZERO, _minus(["*", "t", "u"], "1")
    ),
    "erf": Function(_call("gaussian"), Parity.ODD, _ZERO),
    "gaussian": Function(["*", "-2", "u", _call("gaussian")], Parity.EVEN),
    "normal_cdf": Function(_call("normal_pdf"), Parity.COMPLEMENT, _HALF),
    "normal_pdf": Function(["neg", ["*", "u", _call("normal_pdf")]], Parity.EVEN),
    "softplus": Function(_call("sigmoid")),
    "atan": Function(["/", "1", ["+", "1", ["**", "u", 2]]], Parity.ODD, _ZERO),
    "step": Function("0"),
}
"""`gaussian` is erf' = 2/√π·exp(-u²), `normal_cdf` is Φ and `normal_pdf` is Φ', `inv` is 1/u, and `step`
is relu' (theory T18: locally constant, and any verdict on a model that has it names the assumption)."""

POSITIVE: Final = frozenset(
    {"exp", "cosh", "sigmoid", "normal_cdf", "normal_pdf", "gaussian", "softplus", "sqrt"}
)
"""Functions that are positive wherever they are defined on Ω."""

DEFINITIONS: Final[Mapping[str, Expression]] = {
    "silu": ["*", "u", _call("sigmoid")],
    "gelu": ["*", "u", _call("normal_cdf")],
    "relu": ["*", "u", _call("step")],
    "leaky_relu": ["+", ["*", "slope", "u"], ["*", _minus("1", "slope"), "u", _call("step")]],
}

CALLABLE: Final[frozenset[str]] = frozenset(ELEMENTARY) - {
    "inv",
    "gaussian",
    "normal_cdf",
    "normal_pdf",
    "step",
} | frozenset(DEFINITIONS)
"""The functions that a model may call by name, besides its own unspecified ones."""

FACTS: Final[frozenset[str]] = frozenset({"even", "odd", "zero_at_zero"})
"""What a spec may declare of an unspecified function."""


@dataclass(frozen=True)
class FunctionTable:
    """`ELEMENTARY` and the jets of a model's unspecified functions, under one roof."""

    facts: Mapping[str, frozenset[str]]

    def derivative(self, name: str) -> Expression:
        """σ'(u) as an expression in `u`."""
        return ELEMENTARY[name].derivative if name in ELEMENTARY else ["call", name + "'", "u"]

    def parity(self, name: str) -> Parity | None:
        """The parity of a function; that of the jets of an unspecified one alternates."""
        if name in ELEMENTARY:
            return ELEMENTARY[name].parity
        base, order = self._jet(name)
        if "odd" in self.facts[base]:
            return Parity.EVEN if order % 2 else Parity.ODD
        if "even" in self.facts[base]:
            return Parity.ODD if order % 2 else Parity.EVEN
        return None

    def at_zero(self, name: str) -> Fraction | None:
        """The value at zero where it is a rational number that the facts imply."""
        if name in ELEMENTARY:
            return ELEMENTARY[name].at_zero
        base, order = self._jet(name)
        vanishes = self.parity(name) is Parity.ODD or (order == 0 and "zero_at_zero" in self.facts[base])
        return _ZERO if vanishes else None

    def domain(self, name: str) -> Domain | None:
        return ELEMENTARY[name].domain if name in ELEMENTARY else None

    def relation(self, name: str) -> Expression | None:
        """A polynomial in `u`, the value `t` and other calls that is identically zero, if one is known."""
        return ELEMENTARY[name].relation if name in ELEMENTARY else None

    def knows(self, name: str) -> bool:
        return name in ELEMENTARY or self._jet(name)[0] in self.facts

    @staticmethod
    def _jet(name: str) -> tuple[str, int]:
        base = name.rstrip("'")
        return base, len(name) - len(base)
