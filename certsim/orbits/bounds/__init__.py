"""Bounds for the dimension of an orbit, and the evidence for them."""
