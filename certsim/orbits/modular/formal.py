"""Fields of all models modulo a prime, with calls of functions as formal values (theory T3, T24).

A call is a residue drawn for the function and the value of its argument. It knows the parity of the function
and its value at 0, and that the derivative of √u is √u/(2u), and nothing else. So equal values stand for
expressions that are equal for such a reason, but for a chance of one in the prime; and identities between
functions are not seen. That is fit for proposals only.

A step whose argument has one sign at a point, for all data or for all inputs that are drawn from those that
are meant, is *settled* there: it has its true value wherever its argument is as at the point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.functions import FunctionTable, Parity
from certsim.kernel.terms.graph import Node
from certsim.orbits.modular.fields import Fields
from certsim.orbits.modular.functions import Base, Calls, Exact, Unsupported
from certsim.orbits.modular.inputs import Inputs
from certsim.orbits.modular.jets import MODULUS, Jet, Rationals, Residues, product, residues
from certsim.orbits.modular.tape import Exacts, Tape

MEANT: Final = 24
"""At so many inputs it is looked which steps have one value."""
NOTHING: Final[Mapping[Node, int]] = {}

_NONE: Final = Base(1, 1, (1, 0))
_ODD: Final = np.uint64(0x9E37_79B9_7F4A_7C15)
_MIXERS: Final = ((30, 0xBF58_476D_1CE4_E5B9), (27, 0x94D0_49BB_1331_11EB))


class FormalCalls(Calls):
    """Values of functions that know parities and values at 0; with `relu0`, step(0) = 0, too.

    `settled` has the values of steps by the nodes of their arguments, `home` the residues that these have at
    the point; without it the calls are those at the point, and `met` becomes these residues.
    """

    def __init__(
        self,
        functions: FunctionTable,
        columns: int,
        seed: int,
        *,
        relu0: bool,
        settled: Mapping[Node, int] = NOTHING,
        home: Mapping[Node, Residues] | None = None,
    ) -> None:
        super().__init__(functions, _NONE, np.zeros(columns, dtype=bool))
        self._seed: Final = seed
        self._relu0: Final = relu0
        self._settled: Final = settled
        self._home: Final = home
        self.met: Final[dict[Node, Residues]] = {}

    def derivative(self, function: str, argument: Jet, exact: Rationals | None) -> Jet:
        """σ'(U): a root stays homogeneous, although its square is not its argument."""
        if function != "sqrt":
            return super().derivative(function, argument, exact)
        inverse = self.value("inv", argument * 2 % MODULUS, exact)
        return product(self.value("sqrt", argument, exact), inverse)

    def _residue(self, function: str, argument: Residues, exact: Rationals | None) -> Residues:
        if function == "inv":
            return np.where(argument == 0, self._drawn(function, argument), self._inverse(argument))
        found = np.where(argument == 0, self._at_zero(function), self._by_parity(function, argument))
        if function == "step" and exact is not None:
            for row, node in enumerate(exact.ravel().tolist()):
                self._settle(found[row], node, argument[row])
        return found

    def _settle(self, found: Residues, node: Node, argument: Residues) -> None:
        """Puts the true value of a step where its argument is as at the point."""
        if node in self._settled:
            self.met[node] = argument
            home = argument if self._home is None else self._home[node]
            found[argument == home] = self._settled[node]

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
    """The family of a model, with calls as formal values; all functions are supported.

    Steps are settled at `point`, which has a residue for each parameter in `home`.
    """

    def __init__(
        self, model: KernelModel, point: Sequence[Fraction], seed: int = 0, *, relu0: bool = False
    ) -> None:
        super().__init__(model, _NONE)
        self.point: Final = point
        self.home: Final[Residues] = residues(np.array([*point, 0], dtype=object))[0][:-1]
        self._seed: Final = seed
        self._relu0: Final = relu0
        self._settled: Final = _settled(model, point)

    def at(self, point: Sequence[Fraction]) -> FormalFields:
        """The same fields at another point."""
        other = FormalFields(self.model, point, self._seed, relu0=self._relu0)
        other._tapes.update(self._tapes)
        return other

    def _calls(self, tape: Tape, inputs: Rationals, theta: Rationals) -> tuple[Calls, Exacts]:
        if not self._settled:
            return self._formal(theta.shape[1], None), {}
        nodes = {node: np.array([node], dtype=object) for node in tape.nodes}
        there = np.repeat(self.home[:, None], theta.shape[1], axis=1)
        at_home = self._formal(theta.shape[1], None)
        tape.forward(self._leaves(tape, inputs, there[None]), at_home, nodes)
        return self._formal(theta.shape[1], at_home.met), nodes

    def _formal(self, columns: int, home: Mapping[Node, Residues] | None) -> FormalCalls:
        functions, settled = self.model.graph.functions, self._settled
        return FormalCalls(functions, columns, self._seed, relu0=self._relu0, settled=settled, home=home)


def _settled(model: KernelModel, point: Sequence[Fraction]) -> Mapping[Node, int]:
    """The values of steps that are one for all data or inputs that are meant, by the nodes of arguments.

    Of those with calls in their arguments none is known.
    """
    restricted = model.data or model.where.conditions
    if not model.is_piecewise or not restricted:
        return NOTHING
    graph, count = model.graph, 1 if model.data else MEANT
    below = (graph.nodes[node] for node in graph.below(model.outputs))
    wanted = sorted({entry[2] for entry in below if entry[0] == "call" and entry[1] == "step"})
    drawn = np.random.default_rng(0).integers(-99, 100, (len(model.inputs), count))
    try:
        inputs = Inputs(model).meant(drawn)
        leaves = [*(np.full(count, value, dtype=object) for value in point), *inputs.astype(object)]
        values = evaluate(graph, wanted, leaves.__getitem__, Exact(count))
    except Unsupported:
        return NOTHING
    signs = {node: value > 0 for node, value in zip(wanted, values, strict=True) if all(value != 0)}
    return {node: int(sign.all()) for node, sign in signs.items() if sign.all() or not sign.any()}
