"""Orbits as results: dimension from both sides, and the smallest SIM that holds them (theory T12, T13)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb
from random import Random
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from certsim.algebra.budget import Budget
from certsim.errors import CertsimError
from certsim.judge import Certified, Objection, Options, about, certified
from certsim.kernel.check import read_certificate
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.evidence.records import Evidence, Invariance, OrbitProof, Spanning, Tangency
from certsim.kernel.rules.domain import require_one_domain
from certsim.kernel.rules.setting import Setting
from certsim.kernel.statement.claim import Claim, Quantity, read_claim
from certsim.kernel.statement.claim import Orbit as OrbitClaim
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.definitions import mentions_pi
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.fields import MAX_BRACKET
from certsim.model.domain import domain_text
from certsim.model.equations import write_equations
from certsim.model.notebook import Row, written
from certsim.model.point import point_of
from certsim.model.tree import polynomial_tree, text
from certsim.orbits.bounds.bounds import find_bounds, require_defined
from certsim.orbits.bounds.bracket_closure import NOT_CLOSED, Closure, find_closure
from certsim.orbits.bounds.spanning import SHORT, base_at
from certsim.orbits.laws.conservation import find_conservation, shown_laws
from certsim.orbits.laws.propose import find_law_trees
from certsim.orbits.laws.symbolic import find_constants
from certsim.orbits.modular.fields import Fields
from certsim.orbits.modular.functions import Unsupported
from certsim.orbits.reach.equations import find_equations, through
from certsim.orbits.reach.ties import find_ties
from certsim.result import CertifiedAnswer, reasoned
from certsim.search.invariance import find_flow_closed, find_invariance
from certsim.search.limits import Limits

if TYPE_CHECKING:
    from certsim.model.model import Model

Json: TypeAlias = Any

FEW: Final = 600
"""So many monomials are few enough for linear algebra to come first."""
PROOF: Final = 20.0
BRIEFLY: Final = 3.0
"""How many seconds the proof that a set is invariant may take."""
UNSUPPORTED: Final = "unsupported"
NO_PI: Final = "orbit does not support pi in the model yet, nor gelu_tanh, which is defined by it"
FAMILIES: Final = 2
"""How many residues stand for an exponential in turn: an equation has to hold with each."""


@dataclass(frozen=True, repr=False)
class OrbitResult(CertifiedAnswer):
    """The orbit of a point: bounds for its dimension, and equations of a SIM that it lies in.

    Attributes:
        point: the parameters.
        degree: the degree up to which equations were looked for.
        equations: a structurally invariant set that holds the orbit; none means the whole space.
        laws: conserved quantities that are no polynomials, constant along the orbit, too.
        lower, upper: certified bounds for the dimension of the orbit.
        around: the number of trained parameters minus the rank at the point of the equations and laws; the
            orbit is open in their set, for the frozen parameters that the point has, if it has this
            dimension.
        inside: for a candidate that was asked about, whether the orbit lies in it; None if not known.
        frozen: the parameters that training does not move; all dimensions are of the others.
    """

    NO_TRUTH_VALUE = "an orbit is not true or false: look at its bounds and its equations"

    point: Mapping[str, str]
    degree: int
    upper: int
    around: int
    equations: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    lower: int = 0
    inside: bool | None = None
    frozen: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """The point, the dimension of its orbit, and the equations and laws that hold on it."""
        from certsim.model.text import model_row
        from certsim.rows import listed_rows, point_row, writer_of, writer_of_names

        write = writer_of(self.claimed) if self.claimed else writer_of_names(self.point)
        if self.claimed:
            yield model_row(self.claimed["model"])
        yield point_row("point", self.point, write)
        yield Row("orbit", reasoned(self.summary.partition(": the orbit")[0], self.hint))
        where = "an open part of" if self.fills else "lies in"
        if self.equations:
            yield written(where, self.equations, write)
        yield from listed_rows("constant", ([law] for law in self.laws), write)
        yield from self.footing_rows()

    @property
    def summary(self) -> str:
        """The orbit in words.

        >>> OrbitResult({"a": "1", "b": "1"}, 2, 1, 1, ("a - b = 0",), (), 1).summary
        'dimension 1 of 2: the orbit is an open part of {a - b = 0}'
        """
        if self.reason is not None:
            return f"unknown ({self.reason})"
        where = ", ".join([*self.equations, *(f"{law} constant" for law in self.laws)])
        bounds = str(self.lower) if self.lower == self.upper else f"from {self.lower} to {self.upper}"
        dimension = f"dimension {bounds} of {self.size}"
        if self.fills:
            return (
                f"{dimension}: the orbit is an open part of {f'{{{where}}}' if where else 'the whole space'}"
            )
        return f"{dimension}: the orbit lies in {{{where}}}" if where else f"{dimension}: no equations found"

    def to_sympy(self) -> tuple[Any, ...]:
        """The equations of the SIM as `Eq(…, 0)`, then an `Eq` of each law and its value at the point.

        They are in the symbols of `Model.to_sympy`; there are none where none is certified.

        >>> from certsim import Model
        >>> orbit(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"]), {"a": 2, "b": 1}).to_sympy()
        (Eq(a**2 - b**2 - 3, 0),)
        """
        import sympy

        from certsim.model.to_sympy import expressions, number, relations_of, symbols_of

        if self.certificate is None:
            return ()
        claim = self.claim
        model, candidate = claim.statement["model"], claim.statement["candidate"]
        symbols = symbols_of(model)
        place = dict(zip(symbols, map(number, self.point.values()), strict=False))
        laws = expressions(claim.model.graph, [law.node for law in _laws(claim)], symbols)
        return (*relations_of(model, candidate), *(sympy.Eq(law, law.subs(place)) for law in laws))

    @property
    def size(self) -> int:
        """The number of parameters that are trained."""
        return len(self.point) - len(self.frozen)

    @property
    def fills(self) -> bool | None:
        """Whether the orbit is an open part of the set that the equations and laws describe, if known."""
        return True if self.lower == self.around else None

    @property
    def claim(self) -> Claim:
        """The claim of the certificate, read; raises `CertsimError` where there is none."""
        if self.certificate is None:
            raise CertsimError(f"nothing was certified: {self.summary}")
        return read_certificate(self.certificate).claim

    def to_json(self) -> Json:
        """The document that `certsim orbit` prints, but for its stamp."""
        return {
            "point": dict(self.point),
            "dimension": {"lower": self.lower, "upper": self.upper},
            "of": self.size,
            "frozen": list(self.frozen),
            "equations": list(self.equations),
            "laws": list(self.laws),
            "fills": self.fills,
            "degree": self.degree,
            "inside": self.inside,
            **self.footing(),
        }


def orbit(
    model: Model,
    point: Mapping[str, Any],
    degree: int = 2,
    *,
    options: Options = Options(),
) -> OrbitResult:
    """The dimension of the orbit through a point, and equations of the smallest SIM that holds it.

    Args:
        model: the model, with all functions specified.
        point: a value for each parameter, by array or part of one: arrays, nested lists, integers, Fractions,
            Decimals, texts, and floating-point numbers, each the binary fraction that it is; or what
            `read_point` gives.
        degree: the greatest degree of equations.
        options: as in `certify`; when the time is up, the bounds are those that were found so far.

    Raises:
        SpecError: the point gives no value to a parameter, or one that is not finite; it names the entry.
        CertsimError: the model has unspecified functions, or the degree is not positive.
        Disagreement: search and kernel disagree, which is an error in certsim.

    >>> from certsim import Model
    >>> product = Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"])
    >>> orbit(product, {"a": 2, "b": 1.0})
    <Orbit: dimension 1 of 2: the orbit is an open part of {a**2 - b**2 = 3}>
    """
    return orbit_of(model, point_of(model, point), degree, options)


def orbit_of(model: Model, point: Mapping[str, Fraction], degree: int, options: Options) -> OrbitResult:
    """The orbit through a point, within the time that the options give."""
    start = time.monotonic()
    if model.statement.get("functions"):
        raise CertsimError("the orbit of a point is that of specified functions")
    if degree < 1:
        raise CertsimError(f"the degree is a positive number, not {degree}")
    shown = {name: str(value) for name, value in point.items()}
    kernel = read_model(model.statement, has_pi=mentions_pi(model.statement))
    frozen = tuple(name for at, name in enumerate(kernel.parameters) if at in kernel.frozen)
    size = len(shown) - len(frozen)
    if kernel.pi is not None:
        return OrbitResult(shown, degree, size, size, frozen=frozen, reason=UNSUPPORTED, hint=NO_PI)
    found, around = _Search(model, point, degree, options).certified()
    seconds = time.monotonic() - start
    if isinstance(found, Objection):
        return OrbitResult(
            shown, degree, size, size, frozen=frozen, reason=found.reason, hint=found.hint, seconds=seconds
        )
    accepted, certificate = found
    read, claim = accepted.certificate.claim, accepted.claim
    bounds = claim["orbit"]
    return OrbitResult(
        shown,
        degree,
        bounds["upper"],
        around,
        write_equations(read.candidate.equations, read.names, read.parameter_count),
        tuple(map(text, bounds["laws"])),
        bounds["lower"],
        frozen=frozen,
        hint=None if bounds["lower"] == bounds["upper"] else why_apart(read, degree),
        assumptions=tuple(map(str, accepted.assumptions)),
        domain=domain_text(read),
        certificate=certificate,
        seconds=seconds,
    )


def why_apart(claim: Claim, degree: int) -> str:
    """Why bounds of a dimension may not meet: what the upper one could not use (T12)."""
    found = f"No smaller invariant set through the point was found by equations of degree {degree} or less"
    try:
        require_one_domain(claim)
    except InvalidCertificate:
        return (
            f"{found}. Brackets bound the dimension from below only: the fields of some inputs have kinks or "
            "poles where those of others have none, so that the orbit may lead to where brackets see more."
        )
    return f"{found}, and the brackets found may not be all: a higher --degree, or more time, may help."


@dataclass(frozen=True)
class _Around:
    """An invariant set around the orbit, and the bounds that it brings.

    `kept` are those of the equations, and of the laws of the claim after them, that have independent
    differentials at the point.
    """

    equations: Sequence[Polynomial]
    invariance: Invariance
    claim: Claim
    spanning: Spanning
    kept: Sequence[int]

    @property
    def lower(self) -> int:
        return len(self.spanning.brackets)

    @property
    def around(self) -> int:
        return len(self.claim.trained) - len(self.kept)

    @property
    def chosen(self) -> list[int]:
        return [at for at in self.kept if at < len(self.equations)]

    @property
    def chosen_laws(self) -> list[Json]:
        laws = self.claim.statement["orbit"]["laws"]
        return [laws[at - len(self.equations)] for at in self.kept if at >= len(self.equations)]


def _laws(claim: Claim) -> Sequence[Quantity]:
    return claim.subject.laws if isinstance(claim.subject, OrbitClaim) else ()


class _Search:
    """The set that holds the orbit, and the two bounds, for one point."""

    def __init__(self, model: Model, point: Mapping[str, Fraction], degree: int, options: Options) -> None:
        self._model = model
        self._degree = degree
        self._options = options
        self._limits = options.limits()
        self._budget = Budget(self._limits.deadline)
        self._base = read_claim(self._statement([], point, [], (0, len(point))))
        self._point = point
        self._values = {at: point[name] for at, name in enumerate(self._base.model.parameters)}
        self._input = require_defined(self._base, self._values)
        self._still = [
            through(Polynomial.variable(at), self._values) for at in sorted(self._base.model.frozen)
        ]

    def _statement(
        self,
        equations: Sequence[Json],
        point: Mapping[str, Fraction],
        laws: Sequence[Json],
        bounds: tuple[int, int],
    ) -> Json:
        orbit = {
            "point": {name: str(value) for name, value in point.items()},
            "laws": list(laws),
            "lower": bounds[0],
            "upper": bounds[1],
        }
        candidate = {"equations": [[equation, "0"] for equation in equations]}
        return {"model": self._model.statement, "candidate": candidate, "verdict": "orbit", "orbit": orbit}

    def certified(self) -> tuple[Certified | Objection, int]:
        """The best bounds found, if accepted, and M minus the rank of what is constant on the orbit."""
        best = self._best()
        closure = self._closure(best)
        if best.lower < best.around and not closure.expressed:
            best = self._around(best.equations, best.invariance, longest=MAX_BRACKET)
            closure = self._closure(best)
        trees, laws = self._trees(best.equations), best.chosen_laws
        upper = best.lower if closure.expressed else best.around
        claim = read_claim(self._statement(trees, self._point, laws, (best.lower, upper)))
        chosen, conservation = tuple(best.chosen), find_conservation(claim, _laws(claim))
        proof = OrbitProof(
            best.invariance,
            conservation,
            chosen,
            tuple(range(len(laws))),
            best.spanning,
            closure.expressed,
            closure.atoms,
        )
        labels = about(self._model, "orbit")
        return certified(labels, claim, Evidence(proof, None), self._limits), best.around

    def _best(self) -> _Around:
        """What is known around the orbit: the first set that it fills, or the one of the least dimension."""
        best: _Around | None = None
        for equations, invariance in self._invariant_sets():
            found = self._around(equations, invariance)
            if best is None or found.around < best.around:
                best = found
            if best.lower == best.around or self._budget.expired:
                break
        return best or self._around((), Invariance(None, Tangency((), (), ())))

    def _closure(self, best: _Around) -> Closure:
        """Why no bracket leaves the span of those found, where that is another bound."""
        if best.lower == best.around:
            return NOT_CLOSED
        setting, room = Setting.of(best.claim), self._budget.slice(20)
        return find_closure(setting, best.spanning, self._values, room)

    def _around(
        self, equations: Sequence[Polynomial], invariance: Invariance, *, longest: int = SHORT
    ) -> _Around:
        """The bounds that a set brings; with laws that are no polynomials, if these alone do not meet."""
        claim = read_claim(self._statement(self._trees(equations), self._point, [], (0, len(self._point))))
        found = _Around(equations, invariance, claim, *self._bounds(claim, longest))
        if found.lower < found.around and (laws := self._curved_laws()):
            claim = read_claim(
                self._statement(self._trees(equations), self._point, laws, (0, len(self._point)))
            )
            found = _Around(equations, invariance, claim, *self._bounds(claim, longest))
        return found

    def _trees(self, equations: Sequence[Polynomial]) -> list[Json]:
        return [polynomial_tree(equation, self._base.model.parameters) for equation in equations]

    def _bounds(self, claim: Claim, longest: int) -> tuple[Spanning, list[int]]:
        """Brackets, and which of the equations and the laws after them have independent differentials."""
        nodes = [*map(claim.model.graph.polynomial, claim.candidate.equations)]
        nodes += [law.node for law in _laws(claim)]
        seed, room = self._options.seed, self._budget.slice(20)
        return find_bounds(
            claim.model, self._values, nodes, self._input, longest=longest, seed=seed, budget=room
        )

    @cached_property
    def _laws(self) -> list[Json]:
        seed, room = self._options.seed, self._budget.slice(20)
        laws, _ = find_law_trees(self._base, self._degree, seed=seed, budget=room)
        return list(laws)

    def _curved_laws(self) -> list[Json]:
        """Conserved quantities that are no polynomials: polynomial ones have brought their equations."""
        laws = [law for law in self._laws if _calls(law)]
        claim = read_claim(self._statement([], self._point, laws, (0, len(self._point))))
        return [laws[at] for at in shown_laws(claim, _laws(claim))]

    def _levels(self) -> list[Polynomial]:
        """The equations that the polynomial conserved quantities bring: they keep their values."""
        laws = [law for law in self._laws if not _calls(law)]
        claim = read_claim(self._statement(laws, self._point, [], (0, len(self._point))))
        return [through(law, self._values) for law in claim.candidate.equations]

    def _invariant_sets(self) -> Iterator[tuple[Sequence[Polynomial], Invariance]]:
        """Equations of invariant sets through the point, with their proofs."""
        for proposal in self._proposals():
            if not proposal:
                return
            for equations, seconds in self._with_frozen(proposal):
                proof = self._proved(equations, seconds)
                if proof is not None:
                    yield equations, proof
                    break

    def _with_frozen(self, proposal: Sequence[Polynomial]) -> Iterator[tuple[Sequence[Polynomial], float]]:
        """A set whatever the frozen parameters are, which is tried for less time; and as they are."""
        if self._still:
            yield proposal, BRIEFLY
        yield [*self._still, *proposal], PROOF

    def _proposals(self) -> Iterator[Sequence[Polynomial]]:
        """Sets to be proved invariant, the smallest first; an empty one says that there is none.

        Where there are many monomials, what vanishes is looked for only after what is found more easily.
        """
        small = comb(len(self._base.trained) + self._degree, self._degree) <= FEW
        if small:
            yield from self._smallest()
        yield from self._simple()
        if not small:
            yield from self._smallest()

    def _simple(self) -> Iterator[Sequence[Polynomial]]:
        """Ties of the point, and the levels of what is conserved."""
        ties = find_ties(self._base.model, self._values, self._random)
        yield from filter(None, [[*ties, *kept] if (kept := self._constants(ties)) else []])
        bound = {max(tie.variables): Polynomial.variable(max(tie.variables)) - tie for tie in ties}
        levels = [level for level in self._levels() if level.substitute(bound)]
        yield from filter(None, ([*ties, *levels] if ties and levels else [], ties, levels))

    def _constants(self, ties: Sequence[Polynomial]) -> list[Polynomial]:
        """Equations that what is constant on the set of the ties brings, of low degrees first."""
        found: list[Polynomial] = []
        for degree in range(1, self._degree + 1):
            setting = self._setting([*self._still, *ties, *found])
            found += [through(each, self._values) for each in find_constants(setting, degree)]
        return found

    def _smallest(self) -> Iterator[Sequence[Polynomial]]:
        """What vanishes along words of fields (T13); then the part of lower degrees of the last proposal.

        Higher degrees need longer words. In their place may stand what conserved quantities bring.
        """
        values = [self._values[at] for at in range(self._base.parameter_count)]
        proposal: list[Polynomial] = []
        with contextlib.suppress(Unsupported):
            for proposal in find_equations(self._families(values), values, self._degree, self._random):
                yield proposal
        for degree in range(self._degree - 1, 0, -1):
            if lower := [p for p in proposal if p.degree <= degree]:
                yield [*lower, *self._levels()]
                yield lower

    def _families(self, values: Sequence[Fraction]) -> list[Fields]:
        """The fields, with different residues for exponentials."""
        generator, point = np.random.default_rng(self._options.seed), np.array(values, dtype=object)
        return [Fields(model, base_at(model, point, generator)) for model in [self._base.model] * FAMILIES]

    @property
    def _random(self) -> Random:
        return Random(self._options.seed)  # noqa: S311  no secrets are drawn

    def _setting(self, equations: Sequence[Polynomial]) -> Setting:
        """The kernel's setting for a set that is to be proved invariant."""
        trees = [[polynomial_tree(equation, self._base.model.parameters), "0"] for equation in equations]
        statement = {"model": self._model.statement, "candidate": {"equations": trees}}
        return Setting.of(read_claim({**statement, "verdict": "certified"}))

    def _proved(self, equations: Sequence[Polynomial], seconds: float) -> Invariance | None:
        """A proof that a set is invariant; no refutation, and nothing of its structure, is looked for."""
        if self._budget.expired:
            return None
        setting = self._setting(equations)
        limits = Limits(self._budget.slice(seconds).deadline, self._options.allow, self._random)
        try:
            return find_invariance(setting, limits.share(0.5)) or find_flow_closed(setting, limits)
        except (InvalidCertificate, LimitExceeded):
            return None


def _calls(tree: Json) -> bool:
    return isinstance(tree, list) and (tree[0] == "call" or any(map(_calls, tree[1:])))
