"""Reduction: on a linear SIM a network moves as a narrower one, whose shared parameters learn at rates 1/n.

Let V = {Bu} be a linear SIM of F, where B has independent columns, D the diagonal matrix of learning rates,
and BᵀD⁻¹B diagonal. The flow on V is gradient flow of F_red(u) = F(Bu) with the rates (BᵀD⁻¹B)⁻¹. If D = I, a
coordinate that n tied parameters share has the rate 1/n. So n tied neurons of a layer are one neuron, n times
as strong, that learns at the rate 1/n.

*Proof.* Let g = ∇_θ L(Bu). On V the flow is θ' = -Dg, and Dg = Bv for some v, as V is invariant. Then Bᵀg =
BᵀD⁻¹Bv, so u' = -v = -(BᵀD⁻¹B)⁻¹Bᵀg, and Bᵀg = ∇_u L(Bu). ∎ If BᵀD⁻¹B were not diagonal, this would be no
flow with rates of single coordinates.

The certificates show that the reduced models have the fields of F, in the coordinates u. Others show that the
SIMs of a reduced model with its rates are those of F inside V: tying the reduced neuron to the next one is a
SIM, as tying all in F is, and the orbits in both have the same dimension.

Without the rates this is false: the pair runs ahead of the single neuron. With coordinates that are not
orthogonal, and the diagonal of BᵀB, it is false, too: on {u - 2v + w = 0} every field of (u + v + w)x is a
multiple of (1, 1, 1), so in the basis (1, 1, 1), (2, 1, 0) the second coordinate stands still; the rates 1/3
and 1/5 move it. A set that is not invariant has no reduced model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from certsim import Model, Result, certify, orbit, reduce
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T16",)

TANH = Model.parse(
    "a @ tanh(W @ x + b)",
    parameters=["W[3,2]", "b[3]", "a[3]"],
    inputs=["x[2]"],
    name="tanh network of width 3",
)
DEEP = Model.parse(
    "a @ tanh(W2 @ tanh(W1 @ x))",
    parameters=["W1[3,2]", "W2[2,3]", "a[2]"],
    inputs=["x[2]"],
    name="tanh network with two hidden layers",
)
LINEAR = Model.parse("V @ W @ x", parameters=["V[2]", "W[2,2]"], inputs=["x[2]"], name="linear network")
FEATURE = Model.parse(
    "(u + v + w)*x", parameters=["u", "v", "w"], inputs=["x"], name="three parameters of one feature"
)
PAIR: Final = ["W[0] = W[1]", "b[0] = b[1]", "a[0] = a[1]"]
TRIPLE: Final = ["W[0] = W[1]", "W[1] = W[2]", "b[1:] = b[0]", "a[1:] = a[0]"]
DEAD: Final = ["W[0] = 0", "b[0] = 0", "a[0] = 0"]
PAIR_OF_TWO: Final = "2*a[0]*tanh(w[0]*x) + a[1]*tanh(w[1]*x)"


def weighted(output: str, parameters: Sequence[str], rates: Mapping[str, str] | None = None) -> Model:
    """A model of one input with learning rates."""
    return Model.parse(output, parameters=parameters, inputs=["x"], rates=rates, name=output)


def certify_reduced(model: Model, equations: Sequence[str], more: Sequence[str]) -> Result:
    """A set of the reduced model on a set."""
    reduced = reduce(model, equations).model
    if reduced is None:
        raise ValueError("the set is not invariant")
    return certify(reduced, more)


def instances() -> Iterator[Instance]:
    """Reduced models, sets of them, and their orbits; then models with wrong rates or coordinates."""
    third = {"W": "1/3", "b": "1/3", "a": "1/3"}
    for name, model, equations, widths, rates in (
        ("two neurons tied", TANH, PAIR, (2,), {"W[0]": "1/2", "b[0]": "1/2", "a[0]": "1/2"}),
        ("three neurons tied", TANH, TRIPLE, (1,), third),
        ("a dead neuron", TANH, DEAD, (2,), {}),
        (
            "two neurons tied in the first of two layers",
            DEEP,
            ["W1[0] = W1[1]", "W2[:,0] = W2[:,1]"],
            (2, 2),
            {"W1[0]": "1/2", "W2[0,0]": "1/2", "W2[1,0]": "1/2"},
        ),
        (
            "a row is twice another",
            LINEAR,
            ["W[0] = 2*W[1]", "V[0] = 2*V[1]"],
            None,
            {"V": "4/5", "W": "4/5"},
        ),
        (
            "a plane in orthogonal coordinates",
            FEATURE,
            ["u - 2*v + w = 0"],
            None,
            {"u_1": "1/2", "u_2": "1/3"},
        ),
    ):
        yield holds(name, ask(reduce, model, equations), widths=widths, rates=rates)
    more = ["W[0] = W[1]", "b[0] = b[1]", "a[0] = a[1]"]
    all_tied = ask(certify_reduced, TANH, PAIR, more)
    yield holds("the reduced pair tied to the third neuron", all_tied, verdict="certified", dimension=4)
    yield holds("all three tied at once", ask(certify, TANH, TRIPLE), verdict="certified", dimension=4)

    halves = {"w[0]": "1/2", "a[0]": "1/2"}
    parameters = ["w[2]", "a[2]"]
    pair = weighted(PAIR_OF_TWO, parameters, halves)
    equal = ["w[0] = w[1]", "a[0] = a[1]"]
    yield holds("the pair and the third with the rates", ask(certify, pair, equal), verdict="certified")
    full = weighted("a @ tanh(w*x)", ["w[3]", "a[3]"])
    point = {"w": [1, 1, 2], "a": ["1/2", "1/2", 1]}
    yield holds("an orbit of three neurons, two tied", ask(orbit, full, point), dimension=4, fills=True)
    point = {"w": [1, 2], "a": ["1/2", 1]}
    yield holds("the orbit of the reduced model", ask(orbit, pair, point), dimension=4, fills=True)
    yield fails(
        "the pair and the third without the rates",
        ask(certify, weighted(PAIR_OF_TWO, parameters), equal),
        dropped="a coordinate that two parameters share has the rate 1/2",
    )
    skewed = weighted("(3*p + 3*q)*x", ["p", "q"], {"p": "1/3", "q": "1/5"})
    yield fails(
        "what stands still in skewed coordinates",
        ask(certify, skewed, ["q = 1"]),
        dropped="the columns of B are orthogonal",
    )
    yield fails(
        "the equations of a set that is left",
        ask(certify, TANH, PAIR[:1]),
        dropped="the set is invariant",
    )
