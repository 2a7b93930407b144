"""Arithmetic modulo a prime in truncated jets: GF(p)[ε₁, …, ε_k]/(ε₁², …, ε_k²), many at once.

A jet is an array whose first axis has length 2^k: entry S is the coefficient of the product of the ε_i with
bit i-1 of S set, so the first half is the jet without ε_k, and the second half the coefficient of ε_k. The
other axes are those of numpy. All coefficients lie in [0, p) with p < 2³¹, so that products fit 64 bits.
"""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

MODULUS: Final = 2_147_483_647
"""2³¹ - 1, a prime that is 3 modulo 4: -1 has no square root, and roots of squares are powers."""

Jet: TypeAlias = NDArray[np.int64]
Residues: TypeAlias = NDArray[np.int64]
Rationals: TypeAlias = NDArray[Any]
"""An array of integers, or of Python's integers and fractions (dtype ``object``)."""


def product(left: Jet, right: Jet) -> Jet:
    """The product of two jets of the same order.

    >>> product(np.array([[2], [3]]), np.array([[5], [7]])).tolist()
    [[10], [29]]
    """
    if len(left) == 1:
        return left * right % MODULUS
    half = len(left) // 2
    low = product(left[:half], right[:half])
    mixed = product(left[:half], right[half:]) + product(left[half:], right[:half])
    return np.concatenate((low, mixed % MODULUS))


def power(base: Jet, exponent: int) -> Jet:
    """The jet to a power of at least 1."""
    result = base
    for bit in f"{exponent:b}"[1:]:
        result = product(result, result)
        if bit == "1":
            result = product(result, base)
    return result


def constant(values: Residues, length: int) -> Jet:
    """Residues as jets with so many coefficients."""
    jet = np.zeros((length, *values.shape), dtype=np.int64)
    jet[0] = values
    return jet


def extended(jet: Jet, direction: Jet) -> Jet:
    """The jet plus a new ε times the direction."""
    return np.concatenate((jet, direction))


def direction(jet: Jet) -> Jet:
    """The coefficient of the last ε."""
    return jet[len(jet) // 2 :]


def powers(base: Residues, exponents: NDArray[np.int64]) -> Residues:
    """Residues to powers that are not negative, entry by entry."""
    result = np.ones(np.broadcast(base, exponents).shape, dtype=np.int64)
    square = base
    while exponents.any():
        result = np.where(exponents & 1, result * square % MODULUS, result)
        square = square * square % MODULUS
        exponents = exponents >> 1
    return result


def inverse(values: Residues) -> Residues:
    """The inverses of residues; that of 0 is 0."""
    return powers(values, np.full(values.shape, MODULUS - 2))


def residues(values: Rationals) -> tuple[Residues, NDArray[np.bool_]]:
    """Rationals modulo the prime, and which of them have no residue (these are given as 0)."""
    if values.dtype != object:
        return values.astype(np.int64) % MODULUS, np.zeros(values.shape, dtype=bool)
    tops = np.array([v.numerator % MODULUS for v in values.flat], dtype=np.int64).reshape(values.shape)
    bottoms = np.array([v.denominator % MODULUS for v in values.flat], dtype=np.int64).reshape(values.shape)
    return tops * inverse(bottoms) % MODULUS, bottoms == 0
