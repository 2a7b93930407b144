"""Checkpoints as arrays by name: safetensors, or what `torch.load` reads without running code."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from certsim.errors import CertsimError
from certsim.kernel.errors import visible

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

Weights: TypeAlias = "Mapping[str, NDArray[Any]]"

_NESTED: Final = ("state_dict", "model_state_dict", "model", "module", "params")
"""Under which keys training scripts keep the weights, the first that is there."""
_CALLED: Final = re.compile(r"GLOBAL (\S+)")


class CheckpointError(CertsimError):
    """A file that gives no weights."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{visible(str(path))}: {message}")


class CodeRefused(CheckpointError):
    """A pickle that names what is no data. Nothing of it was run."""


def read_checkpoint(path: Path) -> Weights:
    """The arrays of a checkpoint by name, in its order; numbers of less than 32 bits become float32.

    Raises what `read_tensors` raises.
    """
    return {name: _array(tensor) for name, tensor in read_tensors(path).items()}


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """The tensors of a checkpoint by name, in its order.

    A file of `torch.load` may keep the weights below `state_dict`, `model` and the like. What is no tensor
    beside them is left out. No code of the file is run.

    Raises CheckpointError, and CodeRefused for pickled code.
    """
    if not path.is_file():
        raise CheckpointError(path, "this is a directory" if path.is_dir() else "there is no such file")
    tensors = dict(_safetensors(path) if _is_safetensors(path) else _state(path, _loaded(path)))
    if not tensors:
        raise CheckpointError(path, "there are no weights in this file")
    return tensors


def _is_safetensors(path: Path) -> bool:
    """A safetensors file starts with the length of its header, and then JSON."""
    if path.suffix == ".safetensors":
        return True
    with path.open("rb") as file:
        return file.read(9)[8:] == b"{"


def _safetensors(path: Path) -> Iterator[tuple[str, torch.Tensor]]:
    try:
        from safetensors import SafetensorError, safe_open
    except ImportError:
        raise CheckpointError(path, "this needs safetensors\nhint: pip install 'certsim[torch]'") from None
    try:
        with safe_open(path, framework="pt") as file:
            for name in file.keys():  # noqa: SIM118 - this is no mapping
                yield name, file.get_tensor(name)
    except (SafetensorError, OSError) as error:
        raise CheckpointError(path, f"this is no whole safetensors file: {_first_line(error)}") from error


def _loaded(path: Path) -> Any:
    import torch

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of old pickles; what matters is an error
            return torch.load(path, map_location="cpu", weights_only=True)
    except UnpicklingError as error:
        raise _refusal(path, str(error)) from error
    except Exception as error:  # a damaged file may fail anywhere
        raise CheckpointError(path, f"this is no whole checkpoint: {_first_line(error)}") from error


def _refusal(path: Path, words: str) -> CheckpointError:
    """Of a pickle that names a function or a class, or that is none."""
    called = _CALLED.search(words)
    if called is None:
        return CheckpointError(path, "this is no checkpoint that can be read without running code")
    return CodeRefused(
        path,
        f"this pickle calls {visible(called[1])}, which is no data; nothing of it was run\n"
        "hint: save the weights alone: torch.save(module.state_dict(), FILE), or a safetensors file",
    )


def _state(path: Path, loaded: object) -> Iterator[tuple[str, torch.Tensor]]:
    """The tensors by name, or those below a key where weights are usually kept."""
    import torch

    if isinstance(loaded, Mapping):
        inner = next((loaded[key] for key in _NESTED if isinstance(loaded.get(key), Mapping)), None)
        if inner is not None:
            return _state(path, inner)
        return ((str(name), each) for name, each in loaded.items() if isinstance(each, torch.Tensor))
    raise CheckpointError(path, f"this holds no weights by name, but a {type(loaded).__name__}")


def _array(tensor: torch.Tensor) -> NDArray[Any]:
    import torch

    dense = tensor.detach().to_dense() if tensor.layout is not torch.strided else tensor.detach()
    short = dense.is_floating_point() and dense.dtype not in (torch.float32, torch.float64)
    array: NDArray[Any] = (dense.float() if short else dense).numpy()
    return array


def _first_line(error: Exception) -> str:
    return visible(str(error).partition("\n")[0]) or type(error).__name__
