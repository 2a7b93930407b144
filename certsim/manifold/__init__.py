"""Candidate sets: what may be a structurally invariant manifold."""
