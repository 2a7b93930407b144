"""Questions for an SMT solver, rebuilt from the claim: never taken from a certificate."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from certsim.kernel.errors import LimitExceeded
from certsim.kernel.statement.model import Condition
from certsim.kernel.terms.polynomial import MAX_SHOWN_BITS, Monomial, Polynomial, Rational


def question(
    name: Callable[[int], str], equations: Sequence[Polynomial], conditions: Sequence[Condition]
) -> str:
    """SMT-LIB 2: have the equations = 0, with the conditions, a real solution? `unsat` says no."""
    polynomials = [*equations, *(condition.polynomial for condition in conditions)]
    variables = sorted(set().union(*(p.variables for p in polynomials)))
    lines = ["(set-logic QF_NRA)"]
    lines += [f"(declare-const |{name(variable)}| Real)" for variable in variables]
    lines += [f"(assert (= {summed(name, p)} 0.0))" for p in equations]
    lines += [f"(assert {_condition(name, condition)})" for condition in conditions]
    return "\n".join([*lines, "(check-sat)", ""])


def _condition(name: Callable[[int], str], condition: Condition) -> str:
    value = summed(name, condition.polynomial)
    return f"(not (= {value} 0.0))" if condition.relation == "!=" else f"({condition.relation} {value} 0.0)"


def summed(name: Callable[[int], str], polynomial: Polynomial) -> str:
    """A polynomial as a term of SMT-LIB."""
    terms = [_term(name, monomial, polynomial.terms[monomial]) for monomial in sorted(polynomial.terms)]
    if len(terms) < 2:
        return terms[0] if terms else "0.0"
    return f"(+ {' '.join(terms)})"


def _term(name: Callable[[int], str], monomial: Monomial, coefficient: Rational) -> str:
    factors = [f"|{name(variable)}|" for variable in monomial]
    if coefficient != 1 or not factors:
        factors.insert(0, _rational(coefficient))
    return f"(* {' '.join(factors)})" if len(factors) > 1 else factors[0]


def _rational(value: Rational) -> str:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_SHOWN_BITS:
        raise LimitExceeded(f"a question to the solver with a number of more than {MAX_SHOWN_BITS} bits")
    magnitude = f"{abs(value.numerator)}.0"
    if value.denominator != 1:
        magnitude = f"(/ {magnitude} {value.denominator}.0)"
    return f"(- {magnitude})" if value < 0 else magnitude
