"""The architectures of the literature and what is true of them, through the library; examples/ has more.

Each row is a model, a candidate, and what has to be said of it: the verdict, for a certified set its status
and dimension, whether a symmetry was exhibited or excluded, and the optimisers that keep it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from certsim import Candidate, Model, Options, Result, Verdict, certify
from certsim.kernel.check import check
from tests.oracle import check_witness

TANH = Model.parse(
    "a @ tanh(W @ x + b)", parameters=["W[3,2]", "b[3]", "a[3]"], inputs=["x[2]"], name="tanh with bias"
)


def activated(function: str, **parts: Any) -> Model:
    return Model.parse(f"a @ {function}(W @ x)", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"], **parts)


SIGMOID, GELU, COS, SOFTPLUS, SILU, ERF = map(
    activated, ("sigmoid", "gelu", "cos", "softplus", "silu", "erf")
)
SINH, SIN, EXP, ATAN = map(activated, ("sinh", "sin", "exp", "atan"))
ANY, ODD, EVEN = (activated("s", functions={"s": facts}) for facts in ({}, {"odd": True}, {"even": True}))
ZERO_AT_ZERO = activated("s", functions={"s": {"zero_at_zero": True}})
DEEP = Model.parse(
    "c @ tanh(U @ tanh(V @ tanh(W @ x)))",
    parameters=["W[2,2]", "V[2,2]", "U[2,2]", "c[2]"],
    inputs=["x[2]"],
    name="three hidden layers",
)
LINEAR = Model.parse("A @ B @ x", parameters=["A[2,2]", "B[2,2]"], inputs=["x[2]"])
DIAGONAL = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
CUBIC = Model.parse("a*b*c*x", parameters=["a", "b", "c"], inputs=["x"])
QUADRATIC = Model.parse("a*(w @ x)**2", parameters=["a", "w[2]"], inputs=["x[2]"])
LORA = Model.parse("(K + B @ A) @ x", parameters=["K[2,2]", "B[2,1]", "A[1,2]"], inputs=["x[2]"])
RESIDUAL = Model.parse(
    "c @ (x + V @ tanh(W @ x))",
    parameters=["c[2]", "V[2,2]", "W[2,2]"],
    inputs=["x[2]"],
    name="residual block",
)
TIED = Model.parse("W.T @ W @ x", parameters=["W[2,2]"], inputs=["x[2]"], name="tied autoencoder")
NORMALISED = Model.parse("w @ x / sqrt(w @ w)", parameters=["w[2]"], inputs=["x[2]"])
ATTENTION = Model.parse(
    "exp((Q @ x) @ (K @ y)) / (exp((Q @ x) @ (K @ y)) + exp((Q @ x) @ (K @ z)))",
    parameters=["Q[1,2]", "K[1,2]"],
    inputs=["x[2]", "y[2]", "z[2]"],
)
EXPERTS = Model.parse(
    "(exp(R[0]*x)*E[0]*x + exp(R[1]*x)*E[1]*x) / (exp(R[0]*x) + exp(R[1]*x))",
    parameters=["R[2]", "E[2]"],
    inputs=["x"],
)
TWINS = Model.parse(["a @ tanh(w*x)", "b @ tanh(w*x)"], parameters=["w[2]", "a[2]", "b[2]"], inputs=["x"])
MEAN = Model.parse("(a*tanh(w*x) + b*tanh(v*x))/2", parameters=["a", "b", "v", "w"], inputs=["x"])
RELU = Model.parse("a @ relu(W @ x)", parameters=["W[2,2]", "a[2]"], inputs=["x[2]"])
FLAT = Model.parse("a + b*x + c*x", parameters=["a", "b", "c"], inputs=["x"], name="linear, redundant")
CONVOLUTION = Model.parse(
    "a[0]*tanh(k @ x[0:2]) + a[1]*tanh(k @ x[1:3])", parameters=["k[2]", "a[2]"], inputs=["x[3]"]
)


@dataclass(frozen=True)
class Claim:
    """A row: what is claimed of which set, and what has to come out."""

    model: Model
    equations: tuple[str, ...]
    dimension: int | None = None
    parts: dict[str, Any] = field(default_factory=dict)
    symmetry: bool | None = None
    kept_by: str = ""
    status: str = "embedded"

    def result(self) -> Result:
        return certify(self.model, list(self.equations), options=Options(timeout=30), **self.parts)


CERTIFIED = {
    "tanh: merged": Claim(
        TANH, ("W[0] = W[1]", "b[0] = b[1]", "a[0] = a[1]"), 8, symmetry=True, kept_by="all"
    ),
    "tanh: opposite": Claim(
        TANH, ("W[0] = -W[1]", "b[0] = -b[1]", "a[0] = -a[1]"), 8, symmetry=True, kept_by="all"
    ),
    "tanh: dead": Claim(TANH, ("W[2] = 0", "b[2] = 0", "a[2] = 0"), 8, symmetry=True, kept_by="all"),
    "tanh: merged and dead": Claim(
        TANH,
        ("W[0] = W[1]", "b[0] = b[1]", "a[0] = a[1]", "W[2] = 0", "b[2] = 0", "a[2] = 0"),
        4,
        symmetry=True,
        kept_by="all",
    ),
    "tanh: all three merged": Claim(
        TANH,
        ("W[0] = W[1]", "W[1] = W[2]", "b[0] = b[1]", "b[1] = b[2]", "a[0] = a[1]", "a[1] = a[2]"),
        4,
        symmetry=True,
        kept_by="all",
    ),
    "tanh: merged, written as one sum of squares": Claim(
        TANH, ("(a[0] - a[1])**2 + (b[0] - b[1])**2 + sum((W[0] - W[1])**2) = 0",), 8, kept_by="all"
    ),
    "sigmoid: merged": Claim(SIGMOID, ("W[0] = W[1]", "a[0] = a[1]"), 3, symmetry=True, kept_by="all"),
    "gelu: merged": Claim(GELU, ("W[0] = W[1]", "a[0] = a[1]"), 3, symmetry=True, kept_by="all"),
    "gelu: dead": Claim(GELU, ("W[0] = 0", "a[0] = 0"), 3, kept_by="all"),
    "silu: dead": Claim(SILU, ("W[0] = 0", "a[0] = 0"), 3, kept_by="all"),
    "erf: opposite": Claim(ERF, ("W[0] = -W[1]", "a[0] = -a[1]"), 3, symmetry=True, kept_by="all"),
    "sinh: dead": Claim(SINH, ("W[0] = 0", "a[0] = 0"), 3, symmetry=True, kept_by="all"),
    "sin: mixed signs": Claim(SIN, ("W[0] = -W[1]", "a[0] = -a[1]"), 3, symmetry=True, kept_by="all"),
    "atan: dead": Claim(ATAN, ("W[0] = 0", "a[0] = 0"), 3, symmetry=True, kept_by="all"),
    "softplus: merged": Claim(SOFTPLUS, ("W[0] = W[1]", "a[0] = a[1]"), 3, symmetry=True, kept_by="all"),
    "exp: merged": Claim(EXP, ("W[0] = W[1]", "a[0] = a[1]"), 3, symmetry=True, kept_by="all"),
    "cos: zero frequency": Claim(COS, ("W[0] = 0",), 4, symmetry=True, kept_by="all"),
    "cos: mirrored": Claim(COS, ("W[0] = -W[1]", "a[0] = a[1]"), 3, symmetry=True, kept_by="all"),
    "unspecified: merged": Claim(ANY, ("W[0] = W[1]", "a[0] = a[1]"), 3, symmetry=True, kept_by="all"),
    "odd: opposite": Claim(ODD, ("W[0] = -W[1]", "a[0] = -a[1]"), 3, symmetry=True, kept_by="all"),
    "odd: dead": Claim(ODD, ("W[0] = 0", "a[0] = 0"), 3, symmetry=True, kept_by="all"),
    "even: zero frequency": Claim(EVEN, ("W[1] = 0",), 4, symmetry=True, kept_by="all"),
    "zero at zero: dead": Claim(ZERO_AT_ZERO, ("W[0] = 0", "a[0] = 0"), 3, kept_by="all"),
    "deep: merged in the first layer": Claim(
        DEEP, ("W[0] = W[1]", "V[:,0] = V[:,1]"), 10, symmetry=True, kept_by="all"
    ),
    "deep: merged in the last": Claim(DEEP, ("U[0] = U[1]", "c[0] = c[1]"), 11, symmetry=True, kept_by="all"),
    "deep: dead in the second": Claim(DEEP, ("V[0] = 0", "U[:,0] = 0"), 10, symmetry=True, kept_by="all"),
    "linear network: balanced": Claim(
        LINEAR,
        ("A.T @ A - B @ B.T = C + C.T",),
        5,
        {"constants": ["C[2,2]"]},
        status="embedded or regular locus",
    ),
    "linear network: column and row": Claim(
        LINEAR, ("A[:,0] = 0", "B[0] = 0"), 4, symmetry=True, kept_by="all"
    ),
    "linear network: rotated column and row": Claim(
        LINEAR, ("A[:,0] = 2*A[:,1]", "B[0] = 2*B[1]"), 4, symmetry=True, kept_by="but adam"
    ),
    "diagonal: hyperbola": Claim(DIAGONAL, ("a**2 - b**2 = 1",), 1, symmetry=False),
    "diagonal: every hyperbola": Claim(DIAGONAL, ("a**2 - b**2 = c",), 1, {"constants": ["c"]}),
    "diagonal: right branch": Claim(DIAGONAL, ("a**2 - b**2 = 1",), 1, {"where": ["a > 0"]}),
    "diagonal: balanced": Claim(DIAGONAL, ("a = b",), 1, symmetry=True, kept_by="all"),
    "diagonal: both signs at once": Claim(
        DIAGONAL, ("a**2 = b**2",), 1, symmetry=False, status="regular locus", kept_by="all"
    ),
    "diagonal: a quarter": Claim(DIAGONAL, ("a = b",), 1, {"where": ["a > 0"]}),
    "cubic: hyperboloid": Claim(CUBIC, ("a**2 - b**2 = 1",), 2, symmetry=False),
    "cubic: right branch": Claim(CUBIC, ("a**2 - b**2 = 1",), 2, {"where": ["a > 0"]}),
    "quadratic: conserved": Claim(QUADRATIC, ("2*a**2 - w @ w = c",), 2, {"constants": ["c"]}),
    "adapter: both zero": Claim(LORA, ("A = 0", "B = 0"), 4, symmetry=True, kept_by="all"),
    "adapter: balanced": Claim(LORA, ("B.T @ B - A @ A.T = [[c]]",), 7, {"constants": ["c"]}),
    "residual: merged": Claim(RESIDUAL, ("W[0] = W[1]", "V[:,0] = V[:,1]"), 6, symmetry=True, kept_by="all"),
    "residual: dead branch": Claim(RESIDUAL, ("W = 0", "V = 0"), 2, symmetry=True, kept_by="all"),
    "autoencoder: a row twice another": Claim(TIED, ("W[0] = 2*W[1]",), 2, symmetry=True, kept_by="but adam"),
    "autoencoder: a row zero": Claim(TIED, ("W[0] = 0",), 2, symmetry=True, kept_by="all"),
    "normalised: every length": Claim(NORMALISED, ("w @ w = c",), 1, {"constants": ["c"]}),
    "attention: balanced": Claim(ATTENTION, ("Q @ Q.T - K @ K.T = [[c]]",), 3, {"constants": ["c"]}),
    "attention: off": Claim(ATTENTION, ("Q = 0", "K = 0"), 0, symmetry=True, kept_by="all"),
    "experts and routers copied": Claim(
        EXPERTS, ("E[0] = E[1]", "R[0] = R[1]"), 2, symmetry=True, kept_by="all"
    ),
    "two outputs: merged": Claim(
        TWINS, ("w[0] = w[1]", "a[0] = a[1]", "b[0] = b[1]"), 3, symmetry=True, kept_by="all"
    ),
    "mean of twins": Claim(MEAN, ("a = b", "v = w"), 2, symmetry=True, kept_by="all"),
    "linear: a coset": Claim(FLAT, ("b - c = 3",), 2, kept_by="but decay and adam"),
    "linear: the coset through zero": Claim(FLAT, ("b - c = 0",), 2, symmetry=True, kept_by="all"),
    "linear: every coset": Claim(FLAT, ("b - c = k",), 2, {"constants": ["k"]}, kept_by="but decay and adam"),
    "linear: two cosets": Claim(FLAT, ("(b - c)**2 = 4",), 2, symmetry=False, kept_by="but decay and adam"),
    "convolution: dead filter": Claim(CONVOLUTION, ("k = 0", "a = 0"), 0, symmetry=True, kept_by="all"),
}
KEPT_BY: dict[str, dict[str, bool | None]] = {
    "all": {"gradient_descent": True, "momentum": True, "weight_decay": True, "adam": True},
    "but adam": {"gradient_descent": True, "momentum": True, "weight_decay": True, "adam": False},
    "but decay and adam": {"gradient_descent": True, "momentum": True, "weight_decay": False, "adam": None},
}

REFUTED = {
    "tanh: input weights only": Claim(TANH, ("W[0] = W[1]", "b[0] = b[1]")),
    "tanh: dead but for the bias": Claim(TANH, ("W[0] = 0", "a[0] = 0")),
    "tanh: scaled output": Claim(TANH, ("W[0] = W[1]", "b[0] = b[1]", "a[0] = 2*a[1]")),
    "tanh: no output": Claim(TANH, ("a = 0",)),
    "sigmoid: dead": Claim(SIGMOID, ("W[0] = 0", "a[0] = 0")),
    "sigmoid: opposite": Claim(SIGMOID, ("W[0] = -W[1]", "a[0] = -a[1]")),
    "softplus: dead": Claim(SOFTPLUS, ("W[0] = 0", "a[0] = 0")),
    "gelu: opposite": Claim(GELU, ("W[0] = -W[1]", "a[0] = -a[1]")),
    "gelu: no output": Claim(GELU, ("a[0] = 0",)),
    "cos: dead": Claim(COS, ("W[0] = 0", "a[0] = 0")),
    "cos: opposite": Claim(COS, ("W[0] = -W[1]", "a[0] = -a[1]")),
    "unspecified: opposite": Claim(ANY, ("W[0] = -W[1]", "a[0] = -a[1]")),
    "unspecified: dead": Claim(ANY, ("W[0] = 0", "a[0] = 0")),
    "zero at zero: opposite": Claim(ZERO_AT_ZERO, ("W[0] = -W[1]", "a[0] = -a[1]")),
    "deep: merged inputs only": Claim(DEEP, ("W[0] = W[1]",)),
    "deep: merged outputs only": Claim(DEEP, ("V[:,0] = V[:,1]",)),
    "linear network: one zero column": Claim(LINEAR, ("A[:,0] = 0",)),
    "linear network: rows and columns that do not belong together": Claim(LINEAR, ("A[:,0] = 0", "B[1] = 0")),
    "diagonal: upper half": Claim(DIAGONAL, ("a**2 - b**2 = 1",), None, {"where": ["b > 0"]}),
    "diagonal: circle": Claim(DIAGONAL, ("a**2 + b**2 = 3",)),
    "diagonal: half a line": Claim(DIAGONAL, ("a = b",), None, {"where": ["a > 1"]}),
    "diagonal: every circle": Claim(DIAGONAL, ("a**2 + b**2 = c",), None, {"constants": ["c"]}),
    "cubic: sphere": Claim(CUBIC, ("a**2 + b**2 + c**2 = 3",)),
    "cubic: the other half": Claim(CUBIC, ("a**2 - b**2 = 1",), None, {"where": ["b > 0"]}),
    "quadratic: unbalanced": Claim(QUADRATIC, ("a**2 - w @ w = 1",)),
    "adapter: one zero": Claim(LORA, ("B = 0",)),
    "adapter: frozen kernel": Claim(LORA, ("K = 0",)),
    "residual: merged inputs only": Claim(RESIDUAL, ("W[0] = W[1]",)),
    "autoencoder: one entry twice another": Claim(TIED, ("W[0,0] = 2*W[1,0]",)),
    "attention: the wrong Gram matrices": Claim(ATTENTION, ("Q.T @ Q = K.T @ K",)),
    "experts copied": Claim(EXPERTS, ("E[0] = E[1]",)),
    "two outputs: merged but for one": Claim(TWINS, ("w[0] = w[1]", "a[0] = a[1]")),
    "linear: a plane across the cosets": Claim(FLAT, ("a = 0",)),
    "linear: a sphere": Claim(FLAT, ("a**2 + b**2 + c**2 = 1",)),
    "linear: half a coset": Claim(FLAT, ("b = c",), None, {"where": ["a > 0"]}),
    "convolution: tied outputs": Claim(CONVOLUTION, ("a[0] = a[1]",)),
}


@pytest.mark.parametrize("name", CERTIFIED)
def test_certified(name: str) -> None:
    claim = CERTIFIED[name]
    result = claim.result()
    assert result.verdict is Verdict.CERTIFIED
    assert result.manifold.status in claim.status.split(" or ")
    assert result.manifold.dimension == claim.dimension
    assert result.manifold.codimension == claim.model.dimension - result.manifold.dimension
    assert result.symmetry_induced is claim.symmetry
    if claim.kept_by:
        assert dict(result.optimisers) == KEPT_BY[claim.kept_by]
    else:
        assert True not in result.optimisers.values()
    assert result.witness is None


@pytest.mark.parametrize("name", REFUTED)
def test_refuted(name: str) -> None:
    claim = REFUTED[name]
    result = claim.result()
    assert result.verdict is Verdict.REFUTED
    assert result.assumptions == ()
    assert result.manifold.status == "unknown"
    assert set(result.optimisers.values()) == {None}
    assert result.witness is not None
    candidate = Candidate.parse(claim.model, list(claim.equations), **claim.parts)
    check_witness(claim.model.statement, candidate.statement, result.witness.to_json())


@pytest.mark.parametrize("claims", [CERTIFIED, REFUTED])
def test_what_the_result_says_is_what_the_certificate_proves(claims: dict[str, Claim]) -> None:
    for claim in list(claims.values())[::5]:
        result = claim.result()
        assert result.certificate is not None
        accepted = check(result.certificate)
        assert accepted.verdict == str(result.verdict)
        assert dict(accepted.manifold) == result.manifold.to_json()
        assert accepted.symmetry_induced is result.symmetry_induced
        assert accepted.claim["model"] == claim.model.statement


class TestAssumptions:
    """A verdict names what it rests on beyond exact arithmetic, and does without what is not allowed."""

    TIED = ("W[0] = W[1]", "a[0] = a[1]")

    def test_tied_relu_neurons_are_certified_under_the_named_assumption(self) -> None:
        result = certify(RELU, list(self.TIED))
        assert result.verdict is Verdict.CERTIFIED
        assert result.manifold.dimension == 3
        assert [assumption.split(":")[0] for assumption in result.assumptions] == ["relu"]
        assert set(result.optimisers.values()) == {None}

    @pytest.mark.parametrize(
        ("equations", "constants", "dimension"),
        [(["W[0] @ W[0] - a[0]**2 = c"], ["c"], 5), (["W[0] = 0", "a[0] = 0"], [], 3)],
    )
    def test_bounded_cofactors_need_no_assumption(
        self, equations: list[str], constants: list[str], dimension: int
    ) -> None:
        """Whatever steps are at kinks (T18): the balance of a neuron, and a dead one."""
        result = certify(RELU, equations, constants=constants, options=Options(allow=[]))
        assert (result.verdict, result.manifold.dimension) == (Verdict.CERTIFIED, dimension)
        assert result.assumptions == ()

    def test_by_convention_a_layer_of_zeros_is_kept(self) -> None:
        """Relu'(0) = 0 is an assumption of its own; without it nothing is known (T18)."""
        zeros = ["W[0] = 0", "W[1] = 0"]
        result = certify(RELU, zeros, options=Options(allow=["relu0"]))
        assert result.verdict is Verdict.CERTIFIED
        assert [assumption.split(":")[0] for assumption in result.assumptions] == ["relu0"]
        assert result.optimisers["gradient_descent"]
        assert certify(RELU, zeros, options=Options(timeout=5)).verdict is not Verdict.CERTIFIED

    def test_without_it_nothing_is_said(self) -> None:
        result = certify(RELU, list(self.TIED), options=Options(allow=["z3"]))
        assert result.verdict is Verdict.UNKNOWN
        assert result.reason == "assumption not allowed"
        assert result.certificate is None

    def test_a_refutation_of_a_relu_network_names_it_too(self) -> None:
        result = certify(RELU, ["W[0] = -W[1]", "a[0] = -a[1]"])
        assert result.verdict is Verdict.REFUTED
        assert any(assumption.startswith("relu") for assumption in result.assumptions)

    def test_exact_proofs_assume_nothing(self) -> None:
        for name in ("tanh: merged", "linear network: balanced", "diagonal: right branch", "gelu: dead"):
            assert CERTIFIED[name].result().assumptions == ()

    def test_what_only_the_solver_knows_names_it_with_its_version(self) -> None:
        model = Model.from_fields([["1", "y"]], parameters=["x", "y"])
        result = certify(model, ["x**20 + y**20 = 1"], where=["x*y > 2"])
        (assumption,) = result.assumptions
        assert assumption.startswith("z3: version ")
        refused = certify(
            model, ["x**20 + y**20 = 1"], where=["x*y > 2"], options=Options(timeout=5, allow=[])
        )
        assert "z3" not in " ".join(refused.assumptions)

    def test_an_emptiness_that_comes_to_light_in_other_equations(self) -> None:
        model = Model.from_fields([["1", "y"]], parameters=["x", "y"])
        result = certify(model, ["x**21 = 2*y**21"], where=["x > 0", "y < 0"])
        assert (result.verdict, result.manifold.status) == (Verdict.CERTIFIED, "empty")


