"""The group of signed permutations that leave a model as it is."""
