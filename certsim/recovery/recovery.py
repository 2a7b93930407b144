"""Target recovery: the symmetry-induced SIMs of a model that hold a perfect fit of a given function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from certsim.algebra.budget import Deadline
from certsim.errors import CertsimError
from certsim.judge import Disagreement, Options
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.rules.domain import require_domain_kept
from certsim.model.notebook import Row, written
from certsim.orbits.reach.orbit import OrbitResult, orbit_of
from certsim.recovery.absence import NoFit
from certsim.recovery.fit import Fit, find_answer, find_fit
from certsim.recovery.target import Target, read_target_function
from certsim.result import Answer
from certsim.rows import point_row, writer_of_names
from certsim.symmetry.group.find_symmetries import SymmetryGroup, whole_space
from certsim.symmetry.sims.hierarchy import Hierarchy, Listing, Sim, complete, list_sims
from certsim.workers import Outcome, Runner, in_turn

if TYPE_CHECKING:
    from certsim.model.model import Model

Json: TypeAlias = Any

UNDECIDED: Final = "undecided"
DEGREE: Final = 2
"""The degree up to which equations of the orbit of a fit are looked for."""
ORBIT: Final = 10.0
"""Seconds at most for the orbit of a fit."""
_LEAST: Final = 0.01
_WORK: Final = 1e8
"""What it may cost to see that symmetries keep the domains of a model."""


@dataclass(frozen=True)
class Entry:
    """What is known of a class of SIMs: whether its sets hold a fit.

    Symmetries of the model carry the sets of a class to each other, and fits to fits. Where they may
    exchange outputs, because the loss treats these alike, or may not keep the domain of the model, they need
    not carry fits to fits. There each SIM is a class by itself.

    Attributes:
        sim: the representative of the class, with its certificate that it is a SIM.
        holds: whether the set holds a fit; None where that is not known.
        fit: a certified fit in it; None where it is known by inclusion only.
        no_fit: the certificate that it holds none; None where that is known by inclusion only.
        follows: the number of the class from which the answer follows by inclusion.
        reason: why it is not known.
    """

    sim: Sim
    holds: bool | None
    fit: Fit | None = None
    no_fit: NoFit | None = None
    follows: int | None = None
    reason: str | None = None

    @property
    def certificate(self) -> bytes | None:
        """The certificate of the fit, or that there is none; None where the answer is one by inclusion."""
        shown = self.fit or self.no_fit
        return None if shown is None else shown.result.certificate

    def to_json(self) -> Json:
        """An entry of `sims` in the document that `certsim recover` prints."""
        return {
            "label": self.sim.label,
            **self.sim.to_json(),
            "holds": self.holds,
            "fit": None if self.fit is None else self.fit.to_json(),
            "no_fit": None if self.no_fit is None else self.no_fit.to_json(),
            "follows": self.follows,
            "reason": self.reason,
        }


class Level(NamedTuple):
    """The SIMs of one dimension, and how many of them hold a fit, hold none, or are not decided.

    Attributes:
        dimension: their dimension.
        classes: how many classes they make.
        sims: how many they are.
        sims_with_fit, sims_without_fit, sims_unknown: the parts of that number.
        samples: the number of samples at stake.
    """

    dimension: int
    classes: int
    sims: int
    sims_with_fit: int
    sims_without_fit: int
    sims_unknown: int
    samples: int


@dataclass(frozen=True, repr=False)
class Recovery(Answer):
    """Which symmetry-induced SIMs of a model hold parameters at which it is a given function.

    Near such a fit in a SIM of dimension d, training in the SIM has d unknowns, and each sample gives as many
    equations as the model has scalar outputs: q. The number of samples at stake is ⌈d/q⌉. It counts
    equations and unknowns, and is no theorem.

    Attributes:
        target: the function, as it was given.
        outputs: the number q of scalar outputs.
        hierarchy: the symmetry-induced SIMs, one of each class; all of them where symmetries need not carry
            fits to fits.
        entries: what is known of each class, in the order of the hierarchy.
        orbit: the orbit of the fit in the smallest SIM that holds one, with bounds of its dimension: so many
            directions training can move it. None where there is no such point, or no time.
    """

    NO_TRUTH_VALUE = "a recovery is not true or false: look at its entries, or at its smallest dimension"

    target: tuple[str, ...]
    outputs: int
    hierarchy: Hierarchy
    entries: tuple[Entry, ...]
    orbit: OrbitResult | None = None

    @property
    def dimension(self) -> int:
        """The number of trained parameters of the model."""
        return max(entry.sim.dimension for entry in self.entries)

    @property
    def best(self) -> int | None:
        """The number of a class of the smallest dimension that holds a fit; None if none is known to.

        Of several it is one with a point that is known, if there is one.
        """
        holding = [n for n, entry in enumerate(self.entries) if entry.holds]
        return min(holding, key=self._rank, default=None)

    def _rank(self, number: int) -> tuple[int, bool, bool]:
        fit, dimension = self.entries[number].fit, self.entries[number].sim.dimension
        return dimension, fit is None, fit is None or fit.point is None

    @property
    def smallest(self) -> int | None:
        """The smallest dimension of a listed SIM that is certified to hold a fit."""
        return None if self.best is None else self.entries[self.best].sim.dimension

    @property
    def is_smallest_known(self) -> bool:
        """Whether each listed SIM of a smaller dimension is certified to hold no fit."""
        bound = self.dimension + 1 if self.smallest is None else self.smallest
        return all(entry.holds is False for entry in self.entries if entry.sim.dimension < bound)

    @property
    def is_decided(self) -> bool:
        """Whether of each class it is known whether it holds a fit."""
        return all(entry.holds is not None for entry in self.entries)

    def samples(self, dimension: int) -> int:
        """⌈d/q⌉: the fewest samples that give as many equations as there are unknowns."""
        return -(-dimension // self.outputs)

    def levels(self) -> list[Level]:
        """The SIMs by dimension, the greatest first."""
        return [
            self._level(dimension, list(level))
            for dimension, level in groupby(self.entries, key=lambda entry: entry.sim.dimension)
        ]

    def _level(self, dimension: int, entries: Sequence[Entry]) -> Level:
        held, none, unknown = (
            sum(entry.sim.class_size for entry in entries if entry.holds is state)
            for state in (True, False, None)
        )
        samples = self.samples(dimension)
        return Level(dimension, len(entries), held + none + unknown, held, none, unknown, samples)

    @property
    def summary(self) -> str:
        """The answer on one line."""
        counted = {
            state: sum(entry.holds is state for entry in self.entries) for state in (True, False, None)
        }
        count = len(self.entries)
        parts = [f"{counted[True]:,} of {count:,} class{'' if count == 1 else 'es'} of SIMs hold a fit"]
        parts += [f"{counted[False]:,} hold none"] if counted[False] else []
        parts += [f"{counted[None]:,} unknown"] if counted[None] else []
        if self.smallest is not None:
            least = "the smallest has" if self.is_smallest_known else "the smallest that is known has"
            parts.append(f"{least} dimension {self.smallest} of {self.dimension}")
        return ", ".join(parts)

    def rows(self) -> Iterator[Row]:
        """The table of dimensions, and the fit in the smallest SIM that holds one."""
        yield Row("target", ", ".join(self.target))
        yield Row("recovery", self.summary)
        for one in self.levels():
            said = f"{one.sims_with_fit:,} of {one.sims:,} SIMs hold a fit, samples {one.samples}"
            said += f", {one.sims_unknown:,} unknown" if one.sims_unknown else ""
            yield Row(f"dimension {one.dimension}", said)
        if self.best is not None and (fit := self.entries[self.best].fit) is not None:
            names = self.entries[self.best].sim.layout.names
            write = writer_of_names(names)
            yield written("fits", fit.equations, write)
            if fit.point is not None:
                yield point_row("for example", fit.point, write)

    def to_json(self) -> Json:
        """The document that `certsim recover` prints, but for its stamp."""
        orbit, smallest = self.orbit, self.smallest
        return {
            "target": list(self.target),
            "outputs": self.outputs,
            "dimension": self.dimension,
            "count": self.hierarchy.count,
            "classes": self.hierarchy.class_count,
            "decided": self.is_decided,
            "smallest": smallest,
            "samples": {
                "smallest": None if smallest is None else self.samples(smallest),
                "whole": self.samples(self.dimension),
            },
            "dimensions": [one._asdict() for one in self.levels()],
            "orbit_dimension": None if orbit is None else {"lower": orbit.lower, "upper": orbit.upper},
            "sims": [entry.to_json() for entry in self.entries],
        }


def recover(model: Model, target: str | Sequence[str], *, options: Options = Options()) -> Recovery:
    """Which symmetry-induced SIMs of a model hold a perfect fit: parameters at which it is the target.

    A fit is a θ with F(θ)(x) = f(x), in every output, for every input x that is meant and for which both are
    defined; and there is such an x (theory T26). That a point is a fit, and that a set holds none, has a
    certificate, or follows by inclusion from one that has. Frozen parameters of a fit have the values that
    the fit needs.

    Args:
        model: the model, given by its outputs.
        target: the function f: an expression in the inputs, in the language of specs, for each output of the
            model; a list such as ``"[x[0], 2*x[1]]"`` for one that is an array.
        options: as in `certify`; the time is for all together.

    Raises:
        CertsimError: the model is a family of fields, or its SIMs are too many.
        SpecError: the target cannot be read, or is no function of the kind of the model.
        Disagreement: search and kernel disagree, which is an error in certsim.

    >>> from certsim import Model
    >>> model = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
    >>> recover(model, "3*tanh(x[0])")
    <Recovery: 3 of 4 classes of SIMs hold a fit, 1 hold none, the smallest has dimension 2 of 4>
    """
    end = Deadline.after(options.timeout)
    read = read_target_function(model, target)
    hierarchy = complete(model, list_classes(model, options.seed), options, in_turn)
    return complete_recovery(model, read, hierarchy, end, options)


def list_classes(model: Model, seed: int) -> Listing:
    """One SIM of each class that symmetries which carry fits to fits make: each SIM where they may not.

    Raises CertsimError where these are too many to list.
    """
    listing = list_sims(model, True, None, seed)
    if _carries_fits(model, listing.hierarchy.group):
        return listing
    listing = list_sims(model, False, None, seed)
    hierarchy = listing.hierarchy
    sims = tuple(replace(sim, class_size=1) for sim in hierarchy.sims)
    return replace(listing, hierarchy=replace(hierarchy, class_count=hierarchy.count, sims=sims))


def _carries_fits(model: Model, group: SymmetryGroup) -> bool:
    """Whether a group is seen to carry fits to fits: it exchanges no outputs, and keeps every domain."""
    claim = whole_space(model).claim
    if claim.model.members:
        return False
    try:
        with metered(_WORK):
            for generator in group.generators:
                require_domain_kept(claim, generator.as_maps())
    except (InvalidCertificate, LimitExceeded):
        return False
    return True


def complete_recovery(
    model: Model,
    target: Target,
    hierarchy: Hierarchy,
    end: Deadline,
    options: Options,
    run: Runner = in_turn,
) -> Recovery:
    """What is known of each class of a hierarchy, as `recover` finds it, within a time, by a runner."""
    search = _Search(model, target, hierarchy.sims, end, options, run)
    search.look_for_fits()
    search.decide_the_rest()
    found = Recovery(target.texts, target.size, hierarchy, tuple(search.entries()))
    fit = None if found.best is None else found.entries[found.best].fit
    return replace(found, orbit=search.orbit(fit))


class _Search:
    """The search over the classes of a hierarchy; a class lies in its parents, up to symmetry."""

    def __init__(
        self,
        model: Model,
        target: Target,
        sims: Sequence[Sim],
        end: Deadline,
        options: Options,
        run: Runner,
    ) -> None:
        self._model: Final = model
        self._target: Final = target
        self._sims: Final = sims
        self._end: Final = end
        self._options: Final = options
        self._run: Final = run
        self._fits: Final[dict[int, Fit]] = {}
        self._no_fits: Final[dict[int, NoFit]] = {}
        self._reasons: Final[dict[int, str]] = {}

    def look_for_fits(self) -> None:
        """Looks for a fit in each class, so that each has one of its own where possible."""
        numbers = [number for number, sim in enumerate(self._sims) if not sim.empty]
        for number, outcome in zip(numbers, self._outcomes(find_fit, numbers), strict=True):
            if outcome.value is not None:
                self._fits[number] = outcome.value

    def decide_the_rest(self) -> None:
        """Looks for proofs that there is no fit, in the greatest of the classes of which nothing is known."""
        while ready := self._undecided():
            for number, outcome in zip(ready, self._outcomes(find_answer, ready), strict=True):
                self._reasons[number] = outcome.failure or UNDECIDED
                if isinstance(outcome.value, Fit):
                    self._fits[number] = outcome.value
                elif outcome.value is not None:
                    self._no_fits[number] = outcome.value

    def _undecided(self) -> list[int]:
        """The classes to be decided next: all that they lie in were tried, or hold a fit."""
        entries = list(self.entries())
        return [
            number
            for number, entry in enumerate(entries)
            if entry.holds is None
            and number not in self._reasons
            and all(entries[above].holds or above in self._reasons for above in entry.sim.parents)
        ]

    def _outcomes(self, find: Callable[..., Any], numbers: Sequence[int]) -> list[Outcome[Any]]:
        """What a search finds in some classes, each of which has a share of the time that is left."""
        share = max(_LEAST, self._left / (1 + len(numbers)))
        options = Options(min(share, self._options.timeout), self._options.seed, self._options.allow)
        names = [f"SIM {number} of {len(self._sims)}" for number in numbers]
        tasks = [
            partial(find, self._model, self._target, self._sims[number].subspace, f"sim {number}", options)
            for number in numbers
        ]
        return self._run(tasks, names)

    @property
    def _left(self) -> float:
        """The seconds that are left, of work and of time: the work may be done in child processes."""
        return min(self._end.left, self._end.time_left)

    def entries(self) -> Iterator[Entry]:
        """What is known of each class, by itself or by inclusion.

        Raises Disagreement if a class holds a fit and none, which is an error in certsim.
        """
        below, above = self._with_fit(), self._without_fit()
        for number, sim in enumerate(self._sims):
            if number in below and number in above:
                raise Disagreement(f"sim {number}: it holds a fit, and it holds none")
            if number in below:
                fit = self._fits.get(number)
                yield Entry(sim, holds=True, fit=fit, follows=None if fit else below[number])
            elif number in above:
                shown = self._no_fits.get(number)
                own = sim.empty or shown is not None
                yield Entry(sim, holds=False, no_fit=shown, follows=None if own else above[number])
            else:
                yield Entry(sim, holds=None, reason=self._reasons.get(number, UNDECIDED))

    def _with_fit(self) -> dict[int, int]:
        """The classes that hold a fit, each with the class that shows it: itself, or one that lies in it."""
        found = {number: number for number in self._fits}
        for number in reversed(range(len(self._sims))):
            if number in found:
                for above in self._sims[number].parents:
                    found.setdefault(above, found[number])
        return found

    def _without_fit(self) -> dict[int, int]:
        """The classes without a fit, each with the class that shows it: itself, or one that it lies in."""
        found: dict[int, int] = {}
        for number, sim in enumerate(self._sims):
            if number in self._no_fits or sim.empty:
                found[number] = number
            elif shown := [found[above] for above in sim.parents if above in found]:
                found[number] = shown[0]
        return found

    def orbit(self, fit: Fit | None) -> OrbitResult | None:
        """The orbit of the point of a fit, if there is the time."""
        if fit is None or fit.point is None or self._left <= 0:
            return None
        point = {name: Fraction(value) for name, value in fit.point.items()}
        options = Options(min(ORBIT, self._left), self._options.seed, self._options.allow)
        (outcome,) = self._run([partial(_orbit, self._model, point, options)], ["orbit of the fit"])
        return outcome.value


def _orbit(model: Model, point: Mapping[str, Fraction], options: Options) -> OrbitResult | None:
    try:
        return orbit_of(model, point, DEGREE, options)
    except CertsimError:
        return None
