"""Finite data: training on n inputs conserves what training on all inputs does, and more while n is small.

The orbits of training on x_1, …, x_n, with every loss, are those of the n fields ∇F(·)(x_i). They lie in the
orbits of all inputs. As n grows they grow, and through each point some finite data give one of the same
dimension.

*Proof.* More fields reach more. The tangent space of the orbit of all inputs at θ is spanned by images of
fields under flows (Sussmann), of which finitely many suffice. They need finitely many inputs. ∎

The independent conserved quantities, complete in each case, for x_i = (1, i, i²) with i = 0, 1, …; what they
leave of the dimension is the dimension of a generic orbit:

| model | parameters | n = 1 | 2 | 3 | 4 | all inputs |
|---|---|---|---|---|---|---|
| cubic regression, w_0·x_0 + w_1·x_1 + w_2·x_2 + w_3·x_1·x_2 | 4 | 3 | 2 | 1 | 0 | 0 |
| linear network, U·V·x, of width 2 | 8 | 7 | 5 | 3 | 3 | 3 |
| quadratic neuron, a·(w·x)² | 4 | 3 | 2 | 1 | 1 | 1 |
| tanh neuron, a·tanh(w·x) | 4 | 3 | 1 | 0 | 0 | 0 |

The linear model needs as many inputs as it has parameters, as its fields have no brackets. The others need
three. For the first input alone the tanh neuron conserves a² - sinh² w_0, which it does not for two. What few
inputs conserve and all do not has level sets that are kept for these few, and left for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from certsim import Model, certify, laws
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T21",)

SHAPES: Final[Mapping[str, tuple[str, Sequence[str], Sequence[int]]]] = {
    "cubic regression": ("w @ [x[0], x[1], x[2], x[1]*x[2]]", ["w[4]"], (3, 2, 1, 0, 0)),
    "linear network": ("U @ V @ x", ["U[1,2]", "V[2,3]"], (7, 5, 3, 3, 3)),
    "quadratic neuron": ("a*(w @ x)**2", ["a", "w[3]"], (3, 2, 1, 1, 1)),
    "tanh neuron": ("a*tanh(w @ x)", ["a", "w[3]"], (3, 1, 0, 0, 0)),
}
ALL: Final = 0
"""Stands for the number of all inputs."""
FEW: Final[Sequence[tuple[str, int, str, int]]] = (
    ("linear network", 1, "V[0,2] = c", 7),
    ("linear network", 2, "V[0,1] - V[0,2] = c", 7),
    ("quadratic neuron", 2, "w[1] - w[2] = c", 3),
    ("tanh neuron", 2, "w[1] - w[2] = c", 3),
)
"""Level sets for few inputs, with their dimensions."""


def trained(shape: str, count: int) -> Model:
    """The model that is trained on so many inputs (1, i, i²)."""
    outputs, parameters, _ = SHAPES[shape]
    data = [{"x": [1, i, i**2]} for i in range(count)] or None
    return Model.parse(outputs, parameters=parameters, inputs=["x[3]"], data=data, name=shape)


def amount(count: int) -> str:
    """So many inputs, in words."""
    return f"{count} input{'s' * (count > 1)}" if count else "all inputs"


def instances() -> Iterator[Instance]:
    """The table; and level sets for few inputs, which all inputs leave."""
    for shape, (_, _, independent) in SHAPES.items():
        size = trained(shape, ALL).dimension
        for count, number in zip((1, 2, 3, 4, ALL), independent, strict=True):
            found = {"independent": number, "complete": True, "dimension": size - number}
            yield holds(f"{shape}, {amount(count)}", ask(laws, trained(shape, count)), **found)
    for shape, count, equation, dimension in FEW:
        kept = {"verdict": "certified", "status": "embedded", "dimension": dimension}
        question = ask(certify, trained(shape, count), [equation], constants=["c"])
        yield holds(f"{equation}, {shape}, {amount(count)}", question, **kept)
        question = ask(certify, trained(shape, ALL), [equation], constants=["c"])
        dropped = f"training is on {amount(count)}"
        yield fails(f"{equation}, {shape}, all inputs", question, dropped=dropped, verdict="refuted", word=1)
