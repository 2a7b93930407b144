"""The algebra room: fast and untrusted. Whatever it returns is evidence, which the kernel checks again.

Every public function takes and returns `certsim.kernel.terms.polynomial.Polynomial`; no FLINT object leaves
this room. "Not found" is always an honest answer here, a wrong identity never is.
"""
