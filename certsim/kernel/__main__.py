"""`python -m certsim.kernel CERT…`: the check on a bare Python, one line per certificate.

Allows no assumption unless told to (`--allow z3,relu`), and never asks a solver: what is assumed is named.
Exit status: 0 all valid · 1 some invalid · 2 some malformed · 5 some valid only under assumptions.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from certsim.kernel.check import check
from certsim.kernel.errors import InvalidCertificate, MalformedCertificate
from certsim.kernel.statement.strict_json import MAX_BYTES

KINDS = ("z3", "relu")


def judge(path: Path, allowed: frozenset[str]) -> tuple[int, str]:
    """The exit status of one certificate, and what to say of it."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return 2, f"malformed: over the limit of {MAX_BYTES} bytes"
        accepted = check(path.read_bytes())
    except OSError as error:
        return 2, f"malformed: {error.strerror}"
    except MalformedCertificate as error:
        place = "".join(f"[{key!r}]" for key in error.path)
        return 2, f"malformed: {place + ': ' if place else ''}{error.message}"
    except InvalidCertificate as error:
        return 1, f"invalid: {error}"
    missing = [str(assumption) for assumption in accepted.assumptions if assumption.kind not in allowed]
    if missing:
        return 5, f"valid if {'; and if '.join(missing)} ({accepted.verdict})"
    return 0, f"valid ({accepted.verdict})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a line for each certificate; returns the exit status."""
    parser = ArgumentParser(prog="python -m certsim.kernel", description="Check certificates.")
    parser.add_argument("certificates", nargs="+", type=Path, metavar="CERT")
    parser.add_argument("--allow", default="none", metavar="NAMES", help="assumptions, among z3,relu (none)")
    options = parser.parse_args(arguments)
    allowed = frozenset(options.allow.split(",")) - {"none"}
    if not allowed <= set(KINDS):
        parser.error(f"unknown assumption {min(allowed - set(KINDS))!r}: they are {' and '.join(KINDS)}")
    results = [judge(path, allowed) for path in options.certificates]
    for path, (_, message) in zip(options.certificates, results, strict=True):
        sys.stdout.write(f"{path}: {message}\n")
    return next(status for status in (2, 1, 5, 0) if any(found == status for found, _ in results))


if __name__ == "__main__":
    try:
        status = main()
    except KeyboardInterrupt:
        status = 130
    except BrokenPipeError:
        sys.stderr.close()
        status = 1
    sys.exit(status)
