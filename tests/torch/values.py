"""The values of a model, by enclosures of the kernel."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certsim import Model
from certsim.kernel.statement.model import read_model
from certsim.kernel.terms.calculus import evaluate
from certsim.kernel.terms.definitions import mentions_pi
from certsim.kernel.values.enclosure import EnclosureArithmetic

Values = NDArray[Any]


def outputs_of_model(model: Model, point: Mapping[str, Any], inputs: Mapping[str, Values]) -> list[float]:
    """The outputs of a model at a point, each rightly rounded up to the last digits."""
    kernel = read_model(model.statement, has_pi=mentions_pi([*model.statement.values()]))
    given = {**point, **{name: values.squeeze() for name, values in inputs.items()}}
    declared = [*model.statement["parameters"], *model.statement.get("inputs", [])]
    leaves = [Fraction(entry) for name, shape in declared for entry in _flat(given[name], shape)]
    ring = EnclosureArithmetic(100)
    numbers = [*map(ring.number, leaves), ring.pi()]
    values = evaluate(kernel.graph, kernel.outputs, numbers.__getitem__, ring)
    assert all(value.interval.hi - value.interval.lo < Fraction(1, 10**15) for value in values)
    return [float(value.interval.lo) for value in values]


def _flat(values: Any, shape: Sequence[int]) -> list[Any]:
    flat = np.asarray(values, dtype=object).ravel().tolist()
    assert len(flat) == math.prod(shape)
    return flat
