"""Standard forms: expressions as quotients of polynomials in few functions that know their identities.

tanh, sigmoid, softplus and others are written by exp and log, as the table of functions says. exp, sin and
cos of a sum are products of those of its terms. So sums of expressions that are equal by these identities are
found to be 0. The rules are stated and proved in docs/rules.md (*Standard forms*).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Final, TypeAlias

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.meter import spend
from certsim.kernel.terms.calculus import by_formula
from certsim.kernel.terms.functions import FunctionTable, Parity
from certsim.kernel.terms.polynomial import ONE, ZERO, Monomial, Polynomial, power
from certsim.kernel.terms.tower import square_root

MAX_ROUNDS: Final = 32
"""How often the units of exponents may become finer before a comparison gives up."""


@dataclass(frozen=True)
class Quotient:
    """numerator / denominator, with a denominator that is 0 nowhere in the domain."""

    ring: Standard
    numerator: Polynomial
    denominator: Polynomial

    def __mul__(self, other: Quotient) -> Quotient:
        top, bottom = self.numerator * other.numerator, self.denominator * other.denominator
        return self.ring.quotient(top, bottom)

    def __pow__(self, exponent: int) -> Quotient:
        return power(self, exponent, self.ring.number(Fraction(1)))

    def __add__(self, other: Quotient) -> Quotient:
        if self.denominator == other.denominator:
            return self.ring.quotient(self.numerator + other.numerator, self.denominator)
        top = self.numerator * other.denominator + other.numerator * self.denominator
        return self.ring.quotient(top, self.denominator * other.denominator)


@dataclass(frozen=True)
class _Atom:
    """A call σ(N/D); of exp, sin and cos it is that of a term times a unit."""

    function: str
    argument: Quotient


_Term: TypeAlias = tuple[str, Monomial, Polynomial]


class _FinerUnit(Exception):
    """An exponent is no multiple of the unit of its term: the evaluation starts again with a finer one."""


class Standard:
    """The ring of quotients in which expressions have standard forms.

    `units` says for each term t that stood in an argument of exp, or of sin and cos, the number u by which
    exp(u·t), or sin(u·t) and cos(u·t), are variables.
    """

    def __init__(self, functions: FunctionTable, first_atom: int, units: dict[_Term, Fraction]) -> None:
        self._functions: Final = functions
        self._first: Final = first_atom
        self._units: Final = units
        self._atoms: Final[list[_Atom]] = []
        self._terms: Final[dict[tuple[str, _Term], Polynomial]] = {}

    def number(self, value: Fraction) -> Quotient:
        return Quotient(self, Polynomial.constant(value), ONE)

    def leaf(self, index: int) -> Quotient:
        return Quotient(self, Polynomial.variable(index), ONE)

    def total(self, summands: Iterable[Quotient]) -> Quotient:
        value = self.number(Fraction(0))
        for summand in summands:
            value = value + summand
        return value

    def quotient(self, top: Polynomial, bottom: Polynomial) -> Quotient:
        """N/D without common variables, D with the coefficient 1 at its least monomial."""
        shared = _shared_variables((top, bottom))
        top, bottom = _without(top, shared), _without(bottom, shared)
        leading = Fraction(bottom.terms[min(bottom.terms)])
        return Quotient(self, top * (1 / leading), bottom * (1 / leading))

    def is_zero(self, value: Quotient) -> bool:
        """Whether a value is seen to be 0, by the relations of its atoms from the last to the first."""
        return not self._reduced(value.numerator)

    def _reduced(self, polynomial: Polynomial) -> Polynomial:
        """A polynomial that is 0 if and only if the given one is, where no denominator is."""
        polynomial = self._without_implied(polynomial)
        for at in range(len(self._atoms) - 1, -1, -1):
            polynomial = self._lowered(polynomial, self._first + at, self._atoms[at])
        return polynomial

    def _without_implied(self, polynomial: Polynomial) -> Polynomial:
        """step(u + c)·step(u) = step(u) for numbers c > 0."""
        steps = [v for v in sorted(polynomial.variables) if self._is(v, "step")]
        for at, v in enumerate(steps):
            for w in steps[:at]:
                spend(50)
                gap = self._argument(v) - self._argument(w)
                distance = gap.constant_value
                if distance is not None:
                    polynomial = _without_factor(polynomial, (v, w), v if distance > 0 else w)
        return polynomial

    def _argument(self, variable: int) -> Polynomial:
        return self._atoms[variable - self._first].argument.numerator

    def _lowered(self, polynomial: Polynomial, variable: int, atom: _Atom) -> Polynomial:
        """The polynomial with at most the first power of an atom whose square is known."""
        square = self._square(variable, atom)
        most = max((m.count(variable) for m in polynomial.terms), default=0) // 2
        if square is None or not most:
            return polynomial
        summands = []
        for monomial, coefficient in polynomial.terms.items():
            times, left = divmod(monomial.count(variable), 2)
            spend(20 + len(monomial))
            rest = tuple(sorted((*(v for v in monomial if v != variable), *[variable] * left)))
            value = Polynomial({rest: coefficient}) * square.numerator**times
            summands.append(value * square.denominator ** (most - times))
        return self._lowered(Polynomial.total(summands), variable, atom)

    def _square(self, variable: int, atom: _Atom) -> Quotient | None:
        """What the square of an atom is: √u² = u, sin² = 1 - cos², and a step is 0 or 1."""
        if atom.function == "sqrt":
            return atom.argument
        if atom.function == "step":
            return self.leaf(variable)
        if atom.function == "sin":
            cosine = Polynomial.variable(variable + 1)
            return Quotient(self, ONE - cosine * cosine, ONE)
        return None

    def call(self, function: str, argument: Quotient) -> Quotient:
        """σ(u) in standard form."""
        rules: Mapping[str, Callable[[Quotient], Quotient]] = {
            "inv": self._inverse,
            "exp": self._exp,
            "log": self._log,
            "sin": lambda u: self._wave(u)[1],
            "cos": lambda u: self._wave(u)[0],
            "sqrt": self._sqrt,
            "step": self._step,
        }
        if function in rules:
            return rules[function](argument)
        known = by_formula(function, argument, self)
        return self._opaque(function, argument) if known is None else known

    def _inverse(self, u: Quotient) -> Quotient:
        if not u.numerator:
            raise InvalidCertificate("division by 0")
        return self.quotient(u.denominator, u.numerator)

    def _exp(self, u: Quotient) -> Quotient:
        """The exponential of a sum as a product over its terms; exp(k·log v) = v^k."""
        value = self.number(Fraction(1))
        for monomial, coefficient in u.numerator.terms.items():
            value = value * self._exp_of_term(monomial, Fraction(coefficient), u.denominator)
        return value

    def _exp_of_term(self, monomial: Monomial, coefficient: Fraction, denominator: Polynomial) -> Quotient:
        atom = self._atom(monomial[0]) if len(monomial) == 1 else None
        if (
            atom is not None
            and atom.function == "log"
            and denominator == ONE
            and coefficient.denominator == 1
        ):
            return self._power(atom.argument, coefficient.numerator)
        term = ("exp", monomial, denominator)
        times = self._multiple(term, coefficient)
        return self._power(Quotient(self, self._variable("exp", term), ONE), times)

    def _power(self, base: Quotient, exponent: int) -> Quotient:
        return base**exponent if exponent >= 0 else self._inverse(base) ** -exponent

    def _multiple(self, term: _Term, coefficient: Fraction) -> int:
        """The coefficient of a term as a multiple of the term's unit."""
        unit = self._units.setdefault(term, abs(coefficient))
        times = coefficient / unit
        if times.denominator != 1:
            self._units[term] = Fraction(
                gcd(unit.numerator * coefficient.denominator, coefficient.numerator * unit.denominator),
                unit.denominator * coefficient.denominator,
            )
            raise _FinerUnit
        return times.numerator

    def _variable(self, function: str, term: _Term) -> Polynomial:
        """The variable for σ(u·t), u the unit of the term t."""
        if (function, term) not in self._terms:
            _, monomial, denominator = term
            argument = Quotient(self, Polynomial({monomial: self._units[term]}), denominator)
            self._terms[function, term] = self._new(_Atom(function, argument))
        return self._terms[function, term]

    def _wave(self, u: Quotient) -> tuple[Quotient, Quotient]:
        """The pair cos u, sin u by the terms of u: cos + i·sin of a sum is a product."""
        cosine, sine = self.number(Fraction(1)), self.number(Fraction(0))
        for monomial, coefficient in u.numerator.terms.items():
            c, s = self._turn(monomial, Fraction(coefficient), u.denominator)
            minus = self.number(Fraction(-1))
            cosine, sine = cosine * c + minus * sine * s, cosine * s + sine * c
        return cosine, sine

    def _turn(
        self, monomial: Monomial, coefficient: Fraction, denominator: Polynomial
    ) -> tuple[Quotient, Quotient]:
        """The pair cos, sin of one term; those of multiples of π/2 are numbers (theory T20)."""
        quarters = 2 * coefficient
        if monomial == (self._functions.pi,) and denominator == ONE and quarters.denominator == 1:
            values = [Fraction(v) for v in (1, 0, -1, 0)]
            turns = quarters.numerator
            return self.number(values[turns % 4]), self.number(values[(turns - 1) % 4])
        term = ("turn", monomial, denominator)
        times = self._multiple(term, coefficient)
        sine, cosine = (Quotient(self, self._variable(f, term), ONE) for f in ("sin", "cos"))
        c, s = self.number(Fraction(1)), self.number(Fraction(0))
        for _ in range(abs(times)):
            spend(100)
            c, s = c * cosine + self.number(Fraction(-1)) * s * sine, c * sine + s * cosine
        return c, s * self.number(Fraction(1 if times > 0 else -1))

    def _log(self, u: Quotient) -> Quotient:
        """log(e^v·w) = v + log w; and log(p/q) = log p - log q, where both are plainly positive."""
        value = self.number(Fraction(0))
        parts = []
        for part, sign in ((u.numerator, 1), (u.denominator, -1)):
            powers = [v for v in _shared_variables((part,)) if self._is(v, "exp")]
            for variable in powers:
                value = value + self._atoms[variable - self._first].argument * self.number(Fraction(sign))
            parts.append(_without(part, powers))
        if all(map(self._is_positive, parts)):
            minus = self.number(Fraction(-1))
            return value + self._log_of(parts[0], ONE) + minus * self._log_of(parts[1], ONE)
        return value + self._log_of(*parts)

    def _log_of(self, top: Polynomial, bottom: Polynomial) -> Quotient:
        u = self.quotient(top, bottom)
        if u.numerator == u.denominator:
            return self.number(Fraction(0))
        return self._call(_Atom("log", u))

    def _sqrt(self, u: Quotient) -> Quotient:
        value = u.numerator.constant_value if u.denominator == ONE else None
        root = square_root(Fraction(value)) if value is not None and value > 0 else None
        return self._call(_Atom("sqrt", u)) if root is None else self.number(root)

    def _step(self, u: Quotient) -> Quotient:
        """step(u) by the sign of u alone: positive factors are left out; step(-u) = 1 - step(u).

        Where u = p·t + q with a step t, step(u) is step(p + q) where t = 1 and step(q) where t = 0.
        """
        inside = self._signed(u.numerator * u.denominator)
        constant = inside.constant_value
        if constant is not None:
            return self.number(Fraction(1 if constant > 0 else 0))
        inner = next((v for v in sorted(inside.variables) if self._is(v, "step")), None)
        if inner is not None:
            on, off = (inside.substitute({inner: at}) for at in (ONE, ZERO))
            t = self.leaf(inner)
            return t * self._step(Quotient(self, on, ONE)) + _not(t) * self._step(Quotient(self, off, ONE))
        leading = Fraction(inside.terms[min(m for m in inside.terms if m)])
        found = self._call(_Atom("step", Quotient(self, inside * (1 / leading), ONE)))
        return found if leading > 0 else _not(found)

    def _signed(self, polynomial: Polynomial) -> Polynomial:
        """A polynomial with the same sign: positive common factors and squares are left out."""
        shared = _shared_variables((polynomial,))
        kept = {v for v in shared if not self._is_positive(Polynomial.variable(v)) and shared.count(v) % 2}
        for variable in kept:
            shared.remove(variable)
        return _without(polynomial, shared)

    def _opaque(self, function: str, u: Quotient) -> Quotient:
        """A call that is known by its parity and its value at 0 only."""
        at_zero = self._functions.at_zero(function)
        if not u.numerator and at_zero is not None:
            return self.number(at_zero)
        parity = self._functions.parity(function)
        if parity is None or not u.numerator or u.numerator.terms[min(u.numerator.terms)] > 0:
            return self._call(_Atom(function, u))
        minus = self.number(Fraction(-1))
        reflected = self._call(_Atom(function, minus * u))
        if parity is Parity.EVEN:
            return reflected
        found = minus * reflected
        return found if parity is Parity.ODD else _not(reflected)

    def _call(self, atom: _Atom) -> Quotient:
        """The variable for a call, the same one for arguments that are seen to be equal."""
        u = atom.argument
        for at, known in enumerate(self._atoms):
            spend(20)
            if known.function == atom.function:
                v = known.argument
                if not self._reduced(u.numerator * v.denominator - v.numerator * u.denominator):
                    return self.leaf(self._first + at)
        return Quotient(self, self._new(atom), ONE)

    def _new(self, atom: _Atom) -> Polynomial:
        spend(100)
        self._atoms.append(atom)
        return Polynomial.variable(self._first + len(self._atoms) - 1)

    def _atom(self, variable: int) -> _Atom | None:
        return self._atoms[variable - self._first] if variable >= self._first else None

    def _is(self, variable: int, function: str) -> bool:
        atom = self._atom(variable)
        return atom is not None and atom.function == function

    def _is_positive(self, polynomial: Polynomial) -> bool:
        """Whether a polynomial is positive term by term, by functions that are positive."""
        return all(c > 0 for c in polynomial.terms.values()) and all(
            (atom := self._atom(v)) is not None and self._functions.row(atom.function).positive
            for v in polynomial.variables
        )


