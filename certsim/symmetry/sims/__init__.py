"""The symmetry-induced SIMs of a model: listed, located, divided into strata."""
