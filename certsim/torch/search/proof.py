"""What is proved of a module at a checkpoint: the smallest pattern that is kept, and what is redundant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from certsim.torch.checker.certificate import Claim, Subject, write_audit
from certsim.torch.checker.colouring import Colouring
from certsim.torch.checker.functions import AtZero
from certsim.torch.checker.functions import function as facts
from certsim.torch.checker.graph import Graph, Leaf, Map
from certsim.torch.checker.pattern import Pattern
from certsim.torch.search.findings import Mask
from certsim.torch.search.held import Proved
from certsim.torch.search.propose import propose, smallest


@dataclass(frozen=True)
class Proof:
    """What is proved.

    Attributes:
        subject: what it is about.
        values: the weights at the checkpoint.
        kept: the smallest pattern that the rules keep and that contains them.
        wide: that which they keep where relu'(0) = 0 is taken; the same, if it makes no difference.
        redundant: the slices of parameters on which no output depends, whatever is trained.
        spared: the slices of parameters, the rest of which is trained, that an operation keeps from training.
    """

    subject: Subject
    values: Mapping[str, NDArray[Any]]
    kept: Proved
    wide: Proved
    redundant: Mapping[str, Mask]
    spared: Mapping[str, Mask]

    @cached_property
    def still(self) -> Mapping[str, Mask]:
        """The entries of trained parameters without a gradient, by proof or by convention."""
        masks = {name: zeros(colouring) for name, colouring in self.wide.gradients.by_name.items()}
        return {name: mask for name, mask in masks.items() if mask.any()}

    def certificate(self, about: Mapping[str, str]) -> bytes:
        """The certificate of the pattern that is kept."""
        return write_audit(Claim.of(self.subject, self.kept.pattern, self.kept.gradients, self.values, about))


def prove(subject: Subject, values: Mapping[str, NDArray[Any]]) -> Proof:
    """Finds the smallest pattern around weights, which are finite."""
    proposed = propose(values)
    wide = Proved(*smallest(replace(subject, relu0=True).audited(), proposed))
    kept = wide
    if not subject.relu0 and wide.gradients.met.get(AtZero.CONVENTION):
        kept = Proved(*smallest(subject.audited(), wide.pattern))
    frozen = {name: slices for name, slices in proposed.items() if name not in subject.shapes}
    still = _still(subject, frozen)
    hidden = _behind_steps(subject.graph, still)
    redundant = {name: mask for name, mask in still.items() if name not in hidden}
    spared = {name: mask for name, mask in still.items() if name in hidden and not mask.all()}
    return Proof(subject, values, kept, wide, redundant, spared)


def _still(subject: Subject, frozen: Pattern) -> Mapping[str, Mask]:
    """The slices without a gradient, whatever is trained."""
    gradients = subject.audited().gradients(frozen).by_name
    found = {name: _slices(colouring) for name, colouring in gradients.items()}
    return {name: mask for name, mask in found.items() if mask.any()}


def _behind_steps(graph: Graph, names: Iterable[str]) -> set[str]:
    """The parameters that a function without a slope hides, such as rounding: outputs depend on them."""
    flat = {
        at
        for at, node in enumerate(graph.nodes)
        if isinstance(node.operation, Map) and facts(node.operation.function).flat
    }
    return {name for name in names if flat and flat.intersection(reached(graph, name))}


def reached(graph: Graph, name: str) -> Sequence[int]:
    """The nodes that depend on a parameter, in their order."""
    found: set[int] = set()
    for at, node in enumerate(graph.nodes):
        own = isinstance(node.operation, Leaf) and node.operation.name == name
        if own or found.intersection(node.arguments):
            found.add(at)
    return sorted(found)


def zeros(colouring: Colouring) -> Mask:
    """The entries that are zero."""
    found = np.full(colouring.shape, colouring.is_zero)
    for coordinate in colouring.coordinates if not colouring.is_zero else ():
        found |= coordinate.along(range(len(colouring.shape))) == 0
    return found


def _slices(colouring: Colouring) -> Mask:
    """The entries of the slices along an axis that are zero."""
    found = np.full(colouring.shape, colouring.is_zero)
    for axis in range(len(colouring.shape)):
        shape = [-1 if k == axis else 1 for k in range(len(colouring.shape))]
        found |= (colouring.slices(axis).classes == 0).reshape(shape)
    return found