class TestFixedSets:
    """`fixed_by` names the set that maps leave alone (theory T8)."""

    def test_the_swap_of_two_neurons(self) -> None:
        swap = {f"{name}[{i}]": f"{name}[{1 - i}]" for name in "Wba" for i in range(2)}
        result = certify(TANH, fixed_by=[swap])
        assert (result.verdict, result.symmetry_induced) == (Verdict.CERTIFIED, True)
        assert result.manifold.dimension == 8

    def test_what_two_maps_fix_together(self) -> None:
        swap = {f"{name}[{i}]": f"{name}[{1 - i}]" for name in "Wba" for i in range(2)}
        flip = {f"{name}[2]": f"-{name}[2]" for name in "Wba"}
        result = certify(TANH, fixed_by=[swap, flip])
        assert (result.verdict, result.symmetry_induced) == (Verdict.CERTIFIED, True)
        assert result.manifold.dimension == 4

    def test_a_rotation_of_a_linear_network(self) -> None:
        """Conjugation of the hidden layer by a quarter turn fixes what is zero only."""
        turn = "[[0, -1], [1, 0]]"
        result = certify(LINEAR, fixed_by=[{"A": f"A @ ({turn}).T", "B": f"{turn} @ B"}])
        assert (result.verdict, result.manifold.dimension) == (Verdict.CERTIFIED, 0)

    def test_half_of_a_swap_is_no_symmetry(self) -> None:
        result = certify(TANH, fixed_by=[{"W[0]": "W[1]", "W[1]": "W[0]"}])
        assert result.verdict is Verdict.REFUTED

    def test_the_identity_fixes_everything(self) -> None:
        result = certify(DIAGONAL, fixed_by=[{"a": "a"}])
        assert result.verdict is Verdict.CERTIFIED
        assert result.manifold.trivial is True


class TestSymPy:
    def test_a_model_of_sympy_expressions_is_the_same_model(self) -> None:
        import sympy

        a, b, x = sympy.symbols("a b x")
        model = Model.from_sympy(a * b * x, parameters=[a, b], inputs=[x])
        assert certify(model, ["a**2 - b**2 = c"], constants=["c"]).verdict is Verdict.CERTIFIED
        assert certify(model, ["a = 2*b"]).verdict is Verdict.REFUTED
