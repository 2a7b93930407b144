"""Claims about orbits and laws with evidence for them: what the tests of several rules share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from certsim.kernel.check import check, write_certificate
from certsim.kernel.evidence.codec import Names
from certsim.kernel.evidence.records import EVIDENCE
from certsim.kernel.statement.claim import read_claim
from certsim.model.model import Model
from tests.kernel.forge import invariance, orbit, tangency
from tests.oracle import scalars


def word(*letters: tuple[int, dict[str, str]]) -> list[dict[str, Any]]:
    return [{"field": field, "input": values} for field, values in letters]


def conserved(count: int, *, opaque: bool = False) -> list[Any]:
    return [{"opaque": opaque, "derivatives": []}] * count


def decide(model: Model, claimed: dict[str, Any], proof: dict[str, Any]) -> Any:
    """What the kernel says of a claim and of evidence for it, through a written certificate.

    The point of `laws_proof` stands in the claim, all coordinates of it.
    """
    if "laws" in claimed:
        claimed = at_point(model, claimed, proof.get("point", {}))
        proof = {key: value for key, value in proof.items() if key != "point"}
    claim = read_claim({"model": model.statement, **claimed})
    names = Names(claim.names, claim.variables)
    evidence = EVIDENCE.read(names, {"proof": proof, "manifold": None}, ())
    return check(write_certificate({"model": "", "candidate": ""}, claim, evidence))


def at_point(model: Model, claimed: dict[str, Any], point: dict[str, str]) -> dict[str, Any]:
    """The claim about laws with its point; coordinates that are left out are 0."""
    whole = {name: point.get(name, "0") for name in scalars(model.statement["parameters"])}
    return {**claimed, "laws": {**claimed["laws"], "point": whole}}


def laws_claim(
    laws: Sequence[Any], independent: int, lower: int, *, upper: int | None = None
) -> dict[str, Any]:
    """Without another upper bound, the bounds meet in the laws: these are complete."""
    bounds = {"lower": lower, "upper": lower, "complete": True}
    if upper is not None:
        bounds |= {"upper": upper, "complete": None}
    said = {"conserved": list(laws), "independent": independent, **bounds}
    return {"verdict": "laws", "laws": said}


def orbit_claim(
    equations: Sequence[Any], point: dict[str, str], lower: int, upper: int, laws: Sequence[Any] = ()
) -> dict[str, Any]:
    orbit = {"point": point, "laws": list(laws), "lower": lower, "upper": upper}
    return {"verdict": "orbit", "candidate": {"equations": list(equations)}, "orbit": orbit}


PRODUCT = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
HYPERBOLA = ["+", ["**", "a", 2], ["neg", ["**", "b", 2]]]
SCALED = Model.parse("a*exp(b)*x", parameters=["a", "b"], inputs=["x"])
SCALED_LAW = ["+", ["**", "a", 2], ["*", "-2", "b"]]
NEURON = Model.parse("a*tanh(w*x)", parameters=["a", "w"], inputs=["x"])
TWO_LAYERS = Model.parse("U @ (V @ x)", parameters=["U[2,2]", "V[2,2]"], inputs=["x[2]"])
ONE = word((0, {"x": "1"}))


def gram(i: int, j: int) -> Any:
    """The entry i, j of UᵀU - VVᵀ."""
    left = [["*", f"U[{k},{i}]", f"U[{k},{j}]"] for k in range(2)]
    right = [["*", f"V[{i},{k}]", f"V[{j},{k}]"] for k in range(2)]
    return ["+", *map(_indexed, left), *[["neg", _indexed(term)] for term in right]]


def _indexed(term: list[str]) -> Any:
    def entry(name: str) -> Any:
        array, indices = name[:-1].split("[")
        return ["index", array, *map(int, indices.split(","))]

    return ["*", *map(entry, term[1:])]


GRAM = [gram(0, 0), gram(0, 1), gram(1, 1)]


def laws_proof(
    laws: int, point: dict[str, str], chosen: Sequence[int], span: Any, *, opaque: bool = False
) -> dict[str, Any]:
    return {
        "shows": "laws",
        "conservation": conserved(laws, opaque=opaque),
        "point": point,
        "chosen": list(chosen),
        "spanning": span,
    }


def orbit_proof(chosen: Sequence[int], span: Any, laws: int = 0, chosen_laws: Sequence[int] = ()) -> Any:
    return orbit(
        invariance(tangency()), chosen, span, conservation=conserved(laws), chosen_laws=list(chosen_laws)
    )
