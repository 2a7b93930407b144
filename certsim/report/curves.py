"""Orbits and training in floating point, for pictures: what is seen here is never a proof (theory T19).

Needs SciPy, which is an optional part (`certsim[plot]`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add, mul
from typing import Any, Final, TypeAlias

import numpy as np
import scipy.special
from numpy.typing import NDArray
from scipy.integrate import DOP853

from certsim.algebra.budget import Budget
from certsim.kernel.statement.model import KernelModel
from certsim.kernel.terms.calculus import by_formula, evaluate
from certsim.kernel.terms.polynomial import Polynomial
from certsim.orbits.reach.orbit import OrbitResult

Floats: TypeAlias = NDArray[np.float64]
Velocity: TypeAlias = Callable[[float, Floats], Floats]
"""The right-hand side of θ' = v(t, θ)."""

TOLERANCE: Final = 1e-8
MAX_STEPS: Final = 200
BETWEEN: Final = 4
"""How many points are drawn for each step of the integration."""
DATA: Final = 4
"""How many samples a data set has."""
SLOW: Final = 0.1
"""Up to which speed walks go as fast as the fields; faster ones are slowed down to speed 1."""
WALKS: Final = 12
TRAININGS: Final = 6
TIME: Final = 20.0

# The primitives, and what NumPy and SciPy know better than the formula.
_FUNCTIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "tanh": np.tanh,
    "sigmoid": scipy.special.expit,
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "sqrt": np.sqrt,
    "inv": np.reciprocal,
    "erf": scipy.special.erf,
    "normal_cdf": scipy.special.ndtr,
    "normal_pdf": lambda u: np.exp(-u * u / 2) / np.sqrt(2 * np.pi),
    "softplus": lambda u: np.logaddexp(0, u),
    "atan": np.arctan,
    "step": lambda u: np.heaviside(u, 0),
}

LOSSES: Final[Mapping[str, Callable[[Floats, Floats], Floats]]] = {
    "squared error": lambda output, target: output - target,
    "log cosh": lambda output, target: np.tanh(output - target),
    "logistic": lambda output, target: -np.sign(target) * scipy.special.expit(-np.sign(target) * output),
    "fourth power": lambda output, target: (output - target) ** 3,
}
"""Losses ℓ(u, y) by their derivatives ∂ℓ/∂u."""


class _FloatingPoint:
    """Where expressions take values here: numbers, and arrays of them over samples."""

    def number(self, value: Fraction) -> Any:
        return np.float64(value)

    def total(self, summands: Iterable[Any]) -> Any:
        return reduce(add, summands, np.float64(0))

    def call(self, function: str, argument: Any) -> Any:
        known = _FUNCTIONS.get(function)
        return by_formula(function, argument, self) if known is None else known(argument)


class Family:
    """The family of fields of a model without unspecified functions, in floating point."""

    def __init__(self, model: KernelModel) -> None:
        self.model: Final = model
        parameters = range(len(model.parameters))
        self._fields: Final = [model.field(at, parameters) for at in range(model.family_size)]
        self._nodes: Final = [*model.outputs, *(node for field in self._fields for node in field.values())]

    def __call__(self, theta: Floats, inputs: Floats) -> tuple[Floats, Floats]:
        """F_j(θ)(x), and X_{j,x}(θ): shapes (J, n) and (J, M, n) for inputs of shape (N, n).

        There are no F_j where the model is given by fields: then the first has the shape (0, n).
        """
        leaves = [*theta, *inputs]
        found = evaluate(self.model.graph, self._nodes, leaves.__getitem__, _FloatingPoint())
        samples = inputs.shape[1]
        rows = iter([np.broadcast_to(value, samples) for value in found])
        outputs = [next(rows) for _ in self.model.outputs]
        fields = np.zeros((len(self._fields), len(theta), samples))
        for member, components in zip(fields, self._fields, strict=True):
            for at in components:
                member[at] = next(rows)
        return np.array(outputs).reshape(-1, samples), fields


