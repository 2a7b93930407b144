"""The table [sizes]: names of dimensions, and the integers that they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from certsim.model.expression import Sizes
from certsim.model.faults import Faults, Key, did_you_mean
from certsim.model.parsed import ExpressionError
from certsim.model.reader import Vocabulary, check_name


def read_sizes(
    document: Mapping[str, Any], instead: Mapping[str, Sequence[int]], faults: Faults
) -> dict[str, tuple[int, ...]]:
    """The sizes of a checked document with all their values, or with others where some are given instead."""
    sizes: dict[str, tuple[int, ...]] = {}
    vocabulary = Vocabulary()
    for name, value in (document.get("sizes") or {}).items():
        key: Key = ("sizes", name)
        try:
            check_name(name, (0, len(name)), vocabulary)
        except ExpressionError as error:
            faults.add_error(key, error, of_key=True)
        values = value if isinstance(value, list) else [value]
        sizes[name] = tuple(instead.get(name, [1 if one is None else one for one in values]))
    for name in instead:
        if name not in sizes:
            known = f"known here: {', '.join(sizes)}" if sizes else "sizes are named in the table [sizes]"
            faults.add(("sizes",), f"there is no size {name!r:.60}", did_you_mean(name, sizes) or known)
    return sizes


def first_of(sizes: Mapping[str, Sequence[int]]) -> Sizes:
    """The first value of each size."""
    return tuple((name, values[0]) for name, values in sizes.items())
