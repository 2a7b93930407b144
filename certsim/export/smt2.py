"""The export to SMT-LIB: one file of questions in QF_NRA, each of which is to be answered by unsat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from certsim.export.checked import checked
from certsim.export.obligations import obligations
from certsim.export.queries import Identity, Item, Letters, NoSolution, Remark, Sum
from certsim.kernel.errors import visible
from certsim.kernel.statement.question import question, summed
from certsim.report.claim import claim_lines


def to_smt2(certificate: bytes) -> str:
    """What the proof in a certificate rests on, as questions to a solver; raises `CannotExport`."""
    accepted = checked(certificate)
    items = list(obligations(accepted))
    lines = [*_head(accepted.claim), "(set-logic QF_NRA)"]
    for item in items:
        lines += _written(item)
    if all(isinstance(item, Remark) for item in items):
        lines += ["", "; There is nothing to ask."]
    return "\n".join([*lines, ""])


def _head(claim: Mapping[str, Any]) -> Iterator[str]:
    yield "; What a proof that the kernel of certsim has accepted rests on."
    yield "; Each question is to be answered by unsat."
    yield "; The claim:"
    yield from (_comment(f"  {label}: {line}") for label, line in claim_lines(claim))


def _written(item: Item) -> Iterator[str]:
    yield ""
    if isinstance(item, Remark):
        yield _comment(f"Not in this file: {item.text}")
        return
    yield _comment(item.what)
    body = _asked(item) if isinstance(item, NoSolution) else _negated(item)
    yield from (_comment(line) for line in _meanings(item.letters, _variables(item)))
    yield from ("(push 1)", *body, "(check-sat)", "(pop 1)")


def _comment(text: str) -> str:
    return f"; {visible(text)}"


def _asked(item: NoSolution) -> list[str]:
    """The question without its first and its last line, which each file and each item has."""
    return question(item.letters.name, item.equations, item.conditions).splitlines()[1:-1]


def _negated(item: Identity) -> list[str]:
    name = item.letters.name
    return [
        *(f"(declare-const |{name(variable)}| Real)" for variable in sorted(_variables(item))),
        f"(assert (not (= {_sum(item.letters, item.left)} {_sum(item.letters, item.right)})))",
    ]


def _sum(letters: Letters, given: Sum) -> str:
    products = [_product([summed(letters.name, factor) for factor in product]) for product in given]
    return _applied("+", products) if products else "0.0"


def _product(factors: list[str]) -> str:
    return _applied("*", factors)


def _applied(operation: str, operands: list[str]) -> str:
    return operands[0] if len(operands) == 1 else f"({operation} {' '.join(operands)})"


def _variables(item: NoSolution | Identity) -> frozenset[int]:
    if isinstance(item, NoSolution):
        polynomials = [*item.equations, *(condition.polynomial for condition in item.conditions)]
    else:
        polynomials = [factor for product in (*item.left, *item.right) for factor in product]
    return frozenset().union(*(polynomial.variables for polynomial in polynomials))


def _meanings(letters: Letters, variables: frozenset[int]) -> Iterator[str]:
    for variable in sorted(variables):
        meaning = letters.meaning(variable)
        if meaning is not None:
            yield f"  {letters.name(variable)} is {meaning}"
