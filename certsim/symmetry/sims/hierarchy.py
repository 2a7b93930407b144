"""The hierarchy of the symmetry-induced SIMs of a model: theorems T8, T10 and T15."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from random import Random
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from certsim.algebra.budget import Deadline
from certsim.errors import CertsimError
from certsim.judge import HINTS, INTERNAL, Options
from certsim.model.equations import Layout
from certsim.model.notebook import Row, written
from certsim.reduction.widths import Widths
from certsim.result import Answer, Result
from certsim.rows import SHOWN, writer_of_names
from certsim.symmetry.group.find_symmetries import SymmetryGroup, find_symmetries, whole_space
from certsim.symmetry.lattice.decompose import find_lattice
from certsim.symmetry.lattice.lattice import Lattice, Member, members
from certsim.symmetry.signed import SignedPartition, SignedPermutation
from certsim.symmetry.sims.certify_fixed import certify_fixed
from certsim.verdict import Verdict
from certsim.workers import Runner

if TYPE_CHECKING:
    from certsim.model.model import Model

Json: TypeAlias = Any
_Fixing: TypeAlias = Callable[[], tuple[SignedPermutation, ...]]
"""Symmetries of the model that fix a SIM and nothing more; there is no need to know them all."""

MAX_SIMS: Final = 100_000
BATCH: Final = 16
"""How many SIMs are certified by one task."""
MEASURED: Final = 5_000
"""Of how many SIMs one task finds the widths."""


@dataclass(frozen=True)
class Sim:
    """A symmetry-induced SIM, alone or for its class.

    Attributes:
        subspace: the subspace of the parameters.
        layout: how the parameters are named.
        label: its equations in short, for pictures.
        dimension: its dimension; frozen parameters count as constants.
        class_size: the number of subspaces in its class, itself included.
        parents: the numbers of the SIMs that cover it (in a hierarchy of classes: of their classes).
        result: its certificate, if that was asked for. With it the other members of the class are certified,
            if the symmetries of the model map each of its domains to itself: each is the image of this SIM
            under an isometric symmetry (theory T10). Where they do not, one member may be empty alone.
        reduced: the widths of the network that the model is on it, innermost layer first; None for a model
            without layers.
    """

    subspace: SignedPartition
    layout: Layout = field(repr=False, compare=False)
    label: str
    dimension: int
    class_size: int
    parents: tuple[int, ...]
    result: Result | None = None
    reduced: tuple[int, ...] | None = None

    @cached_property
    def equations(self) -> tuple[str, ...]:
        """Its equations, as a spec has them."""
        return self.subspace.equations(self.layout)

    @property
    def empty(self) -> bool:
        """Whether it is certified that the model is nowhere defined on it."""
        return self.result is not None and self.result.manifold.status == "empty"

    def to_json(self) -> Json:
        """An entry of `sims` in the document that `certsim enumerate` prints."""
        return {
            "equations": list(self.equations),
            "dimension": self.dimension,
            "class_size": self.class_size,
            "parents": list(self.parents),
            "reduced": None if self.reduced is None else list(self.reduced),
            "verdict": None if self.result is None else str(self.result.verdict),
            "empty": self.empty,
        }


@dataclass(frozen=True, repr=False)
class Hierarchy(Answer):
    """The symmetry-induced SIMs of a model, ordered by inclusion; those of greater dimension come first.

    Attributes:
        group: the symmetries of the model that were found.
        count: the number of all fixed subspaces of subgroups, exact.
        class_count: the number of classes of them that the group does not carry into each other.
        sims: all of them, or one of each class.
    """

    NO_TRUTH_VALUE = "a hierarchy is not true or false: look at its count"

    group: SymmetryGroup
    count: int
    class_count: int
    sims: tuple[Sim, ...]

    @property
    def summary(self) -> str:
        """The hierarchy on one line."""
        certified = sum(sim.result is not None for sim in self.sims)
        alone = self.count == 1
        parts = [f"{self.count:,} symmetry-induced SIM{'' if alone else 's'}"]
        parts.append("the whole space" if alone else f"{self.class_count:,} classes")
        parts += [] if self.group.complete else ["perhaps more"]
        parts.append(f"{certified:,} certified here")
        empty = sum(sim.empty for sim in self.sims)
        return ", ".join([*parts, *([f"{empty:,} where the model is not defined"] if empty else [])])

    def rows(self) -> Iterator[Row]:
        """How many SIMs there are, and the equations of the first ones."""
        yield Row("hierarchy", self.summary)
        for sim in self.sims[:SHOWN]:
            write = writer_of_names(sim.layout.names)
            size = f", class of {sim.class_size:,}" if sim.class_size > 1 else ""
            label = f"dimension {sim.dimension}{size}"
            yield written(label, sim.equations, write) if sim.equations else Row(label, "the whole space")
        if len(self.sims) > SHOWN:
            yield Row("", f"and {len(self.sims) - SHOWN:,} more")

    def to_json(self) -> Json:
        """The document that `certsim enumerate` prints, but for its stamp."""
        return {
            "order": self.group.order,
            "complete": self.group.complete,
            "count": self.count,
            "classes": self.class_count,
            "sims": [sim.to_json() for sim in self.sims],
        }


@dataclass(frozen=True)
class Listing:
    """A hierarchy without certificates yet, and symmetries that fix those SIMs that are to have one."""

    hierarchy: Hierarchy
    fixing: Mapping[int, Sequence[SignedPermutation]]


def list_sims(model: Model, classes: bool, sample: int | None, seed: int) -> Listing:
    """The SIMs of a model, or one of each class; the arguments and errors are those of `enumerate`."""
    group = find_symmetries(model)
    lattice = find_lattice(group.generators, group.size, group.order)
    writer = _Writer(model, lattice)
    found = _by_dimension(list(writer.classes() if classes else writer.all(group.generators)))
    sims = tuple(sim for sim, _ in found)
    fixing = {number: found[number][1]() for number in _sample(len(sims), sample, seed)}
    return Listing(Hierarchy(group, lattice.count, lattice.class_count, sims), fixing)


def _by_dimension(found: Sequence[tuple[Sim, _Fixing]]) -> Sequence[tuple[Sim, _Fixing]]:
    """The SIMs with those of greater dimension first, as they are unless there are frozen parameters."""
    order = sorted(range(len(found)), key=lambda number: -found[number][0].dimension)
    if order == list(range(len(found))):
        return found
    numbers = {old: new for new, old in enumerate(order)}
    return [
        (replace(sim, parents=tuple(sorted(numbers[parent] for parent in sim.parents))), fixing)
        for sim, fixing in (found[old] for old in order)
    ]


def _sample(count: int, sample: int | None, seed: int) -> Collection[int]:
    if sample is None or sample >= count:
        return range(count)
    return sorted(Random(seed).sample(range(count), sample))  # noqa: S311  no secrets are drawn


def complete(model: Model, listing: Listing, options: Options, run: Runner) -> Hierarchy:
    """The hierarchy with the widths of the reduced networks, and the certificates that were asked for."""
    sims = listing.hierarchy.sims
    reduced, results = _widths(model, sims, run), _results(model, listing, options, run)
    completed = (
        replace(sim, reduced=reduced[number], result=results.get(number)) for number, sim in enumerate(sims)
    )
    return replace(listing.hierarchy, sims=tuple(completed))


def _widths(model: Model, sims: Sequence[Sim], run: Runner) -> list[tuple[int, ...] | None]:
    """The widths of the reduced networks; None, too, for those that there was not the time to find."""
    parts = [sims[at : at + MEASURED] for at in range(0, len(sims), MEASURED)]
    names = [f"widths of {len(part)} networks" for part in parts]
    outcomes = run([partial(_measure, model, [sim.subspace for sim in part]) for part in parts], names)
    return [
        one
        for part, outcome in zip(parts, outcomes, strict=True)
        for one in outcome.value or [None] * len(part)
    ]


def _measure(model: Model, subspaces: Sequence[SignedPartition]) -> list[tuple[int, ...] | None]:
    widths = Widths(whole_space(model).claim.model)
    return [widths.on(subspace.images()) for subspace in subspaces]


def _results(model: Model, listing: Listing, options: Options, run: Runner) -> dict[int, Result]:
    """The certificates, found in batches; those that their batch had no time for, one by one."""
    results: dict[int, Result] = {}
    for size in (BATCH, 1):
        waiting = [number for number in listing.fixing if number not in results]
        batches = [waiting[at : at + size] for at in range(0, len(waiting), size)]
        names = [f"SIM {batch[0]} of {len(listing.hierarchy.sims)}" for batch in batches]
        jobs = [[_Job(n, listing.hierarchy.sims[n].equations, listing.fixing[n]) for n in b] for b in batches]
        outcomes = run([partial(_certify, model, each, options) for each in jobs], names)
        for batch, outcome in zip(batches, outcomes, strict=True):
            results |= zip(batch, outcome.value or (), strict=False)
            if size == 1 and outcome.value is None:
                hint = outcome.message or HINTS.get(outcome.failure or "")
                name, reason = f"sim {batch[0]}", outcome.failure or INTERNAL
                results[batch[0]] = Result(name, Verdict.UNKNOWN, reason=reason, hint=hint)
    return results


class _Job(NamedTuple):
    """A SIM that is to be certified: its number, its equations, and symmetries that fix it alone."""

    number: int
    equations: Sequence[str]
    fixing: Sequence[SignedPermutation]


def _certify(model: Model, jobs: Sequence[_Job], options: Options) -> list[Result]:
    """The certificates of a batch, in its order, until half of the time for one has passed."""
    end = Deadline.after(options.timeout / 2)
    results: list[Result] = []
    for job in jobs:
        if results and end.passed:
            break
        results.append(certify_fixed(model, job.equations, job.fixing, f"sim {job.number}", options))
    return results


class _Writer:
    """Writes the members of a lattice down with the names of a model."""

    def __init__(self, model: Model, lattice: Lattice) -> None:
        self._lattice = lattice
        self._layout = Layout(tuple(whole_space(model).claim.model.parameters))
        self._frozen = whole_space(model).claim.model.frozen
        self._blocks = lattice.blocks()

    def classes(self) -> Iterator[tuple[Sim, _Fixing]]:
        """One SIM for each class."""
        for number, one in enumerate(self._lattice.classes):
            sim = self._sim(self._lattice.representative(number), one.size, one.parents)
            yield sim, partial(self._lattice.generators, number)

    def all(self, generators: Sequence[SignedPermutation]) -> Iterator[tuple[Sim, _Fixing]]:
        """Every SIM. Inclusions are looked up for representatives, and carried to the other members."""
        if self._lattice.count > MAX_SIMS:
            raise CertsimError(
                f"{self._lattice.count:,} symmetry-induced SIMs are too many to list\n"
                f"hint: --classes lists one for each of the {self._lattice.class_count:,} classes"
            )
        found = [
            list(members(self._lattice, generators, number)) for number in range(len(self._lattice.classes))
        ]
        everyone = [member for one in found for member in one]
        numbers = {member.subspace: number for number, member in enumerate(everyone)}
        for number, one in enumerate(self._lattice.classes):
            above = [member.subspace for parent in one.parents for member in found[parent]]
            covers = _minimal(found[number][0].subspace, above)
            fixing = self._lattice.generators(number)
            for member in found[number]:
                parents = sorted(numbers[cover.image(member.carrier)] for cover in covers)
                yield self._sim(member.subspace, one.size, tuple(parents)), partial(_carried, fixing, member)

    def _sim(self, subspace: SignedPartition, size: int, parents: tuple[int, ...]) -> Sim:
        dimension = subspace.slice_dimension(self._frozen)
        return Sim(subspace, self._layout, self._label(subspace), dimension, size, parents)

    def _label(self, subspace: SignedPartition) -> str:
        """The blocks in braces, tied ones in one brace and dead ones after †; else the equations."""
        told = block_label(subspace, self._blocks)
        return told or "; ".join(subspace.equations(self._layout)) or "free"


def block_label(subspace: SignedPartition, blocks: Sequence[Sequence[int]]) -> str | None:
    """The ties between blocks; `None` if there are none, or ties that are not between whole blocks.

    >>> block_label(SignedPartition((1, 2, -1, -2, 0, 0)), [(0, 1), (2, 3), (4, 5)])
    '{0,-1}†{2}'
    """
    parts: dict[tuple[int, ...], list[str]] = {}
    dead = []
    for number, block in enumerate(blocks):
        labels = tuple([subspace.labels[c] for c in block])
        if not any(labels):
            dead.append(str(number))
        elif labels in parts:
            parts[labels].append(str(number))
        elif len(set(map(abs, labels)) - {0}) < len(labels):
            return None
        elif (opposite := tuple([-label for label in labels])) in parts:
            parts[opposite].append(f"-{number}")
        else:
            parts[labels] = [str(number)]
    if not blocks or not _is_told(subspace, blocks, parts):
        return None
    living = "".join(f"{{{','.join(part)}}}" for part in parts.values())
    return living + (f"†{{{','.join(dead)}}}" if dead else "")


def _is_told(
    subspace: SignedPartition, blocks: Sequence[Sequence[int]], parts: Collection[tuple[int, ...]]
) -> bool:
    """Whether nothing is tied or dead beyond what the parts say."""
    named = [abs(label) for labels in parts for label in labels]
    if sum(map(len, blocks)) < len(subspace.labels):
        inside = {c for block in blocks for c in block}
        named += [abs(label) for c, label in enumerate(subspace.labels) if c not in inside]
    return all(named) and len(set(named)) == len(named)


def _minimal(subspace: SignedPartition, above: Sequence[SignedPartition]) -> list[SignedPartition]:
    """The least of those subspaces that contain a given one."""
    larger = sorted((one for one in set(above) if subspace <= one), key=lambda one: one.dimension)
    kept: list[SignedPartition] = []
    for one in larger:
        if not any(other <= one for other in kept):
            kept.append(one)
    return kept


def _carried(fixing: Sequence[SignedPermutation], member: Member) -> tuple[SignedPermutation, ...]:
    """The symmetries that fix a member, from those that fix the representative."""
    back = member.carrier.inverse()
    return tuple(member.carrier * one * back for one in fixing)
