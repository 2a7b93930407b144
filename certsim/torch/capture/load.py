"""Modules from files of Python, and their weights from checkpoints. The code of a module's file runs."""

from __future__ import annotations

import inspect
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, Final, TypeAlias

import torch
from torch import Tensor, nn

from certsim.kernel.errors import visible
from certsim.torch.errors import AuditError

Inputs: TypeAlias = "tuple[Any, ...] | Mapping[str, Any]"

_RETURNED: Final = "return (module, inputs): a torch.nn.Module and a tuple of example inputs"
_SHOWN: Final = 5


@dataclass(frozen=True)
class Source:
    """A file of Python that was run, and what it defines."""

    path: Path
    module: ModuleType

    def call(self, name: str, *arguments: object) -> Any:
        """What a function of the file returns; an AuditError where it is not there, or raises."""
        function = self._function(name)
        try:
            inspect.signature(function).bind(*arguments)
        except TypeError:
            takes = "the module" if arguments else "nothing"
            raise AuditError(f"{self._place(name)} must take {takes}") from None
        except ValueError:  # a builtin has no signature
            pass
        return _run(self.path, lambda: function(*arguments))

    def _function(self, name: str) -> Callable[..., Any]:
        found = getattr(self.module, name, None)
        if callable(found):
            return found  # type: ignore[no-any-return]
        names = [each for each, value in vars(self.module).items() if inspect.isfunction(value)]
        near = get_close_matches(name, names, 1) or names[:1]
        hint = f"did you mean {near[0]!r}?" if near else f"define one: {_RETURNED}"
        raise AuditError(f"{visible(str(self.path))} has no function {visible(name)!r}\nhint: {hint}")

    def _place(self, name: str) -> str:
        return visible(f"{self.path}:{name}")


def load_source(path: Path) -> Source:
    """Runs a file of Python, its imports beside it, as `python FILE.py` would; but it is not `__main__`."""
    if not path.is_file():
        raise AuditError(f"{visible(str(path))}: there is no such file")
    spec = spec_from_file_location(f"audited_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise AuditError(f"{visible(str(path))} is no file of Python\nhint: its name must end in .py")
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module
    sys.path.insert(0, str(path.resolve().parent))
    _run(path, lambda: spec.loader.exec_module(module))  # type: ignore[union-attr]
    return Source(path, module)


def load_module(source: Source, name: str) -> tuple[nn.Module, Inputs]:
    """The module and the example inputs that a function of a file returns."""
    returned = source.call(name)
    match returned:
        case (nn.Module() as module, (tuple() | dict()) as inputs):
            return module, inputs
        case _:
            place = visible(f"{source.path}:{name}")
            raise AuditError(f"{place} returned {_described(returned)}\nhint: {_RETURNED}")


def load_optimizer(source: Source, name: str, module: nn.Module) -> torch.optim.Optimizer:
    """The optimizer that a function of a file makes for a module."""
    returned = source.call(name, module)
    if isinstance(returned, torch.optim.Optimizer):
        return returned
    place = visible(f"{source.path}:{name}")
    raise AuditError(f"{place} returned {_described(returned)}, which is no torch.optim.Optimizer")


def _described(value: object) -> str:
    """The type of what was returned, that of the parts too."""
    if isinstance(value, tuple):
        return f"({', '.join(type(part).__name__ for part in value)})"
    return type(value).__name__


def _run(path: Path, function: Callable[[], Any]) -> Any:
    """Runs code of a file; whatever it raises is its user's to mend."""
    try:
        return function()
    except (Exception, SystemExit) as error:
        place = next(
            (f":{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__))
             if Path(frame.filename) == path.absolute() or Path(frame.filename) == path), ""
        )  # fmt: skip
        line = f":{error.lineno}" if isinstance(error, SyntaxError) and error.lineno else place
        said = f"{type(error).__name__}: {error}".rstrip(": ")
        raise AuditError(visible(f"{path}{line}: {said}")) from error


def load_weights(module: nn.Module, weights: Mapping[str, Tensor], name: str) -> None:
    """Gives a module the weights of a checkpoint; an AuditError says all in which the two differ."""
    own = module.state_dict()
    shared = {_storage(own[key]) for key in own if key in weights}
    missing = [key for key in own if key not in weights and _storage(own[key]) not in shared]
    unexpected = [key for key in weights if key not in own]
    shapes = [
        f"{key}: {tuple(weights[key].shape)} for {tuple(own[key].shape)}"
        for key in own
        if key in weights and weights[key].shape != own[key].shape
    ]
    differences = [
        f"{what}: {_listed(names)}"
        for what, names in (("missing", missing), ("unexpected", unexpected), ("of another shape", shapes))
        if names
    ]
    if differences:
        raise AuditError(visible(f"{name} is no checkpoint of this module; {'; '.join(differences)}"))
    module.load_state_dict(weights, strict=False)


def _storage(tensor: Tensor) -> tuple[int, tuple[int, ...]]:
    """What tied tensors have in common."""
    return tensor.data_ptr() if tensor.numel() else id(tensor), tuple(tensor.shape)


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
