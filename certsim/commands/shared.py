"""What several commands share: arguments, how specs are read, and which exit status takes precedence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from certsim.console import say
from certsim.errors import CertsimError

if TYPE_CHECKING:
    from certsim.model.spec import Spec

PATH: Final = click.Path(path_type=Path)
SPECS: Final = click.argument("paths", metavar="SPEC...", nargs=-1, required=True, type=PATH)
_PRECEDENCE: Final = (4, 2, 1, 5, 3, 0)


def worst(statuses: Iterable[int]) -> int:
    """The status that takes precedence.

    >>> worst([0, 3, 1])
    1
    """
    return min(statuses, key=_PRECEDENCE.index, default=0)


def read_specs(paths: Sequence[Path]) -> tuple[list[Spec], int]:
    """The specs that can be read, and how many cannot; each of those is complained of."""
    from certsim.model.spec import read_spec

    specs = []
    for path in paths:
        try:
            specs.append(read_spec(path))
        except CertsimError as error:
            say(str(error))
    return specs, len(paths) - len(specs)
