"""Infinitesimal symmetries of a model: the Lie algebra of affine fields along which no output changes."""
