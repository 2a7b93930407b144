"""`audit`: what a PyTorch module can never learn from a checkpoint on."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from certsim import store
from certsim.commands.shared import PATH, NoAnswer, advice, certificate_file
from certsim.console import TIMEOUT, Settings, common, paint
from certsim.errors import CertsimError
from certsim.judge import INTERNAL
from certsim.workers import Outcome, once, run_all

if TYPE_CHECKING:
    from certsim.torch.audit import Audit

_UNBOUNDED: Final = sys.maxsize  # bytes of memory: a module may be of any size


def _indices(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, ...]:
    """Indices of outputs, as in ``0,1``."""
    try:
        found = tuple(int(part) for part in value.split(",")) if value else ()
    except ValueError:
        raise click.BadParameter(f"{value!r} is no list of indices such as 0,1") from None
    if len(set(found)) < len(found) or any(index < 0 for index in found):
        raise click.BadParameter(f"{value!r} is no list of different indices from 0 on")
    return found


@dataclass(frozen=True)
class _Request:
    """What is to be audited, and how."""

    path: Path
    function: str
    checkpoint: Path | None
    optimizer: str | None
    symmetric: tuple[int, ...]
    relu0: bool


@click.command()
@click.argument("target", metavar="FILE.py:FUNCTION", required=False)
@click.option("--checkpoint", type=PATH, metavar="FILE", help="Weights: safetensors, or saved by torch.save.")
@click.option("--optimizer", metavar="NAME", help="A function of FILE.py: from the module to its optimizer.")
@click.option(
    "--symmetric-outputs",
    "symmetric",
    callback=_indices,
    metavar="I,J",
    help="Outputs that the loss treats alike, such as twin critics.",
)
@click.option("--relu0", is_flag=True, help="Take relu'(0) = 0, as PyTorch does.")
@click.option("--operations", is_flag=True, help="List the operations that have a rule, and do nothing else.")
@click.option("-o", "certificate", type=PATH, metavar="CERT", help="The file for the certificate.")
@common(TIMEOUT)
def audit(
    settings: Settings,
    target: str | None,
    checkpoint: Path | None,
    optimizer: str | None,
    symmetric: tuple[int, ...],
    relu0: bool,
    operations: bool,
    certificate: Path | None,
) -> int:
    """Says which parameters of a PyTorch module training can never move apart or away from zero.

    FUNCTION takes nothing and returns (module, inputs): a torch.nn.Module, and a tuple of example inputs or a
    dict of keyword inputs. The module's own code runs, as `python FILE.py` would run it: audit only what you
    would run. A checkpoint runs no code.

    The claim is about all inputs of the example's shapes, and every loss of all outputs, in exact arithmetic.
    The exit status is 0 if nothing is trapped, 1 if something is, 3 if something is undecided.
    """
    _require_torch()
    if operations:
        return _list_operations(settings)
    if target is None:
        raise click.UsageError("Missing argument 'FILE.py:FUNCTION'.")
    path, function = _parsed(target)
    file = certificate or certificate_file(path, Path("certificates"), function, "audit")
    read = [path] if checkpoint is None else [path, checkpoint]
    store.keep_apart(read, [file])
    store.prepare([file.parent])
    found = _in_child(settings, target, _Request(path, function, checkpoint, optimizer, symmetric, relu0))
    found = _written(replace(found, model=target), file)
    from certsim.torch.table import audit_lines

    for line in audit_lines(found, paint, quiet=settings.quiet):
        settings.print(line)
    settings.print_json(found.to_json())
    return found.exit_status


def _require_torch() -> None:
    """Raises CertsimError where torch is not installed; it is not loaded."""
    if find_spec("torch") is None:
        raise CertsimError("certsim audit needs PyTorch: pip install 'certsim[torch]'")


def _parsed(target: str) -> tuple[Path, str]:
    """The file and the function of `FILE.py:FUNCTION`."""
    path, colon, name = target.rpartition(":")
    if not colon or not path or not name.isidentifier():
        raise click.UsageError(f"{target!r} is no FILE.py:FUNCTION, such as model.py:build")
    return Path(path), name


def _list_operations(settings: Settings) -> int:
    from certsim.torch.operations import operations

    table = operations()
    for name, rule in table:
        settings.print(f"{name}: {rule}")
    settings.print_json({"operations": [{"name": name, "rule": rule} for name, rule in table]})
    return 0


def _in_child(settings: Settings, name: str, request: _Request) -> Audit:
    """The audit, from a child process that can be stopped whatever the module's code does."""
    task = partial(once, _attempt, request)
    seconds = settings.options.timeout
    outcome: Outcome[Audit | CertsimError]
    ((_, outcome),) = run_all([task], jobs=1, timeout=seconds, memory=_UNBOUNDED, deadline=settings.deadline)
    if outcome.value is None:
        raise NoAnswer(name, outcome.failure or INTERNAL, advice(outcome, 1))
    if isinstance(outcome.value, CertsimError):
        raise outcome.value
    return outcome.value


def _attempt(request: _Request) -> Audit | CertsimError:
    """The audit, or what its user has to mend."""
    from certsim.torch.audit import audit as find
    from certsim.torch.checkpoints import read_tensors
    from certsim.torch.load import load_module, load_optimizer, load_source, load_weights

    try:
        source = load_source(request.path)
        module, inputs = load_module(source, request.function)
        if request.checkpoint is not None:
            load_weights(module, read_tensors(request.checkpoint), str(request.checkpoint))
        optimizer = None if request.optimizer is None else load_optimizer(source, request.optimizer, module)
        return find(
            module, inputs, optimizer=optimizer, symmetric_outputs=request.symmetric, relu0=request.relu0
        )
    except CertsimError as error:
        return error.with_traceback(None)


def _written(found: Audit, file: Path) -> Audit:
    """The audit, its certificate in the file."""
    if found.certificate is None:
        return found
    store.write(file, found.certificate)
    return replace(found, path=str(file))
