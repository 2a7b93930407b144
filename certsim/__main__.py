"""The console scripts, and `python -m certsim`."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """`certsim`: runs the command line and leaves with its exit status."""
    try:
        from certsim.cli import run
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def certify() -> None:
    """`certify`, which is `certsim certify`."""
    main(["certify", *sys.argv[1:]])


if __name__ == "__main__":
    main()
