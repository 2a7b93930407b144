"""Units of a checkpoint without a module, as far as names and shapes tell. They are a reading, not a proof.

Of each module X that has a matrix `X.weight` the units are the rows, and the entries of `X.bias`. The columns
of another matrix are theirs, too, in two cases. Either the matrices of one parent are a chain: each takes as
many numbers as the one before gives, and no two have one shape, except square ones among others. Such are
multilayer perceptrons, and convolutions before them; the last matrix gives outputs, not units. Or the next
matrix of the parent takes as many numbers as X gives, and no other one there gives or takes so many. Not so
are `q`, `k`, `v`, gates, and experts side by side: of these only what comes in is compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from certsim.torch.condensation.near import Member, Units

READ: Final = "units were read from names and shapes: {} of {} layers with what goes out of them"


@dataclass(frozen=True)
class _Matrix:
    """A weight of two or more axes, and which of the first two are those of what goes out and comes in."""

    module: str
    shape: tuple[int, ...]
    out: int
    bias: bool

    @property
    def weight(self) -> str:
        return f"{self.module}.weight".removeprefix(".")

    @property
    def given(self) -> int:
        return self.shape[self.out]

    @property
    def taken(self) -> int:
        return self.shape[1 - self.out]

    def takes_from(self, before: _Matrix) -> bool:
        """Whether as many numbers come in; a matrix after a convolution may take several of each channel."""
        flattened = len(before.shape) > 2 == len(self.shape)
        return self.taken == before.given or (flattened and self.taken % before.given == 0)


def units_by_name(weights: Mapping[str, NDArray[Any]]) -> tuple[Units, ...]:
    """The units that names and shapes tell of, in the order of the checkpoint."""
    found = []
    for _, siblings in groupby(_matrices(weights), lambda each: each.module.rpartition(".")[0]):
        matrices = list(siblings)
        if _is_chain(matrices):
            found += [_units(each, after) for each, after in pairwise(matrices)]
        else:
            found += [_units(each, _partner(at, matrices)) for at, each in enumerate(matrices)]
    return tuple(found)


def note(units: Sequence[Units]) -> str:
    """How the units were found, to be said beside what is found of them."""
    return READ.format(sum(each.members != each.incoming for each in units), len(units))


def _matrices(weights: Mapping[str, NDArray[Any]]) -> Iterator[_Matrix]:
    """All of them. If a bias shows that one is kept transposed, square ones with a bias are, too."""
    modules = [name.removesuffix("weight") for name, array in weights.items() if _is_matrix(name, array)]
    shapes = {module: weights[f"{module}weight"].shape for module in modules}
    biases = {module: weights[f"{module}bias"].size for module in modules if f"{module}bias" in weights}
    transposed = any(shapes[module][0] != bias == shapes[module][1] for module, bias in biases.items())
    for module, shape in shapes.items():
        out = int(transposed and biases.get(module) == shape[1])
        yield _Matrix(module.removesuffix("."), shape, out, biases.get(module) == shape[out])


def _is_matrix(name: str, array: NDArray[Any]) -> bool:
    named = name == "weight" or name.endswith(".weight")
    return named and array.ndim > 1 and np.issubdtype(array.dtype, np.floating)


def _is_chain(matrices: Sequence[_Matrix]) -> bool:
    shapes = {each.shape for each in matrices}
    twice = [each.shape for each in matrices if sum(each.shape == other.shape for other in matrices) > 1]
    square = all(shape[0] == shape[1] for shape in twice)
    fits = all(after.takes_from(before) for before, after in pairwise(matrices))
    return len(shapes) > 1 and square and fits


def _partner(at: int, matrices: Sequence[_Matrix]) -> _Matrix | None:
    """The next matrix, if it takes what one gives, and no other one gives or takes so many numbers."""
    number, taken = matrices[at].given, matrices[at].taken
    places = [
        (k, each.given == number) for k, each in enumerate(matrices) if number in (each.given, each.taken)
    ]
    unique = taken != number and places == [(at, True), (at + 1, False)]
    return matrices[at + 1] if unique else None


def _units(matrix: _Matrix, after: _Matrix | None) -> Units:
    """The rows of a matrix, its bias, and the columns of the one after."""
    bias = [Member(f"{matrix.module}.bias".removeprefix("."), 0)] if matrix.bias else []
    incoming = (Member(matrix.weight, matrix.out), *bias)
    outgoing = [] if after is None else [Member(after.weight, 1 - after.out)]
    return Units(matrix.module or "weight", (*incoming, *outgoing), matrix.given, incoming)
