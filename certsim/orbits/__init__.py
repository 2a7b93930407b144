"""Orbits: values of fields and brackets modulo a prime, spanning brackets, conserved quantities.

Nothing here is trusted: what it proposes, the kernel recomputes.
"""
