"""Target recovery: which symmetry-induced SIMs hold parameters at which the model is a given function."""
