"""The group of signed permutation symmetries of a model: found from its structure, checked by the kernel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Final

from certsim.errors import CertsimError
from certsim.judge import Disagreement
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.meter import metered
from certsim.kernel.rules.domain import is_meant, limits
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.symmetry import isometric_symmetry
from certsim.kernel.statement.claim import read_claim
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.functions import Domain
from certsim.kernel.terms.polynomial import Polynomial
from certsim.symmetry.group.automorphisms import MAX_WORK, find_automorphisms
from certsim.symmetry.group.coloured_graph import Structure, read_structure
from certsim.symmetry.group.stabiliser_chain import Chain, permutation_of, table_of
from certsim.symmetry.group.taylor import taylor_structures
from certsim.symmetry.group.values import MAX_PARAMETERS, Search, TooMany, Values
from certsim.symmetry.signed import SignedPartition, SignedPermutation

if TYPE_CHECKING:
    from certsim.model.model import Model

_WORK: Final = 2e7
"""What it may cost to see whether a map is a symmetry."""
_EDGES: Final = 3_000_000
"""How many edges the search for automorphisms of a Taylor polynomial may visit."""
_DRAWS: Final = 60


@dataclass(frozen=True)
class SymmetryGroup:
    """A group of signed permutations Q of the parameters with F_j(Qθ)(x) = F_j(θ)(x) and QD = DQ (theory T8).

    Attributes:
        size: the number M of coordinates.
        generators: generators, each accepted by the kernel; they are strong for the base of the coordinates
            in their order.
        order: the exact order of the group that they generate.
        complete: whether it is proved that there are no others. Of the stabiliser of a point it says only
            whether the search in the model's structure came to its end.
    """

    size: int
    generators: tuple[SignedPermutation, ...]
    order: int
    complete: bool

    def orbits(self) -> tuple[tuple[int, ...], ...]:
        """The orbits of the group on the coordinates, signs left out, in coordinate order."""
        links = list(range(self.size))

        def root(i: int) -> int:
            while links[i] != i:
                links[i] = links[links[i]]
                i = links[i]
            return i

        for generator in self.generators:
            for i, (j, _) in generator.moved.items():
                low, high = sorted((root(i), root(j)))
                links[high] = low
        classes: dict[int, list[int]] = {}
        for i in range(self.size):
            classes.setdefault(root(i), []).append(i)
        return tuple(map(tuple, classes.values()))

    def fixed(self, generators: Iterable[SignedPermutation] | None = None) -> SignedPartition:
        """The subspace that all of the given elements fix, or that the whole group fixes."""
        chosen = self.generators if generators is None else generators
        return SignedPartition.of_group(chosen, self.size)

    def __contains__(self, element: object) -> bool:
        """Whether the group has this element, by sifting it through the basic orbits (Schreier, Sims)."""
        if not isinstance(element, SignedPermutation) or len(element.images) != self.size:
            return False
        rest = element
        for base in range(1, self.size + 1):
            mover = _transversal(base, self.generators, self.size).get(rest.literal(base))
            if mover is None:
                return False
            rest = rest * mover.inverse()
        return rest.is_identity


def _transversal(
    base: int, generators: Sequence[SignedPermutation], size: int
) -> Mapping[int, SignedPermutation]:
    """For each literal of the orbit of a base literal under what fixes those before it, an element to it."""
    fixing = [g for g in generators if min(g.moved) >= base - 1]
    found = {base: SignedPermutation.identity(size)}
    waiting = [base]
    for literal in waiting:
        for generator in fixing:
            image = generator.literal(literal)
            if image not in found:
                found[image] = found[literal] * generator
                waiting.append(image)
    return found


def find_symmetries(
    model: Model, values: Mapping[str, Fraction] | None = None, work: int = MAX_WORK
) -> SymmetryGroup:
    """The signed permutations Q of the parameters with F_j(Qθ)(x) = F_j(θ)(x) for every j, and QD = DQ.

    Of a family of fields X(Qθ) = Q·X(θ) is asked, field by field. With `values` of all scalar parameters
    the group is the stabiliser of that point. What is found follows from the structure of the model, and,
    without `values`, from its Taylor polynomials at 0 or from its values; the kernel verifies each generator.

    Args:
        model: the model.
        values: a rational number for each scalar parameter, such as ``{"W[0,0]": Fraction(1, 2)}``.
        work: a bound on the search; where it is reached the group is not `complete`.

    Raises:
        CertsimError: the model is defined nowhere, or a generator is too long to verify.
        Disagreement: the kernel refuses a generator, which is an error in certsim.
    """
    setting = whole_space(model)
    parameters = setting.claim.model.parameters
    point = None if values is None else [Fraction(values[name]) for name in parameters]
    try:
        structure = read_structure(setting.claim.model, point)
    except LimitExceeded:
        return SymmetryGroup(len(parameters), (), 1, complete=False)
    group = _of_structure(structure, work)
    for generator in group.generators:
        _verify(setting, generator)
    if point is not None or (group.complete and structure.canonical):
        return group
    return _settled(setting, replace(group, complete=False), work)


def _of_structure(structure: Structure, work: int) -> SymmetryGroup:
    """The automorphisms of a structure as signed permutations."""
    size = structure.parameter_count
    found = find_automorphisms(structure.neighbours, structure.colours, 2 * size, work)
    generators = tuple(_permutation(moves, size) for moves in found.generators)
    return SymmetryGroup(size, generators, found.order, found.complete and not structure.restricted)


def _settled(setting: Setting, group: SymmetryGroup, work: int) -> SymmetryGroup:
    """The group with what Taylor polynomials and values add to it; `complete` where they leave no more."""
    model = setting.claim.model
    inputs = [] if model.fields else _inputs(model)
    if not inputs:
        return group
    values = Values(model, inputs)
    group = _between(setting, group, taylor_structures(model, inputs[0]), values, work)
    return group if group.complete or group.size > MAX_PARAMETERS else _by_values(setting, group, values)


def _between(
    setting: Setting, group: SymmetryGroup, bounds: Iterable[Structure], values: Values, work: int
) -> SymmetryGroup:
    """The group with the automorphisms of the given structures that are symmetries.

    Each structure has all symmetries among its automorphisms. So the group is complete if it is as large as
    that of one; the last one proposes what may be missing.
    """
    last = None
    with suppress(LimitExceeded):
        for structure in bounds:
            above = _of_structure(structure, min(work, _EDGES))
            if above.complete and above.order == group.order:
                return replace(group, complete=True)
            last = above if above.complete else last
    if last is None:
        return group
    new = (g for g in last.generators if values.may_leave(g) and g not in group)
    group = _generated(group, [g for g in new if _is_proved(setting, g)])
    return replace(group, complete=group.order == last.order)


def _generated(group: SymmetryGroup, new: Sequence[SignedPermutation]) -> SymmetryGroup:
    """The group that a group and more elements generate."""
    if not new:
        return group
    tables = [table_of(g.images) for g in (*group.generators, *new)]
    chain = Chain(tables, group.size, base=range(group.size))
    strong = dict.fromkeys(table for depth in range(group.size) for table in chain.stabiliser(depth))
    return SymmetryGroup(group.size, tuple(map(permutation_of, strong)), chain.order, complete=False)


def _by_values(setting: Setting, group: SymmetryGroup, values: Values) -> SymmetryGroup:
    """The group with all symmetries that values propose; `complete` if values refute every other map."""
    model = setting.claim.model
    rates = [Fraction(model.rates.get(i, 1)) for i in range(group.size)]
    search = Search(group.size, values, rates, partial(_is_proved, setting), list(group.generators))
    try:
        search.run()
    except TooMany:
        return _generated(group, [g for g in search.generators if g not in group])
    return SymmetryGroup(group.size, tuple(search.generators), search.order, complete=not search.open)


def _inputs(model: KernelModel) -> list[Mapping[int, Fraction]]:
    """Four inputs that are meant, drawn at random; none where few are."""
    draw, first = Random(0), len(model.parameters)  # noqa: S311  no secrets are drawn
    found: list[Mapping[int, Fraction]] = []
    for _ in range(_DRAWS):
        drawn = {
            first + i: Fraction(draw.randint(-(10**6), 10**6), 524_287) for i in range(len(model.inputs))
        }
        found += [drawn] if is_meant(model, drawn) else []
        if len(found) == 4:
            return found
    return []


def _is_proved(setting: Setting, element: SignedPermutation) -> bool:
    """Whether the kernel accepts a map as a symmetry, and it keeps the domain, regions left out."""
    try:
        with metered(_WORK):
            isometric_symmetry(setting, element.as_maps())
            return _keeps_domain(setting, element.as_maps())
    except InvalidCertificate:
        return False


def _keeps_domain(setting: Setting, images: Mapping[int, Polynomial]) -> bool:
    model, tower = setting.claim.model, setting.claim.tower()
    if all(domain is Domain.REGION for domain in model.limited.values()):
        return True

    def moved(leaf: int) -> Polynomial:
        return images.get(leaf, Polynomial.variable(leaf))

    there, here = (limits(model, leaf, tower) for leaf in (moved, Polynomial.variable))
    return all(
        {limit for limit in a if limit[1] is not Domain.REGION} <= b for a, b in zip(there, here, strict=True)
    )


def whole_space(model: Model) -> Setting:
    """The kernel's setting for statements about the model alone: the candidate without equations."""
    whole = {"model": model.statement, "candidate": {"equations": []}, "verdict": "certified"}
    return Setting.of(read_claim(whole))


def _permutation(moves: Mapping[int, int], size: int) -> SignedPermutation:
    """The map whose literals 2i and 2i+1, which stand for θ_i and -θ_i, move as given."""
    literals = {vertex // 2: image for vertex, image in moves.items() if vertex < 2 * size and not vertex % 2}
    return SignedPermutation.from_moves(
        {i: (image // 2, -1 if image % 2 else 1) for i, image in literals.items()}, size
    )


def _verify(setting: Setting, generator: SignedPermutation) -> None:
    try:
        isometric_symmetry(setting, generator.as_maps())
    except LimitExceeded as error:
        raise CertsimError(f"a symmetry found is too long to verify: {error}") from error
    except InvalidCertificate as error:
        raise Disagreement(f"the kernel does not accept a symmetry found: {error}") from error
