"""Deep linear networks: W_L···W_1·x keeps W_(l+1)ᵀW_(l+1) - W_l·W_lᵀ for every l; two layers keep no more.

*Proof* that it does, for all widths. The network does not change along (W_(l+1), W_l) → (-W_(l+1)S, S·W_l),
for any square S: it is the derivative of (W_(l+1)G⁻¹, G·W_l). Where S is symmetric, that is a symmetric
linear map A of the parameters θ, and ½θᵀAθ = ½ tr S(W_l·W_lᵀ - W_(l+1)ᵀW_(l+1)) is conserved (T9). ∎

*Two layers, V·U·x, keep no more.* Let W be the matrix [V; Uᵀ], and J = diag(1, …, 1, -1, …, -1) with as many
1 as there are outputs. The law is WᵀJW. The fields move W by X·W with X = [[0, G], [Gᵀ, 0]] for all G, and
so, with their brackets, for all X with XᵀJ + JX = 0. Let W have full rank. A δ along which WᵀJW does not
change is such an XW: WᵀJδ is antisymmetric, and so there is an antisymmetric Y with YW = Jδ, and X = JY. So
the orbit is open in the level set of WᵀJW. ∎

For more layers that this is all is what the certificates show, for some widths. At a point, the entries of
these matrices have so many independent differentials, and so many brackets are linearly independent, that the
two numbers make the number of parameters. So near every point off a proper analytic subset the orbits are the
level sets of these laws (T12), and each conserved quantity is a function of them.

The layers must be linear: relu lets only the diagonal of S through, and biases belong to the rows of W_l. And
they must have one learning rate, or else A is not D times a symmetric map.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, laws
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T9", "T12")

WIDTHS = {(2, 2, 2): 3, (3, 1, 2): 1, (2, 3, 2): 6, (2, 2, 2, 2): 6}
"""How many independent laws there are, for some widths."""

BALANCED: Final = ["V.T @ V = W @ W.T"]
PARAMETERS: Final = ["W[2,2]", "V[1,2]"]

RELU = Model.parse("V @ relu(W @ x)", parameters=PARAMETERS, inputs=["x[2]"], name="relu network")
BIASED = Model.parse(
    "V @ (W @ x + b)", parameters=[*PARAMETERS, "b[2]"], inputs=["x[2]"], name="linear network with biases"
)
TWO_RATES = Model.parse(
    "V @ W @ x", parameters=PARAMETERS, inputs=["x[2]"], rates={"V": 2}, name="linear network with two rates"
)


def network(widths: tuple[int, ...]) -> Model:
    """The network whose layers have these widths, the inputs first."""
    layers = range(1, len(widths))
    product = " @ ".join(f"W{layer}" for layer in reversed(layers))
    return Model.parse(
        f"{product} @ x",
        parameters=[f"W{layer}[{widths[layer]},{widths[layer - 1]}]" for layer in layers],
        inputs=[f"x[{widths[0]}]"],
        name="linear network",
    )


def instances() -> Iterator[Instance]:
    """All laws, for each of the widths; and the balance of layers that are not like this."""
    for widths, count in WIDTHS.items():
        name = f"all laws of widths {'-'.join(map(str, widths))}"
        yield holds(name, ask(laws, network(widths)), complete=True, independent=count)
    yield fails("relu between the layers", ask(certify, RELU, BALANCED), dropped="the layers are linear")
    yield fails("biases", ask(certify, BIASED, BALANCED), dropped="the layers have no biases")
    yield fails("two rates", ask(certify, TWO_RATES, BALANCED), dropped="the layers have one learning rate")
