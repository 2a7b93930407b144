"""The theory of structural invariant manifolds as programs: `python -m proofs`."""
