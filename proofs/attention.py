"""Attention: a head keeps Q·Qᵀ - K·Kᵀ and V·Vᵀ - OᵀO; rotary positions leave a trace of the first per plane.

Here Q and K have a row for each entry of a query, V a row for each entry of a value, and O a column for it.

*Proof.* The scores of a head are xᵀQᵀK·y. They do not change along (Q, K) → (SQ, -SK) for symmetric S, and
so tr S(Q·Qᵀ - K·Kᵀ) is conserved (T9). What the head hands on is O·V·z, with the like for S·V and -O·S. Other
heads, softmax, and numbers that divide the scores do not matter. ∎ *With rotary positions* the scores are
xᵀQᵀR·K·y with rotations R in planes: this holds for S that commute with all R. They are multiples of 1 in
each plane, if each has a rate of its own; for width 2, only |Q|² - |K|² is left. *With weights tied*, Q = K,
the scores are xᵀQᵀQ·y. They do not change along Q → AQ with Aᵀ = -A, and such A conserve nothing.

A dead head {V = 0, O = 0} is kept: it is what the sign changes of V and O fix. So are {Q = 0, K = 0}, where
the head attends to all alike, and heads that are tied, up to signs of Q and K (T8). Two tied heads train as
one head with half the rates (T16).

That there are no other laws is shown by certificates, of models with softmax: for scores of one query against
two keys, with queries of width 2, plain, divided by a number, rotated, with biases, and with tied weights;
and for heads on two tokens. A bias of the keys does not matter to softmax, and so it rests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from certsim import Model, certify, laws, reduce
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T8", "T9", "T12", "T16")

PAIR: Final = ("Q[2,2]", "K[2,2]")
ROTATION: Final = "[[3/5, -4/5], [4/5, 3/5]]"
"""A rotation of infinite order."""


def weights(query: str, keys: str, parameters: Sequence[str] = PAIR) -> Model:
    """The softmax weight that a query gives to the first of two keys."""
    return Model.parse(
        f"softmax(({query}) @ [{keys}].T)[0]",
        parameters=parameters,
        inputs=["x[2]", "y[2]", "z[2]"],
        name="attention weights",
    )


PLAIN = weights("Q @ x", "K @ y, K @ z")
DIVIDED = weights("Q @ x / 2", "K @ y, K @ z")
ROTARY = weights("Q @ x", f"K @ y, {ROTATION} @ K @ z")
TIED = weights("Q @ x", "Q @ y, Q @ z", PAIR[:1])
BIASED = weights("Q @ x + p", "K @ y + r, K @ z + r", [*PAIR, "p[2]", "r[2]"])

ONE = Model.parse(
    "A @ x @ V.T @ O.T",
    parameters=["Q[2,2]", "K[2,2]", "V[2,2]", "O[2,2]"],
    inputs=["x[2,2]"],
    let=["A = softmax(x @ Q.T @ K @ x.T)"],
    name="one head of width 2",
)
TWO = Model.parse(
    "einsum('hij,hjk,hdk->id', A, v, O)",
    parameters=["Q[2,1,2]", "K[2,1,2]", "V[2,1,2]", "O[2,2,1]"],
    inputs=["x[2,2]"],
    let=[
        "q = einsum('hkd,sd->hsk', Q, x)",
        "k = einsum('hkd,sd->hsk', K, x)",
        "v = einsum('hkd,sd->hsk', V, x)",
        "A = softmax(einsum('hik,hjk->hij', q, k))",
    ],
    name="two heads of width 1",
)
VALUES: Final = ["V[0] = V[1]", "O[0] = O[1]"]


def instances() -> Iterator[Instance]:
    """Laws of scores and of heads; heads that are dead, indifferent or tied; and what is lost."""
    yield holds("scores", ask(laws, PLAIN), independent=3, complete=True)
    yield holds("scores that are divided", ask(laws, DIVIDED), independent=3, complete=True)
    yield holds("scores with biases", ask(laws, BIASED), independent=5, complete=True)
    yield holds("one head", ask(laws, ONE), independent=6, complete=True)
    yield holds("two heads", ask(laws, TWO), independent=4, complete=True)
    by_all: Final = ("gradient_descent", "momentum", "weight_decay", "adam")
    for name, equations, dimension in (
        ("a dead head", ["V[0] = 0", "O[0] = 0"], 12),
        ("a head that attends to all alike", ["Q[0] = 0", "K[0] = 0"], 12),
        ("two heads tied", ["Q[0] = Q[1]", "K[0] = K[1]", *VALUES], 8),
        ("two heads tied up to sign", ["Q[0] = -Q[1]", "K[0] = -K[1]", *VALUES], 8),
    ):
        question = ask(certify, TWO, equations)
        yield holds(name, question, verdict="certified", dimension=dimension, induced=True, kept_by=by_all)
    halves: Final = dict.fromkeys("QKVO", "1/2")
    one_head = ("Q[1,1,2]", "K[1,1,2]", "V[1,1,2]", "O[1,2,1]")
    merged = ask(reduce, TWO, ["Q[0] = Q[1]", "K[0] = K[1]", *VALUES])
    yield holds("two heads tied are one head", merged, parameters=one_head, rates=halves)
    yield fails(
        "laws of rotated scores", ask(laws, ROTARY), dropped="no rotations", independent=1, complete=True
    )
    yield fails(
        "laws of tied weights", ask(laws, TIED), dropped="Q and K are apart", independent=0, complete=True
    )
    balanced: Final = ["Q @ Q.T = K @ K.T"]
    yield fails("balance of rotated scores", ask(certify, ROTARY, balanced), dropped="no rotations")
    yield fails("a head without keys", ask(certify, TWO, ["K[0] = 0"]), dropped="Q is 0, too")
    yield fails(
        "heads that attend alike",
        ask(certify, TWO, ["Q[0] = Q[1]", "K[0] = K[1]"]),
        dropped="V and O are tied, too",
    )
