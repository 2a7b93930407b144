"""SymPy expressions in the language of specs, so that they are read and checked like any other.

A SymPy tree is printed, term by term, as the text of an expression; what has no exact counterpart is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from certsim.errors import Problem, SpecError
from certsim.kernel.terms.definitions import SIGNATURES
from certsim.kernel.terms.expression import IDENTIFIER
from certsim.model.parsed import MAX_DEPTH

if TYPE_CHECKING:
    import sympy

MAX_PARTS: Final = 200_000
FUNCTIONS: Final = frozenset({"exp", "log", "sin", "cos", "sinh", "cosh", "tanh", "erf", "atan"})
"""SymPy's functions that have the same name here."""


def tables(
    expression: Any,
    parameters: Sequence[sympy.Basic] | None,
    inputs: Sequence[sympy.Basic] | None,
    rates: Mapping[Any, Any] | None,
    functions: Mapping[str, Any] | None,
    name: str | None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a spec file would hold, as tables `model` and `functions`; raises `SpecError`.

    What is None is what `to_sympy` said of the model, if the expression comes from there.
    """
    import sympy

    parameters, inputs = _own(expression, "parameters", parameters), _own(expression, "inputs", inputs)
    rates, functions = _own(expression, "rates", rates), _own(expression, "functions", functions)
    declared = {
        "parameters": _declarations(parameters, "parameters"),
        "inputs": _declarations(inputs, "inputs"),
    }
    outputs, used = _printed(expression, frozenset({*parameters, *inputs}))
    if getattr(expression, "are_fields", False):
        size = len(outputs) // len(expression)
        fields = [outputs[at : at + size] for at in range(0, len(outputs), size)]
        return {"parameters": declared["parameters"], "fields": fields, "name": name}, {}
    keys = {_Printer("rates", key).text(_exact(key)): rates[key] for key in rates}
    given = {key: str(rate) if isinstance(rate, sympy.Basic) else rate for key, rate in keys.items()}
    facts = dict.fromkeys(sorted(used - SIGNATURES.keys()), ()) | dict(functions)
    return {**declared, "outputs": outputs, "rates": given or None, "name": name}, facts


def _own(expression: Any, key: str, given: Any) -> Any:
    """What is given; else what the expression brings, if it comes from `to_sympy`."""
    return getattr(expression, key, ()) if given is None else given


def _printed(expression: Any, declared: frozenset[sympy.Basic]) -> tuple[list[str], set[str]]:
    """The outputs as texts, and the undefined functions that they call."""
    outputs, used = [], set[str]()
    for at, output in enumerate(_entries(expression)):
        printer = _Printer(f"outputs[{at}]", output, declared)
        outputs.append(printer.text(output))
        used |= printer.functions
    return outputs, used


def _declarations(symbols: Sequence[sympy.Basic], key: str) -> list[str]:
    return [_declaration(symbol, f"{key}[{at}]") for at, symbol in enumerate(symbols)]


def _declaration(symbol: Any, key: str) -> str:
    import sympy

    if not isinstance(symbol, sympy.Symbol | sympy.MatrixSymbol | sympy.IndexedBase):
        message, hint = "expected a Symbol, an IndexedBase or a MatrixSymbol", "symbols('a b') makes some"
        raise _error(key, str(symbol), str(symbol), message, hint)
    if not IDENTIFIER.fullmatch(symbol.name):
        hint = "a name has ASCII letters, digits and '_', and begins with no digit"
        raise _error(key, symbol.name, symbol.name, f"{symbol.name!r:.60} is no name", hint)
    if isinstance(symbol, sympy.Symbol):
        return str(symbol.name)
    if not symbol.shape or not all(size.is_Integer for size in symbol.shape):
        raise _error(key, symbol.name, symbol.name, "the shape of an array must be of integers")
    return f"{symbol.name}[{','.join(map(str, symbol.shape))}]"


def _entries(expression: Any) -> list[sympy.Basic]:
    """The scalar outputs of an expression, a matrix (row by row) or a list of such."""
    import sympy

    if isinstance(expression, sympy.MatrixExpr):
        expression = expression.as_explicit()
    if isinstance(expression, sympy.MatrixBase):
        return list(expression)
    if isinstance(expression, Iterable) and not isinstance(expression, sympy.Basic | str):
        return [entry for part in expression for entry in _entries(part)]
    return [_exact(expression)]


def _exact(value: Any) -> sympy.Basic:
    """A SymPy object; of Python's own, integers and fractions only, as SymPy would evaluate a text."""
    import sympy

    if isinstance(value, sympy.Basic):
        return value
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return sympy.Rational(value.numerator, value.denominator)
    hint = "Model.parse reads texts" if isinstance(value, str) else None
    message = f"expected a SymPy expression, found {value!r:.60}"
    raise _error("outputs", repr(value), repr(value), message, hint)


def _error(key: str, whole: str, part: str, message: str, hint: str | None = None) -> SpecError:
    start = max(0, whole.find(part))
    end = start + len(part) if whole.startswith(part, start) else len(whole)
    return SpecError((Problem("<model>", 1, start + 1, key, whole, start, end, message, hint),))


@dataclass
class _Printer:
    """Prints one output; collects the names of the undefined functions that it calls."""

    key: str
    output: Any
    declared: frozenset[sympy.Basic] = frozenset()
    functions: set[str] = field(default_factory=set)
    parts: int = 0

    def text(self, expression: Any, depth: int = 0) -> str:
        """The expression, in brackets wherever they may be needed."""
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise _error(self.key, "…", "…", f"an expression of more than {MAX_PARTS} parts")
        if depth > MAX_DEPTH:
            raise _error(self.key, "…", "…", f"an expression nested more than {MAX_DEPTH} deep")
        if expression.is_Rational:
            return f"({expression})" if expression.is_negative or expression.q != 1 else str(expression)
        if expression.is_Symbol:
            return self._symbol(expression)
        if expression.is_symbol:  # as entries of matrices are, too
            return self._element(expression)
        if expression.is_Add:
            return self._sum(expression, depth + 1)
        if expression.is_Mul:
            return self._product(expression, depth + 1)
        if expression.is_Pow:
            return self._power(expression, depth + 1)
        return self._call(expression, depth + 1)

    def _symbol(self, symbol: Any) -> str:
        namesakes = [one for one in self.declared if one.is_Symbol and one.name == symbol.name]
        if namesakes and symbol not in self.declared:
            hint = "symbols are equal only if their assumptions are"
            message = f"{symbol.name!r:.60} is not the symbol of that name that was declared"
            raise self._refusal(symbol, message, hint)
        if not IDENTIFIER.fullmatch(symbol.name):
            raise self._refusal(symbol, f"{symbol.name!r:.60} is no name")
        return str(symbol.name)

    def _element(self, element: Any) -> str:
        from sympy import IndexedBase, MatrixSymbol

        array, *indices = element.args
        if not (isinstance(array, MatrixSymbol | IndexedBase) and all(index.is_Integer for index in indices)):
            hint = "call .doit() or .as_explicit() first"
            raise self._refusal(element, "expected an entry of a MatrixSymbol or an IndexedBase", hint)
        namesakes = [one for one in self.declared if getattr(one, "name", None) == array.name]
        if namesakes and array not in namesakes:
            hint = "arrays are equal only if their shapes and assumptions are"
            raise self._refusal(element, f"{array.name!r:.60} is not the array that was declared", hint)
        return f"{array.name}[{','.join(map(str, indices))}]"

    def _sum(self, expression: Any, depth: int) -> str:
        first, *rest = expression.as_ordered_terms()
        parts = [self.text(first, depth)]
        for term in rest:
            negative = term.as_coeff_Mul()[0].is_negative
            parts.append(f" - {self.text(-term, depth)}" if negative else f" + {self.text(term, depth)}")
        return f"({''.join(parts)})"

    def _product(self, expression: Any, depth: int) -> str:
        negative = expression.args[0] == -1
        factors = expression.args[1:] if negative else expression.args
        product = "*".join(self.text(factor, depth) for factor in factors)
        return f"(-({product}))" if negative else f"({product})"

    def _power(self, expression: Any, depth: int) -> str:
        base, exponent = expression.args
        if exponent.is_Integer:
            return f"({self.text(base, depth)})**{exponent}"
        if exponent.is_Rational and exponent.q == 2:
            root = f"sqrt({self.text(base, depth)})"
            return root if exponent.p == 1 else f"{root}**{exponent.p}"
        hint = "write exp(y*log(x)) for other powers of a positive x"
        raise self._refusal(expression, "exponents are integers, or halves of integers", hint)

    def _call(self, expression: Any, depth: int) -> str:
        from sympy import E, Function, Max, pi
        from sympy.core.function import AppliedUndef

        if expression is pi:
            return "pi"
        if expression is E:
            return "exp(1)"
        if isinstance(expression, Max):
            return self._maximum(expression.args, depth)
        name = str(expression.func)
        if isinstance(expression, AppliedUndef):
            self.functions.add(name)
        elif not (isinstance(expression, Function) and name in FUNCTIONS):
            raise self._unsupported(expression)
        return f"{name}({', '.join(self.text(argument, depth) for argument in expression.args)})"

    def _maximum(self, arguments: Sequence[Any], depth: int) -> str:
        """The maximum of numbers: v + relu(u - v) is that of u and v."""
        first, *rest = sorted(arguments, key=lambda argument: not argument.is_number)
        written = self.text(first, depth)
        for argument in rest:
            other = self.text(argument, depth)
            written = f"relu({other})" if written == "0" else f"({written} + relu({other} - {written}))"
        return written

    def _unsupported(self, expression: Any) -> SpecError:
        if expression.is_Float:
            hint = f"write Rational('{float(expression)!r}')"
            return self._refusal(expression, f"the floating-point number {expression} is not exact", hint)
        if expression.is_number and not expression.args:
            return self._refusal(expression, f"{expression} is no rational number")
        known = ", ".join(sorted(FUNCTIONS))
        message = f"SymPy's {type(expression).__name__} has no counterpart here"
        return self._refusal(expression, message, f"known are {known}, sqrt and undefined functions")

    def _refusal(self, part: Any, message: str, hint: str | None = None) -> SpecError:
        return _error(self.key, str(self.output), str(part), message, hint)
