"""Coordinates of a linear subspace in which a reduced model is written: orthogonal, and well named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final, TypeAlias

from certsim.errors import CertsimError
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.expression import scalar_names
from certsim.kernel.terms.polynomial import Polynomial
from certsim.kernel.terms.subspace import Restriction
from certsim.model.reader import RESERVED

if TYPE_CHECKING:
    from certsim.model.model import Model

Declaration: TypeAlias = tuple[str, tuple[int, ...]]
Direction: TypeAlias = Mapping[int, Fraction]
"""A column of B: a vector in the space of parameters, by coordinate."""

MAX_MIXED: Final = 400


class CannotWrite(CertsimError):
    """A reduced model that there is, and that cannot be written down yet."""


@dataclass(frozen=True)
class Coordinates:
    """A subspace as {Bu}, with BᵀD⁻¹B diagonal: the arrays that u is made of, and the columns of B.

    `rates` are those of u: the inverses of the diagonal; 0 of those that are frozen, as each is that a frozen
    parameter depends on (T22). `size` is the number of parameters.
    """

    size: int
    declarations: tuple[Declaration, ...]
    directions: tuple[Direction, ...]
    rates: tuple[Fraction, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The scalar coordinates u_k."""
        return tuple(name for each in self.declarations for name in scalar_names(*each))

    @cached_property
    def images(self) -> tuple[Polynomial, ...]:
        """Every parameter as a form in u, variable k being u_k."""
        rows: list[dict[tuple[int, ...], Fraction]] = [{} for _ in range(self.size)]
        for k, direction in enumerate(self.directions):
            for parameter, value in direction.items():
                rows[parameter][k,] = value
        return tuple(map(Polynomial, rows))

    @property
    def rates_by_name(self) -> dict[str, Fraction]:
        """The rates that are neither 0 nor 1: of arrays or rows where all entries have the same."""
        return {key: rate for key, rate in self._grouped if rate not in (0, 1)}

    @property
    def frozen_names(self) -> list[str]:
        """What is frozen: arrays, rows and entries."""
        return [key for key, rate in self._grouped if not rate]

    @cached_property
    def _grouped(self) -> list[tuple[str, Fraction]]:
        found: list[tuple[str, Fraction]] = []
        first = 0
        for name, shape in self.declarations:
            count = prod(shape)
            found += _grouped(name, shape, self.rates[first : first + count], prod(shape[1:]))
            first += count
        return found


def _grouped(
    name: str, shape: tuple[int, ...], rates: Sequence[Fraction], columns: int
) -> Iterator[tuple[str, Fraction]]:
    """The rates of an array, of its rows, or of its entries."""
    rows = [rates[at : at + columns] for at in range(0, len(rates), columns)]
    if len(set(rates)) == 1:
        yield name, rates[0]
    elif all(len(set(row)) == 1 for row in rows):
        yield from ((f"{name}[{i}]", row[0]) for i, row in enumerate(rows))
    else:
        yield from zip(scalar_names(name, shape), rates, strict=True)


def find_coordinates(model: Model, claimed: KernelModel, restriction: Restriction) -> Coordinates:
    """Coordinates of a linear subspace V of the parameters, orthogonal in the metric D⁻¹ of the rates.

    A parameter that the others on V are multiples of keeps its name, and an array keeps its own where such
    entries form a grid. Where parameters are true sums of others, Gram–Schmidt over Q gives new ones. A
    frozen parameter is one of the coordinates, or a multiple of one: equations are solved for others.

    Raises CertsimError if V is {0}, or if too many parameters have to be made orthogonal at once, and
    CannotWrite where more than one coordinate moves a frozen parameter.
    """
    columns = _columns(claimed, restriction)
    if not columns:
        raise CertsimError("the set is the single point 0: no parameters are left")
    mixed = _mixed(restriction)
    directions: dict[int, Direction] = dict(columns)
    still = {free for free, column in columns.items() if not claimed.frozen.isdisjoint(column)}
    if any(len(restriction.value(at).terms) > 1 for at in claimed.frozen):
        raise CannotWrite("reduce does not support ties of more than two frozen parameters in the model yet")
    for group in mixed:
        directions |= _orthogonal([free for free in group if free not in still], columns, claimed.rates)
    surviving = columns.keys() - {free for group in mixed for free in group}
    ordered, declarations = _named(model, columns, surviving)
    chosen = tuple(directions[free] for free in ordered)
    rates = tuple(
        Fraction(0) if free in still else 1 / _inner(each, each, claimed.rates)
        for free, each in zip(ordered, chosen, strict=True)
    )
    return Coordinates(len(claimed.parameters), tuple(declarations), chosen, rates)


