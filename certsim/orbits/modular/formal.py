"""Fields of all models modulo a prime, with calls of functions as formal values (theory T3, T24).

A call is a residue drawn for the function and the value of its argument. It knows the parity of the function
and its value at 0, and nothing else. So equal values stand for expressions that are equal for such a reason,
but for a chance of one in the prime; and identities between functions are not seen. That is fit for
proposals only.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.functions import FunctionTable, Parity
from certsim.orbits.modular.fields import Fields
from certsim.orbits.modular.functions import Base, Calls
from certsim.orbits.modular.jets import MODULUS, Rationals, Residues, residues
from certsim.orbits.modular.tape import Exacts, Tape

_NONE: Final = Base(1, 1, (1, 0))
_ODD: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_MIXERS: Final = ((30, 0xBF58_476D_1CE4_E5B9), (27, 0x94D0_49BB_1331_11EB))


class FormalCalls(Calls):
    """Values of functions that know parities and values at 0; with `relu0`, step(0) = 0, too."""

    def __init__(self, functions: FunctionTable, columns: int, seed: int, *, relu0: bool) -> None:
        super().__init__(functions, _NONE, np.zeros(columns, dtype=bool))
        self._seed: Final = seed
        self._relu0: Final = relu0

    def _residue(self, function: str, argument: Residues, exact: Rationals | None) -> Residues:  # noqa: ARG002
        if function == "inv":
            return np.where(argument == 0, self._drawn(function, argument), self._inverse(argument))
        return np.where(argument == 0, self._at_zero(function), self._by_parity(function, argument))

    def _inverse(self, values: Residues) -> Residues:
        found = super()._inverse(values)
        self.undefined[:] = False
        return found

    def _at_zero(self, function: str) -> Residues:
        known = self._functions.at_zero(function)
        if self._relu0 and function == "step":
            return np.zeros((), dtype=np.int64)
        if known is None:
            return self._drawn(function, np.zeros((), dtype=np.int64))
        return residues(np.array(known, dtype=object))[0]

    def _by_parity(self, function: str, argument: Residues) -> Residues:
        parity = Parity.COMPLEMENT if function == "step" else self._functions.parity(function)
        if parity is None:
            return self._drawn(function, argument)
        opposite = argument > MODULUS // 2
        drawn = self._drawn(function, np.where(opposite, MODULUS - argument, argument))
        turned = {Parity.ODD: -drawn, Parity.EVEN: drawn, Parity.COMPLEMENT: 1 - drawn}[parity]
        return np.where(opposite, turned % MODULUS, drawn)

    def _drawn(self, function: str, argument: Residues) -> Residues:
        """A residue for the function and the argument, the same whenever it is asked for (SplitMix64)."""
        key = hash_of(function) + self._seed
        mixed = argument.astype(np.uint64) * np.uint64(MODULUS) + np.uint64(key % 2**64)
        with np.errstate(over="ignore"):
            mixed = mixed * _ODD
            for shift, factor in _MIXERS:
                mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
            mixed = mixed ^ (mixed >> np.uint64(31))
        return (mixed % np.uint64(MODULUS)).astype(np.int64)


def hash_of(function: str) -> int:
    """A number for a name, the same in every process."""
    return int.from_bytes(function.encode(), "big") % (2**61 - 1)


class FormalFields(Fields):
    """The family of a model, with calls as formal values; all functions are supported."""

    def __init__(self, model: KernelModel, seed: int, *, relu0: bool) -> None:
        super().__init__(model, _NONE)
        self._seed: Final = seed
        self._relu0: Final = relu0

    def _calls(self, tape: Tape, inputs: Rationals, theta: Rationals) -> tuple[Calls, Exacts]:  # noqa: ARG002
        functions, columns = self.model.graph.functions, theta.shape[1]
        return FormalCalls(functions, columns, self._seed, relu0=self._relu0), {}
