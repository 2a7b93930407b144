"""`audit`: what a PyTorch module can never learn from a checkpoint on; what checkpoints come near to."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from certsim import store
from certsim.commands.shared import PATH, NoAnswer, advice, attempt, certificate_file
from certsim.console import TIMEOUT, Settings, common, paint
from certsim.errors import CertsimError
from certsim.judge import INTERNAL
from certsim.kernel.errors import visible
from certsim.workers import Outcome, once, run_all

if TYPE_CHECKING:
    from certsim.torch.condensation.condensation import Condensation
    from certsim.torch.report.audits import Audit

T = TypeVar("T")

_UNBOUNDED: Final = sys.maxsize  # bytes of memory: a module may be of any size
_TOLERANCE: Final = 0.05  # of checkpoints that are compared, if no other is asked for


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
    tolerance: float | None
    spec: bool


@click.command()
@click.argument("targets", metavar="FILE.py:FUNCTION|CHECKPOINT...", nargs=-1)
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
@click.option("-o", "certificate", type=PATH, metavar="CERT", help="The file for the certificate.")
@click.option("--spec", type=PATH, metavar="SPEC", help="Also write the module, if it is small, as a spec.")
@click.option(
    "--tolerance", type=float, metavar="T", help="Also name the SIMs near by; in floating point, no proof."
)
@click.option("--svg", type=PATH, metavar="FILE", help="Of checkpoints: draw effective width against step.")
@click.option("--operations", is_flag=True, help="List the operations that have a rule, and do nothing else.")
@common(TIMEOUT)
def audit(settings: Settings, targets: tuple[str, ...], operations: bool, **options: Any) -> int:
    """Says which parameters of a PyTorch module training can never move apart or away from zero.

    FUNCTION takes nothing and returns (module, inputs): a torch.nn.Module, and a tuple of example inputs or a
    dict of keyword inputs. The module's own code runs, as `python FILE.py` would run it: audit only what you
    would run. A checkpoint runs no code.

    The claim is about all inputs of the example's shapes, and every loss of all outputs, in exact arithmetic.
    The exit status is 0 if nothing is trapped, 1 if something is, 3 if something is undecided.

    Of checkpoints alone, it says how near their layers come to merged, opposite and dead units.
    """
    if find_spec("torch") is None:
        raise CertsimError("certsim audit needs PyTorch: pip install 'certsim[torch]'")
    if operations:
        return _list_operations(settings)
    if not targets:
        raise click.UsageError("Missing argument 'FILE.py:FUNCTION'.")
    path, colon, function = targets[0].rpartition(":")
    if not colon and not targets[0].endswith(".py"):
        return _compare(settings, list(map(Path, targets)), options["tolerance"], options["svg"])
    if not path or not function.isidentifier():
        raise click.UsageError(f"{targets[0]!r} is no FILE.py:FUNCTION, such as model.py:build")
    if len(targets) > 1 or options.pop("svg"):
        raise click.UsageError("a module is audited alone; its weights are those of --checkpoint")
    return _audit(settings, targets[0], Path(path), function, options)


def _list_operations(settings: Settings) -> int:
    from certsim.torch.capture.operations import operations

    table = operations()
    for name, rule in table:
        settings.print(f"{name}: {rule}")
    settings.print_json({"operations": [{"name": name, "rule": rule} for name, rule in table]})
    return 0


def _audit(settings: Settings, target: str, path: Path, function: str, options: dict[str, Any]) -> int:
    """The audit of a module, its certificate and its spec in their files."""
    certificate, spec = options.pop("certificate"), options.pop("spec")
    read = [each for each in (path, options["checkpoint"]) if each is not None]
    _require_files(read)
    file = certificate or certificate_file(path, Path("certificates"), function, "audit")
    written = [each for each in (file, spec) if each is not None]
    store.keep_apart(read, written)
    store.prepare(each.parent for each in written)
    request = _Request(path, function, **options, spec=spec is not None)
    found, text = _in_child(settings, target, partial(_find, request))
    if found.certificate is not None:
        store.write(file, found.certificate)
        found = replace(found, path=str(file))
    if spec is not None:
        store.write(spec, text.encode())
    from certsim.torch.report.table import audit_lines

    found = replace(found, model=target)
    for line in audit_lines(found, paint, quiet=settings.quiet):
        settings.print(line)
    settings.print_json(found.to_json())
    return found.exit_status


def _require_files(paths: Sequence[Path]) -> None:
    """Raises CertsimError for the first that is no file, before anything is made or run."""
    for path in paths:
        if not path.is_file():
            said = "this is a directory" if path.is_dir() else "there is no such file"
            raise CertsimError(f"{visible(str(path))}: {said}")


def _find(request: _Request) -> tuple[Audit, str]:
    """The audit, and the spec if it is asked for; what the module's code prints is not the answer."""
    with contextlib.redirect_stdout(sys.stderr):
        return _found(request)


def _found(request: _Request) -> tuple[Audit, str]:
    from certsim.torch.capture.checkpoints import read_tensors
    from certsim.torch.capture.load import load_module, load_optimizer, load_source, load_weights
    from certsim.torch.report.audits import audit as find

    source = load_source(request.path)
    module, inputs = load_module(source, request.function)
    if request.checkpoint is not None:
        load_weights(module, read_tensors(request.checkpoint), str(request.checkpoint))
    optimizer = None if request.optimizer is None else load_optimizer(source, request.optimizer, module)
    symmetric, relu0, near = request.symmetric, request.relu0, request.tolerance
    found = find(
        module, inputs, optimizer=optimizer, symmetric_outputs=symmetric, relu0=relu0, tolerance=near
    )
    if not request.spec:
        return found, ""
    from certsim.torch.bridge.bridge import spec_of

    return found, spec_of(module, inputs, name=request.function)


def _compare(settings: Settings, paths: Sequence[Path], tolerance: float | None, svg: Path | None) -> int:
    """How near the layers of checkpoints come to merged, opposite and dead units."""
    _require_files(paths)
    store.keep_apart(paths, [svg] if svg is not None else [])
    width = _TOLERANCE if tolerance is None else tolerance
    found, drawn = _in_child(
        settings, visible(str(paths[0])), partial(_condensed, paths, width, svg is not None)
    )
    if svg is not None:
        store.prepare([svg.parent])
        store.write(svg, drawn.encode())
    for line in found.lines():
        settings.print(line)
    settings.print_json(found.to_json())
    return 0


def _condensed(paths: Sequence[Path], tolerance: float, drawn: bool) -> tuple[Condensation, str]:
    from certsim.torch.condensation.condensation import condensation

    found = condensation(paths, tolerance)
    if not drawn:
        return found, ""
    from certsim.torch.condensation.picture import condensation_svg

    return found, condensation_svg(found)


def _in_child(settings: Settings, name: str, function: Callable[[], T]) -> T:
    """The value of a function, from a child process that can be stopped whatever the module's code does.

    Its memory is not bounded.
    """
    task = partial(once, attempt, function)
    seconds = settings.options.timeout
    outcome: Outcome[T | CertsimError]
    ((_, outcome),) = run_all([task], jobs=1, timeout=seconds, memory=_UNBOUNDED, deadline=settings.deadline)
    if isinstance(outcome.value, CertsimError):
        raise outcome.value
    if outcome.value is None:
        raise NoAnswer(name, outcome.failure or INTERNAL, advice(outcome, 1))
    return outcome.value
