"""What gradients do at a checkpoint: seen in floating point, for a few inputs and steps, and never a proof.

Losses are sums of outputs with random coefficients. A step of the simulation is one of gradient descent on a
copy of the parameters, with new inputs and a new loss.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.func import functional_call
from torch.utils import _pytree as pytree
from torch.utils._python_dispatch import TorchDispatchMode

from certsim.kernel.errors import visible
from certsim.torch.errors import AuditError

Mask: TypeAlias = NDArray[np.bool_]

STEPS: Final = 8
"""So many steps are simulated at most."""
_SCALES: Final = (1.0, 1e2, 1e4)
"""Of random inputs: units that are dead for small ones may live for large ones."""
_STEP: Final = 1e-2
"""The length of a step, compared with the largest entry of the gradient."""
_SMALL: Final = 1 << 24
"""Modules of so many parameters at most are observed in double precision."""
_LOOKUPS: Final = ("aten.embedding", "aten.index.Tensor", "aten.index_select", "aten.gather")


@dataclass(frozen=True)
class Observed:
    """What was seen at a checkpoint.

    Attributes:
        finite: whether the outputs are, for the example inputs.
        strange: parameters whose gradients are not finite.
        still: entries of parameters without a gradient for random inputs and losses.
        asleep: entries without one for the example inputs, with one for random inputs.
        steps: entries that were still, by the number of steps after which they had a gradient; 0: never.
    """

    finite: bool = True
    strange: frozenset[str] = frozenset()
    still: Mapping[str, Mask] = field(default_factory=dict)
    asleep: Mapping[str, Mask] = field(default_factory=dict)
    steps: Mapping[str, NDArray[np.int8]] = field(default_factory=dict)


def observe(
    module: nn.Module, inputs: Any, speeds: Mapping[str, float], settled: Mapping[str, Mask]
) -> Observed:
    """Watches the gradients of trained parameters; of entries that are settled nothing is asked.

    `speeds` names the trained parameters, and says how fast an optimizer moves each, compared with others.
    """
    size = sum(parameter.numel() for parameter in module.parameters())
    with _without_dropout(module), torch.random.fork_rng(devices=[]):
        if size <= _SMALL:  # in double precision, unless the module's code insists on its own
            with contextlib.suppress(RuntimeError, TypeError, ValueError):
                return _watch(_Copy(module, speeds, torch.float64), inputs, settled)
        try:
            return _watch(_Copy(module, speeds, None), inputs, settled)
        except Exception as error:  # the module's own code may raise anything
            said = visible(f"{type(error).__name__}: {error}")
            raise AuditError(f"the module raises for its example inputs: {said}") from error


def speeds_of(
    module: nn.Module, trained: Iterable[str], optimizer: torch.optim.Optimizer | None
) -> dict[str, float]:
    """How fast an optimizer moves each trained parameter, the fastest one at 1."""
    groups = [] if optimizer is None else optimizer.param_groups
    rates = {id(p): float(group.get("lr", 1.0)) for group in groups for p in group["params"]}
    fastest = max(rates.values(), default=0.0) or 1.0
    named = dict(module.named_parameters())
    return {name: rates.get(id(named[name]), fastest) / fastest for name in trained}


@contextlib.contextmanager
def _without_dropout(module: nn.Module) -> Iterator[None]:
    """Lets nothing be dropped: what a draw of a mask leaves out is not what the inputs leave out."""
    kinds = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.FeatureAlphaDropout)
    active = [each for each in module.modules() if isinstance(each, kinds) and each.training]
    for each in active:
        each.eval()
    try:
        yield
    finally:
        for each in active:
            each.train()


class _Copy:
    """A module's function with parameters and buffers of its own, in some precision."""

    def __init__(self, module: nn.Module, speeds: Mapping[str, float], dtype: torch.dtype | None) -> None:
        self._module = module
        self._dtype = dtype
        self._speeds = speeds
        self.trained = list(speeds)
        named = {**dict(module.named_parameters()), **dict(module.named_buffers())}
        self.values = {name: self.cast(value.detach()).clone() for name, value in named.items()}
        for name in self.trained:
            self.values[name].requires_grad_()

    def cast(self, value: Tensor) -> Tensor:
        """The tensor in the precision of the copy, if it is one of real numbers."""
        if self._dtype and value.is_complex():
            return value.to(self._dtype.to_complex())
        return value.to(self._dtype) if self._dtype and value.is_floating_point() else value

    def outputs(self, inputs: Any) -> list[Tensor]:
        """The outputs that are numbers; of complex ones the parts."""
        arguments, named = ((), dict(inputs)) if isinstance(inputs, Mapping) else (inputs, {})
        with torch.enable_grad():
            returned = functional_call(self._module, self.values, arguments, named)
        leaves = pytree.tree_leaves(returned)
        numbers = [torch.view_as_real(y) if y.is_complex() else y for y in leaves if isinstance(y, Tensor)]
        return [y for y in numbers if y.is_floating_point()]

    def gradients(self, outputs: Sequence[Tensor], names: Iterable[str]) -> dict[str, Tensor]:
        """The gradient of a random loss; parameters that no output depends on are left out."""
        losses = [(y * torch.randn_like(y)).sum() for y in outputs if y.requires_grad]
        wanted = list(names)
        if not losses or not wanted:
            return {}
        parameters = [self.values[name] for name in wanted]
        found = torch.autograd.grad(torch.stack(losses).sum(), parameters, allow_unused=True)
        return {name: g for name, g in zip(wanted, found, strict=True) if g is not None}

    def move(self, gradients: Mapping[str, Tensor]) -> None:
        """One step down, in place."""
        largest = max((float(g.abs().max()) for g in gradients.values() if g.numel()), default=0.0)
        if not np.isfinite(largest) or not largest:
            return
        with torch.no_grad():
            for name, gradient in gradients.items():
                self.values[name].sub_(gradient, alpha=self._speeds[name] * _STEP / largest)


