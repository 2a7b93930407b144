"""Small PyTorch modules as exact models: the bridge from modules to the spec language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from certsim.errors import CertsimError
from certsim.model.faults import did_you_mean
from certsim.model.model import Model
from certsim.model.spec_text import spec_text
from certsim.torch.bridge.spelling import exact, legal_names
from certsim.torch.bridge.written import tables_of
from certsim.torch.capture.capture import capture

if TYPE_CHECKING:
    from torch.nn import Module, Parameter


def from_torch(
    module: Module,
    inputs: tuple[Any, ...] | Mapping[str, Any],
    *,
    frozen: Iterable[str] = (),
    name: str | None = None,
) -> Model:
    """The function that a module computes, as a model; `Model.from_torch` tells what is taken."""
    return Model.parse(**_tables(module, inputs, frozen, name))


def spec_of(
    module: Module,
    inputs: tuple[Any, ...] | Mapping[str, Any],
    *,
    frozen: Iterable[str] = (),
    name: str | None = None,
) -> str:
    """The model of `from_torch` as the text of a spec file, to which candidates can be added."""
    table = _tables(module, inputs, frozen, name)
    names = legal_names(_trained(module, frozen))
    numbered = [each for each in names.items() if each[1].lstrip("_") != each[0].replace(".", "_")]
    renamed = [f"{legal} is {given}" for given, legal in numbered]
    comments = [
        f"The function that the PyTorch module {type(module).__name__} computes.",
        "The names of its parameters have _ for dots.",
        *renamed,
    ]
    return spec_text(table, comments=comments)


def point_of(module: Module, *, frozen: Iterable[str] = ()) -> dict[str, Any]:
    """The values of the parameters that are free in the model of a module, each the fraction that it is.

    The point is one that `locate` and `orbit` take, for the model with the same `frozen`.
    """
    trained = _trained(module, frozen)
    names = legal_names(trained)
    return {names[name]: exact(values.detach().cpu().double().numpy()) for name, values in trained.items()}


def _tables(
    module: Module, inputs: tuple[Any, ...] | Mapping[str, Any], frozen: Iterable[str], name: str | None
) -> dict[str, Any]:
    _require_numbers(inputs)
    captured = capture(module, inputs)
    shapes = {each: tuple(values.shape) for each, values in _trained(module, frozen).items()}
    return {"name": name or type(module).__name__, **tables_of(captured.graph, shapes, captured.values)}


def _require_numbers(inputs: tuple[Any, ...] | Mapping[str, Any]) -> None:
    """Raises for an input of truth values: it would be taken for one of real numbers."""
    for each in inputs.values() if isinstance(inputs, Mapping) else inputs:
        if str(getattr(each, "dtype", "")) == "torch.bool":
            hint = "let the module hold the mask, as a buffer"
            raise CertsimError(f"an input of truth values is none of a model\nhint: {hint}")


def _trained(module: Module, frozen: Iterable[str]) -> dict[str, Parameter]:
    """The parameters that are free: those that are trained, and that no pattern of `frozen` names."""
    trained = {name: values for name, values in module.named_parameters() if values.requires_grad}
    still = set(_matched(frozen, trained))
    return {name: values for name, values in trained.items() if name not in still}


def _matched(patterns: Iterable[str], names: Iterable[str]) -> Iterator[str]:
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        found = [name for name in names if fnmatchcase(name, pattern)]
        if not found:
            hint = did_you_mean(pattern, names) or f"there are {', '.join(names)}"
            raise CertsimError(f"the module has no trained parameter {pattern!r:.60}\nhint: {hint}")
        yield from found
