"""certsim certifies or refutes structural invariant manifolds of neural network training dynamics.

Importing this package loads nothing else: what it exports is loaded when it is first asked for, so that
`python -I -m certsim.kernel` runs on the standard library alone.

>>> from certsim import Model, certify
>>> model = Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
>>> certify(model, ["W[0] = W[1]", "a[0] = a[1]"])
<Result: certified, embedded, dimension 2 of 4, codimension 2>
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from certsim.errors import CertsimError, SpecError
    from certsim.judge import Options
    from certsim.model.candidate import Candidate
    from certsim.model.model import Model
    from certsim.model.point import read_point
    from certsim.model.spec import Spec, read_spec
    from certsim.orbits.laws.conserved import ConservedQuantities, laws
    from certsim.orbits.reach.containment import same_orbit
    from certsim.orbits.reach.orbit import OrbitResult, orbit
    from certsim.page.report import Report
    from certsim.pipeline import certify, core
    from certsim.recovery.recovery import Recovery, recover
    from certsim.reduction.reduced import Reduction, reduce
    from certsim.report.page import explain
    from certsim.result import Core, Manifold, Result, Witness
    from certsim.symmetry.sims.enumerate import enumerate as enumerate  # noqa: A004  as the command
    from certsim.symmetry.sims.enumerate import enumerate_sims as enumerate_sims
    from certsim.symmetry.sims.hierarchy import Hierarchy
    from certsim.symmetry.sims.locate import Location, locate
    from certsim.symmetry.sims.symmetries import Symmetries, symmetries
    from certsim.torch.bridge.bridge import from_torch as from_torch
    from certsim.verdict import Verdict

__version__ = "0.2.0"

__all__ = [
    "Candidate",
    "CertsimError",
    "ConservedQuantities",
    "Core",
    "Hierarchy",
    "Location",
    "Manifold",
    "Model",
    "Options",
    "OrbitResult",
    "Recovery",
    "Reduction",
    "Report",
    "Result",
    "Spec",
    "SpecError",
    "Symmetries",
    "Verdict",
    "Witness",
    "__version__",
    "certify",
    "core",
    "explain",
    "laws",
    "locate",
    "orbit",
    "read_point",
    "read_spec",
    "recover",
    "reduce",
    "same_orbit",
    "symmetries",
]
# `enumerate` is not listed: `from certsim import *` must leave Python's own alone. Neither is `from_torch`,
# which is the front door for `Model.from_torch`.

_HOMES = {
    "Candidate": "certsim.model.candidate",
    "CertsimError": "certsim.errors",
    "ConservedQuantities": "certsim.orbits.laws.conserved",
    "Core": "certsim.result",
    "Hierarchy": "certsim.symmetry.sims.hierarchy",
    "Location": "certsim.symmetry.sims.locate",
    "Manifold": "certsim.result",
    "Model": "certsim.model.model",
    "Options": "certsim.judge",
    "Recovery": "certsim.recovery.recovery",
    "Reduction": "certsim.reduction.reduced",
    "Report": "certsim.page.report",
    "OrbitResult": "certsim.orbits.reach.orbit",
    "Result": "certsim.result",
    "Spec": "certsim.model.spec",
    "SpecError": "certsim.errors",
    "Symmetries": "certsim.symmetry.sims.symmetries",
    "Verdict": "certsim.verdict",
    "Witness": "certsim.result",
    "certify": "certsim.pipeline",
    "core": "certsim.pipeline",
    "enumerate": "certsim.symmetry.sims.enumerate",
    "enumerate_sims": "certsim.symmetry.sims.enumerate",
    "explain": "certsim.report.page",
    "from_torch": "certsim.torch.bridge.bridge",
    "laws": "certsim.orbits.laws.conserved",
    "orbit": "certsim.orbits.reach.orbit",
    "locate": "certsim.symmetry.sims.locate",
    "read_point": "certsim.model.point",
    "read_spec": "certsim.model.spec",
    "recover": "certsim.recovery.recovery",
    "reduce": "certsim.reduction.reduced",
    "same_orbit": "certsim.orbits.reach.containment",
    "symmetries": "certsim.symmetry.sims.symmetries",
}


def __getattr__(name: str) -> object:
    """Loads an exported name from the module it lives in."""
    if name not in _HOMES:
        raise AttributeError(f"module 'certsim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(_HOMES | {"__version__": ""})
