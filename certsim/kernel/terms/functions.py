"""The table of functions: all that the program knows of a function stands in its one row.

These are the elementary functions, with the few that derivatives need besides; other functions are defined
in them (`definitions`). An unspecified function `sigma` has the derivatives `sigma'`, `sigma''`, …: its jets
(theory T3).
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
    REMAINDER = "σ(-u) = σ(u) - u"


class Domain(Enum):
    """Where a function is analytic, if that is not the whole line (theory §0: Ω); the weakest first."""

    REGION = "≠ 0, or 0 everywhere"
    NONZERO = "≠ 0"
    POSITIVE = "> 0"

    def holds(self, value: Fraction) -> bool:
        """Whether a function with this domain is analytic near a constant argument."""
        return self is Domain.REGION or (value > 0 if self is Domain.POSITIVE else value != 0)

    def narrower(self, other: Domain | None) -> Domain:
        """What both ask of one argument: > 0 is ≠ 0 besides."""
        order = list(Domain)
        return self if other is None or order.index(self) >= order.index(other) else other


@dataclass(frozen=True)
class Function:
    """One row of the table. Expressions are in the argument `u`; in relations `t` is the value σ(u).

    `mirror` is a parity that only forms and standard forms use: that of a step holds on regions. `at_zero` is
    σ(0) if that is rational. A `positive` function is so wherever it is defined. `relation` is
    zero; so is `connection`, which mentions other functions. `formula` is σ(u) in functions that have no
    formula themselves.
    """

    derivative: Expression
    parity: Parity | None = None
    at_zero: Fraction | None = None
    domain: Domain | None = None
    positive: bool = False
    mirror: Parity | None = None
    relation: Expression | None = None
    connection: Expression | None = None
    formula: Expression | None = None


def _call(name: str, argument: Expression = "u") -> Expression:
    return ["call", name, argument]


def _minus(left: Expression, right: Expression) -> Expression:
    return ["+", left, ["neg", right]]


def _square(operand: Expression) -> Expression:
    return ["**", operand, 2]


_ZERO, _HALF, _ONE = Fraction(0), Fraction(1, 2), Fraction(1)
_EXP: Final = _call("exp")
_ROOT_OF_TWO: Final = _call("sqrt", "2")

ELEMENTARY: Final[Mapping[str, Function]] = {
    "tanh": Function(
        derivative=_minus("1", _square(_call("tanh"))),
        parity=Parity.ODD,
        at_zero=_ZERO,
        connection=_minus(["*", "t", _call("cosh")], _call("sinh")),
        formula=["/", _minus(_square(_EXP), "1"), ["+", _square(_EXP), "1"]],
    ),
    "sigmoid": Function(
        derivative=_minus(_call("sigmoid"), _square(_call("sigmoid"))),
        parity=Parity.COMPLEMENT,
        at_zero=_HALF,
        positive=True,
        connection=_minus(["*", "t", ["+", _EXP, "1"]], _EXP),
        formula=["/", _EXP, ["+", _EXP, "1"]],
    ),
    "exp": Function(
        derivative=_EXP,
        at_zero=_ONE,
        positive=True,
        connection=_minus(_minus("t", _call("sinh")), _call("cosh")),
    ),
    "log": Function(derivative=["/", "1", "u"], domain=Domain.POSITIVE),
    "sin": Function(
        derivative=_call("cos"),
        parity=Parity.ODD,
        at_zero=_ZERO,
        relation=["+", _square("t"), _square(_call("cos")), "-1"],
    ),
    "cos": Function(derivative=["neg", _call("sin")], parity=Parity.EVEN, at_zero=_ONE),
    "sinh": Function(
        derivative=_call("cosh"),
        parity=Parity.ODD,
        at_zero=_ZERO,
        formula=["*", "1/2", _minus(_EXP, ["/", "1", _EXP])],
    ),
    "cosh": Function(
        derivative=_call("sinh"),
        parity=Parity.EVEN,
        at_zero=_ONE,
        positive=True,
        relation=["+", _square("t"), ["neg", _square(_call("sinh"))], "-1"],
        formula=["*", "1/2", ["+", _EXP, ["/", "1", _EXP]]],
    ),
    "sqrt": Function(
        derivative=["/", "1/2", _call("sqrt")],
        domain=Domain.POSITIVE,
        positive=True,
        relation=_minus(_square("t"), "u"),
    ),
    "inv": Function(
        derivative=["neg", _square(_call("inv"))],
        parity=Parity.ODD,
        domain=Domain.NONZERO,
        relation=_minus(["*", "t", "u"], "1"),
    ),
    "erf": Function(derivative=_call("gaussian"), parity=Parity.ODD, at_zero=_ZERO),
    "gaussian": Function(
        derivative=["*", "-2", "u", _call("gaussian")],
        parity=Parity.EVEN,
        positive=True,
        formula=["*", "2", _ROOT_OF_TWO, _call("normal_pdf", ["*", _ROOT_OF_TWO, "u"])],
    ),
    "normal_cdf": Function(
        derivative=_call("normal_pdf"),
        parity=Parity.COMPLEMENT,
        at_zero=_HALF,
        positive=True,
        formula=["*", "1/2", ["+", "1", _call("erf", ["/", "u", _ROOT_OF_TWO])]],
    ),
    "normal_pdf": Function(
        derivative=["neg", ["*", "u", _call("normal_pdf")]], parity=Parity.EVEN, positive=True
    ),
    "softplus": Function(
        derivative=_call("sigmoid"),
        mirror=Parity.REMAINDER,
        positive=True,
        formula=_call("log", ["+", "1", _EXP]),
    ),
    "atan": Function(derivative=["/", "1", ["+", "1", _square("u")]], parity=Parity.ODD, at_zero=_ZERO),
    "step": Function(derivative="0", mirror=Parity.COMPLEMENT, domain=Domain.REGION),
}
"""`gaussian` is erf' = 2/√π·exp(-u²), `normal_cdf` is Φ and `normal_pdf` is Φ', `inv` is 1/u, and `step`
is relu' (theory T18: locally constant, and any verdict on a model that has it names the assumption)."""


