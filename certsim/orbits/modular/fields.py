"""Values of gradient fields and of their brackets modulo a prime, many at once (theory T12).

No polynomial is expanded: a field is evaluated by a forward and a reverse sweep over the model's graph, and a
derivative along a field is the coefficient of an ε, [X, Y](θ) = (Y(θ + εX(θ)) - X(θ + εY(θ)))/ε.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.graph import Node
from certsim.orbits.modular.functions import (
    OF_EXACT_ARGUMENTS,
    Base,
    Calls,
    check_supported,
    exact_arguments,
)
from certsim.orbits.modular.jets import MODULUS, Jet, Rationals, Residues, direction, extended, residues
from certsim.orbits.modular.tape import Exacts, Indices, Tape

MAX_VALUES: Final = 2_000_000
"""How many values a sweep may hold at once."""


@dataclass(frozen=True, eq=False)
class Letters:
    """Members X_{j,x} of the family, one for each place: outputs j of shape (B,), inputs x of shape (n, B).

    For a model that is given by fields, `outputs` are the numbers of the fields.
    """

    outputs: Indices
    inputs: Rationals

    def __len__(self) -> int:
        return len(self.outputs)

    def __getitem__(self, places: Indices) -> Letters:
        return Letters(self.outputs[places], self.inputs[:, places])


class Fields:
    """The family of a model, evaluated modulo `MODULUS`.

    Where a value is not defined modulo the prime (a denominator is 0, an argument is no multiple of 1/N), the
    vector is given as zero: that never adds to a rank and never excludes a conserved quantity.

    Raises:
        Unsupported: the model calls functions that have no residues (theory T7), or calls them at arguments
            that are not rational; the latter only when it is evaluated.
    """

    def __init__(self, model: KernelModel, base: Base) -> None:
        self.model: Final = model
        self.base: Final = base
        self._tapes: Final[dict[int | None, Tape]] = {}
        self._rates: Final = np.ones(self.dimension, dtype=np.int64)
        for parameter, rate in model.rates.items():
            self._rates[parameter] = rate.numerator * pow(rate.denominator, -1, MODULUS) % MODULUS

    @property
    def dimension(self) -> int:
        """The number M of parameters."""
        return len(self.model.parameters)

    def values(self, letters: Letters, theta: Rationals, jet: Jet | None = None) -> Jet:
        """X_{j,x}(θ) for each place: a jet of shape (2^k, M, B).

        Args:
            letters: B letters.
            theta: the points, exact rationals of shape (M, B).
            jet: the points as jets (2^k, M, B) whose coefficient without ε is θ; θ itself if it is not given.
        """
        jet = self.lift(theta) if jet is None else jet
        found = np.zeros_like(jet)
        for output in np.unique(letters.outputs).tolist():
            places = np.flatnonzero(letters.outputs == output)
            tape, weights = self._tape(output), np.ones((1, len(places)), dtype=np.int64)
            rows, part = self._swept(
                tape, letters.inputs[:, places], theta[:, places], jet[:, :, places], weights
            )
            found[:, rows[:, None], places] = part
        return found

    def mixed(self, inputs: Rationals, theta: Rationals, weights: Residues) -> Residues:
        """Σ_j c_j·X_{j,x}(θ), shape (M, B), with weights c of shape (members of the family, B)."""
        mixture: Residues = self.mixture(inputs, theta, weights, self.lift(theta))[0]
        return mixture

    def mixture(self, inputs: Rationals, theta: Rationals, weights: Residues, jet: Jet) -> Jet:
        """The same at the points as jets (2^k, M, B)."""
        found = np.zeros_like(jet)
        if self.model.fields:
            for index, weight in enumerate(weights):
                letters = Letters(np.full(theta.shape[1], index), inputs)
                found = (found + self.values(letters, theta, jet) * weight) % MODULUS
            return found
        tape = self._tape(None)
        rows, part = self._swept(tape, inputs, theta, jet, weights)
        found[:, rows] = part
        return found

    @staticmethod
    def lift(theta: Rationals) -> Jet:
        """Rational points (M, B) as jets of order 0; a coordinate without a residue is an error."""
        values, undefined = residues(theta)
        if undefined.any():
            raise ZeroDivisionError("a coordinate of the point has a denominator that the prime divides")
        return values[None]

    def brackets(self, word: Sequence[Letters], theta: Rationals, jet: Jet | None = None) -> Jet:
        """The right-nested brackets [X₁, [X₂, …, X_m]] at the points, a word of letters in each place."""
        jet = self.lift(theta) if jet is None else jet
        first, *rest = word
        along = self.values(first, theta, jet)
        if not rest:
            return along
        inner = self.brackets(rest, theta, extended(jet, along))
        moved = self.values(first, theta, extended(jet, inner[: len(jet)]))
        return (direction(inner) - direction(moved)) % MODULUS

    def flow(self, word: Sequence[Letters], theta: Rationals) -> Jet:
        """The points θ + ε₁X₁(θ) + …, jets of shape (2^m, M, B) that hold all Lie derivatives along the word.

        For every polynomial p, the coefficient of ε₁⋯ε_m in p at the jet is L_{X₁}(L_{X₂}(…L_{X_m} p))(θ):
        each ε_i moves the point of the letters before it along X_i.
        """
        jet = self.lift(theta)
        for letters in word:
            jet = extended(jet, self.values(letters, theta, jet))
        return jet

    @property
    def size(self) -> int:
        """How many values a sweep makes in each place, of all members of the family."""
        members = range(self.model.family_size) if self.model.fields else [None]
        return sum(self._tape(member).size for member in members)

    def mentioned(self, output: int) -> Indices:
        """The parameters that an output depends on; those whose components or arguments a field has."""
        if self.model.fields:
            return np.arange(self.dimension)
        return self._tape(output).parameters

    def _tape(self, output: int | None) -> Tape:
        """The tape of an output or a field; that of all outputs for None."""
        if output not in self._tapes:
            self._tapes[output] = Tape(self.model.graph, self._roots(output), self.dimension)
        return self._tapes[output]

    def _roots(self, output: int | None) -> Sequence[Node]:
        if output is None:
            return self.model.outputs
        return self.model.fields[output] if self.model.fields else [self.model.outputs[output]]

    def _swept(
        self, tape: Tape, inputs: Rationals, theta: Rationals, jet: Jet, weights: Residues
    ) -> tuple[Indices, Jet]:
        """The components that need not vanish: their numbers, and values found portion by portion."""
        chunk = max(1, MAX_VALUES // (len(jet) * tape.size))
        parts = []
        for start in range(0, theta.shape[1], chunk):
            at = slice(start, start + chunk)
            parts.append(self._field(tape, inputs[:, at], theta[:, at], jet[:, :, at], weights[:, at]))
        rows = np.arange(self.dimension) if self.model.fields else tape.parameters
        return rows, np.concatenate(parts, axis=2)

    def _field(self, tape: Tape, inputs: Rationals, theta: Rationals, jet: Jet, weights: Residues) -> Jet:
        calls, exacts = self._calls(tape, inputs, theta)
        values = tape.forward(self._leaves(tape, inputs, jet), calls, exacts)
        if self.model.fields:
            field = values[:, tape.roots]
        else:
            field = tape.gradient(values, weights, calls, exacts)
            field = field * self._rates[tape.parameters, None] % MODULUS
        field[:, :, calls.undefined] = 0
        return field

    def _calls(self, tape: Tape, inputs: Rationals, theta: Rationals) -> tuple[Calls, Exacts]:
        """How functions are called in a sweep, and the exact arguments that some of them need."""
        check_supported(self.model.graph, tape.nodes)
        exact = self._exact(tape, theta, inputs)
        exacts, undefined = exact_arguments(self.model.graph, tape.nodes, exact, theta.shape[1])
        return Calls(self.model.graph.functions, self.base, undefined), exacts

    def _exact(self, tape: Tape, theta: Rationals, inputs: Rationals) -> dict[int, Rationals]:
        """The rational values of the leaves, where calls need them."""
        if OF_EXACT_ARGUMENTS.isdisjoint(self.model.graph.called):
            return {}
        count = self.dimension
        leaves: list[int] = tape.leaves.tolist()
        return {at: (theta[at] if at < count else inputs[at - count]).astype(object) for at in leaves}

    def _leaves(self, tape: Tape, inputs: Rationals, jet: Jet) -> Jet:
        leaves = np.zeros((len(jet), len(tape.leaves), jet.shape[2]), dtype=np.int64)
        own = tape.leaves < self.dimension
        leaves[:, own] = jet[:, tape.leaves[own]]
        if not own.all():
            leaves[0, ~own] = residues(inputs[tape.leaves[~own] - self.dimension])[0]
        return leaves
