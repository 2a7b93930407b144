"""Symmetry: what an isometric symmetry of a model fixes is structurally invariant.

Let F_j(Qθ)(x) = F_j(θ)(x) for every output j and every input x, QD = DQ for the learning rates D, and every
fixed vector of Qᵀ be a fixed vector of Q (Q is orthogonal, say, or symmetric). Then {Qθ = θ} is structurally
invariant. For a symmetry θ → Qθ + q the same is true. Likewise of {Aθ = 0}, if ∇F_j(θ)(x)·Aθ = 0 for a normal
matrix A that commutes with D. For a family of fields that are no gradients, X(Qθ) = QX(θ) is enough, for any
Q.

*Proof.* Qᵀ∇F(Qθ) = ∇F(θ): on the fixed set Qᵀ fixes ∇F(θ), and so Q does, and it fixes D∇F(θ). For A,
differentiate: ∇²F·Aθ + Aᵀ∇F = 0, so Aᵀ∇F = 0 where Aθ = 0, and a normal A has the kernel of Aᵀ. For fields,
where Qθ = θ, X(θ) = X(Qθ) = QX(θ). ∎

The certificates have signed permutations of neurons, a group of two, reflections and rotations of the hidden
layer of a linear network, a reflection in a point other than 0, and a shear of fields. Each hypothesis is
needed. The shear (x, y) → (x + y, y) leaves F = y alone, and yet what it fixes is left; so it is for a shear
of the hidden layer. With unequal learning rates a swap fixes what is left, and so does a swap that is a
symmetry of one output and not of the other, or a projection, which is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from certsim import Model, certify
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T8",)

TANH = Model.parse(
    "a*tanh(b*x) + c*tanh(d*x)", parameters=["a", "b", "c", "d"], inputs=["x"], name="tanh network"
)
LINEAR = Model.parse("U @ V * x", parameters=["U[2]", "V[2]"], inputs=["x"], name="linear network")
UNEQUAL = Model.parse(
    "U @ V * x", parameters=["U[2]", "V[2]"], inputs=["x"], rates={"U[0]": "2"}, name="linear network"
)
CENTRED = Model.parse("(a - 1)*(b - 1)*x", parameters=["a", "b"], inputs=["x"], name="product around 1")
SQUARES = Model.parse("(a**2 + b**2)*x + c", parameters=["a", "b", "c"], inputs=["x"], name="squares")
PARTLY = Model.parse("[a + b, a*x]", parameters=["a", "b"], inputs=["x"], name="two outputs")
EULER = Model.from_fields([["x", "y"]], parameters=["x", "y"], name="scaling of a plane")
LINE = Model.parse("y", parameters=["x", "y"], name="a model of one parameter of two")

SWAP: Final = {"a": "c", "c": "a", "b": "d", "d": "b"}
FLIP: Final = {"a": "-a", "b": "-b"}
REFLECTION: Final = {
    "U[0]": "3/5*U[0] + 4/5*U[1]",
    "U[1]": "4/5*U[0] - 3/5*U[1]",
    "V[0]": "3/5*V[0] + 4/5*V[1]",
    "V[1]": "4/5*V[0] - 3/5*V[1]",
}
ROTATION: Final = {
    "U[0]": "3/5*U[0] - 4/5*U[1]",
    "U[1]": "4/5*U[0] + 3/5*U[1]",
    "V[0]": "3/5*V[0] - 4/5*V[1]",
    "V[1]": "4/5*V[0] + 3/5*V[1]",
}
UNITS: Final = {"U[0]": "U[1]", "U[1]": "U[0]", "V[0]": "V[1]", "V[1]": "V[0]"}
SHEARED: Final = {"x": "x + y"}
SHEAR: Final = {"U[1]": "U[1] - U[0]", "V[0]": "V[0] + V[1]"}

FIXED: Final[Sequence[tuple[str, Model, Sequence[Mapping[str, str]], int]]] = (
    ("a swap of neurons", TANH, [SWAP], 2),
    ("a sign of a neuron", TANH, [FLIP], 2),
    ("a group of two", TANH, [SWAP, FLIP], 0),
    ("a reflection of the hidden layer", LINEAR, [REFLECTION], 2),
    ("a rotation of the hidden layer", LINEAR, [ROTATION], 0),
    ("a scaling, which is symmetric", LINEAR, [{"U[0]": "2*U[0]", "V[0]": "1/2*V[0]"}], 2),
    ("a reflection in a point", CENTRED, [{"a": "2 - a", "b": "2 - b"}], 0),
    ("a shear of fields", EULER, [SHEARED], 1),
)
DROPPED: Final[Sequence[tuple[str, Model, Sequence[Mapping[str, str]], str]]] = (
    ("a shear", LINE, [SHEARED], "fixed vectors of Qᵀ are fixed by Q"),
    ("a shear of the hidden layer", LINEAR, [SHEAR], "fixed vectors of Qᵀ are fixed by Q"),
    ("a swap with unequal rates", UNEQUAL, [UNITS], "Q commutes with the learning rates"),
    ("a symmetry of one output", PARTLY, [{"a": "b", "b": "a"}], "Q is a symmetry of every output"),
    ("a projection", LINE, [{"y": "0"}], "Q is a symmetry"),
)


def instances() -> Iterator[Instance]:
    """Fixed sets of finite symmetries, kernels of infinitesimal ones; and maps that lack a hypothesis."""
    induced = {"verdict": "certified", "status": "embedded", "induced": True}
    for name, model, maps, dimension in FIXED:
        question = ask(certify, model, fixed_by=maps)
        yield holds(f"fixed by {name}", question, **induced, dimension=dimension)
    axis = ask(certify, LINEAR, ["U @ [1, 2] = 0", "V @ [1, 2] = 0"])
    yield holds("orthogonal to a vector", axis, **induced, dimension=2)
    kernel = ask(certify, SQUARES, ["a = 0", "b = 0"])
    yield holds("the kernel of a rotation", kernel, **induced, dimension=1)
    for name, model, maps, dropped in DROPPED:
        question = ask(certify, model, fixed_by=maps)
        yield fails(f"fixed by {name}", question, dropped=dropped, verdict="refuted", word=1)