def _watch(copy: _Copy, inputs: Any, settled: Mapping[str, Mask]) -> Observed:
    """The example inputs first; what is still with them is looked at with others, and after steps."""
    torch.manual_seed(0)
    example = pytree.tree_map_only(Tensor, copy.cast, inputs)
    with _Lookups(copy.values) as lookups:
        outputs = copy.outputs(example)
    finite = all(map(_is_finite, outputs))
    gradients = copy.gradients(outputs, copy.trained)
    del outputs
    strange = frozenset(name for name, g in gradients.items() if not _is_finite(g))
    if not finite or strange:
        return Observed(finite, strange or frozenset(copy.trained))
    still = _still(copy, gradients, settled)
    first = {name: mask.copy() for name, mask in still.items()}
    _wake(still, (partial(_others, copy, example, scale) for scale in _scales(example)))
    asleep = {name: mask & ~still.get(name, np.False_) for name, mask in first.items()}
    scales = _scales(example) if any(mask.any() for mask in asleep.values()) else ()
    steps = _delays(copy, example, gradients, still, scales)
    for name in lookups.found & still.keys():
        still[name] = _without_others(still[name], steps[name])
    return Observed(True, frozenset(), _some(still), _some(asleep), steps)


def _scales(example: Any) -> Sequence[float]:
    """The scales of random inputs, where there are any real numbers."""
    real = any(isinstance(x, Tensor) and x.is_floating_point() for x in pytree.tree_leaves(example))
    return _SCALES if real else _SCALES[:1]


def _some(masks: Mapping[str, Mask]) -> dict[str, Mask]:
    return {name: mask for name, mask in masks.items() if mask.any()}


def _still(copy: _Copy, gradients: Mapping[str, Tensor], settled: Mapping[str, Mask]) -> dict[str, Mask]:
    """The entries without a gradient that are not settled, by parameter."""
    found = {}
    for name in copy.trained:
        mask = _zeros(gradients.get(name), copy.values[name].shape)
        if name in settled:
            mask &= ~settled[name]
        if mask.any():
            found[name] = mask
    return found


def _zeros(gradient: Tensor | None, shape: Sequence[int]) -> Mask:
    return np.ones(shape, dtype=bool) if gradient is None else (gradient == 0).cpu().numpy()


