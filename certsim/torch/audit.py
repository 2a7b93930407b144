"""Audits of modules: what training can never learn from a checkpoint on, what waits, and what only seems to.

What is trapped is proved by a pattern that the rules keep (theory T24). What else is said of parameters that
have no gradient now is seen in floating point, and says so.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from certsim.errors import CertsimError
from certsim.model.notebook import Row
from certsim.result import Answer
from certsim.torch import words
from certsim.torch.colours import Colouring
from certsim.torch.findings import NOT_FREE, Finding, Kind, Mask, Place, Verdict, entries_of, marked
from certsim.torch.functions import AtZero
from certsim.torch.functions import function as facts
from certsim.torch.graph import Leaf, Map, Opaque, Shape
from certsim.torch.held import Held, Proved, Subject, held
from certsim.torch.pattern import Audited, Gradients, Pattern
from certsim.torch.propose import propose, smallest
from certsim.torch.units import units_of

if TYPE_CHECKING:
    import torch

    from certsim.torch.capture import Captured
    from certsim.torch.observe import Observed

Json: TypeAlias = Any

_SHOWN: Final = 30


@dataclass(frozen=True, repr=False)
class Audit(Answer):
    """What was found of a module at a checkpoint.

    Attributes:
        findings: what does not train at once, the worst first.
        dimension: of the smallest pattern that the rules keep and that contains the checkpoint.
        trained: how many numbers are trained; `parameters` counts the frozen ones, too.
        names: of the trained parameters.
        unsupported: operations without a rule; what they give is taken to be any function of what they take.
        certificate: the graph, the pattern and a digest of the weights, which `certsim check` checks again.
    """

    NO_TRUTH_VALUE = "an audit is not true or false: look at its findings, or call assert_free"

    parameters: int
    trained: int
    dimension: int
    findings: tuple[Finding, ...]
    names: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    certificate: bytes | None = field(default=None, repr=False)
    seconds: float = 0.0
    model: str | None = None
    path: str | None = None

    @property
    def summary(self) -> str:
        """On one line, whether anything is trapped.

        >>> Audit(parameters=9, trained=8, dimension=8, findings=()).summary
        'nothing is trapped: dimension 8 of 8'
        """
        trapped = sum(finding.verdict is Verdict.TRAPPED for finding in self.findings)
        said = f"{trapped} groups of units are trapped" if trapped > 1 else "one group of units is trapped"
        return (
            f"{said if trapped else 'nothing is trapped'}: dimension {self.dimension:,} of {self.trained:,}"
        )

    @property
    def exit_status(self) -> int:
        """1: something is trapped; 3: something is undecided or unsupported; else 0."""
        verdicts = {finding.verdict for finding in self.findings}
        if Verdict.TRAPPED in verdicts:
            return 1
        return 3 if self.unsupported or verdicts & {Verdict.UNDECIDED, Verdict.UNDEFINED} else 0

    def assert_free(self, pattern: str = "*") -> None:
        """Raises AssertionError unless training can move all parameters of these names, as far as is known.

        The pattern is one of file names, as in `encoder.*`. What is delayed, redundant, frozen or waits for
        other data is no obstacle.
        """
        if not any(fnmatchcase(name, pattern) for name in self.names):
            raise AssertionError(f"no trained parameter is named {pattern!r}")
        held_fast = [
            f"{finding.verdict}: {finding.place}: {finding.reason}"
            for finding in self.findings
            if finding.verdict in NOT_FREE and any(fnmatchcase(name, pattern) for name in finding.entries)
        ]
        if held_fast:
            raise AssertionError("\n".join(held_fast))

    def rows(self) -> Iterator[Row]:
        """The dimension and the findings, for notebooks."""
        yield Row("answer", self.summary)
        for finding in self.findings[:_SHOWN]:
            kind = "" if finding.kind is None else f" ({finding.kind})"
            yield Row(f"{finding.verdict}{kind}", f"{finding.place}: {finding.reason}")
        if len(self.findings) > _SHOWN:
            yield Row("findings", f"and {len(self.findings) - _SHOWN} more")
        if self.unsupported:
            yield Row("unsupported", ", ".join(self.unsupported))

    def to_json(self) -> Json:
        """What `certsim audit --json` prints."""
        return {
            "model": self.model,
            "parameters": self.parameters,
            "trained": self.trained,
            "dimension": self.dimension,
            "findings": [finding.to_json() for finding in self.findings],
            "unsupported": list(self.unsupported),
            "certificate": self.path,
            "seconds": round(self.seconds, 3),
        }


def audit(
    module: torch.nn.Module,
    inputs: tuple[Any, ...] | Mapping[str, Any],
    *,
    optimizer: torch.optim.Optimizer | None = None,
    symmetric_outputs: Sequence[int] = (),
    relu0: bool = False,
) -> Audit:
    """Says which parameters of a module training can never move apart or away from zero.

    Args:
        module: with the weights of the checkpoint.
        inputs: examples, whose shapes all inputs have.
        optimizer: what it holds is trained; its groups tell rates apart.
        symmetric_outputs: indices of outputs that the loss treats alike, as twin critics (theory T23).
        relu0: whether relu'(0) = 0 may be used, as PyTorch has it.
    """
    from certsim.torch.capture import capture

    start = time.monotonic()
    captured = capture(module, inputs, optimizer)
    work = _Work(captured, _places(captured.outputs, symmetric_outputs), relu0)
    findings = [*work.findings(module, inputs), *_frozen(captured)]
    taken = sum(
        finding.codimension
        for finding in findings
        if finding.verdict is Verdict.TRAPPED and finding.kind is not Kind.CONSERVED
    )
    trained = sum(captured.values[name].size for name in captured.trained)
    return Audit(
        parameters=sum(parameter.numel() for parameter in module.parameters()),
        trained=trained,
        dimension=trained - taken,
        findings=tuple(sorted(findings, key=lambda finding: list(Verdict).index(finding.verdict))),
        names=captured.trained,
        unsupported=tuple(dict.fromkeys(captured.graph.unsupported)),
        seconds=time.monotonic() - start,
    )


def _places(outputs: Sequence[str], symmetric: Sequence[int]) -> list[int]:
    """Where the outputs that are treated alike are among the real outputs."""
    names = [f"output[{at}]" for at in symmetric]
    for at, name in zip(symmetric, names, strict=True):
        if name not in outputs:
            known = f"real tensors are {', '.join(outputs)}"
            raise CertsimError(f"no output of index {at} is a tensor of real numbers\nhint: {known}")
    return [outputs.index(name) for name in names]


def _frozen(captured: Captured) -> list[Finding]:
    """All that is not trained, as one finding."""
    if not captured.frozen:
        return []
    return [Finding(Verdict.FROZEN, dict.fromkeys(captured.frozen, "all"), words.FROZEN)]


class _Work:
    """One audit at work."""

    def __init__(self, captured: Captured, symmetric: Sequence[int], relu0: bool) -> None:
        self._captured, self._relu0 = captured, relu0
        self._graph = captured.graph
        self._shapes: Mapping[str, Shape] = {name: captured.values[name].shape for name in captured.trained}
        self._audited = {
            taken: Audited(self._graph, self._shapes, captured.rates, symmetric, relu0=taken)
            for taken in (False, True)
        }

    def findings(self, module: torch.nn.Module, inputs: Any) -> Iterator[Finding]:
        """All findings but that of what is frozen."""
        from certsim.torch.observe import observe

        values = self._captured.values
        if infinite := [name for name, value in values.items() if not np.isfinite(value).all()]:
            yield Finding(Verdict.UNDEFINED, dict.fromkeys(infinite, "all"), words.NOT_FINITE)
            return
        proposed = propose(values)
        redundant = self._redundant({k: v for k, v in proposed.items() if k not in self._shapes})
        kept, wide = self._proved(proposed)
        still = {name: zeros(colouring) for name, colouring in wide.gradients.by_name.items()}
        settled = {name: mask for name, mask in still.items() if mask.any()}
        observed = observe(module, inputs, self._captured.trained, settled)
        yield from self._held(redundant, kept, wide, observed.strange)
        yield from self._seen(observed)
        yield from self._never(redundant)

    def _proved(self, proposed: Pattern) -> tuple[Proved, Proved]:
        """What is kept, and what is kept where relu'(0) = 0 is taken."""
        wide = Proved(*smallest(self._audited[True], proposed))
        if self._relu0 or not wide.gradients.met.get(AtZero.CONVENTION):
            return wide, wide
        return Proved(*smallest(self._audited[False], wide.pattern)), wide

    def _redundant(self, frozen: Pattern) -> Mapping[str, Mask]:
        """The slices of parameters on which no output depends, whatever the trained parameters are."""
        gradients = self._audited[False].gradients(frozen).by_name
        found = {name: whole_slices(colouring) for name, colouring in gradients.items()}
        hidden = self._behind_steps(name for name, mask in found.items() if mask.any())
        return {name: mask for name, mask in found.items() if mask.any() and name not in hidden}

    def _behind_steps(self, names: Iterable[str]) -> set[str]:
        """The parameters that a function without a slope hides, such as rounding: outputs depend on them."""
        nodes = self._graph.nodes
        return {
            name
            for name in names
            if any(
                isinstance(operation := nodes[at].operation, Map) and facts(operation.function).flat
                for at in self._reached(name)
            )
        }

    def _reached(self, name: str) -> list[int]:
        """The nodes that depend on a parameter, in their order."""
        found: set[int] = set()
        for at, node in enumerate(self._graph.nodes):
            own = isinstance(node.operation, Leaf) and node.operation.name == name
            if own or found.intersection(node.arguments):
                found.add(at)
        return sorted(found)

    def _held(
        self, redundant: Mapping[str, Mask], kept: Proved, wide: Proved, strange: frozenset[str]
    ) -> Iterator[Finding]:
        """What is trapped, and what is trapped by the convention only."""
        shapes = {
            name: shape
            for name, shape in self._shapes.items()
            if name not in redundant or not redundant[name].all()
        }
        left_out = {name: _along(mask) for name, mask in redundant.items() if name in shapes}
        subject = Subject(self._graph, shapes, left_out, units_of(self._graph))
        for group in held(subject, kept):
            yield self._finding(Verdict.TRAPPED, group, kept.gradients, strange)
        if wide is not kept:
            for group in held(subject, wide, kept):
                yield self._finding(Verdict.CONVENTION, group, wide.gradients, strange)

    def _finding(
        self, verdict: Verdict, group: Held, gradients: Gradients, strange: frozenset[str]
    ) -> Finding:
        entries = entries_of(group.places)
        if strange.intersection(entries):
            return Finding(Verdict.UNDEFINED, entries, words.NO_GRADIENT)
        rounded = any(gradients.by_name[name].rounded for name in entries)
        reason, hint = words.held(group.kind, entries)
        if verdict is Verdict.CONVENTION:
            reason = words.CONVENTION
        return Finding(verdict, entries, reason, hint, group.kind, group.codimension, rounded)

    def _never(self, redundant: Mapping[str, Mask]) -> Iterator[Finding]:
        """What is redundant; parameters of equal names but for numbers are one finding."""
        used = {node.operation.name for node in self._graph.nodes if isinstance(node.operation, Leaf)}
        groups: defaultdict[Hashable, list[Place]] = defaultdict(list)
        for name, mask in redundant.items():
            groups[name in used, words.alike(name)] += marked(name, mask)
        for places in groups.values():
            reason = words.REDUNDANT if places[0].name in used else words.UNUSED
            yield Finding(Verdict.REDUNDANT, entries_of(places), reason)

    def _seen(self, observed: Observed) -> Iterator[Finding]:
        """What was seen and not proved."""
        if observed.strange:
            yield Finding(
                Verdict.UNDEFINED, dict.fromkeys(sorted(observed.strange), "all"), words.NO_GRADIENT
            )
            return
        delays: defaultdict[int, list[Place]] = defaultdict(list)
        blamed: defaultdict[str | None, list[Place]] = defaultdict(list)
        for name, mask in observed.still.items():
            steps = observed.steps[name]
            for step in np.unique(steps[mask]):
                places = marked(name, mask & (steps == step))
                if step:
                    delays[int(step)] += places
                elif places:
                    blamed[self._blame(name)] += places
        asleep = [place for name, mask in observed.asleep.items() for place in marked(name, mask)]
        for step, places in delays.items():
            if places:
                yield Finding(Verdict.DELAYED, entries_of(places), words.delayed(step), steps=step)
        for operation, places in blamed.items():
            yield Finding(Verdict.UNDECIDED, entries_of(places), words.undecided(operation))
        if asleep:
            yield Finding(Verdict.DATA_DEPENDENT, entries_of(asleep), words.ASLEEP)

    def _blame(self, name: str) -> str | None:
        """The first operation without a rule that a parameter reaches."""
        unknown = set(self._graph.unsupported)
        operations = (self._graph.nodes[at].operation for at in self._reached(name))
        return next(
            (each.function for each in operations if isinstance(each, Opaque) and each.function in unknown),
            None,
        )


def zeros(colouring: Colouring) -> Mask:
    """The entries that are zero."""
    found = np.full(colouring.shape, colouring.is_zero)
    for coordinate in colouring.coordinates if not colouring.is_zero else ():
        found |= coordinate.along(range(len(colouring.shape))) == 0
    return found


def whole_slices(colouring: Colouring) -> Mask:
    """The entries of the slices along an axis that are zero."""
    found = np.full(colouring.shape, colouring.is_zero)
    for axis in range(len(colouring.shape)):
        shape = [-1 if k == axis else 1 for k in range(len(colouring.shape))]
        found |= (colouring.slices(axis).classes == 0).reshape(shape)
    return found


def _along(mask: Mask) -> tuple[Mask, ...]:
    """Along each axis, the slices that are marked whole."""
    axes = range(mask.ndim)
    return tuple(np.asarray(mask.all(axis=tuple(k for k in axes if k != axis))) for axis in axes)
