"""docs/language.md, the reference of the spec language: `python -m certsim.report.language` prints it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Final

from certsim.report.functions import INNER, KINDS, FunctionEntry, entries

_HEAD: Final = """\
# The language of specs

`python -m certsim.report.language > docs/language.md` writes this page. Do not edit it. The tables of
functions are those of the kernel; `certsim functions` prints them, too. `certsim schema spec` prints the JSON
Schema of spec files.

## Expressions

Expressions follow numpy. Nothing is ever run as code.

| written | meaning |
|---|---|
| `3`, `3/4`, `0.1`, `1e-3`, `pi` | exact numbers: 0.1 is 1/10. `pi` is π |
| `a + b`, `a - b`, `a*b`, `a/b`, `-a` | entry by entry, after numpy's broadcasting |
| `a**n` | n is an integer; a negative one makes a power of the inverse |
| `A @ B` | numpy.matmul: matrices, vectors, and stacks of matrices |
| `A.T` | the axes in reverse |
| `W[0,1]`, `W[0]`, `W[:,1]`, `a[0:2]`, `a[::-1]`, `Q[h,...,-1]` | entries and parts; no new axes |
| `[a, b]`, `[[1, 2], [3, 4]]` | arrays of one shape along a new first axis |
| `f(x)`, `f(x, axis=0, keepdims=True)` | calls, by position or by keyword |
| `concat([u, v], axis=1)`, `stack([u, v])` | functions of a list of arrays |
| `einsum("hij,jk->hik", A, B)` | sums of products; the only text in quotes |

Products and quotients bind from left to right. `-a**2` is `-(a**2)`, and `a**-1` is `1/a`. Indices, sizes and
the values of options are integers: literals, names from `[sizes]`, or `+`, `-`, `*`, `**` of these. A list of
integers may have round brackets, as in `reshape(x, (2, 3))`.

## The model

| key | meaning |
|---|---|
| `parameters`, `inputs` | declarations `c`, `b[3]`, `Q[2,4,4]`: arrays of up to eight dimensions |
| `let` | local definitions `h = tanh(W @ x)`, in order; each may use those before it |
| `outputs` | an expression, or a list of them; every entry of an array is an output |
| `fields` | instead of inputs and outputs: vector fields, polynomial in the parameters |
| `frozen` | parameters, or parts of them, that training does not move (T22) |
| `inputs_where` | conditions and equations: the claim is for the inputs that satisfy them (T21) |
| `data` | a table of values for each datum: the claim is for training on them, with every loss (T21) |
| `symmetric_outputs` | blocks of outputs, or of lists of them, that the loss treats alike (T23) |
| `rates` | learning rates of parameters or parts of them; 1 if none is given |

`[sizes]` gives names to integers, which may stand wherever an integer literal may. `--size m=10` on the
command line gives another value. A list of values is a family of models. Where one model is needed, it is
that of the first value.

`[functions.sigma]` declares an unspecified real-analytic function. `odd`, `even` and `zero_at_zero` are facts
about it. The claim is for every such function.

Outputs are numbered from 0, entry by entry. `symmetric_outputs = [[0, 1]]` says that the loss does not change
if outputs 0 and 1 change places. `[[[0, 1], [2, 3]]]` says so of two members with two outputs each.

## Candidates

A candidate has `equations` or `fixed_by`. Equations and the conditions in `where` are polynomial in the
parameters, in the candidate's `constants`, and in π. Both sides are broadcast. Local definitions and inputs
do not stand in them. `expect` is one of certified, refuted, unknown and empty.

## Functions

Options are shown with the values that they have if they are not given. A function of one argument works entry
by entry. "Off its kinks" means: a claim about the function is for the regions where no kink is met, and says
so (T18).
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for kind in KINDS:
        rows = [entry for entry in entries() if entry.kind == kind]
        parts.append("\n".join([f"### {kind[:1].upper()}{kind[1:]}", "", *_table(rows), ""]))
    parts.append("\n".join(["### In formulas only", "", "| written | meaning |", "|---|---|", *_inner(), ""]))
    return "\n".join(parts)


def _table(rows: list[FunctionEntry]) -> Iterator[str]:
    functions = any(entry.derivative for entry in rows)
    heads = ["function", "definition", "domain", *(["parity", "derivative"] if functions else [])]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for entry in rows:
        more = [entry.parity or "", _code(entry.derivative)] if functions else []
        cells = [_code(entry.usage), _definition(entry), entry.domain or "", *more]
        yield f"| {' | '.join(cells)} |"


def _definition(entry: FunctionEntry) -> str:
    """Formulas in code font, words as they are."""
    formula, semicolon, words = entry.definition.partition("; ")
    if "(" not in formula and "@" not in formula:
        return entry.definition
    return _code(formula) + semicolon + words


def _inner() -> Iterator[str]:
    return (f"| {_code(name)} | {meaning} |" for name, meaning in INNER.items())


def _code(formula: str | None) -> str:
    return f"`{formula}`" if formula else ""


if __name__ == "__main__":
    sys.stdout.write(page())