def _not(value: Quotient) -> Quotient:
    """1 - u."""
    return value.ring.number(Fraction(1)) + value.ring.number(Fraction(-1)) * value


def _without_factor(polynomial: Polynomial, where: tuple[int, int], variable: int) -> Polynomial:
    """The polynomial with a variable put to 1 in the terms that have both of two variables."""
    summands = []
    for monomial, coefficient in polynomial.terms.items():
        spend(10 + len(monomial))
        both = all(v in monomial for v in where)
        kept = tuple(v for v in monomial if v != variable) if both else monomial
        summands.append(Polynomial({kept: coefficient}))
    return Polynomial.total(summands)


def is_zero(functions: FunctionTable, first_atom: int, value: Callable[[Standard], Quotient]) -> bool:
    """Whether a value that is computed in a ring of standard forms is seen to be 0.

    It is computed again where the unit of an exponent turns out to be too coarse.
    """
    units: dict[_Term, Fraction] = {}
    for _ in range(MAX_ROUNDS):
        ring = Standard(functions, first_atom, units)
        try:
            return ring.is_zero(value(ring))
        except _FinerUnit:
            continue
    return False


def _shared_variables(polynomials: Iterable[Polynomial]) -> list[int]:
    """The variables that divide every term of all the polynomials, with multiplicity."""
    shared: list[int] | None = None
    for polynomial in polynomials:
        for monomial in polynomial.terms:
            spend(10 + len(monomial))
            if shared is None:
                shared = list(monomial)
            elif shared:
                shared = [
                    v for v in dict.fromkeys(shared) for _ in range(min(shared.count(v), monomial.count(v)))
                ]
    return shared or []


def _without(polynomial: Polynomial, variables: Iterable[int]) -> Polynomial:
    """The polynomial divided by variables that divide each of its terms."""
    removed = list(variables)
    if not removed:
        return polynomial
    terms = {}
    for monomial, coefficient in polynomial.terms.items():
        left = list(monomial)
        for variable in removed:
            left.remove(variable)
        spend(10 + len(monomial) * len(removed))
        terms[tuple(left)] = coefficient
    return Polynomial(terms)
