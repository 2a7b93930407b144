"""What a module's names and numbers are in the spec language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from fractions import Fraction
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certsim.model.reader import RESERVED


def legal_names(names: Iterable[str], used: Collection[str] = ()) -> dict[str, str]:
    """Names of the spec language for names of a module: `fc1.weight` is `fc1_weight`, `0.bias` is `_0_bias`.

    A name that is reserved, or is there already, gets a number.

    >>> legal_names(["fc1.weight", "0.bias", "fc1_weight", "norm"])
    {'fc1.weight': 'fc1_weight', '0.bias': '_0_bias', 'fc1_weight': 'fc1_weight_2', 'norm': 'norm_2'}
    """
    legal: dict[str, str] = {}
    for name in names:
        legal[name] = _free(name, {*RESERVED, *used, *legal.values()})
    return legal


def _free(name: str, used: Collection[str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", name, flags=re.ASCII)[-150:]
    plain = f"_{plain}" if not plain or plain[0].isdigit() else plain
    numbered = (f"{plain}_{at}" for at in count(2))
    return plain if plain not in used else next(each for each in numbered if each not in used)


def exact(values: NDArray[Any]) -> Any:
    """Nested lists of the rational numbers that floating-point numbers are.

    >>> exact(np.array([0.5, 3.0]))
    [Fraction(1, 2), Fraction(3, 1)]
    """
    return _each(values.astype(np.float64).tolist())


def _each(values: Any) -> Any:
    return list(map(_each, values)) if isinstance(values, list) else Fraction(values)
