"""Signed permutation symmetries of a model: finding their group, and the sets that its subgroups fix."""
