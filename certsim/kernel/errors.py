"""The kernel's two families of errors: what cannot be read, and what was read and is wrong."""

from __future__ import annotations

from typing import Final


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
