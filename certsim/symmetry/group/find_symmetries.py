"""The group of signed permutation symmetries of a model: found from its structure, checked by the kernel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from certsim.errors import CertsimError
from certsim.judge import Disagreement
from certsim.kernel.errors import InvalidCertificate, LimitExceeded
from certsim.kernel.rules.setting import Setting
from certsim.kernel.rules.symmetry import isometric_symmetry
from certsim.kernel.statement.claim import read_claim
from certsim.symmetry.group.automorphisms import MAX_WORK, find_automorphisms
from certsim.symmetry.group.coloured_graph import read_structure
from certsim.symmetry.signed import SignedPartition, SignedPermutation

if TYPE_CHECKING:
    from certsim.model.model import Model


@dataclass(frozen=True)
class SymmetryGroup:
    """A group of signed permutations Q of the parameters with F_j(Qθ)(x) = F_j(θ)(x) and QD = DQ (theory T8).

    Attributes:
        size: the number M of coordinates.
        generators: generators, each accepted by the kernel; they are strong for the base of the coordinates
            in their order.
        order: the exact order of the group that they generate.
        complete: whether this is the whole group of the model's structure. There may be symmetries beyond
            it that come from identities which no rewriting of the model's expressions shows.
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
    the group is the stabiliser of that point. What is found follows from the structure of the model; the
    kernel verifies each generator.

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
    found = find_automorphisms(structure.neighbours, structure.colours, 2 * len(parameters), work)
    generators = tuple(_permutation(moves, len(parameters)) for moves in found.generators)
    for generator in generators:
        _verify(setting, generator)
    return SymmetryGroup(
        len(parameters), generators, found.order, found.complete and not structure.restricted
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
