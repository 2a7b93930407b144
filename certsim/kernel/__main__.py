"""`python -I -m certsim.kernel CERT…`: the check on a bare Python, one line per certificate.

Allows no assumption unless told to (`--allow z3,relu`), and never asks a solver: what is assumed is named.
Exit status: 0 all valid · 1 some invalid · 2 some malformed, or not to be read · 4 an answer could not be
written · 5 some valid only under assumptions.

`-I` keeps Python from importing a file of the working directory in place of its own library.
"""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

from certsim.kernel.check import check
from certsim.kernel.errors import InvalidCertificate, MalformedCertificate, excerpt, visible
from certsim.kernel.statement.strict_json import read_file

KINDS: Final = ("z3", "relu", "relu0")
UNWRITTEN: Final = 4
INTERRUPTED: Final = 130


def judge(path: str, allowed: frozenset[str]) -> tuple[int, str]:
    """The exit status of one certificate, and what to say of it."""
    try:
        accepted = check(read_file(Path(path)))
    except (OSError, ValueError) as error:
        return 2, f"malformed: {getattr(error, 'strerror', None) or error}"
    except MalformedCertificate as error:
        place = "".join(f"[{excerpt(key)}]" for key in error.path)
        return 2, f"malformed: {place + ': ' if place else ''}{error.message}"
    except InvalidCertificate as error:
        return 1, f"invalid: {error}"
    missing = [str(assumption) for assumption in accepted.assumptions if assumption.kind not in allowed]
    if missing:
        return 5, f"valid if {'; and if '.join(missing)} ({accepted.verdict})"
    return 0, f"valid ({accepted.verdict})"


class _Parser(ArgumentParser):
    """A parser whose complaints are one line, whatever the arguments are."""

    def error(self, message: str) -> NoReturn:
        super().error(visible(message))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a line for each certificate as soon as it is checked; returns the exit status."""
    parser = _Parser(prog="python -I -m certsim.kernel", description="Check certificates.")
    parser.add_argument("certificates", nargs="+", metavar="CERT")
    parser.add_argument(
        "--allow", default="none", metavar="NAMES", help=f"assumptions, among {','.join(KINDS)} (none)"
    )
    options = parser.parse_args(arguments)
    allowed = frozenset(options.allow.split(",")) - {"none"}
    if not allowed <= set(KINDS):
        parser.error(f"unknown assumption {min(allowed - set(KINDS))!r}: they are {', '.join(KINDS)}")
    found = set()
    for path in options.certificates:
        status, message = judge(path, allowed)
        found.add(status)
        print(visible(f"{path}: {message}"), flush=True)
    return next(status for status in (2, 1, 5, 0) if status in found)


def run() -> int:
    """The exit status of the program. What cannot be written was not answered."""
    if sys.stdout is None:
        return UNWRITTEN
    try:
        return main()
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNWRITTEN


if __name__ == "__main__":
    sys.exit(run())
