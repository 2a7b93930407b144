"""Search: clever and untrusted. It proposes claims with evidence; the kernel accepts them or not."""

from certsim.search.core import find_core
from certsim.search.plan import Undecided, find_proof

__all__ = ["Undecided", "find_core", "find_proof"]
