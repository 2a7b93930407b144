"""What findings say: the reason in a sentence, and the usual remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from certsim.torch.search.findings import ALL, Kind

FROZEN: Final = "It is not trained."
SPARED: Final = "An operation keeps these slices from training, as an embedding does with its padding."
NOT_FINITE: Final = "Some of its numbers are not finite."
NO_GRADIENT: Final = "At the checkpoint the outputs or the gradients are not finite, so nothing can be said."
REDUNDANT: Final = "No output depends on it, for any weights and any inputs of these shapes: no harm."
UNUSED: Final = "No output uses it."
CONVENTION: Final = "It is held only because relu'(0) = 0 by convention."
ASLEEP: Final = "It has no gradient for the example inputs, and one for others. Observed, not proved."

_ZERO_ALL: Final = "Each is zero, and so is what its gradient is multiplied by."
_ZERO: Final = "These units are zero on the way in and on the way out, so no gradient reaches them."
_ONE_ZERO: Final = "It is zero, and so is its gradient for all inputs and losses."
_TIED: Final = "They are equal and have equal gradients for all inputs and losses."
_OPPOSITE: Final = "They are opposite and have opposite gradients for all inputs and losses."
_CONSERVED: Final = "Its gradient is zero for all inputs and losses, and stays so."
_ROUTER: Final = re.compile(r"router|gate|switch", re.IGNORECASE)
_LORA: Final = re.compile(r"lora|adapter", re.IGNORECASE)
_NORM: Final = re.compile(r"norm|\bln|\bbn", re.IGNORECASE)


def held(kind: Kind, entries: Mapping[str, str]) -> tuple[str, str]:
    """The reason and the remedy of what is held."""
    whole = all(slices == ALL for slices in entries.values())
    match kind:
        case Kind.ZERO if len(entries) == 1:
            return _ONE_ZERO, "initialise it with random numbers"
        case Kind.ZERO:
            return (_ZERO_ALL if whole else _ZERO), _fill(entries, whole=whole)
        case Kind.CONSERVED:
            return _CONSERVED, "it moves when what holds it is no longer zero or tied"
        case _:
            return (_TIED if kind is Kind.TIED else _OPPOSITE), _part(entries, whole=whole)


def _fill(entries: Mapping[str, str], *, whole: bool) -> str:
    """How to wake what is zero."""
    if any(map(_LORA.search, entries)):
        return "initialise one of the two factors with random numbers"
    if any(map(_NORM.search, entries)):
        return "start the weight of the normalisation at one, or the layer at random numbers"
    if whole:
        return "initialise one of them with random numbers"
    return "initialise the weights into these units, or those out of them, with random numbers"


def _part(entries: Mapping[str, str], *, whole: bool) -> str:
    """How to part what is tied."""
    if any(map(_ROUTER.search, entries)):
        return "give the router another row for each copy"
    if whole:
        return "add noise to all copies but one, or give each a router row of its own"
    return "add noise to the weights of all copies but one"


def delayed(steps: int) -> str:
    """What is seen of a gradient that comes later."""
    count = "one step" if steps == 1 else f"{steps} steps"
    return f"It has no gradient now, and one after {count}. Observed, not proved."


def undecided(operation: str | None) -> str:
    """Why nothing is known."""
    blame = "no rule shows it" if operation is None else f"there is no rule for {operation}"
    return f"No gradient was ever seen, but {blame}."


def alike(name: str) -> str:
    """What names have in common that differ by numbers only.

    >>> alike("blocks.11.attn.key.bias")
    'blocks.*.attn.key.bias'
    """
    return re.sub(r"\d+", "*", name)
