"""The conserved quantities of a model as a result, certified from both sides (theory T9, T12)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.algebra.budget import Budget
from certsim.errors import CertsimError
from certsim.judge import Certified, Objection, Options, Refused, about, certified
from certsim.kernel.check import read_certificate
from certsim.kernel.evidence.records import Evidence, LawsProof
from certsim.kernel.rules.laws import what_laws_show
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim, Quantity, read_claim
from certsim.kernel.statement.claim import Laws as LawsClaim
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.definitions import mentions_pi
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.fields import MAX_BRACKET
from certsim.model.domain import domain_text
from certsim.model.equations import Layout, normalised, write_polynomial
from certsim.model.notebook import Row
from certsim.model.tree import text
from certsim.orbits.bounds.bounds import find_bounds
from certsim.orbits.bounds.bracket_closure import NOT_CLOSED, find_closure
from certsim.orbits.bounds.spanning import SHORT
from certsim.orbits.laws.conservation import all_opaque, find_conservation, shown_laws
from certsim.orbits.laws.propose import find_law_trees, in_calls
from certsim.result import CertifiedAnswer, reasoned
from certsim.search.points import find_input

if TYPE_CHECKING:
    from certsim.model.model import Model

Json: TypeAlias = Any
Point: TypeAlias = Mapping[int, Fraction]

DRAWN: Final = 24
"""How many points are drawn to find one at which the model is defined."""
NO_PI: Final = "laws does not support pi in the model yet, nor gelu_tanh, which is defined by it"
REGIONS: Final = 4
"""At how many points a model with relu is looked at: in most regions some neurons are dead."""
_NOTHING: Final = {"independent": 0, "lower": 0, "upper": 0, "complete": None}
_MISSED: Final = "Laws may have been missed. A lower --degree or a longer --timeout may help."


@dataclass(frozen=True, repr=False)
class ConservedQuantities(CertifiedAnswer):
    """All polynomial conserved quantities of a model up to a degree, and whether there are others.

    Attributes:
        degree: the degree up to which they were looked for.
        laws: the quantities, expressions in the parameters; their combinations are conserved, too. Frozen
            parameters count as constants: what depends on them alone is not listed.
        independent: how many of them have independent differentials at a generic point.
        parameters: the number of trained parameters.
        lower, upper: bounds for the dimension of the orbit of a generic point.
        exhaustive: whether all polynomials up to the degree were looked at.
        point: generic means near the generic points of the part of Ω that holds this one; with relu, of the
            region of constant activation pattern (T18).
        complete: True if near a generic point every conserved quantity is a function of these; False if
            there are others there, None if that is not known.
    """

    NO_TRUTH_VALUE = "conserved quantities are not true or false: look at `laws` and at `complete`"

    degree: int
    parameters: int
    laws: tuple[str, ...] = ()
    independent: int = 0
    lower: int = 0
    upper: int = 0
    complete: bool | None = None
    exhaustive: bool = True
    point: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the answer is about."""
        return "conserved quantities"

    def rows(self) -> Iterator[Row]:
        """How many laws there are, the model, and the laws."""
        from certsim.rows import claim_rows, listed_rows, writer_of

        yield Row("found", reasoned(self.summary, self.hint))
        yield from claim_rows(self.claimed)
        yield from listed_rows("law", ([law] for law in self.laws), writer_of(self.claimed))
        yield from self.footing_rows()

    @property
    def summary(self) -> str:
        """The laws on one line."""
        if self.reason is not None:
            return f"unknown ({self.reason})"
        what = {True: "complete", False: "there are more", None: "there may be more"}[self.complete]
        found = "" if self.exhaustive else " found"
        return f"{len(self.laws)}{found} up to degree {self.degree}, {self.independent} independent, {what}"

    def to_sympy(self) -> tuple[Any, ...]:
        """The laws as SymPy expressions in the symbols of `Model.to_sympy`; none where none is certified.

        >>> from certsim import Model
        >>> laws(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])).to_sympy()
        (a**2 - b**2,)
        """
        from certsim.model.to_sympy import expressions, symbols_of

        if self.certificate is None:
            return ()
        claim = read_certificate(self.certificate).claim
        nodes = [law.node for law in _laws(claim)]
        return tuple(expressions(claim.model.graph, nodes, symbols_of(claim.statement["model"])))

    def to_json(self) -> Json:
        """The document that `certsim laws` prints, but for its stamp."""
        return {
            "degree": self.degree,
            "laws": list(self.laws),
            "independent": self.independent,
            "orbit_dimension": {"lower": self.lower, "upper": self.upper},
            "complete": self.complete,
            "exhaustive": self.exhaustive,
            "point": dict(self.point),
            **self.footing(),
        }


