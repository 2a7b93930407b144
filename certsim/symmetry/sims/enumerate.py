"""The hierarchy of a model in one call: the library function behind `certsim enumerate`."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from certsim.judge import Options
from certsim.symmetry.sims.hierarchy import Hierarchy, complete, list_sims
from certsim.workers import in_turn

if TYPE_CHECKING:
    from certsim.model.model import Model


def enumerate(  # noqa: A001  the name of the command
    model: Model,
    *,
    classes: bool = False,
    sample: int | None = None,
    options: Options = Options(),
) -> Hierarchy:
    """All fixed subspaces of groups of signed permutation symmetries of a model, with their inclusions.

    Args:
        model: the model.
        classes: one representative of each class only.
        sample: how many are certified, drawn with the seed of the options; all if None.
        options: as in `certify`, for each certificate.

    Raises:
        CertsimError: they are too many to list.
        Disagreement: the kernel refuses one, which is an error in certsim.

    >>> import certsim
    >>> model = certsim.Model.parse("a @ tanh(W @ x)", parameters=["W[2,1]", "a[2]"], inputs=["x[1]"])
    >>> certsim.enumerate(model)
    <Hierarchy: 6 symmetry-induced SIMs, 4 classes, 6 certified here>
    """
    return complete(model, list_sims(model, classes, sample, options.seed), options, in_turn)


def enumerate_sims(model: Model, **arguments: Any) -> Hierarchy:
    """Deprecated: the name of `certsim.enumerate` until 0.1; warns, and calls it."""
    warnings.warn("enumerate_sims is now certsim.enumerate", DeprecationWarning, stacklevel=2)
    return enumerate(model, **arguments)
