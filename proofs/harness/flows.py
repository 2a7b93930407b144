"""Other flows of polynomial models as families of fields (T25): heavy ball, weight decay, mirror flows.

A family is written out: the outputs have one gradient for each of their coefficients in the inputs (T1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import Any, TypeAlias

import sympy

from certsim import Model

Column: TypeAlias = Sequence[Any]
"""A vector field, one expression for each scalar parameter."""


def heavy_ball(model: Model, friction: str | None = "any") -> Model:
    """Heavy ball: parameters θ, then velocities under the same names with a `v` before.

    The fields are the drift (v, 0) and (0, ∇c) for each coefficient c. Friction that may vary is the field
    (0, v) besides; a number γ, as text, makes the drift (v, -γv); None is no friction.
    """
    parameters, gradients = _gradients(model)
    velocities = [sympy.Symbol(f"v{parameter}") for parameter in parameters]
    still = [0] * len(parameters)
    constant = sympy.Rational(0 if friction in (None, "any") else friction)
    drift = [[*velocities, *(-constant * velocity for velocity in velocities)]]
    varying = [[*still, *velocities]] if friction == "any" else []
    forces = [[*still, *gradient] for gradient in gradients]
    return _family(
        [*drift, *varying, *forces], [*model.parameters, *(f"v{name}" for name in model.parameters)]
    )


def decayed(model: Model, *groups: Sequence[str]) -> Model:
    """Gradient flow with weight decay: the gradients, and a field -θ on each group of arrays.

    The decay of a group varies on its own. Without groups, there is one decay for all parameters.
    """
    parameters, gradients = _gradients(model)
    names = [str(parameter).partition("[")[0] for parameter in parameters]
    decays = [
        [-parameter if name in group else 0 for parameter, name in zip(parameters, names, strict=True)]
        for group in groups or [names]
    ]
    return _family([*gradients, *decays], model.parameters)


def mirrored(model: Model, metric: Callable[[Sequence[Any]], Sequence[Column]]) -> Model:
    """The mirror flow D(θ)∇F. The metric gives the rows of D(θ), with polynomial entries."""
    parameters, gradients = _gradients(model)
    rows = metric(parameters)
    fields = [
        [
            sum((rate * each for rate, each in zip(row, gradient, strict=True)), sympy.Integer(0))
            for row in rows
        ]
        for gradient in gradients
    ]
    return _family(fields, model.parameters)


def _gradients(model: Model) -> tuple[Column, list[Column]]:
    """The scalar parameters, and the gradients of the coefficients of the outputs in the inputs."""
    outputs = model.to_sympy()
    parameters, inputs = _scalars(outputs.parameters), _scalars(outputs.inputs)
    polynomials = [sympy.Poly(output, *inputs) for output in outputs]
    coefficients = [coefficient for polynomial in polynomials for coefficient in polynomial.coeffs()]
    return parameters, [[sympy.diff(one, parameter) for parameter in parameters] for one in coefficients]


def _scalars(arrays: Iterable[Any]) -> Column:
    return [
        each
        for array in arrays
        for each in (
            [array[at] for at in product(*map(range, array.shape))]
            if isinstance(array, sympy.IndexedBase)
            else [array]
        )
    ]


def _family(fields: Iterable[Column], parameters: Sequence[str]) -> Model:
    return Model.from_fields([[str(each) for each in field] for field in fields], parameters=parameters)