def laws(
    model: Model,
    degree: int = 2,
    *,
    options: Options = Options(),
) -> ConservedQuantities:
    """All polynomial conserved quantities up to a degree, how many are independent, and whether that is all.

    Args:
        model: the model, with all functions specified.
        degree: the greatest degree.
        options: as in `certify`; when the time is up, what was found so far is certified.

    Raises:
        CertsimError: the model has unspecified functions, or the degree is not positive.
        Disagreement: search and kernel disagree, which is an error in certsim.

    >>> from certsim import Model
    >>> laws(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])).laws
    ('a**2 - b**2',)
    """
    return conserved_quantities(model, degree, options)


def conserved_quantities(model: Model, degree: int, options: Options) -> ConservedQuantities:
    """The conserved quantities of a model, within the time that the options give."""
    start = time.monotonic()
    if model.statement.get("functions"):
        raise CertsimError("conserved quantities are those of specified functions")
    if degree < 1:
        raise CertsimError(f"the degree is a positive number, not {degree}")
    if mentions_pi(model.statement):
        return no_laws(model, degree, "unsupported", NO_PI)
    search = _Search(model, degree, options)
    found = search.certified()
    seconds = time.monotonic() - start
    if isinstance(found, Objection):
        return replace(no_laws(model, degree, found.reason, found.hint), seconds=seconds)
    return replace(accepted_laws(found, degree, exhaustive=search.exhaustive), seconds=seconds)


def no_laws(model: Model, degree: int, reason: str, hint: str | None) -> ConservedQuantities:
    """The answer that nothing is known, and why."""
    read = read_model(model.statement, has_pi=mentions_pi(model.statement))
    size = len(read.parameters) - len(read.frozen)
    return ConservedQuantities(degree, size, upper=size, reason=reason, hint=hint)


def accepted_laws(found: Certified, degree: int, *, exhaustive: bool) -> ConservedQuantities:
    """The conserved quantities that a certificate proves, as the kernel has accepted it.

    `exhaustive` is the word of the search, and says whether it looked at all polynomials of that degree.
    """
    accepted, certificate = found
    claim, said = accepted.certificate.claim, accepted.claim["laws"]
    return ConservedQuantities(
        degree,
        len(claim.trained),
        tuple(_written(claim)),
        said["independent"],
        said["lower"],
        said["upper"],
        said["complete"],
        exhaustive,
        said["point"],
        hint=None if exhaustive or said["complete"] else _MISSED,
        assumptions=tuple(map(str, accepted.assumptions)),
        domain=domain_text(claim),
        certificate=certificate,
    )