class Combination:
    """Σ c_{j,x}(t)·X_{j,x} for random members of the family, scaled to speed 1 at most.

    The coefficients oscillate, or they are constant.
    """

    def __init__(self, family: Family, random: np.random.Generator, *, constant: bool = False) -> None:
        self._family: Final = family
        self._inputs: Final = random.normal(size=(len(family.model.inputs), DATA))
        shape = (family.model.family_size, DATA)
        self._weights, frequencies, self._phases = random.normal(size=(3, *shape))
        self._frequencies: Final = 0 * frequencies if constant else frequencies

    def __call__(self, time: float, theta: Floats) -> Floats:
        _, fields = self._family(theta, self._inputs)
        coefficients = self._weights * np.cos(self._frequencies * time + self._phases)
        combined: Floats = np.einsum("jn,jmn->m", coefficients, fields)
        scaled: Floats = combined / np.hypot(np.linalg.norm(combined), SLOW)
        return scaled

    def backwards(self, time: float, theta: Floats) -> Floats:
        """The opposite of the combination."""
        return -self(time, theta)


def walks(family: Family, random: np.random.Generator, dimension: int) -> list[Velocity]:
    """Combinations that show an orbit of a dimension: the two ways along a curve, or ways all around."""
    if dimension == 1:
        along = Combination(family, random, constant=True)
        return [along, along.backwards]
    return [Combination(family, random) for _ in range(WALKS)]


def training(family: Family, random: np.random.Generator) -> Velocity:
    """Gradient flow for a random data set and a random loss.

    Where the model is given by fields, a combination of these whose coefficients depend on time.
    """
    if family.model.fields:
        return Combination(family, random)
    inputs = random.normal(size=(len(family.model.inputs), DATA))
    targets = random.normal(scale=2, size=(len(family.model.outputs), DATA))
    slope = LOSSES[str(random.choice(list(LOSSES)))]

    def velocity(_: float, theta: Floats) -> Floats:
        outputs, fields = family(theta, inputs)
        downhill: Floats = -np.einsum("jn,jmn->m", slope(outputs, targets), fields)
        return downhill

    return velocity


def integral_curve(velocity: Velocity, start: Floats, end: float, reach: float, budget: Budget) -> Floats:
    """The solution from a start: points as rows, until a time or until a coordinate exceeds the reach.

    It ends before where the velocity has no value, after `MAX_STEPS` steps, or when the budget is spent.
    """
    points = [start]
    with np.errstate(all="ignore"):
        if not np.isfinite(velocity(0.0, start)).all():
            return np.array(points)
        solver = DOP853(velocity, 0.0, start, end, rtol=TOLERANCE, atol=TOLERANCE)
        for _ in range(MAX_STEPS):
            if solver.status != "running" or budget.expired or np.abs(points[-1]).max() > reach:
                break
            solver.step()
            if solver.status == "failed":
                break
            times = np.linspace(solver.t_old, solver.t, BETWEEN + 1)[1:]
            points += list(solver.dense_output()(times).T)
    return np.array([point for point in points if np.isfinite(point).all()])


@dataclass(frozen=True, eq=False)
class Portrait:
    """What is drawn of one orbit: walks in it, and trajectories of gradient flow from its point.

    Attributes:
        walks: curves, points of R^M as rows.
        trajectories: the same, of training.
        drift: by how much, at most, an equation of the set that holds the orbit fails on a curve, measured
            by the sum of the sizes of its terms there.
    """

    walks: Sequence[Floats]
    trajectories: Sequence[Floats]
    drift: float


def portrait(
    family: Family, around: OrbitResult, reach: float, random: np.random.Generator, budget: Budget
) -> Portrait:
    """Integrates from the point of an orbit: walks of three times the reach, training for `TIME`."""
    start = np.array([Fraction(value) for value in around.point.values()], dtype=np.float64)
    wandered = [
        integral_curve(walk, start, 3 * reach, reach, budget) for walk in walks(family, random, around.lower)
    ]
    trained = [integral_curve(training(family, random), start, TIME, reach, budget) for _ in range(TRAININGS)]
    curves = [*wandered, *trained]
    drift = max(
        (_failure(equation, curve) for equation in around.claim.candidate.equations for curve in curves),
        default=0.0,
    )
    return Portrait(wandered, trained, drift)


def _failure(equation: Polynomial, curve: Floats) -> float:
    terms = terms_at(equation, dict(enumerate(curve.T)))
    return float(np.max(np.abs(terms.sum(axis=0)) / (1 + np.abs(terms).sum(axis=0))))


def terms_at(polynomial: Polynomial, coordinates: Mapping[int, Floats]) -> Floats:
    """The values of each term, one after the other, where the coordinates are arrays of one shape."""
    one = np.ones_like(next(iter(coordinates.values())))
    return np.array(
        [
            reduce(mul, (coordinates[at] for at in monomial), one * float(coefficient))
            for monomial, coefficient in polynomial.terms.items()
        ]
    )
