"""`check` and `explain`: what a certificate proves, and how."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from certsim.commands.audited import compare_weights
from certsim.commands.shared import PATH, SIZES, read_one
from certsim.commands.verified import check_verified, failed_check
from certsim.console import ALLOW, JOBS, TIMEOUT, Settings, common, paint, say
from certsim.errors import CertsimError
from certsim.judge import INTERNAL, Options
from certsim.kernel.errors import visible
from certsim.pipeline import Check, recheck, recheck_to_explain
from certsim.report import text
from certsim.report.status import STATUS_OF_CHECK, worst
from certsim.store import read_certificate
from certsim.torch.report.recheck import KEPT, is_audit, recheck_audit
from certsim.workers import once

if TYPE_CHECKING:
    from certsim.model.spec import Spec

_CERT: Final = click.argument("paths", metavar="CERT...", nargs=-1, required=True, type=PATH)


@click.command()
@_CERT
@click.option(
    "--spec", "spec_path", type=PATH, metavar="SPEC", help="The spec that the certificates must be about."
)
@click.option(
    "--weights",
    type=PATH,
    metavar="CHECKPOINT",
    help="The weights that the certificates of audits must be about.",
)
@click.option(
    "--verified",
    is_flag=True,
    help="Check them by the verified checker too, print its answers, and compare.",
)
@SIZES
@common(TIMEOUT, JOBS, ALLOW)
def check(
    settings: Settings, paths: Sequence[Path], spec_path: Path | None, weights: Path | None, verified: bool
) -> int:
    """Checks certificates again, and asks the solver again for what rests on it."""
    if verified:
        for option, given in (("--spec", spec_path), ("--weights", weights)):
            if given is not None:
                raise click.UsageError(f"--verified and {option} exclude each other")
        return check_verified(settings, paths)
    specs = [read_one(settings, spec_path)] if spec_path else []
    tasks = [functools.partial(once, _check_file, path, settings.options, specs) for path in paths]
    checks: dict[int, Check] = {}
    with contextlib.closing(settings.run(tasks, [str(path) for path in paths])) as outcomes:
        for index, outcome in outcomes:
            checks[index] = outcome.value or failed_check(outcome)
    ordered = [checks[index] for index in range(len(paths))]
    if weights is not None:
        ordered = compare_weights(paths, ordered, weights)
    for path, one in zip(paths, ordered, strict=True):
        _print_check(settings, path, one)
    documents = [
        {
            "certificate": str(path),
            "status": one.status,
            "message": one.message,
            "claim": one.claim,
            "assumptions": list(one.assumptions),
        }
        for path, one in zip(paths, ordered, strict=True)
    ]
    settings.print_json({"results": documents})
    return worst(STATUS_OF_CHECK.get(one.status, 4) for one in ordered)


def _check_file(path: Path, options: Options, specs: Sequence[Spec]) -> Check:
    try:
        data = read_certificate(path)
    except CertsimError as error:
        return Check("malformed", str(error))
    return recheck_audit(data, options, specs) if is_audit(data) else recheck(data, options, specs)


def _print_check(settings: Settings, path: Path, one: Check) -> None:
    if one.status in ("malformed", INTERNAL):
        say(visible(f"{path}: {one.status}: {one.message}"))
        return
    if settings.quiet and one.status == "valid":
        return
    lines = [("problem", one.message)] if one.message else []
    lines += _claim_lines(one.claim) if one.claim else []
    lines += [("assuming", assumption) for assumption in one.assumptions]
    for line in text.headed(one.status, str(path), text.labelled(lines), paint):
        settings.print(line)


def _claim_lines(claim: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if claim["verdict"] == KEPT:
        from certsim.torch.checker.statement import statement_lines

        return statement_lines(claim)
    from certsim.report.claim import claim_lines

    return claim_lines(claim)


@click.command()
@click.argument("path", metavar="CERT", type=PATH)
@common(TIMEOUT, ALLOW)
def explain(settings: Settings, path: Path) -> int:
    """Tells the proof in a certificate in words and formulas, after checking it."""
    from certsim.report.page import page_lines

    task = functools.partial(once, _explain_file, path, settings.options)
    with contextlib.closing(settings.run([task], [str(path)])) as outcomes:
        ((_, outcome),) = outcomes
    one, sections = outcome.value or (failed_check(outcome), [])
    if one.status == "malformed":
        raise CertsimError(visible(f"{path}: {one.status}: {one.message}"))
    if not sections:
        _print_check(settings, path, one)
    for line in page_lines(sections, paint):
        settings.print(line)
    settings.print_json({"sections": [{"title": title, "lines": lines} for title, lines in sections]})
    return STATUS_OF_CHECK.get(one.status, 4)


def _explain_file(path: Path, options: Options) -> tuple[Check, list[tuple[str, list[str]]]]:
    """The check of a certificate, and its explanation unless it is malformed or invalid."""
    from certsim.report.explain import explanation

    try:
        data = read_certificate(path)
    except CertsimError as error:
        return Check("malformed", str(error)), []
    if is_audit(data):
        return recheck_audit(data, options, ()), []
    one, accepted = recheck_to_explain(data, options)
    return one, explanation(accepted) if accepted else []