class _Search:
    """The laws of a model, and whether they are all that there is."""

    def __init__(self, model: Model, degree: int, options: Options) -> None:
        self._model = model
        self._degree = degree
        self._options = options
        self._limits = options.limits()
        self._budget = Budget(self._limits.deadline)
        self._names = read_model(model.statement).parameters
        self._origin = self._claim((), dict.fromkeys(range(len(self._names)), Fraction(0)))
        self.exhaustive = True

    def certified(self) -> Certified | Objection:
        """What is found and accepted, if there is a point at which the model is defined."""
        points, seed = list(self._points()), self._options.seed
        if not points:
            return Objection("undecided", "No point was found at which the model is defined.")
        room = self._budget.slice(0.5 * self._options.timeout)
        trees, self.exhaustive = find_law_trees(self._origin, self._degree, seed=seed, budget=room)
        point, claim, proof = self._best(trees, points)
        try:
            return self._certified(claim, proof)
        except Refused:
            return self._carefully(claim, point)

    def _best(self, trees: Sequence[Json], points: Sequence[Point]) -> tuple[Point, Claim, LawsProof]:
        """The point with the most independent brackets, or the first at which the bounds meet."""
        found = []
        for point in points:
            claim, proof = self._evidence(trees, point)
            found.append((point, claim, proof))
            if len(proof.spanning.brackets) + len(proof.chosen) == len(claim.trained):
                break
        return max(found, key=lambda one: len(one[-1].spanning.brackets))

    def _claim(
        self, trees: Sequence[Json], point: Point, shown: Mapping[str, int | bool | None] = _NOTHING
    ) -> Claim:
        named = {name: str(point[at]) for at, name in enumerate(self._names)}
        laws = {"point": named, "conserved": list(trees), **shown}
        return read_claim({"model": self._model.statement, "verdict": "laws", "laws": laws})

    def _points(self) -> Iterator[Point]:
        """A generic point at which the model is defined; several where it has regions of its own (T18)."""
        seed, count = self._options.seed, len(self._names)
        drawn = (generic_point(count, seed + at, positive=at % 2 == 1) for at in range(DRAWN))
        defined = (point for point in drawn if find_input(self._origin, point) is not None)
        return islice(defined, REGIONS if self._origin.model.is_piecewise else 1)

    def _evidence(self, trees: Sequence[Json], point: Point) -> tuple[Claim, LawsProof]:
        """The claim with its numbers, and what shows them."""
        claim, seed, closure = self._claim(trees, point), self._options.seed, NOT_CLOSED
        laws, at_input = _laws(claim), find_input(claim, point) or {}
        nodes = [law.node for law in laws]
        for longest in (SHORT, MAX_BRACKET):
            spanning, chosen = find_bounds(
                claim.model, point, nodes, at_input, longest=longest, seed=seed, budget=self._budget
            )
            if len(spanning.brackets) == len(claim.trained) - len(chosen):
                break
            closure = find_closure(Setting.of(claim), spanning, point, self._budget.slice(20))
            if closure.expressed:
                break
        proof = LawsProof(all_opaque(laws), tuple(chosen), spanning, closure.expressed, closure.atoms)
        return self._claim(trees, point, what_laws_show(claim, len(laws), proof)), proof

    def _carefully(self, claim: Claim, point: Point) -> Certified | Objection:
        """The certificate for those laws of which a proof is found when each is looked at on its own.

        Where that are not all, small integers may have been the residues of long ones.
        """
        trees = claim.statement["laws"]["conserved"]
        kept: Sequence[Json] = [trees[at] for at in shown_laws(claim, _laws(claim))]
        if len(kept) < len(trees):
            self.exhaustive, kept = False, in_calls(self._origin, self._degree, kept)
        shown, proof = self._evidence(kept, point)
        return self._certified(shown, replace(proof, conservation=find_conservation(shown, _laws(shown))))

    def _certified(self, claim: Claim, proof: LawsProof) -> Certified | Objection:
        labels = about(self._model, "conserved quantities")
        return certified(labels, claim, Evidence(proof, None), self._limits)


def _written(claim: Claim) -> Iterator[str]:
    """The laws, polynomials as a person would write them."""
    layout = Layout(tuple(claim.names), claim.parameter_count)
    for law, tree in zip(_laws(claim), claim.statement["laws"]["conserved"], strict=True):
        tower = claim.tower()
        (value,) = evaluate(claim.model.graph, [law.node], Polynomial.variable, tower)
        yield text(tree) if tower.atoms else write_polynomial(normalised(value), layout)


def _laws(claim: Claim) -> Sequence[Quantity]:
    return claim.subject.laws if isinstance(claim.subject, LawsClaim) else ()


def generic_point(parameters: int, seed: int, *, positive: bool = False) -> dict[int, Fraction]:
    """Small integers, none of them 0, at random."""
    draw = Random(seed).choice  # noqa: S311  no secrets are drawn
    values = [n for n in range(1 if positive else -9, 10) if n]
    return {at: Fraction(draw(values)) for at in range(parameters)}
