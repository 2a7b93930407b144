"""Residual networks: a skip connection makes one balance of two, that of all who read and write the stream.

The model is A·(E·x + V·φ(U·E·x)): E and V write the stream, A and U read it.

*Proof.* F does not change along (E, V, A, U) → (S·E, S·V, -A·S, -U·S), for any square S, whatever φ is. For
symmetric S, tr S(E·Eᵀ + V·Vᵀ - AᵀA - UᵀU) is conserved (T9). ∎ Without the skip connection the streams before
and after the block are two, which are transformed apart: E·Eᵀ - UᵀU and V·Vᵀ - AᵀA are conserved. If φ is
linear, U·Uᵀ - VᵀV is besides, in both cases.

In the same way a tie of two channels, and a dead channel, concern all four (T8). Two tied channels train as
one, with half the rates (T16). A block {U = 0, V = 0} is dead for an odd φ, with skip or without. V = 0
alone, which is how residual blocks are often initialised, is lost. Without a skip connection
{V = 0, A = 0} is kept, where nobody writes the stream after the block, and nobody reads it; with one it is
lost.

The certificates carry this out for linear blocks, with all laws, and for tanh blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from certsim import Model, certify, laws, reduce
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T8", "T9", "T12", "T16")


def network(stream: str, units: int, outputs: int) -> Model:
    """A network of two channels whose stream after the block is as given."""
    return Model.parse(
        f"A @ ({stream})",
        parameters=["E[2,2]", f"U[{units},2]", f"V[2,{units}]", f"A[{outputs},2]"],
        inputs=["x[2]"],
        name="residual network" if "+" in stream else "network without skip connection",
    )


SKIP = network("E @ x + V @ tanh(U @ E @ x)", 2, 1)
PLAIN = network("V @ tanh(U @ E @ x)", 2, 1)
CHANNEL: Final = ["sum(E[0]**2) + sum(V[0]**2) - sum(A[:,0]**2) - sum(U[:,0]**2) = c"]
"""The balance of channel 0, an entry on the diagonal of that of the stream."""
WRITERS: Final = ["sum(V[0]**2) - sum(A[:,0]**2) = c"]
TIED: Final = ["E[0] = E[1]", "U[:,0] = U[:,1]", "A[:,0] = A[:,1]"]


def instances() -> Iterator[Instance]:
    """All laws of linear blocks; what tanh blocks keep; and what the skip connection costs."""
    for units, plain, skip in ((1, 7, 4), (2, 9, 6)):
        block, stream = "V @ U @ E @ x", "E @ x + V @ U @ E @ x"
        yield holds(
            f"all laws without skip connection, units {units}",
            ask(laws, network(block, units, 2)),
            independent=plain,
            complete=True,
        )
        yield holds(
            f"all laws with a skip connection, units {units}",
            ask(laws, network(stream, units, 2)),
            independent=skip,
            complete=True,
        )
    certified: Final = {"verdict": "certified", "status": "embedded"}
    yield holds("a channel", ask(certify, SKIP, CHANNEL, constants=["c"]), dimension=13, **certified)
    yield holds("the writers", ask(certify, PLAIN, WRITERS, constants=["c"]), dimension=13, **certified)
    induced: Final = {**certified, "induced": True}
    dead = ["E[0] = 0", "V[0] = 0", "U[:,0] = 0", "A[:,0] = 0"]
    yield holds("a dead channel", ask(certify, SKIP, dead), dimension=7, **induced)
    yield holds("channels tied", ask(certify, SKIP, [*TIED, "V[0] = V[1]"]), dimension=7, **induced)
    halves: Final = dict.fromkeys("EUVA", "1/2")
    narrow = ("E[1,2]", "U[2,1]", "V[1,2]", "A[1,1]")
    merged = ask(reduce, SKIP, [*TIED, "V[0] = V[1]"])
    yield holds("channels tied are one channel", merged, parameters=narrow, rates=halves)
    yield holds("a dead block", ask(certify, SKIP, ["U = 0", "V = 0"]), dimension=6, **induced)
    unused: Final = ["V = 0", "A = 0"]
    yield holds("a stream that is not used", ask(certify, PLAIN, unused), dimension=8, **induced)
    without: Final = "there is no skip connection"
    yield fails(
        "the writers, skip connection", ask(certify, SKIP, ["sum(V[0]**2) = sum(A[:,0]**2)"]), dropped=without
    )
    yield fails("a stream that is not used, skip connection", ask(certify, SKIP, unused), dropped=without)
    yield fails("a block that writes nothing", ask(certify, SKIP, ["V = 0"]), dropped="it reads nothing")
    yield fails("channels tied but for a writer", ask(certify, SKIP, TIED), dropped="V is tied, too")
