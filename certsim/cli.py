"""The command line: reads arguments, runs the pipeline, prints, and ends with a status that means something.

0: every candidate certified, or as expected; every core found; certificate valid. 1: refuted, or not as
expected; certificate invalid. 2: malformed input. 3: unknown. 4: internal error. 5: valid only under an
assumption that was not allowed. 130: interrupted. Where several apply: 4, 2, 1, 5, 3, 0.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Final

import click

from certsim import __version__
from certsim.commands.certify import certify, core
from certsim.commands.check import check, explain
from certsim.commands.orbits import laws, orbit
from certsim.commands.reduce import reduce
from certsim.commands.spec import doctor, functions, schema, validate
from certsim.commands.symmetry import enumerate_, locate, symmetries
from certsim.console import say
from certsim.errors import CertsimError
from certsim.judge import INTERNAL

INTERRUPTED: Final = 130
CLOSED_PIPE: Final = 141  # what a shell reports of a program that a closed pipe ended


def run(arguments: Sequence[str]) -> int:
    """Runs one command line; returns its exit status. No exception leaves it."""
    try:
        with main.make_context("certsim", list(arguments)) as context:
            status: int = main.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return 2
    except CertsimError as error:
        say(str(error))
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return CLOSED_PIPE
    except Exception as error:  # noqa: BLE001  the last resort: one line and a status, not a traceback
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            _forget_output()
            say(f"cannot write the answer: {error.strerror}")
            return 2
        say(f"{INTERNAL}: {type(error).__name__}: {error}")
        if {"-v", "--verbose"} & set(arguments):
            say(traceback.format_exc())
        return 4
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
    symmetries,
    enumerate_,
    locate,
    reduce,
    validate,
    functions,
    schema,
    doctor,
    laws,
    orbit,
):
    main.add_command(_command)
