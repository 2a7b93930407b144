"""Results, claims and proofs in words, for people and for other programs."""
