"""Generating families: where a model is polynomial in its inputs, finitely many fields have its orbits.

If F(θ)(x) = Σ_α c_α(θ) x^α, and all inputs have one domain, then the fields ∇c_α have the same orbits as the
fields ∇F(·)(x) of all inputs x.

*Proof.* Each ∇F(θ)(x) = Σ_α x^α ∇c_α(θ) is a combination of the ∇c_α. Monomials are linearly independent, so
there are inputs x_1, …, x_r at which their values form an invertible matrix: each ∇c_α is a combination of
the ∇F(·)(x_i), the same at every θ. Families with one linear span have the same orbits: a curve that follows
a combination of fields stays in their orbit, as the orbit is a manifold to which they are tangent. ∎

The instances ask the same of the model a·b·x + b²·x², of its two coefficients' fields, and of two
combinations of these: what is conserved, a core, and an orbit. Any open set of inputs will do. Where the
inputs are so few that monomials are dependent on them, orbits are smaller. And where the domain of the field
of x is b > x², a point with b = -1 lies in none: nothing moves it, though coefficients have fields there. A
set of such points is invariant for want of fields, and is called empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from certsim import Model, OrbitResult, certify, core, laws, orbit
from proofs.harness.instances import Instance, ask, fails, holds

THEOREMS: Final = ("T1",)

NAMES: Final = ("a", "b", "c")
FAMILIES: Final = {
    "the model": Model.parse("a*b*x + b**2*x**2", parameters=NAMES, inputs=["x"], name="polynomial model"),
    "its coefficients": Model.from_fields([["b", "a", "0"], ["0", "2*b", "0"]], parameters=NAMES),
    "combinations": Model.from_fields([["b", "a + 2*b", "0"], ["2*b", "2*a - b", "0"]], parameters=NAMES),
}
POINT: Final = {"a": 1, "b": 0, "c": 2}
OUTSIDE: Final = ("a = 1", "b = -1")


def product_and_bias(**parts: Any) -> Model:
    """The model a·b·x + c·x², for some inputs."""
    return Model.parse("a*b*x + c*x**2", parameters=NAMES, inputs=["x"], name="product and bias", **parts)


def difference(more: str) -> Model:
    """The model a·(b - x²), with a part that is 0, but need not be defined."""
    return Model.parse(f"a*(b - x**2){more}", parameters=["a", "b"], inputs=["x"], name="difference")


def reached(parts: Mapping[str, Any]) -> OrbitResult:
    """The orbit of a point of the product with a bias, for some inputs."""
    return orbit(product_and_bias(**parts), {"a": 2, "b": 1, "c": 0})


def instances() -> Iterator[Instance]:
    """Three families with one span; then an open set of inputs, too few inputs, and different domains."""
    for name, family in FAMILIES.items():
        found = {"laws": ("c",), "independent": 1, "complete": True, "dimension": 2}
        yield holds(f"what {name} conserves", ask(laws, family), **found)
        smaller = {"core": "smaller", "largest": True, "equations": ("a = 0", "b = 0"), "dimension": 1}
        yield holds(f"the core of a·b = 0 for {name}", ask(core, family, ["a*b = 0"]), **smaller)
        whole = {"dimension": 2, "fills": True, "equations": ("c = 2",)}
        yield holds(f"an orbit of {name}", ask(orbit, family, POINT), **whole)
    for name, where in (("all inputs", []), ("an open set of inputs", ["x > 3"])):
        many = ask(reached, {"inputs_where": where} if where else {})
        yield holds(name, many, dimension=2, fills=True, equations=("a**2 - b**2 = 3",))
    for name, few in (("one datum", {"data": [{"x": 1}]}), ("two inputs", {"inputs_where": ["x**2 = x"]})):
        less = ask(reached, few)
        yield fails(name, less, dropped="the monomials are independent on the inputs", dimension=1)
    left = ask(certify, difference(""), OUTSIDE)
    yield holds("a point that all inputs move", left, verdict="refuted", rate="-5")
    kept = {"verdict": "certified", "status": "empty"}
    vacuous = ask(certify, difference(" + 0*sqrt(b - x**2)"), OUTSIDE)
    yield fails("a point that no input moves", vacuous, dropped="all inputs have one domain", **kept)
