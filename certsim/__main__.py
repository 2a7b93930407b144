"""The console scripts, and `python -m certsim`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sys import UnraisableHookArgs


_ENDING = (signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else []))


def main(arguments: Sequence[str] | None = None) -> None:
    """`certsim`: runs the command line and leaves with its exit status."""
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.unraisablehook = _insist
    try:
        for number in _ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as it is below nohup
                signal.signal(number, lambda received, _: sys.exit(128 + received))
        from certsim.cli import run
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def _open_what_is_closed() -> None:
    """Gives a process that was started without standard streams some that lead nowhere."""
    for stream in ("stdout", "stderr"):
        if getattr(sys, stream) is None:
            setattr(sys, stream, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  open to the end


def _insist(lost: UnraisableHookArgs) -> None:
    """Sends a signal again whose exception came where Python ignores exceptions, as in a destructor."""
    if not isinstance(lost.exc_value, KeyboardInterrupt | SystemExit):
        sys.__unraisablehook__(lost)
        return
    code = getattr(lost.exc_value, "code", None)  # of a SystemExit
    number = code - 128 if isinstance(code, int) and code > 128 else signal.SIGINT
    again = threading.Timer(0.01, os.kill, (os.getpid(), number))
    again.daemon = True
    again.start()


def certify() -> None:
    """`certify`, which is `certsim certify`."""
    main(["certify", *sys.argv[1:]])


if __name__ == "__main__":
    main()
