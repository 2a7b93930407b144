"""Search: clever and untrusted. It proposes certificates; the kernel accepts them or not."""

from certsim.search.core import find_core
from certsim.search.plan import Undecided, find_certificate

__all__ = ["Undecided", "find_certificate", "find_core"]