def _is_finite(value: Tensor) -> bool:
    """Whether all numbers are finite; their sum is, then."""
    return bool(torch.isfinite(value.detach().sum())) or bool(torch.isfinite(value).all())


def _wake(still: dict[str, Mask], looks: Iterable[Callable[[Iterable[str]], Mapping[str, Tensor]]]) -> None:
    """Takes out of the still entries those that have a gradient at one of some looks at them."""
    for look in looks:
        if not still:
            return
        gradients = look(list(still))
        for name in list(still):
            if name in gradients:
                still[name] &= _zeros(gradients[name], still[name].shape)
                if not still[name].any():
                    del still[name]


def _others(copy: _Copy, example: Any, scale: float, names: Iterable[str]) -> Mapping[str, Tensor]:
    """The gradients for random inputs of the example's kind; none where the module refuses them."""
    try:
        other = pytree.tree_map_only(Tensor, _like(scale), example)
        gradients = copy.gradients(copy.outputs(other), names)
    except Exception:  # noqa: BLE001  the module's own code may raise anything for inputs that it does not expect
        return {}
    return {name: gradient for name, gradient in gradients.items() if _is_finite(gradient)}


def _again(copy: _Copy, example: Any, names: Iterable[str]) -> Mapping[str, Tensor]:
    """The gradients for the example inputs, where the copy is now."""
    return copy.gradients(copy.outputs(example), names)


def _like(scale: float) -> Callable[[Tensor], Tensor]:
    """Random numbers for real ones, and other ones in another order."""

    def other(value: Tensor) -> Tensor:
        if value.is_floating_point() or value.is_complex():
            return torch.randn_like(value) * scale
        return value.reshape(-1)[torch.randperm(value.numel())].reshape(value.shape)

    return other


def _delays(
    copy: _Copy,
    example: Any,
    gradients: Mapping[str, Tensor],
    still: Mapping[str, Mask],
    scales: Sequence[float],
) -> dict[str, NDArray[np.int8]]:
    """After how many steps the still entries have a gradient.

    Steps go down for the example inputs and, to wake what sleeps for these, for random ones of some scales.
    """
    waiting = {name: mask.copy() for name, mask in still.items()}
    steps = {name: np.zeros(mask.shape, dtype=np.int8) for name, mask in still.items()}
    looks = [partial(_again, copy, example), *(partial(_others, copy, example, s) for s in scales or (1.0,))]
    for step in range(1, STEPS + 1):
        if not waiting:
            break
        first = gradients if step == 1 else _again(copy, example, copy.trained)
        copy.move(_sum([first, *(_others(copy, example, scale, copy.trained) for scale in scales)]))
        before = {name: mask.copy() for name, mask in waiting.items()}
        _wake(waiting, looks)
        for name, mask in before.items():
            steps[name][mask & ~waiting.get(name, np.False_)] = step
    return steps


def _sum(losses: Iterable[Mapping[str, Tensor]]) -> Mapping[str, Tensor]:
    """The gradients of the sum of losses."""
    total: dict[str, Tensor] = {}
    for gradients in losses:
        for name, gradient in gradients.items():
            total[name] = total[name] + gradient if name in total else gradient
    return total


def _without_others(still: Mask, steps: NDArray[np.int8]) -> Mask:
    """Of a table in which the inputs choose rows, the rows that are chosen now or after steps, or all rows.

    Nothing is known of rows that no input of the example chooses.
    """
    return still & (steps > 0) if steps.any() or not still.all() else still


class _Lookups(TorchDispatchMode):  # type: ignore[misc]
    """Notes the parameters of which rows are chosen by indices."""

    def __init__(self, values: Mapping[str, Tensor]) -> None:
        super().__init__()
        self._names = {value.data_ptr(): name for name, value in values.items() if value.numel()}
        self.found: set[str] = set()

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        if str(func).startswith(_LOOKUPS) and isinstance(args[0], Tensor):
            name = self._names.get(args[0].data_ptr())
            if name is not None:
                self.found.add(name)
        return func(*args, **(kwargs or {}))
