"""The table of functions says what is true, and the page of the language is up to date."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from certsim.kernel.terms.definitions import SIGNATURES
from certsim.model.expression import parse_expression
from certsim.report.functions import KINDS, entries, lines
from certsim.report.language import page

ROOT = Path(__file__).parents[2]
ENTRIES = {entry.name: entry for entry in entries()}
OF_ONE = [name for name, entry in ENTRIES.items() if entry.derivative]
PARAMETERS = {"slope": 0.3, "lo": -0.75, "hi": 1.25, "alpha": 1.5}
POINTS = (0.3, 0.9, 1.7)

PYTHON: dict[str, Callable[..., float]] = {
    **{name: getattr(math, name) for name in "tanh exp log sin cos sinh cosh sqrt erf atan".split()},  # noqa: SIM905
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "softplus": lambda z: math.log(1 + math.exp(z)),
    "step": lambda z: float(z > 0),
    "normal_cdf": lambda z: (1 + math.erf(z / math.sqrt(2))) / 2,
    "normal_pdf": lambda z: math.exp(-z * z / 2) / math.sqrt(2 * math.pi),
    "gaussian": lambda z: 2 / math.sqrt(math.pi) * math.exp(-z * z),
}


def value(tree: Any, z: float) -> float:
    """A formula at a point, in floating point; functions that are not Python's by their own formulas."""
    if isinstance(tree, str):
        names = {"z": z, "pi": math.pi, **PARAMETERS}
        numerator, _, denominator = tree.partition("/")
        return names[tree] if tree in names else float(numerator) / float(denominator or 1)
    operator, *operands = tree
    if operator == "call":
        return called(operands[0], [value(operand, z) for operand in operands[1:]])
    if operator == "**":
        return float(value(operands[0], z) ** operands[1])
    numbers = [value(operand, z) for operand in operands]
    if operator == "neg":
        return -numbers[0]
    if operator == "/":
        return numbers[0] / numbers[1]
    return sum(numbers) if operator == "+" else math.prod(numbers)


def called(name: str, arguments: list[float]) -> float:
    if name in PYTHON:
        return PYTHON[name](*arguments)
    if name == "relu":
        return max(0.0, arguments[0])
    if name in ("clip", "relu6"):
        low, high = arguments[1:] if name == "clip" else (0.0, 6.0)
        return min(max(arguments[0], low), high)
    assert name == "elu"
    return arguments[0] if arguments[0] > 0 else arguments[1] * (math.exp(arguments[0]) - 1)


def at(name: str, z: float) -> float:
    formula = ENTRIES[name].definition
    return PYTHON[name](z) if formula == "elementary" else value(parse_expression(formula).tree, z)


def test_every_function_is_there_once() -> None:
    assert len(entries()) == len(ENTRIES)
    assert set(ENTRIES) == {*SIGNATURES, "einsum"}
    assert {entry.kind for entry in entries()} == set(KINDS)


@pytest.mark.parametrize("name", OF_ONE)
def test_the_formula_is_the_function(name: str) -> None:
    if name in PYTHON:
        assert all(math.isclose(at(name, z), PYTHON[name](z)) for z in POINTS)


@pytest.mark.parametrize("name", OF_ONE)
def test_the_derivative_is_the_slope(name: str) -> None:
    derivative = parse_expression(ENTRIES[name].derivative or "").tree
    signs = (1,) if ENTRIES[name].domain == "z > 0" else (1, -1)
    for z in (sign * point for sign in signs for point in POINTS):
        slope = (at(name, z + 1e-6) - at(name, z - 1e-6)) / 2e-6
        assert math.isclose(value(derivative, z), slope, rel_tol=1e-5, abs_tol=1e-7)


@pytest.mark.parametrize("name", OF_ONE)
def test_parities_are_those_that_there_are(name: str) -> None:
    if ENTRIES[name].domain == "z > 0":
        assert ENTRIES[name].parity is None
        return
    parities: dict[str, Callable[[float], float]] = {
        "odd": lambda v: -v,
        "even": lambda v: v,
        "σ(-z) = 1 - σ(z)": lambda v: 1 - v,
    }
    true = [
        parity
        for parity, mirrored in parities.items()
        if all(math.isclose(at(name, -z), mirrored(at(name, z)), abs_tol=1e-12) for z in POINTS)
    ]
    assert true == ([] if ENTRIES[name].parity is None else [ENTRIES[name].parity])


def test_domains_are_said_where_there_are_some() -> None:
    domains = {name: entry.domain for name, entry in ENTRIES.items() if entry.domain}
    kinks = "relu leaky_relu abs clip hardtanh relu6 elu selu hardswish max min".split()  # noqa: SIM905
    assert domains == {
        "log": "z > 0",
        "sqrt": "z > 0",
        "norm": "sum(z**2) > 0",
        "layer_norm": "var(z) + eps > 0",
        "rms_norm": "mean(z**2) + eps > 0",
        **dict.fromkeys(kinks, "off its kinks"),
    }


def test_formulas_can_be_read() -> None:
    for entry in entries():
        if "(" in entry.definition and not entry.definition.startswith("numpy"):
            formula = entry.definition.partition("; ")[0].replace("=axis", "=0").replace("=keepdims", "=True")
            assert parse_expression(formula)


def test_the_list_for_terminals_has_them_all() -> None:
    shown = "\n".join(lines())
    assert all(entry.usage in shown for entry in entries())
    assert "1.0507009873554804934193349852946*elu(z, 1.6732632423543772848170429916717)" in shown


def test_the_page_of_the_language_is_up_to_date() -> None:
    written = (ROOT / "docs/language.md").read_text(encoding="utf-8")
    assert written == page(), "python -m certsim.report.language > docs/language.md"


def test_the_page_is_printed_as_it_says() -> None:
    command = [sys.executable, "-m", "certsim.report.language"]
    run = subprocess.run(command, capture_output=True, cwd=ROOT, check=True)
    assert run.stdout.decode("utf-8") == page()
