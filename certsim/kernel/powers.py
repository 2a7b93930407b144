"""Powers by repeated squaring, in any ring."""

from __future__ import annotations

from collections.abc import Callable
from operator import mul
from typing import Any, TypeVar

T = TypeVar("T")


def power(base: T, exponent: int, one: T, multiply: Callable[[Any, Any], Any] = mul) -> T:
    """base**exponent for an exponent ≥ 0.

    >>> power(3, 5, 1)
    243
    """
    result, square = one, base
    while exponent:
        if exponent & 1:
            result = square if result is one else multiply(result, square)
        exponent >>= 1
        if exponent:
            square = multiply(square, square)
    return result
