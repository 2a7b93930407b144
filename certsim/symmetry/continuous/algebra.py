"""The Lie algebra of the affine infinitesimal symmetries of a model (theory T8, T9).

They are proposed by linear algebra modulo a prime at random places, and each is proved by the kernel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING, Final

import flint
import numpy as np

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.meter import metered
from certsim.kernel.rules.symmetry import infinitesimal_symmetry
from certsim.kernel.statement.claim import Claim
from certsim.kernel.terms.polynomial import Monomial, Polynomial
from certsim.orbits.modular.jets import MODULUS, Residues
from certsim.orbits.modular.lift import sparsest
from certsim.orbits.modular.linear import Random, independent_rows, nullspace, reduced_rows
from certsim.orbits.modular.tape import Indices
from certsim.symmetry.continuous.ansatz import CONSTANT, Declared, Element, elements
from certsim.symmetry.continuous.rank import is_all
from certsim.symmetry.continuous.samples import samples
from certsim.symmetry.continuous.words import describe
from certsim.symmetry.group.find_symmetries import whole_space

if TYPE_CHECKING:
    from certsim.model.model import Model

Field = Mapping[int, Polynomial]

WORK: Final = 30_000_000
"""What it may cost to prove one infinitesimal symmetry."""
ORDERS: Final = 8
"""How often a basis of small integers is looked for."""
SPARE: Final = 40
"""How many more places are looked at than there are unknowns."""


@dataclass(frozen=True)
class LieAlgebra:
    """The affine fields Y with ∇F_j·Y = 0 for every output j and every input (theory T8).

    Attributes:
        generators: a basis of what was found, each accepted by the kernel: components by the number of the
            parameter that they move, 0 where they are missing.
        structure: what they generate, in words.
        complete: whether it is proved that there are no others.
        general: whether all affine fields were looked at, or only those that act on the axes of arrays,
            and scale and shift single parameters.
    """

    generators: tuple[Field, ...]
    structure: tuple[str, ...]
    complete: bool
    general: bool

    @property
    def dimension(self) -> int:
        """The dimension of what was found."""
        return len(self.generators)


def find_infinitesimal(model: Model, *, seed: int = 0) -> LieAlgebra | None:
    """The affine infinitesimal symmetries of a model with outputs, those of frozen parameters left out.

    `None` where there are too many parameters, where the model is given by fields, or mentions π: no residue
    stands for that.
    """
    claim = whole_space(model).claim
    arrays: Declared = model.statement["parameters"]
    space, general = elements(claim.model, arrays)
    if claim.model.fields or claim.model.pi is not None or not space:
        return None
    random = np.random.default_rng(seed)
    theta, gradients, exact = samples(claim.model, len(space) + SPARE, random)
    rows = _rows(space, theta, gradients)
    basis, pivots = reduced_rows(nullspace(rows))
    proved = tuple(_proved(claim, space, _integral(basis, random)))
    structure = describe(claim.model.parameters, arrays, proved)
    complete = general and len(proved) == len(basis)
    if complete and not exact:
        complete = is_all(claim.model, space, pivots.tolist())
    return LieAlgebra(proved, structure, complete, general)


def _proved(claim: Claim, space: Sequence[Element], rows: Indices) -> Iterator[Field]:
    """The combinations that the kernel accepts; of the others, what is orthogonal to these is tried."""
    accepted = []
    for row in rows:
        field = _field(space, row)
        if is_symmetry(claim, field):
            accepted.append(row)
            yield field
    if 0 < len(accepted) < len(rows):
        fields = [_field(space, row) for row in _orthogonal(rows, np.array(accepted))]
        yield from (field for field in fields if field and is_symmetry(claim, field))


def _orthogonal(rows: Indices, known: Indices) -> Indices:
    """The parts of vectors that are orthogonal to known ones, as coprime integers; without zeros."""
    p, v = (flint.fmpq_mat(flint.fmpz_mat(part.tolist())) for part in (known, rows))
    rest = v - (v * p.transpose()) * (p * p.transpose()).inv() * p
    whole, _ = rest.numer_denom()
    listed = [[int(whole[i, j]) for j in range(whole.ncols())] for i in range(whole.nrows())]
    short = [[value // (gcd(*row) or 1) for value in row] for row in listed if any(row)]
    kept = [row for row in short if max(map(abs, row)) < MODULUS]
    found = np.array(kept, dtype=np.int64).reshape(-1, rows.shape[1])
    return found[independent_rows(found % MODULUS)]


def _integral(basis: Residues, random: Random) -> Indices:
    """Independent vectors of small integers of which the given residues span the multiples, short ones first.

    Echelon forms for some orders of columns have large numbers, so other orders are tried where vectors lack.
    """
    found = sparsest(basis, random)
    for _ in range(ORDERS):
        if len(found) == len(basis):
            break
        more = sparsest(basis[random.permutation(len(basis))] if len(basis) else basis, random)
        found = np.concatenate((found, more))
        found = found[independent_rows(found % MODULUS)]
    return found


def is_symmetry(claim: Claim, field: Field) -> bool:
    """Whether the kernel accepts a field as an infinitesimal symmetry."""
    try:
        with metered(WORK):
            infinitesimal_symmetry(claim, field)
    except InvalidCertificate:
        return False
    return True


def _rows(space: Sequence[Element], theta: Residues, gradients: Residues) -> Residues:
    """Σ ∂F/∂θ_i·Y_i for each field Y of the space, a row for each place."""
    values = np.concatenate((theta, np.ones((1, theta.shape[1]), dtype=np.int64)))
    columns = []
    for element in space:
        rows, entries, coefficients = (np.array(part) for part in zip(*element, strict=True))
        terms = gradients[rows] * values[entries] % MODULUS * coefficients[:, None] % MODULUS
        columns.append(terms.sum(axis=0) % MODULUS)
    return np.stack(columns, axis=1)


def _field(space: Iterable[Element], row: Indices) -> Field:
    """The combination of the fields of the space with these coefficients."""
    components: dict[int, dict[Monomial, int]] = {}
    for element, coefficient in zip(space, row.tolist(), strict=True):
        for i, j, value in element if coefficient else ():
            terms = components.setdefault(i, {})
            monomial = () if j == CONSTANT else (j,)
            terms[monomial] = terms.get(monomial, 0) + coefficient * value
    field = {i: Polynomial(terms) for i, terms in components.items()}
    return {i: component for i, component in sorted(field.items()) if component}
