"""Proofs in other languages: SMT-LIB for solvers, LaTeX for readers, Coq for its checker."""