def calls_in(expression: Expression) -> frozenset[str]:
    """The functions that an expression calls."""
    if not isinstance(expression, list):
        return frozenset()
    own = frozenset(expression[1:2] if expression[0] == "call" else ())
    return own.union(*map(calls_in, expression[1:]))


EXPONENTIAL: Final = frozenset({"exp"}) | {
    name for name, row in ELEMENTARY.items() if calls_in(row.formula) == {"exp"}
}
"""The functions that are quotients of polynomials in e^u."""

FACTS: Final[frozenset[str]] = frozenset({"even", "odd", "zero_at_zero"})
"""What a spec may declare of an unspecified function."""


@dataclass(frozen=True)
class FunctionTable:
    """`ELEMENTARY` and the jets of a model's unspecified functions, under one roof.

    `pi` is the variable that is π, if there is one (theory T20).
    """

    facts: Mapping[str, frozenset[str]]
    pi: int | None = None

    def __contains__(self, name: str) -> bool:
        return name in ELEMENTARY or name.rstrip("'") in self.facts

    def row(self, name: str) -> Function:
        """What is known of a function."""
        return ELEMENTARY[name] if name in ELEMENTARY else self._jet(name)

    def derivative(self, name: str) -> Expression:
        """σ'(u) as an expression in `u`."""
        return self.row(name).derivative

    def parity(self, name: str) -> Parity | None:
        return self.row(name).parity

    def mirror(self, name: str) -> Parity | None:
        """The parity, or what else is known of σ(-u), on regions."""
        row = self.row(name)
        return row.parity or row.mirror

    def at_zero(self, name: str) -> Fraction | None:
        """The value at zero where it is known to be a rational number."""
        return self.row(name).at_zero

    def domain(self, name: str) -> Domain | None:
        return self.row(name).domain

    def _jet(self, name: str) -> Function:
        """What the facts about an unspecified function imply of it or a derivative: parities alternate."""
        base = name.rstrip("'")
        order, facts = len(name) - len(base), self.facts[base]
        parity = None
        if facts & {"odd", "even"}:
            parity = Parity.ODD if ("odd" in facts) == (order % 2 == 0) else Parity.EVEN
        vanishes = parity is Parity.ODD or (order == 0 and "zero_at_zero" in facts)
        return Function(_call(name + "'"), parity, _ZERO if vanishes else None)
