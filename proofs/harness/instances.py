"""Instances of a claim: questions to the library, with the answers that the claim foresees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial as ask
from typing import Any, TypeAlias

from certsim import ConservedQuantities, Core, Location, OrbitResult, Reduction, Result
from certsim.kernel.check import check
from certsim.kernel.errors import KernelError
from certsim.result import OPTIMISERS, Manifold

__all__ = ["Instance", "ask", "certificate_of", "facts", "fails", "holds", "refusal"]

Facts: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Instance:
    """A question, and the facts of its answer that the claim foresees.

    Attributes:
        name: what is shown, in words; the certificate is kept under it.
        question: asks the library; it can be pickled, so it is `ask(function, …)` and no lambda.
        expected: the facts that the answer must have; others are not looked at.
        dropped: the hypothesis that is dropped, of an instance that must fail; None of one that holds.
    """

    name: str
    question: Callable[[], object]
    expected: Facts
    dropped: str | None = None


def holds(name: str, question: Callable[[], object], /, **expected: object) -> Instance:
    """An instance of the claim: the answer has these facts."""
    return Instance(name, question, expected)


def fails(name: str, question: Callable[[], object], /, *, dropped: str, **expected: object) -> Instance:
    """An instance without a hypothesis, which must fail: it is refuted, unless other facts are named."""
    return Instance(name, question, expected or {"verdict": "refuted"}, dropped)


def facts(answer: object) -> Facts:
    """What an answer says, under the names that `holds` and `fails` expect.

    - a result of `certify`: verdict, status, dimension, induced (by a symmetry), kept_by (the optimisers),
      assuming (the names of assumptions); of a refuted set violates (equation or where), word (how many
      fields) and rate (what is not 0)
    - a core: core (equal, smaller, empty), largest, equations, status, dimension
    - an orbit: lower, upper, dimension (where these two meet), equations, fills
    - laws: laws, independent, complete, dimension (of a generic orbit, where its bounds meet)
    - a reduction: parameters, rates, widths
    - a location: by, equations, dimension, delayed (parameters, and the length of a word that moves them)
    - any other value, such as a count: value
    """
    match answer:
        case Result():
            kept_by = tuple(name for name in OPTIMISERS if answer.optimisers[name])
            assuming = tuple(assumption.partition(":")[0] for assumption in answer.assumptions)
            more: Facts = {"induced": answer.symmetry_induced, "kept_by": kept_by, "assuming": assuming}
            return {"verdict": str(answer.verdict), **_manifold(answer.manifold), **more, **_left(answer)}
        case Core():
            found: Facts = {
                "core": answer.comparison,
                "largest": answer.largest,
                "equations": answer.equations,
            }
            return {**found, **_manifold(answer.manifold)}
        case OrbitResult():
            bounds: Facts = {"lower": answer.lower, "upper": answer.upper, "fills": answer.fills}
            return {**bounds, "dimension": _met(answer), "equations": answer.equations}
        case ConservedQuantities():
            found = {"laws": answer.laws, "independent": answer.independent, "complete": answer.complete}
            return {**found, "dimension": _met(answer)}
        case Reduction():
            rates = {name: str(rate) for name, rate in answer.rates.items()}
            parameters = None if answer.model is None else answer.model.parameters
            return {"parameters": parameters, "rates": rates, "widths": answer.widths}
        case Location():
            delayed = tuple((each.parameters, each.order) for each in answer.delayed)
            place: Facts = {"by": answer.by, "equations": answer.equations, "dimension": answer.dimension}
            return {**place, "delayed": delayed}
        case _:
            return {"value": answer}


def _manifold(manifold: Manifold) -> Facts:
    return {"status": manifold.status, "dimension": manifold.dimension}


def _left(answer: Result) -> Facts:
    if answer.witness is None:
        return {}
    witness = answer.witness
    return {"violates": witness.violates, "word": len(witness.word), "rate": witness.value}


def _met(answer: OrbitResult | ConservedQuantities) -> int | None:
    return answer.lower if answer.lower == answer.upper else None


def certificate_of(answer: object) -> bytes | None:
    """The certificate of an answer, which the kernel has accepted; a count has none."""
    owner = answer.result if isinstance(answer, Location) else answer
    found = getattr(owner, "certificate", None)
    return found if isinstance(found, bytes) else None


def refusal(certificate: bytes) -> str:
    """Why the kernel refuses a certificate; "accepted" if it does not."""
    try:
        check(certificate)
    except KernelError as error:
        return str(error)
    return "accepted"
