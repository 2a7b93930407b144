"""The conserved quantities of a model as a result, certified from both sides (theory T9, T12)."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from certsim.algebra.budget import Budget
from certsim.errors import CertsimError
from certsim.kernel.check import write_certificate
from certsim.kernel.claim import Claim, read_claim, text
from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.evidence import Evidence, Expressed, Laws
from certsim.kernel.rules import Setting, what_laws_show
from certsim.orbits.closure import find_closure
from certsim.orbits.evidence import (
    all_opaque,
    find_bounds,
    find_conservation,
    find_law_trees,
    shown_laws,
)
from certsim.pipeline import ASSUMPTIONS, DEFAULT_TIMEOUT, Disagreement, Objection, Options, judge
from certsim.result import Answer, html_table, latex_text

if TYPE_CHECKING:
    from certsim.model.model import Model

Json: TypeAlias = Any


@dataclass(frozen=True, repr=False)
class ConservedQuantities(Answer):
    """All polynomial conserved quantities of a model up to a degree, and whether there are others.

    Attributes:
        degree: the degree up to which they were looked for.
        laws: the quantities, expressions in the parameters; their combinations are conserved, too.
        independent: how many of them have independent differentials at a generic point.
        parameters: the number M of parameters.
        lower, upper: bounds for the dimension of the orbit of a generic point.
        complete: True if near a generic point every conserved quantity is a function of these; False if
            there are others there, None if that is not known.
    """

    degree: int
    parameters: int
    laws: tuple[str, ...] = ()
    independent: int = 0
    lower: int = 0
    upper: int = 0
    complete: bool | None = None

    def __bool__(self) -> NoReturn:
        """Raises TypeError: no law may be all that there is."""
        raise TypeError("conserved quantities are not true or false: look at `laws` and at `complete`")

    def __repr__(self) -> str:
        return f"<ConservedQuantities: {self.summary}>"

    def _repr_html_(self) -> str:
        rows = [("conserved quantities", self.summary), *(("", law) for law in self.laws)]
        return html_table(rows)

    def _repr_latex_(self) -> str:
        return latex_text("; ".join([self.summary, *self.laws]))

    @property
    def summary(self) -> str:
        """The laws on one line."""
        if self.reason is not None:
            return f"unknown ({self.reason})"
        what = {True: "complete", False: "there are more", None: "there may be more"}[self.complete]
        return f"{len(self.laws)} up to degree {self.degree}, {self.independent} independent, {what}"

    def to_json(self) -> Json:
        """The document that `certsim laws` prints, but for its stamp."""
        return {
            "degree": self.degree,
            "laws": list(self.laws),
            "independent": self.independent,
            "orbit_dimension": {"lower": self.lower, "upper": self.upper},
            "complete": self.complete,
            **self.footing(),
        }


def laws(
    model: Model,
    degree: int = 2,
    *,
    timeout: float = DEFAULT_TIMEOUT,
    seed: int = 0,
    allow: Collection[str] = ASSUMPTIONS,
) -> ConservedQuantities:
    """All polynomial conserved quantities up to a degree, how many are independent, and whether that is all.

    Args:
        model: the model, with all functions specified.
        degree: the greatest degree.
        timeout: seconds after which what was found so far is certified.
        seed: guides the search, never the answer.
        allow: assumptions that the answer may rest on.

    Raises:
        CertsimError: the model has unspecified functions, or the degree is not positive.
        Disagreement: search and kernel disagree, which is an error in certsim.

    >>> from certsim import Model
    >>> laws(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])).laws
    ('a**2 - b**2',)
    """
    return conserved_quantities(model, degree, Options(timeout, seed, frozenset(allow)))


def conserved_quantities(model: Model, degree: int, options: Options) -> ConservedQuantities:
    """The conserved quantities of a model, within the time that the options give."""
    start = time.monotonic()
    if model.statement.get("functions"):
        raise CertsimError("conserved quantities are those of specified functions")
    if degree < 1:
        raise CertsimError(f"the degree is a positive number, not {degree}")
    budget = Budget(start + options.timeout)
    base = read_claim(_statement(model, [], {}))
    room = budget.slice(0.5 * options.timeout)
    found = find_law_trees(base.model, degree, seed=options.seed, budget=room)
    claim = read_claim(_statement(model, found, {}))
    about = {"model": model.name or "", "candidate": "conserved quantities"}
    claim, proof = _evidence(claim, model, options, budget)
    try:
        certificate = write_certificate(about, claim, Evidence(proof, None))
    except InvalidCertificate:
        certificate = _carefully(about, claim, model, options, budget)
    accepted = judge("laws", certificate, options.allow, start + options.timeout)
    seconds = time.monotonic() - start
    if isinstance(accepted, Objection):
        return ConservedQuantities(
            degree,
            base.parameter_count,
            upper=base.parameter_count,
            reason=accepted.reason,
            hint=accepted.hint,
            seconds=seconds,
        )
    said = accepted.claim["laws"]
    return ConservedQuantities(
        degree,
        base.parameter_count,
        tuple(map(text, said["conserved"])),
        said["independent"],
        said["lower"],
        said["upper"],
        said["complete"],
        assumptions=tuple(map(str, accepted.assumptions)),
        domain=accepted.domain,
        certificate=certificate,
        seconds=seconds,
    )


def _statement(model: Model, trees: list[Json], said: Mapping[str, Json]) -> Json:
    empty = {"conserved": trees, "independent": 0, "lower": 0, "upper": 0, "complete": None}
    return {"model": model.statement, "verdict": "laws", "laws": {**empty, **said}}


def _carefully(
    about: Mapping[str, str], claim: Claim, model: Model, options: Options, budget: Budget
) -> bytes:
    """The certificate for those laws of which a proof is found when each is looked at on its own."""
    trees = claim.statement["laws"]["conserved"]
    shown = read_claim(_statement(model, [trees[at] for at in shown_laws(claim)], {}))
    concluded, proof = _evidence(shown, model, options, budget)
    try:
        careful = replace(proof, conservation=find_conservation(concluded))
        return write_certificate(about, concluded, Evidence(careful, None))
    except InvalidCertificate as error:
        raise Disagreement(f"the kernel does not accept the laws found: {error}") from error


def _evidence(claim: Claim, model: Model, options: Options, budget: Budget) -> tuple[Claim, Laws]:
    """The claim with its numbers, and what shows them: at a random point, which is generic."""
    point = generic_point(claim.parameter_count, options.seed)
    spanning, chosen = find_bounds(claim.model, point, claim.laws, seed=options.seed, budget=budget)
    closure: tuple[Expressed, ...] = ()
    if len(spanning.brackets) < claim.parameter_count - len(chosen):
        closure = find_closure(Setting.of(claim, []), spanning, point, budget.slice(20))
    trees = claim.statement["laws"]["conserved"]
    proof = Laws(all_opaque(claim), point, tuple(chosen), spanning, closure)
    return read_claim(_statement(model, trees, what_laws_show(claim, proof))), proof


def generic_point(parameters: int, seed: int) -> dict[int, Fraction]:
    """Small integers, none of them 0, at random."""
    draw = Random(seed).choice  # noqa: S311  no secrets are drawn
    values = [n for n in range(-9, 10) if n]
    return {at: Fraction(draw(values)) for at in range(parameters)}
