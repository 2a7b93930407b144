"""Exponentials: at rational points tanh, exp and sine have exact values; whether they are 0 is decidable.

Let the arguments of the calls be rational numbers. Values of exp, tanh, sigmoid and the like are rational
functions of E = e^(1/N), and those of sin and cos of e^(i/N). Such an expression is 0 if and only if it is 0
as a rational function of these as indeterminates.

*Proof.* e^(1/N) is transcendental (Hermite), and so is e^(i/N) (Lindemann); the two are algebraically
independent (Lindemann and Weierstrass). ∎

So a counterexample has an exact rate, such as (E⁸ - 1)/(E⁸ + 1), which is not 0, and no rounding is involved.
Identities between such values are decided: sinh 2 is 2·sinh 1·cosh 1, and e is not a fraction that agrees
with it in nine places. And so are ranks: brackets of a tanh network at a point are elements of this field.
Formulas hold for all arguments, too: a neuron sinh 2wx and another 2·sinh wx·cosh wx are tied, and with
another factor than 2 they are not; and a weight of exp wx - sinh wx - cosh wx never moves.

Where a call stands in a call, or the point is a root of a polynomial, or the function is erf, a value lies in
an interval of rational numbers. This shows that it is not 0, and it could not show that it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Final

from certsim import Model, certify, laws, orbit
from certsim.algebra.exact.exponential import Exponential, value_at
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T7",)

TANH = Model.parse("a @ tanh(w*x)", parameters=["a[2]", "w[2]"], inputs=["x"], name="tanh network")
STILL = Model.parse(
    "a*(exp(w*x) - sinh(w*x) - cosh(w*x)) + b*x", parameters=["a", "b", "w"], inputs=["x"], name="a zero"
)

RATES: Final[Mapping[str, Mapping[str, object]]] = {
    "a*tanh(w*x)": {"numerator": "E**8 - 1", "denominator": "E**8 + 1", "basis": {"E": "exp(1)"}},
    "a*sin(w*x)": {"numerator": "S4", "denominator": "1", "basis": {"S4": "sin(4)"}},
    "a*exp(w*x) - a*cos(w*x)": {
        "numerator": "E**4 - C4",
        "denominator": "1",
        "basis": {"C4": "cos(4)", "E": "exp(1)"},
    },
}
SPELLINGS: Final = "a[0]*sinh(2*w*x) + a[1]*{factor}*sinh(w*x)*cosh(w*x)"
INTERVALS: Final[Sequence[tuple[str, str, str, str]]] = (
    ("a*erf(w*x)", "the functions are those of T7", "0.99999998458274209", "0.9999999845827421"),
    ("a*tanh(w*tanh(x))", "no call stands in a call", "0.95857591017663808", "0.95857591017663809"),
)
SUMS: Final[Sequence[tuple[str, Sequence[tuple[Fraction, Sequence[tuple[str, str]]]], bool]]] = (
    (
        "sinh 2 = 2·sinh 1·cosh 1",
        [(Fraction(1), [("sinh", "2")]), (Fraction(-2), [("sinh", "1"), ("cosh", "1")])],
        True,
    ),
    (
        "tanh 1/2 = 2·sigmoid 1 - 1",
        [(Fraction(1), [("tanh", "1/2")]), (Fraction(-2), [("sigmoid", "1")]), (Fraction(1), [])],
        True,
    ),
    (
        "sin² 1/3 + cos² 1/3 = 1",
        [
            (Fraction(1), [("sin", "1/3"), ("sin", "1/3")]),
            (Fraction(1), [("cos", "1/3"), ("cos", "1/3")]),
            (Fraction(-1), []),
        ],
        True,
    ),
    ("e = 2.718281828", [(Fraction(1), [("exp", "1")]), (Fraction("-2.718281828"), [])], False),
)


def neuron(outputs: str) -> Model:
    """A model in two weights."""
    return Model.parse(outputs, parameters=["a", "w"], inputs=["x"], name="neuron")


def spelt(factor: int) -> Model:
    """A function of one weight beside what is the same function, if the factor is 2."""
    outputs = SPELLINGS.format(factor=factor)
    return Model.parse(outputs, parameters=["a[2]", "w"], inputs=["x"], name="two spellings")


def is_zero(summands: Sequence[tuple[Fraction, Sequence[tuple[str, str]]]]) -> bool:
    """Whether a sum of multiples of products of values is 0."""
    values = (
        prod((value_at(function, Fraction(at)) for function, at in factors), start=Exponential.constant(c))
        for c, factors in summands
    )
    return sum(values, start=Exponential.constant(0)).is_zero()


def instances() -> Iterator[Instance]:
    """Exact rates, identities that are decided, a rank; and values that are known by intervals only."""
    for outputs, rate in RATES.items():
        question = ask(certify, neuron(outputs), ["a = 0"])
        yield holds(f"an exact rate for {outputs}", question, verdict="refuted", word=1, rate=rate)
    for name, summands, expected in SUMS:
        yield holds(name, ask(is_zero, summands), value=expected)
    whole = ask(orbit, TANH, {"a": [1, 3], "w": [1, 2]})
    yield holds("brackets of a tanh network", whole, dimension=4, fills=True)
    tied = {"verdict": "certified", "status": "embedded", "dimension": 2}
    yield holds("two spellings of sinh", ask(certify, spelt(2), ["a[0] = a[1]"]), **tied)
    still = {"laws": ("a", "w"), "independent": 2, "complete": True, "dimension": 1}
    yield holds("a weight of what is 0", ask(laws, STILL), **still)
    another = ask(certify, spelt(3), ["a[0] = a[1]"])
    yield fails("two functions", another, dropped="the difference is 0", verdict="refuted", word=1)
    for outputs, dropped, low, high in INTERVALS:
        question = ask(certify, neuron(outputs), ["a = 0"])
        rate = {"enclosure": [low, high]}
        yield fails(f"a rate for {outputs}", question, dropped=dropped, verdict="refuted", rate=rate)
    root = ask(certify, neuron("a*tanh(w*x)"), ["a**2 + w**2 = 3"])
    yield fails("a rate at a root", root, dropped="the point is rational", verdict="refuted", word=1)
