"""The symmetries of a model as a result: the group of signed permutations, and Noether's quantities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.algebra.budget import Deadline
from certsim.judge import Disagreement, Options
from certsim.model.candidate import Candidate
from certsim.model.notebook import Row
from certsim.pipeline import decide
from certsim.result import Answer, Result
from certsim.rows import SHOWN, listed_rows, moves_row, writer_of_names
from certsim.symmetry.continuous.algebra import LieAlgebra, find_infinitesimal
from certsim.symmetry.continuous.ansatz import Declared, slices
from certsim.symmetry.group.find_symmetries import SymmetryGroup, find_symmetries, whole_space
from certsim.symmetry.group.periodic import find_periodic
from certsim.symmetry.signed import SignedPermutation
from certsim.symmetry.sims.noether import find_quadratic_laws, forms_of
from certsim.verdict import Verdict

if TYPE_CHECKING:
    from certsim.model.model import Model

Json: TypeAlias = Any

_LEAST: Final = 0.01  # seconds for a certificate when the time is up


@dataclass(frozen=True)
class Conserved:
    """A quadratic form that the training flow keeps, with the certificate for all of its level sets."""

    quantity: str
    result: Result

    def to_json(self) -> Json:
        """An entry of `conserved` of the document that `certsim symmetries` prints."""
        return {"quantity": self.quantity, "verdict": str(self.result.verdict)}


@dataclass(frozen=True, repr=False)
class Symmetries(Answer):
    """The symmetries of a model: signed permutations of its parameters, and infinitesimal linear ones.

    Attributes:
        group: the group of signed permutations, each generator accepted by the kernel.
        generators: for each generator the parameters that it moves, and what it puts in their place.
        conserved: the quadratic conserved quantities that infinitesimal symmetries with a symmetric
            generator give (theory T9); None where the gradients are too long for this.
        general: whether all symmetric generators were looked for, or only diagonal ones: scalings.
        periodic: for parameters that sin and cos depend on, their least shift by π or 2π that is a symmetry
            with changes of signs.
        continuous: the Lie algebra of the affine infinitesimal symmetries; None where it was not looked for.
    """

    NO_TRUTH_VALUE = "symmetries are not true or false: look at the order of their group"

    group: SymmetryGroup
    generators: tuple[Mapping[str, str], ...]
    conserved: tuple[Conserved, ...] | None
    general: bool
    periodic: tuple[Mapping[str, str], ...]
    continuous: LieAlgebra | None
    names: tuple[str, ...]

    @property
    def order(self) -> int:
        """The exact order of the group."""
        return self.group.order

    @property
    def summary(self) -> str:
        """The symmetries on one line."""
        count = len(self.generators)
        parts = [f"order {self.order}", f"{count} generator{'' if count == 1 else 's'}"]
        parts += [] if self.group.complete else ["perhaps more"]
        if self.continuous is not None and self.continuous.dimension:
            parts += [f"continuous symmetries of dimension {self.continuous.dimension}"]
        parts += [f"{len(self.conserved)} quadratic conserved quantities"] if self.conserved else []
        return ", ".join(parts)

    def rows(self) -> Iterator[Row]:
        """The order of the group, its generators, and the quadratic conserved quantities."""
        write = writer_of_names(chain.from_iterable((*g, *g.values()) for g in self.generators))
        yield Row("symmetries", self.summary)
        yield from (moves_row("generator", each, write) for each in self.generators[:SHOWN])
        if len(self.generators) > SHOWN:
            yield Row("generator", f"and {len(self.generators) - SHOWN} more")
        yield from listed_rows("conserved", ([each.quantity] for each in self.conserved or ()), write)

    def to_json(self) -> Json:
        """The document that `certsim symmetries` prints, but for its stamp."""
        return {
            "order": self.order,
            "generators": [dict(generator) for generator in self.generators],
            "complete": self.group.complete,
            "periodic": [dict(shift) for shift in self.periodic],
            "conserved": None if self.conserved is None else [each.to_json() for each in self.conserved],
            "conserved_among": "quadratic forms" if self.general else "combinations of squares",
            "continuous": None if self.continuous is None else self._continuous_json(self.continuous),
        }

    def _continuous_json(self, algebra: LieAlgebra) -> Json:
        return {
            "dimension": algebra.dimension,
            "complete": algebra.complete,
            "among": "affine fields" if algebra.general else "fields that act on axes of arrays",
            "structure": list(algebra.structure),
            "generators": [
                {self.names[i]: component.text(self.names.__getitem__) for i, component in field.items()}
                for field in algebra.generators
            ],
        }


def symmetries(
    model: Model,
    *,
    options: Options = Options(),
) -> Symmetries:
    """The group of signed permutation symmetries of a model, and its quadratic conserved quantities.

    Args:
        model: the model.
        options: as in `certify`, for the certificates of all conserved quantities together.

    Raises:
        Disagreement: search and kernel disagree, which is an error in certsim.

    >>> from certsim import Model
    >>> found = symmetries(Model.parse("a*b*x", parameters=["a", "b"], inputs=["x"]))
    >>> found.group.order, [each.quantity for each in found.conserved]
    (4, ['a**2 - b**2'])
    """
    claim = whole_space(model).claim
    names = claim.model.parameters
    group = find_symmetries(model)
    algebra = find_infinitesimal(model, seed=options.seed)
    by_algebra = algebra is not None and algebra.general
    laws = forms_of(claim, algebra) if algebra and by_algebra else find_quadratic_laws(claim)
    forms = () if laws is None else [form.text(lambda v: names[v]) for form in laws.forms]
    return Symmetries(
        group,
        tuple(_named(generator, names) for generator in group.generators),
        None if laws is None else tuple(_conserved(model, forms, options)),
        general=laws is not None and laws.general,
        periodic=tuple(_shifts(model, names)),
        continuous=algebra,
        names=tuple(names),
    )


def _shifts(model: Model, names: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """The shifts by multiples of π, in the names of the parameters."""
    arrays: Declared = model.statement["parameters"]
    axes = [(array, axis) for array, (_, shape) in enumerate(arrays) for axis in range(len(shape))]
    parts = [[i] for i in range(len(names))] + [part for at in axes for part in slices(arrays, *at)]
    for images in find_periodic(model, parts):
        yield {
            names[i]: image.text(lambda v: names[v] if v < len(names) else "pi")
            for i, image in images.items()
        }


def _named(generator: SignedPermutation, names: Sequence[str]) -> Mapping[str, str]:
    return {names[i]: ("-" if sign < 0 else "") + names[j] for i, (j, sign) in generator.moved.items()}


def _conserved(model: Model, forms: Sequence[str], options: Options) -> Iterator[Conserved]:
    """The quantities with their certificates: for every value c, {h = c} is structurally invariant."""
    taken = {name for key in ("parameters", "inputs") for name, _ in model.statement.get(key, ())}
    taken |= set(model.statement.get("functions", ()))
    deadline = Deadline.after(options.timeout)
    constant = next(name for name in (f"c{'_' * at}" for at in range(len(taken) + 1)) if name not in taken)
    for number, form in enumerate(forms, 1):
        name = f"conserved quantity {number}"
        candidate = Candidate.parse(model, [f"{form} = {constant}"], constants=[constant], name=name)
        left = max(_LEAST, deadline.left)
        result = decide(model, candidate, replace(options, timeout=left))
        if result.verdict is Verdict.REFUTED:
            raise Disagreement(f"{form}: the quantity found is not conserved")
        yield Conserved(form, result)
