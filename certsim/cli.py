"""The command line: reads arguments, runs the pipeline, prints, and ends with a status that means something.

0: every candidate certified as a set that is not empty, or as expected; every core found; certificate valid.
1: refuted, empty, or not as expected; certificate invalid. 2: malformed input. 3: unknown. 4: internal error.
5: valid only under an assumption that was not allowed. 130: interrupted. Several apply: 4, 2, 1, 5, 3, 0.
"""

from __future__ import annotations

import contextlib
import errno
import io
import itertools
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, Final

import click

from certsim import __version__
from certsim.commands.audit import audit
from certsim.commands.campaign import campaign
from certsim.commands.certify import certify, core
from certsim.commands.check import check, explain
from certsim.commands.export import export
from certsim.commands.orbits import laws, orbit
from certsim.commands.recovery import recover
from certsim.commands.reduce import reduce
from certsim.commands.report import report
from certsim.commands.spec import doctor, functions, schema, validate
from certsim.commands.symmetry import enumerate_, locate, symmetries
from certsim.console import Output, document_text, say
from certsim.errors import CertsimError, error_document
from certsim.judge import INTERNAL
from certsim.kernel.errors import visible

INTERRUPTED: Final = 130
_LONGEST: Final = 2_000  # the characters of a complaint about arguments that are shown
CLOSED_PIPE: Final = 141  # what a shell reports of a program that a closed pipe ended


def run(arguments: Sequence[str]) -> int:
    """Runs one command line; returns its exit status. No exception leaves it.

    With --json, one document goes to standard output, whatever happens.
    """
    output = Output("--json" in itertools.takewhile("--".__ne__, arguments))
    try:
        status = _status(list(arguments), output)
        if output.as_json:
            click.echo(document_text(output.document))
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        return CLOSED_PIPE
    except OSError as error:
        _forget_output()
        say(f"cannot write the answer: {error.strerror}")
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _status(arguments: list[str], output: Output) -> int:
    """Runs one command line; the document that is to be printed is left in the output."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed if output.as_json else sys.stdout):
            with main.make_context("certsim", arguments, obj=output) as context:
                status: int = main.invoke(context)
            sys.stdout.flush()
    except click.exceptions.Exit as leave:
        output.document = {"schema": 1, "version": __version__, "text": printed.getvalue()}
        return leave.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return _failed(output, error_document("interrupted", "interrupted"), INTERRUPTED)
    except SystemExit as leave:
        number = leave.code if isinstance(leave.code, int) else INTERRUPTED
        return _failed(output, error_document("interrupted", "ended by a signal"), number)
    except click.ClickException as error:
        return _failed(output, error_document("usage", _misused(error)), 2)
    except CertsimError as error:
        say(str(error))
        return _failed(output, error.to_json(), error.exit_status)
    except Exception as error:  # noqa: BLE001  the last resort: one line and a status, not a traceback
        return _unforeseen(error, arguments, output)
    return status


def _misused(error: click.ClickException) -> str:
    """Says how the command is used that was called in a wrong way; what was wrong."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    usage = ""
    if context is not None and error.message == context.get_help():  # as click answers to no arguments
        click.echo(error.message, err=True)
        return "Missing command."
    if context is not None:
        usage = f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n\n"
    message = visible(error.format_message()[:_LONGEST])
    click.echo(f"{usage}Error: {message}", err=True)
    return message


def _unforeseen(error: Exception, arguments: Sequence[str], output: Output) -> int:
    """What becomes of an error that no command expects; one of writing the answer is left to the caller."""
    if isinstance(error, BrokenPipeError) or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        raise error
    message = visible(f"{type(error).__name__}: {error}")
    say(f"{INTERNAL}: {message}")
    if {"-v", "--verbose"} & set(arguments):
        say("".join(traceback.format_exception(error)))
    return _failed(output, error_document(INTERNAL, message), 4)


def _failed(output: Output, error: dict[str, Any], status: int) -> int:
    output.document = {"schema": 1, "error": error, "exit": status}
    return status


def _forget_output() -> None:
    """What cannot be written is not tried again, with a complaint, when Python exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="certsim")
def main() -> None:
    """Certifies or refutes structural invariant manifolds of neural network training dynamics.

    A spec file (TOML) holds a model and candidate sets of parameters. A candidate is certified if gradient
    flow keeps it for every data set and every loss; the proof is checked by a small kernel and written down.
    """


for _command in (
    certify,
    core,
    check,
    explain,
    export,
    symmetries,
    enumerate_,
    locate,
    recover,
    reduce,
    validate,
    functions,
    schema,
    doctor,
    laws,
    orbit,
    audit,
    campaign,
    report,
):
    main.add_command(_command)
