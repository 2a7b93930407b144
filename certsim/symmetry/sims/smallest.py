"""The smallest set found that training cannot leave from a point: the first proposal that is certified."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from certsim.algebra.budget import Deadline
from certsim.judge import Options
from certsim.model.candidate import Candidate
from certsim.model.equations import write_equations
from certsim.orbits.reach.flats import Flat, Flats
from certsim.pipeline import decide
from certsim.result import Result
from certsim.symmetry.sims.certify_fixed import certify_fixed
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.kernel.statement.claim import Claim
    from certsim.model.equations import Layout
    from certsim.model.model import Model
    from certsim.symmetry.group.find_symmetries import SymmetryGroup

NAME: Final = "the smallest set found that holds the point"
KINKS: Final = "relu:"
"""What the assumption begins with that a verdict speaks of the regions of a piecewise model alone."""


@dataclass(frozen=True)
class Smallest:
    """A set that holds the point, as it was certified.

    `by` is symmetry, pattern or rotation, or None for the whole space. `unproved` is the dimension of a
    smaller set that seems to be kept, but was not certified. The set has all values of the parameters that
    are not `bound`, if linear functions do not bind them.
    """

    equations: tuple[str, ...]
    dimension: int
    by: str | None
    bound: frozenset[int]
    result: Result
    unproved: int | None = None


@dataclass(frozen=True)
class _Proposal:
    equations: tuple[str, ...]
    dimension: int
    by: str | None
    bound: frozenset[int]
    certify: Callable[[Options], Result]


def find_smallest(
    model: Model,
    claim: Claim,
    layout: Layout,
    stabiliser: SymmetryGroup,
    flats: Flats,
    options: Options,
    *,
    at_kink: bool,
) -> Smallest | None:
    """The first of the proposals that is certified as a set that is not empty, the smallest first.

    If there is none it is the last, which symmetries fix, with the reason in its result. Where the point is
    in no domain of a piecewise model, a proof that speaks of regions says nothing of it: then it has to hold
    at kinks, too, and there may be none.
    """
    unproved = found = None
    deadline = Deadline.after(options.timeout)
    for proposal in _proposals(model, claim, layout, stabiliser, flats, at_kink=at_kink):
        left = max(1.0, deadline.left / 2)
        result = proposal.certify(replace(options, timeout=left))
        shown = result.manifold.dimension
        dimension = proposal.dimension if shown is None else shown
        said = proposal.equations, dimension, proposal.by, proposal.bound, result
        found = None if at_kink else Smallest(*said, unproved=unproved)
        if _holds(result, at_kink=at_kink):
            return Smallest(*said, unproved=unproved)
        if result.verdict is Verdict.UNKNOWN and unproved is None:
            unproved = proposal.dimension
    return found


def _holds(result: Result, *, at_kink: bool) -> bool:
    if at_kink and any(assumption.startswith(KINKS) for assumption in result.assumptions):
        return False
    return result.outcome == "certified"


def _proposals(
    model: Model,
    claim: Claim,
    layout: Layout,
    stabiliser: SymmetryGroup,
    flats: Flats,
    *,
    at_kink: bool,
) -> Iterator[_Proposal]:
    fixed = stabiliser.fixed()
    dimension, equations = fixed.slice_dimension(claim.model.frozen), fixed.equations(layout)
    bound = frozenset(at for equation in flats.pattern.equations for at in equation.variables)
    for by, flat in _named(flats):
        if flat.dimension < dimension or at_kink:
            written = write_equations(flat.equations, claim.names, claim.parameter_count)
            decided = _decided(model, written)
            yield _Proposal(written, flat.dimension, by if written else None, bound, decided)
    if not at_kink:
        bound = frozenset(abs(literal) - 1 for pair in fixed.ties() for literal in pair if literal)

        def certify(options: Options) -> Result:
            return certify_fixed(model, equations, stabiliser.generators, NAME, options)

        yield _Proposal(equations, dimension, "symmetry" if equations else None, bound, certify)


def _named(flats: Flats) -> Iterator[tuple[str, Flat]]:
    """The flats that differ, the smallest first, and what they are by."""
    if flats.smallest.dimension < flats.levels.dimension:
        yield "rotation", flats.smallest
    if flats.levels.dimension < flats.pattern.dimension:
        yield "pattern", flats.levels
    yield "pattern", flats.pattern


def _decided(model: Model, equations: Sequence[str]) -> Callable[[Options], Result]:
    def certify(options: Options) -> Result:
        return decide(model, Candidate.parse(model, equations, name=NAME), options)

    return certify
