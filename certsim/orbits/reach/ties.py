"""Ties between parameters that a point has and that no field breaks at once.

This is for models of which no residues are known: gelu has none, and nor have nested calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Final, TypeAlias

from certsim.kernel.errors import InvalidCertificate
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.values.enclosure import Enclosure, EnclosureArithmetic
from certsim.kernel.values.fields import Fields
from certsim.orbits.bounds.bounds import BITS, random_letter
from certsim.orbits.modular.functions import Unsupported
from certsim.orbits.modular.inputs import Inputs

DRAWN: Final = 12

Form: TypeAlias = Mapping[int, int]
"""A linear form: its coefficients, which are 1 and -1, by parameter."""


def find_ties(model: KernelModel, point: Mapping[int, Fraction], random: Random) -> list[Polynomial]:
    """Equations θ_i = 0 and θ_i = ±θ_j that hold at the point, and of which L_X does for fields at random.

    Of frozen parameters alone there are none.

    Values are enclosed: what may be zero is taken for zero.
    """
    ring = EnclosureArithmetic(BITS)
    frozen = model.frozen
    vectors = list(_vectors(model, point, ring, random))
    ties: list[Polynomial] = []
    free: list[int] = []
    for at in sorted(point):
        forms = () if at in frozen else _forms(at, point, free)
        form = next((form for form in forms if not _breaks(form, vectors, ring)), None)
        if form is None:
            free.append(at)
        else:
            ties.append(Polynomial.total(Polynomial.variable(v) * c for v, c in form.items()))
    return ties


def _vectors(
    model: KernelModel, point: Mapping[int, Fraction], ring: EnclosureArithmetic, random: Random
) -> Iterator[list[Enclosure]]:
    fields = Fields(model, ring)
    here = [ring.number(point[at]) for at in sorted(point)]
    inputs = Inputs(model)
    for _ in range(DRAWN):
        try:
            letter = random_letter(model, random, inputs)
            yield fields.bracket([(letter.field, letter.input)], here)
        except (InvalidCertificate, Unsupported):
            continue


def _forms(at: int, point: Mapping[int, Fraction], others: Sequence[int]) -> Iterator[Form]:
    """What is zero at the point: the parameter itself, and its sums with others and differences."""
    if not point[at]:
        yield {at: 1}
    for other in others:
        yield from ({at: 1, other: sign} for sign in (-1, 1) if not point[at] + sign * point[other])


def _breaks(form: Form, vectors: Sequence[Sequence[Enclosure]], ring: EnclosureArithmetic) -> bool:
    """Whether one of the vectors is shown not to be tangent to the zeros of the form."""
    rates = (ring.total(vector[at] * sign for at, sign in form.items()) for vector in vectors)
    return any(rate.is_nonzero for rate in rates)
