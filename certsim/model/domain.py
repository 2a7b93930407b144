"""Where a model is defined, in words (theory §0)."""

from __future__ import annotations

from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.polynomial import Polynomial

MAX_LENGTH = 2_000
"""A longer text is cut."""


def domain_text(claim: Claim) -> str | None:
    """The domain of the model, where it is not the whole space; regions are not listed (theory T18)."""
    graph, tower = claim.model.graph, claim.tower()
    limited = {n: d for n, d in claim.model.limited.items() if d is not Domain.REGION}
    values = evaluate(graph, list(limited), Polynomial.variable, tower)

    def name(variable: int) -> str:
        atom = tower.atom(variable)
        return f"{atom.function}({shown(atom.argument)})" if atom else claim.names[variable]

    def shown(value: Polynomial) -> str:
        text = value.text(name) if len(value.terms) <= MAX_LENGTH else "a long sum"
        return text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]}…"

    limits = {
        f"{shown(value)} {domain.value}": None
        for value, domain in zip(values, limited.values(), strict=True)
        if not tower.is_plainly_positive(value)
    }
    return " and ".join(limits) or None
