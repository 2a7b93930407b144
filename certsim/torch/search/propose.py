"""Proposing patterns: exact zeros, and equal or opposite slices, of the weights of a checkpoint (theory T24).

Nobody trusts this. Slices are compared by hashes of their bits, whole arrays by their bits. Arrays that may
be equal by chance, such as biases that are 0, are tied only as parts of copies, of which more is equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import permutations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from certsim.torch.checker.classes import Classes, classify, gauged, leading_signs
from certsim.torch.checker.pattern import Audited, Gradients, Pattern, Slices, numbered, same

ROUNDS: Final = 1000
"""Each round parts something; there are fewer in practice than layers."""


def propose(values: Mapping[str, NDArray[Any]]) -> Pattern:
    """The smallest pattern of slices of arrays that the weights lie in."""
    found, keys = {}, {}
    for name, value in values.items():
        found[name] = Slices(value.shape, 1, 1, tuple(_slices(value, axis) for axis in range(value.ndim)))
        keys[name] = _whole(value)
    return numbered(found, keys)


def smallest(audited: Audited, pattern: Pattern) -> tuple[Pattern, Gradients]:
    """What the rules keep of a pattern, when nothing more is dropped, and the gradients on it.

    Arrays that may be equal by chance are tied to one another only as parts of copies.
    """
    by_chance = _uniform(pattern)
    for _ in range(ROUNDS):
        gradients = audited.gradients(pattern)
        refined = audited.refine(pattern, gradients)
        if same(pattern, refined):
            refined = _without_chance(pattern, by_chance)
            if same(pattern, refined):
                break
        pattern = refined
    return pattern, gradients


def _whole(value: NDArray[Any]) -> tuple[object, int, None]:
    """A key that equal and opposite arrays share, and a sign."""
    numbers = np.ascontiguousarray(value).reshape(-1)
    nonzero = np.flatnonzero(numbers)
    if not len(nonzero):
        return 0, 1, None
    sign = 1 if numbers[nonzero[0]] > 0 else -1
    # Adding 0 makes one zero of 0 and -0.
    return (value.shape, value.dtype.str, hash((numbers * sign + 0).tobytes())), sign, None


def _slices(value: NDArray[Any], axis: int) -> Classes:
    """The slices along an axis in signed classes."""
    rows = np.moveaxis(value, axis, 0).reshape(value.shape[axis], -1)
    signs = leading_signs(rows).astype(np.int64)
    hashes = _hashes(rows, signs)
    return gauged(classify(hashes[:, None], signs).classes)


def _hashes(rows: NDArray[Any], signs: Classes) -> Classes:
    """Of each row times its sign, a number that depends on its bits."""
    return np.array(
        [hash((row * row.dtype.type(sign) + 0).tobytes()) for row, sign in zip(rows, signs, strict=True)],
        dtype=np.int64,
    )


def _uniform(pattern: Pattern) -> frozenset[str]:
    """Arrays of numbers that are all equal, opposite or 0, as biases at the start: by chance, perhaps."""
    return frozenset(
        name
        for name, slices in pattern.items()
        if not slices.base or all(len(np.unique(np.abs(classes))) == 1 for classes in slices.axes)
    )


def _without_chance(pattern: Pattern, by_chance: Collection[str]) -> Pattern:
    """Two arrays that may be equal by chance are tied if two others are whose names differ as theirs do."""
    kin: defaultdict[int, list[str]] = defaultdict(list)
    for name, slices in pattern.items():
        kin[slices.base].append(name)
    copies = {
        _difference(first, second)
        for base, names in kin.items()
        for first, second in permutations(names, 2)
        if base and first not in by_chance
    }
    keys: dict[str, tuple[object, int, None]] = {}
    for name, slices in pattern.items():
        mates = kin[slices.base]
        if name in by_chance:
            mates = [mate for mate in mates if mate == name or _difference(mate, name) in copies]
        keys[name] = ((slices.base, min(mates)) if slices.base else 0, slices.sign, None)
    return numbered(pattern, keys)


def _difference(first: str, second: str) -> tuple[str, str]:
    """What of two names is left without their common beginning and end."""
    start = _agreement(first, second)
    first, second = first[start:], second[start:]
    end = _agreement(first[::-1], second[::-1])
    return first[: len(first) - end], second[: len(second) - end]


def _agreement(first: str, second: str) -> int:
    """In how many characters two texts agree before they differ."""
    pairs = zip(first, second, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))
