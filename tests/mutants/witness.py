"""Counterexamples in 250 digits: is the point in the set and in the domain, and is the value not zero?

Expressions and derivatives are those of tests/oracle.py, which shares no code with certsim.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

import mpmath

from tests.mutants.jets import LIMITED
from tests.oracle import DIGITS, STEPS, Flow, Function, Oracle, Value, flat, number, real, scalars

ZERO = mpmath.mpf("1e-60")
NUDGE = mpmath.mpf("1e-3")


class Limits(Oracle):
    """Evaluates trees, and keeps the arguments that the domain limits, with what is demanded of them."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        super().__init__(functions)
        self.found: list[tuple[str, Value]] = []

    def value(self, tree: Any, names: Mapping[str, Value]) -> Value:
        if isinstance(tree, list) and tree[0] == "**" and tree[2] < 0:
            self._keep("nonzero", super().value(tree[1], names))
        return super().value(tree, names)

    def _combined(self, operator: str, values: list[Value]) -> Value:
        if operator == "/":
            self._keep("nonzero", values[1])
        return super()._combined(operator, values)

    def _call(self, operands: Sequence[Any], names: Mapping[str, Value]) -> Value:
        if operands[0] in LIMITED:
            self._keep(LIMITED[operands[0]], self.value(operands[1], names))
        return super()._call(operands, names)

    def _keep(self, kind: str, value: Value) -> None:
        self.found += [(kind, one) for one in flat(value)]


class Witness:
    """A place of a certificate in either format, for a model and a candidate.

    `kinks`: a kink is no limit of the domain, because the proof holds there, too (theory T18, Kinks).
    """

    def __init__(
        self,
        model: Mapping[str, Any],
        candidate: Mapping[str, Any],
        place: Mapping[str, Any],
        *,
        kinks: bool = False,
    ) -> None:
        self.kinks = kinks
        functions = {name: _polynomial(given) for name, given in place["functions"].items()}
        numbers = {name: coordinate(one, place.get("root")) for name, one in place["point"].items()}
        constants = _complete(candidate.get("constants", []), numbers)
        self.flow = Flow(model, candidate, functions, constants)
        self.functions = functions
        self.theta = [numbers.get(name, mpmath.mpf(0)) for name in self.flow.names]

    def is_on_the_set(self, leaving_out: Collection[int] = ()) -> bool:
        """Whether the equations hold, and the conditions strictly; perhaps but for some of them."""
        if any(abs(value) > ZERO for value in self.flow.equations(self.theta)):
            return False
        margins = self.conditions(self.theta)
        return all(margin > ZERO for at, margin in enumerate(margins) if at not in leaving_out)

    def conditions(self, theta: Sequence[Value]) -> list[Value]:
        """What the conditions say is positive: h, -h or |h|."""
        values = self.condition_values(theta)
        return [{"!=": abs(h), ">": h, "<": -h}[relation] for relation, h in values]

    def condition_values(self, theta: Sequence[Value]) -> list[tuple[str, Value]]:
        found = []
        for left, relation, right in self.flow.candidate.get("where", []):
            flow = Flow(self.flow.model, {"equations": [[left, right]]}, self.functions)
            flow.constants = self.flow.constants
            found += [(relation, h) for h in flow.equations(theta)]
        return found

    def is_defined(self, given: Mapping[str, str]) -> bool:
        """Whether the point is in the domain of an input."""
        if "fields" in self.flow.model:
            return True
        here, near = self._limits(self.theta, given), None
        if here is None:
            return False
        for at, (kind, value) in enumerate(here):
            if kind == "positive" and value <= ZERO:
                return False
            if abs(value) <= ZERO and not (kind == "step" and self.kinks):
                near = near or self._limits([t + NUDGE * (k + 1) for k, t in enumerate(self.theta)], given)
                if kind != "step" or near is None or abs(near[at][1]) > ZERO:
                    return False
        return True

    def _limits(self, theta: Sequence[Value], given: Mapping[str, str]) -> list[tuple[str, Value]] | None:
        plain, self.flow.oracle = self.flow.oracle, Limits(self.functions)
        limits = self.flow.oracle
        try:
            self.flow.outputs(theta, self._inputs(given))
        except (ZeroDivisionError, TypeError, ValueError):
            return None
        finally:
            self.flow.oracle = plain
        return limits.found

    def _inputs(self, given: Mapping[str, str]) -> Mapping[str, Value]:
        values = {name: real(Fraction(value)) for name, value in given.items()}
        return _complete(self.flow.model.get("inputs", []), values)

    def is_defined_somewhere(self, inputs: Sequence[Mapping[str, str]] = ()) -> bool:
        """Whether the point is in the domain of one of the inputs, or of one of a few others."""
        names = list(self._inputs({}))
        others = (
            {name: str(Fraction(k * (7 * at + 3), 5)) for at, name in enumerate(names)}
            for k in (1, -1, 2, -2, 3, -3, 5, 0)
        )
        return any(map(self.is_defined, [*inputs, *others]))

    def letters(self, word: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """A word of a certificate in the words of tests/oracle.py."""
        if "fields" in self.flow.model:
            return [{"field": letter["field"]} for letter in word]
        names = _complete(self.flow.model.get("inputs", []), {})
        return [
            {"output": letter["field"], "input": {**dict.fromkeys(names, "0"), **letter["input"]}}
            for letter in word
        ]

    def derivative(
        self, g: Callable[[list[Value]], Value], word: Sequence[Mapping[str, Any]]
    ) -> Value | None:
        """L_w g at the point; none for a word that is too long for finite differences."""
        if len(word) >= len(STEPS):
            return None
        return self.flow.lie_derivative(g, self.letters(word), self.theta)


def holds_at_kinks(evidence: Any) -> bool:
    """Whether a proof says how it takes kinks."""
    if isinstance(evidence, dict):
        return evidence.get("kinks") is not None or any(map(holds_at_kinks, evidence.values()))
    return isinstance(evidence, list) and any(map(holds_at_kinks, evidence))


def _complete(declarations: Sequence[Any], numbers: Mapping[str, Value]) -> dict[str, Value]:
    return {name: numbers.get(name, mpmath.mpf(0)) for name in scalars(declarations)}


def _polynomial(coefficients: Sequence[str]) -> Function:
    values = [real(Fraction(c)) for c in reversed(coefficients)] or [mpmath.mpf(0)]
    return lambda u: mpmath.polyval(values, u)


def coordinate(written: Any, root: Any = None) -> Value:
    """A coordinate: a rational, an algebraic number of format 1, or of format 2, with its root beside it."""
    if isinstance(written, list):
        return number({"polynomial": root["polynomial"], "interval": root["interval"], "value": written})
    return number(written)


def exactly(function: Callable[[], Any]) -> Any:
    """In 250 digits."""
    with mpmath.workdps(DIGITS):
        return function()
