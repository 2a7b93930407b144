"""The trusted kernel: the standard library only, and nothing else of certsim."""
