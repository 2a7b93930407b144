"""The kernel's two families of errors: what cannot be read, and what was read and is wrong."""

from __future__ import annotations

from reprlib import Repr
from typing import Final

_REPR: Final = Repr()
_REPR.maxlevel = _REPR.maxlist = _REPR.maxtuple = _REPR.maxdict = 4
_REPR.maxstring = _REPR.maxlong = _REPR.maxother = 200


def excerpt(thing: object, longest: int = 80) -> str:
    """The beginning of what stands there, on one line; the rest, however long, is not looked at.

    >>> excerpt("a" * 10**6, 4)
    "'aaa"
    """
    return _REPR.repr(thing)[:longest]


def visible(text: str) -> str:
    r"""The text on one line: what could end the line, move a cursor or turn it around is spelt out.

    >>> print(visible("a\nb\x1b[2J"))
    a\nb\x1b[2J
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


class KernelError(Exception):
    """Whatever the kernel has against a certificate; never anything else leaves the kernel."""


class MalformedCertificate(KernelError):
    """The certificate cannot be read: not JSON, a wrong shape, an unknown name, over a limit."""

    def __init__(self, message: str, path: tuple[int | str, ...] = ()) -> None:
        super().__init__(message)
        self.message: Final = message
        self.path: Final = path


class InvalidCertificate(KernelError):
    """The certificate was read, and does not prove its claim."""


class LimitExceeded(InvalidCertificate):
    """The proof may be right, but checking it costs more than the kernel is willing to spend."""