def _columns(claimed: KernelModel, restriction: Restriction) -> dict[int, dict[int, Fraction]]:
    """For each free parameter the point of V at which it is 1 and the other free ones are 0."""
    count = len(claimed.parameters)
    columns = {free: {free: Fraction(1)} for free in range(count) if free not in restriction.images}
    for pivot, image in restriction.images.items():
        for (free,), value in image.terms.items():
            columns[free][pivot] = Fraction(value)
    return columns


def _mixed(restriction: Restriction) -> list[list[int]]:
    """The free parameters of which some parameter is a sum, in groups that share no such sum."""
    groups: list[set[int]] = []
    for image in restriction.images.values():
        if len(image.terms) > 1:
            joined = set(image.variables)
            apart = [group for group in groups if joined.isdisjoint(group)]
            joined.update(*(group for group in groups if not joined.isdisjoint(group)))
            groups = [*apart, joined]
    return [sorted(group) for group in groups]


def _orthogonal(
    group: Sequence[int], columns: Mapping[int, Direction], rates: Mapping[int, Fraction]
) -> dict[int, Direction]:
    """Gram–Schmidt, in order."""
    if len(group) > MAX_MIXED:
        raise CertsimError(f"more than {MAX_MIXED} parameters have to be made orthogonal at once")
    found: dict[int, Direction] = {}
    for free in group:
        vector = dict(columns[free])
        for other in found.values():
            factor = _inner(vector, other, rates) / _inner(other, other, rates)
            for at, value in other.items():
                vector[at] = vector.get(at, Fraction(0)) - factor * value
        found[free] = {at: value for at, value in vector.items() if value}
    return found


def _inner(left: Direction, right: Direction, rates: Mapping[int, Fraction]) -> Fraction:
    """The inner product of two vectors in the metric D⁻¹."""
    products = (value * right[at] / rates.get(at, 1) for at, value in left.items() if at in right)
    return sum(products, Fraction(0))


def _named(
    model: Model, columns: Mapping[int, Direction], surviving: set[int]
) -> tuple[list[int], list[Declaration]]:
    """The free parameters in the order of their new names, and the arrays that these make up."""
    statement = model.statement
    sums = columns.keys() - surviving
    own = {name for name, _ in (*statement["parameters"], *statement["inputs"])}
    taken = own | set(statement.get("functions", ())) | RESERVED | {"pi"}
    ordered: list[int] = []
    declarations: list[Declaration] = []
    first = 0
    for name, shape in statement["parameters"]:
        indices = list(product(*map(range, shape)))
        kept = {index: first + at for at, index in enumerate(indices) if first + at in surviving}
        grid = _grid(list(kept), tuple(shape))
        if kept and grid is not None:
            declarations.append((name, grid))
        else:
            declarations += [(_fresh("_".join([name, *map(str, index)]), taken), ()) for index in kept]
        ordered += kept.values()
        new = [at for at in range(first, first + len(indices)) if at in sums]
        declarations += [(_fresh("u", taken), ()) for _ in new]
        ordered += new
        first += len(indices)
    return ordered, declarations


def _grid(indices: Sequence[tuple[int, ...]], shape: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape of the entries of an array that survive, if they are some rows and columns of it."""
    sides = tuple(len({index[axis] for index in indices}) for axis in range(len(shape)))
    size = 1
    for side in sides:
        size *= side
    return sides if size == len(indices) else None


def _fresh(name: str, taken: set[str]) -> str:
    """A name that is not taken, which it is from now on."""
    choices = (f"{name}{'_' * bool(at)}{at or ''}" for at in range(len(taken) + 1))
    found = next(choice for choice in choices if choice not in taken)
    taken.add(found)
    return found
