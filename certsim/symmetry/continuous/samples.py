"""Gradients of the outputs at random places, as residues: what infinitesimal symmetries are orthogonal to."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from typing import Any, Final

import numpy as np

from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.calculus import by_formula, evaluate, gradient
from certsim.orbits.modular.fields import Fields, Letters
from certsim.orbits.modular.functions import Base, Unsupported
from certsim.orbits.modular.inputs import Inputs
from certsim.orbits.modular.jets import MODULUS, Residues, inverse, powers, residues
from certsim.orbits.modular.linear import Random

RETRIES: Final = 6
"""How often places are drawn again for those at which values are not defined modulo the prime."""


def samples(model: KernelModel, count: int, random: Random) -> tuple[Residues, Residues, bool]:
    """Points and gradients of single outputs there, shape (M, about `count`), and whether they are exact.

    There are fewer where gradients vanish at very many places. Exact ones are residues of true values (theory
    T7), so that their rank is not greater than the true one. Else calls have residues that are drawn, one for
    each function and argument, but for the relations that the table of functions knows.
    """
    points, gradients, exact, found = [], [], True, 0
    for _ in range(RETRIES):
        theta, rows, exact = _sampled(model, count, random)
        kept = rows.any(axis=0)
        points.append(theta[:, kept])
        gradients.append(rows[:, kept])
        found += int(kept.sum())
        if found >= count:
            break
    return np.concatenate(points, axis=1), np.concatenate(gradients, axis=1), exact


def _sampled(model: KernelModel, count: int, random: Random) -> tuple[Residues, Residues, bool]:
    theta = random.integers(-999, 1000, (len(model.parameters), count))
    drawn = random.integers(-999, 1000, (len(model.inputs), count))
    outputs = np.arange(count) % model.family_size
    try:
        inputs = Inputs(model).meant(drawn)
        fields = Fields(model, Base.parametrised(1, *random.integers(2, MODULUS - 1, 2).tolist()))
        found = fields.values(Letters(outputs, inputs), theta)[0]
    except Unsupported:
        return residues(theta)[0], _drawn(model, theta, drawn, outputs, random), False
    scales = [pow(int(rate.numerator), -1, MODULUS) * rate.denominator for rate in _trained_rates(model)]
    weights = np.array([scale % MODULUS for scale in scales], dtype=np.int64)
    return residues(theta)[0], found * weights[:, None] % MODULUS, True


def _trained_rates(model: KernelModel) -> list[Fraction]:
    """The rates, with 1 for frozen parameters, whose components are 0 anyway."""
    return [Fraction(model.rates.get(i, 1)) or Fraction(1) for i in range(len(model.parameters))]


def _drawn(
    model: KernelModel, theta: Residues, inputs: Residues, outputs: Residues, random: Random
) -> Residues:
    """Gradients with residues for calls that are drawn; 0 where they are not defined."""
    found = np.zeros(theta.shape, dtype=np.int64)
    leaves = np.concatenate((theta, inputs)) % MODULUS
    trained = [i for i in range(len(theta)) if i not in model.frozen]
    for output in np.unique(outputs).tolist():
        at = np.flatnonzero(outputs == output)
        nodes = gradient(model.graph, model.outputs[output], trained)
        ring = _Drawn(len(at), random)
        values = {leaf: _Residue(leaves[leaf, at]) for leaf in range(len(leaves))}
        if model.pi is not None:
            values[model.pi] = _Residue(np.full(len(at), int(random.integers(MODULUS))))
        rows = evaluate(model.graph, list(nodes.values()), values.__getitem__, ring)
        for parameter, row in zip(nodes, rows, strict=True):
            found[parameter, at] = np.where(ring.undefined, 0, row.values)
    return found


class _Residue:
    """An array of residues."""

    def __init__(self, values: Residues) -> None:
        self.values: Final = values

    def __mul__(self, other: _Residue) -> _Residue:
        return _Residue(self.values * other.values % MODULUS)

    def __pow__(self, exponent: int) -> _Residue:
        return _Residue(powers(self.values, np.full(self.values.shape, exponent)))


class _Drawn:
    """Expressions at residues, with one residue for each function and argument."""

    def __init__(self, count: int, random: Random) -> None:
        self.undefined: Final = np.zeros(count, dtype=bool)
        self._random: Final = random
        self._known: Final[dict[tuple[str, int], int]] = {}

    def number(self, value: Fraction) -> _Residue:
        residue = value.numerator * pow(value.denominator, -1, MODULUS) % MODULUS
        return _Residue(np.full(self.undefined.shape, residue))

    def total(self, summands: Iterable[_Residue]) -> _Residue:
        parts: list[Any] = [summand.values for summand in summands]
        return _Residue(reduce(lambda a, b: (a + b) % MODULUS, parts))

    def call(self, function: str, argument: _Residue) -> _Residue:
        values = argument.values
        if function == "inv":
            self.undefined[:] |= values == 0
            return _Residue(inverse(values))
        if function == "sqrt":
            root = powers(values, np.full(values.shape, (MODULUS + 1) // 4))
            self.undefined[:] |= root * root % MODULUS != values
            return _Residue(root)
        if function in ("sin", "cos"):
            return self._wave(function, values)
        known = by_formula(function, argument, self)
        return self._looked_up(function, values) if known is None else known

    def _wave(self, function: str, values: Residues) -> _Residue:
        """((1 - t²)/(1 + t²), 2t/(1 + t²)) for a t that is drawn: a point of the circle."""
        slope = self._looked_up("tan", values).values
        scale = inverse((1 + slope * slope) % MODULUS)
        top = (2 * slope if function == "sin" else 1 - slope * slope) % MODULUS
        return _Residue(top * scale % MODULUS)

    def _looked_up(self, function: str, values: Residues) -> _Residue:
        found = np.empty_like(values)
        for at, value in enumerate(values.tolist()):
            if (function, value) not in self._known:
                most = 2 if function == "step" else MODULUS
                self._known[function, value] = int(self._random.integers(most))
            found[at] = self._known[function, value]
        return _Residue(found)
