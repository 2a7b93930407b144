"""The lattice of the sets that subgroups fix."""
